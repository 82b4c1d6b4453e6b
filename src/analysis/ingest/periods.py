"""Periods in words: which months a title or a column header speaks of.

Texts are looked at without marks, and each word that was found is then held against the word as printed: "Quỹ 2" (a
fund) is no quarter, "ca nam" (men) no whole year, while "Quy 2" typed without marks is one.
"""

# ruff: noqa: E501 - patterns and the words they look for are read whole

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from analysis.ingest.text import clean as _clean
from analysis.ingest.text import fold

_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_NAMES = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_NAMES |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_QUARTERS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "mot": 1, "hai": 2, "ba": 3, "tu": 4,
    "1st": 1, "2nd": 2, "2sd": 2, "3rd": 3, "4th": 4, "first": 1, "second": 2, "third": 3, "fourth": 4,
}  # fmt: skip
_ROMAN = {word: n for n, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}
_SPOKEN = r"muoi hai|muoi mot|muoi|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin"
_D = r"(?:1[0-2]|0?[1-9])"  # a month in digits
_N = rf"(?:{_D}|{_SPOKEN})"
_EN = r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_Q = r"(?:iv|i{1,3}|0?[1-4]|mot|hai|ba|tu)(?!\w)"
_ALONE = r"(?<![\w.,/])"  # no part of a word or of a longer number
_MONTHS = "|".join(sorted(_NAMES, key=len, reverse=True))
_Y = r"(?:19|20)\d\d"
_TO = r"\s*(?:-|~|→|÷|den(?: het)?|to|through|thru)\s*"
# "tháng chạp", "tháng 6 năm 2025 (âm lịch)", "tháng 6 nhuận", "tháng 6 năm Ất Tỵ": months of another calendar
_LUNAR = (
    rf"\bthang\s*(?:(?:gieng|chap)(?!\w)|{_N}(?:\s*(?:nam|/|-)?\s*{_Y})?[\s(,]*(?:(?:am lich|nhuan)(?!\w)"
    r"|nam (?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy) (?:ty|suu|dan|mao|thin|ngo|mui|than|dau|tuat|hoi)(?!\w)))"
)
_AND = rf"(?:{_TO}|\s*[+,;&]\s*|\s*va\s*)"


def _of_year(n: int) -> str:
    """ "… năm 2025", "/2025", "/25", "of 2025", or no year; group y<n>."""
    return rf"(?:[\s,(]*(?:nam\s*:?|of|in|/|-|[.])?\s*(?P<y{n}>{_Y})(?!\d)(?!\s*\+\s*{_Y})|\s?/\s?(?P<yy{n}>[2-3]\d)(?![\d/.,]))?"


# What a text may name, in the order of preference where two could start at the same place.
_PATTERNS = {
    "years": rf"(?:(?:ca|trong)?\s*(?<!\w)nam\s*)?{_Y}\s*(?:[-/]\s*(?:(?:20)?\d\d)|\+\s*{_Y})(?!\d)",
    "halfyear": rf"(?<!ngay ){_ALONE}(?:nua|1\s?/\s?2)\s*nam(?!\s*(?:\d|sau|cuoi|nua|tiep))(?!\w)",
    "months5": rf"(?:\bthang\s*|\bt\.?\s*)?{_ALONE}(?P<m5a>{_D})\s*[/.]\s*(?P<y25>{_Y}){_TO}(?:thang\s*|t\.?\s*)?(?P<m5b>{_D})\s*[/.]\s*(?P<y26>{_Y})(?!\d)",
    "part": r"(?<!\w)(?:\d{1,2}\s*ngay(?:\s*(?:dau|giua|cuoi))?|(?:tuan(?: le)?|(?<!hoc )(?<!cung )ky|dot)\s*(?:thu\s*)?(?:\d{1,2}|i{1,3}|iv|dau|cuoi|mot|hai|ba|tu|nhat)"
    rf"|(?:nua )?dau|nua cuoi|giua)\s*[,/(-]?\s*(?:cua\s*|trong\s*)?(?:thang|t(?![a-z]))\s*{_N}(?!\w)" + _of_year(27),
    "day": rf"(?:ngay\s*)?{_ALONE}(?P<dd>[0-3]?\d)\s*(?:(?P<sep>[/.-])\s*|thang\s*)(?P<dm>[01]?\d)"
    rf"\s*(?:(?:(?(sep)(?P=sep)|nam)|nam)\s*(?P<dy>{_Y}|[2-3]\d(?![\d.,/]))(?!\d))?(?<=\d)(?![\d/])(?!-[a-z])(?!, ?\d\d?(?![\d/]))",
    "lately": rf"{_ALONE}\d+\s*(?:thang|quy|nam)\s*(?:gan nhat|gan day|qua|lien truoc|toi|tiep theo)\b"
    r"|\b(?:last|past|next|previous|latest) (?:\d+|three|six|nine|twelve) (?:months|quarters|years)\b",
    "half": rf"{_ALONE}(?:(?:6|sau)\s*(?:thang|t)\s*cuoi|nua cuoi)(?:\s*nam)?" + _of_year(1),
    "half2": rf"(?:(?:second|2nd|last) half(?: of)?(?: the)?(?: year)?|(?:\bh2|(?<!\w)2h)(?=\s*[/-]?\s*(?:of\s*)?(?:{_Y})|$))" + _of_year(15),
    "half1": rf"(?:nua dau(?:\s*nam)?|half[ -]year|(?:first|1st) half(?: of)?(?: the)?(?: year)?|(?:\bh1|(?<!\w)1h)(?=\s*[/-]?\s*(?:of\s*)?(?:{_Y})|$))"
    + _of_year(16),
    "ends": rf"{_ALONE}(?P<ne>\d{{1,2}})\s*(?:thang|t)\s*cuoi(?:\s*nam)?" + _of_year(17),
    "upto": rf"{_ALONE}(?P<n>{_N})\s*(?:thang|(?<![a-z])[tm])(?:\s*(?:dau|dn))?(?:\s*nam)?(?!\w)(?!\s*\d?\d(?!\d))" + _of_year(2),
    "quarters": rf"(?:\bquy|quarters?|\bq)\s*\.?\s*(?P<qa>{_Q})(?:{_AND}(?:quy|quarters?|q)?\s*\.?\s*{_Q})+"
    + _of_year(18),
    "months": rf"(?:thang|\bt)\s*(?P<ma>{_D})(?:{_AND}(?:thang|t)?\s*{_D})+(?![\w.])(?!\s*(?:thang|t\b))" + _of_year(3),
    "months2": rf"thang\s*(?P<mwa>{_N}){_TO}(?:thang)?\s*(?P<mwb>{_N})(?![\w.])(?!\s*thang)" + _of_year(19),
    "months3": rf"(?<!\w)(?P<mna>{_MONTHS})\.?{_TO}(?P<mnb>{_MONTHS})\.?(?!\w)" + _of_year(20),
    "months4": rf"{_ALONE}(?P<m4a>{_D})\s*-\s*(?P<m4b>{_D})\s*/\s*(?P<y21>{_Y})(?!\d)",
    "none": rf"(?:\bthang|\bquy)\s*(?:1[3-9]|[2-9]\d|00?)(?!\d)(?![.,]\d)|\bquy\s*(?:[5-9]|vi*)(?!\w)"
    rf"|{_ALONE}(?:1[3-9]|[2-9]\d)\s*(?:thang|months?)(?!\w)|{_LUNAR}",
    "month": rf"(?:thang|\bthg|\bt(?![a-z]))\s*[.:]?\s*(?!nam\s*{_Y})(?P<m>{_N})(?!\w)(?:-(?P<yy30>2\d)(?=\W*$)|{_of_year(4)})",
    "month4": rf"(?<!truong )\bth\s?\.?\s?(?P<m4>{_D})(?=\s*(?:$|[/(]))" + _of_year(28),
    "month5": r"thang\s*(?P<m6>xi{0,2}|ix|iv|vi{0,3}|i{1,3})(?!\w)(?! pham)" + _of_year(29),
    "quarter": rf"(?:\bquy|quarter|\bq)\s*\.?\s*(?P<q>{_Q})" + _of_year(5),
    "quarter3": rf"(?<![\d/.,-])(?P<y24>{_Y})\s*[-/]?\s*q(?P<q3>[1-4])(?!\w)",
    "quarter2": r"(?P<q2>1st|2nd|2sd|3rd|4th|first|second|third|fourth)\s*quarter" + _of_year(6),
    "quarters2": rf"{_ALONE}(?P<nq>[2-4]|hai|ba|bon)\s*quy(?:\s*dau)?(?:\s*nam)?(?!\w)" + _of_year(22),
    "upto2": rf"{_ALONE}(?:first\s*)?(?P<n2>{_EN})[\s-]*months?(?!\w)" + _of_year(7),
    "month2": rf"(?<!\w)(?P<m2>{_MONTHS})\.?(?!\w)(?!\s*\d{{1,2}}\b(?!\d))" + _of_year(8),
    "iso": rf"(?<![\d/.,-])(?P<y23>{_Y})\s*[-/m]\s*(?P<m5>1[0-2]|0[1-9]|(?<=/)[1-9])(?![\d/-])",
    "slash": rf"(?<![\d/.,-])(?P<m3>{_D})\s*[/.-]\s*(?P<y9>{_Y})(?!\d)",
    "year": rf"(?:(?:ca|trong)?\s*(?<!\w)nam\s*)?(?<![\d.,/])(?P<y10>{_Y})(?!\d)(?![.,]\d)",
    "whole": r"(?<!\w)ca nam(?!\w)|whole year|full year",
}  # fmt: skip
_BEGIN = (  # where one of them may begin: elsewhere none is tried
    r"\d|(?:ca|trong)?\s*nam|thang|ngay|quarter|nua|half|first|second|third|fourth|last|whole|full"
    r"|(?<!\w)(?:t(?![a-z])|th|q|h[12]|ky|dot|dau|tuan|giua|past|prev|next|late"
    rf"|{'|'.join(sorted({word[:3] for word in (*_WORDS, *_NAMES)}))})"
)
_TOKENS = re.compile(
    rf"(?={_BEGIN})(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()) + ")"
)
_FULL = [k for k in _TOKENS.groupindex if re.fullmatch(r"y\d+", k)]  # years of four digits
_SHORT = [k for k in _TOKENS.groupindex if re.fullmatch(r"yy\d+", k)]  # and of two

# What looks like a period and is none, by words of its kind.
_PAPERS = (
    r"quyet dinh|qd|thong tu|nghi dinh|cong van|chi thi|thong bao|mau|bieu|phu luc|bang|ma|hs|iso|tcvn|qcvn|vsic"
    r"|decision|circular|decree|table|form|annex|code|duong|hem|toa|lo|phong so"
)
_NUMBERED = (  # kinds of things that bear a number
    r"lop|khoi|nghi quyet|nq|de an|chi thi|ct|ket luan|kl|quyet dinh|qd|chuong trinh|tieu chi|muc tieu|nhom|loai|cap|vung"
    r"|tuyen|cum|doi|to|tram|ap|thon|quan|phuong|(?:quoc|tinh) lo|ql|dt"
)
_CODES = r"qd|nq|tt|nd|ct|ctr|bc|kl|tb|ttr|cv|qh|hd|vbhn|ttlt|hdnd|ubnd|btc|cp|tu|hu"
_SINCE = (
    r"tren|duoi|qua|hon|tu|ky han|thoi han|han|trong vong|toi thieu|toi da|it nhat|nhieu nhat|du|vuot"
    r"|under|over|above|below|within|more than|less than|at least"
)
_LASTING = (
    r"no(?: \w+){0,2}|cham(?: \w+){0,2}|qua han|hop dong(?: \w+){0,3}|bao hanh|tap su|dao tao|lai suat(?: \w+){0,3}|nghi(?: \w+){0,2}"
    r"|tien gui(?: \w+){0,3}|thoi gian(?: \w+){0,2}|moi|luong|tro cap(?: \w+){0,3}|tre(?: \w+)?"
)
_LONG = r"(?:thang|nam|ngay|tuan|tuoi|quy|months?|years?|days?)\b"
_RANGE = r"\d+(?:\s*(?:-|den)\s*(?:duoi\s*)?\d+)?"
_NO_PERIOD = [
    (re.compile(pattern), words)
    for pattern, words in [
        # numbers of a name before a month: "lớp 6 tháng 6", "nghị quyết 57 tháng 6"
        (rf"(?<!\w)(?:(?:{_NUMBERED})\s*\d{{1,3}}(?=\s*thang\s*{_D}(?!\d))"
         rf"|(?:khu pho|kp)\s*\d{{1,3}}(?=\s*thang\s*{_D}\s*(?:nam|/|-)\s*{_Y}))",
         "lớp khối nghị quyết đề án chỉ thị kết luận quyết định chương trình tiêu chí mục tiêu nhóm loại cấp vùng tuyến cụm đội tổ "
         "trạm ấp thôn quận phường khu phố quốc tỉnh lộ tháng"),
        # numbers of papers, forms, codes: "2041/QĐ-UBND", "02/2023/TT-BKHĐT", "số 2041", "Quyết định 1956", "mã 2010"
        (rf"(?<![\w/])\d{{1,5}}\s*/\s*(?:{_Y}\s*/\s*)?(?:(?:{_CODES})\d*(?:\s*-\s*\w+)*|[a-z]{{2,6}}(?:\s*-\s*[a-z]+)+)\b", ""),
        (r"(?<!\w)(?:so|no\.?)\s*[:.]?\s*\d{2,6}(?:\s*[/-]\s*\w+)*", "số no"),
        (rf"(?<!\w)(?:{_PAPERS})\s*(?:so|no\.?|chu)?\s*[:.]?\s*\d[\w./-]*(?!\s*(?:thang|quy|nam|months?|t\b))",
         "quyết định qđ thông tư nghị định công văn chỉ thị thông báo mẫu biểu phụ lục bảng mã số đường hẻm tòa lô phòng"),
        # programmes, terms, standards: "Đề án 1956", "nhiệm kỳ 2020-2025", "chuẩn nghèo giai đoạn 2021-2025"
        (rf"(?<!\w)(?:chuong trinh|de an|chien luoc|ctmt\w*|chuan|tieu chi|luat|khoa|dai hoi|nhiem ky|tam nhin)"
         rf"(?: (?!thuc\b|nam\b)\w+){{0,4}}?\s*(?:giai doan\s*|nhiem ky\s*|nam\s*)?\(?{_Y}(?:\s*-\s*(?:(?:19|20)?\d\d))?(?!\d)",
         "chương trình đề án chiến lược chuẩn tiêu chí luật khóa khoá đại hội nhiệm kỳ tầm nhìn giai đoạn năm"),
        # base years: "giá so sánh 2010", "(giá 2010)", "năm gốc 2019", "2014 = 100", "at constant 2010 prices"
        (rf"(?<!\w)(?:gia\s*(?:so sanh|ss|co dinh|cd|goc)|theo gia|(?:nam|ky|thoi ky) goc|goc so sanh)\s*(?:cua\s*)?(?:nam\s*)?"
         rf"[(:]?\s*{_Y}(?!\d)(?:\s*=\s*100)?\)?", "giá so sánh cố định gốc theo năm kỳ thời của"),
        (rf"\(\s*gia\s*(?:nam\s*)?{_Y}\s*\)|\bgia\s*(?:nam\s*)?(?:1982|1989|1994|2010)(?!\d)", "giá năm"),
        (rf"(?:nam\s*)?(?<!\d){_Y}\s*=\s*100(?!\d)", ""),
        (rf"(?:constant|fixed|base|reference|comparable)\b(?: \w+){{0,2}}\s*[(:]?\s*{_Y}(?!\d)(?:\s*prices?)?\)?", ""),
        (rf"(?<!\d){_Y}\s*(?:constant\s*)?prices?\b|\bprices? of {_Y}", ""),
        # lengths of time and ages: "từ 3 tháng trở lên", "dưới 6 tháng tuổi", "kỳ hạn 12 tháng"
        (rf"(?<!\w)(?:{_SINCE})\s*{_RANGE}\s*{_LONG}(?!\s*(?:dau|cuoi)\b)", "trên dưới quá hơn từ kỳ hạn thời trong vòng tối "
         "thiểu đa ít nhất nhiều đủ vượt đến tháng năm ngày tuần tuổi quý"),
        (rf"(?<![\d/.,]){_RANGE}\s*(?:thang|nam|ngay|quy|months?|years?)\s*(?:tro len|tro xuong|tro ve|tuoi|lien tuc|lien tiep"
         r"|lien ke|dau doi|mot lan|or (?:more|older|less)|and (?:over|above|older|under)|old|of age)", "đến dưới tháng năm ngày "
         "quý trở lên xuống về tuổi liên tục tiếp kề đầu đời một lần"),
        (rf"(?<!\w)(?:{_LASTING})\s*(?:tu\s*)?{_RANGE}\s*thang(?!\s*(?:dau|cuoi|nam|/|{_Y}))(?!\w)", "nợ chậm đóng nộp trả đọng quá hạn hợp đồng bảo hành "
         "tập sự đào tạo lãi suất nghỉ tiền gửi thời gian mỗi lương trợ cấp trẻ từ đến tháng"),
        (r"(?<![\d/.,])\d+\s*(?:thang|nam)\s*(?:den|-)\s*(?:duoi\s*)?\d+\s*(?:thang|nam|tuoi)\b", "tháng năm đến dưới tuổi"),
        (r"(?:binh quan|trung binh|moi)\s*(?:1|mot)?\s*thang\b(?!\s*\d)|/\s*thang\b(?!\s*\d)|\bper month\b", "bình quân trung mỗi một tháng"),
        # names: streets and schools of a date, "Cách mạng Tháng Tám"
        (r"cach mang thang tam|(?:duong|truong|cong vien|quang truong|benh vien|khu pho)(?: \w+)?\s*\d{1,2}\s*(?:/|thang)\s*\d{1,2}",
         "cách mạng tháng tám đường trường công viên quảng bệnh viện khu phố"),
    ]
]  # fmt: skip
_MAY_NAME = re.compile(r"\d|thang|per month")  # each of them holds one of these
_AMOUNT = re.compile(
    rf"(?<![\d/])(?<!nam ){_Y}\s*(?:ho|nguoi|ha|tan|kg|ty|trieu|nghin|dong|km|m2|luot|hoc sinh|dang vien|persons?|people"
    r"|households?)\b"
)  # "2025 hộ": in a title no year
_STRICT = {"nam", "chi", "sau", "tu", "ca", "bay", "tam", "chin", "mot", "muoi", "cung", "dau", "tang", "ky"}
_PRINTED = (
    "tháng năm quý quí đầu cuối cả giêng một hai ba bốn tư sáu bảy bẩy tám chín mười mươi chạp ngày đến hết từ trong và nửa may"
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """Months `first`..`last` of `year` (0: not said); `kind`: month, upto, quarter, half, months, year, day,
    whole; "unclear" for what names a period that is none of these (`text`). `day`: of a day, and on which a span to
    date ends before its month does.
    """

    kind: str
    year: int
    first: int
    last: int
    day: date | None = None
    at: int = 0
    end: int = 0

    @property
    def start_date(self) -> date:
        return self.day if self.kind == "day" and self.day else date(self.year, self.first, 1)

    @property
    def end_date(self) -> date:
        if self.day:
            return self.day
        return date(self.year, self.last, calendar.monthrange(self.year, self.last)[1])

    @property
    def to_date(self) -> bool:
        """Whether the span starts in January and may be a cumulative figure."""
        return self.first == 1 and self.kind in ("upto", "quarter", "months", "year", "whole")

    @property
    def yearly(self) -> bool:
        return self.kind in ("year", "whole")


_RAISED = frozenset("¹²³⁰⁴⁵⁶⁷⁸⁹")  # marks of footnotes
_OLD_SPELLING = re.compile(r"\b(qu)([íÍ])\b", re.I)


def clean(text: str) -> str:
    """`text.clean`, "Quí II" spelt "Quý II"."""
    shown = _clean(text)
    old = "í" in shown or "Í" in shown
    return _OLD_SPELLING.sub(lambda hit: hit[1] + "ýÝ"[hit[2] == "Í"], shown) if old else shown


class _Plain(dict[int, str]):
    """What `plain` writes for a letter, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0].lower()[:1]
        self[code] = (
            " " if char in _RAISED else {"đ": "d", "−": "-", "–": "-", "—": "-", "_": " "}.get(base, base)
        )
        return self[code]


_LETTERS = _Plain()


@lru_cache(1 << 13)
def plain(text: str) -> str:
    """Lower case without marks, letter for letter as in `clean(text)`: what the patterns here are written in."""
    return clean(text).translate(_LETTERS)


def said(printed: str, bare: str, words: str = "") -> bool:
    """Whether words found without marks are meant: each is printed with the marks of the words looked for, or with none.

    A short everyday word without marks ("nam", "sau") counts only in a text that bears no marks at all, or where a
    number stands beside it. `words`: the words looked for, as printed; "" for any.
    """
    if printed.isascii():
        return True
    known = _printed(words or _PRINTED)
    for word, key in zip(re.findall(r"[^\W\d]+", printed), re.findall(r"[^\W\d]+", bare), strict=False):
        if word.isascii():
            continue
        if fold(word) not in known.get(key, ()) and (words or key in known):
            return False
    return True


@lru_cache(None)
def _printed(words: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word in words.split():
        found.setdefault(fold(word, marks=False), set()).add(fold(word))
    return {k: frozenset(v) for k, v in found.items()}


def bare_allowed(text: str, found: str) -> bool:
    """Whether a phrase may be meant, some of whose words are printed without marks in a text that bears some: none of them
    is an everyday word of its own ("chi tiêu", to spend, is no "chỉ tiêu")."""
    bare = {w for w in re.findall(r"\w+", found.lower()) if w.isascii()}
    return text.isascii() or not bare & (_STRICT if found.isascii() else {"chi", "ca"})


@lru_cache(1 << 13)
def without_names(text: str) -> str:
    """`plain(text)` with "¤" over all that looks like a period and is none: numbers of papers, base years, ages, names."""
    bare, printed = plain(text), clean(text)
    for pattern, words in _NO_PERIOD if _MAY_NAME.search(bare) else ():
        for hit in pattern.finditer(bare):
            if said(printed[hit.start() : hit.end()], hit[0], words):
                bare = bare[: hit.start()] + "¤" * len(hit[0]) + bare[hit.end() :]
    return bare


_JOINED = re.compile(
    rf"(?<![a-z])(?:u?th|khv?|lk|ck|dt|uoc|thuc hien|ke hoach|du toan|nam)(?=\d)|{_Y}(?=[a-z])|\d(?=nam {_Y})|(?<!\d)\d{{1,2}}[tmh](?={_Y})"
)
_SHORTENED = re.compile(r"\b(?:(trg?)\. ?th(?:áng|ang)|l\. ?k[eế])\b", re.I)


@lru_cache(1 << 13)
def apart(text: str) -> str:
    """A text whose abbreviations stand apart from their numbers: "KH2025" is "KH 2025"."""
    bare = plain(text)
    cuts = [m.end() for m in _JOINED.finditer(bare)]
    printed = clean(text)
    if "." in printed and not cuts:
        printed = _SHORTENED.sub(lambda hit: "Trong tháng" if hit[1] else "Lũy kế", printed)
    for cut in reversed(cuts):
        printed = printed[:cut] + " " + printed[cut:]
    return printed


@lru_cache(1 << 13)
def named(text: str, ends: tuple[int, ...] = ()) -> tuple[Span, ...]:
    """Every period named in a text, in order, each with its own year alone (0: none); kind "unclear" for what names a
    period and is not understood ("2021-2025", "tháng 13"). `ends`: where the heads end that the text is made of."""
    text = apart(text)
    printed, bare = clean(text), without_names(text)
    found: list[Span] = []
    at = 0
    while hit := _TOKENS.search(bare, at):
        at = hit.end()
        group = hit.groupdict()
        kind = hit.lastgroup or ""
        part = printed[hit.start() : hit.end()]
        small = kind == "month5" and not printed[hit.start("m6") : hit.end("m6")].isupper()  # "tháng vi"
        if small or not said(part, hit[0]) or _everyday(printed, part, kind, group) or _torn(hit, kind, ends):
            at = hit.start() + 1
            while at < len(bare) and bare[at - 1].isalnum() and bare[at].isalpha() and bare[at - 1].isalpha():
                at += 1  # no token starts within a word
            continue
        span = _span(kind, group, hit[0], hit.start(), hit.end())
        # "6 tháng2": a mark behind "6 tháng", or 6 February
        mark = kind in ("day", "month") and re.search(r"\d\s*thang\d", bare[: hit.end()]) and not group["dy"]
        if span:
            found.append(replace(span, kind="unclear") if mark else span)
    return tuple(found)


def _torn(hit: re.Match[str], kind: str, ends: tuple[int, ...]) -> bool:
    """Whether months are put together from the end of one head and the beginning of the next, which goes on or spells
    the number: "Trong tháng | 5 tuổi", "Thực hiện tháng | Năm nay"; not "Tháng | 5"."""
    if kind in ("year", "whole", "years") or not any(hit.start() < e < hit.end() for e in ends):
        return False
    number = {"month": "m", "quarter": "q"}.get(kind)
    core = hit.end(number) if number else hit.end() - len(_tail(hit[0]))
    if not any(hit.start() < e < core for e in ends):
        return False  # only its year stands in another head
    rest = hit.string[hit.end() : next(e for e in ends if e >= core)].strip()
    return (number and hit[number] in _WORDS) or (core == hit.end() and rest[:1] not in ("", "("))


def _everyday(printed: str, part: str, kind: str, group: dict) -> bool:
    """Whether a token is an everyday word typed as it should be, in a text with marks: "ca nam", "tháng nam"."""
    if printed.isascii():
        return False
    if kind == "whole":
        return fold(part, marks=True) != fold("cả năm") and "ca nam" in plain(part)
    if kind == "month2" and group["m2"] == "may" and not (part.startswith("May") and group["y8"]):
        return True  # "hàng dệt may", not "Tháng 5 - May 2025"
    spoken = [v for k in ("n", "m", "mwa", "mwb", "q", "nq") if (v := group.get(k)) and v in _STRICT]
    return bool(spoken) and any(re.search(rf"(?<!\w){v}(?!\w)", part.lower()) for v in spoken)


@lru_cache(1 << 13)
def without_periods(text: str) -> str:
    """A text without the periods that it names: "Xã Mỹ Lệ tháng 6" is "Xã Mỹ Lệ"."""
    shown = apart(text)
    for s in reversed(named(text)):
        shown = shown[: s.at] + " " + shown[s.end :]
    return clean(re.sub(r"\(\W*\)", " ", shown)).strip(" -–,:")


def words_beside(text: str) -> set[str]:
    """The words of a text but for its periods, without marks."""
    return {*re.findall(r"[^\W\d]+", plain(without_periods(text)))}


@lru_cache(1 << 13)
def spans(text: str, ends: tuple[int, ...] = ()) -> tuple[Span, ...]:
    """Every period named in a text, in order. A period without a year takes the year named next, else 0."""
    return tuple(with_years(s for s in named(text, ends) if s.kind != "unclear"))


def with_years(found: Iterable[Span]) -> list[Span]:
    """Periods with the year named next, else the one named before."""
    spans = list(found)
    for order in (range(len(spans) - 2, -1, -1), range(1, len(spans))):
        for i in order:
            near = spans[i + 1 if order.step < 0 else i - 1]
            if not spans[i].year and spans[i].kind != "day" and near.kind != "day":
                spans[i] = replace(spans[i], year=near.year)
    return spans


def _span(kind: str, group: dict, text: str, at: int, end: int) -> Span | None:
    year = int(next((v for k in _FULL if (v := group[k])), 0))
    if not year:
        short = next((v for k in _SHORT if (v := group[k])), "")
        year = 2000 + int(short) if short else 0
    number = lambda word: int(word) if word.isdigit() else _WORDS.get(word) or _NAMES.get(word, 0)  # noqa: E731
    unclear = Span("unclear", year, 0, 0, None, at, end)
    match kind:
        case "day":
            day, month, when = int(group["dd"]), int(group["dm"]), group["dy"]
            year = int(when) + 2000 * (len(when) == 2) if when else 0
            sure = year or group["sep"] is None or text.startswith("ngay") or group["sep"] == "/"
            if not (1 <= month <= 12 and 1 <= day <= 31 and sure):
                return None
            try:
                return Span("day", year, month, month, date(year or 4, month, day), at, end)  # 4: a leap year
            except ValueError:
                return None
        case "half" | "half2":
            return Span("half", year, 7, 12, None, at, end)
        case "half1" | "halfyear":
            return Span("upto", year, 1, 6, None, at, end)
        case "ends":
            count = int(group["ne"])
            return Span("months", year, 13 - count, 12, None, at, end) if 1 <= count <= 11 else unclear
        case "upto" | "upto2":
            last = number(group["n"] or group["n2"])
            return Span("upto", year, 1, last, None, at, end) if 1 <= last <= 12 else unclear
        case "quarters2":
            return Span("upto", year, 1, 3 * number(group["nq"]), None, at, end)
        case "years":
            first, second = (int(n) for n in re.findall(r"\d+", text))
            # 2025-06, but 2011-12 may be a school year
            if second <= 12 and second != first % 100 + 1 and second:
                return Span("month", first, second, second, None, at, end)
        case "months" | "quarters":
            stem = text[: len(text) - len(_tail(text))] if year else text
            quarters = kind == "quarters"
            parts = rf"(?<![a-z0-9]){_Q}|(?<=q){_Q}|(?<=quy){_Q}" if quarters else r"\d+"
            run = [_QUARTERS[n.lstrip("0")] if quarters else int(n) for n in re.findall(parts, stem)]
            steps = {b - a for a, b in zip(run, run[1:], strict=False)}
            ends = len(run) == 2 and run[0] < run[1] and re.search(_TO, stem)
            if len(run) < 2 or not (steps == {1} or ends):
                return unclear
            first, last = (3 * run[0] - 2, 3 * run[-1]) if quarters else (run[0], run[-1])
            return Span("months", year, first, last, None, at, end)
        case "months2" | "months3" | "months4" | "months5":
            name = {"months2": "mw", "months3": "mn", "months4": "m4", "months5": "m5"}[kind]
            first, last = number(group[f"{name}a"]), number(group[f"{name}b"])
            one = group["y25"] == group["y26"] and first < last
            return Span("months", year, first, last, None, at, end) if one else unclear
        case "month" | "month2" | "month4" | "month5" | "slash" | "iso":
            word = group["m"] or group["m2"] or group["m3"] or group["m4"] or group["m5"]
            month = number(word) if word else _ROMAN[group["m6"]]
            return Span("month", year, month, month, None, at, end)
        case "quarter" | "quarter2" | "quarter3":
            quarter = _QUARTERS[(group["q"] or group["q2"] or group["q3"]).lstrip("0")]
            return Span("quarter", year, 3 * quarter - 2, 3 * quarter, None, at, end)
        case "year" | "whole":
            return Span(kind, year, 1, 12, None, at, end)
    return unclear


def _tail(text: str) -> str:
    """The year at the end of a token, with the word before it."""
    hit = re.search(rf"[\s,(]*(?:nam|of|in|/|-|[.])?\s*{_Y}$|\s?/\s?\d\d$", text)
    return hit[0] if hit else ""


_UNTIL = re.compile(r"\b(?:den|het|toi|thoi diem|cuoi|as of|until|by|to)(?: (?:het|cuoi|ngay|thang|nay))*[\s(]*$")  # fmt: skip


def until(text: str, span: Span) -> bool:
    """Whether a period is named as an end: "đến hết tháng 6", "tính đến 30/6"."""
    before = plain(apart(text))[: span.at]
    return bool(_UNTIL.search(before))


# "Kết quả tháng 12/2024 và nhiệm vụ tháng 1/2025": what is to be done dates no table
AHEAD = re.compile(
    r"(?<!thuc hien )\b(?:phuc vu|phuong huong|nhiem vu|ke hoach|du toan|du kien|chuong trinh cong tac|giai phap|trong tam)\b"
)
SCHOOL_YEAR = re.compile(r"\b(?:n[aă]m h[oọ]c|nh):? *(20\d\d) ?[-–/] ?(20\d\d)\b", re.I)


@lru_cache(1 << 12)
def closing(text: str) -> tuple[int, int] | None:
    """(year, month) that a title speaks of: the last month of its periods, those of tasks ahead left out; month 0 where
    only a year is named.
    """
    amounts = [m.span() for m in _AMOUNT.finditer(plain(apart(text)))]
    told = [s for s in spans(text) if s.kind != "day"]
    if school := SCHOOL_YEAR.search(text):  # "Năm học 2024-2025, tháng 3"
        begun = int(school[1])
        told = [s if s.year or s.kind != "month" else replace(s, year=begun + (s.last < 9)) for s in told]
    found = [s for s in told if s.year and not any(a <= s.at < b for a, b in amounts)]
    exact = [s for s in found if not s.yearly]
    ahead = AHEAD.search(plain(apart(text)))
    if ahead and any(s.end <= ahead.start() for s in found):  # "Thu năm 2024, dự toán năm 2025"
        found = [s for s in found if s.end <= ahead.start()]
        exact = [s for s in exact if s.end <= ahead.start()]
    if not exact:  # "đến 30/6/2025"
        exact = [s for s in spans(text) if s.day and s.year and until(text, s)]
    if exact:
        return max((s.year, s.last) for s in exact)
    return (max(s.year for s in found), 0) if found else None


def days_between(text: str) -> tuple[date, date] | None:
    """The first and the last day of "từ 15/12/2024 đến 14/6/2025"; None where a title names no such days."""
    days = [s for s in named(text) if s.kind == "day" and s.day]
    begun = days and re.search(r"(?<!\w)(?:tu|from)\b[^\d]*$", plain(apart(text))[: days[0].at])
    if len(days) != 2 or not days[1].year or not begun:
        return None
    (_, last), year = (s.day for s in days), days[0].year or days[1].year
    begin = date(year, days[0].first, min(days[0].day.day, calendar.monthrange(year, days[0].first)[1]))  # type: ignore[union-attr]
    return (begin, last) if last and begin < last else None


def planned(text: str) -> int:
    """The year whose plan or tasks a title names beside another year, 0 where it names none or several."""
    if len({s.year for s in spans(text)}) < 2:
        return 0
    ahead = AHEAD.search(plain(apart(text)))
    years = {s.year for s in spans(text) if ahead and s.yearly and s.at >= ahead.start()} - {0}
    return years.pop() if len(years) == 1 else 0
