"""Which way a target without a word of direction goes: "at least" unasked only for what is surely to be raised."""

import pytest

from analysis.draft.annex import drafts_of
from analysis.draft.document import of_text
from analysis.draft.programme_file import plan, programme_yaml


def only(phrase):
    (draft,) = [d for d in drafts_of(of_text(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")) if d.figure]
    return draft


@pytest.mark.parametrize(
    "phrase",
    [
        "Tỷ lệ thất thoát nước máy: 14%",
        "Tỷ lệ chậm đóng bảo hiểm xã hội: 2,4%",
        "Tỷ lệ học sinh yếu: 3%",
        "Tỷ lệ trẻ thừa cân: 7%",
        "Tỷ lệ bản án bị hủy do lỗi chủ quan: 1,2%",
        "Số người bị ngộ độc thực phẩm: 15 người",
        "Tỷ lệ tin báo quá hạn trên số chưa giải quyết: 4%",
        "Tỷ lệ nước thải chưa qua xử lý: 22%",
        "Tỷ lệ tổ chức đảng không hoàn thành nhiệm vụ: 1%",
        "Diện tích rừng bị thiệt hại: 6 ha",
        "Số ca nhiễm HIV mới: 9 ca",
        "Chi phí logistics so với GDP: 13%",
        "Số điểm đen tai nạn giao thông: 3 điểm",
        "Số hợp tác xã ngừng hoạt động: 2 hợp tác xã",
        "Tỷ lệ hộ chưa có nhà tiêu hợp vệ sinh: 7%",
        "Tạm ứng chưa thu hồi: 4 tỷ đồng",
        "Biên chế công chức: 1.180 người",
        "Tỷ lệ giới tính khi sinh (số bé trai/100 bé gái): 107,00%",
    ],
)
def test_what_should_be_low_is_read_so_and_marked(phrase):
    draft = only(phrase)
    assert (draft.rule, draft.low) == ("le", None) and "low" in draft.doubts


@pytest.mark.parametrize(
    "phrase",
    [
        "Số cuộc họp: 110 cuộc",
        "Tỷ lệ giao dịch tiền mặt: 20%",
        "Lượng phân bón vô cơ sử dụng: 900 tấn",
        "Tỷ lệ hộ dùng bếp than tổ ong: 4%",
        "Tỷ lệ cơ sở chăn nuôi xả ra môi trường: 9%",
        "Tỷ lệ người nghiện có hồ sơ: 30%",
        "Kim ngạch nhập khẩu: 210 triệu USD",
        "Tỷ trọng vốn nhà nước: 35%",
        "Ngành dịch vụ chiếm 41%",
        "Giá bán nước sạch: 9.000 đồng/m3",
        "Diện tích đất thu hồi: 40 ha",
        "Sĩ số bình quân 35 học sinh/lớp",
        "Tỷ lệ dân cư nông thôn: 60%",
        "Tỷ lệ phòng học bán kiên cố: 18%",
        "Tỷ lệ hộ sử dụng nước giếng khoan: 21%",
        "Diện tích tự nhiên: 4.300 ha",
    ],
)
def test_a_direction_that_the_name_does_not_make_certain_is_asked_for(phrase):
    draft = only(phrase)
    assert draft.rule == "ge" and "direction" in draft.doubts


@pytest.mark.parametrize(
    "phrase, value, unit",
    [
        ("Tỷ lệ bao phủ bảo hiểm thất nghiệp: 26,5%", 26.5, "%"),
        ("Tỷ lệ tham gia bảo hiểm thất nghiệp đạt 33%", 33, "%"),
        ("95% người nhiễm HIV biết tình trạng của mình", 95, "%"),
        ("60% số thôn không có ma túy", 60, "%"),
        ("Tỷ lệ giải quyết đơn khiếu nại: 85%", 85, "%"),
        ("Tỷ lệ tiêm chủng các vắc xin thiết yếu đạt 95%", 95, "%"),
        ("Số giường bệnh trên 1 vạn dân (không tính trạm y tế xã): 26 giường bệnh", 26, "giường bệnh"),
        ("Số bác sỹ cho 10.000 dân: 11 bác sỹ", 11, "bác sỹ"),
        ("70% trẻ em từ 6 đến dưới 16 tuổi biết bơi an toàn", 70, "%"),
        ("Tỷ lệ biết chữ trong độ tuổi 15-60: 98%", 98, "%"),
        ("Tỷ lệ trẻ tiêm đủ 8 loại vắc xin: 96%", 96, "%"),
        ("GRDP bình quân đầu người: 5.200 USD/người/năm", 5200, "USD/người/năm"),
        ("Chiều cao trung bình đạt 168 cm", 168, "cm"),
        ("Cây lúa: Năng suất trung bình: 58,5 tạ/ha", 58.5, "tạ/ha"),
        ("Bãi bỏ ít nhất 30% điều kiện kinh doanh", 30, "%"),
        ("Tỷ lệ rừng được cấp chứng chỉ: 12%", 12, "%"),
    ],
)
def test_what_is_surely_to_be_raised_needs_no_mark(phrase, value, unit):
    draft = only(phrase)
    assert (draft.rule, draft.low, draft.unit, draft.doubts) == ("ge", value, unit, [])


@pytest.mark.parametrize(
    "phrase, value",
    [
        ("Mức sinh: 2,1 con", 2.1),
        ("Tổng tỷ suất sinh 2,1 con/phụ nữ", 2.1),
        ("Mật độ dân số: 540 người/km2", 540),
        ("Tỷ lệ người cao tuổi từ 65 tuổi trở lên đạt 11%", 11),
        ("Tỷ lệ phụ thuộc chung đạt 48%", 48),
    ],
)
def test_what_is_neither_to_rise_nor_to_fall_is_a_level_and_marked(phrase, value):
    draft = only(phrase)
    assert (draft.rule, draft.low, draft.high, draft.doubts) == ("eq", value, value, ["forecast"])


def test_a_number_behind_a_term_of_law_or_of_days_is_one_and_spending_is_a_budget():
    discipline = only("Thi hành kỷ luật 4 đảng viên")
    assert (discipline.high, discipline.doubts) == (4, ["low"])
    days = only("Số ngày lưu trú bình quân: 2,5 ngày")
    assert (days.rule, days.low, days.unit, days.doubts) == ("ge", 2.5, "ngày", [])
    assert [
        only(p).rule for p in ("Chi sự nghiệp giáo dục: 40 tỷ đồng", "Dự phòng ngân sách: 2 tỷ đồng")
    ] == [
        "budget",
        "budget",
    ]
    share = only("Cắt giảm 100% điều kiện đầu tư kinh doanh không cần thiết")
    assert (share.rule, share.low) == ("ge", 100) and share.doubts
    reach = only("Tỷ lệ xã không có ma túy đạt trên 20%")
    assert (reach.rule, reach.low, reach.doubts) == ("gt", 20, [])


@pytest.mark.parametrize(
    ("name", "plain", "rule"),
    [
        ("Tỷ lệ hộ nghèo giảm còn", "Tỷ lệ hộ nghèo", "le"),
        ("Tỷ lệ hộ nghèo còn", "Tỷ lệ hộ nghèo", "le"),
        ("Tỷ lệ lao động phi chính thức giảm xuống còn", "Tỷ lệ lao động phi chính thức", "le"),
        ("Tỷ lệ thất nghiệp giảm xuống dưới", "Tỷ lệ thất nghiệp", "lt"),
    ],
)
def test_a_row_that_says_what_is_left_is_at_most_that_and_called_without_it(name, plain, rule):
    """And the only group of an annex is not called as the whole annex is."""
    title = "PHỤ LỤC CÁC CHỈ TIÊU KINH TẾ - XÃ HỘI NĂM 2026"
    table = f"Chỉ tiêu\tĐơn vị\tThực hiện 2025\tKế hoạch 2026\n{name}\t%\t2,1\t1,5\n"
    (draft,) = drafts_of(of_text(f"{title}\n\n{table}"))
    assert (draft.name, draft.rule, draft.low, draft.high) == (plain, rule, None, 1.5) and not draft.doubts
    assert draft.group == title
    text, _ = programme_yaml("x", 2026, "Chương trình", plan([draft]), "", "xã", set())
    assert 'roman: "I", name_vi: "Chỉ tiêu"' in text or 'roman: I, name_vi: "Chỉ tiêu"' in text
