"""Where a level or a ratio will stand at the year end (docs/method.md, Levels)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.assess.history import NEWEST_YEARS, is_break
from analysis.assess.spread import (
    ENOUGH_MEASURES,
    SMALLEST_SCALE,
    Z_HIGH,
    Z_LOW,
    Forecast,
    chance_below,
    combine_scale,
    interpolate,
    widen,
)

CARRY = 0.7
TYPICAL_YEAR_ERROR = 0.07
LEVEL_PROBABILITIES = np.array([0.025, 0.10, 0.50, 0.90, 0.975])
_ENDS = ("p025", "p10", "p50", "p90", "p975")
LEVEL_Z = np.array([-3.20, -1.36, 0.0, 1.69, 3.33])


@dataclass(frozen=True)
class LevelInput:
    """One level or ratio (a ratio of sums, never an average over months).

    `history` (K, n) past years at the end of each period, oldest first, nan = not reported, may have no row;
    `current` (m,) this year's; differences are used instead of ratios where one is not positive. `percent`
    keeps everything within 0-100. `left` is the part of the year that is left, where the periods do not say
    it. `revision_rms` as in FlowInput. `between` is `history` with what lies between two reports filled
    (`between_reports`): it says how a year moves from here, and nothing of how far a forecast is off, as it
    knew the next report.
    """

    id: str
    history: np.ndarray
    current: np.ndarray
    target: float | None = None
    lower_is_better: bool = False
    percent: bool = False
    left: float | None = None
    revision_rms: float | None = None
    between: np.ndarray | None = None


@dataclass(frozen=True)
class LevelForecast(Forecast):
    """A level's year end; with `year_end` nan it could not be judged.

    `reason` beside a figure: 'ceiling' (nothing but 100 % meets the target) or 'bad_target'. `track_record` is a share
    of the level, or points where `differences` is true or the level is a percentage.
    """

    level: float = math.nan
    year_end: float = math.nan
    differences: bool = False
    moves: int = 0  # past years whose move from this month to the year end is known


@dataclass(frozen=True)
class _Ready:
    source: LevelInput
    closing: np.ndarray
    at_month: np.ndarray
    moved_from: np.ndarray
    level: float
    differences: bool
    size: float
    broken_at: int | None


def between_reports(table: np.ndarray) -> np.ndarray:
    """A level by year and month (Y, 12), its past years filled between two reports in a straight line: a month
    without a report has a past, too. This year (the last) stays as it was reported."""
    past = table[:-1].flatten()
    known = np.flatnonzero(np.isfinite(past))
    if known.size < 2:
        return table
    inside = np.arange(known[0], known[-1] + 1)
    past[inside] = np.interp(inside, known, past[known])
    return np.concatenate([past.reshape(-1, 12), table[-1:]])


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
                results[i] = LevelForecast(source.id, reason=ready)
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
    if np.isinf(history).any() or np.isinf(current).any():
        return "not_finite", 0, 0
    known = np.flatnonzero(~np.isnan(current))
    if known.size == 0:
        return "empty", 0, 0
    n, m = history.shape[1], int(known[-1]) + 1
    between = history if source.between is None else np.asarray(source.between, dtype=float)
    history, between = history[-NEWEST_YEARS:], between[-NEWEST_YEARS:]
    offset = len(source.history) - len(history)
    differences = bool(min(np.nanmin(history, initial=np.inf), np.nanmin(current)) <= 0)
    broken_at = None
    if not differences and not source.percent:
        for k in range(len(history) - 1, 0, -1):
            before, after = (row[~np.isnan(row)] for row in history[k - 1 : k + 1])
            if before.size and after.size and is_break(np.array([before.mean()]), np.array([after.mean()])):
                history, between, broken_at = history[k:], between[k:], offset + k
                break
    closing = history[:, -1] if len(history) else np.full(1, np.nan)
    at_month = history[:, m - 1] if len(history) else np.full(1, np.nan)
    moved_from = between[:, m - 1] if len(history) else at_month
    known_values = np.concatenate([history[~np.isnan(history)], current[known]])
    size = float(np.sqrt(np.mean(known_values**2))) if differences else 1.0
    if not np.isfinite(size):
        return "not_finite", 0, 0
    level = float(current[m - 1])
    return _Ready(source, closing, at_month, moved_from, level, differences, size or 1.0, broken_at), n, m


def _forecast_batch(members: list[tuple[int, _Ready]], n: int, m: int) -> list[tuple[int, LevelForecast]]:
    """Levels with the same n, m, years and kind: a log ratio, or a difference, is carried from `anchor`."""
    ready = [r for _, r in members]
    differences = ready[0].differences
    closing = np.array([r.closing for r in ready])
    at_month = np.array([r.at_month for r in ready])
    moved_from = np.array([r.moved_from for r in ready])
    anchor = np.array([r.level for r in ready])
    if not differences:
        closing, at_month, moved_from = np.log(closing), np.log(at_month), np.log(moved_from)
    moves = closing - moved_from
    known = np.isfinite(moves)
    usual = np.cumsum(np.where(known, moves, 0.0), axis=1) / np.maximum(np.cumsum(known, axis=1), 1)
    move = CARRY * usual[:, -1] * (m < n)
    guesses = at_month[:, 1:] + np.where(known[:, :-1].cumsum(axis=1) > 0, CARRY * usual[:, :-1], np.nan)
    if m == 1 and n == 12:
        december = np.array([r.closing[-1] for r in ready])
        move = np.where(np.isfinite(december), 0.0, move)
        anchor = np.where(np.isfinite(december), december, anchor)
        guesses = closing[:, :-1]
    errors = closing[:, 1:] - guesses
    lefts = np.array([1 - m / n if r.source.left is None else r.source.left for r in ready])
    scale, typical = _scales(ready, errors, lefts * (m < n))
    out = []
    for k, (i, r) in enumerate(members):
        reach = scale[k] * LEVEL_Z if differences else np.clip(scale[k] * LEVEL_Z, Z_LOW, Z_HIGH)
        ends = anchor[k] + (move[k] + reach) if differences else anchor[k] * np.exp(move[k] + reach)
        centre = anchor[k] + move[k] if differences else anchor[k] * np.exp(move[k])
        if (floor := (r.source.revision_rms or 0.0) * abs(centre)) > 0:
            ends = widen(ends, LEVEL_Z, LEVEL_Z[3], centre, floor)
        probability, reason = _probability(r, anchor[k], move[k], scale[k], m == n)
        if r.source.percent:
            ends, centre = np.clip(ends, 0.0, 100.0), np.clip(centre, 0.0, 100.0)
        found = LevelForecast(
            r.source.id,
            m,
            level=r.level,
            year_end=float(centre),
            probability=probability,
            scale=float(scale[k]),
            typical=bool(typical[k]),
            differences=differences,
            history_years=int(np.isfinite(closing[k]).sum()),
            broken_at=r.broken_at,
            track_record=_track_record(errors[k], closing[k, 1:], r),
            reason=reason,
            track_years=int(np.isfinite(errors[k]).sum()),
            moves=int(known[k].sum()),
            **dict(zip(_ENDS, ends.tolist(), strict=True)),
        )
        finite = np.isfinite(ends).all()
        out.append((i, found if finite else LevelForecast(r.source.id, reason="not_finite")))
    return out


def _track_record(errors: np.ndarray, closing: np.ndarray, ready: _Ready) -> float | None:
    """Mean distance of the past years' forecasts: points for percentages and differences, else a share."""
    known = np.isfinite(errors)
    if not known.any():
        return None
    misses = np.abs(errors if ready.differences else np.expm1(-errors))
    if ready.source.percent and not ready.differences:
        misses = misses * np.exp(closing)
    return float(misses[known].mean())


def _scales(ready: list[_Ready], errors: np.ndarray, left: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spread of each measure (N,) from its own and the others' pseudo-errors, and whether it is typical.

    Differences are pooled as shares of each measure's usual size. Fewer than five measures with a past: 0.07
    for a whole year, falling with the root of what is `left` (N,) of it.
    """
    if not left.any():
        return np.zeros(len(ready)), np.zeros(len(ready), dtype=bool)
    size = np.array([r.size for r in ready])
    known = np.isfinite(errors)
    number = known.sum(axis=1)
    own = np.sqrt((np.where(known, errors, 0.0) ** 2).sum(axis=1) / np.maximum(number, 1)) / size
    shown = number > 0
    enough = shown.sum() >= ENOUGH_MEASURES
    common = np.full(len(ready), np.median(own[shown])) if enough else TYPICAL_YEAR_ERROR * left**0.5
    spread = np.where(shown, combine_scale(own, common, number + 1), common)
    return np.maximum(spread, SMALLEST_SCALE) * size, ~(shown & enough)


def _probability(
    ready: _Ready, anchor: float, move: float, scale: float, closed: bool
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
        value = anchor + move if ready.differences else anchor * np.exp(move)
        met = value <= target if source.lower_is_better else value >= target
        return float(met), None
    apart = target - anchor if ready.differences else np.log(target / anchor)
    below = float(chance_below((apart - move) / scale, LEVEL_Z, LEVEL_PROBABILITIES))
    return (below if source.lower_is_better else 1 - below), None


def level_at(probability: float, forecast: LevelForecast) -> float:
    """Quantile of a level's year end between p025 and p975, for charts."""
    ends = np.array([forecast.p025, forecast.p10, forecast.p50, forecast.p90, forecast.p975])
    return float(interpolate(probability, LEVEL_PROBABILITIES, ends))
