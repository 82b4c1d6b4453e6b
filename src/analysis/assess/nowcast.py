"""Where a flow will end the year (METHOD.md section 3, docs/method.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.assess.history import Flow, clean_flow, profile
from analysis.assess.rest import Rest, Year, running_level, share_shrink, year_variance
from analysis.assess.spread import (
    ENOUGH_MEASURES,
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

Method = tuple[Callable[[Sequence[Year]], list[Rest]], dict[int, np.ndarray]]
METHODS: dict[str, Method] = {
    "running-level": (running_level, RUNNING_LEVEL_Z),
    "share-shrink": (share_shrink, SHARE_SHRINK_Z),
}
DRIFT_LIMIT = 0.1
_WANTED = np.array([0.025, 0.10, 0.50, 0.90, 0.975])


@dataclass(frozen=True)
class FlowInput:
    """One measure to nowcast.

    `history` (K, n) past years, oldest first, n = 12 months, 4 quarters or the number of seasons, nan where a
    period was not reported; `current` (m,) this year's periods 1..m, nan = a gap inside. Errors are pooled
    within `group`. `plans` (K,) are the past years' plans (nan where unknown) and `plan` this year's.
    `revision_rms` is the root mean square of the measure's own revisions as a share of the figure (0.02 = 2
    %).
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


@dataclass(frozen=True)
class FlowForecast:
    """What is known of a measure's year end; amounts in the measure's own unit.

    `shares` (n,), `prior` T0, `expected_to_date` and `needed_pace` (against the same periods of last year)
    only with a target, `scale` s, `typical` when the interval is not from the data, `filled` the periods
    (1-based) of this year filled for a gap, `history_years` K after truncation, `broken_at` the row of
    `history` of the first year after a break (its length when this year itself is out of line),
    `track_record` the mean distance of the past years' nowcasts at this month as a share of their total.

    `reason` is a key: with `total` nan the measure could not be nowcast ('empty', 'too_short', 'all_zero',
    'gaps', 'not_finite', 'bad_shape', 'break'); with a `total` it says why there is no probability
    ('negative', 'bad_target').
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
    results: dict[int, FlowForecast] = {}
    batches: dict[tuple[int, int, int, bool], list[tuple[int, Flow]]] = {}
    with np.errstate(all="ignore"):
        for i, source in enumerate(inputs):
            flow = clean_flow(source.history, source.current, source.plans, source.plan)
            if isinstance(flow, str):
                results[i] = _refuse(source, flow)
                continue
            years, n = flow.history.shape
            batches.setdefault((n, flow.current.size, years, flow.additive), []).append((i, flow))
        for members in batches.values():
            at = [i for i, _ in members]
            found = _forecast_batch([inputs[i] for i in at], [f for _, f in members], method)
            results.update(zip(at, found, strict=True))
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
    row = METHODS[forecast.method][1][forecast.history_years]
    amounts = (np.array([v]) for v in (forecast.to_date, forecast.rest, forecast.scale))
    ends = year_end(*amounts, row, wanted, forecast.additive)[0]
    ends = _floored(ends, row, wanted, forecast.total, forecast.floor, forecast.additive)
    path = {"period": np.arange(m, n + 1), "total": forecast.to_date + forecast.rest * steps}
    rises = [forecast.to_date + (end - forecast.to_date) * steps for end in ends]
    return pd.DataFrame(path | dict(zip(names, rises, strict=True)))


def _floored(
    ends: np.ndarray, row: np.ndarray, wanted: np.ndarray, total: float, floor: float, additive: bool
) -> np.ndarray:
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


@dataclass(frozen=True)
class _Centre:
    """The rest of the year of N measures, (N,) each, and what the past says of its errors."""

    rest: np.ndarray
    shares: np.ndarray
    prior: np.ndarray
    errors: np.ndarray
    misses: np.ndarray
    noise: np.ndarray
    size: np.ndarray


def _forecast_batch(sources: list[FlowInput], flows: list[Flow], method: str) -> list[FlowForecast]:
    """Forecasts of measures with the same n, m, K and kind of error."""
    history = np.array([f.history for f in flows])
    current = np.array([f.current for f in flows])
    count, years, n = history.shape
    m, additive = current.shape[1], flows[0].additive
    groups: dict[str, list[int]] = {}
    for k, source in enumerate(sources):
        groups.setdefault(source.group, []).append(k)
    row = METHODS[method][1][years]
    centre = (_additive if additive else _multiplicative)(history, current, flows, groups, method)
    scale, typical = np.empty(count), np.empty(count, dtype=bool)
    for rows in groups.values():
        scale[rows], typical[rows] = pooled_scale(centre.errors[rows], centre.noise[rows], years)
    scale = scale * centre.size * (m < n)
    to_date = current.sum(axis=1)
    ends = year_end(to_date, centre.rest, scale, row, _WANTED, additive)
    out = []
    for k, (source, flow) in enumerate(zip(sources, flows, strict=True)):
        total = to_date[k] + centre.rest[k]
        floor = abs(total) * max(source.revision_rms or 0.0, 0.0)
        quantiles = _floored(ends[k], row, _WANTED, total, floor, additive)
        amounts = np.ldexp([to_date[k], centre.rest[k], total, *quantiles], flow.exponent)
        prior, spread, least = np.ldexp([centre.prior[k], scale[k], floor], flow.exponent)
        if not np.isfinite([*amounts, prior, spread, least]).all():
            out.append(_refuse(source, "not_finite"))
            continue
        past = centre.misses[k]
        forecast = FlowForecast(
            source.id,
            m,
            *(float(v) for v in amounts),
            None,
            centre.shares[k],
            float(prior),
            None,
            None,
            float(spread if additive else scale[k]),
            bool(typical[k]),
            flow.filled,
            years,
            flow.broken_at,
            float(past.mean()) if past.size and np.isfinite(past).all() else None,
            "negative" if additive else None,
            additive,
            float(least),
            method,
        )
        out.append(_with_target(forecast, source, flow.exponent, row))
    return out


def _multiplicative(
    history: np.ndarray, current: np.ndarray, flows: list[Flow], groups: dict[str, list[int]], method: str
) -> _Centre:
    """This year's rest and the pseudo-errors u_t = ln((rest_t + d) / (Rest_t + d)), t = 2..K (section 3)."""
    count, years, _ = history.shape
    m = current.shape[1]
    priors = np.array([f.priors for f in flows])
    planned = np.array([f.planned for f in flows])
    totals = history.sum(axis=2)
    growth = np.log(totals[:, 1:] / totals[:, :-1])
    cases = []
    for t in range(1, years + 1):
        drift = np.where(planned[:, t - 1], 0.0, _usual_growth(growth[:, : t - 1], groups))
        now = current if t == years else np.ascontiguousarray(history[:, t, :m])
        cases.append(Year(np.ascontiguousarray(history[:, :t]), now, priors[:, t - 1], drift))
    *past, this = METHODS[method][0](cases)
    errors, misses = np.empty((count, years - 1)), np.empty((count, years - 1))
    for t, guess in enumerate(past, start=1):
        truth = history[:, t, m:].sum(axis=1)
        errors[:, t - 1] = np.log((truth + guess.small) / (guess.amount + guess.small))
        misses[:, t - 1] = np.abs((totals[:, t] - truth + guess.amount) / totals[:, t] - 1)
    noise = np.ones(count)
    if years > 1:
        noise = np.sqrt(12 * year_variance(history / totals[:, :, None]).sum(axis=1))
    return _Centre(this.amount, this.shares, priors[:, -1], errors, misses, noise, np.ones(count))


def _usual_growth(growth: np.ndarray, groups: dict[str, list[int]]) -> np.ndarray:
    """Median in a group of the mean yearly log growth (N,), within +-0.1; 0 for fewer than five measures."""
    usual = np.zeros(growth.shape[0])
    if growth.shape[1]:
        own = growth.mean(axis=1)
        for rows in groups.values():
            if len(rows) >= ENOUGH_MEASURES:
                usual[rows] = np.clip(np.median(own[rows]), -DRIFT_LIMIT, DRIFT_LIMIT)
    return usual


def _additive(
    history: np.ndarray, current: np.ndarray, flows: list[Flow], groups: dict[str, list[int]], method: str
) -> _Centre:
    """With negative values: last year's rest; errors as a share of the mean size of a year (section 5)."""
    count, years, _ = history.shape
    m = current.shape[1]
    rest = history[:, :, m:].sum(axis=2)
    size = np.abs(history).sum(axis=2).mean(axis=1)
    size = np.where(size > 0, size, np.abs(current).sum(axis=1))
    shares = np.array([profile(h) for h in history])
    errors = np.diff(rest, axis=1) / size[:, None]
    none = np.empty((count, 0))
    return _Centre(rest[:, -1], shares, history[:, -1].sum(axis=1), errors, none, np.ones(count), size)


def _with_target(forecast: FlowForecast, source: FlowInput, exponent: int, row: np.ndarray) -> FlowForecast:
    """Adds the probability, the expected path G S and the pace still needed (section 3)."""
    target = source.target
    if target is None:
        return forecast
    if not np.isfinite(target) or target <= 0:
        return replace(forecast, reason=forecast.reason or "bad_target")
    if forecast.additive:
        return forecast
    to_date, rest, prior, goal = np.ldexp(
        [forecast.to_date, forecast.rest, forecast.prior, target], -exponent
    )
    total = to_date + rest
    sure = rest <= 0 or forecast.scale <= 0
    if to_date >= goal or sure:
        reached = float(to_date >= goal or total >= goal)
    else:
        reached = 1 - float(chance_below(np.log((goal - to_date) / rest) / forecast.scale, row))
    met = reached
    if source.lower_is_better:
        met = float(total <= goal) if sure else 1 - reached
    m = forecast.months_known
    known = forecast.shares[:m].sum()
    left = prior * (1 - known)
    pace = (goal - to_date) / left - 1 if m < forecast.shares.size and left > 0 else None
    return replace(
        forecast,
        probability=met,
        expected_to_date=float(target * known),
        needed_pace=float(pace) if pace is not None and np.isfinite(pace) else None,
    )
