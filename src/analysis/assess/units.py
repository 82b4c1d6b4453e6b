"""A single unit's figures: shown, never ranked, and judged only against a plan that was given to the unit itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.assess.amounts import MONTH, TO_DATE
from analysis.assess.assessments import Assessment
from analysis.assess.bounds import of_unit
from analysis.assess.case import Case, known, label, left_out
from analysis.assess.forecasts import forecasts_of
from analysis.assess.ledger import LEVEL
from analysis.assess.ratios import summed

FEWEST = 30  # events below which a rate is not shown


def on_its_plan(c: Case) -> Case:
    """The case with the bounds of the unit's own plan and the year end of its own past; without bounds where it has no
    plan, or where its share rests on too few cases."""
    low, high, *_ = of_unit(c.measure, c.series)
    if shown(c).reason.key == "unit_few":
        low = high = None
    draft = replace(c.draft, target_low=low, target_high=high, stretch=None)
    own = replace(c.series, events=tuple(e for e in c.series.events if e["place"] == c.draft.place))
    c = replace(c, series=own, draft=draft, low=low, high=high, stretch=None, base=None)
    return replace(c, forecast=forecasts_of([c]).get(c.measure.id)) if c.has_plan else c


def shown(c: Case) -> Assessment:
    """The unit's newest figure and last year's; a rate of fewer than 30 events keeps its counts only."""
    s, share = c.series, "%" in c.measure.unit or "/" in c.measure.unit
    value = top = bottom = before = None
    keys: tuple[int, ...] = ()
    month = 0
    months: tuple[int, ...] = ()
    levels = np.flatnonzero(np.isfinite(s.levels[-1]) | np.isfinite(s.bottom[-1]))
    sums = summed(s)
    amounts = np.flatnonzero(np.isfinite(s.now))
    if levels.size:
        month = int(levels[-1]) + 1
        value, top, bottom = (known(a[-1][month - 1]) for a in (s.levels, s.top, s.bottom))
        before = known(s.levels[-2][month - 1]) if len(s.levels) > 1 else None
        keys = s.keys_at(month, LEVEL) or s.keys_at(month, MONTH, TO_DATE)
    elif sums is not None:
        value, top, bottom, month = sums.value, sums.top, sums.bottom, sums.month
        months = s.months_of(np.flatnonzero(np.isfinite(s.n[-1]) & np.isfinite(s.of[-1])) + 1)
        before = known(sums.past[-2][month - 1]) if len(sums.past) > 1 else None
        keys = s.keys_to(month, parts=True)
    elif amounts.size:
        month = s.ends[int(amounts[-1])]
        months = s.months_of(s.ends[i] for i in amounts)
        value = float(s.now[amounts].sum())
        before = known(s.amounts[-2][: amounts[-1] + 1].sum()) if len(s.amounts) > 1 else None
        keys = s.keys_to(month)
    base = (bottom or 0) + ((top or 0) if "/" in c.measure.unit else 0)
    few = share and (bottom is None or base < FEWEST)
    why = c.why(
        "unit_few" if few and month else "unit_shown" if month else "unit_none",
        n=top,
        of=bottom,
        least=FEWEST,
    )
    return replace(
        c.draft,
        status="watch",
        reason=why,
        to_date=None if few else value,
        numerator=top,
        denominator=bottom,
        last_year_to_date=None if few or c.broken_on else before,
        basis_month=label(c.year, month) if month else None,
        estimate=bool(month and s.estimate[month - 1]),
        notes=left_out(c, np.isin(np.arange(1, 13), months)),
        keys=keys,
    )
