"""What charts, tables and words are drawn from: everything known of one month in the reader's language, and a measure
in it with its verdict."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

import numpy as np
import pandas as pd

from analysis.assess.assessments import Assessment, Assessments, CommitmentState, Path, Reason, Row
from analysis.assess.measured import Series
from analysis.assess.reported import Count
from analysis.assess.status import UNTOLD, by_self
from analysis.ingest.contract import current, known_at
from analysis.ingest.problems import NOTES, notes_lost
from analysis.language import catalogue, say
from analysis.notes import CODE, Cause, Followed, Notes
from analysis.places import Places
from analysis.present import locale, theme
from analysis.programme import Commitment, Measure, Programme, Target
from analysis.values import ParameterError

if TYPE_CHECKING:  # what works figures out is imported when a figure is asked for: verdicts are kept
    from analysis.assess.cube import Cube
    from analysis.assess.figures import Known

Of: TypeAlias = str | pd.Series | pd.DataFrame  # an id, a row of book.verdicts, or a frame of the book
Several: TypeAlias = Of | Sequence[str]
_ROWS = {
    "measure": "các dòng của book.verdicts, hoặc bảng của book.figures(…), book.by_place(…), chỉ mục như sổ đã cho; "
    'sau .reset_index() thì .set_index("measure") (rows or a frame of the book, with its own index)',
    "commitment": "các dòng của book.commitments, chỉ mục commitment (rows of book.commitments, with its own index)",
}
APART = ("self", "missed")  # marks that are counted apart from their status
# notes on a month that some units only have reported
IN_PART = ("scaled", "part_counted", "last_stood", "counted_in_part", "units_missing")
MOST_SILENT = 4  # units that have not reported, by name


@dataclass(frozen=True)
class Entry:
    """A measure with its verdict, and its figures as texts in the reader's language."""

    view: View
    target: Target
    measure: Measure
    a: Assessment

    @property
    def name(self) -> str:
        return self.measure.name(self.view.lang)

    @property
    def short(self) -> str:
        return self.measure.short(self.view.lang)

    @property
    def full(self) -> str:
        """The annex's own name, for the first mention: of a row of one measure that of the row."""
        alone = sum(m.role == "main" for m in self.target.measures) == 1 and self.measure.role == "main"
        return self.target.name(self.view.lang) if alone else self.name

    @property
    def introduced(self) -> str:
        """`full`, with the short name behind it where that has words of its own ("GO khu vực II")."""
        known = set(re.findall(r"\w+", self.full.lower()))
        said = known.issuperset(re.findall(r"\w+", self.short.lower()))
        return self.full if said else f"{self.full} ({self.short})"

    @property
    def told(self) -> bool:
        """Whether the reason of cases names what it counts itself ("Tai nạn giao thông làm chết 5 người")."""
        own = getattr(self.measure, f"told_{self.view.lang}", "")
        reason = self.a.reason
        return bool(own and self.a.to_date is not None and reason and reason.key.startswith("compare_"))

    @property
    def change(self) -> Reason | None:
        """What would change the verdict; not the figure that, as its reason says, has not come."""
        change, reason = self.a.what_would_change, self.a.reason
        owed = bool(change and change.key == "send_figure" and reason and reason.key == "kept")
        return None if owed or self.came_late else change

    @property
    def came_late(self) -> bool:
        """Whether the figure that the verdict lacks has come after the closing day: nobody is asked for it again."""
        return self.a.reason is not None and self.a.reason.key == "came_late"

    @property
    def plan_word(self) -> str:
        """What its plan is called: money is estimated."""
        money = self.measure.kind == "budget" or self.measure.stake == "money"
        return self.view.say("plan_du_toan" if money else "plan")

    @property
    def lead(self) -> str | None:
        """Id of the office that owes cause and action: who leads the row, else who reports it; the name of a body whose
        own figures these are."""
        if self.measure.leads_itself:
            return self.short if self.target.counted else self.target.noun(self.view.lang)
        return self.measure.lead_on(self.view.day) or self.a.owner

    @property
    def path(self) -> Path:
        """The way through the year of a measure that has one (path_picture.drawable)."""
        assert self.a.path is not None, self.measure.id
        return self.a.path

    @property
    def now(self) -> float:
        """The figure to date of a measure that has one."""
        assert self.a.to_date is not None, self.measure.id
        return self.a.to_date

    @property
    def judged(self) -> bool:
        """Whether there is something to judge it by: a single commune has nothing but a plan of its own."""
        own = self.a.place != self.view.programme.area.id
        return self.view.whole or (own and (self.a.target_low, self.a.target_high) != (None, None))

    @property
    def by_self(self) -> bool:
        """Whether the verdict rests on the owner's self-assessment alone, and so does its target's."""
        row = self.view.assessments.rows.get(self.target.id)
        return row is not None and by_self(self.a, row)

    @property
    def own_words(self) -> str:
        """What the owner says where no figure judges; "" where a figure does or nothing was said."""
        return own_words(self.a.self_assessment, self.view.lang) if self.a.status in UNTOLD else ""

    @property
    def mark(self) -> str:
        a = self.a
        status = "no_data" if self.waits else a.status
        return "self" if self.by_self else theme.shown_as(status, self.measure, self.share, a.shade)

    @property
    def waits(self) -> bool:
        """Whether its figure has come, due or not, and waits for a person to confirm how it is read."""
        reason = self.a.reason
        return bool(reason and reason.key == "unconfirmed" and self.a.status in UNTOLD) and not self.by_self

    @property
    def refused(self) -> bool:
        """Whether its figure was sent in a cell that is of no use and must be sent again: its office is not silent."""
        return self.a.reason is not None and self.a.reason.key == "refused"

    @property
    def owed(self) -> bool:
        """Whether its office owes the month's figure: it has sent none, or none of use."""
        return self.a.late or self.refused

    @property
    def asked_again(self) -> tuple[Reason, ...]:
        """What is asked of figures that were sent and are not used, of its month or a later one: to send them again."""
        asked = (self.a.what_would_change, *self.a.notes)
        return tuple(r for r in asked if r is not None and r.key == "send_again")

    @property
    def pending(self) -> str:
        """What the verdict waits for, in words, though the figure has come: a person, a figure of use, a bound of the
        year, last year's figure; "" otherwise."""
        if self.waits:
            return self.view.say("waits_for_a_person")
        a = self.a
        if self.refused and a.status in UNTOLD and not self.by_self:
            return self.view.say("waits_to_be_sent_again")
        if a.reason and a.reason.key == "undecided":
            return self.view.say("lacks_bound", year=self.view.year)
        lacks = a.reason and a.reason.key == "no_base" and a.to_date is not None and not a.late
        return self.view.say("lacks_last_year") if lacks and a.status in UNTOLD else ""

    @property
    def word(self) -> str:
        """The one word of the verdict, on every page and paper."""
        a = self.a
        if self.by_self:
            return theme.word("self", lang=self.view.lang)
        return theme.word(
            a.status,
            self.measure,
            lang=self.view.lang,
            closed=a.closed and locale.parts(self.view.month)[1] == 12,
            share=self.share,
            surpassed=self.surpassed,
            shade=a.shade,
        )

    def mark_then(self, i: int) -> str | None:
        """The mark of month `i` (from 0) of `a.statuses`, as its own pages had it; None where nothing was known."""
        a = self.a
        if i == len(a.statuses) - 1:
            return self.mark
        shade, share, own = a.thens[i] if a.thens else ("", None, False)
        then = a.statuses[i]
        return "self" if own else then and theme.shown_as(then, self.measure, share, shade)

    def word_then(self, i: int) -> str | None:
        """The word of that month."""
        if i == len(self.a.statuses) - 1:
            return self.word
        mark = self.mark_then(i)
        return mark and theme.word(mark, self.measure, lang=self.view.lang)

    @property
    def before(self) -> tuple[str | None, str | None]:
        """Mark and word of last month, as its pages had them; None where nothing was known."""
        i = len(self.a.statuses) - 2
        return (self.mark_then(i), self.word_then(i)) if self.a.previous_status else (None, None)

    @property
    def stand(self) -> str:
        """The status that it counts for: its own, but for an owner's word, and for what can no longer be met."""
        return self.mark if self.mark in APART else self.a.status

    @property
    def stood(self) -> str | None:
        """The status that it counted for last month."""
        return self.before[0] if self.before[0] in APART else self.a.previous_status

    @property
    def unjudged(self) -> str:
        """Why there is no verdict ("dừng theo dõi"); "" where there is one, or the owner's own."""
        if self.by_self:
            return ""
        share = self.share if self.measure.kind == "budget" else None
        return theme.unjudged(
            self.a.status, self.view.lang, late=self.a.late, share=share, beside=self.pending
        )

    @property
    def usual(self) -> str:
        """Of a budget within the year how much of the estimate is usually spent by now; "" otherwise. Text."""
        within = self.measure.kind == "budget" and not self.a.closed
        share = self.a.reason.values.get("expected") if within else None
        text = locale.percent(share, self.view.lang)
        return "" if share is None else self.view.say("usually_spent", percent=text)

    @property
    def rests_on(self) -> str:
        """What the verdict rests on where the chance printed beside it may say another; "" otherwise."""
        if self.a.probability is None or self.a.closed:
            return ""
        if self.a.reason.key == "kept" or self.refused and self.a.status not in UNTOLD:
            return self.view.say(
                "kept_from", month=locale.month_short(self.a.basis_month or "", self.view.lang)
            )
        if self.measure.kind == "budget":
            return self.view.say("chance_of_spending_all")
        narrow = self.a.status == "on_track" and self.a.reason.values.get("narrow")
        return self.view.say("narrow_range") if narrow else ""

    @property
    def share(self) -> float | None:
        """Per cent of the plan: of the figure as it is printed, where that is a whole number of things."""
        a = self.a
        if a.share_of_target is None or a.to_date is None or self.rounded(a.to_date) == a.to_date:
            return a.share_of_target
        return a.share_of_target * (self.rounded(a.to_date) or 0.0) / a.to_date

    @property
    def good(self) -> bool:
        """Whether the figures say that it is met or on its way."""
        return self.a.status in {"achieved", "on_track"} and not self.by_self

    @property
    def of_month(self) -> str:
        """The month of a carried figure ("T6"); "" where it is the page's own."""
        month = self.a.basis_month
        own = self.a.to_date is None or month is None or month == self.view.month
        return "" if own or month is None else locale.month_short(month, self.view.lang)

    @property
    def number_of(self) -> str:
        """ "số T6" beside a carried figure, as the rules of reading have it (guide.lines); "" beside one of the page's
        month."""
        return self.of_month and self.view.say("of_so") + self.of_month

    @property
    def surpassed(self) -> bool:
        """A figure strictly above its bound; of deaths or late dossiers, fewer is "đạt", never "vượt"."""
        a, m = self.a, self.measure
        if a.to_date is None or m.rule not in {"ge", "gt"}:
            return False
        return a.target_low is not None and a.to_date > a.target_low

    @property
    def status_html(self) -> str:
        return theme.labelled(self.mark, self.word, self.unjudged)

    @property
    def figure_html(self) -> str:
        """The figure to date as it stands in a table, an estimate marked."""
        known, estimate = escape(self.amount(self.a.to_date)), self.a.estimate and self.a.to_date is not None
        return f"{known} <i>{self.view.say('est')}</i>" if estimate else known

    @property
    def is_share(self) -> bool:
        """Compared by distance, never as a share of the plan: percentages and lower-is-better measures."""
        return (
            self.measure.unit == "%"
            or self.measure.lower_is_better
            or self.measure.rule in {"range", "watch"}
        )

    def amount(self, x: float | None, sign: bool = False) -> str:
        if self._close and x in (self.a.to_date, self.a.distance):
            return locale.number(x, 2, self.view.lang, sign)
        if fine := locale.fine(self.measure):
            return locale.number(x, fine, self.view.lang, sign)
        return locale.amount(self.rounded(x), self.measure.unit, self.view.lang, sign)

    def with_unit(self, x: float | None) -> str:
        if self._close and x == self.a.to_date or locale.fine(self.measure):
            return locale.joined(self.amount(x), self.measure.unit, self.view.lang)
        return locale.with_unit(self.rounded(x), self.measure.unit, self.view.lang)

    @property
    def _close(self) -> bool:
        """Whether one decimal would hide that a percentage misses its bound, as 61,96 % does 62 %."""
        gap = self.a.distance
        return self.measure.unit == "%" and gap is not None and 0.005 <= abs(gap) < 0.05

    def rounded(self, x: float | None) -> float | None:
        """What is worked out of whole people or things (a gap filled, a forecast) has no tenths either."""
        whole = self.a.whole and locale.counted(self.measure.unit)
        return x if x is None or locale.missing(x) or not whole else locale.nearest(x)

    def gap(self, actual: float | None, expected: float | None) -> float:
        """What is between two figures as they are printed beside it; nan where one is missing."""
        if actual is None or expected is None or math.isnan(actual) or math.isnan(expected):
            return math.nan
        fine = locale.fine(self.measure)
        a, b = (
            locale.rounded(
                x if fine else self.rounded(x) or 0.0,
                fine or locale.decimals_of(self.measure.unit, self.rounded(x)),
            )
            for x in (actual, expected)
        )
        return locale.rounded(a - b, fine or 1)

    @property
    def plan(self) -> str:
        """The bound as printed; one worked out from other figures has the decimals of its unit."""
        low, high = self.a.target_low, self.a.target_high
        if low is None and high is None and self.view.year != self.view.programme.year:
            return locale.NONE  # another year's plan is not this programme's
        if self.measure.target_from:
            low, high = (
                None if b is None else round(b, locale.decimals_of(self.measure.unit, b)) for b in (low, high)
            )
        text = locale.target(self.measure, self.view.lang, low, high)
        return text + locale.READING if self.derived and text != locale.NONE else text

    @property
    def derived(self) -> bool:
        """Whether the bound is our reading of the programme's words, in which no figure is printed."""
        return self.measure.reading and self.view.whole  # a unit was given its plan

    @property
    def plan_with_unit(self) -> str:
        """The bound with its unit, for a sentence."""
        text = self.plan.removesuffix(locale.READING)
        text = locale.joined(text, "" if text.endswith("%") else self.measure.unit, self.view.lang)
        return text + locale.READING if self.derived and text != locale.NONE else text

    @property
    def decimals(self) -> int:
        """Decimals of the figure to date: the same in a page and in a spreadsheet."""
        if fine := locale.fine(self.measure):
            return fine
        return 2 if self._close else locale.decimals_of(self.measure.unit, self.rounded(self.a.to_date))

    @property
    def beside(self) -> str:
        """What stands with a figure: the month that a carried one speaks of, who reported. Text."""
        return " · ".join(filter(None, (self.number_of, self.coverage)))

    @property
    def coverage(self) -> str:
        """ "T7: 4/6 xã" for each month that some units only have reported, and whether it is not in the figure."""
        return ", ".join(self._units_reported(told=False))

    @property
    def coverage_told(self) -> str:
        """The same in sentences, with the names of those that have not; "" where all have."""
        return " ".join(f"{text[:1].upper()}{text[1:]}." for text in self._units_reported(told=True))

    def _units_reported(self, told: bool) -> list[str]:
        v, said = self.view, []
        for n in self.a.notes:
            if n.key in IN_PART:
                period, units = n.values["period"], n.values.get(f"units_{v.lang}", n.values["units_vi"])
                sent, of = n.values["reported"], n.values["expected"]
                if told:
                    month = locale.month_name(period, v.lang)
                    names = self._silent(period, of - sent) or f"{of - sent} {units}"
                    text = v.say("units_reported_told", month=month, names=names, n=sent, of=of, units=units)
                else:
                    month = locale.month_short(period, v.lang)
                    text = v.say("units_reported", month=month, n=sent, of=of, units=units)
                said.append(text + (v.say("not_in_it") if n.key == "units_missing" else ""))
        return said

    def sent_of(self, month: str | None) -> str:
        """How many of the units have sent figures of a month ("4/6 xã"); "" where all have."""
        note = next((n for n in self.a.notes if n.key in IN_PART and n.values["period"] == month), None)
        if note is None:
            return ""
        units = note.values.get(f"units_{self.view.lang}", note.values["units_vi"])
        return f"{note.values['reported']}/{note.values['expected']} {units}"

    def _silent(self, month: str, lacking: int) -> str:
        """Names of the `lacking` units that have sent no figure of `month`; "" where they are not known, or many."""
        v, day = self.view, locale.month_end(month)
        rows = v.known[(v.known["measure"] == self.measure.id) & (v.known["period"] == month)]
        sent = set(rows["place"])
        bad = {c for r in self.asked_again if r.values["due"] == month for c in r.values["codes"]}
        silent = [
            locale.inside(v.places.name(u.code, day, v.lang)) + v.say("sent_of_no_use") * (u.code in bad)
            for u in v.places.units_on(day)
            if sent.isdisjoint({u.code, *v.places.parts(u.code, day)})
        ]
        return locale.listed(silent) if len(silent) == lacking <= MOST_SILENT else ""

    @property
    def unit(self) -> str:
        return locale.unit(self.measure.unit, self.view.lang)

    @property
    def progress(self) -> str:
        """Share of the plan, or the distance to it for shares and lower-is-better measures."""
        if self._close or self.measure.unit == "%" and locale.fine(self.measure):
            return locale.joined(self.amount(self.a.distance, True), self.view.say("pts"))
        if self.as_last_year:
            return self.view.say("as_last_year", year=self.view.year - 1)
        if self.measure.rule == "lt_last_year" and self.a.distance is not None:
            return locale.joined(self.amount(self.a.distance, True), self.measure.unit, self.view.lang)
        if self.is_share:
            return locale.short_distance(self.a.distance, self.measure.unit, self.view.lang)
        return locale.percent(self.share, self.view.lang)

    @property
    def as_last_year(self) -> bool:
        """Whether there are as many cases by now as in all of last year: no distance, and not fewer."""
        return self.measure.rule == "lt_last_year" and self.a.distance == 0

    @property
    def progress_html(self) -> str:
        """`progress` as HTML; of words paper, whose column is narrow, has fewer."""
        short = self.view.say("as_last_year_short", year=self.view.year - 1)
        text = _narrow(self.progress)
        return f'<span data-s="{escape(short)}">{text}</span>' if self.as_last_year else text

    @property
    def chance(self) -> str:
        """The chance as per cent. Chances and ranges are corrected apart (docs/method.md): a chance that a range wholly
        above or below the plan contradicts is told by the limit of the range."""
        a, lower = self.a, self.measure.lower_is_better
        p, bound = a.probability, a.target_high if lower else a.target_low
        if p is None or bound is None or a.year_end_p10 is None or a.year_end_p90 is None:
            return locale.chance(p, self.view.lang)
        ends = sorted((bound - y if lower else y - bound) for y in (a.year_end_p10, a.year_end_p90))
        if ends[0] >= 0 and p < 0.9:
            return f"≥{locale.NBSP}90%"
        if ends[1] < 0 and p > 0.1:
            return f"≤{locale.NBSP}10%"
        return locale.chance(p, self.view.lang)

    @property
    def on_year(self) -> str:
        """Year on year for a column."""
        if self.measure.unit == "%":
            return locale.short_distance(self.a.change_on_year, "%", self.view.lang)
        if self.measure.kind in {"compare", "count"} and self.a.last_year_to_date is not None:
            change = locale.number((self.a.to_date or 0) - self.a.last_year_to_date, 0, self.view.lang, True)
            return locale.joined(change, self.measure.unit, self.view.lang)
        if self.grown is not None:
            return locale.percent(self.grown, self.view.lang, True)
        if self.plain_difference:
            return locale.joined(self.amount(self.difference, True), self.measure.unit, self.view.lang)
        return locale.percent(self.a.change_on_year, self.view.lang, True)

    @property
    def on_year_html(self) -> str:
        """`on_year` as HTML; of what is to be low with a word for which way is better, that its sign does not tell."""
        text = self.on_year
        if not self.measure.lower_is_better or text[:1] not in {"+", locale.MINUS}:
            return _narrow(text)
        way = self.view.say("change_worse") if text[0] == "+" else self.view.say("change_better")
        return f"{_narrow(text)} <small>{way}</small>"

    @property
    def since_last_year(self) -> str:
        """Year on year in prose; "–" when not known."""
        if self.grown is not None:
            return locale.change(self.grown, lang=self.view.lang)
        unit = self.measure.unit if self.plain_difference else ""
        change = self.difference if unit else self.a.change_on_year
        return locale.change(change, self.measure.unit == "%", self.view.lang, unit)

    @property
    def plain_difference(self) -> bool:
        """Whether the change on the year is a difference in the unit itself, as of boys per 100 girls or of an
        index, of which "down 1.8 %" would read as if prices had fallen."""
        return (
            self._index and self.grown is None or (self.measure.kind == "ratio" and self.measure.unit != "%")
        )

    @property
    def grown(self) -> float | None:
        """What an index itself says whose name has "cùng kỳ năm trước = 100": by how many per cent it is up on them."""
        based = self.measure.unit == "điểm" and "cùng kỳ năm trước = 100" in self.measure.name_vi
        return self.a.to_date - 100 if based and self.a.to_date is not None else None

    @property
    def _index(self) -> bool:
        return self.measure.unit == "điểm" and self.a.last_year_to_date is not None

    @property
    def difference(self) -> float | None:
        """The change on the year in the unit itself."""
        now, before = self.a.to_date, self.a.last_year_to_date
        return (
            now - before if self._index and now is not None and before is not None else self.a.change_on_year
        )

    @property
    def year_end(self) -> str:
        """The 80 % range of the year end."""
        low, high = self.rounded(self.a.year_end_p10), self.rounded(self.a.year_end_p90)
        return locale.interval(low, high, self.measure.unit, self.view.lang)


def _narrow(text: str) -> str:
    """A number with its unit for a column, as HTML: a long unit has a line of its own."""
    number, _, unit = text.partition(locale.NBSP)
    return f"{escape(number)}<small>{escape(unit)}</small>" if "/" in unit or " " in unit else escape(text)


def _told(value: Any) -> str:
    if pd.isna(value):
        return "trống (empty)"
    return f"{value:.15g}" if isinstance(value, float) else str(value).removesuffix(" 00:00:00")


def own_words(said: str | None, lang: str) -> str:
    """An owner's self-assessment in words; "" for none."""
    return catalogue(lang)["self_assessment"].get(said, "") if said else ""


@dataclass(frozen=True)
class View:
    """Plain data; `present` reads no file."""

    programme: Programme
    month: str
    lang: str
    assessments: Assessments
    observations: pd.DataFrame
    problems: tuple[Any, ...]  # ingest.problems.Problem
    inputs: pd.DataFrame  # source, sha256, bytes of the files that had come on the day that counts
    notes: Notes
    places: Places
    place: str
    owner: str | None = None
    area: Assessments | None = None  # on a page of one place: how the whole area stands
    run_id: str = ""
    pages: tuple[
        tuple[str, str], ...
    ] = ()  # the month's other pages: file name without its ending, key of its title or the title itself
    # the book's frames of a measure, by the name of their index
    frames: Mapping[str, Callable[[str], pd.DataFrame]] = field(default_factory=dict)
    asked: tuple[Followed, ...] = ()  # asks of earlier months that were open when this one began
    carried: Mapping[str, Cause] = field(default_factory=dict)  # causes that earlier months gave, by measure
    chosen: frozenset[str] | None = None  # the measures and commitments that a piece speaks of; None: all
    supposition: str = ""  # what must stand over all that is made of a book that supposes
    count: Count | None = None  # of the offices that have told of the month; None on the page of one unit

    def say(self, key: str, /, **fields: Any) -> str:
        """The words of `key` in the reader's language (analysis.language)."""
        return say(self.lang, key, **fields)

    def word(self, table: str, key: str) -> str:
        """The one of a table of words that is called `key`, in the reader's language."""
        return catalogue(self.lang)[table][key]

    @property
    def without_notes(self) -> str:
        """That the file of the month's notes, or which lines of it, could not be used; "" otherwise. Text."""
        lost = next((p for p in self.problems if p.code in NOTES), None)
        return notes_lost(self.lang, lost.source, lost.code == "notes_part") if lost else ""

    def noted(self, text: str, lang: str = "") -> str:
        """An analyst's words as safe HTML; said to be in another language than the page where they are."""
        own, lang = escape(text), lang or self.notes.lang
        return own if lang == self.lang else f'<span lang="{lang}">{own}</span>'

    @property
    def whole(self) -> bool:
        """Whether this speaks of the whole area. A single commune has figures, and a verdict only on what was given to
        it as a plan of its own (`Entry.judged`)."""
        return self.place == self.programme.area.id

    @property
    def year(self) -> int:
        return locale.parts(self.month)[0]

    @cached_property
    def day(self) -> dt.date:
        """The last day of the month."""
        return locale.month_end(self.month)

    @property
    def closed(self) -> bool:
        """Whether the year is over, so that "vượt / đạt / không đạt" may be said."""
        judged = [a for a in self.assessments.measures.values() if a.status in {"achieved", "missed"}]
        return locale.parts(self.month)[1] == 12 and any(a.closed for a in judged)

    def measures(self, of: Several | None = None) -> list[Entry]:
        """The measures with a verdict in the annex's order; of a group, of ids, rows or a frame (`ids`), of the page's
        owner."""
        group = of if isinstance(of, str) else None
        wanted = None if of is None or group is not None else {*self.ids(of)}
        if group is not None:
            self.programme.group(group)
        found = []
        for target in self.programme.targets:
            if group is not None and target.group != group:
                continue
            for measure in target.measures:
                a = self.assessments.measures.get(measure.id)
                if a is None or (wanted is not None and measure.id not in wanted):
                    continue
                if self.owner and a.owner != self.owner or not self.wants(measure.id):
                    continue
                found.append(Entry(self, target, measure, a))
        return found

    def only(self, of: str | pd.DataFrame | None, works: bool = False) -> View:
        """The view that speaks of a group alone, or of rows of `book.verdicts` (with `works` also of
        `book.commitments`); itself for None."""
        if of is None:
            return self
        rows_of_works = works and isinstance(of, pd.DataFrame) and of.index.name == "commitment"
        found = set() if rows_of_works else {x.measure.id for x in self.measures(of)}
        if rows_of_works or isinstance(of, str):
            found |= {c.id for c, _ in self.works(of)}
        return replace(self, chosen=frozenset(found))

    def wants(self, id: str) -> bool:
        """Whether it speaks of a measure or a commitment."""
        return self.chosen is None or id in self.chosen

    def one(self, of: Of, drawn: bool = False) -> tuple[Measure, Entry | None]:
        """The one measure that `of` speaks of (`ids`), and its entry where it was assessed."""
        found = self.ids(of, drawn)
        if len(found) != 1:
            said = f"{len(found)} chỉ tiêu (measures)"
            one = "một chỉ tiêu: một dòng của book.verdicts, một bảng của book.figures(…) (one of its rows or frames)"
            raise ParameterError("bảng (frame)", said, one)
        return self.programme.measure(found[0]), self.entry(found[0])

    def ids(self, of: Several, drawn: bool = False) -> tuple[str, ...]:
        """The ids of the measures that are told by id, by rows of `book.verdicts` or `book.targets`, or by a frame of
        `book.figures` or `book.by_place`.

        Raises Unknown, and ParameterError for what is no such frame, or of another month or place, and for what is no
        longer the book's (`book.what_if` supposes) unless its own numbers are `drawn`."""
        if isinstance(of, pd.Series):
            of = of.to_frame().T.rename_axis("measure")
        if not isinstance(of, pd.DataFrame):
            several = of if isinstance(of, Collection) and not isinstance(of, str) else [of]
            return tuple(self.programme.measure(id).id for id in several)
        if measure := str(of.attrs.get("measure", "")):
            self._mine(of)
            if self.frames and not drawn:
                if of.index.name not in ("period", "place"):
                    raise ParameterError(
                        "bảng (frame)", f"chỉ mục (index) {of.index.name or '–'}", _ROWS["measure"]
                    )
                own = self.frames[of.index.name](measure)
                self._unchanged(of, own.reindex(of.index))
                self._gapless(of, own)
            return (measure,)
        return self._rows(of, "measure")

    def _rows(self, of: pd.DataFrame, index: str) -> tuple[str, ...]:
        """The ids of rows by `index`, in which nothing was changed."""
        if of.index.name != index:
            said = (
                f"chỉ mục (index) {of.index.name or '–'}, cột (columns) {', '.join(map(str, of.columns[:6]))}"
            )
            raise ParameterError("bảng (frame)", said, _ROWS[index])
        known = self.programme.measure if index == "measure" else self.programme.commitment
        ids = tuple(known(str(id)).id for id in of.index)
        self._mine(of)
        if self.frames:
            self._unchanged(of, self.frames[index]("").reindex(of.index))
        return ids

    def _gapless(self, frame: pd.DataFrame, own: pd.DataFrame) -> None:
        """Raises ParameterError for a frame by period without one of the book's year, or of what came since its first,
        that has a figure: what is drawn of it has them all."""
        if not isinstance(own.index, pd.PeriodIndex):
            return
        since = min(frame.index.min(), pd.Period(f"{self.year}-01", "M"))
        there = own.index[own["value"].notna() & (own.index >= since)]
        if len(lost := there.difference(frame.index)):
            what = (
                "mọi kỳ có số của năm; riêng chart.path vẽ bảng đã lọc (all of its periods; path draws some)"
            )
            raise ParameterError("bảng (frame)", f"thiếu (without) {', '.join(map(str, lost[:3]))}", what)

    def _unchanged(self, frame: pd.DataFrame, own: pd.DataFrame) -> None:
        """Raises ParameterError for a frame in which something is not as in the book's `own`, a row each; words only
        where they are of the book's language."""
        numbers = own.select_dtypes("number").columns
        ours = frame.attrs.get("lang", self.lang) == self.lang
        for column in frame.columns.intersection(own.columns if ours else numbers):
            said, mine = (f[column].to_numpy(object) for f in (frame, own))
            for at, (a, b) in enumerate(zip(said, mine, strict=True)):
                if column in numbers:
                    a, b = (pd.to_numeric(x, errors="coerce") for x in (a, b))
                    same = np.isclose(a, b, rtol=1e-9, equal_nan=True)
                else:
                    same = isinstance(b, list) or a == b or (pd.isna(a) and pd.isna(b))
                if not same:
                    what = f"{_told(b)} như sổ; để giả định: book.what_if(…) (as the book; what_if supposes)"
                    raise ParameterError(f"bảng (frame), {frame.index[at]}, {column}", _told(a), what)

    def _mine(self, frame: pd.DataFrame) -> None:
        """Raises ParameterError for a frame that is of another month, place or measure than it says."""
        another = {"month": 'book.at("{}")', "place": 'open_book(…, place="{}")'}
        for name, own in (("month", self.month), ("place", self.place)):
            if (told := str(frame.attrs.get(name, own))) != own:
                how = (
                    f"{own} như sổ (as the book); hoặc hỏi sổ của bảng (or ask its own book): {another[name]}"
                )
                raise ParameterError(f"bảng (frame), {name}", told, how.format(told))
        if "measure" in frame.attrs and (
            name := str(frame.attrs.get("name", ""))
        ):  # of another it is no frame of it
            m = self.programme.measure(str(frame.attrs["measure"]))
            if not name.startswith(m.short(str(frame.attrs.get("lang", self.lang))) + ","):
                raise ParameterError(
                    "bảng (frame), measure", m.id, f"chỉ tiêu của bảng (the frame's own): {name}"
                )

    def entry(self, measure: str) -> Entry | None:
        """One measure, None where it was not assessed. Raises KeyError with "did you mean"."""
        self.programme.measure(measure)
        return self._entry(measure) if measure in self.assessments.measures else None

    def _entry(self, measure: str) -> Entry:
        p = self.programme
        return Entry(self, p.target_of(measure), p.measure(measure), self.assessments.measures[measure])

    def row_entry(self, row: Row) -> Entry:
        """What decided a row: its mark and word are the row's own, wherever it is spoken of."""
        return self._entry(row.decided_by)

    def row_stood(self, row: Row) -> str | None:
        """The status that a row counted for last month; None where nothing was known."""
        decided = row.previous_status and row.previous_decided_by
        return self._entry(decided).stood if decided else row.previous_status

    def noun(self, targets: Iterable[Target]) -> str:
        """What the rows are that a count speaks of: "chỉ tiêu", "bộ, ngành, địa phương"; of mixed ones "nội dung"."""
        nouns = {t.noun(self.lang) for t in targets}
        return nouns.pop() if len(nouns) == 1 else self.say("matters")

    @cached_property
    def nouns(self) -> str:
        """What the numbered rows of the page are."""
        return self.noun(t for t, _ in self.rows() if t.counted)

    def page(self, *keys: str) -> str:
        """The address of the month's page whose title has one of `keys`; "" where there is none."""
        up = "../" if self.owner or not self.whole else ""
        return next((f"{up}{quote(file)}.html" for file, key in self.pages if key in keys), "")

    @property
    def reading_note(self) -> str:
        """What the sign behind a bound means."""
        sign, found = locale.READING, {m.number for m in self.programme.measures.values() if m.reading}
        own = self.say("our_reading_of_the_text", READING=sign) if "derived" in found else ""
        old = self.say("bound_undecided", READING=sign, year=self.year - 1) if "last_year" in found else ""
        return " ".join(filter(None, (own, old)))

    def rows(self, group: str | None = None) -> list[tuple[Target, Row]]:
        """The annex rows that were judged, in order; of a group, of the page's owner."""
        targets = {t.id: t for t in self.programme.targets}
        # who answers for a component alone does not answer for the target above it
        own = {x.target.id for x in self.measures() if x.measure.role != "component"}
        mine = own if self.owner or self.chosen is not None else targets
        return [
            (targets[r.target], r)
            for r in self.assessments.rows.values()
            if r.target in mine
            and r.target in targets
            and (group is None or targets[r.target].group == group)
        ]

    def works(self, of: str | pd.DataFrame | None = None) -> list[tuple[Commitment, CommitmentState]]:
        """The commitments, in the document's order; of a group, of rows of `book.commitments`, of the page's owner.
        None before the year of the programme: nothing had been promised yet."""
        p, states = self.programme, self.assessments.commitments
        if isinstance(of, pd.DataFrame):
            ids = self._rows(of, "commitment")
            wanted = [c for c in p.commitments if c.id in ids]
        elif of is None:
            wanted = list(p.commitments)
        else:
            wanted = [c for c in p.commitments if c.group == of]
            if not wanted and of not in {g.id for g in p.commitment_groups}:
                p.group(of)
        return [
            (c, states[c.id])
            for c in wanted
            if c.id in states
            and self.wants(c.id)
            and self.year >= p.year
            and (not self.owner or states[c.id].owner == self.owner)
        ]

    def own(self, frame: pd.DataFrame, group: str | None = None) -> pd.Series:
        """By row of `frame` (observations): whether the page speaks of it; of a group, an owner, a commune."""
        of = pd.Series(True, index=frame.index)
        if group is not None or self.owner:
            targets = [t for t in self.programme.targets if group in (None, t.group)]
            subjects = {m.id for t in targets for m in t.measures}
            subjects |= {c.id for c in self.programme.commitments if group in (None, c.group)}
            if self.owner:
                subjects &= {x.measure.id for x in self.measures()} | {c.id for c, _ in self.works()}
            of &= frame["measure"].str.replace("#.*", "", regex=True).isin(subjects)
        if not self.whole:
            of &= frame["place"].isin({self.place, *self.places.parts(self.place, self.day)})
        return of

    def files(self, group: str | None = None) -> pd.DataFrame:
        """The input files that hold a figure the page speaks of and were known on the day that counts; on the
        page of everything also those without a figure."""
        if not len(self.inputs) or group is None and self.whole and not self.owner:
            return self.inputs
        known = self.known
        used = known.loc[self.own(known, group), "source"]
        return self.inputs[self.inputs["source"].isin(used)]

    @cached_property
    def known(self) -> pd.DataFrame:
        """The observations that were known on the day that counts, every vintage."""
        return known_at(self.observations, self.assessments.as_of.isoformat())

    @cached_property
    def newest(self) -> pd.DataFrame:
        """One figure per measure, place, period and basis: the newest that was known, none later than the month
        (a year's plan or forecast stands at its December)."""
        rows = current(self.known)
        rows = rows[(rows["period"] <= self.month) | (rows["basis"] == "year")]
        return rows[rows["period"] <= f"{self.year}-12"]

    def owner_name(self, id: str | None) -> str:
        """The office's name in the reader's language, of several ids with commas all of them; "–" for nobody. An id
        that no office has is said to be one."""
        known = {o.id: o.name(self.lang) for o in self.programme.owners}
        parts = [part.strip() for part in (id or locale.NONE).split(",")]
        return ", ".join(
            known.get(p) or (self.say("unknown_office", id=p) if CODE.fullmatch(p) else p) for p in parts
        )

    def place_name(self, code: str) -> str:
        """The place's name as it is called in this month; the code where there is none."""
        if code == self.programme.area.id:
            area = self.programme.area
            after = area.said(self.lang, "after")
            broken = any(b.places and b.on <= self.day for b in self.programme.breaks)
            return (after if broken and after else area.name(self.lang)) or code
        try:
            return self.places.name(code, self.day, self.lang)
        except KeyError:
            return code

    @cached_property
    def sole_owner(self) -> str:
        """Id of the office that answers for every measure: it is named once, below them; "" where there are several."""
        owners = {a.owner or "" for a in self.assessments.measures.values()}
        return owners.pop() if len(owners) == 1 else ""

    @property
    def sources_shown(self) -> int:
        """How many files a figure of the brief opens to, so that the page keeps its size."""
        return 3 if len(self.programme.measures) <= 50 else 1

    @cached_property
    def group_ids(self) -> tuple[str, ...]:
        return tuple(g.id for g in self.programme.groups)

    @cached_property
    def _ledger(self) -> Known:
        from analysis.assess.figures import known_on
        from analysis.assess.ledger import Ledger

        return known_on(Ledger(self.observations, self.programme, self.places), self.assessments.as_of)

    @cached_property
    def outcome(self) -> dict[str, float]:
        """What became of the year: totals by measure, where figures of later months are at hand. Hindsight,
        to hold the month's verdicts against; none of them rests on it."""
        from analysis.assess.score import year_totals

        if self.day.month == 12:
            return {}
        return year_totals(self.programme, self.places, self.observations, self.year, self.place)

    @cached_property
    def planned(self) -> dict[str, list[Entry]]:
        """By measure the verdicts on the units of the month that were given a plan of their own: those of their own
        pages, which rest on the same figures and rules. {} where no plan was divided."""
        from analysis.assess.judge import assess

        p = self.programme
        given = {
            m: {u for u, *_ in s.unit_plans}
            for m in p.measures
            if (s := self.series(m, p.area.id)).unit_plans
        }
        mine = [
            t.model_copy(update={"measures": tuple(m for m in t.measures if m.id in given)})
            for t in p.targets
        ]
        own = p.model_construct(
            **dict(p) | {"targets": tuple(t for t in mine if t.measures), "commitments": ()}
        )
        seen = self.observations[self.observations["measure"].str.split("#").str[0].isin(given)]
        found: dict[str, list[Entry]] = {m: [] for m in given}
        for unit in self.places.units_on(self.day):
            ids = [m for m, units in given.items() if unit.code in units]
            if not ids:
                continue
            a = assess(own, self.places, seen, self.month, self.assessments.as_of, unit.code)
            for m in ids:
                found[m].append(Entry(self, p.target_of(m), p.measure(m), a.measures[m]))
        return found

    @cached_property
    def _cubes(self) -> dict[str, tuple[Cube, dict[str, Series]]]:
        return {}

    def series(self, measure: str, place: str | None = None) -> Series:
        """A measure's figures by month as known on the day that counts, this year and those before."""
        from analysis.assess.figures import series_in

        m, place = self.programme.told(measure), place or self.place
        if place not in self._cubes:
            years = self.programme.history_years
            self._cubes[place] = self._ledger.cube(self.year, self.day.month, place, years), {}
        cube, made = self._cubes[place]
        if m.id not in made:
            made[m.id] = series_in(cube, m)
        return made[m.id]

    def series_of(self, month: int) -> dict[str, Series]:
        """The amounts as known today, past years' plans and counts to date as known in `month` of their year."""
        amounts = [m for m in self.programme.measures.values() if m.kind in {"flow", "budget"}]
        return self._ledger.series(self.year, month, self.place, self.programme.history_years, amounts)

    def counts_by_month(self, measure: str) -> pd.DataFrame:
        """Numerators `n` and denominators `of` of this year's months, and to date (`n_to_date`, `of_to_date`), as told
        (Series.as_told), by period; the months to which both are known."""
        counts = self.series(measure).counts_as_told[:, :, -1]
        frame = pd.DataFrame(
            {"n": counts[0, 1], "of": counts[1, 1], "n_to_date": counts[0, 0], "of_to_date": counts[1, 0]},
            index=[f"{self.year}-{m:02d}" for m in range(1, 13)],
        )
        return frame[(frame["n_to_date"] > 0) & (frame["of_to_date"] > 0)]

    def observed(self, keys: tuple[int, ...]) -> pd.DataFrame:
        """The observations of these keys, newest first."""
        found = self.observations.loc[[k for k in keys if k in self.observations.index]]
        return found.sort_values(["period", "reported_on"], ascending=False, kind="stable")
