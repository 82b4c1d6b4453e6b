"""What was known of every measure on a day, as arrays by year and month, summed over the reporting units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from analysis.assess.amounts import MONTH, TO_DATE, crops, monthly, quarterly
from analysis.assess.ledger import EVENT, LEVEL, YEAR, Ledger, closing, event_at
from analysis.assess.measured import Series
from analysis.programme import Measure

SHARES = ("%", "/")  # units that must be summed as numerator over denominator


def known_on(ledger: Ledger, day: dt.date) -> Known:
    """What was known at the end of `day`, the newest of each."""
    rows = np.flatnonzero(ledger.known <= np.datetime64(day))
    newest = np.ones(rows.size, dtype=bool)
    newest[:-1] = ledger.group[rows][:-1] != ledger.group[rows][1:]
    return Known(ledger, day, rows[newest], rows)


@dataclass(frozen=True)
class Known:
    """The newest rows of a ledger on a day; `all_rows` also has the older vintages."""

    ledger: Ledger
    day: dt.date
    rows: np.ndarray
    all_rows: np.ndarray = field(repr=False)

    def series(
        self,
        year: int,
        month: int,
        place: str,
        years: int,
        measures: Iterable[Measure],
        seen: dt.date | None = None,
    ) -> dict[str, Series]:
        """`measures` by id, with up to `years` past years, nothing later than `month` of `year`.

        `place` is the unit that has the code on the day `seen`, without it at the end of `month`.
        """
        cube = _Cube(self, year, month, place, years, seen or closing(year, month, 31))
        return {m.id: cube.series(m) for m in measures}

    def steps(self, id: str, year: int) -> dict[str, dict]:
        """Steps of a milestone or commitment that are reported as done: {step id: event}."""
        code, log = self.ledger.code[id], self.ledger
        here = self.rows[_slice(log.m[self.rows], code)]
        here = here[(log.basis[here] == EVENT) & (log.year[here] >= year - 1) & (log.facet[here] != "")]
        return {log.facet[r]: event_at(log, r) for r in here}

    def occurrences(self, id: str, year: int) -> tuple[dict, ...]:
        """Events of a commitment that are no steps, oldest first."""
        code, log = self.ledger.code[id], self.ledger
        here = self.rows[_slice(log.m[self.rows], code)]
        here = here[(log.basis[here] == EVENT) & (log.year[here] == year) & (log.facet[here] == "")]
        return tuple(event_at(log, r) for r in here[np.argsort(log.start[here].astype(str), kind="stable")])


class _Cube:
    """All measures of a place at once: arrays (4 bases, M, Y, 12)."""

    def __init__(self, known: Known, year: int, month: int, place: str, years: int, seen: dt.date):
        self.known, self.log, self.place, self.seen = known, known.ledger, place, seen
        self.month = month
        self.years = tuple(range(year - years, year + 1))
        log, rows = self.log, known.rows
        later = (log.year[rows] > year) | ((log.year[rows] == year) & (log.month[rows] > month))
        later &= log.basis[rows] != YEAR
        rows = rows[~later & (log.year[rows] >= self.years[0]) & (log.year[rows] <= year)]
        self.rows, self.codes = rows, log.m[rows]
        known_units = [
            log.programme.measures[i].unit if i in log.programme.measures else "" for i in log.code
        ]
        self.shares = np.array([any(s in unit for s in SHARES) for unit in known_units])
        self.percent = np.array([unit == "%" for unit in known_units])
        self.shape = (4, len(log.code), len(self.years), 12)
        plain = rows[log.facet[rows] == ""]
        plain = plain[self._sound(plain)]
        self._fill(plain[log.basis[plain] <= YEAR])

    def _sound(self, rows: np.ndarray) -> np.ndarray:
        """Whether a share can be true: neither above 100 % nor below 0, and of something."""
        top, bottom, value = self.log.top[rows], self.log.bottom[rows], self.log.value[rows]
        share = self.percent[self.log.m[rows]]
        wrong = share & ((top > bottom) | (top < 0) | (bottom <= 0) | (value > 100 + 1e-9) | (value < 0))
        self.bad = rows[wrong]
        return ~wrong

    def _fill(self, rows: np.ndarray) -> None:
        log, shape = self.log, self.shape
        nan = np.full(shape, np.nan)
        self.value, self.top, self.bottom = nan, nan.copy(), nan.copy()
        self.est = np.zeros(shape, bool)
        self.partial = nan.copy()
        self.reported, self.expected = np.zeros(shape, int), np.zeros(shape, int)
        at = (log.basis[rows], log.m[rows], log.year[rows] - self.years[0], log.month[rows] - 1)
        own = log.place[rows] == self.place
        inside, alone = (b[rows] for b in log.belongs(self.place, self.seen))
        self.parts = rows[inside & ~own]
        add = inside & ~(own & alone)
        if add.any():
            self._sum(rows[add], tuple(a[add] for a in at))
        direct = own & (~inside | alone)
        cell = tuple(a[direct] for a in at)
        self.value[cell] = log.value[rows[direct]]
        self.top[cell], self.bottom[cell] = log.top[rows[direct]], log.bottom[rows[direct]]
        self.est[cell] = log.estimate[rows[direct]]
        self.reported[cell] = self.expected[cell] = 0
        share = np.isnan(self.value) & (self.bottom > 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            self.value = np.where(share, 100 * self.top / self.bottom, self.value)

    def _sum(self, rows: np.ndarray, cell: tuple[np.ndarray, ...]) -> None:
        """Sums over the units of each month, where all of them reported; shares as sum n over sum N."""
        log, shape = self.log, self.shape
        count, with_parts = np.zeros(shape, int), np.zeros(shape, int)
        total, top, bottom = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        both = ~np.isnan(log.top[rows]) & ~np.isnan(log.bottom[rows])
        np.add.at(count, cell, 1)
        np.add.at(with_parts, cell, both)
        np.add.at(total, cell, log.value[rows])
        np.add.at(top, cell, np.where(both, log.top[rows], 0.0))
        np.add.at(bottom, cell, np.where(both, log.bottom[rows], 0.0))
        np.logical_or.at(self.est, cell, log.estimate[rows])
        months = range(1, 13)
        need = [[len(log.members(self.place, y, m, self.seen)) for m in months] for y in self.years]
        need = np.array(need)
        self.reported = count
        self.expected = np.where(count > 0, need, 0)
        whole = (count > 0) & (count == need)
        shares = self.shares[None, :, None, None]
        ratio = whole & (with_parts == count) & (bottom > 0)
        self.top, self.bottom = np.where(ratio, top, np.nan), np.where(ratio, bottom, np.nan)
        self.value = np.where(whole & ~shares, total, np.nan)
        self.partial = np.where((count > 0) & ~whole & ~shares, total, np.nan)
        self.value = np.where(ratio & shares, 100 * top / np.where(bottom > 0, bottom, 1), self.value)

    @cached_property
    def rms(self) -> np.ndarray:
        """By measure, the root mean square of its own revisions (METHOD.md §5): of levels as a share of the
        level; of amounts by month as a share of a year, as only the newest month is still to be revised."""
        log, rows = self.log, self.known.all_rows
        rows = rows[(log.facet[rows] == "") & (log.value[rows] > 0)]
        rows = rows[(log.basis[rows] == MONTH) | (log.basis[rows] == LEVEL)]
        size = len(log.code)
        if not rows.size:
            return np.full(size, np.nan)
        group = log.group[rows]
        first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
        last = np.r_[first[1:] - 1, rows.size - 1]
        again = first != last
        moved = log.value[rows[last]] / log.value[rows[first]] - 1
        moved = np.where(log.basis[rows[first]] == MONTH, moved / 12, moved)[again]
        m = log.m[rows[first]][again]
        count = np.bincount(m, minlength=size)
        return np.where(count > 0, np.sqrt(np.bincount(m, moved**2, size) / np.maximum(count, 1)), np.nan)

    @cached_property
    def plans_then(self) -> np.ndarray:
        """By measure and past year (M, Y - 1), the newest plan reported up to the same month of that year."""
        log, rows = self.log, self.known.all_rows
        rows = rows[(log.basis[rows] == YEAR) & (log.month[rows] <= self.month)]
        rows = rows[(log.year[rows] >= self.years[0]) & (log.year[rows] < self.years[-1])]
        rows = rows[(log.facet[rows] == "plan") & (log.place[rows] == self.place)]
        then = np.full((len(log.code), len(self.years) - 1), np.nan)
        then[log.m[rows], log.year[rows] - self.years[0]] = log.value[rows]  # sorted: the newest is last
        return then

    def series(self, measure: Measure) -> Series:
        log, i = self.log, self.log.code[measure.id]
        value, top, bottom = self.value[:, i], self.top[:, i], self.bottom[:, i]
        amounts, ends = _amounts(measure, value)
        state = _state(measure, value, top, bottom)
        rows = self.rows[_slice(self.codes, i)]
        here = rows[log.place[rows] == self.place]
        facet = log.facet[here]
        plans = np.full(len(self.years), np.nan)
        plan = here[(log.basis[here] == YEAR) & (facet == "plan")]
        plans[log.year[plan] - self.years[0]] = log.value[plan]
        plans[:-1] = np.where(np.isnan(self.plans_then[i]), plans[:-1], self.plans_then[i])
        totals, whole, of_whole = (_newest(a[YEAR]) for a in (value, top, bottom))
        totals = np.where(
            np.isnan(totals), value[TO_DATE][:, -1], totals
        )  # the count to December is the year's
        own = here[(log.year[here] == self.years[-1]) & (log.basis[here] <= YEAR) & (facet != "")]
        said = here[(facet == "self_assessment") & (log.year[here] == self.years[-1])]
        forecast = here[(facet == "owner_forecast") & (log.year[here] == self.years[-1])]
        events = rows[(log.basis[rows] == EVENT) & (log.year[rows] == self.years[-1])]
        events = events[~np.isin(events, self.bad)]
        recent = rows[log.year[rows] >= self.years[-1] - 1]
        if self.place != log.programme.area.id:  # a unit's figure rests on its own cells
            inside, _ = log.belongs(self.place, self.seen)
            recent = recent[inside[recent] | (log.place[recent] == self.place)]
        word = said[np.argmax(log.month[said])] if said.size else None
        rms = self.rms[i]
        return Series(
            measure,
            self.years,
            amounts,
            ends,
            value[TO_DATE][:, np.array(ends) - 1],
            *state,
            _counts(top),
            _counts(bottom),
            totals,
            whole,
            of_whole,
            plans,
            self._estimates(i, measure),
            self.reported[:, i, -1].max(axis=0),
            self.expected[:, i, -1].max(axis=0),
            self.partial[MONTH, i, -1],
            tuple(event_at(log, r) for r in events[np.argsort(log.start[events].astype(str), kind="stable")]),
            float(log.value[forecast[np.argmax(log.month[forecast])]]) if forecast.size else None,
            None if word is None else float(log.value[word]),
            "" if word is None else str(log.note[word]),
            float(rms) if np.isfinite(rms) else None,
            self._failing(i),
            self._bad(i, measure),
            {log.facet[r]: float(log.value[r]) for r in own},
            tuple(log.label[recent].tolist()),
            bool((~log.real[rows]).any()),
            () if word is None else (int(log.label[word]),),
        )

    def _estimates(self, i: int, measure: Measure) -> np.ndarray:
        """Whether this year's newest figure of a month (12,) is an estimate: what counts to that month or for
        the whole year settles the month inside it; a state is a figure of its own."""
        widest = [YEAR, TO_DATE, MONTH]
        widest.insert(0 if measure.kind in {"level", "annual"} else 3, LEVEL)
        there = np.isfinite(self.value[widest, i, -1]) | (self.reported[widest, i, -1] > 0)
        first = np.argmax(there, axis=0)
        return self.est[widest, i, -1][first, np.arange(12)] & there.any(axis=0)

    def _failing(self, i: int) -> tuple[tuple[str, float, float, str], ...]:
        log = self.log
        if not self.parts.size:
            return ()
        rows = self.parts[(log.m[self.parts] == i) & (log.year[self.parts] == self.years[-1])]
        rows = rows[(log.basis[rows] == LEVEL) | (log.basis[rows] == YEAR)]
        if not rows.size:
            return ()
        rows = rows[log.month[rows] == log.month[rows].max()]
        rows = rows[log.top[rows] < log.bottom[rows]]
        return tuple(
            (log.place[r], float(log.top[r]), float(log.bottom[r]), f"{log.year[r]}-{log.month[r]:02d}")
            for r in rows
        )

    def _bad(self, i: int, measure: Measure) -> tuple[tuple[str, str, float, float, int], ...]:
        """This year's figures that are not used: impossible shares, shares that cannot be summed."""
        log, year = self.log, self.years[-1]
        found = []
        for r in self.bad[(log.m[self.bad] == i) & (log.year[self.bad] == year)]:
            found.append(
                (r, "above_100" if log.top[r] > log.bottom[r] or log.value[r] > 100 else "impossible")
            )
        if self.parts.size and self.shares[i]:
            rows = self.parts[(log.m[self.parts] == i) & (log.year[self.parts] == year)]
            lacking = np.isnan(log.top[rows]) | np.isnan(log.bottom[rows])
            found += [(r, "no_parts") for r in rows[lacking]]
        if measure.kind == "ratio":
            rows = self.rows[_slice(self.codes, i)]
            rows = rows[(log.place[rows] == self.place) & (log.year[rows] == year) & (log.facet[rows] == "")]
            rows = rows[np.isnan(self.top[: TO_DATE + 1, i, -1, log.month[rows] - 1]).all(axis=0)]
            rows = rows[(log.basis[rows] <= TO_DATE) & ~np.isin(rows, self.bad)]
            found += [(r, "no_parts") for r in rows[np.argsort(log.month[rows])][-1:]]
        return tuple(
            (
                why,
                f"{log.year[r]}-{log.month[r]:02d}",
                float(log.top[r]),
                float(log.bottom[r]),
                int(log.label[r]),
            )
            for r, why in found
        )


def _newest(by_month: np.ndarray) -> np.ndarray:
    """The last figure of each year (Y,) of a table (Y, 12)."""
    known = np.isfinite(by_month)
    if not known.any():
        return np.full(len(by_month), np.nan)
    last = by_month.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    return np.where(known.any(axis=1), by_month[np.arange(len(by_month)), last], np.nan)


def _counts(of: np.ndarray) -> np.ndarray:
    """Numerators or denominators by month (Y, 12): as reported by month, or from the count to date."""
    if np.isnan(of[: TO_DATE + 1]).all():
        return of[MONTH]
    return monthly(of[MONTH], of[TO_DATE])


def _state(measure: Measure, value: np.ndarray, top: np.ndarray, bottom: np.ndarray) -> list[np.ndarray]:
    """Value, n and N of a state by month; of a level also where its file calls it a figure of the month."""
    bases = (LEVEL, MONTH, TO_DATE) if measure.kind == "level" else (LEVEL,)
    basis = next((b for b in bases if np.isfinite(value[b]).any()), LEVEL)
    return [value[basis], top[basis], bottom[basis]]


def _amounts(measure: Measure, value: np.ndarray) -> tuple[np.ndarray, tuple[int, ...]]:
    """Amounts (Y, n) in the periods in which the measure is judged, and the closing month of each."""
    if measure.periods == 4:
        return quarterly(value[MONTH], value[TO_DATE]), (3, 6, 9, 12)
    if measure.seasons:
        by_crop, ends = crops(value[MONTH], value[TO_DATE], [s.months for s in measure.seasons])
        if by_crop is not None:
            return by_crop, ends
    return monthly(value[MONTH], value[TO_DATE]), tuple(range(1, 13))


def _slice(codes: np.ndarray, code: int) -> slice:
    return slice(*np.searchsorted(codes, [code, code + 1]))
