"""What columns, lines and groups beside the figures say of them: heard, or asked about."""

import openpyxl
import pytest
from openpyxl.comments import Comment

from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources

TITLE, HEADS = "Thu ngân sách tháng 6/2025", ["STT", "Chỉ tiêu", "Dự toán 2025", "Tháng 6", "Lũy kế"]
ROW = [1, "Thu nội địa", 800, 60, 412.5]
NAMED = [{"label": "Thu nội địa", "measure": "thu"}]
EACH = [{"each": True, "measure": "{label}"}]
PLACES = [{"code": "1", "name": "Xã Mỹ Lệ"}, {"code": "2", "name": "Xã Tân Lân"}]


@pytest.fixture
def sheet(tmp_path):
    def read(*rows, heads=HEADS, named=NAMED, below=(), comment=None, title=TITLE, at="D4", shown=None):
        book = openpyxl.Workbook()
        for row in ([title], ["ĐVT: tỷ đồng"], heads, *(rows or [ROW]), *([text] for text in below)):
            book.active.append(row)
        if comment:
            book.active[at].comment = Comment(comment, "x")
        if shown:
            book.active[at].number_format = shown
        book.save(path := tmp_path / "a.xlsx")
        columns = [{"is": kind, "optional": True} for kind in ("month", "year_to_date", "plan")]
        rule = {"title": "thu ngân sách", "unit": "tỷ đồng", "rows": named, "columns": columns}
        source = {"owner": "a", "files": "*", "tables": [rule]}
        sources = {"sources": [source], "places": PLACES, "whole": ["Toàn huyện", "Huyện Cần Đước"]}
        return read_file(path, Sources.model_validate(sources))

    return read


def cells(found):
    return {o["cell"]: (o["value"], o["period"]) for o in found.observations}


def codes(found):
    return {p.code for p in found.problems if p.severity != "note"}


def beside(head, value, *more):
    return {"heads": ["STT", "Chỉ tiêu", head, *(more or ("Tháng 6", "Lũy kế"))]}, [
        1,
        "Thu nội địa",
        value,
        70,
        420,
    ]


@pytest.mark.parametrize(
    "head, value, code",
    [
        ("Địa bàn", "Toàn tỉnh", "title_place"),
        ("Địa bàn", "Xã Mỹ Lệ", "title_place"),
        ("Trạng thái", "Chưa thu", "remark_against"),
        ("Trạng thái", "Dự kiến", "remark"),
        ("Loại", "Kế hoạch", "no_basis"),
    ],
)
def test_a_column_of_words_beside_the_names_is_heard(sheet, head, value, code):
    heads, row = beside(head, value)
    assert codes(found := sheet(row, **heads)) == {code}
    assert bool(found.observations) is (code == "remark")


@pytest.mark.parametrize(
    "head, value", [("Địa bàn", "Toàn huyện"), ("Trạng thái", "Đã thu"), ("Cơ quan thu", "UBND xã Mỹ Lệ")]
)
def test_a_column_that_says_nothing_else_is_no_doubt(sheet, head, value):
    heads, row = beside(head, value)
    found = sheet(row, **heads)
    assert set(cells(found)) == {"D4", "E4"} and not codes(found)


def test_a_column_of_years_or_months_dates_its_rows(sheet):
    heads, row = beside("Năm", 2024)
    assert cells(sheet(row, **heads)) == {"D4": (70, "2024-06"), "E4": (420, "2024-06")}
    heads, row = beside("Năm", 2025)
    assert cells(sheet(row, **heads)) == {"D4": (70, "2025-06"), "E4": (420, "2025-06")}
    heads, row = beside("Tháng", 5, "Số thu", "Lũy kế")
    assert all(period == "2025-05" for _, period in cells(sheet(row, **heads)).values())


def test_the_state_behind_the_figures_is_heard(sheet):
    found = sheet([*ROW, "chưa thu"], heads=[*HEADS, "Tình trạng"])
    assert not found.observations and codes(found) == {"remark_against"}


@pytest.mark.parametrize("line", ["Số liệu điều chỉnh", "Số liệu sau khi điều chỉnh", "Đính chính"])
def test_of_a_table_told_again_below_what_differs_is_not_used(sheet, line):
    found = sheet(ROW, [], [line], HEADS, [1, "Thu nội địa", 800, 62, 414.5])
    assert not {60, 412.5} & {value for value, _ in cells(found).values()}
    assert "duplicate" in codes(found)


@pytest.mark.parametrize("head", ["Đơn vị phụ trách", "Chủ đầu tư", "Đơn vị thực hiện", "Cơ quan chủ trì"])
def test_an_office_names_no_row(sheet, head):
    rows = [[1, "Thu A", "Đội Thuế", 70, 420], [2, "Thu B", "Đội Thuế", 7, 42]]
    found = sheet(*rows, heads=["STT", "Chỉ tiêu", head, "Tháng 6", "Lũy kế"], named=EACH)
    assert {o["measure"] for o in found.observations} == {"Thu A", "Thu B"} and not codes(found)


WORKS = "Giải ngân vốn đầu tư, thu ngân sách tháng 6/2025"
ROADS = [[1, "Đường A", 70, 420], [2, "Đường B", 7, 42], [3, "Đường C", 9, 12]]
OTHERS = [[1, "Đường A", 70, 420], [2, "Các công trình khác", 7, 42]]


@pytest.mark.parametrize("name", ["Tên công trình", "Danh mục dự án", "Nội dung", "Chỉ tiêu"])
@pytest.mark.parametrize(
    "head, values",
    [
        ("Quyết định đầu tư", ["1/QĐ-UBND", "2/QĐ-UBND", "3/QĐ-UBND"]),
        ("Nhóm dự án", "CBC"),
        ("Nhà thầu", ["Công ty A", "Công ty B", "Công ty A"]),
        ("Địa điểm xây dựng", ["Xã Mỹ Lệ", "Xã Mỹ Lệ, xã Tân Lân", "Xã Tân Lân"]),
        ("Xã, thị trấn", ["Mỹ Lệ", "Tân Lân", "Mỹ Lệ"]),
        ("Địa bàn", ["Xã Mỹ Lệ", "Xã Tân Lân", "Xã Mỹ Lệ"]),
        ("Kỳ báo cáo", ["Tháng 6/2025"] * 3),
        ("Năm", ["Năm 2025"] * 3),
    ],
)
def test_the_column_that_tells_all_rows_apart_names_them(sheet, name, head, values):
    rows = [[*row[:2], value, *row[2:]] for row, value in zip(ROADS, values, strict=True)]
    named = [{"label": row[1], "measure": row[1]} for row in ROADS]
    for rule in (EACH, named):
        found = sheet(*rows, heads=["STT", name, head, "Tháng 6", "Lũy kế"], named=rule, title=WORKS)
        assert {o["cell"]: o["measure"] for o in found.observations} == {
            f"{col}{i}": row[1] for i, row in enumerate(ROADS, 4) for col in "DE"
        }
        assert not codes(found)


def test_names_said_once_for_several_rows_leave_the_next_column_to_name_them(sheet):
    rows = [[1, "Thuế", "Thuế đất", 70, 420], [2, None, "Thuế nhà", 7, 42], [3, "Thuế", "Thuế xe", 9, 12]]
    found = sheet(*rows, heads=["STT", "Nội dung", "Loại", "Tháng 6", "Lũy kế"], named=EACH)
    assert {o["measure"] for o in found.observations} == {"Thuế đất", "Thuế nhà", "Thuế xe"}


@pytest.mark.parametrize("named", [EACH, [{"label": "Đường A", "measure": "a"}]])
def test_the_site_of_a_work_may_be_another_district(sheet, named):
    heads = ["STT", "Công trình", "Địa điểm", "Tháng 6", "Lũy kế"]
    found = sheet([1, "Đường A", "Huyện Cần Giuộc", 70, 420], heads=heads, named=named, title=WORKS)
    assert not cells(found) and codes(found) == {"title_place"}
    found = sheet([1, "Vốn xổ số", "Xã Mỹ Lệ", 70, 420], heads=heads, named=EACH, title=WORKS)
    assert not cells(found)


@pytest.mark.parametrize("head", ["Nội dung", "Chỉ tiêu", "Phương án"])
def test_heads_that_sound_like_a_place_are_none(sheet, head):
    """ "Nội dung" is no "nơi", "Phương án" no "phường": the rows below name levels, roads and places."""
    labels = ["Học sinh giỏi cấp tỉnh", "Khối xã", "Đường tỉnh 826B", "Lao động đi làm tại TP. Hồ Chí Minh"]
    rows = [[i, label, 7, 42] for i, label in enumerate(labels, 1)]
    found = sheet(*rows, heads=["STT", head, "Tháng 6", "Lũy kế"], named=EACH)
    assert len(found.observations) == 8 and "title_place" not in codes(found)


@pytest.mark.parametrize("head", ["Phương án", "Địa bàn"])
@pytest.mark.parametrize("said", ["Nhập nhầm, không dùng", "Đã hủy"])
def test_a_note_in_a_column_of_sites_is_heard(sheet, head, said):
    rows = [[*row[:2], said, *row[2:]] for row in ROADS]
    found = sheet(*rows, heads=["STT", "Tên công trình", head, "Tháng 6", "Lũy kế"], named=EACH, title=WORKS)
    assert codes(found)


@pytest.mark.parametrize("head", ["Ngày khởi công", "Số, ngày QĐ", "Ngày hợp đồng"])
def test_days_of_events_beside_a_work_date_no_figures(sheet, head):
    rows = [
        [*row[:2], day, *row[2:]]
        for row, day in zip(ROADS, ["12/5/2024", "1/6/2024", "3/2/2025"], strict=True)
    ]
    found = sheet(*rows, heads=["STT", "Tên công trình", head, "Tháng 6", "Lũy kế"], named=EACH, title=WORKS)
    assert len(found.observations) == 6 and "no_basis" not in codes(found)


def test_what_is_done_at_a_work_does_not_name_it(sheet):
    rows = [
        [*row[:2], done, *row[2:]]
        for row, done in zip(ROADS, ["Xây mới", "Sửa chữa", "Mở rộng"], strict=True)
    ]
    found = sheet(
        *rows, heads=["STT", "Tên công trình", "Nội dung", "Tháng 6", "Lũy kế"], named=EACH, title=WORKS
    )
    assert {o["measure"] for o in found.observations} == {row[1] for row in ROADS}


@pytest.mark.parametrize(
    "group", ["Xã Mỹ Lệ", "Công trình xã Mỹ Lệ", "Địa bàn xã Mỹ Lệ", "UBND xã Mỹ Lệ làm chủ đầu tư"]
)
def test_works_may_stand_below_their_commune(sheet, group):
    more = {"heads": ["STT", "Nội dung", "Tháng 6", "Lũy kế"], "named": EACH, "title": WORKS}
    found = sheet([None, group], *ROADS[:2], [None, "Xã Tân Lân"], ROADS[2], **more)
    assert set(cells(found)) == {f"{col}{row}" for row in (5, 6, 8) for col in "CD"} and not codes(found)
    for rows in (
        [[1, "Vốn xổ số", 70, 420], [2, "Vốn khác", 7, 42]],
        [ROADS[0], ROADS[0]],
        OTHERS,
    ):  # of the commune
        assert codes(found := sheet([None, group], *rows, **more)) == {"title_place"} and not cells(found)


def test_a_raised_mark_in_brackets_is_that_of_a_note(sheet):
    for mark in "⁽¹⁾", "ᵃ", "⁽²⁾":
        found = sheet([*ROW[:4], f"412,5{mark}"])
        assert cells(found)["E4"] == (412.5, "2025-06") and not codes(found)
    assert "E4" not in cells(sheet([*ROW[:4], "412,5ʰ"]))


@pytest.mark.parametrize(
    "text",
    ["Số này của toàn tỉnh", "Số của tỉnh", "Nhân 1000", "Chưa x1000", "Chưa thu", "Bình quân", "Số cuối năm", "Bỏ",
     "Xóa", "KH chứ không phải TH", "nhầm cột", "số tuần 3"],
)  # fmt: skip
def test_a_comment_takes_its_figure_back(sheet, text):
    assert set(cells(found := sheet(comment=text))) == {"C4", "E4"} and codes(found) == {"remark_against"}


def test_a_comment_on_a_blank_cell_is_of_its_row_or_of_its_table(sheet):
    rows = [ROW, [2, "Thu khác", 80, 6, 41.5]], {"named": EACH, "comment": "Số liệu tháng 5"}
    kept = {at: set(cells(sheet(*rows[0], at=at, **rows[1]))) for at in ("F4", "H4", "A4", "F3", "E2", "B6")}
    assert kept == {"F3": set(), "E2": set(), "B6": set()} | dict.fromkeys(
        ("F4", "H4", "A4"), {"C5", "D5", "E5"}
    )
    other = sheet(*rows[0], [], [TITLE], HEADS, *rows[0], title="Chi ngân sách tháng 6/2025", **rows[1])
    assert set(cells(other)) == {f"{col}{row}" for row in (9, 10) for col in "CDE"}


@pytest.mark.parametrize(
    "text, lost",
    [
        ("Cột tháng 6 là số còn phải thu", {"D4"}),
        ("Tháng 6: số kế hoạch", {"D4"}),
        ("Tháng 6 lấy số cùng kỳ", {"D4"}),
        ("Số liệu tháng 6 là lũy kế", {"D4"}),
        ("Không dùng cột lũy kế", {"E4"}),
        ("Dòng 1 không dùng", {"C4", "D4", "E4"}),
        ("Hai cột cuối đổi chỗ cho nhau", {"C4", "D4", "E4"}),
        ("Các số trên chưa nhân 1.000", {"C4", "D4", "E4"}),
        ("Đơn vị tính thực tế là triệu đồng", {"C4", "D4", "E4"}),
    ],
)
@pytest.mark.parametrize("lead", ["", "Ghi chú: "])
def test_a_line_below_speaks_of_its_column_or_row(sheet, text, lost, lead):
    found = sheet(below=[lead + text])
    assert set(cells(found)) == {"C4", "D4", "E4"} - lost and codes(found) == {"remark_against"}


@pytest.mark.parametrize(
    "text", ["Số liệu trên tính theo giá 2010", "Tháng 6 đã cộng tháng 7", "Dòng Thu nội địa là số kế hoạch"]
)
def test_a_line_below_is_asked_about(sheet, text):
    assert codes(sheet(below=[text])) == {"remark"}


@pytest.mark.parametrize(
    "text",
    ["Tháng 6 tăng do thu tiền sử dụng đất", "Dòng Thu nội địa gồm thuế và phí", "Tháng 6 đạt cao nhất từ đầu năm",
     "Bỏ thuế môn bài từ 2026", "Nhân dịp 30/6", "Đơn vị tính là tỷ đồng", "(Ký, ghi rõ họ tên)",
     "Đăng ký lại 4, ghi vào sổ hộ tịch 2", "Gộp điểm trường lẻ về điểm chính", "Số hộ bị ảnh hưởng: 27 hộ",
     "Số liệu do Công ty Đô thị cung cấp", "Nhập dữ liệu chậm do đường truyền", "Đếm muỗi tại 6 xã"],
)  # fmt: skip
def test_other_lines_and_comments_say_nothing_against(sheet, text):
    for found in (sheet(below=[f"Ghi chú: {text}"]), sheet(comment=text)):
        assert set(cells(found)) == {"C4", "D4", "E4"} and not codes(found)


def test_what_the_total_to_date_begins_with_is_no_doubt(sheet):
    assert not codes(sheet(below=["Ghi chú: Lũy kế tính từ 01/01/2025"]))
    assert codes(sheet(below=["Số liệu do Công ty Đô thị ước tính"])) == {"remark"}
    assert not codes(sheet([*ROW, "Khớp KBNN"], heads=[*HEADS, "Đối chiếu"]))


@pytest.mark.parametrize("group", ["Trừ:", "Điều chỉnh giảm", "Theo giá so sánh", "Số kiểm tra"])
def test_a_group_takes_its_figures_out(sheet, group):
    found = sheet(ROW, ["II", group], [1, "Thu phí", 50, 4, 22], named=EACH)
    assert set(cells(found)) == {"C4", "D4", "E4"} and codes(found) == {"remark_against"}


@pytest.mark.parametrize(
    "head", ["TH/DT (%)", "% so DT", "So DT (%)", "Tỷ lệ TH/DT", "Tỷ lệ đạt", "% đạt", "Đạt (%)"]
)
def test_a_share_of_the_plan_in_short_words_is_held_to_it(sheet, head):
    assert codes(sheet([*ROW, 75], heads=[*HEADS, head])) == {"share"}
    assert not codes(sheet([*ROW, 51.6], heads=[*HEADS, head]))


def test_a_month_that_is_the_sum_in_all_rows_is_asked_about(sheet):
    rows = [[n, f"Thu {name}", 90 * n, 7 * n, 7 * n] for n, name in enumerate("ABC", 1)]
    assert codes(sheet(*rows, named=EACH)) == {"month_is_total"}
    rows[1][4] = 20
    assert not codes(sheet(*rows, named=EACH))


def test_a_total_below_a_flat_list_is_its_sum(sheet):
    rows = [[1, "Thu A", 800, 60, 412], [2, "Thu B", 120, 11, 58]]
    assert not codes(sheet(*rows, [None, "Tổng cộng", 920, 71, 470], named=EACH))
    assert codes(sheet(*rows, [None, "Tổng cộng", 920, 90, 470], named=EACH)) == {"total"}


@pytest.mark.parametrize(
    "said",
    ["Xây dựng năm 2024", "Đưa vào sử dụng năm 2023", "Áp dụng từ tháng 7/2024", "Tuyển dụng tháng 5",
     "Tín dụng năm 2024", "Sáp nhập năm 2023", "Thuốc nhập tháng 5",
     "Hỗ trợ 50 hộ x 1.000.000 đồng", "Đền bù 12 hộ x 1.000 m2"],
)  # fmt: skip
def test_notes_of_works_and_sums_say_nothing_of_the_figures(sheet, said):
    found = sheet([*ROW, said], heads=[*HEADS, "Ghi chú"])
    assert len(cells(found)) == 3


@pytest.mark.parametrize(
    "said", ["tạm lấy số tháng 5", "Giữ nguyên số tháng trước", "lấy tháng 5", "Dùng số liệu tháng 5"]
)
def test_notes_of_figures_taken_from_another_month_keep_them_out(sheet, said):
    assert not cells(sheet([*ROW, said], heads=[*HEADS, "Ghi chú"]))


def test_a_row_of_which_nothing_is_done_keeps_its_plan_and_its_noughts(sheet):
    heads = [*HEADS, "Ghi chú"]
    assert len(cells(sheet([1, "Thu nội địa", 800, 0, 0, "Chưa thực hiện"], heads=heads))) == 3
    assert len(cells(sheet([1, "Thu nội địa", 800, None, None, "Chưa thực hiện"], heads=heads))) == 1
    assert not cells(sheet([*ROW, "Chưa thực hiện"], heads=heads))


@pytest.mark.parametrize(
    "text",
    ["Sai rồi", "Con số này là giả", "Điền bừa cho đủ mẫu", "Chỉ là ví dụ", "Tính trùng dòng 2",
     "Đã tính ở dòng 1", "Đã gộp vào dòng trên", "Không lấy số này", "Đừng dùng", "Kế toán gõ thiếu một số 0",
     "Cộng hai lần", "Số liệu ảo", "Chép lại từ bảng cũ", "Bị lặp 2 lần", "Hủy dòng này", "Hình như sai",
     "xoa dong nay"],
)  # fmt: skip
def test_a_note_that_takes_its_figure_back_keeps_it_out(sheet, text):
    for found in (sheet([*ROW, text], heads=[*HEADS, "Ghi chú"]), sheet(comment=text)):
        assert "D4" not in cells(found) and codes(found) == {"remark_against"}


@pytest.mark.parametrize(
    "text",
    ["Đã nhân 1,2", "Quy đổi ra lúa", "Làm tròn đến hàng chục", "Chia đều cho các xã", "Suy ra từ số quý",
     "Số kế toán tự tính", "Ghi theo chứng từ chưa duyệt", "Đã trừ phần tạm ứng", "Đo bằng công",
     "Cột 4 là số khác", "Chưa khớp với Kho bạc", "Cả Bến Lức", "Tính luôn tiền phạt", "Dự toán, chưa chi",
     "Xem lại giúp", "hai xã chưa bàn giao xong số liệu", "Khác với bảng của xã", "?", "Chờ số của trường"],
)  # fmt: skip
def test_a_note_that_speaks_of_the_figure_is_asked_about(sheet, text):
    for found in (sheet([*ROW, text], heads=[*HEADS, "Ghi chú"]), sheet(comment=text)):
        assert (
            {*cells(found)} <= {"C4", "D4", "E4"}
            and codes(found) <= {"remark", "remark_against"}
            and codes(found)
        )


@pytest.mark.parametrize(
    "text",
    ["Nhân dân đồng thuận", "Cộng đồng quản lý", "Trừ sâu bằng thiên địch", "Lấy ý kiến xong", "Ghi nhận 3 ca",
     "Trùng lịch thi", "Dùng đá thay cát", "Nhập học ngày 10/6", "Chia làm 2 gói thầu", "Đốn bỏ vườn già",
     "Nguyễn Văn Thử", "Phó Giám đốc Lê Hữu Tính", "Số hộ tăng do tách hộ", "Số thu tăng",
     "Số liệu của Chi cục Thuế", "(*) Số liệu thu phân theo sắc thuế",
     "Số liệu tổng hợp từ 17 xã", "Đã đối chiếu với Kho bạc", "Số chính thức",
     "Từ tháng 7 xã mới quản lý", "Từ 01/7/2025 bàn giao cho xã", "Từ tháng 3 tăng học phí",
     "Lừa đảo qua mạng", "Đối tượng bỏ trốn", "Trồng thử giống mới", "QĐ số 12/QĐ-UBND",
     "Đã hoàn thành vượt kế hoạch"],
)  # fmt: skip
def test_a_note_that_speaks_of_the_world_says_nothing_against_the_figure(sheet, text):
    for found in (sheet([*ROW, text], heads=[*HEADS, "Ghi chú"]), sheet(comment=text)):
        assert set(cells(found)) == {"C4", "D4", "E4"} and not codes(found)


@pytest.mark.parametrize("named", [NAMED, EACH])
@pytest.mark.parametrize(
    "head, value, fits",
    [("Địa bàn", "Huyện Bến Lức", "Huyện Cần Đước"), ("Tháng", 5, 6), ("Tháng báo cáo", "Tháng 5", "Tháng 6"),
     ("Kỳ", "5/2025", "6/2025"), ("Quý", "Quý I", "Quý II"), ("Loại số liệu", "Ước", "Thực hiện"),
     ("Kiểm tra", "Sai", "Đúng"), ("Đã kiểm tra", "Chưa", "Rồi"), ("Ngày số liệu", "31/5/2025", "30/6/2025"),
     ("Huyện", "Bến Lức", "Cần Đước")],
)  # fmt: skip
def test_a_key_column_behind_the_figures_is_held_to_them(sheet, named, head, value, fits):
    for said in (value, fits):
        found = sheet([*ROW, said], heads=[*HEADS, head], named=named)
        as_june = [c for c, (_, period) in cells(found).items() if period in ("2025-06", "2025-12")]
        if said == fits:
            assert len(as_june) == 3 and not codes(found)
        else:
            assert codes(found) or not as_june, cells(found)


def test_a_year_beside_a_row_leaves_no_plan_of_another_to_it(sheet):
    found = sheet([*ROW, 2024], heads=[*HEADS, "Năm"])
    assert cells(found) == {"D4": (60, "2024-06"), "E4": (412.5, "2024-06")}
    assert "remark_against" in codes(found)


def test_a_check_left_of_the_figures_is_heard(sheet):
    heads, row = beside("Kiểm tra", "Sai")
    assert not cells(sheet(row, named=EACH, **heads))


@pytest.mark.parametrize(
    "head, value, code",
    [
        ("Niên độ", "2024", "remark_against"),
        ("Năm NS", 2024, "remark_against"),
        ("Thuộc huyện", "Cần Giuộc", "remark_against"),
        ("Phạm vi", "Tỉnh", "remark_against"),
        ("Đã duyệt", None, "remark"),
        ("Được dùng", "Không", "remark_against"),
        ("Có hiệu lực", "Không", "remark_against"),
        ("Hợp lệ?", "N", "remark_against"),
        ("Chốt số", "Chưa", "remark"),
        ("Hiệu lực", "Hết", "remark_against"),
        ("Nguồn số liệu", "Ước tính", "remark"),
        ("Nguồn số liệu", "Dự đoán", "remark"),
        ("Độ tin cậy", "Thấp", "remark"),
        ("Kiểm tra lại", "x", "remark"),
        ("Loại", "KH", "remark"),
        ("Đv tính", "nghìn", "remark_against"),
    ],
)
def test_a_column_on_the_right_that_says_other_of_a_row_is_heard(sheet, head, value, code):
    good = {"Niên độ": "2025", "Năm NS": 2025, "Thuộc huyện": "Cần Đước", "Phạm vi": "Huyện",
            "Nguồn số liệu": "Kho bạc", "Độ tin cậy": "Cao", "Kiểm tra lại": None, "Loại": "TH",
            "Đv tính": "tỷ đồng", "Hợp lệ?": "Y", "Hiệu lực": "Còn"}.get(head, "Có")  # fmt: skip
    rows = [[n, f"Thu {n}", 100 * n, 7 * n, 40 * n, good] for n in (1, 2, 3)]
    assert not codes(sheet(*rows, heads=[*HEADS, head], named=EACH)) - {"unit"}
    rows[1][-1] = value
    found = sheet(*rows, heads=[*HEADS, head], named=EACH)
    assert codes(found) - {"unit"} == {code} and {"D4", "D6"} <= {*cells(found)}
    assert code == "remark" or cells(found).get("D5") in (None, (14, "2024-06"))


@pytest.mark.parametrize(
    "said",
    ["còn phải thu", "nợ đọng", "hồ sơ tiếp nhận", "Mới trúng đấu giá, tiền chưa về ngân sách", "áng chừng", "đoán",
     "Theo khối lượng nghiệm thu, Kho bạc chưa chi đồng nào", "Các đơn vị hứa, chưa chuyển tiền", "em chưa dò",
     "Mới có 12/17 xã gửi", "thuế chứ không phải phí", "Gom luôn quý I", "y chang tháng rồi", "xem file kia mới đúng"],
)  # fmt: skip
def test_a_note_that_says_another_kind_or_a_part_is_asked_about(sheet, said):
    assert codes(sheet([*ROW, said], heads=[*HEADS, "Ghi chú"])) == {"remark"}


@pytest.mark.parametrize(
    "said",
    [
        "m3",
        "Đơn vị tính riêng dòng này: nghìn đồng",
        "Đơn vị là triệu đồng nha anh",
        "Triệu đồng, không phải tỷ",
    ],
)
def test_a_note_of_another_unit_keeps_its_figures_out(sheet, said):
    found = sheet([*ROW, said], heads=[*HEADS, "Ghi chú"])
    assert not cells(found) and codes(found) == {"remark_against"}


@pytest.mark.parametrize(
    "said",
    ["Nợ đọng giảm 12% so với đầu năm", "17/17 xã gửi báo cáo", "2/5 hộ đã bàn giao mặt bằng", "Nông dân gom lúa bán",
     "Một số doanh nghiệp chưa nộp, đã đôn đốc", "Kinh phí chưa giải ngân do đang đấu thầu", "Hộ nghèo nhận quà"],
)  # fmt: skip
def test_notes_of_what_goes_on_say_nothing_of_the_figures(sheet, said):
    found = sheet([*ROW, said], heads=[*HEADS, "Ghi chú"])
    assert len(cells(found)) == 3 and not codes(found)


@pytest.mark.parametrize("said", ["Từ tháng 5 mang sang", "Từ tháng 5", "Từ tháng 7", "Lấy từ tháng 7"])
def test_a_note_of_the_month_that_figures_are_from_keeps_them_out(sheet, said):
    assert codes(sheet([*ROW, said], heads=[*HEADS, "Ghi chú"])) == {"remark_against"}


@pytest.mark.parametrize("named", [EACH, [{"label": row[1], "measure": row[1]} for row in ROADS]])
@pytest.mark.parametrize("right", [False, True])
def test_a_site_is_heard_wherever_its_column_stands(sheet, named, right):
    """A district is another place; a bare name that no unit bears is asked about beside sites that are units."""
    for site, code in (
        ("Huyện Cần Giuộc", "title_place"), ("Bến Lức", "remark"), ("Xã Phước Lâm", "remark"),
        ("Xã Phước Lâm, huyện Cần Giuộc", "title_place"), ("Phước Lâm - Cần Giuộc", "remark"),
        ("Mỹ Lệ - Tân Lân", None), ("Kênh Nước Mặn", None),
    ):  # fmt: skip
        sites = ["Xã Mỹ Lệ", site, "Xã Tân Lân"]
        rows = [[*r, s] if right else [*r[:2], s, *r[2:]] for r, s in zip(ROADS, sites, strict=True)]
        heads = ["STT", "Công trình", "Tháng 6", "Lũy kế"]
        heads.insert(4 if right else 2, "Địa điểm")
        found = sheet(*rows, heads=heads, named=named, title=WORKS)
        assert codes(found) == ({code} if code else set()), site
        assert len(found.observations) == (4 if code == "title_place" else 6)
    for names in (
        ["Chợ Núi", "Rạch Kiến", "Cầu Tràm"],  # the office writes hamlets and markets
        ["Xã Tân Trạch", "Xã Long Hòa", "Xã Phước Vân"],  # those before the list's communes
    ):
        rows = [[*r, s] if right else [*r[:2], s, *r[2:]] for r, s in zip(ROADS, names, strict=True)]
        heads = ["STT", "Công trình", "Tháng 6", "Lũy kế"]
        heads.insert(4 if right else 2, "Vị trí")
        found = sheet(*rows, heads=heads, named=named, title=WORKS)
        assert not codes(found) and len(found.observations) == 6


def test_a_total_beside_stations_is_no_part_of_the_last_one(sheet):
    rows = [[1, "Trạm y tế xã Mỹ Lệ", 800, 60, 412], [2, "Trạm y tế xã Tân Lân", 120, 11, 58]]
    found = sheet(*rows, [None, "Tổng cộng", 920, 71, 470], named=EACH)
    assert len(found.observations) == 9 and not codes(found)


@pytest.mark.parametrize("group", ["Cấp tỉnh ủy quyền", "Nhiệm vụ cấp tỉnh uỷ quyền"])
def test_what_the_province_entrusts_is_the_districts(sheet, group):
    assert not codes(sheet([None, group], ROW, named=EACH))


def test_a_plan_below_a_group_of_an_earlier_year_is_asked_about(sheet):
    rows = [[None, "Kế hoạch vốn 2024 kéo dài"], ROW, [None, "Kế hoạch vốn 2025"], [1, "Thu phí", 50, 4, 22]]
    found = sheet(*rows, named=EACH)
    assert [(p.code, p.cell) for p in found.problems if p.severity != "note"] == [("remark", "C5")]
    for head in ("KH vốn năm 2024 được kéo dài", "Kế hoạch vốn ứng trước"):
        assert "C4" not in cells(sheet(heads=[*HEADS[:2], head, *HEADS[3:]]))


def test_a_month_beside_a_blank_count_to_date_is_held_to_the_plan(sheet):
    rows = [[n, f"Thu {name}", 90 * n, 44 * n, None] for n, name in enumerate("ABC", 1)]
    assert codes(sheet(*rows, named=EACH)) == {"month_is_total"}
    rows = [[*row[:3], 7 * n, None] for n, row in enumerate(rows, 1)]
    assert not codes(sheet(*rows, named=EACH))


def test_two_large_months_that_are_the_sum_are_asked_about(sheet):
    assert codes(sheet([1, "Thu A", 800, 412, 412], [2, "Thu B", 90, 58, 58], named=EACH)) == {
        "month_is_total"
    }
    assert not codes(sheet([1, "Thu A", 80, 2, 2], [2, "Thu B", 90, 1, 1], named=EACH))


def test_a_last_row_without_a_label_is_asked_about(sheet):
    rows = [[None, f"Thu {name}", 90 * n, 7 * n, 40 * n] for n, name in enumerate("ABC", 1)]
    assert codes(sheet(*rows, [None, None, 70, 5, 30], named=EACH)) == {"no_label"}
    assert not codes(sheet(*rows, [None, None, 540, 42, 240], named=EACH)), "their sum"


def test_a_row_that_slid_is_found_beside_a_blank_column_of_notes(sheet):
    heads = ["Chỉ tiêu", "Dự toán 2025", "Tháng 6", "Lũy kế", "Ghi chú"]
    rows = [["Thu A", 182400, 14350, 88120], ["Thu B", 1710, 10240], ["Thu C", 64300, 5225, 31870]]
    assert "slid" in codes(sheet(*rows, heads=heads, named=EACH))


TALK = [
    "để em kiểm tra lại", "bên kho bạc báo số khác", "mai sửa", "thiếu của xã Long Khê", "còn 2 xã chưa báo",
    "đợi anh Bình duyệt", "cần hỏi lại phòng", "khả năng sai", "chưa nhận được báo cáo của các trường",
    "chờ số chính thức", "có thể thay đổi", "sẽ điều chỉnh sau", "em để tạm", "đang rà lại", "kiểm tra giùm",
    "theo điện thoại, chưa có văn bản", "bản này chưa ký", "bị sai công thức", "hỏi lại chị Mai", "nghi sai",
    "cái này không phải tháng 6", "số kho bạc là 14.530", "phải là 14.530", "nhờ anh chị xem dùm", "cỡ đó",
    "nhớ mang máng", "theo lời kể", "chưa hạch toán hết", "có lẫn tháng 5", "khác số thống kê", "phải làm lại",
    "đừng công bố", "2 tháng cộng lại", "từ đầu nhiệm kỳ", "tính từ 15/12", "KBNN: 13.900", "% chứ không phải tiền",
    "theo giá 2010", "chỉ thị trấn", "đã thay", "phỏng đoán", "máy tự cộng", "link hỏng", "số cả năm",
    "cho đủ chỉ tiêu", "để cân số", "giống tháng trước", "vênh với tài chính", "xấp xỉ",
    "chị kế toán chưa gửi bảng mới", "chờ anh Hải ký rồi mới chốt", "bên bảo hiểm báo lệch 12 người",
    "thiếu số của 3 trường", "xin phép gửi lại sau", "không nhớ rõ", "cần đối lại với thuế",
    "lũy kế nhập vào cột tháng",
    "chưa loại trừ trùng", "sếp chưa coi", "đang tranh chấp số", "thừa 200 triệu của tháng 7", "làm đại cho kịp",
    "nghe kế toán nói vậy", "bảng của phòng tài chính ghi khác", "không hiểu sao thấp vậy", "hỏng công thức",
    "chưa tách Tân Trụ", "bao gồm Cần Giuộc và Cần Đước", "của Bến Lức", "trong đó có số của Cần Giuộc",
]  # fmt: skip
CAUSES = [
    "Đã gửi bên thuế đối chiếu, khớp", "Lấy từ nguồn tăng thu năm 2024", "Chưa duyệt dự toán công trình",
    "Ước đạt 95% vào cuối năm", "Khác với mọi năm, lũ về sớm", "Xử lý 3 trường hợp kê khai sai",
    "Thi công sai thiết kế phải làm lại mặt đường", "Sửa lại mái trường", "Đang rà soát hộ nghèo",
    "Điều chỉnh quy hoạch sau khi HĐND thông qua", "Chờ kết quả đấu thầu", "Chưa ký hợp đồng với nhà thầu",
    "Còn 2 hộ chưa đồng ý", "Cần Giuộc chuyển sang 3 hồ sơ", "Phối hợp với huyện Cần Giuộc phòng chống dịch",
    "Thanh tra huyện đang kiểm tra", "Thi lại 12 em", "Trẻ em được miễn viện phí", "Giống lúa mới",
    "Xe cứu thương hỏng, đang sửa", "Trả về địa phương 2 đối tượng", "Gồm đường, cầu và cống",
    "Có thể hoàn thành trước hạn", "Công bố dịch", "Cùng kỳ đạt 13.900 triệu đồng", "Khoán chi theo định mức",
    "Chỉ xã Mỹ Lệ chưa đạt",
    "Đã thay máy bơm", "Trả cho 14 hộ từ đầu năm",
    "Số còn lại chi quý III", "Chuyển đổi số", "Hộ dân tộc thiểu số", "Anh Tư hiến 200 m2 đất", "Chênh lệch giá",
    "Bên cho thuê chậm bàn giao", "Dự án qua địa bàn Cần Giuộc do tỉnh làm", "Đại hội chi bộ",
    "Chốt danh sách hộ nghèo",
]  # fmt: skip


def test_offices_own_talk_is_asked_about_and_causes_are_not(sheet):
    """Each in a row of its own; what takes a figure back is held by the tests above."""
    texts = [*TALK, *CAUSES]
    rows = [[n, f"Khoản {n}", 800 + n, 60 + n, 412 + n, text] for n, text in enumerate(texts, 1)]
    found = sheet(*rows, heads=[*HEADS, "Ghi chú"], named=EACH)
    said = [p for p in found.problems if p.severity != "note"]
    assert {p.code for p in said} == {"remark"} and len(found.observations) == 3 * len(texts)
    assert [p.cell for p in said] == [f"C{n}" for n, _ in enumerate(TALK, 4)]


@pytest.mark.parametrize(
    "text",
    ["sửa thành 14.530", "của năm học trước", "bản trước", "tiền chưa về tài khoản",
     "đúng ra là 14.530", "14.530 mới đúng", "sửa lại 14.530", "dư một số 0", "thiếu một số 0", "đề nghị không dùng",
     "tháng 6 chưa có nên lấy tháng 5", "bị trả về", "Cột Lũy kế và Tháng 6 bị đảo", "các số nhân với 1000"],
)  # fmt: skip
def test_what_tells_another_figure_keeps_it_out(sheet, text):
    assert not cells(sheet([*ROW, text], heads=[*HEADS, "Ghi chú"]))


@pytest.mark.parametrize("head", ["Ghi chú", "Tỷ lệ (%)", "So cùng kỳ"])
@pytest.mark.parametrize("text", ["Số của tháng 5", "chưa chốt", "số liệu toàn tỉnh"])
def test_a_comment_on_a_blank_cell_below_a_head_is_of_its_row(sheet, head, text):
    rows = ROW, [2, "Thu khác", 80, 6, 41.5]
    assert codes(sheet(*rows, heads=[*HEADS, head], named=EACH, comment=text, at="F4")) & {
        "remark",
        "remark_against",
    }
    assert not codes(sheet(*rows, heads=[*HEADS, head], named=EACH, comment="Đã kiểm tra", at="F4"))


@pytest.mark.parametrize("text, said", [("Số của tháng 5", {"remark"}), ("Chưa có số liệu", set())])
def test_a_comment_where_a_figure_is_missing_asks_about_its_row(sheet, text, said):
    rows = [1, "Thu nội địa", 800, None, 412.5], [2, "Thu khác", 80, 6, 41.5]
    found = sheet(*rows, named=EACH, comment=text, at="D4")
    assert codes(found) == said and set(cells(found)) == {"C4", "E4", "C5", "D5", "E5"}


@pytest.mark.parametrize(
    "group",
    ["Nợ các năm trước", "Năm 2024", "Cần Giuộc", "Hủy", "Toàn tỉnh", "Kế hoạch tháng 7", "Ngoài địa bàn"],
)
def test_a_line_between_rows_whose_numbers_go_on_is_asked_about(sheet, group):
    rows = [[n, f"Thu {name}", 100 * n, 7 * n, 40 * n] for n, name in enumerate("ABCD", 1)]
    found = sheet(*rows[:2], [None, group], *rows[2:], named=EACH)
    assert codes(found) == {"remark"} and len(found.observations) == 12
    assert {p.cell for p in found.problems if p.code == "remark"} <= {"C7", "D7", "E7"}
    assert not codes(sheet(*rows[:2], [None, "Các khoản thu do huyện quản lý"], *rows[2:], named=EACH))


@pytest.mark.parametrize("chief", ["CHỦ TỊCH UBND HUYỆN CẦN GIUỘC", "TM. UBND XÃ BẾN LỨC"])
def test_who_signs_beside_a_preparer_is_heard(sheet, chief):
    signed = [], [None, "Người lập biểu", None, None, chief]
    assert "title_place" in codes(sheet(ROW, *signed))
    assert not codes(sheet(ROW, [], [None, "Người lập biểu", None, None, "CHỦ TỊCH UBND HUYỆN CẦN ĐƯỚC"]))


def around(read, *lines):
    rule = {
        "title": "thu ngân sách",
        "unit": "tỷ đồng",
        "rows": NAMED,
        "columns": [{"is": "month"}, {"is": "year_to_date"}],
    }
    return codes(
        read(
            [*([line] for line in lines), ["ĐVT: tỷ đồng"], HEADS, ROW],
            [rule],
            whole=["Toàn huyện", "Huyện Cần Đước"],
        )
    )


LINES = ["Số kế hoạch", "Bản xin ý kiến", "Phương án 2", "Chốt ngày 31/5", "Lấy số ngày 15/6/2025"]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("above", [True, False])
def test_a_line_around_the_title_that_says_other_figures_is_asked_about(read, line, above):
    lines = [line, TITLE] if above else [TITLE, line]
    assert around(read, *lines) & {"remark", "remark_against"}


@pytest.mark.parametrize(
    "line", ["Toàn tỉnh Long An", "Dự kiến", "Giai đoạn 2021-2024", "So sánh với tháng 5"]
)
def test_a_line_above_the_title_is_held_to_it(read, line):
    assert around(read, line, TITLE)


@pytest.mark.parametrize("line", ["Giai đoạn 2021-2025", "Chốt ngày 30/6", "UBND tỉnh Long An"])
def test_a_line_above_the_title_may_be_of_its_time(read, line):
    assert not around(read, line, TITLE)


def test_what_is_carried_over_is_not_the_years_own(read):
    assert around(read, f"{TITLE[:13]} kéo dài tháng 6/2025") == {"title_more"}


@pytest.mark.parametrize("more", [77, 400])
def test_a_row_with_a_figure_too_many_is_refused_where_another_fits(sheet, more):
    rows = (
        [1, "Thu A", 800, 60, 412.5],
        [2, "Thu B", 182400, more, 14250, 93100],
        [3, "Thu C", 56000, 4100, 27500],
    )
    found = sheet(*rows, named=EACH)
    assert codes(found) == {"slid"} and set(cells(found)) == {f"{c}{r}" for c in "CDE" for r in (4, 6)}
    aside = [2, "Thu B", 182400, 14250, 93100, 93100]
    assert not codes(sheet(rows[0], aside, rows[2], named=EACH)), "a sum beside it"


@pytest.mark.parametrize(
    "code", ['#,##0" USD"', '#,##0" đ"', '#,##0" (2024)"', '#,##0"k"', '"~"#,##0', '#,##0"?"']
)
def test_what_a_format_writes_beside_a_number_is_asked_about(sheet, code):
    assert codes(sheet(shown=code)) & {"remark", "remark_against", "unit"}


@pytest.mark.parametrize("code", ['#,##0" tỷ"', '#,##0"*"', "_-* #,##0_-", '#,##0" tỷ đồng"'])
def test_formats_of_its_own_unit_say_nothing_against_it(sheet, code):
    assert not codes(sheet(shown=code))


@pytest.fixture
def page(tmp_path):
    def read(*lines, month="60"):
        cells = (HEADS, [1, "Thu nội địa", 800, month, "412,5"])
        rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in cells)
        body = "".join(f"<p>{line}</p>" for line in (*lines, "ĐVT: tỷ đồng"))
        body += f"<table><tr>{'</tr><tr>'.join(rows)}</tr></table>"
        text = f"<html><meta charset=utf-8><body>{body}</body></html>"
        (path := tmp_path / "a.html").write_text(text, encoding="utf-8")
        columns = [{"is": kind} for kind in ("month", "year_to_date")]
        rule = {"title": "thu ngân sách", "unit": "tỷ đồng", "rows": NAMED, "columns": columns}
        source = {"owner": "a", "files": "*", "tables": [rule]}
        return read_file(path, Sources.model_validate({"sources": [source], "whole": ["Huyện Cần Đước"]}))

    return read


def test_digits_right_beside_others_that_are_struck_out_are_asked_about(page):
    assert codes(page(TITLE, month="<s>1</s>60")) == {"remark"}
    assert not codes(page(TITLE, month="<s>50</s> 60")), "what it was before"


@pytest.mark.parametrize("line", ["Giai đoạn 2021-2024", "So sánh với tháng 5", "Dự kiến"])
def test_lines_below_the_title_of_a_page_are_held_to_it(page, line):
    assert codes(page(TITLE, line)) and not codes(page(TITLE, "Tháng 6 năm 2025"))
