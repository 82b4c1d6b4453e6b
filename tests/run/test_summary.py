"""What the command knows of a month, whichever pages it was asked for."""

from pathlib import Path

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
