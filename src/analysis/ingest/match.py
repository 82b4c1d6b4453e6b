"""Rules of a sources file laid on a table: which columns, which rows, which places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from analysis.ingest.context import TOTAL, Context, noughts_to_come
from analysis.ingest.grid import address
from analysis.ingest.heads import ERA, Head, Reading, Words, asks_plan, compares, kinds, meaning, up_to_day
from analysis.ingest.names import Names
from analysis.ingest.periods import Span, named, plain, said, without_periods, words_beside
from analysis.ingest.sheet import FIGURES
from analysis.ingest.sources import BASIS_OF, FACETS, ColumnRule, RowRule, Source, TableRule
from analysis.ingest.tables import Column, Row, Table
from analysis.ingest.text import clean, fold, has_phrase, label_of, likeness, may_hold, nearest, phrase_keys
from analysis.ingest.units import MONEY, counted, parse_unit

_COMPARED = re.compile(r"%|tỷ lệ|tỉ lệ|ty le|so với|chỉ số|tốc độ|đạt|tăng|giảm|chênh", re.I)
NEAR = 0.86  # of a title's words: two slips in a phrase of four words

DEFAULT_COLUMNS = [
    ColumnRule.model_validate(m)
    for m in ("month", "year_to_date", "plan", "owner_forecast", "self_assessment")
]


@dataclass(frozen=True)
class PickedColumn:
    column: Column
    rule: ColumnRule
    reading: Reading
    place: str = ""
    beside: str = ""  # the heads that tell it from another column of the same meaning


@dataclass(frozen=True)
class PickedRow:
    row: Row | None
    rule: RowRule | None  # None: a row that is a place
    label: str
    place: str = ""
    numerator: Row | None = None
    denominator: Row | None = None
    span: Span | None = None  # of a row that is a period
    vintage: str = ""

    @property
    def hidden(self) -> list[Row]:
        """The rows it is read from that Excel hides."""
        return [r for r in (self.row, self.numerator, self.denominator) if r is not None and r.hidden]


def table_rules(table: Table, source: Source) -> list[TableRule]:
    """The rules whose title words the table bears; of several the one with the longest words."""
    keys = _keys(table.title)
    best: list[tuple[int, TableRule]] = []
    for rule in source.tables:
        if rule.sheet and not any(has_phrase(fold(table.sheet), w) for w in rule.sheet):
            continue
        length = max((len(fold(w)) for w in rule.title if _has(keys, w)), default=0)
        if "*" in rule.title and not table.title:
            length = 1
        if length and not any(_has(keys, w) for w in rule.without):
            best.append((length + 1000 * bool(rule.sheet), rule))
    top = max((n for n, _ in best), default=0)
    return [rule for n, rule in best if n == top]


def near_title(rule: TableRule, title: str) -> str:
    """The words of a rule that a title bears but for a slip of typing, "" when it bears none, or bears them as they are
    (then something else of the rule keeps the table out)."""
    keys = _keys(title)
    if any(_has(keys, w) for w in (*rule.title, *rule.without)):
        return ""
    said = [(likeness(title, words), words) for words in rule.title if phrase_keys(words)]
    alike, best = max(said, default=(0.0, ""))
    return best if alike >= NEAR and len(fold(best).split()) > 1 else ""


def may_be_near(rule: TableRule, words: str) -> bool:
    """Whether enough words of a rule's title stand together in a sheet for `near_title` to find it in one of its
    tables."""
    said, known = _words_of(words)
    return any(
        may_hold(known, keys) and all(_together(said, key) for key in keys)
        for title in rule.title
        if (keys := phrase_keys(title))
    )


@lru_cache(1 << 2)  # asked of one sheet for one rule after another
def _words_of(text: str) -> tuple[list[str], set[str]]:
    said = text.split()
    return said, {*said}


def _together(words: list[str], part: str) -> bool:
    """Whether as many words in a row as a phrase has hold half of its own."""
    wanted, size = {*part.split()}, len(part.split())
    return any(may_hold({*words[i : i + size]}, [part]) for i, word in enumerate(words) if word in wanted)


def _keys(text: str) -> tuple[str, str]:
    return fold(text), fold(text, marks=False)


def _has(keys: tuple[str, str], phrase: str) -> bool:
    """Whether a text bears a phrase; "*" stands for a few words. Long phrases may differ in marks (a slip of
    typing).
    """
    if has_phrase(keys[0], phrase):
        return True
    return (phrase.isascii() or len(fold(phrase).split()) > 2) and has_phrase(keys[1], phrase, marks=False)


def means(rule: ColumnRule, column: Column, reading: Reading, at: Context, table: TableRule) -> bool:
    """Whether a column is one of a rule's: by meaning, then by words of its header. `table`: the rule of its table."""
    if rule.is_ and not _same_meaning(rule.is_, reading, at):
        return False
    if not (rule.is_ or rule.words):
        return False
    keys = _keys(column.text)
    if rule.words and not any(_has(keys, w) for w in rule.words):
        return False
    basis = rule.is_ or rule.basis or table.basis
    bases = ("month", "year_to_date", "level", None, *(("year",) if at.plan else ()))
    others = [NOT_YET] if rule.words and not rule.facet and basis in (_DONE if rule.is_ else bases) else []
    others += [_OTHER_TIME, ERA] if basis in bases[:2] and not rule.facet else []
    if basis in bases[:2] and not rule.facet and _QUARTERLY.search(column.text.lower()):
        return False
    if basis in bases and not (rule.is_ or rule.facet):  # asked for by its words alone
        if reading.meaning == "plan" or asks_plan(column.path):  # "Kế hoạch số hộ" is no "số hộ"
            if not any(asks_plan((w,)) for w in rule.words):
                return False
        elif compares(column.path) and not any(_COMPARED.search(w) or compares((w,)) for w in rule.words):
            return False
        ends = (reading.span.year, reading.span.last) if reading.span else (0, 0)
        if reading.vintage == "estimate" and ends > (at.year, at.month or 12) and basis in bases[:3]:
            return False  # "Ước thực hiện cả năm", "Dự kiến tháng 7": of a time to come
        others += [_SO_FAR] * (basis == "month")
        others += [] if at.month in (0, 12) and basis != "month" else [_WHOLE_YEAR]
        if basis in bases[:3] and reading.shift == -12 and not (reading.span or _SAME_TIME.search(keys[1])):
            return False  # "Quyết toán năm trước": of the whole year
    printed = clean(column.text) if others else ""
    head = Head(printed, plain(printed), ())
    if hits := [rf"\b{hit[0]}\b" for other in others for hit in other.hits(head)]:
        own = " | ".join([*rule.words, rule.unit or "", *table.title])
        rows = [" | ".join([own, r.label or "", *r.numerator]) for r in table.rows] or [own]
        asked = [_DEBT_PAID.sub("", plain(row)) for row in rows]  # what all rows are of, not one of them
        if not all(re.search(hit, row) for hit in hits for row in asked):
            return False
    return not any(_has(keys, w) for w in rule.without)


# of a head, not of what is asked for by other words: what is not done or not to be counted, and figures of no month
NOT_YET = Words(
    r"\b(?:chưa(?! chính thức)|(?<!hạng )không|còn (?:phải|lại|nợ|thiếu)|phải (?:thu|nộp|trả)|được giao|giao đầu năm"
    r"|dự kiến|đề (?:nghị|xuất)|phân bổ|tối (?:đa|thiểu)|(?:định|hạn) mức|hoàn (?:trả|thuế|lại)|trả lại|miễn|giảm trừ"
    r"|bị (?:loại|hủy|thu hồi|từ chối)|chuyển (?:sang|qua|nguồn)|(?<!thu )(?<!hồi )(?<!trả )nợ(?! of\b)"
    r"|tồn (?:đọng|kho|cuối|đầu|lại)|(?:dư|thu hồi) tạm ứng|ứng trước"
    r"|(?<!ca )(?<!gom )tạm (?:ứng|giữ|dừng)|(?:hụt|thất|vượt) (?:thu|chi|vốn)|ngoài (?:chỉ tiêu|kế hoạch|dự toán)"
    r"|chậm (?:nộp|đóng|trả)|(?:thu|chi|nộp) hộ(?! nghèo| cận| dân| gia| kinh| chính)|đang (?:xử lý|giải quyết|chờ)"
    r"|tiết kiệm|nhu cầu|cam kết|khả năng|trình duyệt|truy thu|số giao(?! dịch| thông| quân| đất| rừng)"
    r"|thoái (?:thu|trả)|đăng ký (?:thu|chi|nộp|giải ngân)|số kiểm tra (?:thu|chi|dự toán)"
    r"|bổ sung|(?:xếp|thứ) hạng|cao nhất|thấp nhất|arrears|overdue|pending|outstanding|remaining|due)\b"
)
_DEBT_PAID = re.compile(r"\bthu (?:hoi )?no\b")
_OTHER_TIME = Words(
    r"\b(?:tuần|năm học|học kỳ|bình quân|bq|ngày (?:đầu|cuối)|trong ngày|đợt|nhiệm kỳ|lũy tiến|giai đoạn"
    r"|(?:kỳ|lần) (?:\d|i{1,3}))\b"
    r"|\b(?<!tháng )(?<!quý )(?:các|nhiều|hai|ba|bốn|mười|[2-9]|[1-9]\d) năm\b(?! (?:này|trước|(?:19|20)\d\d))"
    r"|\bvụ (?:đông xuân|hè thu|thu đông|xuân hè|mùa(?! bán)|chiêm|dx|ht|[1-3]\b)"
    r"|\bmỗi (?:tháng|quý|tuần|ngày|người|hộ)\b(?! ?\d)|\b1 (?:người|hộ)\b"
    r"|/ ?(?:1 )?(?:tháng|quý|tuần|ngày|người|hộ)\b(?! ?\d)"
)
_QUARTERLY = re.compile(
    r"(?<!cuối )(?<!hết )(?<!đến )(?<!trong )(?<!đầu )\bquý\b(?!\W+(?:\d|i|v|báo cáo|này))"
)
_SAME_TIME = re.compile(r"\b(?:cung|ky|ck|thang|quy|same|corresponding)\b")
_SO_FAR = Words(r"\b(?:đến|hết) (?:nay|cuối|thời điểm|hết)\b")
_WHOLE_YEAR = Words(r"\bcả năm\b")


def undone(text: str) -> set[str]:
    """Whether a text speaks of what is owed or not done ("undone"), or of a part of a month or several years."""
    found = {"undone": NOT_YET, "other_time": _OTHER_TIME}
    return {name for name, words in found.items() if words.search(text)}


# of the head of a plan: what is asked for, taken away or added, of which a plan is no more than a part
_PROPOSED = Words(
    r"\b(?:(?:điều chỉnh|cắt|bị)\W{1,2}(?:tăng|giảm)|giảm(?= ?\(?\d)|tăng\W{1,3}giảm|thêm|tabmis"
    r"|bình quân|trung bình|bq|dự thảo|(?<!công )(?<!chương )trình (?:hđnd|ubnd|duyệt|thẩm|cấp|tỉnh|huyện)"
    r"|(?:dự toán|dt|kế hoạch|kh) thu hồi(?=\W*$)|(?<!sau )bổ sung (?:dự toán|kế hoạch|dt\b|kh\b))"
)
_GIVEN = re.compile(r"(?:duoc )?giao.*|bo sung|phan bo|so giao|phai .*|kha nang|mien|(?:thu|chi|nop) ho")


def _no_plan(text: str) -> Iterator[str]:
    """The words of a head that make something else of a plan: one not yet given, a part, what is left of it."""
    head = Head.of((text,))
    undone = (hit for hit in NOT_YET.hits(head) if not _GIVEN.fullmatch(hit[0]))
    return (head.printed[hit.start() : hit.end()] for hit in (*_PROPOSED.hits(head), *undone))


_DONE = ("month", "year_to_date", "quarter", "half_year", "year", "level")
# What the head of a figure may say besides its period without a word of the sources file: what is done, and amounts. Of
# what, and whose, the file or the title says.
_MAY_STAND = re.compile(
    r"\b(?:thuc (?:hien|thu|chi|nop|te)|(?:tra )?ket qua|so (?:lieu|bo|tien)|(?:chua )?chinh thuc|(?:da )?chot|lam tron"
    r"|gia tri|chi tra|tri gia|san luong|dien tich|nang suat|khoi luong|so luong|doanh (?:thu|so)|kinh phi|kim ngach"
    r"|luy ke|tong (?:muc|gia tri)|cong don|giai ngan|thanh toan|quyet toan|hoan thanh|giai quyet|xu ly|dat duoc|xay ra"
    r"|phat sinh|chia theo|dia ban|nha nuoc|ngan sach|tu ngan sach tinh|bao cao|uoc tinh|tinh den|hien co|tham gia"
    r"|thoi diem|(?:sau |da |truoc )?(?:dieu|dinh) chinh|da sua|gia (?:hien hanh|thuc te)|hien hanh"
    r"|(?:thu|chi) (?:hoi )?no|dang (?:thuc hien|trien khai)|nam (?:truoc|ngoai|nay|sau)|tuyet doi|ghi (?:thu|chi)"
    r"|toan (?:bo|huyen|tinh|xa|quoc)|rieng(?=\W*$))\b"
)
_MAY_BE_SAID = (
    "có tháng quý quí năm kỳ kì ngày lk lkth từ đầu cuối đến hết trong th ước uth ưth số so vốn thu chi nộp đã được "
    "tổng cộng của và với này nay cả ca theo cùng trước sau trên tỷ tỉ triệu nghìn ngàn đồng usd tấn ha tiền thuế "
    "huyện ns nsnn kq trg in of the and to by on at for year years date ytd month months quarter half first from "
    "since new reported total value amount number actual performance implementation implemented estimate estimated "
    "est prel preliminary revised accumulation accumulated cumulative cumulated accrued disbursed collected paid "
    "spent vnd billion million thousand bhxh bhyt bhtn reporting turnover sales revenue expenditure spending net "
    "gn vat tết nguyên đán gross import imports export exports production output"
)
_SAID_PLAIN = frozenset(fold(_MAY_BE_SAID, marks=False).split())
_PLACE = re.compile(r"(?:[Hh]uyện|[Tt]ỉnh|[Tt]hành phố|TP\.?|[Qq]uận)(?: [A-ZĐ]\w*)+")


# at the prices of another year, which is no period of the figures, or as if the whole year went on so
_REVALUED = re.compile(
    r"\bgiá (?:(?:so sánh|ss|cố định|cđ|gốc)\b|(?:năm )?(?=(?:19|20)\d\d))|\bquy (?:ra |đổi (?:ra )?)?(?:cả )?năm\b",
    re.I,
)
# what is asked for, and other words that tell it: what is produced at such prices
_TOLD_AS = (
    (re.compile(r"\bgia tri (?:san xuat|tang them)\b|\btong san pham\b|\bgrdp\b"), "gia so sanh co dinh goc"),
    (re.compile(r"^(?!.*\b(?:tu vong|chet)\b).*\b(?:benh|dich)\b"), "mac"),
    (re.compile(r"\b(?:phat trien|ket nap) dang\b"), "ket nap"),
    (re.compile(r"\b(?:dao tao|day nghe)\b"), "nguoi hoc vien"),
    (re.compile(r"\bkhai thac (?:thuy|hai) san\b"), "danh bat"),
)


@lru_cache(1 << 13)
def left_over(path: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a head, as printed, that are none of periods, of what is done, of amounts or of places."""
    head = Head.of(tuple(_PLACE.sub("", part) for part in path))
    bare = head.bare
    for span in head.spans:
        bare = bare[: span.at] + " " * (span.end - span.at) + bare[span.end :]
    bare = _MAY_STAND.sub(lambda hit: " " * len(hit[0]), bare)
    words = [(m[0], head.printed[m.start() : m.end()]) for m in re.finditer(r"[^\W\d¤]{2,}", bare)]
    of = {word for part in path if (unit := counted(part)) for word in plain(unit.text).split()}  # "Số hộ"
    left = [
        w for key, w in words if key not in of and (key not in _SAID_PLAIN or not said(w, key, _MAY_BE_SAID))
    ]
    other = (hit[0].strip() for hit in _REVALUED.finditer(head.printed))
    return (*left, *(w for w in other if {*w.split()}.isdisjoint(left)))


def unexplained(column: Column, wanted: ColumnRule, rule: TableRule, title: str) -> str:
    """The words of the head of a figure ("Số đăng ký tháng 6") that neither its rule nor its table's title explains."""
    left = left_over(column.path) if wanted.is_ in _DONE or not wanted.is_ else ()
    if wanted.is_ == "plan":
        left = tuple(_no_plan(column.text))
    if not left:
        return ""
    units = [u for u in (wanted.unit, rule.unit, column.unit and column.unit.text) if u]
    rows = [t for r in rule.rows for t in (r.label, *r.numerator) if t] if len(rule.rows) == 1 else []
    words = (*wanted.words, *wanted.numerator, *wanted.denominator)
    words += tuple(w for c in rule.columns if not wanted.is_ for w in c.words)
    own = plain(" ".join([title, *words, *rule.title, *rule.sheet, *units, *rows, "tỷ lệ" * ("%" in units)]))
    own = " ".join([own, *(told for asked, told in _TOLD_AS if asked.search(own))])
    said = {*re.findall(r"[^\W\d]+", _DEBT_PAID.sub("", own))}
    return " ".join(dict.fromkeys(w for w in left if not {*plain(w).split()} <= said))


def _same_meaning(wanted: str, reading: Reading, at: Context) -> bool:
    found, span = reading.meaning, reading.span
    if found == wanted:
        return True
    if wanted == "year_to_date" and span is not None:
        # The first quarter, and the whole year in the report of December, are cumulative figures too.
        if found == "quarter":
            return span.to_date
        return found == "year" and span.year == at.year and at.month in (0, 12)
    if wanted == "quarter":  # "Quý I+II"
        return found == "year_to_date" and span is not None and span.kind == "months" and span.last % 3 == 0
    return False


def pick_columns(
    table: Table, rule: TableRule, at: Context, places: Names, whole: Names
) -> tuple[list[PickedColumn], list[Column], list[tuple[PickedColumn, str]]]:
    """The columns a rule wants; columns that mean the same as a picked one (ambiguous, not used); and those whose heads
    have words that nothing explains, with these: used where they bear the rule's own, else where no other column is of
    their kind and period."""
    rules = rule.columns or DEFAULT_COLUMNS
    asked = {rule.basis, *(kind for r in rules for kind in (r.is_, r.basis))}
    sums = "year_to_date" in asked and "level" not in asked
    picked: list[PickedColumn] = []
    double: list[Column] = []
    open_: list[tuple[PickedColumn, str]] = []
    for column in (c for c in table.columns if not c.beside and c not in table.dating):
        reading = at.reading(column)
        if rule.places == "columns":
            if (place := column_place(column, places, whole)) is not None:
                wanted = rule.columns[0] if rule.columns else DEFAULT_COLUMNS[0]
                new = PickedColumn(column, wanted, reading, place)
                words = _beside_place(new, rule, table.title, places, whole)
                open_ += [(new, words)] if words else []
                picked += [] if words else [new]
            continue
        if reading.meaning == "level" and sums:
            reading = up_to_day(reading, column.path, at.monthly)
        meant = next((r for r in rules if means(r, column, reading, at, rule)), None)
        if meant is None or reading.unclear:
            continue
        wanted, new = meant, PickedColumn(column, meant, reading)
        unit = parse_unit(wanted.unit or rule.unit or "")
        if unit and column.unit and column.unit.base != unit.base and any(p.rule is wanted for p in picked):
            continue  # "Số vụ tháng 6 | Tiền phạt tháng 6 (triệu đồng)"
        # words that name nothing ("số", "giá trị") are no words of their own
        if words := unexplained(column, wanted, rule, table.title):
            open_.append((new, words))
            if not any(left_over((w,)) or counted(w) for w in wanted.words):
                continue
        when = _period(reading)
        first = next(
            (p for p in picked if p.rule is wanted and not p.beside and _period(p.reading) == when), None
        )
        if first is None:
            picked.append(new)
            continue
        # the other one was before, or another thing
        own, other = (_firm(p.column, p.reading, wanted, rule) for p in (new, first))
        hidden = column.hidden or first.column.hidden
        if first.column.hidden and not column.hidden or own > other and not hidden:
            picked[picked.index(first)] = new
            first, new = new, first
        double.append(new.column)
        more = " ".join(p for p in new.column.path if p not in first.column.path)
        if more and not hidden and own[3:5] == other[3:5]:  # of one thing, no estimate or not yet adjusted
            picked.append(replace(new, beside=more))
    picked = _shares_to_date(picked)
    return _settled(picked, double, open_, table, rule) if open_ else (picked, double, [])


def _beside_place(new: PickedColumn, rule: TableRule, title: str, places: Names, whole: Names) -> str:
    """The words of a place's head that nothing explains, but for those that name the place."""
    if new.reading.meaning not in ("", *_DONE):
        return ""
    parts = (replace(new.column, path=(p,)) for p in new.column.path)
    own = tuple(c.path[0] for c in parts if column_place(c, places, whole) is None)
    return unexplained(replace(new.column, path=own), new.rule, rule, title)


def _shares_to_date(picked: list[PickedColumn]) -> list[PickedColumn]:
    """A share of the yearly plan is meant to date: the month's own share is wanted only where it stands alone
    (January)."""
    shares = [p for p in picked if p.reading.meaning == "share_of_plan" and p.reading.span]
    alone = [p for p in shares if p.reading.span and p.reading.span.kind == "month"]
    return [p for p in picked if p not in alone] if len(alone) < len(shares) else picked


def _settled(
    picked: list[PickedColumn],
    double: list[Column],
    open_: list[tuple[PickedColumn, str]],
    table: Table,
    rule: TableRule,
) -> tuple[list[PickedColumn], list[Column], list[tuple[PickedColumn, str]]]:
    """What `pick_columns` gives: heads with words that nothing explains are used where they are alone of their kind."""
    kind = lambda p: (p.rule.is_ or tuple(p.rule.words), p.place, _period(p.reading))  # noqa: E731
    beside = [p for p, _ in open_ if p not in picked and kind(p) in map(kind, picked)]
    left = [(p, w) for p, w in open_ if p not in picked and p not in beside]
    # alone of their kinds, and of one thing: "Số vụ xử phạt tháng 6", "Lũy kế số vụ xử phạt"; no amounts of money,
    # in which what is declared or approved is told as what is done
    one = left and set.intersection(*({*w.lower().split()} for _, w in left))
    if one and len({kind(p) for p, _ in left}) == len(left):
        units = [*table.captions, *(parse_unit(u) for u in (rule.unit, *(p.rule.unit for p, _ in left)) if u)]
        if not any(u is not None and u.base in MONEY for u in (*units, *(p.column.unit for p, _ in left))):
            never = (NOT_YET, _OTHER_TIME, _PROPOSED)
            picked += [p for p, _ in left if not any(w.search(p.column.text) for w in never)]
    # another thing than one that says of what it is: "Thuế tháng 6 | Phí tháng 6"
    of_things = [kind(p) for p in picked if p.rule.words or words_beside(p.column.text) - _OF_HEADS]
    double += [p.column for p in beside if kind(p) in of_things and p.column not in double]
    return picked, double, [(p, w) for p, w in open_ if p not in beside]


def _firm(column: Column, reading: Reading, rule: ColumnRule, table: TableRule) -> tuple[bool | int, ...]:
    """What of two columns of one meaning and period is used: of the whole period, no share, difference or count of
    another thing, adjusted, no mere estimate, with no more words than were asked for, with some words of the title
    asked for, and of what is done."""
    whole = not (reading.span and reading.span.kind == "upto" and reading.span.day)
    compared = bool(_COMPARED.search(column.text)) and not any(map(_COMPARED.search, rule.words))
    adjusted = _ADJUSTED.search(_keys(column.text)[1]) is not None
    # "Lũy kế", not "Lũy kế phần bổ sung"
    alone = not rule.words and said_of_row(column.text, 2000, 6)
    exact = bool(alone) or fold(label_of(column.path[-1])) in map(fold, rule.words)
    done = re.search(r"(?i)\bđã\b|\bthực hiện\b|\b(?:tổng (?:số|cộng)|cộng)$", column.text) is not None
    things = counted(column.path[-1])
    other = things is not None and things.base not in (rule.unit or table.unit or things.base)
    titled = not {*fold(column.text).split()}.isdisjoint(fold(" ".join(table.title)).split())
    firm = {"estimate": 0, "final": 2}.get(reading.vintage, 1)
    return whole, not compared, not other, adjusted, firm, exact, titled, done


_ADJUSTED = re.compile(
    r"(?<!truoc )(?<!truoc khi )(?<!chua )\b(?:dieu chinh|da sua|dinh chinh|revised|adjusted)\b(?! (?:tang|giam))"
)


def _period(reading: Reading) -> tuple:
    span = reading.span
    own = (span.year, span.first, span.last, span.day if span.kind == "day" else None) if span else ()
    return (0 if own else reading.shift, *own)


def column_place(column: Column, places: Names, whole: Names) -> str | None:
    """The place code of a column head, "" for the whole area, None when it is no place."""
    for part in reversed(column.path):
        for told in (str, without_periods):
            text = told(part)
            if (code := places.find(text)) is not None:
                return code
            if whole.find(text) is not None:
                return ""
    return None


def columns_with(table: Table, words: list[str]) -> list[Column]:
    """Columns whose header has one of the words, visible ones first."""
    found = [c for c in table.columns if any(_has(_keys(c.text), w) for w in words)]
    return sorted(found, key=lambda c: (c.beside, c.hidden, c.col))


def pick_rows(
    table: Table, rules: list[RowRule]
) -> tuple[list[PickedRow], list[RowRule], list[tuple[Row, str, bool]]]:
    """Rows by the first rule that takes them; rules that found none; rows near to a known name, with whether they were
    read as that name (they differ in marks only) or not."""
    picked: list[PickedRow] = []
    taken: set[int] = set()
    lacking: list[RowRule] = []
    near: list[tuple[Row, str, bool]] = []
    rows = shown_first(table)
    for rule in sorted(rules, key=lambda r: r.each):
        names, labels_of = rule.known, set[str]()
        if rule.each:
            for row in rows:
                if row.row in taken or not under(row, rule) or rule.skipped.find(row.label) is not None:
                    continue
                name = names.find(row.label)
                if name is None and row.path:  # a name over two rows: "TP. Hồ Chí" above "Minh"
                    name = names.find(f"{row.path[-1]} {row.label}")
                if name is None and rule.names:
                    name = names.but_for_marks(row.label)
                    if name or (guess := nearest(row.label, rule.names)):
                        near.append((row, name or guess, name is not None))
                label = name or row.label
                parent = next(
                    (p for p in reversed(row.path) if not (p.lower().startswith("trong đó") or year_of(p))),
                    "",
                )
                again = not row.hidden and label in labels_of
                if parent and (rule.qualified or again):
                    # "Trong đó: Nguyên chiếc" below two goods: the second bears its parent's name.
                    label = f"{parent} › {label}"
                labels_of.add(label)
                picked.append(PickedRow(row, rule, label))
            continue
        found = [r for r in rows if under(r, rule) and find_row(names, r)] if rule.spellings else []
        taken.update(r.row for r in found)
        if not found and rule.spellings:
            found = [r for r in rows if under(r, rule) and names.but_for_marks(r.label)]
            near += [(r, rule.label or "", True) for r in found]
            parts = (r for r in rows if rule.optional and not found and under(r, rule))
            near += [(r, rule.label or "", False) for r in parts if names.find(r.label.split(" (")[0])]
        top, bottom = (part_row(table, words, rule) for words in (rule.numerator, rule.denominator))
        if found:
            picked += [PickedRow(r, rule, rule.label or "", "", top, bottom) for r in found]
            taken.update(r.row for r in found)
        elif top and bottom and rule.numerator:
            picked.append(PickedRow(None, rule, rule.label or "", "", top, bottom))
        elif not rule.optional:
            lacking.append(rule)
    return picked, lacking, near


def period_rows(table: Table, at: Context) -> tuple[list[PickedRow], list[Row]]:
    """The rows whose label is a period, each with its span (a year may stand once above its months), and the others."""
    found: list[PickedRow] = []
    other: list[Row] = []
    single = [(r.row, s[0]) for r in table.rows if (s := named(r.label))]
    months = [(at, s.last) for at, s in single if s.kind == "month" and not s.year]
    # the first January below a December: what stands above it is of the year before
    turn = next((at for (_, a), (at, b) in pairwise(months) if (a, b) == (12, 1)), 0)
    for row in table.rows:
        spans = named(row.label)
        above = [s.year for p in reversed(row.path) for s in named(p) if s.year]
        year = next((s.year for s in spans if s.year), 0) or next(iter(above), 0)
        year = year or at.year and at.year - (row.row < turn)
        period = bool(year) and len(spans) == 1 and spans[0].kind not in ("day", "unclear")
        short = period and len(fold(row.label).split()) <= 6
        said = (
            meaning(row.label, year, 12)
            if short and not re.search(r"(?i)\b(?:vụ|mùa|đợt) ", row.label)
            else None
        )
        if (
            said
            and not said.unclear
            and (said.meaning in _DONE or not said.meaning and said.vintage != "final")
        ):
            span = replace(spans[0], year=year)
            if said.meaning == "year_to_date" and said.span:  # "Lũy kế đến tháng 2"
                span = replace(said.span, year=year)
            found.append(PickedRow(row, None, row.label, span=span, vintage=said.vintage))
        else:
            other.append(row)
    return found, [r for r in other if not _sums_up(r.label)] if found else other


_BESIDE = Words(r"\b(?:tỉnh|huyện|quốc)\b|%")


def _sums_up(label: str) -> bool:
    """Whether a row adds up or compares the periods above it: no period is lost with it."""
    mean = label.lower().startswith(("trung bình", "bình quân"))
    other = mean or TOTAL.fullmatch(label) or kinds(label) & {"against", "difference"}
    return bool(other) and all(s.yearly for s in named(label))


def unsure_rows(table: Table, rows: list[PickedRow], columns: list[PickedColumn], at: Context) -> list[Row]:
    """Of rows that are periods those with words of another kind of figure or of an area ("Tháng 6 (toàn tỉnh)"), and
    the last months and quarters after the table's own month that hold noughts in all columns asked for."""
    own = [c.column.col for c in columns if not facet_of(c.rule, None)]
    dated = [(r.row, r.span) for r in rows if r.row and r.span and r.span.kind in ("month", "quarter")]
    cell = lambda row, col: table.cells.get((row.row, col), ("", ""))  # noqa: E731
    last = noughts_to_come({row.row: [cell(row, col) for col in own] for row, _ in dated})
    to_come = [row for row, s in dated if row.row in last and (s.year, s.last) > (at.year, at.month)]
    more = lambda text: left_over((text,)) or undone(text) or kinds(text) or _BESIDE.search(text)  # noqa: E731
    return to_come + [r.row for r in rows if r.row and r.row not in to_come and more(r.label)]


_OF_HEADS = set(
    "luy ke cong don lk tu dau den het nam ca ke hoach du toan kh dt thuc hien th uoc trong thang quy ky cung truoc "
    "nay kien bao cao giao duoc thu chi tong so lieu ket qua von i ii iii iv".split()
)


_SOURCE = re.compile(r"\bvon\b.*\b(?:ke hoach|kh)\b|\b(?:ke hoach|kh) (?:dau tu|von)\b")


@lru_cache(1 << 13)
def names_source(label: str) -> bool:
    """Whether words of a plan name a source of money: "Vốn kế hoạch năm 2025"."""
    return _SOURCE.search(plain(label)) is not None


_MAY_SAY = re.compile(r"\bgiao\b|n[aă]m|k[ếeỳyìi]|\bkh\b|th[aá]ng|qu[yýíi]|\d{4}", re.I)


@lru_cache(1 << 13)
def said_of_row(label: str, year: int, month: int, group: bool = False) -> Reading | None:
    """What the label of a row or a group says where it is made of the words of heads alone ("Thu lũy kế từ đầu năm",
    "Kế hoạch năm 2025"): such a row is of that kind and year, whatever stands above its columns."""
    if not _MAY_SAY.search(label):
        return None
    if words_beside(label) - _OF_HEADS or "kết dư" in label.lower():
        return None
    found = meaning(label, year, month)
    if found.meaning == "plan" and not group and not re.search(r"\bnam\b|\d", plain(label)):
        return None
    return found if found.meaning or found.shift or found.span else None


def said_by(
    path: tuple[str, ...], label: str, year: int, month: int, sources: bool = False
) -> tuple[int, Reading | None]:
    """The year of the group that a row stands in, 0 where none is named, and what its label or a group says of it.
    `sources`: whether words of a plan among them may name a source of money."""
    texts = [t for t in (label, *reversed(path)) if not (sources and names_source(t))]
    if not _MAY_SAY.search(" ".join(texts)):
        return 0, None
    read = (said_of_row(t, year, month, group=t is not label) for t in texts)
    return next(filter(None, map(year_of, path[::-1])), 0), next(filter(None, read), None)


@lru_cache(1 << 13)
def year_of(label: str) -> int:
    """The year of a group whose label is a year ("I NĂM 2024"), else 0."""
    found = said_of_row(label, 0, 0)
    return found.span.year if found and found.meaning == "year" and found.span else 0


def with_labels(table: Table, words: list[str]) -> Table:
    """The table with its rows named by the label column whose head has one of the words."""
    col = next((c for c, head in table.label_heads.items() if any(_has(_keys(head), w) for w in words)), None)
    if col is None:
        return table
    named_by = lambda r: str(table.cells[r.row, col][1]) if (r.row, col) in table.cells else r.printed  # noqa: E731
    rows = [
        replace(r, label=label_of(text), printed=text, label_cell=address(r.row, col))
        for r in table.rows
        for text in [named_by(r)]
    ]
    return replace(table, rows=rows)


def without_words(table: Table, words: list[str]) -> Table:
    """The table without some words in its title and heads: what looks like a period there and is none."""
    if not words:
        return table
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(clean(w))}(?!\w)" for w in words), re.I)
    columns = [replace(c, path=tuple(pattern.sub(" ", clean(p)) for p in c.path)) for c in table.columns]
    return replace(
        table,
        columns=columns,
        title=pattern.sub(" ", clean(table.title)),
        top=pattern.sub(" ", clean(table.top)),
    )


def shown_first(table: Table) -> list[Row]:
    """The rows of a table, those that Excel hides behind the others: a hidden row often keeps older figures."""
    return sorted(table.rows, key=lambda r: r.hidden)


def unclaimed(table: Table, rules: list[TableRule], whole: Names) -> list[Row]:
    """The rows that none of a table's rules takes; none where one takes each row, as a place or as a period, or where
    the sum of all (`whole`) alone is taken."""
    if any(r.places == "rows" or r.periods == "rows" or any(one.each for one in r.rows) for r in rules):
        return []
    taken: set[int] = set()
    for rule in rules:
        picked, _, near = pick_rows(with_labels(table, rule.label) if rule.label else table, rule.rows)
        taken |= {r.row for p in picked for r in (p.row, p.numerator, p.denominator) if r is not None}
        taken |= {row.row for row, _, _ in near}  # of which something is said already
    left = [r for r in table.rows if r.row not in taken and not r.hidden]
    summed = taken and all(whole.find(r.label) is not None for r in table.rows if r.row in taken)
    return [] if summed else left


def newest(row: Row, table: Table, at: Context) -> Column | None:
    """The column of a row's newest figure: what is told to date, then of the month, then what no head explains; no
    plan, comparison or other year's."""
    best: tuple[int, int, int, Column] | None = None
    for c in table.columns:
        said = at.reading(c)
        told = not c.beside and table.cells.get((row.row, c.col), ("",))[0] in FIGURES
        if told and said.meaning in _NEWEST and not said.shift and not compares(c.path):
            last = (said.span.year, said.span.last) if said.span else (0, 0)
            rank = (_NEWEST.index(said.meaning), *last, c)
            best = rank if best is None or rank[:3] >= best[:3] else best
    return best[3] if best else None


_NEWEST = ("", "year", "half_year", "quarter", "level", "month", "year_to_date")


def find_row(names: Names, row: Row) -> bool:
    return any(names.find(text) is not None for text in (row.label, " ".join(row.texts), *row.texts[:1]))


def part_row(table: Table, words: list[str], rule: RowRule) -> Row | None:
    for word in words:  # the first spelling that the table has, not the table's first row
        names = Names.of([word])
        if row := next((r for r in shown_first(table) if under(r, rule) and find_row(names, r)), None):
            return row
    return None


def under(row: Row, rule: RowRule) -> bool:
    key = " ".join(fold(p) for p in row.path)
    return not rule.under or any(has_phrase(key, w) for w in rule.under)


def basis_of(column: ColumnRule, row: RowRule | None, table: TableRule, reading: Reading) -> str:
    """column, then row (not over a cumulative or yearly meaning), then table, then what the header means."""
    taken = column.is_ if column.is_ and reading.meaning != column.is_ else reading.meaning
    built_in = BASIS_OF.get(taken, "")
    span = reading.span
    if taken == "share_of_plan" and not (span and span.kind == "month" and span.first > 1):
        built_in = "year_to_date"  # of the year's plan
    if column.basis:
        return column.basis
    if reading.titled and row is not None and row.basis == "level":
        return row.basis
    if taken in ("year_to_date", "plan", "owner_forecast", "self_assessment"):
        return built_in
    if row is not None and row.basis:
        return row.basis
    return table.basis if table.basis and taken not in ("year", "quarter") else built_in


def facet_of(column: ColumnRule, row: RowRule | None) -> str:
    return column.facet or (row.facet if row else "") or (column.is_ if column.is_ in FACETS else "") or ""
