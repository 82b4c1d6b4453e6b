"""One figure of a table becomes one observation: its measure, place, period, basis, unit and vintage."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from analysis.ingest import match
from analysis.ingest.context import Context
from analysis.ingest.contract import COLUMNS
from analysis.ingest.figures import Cells, Figure, Report, rate
from analysis.ingest.grid import address
from analysis.ingest.heads import Head, Reading, meaning, sums_up, to_day
from analysis.ingest.match import PickedColumn, PickedRow
from analysis.ingest.numbers import shown
from analysis.ingest.periods import Span, named, plain
from analysis.ingest.problems import Problem, of_figure
from analysis.ingest.sources import ColumnRule, RowRule, TableRule
from analysis.ingest.tables import Column, Table
from analysis.ingest.text import fold
from analysis.ingest.units import parse_unit


def observation(file: dict[str, Any], **said: Any) -> dict[str, Any]:
    """An observation of a `file` (what all of its observations share); what is not said is blank."""
    return _BLANK | file | said


_BLANK = dict.fromkeys(COLUMNS, "") | {"numerator": None, "denominator": None}


_OF_PERIOD = {
    "month": "month", "upto": "year_to_date", "months": "year_to_date", "quarter": "quarter", "half": "half_year",
    "year": "year", "whole": "year",
}  # fmt: skip
_COMPARES = re.compile(
    r"(?:so (?:với|sánh)\b.*|tăng\W+giảm|t[ỷỉ] lệ (?:thực hiện|đạt).*|tốc độ (?:tăng|phát triển).*|tỷ trọng|cơ cấu"
    r"|(?:mức )?chênh lệch|(?:đợt|tuần|kỳ|lần) (?:thứ )?(?:\d+|[ivx]+))(?: ?\(.*\))?",
    re.I,
)
_compares = lru_cache(1 << 12)(_COMPARES.fullmatch)
# heads of columns that say when something was done, and not of when a row's figures are
_EVENT = re.compile(
    r"\b(?:khoi cong|phe duyet|qd|quyet dinh|hop dong|hoan thanh|ban giao|ban hanh|thanh lap|ky ket|sinh"
    r"|cap (?:phep|giay))\b"
)

HIDDEN = "ô bị ẩn"  # in the note of a figure that Excel does not show


@dataclass(frozen=True)
class Season(Span):
    """From the first day of `begin` to the last of the span, perhaps across New Year."""

    begin: date = date.min

    @property
    def start_date(self) -> date:
        return self.begin


@lru_cache(1 << 10)
def _days_of(span: Span, basis: str, day: int) -> tuple[str, str, str]:
    """The month that a span closes with, its first and its last day, "" where they are those of that month; `day`: on
    which months begin."""
    start, end = span.start_date, span.end_date
    if day > 1 and span.kind != "day":
        before = start - timedelta(days=1)
        start = before.replace(day=min(day, calendar.monthrange(before.year, before.month)[1]))
        end = end.replace(day=day) - timedelta(days=1)
    whole = basis == "month" and span.kind == "month" and day == 1 or basis == "level" and span.kind != "day"
    month = f"{end.year:04d}-{end.month:02d}"
    return (month, "", "") if whole else (month, start.isoformat(), end.isoformat())


@dataclass(frozen=True)
class Maker:
    """Makes the observations of one table under one rule. `file`: what all observations of the file share."""

    table: Table
    rule: TableRule
    at: Context
    place: str
    file: dict[str, Any]
    cells: Cells
    report: Report
    problems: list[Problem]  # of the file: `report` adds to them
    known: dict[tuple[int, int], tuple[Span | None, bool]] = field(default_factory=dict)

    def made(
        self, row: PickedRow, columns: list[PickedColumn]
    ) -> Iterator[tuple[PickedColumn, dict[str, Any]]]:
        """The observations of a row with their columns."""
        told = self._told(row)
        for column in columns:
            if (one := self._make(row, column, *told)) is not None:
                yield column, one | self._beside_plan(row, one)

    @cached_property
    def _planned(self) -> Column | None:
        """The one column of the year's plans, where nobody asked for it."""
        heads = [(c, self.at.reading(c)) for c in self.table.columns if not c.beside]
        year = (0, self.at.year)
        plans = [
            c
            for c, r in heads
            if r.meaning == "plan" and (not r.span or r.span.yearly and r.span.year in year)
        ]
        return plans[0] if len(plans) == 1 else None

    def _beside_plan(self, row: PickedRow, one: dict[str, Any]) -> dict[str, float]:
        """The plan that a table itself has for a figure's year, in the figure's unit (not of the contract: to hold the
        figure's size against)."""
        if self._planned is None or row.row is None or row.span or one["period"][:4] != str(self.at.year):
            return {}
        told, printed = (
            self.cells.printed(row.row, self._planned),
            self.table.unit_at(row.row, self._planned)[0],
        )
        wanted = parse_unit(one["unit"] or "")
        size = printed.to(wanted) if printed and wanted else 1.0
        return {"planned": told * size} if told and size else {}

    def _told(self, row: PickedRow) -> tuple[int, Reading | None, bool]:
        """The year of the group that a row stands in (0: none), what its words say of it, and whether they compare."""
        rule = row.rule
        if row.row is None:
            return 0, None, False
        beside = tuple(t for t in row.row.texts[1:] if rule and not rule.known.find(t))
        if beside:
            days = {text for head, text in self.table.named_by(row.row) if _EVENT.search(plain(head))}
            beside = tuple(t for t in beside if t not in days)
        dated = () if row.span else self.table.dated(row.row)
        path = (*row.row.path, *beside, *dated)  # "Thu A | Kế hoạch" in two columns, asked for as "Thu A"
        sources = any(map(match.names_source, (row.row.label, *path))) and self.table.tells_kinds
        year, said = match.said_by(path, row.row.label, self.at.year, self.at.month, sources)
        return year, said, any(_compares(p) and not (rule and _asks(rule, p)) for p in path)

    def _make(
        self, row: PickedRow, column: PickedColumn, year: int, said: Reading | None, compared: bool
    ) -> dict[str, Any] | None:
        """The observation at a row and column; None where there is no figure, or none that can be used
        (reported).
        """
        asked, head, row_rule = column.rule, column.column, row.rule
        pattern = asked.measure or (row_rule.measure if row_rule else "")
        if not pattern:
            return None
        base = row_rule.measure.replace("{label}", row.label) if row_rule else ""
        measure = pattern.replace("{label}", row.label).replace("{measure}", base)
        facet = match.facet_of(asked, row_rule)
        if row.span is not None:  # the row is the period
            column = replace(column, reading=_of_period(row.span, column))
        elif year:
            own = {s.year for s in Head.of(head.path).spans if s.year}
            if year != self.at.year and not own:  # below "I NĂM 2024"
                at = replace(self.at, year=year)
                column = replace(column, reading=at.reading(head))
                return next((one for _, one in replace(self, at=at, known={}).made(row, [column])), None)
            told = self.table.dated(row.row) if row.row and year not in (self.at.year, *own) else ()
            if told and row.row and (row.row.row, head.col) in self.table.cells:  # "Kế hoạch 2025" of 2024
                cell = address(row.row.row, head.col)
                self.report("remark_against", cell, head.text, said=told[0], at=row.row.label_cell)
                return None
        elif (month := self._month_of(said)) is not None:
            column = replace(column, reading=month.reading(head))
            return next((one for _, one in replace(self, at=month, known={}).made(row, [column])), None)
        basis = match.basis_of(asked, row_rule, self.rule, column.reading)
        unit = asked.unit or (row_rule.unit if row_rule else None) or self.rule.unit
        before = len(self.problems)
        if facet == "self_assessment":
            figure, unit = (self.cells.assessment(row.row, head) if row.row else None), ""
        else:
            figure = self._figure(row, head, asked, unit, facet)
        if figure is None and len(self.problems) == before:
            return None
        if row.span:
            span, days = self._when(row_rule, column, basis, facet, dated=True)
        else:  # alike for all rows of a rule, which lives as long as its columns do
            key = id(row_rule), id(column)
            span, days = self.known.get(key) or self.known.setdefault(
                key, self._when(row_rule, column, basis, facet)
            )
        if span and not facet:  # of a share that is printed too, a part that is no number
            told_of = _days_of(span, basis, self.rule.month_from_day)[0]
            of_figure(self.problems, before, measure, told_of, row.place or column.place or self.place)
        if figure is None:
            return None
        if basis == "month" and row.span and span and span.kind not in ("month", "day"):
            if any(s.kind == "month" for r in self.table.rows for s in named(r.label)):
                return None  # "Quý I" below its months
            span = None
        days = days and not (compared and unit != "%")
        declared = asked.basis or (row_rule and row_rule.basis)
        summed = row.row and sums_up(row.row.label) or row.span and self.at.to_date
        if summed and basis == "month" and not declared:
            span = None  # "Thu từ đầu năm" below "Tháng 6", months below "(LŨY KẾ)"
        if not (basis and days) or span is None or (said and not _fits(said, row, basis, span, facet)):
            self.report("no_basis", figure.cell, f"{figure.value:.15g}")
            return None
        if column.beside:
            if not (row_rule and row_rule.each):
                return None  # two columns mean one thing: the left one is read
            measure = f"{measure} · {column.beside}"
        measure = f"{measure}#{facet}" if facet else measure
        if span.kind == "upto" and span.day and self.rule.month_from_day == 1:
            cell = address(self.table.header_rows[1], head.col)
            self.report("part_month", cell, head.text, day=f"{span.day:%d/%m/%Y}")
        return self._observation(measure, basis, span, figure, row, column) | {
            "unit": figure.unit if unit is None else unit,
            "vintage": asked.vintage or (row_rule.vintage if row_rule else None) or self.rule.vintage or row.vintage
            or column.reading.vintage or title_vintage(self.table.title),
        }  # fmt: skip

    def _month_of(self, said: Reading | None) -> Context | None:
        """The context of a row whose label or group says an earlier month than the table's; where no head names any."""
        span, at = said.span if said else None, self.at
        if not (span and said and said.meaning == "month" and not self.table.tells_months):
            return None
        told = (span.year or at.year, span.last)
        later = at.month and told > (at.year, at.month)
        return None if later or told == (at.year, at.month) else Context(*told, "row")

    def _observation(
        self, measure: str, basis: str, span: Span, figure: Figure, row: PickedRow, column: PickedColumn
    ) -> dict[str, Any]:
        period, start, end = _days_of(span, basis, self.rule.month_from_day)
        unseen = row.row is not None and (row.row.row, column.column.col) in self.table.unseen
        hidden = column.column.hidden or row.hidden or unseen or not self.table.visible
        where = {
            "place": row.place or column.place or self.place,
            "sheet": self.table.sheet,
            "cell": figure.cell,
        }
        when = {"period": period, "period_start": start, "period_end": end, "basis": basis}
        what: dict[str, Any] = {
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
        }
        note = "; ".join(n for n in (figure.note, HIDDEN if hidden else "") if n)
        if row.row is not None and (
            figure.value < 0 or figure.value % 1
        ):  # not of the contract: to be quoted
            written = self.table.cells.get((row.row.row, column.column.col), ("", ""))[1]
            what["written"] = f"{written:.15g}" if isinstance(written, float) else str(written)
        return observation(self.file, measure=measure, note=note, **where, **when, **what)

    def _figure(
        self, row: PickedRow, head: Column, asked: ColumnRule, unit: str | None, facet: str
    ) -> Figure | None:
        """The figure of a cell in its unit, with its parts where rows or columns give them."""
        own = self.cells.number(row.row, head, facet == "plan") if row.row else None
        if own is not None and own.numerator is not None and own.denominator and unit and "%" in unit:
            return own._replace(value=100 * own.numerator / own.denominator, unit=unit)
        part, whole = (None, None) if facet else self._parts(row, head, asked)
        if own and part and whole and part.cell == own.cell != whole.cell:
            own = None  # the column of the part itself: the rate stands in none
        figure = self.cells.convert(own, row.row, head, unit) if own and row.row else None
        if part is None or whole is None:
            return figure
        worked, where = rate(part, whole, unit), f"{part.cell};{whole.cell}"
        if own is None:
            return Figure(worked, where, unit or "", part.value, whole.value) if worked is not None else None
        if figure is None:
            return None
        if worked is not None and abs(worked - figure.value) > max(0.06, 0.001 * abs(worked)):
            said = {"part": shown(part.value), "whole": shown(whole.value), "worked": shown(round(worked, 2))}
            self.report("rate", figure.cell, f"{figure.value:.15g}", **said)
        return figure._replace(cell=f"{figure.cell};{where}", numerator=part.value, denominator=whole.value)

    def _parts(self, row: PickedRow, head: Column, asked: ColumnRule) -> tuple[Figure | None, Figure | None]:
        if row.numerator and row.denominator:
            return self.cells.number(row.numerator, head), self.cells.number(row.denominator, head)
        if asked.numerator and asked.denominator and row.row:
            part, whole = (match.columns_with(self.table, w) for w in (asked.numerator, asked.denominator))
            if part and whole:
                return self.cells.number(row.row, part[0]), self.cells.number(row.row, whole[0])
        return None, None

    def _when(
        self, row_rule: RowRule | None, column: PickedColumn, basis: str, facet: str, dated: bool = False
    ) -> tuple[Span | None, bool]:
        """The months of a figure, and whether what its head and the days in the title say lets it be of its basis;
        `dated`: whether its row is the period."""
        span, at = self._span(row_rule, column, basis, facet), self.at
        season = (row_rule and row_rule.span) or self.rule.span
        worded = bool(Head.of(column.column.path).spans or dated or season or facet)
        cut = basis == "month" and at.until and not at.days  # "tháng 6 (đến ngày 25/6)"
        short = basis == "month" and at.days and (at.days[1] - at.days[0]).days < 32
        fits = worded and not short or not cut and at.counts(basis, self.rule.month_from_day)
        compared = column.reading.meaning.startswith(("index", "share"))
        if span and not (dated or facet or isinstance(span, Season) or compared):
            # "Thực hiện 6 tháng" is none of a month, "Thu tháng 6" or "Quý II" none to date
            if basis == "month":
                fits = fits and (span.kind == "month" or span.kind == "day" and span.start_date.day == 1)
            elif basis == "year_to_date" and column.rule.is_ not in ("quarter", "half_year"):
                fits = fits and (span.first == 1 or span.kind == "day")
        return span, bool(fits)

    def _span(self, row_rule: RowRule | None, column: PickedColumn, basis: str, facet: str) -> Span | None:
        """The months a figure covers: a declared season, else what its header says, else what the table
        reports on.
        """
        span, at = column.reading.span, self.at
        season = (row_rule.span if row_rule else None) or self.rule.span
        if season and not facet:
            year = span.year if span and span.kind in ("year", "month", "upto") and span.year else at.year
            begin = date(year - (season.first > season.last), season.first, 1)
            return Season("months", year, min(season.first, season.last), season.last, begin=begin)
        if column.reading.shift and (span is None or not span.year):
            at = at.moved(column.reading.shift)
        now = Span("month", at.year, at.month, at.month) if at.month else None
        until = at.until if not at.days else None
        if basis == "month" and not facet:
            if span is not None and span.year:
                if span.yearly and not column.reading.meaning:  # "Cùng kỳ 2024"
                    return replace(now, year=span.year) if now else None
            elif not column.reading.shift and (at.length > 1 or at.several or at.to_date or until):
                return None  # the table's figures are of a quarter, of six months, of a year, of one of two months
        elif basis == "year_to_date" and span is None and not (facet or column.reading.shift):
            if at.until or at.several or at.since or at.length not in (0, 1, at.month):
                return at.until  # the days of a month, or nothing: of which month, of the quarter alone?
        if facet == "plan":
            return Span("year", span.year if span and span.year else at.year, 1, 12)
        if facet:
            return now or Span("year", at.year, 1, 12)
        if span is None or not span.year:
            if basis == "year":
                return Span("year", at.year, 1, 12)
            return Span("upto", at.year, 1, at.month) if basis == "year_to_date" and at.month else now
        if basis == "month" and now and span.kind in ("year", "whole") and span.year == at.year:
            return now  # "Năm 2025" above the figures of June
        if basis == "year_to_date" and at.month and span.kind == "year" and span.year == at.year:
            return Span("upto", at.year, 1, at.month)
        if span.kind == "day" and basis == "year_to_date":
            return to_day(span)
        if span.kind == "day" or not (
            basis == "level" or column.reading.meaning.startswith(("index", "share"))
        ):
            return span
        if span.kind in ("year", "whole") and span.year == at.year:
            return now or Span("month", span.year, 12, 12)
        return Span("month", span.year, span.last, span.last)


def _asks(rule: RowRule, words: str) -> bool:
    """Whether the words are among those that a rule asks for."""
    return fold(words) in fold(" ".join([*rule.under, *rule.spellings]))


def _fits(said: Reading, row: PickedRow, basis: str, span: Span, facet: str) -> bool:
    """Whether a figure is of the kind and the year that its row or the group above it names."""
    if facet or row.span or (row.rule and row.rule.span):
        return True
    if said.shift or said.meaning in ("plan", "owner_forecast"):
        return False
    if said.meaning == "year_to_date" and basis == "month":
        return False
    if said.span is None or said.span.year not in (0, span.year):
        return said.span is None
    return not said.meaning == basis == "month" or said.span.last == span.last


def _of_period(span: Span, column: PickedColumn) -> Reading:
    """What a column says in a row that is a period: of that period, to date in it, or of another year's."""
    read, head = column.reading, column.column
    if not span.yearly and meaning(head.path, span.year, span.last).meaning == "year_to_date":
        span = Span("upto", span.year, 1, span.last)
    years = {s.year for s in Head.of(head.path).spans if s.year}
    if len(years) == 1 and meaning(head.path).meaning != "plan":  # "Số vụ năm 2024", "cùng kỳ 2024"
        span = replace(span, year=years.pop())
    elif read.shift % 12 == 0:
        span = replace(span, year=span.year + read.shift // 12)
    elif span.kind == "month":  # "Số vụ tháng trước"
        year, month = divmod(12 * span.year + span.last - 1 + read.shift, 12)
        span = replace(span, year=year, first=month + 1, last=month + 1)
    return replace(read, meaning=_OF_PERIOD.get(span.kind, ""), span=span)


@lru_cache(1 << 8)
def title_vintage(title: str) -> str:
    key = fold(title, marks=False)
    if re.search(r"\b(?:chinh thuc|quyet toan)\b", key):
        return "final"
    return "estimate" if re.search(r"\buoc\b", key) else "preliminary"
