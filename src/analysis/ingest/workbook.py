"""A file's sheets: calamine first, another reader for the sheets it refuses, hostile files refused."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import python_calamine

from analysis.ingest import biff, ooxml
from analysis.ingest.grid import MAX_FILLED, Book, Detail, Grid, address, raised, scale
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
        book = ooxml.inspect(path, source)
        yield from _sheets(path, source, book, _Openpyxl(path, book.parts))
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


def _sheets(path: Path, source: str, book: Book, other: _Openpyxl) -> Iterator[Grid | Problem]:
    kinds, states = python_calamine.SheetTypeEnum, python_calamine.SheetVisibleEnum
    try:
        data = ooxml.copy(path, book.parts) if book.parts else io.BytesIO(path.read_bytes())
        reader = python_calamine.CalamineWorkbook.from_filelike(data)
        sheets = [
            (i, m.name, m.visible == states.Visible, m.typ) for i, m in enumerate(reader.sheets_metadata)
        ]
        sheets = [sheet[:3] for sheet in sheets if sheet[3] == kinds.WorkSheet]
    except BaseException as e:  # noqa: BLE001 - calamine raises its own, plain errors and panics; the other reader decides
        _stop(e)
        reader, sheets = None, [(i, name, True) for i, (name, _) in enumerate(book.sheets)]
    if not sheets:
        raise refuse(source, "no_sheets")
    in_order = reader is None or len(reader.sheets_metadata) == len(book.sheets)
    filled = 0
    for index, name, shown in sheets:
        detail = book.sheets[index][1] if in_order else dict(book.sheets).get(name)
        if detail is None:
            yield problem("unreadable_sheet", source, name, reason="?")
            continue
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
            if reader is None or detail.slowly:
                raise ValueError(name)
            rows, merges = _sheet(reader, index)
        except BaseException as e:  # noqa: BLE001
            _stop(e)
            try:
                rows, merges = other(name, index)
            except BaseException as e:  # noqa: BLE001 - whatever it is, the other sheets are still read
                _stop(e)
                yield problem("unreadable_sheet", source, name, reason=type(e).__name__)
                continue
        rows, hidden = _trim(rows), (detail.hidden_rows, detail.hidden_cols)
        for i, j in detail.percents:
            if i < len(rows) and j < len(rows[i]) and rows[i][j].__class__ in (float, int):
                rows[i][j] = float(f"{100 * rows[i][j]:.15g}")
        for (i, j), text in [*detail.texts.items(), *dict.fromkeys(detail.raised, "").items()]:
            if i < len(rows) and j < len(rows[i]) and rows[i][j].__class__ in (str, float, int):
                held = rows[i][j]
                rows[i][j] = text or raised([(held if isinstance(held, str) else f"{held:.15g}", True)])
        yield Grid(
            name,
            rows,
            merges,
            shown,
            *hidden,
            detail.errors,
            detail.marks,
            detail.percents,
            _unscale(rows, detail),
        )
    other.close()


def _unscale(rows: list[list[Any]], detail: Detail) -> dict[tuple[int, int], float]:
    """Put what is shown where a format divides by a thousand or more; by how much, for each such cell."""
    factors = {}
    for (i, j), code in detail.scaled.items():
        if i < len(rows) and j < len(rows[i]) and rows[i][j].__class__ in (float, int):
            if (factor := scale(code, rows[i][j])) != 1:
                rows[i][j] = float(f"{rows[i][j] / factor:.15g}")
                factors[i, j] = factor
    return factors


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


def _stop(error: BaseException) -> None:
    """Raise what is no mishap of a reader: a panic of calamine is no Exception, but neither is Ctrl-C."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        raise error


def _sheet(reader: python_calamine.CalamineWorkbook, index: int) -> tuple[Iterable, list]:
    """Rows from A1 on, and merges as (first row, first column, last row, last column)."""
    sheet = reader.get_sheet_by_index(index)
    return sheet.iter_rows(), [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]


class _Openpyxl:
    """Sheets that calamine refuses: again without their declared range, then with openpyxl; opened when
    needed.
    """

    def __init__(self, path: Path, parts: dict[str, bytes] | None = None):
        self.path, self.parts, self.book, self.repaired = path, parts or {}, None, None

    def __call__(self, name: str, index: int) -> tuple[Iterable, list]:
        try:
            if self.repaired is None:
                copy = ooxml.copy(self.path, self.parts, dimensions=False)
                self.repaired = python_calamine.CalamineWorkbook.from_filelike(copy)
            return _sheet(self.repaired, index)
        except BaseException as e:  # noqa: BLE001 - calamine's own and plain errors, and panics
            _stop(e)
            return self.slowly(name), []

    def slowly(self, name: str) -> list[list[Any]]:
        if self.book is None:
            import openpyxl

            file = ooxml.copy(self.path, self.parts) if self.parts else self.path
            self.book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = self.book[name]
        sheet.reset_dimensions()
        return [[_excel_value(v) for v in row] for row in sheet.iter_rows(values_only=True)]

    def close(self) -> None:
        if self.book is not None:
            self.book.close()


class _Xlrd(_Openpyxl):
    """The same for .xls: with xlrd."""

    def __call__(self, name: str, index: int) -> tuple[Iterable, list]:
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
