"""What is judged once: a few events, one event, a row of steps, a yearly review (decision 0020)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from analysis.assess.assessments import Assessment
from analysis.assess.case import Case, known, label, minus, named_units, share_of
from analysis.assess.ledger import LEVEL, YEAR
from analysis.assess.status import Facts
from analysis.assess.steps import progress

NUMBERED = re.compile(r"\bsố\s*\d|\d\s*[/-]\s*[A-ZĐ]")  # "số 12", "12/QĐ-UBND", "17-QĐ/ĐU"


def count(c: Case) -> Assessment:
    """A few events, each by its decision: never nowcast. Short of the target it stays open all year."""
    events = events_of(c)
    seen = [1.0 if np.isnan(e["value"]) else e["value"] for e in events]
    by_month = c.series.counted[np.isfinite(c.series.counted)]
    total = float(sum(seen)) if events else float(by_month.sum()) if by_month.size else None
    so_far = total or 0.0
    none_ever = total is None
    closed = c.year_over and not none_ever
    least = c.measure.rule in {"ge", "gt"}
    spent = not least and c.meets(so_far) is False  # "at most" cannot be met any more
    facts = Facts(
        reported=c.has_plan and not (c.year_over and none_ever),
        closed=closed,
        met=c.meets(so_far),
        irreversible=least,
        enough=spent,
        verdict="off_track",
    )
    if closed:
        why = c.why("closed_met" if facts.met else "closed_missed")
    elif spent:
        why = c.why("too_many_events")
    elif facts.met and least:
        why = c.why(
            "reached_events",
            last=events[-1]["date"] if events else None,
            paper=events[-1]["note"] if events else "",
        )
    else:
        key = "few_events" if so_far or not least else "no_events"
        why = c.why(key)
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
        events=listed(events, c),
        keys=tuple(e["key"] for e in events) if events else c.series.keys_to(c.month),
        basis_month=label(c.year, c.month),
        distance=minus(so_far, c.bound),
        share_of_target=share_of(so_far, c.low),
        periods_left=12 - c.month,
    )


def event(c: Case) -> Assessment:
    """Happens once: achieved or missed on the day, and final; at 100 % every unit that reports must hold."""
    events = events_of(c)
    whole = [e for e in events if e["place"] == c.draft.place]
    units = [e for e in events if e["place"] != c.draft.place]
    top, bottom = _event_parts(whole or units)
    value = 100 * top / bottom if top is not None and bottom else known(whole[-1]["value"]) if whole else None
    failing = tuple(
        c.unit_counts(e["place"], e["numerator"], e["denominator"], e["period"])
        for e in units
        if e["numerator"] < e["denominator"] and c.all_must_hold
    )
    since = _judged_from(c)
    due = bool(events) or c.day >= since
    unusable = None if events else c.unusable(since.month)
    met = c.meets(value)
    facts = Facts(
        due=due,
        reported=bool(events) and c.has_plan,
        closed=bool(events),
        met=None if met is None else met and not failing,
    )
    day = max((e["date"] for e in events if e["date"]), default=None)
    if not due:
        why = c.why("event_not_due", on=since)
    elif not events:
        owed = {"due": label(c.year, since.month), "last": None, "owner": c.draft.owner}
        why = unusable or c.why("not_reported", **owed)
    else:
        why = c.why(
            "event_met" if facts.met else "event_missed",
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
        events=listed(events, c),
        keys=tuple(e["key"] for e in whole or units),
        distance=minus(value, c.bound),
        year_end=value,
        basis_month=(whole or units)[-1]["period"] if events else None,
    )
    return replace(out, late=out.status == "no_data" and c.has_plan and not (c.handover or unusable))


def milestone(c: Case) -> Assessment:
    """Ordered steps with planned dates: judged like a commitment's (assess.steps)."""
    m = c.measure
    if c.year != c.programme_year or not m.steps:
        return c.close(Facts(reported=False), c.why("no_steps"))
    done = {e["facet"]: e for e in c.series.events if e["facet"]}
    criteria = not m.steps_in_order or c.low == len(m.steps)  # else all steps together make one
    wanted = int(c.low) if criteria and c.low else len(m.steps)
    p = progress(m.steps, done, c.day, dt.date(c.year, 12, 31), m.steps_in_order, wanted)
    over = c.day >= dt.date(c.year, 12, 31)
    facts = Facts(reported=c.has_plan, closed=p.finished or over, met=p.finished, verdict=p.verdict)
    if p.finished:
        why = c.why("milestone_done", on=p.done_on, paper=p.paper)
    elif facts.closed:
        why = c.why("milestone_missed", done=p.done, total=p.total)
    else:
        why = c.why(p.reason.key, **p.reason.values)
    count_of = float(p.done) if criteria else float(p.finished)
    return c.close(
        facts,
        why,
        None if facts.closed else c.why(p.change.key, **p.change.values) if p.change else None,
        to_date=count_of,
        events=p.steps,
        keys=tuple(r["key"] for r in p.steps if r["key"] is not None),
        distance=minus(count_of, c.low),
        numerator=float(p.done),
        denominator=float(p.total),
        share_of_target=share_of(count_of, c.low) if criteria else None,
        basis_month=label(c.year, c.month),
    )


def annual(c: Case) -> Assessment:
    """Judged once a year by a review; until then the owner's self-assessment stands beside it."""
    review, top, bottom, month, keys = _review(c)
    since = _judged_from(c)
    due = c.day >= since
    unusable = c.unusable(since.month)
    # a figure from before the review is shown, and decides nothing
    counts = review is not None and month is not None and month >= since.month
    facts = Facts(due=due or counts, reported=counts and c.has_plan, closed=True, met=c.meets(review))
    if not (due or counts):
        why = c.why("annual_not_due", on=since, said=c.draft.self_assessment)
        change = c.why("wait_review", on=since)
    elif not counts:
        why = unusable or c.why("review_not_reported", on=since, said=c.draft.self_assessment)
        change = c.why("send_review", owner=c.draft.owner)
    else:
        why = c.why(
            "review_met" if facts.met else "review_missed",
            left=None if c.base is None or review is None or c.measure.unit == "%" else c.base - review,
            base=c.base,
        )
        change = None
    out = c.close(
        facts,
        why,
        change,
        to_date=review,
        numerator=top,
        denominator=bottom,
        distance=minus(review, c.bound),
        year_end=review if counts else None,
        basis_month=label(c.year, month) if month else None,
        failing=named_units(c),
        keys=keys,
    )
    return replace(out, late=out.status == "no_data" and c.has_plan and not (c.handover or unusable))


def _review(c: Case) -> tuple[float | None, float | None, float | None, int | None, tuple[int, ...]]:
    """The year's review: value, n, N, its month and cells. A state (level) first, then a figure of the year."""
    s = c.series
    at = np.flatnonzero(np.isfinite(s.levels[-1]) | np.isfinite(s.top[-1]))
    if at.size:
        i = int(at[-1])
        value, top, bottom = s.levels[-1][i], known(s.top[-1][i]), known(s.bottom[-1][i])
        if not np.isfinite(value) and top is not None and bottom:
            value = 100 * top / bottom if c.measure.unit == "%" else top
        return known(value), top, bottom, i + 1, s.keys_at(i + 1, LEVEL)
    now = np.flatnonzero(np.isfinite(s.now))
    if np.isfinite(s.totals[-1]):
        keys = tuple(k for m in range(1, 13) for k in s.keys_at(m, YEAR))
        return float(s.totals[-1]), known(s.whole[-1]), known(s.of_whole[-1]), c.month, keys or s.keys_to(12)
    if now.size:
        month = s.ends[int(now[-1])]
        return float(s.now[now].sum()), None, None, month, s.keys_to(month)
    return None, None, None, None, ()


def _judged_from(c: Case) -> dt.date:
    month, _, day = (c.measure.judged_from or "12-01").partition("-")
    return dt.date(c.year, int(month), int(day or 1))


def _event_parts(events: list[dict]) -> tuple[float | None, float | None]:
    if not events or any(np.isnan(e["denominator"]) or np.isnan(e["numerator"]) for e in events):
        return None, None
    return float(sum(e["numerator"] for e in events)), float(sum(e["denominator"] for e in events))


def events_of(c: Case) -> list[dict]:
    """The events, no steps, that lie on or before the day (or within the month) that is judged."""
    last = max(c.day, dt.date(c.year, c.month, 28))
    return [e for e in c.series.events if e["facet"] == "" and (e["date"] is None or e["date"] <= last)]


def listed(events: Iterable[dict], c: Case) -> tuple[dict, ...]:
    """Events as an assessment lists them: the paper of a note ("Quyết định số 12") apart from its words, a
    unit's event under the unit's name, with the counts behind a share."""
    rows = []
    for e in events:
        parts = [p.strip() for p in e["note"].split(";") if p.strip()]
        papers = [p for p in parts if NUMBERED.search(p)]
        words = [p for p in parts if p not in papers]
        where = "" if e["place"] == c.draft.place else c.unit_name(e["place"], e["period"])
        row = {"name": "; ".join(words) or where, "paper": "; ".join(papers), "done": True, "planned": None}
        row |= {key: e[key] for key in ("date", "period", "place", "key")}
        rows.append(row | {key: known(e[key]) for key in ("numerator", "denominator", "value")})
    return tuple(rows)
