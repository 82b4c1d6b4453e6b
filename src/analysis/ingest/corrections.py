"""Corrections: a known error in a file an office sent, mended by a row of `corrections.csv`, never by an edit.

A cell is mended before the file is read, so that its totals, rates and units follow, and a rejected cell can be filled.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from analysis.ingest.filename import told
from analysis.ingest.grid import place
from analysis.ingest.numbers import VIETNAMESE, column_style, parse_number
from analysis.ingest.problems import Problem, problem, refuse, unopened
from analysis.ingest.text import clean
from analysis.inputs import unenterable
from analysis.language import say
from analysis.yamlfile import legible

CONFIRMED = "Đính chính"  # in the note of a figure that a person has corrected or confirmed
MOST_STALE = 50  # corrections that fit no cell, listed one by one


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


Stale = tuple[Correction, str | None]  # and what its cell holds; None: that lies outside


class Page(NamedTuple):
    """A sheet to be mended: `get(row, column)` and `put(row, column, value)`, both from 0; below `room` rows and
    columns a cell may be mended."""

    name: str
    get: Callable[[int, int], Any]
    put: Callable[[int, int, Any], None]
    room: tuple[int, int]


def read_corrections(path: Path | None) -> list[Correction]:
    """The register at `path`; empty where none is asked for. Raises Unreadable naming the file and what lacks, also
    where one is named that is not there: its corrections would be lost without a word."""
    if path is None:
        return []
    name = told(Path(path.name))
    try:
        if error := unenterable(path):
            raise error
        if path.is_dir():
            raise refuse(name, "register", reason=lambda lang: say(lang, "a_folder_no_file"))
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as e:
        raise unopened(name, e, "register") from None
    except UnicodeDecodeError:
        raise refuse(name, "register", reason=lambda lang: say(lang, "no_utf8_text")) from None
    head = text.partition("\n")[0]
    sign = max(",;\t", key=head.count)  # Excel writes the list separator of its system
    try:
        table = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        named = next(table, [])
        rows: list[Correction] = []
        if not (lacking := [c for c in Correction._fields if c not in named]):
            at, must = [named.index(c) for c in Correction._fields], named.index("cell")
            for row in filter(None, table):
                if len(row) <= must:  # it is separated otherwise than the head
                    lacking = ["cell"]
                    break
                # many say the same of file, sheet and reason: kept once
                own = (legible(row[i], "\ufffd").strip() if i < len(row) else "" for i in at)
                rows.append(Correction(*map(intern, own)))
    except csv.Error as e:
        wrong = str(e)
        raise refuse(name, "register", reason=lambda lang: say(lang, "no_csv", error=wrong)) from None
    if lacking:
        listed = ", ".join(lacking)
        raise refuse(name, "register", reason=lambda lang: say(lang, "no_column", listed=listed))
    return rows


def mend(
    pages: list[Page], corrections: list[Correction]
) -> tuple[dict[tuple[str, str], str], list[Problem]]:
    """Mend the cells of one file in place: the note for each, by sheet and address, and a problem for each correction
    whose cell does not (or no longer) hold what it was written for."""
    notes: dict[tuple[str, str], str] = {}
    stale: list[Stale] = []
    by_name = {clean(page.name): page for page in reversed(pages)}
    for row in corrections:
        cell = row.cell.replace("$", "").upper()
        page, at = by_name.get(clean(row.sheet)), place(cell)
        held = page.get(*at) if page and at else ""
        if page and at and _same(held, row.was):
            if at[0] >= page.room[0] or at[1] >= page.room[1]:
                stale.append((row, None))
                continue
            number = _number(row.becomes)
            page.put(*at, row.becomes if number is None else number)
            notes[page.name, cell] = f"{CONFIRMED}: {row.was} → {row.becomes or 'bỏ'}; {row.why} ({row.who})"
        else:
            stale.append((row, f"{held:.15g}" if isinstance(held, float) else str(held)))
    return notes, outdated(stale)


def by_file(corrections: list[Correction]) -> dict[str, list[Correction]]:
    """Corrections by the name of their file, NFC: some systems keep the marks of a name apart from their letters."""
    found: dict[str, list[Correction]] = {}
    for row in corrections:
        found.setdefault(unicodedata.normalize("NFC", row.source), []).append(row)
    return found


def outdated(stale: list[Stale]) -> list[Problem]:
    """What is said of corrections that fit no cell any more: of so many as a person may want to read, and how many
    more there are."""
    most = len(stale) if len(stale) <= MOST_STALE + 1 else MOST_STALE
    said = [
        problem("correction_outside", row.source, row.sheet, row.cell)
        if held is None
        else problem("stale", row.source, row.sheet, row.cell, held, was=row.was)
        for row, held in stale[:most]
    ]
    more = [problem("stale_more", stale[0][0].source, count=len(stale) - most)] if stale[most:] else []
    return said + more


def _same(held: Any, was: str) -> bool:
    """Whether a cell holds what the register says: the same text, or the same number however it is written."""
    if clean(str(held)) == clean(was):
        return True
    if held == "" or not was:
        return False
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
