"""What heads mean, as offices write them: forms gathered from public tables of provinces, ministries and agencies."""

import pytest

from analysis.ingest.heads import meaning
from analysis.ingest.periods import closing, named, planned

# head -> (meaning, kind of span, year, first, last), in a table of June 2025
UNDERSTOOD = """
KH2025 = plan 2025
KH 2024 = plan 2024
Mục tiêu 2030 = plan 2030
Dự toán giao = plan 2025
DT 2025 = plan 2025
DT năm = plan 2025
KH vốn 2025 = plan 2025
KH thu 2025 = plan 2025
KH chi năm 2025 = plan 2025
Nghị quyết HĐND giao năm 2025 = plan 2025
Kế hoạch năm sau = plan 2026
Chỉ tiêu giao = plan 2025
Budget 2025 = plan 2025
Target 2030 = plan 2030
ƯTH2024 = year 2024
TH2023 = year 2023
2024 = year 2024
Ước thực hiện năm 2025 = owner_forecast 2025
Forecast 2025 = owner_forecast 2025
Quý I+II = year_to_date 2025 1-6
Quý I, II = year_to_date 2025 1-6
Quý I-III = year_to_date 2025 1-9
Quý 1 và Quý 2 = year_to_date 2025 1-6
2 quý đầu năm = year_to_date 2025 1-6
nửa đầu năm = year_to_date 2025 1-6
Nửa năm = year_to_date 2025 1-6
Kết quả tháng = month 2025 6-6
Số liệu tháng = month 2025 6-6
1/2 năm = year_to_date 2025 1-6
Q1-Q2 2025 = year_to_date 2025 1-6
1H2025 = year_to_date 2025 1-6
H1 2025 = year_to_date 2025 1-6
Half-year 2025 = year_to_date 2025 1-6
9M 2025 = year_to_date 2025 1-9
LK6T = year_to_date 2025 1-6
LK 6T = year_to_date 2025 1-6
TH 6T/2025 = year_to_date 2025 1-6
ƯTH 6T 2025 = year_to_date 2025 1-6
6T2025 = year_to_date 2025 1-6
T1-T6 = year_to_date 2025 1-6
tháng 1-6/2025 = year_to_date 2025 1-6
01-06/2025 = year_to_date 2025 1-6
tháng 1 đến tháng 6 = year_to_date 2025 1-6
Từ tháng 1 đến hết tháng 6/2025 = year_to_date 2025 1-6
Actual Jan-Jun = year_to_date 2025 1-6
YTD = year_to_date 2025 1-6
Year-to-date June 2025 = year_to_date 2025 1-6
Lũy kế đến 20/6 = year_to_date 2025 1-6
Từ 01/01 đến 30/6/2025 = year_to_date 2025 1-6
Lũy kế cùng kỳ = year_to_date 2024 1-6
Lũy kế tháng trước = year_to_date 2025 1-5
Quy 2 = quarter 2025 4-6
quy II = quarter 2025 4-6
Quý tư năm 2024 = quarter 2024 10-12
6 tháng cuối năm = half_year 2025 7-12
T6/25 = month 2025 6-6
Thang 6 năm 2025 = month 2025 6-6
Tháng 6 nam 2025 = month 2025 6-6
2025-06 = month 2025 6-6
Số hộ giảm nghèo tháng 6 = month 2025 6-6
Đến tháng 6/2025 = level 2025 6-6
Cuối năm 2024 = level 2024 12-12
TH năm 2024/KH (%) = share_of_plan
So KH (%) = share_of_plan
Đạt % KH = share_of_plan
% of Budget = share_of_plan
Tỷ lệ % (TH/KH) = share_of_plan
% so CK = index_same_month_last_year
T6 so T5 = index_previous_month
T6/T5 (%) = index_previous_month
Tháng 6/Tháng 5 (%) = index_previous_month
6 tháng/6 tháng 2024 = index_to_date 2025 1-6
6T2025/6T2024 (%) = index_to_date 2025 1-6
Kết quả/KH = share_of_plan
%/KH = share_of_plan
6T/KH (%) = share_of_plan 2025 1-6
Thực hiện quý II/KH năm = share_of_plan 2025 4-6
Chỉ tiêu 2025 = plan 2025
ƯTH 2025/KH = share_of_plan 2025
Ước năm 2025/KH năm 2025 (%) = share_of_plan 2025
Trong quý = quarter 2025 4-6
Tháng 1÷6 = year_to_date 2025 1-6
Quý 1÷2 = year_to_date 2025 1-6
Tháng 1;2;3 = year_to_date 2025 1-3
Tháng 01/2025-06/2025 = year_to_date 2025 1-6
Từ tháng 1/2025 đến tháng 6/2025 = year_to_date 2025 1-6
Thực hiện đến hết quý II = year_to_date 2025 1-6
Đến hết quý II = level 2025 1-6
Lũy kế từ tháng 1 = year_to_date 2025 1-6
Lũy kế từ 01/01/2025 = year_to_date 2025 1-6
Lũy kế từ đầu năm đến 30/6/2025 = year_to_date 2025 1-6
Vốn đầu tư tháng 6 = month 2025 6-6
Thu từ đất tháng 6 = month 2025 6-6
Ước tính tháng 6năm 2025 = month 2025 6-6
Tồn tháng 5 chuyển sang = level 2025 5-5
Cuối năm trước = level 2024 12-12
KH 2025 đã giao = plan 2025
"""
# what looks like a period or a plan and is a part of a name, of a duration, of an age, of a paper
NOTHING = """
Quỹ I | Quỹ 2 | Số lao động nam | Số ca nam | Quý Sơn | Xã Kế Sách | Phòng Kế hoạch | Chi tiêu | KHCN | DT (ha)
Nợ từ 3 tháng trở lên | Trẻ dưới 6 tháng tuổi | dưới 3 tháng | Kỳ hạn 12 tháng | Hợp đồng từ 1 - 3 tháng | sau tháng
QĐ 2041 | Đề án 1956 | Cách mạng Tháng Tám | Trường THCS 30/4 | Bổ sung có mục tiêu | Đơn vị dự toán | Giá 2010
Theo giá so sánh 2010 | Thực hiện NQ 57 | Thực hiện tháng trước | Ước tháng sau | Cùng kỳ năm trước | Kỳ trước
Chậm đóng 3 tháng | Nợ đọng 3 tháng | Nợ quá hạn 6 tháng | Quá hạn 3 tháng | Dự toán đã sử dụng
Số vốn KH 2025 đã giải ngân | over 12 months
Số trẻ đủ 24 tháng tuổi | Tiền gửi kỳ hạn dưới 12 tháng | CPI (2014 = 100) | at constant 2010 prices
"""
# the plan of a part of the year, of several years, a part of the plan, what is left of it, what it was beaten by
OTHER_PLANS = """
Kế hoạch tháng|KH trong tháng|KH quý|Kế hoạch tuần|Kế hoạch vụ|KH 5 năm|Kế hoạch trung hạn|Kế hoạch trong kỳ
Trong tháng > Kế hoạch|Tháng > KH|Quý này > Kế hoạch|Lũy kế > Kế hoạch|Kế hoạch lũy kế|Dự toán giao đợt 1|Monthly plan
Dự toán còn lại|Kế hoạch 2024 kéo dài|Kế hoạch vốn năm trước chuyển sang|Dự toán bổ sung|Kế hoạch đã phân bổ
Tháng trước > KH|Kế hoạch kỳ trước|Trong đó: ngoài KH|Mức độ hoàn thành KH|Số dư dự toán|Hủy dự toán|Dự toán hủy
Chỉ tiêu tháng 9|Chỉ tiêu 6 tháng|Chỉ tiêu quý II|Tỷ lệ kế hoạch|Chênh lệch KH|Vượt KH|Hoàn thành KH|Tăng/giảm KH
"""
UNCLEAR = """
Vốn giai đoạn 2021-2025 | KH 2021-2025 | Lũy kế từ đầu nhiệm kỳ | Lũy kế từ khi khởi công đến nay | Tháng 13
Từ 15/12/2024 đến 14/6/2025 | 15/5-14/6/2025 | Tháng 6 và 6 tháng | Quý II và 6 tháng | 3 tháng gần nhất
Quy hoạch 2030 | Tầm nhìn mới 2045 | last 12 months | Lũy kế 6 tháng2 | Quý I, III
Lũy kế 14 tháng | Lũy kế 6 tháng 2024 + 2025 | Tháng 0/2025 | Tháng 00 | Quý V | Quý 0 | Quý 5/2025 | Thực hiện 18 tháng
10 ngày đầu tháng 6 | Tuần 2 tháng 6/2025 | Kỳ 1 tháng 6 | Nửa đầu tháng 6 | Tuần thứ nhất tháng 6 | Đầu tháng 6
Lũy kế vốn đã bố trí đến hết năm 2024 | Lũy kế đến cuối năm 2024 | Lũy kế đến hết năm 2025 | Lũy kế từ KC
Lũy kế (từ 15/12/2024) | Lũy kế từ ngày 01/7/2025 | Lũy kế từ 15/12/2024 đến 14/6/2025 | Lũy kế từ tháng 3
Lũy kế từ đầu năm học | Lũy kế từ đầu tháng | Lũy kế từ đầu vụ | Quá hạn từ tháng 3 | Từ quý III | Ước đến cuối năm
Cuối năm | Đầu năm học | Tháng 6/2024-Tháng 6/2025
"""


def _lines(text, sep):
    return [x.strip() for line in text.strip().splitlines() for x in line.split(sep)]


@pytest.mark.parametrize("line", _lines(UNDERSTOOD, "\n"))
def test_abbreviated_and_joined_heads_are_understood(line):
    head, said = line.split(" = ")
    name, *when = said.split()
    found = meaning(head, 2025, 6)
    assert found.meaning == name and not found.unclear
    if when:
        assert found.span.year == int(when[0])
    if len(when) > 1:
        assert f"{found.span.first}-{found.span.last}" == when[1]


@pytest.mark.parametrize("head", _lines(NOTHING, "|"))
def test_names_durations_ages_and_papers_are_no_periods(head):
    found = meaning(head, 2025, 6)
    assert (found.meaning, found.unclear) == ("", "") and (found.span is None or found.span.yearly)


@pytest.mark.parametrize("head", _lines(UNCLEAR, "|"))
def test_what_is_not_understood_is_said(head):
    found = meaning(head, 2025, 6)
    assert found.meaning == "" and found.unclear


@pytest.mark.parametrize("head", _lines(OTHER_PLANS, "|"))
def test_another_plan_than_the_year_s_is_not_taken_for_it(head):
    found = meaning(tuple(head.split(" > ")), 2025, 6)
    assert found.meaning == "" and (found.unclear or found.span)


@pytest.mark.parametrize("head", ["KH trong năm", "Kế hoạch (bao gồm vốn kéo dài)", "Dự toán điều chỉnh, bổ sung",
                                  "Kế hoạch vốn", "KH theo NQ HĐND"])  # fmt: skip
def test_the_year_s_plan_stays_the_year_s(head):
    assert meaning(head, 2025, 6).meaning == "plan"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("Giá so sánh 2010", "TH 2023"), ("year", 2023)),
        (("Giá hiện hành", "KH 2024"), ("plan", 2024)),
        (("Thực hiện năm 2025", "KH 2025"), ("plan", 2025)),
        (("Thực hiện kế hoạch năm 2025", "Tháng 6"), ("month", 2025)),
        (("Tháng 6", "2024"), ("month", 2024)),
        (("Năm 2024", "Quý I"), ("quarter", 2024)),
        (("Quý I", "Tháng 2"), ("month", 2025)),
        (("6 tháng đầu năm 2024", "Tháng 6"), ("month", 2024)),
        (("Năm 2024", "Trong tháng"), ("month", 2024)),
        (("Trong tháng", "Năm 2024"), ("month", 2024)),
    ],
)
def test_the_lowest_head_is_the_most_specific(path, said):
    found = meaning(path, 2025, 6)
    assert (found.meaning, found.span.year) == said


def test_a_head_and_a_lower_one_that_contradict_are_unclear():
    assert meaning(("Tháng 6/2024", "Năm 2025"), 2025, 6).unclear


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("THU NGÂN SÁCH NĂM 2024 (Kèm theo Quyết định số 2041/QĐ-UBND ngày 22 tháng 9 năm 2024)", (2024, 0)),
        ("ĐẠI HỘI NHIỆM KỲ 2020-2025 KẾ HOẠCH 5 NĂM 2021 - 2025, NĂM 2024", (2024, 0)),
        ("GIÁ TRỊ SẢN XUẤT (GIÁ SO SÁNH 2010) THÁNG 6 NĂM 2025", (2025, 6)),
        ("Biểu số 2024/BC theo Thông tư 02/2023/TT-BKHĐT", None),
        ("Cả huyện còn 2024 hộ nghèo", None),
    ],
)
def test_numbers_of_papers_and_terms_date_no_table(title, month):
    assert closing(title) == month


def test_marks_are_never_stripped_to_make_a_match():
    assert named("quý 2") and not named("quỹ 2")
    assert named("cả năm") and not named("số ca nam")
    assert named("ca nam")  # typed without any marks


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("So sánh thực hiện với (%)", "Dự toán năm"), "share_of_plan"),
        (("So sánh (%)", "KH năm"), "share_of_plan"),
        (("So sánh TH 6 tháng/KH năm (%)",), "share_of_plan"),
        (("So sánh thực hiện với (%)", "Cùng kỳ năm trước"), "index_same_month_last_year"),
        (("% TH/KH tháng",), ""),
        (("So với kế hoạch (%)", "Tháng"), ""),
        (("So với kế hoạch (%)", "Năm"), "share_of_plan"),
        (("Giá trị theo giá so sánh", "Kế hoạch năm"), "plan"),
    ],
)
def test_what_is_compared_is_no_plan_and_a_month_s_plan_not_the_year_s(path, said):
    assert meaning(path, 2024, 6).meaning == said


@pytest.mark.parametrize(
    "lower",
    [
        "1 tuổi",
        "12-17 tuổi",
        "5. Số người chết",
        "Năm nay",
        "Tư nhân",
        "Một phần",
        "Bảy",
        "2 mũi",
        "7 ngày",
        "Năm 2025",
    ],
)
@pytest.mark.parametrize("upper", ["Trong tháng", "Thực hiện tháng"])
def test_a_head_and_the_beginning_of_a_lower_one_make_no_month(upper, lower):
    found = meaning((upper, lower), 2025, 9)
    assert (found.meaning, found.span.year, found.span.last) == ("month", 2025, 9)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("Trong quý", "3 sao"), ("quarter", 9)),
        (("Nhóm 3", "Tháng này"), ("month", 9)),
        (("Tháng", "6"), ("month", 6)),
        (("Tháng", "6 (ước)"), ("month", 6)),
        (("Tháng", "6 năm 2025 (tấn)"), ("month", 6)),
        (("Quý", "II"), ("quarter", 6)),
        (("Cộng dồn 6", "tháng đầu năm 2025"), ("year_to_date", 6)),
    ],
)
def test_a_number_below_is_a_month_where_nothing_else_stands_there(path, said):
    found = meaning(path, 2025, 9)
    assert (found.meaning, found.span.last) == said


def test_what_an_office_counts_from_is_the_end_of_the_time_before():
    assert (meaning("Số hộ đầu năm", 2025, 6).span.year, meaning("Số hộ đầu năm", 2025, 6).span.last) == (
        2024,
        12,
    )
    assert meaning("Số hộ đầu kỳ", 2025, 6).shift == -1
    assert meaning("Quý trước", 2025, 6).shift == meaning("Đầu quý", 2025, 6).shift == -3
    assert meaning("Quý trước", 2025, 5).unclear and meaning("Đầu quý", 2025, 5).unclear


@pytest.mark.parametrize(
    ("title", "month", "plan"),
    [
        ("THU NGÂN SÁCH NĂM 2024, DỰ TOÁN NĂM 2025", (2024, 0), 2025),
        ("THU NGÂN SÁCH THÁNG 12 NĂM 2024, KẾ HOẠCH NĂM 2025", (2024, 12), 2025),
        ("KẾT QUẢ THÁNG 12 NĂM 2024 VÀ NHIỆM VỤ THÁNG 1 NĂM 2025", (2024, 12), 0),
        ("THU NĂM 2025, THỰC HIỆN DỰ TOÁN THÁNG 6 NĂM 2025", (2025, 6), 0),
    ],
)
def test_a_plan_that_a_title_names_dates_no_table(title, month, plan):
    assert (closing(title), planned(title)) == (month, plan)


def test_the_end_of_a_year_that_is_over_is_its_december():
    found = meaning("Số hộ cuối năm", 2024, 0)
    assert (found.meaning, found.span.year, found.span.last) == ("level", 2024, 12)
