"""The words of each language by key: a file a language (vi.toml, en.toml), which a translator edits; a third language
is a third file. Tests hold that every file has every key with the same fields (docs/decisions/0048)."""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

_HERE = Path(__file__).parent
_ONE_OR_MORE = re.compile(r"((?:\{(\w+)(?::\w+)?\} (?:\w+ ){0,2})?)(\w+)\|(\w+)")
_COUNTED = re.compile(r"\{(\w+)\} \{(nouns?)\}")
LANGUAGES = tuple(sorted((p.stem for p in _HERE.glob("*.toml")), key=lambda lang: (lang != "vi", lang)))
if TYPE_CHECKING:
    Language = str
else:  # one of them, of a file that is read
    Language = Literal[LANGUAGES]


class _Tables(dict):
    """The tables of a language's file, each read when it is first asked for: a book needs few of them."""

    def __init__(self, text: str):
        self._parts: dict[str, str] = {}
        for part in re.split(r"^(?=\[)", text, flags=re.M)[1:]:
            name = re.split(r"[.\]]", part[1:], maxsplit=1)[0]
            self._parts[name] = self._parts.get(name, "") + part
        super().__init__(dict.fromkeys(self._parts))

    def __getitem__(self, name: str) -> Any:
        if text := self._parts.pop(name, ""):
            self[name] = tomllib.loads(text)[name]
        return super().__getitem__(name)

    def items(self):
        return [(name, self[name]) for name in self]


@cache
def catalogue(lang: str) -> Mapping[str, Any]:
    """The tables of a language's file. Raises FileNotFoundError."""
    return _Tables((_HERE / f"{lang}.toml").read_text(encoding="utf-8"))


def say(lang: str, key: str, /, **fields: Any) -> str:
    """The words of `key` in `lang`, its {fields} filled in, what is counted in the singular where it is one.
    Raises KeyError for an unknown key or a field not given."""
    words = one_or_more(catalogue(lang)["say"][key], fields)
    for number, noun in _COUNTED.findall(words):
        told = one_or_more(f"{{{number}}} {fields[noun]}", fields).partition(" ")[2]
        if told == fields[noun] and str(fields[number]) == "1" and " " not in told:
            told = told.removesuffix(catalogue(lang)["grammar"]["plural"])
        fields[noun] = told
    return words.format(**fields)


def both(key: str, /, **fields: Any) -> str:
    """What a command of the terminal asks, in Vietnamese with English beside."""
    return f"{say('vi', key, **fields)} ({say('en', key, **fields)})"


def one_or_more(words: str, fields: Mapping[str, Any]) -> str:
    """Of "{n} file|files was|were read" the one or the other, as n is 1 or not: what stands after no number goes with
    the pair before it; a noun without any waits for what counts it."""
    one: bool | None = None

    def chosen(m: re.Match[str]) -> str:
        nonlocal one
        one = str(fields[m[2]]) in {"1", "1.0"} if m[2] else one
        return m[0] if one is None else m[1] + m[3 if one else 4]

    return _ONE_OR_MORE.sub(chosen, words)


def why(error: OSError, lang: str = "vi", opened: bool = False) -> str:
    """Why the system does not do what was asked of it; `opened`: of a file, which another program may hold."""
    name = errno.errorcode.get(error.errno or 0, "")
    name = "EPERM" if name == "EACCES" and not opened else name
    return catalogue(lang)["errno"].get(name, error.strerror or str(error) or type(error).__name__)


def explained(error: BaseException) -> str:
    """An error in words: one that is meant for a reader as it is, of any other what it is too."""
    if isinstance(error, (ValueError, OSError, KeyError)) or hasattr(error, "kind"):
        return refused(error) or type(error).__name__
    return f"Lỗi không lường trước (unexpected): {type(error).__name__}: {error}".removesuffix(": ")


def refused(error: BaseException) -> str:
    """An error of the system as a person is told it: of which file, and why; any other as it is."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    at = f"{error.filename}: " if isinstance(error.filename, str) else ""
    return f"{at}{why(error)} ({why(error, 'en')})"
