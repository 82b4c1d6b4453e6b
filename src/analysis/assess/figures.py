"""What was known of every measure on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.assess.amounts import MONTH, TO_DATE, counts_apart, crop_ends, monthly, quarters
from analysis.assess.cube import Cube, span
from analysis.assess.ledger import EVENT, LEVEL, YEAR, Ledger, closing, event_at
from analysis.assess.measured import Series
from analysis.programme import AMOUNTS, FEW, Measure


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
        cube = self.cube(year, month, place, years, seen)
        return {m.id: series_in(cube, m) for m in measures}

    def cube(self, year: int, month: int, place: str, years: int, seen: dt.date | None = None) -> Cube:
        """What `series` are made of, for whom asks for one measure after another."""
        day = seen or closing(year, month, 31)
        return Cube(self.ledger, self.rows, self.all_rows, year, month, place, years, day)

    def steps(self, id: str, year: int) -> dict[str, dict]:
        """Steps of a milestone or commitment that are reported as done: {step id: event}."""
        log, here = self.ledger, self._events(id)
        here = here[(log.year[here] >= year - 1) & (log.facet[here] != "")]
        return {log.facet[r]: event_at(log, r) for r in here}

    def occurrences(self, id: str, year: int) -> tuple[dict, ...]:
        """Events of a commitment that are no steps, oldest first."""
        log, here = self.ledger, self._events(id)
        here = here[(log.year[here] == year) & (log.facet[here] == "")]
        return tuple(event_at(log, r) for r in here[np.argsort(log.start[here].astype(str), kind="stable")])

    def _events(self, id: str) -> np.ndarray:
        log = self.ledger
        here = self.rows[span(log.m[self.rows], log.code[id])]
        return here[log.basis[here] == EVENT]


def series_in(cube: Cube, measure: Measure) -> Series:
    log, i = cube.log, cube.log.code[measure.id]
    value, top, bottom = cube.value[:, i], cube.top[:, i], cube.bottom[:, i]
    if measure.kind in FEW:  # a few cases are never scaled
        value = np.where(np.isfinite(cube.partial[:, i]), np.nan, value)
    alone, told, ends = _amounts(measure, value)
    pairs = [(x[MONTH, -1], x[TO_DATE, -1]) for x in (top, bottom)]
    pairs = pairs if measure.kind == "ratio" else [(alone[-1], told[-1])]
    levels, n, of = _state(measure, value, top, bottom)
    if measure.quantities:
        levels, n, of = _summed_up(levels, n, of)
    rows = cube.of(i)
    here = rows[log.place[rows] == cube.place]
    facet = log.facet[here]
    plans = np.full(len(cube.years), np.nan)
    plan = here[(log.basis[here] == YEAR) & (facet == "plan")]
    if cube.place in log.places.codes:
        plan = plan[log.given[plan] == log.places.since(cube.place, cube.seen)]
    units = log.members(cube.place, cube.years[-1], cube.seen.month, cube.seen) - {cube.place}
    unit_plans = _unit_plans(cube, rows, units)
    plans[log.year[plan] - cube.years[0]] = log.value[plan]
    plans[:-1] = np.where(np.isnan(cube.plans_then[i]), plans[:-1], cube.plans_then[i])
    totals, whole, of_whole = (_newest(a[YEAR]) for a in (value, top, bottom))
    totals = np.where(np.isnan(totals), value[TO_DATE][:, -1], totals)  # the count to December is the year's
    own = here[(log.year[here] == cube.years[-1]) & (log.basis[here] <= YEAR) & (facet != "")]
    said = here[(facet == "self_assessment") & (log.year[here] == cube.years[-1])]
    forecast = here[(facet == "owner_forecast") & (log.year[here] == cube.years[-1])]
    events = rows[(log.basis[rows] == EVENT) & (log.year[rows] == cube.years[-1])]
    events = events[~np.isin(events, cube.bad)]
    used = cube.used[(log.m[cube.used[:, 0]] == i) & (cube.used[:, 2] >= cube.years[-1] - 1)]
    figures = log.value[used[:, 0]]
    whole_parts = np.isfinite(log.top[used[:, 0]] + log.bottom[used[:, 0]])
    word = said[np.argmax(log.month[said])] if said.size else None
    rms = cube.rms[i]
    return Series(
        measure,
        cube.years,
        monthly(alone, told),
        ends,
        told,
        alone,
        levels,
        n,
        of,
        _counts(top),
        _counts(bottom),
        np.stack([top[MONTH], bottom[MONTH]]),
        np.where(np.isfinite(top[TO_DATE] + bottom[TO_DATE]), [top[TO_DATE], bottom[TO_DATE]], np.nan),
        totals,
        whole,
        of_whole,
        plans,
        _estimates(cube, i, measure),
        cube.reported[:, i, -1].max(axis=0),
        cube.expected[:, i, -1].max(axis=0),
        cube.partial[MONTH, i, -1],
        tuple(event_at(log, r) for r in events[np.argsort(log.start[events].astype(str), kind="stable")]),
        float(log.value[forecast[np.argmax(log.month[forecast])]]) if forecast.size else None,
        None if word is None else float(log.value[word]),
        float(rms) if np.isfinite(rms) else None,
        _failing(cube, i, measure),
        (cube.reported[TO_DATE, i, -1] > 0) & (cube.reported[TO_DATE, i, -1] < cube.expected[TO_DATE, i, -1]),
        _bad(cube, i, measure),
        {log.facet[r]: float(log.value[r]) for r in own},
        np.column_stack([log.label[used[:, 0]], used[:, 1:], whole_parts]),
        bool((~log.real[rows]).any()),
        () if word is None else (int(log.label[word]),),
        _apart(cube, i, measure, pairs, ends),
        bool(used.size) and bool((figures == np.rint(figures)).all()),
        tuple(log.label[plan[log.year[plan] == cube.years[-1]]].tolist()),
        tuple(log.label[forecast[log.month[forecast] == log.month[forecast].max(initial=0)]].tolist()),
        unit_plans,
        len(units),
    )


def _unit_plans(cube: Cube, rows: np.ndarray, units: frozenset[str]) -> tuple[tuple[str, float, int], ...]:
    """This year's plans among `rows` that were given to the `units` of the day, not to others of the same code."""
    log = cube.log
    rows = rows[(log.facet[rows] == "plan") & (log.basis[rows] == YEAR) & (log.year[rows] == cube.years[-1])]
    return tuple(
        (log.place[r], float(log.value[r]), int(log.label[r]))
        for r in rows
        if log.place[r] in units and log.given[r] == log.places.since(log.place[r], cube.seen)
    )


def _estimates(cube: Cube, i: int, measure: Measure) -> np.ndarray:
    """Whether this year's newest figure of a month (12,) is an estimate: what counts for the whole year settles
    its month; else the newest report speaks, and a count to date that holds an estimated month is one too. A
    state is a figure of its own."""
    log, est = cube.log, cube.est[:, i, -1]
    there = np.isfinite(cube.value[:, i, -1]) | (cube.reported[:, i, -1] > 0)
    found = np.where(there[YEAR], est[YEAR], (est[TO_DATE] & there[TO_DATE]) | (est[MONTH] & there[MONTH]))
    rows = cube.of(i)
    rows = rows[
        (log.place[rows] == cube.place) & (log.year[rows] == cube.years[-1]) & (log.facet[rows] == "")
    ]
    rows = rows[log.basis[rows] <= TO_DATE]
    for month in np.unique(log.month[rows]):
        reports = rows[log.month[rows] == month]
        newest = reports[log.known[reports] == log.known[reports].max()]
        if not there[YEAR, month - 1]:
            found[month - 1] = log.estimate[newest].any()
    alone = ~there[[YEAR, TO_DATE, MONTH]].any(axis=0) | (measure.kind in {"level", "annual"})
    return np.where(there[LEVEL] & alone, est[LEVEL], found)


def _apart(cube: Cube, i: int, measure: Measure, pairs: list, ends: Sequence[int]) -> tuple[tuple, ...]:
    """This year's totals that are not the sum of their parts: which, its month, total, sum of the parts. `pairs`: what
    was reported of its periods on their own, and to date (n,)."""
    log = cube.log
    found = [("units_apart", int(log.month[r]), own, parts) for r, own, parts in cube.apart if log.m[r] == i][
        -1:
    ]
    if measure.kind in AMOUNTS | {"ratio"}:
        ends = range(1, 13) if measure.kind == "ratio" else ends  # n and N are kept by month
        known = np.zeros((TO_DATE + 1, 13), "datetime64[D]")  # when the newest of a month was reported
        for r, basis, year, month in cube.used[log.m[cube.used[:, 0]] == i]:
            if year == cube.years[-1] and basis <= TO_DATE:
                known[basis, month] = max(known[basis, month], log.known[r])
        newer = np.array([known[MONTH, : end + 1].max() > known[TO_DATE, end] for end in ends])
        for own, told in pairs:
            newest = np.flatnonzero(np.isfinite(told))[-1:]  # the count that the figure rests on
            for at, total, parts in counts_apart(own, told, newer):
                found.append(("months_apart" if at in newest else "count_apart", ends[at], total, parts))
    return tuple(found)


def _failing(cube: Cube, i: int, measure: Measure) -> tuple[tuple[str, float, float, str], ...]:
    """Units of the newest state that are not whole; where lower is better, those that have any."""
    log = cube.log
    if not cube.parts.size:
        return ()
    rows = cube.parts[(log.m[cube.parts] == i) & (log.year[cube.parts] == cube.years[-1])]
    rows = rows[(log.basis[rows] == LEVEL) | (log.basis[rows] == YEAR)]
    if not rows.size:
        return ()
    rows = rows[log.month[rows] == log.month[rows].max()]
    rows = rows[log.top[rows] > 0] if measure.lower_is_better else rows[log.top[rows] < log.bottom[rows]]
    return tuple((log.place[r], float(log.top[r]), float(log.bottom[r]), log.period(r)) for r in rows)


def _bad(cube: Cube, i: int, measure: Measure) -> tuple[tuple[str, str, float, float, int], ...]:
    """This year's figures that are not used: impossible shares, shares that cannot be summed."""
    log, year = cube.log, cube.years[-1]
    found = []
    for r in cube.bad[(log.m[cube.bad] == i) & (log.year[cube.bad] == year)]:
        found.append((r, "above_100" if log.top[r] > log.bottom[r] or log.value[r] > 100 else "impossible"))
    if cube.parts.size and cube.shares[i]:
        rows = cube.parts[(log.m[cube.parts] == i) & (log.year[cube.parts] == year)]
        lacking = np.isnan(log.top[rows]) | np.isnan(log.bottom[rows])
        found += [(r, "no_parts") for r in rows[lacking]]
    if measure.kind == "ratio":
        rows = cube.of(i)
        rows = rows[(log.place[rows] == cube.place) & (log.year[rows] == year) & (log.facet[rows] == "")]
        rows = rows[np.isnan(cube.top[: TO_DATE + 1, i, -1, log.month[rows] - 1]).all(axis=0)]
        rows = rows[(log.basis[rows] <= TO_DATE) & ~np.isin(rows, cube.bad)]
        found += [(r, "no_parts") for r in rows[np.argsort(log.month[rows])][-1:]]
    return tuple(
        (why, log.period(r), float(log.top[r]), float(log.bottom[r]), int(log.label[r])) for r, why in found
    )


def _newest(by_month: np.ndarray) -> np.ndarray:
    """The last figure of each year (Y,) of a table (Y, 12)."""
    known = np.isfinite(by_month)
    if not known.any():
        return np.full(len(by_month), np.nan)
    last = by_month.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    return np.where(known.any(axis=1), by_month[np.arange(len(by_month)), last], np.nan)


def _summed_up(value: np.ndarray, top: np.ndarray, bottom: np.ndarray) -> list[np.ndarray]:
    """Value, n and N (Y, 12) of quantities of a period, from January on: a year is all of its periods."""
    both = np.isfinite(top) & np.isfinite(bottom)
    n, of = (np.where(both, np.where(both, a, 0.0).cumsum(axis=1), np.nan) for a in (top, bottom))
    with np.errstate(invalid="ignore", divide="ignore"):
        return [np.where(both, 100 * n / of, value), n, of]


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


def _amounts(measure: Measure, value: np.ndarray) -> tuple[np.ndarray, np.ndarray, tuple[int, ...]]:
    """Amounts reported on their own and counts to date (Y, n) by the periods in which the measure is judged, and the
    closing month of each."""
    own, ends = value[MONTH], tuple(range(1, 13))
    if measure.periods == 4:
        own, ends = quarters(own), (3, 6, 9, 12)
    elif measure.seasons and (crops := crop_ends(own, value[TO_DATE], [s.months for s in measure.seasons])):
        own, ends = own[:, np.array(crops) - 1], crops
    return own, value[TO_DATE][:, np.array(ends) - 1], ends
