"""What stays of a file and its tables from month to month: name, title, heads; how rows that nobody reads are told."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from rich.table import Table as Grid

from analysis.draft.programme_file import quoted
from analysis.ingest import match
from analysis.ingest.context import Context
from analysis.ingest.heads import Head
from analysis.ingest.names import Names
from analysis.ingest.periods import apart, named
from analysis.ingest.sender import Left
from analysis.ingest.sources import Sources
from analysis.ingest.tables import Column, Row, Table
from analysis.ingest.text import clean, fold


def table_of(*heads: str) -> Grid:
    """A table of the terminal with these heads, as yet without rows."""
    grid = Grid(box=None, header_style="dim", title_justify="left")
    for head in heads:
        grid.add_column(head, overflow="fold")
    return grid


def left_words(sheet: str, row: Left) -> str:
    """A row that no rule takes: where it stands, its words, its newest figure, and the target it may be of."""
    said = f"{sheet.strip()}!{row.cell} “{short(row.label)}”, số mới nhất (newest) {row.at} = {row.value} {row.unit}"
    return said.strip() + (f" → có thể là (may be): {row.may_be}" if row.may_be else "")


def left_lines(rows: Iterable[tuple[str, Left]]) -> list[str]:
    """The rows, with their sheets, that no rule takes, a line each; one for a row that stands on several sheets, and
    for the rates of hamlets, schools and the like below each other."""
    alike: dict[tuple[str, ...], list[tuple[str, Left]]] = defaultdict(list)
    for sheet, row in rows:
        rate = row.unit == "%" and not row.may_be
        key = (sheet, row.at.rstrip("0123456789")) if rate else (row.label, row.unit, row.may_be)
        alike[key].append((sheet, row))
    lines = []
    for (sheet, first), *more in alike.values():
        said = left_words(*[(sheet, first), *more][-1])
        if more and more[-1][0] == sheet:
            said = f"{left_words(sheet, first)} … {more[-1][1].at}"
        lines.append(said + f" (và {len(more)} dòng như vậy: and as many more)" * bool(more))
    return lines


def short(text: str, length: int = 70) -> str:
    """A text that has room in a line of the terminal."""
    text = clean(text)
    return text if len(text) <= length else text[: length - 1] + "…"


def rule_head(table: Table, title: str, at: Context) -> list[str]:
    """The first lines of a table's rule: the words of its title; that its sheet says the month, where it alone does."""
    by_sheet = not at.month and any(s.kind == "month" for s in named(table.sheet))
    return [f"      - title: {quoted(title)}", *["        period: sheet"] * by_sheet]


_CHANGING = re.compile(  # of a title, besides periods: numbers and days of papers, counts of editions
    r"\(?\b(?:số|no)\s*[:.]?\s*\d+[\w/.-]*|(?<!\w)\d+\s*/(?:\d{4}/)?[A-ZĐ][\w.-]*(?:/\w+)*|"
    r"(?<!\d)\d{1,2}\s*[-/.]\s*\d{1,2}(?:\s*[-/.]\s*\d{2,4})?(?!\d)|\b(?:lần(?: thứ)?|tuần|đợt)\s*\d+",
    re.I,
)
_EDGE = r"(?:và|về|của|trong|năm|tháng|quý|kỳ|đến|tính|hết|từ|ngày|số|kèm theo|cuối|đầu|in|of|for|the)"
_BEGINS = re.compile(rf"^(?:\W+|{_EDGE}(?!\w))+", re.I)
_ENDS = re.compile(rf"(?:\W+|(?<!\w){_EDGE})+$", re.I)
_GENERAL = {
    *"phu luc bieu bang bao cao ket qua tinh hinh so lieu kem theo ngay cong van quyet dinh cua ve".split()
}


# the office above a title, which a clerk leaves out or writes otherwise
_LETTERHEAD = re.compile(
    r"^(?:ubnd|u[ỷy] ban|hđnd|hội đồng|phòng|ban|trung tâm|công an|trạm|chi cục|đơn vị|cộng hòa)\b(?:(?!\d).){0,150}?"
    r"\b(?=(?:phụ lục|biểu|bảng|báo cáo|tổng hợp|kết quả|tình hình|tiến độ|thống kê|số liệu)\s+\w+\s+\w+)",
    re.I,
)


def title_words(title: str) -> str:
    """The words of a table's title that are the same next month: of the parts between periods, days and numbers of
    papers that with the most words of its own; "" where nothing is left."""
    text = re.sub(r"^\d+\.\s*", "", apart(clean(_LETTERHEAD.sub("", clean(title)))))
    spans = [
        s for s in named(text) if s.kind != "month" or re.search(r"\d", text[s.at : s.end])
    ]  # "May works"
    cuts = [(s.at, s.end) for s in spans] + [m.span() for m in _CHANGING.finditer(text)]
    cuts += [
        m.span()
        for m in re.finditer(r"\([^()]*\)", text)
        if any(m.start() < b and a < m.end() for a, b in cuts)
    ]
    parts, at = [], 0
    for start, end in [*sorted(cuts), (len(text), len(text))]:
        part = text[at : max(start, at)]
        part = _ENDS.sub("", part) if start < len(text) else part
        parts.append((_BEGINS.sub("", part) if at else part).strip(" ,;:.-–()"))
        at = max(at, end)
    own = [len([w for w in fold(p, marks=False).split() if w not in _GENERAL]) for p in parts]
    return parts[own.index(max(own))].lower()


_OF_ALL = "".join(  # "theo ấp 3-2026" is of all hamlets in March, "ấp 3" is one
    rf"(?<={of}[ _.-]{unit}[ _.-])\d+(?:[-_. ]\d+)*|"
    for of in "theo các cac từng tung".split()
    for unit in "ấp ap xã xa".split()
)
_MONTHLY = re.compile(  # of a file's name, but what numbers a form or an office
    rf"(?i){_OF_ALL}"
    r"(?<=quy)[\W_]*[IVX]+(?![^\W_])|(?<=quý)[\W_]*[IVX]+(?![^\W_])|"
    r"(?<!\d)(?<!biểu)(?<!biểu[ _.-])(?<!bieu)(?<!bieu[ _.-])(?<!mẫu)(?<!mẫu[ _.-])(?<!mau)(?<!mau[ _.-])(?<!ấp)"
    r"(?<!ấp[ _.-])(?<!ap[ _.-])(?<!xã[ _.-])(?<!xa[ _.-])\d+(?:[-_. ]\d+)*"
)


def file_pattern(name: str) -> str:
    """The files like this one: its path with "*" for the numbers that change from month to month, where words are
    left; those of a form or a hamlet stay ("Biểu 02", "ấp 3")."""
    path = Path(unicodedata.normalize("NFC", name))
    made = "/".join(
        re.sub(r"\*(?:[\W_]*\*)+", "*", _MONTHLY.sub("*", part)) for part in path.with_suffix("").parts
    )
    return (made if len(re.sub(r"[\W_]", "", made)) > 2 else path.with_suffix("").as_posix()) + path.suffix


def names_months(table: Table) -> bool:
    """Whether the heads of a table say months without a year, which is all that it lacks."""
    heads = [Head.of(c.path).spans for c in table.columns if not c.beside]
    return any(s.kind in ("month", "upto", "quarter") for found in heads for s in found)


def month_in(name: str) -> str:
    """The pattern by which a file's name says month and year ("*{month}-{year}.*"), "" where it does not."""
    path = Path(unicodedata.normalize("NFC", name))
    said = re.search(
        r"(?<!\d)(?:(0?[1-9]|1[0-2])([-_. ]+)20\d\d|20\d\d([-_. ]+)(0?[1-9]|1[0-2]))(?!\d)", path.stem
    )
    if said is None or re.search(r"\d[-_.]$", path.stem[: said.start()]):  # none, or a day before it
        return ""
    made = f"{{month}}{said[2]}{{year}}" if said[1] else f"{{year}}{said[3]}{{month}}"
    return f"*{made}{'*' * (said.end() < len(path.stem))}{path.suffix}"


def total_row(table: Table) -> Row | None:
    """The one row of a table that adds up the others, None where none or several are named so."""
    found = [r for r in table.rows if not r.hidden and _WHOLE.find(r.label) is not None]
    return found[0] if len(found) == 1 and len(table.rows) > 2 else None


def by_places(table: Table, places: Names) -> bool:
    """Whether most rows of a table bear names of places."""
    rows = [r for r in table.rows if _WHOLE.find(r.label) is None]
    return 2 * sum(places.first((r.label, *r.texts)) is not None for r in rows) > len(rows)


_WHOLE = Names.of([*Sources(sources=[]).whole, "Tổng", "Toàn xã", "Toàn phường", "Total", "Grand total"])


def by_periods(table: Table, at: Context) -> bool:
    """Whether most rows of a table are periods that say their year."""
    periods, others = match.period_rows(table, at) if table.rows else ([], [])
    return len(periods) > max(1, 2 * len(others))


def finds(table: Table, column: Column) -> str:
    """The words of a column's head that find it alone; "" where none do."""
    tried = (fold_head(column.path[-1]), fold_head(column.text)) if column.path else ()
    return next((w for w in tried if match.columns_with(table, [w]) == [column]), "")


def fold_head(label: str) -> str:
    """A column's head without its unit in brackets, as words to look for."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", label).strip().lower()
