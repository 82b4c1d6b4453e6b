"""What was known on a day as arrays by year and month, summed over the reporting units."""

from __future__ import annotations

import datetime as dt
from copy import copy
from functools import cached_property

import numpy as np

from analysis.assess.amounts import MONTH, TO_DATE, unlike
from analysis.assess.ledger import LEVEL, YEAR, Ledger
from analysis.programme import FEW

SHARES = ("%", "/")  # units that must be summed as numerator over denominator
LEAST_COVERED = 0.5  # of the units, or of what they usually report: below both nothing is scaled


class Cube:
    """All measures of a place at once: `value`, `top` and `bottom` (4 bases, M, Y, 12), nan = not known.

    `rows` are the newest rows of `log` on a day, `all_rows` those of older vintages too. `parts` are the rows
    of single units, `bad` those that cannot be true. Where some units only have reported, `partial` is what
    they reported, and `value` is scaled to all of them, nan where those are too few (`thin`). `used`
    (R, 4) are the rows behind the figures: row, basis, year, month.
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
        self.all_rows, self.place, self.seen = all_rows, place, seen
        self.month = month
        self.years = tuple(range(year - years, year + 1))
        later = (log.year[rows] > year) | ((log.year[rows] == year) & (log.month[rows] > month))
        later &= log.basis[rows] != YEAR
        rows = rows[~later & (log.year[rows] >= self.years[0]) & (log.year[rows] <= year)]
        known = [log.programme.measures.get(i) for i in log.code]
        known_units = [m.unit if m else "" for m in known]
        self.shares = np.array([any(s in unit for s in SHARES) for unit in known_units])
        log = _put_right(log, rows, all_rows, year, self.shares)
        self.log, self.rows = log, rows = _from_january(log, rows, self.shares)
        self.codes = log.m[rows]
        self.percent = np.array([unit == "%" for unit in known_units])
        self.few = np.isin([m.kind if m else "" for m in known], list(FEW))
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
        self.thin = np.zeros(shape, bool)
        self.borrowed = np.empty((0, 4), int)
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
        self._set_apart(rows[direct], cell)
        said = np.zeros(shape, bool)
        said[cell] = True  # the place's own figure stands, its units' do not
        used = np.flatnonzero(direct | (add & ~said[at] & ~self.thin[at]))
        used = np.stack([rows[used], *(a[used] for a in (at[0], log.year[rows], log.month[rows]))], axis=1)
        self.used = np.concatenate([used, self.borrowed])
        self.value[cell] = log.value[rows[direct]]
        self.top[cell], self.bottom[cell] = log.top[rows[direct]], log.bottom[rows[direct]]
        self.est[cell] = log.estimate[rows[direct]]
        self.reported[cell] = self.expected[cell] = 0
        self.partial[cell] = np.nan
        # a share is worked out of its parts wherever they are known: the printed one is rounded
        share = (np.isnan(self.value) | self.percent[None, :, None, None]) & (self.bottom > 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            share &= np.isfinite(self.top)
            self.value = np.where(share, 100 * self.top / self.bottom, self.value)

    def _set_apart(self, rows: np.ndarray, cell: tuple[np.ndarray, ...]) -> None:
        """The newest year's figures of the place that are not the sum of its units', all of which reported."""
        log = self.log
        whole = (self.reported[cell] > 0) & (self.reported[cell] == self.expected[cell])
        whole &= cell[2] == len(self.years) - 1
        shares = self.shares[log.m[rows]]
        own = np.where(shares, log.top[rows], log.value[rows])
        sums = np.where(shares, self.top[cell], self.value[cell])
        self.apart = [
            (int(rows[k]), float(own[k]), float(sums[k]))
            for k in np.flatnonzero(whole)
            if unlike(own[k], sums[k], int(self.reported[tuple(a[k] for a in cell)]))
        ]

    def _sum(self, rows: np.ndarray, cell: tuple[np.ndarray, ...]) -> None:
        """Sums over the units of each month; shares as sum n over sum N. Of a month that some units only
        reported, shares count those, amounts are scaled to all units where those are half at least, or half of the
        amount (a few cases never are), and a state takes the others as they last stood."""
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
        need = np.array([[len(log.members(self.place, y, m, self.seen)) for m in months] for y in self.years])
        self.reported = count.copy()
        self.expected = np.where(count > 0, need, 0)
        in_part = (count > 0) & (count < need)
        whole = (count > 0) & ~in_part
        shares = self.shares[None, :, None, None]
        self.partial = np.where(in_part & ~shares, total, np.nan)
        for at in zip(*np.nonzero(in_part), strict=True):
            here = rows[(np.stack(cell) == np.array(at)[:, None]).all(axis=0)]
            if at[0] == LEVEL and (others := self._last_stood(rows, here, at)) is not None:
                total[at] += log.value[others].sum()
                top[at] += np.where(np.isnan(log.top[others]), 0.0, log.top[others]).sum()
                bottom[at] += np.where(np.isnan(log.bottom[others]), 0.0, log.bottom[others]).sum()
                count[at] += others.size
                with_parts[at] += np.isfinite(log.top[others] + log.bottom[others]).sum()
                said = np.array([at[0], self.years[at[2]], at[3] + 1])
                own = np.column_stack([others, np.repeat(said[None], others.size, axis=0)])
                self.borrowed = np.concatenate([self.borrowed, own])
                self.est[at] = True
            elif not self.shares[at[1]]:
                part = self._coverage(rows, here, cell, at, whole)
                thin = max(part, here.size / need[at[2], at[3]]) < LEAST_COVERED
                self.thin[at] = thin and not self.few[at[1]]
                total[at] = np.nan if thin else total[at] / part
        ratio = (with_parts == count) & (bottom > 0)
        self.top, self.bottom = np.where(ratio, top, np.nan), np.where(ratio, bottom, np.nan)
        self.value = np.where((count > 0) & ~shares, total, np.nan)
        self.value = np.where(ratio & shares, 100 * top / np.where(bottom > 0, bottom, 1), self.value)

    def _coverage(self, rows, here, cell, at, whole: np.ndarray) -> float:
        """The part of a month's amount that the units in `here` stand for: by what each of them reported in the
        months of that year that all reported, else one unit like another."""
        log, (basis, m, y, month) = self.log, at
        units = log.members(self.place, self.years[y], month + 1, self.seen)
        like = [
            k
            for k in np.flatnonzero(whole[basis, m, y])
            if log.members(self.place, self.years[y], int(k) + 1, self.seen) == units
        ]
        known = rows[(cell[0] == basis) & (cell[1] == m) & (cell[2] == y) & np.isin(cell[3], like)]
        sizes = log.value[known]
        all_, own = sizes.sum(), sizes[np.isin(log.place[known], log.place[here])].sum()
        usable = (sizes >= 0).all() and all_ > 0 and own > 0
        return float(own / all_) if usable else here.size / len(units)

    def _last_stood(self, rows, here, at) -> np.ndarray | None:
        """The newest earlier rows, within a year, of the units that did not report a state, or of the units
        they were made of; None where one of them never did."""
        log, (basis, m, y, month) = self.log, at
        now = 12 * self.years[y] + month
        ages = now - (12 * log.year[rows] + log.month[rows] - 1)
        earlier = rows[(log.basis[rows] == basis) & (log.m[rows] == m) & (ages > 0) & (ages <= 12)]
        missing = log.members(self.place, self.years[y], month + 1, self.seen) - set(log.place[here])
        found: list[int] = []
        for unit in sorted(missing):
            for when in sorted({(log.year[r], log.month[r]) for r in earlier}, reverse=True):
                of = log.members(unit, int(when[0]), int(when[1]), self.seen)
                its = [r for r in earlier if (log.year[r], log.month[r]) == when and log.place[r] in of]
                if of and len(its) == len(of):
                    found += its
                    break
            else:
                return None
        return np.array(found, int)

    @cached_property
    def rms(self) -> np.ndarray:
        """By measure, the root mean square of its own revisions (docs/method.md, Gaps): of levels as a share of the
        level; of amounts by month as a share of a year, as only the newest month is still to be revised."""
        log, rows = self.log, self.all_rows
        rows = rows[(log.facet[rows] == "") & (log.value[rows] > 0) & ~log.supposed[rows]]
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
        if self.place in log.places.codes:
            rows = rows[log.given[rows] == log.places.since(self.place, self.seen)]
        then = np.full((len(log.code), len(self.years) - 1), np.nan)
        then[log.m[rows], log.year[rows] - self.years[0]] = log.value[rows]  # sorted: the newest is last
        return then

    def of(self, i: int) -> np.ndarray:
        """The rows of the measure with code `i`."""
        return self.rows[span(self.codes, i)]


def _from_january(log: Ledger, rows: np.ndarray, shares: np.ndarray) -> tuple[Ledger, np.ndarray]:
    """Counts that begin after January (of a quarter, a crop, the second half) as counts to date, by what was told of
    the months before; left out where that is not known, or the count to date was told too. `shares` (M,): n of N."""
    late = rows[(log.begun[rows] > 1) & (log.facet[rows] == "")]
    if not late.size:
        return log, rows
    log, kept = copy(log), np.ones(log.m.size, bool)
    log.value, log.top, log.bottom = log.value.copy(), log.top.copy(), log.bottom.copy()
    about = lambda r, month, basis: (log.m[r], log.place[r], log.year[r], month, basis)  # noqa: E731
    plain = rows[(log.basis[rows] <= TO_DATE) & (log.begun[rows] == 1) & (log.facet[rows] == "")]
    told = {about(r, log.month[r], log.basis[r]): r for r in plain}
    for r in late[np.argsort(log.month[late], kind="stable")]:
        before = told.get(about(r, log.begun[r] - 1, TO_DATE))
        base = [told.get(about(r, k, MONTH)) for k in range(1, log.begun[r])] if before is None else [before]
        kept[r] = None not in base and about(r, log.month[r], TO_DATE) not in told
        kept[r] &= not shares[log.m[r]] or np.isfinite(log.top[r] + log.bottom[r])
        if kept[r]:
            told[about(r, log.month[r], TO_DATE)] = r
            for part in (log.value, log.top, log.bottom):
                part[r] += part[base].sum()
            log.value[r] = np.nan if shares[log.m[r]] else log.value[r]  # worked out of its parts
    return log, rows[kept[rows]]


def _put_right(log: Ledger, rows: np.ndarray, all_rows: np.ndarray, year: int, shares: np.ndarray) -> Ledger:
    """Counts to date of a year with the difference by which a form put right months within them since they were told;
    not where the count is nearer to the months as they are now. `shares` (M,): n of N."""
    mine = all_rows[
        (log.year[all_rows] == year) & (log.basis[all_rows] == MONTH) & (log.facet[all_rows] == "")
    ]
    again = {(log.m[r], log.place[r]) for r in mine[log.corrects[mine]]}
    told = rows[(log.year[rows] == year) & (log.basis[rows] == TO_DATE) & (log.facet[rows] == "")]
    told = [r for r in told[log.begun[told] == 1] if (log.m[r], log.place[r]) in again]
    if not told:
        return log
    new = copy(log)
    new.value, new.top, new.bottom = log.value.copy(), log.top.copy(), log.bottom.copy()
    for r in told:
        own = mine[
            (log.m[mine] == log.m[r]) & (log.place[mine] == log.place[r]) & (log.month[mine] <= log.month[r])
        ]
        then = {log.month[k]: k for k in own if log.known[k] <= log.known[r]}  # the newest is last
        now = {month: k for k in own if (month := log.month[k]) in then}
        old, since = [*then.values()], [*now.values()]
        for kept, part in ((new.top, log.top), (new.bottom, log.bottom), (new.value, log.value)):
            was, is_ = part[old].sum(), part[since].sum()
            more = is_ - was
            apart = len(then) == log.month[r] and abs(part[r] - was) >= abs(part[r] - is_)
            kept[r] += more if np.isfinite(more) and not apart else 0.0
        if shares[log.m[r]] and np.isfinite(new.top[r] + new.bottom[r]):
            new.value[r] = np.nan  # worked out of its parts
    return new


def span(codes: np.ndarray, code: int) -> slice:
    """Where `code` stands in sorted `codes`."""
    return slice(*np.searchsorted(codes, [code, code + 1]))
