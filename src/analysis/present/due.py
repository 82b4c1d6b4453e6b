"""What falls due: commitments, their steps, asks, causes, what was assigned. One list, of which all counts are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.assess.assessments import CommitmentState
from analysis.notes import Ask, Assigned
from analysis.present import locale
from analysis.present.trouble import lead_of, told_of
from analysis.present.view import View
from analysis.programme import Commitment


class Due(NamedTuple):
    """What falls due, of which measure or work ("" for none), and the number of the ask that it is or waits for."""

    day: dt.date
    what: str
    office: str
    kind: str
    of: str
    ask: int = 0


def month_to_come(v: View) -> tuple[str, list[Due]]:
    """The name of the month to come, and what falls due in it, by day."""
    until = (v.day + dt.timedelta(40)).replace(day=1) - dt.timedelta(1)
    dues = [d for d in due_items(v) if v.day < d.day <= until]
    return locale.month_name(f"{until.year}-{until.month:02d}", v.lang), dues


def own_asks(v: View) -> tuple[Ask, ...]:
    """The month's asks; on a page of one office those that it leads or of its own, of one commune none."""
    if not v.owner:
        return v.notes.asks if v.whole else ()
    mine = {*(x.measure.id for x in v.measures()), *(c.id for c, _ in v.works())}
    return tuple(a for a in v.notes.asks if a.measure in mine or v.owner in _leads(a))


def ask_about(v: View, measure: str) -> tuple[int, Ask | None]:
    """The month's ask about a measure, with its number; 0 and None where there is none."""
    return next(((n, a) for n, a in enumerate(own_asks(v), 1) if a.measure == measure), (0, None))


def _leads(a: Ask) -> list[str]:
    return [part.strip() for part in a.lead.split(",") if part.strip()]


def asked_lead(v: View, a: Ask) -> tuple[str, str]:
    """Who leads what is asked, as the notes say, that none is named where they say nothing; and beside it who answers
    for the work or measure today, where that is another, "" for none."""
    lead = v.owner_name(a.lead.strip()) if a.lead.strip() else v.say("no_office_named")
    known = v.area or v.assessments  # a commune has no works of its own
    of = known.commitments.get(a.measure or "") or known.measures.get(a.measure or "")
    holder = v.owner_name(of.owner) if of and of.owner else ""
    other = holder and holder not in map(v.owner_name, _leads(a))
    return lead, v.say("current_lead", owner=holder) if other else ""


def holder(v: View, c: Commitment, s: CommitmentState) -> str:
    """Who answers for a commitment; where nobody does any more, since when and who did before."""
    known = [(t.until, t.owner) for t in c.owners if t.until and t.until <= v.day]
    if s.owner or not known:
        return v.owner_name(s.owner) if s.owner else v.say("no_office_named")
    until, last = max(known)
    if s.status == "lapsed":
        return v.say("office_until", owner=v.owner_name(last), day=locale.date(until, v.lang))
    return v.say(
        "no_office_since", owner=v.owner_name(last), since=locale.date(until + dt.timedelta(1), v.lang)
    )


def due_items(v: View, brief: bool = False) -> list[Due]:
    """All that is still open and has a day, by day, each once; `brief`: works by their short names. What must wait
    for an ask that is due no earlier says so."""
    asks = list(enumerate(own_asks(v), 1))
    found = {*_works(v, brief), *_causes(v)}
    for given in v.notes.assigned:
        if given.deadline and given.state != "done" and given.owner in {v.owner or given.owner}:
            found -= {d for d in found if _one(v, given, d)}
            office = v.owner_name(given.owner)
            found.add(Due(given.deadline, given.what, office, "assigned", given.measure or ""))
    said = []
    for d in found:
        of = [
            (n, a.deadline)
            for n, a in asks
            if d.kind != "cause" and d.of and a.measure == d.of and a.deadline
        ]
        first = next((n for n, day in of if v.day <= d.day <= day), 0)
        after = v.say("after_the_ask", n=first) if first else ""
        said.append(d._replace(what=d.what.rstrip(".") + after, ask=first))
    for n, a in asks:
        if a.deadline:
            said.append(
                Due(a.deadline, a.what.rstrip("."), "".join(asked_lead(v, a)), "ask", a.measure or "", n)
            )
    return sorted(said)


def _works(v: View, brief: bool) -> Iterator[Due]:
    """Works and their steps; of a work that is itself a step of another, a day that the other has too is the same."""
    works = [w for w in v.works() if w[1].status not in {"achieved", "lapsed", "watch"}]
    steps = {c.id: [x for x in s.steps if x["planned"] and x["done"] is None] for c, s in works}
    for c, s in works:
        office = holder(v, c, s)
        printed = s.deadline if s.deadline_kind != "programme_year" else None
        taken = {s.deadline, *(x["planned"] for x in steps.get(c.part_of or "", ()))}
        ends = [(printed, "")] if printed is not None else []
        ends += [
            (x["planned"], f": {x.get(f'name_{v.lang}') or x['name']}")
            for x in steps[c.id]
            if x["planned"] not in taken
        ]
        for day, step in ends:
            name = (c.short if brief else c.name)(v.lang) + step
            yield Due(day, name, office, "step" if step else "work", c.id)


def _causes(v: View) -> Iterator[Due]:
    for x in v.measures():
        cause, report = told_of(v, x)
        given = [c for c in (cause, report) if c and c.measure == x.measure.id]
        promised = v.carried.get(x.measure.id)  # by an earlier month: once past, asked of what needs it alone
        if not given and promised and promised.deadline and promised.deadline >= v.day:
            given = [promised]
        for c in given:
            if c.deadline:
                office, name = v.owner_name(lead_of(v, x, c)), locale.inside(x.full)
                what = v.say("result_of_action", office=office, name=name)
                if c is report:
                    what = v.say("figures_to_send", office=office, name=name)
                yield Due(c.deadline, what, office, "cause", x.measure.id)


def _one(v: View, a: Assigned, d: Due) -> bool:
    """Whether what was assigned is a work or step that the programme plans for the same day and office: the notes
    name the work, or say nothing that the programme does not."""
    if d.kind not in {"step", "work"} or (d.day, d.office) != (a.deadline, v.owner_name(a.owner)):
        return False
    known = [f"{c.name(v.lang)} {c.short(v.lang)} {d.what}" for c, _ in v.works() if c.id == d.of]
    told, planned = (set(re.findall(r"\w+", text.casefold())) for text in (a.what, *known))
    return d.of == a.measure if a.measure else told <= planned
