"""What the head of a column says: which kind of figure stands below it, of which months."""

# ruff: noqa: E501 - patterns and the words they look for are read whole

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import compress

from analysis.ingest.periods import (
    SCHOOL_YEAR,
    Span,
    apart,
    bare_allowed,
    named,
    plain,
    said,
    spans,
    until,
    with_years,
    without_names,
)
from analysis.ingest.text import clean
from analysis.written import fiscal_year

_Y = r"(?:19|20)\d\d"


_WITH_I = str.maketrans("ýỳỷỹỵ", "íìỉĩị")  # "quí", "kì", "tỉ"


class Words:
    """A pattern of words, found where a text prints them with their own marks ("kỳ" or "kì"), or all of it without.
    `more`: other words that may stand in what is found, and others that differ from its own in marks alone."""

    def __init__(self, pattern: str, more: str = ""):
        self.pattern = re.compile("".join(c if c.isascii() else plain(c) for c in pattern))
        marked = (w for w in re.findall(r"[^\W\d]+", re.sub(r"\\.", " ", pattern)) if not w.isascii())
        words = dict.fromkeys([*marked, *more.split()])
        self.printed = " ".join([*words, *(w[:-1] + w[-1].translate(_WITH_I) for w in words)])

    def search(self, head: Head | str) -> re.Match[str] | None:
        """The first place where the words are meant."""
        bare = head.bare if isinstance(head, Head) else without_names(head)
        return next(self.hits(head), None) if self.pattern.search(bare) else None

    def hits(self, head: Head | str) -> Iterator[re.Match[str]]:
        """The places where the words are meant."""
        bare, printed = (
            (head.bare, head.printed) if isinstance(head, Head) else (without_names(head), clean(head))
        )
        for hit in self.pattern.finditer(bare):
            part = printed[hit.start() : hit.end()]
            if not self.printed or (said(part, hit[0], self.printed) and bare_allowed(printed, part)):
                yield hit


AGAINST = Words(
    r"(?:\bso\s*|(?<!gia )\bso\s*sánh\s*)(?:với|cùng|kế hoạch|dự toán|kỳ|kh|ck|dt|th|năm|tháng|t\d+)\b|(?<!gia )\bso sánh\b(?=\s*\(?\s*%|(?: [^\s¤]+){1,6} với\b|[^¤]{1,24}/)|\bss (?:với|kh|ck|cùng)\b|\bs/v\b"
    r"|\bversus\b|\bvs\b|\bcompar\w*\s*(?:to|with)\b|\bover (?=the same|same|\(?%)|\bas against\b|(?:\b(?:as|in) )?% of\b"
    rf"|%\s*(?=kế hoạch|kh\b|dự toán|dt\b|cùng kỳ|ck\b|th\b)|\bđạt\s*(?:tỷ lệ\s*)?%|\btỷ lệ (?:thực hiện|hoàn thành|đạt)\b"
    rf"|(?:\b(?:th|thực hiện|ưth|ước(?: th)?|lk|lũy kế|kết quả|giải ngân|(?:tháng|quý|[tq]) ?(?:\d\d?|i{{1,3}}|iv)|\d\d? ?(?:t|tháng)(?: đầu năm)?)\s*(?:năm )?(?:{_Y}\s*)?|%\s*)/\s*(?=kh\b|kế hoạch|dt\b|dự toán|ck\b|cùng kỳ)"
    r"|(?<=[\dtg])\s*/\s*(?=(?:tháng|t)\s*\d|\d\d?\s*(?:tháng|t)(?!\w))"
    rf"|\bth\b[^¤]{{0,24}}/\s*(?=kh\b|ck\b)|(?<!\d){_Y}\s*/\s*(?={_Y}\s*\(?%)|\bđạt (?:kh|kế hoạch|dự toán)\b[^%]{{0,12}}%"
)
_ABBREVIATED = (
    rf"\bkhv\b|\bkh\b(?!\s*(?:&|-)?\s*(?:cn|kt|ht|xh|dt|va)\b)(?=\s*(?:$|[%:,;./()|-]|nam|giao|duoc|thang|quy|[tq][. ]{{0,2}}[\di]|von|thu\b|chi\b|ca|tinh|huyen|xa|tw|hdnd|ubnd|dau|trong|cua|theo|ky|vu|tuan|ngay|dot|luy ke"
    rf"|(?:sau |truoc )?(?:khi )?dieu chinh|bo sung|ban dau|chinh thuc|th\b|{_Y}|\d))|\bdt\b(?=\s*(?:{_Y}|nam\b|[tq][. ]{{0,2}}[\di]|giao|duoc giao|hdnd|ubnd|tinh giao|huyen giao|dau nam"
    r"|ban dau|dieu chinh|thu\b|chi\b|nsnn))"
)
_PLAN = Words(
    r"\b(?:kế hoạch|dự toán|chỉ tiêu (?:được |tỉnh |huyện )?(?:giao|kế hoạch|năm|phấn đấu|tháng|quý|tuần|kỳ|(?=\d)|số(?! \d))|mục tiêu|nhiệm vụ (?=tháng|quý|năm|kế hoạch|\d)|nghị quyết|nq|vốn (?:được )?(?:giao|bố trí)(?= (?:năm )?20\d\d)|mức vốn(?=\W*$| (?:năm |giao )?20\d\d)|pl(?:an|na)|paln|planned|targets?"
    rf"|budgeted|budget(?=\s*(?:$|estimate|for|year|20)))\b|{_ABBREVIATED}"
)
# "kế hoạch" and the like as a part of a name
_NAMED = Words(
    r"\b(?:phòng|sở|ban|bộ|ngành|vụ|cục|nhà|văn phòng|tài chính)\s*(?:-\s*)?kế hoạch(?:\s*(?:và|-|&)?\s*(?:đầu tư|tổng hợp|tài chính))?"
    r"|\bkế hoạch hóa(?: gia đình)?|\bnghị quyết (?:số )?\d|\bnq\s*(?:số\s*)?\d{1,3}\b|\b(?:đơn vị|cấp) dự toán|\bdự toán viên"
    r"|\b(?:chương trình|ct|có|vốn|bổ sung)\s*mục tiêu(?: quốc gia)?|\bmục tiêu quốc gia|\bctmt\w*|\bquỹ (?:kế hoạch|dự toán|mục tiêu)"
    r"|\bthẻ kế hoạch|\bkhcn\b|\bplan(?:ning|ted|ts?)? (?:department|and investment|office)|\bpoverty target|\btarget(?:ed)? (?:group|program\w*)"
)
_SAME = Words(
    r"\bcùng k[iy]|\bcùng tháng|\bsame (?:period|month)|\bnăm (?:trước|ngoái)|\blast year|\bprevious year|\bprior year|\bcorresponding"
    r"|(?<![/\w])ck\b(?!\s*[&-])",
    "kỳ",
)
_PREVIOUS = Words(
    r"\b(?:tháng|kỳ|quý) trước|\bprevious (?:month|period)|\blast month|\bprior month|\bpreceding month"
)
_NEXT = Words(r"\b(?:tháng|kỳ|quý) (?:sau|tới|tiếp theo|kế tiếp)|\bnext (?:month|quarter)")
_NEXT_YEAR = Words(r"\bnăm (?:sau|tới|tiếp theo)|\bnext year")
TO_DATE = Words(
    r"\blũy kế|\b(?:cộng dồn|dồn tích)|\btừ đầu năm|\bsince jan(?:uary)?\b|\baccumulat|\baccrued|\bcumulat|\byear[ -]to[ -]date|\bytd\b"
    r"|\blkth\b|\blk\b(?=\s*(?:$|[:,.(/|]|\d|từ|đến|tháng|cả|năm|th\b|kh\b|cùng|ck\b|t\d|thực hiện|giải ngân|kết quả|số|tổng|giá trị|sản lượng|vốn|thu|chi|ước))"
)
ERA = Words(
    r"\btừ (?:đầu |ngày |lúc )*(?:nhiệm kỳ|dự án|công trình|khởi|kc\b|chương trình|khi\b|trước|bắt đầu|triển khai|thành lập|năm học|niên|học kỳ|vụ\b|mùa\b|tuần\b|kỳ\b|đợt\b"
    r"|quý\b(?! (?:i|1|mot)\b)|tháng\b(?! (?:0?1|mot|gieng)\b))|\blũy kế (?:từ năm|các năm|giai đoạn|(?:nhiều|hai|ba|bốn|mười|[2-9]|[1-9]\d) năm\b(?! \d)|năm học|niên|học kỳ|(?:của |toàn )?dự án|(?:(?:của|toàn) )?công trình\b(?! hoan))"
    rf"|\blũy kế (?:nhiệm kỳ|(?:trong )?(?:vụ|mùa|đợt|tuần)\b|(?:trong )?(?:tháng|quý)(?=\s*(?:$|[(:,/])))"
    rf"|\btừ (?:năm )?{_Y}\b|\bđầu nhiệm kỳ|\bcác năm trước|\b(?:sau|trước) (?:khi )?(?:sáp nhập|sắp xếp|hợp nhất)\b|\b(?:hao mòn|khấu hao|lỗ|lãi|chênh lệch) lũy kế|\bsince\b(?! jan)|\bproject to date|\bto date since"
)
_ESTIMATE = Words(r"\b(?:ước|dự kiến|dự ước|dự báo|ưth|estimate\w*|forecast|khả năng)\b")
_FORESEEN = Words(r"\b(?:dự kiến|dự báo|phấn đấu|định hướng|forecast|projected)\b")
_FINAL = Words(r"\b(?<!chua )(?:chính thức|quyết toán|chốt|final|official)\b")
_DONE = Words(r"\b(?:sơ bộ|thực hiện|th|prel\w*|performance|actual|đã thực hiện|implementation|outturn)\b")
_GROWTH = Words(r"\b(?:tăng|giảm|growth|increase|decrease|tốc độ tăng|chênh lệch|change)\b")
_DIFFERENCE = Words(
    r"\+\s*/\s*-|±|^(?:tỷ lệ |mức |số |phát sinh )?(?:tăng|giảm)\b(?! ngheo| hai| dan| sinh| thieu)|\btăng\s*(?:\(\+\))?\s*[,;/(]+\s*-?\s*giảm|\btốc độ (?:tăng|phát triển)"
    r"|\bchênh lệch|\bgrowth\b|\bchange\b|\bphát triển số"
)
SELF_ASSESSED = Words(r"\btự (?:đánh giá|nhận xét|xếp loại)|\bself.assess")
_STRUCTURE = Words(r"\b(?:cơ cấu|tỷ trọng|structure|share)\b")
_AVERAGE = Words(r"\b(?:bình quân|trung bình|bq|đầu người|average|mean)\b")
_ON_DAY = Words(r"\b(?:ngày|từ|đến|hết|thời điểm|cuối|đầu|as of|from|until)\b")
_LEVEL = Words(
    r"\b(?:thời điểm|cuối (?:tháng|kỳ|quý|năm)|hiện có|có đến|tính đến|chuyển (?:sang|qua)|as of|at the end|end of)\b"
)
_OPENING = Words(r"(?<!tu )(?<!tháng )(?<!quý )(?<!giao )\bđầu (?:năm|kỳ|tháng|quý)\b|\bopening\b")
_SOME_DAYS = Words(
    r"\b(?:[2-9]|1\d|2[0-7]) ngày\b(?! (?:lam|tuoi|tro))|\bđến (?:hết )?ngày (?:[1-9]|1\d|2[0-7])(?![\d/.-])"
    r"|\btừ (?:ngày )?(?!0?1\D+(?:2[89]|3[01]))\d\d?(?: ?[-–] ?| đến (?:hết )?)(?:ngày )?\d\d?(?=\s*(?:$|\)))"
)
_YEAR_END = Words(r"\b(?:cuối|đầu) năm(?: học)?\b")
_TO_YEAR_END = Words(r"\b(?:cả|toàn|hết|cuối) năm\b(?! (?:trước|ngoái)| ?\d)|\bcả năm\b")
THIS_MONTH = Words(
    r"\b(?:trong|tháng|trg) (?:tháng|này|báo cáo)\b|\bcả tháng\b(?! \d)|\b(?:thực hiện|ước(?: tính| th)?) tháng\b|\b(?:kết quả|số liệu|th) tháng(?=\s*(?:$|nam\b))|\b(?:this|current|reporting) month\b"
)
_THIS_QUARTER = Words(r"\b(?:trong quý|quý (?:này|báo cáo))\b|\bthis quarter\b")
# what is counted from a day or a month on: "Quá hạn từ tháng 3"; no "vốn đầu tư tháng 6"
_FROM = re.compile(r"(?:\btừ|(?<!đầu )(?<!dau )\btu|\bfrom|\bsince)(?: (?:đầu|dau|ngày|ngay|hết))*\s*$")
_YEAR = Words(r"\bnăm\b|\byear\b")
# the plan of a part of the year, of several years or up to a month, a part of the plan or what is left of it: no plan
# of the year
_OTHER_PLAN = re.compile(
    r"\b(?:khv?|ke hoach|chi tieu|muc tieu|dt|du toan|nhiem vu)(?:(?: (?:cua|trong|theo|giao|duoc giao|phan bo))* "
    r"(?:thang|quy|ky|tuan|ngay|vu|dot|(?:[2-9]|\d\d) nam|trung han|giai doan)\b(?!.*\b(?:ca )?nam$)| luy ke\b)"
    r"|^(?:thang|quy|tuan|ky)(?: nay)? (?:kh|ke hoach|dt|du toan)\b|^(?:ty le|chenh lech|vuot|hoan thanh|tang|giam|thieu|muc do|huy|so du)\b"
    r"|\b(?:ngoai|khong co|chua co|chua giao|huy|du) (?:khv?|ke hoach|dt|du toan)\b"
    r"|\b(?:khv?|ke hoach|dt|du toan)(?: von)?(?: (?:duoc )?giao)?(?: nam)?(?: (?:20\d\d|truoc))?(?: duoc)? (?:con lai|keo dai|chuyen|bo sung|chua|da phan bo|(?:bi )?huy|thua|con du)\b|\b(?:monthly|quarterly|weekly) (?:plan|target)"
)
_MONTHLY_PLAN = re.compile(r"\b(?:kh|ke hoach|dt|du toan)(?:(?: cua)? (?:thang|quy)\b|[ %()]+(?:thang|quy)$)")
_GROUND = re.compile(r"(?:\b(?:ky )?goc\b|\bbase\b|\(\s*(?:19|20)\d\d\s*\))")


@dataclass(frozen=True)
class Reading:
    """What a head says: a meaning of `sources.Meaning` or "" (none), its span and vintage.

    `shift`: months from the table's own to the figures', where the head says so in words alone ("cùng kỳ", "tháng
    trước"). `unclear`: the words of a period that was not understood; such a column is used by nobody.
    `titled`: whether the title of the table alone makes the figures of a month cumulative.
    """

    meaning: str
    span: Span | None
    vintage: str = ""
    shift: int = 0
    unclear: str = ""
    titled: bool = False


@dataclass(frozen=True)
class Head:
    """A head's parts from top to bottom as one text: as printed, without marks and names, and where each part ends."""

    printed: str
    bare: str
    ends: tuple[int, ...]

    @classmethod
    @lru_cache(1 << 13)
    def of(cls, parts: tuple[str, ...]) -> Head:
        texts = [t for p in parts if (t := apart(p))]
        printed, ends = "", []
        for text in texts:
            printed = f"{printed} {text}" if printed else text
            ends.append(len(printed))
        bare = without_names(printed)
        for hit in _NAMED.pattern.finditer(bare):
            if said(printed[hit.start() : hit.end()], hit[0], _NAMED.printed):
                bare = bare[: hit.start()] + "¤" * len(hit[0]) + bare[hit.end() :]
        return cls(printed, bare, tuple(ends))

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The periods that it names, a year once for all of them."""
        return spans(self.printed, self.ends)

    def part(self, at: int) -> int:
        """Which part holds a place in the text."""
        return next((i for i, end in enumerate(self.ends) if at < end), len(self.ends) - 1)


@lru_cache(1 << 13)
def meaning(header: str | tuple[str, ...], year: int = 0, month: int = 0) -> Reading:
    """What a column head says, in a table that reports on `month` of `year` (0 where unknown).

    `header`: its parts from top to bottom; of two that name a period the lowest is the most specific.
    """
    head = Head.of((header,) if isinstance(header, str) else header)
    vintage = (
        "final" if _FINAL.search(head) else "estimate" if _ESTIMATE.search(head) else
        "preliminary" if _DONE.search(head) else ""
    )  # fmt: skip
    if cut := AGAINST.search(head):
        name, span = _comparison(head, cut.start(), cut.end(), year, month)
        return Reading(name, span, vintage)
    if _STRUCTURE.search(head):
        return Reading("structure", None, vintage)
    if SELF_ASSESSED.search(head):
        return Reading("self_assessment", None, vintage)
    last_year, before, after = _SAME.search(head), _PREVIOUS.search(head), _NEXT.search(head)
    back = -3 if before and before[0].startswith("quy") else -1
    shift = -12 if last_year else 12 if _NEXT_YEAR.search(head) else back if before else 1 if after else 0
    # the year of a period named without one
    own = year + shift // 12 if shift in (-12, 12) and year else year
    found = named(head.printed, head.ends)
    span, unclear = _lowest(head, found, own, month)
    days = _days([s for s in found if s.kind == "day"], own)
    end = days[-1].day if days and own == year and 0 < month < 12 and not _ESTIMATE.search(head) else None
    if end and (end.month, end.day) == (12, 31) and all(not s.year for s in found):
        days = [_of_year(s, own - 1) for s in days]  # "Thời điểm 31/12" in June: of the year before
    odd = Reading("", None, vintage, shift, head.printed)
    if "nien do" in head.bare and fiscal_year(head.printed):
        return odd  # "Niên độ 2024 (đến 30/6/2025)"
    begun = [s for s in (span, *days) if s and _FROM.search(head.printed[: s.at].lower())]
    if unclear:
        if now := _school_year(head, year, month):
            return Reading("level", now, vintage)
        return Reading("", None, vintage, shift, unclear)
    if (plan := _PLAN.search(head)) and _planned(head, plan):
        if span is not None and not span.yearly:
            return Reading("", span, "final", shift)
        part = _OTHER_PLAN.search(head.bare) or THIS_MONTH.search(head) or TO_DATE.search(head)
        if part or before or after:
            return Reading("", None, "final", shift, head.printed)
        whole = span if span and span.year else (Span("year", own, 1, 12) if own else None)
        return Reading("plan", whole, "final")
    if sums := TO_DATE.search(head):
        if begins_later(head, (span,) if span else ()) or _another_year(head, span, days, begun, own, month):
            return odd
        if month not in (0, 12) and (not span or span.yearly) and _TO_YEAR_END.search(head):
            return odd  # "Lũy kế cả năm (ước)" in June
        if span and not span.yearly and not (begun and span is begun[0] and span.kind == "month"):
            last, of = span.last, span.year
        elif days and not (begun and len(days) == 1):
            return Reading("year_to_date", to_day(days[-1]), vintage)
        else:
            last, of = month, (span.year if span else 0) or own
            if span and month and of != year and not shift and head.part(span.at) == head.part(sums.start()):
                return odd  # "Lũy kế năm 2024" in June 2025: up to which month?
            if not shift and (opening := _OPENING.search(head)) and not opening[0].endswith("nam"):
                shift = -1  # "Lũy kế đầu kỳ"
            if shift in (-3, -1, 1):
                last = month + shift if 1 <= month + shift <= 12 else 0
        return Reading("year_to_date" if last else "", _upto(of or own, last), vintage)
    if _DIFFERENCE.search(head):
        return Reading("", span, vintage, shift)
    if span is None:
        return _undated(head, days, year, month, vintage, shift)
    if span in begun and span.kind in ("month", "quarter", "year") and span.end - span.at < 24:
        return odd  # "Quá hạn từ tháng 3"
    if span.yearly and month and (now := _now(head, span.year, month)):
        span = now  # "Năm 2024 | Trong tháng"
    if last_year or before or after:
        return Reading("", span, vintage)
    ahead = (
        (span.year, span.first) > (year, month) if year and month and span.year and not span.yearly else False
    )
    if ahead and _FORESEEN.search(head):
        return Reading("", span, vintage)  # "Dự kiến tháng 7" in the report of June
    if _AVERAGE.search(head):
        return Reading("", span, vintage)
    if span.yearly and (opening := _OPENING.search(head)) and opening.start() < span.end:
        return Reading("", Span("month", span.year - 1, 12, 12), vintage)
    level = bool(_LEVEL.search(head))
    match span.kind:
        case "month":
            if _SOME_DAYS.search(head) or any(
                d.last == span.last and until(head.printed, d) and d.day.day < 28 for d in days if d.day
            ):
                return odd  # "Tháng 6 (đến 20/6)"
            return Reading("level" if level or until(head.printed, span) else "month", span, vintage)
        case "upto":
            return Reading("year_to_date", span, vintage)
        case "months":
            return Reading("year_to_date" if span.first == 1 else "", span, vintage)
        case "quarter":
            if until(head.printed, span) and not level:  # "Thực hiện đến hết quý II": a sum, or a stock
                return Reading("year_to_date" if vintage else "level", _upto(span.year, span.last), vintage)
            return Reading("level" if level else "quarter", span, vintage)
        case "half":
            return Reading("half_year", span, vintage)
    if level and span.year != year:
        return Reading("level", Span("month", span.year, 12, 12), vintage)
    # "Quy hoạch 2030": no actual of a year to come
    if year and span.year > year and not _ESTIMATE.search(head):
        return Reading("", None, vintage, shift, head.printed)
    if span.year == year and 0 < month < 12:
        return Reading("owner_forecast" if _ESTIMATE.search(head) else "", span, vintage)
    return Reading("year", span, vintage)


def _school_year(head: Head, year: int, month: int) -> Span | None:
    """The table's month, where a head is of the school year it lies in ("Năm học 2025-2026" in March 2026), and of no plan,
    sum or difference."""
    said = SCHOOL_YEAR.findall(head.bare)
    if len(said) != 1 or any(w.search(head) for w in (_PLAN, TO_DATE, _DIFFERENCE, _SAME, _PREVIOUS, _NEXT)):
        return None
    inside = month and (int(said[0][0]), 9) <= (year, month) <= (int(said[0][1]), 8)
    return Span("month", year, month, month) if inside and int(said[0][1]) == int(said[0][0]) + 1 else None


_OF_PLANS = Words(
    rf"\bkế hoạch\b(?! (?:so )?\d)|\bdự toán\b|\bchỉ tiêu (?:được )?(?:giao|kế hoạch|phấn đấu)\b|\bgiao chỉ tiêu\b|\bdự kiến\b|\bdự báo\b|{_ABBREVIATED}"
)
_CARRIED_OUT = re.compile(
    r"\b(?:thuc hien|u?th|ket qua|tinh hinh|danh gia|giai ngan|thanh toan|quyet toan|tien do|hoan thanh|vuot|dat|so voi|so sanh|uoc|kem theo)\b"
)


def of_plans(text: str, named_first: bool = False) -> bool:
    """Whether a title, or the name of a sheet, makes plans or forecasts of the figures below it. `named_first`: also where
    a period stands before the word ("T11.2025 (KH)"); of a title that is one of what was done and what is planned next."""
    head = Head.of((text,))
    hit = _OF_PLANS.search(head)
    if (
        hit is None
        or _CARRIED_OUT.search(head.bare)
        or re.search(r"\b(?:phong|p|ban|so|tc|va) ?[.-]? ?$", head.bare[: hit.start()])
    ):
        return False
    alone = re.fullmatch(r"\W*", head.bare[hit.end() :]) is not None and head.bare[: hit.start()].endswith(
        "("
    )
    return named_first or alone or all(s.at >= hit.start() for s in head.spans)


def asks_plan(path: tuple[str, ...]) -> bool:
    """Whether a head speaks of a plan, of the year or of a part of it, and not of what was done with one."""
    head = Head.of(path)
    hit = None if AGAINST.search(head) else _PLAN.search(head)
    return hit is not None and _planned(head, hit)


def compares(path: tuple[str, ...]) -> bool:
    """Whether a head speaks of a difference or of a share, not of the figure itself: "Tăng, giảm số vụ"."""
    head = Head.of(path)
    return (AGAINST.search(head) or _DIFFERENCE.search(head)) is not None or "so sanh" in map(plain, path)


def kinds(text: str) -> frozenset[str]:
    """Which kinds of figure a title or a head speaks of that are none of what was done in its own period."""
    head = Head.of((text,))
    found = {name for name, words in KINDS.items() if words.search(head)}
    planned = asks_plan((text,)) or "against" not in found and _HOPED.search(head)
    return frozenset(found | {"plan"} if planned else found)


_HOPED = Words(
    r"\b(?:dự báo|kịch bản|phương án|mô phỏng|phấn đấu|mục tiêu|(?<!von )đăng ký\W*$|(?:số|tỉnh|tw|huyện|(?:hđnd|ubnd)(?: \w+)?) giao)\b"
)
KINDS = {
    "against": Words(rf"{AGAINST.pattern.pattern}|^\W*so sanh\b", AGAINST.printed),
    "difference": Words(
        rf"{_DIFFERENCE.pattern.pattern}|\b(?:bien dong|(?:phan|so|muc) tang them|tang (?:truong|giam)|hon[ /,]+kem|(?:phan|so)(?: \w+)? (?:vuot|hut))\b|\+ ?/ ?-",
        f"{_DIFFERENCE.printed} biến động thêm trưởng hơn kém phần vượt hụt",
    ),
    "share": Words(
        rf"{_STRUCTURE.pattern.pattern}|\bty le\b|\bchi so\b", f"{_STRUCTURE.printed} tỷ tỉ lệ chỉ số"
    ),
    "mean": _AVERAGE,
    "before": Words(
        rf"{_SAME.pattern.pattern}|{_PREVIOUS.pattern.pattern}", f"{_SAME.printed} {_PREVIOUS.printed}"
    ),
}


def _planned(head: Head, hit: re.Match[str]) -> bool:
    """Whether a head that bears a word of planning speaks of a plan: no word of doing stands in the same part or below
    it, and "Chỉ tiêu" over "Tháng 6" is no plan of the month."""
    own = head.part(hit.start())
    start = head.ends[own - 1] if own else 0
    if hit[0].startswith("chi tieu") and head.part(hit.end() - 1) != own:
        return False
    if head.bare.startswith(" thuc hien", hit.end()) and hit.end() < head.ends[own]:
        start = hit.end() + len(" thuc hien")  # "Kế hoạch thực hiện": a plan
    return not re.search(rf"\bthuc hien\b|\bdat\b|\bu?th\b|\b(?:da|duoc) (?:{_DOING})\b", head.bare[start:])


def up_to_day(reading: Reading, path: tuple[str, ...], monthly: bool) -> Reading:
    """A level as a sum where its head speaks of what was done up to a day or a month ("Giải ngân đến 30/6"), or of nothing
    else beside a column of the month alone (`monthly`: "Tháng 6 | Đến hết tháng 6")."""
    head = Head.of(path)
    last = next(reversed(named(head.printed, head.ends)), None)
    hit = last and re.search(r"\b(?:tinh )?den(?: (?:het|ngay|cuoi))*\s*$", head.bare[: last.at])
    before = head.bare[: hit.start()].strip() if hit else "?"
    if reading.span and (re.search(rf"\b(?:{_DOING}|thuc hien|th)\b", before) or monthly and not before):
        return replace(reading, meaning="year_to_date", span=to_day(reading.span), titled=True)
    return reading


_DOING = "giai ngan|thanh toan|quyet toan|su dung|hoan thanh|thu|chi|nop|cap|rut|dong|trien khai"


def _another_year(
    head: Head, span: Span | None, days: list[Span], begun: list[Span], year: int, month: int
) -> bool:
    """Whether a cumulative figure begins on another day than the first of the table's year, or ends with a year that is
    over: "Lũy kế (từ 15/12/2024)", "Lũy kế vốn đến hết năm 2024"."""
    if span and span.yearly and until(head.printed, span):
        return (span.year, month) != (year, 12)
    ranged = len(days) > 1 and re.search(r"\btu\b.*\bden\b|\bfrom\b.*\bto\b|\d\s*-\s*\d", head.bare)
    begin = days[0] if days and (ranged or days[0] in begun) else None
    if begin and begin.day and (begin.first, begin.day.day, begin.year) != (1, 1, days[-1].year):
        return True
    return bool(
        span in begun and span and span.kind == "month" and (span.first > 1 or (year and span.year != year))
    )


def begins_later(head: Head, named: Collection[Span]) -> bool:
    """Whether a sum of some of the periods that a head names is none from January on: of a season, of the second half
    of the year, of a quarter alone ("Quý II lũy kế"), or a mean of months."""
    if ERA.search(head) or _MEAN.search(plain(head.printed)):
        return True
    sums = TO_DATE.search(head)
    beside = lambda s: s.kind == "quarter" and sums and head.part(s.at) == head.part(sums.start())  # noqa: E731
    late = (s for s in named if s.first > 1 and (s.kind in ("half", "months") or beside(s)))
    several = len({s.last for s in named}) > 1  # "từ 01/4 đến tháng 6", no "từ 01/6 đến 30/6"
    begun = (s for s in named if (s.year or s.day and several) and _FROM.search(head.printed[: s.at].lower()))
    return any(not until(head.printed, s) for s in late) or any(s.first not in (1, 12) for s in begun)


_MEAN = re.compile(
    r"\b(?:binh quan|trung binh|bq)(?: (?:moi|mot|hang|trong|cua))* (?:\d+ ?)?(?:thang|quy|tuan|ngay)\b(?! ?\d| ?[iv]+\b)"
    r"|\b(?:binh quan luy ke|luy ke binh quan)\b"
)


def _now(head: Head, year: int, month: int) -> Span | None:
    """The table's month or quarter in a year, where a head speaks of it in words."""
    if hit := THIS_MONTH.search(head):
        rest = head.printed[hit.end() : next(e for e in head.ends if e >= hit.end())].strip()
        return None if rest[:1].isdigit() else Span("month", year, month, month)
    if _THIS_QUARTER.search(head) and month % 3 == 0:
        return Span("quarter", year, month - 2, month)
    return None


def _lowest(head: Head, found: tuple[Span, ...], year: int, month: int) -> tuple[Span | None, str]:
    """The period a head speaks of: that of its lowest part that names months, else years; and the words of one that is
    not understood. Its year stands beside it, below it, above it, or is the table's."""
    text = lambda s: head.printed[s.at : s.end].strip()  # noqa: E731
    if odd := next((s for s in found if s.kind == "unclear"), None):
        return None, text(odd)
    parts: dict[int, list[Span]] = {}
    for s in found:
        if s.kind != "day":
            parts.setdefault(head.part(s.at), []).append(s)
    exact = {i: [s for s in spans if not s.yearly] for i, spans in parts.items()}
    years = {i: [s.year for s in spans if s.yearly and s.year] for i, spans in parts.items()}
    low = max((i for i, spans in exact.items() if spans), default=None)
    if low is None:
        low = max(parts, default=None)
        if low is None:
            return None, ""
        if len(set(years[low])) > 1:
            return None, " ".join(map(text, parts[low]))
        whole = next((s for s in parts[low] if s.year), parts[low][-1])
        last = next((y[-1] for i in sorted(years, reverse=True) if (y := years[i])), 0)
        return replace(whole, year=whole.year or last or year), ""
    kinds = {(s.kind, s.first, s.last, s.year) for s in exact[low]}
    if len({k[:3] for k in kinds}) > 1 or len({k[3] for k in kinds if k[3]}) > 1:
        return None, " ".join(map(text, exact[low]))
    span = exact[low][0]
    own = next((k[3] for k in kinds if k[3]), 0)
    below = [y for i in sorted(years) if i > low for y in years[i]]
    beside = [] if own else years.get(low, [])
    above = [y for i in sorted(years, reverse=True) if i < low for y in years[i]]
    above += [s.year for i in sorted(exact, reverse=True) if i < low for s in exact[i] if s.year]
    also = (s for s in parts[low] if s.yearly and s.at > span.end)  # "Tháng 6/2024 và 2025"
    beside += [s.year for s in also if re.fullmatch(r"\s*(?:va|and|[,;&])\s*", head.bare[span.end : s.at])]
    candidates = ([own] if own else []) + below + beside
    if len(set(candidates)) > 1:
        return None, " ".join(text(s) for i in sorted(parts) if i >= low for s in parts[i])
    if candidates or above:
        return replace(span, year=(candidates or above)[0]), ""
    return _dated(span, year, month), ""


def _days(found: list[Span], year: int) -> list[Span]:
    """Days with the year of the next one, else the table's; without one they are left out."""
    days: list[Span] = []
    for day in reversed(found):
        days.insert(0, _dated(day, days[0].year if days else year, 0))
    return [d for d in days if d.year]


def _of_year(day: Span, year: int) -> Span:
    return replace(day, year=year, day=day.day.replace(year=year)) if day.day else day


def _undated(head: Head, days: list[Span], year: int, month: int, vintage: str, shift: int) -> Reading:
    """A head that names no month, quarter or year, but perhaps days."""
    now = Span("month", year, month, month) if month else None
    if days:
        if month and not _ESTIMATE.search(head) and (days[-1].year, days[-1].last - 1) > (year, month):
            return Reading("", None, vintage, shift, head.printed)  # of a day to come
        ranged = re.search(r"\btu\b.*\bden\b|\bfrom\b.*\bto\b|\d\s*-\s*\d", head.bare) and len(days) > 1
        first, last = days[0].day, days[-1].day
        if ranged and first and (days[0].first, first.day) == (1, 1):
            return Reading("year_to_date", to_day(days[-1]), vintage)
        if ranged:
            month_of = Span("month", days[-1].year, days[-1].last, days[-1].last)
            if (days[0].day, last) == (month_of.start_date, month_of.end_date):
                return Reading("month", month_of, vintage)  # "Từ 01/6 đến 30/6"
            return Reading("", None, vintage, shift, head.printed)
        if last and last.day == 1 and vintage in ("estimate", "preliminary") and not _ON_DAY.search(head):
            # "Thực hiện | 10/2013", which Excel keeps as the first of the month
            year, month = days[-1].year, days[-1].last
            return Reading("month", Span("month", year, month, month), vintage)
        return Reading("level", days[-1], vintage)
    if shift:
        if shift == -12 and _YEAR_END.search(head) and year:
            return Reading("level", Span("month", year - 1, 12, 12), vintage)
        return Reading("", None, vintage, shift, head.printed if shift == -3 and month % 3 else "")
    if _DIFFERENCE.search(head) or _AVERAGE.search(head):
        return Reading("", None, vintage)
    if month and (this := _now(head, year, month)):
        return Reading(this.kind, this, vintage)
    end = _YEAR_END.search(head)
    if end and (end[0].endswith("hoc") or (end[0].startswith("cuoi") and 0 < month < 12)):
        return Reading("", None, vintage, shift, head.printed)  # of this year, or of the one before
    if end and end[0].startswith("cuoi") and year:
        return Reading("level", Span("month", year, 12, 12), vintage)
    if _LEVEL.search(head):
        return Reading("level", now, vintage)
    if year and (opening := _OPENING.search(head)):
        if opening[0].endswith(("nam", "opening")):
            return Reading("", Span("month", year - 1, 12, 12), vintage)
        if opening[0].endswith("quy"):
            return Reading("", None, vintage, *((0, head.printed) if month % 3 else (-3, "")))
        return Reading("", None, vintage, -1)
    if _ESTIMATE.search(head) and _YEAR.search(head):
        whole = Span("year", year, 1, 12) if year else None
        return Reading("owner_forecast" if month != 12 else "year", whole, vintage)
    return Reading("", None, vintage)


_COMPARED_WITH = re.compile(r"(?:cung k[iy]|cung thang|period|voi|of)\s*$")


def _comparison(head: Head, cut: int, end: int, year: int, month: int) -> tuple[str, Span | None]:
    left, right = (Head(head.printed[a:b], head.bare[a:b], ()) for a, b in ((0, cut), (cut, None)))
    found = named(head.printed, head.ends)
    # "ƯTH 2025/KH": what stands before it may be a part of the words
    slash = end if "/" in head.bare[cut:end] else cut
    left_of = [s.at < cut or s.end <= slash for s in found]
    before, after = (
        [_dated(s, year, month) for s in with_years(compress(found, side)) if s.kind != "day"]
        for side in (left_of, [not b for b in left_of])
    )
    if any(s.kind == "unclear" for s in (*before, *after)):
        return "", None
    monthly = _MONTHLY_PLAN.search(head.bare, cut)
    if monthly and (
        monthly.end() == len(head.bare) or head.part(monthly.start()) == head.part(monthly.end() - 1)
    ):
        return "", None  # a share of the month's own plan
    if _PLAN.search(right) or (_PLAN.search(left) and not _SAME.search(right)):
        subject = next(iter(before or [s for s in after if not s.yearly]), None)
        return "share_of_plan", subject
    if _GROWTH.search(head) or _GROUND.search(plain(right.printed)):
        return "", None
    if (past := _PREVIOUS.search(right)) and not past[0].startswith("quy"):
        subject = next(iter(before or after), None)
        return ("index_previous_month" if not subject or subject.kind == "month" else ""), subject
    # "So với cùng kỳ năm trước | Quý III": the subject may stand below, after the words of comparison.
    subjects = before or [s for s in after if not _COMPARED_WITH.search(right.bare[: s.at - cut])]
    subject = subjects[0] if subjects else (Span("month", year, month, month) if month else None)
    target = next((s for s in after if s is not subject), None)
    if _SAME.search(right):
        if not (target and subject and target.kind == subject.kind == "month") or target.last == subject.last:
            return _index_of(subject), subject
        target = replace(target, year=subject.year - 1)  # "So với tháng 12 năm trước"
    if subject is None or target is None:
        return "", subject
    if subject.kind == target.kind == "month":
        back = 12 * (subject.year - target.year) + subject.last - target.last
        name = {1: "index_previous_month", 12: "index_same_month_last_year"}.get(back, "")
        if not name and target.last == 12 and target.year == subject.year - 1:
            name = "index_december"
        return name, subject
    if target.year == subject.year - 1 and target.kind in (subject.kind, "year", "whole"):
        return _index_of(subject), subject
    return "", subject


def _index_of(subject: Span | None) -> str:
    if subject is None:
        return ""
    if subject.kind == "month":
        return "index_same_month_last_year"
    return "index_to_date" if subject.to_date else ""


def _dated(span: Span, year: int, month: int) -> Span:
    """A span without a year gets the table's; a later month than the table's belongs to the year before."""
    if span.year or not year:
        return span
    if span.kind == "day" and span.day:
        try:
            return replace(span, year=year, day=span.day.replace(year=year))
        except ValueError:  # 29 February of another year
            return span
    late = month and span.kind == "month" and span.last > month + 3 and month <= 3
    return replace(span, year=year - 1 if late else year)


def _upto(year: int, last: int) -> Span | None:
    return Span("upto", year, 1, last) if last else None


def to_day(day: Span) -> Span:
    """The months from January to a day; the day is kept where it does not end its month."""
    whole = Span("upto", day.year, 1, day.last)
    return whole if day.end_date == whole.end_date else replace(whole, day=day.end_date)


@lru_cache(1 << 13)
def sums_up(label: str) -> bool:
    """Whether the label of a row speaks of a count to date."""
    hit = TO_DATE.search(Head.of((label,)))
    return hit is not None and hit[0] != "lk"  # of "Máy ảnh và LK" the parts
