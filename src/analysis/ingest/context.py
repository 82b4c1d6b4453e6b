"""The month a table reports on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.ingest.heads import Head, Reading, meaning
from analysis.ingest.periods import closing, planned, spans
from analysis.ingest.tables import Column, Table


@dataclass(frozen=True)
class Context:
    """What a table reports on: the month of its newest figures (0 where unknown) and where that was read.

    `length`: the months that its title or sheet speaks of, 0 where none does. `planned`: the year of a plan that the
    title names beside its own, else 0. `earlier`: columns of months without a year that lie before New Year.
    """

    year: int
    month: int
    origin: str
    length: int = 0
    planned: int = 0
    earlier: frozenset[int] = frozenset()

    def reading(self, column: Column) -> Reading:
        """What the head of a column says in this table."""
        if column.col in self.earlier:
            return meaning(column.path, self.year - 1, 12)
        found = meaning(column.path, self.year, self.month)
        if found.meaning == "plan" and self.planned and not any(s.year for s in Head.of(column.path).spans):
            return replace(found, meaning="", unclear=column.text)  # of which of the two years?
        if self.length > 1 and _PERIOD_BEFORE.search(Head.of(column.path).bare):
            if found.shift == -1 and self.length in (3, 12):
                return replace(found, shift=-self.length)
            return replace(found, meaning="", unclear=column.text)
        return found

    def moved(self, months: int) -> Context:
        """The context of a column that speaks of an earlier or a later month in words alone."""
        if not self.month:
            return Context(self.year + int(months / 12), 0, self.origin)
        at = 12 * self.year + self.month - 1 + months
        return Context(at // 12, at % 12 + 1, self.origin)


_PERIOD_BEFORE = re.compile(r"\b(?:ky truoc|dau ky|previous period)\b")


def context(table: Table) -> Context:
    """What a table reports on: its month, and what its title says of its length and of a plan."""
    at = _context(table)
    said = {"title": table.title, "sheet": table.top}.get(at.origin, "")
    lengths = [
        s.last - s.first + 1
        for s in spans(said)
        if s.kind != "day" and s.year == at.year and at.month in (0, s.last)
    ]
    months = [
        (c.col, s[0].last)
        for c in table.columns
        if not c.beside and len(s := Head.of(c.path).spans) == 1 and s[0].kind == "month" and not s[0].year
    ]
    turn = any(a == 12 and b == 1 for (_, a), (_, b) in pairwise(months))
    plan = planned(table.title)
    return replace(
        at,
        length=min(lengths, default=0),
        planned=plan if plan != at.year else 0,
        earlier=frozenset(col for col, month in months if turn and month > at.month > 0),
    )


def _context(table: Table) -> Context:
    """The month a table reports on: from its column heads, what they leave open from its title, then the
    sheet's top.
    """
    own = closing(table.title)
    top = own or closing(table.top)
    if own and not own[1] and any(_whole_year(c, own[0]) for c in table.columns if not c.beside):
        return Context(own[0], 12, "title")  # a consolidated year: "Cả năm" beside its months or quarters
    named: list[tuple[int, int]] = []
    bare: list[int] = []
    for column in table.columns:
        if column.beside:
            continue
        reading = meaning(column.path, *(top or (0, 0)))
        if reading.meaning not in _SPEAKING or reading.shift:
            continue
        for span in Head.of(column.path).spans:
            if span.kind in ("month", "upto", "quarter", "months", "half"):
                if not span.year:
                    bare.append(span.last)
                elif not (own and own[1]) or (span.year, span.last) == own or reading.vintage != "estimate":
                    named.append((span.year, span.last))
    if own and own[1] and own in named:
        return Context(*own, "title")  # a column of a month to come does not date the table
    if top and named and max(named) < top and (top[1] or not bare):
        return Context(*top, "title" if own else "sheet")  # nor do columns of earlier months
    if named:
        year, month = max(named)
        return Context(year, month, "column")
    if bare and top:
        if not (own and own[1]) and min(bare) < 3 and bare[0] > 10 and not any(2 < m < 11 for m in bare):
            return Context(top[0], max(m for m in bare if m < 3), "title")  # "Tháng 12 | Tháng 1"
        return Context(top[0], top[1] or max(bare), "title")
    if top and top[1]:
        return Context(*top, "title" if own else "sheet")
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


# columns that say what a table reports on
_SPEAKING = ("month", "year_to_date", "quarter", "half_year", "level")


def _whole_year(column: Column, year: int) -> bool:
    reading = meaning(column.path, year, 12)
    told = reading.span.year if reading.span else 0
    return reading.meaning == "year" and reading.vintage != "estimate" and told == year
