"""Amounts that add up, and a budget to be carried out (docs/method.md, decision 0020)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from analysis.assess.assessments import Assessment, Reason
from analysis.assess.case import (
    Case,
    carried,
    forecast_fields,
    gaps,
    in_part,
    known,
    label,
    minus,
    owing,
    share_of,
)
from analysis.assess.ledger import YEAR
from analysis.assess.measured import reached
from analysis.assess.status import UNLIKELY, Facts, by_probability, unless_ahead

BUDGET_CARRIED_OUT = 95.0  # per cent of the estimate below which a closed year was slow: our convention


def flow(c: Case) -> Assessment:
    """Amounts that add up: nowcast by month, quarter or crop (docs/method.md, Flows)."""
    f = c.flow
    fields, total = _flow_fields(c)
    c, sent = _owing(c, fields, total)
    over = c.year_over and total is not None
    centre = f is not None and bool(c.meets(f.total))
    s = c.series
    real = np.where(np.isfinite(s.now), s.counted, np.nan)  # nothing filled, scaled
    counted = known(np.nansum(real)) if fields["basis_month"] else None
    facts = Facts(
        due=c.measure.cadence != "season" or bool(c.due or fields["basis_month"]),
        reported=sent,
        closed=over,
        met=c.meets(total if over else counted),
        irreversible=c.measure.rule in {"ge", "gt"} and not (c.series.now < 0).any(),
        enough=f is not None and not f.too_early,
        verdict=unless_ahead(
            by_probability(f.probability, centre and f.even, c.narrow(f.p10, f.p90)),
            centre and f.to_date >= (f.expected_to_date or 0.0),
        )
        if f is not None
        else None,
    )
    if over:
        fields |= {"year_end": total, "distance": minus(total, c.bound)}
        why = c.why("closed_met" if facts.met else "closed_missed")
    elif not facts.due:
        why = c.why("season_not_due", month=label(c.year, min(max(s.months) for s in c.measure.seasons)))
    elif facts.met and facts.irreversible:
        why = c.why("reached")
    else:
        why = _flow_reason(c)
    return c.close(facts, why, None if over or facts.met else _needed(c, fields), **fields)


def budget(c: Case) -> Assessment:
    """An estimate to be carried out: behind is slow, above 100 % is to be explained; it is never praised."""
    f = c.flow
    fields, total = _flow_fields(c)
    c, sent = _owing(c, fields, total)
    chance = f.probability if f is not None else None
    share = fields["share_of_target"]
    over = share is not None and share > 100 * (1 + 1e-9)
    closed = c.year_over and total is not None
    if closed:
        slow = share is not None and share < BUDGET_CARRIED_OUT
    else:
        slow = chance is not None and chance < UNLIKELY
    facts = Facts(
        watched=over,
        reported=sent,
        enough=closed or (f is not None and chance is not None and not f.too_early),
        verdict="at_risk" if slow else "on_track",
    )
    if over:
        why = c.why("budget_over")
    elif facts.enough and facts.reported:
        why = c.why(
            "budget_slow" if slow else "budget_within",
            expected=share_of(fields.get("expected_to_date"), c.low),
            closed=closed,
        )
    else:
        why = _flow_reason(c)
    change = c.why("explain") if over else None if closed else _needed(c, fields)
    out = c.close(facts, why, change, **fields)
    return replace(out, closed=closed and out.status != "no_data")


def _owing(c: Case, fields: dict, total: float | None) -> tuple[Case, bool]:
    """`owing`: gaps that could be filled, or lie in a figure of the whole year, are not owed."""
    month = fields["basis_month"]
    missing = gaps(np.isfinite(c.series.now), c.series.ends) if total is None else ()
    return owing(c, int(month[5:7]) if month else 0, missing)


def _flow_fields(c: Case) -> tuple[dict, float | None]:
    """Everything known of an amount: to date, last year, expected, forecast, what is still needed; and its total where
    the year is over."""
    s, f = c.series, c.flow
    seen = np.isfinite(s.now)
    periods = reached(s.now)
    month = s.ends[periods - 1] if periods else None
    to_date = f.to_date if f is not None else float(np.nansum(s.now)) if periods else None
    n = s.now.size
    if periods and np.isfinite(told := s.told[-1][periods - 1]):
        to_date = float(told)  # to its last digit
    whole = known(s.totals[-1]) if c.year_over else None
    blank = tuple(label(c.year, end) for end in gaps(seen, s.ends)) if whole is None else ()
    total = whole if whole is not None else to_date if periods == n and (f is not None or not blank) else None
    if total is not None and whole is not None:
        to_date, periods, month = whole, n, 12
    last = s.as_told(-2)[0] if len(s.amounts) > 1 else np.full(n, np.nan)
    last_total = known(last[-1])
    if last_total is None and len(s.totals) > 1:
        last_total = known(s.totals[-2])
    open_sum = bool(blank) and f is None  # months that nobody told, and nothing stands for them
    compared = periods and c.broken_on is None and not (n == 12 and periods == 1) and not open_sum
    before = known(last[periods - 1]) if compared else None
    ends = np.array(s.ends)
    after = ends > max(c.month, month or 0)  # what is left is counted from the page's month
    left = int(after.sum())
    rest = known(last[-1] - (last[n - left - 1] if left < n else 0.0))
    scaled = s.in_part(month or 0, s.since(month or 0)) if whole is None else ()
    yearly = s.keys_at(12, YEAR) if whole is not None else ()
    fields: dict[str, Any] = {
        "to_date": to_date,
        "basis_month": label(c.year, month) if month else None,
        "share_of_target": share_of(to_date, c.low),
        "distance": minus(to_date, c.bound),
        "last_year_to_date": before,
        "last_year_total": last_total,
        "change_on_year": 100 * (to_date / before - 1)
        if before and before > 0 and to_date is not None
        else None,
        "periods_left": left,
        "linear_share": 100 * periods / n if periods else None,
        "estimate": bool(scaled or (month and s.estimate[month - 1])),
        "crops": _crops(c),
        "last_year_rest_per_period": rest / left if left and rest is not None else None,
        "keys": yearly or s.keys_to(month or 0),
        "cells": c.draft.cells | {"last_year": s.keys_to(month, -2) if month and before is not None else ()},
    }
    if to_date is not None and c.low is not None and left and not open_sum:
        fields["needed_per_period"] = max(c.low - to_date, 0.0) / left
    notes = list(in_part(c, scaled, "scaled"))
    if blank:
        notes.append(c.why("left_out" if f is None else "filled", months=blank))
    if blank and f is not None:
        fields |= {"estimate": True, "filled": blank}  # a part of the sum was never reported
    if f is not None and total is None:
        track = None if f.track_record is None else 100 * f.track_record
        fields |= {"expected_to_date": f.expected_to_date, **forecast_fields(f, f.total, track)}
        if f.broken_at is not None and f.broken_at == len(s.years) - 1:
            notes.append(c.why("out_of_line", year=c.year))
        elif f.broken_at is not None:
            fields["history_cut"] = str(s.years[f.broken_at])
            notes.append(c.why("history_cut", year=s.years[f.broken_at]))
    notes += carried(c, month or 0)
    for crop in fields["crops"]:
        if crop["over"] and crop["plan"] and crop["actual"] is not None:
            key = "crop_met" if crop["actual"] >= crop["plan"] else "crop_short"
            notes.append(c.why(key, **{k: crop[k] for k in ("name", "name_en", "actual", "plan")}))
    harvests = [crop["actual"] for crop in fields["crops"] if crop["actual"] is not None]
    apart = to_date - sum(harvests) if harvests and to_date is not None else 0.0
    if abs(apart) >= 0.5:
        notes.append(c.why("crops_apart", value=sum(harvests), to_date=to_date, apart=apart, months=blank))
    fields["notes"] = tuple(notes)
    return fields, total


def _flow_reason(c: Case) -> Reason:
    made, f = c.forecast, c.flow
    if not c.has_plan:
        return c.why("no_plan", year=c.year)
    if made is None or not made.months_known and made.reason in {None, "empty"}:
        return c.why("nothing_yet", year=c.year)
    if f is None or f.probability is None:
        return c.why("no_forecast", cause=made.reason or "negative")
    if f.too_early:
        return c.why("before_march")
    return c.ends("year_end", f.probability, f.total, f.p10, f.p90)


def _needed(c: Case, fields: dict):
    if fields.get("needed_per_period") is None:
        return None
    values = {
        "needed": fields["needed_per_period"],
        "left": fields["periods_left"],
        "step": "quarter" if c.measure.periods == 4 else "month" if c.series.now.size == 12 else "crop",
        "last_year": None if c.broken_on else fields["last_year_rest_per_period"],
        "untold": tuple(
            label(c.year, end) for end in c.series.ends if int(fields["basis_month"][5:7]) < end <= c.month
        ),
    }
    return c.why("need_last", **values) if values["left"] == 1 else c.why("need_pace", **values)


def _crops(c: Case) -> tuple[dict, ...]:
    """Each crop's plan and harvest so far; by month, the months of the crop that are known. A count over several crops
    tells none of them, and a crop is over once its last month is told and none of its months is missing."""
    s, out = c.series, []
    to_date, alone = s.as_told() if c.measure.seasons else (s.now, s.now)
    alone = np.where(np.isfinite(s.own[-1]), s.own[-1], alone)  # a harvest as it was told, fitted to no count
    for i, season in enumerate(c.measure.seasons):
        at = np.array(sorted(season.months)) - 1 if s.now.size == 12 else np.array([i])
        here = at[np.isfinite(s.now[at])]
        harvest = float(alone[here].sum()) if here.size else np.nan
        if np.isnan(harvest) and here.size and here[-1] - here[0] == here.size - 1:  # told together
            harvest = float(to_date[here[-1]] - (to_date[here[0] - 1] if here[0] else 0.0))
        told = s.facets.get(season.id, known(harvest))
        out.append(
            {
                "id": season.id,
                "name": season.name_vi,
                "name_en": season.name_en,
                "plan": season.plan if c.year == c.programme_year else None,
                "actual": told,
                "over": max(season.months) <= c.month
                and bool(np.isfinite(s.now[at[-1]]) if season.id in s.facets else here.size == at.size)
                and told is not None,
            }
        )
    return tuple(out)
