"""How far a nowcast may be off: pooled errors, quantiles, probabilities (docs/method.md)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

PROBABILITIES = np.array([0.025, 0.05, 0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 0.95, 0.975])


def table(two: list[float], three: list[float], five: list[float]) -> dict[int, np.ndarray]:
    """Rows by years of history: K = 1 uses the row of 2, K = 4 the mean of 3 and 5 (section 3)."""
    rows = {2: np.array(two), 3: np.array(three), 5: np.array(five)}
    return rows | {1: rows[2], 4: (rows[3] + rows[5]) / 2}


# Quantiles of ln(rest / Rest) / s of the running level, measured as docs/method.md says.
RUNNING_LEVEL_Z = table(
    [-2.31, -1.65, -1.05, -0.53, -0.25, -0.06, 0.12, 0.32, 0.54, 0.83, 1.35, 1.89, 2.53],
    [-1.97, -1.41, -0.93, -0.49, -0.23, -0.05, 0.12, 0.30, 0.49, 0.76, 1.18, 1.62, 2.10],
    [-1.85, -1.27, -0.84, -0.46, -0.23, -0.06, 0.10, 0.27, 0.45, 0.70, 1.09, 1.49, 1.88],
)

ENOUGH_MEASURES = 5
SMALLEST_SCALE = 0.005
CALMEST = 0.25  # less noise than this share of the usual makes no measure surer
Z_LOW, Z_HIGH = -2.3, 1.6


@dataclass(frozen=True)
class Forecast:
    """A measure's year end in its own unit: what those of amounts and of levels have alike.

    `scale` s, `typical` when the interval is not from the data, `history_years` K after truncation, `broken_at` the row
    of the history given of the first year after a break, `track_record` the mean distance of the past years' forecasts
    at this month, over `track_years` years. `reason` is a key: why nothing could be forecast, or beside a forecast why
    it has no probability.
    """

    id: str
    months_known: int = 0
    p025: float = math.nan
    p10: float = math.nan
    p50: float = math.nan
    p90: float = math.nan
    p975: float = math.nan
    probability: float | None = None
    scale: float = math.nan
    typical: bool = True
    history_years: int = 0
    broken_at: int | None = None
    track_record: float | None = None
    track_years: int = 0
    reason: str | None = None


def pooled_scale(
    errors: np.ndarray,
    noise: np.ndarray,
    surprise: np.ndarray,
    years: int,
    usual: float,
    noise_power: float,
    shared: float,
    usual_noise: float | None = None,
) -> tuple[np.ndarray, bool]:
    """Scale s of each of N like measures from its own and the pool's pseudo-errors (section 3).

    `errors` (N, K-1) are u of the K-1 past years, `noise` (N,) is n_i and `noise_power` what its ratio to the
    middle is raised to, `surprise` (N,) is e of this year. s^2 grows by (`shared` times the median |e| of the
    others)^2: when the measures around it run out of line, a measure's past says less. Its own e has no part
    in that, so good news never widens its own range. Returns s (N,), never under 0.005, and whether it is
    typical, that is, not from the data but `usual`: K = 1 or fewer than five measures; with K > 1 that holds for a
    measure of the noise `usual_noise`, where given. No result depends on the order of the measures.
    """
    count = errors.shape[0]
    typical = years < 2 or count < ENOUGH_MEASURES
    scale = np.full(count, usual)
    if years > 1:
        own = np.sqrt(np.mean(errors**2, axis=1))
        common = usual if typical else np.median(own)
        middle = usual_noise if typical and usual_noise else np.median(noise)
        ratio = np.maximum(noise / middle, CALMEST) if middle > 0 else np.ones(count)
        scale = combine_scale(own, common * ratio**noise_power, years)
    if count >= ENOUGH_MEASURES:
        scale = np.hypot(scale, shared * _median_of_others(np.abs(surprise)))
    return np.maximum(scale, SMALLEST_SCALE), typical


def _median_of_others(values: np.ndarray) -> np.ndarray:
    """For each of `values` (N,), N > 1, the median of the N - 1 others."""
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    ordered, last = np.sort(values), values.size - 2
    low, high = last // 2, (last + 1) // 2
    return (ordered[low + (ranks <= low)] + ordered[high + (ranks <= high)]) / 2


def combine_scale(own: np.ndarray, prior: np.ndarray | float, years: int | np.ndarray) -> np.ndarray:
    """s = sqrt((4 v_p^2 + (K-1) min(v_i, 5 v_p)^2) / (3 + K)) (section 3)."""
    return np.sqrt((4 * prior**2 + (years - 1) * np.minimum(own, 5 * prior) ** 2) / (3 + years))


def interpolate(x: float | np.ndarray, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Piecewise linear through (xs, ys), the first and last pieces carried on beyond the ends."""
    x = np.asarray(x, dtype=float)
    i = np.clip(np.searchsorted(xs, x) - 1, 0, xs.size - 2)
    slope = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i])
    return ys[i] + (x - xs[i]) * slope


def chance_below(
    z: float | np.ndarray, row: np.ndarray, probabilities: np.ndarray = PROBABILITIES
) -> np.ndarray:
    """F(z): the table interpolated, clipped to [.005, .995] (section 3)."""
    return np.clip(interpolate(np.clip(z, -1e6, 1e6), row, probabilities), 0.005, 0.995)


def year_end(
    to_date: np.ndarray,
    rest: np.ndarray,
    scale: np.ndarray,
    row: np.ndarray,
    wanted: np.ndarray,
    additive: bool,
) -> np.ndarray:
    """Year-end quantiles (N, P): A + Rest exp(s z), s z clipped to [-2.3, 1.6] (section 3).

    With `additive` the scale is an amount and the quantiles lie even about the total.
    """
    if additive:
        z = interpolate(wanted, PROBABILITIES, symmetric(row))
        return (to_date + rest)[:, None] + scale[:, None] * z[None, :]
    z = interpolate(wanted, PROBABILITIES, row)
    return to_date[:, None] + rest[:, None] * np.exp(np.clip(scale[:, None] * z[None, :], Z_LOW, Z_HIGH))


def symmetric(row: np.ndarray) -> np.ndarray:
    """The row's widths without its lean."""
    return (row - row[::-1]) / 2


def widen(ends: np.ndarray, z: np.ndarray, z90: float, centre: float, floor: float) -> np.ndarray:
    """Quantiles `ends` moved out so that the 80 % half width is at least `floor`, an amount (section 5).

    `z` says how far out each quantile lies, `z90` the one of 90 %. What is already counted may be revised
    too, so the lower end may then lie below the figure to date.
    """
    reach = centre + floor * z / z90
    return np.where(z < 0, np.minimum(ends, reach), np.where(z > 0, np.maximum(ends, reach), ends))
