"""Where a flow will end the year: the share-shrink nowcast (METHOD.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.assess.history import clean_history, fill_gaps, missing_allowed, profile
from analysis.assess.spread import FLOW_Z, PROBABILITIES, chance_below, interpolate, pooled_scale, symmetric

CAUTION = {1: 4.0, 2: 3.0, 3: 2.5, 4: 2.0, 5: 1.5}
Z_LOW, Z_HIGH = -2.3, 1.6


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

    `reason` is a key: with `total` nan the measure could not be nowcast ('empty', 'too_short', 'all_zero',
    'gaps', 'not_finite', 'bad_shape'); with a `total` it says why no probability is given ('negative',
    'bad_target').
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

    @property
    def too_early(self) -> bool:
        """True before the end of February: a flow shows no pace then (section 5)."""
        n = self.shares.size
        return self.months_known * 12 < 2 * n


@dataclass(frozen=True)
class _Ready:
    """A cleaned measure, all amounts divided by 2**`exponent` so that nothing overflows."""

    source: FlowInput
    history: np.ndarray
    current: np.ndarray
    priors: np.ndarray
    exponent: int
    filled: tuple[int, ...]
    broken_at: int | None
    additive: bool


def forecast_flows(inputs: Sequence[FlowInput]) -> list[FlowForecast]:
    """Nowcasts of all `inputs`, in their order (section 3).

    Measures of the same group, months known and years of history share their errors. Never raises for a
    value: a measure that cannot be judged carries its `reason`, and the others are not touched by it.
    """
    results: list[FlowForecast | None] = [None] * len(inputs)
    batches: dict[tuple[int, int, int, bool], list[tuple[int, _Ready]]] = {}
    with np.errstate(all="ignore"):
        for i, source in enumerate(inputs):
            ready = _prepare(source)
            if isinstance(ready, FlowForecast):
                results[i] = ready
                continue
            years, n = ready.history.shape
            batches.setdefault((n, ready.current.size, years, ready.additive), []).append((i, ready))
        for members in batches.values():
            for i, forecast in _forecast_batch(members):
                results[i] = forecast
    return [r for r in results if r is not None]


def fan(
    forecast: FlowForecast, probabilities: Sequence[float] = (0.10, 0.25, 0.50, 0.75, 0.90)
) -> pd.DataFrame:
    """The cumulative path from the last known period to the year end, for charts.

    Columns `period` (m..n), `total` (the centre) and one per probability ('p10', 'p25', …); the rest of the
    year is spread over the remaining shares. No row when the measure could not be nowcast.
    """
    names = [f"p{round(p * 100):02d}" for p in probabilities]
    m, n = forecast.months_known, forecast.shares.size
    if not np.isfinite(forecast.total):
        return pd.DataFrame(columns=["period", "total", *names])
    left = forecast.shares[m:]
    weight = left.sum()
    steps = np.cumsum(left) / weight if weight > 0 else np.arange(1, left.size + 1) / max(left.size, 1)
    steps = np.concatenate([[0.0], steps])
    ends = _ends(
        np.array([forecast.to_date]),
        np.array([forecast.rest]),
        np.array([forecast.scale]),
        FLOW_Z[forecast.history_years],
        np.asarray(probabilities, dtype=float),
        forecast.additive,
    )[0]
    ends = _apply_floor(ends, np.asarray(probabilities), forecast.total, forecast.floor, forecast.additive)
    path = {"period": np.arange(m, n + 1), "total": forecast.to_date + forecast.rest * steps}
    path |= {
        name: forecast.to_date + (end - forecast.to_date) * steps
        for name, end in zip(names, ends, strict=True)
    }
    return pd.DataFrame(path)


def shrunk_shares(history: np.ndarray) -> np.ndarray:
    """Shares s_i (N, n) of history (N, K, n), drawn towards uniform where the years disagree (section 3)."""
    _, years, n = history.shape
    own = history / history.sum(axis=2, keepdims=True)
    weights = np.arange(1, years + 1) / (years * (years + 1) / 2)
    recent = sum(weights[t] * own[:, t] for t in range(years))
    return 1 / n + _trust(own)[:, None] * (recent - 1 / n)


def _trust(own: np.ndarray) -> np.ndarray:
    """lambda = max(0, 1 - W/B) (N,) of the yearly shares (N, K, n); 0.8 when there is one year."""
    count, years, n = own.shape
    if years == 1:
        return np.full(count, 0.8)
    within = _year_variance(own).mean(axis=1) / years
    between = np.var(np.ascontiguousarray(own.mean(axis=1)), axis=1, ddof=1) if n > 1 else np.zeros(count)
    return np.where(between > 0, np.maximum(0.0, 1 - within / np.where(between > 0, between, 1.0)), 0.0)


def _year_variance(own: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(np.var(own, axis=1, ddof=1))


def _rest(history: np.ndarray, current: np.ndarray, prior: np.ndarray) -> tuple[np.ndarray, ...]:
    """Rest of the year (N,), shares (N, n), their sum to date S (N,) and d (N,) (section 3, "Surprise")."""
    years, m = history.shape[1], current.shape[1]
    shares = shrunk_shares(history)
    known = shares[:, :m].sum(axis=1)
    q = min(3, m)
    small = 0.005 * prior
    whole = _log_ratio(current.sum(axis=1), prior * known, small)
    recent = _log_ratio(current[:, m - q :].sum(axis=1), prior * shares[:, m - q : m].sum(axis=1), small)
    pull = m / (m + CAUTION[years]) * (0.6 * whole + 0.4 * recent)
    pull = np.where(known < 0.02, 0.0, pull)
    left = np.maximum(shares[:, m:].sum(axis=1), 0.0)
    return prior * left * np.exp(pull), shares, known, small


def _log_ratio(actual: np.ndarray, expected: np.ndarray, small: np.ndarray) -> np.ndarray:
    return np.clip(np.log((actual + small) / (expected + small)), -2.0, 2.0)


def _ends(
    to_date: np.ndarray,
    rest: np.ndarray,
    scale: np.ndarray,
    row: np.ndarray,
    probabilities: np.ndarray,
    additive: bool,
) -> np.ndarray:
    """Year-end quantiles (N, P): A + Rest exp(s z), s z clipped to [-2.3, 1.6] (section 3)."""
    if additive:
        z = interpolate(probabilities, PROBABILITIES, symmetric(row))
        return (to_date + rest)[:, None] + scale[:, None] * z[None, :]
    z = interpolate(probabilities, PROBABILITIES, row)
    return to_date[:, None] + rest[:, None] * np.exp(np.clip(scale[:, None] * z[None, :], Z_LOW, Z_HIGH))


def _apply_floor(
    ends: np.ndarray, probabilities: np.ndarray, total: float, floor: float, additive: bool
) -> np.ndarray:
    """Moves quantiles out where the 80 % half width is less than the measure's own revisions.

    A revision moves what is already counted, so the lower end may then lie below the figure to date.
    """
    if floor <= 0:
        return ends
    reach = floor * interpolate(probabilities, PROBABILITIES, symmetric(FLOW_Z[5])) / symmetric(FLOW_Z[5])[10]
    moved = np.where(reach < 0, np.minimum(ends, total + reach), np.maximum(ends, total + reach))
    moved = np.where(reach == 0, ends, moved)
    return moved if additive else np.maximum(moved, 0.0)


def _prepare(source: FlowInput) -> _Ready | FlowForecast:
    history = np.asarray(source.history, dtype=float)
    current = np.asarray(source.current, dtype=float)
    if history.ndim != 2 or current.ndim != 1 or history.shape[1] < 2 or current.size > history.shape[1]:
        return _refuse(source, "bad_shape")
    n = history.shape[1]
    if np.isinf(history).any() or np.isinf(current).any():
        return _refuse(source, "not_finite")
    known = np.flatnonzero(~np.isnan(current))
    if known.size == 0:
        return _refuse(source, "empty")
    current = current[: known[-1] + 1]
    gaps = np.flatnonzero(np.isnan(current))
    if gaps.size > missing_allowed(n) or gaps.size > known.size:
        return _refuse(source, "gaps")
    largest = max(np.nanmax(np.abs(history), initial=0.0), np.abs(current[known]).max())
    exponent = int(np.frexp(largest)[1])
    past = clean_history(np.ldexp(history, -exponent))
    if past.values.shape[0] == 0:
        return _refuse(source, "too_short", m=current.size)
    values, now = past.values, np.ldexp(current, -exponent)
    additive = bool(values.min() < 0 or now[known].min() < 0)
    if not additive and values[-1].sum() <= 0:
        return _refuse(source, "all_zero", m=current.size)
    if gaps.size:
        shares = profile(values) if additive else shrunk_shares(values[None])[0]
        now = fill_gaps(now, shares)
    return _Ready(
        source,
        values,
        now,
        _priors(source, past.rows, values.sum(axis=1), exponent),
        exponent,
        tuple(int(g) + 1 for g in gaps),
        past.broken_at,
        additive,
    )


def _priors(source: FlowInput, rows: np.ndarray, totals: np.ndarray, exponent: int) -> np.ndarray:
    """T0 (K,) of years 2..K and of this one: last total, or P exp(mean ln(actual/plan)) (section 3)."""
    years = totals.size
    priors = totals.copy()
    if source.plans is None:
        return priors
    plans = np.full(years + 1, np.nan)
    given = np.asarray(source.plans, dtype=float)
    inside = rows < given.size
    plans[:-1][inside] = given[rows[inside]]
    plans[-1] = np.nan if source.plan is None else source.plan
    plans = np.ldexp(plans, -exponent)
    usable = np.isfinite(plans) & (plans > 0)
    ratio = np.where(usable[:-1] & (totals > 0), np.log(totals / plans[:-1]), np.nan)
    for t in range(1, years + 1):
        past = ratio[:t][np.isfinite(ratio[:t])]
        if usable[t] and past.size:
            priors[t - 1] = plans[t] * np.exp(past.mean())
    return priors


def _refuse(source: FlowInput, reason: str, m: int = 0) -> FlowForecast:
    current = np.asarray(source.current, dtype=float)
    history = np.asarray(source.history, dtype=float)
    n = history.shape[1] if history.ndim == 2 else 0
    nan = float("nan")
    return FlowForecast(
        source.id, m, float(np.nansum(current)) if m else nan, *[nan] * 7, None, np.full(n, nan), nan,
        None, None, nan, True, (), 0, None, None, reason,
    )  # fmt: skip


def _forecast_batch(members: list[tuple[int, _Ready]]) -> list[tuple[int, FlowForecast]]:
    """Forecasts of measures with the same n, m, K and kind of error."""
    ready = [r for _, r in members]
    history = np.array([r.history for r in ready])
    current = np.array([r.current for r in ready])
    priors = np.array([r.priors for r in ready])
    additive = ready[0].additive
    count, years, n = history.shape
    m = current.shape[1]
    to_date = current.sum(axis=1)
    totals = history.sum(axis=2)
    errors = np.empty((count, years - 1))
    misses = np.empty((count, years - 1))
    if additive:
        rest = history[:, -1, m:].sum(axis=1)
        shares = np.array([profile(h) for h in history])
        size = np.abs(history).sum(axis=2).mean(axis=1)
        size = np.where(size > 0, size, np.abs(current).sum(axis=1))
        known, small, noise, prior = shares[:, :m].sum(axis=1), np.zeros(count), np.ones(count), totals[:, -1]
        for t in range(1, years):
            gap = history[:, t, m:].sum(axis=1) - history[:, t - 1, m:].sum(axis=1)
            errors[:, t - 1], misses[:, t - 1] = gap / size, np.nan
    else:
        prior = priors[:, -1]
        rest, shares, known, small = _rest(history, current, prior)
        size = np.ones(count)
        noise = np.zeros(count)
        if years > 1:
            noise = np.sqrt(12 * _year_variance(history / totals[:, :, None]).sum(axis=1))
        for t in range(1, years):
            guess, _, _, d = _rest(history[:, :t], history[:, t, :m], priors[:, t - 1])
            truth = history[:, t, m:].sum(axis=1)
            errors[:, t - 1] = np.log((truth + d) / (guess + d))
            misses[:, t - 1] = np.abs((history[:, t, :m].sum(axis=1) + guess) / totals[:, t] - 1)
    scale, typical = np.empty(count), np.empty(count, dtype=bool)
    groups: dict[str, list[int]] = {}
    for k, r in enumerate(ready):
        groups.setdefault(r.source.group, []).append(k)
    for rows in groups.values():
        scale[rows], typical[rows] = pooled_scale(errors[rows], noise[rows], years)
    if m == n:
        scale[:] = 0.0
    scale = scale * size
    row = FLOW_Z[years]
    wanted = np.array([0.025, 0.10, 0.50, 0.90, 0.975])
    ends = _ends(to_date, rest, scale, row, wanted, additive)
    out = []
    for k, (i, r) in enumerate(members):
        back = r.exponent
        total = to_date[k] + rest[k]
        floor = float((r.source.revision_rms or 0.0) * abs(total))
        quantiles = np.ldexp(_apply_floor(ends[k], wanted, total, floor, additive), back)
        track = float(misses[k].mean()) if years > 1 and np.isfinite(misses[k]).all() else None
        forecast = FlowForecast(
            r.source.id, m, _back(to_date[k], back), _back(rest[k], back), _back(total, back),
            *(float(v) for v in quantiles), None, shares[k], _back(prior[k], back), None, None,
            _back(scale[k], back) if additive else float(scale[k]), bool(typical[k]), r.filled, years,
            r.broken_at, track, "negative" if additive else None, additive, _back(floor, back),
        )  # fmt: skip
        if not np.isfinite([forecast.total, forecast.p025, forecast.p975, forecast.prior]).all():
            out.append((i, _refuse(r.source, "not_finite")))
            continue
        out.append((i, _with_target(forecast, r, to_date[k], rest[k], scale[k], prior[k], known[k], row)))
    return out


def _back(value: float, exponent: int) -> float:
    return float(np.ldexp(value, exponent))


def _with_target(
    forecast: FlowForecast,
    ready: _Ready,
    to_date: float,
    rest: float,
    scale: float,
    prior: float,
    known: float,
    row: np.ndarray,
) -> FlowForecast:
    """Adds probability, expected path and needed pace; the amounts are those divided by 2**exponent."""
    target = ready.source.target
    if target is None:
        return forecast
    if not np.isfinite(target) or target <= 0:
        return replace(forecast, reason=forecast.reason or "bad_target")
    if forecast.additive:
        return forecast
    goal = float(np.ldexp(target, -ready.exponent))
    over = rest == 0 or scale == 0
    if to_date >= goal:
        reached = 1.0
    elif over:
        reached = float(to_date + rest >= goal)
    else:
        reached = 1 - float(chance_below(np.log((goal - to_date) / rest) / scale, row))
    if ready.source.lower_is_better:
        met = float(to_date + rest <= goal) if over else 1 - reached
    else:
        met = reached
    left = prior * (1 - known)
    pace = (goal - to_date) / left - 1 if left > 0 and forecast.months_known < forecast.shares.size else None
    return replace(
        forecast,
        probability=met,
        expected_to_date=_back(goal * known, ready.exponent),
        needed_pace=None if pace is None else float(pace),
    )
