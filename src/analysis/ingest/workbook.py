"""A file's sheets: calamine first, another reader for the sheets it refuses, hostile files refused."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import python_calamine

from analysis.ingest import biff, ooxml
from analysis.ingest.grid import MAX_FILLED, Detail, Grid, address
from analysis.ingest.problems import Problem, foreign, problem, refuse, unopened

MAX_CELLS = 4_000_000  # of a sheet's range, mostly blank
MAX_TEXT = 32_767  # letters of a cell: Excel holds no more
MAX_BYTES = 100_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
        yield from _sheets(path, source, ooxml.inspect(path, source), _Openpyxl(path))
    elif head.startswith(OLE):
        yield from _sheets(path, source, biff.inspect(path, source), _Xlrd(path))
    elif _is_html(head):
        from analysis.ingest.html import read_html

        yield from read_html(path, source)
    else:
        raise foreign(path, source, *next((names for magic, *names in _OTHER if head.startswith(magic)), []))


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


def _sheets(path: Path, source: str, book: dict[str, Detail], other: _Openpyxl) -> Iterator[Grid | Problem]:
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
            rows, merges = _sheet(reader, name)
        except Exception:  # noqa: BLE001
            try:
                rows, merges = other(name)
            except Exception as e:  # noqa: BLE001 - whatever it is, the other sheets are still read
                yield problem("unreadable_sheet", source, name, reason=type(e).__name__)
                continue
        rows, hidden = _trim(rows), (detail.hidden_rows, detail.hidden_cols)
        for i, j in detail.percents:
            if i < len(rows) and j < len(rows[i]) and rows[i][j].__class__ in (float, int):
                rows[i][j] = float(f"{100 * rows[i][j]:.15g}")
        yield Grid(name, rows, merges, shown, *hidden, detail.errors, detail.marks, detail.percents)
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


def _sheet(reader: python_calamine.CalamineWorkbook, name: str) -> tuple[Iterable, list]:
    """Rows from A1 on, and merges as (first row, first column, last row, last column)."""
    sheet = reader.get_sheet_by_name(name)
    return sheet.iter_rows(), [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]


class _Openpyxl:
    """Sheets that calamine refuses: again without their declared range, then with openpyxl; opened when
    needed.
    """

    def __init__(self, path: Path):
        self.path, self.book, self.repaired = path, None, None

    def __call__(self, name: str) -> tuple[Iterable, list]:
        try:
            if self.repaired is None:
                copy = ooxml.without_dimensions(self.path)
                self.repaired = python_calamine.CalamineWorkbook.from_filelike(copy)
            return _sheet(self.repaired, name)
        except Exception:  # noqa: BLE001 - calamine's own and plain errors
            return self.slowly(name), []

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

    def __call__(self, name: str) -> tuple[Iterable, list]:
        return self.slowly(name), []

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
