import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.numbers import (
    VIETNAMESE,
    Style,
    column_style,
    grouped,
    is_nil,
    looks_numeric,
    parse_fraction,
    parse_number,
)

POINT = Style("decimal", "thousands")
amounts = st.decimals(-(10**9), 10**9, places=3, allow_nan=False).map(float)


@given(amounts)
def test_round_trip_through_babel(amount):
    for locale, style in (("vi", VIETNAMESE), ("en", POINT)):
        text = format_decimal(amount, "#,##0.###", locale=locale)
        assert parse_number(text, style) == pytest.approx(amount, abs=1e-9)


@given(st.lists(st.integers(10**5, 10**12), min_size=1, max_size=6))
def test_the_column_shows_its_own_style(hundredths):
    column = [n / 100 for n in hundredths]
    for locale in ("vi", "en"):
        texts = [format_decimal(x, "#,##0.00", locale=locale) for x in column]
        style = column_style(texts)
        assert style.sure
        assert [parse_number(t, style) for t in texts] == pytest.approx(column)


@given(amounts)
def test_spaces_separate_thousands(amount):
    text = format_decimal(amount, "#,##0.###", locale="en").replace(",", "\u202f")
    assert parse_number(f" {text}\xa0", POINT) == pytest.approx(amount)


@given(st.text(max_size=12))
def test_anything_else_is_nil_or_refused(text):
    try:
        value = parse_number(text)
    except ValueError:
        return
    assert value is None or isinstance(value, float)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.577", "1577.2"], [1.577, 1577.2]),  # the neighbour proves the point decimal
        (["1.577", "12,5"], [1577, 12.5]),
        (["2.453.724", "1.090"], [2453724, 1090]),
        (["4377,6", "4496,2", "102,7"], [4377.6, 4496.2, 102.7]),
        ([" 2 515.8"], [2515.8]),
        (["1,577.5", "2,000"], [1577.5, 2000]),
        (["0.577", "1.577"], [0.577, 1.577]),
    ],
)
def test_decided_for_the_column(texts, values):
    style = column_style(texts)
    assert style.sure
    assert [parse_number(t, style) for t in texts] == values


def test_nothing_proven_is_vietnamese_and_unsure():
    assert column_style(["1.577"]) == Style("thousands", "decimal", sure=False)


def test_both_separators_decimal_in_one_column():
    style = column_style(["105106,2", "1577.2"])
    assert [parse_number(t, style) for t in ("105106,2", "1577.2")] == [105106.2, 1577.2]
    assert not column_style(["105106,2", "1577.2", "1.577"]).sure


@pytest.mark.parametrize("text", ["", " ", "\xa0", "-", "–", "…", "...", "x", "- ", "kph"])
def test_nil(text):
    assert is_nil(text)
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["115..5", "001", "1.2.3", "12a", "tổng", "1/2", "--5", "1,2,3"])
def test_refused(text):
    with pytest.raises(ValueError):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("0,5", 0.5), ("(5)", -5), ("−3,2", -3.2), ("     -1996", -1996), ("12 %", 12)],
)
def test_signs_and_zero(text, value):
    assert parse_number(text) == value


def test_codes_and_fractions():
    assert not looks_numeric("001")
    assert parse_fraction("17/17") == (17, 17)
    assert parse_fraction("1/12/2013") is None
    assert parse_fraction("3/0") is None


def test_thousands_are_apart_where_small_numbers_are_whole_and_noughts_end_the_others():
    assert grouped(["12.000", "980", "6.100", "182.400"]) and grouped(["12,000", "980"])
    assert not grouped(["12.000", "6.100"])  # three decimals of everything, perhaps
    assert not grouped(["12.345", "980"])  # nothing but noughts behind decimals that nobody types
    assert not grouped(["12.000", "0", "1"]) and not grouped(["12.000", "14250", "980"])
    assert not grouped(["12.000", "9,5", "980"]) and not grouped(["12.000", "3,250", "980"])


def test_a_plan_in_another_unit_is_asked_about_and_the_figures_are_read(read):
    rows = [
        ["Đào tạo nghề tháng 6 năm 2025 (ĐVT: người)"],
        ["Chỉ tiêu", "Kế hoạch năm 2025", "Tháng 6"],
        ["Thợ", 90, 20],
    ]
    rule = {"title": "đào tạo nghề", "unit": "người", "columns": ["month", "plan"]}
    for plan, severity in (("12 lớp", "warning"), ("12..5", "error")):
        found = read([*rows, ["Lao động", plan, 350]], [rule | {"rows": {"Lao động": "8"}}])
        assert [o["value"] for o in found.observations] == [350]
        assert [(p.severity, p.code) for p in found.problems] == [(severity, "not_a_number")]
