"""Commitments: their steps against deadlines, what waits for what, what lapsed (decision 0020)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.assess.assessments import CommitmentState, Finding, Reason
from analysis.assess.status import Facts, settle
from analysis.assess.steps import Progress, step_named
from analysis.programme import Commitment

LATE = {"at_risk", "off_track"}


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
    lapse = c.lapse if c.lapse is not None and c.lapse.on <= day else None
    in_time = p.finished and p.done_on is not None and (lapse is None or p.done_on < lapse.on)
    over = c.deadline is not None and day > c.deadline
    facts = Facts(
        watched=c.role == "watch",
        stopped=lapse is not None,
        settled_before="achieved" if in_time else None,
        reported=bool(c.steps),
        closed=p.finished or over,
        met=p.finished,
        verdict=p.verdict,
    )
    status = settle(facts)
    waits = tuple(n for n in c.needs if n in progress_of and not progress_of[n].finished)
    held = next((n for n in waits if progress_of[n].verdict in LATE), None)
    if status == "on_track" and held:  # what must be done first is late, and so will this be
        status = "at_risk"
    numbers = {"done": p.done, "due": p.due, "total": p.total}
    days_late = max((p.done_on - c.deadline).days, 0) if p.finished and p.done_on and c.deadline else 0
    change = p.change
    if status == "watch":
        key = "steps_shown" if p.total else "occurrences" if occurrences else "watched_commitment"
        reason, change = Reason(key, numbers | {"count": len(occurrences)}), None
    elif status == "lapsed" and lapse:
        reason = Reason(
            "commitment_lapsed",
            numbers | {"on": lapse.on, "vi": lapse.reason_vi, "en": lapse.reason_en},
        )
        change = None
    elif status == "achieved":
        reason = Reason("commitment_done", {"on": p.done_on, "paper": p.paper, "days_late": days_late})
        change = None
    elif status == "missed" and c.deadline:
        key = "past_programme_year" if c.deadline_kind == "programme_year" else "past_deadline"
        reason = Reason(key, numbers | {"deadline": c.deadline, "days": (day - c.deadline).days})
    elif status == "at_risk" and p.verdict == "on_track":
        reason = Reason("held_up", numbers | {"commitment": held})
    else:
        reason = p.reason
    notes = [
        Reason("waits_for", {"commitment": n})
        for n in waits
        if status not in {"achieved", "lapsed"} and reason.key != "held_up"
    ]
    if c.part_of:
        notes.append(Reason("part_of", {"commitment": c.part_of}))
    owner = c.owner_on(min(day, dt.date(year, 12, 31)))
    moved = any(b <= day and c.owner_on(b - dt.timedelta(1)) != c.owner_on(b) for b in breaks)
    if owner is None and c.owners and status not in {"lapsed", "achieved"}:
        notes.append(Reason("no_owner", {"since": max((t.until for t in c.owners if t.until), default=None)}))
    keys = tuple(e["key"] for e in (*done.get(c.id, {}).values(), *occurrences))
    blank, named = {"id": "", "planned": None, "late_days": 0}, ("name", "name_en", "paper")
    shown = p.steps or tuple(
        blank | dict.fromkeys(named, e["note"]) | {"done": e["date"], "key": e["key"]} for e in occurrences
    )
    state = CommitmentState(
        c.id, month, status, None, reason, p.done, p.due, p.total, owner, c.deadline, c.deadline_kind
    )
    ended: dict[str, Any] = {"done_on": p.done_on, "paper": p.paper} if p.finished else {}
    if lapse and status == "lapsed":
        ended["lapsed_on"] = lapse.on
    notes_ = tuple(notes)
    return replace(
        state, steps=shown, keys=keys, what_would_change=change, notes=notes_, handed_over=moved, **ended
    )


def _of_other_year(c: Commitment, month: str, year: int) -> CommitmentState:
    early = int(month[:4]) < year
    status = "watch" if c.role == "watch" else "not_due" if early else "no_data"
    reason = Reason("commitment_to_come" if early else "commitment_of_past_year", {"year": year})
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
            keys = tuple(r["key"] for r in p.steps if r["key"] is not None)
            found.append(Finding("out_of_order", c.id, Reason("step_skipped", step_named(row)), keys))
        for need in c.needs:
            before = progress_of.get(need)
            began = [r for r in p.steps if r["done"]]
            if before is None or not began:
                continue
            first = min(began, key=lambda r: r["done"])
            if not before.finished or before.done_on > first["done"]:
                days = {"on": first["done"], "finished": before.done_on if before.finished else None}
                why = Reason("began_before_needed", step_named(first) | days | {"commitment": need})
                found.append(Finding("before_needed", c.id, why, (first["key"],)))
    return tuple(found)
