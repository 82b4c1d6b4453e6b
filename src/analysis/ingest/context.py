"""The month a table reports on."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise, takewhile
from typing import Any

from analysis.ingest.heads import (
    AGAINST,
    THIS_MONTH,
    TO_DATE,
    Head,
    Reading,
    begins_later,
    meaning,
    of_plans,
    to_day,
)
from analysis.ingest.periods import AHEAD, Span, closing, days_between, plain, planned, spans, until
from analysis.ingest.sheet import FIGURES
from analysis.ingest.sources import TableRule
from analysis.ingest.tables import Column, Table


@dataclass(frozen=True)
class Context:
    """What a table reports on: the month of its newest figures (0 where unknown) and where that was read.

    `length`: the months that its title or sheet speaks of, 0 where none does. `planned`: the year of a plan that the
    title names beside its own, else 0. `earlier`: columns of months without a year that lie before New Year. `plan`:
    the words of its title or its sheet's name that make plans of its figures. `days`: from which day to which its title
    says that they are. `until`: the day within the month up to which its title says that they are. `several`: whether
    its title names several months ("tháng 6, ước tháng 7") or leaves open which of its periods is meant ("tháng 6 và 6
    tháng"). `to_date`: whether its title makes cumulative figures of them; `since`: and not from January on; `across`:
    from January to each of several months named across, which no column adds up. `unsure`:
    columns of an earlier year beside one of its own with the same words ("2024 | 2025"), and of months to come of a
    form that writes noughts there. `monthly`: whether a column is of its own month alone. `heads`: the periods that
    the heads name, each by its kind, its first and its last month.
    """

    year: int
    month: int
    origin: str
    length: int = 0
    planned: int = 0
    earlier: frozenset[int] = frozenset()
    plan: str = ""
    days: tuple[date, date] | None = None
    until: Span | None = None
    several: bool = False
    to_date: bool = False
    across: bool = False
    since: bool = False
    unsure: frozenset[int] = frozenset()
    monthly: bool = False
    heads: frozenset[tuple[str, int, int]] = frozenset()

    def reading(self, column: Column) -> Reading:
        """What the head of a column says in this table."""
        if column.col in self.earlier:
            return meaning(column.path, self.year - 1, 12)
        found = meaning(column.path, self.year, self.month)
        head = Head.of(column.path)
        own = head.spans
        other = any(s.year not in (0, self.year) for s in own)
        here = not own and not found.shift
        if self.to_date and self.across and found.meaning == "month" and found.span and not self.since:
            return replace(
                found, meaning="year_to_date", span=replace(found.span, kind="upto", first=1), titled=True
            )
        if (
            column.col in self.unsure
            or self.to_date and found.meaning == "month"
            or found.meaning == "year_to_date" and found.span and self._some_months(head, own)
            or found.meaning == "year_to_date" and own and self._left(head, own[-1])
            or found.meaning in ("month", "year_to_date") and found.span and found.span.year == self.year
            and 6 < self.month + 3 < found.span.last and not any(s.year for s in own)  # "Tháng 12", "12 tháng" in June
            # up to which of them, from when on?
            or here and found.meaning == "year_to_date"
            and (self.several or self.since and "dau nam" not in head.bare)
            or here and found.meaning == "month" and (self.several or self.origin == "sheet" and self.length > 1)
        ):  # fmt: skip
            return replace(found, meaning="", unclear=column.text)
        if self.until and here and found.meaning == "year_to_date":
            return replace(found, span=self.until)
        alone = here and self.length == 1 and not self.several and not found.meaning
        if alone and _PERIOD_NOW.search(head.bare):
            return replace(found, meaning="month", span=Span("month", self.year, self.month, self.month))
        summed = here and self.length == 1 and found.meaning == "year_to_date"  # of the plans of months
        done = other or found.vintage or found.shift or found.meaning in _NO_PLAN and not summed
        if self.plan and not done:
            found = meaning((self.plan, *column.path), self.year, self.month)
            if found.meaning != "plan":  # of a part of the year
                return replace(found, meaning="", unclear=f"{self.plan} › {column.text}")
            return found
        if found.meaning == "plan" and self.planned and not any(s.year for s in own):
            return replace(found, meaning="", unclear=column.text)  # of which of the two years?
        if self.length > 1 and _PERIOD_BEFORE.search(head.bare):
            if found.shift == -1 and self.length in (3, 12):
                return replace(found, shift=-self.length)
            return replace(found, meaning="", unclear=column.text)
        return found

    def _some_months(self, head: Head, named: Iterable[Span]) -> bool:
        """Whether a text counts months that end before the month before the table's ("Lũy kế 2 tháng" in August, of an
        area born in July), and nothing says that they begin in January: no word, and no head that goes on from them.
        """
        lasts = [s.last for s in named if s.kind == "upto" and s.last < self.month - 1]
        begins = any(kind in ("month", "quarter") and first == 1 for kind, first, _ in self.heads)
        sums = [last for kind, _, last in self.heads if kind == "upto"]
        after = {first - 1 for _, first, _ in self.heads} | {last - 1 for last in sums}
        goes_on = lambda n: n in after or n % 3 == 0 and n < max(sums, default=0)  # noqa: E731
        return not (begins or _FROM_JANUARY.search(head.bare) or all(map(goes_on, lasts)))

    def _left(self, head: Head, span: Span) -> bool:
        """Whether a sum ends with the month before the table's, and none with its own: last month's head, perhaps."""
        summed = span.kind == "upto" and not span.day and TO_DATE.search(head) is not None
        return summed and 1 < self.month == span.last + 1 and ("upto", 1, self.month) not in self.heads

    def counts(self, basis: str, from_day: int) -> bool:
        """Whether figures whose heads name no period are of a month, or to date, by the days in the title: of a month
        from its first day on or from the rule's `from_day`, of the year from its first, or from that of December."""
        if self.days is None or basis not in ("month", "year_to_date"):
            return True
        first, last = self.days
        length = (last - first).days + 1
        if basis == "month":
            return 28 <= length <= 31 and first.day == (last + timedelta(days=1)).day == from_day
        new_year = (first.month, first.day) == (1, 1) and first.year == last.year
        before = from_day > 1 and (first.year + 1, first.month, first.day) == (last.year, 12, from_day)
        return length <= monthrange(last.year, last.month)[1] + 3 or new_year or before

    def moved(self, months: int) -> Context:
        """The context of a column that speaks of an earlier or a later month in words alone."""
        if not self.month:
            return Context(self.year + int(months / 12), 0, self.origin)
        at = 12 * self.year + self.month - 1 + months
        return Context(at // 12, at % 12 + 1, self.origin)


_FROM_JANUARY = re.compile(
    r"\b(?:dau nam|(?:0?6|sau) thang dau|dn|nua|half|first|h1|1h|tu (?:thang )?0?1)\b|1 ?/ ?2 nam"
)
TOTAL = re.compile(r"(?:tổng )?cộng|tổng(?: số)?|total", re.I)  # the head of a column that adds others up
_NO_PLAN = ("year_to_date", "share_of_plan", "structure", "self_assessment")


def planned_by(table: Table, rule: TableRule) -> str:
    """The words of a table's title, else of its sheet's name, that make plans of its figures, "" where none do or
    its rule asks for them. The name of a sheet says so where the title names no month, or the rule asks for it."""
    if any(map(of_plans, (*rule.title, *rule.sheet))):
        return ""
    if of_plans(table.title):
        return table.title
    named = rule.period == "sheet" or not (closing(table.title) or (0, 0))[1]
    return table.sheet if named and of_plans(table.sheet, named_first=True) else ""


# years that begin before January, and several together: of a school, a crop, a term
_OTHER_YEAR = re.compile(
    r"\b(?:nam hoc|hoc ky|nien vu|nien khoa)\b|\bnam (?:tai chinh|ngan sach) \d{4} ?[-/] ?\d"
)
_YEARS = re.compile(r"\b(?:19|20)\d\d ?[-/] ?(?:20)?\d\d\W*(?:tinh )?den\b")
_PERIOD_NOW = re.compile(r"\b(?:trong ky|ky nay|ky bao cao|(?:this|current) period)\b")
_PERIOD_BEFORE = re.compile(r"\b(?:ky truoc|dau ky|previous period)\b")


def context(table: Table) -> Context:
    """What a table reports on: its month, and what its title says of its length and of a plan."""
    to_come = _to_come(table)
    at = _context(table, to_come)
    said = {"title": table.title, "sheet": table.top}.get(at.origin, "")
    lengths = [
        s.last if s.kind == "month" and until(said, s) else s.last - s.first + 1
        for s in spans(said)
        if s.kind != "day" and s.year == at.year and at.month in (0, s.last)
    ]
    months = [
        (c.col, s[0].last)
        for c in table.columns
        if not c.beside and len(s := Head.of(c.path).spans) == 1 and s[0].kind == "month" and not s[0].year
    ]
    turn = any(a == 12 and b == 1 for (_, a), (_, b) in pairwise(months))
    plan, days = planned(table.title), days_between(table.title)
    read = [(c, meaning(c.path, at.year, at.month)) for c in table.columns if not c.beside]
    to_date = any(
        r.meaning == "year_to_date" and not r.shift and (r.span is None or r.span.year in (0, at.year))
        for _, r in read
    )
    told = [r.span.last for _, r in read if r.meaning == "month" and r.span and r.span.year == at.year]
    done = [(c, r) for c, r in read if r.meaning in _TOLD]
    periods = {s for c, r in done for s in Head.of(c.path).spans if not s.yearly or at.month == 12}
    at = replace(at, heads=frozenset(("upto" if s.yearly else s.kind, s.first, s.last) for s in periods))
    return replace(
        at,
        **_of_title(Head.of((table.title,)), at, to_date, len({*lengths}) > 1 and not to_date),
        across="tu dau nam" in Head.of((table.title,)).bare
        and len(set(told)) > 1
        and not any(TOTAL.fullmatch(c.path[-1]) for c, _ in read if c.path),
        monthly=any(r.meaning == "month" and r.span and r.span.last == at.month for _, r in read),
        unsure=_twins(read, at) | to_come,
        length=min(lengths, default=int(days is not None and (days[1] - days[0]).days < 32)),
        planned=plan if plan != at.year else 0,
        days=days,
        earlier=frozenset(col for col, month in months if turn and month > at.month > 0),
    )


def _of_title(head: Head, at: Context, beside: bool, open_: bool) -> dict[str, Any]:
    """`until`, `several`, `to_date`, `since` of a title; `beside`: whether the table has columns to date beside the
    others; `open_`: whether it has none, and the title names a month and a sum of months."""
    cut = min([m.start() for m in (AGAINST.search(head), AHEAD.search(head.bare)) if m] or [len(head.bare)])
    own = [s for s in head.spans if s.at < cut or not any(x.end <= cut for x in head.spans)]
    days = [to_day(s) for s in own if s.kind == "day" and (s.year, s.last) == (at.year, at.month)
            and until(head.printed, s)]  # fmt: skip
    earlier = sorted(s.at for s in own if s.yearly and 0 < s.year < at.year)
    of_a_month = any(s.kind in ("month", "quarter") and not until(head.printed, s) for s in own)
    of_months = any(s.kind == "months" and s.first > 1 for s in own)  # "tháng 6, 7"
    return {
        "until": next((s for s in days if s.day), None),
        "several": len({(s.year, s.last) for s in own if s.kind == "month"}) > 1 or open_ or of_months,
        "since": begins_later(head, () if days_between(head.printed) else own)
        or at.origin == "title"
        and at._some_months(head, own)
        and not any((s.kind, s.last) == ("upto", at.month) for s in own)
        or bool(_OTHER_YEAR.search(plain(head.printed[:cut])) or _YEARS.search(plain(head.printed)))
        or any(until(head.printed, s) for s in own if earlier and s.at > earlier[0]),
        "to_date": TO_DATE.search(head) is not None and not (of_a_month or beside or THIS_MONTH.search(head)),
    }


def _twins(said: list[tuple[Column, Reading]], at: Context) -> frozenset[int]:
    """Columns of a whole year before whose heads are those of a column of the table's own year, which is not over: of a
    year, or of as much of it as the other."""
    bare = lambda c: tuple(re.sub(r"(?:19|20)\d\d", "", p) for p in c.path)  # noqa: E731
    whole = [(c, r) for c, r in said if r.span and r.span.yearly and 0 < at.month < 12 and not r.unclear]
    now = {bare(c) for c, r in whole if not r.meaning and r.span and r.span.year == at.year and not r.shift}
    return frozenset(c.col for c, r in whole if r.meaning == "year" and bare(c) in now)


def _context(table: Table, to_come: frozenset[int]) -> Context:
    """The month a table reports on: from its column heads, what they leave open from its title or the sheet's top."""
    own = closing(table.title)
    top = own or closing(table.top)
    filled = {col for (_, col), (kind, _) in table.cells.items() if kind in FIGURES}
    # months to come of a form for the whole year: they date nothing, nor is a sum beside them the year's
    ahead = {c.col: meaning(c.path, *(top or (0, 0))) for c in table.columns if c.col not in filled}
    blank = {col for col, said in ahead.items() if filled and said.meaning == "month" and not said.shift}
    blank |= to_come
    year = own[0] if own and not own[1] and not blank else 0
    if year and any(_whole_year(c, year) for c in table.columns if not c.beside):
        return Context(year, 12, "title")  # a consolidated year: "Cả năm" beside its months or quarters
    named: list[tuple[int, int]] = []
    bare: list[int] = []
    done: set[int] = set()  # of the months without a year, those of figures that are no estimate
    for column in table.columns:
        if column.beside or column.col in blank:
            continue
        reading = meaning(column.path, *(top or (0, 0)))
        if reading.meaning not in _SPEAKING or reading.shift:
            continue
        for span in Head.of(column.path).spans:
            if span.kind in ("month", "upto", "quarter", "months", "half"):
                if not span.year:
                    bare.append(span.last)
                    done |= {span.last} - ({span.last} if reading.vintage == "estimate" else set())
                elif not (own and own[1]) or (span.year, span.last) == own or reading.vintage != "estimate":
                    named.append((span.year, span.last))
    if own and own[1] and own in named:
        return Context(*own, "title")  # a column of a month to come does not date the table
    if top and named and max(named) < top and (top[1] or not bare):
        return Context(*top, "title" if own else "sheet")  # nor do columns of earlier months
    if named:
        year, month = max(named)
        return Context(year, month, "column")
    if own and own[1] and len({*bare}) == len(done) == 1:
        month = max(done)
        if own[1] < month <= own[1] + 3 or table.lent and month < own[1]:
            return Context(own[0], month, "column")  # an old title was left, or that of the table above
    if bare and top:
        if not (own and own[1]) and min(bare) < 3 and bare[0] > 10 and not any(2 < m < 11 for m in bare):
            return Context(top[0], max(m for m in bare if m < 3), "title")  # "Tháng 12 | Tháng 1"
        return Context(top[0], top[1] or max(bare), "title")
    if top and top[1]:
        return Context(*top, "title" if own else "sheet")
    if stated := _stated(table):
        return Context(*stated, "column")
    heads = [Head.of(c.path).spans for c in table.columns]
    firsts = [s for spans in heads for s in spans[:1] if s.year and s.kind in ("month", "upto", "quarter")]
    if firsts:
        return Context(*max((s.year, s.last) for s in firsts), "column")
    if top:
        return Context(*top, "title" if own else "sheet")
    if days := [(s.year, s.last) for spans in heads for s in spans if s.day and s.year]:
        return Context(*max(days), "column")
    years = [s.year for spans in heads for s in spans if s.year and s.kind == "year"]
    return Context(max(years), 0, "column") if years else Context(0, 0, "")


def _stated(table: Table) -> tuple[int, int] | None:
    """The one month that a column of labels ("Kỳ báo cáo", of what a system writes) says in every row."""
    told = re.compile(r"\b(?:kỳ|tháng|period|month)\b", re.I)
    for col in (c for c, head in table.label_heads.items() if told.search(head)):
        said = {closing(str(table.cells.get((row.row, col), ("", ""))[1])) for row in table.rows}
        if len(said) == 1 and (one := said.pop()) and one[1]:
            return one
    return None


def _to_come(table: Table) -> frozenset[int]:
    """The last of a table's columns of months that hold nothing but noughts."""
    heads = {c.col: Head.of(c.path).spans for c in table.columns if not c.beside}
    months = [col for col, s in heads.items() if len(s) == 1 and s[0].kind == "month"]
    held: dict[int, list[tuple[str, object]]] = {col: [] for col in months}
    for (_, col), cell in table.cells.items():
        if col in held:
            held[col].append(cell)
    return noughts_to_come(held)


def noughts_to_come(cells: dict[int, list[tuple[str, object]]]) -> frozenset[int]:
    """The last of some months, each with its cells, that hold nothing but noughts: two or more of them of two figures
    or more; of one figure four, where no month before is nought."""
    read = {m: [not str(v).strip("0.,") for k, v in found if k in FIGURES] for m, found in cells.items()}
    held = {month: noughts for month, noughts in read.items() if noughts}
    if len(held) < 4:
        return frozenset()
    last = list(takewhile(lambda month: all(held[month]), reversed(held)))
    told = [held[month] for month in held if month not in last]
    enough = len(last) > 1 if min((len(held[c]) for c in last), default=0) > 1 else len(last) > 3
    lone = all(len(h) < 2 for h in held.values())
    return frozenset(last if told and enough and not (lone and any(map(any, told))) else ())


_TOLD = ("", "month", "year_to_date", "quarter", "half_year", "year", "level")
# columns that say what a table reports on
_SPEAKING = ("month", "year_to_date", "quarter", "half_year", "level")


def _whole_year(column: Column, year: int) -> bool:
    reading = meaning(column.path, year, 12)
    told = reading.span.year if reading.span else 0
    return reading.meaning == "year" and reading.vintage != "estimate" and told == year
