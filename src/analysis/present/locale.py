"""Numbers, units, months and dates as a Vietnamese (or English) reader writes them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from analysis.assess.status import LIKELY, UNLIKELY
from analysis.language import catalogue, say
from analysis.programme import Measure

NONE = "–"  # no figure; never 0
MINUS = "\u2212"
BODIES = ("Mặt trận Tổ quốc", "Nhà nước", "Chính phủ")  # proper names with small letters behind the first
# what a place or a road is: small before its proper name
KINDS = "xã phường thị huyện tỉnh ấp đường cầu kênh chợ khu cụm tuyến trường trạm".split()
READING = "*"  # behind a bound that the programme does not print (explained below the annex)
NBSP = "\u00a0"

# Counted things have no decimals; amounts have one.
AMOUNT = re.compile(
    r"đồng|USD|VND|EUR|%|/|chỉ số|nghìn|triệu|tỷ|km|ha\b|m2|m²|m3|m³|kwh|lần|^điểm$", re.IGNORECASE
)


def inside(text: str) -> str:
    """A name inside a sentence: its first letter small, unless it is a proper name or an abbreviation."""
    first, _, rest = text.partition(" ")
    proper = not rest or rest[:1].isupper() or first[1:2].isupper() or not first.rstrip(",")[-1:].isalpha()
    proper = proper and not (rest and first.istitle() and first.lower() in KINDS)
    return text if proper or text.startswith(BODIES) else text[:1].lower() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Names one after another, parted by what stands in none of them."""
    return ("; " if any("," in name for name in names) else ", ").join(names)


def small(name: str, lang: str) -> str:
    """A name that begins with its kind ("Xã Long Cang", "Vụ Đông Xuân"), inside a Vietnamese sentence."""
    return name[:1].lower() + name[1:] if lang == "vi" else name


def missing(x: Any) -> bool:
    """Whether there is no figure: None or nan."""
    return x is None or (isinstance(x, float) and math.isnan(x))


def number(x: float | None, decimals: int | None = None, lang: str = "vi", sign: bool = False) -> str:
    """`x` with the language's separators; U+2212 for minus; "–" when there is none.

    Without `decimals`: as many as needed, three at most (how a plan is printed).
    """
    if x is None or missing(x) or math.isinf(x):
        return NONE
    if decimals is None:
        decimals = needed(x)
    shown = rounded(x, decimals)
    text = f"{Decimal(repr(abs(shown))):,.{decimals}f}".translate(str.maketrans(",.", separators(lang)))
    if shown < 0:
        return MINUS + text
    return "+" + text if sign and shown > 0 else text


def needed(x: float) -> int:
    """The decimals that a number has, three at most."""
    return next((d for d in range(3) if abs(x - round(x, d)) < 5e-4), 3)


def separators(lang: str) -> str:
    """What a language writes between thousands, and before decimals."""
    return catalogue(lang)["grammar"]["separators"]


def rounded(x: float, decimals: int) -> float:
    """`x` as a reader rounds it: halves away from nought, of the number as it is printed (1703,35 is 1703,4),
    not of its binary neighbour."""
    if abs(x) >= 1e15:
        return float(x)
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(f"{float(x):.15g}").quantize(step, ROUND_HALF_UP)) + 0.0


def nearest(x: float) -> float:
    """The nearest whole number, halves away from zero."""
    return rounded(x, 0)


def decimals_of(unit: str, x: float | None = None) -> int:
    """Decimals that fit a unit: one for shares and amounts, none for counts (one for a count in halves)."""
    if counted(unit):
        return 0 if x is None or missing(x) or abs(x - round(x)) < 1e-9 or abs(x) >= 100 else 1
    return 1


def fine(measure: Measure) -> int:
    """The decimals of a plan that has more than its unit shows ("20.150,5 tấn", "1,35 %"): its figures have as many
    beside it; 0 for any other, and for amounts."""
    printed = counted(measure.unit) or measure.unit == "%"
    plans = [v for v in (measure.low, measure.high) if v is not None and printed]
    most = max((min(needed(v), 2) for v in plans), default=0)
    return most if most > decimals_of(measure.unit, 0) else 0


def counted(unit: str) -> bool:
    """Whether the unit is of things that are counted (people, communes), not measured (đồng, %, km)."""
    return unit == "tấn" or not AMOUNT.search(unit or "")


def amount(x: float | None, unit: str = "", lang: str = "vi", sign: bool = False) -> str:
    """`x` with the decimals of its unit, without the unit."""
    return number(x, decimals_of(unit, x), lang, sign)


def unit(name: str, lang: str = "vi", one: bool = False) -> str:
    """The unit's name in `lang`; "person|people" of a language in which one is another."""
    return catalogue(lang)["unit"].get(name, name).split("|")[0 if one else -1]


def with_unit(x: float | None, name: str, lang: str = "vi", sign: bool = False) -> str:
    """`x` and its unit: "201,2 tỷ đồng", "93,4%"."""
    return joined(amount(x, name, lang, sign), name, lang)


def joined(text: str, name: str, lang: str = "vi") -> str:
    """A number's text and a unit: no space before a per cent sign, a no-break space otherwise."""
    if text == NONE or not name:
        return text
    return text + "%" if name == "%" else text + NBSP + unit(name, lang, text.lstrip("+" + MINUS) == "1")


def percent(x: float | None, lang: str = "vi", sign: bool = False) -> str:
    """A share with one decimal: "35,0%"."""
    text = number(x, 1, lang, sign)
    return text if text == NONE else text + "%"


CERTAIN = 0.99  # beyond this a probability is "> 99 %": the tails are clipped, not measured


def chance(p: float | None, lang: str = "vi") -> str:
    """A probability as per cent; what is clipped says so, what cannot be any more is 0 %."""
    if p is None or missing(p):
        return NONE
    if p in (0, 1):
        return percent(100 * p, lang)
    if p > CERTAIN:
        return f">{NBSP}99%"
    return f"<{NBSP}1%" if 1 - p > CERTAIN else percent(100 * aside(p, 3), lang)


def aside(p: float, decimals: int) -> float:
    """A chance rounded on its own side of the lines between the statuses: 0,1998 is below the line of 0,2."""
    near = rounded(p, decimals)
    return next((line - 10**-decimals for line in (UNLIKELY, LIKELY) if p < line <= near), near)


def sided(p: float) -> int:
    """The decimals of a chance, 2 or as many as leave it on its own side of those lines: 0,1998 is not 0,20."""
    return next((d for d in (2, 3, 4, 5) if aside(p, d) == rounded(p, d)), 6)


def points(x: float | None, lang: str = "vi", sign: bool = False) -> str:
    """A distance between shares: "1,6 điểm phần trăm"."""
    return joined(number(x, 1, lang, sign), "điểm phần trăm", lang)


def distance(x: float | None, name: str, lang: str = "vi", sign: bool = True) -> str:
    """A signed distance in the measure's unit; percentages in points."""
    return points(x, lang, sign) if name == "%" else with_unit(x, name, lang, sign)


def short_distance(x: float | None, name: str, lang: str = "vi") -> str:
    """A signed distance for a narrow column: "−1,6 điểm", explained below the table."""
    if x is None or missing(x):
        return NONE
    text = number(x, 1 if name == "%" else decimals_of(name, x), lang, True)
    return text + NBSP + say(lang, "pts") if name == "%" else joined(text, name, lang)


def change(x: float | None, is_points: bool = False, lang: str = "vi", unit: str = "") -> str:
    """Year on year in prose: "tăng 5,3% so với cùng kỳ"; "–" when not known. `unit`: of a plain difference."""
    if x is None or missing(x):
        return NONE
    size = with_unit(abs(x), unit, lang) if unit else (points if is_points else percent)(abs(x), lang)
    if round(abs(x), 1) == 0:
        return say(lang, "about_level" if abs(x) > 1e-9 else "level_on_year")
    return say(lang, "up_on_year" if x > 0 else "down_on_year", size=size)


def interval(low: float | None, high: float | None, name: str = "", lang: str = "vi") -> str:
    """A range: "511–566" without the unit, in whole units from a thousand on; "–" when not known.

    A range that rounds to a point is the point.
    """
    if low is None or high is None or missing(low) or missing(high):
        return NONE
    decimals = 0 if min(abs(low), abs(high)) >= 1000 else max(decimals_of(name, low), decimals_of(name, high))
    a, b = number(low, decimals, lang), number(high, decimals, lang)
    return a if a == b else f"{a}–{b}"


def date(day: dt.date | str | None, lang: str = "vi") -> str:
    """24/6/2025, or 24 June 2025; "–" when there is none. An ISO string is read as a date."""
    if isinstance(day, str):
        try:
            return date(dt.date.fromisoformat(day[:10]), lang)
        except ValueError:
            return day or NONE
    if day is None or not isinstance(day, dt.date):
        return NONE
    return say(lang, "date", day=day.day, month=_named(lang, "in_date", day.month), year=day.year)


def short_date(day: dt.date | None, lang: str = "vi") -> str:
    """24/6, or 24 Jun."""
    if not isinstance(day, dt.date):
        return NONE
    return say(lang, "short_date", day=day.day, month=_named(lang, "in_short_date", day.month))


def _named(lang: str, table: str, number: int) -> str:
    """What the language files' [months] call the month or quarter of that number."""
    return catalogue(lang)["months"][table][number - 1]


def parts(period: str) -> tuple[int, int]:
    """Year and month of "2025-06"; a quarter "2025-Q2" closes with its third month."""
    year, rest = period.split("-", 1)
    return int(year), int(rest[1:]) * 3 if rest.startswith("Q") else int(rest[:2])


def month(period: str, lang: str = "vi") -> str:
    """ "tháng 6/2025" of "2025-06", "quý II/2025" of "2025-Q2"."""
    year, m = parts(period)
    name = _named(lang, "quarter", m // 3) if "Q" in period else _named(lang, "name", m)
    return say(lang, "month_of_year", name=name, year=year)


def month_name(period: str, lang: str = "vi") -> str:
    """ "tháng 6" of "2025-06"."""
    return _named(lang, "name", parts(period)[1])


def month_short(period: str, lang: str = "vi") -> str:
    """ "T6" of "2025-06", "Quý II" of "2025-Q2"; Jun, Q2."""
    _, m = parts(period)
    return _named(lang, "quarter_short", m // 3) if "Q" in period else _named(lang, "short", m)


def so_far(period: str, lang: str = "vi") -> str:
    """The stretch from January to a month: "6 tháng"; "cả năm" for December."""
    return _named(lang, "so_far", parts(period)[1])


def before(period: str) -> str:
    """The month before "2025-06"."""
    year, m = parts(period)
    return f"{year}-{m - 1:02d}" if m > 1 else f"{year - 1}-12"


def month_end(period: str) -> dt.date:
    """The last day of a month."""
    year, m = parts(period)
    return dt.date(year + m // 12, m % 12 + 1, 1) - dt.timedelta(days=1)


def target(
    measure: Measure,
    lang: str = "vi",
    low: float | None = None,
    high: float | None = None,
    last_year: float | None = None,
) -> str:
    """The bound of a measure without its unit (per cent kept): "≥ 78%", "103–105", "< 10", "1.577,95"."""
    low = measure.low if low is None else low
    high = measure.high if high is None else high
    tail = "%" if measure.unit == "%" else ""
    if measure.rule == "range" and not (missing(low) or missing(high)):
        return f"{number(low, None, lang)}–{number(high, None, lang)}{tail}"
    if measure.rule == "lt_last_year":
        bound = high if not missing(high) else last_year
        return NONE if missing(bound) else f"<{NBSP}{number(bound, None, lang)}"
    bound = high if measure.rule == "le" else low
    if missing(bound):
        bound = low if measure.rule == "le" else high
    if bound is None or missing(bound) or measure.rule == "watch":
        return NONE
    mark = {
        "le": "≤" + NBSP,
        "gt": ">" + NBSP,
        "ge": "≥" + NBSP if measure.unit == "%" and bound < 100 else "",
    }
    return mark.get(measure.rule, "") + number(bound, None, lang) + tail
