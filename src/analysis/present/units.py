"""What single communes reported of a measure: figures side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np
import pandas as pd

from analysis.assess.amounts import FEWEST, MONTH, TO_DATE
from analysis.assess.assessments import Path
from analysis.assess.ledger import LEVEL
from analysis.assess.measured import Series
from analysis.present import locale
from analysis.present.view import View
from analysis.programme import Measure

STATES = {"level", "annual", "milestone"}


@dataclass(frozen=True)
class UnitFigure:
    """A unit's figure now and before; n over N where the source gives them."""

    code: str
    name: str
    now: float | None
    before: float | None
    n: float | None = None
    of: float | None = None
    keys: tuple[int, ...] = ()  # of the observations
    since_last_year: bool = True  # `before` is of the same month last year; else of the period before
    months: tuple[int, ...] = ()  # in `now`, where they are not the page's: a state's month, a sum's months

    @property
    def value(self) -> float:
        """The figure now, of a unit that has one."""
        assert self.now is not None, self.code
        return self.now

    @property
    def small(self) -> bool:
        """Whether the rate rests on too few events to be shown."""
        return self.n is not None and self.n < FEWEST

    @property
    def fell(self) -> bool:
        """Whether the figure is below that of the period before, as they are printed."""
        if self.now is None or self.before is None or self.since_last_year:
            return False
        return locale.rounded(self.now, 1) < locale.rounded(self.before, 1)

    def parts(self, view: View) -> str:
        if self.n is None or self.of is None:
            return locale.NONE
        return f"{locale.number(self.n, None, view.lang)}/{locale.number(self.of, None, view.lang)}"

    def text(self, view: View, unit: str) -> str:
        """The figure, or n/N where the rate is not shown."""
        if self.now is None:
            return locale.NONE
        return self.parts(view) if self.small else locale.with_unit(self.now, unit, view.lang)

    def when(self, view: View) -> str:
        """The months of the figure, "" where they are the page's: a state at its month, a sum from January."""
        if not self.months:
            return ""
        runs = np.split(self.months, np.flatnonzero(np.diff(self.months) > 1) + 1)
        short = [locale.month_short(f"{view.year}-{i:02d}", view.lang) for i in range(1, 13)]
        return ", ".join(short[r[0] - 1] + (f"–{short[r[-1] - 1]}" if r.size > 1 else "") for r in runs)


def unit_figures(view: View, measure: str, of: Any = None) -> list[UnitFigure]:
    """A row per unit of the month that ever reported the measure, in the file's order; of a unit's own view that unit
    alone, though a later unit of its code was made of others too; `of` a frame of `book.by_place` its units."""
    if not view.places.units:
        return []
    units = [u for u in view.places.units_on(view.day) if view.whole or u.code == view.place]
    if isinstance(of, pd.DataFrame) and of.index.name == "place":
        units = [u for u in units if u.code in of.index]
    reported = set(view.observations.loc[view.observations["measure"] == measure, "place"])
    found = [
        unit_figure(view, measure, unit.code)
        for unit in units
        if reported & {unit.code, *view.places.parts(unit.code, view.day)}
    ]
    return found if any(u.now is not None for u in found) else []


def missing(u: UnitFigure, least: float) -> int | None:
    """How many of a unit's N lack for its share to be `least` per cent: 0 for none, None where there is no n/N."""
    if u.n is None or not u.of:
        return None
    return max(ceil(round(least * u.of / 100 - u.n, 6)), 0)


def short_of_target(view: View) -> list[tuple[Measure, UnitFigure, int]]:
    """On a unit's page the shares in which it misses the area's target, with by how many of its N: what fell since the
    period before first, then the farthest."""
    found = []
    for m in view.programme.measures.values() if view.area else ():
        u = next(iter(unit_figures(view, m.id)), None)
        if u is not None and u.now is not None and (n := lacks(view, m, u)):
            found.append((m, u, n))
    return sorted(found, key=lambda f: (not f[1].fell, -f[2] / (f[1].of or 1)))


def lacks(view: View, m: Measure, u: UnitFigure) -> int | None:
    """How many of its N a unit lacks to the area's target of a share, or has above what that allows by more than
    chance; None where it asks for neither."""
    area = view.area.measures.get(m.id) if view.area else None
    most = area.target_high if area and m.rule == "le" and m.unit == "%" and not m.undecided else None
    if most is not None and u.n is not None and u.of:
        allowed = most * u.of / 100
        return int(u.n - allowed // 1) if u.n > allowed + 2 * sqrt(allowed) else 0
    asked = m.rule in ("ge", "gt") and not m.undecided
    least = area.target_low if area and asked and is_share(m, u) else None
    return missing(u, least) if least is not None else None


def above_by_chance(view: View, m: Measure, u: UnitFigure) -> bool:
    """Whether a unit's share is above what the area allows by no more than chance."""
    area = view.area.measures.get(m.id) if view.area else None
    most = area.target_high if area else None
    return lacks(view, m, u) == 0 and most is not None and locale.rounded(u.now or 0.0, 1) > most


def short_by(view: View, m: Measure, n: int) -> str:
    """ "thiếu 358 hộ", "vượt 17 hồ sơ"."""
    what, size = m.said(view.lang, "numerator"), locale.number(n, 0, view.lang)
    said = view.say("over_by", n=size) if m.lower_is_better else view.say("short_of", n=size)
    return f"{said} {what}".rstrip()


def is_share(m: Measure, u: UnitFigure) -> bool:
    """Whether a unit's figure is a percentage that can stand beside the area's."""
    return m.kind in ("level", "ratio") and m.unit == "%" and not u.small


def unit_figure(view: View, measure: str, place: str) -> UnitFigure:
    """One unit's figure of the month and the one before it."""
    series = view.series(measure, place)
    m = view.day.month
    now, n, of, months = _figure(series, -1, m)
    # of the same months, where the newest figure is an earlier one
    before = _figure(series, -2, months[-1] if months else m)[0] if len(series.years) > 1 else None
    yearly = before is not None
    if not yearly:
        before = _period_before(series, m)
    state = series.measure.kind in STATES
    if months == ((m,) if state else tuple(range(1, m + 1))):
        months = ()
    name = view.place_name(place)
    keys = _keys(series, m) if now is not None else ()
    return UnitFigure(place, name, now, before, n, of, keys, yearly, months)


def former_plans(view: View, measure: str, place: str) -> str:
    """What was given before the unit began to those that it was made of, by name, where it has no plan itself; "" for
    none: such a plan does not pass to it by itself. Text."""
    since = view.places.since(place, view.day)
    if not since.startswith(str(view.year)) or any(
        u == place for u, *_ in view.series(measure, view.programme.area.id).unit_plans
    ):
        return ""
    rows = view.known[
        (view.known["measure"] == f"{measure}#plan") & view.known["period"].str.startswith(f"{view.year}-")
    ]
    rows = rows[
        rows["place"].isin(view.places.parts(place, view.day)) & (rows["reported_on"].astype(str) < since)
    ]
    last = rows.sort_values("reported_on", kind="stable").drop_duplicates("place", keep="last")
    m, eve = view.programme.measure(measure), dt.date.fromisoformat(since) - dt.timedelta(1)
    units = ", ".join(
        f"{view.places.name(r.place, eve, view.lang)} ({locale.with_unit(r.value, m.unit, view.lang)})"
        for r in last.itertuples()
    )
    name, at, new = m.short(view.lang), locale.date(since, view.lang), view.place_name(place)
    return view.say("plans_not_passed_on", name=name, day=at, units=units, place=new) if units else ""


def by_month(s: Series, path: Path | None = None) -> np.ndarray:
    """This year's figures (12,), a period at its closing month; nan where none came, or a rate rests on too few. Of an
    amount those of its `path`, which knows what was told of several months together."""
    if s.measure.kind in STATES:
        values, n = s.levels[-1], s.top[-1]
    elif s.measure.kind == "ratio":
        values, n = (x[-1] for x in s.alone()[:2])
    else:
        values, n = np.full(12, np.nan), np.full(12, np.nan)
        values[np.array(s.ends, int) - 1] = s.as_told()[1] if path is None else path.parts
    return np.where(np.isfinite(values) & ~(n < FEWEST), values, np.nan)


def _keys(s: Series, m: int) -> tuple[int, ...]:
    """The observations behind a unit's figure."""
    if s.measure.kind in STATES:
        month = int(np.flatnonzero(np.isfinite(s.levels[-1][:m]))[-1]) + 1
        return s.keys_at(month, LEVEL) or s.keys_at(month, MONTH, TO_DATE)
    return s.keys_to(m, parts=s.measure.kind == "ratio")


def _period_before(s: Series, m: int) -> float | None:
    """The state before the newest one of this year; None for what adds up."""
    if s.measure.kind not in {"level", "annual"}:
        return None
    seen = np.flatnonzero(np.isfinite(s.levels[-1][:m]))
    return float(s.levels[-1][seen[-2]]) if seen.size > 1 else None


def _figure(s: Series, year: int, m: int) -> tuple[float | None, float | None, float | None, tuple[int, ...]]:
    """A unit's figure to month m of a year (a state, a ratio of sums, or a sum), n, N, its months."""
    none = (None, None, None, ())
    kind = s.measure.kind
    if kind in STATES:
        seen = np.flatnonzero(np.isfinite(s.levels[year][:m]))
        if not seen.size:
            return none
        i = int(seen[-1])
        n, of = (float(a[year][i]) if np.isfinite(a[year][i]) else None for a in (s.top, s.bottom))
        return float(s.levels[year][i]), n, of, (i + 1,)
    if kind == "ratio":
        both = np.flatnonzero(np.isfinite(s.n[year][:m]) & np.isfinite(s.of[year][:m]))
        if not both.size:
            return none
        n, of = map(float, s.counts_as_told[:, 0, year, both[-1]])
        return (100 * n / of, n, of, s.months_of(both + 1, year)) if of > 0 else none
    ends = np.array([end for end, x in zip(s.ends, s.amounts[year], strict=True) if end <= m and x == x])
    if not ends.size:
        return none
    value = float(s.as_told(year)[0][np.searchsorted(s.ends, ends[-1])])
    return (value, None, None, s.months_of(ends, year)) if np.isfinite(value) else none
