"""Where the tables of a sheet are: titles, stacked headers, label columns, data rows, notes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any

from analysis.ingest.grid import Grid
from analysis.ingest.heads import SELF_ASSESSED, meaning
from analysis.ingest.periods import apart, named, without_periods
from analysis.ingest.sheet import (
    ENUMERATOR,
    FIGURES,
    MONTH_AS_TYPED,
    NO_FIGURE,
    Cells,
    Sheet,
    is_year,
    may_date,
)
from analysis.ingest.text import fold
from analysis.ingest.units import caption_units, is_caption, measured, parse_unit

# What stands over the labels. A kind of thing may bear its other names ("Xã, thị trấn"), never a name of its own
# ("Xã Mỹ Lệ"): that is a label.
HEAD_WORDS = re.compile(
    r"^(?:stt|s tt|tt|so tt|so thu tu|no|chi tieu|noi dung|muc|danh muc|ten .*|don vi.*|dvt|dv tinh|tinh"
    r"|(?:xa|huyen|phuong|thi tran)"
    r"(?: (?:xa|huyen|phuong|thi tran|thi xa|dac khu|thanh pho|tp|quan|don vi|dia phuong))*"
    r"|dia phuong|dia ban|loai .*|san pham|mat hang|nganh(?: (?:kinh te|nghe|hang|linh vuc|san xuat).*)?"
    r"|thoi gian|thoi diem|truong|lop|ap|thon|khu pho|co so|doi tuong|khoan muc|sac thue|nguon thu|loai benh|cay trong"
    r"|linh vuc(?: (?:nganh|hoat dong|kinh doanh).*)?"
    r"|(?:cong trinh|du an)(?: (?:cong trinh|du an|hang muc).*)?|thang|quy"
    r"|nam|nam \d{4}|items?|indicators?|ma so|ghi chu|ho va ten)$"
)
_LETTERHEAD = re.compile(r"cong hoa xa hoi|doc lap|kem theo|phu luc|bieu so|mau so|so:|ngay \d+ thang")
_NOTE = re.compile(
    r"^(?:[(⁽]\s*\*+\s*[)⁾]|\*+|\(\d\)|ghi chú|nguồn|chú thích|lưu ý|notes?\b|source|[¹²³])", re.I
)


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


_EXCUSE = re.compile(rf"^\d|{NO_FIGURE}")
_NONE = re.compile(rf"{_EXCUSE.pattern}|^(?:khong|chua)\b")
_ABOUT = re.compile(
    r"\d|\b(?:khoang|tang|giam|tren|duoi|gan|hon|uoc|chua|khong|dang|about|around|nearly|over|under)\b"
)
_SIGNED = re.compile(
    r"^(?:nguoi|thu truong|truong|chu tich|pho|giam doc|noi nhan|tm|kt|tl|tuq|ke toan|chi cuc|lap bieu|ghi chu"
    r"|nguon|can duoc ngay)\b"
    r"|\bngay\b.*\bthang\b"
)
# "115..5", "khoảng 50", "> 100", "12; 13", "120 (25)" stand where a figure belongs
_SLIP = re.compile(
    r"[1-9][\d.,]+|(?:(?:khoảng|trên|dưới|gần|hơn|about|over|under|nearly)\s|[<>≥≤~≈]\s*)\s*\d[\d.,]*(?:\s*\S{1,8})?"
    r"|\d[\d.,]*\s*[;-]\s*\d[\d.,]*|\d[\d.,]*\s*\(\d[\d.,]*\)",
    re.I,
)


def _figure(kind: str, value: Any) -> bool:
    """Whether a cell holds a figure, or a text that stands where one belongs."""
    return _counts(value) if kind == "text" else kind in FIGURES


@lru_cache(1 << 13)
def _counts(text: str) -> bool:
    counted = _COUNT.fullmatch(text) and not parse_unit(text) or _SLIP.fullmatch(text)
    return measured(text) is not None or bool(counted) and not named(text)


_COUNT = re.compile(r"(?!\d+ ngày (?:đầu|cuối))\d[\d.,]*\s+[^\W\d]{2,}(?:\s[^\W\d]{2,}){0,2}")  # "3 đồng chí"


def goes_on(text: str) -> bool:
    """A line that goes on from the one above: it starts in small letters and bears no list mark."""
    return text[0].islower() and not re.match(r"^(?:[a-zđ]|[ivx]+)\s*[).]", text)


def _first_figures(sheet: Sheet) -> dict[int, int]:
    """Row -> the column of its first figure right of a label, for the rows of label and figures.

    Whole numbers that could all be years are heads below a head's word, beside other heads, or where they run on
    across ("2023 | 2024") and not down: then the rows above and below them hold other kinds of numbers.
    """
    found: dict[int, int] = {}
    across: dict[int, int] = {}
    down: set[int] = set()
    for row, cells in sheet.rows.items():
        label = next((c for c, (k, v) in cells.items() if k == "text" and not ENUMERATOR.match(v)), None)
        if label is None:  # a list number beside a label of one letter: "1 | A | 950"
            (left, kind), (second, also) = ([(c, k) for c, (k, _) in cells.items()] + [(0, "")] * 2)[:2]
            if kind not in ("number", "digits") or also != "text" or left > second:
                continue
            label = second
        figures = [c for c, (k, v) in cells.items() if c > label and _figure(k, v)]
        if not figures:
            continue
        if not all(may_date(*cells[c]) for c in figures):
            found[row] = figures[0]
        elif not heads_labels(sheet, row, label) and all(
            k != "text" or parse_unit(v) for c, (k, v) in cells.items() if c > label
        ):
            down.add(row)
            numbers = [int(float(str(cells[c][1]).rpartition("/")[2])) for c in figures]
            steps = {b - a for a, b in zip(numbers, numbers[1:], strict=False)}
            across_heads = steps in ({1}, {-1}) and not _headed(sheet, row, figures)
            (across if across_heads else found)[row] = figures[0]
    rows = list(sheet.rows)
    for before, row, after in zip([None, *rows], rows, [*rows[1:], None], strict=False):
        if row in across and (before in down or after in down):
            found[row] = across[row]
    return found


def _headed(sheet: Sheet, row: int, columns: list[int]) -> bool:
    """Whether each of some columns has a head of its own naming a period, right above a row or merged down to it."""
    heads = []
    for c in columns:
        near = [sheet.rows[r] for r in range(row - 1, row - 4, -1) if c in sheet.rows.get(r, {})]
        heads.append(near[0][c] if near else ("", ""))
    return all(k == "text" and named(str(v)) for k, v in heads)


def numbered(sheet: Sheet, row: int) -> bool:
    """A row that numbers the columns (A | B | 1 | 2 | 3=2/1), not the months below a head "Tháng"."""
    cells = sheet.rows[row]
    return _in_order(cells) and not numbers_periods(sheet, row)


def numbers_periods(sheet: Sheet, row: int) -> bool:
    """Whether the numbers of a row name the periods of a head right above: "Tháng" over 1 | 2 | 3."""
    above, cells = sheet.rows.get(row - 1, {}), sheet.rows[row]
    found = [
        c for c, (k, v) in above.items() if k == "text" and _COUNTED_PERIODS.match(fold(str(v), marks=False))
    ]
    numbers = [
        float(v) for c, (k, v) in cells.items() if found and c >= found[0] and k in ("number", "digits")
    ]
    ordered = numbers == [numbers[0] + i for i in range(len(numbers))] if len(numbers) > 2 else False
    return ordered and above.get(found[0] + 1) is None


_COUNTED_PERIODS = re.compile(r"^(?:thang|quy|quarters?)$")


_COLUMN_MARK = re.compile(r"\(?(?:[A-ZĐ]|\d{1,2}(?:\s*=.*)?|[-+x:/()=\d\s]{1,14})\)?")


def _in_order(cells: Cells) -> bool:
    if len(cells) < 3:
        return False
    told = (str(int(v)) if k == "number" and float(v).is_integer() else str(v) for k, v in cells.values())
    marks = list(takewhile(_COLUMN_MARK.fullmatch, told))
    if len(marks) < len(cells):
        return False
    letters = [m.strip("()") for m in marks if m.strip("()").isalpha()]
    if letters == ["A", "B", "C"][: len(letters)] and len(letters) > 1 and marks[len(letters) :] == ["1"]:
        return True  # A | B | 1
    ordered = [int(d[1]) for m in marks if (d := re.match(r"\(?(\d{1,2})", m))]
    first = ordered[0] if ordered else 9
    return len(ordered) > 1 and first <= 4 and ordered == [*range(first, first + len(ordered))]


def blocks(sheet: Sheet) -> list[Block]:
    """The tables of a sheet from top to bottom."""
    _name_periods(sheet)
    figures = _first_figures(sheet)
    if not figures:
        return _worded(sheet)
    firsts = Counter(c for r, c in figures.items() if not numbered(sheet, r)) or Counter(figures.values())
    enough = max(2, 0.08 * sum(firsts.values()))
    first = min((c for c, n in firsts.items() if n >= enough), default=firsts.most_common(1)[0][0])
    # "1 | Thu | 950" above a table without list numbers: "Thu | 950"
    data = {
        r
        for r in figures
        if any(c < first and k in ("text", "number") for c, (k, _) in sheet.rows[r].items())
    }
    found: list[Block] = []
    before: list[int] = []
    body: list[int] = []
    header: list[int] = []
    title: list[int] = []
    rows = list(sheet.rows)

    def close() -> None:
        nonlocal before, body
        if body:
            last = max(i for i, r in enumerate(body) if r in data)
            kept, after = body[: last + 1], body[last + 1 :]
            while after and after[0] == kept[-1] + 1 and _goes_with(sheet.rows[after[0]], first):
                kept.append(after.pop(0))
            found.append(Block(title, header, kept, after, first))
            before, body = list(after), []

    for position, row in enumerate(rows):
        cells = sheet.rows[row]
        if not body:
            if row in data and not numbered(sheet, row):
                title, header = _head(sheet, before, first)
                alone = not found and not any(r in data for r in rows[position + 1 :])
                years = all(may_date(k, v) for c, (k, v) in cells.items() if c >= first and _figure(k, v))
                if not header and (alone or years):
                    before.append(row)
                    continue
                below = (r for r in before if header and r > header[-1] and not numbered(sheet, r))
                before, body = [], [*below, row]
            else:
                before.append(row)
        elif _starts_header(sheet, rows, position, first, data):
            close()
            before.append(row)
        else:
            body.append(row)
    close()
    found += [b for b in _worded(sheet) if not any(set(b.header) & {*o.header, *o.body} for o in found)]
    for earlier, later in zip(found, found[1:], strict=False):
        _share(sheet, earlier, later)
    return [_narrow(sheet, b, figures) for b in found]


def halves(sheet: Sheet, block: Block) -> list[Sheet]:
    """The sheets of two tables that stand side by side: where a head of labels stands once more right of figures
    ("Nội dung thu | … | Nội dung chi | …") above labels with figures of their own. [] for one table.

    What stands above both is of both, but for lines in which each has its own words.
    """
    kind = lambda value: fold(str(value), marks=False).split()[:2]  # noqa: E731
    for row in block.header:
        cells = sheet.rows[row]
        own = [kind(v) for c, (k, v) in cells.items() if c < block.first and k == "text"]
        for col in (c for c, (k, v) in cells.items() if c > block.first and k == "text" and kind(v) in own):
            again = [
                r for r in block.body
                if sheet.rows[r].get(col, ("",))[0] == "text"
                and any(c > col and k in FIGURES for c, (k, _) in sheet.rows[r].items())
            ]  # fmt: skip
            if len(again) < 2 or 2 * len(again) < sum(col in sheet.rows[r] for r in block.body):
                continue
            cut = col - (fold(str(cells.get(col - 1, ("", ""))[1]), marks=False) in _LISTED)
            left, right = Sheet(sheet.grid), Sheet(sheet.grid)
            for r, line in sheet.rows.items():
                words = {c < cut for c, (k, v) in line.items() if k == "text" and not is_caption(str(v))}
                for half, here in ((left, True), (right, False)):
                    if r < row and len(words) < 2:
                        half.rows[r] = line
                    elif part := {
                        c: x for c, x in line.items()
                        if (c < cut) is here or r < row and is_caption(str(x[1]))
                    }:  # fmt: skip
                        half.rows[r] = part
            return [left, right]
    return []


_DATED = ("nam", "thang", "quy", "ky", "thoi gian", "thoi ky", "year", "month", "period", "date", "time")
_LISTED = ("stt", "tt", "so tt", "no")


def _name_periods(sheet: Sheet) -> None:
    """Makes labels of the years and months that stand as numbers or as dates down a first column headed "Năm", "Tháng";
    a month beside its year is named with it."""
    for head, cells in list(sheet.rows.items()):
        if len(cells) < 2:
            continue
        heads = [(c, str(v)) for c, (k, v) in islice(cells.items(), 3) if k == "text"]
        words = ((c, _kept(text)) for c, text in heads)
        col, word = next((w for w in words if w[1] not in _LISTED), (-1, ""))
        if word not in _DATED:
            continue
        of = {_kept(text): c for c, text in heads}
        year, part = (next((w for w in said if w in of), "") for said in (("nam", "year"), _PARTS))
        years, months = of.get(year, -1), of.get(part, -1)
        own = {col} if min(years, months) < 0 else {years, months}
        rows = {
            r: row
            for r, row in sheet.rows.items()
            if r > head and all(c >= col or k != "text" for c, (k, _) in row.items())
        }
        alone = len(own) == 1
        found = _of_one(rows, col, word) if alone else _of_pairs(rows, years, months, part)
        for r, text in found.items() if len(found) > alone else ():
            rest = {c: v for c, v in sheet.rows[r].items() if c not in own}
            sheet.rows[r] = dict(sorted({**rest, col: ("text", text)}.items()))


@lru_cache(1 << 13)
def _kept(head: str) -> str:
    """A head's words without marks, and without those that say of what its periods are."""
    return re.sub(" (?:bao cao|du lieu|so lieu|thong ke)$", "", fold(head, marks=False))


_PARTS = ("thang", "month", "quy", "quarter")
_NTH = re.compile(r"(0?[1-9]|1[0-2])(?:\.0)?")


def _nth(value: Any, head: str) -> str:
    """The month or, under "Quý", the quarter that a number names; "" for none."""
    count = _NTH.fullmatch(str(value)) if head in _PARTS else None
    return f"{'Quý' if head.startswith('qu') else 'Tháng'} {int(count[1])}" if count else ""


def _of_one(rows: dict[int, Cells], col: int, head: str) -> dict[int, str]:
    """Years, months and quarters that are numbers or dates, by their rows."""
    found: dict[int, str] = {}
    for r, row in rows.items():
        kind, value = row.get(col, ("", ""))
        if kind == "text":
            break
        if kind == "date":
            found[r] = f"{'Tháng ' if value.day == 1 else f'{value.day}/'}{value.month}/{value.year}"
        elif is_year(kind, value):
            found[r] = str(int(value))
        elif text := _nth(value, head):
            found[r] = text
        elif value != "":
            return {}  # other numbers: no column of periods
    return found


def _of_pairs(rows: dict[int, Cells], years: int, months: int, head: str) -> dict[int, str]:
    """Months with the year that stands beside them or, once, beside those above, by their rows."""
    found: dict[int, str] = {}
    year = ""
    for r, row in rows.items():
        if said := str(row.get(years, ("", ""))[1]).strip():
            told = re.fullmatch(r"(?:n[aă]m\s+)?((?:19|20)\d\d)(?:\.0)?", said, re.I)
            if not told and all(k not in FIGURES for k, _ in row.values()):
                break  # a line below the table; "Cộng" has figures
            year = told[1] if told else ""
        value = row.get(months, ("", ""))[1]
        month = _nth(value, head) or apart(str(value))
        spans = named(month)
        if year and len(spans) == 1 and not spans[0].year:
            found[r] = f"{month[: spans[0].end]}/{year}{month[spans[0].end :]}"
    return found


def _worded(sheet: Sheet) -> list[Block]:
    """Tables of words without one figure: the owners' assessments of themselves."""
    if not SELF_ASSESSED.pattern.search(sheet.grid.words):
        return []
    rows = list(sheet.rows)
    for position, row in enumerate(rows):
        heads = sheet.texts(row)
        first = next(
            (c for c, text in heads.items() if meaning(text).meaning == "self_assessment" and len(text) < 60),
            None,
        )
        if first is None or len(heads) < 2:
            continue
        body: list[int] = []
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


def _goes_with(cells: Cells, first: int) -> bool:
    """A row of the table although it has no sure figure: a label with dashes, with a number that could be a year, with
    a slip or excuse for a number, or the rest of the label above.
    """
    labels = [str(v) for c, (k, v) in cells.items() if c < first and k == "text"]
    if not labels:
        return False
    words = [fold(str(v), marks=False) for c, (k, v) in cells.items() if c >= first and k == "text"]
    signed = any(_SIGNED.search(w) for w in (*words, fold(labels[0], marks=False)))
    return (
        (len(cells) == 1 and goes_on(labels[0]))
        or any(c >= first and k in (*FIGURES, "nil") for c, (k, _) in cells.items())
        or any(_EXCUSE.search(w) or (_ABOUT.search(w) and not signed) for w in words)
    )


def _head_label(sheet: Sheet, row: int, first: int, test=all) -> bool:
    """Whether what stands in the label columns may belong to a header."""
    labels = [c for c, (k, _) in sheet.rows[row].items() if c < first and k in ("text", "digits", "number")]
    return test(heads_labels(sheet, row, c) for c in labels) or not labels


def heads_labels(sheet: Sheet, row: int, col: int) -> bool:
    """Whether a cell is a word that stands over labels, alone or above its translation ("STT" over "No")."""
    if HEAD_WORDS.match(fold(str(sheet.rows[row][col][1]), marks=False)):
        return True
    raw = sheet.grid.get(row, col)
    lines = re.split(r"[\r\n]+|\s[-–/]\s|/|\(", raw.strip()) if isinstance(raw, str) else []
    return len(lines) > 1 and bool(HEAD_WORDS.match(fold(lines[0], marks=False)))


def _heads(cells: Cells, first: int) -> list[int]:
    return [c for c, (k, v) in cells.items() if c >= first and (k in ("text", "date") or may_date(k, v))]


def _starts_header(sheet: Sheet, rows: list[int], position: int, first: int, data: set[int]) -> bool:
    """Whether the header of another table starts here: heads above figure columns, and data below them."""
    columns: set[int] = set()
    for row in rows[position : position + 12]:
        cells = sheet.rows[row]
        if row in data:
            if len(columns) != 1:
                return len(columns) > 1
            labels = (c for c, (k, _) in sheet.rows[rows[position]].items() if c < first and k == "text")
            return any(heads_labels(sheet, rows[position], c) for c in labels)
        if numbered(sheet, row):
            continue
        heads = _heads(cells, first)
        over_labels = bool(heads) and (
            _head_label(sheet, row, first)
            or any(fold(str(v), marks=False) in ("stt", "tt") for c, (_, v) in cells.items() if c < first)
            or _over_figures(cells, heads, first, _apart(sheet, rows, position, cells, first, data))
        )
        if row == rows[position] and not over_labels:
            return False
        if over_labels:
            texts = [str(cells[c][1]) for c in heads]
            if not all(is_caption(t) or parse_unit(t) for t in texts):
                columns.update(heads)
        elif heads:
            return False
    return False


def _apart(sheet: Sheet, rows: list[int], position: int, cells: Cells, first: int, data: set[int]) -> Cells:
    """The figures below a row that is parted from what stands above it: by a gap, or where list numbers break off."""
    below = next((sheet.rows[r] for r in rows[position + 1 : position + 6] if r in data), {})
    upper = rows[position - 1]
    listed = _listed(below, first) or _listed(sheet.rows[upper], first)
    return below if rows[position] - upper > 1 or listed and not _listed(cells, first) else {}


def _listed(cells: Cells, first: int) -> bool:
    return any(k in ("number", "digits") for c, (k, _) in cells.items() if c < first)


def _over_figures(cells: Cells, heads: list[int], first: int, below: Cells) -> bool:
    """Whether a row heads figures, whatever stands over the labels: "Tội danh | Kế hoạch | Lũy kế", or words that are
    no unit and no excuse, each of its own, above the figures of the row `below`: "Nhóm | Số hộ | Số tiền"."""
    figures = any(k in FIGURES and not may_date(k, v) for c, (k, v) in cells.items() if c >= first)
    words = {str(cells[c][1]) for c in heads}
    told = [m for c in heads if (m := meaning(str(cells[c][1]), 2000, 6).meaning)]
    if figures or len(heads) < 2 or len(told) > 1 and 2 * len(told) >= len(heads):
        return not figures and len(heads) > 1
    excused = [
        c for c in heads if cells[c][0] == "text" and _NONE.search(fold(str(cells[c][1]), marks=False))
    ]
    over = [c for c in heads if below.get(c, ("",))[0] in FIGURES]
    each = len(words) == len(heads) and not (excused or any(map(parse_unit, words)))
    return each and len(over) > 1 and 2 * len(over) >= len(heads)


def _head(sheet: Sheet, before: list[int], first: int) -> tuple[list[int], list[int]]:
    """Split the rows above the data into title rows and header rows."""
    header: list[int] = []
    for i, row in reversed([*enumerate(before)]):
        cells = sheet.rows[row]
        heads = _heads(cells, first)
        labels = [str(v) for c, (k, v) in cells.items() if c < first and k == "text"]
        texts = [str(cells[c][1]) for c in heads if cells[c][0] == "text"]
        caption = len(heads) == 1 and texts and (is_caption(texts[0]) or bool(caption_units(texts[0])))
        letterhead = any(_LETTERHEAD.search(fold(t, marks=False)) for t in labels + texts)
        gap = bool(header) and header[0] - row > 2 and not _merged_over(sheet.grid, row, header[0], first)
        if numbered(sheet, row) and not header:
            continue
        if numbers_periods(sheet, row):
            header.insert(0, row)
            continue
        if not header and i and labels and heads and _slips(sheet, before[i - 1], row, first):
            continue
        dated = not labels and len(texts) == 1 and _dates_and_measures(texts[0])
        if header and (caption and not texts[0].startswith("(") or dated or letterhead or gap):
            break
        last = i == len(before) - 1 > 0
        heading = not labels or _head_label(sheet, row, first, any)
        heading = heading or (len(heads) > 1 and max(map(len, labels)) < 200)
        heading = heading or (len(heads) == 1 and last and _short(labels))
        if heads and heading and not letterhead or labels and header and _head_label(sheet, row, first):
            header.insert(0, row)
        elif (heads or labels) and (header or len(before) - i > 3):
            # a group row may stand between header and data ("Phân theo ngành"); a title never does
            break
    top = header[0] if header else (before[-1] + 1 if before else 0)
    return [r for r in before if r < top], header


def _dates_and_measures(text: str) -> bool:
    """Whether a text is a period and the unit of a table: "Tháng 6 năm 2025 - ĐVT: tỷ đồng"."""
    period, *unit = re.split(r"(?i)\W+(?=đvt|đơn vị)", text, maxsplit=1)
    return bool(unit) and is_caption(unit[0]) and not re.search(r"\w", without_periods(period))


def _slips(sheet: Sheet, above: int, row: int, first: int) -> bool:
    """Whether a row right below the heads of labels is one of the table although it has no sure figure: "Thu A | 05",
    "Thu B | Chưa báo cáo", a date."""
    cells = sheet.rows[row]
    over = [c for c, (k, _) in sheet.rows[above].items() if c < first and k == "text"]
    if _head_label(sheet, row, first, any) or not any(heads_labels(sheet, above, c) for c in over):
        return False
    texts = [str(cells[c][1]) for c in _heads(cells, first) if cells[c][0] != "date"]
    texts = [text for text in texts if not MONTH_AS_TYPED.fullmatch(text)]
    return all(_NONE.search(fold(t, marks=False)) and not (named(t) or parse_unit(t)) for t in texts)


def _short(labels: list[str]) -> bool:
    """Whether words right above the data may stand over labels, although they are none that are known ("Tuyến")."""
    label, *more = labels
    return len(label.split()) < 5 and not (more or label.isupper() or re.search(r"\d|:", label))


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
        first_text = next(iter(sheet.texts(row).values()), "")
        if continued(first_text):
            keep.clear()
        if _NOTE.match(first_text) and not re.match(r"^\d+\.", first_text):
            continue
        keep.append(row)
    later.title = keep
    earlier.notes = [r for r in earlier.notes if r not in keep and r not in later.header]


def _narrow(sheet: Sheet, block: Block, figures: dict[int, int]) -> Block:
    """The first figure column of this block alone (tables of one sheet may differ)."""
    firsts = Counter(figures[r] for r in block.body if r in figures)
    enough = max(2, 0.08 * sum(firsts.values()))
    block.first = max(block.first, min((c for c, n in firsts.items() if n >= enough), default=block.first))
    for col in range(block.first - 1, 0, -1):
        # A plan column with hardly a number in it ("≥ 80", "-") is a column of figures by its head.
        head = tuple(sheet.down(block.header, col))
        if not meaning(head, 2000, 6).meaning:
            break
        words = [str(sheet.rows[r][col][1]) for r in block.body if sheet.rows[r].get(col, ("",))[0] == "text"]
        if any(re.match(r"[^\W\d]{2}", w) and not _EXCUSE.search(fold(w, marks=False)) for w in words):
            break
        block.first = col
    return block
