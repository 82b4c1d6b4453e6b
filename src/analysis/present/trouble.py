"""What needs attention, worst first: one order for the exceptions, the conclusion and the story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import sqrt

from analysis.assess.assessments import CommitmentState
from analysis.notes import REPORT, Cause
from analysis.present import locale, theme
from analysis.present.view import Entry, View
from analysis.programme import LEVELS, Commitment

TROUBLE = ("missed", "off_track", "at_risk", "uncertain")
# what a miss costs, dearest first
STAKES = ("lives", "living", "money", "")


def troubled(view: View) -> list[Entry]:
    """What is behind, off track or missed, then what is late: first a measure for each numbered target that the
    headline counts so, then other measures of these targets, rows without a number and components."""
    rows = [view.row_entry(r) for t, r in view.rows() if t.counted and r.by != "self"]
    first = [x for x in rows if wanting(x)]
    taken = {x.measure.id for x in first}
    rest = [
        x
        for x in view.measures()
        if x.measure.role not in {"striven", "watch"} and wanting(x) and x.measure.id not in taken
    ]
    hard = TROUBLE[:2]  # what figures call hard to meet is not cut off by what may yet be met
    return sorted(first, key=severity) + sorted(rest, key=lambda x: (x.a.status not in hard, *severity(x)))


def spoken_of(view: View) -> list[Entry]:
    """What needs attention, worst first, and then what the month's notes speak of besides."""
    bad = troubled(view)
    noted = {c.measure for c in view.notes.causes} - {x.measure.id for x in bad}
    return [*bad, *(x for x in view.measures() if x.measure.id in noted)]


def cards(view: View) -> list[list[Entry]]:
    """`troubled`, the measures of one target together, the one that decides it first; a component, which has a number
    of its own, alone."""
    together: dict[str, list[Entry]] = {}
    for x in troubled(view):
        component = x.measure.role == "component"
        together.setdefault(f"m {x.measure.id}" if component else f"t {x.target.id}", []).append(x)
    return list(together.values())


def tally(view: View, works: Iterable[tuple[Commitment, CommitmentState]]) -> list[tuple[str, str, int]]:
    """How many commitments stand under each word, worst first: mark, word, number."""
    counts = Counter((s.status, theme.word(s.status, c, lang=view.lang)) for c, s in works)
    marks = {word: status for status, word in counts}
    found = [(marks[w], w.lower(), sum(n for (_, x), n in counts.items() if x == w)) for w in marks]
    return sorted(found, key=lambda x: theme.status(x[0]).rank)


def fell(s: CommitmentState) -> bool:
    """Whether a commitment stands worse than last month."""
    judged = (*TROUBLE, "on_track", "achieved")
    before = s.previous_status
    return s.status in judged and before in judged and theme.status(s.status).rank < theme.status(before).rank


def told_of(view: View, x: Entry) -> tuple[Cause | None, Cause | None]:
    """The note that gives cause and action, and the one that tells of a figure that is late: a report that did not come
    is no cause of a lag, its reminder no action, and those of an earlier month hold. The month's note on the measure,
    else on another of its target; of what needs attention else the last of an earlier month, not of a figure that was
    late then, and not beside an ask that says why. What was said of a figure that has come since is past."""
    ids = (x.measure.id, *(m.id for m in x.target.measures))
    note = next((c for id in ids if (c := view.notes.cause_of(id))), None)
    asked = any(a.why for a in view.notes.asks if a.measure == x.measure.id)
    before = (view.carried.get(id) for id in ids if wanting(x) and not asked)
    held = next((c for c in before if c and not REPORT.search(c.cause)), None)
    if note and (x.a.late or view.supposition) and REPORT.search(note.cause):
        return held, None if x.came_late or not x.a.late else note
    if note and held and not note.cause:
        return note.model_copy(update={"cause": held.cause}), None
    return note or held, None


def of_report(report: Cause | None) -> str:
    """What a note tells of figures that are late, and what was done about it; "" for none."""
    return " ".join(filter(None, (report.cause, report.next))) if report else ""


def owes_cause(view: View, x: Entry) -> bool:
    """Whether a cause is owed: of what is only late the figure is, and of what is asked about the ask tells."""
    asked = any(a.measure == x.measure.id for a in view.notes.asks)
    return x.a.status in TROUBLE and not asked and told_of(view, x)[0] is None


def any_judged(view: View) -> bool:
    """Whether figures or an office's own word judge any target: only then can it be said that none is in trouble."""
    return any(r.status in theme.ORDER or r.by == "self" for _, r in view.rows())


def spoken_for(view: View, x: Entry, cause: Cause) -> str:
    """ " (name)" of the measure that a note was written for, where it is another of the target; "" for its own."""
    other = view.entry(cause.measure) if cause.measure != x.measure.id else None
    return f" ({other.short})" if other else ""


def lead_of(view: View, x: Entry, cause: Cause | None) -> str:
    """Who leads what a note tells: whom it names, else the office of the measure it was written for, which of a
    target's other measure is not this one's. An office's id or words, "" for nobody."""
    of = view.entry(cause.measure) if cause else None
    ended = {o.id for o in view.programme.owners if o.until is not None and o.until < view.day}
    return (cause and cause.lead not in ended and cause.lead) or (of or x).lead or x.lead or ""


def targets_in_trouble(view: View) -> int:
    """How many of `troubled` are numbered targets: the headline's behind, off track, missed and late."""
    rows = (view.row_entry(r) for t, r in view.rows() if t.counted and r.by != "self")
    return sum(wanting(x) for x in rows)


def wanting(x: Entry) -> bool:
    """Whether a verdict needs attention, or is missed because its office is late or sent a figure of no use."""
    return x.a.status in TROUBLE or (x.owed and x.a.status == "no_data")


def severity(x: Entry) -> tuple:
    """Order of the exceptions: gaps of more than chance, what a miss costs, worse status, figures of the month before
    those of months ago, the wider gap as a share of its bound (never in points or units, which do not compare), the
    unlikelier."""
    a = x.a
    probability = a.probability if a.probability is not None else 0.5
    return (
        x.measure.role == "component",
        by_chance(x),
        STAKES.index(x.measure.stake),
        theme.status(a.status).rank,
        behind(x) > 1,
        -_relative_gap(x),
        probability,
    )


def behind(x: Entry) -> int:
    """By how many months the figure of a measure whose office owes one is older than the page."""
    a, now = x.a, locale.parts(x.view.month)
    then = locale.parts(a.basis_month) if x.owed and a.basis_month else now
    return 12 * (now[0] - then[0]) + now[1] - then[1]


def got_worse(x: Entry) -> tuple[float, float] | None:
    """The figure of the page's month alone and that of the month before, where it fell out of its usual swing, or a
    level that misses its bound moved away from it; None otherwise, and where one of them is scaled or fitted."""
    a, p = x.a, x.a.path
    if p is None or p.known < 2 or a.basis_month != p.periods[p.known - 1] or x.of_month:
        return None
    figures = p.actual if x.measure.kind == "level" else p.parts
    now, before = (float(figures[p.known - i]) for i in (1, 2))
    gap = x.gap(now, before) * (-1 if x.measure.lower_is_better else 1)
    told = a.signal == "-beyond_limit" or (x.measure.kind == "level" and a.status in TROUBLE)
    fell = told and gap < 0  # nan where one is not known
    return (now, before) if fell and _as_reported(x, p.known) else None


def _as_reported(x: Entry, known: int) -> bool:
    """Whether the two newest of `known` periods of an amount stand as they were reported, by all units; a share of some
    says of how many it is."""
    if x.measure.kind in LEVELS:
        return True
    s = x.view.series(x.measure.id)
    own = {s.ends[known - 2], s.ends[known - 1]}.isdisjoint(s.in_part(s.ends[known - 1]))
    return own and not s.fitted[-1][known - 2 : known].any()


def by_chance(x: Entry) -> bool:
    """Whether a share misses its bound by no more than two standard deviations of n out of N."""
    a = x.a
    if x.measure.unit != "%" or a.distance is None or not a.denominator or a.numerator is None:
        return False
    p = min(max(a.numerator / a.denominator, 0.0), 1.0)
    return abs(a.distance) <= 200 * sqrt(p * (1 - p) / a.denominator)


def _relative_gap(x: Entry) -> float:
    """How far the figure (of an amount within the year: its year end) lies on the wrong side of its bound."""
    a, low_wanted = x.a, not x.measure.lower_is_better
    bound = a.target_low if low_wanted else a.target_high
    figure = a.to_date if a.closed or x.is_share else a.year_end
    if not bound or figure is None:
        return 0.0
    return max((bound - figure) / abs(bound) * (1 if low_wanted else -1), 0.0)
