"""HTML pages saved with an Excel extension."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import html5lib

from analysis.ingest.grid import MAX_FILLED, Grid
from analysis.ingest.problems import foreign, refuse

MAX_HTML = 1_000_000
MAX_TABLES = 500
_TAG = re.compile(r"<([^<>]*)>|<")
_NAME = re.compile(r"(/?)([a-z]+)")
_SPANS = re.compile(r"((?:row|col)span)\s*=\s*['\"]?(\d{1,5})", re.I)
_TABLE_TAGS = {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}
_BREAKS = {"p", "div", "br", "li"}
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
    for encoding in ("utf-8-sig", "utf-16", "cp1258"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = data.decode("latin-1")
    text = _TAG.sub(_plain, _seen(text))
    if text.count("<table") > MAX_TABLES:
        raise refuse(source, "too_big", size=round(len(data) / 1e6, 1))
    tree = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    tables = [t for t in tree.iter("table") if t.find(".//table") is None]
    if not tables:
        raise foreign(path, source, "trang web không có bảng", "a web page without a table")
    for number, table in enumerate(tables, 1):
        try:
            rows, merges = _table(table)
        except OverflowError:
            raise refuse(source, "too_big", size=round(len(data) / 1e6, 1)) from None
        yield Grid(f"Bảng {number}", rows, merges=merges)


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


def _plain(tag: re.Match[str]) -> str:
    """A tag of a table with nothing but its spans, a blank for one that breaks the line, else nothing: what else a page
    may hold could keep the parser busy for hours."""
    name = _NAME.match((tag[1] or "").lower())
    if name is None:
        return "&lt;" if tag[1] is None else ""
    if name[2] in _TABLE_TAGS:
        return f"<{name[1]}{name[2]}{''.join(f' {k}={n}' for k, n in _SPANS.findall(tag[1])[:2])}>"
    return " " if name[2] in _BREAKS else ""


def _table(table) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    cells: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    merges = []
    lines = list(table.iter("tr"))
    for i, row in enumerate(lines):
        j = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
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
    return [[cells.get((r, c), "") for c in range(width)] for r in range(height)], merges


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.strip().isdigit() else 1
