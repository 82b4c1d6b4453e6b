"""HTML pages saved with an Excel extension."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import html5lib

from analysis.ingest.grid import Grid, foreign, refuse

MAX_HTML = 20_000_000


def read_html(path: Path, source: str) -> Iterator[Grid]:
    """Each table of the page as a sheet "Bảng n"; texts stay texts, spans become merges.

    html5lib repairs what these exports break ("<td/>6.710</td>"); others return empty cells.
    """
    data = path.read_bytes()
    if len(data) > MAX_HTML:
        raise refuse(source, "too_big", size=round(len(data) / 1e6))
    for encoding in ("utf-8-sig", "utf-16", "cp1258"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = data.decode("latin-1")
    tree = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    tables = [t for t in tree.iter("table") if t.find(".//table") is None]
    if not tables:
        raise foreign(path, source, "trang web không có bảng", "a web page without a table")
    for number, table in enumerate(tables, 1):
        rows, merges = _table(table)
        yield Grid(f"Bảng {number}", rows, merges=merges)


def _table(table) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    cells: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    merges = []
    for i, row in enumerate(table.iter("tr")):
        j = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (i, j) in taken:
                j += 1
            down, across = (_span(cell.get(k)) for k in ("rowspan", "colspan"))
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
