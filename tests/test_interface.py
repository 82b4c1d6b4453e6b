"""docs/interface.md says of every public frame's columns what they are, in both languages, and nothing else."""

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis import open_book
from analysis.book import Book
from analysis.frames import UNITS as COLUMN_UNITS
from analysis.language import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[1]
KINDS = {"f": "float", "i": "int", "b": "bool", "M": "date"}
UNITS = {"en": {"measure": "the measure's", "chance": "0-1", "count": "count"},
         "vi": {"measure": "của chỉ tiêu", "chance": "0-1", "count": "số đếm"}}  # fmt: skip


def page(lang: str) -> str:
    return (ROOT / "docs" / ("interface.md" if lang == "en" else f"interface.{lang}.md")).read_text("utf-8")


def frames(book) -> dict[str, pd.DataFrame]:
    found = {n: getattr(book, n) for n in ("targets", "verdicts", "commitments", "problems", "files")}
    found |= {"figures": book.figures("4"), "by_place": book.by_place("16"), "reports": book.reports("4")}
    return {n: f.reset_index() if f.index.name else f for n, f in found.items()}


def kind(column: pd.Series) -> str:
    if isinstance(column.dtype, pd.CategoricalDtype):
        assert column.dtype.ordered
        return "category"
    if isinstance(column.dtype, pd.PeriodDtype):
        return "month"
    lists = column.map(lambda x: isinstance(x, list)).any()
    return KINDS.get(column.dtype.kind, "list" if lists else "text")


@pytest.mark.parametrize("month", ["2025-06", "2025-09"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_dictionary_is_that_of_the_frames(lang, month):
    book = open_book(month, ROOT / "params/can-duoc-2025/monthly.yml", lang=lang)
    said = {
        (frame, name): (kind_, unit)
        for name, where, kind_, unit, _ in re.findall(
            r"^\| `(\w+)` \| ([^|]+) \| (\w+) \| ([^|]*) \| ([^|]+) \|$", page(lang), re.M
        )
        for frame in where.split(", ")
    }
    there = {(n, c): f[c] for n, f in frames(book).items() for c in f.columns}
    assert set(said) == set(there)
    for (frame, name), column in there.items():
        unit = COLUMN_UNITS.get(name, "")
        assert said[frame, name] == (kind(column), UNITS[lang].get(unit, unit)), (frame, name)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_a_book_offers_is_on_the_page_and_says_what_it_is(lang):
    public = {n for n in dir(Book) if not n.startswith("_")}
    inner = {
        "tables",
        "programme",
        "places",
        "month",
        "inputs",
        "notes",
        "assessments",
        "view",
        "mark",
        "supposed",
    }
    for name in public - inner:
        assert f"book.{name}" in page(lang), name
        assert name in {"chart", "table", "words"} or getattr(Book, name).__doc__, name
    for file in re.findall(r"\]\(([^)#:]+)\)", page(lang)):
        assert (ROOT / "docs" / file).exists(), file


def test_every_column_has_words_in_both_languages():
    columns = [catalogue(lang)["column"] for lang in LANGUAGES]
    assert all(all(words.values()) and words.keys() >= COLUMN_UNITS.keys() for words in columns)
