"""Cases made ready to be judged, and what is said of a measure once its subject has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from analysis.assess.assessments import Assessment, Reason
from analysis.assess.bounds import bounds_of
from analysis.assess.case import Case, due_month, label
from analysis.assess.ledger import closing
from analysis.assess.measured import Series
from analysis.assess.status import FINAL
from analysis.places import Places
from analysis.programme import Break, Measure, Programme

SELF = ((0.75, "achieved"), (0.25, "on_track"))


def case_of(
    programme: Programme,
    places: Places,
    place: str,
    measure: Measure,
    series: Mapping[str, Series],
    month: int,
    day: dt.date,
    as_of: dt.date,
    broken_on: dt.date | None,
    handover: frozenset[str],
) -> Case:
    """The case of `measure` in `month` of its series' year, judged as on `day`, known as on `as_of`."""
    s = series[measure.id]
    year = s.years[-1]
    month_label = label(year, month)
    low, high, stretch, base = bounds_of(measure, series, programme.year)
    draft = Assessment(
        measure=measure.id,
        place=place,
        month=month_label,
        as_of=as_of,
        status="no_data",
        previous_status=None,
        reason=Reason("no_figures"),
        target_low=low,
        target_high=high,
        stretch=stretch,
        owner_forecast=s.owner_forecast,
        self_assessment=_self_key(s.self_assessment),
        whole=s.integral,
        illustrative=s.illustrative,
        cells={"plan": s.plan_keys, "owner_forecast": s.forecast_keys, "self_assessment": s.said},
        owner=measure.owner_on(closing(year, month, programme.closing_day)),
        broken_on=(broken := None if broken_on and _all_before(s, broken_on) else broken_on),
    )
    return Case(
        measure,
        s,
        year,
        month,
        day,
        draft,
        due=due_month(measure, year, month, handover),
        low=low,
        high=high,
        stretch=stretch,
        base=base,
        broken_on=broken,
        places=places,
        programme_year=programme.year,
        handover=month_label in handover,
    )


def lapsed(a: Assessment, month: str, as_of: dt.date, cause: Break, of: Measure) -> Assessment:
    """What a measure says after its subject has ended: its verdict if it had one, else that it lapsed."""
    if a.status in FINAL:
        return replace(a, month=month, as_of=as_of)
    reason = Reason(
        "lapsed",
        {
            "on": cause.on,
            "vi": cause.name_vi,
            "en": cause.name_en,
            "value": None if a.events else a.to_date,
            "done": a.numerator if a.events else None,
            "total": a.denominator if a.events else None,
            "period": a.basis_month,
            "last_status": a.status,
            "said": a.self_assessment if a.to_date is None else None,
            "unit": of.unit,
            "measure": of.id,
            "owner": of.successor,
        },
    )
    return replace(
        a,
        month=month,
        as_of=as_of,
        status="lapsed",
        reason=reason,
        what_would_change=None,
        late=False,
        lapsed_on=cause.on,
        closed=False,
        probability=None,
        year_end=None,
        year_end_p10=None,
        year_end_p50=None,
        year_end_p90=None,
        needed_per_period=None,
        owner=None,
        notes=(),
    )


def _all_before(s: Series, broken_on: dt.date) -> bool:
    """Whether this year's figures all lie before a break of this year: they are compared as ever."""
    if broken_on.year != s.years[-1]:
        return False
    month = np.concatenate([np.arange(1, 13), np.arange(1, 13), s.ends])
    seen = np.isfinite(np.concatenate([s.levels[-1], s.n[-1], s.amounts[-1]]))
    return bool(seen.any()) and not seen[month >= broken_on.month].any()


def _self_key(value: float | None) -> str | None:
    if value is None or not np.isfinite(value):
        return None
    return next((key for least, key in SELF if value >= least), "not_achieved")
