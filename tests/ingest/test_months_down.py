"""Months down the rows of a table: their year, months to come, words beside them, rows that add them up."""

from __future__ import annotations

import pytest

YEAR = "TAI NẠN GIAO THÔNG NĂM 2025"
NAMES = ["Tháng", "Số vụ", "Số người chết"]
MONTHS = [[f"Tháng {m}", m + 2, m % 2] for m in range(1, 7)]


@pytest.fixture
def down(read):
    columns = [
        {"words": w, "measure": w, "unit": u} for w, u in (("số vụ", "vụ"), ("số người chết", "người"))
    ]
    rule = {"title": "tai nạn giao thông", "periods": "rows", "columns": columns}
    return lambda rows, names=NAMES, title=YEAR: read(
        [[title], names, *rows], [rule], whole=["Huyện Cần Đước"]
    )


def months(reading, measure="số vụ"):
    return {o["period"]: o["value"] for o in reading.observations if o["measure"] == measure}


def asked(reading):
    return {(p.code, p.cell) for p in reading.problems if p.severity != "note"}


@pytest.mark.parametrize(
    "names", [["Năm", "Tháng"], ["Tháng", "Năm"], ["STT", "Năm", "Tháng"], ["Năm báo cáo", "Quý", "Tháng"]]
)
@pytest.mark.parametrize(("first", "last"), [(2023, 2024), ("2023", "2024"), ("Năm 2023", "Năm 2024")])
@pytest.mark.parametrize("title", ["TAI NẠN GIAO THÔNG", YEAR])
def test_a_column_of_years_dates_the_months_beside_and_below_it(down, names, first, last, title):
    told = {"STT": "", "Quý": ""}
    rows = []
    for year, month in ((first, "Tháng 11"), ("", "Tháng 12"), (last, "Tháng 1"), ("", "Tháng 2")):
        said = told | {"Năm": year, "Năm báo cáo": year, "Tháng": month}
        rows.append([*(said[n] for n in names), len(rows) + 1, 0])
    wanted = {"2023-11": 1, "2023-12": 2, "2024-01": 3, "2024-02": 4}
    assert months(down(rows, [*names, *NAMES[1:]], title)) == wanted


def test_a_sum_between_the_years_dates_nothing(down):
    rows = [[2024, "Tháng 12", 4, 1], ["Cộng", "", 40, 9], [2025, 1, 5, 0]]
    found = down(rows, ["Năm", *NAMES], "TAI NẠN GIAO THÔNG")
    assert months(found) == {"2024-12": 4, "2025-01": 5}


def test_months_across_new_year_without_a_year_are_of_no_period(down):
    found = down([["Tháng 12", 4, 1], ["Tháng 1", 5, 0]], title="TAI NẠN GIAO THÔNG")
    assert not found.observations and ("no_period", "A1") in asked(found)


@pytest.mark.parametrize("label", ["Tháng {}", "T{}", "{:02d}/2025"])
@pytest.mark.parametrize("first", [[], ["STT"]])
def test_months_left_blank_are_no_remarks(down, label, first):
    rows = [[label.format(m), m + 2, m % 2][: 3 if m < 7 else 1] for m in range(1, 13)]
    rows = [[m, *row] for m, row in enumerate(rows, 1)] if first else rows
    found = down(rows, [*first, *NAMES])
    assert months(found) == {f"2025-{m:02d}": m + 2 for m in range(1, 7)} and not asked(found)


def test_a_note_below_months_is_heard(down):
    found = down([*MONTHS, ["Số liệu tháng 8"]])
    assert not found.observations and ("remark_against", "B3") in asked(found)


def test_noughts_of_months_to_come_are_told_and_left_out(down):
    to_come = [[f"Tháng {m}", 0, 0] for m in range(7, 13)]
    found = down([*MONTHS, *to_come, ["Cả năm", 33, 3]])
    assert max(p for p in months(found, "số người chết") if p < "2025-12") == "2025-06"
    assert {c for code, c in asked(found) if code == "no_period_row"} == {f"A{r}" for r in range(9, 15)}
    lone = [MONTHS[0], ["Tháng 2", 0, 0], *MONTHS[2:], ["Tháng 7", 0, 0]]
    assert months(down(lone)) == {f"2025-{m:02d}": 0 if m in (2, 7) else m + 2 for m in range(1, 8)}


def test_noughts_of_the_months_that_the_title_names_are_figures(down):
    rows = [*MONTHS[:4], ["Tháng 5", 0, 0], ["Tháng 6", 0, 0]]
    found = down(rows, title="TAI NẠN GIAO THÔNG 6 THÁNG NĂM 2025")
    assert months(found)["2025-06"] == 0 and not asked(found)


@pytest.mark.parametrize(
    "label",
    ["{} (dự kiến)", "{} - dự báo", "Dự kiến {}", "{} (nợ)", "{} (cùng kỳ)", "{} (toàn tỉnh)", "{} (xã Mỹ Lệ)",
     "{} tăng", "{} (huyện Cần Giuộc)", "Bình quân {}", "{} (còn lại)", "{} (tuần 1)", "{} (%)", "{} so tháng 5"],
)  # fmt: skip
def test_words_beside_a_month_that_make_other_figures_of_its_row_are_told(down, label):
    found = down([["Tháng 5", 4, 1], [label.format("tháng 6"), 3, 1]])
    assert months(found) == {"2025-05": 4} and ("no_period_row", "A4") in asked(found)


@pytest.mark.parametrize(
    ("label", "vintage"),
    [("Tháng 6 (ước)", "estimate"), ("Ước thực hiện tháng 6", "estimate"), ("Tháng 6 (ước TH)", "estimate"),
     ("Tháng 6 (chính thức)", None), ("Thực hiện tháng 6", None), ("- Tháng 6*", None), ("Tháng 6 (quyết toán)", None)],
)  # fmt: skip
def test_words_of_what_is_done_stay_beside_a_month(down, label, vintage):
    found = down([["Tháng 5", 4, 1], [label, 3, 1]])
    assert months(found) == {"2025-05": 4, "2025-06": 3} and not asked(found)
    said = {o["vintage"] for o in found.observations if o["period"] == "2025-06"}
    assert vintage is None or said == {vintage}


@pytest.mark.parametrize(
    "label", ["Tổng", "Cộng", "Tổng cộng", "Trung bình", "Bình quân tháng", "So cùng kỳ (%)"]
)
def test_a_row_that_adds_up_or_compares_the_months_is_not_asked_about(down, label):
    found = down([*MONTHS, [label, 33, 3]])
    assert len(months(found)) == 6 and not asked(found)


THU = [
    {
        "title": "thu ngân sách",
        "unit": "tỷ đồng",
        "columns": ["month", "year_to_date"],
        "rows": [{"each": True, "measure": "{label}"}],
    }
]


def test_heads_of_months_without_figures_are_not_asked_about(read):
    heads = ["STT", "Chỉ tiêu", *(f"T{m}" for m in range(1, 13))]
    rows = [["THU NGÂN SÁCH THÁNG 6/2025"], heads, [1, "Thu A", 1, 2, 3, 4, 5, 6]]
    assert "unclear_head" not in {code for code, _ in asked(read(rows, THU))}
    rows[2] += ["", "", "", 7]
    assert ("unclear_head", "L2") in asked(read(rows, THU))


def test_noughts_before_months_left_blank_are_months_to_come(read):
    heads = ["STT", "Chỉ tiêu", *(f"Tháng {m}" for m in range(1, 13))]
    rows = [[m, f"Thu {m}", *(m for _ in range(6)), 0, 0, 0] for m in range(1, 4)]
    found = read([["THU NGÂN SÁCH NĂM 2025"], heads, *rows], THU)
    assert {o["period"] for o in found.observations} == {f"2025-{m:02d}" for m in range(1, 7)}
    assert {c for code, c in asked(found) if code == "unclear_head"} == {"I2", "J2", "K2"}


@pytest.mark.parametrize(
    "last", [[3, "Thu kết dư ngân sách năm trước"], ["", "Thu chuyển nguồn năm trước sang"]]
)
def test_a_last_row_left_blank_is_no_remark(read, last):
    rows = [
        ["THU NGÂN SÁCH THÁNG 6/2025"],
        ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế"],
        [1, "Thu A", 60, 412],
        [2, "Thu B", 4, 24],
    ]
    found = read([*rows, last], THU)
    assert len(found.observations) == 4 and "remark" not in {code for code, _ in asked(found)}
    noted = read([*rows, ["", "Số liệu lấy theo năm trước"]], THU)
    assert "remark_against" in {code for code, _ in asked(noted)}


def test_a_title_of_another_month_than_the_sheet_that_dates_its_table_is_asked_about(read):
    rule = THU[0] | {"title": "thu quỹ", "period": "sheet", "columns": ["month"]}
    for title in (
        "Thu quỹ tháng 3",
        "Thu quỹ",
        "Thu quỹ tháng 2",
        "Thu quỹ năm 2025",
        "Thu quỹ 2 tháng đầu năm 2025",
    ):
        rows = [[title], ["STT", "Nội dung", "Trong tháng"], [1, "Tổng số quỹ", 2]]
        found = read({"T2.2025": rows}, [rule])
        assert asked(found) == ({("year_doubt", "A1")} if title.endswith("3") else set()), title


def test_names_with_months_in_brackets_are_still_no_names(read):
    rows = [[1, "Thu A (T5)", 50, 352], [2, "Thu A (T6)", 60, 412]]
    heads = ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế"]
    found = read([["THU NGÂN SÁCH THÁNG 6/2025"], heads, *rows], THU)
    assert not found.observations and ("period_rows", "B3") in asked(found)


@pytest.mark.parametrize("head", ["Số vụ năm 2024", "Số vụ (2024)", "Số vụ cùng kỳ 2024", "Năm 2024 (số vụ)"])
def test_a_column_of_another_year_is_of_that_year(down, head):
    names, rows = ["Tháng", head, "Số người chết"], [["Tháng 1", 5, 1], ["Tháng 2", 4, 0], ["Tháng 3", 7, 2]]
    found = down(rows, names)
    assert months(found) == {"2024-01": 5, "2024-02": 4, "2024-03": 7}
    assert months(found, "số người chết") == {"2025-01": 1, "2025-02": 0, "2025-03": 2}


def test_a_column_of_the_month_before_is_of_that_month(down):
    found = down([["Tháng 1", 5, 1], ["Tháng 2", 4, 0]], ["Tháng", "Số vụ tháng trước", "Số người chết"])
    assert months(found) == {"2024-12": 5, "2025-01": 4}


@pytest.mark.parametrize("group", ["Huyện Bến Lức", "Kế hoạch", "Dự kiến", "Cùng kỳ", "Số liệu cũ", "Mẫu"])
def test_months_below_a_group_that_makes_others_of_them_are_not_used(down, group):
    found = down([*MONTHS[:3], [group], ["Tháng 4", 50, 9], ["Tháng 5", 51, 8]])
    assert months(found) == {"2025-01": 3, "2025-02": 4, "2025-03": 5} and asked(found)


@pytest.mark.parametrize("group", ["Năm 2025", "Quý II", "Đội CSGT", "Thực hiện"])
def test_months_below_ordinary_groups_are_read(down, group):
    found = down([*MONTHS[:3], [group], *MONTHS[3:]])
    assert len(months(found)) == 6
