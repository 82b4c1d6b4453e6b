"""What is not as it was: statuses, revisions that changed a verdict, new figures; of two months or days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np

from analysis.assess.assessments import Assessment, Assessments, Change, CommitmentState, Reason
from analysis.assess.figures import known_on
from analysis.assess.ledger import LEVEL, Ledger
from analysis.yamlfile import Unusable


def compare(before: Assessments, after: Assessments) -> tuple[Change, ...]:
    """Changes between two assessments of one programme: of two months, or of one month on two days.

    Of the same month on two days a changed status is a revision, another number of the same months a "figure", a number
    of a later month than was known then "new". Raises ValueError for assessments of two programmes or places.
    """
    if (before.programme.id, before.place) != (after.programme.id, after.place):
        raise Unusable(
            f"Chỉ so sánh được cùng một chương trình và nơi (one programme and place only): "
            f"{before.programme.id}, {before.place} / {after.programme.id}, {after.place}"
        )
    if before.month != after.month:
        return differences(before.measures, after.measures, before.commitments, after.commitments)
    found = differences(
        before.measures, after.measures, before.commitments, after.commitments, after.measures
    )
    moved = (
        _refigured(then, now)
        for id, now in after.measures.items()
        if (then := before.measures.get(id)) is not None and _moved(then, now)
    )
    return found + tuple(filter(None, moved))


def differences(
    before: Mapping[str, Assessment],
    after: Mapping[str, Assessment],
    commitments_before: Mapping[str, CommitmentState],
    commitments_after: Mapping[str, CommitmentState],
    again: Mapping[str, Assessment] | None = None,
) -> tuple[Change, ...]:
    """Changes from `before` to `after`; `again` is the earlier month judged with what is known now.

    Kinds: status, lapsed, late, revision (the earlier verdict would be another one today), new (a newer
    figure); `compare` adds figure (another number for the same month). Measures in the programme's
    order, then commitments.
    """
    found: list[Change] = []
    for id, now in after.items():
        then = before.get(id)
        if then is None:
            continue
        if again is not None and id in again and _told(again[id]) != _told(then):
            found.append(Change("revision", id, _told(then), _told(again[id]), _revised(then, again[id])))
        if then.month == now.month:
            continue
        if (stood := _told(then)) != (stands := _told(now)):
            kind = "lapsed" if now.status == "lapsed" else "late" if now.late else "status"
            found.append(Change(kind, id, stood, stands, now.reason))
        if (
            now.to_date is not None
            and now.basis_month
            and now.basis_month != then.basis_month
            and not now.late
        ):
            found.append(_new(then, now))
    for id, state in commitments_after.items():
        then_state = commitments_before.get(id)
        if then_state is not None and then_state.status != state.status:
            kind = "lapsed" if state.status == "lapsed" else "status"
            found.append(Change(kind, id, then_state.status, state.status, state.reason))
    return tuple(found)


def _told(a: Assessment) -> str:
    """The status that its page told: what can no longer be met is missed before the year is over."""
    return "missed" if a.shade == "gone" else a.status


def _revised(then: Assessment, again: Assessment) -> Reason:
    """Why an earlier verdict would be another one today: its figures came late, or were revised."""
    values = {
        "measure": then.measure,
        "month": then.month,
        "before": _told(then),
        "after": _told(again),
    }
    came = then.late and not again.late or then.basis_month != again.basis_month
    return Reason("late_verdict" if came else "revised_verdict", values)


def _moved(then: Assessment, now: Assessment) -> bool:
    if then.to_date is None or now.to_date is None:
        return then.to_date is not now.to_date
    return abs(now.to_date - then.to_date) > 1e-9 * max(abs(then.to_date), 1e-9)


def _new(then: Assessment, now: Assessment) -> Change:
    values = {"measure": now.measure, "period": now.basis_month, "value": now.to_date, "before": then.to_date}
    return Change("new", now.measure, then.basis_month, now.basis_month, Reason("new_figure", values))


def _refigured(then: Assessment, now: Assessment) -> Change | None:
    if (now.basis_month or "") < (then.basis_month or ""):
        return None  # a later day's figure, looked at from an earlier one
    if now.basis_month and now.basis_month != then.basis_month:
        return _new(then, now)
    month = now.basis_month or now.month
    values = {"measure": then.measure, "month": month, "to_date": now.to_date, "value": then.to_date}
    return Change("figure", then.measure, then.to_date, now.to_date, Reason("other_figure", values))


def revised_figures(ledger: Ledger, then: dt.date, now: dt.date, year: int, month: int) -> tuple[int, ...]:
    """The figures of `year` up to `month` that are another number now than they were `then`: keys of their
    newest observations."""
    size = int(ledger.group.max()) + 1 if ledger.group.size else 0
    values, labels = [], np.zeros(size, ledger.label.dtype)
    for day in (then, now):
        rows = known_on(ledger, day).rows
        rows = rows[
            (ledger.basis[rows] <= LEVEL)
            & (ledger.facet[rows] == "")
            & (ledger.year[rows] == year)
            & (ledger.month[rows] <= month)
        ]
        newest = np.full(size, np.nan)
        newest[ledger.group[rows]] = ledger.value[rows]
        values.append(newest)
        labels[ledger.group[rows]] = ledger.label[rows]
    old, new = values
    both = np.isfinite(old) & np.isfinite(new)
    moved = both & (np.abs(new - old) > 1e-9 * np.maximum(np.abs(old), 1e-9))
    return tuple(labels[moved].tolist())
