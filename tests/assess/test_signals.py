import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assess.signals import seasonally_adjusted, xmr

NOISE = np.array([10.0, 12, 11, 9, 10, 12, 9, 11, 10, 9, 11, 12, 10, 9])


def keys(chart):
    return {s.key for s in chart.signals}


def test_limits_worked_by_hand():
    chart = xmr(NOISE)
    width = np.abs(np.diff(NOISE)).mean()
    assert (chart.mean, chart.upper) == (
        pytest.approx(NOISE.mean()),
        pytest.approx(NOISE.mean() + 2.66 * width),
    )
    assert chart.lower == pytest.approx(NOISE.mean() - 2.66 * width)
    assert chart.signals == () and not chart.trial


def test_an_outlying_range_is_left_out_of_the_limits():
    values = np.append(NOISE, 60.0)
    chart = xmr(values)
    assert chart.upper - chart.mean == pytest.approx(2.66 * np.abs(np.diff(NOISE)).mean())
    assert chart.signals[-1].key == "beyond_limit" and chart.signals[-1].index == 14


def test_seven_rising_and_not_six():
    rising = np.concatenate([NOISE * 0.1 + 10, [11, 11.1, 11.2, 11.3, 11.4, 11.5]])
    six = xmr(np.concatenate([[11.0, 10.0, 11.0, 10.0] * 3, [10.1, 10.2, 10.3, 10.4, 10.5]]))
    assert "trend" not in keys(six)
    seven = xmr(np.concatenate([[11.0, 10.0, 11.0, 10.0] * 3, [10.1, 10.2, 10.3, 10.4, 10.5, 10.6]]))
    found = [s for s in seven.signals if s.key == "trend"]
    assert len(found) == 1 and found[0].direction == "up" and len(found[0].points) == 7
    assert "trend" in keys(xmr(rising))
    assert "trend" not in keys(xmr(np.concatenate([[10.0, 11.0], np.full(8, 10.0)])))


def test_seven_on_one_side():
    chart = xmr(np.concatenate([np.tile([10.0, 13.0], 6), np.tile([8.0, 9.0], 4)[:7]]))
    found = [s for s in chart.signals if s.key == "shift"]
    assert len(found) == 1 and found[0].direction == "down" and found[0].index == 18


def test_two_of_three_beyond_two_thirds():
    values = np.tile([10.0, 12.0], 8)
    chart = xmr(np.concatenate([values, [16.5, 11.0, 16.5]]))
    found = [s for s in chart.signals if s.key == "near_limit"]
    assert found and found[-1].points == (16, 18) and found[-1].direction == "up"


def test_two_of_three_within_two_thirds_are_no_signal():
    chart = xmr(np.concatenate([np.tile([10.0, 12.0], 8), [13.5, 11.0, 13.5]]))
    assert 13.5 - chart.mean > (chart.upper - chart.mean) / 3
    assert "near_limit" not in keys(chart)


def test_direction_of_improvement():
    values = np.append(NOISE, 60.0)
    assert xmr(values).signals[-1].improves is None
    assert xmr(values, lower_is_better=False).signals[-1].improves is True
    assert xmr(values, lower_is_better=True).signals[-1].improves is False


def test_fewer_than_twelve_points_are_a_trial_and_blanks_are_passed_over():
    assert xmr(NOISE[:11]).trial
    holes = np.insert(NOISE, [3, 7], np.nan)
    chart = xmr(np.append(holes, 60.0))
    assert not chart.trial and chart.mean == pytest.approx(xmr(np.append(NOISE, 60.0)).mean)
    assert chart.signals[-1].index == 16


@pytest.mark.parametrize("values", [[], [1.0], [np.nan, np.nan], [1.0, np.inf, 2.0], [1e308, -1e308, 1e308]])
def test_nothing_to_see(values):
    chart = xmr(np.array(values))
    assert chart.signals == () and np.isnan(chart.mean) and chart.trial


def test_the_season_is_taken_out_and_january_joined_with_february():
    shares = np.array([0.1, 0.05, *[0.085] * 10])
    level = np.repeat([100.0, 110.0], 12)
    values = level * np.tile(shares, 2)
    moved = values.copy()
    moved[12], moved[13] = 0.02 * 110, 0.13 * 110
    assert seasonally_adjusted(values, shares) == pytest.approx(level / 12)
    assert seasonally_adjusted(moved, shares) == pytest.approx(level / 12)
    alone = seasonally_adjusted(values[:13], shares)
    assert np.isnan(alone[12]) and alone[11] == pytest.approx(100 / 12)
    assert np.isnan(seasonally_adjusted(np.ones(3), np.array([0.5, 0.0, 0.25, 0.25]))[1])


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=40))
def test_any_values(values):
    chart = xmr(np.array(values, dtype=float))
    assert all(0 <= i < len(values) for s in chart.signals for i in s.points)
    assert all(s.index == s.points[-1] for s in chart.signals)


def test_a_chart_says_no_better_and_no_worse_where_the_verdict_says_none(monkeypatch):
    """More spending is neither, in the chart of its months as in the sign of its verdict."""
    from analysis import open_book
    from analysis.present import charts_method

    asked = []
    monkeypatch.setattr(charts_method, "xmr", lambda values, down: asked.append(down) or xmr(values, down))
    book = open_book("2025-06")
    sides = {"4": False, "5": None}
    for measure in sides:
        book.chart.signal(measure)
    assert asked == [*sides.values()]
