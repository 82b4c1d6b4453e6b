"""HTML pages saved with an Excel extension."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any

import html5lib

from analysis.ingest.delimited import decoded
from analysis.ingest.grid import MAX_FILLED, Grid, raised
from analysis.ingest.problems import foreign, refuse

MAX_HTML = 1_000_000
MAX_TABLES = 500
_TAG = re.compile(r"<([^<>]*)>|<")
_NAME = re.compile(r"(/?)([a-z]+)")
_SPANS = re.compile(r"((?:row|col)?span)\s*=\s*['\"]?(\d{1,5})", re.I)
_TABLE_TAGS = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup"}
_BREAKS = {"p", "div", "br", "li"}
_VOID = {"br", "img", "input", "hr", "wbr"}
_NONE = re.compile(r"display\s*:\s*none|(visibility\s*:\s*(?:hidden|collapse))", re.I)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"\shidden(?![^\s=/])", re.I)
_SUPER = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.I)
_STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.I)
_CLASSES = re.compile(r"class\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))", re.I)
_UNSEEN = [
    (re.compile(opening, re.I), re.compile(closing, re.I))
    for opening, closing in (
        ("<!--", "-->"),
        (r"<script\b", "</script"),
        (r"<style\b", "</style"),
        (r"<head\b", "</head"),
    )
]


def read_html(path: Path, source: str) -> Iterator[Grid]:
    """Each table of the page as a sheet "Bảng n"; texts stay texts, spans become merges.

    html5lib repairs what these exports break ("<td/>6.710</td>"); others return empty cells.
    """
    data = path.read_bytes()
    if len(data) > MAX_HTML:
        raise refuse(source, "too_big", size=round(len(data) / 1e6, 1))
    text = _tables_of(decoded(data))
    if text.count("<table") > MAX_TABLES:
        raise refuse(source, "too_big", size=round(len(data) / 1e6, 1))
    tree = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    tables = [t for t in tree.iter("table") if t.find(".//table") is None]
    if not tables:
        raise foreign(path, source, "web")
    for number, table in enumerate(tables, 1):
        try:
            rows, merges, hidden = _table(table)
        except OverflowError:
            raise refuse(source, "too_big", size=round(len(data) / 1e6, 1)) from None
        yield Grid(
            f"Bảng {number}", rows, merges, table.get("hidden") is None, hidden, {*_hidden_cols(table)}
        )


def _seen(text: str) -> str:
    """A page without its comments, scripts, styles and head."""
    for opening, closing in _UNSEEN:
        parts, at = [], 0
        while hit := opening.search(text, at):
            parts.append(text[at : hit.start()])
            end = closing.search(text, hit.end())
            at = end.end() if end else len(text)
        text = "".join([*parts, text[at:]])
    return text


def _tables_of(page: str) -> str:
    """A page with nothing but the tags of its tables, their spans and whether they are hidden, and the text that is
    seen: what else it may hold could keep the parser busy for hours. Raised text becomes superscript characters.
    """
    classes = _hidden_classes(page)
    text = _seen(page)
    out: list[str] = []
    runs: list[tuple[str, bool]] = []  # text since the last tag of a table, and whether it is raised
    # The element that hides or raises its text, how deep we are in it, whether it began in a cell
    gone: list[Any] = ["", 0, False]
    small: list[Any] = ["", 0, False]
    in_cell, at = False, 0
    for tag in itertools.chain(_TAG.finditer(text), [None]):
        shown = text[at : tag.start() if tag else len(text)]
        up = small[1] > 0
        if not (gone[1] and gone[2]):
            runs.append((escape(unescape(shown), quote=False) if up else shown, up))
        if tag is None:
            break
        at = tag.end()
        if tag[1] is None:
            runs.append(("&lt;", False))
            continue
        hit = _NAME.match(tag[1].lower())
        closes, name, inside = (bool(hit[1]), hit[2], tag[1][hit.end() :]) if hit else (False, "", "")
        none = None if closes else _hides(inside, classes)
        if name in _TABLE_TAGS:
            for element in (gone, small):
                element[1] *= not element[2]
            hides = none is not None or name == "table" and gone[1] > 0
            in_cell = name in ("td", "th") and not closes
            if in_cell and none and none[1]:  # out of sight, but it keeps its place
                gone[:], hides = (name, 1, True), False
            spans = "".join(f" {k}={n}" for k, n in _SPANS.findall(inside)[:2])
            out += [raised(runs), f"<{'/' * closes}{name}{spans}{' hidden' * (hides and not closes)}>"]
            runs = []
            continue
        if name in _BREAKS:
            runs.append((" ", up))
        struck = in_cell and (name in ("s", "strike", "del") or _STRUCK.search(inside))
        for element, begins in ((gone, none or struck), (small, name == "sup" or _SUPER.search(inside))):
            if name in _VOID or not name:
                continue
            if element[1] and name == element[0]:
                element[1] += -1 if closes else 1
            elif not element[1] and begins and not closes:
                element[:] = name, 1, in_cell
    return "".join([*out, raised(runs)])


def _hides(inside: str, classes: set[str]) -> re.Match[str] | None:
    """What in a tag hides its element."""
    if found := _NONE.search(inside):
        return found
    if classes and any(c in classes for names in _CLASSES.findall(inside) for c in "".join(names).split()):
        return _NONE.match("display:none")
    return (
        _HIDDEN.search(_QUOTED.sub("", inside)) and _NONE.match("display:none")
        if "hidden" in inside.lower()
        else None
    )


def _hidden_classes(page: str) -> set[str]:
    """The classes that a page's own styles hide on the screen."""
    found: set[str] = set()
    for style in re.split(r"(?i)<style\b", page)[1:]:
        style = re.split(r"(?i)</style", style, maxsplit=1)[0]
        for rule in style.split("}") if "@media" not in style else ():
            names, _, body = rule.rpartition("{")
            if "display" in body and _NONE.search(body):
                found.update(re.findall(r"\.([\w-]+)\s*(?=,|$)", names.strip()))
    return found


def _hidden_cols(table) -> Iterator[int]:
    at = 0
    for group in table.iter("colgroup"):
        cols = group.findall("col") or [group]
        for col in cols:
            width = _span(col.get("span"))
            if group.get("hidden") is not None or col.get("hidden") is not None:
                yield from range(at, at + width)
            at += width


def _table(table) -> tuple[list[list[str]], list[tuple[int, int, int, int]], set[int]]:
    """Rows, merges, hidden rows. A cell that is not displayed takes no place, as in a browser."""
    cells: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    merges = []
    lines = list(table.iter("tr"))
    for i, row in enumerate(lines):
        j = 0
        for cell in row:
            if cell.tag not in ("td", "th") or cell.get("hidden") is not None:
                continue
            while (i, j) in taken:
                j += 1
            down, across = min(_span(cell.get("rowspan")), len(lines) - i), _span(cell.get("colspan"))
            if len(taken) + down * across > MAX_FILLED:
                raise OverflowError
            cells[i, j] = " ".join("".join(cell.itertext()).split())
            taken.update((i + a, j + b) for a in range(down) for b in range(across))
            if down > 1 or across > 1:
                merges.append((i, j, i + down - 1, j + across - 1))
            j += across
    height = max((r for r, _ in cells), default=-1) + 1
    width = max((c for _, c in cells), default=-1) + 1
    dark = {id(row) for part in table if part.get("hidden") is not None for row in part}
    hidden = {i for i, row in enumerate(lines) if row.get("hidden") is not None or id(row) in dark}
    return [[cells.get((r, c), "") for c in range(width)] for r in range(height)], merges, hidden


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.strip().isdigit() else 1
