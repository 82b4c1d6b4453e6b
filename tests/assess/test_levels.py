import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.assess.levels import LEVEL_Z, LevelInput, forecast_levels

RISING = np.array([np.linspace(80, 91, 12), np.linspace(84, 95, 12), np.linspace(88, 96, 12)])


def level(history, now, id="", **more):
    """Of a measure reported every month up to that of the last of `now`."""
    history, month = np.asarray(history, float), len(now)
    past = history if month == 1 else history[:, [month - 1, -1]]
    return LevelInput(id, month, float(now[-1]), past, **more)


def one(history, now, **more):
    return forecast_levels([level(history, now, **more)])[0]


def test_the_rule_worked_by_hand():
    f = one(RISING, [90.0, 91.0, 92.0])
    move = 0.7 * np.mean([np.log(91 / 82), np.log(95 / 86), np.log(96 / RISING[2, 2])])
    assert f.year_end == pytest.approx(92.0 * np.exp(move))
    u = [
        np.log(RISING[1, 11] / RISING[1, 2]) - 0.7 * np.log(91 / 82),
        np.log(96 / RISING[2, 2]) - 0.7 * np.mean([np.log(91 / 82), np.log(95 / 86)]),
    ]
    common = 0.07 * np.sqrt(9 / 12)
    scale = np.sqrt((4 * common**2 + 2 * np.mean(np.square(u))) / 6)
    assert f.scale == pytest.approx(scale) and f.typical
    assert [f.p025, f.p10, f.p50, f.p90, f.p975] == pytest.approx(list(f.year_end * np.exp(scale * LEVEL_Z)))


def test_errors_of_like_measures_are_pooled():
    rng = np.random.default_rng(2)
    many = [level(RISING * np.exp(rng.normal(0, 0.02, RISING.shape)), [90.0] * 3, str(i)) for i in range(6)]
    found = forecast_levels(many)
    assert not any(f.typical for f in found)
    assert [f.scale for f in forecast_levels(many[::-1])] == [f.scale for f in found[::-1]]


def test_in_january_last_december_is_the_forecast():
    assert one(RISING, [70.0]).year_end == 96.0
    assert one(RISING[:0], [70.0]).year_end == 70.0


def test_a_typical_range_narrows_with_what_is_left_of_the_year():
    def scale(months, **more):
        return one(np.full((1, 12), 50.0), [50.0] * months, **more).scale

    assert scale(3) == pytest.approx(0.07 * 0.75**0.5) and scale(9) == pytest.approx(0.07 * 0.25**0.5)


def test_a_level_that_stands_still_ends_where_it_stands():
    f = one(np.full((3, 12), 95.3), [95.3] * 5, target=95.3, percent=True)
    assert f.year_end == f.p50 == 95.3


def test_percentages_stay_within_bounds_and_a_hundred_has_no_probability():
    f = one(np.full((2, 12), 99.0), [99.5] * 4, target=99.0, percent=True)
    assert f.p975 == 100.0 and 0 < f.probability < 1
    ceiling = one(np.full((2, 12), 99.0), [99.5] * 4, target=100.0, percent=True)
    assert ceiling.probability is None and ceiling.reason == "ceiling" and np.isfinite(ceiling.year_end)


def test_levels_that_may_be_negative_move_by_differences():
    past = np.array([np.linspace(-3, 2, 12), np.linspace(-2, 3, 12)])
    f = one(past, [-1.0, -0.5], target=1.0)
    moves = past[:, 11] - past[:, 1]
    assert f.differences and f.year_end == pytest.approx(-0.5 + 0.7 * moves.mean())
    assert 0 < f.probability < 1 and f.track_record == pytest.approx(abs(moves[1] - 0.7 * moves[0]))


def test_the_history_is_cut_where_the_level_jumps():
    past = RISING.copy()
    past[0] *= 100
    f = one(past, [90.0] * 3)
    assert f.broken_at == 1 and f.history_years == 2


def test_the_floor_of_the_revisions():
    f = one(np.full((3, 12), 50.0), [50.0] * 11, revision_rms=0.2)
    assert f.p90 == pytest.approx(60.0) and f.p10 < 45.0


anything = st.one_of(st.floats(-1e6, 1e6), st.sampled_from([float("nan"), 0.0, 1e308, -1e308]))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(anything, min_size=12, max_size=12), max_size=3),
    st.lists(anything.filter(np.isfinite), min_size=1, max_size=11),
    anything,
    st.booleans(),
    st.booleans(),
)
def test_never_an_exception_a_warning_or_a_nonsense_interval(past, now, target, percent, lower):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = np.array(past, dtype=float).reshape(len(past), 12)
        f = one(history, now, target=target, percent=percent, lower_is_better=lower)
    if np.isnan(f.year_end):
        assert f.reason is not None
    else:
        assert f.p025 <= f.p10 <= f.p50 <= f.p90 <= f.p975
        assert f.probability is None or 0 <= f.probability <= 1


@settings(max_examples=60, deadline=None)
@given(st.floats(50, 200), st.floats(0.5, 2.0), st.floats(1.0, 1.5), st.integers(2, 11))
def test_the_chance_rises_with_the_level_and_falls_with_the_target(level, share, factor, m):
    def chance(value, target):
        return one(RISING, np.full(m, value), target=target).probability

    base = chance(level, level * share)
    assert chance(level * factor, level * share) >= base >= chance(level, level * share * factor)
