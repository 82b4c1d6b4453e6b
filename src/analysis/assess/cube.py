"""What was known on a day as arrays by year and month, summed over the reporting units."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import numpy as np

from analysis.assess.amounts import MONTH
from analysis.assess.ledger import LEVEL, YEAR, Ledger

SHARES = ("%", "/")  # units that must be summed as numerator over denominator


class Cube:
    """All measures of a place at once: `value`, `top` and `bottom` (4 bases, M, Y, 12), nan = not known.

    `rows` are the newest rows of `log` on a day, `all_rows` those of older vintages too. `parts` are the rows
    of single units, `bad` those that cannot be true; `partial` is what some units only have reported.
    """

    def __init__(
        self,
        log: Ledger,
        rows: np.ndarray,
        all_rows: np.ndarray,
        year: int,
        month: int,
        place: str,
        years: int,
        seen: dt.date,
    ):
        self.log, self.all_rows, self.place, self.seen = log, all_rows, place, seen
        self.month = month
        self.years = tuple(range(year - years, year + 1))
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
        log, rows = self.log, self.all_rows
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
        log, rows = self.log, self.all_rows
        rows = rows[(log.basis[rows] == YEAR) & (log.month[rows] <= self.month)]
        rows = rows[(log.year[rows] >= self.years[0]) & (log.year[rows] < self.years[-1])]
        rows = rows[(log.facet[rows] == "plan") & (log.place[rows] == self.place)]
        then = np.full((len(log.code), len(self.years) - 1), np.nan)
        then[log.m[rows], log.year[rows] - self.years[0]] = log.value[rows]  # sorted: the newest is last
        return then

    def of(self, i: int) -> np.ndarray:
        """The rows of the measure with code `i`."""
        return self.rows[span(self.codes, i)]


def span(codes: np.ndarray, code: int) -> slice:
    """Where `code` stands in sorted `codes`."""
    return slice(*np.searchsorted(codes, [code, code + 1]))
