"""What became of a year, and past years as they looked in the same month."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from analysis.assess.changes import compare
from analysis.assess.figures import known_on
from analysis.assess.judge import assess
from analysis.assess.ledger import Ledger
from analysis.assess.score import year_totals


def _series(make, rows, year=2025, month=6):
    programme = make.programme(make.measure(low=100.0))
    known = known_on(Ledger(make.frame(*rows), programme, None), dt.date(2030, 1, 1))
    return known.series(year, month, programme.area.id, 3, programme.measures.values())["m"]


def test_a_year_is_known_when_it_is_complete(make):
    programme = make.programme(make.measure(low=100.0))
    whole = make.months("m", 2025, [9.0] * 12)
    assert year_totals(programme, None, make.frame(*whole), 2025) == {"m": 108.0}
    assert year_totals(programme, None, make.frame(*whole[:11]), 2025) == {}
    # the count to December is the year's, whatever the months said before
    told = [*whole, make.row("m", "2025-12", 111.0, "year_to_date", reported="2026-01-20")]
    assert year_totals(programme, None, make.frame(*told), 2025) == {"m": 111.0}


def test_past_years_look_as_they_did_in_the_same_month(make):
    rows = make.months("m", 2024, [10.0] * 12)
    rows += [make.row("m", "2024-06", 48.0, "year_to_date"), make.row("m", "2024-12", 120.0, "year_to_date")]
    past = _series(make, rows).past_as_at(6)[-1]
    assert past[:6].sum() == pytest.approx(48) and past.sum() == pytest.approx(120)
    assert np.allclose(past[:6], 8) and np.allclose(past[6:], 12)
    assert np.allclose(_series(make, rows).past_as_at(5)[-1], 10)  # nothing was counted up in May
    assert np.allclose(_series(make, rows).past_as_at(12)[-1], 10)
    assert np.allclose(_series(make, rows[:12]).past_as_at(6)[-1], 10)


@pytest.mark.parametrize("told", [0.0, -3.0, 500.0])
def test_a_count_that_cannot_be_is_not_used(make, told):
    rows = make.months("m", 2024, [10.0] * 12)
    rows += [make.row("m", "2024-06", told, "year_to_date"), make.row("m", "2024-12", 120.0, "year_to_date")]
    past = _series(make, rows).past_as_at(6)[-1]
    assert np.allclose(past, 10)


def test_a_past_plan_is_the_one_of_the_same_month(make):
    rows = [
        make.row("m#plan", "2024-02", 100.0, "year"),
        make.row("m#plan", "2024-06", 110.0, "year"),
        make.row("m#plan", "2024-12", 150.0, "year"),
        make.row("m#plan", "2025-03", 120.0, "year"),
        make.row("m", "2025-06", 9.0),
    ]
    assert _series(make, rows, month=6).plans[-2:].tolist() == [110, 120]
    assert _series(make, rows, month=3).plans[-2] == 100
    assert _series(make, rows, month=1).plans[-2] == 150  # none was known so early: the newest


def test_a_gap_makes_the_sum_an_estimate(make):
    past = [r for y in (2022, 2023, 2024) for r in make.months("m", y, [9] * 12, reported=f"{y}-12-28")]
    rows = [*past, *make.months("m", 2025, [9, 9, 9, 9, None, 9])]
    programme = make.programme(make.measure(low=100.0), closing_day=31)
    gap = assess(programme, None, make.frame(*rows), "2025-06").measures["m"]
    assert gap.filled == ("2025-05",) and gap.estimate and gap.whole
    assert "filled" in {n.key for n in gap.notes}
    full = [*past, *make.months("m", 2025, [9] * 6)]
    told = assess(programme, None, make.frame(*full), "2025-06").measures["m"]
    assert not told.filled and not told.estimate
    assert told.track_years == 2 and told.track_record == pytest.approx(0, abs=1e-6)


def test_a_break_and_a_year_out_of_line_are_said_apart(make):
    def noted(scale_2022, scale_now):
        rows = [r for y in (2023, 2024) for r in make.months("m", y, [9] * 12, reported=f"{y}-12-28")]
        rows += make.months("m", 2022, [9 * scale_2022] * 12, reported="2022-12-28")
        rows += make.months("m", 2025, [9 * scale_now] * 6)
        programme = make.programme(make.measure(low=100.0), closing_day=31)
        a = assess(programme, None, make.frame(*rows), "2025-06").measures["m"]
        return a.history_cut, [n.key for n in a.notes if n.key in {"history_cut", "out_of_line"}]

    assert noted(1, 1) == (None, [])
    assert noted(10, 1) == ("2023", ["history_cut"])
    assert noted(1, 5) == (None, ["out_of_line"])


def test_the_same_month_on_two_days_shows_figures_whose_status_stayed(make):
    rows = [r for y in (2022, 2023, 2024) for r in make.months("m", y, [9.0] * 12, reported=f"{y}-12-28")]
    rows += [*make.months("m", 2025, [9] * 6), make.row("m", "2025-05", 9.2, reported="2025-07-10")]
    programme = make.programme(make.measure(low=100.0), closing_day=31)
    first, later = (
        assess(programme, None, make.frame(*rows), "2025-06", as_of=day)
        for day in (dt.date(2025, 6, 30), dt.date(2025, 7, 31))
    )
    assert [(c.kind, c.before, round(c.after, 9)) for c in compare(first, later)] == [("figure", 54.0, 54.2)]
    assert compare(first, first) == ()
    other = make.programme(make.measure(low=100.0), closing_day=31).model_copy(update={"id": "other"})
    with pytest.raises(ValueError, match="một chương trình"):
        compare(assess(other, None, make.frame(*rows), "2025-06"), later)
