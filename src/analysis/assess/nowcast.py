"""Where a flow will end the year (METHOD.md section 3, docs/method.md)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.assess.centre import Centre, additive, multiplicative
from analysis.assess.rest import Rest, Year, running_level, share_shrink
from analysis.assess.spread import (
    PROBABILITIES,
    RUNNING_LEVEL_Z,
    SHARE_SHRINK_Z,
    chance_below,
    interpolate,
    pooled_scale,
    symmetric,
    widen,
    year_end,
)
from analysis.assess.stack import Flows, Raw, stack_flows


@dataclass(frozen=True)
class Method:
    """A way to the rest of the year, its table of quantiles, and what makes its interval wider.

    `usual`, `noise_power` and `shared` as in `pooled_scale`; a prior that comes from a plan multiplies the scale by
    `with_plan`, a break by `after_break`.
    """

    rests: Callable[[Sequence[Year]], list[Rest]]
    table: dict[int, np.ndarray]
    usual: float
    noise_power: float
    shared: float
    with_plan: float
    after_break: float


METHODS = {
    "running-level": Method(running_level, RUNNING_LEVEL_Z, 0.16, 0.5, 0.75, 1.3, 3.0),
    "share-shrink": Method(share_shrink, SHARE_SHRINK_Z, 0.12, 0.3, 0.0, 1.0, 1.0),
}
_WANTED = np.array([0.025, 0.10, 0.50, 0.90, 0.975])


@dataclass(frozen=True)
class FlowInput:
    """One measure to nowcast.

    `history` (K, n) past years, oldest first, n = 12 months, 4 quarters or the number of seasons, nan where a
    period was not reported; `current` (m,) this year's periods 1..m, nan = a gap inside. Errors are pooled
    within `group`. `plans` (K,) are the past years' plans (nan where unknown) and `plan` this year's.
    `revision_rms` is the root mean square of the measure's own revisions as a share of the figure (0.02 = 2
    %). `things`: people or cases that are counted one by one, whose rest moves by chance alone (Poisson).
    """

    id: str
    history: np.ndarray
    current: np.ndarray
    group: str = ""
    plans: np.ndarray | None = None
    plan: float | None = None
    target: float | None = None
    lower_is_better: bool = False
    revision_rms: float | None = None
    things: bool = False


@dataclass(frozen=True)
class FlowForecast:
    """What is known of a measure's year end; amounts in the measure's own unit.

    `shares` (n,), `prior` T0, `expected_to_date` and `needed_pace` (against the same periods of last year)
    only with a target, `scale` s, `typical` when the interval is not from the data, `filled` the periods
    (1-based) of this year filled for a gap, `history_years` K after truncation, `broken_at` the row of
    `history` of the first year after a break (its length when this year itself is out of line),
    `track_record` the mean distance of the past years' nowcasts at this month as a share of their total,
    `track_years` how many years that were.

    `reason` is a key: with `total` nan the measure could not be nowcast ('empty', 'too_short', 'stale',
    'all_zero', 'gaps', 'not_finite', 'bad_shape', 'break'); with a `total` it says why there is no
    probability ('negative', 'bad_target').
    """

    id: str
    months_known: int
    to_date: float
    rest: float
    total: float
    p025: float
    p10: float
    p50: float
    p90: float
    p975: float
    probability: float | None
    shares: np.ndarray
    prior: float
    expected_to_date: float | None
    needed_pace: float | None
    scale: float
    typical: bool
    filled: tuple[int, ...]
    history_years: int
    broken_at: int | None
    track_record: float | None
    reason: str | None = None
    additive: bool = False
    floor: float = 0.0
    method: str = "running-level"
    track_years: int = 0

    @property
    def too_early(self) -> bool:
        """True before the end of February: a flow shows no pace then (section 5)."""
        return self.months_known * 12 < 2 * self.shares.size


def forecast_flows(inputs: Sequence[FlowInput], method: str = "running-level") -> list[FlowForecast]:
    """Nowcasts of all `inputs`, in their order.

    Measures of the same group, months known and years of history share their errors and their usual growth.
    `method` 'share-shrink' is METHOD.md section 3 to the letter. Never raises for a value: a measure that
    cannot be judged carries its `reason`, and the others are not touched by it.
    """
    with np.errstate(all="ignore"):
        batches, reasons = stack_flows([Raw(i.history, i.current, i.plans, i.plan) for i in inputs])
        results = {i: _refuse(inputs[i], reason) for i, reason in reasons.items()}
        for flows in batches:
            found = _forecast_batch([inputs[i] for i in flows.at], flows, method)
            results.update(zip(flows.at, found, strict=True))
    return [results[i] for i in range(len(inputs))]


def fan(
    forecast: FlowForecast, probabilities: Sequence[float] = (0.10, 0.25, 0.50, 0.75, 0.90)
) -> pd.DataFrame:
    """The cumulative path from the last known period to the year end, for charts.

    Columns `period` (m..n), `total` (the centre) and one per probability ('p10', 'p25', …); the rest of the
    year is spread over the remaining shares. No row when the measure could not be nowcast.
    """
    wanted = np.asarray(probabilities, dtype=float)
    names = [f"p{round(p * 100):02d}" for p in probabilities]
    m, n = forecast.months_known, forecast.shares.size
    if not np.isfinite(forecast.total):
        return pd.DataFrame(columns=["period", "total", *names])
    left = forecast.shares[m:]
    weight = left.sum()
    steps = np.cumsum(left) / weight if weight > 0 else np.arange(1, left.size + 1) / max(left.size, 1)
    steps = np.concatenate([[0.0], steps])
    row = METHODS[forecast.method].table[forecast.history_years]
    amounts = (np.array([v]) for v in (forecast.to_date, forecast.rest, forecast.scale))
    ends = year_end(*amounts, row, wanted, forecast.additive)[0]
    ends = _floored(ends, row, wanted, forecast.total, forecast.floor, forecast.additive)
    path = {"period": np.arange(m, n + 1), "total": forecast.to_date + forecast.rest * steps}
    rises = [forecast.to_date + (end - forecast.to_date) * steps for end in ends]
    return pd.DataFrame(path | dict(zip(names, rises, strict=True)))


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
    nan = float("nan")
    return FlowForecast(
        source.id, 0, *[nan] * 8, None, np.full(n, nan), nan, None, None, nan, True, (), 0, None, None, reason
    )


def _forecast_batch(sources: list[FlowInput], flows: Flows, method: str) -> list[FlowForecast]:
    """Forecasts of measures with the same n, m, K and kind of error."""
    count, years, n = flows.history.shape
    m = flows.current.shape[1]
    groups: dict[str, list[int]] = {}
    for k, source in enumerate(sources):
        groups.setdefault(source.group, []).append(k)
    way = METHODS[method]
    row = way.table[years]
    centre = additive(flows) if flows.additive else multiplicative(flows, groups, way.rests)
    scale, typical = np.empty(count), np.empty(count, dtype=bool)
    for rows in groups.values():
        of_group = (centre.errors[rows], centre.noise[rows], centre.surprise[rows])
        scale[rows], typical[rows] = pooled_scale(*of_group, years, way.usual, way.noise_power, way.shared)
    fresh = np.array(
        [b is not None and (years == 1 or b == g) for b, g in zip(flows.broken_at, flows.given, strict=True)]
    )
    wider = np.where(fresh, way.after_break, 1.0) * np.where(flows.planned[:, -1], way.with_plan, 1.0)
    scale = scale * wider
    if not flows.additive:  # what is counted one by one is never surer than a Poisson count of the rest
        things = np.array([s.things for s in sources])
        rest = np.maximum(np.ldexp(centre.rest, flows.exponent), 1.0)
        scale = np.where(things, np.maximum(scale, rest**-0.5), scale)
    scale = scale * centre.size * (m < n)
    to_date = flows.current.sum(axis=1)
    total = to_date + centre.rest
    ends = year_end(to_date, centre.rest, scale, row, _WANTED, flows.additive)
    track = centre.misses.mean(axis=1) if centre.misses.shape[1] else np.full(count, np.nan)
    judged = _judged(sources, flows, centre, scale, row)
    out = []
    for k, source in enumerate(sources):
        floor = abs(total[k]) * max(source.revision_rms or 0.0, 0.0)
        quantiles = _floored(ends[k], row, _WANTED, total[k], floor, flows.additive)
        amounts = [to_date[k], centre.rest[k], total[k], *quantiles, centre.prior[k], scale[k], floor]
        *amounts, prior, spread, least = np.ldexp(amounts, flows.exponent[k]).tolist()
        if not all(map(math.isfinite, [*amounts, prior, spread, least])):
            out.append(_refuse(source, "not_finite"))
            continue
        out.append(
            FlowForecast(
                source.id,
                m,
                *amounts,
                judged[k].probability,
                centre.shares[k],
                prior,
                judged[k].expected_to_date,
                judged[k].needed_pace,
                spread if flows.additive else float(scale[k]),
                bool(typical[k]),
                flows.filled[k],
                years,
                flows.broken_at[k],
                float(track[k]) if math.isfinite(track[k]) else None,
                judged[k].reason,
                flows.additive,
                least,
                method,
                int(centre.misses.shape[1]),
            )
        )
    return out


@dataclass(frozen=True)
class _Judged:
    """What a target adds to a forecast; `reason` as in FlowForecast."""

    probability: float | None = None
    expected_to_date: float | None = None
    needed_pace: float | None = None
    reason: str | None = None


def _judged(
    sources: list[FlowInput], flows: Flows, centre: Centre, scale: np.ndarray, row: np.ndarray
) -> list[_Judged]:
    """P(total >= G), or of <= where lower is better, expected path G S and pace still needed (section 3)."""
    goal = np.array([np.nan if s.target is None else s.target for s in sources], dtype=float)
    lower = np.array([s.lower_is_better for s in sources])
    m, n = flows.current.shape[1], centre.shares.shape[1]
    to_date = flows.current.sum(axis=1)
    goals = np.ldexp(goal, -flows.exponent)
    total = to_date + centre.rest
    sure = (centre.rest <= 0) | (scale <= 0)
    chance = 1 - chance_below(np.log(np.maximum(goals - to_date, 0.0) / centre.rest) / scale, row)
    reached = np.where(to_date >= goals, 1.0, np.where(sure, total >= goals, chance))
    met = np.where(lower, np.where(sure, total <= goals, 1 - reached), reached)
    known = centre.shares[:, :m].sum(axis=1)
    left = centre.prior * (1 - known)
    pace = np.where((left > 0) & (m < n), (goals - to_date) / left - 1, np.nan)
    out = []
    for k, source in enumerate(sources):
        if source.target is None:
            out.append(_Judged(reason="negative" if flows.additive else None))
        elif not (math.isfinite(goal[k]) and goal[k] > 0):
            out.append(_Judged(reason="negative" if flows.additive else "bad_target"))
        elif flows.additive:
            out.append(_Judged(reason="negative"))
        else:
            expected = float(goal[k] * known[k])
            out.append(_Judged(float(met[k]), expected, float(pace[k]) if math.isfinite(pace[k]) else None))
    return out
