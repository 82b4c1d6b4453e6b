"""A measure with its verdict, its figures as texts in the reader's language."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol

import pandas as pd

from analysis.assess.assessments import Assessment, Assessments, Path, Reason
from analysis.assess.status import UNTOLD, by_self
from analysis.language import catalogue
from analysis.places import Places
from analysis.present import locale, theme
from analysis.programme import Measure, Programme, Target

APART = ("self", "missed")  # marks that are counted apart from their status
MOST_SILENT = 4  # units that have not reported, by name


class Seen(Protocol):
    """What an entry asks of the month that it stands in (view.View)."""

    @property
    def programme(self) -> Programme: ...
    @property
    def assessments(self) -> Assessments: ...
    @property
    def month(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def whole(self) -> bool: ...
    @property
    def day(self) -> dt.date: ...
    @property
    def known(self) -> pd.DataFrame: ...
    @property
    def places(self) -> Places: ...
    def say(self, key: str, /, **fields: Any) -> str: ...


@dataclass(frozen=True)
class Entry:
    """A measure with its verdict, and its figures as texts in the reader's language."""

    view: Seen
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
        return None if owed else change

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
    def pending(self) -> str:
        """What the verdict waits for, in words, though the figure has come: a person, or last year's; "" otherwise."""
        if self.waits:
            return self.view.say("waits_for_a_person")
        a = self.a
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
        share = (
            self.a.reason.values.get("expected")
            if self.measure.kind == "budget" and not self.a.closed
            else None
        )
        text = locale.percent(share, self.view.lang)
        return "" if share is None else self.view.say("usually_spent", percent=text)

    @property
    def rests_on(self) -> str:
        """What the verdict rests on where the chance printed beside it may say another; "" otherwise."""
        if self.a.probability is None or self.a.closed:
            return ""
        if self.a.reason.key == "kept":
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
        known = escape(self.amount(self.a.to_date))
        return (
            f"{known} <i>{self.view.say('est')}</i>"
            if self.a.estimate and self.a.to_date is not None
            else known
        )

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
        of = self.of_month if self.a.estimate or not self.of_month else self.view.say("of_so") + self.of_month
        return " · ".join(filter(None, (of, self.coverage)))

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
            if n.key in {"scaled", "part_counted", "last_stood", "counted_in_part", "units_missing"}:
                period, units = n.values["period"], n.values[f"units_{v.lang}"]
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

    def _silent(self, month: str, lacking: int) -> str:
        """Names of the `lacking` units that have sent no figure of `month`; "" where they are not known, or many."""
        v, day = self.view, locale.month_end(month)
        rows = v.known[(v.known["measure"] == self.measure.id) & (v.known["period"] == month)]
        sent = set(rows["place"])
        silent = [
            locale.inside(v.places.name(u.code, day, v.lang))
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
        text = escape(self.progress)
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
            return self.amount(self.difference, True)
        return locale.percent(self.a.change_on_year, self.view.lang, True)

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


def own_words(said: str | None, lang: str) -> str:
    """An owner's self-assessment in words; "" for none."""
    return catalogue(lang)["self_assessment"].get(said, "") if said else ""
