"""How far a row of steps has come: planned dates against real ones, and the time that is left (decision 0020)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.assess.assessments import Reason
from analysis.programme import Step


@dataclass(frozen=True)
class Progress:
    """How far a row of steps has come. `verdict`: on_track | at_risk | off_track; None = no dates."""

    steps: tuple[dict, ...]  # {id, name, name_en, planned, before, done, paper, late_days, key}
    done: int
    due: int
    total: int
    finished: bool
    done_on: dt.date | None
    paper: str
    verdict: str | None
    reason: Reason
    change: Reason | None
    skipped: tuple[str, ...]  # steps not done although a later one is


def progress(
    steps: Sequence[Step],
    done: Mapping[str, dict],
    day: dt.date,
    deadline: dt.date | None,
    in_order: bool = True,
    wanted: int | None = None,
) -> Progress:
    """Every step due is done: on track; one late: at risk; the rest needs more time than is left: off track.

    `done` holds the events of the steps by id (date, note, key). A step counts from its date on, and is late
    on the day after its planned date. Finished: all steps done, or as many as are `wanted`, and the last one
    that it took has a paper with a number.
    """
    rows = tuple(_step(s, done.get(s.id), day) for s in steps)
    open_steps = [(s, r) for s, r in zip(steps, rows, strict=True) if r["done"] is None]
    late = [r for _, r in open_steps if r["late_days"]]
    due = sum(  # a step has its planned day to be done in
        r["planned"] is not None and (r["planned"] < day or r["planned"] == day and r["done"] is not None)
        for r in rows
    )
    papers = sorted((r for r in rows if r["done"]), key=lambda r: r["done"])
    wanted = len(rows) if wanted is None else wanted
    last = papers[:wanted][-1] if papers else {}
    complete = 0 < wanted <= len(papers)
    finished = complete and any(ch.isdigit() for ch in last["paper"])
    at = [i for i, r in enumerate(rows) if r["done"]]
    skipped = tuple(r["id"] for r in rows[: at[-1]] if r["done"] is None) if in_order and at else ()
    planned = any(s.planned for s in steps)
    needed = _time_needed(open_steps, last or None, day, in_order, wanted - len(papers))
    left = (deadline - day).days if deadline else None
    numbers = {"done": len(papers), "due": due, "total": len(rows)}
    coming = min((r for _, r in open_steps if r["planned"]), key=lambda r: r["planned"], default=None)
    change = None
    if complete and not finished:
        verdict, reason = "on_track", Reason("awaiting_paper", numbers | {"on": last["done"]})
        change = Reason("send_paper", {})
    elif not rows:
        verdict, reason = None, Reason("no_steps")
    elif not planned:
        verdict, reason = None, Reason("steps_shown", numbers)
    elif left is not None and needed > left:
        verdict = "off_track"
        reason = Reason("steps_need_more", numbers | {"needed": needed, "left": max(left, 0)})
    elif late:
        worst = max(late, key=lambda r: r["late_days"])
        verdict = "at_risk"
        days = {"planned": worst["planned"], "days": worst["late_days"]}
        reason = Reason("step_late", numbers | step_named(worst) | days)
    else:
        verdict, reason = "on_track", Reason("steps_in_time", numbers)
    if coming and not complete:
        days = {"planned": coming["planned"], "late": bool(coming["late_days"])}
        change = Reason("next_step", step_named(coming) | days)
    on, paper = (last["done"], last["paper"]) if complete else (None, "")
    return Progress(rows, len(papers), due, len(rows), finished, on, paper, verdict, reason, change, skipped)


def step_named(row: dict) -> dict[str, str]:
    """A step's name as words take it."""
    return {"step": row["name"], "step_en": row["name_en"]}


def _time_needed(
    open_steps: Sequence[tuple[Step, dict]], last: dict | None, day: dt.date, in_order: bool, wanted: int
) -> int:
    """Days that `wanted` of the open steps still need. One that is in time needs no more than is left to its
    planned date; a late one its full time, less what has passed since the step before it was done. In order
    they add up, else they run side by side and the quickest ones count."""
    needs = []
    for i, (step, row) in enumerate(open_steps):
        days = step.days or 0
        if i == 0 or not in_order:
            if row["planned"] and row["planned"] >= day:
                days = min(days, (row["planned"] - day).days)
            elif in_order and last:
                days = max(days - (day - last["done"]).days, 0)
        needs.append(days)
    return sum(needs) if in_order else max(sorted(needs)[: max(wanted, 0)], default=0)


def _step(step: Step, event: dict | None, day: dt.date) -> dict:
    event = event or {}
    when = event["date"] if event.get("date") and event["date"] <= day else None
    reference, planned = when or day, step.planned_on(day)
    late = (reference - planned).days if planned and reference > planned else 0
    return {
        "id": step.id,
        "name": step.name_vi,
        "name_en": step.name_en,
        "planned": planned,
        "before": step.planned if planned != step.planned else None,
        "done": when,
        "paper": event["note"] if when else "",
        "late_days": late,
        "key": event["key"] if when else None,
    }
