"""Where a flow will end the year (docs/method.md, Flows)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analysis.assess.calibrate import NONE, Odds, Past, learn, level_in
from analysis.assess.history import profile
from analysis.assess.rest import Rest, Year, running_level, year_variance
from analysis.assess.spread import (
    ENOUGH_MEASURES,
    PROBABILITIES,
    RUNNING_LEVEL_Z,
    Forecast,
    chance_below,
    interpolate,
    pooled_scale,
    symmetric,
    widen,
    year_end,
)
from analysis.assess.stack import FlowInput, Flows, stack_flows

DRIFT_LIMIT = 0.1


@dataclass(frozen=True)
class Centre:
    """The rest of the year of N measures, (N,) each, and what the past says of its errors.

    `past`: of each past year 2..K the rest (N,) as nowcast then, its surprise (N,) and the noise (N,) known then.
    """

    rest: np.ndarray
    shares: np.ndarray
    prior: np.ndarray
    errors: np.ndarray
    misses: np.ndarray
    noise: np.ndarray
    surprise: np.ndarray
    size: np.ndarray
    past: tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...] = ()


def multiplicative(flows: Flows, rests: Callable[[Sequence[Year]], list[Rest]]) -> Centre:
    """This year's rest and the pseudo-errors u_t = ln((rest_t + d) / (Rest_t + d)), t = 2..K (section 3)."""
    history, current, priors, planned = flows.history, flows.current, flows.priors, flows.planned
    count, years, n = history.shape
    m = current.shape[1]
    totals = history.sum(axis=2)
    growth = np.log(totals[:, 1:] / totals[:, :-1])
    cases = []
    for t in range(1, years + 1):
        drift = np.where(planned[:, t - 1], 0.0, _usual_growth(growth[:, : t - 1]))
        now = current if t == years else np.ascontiguousarray(history[:, t, :m])
        cases.append(
            Year(np.ascontiguousarray(history[:, :t]), now, priors[:, t - 1], drift, planned[:, t - 1])
        )
    *past, this = rests(cases)
    errors, misses = np.empty((count, years - 1)), np.empty((count, years - 1))
    for t, guess in enumerate(past, start=1):
        truth = history[:, t, m:].sum(axis=1)
        errors[:, t - 1] = np.log((truth + guess.small) / (guess.amount + guess.small))
        misses[:, t - 1] = np.abs((totals[:, t] - truth + guess.amount) / totals[:, t] - 1)
    shares = history / totals[:, :, None]
    noise = [
        np.sqrt(n * year_variance(shares[:, :t]).sum(axis=1)) if t > 1 else np.ones(count)
        for t in range(1, years + 1)
    ]
    before = tuple((guess.amount, guess.surprise, n) for guess, n in zip(past, noise, strict=False))
    prior, size = priors[:, -1], np.ones(count)
    return Centre(this.amount, this.shares, prior, errors, misses, noise[-1], this.surprise, size, before)


def _usual_growth(growth: np.ndarray) -> float:
    """Median of the measures' mean yearly log growth, within +-0.1; 0 for fewer than five measures."""
    if not growth.shape[1] or len(growth) < ENOUGH_MEASURES:
        return 0.0
    return float(np.clip(np.median(growth.mean(axis=1)), -DRIFT_LIMIT, DRIFT_LIMIT))


def additive(flows: Flows) -> Centre:
    """With negative values: last year's rest; errors as a share of the mean size of a year (section 5)."""
    history, current = flows.history, flows.current
    count = len(history)
    m = current.shape[1]
    rest = history[:, :, m:].sum(axis=2)
    size = np.abs(history).sum(axis=2).mean(axis=1)
    size = np.where(size > 0, size, np.abs(current).sum(axis=1))
    shares = np.array([profile(h) for h in history])
    errors = np.diff(rest, axis=1) / size[:, None]
    none = np.empty((count, 0))
    return Centre(
        rest[:, -1], shares, history[:, -1].sum(axis=1), errors, none, np.ones(count), np.zeros(count), size
    )


@dataclass(frozen=True)
class Method:
    """A way to the rest of the year, its table of quantiles, and what makes its interval wider.

    `usual`, `noise_power`, `shared` and `usual_noise` as in `pooled_scale`; a prior that comes from a plan multiplies
    the scale by `with_plan`, a break by `after_break`. `memory` and `together` say how past plans make that prior
    (`stack`); `corrected` by how the group's past plans came out (`calibrate`).
    """

    rests: Callable[[Sequence[Year]], list[Rest]]
    table: dict[int, np.ndarray]
    usual: float
    noise_power: float
    shared: float
    with_plan: float
    after_break: float
    usual_noise: float | None = None
    memory: float = 1.0
    together: float = 0.0
    corrected: bool = False


RUNNING_LEVEL = Method(running_level, RUNNING_LEVEL_Z, 0.16, 0.5, 0.75, 1.3, 3.0, 0.12, 0.5, 0.5, True)
_TOLD = "to_date rest total p025 p10 p50 p90 p975 prior scale floor".split()
_WANTED = np.array([0.025, 0.10, 0.50, 0.90, 0.975])


@dataclass(frozen=True)
class FlowForecast(Forecast):
    """What is known of an amount's year end.

    `shares` (n,), `prior` T0, `expected_to_date` only with a target, `filled` the periods (1-based) of this year filled
    for a gap, `odds` the correction learned from the group's past plans. `broken_at` is the number of years when this
    year itself is out of line, `track_record` a share of the total.

    `reason`: with `total` nan 'empty', 'too_short', 'stale', 'all_zero', 'gaps', 'not_finite', 'bad_shape' or 'break';
    with a `total` 'negative' or 'bad_target'.
    """

    to_date: float = math.nan
    rest: float = math.nan
    total: float = math.nan
    shares: np.ndarray = field(default_factory=lambda: np.empty(0))
    prior: float = math.nan
    expected_to_date: float | None = None
    filled: tuple[int, ...] = ()
    additive: bool = False
    floor: float = 0.0
    method: Method = RUNNING_LEVEL
    odds: Odds = NONE

    @property
    def even(self) -> bool:
        """False where the past of its like makes it likelier than not that the target is missed, whatever the centre
        says."""
        return self.odds is NONE or self.probability is None or self.probability >= 0.5

    @property
    def too_early(self) -> bool:
        """True before the end of February: a flow shows no pace then (section 5)."""
        return self.months_known * 12 < 2 * self.shares.size


def forecast_flows(inputs: Sequence[FlowInput], method: Method = RUNNING_LEVEL) -> list[FlowForecast]:
    """Nowcasts of all `inputs`, in their order.

    Measures of the same group, months known and years of history share their errors and their usual growth.
    Never raises for a value: a measure that cannot be judged carries its `reason`, and touches no other.
    """
    groups: dict[str, list[int]] = {}
    for i, source in enumerate(inputs):
        groups.setdefault(source.group, []).append(i)
    results: dict[int, FlowForecast] = {}
    for at in groups.values():
        results.update(zip(at, _forecast_group([inputs[i] for i in at], method), strict=True))
    return [results[i] for i in range(len(inputs))]


def _forecast_group(inputs: Sequence[FlowInput], method: Method) -> list[FlowForecast]:
    with np.errstate(all="ignore"):
        batches, reasons = stack_flows(inputs, method.memory, method.together)
        results = {i: _refuse(inputs[i], reason) for i, reason in reasons.items()}
        spreads = [_spread(inputs, flows, method) for flows in batches]
        learned = _learned(spreads, method) if method.corrected else {}
        for spread in spreads:
            odds = learned.get(spread.key, NONE)
            found = _forecast_batch([inputs[i] for i in spread.flows.at], spread, odds, method)
            results.update(zip(spread.flows.at, found, strict=True))
    return [results[i] for i in range(len(inputs))]


def fan(forecast: FlowForecast, wanted: Sequence[float]) -> np.ndarray:
    """The cumulative path from the last known period m to the year end (n - m + 1, P), of the quantiles `wanted`; the
    rest of the year is spread over the remaining shares."""
    left = forecast.shares[forecast.months_known :]
    weight = left.sum()
    steps = np.cumsum(left) / weight if weight > 0 else np.arange(1, left.size + 1) / max(left.size, 1)
    steps = np.concatenate([[0.0], steps])
    row, p = forecast.method.table[forecast.history_years], np.asarray(wanted, dtype=float)
    to_date, rest, scale = (np.array([v]) for v in (forecast.to_date, forecast.rest, forecast.scale))
    ends = year_end(to_date, rest, scale, row, forecast.odds.quantile(p), forecast.additive)[0]
    ends = _floored(ends, row, p, forecast.total, forecast.floor, forecast.additive)
    return forecast.to_date + (ends - forecast.to_date) * steps[:, None]


def _floored(
    ends: np.ndarray, row: np.ndarray, wanted: np.ndarray, total: float, floor: float, additive: bool
) -> np.ndarray:
    if not floor > 0:
        return ends
    even = symmetric(row)
    z = interpolate(wanted, PROBABILITIES, even)
    moved = widen(ends, z, float(interpolate(0.90, PROBABILITIES, even)), total, floor)
    return moved if additive else np.maximum(moved, 0.0)


def _refuse(source: FlowInput, reason: str) -> FlowForecast:
    n = np.shape(source.history)[-1] if np.ndim(source.history) == 2 else 0
    return FlowForecast(source.id, shares=np.full(n, math.nan), reason=reason)


@dataclass(frozen=True)
class _Spread:
    """A batch with its centre, scale s (N,), and whether that is typical."""

    flows: Flows
    centre: Centre
    scale: np.ndarray
    typical: bool

    @property
    def key(self) -> tuple[int, int]:
        """What shares a correction: measures with as many periods in the year and known."""
        return self.flows.history.shape[2], self.flows.current.shape[1]


def _spread(inputs: Sequence[FlowInput], flows: Flows, way: Method) -> _Spread:
    """Measures with the same n, m, K and kind of error, made ready to be judged."""
    years, n = flows.history.shape[1:]
    centre = additive(flows) if flows.additive else multiplicative(flows, way.rests)
    planned = flows.planned[:, -1]
    scale, typical = _scale(centre.errors, centre.noise, centre.surprise, years, planned, way)
    fresh = np.array(
        [b is not None and (years == 1 or b == g) for b, g in zip(flows.broken_at, flows.given, strict=True)]
    )
    scale = scale * np.where(fresh, way.after_break, 1.0)
    if not flows.additive:  # what is counted one by one is never surer than a Poisson count of the rest
        things = np.array([inputs[at].things for at in flows.at])
        scale = np.where(things, np.maximum(scale, np.maximum(centre.rest, 1.0) ** -0.5), scale)
    return _Spread(flows, centre, scale * centre.size * (flows.current.shape[1] < n), typical)


def _scale(
    errors: np.ndarray, noise: np.ndarray, surprise: np.ndarray, years: int, planned: np.ndarray, way: Method
) -> tuple[np.ndarray, bool]:
    """`pooled_scale`, wider where the prior comes from a plan."""
    scale, typical = pooled_scale(
        errors, noise, surprise, years, way.usual, way.noise_power, way.shared, way.usual_noise
    )
    return scale * np.where(planned, way.with_plan, 1.0), typical


def _learned(spreads: Sequence[_Spread], way: Method) -> dict[tuple[int, int], Odds]:
    """The correction of measures that have plans, from their past years' forecasts at the same period."""
    pasts: dict[tuple[int, int], list[Past]] = {}
    for spread in spreads:
        n, m = spread.key
        if not spread.flows.additive and m < n and spread.flows.history.shape[1] > 1:
            pasts.setdefault(spread.key, []).extend(_pasts(spread, way))
    return {key: learn(Past.joined(parts)) for key, parts in pasts.items() if parts}


def _pasts(spread: _Spread, way: Method) -> list[Past]:
    """What was forecast of the years 2..K of measures that had a plan, and what came."""
    flows, centre = spread.flows, spread.centre
    m, errors, at, out = flows.current.shape[1], centre.errors, np.array(flows.at), []
    for t, (rest, surprise, noise) in enumerate(centre.past, start=1):
        plan = flows.plans[:, t]
        scale, _ = _scale(errors[:, : t - 1], noise, surprise, t, flows.planned[:, t - 1], way)
        year = flows.history[:, t]
        to_date, table = year[:, :m].sum(axis=1), way.table[t]
        has = np.isfinite(plan) & (plan > 0) & (rest > 0)
        if not has.any():
            continue
        chance = 1 - chance_below(np.log(np.maximum(plan - to_date, 0.0) / rest) / scale, table)
        met = np.where(to_date < plan, (year.sum(axis=1) >= plan * (1 - 1e-9)).astype(float), np.nan)
        level = level_in(errors[:, t - 1] / scale, table)
        out.append(Past(at[has], flows.ages[:, t][has], chance[has], met[has], level[has]))
    return out


def _forecast_batch(
    sources: list[FlowInput], spread: _Spread, learned: Odds, method: Method
) -> list[FlowForecast]:
    """Forecasts of a batch, corrected by what was `learned` of measures that have a plan this year."""
    flows, centre, scale = spread.flows, spread.centre, spread.scale
    years, m = flows.history.shape[1], flows.current.shape[1]
    row = method.table[years]
    plan = flows.plans[:, -1]
    planned = np.isfinite(plan) & (plan > 0) & (learned is not NONE)
    to_date = flows.current.sum(axis=1)
    total = to_date + centre.rest
    ends = year_end(to_date, centre.rest, scale, row, _WANTED, flows.additive)
    if planned.any():  # a corrected range still holds the centre
        amounts, middle = (to_date[planned], centre.rest[planned], scale[planned]), total[planned, None]
        held = year_end(*amounts, row, learned.quantile(_WANTED), flows.additive)
        held = np.where(_WANTED < 0.5, np.minimum(held, middle), held)
        ends[planned] = np.where(_WANTED > 0.5, np.maximum(held, middle), held)
    track = centre.misses.mean(axis=1) if centre.misses.shape[1] else np.full(len(sources), np.nan)
    judged = _judged(sources, spread, row, learned, planned)
    out = []
    for k, source in enumerate(sources):
        floor = abs(total[k]) * max(source.revision_rms or 0.0, 0.0)
        quantiles = _floored(ends[k], row, _WANTED, total[k], floor, flows.additive)
        figures = [to_date[k], centre.rest[k], total[k], *quantiles, centre.prior[k], scale[k], floor]
        told = dict(zip(_TOLD, map(float, figures), strict=True))
        if not all(map(math.isfinite, told.values())):
            out.append(_refuse(source, "not_finite"))
            continue
        out.append(
            FlowForecast(
                source.id,
                m,
                shares=centre.shares[k],
                typical=spread.typical,
                filled=flows.filled[k],
                history_years=years,
                broken_at=flows.broken_at[k],
                track_record=float(track[k]) if math.isfinite(track[k]) else None,
                additive=flows.additive,
                method=method,
                track_years=int(centre.misses.shape[1]),
                odds=learned if planned[k] else NONE,
                **told | ({} if flows.additive else {"scale": float(scale[k])}) | judged[k],
            )
        )
    return out


def _judged(
    sources: list[FlowInput], spread: _Spread, row: np.ndarray, learned: Odds, planned: np.ndarray
) -> list[dict[str, Any]]:
    """What a target adds to a forecast: P(total >= G), or of <= where lower is better, and the expected path G S
    (section 3), or the `reason` why not."""
    flows, centre, scale = spread.flows, spread.centre, spread.scale
    goal = np.array([np.nan if s.target is None else s.target for s in sources], dtype=float)
    lower = np.array([s.lower_is_better for s in sources])
    m = flows.current.shape[1]
    to_date = flows.current.sum(axis=1)
    total = to_date + centre.rest
    sure = (centre.rest <= 0) | (scale <= 0)
    chance = 1 - chance_below(np.log(np.maximum(goal - to_date, 0.0) / centre.rest) / scale, row)
    if planned.any():
        chance[planned] = learned.chance(chance[planned], np.array(flows.at)[planned])
    reached = np.where(to_date >= goal, 1.0, np.where(sure, total >= goal, chance))
    met = np.where(lower, np.where(sure, total <= goal, 1 - reached), reached)
    expected = goal * centre.shares[:, :m].sum(axis=1)
    out: list[dict[str, Any]] = []
    for k, source in enumerate(sources):
        if flows.additive:
            out.append({"reason": "negative"})
        elif source.target is None:
            out.append({})
        elif not (math.isfinite(goal[k]) and goal[k] > 0):
            out.append({"reason": "bad_target"})
        else:
            out.append({"probability": float(met[k]), "expected_to_date": float(expected[k])})
    return out
