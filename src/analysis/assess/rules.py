"""How each kind of measure is judged: one function per kind (METHOD.md §2-4, DOMAIN.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from analysis.assess.assessments import Assessment
from analysis.assess.case import Case, known, label
from analysis.assess.chance import poisson_at_most
from analysis.assess.commitments import progress
from analysis.assess.shares import level, ratio
from analysis.assess.status import UNLIKELY, Facts, by_probability

BUDGET_CARRIED_OUT = 95.0  # per cent of the estimate below which a closed year was slow: our convention
FEW = 2  # months of a comparison needed before it says anything


def judge(case: Case) -> Assessment:
    """The verdict on a measure that is still followed."""
    if case.measure.rule == "watch":
        return watched(case)
    return RULES[case.measure.kind](case)


def flow(c: Case) -> Assessment:
    """Amounts that add up: share-shrink nowcast by month, quarter or crop (METHOD.md §3)."""
    f = c.forecast
    fields = _flow_fields(c)
    to_date, total = fields["to_date"], fields.pop("closing_total")
    usable = f is not None and np.isfinite(f.total)
    over = c.year_over and total is not None
    centre = usable and bool(c.meets(f.total))
    facts = Facts(
        reported=_reported(c, fields["basis_month"]) and c.has_plan,
        closed=over,
        met=c.meets(total if over else to_date),
        irreversible=c.measure.rule in {"ge", "gt"} and not (c.series.now < 0).any(),
        enough=usable and not f.too_early,
        verdict=by_probability(f.probability, centre, c.narrow(f.p10, f.p90)) if usable else None,
    )
    if over:
        fields |= {"year_end": total, "distance": total - c.bound if c.bound is not None else None}
        why = c.why(
            "closed_met" if facts.met else "closed_missed",
            value=total,
            target=c.bound,
            estimate=fields["estimate"],
            rule=c.measure.rule,
        )
    elif facts.met and facts.irreversible:
        why = c.why("reached", to_date=to_date, target=c.bound, period=fields["basis_month"])
    else:
        why = _flow_reason(c, f, usable)
    return c.close(facts, why, None if over or facts.met else _needed(c, fields), **fields)


def budget(c: Case) -> Assessment:
    """An estimate to be carried out: behind is slow, above 100 % is neutral and to be explained, never praised."""
    f = c.forecast
    fields = _flow_fields(c)
    to_date, total = fields["to_date"], fields.pop("closing_total")
    usable = f is not None and np.isfinite(f.total) and f.probability is not None
    share = fields["share_of_target"]
    over = share is not None and share > 100 * (1 + 1e-9)
    closed = c.year_over and total is not None
    if closed:
        slow = share is not None and share < BUDGET_CARRIED_OUT
    else:
        slow = usable and f.probability < UNLIKELY
    facts = Facts(
        watched=over,
        reported=_reported(c, fields["basis_month"]) and c.has_plan,
        enough=closed or (usable and not f.too_early),
        verdict="at_risk" if slow else "on_track",
    )
    if over:
        why = c.why("budget_over", to_date=to_date, target=c.low, share=share)
    elif facts.enough and facts.reported:
        why = c.why(
            "budget_slow" if slow else "budget_within",
            to_date=to_date,
            target=c.low,
            share=share,
            expected=_share(fields["expected_to_date"], c.low),
            year_end=fields.get("year_end"),
            closed=closed,
        )
    else:
        why = _flow_reason(c, f, usable)
    change = c.why("explain") if over else None if closed else _needed(c, fields)
    out = c.close(facts, why, change, **fields)
    return replace(out, closed=closed and out.status != "no_data")


def count(c: Case) -> Assessment:
    """A few events, each by its decision: never nowcast. Short of the target it stays open until the year ends."""
    events = tuple(e for e in c.series.events if e["facet"] == "" and _happened(e, c))
    seen = [1.0 if np.isnan(e["value"]) else e["value"] for e in events]
    by_month = c.series.now[np.isfinite(c.series.now)]
    total = float(sum(seen)) if events else float(by_month.sum()) if by_month.size else None
    so_far = total or 0.0
    none_ever = total is None
    closed = c.year_over and not none_ever
    facts = Facts(
        reported=c.has_plan and not (c.year_over and none_ever),
        closed=closed,
        met=c.meets(so_far),
        irreversible=c.measure.rule in {"ge", "gt"},
        enough=False,
    )
    if closed:
        why = c.why(
            "closed_met" if facts.met else "closed_missed",
            value=so_far,
            target=c.bound,
            estimate=False,
            rule=c.measure.rule,
        )
    elif facts.met:
        why = c.why(
            "reached_events",
            to_date=so_far,
            target=c.low,
            last=events[-1]["date"] if events else None,
            paper=events[-1]["note"] if events else "",
        )
    else:
        why = c.why("few_events" if not none_ever else "no_events", to_date=so_far, target=c.low)
    left = None if c.low is None else max(c.low - so_far, 0.0)
    change = (
        None
        if closed or facts.met or left is None
        else c.why("need_events", needed=left, months=12 - c.month)
    )
    return c.close(
        facts,
        why,
        change,
        to_date=so_far,
        events=_listed(events),
        basis_month=label(c.year, c.month),
        distance=None if c.low is None else so_far - c.low,
        share_of_target=_share(so_far, c.low),
        periods_left=12 - c.month,
    )


def event(c: Case) -> Assessment:
    """Happens once: achieved or missed on the day, and final. For all units where units report it one by one."""
    events = [e for e in c.series.events if e["facet"] == "" and _happened(e, c)]
    whole = [e for e in events if e["place"] == c.draft.place]
    units = [e for e in events if e["place"] != c.draft.place]
    top, bottom = _event_parts(whole or units)
    value = 100 * top / bottom if bottom else known(whole[-1]["value"]) if whole else None
    failing = tuple(
        {
            "place": e["place"],
            "name": (c.unit_names or {}).get(e["place"], e["place"]),
            "numerator": e["numerator"],
            "denominator": e["denominator"],
        }
        for e in units
        if e["numerator"] < e["denominator"] and c.low == 100
    )
    due = bool(events) or c.day >= _judged_from(c)
    met = c.meets(value)
    facts = Facts(
        due=due,
        reported=bool(events) and c.has_plan,
        closed=bool(events),
        met=None if met is None else met and not failing,
    )
    day = max((e["date"] for e in events if e["date"]), default=None)
    if not due:
        why = c.why("event_not_due", on=_judged_from(c))
    elif not events:
        why = c.why("not_reported", due=label(c.year, _judged_from(c).month), last=None, owner=c.draft.owner)
    else:
        why = c.why(
            "event_met" if facts.met else "event_missed",
            value=value,
            target=c.bound,
            n=top,
            of=bottom,
            on=day,
            units=tuple(f["name"] for f in failing),
        )
    out = c.close(
        facts,
        why,
        None,
        to_date=value,
        numerator=top,
        denominator=bottom,
        failing=failing,
        events=_listed(events),
        distance=_minus(value, c.bound),
        year_end=value,
        basis_month=(whole or units)[-1]["period"] if events else None,
    )
    return replace(out, late=out.status == "no_data" and c.has_plan and not c.handover)


def milestone(c: Case) -> Assessment:
    """Ordered steps with planned dates: judged like a commitment's (assess.commitments)."""
    m = c.measure
    done = {e["facet"]: e for e in c.series.events if e["facet"]}
    p = progress(m.steps, done, c.day, dt.date(c.year, 12, 31), in_order=m.steps_in_order)
    has_steps = bool(m.steps) and c.year == c.programme_year
    facts = Facts(
        reported=has_steps and c.has_plan, closed=p.finished or c.year_over, met=p.finished, verdict=p.verdict
    )
    if p.finished:
        why = c.why("milestone_done", on=p.done_on, paper=p.paper)
    elif facts.closed:
        why = c.why("milestone_missed", done=p.done, total=p.total)
    else:
        why = c.why(p.reason.key, **p.reason.values)
    count_of = float(p.done) if c.low == len(m.steps) else 1.0 if p.finished else 0.0
    return c.close(
        facts,
        why,
        None if facts.closed else c.why(p.change.key, **p.change.values) if p.change else None,
        to_date=count_of,
        events=p.steps,
        distance=_minus(count_of, c.low),
        numerator=float(p.done),
        denominator=float(p.total),
        share_of_target=_share(count_of, c.low) if c.low == p.total else None,
        basis_month=label(c.year, c.month),
    )


def annual(c: Case) -> Assessment:
    """Judged once a year by a review; until then the owner's self-assessment stands beside it."""
    review, top, bottom, month = _review(c)
    since = _judged_from(c)
    due = c.day >= since
    # a figure from before the review is shown, and decides nothing
    counts = review is not None and month is not None and dt.date(c.year, month, 28) >= since
    value = review if review is not None else None
    facts = Facts(due=due or counts, reported=counts and c.has_plan, closed=True, met=c.meets(value))
    if not (due or counts):
        why = c.why(
            "annual_not_due",
            on=since,
            said=c.draft.self_assessment,
            note=c.draft.self_assessment_note,
            value=value,
            n=top,
            of=bottom,
        )
        change = c.why("wait_review", on=since)
    elif not counts:
        why = c.why("review_not_reported", on=since, said=c.draft.self_assessment)
        change = c.why("send_review", owner=c.draft.owner)
    else:
        why = c.why(
            "review_met" if facts.met else "review_missed",
            value=value,
            target=c.bound,
            n=top,
            of=bottom,
            left=None if c.base is None or c.measure.unit == "%" else c.base - value,
            base=c.base,
            rule=c.measure.rule,
        )
        change = None
    out = c.close(
        facts,
        why,
        change,
        to_date=value,
        numerator=top,
        denominator=bottom,
        distance=_minus(value, c.bound),
        year_end=value if counts else None,
        basis_month=label(c.year, month) if month else None,
        failing=_named(c),
    )
    # a figure that has been given can stand before the review is owed; lateness counts only once it is
    return replace(out, late=out.status == "no_data" and c.has_plan and not c.handover)


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
        rate = (to_date + last_total) / (
            (12 - left) / 12 + 1
        )  # this year's pace, held back by one of last year's
        p = poisson_at_most(int(np.ceil(last_total - to_date)) - 1, rate * left / 12)
    reported = _reported(c, label(c.year, months) if months else None) and last_total is not None
    facts = Facts(
        reported=reported,
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
        why = c.why("compare_pair", **pair, chance=chance(p))
    change = None
    if not settled and last_total is not None and to_date is not None:
        change = c.why(
            "may_still",
            left=max(int(np.ceil(last_total - to_date)) - 1, 0),
            months=left,
            over=to_date >= last_total,
        )
    out = c.close(
        facts,
        why,
        change,
        to_date=to_date,
        target_high=last_total,
        last_year_to_date=last_to_date,
        last_year_total=last_total,
        distance=_minus(to_date, last_total),
        probability=None if settled else p,
        periods_left=left,
        year_end=to_date if settled else None,
        estimate=bool(months and s.estimate[months - 1]),
        basis_month=label(c.year, months) if months else None,
    )
    return replace(out, reason=why) if last_total is None else out


def watched(c: Case) -> Assessment:
    """The programme gives no figure: shown, never judged."""
    events = [e for e in c.series.events if e["facet"] == "" and _happened(e, c)]
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
        events=_listed(events),
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


def chance(p: float | None) -> str | None:
    """What leaders read for a probability: high, medium, low (DOMAIN.md)."""
    return {"on_track": "high", "at_risk": "medium", "off_track": "low", None: None}[by_probability(p)]


def _flow_fields(c: Case) -> dict:
    """Everything known of an amount: to date, last year, expected, forecast, what is still needed."""
    s, f = c.series, c.forecast
    seen = np.isfinite(s.now)
    periods = int(np.flatnonzero(seen)[-1]) + 1 if seen.any() else 0
    month = s.ends[periods - 1] if periods else None
    usable = f is not None and np.isfinite(f.total)
    to_date = f.to_date if usable else float(np.nansum(s.now)) if periods else None
    n = s.now.size
    whole = known(s.totals[-1]) if c.year_over else None
    total = whole if whole is not None else to_date if periods == n else None
    if total is not None and whole is not None:
        to_date, periods, month = whole, n, 12
    last = s.amounts[-2] if len(s.amounts) > 1 else np.full(n, np.nan)
    last_total = known(last.sum())
    if last_total is None and len(s.totals) > 1:
        last_total = known(s.totals[-2])
    compared = periods and c.broken_on is None and not (n == 12 and periods == 1)
    before = known(last[:periods].sum()) if compared else None
    left = n - periods
    fields = {
        "to_date": to_date,
        "closing_total": total,
        "basis_month": label(c.year, month) if month else None,
        "share_of_target": _share(to_date, c.low),
        "distance": _minus(to_date, c.bound),
        "last_year_to_date": before,
        "last_year_total": last_total,
        "change_on_year": 100 * (to_date / before - 1)
        if before and before > 0 and to_date is not None
        else None,
        "periods_left": left,
        "estimate": bool(month and s.estimate[month - 1]),
        "crops": _crops(c),
        "last_year_rest_per_period": known(last[periods:].sum()) / left
        if left and known(last[periods:].sum()) is not None
        else None,
    }
    if to_date is not None and c.low is not None and left:
        fields["needed_per_period"] = max(c.low - to_date, 0.0) / left
    notes = []
    if usable and total is None:
        names = tuple(label(c.year, s.ends[i - 1]) for i in f.filled)
        fields |= {
            "expected_to_date": f.expected_to_date,
            "year_end": f.total,
            "year_end_p10": f.p10,
            "year_end_p50": f.p50,
            "year_end_p90": f.p90,
            "probability": f.probability,
            "typical": f.typical,
            "filled": names,
            "track_record": None if f.track_record is None else 100 * f.track_record,
            "history_cut": None if f.broken_at is None else str(s.years[f.broken_at]),
        }
        if names:
            notes.append(c.why("filled", months=names))
        if f.broken_at is not None:
            notes.append(c.why("history_cut", year=s.years[f.broken_at]))
    if month and month < c.month and c.due <= month and c.measure.cadence not in {"event", "once", "year"}:
        notes.append(c.why("handed_over" if c.handover else "carried", period=label(c.year, month)))
    fields["notes"] = tuple(notes)
    return fields


def _flow_reason(c: Case, f, usable: bool):
    if not c.has_plan:
        return c.why("no_plan", year=c.year)
    if f is None or not f.months_known and f.reason in {None, "empty"}:
        return c.why("nothing_yet", year=c.year)
    if not usable or f.probability is None:
        return c.why("no_forecast", cause=f.reason or "negative", to_date=f.to_date if usable else None)
    if f.too_early:
        return c.why("before_march", to_date=f.to_date)
    return c.why(
        "year_end",
        year_end=f.total,
        p10=f.p10,
        p90=f.p90,
        target=c.bound,
        chance=chance(f.probability),
        narrow=bool(c.meets(f.total) and c.narrow(f.p10, f.p90)),
        to_date=f.to_date,
        expected=f.expected_to_date,
        year=c.year,
    )


def _needed(c: Case, fields: dict):
    if fields.get("needed_per_period") is None:
        return None
    step = "quarter" if c.measure.periods == 4 else "month" if c.series.now.size == 12 else "crop"
    return c.why(
        "need_pace",
        needed=fields["needed_per_period"],
        left=fields["periods_left"],
        step=step,
        last_year=fields["last_year_rest_per_period"] if c.broken_on is None else None,
    )


def _crops(c: Case) -> tuple[dict, ...]:
    """Each crop's plan and harvest so far; by month, the months of the crop that are known."""
    s, out = c.series, []
    for i, season in enumerate(c.measure.seasons):
        part = s.now[[m - 1 for m in season.months]] if s.now.size == 12 else s.now[i : i + 1]
        here = part[np.isfinite(part)]
        out.append(
            {
                "id": season.id,
                "name": season.name_vi,
                "name_en": season.name_en,
                "closes": max(season.months),
                "plan": season.plan if c.year == c.programme_year else None,
                "actual": s.facets.get(season.id, float(here.sum()) if here.size else None),
                "over": max(season.months) <= c.month and np.isfinite(part[-1]),
            }
        )
    return tuple(out)


def _reported(c: Case, basis_month: str | None) -> bool:
    return not c.due or (basis_month is not None and int(basis_month[5:7]) >= c.due)


def _review(c: Case) -> tuple[float | None, float | None, float | None, int | None]:
    """The year's review: value, n, N and its month. A state (level) first, then a figure of the year."""
    s = c.series
    at = np.flatnonzero(np.isfinite(s.levels[-1]) | np.isfinite(s.top[-1]))
    if at.size:
        i = int(at[-1])
        value, top, bottom = s.levels[-1][i], known(s.top[-1][i]), known(s.bottom[-1][i])
        if not np.isfinite(value) and bottom:
            value = 100 * top / bottom if c.measure.unit == "%" else top
        return known(value), top, bottom, i + 1
    now = np.flatnonzero(np.isfinite(s.now))
    if np.isfinite(s.totals[-1]):
        return float(s.totals[-1]), known(s.whole[-1]), known(s.of_whole[-1]), c.month
    if now.size:
        return float(s.now[now].sum()), None, None, s.ends[int(now[-1])]
    return None, None, None, None


def _judged_from(c: Case) -> dt.date:
    month, _, day = (c.measure.judged_from or "12-01").partition("-")
    return dt.date(c.year, int(month), int(day or 1))


def _named(c: Case) -> tuple[dict, ...]:
    return tuple(
        {"place": p, "name": (c.unit_names or {}).get(p, p), "numerator": n, "denominator": of}
        for p, n, of in c.series.failing
    )


def _event_parts(events: list[dict]) -> tuple[float | None, float | None]:
    if not events or any(np.isnan(e["denominator"]) or np.isnan(e["numerator"]) for e in events):
        return None, None
    return float(sum(e["numerator"] for e in events)), float(sum(e["denominator"] for e in events))


def _happened(e: dict, c: Case) -> bool:
    return e["date"] is None or e["date"] <= max(c.day, dt.date(c.year, c.month, 28))


def _listed(events) -> tuple[dict, ...]:
    return tuple(
        {
            "date": e["date"],
            "name": e["note"],
            "paper": e["note"],
            "done": True,
            "planned": None,
            "value": known(e["value"]),
            "place": e["place"],
            "key": e["key"],
        }
        for e in events
    )


def _share(value: float | None, target: float | None) -> float | None:
    return 100 * value / target if value is not None and target else None


def _minus(value: float | None, bound: float | None) -> float | None:
    return value - bound if value is not None and bound is not None else None
