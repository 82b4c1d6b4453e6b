"""Rows of words in the middle of a table: they head the figures below them, and are held to the rule as a title is."""

import pytest

N = None

TITLE = "Thu ngân sách tháng 6 năm 2025"
RULE = {"title": "thu ngân sách", "unit": "tỷ đồng", "columns": ["month", "year_to_date", "plan"],
        "rows": [{"label": "Tổng thu", "measure": "thu"}, {"label": "Thu nội địa", "measure": "noi_dia"}]}  # fmt: skip


@pytest.mark.parametrize("numbers", [["A", "B", 1, 2, "3=2/1", "4=1/2", 5], ["A", "B", 1, 2, 3, 4, 5]])
def test_one_row_of_figures_below_numbers_of_columns_with_sums_in_them(read, numbers):
    heads = [
        "STT",
        "Chỉ tiêu",
        "Tháng 6",
        "Lũy kế 6 tháng",
        "So dự toán (%)",
        "So cùng kỳ (%)",
        "Kế hoạch năm 2025",
    ]
    rows = [[TITLE], [*[None] * 6, "ĐVT: tỷ đồng"], heads, numbers, [1, "Tổng thu", 45, 262, 50, 104, 520]]
    got = read({"S": rows}, [RULE | {"rows": RULE["rows"][:1]}])
    assert [(o["cell"], o["value"]) for o in got.observations] == [("C5", 45), ("D5", 262), ("G5", 520)]


HEADS = ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế 6 tháng", "Kế hoạch năm 2025"]


@pytest.fixture
def below(read):
    """What is read of the row below some rows of words, and what is said; the row above them is read in any case."""

    def found(*between, figures=(35, 202, 400), heads=HEADS, whole=("Toàn huyện", "Huyện Cần Đước"), **rule):
        rows = [[TITLE], [*[None] * 4, "ĐVT: triệu đồng"], heads, [1, "Tổng thu", 45, 262, 520]]
        rows += [*between, [2, "Thu nội địa", *figures]]
        got = read({"S": rows}, [RULE | {"unit": "triệu đồng"} | rule], whole=list(whole))
        read_ = {o["cell"]: (o["value"], o["period"]) for o in got.observations}
        assert {"C4", "D4", "E4"} <= read_.keys()
        last = str(len(rows))
        told = [(p.code, p.cell) for p in got.problems if p.severity == "error"]
        return {cell[0]: v for cell, v in read_.items() if cell[1:] == last}, told

    return found


AS_PRINTED = {"C": (35, "2025-06"), "D": (202, "2025-06"), "E": (400, "2025-12")}


@pytest.mark.parametrize(
    "row",
    [["Đơn vị tính: nghìn đồng"], [None, "ĐVT: nghìn đồng"], [None, "(Nghìn đồng)"], ["II", "Nghìn đồng"],
     ["II", "Phần phí", None, None, "ĐVT: nghìn đồng"], [*[None] * 4, "ĐVT: nghìn đồng"]],
)  # fmt: skip
def test_a_caption_among_the_rows_is_that_of_the_rows_below_it(below, row):
    assert below(row, figures=(35000, 202000, 400000)) == (AS_PRINTED, [])
    assert below([*row[:-1], row[-1].replace("nghìn", "triệu").replace("Nghìn", "Triệu")]) == (AS_PRINTED, [])


@pytest.mark.parametrize("row", [["Trang 2"], ["B. CÁC KHOẢN KHÁC"], ["Phần II: Thu nội địa"]])
def test_ordinary_words_as_wide_as_the_table_say_nothing_else(below, row):
    assert below(row) == (AS_PRINTED, [])


def test_words_left_of_the_labels_date_and_place_the_rows_below_them(below):
    assert {k: v for k, v in below(["NĂM 2024"])[0].items() if k != "E"} == {
        "C": (35, "2024-06"), "D": (202, "2024-06")}  # fmt: skip
    assert not below(["HUYỆN BẾN LỨC"])[0]


@pytest.mark.parametrize(
    "words",
    ["Phần còn phải thu", "Chênh lệch so với tháng 5", "Kế hoạch tháng 7", "Dự kiến", "Số cũ (không dùng)", "Số cũ",
     "Mẫu", "Phần tỉnh hưởng", "Bình quân đầu người", "Số tăng thêm", "Quý I", "Số chưa quyết toán", "Số liệu bản cũ",
     "Các khoản nợ đọng", "Trước sáp nhập", "Cùng kỳ năm trước", "Cùng kỳ năm 2024", "Dự toán năm 2026",
     "Số liệu tháng 5", "THÁNG 5", "Số thu tháng 5/2025", "THU NGÂN SÁCH THÁNG 6 NĂM 2024", "Số quá hạn", "Hoàn thuế",
     "Nợ đọng", "Nợ khó thu", "Thuế còn nợ", "Số đăng ký", "Ước cả năm", "Tham khảo số tháng 4", "Ví dụ",
     "Niên độ ngân sách 2024", "Phương án 2", "Người dân chưa nộp", "Tạm ứng chưa thu hồi", "Đang xử lý",
     "Năm học 2023-2024", "Huyện Bến Lức", "Bến Lức", "Toàn tỉnh"],
)  # fmt: skip
@pytest.mark.parametrize("own", [(), (40, 222, 440)])
def test_a_group_that_makes_other_figures_of_those_below_it_keeps_them_out(below, words, own):
    for row in (["II", words, *own], [f"Phần II: {words}" if words[:2] in ("Số", "Kế") else words]):
        if len(row) == 1 and len(words.split()) < 2:
            continue
        got, told = below(row)
        assert (not got or own and len(row) == 1) and [c for c, cell in told].count("remark_against") < 2
        assert told


def test_one_note_names_the_words_and_where_they_stand(read):
    rows = [[TITLE], [*[None] * 4, "ĐVT: tỷ đồng"], HEADS, [1, "Tổng thu", 45, 262, 520]]
    got = read({"S": [*rows, ["II", "Phần còn phải thu"], [2, "Thu nội địa", 35, 202, 400]]}, [RULE])
    (one,) = (p for p in got.problems if p.severity == "error")
    assert one.code == "remark_against" and one.cell == "C6"
    assert "Phần còn phải thu" in one.message and "B5" in one.message


def test_words_of_a_year_or_of_a_plan_keep_what_is_of_it(below):
    assert below(["II", "Năm 2024"])[0] == {"C": (35, "2024-06"), "D": (202, "2024-06")}
    assert below(["II", "Kế hoạch năm 2025"])[0].keys() == {"E"}


ORDINARY = (
    "Thu nội địa|Trong đó|Khu vực nông thôn|Các xã vùng hạ|Khối trường học|Thu cân đối ngân sách|Chia theo sắc thuế|"
    "Khối các cơ quan Đảng|Nông nghiệp|Lĩnh vực văn hóa - xã hội|Các khoản thu phí, lệ phí|Phân theo nguồn vốn|"
    "Chăn nuôi|Thủy sản|Thu từ đất|Các chỉ tiêu chủ yếu|Cụm 1|Theo loại hình doanh nghiệp|Thu điều tiết|"
    "Thu bổ sung từ ngân sách cấp trên|Vụ hè thu|Năm 2025|Tháng 6 năm 2025|Thu thường xuyên|Huyện Cần Đước|"
    "Toàn huyện|Thu tiền sử dụng đất|Thu không thường xuyên|Ngân sách địa phương - Local budget|"
    "Thực hiện tháng 6|Dự án khởi công mới năm 2024|Nghị quyết số 57/2024|Vốn kế hoạch năm 2025|Khối xã|"
    "Kế hoạch vốn năm 2024 kéo dài|Kế hoạch vốn bổ sung năm 2025|Vốn cấp tỉnh hỗ trợ|Cơ quan cấp tỉnh quản lý|"
    "Thu kết dư năm trước|Thu phân chia theo tỷ lệ phần trăm (%)|Tội phạm chưa thành niên|Năm học 2024-2025|"
    "Đất chưa sử dụng|Tăng cường cơ sở vật chất trường học|Miễn, giảm học phí|Giảm phát thải nhựa|Nhu cầu thiết yếu"
)


@pytest.mark.parametrize("words", ORDINARY.split("|"))
def test_ordinary_groups_are_read(below, words):
    for own in ((), (40, 222, 440))[: 2 - (words == "Thu nội địa")]:
        assert below(["II", words, *own]) == below([N, f"II. {words}", *own]) == (AS_PRINTED, [])


@pytest.mark.parametrize(
    ("words", "read_too"),
    [("Huyện Bến Lức", False), ("Số liệu tháng 5", False), ("Lao động bị mất việc", False), ("Dự kiến", False),
     ("Kế hoạch năm 2025", False), ("Quý I năm 2025", False), ("GIẢI QUYẾT VIỆC LÀM THÁNG 6 NĂM 2024", False),
     ("Cùng kỳ năm 2024", False), ("Các xã vùng hạ", True), ("Huyện Cần Đước", True), ("Cụm 1", True)],
)  # fmt: skip
@pytest.mark.parametrize("wide", [True, False])
def test_rows_of_words_between_communes_are_held_to_the_same(read, words, read_too, wide):
    rows = [["Giải quyết việc làm tháng 6 năm 2025"], ["STT", "Đơn vị", "Số lao động (người)"]]
    rows += [[1, "Xã Long Trạch", 90], [words] if wide else ["II", words], [2, "Xã Long Khê", 80]]
    rule = {"title": "việc làm", "places": "rows", "basis": "month",
            "columns": [{"words": "số lao động", "measure": "v", "unit": "người"}]}  # fmt: skip
    places = [{"code": "1", "name": "Xã Long Trạch"}, {"code": "2", "name": "Xã Long Khê"}]
    got = read({"S": rows}, [rule], places=places, whole=["Toàn huyện", "Huyện Cần Đước"])
    assert [o["place"] for o in got.observations if o["period"] == "2025-06"] == ["1", "2"][: 1 + read_too]


@pytest.mark.parametrize(
    "name",
    ["Chi chuyển nguồn", "Thu chuyển nguồn năm trước chuyển sang", "Thu hồi tạm ứng", "Thu tiền chậm nộp",
     "Các sắc thuế còn lại", "Tiết kiệm 10% chi thường xuyên", "Công trình đã hoàn thành chưa quyết toán",
     "Các khoản thu phân chia theo tỷ lệ %", "Hộ kinh doanh chưa đăng ký thuế", "Chuyển đổi cơ cấu cây trồng"],
)  # fmt: skip
def test_a_group_named_after_what_stands_below_it_is_read(below, name):
    """Nothing is said of its figures by "chuyển nguồn", "còn lại", "chưa …" in a name."""
    assert below(["II", name]) == (AS_PRINTED, [])


@pytest.mark.parametrize(
    "words", ["Đơn vị tính là nghìn đồng", "Tính bằng nghìn đồng", "Thu phí - ĐVT: nghìn đồng"]
)
def test_a_unit_that_a_sentence_tells_among_the_rows_is_that_of_those_below(below, words):
    for row in ([words], [None, words]):
        assert below(row, figures=(35000, 202000, 400000)) == (AS_PRINTED, [])


def test_what_is_below_the_next_group_is_read_although_it_is_named_alike(below):
    assert below(["II", "Số đã thu"], [1, "Thu nội địa", 9, 9, 9], ["III", "Số còn phải thu"])[1]
    got, told = below(["II", "Số còn phải thu"], [1, "Thu nội địa", 9, 9, 9], ["III", "Số đã thu"])
    assert got == AS_PRINTED and told == [("remark_against", "C6")]


@pytest.mark.parametrize("words, used", [("Trong đó: nợ đọng", 0), ("Trong đó: thuế", 3)])
def test_what_stands_below_a_part_that_is_not_done_is_not_read(read, words, used):
    rows = [
        [TITLE],
        [*[N] * 4, "ĐVT: tỷ đồng"],
        HEADS,
        ["I", "Tổng thu", 45, 262, 520],
        [N, words, 40, 222, 440],
    ]
    got = read({"S": [*rows, [N, "   + Thu nội địa", 35, 202, 400]]}, [RULE])
    assert len(got.observations) == 3 + used


def test_a_plan_above_one_column_is_no_source_of_money(read):
    rows = [
        [TITLE],
        ["ĐVT: tỷ đồng"],
        ["Chỉ tiêu", "Số tiền"],
        ["Tổng thu", 45],
        ["II. Kế hoạch vốn năm 2025"],
    ]
    rule = RULE | {"columns": [{"words": "số tiền", "basis": "month"}]}
    got = read({"S": [*rows, ["1. Thu nội địa", 35]]}, [rule])
    assert [o["cell"] for o in got.observations] == ["B4"]


@pytest.mark.parametrize("title", ["Giải ngân vốn đầu tư tháng 6 năm 2025", TITLE])
def test_bodies_of_the_province_own_works_and_no_taxes(read, title):
    rows = [[title], ["ĐVT: tỷ đồng"], ["Chỉ tiêu", "Tháng 6"], ["I. Khối tỉnh"], ["1. Thu nội địa", 35]]
    rule = RULE | {"title": title.partition(" tháng")[0], "rows": RULE["rows"][1:]}
    got = read(
        {"S": [*rows, ["II. Toàn tỉnh"], ["1. Tổng thu", 9]]}, [rule], whole=["Toàn huyện", "Huyện Cần Đước"]
    )
    assert [o["value"] for o in got.observations] == [35] * (title != TITLE)


@pytest.mark.parametrize("own", [(), (50,)])
def test_groups_of_months_date_the_rows_below_them(read, own):
    rows = [["Thu ngân sách năm 2025"], ["ĐVT: tỷ đồng"], ["Chỉ tiêu", "Số thu"], ["I. Tháng 5", *own]]
    rows += [["1. Tổng thu", 45], ["II. Tháng 6", *own], ["1. Tổng thu", 46]]
    rule = RULE | {"columns": [{"words": "số thu", "basis": "month"}], "rows": RULE["rows"][:1]}
    got = read({"S": rows}, [rule])
    assert [(o["cell"], o["period"]) for o in got.observations] == [("B5", "2025-05"), ("B7", "2025-06")]


@pytest.mark.parametrize("labels, read_", [(("Thu a", "Thu b"), 2), (("Thu Một", "Thu Hai"), 4)])
def test_a_name_alone_is_another_area_but_where_all_labels_are_written_so(read, labels, read_):
    rows = [[TITLE], ["ĐVT: tỷ đồng"], ["Chỉ tiêu", "Tháng 6"], ["I. Thu nội địa"], [f"1. {labels[0]}", 35]]
    rows += [["2. Thu c", 1], ["II. Cần Giuộc"], [f"1. {labels[1]}", 9], ["2. Thu Bốn", 9]]
    rule = RULE | {"columns": ["month"], "rows": [{"each": True, "measure": "{label}"}]}
    got = read({"S": rows}, [rule], whole=["Toàn huyện", "Huyện Cần Đước"])
    assert len(got.observations) == read_


def test_brackets_behind_insurance_say_whose_it_is(read):
    rows = [["Tham gia BHYT tháng 6 năm 2025"], ["Nhóm", "Số người (người)"], ["BHYT (hộ gia đình)", 30]]
    rule = {"title": "tham gia BHYT", "basis": "level", "columns": [{"words": "số người", "unit": "người"}],
            "rows": [{"label": "BHYT hộ gia đình", "measure": "g"}]}  # fmt: skip
    got = read(
        {"S": [*rows, ["BHYT (học sinh)", 20]]}, [rule | {"rows": [{"each": True, "measure": "{label}"}]}]
    )
    assert [o["unit"] for o in got.observations] == ["người"] * 2 and not got.problems


@pytest.mark.parametrize(
    "heads",
    [
        ["Nhóm nợ", "Số hộ", "Số tiền"],
        ["Người nộp", "Số nợ", "Đã thu"],
        [None, "Nợ cũ", "Nợ mới"],
        ["Loại", 2023, 2024],
    ],
)
@pytest.mark.parametrize("gap", [0, 1])
def test_heads_of_ones_own_in_the_middle_begin_another_table(read, heads, gap):
    """They are not read under those of the table above, also not the total that is asked for by name."""
    rows = [[TITLE], ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế 6 tháng"], [1, "Tổng thu", 45, 262], *[[]] * gap]
    rows += [[None, *heads], [1, "Hộ khoán", 30, 20], [2, "Thu nội địa", 35, 202]]
    got = read({"S": rows}, [RULE | {"columns": ["month", "year_to_date"]}])
    assert [o["cell"] for o in got.observations] == ["C3", "D3"]


def test_rows_of_words_are_no_heads(read):
    rows = [[TITLE], ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế 6 tháng", "Ghi chú"], [1, "Tổng thu", 45, 262]]
    rows += [
        [2, "Thu A", "Chưa có", "Chưa báo cáo"],
        [None, "Thu B", "Chưa thu", "Không có"],
        [3, "Thu nội địa", 35, 202],
    ]
    got = read({"S": rows}, [RULE | {"columns": ["month", "year_to_date"]}])
    assert [o["cell"] for o in got.observations] == ["C3", "D3", "C6", "D6"]


@pytest.mark.parametrize("gap", [0, 2])
def test_a_table_with_list_numbers_above_one_without_keeps_its_rows(read, gap):
    rows = [
        [TITLE],
        ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế 6 tháng"],
        [1, "Tổng thu", 45, 262],
        [2, "Thu A", 5, 26],
    ]
    rows += [*[[]] * gap, ["Khoản thu", "Tháng 6", "Lũy kế"], ["Phạt", 3, 20], ["Thu nội địa", 35, 202]]
    got = read({"S": rows}, [RULE | {"columns": ["month", "year_to_date"]}])
    assert {o["cell"]: o["basis"] for o in got.observations} == {
        "C3": "month", "D3": "year_to_date", f"B{7 + gap}": "month", f"C{7 + gap}": "year_to_date"}  # fmt: skip


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("line", ["CHI NGÂN SÁCH", "II. CHI", "Chi ngân sách tháng 6 năm 2025"])
def test_a_total_of_the_rows_below_another_line_alone_is_not_the_table_s(read, first, line):
    rule = RULE | {"columns": ["month"], "rows": [{"label": "Tổng cộng", "measure": "thu"}]}
    above, parts = [[1, "Thu A", 45], [2, "Thu B", 26]], [[1, "Chi A", 300], [2, "Chi B", 200]]

    def told(total, between=line):
        below = [[None, "Tổng cộng", total], *parts] if first else [*parts, [None, "Tổng cộng", total]]
        got = read({"S": [[TITLE], ["STT", "Chỉ tiêu", "Tháng 6"], *above, [between], *below]}, [rule])
        return [o["value"] for o in got.observations]

    assert told(500) == [] and told(571) == [571] and told(500, "Thu ngân sách") == [500]


@pytest.mark.parametrize("line", ["Kế hoạch", "Số kế hoạch", "Mục tiêu", "Bản xin ý kiến", "Kịch bản 2"])
def test_a_line_between_rows_that_makes_plans_or_drafts_of_them_is_heard(read, line):
    rows = [[TITLE], ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế 6 tháng"], [1, "Tổng thu", 45, 262], [None, line]]
    got = read({"S": [*rows, [2, "Thu nội địa", 35, 202]]}, [RULE])
    assert {p.code for p in got.problems} & {"remark", "remark_against"}
