"""The promises: groups, targets, measures, commitments, owners and plans, loaded from one YAML file."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

from analysis.promises import LAST_YEAR, findings
from analysis.yamlfile import Unknown, closest, hint, listed, load_yaml

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["flow", "level", "ratio", "count", "event", "milestone", "annual", "budget", "compare"]
SUMS = frozenset({"flow", "budget"})  # amounts by period, whose year is forecast as their sum
AMOUNTS = SUMS | {"compare"}  # amounts by period
LEVELS = frozenset({"level", "ratio"})  # what stands at the end of a month: no sum of months
FEW = frozenset({"compare", "count"})  # few cases: never scaled, a difference says more than a share
DATED = frozenset({"annual", "event", "milestone"})  # a review, an event, steps: due on days of their own
Rule = Literal["ge", "le", "gt", "range", "lt_last_year", "budget", "watch"]
Role = Literal["main", "component", "striven", "watch"]
Stake = Literal["", "lives", "living", "money"]
After = Literal["continue", "break", "stop"]
Cadence = Literal[
    "month", "month 15-14", "quarter", "season", "half-year", "school year", "year", "event", "once"
]
Id = Annotated[
    str, BeforeValidator(lambda given: given if isinstance(given, (list, dict, type(None))) else str(given))
]


class Strict(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False, defer_build=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def _no_yes_as_one(cls, value: Any, info: ValidationInfo) -> Any:
        """YAML's yes and true are no numbers, though Python counts with them."""
        if isinstance(value, bool):
            kind = cls.model_fields[str(info.field_name)].annotation
            if {int, float} & {kind, *get_args(kind)}:
                raise PydanticKnownError("float_type")
        return value

    def said(self, lang: str, *keys: str) -> str:
        """What is written under the first of `keys` that is, in `lang`, in Vietnamese where nothing is; "" then."""
        written = (getattr(self, f"{key}_{own}", "") for own in (lang, "vi") for key in keys)
        return next(filter(None, written), "")


class Named(Strict):
    name_vi: str
    name_en: str = ""

    def name(self, lang: str = "vi") -> str:
        return self.said(lang, "name")


class Spell(Strict):
    """Validity dates (both inclusive; None = open)."""

    since: dt.date | None = Field(None, alias="from")
    until: dt.date | None = Field(None, alias="to")

    def holds(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Issuer(Named, Spell):
    """Under whose name a month's pages and papers stand."""

    office: bool = True  # False: figures put together over an area, which no office numbers and signs
    party_vi: str = ""  # the party committee that issues the paper of the party form
    party_above_vi: str = ""  # the party organisation above it, the first line of that paper
    seat_vi: str = ""  # where its papers are dated


class Owner(Named, Spell):
    """An office that reports, and the days on which it exists."""

    id: Id
    proposal: bool = True  # the assignment is our reading, not a printed decision


class Tenure(Spell):
    """Who answers for a promise, and when."""

    owner: Id


class Promise(Named):
    """What measures and commitments have alike: short names, who answers for them, and what we read."""

    id: Id
    short_vi: str = ""
    short_en: str = ""
    owners: tuple[Tenure, ...] = ()
    source_vi: str = ""  # where in the document it stands
    reading_vi: str = ""  # what we read into it
    ask_vi: str = ""  # whom to ask about it
    note_vi: str = ""
    note_en: str = ""

    def short(self, lang: str = "vi") -> str:
        return self.said(lang, "short", "name")

    def owner_on(self, day: dt.date) -> str | None:
        """Id of the owner on `day`, or None."""
        return next((t.owner for t in self.owners if t.holds(day)), None)


class Season(Named):
    """A crop: the months (1-12) in which it is harvested and the plan for it, in the measure's unit."""

    id: Id
    months: tuple[int, ...]
    plan: float | None = None


class Extended(Strict):
    """The later day that a decision gave a step, and the first day of the month whose pages know of it."""

    to: dt.date
    since: dt.date


class Step(Named):
    """A step of a milestone. Its real date arrives as an observation `<measure>#<step id>` of basis event."""

    id: Id
    planned: dt.date | None = None  # None only for a watched commitment: progress shown, never judged
    days: int | None = None  # working time the step needs, for "needs more time than is left"
    extended: Extended | None = None  # as an answer in the notes may say too

    def planned_on(self, day: dt.date) -> dt.date | None:
        """The day by which the step is to be done, as decided on `day`."""
        return self.extended.to if self.extended and self.extended.since <= day else self.planned


class Part(Named):
    """A part of an amount: a measure of the programme, or an id of its own that is read and shown, never judged."""

    id: Id
    name_vi: str = ""  # that of the measure where there is one
    parts: tuple[Part, ...] = ()  # of a part that is itself made of others: investment by project

    @property
    def all(self) -> list[Part]:
        """The part and those that it is made of."""
        return [self, *(x for p in self.parts for x in p.all)]


class Measure(Promise):
    """One thing that is measured, and what was promised of it."""

    role: Role = "main"
    unit: str
    kind: Kind
    rule: Rule
    low: float | None = None
    high: float | None = None
    base: float | None = None  # last year's figure printed beside the target
    growth_printed: float | None = None  # growth low/base - 1 in per cent, as the annex prints it
    share_of_base_printed: float | None = None  # low/base in per cent, as the annex prints it
    stretch: float | None = None  # a second plan, striven for; never decides the status
    stretch_vi: str = ""
    stretch_en: str = ""
    # the target stands in observations: "<id>#plan", "share:<id>", or told of last year's whole: "last_year * 0.9"
    target_from: str | None = None
    # last_year: this year's is not decided; open: printed, and how it is judged is not decided
    number: Literal["printed", "derived", "none", "last_year", "open"] = "printed"
    quantities: bool = False  # n and N of a level are amounts of the period and add up over the year
    cadence: Cadence
    after: After = "continue"  # what happens on 1 July 2025
    successor: Id | None = (
        None  # of what stops: the office that keeps its subject from then on; asked for no figures
    )
    numerator_vi: str = ""
    numerator_en: str = ""
    denominator_vi: str = ""
    denominator_en: str = ""
    seasons: tuple[Season, ...] = ()
    steps: tuple[Step, ...] = ()
    steps_in_order: bool = True  # False for a set of criteria that may be met in any order
    judged_from: str = ""  # "MM-DD": before this day of the year a yearly review or an event is not due
    parts: tuple[Part, ...] = ()  # of an amount: what it is made of, in its unit
    stake: Stake = ""  # what a miss costs: the order of the exceptions, and what the line of money speaks of
    told_vi: str = (
        ""  # how a sentence tells the figure of cases, {figure} in its place: "xảy ra {figure} tai nạn"
    )
    told_en: str = ""
    leads: tuple[Tenure, ...] = ()  # who owes cause and action, where that is not who reports
    leads_itself: bool = (
        False  # it is called after a body whose own figures these are: that owes cause and action
    )

    @property
    def binding(self) -> bool:
        """Whether the measure decides the status of its target."""
        return self.role == "main" and self.rule != "watch"

    def lead_on(self, day: dt.date) -> str | None:
        """Id of the office that owes cause and action on `day` where it is another than the owner, or None."""
        return next((t.owner for t in self.leads if t.holds(day)), None)

    @property
    def reading(self) -> bool:
        """Whether the bound is our reading of words or still last year's, not a figure that is printed or reported."""
        return self.number in ("derived", "last_year") and (not self.target_from or bool(self.by_last_year))

    @property
    def open(self) -> bool:
        """Whether a bound is printed and nobody has decided by which figure it is judged."""
        return self.number == "open"

    @property
    def printed(self) -> str:
        """What the document says, as far as it is quoted."""
        return self.reading_vi.removeprefix("In: ").replace(" | ", ", ").rstrip(".")

    @property
    def by_last_year(self) -> re.Match[str] | None:
        """How the bound is told of last year's whole."""
        return LAST_YEAR.fullmatch(self.target_from or "")

    @property
    def undecided(self) -> bool:
        """Whether the bound is last year's, which nobody has decided to keep: shown, never judged."""
        return self.number == "last_year"

    @property
    def lower_is_better(self) -> bool:
        return self.rule in {"le", "lt_last_year"}

    @property
    def periods(self) -> int:
        """Periods in a year for the nowcast."""
        return {"quarter": 4}.get(self.cadence, 12)


class Target(Named):
    """A row of the annex: one measure, or several that bind together."""

    no: Id = ""  # the annex number; "" for the row without one, which stands outside the count
    id: Id
    group: Id
    measures: tuple[Measure, ...]
    noun_vi: str = "chỉ tiêu"  # what a count of such rows is called
    noun_en: str = "targets"

    def noun(self, lang: str = "vi") -> str:
        return self.said(lang, "noun")

    @property
    def counted(self) -> bool:
        return bool(self.no)


class Lapse(Strict):
    """Why and when following something stopped."""

    on: dt.date
    reason_vi: str
    reason_en: str = ""


class Commitment(Promise):
    """A promise of the programme's text, kept by ordered steps."""

    group: Id
    role: Literal["binding", "striven", "watch"] = "binding"
    deadline: dt.date | None = None
    deadline_kind: Literal["printed", "programme_year", "party_calendar", "none"] = "none"
    done_when_vi: str = ""
    done_when_en: str = ""
    place_vi: str = ""
    needs: tuple[Id, ...] = ()  # commitments that must be done first
    part_of: Id | None = None  # a step of another commitment
    measure: Id | None = None  # stands beside this measure
    steps: tuple[Step, ...] = ()
    lapse: Lapse | None = None
    handover_vi: str = ""
    handover_en: str = ""


class Group(Named):
    id: Id
    roman: str = ""
    notebook: str = "group"


class Family(Named):
    """Measures found in the data: one per observed id `<prefix>/<label>` (families.targets_of)."""

    prefix: str
    group: Id
    label_vi: str = "{label}"  # the measure's name; {label} is the label, its short form
    noun_vi: str = "chỉ tiêu"  # what a count of the labels is called
    noun_en: str = "targets"
    unit: str
    kind: Kind = "flow"
    rule: Rule
    cadence: Cadence = "month"
    target_from: str | None = None  # "#plan": observations `<id>#plan`; "share:<prefix>": a share of plan
    low: float | None = None
    high: float | None = None
    only: tuple[str, ...] = ()  # labels, when not all
    uncounted: tuple[str, ...] = ()  # labels judged outside the count: totals of the others
    called: dict[str, str] = {}  # by label: its name on pages, where a file has it abbreviated
    parts: dict[str, tuple[str, ...]] = {}  # by label of an amount: the labels that it is made of
    owners: tuple[Tenure, ...] = ()
    leads_itself: bool = False  # each label is a body, which owes cause and action of its own figures
    source_vi: str = ""
    reading_vi: str = ""
    ask_vi: str = ""


class Area(Named):
    """The programme's whole area, and what it is called once its district has ended."""

    id: Id
    after_vi: str = ""
    after_en: str = ""


class Break(Named):
    """A day across which offices or boundaries changed."""

    on: dt.date
    places: bool = False  # reporting places changed too
    handover_months: tuple[str, ...] = ()  # late reports of these months are no fault


class Programme(Named):
    """A year's promises of one office."""

    id: Id
    year: int = Field(ge=1900, le=2200)  # a calendar year
    document_vi: str = ""
    document_en: str = ""
    document_date: dt.date | None = None
    area: Area
    issuers: tuple[Issuer, ...] = ()
    breaks: tuple[Break, ...] = ()
    numbered: int | None = None  # how many numbered targets the document has; checked on loading
    closing_day: int = Field(
        31, ge=1, le=31
    )  # figures of a month are closed on this day of it; 31 = its last day
    required_share: float = Field(
        0.6, ge=0, le=1
    )  # share of reporting owners that makes a month "the newest with data"
    history_years: int = Field(5, ge=0)
    groups: tuple[Group, ...]
    commitment_groups: tuple[Group, ...] = ()  # fields of work, in the order of the commitments page
    owners: tuple[Owner, ...] = ()
    targets: tuple[Target, ...] = ()
    families: tuple[Family, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every measure by id, in the annex's order."""
        return {m.id: m for t in self.targets for m in t.measures}

    @cached_property
    def sources(self) -> dict[str, Measure]:
        """By id, the shares of plan that targets are derived from, read as levels, and the parts of amounts that are no
        measures: never judged."""
        found: dict[str, tuple[Named, str, Kind, Measure]] = {}
        for m in self.measures.values():
            if (source := m.target_from or "").startswith("share:"):
                found[source.removeprefix("share:")] = (m, "%", "level", m)
            found |= {p.id: (p, m.unit, m.kind, m) for part in m.parts for p in part.all}
        return {
            id: Measure(id=id, name_vi=of.name_vi, name_en=of.name_en, role="watch", unit=unit, kind=kind,
                        rule="watch", number="none", cadence=m.cadence, after=m.after)
            for id, (of, unit, kind, m) in found.items() if id not in self.measures
        }  # fmt: skip

    def promises(self, month: str) -> bool:
        """Whether a month's figures have targets here: those of its year, and of any where the data tell the plans."""
        told = [
            *(m.target_from for m in self.measures.values() if not m.by_last_year),
            *(f.target_from for f in self.families),
        ]
        return any(told) or month[:4] == str(self.year)

    def measure(self, id: str) -> Measure:
        """The measure `id`. Raises KeyError with "did you mean"."""
        return self._found("chỉ tiêu thành phần (measure)", id, self.measures)

    def told(self, id: str) -> Measure:
        """The measure, or the part of one, `id`. Raises KeyError with "did you mean"."""
        return self.sources.get(str(id)) or self.measure(id)

    def target_of(self, measure: str) -> Target:
        return next(t for t in self.targets if any(m.id == measure for m in t.measures))

    def commitment(self, id: str) -> Commitment:
        return self._found("nhiệm vụ (commitment)", id, {c.id: c for c in self.commitments})

    def owner(self, id: str) -> Owner:
        return self._found("đơn vị (owner)", id, {o.id: o for o in self.owners})

    def group(self, id: str) -> Group:
        return self._found("nhóm (group)", id, {g.id: g for g in self.groups})

    def _found(self, what: str, id: str, known: dict):
        id = str(id)  # papermill's -p turns 1.1 into a number
        if id in known:
            return known[id]
        lost = f"Chương trình {self.id} không có {what} “{id}”."
        short = {k: getattr(x, "short", x.name)() for k, x in known.items()}
        named = {n.casefold(): k for k, x in known.items() for n in (x.name(), x.name("en"), short[k])}
        meant = closest(id, known) or named.get(id.casefold()) or named.get(closest(id, named), "")
        if meant:
            raise Unknown(lost + hint(meant))
        like = [k for n, k in named.items() if f" {id.casefold()} " in f" {n} "]
        lost += f" Đã biết: {listed((f'{k} {short[k]}' for k in dict.fromkeys(like) or short), 20)}."
        wrong = " Sổ tính viết cho chương trình khác: đổi params, hoặc dùng group.ipynb (made for another programme?)."
        raise Unknown(lost + wrong * (not like))

    def homes(self, observations: pd.DataFrame) -> pd.Series:
        """By row the place whose pages rest on it: its own, the whole area for what is said of a commitment.

        The page of one unit rests on the rows of the area and on its own (`Places.own`), and on no others.
        """
        said = observations.measure.str.replace("#.*$", "", regex=True)
        return observations.place.where(~said.isin([c.id for c in self.commitments]), self.area.id)

    def issuer_on(self, day: dt.date) -> Issuer | None:
        return next((i for i in self.issuers if i.holds(day)), None)


def load_programme(path: Path) -> Programme:
    """The programme at `path`. Raises yamlfile.FileMistakes naming line, key and what was expected."""
    return load_yaml(path, Programme, name=f"{path.parent.name}/{path.name}", checks=findings)
