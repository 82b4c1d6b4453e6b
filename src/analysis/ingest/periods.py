"""Periods in words: which months a title or a column header speaks of, and what kind of figure stands below
it.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from analysis.ingest.text import clean

_WORDS = {
    "mot": 1, "gieng": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_NAMES = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_NAMES |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_QUARTERS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "mot": 1, "hai": 2, "ba": 3, "tu": 4,
    "1st": 1, "2nd": 2, "2sd": 2, "3rd": 3, "4th": 4, "first": 1, "second": 2, "third": 3, "fourth": 4,
}  # fmt: skip
_N = r"(?:1[0-2]|0?[1-9]|muoi hai|muoi mot|muoi|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|gieng|chap)"
_EN = r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_Q = r"(?:iv|i{1,3}|[1-4]|mot|hai|ba|tu)"
_ALONE = r"(?<![\w.,/])"  # no part of a word or of a longer number
_MONTHS = "|".join(sorted(_NAMES, key=len, reverse=True))


def _of_year(n: int) -> str:
    """ "… năm 2025", "/2025", "of 2025", or no year; group y<n>."""
    return rf"(?:[\s,]*(?:nam|of|in|/|-|[.])?\s*(?P<y{n}>(?:19|20)\d\d)(?!\d))?"


# What a text may name, in the order of preference where two could start at the same place.
_TOKENS = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in {
            "years": r"(?:nam\s*)?(?:19|20)\d\d\s*[-–]\s*(?:20)?\d\d(?!\d)",
            "day": r"(?:ngay\s*)?(?P<dd>[0-3]?\d)\s*(?:[/.-]|thang)\s*(?P<dm>[01]?\d)"
            r"\s*(?:(?:[/.-]|nam)\s*(?P<dy>(?:19|20)\d\d)(?!\d))?(?<=\d)(?=\D|$)",
            "half": rf"{_ALONE}(?:6|sau)\s*thang cuoi(?:\s*nam)?" + _of_year(1),
            "upto": rf"{_ALONE}(?P<n>{_N})\s*(?:thang|t)(?:\s*dau)?(?:\s*nam)?{_of_year(2)}(?!\w)",
            "months": rf"thang\s*(?P<ma>{_N})\s*(?:-|–|den(?: het)?(?: thang)?)\s*(?P<mb>{_N})(?![\w.])"
            + _of_year(3),
            "month": rf"(?:thang|\bt)\s*(?P<m>{_N})(?!\w)" + _of_year(4),
            "quarter": rf"(?:quy|quarter|\bq)\s*(?P<q>{_Q})(?!\w)" + _of_year(5),
            "quarter2": r"(?P<q2>1st|2nd|2sd|3rd|4th|first|second|third|fourth)\s*quarter" + _of_year(6),
            "upto2": rf"{_ALONE}(?P<n2>{_EN})\s*months?(?!\w)" + _of_year(7),
            "month2": rf"(?<!\w)(?P<m2>{_MONTHS})\.?(?!\w)(?!\s*\d{{1,2}}\b(?!\d))" + _of_year(8),
            "slash": r"(?<![\d/.,])(?P<m3>1[0-2]|0?[1-9])\s*[/-]\s*(?P<y9>(?:19|20)\d\d)(?!\d)",
            "year": r"(?:(?:ca|trong)?\s*(?<!\w)nam\s*)?(?<![\d.,/])(?P<y10>(?:19|20)\d\d)(?!\d)(?![.,]\d)",
            "whole": r"(?<!\w)ca nam(?!\w)|whole year|full year",
        }.items()
    )
)
_KINDS = (
    "years", "day", "half", "upto", "months", "month", "quarter", "quarter2", "upto2", "month2", "slash",
    "year", "whole",
)  # fmt: skip
_AGAINST = re.compile(
    r"\bso\s*(?:sanh\s*)?(?:voi|cung|ke hoach|ky)\b|\bversus\b|\bvs\b|\bcompar\w*\s*(?:to|with)\b"
    r"|\bover (?=the same|same)|\bas against\b|\b(?:as|in) % of\b|%\s*(?=ke hoach|kh\b|du toan)|\bdat\s*%"
    r"|\bty le (?:thuc hien|hoan thanh|dat)\b|\bth\s*/\s*(?=kh\b)"
)
_PLAN = re.compile(
    r"\b(?:ke hoach|du toan|kh|dt|chi tieu (?:duoc )?(?:giao|ke hoach|nam)|nghi quyet|nq|pl(?:an|na)|paln"
    r"|planned|target)\b"
)
_SAME = re.compile(
    r"\bcung k[iy]|\bcung thang|\bsame (?:period|month)|\bnam truoc|\blast year|\bprevious year"
    r"|\bcorresponding"
)
_PREVIOUS = re.compile(r"\bthang truoc|\bprevious month|\blast month|\bprior month|\bpreceding month")
_TO_DATE = re.compile(
    r"\bluy ke|\bcong don|\btu dau nam|\baccumulat|\baccrued|\bcumulat|\byear to date|\bytd\b|\blk\b"
)
_ESTIMATE = re.compile(r"\b(?:uoc|du kien|du uoc|du bao|uth|estimate\w*|forecast|kha nang)\b")
_FINAL = re.compile(r"\b(?:chinh thuc|quyet toan|final|official)\b")
_DONE = re.compile(r"\b(?:so bo|thuc hien|th|prel\w*|performance|actual|da thuc hien|implementation)\b")
_GROWTH = re.compile(r"\b(?:tang|giam|growth|increase|decrease|toc do tang|chenh lech|change)\b")
SELF_ASSESSED = re.compile(r"\btu (?:danh gia|nhan xet|xep loai)|\bself.assess")
_ON_DAY = re.compile(r"\b(?:ngay|tu|den|het|thoi diem|cuoi|dau|as of|from|until)\b")
_LEVEL = re.compile(r"\b(?:thoi diem|cuoi (?:thang|ky|quy|nam)|hien co|co den|tinh den|as of|at the end)\b")


@dataclass(frozen=True)
class Span:
    """Months `first`..`last` of `year` (0: not said); `kind`: month, upto, quarter, half, months, year, day,
    whole.
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
        if self.kind == "day" and self.day:
            return self.day
        return date(self.year, self.last, calendar.monthrange(self.year, self.last)[1])

    @property
    def to_date(self) -> bool:
        """Whether the span starts in January and may be a cumulative figure."""
        return self.first == 1 and self.kind in ("upto", "quarter", "months", "year", "whole")


@dataclass(frozen=True)
class Reading:
    """What a column header says: a meaning of `sources.Meaning` or "" (none), its span and vintage."""

    meaning: str
    span: Span | None
    vintage: str = ""


@lru_cache(1 << 14)
def plain(text: str) -> str:
    """Lower case without marks, single spaces: what the patterns here are written in."""
    text = unicodedata.normalize("NFD", clean(text).casefold())
    return "".join(c for c in text if not unicodedata.combining(c)).replace("đ", "d").replace("−", "-")


@lru_cache(1 << 13)
def spans(text: str) -> tuple[Span, ...]:
    """Every period named in a text, in order. A period without a year takes the year named next, else 0."""
    found: list[Span] = []
    text = plain(text)
    for hit in _TOKENS.finditer(text):
        group = hit.groupdict()
        kind = next(name for name in _KINDS if group[name] is not None)
        year = int(next((v for k, v in group.items() if re.fullmatch(r"y\d+", k) and v), 0))
        span = _span(kind, group, year, hit.start(), hit.end())
        if span:
            found.append(span)
    for order in (range(len(found) - 2, -1, -1), range(1, len(found))):
        for i in order:
            near = found[i + 1 if order.step < 0 else i - 1]
            if not found[i].year and found[i].kind != "day" and near.kind != "day":
                found[i] = replace(found[i], year=near.year)
    return tuple(found)


def _span(kind: str, group: dict, year: int, at: int, end: int) -> Span | None:
    number = lambda word: int(word) if word.isdigit() else _WORDS.get(word, 0)  # noqa: E731
    match kind:
        case "day":
            day, month, year = int(group["dd"]), int(group["dm"]), int(group["dy"] or 0)
            if not (1 <= month <= 12 and 1 <= day <= 31):
                return None
            try:
                when = date(year, month, day) if year else None
            except ValueError:
                return None
            return Span("day", year, month, month, when, at, end)
        case "half":
            return Span("half", year, 7, 12, None, at, end)
        case "upto" | "upto2":
            last = number(group["n"] or group["n2"])
            return Span("upto", year, 1, last, None, at, end) if 1 <= last <= 12 else None
        case "months":
            first, last = number(group["ma"]), number(group["mb"])
            return Span("months", year, first, last, None, at, end) if first <= last else None
        case "month" | "month2" | "slash":
            word = group["m"] or group["m3"]
            month = number(word) if word else _NAMES[group["m2"]]
            return Span("month", year, month, month, None, at, end)
        case "quarter" | "quarter2":
            quarter = _QUARTERS[group["q"] or group["q2"]]
            return Span("quarter", year, 3 * quarter - 2, 3 * quarter, None, at, end)
        case "year" | "whole":
            return Span(kind, year, 1, 12, None, at, end)
    return None


def closing(text: str) -> tuple[int, int] | None:
    """(year, month) that a title speaks of: the last month of its periods; month 0 where only a year is
    named.
    """
    named = [s for s in spans(text) if s.kind != "day" and s.year]
    exact = [s for s in named if s.kind not in ("year", "whole")]
    if not exact:  # "đến 30/6/2025"
        text = plain(text)
        exact = [
            s
            for s in spans(text)
            if s.day and re.search(r"\b(?:den|het|thoi diem|as of)(?: het)?\s*$", text[: s.at])
        ]
    if exact:
        return max((s.year, s.last) for s in exact)
    return (max(s.year for s in named), 0) if named else None


@lru_cache(1 << 13)
def meaning(header: str, year: int = 0, month: int = 0) -> Reading:
    """What a column header says, in a table that reports on `month` of `year` (0 where unknown)."""
    text = plain(header)
    vintage = (
        "final" if _FINAL.search(text) else "estimate" if _ESTIMATE.search(text) else
        "preliminary" if _DONE.search(text) else ""
    )  # fmt: skip
    cut = _AGAINST.search(text)
    if cut:
        name, span = _comparison(text, cut, year, month)
        return Reading(name, span, vintage)
    if re.search(r"\b(?:co cau|ty trong|structure|share)\b", text):
        return Reading("structure", None, vintage)
    if SELF_ASSESSED.search(text):
        return Reading("self_assessment", None, vintage)
    found = [_dated(s, year, month) for s in spans(header)]
    # The lowest head is the most specific: a year in a parent ("Thực hiện năm 2025") does not win over a
    # month below it.
    named = [s for s in found if s.kind != "day"]
    span = next((s for s in named if s.kind not in ("year", "whole")), named[0] if named else None)
    days = [s for s in found if s.kind == "day" and s.day]
    if _PLAN.search(text) and not re.search(r"\bthuc hien\b|\bdat\b", text):
        yearly = span is None or span.kind in ("year", "whole")
        return Reading("plan" if yearly else "", _year(span, year), "final")
    if _TO_DATE.search(text):
        last = (
            span.last if span and span.kind not in ("year", "whole") else (days[-1].last if days else month)
        )
        of = (span.year if span else 0) or (days[-1].year if days else 0) or year
        return Reading("year_to_date" if last else "", _upto(of, last), vintage)
    if span is None:
        if days:
            ranged = re.search(r"\btu\b.*\bden\b|\bfrom\b.*\bto\b", text) and len(days) > 1
            if ranged and (days[0].first, days[0].day.day) == (1, 1):
                return Reading("year_to_date", _upto(days[-1].year, days[-1].last), vintage)
            if days[-1].day.day == 1 and vintage in ("estimate", "preliminary") and not _ON_DAY.search(text):
                # "Thực hiện | 10/2013", which Excel keeps as the first of the month
                year, month = days[-1].year, days[-1].last
                return Reading("month", Span("month", year, month, month), vintage)
            return Reading("level", days[-1], vintage)
        if re.search(
            r"\b(?:trong|thang) (?:thang|nay|bao cao)\b|\bthuc hien thang\b|\buoc(?: tinh| th)? thang\b", text
        ):
            return Reading(
                "month" if month else "", Span("month", year, month, month) if month else None, vintage
            )
        if _LEVEL.search(text):
            return Reading("level", Span("month", year, month, month) if month else None, vintage)
        if _ESTIMATE.search(text) and re.search(r"\bnam\b", text):
            return Reading("owner_forecast" if month != 12 else "year", _year(None, year), vintage)
        return Reading("", None, vintage)
    if _SAME.search(text) or _PREVIOUS.search(text):
        return Reading("", span, vintage)
    match span.kind:
        case "month":
            return Reading("level" if _LEVEL.search(text) else "month", span, vintage)
        case "upto":
            return Reading("year_to_date", span, vintage)
        case "months":
            return Reading("year_to_date" if span.first == 1 else "", span, vintage)
        case "quarter":
            return Reading("quarter", span, vintage)
        case "half":
            return Reading("half_year", span, vintage)
    if span.year == year and 0 < month < 12:
        return Reading("owner_forecast" if _ESTIMATE.search(text) else "", span, vintage)
    return Reading("year", span, vintage)


def _comparison(text: str, cut: re.Match, year: int, month: int) -> tuple[str, Span | None]:
    left, right = text[: cut.start()], text[cut.start() :]
    before = [_dated(s, year, month) for s in spans(left) if s.kind != "day"]
    after = [_dated(s, year, month) for s in spans(right) if s.kind != "day"]
    if _PLAN.search(right) or (_PLAN.search(left) and not _SAME.search(right)):
        subject = next(iter(before or [s for s in after if s.kind not in ("year", "whole")]), None)
        return "share_of_plan", subject
    if _GROWTH.search(text) or re.search(r"\b(?:ky )?goc\b|\bbase\b|\(\s*(?:19|20)\d\d\s*\)", right):
        return "", None
    if _PREVIOUS.search(right):
        subject = next(iter(before or after), None)
        return ("index_previous_month" if not subject or subject.kind == "month" else ""), subject
    # "So với cùng kỳ năm trước | Quý III": the subject may stand below, after the words of comparison.
    subjects = before or [
        s for s in after if not re.search(r"(?:cung k[iy]|cung thang|period|voi|of)\s*$", right[: s.at])
    ]
    subject = subjects[0] if subjects else (Span("month", year, month, month) if month else None)
    if _SAME.search(right):
        return _index_of(subject), subject
    target = next((s for s in after if s is not subject), None)
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
    if span.kind == "day":
        return span
    late = month and span.kind == "month" and span.last > month + 3 and month <= 3
    return replace(span, year=year - 1 if late else year)


def _upto(year: int, last: int) -> Span | None:
    return Span("upto", year, 1, last) if last else None


def _year(span: Span | None, year: int) -> Span | None:
    return span if span and span.year else (Span("year", year, 1, 12) if year else None)
