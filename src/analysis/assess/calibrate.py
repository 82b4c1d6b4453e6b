"""Probabilities corrected by how a programme's own past forecasts came out, and years that move together.

Every past year was forecast from the years before it (`centre`); here the odds it gave are held against what came.
Two lines on the scale of log odds are learned, newer years weighing more and both drawn towards a prior: one for the
plans, one for the quantiles of the range. Fixed numbers of Newton steps on two numbers, no search; docs/method.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.assess.spread import ENOUGH_MEASURES, PROBABILITIES, interpolate

MEMORY = 0.5  # a year counts half as much as the one after it
TOGETHER = 3.0  # so many units of one year say as much as one: they move together
SLOPE, RANGE_SLOPE = 0.7, 0.9  # of the log odds, where the past says nothing
SLOPE_VARIANCE = 0.02
SHIFT_VARIANCE = 0.15
UNIT_VARIANCE = 0.3
YEAR_EFFECT, YEARS_BEHIND_IT = 0.9, 3  # spread of a year's common shift of the log odds; weight of that prior
LEAST_YEAR_EFFECT = 0.5  # however alike the few past years were
LEVELS = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
LEAST, MOST = 0.005, 0.995
STEPS = 8
# Gauss-Hermite nodes and weights of a standard normal
_X, _W = np.polynomial.hermite_e.hermegauss(9)
_W = _W / _W.sum()


@dataclass(frozen=True)
class Past:
    """Forecasts of past years of one group: J units and years.

    `unit` (J,) which unit, `age` (J,) years ago, `chance` (J,) P(plan met) as forecast then and `met` (J,), nan
    where there was no plan or it was met already; `level` (J,) where in its forecast's distribution (0-1) the
    year ended.
    """

    unit: np.ndarray
    age: np.ndarray
    chance: np.ndarray
    met: np.ndarray
    level: np.ndarray

    @staticmethod
    def joined(parts: Sequence[Past]) -> Past:
        names = ("unit", "age", "chance", "met", "level")
        return Past(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))


@dataclass(frozen=True)
class Odds:
    """log odds -> shift + slope x log odds, of the plan (with a shift of each unit) and of the range.

    `year_effect` is the spread of the shift that all units share in one year; the chance of a plan is its mean
    over such years, so it never is surer than the worst of them allow.
    """

    shift: float = 0.0
    slope: float = 1.0
    range_shift: float = 0.0
    range_slope: float = 1.0
    year_effect: float = 0.0
    units: dict[int, float] | None = None

    def chance(self, p: np.ndarray, unit: Sequence[int]) -> np.ndarray:
        """P(total >= plan) (N,) of `unit` (N,) from the forecast's own (N,)."""
        own = np.array([(self.units or {}).get(u, 0.0) for u in unit])
        odds = self.shift + own + self.slope * log_odds(p)
        return np.clip(chance_of(odds / damping(self.year_effect)), LEAST, MOST)

    def quantile(self, wanted: np.ndarray) -> np.ndarray:
        """Which quantiles of the forecast are the `wanted` ones (P,) of the corrected range."""
        if self.range_shift == 0 and self.range_slope == 1:
            return wanted
        return 1 - chance_of((log_odds(1 - wanted) - self.range_shift) / self.range_slope)


NONE = Odds()


def log_odds(p: np.ndarray | np.floating) -> np.ndarray:
    p = np.clip(p, LEAST, MOST)
    return np.log(p / (1 - p))


def chance_of(odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-odds))


def damping(year_effect: float) -> float:
    """What the mean over a normal year effect divides log odds by."""
    return math.sqrt(1 + math.pi * year_effect**2 / 8)


def learn(past: Past) -> Odds:
    """The correction that a group's past forecasts speak for; none with fewer than five units."""
    if np.unique(past.unit).size < ENOUGH_MEASURES:
        return NONE
    ages = np.unique(past.age)
    tries = np.array([(past.age == a).sum() for a in ages])
    above = np.array([[(past.level[past.age == a] >= q).sum() for q in LEVELS] for a in ages])
    weight = MEMORY ** (ages - 1) / (TOGETHER * LEVELS.size)
    range_shift, range_slope = _line(
        log_odds(1 - LEVELS),
        (weight[:, None] * above).sum(axis=0),
        np.full(LEVELS.size, (weight * tries).sum()),
        RANGE_SLOPE,
    )
    with_plan = np.isfinite(past.met)
    if np.unique(past.unit[with_plan]).size < ENOUGH_MEASURES:
        return Odds(range_shift=range_shift, range_slope=range_slope)
    # in an order of the figures themselves, so that the order of the units does not matter
    odds, met = log_odds(past.chance), past.met
    order = np.lexsort((met, odds, past.age))
    order = order[with_plan[order]]
    age, odds, met = past.age[order], odds[order], met[order]
    weight = MEMORY ** (age - 1)
    shift, slope = _line(odds, weight / TOGETHER * met, weight / TOGETHER, SLOPE)
    p = chance_of(shift + slope * odds)
    left, known = met - p, p * (1 - p)
    years = np.unique(age)
    sums = [(left[age == a].sum(), known[age == a].sum()) for a in years]
    excess = sum(min(max((r / v) ** 2 - 1 / v, -1.0), 2.0) for r, v in sums)
    common = (YEARS_BEHIND_IT * YEAR_EFFECT**2 + excess) / (YEARS_BEHIND_IT + len(years))
    units = {}
    for u in np.unique(past.unit[with_plan]):
        mine = past.unit[order] == u
        known_of_it = (weight * known)[mine].sum() + 1 / UNIT_VARIANCE
        units[int(u)] = float((weight * left)[mine].sum() / known_of_it)
    return Odds(shift, slope, range_shift, range_slope, math.sqrt(max(common, LEAST_YEAR_EFFECT**2)), units)


def _line(odds: np.ndarray, met: np.ndarray, tries: np.ndarray, prior: float) -> tuple[float, float]:
    """Shift and slope by the weighted numbers `met` of `tries` (J,) at `odds` (J,), drawn towards 0 and `prior`."""
    shift, slope = 0.0, prior
    for _ in range(STEPS):
        p = chance_of(shift + slope * odds)
        w, r = tries * p * (1 - p), met - tries * p
        g0 = r.sum() - shift / SHIFT_VARIANCE
        g1 = (r * odds).sum() - (slope - prior) / SLOPE_VARIANCE
        h00, h01 = w.sum() + 1 / SHIFT_VARIANCE, (w * odds).sum()
        h11 = (w * odds * odds).sum() + 1 / SLOPE_VARIANCE
        apart = h00 * h11 - h01 * h01
        shift += min(max((h11 * g0 - h01 * g1) / apart, -1.0), 1.0)
        slope += min(max((h00 * g1 - h01 * g0) / apart, -0.5), 0.5)
    return float(shift), float(max(slope, 0.1))


def level_in(z: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Where in the table of quantiles `row` z lies, within 0-1."""
    return np.clip(interpolate(np.clip(z, -1e6, 1e6), row, PROBABILITIES), 0.0, 1.0)


def count_range(
    chances: Sequence[Sequence[float]], year_effect: float = YEAR_EFFECT, inside: float = 0.8
) -> tuple[int, int, float]:
    """The range that holds the number of targets met with the chance `inside`, and its mean.

    `chances`: of each target, those of the measures that must all be met; 0 and 1 are settled. One shift of the log
    odds is common to all measures of the year, normal with spread `year_effect`; given it they are independent.
    """
    held = np.zeros(len(chances) + 1)
    damped = damping(year_effect)
    for x, w in zip(_X, _W, strict=True):
        number = np.ones(1)
        for parts in chances:
            moved = [
                c if c in (0.0, 1.0) else float(chance_of(damped * log_odds(np.float64(c)) + year_effect * x))
                for c in parts
            ]
            p = math.prod(moved)
            number = np.append(number * (1 - p), 0.0) + np.append(0.0, number * p)
        held += w * number
    up = np.cumsum(held)
    tail = (1 - inside) / 2 - 1e-12
    low = int(np.searchsorted(up, tail, side="right"))
    high = int(np.searchsorted(up, 1 - tail - 2e-12))
    return low, min(high, len(chances)), float(held @ np.arange(held.size))
