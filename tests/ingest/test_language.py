# ruff: noqa: E501, E731 - rows of a sheet stand on one line each
"""What the sources file can say of layouts that offices use, and how a figure nobody means is kept out."""

import datetime as dt

import openpyxl
import pytest

from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources
from analysis.yamlfile import FileMistakes

PLACES = [{"code": "1", "name": "Xã Một"}, {"code": "2", "name": "Xã Hai"}]
EACH = [{"each": True, "measure": "x/{label}"}]
MONTH = [{"is": "month"}]


def told(reading):
    return [(p.code, p.cell) for p in reading.problems]


def test_periods_down_the_rows_with_the_year_once_above(read, figures):
    rows = [
        ["Số vụ tai nạn theo tháng"],
        ["Tháng", "Số vụ", "Số người chết"],
        ["Năm 2024"],
        ["Tháng 12", 12, 4],
        ["Năm 2025"],
        ["Tháng 1", 14, 5],
        ["Quý I", 40, 9],
    ]
    rule = {
        "title": "số vụ tai nạn", "periods": "rows",
        "columns": [{"words": "số vụ", "measure": "a"}, {"words": "chết", "measure": "b"}],
    }  # fmt: skip
    assert figures(read(rows, [rule])) == {
        ("a", "", "2024-12", "month"): 12, ("b", "", "2024-12", "month"): 4,
        ("a", "", "2025-01", "month"): 14, ("b", "", "2025-01", "month"): 5,
        ("a", "", "2025-03", "year_to_date"): 40, ("b", "", "2025-03", "year_to_date"): 9,
    }  # fmt: skip


@pytest.mark.parametrize("label", ["{m}/2025", "2025/{m}", "Tháng {m}/2025"])
def test_months_of_two_figures_down_the_rows_are_no_n_of_n(read, figures, label):
    rows = [["Số vụ tai nạn năm 2025"], ["TT", "Tháng", "Số vụ"]]
    rows += [[i, label.format(m=m), 10 * m] for i, m in enumerate((1, 9, 10, 11, 12), 1)]
    rule = {"title": "số vụ tai nạn", "periods": "rows", "columns": [{"words": "số vụ", "measure": "a"}]}
    wanted = {("a", "", f"2025-{m:02d}", "month"): 10 * m for m in (1, 9, 10, 11, 12)}
    assert figures(read(rows, [rule])) == figures(read([r[-2:] for r in rows], [rule])) == wanted


def test_a_season_down_the_rows_is_no_year(read, figures):
    rows = [
        ["Số vụ tai nạn năm 2025"],
        ["Kỳ", "Số vụ"],
        ["Vụ Hè Thu 2025", 5],
        ["Tháng 6", 7],
        ["Tháng 7", 8],
    ]
    rule = {"title": "số vụ tai nạn", "periods": "rows", "columns": [{"words": "số vụ", "measure": "a"}]}
    reading = read(rows, [rule])
    assert {k[2:] for k in figures(reading)} == {("2025-06", "month"), ("2025-07", "month")}
    assert ("no_period_row", "A3") in told(reading)


def test_periods_down_the_rows_are_not_taken_for_names(read):
    rows = [["Tai nạn năm 2025"], ["", "Số vụ"], ["Tháng 1", 10], ["Tháng 2", 20], ["Tháng 3", 30]]
    rule = {"title": "tai nạn", "rows": EACH, "columns": [{"words": "số vụ", "basis": "month"}]}
    reading = read(rows, [rule])
    assert not reading.observations and ("period_rows", "A3") in told(reading)


def test_a_sheet_per_month(read, figures):
    form = lambda n: [
        ["Thu phí năm 2025"],
        ["STT", "Khoản", "Thực hiện"],
        [1, "Phí", n],
        [2, "Lệ phí", 2 * n],
    ]  # noqa: E731
    rule = {
        "title": "thu phí", "period": "sheet", "rows": {"Phí": "p"},
        "columns": [{"words": "thực hiện", "basis": "month"}],
    }  # fmt: skip
    reading = read({"Tháng 5": form(10), "Tháng 6": form(12), "Tổng hợp": form(99)}, [rule])
    assert figures(reading) == {("p", "", "2025-05", "month"): 10, ("p", "", "2025-06", "month"): 12}
    assert "sheet_period" in {c for c, _ in told(reading)}


def test_a_sheet_per_commune(read, figures):
    form = lambda n: [
        ["Hộ nghèo tháng 6 năm 2025"],
        ["STT", "Nội dung", "Số hộ"],
        [1, "Hộ nghèo", n],
        [2, "Cận nghèo", 9],
    ]  # noqa: E731
    rule = {
        "title": "hộ nghèo", "place": "sheet", "basis": "level", "rows": {"Hộ nghèo": "h"}, "columns": [{"words": "số hộ"}],
    }  # fmt: skip
    reading = read({"Xã Một": form(10), "Xã Hai": form(12), "Xã Hại": form(7)}, [rule], places=PLACES)
    assert figures(reading) == {("h", "1", "2025-06", "level"): 10, ("h", "2", "2025-06", "level"): 12}
    assert "Xã Hai" in next(p.message for p in reading.problems if p.code == "sheet_place")


def test_names_by_their_parent_and_by_their_column(read, figures):
    rows = [
        ["Diện tích tháng 6 năm 2025"],
        ["Tên cây", "Mã", "Tháng 6"],
        ["Lúa", "LU01", 300],
        ["   Đông xuân", "LU02", 100],
        ["Ngô", "NG01", 30],
        ["   Đông xuân", "NG02", 10],
    ]
    rule = {
        "title": "diện tích",
        "columns": MONTH,
        "rows": [{"each": True, "measure": "{label}", "qualified": True}],
    }
    assert {m for m, *_ in figures(read(rows, [rule]))} == {
        "Lúa",
        "Lúa › Đông xuân",
        "Ngô",
        "Ngô › Đông xuân",
    }
    by_code = read(rows, [rule | {"rows": EACH, "label": "mã"}])
    assert {m for m, *_ in figures(by_code)} == {"x/LU01", "x/LU02", "x/NG01", "x/NG02"}


def test_a_period_given_by_hand_and_a_year_to_be_ignored(read, figures):
    rows = [["Giá trị theo bảng 2020"], ["", "Giá trị 2020"], ["Lúa", 5.5], ["Rau", 6.5]]
    rule = {
        "title": "giá trị", "rows": {"Lúa": "l"}, "columns": [{"words": "giá trị", "basis": "year"}],
        "ignore": ["bảng 2020", "giá trị 2020"], "period": "2025",
    }  # fmt: skip
    assert figures(read(rows, [rule | {"ignore": ["2020"]}])) == {("l", "", "2025-12", "year"): 5.5}
    assert figures(read(rows, [rule | {"ignore": [], "period": None}])) == {("l", "", "2020-12", "year"): 5.5}


def test_a_declared_column_that_lacks_is_said_and_a_required_one_refuses(read):
    rows = [["Thu tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", 5.5], ["Phí", 6.5]]
    rule = lambda **key: {"title": "thu", "rows": EACH, "columns": ["month", {"words": "cam kết", **key}]}  # noqa: E731
    assert ("no_column", "A1") in told(read(rows, [rule()]))
    assert not told(read(rows, [rule(optional=True)]))
    assert not read(rows, [rule(required=True)]).observations


def test_mistakes_of_the_new_keys_are_refused(tmp_path):
    from analysis.ingest.sources import load_sources

    path = tmp_path / "sources.yml"
    path.write_text(
        "sources:\n- owner: a\n  files: '*'\n  tables:\n  - {title: t, period: thang 6, rows: {A: a}}\n"
        "  - {title: u, period: 2025, decimals: ',', rows: {A: a}}\n  - {title: v, periods: rows}\n",
        encoding="utf-8",
    )
    with pytest.raises(FileMistakes) as said:
        load_sources(path)
    text = str(said.value)
    assert "2025-06" in text and "decimal" in text and "measure" in text


@pytest.mark.parametrize(
    ("cell", "others", "code"),
    [("(1)", [5.5, 6.5], "bracket"), ("120\n35", [5.5, 6.5], "not_a_number"), ("15 20", [5.5, 6.5], "not_a_number"),
     ("95,5 (1)", [5.5, 6.5], "two_numbers"), ("18.200", [78.5, 81.2, 64], "separator_open")],
)  # fmt: skip
def test_what_may_be_two_things_is_refused_by_its_cell(read, cell, others, code):
    rows = [["Thu tháng 6 năm 2025"], ["STT", "", "Tháng 6"], [1, "A B", cell]]
    rows += [[i, f"Khoản {i}", n] for i, n in enumerate(others, 2)]
    reading = read(rows, [{"title": "thu", "rows": EACH, "columns": MONTH}])
    assert (code, "C3") in told(reading) and len(reading.observations) == len(others)


def test_a_mark_that_a_note_explains_is_no_figure_and_one_behind_a_figure_no_digit(read, figures):
    rows = [
        ["Thu tháng 6 năm 2025"], ["STT", "", "Tháng 6", "Tháng 5"], [1, "Thuế", "(1)", "952¹"], [2, "Phí", "7,5 (1)", "95,5*"],
        [3, "Khác", 3.5, 4.5], ["", "(1) Chưa kể thu chuyển nguồn"],
    ]  # fmt: skip
    reading = read(rows, [{"title": "thu", "rows": EACH, "columns": MONTH}])
    assert {o["cell"]: o["value"] for o in reading.observations} == {
        "C4": 7.5, "C5": 3.5, "D3": 952, "D4": 95.5, "D5": 4.5,
    }  # fmt: skip
    assert not [p for p in reading.problems if p.severity == "error"]


def test_negative_numbers_in_brackets_stay_numbers(read):
    rows = [["Thu tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", "(5)"], ["Phí", "(1.250,5)"], ["Khác", "7,5"]]
    reading = read(rows, [{"title": "thu", "rows": EACH, "columns": MONTH}])
    assert [o["value"] for o in reading.observations] == [-5, -1250.5, 7.5]


def test_decimal_ends_every_doubt(read):
    rows = [["Thu tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", "18.200"], ["Phí", "7.125"]]
    rule = {"title": "thu", "rows": EACH, "columns": MONTH}
    assert not read(rows, [rule]).observations
    assert [o["value"] for o in read(rows, [rule | {"decimal": "."}]).observations] == [18.2, 7.125]
    assert [o["value"] for o in read(rows, [rule | {"decimal": ","}]).observations] == [18200, 7125]


def test_what_is_counted_and_what_stands_beside_decide_a_separator(read):
    counted = [["Hộ nghèo tháng 6 năm 2025"], ["", "Tháng 6 (hộ)"], ["A B", "1.250"], ["C D", "1.125"]]
    assert [o["value"] for o in read(counted, [{"title": "hộ nghèo", "rows": EACH, "columns": MONTH}]).observations] == [
        1250, 1125,
    ]  # fmt: skip
    beside = [
        ["Thu tháng 6 năm 2025"],
        ["", "Tháng 5", "Tháng 6"],
        ["A B", 1234.5, "1.250"],
        ["C D", 990, "1.125"],
    ]
    read_now = read(beside, [{"title": "thu", "rows": EACH, "columns": MONTH}])
    assert [o["value"] for o in read_now.observations if o["period"] == "2025-06"] == [1250, 1125]


def test_a_figure_merged_over_rows_is_nobody_s(read):
    rows = [
        ["Thu tháng 6 năm 2025"],
        ["STT", "", "Tháng 6"],
        [1, "Xã A", 120],
        [2, "Xã B", ""],
        [3, "Xã C", 50],
    ]
    reading = read({"S": rows}, [{"title": "thu", "rows": EACH, "columns": MONTH}], merges={"S": ["C3:C4"]})
    assert [o["value"] for o in reading.observations] == [50] and ("merged_figure", "C3") in told(reading)


def test_figures_of_a_name_merged_over_rows_are_not_chosen_between(read):
    rows = [
        ["Thu tháng 6 năm 2025"],
        ["STT", "Nội dung", "Tháng 6"],
        [1, "Phí", 120],
        ["", "", 130],
        [2, "Thuế", 50],
        [3, "Lệ phí", 30],
        ["", "", 31],
    ]
    rule = {"title": "thu", "rows": EACH, "columns": MONTH}
    reading = read({"S": rows}, [rule], merges={"S": ["B3:B4", "B6:B7"]})
    assert [o["value"] for o in reading.observations] == [50]
    assert {("merged_figure", "C3"), ("merged_figure", "C6")} <= {*told(reading)}


def test_last_rows_with_words_are_named(read):
    rows = [["Thu tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", 5.5], ["Phí", 6.5], ["Viện trợ", "khoảng 50"],
            ["", ""], ["Người lập biểu", "Thủ trưởng 1"]]  # fmt: skip
    reading = read(rows, [{"title": "thu", "rows": EACH, "columns": MONTH}])
    assert told(reading) == [("not_a_number", "B5")]


def test_totals_that_look_like_years_below_heads_of_months(read, figures):
    rows = [
        ["Số hộ tháng 6 năm 2025"],
        ["", "Tháng 5", "Tháng 6"],
        ["Tổng số", 2023, 2024],
        ["A B", 999, 1001],
        ["C D", 1024, 1023],
    ]
    found = figures(read(rows, [{"title": "số hộ", "rows": EACH, "columns": MONTH}]))
    assert found["x/Tổng số", "", "2025-06", "month"] == 2024 and len(found) == 6


def test_each_sheet_has_its_own_day_and_none_before_its_figures(read):
    form = lambda day: [
        ["Thu tháng 6 năm 2025"],
        ["", "Thực hiện tháng 6"],
        ["Thuế", 5.5],
        ["Phí", 6.5],
        ["", day],
    ]  # noqa: E731
    day = "Cần Đước, ngày {} năm 2025"
    sheets = {
        "A": form(day.format("24 tháng 6")),
        "B": form(day.format("2 tháng 7")),
        "C": form(day.format("24 tháng 5")),
    }
    tables = [{"title": "thu", "sheet": s, "rows": {"Thuế": s}, "columns": MONTH} for s in sheets]
    reading = read(sheets, tables)
    assert {o["measure"]: o["reported_on"] for o in reading.observations} == {
        "A": "2025-06-24",
        "B": "2025-07-02",
        "C": "2025-06-24",
    }
    assert [p.sheet for p in reading.problems if p.code == "date_before"] == ["C"]


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([["Bao phủ tháng 6 năm 2025"], ["", "Tỷ lệ (%) tháng 6"], ["A B", 95.2], ["C D", 9130]], "rate_above", "B4"),
        ([["Thu tháng 6 năm 2025"], ["", "Kế hoạch năm", "Lũy kế"], ["A B", 540136, 320.4], ["C D", 60, 30]], "plan_size", "B3"),
        ([["Thu tháng 6 năm 2025"], ["", "Tháng 4", "Tháng 5", "Tháng 6"], ["A B", 40.1, 42.2, 41500]], "size", "D3"),
        ([["Thu tháng 6 năm 2025"], ["", "Tháng 6"], ["A", 12.5], ["B", 11.8], ["C", 13100], ["D", 12.2]], "size", "B5"),
        ([["Thu tháng 6 năm 2025"], ["", "Kế hoạch năm", "Lũy kế"], ["A B", 800, 300000]], "plan_size", "B3"),
        ([["Thu tháng 6 năm 2025"], ["", "Kế hoạch năm", "Lũy kế"], ["A B", 800, 300000]], "plan_size", "C3"),
        ([["Thu tháng 6 năm 2025"], ["", "Kế hoạch năm", "Lũy kế"], ["A B", 800000, 300], ["C D", 60000, 30]], "plan_size", "B4"),
        ([["Thu tháng 6 năm 2025"], ["", "Kế hoạch năm", "Tháng 6", "Lũy kế"], ["A B", 800, 60000, 300]], "month_size", "C3"),
        ([["Thu tháng 6 năm 2025 (tỷ đồng)"], ["", "Lũy kế"], ["A B", "300/800"], ["C D", 30]], "part_of_amount", "B3"),
        ([["Thu tháng 6 năm 2025"], ["", "Kế hoạch năm", "Tháng 6"], ["A B", 540, 4.53e10], ["C D", 210, 2.1e10]], "plan_size", "C4"),
        ([["Bao phủ tháng 6 năm 2025 (%)"], ["", "Tháng 6"], ["A B", 9530], ["C D", 91]], "rate_above", "B3"),
        ([["Bao phủ tháng 6 năm 2025 (%)"], ["", "Tháng 6"], ["A B", 530], ["C D", 91]], "rate_above", "B3"),
        ([["Bao phủ tháng 6 năm 2025 (%)"], ["", "Kế hoạch năm", "Tháng 6"], ["A B", 95, 953], ["C D", 90, 91]], "rate_above", "C3"),
        ([["Bao phủ tháng 6 năm 2025 (%)"], ["", "Kế hoạch năm", "Tháng 6"], ["A B", 95, 0.93], ["C D", 90, 91]], "share_not_percent", "C3"),
    ],
)  # fmt: skip
def test_a_figure_no_office_means_is_kept_out(read, rows, code, cell):
    rule = {"title": ["thu", "bao phủ"], "rows": EACH, "columns": ["month", "year_to_date", "plan"]}
    reading = read([[1, *r] if i > 1 else ["", *r] if i else r for i, r in enumerate(rows)], [rule])
    cell = chr(ord(cell[0]) + 1) + cell[1:]
    assert (code, cell) in told(reading) and cell not in {o["cell"] for o in reading.observations}


def test_little_of_a_years_plan_is_done_by_january(read):
    rule = {"title": "giải ngân", "rows": EACH, "columns": ["plan", "year_to_date"]}
    works = [[1, "Dự án A", 900, 1], [2, "Dự án B", 1500, 2], [3, "Dự án C", 400, 0.5]]
    for month in (1, 9):
        head = [
            ["", f"Giải ngân tháng {month} năm 2025"],
            ["STT", "Nội dung", "Kế hoạch năm", f"Lũy kế {month} tháng"],
        ]
        assert (len(read([*head, *works], [rule]).observations) == 6) == (month == 1)


def test_a_share_that_stands_where_per_cent_belong_is_asked_about(read):
    rule = {"title": "bao phủ", "rows": EACH, "columns": ["month"]}
    head = [["", "Bao phủ tháng 6 năm 2025 (%)"], ["STT", "Nội dung", "Tháng 6"]]
    one = read([*head, [1, "Nước sạch", 0.98], [2, "Bảo hiểm", 95], [3, "Đi học", 88]], [rule])
    assert ("share_alone", "C3") in told(one) and len(one.observations) == 3
    poor = read([*head, [1, "Hộ nghèo", 0.98], [2, "Bảo hiểm", 95], [3, "Đi học", 88]], [rule])
    assert "share_alone" not in {p.code for p in poor.problems}
    every = read([*head, [1, "Nước sạch", 0.98], [2, "Bảo hiểm", 0.95], [3, "Đi học", 0.88]], [rule])
    assert ("shares", "C3") in told(every)
    for label, asked in (("Nước sạch", True), ("Hộ nghèo", False)):  # of one row, too
        lone = read([*head, [1, label, 0.98]], [rule])
        assert (("shares", "C3") in told(lone)) is asked and len(lone.observations) == 1


def test_a_number_typed_with_its_unit(read):
    rule = {"title": "thu", "rows": EACH, "columns": [{"is": "month", "unit": "triệu đồng"}]}
    head = [["", "Thu tháng 6 năm 2025"], ["STT", "Nội dung", "Tháng 6"]]
    reading = read(
        [*head, [1, "Thuế", "1.200,5 tỷ"], [2, "Phí", "120 triệu đồng"], [3, "Khác", "7 triệu con"]], [rule]
    )
    assert [(o["cell"], o["value"]) for o in reading.observations] == [("C3", 1200500.0), ("C4", 120.0)]
    assert ("unit", "C5") in told(reading)
    units = [["Lúa", "1000 tấn", 120], ["Thịt", "tấn", 30], ["Đàn heo", "1.000 con", 7]]
    head = [["Thu hoạch tháng 6 năm 2025"], ["Nội dung", "ĐVT", "Tháng 6"]]
    reading = read([*head, *units], [{"title": "thu", "rows": EACH, "columns": ["month"]}])
    assert [o["unit"] for o in reading.observations] == ["1000 tấn", "tấn", "1.000 con"]
    joined = [[1, "Kết nạp", "3 đảng viên", "6 đồng chí"], [2, "Thôi việc", 1, 2]]
    head = [["", "Thu tháng 6 năm 2025"], ["STT", "Nội dung", "Tháng 6", "Lũy kế"]]
    reading = read([*head, *joined], [{"title": "thu", "rows": EACH, "columns": ["month", "year_to_date"]}])
    assert [(o["cell"], o["value"]) for o in reading.observations] == [("C3", 3), ("C4", 1), ("D4", 2)]
    assert ("not_a_number", "D3") in told(reading)
    rule = {"title": "đạt chuẩn", "rows": EACH, "columns": [{"is": "month", "unit": "%"}]}
    head = [["", "Đạt chuẩn tháng 6 năm 2025"], ["STT", "Nội dung", "Tháng 6"]]
    reading = read([*head, [1, "Xã đạt", "15/17 xã"], [2, "Trường đạt", "3/4 trường"]], [rule])
    assert [(o["value"], o["numerator"], o["denominator"]) for o in reading.observations] == [
        (pytest.approx(1500 / 17), 15, 17),
        (75, 3, 4),
    ]


@pytest.mark.parametrize("code", ["# ??/??", "?/?", 12])
def test_a_number_shown_as_a_fraction_is_the_share_it_shows(make_book, code):
    rows = [
        ["", "Đạt chuẩn tháng 6 năm 2025"],
        ["STT", "Nội dung", "Tháng 6"],
        [1, "Xã đạt", 15 / 17],
        [2, "Trường", 95],
    ]
    path = make_book(rows)
    book = openpyxl.load_workbook(path)
    book.active["C3"].number_format = "# ?/?" if code == 12 else code  # Excel's own format number 12
    book.save(path)
    rule = {"title": "đạt chuẩn", "rows": EACH, "columns": [{"is": "month", "unit": "%"}]}
    source = {"owner": "thue", "files": "*", "tables": [rule]}
    first, _ = read_file(path, Sources.model_validate({"sources": [source]})).observations
    assert first["value"] == pytest.approx(1500 / 17)


def test_a_table_without_a_title_is_asked_for_by_a_star(read):
    rule = {"title": "*", "columns": ["month"], "rows": [{"label": "Thu", "measure": "1", "unit": "tỷ đồng"}]}
    rows = [["STT", "Chỉ tiêu", "ĐVT", "Tháng 6/2025"], [1, "Thu", "tỷ đồng", 5], [2, "Chi", "tỷ đồng", 7]]
    untitled = read(rows, [rule])
    assert [(o["value"], o["cell"]) for o in untitled.observations] == [(5.0, "D2")]
    titled = read([["KẾT QUẢ THÁNG 6/2025"], *rows], [rule])
    assert titled.observations == [] and titled.problems


TITLE = "Thu ngân sách tháng 6 năm 2025"
KINDS = [{"is": "month"}, {"is": "year_to_date"}, {"is": "plan"}]


def budget(*heads, title=TITLE):
    """A table of one head row; the figure of Thu A in the n-th column is n."""
    return [
        [title],
        ["Chỉ tiêu", *heads],
        ["Thu A", *range(1, len(heads) + 1)],
        ["Thu B", *range(21, len(heads) + 21)],
    ]


@pytest.mark.parametrize(
    ("heads", "title", "found"),
    [
        (("Tháng 6/2024", "Kế hoạch năm", "Lũy kế"), TITLE, {("2024-06", "month"): 1, ("2025-12", "year"): 2, ("2025-06", "year_to_date"): 3}),
        (("6 tháng cuối năm 2024", "Lũy kế"), TITLE, {("2025-06", "year_to_date"): 2}),
        (("Ước TH tháng 7/2025", "Lũy kế"), TITLE, {("2025-07", "month"): 1, ("2025-06", "year_to_date"): 2}),
        (("Tháng 6/2024", "Lũy kế"), "Thu ngân sách 6 tháng đầu năm 2025", {("2024-06", "month"): 1, ("2025-06", "year_to_date"): 2}),
        (("Tháng 7/2025", "Lũy kế"), TITLE, {("2025-07", "month"): 1, ("2025-07", "year_to_date"): 2}),  # an old title
        (("Tháng 11", "Tháng 12", "Tháng 1", "Tháng 4"), "Thu ngân sách tháng 4 năm 2025",
         {("2024-11", "month"): 1, ("2024-12", "month"): 2, ("2025-01", "month"): 3, ("2025-04", "month"): 4}),
    ],
)  # fmt: skip
def test_heads_of_other_months_do_not_date_what_names_none(read, figures, heads, title, found):
    rule = {"title": "thu ngân sách", "rows": {"Thu A": "a"}, "columns": KINDS}
    told_of = figures(read(budget(*heads, title=title), [rule]))
    assert {key[2:]: value for key, value in told_of.items()} == {(p, b): v for (p, b), v in found.items()}


def test_a_plan_under_a_title_of_two_years_is_refused(read, figures):
    rule = {"title": "thu ngân sách", "rows": {"Thu A": "a"}, "columns": KINDS}
    reading = read(
        budget("Lũy kế", "Kế hoạch năm", title="Thu ngân sách tháng 12 năm 2024, kế hoạch năm 2025"), [rule]
    )
    assert figures(reading) == {("a", "", "2024-12", "year_to_date"): 1}
    assert ("unclear_head", "C2") in told(reading)


@pytest.mark.parametrize(
    ("title", "basis", "period"),
    [
        (TITLE, "level", "2025-05"),
        ("Thu ngân sách quý II năm 2025", "level", "2025-03"),
        ("Thu ngân sách năm 2025", "year", "2024-12"),
        ("Thu ngân sách 6 tháng đầu năm 2025", "level", None),
    ],
)
def test_the_period_before_is_as_long_as_the_title_s(read, title, basis, period):
    rule = {
        "title": "thu ngân sách",
        "basis": basis,
        "rows": {"Thu A": "a"},
        "columns": [{"words": "kỳ trước"}],
    }
    reading = read(budget("Kỳ trước", title=title), [rule])
    assert [o["period"] for o in reading.observations] == ([period] if period else [])
    assert (("unclear_head", "B2") in told(reading)) == (period is None)


@pytest.mark.parametrize(("sheet", "period"), [("T6.2025", "2025-06"), ("T8-25", "2025-08"), ("12-25", "2025-12"), ("6T.2025", None), ("Q2.2025", None)])  # fmt: skip
def test_a_sheet_of_six_months_is_no_month(read, sheet, period):
    rule = {
        "title": "thu phí",
        "period": "sheet",
        "rows": {"Thu A": "a"},
        "columns": [{"words": "thực hiện", "basis": "month"}],
    }
    reading = read({sheet: budget("Thực hiện", title="Thu phí")}, [rule])
    assert [o["period"] for o in reading.observations] == ([period] if period else [])
    assert (("no_basis", "B3") in told(reading)) == (period is None)


def test_the_figures_of_a_commune_in_a_column_are_of_the_kind_its_head_says(read, figures):
    rows = [
        ["Hồ sơ trễ hạn tháng 6 năm 2025"],
        ["Chỉ tiêu", "Xã Một", None, None, None, "Xã Hai"],
        [None, "Kế hoạch", "Tháng 6", "Lũy kế", "So với KH (%)", "Tháng 6"],
        ["Hồ sơ", 50, 4, 20, 40, 5],
        ["Đơn", 50, 4, 20, 40, 5],
    ]
    rule = {"title": "hồ sơ trễ hạn", "places": "columns", "basis": "month", "rows": {"Hồ sơ": "h"}}
    reading = read(rows, [rule], merges={"Sheet1": ["A2:A3", "B2:E2"]}, places=PLACES)
    assert figures(reading) == {
        ("h#plan", "1", "2025-12", "year"): 50, ("h", "1", "2025-06", "month"): 4,
        ("h", "1", "2025-06", "year_to_date"): 20, ("h", "2", "2025-06", "month"): 5,
    }  # fmt: skip


def test_groups_without_a_merge_beside_a_head_merged_down(read, figures):
    rows = [
        [TITLE],
        ["Chỉ tiêu", "KH năm 2025", "Năm 2024", None, "Năm 2025", None],
        [None, None, "Tháng 6", "Lũy kế", "Tháng 6", "Lũy kế"],
        ["Thu A", 100, 10, 60, 12, 70],
        ["Thu B", 101, 11, 61, 13, 71],
    ]
    rule = {"title": "thu ngân sách", "rows": {"Thu A": "a"}, "columns": KINDS}
    assert figures(read(rows, [rule], merges={"Sheet1": ["B2:B3"]})) == {
        ("a#plan", "", "2025-12", "year"): 100, ("a", "", "2024-06", "month"): 10,
        ("a", "", "2024-06", "year_to_date"): 60, ("a", "", "2025-06", "month"): 12,
        ("a", "", "2025-06", "year_to_date"): 70,
    }  # fmt: skip


def test_groups_of_rows_that_are_years_date_their_rows(read, figures):
    rows = [
        [TITLE],
        ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế"],
        ["I", "NĂM 2024", None, None],
        [1, "Thu A", 10, 60],
        [2, "Thu B", 5, 30],
        ["II", "NĂM 2025", None, None],
        [1, "Thu A", 11, 66],
        [2, "Thu B", 6, 33],
    ]
    found = figures(read(rows, [{"title": "thu ngân sách", "rows": EACH, "columns": KINDS}]))
    assert {k[2:]: v for k, v in found.items() if k[0] == "x/Thu A"} == {
        ("2024-06", "month"): 10, ("2024-06", "year_to_date"): 60, ("2025-06", "month"): 11,
        ("2025-06", "year_to_date"): 66,
    }  # fmt: skip


def test_a_row_that_says_another_kind_than_its_column_is_refused(read, figures):
    rows = [
        [TITLE],
        ["STT", "Chỉ tiêu", "Thực hiện"],
        [1, "Kế hoạch năm 2025", 120],
        [2, "Thu năm 2024", 110],
        [3, "Thu cùng kỳ năm trước", 9],
        [4, "Thu kế hoạch hóa gia đình", 7],
        [5, "Thu nợ năm 2024 chuyển sang", 8],
        ["I", "TRONG THÁNG", None],
        [1, "Thu A", 10],
        ["II", "LŨY KẾ TỪ ĐẦU NĂM", None],
        [1, "Thu B", 60],
    ]
    rule = {"title": "thu ngân sách", "rows": EACH, "columns": [{"words": "thực hiện", "basis": "month"}]}
    reading = read(rows, [rule])
    assert sorted(figures(reading).values()) == [7, 8, 10]
    assert {cell for code, cell in told(reading) if code == "no_basis"} == {"C3", "C4", "C5", "C11"}


def test_plans_down_the_rows_are_no_periods_and_what_is_cumulated_is_to_date(read, figures):
    rows = [
        ["Tai nạn năm 2025"],
        ["Thời gian", "Số vụ", "Lũy kế", "Cùng kỳ năm trước"],
        ["Năm 2024", 110, 110, 90],
        ["Tháng 1", 10, 10, 9],
        ["Tháng 2", 12, 22, 8],
        ["KH 2025", 100, None, None],
        ["Kế hoạch quý III", 30, None, None],
    ]
    rule = {
        "title": "tai nạn", "periods": "rows",
        "columns": [{"words": w, "measure": m} for w, m in (("số vụ", "v"), ("lũy kế", "l"), ("cùng kỳ", "c"))],
    }  # fmt: skip
    reading = read(rows, [rule])
    assert figures(reading) == {
        ("v", "", "2024-12", "year"): 110, ("l", "", "2024-12", "year"): 110, ("c", "", "2023-12", "year"): 90,
        ("v", "", "2025-01", "month"): 10, ("l", "", "2025-01", "year_to_date"): 10, ("c", "", "2024-01", "month"): 9,
        ("v", "", "2025-02", "month"): 12, ("l", "", "2025-02", "year_to_date"): 22, ("c", "", "2024-02", "month"): 8,
    }  # fmt: skip
    assert {cell for code, cell in told(reading) if code == "no_period_row"} == {"A6", "A7"}


@pytest.mark.parametrize(
    ("when", "days", "heads"),
    [
        ("năm", [(1, 5), (1, 12), (1, 19)], ["5/1/2025", "12/1/2025", "19/1/2025"]),
        ("tháng 1 năm", [(1, 5), (1, 12)], ["5/1/2025", "12/1/2025"]),
        ("năm", [(1, 10)], ["10/1/2025"]),
        ("tháng 10 năm", [(1, 10)], ["1/10/2025"]),
        ("năm", [(1, 12), (12, 1)], ["1/12/2025", "1/12/2025"]),
    ],
)
def test_days_in_the_heads_are_turned_over_where_the_others_are_firsts_of_months(
    tables_of, when, days, heads
):
    row = [dt.date(2025, month, day) for month, day in days]
    (table,) = tables_of(
        [
            [f"Sốt xuất huyết {when} 2025"],
            ["", *row],
            ["Mắc", *map(float, range(len(row)))],
            ["Nặng", *map(float, range(len(row)))],
        ]
    )
    assert [c.text for c in table.columns] == heads


def test_a_share_of_the_plan_is_to_date(read, figures):
    share = {"is": "share_of_plan", "measure": "s/{label}", "unit": "%"}
    reading = read(
        budget("KH 2025", "Lũy kế 6 tháng", "Tỷ lệ TH/KH (%)"),
        [{"title": "thu ngân sách", "rows": EACH, "columns": [share]}],
    )
    assert figures(reading)["s/Thu A", "", "2025-06", "year_to_date"] == 3


def test_a_day_of_a_year_in_two_digits(read):
    rows = [["Sản phẩm OCOP"], ["STT", "Tên", "Ngày"], [1, "Mắm A", "13/2/25"], [2, "Mắm B", "5/3/2025"]]
    reading = read(
        rows, [{"title": "sản phẩm OCOP", "events": {"measure": "o", "date": "ngày", "text": "tên"}}]
    )
    assert [o["period_start"] for o in reading.observations] == ["2025-02-13", "2025-03-05"]


MONEY = {"title": "thu", "unit": "triệu đồng", "rows": EACH, "columns": MONTH}


def test_a_unit_merged_down_is_the_unit_of_all_its_rows(read):
    rows = [
        ["Sản xuất tháng 6 năm 2025"], ["ĐVT: tấn"], ["Chỉ tiêu", "ĐVT", "Tháng 6"],
        ["Lúa", "ha", 100], ["Ngô", None, 60], ["Heo", "con", 20], ["Gà", None, 15], ["Tôm", None, 7],
    ]  # fmt: skip
    reading = read(
        rows, [{"title": "sản xuất", "rows": EACH, "columns": MONTH}], merges={"Sheet1": ["B4:B5", "B6:B7"]}
    )
    assert [o["unit"] for o in reading.observations] == ["ha", "ha", "con", "con", "tấn"]


@pytest.mark.parametrize(
    "caption, size",
    [
        ("ĐVT: 1,000 đồng", 0.001), ("Thu (ĐVT: 1,000 đồng)", 0.001), ("ĐVT/Unit: Tỷ đồng/Bill. VND", 1000),
        ("ĐVT (Unit): Tỷ đồng (Bill. VND)", 1000), ("Đơn vị: Tỷ đồng - Unit: Billion VND", 1000),
        ("(Đơn vị tính: Tỷ đồng)/(Unit: Billion VND)", 1000),
    ],
)  # fmt: skip
def test_a_caption_with_a_comma_or_in_two_languages(read, caption, size):
    rows = [["Thu tháng 6 năm 2025"], [caption], ["Chỉ tiêu", "Tháng 6"], ["Thuế", 1250.5], ["Phí", 380.5]]
    assert [o["value"] for o in read(rows, [MONEY]).observations] == pytest.approx(
        [1250.5 * size, 380.5 * size]
    )


@pytest.mark.parametrize(
    "caption, column",
    [("Đơn vị: Triệu đồng - Unit: Billion VND", "Tháng 6"), ("ĐVT: Triệu đồng; tỷ đồng", "Tháng 6")],
)
def test_a_caption_that_contradicts_itself_is_refused(read, caption, column):
    rows = [["Thu tháng 6 năm 2025"], [caption], ["Chỉ tiêu", column], ["Thuế", 1250.5], ["Phí", 380.5]]
    reading = read(rows, [MONEY])
    assert not reading.observations and told(reading) == [("unit", "B4"), ("unit", "B5")]


def test_of_two_units_of_a_caption_the_one_that_measures_what_is_asked(read):
    rows = [
        ["Xuất khẩu tháng 6 năm 2025"],
        ["ĐVT: Nghìn tấn; triệu USD"],
        ["", "Tháng 6"],
        ["Gạo", 2.5],
        ["Tôm", 3.5],
    ]
    rule = {"title": "xuất khẩu", "rows": EACH, "columns": MONTH}
    assert [o["value"] for o in read(rows, [rule | {"unit": "tấn"}]).observations] == [2500, 3500]
    assert told(read(rows, [rule | {"unit": "ha"}])) == [("unit", "B4"), ("unit", "B5")]


def test_who_reports_is_no_unit(read):
    rows = [["Thu tháng 6 năm 2025"], ["Đơn vị: Xã Mỹ Lệ"], ["", "Tháng 6"], ["Thuế", 9.5], ["Phí", 5.5]]
    assert [o["value"] for o in read([rows[0], ["ĐVT: tỷ đồng"], *rows[1:]], [MONEY]).observations] == [
        9500,
        5500,
    ]
    assert told(read(rows, [MONEY])) == [("no_unit", "B4")]


@pytest.mark.parametrize("heads", [("Cá nhân", "Tổ chức", "Doanh nghiệp"), ("Hộ", "Tổ chức", "Doanh nghiệp")])
def test_whose_money_it_is_is_no_unit(read, heads):
    rows = [
        ["Thu tháng 6 năm 2025"],
        ["ĐVT: tỷ đồng"],
        ["Ngành", "Tháng 6"],
        ["", *heads],
        ["Thuế", 6.5, 4, 10],
        ["Phí", 3.5, 2, 5],
    ]
    columns = [{"is": "month", "words": w, "measure": f"{w}/{{label}}"} for w in heads]
    merges = {"Sheet1": ["B3:D3", "A3:A4"]}
    assert [o["value"] for o in read(rows, [MONEY | {"columns": columns}], merges).observations] == [
        6500, 4000, 10000, 3500, 2000, 5000,
    ]  # fmt: skip
    # what is counted stays a unit where its neighbours are units of what is measured
    rows[3] = ["", "Tỷ đồng", "Hộ", "Hộ"]
    counted = [{"is": "month", "words": "hộ", "measure": "h/{label}", "unit": "hộ"}]
    assert read(rows, [MONEY | {"columns": counted}], merges).observations[0]["value"] == 4


def test_a_head_that_names_what_is_asked_for_counts_it(read):
    rows = [
        ["Hỗ trợ tháng 6 năm 2025"],
        ["ĐVT: triệu đồng"],
        ["Xã", "Tháng 6"],
        ["", "Người", "Vốn"],
        ["Ấp", 4, 9.5],
        ["Xóm", 2, 8.5],
    ]
    columns = [{"is": "month", "words": "người", "measure": "n/{label}", "unit": "người"}]
    reading = read(rows, [MONEY | {"title": "hỗ trợ", "columns": columns}], {"Sheet1": ["B3:C3", "A3:A4"]})
    assert [o["value"] for o in reading.observations] == [4, 2]


def test_shares_below_a_caption_of_money(read):
    rows = [
        ["Thu tháng 6 năm 2025"], ["ĐVT: Triệu đồng"], ["", "Tháng 6", "So với cùng kỳ", None, "So với"],
        ["", None, "Tăng, giảm", "Tỷ lệ %", "KH năm"], ["Thuế", 100.5, 46.5, 146.5, 48], ["Phí", 50.5, 25.5, 150.5, 49],
    ]  # fmt: skip
    columns = [
        {"words": "tăng giảm", "measure": "d/{label}", "basis": "month", "unit": "tỷ đồng"},
        {"is": "index_same_month_last_year", "measure": "i/{label}", "unit": "%", "basis": "month"},
        {"is": "share_of_plan", "measure": "s/{label}", "unit": "%", "basis": "year_to_date"},
    ]
    reading = read(rows, [MONEY | {"columns": columns}], {"Sheet1": ["C3:D3", "A3:A4", "B3:B4"]})
    assert [o["value"] for o in reading.observations[:3]] == [0.0465, 146.5, 48]
    assert told(reading) == [("no_unit", "E5")]


@pytest.mark.parametrize("sign", ["‰", "%o", "0/00"])
def test_per_mille_is_no_per_cent(read, sign):
    rows = [
        ["Tỷ lệ tháng 6 năm 2025"],
        ["ĐVT: %"],
        ["", "Tháng 6"],
        [f"Tỷ suất sinh ({sign})", 9.5],
        ["Tỷ lệ hộ", 4.5],
    ]
    reading = read(rows, [{"title": "tỷ lệ", "unit": "%", "rows": {"Tỷ suất sinh": "s"}, "columns": MONTH}])
    assert [o["value"] for o in reading.observations] == pytest.approx([0.95])


def test_a_section_after_another_is_no_part_of_it(read):
    rows = [
        ["Kinh tế tháng 6 năm 2025"], ["STT", "Chỉ tiêu", "Tháng 6"], ["I", "Diện tích (ha)"], [1, "Lúa", 100.5],
        [2, "Ngô", 50.5], ["II", "Số hộ nghèo", 30], ["III", "Trồng mới (ha)"], [1, "Dừa", 7], ["IV", "Trong đó:"], ["IV", "Số trẻ", 8],
    ]  # fmt: skip
    rule = {
        "title": "kinh tế",
        "columns": MONTH,
        "rows": [{"each": True, "measure": "{label}", "qualified": True}],
    }
    assert [(o["measure"], o["unit"]) for o in read(rows, [rule]).observations] == [
        ("Diện tích (ha) › Lúa", "ha"), ("Diện tích (ha) › Ngô", "ha"), ("Số hộ nghèo", ""), ("Trồng mới (ha) › Dừa", "ha"),
        ("Số trẻ", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("merges", [["A3:A4", "A5:A6"], []])
def test_a_label_for_several_rows_is_their_parent(read, figures, merges):
    rows = [
        ["Sản xuất tháng 6 năm 2025"], ["Cây", "Chỉ tiêu", "ĐVT", "Tháng 6"], ["Lúa", "Diện tích", "ha", 100.5],
        [None, "Sản lượng", "tấn", 500], ["Ngô", "Diện tích", "ha", 20.5], [None, "Sản lượng", "tấn", 90], ["Tôm", None, "tấn", 5.5],
        ["Cá", "Diện tích", "ha", 3.5],
    ]  # fmt: skip
    rule = {"title": "sản xuất", "columns": MONTH}
    wanted = [
        {"label": "Sản lượng", "under": "ngô", "measure": "n"},
        {"label": "Lúa Diện tích", "measure": "l"},
    ]
    reading = read(rows, [rule | {"rows": [*wanted, {"label": "Tôm", "measure": "t"}]}], {"Sheet1": merges})
    assert {m: v for (m, *_), v in figures(reading).items()} == {"n": 90, "l": 100.5, "t": 5.5}
    alone = read(rows, [rule | {"rows": {"Lúa": "l"}}], {"Sheet1": merges})
    assert not alone.observations and told(alone) == [("no_row", "A1")]
    each = [{"each": True, "measure": "{label}", "qualified": True}]
    assert {m for m, *_ in figures(read(rows, [rule | {"rows": each}], {"Sheet1": merges}))} == {
        "Lúa › Diện tích", "Lúa › Sản lượng", "Ngô › Diện tích", "Ngô › Sản lượng", "Tôm", "Cá › Diện tích",
    }  # fmt: skip


def test_the_numbers_of_the_columns_on_a_second_page_are_no_row(read, figures):
    rows = [
        ["Thu tháng 6 năm 2025"], ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế"], ["A", "B", 1, 2], [1, "Thuế", 10, 60],
        ["A", "B", 1, 2], [2, "Phí", 4, 20],
    ]  # fmt: skip
    assert {m for m, *_ in figures(read(rows, [{"title": "thu", "rows": EACH}]))} == {"x/Thuế", "x/Phí"}


OF_PLACES = {
    "title": "hộ nghèo", "places": "rows", "basis": "level", "columns": [{"words": "số hộ", "measure": "h"}],
}  # fmt: skip
SOME = lambda cell: ("total_of_some", cell)  # noqa: E731
FOUR = [*PLACES, {"code": "3", "name": "Xã Ba"}, {"code": "4", "name": "Xã Bốn"}]


@pytest.mark.parametrize(
    "rows, total, said",
    [
        ([["Xã Một", 1], ["Xã Hai", 2], ["Cộng", 3], ["Xã Ba", 4], ["Tổng cộng", 7]], 7, [SOME("B7")]),
        ([["Xã Một", 1], ["Xã Hai", 2], ["Cộng", 3], ["Xã Ba", 4], ["Cả hai cụm", 7]], None, [("total_part", "A5")]),
        ([["Xã Một", 1], ["Cộng", 1], ["Xã Ba", 4], ["Cộng", 4]], None, [("total_part", "A4"), ("total_part", "A6")]),
        ([["Tổng cộng", 5], ["Xã Một", 1], ["Cộng", 1], ["Xã Ba", 4], ["Cộng", 4]], 5, [SOME("B3")]),
        ([["Xã Một", 1], ["Xã Hai", 2], ["Cộng", 3], ["Trong đó: Xã Một", 1]], 3, [SOME("B5")]),
    ],
)  # fmt: skip
def test_the_sum_of_a_part_of_the_places_is_not_the_whole(read, figures, rows, total, said):
    table = [["Hộ nghèo tháng 6 năm 2025"], ["Xã", "Số hộ"], *rows]
    reading = read(table, [OF_PLACES], places=FOUR, whole=["Cộng", "Tổng cộng"])
    assert figures(reading).get(("h", "", "2025-06", "level")) == total and told(reading) == said


@pytest.mark.parametrize(
    "total",
    ["Cộng toàn huyện", "TỔNG CỘNG TOÀN HUYỆN", "Tổng số toàn huyện", "Tổng toàn huyện", "Tổng", "TỔNG:"],
)
def test_the_sum_of_the_whole_area_is_found_by_its_name(read, figures, total):
    table = [["Hộ nghèo tháng 6 năm 2025"], ["Xã", "Số hộ"], ["Xã Một", 1], ["Xã Hai", 2], [total, 3]]
    assert figures(read(table, [OF_PLACES], places=PLACES))[("h", "", "2025-06", "level")] == 3


def test_groups_of_people_within_a_place(read, figures):
    rows = [
        ["Hộ nghèo tháng 6 năm 2025"], ["Xã", "Nhóm", "Số hộ"], ["Xã Một", "Tổng số", 12], [None, "Nữ", 7],
        ["Xã Hai", "Nam", 2], [None, "Nữ", 3],
    ]  # fmt: skip
    reading = read(rows, [OF_PLACES], {"Sheet1": ["A3:A4", "A5:A6"]}, places=PLACES, whole=["Tổng số"])
    assert figures(reading) == {("h", "1", "2025-06", "level"): 12} and told(reading) == [("no_row", "B5")]


def test_two_places_in_one_row_are_named(read):
    rows = [["Hộ nghèo tháng 6 năm 2025"], ["Xã", "Số hộ"], ["Xã Một", 12], ["Hai + Ba", 7], ["Bốn", 7]]
    assert told(read(rows, [OF_PLACES], places=FOUR)) == [("place_unknown", "A4")]


def test_places_across_with_what_each_column_means(read, figures):
    rule = {"title": "hồ sơ", "places": "columns", "basis": "month", "rows": {"Trễ hạn": "h"}}
    both = lambda upper, lower, rule=rule: read(
        [["Hồ sơ tháng 6 năm 2025"], ["", *upper], ["", *lower], ["Trễ hạn", 50, 10, 60, 20], ["Đúng hạn", 5, 1, 6, 2]],
        [rule], {"Sheet1": ["A2:A3", "B2:C2", "D2:E2"]}, places=PLACES,
    )  # fmt: skip
    names = ["Xã Một", None, "Xã Hai", None]
    assert figures(both(names, ["Kế hoạch", "Thực hiện"] * 2)) == {
        ("h#plan", "1", "2025-12", "year"): 50, ("h", "1", "2025-06", "month"): 10,
        ("h#plan", "2", "2025-12", "year"): 60, ("h", "2", "2025-06", "month"): 20,
    }  # fmt: skip
    assert figures(both(["Tháng 6", None, "Lũy kế 6 tháng", None], ["Xã Một", "Xã Hai"] * 2)) == {
        ("h", "1", "2025-06", "month"): 50, ("h", "2", "2025-06", "month"): 10,
        ("h", "1", "2025-06", "year_to_date"): 60, ("h", "2", "2025-06", "year_to_date"): 20,
    }  # fmt: skip
    worded = rule | {"columns": [{"words": "mới", "measure": "m"}]}
    assert figures(both(names, ["Cũ", "Mới"] * 2, worded)) == {
        ("m", "1", "2025-06", "month"): 10, ("m", "2", "2025-06", "month"): 20,
    }  # fmt: skip
    only = {("h", "1", "2025-06", "month"): 50, ("h", "2", "2025-06", "month"): 60}
    assert figures(both(names, ["Thực hiện", "So với cùng kỳ"] * 2)) == only
    years = both(["Năm 2024", None, "Năm 2025", None], ["Xã Một", "Xã Hai"] * 2)
    assert {(p, v) for (_, _, p, _), v in figures(years).items()} == {("2025-06", 60), ("2025-06", 20)}


def test_units_that_number_formats_write(make_book):
    rows = [
        ["Thu tháng 6 năm 2025"],
        ["ĐVT: đồng"],
        ["", "Tháng 6"],
        ["Thuế", 12.5],
        ["Phí", 12500000],
        ["Lệ phí", 7],
        ["Đất", 4],
    ]
    path = make_book(rows)
    book = openpyxl.load_workbook(path)
    for row, code in enumerate(['0.0" tỷ"', '0.0,,"tr"', ";;;", '#,##0 "đ"'], 4):
        book.active.cell(row, 2).number_format = code
    book.save(path)
    source = {"owner": "thue", "files": "*", "tables": [MONEY]}
    reading = read_file(path, Sources.model_validate({"sources": [source]}))
    assert [o["value"] for o in reading.observations] == pytest.approx([12500, 12.5, 7e-6, 4e-6])
    assert [o["note"].endswith("ô bị ẩn") for o in reading.observations] == [False, False, True, False]
    assert told(reading) == [("hidden", "B6")]


def test_truth_values_and_times_of_day_are_named(read):
    rows = [
        ["Thu tháng 6 năm 2025"],
        ["ĐVT: triệu đồng"],
        ["", "Tháng 6"],
        ["Thuế", True],
        ["Phí", 5.5],
        ["Lệ phí", dt.time(12, 30)],
        ["Đất", 7.5],
    ]
    reading = read(rows, [MONEY])
    assert [o["value"] for o in reading.observations] == [5.5, 7.5]
    assert [(p.code, p.cell, p.value) for p in reading.problems] == [
        ("not_a_number", "B4", "TRUE"), ("not_a_number", "B6", "12:30:00"),
    ]  # fmt: skip


def test_what_is_to_happen_is_no_event(read):
    days = ["5/3/2025", "QĐ 12 ngày 7/3/2025", "Dự kiến 15/9/2025", "Trước 30/6/2025", "Hạn: 1/7/2025"]
    rows = [
        ["Sản phẩm được công nhận"],
        ["STT", "Tên", "Ngày"],
        *([i, f"Mắm {i}", d] for i, d in enumerate(days, 1)),
    ]
    rule = {"title": "sản phẩm", "events": {"measure": "o", "date": "ngày", "text": "tên"}}
    reading = read(rows, [rule])
    assert [o["period_start"] for o in reading.observations] == ["2025-03-05", "2025-03-07"]
    assert told(reading) == [("no_date", "C5"), ("no_date", "C6"), ("no_date", "C7")]


def test_money_beyond_that_of_the_country_is_of_another_unit_than_nobody_prints(read):
    rows = [["Thu tháng 6 năm 2025"], ["", "Tháng 6"], ["A B", 95300000000], ["C D", 21400000000]]
    rule = {"title": "thu", "rows": EACH, "columns": MONTH, "unit": "tỷ đồng"}
    assert ("too_large", "B3") in told(found := read(rows, [rule])) and not found.observations
    rows[0] = ["Thu tháng 6 năm 2025 (ĐVT: đồng)"]
    assert [o["value"] for o in read(rows, [rule]).observations] == pytest.approx([95.3, 21.4])
