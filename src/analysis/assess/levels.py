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

    `month` is that of the newest report, 1-11, and `level` what it says; `history` (K, n) past years from that month
    to their end, oldest first, nan = not reported, may have no row; differences are used instead of ratios where one is
    not positive. `percent` keeps everything within 0-100. `revision_rms` as in FlowInput. `between` (K,) is the history
    at that month with what lies between two reports filled (`between_reports`): it says how a year moves from here, and
    nothing of how far a forecast is off, as it knew the next report.
    """

    id: str
    month: int
    level: float
    history: np.ndarray
    target: float | None = None
    lower_is_better: bool = False
    percent: bool = False
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
    batches: dict[tuple[bool, int, bool], list[_Ready]] = {}
    with np.errstate(all="ignore"):
        for source in inputs:
            ready = _prepare(source)
            batches.setdefault((source.month == 1, ready.closing.size, ready.differences), []).append(ready)
        found = {f.id: f for members in batches.values() for f in _forecast_batch(members)}
    return [found[source.id] for source in inputs]


def _prepare(source: LevelInput) -> _Ready:
    history = source.history[-NEWEST_YEARS:]
    moved_from = history[:, 0] if source.between is None else source.between[-NEWEST_YEARS:]
    differences = bool(min(np.nanmin(history, initial=np.inf), source.level) <= 0)
    broken_at = None
    if not differences and not source.percent:
        for k in range(len(history) - 1, 0, -1):
            before, after = (row[~np.isnan(row)] for row in history[k - 1 : k + 1])
            if before.size and after.size and is_break(np.array([before.mean()]), np.array([after.mean()])):
                broken_at = len(source.history) - len(history) + k
                history, moved_from = history[k:], moved_from[k:]
                break
    if not len(history):
        history, moved_from = np.full((1, 2), np.nan), np.full(1, np.nan)
    known = np.append(history[~np.isnan(history)], source.level)
    size = float(np.sqrt(np.mean(known**2))) or 1.0 if differences else 1.0
    return _Ready(source, history[:, -1], history[:, 0], moved_from, differences, size, broken_at)


def _forecast_batch(ready: list[_Ready]) -> list[LevelForecast]:
    """Levels with as many years and of one kind, of January or of later months: a log ratio, or a difference, is
    carried from `anchor`."""
    differences = ready[0].differences
    closing = np.array([r.closing for r in ready])
    at_month = np.array([r.at_month for r in ready])
    moved_from = np.array([r.moved_from for r in ready])
    anchor = np.array([r.source.level for r in ready])
    if not differences:
        closing, at_month, moved_from = np.log(closing), np.log(at_month), np.log(moved_from)
    moves = closing - moved_from
    known = np.isfinite(moves)
    usual = np.cumsum(np.where(known, moves, 0.0), axis=1) / np.maximum(np.cumsum(known, axis=1), 1)
    move = CARRY * usual[:, -1]
    guesses = at_month[:, 1:] + np.where(known[:, :-1].cumsum(axis=1) > 0, CARRY * usual[:, :-1], np.nan)
    if ready[0].source.month == 1:
        december = np.array([r.closing[-1] for r in ready])
        move = np.where(np.isfinite(december), 0.0, move)
        anchor = np.where(np.isfinite(december), december, anchor)
        guesses = closing[:, :-1]
    errors = closing[:, 1:] - guesses
    scale, typical = _scales(ready, errors, np.array([1 - r.source.month / 12 for r in ready]))
    out = []
    for k, r in enumerate(ready):
        reach = scale[k] * LEVEL_Z if differences else np.clip(scale[k] * LEVEL_Z, Z_LOW, Z_HIGH)
        ends = anchor[k] + (move[k] + reach) if differences else anchor[k] * np.exp(move[k] + reach)
        centre = anchor[k] + move[k] if differences else anchor[k] * np.exp(move[k])
        if (floor := (r.source.revision_rms or 0.0) * abs(centre)) > 0:
            ends = widen(ends, LEVEL_Z, LEVEL_Z[3], centre, floor)
        probability, reason = _probability(r, anchor[k], move[k], scale[k])
        if r.source.percent:
            ends, centre = np.clip(ends, 0.0, 100.0), np.clip(centre, 0.0, 100.0)
        found = LevelForecast(
            r.source.id,
            r.source.month,
            level=r.source.level,
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
        out.append(found if finite else LevelForecast(r.source.id, reason="not_finite"))
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
    size = np.array([r.size for r in ready])
    known = np.isfinite(errors)
    number = known.sum(axis=1)
    own = np.sqrt((np.where(known, errors, 0.0) ** 2).sum(axis=1) / np.maximum(number, 1)) / size
    shown = number > 0
    enough = shown.sum() >= ENOUGH_MEASURES
    common = np.full(len(ready), np.median(own[shown])) if enough else TYPICAL_YEAR_ERROR * left**0.5
    spread = np.where(shown, combine_scale(own, common, number + 1), common)
    return np.maximum(spread, SMALLEST_SCALE) * size, ~(shown & enough)


def _probability(ready: _Ready, anchor: float, move: float, scale: float) -> tuple[float | None, str | None]:
    source, target = ready.source, ready.source.target
    if target is None:
        return None, None
    if not np.isfinite(target) or (not ready.differences and target <= 0 and not source.percent):
        return None, "bad_target"
    if source.percent:
        if not 0 <= target <= 100:
            return None, "bad_target"
        if target == (0 if source.lower_is_better else 100):
            return None, "ceiling"
    apart = target - anchor if ready.differences else np.log(target / anchor)
    below = float(chance_below((apart - move) / scale, LEVEL_Z, LEVEL_PROBABILITIES))
    return (below if source.lower_is_better else 1 - below), None


def level_at(probability: float, forecast: LevelForecast) -> float:
    """Quantile of a level's year end between p025 and p975, for charts."""
    ends = np.array([forecast.p025, forecast.p10, forecast.p50, forecast.p90, forecast.p975])
    return float(interpolate(probability, LEVEL_PROBABILITIES, ends))
