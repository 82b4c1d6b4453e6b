"""One phrase of a target after another: number, unit, direction, and what is doubtful."""

import pytest

from analysis.draft.annex import drafts_of
from analysis.draft.document import of_text
from analysis.draft.meaning import doubt_words


def read(text):
    return drafts_of(of_text(text))


@pytest.mark.parametrize(
    "phrase, rule, low, high, unit",
    [
        ("Sản lượng lúa 85.000 tấn", "ge", 85000, None, "tấn"),
        ("Thu nhập bình quân: 62,5 triệu đồng/người/năm", "ge", 62.5, None, "triệu đồng/người/năm"),
        ("Tỷ lệ hộ dùng điện ≥ 99,5%", "ge", 99.5, None, "%"),
        ("Tỷ lệ hộ dùng điện từ 99% trở lên", "ge", 99, None, "%"),
        ("Tỷ lệ hộ dùng điện trên 99%", "gt", 99, None, "%"),
        ("Tỷ lệ hồ sơ trễ hạn dưới 1%", "lt", None, 1, "%"),
        ("Tỷ lệ hồ sơ trễ hạn không quá 1%", "le", None, 1, "%"),
        ("Nợ thuế không vượt 5%", "le", None, 5, "%"),
        ("Nợ thuế không để vượt quá 5%", "le", None, 5, "%"),
        ("Tỷ lệ hồ sơ trễ hạn không được cao hơn 2%", "le", None, 2, "%"),
        ("Tỷ lệ hộ dùng điện không được thấp hơn 99%", "ge", 99, None, "%"),
        ("Tỷ lệ hồ sơ trễ hạn dưới mức 1%", "lt", None, 1, "%"),
        ("Số trường đạt chuẩn: 04 trường", "ge", 4, None, "trường"),
        ("97% người dân tham gia bảo hiểm y tế", "ge", 97, None, "%"),
        ("Thu ngân sách trên địa bàn đạt 25,5 tỷ đồng", "ge", 25.5, None, "tỷ đồng"),
        ("Giá trị thu trên 1 ha đất đạt 150 triệu đồng", "ge", 150, None, "triệu đồng"),
        ("Số bác sĩ trên 1 vạn dân: 12 bác sĩ", "ge", 12, None, "bác sĩ"),
        ("Huy động trẻ 5 tuổi đến lớp đạt 100%", "ge", 100, None, "%"),
        ("Tuổi thọ trung bình đạt 75 tuổi", "ge", 75, None, "tuổi"),
        ("Thời gian giải quyết hồ sơ không quá 5 ngày", "le", None, 5, "ngày"),
        ("Attract at least $45 million of private investment", "ge", 45, None, "USD million"),
        ("Savings of £2.5m", "ge", 2.5, None, "£ million"),
        ("Xuất khẩu đạt US$ 120 triệu", "ge", 120, None, "triệu USD"),
        ("Vay vốn €3,5 triệu", "ge", 3.5, None, "triệu €"),
        ("Reduce residual waste to 395 kg", "le", None, 395, "kg"),
        ("Mật độ đường đô thị đạt 8,4 km/km2", "ge", 8.4, None, "km/km2"),
        ("Kết nạp từ 20 đảng viên mới trở lên", "ge", 20, None, "đảng viên"),
        ("Giảm tỷ trọng lao động nông nghiệp xuống dưới 30%", "lt", None, 30, "%"),
        ("Tỷ suất sinh giảm từ 23 ca sinh/1.000 phụ nữ xuống 18 ca sinh/1.000 phụ nữ", "le", None, 18,
         "ca sinh/1.000 phụ nữ"),
    ],
)  # fmt: skip
def test_what_is_clear_is_read_without_a_doubt(phrase, rule, low, high, unit):
    (draft,) = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert (draft.rule, draft.low, draft.high, draft.unit) == (rule, low, high, unit)
    assert draft.doubts == [] and draft.year == "2026"


@pytest.mark.parametrize(
    "phrase, rule, low, high, doubt",
    [
        ("Tỷ lệ tăng dân số tự nhiên 1,1%", "le", None, 1.1, "low"),
        ("Tỷ lệ hộ nghèo 2,5%", "le", None, 2.5, "low"),
        ("Tỷ lệ hộ nghèo giảm bình quân/năm: trên 1%", "reduce_by", 1, None, "fall"),
        ("Giảm tỷ lệ hộ nghèo 1-1,5%", "reduce_by", 1, 1.5, "fall"),
        ("Tỷ lệ hộ nghèo giảm 3% trở lên (còn 7%)", "le", None, 7, "both"),
        ("Tốc độ tăng giá trị sản xuất 12-13%/năm", "range", 12, 13, "range"),
        ("Tổng vốn đầu tư đạt khoảng 270 tỷ đồng", "ge", 270, None, "about"),
        ("Dân số trung bình 7.129 người", "eq", 7129, 7129, "forecast"),
        ("Có ít nhất hai trường đạt chuẩn", "ge", 2, None, "words"),
        ("Số đạt chuẩn (theo Chỉ thị 12-CT/TU ngày 13/2/2018): 04/09", "ge", 4, None, "of"),
        ("Tổng vốn đầu tư 840.000 tỷ", "ge", 840000, None, "short"),
        ("Thu ngân sách đạt 100% dự toán", "ge", 100, None, "assigned"),
        ("Quy mô 2,150 triệu tấn", "ge", 2.15, None, "comma"),
    ],
)
def test_what_is_doubtful_is_marked(phrase, rule, low, high, doubt):
    (draft,) = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert (draft.rule, draft.low, draft.high) == (rule, low, high)
    assert doubt in draft.doubts
    assert doubt_words(doubt) in draft.doubtful


def test_a_sentence_of_many_measures_is_cut_between_them():
    found = read(
        "Một số chỉ tiêu chủ yếu (nhiệm kỳ 2020 - 2025) Cơ cấu kinh tế đến năm 2025: công nghiệp 60%; dịch vụ 30%; "
        "nông nghiệp 10%. Nhà trẻ đạt 25%, mẫu giáo đạt 95%; 60% học sinh học 2 buổi/ngày. Hằng năm có từ 80% chi bộ "
        "hoàn thành tốt nhiệm vụ trở lên, không có chi bộ yếu kém. Ba khâu đột phá: thu hút 5 dự án."
    )
    assert [(d.rule, d.low, d.high) for d in found] == [
        ("eq", 60, 60), ("eq", 30, 30), ("eq", 10, 10), ("ge", 25, None), ("ge", 95, None), ("ge", 60, None),
        ("ge", 80, None), ("le", None, 0),
    ]  # fmt: skip
    assert [d.name for d in found[:3]] == [
        "Cơ cấu kinh tế: công nghiệp",
        "Cơ cấu kinh tế: dịch vụ",
        "Cơ cấu kinh tế: nông nghiệp",
    ]


def test_shares_that_make_a_hundred_are_a_structure_without_the_word():
    found = read(
        "Chỉ tiêu:\n- Nông nghiệp chiếm 12,5%; công nghiệp 47,5%; dịch vụ 40%\n- Nhà trẻ 30%; mẫu giáo 70%\n"
    )
    assert [d.rule for d in found] == ["eq", "eq", "eq", "ge", "ge"]


def test_growth_and_a_second_plan_belong_to_the_amount_and_are_checked():
    table = "STT\tNội dung\tChỉ tiêu\n1\tGiá trị\t{}\n2\tThu ngân sách\t581 tỷ đồng, phấn đấu 600 tỷ đồng\n"
    right, plan = read(table.format("1.577,95 tỷ đồng, tăng trưởng 1,1% (1.577,95/1.560,781 tỷ đồng)"))
    assert (right.low, right.base, right.growth, right.doubts) == (1577.95, 1560.781, 1.1, [])
    assert (plan.low, plan.stretch) == (581, 600)
    wrong, _ = read(table.format("1.577,95 tỷ đồng, tăng trưởng 2,1% (1.577,95/1.560,781 tỷ đồng)"))
    assert "growth" in wrong.doubts


def test_parts_in_brackets_are_measures_of_their_own():
    found = read("STT\tNội dung\tChỉ tiêu\n1\tPhát triển đảng viên mới\t150 (trong đó có 15% thanh niên; trên "
        "5% công nhân; "
                 "phấn đấu phát triển 01 đảng viên là chủ doanh nghiệp)\n")  # fmt: skip
    assert [(d.low, d.rule, d.role) for d in found] == [
        (150, "ge", "main"), (15, "ge", "component"), (5, "gt", "component"), (1, "ge", "striven"),
    ]  # fmt: skip
    assert found[0].unit == "đảng viên" and "unit_name" in found[0].doubts


def test_a_percentage_that_its_count_contradicts_is_marked():
    good, bad = read(
        "Chỉ tiêu:\n- Tỷ lệ thôn đạt chuẩn 58,9% (66/112 thôn)\n- Tỷ lệ xã đạt chuẩn 50% (9/16 xã)\n"
    )
    assert good.doubts == [] and "share" in bad.doubts


def test_a_name_printed_twice_with_other_numbers_is_marked():
    found = read(
        "Chỉ tiêu:\n- Kim ngạch xuất khẩu đạt 8 tỷ USD\n- Trồng rừng 50 ha\n- Kim ngạch xuất khẩu 9 tỷ USD\n"
    )
    assert ["contradiction" in d.doubts for d in found] == [True, False, True]


def test_an_english_list():
    found = read("Targets by 2026:\n- At least 95% of children immunised\n- Plant 250,000 trees\n- Reduce road "
        "deaths by 15%\n"
                 "- Unemployment rate no more than 8.5%\n- Not less than 90% of roads paved\n"
                 "- GRDP growth between 8 and 9%\n")  # fmt: skip
    assert [(d.rule, d.low, d.high) for d in found] == [
        ("ge", 95, None), ("ge", 250000, None), ("reduce_by", 15, None), ("le", None, 8.5), ("ge", 90, None),
        ("range", 8, 9),
    ]  # fmt: skip


def test_no_item_of_the_list_is_dropped_for_want_of_a_number():
    found = read(
        "Các chỉ tiêu năm 2026:\n- Chỉ số cải cách hành chính thuộc nhóm dẫn đầu.\n- Trồng rừng 50 ha.\n"
    )
    assert [(d.low, d.doubts) for d in found] == [(None, ["none"]), (50, [])]


@pytest.mark.parametrize(
    "phrase, name, kind, doubt",
    [
        ("Trồng 20.000 cây", "Trồng cây", "flow", ""),
        ("Trồng 20.000 cây phân tán", "Trồng cây phân tán", "flow", ""),
        ("Trồng mới 35 ha rừng", "Trồng mới rừng", "flow", ""),
        ("Giảm tỷ lệ hộ nghèo xuống còn 3%", "tỷ lệ hộ nghèo", "annual", ""),
        ("Lương bình quân 9,5 triệu đồng", "Lương", "level", ""),  # months are not added up
        ("Thu ngân sách bình quân hằng năm 9,5 tỷ đồng", "Thu ngân sách", "flow", ""),
        ("Raise median household income to $52,000", "Raise median household income", "level", ""),
        ("Tổng số hộ kinh doanh 1.250 hộ", "Tổng số hộ kinh doanh", "level", ""),
        ("Tổng số hộ được hỗ trợ 1.250 hộ", "Tổng số hộ được hỗ trợ", "flow", ""),
        ("Nộp ngân sách 12,5 tỷ đồng (tỉnh giao 11 tỷ đồng)", "Nộp ngân sách", "flow", "second"),
        ("Mở 12 lớp tập huấn cho 360 học viên", "Mở lớp tập huấn cho 360 học viên", "flow", "second"),
    ],
)
def test_what_a_phrase_is_called_whether_months_add_up_and_what_else_it_prints(phrase, name, kind, doubt):
    (draft,) = read(f"- {phrase}.")
    assert (draft.name, draft.kind) == (name, kind)
    assert draft.doubts == ([doubt] if doubt else [])


def test_a_stretch_told_in_english_is_no_target_of_its_own():
    (draft,) = read("- Raise the recycling rate to 40%, with a stretch target of 43%.")
    assert (draft.low, draft.stretch) == (40, 43)


def test_a_sentence_that_begins_with_an_office_is_no_line_of_its_duty():
    """A sentence that leads into targets, or says what will be done, is none of "Phòng Kinh tế thực hiện"."""
    lead = "Ban chấp hành Đoàn xã cho biết, chương trình công tác năm 2026 sẽ thực hiện nhiều chỉ tiêu quan trọng.\n"
    found = read(lead + "Tổ chức Đoàn dạy nghề cho 40 thanh niên, trồng mới 500 cây xanh.\n")
    assert [(d.low, d.unit) for d in found] == [(40, "thanh niên"), (500, "cây")]


def test_students_are_no_births_and_targets_that_are_stressed_are_targets():
    (found,) = read("Chỉ tiêu:\n- Tỷ lệ sinh viên quốc tế theo học đạt 1,5%.\n")
    assert (found.rule, found.low) == ("ge", 1.5)
    said = "Bí thư Đảng ủy nhấn mạnh mục tiêu tổng quát và 15 chỉ tiêu chủ yếu đến năm 2030.\n"
    said += "Trong đó, tổng thu ngân sách tăng tối thiểu 12%.\nVề văn hóa, phường đặt mục tiêu hộ nghèo dưới 0,2%.\n"
    assert [(d.rule, d.low or d.high) for d in read(said)] == [("ge", 12), ("lt", 0.2)]


@pytest.mark.parametrize(
    "text, told",
    [
        (
            "Cơ cấu kinh tế: Nông nghiệp 45% - Công nghiệp, xây dựng 25% - Dịch vụ 30%",
            {"Cơ cấu kinh tế: Nông nghiệp": 45, "Cơ cấu kinh tế: Công nghiệp, xây dựng": 25,
             "Cơ cấu kinh tế: Dịch vụ": 30},
        ),
        (
            "Có 10 bác sĩ và 30 giường bệnh/1 vạn dân; tỉ lệ tham gia bảo hiểm y tế đạt 95% dân số",
            {"bác sĩ/1 vạn dân": 10, "giường bệnh/1 vạn dân": 30, "tỉ lệ tham gia bảo hiểm y tế": 95},
        ),
        ("Tuổi thọ trung bình đạt khoảng 74,5 tuổi", {"Tuổi thọ": 74.5}),
        ("Tỷ lệ hộ nghèo còn 2% (trừ các hộ không có điều kiện thoát nghèo)", {"Tỷ lệ hộ nghèo": 2}),
    ],
)  # fmt: skip
def test_names_and_figures_of_one_sentence(text, told):
    assert {d.name: d.high if d.low is None else d.low for d in read(text)} == told


def test_the_number_of_a_plan_s_groups_of_works_is_no_target():
    found = read("Phấn đấu thu ngân sách đạt 12 tỷ đồng; xã xác định rõ 6 nhóm nhiệm vụ, giải pháp")
    assert [d.low for d in found if d.figure] == [12]


@pytest.mark.parametrize(
    "text", ["Tỉ trọng lao động nông nghiệp 25%", "The consumer price index growth rate is 4.5%"]
)
def test_what_should_be_low_in_another_spelling(text):
    (draft,) = read(text)
    assert (draft.rule, "low" in draft.doubts) == ("le", True)


def test_minutes_are_a_unit_and_a_name_ends_with_no_word_of_place():
    (wait,) = read("Waiting time at the clinic: 35 minutes or less")
    assert (wait.rule, wait.high, wait.unit, wait.name) == ("le", 35, "minutes", "Waiting time at the clinic")
    (share,) = read("Answer building permit requests within 10 days in 95 % of cases")
    assert (share.rule, share.low, share.unit) == ("ge", 95, "%") and " in of " not in share.name
