"""When figures are: months that a head, a title, a file's name or a typed figure says in an odd way."""

import pandas as pd
import pytest

from analysis.ingest.across import doubts
from analysis.ingest.contract import frame_of
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources

TITLE = "KẾT QUẢ THU NGÂN SÁCH THÁNG 6 NĂM 2025"
MONTH, DATE = ("month", "2025-06"), ("year_to_date", "2025-06")
RULES = [
    {
        "title": "thu ngân sách",
        "unit": "tỷ đồng",
        "columns": ["month", "year_to_date"],
        "rows": [{"each": True, "measure": "{label}"}],
    }
]


def rows(*heads, title=TITLE, names=("Thu A", "Thu B")):
    """Two rows: 11, 12 … below the heads in row 4, 21, 22 … in row 5."""
    figures = [[name, *range(i + 1, i + 1 + len(heads))] for name, i in zip(names, (10, 20), strict=True)]
    return [[title], ["ĐVT: tỷ đồng"], ["Chỉ tiêu", *heads], *figures]


def told(found):
    return {o["cell"]: (o["basis"], o["period"]) for o in found.observations}


@pytest.mark.parametrize(
    "heads, title, wanted",
    [
        (("Đến 31/5", "Trong tháng 6", "Đến 30/6"), TITLE, {"C4": MONTH, "D4": DATE}),
        (("Kỳ I", "Kỳ II", "Cả tháng"), TITLE, {"D4": MONTH}),
        (("15 ngày đầu", "15 ngày cuối", "Cả tháng"), TITLE, {"D4": MONTH}),
        (("Tháng 6 (riêng)", "Tháng 6 (cộng dồn)"), TITLE, {"B4": MONTH, "C4": DATE}),
        (("Riêng tháng 6", "Lũy kế"), TITLE, {"B4": MONTH, "C4": DATE}),
        (("Tr.tháng", "L.kế"), TITLE, {"B4": MONTH, "C4": DATE}),
        (("Trg tháng", "TH l.kế"), TITLE, {"B4": MONTH, "C4": DATE}),
        (("Trong tháng", "Lũy kế"), "KẾT QUẢ THU NGÂN SÁCH THÁNG 6-25", {"B4": MONTH, "C4": DATE}),
        (("Trong tháng", "Lũy kế"), "BAO CAO THU NGAN SACH THANG 6 NAM 2025", {"B4": MONTH, "C4": DATE}),
    ],
)
def test_heads_as_offices_shorten_them(read, heads, title, wanted):
    found = told(read(rows(*heads, title=title), RULES))
    assert {cell: found.get(cell) for cell in wanted} == wanted


@pytest.mark.parametrize(
    "heads", [("Đến 31/5", "Đến 30/6"), ("Kỳ I", "Kỳ II"), ("Số dư đến 30/6", "Tháng 6")]
)
def test_days_without_a_month_beside_them_are_no_sums(read, heads):
    assert "B4" not in told(read(rows(*heads), RULES))


@pytest.mark.parametrize("count, moved, copied", [(3, 0, True), (2, 0, False), (4, 5, False)])
def test_months_without_a_sum_are_a_copy_where_all_of_them_are(read, count, moved, copied):
    def sheet(month, more):
        body = [[f"Thu {n}", 10 + n + (n == 0) * more] for n in range(count)]
        title = TITLE.replace("6", str(month))
        return [[title], ["ĐVT: tỷ đồng"], ["Nội dung", f"Tháng {month}"], *body]

    months = [RULES[0] | {"columns": ["month"]}]
    found = read({"T5": sheet(5, 0), "T6": sheet(6, moved)}, months)
    assert len(found.observations) == 2 * count
    told = doubts(frame_of(pd.DataFrame(found.observations)))
    assert [p.sheet for p in told if p.code == "month_copied"] == ["T6"] * copied


@pytest.mark.parametrize(
    "when",
    [
        "6 năm 2025 (âm lịch)",
        "6/2025 âm lịch",
        "chạp năm 2024",
        "Giêng năm 2025",
        "6 nhuận",
        "6 năm Ất Tỵ 2025",
    ],
)
def test_months_of_the_moon_are_none(read, codes, when):
    found = read(rows("Trong tháng", "Lũy kế", title=f"Kết quả thu ngân sách tháng {when}"), RULES)
    assert not found.observations and any(severity != "note" for severity, _ in codes(found))
    assert not told(read(rows(f"Tháng {when}", title="Thu ngân sách năm 2025"), RULES))


@pytest.mark.parametrize("upper, lower", [(5, 6), (6, 5), (6, 4)])
def test_a_second_head_of_another_month_dates_its_sums_too(read, upper, lower):
    first = rows(
        f"Tháng {upper}", "Lũy kế", title=f"THU NGÂN SÁCH THÁNG {upper} NĂM 2025", names=("Thu C", "Thu D")
    )
    found = told(read(first + rows(f"Tháng {lower}", "Lũy kế")[2:], RULES))
    assert found["C4"] == ("year_to_date", f"2025-{upper:02d}")
    assert (found["B7"], found["C7"]) == (
        ("month", f"2025-{lower:02d}"),
        ("year_to_date", f"2025-{lower:02d}"),
    )


def test_a_month_alone_above_a_second_table_is_its_month(read):
    first = rows("Trong tháng", "Lũy kế", title="THU NGÂN SÁCH THÁNG 5 NĂM 2025", names=("Thu C", "Thu D"))
    found = told(read([*first, ["Tháng 6 năm 2025"], *rows("Trong tháng", "Lũy kế")[2:]], RULES))
    assert (found["B4"], found["B8"], found["C8"]) == (("month", "2025-05"), MONTH, DATE)


def csv_of(tmp_path, *lines, name="thu.csv"):
    path = tmp_path / name
    path.write_text("\n".join([f"{TITLE};;", "ĐVT: đồng;;", *lines]), encoding="utf-8-sig")
    source = {"owner": "thue", "files": "*", "tables": RULES}
    return read_file(path, Sources.model_validate({"sources": [source]}))


@pytest.mark.parametrize("typed", ["12-Thg5;13-Thg5", "5-Jun;12-May", "Jun-25;May-25", "Thg6-25;5-Jun"])
def test_figures_that_excel_made_dates_of_are_no_heads_and_no_figures(tmp_path, typed):
    found = csv_of(tmp_path, "Chỉ tiêu;Trong tháng;Lũy kế", f"Thu A;{typed}", "Thu B;21;126")
    assert told(found) == {"B5": MONTH, "C5": DATE}
    assert {p.cell for p in found.problems} >= {"B4", "C4"}


def test_days_that_excel_made_of_months_are_no_heads(tmp_path):
    assert not told(csv_of(tmp_path, "Chỉ tiêu;5-Thg6;6-Thg6", "Thu A;10;11", "Thu B;20;21"))


def test_powers_of_ten_of_a_csv_are_numbers(tmp_path):
    found = csv_of(tmp_path, "Chỉ tiêu;Trong tháng;Lũy kế", "Thu A;1,25E+09;6,5E+09", "Thu B;2,5E+08;1,5E+09")
    assert [o["value"] for o in found.observations] == pytest.approx([1.25, 6.5, 0.25, 1.5])


def codes_of(make_book, name, title=TITLE):
    path = make_book(rows("Trong tháng", "Lũy kế", title=title), name=name)
    source = {"owner": "thue", "files": "**", "tables": RULES}
    root = path.parents[name.count("/")]
    return {
        p.code for p in read_file(path, Sources.model_validate({"sources": [source]}), root=root).problems
    }


@pytest.mark.parametrize(
    "name",
    ["2025-05/thu.xlsx", "T5.2025/thu.xlsx", "Tháng 5-2025/thu.xlsx", "thu_202505.xlsx", "thu-thang-5.xlsx"],
)
def test_a_file_s_name_and_a_folder_before_the_figures_are_asked_about(make_book, name):
    assert "year_doubt" in codes_of(make_book, name)


@pytest.mark.parametrize(
    "name", ["2025-07/thu.xlsx", "2025-06/thu-thang-6.xlsx", "thu_062025.xlsx", "Quý II-2025/thu.xlsx"]
)
def test_names_that_fit_the_figures_are_not(make_book, name):
    assert "year_doubt" not in codes_of(make_book, name)


def test_a_december_in_the_folder_of_its_january_is_asked_about(make_book):
    december = "KẾT QUẢ THU NGÂN SÁCH THÁNG 12 NĂM "
    assert "year_doubt" in codes_of(make_book, "2025-01/thu.xlsx", december + "2025")
    assert "year_doubt" not in codes_of(make_book, "2025-01/thu.xlsx", december + "2024")


@pytest.mark.parametrize("moved", [0, 5])
def test_two_months_of_the_same_figures_are_a_copy(read, moved):
    may, june = rows("Tháng 5", "Lũy kế", title=TITLE.replace("6", "5")), rows("Tháng 6", "Lũy kế")
    for row in june[3:]:
        row[2] += moved  # in the count to date
    found = read({"T5": may, "T6": june}, RULES)
    assert len(found.observations) == 8
    said = [
        (p.sheet, p.cell)
        for p in doubts(frame_of(pd.DataFrame(found.observations)))
        if p.code == "month_copied"
    ]
    assert said == ([] if moved else [("T6", "B4")])


@pytest.mark.parametrize(
    "when",
    [
        "năm học 2024-2025 đến tháng 6/2025",
        "năm ngân sách 2024 đến hết tháng 1/2025",
        "năm 2024 thời gian chỉnh lý đến 31/01/2025",
        "nhiệm kỳ 2020-2025 đến tháng 6/2025",
        "vụ Đông Xuân 2024-2025 đến tháng 6/2025",
        "thực hiện kế hoạch 5 năm 2021-2025 đến hết tháng 6/2025",
        "từ 01/4 đến tháng 6/2025",
        "2021-2025, tính đến 30/6/2025",
    ],
)
def test_sums_of_years_that_begin_before_january_are_asked_about(read, when):
    found = read(rows("Số hộ", "Lũy kế", title=f"KẾT QUẢ THU NGÂN SÁCH {when}"), RULES)
    assert not found.observations
    assert ("unclear_head", "C3") in {(p.code, p.cell) for p in found.problems}


@pytest.mark.parametrize(
    "when",
    [
        "năm ngân sách 2025 đến hết tháng 6/2025",
        "tháng 6 năm 2025 thực hiện Chương trình giai đoạn 2021-2025",
        "tháng 6 năm 2025 và nhiệm vụ năm học 2025-2026",
        "tháng 6 năm 2025 so với năm 2024",
        "tháng 6/2025 thực hiện Nghị quyết năm 2024",
        "tháng 6 năm 2025 (từ ngày 01/6 đến ngày 30/6)",
    ],
)
def test_years_beside_a_month_leave_its_sums_alone(read, when):
    found = told(read(rows("Tháng 6", "Lũy kế", title=f"KẾT QUẢ THU NGÂN SÁCH {when}"), RULES))
    assert found["B4"] == MONTH and found["C4"] == DATE


@pytest.mark.parametrize("head", ["Lũy kế của dự án", "Lũy kế toàn dự án", "Lũy kế công trình"])
def test_sums_of_works_are_none_of_the_year(read, head):
    assert {*told(read(rows("Tháng 6", head), RULES))} == {"B4", "B5"}


def test_a_term_of_a_school_is_no_part_of_a_month(read):
    title = "KẾT QUẢ THU NGÂN SÁCH HỌC KỲ II THÁNG 6 NĂM 2025"
    assert told(read(rows("Tháng 6", "Lũy kế từ đầu năm", title=title), RULES))["C4"] == DATE
    assert {*told(read(rows("Tháng 6", "Lũy kế", title=title), RULES))} == {"B4", "B5"}
    assert not told(read(rows("Thực hiện", "Lũy kế", title=title.replace("HỌC KỲ II", "KỲ II")), RULES))


AUGUST = "KẾT QUẢ THU NGÂN SÁCH THÁNG 8 NĂM 2025"
SEPTEMBER = "KẾT QUẢ THU NGÂN SÁCH THÁNG 9 NĂM 2025"


@pytest.mark.parametrize(
    "heads, title, cell",
    [
        (("Tháng này", "Lũy kế 2 tháng"), AUGUST, "C4"),
        (("Tháng này", "2 tháng"), AUGUST, "C4"),
        (("Tháng này", "Lũy kế 03 tháng"), SEPTEMBER, "C4"),
        (("Tháng này", "Lũy kế 3 tháng (7, 8, 9)"), SEPTEMBER, "C4"),
        (("Lũy kế 2 tháng",), AUGUST, "B4"),
        (("Tháng 8", "Lũy kế 02 tháng đầu"), AUGUST, "C4"),
        (("Tháng 8", "Lũy kế 2 tháng 7, 8"), AUGUST, "C4"),
        (("Tháng 8", "Lũy kế 7 tháng"), AUGUST, "C4"),
        (("Kế hoạch năm 2025", "Tháng này", "Lũy kế 3 tháng", "Ước cả năm 2025"), SEPTEMBER, "D4"),
        (("Tháng 8", "2 tháng", "8 tháng"), AUGUST, "C4"),
        (
            ("Tháng này", "Lũy kế"),
            "KẾT QUẢ THU NGÂN SÁCH THÁNG 8 VÀ 2 THÁNG CHÍNH QUYỀN 2 CẤP NĂM 2025",
            "C4",
        ),
    ],
)
def test_months_counted_from_an_unsaid_month_on_are_asked_about(read, codes, heads, title, cell):
    found = read(rows(*heads, title=title), RULES)
    assert cell not in told(found)
    assert ("warning", "unclear_head") in codes(found)


@pytest.mark.parametrize(
    "heads, title, wanted",
    [
        (("Tháng 8", "8 tháng"), AUGUST, {"C4": ("year_to_date", "2025-08")}),
        (("6 tháng đầu năm", "Tháng 8"), AUGUST, {"B4": DATE}),
        (("7 tháng", "Ước tháng 8"), AUGUST, {"B4": ("year_to_date", "2025-07")}),
        (("3 tháng", "6 tháng", "9 tháng"), SEPTEMBER, {"C4": DATE, "D4": ("year_to_date", "2025-09")}),
        (("6 tháng", "Tháng 7", "Tháng 8"), AUGUST, {"B4": DATE}),
        (
            ("6 tháng", "9 tháng", "Cả năm"),
            "KẾT QUẢ THU NGÂN SÁCH NĂM 2025",
            {"B4": DATE, "C4": ("year_to_date", "2025-09")},
        ),
    ],
)
def test_months_that_other_heads_go_on_from_are_the_years(read, heads, title, wanted):
    found = told(read(rows(*heads, title=title), RULES))
    assert {cell: found.get(cell) for cell in wanted} == wanted


@pytest.mark.parametrize(
    "heads, wanted",
    [
        (("Thời điểm 31/12 (%)", "Thời điểm 30/6 (%)"), {"B4": "2024-12", "C4": "2025-06"}),
        (("Đến 31/12 (%)", "Đến cuối tháng (%)"), {"B4": "2024-12", "C4": "2025-06"}),
        (("Đến 30/9 (%)", "Đến 30/6 (%)"), {"C4": "2025-06"}),
        (("Đến 31/12/2025 (%)", "Đến 30/6 (%)"), {"C4": "2025-06"}),
    ],
)
def test_a_level_of_a_day_to_come_is_of_the_year_before_or_asked_about(read, heads, wanted):
    rules = [
        {"title": "bao phủ", "unit": "%", "basis": "level", "columns": ["level"], "rows": RULES[0]["rows"]}
    ]
    found = read(rows(*heads, title="TỶ LỆ BAO PHỦ THÁNG 6 NĂM 2025"), rules)
    assert {o["cell"]: o["period"] for o in found.observations if o["cell"][1:] == "4"} == wanted


def test_rows_of_months_below_a_title_to_date_are_no_single_months(read, codes):
    rule = {"title": "tai nạn", "periods": "rows", "columns": [{"words": "số vụ", "measure": "v"}]}
    table = [["Tháng", "Số vụ"], ["Tháng 5", 13], ["Tháng 6", 17]]
    for words in ("(LŨY KẾ)", "(LŨY KẾ TỪ ĐẦU NĂM)"):
        found = read([[f"TAI NẠN NĂM 2025 {words}"], *table], [rule])
        assert found.observations == [] and ("error", "no_basis") in codes(found)
    assert len(read([["TAI NẠN NĂM 2025"], *table], [rule]).observations) == 2


@pytest.mark.parametrize(
    "sheet, used, code",
    [
        ("T6", {"B4", "C4"}, None),
        ("Tháng 6-2025", {"B4", "C4"}, None),
        ("Quý 2", {"C4"}, "unclear_head"),
        ("Q2-2025", {"C4"}, "unclear_head"),
        ("T6 (Bến Lức)", set(), "title_words"),
        ("T6 không dùng", set(), "remark_against"),
        ("T6 bản cũ", set(), "remark_against"),
        ("Mẫu T6", {"B4", "C4"}, "remark"),
        ("Tháng 6 (2)", {"B4", "C4"}, "title_more"),
    ],
)
def test_the_name_of_a_sheet_that_says_the_month_is_held_to_what_a_title_is(read, sheet, used, code):
    rule = RULES[0] | {"period": "sheet", "rows": [{"label": "Thu A", "measure": "a"}]}
    found = read({sheet: rows("Trong tháng", "Lũy kế", title="KẾT QUẢ THU NGÂN SÁCH NĂM 2025")}, [rule])
    assert {o["cell"] for o in found.observations} == used
    assert code is None or code in {p.code for p in found.problems}


def test_of_two_sheets_of_one_month_that_named_after_it_is_read(read):
    table = rows("Trong tháng", "Lũy kế")
    older = [[v + 100 if isinstance(v, int) else v for v in row] for row in table]
    found = read({"T5": older, "T6": table}, RULES)
    assert {o["sheet"] for o in found.observations} == {"T6"}
    assert {(p.sheet, p.code) for p in found.problems if p.severity == "error"} == {("T5", "duplicate")}
