"""What falls due: commitments, their steps, asks, causes, what was assigned."""

from __future__ import annotations

import datetime as dt

from analysis.present import locale
from analysis.present.trouble import lead_of
from analysis.present.view import View


def month_to_come(v: View) -> tuple[str, list[tuple[dt.date, str]]]:
    """The name of the month to come, and what falls due in it, by day."""
    until = (v.day + dt.timedelta(40)).replace(day=1) - dt.timedelta(1)
    dues = {(day, what.rstrip(".")) for day, what, *_ in due_items(v) if v.day < day <= until}
    return locale.month_name(f"{until.year}-{until.month:02d}", v.lang), sorted(dues)


def due_items(v: View) -> list[tuple[dt.date, str, str, str]]:
    """(day, what, office, kind) of all that is still open."""
    shown = {x.measure.id: x for x in v.measures()}
    found: list[tuple[dt.date, str, str, str]] = []
    for c, s in v.works():
        if s.status in {"achieved", "lapsed", "watch"}:
            continue
        office = v.owner_name(s.owner) if s.owner else ""
        if s.deadline is not None and s.deadline_kind != "programme_year":
            found.append((s.deadline, c.short(v.lang), office, "work"))
        found += [
            (
                step["planned"],
                f"{c.short(v.lang)}: {step.get(f'name_{v.lang}') or step['name']}",
                office,
                "step",
            )
            for step in s.steps
            if step["planned"] is not None and step["done"] is None and step["planned"] != s.deadline
        ]
    if not v.owner:
        found += [
            (a.deadline, a.what, v.owner_name(a.lead) if a.lead else a.decides, "ask")
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
