"""What the editions of six, nine and twelve months add, against the book of each quarter's own month."""

import pytest

from analysis import open_book


@pytest.fixture(scope="module")
def september():
    return open_book("2025-09")


def test_a_quarter_is_what_its_months_brought(september):
    data = september.table.look_back("economy").data.set_index(["measure", "quarter"])
    months = september.figures("4").loc["2025", "value"]
    for q in (1, 2, 3):
        assert data.loc[("4", q), "value"] == pytest.approx(months.iloc[3 * q - 3 : 3 * q].sum())
    before = september.figures("4").loc["2024", "value"]
    assert data.loc[("4", 1), "before"] == pytest.approx(before.iloc[:3].sum())
    assert data["before"].isna()["4", 3]  # the places that report changed within the quarter: not compared


def test_a_forecast_is_that_of_its_own_month(september):
    data = september.table.look_back("economy").data.set_index(["measure", "quarter"])
    for month, q in (("2025-03", 1), ("2025-06", 2)):
        then = open_book(month).verdicts.loc["4"]
        low, high, held = data.loc[("4", q), ["low", "high", "held"]]
        assert (low, high) == (pytest.approx(then.year_end_p10), pytest.approx(then.year_end_p90))
        assert held == (low <= september.verdicts.loc["4", "year_end"] <= high)
    assert data.xs(3, level="quarter")["low"].isna().all()  # the page's own month is no look back


@pytest.mark.parametrize(
    "month, shown", [("2025-05", False), ("2025-06", True), ("2025-08", False), ("2024-12", True)]
)
def test_only_the_editions_look_back(month, shown):
    book = open_book(month)
    assert bool(book.table.look_back().html) == bool(book.table.look_back("society").html) == shown
    assert not open_book(month, place="28126").table.look_back().html


def test_a_closed_year_whose_months_were_not_known_tells_no_forecast():
    piece = open_book("2024-12").table.look_back("economy")
    assert (
        piece.data["held"].isna().all()
        and "Dự báo cả năm khi đó" not in piece.html
        and "Quý IV" in piece.html
    )
