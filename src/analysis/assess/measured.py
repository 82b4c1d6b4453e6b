"""What was known of one measure on a day, by year and month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from analysis.assess.amounts import MONTH, TO_DATE, as_told
from analysis.programme import Measure

# units of what is measured, not counted one by one
AMOUNT = re.compile(r"đồng|USD|VND|%|/|tấn|nghìn|triệu|tỷ|km|ha\b|m2|m²|m3|m³|kwh|điểm|chỉ số", re.IGNORECASE)


def reached(values: np.ndarray) -> int:
    """The number of the newest period of `values` (n,) that is known, 0 for none."""
    known = np.flatnonzero(np.isfinite(values))
    return int(known[-1]) + 1 if known.size else 0


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
    own: np.ndarray  # (Y, n) the amount of each period that was reported on its own
    levels: np.ndarray
    top: np.ndarray
    bottom: np.ndarray
    n: np.ndarray
    of: np.ndarray
    counts_own: np.ndarray  # (2, Y, 12) n and N of each month as reported on their own
    counts_told: np.ndarray  # (2, Y, 12) n and N to date as reported; nan where one is missing
    totals: np.ndarray  # (Y,) figures of whole years, and their numerators and denominators
    whole: np.ndarray
    of_whole: np.ndarray
    plans: np.ndarray  # (Y,) the plan as known; of past years as known in the same month, as plans are raised
    estimate: np.ndarray  # (12,) the newest figure of the month is an estimate
    reported: np.ndarray  # (12,) reporting units behind the month, 0 where the area reports itself
    expected: np.ndarray  # (12,)
    partial: np.ndarray  # (12,) the sum of those that reported of a month, where not all of its units did:
    # `amounts` scales it to all of them, but for a few cases
    events: tuple[dict, ...] = ()  # {date, value, numerator, denominator, note, place, key, facet}
    owner_forecast: float | None = None
    self_assessment: float | None = None
    revision_rms: float | None = None
    failing: tuple[
        tuple[str, float, float, str], ...
    ] = ()  # newest units that fall short: place, n, N, period
    # (12,) whether the count to date of a month is itself the sum of some units only
    told_in_part: np.ndarray = field(default_factory=lambda: np.zeros(12, bool))
    bad: tuple[tuple[str, str, float, float, int], ...] = ()  # rejected: why, period, n, N, key
    facets: Mapping[str, float] = field(default_factory=dict)  # this year's newest figure by what follows "#"
    # this year's and last year's figures: key of the observation, basis, year, month, whether it has n and N
    cited: np.ndarray = field(default_factory=lambda: np.empty((0, 5), int))
    illustrative: bool = False
    said: tuple[int, ...] = ()  # key of the self-assessment
    # totals that are not the sum of their parts: which (Finding.kind), month, total, parts
    apart: tuple[tuple[str, int, float, float], ...] = ()
    integral: bool = False  # all figures of this and last year are whole numbers, as they were reported
    plan_keys: tuple[int, ...] = ()
    forecast_keys: tuple[int, ...] = ()  # of the owner's forecast
    # this year's plans of the units that the place is made of: unit, plan, key of the observation; how many units are
    unit_plans: tuple[tuple[str, float, int], ...] = ()
    units: int = 0

    @property
    def now(self) -> np.ndarray:
        return self.amounts[-1]

    @property
    def things(self) -> bool:
        """Whether it counts people or cases one by one: whole numbers of a unit that is no amount."""
        return self.integral and not AMOUNT.search(self.measure.unit)

    @property
    def counted(self) -> np.ndarray:
        """`now` (12,), and of a month that not all units reported the sum of those that did, without what is
        scaled: it has been counted."""
        return (
            np.where(np.isfinite(self.partial), self.partial, self.now) if self.now.size == 12 else self.now
        )

    def alone(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Share, n and N (Y, 12) of each month alone: of a ratio, or of a level whose quantities add up."""
        n, of = self.counts_as_told[:, 1]
        if self.measure.quantities:
            n, of = (
                np.where(np.isfinite(x), np.diff(stood, prepend=0.0, axis=1), np.nan)
                for x in (self.top, self.bottom)
                for stood in [np.maximum.accumulate(np.where(np.isfinite(x), x, 0.0), axis=1)]
            )
        return 100 * n / np.where(of > 0, of, np.nan), n, of

    def as_told(self, year: int = -1) -> tuple[np.ndarray, np.ndarray]:
        """The count to date and the amount alone (n,) of a year's periods, as told or as follows; a gap of a past
        year ends what is known of it."""
        own = np.isfinite(self.own[year])
        return as_told(self.amounts[year], own, self.told[year], gaps_add=year == -1)

    @cached_property
    def counts_as_told(self) -> np.ndarray:
        """n and N, to date and alone, by year and month (2, 2, Y, 12), as `as_told`: a month without adds nothing."""
        both = np.isfinite(self.n) & np.isfinite(self.of)
        own = np.isfinite(self.counts_own).all(axis=0) & both
        return np.array([
            np.stack([as_told(np.where(both[y], x[y], np.nan), own[y], told[y]) for y in range(len(x))], axis=1)
            for x, told in zip((self.n, self.of), self.counts_told, strict=True)
        ])  # fmt: skip

    @property
    def shares_to_date(self) -> np.ndarray:
        """Per cent to each month (Y, 12) of a ratio, as told."""
        n, of = self.counts_as_told[:, 0]
        return 100 * n / np.where(of > 0, of, np.nan)

    @property
    def fitted(self) -> np.ndarray:
        """Whether each amount (Y, n), of a ratio n or N, is other than it was reported: fitted to a count to date."""
        ratio = self.measure.kind == "ratio"
        own, used = (
            (self.counts_own, np.stack([self.n, self.of])) if ratio else (self.own[None], self.amounts[None])
        )
        return (np.isfinite(own + used) & ~np.isclose(own, used, rtol=1e-9)).any(axis=0)

    def since(self, month: int, year: int = -1, parts: bool = False) -> int:
        """The month of the newest count to date up to `month`, 0 for none: the sum is that, and what came
        after. `parts`: of a numerator and a denominator."""
        _, basis, of, at, both = self.cited.T
        told = (of == self._year(year)) & (at <= month) & (basis == TO_DATE)
        told &= (both > 0) if parts else np.isin(at, self.ends)
        return int(at[told].max(initial=0))

    def in_part(self, month: int, since: int = 0) -> tuple[int, ...]:
        """The months of this year up to `month`, later than the count to date of `since` or with it, where that is
        itself the sum of some units, that some units only have reported."""
        own = 0 < since <= month and self.told_in_part[since - 1]
        months = range(since + (not own), month + 1)
        return tuple(m for m in months if 0 < self.reported[m - 1] < self.expected[m - 1])

    def _year(self, year: int) -> int:
        return self.years[year] if -year <= len(self.years) else 0

    def keys_at(self, month: int, *bases: int, year: int = -1) -> tuple[int, ...]:
        """Keys of the observations of one month."""
        label, basis, of, at, _ = self.cited.T
        here = (of == self._year(year)) & (at == month) & np.isin(basis, bases)
        return tuple(label[here].tolist())

    def keys_to(self, month: int, year: int = -1, parts: bool = False) -> tuple[int, ...]:
        """Keys of the observations that make the sum to `month`: the newest count to date, and the months
        after it. `parts`: of a numerator and a denominator."""
        label, basis, of, at, both = self.cited.T
        since = self.since(month, year, parts)
        here = ((basis == TO_DATE) & (at == since)) | ((basis == MONTH) & (at > since) & (at <= month))
        here &= (of == self._year(year)) & ((both > 0) | (not parts))
        return tuple(label[here].tolist())

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
