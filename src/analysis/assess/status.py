"""The statuses: their keys, the order in which they are tested, compound rows and the headline's count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.assess.assessments import Assessment, Headline, LikelyMet, Row
from analysis.assess.calibrate import YEAR_EFFECT, count_range
from analysis.programme import Target

STATUSES = tuple(
    "watch lapsed not_due no_data achieved missed too_early on_track uncertain at_risk off_track".split()
)
FINAL = frozenset({"achieved", "missed"})

LIKELY = 0.8  # P(target met) from which a measure is on track (docs/method.md, From a figure to a status)
UNLIKELY = 0.2  # P below which it is off track (rule 9)

# Among binding measures the first of these that occurs decides the row.
WORST_FIRST = (
    "missed", "off_track", "at_risk", "uncertain", "no_data", "too_early", "on_track", "achieved",
)  # fmt: skip
# Only when no measure has one of the above: what the row says then.
UNJUDGED = ("not_due", "lapsed", "watch")
UNTOLD = frozenset({"not_due", "no_data", "too_early"})  # where an owner's own word is all there is

GOOD_SELF = frozenset({"achieved", "on_track"})
SELF_WORST_FIRST = ("not_achieved", "on_track", "achieved")


@dataclass(frozen=True)
class Facts:
    """What the rule of a kind found out; `settle` turns it into a status.

    `met`: the figure at hand meets the target (None = cannot be said). `closed`: the year, event or
    deadline is over. `irreversible`: a cumulative figure that cannot be undone. `verdict`: what the kind
    says within the year, on_track | uncertain | at_risk | off_track; None where it cannot say.
    """

    watched: bool = False
    stopped: bool = False
    settled_before: str | None = None  # achieved | missed, before the subject stopped
    due: bool = True
    reported: bool = True
    closed: bool = False
    met: bool | None = None
    irreversible: bool = False
    enough: bool = True
    verdict: str | None = None


def settle(facts: Facts) -> str:
    """The status, tested in the order of docs/method.md, From a figure to a status."""
    if facts.watched:
        return "watch"
    if facts.stopped:
        return facts.settled_before if facts.settled_before in FINAL else "lapsed"
    if not facts.due:
        return "not_due"
    if not facts.reported:
        return "no_data"
    if facts.closed:
        return "no_data" if facts.met is None else "achieved" if facts.met else "missed"
    if facts.irreversible and facts.met:
        return "achieved"
    if not facts.enough or facts.verdict is None:
        return "too_early"
    return facts.verdict


def by_probability(p: float | None, centre_meets: bool = False, narrow: bool = False) -> str | None:
    """on_track, at_risk or off_track from P(target met); on track too in a narrow range that meets it."""
    if p is None or p != p:
        return None
    if p >= LIKELY or (centre_meets and narrow):
        return "on_track"
    return "at_risk" if p >= UNLIKELY else "off_track"


def unless_ahead(verdict: str | None, ahead: bool) -> str | None:
    """ "uncertain" instead of "at_risk" for what is `ahead`: at or above its path, with a centre that meets the
    target. It is not behind; only the range is too wide to say that the year will be met."""
    return "uncertain" if verdict == "at_risk" and ahead else verdict


def chance_word(p: float | None) -> str | None:
    """What leaders read for a probability: high, medium, low; none where it is certain not to be."""
    if p == 0:
        return "none"
    verdict = by_probability(p)
    return None if verdict is None else {"on_track": "high", "at_risk": "medium", "off_track": "low"}[verdict]


def compound(statuses: Sequence[str]) -> str:
    """The row's status from those of its binding measures: well only where all can be judged, and not where a bound
    is still undecided ("watch"). Raises ValueError when there are none."""
    for key in (*WORST_FIRST, *UNJUDGED):
        if key in statuses:
            return "watch" if key in {"on_track", "achieved"} and "watch" in statuses else key
    raise ValueError(f"no binding measure among {statuses!r}")


def row_of(target: Target, measures: Mapping[str, Assessment]) -> Row:
    """The target's row. Striven-for, watched and component measures never decide it."""
    parts = _deciding(target, measures)
    status = compound([a.status for a in parts])
    said, before = [a.self_assessment for a in parts], [a.previous_status for a in parts if a.previous_status]
    previous = compound(before) if before else None
    self_said = None if None in said else next(key for key in SELF_WORST_FIRST if key in said)
    if status in WORST_FIRST and status not in {"no_data", "too_early"}:
        by = "figures"
    else:
        by = "self" if status == "not_due" and self_said in GOOD_SELF else "none"
    return Row(
        target=target.id,
        status=status,
        previous_status=previous,
        by=by,
        decided_by=next(a.measure for a in parts if a.status == status),
        self_assessment=self_said,
        previous_decided_by=next(
            (a.measure for a in parts if previous and a.previous_status == previous), ""
        ),
    )


def by_self(a: Assessment, row: Row) -> bool:
    """Whether a verdict rests on the owner's self-assessment alone, and so does its target's."""
    return a.status in UNTOLD and row.by == "self" and bool(a.self_assessment)


def _deciding(target: Target, measures: Mapping[str, Assessment]) -> list[Assessment]:
    """The verdicts on its binding measures, on all where none binds."""
    return [measures[m.id] for m in target.measures if m.binding] or [measures[m.id] for m in target.measures]


def headline_of(rows: Iterable[tuple[Target, Row]]) -> Headline:
    """The count over numbered targets; its parts add up to the total (26 in the district's programme)."""
    counted = [r for t, r in rows if t.counted]

    def n(*keys: str) -> int:
        return sum(r.status in keys for r in counted)

    own_word = sum(r.by == "self" for r in counted)
    return Headline(
        total=len(counted),
        on_track_by_figures=n("achieved", "on_track"),
        achieved=n("achieved"),
        self_assessed=own_word,
        at_risk=n("at_risk", "uncertain"),
        uncertain=n("uncertain"),
        off_track=n("off_track", "missed"),
        not_due=n("not_due") - own_word,
        too_early=n("too_early"),
        no_data=n("no_data"),
        lapsed=n("lapsed"),
        watch=n("watch"),
    )


# What a verdict without a probability (all must hold, steps, few events) counts for: the middle of its band.
BAND = {"on_track": 0.9, "off_track": 0.1, "achieved": 1.0, "missed": 0.0}


def likely_met(
    rows: Iterable[tuple[Target, Row]], measures: Mapping[str, Assessment], year_effect: float = YEAR_EFFECT
) -> LikelyMet | None:
    """How many of the numbered targets that figures judge will be met at the year end: the 80 % range.

    None where fewer than two are judged, or all of them are settled. Measures move together by `year_effect`.
    """
    chances = []
    for target, row in rows:
        if target.counted and row.by == "figures":
            parts = _deciding(target, measures)
            chances.append([_chance(a) for a in parts if a.status not in UNJUDGED])
    if len(chances) < 2 or all(p in {0.0, 1.0} for parts in chances for p in parts):
        return None
    return LikelyMet(*count_range(chances, year_effect), len(chances))


def _chance(a: Assessment) -> float:
    if a.status in FINAL or a.probability is None:
        return BAND.get(a.status, 0.5)
    return a.probability
