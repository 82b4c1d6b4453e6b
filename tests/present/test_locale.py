import datetime as dt
import math
from types import SimpleNamespace

import pytest
from babel.numbers import format_decimal, get_decimal_symbol
from hypothesis import given
from hypothesis import strategies as st

from analysis.language import LANGUAGES
from analysis.present import locale
from analysis.programme import Measure


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1577.95, None, "1.577,95", "1,577.95"),
        (581, None, "581", "581"),
        (35703.44, 1, "35.703,4", "35,703.4"),
        (-3.25, 1, "−3,3", "−3.3"),
        (1703.35, 1, "1.703,4", "1,703.4"),  # its binary neighbour is 1703.3499…
        (838.2 + 865.15, 1, "1.703,4", "1,703.4"),
        (0.0, 1, "0,0", "0.0"),
        (-0.04, 1, "0,0", "0.0"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (None, 1, "–", "–"),
        (math.nan, 1, "–", "–"),
        (math.inf, 1, "–", "–"),
        (0.125, None, "0,125", "0.125"),
    ],
)
def test_numbers_are_written_as_the_reader_writes_them(value, decimals, vi, en):
    assert locale.number(value, decimals) == vi
    assert locale.number(value, decimals, "en") == en


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_can_be_read_back(value, decimals):
    text = locale.number(value, decimals)
    back = float(text.replace(".", "").replace(",", ".").replace(locale.MINUS, "-"))
    assert back == pytest.approx(
        value, abs=0.5 * 10**-decimals + abs(value) * 1e-14
    )  # fifteen digits are read
    assert "-" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
@given(st.floats(0, 1e22), st.integers(0, 3))
def test_a_number_is_written_as_the_data_of_its_language_say(lang, value, decimals):
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    known = format_decimal(locale.rounded(value, decimals), format=pattern, locale=lang)
    assert locale.number(value, decimals, lang) == known
    assert locale.separators(lang)[1] == get_decimal_symbol(lang)


def test_counts_have_no_decimals_and_shares_one():
    assert locale.with_unit(12000, "người") == "12.000\u00a0người"
    assert locale.with_unit(93.44, "%") == "93,4%"
    assert locale.with_unit(201.25, "tỷ đồng") == "201,3\u00a0tỷ đồng"
    assert locale.with_unit(45900.4, "tấn") == "45.900\u00a0tấn"
    assert locale.with_unit(5.0, "đồng/kg", "en") == "5.0\u00a0đồng/kg"


def test_year_on_year_is_said_in_one_way():
    assert locale.change(5.26) == "tăng 5,3% so với cùng kỳ"
    assert locale.change(-5.26) == "giảm 5,3% so với cùng kỳ"
    assert locale.change(-1.6, is_points=True) == "giảm 1,6\u00a0điểm phần trăm so với cùng kỳ"
    assert locale.change(0.0) == "bằng cùng kỳ"
    assert locale.change(0.04) == "xấp xỉ cùng kỳ"  # level it is not
    assert locale.change(None) == "–"
    assert locale.change(5.26, lang="en") == "up 5.3% on the same period last year"


def test_dates_and_periods():
    assert locale.date(dt.date(2025, 6, 4)) == "4/6/2025"
    assert locale.date("2025-06-24") == "24/6/2025"
    assert locale.date(None) == "–"
    assert locale.date(dt.date(2025, 6, 4), "en") == "4 June 2025"
    assert locale.month("2025-06") == "tháng 6/2025" and locale.month("2025-Q2") == "quý II/2025"
    assert locale.month_short("2025-11") == "T11" and locale.month_short("2025-Q4", "en") == "Q4"
    assert locale.before("2025-01") == "2024-12"
    assert locale.month_end("2025-12") == dt.date(2025, 12, 31)
    assert locale.month_end("2024-02") == dt.date(2024, 2, 29)


def measure(**how):
    return Measure(
        id="x", name_vi="x", **{"unit": "%", "kind": "level", "rule": "ge", "cadence": "month", **how}
    )


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"low": 78}, "≥\u00a078%"),
        ({"low": 100}, "100%"),
        ({"rule": "le", "high": 1}, "≤\u00a01%"),
        ({"rule": "gt", "low": 5}, ">\u00a05%"),
        ({"rule": "range", "unit": "nam/100 nữ", "low": 103, "high": 105}, "103–105"),
        ({"unit": "tỷ đồng", "kind": "flow", "low": 1577.95}, "1.577,95"),
        ({"rule": "watch", "unit": "vụ", "kind": "count"}, "–"),
        ({"rule": "lt_last_year", "unit": "vụ", "kind": "compare"}, "–"),
    ],
)
def test_a_bound_shows_its_direction(how, text):
    assert locale.target(measure(**how)) == text


def test_fewer_than_last_year_shows_last_year():
    m = measure(rule="lt_last_year", unit="vụ", kind="compare")
    assert locale.target(m, high=13.0) == "<\u00a013"


def test_intervals():
    assert locale.interval(511.24, 566.0, "tỷ đồng") == "511,2–566,0"
    assert locale.interval(32715.8, 37000.2, "tỷ đồng") == "32.716–37.000"
    assert locale.interval(5.0, 5.0, "vụ") == "5"
    assert locale.interval(None, 5.0, "vụ") == "–"


def test_a_chance_stays_on_its_side_of_the_lines():
    said = [locale.chance(p) for p in (0.19981, 0.2, 0.79999, 0.8, 0.1234)]
    assert said == ["19,9%", "20,0%", "79,9%", "80,0%", "12,3%"]


def test_a_probability_that_was_clipped_is_a_limit():
    said = [locale.chance(p) for p in (None, 0.0, 0.005, 0.01, 0.426, 0.99, 0.995, 1.0)]
    assert said == ["–", "0,0%", "<\u00a01%", "1,0%", "42,6%", "99,0%", ">\u00a099%", "100,0%"]
    assert locale.chance(0.995, "en") == ">\u00a099%"


@pytest.mark.parametrize(
    "size, said", [(1, "up 1 person on"), (2, "up 2 people on"), (-1, "down 1 person on")]
)
def test_one_of_a_unit_is_not_many(size, said):
    assert locale.change(size, unit="người", lang="en").replace("\u00a0", " ").startswith(said)


def test_units_of_one_are_of_one_in_every_sign_and_alone():
    text = [locale.with_unit(x, "vụ", "en", sign=True).replace("\u00a0", " ") for x in (1, -1, 11, 0)]
    assert text == ["+1 case", "−1 case", "+11 cases", "0 cases"]
    assert locale.unit("người", "en") == "people" and locale.with_unit(1, "người") == "1\u00a0người"


@pytest.mark.parametrize(
    "unit, high, decimals",
    [("%", 1.35, 2), ("%", 1.4, 0), ("%", 2, 0), ("tấn", 20500.5, 1), ("tỷ đồng", 1577.95, 0)],
)
def test_figures_have_the_decimals_of_a_share_s_plan(unit, high, decimals):
    measure = SimpleNamespace(unit=unit, low=None, high=high)
    assert locale.fine(measure) == decimals
