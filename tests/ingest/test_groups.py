"""Groups above rows, sums and parts, rows that slid: what says other than its rule asks for is refused or told."""

import pytest

N = None
TITLE, HEADS = (
    "Chi ngân sách tháng 6/2025",
    ["STT", "Nội dung", "Tháng 6", "Lũy kế 6 tháng", "Dự toán năm 2025"],
)
COLUMNS = [{"is": kind, "optional": True} for kind in ("month", "year_to_date", "plan")]
EACH = {"title": "chi ngân sách", "unit": "triệu đồng", "rows": [{"each": True, "measure": "{label}"}],
        "columns": COLUMNS}  # fmt: skip
WHOLE = ["Toàn huyện", "Huyện Cần Đước", "Tổng số"]


@pytest.fixture
def book(read):
    """The codes and cells of doubts, and the rows read, of a table with some rows."""

    def found(*rows, title=TITLE, heads=HEADS, above=(), sheet="S", **more):
        table = [*([line] for line in above), [title], [*[N] * 4, "ĐVT: triệu đồng"], heads, *rows]
        got = read(
            {sheet: table}, [EACH | {"title": title.partition(" tháng")[0].lower()} | more], whole=WHOLE
        )
        told = [(p.code, p.cell) for p in got.problems if p.severity != "note"]
        return told, sorted({int(o["cell"][1:]) for o in got.observations})

    return found


def row(label, month, mark=N):
    return [mark, label, month, 6 * month, 13 * month]


@pytest.mark.parametrize(
    "group",
    ["Số thẩm định", "Tồn quỹ", "Số trùng với mục I", "Kinh phí bị cắt", "Giá trị trúng thầu", "Khoanh nợ",
     "Thoái trả người nộp", "Hết hạn, chưa gia hạn", "Chi hộ đơn vị khác", "Theo giá năm 2010", "Tồn đầu năm",
     "Lũy kế từ khởi công", "Cam kết chi", "Tam ung chua thu hoi"],
)  # fmt: skip
@pytest.mark.parametrize("marks", [("", ""), ("1", "2")])
def test_a_group_that_says_a_state_keeps_its_rows_out(book, group, marks):
    rows = [row(label, 50, mark or N) for label, mark in zip(("Chi ba", "Chi bốn"), marks, strict=True)]
    told, read_ = book(row("Chi một", 40), [N, group], *rows)
    assert told == [("remark_against", "C6")] and read_ == [4]


@pytest.mark.parametrize(
    "group",
    ["Các khoản bị xuất toán", "Theo đề xuất của chủ đầu tư", "Đã tính ở phần trên", "Giá trị hợp đồng",
     "Kho bạc từ chối thanh toán", "Số đối tượng bị bắt", "Kho bạc chưa kiểm soát", "Theo báo cáo của Kho bạc",
     "Truy lĩnh cho năm 2024", "Mức khoán", "Công an xã, thuộc năm 2023"],
)  # fmt: skip
def test_a_group_that_may_say_one_is_told(book, group):
    told, read_ = book(row("Chi một", 40), [N, group], row("Chi ba", 50))
    assert {code for code, _ in told} & {"remark", "remark_against"} and told[0][1] == "C6"


@pytest.mark.parametrize(
    "group",
    "Nợ XDCB|Trả nợ xây dựng cơ bản|Vụ Đông Xuân|Vốn ngân sách tập trung|Chuẩn bị đầu tư|Vốn giao đầu năm|Số hóa|"
    "Trung và dài hạn|Nguồn tăng thu năm 2024|Vốn năm 2024 chuyển sang|Bảo hiểm thất nghiệp|Lương thực|"
    "Vốn kéo dài từ năm 2024 sang năm 2025|Lao động hưởng trợ cấp thất nghiệp|Bổ sung quỹ|"
    "Trung tâm Y tế|"
    "Cấp đổi, cấp lại|Các khoản huy động, đóng góp|Chi từ nguồn bổ sung có mục tiêu".split("|"),
)
def test_names_of_works_sources_and_bodies_say_none(book, group):
    assert book(row("Chi một", 40), ["II", group], row("Chi ba", 50, 1)) == ([], [4, 6])


def test_short_forms_in_capitals_head_nothing(book):
    assert book(["I", "Học sinh bỏ học"], row("THCS", 50), row("THPT", 40)) == (
        [("remark_against", "C5")],
        [],
    )


def test_a_part_asked_for_explains_its_name(read):
    rows = [["Sinh tháng 6/2025"], ["Chỉ tiêu", "Tháng 6"], ["Số bé trai", 52], ["Số bé gái", 50]]
    ratio = {"numerator": "Số bé trai", "denominator": "Số bé gái", "measure": "r", "unit": "nam/100 nữ"}
    assert not read({"S": rows}, [{"title": "sinh", "columns": ["month"], "rows": [ratio]}]).problems


SUMS = [
    row("Thu một", 90, "I"),
    row("a", 50),
    row("b", 40),
    row("Thu hai", 70, "II"),
    row("c", 30),
    row("d", 40),
]
SUMS = [[mark, f"- {label}" if len(label) == 1 else label, *figures] for mark, label, *figures in SUMS]


@pytest.mark.parametrize(
    "figures, said", [((60, 420, 910), ["C7"]), ((71, 420, 910), ["C7"]), ((80, 900, 1900), [])]
)
def test_a_row_less_than_its_parts_is_told(book, figures, said):
    assert book(*SUMS) == ([], [4, 5, 6, 7, 8, 9])
    told, _ = book(*SUMS[:3], ["II", "Thu hai", *figures], *SUMS[4:])
    assert told == [("total", cell) for cell in said]


def test_a_table_of_one_column_may_lack_a_figure(book):
    rows = [[N, "Chi A", 4], [N, "Chi B", 5], [N, "Chi C", N]]
    assert book(*rows, heads=HEADS[:3]) == ([], [4, 5])


def test_a_row_a_cell_beside_its_columns_is_told_and_not_used_where_sure(book):
    rows = [row(f"Chi {n}", n) for n in (40, 55, 70)]
    assert book(*rows, row("Chi khác", 20)) == ([], [4, 5, 6, 7])
    assert book(*rows, [N, "Chi khác", 120, 260]) == ([("slid", "C7"), ("slid", "D7")], [4, 5, 6, 7])
    assert book(*rows, [N, "Chi khác", 0, 120, 260])[0] == []
    assert book(*rows, [N, "Chi khác", N, 20, 120, 260]) == ([("slid", "D7"), ("slid", "E7")], [4, 5, 6])


@pytest.mark.parametrize("name", ["CẦN GIUỘC", "ĐỨC HÒA"])
def test_a_line_that_is_a_name_alone_is_asked_about(book, name):
    assert book(row("Chi một", 40), above=[name])[0] == [("title_more", "A1")]
    assert book(row("Chi một", 40), sheet=name)[0] == [("title_more", "A1")]
    assert book(row("Chi một", 40), [N, name], row("Chi ba", 50))[0] == [("remark", "C6")]
    for own in ("CẦN ĐƯỚC", "KHO BẠC", "NÔNG NGHIỆP", "Y TẾ"):
        assert book(row("Chi một", 40), above=[own])[0] == book(row("Chi một", 40), sheet=own)[0] == []


def test_the_sum_of_some_places_is_told(read):
    places = [{"code": str(n), "name": f"Xã {name}"} for n, name in enumerate(("Một", "Hai", "Ba"), 1)]
    rule = {"title": "hộ nghèo", "places": "rows", "columns": [{"is": "month", "measure": "h", "unit": "hộ"}]}
    rows = [["Hộ nghèo tháng 6/2025"], ["Xã", "Tháng 6"], ["Xã Một", 5], ["Xã Hai", 7], ["Tổng số", 12]]

    def said(*more):
        got = read({"S": [*rows[:-1], *more, rows[-1]]}, [rule], places=places)
        return [(p.code, p.cell) for p in got.problems if p.severity == "warning"]

    assert said() == [("total_of_some", "B5")] and said(["Xã Ba", "-"]) == []


def test_a_head_of_quarters_is_none_of_the_month(book):
    heads = ["STT", "Nội dung", "Số vụ quý | Tháng 6", "Tháng 6", "Dự toán năm 2025"]
    assert book(row("Chi một", 40), heads=heads)[1] == [4]


@pytest.mark.parametrize(
    "head, kind",
    [("Vốn giao 2025", "plan"), ("Vốn bố trí năm 2025", "plan"), ("Mức vốn", "plan"), ("GN T6/2025", "month"),
     ("LK GN 6T/2025", "year_to_date"), ("Tháng 6 (VAT)", "month"), ("Tháng 6 (Tết Nguyên đán)", "month")],
)  # fmt: skip
def test_heads_in_the_offices_words_are_read(read, head, kind):
    rows = [["Chi ngân sách tháng 6/2025"], ["ĐVT: triệu đồng"], ["Nội dung", head], ["Chi A", 40]]
    got = read({"S": rows}, [EACH | {"columns": [kind]}])
    assert len(got.observations) == 1 and not [p for p in got.problems if p.severity != "note"]


def test_a_share_beside_the_month_may_be_that_of_the_month(read):
    heads = ["Nội dung", "Dự toán năm 2025", "Tháng 6", "% so DT", "Lũy kế 6 tháng"]
    for share, said in ((10, []), (50, []), (30, ["share"])):
        rows = [["Chi ngân sách tháng 6/2025"], ["ĐVT: triệu đồng"], heads, ["Chi A", 400, 40, share, 200]]
        got = read({"S": rows}, [EACH])
        assert [p.code for p in got.problems if p.severity != "note"] == said


@pytest.mark.parametrize("label", ["Chuyển nhượng, tặng cho", "Kinh phí hỗ trợ của", "Hồ sơ đất đai và"])
def test_a_numbered_group_goes_on_from_no_label(book, label):
    told, read_ = book(row("Chi một", 40, 1), row(label, 45, 2), ["II", "Tạm tính"], row("Chi ba", 50, 1))
    assert told == [("remark_against", "C7")] and read_ == [4, 5]
    assert book(row("Chi cho", 40, 1), [N, "Hội Nông dân"], row("Chi ba", 50, 2)) == ([], [4, 6])


@pytest.mark.parametrize("group", ["Ước", "Ước thực hiện", "Số ước"])
def test_a_group_of_estimates_keeps_what_is_done_out(book, group):
    told, read_ = book(row("Chi một", 40), ["II", group], row("Chi ba", 50, 1))
    assert told == [("remark_against", "C6")]


@pytest.mark.parametrize(
    "group",
    ["Địa bàn Tân Trụ", "Khu vực Cần Giuộc", "Bến Lức quản lý", "Ngoài huyện", "Các vụ ngoài địa bàn huyện",
     "Liên huyện Cần Đước - Cần Giuộc", "Toàn cụm thi đua", "Số liệu bệnh viện tư nhân ước tính"],
)  # fmt: skip
def test_a_group_of_another_area_is_asked_about(book, group):
    assert book(row("Chi một", 40), ["II", group], row("Chi ba", 50, 1))[0] == [("remark", "C6")]


@pytest.mark.parametrize(
    "group",
    ["Khu vực nông thôn", "Khu vực Kinh Tế Tư Nhân", "Huyện quản lý", "Sở Xây dựng quản lý", "Đường liên huyện",
     "Ngoài ngân sách", "Địa bàn Cần Đước"],
)  # fmt: skip
def test_sectors_and_the_own_area_are_no_other(book, group):
    assert book(row("Chi một", 40), ["II", group], row("Chi ba", 50, 1)) == ([], [4, 6])


def test_a_total_of_its_first_parts_is_told_where_other_columns_add_up(book):
    parts = [row(name, n, i) for i, (name, n) in enumerate(zip("ABCD", (70, 9, 25, 20), strict=True), 1)]
    for month in (70, 79, 104):
        assert book([N, "Tổng chi", month, 744, 1612], *parts)[0] == [("total", "C4")]
    assert book([N, "Tổng chi", 124, 744, 1612], *parts)[0] == []


def test_labels_a_row_beside_their_figures_are_asked_about(book):
    figures = [row("", n)[2:] for n in (40, 55, 70, 20)]
    names = ["Chi A", "Chi B", "Chi C", "Chi D"]
    lower = [[i, label, *f] for i, label, f in zip(range(1, 5), [N, *names], figures, strict=False)]
    assert ("no_label", "C4") in book(*lower, [N, "Chi D"])[0]
    higher = [[i, n, *f] for i, n, f in zip(range(1, 5), names, [[], *figures], strict=False)]
    assert ("no_label", "C8") in book(*higher, [N, N, *figures[3]])[0]
    short = [[i, n, *f] for i, n, f in zip(range(1, 5), ["Chi A", "Chi C", "Chi D", N], figures, strict=True)]
    assert ("no_label", "C7") in book(*short)[0]
    rows = [[i, *x] for i, x in enumerate(([n, *f] for n, f in zip(names, figures, strict=True)), 1)]
    total = [N, N, *map(sum, zip(*figures, strict=True))]
    assert book(*rows, total)[0] == book(total, *rows)[0] == book(*rows, [N, N, N, N, 2])[0] == []


def test_a_sum_in_the_place_of_its_month_is_asked_about(book):
    heads = [*HEADS[:2], "Dự toán năm 2025", "Tháng 6", "Lũy kế 6 tháng"]
    rows = [[1, "A", 31200, 410, 30120], [2, "B", 4200, 155, 2980], [3, "C", 29800, 398, 28750]]
    assert book(*rows, [4, "D", 46500, 41870], heads=heads)[0] == [("slid", "C7"), ("slid", "D7")]
    assert book(*rows, [4, "D", 46500, 1220], heads=heads)[0] == []
