"""What falls due: commitments, their steps, asks, causes, what was assigned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from analysis.notes import Ask
from analysis.present import locale
from analysis.present.trouble import lead_of
from analysis.present.view import View


def month_to_come(v: View) -> tuple[str, list[tuple[dt.date, str]]]:
    """The name of the month to come, and what falls due in it, by day."""
    until = (v.day + dt.timedelta(40)).replace(day=1) - dt.timedelta(1)
    dues = {(day, what.rstrip(".")) for day, what, *_ in due_items(v) if v.day < day <= until}
    return locale.month_name(f"{until.year}-{until.month:02d}", v.lang), sorted(dues)


def asked_lead(v: View, a: Ask) -> tuple[str, str]:
    """Who leads what is asked: as the notes say, else who answers for the work or measure; and beside it who answers
    today, where that is another. Texts, "" for none."""
    lead = v.owner_name(a.lead.strip()) if a.lead.strip() else ""
    known = v.area or v.assessments  # a commune has no works of its own
    of = known.commitments.get(a.measure or "") or known.measures.get(a.measure or "")
    holder = v.owner_name(of.owner) if of and of.owner else ""
    return lead or holder, v.say("current_lead", owner=holder) if holder and lead and lead != holder else ""


def due_items(v: View, brief: bool = False) -> Iterator[tuple[dt.date, str, str, str]]:
    """(day, what, office, kind) of all that is still open; `brief`: works by their short names."""
    for c, s in v.works():
        if s.status in {"achieved", "lapsed", "watch"}:
            continue
        office, name = v.owner_name(s.owner) if s.owner else "", c.short(v.lang) if brief else c.name(v.lang)
        if s.deadline is not None and s.deadline_kind != "programme_year":
            yield s.deadline, name, office, "work"
        for step in s.steps:
            if step["planned"] not in (None, s.deadline) and step["done"] is None:
                yield step["planned"], f"{name}: {step.get(f'name_{v.lang}') or step['name']}", office, "step"
    for a in () if v.owner else v.notes.asks:
        if a.deadline:
            yield a.deadline, a.what, "".join(asked_lead(v, a)) or a.decides, "ask"
    shown = {x.measure.id: x for x in v.measures()}
    for cause in v.notes.causes:
        if cause.deadline and (x := shown.get(cause.measure)) is not None:
            office = v.owner_name(lead_of(v, x, cause))
            what = v.say("result_of_action", office=office, name=locale.inside(x.full))
            yield cause.deadline, what, office, "cause"
    for given in v.notes.assigned:
        if given.deadline and given.state != "done" and (not v.owner or given.owner == v.owner):
            yield given.deadline, given.what, v.owner_name(given.owner), "assigned"
