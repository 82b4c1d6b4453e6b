"""Measures from tables of STT / nội dung / đơn vị / chỉ tiêu, with one value column or one for each year."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from analysis.draft.document import Table
from analysis.draft.figures import LASTS, PLACES, bracket_unit, known_unit, number, scan, unit_name
from analysis.draft.meaning import Draft, directed, falling, judge, kind_of
from analysis.draft.prose import _MEASURED, _STRUCTURE, OFFICE, closed, read_phrase, sentences, year_of
from analysis.ingest.numbers import is_nil
from analysis.ingest.units import DITTO, caption_units, caption_within

_NO = re.compile(r"^(?:stt|tt|số tt|số thứ tự|mã(?: số)?|no\.?|#|code|ref\.?)$", re.I)
_UNIT = re.compile(r"^(?:đơn vị(?: tính)?|đvt|đv tính|đơn vị đo|units?(?: of measure(?:ment)?)?)\b", re.I)
_NAME = re.compile(
    r"nội dung|chỉ tiêu|chỉ số|tên|mục tiêu|tiêu chí|danh mục|hạng mục|"
    r"indicator|measure|objective|description|output|activity",
    re.I,
)
_VALUE = re.compile(
    r"chỉ tiêu|mục tiêu|kế hoạch|\bkh\b|giao|dự toán|phấn đấu|năm|giai đoạn|dự kiến|dự báo|mức|"
    r"giá trị|phương án|target|plan|value|20\d\d|"
    r"annual|goal|^(?:tổng (?:số|cộng)|total|"
    r"toàn [^\W\d_]+(?: phố| khu)?)$",
    re.I,
)
# of columns of one plan: the whole of the places beside it, and a part of the year
_WHOLE = re.compile(r"(?:\btổng(?: số| cộng)?|\bcộng|toàn [^\W\d_]+(?: phố)?|\btotal)$", re.I)
_PLACED = re.compile(
    r"(?:tên |các )?(?:đơn vị|ấp|thôn|bản|làng|buôn|khóm|tổ(?: dân phố)?|khu(?: phố| dân cư)?|xã|phường|chi bộ|"
    r"village|ward|commune)(?:[/,] ?[^\W\d_]+(?: [^\W\d_]+)?)?",
    re.I,
)
_GROWN = re.compile(
    r"(?:loại |tên |các )?(?:cây(?: trồng)?|cây,? con|vật nuôi|con vật nuôi|crops?|livestock)", re.I
)
_WITHIN = re.compile(r"quý (?:[IV]+|[1-4])\b|(?<!12 )\btháng\b|\bQ[1-4]\b|quarter|month|half", re.I)
_TARGET = re.compile(r"chỉ tiêu|mục tiêu|target|indicator", re.I)
_PLANNED = re.compile(r"chỉ tiêu|mục tiêu|kế hoạch|\bkh\b|giao|dự toán|phấn đấu|target|plan|goal", re.I)
_DIRECTION = re.compile(
    r"^(?:good is|polarity|better|chiều hướng|hướng)$|desired direction|good performance", re.I
)
_PAST = re.compile(r"thực hiện|\bth\b|ước|\bưth\b|kết quả|hiện hành|hiện trạng|đạt được|năm trước|baseline|"
    r"actual|outturn|estimate|current|achieved", re.I)  # fmt: skip
_BESIDE = re.compile(r"so sánh|so với|tỷ lệ|%|ghi chú|chủ trì|phụ trách|thực hiện$|cơ quan|đơn vị (?:thực|chủ|"
    r"theo|phụ|báo)|phòng|tăng|giảm|nguồn|"
                     r"note|remark|owner|responsible|lead|source|q[1-4]|milestone|weight|means of", re.I)  # fmt: skip
_GENERIC = re.compile(
    r"tỷ lệ|tỉ lệ|tốc độ|tỷ trọng|mức |số |trong đó|chia ra|gồm|share|rate|growth|of which", re.I
)
_RATED = re.compile(r"(?:.*: )?(?:tỷ lệ|tỉ lệ|tỷ trọng|tốc độ|cơ cấu|số )", re.I)  # not of a caption's unit
_PARTS = re.compile(r"^(?:trong đó|of which)\b\s*:?\s*|^(?:chia ra|(?:bao )?gồm|cụ thể)\s*(?::\s*|$)", re.I)
_MEASURES = re.compile(r"(?:tỷ lệ|giảm|tăng) (?!giảm|so|đạt|thực)[^\W\d_]+.*\(", re.I)  # "Giảm nghèo (hộ)"
_OWNER = re.compile(
    r"chủ trì|phụ trách|theo dõi|(?:đơn vị|cơ quan) (?:thực hiện|báo cáo|tham mưu)|responsible|\blead\b|owner",
    re.I,
)
_NUMBERED = re.compile(r"20\d\d|^[^\W\d_]+(?: phố| án)? \d+$", re.I)  # "Ấp 3", "Khối 6", "Quý 1"
_TOPIC = re.compile(r"nhóm|lĩnh vực|ngành|tiêu chí lớn|theme|sector|area", re.I)
_COUNTED = re.compile(
    r"đảng viên|doanh nghiệp|hợp tác xã|bác sĩ|lao động|học sinh|sản phẩm|dự án|hộ nghèo", re.I
)
_SPAN = re.compile(r"20\d\d\s*[-–]\s*20\d\d")
_COMPARED = re.compile(r"so sánh|so với|%|tăng|giảm|growth|change", re.I)
_GROUP_NO = re.compile(r"^(?:[IVX]+|[A-ZĐ])\.?$")
_GROUP = re.compile(r"^(?:[IVX]+|[A-ZĐ])[.)\s]\s*\S")
# between the targets of one row: in its values and units; in its names
_APART = [re.compile(rf"\s*{p}\s*") for p in (";", r"\n", ":", "/", "[–-]", r",\s")]
_NAMES = [
    re.compile(p)
    for p in (r"\s*[/:]\s*", r"\s+[–-]\s+", r",\s+", r",\s+|\s+(?:và|and)\s+", r"\s+(?:và|and)\s+")
]
_PER_HA = re.compile(r"(?<!tạ)\s*/\s*")  # "ha/tạ/ha/tấn" are three
_PER = re.compile(
    r"/\s*(?:(?:năm|người|tháng|ngày|ha|hộ|lao động|quý|vụ|dân|year|person|head)(?!\w)|\d)", re.I
)


@dataclass
class Columns:
    """What the columns of a table hold; `values` in order, with their heads and years."""

    no: int | None = None
    name: int = 0
    unit: int | None = None
    value: int | None = None
    second: int | None = None
    base: int | None = None
    owner: int | None = None
    direction: int | None = None
    group: int | None = None  # "Nhóm chỉ tiêu | Chỉ tiêu cụ thể"
    compared: list[int] = field(default_factory=list)  # the target against its base: "So sánh (%)"
    year: str = ""
    unsaid: bool = False  # years side by side, and nothing says which is meant
    heads: list[str] = field(default_factory=list)
    body: int = 1


def columns_of(rows: list[list[str]], year: str = "") -> Columns | None:
    """The columns of a table by its head of one or two rows; None for a table that is none of targets. `year`: what
    the document is for, where it says."""
    for at, row in enumerate(rows[:8]):
        cells = [c.strip(" *:") for c in row]
        short = {j: c for j, c in enumerate(cells) if len(c) < 60}
        names = [j for j, c in short.items() if _NAME.search(c)]
        if not names:  # "No. | Target | Unit | 2026 target"
            named = [j for j, c in short.items() if re.fullmatch(r"targets?", c, re.I)]
            names = [j for j in named if not any(scan(r[j]) for r in rows[at + 1 :] if j < len(r))]
        values = {j for j, c in short.items() if _VALUE.search(c) and not _BESIDE.search(c)}
        if not names or any(scan(c) and not _NUMBERED.search(c) for c in cells):
            continue
        if not values - {names[0]}:
            below = [row[names[0]] for row in rows[at + 1 :] if names[0] < len(row) and any(row[: names[0]])]
            told = [c for c in below if any(f.strong for f in scan(c))]
            if _TARGET.search(cells[names[0]]) and 2 * len(told) > len(below):
                found = _assigned(cells, names[0], rows, at, year)
                found.value = names[0]  # "TT | Chỉ tiêu | Chủ trì": the target is in the words
                return found
            continue
        worded = [j for j in names if not any(scan(row[j]) for row in rows[at + 1 :] if j < len(row))]
        kinds = {j: len({row[j] for row in rows[at + 1 :] if j < len(row)}) for j in worded}
        name, often = names[0], 2 - bool(_TOPIC.search(cells[names[0]]))
        if name in worded:
            name = max(worded, key=lambda j: (often * kinds[names[0]] < kinds[j], -j))
        found = _assigned(cells, name, rows, at, year)
        found.group = next((j for j in range(name) if _TOPIC.search(cells[j])), None)
        return found
    return None


def _assigned(cells: list[str], name: int, rows: list[list[str]], at: int, year: str) -> Columns:
    found = Columns(name=name, body=at + 1)
    heads = list(cells)
    below = rows[at + 1] if at + 1 < len(rows) else []
    if not any(c.strip() for c in below[: name + 1]) and re.search(r"[^\W\d_]|\b20\d\d\b", " ".join(below)):
        last = ""
        for j in range(max(len(heads), len(below))):
            top = heads[j] if j < len(heads) else ""
            sub = below[j] if j < len(below) else ""
            last = top or (last if sub else "")
            of = _SPAN.sub("", last) if re.search(r"20\d\d$", sub) else last  # "5 năm 2026-2030 | 2026"
            heads[j : j + 1] = [f"{of} {sub}".strip() if sub else top]
        found.body += 1
    found.heads = heads
    while found.body < len(rows) and _numbers_columns([c for c in rows[found.body] if c]):
        found.body += 1
    found.no = next((j for j, h in enumerate(heads) if _NO.match(h)), None)
    found.owner = next((j for j, h in enumerate(heads) if j != name and _OWNER.search(h)), None)
    if found.owner is None:  # by what stands in it: "Cơ quan", "Đơn vị", "Ghi chú"
        mostly = (j for j in range(len(heads)) if j != name and _offices(rows[found.body :], j))
        found.owner = next(mostly, None)
    found.direction = next((j for j, h in enumerate(heads) if j != name and _DIRECTION.search(h)), None)
    found.unit = next((j for j, h in enumerate(heads) if j != found.owner and _UNIT.match(h)), None)
    if (col := found.unit) is not None and heads[col].lower() == "đơn vị":
        cells = [r[col] for r in rows[found.body :] if col < len(r) and r[col]]
        if cells and not any(known_unit(unit_name(c)) or DITTO.match(c.replace(" ", "")) for c in cells):
            found.unit = None  # who is to do it: "Bảo tàng tỉnh"
            found.owner = col if found.owner is None else found.owner
    used = {found.no, found.unit, found.owner, name}
    years = {j: max(map(int, re.findall(r"20\d\d", h)), default=0) for j, h in enumerate(heads)}
    past = [j for j, h in enumerate(heads) if j not in used and _PAST.search(h) and not _COMPARED.search(h)]
    plans = [j for j, h in enumerate(heads) if j not in used and j not in past and _VALUE.search(h)
             and (not _BESIDE.search(h) or years[j] and not _COMPARED.search(h))]  # fmt: skip
    told = max((years[j] for j in plans if _PLANNED.search(heads[j])), default=0)
    # "2024 | Kế hoạch 2025"
    past += [j for j in plans if 0 < years[j] < told and not _PLANNED.search(heads[j])]
    plans = [j for j in plans if j not in past]
    ended = max((years[j] for j in past if not _SPAN.search(heads[j])), default=0)
    future = [j for j in plans if years[j] > ended or (not years[j] and not ended)]
    future = future or [j for j in plans if years[j] in (0, ended)]  # "Kế hoạch 2025 | Ước thực hiện 2025"
    spans = [j for j in future if _SPAN.search(heads[j]) or "giai đoạn" in heads[j].lower()]
    single = [j for j in future if j not in spans] or future
    yearly = [j for j in single if not _WITHIN.search(heads[j])]
    final = [j for j in yearly if re.search(r"annual|year|cả năm", heads[j], re.I)] or yearly or single
    whole = [j for j in final if _WHOLE.search(heads[j])] if len(final) > 2 else []
    final = whole or final
    if final:
        earliest = min(years[j] or 9999 for j in final)
        meant = str(earliest + 1) == year  # "Năm 2025 | Năm 2026" of a plan for 2026
        bare = [j for j in final if years[j] and not _PLANNED.search(heads[j])]
        own_year = int(year[:4]) if year[:4].isdigit() else 9999
        # "Target | 2022 | 2021": what was reached
        aside = [
            j for j in bare if years[j] < own_year and any(k not in bare and not years[k] for k in final)
        ]
        first = min(final, key=lambda j: (j in aside, meant and str(years[j]) != year, years[j] or 9999, j))
        future = [j for j in future if not years[j] or years[j] >= years[first]]
        found.unsaid = not ended and len({years[j] for j in final}) > 1 and str(years[first]) != year
        found.value, found.year = first, year_of(heads[first])
        same = [j for j in final if j != first and years[j] == years[first]]
        found.second = next((j for j in same if j > first and len(single) < 4), None)
        found.unsaid |= not yearly or len(same) > 1 and not found.second
    before = [j for j in [*past, *plans] if j not in future and (found.value is None or j != found.value)]
    before = [j for j in before if found.value is None or not years[j] or years[j] != years[found.value]]
    estimates = [j for j in before if re.search(r"ước|\bưth\b|estimate", heads[j], re.I)]
    actual = [j for j in before if j in past]
    found.base = next(iter([*estimates[-1:], *actual[-1:], *before[-1:]]), None)
    if found.value is not None and found.base is not None:
        value, both = years[found.value], {years[found.value], years[found.base]}
        said = [{*map(int, re.findall(r"20\d\d", h))} for h in heads]
        free = [j for j, h in enumerate(heads) if j not in {*used, *past, *plans} and _COMPARED.search(h)]
        # of several "So sánh" those that say the target's year, or none
        own = [j for j in free if value in said[j] or not said[j] or not free[1:]]
        found.compared = [j for j in own if said[j] <= both]
    return found


def _compares(text: str, low: float, base: float, english: bool) -> bool:
    """Whether a cell says what a target is against its base: per cent of it, growth in per cent, or the difference, as
    far as the three are rounded; and where it says no number."""
    printed = [number(m, english)[0] for m in re.findall(r"\d[\d.,]*\d|\d", text)]
    if len(printed) != 1 or not base:
        return True
    value, rate = printed[0], 100 * low / base
    own, *of = (0.5 / 10 ** len(f"{v:.10g}".partition(".")[2]) for v in (value, low, base))
    off = min(1.0, rate * (of[0] / abs(low or 1) + of[1] / abs(base)))
    ways = ((rate, off), (rate / 100, off / 100), (abs(rate - 100), off), (abs(low - base), sum(of)))
    return any(abs(value - way) <= (own + most) * 1.01 for way, most in ways)


def _numbers_columns(cells: list[str]) -> bool:
    """Whether a row numbers the columns: "A", "1", "(2)", "3=2/1"."""
    each = r"\(?(?:[A-ZĐ]|\d{1,2})\)?|[\d\s=+/*x×:().%-]+"
    return len(cells) > 2 and all(re.fullmatch(each, c) for c in cells)


def _main(text: str, unit: str, english: bool) -> float | None:
    """The figure of a cell that may say more of it: "71,4 (5/7)", "5/7 (71,4 %)" of a share; None where it is open."""
    found = scan(text, english)
    plain = scan(re.sub(r"\([^()]*\)", " ", text), english)
    if unit == "%" and len(found) == 1 and found[0].of and not found[0].unit:
        return round(100 * found[0].value / found[0].of, 4)
    if unit == "%" and len(found) > 1:
        share = [f for f in found if f.unit == "%"] or [f for f in plain if f.of is None]
        return share[0].value if len(share) == 1 else None
    found = found if len(found) == 1 else plain
    return found[0].value if len(found) == 1 and found[0].upper is None else None


def _offices(rows: list[list[str]], col: int) -> bool:
    """Whether most cells of a column name offices."""
    filled = [row[col] for row in rows if col < len(row) and re.search(r"[^\W_]", row[col])]
    return 2 * sum(OFFICE.match(text) is not None for text in filled) > len(filled)


class Tables:
    """Reads tables one after another: a table that repeats the head before it goes on with it."""

    def __init__(self, english: bool, year: str):
        self.english, self.year = english, year
        self.group, self.title = "", ""
        self.columns: Columns | None = None
        self.worded: Draft | None = None

    def read(self, table: Table, title: str = "", found: list[Draft] | None = None) -> list[Draft] | None:
        """The measures of a table; None when it is no table of targets. `found`: what was read before, for a row that
        a page break cut in two."""
        columns = columns_of(table.rows, self.year)
        if columns is None and (turned := _turned(table)):
            return self.read(turned, title, found)
        if columns is None and self.columns and len(table.rows[0]) == len(self.columns.heads):
            columns = replace(self.columns, body=0)
        if columns is None and _PLANNED.search(title):
            columns = _headless(table.rows, self.english)
        if columns is None or columns.value is None:
            return None
        if self.columns is None or columns.heads != self.columns.heads:
            self.group = ""
        self.columns = columns
        said = [*title.splitlines(), *(c for r in table.rows[: columns.body] for c in r)]
        captions = [u for text in said for u in caption_units(text) or caption_within(text) if ":" in text]
        self.caption = captions[0].text if len({u.text for u in captions}) == 1 else ""
        self.caption = bracket_unit(columns.heads[columns.value]) or self.caption
        self.offices = {table.at[i]: text for (i, j), text in table.down.items() if j == columns.owner}
        self.forecast = bool(re.search(r"dự báo|forecast", " ".join(said), re.I))
        out: list[Draft] = []
        heads: list[tuple[int, str, str]] = []  # (depth of the bullet, name, number)
        codes: dict[str, str] = {}
        bare: list[Draft] = []  # per cents whose sign stands in the column of units alone
        self.units: dict[str, str] = {}
        self.section = ""  # a letter or Roman number that is a target's own
        self.within = ""  # below "Trong đó": the unit of the parts
        # the unit of the row above; whether a number without a value is open
        self.unit, self.open = "", False
        worded: Draft | None = None  # a numbered row in words alone: a target where no parts follow
        shown = [j for j in (columns.name, columns.unit, columns.value) if j is not None]
        for i, at in enumerate(table.at[columns.body :], columns.body):
            parts, row = _several(table, i, columns), table.rows[i]
            rows, before = parts or [row], (found or []) + out
            new = [d for each in rows for d in self._row(each, at, columns, heads, codes, before)]
            for draft in new if parts else ():
                draft.phrase = " | ".join(row[j] for j in shown if row[j])
                draft.doubt("position")
            opened = out[-1] if new and out and out[-1].figure is None else None
            if new and out and new[0].structure and out[-1].low == out[-1].high == 100:
                out.pop()  # "Cơ cấu kinh tế | % | 100"
            if opened:
                within = self.open and new[0].name.startswith(f"{opened.name}: ")
                shapes = {re.sub(r"\d+", "0", d.no) for d in (opened, new[0])}
                if within or opened is worded and (opened.no == new[0].no or len(shapes) == 2):
                    out.pop()  # "Cơ cấu kinh tế | %", "1 | Trồng trọt": its parts stand under it
            worded = new[-1] if new and self.worded is new[-1] else worded if not new else None
            out += new
            if columns.unit is not None and "%" not in row[columns.value if columns.value < len(row) else -1]:
                bare += [d for d in new if d.unit == "%" and d.figure is not None]
        raised = [d for d in bare if d.rule != "le"]
        for draft in raised if any(0 < (d.low or 0) < 1 for d in raised) else ():
            draft.doubt(*["scale"] * (0 < (draft.low or draft.high or 0) <= 1))
        for draft in out:
            size = draft.low if draft.low is not None else draft.high or 0
            if size and draft.base and not 1 / 20 < size / draft.base < 20:
                draft.doubt("base_scale")
        return out

    def _row(
        self, row: list[str], at: str, columns: Columns, heads: list, codes: dict, before: list[Draft]
    ) -> list[Draft]:
        shift = max(len(row) - len(columns.heads), 0) if any(row[len(columns.heads) :]) else 0
        row = row[: columns.name + 1] + row[columns.name + 1 + shift :]
        cell = partial(_cell, row)
        filled = [c for c in row if c.strip()]
        if not filled:
            return []
        self.group = cell(columns.group) or self.group
        no, name, unit, value = cell(columns.no), cell(columns.name), cell(columns.unit), cell(columns.value)
        in_words = columns.value == columns.name
        value = "" if in_words else value or cell(columns.second)
        if columns.no is None and (numbered := re.match(r"(\d+(?:\.\d+)*)[.)]\s+(?=\D)", name)):
            no, name = numbered[1], name[numbered.end() :]
        ditto = bool(DITTO.match(unit.replace(" ", ""))) and bool(self.unit)
        unit = self.unit = self.unit if ditto else unit
        if re.fullmatch(r"[-+–•*]", no):
            no, name = "", f"{no} {name}"
        if [c.strip(" *:") for c in row] == columns.heads:
            return []
        if len(filled) == 1 and (not name or name == filled[0]) and not value:
            text = filled[0]
            if before and not no and text[0].islower() and name:
                last = before[-1]  # a row that a page break cut in two
                last.name, last.phrase = f"{last.name} {text}", f"{last.phrase} {text}"
                return []
            if len(row) == 1 or _GROUP.match(text) or text.isupper():
                self.group = text.rstrip(":")
                heads.clear()
                return []
        if _GROUP_NO.match(no):
            self.section = no.rstrip(".")
            if is_nil(value):
                self.group, self.section = name, ""
                heads.clear()
                return []
        elif self.section and no[:1].isdigit():
            no = f"{self.section}.{no}"  # "I | Thu nội địa | 500", "1 | Thuế | 300", "II …", "1 …"
        elif re.fullmatch(r"[a-zđ][.)]?", no) and heads and (of := re.match(r"[\w.]*\d", heads[0][2])):
            no = f"{of[0]}{no[0]}"  # "1 | Gieo trồng | 1.000", "a | Lúa | 600"
        depth = 1 if no or columns.no is None else 2 * (self.open or ditto)
        if name[:1] in ("+", "-", "–", "•", "*"):
            depth = 3 if name.startswith("+") else 2
        name = re.sub(r"^[-–+•*]\s*", "", name).strip(" :")
        part = bool(_PARTS.match(name))
        name = _PARTS.sub("", name)
        if no or part and not heads:
            self.within = ""
        elif part:  # it hangs from the row above, as a bullet does, and what follows in its unit with it
            self.within = unit or self.within or self.units.get(heads[-1][1], "")
        depth = depth if no or not (part or self.within and unit == self.within) else max(depth, 2)
        if not name:
            return []
        if in_words:
            read = (closed(s, read_phrase(s, english=self.english), self.english) for s in sentences(name))
            return [self._finish(d, no, at, row, columns, d.role != "main") for found in read for d in found]
        if depth or no:
            while heads and heads[-1][0] >= (depth or 1):
                heads.pop()
        hangs = depth > 1 or not no and (name[0].islower() or _GENERIC.match(name))
        _, parent, above = heads[-1] if heads and hangs else (0, "", "")
        if no:
            code = next((codes[c] for c in sorted(codes, key=len, reverse=True)
                         if no != c and no.startswith(c) and re.match(r"^[.a-zđ]|^[1-9]\d*$", no[len(c) :])
                         and not (c[-1].isdigit() and no[len(c)].isdigit())), "")  # fmt: skip
            parent, above = code or parent, ""
            if code and self.units.get(code) != (unit or _tail_unit(value)):
                parent = ""  # its unit is another: a thing of its own
            part = part or bool(code) and bool(parent or not self.section)
        if not parent and "%" in unit + value and re.search(r"cơ cấu|structure", self.group, re.I):
            parent = self.group
        if not unit and not _tail_unit(value) and _STRUCTURE.search(parent):
            unit = self.units.get(parent, "")
        full = f"{parent}: {name}" if parent else name
        if no:
            codes[no] = full
            self.units[full] = unit or _tail_unit(value)
        bare = is_nil(value)
        phrase = " | ".join(c for c in (name, unit, value) if c and not is_nil(c))
        crop = re.match(r"(.+): \w+(?: \w+)?$", name) if no else None  # "Lúa: Diện tích"; below: "Sản lượng"
        if no:
            # of a whole of 100 %, its shares stand under it
            whole = _STRUCTURE.search(name) and re.fullmatch(r"100(?: ?%)?", value)
            self.open = bare or bool(crop or whole)
        if bare and (not unit or re.search(r"[^\W\d_]{2}", unit)):
            if depth and (name != filled[0] or no) or depth > 1 or not no:
                heads.append((depth or 1, name if not unit else full, no or above))
            beside = {*range(columns.name + 1, len(row))} - {columns.unit, columns.value}
            if not no:
                told = unit and not any(map(cell, beside)) and not scan(unit)
                return [self._finish(Draft(full, phrase), no, at, row, columns, part)] if told else []
            self.worded = draft = self._finish(Draft(full, phrase), no, at, row, columns, part)
            return [draft]
        heads.append((depth or 1, crop[1] if crop else name, no or above))
        self.units[heads[-1][1]] = unit
        caption = "" if unit or _RATED.match(name) or _tail_unit(value) else self.caption
        drafts = self._values(full, value, unit or caption, phrase)
        for k, draft in enumerate(drafts):
            within = part or bool(parent) or k > 0 and draft.role == "component"
            # the column's base is the first figure's: "3.200 ha (trong đó: lúa 2.000 ha)"
            self._finish(draft, no or above, at, row, replace(columns, base=None) if k else columns, within)
            draft.doubt(*["misaligned"] * bool(shift), *["ditto"] * ditto, *["first_year"] * columns.unsaid)
        return drafts

    def _values(self, name: str, value: str, unit: str, phrase: str) -> list[Draft]:
        if lasts := LASTS.match(value):
            unit, value = unit or lasts[2], lasts[1] + value[lasts.end() :]
        shown = unit_name(unit) if unit else ""
        if none := re.fullmatch(r"không(?: (?:có|còn|xảy ra|phát sinh|để xảy ra))*\W*", value, re.I):
            value = "0"
        if shown:
            value = re.sub(r"\s*[–-]\s*(?=\d)", "-", value).strip()
        if shown and shown != "%":  # "22, tăng 10% so với năm 2025"
            value = re.sub(r"^[\d.,]*\d(?=\s*[,;(]\s*(?:tăng|giảm|bằng)\b)", rf"\g<0> {shown}", value)
        drafts = read_phrase(value, name, english=self.english, forecast=self.forecast, unit=shown)
        drafts = closed(value, drafts, self.english)
        if not drafts and re.fullmatch(r"[\d.,]+", value):
            text = f"{number(value, self.english)[0]:.15g}".replace(".", ",")
            if shown not in ("", "năm") and "," not in text:
                text += ",0"  # "1955" under "ha" is no year
            drafts = read_phrase(text, name, forecast=self.forecast, unit=shown)
        if not drafts:
            drafts = [judge(Draft(name, phrase))]
        for draft in drafts:
            draft.doubt(*["words"] * bool(none))
            draft.phrase = phrase if len(drafts) == 1 else f"{phrase.split(' | ')[0]} | {draft.phrase}"
        return drafts

    def _finish(self, draft: Draft, no: str, at: str, row: list[str], columns: Columns, part: bool) -> Draft:
        cell = partial(_cell, row)
        draft.no, draft.group, draft.at = no, self.group or self.title, at
        owner = cell(columns.owner) or self.offices.get(at, "")
        nobody = r"chưa (?:phân công|rõ|có)|nt$|(?!.*[^\W\d_]{2})"
        draft.owner = "" if re.match(nobody, owner, re.I | re.S) else owner
        draft.year = year_of(draft.name, "")
        if columns.year and draft.year not in ("", "hằng năm", columns.year):
            draft.doubt("column_year")
        draft.year = columns.year or draft.year or self.year
        draft.of_its_past()
        if part and draft.role == "main":
            draft.role = "component"
        if draft.figure is None and "none" not in draft.doubts:
            judge(draft)
        draft.unit_printed = columns.unit is not None and bool(draft.unit)
        counted = _COUNTED.search(draft.name)
        share = re.match(r"(?:per ?cent|percentage|proportion|%) of\b", draft.name, re.I)
        if draft.figure is not None and not draft.unit and (counted or share):
            draft.unit = "%" if share else counted[0].lower() if counted else ""
            draft.settle("unit")
            draft.doubt(*["unit_name"] * (not share))
            draft.kind = kind_of(draft)
        if draft.figure is not None:
            base = cell(columns.base)
            printed = _main(base, draft.unit, self.english)
            if printed is not None and draft.base is None:
                draft.base, draft.base_printed = printed, base if re.search(r"[/(]", base) else ""
                falling(draft)
            other = scan(cell(columns.second), self.english)
            if len(other) == 1 and other[0].value != draft.figure.value:
                draft.stretch = other[0].value
                draft.heads = (columns.heads[columns.value or 0], columns.heads[columns.second or 0])
                draft.doubt("two_plans")
            plans = [v for v in (draft.low, draft.high, draft.stretch) if v is not None and draft.base]
            told = [
                _compares(cell(j), v, draft.base or 0, self.english) for j in columns.compared for v in plans
            ]
            draft.doubt(*["growth"] * (bool(told) and not any(told)))
        directed(draft, cell(columns.direction))
        return draft


def _headless(rows: list[list[str]], english: bool) -> Columns | None:
    """The columns of a table whose head was not printed by what they hold: figures behind units behind names; None
    where there is no column of units, or several of figures, of which nobody says which year is whose."""

    def mostly(fits: Callable[[str], object]) -> list[int]:
        full = [[r[j] for r in rows if j < len(r) and r[j]] for j in range(max(map(len, rows)))]
        return [j for j, c in enumerate(full) if len(c) > 1 and 3 * sum(map(bool, map(fits, c))) > 2 * len(c)]

    units = mostly(lambda c: not c[0].isdigit() and known_unit(unit_name(c)))
    told = mostly(lambda c: re.search(r"\d", c) and len(c.split()) < 6)
    values, numbers = [j for j in told if units and j > units[0]], [j for j in told if j == 0]
    names = [j for j in range(units[0]) if j not in numbers] if units else []
    if len(units) != 1 or len(values) != 1 or len(names) != 1:
        return None
    no = numbers[0] if numbers else None
    heads = [""] * max(map(len, rows))
    return Columns(no, names[0], units[0], values[0], heads=heads, body=0)


def _turned(table: Table) -> Table | None:
    """A table of places or crops with the measures across as one with a row for each, of places with the value of the
    whole where there is a row for it; None for any other."""
    for at, row in enumerate(table.rows[:3]):
        named = ((j, c.strip(" *:")) for j, c in enumerate(row))
        place, head = next(((j, c) for j, c in named if _PLACED.fullmatch(c) or _GROWN.fullmatch(c)), (0, ""))
        if not head or any(scan(c) for c in row[place + 1 :]):
            continue
        below = [r for r in table.rows[at + 1 :] if len(r) == len(row)]
        if below and not any(below[0][: place + 1]):
            row = [two or one for one, two in zip(row, below[0], strict=True)]
        heads = [
            (j, c)
            for j, c in enumerate(row)
            if j > place and c and (_MEASURES.match(c) or not _BESIDE.match(c))
        ]
        told = [next((r for r in below if any(_WHOLE.search(c) for c in r[: place + 1])), [""] * len(row))]
        if grown := _GROWN.fullmatch(head):
            told = [r for r in below if r[place] and all(bracket_unit(c) for _, c in heads)]
        rows = [["STT", "Nội dung", "Đơn vị tính", "Chỉ tiêu"]]
        for r, j, head in ((r, j, head) for r in told for j, head in heads):
            unit = bracket_unit(head)
            name = re.sub(r"\s*\([^()]*\)$", "", head) if unit else head
            rows.append([f"({len(rows)})", f"{r[place]}: {name}" if grown else name, unit, r[j]])
        return Table(rows, [table.at[at]] * len(rows))
    return None


def _cell(row: list[str], col: int | None) -> str:
    return row[col].strip() if col is not None and col < len(row) else ""


def _cut(text: str, n: int, *groups: list[re.Pattern[str]]) -> list[str]:
    """A text in `n` parts by the first group of marks that gives them; [] where none does, or two differ."""
    for marks in groups:
        told = {tuple(p.strip(" -–+•*") for p in mark.split(text)) for mark in marks}
        if told := {t for t in told if len(t) == n and all(t)}:
            return [*told.pop()] if len(told) == 1 else []
    return []


def _several(table: Table, at: int, columns: Columns) -> list[list[str]]:
    """A row of several targets as a row for each, where names, units and values agree in number; [] otherwise."""
    row = [*table.rows[at]]
    if len(row) != len(columns.heads) or columns.value in (None, columns.name):
        return []
    cells = ["\n".join(table.lines.get((at, j), [c])).strip() for j, c in enumerate(row)]
    joined = lambda m: " " if m[1].islower() else "\n"  # noqa: E731 - a name that goes on below
    name = re.sub(r"\n(?=(.))", joined, cells[columns.name])
    unit = "" if columns.unit is None else cells[columns.unit]
    for way in _APART[:5]:
        values = way.split(cells[columns.value])
        n, figures = len(values), [scan(v) for v in values]
        if n == 1 or any(len(f) != 1 or f[0].of or f[0].base or f[0].upper for f in figures):
            continue
        named = way is _APART[3] and len(way.split(name)) == n
        both = named and not _MEASURED.match(unit.split("/")[0])  # "Số lớp/học viên | lớp/người | 6/240"
        one = _PER.search(unit) and ";" not in unit and not both and n < 3
        units = [] if one else _cut(unit, n, *([w] for w in (*_APART, _PER_HA)))
        told = bool(units) or n > 2 or all(f[0].unit for f in figures)
        shares = named and unit == "%" and not PLACES.search(name)
        if not (told or shares) and (way not in _APART[:3] or unit and not scan(f"1 {unit}")):
            continue
        marks = [[_APART[0]], [_APART[1]], _NAMES if told else [way]]
        listed = re.fullmatch(r"(.*\w)\s*\(([^()]*)\)|([^():]*\w):\s+([^():]*)", name, re.S)
        head, within = [g for g in listed.groups() if g is not None] if listed else (name, "")
        inner = _cut(within, n, *marks) if within else []
        head = head if inner else name
        out = []
        for k, called in enumerate(inner or _cut(name, n, *marks)):
            part = [*row]
            for j in (j for j in (columns.base, columns.second, columns.value) if j is not None):
                each = way.split(cells[j])
                part[j] = each[k] if len(each) == n else ""
            part[columns.name] = " ".join(f"{head}: {called}".split())
            if units and columns.unit is not None:
                part[columns.unit] = units[k]
            out.append(part)
        return out
    return []


def _tail_unit(value: str) -> str:
    return next((f.unit for f in scan(value)), "")
