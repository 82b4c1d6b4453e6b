"""The table of commitments: steps, papers, links, who answers for them."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.assess.assessments import CommitmentState
from analysis.present import locale, theme
from analysis.present.due import holder
from analysis.present.markup import Cell, Line, details, e, heads, nothing, section, sourced, table
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.tables_brief import due, state_of
from analysis.present.view import View
from analysis.programme import Commitment


def commitments(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """Every commitment: owner, steps, deadline, state and why."""
    works = v.works(of)
    title = v.say("each_commitment")
    if not works:
        return nothing(title, v.say("no_commitments"))
    columns = heads(v, "id!:no commitment! office deadline:dt steps:n state!:sts")
    rows: list = []
    names = {g.id: g.name(v.lang) for g in v.programme.commitment_groups or v.programme.groups}
    seen = None
    order = list(names)
    works.sort(key=lambda w: order.index(w[0].group) if w[0].group in order else len(order))
    for c, s in works:
        if of is None and c.group != seen:
            seen = c.group
            rows.append(e(names.get(c.group, c.group)))
        why = sentence(s.reason, v.programme, v.lang) if s.reason else ""
        name = f"{e(c.name(v.lang))}{_steps(v, s)}"
        said = [why, *_beside(v, c, s)]
        state = state_of(v, c, s) + "".join(f"<small>{e(t)}</small>" for t in said if t)
        steps = f"{s.steps_done}/{s.steps_total}" if s.steps_total else locale.NONE
        rows.append(
            Line(
                [Cell(e(c.id)), Cell(name, head=True), e(holder(v, c, s)), e(due(v, s)), steps, state],
                f"c-{theme.status(s.status).colour}",
            )
        )
    frame = pd.DataFrame(
        [(c.id, s.status, s.owner, s.deadline, s.steps_done, s.steps_total) for c, s in works],
        columns=["commitment", "status", "owner", "deadline", "steps_done", "steps_total"],
    )
    return Piece(section(title, table(columns, rows, title, "cards works")), frame, title)


def _beside(v: View, c: Commitment, s: CommitmentState) -> list[str]:
    """What it takes, what it waits for, who took it over: sentences under a commitment's state."""
    said = [sentence(r, v.programme, v.lang) for r in (s.what_would_change, *s.notes) if r]
    if cause := v.notes.cause_of(c.id):
        told = ((v.say("cause_word"), cause.cause), (v.say("action_word"), cause.next))
        said += [f"{label}: {text}" for label, text in told if text]
    for n, a in enumerate(v.notes.asks, 1):
        if a.measure == c.id and a.lead.strip():
            said.append(v.say("lead_asked", n=n, lead=v.owner_name(a.lead.strip())))
    if s.status in {"achieved", "lapsed"} or not s.handed_over:
        return said
    for b in sorted(v.programme.breaks, key=lambda b: b.on, reverse=True):
        before, after = c.owner_on(b.on - dt.timedelta(1)), c.owner_on(b.on)
        if b.on <= v.assessments.as_of and before and after and before != after:
            day = locale.date(b.on, v.lang)
            old, new = v.owner_name(before), v.owner_name(after)
            said.append(v.say("handed_over_on", day=day, old=old, new=new))
            break
    return said


def _steps(v: View, s: CommitmentState) -> str:
    """The steps behind a commitment, folded, each with its day, paper and cell."""
    if not s.steps:
        return ""
    if not s.steps_total:
        return _occurrences(v, s)
    lines = []
    for step in s.steps:
        name = step.get(f"name_{v.lang}") or step.get("name")
        planned, done = step.get("planned"), step.get("done")
        if done:
            state = v.say("done_xong_2", date=locale.date(done, v.lang))
            if step.get("late_days"):
                state += v.say("days_late", step=step["late_days"])
        else:
            state = v.say("planned_ke_hoach", date=locale.date(planned, v.lang))
        if step.get("before"):
            state += v.say(
                "moved_from", day=locale.date(step["before"], v.lang), until=locale.date(planned, v.lang)
            )
        paper = f" ({e(step['paper'])})" if step.get("paper") else ""
        key = step.get("key")
        where = sourced(v, e(state), (key,)) if key is not None else e(state)
        lines.append(f"<li>{e(name)}: {where}{paper}</li>")
    return details(v.say("steps_buoc", n_steps=len(s.steps)), f"<ol>{''.join(lines)}</ol>", "more")


def _occurrences(v: View, s: CommitmentState) -> str:
    """What happened of that which should not, folded: the day and the words of the report."""
    lines = []
    for seen in s.steps:
        day = e(locale.date(seen.get("done"), v.lang))
        where = sourced(v, day, (seen["key"],)) if seen.get("key") is not None else day
        lines.append(f"<li>{where}: {e(seen.get('name') or locale.NONE)}</li>")
    n = len(lines)
    return details(v.say("events", n=n), f"<ol>{''.join(lines)}</ol>", "more")
