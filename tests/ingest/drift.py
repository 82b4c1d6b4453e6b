"""Real workbooks changed as an office changes them from year to year; every figure knows the cell it came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from analysis.ingest import match
from analysis.ingest.grid import Grid, address
from analysis.ingest.periods import spans
from analysis.ingest.sources import Source
from analysis.ingest.tables import Table, find_tables
from analysis.ingest.text import clean, fold
from analysis.ingest.workbook import read_grids

YEAR = re.compile(r"(?<!\d)20[012]\d(?!\d)")
Place = tuple[int, int]


@dataclass
class Page:
    """A sheet with one table, free to change. `cells`: (row, column) -> [value, "sheet!cell" where it stood]."""

    name: str
    cells: dict[Place, list]
    merges: list[tuple[int, int, int, int]]
    table: Table
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        inside = [c for c in self.table.columns if not c.beside]
        self.paths = {c.col: c.path for c in inside}
        self.head = list(self.table.header_rows)  # first and last row, as all rows and columns from 0
        self.body = [self.table.rows[0].row, self.table.rows[-1].row]
        self.first, self.width = inside[0].col, inside[-1].col + 1

    def insert_rows(self, at: int, n: int = 1) -> None:
        self._move(lambda r: r + n * (r >= at), lambda c: c)

    def insert_columns(self, at: int, n: int = 1) -> None:
        self._move(lambda r: r, lambda c: c + n * (c >= at))

    def _move(self, row: Callable[[int], int], col: Callable[[int], int]) -> None:
        self.cells = {(row(r), col(c)): v for (r, c), v in self.cells.items()}
        self.merges = [(row(a), col(b), row(c), col(d)) for a, b, c, d in self.merges]
        self.hidden_rows = set(map(row, self.hidden_rows))
        self.hidden_cols = set(map(col, self.hidden_cols))
        self.head, self.body = list(map(row, self.head)), list(map(row, self.body))
        self.first, self.width = col(self.first), col(self.width - 1) + 1
        self.paths = {col(c): path for c, path in self.paths.items()}

    def in_head(self, at: Place) -> bool:
        return self.head[0] <= at[0] <= self.head[1] and at[1] >= self.first

    def is_figure(self, at: Place) -> bool:
        return self.body[0] <= at[0] <= self.body[1] and at[1] >= self.first

    def is_label(self, at: Place) -> bool:
        return self.body[0] <= at[0] <= self.body[1] and at[1] < self.first

    def value(self, row: int, col: int) -> object:
        return self.cells.get((row, col), [""])[0]

    def rows(self) -> range:
        return range(self.body[0], self.body[1] + 1)

    def label_at(self, row: int) -> Place | None:
        """Where the label of a row of figures stands."""
        if not any(isinstance(self.value(row, c), float) for c in range(self.first, self.width)):
            return None
        return max((at for at in self.cells if at[0] == row and self.is_label(at)), default=None)

    def texts(self, change: Callable[[str], str], where: Callable[[Place], bool] = lambda at: True) -> None:
        for at, cell in self.cells.items():
            if isinstance(cell[0], str) and where(at):
                cell[0] = change(cell[0])

    def figures(self, change: Callable[[float], object]) -> None:
        for at, cell in self.cells.items():
            if self.is_figure(at) and isinstance(cell[0], float):
                cell[0] = change(cell[0])

    def set_heads(self, heads: dict[int, list[str]]) -> None:
        """The header anew: column -> its texts from top to bottom; rows are added as needed."""
        for at in [at for at in self.cells if self.in_head(at)]:
            del self.cells[at]
        self.merges = [m for m in self.merges if m[2] < self.head[0]]
        more = max(map(len, heads.values())) - (self.head[1] - self.head[0] + 1)
        if more > 0:
            self.insert_rows(self.head[1] + 1, more)
            self.head[1] += more
        for col, texts in heads.items():
            for i, text in enumerate(texts):
                self.cells[self.head[0] + i, col] = [float(text) if YEAR.fullmatch(text) else text, None]

    def copy_heads(self, down_to: int) -> None:
        """The header once more, from row `down_to`."""
        by = down_to - self.head[0]
        self.cells |= {(r + by, c): [v[0], None] for (r, c), v in self.cells.items() if self.in_head((r, c))}
        self.merges += [(a + by, b, c + by, d) for a, b, c, d in self.merges if self.in_head((a, d))]

    def grid(self) -> Grid:
        height, width = (1 + max(at[i] for at in self.cells) for i in (0, 1))
        rows = [["" for _ in range(width)] for _ in range(height)]
        for (r, c), (value, _) in self.cells.items():
            rows[r][c] = value
        hidden = frozenset(self.hidden_rows), frozenset(self.hidden_cols)
        return Grid(self.name, rows, merges=list(self.merges), hidden_rows=hidden[0], hidden_cols=hidden[1])


def pages(book: Path, sheets: Iterable[str], source: Source) -> list[Page]:
    """The named sheets of a workbook, with the first table each that the source asks for."""
    found, wanted = [], set(sheets)
    for grid in read_grids(book):
        if isinstance(grid, Grid) and grid.name in wanted:
            cells = {
                (r, c): [v, f"{grid.name}!{address(r, c)}"]
                for r, row in enumerate(grid.rows)
                for c, v in enumerate(row)
                if v != ""
            }
            table = next(t for t in find_tables(grid) if match.table_rules(t, source))
            hidden = set(grid.hidden_rows), set(grid.hidden_cols)
            found.append(Page(grid.name, cells, list(grid.merges), table, *hidden))
    return found


def places_of(changed: list[Page]) -> dict[str, str]:
    """Where each figure stood -> where it stands now."""
    return {
        was.strip(): f"{page.name}!{address(*at)}"
        for page in changed
        for at, (_, was) in page.cells.items()
        if was
    }


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def key_of(row: dict) -> tuple[str, str, str]:
    """(measure, period, basis) of a row of the known figures."""
    table, figure, period = row["table"], row["figure"], row["period"]
    if table == "cpi":
        return folded(f"cpi_{figure.removeprefix('index_')}/{row['label']}"), period, "level"
    if figure == "share_of_plan":
        return folded(f"{table}_share_of_plan/{row['label']}"), period, "level"
    if figure == "previous_month_preliminary":
        year, month = map(int, period.split("-"))
        period = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"
        return folded(f"{table}/{row['label']}"), period, "month"
    return (
        folded(f"{table}/{row['label']}"),
        period,
        "month" if figure == "month_estimate" else "year_to_date",
    )


# The changes. Each takes the pages of a book and changes them in place.


def sheets_renamed(book: list[Page]) -> None:
    names = ["Sheet1 (2)", "tháng 3", "15.NK", "13. Tongmuc", "gia tri tinh (2)"]
    for page, name in zip(book, names, strict=True):
        page.name = name
    book.reverse()


def moved(book: list[Page]) -> None:
    for page in book:
        page.insert_rows(page.body[0] + 3)
        page.insert_rows(page.body[0])
        page.insert_rows(page.head[0], 2)
        page.insert_rows(0, 3)
        page.insert_columns(0, 2)


def spacer_columns(book: list[Page]) -> None:
    for page in book:
        for col in sorted(page.paths)[:0:-1]:
            page.insert_columns(col)


def heads_in_one_row(book: list[Page]) -> None:
    for page in book:
        page.set_heads({col: ["\n".join(path)] for col, path in page.paths.items()})


def heads_in_narrow_columns(book: list[Page]) -> None:
    for page in book:
        words = {col: " ".join(path).split() for col, path in page.paths.items()}
        page.set_heads({c: [" ".join(w[i : i + 2]) for i in range(0, len(w), 2)] for c, w in words.items()})


def months_typed_as_dates(book: list[Page]) -> None:
    """ "tháng 3" with "năm 2021" below becomes 3/1/2021, day and month as Excel swapped them."""
    for page in book:
        for col, path in page.paths.items():
            named = [s for s in spans(" ".join(path)) if s.kind == "month" and s.year]
            stack = [at for at in sorted(page.cells) if page.in_head(at) and at[1] == col]
            month = next(
                (at for at in stack if re.fullmatch(r"tháng \d+", str(page.cells[at][0]).strip())), None
            )
            if month and len(named) == 1 and "so với" not in " ".join(path):
                for at in stack:
                    if at[0] > month[0] and re.fullmatch(
                        r"(năm ?)?(20\d\d(\.0)?)?", str(page.cells[at][0]).strip()
                    ):
                        del page.cells[at]
                page.cells[month] = [datetime(named[0].year, 1, named[0].last), None]


def numbers_as_text(book: list[Page]) -> None:
    for page in book:
        page.figures(lambda v: f" {v:,.8f}\xa0".replace(",", " ").replace(".", ","))


def columns_in_another_order(book: list[Page]) -> None:
    for page in book:
        cols = sorted(page.paths)
        to = dict(zip(cols, [*cols[2:], *cols[:2]], strict=True))
        page.set_heads({to[col]: list(path) for col, path in page.paths.items()})
        page.cells = {
            (r, to.get(c, c) if page.is_figure((r, c)) else c): v for (r, c), v in page.cells.items()
        }


def last_year_beside(book: list[Page]) -> None:
    """Last year's table with its heads in hidden columns beside."""
    for page in book:
        by = page.width + 1 - page.first
        for (r, c), (value, _) in list(page.cells.items()):
            if page.in_head((r, c)) or page.is_figure((r, c)):
                page.cells[r, c + by] = [of_year(value, -1) if r <= page.head[1] else value, None]
        page.hidden_cols |= set(range(page.first + by, page.width + by))


def older_figures_in_hidden_rows(book: list[Page]) -> None:
    for page in book:
        top = page.body[0]
        page.insert_rows(top)
        for col in range(page.width):
            if value := page.value(top + 1, col):
                page.cells[top, col] = [value * 0.9 if isinstance(value, float) else value, None]
        page.hidden_rows.add(top)


def labels_over_two_rows(book: list[Page]) -> None:
    for page in book:
        for row in reversed(page.rows()[1::2]):
            at = page.label_at(row)
            words = clean(str(page.cells[at][0])).split() if at else []
            if len(words) > 2:
                page.insert_rows(row)
                page.cells[row, at[1]] = [" ".join(words[:-1]), None]
                page.cells[row + 1, at[1]] = [words[-1], None]


def footnote_marks(book: list[Page]) -> None:
    marks = [" (*)", "*", "⁽¹⁾", " (1)", "²", "⁽*⁾"]
    for page in book:
        for i, at in enumerate(sorted(filter(None, map(page.label_at, page.rows())))):
            page.cells[at][0] += marks[i % len(marks)]


def head_again_for_the_next_page(book: list[Page]) -> None:
    for page in book:
        height, middle = page.head[1] - page.head[0] + 1, sum(page.body) // 2
        page.insert_rows(middle, height + 1)
        page.copy_heads(middle + 1)


def continued_on_the_next_sheet(book: list[Page]) -> None:
    for page in list(book):
        lower = deepcopy(page)
        middle, lower.name = sum(page.body) // 2, f"{page.name} tiep"
        page.cells = {at: v for at, v in page.cells.items() if at[0] < middle}
        lower.cells = {
            at: [v[0], v[1] if at[0] >= middle else None]
            for at, v in lower.cells.items()
            if at[0] >= middle or lower.in_head(at)
        } | {(0, 0): ["(Tiếp theo)", None]}
        book.insert(book.index(page) + 1, lower)


def units_in_a_column(book: list[Page]) -> None:
    """ "Đơn vị tính" before the figures, ditto marks below, no caption."""
    for page in book:
        if page.table.captions and "khẩu" not in page.table.title:  # a table of one unit
            unit = page.table.captions[0].text
            for at in [at for at, v in page.cells.items() if at[0] < page.head[0] and unit in str(v[0])]:
                del page.cells[at]
            page.insert_columns(page.first)
            col = page.first - 1
            page.cells[page.head[0], col] = ["Đơn vị tính", None]
            rows = [r for r in page.rows() if page.label_at(r)]
            page.cells |= {(r, col): [unit if r == rows[0] else '"', None] for r in rows}


def of_year(value: object, by: int) -> object:
    """A text or a number of a header with its years moved."""
    if isinstance(value, str):
        return YEAR.sub(lambda m: str(int(m[0]) + by), value)
    return value + by if isinstance(value, float) and YEAR.fullmatch(f"{value:g}") else value


def year_moved(by: int) -> Callable[[list[Page]], None]:
    def change(book: list[Page]) -> None:
        for page in book:
            for at, cell in page.cells.items():
                if not page.is_figure(at):
                    cell[0] = of_year(cell[0], by)

    return change


def same_words(change: Callable[[str], str], rows: str = "all") -> Callable[[list[Page]], None]:
    """All texts, those down to the header ("head"), or the labels, written another way."""

    def apply(book: list[Page]) -> None:
        for page in book:
            page.texts(
                change,
                lambda at, page=page: (
                    rows == "all" or (at[0] <= page.head[1] if rows == "head" else page.is_label(at))
                ),
            )

    return apply


def without_marks(text: str) -> str:
    return " ".join(fold(word, marks=False) if word[:1].isalpha() else word for word in text.split(" "))
