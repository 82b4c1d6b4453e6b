"""Numbers as offices type them: the separators are decided for a whole column, never for one cell."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_NIL = re.compile(r"(?:[-–—−.…_*]|\.{2,}|x|n/?a|nil|kph)*", re.I)
_SPACES = str.maketrans({c: " " for c in "\xa0\u2007\u2009\u202f\t\n\r"} | dict.fromkeys("–—", "-"))
_ONE = r"(?:\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)[.,]?"  # spaces only between thousands: "15 20" is two
_SHAPE = re.compile(rf"[+\-−]?\s?{_ONE}\s?%?|\([+\-−]?{_ONE}\)|[+\-−]?[.,]\d+")
_MARKED = re.compile(rf"([+\-−]?{_ONE}\s?%?)\s*([(⁽]?(?:\*+|[¹²³⁰⁴-⁹]+|[ᵃᵇᶜᵈᵉ])[)⁾]?)")
_NOTED = re.compile(rf"([+\-−]?{_ONE}\s?%?)\s*\((\d{{1,2}}|[a-z])\)")
_BRACKETED = re.compile(r"\(\d{1,2}\)")
_FRACTION = re.compile(r"(\d[\d.,\s]*?)\s*/\s*(\d[\d.,\s]*?)")


@dataclass(frozen=True)
class Style:
    """What point and comma are in a column: "decimal", "thousands" or "" (not seen). `sure`: proven by a
    cell.
    """

    point: str = ""
    comma: str = ""
    sure: bool = True


VIETNAMESE = Style("thousands", "decimal")


def is_nil(text: str) -> bool:
    """Empty, a dash, an ellipsis or "x": the office has no figure. A typed 0 is a figure."""
    return bool(_NIL.fullmatch(text.translate(_SPACES).replace(" ", "")))


def looks_numeric(text: str) -> bool:
    """Whether a text is meant as one number (a code with leading zeros is not)."""
    text = text.translate(_SPACES).strip()
    return bool(_SHAPE.fullmatch(text)) and not re.match(r"0\d", text)


def without_mark(text: str) -> str:
    """A number without the footnote mark that no number could be: "952¹" and "952 (*)" are 952; else the text."""
    hit = _MARKED.fullmatch(text.translate(_SPACES).strip())
    return hit[1] if hit else text


def noted(text: str) -> tuple[str, str] | None:
    """("95,5", "1") of "95,5 (1)": a number with what may be the mark of a footnote; None for other texts."""
    hit = _NOTED.fullmatch(text.translate(_SPACES).strip())
    return (hit[1], hit[2]) if hit else None


def bracketed(text: str) -> bool:
    """Whether a text is one or two digits in brackets: a footnote's mark, or a small negative number."""
    return bool(_BRACKETED.fullmatch(text.strip()))


def ambiguous(text: str, style: Style) -> bool:
    """Whether a text reads as two numbers a thousand times apart ("18.200"), and its column does not say which."""
    return not style.sure and "?" in _evidence(text)


def readings(text: str) -> tuple[float, float]:
    """Both readings of an ambiguous text: its separator before thousands, and before decimals."""
    digits = float(re.sub(r"\D", "", text))
    return digits, digits / 1000


@lru_cache(1 << 12)
def _evidence(text: str) -> tuple[str, str]:
    """What a single text proves about (point, comma)."""
    body = re.sub(r"[^\d.,]", "", text.translate(_SPACES))
    point = comma = ""
    last = {sep: body.rfind(sep) for sep in ".,"}
    if last["."] >= 0 and last[","] >= 0:
        return ("decimal", "thousands") if last["."] > last[","] else ("thousands", "decimal")
    for sep in ".,":
        if last[sep] < 0:
            continue
        groups = body.split(sep)
        if len(groups) > 2:
            kind = "thousands" if all(len(g) == 3 for g in groups[1:]) else ""
        elif len(groups[1]) != 3 or len(groups[0]) > 3 or groups[0] in ("", "0"):
            kind = "decimal"
        else:
            kind = "?"
        point, comma = (kind, comma) if sep == "." else (point, kind)
    return point, comma


def _numbers(text: str) -> list[str]:
    """The numbers typed in a cell, each alone: "1.500" of "1.500 (1)", both of "1.500/2.000"."""
    return (noted(text) or (text, ""))[0].split("/")


def grouped(texts: Iterable[str]) -> bool:
    """Whether numbers of one kind have their thousands apart: some end in noughts as no decimals do ("12.000"), and
    others below a thousand have none ("980"); never where one says something else."""
    found = [re.fullmatch(r"(\d{1,3})(?:([.,])\d\d(\d))?", text.strip()) for text in texts]
    read = [hit for hit in found if hit]
    apart = {hit[2] for hit in read if hit[2]}
    small = any(10 <= int(hit[1]) and not hit[2] for hit in read)
    return len(read) == len(found) and len(apart) == 1 and small and any(hit[3] == "0" for hit in read)


def column_style(texts: Iterable[str]) -> Style:
    """The separators of a column from all its text cells.

    Nothing proven ("1.577"): the Vietnamese reading, one thousand five hundred and seventy-seven, with `sure=False`.
    """
    found: dict[str, set[Any]] = {".": set(), ",": set()}
    open_cases = False
    # separators of "1.500": who types decimals as text types no noughts behind them
    noughts: set[str] = set()
    for text in (number for typed in texts for number in _numbers(typed)):
        for sep, kind in zip(".,", _evidence(text), strict=True):
            if kind == "?":
                open_cases = True
                noughts |= {sep} if text.strip().endswith("0") else set()
            elif kind:
                found[sep].add(kind)
    point, comma = (next(iter(found[s])) if len(found[s]) == 1 else "" for s in ".,")
    mixed = any(len(kinds) > 1 for kinds in found.values())
    if point == comma == "thousands":
        comma = "decimal"
    if point and not comma:
        comma = "thousands" if point == "decimal" else "decimal"
    elif comma and not point:
        point = "thousands" if comma == "decimal" else "decimal"
    if (point or comma) and not mixed:
        doubtful = any(kind == "decimal" for sep, kind in ((".", point), (",", comma)) if sep in noughts)
        return Style(point, comma, sure=not (open_cases and point == comma or doubtful))
    return Style("thousands", "decimal", not (open_cases or mixed))


def parse_number(text: str, style: Style = VIETNAMESE) -> float | None:
    """The number of a text, None when it is nil. Raises ValueError when it is no number ("115..5", "001")."""
    text = text.translate(_SPACES).strip()
    if is_nil(text):
        return None
    if not _SHAPE.fullmatch(text) or re.match(r"0\d", text):
        raise ValueError(text)
    negative = text[0] in "-−(" or text.startswith(("(-", "(−"))
    body = re.sub(r"[^\d.,]", "", text).rstrip(".,")
    proof = dict(zip(".,", _evidence(body), strict=True))
    for sep, kind in ((".", style.point), (",", style.comma)):
        grouped = body.count(sep) > 1 or (kind == "thousands" and proof[sep] != "decimal")
        if grouped and any(len(re.split("[.,]", group)[0]) != 3 for group in body.split(sep)[1:]):
            raise ValueError(text)
        if grouped:
            body = body.replace(sep, "")
    body = body.replace(",", ".")
    if body.count(".") > 1:
        raise ValueError(text)
    return -float(body) if negative else float(body)


def shown(value: float) -> str:
    """A number as Vietnamese readers write it, six digits or all before the comma: 1.234.567 and 52,5."""
    digits = len(str(int(abs(value)))) if math.isfinite(value) else 0
    text = f"{value:,.{max(0, 6 - digits)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.translate(str.maketrans(".,", ",."))


def parse_fraction(text: str, style: Style = VIETNAMESE) -> tuple[float, float] | None:
    """ "17/17" as (17, 17), or None: "n of N", not a date."""
    hit = _FRACTION.fullmatch(text.translate(_SPACES).strip())
    if not hit:
        return None
    try:
        part, whole = parse_number(hit[1].strip(), style), parse_number(hit[2].strip(), style)
    except ValueError:
        return None
    return (part, whole) if part is not None and whole else None
