"""Every language has every word, with the same fields; every word is used, and every one that is used is there."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from analysis.language import LANGUAGES, catalogue, say

SOURCE = Path(__file__).resolve().parents[1] / "src" / "analysis"


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def texts(table: Mapping[str, Any], path: str = "") -> dict[str, str]:
    """The texts of a language by the path to them."""
    found: dict[str, str] = {}
    for key, x in table.items():
        if isinstance(x, list):
            x = {str(i): text for i, text in enumerate(x)}
        found |= texts(x, f"{path}{key}/") if isinstance(x, Mapping) else {path + key: x}
    return found


def test_languages_are_files():
    assert LANGUAGES[0] == "vi" and set(LANGUAGES) == {p.stem for p in SOURCE.glob("language/*.toml")}


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_every_language_has_every_word_with_the_same_fields(lang):
    mine, theirs = texts(catalogue("vi")), texts(catalogue(lang))
    assert mine.keys() == theirs.keys()
    wrong = {k for k, text in mine.items() if fields(text) != fields(theirs[k])}
    assert not wrong, "fields that one language has and the other has not"


def said() -> dict[str, list[ast.Call]]:
    """The calls that say a key, by key, from the whole library."""
    found: dict[str, list[ast.Call]] = {}
    for path in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and re.search(r"\b(say|_both)$", ast.unparse(call.func)):
                for argument in call.args:
                    for text in ast.walk(argument):
                        if isinstance(text, ast.Constant) and isinstance(text.value, str):
                            found.setdefault(text.value, []).append(call)
    return found


def test_every_word_is_used_and_every_used_one_is_there():
    known, used = catalogue("vi")["say"], said()
    assert len(used) > 400, "the calls are found"
    silent = set(known) - set(used)
    assert not silent, "words that nothing says"
    for key, calls in used.items():
        for call in calls if key in known else ():
            given = {k.arg for k in call.keywords}
            assert fields(known[key]) <= given, f"{key}: line {call.lineno}"


def test_an_unknown_word_is_an_error_and_braces_stay():
    with pytest.raises(KeyError):
        say("vi", "no_such_words")
    with pytest.raises(KeyError):
        say("vi", "since")  # without its field
    assert say("en", "since", last="{May}") == "Since {May}"
