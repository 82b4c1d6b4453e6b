"""What was known of one measure on a day, by year and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.programme import Measure


@dataclass(frozen=True)
class Series:
    """One measure as known on a day; years oldest first, the last one is the year asked about.

    `amounts` (Y, n): by month, quarter or crop; `levels`, `top`, `bottom` (Y, 12): value, numerator and
    denominator of a state; `n`, `of` (Y, 12): numerator and denominator by month. nan = not reported, also
    after the month asked about.
    """

    measure: Measure
    years: tuple[int, ...]
    amounts: np.ndarray
    ends: tuple[int, ...]  # closing month of each period of `amounts`
    told: np.ndarray  # (Y, n) the count to date that was reported at the end of each period
    levels: np.ndarray
    top: np.ndarray
    bottom: np.ndarray
    n: np.ndarray
    of: np.ndarray
    totals: np.ndarray  # (Y,) figures of whole years, and their numerators and denominators
    whole: np.ndarray
    of_whole: np.ndarray
    plans: np.ndarray  # (Y,) the plan as known; of past years as known in the same month, as plans are raised
    estimate: np.ndarray  # (12,) the newest figure of the month is an estimate
    reported: np.ndarray  # (12,) reporting units behind the month, 0 where the area reports itself
    expected: np.ndarray  # (12,)
    partial: np.ndarray  # (12,) the sum of those that reported of a month, where not all of its units did
    events: tuple[dict, ...] = ()  # {date, value, numerator, denominator, note, place, key, facet}
    owner_forecast: float | None = None
    self_assessment: float | None = None
    self_note: str = ""
    revision_rms: float | None = None
    failing: tuple[
        tuple[str, float, float, str], ...
    ] = ()  # newest units that fall short: place, n, N, period
    bad: tuple[tuple[str, str, float, float, int], ...] = ()  # rejected: why, period, n, N, key
    facets: Mapping[str, float] = field(default_factory=dict)  # this year's newest figure by what follows "#"
    keys: tuple[int, ...] = ()
    illustrative: bool = False
    said: tuple[int, ...] = ()  # key of the self-assessment

    @property
    def now(self) -> np.ndarray:
        return self.amounts[-1]

    @property
    def counted(self) -> np.ndarray:
        """`now` (12,), and of a month that not all units reported the sum of those that did: no forecast may
        rest on it, but what has been counted has happened."""
        return np.where(np.isfinite(self.now), self.now, self.partial) if self.now.size == 12 else self.now

    def months_of(self, ends: Iterable[int], year: int = -1) -> tuple[int, ...]:
        """The months in a sum over the periods that end in the months `ends` of the year at index `year`: a
        count to date holds all months before it."""
        ends = set(map(int, ends))
        told = {end for end, x in zip(self.ends, self.told[year], strict=True) if np.isfinite(x)}
        whole = max(told & ends, default=0)
        starts = zip(self.ends, (0, *self.ends), strict=False)  # each period follows the one before
        parts = {i for end, before in starts if end in ends for i in range(before + 1, end + 1)}
        return tuple(sorted({*range(1, whole + 1), *parts}))

    def past_as_at(self, periods: int) -> np.ndarray:
        """Past years' amounts (Y - 1, n) as they looked after so many periods.

        The periods to date add up to the count that was reported then and the others to the year's total: a
        first count is revised later, and only what was known then shows how far a forecast of it was off.
        """
        past = self.amounts[:-1].copy()
        if not 0 < periods < past.shape[1]:
            return past
        early, late = past[:, :periods].sum(axis=1), past[:, periods:].sum(axis=1)
        then = self.told[:-1, periods - 1]
        with np.errstate(invalid="ignore"):
            fit = (early > 0) & (late > 0) & (then > 0) & (then < early + late) & (past >= 0).all(axis=1)
        for y in np.flatnonzero(fit):
            past[y, :periods] *= then[y] / early[y]
            past[y, periods:] *= (early[y] + late[y] - then[y]) / late[y]
        return past
