import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.assess.nowcast import FlowForecast, FlowInput, fan
from analysis.assess.nowcast import forecast_flows as forecast_by
from analysis.assess.rest import Year
from analysis.assess.spread import pooled_scale
from tests.assess.share_shrink import METHODS, share_shrink

# Rice exports of Vietnam, USD million a month, 2017-2020 (General Department of Customs, in the national
# summary data page).
RICE = np.array(
    [
        [142.97791, 169.105695, 226.67423, 249.554525, 248.79883, 236.295199,
         246.901951, 280.839132, 227.688169, 245.810618, 176.946999, 181.885663],
        [238.802724, 167.715388, 336.119904, 362.912157, 382.006469, 280.122446,
         222.120849, 295.860914, 169.453267, 186.069091, 192.304627, 226.678035],
        [195.310352, 116.621003, 298.041078, 287.505845, 293.886391, 257.344847,
         261.676694, 269.529103, 210.939329, 208.570197, 168.090438, 227.974816],
        [196.45723, 238.127881, 271.514122, 254.373965, 492.544342, 227.256297,
         232.144971, 304.326561, 195.804248, 192.011985, 188.968118, 291.801357],
    ]
)  # fmt: skip
NUMBERS = ("to_date", "rest", "total", "p025", "p10", "p50", "p90", "p975", "prior", "scale")


def rice(m=6, **more):
    return FlowInput("rice", RICE[:3], RICE[3, :m], **more)


def forecast_flows(inputs, method: str = "running-level") -> list[FlowForecast]:
    return forecast_by(inputs, METHODS[method])


def one(source: FlowInput, method: str = "running-level") -> FlowForecast:
    return forecast_flows([source], method)[0]


def programme(count: int, seed: int = 1, years: int = 3, m: int = 5) -> list[FlowInput]:
    rng = np.random.default_rng(seed)
    season = rng.uniform(0.5, 1.5, (count, 1, 12))
    level = np.exp(rng.normal(0, 0.1, (count, years + 1, 1)).cumsum(axis=1)) * rng.uniform(
        1, 1e4, (count, 1, 1)
    )
    table = season * level * np.exp(rng.normal(0, 0.1, (count, years + 1, 12)))
    return [
        FlowInput(str(i), t[:-1], t[-1, :m], f"g{i % 2}", target=1.02 * t[-2].sum())
        for i, t in enumerate(table)
    ]


def amounts(f: FlowForecast) -> list[float]:
    return [getattr(f, name) for name in NUMBERS]


def test_golden_figures_of_the_published_formula():
    f = one(rice(), "share-shrink")
    assert [round(float(v), 4) for v in f.shares] == [
        0.0718, 0.0544, 0.1014, 0.1036, 0.1063, 0.0904, 0.0862, 0.0962, 0.0723, 0.0745, 0.0651, 0.0778,
    ]  # fmt: skip
    assert [round(float(v), 2) for v in RICE[:3].sum(axis=1)] == [2633.48, 3060.17, 2795.49]
    assert (round(f.to_date, 2), round(f.rest, 2), round(f.total, 2)) == (1680.27, 1452.77, 3133.04)
    assert round(f.prior, 2) == 2795.49
    errors = []
    for t in (1, 2):
        year = Year(RICE[None, :t], RICE[None, t, :6], RICE[None, t - 1].sum(axis=1), np.zeros(1))
        rest = share_shrink([year])[0]
        errors.append(float(np.log((RICE[t, 6:].sum() + rest.small[0]) / (rest.amount[0] + rest.small[0]))))
    assert [round(e, 4) for e in errors] == [-0.2407, -0.0055]


def test_the_scale_of_the_published_formula_worked_by_hand():
    f = one(rice(), "share-shrink")
    own = np.sqrt((0.24071111**2 + 0.00548104**2) / 2)
    assert f.scale == pytest.approx(np.sqrt((4 * 0.12**2 + 2 * own**2) / 6), rel=1e-6)
    assert f.typical
    assert f.p10 == pytest.approx(f.to_date + f.rest * np.exp(-1.35 * f.scale))
    assert f.p975 == pytest.approx(f.to_date + f.rest * np.exp(2.76 * f.scale))
    truth = [RICE[t].sum() for t in (1, 2)]
    misses = []
    for t in (1, 2):
        past = one(FlowInput("", RICE[:t], RICE[t, :6]), "share-shrink")
        misses.append(abs(past.total / truth[t - 1] - 1))
    assert f.track_record == pytest.approx(np.mean(misses))


def test_the_probability_worked_by_hand():
    f = one(rice(target=3200.0), "share-shrink")
    z = np.log((3200.0 - f.to_date) / f.rest) / f.scale
    row = METHODS["share-shrink"].table[3]
    p = np.interp(z, row, [0.025, 0.05, 0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 0.95, 0.975])
    assert f.probability == pytest.approx(1 - p)
    assert f.expected_to_date == pytest.approx(3200.0 * f.shares[:6].sum())
    assert one(rice(target=3200.0, lower_is_better=True), "share-shrink").probability == pytest.approx(p)


def test_the_level_at_the_end_of_last_year_is_carried_into_this_one():
    flat = np.full((3, 12), 100.0)
    jumped = flat.copy()
    jumped[2, 6:] = 140.0
    before = one(FlowInput("", flat, [100.0]))
    after = one(FlowInput("", jumped, [140.0]))
    published = one(FlowInput("", jumped, [140.0]), "share-shrink")
    truth = 12 * 140.0
    assert before.total == pytest.approx(1200.0)
    assert abs(after.total / truth - 1) < abs(published.total / truth - 1)


def test_prior_from_plans():
    plans = RICE[:3].sum(axis=1) / 0.9
    f = one(rice(plans=plans, plan=4000.0))
    assert f.prior == pytest.approx(3600.0)
    assert one(rice(plans=plans, plan=None)).prior == pytest.approx(RICE[2].sum())
    assert one(rice(plans=[np.nan, np.nan, plans[2]], plan=4000.0)).prior == pytest.approx(3600.0)
    assert one(rice(plans=[0.0, np.nan, -5.0], plan=4000.0)).prior == pytest.approx(RICE[2].sum())


def test_a_plan_holds_its_year_closer_and_its_range_wider():
    last = RICE[2].sum()
    free = one(rice())
    bound = one(rice(plans=RICE[:3].sum(axis=1), plan=last))
    assert free.prior == pytest.approx(bound.prior)
    expected = last * (1 - free.shares[:6].sum())
    assert np.log(bound.rest / expected) == pytest.approx(0.6 * np.log(free.rest / expected))
    again = one(rice(plans=RICE[:3].sum(axis=1), plan=last), "share-shrink")
    assert again.rest == pytest.approx(one(rice(), "share-shrink").rest)
    steady = np.tile(RICE[2], (3, 1))
    wide, usual = (
        one(FlowInput("", steady, RICE[2, :6], plans=plans, plan=last)) for plans in (np.full(3, last), None)
    )
    assert wide.total == pytest.approx(usual.total)
    assert wide.scale == pytest.approx(1.3 * usual.scale, rel=1e-2)


def test_a_year_out_of_line_for_the_others_widens_a_range():
    inputs = programme(14)
    shifted = [replace(i, current=1.5 * i.current) if k else i for k, i in enumerate(inputs)]
    before, after = forecast_flows(inputs)[0], forecast_flows(shifted)[0]
    assert after.total == before.total
    assert after.scale > before.scale and after.p90 - after.p10 > before.p90 - before.p10
    published = [forecast_flows(i, "share-shrink")[0].scale for i in (inputs, shifted)]
    assert published[0] == published[1]


@pytest.mark.parametrize("count", [5, 6, 9, 12])
def test_the_median_of_the_others(count):
    errors, noise = np.full((count, 2), 0.1), np.ones(count)
    surprise = np.random.default_rng(count).normal(0, 0.1, count).round(2)
    scale, _ = pooled_scale(errors, noise, surprise, 3, 0.16, 0.5, 0.75)
    others = [np.median(np.abs(np.delete(surprise, i))) for i in range(count)]
    assert scale == pytest.approx(np.sqrt(0.1**2 + (0.75 * np.array(others)) ** 2))


@pytest.mark.parametrize("method", METHODS)
def test_after_the_last_period_the_total_is_the_sum(method):
    f = one(rice(12, target=3000.0), method)
    assert f.total == f.p025 == f.p50 == f.p975 == f.to_date == pytest.approx(RICE[3].sum())
    assert f.rest == 0 and f.probability == 1.0
    assert one(rice(12, target=float(RICE[3].sum()) + 1e-6), method).probability == 0.0
    assert (
        one(FlowInput("", np.ones((2, 4)), np.ones(4), target=4.0, lower_is_better=True)).probability == 1.0
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("m", range(1, 12))
def test_a_uniform_history_at_last_years_pace_is_pro_rata(method, m):
    f = one(FlowInput("", np.full((3, 12), 7.0), np.full(m, 7.0)), method)
    assert f.total == pytest.approx(f.to_date * 12 / m, rel=1e-12)
    assert np.allclose(f.shares, 1 / 12)


def test_a_uniform_history_at_another_pace_lies_between_last_years_and_pro_rata():
    f = one(FlowInput("", np.full((3, 12), 7.0), np.full(6, 8.0)))
    assert 48 + 42 < f.total < 96


def test_the_fan_runs_from_the_known_to_the_interval():
    f = one(rice())
    path = fan(f, (0.025, 0.10, 0.25, 0.50, 0.75, 0.90))
    assert path.shape == (7, 6) and (path[0] == f.to_date).all()
    assert path[-1, [0, 1, 3, 5]] == pytest.approx([f.p025, f.p10, f.p50, f.p90])
    assert (np.diff(path[-1]) > 0).all() and (np.diff(path, axis=0) >= 0).all()


def test_the_floor_of_the_revisions():
    narrow = one(FlowInput("", np.full((3, 12), 7.0), np.full(11, 7.0)))
    wide = one(FlowInput("", np.full((3, 12), 7.0), np.full(11, 7.0), revision_rms=0.03))
    assert wide.p90 - wide.p10 == pytest.approx(2 * 0.03 * wide.total)
    assert wide.total == narrow.total and wide.p975 > wide.p90 and wide.p025 < wide.p10
    assert fan(wide, [0.9])[-1] == pytest.approx(wide.p90)
    assert one(rice(revision_rms=1e-9)).p90 == one(rice()).p90


def test_one_gap_is_filled_by_the_shares_and_said():
    now = RICE[3, :6].copy()
    now[2] = np.nan
    f = one(FlowInput("", RICE[:3], now))
    known = [0, 1, 3, 4, 5]
    filled = f.shares[2] * now[known].sum() / f.shares[known].sum()
    assert f.filled == (3,) and f.to_date == pytest.approx(now[known].sum() + filled)
    zero = one(FlowInput("", RICE[:3], np.nan_to_num(now)))
    full = one(rice())
    assert abs(f.total - full.total) < abs(zero.total - full.total)


@pytest.mark.parametrize("blank, years", [([0], 3), ([0, 1], 3), ([0, 1, 2], 2)])
def test_a_past_year_with_more_than_two_blanks_is_dropped(blank, years):
    past = RICE[:3].copy()
    past[0, blank] = np.nan
    assert one(FlowInput("", past, RICE[3, :6])).history_years == years


def test_a_history_is_cut_at_a_break():
    past = RICE[:3].copy()
    past[0] *= 1000
    f = one(FlowInput("", past, RICE[3, :6]))
    assert (f.history_years, f.broken_at) == (2, 1)
    past[1] *= 1000
    cut = one(FlowInput("", past, RICE[3, :6]))
    assert (cut.history_years, cut.broken_at, cut.typical) == (1, 2, True)
    short = one(FlowInput("", RICE[2:3], RICE[3, :6]))
    assert cut.total == short.total and cut.p90 - cut.p10 > 2 * (short.p90 - short.p10)


def test_this_year_out_of_line():
    assert one(FlowInput("", RICE[:3], RICE[3, :6] * 1000)).reason == "break"
    assert one(FlowInput("", RICE[:3], RICE[3, :6] / 1000)).reason == "break"
    far = one(FlowInput("", RICE[:3], RICE[3, :6] * 4))
    assert far.reason is None and far.broken_at == 3
    assert one(FlowInput("", RICE[:3], np.zeros(6))).reason is None


def test_negative_values_are_added_not_multiplied():
    past = RICE[:3] - 250.0
    f = one(FlowInput("", past, RICE[3, :6] - 250.0, target=100.0))
    assert f.additive and f.reason == "negative" and f.probability is None
    assert f.total == pytest.approx((RICE[3, :6] - 250.0).sum() + past[2, 6:].sum())
    assert f.p025 < f.p10 < f.total < f.p90 < f.p975
    assert f.p90 - f.total == pytest.approx(f.total - f.p10)
    assert fan(f, [0.1])[-1] == pytest.approx(f.p10)


@pytest.mark.parametrize(
    "history, current, reason",
    [
        (RICE[:0], RICE[3, :6], "too_short"),
        (np.full((2, 12), np.nan), RICE[3, :6], "too_short"),
        (np.vstack([RICE[:1], np.full((2, 12), np.nan)]), RICE[3, :6], "stale"),
        (RICE[:3], [], "empty"),
        (RICE[:3], [np.nan, np.nan], "empty"),
        (RICE[:3], [np.nan, np.nan, 3.0], "gaps"),
        (np.zeros((3, 12)), np.zeros(6), "all_zero"),
        (np.zeros((3, 12)), RICE[3, :6], "all_zero"),
        (np.vstack([RICE[:2], np.zeros((1, 12))]), RICE[3, :6], "all_zero"),
        (RICE[:3], [1.0, np.inf], "not_finite"),
        (np.where(RICE[:3] > 300, -np.inf, RICE[:3]), RICE[3, :6], "not_finite"),
        (RICE[:3], np.ones(13), "bad_shape"),
        (RICE[0], RICE[3, :6], "bad_shape"),
        (np.ones((3, 1)), np.ones(1), "bad_shape"),
        (np.full((3, 12), 1.6e308), np.full(6, 1.6e308), "not_finite"),
    ],
)
def test_a_measure_that_cannot_be_judged_says_why_and_stops_no_other(history, current, reason):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bad, good = forecast_flows([FlowInput("bad", history, current, target=1.0), rice()])
    assert bad.reason == reason and np.isnan(bad.total) and bad.probability is None
    assert amounts(good) == amounts(one(rice()))


@pytest.mark.parametrize("target", [0.0, -3.0, np.nan, np.inf])
def test_a_target_that_is_no_amount_costs_the_probability_only(target):
    f = one(rice(target=target))
    assert f.reason == "bad_target" and f.probability is None and f.total == one(rice()).total


@pytest.mark.parametrize("n", [2, 3, 4])
def test_quarters_and_seasons(n):
    past = RICE[:3].reshape(3, n, 12 // n).sum(axis=2)
    f = one(FlowInput("", past, past[2, :1], target=2800.0))
    assert f.shares.size == n and f.p10 < f.total < f.p90 and 0 < f.probability < 1


def test_too_early_before_the_end_of_february():
    assert one(rice(1)).too_early and not one(rice(2)).too_early
    assert not one(FlowInput("", np.ones((2, 4)), np.ones(1))).too_early


@pytest.mark.parametrize("years", range(1, 8))
def test_every_length_of_history(years):
    found = forecast_flows(programme(12, years=years))
    assert all(f.history_years <= 5 and f.p025 < f.p10 < f.total < f.p90 < f.p975 for f in found)
    assert all(f.typical == (years == 1) for f in found if f.history_years == min(years, 5))


@pytest.mark.parametrize("method", METHODS)
def test_order_changes_nothing_and_every_run_gives_the_same_bytes(method):
    inputs = programme(40) + programme(7, seed=2, years=1) + programme(9, seed=3, m=11)
    first = [amounts(f) for f in forecast_flows(inputs, method)]
    assert first == [amounts(f) for f in forecast_flows(inputs, method)]
    order = np.random.default_rng(5).permutation(len(inputs))
    shuffled = forecast_flows([inputs[i] for i in order], method)
    assert [amounts(f) for f in shuffled] == [first[i] for i in order]


def test_the_centre_of_the_published_formula_does_not_depend_on_the_others():
    inputs = programme(40)
    together = forecast_flows(inputs, "share-shrink")
    assert [f.total for f in together] == [one(i, "share-shrink").total for i in inputs]


flows = st.lists(st.floats(0.1, 1e6), min_size=12, max_size=12)
months = st.integers(1, 11)


@settings(max_examples=60, deadline=None)
@given(st.lists(flows, min_size=1, max_size=4), flows, months, st.sampled_from(list(METHODS)))
def test_ten_times_the_data_gives_ten_times_the_total(past, now, m, method):
    a = one(FlowInput("", np.array(past), np.array(now[:m]), target=1e6), method)
    b = one(FlowInput("", 10 * np.array(past), 10 * np.array(now[:m]), target=1e7), method)
    assert a.reason == b.reason
    if a.reason is None:
        assert [10 * v for v in amounts(a)[:-1]] == pytest.approx(amounts(b)[:-1], rel=1e-9)
        assert a.probability == pytest.approx(b.probability, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(flows, min_size=1, max_size=4), flows, months, st.sampled_from(list(METHODS)))
def test_the_intervals_hold_the_centre_and_lie_in_order(past, now, m, method):
    f = one(FlowInput("", np.array(past), np.array(now[:m])), method)
    if f.reason is None:
        assert f.to_date <= f.p025 <= f.p10 <= f.total <= f.p90 <= f.p975
        assert f.p10 <= f.p50 <= f.p90


@settings(max_examples=60, deadline=None)
@given(st.lists(flows, min_size=1, max_size=3), flows, months, st.data())
def test_good_news_never_lowers_the_total_or_the_chance(past, now, m, data):
    at, factor = data.draw(st.integers(0, m - 1)), data.draw(st.floats(1.0, 3.0))
    better = np.array(now)
    better[at] *= factor
    target = data.draw(st.floats(0.3, 3.0)) * sum(past[-1])
    for method in METHODS:
        a = one(FlowInput("", np.array(past), np.array(now[:m]), target=target), method)
        b = one(FlowInput("", np.array(past), better[:m], target=target), method)
        if a.reason is None and b.reason is None and a.scale == b.scale:
            assert b.total >= a.total * (1 - 1e-12) and b.probability >= a.probability - 1e-9


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6), st.integers(0, 4), st.floats(1.0, 1.8), st.floats(0.7, 1.4))
def test_good_news_among_like_measures(k, at, factor, share):
    inputs = [replace(i, group="") for i in programme(7)]
    inputs[k] = replace(inputs[k], target=share * inputs[k].history[-1].sum())
    better = inputs[k].current.copy()
    better[at] *= factor
    a = forecast_flows(inputs)[k]
    b = forecast_flows([replace(i, current=better) if j == k else i for j, i in enumerate(inputs)])[k]
    if a.broken_at == b.broken_at:
        assert b.scale == a.scale
        assert b.total >= a.total and b.probability >= a.probability - 1e-9


@settings(max_examples=60, deadline=None)
@given(st.lists(flows, min_size=1, max_size=3), flows, months, st.floats(0.2, 5.0), st.floats(1.0, 3.0))
def test_the_chance_falls_with_the_target(past, now, m, share, factor):
    target = share * sum(past[-1])
    low = one(FlowInput("", np.array(past), np.array(now[:m]), target=target))
    high = one(FlowInput("", np.array(past), np.array(now[:m]), target=target * factor))
    if low.reason is None:
        assert high.probability <= low.probability + 1e-12
        mirrored = FlowInput("", np.array(past), np.array(now[:m]), target=target, lower_is_better=True)
        assert one(mirrored).probability == pytest.approx(1 - low.probability)


anything = st.floats(allow_nan=True, allow_infinity=True, width=64)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 13).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(anything, min_size=n, max_size=n), max_size=6), st.lists(anything, max_size=n)
        )
    ),
    anything,
    anything,
    st.booleans(),
)
def test_never_an_exception_a_warning_or_a_nonsense_interval(data, target, plan, lower):
    past, now = np.array(data[0], dtype=float), np.array(data[1], dtype=float)
    plans = past[:, 0] if past.ndim == 2 else None
    source = FlowInput("x", past, now, "", plans, plan, target, lower)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for method in METHODS:
            bad, good = forecast_flows([source, rice()], method)
            if np.isnan(bad.total):
                assert bad.reason is not None
            else:
                assert np.isfinite(amounts(bad)).all()
                assert bad.p025 <= bad.p10 <= bad.total <= bad.p90 <= bad.p975
                assert bad.probability is None or 0 <= bad.probability <= 1
            assert good.total == one(rice(), method).total
