"""What an office says twice and otherwise, or in a place where nobody looks, is never settled in silence."""

import re

import openpyxl
import pytest
import xlsxwriter
import yaml
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources, load_sources

TITLE = "KẾT QUẢ THU NGÂN SÁCH THÁNG 6 NĂM 2025"
EACH = [{"each": True, "measure": "{label}"}]
WHOLE = ["Toàn huyện", "Huyện Cần Đước"]
PLACES = [{"code": "1", "name": "Xã Mỹ Lệ"}, {"code": "2", "name": "Xã Tân Lân"}]


def table(*heads, title=TITLE, caption="ĐVT: tỷ đồng", above=(), below=(), rows=None):
    """Above the heads a title and a caption, in rows 2 and 3; the figures are in rows 4 and 5."""
    heads = heads or ("Tháng 6", "Lũy kế")
    figures = rows or [["Thu A", *range(11, 11 + len(heads))], ["Thu B", *range(21, 21 + len(heads))]]
    return [*above, [title], [caption], ["Chỉ tiêu", *heads], *figures, *below]


def rules(columns=("month", "year_to_date"), **more):
    return [{"title": "thu ngân sách", "unit": "tỷ đồng", "columns": [*columns], "rows": EACH} | more]


def cells(found):
    return {o["cell"]: o["value"] for o in found.observations}


def told(found):
    return {(p.severity, p.code, p.cell) for p in found.problems}


@pytest.mark.parametrize(
    "rows, where",
    [
        (table(above=[["ĐVT: triệu đồng"]]), "A1, A3"),
        (table(title=f"{TITLE} (ĐVT: triệu đồng)"), "A2, A1"),
        (table(below=[[], ["Đơn vị tính: triệu đồng"]]), "A2, A7"),
        (table(caption="Unit: Mill. dongs", above=[["Đơn vị tính: tỷ đồng"]]), "A1, A3"),
    ],
)
@pytest.mark.parametrize("unit", ["tỷ đồng", None])
def test_two_captions_that_contradict_name_no_unit(read, rows, where, unit):
    found = read(rows, rules(unit=unit))
    assert not found.observations
    assert all(p.code == "unit" and p.severity == "error" and where in p.message for p in found.problems)


def test_a_unit_in_the_sheet_s_name_is_one_too(read):
    assert not read({"Thu (triệu đồng)": table()}, rules()).observations
    assert cells(read({"Thu (triệu đồng)": table(caption="")}, rules()))["B4"] == pytest.approx(0.011)


def test_captions_that_agree_and_a_head_s_own_unit_are_read(read):
    assert cells(read(table(above=[["Unit: Billion VND"]]), rules()))["B5"] == 11
    own = table("Tháng 6 (triệu đồng)", caption="ĐVT: tỷ đồng")
    assert cells(read(own, rules(["month"])))["B4"] == pytest.approx(0.011)
    lower = [
        ["CHI THÁNG 6 NĂM 2025"],
        ["ĐVT: triệu đồng"],
        ["Chỉ tiêu", "Tháng 6"],
        ["Chi A", 5],
        ["Chi B", 6],
        [],
        *table(),
    ]
    assert cells(read(lower, rules()))["B10"] == 11


@pytest.mark.parametrize(
    "rows, more",
    [
        (table("Tháng 6/2025", "Lũy kế 6 tháng năm 2025", title="KẾT QUẢ THU NGÂN SÁCH NĂM 2024"), {}),
        (table(title=TITLE.replace("2025", "2024")), {"name": "2025-06/thu.xlsx"}),
        (table(title=TITLE.replace("2025", "2024")), {"name": "Thu nam 2025.xlsx"}),
        ({"T6-2025": table(title=TITLE.replace("2025", "2024"))}, {}),
    ],
)
def test_years_that_contradict_are_asked_about(make_book, codes, rows, more):
    path = make_book(rows, None, None, more.get("name", "book.xlsx"))
    root = path.parents[more.get("name", "").count("/")]
    source = {"owner": "thue", "files": "**", "tables": rules()}
    found = read_file(path, Sources.model_validate({"sources": [source]}), root=root)
    assert ("warning", "year_doubt") in codes(found)


@pytest.mark.parametrize("name", ["2025-06/thu.xlsx", "2025/thang 6.xlsx", "2025-07/thu.xlsx"])
def test_a_folder_of_the_same_year_says_nothing_else(make_book, name):
    path = make_book(table(), None, None, name)
    source = {"owner": "thue", "files": "**", "tables": rules()}
    assert not read_file(path, Sources.model_validate({"sources": [source]}), root=path.parents[1]).problems


@pytest.mark.parametrize(
    "head",
    ["Số đăng ký tháng 6", "Giá trị hợp đồng tháng 6", "Điểm tháng 6", "Số tính thuế tháng 6",
     "Số ký tháng 6", "Nhu cầu tháng 6", "Nợ thuế tháng 6",
     "Phấn đấu tháng 6", "Số hoàn thuế tháng 6", "Thu hộ tháng 6", "Số bổ sung tháng 6",
     "Committed June 2025", "Arrears in June 2025", "Vốn bố trí tháng 6", "Tháng 6 (tỉnh)", "Tháng 6 (NSTW)",
     "Tháng 6 (ngân sách xã)", "Tháng 6 (hộ kinh doanh)"],
)  # fmt: skip
def test_a_head_with_words_that_nothing_explains_is_asked_about(read, head):
    found = read(table(head), rules(["month"]))
    assert not found.observations and ("warning", "head_words", "B3") in told(found)
    both = read(table(head, "Thực hiện tháng 6"), rules(["month"]))
    assert cells(both) == {"C4": 12, "C5": 22} and not both.problems
    named = head.lower().replace("tháng 6", "").replace("in june 2025", "").replace("june 2025", "").strip()
    if not any(
        word in named for word in ("nhu cầu", "nợ", "hoàn")
    ):  # what is not done has to be asked for by the title
        assert cells(read(table(head), rules([{"is": "month", "words": [named]}]))) == {"B4": 11, "B5": 21}


@pytest.mark.parametrize(
    "heads, used",
    [
        (["Số vụ xử phạt tháng 6"], "B4 B5"),
        (["Số vụ xử phạt tháng 6", "Số vụ xử phạt 6 tháng"], "B4 B5 C4 C5"),
        (["Kết nạp trong tháng", "Kết nạp từ đầu năm"], "B4 B5 C4 C5"),
        (["Lượt bạn đọc tháng 6", "Lũy kế"], "B4 B5 C4 C5"),
        (["Cases reported in June", "Total cases since January"], "B4 B5 C4 C5"),
        (["Số vụ cháy tháng 6", "Số nhà cháy tháng 6"], ""),  # of which?
        (["Số cuộc kiểm tra tháng 6", "Số vụ xử phạt 6 tháng"], ""),  # of two things
        (["Số vụ còn phải xử phạt tháng 6"], ""),
        (["Arrears in June 2025"], ""),
    ],
)
def test_a_head_that_names_what_it_counts_is_read_where_it_stands_alone(read, heads, used):
    """Where no money is told: in money what is declared, billed or approved stands as what is done."""
    rows = table(*heads, title="CÔNG TÁC XÃ HỘI THÁNG 6 NĂM 2025", caption="")
    rule = rules(title="công tác xã hội", unit=None)
    found = read(rows, rule)
    assert {*cells(found)} == {*used.split()}
    assert used or {c for _, c, _ in told(found)} >= {"head_words"}
    money = [["ĐVT: triệu đồng"] if row == [""] else row for row in rows]
    if "xử phạt tháng 6" in heads[0]:
        assert not read(money, rule).observations


@pytest.mark.parametrize(
    "asked, head, used",
    [
        ("bệnh truyền nhiễm", "Số ca mắc", True), ("ca tử vong do bệnh", "Số ca mắc", False),
        ("phát triển đảng viên", "Kết nạp", True), ("phát triển đảng viên", "Chuyển chính thức", False),
        ("đào tạo nghề", "Số học viên", True), ("khai thác thủy sản", "Đánh bắt", True),
        ("giải phóng mặt bằng", "Số tiền đã chi trả", True), ("giải phóng mặt bằng", "Số tiền phải chi trả", False),
    ],
)  # fmt: skip
def test_what_is_asked_for_may_be_told_in_its_other_words(read, asked, head, used):
    rows = table(f"{head} trong tháng", title=f"{asked.upper()} THÁNG 6 NĂM 2025")
    found = read(rows, rules(["month"], title=asked))
    assert bool(found.observations) == used == (not told(found))


def test_an_amount_of_another_unit_is_no_second_column_of_a_count(read):
    rows = table("Số vụ tháng 6", "Tiền phạt tháng 6 (triệu đồng)", caption="ĐVT: vụ")
    found = read(rows, rules(["month"], unit="vụ"))
    assert {*cells(found)} == {"B4", "B5"} and not told(found)


def test_the_place_that_a_sheet_and_its_title_both_name_is_no_doubt(read):
    rows = table("Tháng 6", title="THU NGÂN SÁCH XÃ MỸ LỆ THÁNG 6 NĂM 2025")
    places = [{"code": "1", "name": "Xã Mỹ Lệ"}, {"code": "2", "name": "Xã Tân Lân"}]
    found = read({"Xã Mỹ Lệ": rows}, rules(["month"], place="sheet"), places=places)
    assert {*cells(found)} == {"B4", "B5"} and not told(found)


def test_a_thing_beside_another_is_told(read):
    found = read(table("Thuế tháng 6", "Phí tháng 6"), rules(["month"]))
    assert {*cells(found)} == {"B4", "B5"} and ("warning", "double_column", "C3") in told(found)
    share = read(table("Tỷ lệ thu tháng 6"), rules(["month"]))
    assert not share.observations and ("warning", "head_words", "B3") in told(share)


@pytest.mark.parametrize(
    "head",
    ["Tháng 6 (đến 20/6)", "Tháng 6 (20 ngày)", "Tháng 6 (đến ngày 15)", "Tháng 6 (kỳ 1)", "Tháng 6 (lần 2)",
     "Tháng 6 (+/-)", "Xã Mỹ Lệ tháng 6", "Thu tháng 6 của xã Mỹ Lệ"],
)  # fmt: skip
def test_a_part_of_the_month_or_of_the_area_is_not_all_of_it(read, head):
    assert not read(table(head), rules(["month"]), places=PLACES).observations
    for whole in ("Tháng 6 (30 ngày)", "Từ 01/6 đến 30/6"):
        assert read(table(whole), rules(["month"]), places=PLACES).observations


def test_a_commune_and_a_month_in_one_head_are_both_read(read):
    rows = table("Mỹ Lệ tháng 6", "Xã Tân Lân tháng 6", rows=[["Thu A", 1, 2], ["Thu B", 3, 4]])
    found = read(rows, rules(["month"], places="columns"), places=PLACES)
    assert {(o["place"], o["period"], o["value"]) for o in found.observations} >= {
        ("1", "2025-06", 1),
        ("2", "2025-06", 2),
    }


@pytest.mark.parametrize(
    "group, code",
    [("Xã Mỹ Lệ", "title_place"), ("Còn phải thu", "remark_against"), ("II. Nợ thuế", "remark_against")],
)
def test_a_group_above_all_rows_is_a_part_of_the_title(read, codes, group, code):
    labels = {"Thu A": "a", "Thu B": "b"}
    rows = [[group], ["Thu A", 11, 12], ["Thu B", 21, 22]]
    found = read(table("Tháng 6", "Lũy kế", rows=rows), rules(rows=labels), places=PLACES)
    assert not found.observations and code in {c for _, c in codes(found)}
    under = {k: {"label": k, "measure": v, "under": group.removeprefix("II. ")} for k, v in labels.items()}
    if code != "title_place":
        asked = read(table("Tháng 6", "Lũy kế", rows=rows), rules(rows=under), places=PLACES)
        assert len(asked.observations) == 4


def test_a_figure_of_a_later_month_than_the_title_s_is_asked_about(read, codes):
    assert ("warning", "year_doubt") in codes(read(table("Tháng 6", "Lũy kế 7 tháng"), rules()))
    assert not read(table("Tháng 6", "Ước tháng 7"), rules(["month"])).problems


def test_december_of_the_year_before_is_no_same_month(read):
    rows = [["CHỈ SỐ GIÁ THÁNG 6 NĂM 2025"], ["ĐVT: %"],
            ["Nhóm", "So với tháng 12 năm trước", "So với cùng kỳ năm trước"],
            ["Hàng A", 101.5, 103.1], ["Hàng B", 101.2, 102.1]]  # fmt: skip
    kinds = {"index_december": "d", "index_same_month_last_year": "y"}
    columns = [{"is": kind, "measure": f"{name}/{{label}}"} for kind, name in kinds.items()]
    found = read(rows, rules(columns, title="chỉ số giá", unit="%", basis="level"))
    assert {o["measure"][0]: o["cell"][0] for o in found.observations} == {"d": "B", "y": "C"}


@pytest.mark.parametrize(
    "head", ["Giải ngân đến 30/6/2025", "Số đã thu đến hết tháng 6", "Thực hiện đến 30/6", "Đến hết tháng 6"]
)
def test_what_was_done_up_to_a_day_is_a_count_to_date_where_one_is_asked_for(read, head):
    found = read(table("Tháng 6", head), rules())
    assert {(o["cell"], o["basis"], o["period"]) for o in found.observations if o["cell"] == "C4"} == {
        ("C4", "year_to_date", "2025-06")
    }
    levels = read(table(head), rules(["level", "year_to_date"]))
    assert {o["basis"] for o in levels.observations} == {"level"}


@pytest.mark.parametrize(
    "head", ["Số dư đến 30/6/2025", "Còn lại đến hết tháng 6", "Kế hoạch đến 30/6", "Vốn giao đến 30/6/2025",
             "Chưa giải ngân đến 30/6", "Tạm ứng đến hết tháng 6", "Tổng đàn đến 30/6"]
)  # fmt: skip
def test_what_stands_at_a_day_is_none(read, head):
    assert {c[0] for c in cells(read(table("Tháng 6", head), rules()))} == {"B"}


@pytest.mark.parametrize(
    "before, after",
    [("Tháng 6", "Tháng 6 (điều chỉnh)"), ("Tháng 6 trước điều chỉnh", "Tháng 6 sau điều chỉnh"),
     ("Tháng 6 (số ước)", "Tháng 6 (số chính thức)"), ("Ước tháng 6", "Tháng 6 (số liệu chốt)")],
)  # fmt: skip
def test_of_a_month_before_and_after_a_change_the_later_alone_is_read(read, before, after):
    for heads, column in ((before, after), "C"), ((after, before), "B"):
        found = read(table(*heads), rules(["month"]))
        assert {*cells(found)} == {f"{column}4", f"{column}5"}
        assert {c for _, c, _ in told(found)} == {"double_column"}


@pytest.mark.parametrize("head", ["Số hộ nghèo năm trước", "Chỉ tiêu số hộ nghèo"])
def test_a_stock_of_the_year_before_or_asked_for_is_none_of_the_day(read, head):
    column = [{"words": "số hộ nghèo", "basis": "level"}]
    assert not read(table(head, caption=""), rules(column, unit="hộ")).observations
    assert read(table("Số hộ nghèo", caption=""), rules(column, unit="hộ")).observations


@pytest.mark.parametrize("group, caption", [("Số người", ""), ("Dân số", "ĐVT: người"), ("Dân số", "")])
def test_a_rate_among_counts_is_no_count(read, codes, group, caption):
    rows = [[group], ["Thu A", 120], ["Tỷ lệ", 80.5]]
    found = read(table("Tháng 6", caption=caption, rows=rows), rules(["month"], unit="người"))
    assert cells(found) == {"B5": 120} and ("error", "unit") in codes(found)
    asked = rules(["month"], unit=None, rows=[{"label": "Tỷ lệ", "measure": "r", "unit": "%"}])
    rates = read(table("Tháng 6", caption="ĐVT: %" if caption else "", rows=rows), asked)
    assert cells(rates) == {"B6": 80.5}


def test_brackets_that_tell_kinds_apart_name_no_unit(read, codes):
    rows = [["Tôm (sú)", 1], ["Tôm (thẻ)", 2], ["Lao động (người)", 3]]
    rule = rules(["month"], unit="tấn")
    found = read(table("Tháng 6", caption="ĐVT: tấn", rows=rows), rule)
    assert cells(found) == {"B4": 1, "B5": 2} and ("error", "unit") in codes(found)
    alone = read(table("Tháng 6", caption="ĐVT: tấn", rows=rows[1:]), rule)
    assert not alone.observations  # perhaps a unit


def test_units_below_the_head_of_whom_name_no_rows(read):
    rows = [["KHÁM BỆNH THÁNG 6 NĂM 2025"], ["Chỉ số", "Đơn vị", "Tháng 6"],
            ["Khám A", "lượt", 5], ["Khám B", "lượt", 6]]  # fmt: skip
    found = read(rows, rules(["month"], title="khám bệnh", unit=None))
    assert {o["measure"] for o in found.observations} == {"Khám A", "Khám B"}


@pytest.mark.parametrize("caption, sheet", [("ĐVT: Tr/tỷ đồng", "S"), ("ĐVT: tỷ đồng", "Triệu đồng")])
def test_a_caption_of_two_sizes_or_a_sheet_of_another_names_no_unit(read, codes, caption, sheet):
    found = read({sheet: table(caption=caption)}, rules())
    assert not found.observations and ("error", "unit") in codes(found)


@pytest.mark.parametrize(
    "head",
    ["Thực hiện tháng 6", "Số đã nộp tháng 6", "Doanh thu tháng 6", "Toàn huyện tháng 6", "Huyện Cần Đước tháng 6",
     "Thu ngân sách tháng 6", "Thu nợ thuế tháng 6", "Ước TH tháng 6", "ƯTH T6", "June 2025 actual"],
)  # fmt: skip
def test_words_of_what_is_done_need_no_rule(read, head):
    assert cells(read(table(head), rules(["month"]))) == {"B4": 11, "B5": 21}


def test_the_head_of_a_commune_may_not_either(read):
    rows = [[TITLE], ["ĐVT: tỷ đồng"], ["Chỉ tiêu", "Xã Mỹ Lệ", "Xã Tân Lân"], [None, *["Đăng ký tháng 6"] * 2],
            ["Thu A", 1, 2], ["Thu B", 3, 4]]  # fmt: skip
    assert not read(rows, rules(["month"], places="columns"), places=PLACES).observations
    rows[3] = [None, "Tháng 6", "Tháng 6"]
    assert len(read(rows, rules(["month"], places="columns"), places=PLACES).observations) == 4


def test_words_asked_for_that_name_nothing_take_no_other_thing(read):
    words = {"words": "giá trị", "basis": "month"}
    assert not read(table("Giá trị hợp đồng"), rules([words])).observations
    assert cells(read(table("Giá trị"), rules([words])))["B4"] == 11
    households = read(
        table("Số hộ đăng ký", caption=""), rules([{"words": "số hộ", "basis": "month"}], unit="hộ")
    )
    assert households.observations and ("warning", "head_more", "B3") in told(households)


@pytest.mark.parametrize(
    "days, head, used",
    [
        ("từ 26/5 đến 25/6/2025", "Trong kỳ", 0),
        ("từ 26/5 đến 25/6/2025", "Tháng 6", 0),
        ("từ 01/6 đến 30/6/2025", "Trong kỳ", 2),
        ("đến ngày 25/6/2025", "Trong tháng", 0),
    ],
)
def test_days_in_a_title_make_no_whole_month(read, codes, days, head, used):
    found = read(table(head, title=f"THU NGÂN SÁCH THÁNG 6 ({days})"), rules(["month"]))
    assert len(found.observations) == used and (("error", "no_basis") in codes(found)) is not bool(used)
    whole = read(
        table("Trong kỳ", title="THU NGÂN SÁCH (từ 15/5 đến 14/6/2025)"), rules(["month"], month_from_day=15)
    )
    assert len(whole.observations) == 2


def test_a_budget_year_that_goes_on_is_no_calendar_year(read, codes):
    heads = table("Niên độ 2024 (đến 30/6/2025)", title="THU NGÂN SÁCH")
    assert not read(heads, rules(["year", "level", "month", "year_to_date"])).observations
    title = read(table(title="THU NGÂN SÁCH NIÊN ĐỘ 2024 (đến 30/6/2025)"), rules())
    assert not title.observations and ("error", "fiscal_year") in codes(title)
    assert read(table(title="THU NGÂN SÁCH NIÊN ĐỘ 2025 THÁNG 6"), rules()).observations


def test_two_rows_of_one_name_without_a_sum_are_both_left_out(read):
    rows = [["I. Nhà nước"], ["Thuế GTGT", 1], ["II. Ngoài nhà nước"], ["Thuế GTGT", 2], ["Phí", 3]]
    found = read(table("Tháng 6", rows=rows), rules(["month"], rows={"Thuế GTGT": "a", "Phí": "b"}))
    assert cells(found) == {"B8": 3}
    assert {c for _, code, c in told(found) if code == "duplicate"} == {"B5", "B7"}


def test_a_hidden_row_or_column_that_doubles_a_shown_one_is_told(read):
    rows = table("Tháng 6", rows=[["Thu A", 1], ["Thu A", 2], ["Thu B", 3]])
    found = read({"S": rows}, rules(["month"]), hidden={"S": [4]})
    assert cells(found) == {"B5": 2, "B6": 3} and told(found) == {("note", "duplicate", "B4")}
    columns = read({"S": table("Tháng 6", "Tháng 6")}, rules(["month"]), hidden={"S": ["B"]})
    assert cells(columns) == {"C4": 12, "C5": 22} and told(columns) == {("warning", "double_column", "B3")}


@pytest.mark.parametrize(
    "letters, ground, hidden",
    [
        ("FFFFFFFF", None, True),
        ("FFFF0000", "FFFF0000", True),
        ("FFFFFFFF", "FF0000FF", False),
        ("FFFF0000", None, False),
    ],
)
def test_letters_in_the_colour_of_their_ground_are_hidden_ones(read, make_book, letters, ground, hidden):
    path = make_book(table())
    book = openpyxl.load_workbook(path)
    book.active["B4"].font = Font(color=letters)
    if ground:
        book.active["B4"].fill = PatternFill("solid", fgColor=ground)
    book.save(path)
    source = {"owner": "thue", "files": "*", "tables": rules()}
    found = read_file(path, Sources.model_validate({"sources": [source]}))
    assert told(found) == ({("warning", "hidden", "B4")} if hidden else set())


@pytest.mark.parametrize(
    "code, said", [("0.0;0.0", "shown_else"), ("#,##0,", "shown_else"), (";;;", "hidden"), ("0.0;-0.0", "")]
)
def test_a_figure_that_excel_shows_as_another_is_asked_about(make_book, code, said):
    path = make_book(
        [
            ["Thu ngân sách tháng 6/2025"],
            ["ĐVT: đồng"],
            ["Chỉ tiêu", "Tháng 6"],
            ["Thu A", -5000],
            ["Thu B", 7],
        ]
    )
    book = openpyxl.load_workbook(path)
    book.active["B4"].number_format = code
    book.save(path)
    rule = {"title": "thu ngân sách", "columns": ["month"], "rows": [{"each": True, "measure": "{label}"}]}
    source = {"owner": "thue", "files": "*", "tables": [rule]}
    found = read_file(path, Sources.model_validate({"sources": [source]}))
    assert {(c, at) for _, c, at in told(found)} == ({(said, "B4")} if said else set())
    assert len(found.observations) == (1 if said == "shown_else" else 2)


def test_white_letters_of_an_old_workbook_are_hidden_ones(tmp_path):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    white = xlwt.easyxf("font: colour white")
    for i, row in enumerate(table()):
        for j, value in enumerate(row):
            sheet.write(i, j, value, white if (i, j) == (3, 1) else xlwt.Style.default_style)
    book.save(str(tmp_path / "a.xls"))
    source = {"owner": "thue", "files": "*", "tables": rules()}
    found = read_file(tmp_path / "a.xls", Sources.model_validate({"sources": [source]}))
    assert told(found) == {("warning", "hidden", "B4")}


@pytest.mark.parametrize(
    "text, code",
    [
        ("số liệu tháng 5", "remark_against"),
        ("ĐVT: triệu đồng", "remark_against"),
        ("Số liệu đến ngày 20/6/2025", "remark_against"),
        ("số ước", "remark"),
        ("chưa bao gồm xã Long Sơn", "remark"),
        ("đây là số kế hoạch", "remark_against"),
        ("quý I", "remark_against"),
        ("triệu đồng", "remark_against"),
        ("số liệu tạm", "remark"),
        ("sẽ cập nhật sau", "remark"),
        ("số đúng là 12", "remark"),
        ("cần kiểm tra lại", "remark"),
        ("chưa thống nhất với Kho bạc", "remark"),
        ("Bằng 98% so với tháng trước", ""),
        ("Kế hoạch giao tại QĐ số 12", ""),
        ("Theo kế hoạch", ""),
        ("Chỉ tiêu giao 2025: 100", ""),
        ("Dự án", ""),
        ("Số liệu tháng 5, tháng 6 chưa có báo cáo", "remark"),
        ("Số tháng 5 do chưa chốt", "remark_against"),
        ("số liệu tính từ 15/5 đến 14/6", "remark_against"),
        ("đơn vị là triệu", "remark_against"),
        ("đơn vị là Chi cục Thuế", ""),
        ("số liệu toàn tỉnh", "remark_against"),
        ("Số liệu của xã Tân Lân", "remark_against"),
        ("thấp hơn bình quân toàn tỉnh", ""),
        ("Nguồn: Cục Thống kê tỉnh Long An", ""),
        ("Số liệu nêu trên là số kế hoạch", "remark_against"),
        ("Các số liệu trên chỉ là ví dụ minh họa", "remark_against"),
        ("Bảng trên là kết quả thu ngân sách", ""),
        ("hủy", "remark_against"),
        ("Số nộp từ ngày 01/6 đến 30/6", ""),
        ("Anh Nam ghi: số tháng 5", "remark_against"),
        ("Nguyễn Thị An: Số tháng 5", "remark_against"),
        ("số liệu tháng 6", ""),
        ("ĐVT: tỷ đồng", ""),
        ("tăng so với tháng 5", ""),
        ("Cần Đước, ngày 25 tháng 6 năm 2025", ""),
    ],
)
def test_what_is_written_beside_figures_is_held_against_them(read, make_book, text, code):
    def found(path):
        source = {"owner": "thue", "files": "*", "tables": rules()}
        return read_file(path, Sources.model_validate({"sources": [source], "whole": WHOLE}))

    path = make_book(table())
    book = openpyxl.load_workbook(path)
    book.active["B4"].comment = Comment(text, "office")
    book.save(path)
    comment = found(path)
    assert ("B4" in cells(comment)) is (code != "remark_against") and {"B5", "C4"} <= {*cells(comment)}
    assert {(c, cell) for _, c, cell in told(comment)} == ({(code, "B4")} if code else set())
    if text[:3] != "Cần":  # a date line is no remark
        column = table("Tháng 6", "Lũy kế", "Ghi chú", rows=[["Thu A", 11, 12, text], ["Thu B", 21, 22]])
        beside = read(column, rules(), whole=WHOLE)
        assert {*cells(beside)} == {"B5", "C5"} | (set() if code == "remark_against" else {"B4", "C4"})
        assert {c for _, c, _ in told(beside)} == ({code} if code else set())
    if "ĐVT" not in text and "đơn vị" not in text:  # below a table it is a caption
        below = read(
            table(below=[[], [f"Ghi chú: {text}" if text[:3] != "Cần" else text]]), rules(), whole=WHOLE
        )
        assert bool(below.observations) is (code != "remark_against")
        assert {c for _, c, _ in told(below)} == ({code} if code else set())


@pytest.mark.parametrize(
    "text, code",
    [
        ("Phòng Tài chính - Kế hoạch", ""),
        ("Ban hành kèm theo Công văn số 12/UBND", ""),
        ("Trang 1/2", ""),
        ("TRƯỞNG PHÒNG", ""),
        ("Nguyễn Văn An", ""),
        ("KỲ HỌP THỨ 15 HĐND HUYỆN KHÓA XII", ""),
        ("SỐ LIỆU MINH HỌA", ""),
        ("Số liệu ước tính", "remark"),
        ("DỰ THẢO", "remark"),
        ("Tháng 5 năm 2025", "remark_against"),
        ("Đơn vị tính: triệu đồng", "remark_against"),
        ("không sử dụng", "remark_against"),
    ],
)
@pytest.mark.parametrize("where", ["header", "box"])
def test_what_a_page_header_or_a_text_box_says_is_held_against_the_figures(
    tmp_path, make_book, text, code, where
):
    if where == "header":
        path = make_book(table())
        book = openpyxl.load_workbook(path)
        book.active.oddHeader.right.text = text
        book.save(path)
    else:
        path = tmp_path / "a.xlsx"
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for i, row in enumerate(table()):
            sheet.write_row(i, 0, row)
        sheet.insert_textbox(1, 8, text)
        book.close()
    source = {"owner": "thue", "files": "*", "tables": rules()}
    found = read_file(path, Sources.model_validate({"sources": [source], "whole": WHOLE}))
    assert {c for _, c, _ in told(found)} == ({code} if code else set())
    assert bool(found.observations) is (code != "remark_against")


@pytest.mark.parametrize(
    "above, below, code",
    [
        ("<h2>{title}</h2><p>{caption}</p>", "<p>Người lập</p>", ""),
        ("<h2>{title}</h2><p>{caption}</p>", "<p>Bảng này là số ước.</p>", "remark"),
        ("<h2>{title}</h2><p>{caption}</p>", "<div>Ghi chú: số liệu toàn tỉnh</div>", "remark_against"),
        ("<h2>{title}</h2><p>Đơn vị tính: triệu đồng</p>", "", ""),
    ],
)
def test_the_words_of_a_web_page_are_those_of_its_table(tmp_path, above, below, code):
    title, caption, *rest = ["".join(f"<td>{v}</td>" for v in row) for row in table()]
    plain = {"title": re.sub("<.*?>", "", title), "caption": re.sub("<.*?>", "", caption)}
    lines = "".join(f"<tr>{row}</tr>" for row in rest)
    path = tmp_path / "a.xls"
    path.write_text(
        f"<html><body>{above.format(**plain)}<table>{lines}</table>{below}</body></html>", encoding="utf-8"
    )
    source = {"owner": "thue", "files": "*", "tables": rules()}
    found = read_file(path, Sources.model_validate({"sources": [source], "whole": WHOLE}))
    assert {c for _, c, _ in told(found)} == ({code} if code else set())
    assert bool(found.observations) is (code != "remark_against")
    if not code:
        assert cells(found)["B2"] == pytest.approx(0.011 if "triệu" in above else 11)


@pytest.mark.parametrize("where", ["HUYỆN BẾN LỨC", "Phương án 2"])
def test_another_place_or_kind_in_a_page_header_is_asked_about(make_book, where):
    path = make_book(table())
    book = openpyxl.load_workbook(path)
    book.active.oddHeader.center.text = where
    book.save(path)
    places = [{"code": "1", "name": "Xã Mỹ Lệ"}]
    source = {"owner": "thue", "files": "*", "tables": rules()}
    found = read_file(path, Sources.model_validate({"sources": [source], "whole": WHOLE, "places": places}))
    assert told(found)


@pytest.mark.parametrize(
    "line", ["Lưu ý: đây là số liệu của quý I", "Đây là số liệu của tháng 5", "Ghi chú: số liệu tháng 5"]
)
def test_a_note_above_the_table_is_one_too(read, line):
    first, *rest = table()
    found = read([first, [line], *rest], rules(), whole=WHOLE)
    assert not found.observations and told(found)


def test_a_comment_of_today_is_read_without_what_excel_writes_before_it(read, make_book):
    """Excel keeps such a comment twice: once for its own older editions, with a preface in the user's language."""
    preface = "[Chú thích theo chuỗi]\n\nPhiên bản Excel của bạn cho phép đọc chú thích này; xem thêm:"
    said = f"{preface} https://go.microsoft.com/fwlink/?linkid=870924\n\nChú thích:\n    Số tháng 5"
    path = make_book(table())
    book = openpyxl.load_workbook(path)
    book.active["B4"].comment = Comment(said, "tc={1}")
    book.save(path)
    source = {"owner": "thue", "files": "*", "tables": rules()}
    found = read_file(path, Sources.model_validate({"sources": [source], "whole": WHOLE}))
    assert told(found) == {("error", "remark_against", "B4")} and "B4" not in cells(found)


@pytest.mark.parametrize(
    "rows, left",
    [
        (
            [["Thu A", 11, 12, "số liệu tháng 5"], ["Thu B", 21, 22]],
            {"B5", "C5"},
        ),  # behind the figures, without a head
        ([["Thu A (số liệu tháng 5)", 11, 12], ["Thu B", 21, 22]], {"B5", "C5"}),
        ([["Thu A", 11, 12], ["Lưu ý: số liệu tháng 5"], ["Thu B", 21, 22]], set()),
    ],
)
def test_a_remark_may_stand_anywhere_in_the_table(read, codes, rows, left):
    found = read(table(rows=rows), rules())
    assert {*cells(found)} == left and ("error", "remark_against") in codes(found)


@pytest.mark.parametrize(
    "text", ["Số lũy kế tính từ tháng 3/2025", "Lũy kế tính từ đầu năm học", "Lũy kế từ khi thành lập"]
)
def test_a_note_of_sums_that_begin_later_is_told(read, text):
    assert {c for _, c, _ in told(read(table(below=[[], [f"Ghi chú: {text}"]]), rules()))} == {"remark"}
    assert not told(read(table(below=[[], ["Ghi chú: Lũy kế tăng từ khi áp dụng hóa đơn điện tử"]]), rules()))


def test_a_title_that_leaves_a_part_out_is_told(read, codes):
    found = read(table(title=f"{TITLE} (chưa bao gồm xã Long Sơn)"), rules())
    assert found.observations and ("warning", "remark") in codes(found)
    assert all(o["note"] == "chưa bao gồm xã Long Sơn" for o in found.observations)


LABELS = {"Thu A": "a", "Thu B": "b"}


@pytest.mark.parametrize(
    "bracket",
    ["KH", "ước cả năm", "chỉ tiêu", "dự kiến", "cùng kỳ", "còn nợ", "phải thu", "tăng, giảm", "% KH", "đề nghị",
     "đăng ký", "tỉnh giao", "phấn đấu", "kể cả bổ sung", "gồm cả tỉnh thu", "bao gồm chuyển nguồn", "cả TW",
     "trong tỉnh", "nữ", "phần huyện hưởng", "NS tỉnh", "xã Mỹ Lệ", "toàn tỉnh", "huyện Bến Lức"],
)  # fmt: skip
def test_brackets_that_make_another_figure_of_a_row_are_asked_about(read, bracket):
    rows = [[f"Thu A ({bracket})", 11, 12], ["Thu B", 21, 22]]
    found = read(table(rows=rows), rules(rows=LABELS), whole=WHOLE, places=PLACES)
    assert {*cells(found)} == {"B5", "C5"} and {c for _, c, _ in told(found)} <= {
        "no_row", "title_place", "row_more",
    }  # fmt: skip
    asked = read(table(rows=rows), rules(rows={f"Thu A ({bracket})": "a"}), whole=WHOLE, places=PLACES)
    assert {*cells(asked)} == {"B4", "C4"}


@pytest.mark.parametrize(
    "bracket",
    [
        "đã nộp NSNN",
        "lúa cả năm",
        "TH",
        "mục 1+2",
        "chỉ tiêu số 5",
        "toàn huyện",
        "huyện Cần Đước",
        "KH&CN",
    ],
)
def test_other_brackets_tell_nothing_else(read, bracket):
    rows = [[f"Thu A ({bracket})", 11, 12], ["Thu B", 21, 22]]
    assert len(read(table(rows=rows), rules(rows=LABELS), whole=WHOLE).observations) == 4


def test_brackets_that_nothing_explains_are_told(read):
    found = read(table(rows=[["Thu A (hộ nghèo)", 11, 12], ["Thu B (TB)", 21, 22]]), rules(rows=LABELS))
    assert len(found.observations) == 4 and told(found) == {("warning", "row_more", "A4")}


@pytest.mark.parametrize("kind", ["Kế hoạch", "Cùng kỳ"])
def test_a_kind_in_a_second_column_of_labels_is_the_row_s(read, kind):
    rows = table("Loại", "Tháng 6", rows=[["Thu A", kind, 11], ["Thu B", kind, 21]])
    assert not read(rows, rules(["month"], rows=LABELS)).observations
    rows = table("Cơ quan", "Tháng 6", rows=[["Thu A", "Chi cục Thuế", 11], ["Thu B", "Kho bạc", 21]])
    assert len(read(rows, rules(["month"], rows=LABELS)).observations) == 2


@pytest.mark.parametrize("group", ["So với cùng kỳ", "Tăng, giảm", "Tỷ trọng (%)", "Đợt 1", "Tuần 3"])
def test_a_group_that_compares_is_asked_about(read, group):
    rows = table("Tháng 6", caption="", rows=[[group], ["Thu A", 11], ["Thu B", 21]])
    assert not read(rows, rules(["month"], rows=LABELS)).observations
    under = [{"label": k, "measure": v, "under": group, "unit": "%"} for k, v in LABELS.items()]
    assert len(read(rows, rules(["month"], rows=under, unit=None)).observations) == 2


OF_OTHERS = ["HUYỆN BẾN LỨC", "TỈNH LONG AN", "TOÀN TỈNH", "TRÊN ĐỊA BÀN TỈNH", "CẢ NƯỚC", "THỊ XÃ KIẾN TƯỜNG",
             "XÃ AN THẠNH", "THỊ TRẤN CẦN ĐƯỚC", "CÁC HUYỆN PHÍA NAM", "VÙNG ĐỒNG BẰNG SÔNG CỬU LONG"]  # fmt: skip


@pytest.mark.parametrize("area", OF_OTHERS)
def test_a_title_of_another_area_is_asked_about(read, area):
    for words in (area, area[0] + area[1:].title() if area.split()[0] not in ("TRÊN", "CÁC", "CẢ") else area):
        title = f"KẾT QUẢ THU NGÂN SÁCH {words} THÁNG 6 NĂM 2025"
        found = read(table(title=title), rules(), whole=WHOLE)
        assert not found.observations and ("error", "title_place", "A1") in told(found)
        assert (
            len(read(table(title=title), rules(title=f"thu ngân sách {words}"), whole=WHOLE).observations)
            == 4
        )


@pytest.mark.parametrize(
    "title",
    [f"{TITLE} HUYỆN CẦN ĐƯỚC, TỈNH LONG AN", f"{TITLE} TRÊN ĐỊA BÀN HUYỆN", f"{TITLE} CÁC XÃ, THỊ TRẤN",
     f"{TITLE} VÀ BẢO HIỂM XÃ HỘI", f"{TITLE} theo Quyết định của UBND tỉnh Long An",
     f"{TITLE} (UBND tỉnh Long An giao)",
     f"{TITLE} VÀ XÃ NÔNG THÔN MỚI", f"{TITLE} CỦA HỢP TÁC XÃ AN PHÚ", f"{TITLE} VÀ NƯỚC SẠCH 6 THÁNG"],
)  # fmt: skip
def test_a_title_of_the_programme_s_own_area_is_not(read, title):
    assert len(read(table(title=title), rules(), whole=WHOLE).observations) == 4


def test_whose_area_it_is_nobody_guesses(read):
    """Where neither the programme's file nor `whole` says it, a name may be its own."""
    title = "THU NGÂN SÁCH HUYỆN BẾN LỨC THÁNG 6 NĂM 2025"
    assert read(table(title=title), rules()).observations
    assert read(table(title=title), rules(), whole=["Toàn huyện"]).observations
    assert not read(table(title=f"{TITLE} TOÀN TỈNH"), rules(), whole=["Toàn huyện"]).observations


@pytest.mark.parametrize(
    "line", ["UBND HUYỆN BẾN LỨC", "UBND XÃ AN THẠNH", "UBND THÀNH PHỐ TÂN AN", "UBND TP. Thủ Đức"]
)
def test_a_letterhead_of_another_area_is_asked_about(read, line):
    assert not read(table(above=[[line]]), rules(), whole=WHOLE).observations
    for own in (
        "CỤC THUẾ TỈNH LONG AN",
        "UBND THÀNH PHỐ HỒ CHÍ MINH",
        "SỞ TÀI CHÍNH TP. HCM",
        "UBND THÀNH PHỐ",
    ):
        lines = [[own], ["CHI CỤC THUẾ HUYỆN CẦN ĐƯỚC"]]
        assert len(read(table(above=lines), rules(), whole=WHOLE).observations) == 4
        assert len(read(table(above=[[own]]), rules(), whole=WHOLE).observations) == 4


@pytest.mark.parametrize("group", ["Toàn tỉnh", "Huyện Bến Lức", "Khối tỉnh"])
def test_a_group_or_a_head_of_another_area_is_none_of_the_whole(read, group):
    rows = [[group], ["Thu A", 11, 12], ["Thu B", 21, 22]]
    for more in ([], [["Toàn huyện"], ["Thu C", 1, 2]]):
        found = read(table(rows=rows + more), rules(rows=LABELS), whole=WHOLE)
        assert not found.observations and {c for _, c, _ in told(found)} >= {"title_place"}
    heads = read(table(f"{group} tháng 6", "Toàn huyện tháng 6"), rules(["month"]), whole=WHOLE)
    assert group == "Khối tỉnh" or {*cells(heads)} == {"C4", "C5"}


def test_the_programme_s_file_says_what_its_area_is(tmp_path):
    source = {"owner": "thue", "files": "*", "tables": rules()}
    (tmp_path / "sources.yml").write_text(yaml.safe_dump({"sources": [source]}), encoding="utf-8")
    assert load_sources(tmp_path / "sources.yml").own_area[0] == "Tổng số"
    text = 'id: x\nyear: 2025\nname_vi: X\narea:\n  id: y\n  name_vi: "huyện Cần Đước"\n'
    text += "groups: [{id: a, name_vi: A}]\n"
    text += "families: [{prefix: own, name_vi: Own, group: a, unit: ha, rule: ge, low: 1}]\n"
    (tmp_path / "programme.yml").write_text(text, encoding="utf-8")
    assert load_sources(tmp_path / "sources.yml").own_area == ["huyện Cần Đước"]


@pytest.mark.parametrize(
    "mark, code",
    [("BẢN NHÁP", "remark"), ("DỰ THẢO LẦN 2", "remark"), ("Mẫu", "remark"), ("VÍ DỤ", "remark_against"),
     ("SỐ LIỆU THỬ", "remark_against"), ("Đã thay thế", "remark_against"), ("HỦY", "remark_against"),
     ("Biểu đã hủy", "remark_against"), ("Bản cũ", "remark_against"),
     ("Mẫu số 02/BC-TC", ""), ("Biểu mẫu số 01", ""), ("Trường mẫu giáo", ""), ("Góp ý dự thảo Luật", "")],
)  # fmt: skip
def test_a_paper_that_does_not_hold_is_told(read, mark, code):
    for rows in (
        table(above=[[mark]]),
        table(title=f"{TITLE} ({mark})"),
        {mark.replace("/", ""): table()},
    ):
        found = read(rows, rules())
        assert bool(found.observations) is (code != "remark_against")
        assert {c for _, c, _ in told(found)} - {"title_more"} == ({code} if code else set())


def test_figures_below_two_groups_that_take_them_out_are_told_once(read):
    rows = [["Thu A", 11, 12], ["I. Huyện Bến Lức"], ["1. Phần còn phải thu"], ["Thu B", 21, 22]]
    found = read(table(rows=rows), rules(), whole=WHOLE)
    assert cells(found) == {"B4": 11, "C4": 12}
    assert [(p.code, p.cell) for p in found.problems] == [("title_place", "A5")]


@pytest.mark.parametrize(
    "gone",
    [
        "T6 (bản cũ)",
        "T6 cũ",
        "T6_cu",
        "T6 bỏ",
        "T6 nháp",
        "Bản nháp T6",
        "T6 (hủy)",
        "T6-old",
        "T6 không dùng",
    ],
)
def test_a_sheet_that_is_taken_back_does_not_stand_before_the_good_one(read, gone):
    old = table(rows=[["Thu A", 91, 92], ["Thu B", 93, 94]])
    for sheets in ({gone: old, "T6": table()}, {"T6": table(), gone: old}):
        found = read(sheets, rules())
        assert {(o["sheet"], o["value"]) for o in found.observations} == {("T6", v) for v in (11, 12, 21, 22)}
        assert [(p.sheet, p.code) for p in found.problems] == [(gone, "remark_against")]
    beside = read({"Thu thuế": table(), "Thu thuế cũ": old}, rules())
    assert {o["sheet"] for o in beside.observations} == {"Thu thuế"}


@pytest.mark.parametrize("name", ["Nợ cũ", "Bỏ học", "Dân cư", "Nông cụ", "Thu", "Bộ đội", "Mẫu giáo"])
def test_ordinary_words_in_a_sheet_s_name_take_nothing_back(read, name):
    assert len(cells(read({name: table()}, rules()))) == 4


@pytest.mark.parametrize(
    "version", ["T6 sửa", "T6 (chốt)", "T6 bản cuối", "T6 (2)", "T6 chính thức", "T6 lần 2"]
)
def test_of_two_versions_of_a_sheet_nothing_says_which_is_meant(read, version):
    other = table(rows=[["Thu A", 10, 12], ["Thu B", 21, 22]])
    for sheets in ({version: other, "T6": table()}, {"T6": table(), version: other}):
        found = read(sheets, rules())
        assert sorted(o["value"] for o in found.observations) == [12, 21, 22]
        assert {(p.sheet, p.code, p.cell) for p in found.problems} == {(s, "duplicate", "B4") for s in sheets}
    assert len(cells(read({version: table(), "T6": table()}, rules()))) == 4


@pytest.mark.parametrize(
    "code, value, said",
    [('#,##0 "nghìn"', None, "unit"), ('0" triệu"', None, "unit"), ('0" tỷ"', 11, None), ('0" tỷ đồng"', 11, None),
     ('0 "đồng"', None, "unit"), ('0" (KH)"', None, "remark_against"), ('0" (ước)"', 11, "remark"),
     ("#,##0_);(#,##0)", 11, None)],
)  # fmt: skip
def test_what_a_format_writes_beside_a_number_is_held_against_the_head(make_book, code, value, said):
    path = make_book(table())
    book = openpyxl.load_workbook(path)
    book.active["B4"].number_format = code
    book.save(path)
    found = read_file(
        path, Sources.model_validate({"sources": [{"owner": "a", "files": "*", "tables": rules()}]})
    )
    assert cells(found).get("B4") == value and cells(found)["B5"] == 21
    assert {c for _, c, at in told(found) if at == "B4"} == ({said} if said else set())


@pytest.mark.parametrize(
    "group, unit, used",
    [("Tỷ lệ", "người", 0), ("Tỷ lệ (%)", None, 0), ("Số người", "%", 0), ("Số hồ sơ", "tỷ đồng", 0),
     ("Ước cả năm", "người", 0),
     ("Số người", "người", 2), ("Tỷ lệ", "%", 2), ("Số thu", "người", 2)],
)  # fmt: skip
def test_a_group_of_a_unit_is_the_unit_of_its_rows(read, group, unit, used):
    rows = [[group], ["Số ca A", 11], ["Số ca B", 21]]
    rows = table("Tháng 6", caption="", rows=rows, title="CÔNG TÁC XÃ HỘI THÁNG 6 NĂM 2025")
    each = [{"each": True, "measure": "{label}", "basis": "month"}]
    assert (
        len(read(rows, rules(["month"], title="công tác xã hội", unit=unit, rows=each)).observations) == used
    )


def test_the_unit_of_money_in_a_file_s_name_counts(read, codes):
    for caption, value in (("", 0.011), ("ĐVT: triệu đồng", 0.011)):
        found = read(table(caption=caption), rules(), name="thu t6-2025 (trieu dong).xlsx")
        assert cells(found)["B4"] == pytest.approx(value)
    against = read(table(), rules(), name="Thu NS T6.2025 - đvt triệu đồng.xlsx")
    assert not against.observations and ("error", "unit") in codes(against)
    assert cells(read(table(), rules(), name="bao cao (2).xlsx"))["B4"] == 11
    people = read(table(caption=""), rules(unit="người"), name="thu t6-2025 (trieu dong).xlsx")
    assert cells(people)["B4"] == 11


@pytest.mark.parametrize("total, asked", [(610000, True), (6100, False), (0, False)])
def test_a_sum_far_above_its_month_is_asked_about(read, total, asked):
    found = read(table(rows=[["Thu A", 120, total], ["Thu B", 21, 22]]), rules())
    assert (("warning", "total_far_above", "C4") in told(found)) is asked and "C4" in cells(found)


@pytest.mark.parametrize("short", ["T5", "LK", "NSX", "FDI", "XDCB", "DTTS"])
def test_capitals_in_brackets_that_shorten_no_words_of_the_label_make_a_part_of_it(read, short):
    known = [{"label": "Thu nội địa", "measure": "a", "optional": True}]
    part = [f"Thu nội địa ({short})", 11, 12]
    found = read(table(rows=[part]), rules(rows=known))
    assert not found.observations and ("note", "near_name", "A4") in told(found)
    both = read(table(rows=[part, ["Thu nội địa", 21, 22]]), rules(rows=known))
    assert cells(both) == {"B5": 21, "C5": 22} and "duplicate" not in {p.code for p in both.problems}
    assert {*cells(read(table(rows=[part]), rules(rows={part[0]: "a"})))} == {"B4", "C4"}


@pytest.mark.parametrize(
    "label, short",
    [("Giá trị sản xuất", "GTSX"), ("Giá trị sản xuất", "GO"), ("Tổng sản phẩm trên địa bàn", "GRDP"),
     ("Ngân sách trung ương", "TW"), ("Thu nội địa", "I"), ("Thu nội địa", "TH")],
)  # fmt: skip
def test_capitals_in_brackets_that_shorten_words_of_the_label_are_no_part(read, label, short):
    found = read(table(rows=[[f"{label} ({short})", 11, 12]]), rules(rows={label: "a"}))
    assert {*cells(found)} == {"B4", "C4"}


@pytest.mark.parametrize(
    "name", ["Xã Mỹ Lệ (T5)", "Xã Mỹ Lệ (DTTS)", "Toàn huyện (T5)", "Toàn huyện (toàn tỉnh)"]
)
def test_a_part_of_a_place_or_of_the_sum_of_all_is_asked_about(read, name):
    rule = rules(places="rows", columns=["month"], rows=[])
    rule[0] |= {"columns": [{"is": "month", "measure": "a", "unit": "tỷ đồng"}]}
    del rule[0]["rows"]
    found = read(table("Tháng 6", rows=[["Xã Tân Lân", 1], [name, 2]]), rule, places=PLACES, whole=WHOLE)
    assert cells(found) == {"B4": 1} and ("error", "place_unknown", "A5") in told(found)


PLAN = ["month", {"is": "plan", "optional": True}]


@pytest.mark.parametrize(
    "head",
    ["Dự toán điều chỉnh giảm", "Dự toán cắt giảm", "Dự toán giảm 5%", "Dự toán tiết kiệm thêm 10%",
     "Dự toán cấp thêm", "Chỉ tiêu giao thêm", "Bổ sung dự toán 2025", "Dự toán tỉnh giao (tăng thêm)",
     "Kế hoạch đề xuất", "Kế hoạch dự kiến 2025", "Dự toán trình HĐND", "Dự toán (chưa duyệt)",
     "Dự toán bình quân (tháng)", "Dự toán tối thiểu", "Kế hoạch vốn đã nhập TABMIS"],
)  # fmt: skip
def test_a_part_of_a_plan_or_one_not_yet_given_is_no_plan(read, head):
    found = read(table("Tháng 6", head), rules(PLAN))
    assert {*cells(found)} == {"B4", "B5"} and ("warning", "head_words", "C3") in told(found)
    beside = read(table("Tháng 6", "Kế hoạch", head), rules(PLAN))
    assert {*cells(beside)} == {"B4", "B5", "C4", "C5"}


@pytest.mark.parametrize(
    "head",
    ["Kế hoạch điều chỉnh", "Dự toán sau điều chỉnh", "Dự toán HĐND giao", "Kế hoạch tỉnh giao", "Chỉ tiêu giao",
     "Dự toán được giao", "DT giao đầu năm", "Dự toán 2025 (sau bổ sung)", "Kế hoạch phấn đấu"],
)  # fmt: skip
def test_plans_that_were_given_are_plans(read, head):
    assert {*cells(read(table("Tháng 6", head), rules(PLAN)))} == {"B4", "B5", "C4", "C5"}


@pytest.mark.parametrize(
    "head",
    ["Lũy kế cả năm (ước)", "Lũy kế cả năm", "Lũy kế cả năm 2025", "Lũy kế ước cả năm", "Lũy kế đến cuối năm",
     "Tháng 6/2024 và 2025"],
)  # fmt: skip
def test_a_sum_to_the_year_s_end_and_a_month_of_two_years_are_not_understood(read, head):
    found = read(table("Tháng 6", head), rules())
    assert {*cells(found)} == {"B4", "B5"} and ("warning", "unclear_head", "C3") in told(found)


@pytest.mark.parametrize("head", ["LKTH", "Lũy kế từ đầu năm", "Lũy kế năm 2025", "Lũy kế đến cuối tháng 6"])
def test_sums_to_date_in_other_words(read, head):
    found = read(table("Tháng 6", head), rules())
    assert {(o["basis"], o["period"]) for o in found.observations if o["cell"][0] == "C"} == {
        ("year_to_date", "2025-06")
    }


@pytest.mark.parametrize(
    "head",
    ["Tháng 6 (giá so sánh)", "Tháng 6 - theo giá 2010", "Tháng 6 quy năm", "Tháng 6 (ngân sách tỉnh)"],
)
def test_other_prices_and_another_budget_in_a_head_are_asked_about(read, head):
    found = read(table("Lũy kế", head), rules())
    assert {*cells(found)} == {"B4", "B5"} and ("warning", "head_words", "C3") in told(found)


@pytest.mark.parametrize("over", ["Ngân sách tỉnh", "Theo giá so sánh 2010", "So sánh"])
def test_an_upper_head_that_makes_other_figures_is_asked_about(read, over):
    rows = [
        [TITLE],
        ["ĐVT: tỷ đồng"],
        ["Chỉ tiêu", over, over],
        ["", "Tháng 6", "Lũy kế 6 tháng"],
        ["Thu A", 1, 2],
    ]
    found = read(rows, rules())
    assert not found.observations and ("warning", "head_words", "C3") in told(found)


def test_prices_of_another_year_are_ordinary_for_what_is_produced(read):
    asked = rules(title="giá trị sản xuất")
    found = read(table("Tháng 6 (giá so sánh 2010)", title="GIÁ TRỊ SẢN XUẤT THÁNG 6 NĂM 2025"), asked)
    assert {*cells(found)} == {"B4", "B5"}


@pytest.mark.parametrize("days", [["Từ 1-15"], ["Từ 1-15", "Từ 16-30"]])
def test_some_days_of_a_month_are_no_month(read, days):
    rows = [["Chỉ tiêu", *["Tháng 6"] * len(days), "Lũy kế"], ["", *days, ""]]
    figures = ["Thu A", *range(11, 12 + len(days))]
    found = read([[TITLE], ["ĐVT: tỷ đồng"], *rows, figures], rules())
    assert {o["basis"] for o in found.observations} == {"year_to_date"}
    assert ("warning", "unclear_head", "B3") in told(found)


def test_of_a_reported_and_a_corrected_month_the_corrected_is_used(read):
    found = read(table("Tháng 6 (đã báo cáo)", "Tháng 6 (đính chính)"), rules())
    assert cells(found)["C4"] == 12 and "B4" not in cells(found)
    assert ("warning", "double_column", "B3") in told(found)


def test_a_period_with_the_unit_above_the_last_column_is_no_head(read):
    caption = ["", "", "Tháng 06 năm 2025 - ĐVT: tỷ đồng"]
    found = read([["THU NGÂN SÁCH"], caption, *table()[2:]], rules(unit=None))
    assert {(o["basis"], o["unit"]) for o in found.observations} == {
        ("month", "tỷ đồng"),
        ("year_to_date", "tỷ đồng"),
    }


@pytest.mark.parametrize(
    "title, used",
    [("Thu ngân sách bình quân tháng 6/2025", False), ("Thoái thu ngân sách tháng 6/2025", False),
     ("Số kiểm tra thu ngân sách tháng 6/2025", False), ("Đăng ký thu ngân sách tháng 6/2025", False),
     ("Thu ngân sách trên đầu người tháng 6/2025", False), ("So sánh thu ngân sách tháng 6/2025", True),
     ("Thu ngân sách tháng 6/2025 của kịch bản thấp", True), ("Thu ngân sách tháng 6/2025 theo giá so sánh", True)],
)  # fmt: skip
def test_a_title_of_another_kind_is_asked_about(read, title, used):
    found = read(table("Tháng 6", "Lũy kế", "Dự toán 2025", title=title), rules([*PLAN, "year_to_date"]))
    assert bool(found.observations) is used
    assert {p.cell for p in found.problems if p.severity != "note"} == {"A1"}


@pytest.mark.parametrize(
    "note",
    ["tính đến ngày 22", "số thu đến hết ngày 20/6", "Thu đến ngày 20/6/2025", "thu 3 tuần đầu",
     "từ 15 tháng trước đến 14 tháng này"],
)  # fmt: skip
def test_a_month_cut_off_on_a_day_is_not_used(read, note):
    rows = [["Thu A", 11, 12, note], ["Thu B", 21, 22, ""]]
    found = read(table("Tháng 6", "Lũy kế", "Ghi chú", rows=rows), rules())
    assert cells(found) == {"B5": 21, "C5": 22}
    assert ("error", "remark_against", "B4") in told(found)


def test_a_month_that_holds_is_used(read):
    for note in ("tính đến ngày 30", "đến hết ngày 30/6", "đến 20 hộ", "Trên đây là báo cáo của phòng./."):
        found = read(table("Tháng 6", "Lũy kế", "Ghi chú", rows=[["Thu A", 11, 12, note]]), rules())
        assert len(cells(found)) == 2 and not found.problems


def test_a_day_on_which_figures_were_taken_is_asked_about(read):
    found = read(table(below=[["Thời điểm chốt: 20/6"]]), rules())
    assert ("warning", "remark", "B4") in told(found)


def test_a_group_that_says_a_part_is_asked_about(read):
    rules_ = rules(rows=[{"label": "Tổng thu", "measure": "thu"}])
    for group in ("I. Khối doanh nghiệp", "Ấp 4", "I. Hộ kinh doanh", "Qua bưu điện"):
        rows = [[group], ["Tổng thu", 11, 12], ["II. Khác"], ["Thuế", 1, 2]]
        assert ("warning", "remark", "B5") in told(read(table(rows=rows), rules_)), group
    for group in ("I. Thu ngân sách", "A. Lĩnh vực kinh tế", "I. Tài chính"):
        rows = [[group], ["Tổng thu", 11, 12], ["II. Khác"], ["Thuế", 1, 2]]
        assert not [p for p in read(table(rows=rows), rules_).problems if p.severity != "note"], group


def test_a_row_outside_the_total_is_told_of_the_total(read):
    rules_ = rules(rows=[{"label": "Tổng thu", "measure": "thu"}])
    for said in ("ngoài tổng", "chưa cộng vào tổng", "không tính vào tổng"):
        rows = [["Tổng thu", 11, 12], [f"Tiền đất ({said})", 1, 2]]
        assert ("warning", "remark", "B4") in told(read(table(rows=rows), rules_)), said


def test_words_of_a_numerator_are_told(read):
    parts = {"numerator": ["Hồ sơ trực tuyến"], "denominator": ["Tổng số hồ sơ"]}
    share = {"measure": "hs", "unit": "%", "label": "Tỷ lệ"} | parts
    for label, codes in (("Hồ sơ trực tuyến (toàn trình)", {"row_more"}), ("Hồ sơ trực tuyến", set())):
        rows = [["Tổng số hồ sơ", 300, 1400], [label, 120, 600]]
        found = read(table(rows=rows, caption=""), rules(rows=[share], unit=None))
        assert (
            len(found.observations) == 2 and {p.code for p in found.problems if p.severity != "note"} == codes
        )


def test_running_sums_typed_as_months_are_asked_about(read):
    heads = [f"Tháng {m}" for m in range(1, 5)]
    for last, codes in (([200, 99], {"month_is_total"}), ([200, 70], set())):
        rows = [["Thu A", 41, 76, 142, last[0]], ["Thu B", 20, 35, 75, last[1]]]
        found = read(table(*heads, rows=rows, title="THU NGÂN SÁCH NĂM 2025"), rules(["month"]))
        assert len(found.observations) == 8 and {p.code for p in found.problems} == codes


def test_names_of_sheets_and_columns_that_look_like_others_are_read(read):
    for sheet in ("TR", "Tr", "Bo"):
        found = read({sheet: table(caption="ĐVT: ha")}, rules(unit="ha"))
        assert len(found.observations) == 4 and not found.problems, sheet
    down = [["Tháng", "Tổng số", "Nam"], ["Tháng 1", 31, 16], ["Tháng 2", 28, 14]]
    found = read(
        [["THU NGÂN SÁCH NĂM 2025"], ["ĐVT: người"], *down],
        rules([{"words": ["tổng số"], "measure": "a"}], unit="người", periods="rows", rows=[]),
    )
    assert len(found.observations) == 2 and not found.problems
