"""Sheets as an office writes them, and what each cell really says.

A `Sheet` is filled cell by cell; a cell that states a fact carries a `Fact`, so the list of facts (the truth
the reading is compared with) is made in the same stroke as the workbook. Written as .xlsx, or .xls in TCVN3.
"""

import datetime as dt
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

import xlsxwriter
import xlwt
from xlsxwriter.utility import xl_rowcol_to_cell

MARK = "SỐ LIỆU MINH HỌA"
MADE = dt.datetime(2025, 1, 1)  # a fixed date in every file: the same bytes on every run


@dataclass(frozen=True)
class Fact:
    """What one cell says: `value` in the programme's unit, or a date for a step; `period` is YYYY-MM."""

    measure: str
    period: str
    basis: str
    value: float | None
    place: str = "can-duoc"
    numerator: float | None = None
    denominator: float | None = None
    start: str = ""
    end: str = ""
    note: str = ""
    bad: str = ""


@dataclass(frozen=True)
class Cell:
    """`value` as typed; `look` is a number format name or a text style."""

    value: object
    look: str = "text"
    fact: Fact | None = None


@dataclass
class Sheet:
    name: str
    cells: dict = field(default_factory=dict)
    merges: list = field(default_factory=list)
    widths: dict = field(default_factory=dict)
    heights: dict = field(default_factory=dict)
    landscape: bool = True

    def put(self, row: int, col: int, cell: Cell) -> None:
        self.cells[row, col] = cell

    def merge(self, row: int, col: int, last_row: int, last_col: int, cell: Cell) -> None:
        self.put(row, col, cell)
        if (row, col) != (last_row, last_col):
            self.merges.append((row, col, last_row, last_col))


@dataclass(frozen=True)
class Book:
    """A file of an office: `path` below the raw folder, its sheets, and the habit of its typist."""

    path: str
    sheets: tuple[Sheet, ...]
    nfd: bool = False

    def facts(self):
        """(sheet name, cell address, fact) for each cell that states one, in reading order."""
        for sheet in self.sheets:
            for (row, col), cell in sorted(sheet.cells.items()):
                if cell.fact is not None:
                    yield sheet.name, xl_rowcol_to_cell(row, col), cell.fact


NUMBERS = {"int": "#,##0", "dec1": "#,##0.0", "dec2": "#,##0.00", "dec3": "#,##0.000", "date": "dd/mm/yyyy"}
FONT = {"font_name": "Times New Roman", "font_size": 11}
BOX = {"border": 1, "valign": "vcenter"}
LOOKS = {
    "office": {"bold": True, "align": "center"}, "free": {}, "note": {"italic": True, "font_size": 10},
    "mark": {"bold": True, "font_color": "#C00000"},
    "title": {"bold": True, "font_size": 14, "align": "center"},
    "unit": {"italic": True, "align": "right"}, "sign": {"bold": True, "align": "center"},
    "date_line": {"italic": True, "align": "center"},
    "head": {**BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#EDEDED"},
    "text": {**BOX, "text_wrap": True}, "center": {**BOX, "align": "center"},
    "right": {**BOX, "align": "right"}, "bold": {**BOX, "bold": True, "text_wrap": True},
}  # fmt: skip


def write(book: Book, root: Path) -> Path:
    """Write the workbook below `root`; returns its path. The same book gives the same bytes."""
    path = root / book.path
    path.parent.mkdir(parents=True, exist_ok=True)
    (_write_xls if path.suffix == ".xls" else _write_xlsx)(book, path)
    return path


def _write_xlsx(book: Book, path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as out:
        out.set_properties({"created": MADE, "title": MARK, "comments": MARK})
        looks = {name: out.add_format({**FONT, **look}) for name, look in LOOKS.items()}
        looks |= {name: out.add_format({**FONT, **BOX, "num_format": code}) for name, code in NUMBERS.items()}
        for sheet in book.sheets:
            page = out.add_worksheet(_form(sheet.name, book))
            page.set_paper(9)
            page.set_header(f"&R{MARK}")
            page.fit_to_pages(1, 0)
            if sheet.landscape:
                page.set_landscape()
            for first, width in sorted(sheet.widths.items()):
                page.set_column(first, first, width)
            for row, height in sorted(sheet.heights.items()):
                page.set_row(row, height)
            corners = {merge[:2]: merge for merge in sheet.merges}
            for at, cell in sorted(sheet.cells.items()):
                look, value = looks[cell.look], cell.value
                value = _form(value, book) if isinstance(value, str) else value
                if at in corners:
                    page.merge_range(*corners[at], "", look)
                if isinstance(value, dt.date):
                    page.write_datetime(*at, dt.datetime(value.year, value.month, value.day), look)
                elif isinstance(value, str):
                    page.write_string(*at, value, look)
                else:
                    page.write(*at, value, look)


def _form(text: str, book: Book) -> str:
    return unicodedata.normalize("NFD" if book.nfd else "NFC", text)


def _write_xls(book: Book, path: Path) -> None:
    """An old .xls in .Vn fonts: TCVN3 bytes, capitals are small letters of a capitals-only font."""
    out = xlwt.Workbook(encoding="latin-1")
    looks = {}
    for name in (*LOOKS, *NUMBERS):
        look = LOOKS.get(name, BOX)
        font = ".VnTimeH" if name in ("office", "title", "mark") else ".VnTime"
        parts = [f"font: name {font}, height 220" + (", bold on" if look.get("bold") else "")]
        parts.append("borders: left thin, right thin, top thin, bottom thin" if look.get("border") else "")
        parts.append("align: horiz center, wrap on" if look.get("align") == "center" else "")
        looks[name] = xlwt.easyxf("; ".join(p for p in parts if p), NUMBERS.get(name, "General"))
    for sheet in book.sheets:
        page = out.add_sheet(sheet.name)
        page.set_portrait(not sheet.landscape)
        page.paper_size_code = 9
        page.fit_num_pages, page.fit_width_to_pages, page.fit_height_to_pages = 1, 1, 0
        for row, height in sheet.heights.items():
            page.row(row).height_mismatch, page.row(row).height = True, int(height * 20)
        for first, width in sheet.widths.items():
            page.col(first).width = int(width * 256)
        corners = {merge[:2]: merge for merge in sheet.merges}
        for at, cell in sorted(sheet.cells.items()):
            value = cell.value
            if isinstance(value, str):
                value = tcvn3(value.lower() if cell.look in ("office", "title", "mark") else value)
            if at in corners:
                row, col, last_row, last_col = corners[at]
                page.write_merge(row, last_row, col, last_col, value, looks[cell.look])
            else:
                page.write(*at, value, looks[cell.look])
    out.save(str(path))


_LETTERS = "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂÊÔƠƯĐ"
_BYTES = bytes.fromhex(
    "b8b5b6b7b9a8bebbbcbdc6a9cac7c8c9cbaed0cccecfd1aad5d2d3d4d6ddd7d8dcdee3dfe1e2e4abe8e5e6e7e9acedeaebecee"
    "f3eff1f2f4adf8f5f6f7f9fdfafbfcfea1a2a3a4a5a6a7"
)
_TCVN3 = dict(zip(_LETTERS, _BYTES.decode("latin-1"), strict=True))


def tcvn3(text: str) -> str:
    """`text` as TCVN3 code points (ư is U+00AD); a capital with a tone mark has none and becomes small."""
    return "".join(
        _TCVN3.get(c) or (_TCVN3.get(c.lower(), c) if c not in _TCVN3 else c)
        for c in unicodedata.normalize("NFC", text)
    )


def vietnamese(value: float, decimals: int) -> str:
    """1577.95 as '1.577,95': a number typed as text."""
    text = f"{value:,.{decimals}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def number(value: float, fact: Fact | None = None, decimals: int = 0, typed: str = "") -> Cell:
    """A number cell; with `typed` the number is text: 'vi' (1.577,95) or 'space' (36 512)."""
    shown = round(value, decimals)
    shown = int(shown) if decimals == 0 else shown
    if typed:
        text = vietnamese(shown, decimals)
        return Cell(text if typed == "vi" else text.replace(".", " "), "right", fact)
    return Cell(shown, "int" if decimals == 0 else f"dec{min(decimals, 3)}", fact)


def share(fact: Fact, decimals: int = 2, typed: str = "") -> Cell:
    """A percentage cell: the fact keeps what is printed, rounded; the parts stay exact."""
    shown = round(100 * fact.numerator / fact.denominator, decimals)
    return number(shown, replace(fact, value=shown), decimals, typed)
