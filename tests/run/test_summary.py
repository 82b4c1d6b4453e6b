"""What the command knows of a month, whichever pages it was asked for."""

import re
import shutil
from pathlib import Path

from analysis.publish import archive, manifest
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


def test_a_day_on_which_no_figure_was_known():
    of = told(month="2025-06", as_of="2019-01-01")
    assert of["headline"]["no_data"] and not of["headline"]["off_track"] and of["groups"]


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


def count_of(tmp_path, known, month: str, keep: int):
    """A house of which only the first `keep` files of `month` are there."""
    root = PARAMS.parents[2]
    for part in ("params", "notebooks"):
        shutil.copytree(root / part, tmp_path / part)
    shutil.copytree(root / "data/raw/can-duoc-2025", tmp_path / "data/raw/can-duoc-2025")
    known(tmp_path / "data/processed/can-duoc-2025")
    sent = sorted((tmp_path / "data/raw/can-duoc-2025" / month).iterdir())
    held = {p.name: p.read_bytes() for p in sent[keep:]}
    for name in held:
        (tmp_path / "data/raw/can-duoc-2025" / month / name).unlink()

    def summary(partial=False, **overrides):
        asked = {"month": "latest", **overrides}
        given = {
            "params": tmp_path / "params/can-duoc-2025/monthly.yml",
            "overrides": asked,
            "partial": partial,
        }
        return summarise(given, lambda *_, **__: None)

    def bring(*names):
        for name in names or held:
            (tmp_path / "data/raw/can-duoc-2025" / month / name).write_bytes(held[name])

    return summary, bring, tmp_path / "reports/can-duoc-2025"


def published(folder: Path, summary: dict) -> None:
    said = {k: summary[k] for k in ("programme", "month", "as_of", "inputs", "edition", "figures", "changed")}
    folder.mkdir(parents=True, exist_ok=True)
    manifest.write(folder, Manifest(run_id="1", parameters={}, **said))


def test_a_month_with_too_few_reports_waits_and_names_who_is_late(tmp_path, known):
    summary, bring, reports = count_of(tmp_path, known, "2025-09", 2)
    first = summary()
    assert first["month"] == "2025-08", "the last good month, which nobody has seen yet"
    published(reports / "2025-08", first)
    waits = summary()
    assert "month" not in waits
    message = waits["waits"]["message"]
    assert "BHXH cơ sở: chỉ tiêu (measures) 16; trễ từ (late since) 1/10/2025" in message
    assert "báo cáo gần nhất (last told) tháng 8/2025" in message
    assert "Thuế cơ sở" not in message, "has reported"
    assert "Chi ngân sách" not in message, "its office ended with the district: nobody is late"
    partial = summary(partial=True)
    assert partial["month"] == "2025-09" and partial["lacking"] in partial["banner"]
    assert partial["lacking"].startswith("Bản chưa đủ số liệu: còn ") and "BHXH cơ sở" in partial["lacking"]
    assert summary(month="2025-09")["lacking"] == partial["lacking"], "asked for by name it is marked as well"
    bring()
    whole = summary()
    assert whole["month"] == "2025-09" and not whole["lacking"] and "message" not in whole["waits"]


def test_a_later_file_makes_an_edition_and_is_named(tmp_path, known):
    summary, bring, reports = count_of(tmp_path, known, "2025-09", 7)
    first = summary()
    assert (first["edition"], first["changed"]) == (1, [])
    published(reports / "2025-09", first)
    again = summary()
    assert (again["edition"], again["figures"]) == (1, first["figures"])
    bring()
    second = summary()
    assert second["edition"] == 2
    rice = next(c for c in second["changed"] if c["name"].startswith("1.1 "))
    assert rice["before"] != rice["after"] and "tấn" in rice["after"]
    assert rice["why"] == "2025-09-25-xa-tan-lan.xlsx"
    assert not any("ngân sách" in c["name"] for c in second["changed"]), "the treasury sent nothing new"
    published(reports / "2025-09", second)
    kept = summary()
    assert {k: kept[k] for k in ("edition", "figures", "changed")} == {
        k: second[k] for k in ("edition", "figures", "changed")
    }, "the same inputs keep their number and their words"
    # other words for the same figures are no edition
    programme = tmp_path / "params/can-duoc-2025/programme.yml"
    programme.write_text(
        programme.read_text("utf-8").replace("Sản lượng lúa", "Lúa cả năm"), encoding="utf-8"
    )
    assert summary()["edition"] == 2
    (tmp_path / "data/raw/can-duoc-2025/2025-09/2025-09-25-xa-tan-lan.xlsx").unlink()
    third = summary()
    assert third["edition"] == 3
    assert any(c["why"] == "không còn tệp 2025-09-25-xa-tan-lan.xlsx" for c in third["changed"])
    published(reports / "2025-09", third)
    # another plan moves a verdict; a file that came meanwhile without any figure has nothing to do with it
    (tmp_path / "data/raw/can-duoc-2025/2025-09/phieu-chuyen.xlsx").write_bytes(b"no workbook")
    text = programme.read_text("utf-8")
    at = text.index("low:", text.index('id: "4"'))
    programme.write_text(text[:at] + re.sub(r"low: [\d.]+", "low: 599", text[at:], count=1), encoding="utf-8")
    (money,) = [c for c in summary()["changed"] if c["name"].startswith("4 ")]
    assert money["why"].startswith("khai báo hoặc cách tính đã đổi")
