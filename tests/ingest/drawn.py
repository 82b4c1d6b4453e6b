"""Office tables drawn at random: what is written on the sheet, and what each cell truly means.

The oracle is kept apart from the reader: it knows the figures because it wrote them. `judge` compares a `Reading`
with it: every observation must be right, everything asked for must be read or named by a problem.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import column_index_from_string, get_column_letter

from analysis.ingest.problems import Problem
from analysis.ingest.read import Reading
from analysis.ingest.text import fold

ROMAN = ["", "I", "II", "III", "IV"]


@dataclass(frozen=True)
class Truth:
    """One thing a figure may rightly be read as. The measure begins with `prefix`, ends with one of `labels` and holds
    `under` (the parent of a label that occurs twice); `start` is given only for a quarter."""

    prefix: str
    labels: tuple[str, ...]
    facet: str
    basis: str
    period: str
    value: float
    unit: str
    under: str = ""
    start: str = ""
    place: str = ""

    def fits(self, o: dict[str, Any], but_value: bool = False) -> bool:
        name, _, facet = o["measure"].partition("#")
        folded = fold(name)
        return (
            (facet, o["place"]) == (self.facet, self.place)
            and name.startswith(self.prefix)
            and any(folded.endswith(fold(label)) for label in self.labels)
            and fold(self.under) in folded
            and (o["basis"], o["period"]) == (self.basis, self.period)
            and fold(o["unit"]) == fold(self.unit)
            and (not self.start or o["period_start"] in ("", self.start))
            and (but_value or abs(o["value"] - self.value) <= 1e-9 * max(1.0, abs(self.value)))
        )


@dataclass
class Cell:
    """A place on a sheet whose meaning is known. `truths` empty: no figure may come from it.

    `asked`: to be read or named (words and two numbers in a cell can only be named).
    """

    truths: list[Truth] = field(default_factory=list)
    asked: bool = False
    features: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)  # cells whose naming names this one


@dataclass
class Page:
    name: str
    values: dict[tuple[int, int], Any] = field(default_factory=dict)  # row and column from 1
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    cells: dict[str, Cell] = field(default_factory=dict)

    def move(self, down: int, right: int) -> None:
        """All of it some rows and columns further."""

        def moved(at: str) -> str:
            letters, row = re.fullmatch(r"([A-Z]+)(\d+)", at).groups()
            return f"{get_column_letter(column_index_from_string(letters) + right)}{int(row) + down}"

        self.values = {(r + down, c + right): v for (r, c), v in self.values.items()}
        self.formats = {(r + down, c + right): v for (r, c), v in self.formats.items()}
        self.merges = [(a + down, b + right, c + down, d + right) for a, b, c, d in self.merges]
        self.hidden = {r + down for r in self.hidden}
        self.cells = {moved(at): cell for at, cell in self.cells.items()}
        for cell in self.cells.values():
            cell.heads = {moved(at) for at in cell.heads}
            cell.features = cell.features | {"not from A1 on"}


@dataclass(repr=False)
class Drawn:
    pages: list[Page]
    sources: dict[str, Any]
    features: set[str]
    absent: list[str] = field(
        default_factory=list
    )  # words declared that stand nowhere: a problem must say so

    def write(self, path: Path) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for page in self.pages:
            sheet = book.create_sheet(page.name)
            for (r, c), value in page.values.items():
                sheet.cell(r, c).value = _rich(value)
            for (r, c), form in page.formats.items():
                sheet.cell(r, c).number_format = form
            for a, b, c, d in page.merges:
                sheet.merge_cells(start_row=a, start_column=b, end_row=c, end_column=d)
            for row in page.hidden:
                sheet.row_dimensions[row].hidden = True
        book.save(path)
        return path

    def __repr__(self) -> str:
        """The table as text, for a failure's report."""
        out = [f"features: {', '.join(sorted(self.features))}", f"sources: {self.sources}"]
        for page in self.pages:
            out.append(f"-- sheet {page.name!r} merges {page.merges} hidden rows {sorted(page.hidden)}")
            for r in sorted({r for r, _ in page.values}):
                row = {c: v for (q, c), v in page.values.items() if q == r}
                shown = [f"{get_column_letter(c)}{r}={_plain(v)!r}" for c, v in sorted(row.items())]
                shown += [f"{get_column_letter(c)}{r} as {f}" for (q, c), f in page.formats.items() if q == r]
                out.append("   " + " | ".join(shown))
        return "\n".join(out)


@dataclass(frozen=True)
class Raised:
    """Text with a superscript after it."""

    text: str
    mark: str


def _rich(value: Any) -> Any:
    if isinstance(value, Raised):
        return CellRichText(value.text, TextBlock(InlineFont(vertAlign="superscript"), value.mark))
    return value


def _plain(value: Any) -> Any:
    return f"{value.text}^{value.mark}" if isinstance(value, Raised) else value


@dataclass(frozen=True)
class Finding:
    """What became of a cell: right, named (absent, and a problem says so), doubted (wrong, and a problem says so),
    missing or wrong without a word."""

    kind: str
    where: str
    said: str
    features: set[str]


def judge(drawn: Drawn, reading: Reading) -> list[Finding]:
    problems = [p for p in reading.problems if p.severity != "note"]
    found, read = [], set()
    for o in reading.observations:
        page = next(p for p in drawn.pages if p.name == o["sheet"])
        at = o["cell"].split(";")[0]
        cell = page.cells.get(at, Cell(features={"no cell of a figure"}))
        read.add((page.name, at))
        if any(t.fits(o) for t in cell.truths):
            kind = "right"
        else:
            spoken = {p.cell.split(";")[0] for p in problems if p.sheet == page.name}
            column = any(t.fits(o, but_value=True) for t in cell.truths) and at.rstrip("0123456789") in spoken
            kind = "doubted" if at in spoken or column else "wrong"
        was = {k: o[k] for k in ("measure", "basis", "period", "value", "unit")}
        found.append(Finding(kind, f"{page.name}!{at}", f"read {was}, true {cell.truths}", cell.features))
    for page in drawn.pages:
        for at, cell in page.cells.items():
            if cell.asked and (page.name, at) not in read:
                noted = any((p.sheet, p.cell) == (page.name, at) for p in reading.problems)
                kind = "named" if noted or any(_names(p, page, at, cell) for p in problems) else "missing"
                found.append(
                    Finding(kind, f"{page.name}!{at}", f"not read, true {cell.truths}", cell.features)
                )
    figures = {at for page in drawn.pages for at in page.cells}
    for words in drawn.absent:
        if all(p.cell in figures for p in problems):
            found.append(
                Finding("missing", "", f"{words} is declared and not there", {"declared and absent"})
            )
    return found


def _names(problem: Problem, page: Page, at: str, cell: Cell) -> bool:
    """Whether a problem speaks of a cell that was not read: of itself, its column, head, label or table."""
    said = problem.cell.split(";")[0]
    near = said in ("", at, at.rstrip("0123456789")) or said in cell.heads
    return near and problem.sheet in ("", page.name)


# What heads say.

Form = tuple[str, ...]  # stacked texts, from the top


@dataclass(frozen=True)
class Kind:
    """A kind of column: how its head is written, what it means, whether the sources file asks for it."""

    name: str
    meaning: str  # "": nobody asks for it
    forms: Callable[[int, int], list[Form]]
    truth: Callable[[int, int], list[tuple[str, str, str]]]  # (facet, basis, period)
    when: Callable[[int], bool] = lambda month: True


def _p(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def _abbr(month: int) -> str:
    return calendar.month_abbr[month]


KINDS = [
    Kind(
        "month", "month",
        lambda y, m: [
            (f"Tháng {m}",), (f"Tháng {m}/{y}",), (f"Thực hiện tháng {m}",), (f"TH T{m}/{y}",), (f"TH T{m}",),
            (f"T{m}/{y}",), (f"Ước thực hiện tháng {m}",), (f"ƯTH T{m}/{y}",), ("Thực hiện tháng báo cáo",),
            (f"Tháng {m}\n{calendar.month_name[m]}",), ("Thực hiện", f"Tháng {m}"), (f"{_abbr(m)}-{y % 100}",),
            (f"Năm {y}", f"Thực hiện tháng {m}"), (f"{calendar.month_name[m]} {y}",), (f"{m:02d}/{y}",),
        ],
        lambda y, m: [("", "month", _p(y, m))],
    ),
    Kind(
        "to date", "year_to_date",
        lambda y, m: [
            (f"Lũy kế {m} tháng",), ("Lũy kế từ đầu năm",), (f"{m} tháng đầu năm",), (f"LK {m}T",), (f"LK{m}T/{y}",),
            (f"{m} tháng năm {y}",), (f"Cộng dồn {m} tháng",), ("Lũy kế đến hết tháng báo cáo",),
            (f"T1-T{m}/{y}",), (f"Từ tháng 1 đến tháng {m}",), (f"ƯTH {m}T/{y}",), (f"TH {m}T/{y}",),
            (f"Jan-{_abbr(m)} {y}",), (f"Lũy kế đến tháng {m}/{y}",), ("Thực hiện", f"Lũy kế {m} tháng"),
            ("Lũy kế\nYear to date",), (f"Luỹ kế từ đầu năm đến hết tháng {m}",), (f"YTD {_abbr(m)}-{y % 100}",),
        ] + ([("Quý I+II",), ("Quý I, II",), ("6T đầu năm",), ("Q1-Q2",), (f"H1 {y}",)] if m == 6 else []),
        lambda y, m: [("", "year_to_date", _p(y, m))],
        lambda m: m > 1,
    ),
    Kind(
        "plan", "plan",
        lambda y, m: [
            (f"Kế hoạch năm {y}",), (f"KH{y}",), (f"KH {y}",), (f"KH năm {y}",), (f"Dự toán năm {y}",),
            (f"DT {y}",), ("Kế hoạch năm",), (f"Dự toán HĐND giao năm {y}",), (f"Kế hoạch {y}\nPlan {y}",),
            (f"Budget {y}",), (f"Chỉ tiêu giao năm {y}",), (f"Năm {y}", "Kế hoạch"), (f"KHV{y}",),
        ],
        lambda y, m: [("plan", "year", f"{y}-12")],
    ),
    Kind(
        "last year", "year",
        lambda y, m: [
            (f"TH{y - 1}",), (f"TH {y - 1}",), (f"Thực hiện năm {y - 1}",), (f"Năm {y - 1}",),
            (f"Quyết toán {y - 1}",), (f"Actual {y - 1}",),
        ],
        lambda y, m: [("", "year", f"{y - 1}-12")],
    ),
    Kind(
        "quarter", "quarter",
        lambda y, m: [
            (f"Quý {ROMAN[m // 3]}",), (f"Quý {m // 3}/{y}",), (f"Q{m // 3}/{y}",),
            (f"Ước quý {ROMAN[m // 3]} năm {y}",),
        ],
        lambda y, m: [("", "year_to_date", _p(y, m))],
        lambda m: m in (6, 9, 12),
    ),
    Kind(
        "forecast", "owner_forecast",
        lambda y, m: [(f"Ước cả năm {y}",), (f"ƯTH{y}",), (f"Ước thực hiện năm {y}",)],
        lambda y, m: [("owner_forecast", "year", _p(y, m))],
        lambda m: m < 12,
    ),
    Kind(
        "same period", "",
        lambda y, m: [
            ("Cùng kỳ năm trước",), (f"CK {m}T/{y - 1}",), ("Thực hiện cùng kỳ",), (f"Cùng kỳ {y - 1}",),
            ("Lũy kế cùng kỳ năm trước",), ("Same period last year",),
        ],
        lambda y, m: [("", "year_to_date", _p(y - 1, m)), ("", "month", _p(y - 1, m))],
    ),
    Kind(
        "to date before", "",
        lambda y, m: [("Lũy kế đến hết tháng trước",), ("Từ đầu năm đến hết tháng trước",)],
        lambda y, m: [("", "year_to_date", _p(y, m - 1))],
        lambda m: m > 2,
    ),
    Kind(
        "target", "",
        lambda y, m: [
            ("Mục tiêu 2030",), ("Mục tiêu đến năm 2030",), ("Quy hoạch 2030",), ("Chỉ tiêu đến 2030",),
        ],
        lambda y, m: [("plan", "year", "2030-12")],
    ),
    Kind(
        "part plan", "",
        lambda y, m: [
            (f"KH 6T cuối năm {y}",), (f"Kế hoạch tháng {m % 12 + 1}",), ("KH quý III",),
            (f"Nhiệm vụ tháng {m % 12 + 1}",),
        ],
        lambda y, m: [],
    ),
    Kind(
        "share", "",
        lambda y, m: [
            ("% so KH",), ("So với cùng kỳ năm trước (%)",), ("TH/KH (%)",), (f"ƯTH{y}/TH{y - 1}",),
            ("Tốc độ tăng (%)",), ("Cơ cấu (%)",), ("% HTKH",), ("%LK/KH",), ("Tăng, giảm so với KH",),
        ],
        lambda y, m: [],
    ),
    Kind(
        "duration", "",
        lambda y, m: [
            ("Nợ từ 3 tháng trở lên",), ("HĐ 12 tháng trở lên",), ("Trẻ dưới 6 tháng tuổi",),
            ("Từ 6 đến dưới 12 tháng",), ("3 tháng gần nhất",), ("Quá hạn trên 6 tháng",),
        ],
        lambda y, m: [],
    ),
    Kind(
        "name", "",
        lambda y, m: [
            ("DT (ha)",), ("Quỹ kế hoạch",), ("Quỹ 2",), ("Quỹ III",), ("Vùng II",),
            ("Chi dân số và kế hoạch hoá gia đình",), ("Kế Sách",), ("Quý Sơn",), ("Năm Căn",),
            ("Nhóm I",), ("DTTS",),
        ],
        lambda y, m: [],
    ),
    Kind(
        "price", "",
        lambda y, m: [("Giá so sánh 2010",), ("Giá ss 2010",), ("Giá cố định 1994",)],
        lambda y, m: [],
    ),
]  # fmt: skip
ASKED = [k for k in KINDS if k.meaning]
OTHER = [k for k in KINDS if not k.meaning]

# Figures keep sense: a month is below its cumulative figure, that below the plan.
WEIGHTS = {
    "month": 2, "to date before": 5, "to date": 7, "quarter": 4, "same period": 6, "plan": 13, "forecast": 12,
    "last year": 11, "target": 19, "part plan": 3, "share": 8, "duration": 3, "name": 2, "price": 2,
}  # fmt: skip
LABELS = [
    "Thu nội địa", "Thu xuất nhập khẩu", "Chi thường xuyên", "Chi đầu tư", "Lệ phí trước bạ", "Thuế tài nguyên",
]  # fmt: skip
NAMES = [
    "Nợ từ 3 tháng trở lên", "Trẻ dưới 6 tháng tuổi", "Chi Quỹ kế hoạch", "Xã Kế Sách", "Xã Quý Sơn", "Xã Tháng Năm",
    "Thị trấn Năm Căn", "Chương trình 2030", "Đường 3 Tháng 2", "Nghị quyết 42",
]  # fmt: skip
ENGLISH = [
    "Domestic revenue",
    "Other revenue",
    "Current expenditure",
    "Capital expenditure",
    "Fees",
    "Reserves",
]
PLACES = ["Xã Một", "Xã Hai", "Xã Kế Sách", "Xã Quý Sơn", "Xã Tháng Năm", "Thị trấn Năm Căn"]
MONEY = ["triệu đồng", "tỷ đồng"]
WORDS_OF_PERIODS = {*NAMES, *PLACES[2:]}


# How figures are written.


def vietnamese(value: float) -> str:
    return f"{value:,.10g}".replace(",", "_").replace(".", ",").replace("_", ".")


def english(value: float) -> str:
    return f"{value:,.10g}"


def spaced(value: float) -> str:
    return f"{value:,.10g}".replace(",", " ").replace(".", ",")


STYLES: dict[str, Callable[[float], Any]] = {
    "typed": lambda v: v, "Vietnamese text": vietnamese, "English text": english, "spaced text": spaced,
}  # fmt: skip

ODD = [
    "mark after",
    "raised digit",
    "raised run",
    "star",
    "mark alone",
    "words",
    "not yet",
    "two lines",
    "scaled",
    "nil",
    "a thousand times",
]


def odd_figure(oddity: str, value: float, write: Callable[[float], Any]) -> tuple[Any, bool, bool, str]:
    """(what is written, whether it may be read as `value`, whether it must be read or named, number format)."""
    text = write(value) if isinstance(write(value), str) else vietnamese(value)
    return {
        "mark after": (f"{text} (1)", True, True, ""),
        "raised digit": (f"{text}¹", True, True, ""),
        "raised run": (Raised(text, "1"), True, True, ""),
        "star": (f"{text}*", True, True, ""),
        "mark alone": ("(1)", False, False, ""),
        "words": (f"khoảng {text}", False, True, ""),
        "not yet": ("chưa có", False, True, ""),
        "two lines": (f"{text}\n{vietnamese(value + 35)}", False, True, ""),
        "scaled": (value * 1000, True, True, "#,##0.0,"),
        "a thousand times": (value * 1000, False, True, ""),
        "nil": ("-", False, False, ""),
    }[oddity]


# Layouts.
EACH = [{"each": True, "measure": "x/{label}"}]
LAYOUTS = ["usual"] * 9 + ["two tables", "periods down", "year above months", "sheet a month"]


@st.composite
def drawn_tables(draw: Callable) -> Drawn:
    """A workbook of one or two tables in a layout offices use, with the sources file an analyst would write; some begin
    below row 1 or right of column A."""
    drawn = _of_a_layout(draw)
    down, right = draw(st.sampled_from([(0, 0)] * 4 + [(0, 1), (1, 1), (2, 0), (3, 2)]))
    if down or right:
        drawn.features |= {"not from A1 on"}
        for page in drawn.pages:
            page.move(down, right)
    return drawn


def _of_a_layout(draw: Callable) -> Drawn:
    layout = draw(st.sampled_from(LAYOUTS))
    year, month = draw(st.integers(2023, 2026)), draw(st.integers(2, 12))
    if layout in ("periods down", "year above months"):
        return _periods_down(draw, year, layout)
    if layout == "sheet a month":
        return _sheet_a_month(draw, year, min(month, 11))
    drawn = Drawn([Page("Bieu 1")], {"sources": [{"owner": "Phòng A", "files": "*", "tables": []}]}, {layout})
    top = 1
    for prefix, topic in (("x/", "thu ngân sách"), ("y/", "chi ngân sách"))[: 1 + (layout == "two tables")]:
        top = _Table(draw, drawn, prefix, topic, year, month).put(top) + 2
    return drawn


def _periods_down(draw: Callable, year: int, layout: str) -> Drawn:
    above = layout == "year above months"
    page = Page("Bieu 1")
    page.values |= {(1, 1): "SỐ VỤ TAI NẠN GIAO THÔNG", (2, 1): "Đơn vị tính: vụ"}
    page.values |= {(3, 1): "Tháng", (3, 2): "Số vụ", (3, 3): "Số người chết"}
    row, first = 4, draw(st.integers(1, 9))
    for y in (year - 1, year) if above else (year,):
        if above:
            page.values[row, 1] = f"Năm {y}"
            row += 1
        for m in range(first, first + 3):
            value = draw(st.integers(5, 400))
            label = f"Tháng {m}" if above else f"Tháng {m}/{y}"
            page.values |= {(row, 1): label, (row, 2): value, (row, 3): value // 5}
            truth = Truth("x/", ("",), "", "month", _p(y, m), value, "vụ")
            page.cells[f"B{row}"] = Cell(
                [truth], True, {layout}, {"B3", *(f"A{r}" for r in range(1, row + 5))}
            )
            row += 1
    table = {"title": "số vụ", "columns": [{"words": "số vụ", "basis": "month"}], "rows": EACH}
    return Drawn([page], {"sources": [{"owner": "Phòng A", "files": "*", "tables": [table]}]}, {layout})


def _sheet_a_month(draw: Callable, year: int, first: int) -> Drawn:
    named = draw(st.booleans())
    feature = "sheet a month" + ("" if named else ", the month only in its name")
    pages = []
    for m in (first, first + 1):
        page = Page(f"Tháng {m}")
        title = "THU NGÂN SÁCH " + (f"THÁNG {m} NĂM {year}" if named else f"NĂM {year}")
        page.values |= {(1, 1): title, (2, 1): "Đơn vị tính: triệu đồng"}
        page.values |= {(3, 1): "STT", (3, 2): "Chỉ tiêu", (3, 3): "Thực hiện"}
        for row, label in enumerate(LABELS[:3], 4):
            value = draw(st.integers(100, 9999)) + 0.5
            page.values |= {(row, 1): row - 3, (row, 2): label, (row, 3): value}
            truth = Truth("x/", (label,), "", "month", _p(year, m), value, "triệu đồng")
            page.cells[f"C{row}"] = Cell([truth], True, {feature}, {"C3", "A1", f"B{row}"})
        pages.append(page)
    table = {"title": "thu ngân sách", "columns": [{"words": "thực hiện", "basis": "month"}], "rows": EACH}
    return Drawn(pages, {"sources": [{"owner": "Phòng A", "files": "*", "tables": [table]}]}, {feature})


_IN_ENGLISH = re.compile(r"\b(?:Budget|Actual|YTD|Same|Jan-|H1|Q\d/)|^[A-Z][a-z]+[- ]\d+$")


@dataclass
class _Line:
    """A row of figures. `part`: a "trong đó" of the row `parent`; `old`: hidden, last month's."""

    label: str
    printed: Any
    figures: list[float]
    parent: str = ""
    old: bool = False
    total: bool = False


class _Table:
    """One table of measures down and meanings across, with the oddities drawn for it."""

    def __init__(self, draw: Callable, drawn: Drawn, prefix: str, topic: str, year: int, month: int):
        self.draw, self.drawn, self.page = draw, drawn, drawn.pages[0]
        self.prefix, self.topic, self.year, self.month = prefix, topic, year, month
        self.own: set[str] = set()
        self.cells: list[Cell] = []
        self.english = prefix == "x/" and self.often("English", 8)
        self.placed = not self.english and self.often("places down", 8)
        self.named: dict[str, str] = {}  # label -> measure, where the sources file names the rows
        self.by_name = not self.placed and self.often("rows by name", 4)
        self.unit = self.pick(*MONEY)
        ways = ["caption", "caption", "unit column", "head", "label"][: 4 if self.placed else 5]
        self.unit_in = "caption" if self.english else self.pick(*ways)
        self.printed_unit = (
            {"triệu đồng": "million VND", "tỷ đồng": "billion VND"}[self.unit] if self.english else self.unit
        )
        self.store = self.unit if self.english else self.pick(None, None, *MONEY)
        self.own.add(f"unit in {self.unit_in}")
        if self.store:
            self.own.add("unit to store")

    def pick(self, *of: Any) -> Any:
        return self.draw(st.sampled_from(of))

    def often(self, feature: str, one_in: int) -> bool:
        """Whether a feature is drawn, once in `one_in`; kept with the table's features."""
        drawn = self.draw(st.integers(1, one_in)) == one_in
        if drawn:
            self.own.add(feature)
        return drawn

    def put(self, top: int) -> int:
        """Write the table from row `top` on; returns its last row."""
        page = self.page
        head = self._titles(top)
        self.titles = {f"A{r}" for r in range(1, head)}
        self.top = top
        self._choose_columns()
        body = self._heads(head)
        self.head_rows = range(self.top, body)
        lines = self._lines()
        if self.by_name:
            labels = dict.fromkeys(line.label for line in lines if not line.parent)
            self.named = {label: f"{self.prefix}{i}" for i, label in enumerate(labels)}
        last = self._figures(body, lines)
        if self.often("notes below", 3):
            page.values[last + 1, 2] = "Ghi chú: (1) Số liệu sơ bộ; (*) chưa kể thu viện trợ."
            page.values[last + 2, 2] = "Cần Đước, ngày 28 tháng 12 năm 2026"
            last += 2
        self._rule(lines)
        for cell in self.cells:  # what was drawn late holds for the cells before it too
            cell.features |= self.own
        self.drawn.features |= {f for cell in self.cells for f in cell.features}
        return last

    def _titles(self, row: int) -> int:
        y, m = self.year, self.month
        topic = "STATE BUDGET REVENUE" if self.english else self.topic.upper()
        when = [f", {calendar.month_name[m].upper()} {y}"] if self.english else [
            f" THÁNG {m} NĂM {y}", f" THÁNG {m}/{y}", f" {m} THÁNG ĐẦU NĂM {y}",
        ]  # fmt: skip
        lines = [topic + self.pick(*when)]
        if self.often("number of a paper", 4):
            papers = (
                "(Kèm theo Quyết định số 2041/QĐ-UBND ngày 05/01/2024)", "Biểu số: 2103.H/BCS-TC",
                "(Theo Nghị quyết 2030/NQ-HĐND)", "Ban hành theo Thông tư số 02/2023/TT-BKHĐT",
            )  # fmt: skip
            lines.insert(self.pick(0, 1), self.pick(*papers))
        if self.often("base year in the title", 8):
            lines.append(self.pick("(Theo giá so sánh 2010)", "Giá so sánh năm 2010"))
        if self.often("reporting office above", 8):
            lines.insert(0, "Đơn vị báo cáo: Phòng Tài chính - Kế hoạch")
        if self.often("section letter", 8):
            lines.insert(0, self.pick("D", "T", "M", "B"))
        if self.unit_in == "caption":
            unit = self.printed_unit
            said = [f"Unit: {unit}"] if self.english else [
                f"Đơn vị tính: {unit}", f"ĐVT: {unit.capitalize()}", f"(Đơn vị: {unit})",
            ]  # fmt: skip
            lines.append(self.pick(*said))
        for line in lines:
            self.page.values[row, 1] = line
            row += 1
        return row

    def _choose_columns(self) -> None:
        def said(kind: Kind) -> list[Form]:
            forms = kind.forms(self.year, self.month)
            return [f for f in forms if not self.english or _IN_ENGLISH.search(f[-1])]

        def fits(kinds: list[Kind]) -> st.SearchStrategy[Kind]:
            return st.sampled_from([k for k in kinds if k.when(self.month) and said(k)])

        asked = self.draw(st.lists(fits(ASKED), min_size=1, max_size=4, unique_by=lambda k: k.name))
        more = self.draw(st.lists(fits(OTHER), max_size=2, unique_by=lambda k: k.name))
        self.columns = [(k, self.pick(*said(k))) for k in self.draw(st.permutations(asked + more))]

    def _heads(self, head: int) -> int:
        page = self.page
        lead = ["No.", "Items"] if self.english else ["STT", "Xã" if self.placed else "Chỉ tiêu"]
        if not self.english and self.often("long bilingual label heads", 8):
            lead = [
                "STT\nNo",
                lead[1] + "\nItems of the table, as given in the annex of the circular now in force",
            ]
        if self.unit_in == "unit column":
            lead.append("ĐVT")
        self.code_column = 0
        if self.often("column of codes like years", 10):
            lead.append("Mã số")
            self.code_column = len(lead)
        self.first = len(lead) + 1
        price = self.often("base year above the heads", 8)
        stacked: list[list[Any]] = [["Giá so sánh 2010"] * price + [*form] for _, form in self.columns]
        self.marked = [False] * len(stacked)
        for i, texts in enumerate(stacked):
            if self.unit_in == "head" and self.columns[i][0].name != "share":
                texts[-1] += f" ({self.unit})"
            if self.draw(st.integers(1, 12)) == 12:
                self.marked[i] = True
                texts[-1] = self.pick(f"{texts[-1]} (1)", f"{texts[-1]}*", Raised(texts[-1], "1"))
        deep = max(map(len, stacked))
        for c, text in enumerate(lead, 1):
            page.values[head, c] = text
            if deep > 1 and self.pick(False, True):
                page.merges.append((head, c, head + deep - 1, c))
        for i, texts in enumerate(stacked):
            for d, text in enumerate(texts):
                page.values[head + d, self.first + i] = text
            if len(texts) < deep and self.pick(False, True):
                page.merges.append((head + len(texts) - 1, self.first + i, head + deep - 1, self.first + i))
        i = 0
        while i < len(
            stacked
        ):  # neighbours under one parent are merged, or its text stands over the first alone
            j = i
            while (
                j + 1 < len(stacked)
                and len(stacked[i]) > 1 < len(stacked[j + 1])
                and stacked[j + 1][0] == stacked[i][0]
            ):
                j += 1
            if j > i and self.often("heads merged across", 2):
                page.merges.append((head, self.first + i, head, self.first + j))
                for k in range(i + 1, j + 1):
                    del page.values[head, self.first + k]
            i = j + 1
        row = head + deep
        if self.often("numbered head row", 6):
            for c in range(1, self.first + len(stacked)):
                page.values[row, c] = "ABCD"[c - 1] if c < self.first else c - self.first + 1
            row += 1
        return row

    def _lines(self) -> list[_Line]:
        base = st.integers(3, 9) if self.draw(st.booleans()) else st.integers(201, 1999)
        more = st.sampled_from([0.0, 0.5, 0.25])
        row = base.flatmap(
            lambda b: st.tuples(*[more.map(lambda m, k=k: b * WEIGHTS[k.name] + m) for k, _ in self.columns])
        ).map(list)
        pool = ENGLISH if self.english else PLACES if self.placed else LABELS + NAMES
        labels = self.draw(st.lists(st.sampled_from(pool), min_size=3, max_size=5, unique=True))
        lines = [_Line(label, label, self.draw(row)) for label in labels]
        sums = [sum(line.figures[j] for line in lines) for j in range(len(self.columns))]
        total = self.pick("", "", "top", "bottom") if not self.english else ""
        if total and self.often("total like a year", 2):
            wished = [float(self.pick(2019, 2023, 2024, 2025)) for _ in self.columns]
            given = [w - s + v for w, s, v in zip(wished, sums, lines[0].figures, strict=True)]
            if min(given) > 1:
                lines[0].figures, sums = given, wished
            else:
                self.own.discard("total like a year")
        if not self.english and not self.placed and self.often("the same children under two parents", 8):
            first, second = self.pick(
                ("- Phần tỉnh", "- Phần huyện"),
                ("  Trong đó: Phần tỉnh", "  Phần huyện"),
                ("Trong đó: Phần tỉnh", " " * 14 + "Phần huyện"),
            )
            for parent in (lines[1], lines[0]):
                halves = [round(v / 4, 2) for v in parent.figures]
                rest = [round(v - h, 2) for v, h in zip(parent.figures, halves, strict=True)]
                at = lines.index(parent) + 1
                lines[at:at] = [
                    _Line("Phần tỉnh", first, halves, parent.label),
                    _Line("Phần huyện", second, rest, parent.label),
                ]  # fmt: skip
        if self.often("hidden old row", 6):
            lines.insert(0, _Line(lines[0].label, lines[0].label, self.draw(row), old=True))
        if total:
            self.own.add(f"total row at the {total}")
            lines.insert(0 if total == "top" else len(lines), _Line("Tổng số", "Tổng số", sums, total=True))
        return lines

    def _figures(self, row: int, lines: list[_Line]) -> int:
        page = self.page
        style = (
            "English text"
            if self.english and self.draw(st.booleans())
            else self.pick("typed", "typed", "typed", "mixed", *STYLES)
        )
        if self.english and "English" not in style:
            style = "typed"
        self.own.add(f"figures {style}")
        odd_at, oddity = None, ""
        if self.draw(st.booleans()):
            odd_at = (
                self.draw(st.integers(0, len(lines) - 1)),
                self.draw(st.integers(0, len(self.columns) - 1)),
            )
            oddity = self.pick(*ODD)
        over = self.draw(st.integers(1, 12)) == 12  # the first figure is merged with the one below it
        numbers = self.pick("1", "I", "A", "")
        self.own.add(f"rows numbered {numbers}" if numbers else "rows not numbered")
        ordinal = 0
        for i, line in enumerate(lines):
            if numbers and not line.total and not line.parent:
                ordinal += not line.old
                page.values[row, 1] = {"1": ordinal, "I": [*ROMAN, "V"][ordinal], "A": " ABCDEFGH"[ordinal]}[
                    numbers
                ]
            text, marked = line.printed, False
            if self.unit_in == "label":
                text = f"{text} ({self.unit})"
            elif not (line.old or line.total or line.parent) and self.draw(st.integers(1, 12)) == 12:
                text, marked = self.pick(f"{text} (1)", f"{text} (*)", Raised(text, "1"), f"{text}¹"), True
            page.values[row, 2] = text
            if self.unit_in == "unit column":
                page.values[row, 3] = self.unit if i == 0 or self.pick(False, True) else '"'
            if self.code_column:
                page.values[row, self.code_column] = 2010 + i
            if line.old:
                page.hidden.add(row)
            for j in range(len(self.columns)):
                merged = 0 if not over or j else 1 + i if i < 2 else 0
                odd = oddity if (i, j) == odd_at and not merged else ""
                cell = self._figure(row, i, j, line, style, odd, merged)
                cell.features |= {"label with words of periods"} if line.label in WORDS_OF_PERIODS else set()
                cell.features |= {"mark in the label"} if marked else set()
            row += 1
        return row - 1

    def _figure(self, row: int, i: int, j: int, line: _Line, style: str, oddity: str, merged: int) -> Cell:
        page, col, value = self.page, self.first + j, line.figures[j]
        kind, form = self.columns[j]
        write = STYLES[self.pick("typed", "Vietnamese text") if style == "mixed" else style]
        what, readable, must, pattern = write(value), True, True, ""
        if oddity:
            what, readable, must, pattern = odd_figure(oddity, value, write)
        if merged == 1:
            page.merges.append((row, col, row + 1, col))
        if merged < 2:
            page.values[row, col] = what
        if pattern:
            page.formats[row, col] = pattern
        y, m = self.year, self.month
        unnamed = self.by_name and bool(line.parent)
        readable = readable and not (merged or line.old or unnamed)
        labels = (line.label, f"{line.label} ({self.unit})")
        prefix, place = self.prefix, ""
        if self.by_name:
            labels = (self.named.get(line.label, ""),)
        if self.placed:
            prefix, labels = f"p-{kind.meaning or 'year_to_date'}", ("",)
            place = "" if line.total else f"{PLACES.index(line.label):02d}"
        factor = 1.0 if self.store in (None, self.unit) else 1000.0 if self.unit == "tỷ đồng" else 0.001
        truths = [
            Truth(
                prefix, labels, facet, basis, period, value * factor, self.store or self.unit, line.parent,
                f"{y}-{m - 2:02d}-01" if kind.name == "quarter" else "", place,
            )
            for facet, basis, period in kind.truth(y, m)
        ]  # fmt: skip
        if self.placed and not kind.meaning:
            truths = [t for t in truths if t.basis in ("month", "year_to_date", "year")]
            truths = [
                Truth(f"p-{n}", *[getattr(t, f) for f in list(Truth.__dataclass_fields__)[1:]])
                for t in truths
                for n in ("month", "year_to_date", "plan")
            ]
        at = f"{get_column_letter(col)}{row}"
        heads = self.titles | {f"B{row}"} | {f"{get_column_letter(col)}{r}" for r in self.head_rows}
        said = kind.forms(2025, 6)[kind.forms(y, m).index(form)]  # one name for a form, whatever its month
        said = " / ".join(said).replace("\n", " ")
        about = {f"column {kind.name}", f"head {kind.name}: {said}"}
        about |= {f"odd figure: {oddity}"} if oddity else set()
        about |= {"figure merged over two rows"} if merged else set()
        about |= {"hidden row"} if line.old else set()
        about |= {"mark in the head"} if self.marked[j] else set()
        asked = bool(kind.meaning) and must and not (line.old or unnamed) and merged < 2
        cell = Cell(truths if readable else [], asked, about, heads)
        page.cells[at] = cell
        self.cells.append(cell)
        return cell

    def _rule(self, lines: list[_Line]) -> None:
        meanings = list(dict.fromkeys(k.meaning for k, _ in self.columns if k.meaning))
        columns: list[Any] = [*meanings]
        rule: dict[str, Any] = {"title": "state budget revenue" if self.english else self.topic}
        if self.placed:
            columns = [{"is": m, "measure": f"p-{m}"} for m in meanings]
            rule["places"] = "rows"
            self.drawn.sources["places"] = [
                {"code": f"{i:02d}", "name": name} for i, name in enumerate(PLACES)
            ]
        else:
            each: dict[str, Any] = {"each": True, "measure": self.prefix + "{label}"}
            if "the same children under two parents" in self.own:
                each["qualified"] = True
            by_name: list[dict[str, Any]] = [{"label": k, "measure": v} for k, v in self.named.items()]
            rule["rows"] = by_name or [each]
        if self.store:
            rule["unit"] = self.store
        if not self.placed and self.often("declared and absent", 10):
            words = self.pick("số dự phòng", "half_year", "Thu hồi nợ cũ")
            self.drawn.absent.append(words)
            if words == "Thu hồi nợ cũ":
                rule["rows"].insert(0, {"label": words, "measure": "z"})
            else:
                columns.append(
                    {"words": words, "measure": "z/{label}", "basis": "month", "optional": False}
                    if " " in words
                    else words
                )
        rule["columns"] = columns
        self.drawn.sources["sources"][0]["tables"].append(rule)


def smallest(failures: Iterable[tuple[Drawn, list[Finding]]]) -> tuple[Drawn, list[Finding]]:
    """The failing table with the fewest cells."""
    return min(failures, key=lambda f: sum(len(p.values) for p in f[0].pages))
