"""HTML pages saved with an Excel extension."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from analysis.ingest.delimited import decoded
from analysis.ingest.grid import MAX_FILLED, At, Grid, raised
from analysis.ingest.problems import foreign, refuse

MAX_HTML = 1_000_000
MAX_TABLES = 500
_PARTS = {"table", "thead", "tbody", "tfoot", "tr"}
_BREAKS = {"p", "div", "br", "li"}
_NONE = re.compile(r"display\s*:\s*none|(visibility\s*:\s*(?:hidden|collapse))", re.I)
_SUPER = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.I)
_STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.I)
_BEGINS = re.compile(r"<(t[dhr]\b[^<>]*?)/?>", re.I)


def read_html(path: Path, source: str) -> Iterator[Grid]:
    """Each table of the page as a sheet "Bảng n"; texts stay texts, spans become merges."""
    data = path.read_bytes()
    too_big = refuse(source, "too_big", size=round(len(data) / 1e6, 1))
    if len(data) > MAX_HTML:
        raise too_big
    # "<td/>6.710</td>" of some exports is a cell, and one that nothing closes ends where another begins
    text = _BEGINS.sub(r"</td></th><\1>", decoded(data)).replace("\0", "")
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    page = _Page(lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser))
    tables = list(page.root.iter("table"))
    if len(tables) > MAX_TABLES:
        raise too_big
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise refuse(source, "truncated")  # too deep: what comes after is not known
    tables = [t for t in tables if all(cell.find(".//table") is None for cell in _own(t, "td", "th"))]
    if not tables:
        raise foreign(path, source, "web")
    for number, table in enumerate(tables, 1):
        try:
            yield page.grid(table, f"Bảng {number}")
        except OverflowError:
            raise too_big from None


class _Page:
    """The elements of a page, and which of its classes its own styles hide on the screen."""

    def __init__(self, root: Any):
        self.root = root
        self.classes: set[str] = set()
        for style in (el.text or "" for el in root.iter("style")):
            for rule in style.split("}") if "@media" not in style else ():
                names, _, body = rule.rpartition("{")
                if "display" in body and _NONE.search(body):
                    self.classes.update(re.findall(r"\.([\w-]+)\s*(?=,|$)", names.strip()))

    def hides(self, el: Any) -> str:
        """How an element is hidden: "none" takes no place, "unseen" keeps it; "" where it is seen."""
        if found := _NONE.search(el.get("style") or ""):
            return "unseen" if found[1] else "none"
        classes = (el.get("class") or "").split()
        return "none" if el.get("hidden") is not None or not self.classes.isdisjoint(classes) else ""

    def grid(self, table: Any, name: str) -> Grid:
        """A table as a sheet; a cell that is not displayed takes no place, as in a browser. Raises OverflowError."""
        cells: dict[At, str] = {}
        taken: set[At] = set()
        merges = []
        lines = list(_own(table, "tr"))
        for i, row in enumerate(lines):
            j = 0
            for cell in row.iterchildren("td", "th"):
                if (hidden := self.hides(cell)) == "none":
                    continue
                while (i, j) in taken:
                    j += 1
                down, across = min(_span(cell.get("rowspan")), len(lines) - i), _span(cell.get("colspan"))
                if len(taken) + down * across > MAX_FILLED:
                    raise OverflowError
                cells[i, j] = "" if hidden else self.text(cell)
                taken.update((i + a, j + b) for a in range(down) for b in range(across))
                if down > 1 or across > 1:
                    merges.append((i, j, i + down - 1, j + across - 1))
                j += across
        height = max((r for r, _ in cells), default=-1) + 1
        width = max((c for _, c in cells), default=-1) + 1
        rows = [[cells.get((r, c), "") for c in range(width)] for r in range(height)]
        around = (el for el in table.iterancestors() if el.tag not in _PARTS)  # of one that was never closed
        shown = not any(map(self.hides, (table, *around)))
        dark = {
            i
            for i, row in enumerate(lines)
            if self.hides(row) or row.getparent() is not table and self.hides(row.getparent())
        }
        return Grid(name, rows, merges, shown, dark, {*self.hidden_cols(table)})

    def hidden_cols(self, table: Any) -> Iterator[int]:
        at = 0
        for col in _own(table, "colgroup", "col"):
            if col.tag == "col" or col.find("col") is None:
                width = _span(col.get("span"))
                if self.hides(col) or col.getparent() is not table and self.hides(col.getparent()):
                    yield from range(at, at + width)
                at += width

    def text(self, cell: Any) -> str:
        """What a cell shows: raised text in superscript characters, nothing of what is hidden or struck out."""
        runs: list[tuple[str, bool]] = []
        up = 0
        walk = etree.iterwalk(cell, events=("start", "end"))
        for event, el in walk:
            style = el.get("style") or ""
            gone = el is not cell and (
                el.tag in ("s", "strike", "del", "script", "style") or self.hides(el) or _STRUCK.search(style)
            )
            small = el is not cell and (el.tag == "sup" or _SUPER.search(style) is not None)
            if el.tag in _BREAKS:
                runs.append((" ", up > 0))
            if event == "start" and gone:
                walk.skip_subtree()
            elif event == "start":
                up += small
                runs.append((el.text or "", up > 0))
            elif el is not cell:
                up -= small and not gone
                runs.append((el.tail or "", up > 0))
        return " ".join(raised(runs).split())


def _own(table: Any, *tags: str) -> Iterator[Any]:
    """Elements of a table, none of another that begins before it is closed."""
    return (el for el in table.iter(*tags) if next(el.iterancestors("table")) is table)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.strip().isdigit() else 1
