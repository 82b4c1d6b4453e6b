"""Every language has every word, with the same fields; every word is used, and every one that is used is there."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from analysis.language import LANGUAGES, catalogue, one_or_more, say

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


IN_FRENCH = """
import ast, json, sys
from pathlib import Path
import analysis
from analysis import open_book
from analysis.language import LANGUAGES
from analysis.notes import Notes, strays
from analysis.params import RunParams
from analysis.publish.annex import annex
from analysis.publish.word import draft

root, params = Path(sys.argv[1]), Path(sys.argv[2])
assert LANGUAGES == ("vi", "en", "fr") and str(root) in analysis.__file__
assert RunParams.load(params).lang == "fr" and Notes(lang="fr").lang == "fr"
notes = root / "notes"
notes.mkdir()
(notes / "2025-06.fr.yml").touch(), (notes / "2025-06.de.yml").touch()
assert strays(notes) == ["2025-06.de.yml"]
book = open_book("2025-06", params)
names = open_book("2025-06", params, lang="vi").targets["short_name"]
assert list(book.targets["short_name"]) == list(names)
assert annex(book.view) and draft(book.view)
for path in sys.argv[3:]:
    known = {"book": book}
    for cell in json.loads(Path(path).read_text("utf-8"))["cells"][2:]:
        *lines, last = ast.parse("".join(cell["source"])).body
        exec(compile(ast.Module(lines, []), path, "exec"), known)
        print(getattr(eval(compile(ast.Expression(last.value), path, "eval"), known), "text", ""))
"""


def test_a_language_more_is_a_file_more(tmp_path):
    """All else is as it is; what a programme does not say in that language is said in Vietnamese."""
    house = SOURCE.parents[1]
    (package := tmp_path / "src" / "analysis").mkdir(parents=True)
    for part in SOURCE.iterdir():
        if part.name != "language":
            (package / part.name).symlink_to(part)
    shutil.copytree(SOURCE / "language", package / "language")
    english = (SOURCE / "language" / "en.toml").read_text("utf-8")
    french = english.replace('contents = "Contents"', 'contents = "Sommaire"')
    assert french != english
    (package / "language" / "fr.toml").write_text(french, "utf-8")
    params = tmp_path / "params" / "p"
    shutil.copytree(house / "params" / "can-duoc-2025", params)
    monthly = (params / "monthly.yml").read_text("utf-8")
    (params / "monthly.yml").write_text(re.sub(r"(?m)^lang:.*\n", "", monthly) + "\nlang: fr\n", "utf-8")
    (tmp_path / "data").symlink_to(house / "data")
    pages = [str(house / "notebooks" / f"{name}.ipynb") for name in ("09_brief", "03_society", "08_communes")]
    done = subprocess.run(
        [sys.executable, "-c", IN_FRENCH, str(tmp_path), str(params / "monthly.yml"), *pages],
        env={"PYTHONPATH": str(tmp_path / "src"), "PATH": "", "MPLBACKEND": "agg"},
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Sommaire" in done.stdout


def test_languages_are_files():
    assert LANGUAGES[0] == "vi" and set(LANGUAGES) == {p.stem for p in SOURCE.glob("language/*.toml")}


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_every_language_has_every_word_with_the_same_fields(lang):
    mine, theirs = texts(catalogue("vi")), texts(catalogue(lang))
    assert mine.keys() == theirs.keys()
    wrong = {k for k, text in mine.items() if fields(text) != fields(theirs[k])}
    assert not wrong, "fields that one language has and the other has not"


@cache
def trees() -> dict[str, ast.Module]:
    """The whole library, by the names of its files."""
    files = sorted(SOURCE.rglob("*.py"))
    return {p.relative_to(SOURCE).as_posix(): ast.parse(p.read_text(encoding="utf-8")) for p in files}


def said() -> dict[str, list[ast.Call]]:
    """The calls that say a key, by key, from the whole library."""
    found: dict[str, list[ast.Call]] = {}
    for call in (node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func)
        if name == "heads":  # "key! key:class"
            for column in ast.literal_eval(call.args[1]).split():
                if (key := column.partition(":")[0].rstrip("!")) not in {"-", "*"}:
                    found.setdefault(key, [])
        if re.search(r"\b(say|_?both|_none)$", name):
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


def test_every_option_of_the_command_has_its_words():
    calls = ast.walk(ast.parse((SOURCE / "commands.py").read_text(encoding="utf-8")))
    named = [c for c in calls if isinstance(c, ast.Call) and ast.unparse(c.func) in ("_option", "_argument")]
    assert {c.args[0].value for c in named} == {*catalogue("vi")["option"]}


def test_an_unknown_word_is_an_error_and_braces_stay():
    with pytest.raises(KeyError):
        say("vi", "no_such_words")
    with pytest.raises(KeyError):
        say("vi", "since")  # without its field
    assert say("en", "since", last="{May}") == "Since {May}"


# Where it is asked which language it is: what is kept in both, the order of a commune's name, small letters within a
# sentence, and which file comes first.
MAY_ASK = {
    "ingest/problems.py",
    "places.py",
    "present/locale.py",
    "language/__init__.py",
}
# Where a pair stands: the units of a Reason, which are kept.
MAY_PAIR = {"assess/case.py"}
VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)


def asks(tree: ast.AST) -> bool:
    """Whether something is compared with "vi" or "en"."""
    return any(
        isinstance(side, ast.Constant) and side.value in ("vi", "en")
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
    )


def pairs(tree: ast.AST) -> list[int]:
    """The lines on which a Vietnamese text stands beside one in other words."""
    found = []
    for node in ast.walk(tree):
        sides = node.elts if isinstance(node, ast.Tuple) else ()
        sides = (node.body, node.orelse) if isinstance(node, ast.IfExp) else sides
        said = ["".join(c.value for c in ast.walk(x) if isinstance(c, ast.Constant) and isinstance(c.value, str))
                if isinstance(x, (ast.Constant, ast.JoinedStr)) else "" for x in sides]  # fmt: skip
        if any(
            VIETNAMESE.search(vi) and re.search("[a-z]{3}", en) and not VIETNAMESE.search(en)
            for vi, en in pairwise(said)
        ):
            found.append(node.lineno)
    return found


def test_words_of_both_languages_stand_in_their_files():
    assert {name for name, tree in trees().items() if asks(tree)} == MAY_ASK
    assert {name for name, tree in trees().items() if pairs(tree)} == MAY_PAIR
    for other in ('x = "Năm" if vi else "Year"', 'x = {"a": ("Năm", "Year")}'):
        assert pairs(ast.parse(other))


def test_english_speaks_of_one_as_of_one():
    said = [say("en", "how_many", n=n, noun="targets") for n in (1, 2)] + [
        say("vi", "how_many", n=1, noun="chỉ tiêu")
    ]
    assert said == ["1 target", "2 targets", "1 chỉ tiêu"]
    assert say("en", "how_many", n=1, noun="ministries and provinces") == "1 ministries and provinces"
    phrase = catalogue("en")["reason"]["occurrences"]
    assert [one_or_more(phrase, {"count": n}).split()[1] for n in (1, 3)] == ["occurrence", "occurrences"]
    assert not [
        k
        for k, text in catalogue("en")["reason"].items()
        if re.search(r":count\} (days|months|steps)\b", text)
    ]
    assert [say("en", "sources_files", n_inputs=n) for n in (1, 21)] == [
        "Sources: 1 file",
        "Sources: 21 files",
    ]
    assert "1 office still" in say("en", "not_enough_offices", n=1, names="A|B") and "A|B" in say(
        "en", "not_enough_offices", n=2, names="A|B"
    )  # what others wrote is no choice of ours


# what is counted by another text: "1 of 2 {noun}"
COUNTED_NOUNS = ("matters_beyond", "other_matters")


def test_nothing_counted_is_left_with_both_its_forms():
    """Every text of a page said of one and of two: no "matter|matters", no "1 reports"."""
    said = {key: text for key, text in catalogue("en")["say"].items() if key not in COUNTED_NOUNS}
    pairs = {m for text in texts(catalogue("en")).values() for m in re.findall(r"(\w+)\|(\w+)", text)}
    pairs -= {("its", "their"), ("is", "are"), ("was", "were"), ("has", "have")}
    assert len(pairs) > 50
    many = "|".join(many for _, many in pairs)
    for n in (1, 2):
        given = {
            key: say("en", key, **{f: "targets" if f in ("noun", "nouns") else n for f in fields(text)})
            for key, text in said.items()
        } | {
            key: say("en", "of_trong", n=1, of=n, noun=say("en", key, total=26, nouns="targets"))
            for key in COUNTED_NOUNS
        }
        assert not [text for text in given.values() if "|" in text]
        assert not [t for t in given.values() if re.search(rf"\b1 (?:(?!has|with)\w+ )?(?:{many})\b", t)]
    assert say("en", "of_trong", n=1, of=2, noun=say("en", "other_matters")) == "1 of 2 other matters"
    assert say("en", "figures_of_were_revised", revised=1, last="May") == " Of May, 1 figure was revised."
