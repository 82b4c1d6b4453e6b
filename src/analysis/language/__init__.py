"""The words of each language by key: a file a language (vi.toml, en.toml), which a translator edits; a third language
is a third file. Tests hold that every file has every key with the same fields (docs/decisions/0048)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_ONE_OR_MORE = re.compile(r"(\{(\w+)\} )(\w+)\|(\w+)")
LANGUAGES = tuple(sorted((p.stem for p in _HERE.glob("*.toml")), key=lambda lang: (lang != "vi", lang)))


@cache
def catalogue(lang: str) -> Mapping[str, Any]:
    """The tables of a language's file. Raises FileNotFoundError."""
    return tomllib.loads((_HERE / f"{lang}.toml").read_text(encoding="utf-8"))


def say(lang: str, key: str, /, **fields: Any) -> str:
    """The words of `key` in `lang`, its {fields} filled in; of "{n} file|files" the one or the other, as n is 1 or not.
    Raises KeyError for an unknown key or a field not given."""
    words = _ONE_OR_MORE.sub(
        lambda m: m[1] + m[3 if str(fields[m[2]]) == "1" else 4], catalogue(lang)["say"][key]
    )
    return words.format(**fields)
