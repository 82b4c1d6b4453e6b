"""The parts of a YAML file as written: what is missing or has the wrong type is nothing, no error."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from analysis.yamlfile import Loc


def items(node: Any, key: str, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """The mappings of a list, with their places; nothing where there is no list."""
    for i, item in enumerate(listed(node, key)):
        if isinstance(item, dict):
            yield (*loc, key, i), item


def listed(node: Any, key: str) -> list:
    """The items under `key`; a lone text is a list of one."""
    value = node.get(key) if isinstance(node, dict) else None
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def text(node: Any, key: str) -> str:
    """The value under `key` as text, "" where there is none."""
    value = node.get(key)
    return "" if value is None else str(value)


def number(node: Any, key: str) -> float | None:
    """The number under `key`; None for anything else."""
    value = node.get(key)
    known = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
    return float(value) if known else None


def date(node: Any, key: str) -> dt.date | None:
    """The day under `key`, a date or text such as 2025-06-30; None for anything else."""
    value = node.get(key)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, dt.date) else None


_FISCAL = [  # a year that does not begin in January, by its words, by its two years, by its months
    r"\b(?:FY|(?:fiscal|financial) year|year end(?:ed|ing)) ?[^.;\d]{0,20}\d{0,2}[^.;\d]{0,12}20\d\d"
    r"(?:\s?[/–-]\s?\d+)?",
    r"(?<![\d/])(20\d\d)\s?[/–-]\s?(\d\d)(?![\d/])",
    r"\b(?:Apr|Jul|Oct)\w*(?: 20\d\d)? ?(?:to|until|-|–) ?(?:\d+ )?(?:Mar|Jun|Sep)\w* 20\d\d",
    r"\bniên độ\b[^;]{0,30}?20(\d\d)\D+(?:\d\d?\D+)*20(\d\d)",
    r"\b(?:year to date|YTD)\W{1,3}(?:(?:from|since) )?(?:1 )?(?:Apr|Jul|Oct)\w*",
]
_OTHER_YEAR = re.compile(r"(?:năm học|vụ|mùa|giai đoạn|school|academic)\b[^.;]{0,20}$", re.I)


def fiscal_year(text: str) -> str:
    """The words in which a text says a year that does not begin in January; "" where it says none."""
    for pattern in _FISCAL:
        for hit in re.finditer(pattern, text, re.I):
            years = [int(year) % 100 for year in hit.groups()]
            if not years or 12 < years[1] == years[0] + 1 and not _OTHER_YEAR.search(text[: hit.start()]):
                return hit[0].strip()
    return ""
