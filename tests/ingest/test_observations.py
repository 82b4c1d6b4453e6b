"""The table: vintages, what was known when, what outranks what, corrections, kept by content."""

import pandas as pd
import pytest

from analysis.ingest.corrections import apply_corrections
from analysis.ingest.observations import checked, current, frame_of, known_at, revisions

ROW = {
    "measure": "4", "place": "can-duoc", "period": "2025-05", "basis": "month", "value": 48.0, "unit": "tỷ đồng",
    "vintage": "estimate", "reported_on": "2025-05-24", "source": "2025-05/thue.xlsx", "sheet": "Thu", "cell": "D9",
    "illustrative": True,
}  # fmt: skip


def rows(*changes):
    return frame_of([ROW | c for c in changes])


def test_columns_are_the_contracts():
    assert list(checked(rows({})).columns) == [
        "measure", "place", "period", "period_start", "period_end", "basis", "value", "numerator", "denominator",
        "unit", "vintage", "reported_on", "source", "sheet", "cell", "sha256", "illustrative", "note",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "broken", [{"period": "2025-13"}, {"basis": "weekly"}, {"measure": ""}, {"reported_on": "24/5/2025"}]
)
def test_a_broken_row_is_refused(broken):
    with pytest.raises(Exception, match=next(iter(broken))):
        checked(rows(broken))


def test_later_report_is_the_current_one_and_the_first_is_kept():
    frame = rows(
        {},
        {"value": 50.1, "reported_on": "2025-06-24", "vintage": "preliminary", "source": "2025-06/thue.xlsx"},
    )
    assert current(frame).value.tolist() == [50.1]
    assert current(known_at(frame, "2025-05-31")).value.tolist() == [48.0]
    told = revisions(frame).iloc[0]
    assert (told["first"], told["last"]) == (48.0, 50.1) and told.change == pytest.approx(4.375)
    assert told.first_at == "2025-05/thue.xlsx / Thu!D9"


def test_a_real_figure_outranks_an_illustrative_one_reported_later():
    frame = rows(
        {"illustrative": False, "value": 45.9, "reported_on": "2025-05-20"}, {"reported_on": "2025-07-01"}
    )
    assert current(frame).value.tolist() == [45.9]
    assert revisions(frame).empty, "real against illustrative is no revision"


def test_without_a_report_date_a_figure_is_known_when_its_period_ends():
    frame = rows({"reported_on": ""})
    assert known_at(frame, "2025-05-30").empty and len(known_at(frame, "2025-05-31")) == 1


def test_every_event_is_kept():
    events = [("2025-05-06", "QĐ 12"), ("2025-05-06", "QĐ 13"), ("2025-05-06", "QĐ 13")]
    same = {"basis": "event", "measure": "1.4", "value": 1.0}
    frame = rows(*({**same, "period_start": d, "period_end": d, "note": n} for d, n in events))
    assert current(frame).note.tolist() == ["QĐ 12", "QĐ 13"]


def register(**row):
    base = {"source": ROW["source"], "sheet": "Thu", "cell": "D9", "was": "48", "becomes": "84", "why": "đảo số",
            "who": "Chi cục Thuế", "until": ""}  # fmt: skip
    return pd.DataFrame([base | row])


def test_correction_changes_the_figure_and_says_so():
    frame, found = apply_corrections(rows({}), register(), [])
    assert frame.value.tolist() == [84.0] and "48 → 84" in frame.note[0] and "Chi cục Thuế" in frame.note[0]
    assert not found


def test_correction_may_take_a_figure_out():
    frame, _ = apply_corrections(rows({}), register(becomes=""), [])
    assert frame.value.isna().all()


def test_stale_correction_is_reported_and_changes_nothing():
    frame, found = apply_corrections(rows({"value": 51.0}), register(), [])
    assert frame.value.tolist() == [51.0]
    assert found[0].severity == "warning" and found[0].cell == "D9" and "51" in found[0].value
