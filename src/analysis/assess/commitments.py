"""Promises kept by steps: planned dates against real ones, deadlines, what waits for what (DOMAIN.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.assess.assessments import CommitmentState, Finding, Reason
from analysis.assess.status import Facts, settle
from analysis.programme import Commitment, Step


@dataclass(frozen=True)
class Progress:
    """How far a row of steps has come. `verdict`: on_track | at_risk | off_track; None = no dates."""

    steps: tuple[dict, ...]  # {id, name, name_en, planned, done, paper, late_days, key}
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
    due = sum(s.planned is not None and s.planned <= day for s in steps)
    papers = sorted((r for r in rows if r["done"]), key=lambda r: r["done"])
    wanted = len(rows) if wanted is None else wanted
    last = papers[:wanted][-1] if papers else None
    complete = 0 < wanted <= len(papers)
    finished = complete and any(ch.isdigit() for ch in last["paper"])
    at = [i for i, r in enumerate(rows) if r["done"]]
    skipped = tuple(r["id"] for r in rows[: at[-1]] if r["done"] is None) if in_order and at else ()
    planned = any(s.planned for s in steps)
    needed = _time_needed(open_steps, last, day, in_order, wanted - len(papers))
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
        verdict, reason = (
            "off_track",
            Reason("steps_need_more", numbers | {"needed": needed, "left": max(left, 0)}),
        )
    elif late:
        worst = max(late, key=lambda r: r["late_days"])
        verdict = "at_risk"
        reason = Reason(
            "step_late",
            numbers
            | {
                "step": worst["name"],
                "step_en": worst["name_en"],
                "planned": worst["planned"],
                "days": worst["late_days"],
            },
        )
    else:
        verdict, reason = "on_track", Reason("steps_in_time", numbers)
    if coming and not complete:
        change = Reason(
            "next_step",
            {
                "step": coming["name"],
                "step_en": coming["name_en"],
                "planned": coming["planned"],
                "late": bool(coming["late_days"]),
            },
        )
    return Progress(
        rows,
        len(papers),
        due,
        len(rows),
        finished,
        last["done"] if complete else None,
        last["paper"] if complete else "",
        verdict,
        reason,
        change,
        skipped,
    )


def state_of(
    commitment: Commitment,
    done: Mapping[str, Mapping[str, dict]],
    progress_of: Mapping[str, Progress],
    month: str,
    day: dt.date,
    year: int,
    breaks: Sequence[dt.date] = (),
    occurrences: Sequence[dict] = (),
) -> CommitmentState:
    """The verdict on a commitment on `day`. `done` and `progress_of` are by commitment id; `occurrences` are
    events that are no steps, shown of a promise that nothing should occur."""
    c, p = commitment, progress_of[commitment.id]
    if int(month[:4]) != year:
        return _of_other_year(c, month, year)
    lapsed = c.lapse is not None and c.lapse.on <= day
    in_time = p.finished and (not lapsed or p.done_on < c.lapse.on)
    over = c.deadline is not None and day > c.deadline
    facts = Facts(
        watched=c.role == "watch",
        stopped=lapsed,
        settled_before="achieved" if in_time else None,
        reported=bool(c.steps),
        closed=p.finished or over,
        met=p.finished,
        verdict=p.verdict,
    )
    status = settle(facts)
    waits = tuple(n for n in c.needs if n in progress_of and not progress_of[n].finished)
    numbers = {"done": p.done, "due": p.due, "total": p.total}
    days_late = (p.done_on - c.deadline).days if p.finished and c.deadline and p.done_on > c.deadline else 0
    change = p.change
    if status == "watch":
        key = "steps_shown" if p.total else "occurrences" if occurrences else "watched_commitment"
        reason, change = Reason(key, numbers | {"count": len(occurrences)}), None
    elif status == "lapsed":
        reason = Reason(
            "commitment_lapsed",
            numbers | {"on": c.lapse.on, "vi": c.lapse.reason_vi, "en": c.lapse.reason_en},
        )
        change = None
    elif status == "achieved":
        reason = Reason("commitment_done", {"on": p.done_on, "paper": p.paper, "days_late": days_late})
        change = None
    elif status == "missed":
        key = "past_programme_year" if c.deadline_kind == "programme_year" else "past_deadline"
        reason = Reason(key, numbers | {"deadline": c.deadline, "days": (day - c.deadline).days})
    elif status == "no_data":
        reason = Reason("no_steps")
    else:
        reason = p.reason
    notes = [Reason("waits_for", {"commitment": n}) for n in waits if status not in {"achieved", "lapsed"}]
    if c.part_of:
        notes.append(Reason("part_of", {"commitment": c.part_of}))
    owner = c.owner_on(min(day, dt.date(year, 12, 31)))
    moved = any(b <= day and c.owner_on(b - dt.timedelta(1)) != c.owner_on(b) for b in breaks)
    if owner is None and c.owners and status not in {"lapsed", "achieved"}:
        notes.append(Reason("no_owner", {"since": max((t.until for t in c.owners if t.until), default=None)}))
    keys = tuple(e["key"] for e in (*done.get(c.id, {}).values(), *occurrences))
    shown = p.steps or tuple(
        {
            "id": "",
            "name": e["note"],
            "name_en": e["note"],
            "planned": None,
            "done": e["date"],
            "paper": e["note"],
            "late_days": 0,
            "key": e["key"],
        }
        for e in occurrences
    )
    return CommitmentState(
        c.id,
        month,
        status,
        None,
        reason,
        p.done,
        p.due,
        p.total,
        owner,
        c.deadline,
        c.deadline_kind,
        p.done_on if p.finished else None,
        p.paper if p.finished else "",
        shown,
        False,
        keys,
        change,
        tuple(notes),
        waits,
        (),
        moved,
        c.lapse.on if lapsed and status == "lapsed" else None,
    )


def _of_other_year(c: Commitment, month: str, year: int) -> CommitmentState:
    before = "not_due" if int(month[:4]) < year else "no_data"  # not promised yet, or no longer followed here
    status = "watch" if c.role == "watch" else before
    reason = Reason("commitment_of_other_year", {"year": year})
    return CommitmentState(
        c.id, month, status, None, reason, 0, 0, len(c.steps), None, c.deadline, c.deadline_kind
    )


def step_findings(
    commitments: Sequence[Commitment], progress_of: Mapping[str, Progress]
) -> tuple[Finding, ...]:
    """Steps done out of order, and works begun before what they need was finished."""
    found = []
    for c in commitments:
        p = progress_of[c.id]
        for id in p.skipped:
            row = next(r for r in p.steps if r["id"] == id)
            found.append(
                Finding(
                    "out_of_order",
                    c.id,
                    Reason("step_skipped", {"step": row["name"], "step_en": row["name_en"]}),
                    tuple(r["key"] for r in p.steps if r["key"] is not None),
                )
            )
        for need in c.needs:
            before = progress_of.get(need)
            began = [r for r in p.steps if r["done"]]
            if before is None or not began:
                continue
            first = min(began, key=lambda r: r["done"])
            if not before.finished or before.done_on > first["done"]:
                found.append(
                    Finding(
                        "before_needed",
                        c.id,
                        Reason(
                            "began_before_needed",
                            {
                                "step": first["name"],
                                "step_en": first["name_en"],
                                "on": first["done"],
                                "commitment": need,
                                "finished": before.done_on if before.finished else None,
                            },
                        ),
                        (first["key"],),
                    )
                )
    return tuple(found)


def _time_needed(
    open_steps: Sequence[tuple[Step, dict]], last: dict | None, day: dt.date, in_order: bool, wanted: int
) -> int:
    """Days that `wanted` of the open steps still need. One that is in time needs no more than is left to its
    planned date; a late one its full time, less what has passed since the step before it was done. In order
    they add up, else they run side by side and the quickest ones count."""
    needs = []
    for i, (step, _) in enumerate(open_steps):
        days = step.days or 0
        if i == 0 or not in_order:
            if step.planned and step.planned >= day:
                days = min(days, (step.planned - day).days)
            elif in_order and last:
                days = max(days - (day - last["done"]).days, 0)
        needs.append(days)
    return sum(needs) if in_order else max(sorted(needs)[: max(wanted, 0)], default=0)


def _step(step: Step, event: dict | None, day: dt.date) -> dict:
    when = event["date"] if event and event["date"] and event["date"] <= day else None
    reference = when or day
    late = (reference - step.planned).days if step.planned and reference > step.planned else 0
    return {
        "id": step.id,
        "name": step.name_vi,
        "name_en": step.name_en,
        "planned": step.planned,
        "done": when,
        "paper": event["note"] if when else "",
        "late_days": late,
        "key": event["key"] if when else None,
    }
