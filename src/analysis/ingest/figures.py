"""The figure in a cell: its number, its unit, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from analysis.ingest.grid import STRUCK, address
from analysis.ingest.numbers import (
    VIETNAMESE,
    Style,
    ambiguous,
    bracketed,
    column_style,
    grouped,
    is_nil,
    noted,
    parse_fraction,
    parse_number,
    readings,
    shown,
)
from analysis.ingest.problems import in_words
from analysis.ingest.sheet import NO_FIGURE, may_date
from analysis.ingest.sources import TableRule
from analysis.ingest.tables import PERCENT, RATE, Column, Row, Table
from analysis.ingest.text import fold
from analysis.ingest.units import AMOUNTS, MONEY, Unit, alike, measured, parse_unit, sized
from analysis.language import say

Report = Callable[..., None]
_TYPED = ("digits", "fraction", "noted")
_DECLARED = {",": VIETNAMESE, ".": Style("decimal", "thousands")}
# What is counted one by one: no figure of it has decimals.
COUNTED = {
    "người", "hộ", "nhà", "căn", "xã", "vụ", "thẻ", "trẻ", "chiếc", "cái", "con", "đôi", "trường", "cặp", "ca",
    "học sinh", "đảng viên", "dự án", "doanh nghiệp", "tổ chức", "hồ sơ", "lượt người", "lượt khách", "khách",
    "lớp", "buổi", "đợt", "cuộc", "lượt", "trường hợp", "công trình", "đoàn thể", "cặp vợ chồng", "tiêu chí",
}  # fmt: skip
_MEAN = re.compile(r"(?i)\b(?:bình quân|trung bình|mật độ|tỷ lệ|tỷ suất|tỷ số|quy đổi|định mức)\b")
_NO_MONEY = 1e17  # đồng: eight times what the country earns in a year, typed in another unit
CONVERTED = "đổi từ"  # begins the note of a figure that was printed in another unit
_ASSESSED = {  # what an owner's words of itself count, those that are asked first before the others
    0.0: r"(?:khong|chua|kho dat|co kha nang khong dat)\b",
    0.5: r"(?:dat tien do|dang (?:thuc hien|dat|trien khai)|dam bao tien do|co kha nang dat)\b",
    1.0: r"(?:dat|(?:da )?hoan thanh|vuot|co|xong)\b",
}

_COUNTS = re.compile(r"(?:tổng )?số (?!tiền|thu|chi|vốn|thuế|nợ)", re.I)
_BOUND = re.compile(
    r"\s*(?:[≥≤<>=]|(?:từ|trên|dưới|không quá|không dưới|tối thiểu|tối đa|ít nhất)\s)"
    r"|\s*[\d.,]+\s*%?\s*trở (?:lên|xuống)",
    re.I,
)


def is_whole(unit: str, name: str) -> bool:
    """Whether what is called so is counted one by one: people and cases, no thousands of them and no mean."""
    counted = parse_unit(unit)
    return counted is not None and counted.size == 1 and counted.base in COUNTED and not _MEAN.search(name)


class Figure(NamedTuple):
    value: float
    cell: str
    unit: str
    numerator: float | None = None
    denominator: float | None = None
    note: str = ""

    def of(self, unit: str) -> Figure:
        """The figure as one of a unit."""
        return Figure(self.value, self.cell, unit, self.numerator, self.denominator, self.note)


class Cells:
    """Figures of one table under one rule; problems go to `report(severity, code, cell, value, …)`."""

    def __init__(self, table: Table, rule: TableRule, report: Report):
        self.table, self.rule, self.report = table, rule, report
        self.styles: dict[int, Style] = {}
        self.without_unit: dict[str, str] = {}
        self.units = {fold(k): v for k, v in rule.units.items()}
        self.decimals: dict[int, str] = {}  # column -> its declared decimal sign

    def style(self, column: Column) -> Style:
        """What point and comma are in a column: as declared, as its own text cells prove, as those of the whole table
        do, or as witnesses beside each doubtful cell say with one voice; else not sure."""
        if column.col not in self.styles:
            declared = self.decimals.get(column.col, self.rule.decimal)
            self.styles[column.col] = _DECLARED[declared] if declared else self._proven(column)
        return self.styles[column.col]

    def _proven(self, column: Column) -> Style:
        typed = [(r, str(v)) for r in self.table.rows for k, v in [self._cell(r, column)] if k in _TYPED]
        own = [(row, (noted(text) or (text, ""))[0]) for row, text in typed]
        style = column_style(text for _, text in own)
        doubtful = [(row, text) for row, text in own if ambiguous(text, style)]
        if style.sure or not doubtful:
            return style
        rows = {r.row for r in self.table.rows}
        cells = self.table.cells.items()
        others = [str(v) for (r, c), (k, v) in cells if k in _TYPED and r in rows and c != column.col]
        everywhere = column_style(others)
        # some text can be read the Vietnamese way alone
        proven = everywhere != VIETNAMESE or any(
            column_style([t]).sure and re.search("[.,]", t) for t in others
        )
        if everywhere.sure and proven:
            return everywhere
        point = "." in doubtful[0][1]
        if grouped(self._typed_alike(doubtful[0][0], column)):
            return Style("thousands", "decimal") if point else Style("decimal", "thousands")
        said = {self._witness(row, column, text) for row, text in doubtful}
        if len(said) == 1 and (thousands := said.pop()) is not None:
            style = Style("thousands", "decimal") if thousands == point else Style("decimal", "thousands")
            for row, text in doubtful:
                read = parse_number(text, style)
                self.report("separator", address(row.row, column.col), text, read=shown(read or 0.0))
        return style

    def _typed_alike(self, row: Row, column: Column) -> list[str]:
        """The numbers typed as text in the columns that have a column's unit in a row, but for shares and nothing."""
        unit = self.table.unit_at(row, column)[0]
        like = [
            c for c in self.table.columns if self.table.unit_at(row, c)[0] == unit and not RATE.match(c.text)
        ]
        cells = (self._cell(r, c) for r in self.table.rows for c in like)
        return [str(v) for k, v in cells if k in _TYPED and not is_nil(str(v))]

    def _witness(self, row: Row, column: Column, text: str) -> bool | None:
        """Whether the separator of "18.200" stands before thousands: what is counted has no decimals, and figures of
        the same row or column are of one size. None where nothing says."""
        unit = self.table.unit_at(row, column)[0]
        if unit is not None and unit.base in COUNTED and unit.size == 1:
            return True
        large, small = readings(text)
        shaped = not text.endswith("0")  # who types decimals as text types no noughts behind them
        if unit is not None and unit.text == "%" and large > 1000:
            return False
        like = [
            c for c in self.table.columns if c.col != column.col and self.table.unit_at(row, c)[0] == unit
        ]
        beside = [abs(v) for c in like for k, v in [self._cell(row, c)] if k == "number" and v]
        below = [abs(v) for r in self.table.rows for k, v in [self._cell(r, column)] if k == "number" and v]
        for sizes, enough in ((beside, 1), (below, 3)):
            fits = [all(n / 8 < value < n * 8 for n in sizes) for value in (large, small)]
            if len(sizes) >= enough and sum(fits) == 1 and (fits[0] or shaped):
                return fits[0]
        return None

    def _cell(self, row: Row, column: Column) -> tuple[str, Any]:
        """Kind and content of a cell; of a number typed with its unit ("800 tỷ") the number, as typed."""
        kind, value = self.table.cells.get((row.row, column.col), ("", ""))
        own = measured(str(value)) if kind == "text" else None
        return ("fraction" if "/" in own[0] else "digits", own[0]) if own else (kind, value)

    def printed(self, row: Row, column: Column) -> float | None:
        """The number of a cell as printed, None when it holds none; nothing is reported of the cell."""
        kind, value = self._cell(row, column)
        if kind == "number":
            return float(value)
        text = (noted(str(value)) or (str(value), ""))[0]
        try:
            known = kind in _TYPED and not ambiguous(text, self.style(column))
            return parse_number(text, self.style(column)) if known else None
        except ValueError:
            return None

    def number(self, row: Row, column: Column, plan: bool = False) -> Figure | None:
        """The figure of a cell as printed, None when there is none; errors are reported."""
        cell = address(row.row, column.col)
        kind, value = self._cell(row, column)
        if kind in ("", "nil", "ditto"):
            return None
        if over := self.table.merged.get((row.row, column.col)):
            self.report("merged_figure", cell, str(value), over=over)
            return None
        if kind == "number" and (said := self._misshown(row, column, float(value))):
            self.report("shown_else", cell, f"{value:.15g}", said=said)
            return None
        if kind == "number":
            return Figure(float(value), cell, "")
        text = (noted(str(value)) or (str(value), ""))[0]
        match kind:
            # "05 vụ": what is counted, as letters write it
            case "text" | "digits" if re.fullmatch(r"0[1-9]", text):
                return Figure(float(text), cell, "")
            case "digits" if bracketed(str(value)) and not self._accounting(column):
                if not self._explained(str(value).strip("() ")):
                    self.report("bracket", cell, str(value))
                return None
            case "noted" if (mark := noted(str(value))) and not self._explained(mark[1]):
                self.report("two_numbers", cell, str(value))
                return None
            case "digits" | "noted" if ambiguous(text, self.style(column)):
                large, small = readings(text)
                self.report("separator_open", cell, str(value), large=shown(large), small=shown(small))
                return None
            case "digits" | "noted":
                if (number := self.printed(row, column)) is not None:
                    return Figure(number, cell, "")
            case "fraction":
                parts = parse_fraction(str(value), self.style(column))
                if parts and not self._dates(parts, value, column):
                    return Figure(parts[0], cell, "", *parts)
            case "error" if str(value).endswith(STRUCK):
                self.report("struck", cell, str(value).removesuffix(STRUCK))
                return None
            case "error":
                code = "error_cell" if value else "uncached"
                self.report(code, cell, str(value) or "công thức", error=value)
                return None
        if re.search(NO_FIGURE, fold(str(value), marks=False)):
            self.report("no_figure", cell, str(value))
            return None
        if plan and _BOUND.match(str(value)):
            return None  # a plan in words ("≥ 15", "98 trở lên"): the programme holds it
        other_kind = plan and re.fullmatch(r"\d[\d.,]* [^\W\d][^\d]*", str(value))  # "12 lớp" of people
        self.report("not_a_number", cell, str(value), severity="warning" if other_kind else None)
        return None

    def _misshown(self, row: Row, column: Column, value: float) -> str:
        """What Excel shows in a cell where that is another number than it holds: by its format's doing, or thousands of
        what the table counts one by one."""
        at = (row.row, column.col)
        unit = self.table.unit_at(row, column)[0] if self.table.scaled.get(at, 1) >= 1000 else None
        return self.table.misshown.get(
            at, shown(value) if unit and unit.size == 1 and unit.base != "%" else ""
        )

    def _dates(self, parts: tuple[float, float], value: Any, column: Column) -> bool:
        """Whether what looks like n of N is rather a day of a month ("20/6"), or a month of a year ("12/2024") as all
        that looks so in its column."""
        if parts[1] < parts[0] <= 31 and parts[1] <= 12:
            return True
        own = (self._cell(r, column) for r in self.table.rows)
        return may_date("fraction", value) and all(may_date(k, v) for k, v in own if k == "fraction")

    def _explained(self, mark: str) -> bool:
        """Whether a note below the table explains a mark: "(1) Không kể …"."""
        return any(re.match(rf"\W*{re.escape(mark)}\W", note) for note in self.table.notes)

    def _accounting(self, column: Column) -> bool:
        """Whether the table writes negative numbers in brackets, or the column holds negative ones."""
        own = (self._cell(r, column) for r in self.table.rows)
        return any(k == "number" and v < 0 for k, v in own) or any(
            k == "digits" and str(v).startswith("(") and not bracketed(str(v))
            for k, v in self.table.cells.values()
        )

    def assessment(self, row: Row, column: Column) -> Figure | None:
        """What an owner says of itself: 1 done, 0.5 under way, 0 not; the words in the note."""
        kind, value = self.table.cells.get((row.row, column.col), ("", ""))
        if kind in ("", "nil"):
            return None
        words = fold(str(value), marks=False)
        cell = address(row.row, column.col)
        for said, known in _ASSESSED.items():
            if re.match(known, words):
                return Figure(said, cell, "", note=str(value))
        self.report("assessment", cell, str(value))
        return None

    def convert(self, figure: Figure, row: Row, column: Column, wanted: str | None) -> Figure | None:
        """The figure in the unit to store; None (reported) when the sheet shows another kind of unit."""
        printed, where = self.table.unit_at(row, column)
        if self.units and printed is not None and fold(printed.text) in self.units:
            printed = parse_unit(self.units[fold(printed.text)]) or printed
        target = parse_unit(wanted) if wanted else None
        head = parse_unit(column.path[-1]) if column.unit is None and target else None
        # "Người" below "ĐVT: triệu đồng", asked for in người
        if head and target and head.base == target.base:
            printed = head
        if printed is None and target and len(self.table.captions) > 1:  # which of "Nghìn tấn; triệu USD"
            fits = [u for u in self.table.captions if u.base == target.base]
            all_of_them = ", ".join(u.text for u in self.table.captions)
            printed = fits[0] if len({u.size for u in fits}) == 1 else Unit(all_of_them, all_of_them, 1.0)
        if figure.numerator is not None and (kind := target or printed) and kind.base in AMOUNTS:
            of = f"{figure.numerator:.15g}/{figure.denominator:.15g}"
            self.report("part_of_amount", figure.cell, of, unit=kind.text)
            return None
        if printed and not printed.base:  # captions that contradict each other
            self._unit_problem(figure, printed, wanted or "?", where, "error")
            return None
        if wanted is None:
            of_group = printed == row.unit and row.unit_cell != row.label_cell and not row.listed_unit
            if printed and of_group and printed.base in ("%", *MONEY) and _COUNTS.match(row.label):
                self._unit_problem(figure, printed, "?", where, "error")  # "Tỷ lệ" above "Số ca mắc"
                return None
            return figure.of(printed.text if printed else "")
        rated = RATE.match(row.label) and target and target.base in (*COUNTED, *AMOUNTS)
        if rated and row.unit_cell != row.label_cell and (printed is None or printed.base != "%"):
            self._unit_problem(figure, PERCENT, wanted, row.label_cell, "error")  # "Tỷ lệ" among people
            return None
        if printed is None:
            near = [r.unit for r in self.table.rows if r.listed_unit and r.unit]
            if target and (other := next((u for u in near if u.to(target) not in (None, 1)), None)):
                self._unit_problem(figure, other, wanted, "", "error")  # a blank below "tỷ đồng": the same?
                return None
            if target and target.base == "đồng" and abs(figure.value) * target.size > _NO_MONEY:
                self.report("too_large", figure.cell, f"{figure.value:.15g}")
                return None
            self.without_unit.setdefault(wanted, figure.cell)
            return figure.of(wanted)
        factor = printed.to(target) if target else None
        if target is None:  # declared in words of one's own: the same words, in the same size or another
            (counted, size), (asked, wanted_size) = sized(printed), sized(Unit(wanted, wanted, 1.0))
            factor = size / wanted_size if counted == asked else None
            if factor is None and size == wanted_size and counted not in (*AMOUNTS, "%"):
                self._unit_problem(figure, printed, wanted, where)
                return figure.of(wanted)
        if factor is None and target and target.base == "%" and figure.numerator is not None:
            return figure.of(wanted)
        if factor is None and target and alike(printed, target):
            self._unit_problem(figure, printed, wanted, where)
            return figure.of(wanted)
        if factor is None:
            self._unit_problem(figure, printed, wanted, where, "error")
            return None
        if factor == 1:
            return figure.of(wanted)
        note = "; ".join(filter(None, [figure.note, f"{CONVERTED} {printed.text}"]))
        return figure._replace(value=figure.value * factor, unit=wanted, note=note)

    def report_missing_unit(self) -> None:
        """One note for all figures of the table whose unit the sheet does not say."""
        for unit, cell in self.without_unit.items():
            self.report("no_unit", cell, "", unit=in_words(unit, "unit"))

    def _unit_problem(
        self, figure: Figure, printed: Unit, wanted: str, where: str, severity: str = "warning"
    ) -> None:
        at = lambda lang: say(lang, "in_cell", cell=where) if where else ""  # noqa: E731
        said = {"severity": severity, "unit": printed.text, "wanted": wanted, "where": at}
        self.report("unit", figure.cell, f"{figure.value:.15g}", **said)


def rate(part: Figure, whole: Figure, unit: str | None) -> float | None:
    """n/N in its unit: 100 n/N where the unit is % or "… trên 100 …"."""
    if not whole.value:
        return None
    return part.value / whole.value * (100 if unit and ("%" in unit or "100" in unit) else 1)
