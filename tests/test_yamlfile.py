"""A YAML file a person writes: every mistake named with its line."""

import datetime as dt
import re
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from analysis.yamlfile import FileMistakes, Finding, closest, load_yaml, read_document


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Leaf(Strict):
    name: str
    size: float = 0
    on: dt.date | None = None
    shape: Literal["round", "square"] = "round"
    since: dt.date | None = Field(None, alias="from")


class Tree(Strict):
    id: str = ""
    leaves: tuple[Leaf, ...] = ()
    entries: tuple[str | Leaf, ...] = ()


def read(tmp_path: Path, text: str | bytes, **options):
    path = tmp_path / "tree.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return load_yaml(path, Tree, **options)


def mistakes(tmp_path: Path, text: str | bytes, **options):
    with pytest.raises(FileMistakes) as error:
        read(tmp_path, text, **options)
    return error.value.mistakes


def test_words_of_yaml_1_1_stay_words(tmp_path):
    tree = read(tmp_path, "id: no\nleaves:\n  - {name: on, size: 6.0, on: 2025-02-28, from: 2025-01-01}\n")
    assert tree.id == "no"
    assert tree.leaves[0] == Leaf(name="on", size=6, on=dt.date(2025, 2, 28), **{"from": dt.date(2025, 1, 1)})


def test_quoted_numbers_and_codes_are_text(tmp_path):
    assert read(tmp_path, 'id: "1.1"\n').id == "1.1"
    assert read(tmp_path, "id: 0123\n").id == "0123"
    [m] = mistakes(tmp_path, "id: 1.1\n")
    assert (m.line, m.key, m.found) == (1, "id", "1.1") and "dấu nháy" in m.expected


def test_texts_and_keys_are_nfc(tmp_path):
    text = unicodedata.normalize("NFD", "id: Cần Đước\nleaves:\n  - name: 'Mỹ Lệ'\n")
    tree = read(tmp_path, text)
    assert (tree.id, tree.leaves[0].name) == ("Cần Đước", "Mỹ Lệ")


def test_all_mistakes_at_once_in_the_order_of_their_lines(tmp_path):
    found = mistakes(
        tmp_path,
        """\
id: a
leafs: []
leaves:
  - name: x
    size: nhiều
    shape: rond
  - size: 2
    on: 2025-02-30
    from: 3
""",
    )
    assert [(m.line, m.key) for m in found] == [
        (2, "leafs"), (5, "leaves[1].size"), (6, "leaves[1].shape"), (7, "leaves[2].name"), (8, "leaves[2].on"),
        (9, "leaves[2].from"),
    ]  # fmt: skip
    by_key = {m.key: m for m in found}
    assert by_key["leafs"].suggestion == "leaves"
    assert by_key["leaves[1].shape"].suggestion == "round"
    assert "a number" in by_key["leaves[1].size"].expected and "nhiều" in by_key["leaves[1].size"].found
    assert "missing" in by_key["leaves[2].name"].found
    assert "a date" in by_key["leaves[2].on"].expected


def test_an_unknown_key_in_a_list_names_the_nearest_and_aliases_count(tmp_path):
    [m] = mistakes(tmp_path, "leaves:\n  - name: x\n    form: 2025-01-01\n")
    assert (m.line, m.suggestion) == (3, "from")
    assert "since" not in m.expected
    assert str(m).startswith("tree.yml, dòng 3, leaves[1].form: có khóa lạ “form”; cần")
    assert "did you mean 'from'" in str(m)


def test_a_union_gives_the_mistake_that_was_meant(tmp_path):
    [m] = mistakes(tmp_path, "entries:\n  - plain\n  - name: x\n    sise: 1\n")
    assert (m.line, m.key, m.suggestion) == (4, "entries[2].sise", "size")


def test_a_key_written_twice(tmp_path):
    [m] = mistakes(tmp_path, "id: a\nleaves: []\nid: b\n")
    assert (m.line, m.key) == (3, "id") and "dòng 1 và 3" in m.found


@pytest.mark.parametrize("size", ["42,5", "42, 5 ", "42, 5\n  "])
def test_a_comma_that_ends_a_value_in_braces(tmp_path, size):
    found = mistakes(tmp_path, f"id: a\nleaves:\n  - {{name: é, size: {size}}}\n")
    assert (found[0].line, found[0].key) == (3, "leaves[1].size") and "42.5" in found[0].suggestion
    found = mistakes(tmp_path, "leaves:\n  - {size: 4, name: Giao A, B}\n")
    assert "comma" in {m.key: m for m in found}["leaves[1].name"].found
    for text in ("{name: x, on: }", "{on: &n null, name: x, from: *n}", '{name: "4,5"}'):
        assert read(tmp_path, f"leaves:\n  - {text}\n").leaves[0].on is None


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("id: [1\nleaves: 2\n", 2, "cú pháp"),
        ("id: 'a\nleaves: []\n", 1, "dấu nháy mở"),
        ("\tid: a\n", 1, "Tab"),
        ("id: a\n\tleaves: 1\n", 2, "Tab"),
        ("id:\n  - a\n  \t- b\n", 3, "Tab"),
        ("id: @a\n", 1, "@"),
        ("id: *a\n", 1, "*"),
        ("id: **a**\n", 1, "*"),
        ('id: "C:\\Users"\n', 1, "dấu \\ trong nháy kép"),
        ("id: a\nleaves: > b\n", 2, ">"),
        ("id: - a\n", 1, "dòng riêng"),
        ("id: [a,,b]\n", 1, "thừa dấu phẩy"),
        ("id: !<a\n", 1, "!"),
        ("id: a\n---\nid: b\n", 2, "hai phần"),
        ("id: a\nleaves: \x07\n", 2, "ký tự điều khiển"),
        ("id: a\n<<<<<<< HEAD\nleaves: 1\n", 2, "xung đột"),
        ("", 1, "tệp trống"),
        ("- a\n- b\n", 1, "list"),
        (b"id: a\nleaves: \xff\n", 2, "0xff"),
        ("id: &x [*x]\n", 1, ""),
        ("a: &x\n  b: *x\n", 1, ""),
    ],
)
def test_what_is_no_tree_is_refused_by_name_and_line(tmp_path, text, line, word):
    found = mistakes(tmp_path, text)
    assert found[0].line == line
    assert word in str(found[0])
    assert not re.search(r"did not|found (a|un|ch)|not allowed", str(found[0])), "no words of the library"


def test_a_missing_file_suggests_its_neighbour(tmp_path):
    (tmp_path / "programme.yml").write_text("id: a\n")
    with pytest.raises(FileMistakes, match="programme.yml"):
        load_yaml(tmp_path / "program.yml", Tree)
    with pytest.raises(FileMistakes):
        load_yaml(tmp_path, Tree)


def test_checks_see_a_malformed_file_and_join_the_other_mistakes(tmp_path):
    def checks(document):
        assert document.texts["leaves", 0, "size"] == "6.0"
        yield Finding(("leaves", 0, "size"), "6.0", "ít hơn", "5")
        yield Finding(("leaves", 0, "nowhere"), "?", "!")

    found = mistakes(tmp_path, "id: 3\nleaves:\n  - name: x\n    size: 6.0\n", checks=checks)
    assert [(m.line, m.key) for m in found] == [(1, "id"), (3, "leaves[1].nowhere"), (4, "leaves[1].size")]
    assert found[2].suggestion == "5"


def test_lines_behind_an_anchor_are_those_of_the_anchor(tmp_path):
    found = mistakes(tmp_path, "leaves: &l\n  - name: x\n    size: a\nentries: *l\n")
    assert {m.line for m in found} == {3}


TEXT = st.text("aăđ ế:#'\"-~&*!10.ny\n\u0301", max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text("abcxyz", min_size=1), TEXT | st.integers() | st.booleans(), max_size=5))
def test_what_a_library_writes_is_read_back(tmp_path_factory, content):
    class Any_(BaseModel):
        model_config = ConfigDict(extra="allow")

    path = tmp_path_factory.mktemp("y") / "a.yml"
    path.write_text(yaml.safe_dump({"x" * 9: 1} | content, allow_unicode=True), encoding="utf-8")
    got = load_yaml(path, Any_).model_dump()
    for key, value in content.items():
        nfc = unicodedata.normalize("NFC", value) if isinstance(value, str) else value
        assert got[key] == nfc and type(got[key]) is type(nfc)


def test_closest_is_quiet_when_nothing_is_near():
    assert closest("measures", ["measure", "owner"]) == "measure"
    assert closest("zzz", ["measure", "owner"]) == ""
    assert closest("a.yml", ["a.yml"]) == "", (
        "what is called just so is there already, and is not what was meant"
    )


def test_a_number_is_told_and_written_as_it_stands(tmp_path):
    (tmp_path / "a.yml").write_text("a: 1.10\n", "utf-8")
    number = read_document(tmp_path / "a.yml", "a").content["a"]
    assert (number, str(number), f"{number}", yaml.safe_dump({"a": number})) == (
        1.1,
        "1.10",
        "1.10",
        "a: 1.10\n",
    )
