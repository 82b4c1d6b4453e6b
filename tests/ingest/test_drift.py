"""What an office changes from year to year does not change a figure, its period or the cell it is said to be in."""

from collections import Counter
from copy import deepcopy
from pathlib import Path

import drift
import pytest
from tcvn3 import to_tcvn3

from analysis.ingest import read as reader
from analysis.ingest.read import read_file

BOOKS = Path(__file__).resolve().parents[3] / "shared" / "workbooks"
pytestmark = pytest.mark.skipif(
    not BOOKS.exists(), reason="the real workbooks are not at hand (../shared/workbooks)"
)
MONTHS = ["2019-03", "2020-12", "2021-01"]  # a quarter, a whole year, a month without a cumulative figure
CHANGES = {
    name.replace("_", " "): getattr(drift, name)
    for name in (
        "sheets_renamed moved spacer_columns heads_in_one_row heads_in_narrow_columns months_typed_as_dates "
        "numbers_as_text columns_in_another_order last_year_beside older_figures_in_hidden_rows "
        "labels_over_two_rows footnote_marks head_again_for_the_next_page continued_on_the_next_sheet "
        "units_in_a_column"
    ).split()
} | {
    "TCVN3 heads above Unicode labels": drift.same_words(to_tcvn3, "head"),
    "TCVN3 labels below Unicode heads": drift.same_words(to_tcvn3, "labels"),
    "labels without marks": drift.same_words(drift.without_marks, "labels"),
}
YEARS = {"2013": -6, "2015": -4, "2022": 3, "2025": 6}


@pytest.fixture(scope="module")
def books(national, truth):
    def load(month):
        (path,) = (BOOKS / "gso").glob(f"{month}-*")
        return drift.pages(path, {row["cell"].split("!")[0] for row in truth[month]}, national.sources[0])

    return {month: load(month) for month in MONTHS}


def _check(book, rows, national, monkeypatch, tmp_path, years=0):
    """Every known figure once, in its cell; and no year to date in January."""
    year, month = map(int, rows[0]["period"].split("-"))
    path = tmp_path / f"{year + years}-{month:02d}-28-Bieu.xlsx"
    path.write_bytes(b"the sheets are handed over below")
    monkeypatch.setattr(reader, "read_grids", lambda *_: iter([page.grid() for page in book]))
    reading = read_file(path, national)
    now = drift.places_of(book)
    found = Counter(
        (
            drift.folded(o["measure"]),
            o["period"],
            o["basis"],
            f"{o['sheet']}!{o['cell']}",
            round(o["value"], 3),
        )
        for o in reading.observations
    )
    expected = Counter()
    for row in rows:
        measure, period, basis = drift.key_of(row)
        period = f"{int(period[:4]) + years}{period[4:]}"
        expected[measure, period, basis, now[row["cell"].strip()], round(float(row["value"]), 3)] += 1
    names = {key[:3] for key in expected}
    assert {key: n for key, n in found.items() if key[:3] in names} == dict(expected)
    if month == 1:
        assert not [
            o for o in reading.observations if o["basis"] == "year_to_date" and o["period"] == path.name[:7]
        ]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("month", MONTHS)
def test_a_changed_form_gives_the_same_figures(
    change,
    month,
    books,
    truth,
    national,
    monkeypatch,
    tmp_path,
):
    book = deepcopy(books[month])
    CHANGES[change](book)
    _check(book, truth[month], national, monkeypatch, tmp_path)


@pytest.mark.parametrize("year", YEARS)
def test_the_book_of_another_year_gives_the_figures_of_that_year(
    year,
    books,
    truth,
    national,
    monkeypatch,
    tmp_path,
):
    book = deepcopy(books["2019-03"])
    drift.year_moved(YEARS[year])(book)
    _check(book, truth["2019-03"], national, monkeypatch, tmp_path, YEARS[year])
