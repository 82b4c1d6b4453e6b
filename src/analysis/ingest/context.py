"""The month a table reports on."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.ingest.heads import Head, meaning
from analysis.ingest.periods import closing
from analysis.ingest.tables import Column, Table


@dataclass(frozen=True)
class Context:
    """What a table reports on: the month of its newest figures (0 where unknown) and where that was read."""

    year: int
    month: int
    origin: str

    def moved(self, months: int) -> Context:
        """The context of a column that speaks of an earlier or a later month in words alone."""
        if not self.month:
            return Context(self.year + int(months / 12), 0, self.origin)
        at = 12 * self.year + self.month - 1 + months
        return Context(at // 12, at % 12 + 1, self.origin)


def context(table: Table) -> Context:
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
        if not (own and own[1]) and min(bare) < 3 and max(bare) > 10 and not any(2 < m < 11 for m in bare):
            return Context(top[0], max(m for m in bare if m < 3), "title")  # "Tháng 12 | Tháng 1"
        return Context(top[0], top[1] or max(bare), "title")
    if top and top[1]:
        return Context(*top, "title" if own else "sheet")
    compared = [
        (s.year, s.last)
        for c in table.columns
        for s in Head.of(c.path).spans[:1]
        if s.year and s.kind in ("month", "upto", "quarter")
    ]
    if compared:
        return Context(*max(compared), "column")
    if top:
        return Context(*top, "title" if own else "sheet")
    days = [(s.year, s.last) for c in table.columns for s in Head.of(c.path).spans if s.day and s.year]
    if days:
        return Context(*max(days), "column")
    years = [s.year for c in table.columns for s in Head.of(c.path).spans if s.year and s.kind == "year"]
    return Context(max(years), 0, "column") if years else Context(0, 0, "")


_SPEAKING = (
    "month",
    "year_to_date",
    "quarter",
    "half_year",
    "level",
)  # columns that say what a table reports on


def _whole_year(column: Column, year: int) -> bool:
    reading = meaning(column.path, year, 12)
    told = reading.span.year if reading.span else 0
    return reading.meaning == "year" and reading.vintage != "estimate" and told == year
