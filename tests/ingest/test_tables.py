"""A golden table for each difficulty of real office sheets."""

import datetime

import pytest
from tcvn3 import to_tcvn3


def test_stacked_header_without_merges_and_year_as_a_number(tables_of, heads):
    (table,) = tables_of([
        ["23. Vốn đầu tư thực hiện"],
        [],
        ["", "", "", "", "Tỷ đồng"],
        ["", "", "Thực hiện", "Ước tính", "Năm 2021"],
        ["", "", "tháng 11", "tháng 12", "so với"],
        ["", "", "năm", "năm", "kế hoạch"],
        ["", "", 2021, 2021, "năm (%)"],
        [],
        ["TỔNG SỐ", "", 100.5, 120, 84.3],
        ["", "Trung ương", 40, 50, 81.2],
    ])  # fmt: skip
    assert table.title == "23. Vốn đầu tư thực hiện"
    assert [u.text for u in table.captions] == ["Tỷ đồng"]
    assert heads(table) == {
        "C": "Thực hiện tháng 11 năm 2021",
        "D": "Ước tính tháng 12 năm 2021",
        "E": "Năm 2021 so với kế hoạch năm (%)",
    }
    assert [(r.row + 1, r.label, r.path) for r in table.rows] == [
        (9, "TỔNG SỐ", ()),
        (10, "Trung ương", ("TỔNG SỐ",)),
    ]


def test_pairs_under_one_parent_with_an_empty_spacer(tables_of, heads):
    rows = [
        ["14. Hàng hóa xuất khẩu"],
        ["", "", "", "", "", "", "Nghìn tấn; Triệu USD"],
        ["", "", "Ước tính", "", "", "Ước tính", ""],
        ["", "", "tháng 2", "", "", "2 tháng", ""],
        ["", "", "năm 2025", "", "", "năm 2025", ""],
        ["", "", "Lượng", "Trị giá", "", "Lượng", "Trị giá"],
        ["TỔNG TRỊ GIÁ", "", "", 1000, "", "", 2000],
        ["", "Gạo", 5, 2.5, "", 9, 4.5],
        ["", "Cà phê", 6, 3.5, "", 8, 5.5],
    ]
    said = {
        "C": "Ước tính tháng 2 năm 2025 Lượng",
        "D": "Ước tính tháng 2 năm 2025 Trị giá",
        "F": "Ước tính 2 tháng năm 2025 Lượng",
        "G": "Ước tính 2 tháng năm 2025 Trị giá",
    }
    merges = ["C3:D3", "C4:D4", "C5:D5", "F3:G3", "F4:G4", "F5:G5"]
    for table in (tables_of(rows, merges)[0], tables_of(rows)[0]):  # merged one row at a time, or not at all
        assert heads(table) == said
        gold = {c.text: table.unit_at(table.rows[1], c)[0].text for c in table.columns}
        assert gold[said["C"]] == "Nghìn tấn" and gold[said["G"]] == "Triệu USD"


def test_two_label_columns_and_in_that_rows(tables_of):
    (table,) = tables_of([
        ["16. CPI tháng 2 năm 2025"],
        ["", "", "", "Tháng 1 năm 2025", "Tháng 2 năm 2025"],
        ["CHỈ SỐ GIÁ TIÊU DÙNG", "", "", 101.0, 100.2],
        ["", "Hàng ăn", "", 102.0, 100.1],
        ["", "   Trong đó:", "Lương thực", 103.0, 99.2],
        ["", "", "Thực phẩm", 104.0, 99.3],
        ["", "Giáo dục", "", 105.0, 98.2],
    ])  # fmt: skip
    assert [(r.label, r.path) for r in table.rows] == [
        ("CHỈ SỐ GIÁ TIÊU DÙNG", ()),
        ("Hàng ăn", ("CHỈ SỐ GIÁ TIÊU DÙNG",)),
        ("Lương thực", ("CHỈ SỐ GIÁ TIÊU DÙNG", "Hàng ăn")),
        ("Thực phẩm", ("CHỈ SỐ GIÁ TIÊU DÙNG", "Hàng ăn")),
        ("Giáo dục", ("CHỈ SỐ GIÁ TIÊU DÙNG",)),
    ]


def test_group_markers_in_the_number_column(tables_of):
    (table,) = tables_of([
        ["Thu ngân sách tháng 6 năm 2025"],
        ["STT", "Chỉ tiêu", "ĐVT", "Thực hiện tháng 6", "Lũy kế 6 tháng"],
        ["A", "B", "C", 1, 2],
        ["I", "Thu nội địa", "Triệu đồng", 10, 60],
        ["1", "Thuế", '"', 6, 40],
        ["1.1", "Thuế đất", '"', 2, 15],
        ["2", "Phí", '"', 4, 20],
        ["II", "Thu khác", "Tỷ đồng", 1, 6],
    ])  # fmt: skip
    assert [(r.label, r.path, r.unit.text) for r in table.rows] == [
        ("Thu nội địa", (), "Triệu đồng"),
        ("Thuế", ("Thu nội địa",), "Triệu đồng"),
        ("Thuế đất", ("Thu nội địa", "Thuế"), "Triệu đồng"),
        ("Phí", ("Thu nội địa",), "Triệu đồng"),
        ("Thu khác", (), "Tỷ đồng"),
    ]


def test_units_in_all_their_places(tables_of):
    (table,) = tables_of([
        ["Doanh nghiệp tháng 6 năm 2025"],
        ["", "Thực hiện tháng 5 (Tỷ đồng)", "Thực hiện tháng 6 (Tỷ đồng)", "So với cùng kỳ (%)"],
        ["Vốn đăng ký", 1.5, 2.5, 101.2],
        ["Số lao động (Nghìn người)", 3.5, 4.5, 99.2],
        ["I. Vận chuyển (Nghìn HK)"],
        ["Đường bộ", 5.5, 6.5, 98.1],
    ])  # fmt: skip
    units = {(r.label, c.col): table.unit_at(r, c)[0].text for r in table.rows for c in table.columns}
    assert units["Vốn đăng ký", 1] == "Tỷ đồng"
    assert units["Số lao động (Nghìn người)", 2] == "Nghìn người"
    assert units["Đường bộ", 2] == "Nghìn HK"  # inherited from its group
    assert {u for (_, col), u in units.items() if col == 3} == {"%"}


def test_a_footnote_unit_holds_for_its_rows_only(tables_of):
    (table,) = tables_of([
        ["Nhập khẩu tháng 6 năm 2025"],
        ["", "", "Nghìn tấn"],
        ["", "Tháng 5", "Tháng 6"],
        ["Sắt thép", 10, 11],
        ["Ô tô nguyên chiếc(*)", 900, 950],
        ["(*) Chiếc"],
    ])  # fmt: skip
    assert [table.unit_at(r, table.columns[0])[0].text for r in table.rows] == ["Nghìn tấn", "Chiếc"]
    assert table.rows[1].label == "Ô tô nguyên chiếc"
    assert table.notes == ["(*) Chiếc"]


def test_a_footnote_of_two_units_for_a_pair_of_columns(tables_of):
    (table,) = tables_of([
        ["Nhập khẩu tháng 6 năm 2025"],
        ["", "", "Nghìn tấn; Triệu USD"],
        ["", "Tháng 6 Lượng", "Tháng 6 Trị giá"],
        ["Sắt thép", 10, 11],
        ["Ô tô nguyên chiếc(*)", 900, 950],
        ["(*)Chiếc, triệu USD"],
    ])  # fmt: skip
    units = [[table.unit_at(r, c)[0].text for c in table.columns] for r in table.rows]
    assert units == [["Nghìn tấn", "Triệu USD"], ["Chiếc", "triệu USD"]]


def test_label_wrapped_over_two_rows(tables_of):
    (table,) = tables_of([
        ["Sản lượng năm 2024"],
        ["", "Năm 2023", "Năm 2024"],
        ["Máy móc, thiết bị,"],
        ["dụng cụ  và phụ tùng", 1.5, 2.5],
        ["Tổng sản lượng", 3.5, 4.5],
        ["lương thực có hạt"],
        ["Trong đó:"],
        ["Lúa", 5.5, 6.5],
    ])  # fmt: skip
    assert [(r.label, r.row + 1) for r in table.rows] == [
        ("Máy móc, thiết bị, dụng cụ và phụ tùng", 4),
        ("Tổng sản lượng lương thực có hạt", 5),
        ("Lúa", 8),
    ]


def test_a_second_block_lower_down_and_one_continued(tables_of, heads):
    first, second, third = tables_of([
        ["23. Bán lẻ tháng 9 năm 2020"],
        ["", "Tháng 8", "Tháng 9"],
        ["Tổng số", 10, 11],
        ["Khác", 2, 3],
        ["24. Bán lẻ các quý năm 2020"],
        ["", "Quý II", "Quý III"],
        ["Tổng số", 30, 31],
        ["Khác", 6, 7],
        [],
        ["(Tiếp theo)"],
        ["", "Quý IV", "Cả năm"],
        ["Tổng số", 40, 101],
    ])  # fmt: skip
    assert [t.title for t in (first, second, third)] == [
        "23. Bán lẻ tháng 9 năm 2020",
        "24. Bán lẻ các quý năm 2020",
        "24. Bán lẻ các quý năm 2020",
    ]
    assert heads(third) == {"B": "Quý IV", "C": "Cả năm"}
    assert [len(t.rows) for t in (first, second, third)] == [2, 2, 1]


def test_scratch_work_beside_the_table(tables_of, heads):
    (table,) = tables_of(
        [
            ["Xuất khẩu tháng 3 năm 2017"],
            ["", "Thực hiện tháng 2", "Ước tính", "", "", ""],
            ["", "", "tháng 3", "utt2", "T11", "+/-"],
            ["Tổng số", 10, 11, 9, 8.5, 1.1],
            ["Gạo", 2, 3, 2.5, 2.2, 0.8],
        ],
        merges=["B2:B3"],
    )
    assert heads(table) == {"B": "Thực hiện tháng 2", "C": "Ước tính tháng 3"}
    assert [c.text for c in table.columns if c.beside] == ["utt2", "T11", "+/-"]


def test_hidden_rows_and_columns_are_kept_and_flagged(tables_of):
    (table,) = tables_of(
        [["Bảng năm 2024"], ["", "Năm 2023", "Năm 2024"], ["Lúa", 1.5, 2.5], ["Ngô", 3.5, 4.5]],
        hidden=["B", 4],
    )
    assert [c.hidden for c in table.columns] == [True, False]
    assert [r.hidden for r in table.rows] == [False, True]


def test_empty_cells_that_are_not_empty_and_far_ones(tables_of):
    rows = [["Bảng năm 2024"], ["", "Năm 2023", "Năm 2024"], ["Lúa", 1.5, 2.5], ["Ngô", 3.5, 4.5]]
    rows += [["\xa0"] * 30 for _ in range(50)]
    (table,) = tables_of(rows)
    assert len(table.rows) == 2 and len(table.columns) == 2


def test_letterhead_numbered_header_and_bilingual_labels(tables_of, heads):
    (table,) = tables_of([
        ["BỘ TÀI CHÍNH", "", "", "Phụ lục số 09/CKTC-NSNN"],
        ["UBND HUYỆN", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["", "", "", "Độc lập - Tự do - Hạnh phúc"],
        ["QUYẾT TOÁN THU NGÂN SÁCH NĂM 2006"],
        ["(Kèm theo Quyết định số 757/QĐ-BTC ngày 12/03/2007)"],
        ["", "", "", "Đơn vị: Triệu đồng"],
        ["STT", "Chỉ tiêu - Items", "Dự toán - Plan 2006", "Quyết toán - Final 2006"],
        ["A", "B", 1, "2=1+0"],
        ["1", "Thu nội địa\nDomestic revenue", 100, 110],
        ["2", "Thu khác - Others", 10, 11],
        ["(Ghi chú: số liệu đã được phê duyệt)"],
    ])  # fmt: skip
    assert table.title.startswith("QUYẾT TOÁN THU NGÂN SÁCH NĂM 2006")
    assert "CỘNG HÒA" not in table.title
    assert [u.text for u in table.captions] == ["Triệu đồng"]
    assert heads(table) == {"C": "Dự toán - Plan 2006", "D": "Quyết toán - Final 2006"}
    assert [r.label for r in table.rows] == ["Thu nội địa Domestic revenue", "Thu khác - Others"]


def test_tcvn3_sheet(tables_of, heads):
    (table,) = tables_of([
        [to_tcvn3("7. Tổng mức bán lẻ hàng hóa")],
        ["", to_tcvn3("Thực hiện tháng 11"), to_tcvn3("Ước tính tháng 12 năm 2001")],
        [to_tcvn3("Tổng số"), 10.5, 11.5],
        [to_tcvn3("Lương thực"), 1.5, 2.5],
    ])  # fmt: skip
    assert table.title == "7. Tổng mức bán lẻ hàng hóa"
    assert heads(table)["C"] == "Ước tính tháng 12 năm 2001"
    assert [r.label for r in table.rows] == ["Tổng số", "Lương thực"]


def test_header_turned_into_a_date(tables_of, heads):
    (table,) = tables_of([
        ["Chỉ số tồn kho năm 2013"],
        ["", datetime.date(2013, 1, 12), datetime.date(2013, 12, 1)],
        ["Dệt", 101.5, 102.5],
        ["May", 103.5, 104.5],
    ])  # fmt: skip
    assert heads(table) == {"B": "1/12/2013", "C": "1/12/2013"}  # both were typed 1 December


def test_nil_marks_zero_and_numbers_as_text(tables_of):
    (table,) = tables_of([
        ["Bảng tháng 6 năm 2025"],
        ["", "Tháng 5", "Tháng 6"],
        ["a) Lúa", "4377,6", 0],
        ["b) Ngô", "-", "…"],
        ["c) Đậu", "102,7", "x"],
    ])  # fmt: skip
    kinds = {(r + 1, c): k for (r, c), (k, _) in table.cells.items() if c}
    assert kinds == {
        (3, 1): "digits",
        (3, 2): "number",
        (4, 1): "nil",
        (4, 2): "nil",
        (5, 1): "digits",
        (5, 2): "nil",
    }


def test_a_plan_column_with_hardly_a_number_is_a_column(tables_of, heads):
    (table,) = tables_of([
        ["Tỷ lệ nước sạch đến 30/6/2025"],
        ["STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm 2025", "Đến 30/6/2025"],
        ["1", "Số hộ", "hộ", "", 38190],
        ["2", "Tỷ lệ", "%", "≥ 80", 78.3],
    ])  # fmt: skip
    assert heads(table) == {"D": "Kế hoạch năm 2025", "E": "Đến 30/6/2025"}


def test_title_row_without_table_gives_none(tables_of):
    assert tables_of([["Ghi chú"], ["Không có số liệu"]]) == []
    assert tables_of([["", ""]]) == []


@pytest.mark.parametrize(
    "figures",
    [
        [(2000, 2001), (2002, 2003), (2004, 2005)],  # every row could be a row of years
        [(1990, 2010), (12, 55), (11, 50)],
        [(10, 60), (1990, 2010), (11, 50)],
        [(10, 60), (2010, 2011), (11, 50)],
        [(10, 60), (12, 55), (2010, 2011)],
        [(10, 60), ("đang rà soát", "chờ kết quả"), (11, 50)],  # words are no head of another table
    ],
)
@pytest.mark.parametrize("numbered", [True, False])
def test_figures_that_could_be_years_and_words_are_rows_of_their_table(tables_of, heads, figures, numbered):
    names = ["Xã Long Cang", "Xã Mỹ Lệ", "Dự án đường tỉnh"]
    rows = [["STT", "Xã, thị trấn", "Tháng 6", "Lũy kế 6 tháng"]]
    rows += [[i, name, *pair] for i, (name, pair) in enumerate(zip(names, figures, strict=True), 1)]
    rows = rows if numbered else [row[1:] for row in rows]
    (table,) = tables_of([["Số hộ nghèo tháng 6 năm 2025"], *rows])
    assert list(heads(table).values()) == ["Tháng 6", "Lũy kế 6 tháng"]
    assert [r.label for r in table.rows] == names
    read = [tuple(table.cells[r.row, c.col][1] for c in table.columns) for r in table.rows]
    assert read == figures


@pytest.mark.parametrize(
    "top", [[], [["", "Thực hiện", "Thực hiện"]], [["Cây trồng", "Thực hiện tháng 6 năm", "Ước tháng 7 năm"]]]
)
def test_years_across_are_heads(tables_of, heads, top):
    years = ["Cây trồng", 2023, 2024] if len(top) < 1 or not top[0][0] else ["", 2023, 2024]
    (table,) = tables_of([["Diện tích gieo trồng"], *top, years, ["Lúa", 10, 60], ["Ngô", 12, 55]])
    assert [text.split()[-1] for text in heads(table).values()] == ["2023", "2024"]
    assert [r.label for r in table.rows] == ["Lúa", "Ngô"]


@pytest.mark.parametrize("between", [[], [["Trang 2"]], [["Trang 2/3"]], [["Page 2 of 3"]]])
def test_a_printed_page_goes_on_with_its_heads_repeated(tables_of, between):
    heads = ["STT", "Chỉ tiêu", "Tháng 7", "Lũy kế 7 tháng"]
    rows = [["Thu thuế tháng 7 năm 2024"], heads, [1, "Môn bài", 10, 70], [2, "TNCN", 20, 140]]
    found = tables_of([*rows, *between, heads, [3, "Phí", 30, 210], [4, "Lệ phí", 40, 280]])
    assert {t.title for t in found} == {"Thu thuế tháng 7 năm 2024"}
    assert [r.label for t in found for r in t.rows] == ["Môn bài", "TNCN", "Phí", "Lệ phí"]


def test_heads_in_the_middle_of_their_groups_without_merges(tables_of, heads):
    months = ["Tháng 4", "Tháng 5", "Tháng 6"]
    rows = [["Bưu chính"], ["Chỉ tiêu", "", "Năm 2023", "", "", "Năm 2024", ""], ["", *months, *months]]
    (table,) = tables_of([*rows, ["Thư", *range(10, 16)], ["Bưu kiện", *range(20, 26)]])
    assert list(heads(table).values()) == [f"Năm {y} {m}" for y in (2023, 2024) for m in months]


def test_a_head_beside_a_merged_one_stands_over_its_group_too(tables_of, heads):
    rows = [["Thu"], ["Chỉ tiêu", "Năm 2023", "", "Năm 2024", ""], ["", "Quý I", "Quý II", "Quý I", "Quý II"]]
    (table,) = tables_of([*rows, ["A", 10, 11, 20, 21], ["Phí", 1, 2, 3, 4]], ["A2:A3", "D2:E2"])
    assert list(heads(table).values()) == [f"Năm {y} Quý {q}" for y in (2023, 2024) for q in ("I", "II")]


def test_numbers_below_a_head_of_months_are_months(tables_of, heads):
    rows = [["Số ca năm 2024"], ["TT", "Xã", "Tháng", "", "", "Cộng"], ["", "", 1, 2, 3, ""]]
    (table,) = tables_of([*rows, [1, "Xã Một", 3, 4, 5, 12], [2, "Xã Hai", 1, 2, 3, 6]], ["C2:E2", "F2:F3"])
    assert list(heads(table).values()) == ["Tháng 1", "Tháng 2", "Tháng 3", "Cộng"]


def test_parts_typed_below_the_first_are_beside_it(tables_of):
    rows = [
        ["Thu thuế tháng 4 năm 2024"],
        ["STT", "Chỉ tiêu", "Tháng 4", "Lũy kế"],
        [1, "Doanh nghiệp", 60, 240],
    ]
    parts = [["", "Trong đó: Thuế GTGT", 20, 80], ["", "            Thuế TNDN", 30, 120]]
    (table,) = tables_of([*rows, *parts, [2, "Hộ cá thể", 40, 160]])
    assert [(*r.path, r.label) for r in table.rows] == [
        ("Doanh nghiệp",), ("Doanh nghiệp", "Thuế GTGT"), ("Doanh nghiệp", "Thuế TNDN"), ("Hộ cá thể",)
    ]  # fmt: skip
