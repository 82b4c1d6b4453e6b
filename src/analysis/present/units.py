"""What single communes reported of a measure: figures side by side, never a verdict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.assess.figures import Series
from analysis.present import locale
from analysis.present.view import View

FEW = 30  # below so many events a rate moves by chance alone and is not shown


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

    @property
    def small(self) -> bool:
        """Whether the rate rests on too few events to be shown."""
        return self.n is not None and self.n < FEW

    def parts(self, view: View) -> str:
        if self.n is None or self.of is None:
            return locale.NONE
        return f"{locale.number(self.n, None, view.lang)}/{locale.number(self.of, None, view.lang)}"

    def text(self, view: View, unit: str) -> str:
        """The figure, or n/N where the rate is not shown."""
        if self.now is None:
            return locale.NONE
        return self.parts(view) if self.small else locale.with_unit(self.now, unit, view.lang)


def unit_figures(view: View, measure: str) -> list[UnitFigure]:
    """A row per unit of the month that ever reported the measure, in the file's order."""
    if not view.places.units:
        return []
    units = view.places.units_on(view.day)
    reported = set(view.observations.loc[view.observations["measure"] == measure, "place"])
    found = []
    for unit in units:
        if not reported & {unit.code, *view.places.parts(unit.code, view.day)}:
            continue
        series = view.series(measure, unit.code)
        m = view.day.month
        now, n, of = _figure(series, -1, m)
        before, _, _ = _figure(series, -2, m) if len(series.years) > 1 else (None, None, None)
        yearly = before is not None
        if not yearly:
            before = _period_before(series, m)
        found.append(UnitFigure(unit.code, unit.called(view.lang), now, before, n, of, series.keys, yearly))
    return found if any(u.now is not None for u in found) else []


def _period_before(s: Series, m: int) -> float | None:
    """The state before the newest one of this year; None for what adds up."""
    if s.measure.kind not in {"level", "annual"}:
        return None
    seen = np.flatnonzero(np.isfinite(s.levels[-1][:m]))
    return float(s.levels[-1][seen[-2]]) if seen.size > 1 else None


def _figure(s: Series, year: int, m: int) -> tuple[float | None, float | None, float | None]:
    """A unit's figure to month m of a year: a state, a ratio of sums, or a sum."""
    kind = s.measure.kind
    if kind == "ratio":
        both = np.isfinite(s.n[year][:m]) & np.isfinite(s.of[year][:m])
        if not both.any():
            return None, None, None
        n, of = float(s.n[year][:m][both].sum()), float(s.of[year][:m][both].sum())
        return (100 * n / of if of else None), n, of
    if kind in {"level", "annual", "milestone"}:
        seen = np.flatnonzero(np.isfinite(s.levels[year][:m]))
        if not seen.size:
            return None, None, None
        i = int(seen[-1])
        return float(s.levels[year][i]), *(
            float(a[year][i]) if np.isfinite(a[year][i]) else None for a in (s.top, s.bottom)
        )
    periods = [i for i, end in enumerate(s.ends) if end <= m]
    amounts = s.amounts[year][periods] if periods else np.array([])
    if not amounts.size or not np.isfinite(amounts).any():
        return None, None, None
    return float(np.nansum(amounts)), None, None
