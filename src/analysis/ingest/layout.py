"""Where the tables of a sheet are: titles, stacked headers, label columns, data rows, notes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from analysis.ingest.grid import Grid
from analysis.ingest.numbers import is_nil, looks_numeric, parse_fraction
from analysis.ingest.periods import meaning
from analysis.ingest.text import clean, fold, tcvn3_share
from analysis.ingest.units import DITTO, caption_units, is_caption, parse_unit

HEAD_WORDS = re.compile(
    r"^(?:stt|s tt|tt|so tt|so thu tu|no|chi tieu|noi dung|muc|danh muc|ten .*|don vi.*|dvt|dv tinh|tinh|xa.*"
    r"|dia phuong|dia ban|huyen.*|loai .*|san pham|mat hang|nganh.*|linh vuc.*|cong trinh.*|du an.*|thang|quy"
    r"|nam|nam \d{4}|items?|indicators?|ma so|ghi chu|ho va ten)$"
)
_LETTERHEAD = re.compile(r"cong hoa xa hoi|doc lap|kem theo|phu luc|bieu so|mau so|so:|ngay \d+ thang")
_NOTE = re.compile(
    r"^(?:[(⁽]\s*\*+\s*[)⁾]|\*+|\(\d\)|ghi chú|nguồn|chú thích|lưu ý|notes?\b|source|[¹²³])", re.I
)
ENUMERATOR = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})*\.?|[IVX]{1,5}\.?|[A-ZĐa-zđ]\.?|\*|\+|-)$")


@dataclass
class Sheet:
    """A grid seen row by row: kinds of cells known, texts decoded."""

    grid: Grid
    rows: dict[int, dict[int, tuple[str, object]]] = field(
        default_factory=dict
    )  # row -> col -> (kind, value)


@dataclass
class Block:
    """Rows of one table: `title` rows, `header` rows, `body` rows, `notes` rows; `first` is its first figure
    column.
    """

    title: list[int]
    header: list[int]
    body: list[int]
    notes: list[int]
    first: int


def look(grid: Grid) -> Sheet:
    """Kinds of cells: number, text number ("digits"), nil, ditto, date, fraction, error, text. Kept with the
    grid.
    """
    if grid.seen is not None:
        return grid.seen
    texts = [v for row in grid.rows for v in row if isinstance(v, str)]
    tcvn3 = tcvn3_share(texts) == 1
    sheet = Sheet(grid)
    for i, row in enumerate(grid.rows, grid.top):
        cells = {}
        for j, value in enumerate(row, grid.left):
            if value == "" or isinstance(value, bool):
                if (i, j) in grid.errors:
                    cells[j] = ("error", grid.errors[i, j])
                continue
            if isinstance(value, (int, float)):
                cells[j] = ("number", value)
            elif isinstance(value, str):
                text = clean(value, tcvn3)
                if text:
                    cells[j] = (_kind(text), text)
            elif isinstance(value, (date, datetime)):
                cells[j] = ("date", value)
        if cells:
            sheet.rows[i] = cells
    for i, j in grid.errors:
        if grid.get(i, j) == "":
            sheet.rows.setdefault(i, {})[j] = ("error", grid.errors[i, j])
    if grid.errors:
        sheet.rows = {r: dict(sorted(sheet.rows[r].items())) for r in sorted(sheet.rows)}
    grid.seen = sheet
    return sheet


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
    return "text"


_EXCUSE = re.compile(
    r"^\d|\b(?:chua co|chua tong hop|dang tong hop|dang cap nhat|khong co so lieu|chua bao cao)\b"
)
_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!)")
_SLIP = re.compile(r"[1-9][\d.,]+")  # "115..5" was meant as a figure
FIGURES = ("number", "digits", "fraction", "error")


def goes_on(text: str) -> bool:
    """A line that goes on from the one above: it starts in small letters and bears no list mark."""
    return text[0].islower() and not re.match(r"^(?:[a-zđ]|[ivx]+)\s*[).]", text)


def is_year(kind: str, value: object) -> bool:
    """A number that in a header is a year."""
    if kind == "digits":
        return bool(re.fullmatch(r"(?:19|20)\d\d", str(value)))
    return kind == "number" and 1975 <= value <= 2060 and float(value).is_integer()


def _first_figure(cells: dict[int, tuple[str, object]]) -> int | None:
    """The column of the first figure right of a label, None when the row is not one of label and figures."""
    label = None
    for col, (kind, value) in cells.items():
        if kind == "text" and not ENUMERATOR.match(str(value)):
            label = col
            break
    if label is None:
        return None
    figures = [
        (c, k, v)
        for c, (k, v) in cells.items()
        if c > label and (k in FIGURES or k == "text" and _SLIP.fullmatch(v))
    ]
    if not figures or all(is_year(k, v) for _, k, v in figures):
        return None
    return figures[0][0]


def numbered(cells: dict[int, tuple[str, object]]) -> bool:
    """A row that numbers the columns: A | B | 1 | 2 | 3=2/1."""
    marks = [str(int(v)) if k == "number" and float(v).is_integer() else str(v) for k, v in cells.values()]
    if len(marks) < 3 or not all(
        re.fullmatch(r"\(?(?:[A-ZĐ]|\d{1,2}(?:\s*=.*)?|[-+x:/()=\d\s]{1,14})\)?", m) for m in marks
    ):
        return False
    ordered = [
        int(d[0])
        for m in marks
        if (d := re.match(r"\(?(\d{1,2})", m) or [None])[0] and (d := [re.sub(r"\D", "", d[0])])
    ]
    return (
        len(ordered) >= 2
        and ordered == list(range(ordered[0], ordered[0] + len(ordered)))
        and ordered[0] <= 4
    )


def blocks(sheet: Sheet) -> list[Block]:
    """The tables of a sheet from top to bottom."""
    firsts = Counter(c for cells in sheet.rows.values() if (c := _first_figure(cells)) is not None)
    if not firsts:
        return _worded(sheet)
    enough = max(2, 0.08 * sum(firsts.values()))
    first = min((c for c, n in firsts.items() if n >= enough), default=firsts.most_common(1)[0][0])
    found: list[Block] = []
    before: list[int] = []
    body: list[int] = []
    header: list[int] = []
    title: list[int] = []
    rows = list(sheet.rows)

    def close() -> None:
        nonlocal before, body
        if body:
            last = max(i for i, r in enumerate(body) if _is_data(sheet.rows[r], first))
            while (
                last + 1 < len(body)
                and body[last + 1] == body[last] + 1
                and _goes_with(sheet.rows[body[last + 1]], first)
            ):
                last += 1
            after = body[last + 1 :]
            found.append(Block(title, header, body[: last + 1], after, first))
            before, body = list(after), []

    for position, row in enumerate(rows):
        cells = sheet.rows[row]
        if not body:
            if _is_data(cells, first) and not numbered(cells):
                title, header = _head(sheet, before, first)
                if (
                    not header
                    and not found
                    and not any(_is_data(sheet.rows[r], first) for r in rows[position + 1 :])
                ):
                    before.append(row)
                    continue
                body = [
                    *(r for r in before if header and r > header[-1] and not numbered(sheet.rows[r])),
                    row,
                ]
                before = []
            else:
                before.append(row)
        elif _starts_header(sheet, rows, position, first):
            close()
            before.append(row)
        else:
            body.append(row)
    close()
    found += [b for b in _worded(sheet) if not any(set(b.header) & {*o.header, *o.body} for o in found)]
    for earlier, later in zip(found, found[1:], strict=False):
        _share(sheet, earlier, later)
    return [_narrow(sheet, b) for b in found]


def _worded(sheet: Sheet) -> list[Block]:
    """Tables of words without one figure: the owners' assessments of themselves."""
    rows = list(sheet.rows)
    for position, row in enumerate(rows):
        heads = {c: str(v) for c, (k, v) in sheet.rows[row].items() if k == "text"}
        first = next(
            (c for c, text in heads.items() if meaning(text).meaning == "self_assessment" and len(text) < 60),
            None,
        )
        if first is None or len(heads) < 2:
            continue
        body = []
        for below in rows[position + 1 :]:
            cells = sheet.rows[below]
            if below > (body[-1] if body else row) + 2 or not any(
                c < first and k == "text" for c, (k, _) in cells.items()
            ):
                break
            body.append(below)
        if body:
            return [Block(rows[:position], [row], body, [], first)]
    return []


def _is_data(cells: dict, first: int) -> bool:
    figure = _first_figure(cells)
    if figure is None:
        return False
    return any(c < first and k == "text" for c, (k, _) in cells.items())


def _goes_with(cells: dict, first: int) -> bool:
    """A row of the table although it has no figure: a label with dashes, or with a slip or excuse for a
    number, or the rest of the label above.
    """
    labels = [str(v) for c, (k, v) in cells.items() if c < first and k == "text"]
    if not labels:
        return False
    return (len(cells) == 1 and goes_on(labels[0])) or any(
        c >= first and (k == "nil" or k == "text" and _EXCUSE.search(fold(str(v), marks=False)))
        for c, (k, v) in cells.items()
    )


def _head_label(cells: dict, first: int, test=all) -> bool:
    """Whether what stands in the label columns may belong to a header."""
    labels = [str(v) for c, (k, v) in cells.items() if c < first and k in ("text", "digits", "number")]
    return test(HEAD_WORDS.match(fold(v, marks=False)) for v in labels) or not labels


def _heads(cells: dict, first: int) -> list[int]:
    return [c for c, (k, v) in cells.items() if c >= first and (k in ("text", "date") or is_year(k, v))]


def _starts_header(sheet: Sheet, rows: list[int], position: int, first: int) -> bool:
    """Whether the header of another table starts here: heads above figure columns, and data below them."""
    columns: set[int] = set()
    for row in rows[position : position + 12]:
        cells = sheet.rows[row]
        if _is_data(cells, first):
            return len(columns) >= 2
        if numbered(cells):
            continue
        heads = _heads(cells, first)
        if row == rows[position] and (not heads or not _head_label(cells, first)):
            return False
        if heads and _head_label(cells, first):
            texts = [str(cells[c][1]) for c in heads]
            if not all(is_caption(t) or parse_unit(t) for t in texts):
                columns.update(heads)
        elif heads:
            return False
    return False


def _head(sheet: Sheet, before: list[int], first: int) -> tuple[list[int], list[int]]:
    """Split the rows above the data into title rows and header rows."""
    header: list[int] = []
    i = len(before) - 1
    while i >= 0:
        row = before[i]
        cells = sheet.rows[row]
        heads = _heads(cells, first)
        labels = [str(v) for c, (k, v) in cells.items() if c < first and k == "text"]
        texts = [str(cells[c][1]) for c in heads if cells[c][0] == "text"]
        caption = len(heads) == 1 and texts and (is_caption(texts[0]) or bool(caption_units(texts[0])))
        letterhead = any(_LETTERHEAD.search(fold(t, marks=False)) for t in labels + texts)
        gap = bool(header) and header[0] - row > 2 and not _merged_over(sheet.grid, row, header[0], first)
        if numbered(cells) and not header:
            i -= 1
            continue
        if header and (caption and not texts[0].startswith("(") or letterhead or gap):
            break
        if (
            heads
            and not letterhead
            and (
                not labels
                or _head_label(cells, first, any)
                or (len(heads) > 1 and max(map(len, labels)) < 60)
            )
        ):
            header.insert(0, row)
        elif labels and _head_label(cells, first) and header:
            header.insert(0, row)
        elif heads or labels:
            # A group row may stand between header and data ("Phân theo ngành"); a title never does.
            if header or len(before) - i > 3:
                break
        i -= 1
    top = header[0] if header else (before[-1] + 1 if before else 0)
    return [r for r in before if r < top], header


def _merged_over(grid: Grid, upper: int, lower: int, first: int) -> bool:
    return any(a <= upper and c >= lower - 1 and d >= first for a, b, c, d in grid.merges if c > a)


def continued(text: str) -> bool:
    """Whether a title says that its table goes on from another: "(Tiếp theo)", "Continued"."""
    return bool(re.search(r"\btiep theo\b|^\W*tiep\W*$|\bcontinued\b", fold(text, marks=False)))


def _share(sheet: Sheet, earlier: Block, later: Block) -> None:
    """Rows between two tables: notes stay with the upper one, the rest titles the lower one.

    What stands above "(Tiếp theo)" is the upper table's: the group whose rows go on.
    """
    keep: list[int] = []
    for row in later.title:
        first_text = next((str(v) for k, v in sheet.rows[row].values() if k == "text"), "")
        if continued(first_text):
            keep.clear()
        if _NOTE.match(first_text) and not re.match(r"^\d+\.", first_text):
            continue
        keep.append(row)
    later.title = keep
    earlier.notes = [r for r in earlier.notes if r not in keep and r not in later.header]


def _narrow(sheet: Sheet, block: Block) -> Block:
    """The first figure column of this block alone (tables of one sheet may differ)."""
    firsts = Counter(c for r in block.body if (c := _first_figure(sheet.rows[r])) is not None)
    enough = max(2, 0.08 * sum(firsts.values()))
    block.first = max(block.first, min((c for c, n in firsts.items() if n >= enough), default=block.first))
    for col in range(block.first - 1, sheet.grid.left, -1):
        # A plan column with hardly a number in it ("≥ 80", "-") is a column of figures by its head.
        head = " ".join(str(sheet.rows[r][col][1]) for r in block.header if col in sheet.rows[r])
        words = [str(sheet.rows[r][col][1]) for r in block.body if sheet.rows[r].get(col, ("",))[0] == "text"]
        words = [w for w in words if re.match(r"[^\W\d]{2}", w) and not _EXCUSE.search(fold(w, marks=False))]
        if words or not meaning(head, 2000, 6).meaning:
            break
        block.first = col
    return block
