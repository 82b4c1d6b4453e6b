"""Columns and rows of a table, put together from stacked heads and from label columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from analysis.ingest.grid import address
from analysis.ingest.layout import Block, goes_on, numbered
from analysis.ingest.periods import closing, plain
from analysis.ingest.sheet import ENUMERATOR, FIGURES, Sheet, may_date
from analysis.ingest.text import BRACKET, IS_PART, fold, label_of
from analysis.ingest.units import (
    AMOUNTS,
    DITTO,
    GROUPS,
    Unit,
    caption_units,
    caption_within,
    is_caption,
    parse_unit,
    unit_in,
)


@dataclass(frozen=True)
class Column:
    """A column of figures: `path` are its heads from top to bottom, parents first."""

    col: int
    path: tuple[str, ...]
    unit: Unit | None = None
    unit_cell: str = ""
    hidden: bool = False
    beside: bool = False  # stands outside the table's header: scratch work

    @property
    def text(self) -> str:
        return " ".join(self.path)


@dataclass(frozen=True)
class Row:
    """A row of figures: `label` as printed without list number and footnote mark, `path` its parents."""

    row: int
    label: str
    printed: str
    path: tuple[str, ...] = ()
    unit: Unit | None = None
    unit_cell: str = ""
    hidden: bool = False
    listed_unit: bool = False  # its unit stands in a column of units
    label_cell: str = ""
    texts: tuple[str, ...] = ()  # every text of its label columns
    footnote: tuple[Unit, ...] = ()  # "(*) Chiếc, triệu USD" below the table


# heads of columns beside the names: who does or tells it, how far it is
_ASIDE = re.compile(
    r"chu dau tu\b.*|co quan\b.*|(?:don vi|phong|bo phan|can bo|nguoi) (?:chu tri|phu trach|thuc hien|quan ly|bao cao"
    r"|theo doi|phoi hop|cung cap|nop)\b.*|phu trach|(?:trang thai|tinh trang|hien trang|tinh chat)\b.*"
)
# of columns that name their rows: what stands right of one that tells all of them apart is said beside it
_NAMING = re.compile(
    r"(?:ten|noi dung|danh muc|chi tieu|cong trinh|du an|hang muc|khoan (?:muc|thu|chi)|dien giai|nhiem vu"
    r"|linh vuc|toi danh|san pham|mat hang|(?:loai )?benh|sac thue|nguon thu|items?|indicators?)\b"
)
_WORKS = re.compile(r"ten\b|(?:danh muc|cong trinh|du an)\b")  # before "Nội dung": what is done there
_CODE = re.compile(r"(?=\S*\d)[A-ZĐ]{0,4}[.\-]?\d[\w.\-]*")


def special_columns(sheet: Sheet, block: Block) -> tuple[int | None, int | None, set[int]]:
    """Among the label columns: that of units, that of list numbers, and those of codes ("HS1006") beside names."""
    unit_col = number_col = None
    codes: set[int] = set()
    for col in range(block.first):
        head = fold(" ".join(sheet.down(block.header, col)), marks=False)
        found = [sheet.rows[r][col] for r in block.body if col in sheet.rows[r]]
        if not found:
            continue
        units = sum(k == "ditto" or (k == "text" and parse_unit(str(v)) is not None) for k, v in found)
        marks = sum(k in ("number", "digits") or bool(ENUMERATOR.match(str(v))) for k, v in found)
        if (
            (said := head in _UNIT_HEADS or head == "don vi" and all(str(v).islower() for _, v in found))
            or head == "don vi"
            or units >= 0.6 * len(found)
            and units > marks
        ):  # "homes" is a unit below a head that says so, beside the names of the rows
            beside = said and any(_named(sheet, block, c) for c in range(block.first) if c != col)
            unit_col = col if unit_col is None and (units or beside) else unit_col
        elif (
            number_col is None
            and unit_col is None
            and (marks >= 0.6 * len(found) or (head in ("stt", "tt", "s tt", "so tt", "no") and marks))
        ):
            number_col = col
        elif head in ("ghi chu", "note", "notes") or sum(
            k == "text" and bool(_CODE.fullmatch(str(v))) for k, v in found
        ) >= 0.6 * len(found):
            codes.add(col)
    named = {c for r in block.body for c, (k, _) in sheet.rows[r].items() if c < block.first and k == "text"}
    return unit_col, number_col, codes if named - codes - {unit_col, number_col} else set()


_UNIT_HEADS = ("don vi tinh", "dvt", "dv tinh", "unit", "units", "unit of measure")


def _named(sheet: Sheet, block: Block, col: int) -> bool:
    """Whether most rows have a text of more than a few letters in this column."""
    texts = [
        k == "text" and len(str(v)) > 4 for r in block.body for k, v in [sheet.rows[r].get(col, ("", ""))]
    ]
    return 2 * sum(texts) > len(texts)


def _head_text(kind: str, value: Any, swapped: bool = False) -> str:
    if kind == "number":
        return str(int(value)) if float(value).is_integer() else str(value)
    if kind == "date" and isinstance(value, (date, datetime)):
        if swapped and value.month == 1 and value.day <= 12:
            return f"1/{value.day}/{value.year}"
        return f"{value.day}/{value.month}/{value.year}"
    return str(value)


def _days(cells: list[tuple[str, object]]) -> list[date]:
    return [v for k, v in cells if k == "date" and isinstance(v, (date, datetime))]


def _swapped(days: list[date], month: int) -> bool:
    """Whether dates of January among heads are firsts of months whose day and month Excel changed over ("1/12/2013"
    typed for December): the others are firsts of months, or one is of the `month` that the title names; days in a row
    where it names none, and one alone below another head ("Ước tính")."""
    turned = [d.day for d in days if d.month == 1 and d.day <= 12]
    firsts = sum(d.day == 1 and d.month != 1 for d in days)
    in_a_row = not month and len(turned) > 1 and all(b - a == 1 for a, b in pairwise(turned))
    told = month > 1 and turned and (max(turned) == month or len(turned) == month and in_a_row)
    return len(turned) + firsts == len(days) and (firsts > 0 or told or not month and in_a_row)


def _unmeant(days: list[date], month: int) -> int:
    """How much of the dates in a row of heads is not meant: the day (1) of firsts of months that follow each other, as
    Excel keeps "1/2024", and of the one first of the title's own month; day and month (2) of first days of years."""
    months = [12 * v.year + v.month for v in days if v.day == 1]
    steps = {b - a for a, b in pairwise(months)}
    if not months or len(months) < len(days) or not steps and days[0].month != month:
        return 0
    return 2 if steps == {12} and days[0].month == 1 else int(steps <= {1})


def columns_of(
    sheet: Sheet, block: Block, captions: set[tuple[int, int]], said: Sequence[Unit] = (), title: str = ""
) -> list[Column]:
    """`said`: the units that captions, or a column of them, give besides the heads; `title`: of the table, whose month
    tells days from months in cells of dates."""
    grid, first = sheet.grid, block.first
    header = [r for r in block.header if not numbered(sheet, r)]
    days = {r: _days([cell for c, cell in sheet.rows[r].items() if c >= first]) for r in header}
    month = (any(days.values()) and closing(title) or (0, 0))[1]
    cut = {r: _unmeant(days[r], month) for r in header}
    swapped = {r for r in header if days[r] and _swapped(days[r], month)}
    if not header:
        return []
    data_cols = {c for r in block.body for c in sheet.rows[r] if c >= first}
    head_cols = {c for r in header for c in sheet.rows[r] if c >= first}
    top, bottom = header[0], header[-1]
    wide: dict[int, int] = {}  # row -> where its last merged group begins
    across = {}  # (row, col) -> the cell whose text stands over it
    has_merges = False
    for a, b, _, d in grid.merges:
        if top <= a <= bottom and d >= first:
            has_merges = True
            if d > b:
                wide[a] = max(b, wide.get(a, 0))
            for col in range(max(b, first), min(d, b + 200) + 1):
                across[a, col] = (a, b)
    # "KH" merged down beside unmerged groups: the last is as wide as the one before
    if has_merges and not wide:
        for row in header:
            own = [c for c in sheet.rows[row] if c >= first and not {(row, c)} & (captions | across.keys())]
            wide |= {row: 2 * own[-1] - own[-2]} if len(own) > 1 else {}
    heads_of = ((c, str(v)) for c, (_, v) in sheet.rows[bottom].items() if c >= first)
    lowest = [parse_unit(text) for c, text in heads_of if (bottom, c) not in captions]
    # whether the lowest heads are units, of what is printed above or of amounts, and not whose figures they are
    bases = {*AMOUNTS, *(s.base for s in said)}
    units_only = all(lowest) and any(u and u.base in bases for u in lowest)
    slices = {} if has_merges else _centred(sheet, header, sorted(data_cols | head_cols))
    columns, gap, inside = [], 0, True
    reach = max((c for _, c in captions), default=first)  # a caption stands above the last column
    heads = (
        (r, c) for r in header for c, (k, _) in sheet.rows[r].items() if c >= first and k in ("text", "date")
    )
    # where the heads of the table begin
    usual_top = next((r for r, c in heads if (r, c) not in captions), top)
    text_of: dict[tuple[int, int], str] = {}
    for col in range(first, max(data_cols | head_cols) + 1):
        if col not in data_cols and col not in head_cols:
            gap += 1
            inside = inside and (gap < 2 or col < reach)
            continue
        path: list[str] = []
        cells: list[tuple[int, int]] = []
        own_top = False
        for row in header:
            at = across.get((row, col)) or (row, slices.get((row, col), col))
            kind, value = (
                sheet.rows[row].get(at[1], ("", "")) if at[0] == row and at not in captions else ("", "")
            )
            if (
                (not has_merges or wide.get(row, 0) > col and (row, col - 1) not in across)
                and (row, col) not in across
                and not kind
                and not own_top
                and not gap
                and (row, col - 1) in text_of
                and any(r > row and col in sheet.rows[r] for r in header)
            ):
                text = text_of[row, col - 1]
            elif kind in ("text", "date") or may_date(kind, value) or (kind in ("number", "digits") and path):
                alone = len(days[row]) == 1 and not month and bool(path)
                text = _head_text(kind, value, alone or row in swapped)
                if kind == "date":
                    text = "/".join(text.split("/")[cut[row] :])
                own_top = own_top or at == (row, col)
            else:
                continue
            text_of[row, col] = text
            if not path or path[-1] != text:
                path.append(text)
            cells.append((row, at[1]))
        if not path:  # figures under no head: a spacer that someone worked in
            gap += 1
            inside = inside and (gap < 2 or col < reach)
            continue
        gap = 0
        whole = min(r for r, _ in cells) <= usual_top
        unit, unit_cell = None, ""
        for row, head in reversed(cells):
            value = text_of.get((row, col), "")
            unit = unit_in(value) or (parse_unit(value) if row == bottom or value.startswith("(") else None)
            if unit and unit.base in GROUPS and value == unit.text and said and not units_only:
                unit = None  # "Cá nhân | Tổ chức" under "ĐVT: triệu đồng": whose money it is
            if unit:
                unit_cell = address(row, head)
                break
        columns.append(
            Column(col, tuple(path), unit, unit_cell, col in grid.hidden_cols, not (inside and whole))
        )
    complete = [c.col for c in columns if not c.beside]
    edge = max(complete, default=first + 10**6)
    return [Column(c.col, c.path, c.unit, c.unit_cell, c.hidden, c.beside and c.col > edge) for c in columns]


def _centred(sheet: Sheet, header: list[int], cols: list[int]) -> dict[tuple[int, int], int]:
    """(row, column) -> the column of the head over it, where heads stand in the middle of groups of one size without a
    merge: "Năm 2023" and "Năm 2024" above the second and the fifth of six months."""
    found: dict[tuple[int, int], int] = {}
    for row in header[:-1]:
        at = [i for i, c in enumerate(cols) if c in sheet.rows[row]]
        size, odd = divmod(len(cols), len(at)) if at else (0, 0)
        if len(at) > 1 and size > 2 and not odd and at[0]:
            if all(i - n * size in ((size - 1) // 2, size // 2) for n, i in enumerate(at)):
                found |= {(row, c): cols[at[n // size]] for n, c in enumerate(cols)}
    return found


_FILLED = {*FIGURES, "nil", "date", "text", "odd"}


def rows_of(
    sheet: Sheet,
    block: Block,
    unit_col: int | None,
    number_col: int | None,
    codes: set[int],
    cols: list[int],
    said: Sequence[Unit] = (),
) -> list[Row]:
    """`said`: the units of the table's captions. One that stands among the rows is that of all rows below it."""
    labels_at = [c for c in range(block.first) if c not in (unit_col, number_col, *codes)]
    asides = _asides(sheet, block, labels_at)
    rows: list[Row] = []
    # level, label, whether it has figures or heads rows of its level, unit, whether it is numbered
    group: list[tuple[tuple[int, int, int], str, str, tuple[Unit, str] | None, bool]] = []
    unit: tuple[Unit | None, str] = (None, "")
    caption: tuple[Unit | None, str] = (None, "")
    pending: tuple[int, int, str] | None = None
    # "Trong đó: A": its column, where A begins, its level
    part: tuple[int, int, tuple[int, int, int]] | None = None
    counted: tuple[int, int, int] | None = (
        None  # the level of the numbered rows below a head without a number
    )
    wanted = set(cols)
    merged_units = {
        r
        for a, b, c, d in sheet.grid.merges
        if unit_col is not None and b <= unit_col <= d
        for r in range(a + 1, min(c, block.body[-1]) + 1)
    }
    firsts = [t for r in block.body for c, t in sheet.texts(r).items() if c in labels_at]
    # "Tôm (sú)", "Tôm (thẻ)": kinds, no units
    kinds = {
        fold(label_of(t)[: hit.start()])
        for t in firsts
        if "(" in t and (hit := BRACKET.search(label_of(t))) and not unit_in(t)
    }
    # an office that writes all labels small wraps none
    wraps = sum(t[0].islower() for t in firsts) < 0.4 * len(firsts)
    spanning = _spanning(sheet, block, [c for c in labels_at if c not in asides])
    for r in block.body:
        cells = sheet.rows[r]
        texts = [(c, str(cells[c][1])) for c in labels_at if c in cells and cells[c][0] == "text"]
        if over := spanning.get(r, {}):
            texts = [t for t in texts if t[0] not in over]
        has_figures = any(c in wanted and k in _FILLED for c, (k, _) in cells.items())
        if has_figures and all(c in asides for c, _ in texts):
            texts = []  # who does it, where it stands: no name
        if texts and len(texts[-1][1]) < 4 and _repeats_numbers(sheet, block, r):
            continue
        marker = str(cells[number_col][1]) if number_col in cells else ""
        if found := _caption(sheet, block, r):
            has_figures, (at, units) = False, found
            same = {(u.base, u.size) for u in units} == {(u.base, u.size) for u in said}
            one = Unit(" | ".join(u.text for u in units), "", 1.0) if units[1:] else units[0]
            caption = (None, "") if same else (one, address(r, at))
            texts = [t for t in texts if t[0] != at]
            if not texts:
                continue
        elif not texts and (wide := _beside(sheet, r, {number_col, *codes}, has_figures)):
            texts, marker = wide, ""
        if unit_col in cells:
            kind, value = cells[unit_col]
            if kind == "text" and not DITTO.match(str(value)):
                unit = (
                    parse_unit(str(value)) or Unit(str(value), fold(str(value), marks=False), 1.0),
                    address(r, unit_col),
                )
        elif unit_col is not None and texts and r not in merged_units:
            unit = (None, "")
        if not texts:
            if has_figures and pending and marker:
                texts = [(pending[1], pending[2])]
            else:
                continue
        col, printed = next((t for t in reversed(texts) if t[0] not in asides), texts[-1])
        raw = sheet.grid.get(r, col)
        raw = raw if isinstance(raw, str) else printed
        level = _level(col, raw, marker, printed)
        listed = _mark(marker, printed) != ""  # "Chuyển nhượng, tặng cho" | "II Bị hủy": a group of its own
        spaces = len(raw) - len(raw.lstrip(" \xa0\t"))
        below = part is not None and part[0] == col and 2 < spaces and abs(spaces - part[1]) < 5
        if part and below and not marker and level > part[2]:
            level = part[2]  # typed below A: a part beside it
        elif hit := IS_PART.match(raw.lstrip(" \xa0\t-+")):
            part = (col, len(raw) - len(raw.lstrip(" \xa0\t-+")) + hit.end(), level)
        elif part and level <= part[2]:
            part = None
        if (
            pending
            and pending[1] == col
            and not pending[2].endswith(":")
            and (wraps and goes_on(printed) or not listed and _OPEN.search(pending[2]))
        ):
            printed = f"{pending[2]} {printed}"
            level = _level(col, printed, marker, printed)
            if group and group[-1][1] == label_of(pending[2]):
                group.pop()
        elif (
            rows
            and not has_figures
            and rows[-1].row == r - 1
            and (wraps and goes_on(printed) or not listed and _OPEN.search(rows[-1].printed))
        ):
            printed = f"{rows[-1].printed} {printed}"
            rows[-1] = replace(rows[-1], label=label_of(printed), printed=printed)
            continue
        pending = None if has_figures else (r, col, printed)
        label = label_of(printed)
        begins = _mark(marker, printed) in ("1", "I", "a")
        while has_figures and group and group[-1][2] == "row" and fold(label, marks=False) in _SUMS:
            group.pop()  # no part of the row above
        while group and group[-1][0] >= level:
            if group[-1][2] == "group" and begins and not group[-1][4] and group[-1][0][:2] == level[:2]:
                group[-1], counted = (*group[-1][:2], "heads", *group[-1][3:]), level
                break  # "Trong đó nợ" stands above "1.", "2."
            if group[-1][2] == "heads" and counted == level and _mark(marker, printed):
                break
            if has_figures and group[-1][2] in ("group", "heads") and group[-1][0] == level:
                if group[-1][2] == "heads" or not (group[-1][4] and _AFTER.match(_mark(marker, printed))):
                    group[-1] = (*group[-1][:2], "heads", *group[-1][3:])
                    break  # "Trong đó:" stands as deep as the rows it heads; "II" below "I" does not
            group.pop()
        own = unit_in(printed) or (None if has_figures else _heads_unit(label))
        if own and own.base not in (*AMOUNTS, "%"):
            told = fold(BRACKET.sub("", label)) in kinds
            own = None if told or len(own.text) > 5 and _INSURANCE.match(label) else own
        inherited = next((g[3] for g in reversed(group) if g[3]), None) if unit_col is None else None
        if inherited and (rate := _heads_unit(label)) and rate.text == "%":
            inherited = (rate, "")  # "Tỷ lệ" below "Số người"
        if has_figures:
            row_unit, row_cell = unit if unit_col is not None else (None, "")
            if own:
                row_unit, row_cell = own, address(r, col)
            elif row_unit is None:
                row_unit, row_cell = inherited or caption
            hidden = r in sheet.grid.hidden_rows
            parents, words = tuple(g[1] for g in group), tuple(t for _, t in texts)
            if over:
                parents += tuple(label_of(t) for t in over.values() if not IS_PART.match(f"{t} x"))
                words = (" ".join([*over.values(), printed]), *words)
            of_list = unit_col is not None and not own
            rows.append(
                Row(r, label, printed, parents, row_unit, row_cell, hidden, of_list, address(r, col), words)
            )
        kind = "row" if has_figures else "group"
        ordinal = not has_figures and _mark(marker, printed) != ""
        group.append((level, label, kind, (own, address(r, col)) if own else None, ordinal))
    return rows


def _asides(sheet: Sheet, block: Block, labels_at: list[int]) -> set[int]:
    """The columns of words beside those that name each row."""
    heads = {c: fold(" ".join(sheet.down(block.header, c)), marks=False) for c in labels_at}
    found = {c for c, head in heads.items() if _ASIDE.fullmatch(head)}
    naming = [c for c, head in heads.items() if c not in found and _NAMING.match(head)]
    first = naming[:1] if len(naming) == 1 or naming and _WORKS.match(heads[naming[0]]) else []
    more = {c for c, head in heads.items() if first and head and c > first[0]}
    return next(
        (a for a in (found | more, found) if a and _told_apart(sheet, block, {*labels_at} - a)), set()
    )


def _told_apart(sheet: Sheet, block: Block, labels_at: set[int]) -> bool:
    """Whether the words of some columns tell apart all rows of figures of each group."""
    names: set[tuple[str | None, ...]] = set()
    for r in block.body if labels_at else ():
        name = tuple(sheet.texts(r).get(c) for c in labels_at)
        if not any(c >= block.first and k in FIGURES for c, (k, _) in sheet.rows[r].items()):
            names = set()
        elif name in names:
            return False
        names.add(name)
    return bool(labels_at)


def _caption(sheet: Sheet, block: Block, row: int) -> tuple[int, list[Unit]] | None:
    """The column and the units of a caption in a row without figures: "ĐVT: nghìn đồng", "(Nghìn đồng)" alone."""
    cells = sheet.rows[row]
    if any(c >= block.first and k in FIGURES for c, (k, _) in cells.items()):
        return None
    words = {c: t for c, t in sheet.texts(row).items() if not ENUMERATOR.match(t)}
    for col, text in words.items():
        alone = len(words) == 1
        units = caption_units(text) or (caption_within(text) if alone else [])
        if units and (is_caption(text) or alone and all(u.base in AMOUNTS for u in units)):
            return col, units
    return None


def _beside(sheet: Sheet, row: int, cols: set[int | None], has_figures: bool) -> list[tuple[int, str]]:
    """Words that stand in a column of list numbers or of codes: a head of what follows, as wide as the table, or the
    label of the row's own figures ("Cộng")."""
    words = [(c, text) for c, text in sheet.texts(row).items() if c in cols and not ENUMERATOR.match(text)]
    sums = lambda text: has_figures and fold(text, marks=False) in _SUMS  # noqa: E731
    return [
        (c, text) for c, text in words
        if sums(text) or len(text.split()) > 1 and not re.match(r"(?i)(?:trang|page|tiếp) ", text)
    ]  # fmt: skip


def _heads_unit(group: str) -> Unit | None:
    """The unit of what stands below a group of a unit's words alone: "Tỷ lệ", "Số người"."""
    if re.fullmatch(r"t[ỷỉ] (?:lệ|trọng)", group, re.I):
        return parse_unit("%")
    hit = re.fullmatch(r"(?:tổng )?số (?:lượng )?(.+)", group, re.I)
    return parse_unit(hit[1]) if hit else None


def _spanning(sheet: Sheet, block: Block, labels_at: list[int]) -> dict[int, dict[int, str]]:
    """Row -> the labels, by their column, that stand left of the row's own for it and others: merged down, or typed at
    the first row of several that leave their place blank."""
    labels: dict[int, dict[int, str]] = {}  # of rows of figures with several, those above blanks taken down
    across: set[int] = set()  # columns of such labels
    above: dict[int, str] = {}
    for r in block.body if len(labels_at) > 1 else ():
        cells = sheet.rows[r]
        own = {c: str(cells[c][1]) for c in labels_at if c in cells and cells[c][0] == "text"}
        if not own or not above and len(own) < 2:
            continue
        figures = any(c >= block.first and k in FIGURES for c, (k, _) in cells.items())
        over = {c: t for c, t in above.items() if figures and c < min(own) <= max(above)}
        across |= over.keys()
        above = over | own if figures else {}
        labels[r] = above
    left = lambda own: {c: t for c, t in own.items() if c in across and c < max(own)}  # noqa: E731
    return {r: left(own) for r, own in labels.items()}


def _repeats_numbers(sheet: Sheet, block: Block, row: int) -> bool:
    """Whether the numbers of the columns (A | B | 1 | 2) stand once more among the rows, at the top of a page."""
    if not numbered(sheet, row):
        return False
    values = [str(v) for _, v in sheet.rows[row].values()]
    above = (c for r, c in sheet.rows.items() if r < block.body[0])
    return values[:2] == ["A", "B"] or any([str(v) for _, v in c.values()] == values for c in above)


_INSURANCE = re.compile(r"(?:thẻ )?(?:bhyt|bhxh|bảo hiểm)\b", re.I)  # "BHYT (hộ gia đình)": whose it is
_OPEN = re.compile(r"(?:^|\s)(?:và|&|của|các|cho|với|về|từ|[-–])$", re.I)  # a label that is not at its end


_SUMS = ("cong", "tong", "tong cong", "tong so", "total")
_MARK = re.compile(r"([IVX]{1,5}|\d{1,3}(?:\.\d{1,3})*|[A-ZĐa-zđ])(?:[.)/]|\s*[-–]\s)")
_AFTER = re.compile(r"(?!(?:[IAa]|(?:.*\.)?1)$)\S")  # a number in a list, not its first


def _mark(marker: str, printed: str) -> str:
    """The number of a row in a list, "" without one and of "Trong đó:"."""
    hit = _MARK.match(f"{marker.removesuffix('.0')}." if marker else printed)
    return hit[1] if hit and not IS_PART.match(f"{label_of(printed)} x") else ""


_RANKS = re.compile(
    r"([IVX]+(?:[.)/]\s|\s*[.)/]?$))|([A-ZĐ](?:[.)/]\s|\s*[.)/]?$))"
    r"|(\d{1,3}(?:[.)/]\s|\s*[.)/]?$)|(?:[IVX]+\.|[A-ZĐ]\.?)\d{1,2}[.)/]?(?:\s|$))"
    r"|(\d{1,3}\.\d{1,3}\.?(?:\s|$)|\d{1,2}\.?[a-zđ][.)/]?(?:\s|$))"
    r"|(\d{1,3}(?:\.\d{1,3}){2,}\.?(?:\s|$)|[IVX]+\.\d{1,2}\.\d|[a-zđ](?:[.)/]|$))"
    r"|([-–])|([+*•])"
)
_RANK = (0, 2, 1, 3, 4, 5, 6, 7)  # of each of these marks


def _level(col: int, raw: str, marker: str, printed: str) -> tuple[int, int, int]:
    """How deep a row stands: by its label column, its leading spaces, its list mark."""
    text = marker.removesuffix(".0") if marker else printed
    text = re.sub(r"^\((\w{1,4})\)", r"\1)", text) if text.startswith("(") else text
    rank = _RANK[hit.lastindex or 0] if (hit := _RANKS.match(text)) else 0
    if not rank and not marker:  # "THCS", "BHYT": no heading
        rank = 0 if printed.isupper() and re.search("[aeiouy]", plain(printed)) else 4
    spaces = len(raw) - len(raw.lstrip(" \xa0\t"))
    if IS_PART.match(raw.lstrip(" \xa0\t-+")):
        spaces += 2  # "Trong đó: Phần tỉnh" stands as deep as "   Phần huyện" below it
    return (col, spaces // 2, rank)


def with_footnotes(rows: list[Row], notes: list[str]) -> list[Row]:
    """A footnote that is a unit belongs to the rows marked (*): "(*) Chiếc, triệu USD"."""
    for note in notes:
        hit = re.match(r"^[(⁽]?\s*(\*+)\s*[)⁾]?\s*[.:]?\s*(.+)$", note)
        units = caption_units(hit[2]) if hit else []
        if hit and units:
            marked = re.compile(rf"(?<!\*)[(⁽]?{re.escape(hit[1])}[)⁾]?\s*$")
            rows = [replace(r, footnote=tuple(units)) if marked.search(r.printed) else r for r in rows]
    return rows
