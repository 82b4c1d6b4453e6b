"""A file's sheets: calamine first, another reader for the sheets it refuses, hostile files refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import python_calamine

from analysis.ingest import biff, ooxml
from analysis.ingest.delimited import SUFFIXES, decoded, read_delimited
from analysis.ingest.grid import (
    MAX_CELLS,
    MAX_FILLED,
    At,
    Book,
    Grid,
    address,
    is_blank,
    raised,
    scale,
    section,
    shown_else,
    written,
)
from analysis.ingest.opendocument import MIMETYPE, read_ods
from analysis.ingest.problems import Problem, foreign, problem, refuse, unopened

MAX_TEXT = 32_767  # letters of a cell: Excel holds no more
MAX_BYTES = 100_000_000
# another reader: of a sheet's name and place its rows, merges
Other = Callable[[str, int], tuple[Iterable, list]]
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
    if MIMETYPE in head[:200]:
        yield from read_ods(path, source)
    elif head.startswith(b"PK\x03\x04"):
        book = ooxml.inspect(path, source)
        yield from _sheets(path, source, book, _undeclared(path, book.parts))
    elif head.startswith(OLE):
        yield from _sheets(path, source, biff.inspect(path, source), _with_xlrd(path))
    elif _is_html(text := _beginning(head)):
        from analysis.ingest.html import read_html

        yield from read_html(path, source)
    elif path.suffix.lower() in SUFFIXES and _is_text(text) and not _kind(head, text):
        yield from read_delimited(path, source)
    else:
        unmarked = "utf16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "text"
        raise foreign(path, source, _kind(head, text) or (unmarked if _is_text(text) else "other"))


_OTHER = {
    b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"II*\0": "tiff", b"MM\0*": "tiff", b"GIF8": "gif",
    b"BM": "bmp", b"RIFF": "webp", b"{\\rtf": "rtf", b"Rar!": "rar", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip",
    b"MZ": "program", b"ID;P": "sylk", b"\x09\x00\x04\x00": "excel_4", b"\x09\x00\x06\x00": "excel_4",
    b"\x09\x02\x06\x00": "excel_4", b"\x09\x04\x06\x00": "excel_4", b"\x09\x08": "excel_4",
}  # fmt: skip
_MARKUP = {  # what stands near the beginning of a text, and what that makes it
    "urn:schemas-microsoft-com:office:spreadsheet": "excel_xml", "oasis:opendocument": "fods", "mime-version:": "mhtml",
    "content-type: multipart/": "mhtml", "schemas.microsoft.com/office/word": "word_xml", "<?xml": "xml",
}  # fmt: skip


def _beginning(head: bytes) -> str:
    """The first letters of a text, small; of bytes that are no text something that looks like none."""
    return decoded(head[: len(head) // 2 * 2]).lstrip("\ufeff \t\r\n").lower()


def _kind(head: bytes, text: str) -> str:
    """What a file is that is no workbook and no CSV ([filetype] of the language files); "" where it may be one."""
    if head[4:8] == b"ftyp":
        return "media"
    found = next((kind for magic, kind in _OTHER.items() if head.startswith(magic)), "")
    if found and not (head[:2] in (b"BM", b"MZ") and _is_text(text)):  # words may begin so
        return found
    markup = text.startswith(("<", "mime-version:", "from:", "content-type:"))
    return next((kind for sign, kind in _MARKUP.items() if markup and sign in text), "")


def _is_text(text: str) -> bool:
    return not re.search(r"[\0-\x08\x0e-\x1f]", text)


def _is_html(text: str) -> bool:
    begins = text.startswith(("<html", "<!doctype html", "<table", "<meta", "<?xml"))
    return begins and "<html" in text or text.startswith("<table")


def _sheets(path: Path, source: str, book: Book, other: Other) -> Iterator[Grid | Problem]:
    kinds, states = python_calamine.SheetTypeEnum, python_calamine.SheetVisibleEnum
    try:
        data = (
            ooxml.copy(path, book.parts) if book.parts else io.BytesIO(biff.narrowed(path.read_bytes(), book))
        )
        reader = python_calamine.CalamineWorkbook.from_filelike(data)
        sheets = [
            (i, m.name, m.visible == states.Visible)
            for i, m in enumerate(reader.sheets_metadata)
            if m.typ == kinds.WorkSheet
        ]
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
            yield problem("unreadable_sheet", source, name)
            continue
        filled += detail.filled
        if filled > MAX_FILLED:
            yield problem("too_many_cells", source, name, count=filled, most=MAX_FILLED)
            continue
        if detail.height * detail.width > MAX_CELLS:
            size: dict[str, Any] = {"height": detail.height, "width": detail.width}
            yield problem("huge_range", source, name, address(detail.height - 1, detail.width - 1), **size)
            continue
        try:
            if reader is None:
                raise ValueError(name)
            rows, merges = _sheet(reader, index)
        except BaseException as e:  # noqa: BLE001
            _stop(e)
            try:
                rows, merges = other(name, index)
            except BaseException as e:  # noqa: BLE001 - whatever it is, the other sheets are still read
                _stop(e)
                yield problem("unreadable_sheet", source, name)
                continue
        rows = _trim(rows)
        for i, j in detail.percents:
            if i < len(rows) and j < len(rows[i]) and rows[i][j].__class__ in (float, int):
                rows[i][j] = float(f"{100 * rows[i][j]:.15g}")
        for (i, j), text in {**dict.fromkeys(detail.raised, ""), **detail.texts}.items():
            if i < len(rows) and j < len(rows[i]) and rows[i][j].__class__ in (str, float, int):
                held = rows[i][j]
                rows[i][j] = text or raised([(held if isinstance(held, str) else f"{held:.15g}", True)])
        grid = Grid(name, rows, merges, shown, **{key: getattr(detail, key) for key in _ALIKE})
        _unscale(grid, detail.scaled)
        for at in detail.struck - detail.texts.keys():  # else its runs say what is left
            grid.strike(*at)
        yield grid


# what a sheet keeps as it was found
_ALIKE = ("hidden_rows", "hidden_cols", "errors", "around", "percents", "unseen", "remarks")


def _unscale(grid: Grid, formats: dict[At, str]) -> None:
    """Put what is shown where a format divides by a thousand or more; note by how much, for each such cell, the units
    that formats write, and the cells that they leave blank."""
    for (i, j), code in formats.items():
        if (value := grid.get(i, j)).__class__ in (float, int):
            part = section(code, value)
            if is_blank(part) and value:
                grid.unseen.add((i, j))
            if words := written(part):
                grid.write_beside((i, j), words)
            if other := shown_else(code, value):
                grid.misshown[i, j] = other
            if (factor := scale(part)) != 1:
                grid.rows[i][j] = float(f"{value / factor:.15g}")
                grid.scaled[i, j] = factor


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
            (last := row[width - 1]) is None or isinstance(last, str) and not last.strip(_SPACES)
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
    rows: Iterable[list[Any]] = sheet.iter_rows()  # from row 1 on, but from the first column that is filled
    if sheet.start and sheet.start[1]:
        left = [""] * sheet.start[1]
        rows = ([*left, *row] for row in rows)
    return rows, [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]


def _undeclared(path: Path, parts: dict[str, bytes]) -> Other:
    """Sheets of an .xlsx that calamine refuses: again without their declared range."""

    @cache
    def reader() -> python_calamine.CalamineWorkbook:
        return python_calamine.CalamineWorkbook.from_filelike(ooxml.copy(path, parts, dimensions=False))

    return lambda name, index: _sheet(reader(), index)


def _with_xlrd(path: Path) -> Other:
    """Sheets of an .xls that calamine refuses: with xlrd."""
    import xlrd

    plain = {xlrd.XL_CELL_TEXT: str, xlrd.XL_CELL_NUMBER: float, xlrd.XL_CELL_BOOLEAN: bool}

    @cache
    def book() -> Any:
        return xlrd.open_workbook(file_contents=path.read_bytes(), on_demand=True, logfile=io.StringIO())

    def value(cell: Any) -> Any:
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate_as_datetime(cell.value, book().datemode)
            except (xlrd.XLDateError, ValueError, OverflowError):
                return cell.value
        return plain[cell.ctype](cell.value) if cell.ctype in plain else ""

    def read(name: str, index: int) -> tuple[Iterable, list]:
        sheet = book().sheet_by_name(name)
        return [[value(cell) for cell in sheet.row(i)] for i in range(sheet.nrows)], []

    return read
