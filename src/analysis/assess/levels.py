"""Where a level or a ratio will stand at the year end (METHOD.md section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.assess.history import NEWEST_YEARS, is_break
from analysis.assess.spread import (
    ENOUGH_MEASURES,
    TYPICAL_ERROR,
    Z_HIGH,
    Z_LOW,
    chance_below,
    combine_scale,
    interpolate,
)

CARRY = 0.7
LEVEL_PROBABILITIES = np.array([0.025, 0.10, 0.50, 0.90, 0.975])
LEVEL_Z = np.array([-3.20, -1.36, 0.0, 1.69, 3.33])


@dataclass(frozen=True)
class LevelInput:
    """One level or ratio (a ratio of sums, never an average over months).

    `history` (K, n) past years at the end of each period, oldest first, nan = not reported, may have no row;
    `current` (m,) this year's. `percent` keeps everything within 0-100. `may_be_negative` asks for
    differences instead of ratios; it is also found from the data. `base` is last year's closing level where
    `history` lacks it. `scale` is a given spread of the year end (a log ratio, or points where differences
    are used) for a measure whose past is too short to show one. `revision_rms` as in FlowInput.
    """

    id: str
    history: np.ndarray
    current: np.ndarray
    group: str = ""
    target: float | None = None
    lower_is_better: bool = False
    percent: bool = False
    may_be_negative: bool = False
    base: float | None = None
    scale: float | None = None
    revision_rms: float | None = None


@dataclass(frozen=True)
class LevelForecast:
    """A level's year end, in the measure's own unit; with `year_end` nan it could not be judged (`reason`).

    `reason` beside a figure says why there is no probability: 'ceiling' (nothing but 100 % meets the target)
    or 'bad_target'. `track_record` is the mean distance of the past years' forecasts at this month: a share
    of the level, or points where `differences` is true or the level is a percentage.
    """

    id: str
    months_known: int
    level: float
    year_end: float
    p025: float
    p10: float
    p50: float
    p90: float
    p975: float
    probability: float | None
    scale: float
    typical: bool
    differences: bool
    history_years: int
    broken_at: int | None
    track_record: float | None
    reason: str | None = None


@dataclass(frozen=True)
class _Ready:
    source: LevelInput
    closing: np.ndarray
    at_month: np.ndarray
    level: float
    differences: bool
    size: float
    broken_at: int | None


def forecast_levels(inputs: Sequence[LevelInput]) -> list[LevelForecast]:
    """Year-end levels of all `inputs`, in their order (section 4).

    y_m exp(0.7 mean_t ln(y_t,12 / y_t,m)), or the same with differences; in January last December's level.
    Never raises for a value: a measure that cannot be judged carries its `reason`.
    """
    results: list[LevelForecast | None] = [None] * len(inputs)
    batches: dict[tuple[int, int, int, bool], list[tuple[int, _Ready]]] = {}
    with np.errstate(all="ignore"):
        for i, source in enumerate(inputs):
            ready, n, m = _prepare(source)
            if isinstance(ready, str):
                results[i] = _refuse(source, ready)
                continue
            batches.setdefault((n, m, ready.closing.size, ready.differences), []).append((i, ready))
        for (n, m, _, _), members in batches.items():
            for i, forecast in _forecast_batch(members, n, m):
                results[i] = forecast
    return [r for r in results if r is not None]


def _prepare(source: LevelInput) -> tuple[_Ready | str, int, int]:
    history = np.asarray(source.history, dtype=float)
    current = np.asarray(source.current, dtype=float)
    if history.ndim != 2 or current.ndim != 1 or not 0 < current.size <= history.shape[1]:
        return ("empty" if current.size == 0 else "bad_shape"), 0, 0
    base = np.nan if source.base is None else float(source.base)
    if np.isinf(history).any() or np.isinf(current).any() or np.isinf(base):
        return "not_finite", 0, 0
    known = np.flatnonzero(~np.isnan(current))
    if known.size == 0:
        return "empty", 0, 0
    n, m = history.shape[1], int(known[-1]) + 1
    history = history[-NEWEST_YEARS:]
    offset = len(source.history) - len(history)
    lowest = min(np.nanmin(history, initial=np.inf), np.nanmin(current), np.nanmin([base, np.inf]))
    differences = source.may_be_negative or bool(lowest <= 0)
    broken_at = None
    if not differences and not source.percent:
        for k in range(len(history) - 1, 0, -1):
            before, after = (row[~np.isnan(row)] for row in history[k - 1 : k + 1])
            if before.size and after.size and is_break(np.array([before.mean()]), np.array([after.mean()])):
                history, broken_at = history[k:], offset + k
                break
    closing = np.array([*history[:, -1], np.nan])
    if len(history) == 0 or np.isnan(closing[-2]):
        closing[max(len(history) - 1, 0)] = base
    closing = closing[: max(len(history), 1)]
    at_month = history[:, m - 1] if len(history) else np.full(1, np.nan)
    known_values = np.concatenate([history[~np.isnan(history)], current[known]])
    size = float(np.sqrt(np.mean(known_values**2))) if differences else 1.0
    if not np.isfinite(size):
        return "not_finite", 0, 0
    return _Ready(source, closing, at_month, float(current[m - 1]), differences, size or 1.0, broken_at), n, m


def _forecast_batch(members: list[tuple[int, _Ready]], n: int, m: int) -> list[tuple[int, LevelForecast]]:
    ready = [r for _, r in members]
    differences = ready[0].differences
    closing = np.array([r.closing for r in ready])
    at_month = np.array([r.at_month for r in ready])
    level = np.array([r.level for r in ready])
    size = np.array([r.size for r in ready])
    if differences:
        closing, at_month, level = (
            v / size.reshape(-1, *[1] * (v.ndim - 1)) for v in (closing, at_month, level)
        )
    else:
        closing, at_month, level = np.log(closing), np.log(at_month), np.log(level)
    count, years = closing.shape
    january = m == 1 and n == 12
    centre = np.where(np.isfinite(closing[:, -1]), closing[:, -1], level) if january else level
    errors = np.full((count, years), np.nan)
    misses = np.full((count, years), np.nan)
    moves = np.where(np.isfinite(closing - at_month), closing - at_month, 0.0)
    have = np.isfinite(closing - at_month)
    if not january and m < n:
        centre = level + CARRY * moves.sum(axis=1) / np.maximum(have.sum(axis=1), 1)
    for t in range(1, years):
        if january:
            guess = closing[:, t - 1]
        else:
            guess = at_month[:, t] + CARRY * moves[:, :t].sum(axis=1) / np.maximum(have[:, :t].sum(axis=1), 1)
            guess = np.where(have[:, :t].any(axis=1), guess, np.nan)
        errors[:, t] = closing[:, t] - guess
        misses[:, t] = np.abs(errors[:, t] if differences else np.expm1(-errors[:, t]))
    scale, typical = _scales(ready, errors, m == n)
    out = []
    for k, (i, r) in enumerate(members):
        ends = centre[k] + _reach(scale[k], LEVEL_Z, differences)
        centre_value = centre[k] * size[k] if differences else np.exp(centre[k])
        ends = ends * size[k] if differences else np.exp(ends)
        ends = _floored(ends, centre_value, r.source)
        if r.source.percent:
            ends, centre_value = np.clip(ends, 0.0, 100.0), float(np.clip(centre_value, 0.0, 100.0))
        if not np.isfinite(ends).all():
            out.append((i, _refuse(r.source, "not_finite")))
            continue
        past = misses[k][np.isfinite(misses[k])]
        track = float(past.mean() * (size[k] if differences else 1.0)) if past.size else None
        if track is not None and r.source.percent and not differences:
            track = float(np.mean(np.abs(np.exp(closing[k]) * np.expm1(-errors[k]))[np.isfinite(errors[k])]))
        probability, reason = _probability(r, centre[k], scale[k], size[k], m == n)
        p025, p10, p50, p90, p975 = (float(v) for v in ends)
        spread = float(scale[k] * (size[k] if differences else 1.0))
        years_used = int(np.isfinite(closing[k]).sum())
        out.append((i, LevelForecast(
            r.source.id, m, r.level, float(centre_value), p025, p10, p50, p90, p975, probability, spread,
            bool(typical[k]), differences, years_used, r.broken_at, track, reason,
        )))  # fmt: skip
    return out


def _reach(scale: float, z: np.ndarray, differences: bool) -> np.ndarray:
    return scale * z if differences else np.clip(scale * z, Z_LOW, Z_HIGH)


def _scales(ready: list[_Ready], errors: np.ndarray, closed: bool) -> tuple[np.ndarray, np.ndarray]:
    """Spread of each measure (N,) from its own and its group's pseudo-errors; a given scale goes first."""
    count = len(ready)
    scale, typical = np.zeros(count), np.zeros(count, dtype=bool)
    if closed:
        return scale, typical
    known = np.isfinite(errors)
    number = known.sum(axis=1)
    own = np.sqrt(np.where(known, errors, 0.0) ** 2 @ np.ones(errors.shape[1]) / np.maximum(number, 1))
    groups: dict[str, list[int]] = {}
    for k, r in enumerate(ready):
        groups.setdefault(r.source.group, []).append(k)
    for rows in groups.values():
        shown = [k for k in rows if number[k] > 0]
        enough = len(shown) >= ENOUGH_MEASURES
        common = float(np.median(own[shown])) if enough else TYPICAL_ERROR
        for k in rows:
            given = ready[k].source.scale
            if given is not None and np.isfinite(given) and given >= 0:
                scale[k] = given / (ready[k].size if ready[k].differences else 1.0)
                continue
            scale[k] = combine_scale(own[k], common, int(number[k]) + 1) if number[k] else common
            typical[k] = not enough or number[k] == 0
    return scale, typical


def _floored(ends: np.ndarray, centre: float, source: LevelInput) -> np.ndarray:
    floor = (source.revision_rms or 0.0) * abs(centre)
    if not floor > 0:
        return ends
    reach = floor * LEVEL_Z / LEVEL_Z[3]
    return np.where(LEVEL_Z < 0, np.minimum(ends, centre + reach), np.maximum(ends, centre + reach))


def _probability(
    ready: _Ready, centre: float, scale: float, size: float, closed: bool
) -> tuple[float | None, str | None]:
    source, target = ready.source, ready.source.target
    if target is None:
        return None, None
    if not np.isfinite(target) or (not ready.differences and target <= 0 and not source.percent):
        return None, "bad_target"
    if source.percent:
        if not 0 <= target <= 100:
            return None, "bad_target"
        if not closed and target == (0 if source.lower_is_better else 100):
            return None, "ceiling"
    if closed or scale == 0:
        value = ready.level if closed else (centre * size if ready.differences else np.exp(centre))
        met = value <= target if source.lower_is_better else value >= target
        return float(met), None
    goal = target / size if ready.differences else np.log(target)
    z = np.clip((goal - centre) / scale, -1e6, 1e6)
    below = float(chance_below(z, LEVEL_Z, LEVEL_PROBABILITIES))
    return (below if source.lower_is_better else 1 - below), None


def _refuse(source: LevelInput, reason: str) -> LevelForecast:
    nan = float("nan")
    return LevelForecast(source.id, 0, *[nan] * 7, None, nan, True, False, 0, None, None, reason)


def level_at(probability: float, forecast: LevelForecast) -> float:
    """Quantile of a level's year end between p025 and p975, for charts."""
    ends = np.array([forecast.p025, forecast.p10, forecast.p50, forecast.p90, forecast.p975])
    return float(interpolate(probability, LEVEL_PROBABILITIES, ends))
