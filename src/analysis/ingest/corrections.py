"""Corrections: a known error in a file an office sent, mended by a row of `corrections.csv`, never by an edit.

A cell is mended before the file is read, so that its totals, rates and units follow, and a rejected cell can be filled.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from analysis.ingest.grid import place
from analysis.ingest.numbers import VIETNAMESE, column_style, parse_number
from analysis.ingest.problems import Problem, problem
from analysis.ingest.text import clean


class Correction(NamedTuple):
    """A row of the register: which cell of which file, what it held as sent, what it is read as ("": as empty), why."""

    source: str
    sheet: str
    cell: str
    was: str
    becomes: str
    why: str
    who: str
    until: str

    def is_for(self, source: str) -> bool:
        """Whether it is for a file; some systems keep the marks of a name apart from their letters."""
        return unicodedata.normalize("NFC", self.source) == unicodedata.normalize("NFC", source)


class Page(NamedTuple):
    """A sheet to be mended: `get(row, column)` and `put(row, column, value)`, both from 0."""

    name: str
    get: Callable[[int, int], Any]
    put: Callable[[int, int, Any], None]


def read_corrections(path: Path | None) -> list[Correction]:
    """The register at `path`; empty when there is none. Raises ValueError naming what lacks."""
    if path is None or not Path(path).exists():
        return []
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, restval=""))
    except UnicodeDecodeError:
        raise ValueError(f"{path}: không phải mã UTF-8; lưu dạng “CSV UTF-8” (not UTF-8)") from None
    lacking = [c for c in Correction._fields if rows and c not in rows[0]]
    if lacking:
        raise ValueError(f"{path}: thiếu cột {', '.join(lacking)} (cần: {', '.join(Correction._fields)})")
    return [Correction(*(row[c].strip() for c in Correction._fields)) for row in rows]


def mend(
    pages: list[Page], corrections: list[Correction]
) -> tuple[dict[tuple[str, str], str], list[Problem]]:
    """Mend the cells of one file in place: the note for each, by sheet and address, and a problem for each correction
    whose cell does not (or no longer) hold what it was written for."""
    notes, stale = {}, []
    for row in corrections:
        cell = row.cell.replace("$", "").upper()
        page = next((p for p in pages if clean(p.name) == clean(row.sheet)), None)
        at = place(cell)
        held = page.get(*at) if page and at else ""
        if page and at and _same(held, row.was):
            number = _number(row.becomes)
            page.put(*at, row.becomes if number is None else number)
            notes[page.name, cell] = f"Đính chính: {row.was} → {row.becomes or 'bỏ'}; {row.why} ({row.who})"
        else:
            stale.append(outdated(row, f"{held:.15g}" if isinstance(held, float) else str(held)))
    return notes, stale


def outdated(row: Correction, held: str = "") -> Problem:
    """What is said of a correction that fits no cell any more."""
    return problem("stale", row.source, row.sheet, row.cell, held, was=row.was)


def _same(held: Any, was: str) -> bool:
    """Whether a cell holds what the register says: the same text, or the same number however it is written."""
    if clean(str(held)) == clean(was):
        return True
    number = _number(was)
    own = float(held) if isinstance(held, (int, float)) else _number(str(held))
    return number is not None and own is not None and abs(own - number) <= 1e-9 * max(1.0, abs(number))


def _number(text: str) -> float | None:
    """As typed in the register: "1.577,95", "1577.95" and "48" are clear; "1.577" is read the Vietnamese way."""
    style = column_style([text])
    try:
        return parse_number(text, style if style.sure else VIETNAMESE)
    except ValueError:
        return None  # words, or an error such as #REF!
