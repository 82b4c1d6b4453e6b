"""The words around a table: what makes other figures of it is asked about, what is ordinary is read."""

import openpyxl
import pytest
from openpyxl.comments import Comment

from analysis.ingest.areas import Areas
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources

TITLE = "Thu ngân sách tháng 6 năm 2025"
RULE = {"title": "thu ngân sách", "unit": "tỷ đồng", "columns": ["month", "year_to_date"],
        "rows": [{"each": True, "measure": "{label}"}]}  # fmt: skip
WHOLE = ["Toàn huyện", "Huyện Cần Đước"]


@pytest.fixture
def look(read):
    """How many of the four figures of a table with some words around it are used, and what is said of it."""

    def found(words=TITLE, above=(), sub=(), below=(), heads=("Trong tháng", "Lũy kế"), sheet="S",
              name="bc.xlsx", places=(), **rule):  # fmt: skip
        figures = [["Thu A", *range(11, 11 + len(heads))], ["Thu B", *range(21, 21 + len(heads))]]
        around = [*([t] for t in above), [words], *([t] for t in sub), ["ĐVT: tỷ đồng"]]
        rows = [*around, ["Chỉ tiêu", *heads], *figures, [], *([t] for t in below)]
        got = read({sheet: rows}, [RULE | rule], whole=WHOLE, name=name, places=[*places])
        return len(got.observations), {(p.severity, p.code) for p in got.problems if p.severity != "note"}

    return found


@pytest.mark.parametrize(
    "tail",
    [
        "(chênh lệch so với tháng 5)", "(so với tháng 5)", "(tăng, giảm so với cùng kỳ)", "- phần tăng thêm",
        "(số tăng giảm)", "- biến động so với tháng trước", "(hơn/kém cùng kỳ)", "(+/- so cùng kỳ)",
        "(phần vượt dự toán)", "(số còn phải thu)", "- nợ đọng thuế", "(còn lại)", "(kịch bản cao)",
        "(mục tiêu phấn đấu)", "- phương án đề nghị", "(tỉnh giao)", "(tỷ trọng)", "(bình quân đầu người)",
        "- tốc độ phát triển", "(cùng kỳ)", "- số liệu tháng trước", "(năm 2024)", "(quý I)", "(Bến Lức)",
        "- Cần Giuộc", "(khối xã)", "Cần Giuộc", "tại Bến Lức", "địa bàn Bến Lức", "khu vực Đức Hòa", "H.Cần Giuộc",
    ],
)  # fmt: skip
def test_a_tail_that_makes_other_figures_of_a_table_keeps_it_out(look, tail):
    count, told = look(f"{TITLE} {tail}")
    assert not count and told & {("error", "title_words"), ("error", "title_place"), ("error", "fiscal_year")}
    if tail.startswith("("):
        assert not look(sub=[tail])[0]


@pytest.mark.parametrize(
    "title",
    ["Chênh lệch thu ngân sách tháng 6 năm 2025", "Biến động thu ngân sách tháng 6 năm 2025 so với tháng 5",
     "Mức tăng thu ngân sách tháng 6 năm 2025", "Số còn phải thu ngân sách tháng 6 năm 2025",
     "Thu ngân sách Cần Giuộc tháng 6 năm 2025", "Thu ngân sách - Cần Giuộc tháng 6 năm 2025",
     "Thu ngân sách địa bàn Bến Lức tháng 6 năm 2025"],
)  # fmt: skip
def test_words_beside_those_of_the_rule_are_held_to_the_same(look, title):
    count, told = look(title)
    assert not count and ("error", "title_words") in told
    asked = title.partition(" tháng")[0]
    assert look(title, title=asked if "so với" not in title else f"{asked} * so với tháng")[0] == 4


@pytest.mark.parametrize(
    "title",
    [
        "Kết quả thực hiện dự toán thu ngân sách tháng 6 năm 2025",
        "ƯỚC THỰC HIỆN DỰ TOÁN THU NGÂN SÁCH NHÀ NƯỚC THÁNG 6 VÀ 6 THÁNG ĐẦU NĂM 2025",
        "BÁO CÁO THU NGÂN SÁCH (MẪU B2-01) THÁNG 6 NĂM 2025",
        "Kết quả thu ngân sách và công tác quản lý nợ thuế tháng 6 năm 2025",
        "Kết quả giảm nợ đọng, thu ngân sách tháng 6 năm 2025",
        "Tình hình kinh tế - xã hội, thu ngân sách tháng 6 năm 2025",
        *(f"{TITLE} {tail}" for tail in (
            "(Kèm theo Báo cáo số 125/BC-UBND ngày 24/6/2025 của UBND huyện)", "(số liệu chính thức)",
            "(cập nhật đến ngày 02/7/2025)", "(bổ sung lần 1)", "(lần 2)", "(theo Tabmis)", "(NSNN)",
            "theo Nghị quyết số 12/NQ-HĐND của HĐND tỉnh Long An", "phục vụ họp UBND huyện tháng 7",
            ", huyện Cần Đước, tỉnh Long An", "theo khu vực, sắc thuế", "(nguồn: Kho bạc Nhà nước)",
            "(Số liệu tính đến 15h ngày 30/6/2025)", "(tính đến 16 giờ 30 ngày 30/6/2025)", "(khối huyện)",
            "- Đơn vị: Phòng Tài chính - Kế hoạch", "HUYỆN CẦN ĐƯỚC", "H.Cần Đước", "- Cần Đước",
            "trên địa bàn Cần Đước",
            "(Tổng hợp từ báo cáo của các xã, thị trấn)",
            "(ĐVT: tỷ đồng)", "(từ đầu năm đến nay)", "(Chi cục Thuế)", "(tháng 6)", "(số có đến cuối tháng)",
        )),
    ],
)  # fmt: skip
def test_an_ordinary_title_is_read(look, title):
    assert look(title) == (4, set())


@pytest.mark.parametrize(
    "tail",
    ["(10 xã đầu)", "(trừ tiền sử dụng đất)", "(thị trấn)", "(2 huyện)", "(chờ nộp)", "(%)", "(trích)"],
)
def test_a_tail_that_nobody_knows_is_told(look, tail):
    assert look(f"{TITLE} {tail}") == (4, {("warning", "title_more")})


def test_a_comparison_stands_for_columns_that_compare(look):
    compared = ("Tháng 6", "Lũy kế", "Tăng, giảm so với cùng kỳ")
    for tail in ("(tăng, giảm so với cùng kỳ)", "(so với dự toán và cùng kỳ)"):
        assert look(f"{TITLE} {tail}", heads=compared) == (4, set())
        assert look(f"{TITLE} {tail}")[0] == 0
    share = {"columns": [{"is": "share_of_plan", "unit": "%", "basis": "level"}], "unit": "%"}
    assert look(f"{TITLE} (so với dự toán)", heads=("So với dự toán (%)",), **share)[0] == 2


def test_a_title_that_goes_on_in_the_next_line_is_one(look):
    assert look("Thu ngân sách xã và", sub=["chi thường xuyên tháng 6 năm 2025"]) == look(
        "Thu ngân sách xã và chi thường xuyên tháng 6 năm 2025"
    )


@pytest.mark.parametrize("sheet, name", [("Chênh lệch", "bc.xlsx"), ("S", "Du bao thu NS T6-2025.xlsx")])
def test_a_name_that_says_another_kind_is_told(look, sheet, name):
    assert look(sheet=sheet, name=name) == (4, {("warning", "title_more")})
    assert look(sheet="Thu NS T6.2025", name="Thu NS huyện Cần Đước T6-2025.xlsx") == (4, set())


@pytest.mark.parametrize(
    "lines, used",
    [
        (["HUYỆN CẦN GIUỘC"], 0), (["ỦY BAN NHÂN DÂN", "HUYỆN CẦN GIUỘC"], 0), (["HUYỆN ỦY CẦN GIUỘC"], 0),
        (["CHI CỤC THUẾ HUYỆN CẦN GIUỘC"], 0), (["ỦY BAN NHÂN DÂN", "XÃ LONG HỰU ĐÔNG"], 0),
        (["Đơn vị báo cáo: UBND huyện Cần Giuộc"], 0), (["Người gửi: UBND huyện Châu Thành"], 0),
        (["HUYỆN CẦN ĐƯỚC"], 4), (["PHÒNG TÀI CHÍNH - KẾ HOẠCH HUYỆN"], 4), (["HUYỆN ỦY CẦN ĐƯỚC"], 4),
        (["Đơn vị báo cáo: Chi cục Thuế khu vực", "Đơn vị nhận báo cáo: UBND huyện"], 4),
        (["BẢO HIỂM XÃ HỘI HUYỆN CẦN GIUỘC"], 0), (["UBND TỈNH LONG AN BHXH HUYỆN CẦN GIUỘC"], 0),
        (["Phòng Lao động - Thương binh và Xã hội huyện Cần Giuộc"], 0), (["BẢO HIỂM XÃ HỘI HUYỆN CẦN ĐƯỚC"], 4),
        (["UBND TỈNH LONG AN BHXH HUYỆN CẦN ĐƯỚC"], 4), (["BẢO HIỂM XÃ HỘI TỈNH LONG AN"], 4),
        (["ĐỘI THUẾ LIÊN HUYỆN CẦN ĐƯỚC - CẦN GIUỘC"], 4), (["UBND TỈNH LONG AN", "SỞ TÀI CHÍNH"], 4),
    ],
)  # fmt: skip
def test_a_letterhead_is_read_line_by_line(look, lines, used):
    assert look(TITLE.upper(), above=lines)[0] == used
    assert look(TITLE.upper(), below=[f"GIÁM ĐỐC {lines[-1]}"])[0] == used or not lines[-1].isupper()


def test_society_is_no_commune_nor_an_office():
    areas = Areas(WHOLE)
    assert areas.other("Nhà ở xã hội thành phố Tân An") == "thành phố Tân An"
    assert areas.other("AN SINH XÃ HỘI HUYỆN CẦN GIUỘC") == "HUYỆN CẦN GIUỘC"
    assert not areas.other("AN SINH XÃ HỘI HUYỆN CẦN ĐƯỚC")


@pytest.mark.parametrize(
    "line, doubt",
    [
        ("Năm 2024", True), ("NĂM NGÂN SÁCH 2024", True), ("Quý I/2025", True), ("6 tháng đầu năm 2024", True),
        ("Tính đến 31/5/2025", True), ("Thời điểm 31/05/2025", True), ("Tháng báo cáo: 5", True),
        ("Từ ngày 01/5/2025 đến ngày 31/5/2025", True), ("Năm 2025", False), ("Quý II/2025", False),
        ("6 tháng đầu năm 2025", False), ("Tính đến 02/7/2025", False), ("Tháng báo cáo: 6", False),
        ("Thông tư 85/2024/TT-BTC", False), ("Số: 12/BC-TCKH ngày 05/5/2025", False),
    ],
)  # fmt: skip
def test_a_line_of_another_period_than_the_figures_is_asked_about(look, line, doubt):
    assert look(above=[line]) == (4, {("warning", "year_doubt")} if doubt else set())


@pytest.mark.parametrize(
    "note, code",
    [
        ("tạm lấy số tháng 5", "remark_against"), ("dùng lại số tháng trước", "remark_against"),
        ("chưa có số tháng 6, để tạm số tháng 5", "remark_against"), ("số còn phải thu", "remark_against"),
        ("theo niên độ ngân sách 2024", "remark_against"), ("tháng tính theo âm lịch", "remark_against"),
        ("các số là chênh lệch so với tháng trước", "remark_against"), ("số liệu dự báo", "remark_against"),
        ("bảng này không còn sử dụng", "remark_against"), ("của huyện Cần Giuộc", "remark_against"),
        ("số ước cả năm", "remark_against"), ("bảng này thay thế bảng gửi ngày 20/6/2025", "remark"),
        ("chỉ tính khối doanh nghiệp", "remark"), ("tạm nhập", "remark"),
        ("chưa trừ hoàn thuế", "remark"), ("gồm cả 5 ngày đầu tháng 7", "remark"), ("chưa duyệt", "remark"),
        ("đính chính: 54,2", "remark_against"), ("biểu này bỏ, dùng biểu gửi ngày 25/6", "remark_against"),
        ("đã đính chính theo số của Kho bạc", ""), ("bỏ trống là không phát sinh", ""),
        ("số liệu theo niên độ ngân sách 2025", ""), ("số liệu được tổng hợp từ các xã, thị trấn", ""),
        ("lấy số liệu tháng 5/2025 để so sánh", ""), ("số giảm chủ yếu do miễn tiền thuê đất năm nay", ""),
        ("số dự toán giao đầu năm là 600 tỷ đồng", ""), ("Lấy theo TABMIS", ""), ("tháng 5 là 9,5", ""),
    ],
)  # fmt: skip
def test_a_remark_is_held_to_the_same(look, tmp_path, note, code):
    count, told = look(below=[f"Ghi chú: {note}"])
    assert {c for _, c in told} == ({code} if code else set()) and bool(count) is (code != "remark_against")
    book = openpyxl.Workbook()
    for row in ([TITLE], ["ĐVT: tỷ đồng"], ["Chỉ tiêu", "Trong tháng"], ["Thu A", 11], ["Thu B", 21]):
        book.active.append(row)
    book.active["B4"].comment = Comment(note, "Thuế")
    book.save(path := tmp_path / "a.xlsx")
    source = {"owner": "thue", "files": "*", "tables": [RULE | {"columns": ["month"]}]}
    got = read_file(path, Sources.model_validate({"sources": [source], "whole": WHOLE}))
    assert ("B4" in {o["cell"] for o in got.observations}) is (code != "remark_against")
    assert "B5" in {o["cell"] for o in got.observations}


@pytest.mark.parametrize(
    "line, code",
    [
        ("Số liệu của tháng 5, chưa cập nhật", "remark_against"),
        ("Số liệu tháng 5", "remark_against"),
        ("Chưa duyệt", "remark"),
        ("Số liệu tháng 6 năm 2025", ""),
    ],
)
def test_a_line_above_the_title_is_held_to_the_same(look, line, code):
    count, told = look(above=[line], heads=("Tháng 6", "6 tháng"))
    assert {c for _, c in told} == ({code} if code else set()) and bool(count) is (code != "remark_against")


def test_the_mark_of_illustrative_data_within_a_title_takes_no_word_of_it(read):
    rows = [["Thu ngân sách tháng 6 năm 2025 (SỐ LIỆU MINH HỌA)"], ["Chỉ tiêu", "Trong tháng"], ["Thu A", 11]]
    found = read(rows, [{k: v for k, v in RULE.items() if k != "columns"} | {"columns": ["month"]}])
    assert [(o["period"], o["illustrative"]) for o in found.observations] == [("2025-06", True)]
    assert found.tables[0].title == "Thu ngân sách tháng 6 năm 2025"


def test_when_a_figure_was_typed_or_printed_is_no_other_time_of_it(look):
    typed = "Nhập ngày 5/7/2025", "Nhập ngày 05/7", "Đã nhập ngày 5/7/2025", "Số liệu cập nhật ngày 5/7/2025"
    for line in (*typed, "Cập nhật lúc 8h30 ngày 5/7/2025", "Ngày in: 05/07/2025 08:30", "Người lập biểu"):
        assert look(below=[line]) == (4, set()), line
    assert look(below=["Số liệu nhập ngày 20/6/2025"]) == (4, {("warning", "remark")})  # the month goes on


def test_a_line_that_compares_with_last_year_is_asked_about_where_the_heads_tell_plainly(look):
    line = "So sánh với cùng kỳ năm 2024"
    for around in ({"above": [line]}, {"sub": [line]}, {"sub": [f"({line})"]}):
        assert look(**around) == (4, {("warning", "title_more")})
        assert not look(**around, heads=("Trong tháng",))[0]  # perhaps what is more or less
    assert not look(sub=["So sánh với tháng 5"])[0]


def test_what_an_own_area_lies_in_is_no_other_place(look):
    assert look(f"{TITLE} huyện Cần Đước, tỉnh Long An") == (4, set())
    assert look(f"{TITLE.upper()}\nHUYỆN CẦN ĐƯỚC, TỈNH LONG AN") == (4, set())
    assert look(f"{TITLE} huyện Cần Đước, huyện Bến Lức") != (4, set())


def test_the_unit_whose_own_table_it_is_may_be_named_behind_the_year(read):
    places = [{"code": "1", "name": "Xã Hòa Bình"}, {"code": "2", "name": "Xã Mỹ Lệ"}]
    told = {}
    for tail in ("XÃ HÒA BÌNH", "\nXÃ HÒA BÌNH", " - XÃ HÒA BÌNH", "(XÃ HÒA BÌNH)", "HÒA BÌNH", "XÃ MỸ LỆ"):
        rows = [
            [f"{TITLE.upper()} {tail}"],
            ["ĐVT: tỷ đồng"],
            ["Chỉ tiêu", "Trong tháng", "Lũy kế"],
            ["Thu A", 11, 12],
        ]
        found = read({"S": rows}, [RULE | {"place": "1"}], whole=WHOLE, places=places)
        told[tail] = {p.code for p in found.problems if p.severity != "note"}
    assert told.pop("XÃ MỸ LỆ") and not any(told.values())


def test_a_book_with_a_sheet_for_each_month_is_of_no_wrong_month(read):
    def sheet(month, title=0):
        heads = ["Chỉ tiêu", "Trong tháng", "Lũy kế"]
        return [
            [f"Thu ngân sách tháng {title or month} năm 2025"],
            ["ĐVT: tỷ đồng"],
            heads,
            ["Thu A", month, 10 * month],
        ]

    def doubts(sheets):
        found = read(sheets, [RULE], whole=WHOLE, name="bao-cao-thang-6-2025.xlsx")
        return [p.sheet for p in found.problems if p.code == "year_doubt"]

    assert doubts({f"T{m}": sheet(m) for m in (4, 5, 6)}) == []
    assert doubts({"T4": sheet(4), "T5": sheet(5)}) == ["T5", "T4"]  # and where is June?
    assert doubts({"S": sheet(5), "T6": sheet(6)}) == ["S"]


def test_a_list_below_a_table_is_one_of_its_own(read):
    heads = ["STT", "Chỉ tiêu", "Kế hoạch năm 2025", "Trong tháng", "Lũy kế"]
    rows = [[TITLE], ["ĐVT: tỷ đồng"], heads, [1, "Thu A", 90, 11, 12], [2, "Thu B", 91, 21, 22], [], []]
    rows += [
        ["Tình hình cấp giấy phép tháng 6 năm 2025"],
        ["STT", "Loại", "Số lượng", "Ghi chú"],
        [1, "Xây dựng", 12],
    ]
    found = read({"S": rows}, [RULE], whole=WHOLE)
    assert {o["cell"] for o in found.observations} == {"D4", "E4", "D5", "E5"}
    assert not [p for p in found.problems if p.severity != "note"]
    rows[7:] = [
        ["STT", "Nội dung", "Số lượng"],
        [1, "Số hồ sơ", 120],
        [2, "Số buổi họp", 5],
    ]  # without a title
    found = read({"S": rows}, [RULE], whole=WHOLE)
    assert len(found.observations) == 4 and not [p for p in found.problems if p.severity != "note"]


@pytest.mark.parametrize(
    "more",
    ["từ đất", "cân đối", "xã hưởng", "qua kho bạc", "của doanh nghiệp"],
)
def test_words_of_a_title_that_nothing_explains_are_told(look, more):
    for title in (TITLE.replace(" tháng", f" {more} tháng"), f"{more} {TITLE}"):
        assert look(title) == (4, {("warning", "title_more")})
        assert look(title.upper())[1] == {("warning", "title_more")}
        assert look(title, title=["thu ngân sách", f"thu ngân sách {more}", more]) == (4, set())


@pytest.mark.parametrize(
    "before", ["Kết quả", "Báo cáo tình hình thực hiện", "Biểu tổng hợp", "II. Công tác", ""]
)
def test_words_that_change_nothing_are_not_told(look, before):
    for area in ("", " trên địa bàn huyện Cần Đước", " huyện Cần Đước, tỉnh Long An", " nhà nước"):
        assert look(f"{before} {TITLE}".replace(" tháng", f"{area} tháng")) == (4, set())


def test_a_name_that_begins_with_ours_is_another_place():
    areas = Areas(["Toàn xã", "xã Phú Điền"])
    others = ("Trung", "Đông", "2", "A", "Trung tháng 5 năm 2026", "Đông, tỉnh Đồng Tháp")
    for text in [f"UBND xã Phú Điền {more}" for more in others] + [
        "UBND phường Phú Điền",
        "Thị trấn Phú Điền",
    ]:
        assert areas.other(text, letterhead=True) and areas.other(text.upper(), letterhead=True), text
    own = (
        "",
        " báo cáo",
        " tháng 5",
        " 6 tháng đầu năm",
        " năm 2026",
        " - Phòng Kinh tế",
        " Văn phòng",
        ", quý I",
    )
    for text in [f"UBND xã Phú Điền{more}" for more in own]:
        assert not areas.other(text, letterhead=True) and not areas.other(text.upper(), letterhead=True), text


def test_an_office_of_two_areas_is_asked_which_of_them_it_tells_of(look):
    office = "CHI CỤC THUẾ KHU VỰC CẦN ĐƯỚC - CẦN GIUỘC"
    assert look(above=[office]) == (4, {("warning", "title_more")})
    assert look(TITLE.replace(" tháng", " huyện Cần Đước tháng"), above=[office]) == (4, set())


@pytest.mark.parametrize(
    "around, used",
    [
        ({}, 4),
        ({"words": "Thu ngân sách xã Tân Lân tháng 6 năm 2025"}, 4),
        (
            {
                "above": ["HUYỆN CẦN ĐƯỚC", "ỦY BAN NHÂN DÂN XÃ TÂN LÂN"],
                "below": ["CHỦ TỊCH UBND XÃ TÂN LÂN"],
            },
            4,
        ),
        ({"above": ["UBND TỈNH LONG AN", "Kính gửi: UBND xã Long Trạch"]}, 4),
        ({"below": ["Nơi nhận: UBND huyện Cần Đước, xã Long Trạch"]}, 4),
        ({"words": "Thu ngân sách xã Long Trạch tháng 6 năm 2025"}, 0),
        ({"words": "Thu ngân sách toàn huyện tháng 6 năm 2025"}, 0),
        ({"words": "Thu ngân sách tháng 6 năm 2025 (xã Long Trạch)"}, 0),
        ({"above": ["UBND XÃ LONG TRẠCH"]}, 0),
        ({"above": ["UBND HUYỆN CẦN GIUỘC"]}, 0),
        ({"below": ["TM. UBND XÃ LONG TRẠCH"]}, 0),
        (
            {"words": "Thu ngân sách xã Long Trạch tháng 6 năm 2025", "title": "thu ngân sách xã Long Trạch"},
            4,
        ),
    ],
)
def test_a_table_of_a_place_that_its_rule_gives_names_no_other(look, around, used):
    units = [{"code": "28138", "name": "Xã Tân Lân"}, {"code": "28111", "name": "Xã Long Trạch"}]
    units.append({"code": "28141", "name": "Xã Tân Lân", "last_day": "2025-05-31"})  # a part of it, before
    count, told = look(**around, places=units, place="28138")
    assert (count, told) == (used, set() if used else {("error", "title_place")})


def test_the_papers_of_another_province_than_the_programmes_are_no_figures_of_it():
    own = Areas(["huyện Cần Đước"], ["Đảng bộ tỉnh Long An", "6 xã của tỉnh Tây Ninh", "UBND huyện Cần Đước"])
    for text in ("UBND TỈNH AN GIANG", "SỞ TÀI CHÍNH TỈNH ĐỒNG THÁP"):
        assert own.other(text, letterhead=True) and not Areas(["huyện Cần Đước"]).other(text, letterhead=True)
    for text in (
        "UBND TỈNH LONG AN",
        "CỤC THUẾ TỈNH TÂY NINH",
        "CÔNG AN TỈNH",
        "Theo văn bản của tỉnh An Giang",
    ):
        assert not own.other(text, letterhead=True)


@pytest.mark.parametrize(
    "above, used",
    [
        (["UBND HUYỆN CẦN ĐƯỚC"], 2),
        (["UBND XÃ TÂN LÂN"], 2),
        (["UBND TỈNH LONG AN"], 2),
        (["UBND HUYỆN CẦN GIUỘC"], 0),
    ],
)
def test_a_table_by_unit_below_another_areas_letterhead_is_none_of_the_programmes(read, above, used):
    rows = [*([line] for line in above), [TITLE], ["ĐVT: tỷ đồng"], ["Đơn vị", "Trong tháng"]]
    rule = {
        "title": "thu ngân sách",
        "unit": "tỷ đồng",
        "places": "rows",
        "columns": [{"is": "month", "measure": "t"}],
    }
    units = [{"code": "1", "name": "Xã Tân Lân"}, {"code": "2", "name": "Xã Long Trạch"}]
    got = read(rows + [["Xã Tân Lân", 12], ["Xã Long Trạch", 13]], [rule], whole=WHOLE, places=units)
    assert len(got.observations) == used and ("title_place" in {p.code for p in got.problems}) is (used == 0)
