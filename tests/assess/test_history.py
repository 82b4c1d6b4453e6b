import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assess.history import clean_history, difference, fill_gaps, is_break


def test_a_cumulative_report_is_differenced():
    found = difference(np.array([10.0, 25.0, 25.0, 60.0]))
    assert list(found) == [10, 15, 0, 35]


def test_a_fall_is_a_revision_and_the_sum_stays_the_revised_report():
    found = difference(np.array([10.0, 30.0, 24.0, 40.0]))
    assert (found >= 0).all() and found.sum() == pytest.approx(40.0)
    assert list(found) == pytest.approx([8.0, 16.0, 0.0, 16.0])


def test_the_increase_over_a_gap_is_spread_and_what_is_not_reported_yet_stays_blank():
    found = difference(np.array([10.0, np.nan, np.nan, 40.0, np.nan]))
    assert list(found[:4]) == [10, 10, 10, 10] and np.isnan(found[4])


@given(st.lists(st.one_of(st.floats(0, 1e9), st.just(float("nan"))), min_size=1, max_size=12))
def test_differences_are_never_negative_and_add_up(report):
    report = np.array(report)
    found = difference(report)
    known = report[~np.isnan(report)]
    assert not (found < 0).any()
    if known.size:
        assert np.nansum(found) == pytest.approx(known[-1], rel=1e-9, abs=1e-6)


def test_gaps_are_filled_by_share():
    shares = np.array([[0.5, 0.3, 0.2]])
    assert fill_gaps(np.array([[50.0, np.nan, 20.0]]), shares)[0] == pytest.approx([50, 30, 20])
    assert fill_gaps(np.array([[np.nan, 3.0]]), np.array([[1.0, 0.0, 0.0]]))[0] == pytest.approx([3, 3])
    assert np.isnan(fill_gaps(np.full((1, 2), np.nan), shares)).all()


@pytest.mark.parametrize(
    "factor, cut", [(1.0, False), (2.5, False), (2.8, True), (1 / 2.8, True), (1000.0, True), (0.0, True)]
)
def test_breaks_of_the_total(factor, cut):
    year = np.arange(1.0, 13.0)
    assert bool(is_break(year, year * factor)) is cut


def test_a_threefold_median_is_a_break_even_when_the_total_is_not():
    before = np.array([1.0] * 11 + [40.0])
    after = np.array([3.0] * 11 + [40.0])
    assert is_break(before, after) and not is_break(before, np.where(after == 3, 2.9, after))


def test_years_with_gaps_are_filled_or_dropped_and_only_five_are_kept():
    years = np.tile(np.arange(1.0, 13.0), (8, 1))
    years[6, 2] = np.nan
    years[4, :3] = np.nan
    values, rows, broken_at = clean_history(years)
    assert list(rows) == [2, 3, 5, 6, 7] and broken_at is None
    assert values[3] == pytest.approx(np.arange(1.0, 13.0))
