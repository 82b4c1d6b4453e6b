"""Odds corrected by a programme's own past, years that move together, and programmes with an odd past."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.assess.calibrate import NONE, Odds, Past, chance_of, count_range, damping, learn, log_odds
from analysis.assess.nowcast import FlowInput, forecast_flows
from analysis.assess.score import bias, score
from analysis.assess.spread import pooled_scale
from tests.assess.test_nowcast import one


def past(chance, met, units=12, years=3):
    """`units` x `years` forecasts that all said `chance`; `met(unit, age)` says which came true."""
    unit, age = (a.ravel() for a in np.meshgrid(np.arange(units), np.arange(1, years + 1)))
    came = np.array([float(met(u, a)) for u, a in zip(unit, age, strict=True)])
    return Past(unit, age, np.full(unit.size, chance), came, np.linspace(0.02, 0.98, unit.size))


def plans(kept, units=12, years=5, m=6, raised=1.0, seed=3, group="g"):
    """A programme whose totals are `kept(unit, year)` of their plans; the last year is this one (m months known)."""
    rng = np.random.default_rng(seed)
    found = []
    for i in range(units):
        plan = 100.0 * (1 + i) * np.cumprod(1 + 0.05 * rng.standard_normal(years + 1))
        share = rng.dirichlet(np.full(12, 60.0), years + 1) * np.array(
            [plan[t] * kept(i, t) for t in range(years + 1)]
        ).reshape(-1, 1)
        found.append(
            FlowInput(f"u{i}", share[:-1], share[-1, :m], group, plans=plan[:-1], plan=plan[-1] * raised,
                      target=plan[-1] * raised)
        )  # fmt: skip
    return found


def chances(inputs):
    return np.array([f.probability for f in forecast_flows(inputs)])


def test_chances_that_did_not_come_true_are_lowered_and_newer_years_weigh_more():
    asked = np.array([0.85])
    ever = learn(past(0.85, lambda u, a: u % 4 != 0)).chance(asked, [-1])[0]
    never = learn(past(0.85, lambda u, a: u % 4 == 0)).chance(asked, [-1])[0]
    assert never < 0.65 < ever
    lately = learn(past(0.85, lambda u, a: a > 1)).chance(asked, [-1])[0]
    long_ago = learn(past(0.85, lambda u, a: a < 3)).chance(asked, [-1])[0]
    assert lately < long_ago


def test_a_unit_that_always_kept_its_word_is_believed_more_than_its_like():
    odds = learn(past(0.6, lambda u, a: u % 2))
    kept, broke, unknown = odds.chance(np.array([0.6, 0.6, 0.6]), [1, 2, 99])
    assert broke < unknown < kept


@pytest.mark.parametrize("came", [0.0, 1.0])
def test_all_failing_and_all_meeting_leave_a_chance(came):
    odds = learn(past(0.5, lambda u, a: came))
    found = odds.chance(np.array([0.005, 0.2, 0.5, 0.8, 0.995]), [0] * 5)
    assert np.all(np.diff(found) > 0) and np.all((found >= 0.005) & (found <= 0.995))
    assert (found[2] > 0.5) == (came == 1.0)


def test_nothing_is_learned_of_fewer_than_five_units():
    assert learn(past(0.9, lambda u, a: 0, units=4)) is NONE
    assert NONE.quantile(np.array([0.1])) == 0.1
    assert one(plans(lambda i, t: 0.9, units=4)[0]).odds is NONE


def test_the_order_of_the_past_does_not_matter_to_the_last_bit():
    p = past(0.7, lambda u, a: (u + a) % 3, units=9)
    odds, turned = (
        learn(p),
        learn(Past(*(getattr(p, n)[::-1] for n in ("unit", "age", "chance", "met", "level")))),
    )
    assert odds == turned


def test_a_range_that_past_years_left_is_widened_and_one_that_held_all_is_not():
    wanted = np.array([0.1, 0.5, 0.9])
    calm = past(0.5, lambda u, a: u % 2)
    outside = replace(calm, level=np.where(calm.unit % 2, 0.01, 0.99))
    inside = replace(calm, level=np.full(calm.unit.size, 0.5) + np.where(calm.unit % 2, 0.05, -0.05))
    wide, narrow = learn(outside).quantile(wanted), learn(inside).quantile(wanted)
    assert wide[0] < narrow[0] < wide[1] < narrow[2] < wide[2]
    assert wide[0] < 0.08 and wide[2] > 0.92


def test_a_year_effect_keeps_a_chance_from_being_sure():
    p = np.array([0.9])
    assert Odds(year_effect=1.5).chance(p, [0]) < Odds(year_effect=0.3).chance(p, [0]) < 0.9


def test_years_that_move_together_spread_the_count_more_than_independent_units():
    chances = [[0.3]] * 35
    apart, together = count_range(chances, 0.0), count_range(chances, 0.9)
    assert apart[1] - apart[0] < 9 < together[1] - together[0]
    # the marginal chances stay: the mean number met moves by less than one target
    assert apart[2] == pytest.approx(10.5) and together[2] == pytest.approx(10.5, abs=0.8)


def test_the_count_of_independent_targets_worked_by_hand():
    low, high, mean = count_range([[0.5], [0.5], [1.0], [0.0]], 0.0, inside=0.5)
    assert (low, high, mean) == (1, 2, pytest.approx(2.0))  # 1, 2, 3 met with chances 1/4, 1/2, 1/4
    assert count_range([[1.0], [1.0], [0.0]])[:2] == (2, 2)
    # of two measures that both must be met
    assert count_range([[0.5, 0.5]], 0.0)[2] == pytest.approx(0.25)


def test_the_mean_over_a_years_shift_is_what_the_damping_says():
    x, w = np.polynomial.hermite_e.hermegauss(40)
    for p in (0.2, 0.5, 0.85):
        shown = (w * chance_of(log_odds(np.array([p])) + 0.9 * x)).sum() / w.sum()
        assert float(chance_of(log_odds(np.array([p])) / damping(0.9))[0]) == pytest.approx(shown, abs=0.01)


def test_a_programme_that_stopped_keeping_its_plans_is_believed_less():
    kept, lately = plans(lambda i, t: 1.03), plans(lambda i, t: 1.03 if t < 4 else 0.85 if t == 4 else 0.97)
    p, q = chances(kept), chances(lately)
    assert np.median(p) > 0.7 and np.median(q) < np.median(p) - 0.2


def test_half_of_what_became_of_plans_is_the_groups_last_year():
    steady = plans(lambda i, t: 0.9)
    other = plans(lambda i, t: 0.7 if t == 4 else 0.9)
    alone = replace(other[0], group="by itself")
    among = forecast_flows([*other, alone])
    assert among[0].prior < 0.93 * forecast_flows(steady)[0].prior
    # the last year's 0.7 counts 16/31 by its age; the group's median takes half of the whole
    years = np.log([0.9, 0.9, 0.9, 0.9, 0.7])
    own = float(years @ (0.5 ** np.arange(4, -1, -1)) / (0.5 ** np.arange(5)).sum())
    assert among[-1].prior == pytest.approx(other[0].plan * math.exp(own), rel=1e-6)
    assert among[0].prior == pytest.approx(other[0].plan * math.exp(0.5 * own + 0.5 * years[-1]), rel=1e-6)


@pytest.mark.parametrize(
    "kept",
    [lambda i, t: 0.5, lambda i, t: 1.2, lambda i, t: 1.0, lambda i, t: 0.6 if (i + t) % 2 else 1.3],
    ids=["all fail", "all meet", "to the last unit", "every other"],
)
@pytest.mark.parametrize("m", [1, 6, 11])
def test_any_past_leaves_a_chance_or_none_and_a_range_in_order(kept, m):
    for f in forecast_flows(plans(kept, m=m)):
        assert f.probability is not None and 0 < f.probability <= 1
        assert f.p025 <= f.p10 <= f.total <= f.p90 <= f.p975


def test_odd_pasts_stop_no_other_unit():
    inputs = plans(lambda i, t: 0.95 + 0.02 * (i % 5))
    nothing_planned = [replace(i, plans=np.where(np.arange(5) == 2, np.nan, i.plans)) for i in inputs]
    zero_planned = [replace(i, plans=np.where(np.arange(5) == 4, 0.0, i.plans)) for i in inputs]
    one_year = replace(inputs[0], id="new", history=inputs[0].history[-1:], plans=inputs[0].plans[-1:])
    none_now = replace(inputs[1], id="without", plan=None, target=None)
    raised = [replace(i, plan=i.plan * 1.1**3, target=i.plan * 1.1**3) for i in inputs]
    for case in (nothing_planned, zero_planned, raised, [*inputs, one_year, none_now]):
        for f in forecast_flows(case):
            assert (f.probability is None) == (f.id == "without")
            assert f.probability is None or 0 < f.probability < 1
            assert np.isfinite([f.p10, f.total, f.p90]).all()
    assert np.median(chances(raised)) < np.median(chances(inputs)) - 0.1
    never = [replace(i, plans=np.full(5, np.nan)) for i in inputs]
    assert {f.odds for f in forecast_flows(never)} == {NONE}


def test_a_corrected_chance_uses_nothing_of_this_year_but_its_own_figures():
    inputs = plans(lambda i, t: 0.9 + 0.2 * ((i * 7 + t * 3) % 10) / 10)
    better = [inputs[0], *(replace(i, current=i.current * 1.0) for i in inputs[1:])]
    assert chances(inputs).tolist() == chances(better).tolist()
    up = [replace(inputs[0], current=inputs[0].current * 1.05), *inputs[1:]]
    assert chances(up)[0] > chances(inputs)[0]


def test_the_typical_spread_follows_the_series_own_noise():
    rng = np.random.default_rng(5)
    calm, wild = (np.exp(s * rng.standard_normal((4, 12))) * 100 for s in (0.02, 0.5))
    narrow, wide = (one(FlowInput("", x[:3], x[3, :6])) for x in (calm, wild))
    assert narrow.typical and wide.typical and narrow.scale < 0.5 * wide.scale
    args = (np.zeros((1, 2)), np.array([0.12]), np.zeros(1), 3, 0.16, 0.5, 0.75)
    assert pooled_scale(*args, 0.12)[0] == pytest.approx(pooled_scale(*args)[0])
    quiet = (np.zeros((1, 2)), np.array([0.03]), np.zeros(1), 3, 0.16, 0.5, 0.75)
    assert pooled_scale(*quiet, 0.12)[0] == pytest.approx(pooled_scale(*quiet)[0] / 2)


def test_scores_worked_by_hand():
    rows = pd.DataFrame(
        {
            "probability": [0.9, 0.8, 0.1, 0.5],
            "met": [True, False, True, False],
            "low": [90.0, 90.0, 70.0, 80.0],
            "high": [110.0, 120.0, 95.0, 100.0],
            "end": [105.0, 88.0, 101.0, 90.0],
            "linear": [1.0, 0.0, 0.0, 0.0],
        }
    )
    s = score(rows)
    assert s["brier"] == pytest.approx((0.01 + 0.64 + 0.81 + 0.25) / 4)
    assert (s["units"], s["met"], s["high"], s["high_met"]) == (4, 2, 2, 0.5)
    assert (s["base"], s["linear"]) == (0.25, 0.25)
    assert (s["covered"], s["met_but_off"], s["missed_but_on"]) == (0.5, 0.5, 0.5)
    assert math.isnan(score(rows[rows["probability"] < 0.8])["high_met"])


def test_a_chance_on_the_bound_is_called_likely():
    """Also one that arithmetic put a hair below it."""
    p = [0.0, 0.2, 0.8 - 1e-12, 0.8, 1.0]
    rows = pd.DataFrame({"probability": p, "met": True, "low": 1.0, "high": 2.0, "end": 1.5, "linear": 1.0})
    assert score(rows)["high"] == 3


def test_a_bias_is_tested_over_years():
    assert bias(np.array([2.0, 2.2, 1.9, 2.1])) == (pytest.approx(2.05), True)
    assert bias(np.array([-4.0, 3.0, np.nan, 2.0])) == (pytest.approx(1 / 3), False)
    assert bias(np.array([3.0]))[1] is None


@pytest.mark.parametrize("spread", [0.5, 0.9, 2.0])
def test_the_mean_over_a_year_s_common_shift_is_a_damped_chance(spread):
    """The odds that a mean over normal shifts comes to: within a hundredth of the mean itself, at any spread."""
    x, w = np.polynomial.hermite_e.hermegauss(60)
    for odds in (0.5, 1.0, 2.0):
        mean = float((w / w.sum()) @ chance_of(odds + spread * x))
        assert float(chance_of(np.float64(odds) / damping(spread))) == pytest.approx(mean, abs=0.012)
    assert damping(spread) ** 2 == pytest.approx(1 + math.pi * spread**2 / 8)
