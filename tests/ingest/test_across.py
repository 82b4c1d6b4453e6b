"""Checks that need more than one file."""

import pytest

from analysis.ingest.across import check_across, doubts
from analysis.ingest.contract import CORRECTS, frame_of


def month(i: int, value: float, **more) -> dict:
    return {"measure": "4", "place": "x", "period": f"{2024 + i // 12}-{i % 12 + 1:02d}", "basis": "month",
            "value": value, "source": f"{i}.xlsx", "sheet": "A", "cell": "B2"} | more  # fmt: skip


USUAL = [month(i, 40 + 7 * (i % 3)) for i in range(12)]


def codes(rows):
    return [(p.code, p.source) for p in check_across(frame_of(rows))]


@pytest.mark.parametrize("value,said", [(47_000, True), (0.047, True), (90, False), (20, False)])
def test_a_figure_in_another_unit_is_a_jump_and_a_good_month_is_not(value, said):
    assert codes([*USUAL, month(12, value)]) == ([("jump", "12.xlsx")] if said else [])


@pytest.mark.parametrize("value,said", [(260_000, True), (0.26, True), (260, False), (40, False)])
def test_a_cumulative_figure_in_another_unit(value, said):
    year = [month(i, 40 * (i % 12 + 1), basis="year_to_date") for i in range(12)]
    found = codes([*year, month(17, value, basis="year_to_date")])
    assert [code for code, _ in found] == (["jump"] if said else [])


def test_too_few_figures_tell_no_jump():
    assert not codes([*USUAL[:8], month(8, 47_000)])


def test_a_series_that_jumps_about_is_left_alone():
    wild = [month(i, v) for i, v in enumerate([1, 900, 3, 250, 7, 1800, 2, 60, 5, 400, 1, 90])]
    assert not codes([*wild, month(12, 6000)])


def test_a_cumulative_figure_below_an_earlier_file_s():
    first = month(4, 200, basis="year_to_date")
    found = check_across(frame_of([first, month(5, 180, basis="year_to_date")]))
    assert [(p.code, p.severity, p.source) for p in found] == [("falling", "warning", "5.xlsx")]
    assert "4.xlsx / A!B2" in found[0].message
    assert not codes([first, month(5, 200, basis="year_to_date")])
    assert not codes([month(11, 500, basis="year_to_date"), month(12, 40, basis="year_to_date")]), (
        "a new year"
    )


def test_a_rate_to_date_may_fall():
    rates = [
        month(i, v, basis="year_to_date", numerator=n, denominator=900.0)
        for i, v, n in [(4, 0.9, 8.0), (5, 0.7, 9.0)]
    ]
    assert not codes(rates)


def test_months_that_do_not_add_up_to_the_year():
    total = sum(r["value"] for r in USUAL)
    book = [r | {"source": "y.xlsx"} for r in USUAL]
    assert not codes([*book, month(11, total, basis="year_to_date", source="y.xlsx")])
    assert codes([*book, month(11, total * 1.008, basis="year", source="y.xlsx")]) == [
        ("months_and_year", "y.xlsx")
    ]
    assert not codes([*USUAL, month(11, total * 1.03, basis="year", source="y.xlsx")]), (
        "other files: revised since"
    )
    assert codes([*USUAL, month(11, total * 1.2, basis="year", source="y.xlsx")]) == [
        ("months_and_year", "y.xlsx")
    ]
    assert not codes([*USUAL[:-1], month(11, total * 2, basis="year", source="y.xlsx")]), (
        "eleven months say nothing"
    )


def test_a_unit_that_changes_from_one_month_to_the_next_is_said_once_for_a_sheet():
    """Both measures of a sheet change together, and back again in the month after."""
    notes = ["", "đổi từ triệu đồng; ô bị ẩn", "đổi từ Triệu đồng", "đổi từ 1000 đồng"]
    both = [month(i, 45, note=n, unit="tỷ đồng", measure=m, cell=c)
            for m, c in (("4", "B2"), ("5", "B3")) for i, n in enumerate(notes, 3)]  # fmt: skip
    found = [p for p in check_across(frame_of(both)) if p.code == "unit_changed"]
    assert [(p.source, p.cell, p.severity) for p in found] == [
        ("4.xlsx", "B2", "warning"),
        ("6.xlsx", "B2", "warning"),
    ]
    assert "“tỷ đồng” (ô 3.xlsx / A!B2)" in found[0].message and "“triệu đồng”" in found[0].message
    assert not codes([row | {"source": f"{i}.csv"} for i, row in enumerate(both)]), "declared, not printed"


def test_the_unit_printed_is_what_the_check_compares(read):
    """The reader's own notes, not made up ones: tỷ đồng in May, triệu đồng in June, none in July."""
    rule = {"title": "thu ngân sách", "unit": "tỷ đồng", "columns": ["month"], "rows": {"Thuế": "4"}}
    found = []
    for number, (unit, value) in enumerate([("ĐVT: tỷ đồng", 45), ("ĐVT: triệu đồng", 45_000), ("", 45)], 5):
        rows = [
            [f"Thu ngân sách tháng {number} năm 2025"],
            [unit],
            ["", f"Tháng {number}"],
            ["Thuế", value],
            ["Phí", 3],
        ]
        found += read(rows, [rule], name=f"{number}.xlsx").observations
    assert [o["value"] for o in found] == [45, 45, 45]
    assert codes(found) == [("unit_changed", "6.xlsx"), ("unit_changed", "7.xlsx")]


def test_a_quarter_whose_earlier_months_nobody_told_is_named():
    def count(last, first=1):
        return month(last - 1, 10, basis="year_to_date", period_start=f"2024-{first:02d}-01")

    second, third = count(6, 4), count(9, 7)
    alone = check_across(frame_of([second]))
    assert [(p.code, p.cell) for p in alone] == [("no_months_before", "B2")] and "3/2024" in alone[0].message
    assert codes([count(3), third]) == [("no_months_before", "8.xlsx")]
    assert not codes([count(3), second, third]) and not codes([second, count(6) | {"value": 22}])
    assert not codes([*USUAL[:3], second])


def test_months_that_are_no_less_than_the_count_before_them_are_asked_about():
    before = [month(4, 300, basis="year_to_date"), month(4, 90, basis="year_to_date", measure="5", cell="B3")]
    now = [month(5, 360), month(5, 108, measure="5", cell="B3")]
    assert codes([*before, *now]) == [("month_is_total", "5.xlsx")]
    assert not codes([*before, month(5, 60), now[1]]), "one of the sheet is a month"
    assert not codes(
        [*before, *now, month(5, 660, basis="year_to_date"), month(5, 198, basis="year_to_date", measure="5")]
    )
    months = [
        month(i, v, measure=m, cell=c)
        for m, c in (("4", "B2"), ("5", "B3"))
        for i, v in enumerate([40, 30, 50])
    ]
    assert not codes(months)
    assert codes([*months, *(month(3, 130, measure=m) for m in "45")]) == [("month_is_total", "3.xlsx")]


@pytest.mark.parametrize("told,said", [(371, True), (381, False)])
def test_a_month_put_right_that_leaves_the_count_to_date_behind_is_named(told, said):
    rows = [month(12 + i, v) for i, v in enumerate((85, 90, 111, 95))]
    rows[2] |= {"note": f"{CORRECTS} 101", "reported_on": "2025-04-28"}
    rows.append(month(15, told, basis="year_to_date", cell="B3"))
    assert [p.code for p in doubts(frame_of(rows)) if p.code == "form_apart"] == ["form_apart"] * said
