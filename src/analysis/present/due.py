"""What falls due: commitments, their steps, asks, causes, what was assigned."""

from __future__ import annotations

import datetime as dt

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
    of = v.assessments.commitments.get(a.measure or "") or v.assessments.measures.get(a.measure or "")
    holder = v.owner_name(of.owner) if of and of.owner else ""
    return lead or holder, v.say("current_lead", owner=holder) if holder and lead and lead != holder else ""


def due_items(v: View, brief: bool = False) -> list[tuple[dt.date, str, str, str]]:
    """(day, what, office, kind) of all that is still open; `brief`: works by their short names."""
    shown = {x.measure.id: x for x in v.measures()}
    found: list[tuple[dt.date, str, str, str]] = []
    for c, s in v.works():
        if s.status in {"achieved", "lapsed", "watch"}:
            continue
        office = v.owner_name(s.owner) if s.owner else ""
        name = c.short(v.lang) if brief else c.name(v.lang)
        if s.deadline is not None and s.deadline_kind != "programme_year":
            found.append((s.deadline, name, office, "work"))
        found += [
            (
                step["planned"],
                f"{name}: {step.get(f'name_{v.lang}') or step['name']}",
                office,
                "step",
            )
            for step in s.steps
            if step["planned"] is not None and step["done"] is None and step["planned"] != s.deadline
        ]
    if not v.owner:
        found += [
            (a.deadline, a.what, "".join(asked_lead(v, a)) or a.decides, "ask")
            for a in v.notes.asks
            if a.deadline
        ]
    found += [
        (c.deadline, v.say("result_of_action", office=office, name=locale.inside(x.full)), office, "cause")
        for c in v.notes.causes
        if c.deadline and (x := shown.get(c.measure)) is not None
        for office in (v.owner_name(lead_of(v, x, c)),)
    ]
    found += [
        (a.deadline, a.what, v.owner_name(a.owner), "assigned")
        for a in v.notes.assigned
        if a.deadline and a.state != "done" and (not v.owner or a.owner == v.owner)
    ]
    return found
