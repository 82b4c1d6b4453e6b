"""What is not as it was: since last month, or between any two months or days."""

from __future__ import annotations

import pandas as pd

from analysis.assess.assessments import Assessments, Change
from analysis.assess.changes import compare
from analysis.present import locale, theme
from analysis.present.markup import Cell, details, e, heads, section, table
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.theme import ORDER
from analysis.present.view import Entry, View

KINDS = ("status", "revision", "figure", "late", "lapsed", "new")  # of changes, in their order


def changes(v: View, earlier: Assessments | None = None) -> Piece:
    """Changed statuses, verdicts and figures since last month, or since `earlier` (`book.at(month).assessments`;
    `book.compare` takes the month itself); new figures folded.

    Data: kind, subject, before, after, reason. Raises ValueError for `earlier` of another programme.
    """
    found = v.assessments.changes if earlier is None else compare(earlier, v.assessments)
    if not v.whole:  # a single place has figures, no verdicts
        found = tuple(c for c in found if c.kind in {"new", "figure"})
    rows = [
        c
        for c in found
        if c.kind != "new" and not (c.kind in {"status", "revision"} and _alike(v, c, earlier))
    ]
    revised = {c.subject for c in rows if c.kind == "revision"}  # which tell their figure too
    rows = [c for c in rows if c.kind != "figure" or c.subject not in revised]
    new = [c for c in found if c.kind == "new"]
    title = _title(v, rows, new, earlier)
    columns = heads(v, "what! change_thay_doi before now_nay why_vi_sao")
    html = table(columns, [_line(v, c, earlier) for c in rows], e(title), "cards") if rows else ""
    if new:
        items = "".join(f"<li><b>{e(_name(v, c))}</b>: {e(locale.inside(_why(v, c)))}</li>" for c in new)
        html += details(v.say("new_figures", n_new=len(new)), f'<ul class="how">{items}</ul>', "more")
    frame = pd.DataFrame(
        [(c.kind, c.subject, c.before, c.after, _why(v, c)) for c in found],
        columns=["kind", "subject", "before", "after", "reason"],
    )
    return Piece(section(e(title), html), frame, title)


def _title(v: View, rows: list[Change], new: list[Change], earlier: Assessments | None) -> str:
    since = locale.month_name(locale.before(v.month), v.lang)
    if earlier is not None:
        day = locale.date(earlier.as_of, v.lang)
        since = locale.month(earlier.month, v.lang) + v.say("closed", day=day)
    # targets, their parts and works; from one reason for not judging to another no verdict has moved
    moved = sum(c.kind == "status" and bool({c.before, c.after} & ORDER.keys()) for c in rows)
    counts = [v.say("matters_moved", n=moved)] if moved else []
    counts += [
        f"{n} {v.word('change', kind).lower()}"
        for kind in KINDS
        if kind not in {"new", "status"} and (n := sum(c.kind == kind for c in rows))
    ]
    said = "; ".join(counts) or v.say("no_status_changed")
    return v.say("since_new_figures", since=since, said=said, n_new=len(new))


def _line(v: View, c: Change, earlier: Assessments | None) -> list[Cell | str]:
    x = _moved(v, c, earlier)
    return [
        Cell(e(_name(v, c)), head=True),
        e(v.word("change", c.kind)),
        theme.labelled(x.before[0], x.before[1] or "", _unjudged(v, c, c.before, x))
        if x
        else _state(v, c, c.before),
        x.status_html if x else _state(v, c, c.after),
        e(_why(v, c)),
    ]


def _state(v: View, c: Change, value: str | float | None) -> str:
    """A status as its mark and word; a figure with its unit."""
    measure = v.programme.measures.get(c.subject)
    if c.kind == "figure" and measure is not None and not isinstance(value, str):
        x = v.entry(measure.id)  # with the decimals that the figure has everywhere else
        decimals = x.decimals if x else locale.decimals_of(measure.unit, value)
        return e(locale.joined(locale.number(value, decimals, v.lang), measure.unit, v.lang))
    subject = measure or next((x for x in v.programme.commitments if x.id == c.subject), None)
    key = None if value is None else str(value)
    return theme.labelled(key, theme.word(key, subject, lang=v.lang), _unjudged(v, c, value))


def _unjudged(v: View, c: Change, value: str | float | None, x: Entry | None = None) -> str:
    """Why a status is no verdict; "" for an owner's own word."""
    own = value is None or x is not None and x.before[0] == "self"
    return "" if own else theme.unjudged(str(value), v.lang, late=c.kind == "late" and value == c.after)


def _moved(v: View, c: Change, earlier: Assessments | None) -> Entry | None:
    """The measure whose verdict moved since last month: both are told in the words of their own pages."""
    own = earlier is None and c.kind in {"status", "late", "lapsed"} and c.subject in v.programme.measures
    x = v.entry(c.subject) if own else None
    return x if x and x.before[0] else None


def _name(v: View, c: Change) -> str:
    measure = v.programme.measures.get(c.subject)
    return measure.short(v.lang) if measure else v.programme.commitment(c.subject).name(v.lang)


def _why(v: View, c: Change) -> str:
    return sentence(c.reason, v.programme, v.lang)


def _alike(v: View, c: Change, earlier: Assessments | None) -> bool:
    """Whether both statuses are one to a reader, who is told one word of all that is not judged."""
    if x := _moved(v, c, earlier):
        return x.before == (x.mark, x.word)
    judged = {c.before, c.after} & {*ORDER, "uncertain"}
    return theme.status(str(c.before)) is theme.status(str(c.after)) or c.kind == "revision" and not judged
