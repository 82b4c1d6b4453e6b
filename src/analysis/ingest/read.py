"""One office file read with a sources file: its observations and its problems."""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.ingest import match
from analysis.ingest.checks import check_table
from analysis.ingest.events import as_day, find_events
from analysis.ingest.figures import Cells, Figure, make_problem, rate
from analysis.ingest.grid import Grid, address, read_grids
from analysis.ingest.long import read_long
from analysis.ingest.match import Context, PickedColumn, PickedRow
from analysis.ingest.periods import Span, closing, spans
from analysis.ingest.problems import Problem, Unreadable
from analysis.ingest.sources import Source, Sources, TableRule, load_sources
from analysis.ingest.tables import Column, Table, find_tables
from analysis.ingest.text import clean, fold, nearest, skim

COLUMNS = [
    "measure", "place", "period", "period_start", "period_end", "basis", "value", "numerator", "denominator", "unit",
    "vintage", "reported_on", "source", "sheet", "cell", "sha256", "illustrative", "note",
]  # fmt: skip
_NUMBERS = ("value", "numerator", "denominator")
ILLUSTRATIVE = fold("SỐ LIỆU MINH HỌA")
ILLUSTRATIVE_PLAIN = fold("SỐ LIỆU MINH HỌA", marks=False)


@dataclass
class TableUse:
    """What one table of a file gave: for the report of `brief check`."""

    sheet: str
    title: str
    cell: str
    asked: bool
    observations: int = 0
    year: int = 0
    month: int = 0
    table: Table | None = field(default=None, repr=False)


@dataclass
class Reading:
    """A file as read. `observations` are dicts with the keys of COLUMNS, dates as ISO texts."""

    source: str
    sha256: str = ""
    owner: str = ""
    reported_on: str = ""
    illustrative: bool = False
    unreadable: bool = False
    observations: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tables: list[TableUse] = field(default_factory=list)

    @property
    def frame(self) -> pd.DataFrame:
        return observations_frame(self.observations)


def observations_frame(observations: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Observations as a frame: columns COLUMNS, texts as `str`, figures as float64, `illustrative` as bool."""
    frame = pd.DataFrame(list(observations), columns=COLUMNS)
    for column in COLUMNS:
        if column in _NUMBERS:
            frame[column] = frame[column].astype("float64")
        elif column == "illustrative":
            frame[column] = frame[column].astype(bool)
        else:
            frame[column] = frame[column].fillna("").astype("str")
    return frame


def read_file(path: Path, sources: Sources | Path, root: Path | None = None, survey: bool = False) -> Reading:
    """Read one workbook. `root` is the raw folder: `source` is the path below it, else the file's name.

    `survey`: look at every table, also those nobody asked for (`Reading.tables`).
    Never raises for what is in the file: a file that cannot be read gives `unreadable` and one error.
    """
    path = Path(path)
    if not isinstance(sources, Sources):
        sources = load_sources(Path(sources))
    inside = root is not None and path.resolve().is_relative_to(Path(root).resolve())
    name = path.resolve().relative_to(Path(root).resolve()).as_posix() if inside else path.name
    reading = Reading(name)
    if long := [rule for rule in sources.long if rule.takes(name)]:
        for rule in long:
            rows, problems = read_long(path, rule, Path(root) if inside else path.parent)
            reading.owner = reading.owner or rule.owner
            reading.observations += rows
            reading.problems += problems
        reading.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return reading
    senders = sources.for_file(name if inside else path.as_posix())
    try:
        grids: list[Grid] = []
        for item in read_grids(path, name):
            (grids if isinstance(item, Grid) else reading.problems).append(item)
        reading.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except Unreadable as e:
        reading.unreadable = True
        reading.problems.append(e.problem)
        return reading
    if not any(g.rows for g in grids) and not reading.problems:
        reading.problems.append(
            Problem("error", name, "", "", "", "Tệp không có ô số liệu nào.", "Xin đơn vị gửi lại tệp.",
                    "No cell of the file holds anything.", "", "no_cells")
        )  # fmt: skip
    if survey and not reading.unreadable and grids and not any(find_tables(g) for g in grids):
        reading.problems.append(
            Problem("warning", name, "", "", "", "Không thấy bảng nào có số (biểu mẫu chưa điền?).",
                    "Điền số rồi gửi lại.", "No table with figures (an empty form?).", "", "no_tables")
        )  # fmt: skip
    reading.illustrative = any(_bears_mark(g) for g in grids)
    if not senders:
        reading.problems.append(
            Problem("warning", name, "", "", "", "Chưa khai báo đơn vị gửi tệp này trong sources.yml (files).",
                    "Thêm mẫu tên tệp vào một nguồn, hoặc đặt tệp đúng thư mục của đơn vị.",
                    "No source of sources.yml takes this file.", "", "no_source")
        )  # fmt: skip
    for source in senders:
        _Reader(reading, source, sources, path, survey).read(grids)
    if not senders:
        for grid in grids:
            reading.tables += [TableUse(t.sheet, t.title, t.title_cell, False, table=t) for t in find_tables(grid)]
    return reading


def _bears_mark(grid: Grid) -> bool:
    if ILLUSTRATIVE in fold(grid.marks.replace("&", " ")):
        return True
    return any(
        isinstance(v, str) and len(v) >= 16 and ("inh" in v.lower() or not v.isascii()) and ILLUSTRATIVE_PLAIN in skim(v)
        and ILLUSTRATIVE in fold(v) for row in grid.rows for v in row
    )  # fmt: skip


class _Reader:
    """Reads the sheets of one file for one sender."""

    def __init__(self, reading: Reading, source: Source, sources: Sources, path: Path, survey: bool):
        self.reading, self.source, self.sources, self.path = reading, source, sources, path
        self.survey = survey
        self.titles = [fold(w, marks=False) for rule in source.tables for w in rule.title]
        self.whole = match.Names()
        for word in sources.whole:
            self.whole.add(word, "")
        self.keys: dict[tuple, dict[str, Any]] = {}
        self.sheet = ""

    def report(self, severity: str, code: str, cell: str, value: str, message: str, remedy: str, *english: str) -> None:
        problem = make_problem(self.reading.source, self.sheet, severity, code, cell, value, message, remedy, *english)
        if problem not in self.reading.problems:
            self.reading.problems.append(problem)

    def read(self, grids: list[Grid]) -> None:
        self.reading.owner = self.reading.owner or self.source.owner
        self.reading.reported_on = self.reading.reported_on or self._reported_on(grids)
        used: set[int] = set()
        for grid in grids:
            self.sheet = grid.name
            if not self.survey and not self._may_hold(grid):
                continue
            taken_by_list = False
            for i, rule in enumerate(self.source.tables):
                if rule.events and (found := find_events(grid, rule, self.report)):
                    used.add(i)
                    taken_by_list = True
                    self._events(grid, rule, *found)
            if taken_by_list:
                continue
            for table in find_tables(grid):
                self._table(table, used)
        self.sheet = ""
        for i, rule in enumerate(self.source.tables):
            if i not in used and not rule.optional:
                titles = [t.title for t in self.reading.tables]
                guess = nearest(rule.title[0], titles, 0.5)
                self.report(
                    "warning", "no_table", "", rule.title[0], "Không thấy bảng có tiêu đề này."
                    + (f" Có phải là bảng “{guess}”?" if guess else ""), "Kiểm tra tiêu đề bảng, hoặc sửa title trong sources.yml.",
                    "No table bears this title.",
                )  # fmt: skip

    def _may_hold(self, grid: Grid) -> bool:
        text = skim(" ".join(v for row in grid.rows for v in row if isinstance(v, str)))
        return any(title in text for title in self.titles)

    def _table(self, table: Table, used: set[int]) -> None:
        rules = [r for r in match.table_rules(table, self.source) if not r.events]
        if not rules:
            self.reading.tables.append(TableUse(table.sheet, table.title, table.title_cell, False, table=table))
            return
        at = match.context(table)
        if not at.month and (named := self._named_period()) and (not at.year or at.year == named[0]):
            at = Context(*named, "file")
        use = TableUse(table.sheet, table.title, table.title_cell, True, 0, at.year, at.month, table)
        self.reading.tables.append(use)
        for rule in rules:
            used.add(self.source.tables.index(rule))
            before = len(self.reading.observations)
            self._apply(table, rule, at)
            use.observations += len(self.reading.observations) - before

    def _apply(self, table: Table, rule: TableRule, at: Context) -> None:
        if not at.year:
            self.report(
                "error", "no_period", table.title_cell, table.title, "Không rõ bảng này là của tháng, năm nào.",
                "Ghi tháng, năm trong tiêu đề bảng hoặc đầu cột.", "The period of the table is not said.",
                "Say month and year in the title or the column heads.",
            )  # fmt: skip
            return
        last = date(at.year, at.month or 12, 1).isoformat()
        places = match.place_names(self.sources.places, last)
        cells = Cells(table, rule, self.report)
        columns, double = match.pick_columns(table, rule, at, places, self.whole)
        for column in double:
            self.report(
                "warning", "double_column", address(table.header_rows[0], column.col), column.text,
                "Cột này trùng nghĩa với một cột bên trái: không dùng.", "Khai báo words cho cột trong sources.yml.",
                "The column means the same as one to its left: not used.",
            )  # fmt: skip
        if not columns:
            self.report(
                "warning", "no_columns", table.title_cell, table.title, "Không thấy cột nào cần đọc trong bảng: "
                + "; ".join(c.text for c in table.columns[:6]), "Sửa đầu cột, hoặc khai báo columns trong sources.yml.",
                "None of the table's columns is asked for.",
            )  # fmt: skip
            return
        if rule.places == "rows":
            rows = self._place_rows(table, rule, places, last)
        else:
            rows, lacking, near = match.pick_rows(table, rule.rows)
            for wanted, guess in lacking:
                label = wanted.label or wanted.numerator[0]
                self.report(
                    "warning", "no_row", table.title_cell, label, f"Không thấy dòng “{label}” trong bảng."
                    + (f" Có phải là “{guess}”?" if guess else ""), "Sửa tên dòng, hoặc thêm aliases trong sources.yml.",
                    f"No row {label!r}." + (f" Did you mean {guess!r}?" if guess else ""), "Mend the label or add an alias.",
                )  # fmt: skip
            for row, guess in near:
                self.report(
                    "note", "near_name", row.label_cell, row.label, f"Tên gần giống “{guess}”: đọc thành tên riêng.",
                    "Nếu là một, thêm cách viết này vào names trong sources.yml.", f"Did you mean {guess!r}?",
                )  # fmt: skip
        made: list[tuple[PickedRow, PickedColumn, dict[str, Any]]] = []
        for row in rows:
            for column in columns:
                observation = self._observe(table, rule, at, cells, row, column)
                if observation is not None and self._add(observation):
                    made.append((row, column, observation))
        valid = sum(match.is_valid(p, last) for p in self.sources.places)
        check_table(table, at, made, valid, self.report)
        cells.report_missing_unit(table)

    def _place_rows(self, table: Table, rule: TableRule, places: match.Names, day: str) -> list[PickedRow]:
        everywhere = match.Names()
        for place in self.sources.places:
            everywhere.add(place.name, place.code)
        names = [p.name for p in self.sources.places]
        rows = []
        for row in table.rows:
            code = next((c for t in (row.label, *row.texts) if (c := places.find(t)) is not None), None)
            if code is None and any(self.whole.find(t) is not None for t in (row.label, *row.texts)):
                code = ""
            if code is None:
                gone = everywhere.find(row.label) is not None
                guess = "" if gone else nearest(row.label, names)
                if gone or guess:
                    self.report(
                        "error" if gone else "warning", "place", row.label_cell, row.label,
                        f"Đơn vị này không còn vào {day[5:7]}/{day[:4]}." if gone else f"Không có đơn vị này; có phải là “{guess}”?",
                        "Ghi tên đơn vị sau sắp xếp." if gone else "Sửa tên, hoặc thêm aliases.",
                        "This place no longer existed." if gone else f"Did you mean {guess!r}?",
                    )  # fmt: skip
                continue
            rows.append(PickedRow(row, _ANY_ROW, row.label, code))
        return rows

    def _observe(
        self, table: Table, rule: TableRule, at: Context, cells: Cells, row: PickedRow, column: PickedColumn
    ) -> dict[str, Any] | None:
        by_place = row.rule is _ANY_ROW
        row_rule = None if by_place else row.rule
        asked, head = column.rule, column.column
        pattern = asked.measure or (row_rule.measure if row_rule else "")
        if not pattern:
            return None
        base = row_rule.measure.replace("{label}", row.label) if row_rule else ""
        measure = pattern.replace("{label}", row.label).replace("{measure}", base)
        facet = match.facet_of(asked, row_rule)
        basis = match.basis_of(asked, row_rule, rule, column.reading)
        span = self._span(rule, row, column, at, basis, facet)
        unit = asked.unit or (row_rule.unit if row_rule else None) or rule.unit
        if facet == "self_assessment":
            figure = cells.assessment(row.row, head) if row.row else None
            unit = ""
        else:
            figure = self._figure(table, cells, row, head, asked, unit, facet)
        if figure is None:
            return None
        if not basis or span is None:
            self.report(
                "error", "no_basis", figure.cell, f"{figure.value:g}",
                "Không rõ số này là của tháng, lũy kế hay thời điểm." if not basis else "Không rõ kỳ của số này.",
                "Ghi rõ ở đầu cột, hoặc khai báo basis trong sources.yml.", "Basis or period of the figure is not said.",
            )  # fmt: skip
            return None
        vintage = (
            asked.vintage or (row_rule.vintage if row_rule else None) or rule.vintage or column.reading.vintage or _title_vintage(table.title)
        )
        monthly = basis == "month" and span.kind == "month" and rule.month_from_day == 1
        start, end = span.start_date, span.end_date
        if rule.month_from_day > 1 and span.kind != "day":
            start = _shift(start, rule.month_from_day)
            end = date(end.year, end.month, rule.month_from_day) - timedelta(days=1)
        plain = monthly or (basis == "level" and span.kind != "day")
        notes = [figure.note]
        if head.hidden or (row.row is not None and row.row.hidden) or not table.visible:
            notes.append("ô bị ẩn")
        return {
            "measure": f"{measure}#{facet}" if facet else measure,
            "place": row.place or column.place or self._place(rule),
            "period": f"{end.year:04d}-{end.month:02d}",
            "period_start": "" if plain else start.isoformat(),
            "period_end": "" if plain else end.isoformat(),
            "basis": basis,
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "unit": figure.unit if unit is None else unit,
            "vintage": vintage,
            "reported_on": self.reading.reported_on,
            "source": self.reading.source,
            "sheet": table.sheet,
            "cell": figure.cell,
            "sha256": self.reading.sha256,
            "illustrative": self.reading.illustrative,
            "note": "; ".join(n for n in notes if n),
        }

    def _figure(
        self, table: Table, cells: Cells, row: PickedRow, head: Column, asked, unit: str | None, facet: str
    ) -> Figure | None:
        parts: list[Figure | None] = [None, None]
        if not facet:
            if row.numerator and row.denominator:
                parts = [cells.number(r, head) for r in (row.numerator, row.denominator)]
            elif asked.numerator and asked.denominator and row.row:
                found = [match.columns_with(table, w) for w in (asked.numerator, asked.denominator)]
                parts = [cells.number(row.row, f[0]) if f else None for f in found]
        own = cells.number(row.row, head, facet == "plan") if row.row else None
        if own is not None and own.numerator is not None and unit and "%" in unit:
            value = 100 * own.numerator / own.denominator
            return replace(own, value=value, unit=unit)
        figure = cells.convert(own, row.row, head, unit) if own else None
        if all(parts):
            part, whole = parts
            worked = rate(part, whole, unit)
            where = f"{part.cell};{whole.cell}"
            if figure is None and own is None and worked is not None:
                return Figure(worked, where, unit or "", part.value, whole.value)
            if figure is not None:
                if worked is not None and abs(worked - figure.value) > max(0.06, 0.001 * abs(worked)):
                    self.report(
                        "warning", "rate", figure.cell, f"{figure.value:g}",
                        f"Tỷ lệ không khớp tử số, mẫu số ({part.value:g}/{whole.value:g} = {worked:.2f}).",
                        "Kiểm tra ba ô này.", "The rate does not fit its numerator and denominator.",
                    )  # fmt: skip
                return replace(figure, cell=f"{figure.cell};{where}", numerator=part.value, denominator=whole.value)
        return figure

    def _span(self, rule: TableRule, row: PickedRow, column: PickedColumn, at: Context, basis: str, facet: str) -> Span | None:
        span = column.reading.span
        season = (row.rule.span if row.rule is not _ANY_ROW else None) or rule.span
        if season and not facet:
            year = span.year if span and span.kind in ("year", "month", "upto") and span.year else at.year
            first = Span("month", year - (season.first > season.last), season.first, season.first)
            return _Season(first, Span("month", year, season.last, season.last))
        if facet == "plan":
            year = span.year if span and span.year else at.year
            return Span("year", year, 1, 12)
        now = Span("month", at.year, at.month, at.month) if at.month else None
        if facet:
            return now or (Span("year", at.year, 1, 12))
        if span is None or not span.year:
            if basis == "year_to_date" and at.month:
                return Span("upto", at.year, 1, at.month)
            return now if basis != "year" else Span("year", at.year, 1, 12)
        comparing = column.reading.meaning.startswith(("index", "share"))
        if comparing or basis == "level":
            if span.kind == "day":
                return span
            if span.kind in ("year", "whole") and span.year == at.year:
                return now or Span("month", span.year, 12, 12)
            return Span("month", span.year, span.last, span.last)
        return span

    def _place(self, rule: TableRule) -> str:
        return self.source.place if rule.place is None else rule.place

    def _add(self, observation: dict[str, Any]) -> bool:
        key = tuple(observation[k] for k in ("measure", "place", "period", "period_start", "basis", "vintage"))
        known = self.keys.get(key)
        if known is None:
            self.keys[key] = observation
            self.reading.observations.append(observation)
            return True
        if abs(known["value"] - observation["value"]) > 1e-9 * max(1.0, abs(known["value"])):
            self.report(
                "error", "duplicate", observation["cell"], f"{observation['value']:g}",
                f"Trùng chỉ tiêu và kỳ với ô {known['sheet']}!{known['cell']} ({known['value']:g}) nhưng khác số: không dùng.",
                "Giữ một số, hoặc thêm under, without trong sources.yml.",
                f"The same measure and period as {known['sheet']}!{known['cell']} with another value: not used.",
            )  # fmt: skip
        return False

    def _events(self, grid: Grid, rule: TableRule, title: str, found: list) -> None:
        use = TableUse(grid.name, title[:200], "", True)
        self.reading.tables.append(use)
        for event in found:
            day = event.day.isoformat()
            places = match.place_names(self.sources.places, day)
            code = places.find(event.place) if event.place else ""
            observation = dict.fromkeys(COLUMNS, "") | {
                "measure": event.measure, "place": code or self._place(rule), "period": day[:7], "period_start": day,
                "period_end": day, "basis": "event", "value": event.value, "numerator": None, "denominator": None,
                "unit": rule.unit or "", "vintage": rule.vintage or "final", "reported_on": self.reading.reported_on,
                "source": self.reading.source, "sheet": grid.name, "cell": event.cell, "sha256": self.reading.sha256,
                "illustrative": self.reading.illustrative, "note": event.note,
            }  # fmt: skip
            self.reading.observations.append(observation)
            use.observations += 1

    def _reported_on(self, grids: list[Grid]) -> str:
        for way in self.source.reported_on:
            if way == "sheet":
                for grid in grids:
                    for row in grid.rows[:12] + grid.rows[-15:]:
                        for value in row:
                            text = clean(value) if isinstance(value, str) and len(value) < 120 else ""
                            if re.search(r"(?i)^(?:[^(]*,\s*)?ngày\s*\d+\s*tháng\s*\d+\s*năm|^ngày báo cáo|báo cáo ngày|^.{0,40}, ngày \d", text):
                                if day := as_day(text):
                                    return day.isoformat()
            elif found := _from_name(way, self.path.name):
                if len(found) == 3:
                    return "-".join((found[0], found[1], found[2]))
        return ""

    def _named_period(self) -> tuple[int, int] | None:
        for pattern in self.source.period:
            if (found := _from_name(pattern, self.path.name)) and found[1]:
                return int(found[0]), int(found[1])
        return None


class _Season(Span):
    """From the first day of one month to the last of another, perhaps across New Year."""

    def __init__(self, first: Span, last: Span):
        super().__init__("months", last.year, last.first, last.last)
        object.__setattr__(self, "_first", first)

    @property
    def start_date(self) -> date:
        return self._first.start_date


_ANY_ROW = object()


def _from_name(pattern: str, name: str) -> tuple[str, ...] | None:
    """Year, month (and day) that a file-name pattern such as "*_{day}-{month}-{year}.*" finds, zero-filled."""
    parts = re.split(r"(\{year\}|\{month\}|\{day\}|\*)", fold(pattern, marks=False, keep="/*?.-_{}"))
    made = {"{year}": r"(?P<year>\d{4})", "{month}": r"(?P<month>\d{1,2})", "{day}": r"(?P<day>\d{1,2})", "*": ".*?"}
    expression = "".join(made.get(p, re.escape(p)) for p in parts)
    hit = re.fullmatch(expression, fold(name, marks=False, keep="/*?.-_{}"))
    if not hit:
        return None
    got = hit.groupdict()
    month = int(got.get("month") or 0)
    if month > 12 or "year" not in got:
        return None
    found = [got["year"], f"{month:02d}"] + ([f"{int(got['day']):02d}"] if got.get("day") else [])
    return tuple(found)


def _title_vintage(title: str) -> str:
    key = fold(title, marks=False)
    if re.search(r"\b(?:chinh thuc|quyet toan)\b", key):
        return "final"
    return "estimate" if re.search(r"\buoc\b", key) else "preliminary"


def _shift(start: date, day: int) -> date:
    before = start - timedelta(days=1)
    return date(before.year, before.month, min(day, calendar.monthrange(before.year, before.month)[1]))
