"""A file's cells as they stand: calamine first, another reader for the sheets it refuses, hostile files
refused.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine

from analysis.ingest import biff, ooxml
from analysis.ingest.messages import problem
from analysis.ingest.problems import Problem, Unreadable

MAX_CELLS = 4_000_000  # of a sheet's range, mostly blank
MAX_FILLED = 500_000  # of a whole file
MAX_TEXT = 32_767  # letters of a cell: Excel holds no more
MAX_BYTES = 100_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass
class Grid:
    """One sheet. `rows[i][j]` stands in row `top + i`, column `left + j` (from 0)."""

    name: str
    rows: list[list[Any]]
    top: int = 0
    left: int = 0
    merges: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, first col, last row, last col
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_cols: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(
        default_factory=dict
    )  # "#REF!", or "" for a formula not worked out
    marks: str = ""  # text of page headers and footers
    seen: Any = field(default=None, repr=False, compare=False)  # kept by layout.look

    def get(self, row: int, col: int) -> Any:
        """The value of a cell, "" when it is empty or outside."""
        i, j = row - self.top, col - self.left
        return self.rows[i][j] if 0 <= i < len(self.rows) and 0 <= j < len(self.rows[i]) else ""

    def put(self, row: int, col: int, value: Any) -> None:
        """Write a cell ("" empties it), an error in it gone."""
        i, j = row - self.top, col - self.left
        self.rows += [[] for _ in range(i + 1 - len(self.rows))]
        self.rows[i] = [*self.rows[i], *[""] * (j + 1 - len(self.rows[i]))]  # blank rows are one list
        self.rows[i][j] = value
        self.errors.pop((row, col), None)
        self.seen = None


@dataclass(frozen=True)
class Detail:
    """What calamine does not tell about a sheet."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_cols: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    height: int = 0
    width: int = 0
    marks: str = ""
    filled: int = 0  # cells that hold something


def column_name(col: int) -> str:
    """Column 0 is "A"."""
    name = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row: int, col: int) -> str:
    """Row 0, column 0 is "A1"."""
    return f"{column_name(col)}{row + 1}"


def refuse(source: str, code: str, **facts: object) -> Unreadable:
    return Unreadable(problem(code, source, **facts))


_REASONS = {
    errno.ENOENT: "không có tệp này", errno.EACCES: "không có quyền đọc, hoặc đang mở trong Excel",
    errno.EISDIR: "là thư mục không có bảng tính nào", errno.ENAMETOOLONG: "tên tệp quá dài",
}  # fmt: skip


def unopened(source: str, error: OSError) -> Unreadable:
    """A file that the system does not open."""
    said = error.strerror or type(error).__name__
    return refuse(source, "missing", reason=_REASONS.get(error.errno, said), reason_en=said)


def read_grids(path: Path, source: str = "") -> Iterator[Grid | Problem]:
    """Every sheet of a workbook in order; a Problem for a sheet that cannot be read.

    Raises Unreadable for a file that is empty, cut off, locked by a password, no spreadsheet whatever its
    name says, or made to exhaust memory.
    """
    source = source or path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(2048)
    except OSError as e:
        raise unopened(source, e) from None
    if not size:
        raise refuse(source, "empty")
    if size > MAX_BYTES:
        raise refuse(source, "too_big", size=round(size / 1e6))
    if head.startswith(b"PK\x03\x04"):
        yield from _xlsx(path, source)
    elif head.startswith(OLE):
        yield from _xls(path, source)
    elif _is_html(head):
        from analysis.ingest.html import read_html

        yield from read_html(path, source)
    else:
        raise foreign(path, source, *next((names for magic, *names in _OTHER if head.startswith(magic)), []))


def foreign(
    path: Path, source: str, kind: str = "một dạng khác", kind_en: str = "of another kind"
) -> Unreadable:
    """What is no Excel file, whatever its name says."""
    return refuse(source, "not_a_workbook", suffix=path.suffix or path.name, kind=kind, kind_en=kind_en)


_OTHER = [
    (b"%PDF", "PDF", "PDF"), (b"\x89PNG", "ảnh PNG", "a PNG picture"), (b"\xff\xd8\xff", "ảnh JPEG", "a JPEG picture"),
    (b"{\\rtf", "văn bản RTF", "an RTF text"), (b"Rar!", "tệp nén RAR", "a RAR archive"),
    (b"7z\xbc\xaf", "tệp nén 7z", "a 7z archive"), (b"\x1f\x8b", "tệp nén gzip", "a gzip archive"),
    (b"MZ", "chương trình", "a program"),
]  # fmt: skip


def _is_html(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return (
        text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml"))
        and b"<html" in text
        or (text.startswith(b"<table"))
    )


def _xlsx(path: Path, source: str) -> Iterator[Grid | Problem]:
    yield from _calamine(path, source, ooxml.inspect(path, source), _Openpyxl(path))


def _xls(path: Path, source: str) -> Iterator[Grid | Problem]:
    yield from _calamine(path, source, biff.inspect(path, source), _Xlrd(path))


def _calamine(path: Path, source: str, book: dict[str, Detail], other: _Openpyxl) -> Iterator[Grid | Problem]:
    try:
        reader = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        kinds, states = python_calamine.SheetTypeEnum, python_calamine.SheetVisibleEnum
        sheets = [m for m in reader.sheets_metadata if m.typ == kinds.WorkSheet]
        visible = {m.name: m.visible == states.Visible for m in sheets}
    except Exception:  # noqa: BLE001 - calamine raises its own and plain errors; the other reader decides
        reader, visible = None, dict.fromkeys(book, True)
    if not visible:
        raise refuse(source, "no_sheets")
    filled = 0
    for name, shown in visible.items():
        detail = book.get(name, Detail())
        filled += detail.filled
        if filled > MAX_FILLED:
            yield problem("too_many_cells", source, name, count=filled, most=MAX_FILLED)
            continue
        if detail.height * detail.width > MAX_CELLS:
            yield problem(
                "huge_range",
                source,
                name,
                address(detail.height - 1, detail.width - 1),
                height=detail.height,
                width=detail.width,
            )
            continue
        try:
            if reader is None:
                raise ValueError(name)
            rows, top, left, merges = _sheet(reader, name)
        except Exception:  # noqa: BLE001
            try:
                rows, top, left, merges = other(name)
            except Exception as e:  # noqa: BLE001 - whatever it is, the other sheets are still read
                yield problem("unreadable_sheet", source, name, reason=type(e).__name__)
                continue
        rows = _trim(rows)
        hidden = detail.hidden_rows, detail.hidden_cols
        yield Grid(name, rows, top, left, merges, shown, *hidden, detail.errors, detail.marks)
    other.close()


def _trim(rows: Iterable[list[Any]]) -> list[list[Any]]:
    """Rows without the blank cells at their ends and the blank rows at the end; None becomes "", and a text
    ends where Excel's would.
    """
    kept: list[list[Any]] = []
    blank: list[Any] = []  # one for all blank rows: a stray cell may stand a million rows below the table
    height = 0
    for row in rows:
        width = len(row)
        while width and (
            (last := row[width - 1]) == ""
            or last is None
            or isinstance(last, str)
            and not last.strip(_SPACES)
        ):
            width -= 1
        if not width:
            kept.append(blank)
            continue
        kept.append([v[:MAX_TEXT] if v.__class__ is str else "" if v is None else v for v in row[:width]])
        height = len(kept)
    return kept[:height]


_SPACES = " \xa0\t\r\n"


def _sheet(reader: python_calamine.CalamineWorkbook, name: str) -> tuple[Iterable, int, int, list]:
    """Rows from the sheet's first cell, its place, and merges as (first row, first column, last row, last column)."""
    sheet = reader.get_sheet_by_name(name)
    merges = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    return sheet.iter_rows(), 0, 0, merges


class _Openpyxl:
    """Sheets that calamine refuses: again without their declared range, then with openpyxl; opened when
    needed.
    """

    def __init__(self, path: Path):
        self.path, self.book, self.repaired = path, None, None

    def __call__(self, name: str) -> tuple[list, int, int, list]:
        try:
            if self.repaired is None:
                copy = ooxml.without_dimensions(self.path)
                self.repaired = python_calamine.CalamineWorkbook.from_filelike(copy)
            return _sheet(self.repaired, name)
        except Exception:  # noqa: BLE001 - calamine's own and plain errors
            return self.slowly(name), 0, 0, []

    def slowly(self, name: str) -> list[list[Any]]:
        if self.book is None:
            import openpyxl

            self.book = openpyxl.load_workbook(self.path, read_only=True, data_only=True, keep_links=False)
        sheet = self.book[name]
        sheet.reset_dimensions()
        return [[_excel_value(v) for v in row] for row in sheet.iter_rows(values_only=True)]

    def close(self) -> None:
        if self.book is not None:
            self.book.close()


class _Xlrd(_Openpyxl):
    """The same for .xls: with xlrd."""

    def __call__(self, name: str) -> tuple[list, int, int, list]:
        return self.slowly(name), 0, 0, []

    def slowly(self, name: str) -> list[list[Any]]:
        import xlrd

        if self.book is None:
            self.book = xlrd.open_workbook(str(self.path), on_demand=True, logfile=io.StringIO())
        sheet = self.book.sheet_by_name(name)
        plain = {xlrd.XL_CELL_TEXT: str, xlrd.XL_CELL_NUMBER: float, xlrd.XL_CELL_BOOLEAN: bool}
        rows = []
        for i in range(sheet.nrows):
            row = []
            for cell in sheet.row(i):
                if cell.ctype == xlrd.XL_CELL_DATE:
                    try:
                        row.append(xlrd.xldate_as_datetime(cell.value, self.book.datemode))
                    except (xlrd.XLDateError, ValueError, OverflowError):
                        row.append(cell.value)
                else:
                    row.append(plain[cell.ctype](cell.value) if cell.ctype in plain else "")
            rows.append(row)
        return rows

    def close(self) -> None:
        if self.book is not None:
            self.book.release_resources()


def _excel_value(value: Any) -> Any:
    if value is None or (isinstance(value, str) and value.startswith("#") and value.rstrip("!?").isupper()):
        return ""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
