"""The real workbooks, where they are at hand: the monthly books of the statistics office, budget forms, odd
files.
"""

import json
import unicodedata
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from drift import folded, key_of
from tcvn3 import to_tcvn3

from analysis.ingest import read as reader
from analysis.ingest.grid import Grid
from analysis.ingest.read import read_file
from analysis.ingest.workbook import read_grids

ROOT = Path(__file__).resolve().parents[2]
BOOKS = ROOT.parent / "shared" / "workbooks"
pytestmark = pytest.mark.skipif(
    not BOOKS.exists(), reason="the real workbooks are not at hand (../shared/workbooks)"
)
SAMPLE = ["2019-01", "2019-03", "2019-12", "2020-06", "2020-09", "2020-10", "2021-02", "2021-09"]


def _differences(reading, rows: list[dict], cells: bool = True) -> list:
    got = defaultdict(list)
    for o in reading.observations:
        got[folded(o["measure"]), o["period"], o["basis"]].append(o)
    wrong = []
    for row in rows:
        found = got[key_of(row)]
        value = float(row["value"])
        if (
            len({o["value"] for o in found}) != 1
            or abs(found[0]["value"] - value) > 1e-6 * max(1, abs(value)) + 5e-4
        ):
            wrong.append((key_of(row), [o["value"] for o in found], value))
        elif cells and f"{found[0]['sheet']}!{found[0]['cell']}".strip() != row["cell"].strip():
            wrong.append((key_of(row), found[0]["cell"], row["cell"]))
    return wrong


@pytest.mark.parametrize("month", SAMPLE)
def test_every_known_figure_and_its_cell(month, national, truth):
    (book,) = (BOOKS / "gso").glob(f"{month}-*")
    reading = read_file(book, national)
    english = month == "2020-09"
    assert _differences(reading, truth[month], cells=not english) == []
    assert not [p for p in reading.problems if p.severity == "error"]
    if month.endswith("-01"):
        assert not [o for o in reading.observations if o["basis"] == "year_to_date" and o["period"] == month]


def _renamed(rows: list[list], change) -> list[list]:
    return [[change(v) if isinstance(v, str) else v for v in row] for row in rows]


def _texts(value):
    """A figure as an office types it; a year stays one."""
    if not isinstance(value, float) or (value.is_integer() and 1990 < value < 2030):
        return value
    return f"{value:,.4f}".replace(",", " ").replace(".", ",").replace(" ", ".")


CHANGES = {
    "TCVN3": lambda g: replace(g, rows=_renamed(g.rows, to_tcvn3)),
    "NFD": lambda g: replace(g, rows=_renamed(g.rows, lambda v: unicodedata.normalize("NFD", v))),
    "capitals": lambda g: replace(g, rows=_renamed(g.rows, str.upper)),
    "no merges": lambda g: replace(g, merges=[]),
    "spaces": lambda g: replace(g, rows=_renamed(g.rows, lambda v: f"  {v.replace(' ', '  ')}\xa0")),
    "numbers as text": lambda g: replace(g, rows=[[_texts(v) for v in row] for row in g.rows]),
    "moved": lambda g: replace(
        g,
        rows=[[] for _ in range(4)] + [["", "", *row] for row in g.rows],
        errors={},
        merges=[(a + 4, b + 2, c + 4, d + 2) for a, b, c, d in g.merges],
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_does_not_change_the_meaning_does_not_change_the_figures(change, national, truth, monkeypatch):
    (book,) = (BOOKS / "gso").glob("2021-02-*")
    wanted = {row["cell"].split("!")[0] for row in truth["2021-02"]}
    grids = [CHANGES[change](g) for g in read_grids(book) if isinstance(g, Grid) and g.name in wanted]
    monkeypatch.setattr(reader, "read_grids", lambda path, name: iter(grids))
    assert _differences(read_file(book, national), truth["2021-02"], cells=False) == []


@pytest.mark.parametrize(
    "book", sorted(BOOKS.glob("other/*")) + sorted(BOOKS.glob("gso/20[01][0-8]*")), ids=lambda p: p.name
)
def test_every_workbook_is_read_or_refused_with_a_reason(book, national):
    reading = read_file(book, national, survey=True)
    assert reading.tables or reading.problems
    assert not reading.unreadable
    assert all(p.message for p in reading.problems)
    json.dumps(reading.observations)


def test_the_page_named_xls_and_the_file_that_one_engine_refuses():
    (page,) = read_grids(BOOKS / "other" / "t1.xls")
    assert any("6.710" in row for row in page.rows)
    assert all(isinstance(g, Grid) and g.rows for g in read_grids(BOOKS / "other" / "PCI_2014.xlsx"))
    sheets = list(read_grids(BOOKS / "other" / "Plan_2003.xls"))
    assert sheets[0].errors[15, 2] == "#REF!" and sheets[0].hidden_rows
