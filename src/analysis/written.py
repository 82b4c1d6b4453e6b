"""The parts of a YAML file as written: what is missing or has the wrong type is nothing, no error."""

from __future__ import annotations

import datetime as dt
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
