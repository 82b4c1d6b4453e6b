"""What the command knows of a month, whichever pages it was asked for."""

import re
from pathlib import Path

from analysis.publish import archive
from analysis.publish.manifest import Manifest
from analysis.run.summary import summarise

PARAMS = Path(__file__).parents[2] / "params/can-duoc-2025/monthly.yml"


def told(**overrides) -> dict:
    return summarise(
        {"params": PARAMS, "overrides": {"month": "2025-09", **overrides}}, lambda *_, **__: None
    )


def test_pages_of_a_place_or_an_owner_leave_the_months_verdicts():
    whole = told()
    assert whole["headline"]["total"] == 26
    for asked in ({"place": "28126"}, {"owner": "bhxh-cs"}):
        assert {k: told(**asked)[k] for k in ("targets", "headline")} == {
            k: whole[k] for k in ("targets", "headline")
        }


def test_the_annex_has_31_rows():
    targets = told()["targets"]
    assert sum(1 + len(t["components"]) for t in targets) == 31
    assert [c["no"] for c in targets[0]["components"]] == ["1.1", "1.2", "1.3", "1.4"]


def test_the_archive_says_a_status_as_its_targets_do():
    """ "Chưa báo cáo" where the office is late; in a closed year nothing is on its way."""

    def counts(*targets):
        told = [{"no": str(i), "mark": mark, "word": word} for i, (mark, word) in enumerate(targets, 1)]
        told.append(
            {"no": "", "mark": "on_track", "word": "Đạt tiến độ"}
        )  # a row without a number is not counted
        of = Manifest(run_id="1", programme="p", programme_name="P", month="2025-06", as_of="", parameters={},
                      targets=told, notebooks=[])  # fmt: skip
        return re.findall(r"</svg>([^<]+)</span>&nbsp;<b>(\d+)</b>", archive.month(of))

    assert counts(
        ("no_data", "Chưa báo cáo"), ("at_risk", "Có nguy cơ không đạt"), ("at_risk", "Chậm tiến độ")
    ) == [
        ("Có nguy cơ không đạt / Chậm tiến độ", "2"),
        ("Chưa báo cáo", "1"),
    ]
    closed = counts(
        ("on_track", "Trong dự toán"), ("achieved", "Đạt"), ("achieved", "Ước đạt"), ("achieved", "Đạt")
    )
    assert closed == [("Trong dự toán", "1"), ("Đạt / Ước đạt", "3")]
