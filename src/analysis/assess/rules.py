"""How each kind of measure is judged: one function per kind (METHOD.md §2-4, DOMAIN.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from analysis.assess.assessments import Assessment
from analysis.assess.case import Case, known, label, left_out, minus, reported
from analysis.assess.chance import poisson_at_most
from analysis.assess.once import annual, count, event, happened, listed, milestone
from analysis.assess.pace import budget, flow
from analysis.assess.ratios import ratio
from analysis.assess.shares import level
from analysis.assess.status import Facts, by_probability, chance_word

FEW = 2  # months of a comparison needed before it says anything


def judge(case: Case) -> Assessment:
    """The verdict on a measure that is still followed."""
    if case.measure.rule == "watch":
        return watched(case)
    return RULES[case.measure.kind](case)


def compare(c: Case) -> Assessment:
    """Fewer than last year: pairs within the year, the rest of the year Poisson, equality is not met."""
    s = c.series
    now, last = s.now, s.amounts[-2] if len(s.amounts) > 1 else np.full(12, np.nan)
    seen = np.isfinite(now)
    months = int(np.flatnonzero(seen)[-1]) + 1 if seen.any() else 0
    to_date = float(now[seen].sum()) if months else None
    whole = known(s.totals[-2]) if len(s.totals) > 1 else None
    last_total = whole if whole is not None else known(last.sum())
    c = replace(c, high=last_total)
    same = last[:months][seen[:months]]
    last_to_date = float(same.sum()) if months and np.isfinite(same).all() else None
    left = 12 - int(seen.sum())
    settled = c.year_over and (left == 0 or (to_date or 0) >= (last_total or np.inf))
    p = None
    if last_total is not None and to_date is not None:
        # this year's pace, held back by a year of last year's
        rate = (to_date + last_total) / ((12 - left) / 12 + 1)
        p = poisson_at_most(int(np.ceil(last_total - to_date)) - 1, rate * left / 12)
    sent = reported(c, label(c.year, months) if months else None) and last_total is not None
    facts = Facts(
        reported=sent,
        closed=settled,
        met=c.meets(to_date) if settled else None,
        enough=months >= FEW,
        verdict=by_probability(p),
    )
    pair = {
        "to_date": to_date,
        "last": last_to_date,
        "last_total": last_total,
        "period": label(c.year, max(months, 1)),
    }
    if last_total is None:
        why = c.why("no_base", year=c.year - 1)
    elif settled:
        why = c.why("compare_met" if facts.met else "compare_missed", **pair)
    elif months < FEW:
        why = c.why("compare_early", **pair)
    else:
        why = c.why("compare_pair", **pair, chance=chance_word(p))
    change = None
    if not settled and last_total is not None and to_date is not None:
        room = int(np.ceil(last_total - to_date)) - 1
        gaps = left - (12 - months) or None  # months that went by without a report may bring some too
        key = "no_more_allowed" if room == 0 else "may_still"
        change = c.why(key, left=room, months=left, over=room < 0, gaps=gaps)
    out = c.close(
        facts,
        why,
        change,
        to_date=to_date,
        target_high=last_total,
        last_year_to_date=last_to_date,
        last_year_total=last_total,
        distance=minus(to_date, last_total),
        probability=None if settled else p,
        periods_left=left,
        year_end=to_date if settled else None,
        estimate=bool(months and s.estimate[months - 1]),
        basis_month=label(c.year, months) if months else None,
        notes=left_out(c, seen),
    )
    return replace(out, reason=why) if last_total is None else out


def watched(c: Case) -> Assessment:
    """The programme gives no figure: shown, never judged."""
    events = [e for e in c.series.events if e["facet"] == "" and happened(e, c)]
    now = c.series.now[np.isfinite(c.series.now)]
    levels = c.series.levels[-1][np.isfinite(c.series.levels[-1])]
    value = (
        float(now.sum())
        if now.size
        else float(levels[-1])
        if levels.size
        else float(len(events))
        if events
        else None
    )
    last = known(c.series.amounts[-2].sum()) if len(c.series.amounts) > 1 else None
    months = int(np.flatnonzero(np.isfinite(c.series.now))[-1]) + 1 if now.size else c.month
    return c.close(
        Facts(watched=True),
        c.why("watched", to_date=value, last_total=last, period=label(c.year, months)),
        None,
        to_date=value,
        last_year_total=last,
        events=listed(events, c),
        basis_month=label(c.year, months) if value is not None else None,
    )


RULES: dict[str, Callable[[Case], Assessment]] = {
    "flow": flow,
    "level": level,
    "ratio": ratio,
    "count": count,
    "event": event,
    "milestone": milestone,
    "annual": annual,
    "budget": budget,
    "compare": compare,
}
