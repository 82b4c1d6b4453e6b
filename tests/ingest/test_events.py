"""Lists with one event a row: what has not happened, or does not hold any more, is none."""

from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources

TITLE = "SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN NĂM 2025"
HEADS = ["STT", "Tên sản phẩm", "Số quyết định", "Ngày quyết định", "Ghi chú"]
RICE = [1, "Gạo", "12/QĐ-UBND", "13/02/2025", None]
PLACES = [{"code": "1", "name": "Xã Tân Lân"}]
OCOP = {
    "title": "sản phẩm OCOP được công nhận",
    "events": {
        "measure": "ocop",
        "date": "ngày quyết định",
        "paper": "số quyết định",
        "text": "tên sản phẩm",
    },
}
STEPS = {"title": "tiến độ", "events": {"id": "mã", "date": "ngày thực hiện", "paper": "số văn bản"}}


@pytest.fixture
def listed(tmp_path):
    def read(*rows, title=TITLE, heads=HEADS, rule=OCOP, change=None, day=None):
        book = openpyxl.Workbook()
        for row in ([title], heads, *rows, *([[day]] if day else [])):
            book.active.append(row)
        if change:
            change(book.active)
        book.save(path := tmp_path / "a.xlsx")
        source = {"owner": "a", "files": "*", "tables": [rule], "reported_on": "sheet"}
        sources = {"sources": [source], "places": PLACES, "whole": ["Huyện Cần Đước"]}
        return read_file(path, Sources.model_validate(sources))

    return read


def cells(found):
    return {o["cell"] for o in found.observations}


def said(found):
    return {(p.code, p.cell) for p in found.problems if p.severity == "error"}


@pytest.mark.parametrize(
    "row",
    [
        [2, "Mắm (đã thu hồi)", "13/QĐ-UBND", "14/02/2025"],
        [2, "Mắm, bị hủy công nhận", "13/QĐ-UBND", "14/02/2025"],
        [2, "Mắm", "Tờ trình số 13/TTr-UBND", "14/02/2025"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Thu hồi theo QĐ ngày 30/5/2025"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Không công nhận"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Không đạt"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Trùng với dòng 1"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Chờ Hội đồng tỉnh chấm điểm"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "nhập sai"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "chưa thẩm định"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "dự kiến"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Tạm dừng"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "đã hoãn"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Dừng thực hiện"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Lùi sang quý III"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Chuyển sang năm 2026"],
    ],
)
def test_a_row_that_takes_itself_back_is_no_event(listed, row):
    found = listed(RICE, row)
    assert cells(found) == {"D3"}
    assert said(found) == {("remark_against", "D4")}


@pytest.mark.parametrize(
    "row",
    [
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Đạt 3 sao, nhằm xuất khẩu"],
        [2, "Mắm", "13/QĐ-UBND", datetime(2025, 2, 14), "Công nhận lần đầu"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Công nhận lại (hết hạn 2024)"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Sản xuất lại sau khi tạm dừng"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Hoàn trả mặt bằng"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Hết hạn 14/02/2028"],
        [2, "Mắm", "13/QĐ-UBND", "14/02/2025", "Đạt 3 sao (dự kiến nâng 4 sao năm 2026)"],
    ],
)
def test_an_ordinary_note_is_none_of_that(listed, row):
    assert cells(listed(RICE, row)) == {"D3", "D4"}


def test_the_title_and_the_words_above_some_rows_say_so_for_all_of_them(listed):
    more = [["II", "Đề nghị công nhận (chưa có quyết định)"], [2, "Mắm", "15/QĐ", "15/06/2025"]]
    found = listed(["I", "Xã Tân Lân"], RICE, *more, ["III", "Đã công nhận"], RICE)
    assert (cells(found), said(found)) == ({"D4", "D8"}, {("remark_against", "D6")})
    found = listed(RICE, ["II", "Huyện Cần Giuộc"], RICE)
    assert (cells(found), said(found)) == ({"D3"}, {("remark_against", "D5")})
    found = listed(RICE, title="DANH SÁCH ĐỀ NGHỊ SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN NĂM 2025")
    assert (cells(found), said(found)) == (set(), {("remark_against", "A1")})


@pytest.mark.parametrize("day", ["14/02/2025", datetime(2025, 2, 14), date(2025, 2, 14)])
def test_a_row_that_is_struck_out_is_no_event(listed, day):
    def strike(sheet):
        for cell in sheet[4]:
            cell.font = Font(strike=True)

    found = listed(RICE, [2, "Mắm", "13/QĐ", day], change=strike)
    assert (cells(found), said(found)) == ({"D3"}, {("struck", "D4")})


def test_a_struck_step_is_none_and_a_comment_is_heard(listed):
    def change(sheet):
        for cell in sheet[3]:
            cell.font = Font(strike=True)
        sheet["B4"].comment = Comment("ghi nhầm dòng", "x")

    heads = ["Mã", "Ngày thực hiện", "Số văn bản"]
    steps = [
        [6.5, "13/02/2025", "Tờ trình số 1/TTr"],
        [6.6, "14/02/2025", "2/KH"],
        [6.7, "15/02/2025", "Tờ trình số 3/TTr"],
    ]
    found = listed(*steps, title="TIẾN ĐỘ NĂM 2025", heads=heads, rule=STEPS, change=change)
    assert [o["measure"] for o in found.observations] == ["6#7"]
    assert {code for code, _ in said(found)} == {"struck", "remark_against"}


def test_a_day_after_that_of_the_report_is_asked_about(listed):
    ahead = [2, "Mắm", "13/QĐ", "05/12/2025"]
    found = listed(RICE, ahead, day="Cần Đước, ngày 20 tháng 6 năm 2025")
    assert (cells(found), said(found)) == ({"D3"}, {("event_ahead", "D4")})
    assert said(listed(RICE, [2, "Mắm", "13/QĐ", "05/01/2026"])) == {("event_ahead", "D4")}


def test_events_of_hidden_rows_are_told(listed):
    found = listed(
        RICE, [2, "Mắm", *RICE[2:]], change=lambda sheet: setattr(sheet.row_dimensions[4], "hidden", True)
    )
    assert {o["cell"]: o["note"].endswith("ô bị ẩn") for o in found.observations} == {"D3": False, "D4": True}
    assert [(p.code, p.cell) for p in found.problems] == [("hidden", "D4")]


def test_one_product_twice_is_counted_once(listed):
    again, other = [2, *RICE[1:]], [3, "Gạo", "15/QĐ-UBND", "13/02/2025"]
    found = listed(RICE, again, other, ["I", "Xã Tân Lân"], RICE)
    assert (cells(found), said(found)) == ({"D3", "D5", "D7"}, {("event_again", "D4")})


@pytest.mark.parametrize("head", ["Ngày quyết định (dự kiến)", "Ngày quyết định thu hồi", "Ngày quyết định cũ",
                                  "Ngày hết hạn quyết định"])  # fmt: skip
def test_the_head_of_the_day_is_held_to_its_words(listed, head):
    heads = [*HEADS[:3], head, "Ghi chú"]
    assert not cells(found := listed(RICE, heads=heads)) and said(found) == {("remark_against", "D2")}


def test_the_day_of_a_decision_is_its_issue_too(listed):
    assert cells(listed(RICE, heads=[*HEADS[:3], "Ngày ban hành quyết định", "Ghi chú"])) == {"D3"}


@pytest.mark.parametrize("total", ["Tổng cộng", "Cộng: 1 sản phẩm", "Tổng số", "Tổng cộng: 1 sản phẩm"])
def test_a_total_with_a_day_is_no_event(listed, total):
    assert cells(listed(RICE, [None, total, None, "30/6/2025"])) == {"D3"}
