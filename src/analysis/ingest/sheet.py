"""What the cells of a sheet are: numbers, numbers typed as text, dashes, ditto marks, dates, errors, text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from analysis.ingest.grid import Grid
from analysis.ingest.numbers import is_nil, looks_numeric, noted, parse_fraction, without_mark
from analysis.ingest.text import all_tcvn3, clean
from analysis.ingest.units import DITTO

ENUMERATOR = re.compile(
    r"^(?:\d{1,3}(?:\.\d{1,3})*\.?|[IVX]{1,5}\.?|[A-ZĐa-zđ]\.?|\*|\+|-|(?:[IVX]{1,5}|[A-ZĐ])(?:\.\d{1,2})+\.?|\d{1,2}\.?[a-zđ]\.?|\([\dIVXa-zđ]{1,4}\))$"
)
_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!)")
_OF_EXCEL = r"(?:th(?:g|áng)? ?\d{1,2}|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
# what Excel writes into a CSV for a typed "5-6" or "6-25": the days are none, the months are some as heads only
DAY_AS_TYPED = re.compile(rf"\d{{1,2}}-{_OF_EXCEL}", re.I)
MONTH_AS_TYPED = re.compile(rf"{_OF_EXCEL}-\d\d", re.I)
FIGURES = ("number", "digits", "fraction", "error", "noted")
# said in place of a figure
NO_FIGURE = r"\b(?:chua co|chua tong hop|dang tong hop|dang cap nhat|khong co so lieu|chua bao cao)\b"
_MONTH_OF_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])\s*/\s*(?:19|20)\d\d|(?:19|20)\d\d\s*/\s*(?:0?[1-9]|1[0-2])")
_SEVERAL = re.compile(r"\d\s*[\r\n]\s*[-+]?\d")  # two numbers on two lines of a cell
Cells = dict[int, tuple[str, Any]]  # column -> (kind, value)


@dataclass
class Sheet:
    """A grid seen row by row: kinds of cells known, texts decoded."""

    grid: Grid
    rows: dict[int, Cells] = field(default_factory=dict)

    def texts(self, row: int) -> dict[int, str]:
        """The texts of a row by their column."""
        return {c: str(v) for c, (k, v) in self.rows[row].items() if k == "text"}

    def text(self, rows: Iterable[int]) -> str:
        """All the texts of some rows as one."""
        return " ".join(text for row in rows for text in self.texts(row).values())

    def down(self, rows: Iterable[int], col: int) -> list[str]:
        """What stands in a column of some rows, whatever it is."""
        return [str(self.rows[row][col][1]) for row in rows if col in self.rows[row]]


def look(grid: Grid) -> Sheet:
    """Kinds of cells: number, text number ("digits"), nil, ditto, date, fraction, error, text, or "odd" (TRUE, 12:30).
    Kept with the grid.
    """
    if grid.seen is not None:
        return grid.seen
    tcvn3 = all_tcvn3(grid.texts)
    sheet = Sheet(grid)
    for i, row in enumerate(grid.rows):
        cells: dict[int, tuple[str, Any]] = {}
        fraction = False
        for j, value in enumerate(row):
            if value.__class__ in (float, int):
                cells[j] = ("number", value) if value == value else ("error", "NaN")
            elif value == "":
                if (i, j) in grid.errors:
                    cells[j] = ("error", grid.errors[i, j])
            elif isinstance(value, str):
                text = clean(value, tcvn3)
                if text:
                    kind = _kind(text)
                    if kind == "text" and text[0] in "+-−0123456789" and (bare := without_mark(text)) != text:
                        kind, text = "digits", bare
                    elif kind == "digits" and _SEVERAL.search(value):
                        kind = "text"
                    cells[j] = (kind, text)
                    fraction = fraction or kind == "fraction"
            elif isinstance(value, (date, datetime)):
                cells[j] = ("date", value)
            else:
                cells[j] = ("odd", str(value).upper())
        if cells:
            sheet.rows[i] = cells
            words = (c for c, (k, v) in cells.items() if k != "number" and not ENUMERATOR.match(str(v)))
            at = next(words, -1) if fraction else -1
            if at >= 0 and cells[at][0] == "fraction" and may_date(*cells[at]):
                if any(c > at and k in FIGURES and not may_date(k, v) for c, (k, v) in cells.items()):
                    cells[at] = ("text", cells[at][1])  # "12/2024" left of figures: a month, no n of N
    for i, j in grid.errors:
        if grid.get(i, j) == "":
            sheet.rows.setdefault(i, {})[j] = ("error", grid.errors[i, j])
    if grid.errors:
        sheet.rows = {r: dict(sorted(sheet.rows[r].items())) for r in sorted(sheet.rows)}
    grid.seen = sheet
    return sheet


@lru_cache(1 << 14)
def _kind(text: str) -> str:
    if DITTO.match(text):
        return "ditto"
    if text[0] == "#" and _ERROR.fullmatch(text):
        return "error"
    if looks_numeric(text):
        return "digits"
    if is_nil(text):
        return "nil"
    if text[0].isdigit() and "/" in text and parse_fraction(text):
        return "fraction"
    if text[0].isdigit() and DAY_AS_TYPED.fullmatch(text):
        return "odd"
    if text[-1] == ")" and noted(text):
        return "noted"
    return "text"


def may_date(kind: str, value: Any) -> bool:
    """A number that in a header is a year, or a month of one ("12/2024")."""
    return is_year(kind, value) or kind == "fraction" and bool(_MONTH_OF_YEAR.fullmatch(str(value).strip()))


def is_year(kind: str, value: Any) -> bool:
    """A number that in a header is a year."""
    if kind == "digits":
        return bool(re.fullmatch(r"(?:19|20)\d\d", str(value)))
    return kind == "number" and 1975 <= value <= 2060 and float(value).is_integer()
