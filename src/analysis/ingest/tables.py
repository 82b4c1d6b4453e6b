"""Tables in sheets: what stands in which column and row, in plain data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import takewhile

from analysis.ingest.grid import At, Grid, address
from analysis.ingest.heads import Head, meaning
from analysis.ingest.layout import Block, blocks, continued, halves
from analysis.ingest.parts import Column, Row, columns_of, rows_of, special_columns, with_footnotes
from analysis.ingest.periods import named, without_periods, words_beside
from analysis.ingest.sheet import FIGURES, Sheet, look
from analysis.ingest.text import clean, fold, label_of
from analysis.ingest.units import (
    ANY,
    GROUPS,
    MONEY,
    Unit,
    bracketed_units,
    caption_units,
    caption_within,
    counted,
    ended_by,
    is_caption,
    measured,
    parse_amount,
    parse_unit,
)

__all__ = ["Column", "Row", "Table", "find_tables", "title_rows"]

_QUANTITY = re.compile(r"\b(?:luong|so luong|volume|quantity)\b")
_WORTH = re.compile(r"\b(?:tri gia|gia tri|value)\b")
_COMPARED = re.compile(r"\bso (?:voi|cung)\b|\bversus\b|\bcompared\b|\bco cau\b|\bshare\b|\bstructure\b")
_PERCENT = re.compile(r"(?<!\d)(?<!\d )%(?![o0])")  # no "thuế suất 10%"
RATE = re.compile(r"t[ỷỉ] lệ\b|tỷ trọng\b", re.I)
_AMOUNT = re.compile(r"^\W*(?:mức |số |lượng )?(?:tăng|giảm)\b|chênh lệch|tuyệt đối|\+/-|±", re.I)
# a unit within a longer text
_MAY_HOLD = re.compile(r"[(:]|\s[-–]\s|đơn vị|đvt|dvt|units?\b|tính (?:bằng|theo)\b", re.I).search
_OWN_WORDS = re.compile(r"[^\W\d]{3}")
# What stands above a table that goes on without a title of its own: the mark, the page, or the group its rows are of.
_GOES_ON = re.compile(
    r"\btiep(?: theo)?\b|\bcontinued\b|^(?:trang|page) \d+(?: (?:of )?\d+)?$|\bof which\b|\btrong do\b"
    r"|\bchia ra\b|^phan theo\b.*"
)
_DATING = {"nam": (1990, 2100), "thang": (1, 12), "quy": (1, 4)}
_DATING |= dict.fromkeys(("nien do", "nam ns", "nam ngan sach"), _DATING["nam"])
PERCENT = Unit("%", "%", 1.0)
LETTERHEAD = re.compile(r"^(?:cong hoa xa hoi chu nghia|doc lap tu do|dang cong san viet nam)")
MARKS = tuple(map(fold, ("illustrative figures", "illustrative data", "SỐ LIỆU MINH HỌA")))
_MARK = re.compile(r"\W*(?:illustrative (?:figures|data)|số liệu minh h(?:ọa|oạ))\W*", re.I)
MARKS_PLAIN = tuple(fold(mark, marks=False) for mark in MARKS)


@dataclass
class Table:
    sheet: str
    title: str = ""
    title_cell: str = ""
    # cells and texts of all lines above it but for captions
    heading: list[tuple[str, str]] = field(default_factory=list)
    captions: list[Unit] = field(default_factory=list)
    caption_cell: str = ""
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)  # words in capitals below it
    cells: dict[tuple[int, int], tuple[str, object]] = field(repr=False, default_factory=dict)
    # figures without a word right below
    below: dict[tuple[int, int], tuple[str, object]] = field(default_factory=dict)
    letterhead: list[str] = field(default_factory=list)  # lines above the sheet's first table, and around it
    around: list[str] = field(default_factory=list)  # see Grid
    lent: bool = False  # whether it has no title of its own, but that of the table above
    lent_over: str = ""  # … and the words that stand between them
    top: str = ""  # the sheet's first lines
    visible: bool = True
    header_rows: tuple[int, int] = (0, 0)
    label_heads: dict[int, str] = field(default_factory=dict)
    percents: set[At] = field(default_factory=set)  # figures that Excel shows with "%"
    written: dict[At, str] = field(default_factory=dict)  # … with another unit
    unseen: set[At] = field(default_factory=set)  # … not at all
    scaled: dict[At, float] = field(default_factory=dict)  # see Grid
    misshown: dict[At, str] = field(default_factory=dict)  # see Grid
    merged: dict[At, str] = field(default_factory=dict)  # a figure's cell -> the cells it is merged over
    # cells of notes, their words, the row and the column of figures that they are about, None for any
    remarks: list[tuple[str, str, int | None, int | None]] = field(default_factory=list)
    worded: bool = False  # whether words of a caption ("Đơn vị tính:") say its units

    def caption(self, units: list[Unit], cell: str, worded: bool) -> None:
        """Take the units of a caption, words of one before a bare unit and a unit before one that is not known. Two of
        one kind, or bare units of another size, that contradict each other name none."""
        if not units or self.captions and not self.captions[0].base:
            return
        known = all(parse_unit(u.text) for u in units)
        before, now = ({(u.base, u.size) for u in said} for said in (self.captions, units))
        of_one = lambda a, b: a[0] == b[0] or ANY in (a[0], b[0])  # noqa: E731
        sizes = any(of_one(a, b) and a[1] != b[1] for a in before - now for b in now - before)
        if sizes or known and worded and self.worded and not (before <= now or now <= before):
            both = " | ".join(u.text for u in (*self.captions, *units))
            self.captions, where = [Unit(both, "", 1.0)], f"{self.caption_cell}, {cell}"
            self.caption_cell = where.strip(", ")
        elif not self.captions or worded and (known or not self.worded):
            self.captions, self.caption_cell, self.worded = units, cell, worded

    @cached_property
    def over(self) -> str:
        """The groups that stand above all of its rows: a part of its title."""
        first = self.rows[0].path if self.rows else ()
        return " | ".join(p for p in first if all(p in r.path for r in self.rows))

    @cached_property
    def tells_kinds(self) -> bool:
        """Whether its heads tell more than one kind of figure."""
        return len({meaning(c.path, 2000, 6).meaning for c in self.columns if not c.beside}) > 1

    @cached_property
    def tells_months(self) -> bool:
        """Whether a head names a month."""
        return any(not s.yearly for c in self.columns if not c.beside for s in Head.of(c.path).spans)

    def cell_above(self, group: str, row: Row | None) -> str:
        """Where the words of a group stand that a row is in."""
        cells = self._texts.get(group, ())
        return next((address(*at) for at in reversed(cells) if row and at[0] <= row.row), "")

    def named_by(self, row: Row, all_of: bool = False) -> list[tuple[str, str]]:
        """The words left of a row's figures, or `all_of` its words, each with the head of its column."""
        heads = self.label_heads | ({c.col: c.text for c in self.columns} if all_of else {})
        cells = ((head, *self.cells.get((row.row, c), ("", ""))) for c, head in heads.items())
        return [(head, str(value)) for head, kind, value in cells if kind == "text"]

    def dated(self, row: Row) -> list[str]:
        """The periods that columns of numbers tell of a row: "Năm" | 2024."""
        told = ((c.text, *self.cells.get((row.row, c.col), ("", ""))) for c in self.dating)
        dates = ((_YEAR_OF.sub("Năm", head), value) for head, kind, value in told if kind == "number")
        return [f"{head} {float(str(value)):.0f}" for head, value in dates]

    @cached_property
    def dating(self) -> list[Column]:
        """The columns of which all numbers are years, months or quarters, as their heads say, or that hold none below a
        head that says so."""
        found = []
        for column in self.columns:
            head = fold(column.text, marks=False)
            ends, key = _DATING.get(head), KEY.fullmatch(head)
            if ends or key:
                low, high = ends or (1, 0)
                cells = (self.cells.get((row.row, column.col), ("", "")) for row in self.rows)
                values = [float(str(v)) for k, v in cells if k == "number"]
                if (values or key) and all(v.is_integer() and low <= v <= high for v in values):
                    found.append(column)
        return found

    @cached_property
    def _texts(self) -> dict[str, list[At]]:
        """Where each label stands."""
        found: dict[str, list[At]] = {}
        for at, (kind, value) in self.cells.items():
            if kind == "text":
                found.setdefault(label_of(str(value)), []).append(at)
        return found

    @cached_property
    def _one_unit(self) -> bool:
        """Whether the heads name one unit at most: a row or group that names another ("Số lao động (người)") is its
        exception."""
        return len({c.unit.base for c in self.columns if c.unit and c.unit.text != "%" and not c.beside}) < 2

    def unit_at(self, row: Row, column: Column) -> tuple[Unit | None, str]:
        """The unit of a figure and the cell it was read from: its own "%", header, label, unit column or footnote,
        caption.
        """
        at = (row.row, column.col)
        kind, value = self.cells.get(at, ("", ""))
        if at in self.percents or kind != "number" and str(value).endswith("%"):
            return PERCENT, address(*at)
        if kind == "text" and (own_unit := measured(str(value))):
            return own_unit[1], address(*at)
        written = parse_amount(self.written[at]) if at in self.written else None
        # a currency format
        mere = written and written.size == 1 and written.base in ("đồng", "USD") and written.text != "đồng"
        told, where = self._unit_told(row, column)
        if written and not mere:
            if told and told.base == written.base and told.size not in (1, written.size):
                return Unit(f"{written.text} | {told.text}", "", 1.0), address(*at)
            return written, address(*at)
        return (told, where) if told or not written else (written, "")

    def _unit_told(self, row: Row, column: Column) -> tuple[Unit | None, str]:
        """The unit of a figure but for what stands in its own cell."""
        if column.unit and column.unit.text == "%":
            return column.unit, column.unit_cell
        key, shown, compared, percent = _head_says(column.path)
        if row.footnote and not compared:
            return row.footnote[-1 if _WORTH.search(key) else 0], "(*)"
        own = row.unit is not None and not row.listed_unit and self._one_unit
        if column.unit and not own:
            return column.unit, column.unit_cell
        if row.unit:
            other = (PERCENT if percent else None, "")  # "So với cùng kỳ: tăng, giảm": either
            return other if compared else (row.unit, row.unit_cell)
        things = counted(column.path[-1])
        if things and things.base in GROUPS and any(u.base in ("đồng", "USD") for u in self.captions):
            return things, ""
        if shown and all(u.base != "%" for u in self.captions):
            return PERCENT, ""
        if percent and len(self.captions) == 1 and self.captions[0].base != "%":
            return None, ""  # "So với KH năm" under "ĐVT: triệu đồng"
        if len(self.captions) < 2:
            return (self.captions[0], self.caption_cell) if self.captions else (None, "")
        plain = [u for u in self.captions if u.text != "%"]
        if (percent or RATE.match(row.label)) and len(plain) < len(self.captions):
            return PERCENT, self.caption_cell
        money = [u for u in plain if u.base in MONEY]
        if len(plain) > 1 and _WORTH.search(key):  # "Nghìn tấn; triệu USD; chiếc"
            return (money or plain)[-1], self.caption_cell
        goods = [u for u in plain if u not in money]
        if len(plain) == 1 or (len(goods) == 1 and _QUANTITY.search(key)):
            return (plain if len(plain) == 1 else goods)[0], self.caption_cell
        return None, self.caption_cell


@lru_cache(1 << 12)
def _head_says(path: tuple[str, ...]) -> tuple[str, bool, bool, bool]:
    """A head's words without marks; whether it bears a "%", compares, and does so in per cent."""
    text = " ".join(path)
    key = fold(text, marks=False)
    shown = _PERCENT.search(text) is not None
    compared = shown or _COMPARED.search(key) is not None
    return key, shown, compared, shown or compared and not _AMOUNT.search(path[-1])


def find_tables(grid: Grid, before: Table | None = None) -> list[Table]:
    """The tables of a sheet from top to bottom; a continued table has the title of the one it continues.

    `before`: the last table of the sheet before, which a first table titled "(Tiếp theo)" continues.
    """
    sheets, found = [look(grid)], []
    for sheet in sheets:
        own = blocks(sheet)
        if len(own) == 1 and (parts := halves(sheet, own[0])):
            sheets += parts
        else:
            found += [(sheet, block) for block in own]
    tables: list[Table] = []
    for sheet, block in found:
        table = _table(sheet, block)
        upper = tables[-1] if tables else before if continued(table.title) or named_on(grid) else None
        words = _GOES_ON.sub("", fold(table.title, marks=False)).strip()
        again = upper and words and not _VERSION.sub("", f" {words}")
        if upper and again:  # "Số liệu điều chỉnh" above the same table once more
            table.title, table.heading = f"{upper.title} {table.title}", upper.heading + table.heading
        elif upper and words and not _OWN_WORDS.search(without_periods(table.title)):
            # "Tháng 6 năm 2025" above the second of two tables of one title
            table.title = f"{without_periods(upper.title)} {table.title}"
            table.heading = upper.heading + table.heading
        elif upper and (not _OWN_WORDS.search(words) or words == fold(upper.title, marks=False)):
            table.lent = not table.title
            between = next((t for t in upper.notes if _OWN_WORDS.search(t)), "") if upper in tables else ""
            table.lent_over = between if table.lent else ""
            table.title, table.title_cell = upper.title, table.title_cell or upper.title_cell
            table.heading = upper.heading + table.heading
        if upper and not table.captions and (again or table.title == upper.title or continued(table.title)):
            table.captions, table.caption_cell = upper.captions, upper.caption_cell
        tables.append(table)
    above = takewhile(lambda line: not named(line[1]), tables[0].heading if tables[1:] else ())
    letterhead = [text for _, text in above]
    for table in tables:
        table.letterhead = [*(letterhead if table is not tables[0] else []), *table.around]
    return tables


def named_on(grid: Grid) -> bool:
    """Whether the name of a sheet says that it goes on from the one before: "Biểu 1 (tiếp)", "Trang 2"."""
    return (
        re.search(r"\btiep\b|\bcont(?:d|inued)?\b|^(?:trang|page|tr) ?[2-9]$", fold(grid.name, marks=False))
        is not None
    )


def titles(grid: Grid) -> list[tuple[str, str, str]]:
    """(sheet, title, cell) of its tables, for asking which of them somebody may have meant."""
    sheet = look(grid)
    tables = [_heading(sheet, block)[0] for block in blocks(sheet)]
    return [(t.sheet, t.title, t.title_cell) for t in tables]


def _heading(sheet: Sheet, block: Block) -> tuple[Table, set[At], list[int]]:
    """A table as far as it is known by what stands above it (its title, the caption of its units); the cells that make
    the caption, the rows of the title."""
    grid = sheet.grid
    shown = {k: getattr(grid, k) for k in ("visible", "percents", "written", "unseen", "scaled", "misshown")}
    table = Table(grid.name, **shown)
    table.around = [line for line in grid.around if not marked(line)]
    title: list[str] = []
    first = next(iter(sheet.rows), 0) in {*block.title, *block.header, *block.body}
    motto = [i for i, text in enumerate(grid.above) if LETTERHEAD.search(fold(text, marks=False))]
    for text in grid.above[max(motto, default=-1) + 1 :] if first else ():
        units, worded = caption_units(text), is_caption(text)
        if worded or units:
            table.caption(units, "A1", worded)
        elif text := unmarked(text):
            title.append(text)
            table.heading.append(("A1", text))
            table.title_cell = "A1"
    caption_at: set[At] = set()
    above = title_rows(sheet, block.title)
    for row in above + block.header:
        for col, text in sheet.texts(row).items():
            units, worded = caption_units(text), is_caption(text)
            own = any(col in sheet.rows[r] for r in block.header if r < row)  # its column's
            bare = units and (row in above or col >= block.first and _alone(sheet, row) and not own)
            if worded or bare:
                table.caption(units, address(row, col), worded)
                caption_at.add((row, col))
            elif row in above and (text := unmarked(text)):
                title.append(text)
                table.title_cell = table.title_cell or address(row, col)
    table.title = " ".join(title)
    table.heading += [
        (address(row, col), text)
        for row in block.title
        for col, text in sheet.texts(row).items()
        if not marked(text) and ((row, col) not in caption_at or not caption_units(text))
    ]
    return table, caption_at, above


def _table(sheet: Sheet, block: Block) -> Table:
    table, caption_at, above = _heading(sheet, block)
    unit_col, number_col, codes = special_columns(sheet, block)
    for r in (*above, *block.header, *block.notes):  # within the title, above the labels, below the table
        for c, text in sheet.texts(r).items():
            if (c < block.first or r not in block.header) and (r, c) not in caption_at and _MAY_HOLD(text):
                worded = caption_within(text)
                own = worded or (r not in block.notes and (bracketed_units(text) or ended_by(text))) or []
                table.caption(own, address(r, c), bool(worded and table.captions))
    named = parse_unit(table.sheet)
    within = bracketed_units(table.sheet) if "(" in table.sheet else []
    sized = (
        named is not None and named.size > 1 and not (named.base == ANY and table.captions)
    )  # "TR": of trees
    table.caption([named] if named and sized else within, "", False)
    listed = [] if unit_col is None else map(parse_unit, sheet.down(block.body, unit_col))
    said = table.captions or [u for u in listed if u]
    found = (columns_of(sheet, block, at, said, table.title) for at in (caption_at, set[At]()))
    table.columns = next(filter(None, found), [])
    own_columns = [c.col for c in table.columns if not c.beside]
    table.cells = {(r, c): v for r in block.body for c, v in sheet.rows[r].items()}
    below = [r for r in block.notes if r == block.body[-1] + 1 and not sheet.texts(r)]
    table.below = {(r, c): v for r in below for c, v in sheet.rows[r].items()}
    table.notes = [sheet.text([r]) for r in block.notes]
    table.signed = [t for r in block.notes for t in sheet.texts(r).values() if t.isupper()]
    rows = rows_of(sheet, block, unit_col, number_col, codes, own_columns, table.captions)
    table.rows = with_footnotes(rows, table.notes)
    table.label_heads = {c: " ".join(sheet.down(block.header, c)) for c in range(block.first)}
    table.remarks = _remarks(sheet, block, table)
    # no row of figures says what the table reports on
    table.top = sheet.text(r for r in list(sheet.rows)[:6] if r < block.body[0])
    table.merged = _merged(sheet, block, {*own_columns})
    head = block.header or block.body[:1]
    table.header_rows = head[0], head[-1]
    return table


_NOTES = re.compile(
    r"^\W*(?:ghi chu|chu thich|luu y|giai trinh|nhan xet|ly do|so lieu|notes?|remarks?|comments?)\b"
)
_NOTED = re.compile(rf"{_NOTES.pattern}|\W*(?:trang thai|tinh trang|hien trang|tinh chat)\b")
# columns beside the figures that say of which time, area or kind they are, or whether they hold, each with what
# its cells say as a note
KEYS = {
    r"quy(?: bao cao)?": "số liệu đến hết {0} {1}",
    r"(?:nam|thang)(?: bao cao| so lieu| du lieu)?": "số liệu {0} {1}",
    r"nien do(?: ngan sach)?|nam (?:ns|ngan sach)": "số liệu năm {1}",
    r"ky(?: bao cao| so lieu| du lieu)?": "số liệu {1}",
    r"thoi diem(?: so lieu| bao cao)?|ngay (?:so lieu|chot(?: so(?: lieu)?)?|lay so(?: lieu)?)": "số liệu đến ngày {1}",
    r"(?:ten |thuoc )?(?:huyen|tinh)": "số liệu của {0} {1}",
    r"dia ban|don vi hanh chinh|cap|dia phuong|pham vi": "số liệu của {1}",
    r"loai (?:so|so lieu|du lieu)|tinh chat(?: so lieu)?|kind": "số {1}",
    r"loai|nguon (?:so|so lieu|du lieu)": "{1}",
    r"(?:do|muc) tin cay": "độ tin cậy {1}",
    r"(?:can )?(?:kiem tra|doi chieu|xem) lai": "cần kiểm tra lại: {1}",
    r"(?:da |duoc |co |ket qua )?(?:kiem tra|doi chieu|xac nhan|duyet|chot(?: so(?: lieu)?)?|(?:su )?dung|hieu luc"
    r"|hop le)|(?:trang thai|tinh trang) (?:so lieu|du lieu|bao cao)|phien ban|phuong an": "số liệu {1}",
}
KEY = re.compile(rf"(?:{'|'.join(KEYS)})\W*")
_YEAR_OF = re.compile(r"niên độ|năm (?:ns|ngân sách)", re.I)
_TICKED = re.compile(r"da (?:kiem tra|doi chieu|xac nhan|duyet|chot(?: so(?: lieu)?)?)\W*")
# as a line of their own, in brackets, before a colon
_ALONE = r"(?:^|[(\[:;|–-])\s*(?:%s)\s*(?:$|[()\]:;|–.,-])"
DRAFT = re.compile(
    _ALONE
    % (
        r"(?:bản |biểu |để )?xin ý kiến"
        r"|(?:bản |biểu )?(?:nháp|nhap)(?: \d| lần \w+)?|bản thảo|mẫu(?!\W*(?:số )?[\w/-]*\d)|draft"
        r"|(?:bản )?(?:dự thảo|du thao)(?: (?!(?:nghị|luật|quyết|thông tư|văn|đề án|kế|chương)\b)[^()]*)?"
    ),
    re.I,
)
VOID = re.compile(
    _ALONE
    % (
        r"(?:số liệu |bảng |bản |biểu |mẫu |làm |chạy )*(?:ví dụ(?: minh họa)?|thử(?: nghiệm)?|giả (?:định|lập))"
        r"|(?:bản |biểu |số liệu )?(?:đã |bị )*h[uủ][yỷ](?: bỏ)?|h[uủ][yỷ] (?:bản|biểu) này"
        r"|(?:(?:bản|bảng|biểu)(?: này)? )?đã (?:được |bị )?thay (?:thế|bằng)\b[^)]*|số liệu (?:thử|giả) [^()]*"
        r"|(?:bảng|bản|biểu|số(?: liệu)?(?: bản)?) cũ|(?:bảng|bản|biểu) (?:này |trên )?(?:đã )?bỏ"
        r"|(?:(?:bản|bảng|biểu|số liệu) (?:này |trên )?)?(?:không|ko) (?:còn )?(?:sử dụng|dùng)(?: nữa)?"
        r"|hết (?:hiệu lực|giá trị)[^)]*"
        r"|(?:đã )?có (?:bản|biểu) (?:khác )?thay thế|demo|sample|example|test|superseded|cancelled"
    )
    + r"|\d\W*cũ\W*$",
    re.I,
)
# the name of a sheet that nobody is to read, but for its month: "T6 (bản cũ)", "nháp T6", "T6_cu"
_WITHDRAWN = re.compile(
    r"(?:(?:bản|bảng|biểu|số liệu|số|sheet|đã|bị|làm) )*(?:cũ|nháp|bỏ|h[uủ][yỷ](?: bỏ)?|sai|thử|nhầm|lỗi|dự thảo"
    r"|bản thảo|(?:không|ko) (?:còn )?(?:dùng|sử dụng)(?: nữa)?|old|draft|void|backup|(?:ban )?(?:cu|nhap)|bo|du thao"
    r"|khong dung)(?: (?:lần )?\d)?",
    re.I,
)


def withdrawn(sheet: str, others: Iterable[str]) -> str:
    """The words that take a sheet back in its name, beside its month or the name of another sheet; "" for none."""
    name = clean(sheet.replace("_", " "))
    if not _WITHDRAWN.search(name) or name.lower() in ("bo", "cu"):  # of cattle
        return ""
    texts = [without_periods(name), *(name.removeprefix(o).removesuffix(o) for o in others if o != name)]
    parts = (part.strip() for text in texts for part in re.split(r"[^\w\s]+", text))
    return next((part for part in parts if _WITHDRAWN.fullmatch(part)), "")


_VERSION = re.compile(
    r"(?: (?:ban|so lieu|da|sua|chinh sua|dieu chinh|bo sung|cuoi(?: cung)?|chot|final|moi|chinh thuc|copy|goc|sao"
    r"|lan|ver|v?\d\d?|v|sau|khi|dinh chinh|lai))+$"
)


def of_one_name(sheet: str, other: str) -> bool:
    """Whether two sheets are called alike but for the words of a version: "T6", "T6 sửa", "T6 (2)", "T6 lần 2"."""
    bare = [fold(clean(s), marks=False) for s in (sheet, other)]
    return sheet != other and len({_VERSION.sub("", name) for name in bare}) == 1


# what Excel writes before a comment of today for those of yesterday
_THREAD = re.compile(r"\A\[[^\]\n]+\]\s[^\[]*?linkid=\d+\s+[^\n:]*:\s*")
_OF_FIGURES = re.compile(
    r"\W*(?:số liệu (?:của )?(?:tháng|quý|kỳ)|chưa|ghi chú|lưu ý|(?:dưới )?đây là|(?:các )?số (?:liệu )?(?:dưới|sau) "
    r"|(?:số (?:kế hoạch|dự toán|ước)|(?:bản |để )?xin ý kiến|phương án \w+|dự kiến)\W*$"
    r"|(?:chốt|lấy) (?:số )?.*\bngày )",
    re.I,
)
_IN_BRACKETS = re.compile(r"\(([^()]*\b(?:số|chưa|ước|tạm|thiếu|ngoài tổng|vào tổng)\b[^()]*)\)", re.I)


def _left_blank(sheet: Sheet, row: int, table: Table) -> bool:
    """Whether a line below a table is one more of its rows, without figures: of the next number, or a mere period below
    periods."""
    last, cells = table.rows[-1], sheet.rows[row]
    number, above = cells[col := min(cells)], table.cells.get((last.row, col), ("", ""))
    if number[0] == above[0] == "number":
        return number[1] > above[1]
    return bool(named(last.label)) and all(
        named(t) and not words_beside(t) for t in sheet.texts(row).values()
    )


def _remarks(sheet: Sheet, block: Block, table: Table) -> list[tuple[str, str, int | None, int | None]]:
    """What is said beside the figures: in lines, brackets, columns of notes, behind the figures, in comments."""
    found: list[tuple[str, str, int | None, int | None]] = [
        (address(r, min(sheet.rows[r])), sheet.text([r]), None, None)
        for r in block.notes
        if sheet.texts(r) and not (table.rows and _left_blank(sheet, r, table))
    ]
    found += [(table.title_cell, line, None, None) for line in table.around]
    found += [(table.title_cell, m[1], None, None) for m in _IN_BRACKETS.finditer(table.title)]
    top = (block.header or block.body)[0]
    above = (r for r in {*list(sheet.rows)[:3], *block.title} if r < top)
    lines = [(address(r, c), text) for r in above for c, text in sheet.texts(r).items()]
    lines += [("A1", text) for text in sheet.grid.above]
    for cell, text in [*lines, (table.title_cell, without_periods(table.sheet.replace("_", " ")))]:
        if hit := DRAFT.search(text) or VOID.search(text):
            found.append((cell, hit[0].strip(), None, None))
        elif _OF_FIGURES.match(text):
            found.append((cell, text, None, None))
    bracketed = (r for r in table.rows if "(" in r.printed)
    found += [(r.label_cell, m[1], r.row, None) for r in bracketed for m in _IN_BRACKETS.finditer(r.printed)]
    noted = [c for c, head in table.label_heads.items() if _NOTED.match(fold(head, marks=False))]
    groups = {g for row in table.rows for g in row.path}
    heads = {g for g in groups if fold(g, marks=False).startswith("so lieu")}
    figures = {c.col for c in table.columns}
    last = max((c for r in block.body for c in sheet.rows[r]), default=0)
    beside = {c: " ".join(sheet.down(block.header, c)) for c in range(last + 1)}
    keys = {c for c, head in beside.items() if KEY.fullmatch(fold(head, marks=False))}
    marks = {c: sum(c in sheet.rows[r] for r in block.body) for c in keys}
    ticked = [
        c for c in keys if _TICKED.fullmatch(fold(beside[c], marks=False)) and 2 * marks[c] > len(block.body)
    ]
    labels = {r.label_cell for r in table.rows if len(r.texts) < 2}
    for r in block.body:
        cells = sheet.rows[r]
        line = sheet.text([r]) if len(cells) == 1 else ""
        if line and _NOTES.match(fold(line, marks=False)) and label_of(line) not in heads:
            found.append((address(r, min(cells)), line, None, None))
        ending = {c for c, _ in takewhile(lambda at: at[1][0] == "text", reversed(cells.items()))}
        blank = [c for c in ticked if c not in cells and len({*cells} & figures) > 1]
        found += [(address(r, c), f"{beside[c]}: chưa", r, None) for c in blank]
        for c, (kind, value) in cells.items():
            if c in keys and address(r, c) not in labels:
                said = str(value).removesuffix(".0")
                if clean(beside[c]).lower() == "nam" and not re.fullmatch(r"(?:19|20)\d\d", said):
                    continue  # of men, no "năm"
                found.append((address(r, c), f"{beside[c]}: {said}", r, None))
            elif kind == "text" and (c in noted or c > block.first and (c in ending or c not in figures)):
                found.append((address(r, c), str(value), r, None))
    rows = {*block.title, *block.header, *block.body, *block.notes}
    before = max((r for r in sheet.rows if r < min(rows)), default=-1)
    after = min((r for r in sheet.rows if r > max(rows)), default=max(rows) + 9)
    for (r, c), text in sheet.grid.remarks.items():
        if before < r < after and (c in sheet.rows.get(r, ()) or sheet.grid.get(r, c) == ""):
            told = any(table.cells.get((b, c), ("",))[0] in FIGURES for b in block.body)
            own = c in figures and (r in block.header or r in block.body and told)
            row = r if r in block.body else None
            found.append((address(r, c), _THREAD.sub("", text), row, c if own else None))
    return found


def _merged(sheet: Sheet, block: Block, columns: set[int]) -> dict[tuple[int, int], str]:
    """Figures merged over several rows with labels, or over several columns, and those of a label that is merged over
    several rows with figures."""
    body, found = set(block.body), {}
    for a, b, c, d in sheet.grid.merges:
        if a not in body:
            continue
        rows = [r for r in range(a, c + 1) if r in sheet.rows]
        labelled = [
            r for r in rows if any(j < block.first and k == "text" for j, (k, _) in sheet.rows[r].items())
        ]
        over = f"{address(a, b)}:{address(c, d)}"
        if b >= block.first:
            if len(labelled) > 1 or len(columns & {*range(b, d + 1)}) > 1:
                found[a, b] = over
        elif labelled == [a]:
            for col in columns:
                if sum(sheet.rows[r].get(col, ("",))[0] in FIGURES for r in rows) > 1:
                    found[a, col] = over
    return found


def marked(text: str) -> bool:
    """Whether a text holds the mark of illustrative data."""
    return any(mark in fold(text) for mark in MARKS)


def unmarked(text: str) -> str:
    """A line of a title without the mark of illustrative data, "" where it is nothing else."""
    return _MARK.sub(" ", text).strip() if marked(text) else text


def title_rows(sheet: Sheet, rows: list[int]) -> list[int]:
    """Rows above a table without the letterhead: the motto and what stands above it, the mark of
    illustrative data.
    """
    texts = {r: [fold(text, marks=False) for text in sheet.texts(r).values()] for r in rows}
    motto = max((r for r in rows if any(LETTERHEAD.search(t) for t in texts[r])), default=-1)
    left = [r for r in rows if r > motto and texts[r] and not {*texts[r]} <= {*MARKS_PLAIN}]
    return left or rows


def _alone(sheet: Sheet, row: int) -> bool:
    return len(sheet.rows[row]) == 1
