"""What `assess` gives to all that follows: one verdict per measure, target and commitment for a month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analysis.assess.calibrate import YEAR_EFFECT
from analysis.programme import Programme


@dataclass(frozen=True)
class Reason:
    """Why a status is what it is: a sentence's key and its numbers; `present.words` turns it into words."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Path:
    """The way through a year, for the path chart; arrays over the year's periods (n,), nan where unknown.

    Cumulative for flows; the level itself for levels and ratios. Units of the measure.
    """

    periods: tuple[str, ...]  # "2025-01" … or "2025-Q1" … (length n)
    known: int  # periods known this year (m)
    actual: np.ndarray
    expected: np.ndarray  # the target spread over the usual shares; nan when there is no target
    last_year: np.ndarray
    p10: np.ndarray  # the fan, from period m on (equal to actual at m)
    p25: np.ndarray
    p50: np.ndarray
    p75: np.ndarray
    p90: np.ndarray
    parts: np.ndarray  # this year's single periods
    parts_last_year: np.ndarray
    filled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """One measure in one month. None = not known or does not apply; units of the measure; per cent 0-100."""

    measure: str
    place: str
    month: str  # YYYY-MM
    as_of: dt.date
    status: str  # key of assess.status.STATUSES
    previous_status: str | None  # last month's, computed with what was known then
    reason: Reason
    what_would_change: Reason | None = None
    closed: bool = False
    basis_month: str | None = None  # newest month the figure speaks of (≤ month)
    to_date: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    expected_to_date: float | None = None
    target_low: float | None = None
    target_high: float | None = None
    stretch: float | None = None
    share_of_target: float | None = None
    distance: float | None = None  # to_date (or year_end for a closed year) minus the bound, signed, in units
    last_year_to_date: float | None = None
    change_on_year: float | None = None  # per cent for amounts, percentage points for shares
    year_end: float | None = None
    year_end_p10: float | None = None
    year_end_p50: float | None = None
    year_end_p90: float | None = None
    probability: float | None = None
    stretch_probability: float | None = None
    owner_forecast: float | None = None
    self_assessment: str | None = None  # achieved | on_track | not_achieved | None
    needed_per_period: float | None = None
    periods_left: int | None = None
    last_year_rest_per_period: float | None = None
    signal: str | None = None  # key of assess.signals, with "+" (better) or "-" (worse) in front
    track_record: float | None = None  # mean miss of past forecasts at this month, per cent or points …
    track_years: int = 0  # … over so many years
    estimate: bool = False  # the newest figure is an estimate ("ước"), or a part of it fills a gap
    whole: bool = False  # all its figures are whole numbers, and so is what is worked out of them
    late: bool = False  # the owner has not reported what was due
    illustrative: bool = False
    history_cut: str | None = None  # year from which the history counts, after a break
    filled: tuple[str, ...] = ()
    statuses: tuple[str | None, ...] = ()  # months 1..m of this year, with what was known in each
    # of the months before, as then judged: shade, share of the target, whether all there was is the owner's own word
    thens: tuple[tuple[str, float | None, bool], ...] = ()
    # the year end's 80 % range as it was forecast in the months before; None where none was
    year_ends: tuple[tuple[float, float] | None, ...] = ()
    owner: str | None = None
    path: Path | None = None
    events: tuple[dict, ...] = ()  # counts, events, steps: {date, name, paper, done, planned, key}
    keys: tuple[int, ...] = ()  # index labels of the observations that make `to_date` (n, N), and no others
    # those of its other figures: last_year, last_year_total, plan, owner_forecast, self_assessment
    cells: dict[str, tuple[int, ...]] = field(default_factory=dict)
    notes: tuple[
        Reason, ...
    ] = ()  # what a reader must know beside the reason: carried, filled, cut, contradicted …
    last_year_total: float | None = None
    linear_share: float | None = None  # per cent of the year gone by: what the linear rule asks of an amount
    typical: bool = False  # the interval is a typical one, not from this programme's own past
    chance_low: float | None = None  # 95 % range of chance alone around a ratio of births
    chance_high: float | None = None
    failing: tuple[dict, ...] = ()  # units that fail a target of all: {place, name, numerator, denominator}
    crops: tuple[dict, ...] = ()  # {id, name, name_en, plan, actual, over}
    broken_on: dt.date | None = None  # goes on after this day, but is not compared across it
    lapsed_on: dt.date | None = None

    @property
    def shade(self) -> str:
        """What the status's word must say more exactly: "gone" (it can no longer be met), "near" (a level is on
        its way to its bound, and not there), else ""."""
        if self.status == "off_track" and self.probability == 0:
            return "gone"
        low, high, now = self.target_low, self.target_high, self.to_date
        if self.status != "on_track" or now is None:
            return ""
        short = (low is not None and now < low - 1e-9 * abs(low)) or (
            high is not None and now > high + 1e-9 * abs(high)
        )
        return "near" if short else ""


@dataclass(frozen=True)
class Row:
    """A target (annex row): the compound verdict of its binding measures."""

    target: str
    status: str
    previous_status: str | None
    by: str  # "figures" | "self" | "none": what the status rests on
    decided_by: str  # the measure that decided it
    self_assessment: str | None = None
    previous_decided_by: str = ""  # the measure that decided last month's; "" where nothing was known


@dataclass(frozen=True)
class CommitmentState:
    commitment: str
    month: str
    status: str
    previous_status: str | None
    reason: Reason
    steps_done: int
    steps_due: int
    steps_total: int
    owner: str | None
    deadline: dt.date | None
    deadline_kind: str
    done_on: dt.date | None = None
    paper: str = ""
    steps: tuple[dict, ...] = ()  # {id, name, name_en, planned, done, paper, late_days, key}
    illustrative: bool = False
    keys: tuple[int, ...] = ()
    what_would_change: Reason | None = None
    notes: tuple[Reason, ...] = ()
    statuses: tuple[str | None, ...] = ()  # months 1..m of this year, with what was known in each
    handed_over: bool = False  # its owner changed on a break that lies behind this month
    lapsed_on: dt.date | None = None


@dataclass(frozen=True)
class Headline:
    """The count of numbered targets in the district's own form; the parts add up to `total`."""

    total: int
    on_track_by_figures: int  # achieved + on_track, by running figures
    achieved: int  # of these
    self_assessed: int  # resting on the owner's self-assessment alone
    at_risk: int  # at_risk + uncertain
    off_track: int  # off_track + missed
    not_due: int
    too_early: int
    no_data: int
    lapsed: int
    watch: int = 0
    uncertain: int = 0  # of those at risk: ahead of its path, the centre above the plan, and yet not sure

    @property
    def unjudged(self) -> int:
        return self.total - self.on_track_by_figures - self.self_assessed - self.at_risk - self.off_track


@dataclass(frozen=True)
class LikelyMet:
    """The 80 % range of the number of targets met at the year end, its mean, and `of` how many it speaks."""

    low: int
    high: int
    mean: float
    of: int


@dataclass(frozen=True)
class Change:
    """Something that is not as it was last month."""

    kind: str  # status | revision | new | late | lapsed | figure
    subject: str  # measure, target or commitment id
    before: Any
    after: Any
    reason: Reason | None = None


@dataclass(frozen=True)
class Finding:
    """Something in the figures that contradicts itself or cannot be; shown, not hidden."""

    # above_100 | impossible | no_parts | no_base | contradiction | after_merger | twice | before_needed |
    # out_of_order | months_apart | count_apart | units_apart | plans_apart
    kind: str
    subject: str  # measure or commitment id
    reason: Reason
    keys: tuple[int, ...] = ()


@dataclass(frozen=True)
class Assessments:
    """Everything judged for one month and place."""

    programme: Programme
    month: str
    as_of: dt.date
    place: str
    measures: dict[str, Assessment]
    rows: dict[str, Row]  # by target id, annex order
    commitments: dict[str, CommitmentState]
    headline: Headline
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()
    revised: tuple[
        int, ...
    ] = ()  # keys of earlier months' figures that are not what they were at last closing
    likely: LikelyMet | None = None  # of the rows that figures judge
    year_effect: float = YEAR_EFFECT  # how far the measures of a year move together, as log odds
