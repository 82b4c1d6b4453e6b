"""docs/interface.md says of every public frame's columns and of every piece what they are, in both languages, and
nothing else; what it shows runs."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis import open_book
from analysis.book import Book
from analysis.frames import UNITS as COLUMN_UNITS
from analysis.language import LANGUAGES, catalogue
from analysis.present.offered import Charts, Tables, Words, functions
from analysis.present.piece import Piece
from analysis.values import ParameterError

ROOT = Path(__file__).resolve().parents[1]
KINDS = {"f": "float", "i": "int", "b": "bool", "M": "date"}
UNITS = {"en": {"measure": "the measure's", "chance": "0-1", "count": "count"},
         "vi": {"measure": "của chỉ tiêu", "chance": "0-1", "count": "số đếm"}}  # fmt: skip


def page(lang: str) -> str:
    return (ROOT / "docs" / ("interface.md" if lang == "en" else f"interface.{lang}.md")).read_text("utf-8")


def frames(book) -> dict[str, pd.DataFrame]:
    found = {
        n: getattr(book, n) for n in ("targets", "verdicts", "history", "commitments", "problems", "files")
    }
    found |= {"figures": book.figures("4"), "by_place": book.by_place("16"), "reports": book.reports("4")}
    found["parts"] = book.chart.parts("4").data
    return {n: f.reset_index() if f.index.names[0] else f for n, f in found.items()}


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


NAMESPACES = {"chart": Charts, "table": Tables, "words": Words}


def called(space: str, function) -> str:
    """`book.chart.path(of)`: a function as a notebook calls it."""
    kept = [
        p.replace(annotation=p.empty) for n, p in inspect.signature(function).parameters.items() if n != "v"
    ]
    return f"book.{space}.{function.__name__}{inspect.Signature(kept)}"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_chart_table_and_sentence_is_listed_as_it_is_called(lang):
    there = {called(n, f): f.__doc__ for n, c in NAMESPACES.items() for f in functions(c).values()}
    listed = dict(
        re.findall(r"^\| `(book\.(?:chart|table|words)\.\w+\([^`]*\))` \| (.+) \|$", page(lang), re.M)
    )
    assert listed.keys() == there.keys() and all(listed.values())
    if lang == "en":
        for call, said in listed.items():
            assert " ".join(there[call].split()).startswith(said), call


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_the_page_shows_runs_and_answers(lang, monkeypatch, tmp_path):
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path := tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Book, "_exports", tmp_path)
    shown, answers = {}, []
    for block in re.findall(r"```python\n(.*?)```", page(lang), re.S):
        for line in block.splitlines():
            try:
                answers.append(eval(line, shown))
            except SyntaxError:
                exec(line, shown)
    frames = [a for a in answers if isinstance(a, pd.DataFrame)]
    assert len(frames) == 17 and all(len(f) and f.notna().any(axis=None) for f in frames)
    assert {"my-figures.csv", "my-figures.xlsx", "my-chart.png"} <= {p.name for p in tmp_path.iterdir()}
    growth = next(f for f in frames if "growth" in f)["growth"].dropna()
    quarter = open_book("2025-09").figures("4")["value"]
    before, now = (quarter[f"{year}-04" : f"{year}-06"].sum() for year in (2024, 2025))
    # pages compare nothing over 1 July 2025
    assert growth.index[-1] == pd.Period("2025Q2") and growth.iloc[-1] == pytest.approx(
        100 * (now / before - 1)
    )


def test_what_a_piece_says_is_plain_text():
    """Neither tags nor entities: what is printed, logged or read aloud."""
    book = open_book("2025-06", ROOT / "params/can-duoc-2025/monthly.yml")
    given = {"of": "4", "group": "economy", "key": "economy", "vi": "a < b", "en": "a < b", }  # fmt: skip
    own = {"contribution": ["2", "3"], "crops": "1.1", "births": "15"}
    said = 0
    for space, offered in NAMESPACES.items():
        for f in functions(offered).values():
            needed = [
                n for n, p in inspect.signature(f).parameters.items() if n != "v" and p.default is p.empty
            ]
            piece = getattr(getattr(book, space), f.__name__)(
                *(own.get(f.__name__, given[n]) for n in needed)
            )
            assert isinstance(piece, Piece), f.__name__
            for text in (piece.text, piece.alt):
                assert not re.search(r"</?[a-z]|&\w+;", text), (f.__name__, text)
                said += bool(text)
    assert said > 50


def test_every_function_says_what_it_takes():
    """A wrong name, too many, another kind: found, expected, what is meant; never Python's own words."""
    book = open_book("2025-06", ROOT / "params/can-duoc-2025/monthly.yml")
    asked = [getattr(getattr(book, n), name) for n, c in NAMESPACES.items() for name in functions(c)]
    asked += [
        open_book,
        *(getattr(book, n) for n in "figures by_place reports what_if save at compare".split()),
    ]
    assert len(asked) == sum(len(functions(c)) for c in NAMESPACES.values()) + 8
    for call in asked:
        with pytest.raises(ParameterError, match="“colour”; cần"):
            call(colour="red")


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda b: b.what_if("4", lo=600), r"what_if\(measure, low.*“lo”.*“low”.*did you mean"),
        (lambda b: b.what_if("4", figures=[1, 2]), "figures.*list.*figures by month"),
        (lambda b: b.figures(), "figures.*missing a required argument: 'measure'"),
        (lambda b: b.figures(["4"]), r"measure.*list.*text"),
        (lambda b: b.figures("4", "28126", "28114"), "too many"),
        (lambda b: b.save(b.verdicts), "name.*Frame.*text"),
        (lambda b: b.chart.deadlines(days="4"), "days.*'4'.*a whole number"),
        (lambda b: b.chart.contribution("economy"), "of.*'economy'.*a list"),
        (lambda b: b.chart.parts("4-dat"), r"“4-dat”.*parts\(\"4\"\).*figures\(\"4-dat\"\)"),
        (lambda b: open_book("params/x.yml", month="2025-06"), r"params='params/x.yml', month="),
        (lambda b: open_book("params/x.yml"), r"params='params/x.yml'"),
        (lambda b: open_book("2025-06", param="x"), "“param”.*“params”"),
    ],
)
def test_what_is_asked_wrongly_is_told(ask, words):
    with pytest.raises(ParameterError, match=words):
        ask(open_book("2025-06", ROOT / "params/can-duoc-2025/monthly.yml"))


def test_every_column_has_words_in_both_languages():
    columns = [catalogue(lang)["column"] for lang in LANGUAGES]
    assert all(all(words.values()) and words.keys() >= COLUMN_UNITS.keys() for words in columns)


def test_a_book_is_imported_without_what_judges_and_draws():
    """On verdicts that are kept it needs neither; and no search for garbage goes through what was imported."""
    code = (
        "import gc, sys\nfrom analysis import open_book\nassert gc.isenabled() and gc.get_freeze_count() > 10_000\n"
        "late = [m for m in ('analysis.assess.judge', 'analysis.assess.nowcast', 'matplotlib') if m in sys.modules]\n"
        "assert not late, late"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
