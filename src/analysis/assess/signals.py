"""Is it changing? XmR signals on seasonally adjusted months (docs/method.md, Levels)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LIMIT = 2.66
OUTLYING_RANGE = 3.267
RUN = 7
TRIAL_BELOW = 12


@dataclass(frozen=True)
class Signal:
    """A signal ends at `index` (0-based) and covers `points`; `direction` is up or down.

    `key`: 'beyond_limit', 'trend' (seven rising or falling), 'near_limit' (two of three beyond two thirds of
    a limit) or 'shift' (seven on one side of the mean). `improves` is None where no direction of improvement
    is known.
    """

    key: str
    index: int
    direction: str
    points: tuple[int, ...]
    improves: bool | None


@dataclass(frozen=True)
class Chart:
    """An XmR chart: adjusted `values` (nan where not known), `mean`, limits, signals in time order."""

    values: np.ndarray
    mean: float
    lower: float
    upper: float
    trial: bool
    signals: tuple[Signal, ...]


def seasonally_adjusted(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Monthly amounts (m,) from January on, divided by n times their share of the year (n,).

    January and February are taken together, since Tết moves between them (section 5); one without the other
    is nan. Months without a share are nan.
    """
    values = np.asarray(values, dtype=float)
    n = shares.size
    period = np.arange(values.size) % n
    amount, share = values.copy(), shares[period].astype(float)
    if n == 12:
        for i in np.flatnonzero(period <= 1):
            other = i + 1 if period[i] == 0 else i - 1
            if 0 <= other < values.size:
                amount[i] = (values[i] + values[other]) / 2
                share[i] = (shares[0] + shares[1]) / 2
            else:
                amount[i] = np.nan
    usable = share > 0
    return np.where(usable, amount / np.where(usable, n * share, 1.0), np.nan)


def xmr(values: np.ndarray, lower_is_better: bool | None = None) -> Chart:
    """Limits and signals of a series in time order (section 6); nan points are passed over.

    mean -+ 2.66 x mean moving range, moving ranges above 3.267 x their mean left out; fewer than 12 points
    give trial limits. Fewer than two points, or values that are not finite, give a chart without limits or
    signals.
    """
    values = np.asarray(values, dtype=float)
    at = np.flatnonzero(~np.isnan(values))
    points = values[at]
    nan = float("nan")
    if points.size < 2:
        return Chart(values, nan, nan, nan, True, ())
    with np.errstate(all="ignore"):
        mean = float(points.mean())
        ranges = np.abs(np.diff(points))
        kept = ranges[ranges <= OUTLYING_RANGE * ranges.mean()]
        width = float((kept if kept.size else ranges).mean())
        lower, upper = mean - LIMIT * width, mean + LIMIT * width
    if not np.isfinite([mean, lower, upper]).all():
        return Chart(values, nan, nan, nan, True, ())
    found = [
        *_beyond(points, lower, upper),
        *_runs("trend", np.append(0.0, np.sign(np.diff(points))), points_before=1),
        *_near(points, mean, lower, upper),
        *_runs("shift", np.sign(points - mean), points_before=0),
    ]
    found.sort(key=lambda s: (s[2][-1], s[0], s[1]))
    signals = tuple(
        Signal(
            key,
            int(at[covered[-1]]),
            direction,
            tuple(int(at[i]) for i in covered),
            None if lower_is_better is None else (direction == "down") == lower_is_better,
        )
        for key, direction, covered in found
    )
    return Chart(values, mean, lower, upper, points.size < TRIAL_BELOW, signals)


_Found = tuple[str, str, list[int]]


def _beyond(points: np.ndarray, lower: float, upper: float) -> list[_Found]:
    return [
        ("beyond_limit", "up" if v > upper else "down", [i])
        for i, v in enumerate(points)
        if v > upper or v < lower
    ]


def _near(points: np.ndarray, mean: float, lower: float, upper: float) -> list[_Found]:
    found: list[_Found] = []
    third = (upper - mean) * 2 / 3
    if not third > 0:
        return found
    for direction, sign in (("up", 1.0), ("down", -1.0)):
        far = sign * (points - mean) > third
        for i in np.flatnonzero(far).tolist():
            covered = [j for j in range(max(0, i - 2), i + 1) if far[j]]
            if len(covered) >= 2:
                found.append(("near_limit", direction, covered))
    return found


def _runs(key: str, signs: np.ndarray, points_before: int) -> list[_Found]:
    """One signal per unbroken run of equal signs that covers seven points or more, at its last point."""
    found: list[_Found] = []
    start = 0
    for i in range(1, signs.size + 1):
        if i < signs.size and signs[i] == signs[start]:
            continue
        covered = list(range(start - points_before, i))
        if signs[start] != 0 and len(covered) >= RUN:
            found.append((key, "up" if signs[start] > 0 else "down", covered))
        start = i
    return found
