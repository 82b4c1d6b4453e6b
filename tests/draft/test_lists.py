"""Lists as other offices print them: news, districts' and ministries' plans, a council's table."""

import pytest

from analysis.draft.annex import drafts_of
from analysis.draft.document import of_text


def read(text):
    return drafts_of(of_text(text))


def table(*rows):
    return read("Phụ lục chỉ tiêu\n\n" + "\n".join("\t".join(r) for r in rows) + "\n")


@pytest.mark.parametrize(
    "phrase, rule, low, high, unit",
    [
        ("Đưa lao động đi làm việc ở nước ngoài 2,5 vạn người", "ge", 2.5, None, "vạn người"),
        ("Số huyện, thị xã hoàn thành đề án: 07 huyện, thị xã", "ge", 7, None, "huyện, thị xã"),
        ("Cấp nước sạch cho 70% dân số đô thị", "ge", 70, None, "%"),
        ("Khắc phục được 45% cơ sở gây ô nhiễm", "ge", 45, None, "%"),
        ("Thu ngân sách 8.500 tr.đồng", "ge", 8500, None, "triệu đồng"),
        ("Số đảng viên mới kết nạp: 12 đồng chí", "ge", 12, None, "đồng chí"),
        ("Tỷ lệ tử vong trẻ em còn 9%o", "le", None, 9, "‰"),
        ("Tỷ lệ hộ nghèo còn 2,1%, giảm 0,4%", "le", None, 2.1, "%"),
        ("Diện tích chè đạt 140 ha, tăng 15 ha so với năm 2025", "ge", 140, None, "ha"),
        ("Giá trị xuất khẩu 1,4 tỷ đô la Mỹ", "ge", 1.4, None, "tỷ USD"),
        ("Thu ngân sách (năm 2026): 9tỷđ", "ge", 9, None, "tỷ đồng"),
        (
            "Thu nhập bình quân đạt 71,0 Tr. đồng, tăng gấp 2,2 lần so với năm 2020",
            "ge",
            71,
            None,
            "triệu đồng",
        ),
        ("Tổng số phòng lưu trú là 750 phòng", "ge", 750, None, "phòng"),
    ],
)
def test_units_and_directions_of_other_lists(phrase, rule, low, high, unit):
    (draft,) = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert (draft.rule, draft.low, draft.high, draft.unit, draft.doubts) == (rule, low, high, unit, [])


def test_a_day_to_be_done_by_is_no_number():
    (draft,) = read("Các chỉ tiêu năm 2026:\n- Hoàn thành hồ sơ địa chính trước 31/8.\n")
    assert (draft.low, draft.high, draft.doubts) == (None, None, ["none"])


def test_what_tells_more_of_an_amount_stays_in_its_phrase():
    (draft,) = read("Các chỉ tiêu năm 2026:\n- Ngành xây dựng đạt 420 tỷ đồng, tăng 9,5% so với năm 2025.\n")
    assert (draft.low, draft.growth, draft.year) == (420, 9.5, "2026")
    assert draft.phrase == "Ngành xây dựng đạt 420 tỷ đồng, tăng 9,5% so với năm 2025"
    (later,) = read("Các chỉ tiêu năm 2026:\n- Đô thị hóa đạt 40%, phấn đấu đến năm 2030 đạt 50%.\n")
    assert (later.low, later.stretch, later.year) == (40, 50, "2026")


@pytest.mark.parametrize(
    "text",
    [
        "Các mục tiêu, nhiệm vụ phát triển năm 2026\n\nCác mục tiêu, nhiệm vụ cụ thể gồm: sản lượng cá 900 tấn; "
        "tỷ lệ hộ dùng nước sạch đạt 92%.\n",
        "Tin xã\n\n* Các chỉ tiêu chủ yếu đến năm 2026:\n(1). Sản lượng cá 900 tấn.\n(2). Hộ dùng nước sạch 92%.\n",
        "Sáng 3/12, với 88% đại biểu tán thành, HĐND xã thông qua nghị quyết, giao các ngành và các thôn triển khai "
        "ngay từ đầu năm, phân công theo dõi từng việc.\n\nNghị quyết đề ra 12 chỉ tiêu chủ yếu gồm: sản lượng cá "
        "900 tấn; tỷ lệ hộ dùng nước sạch đạt 92%.\n",
    ],
)
def test_a_paragraph_that_leads_into_targets_opens_the_list(text):
    assert [(d.low, d.unit) for d in read(text)] == [(900, "tấn"), (92, "%")]


def test_what_comes_with_a_figure_is_a_measure_of_its_own():
    found = read("Chỉ tiêu:\n- Thu hút 30-35 dự án với tổng vốn đăng ký 1.500 tỷ đồng.\n")
    assert [(d.name, d.low, d.unit) for d in found] == [
        ("Thu hút dự án", 30, "dự án"), ("tổng vốn đăng ký", 1500, "tỷ đồng"),
    ]  # fmt: skip


def test_a_structure_told_in_sentences_goes_on_until_something_else_is_told():
    found = read("Chỉ tiêu:\n- Cơ cấu kinh tế: Dịch vụ = 59%. Công nghiệp = 41%. Tỷ lệ hộ dùng điện 99%.\n")
    assert [(d.name, d.rule) for d in found] == [
        ("Cơ cấu kinh tế: Dịch vụ", "eq"), ("Cơ cấu kinh tế: Công nghiệp", "eq"), ("Tỷ lệ hộ dùng điện", "ge"),
    ]  # fmt: skip


def test_parts_in_brackets_of_their_own_and_a_unit_nobody_knows_behind_a_colon():
    found = read(
        "Chỉ tiêu:\n- Gieo trồng: 830 ha. (trong đó: mía 370 ha; cà phê 100 ha).\n- Cấp sổ: 250 giấy.\n"
    )
    assert [(d.name, d.low, d.unit) for d in found] == [
        ("Gieo trồng", 830, "ha"), ("Gieo trồng: mía", 370, "ha"), ("Gieo trồng: cà phê", 100, "ha"),
        ("Cấp sổ", 250, "giấy"),
    ]  # fmt: skip
    assert "unknown_unit" in found[-1].doubts


def test_a_heading_whose_year_stands_on_the_next_line():
    found = read(
        "CHỈ TIÊU\n\n1. Phát triển kinh tế số đến năm\n2030 với các mục tiêu\n\n- Kinh tế số đạt 20%.\n"
        "\n2. Phát triển xã hội số đến năm\n2030 với các mục tiêu\n\n- Hộ có cáp quang đạt 90%.\n"
    )
    assert [(d.low, d.group) for d in found] == [
        (20, "Phát triển kinh tế số đến năm 2030 với các mục tiêu"),
        (90, "Phát triển xã hội số đến năm 2030 với các mục tiêu"),
    ]


def test_the_plan_of_a_year_whose_outcome_stands_beside_it():
    found = table(
        ("TT", "Chỉ tiêu", "Đơn vị", "Kế hoạch năm 2025", "Ước thực hiện năm 2025", "Đánh giá"),
        ("1", "Tốc độ tăng giá tiêu dùng (CPI)", "%", "Dưới 4", "3,2", "Đạt"),
        ("2", "Số bác sĩ trên 1 vạn dân", "bác sĩ", "11", "11,4", "Vượt"),
    )
    assert [(d.rule, d.low, d.high, d.base, d.year) for d in found] == [
        ("lt", None, 4, None, "2025"), ("ge", 11, None, None, "2025"),
    ]  # fmt: skip


def test_a_year_before_the_planned_one_is_its_base():
    (draft,) = table(
        ("STT", "Nội dung", "ĐVT", "Năm 2024", "Kế hoạch 2025"), ("1", "Nước sạch", "%", "88", "90")
    )
    assert (draft.low, draft.base, draft.year, draft.doubts) == (90, 88, "2025", [])


def test_a_direction_printed_in_a_column_or_behind_the_name_is_taken():
    found = read(
        "Performance measures\n\n"
        + "\n".join(
            "\t".join(row)
            for row in [
                ("Ref", "Performance indicator", "Good is", "2025/26 value", "2026/27 target"),
                ("P1", "Working days lost to illness per post", "Low", "9 days", "8.5 days"),
                ("P2", "Garden waste sent for composting", "High", "40%", "44%"),
                ("P3", "Share of bins missed (Minimise)", "", "0.4%", "0.3%"),
                ("P4", "Residents who feel informed", "High", "48%", "Greater than 50%"),
            ]
        )
    )
    assert [(d.rule, d.low, d.high, d.unit, d.doubts) for d in found] == [
        ("le", None, 8.5, "days", []), ("ge", 44, None, "%", []), ("le", None, 0.3, "%", []), ("gt", 50, None, "%", []),
    ]  # fmt: skip


def test_english_rates_and_falls():
    found = read(
        "Under Resolution No. 31/2026/HC the main targets are:\n\n"
        "1. The number of nurses per 10,000 people is 14 nurses.\n"
        "2. The poverty rate maintains a reduction of 1-1.5% annually.\n"
        "3. There are 11 doctors and 32 hospital beds per ten thousand people.\n"
        "4. The share of agricultural labor is 20%.\n"
    )
    assert [(d.rule, d.low, d.high) for d in found] == [
        ("ge", 14, None), ("reduce_by", 1, 1.5), ("ge", 11, None), ("ge", 32, None), ("le", None, 20),
    ]  # fmt: skip
    assert "low" in found[-1].doubts


@pytest.mark.parametrize(
    "phrase, low, base, doubts",
    [
        ("Thu ngân sách 1.250 tỷ đồng trở lên (năm 2025: 1.180 tỷ đồng)", 1250, 1180, []),
        ("Tỷ lệ dùng nước sạch đạt 90% (năm 2030: 98%)", 90, None, ["second"]),
        ("Lúa nước 2 vụ 45 ha", 45, None, []),
        ("Chuyển đổi cơ cấu cây trồng đạt 15%", 15, None, []),
    ],
)
def test_numbers_beside_the_target(phrase, low, base, doubts):
    (draft,) = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert (draft.rule, draft.low, draft.base, draft.doubts) == ("ge", low, base, doubts)


def test_an_increase_in_english_and_a_planned_expenditure():
    (draft,) = read("Main targets for 2026:\n- Trade and services increases by 9%.\n")
    assert (draft.rule, draft.low, draft.doubts) == ("ge", 9, [])
    (draft,) = read("Các chỉ tiêu năm 2026:\n- Dự toán chi ngân sách 420 tỷ đồng.\n")
    assert draft.rule == "budget"


def test_an_amount_that_looks_like_a_year_is_one_where_a_unit_stands_beside_it():
    found = table(
        ("STT", "Nội dung", "ĐVT", "Kế hoạch 2026"),
        ("1", "Diện tích gieo trồng", "ha", "1955"),
        ("2", "Năm về đích nông thôn mới", "năm", "2028"),
    )
    assert [(d.low, d.unit, "none" in d.doubts) for d in found] == [(1955, "ha", False), (None, "", True)]


def test_a_name_that_begins_like_a_direction_prints_none():
    found = table(
        ("STT", "Nội dung", "Chiều hướng", "ĐVT", "Kế hoạch 2026"),
        ("1", "Giảm nghèo: hộ thoát nghèo", "", "hộ", "30"),
        ("2", "Số ngày cúp nước", "giảm", "ngày", "12"),
        ("3", "Số điểm ngập (càng thấp càng tốt)", "", "điểm", "4"),
    )
    assert [(d.rule, d.low, d.high) for d in found[1:]] == [("le", None, 12), ("le", None, 4)]
    assert found[0].rule != "le"
    (english,) = table(
        ("No.", "Indicator", "Unit", "Target 2026"),
        ("1", "Low-income households trained (low paid)", "households", "40"),
    )
    assert (english.rule, english.low) == ("ge", 40)


@pytest.mark.parametrize(
    "name", ["Tốc độ tăng chỉ số giá tiêu dùng (CPI)", "Tốc độ tăng giá tiêu dùng bình quân"]
)
def test_rising_prices_are_to_be_kept_low(name):
    (draft,) = read(f"Các chỉ tiêu năm 2026:\n- {name} 4,5%.\n")
    assert (draft.rule, draft.high) == ("le", 4.5) and "low" in draft.doubts


@pytest.mark.parametrize("mark", ["-", "•", "o", "+", "1.", "a)"])
def test_items_with_a_tab_behind_their_mark_are_no_table(mark):
    first, second = read(
        f"Kế hoạch năm 2026\n\n1. Dân số\n{mark}\tSắn: 1.865,00 ha\n{mark}\tSố hộ: 29.708 hộ\n"
    )[-2:]
    assert (first.name, first.low, first.unit) == ("Sắn", 1865, "ha")
    assert (second.name, second.low, second.unit) == ("Số hộ", 29708, "hộ")


@pytest.mark.parametrize(
    "text, told",
    [
        ("Nghị quyết của HĐND xã về nhiệm vụ và giải pháp năm 2026\n\nSản lượng cá 900 tấn.\n", 1),
        ("Hội Nông dân xã đề ra một số chỉ tiêu, nhiệm vụ cụ thể năm 2026\n\n1. Kết nạp 40 hội viên mới;\n", 1),
        ("- Mục tiêu cụ thể\n\n- Sản lượng cá 900 tấn.\n\n- Tầm nhìn 2045\n\n- Sản lượng cá 2.000 tấn.\n", 1),
        ("Mục tiêu năm 2030\n\na) Mục tiêu chung (2 mục tiêu)\n\n(1) Sản lượng cá 900 tấn;\n(2) Trồng 50 ha.\n", 2),
        ("1. Mục tiêu cụ thể\n\n1.1. Xã hoàn thành nhiệm vụ xây dựng nông thôn mới\n\nCó 5 xã đạt chuẩn.\n", 1),
        ("Căn cứ Kế hoạch 1, ngành nêu chỉ tiêu của phong trào như sau:\n\n- Sản lượng cá 900 tấn.\n", 1),
        ("Năm 2025 có 50 hội viên.\n\nNăm 2026, Hội Nông dân xã phấn đấu kết nạp 40 hội viên.\n\nChỉ tiêu khác:\n", 1),
        ("Hội đề ra 2 chỉ tiêu cụ thể năm 2026.\n\nMột: Kết nạp 40 hội viên mới.\n\nHai là, trồng 900 cây xanh.\n", 2),
    ],
)  # fmt: skip
def test_where_targets_begin_and_end(text, told):
    found = [d for d in read(text) if d.figure]
    assert len(found) == told and not any(d.name.startswith(("Một", "Hai")) for d in found)


def test_a_number_that_the_end_of_a_line_cut_off_goes_on_with_it():
    text = (
        "Các chỉ tiêu năm 2026:\n- Công bố từ\n05 bộ dữ liệu mở; tỷ lệ trẻ em dưới\n15 tuổi đạt khoảng 22%.\n"
    )
    first, second = read(text)
    assert (first.low, second.low, second.name) == (5, 22, "tỷ lệ trẻ em dưới 15 tuổi")


def test_a_level_of_a_later_year_is_no_measure_with_the_end_of_the_sentence_for_a_name():
    (draft,) = read(
        "Mục tiêu:\n- Năm 2030, 95% học sinh được học bơi, chống đuối nước và đạt tỷ lệ 100% vào năm 2035.\n"
    )
    assert draft.low == 95 and "second" in draft.doubts


def test_a_direction_does_not_reach_behind_another_act():
    text = (
        "Mục tiêu:\n- Giảm 50% số cặp tảo hôn, giảm 60% số cặp cận huyết; 70% phụ nữ mang thai được khám.\n"
    )
    assert [d.rule for d in read(text)] == ["reduce_by", "reduce_by", "ge"]


def test_parts_behind_a_colon_hang_from_their_whole():
    found = read("Các chỉ tiêu năm 2026:\n- Tạo việc làm cho 420 lao động: trong tỉnh 400, ngoài tỉnh 20.\n")
    assert [(d.low, d.unit, d.role) for d in found] == [
        (420, "lao động", "main"), (400, "lao động", "component"), (20, "lao động", "component")
    ]  # fmt: skip


def test_the_same_number_again_is_another_number():
    (draft,) = read("Các chỉ tiêu năm 2026:\n- Tỷ lệ hộ dùng nước sạch 95% theo chuẩn mới của bộ là 95%.\n")
    assert "second" in draft.doubts


@pytest.mark.parametrize(
    "phrase, rules",
    [
        ("Giảm 0,45% hộ nghèo (tương đương 38 hộ), hộ cận nghèo giảm còn 2,1%", ["reduce_by", "le"]),
        ("Tỷ suất sinh 1,9 con/phụ nữ", ["le"]),
        ("Chỉ số cải cách hành chính xếp hạng 20 trở lên trong 96 xã", ["le"]),
        ("Đàn lợn giảm từ gần 140 nghìn con xuống 130 nghìn con", ["le"]),
        ("Thời gian chờ giảm từ 25 phút xuống còn 15 phút/lượt", ["le"]),
        ("Tinh giản ít nhất 2% biên chế hưởng lương từ ngân sách", ["reduce_by"]),
        ("Tuổi thọ trung bình 75 tuổi, số năm sống khỏe đạt tối thiểu 68 năm", ["ge", "ge"]),
    ],
)
def test_directions_that_lists_print(phrase, rules):
    found = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert [d.rule for d in found] == rules and found[-1].unit != "tuổi"


@pytest.mark.parametrize(
    "phrase, told",
    [
        ("Tỷ trọng tái tạo trong năng lượng sơ cấp 15 - 20%", [("range", 15, "%")]),
        ("Tỷ lệ hộ nghèo 2,1%, giảm 0,5 điểm %", [("le", None, "%")]),
        ("Cứ 1.000 dân có 14 doanh nghiệp", [("ge", 14, "doanh nghiệp")]),
        ("Diện tích nhà ở bình quân 32 m² sàn/người", [("ge", 32, "m² sàn/người")]),
        ("100% thủ tục được cắt giảm thời gian giải quyết", [("ge", 100, "%")]),
        (
            "Thu đạt 100% dự toán, thành lập mới 40 doanh nghiệp",
            [("ge", 100, "%"), ("ge", 40, "doanh nghiệp")],
        ),
    ],
)
def test_what_lists_of_plans_print(phrase, told):
    assert [(d.rule, d.low, d.unit) for d in read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")] == told


def test_a_part_of_forecasts_ends_with_the_next_part():
    text = "I. Dự báo tình hình\n\nMưa nhiều.\n\nII. Các chỉ tiêu phấn đấu\n\n- Sản lượng cá 900 tấn.\n"
    assert read(text)[-1].doubts == []


def test_a_line_without_a_number_lends_its_name_and_direction_until_a_measure_of_its_own():
    found = read(
        "Các chỉ tiêu năm 2026:\n- Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng:\n- Thể thấp còi: 21%\n- Thể nhẹ cân: 9%\n"
        "- Tỷ lệ lao động qua đào tạo: 60%\n- Trong đó, có bằng cấp: 30%\n- Số người trong độ tuổi: 9.000 người\n"
    )
    assert [(d.name, d.rule, d.high or d.low, d.role) for d in found] == [
        ("Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng: Thể thấp còi", "le", 21, "main"),
        ("Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng: Thể nhẹ cân", "le", 9, "main"),
        ("Tỷ lệ lao động qua đào tạo", "ge", 60, "main"),
        ("Tỷ lệ lao động qua đào tạo: bằng cấp", "ge", 30, "component"),
        ("Số người trong độ tuổi", "ge", 9000, "main"),
    ]


def test_a_short_numbered_line_over_numbers_is_their_title():
    found = read(
        "Chỉ tiêu 2026\n\n1. Giảm nghèo\n- Số hộ nghèo: 95 hộ\n2. Cây lâu năm\nCà phê: 300 ha\nCao su: 20 ha\n"
    )
    assert [(d.group, d.name) for d in found] == [
        ("Giảm nghèo", "Số hộ nghèo"), ("Cây lâu năm", "Cà phê"), ("Cây lâu năm", "Cao su"),
    ]  # fmt: skip


def test_parts_in_a_sentence_of_their_own_are_of_the_last_measure():
    found = read(
        "Các chỉ tiêu chủ yếu năm 2026 là: Tốc độ tăng giá trị sản xuất đạt 9% trở lên, tổng giá trị sản xuất đạt 800 "
        "tỷ đồng. Trong đó, nông nghiệp 300 tỷ đồng, tăng 8% so với năm 2025; dịch vụ 500 tỷ đồng.\n"
    )
    assert [(d.name, d.low, d.year) for d in found] == [
        ("Tốc độ tăng giá trị sản xuất", 9, "2026"),
        ("tổng giá trị sản xuất", 800, "2026"),
        ("tổng giá trị sản xuất: nông nghiệp", 300, "2026"),
        ("tổng giá trị sản xuất: dịch vụ", 500, "2026"),
    ]


@pytest.mark.parametrize(
    "lead",
    [
        "Năm 2026, xã đề ra 18 chỉ tiêu trên tất cả các lĩnh vực, trong đó phấn đấu",
        "Với phương châm: “Kỷ cương - Phát triển”, năm 2026, xã đề ra 12 chỉ tiêu cụ thể:",
        "Năm 2026, phường đặt mục tiêu",
        "Năm 2026, xã phấn đấu thực hiện các chỉ tiêu:",
        "Trên đà đó, đại biểu đã biểu quyết thông qua 16 chỉ tiêu năm 2026. Cụ thể,",
        "Bước sang năm 2026, xã đề ra 22 chỉ tiêu; trong đó phấn đấu",
    ],
)
def test_of_news_the_targets_begin_where_they_are_said_and_what_was_reached_is_none(lead):
    found = read(
        "Đảng bộ có 74 tổ chức Đảng với 5.067 đảng viên.\n\nNăm 2025, xã đạt nhiều kết quả quan trọng; thu ngân sách "
        "ước đạt 90 tỷ đồng. Kết nạp 12 đảng viên.\n\nTỷ lệ hộ nghèo còn 3%.\n\n"
        f"{lead} thu ngân sách đạt 100 tỷ đồng; sản lượng cá 900 tấn. "
        "Bên cạnh đó, tỷ lệ bao phủ bảo hiểm y tế đạt 95,5%.\n\nĐại hội đã bầu 15 đồng chí vào Ban Chấp hành.\n"
    )
    assert [(d.name, d.low, d.year, d.role) for d in found] == [
        ("thu ngân sách", 100, "2026", "main"),
        ("sản lượng cá", 900, "2026", "main"),
        ("tỷ lệ bao phủ bảo hiểm y tế", 95.5, "2026", "main"),
    ]


def test_a_year_that_is_compared_with_is_none_of_a_target():
    (draft,) = read(
        "Mục tiêu phát triển\n- Thu ngân sách 667 tỷ đồng, tăng 20% so với dự toán tỉnh giao năm 2024.\n"
    )
    assert (draft.low, draft.year) == (667, "")


def test_a_short_line_before_a_numbered_item_is_a_heading_where_the_width_did_not_break_it():
    text = (
        "Annual Delivery Plan 2026: performance targets\n\nHousing\n1. Affordable homes completed: at least 120 homes\n"
        "2. Reduce average time to process housing benefit claims to 18 days\n"
        "3. No more than 40 households in temporary accommodation\nEnvironment\n"
        "4. Household waste recycled or composted: 52%\nEconomy\n5. Council tax collected: 97.8%\n"
    )
    assert [(d.group, d.name) for d in drafts_of(of_text(text))][2:] == [
        ("Housing", "households in temporary accommodation"),
        ("Environment", "Household waste recycled or composted"),
        ("Economy", "Council tax collected"),
    ]


def test_articles_that_say_who_carries_it_out_are_no_targets():
    """A letter around the tables: what is due to be reported, and how many heads of offices answer for it."""
    found = read(
        "QUYẾT ĐỊNH\nVề việc giao chỉ tiêu kế hoạch năm 2026\n"
        "Điều 1. Giao chỉ tiêu kế hoạch năm 2026 cho các đơn vị theo biểu kèm theo.\n"
        "Điều 2. Các đơn vị báo cáo trước ngày 25 hằng tháng; tỷ lệ báo cáo đúng hạn phải đạt 100%.\n"
        "Điều 3. Chánh Văn phòng và Thủ trưởng 5 đơn vị chịu trách nhiệm thi hành.\n"
        "STT\tChỉ tiêu\tĐVT\tKế hoạch 2026\n1\tSản lượng lúa\ttấn\t18.500\n"
    )
    assert [(d.name, d.low) for d in found] == [("Sản lượng lúa", 18500)]


@pytest.mark.parametrize("lead", ["Kính gửi: Các phòng, ban; kèm theo là 12 chỉ tiêu, 5 đơn vị thực hiện.",
                                  "Dear all, here are our targets for 2026 as agreed by 12 members."])  # fmt: skip
def test_how_a_letter_begins_and_ends_is_no_target(lead):
    found = read(
        f"{lead}\n\nNo.\tTarget\tUnit\t2026\n1\tSchools\tschools\t3\n\nPlease reply within 10 days.\n"
    )
    assert [(d.name, d.low) for d in found] == [("Schools", 3)]


@pytest.mark.parametrize(
    "phrase, rule, low, high, unit",
    [
        ("Dự giờ tối thiểu 18 tiết/giáo viên/năm học", "ge", 18, None, "tiết/giáo viên/năm học"),
        ("Thêm 6 khách sạn", "ge", 6, None, "khách sạn"),
        ("Cấp 500 giấy chứng nhận", "ge", 500, None, "giấy chứng nhận"),
        ("Tổ chức tối thiểu 02 chương trình xúc tiến", "ge", 2, None, "chương trình"),
    ],
)
def test_units_of_schools_and_departments(phrase, rule, low, high, unit):
    (draft,) = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert (draft.rule, draft.low, draft.high, draft.unit) == (rule, low, high, unit)


@pytest.mark.parametrize(
    "phrase, told",
    [
        ("Reduction in maternal mortality to 210 per 100000 births", ("le", None, 210, "per 100000 births")),
        ("Increase enrolment from the present 10% to 15% by 2026", ("ge", 15, None, "%")),
        ("Increase use of referral units from less than 20% to 75%", ("ge", 75, None, "%")),
        ("Reduction in dropout rates from 52.2% in 2003–04 to 20% by 2011–12", ("le", None, 20, "%")),
        ("Sex ratio for age group 0–6 to be raised to 935", ("ge", 935, None, "")),
        ("Halve the number of falls in care homes", ("reduce_by", 50, None, "%")),
        ("Total revenue of 1,350 billion kip", ("ge", 1350, None, "billion kip")),
        ("Imports below USD 210 million", ("lt", None, 210, "USD million")),
    ],
)  # fmt: skip
def test_goals_of_other_countries(phrase, told):
    (draft,) = read(f"Targets for 2026\n\nGoal 1: {phrase}\n")
    assert (draft.rule, draft.low, draft.high, draft.unit) == told and "Goal" not in draft.name


@pytest.mark.parametrize(
    "phrase, told",
    [
        ("Kết quả học tập: Tốt 22% trở lên, Khá 43%, Đạt 34%, Chưa đạt không quá 1%",
         [("Tốt", 22), ("Khá", 43), ("loại Đạt", 34), ("Chưa đạt", 1)]),
        ("Hỗ trợ 05 dự án khởi nghiệp với số vốn 600 triệu đồng", [("dự án khởi nghiệp", 5), ("số vốn", 600)]),
        ("Vận động trên 60 triệu đồng, giảm 20% so với năm học trước tỷ lệ trẻ nghỉ học",
         [("Vận động", 60), ("tỷ lệ trẻ nghỉ học (mức giảm)", 20)]),
        ("Tập huấn kỹ thuật 18 lớp - 720 nông dân", [("Tập huấn kỹ thuật", 18), ("nông dân", 720)]),
    ],
)  # fmt: skip
def test_what_stands_beside_another_target_is_one_of_its_own(phrase, told):
    found = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    got = [(d.name.rsplit(": ", 1)[-1], d.low if d.low is not None else d.high) for d in found]
    assert [(name in one, value) for (name, _), (one, value) in zip(told, got, strict=True)] == [
        (True, value) for _, value in told
    ]


def test_a_share_of_something_else_is_no_target_of_it_unasked():
    _, share = read("Các chỉ tiêu năm 2026:\n- Tổng vốn đầu tư toàn xã hội 78.000 tỷ đồng, bằng 34% GRDP.\n")
    assert share.name == "Tổng vốn đầu tư toàn xã hội: GRDP" and "second" in share.doubts


def test_what_a_line_of_solutions_asks_is_no_target():
    found = read(
        "I. CHỈ TIÊU NĂM 2026\n1. Trồng 500 ha rừng.\nII. Giải pháp: đôn đốc 100% khách hàng trả lãi.\n"
    )
    assert [d.low for d in found] == [500]


def test_children_are_no_lack_and_what_a_share_is_of_no_part_of_its_name():
    found = table(("TT", "Nội dung", "Chỉ tiêu giao"), ("1", "Cấp thẻ bạn đọc thiếu nhi", "900 thẻ"),
                  ("2", "Tỷ lệ người tập thể thao", "38,5% dân số"),
                  ("3", "Lúa áp dụng quy trình 1 phải 5 giảm", "1.500 ha"))  # fmt: skip
    assert [(d.rule, d.low) for d in found] == [("ge", 900), ("ge", 38.5), ("ge", 1500)]
    assert found[1].name == "Tỷ lệ người tập thể thao"


def test_what_is_striven_for_in_another_unit_names_no_target_before_it():
    found = read(
        "Các chỉ tiêu năm 2026:\n- Thu hút 120 hộ kinh doanh và 40 doanh nghiệp; phấn đấu không còn hộ nghèo.\n"
    )
    assert [d.low if d.low is not None else d.high for d in found] == [120, 40, 0]
    assert "nghèo" not in found[1].name and "nghèo" in found[2].name


def test_a_word_that_ends_like_a_comparison_keeps_its_end():
    (draft,) = read("Các chỉ tiêu năm 2026:\n- Lao động có văn bằng 28,5%.\n")
    assert draft.name == "Lao động có văn bằng"
