"""What cases rest on: bounds, year ends, the own word; and what is said once the subject has ended."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.assess.assessments import Assessment, Reason
from analysis.assess.case import Case
from analysis.assess.kinds.ratio import judged_by_counts, ratio_levels
from analysis.assess.levels import LevelInput, between_reports, forecast_levels
from analysis.assess.measured import Series, reached
from analysis.assess.nowcast import FlowInput, forecast_flows
from analysis.assess.spread import Forecast
from analysis.assess.status import FINAL
from analysis.ingest.figures import is_whole
from analysis.programme import LEVELS, SUMS, Break, Measure

SELF = ((0.75, "achieved"), (0.25, "on_track"))


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
    open_yet = "what_would_change probability year_end year_end_p10 year_end_p50 year_end_p90 needed_per_period owner"
    none: dict[str, Any] = dict.fromkeys(open_yet.split())
    out = replace(a, month=month, as_of=as_of, status="lapsed", reason=reason, lapsed_on=cause.on)
    return replace(out, late=False, closed=False, notes=(), **none)


def all_before(s: Series, broken_on: dt.date) -> bool:
    """Whether this year's figures all lie before a break of this year: they are compared as ever."""
    if broken_on.year != s.years[-1]:
        return False
    month = np.concatenate([np.arange(1, 13), np.arange(1, 13), s.ends])
    seen = np.isfinite(np.concatenate([s.levels[-1], s.n[-1], s.amounts[-1]]))
    return bool(seen.any()) and not seen[month >= broken_on.month].any()


def self_key(value: float | None) -> str | None:
    if value is None or not np.isfinite(value):
        return None
    return next((key for least, key in SELF if value >= least), "not_achieved")


FIGURED = SUMS | LEVELS | {"count"}  # kinds whose plan is a figure of the year
Bounds = tuple[float | None, float | None, float | None, float | None]


def bounds_of(measure: Measure, series: Mapping[str, Series], programme_year: int) -> Bounds:
    """Low, high, stretch and base of the series' year; all None where that year has no plan.

    A measure with `target_from` takes the plan from observations in every year: "#plan" its own, "<id>#plan"
    another's, "share:<id>" the amount to date over the share of plan reported under <id>; or from last year's
    whole, its `base` or what was reported of it ("last_year * 0.9").
    """
    s = series[measure.id]
    if measure.by_last_year:
        last = measure.base if measure.base is not None else _last_year(s)
        return (*_one(measure, of_last_year(measure, last))[:3], last)
    if measure.target_from:
        return _one(measure, _observed_plan(measure, series))
    if s.years[-1] == programme_year:
        return measure.low, measure.high, measure.stretch, measure.base
    return _one(measure, _last(s.plans))


def of_last_year(measure: Measure, last: float | None) -> float | None:
    """The bound that a measure's target makes of last year's whole; of what is counted one by one a whole number that
    keeps it: 10 % fewer than 3 cases are 2 at most."""
    of = measure.by_last_year
    if of is None or last is None:
        return None
    by = float(of[2] or 0)
    bound = last * by if of[1] == "*" else last - by if of[1] == "-" else last + by
    if not is_whole(measure.unit, measure.name_vi):
        return bound
    return float(math.floor(bound + 1e-9) if measure.rule == "le" else math.ceil(bound - 1e-9))


def of_unit(measure: Measure, own: Series) -> Bounds:
    """Low and high of a single unit: the plan that it was given this year, never the area's; None where it has none."""
    if measure.kind not in FIGURED or measure.rule not in {"ge", "gt", "le", "budget"}:
        return None, None, None, None
    return _one(measure, _last(own.plans))


def _one(measure: Measure, plan: float | None) -> Bounds:
    if measure.rule == "range":
        return None, None, None, None
    return (None, plan, None, None) if measure.rule == "le" else (plan, None, None, None)


def _observed_plan(measure: Measure, series: Mapping[str, Series]) -> float | None:
    source = measure.target_from or ""
    if source.startswith("share:"):
        return _from_share(series[measure.id], series.get(source.removeprefix("share:")))
    other = source.partition("#")[0] or measure.id
    return _last(series[other].plans) if other in series else None


def _last_year(s: Series) -> float | None:
    """The whole of the year before: what a sum came to, or where a state stood at its end; None when unknown."""
    if len(s.years) < 2:
        return None
    ends = (s.as_told(-2)[0][-1], s.totals[-2], s.levels[-2][-1])
    return next((float(v) for v in ends if np.isfinite(v)), None)


def _from_share(own: Series, share: Series | None) -> float | None:
    """Amount to date over its reported share of the plan (per cent), at the newest month that has both."""
    if share is None or own.now.size != 12:
        return None
    to_date = np.cumsum(own.now)
    both = np.flatnonzero(np.isfinite(to_date) & np.isfinite(share.levels[-1]) & (share.levels[-1] > 0))
    return float(to_date[both[-1]] / share.levels[-1][both[-1]] * 100) if both.size else None


def _last(plans: np.ndarray) -> float | None:
    """The year's plan; a plan that is not positive is none."""
    return float(plans[-1]) if np.isfinite(plans[-1]) and plans[-1] > 0 else None


def forecasts_of(cases: Iterable[Case]) -> dict[str, Forecast]:
    """Year ends of all measures at once (docs/method.md); errors are pooled over the programme."""
    cases = list(cases)
    found: dict[str, Forecast] = {f.id: f for f in forecast_flows(_flow_inputs(cases))}
    levels = [i for c in cases if (i := _level_input(c)) is not None]
    return found | {f.id: f for f in forecast_levels(levels)}


def stretch_probability(case: Case, cases: Iterable[Case]) -> float | None:
    """P(the second plan met): the same nowcast among the same measures, against the plan striven for."""
    again = [
        replace(i, target=case.stretch if i.id == case.measure.id else i.target) for i in _flow_inputs(cases)
    ]
    return next((f.probability for f in forecast_flows(again) if f.id == case.measure.id), None)


def _level_input(c: Case) -> LevelInput | None:
    """A level or ratio for its year-end forecast; None where none is made.

    Only the month known and December matter (docs/method.md, Levels): measures reported to different months then share
    their errors, where few are reported to the same one.
    """
    m, s = c.measure, c.series
    if m.kind not in LEVELS or m.rule == "range" or (m.kind == "ratio" and judged_by_counts(c)):
        return None
    table = s.levels if m.kind == "level" else ratio_levels(s)
    between = between_reports(table) if m.kind == "level" else table
    month = reached(table[-1])
    if month in {0, 12}:
        return None
    return LevelInput(
        m.id,
        month,
        float(table[-1][month - 1]),
        table[:-1] if month == 1 else table[:-1][:, [month - 1, 11]],
        c.bound,
        m.lower_is_better,
        m.unit == "%",
        revision_rms=s.revision_rms,
        between=between[:-1, month - 1],
    )


def _flow_inputs(cases: Iterable[Case]) -> list[FlowInput]:
    return [
        FlowInput(
            c.measure.id,
            c.series.past_as_at(reached(c.series.now)),
            c.series.now[: reached(c.series.now)],
            plans=c.series.plans[:-1] if np.isfinite(c.series.plans[:-1]).any() else None,
            plan=float(c.series.plans[-1]) if np.isfinite(c.series.plans[-1]) else c.low,
            target=c.low if c.measure.rule in {"ge", "gt", "budget"} else c.high,
            lower_is_better=c.measure.lower_is_better,
            revision_rms=c.series.revision_rms,
            things=c.series.things,
        )
        for c in cases
        if c.measure.kind in SUMS
    ]
