"""OpenDocument spreadsheets (.ods): cells as they are shown, what is hidden, merged, in per cent or in thousands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

from analysis.ingest.grid import MAX_CELLS, MAX_FILLED, At, Grid, address, raised, unstruck, written
from analysis.ingest.ooxml import unzipped
from analysis.ingest.problems import Problem, problem, refuse

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MAX_TEXT = 32_767
_ROWS, _COLUMNS = 1_048_576, 16_384
_ERROR = re.compile(r"#(?:REF|DIV/0|N/A|VALUE|NAME|NUM|NULL)[!?]?|Err:\d+")
_UNSIGNED = re.compile(r"\s*\d[^(−–-]*")  # a number without its minus
_NUMBERS = {"float", "currency", "percentage"}
_ASIDE = ("office:annotation", "draw:", "table:shapes", "table:tracked-changes", "office:forms")


def read_ods(path: Path, source: str) -> Iterator[Grid | Problem]:
    """Every sheet in order; a Problem for one whose cells are too many or too far apart. Raises Unreadable."""
    look = _Content(source)
    with unzipped(path, source) as read:
        read.limit((".xml",))
        if b"encryption-data" in read("META-INF/manifest.xml"):
            raise refuse(source, "password")
        look.parse(read("styles.xml"))
        look.parse(read("content.xml"))
    if not look.sheets:
        raise refuse(source, "no_sheets")
    yield from look.sheets


class _Content:
    """The parts of a document, element by element: nothing is kept but its styles and sheets."""

    def __init__(self, source: str):
        self.source = source
        self.sheets: list[Grid | Problem] = []
        self.margins: dict[str, list[str]] = {}  # headers and footers of each kind of page
        self.pages: dict[str, str] = {}  # the kind of page of a style
        self.hidden_styles: set[str] = set()  # of sheets
        self.small: set[str] = set()  # of raised text
        self.struck: set[str] = set()  # of text struck out
        self.ink: dict[str, tuple[str, str]] = {}  # colours of a style: of its letters, of their ground
        self.factors: dict[str, float] = {}  # of number formats
        self.shares: set[str] = set()  # number formats of parts of a whole ("1/2")
        self.letters: dict[str, str] = {}  # that number formats write
        self.in_letters = False
        self.formats: dict[str, str] = {}  # number format of a cell style
        self.style = self.number = self.page = ""
        self.aside = self.filled = self.size = 0
        self.grid: Grid | None = None
        self.runs: list[tuple[str, bool, bool]] | None = None
        self.spans: list[tuple[bool, bool]] = []
        self.cells: list[Any] = []
        self.in_margin = self.signed = self.boxed = self.new = False

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.text
        if data:
            parser.Parse(data, True)

    def start(self, name: str, given: dict[str, str]) -> None:
        if self.aside or name.startswith(_ASIDE) or name == "table:table" and self.grid is not None:
            self.boxed = self.boxed if self.aside else name.startswith("draw:")
            self.aside += 1
            self.new = self.new or name == "text:p"
            self.signed = name in ("dc:creator", "dc:date")  # of a comment
        elif name.startswith(("style:", "number:")):
            self.look(name, given)
        elif name == "table:table":
            style = given.get("table:style-name", "")
            self.grid = Grid(given.get("table:name", ""), [], visible=style not in self.hidden_styles)
            self.page = self.pages.get(style, "Default")
            self.row = self.col = self.size = self.blank_rows = 0
            self.defaults: list[str] = []
            self.gone: list[At] = []  # struck out
            self.blank: set[At] = set()  # numbers without a text
            self.worded = False
        elif self.grid is None:
            if name == "text:p" and self.in_margin:
                self.runs = []
        elif name == "table:table-column":
            count = _times(given, "table:number-columns-repeated", _COLUMNS - len(self.defaults))
            if given.get("table:visibility", "visible") != "visible":
                self.grid.hidden_cols.update(range(len(self.defaults), len(self.defaults) + count))
            self.defaults += [given.get("table:default-cell-style-name", "")] * count
        elif name == "table:table-row":
            self.given_row, self.blanks, self.col = given, 0, 0
            self.cells = []
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.given, self.runs, self.covered = given, [], name == "table:covered-table-cell"
        elif self.runs is not None:
            if name == "text:p" and self.runs:
                self.runs.append(("\n", False, False))
            elif name == "text:s":
                self.runs.append((" " * _times(given, "text:c", MAX_TEXT), False, False))
            elif name in ("text:tab", "text:line-break"):
                self.runs.append(("\t" if name == "text:tab" else "\n", False, False))
            elif name == "text:span":
                style = given.get("text:style-name", "")
                self.spans.append((style in self.small, style in self.struck))

    def look(self, name: str, given: dict[str, str]) -> None:
        """Styles: of what the cells are."""
        if name == "style:style":
            self.style = given.get("style:name", "")
            self.formats[self.style] = given.get("style:data-style-name", "")
            self.pages[self.style] = given.get("style:master-page-name", "Default")
        elif name == "style:master-page":
            self.page = given.get("style:name", "")
        elif name == "style:table-properties" and given.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "style:text-properties":
            if re.match(r"super|[1-9]", given.get("style:text-position", "")):  # "33% 58%"
                self.small.add(self.style)
            letters = given.get("fo:color", "")
            self.ink[self.style] = letters, self.ink.get(self.style, ("", ""))[1] or "#ffffff"
            if any(given.get(f"style:text-line-through-{k}", "none") != "none" for k in ("style", "type")):
                self.struck.add(self.style)
        elif name == "style:table-cell-properties":
            ground = given.get("fo:background-color", "transparent")
            self.ink[self.style] = "", "#ffffff" if ground == "transparent" else ground
        elif name == "number:fraction":
            self.shares.add(self.number)
        elif name == "number:number" and given.get("number:display-factor"):
            self.factors[self.number] = float(given["number:display-factor"])
        elif name == "style:map":  # the format of some values, the negative ones perhaps
            applied = given.get("style:apply-style-name", "")
            self.factors.setdefault(self.number, self.factors.get(applied, 1.0))
            self.letters.setdefault(self.number, self.letters.get(applied, ""))
        elif name == "number:text":
            self.in_letters = True
        elif name.startswith("number:") and name.endswith("-style"):
            self.number = given.get("style:name", "")
        elif name.startswith(("style:header", "style:footer")):
            self.in_margin = given.get("style:display") != "false"

    def text(self, text: str) -> None:
        if self.in_letters:
            self.letters[self.number] = self.letters.get(self.number, "") + text
        elif self.aside and self.grid is not None and not self.signed:
            at = (self.row + self.blank_rows, self.col)
            if self.runs is not None and not self.boxed:  # aside of a cell
                said = self.grid.remarks.get(at, "")
                self.grid.remarks[at] = f"{said}\n{text}" if said and self.new else said + text
            elif self.new or not self.grid.around:
                self.grid.around.append(text)
            else:
                self.grid.around[-1] += text
            self.new = False
        elif self.runs is not None and not self.aside:
            up, struck = any(up for up, _ in self.spans), any(struck for _, struck in self.spans)
            self.runs.append((text, up, struck))

    def end(self, name: str) -> None:
        self.in_letters = False
        if self.aside:
            self.aside -= 1
            self.signed = False
        elif name == "text:span" and self.spans:
            self.spans.pop()
        elif self.grid is None:
            if name == "text:p" and self.in_margin:
                self.margins.setdefault(self.page, []).append("".join(text for text, *_ in self.runs or ()))
                self.runs = None
            self.in_margin = self.in_margin and not name.startswith(("style:header", "style:footer"))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.cell()
            self.runs, self.spans = None, []
        elif name == "table:table-row":
            self.end_row()
        elif name == "table:table":
            self.end_sheet()

    def cell(self) -> None:
        grid = self.grid
        assert grid is not None
        at = (self.row + self.blank_rows, self.col)
        count = _times(self.given, "table:number-columns-repeated", _COLUMNS - self.col)
        down, across = (
            _times(self.given, f"table:number-{k}-spanned", _COLUMNS) for k in ("rows", "columns")
        )
        if (down > 1 or across > 1) and len(grid.merges) < MAX_FILLED:
            grid.merges.append((*at, at[0] + down - 1, at[1] + across - 1))
        value, error = ("", None) if self.covered else self.value()
        self.col += count
        if value == "" and error is None:
            self.blanks += count
            return
        self.filled += count
        self.size += self.blanks + count
        if self.filled > MAX_FILLED or self.size > MAX_CELLS:
            self.blanks += count
            return
        self.cells += [""] * self.blanks + [value] * count
        self.blanks = 0
        style = (
            self.given.get("table:style-name")
            or self.given_row.get("table:default-cell-style-name")
            or (self.defaults[at[1]] if at[1] < len(self.defaults) else "")
        )
        factor = self.factors.get(self.formats.get(style, ""), 1.0)
        letters = written(f'"{self.letters.get(self.formats.get(style, ""), "")}"')
        for col in range(at[1], at[1] + count):
            if error is not None:
                grid.errors[at[0], col] = error
            elif self.given.get("office:value-type") == "percentage":
                grid.percents.add((at[0], col))
            if isinstance(value, float) and not self.covered:
                self.worded = self.worded or bool(self.runs)
                said = "".join(text for text, *_ in self.runs or ())
                if value and not re.search(r"\d", said):
                    self.blank.add((at[0], col))
                    other = re.search(r"\w", said)
                else:
                    other = _UNSIGNED.fullmatch(said) if value < 0 else None
                if other:
                    grid.misshown[at[0], col] = said.strip()
            if style in self.struck:
                self.gone.append((at[0], col))
            if len({*self.ink.get(style, ("", " "))}) == 1:
                grid.unseen.add((at[0], col))
            if self.formats.get(style) in self.shares and isinstance(value, float):
                self.cells[col] = float(f"{100 * value:.15g}")
                grid.percents.add((at[0], col))
            if letters and isinstance(value, float):
                grid.write_beside((at[0], col), letters)
            if factor != 1 and isinstance(value, float):
                self.cells[col] = float(f"{value / factor:.15g}")
                grid.scaled[at[0], col] = factor

    def value(self) -> tuple[Any, str | None]:
        """What a cell shows, and the error it holds ("" for a formula that was not worked out)."""
        given, kind = self.given, self.given.get("office:value-type", "")
        text = raised(unstruck(self.runs or []))[:MAX_TEXT]
        if given.get("calcext:value-type") == "error" or "table:formula" in given and _ERROR.fullmatch(text):
            return "", text
        if kind in _NUMBERS:
            value = float(given.get("office:value", "nan"))
            if not math.isfinite(value):
                return "", "#NUM!"
            return float(f"{100 * value:.15g}") if kind == "percentage" else value, None
        if kind == "date":
            try:
                return datetime.fromisoformat(given.get("office:date-value", "")), None
            except ValueError:
                return text, None
        if kind == "boolean":
            return given.get("office:boolean-value") == "true", None
        return text if text.strip() else "", "" if "table:formula" in given and not kind else None

    def end_row(self) -> None:
        grid = self.grid
        assert grid is not None
        count = _times(self.given_row, "table:number-rows-repeated", _ROWS)
        if not self.cells:
            self.blank_rows += count
            return
        first = self.row + self.blank_rows
        last = first + count
        self.filled += (count - 1) * sum(v != "" for v in self.cells)
        self.size += (count - 1) * len(self.cells) + self.blank_rows
        if self.filled > MAX_FILLED or self.size > MAX_CELLS or last > _ROWS:
            self.size = max(self.size, MAX_CELLS + 1 if last > _ROWS else 0)
            return
        if count > 1:  # what is known of the row's cells holds for all of them
            both: list[dict[At, Any]] = [grid.errors, grid.scaled, grid.written, grid.misshown]
            for known in both:
                same = [(c, v) for (q, c), v in known.items() if q == first]
                known.update({(r, c): v for c, v in same for r in range(first, last)})
            self.gone += [(r, c) for q, c in self.gone if q == first for r in range(first + 1, last)]
            for cells in (self.blank, grid.unseen, grid.percents):
                cells |= {(r, c) for q, c in cells if q == first for r in range(first, last)}
        if self.given_row.get("table:visibility", "visible") != "visible":
            grid.hidden_rows.update(range(first, last))
        grid.rows += [[]] * self.blank_rows + [list(self.cells) for _ in range(count)]
        self.row, self.blank_rows = last, 0

    def end_sheet(self) -> None:
        grid, self.grid = self.grid, None
        assert grid is not None
        around = (line.strip() for line in (*grid.around, *self.margins.get(self.page, ())))
        grid.around = [line for line in around if line]
        if self.filled > MAX_FILLED:
            self.sheets.append(
                problem("too_many_cells", self.source, grid.name, count=self.filled, most=MAX_FILLED)
            )
        elif self.size > MAX_CELLS:
            last = address(len(grid.rows), max(self.col - 1, 0))
            size: dict[str, Any] = {"height": self.row + self.blank_rows, "width": self.col}
            self.sheets.append(problem("huge_range", self.source, grid.name, last, **size))
        else:
            if self.worded:  # else nobody writes what is shown
                grid.unseen |= self.blank
            for at in self.gone:
                grid.strike(*at)
            self.sheets.append(grid)


def _times(given: dict[str, str], name: str, most: int) -> int:
    """A count, 1 where it is not given, `most` at most."""
    return max(min(int(given.get(name, 1)), most), 0 if most < 1 else 1)
