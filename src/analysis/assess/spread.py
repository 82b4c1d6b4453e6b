"""How far a nowcast may be off: pooled errors, quantiles, probabilities (METHOD.md sections 3 and 4)."""

from __future__ import annotations

import numpy as np

PROBABILITIES = np.array([0.025, 0.05, 0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 0.95, 0.975])
_TWO = np.array([-3.84, -2.71, -1.78, -0.88, -0.40, -0.06, 0.24, 0.53, 0.86, 1.29, 2.01, 2.80, 3.73])
_THREE = np.array([-2.79, -2.03, -1.35, -0.72, -0.35, -0.06, 0.18, 0.42, 0.68, 1.02, 1.55, 2.12, 2.76])
_FIVE = np.array([-2.19, -1.61, -1.07, -0.56, -0.24, -0.03, 0.18, 0.39, 0.63, 0.91, 1.34, 1.74, 2.15])
FLOW_Z = {1: _TWO, 2: _TWO, 3: _THREE, 4: (_THREE + _FIVE) / 2, 5: _FIVE}

TYPICAL_ERROR = 0.12
ENOUGH_MEASURES = 5


def pooled_scale(errors: np.ndarray, noise: np.ndarray, years: int) -> tuple[np.ndarray, bool]:
    """Scale s of each of N like measures from its own and the pool's pseudo-errors (section 3).

    `errors` (N, K-1) are u of the K-1 past years, `noise` (N,) is n_i. Returns s (N,) and whether it is
    typical, that is, not from the data: K = 1 or fewer than five measures. No result depends on the order of
    the measures.
    """
    count = errors.shape[0]
    typical = years < 2 or count < ENOUGH_MEASURES
    if years < 2:
        return np.full(count, TYPICAL_ERROR), True
    own = np.sqrt(np.mean(errors**2, axis=1))
    common = TYPICAL_ERROR if typical else np.median(own)
    middle = np.median(noise)
    ratio = np.where((noise > 0) & (middle > 0), noise, 1.0) / (middle if middle > 0 else 1.0)
    prior = common * ratio**0.3
    return combine_scale(own, prior, years), typical


def combine_scale(own: np.ndarray, prior: np.ndarray, years: int) -> np.ndarray:
    """s = sqrt((4 v_p^2 + (K-1) min(v_i, 5 v_p)^2) / (3 + K)) (section 3)."""
    return np.sqrt((4 * prior**2 + (years - 1) * np.minimum(own, 5 * prior) ** 2) / (3 + years))


def interpolate(x: float | np.ndarray, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Piecewise linear through (xs, ys), the first and last pieces carried on beyond the ends."""
    x = np.asarray(x, dtype=float)
    i = np.clip(np.searchsorted(xs, x) - 1, 0, xs.size - 2)
    slope = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i])
    return ys[i] + (x - xs[i]) * slope


def chance_below(z: np.ndarray, row: np.ndarray, probabilities: np.ndarray = PROBABILITIES) -> np.ndarray:
    """F(z): the table interpolated, clipped to [.005, .995] (section 3)."""
    z = np.clip(z, -1e6, 1e6)
    return np.clip(interpolate(z, row, probabilities), 0.005, 0.995)


def symmetric(row: np.ndarray) -> np.ndarray:
    """The table's widths without its lean, for additive errors."""
    return (row - row[::-1]) / 2
