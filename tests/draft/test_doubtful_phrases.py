"""What was once read wrong without a word: it is read right, or marked for a person."""

import pytest

from analysis.draft.annex import drafts_of
from analysis.draft.document import of_text
from analysis.draft.figures import known_unit, unit_name
from analysis.draft.programme_file import bound_words, plan, programme_yaml


def read(phrase):
    return drafts_of(of_text(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n"))


def table(*rows):
    return drafts_of(of_text("Phụ lục chỉ tiêu năm 2026\n\n" + "\n".join("\t".join(r) for r in rows) + "\n"))


HEAD = ("STT", "Nội dung", "ĐVT", "Ước thực hiện 2025", "Kế hoạch 2026")


@pytest.mark.parametrize(
    "phrase, rule, low, high, unit, doubt",
    [
        ("Thu ngân sách đạt 3 tỷ 400 triệu đồng", "ge", 3.4, None, "tỷ đồng", "compound"),
        ("Tổng vốn đầu tư 4 nghìn 250 tỷ đồng", "ge", 4250, None, "tỷ đồng", "compound"),
        ("Vận động quỹ 2 tỷ rưỡi", "ge", 2.5, None, "tỷ đồng", "compound"),
        ("Đào tạo 1 nghìn 250 lao động", "ge", 1250, None, "lao động", "compound"),
        ("Diện tích rừng 15 000 ha", "ge", 15000, None, "ha", "spaced"),
        ("Tỷ lệ xã đạt chuẩn 6/8%", "ge", 75, None, "%", "of_share"),
        ("0 vụ cháy rừng", "le", None, 0, "vụ", "low"),
        ("Không còn thôn dưới 10 tiêu chí", "le", None, 0, "thôn", "zero"),
        ("Doanh thu du lịch gấp rưỡi năm 2025", "ge", 1.5, None, "lần", "times"),
        ("Số hợp tác xã gấp đôi năm 2020", "ge", 2, None, "lần", "times"),
        ("Kim ngạch xuất khẩu gấp 1,4 lần năm 2025", "ge", 1.4, None, "lần", "times"),
        ("Thu ngân sách bằng 110% năm 2025", "ge", 110, None, "%", "assigned"),
        ("Số vụ cháy giảm trên cả 2 mặt từ 6% trở lên", "reduce_by", 6, None, "%", "fall"),
        ("Tỷ lệ hộ nghèo từ 4% trở lên", "ge", 4, None, "%", "direction"),
        ("Tỷ trọng dịch vụ chiếm 62% trong cơ cấu kinh tế", "eq", 62, 62, "%", "structure"),
        ("Tặng 500 suất quà, mỗi suất trị giá 500.000 đồng", "ge", 500000, None, "đồng", "subject"),
        ("Trạm y tế có 12 bác sĩ và 30 giường bệnh trên 1 vạn dân", "ge", 30, None, "giường bệnh", None),
        ("Xây 3 cầu treo và 12 trường học", "ge", 3, None, "cầu", None),
        ("Complete 3 health posts and renovate 12 schools", "ge", 12, None, "schools", "second"),
    ],
)
def test_a_reading_that_rests_on_a_choice_is_marked(phrase, rule, low, high, unit, doubt):
    draft = next(d for d in read(phrase) if d.unit == unit)
    assert (draft.rule, draft.low, draft.high) == (rule, low, high)
    assert doubt is None or doubt in draft.doubts
    assert draft.year == "2026"


@pytest.mark.parametrize(
    "phrase, year, base",
    [
        ("Tổng sản phẩm (giá so sánh 2010) 5.000 tỷ đồng", "2026", None),
        ("Tỷ lệ hộ dùng nước sạch từ 40% năm 2025 lên 46% năm 2026", "2026", 40),
        ("Tỷ lệ đô thị hóa đến năm 2030 đạt 45%", "2030", None),
        ("Thu ngân sách năm 2026 đạt 15 tỷ đồng, tăng 8% so với thực hiện năm 2025", "2026", None),
        (
            "Tổng giá trị sản xuất ước thực hiện năm 2025 đạt 700 tỷ đồng; kế hoạch năm 2026 đạt 760 tỷ đồng",
            "2026",
            700,
        ),
        ("Thu nhập bình quân 60 triệu đồng/người (ước thực hiện 2025: 55 triệu đồng)", "2026", 55),
    ],
)
def test_the_year_of_prices_or_of_the_base_is_not_the_targets(phrase, year, base):
    (draft,) = read(phrase)
    assert (draft.year, draft.base, draft.doubts) == (year, base, [])


@pytest.mark.parametrize(
    "phrase, first, second",
    [
        ("Tỷ lệ bao phủ BHYT đạt 94% dân số, phấn đấu đạt 96% vào cuối năm", 94, 96),
        ("Thu ngân sách 500 tỷ đồng, quyết tâm đạt 550 tỷ đồng", 500, 550),
        ("Trồng rừng tối thiểu 95 ha, mục tiêu 100 ha", 95, 100),
        ("Tối thiểu 95%, phấn đấu 99% hộ dân được dùng nước sạch", 95, 99),
        ("Plant 250 hectares of forest (stretch target 300 hectares)", 250, 300),
    ],
)
def test_a_second_level_stays_with_the_first(phrase, first, second):
    (draft,) = read(phrase)
    assert (draft.low, draft.stretch) == (first, second)


def test_a_second_level_the_programme_cannot_keep_is_told():
    (planned,) = plan(read("Tỷ lệ hộ nghèo không quá 3%, phấn đấu 2%"), 2026)
    assert (planned.high, planned.draft.stretch) == (3, 2) and any("2 %" in n for n in planned.notes)


def test_a_target_of_another_year_is_watched_and_told():
    (planned,) = plan(read("Tỷ lệ đô thị hóa đến năm 2030 đạt 45%"), 2026)
    assert (planned.rule, planned.low) == ("watch", None) and "2030" in planned.notes[0]


@pytest.mark.parametrize(
    "phrase, doubtful",
    [
        ("Tỷ lệ ấp đạt chuẩn 6/8 ấp (75%)", False),
        ("Tỷ lệ ấp đạt chuẩn 6/8 ấp (80%)", True),
        ("Số ấp đạt chuẩn: 6/8 ấp, đạt 70%", True),
    ],
)
def test_a_count_of_how_many_is_held_against_its_percentage(phrase, doubtful):
    (draft,) = read(phrase)
    assert (draft.low, "share" in draft.doubts) == (6, doubtful)


def test_a_unit_in_the_cell_and_its_columns_are_held_against_each_other():
    other, short, alike = table(
        HEAD, ("1", "Thu", "triệu đồng", "", "25,5 tỷ đồng"), ("2", "Thu nhập", "Triệu đồng/người/năm", "", "62 triệu"),
        ("3", "Nước sạch", "%", "", "95%"),
    )  # fmt: skip
    assert (other.unit, other.doubts) == ("tỷ đồng", ["unit_column"])
    assert (short.low, short.unit, short.doubts) == (62, "Triệu đồng/người/năm", [])
    assert alike.doubts == []


def test_a_fraction_among_per_cents_and_a_base_of_another_size_are_asked():
    found = table(
        HEAD, ("1", "Nước sạch", "%", "", "0,95"), ("2", "Điện", "%", "", "96"), ("3", "Hộ nghèo", "%", "", "0,9"),
        ("4", "Thu ngân sách", "tỷ đồng", "13.100", "14"), ("5", "Thóc", "tấn", "900", "950"),
    )  # fmt: skip
    marked = [{"scale", "base_scale"} & {*d.doubts} for d in found]
    assert marked == [{"scale"}, set(), set(), {"base_scale"}, set()]


@pytest.mark.parametrize("cell", ["120 80", "120; 80", "120/80"])
def test_two_numbers_in_one_cell_are_asked(cell):
    (draft,) = table(HEAD, ("1", "Lúa, ngô", "ha", "", cell))
    assert draft.low == 120 and "second" in draft.doubts and "80" not in draft.name


def test_a_target_below_the_year_before_without_a_direction_is_asked():
    found = table(
        HEAD, ("1", "Số giờ cắt nước", "giờ", "9", "8,5"),
        ("2", "Nước sạch", "%", "90", "≥ 85"), ("3", "Điện", "%", "90", "95")
    )  # fmt: skip
    assert [(d.rule, "falling" in d.doubts) for d in found] == [("ge", True), ("ge", False), ("ge", False)]


def test_a_direction_is_seen_in_abbreviations_too():
    found = table(
        HEAD, ("1", "Chi NS", "tỷ đồng", "8", "9"), ("2", "Tỷ lệ trẻ SDD", "%", "9", "8"),
        ("3", "Số vụ TNGT", "vụ", "9", "7"),
        ("4", "GTSX (giá SS 2010)", "tỷ đồng", "8", "9"),
    )  # fmt: skip
    assert [(d.rule, d.year) for d in found] == [
        ("budget", "2026"),
        ("le", "2026"),
        ("le", "2026"),
        ("ge", "2026"),
    ]
    assert [d.doubts for d in found] == [[], ["low"], ["low"], []]


def test_a_ditto_is_the_unit_above():
    found = table(
        HEAD, ("1", "Lúa", "tấn", "", "900"), ("2", "Ngô", "“", "", "80"), ("3", "Đậu", "-nt-", "", "7")
    )
    assert [d.unit for d in found] == ["tấn"] * 3 and ["ditto" in d.doubts for d in found] == [
        False,
        True,
        True,
    ]


def test_parts_of_a_row_without_a_value_hang_from_it():
    found = table(
        HEAD, ("1", "Cơ cấu kinh tế", "%", "", ""),
        ("", "Nông nghiệp", "%", "41", "40"), ("", "Dịch vụ", "%", "59", "60"),
        ("2", "Thu", "tỷ đồng", "8", "9"), ("-", "Thuế", "tỷ đồng", "5", "6"),
    )  # fmt: skip
    assert [(d.name, d.rule) for d in found] == [
        ("Cơ cấu kinh tế: Nông nghiệp", "eq"), ("Cơ cấu kinh tế: Dịch vụ", "eq"), ("Thu", "ge"), ("Thu: Thuế", "ge"),
    ]  # fmt: skip


def test_of_plain_years_the_documents_own_is_taken():
    rows = [("TT", "Chỉ tiêu", "Năm 2025", "Năm 2026"), ("1", "Nước sạch", "70%", "72%")]
    (own,) = table(*rows)
    (unsaid,) = drafts_of(of_text("Phụ lục\n\n" + "\n".join("\t".join(r) for r in rows) + "\n"))
    (named,) = drafts_of(of_text("Phụ lục\n\n" + "\n".join("\t".join(r) for r in rows) + "\n"), "2026")
    assert (own.low, own.base, own.doubts) == (named.low, named.base, named.doubts) == (72, 70, [])
    assert unsaid.doubts == ["first_year"]


def test_nothing_without_a_number_is_without_a_doubt():
    assert [d.doubts for d in read("Chỉ số PCI thuộc nhóm 20 tỉnh dẫn đầu")] == [["none"]]
    assert [d.low for d in read("Tuổi thọ trung bình 74,8 tuổi")] == [74.8]


def test_the_programme_file_keeps_no_made_up_office_and_quotes_what_yaml_would_change():
    import yaml

    found = table(
        ("STT", "Nội dung", "ĐVT", "Kế hoạch 2026", "Cơ quan chủ trì"), ("1", "Thu", "tỷ đồng", "9", "Chưa phân công"),
        ("2", "Điện", "%", "95", "–"), ("3", "Lúa", "ha", "95", "No"),
    )  # fmt: skip
    text, decisions = programme_yaml("2026", 2026, "x", plan(found, 2026), "a.docx", "", set())
    tree = yaml.safe_load(text)
    assert tree["id"] == "2026" and tree["owners"] == [{"id": "no", "name_vi": "No"}]
    assert [m["owners"] for t in tree["targets"] for m in t["measures"]] == [[], [], [{"owner": "no"}]]
    assert any("2 chỉ tiêu" in d.ask for d in decisions)


@pytest.mark.parametrize(
    "bound, words",
    [
        (("ge", 42.5, None, "%"), "từ 42,5 % trở lên"), (("le", None, 1.0, "%"), "không quá 1 %"),
        (("range", 103.0, 105.0, "nam/100 nữ"), "từ 103 đến 105 nam/100 nữ"), (("budget", 90250.0, None, "triệu đồng"),
        "dự toán 90.250 triệu đồng"), (("ge", None, None, ""), "chỉ theo dõi"),
    ],
)  # fmt: skip
def test_what_is_to_be_decided_is_told_in_an_offices_words(bound, words):
    assert bound_words(*bound) == words


@pytest.mark.parametrize(
    "name, base, value, rule, bound, marked",
    [
        ("Giảm số vụ tai nạn giao thông", "12", "10", "le", 10, True),  # near the year before: what is left
        ("Giảm số vụ tai nạn giao thông", "30", "4", "reduce_by", 4, True),
        ("Giảm số vụ tai nạn giao thông", "", "4", "reduce_by", 4, True),
        ("Giảm tỷ lệ hộ nghèo xuống còn", "3,2", "1,5", "le", 1.5, False),
        ("Số hộ nghèo giảm", "20", "15", "reduce_by", 15, False),  # what is counted is the fall
        ("Reduce residual waste", "411", "395", "le", 395, True),
        ("Reduce residual waste to", "411", "395", "le", 395, False),
        ("Reduce vacant homes by", "400", "210", "reduce_by", 210, False),
        ("Reduce residual waste", "411", "by 16 kg", "reduce_by", 16, False),
    ],
)
def test_how_far_it_falls_is_told_from_by_how_much(name, base, value, rule, bound, marked):
    draft = table(HEAD, ("1", name, "%" if "tỷ lệ" in name else "kg", base, value))[0]
    assert (draft.rule, draft.high if rule == "le" else draft.low) == (rule, bound)
    assert ("fall_or_level" in draft.doubts) == marked


def test_a_time_that_is_cut_to_so_many_days_is_a_target():
    draft = drafts_of(of_text("Targets for 2026:\n- Cut waiting times to 12 days.\n"))[0]
    assert (draft.rule, draft.high, draft.unit, draft.kind) == ("le", 12, "days", "level")


def test_a_code_that_begins_as_another_does_is_no_part_of_it():
    head = ("Ref", "Indicator", "Unit", "Baseline 2025", "Target 2026")
    rows = [
        ("A1", "Household waste recycled", "%", "44", "47"),
        ("A11", "School absence rate", "%", "8.9", "8.2"),
    ]
    (_, absence) = drafts_of(of_text("Plan 2026\n\n" + "\n".join("\t".join(r) for r in (head, *rows)) + "\n"))
    assert (absence.name, absence.rule, absence.high, absence.doubts) == (
        "School absence rate",
        "le",
        8.2,
        ["low"],
    )


def test_a_unit_in_a_name_decides_its_kind_and_a_known_one_is_no_question():
    heads = ("Số TT", "Nội dung chỉ tiêu", "Mức phấn đấu năm 2026", "Thực hiện năm 2025")
    draft = table(heads, ("1", "Thu ngân sách (tỷ đồng)", "18,4", "16,9"))[0]
    assert (draft.unit, draft.kind, draft.doubts) == ("tỷ đồng", "flow", [])
    known = "tuổi", "days", "incidents", "million MMK", "per 100,000 live births", "number", "BN"
    assert all(map(known_unit, map(unit_name, known))) and not known_unit("xyz")


@pytest.mark.parametrize(
    "phrase, name, rule, low, high",
    [
        ("Kiềm chế, giảm số vụ cháy từ 5% trở lên so với năm 2025", "Kiềm chế, giảm số vụ cháy so với năm 2025",
         "reduce_by", 5, None),
        ("Giảm phát thải khí mê-tan so với năm 2020 tối thiểu 12%", "Giảm phát thải khí mê-tan", "reduce_by", 12, None),
        ("Tỷ lệ xã đạt chuẩn nông thôn mới trên 80%", "Tỷ lệ xã đạt chuẩn nông thôn mới", "gt", 80, None),
        ("Mật độ dân số 210 người/km2", "Mật độ dân số", "eq", 210, 210),
    ],
)  # fmt: skip
def test_what_stands_between_a_name_and_its_figure(phrase, name, rule, low, high):
    draft = read(phrase)[0]
    assert (draft.name, draft.rule, draft.low, draft.high) == (name, rule, low, high)


def test_a_direction_that_a_column_prints_goes_before_what_a_name_sounds_like():
    head = ("KPI", "Description", "2025 actual", "2026 target", "Good performance is")
    rows = [
        ("H1", "Homeless families rehoused (%)", "58", "62", "Higher"),
        ("H2", "Re-let time (days)", "26", "24", "Lower"),
    ]
    drafts = drafts_of(of_text("Plan 2026\n\n" + "\n".join("\t".join(r) for r in (head, *rows)) + "\n"))
    assert [(d.rule, d.low, d.high, d.unit) for d in drafts] == [
        ("ge", 62, None, "%"),
        ("le", None, 24, "days"),
    ]


def test_a_case_is_no_school():
    assert read("Không có trường hợp đảo ngũ")[0].unit == "trường hợp"


@pytest.mark.parametrize(
    "phrase, name, low, base, unit, doubts",
    [
        (
            "Increase skilled birth attendance from 71% to 78%",
            "Increase skilled birth attendance",
            78,
            71,
            "%",
            [],
        ),
        ("Immunise at least 92% of infants", "Immunise of infants", 92, None, "%", []),
        ("Construct 6 teachers' houses", "Construct teachers' houses", 6, None, "", ["unit"]),
        (
            "Collect K 12.5 million of own revenue",
            "Collect K million of own revenue",
            12.5,
            None,
            "million",
            ["unit"],
        ),
        ("Drill 35 boreholes", "Drill boreholes", 35, None, "boreholes", []),
    ],
)
def test_what_an_english_sentence_asks_for(phrase, name, low, base, unit, doubts):
    draft = drafts_of(of_text(f"Targets for 2026:\n- {phrase}.\n"))[0]
    assert (draft.name, draft.rule, draft.low, draft.base) == (name, "ge", low, base)
    assert (draft.unit, draft.doubts) == (unit, doubts)


def test_times_of_an_event_are_a_target_of_a_cell():
    draft = table(("STT", "Nội dung", "Chỉ tiêu năm 2026"), ("1", "Tuyên truyền phòng cháy", "24 buổi"))[0]
    assert (draft.low, draft.unit) == (24, "buổi")


def test_grades_are_named_by_what_is_graded_and_those_below_the_top_have_no_direction():
    found = read(
        "3. Kết quả rèn luyện:\n- Tốt: 85% trở lên\n- Khá: 14%\n- Chưa đạt: 1%\n4. Kết quả học tập:\n- Tốt: 25%;\n"
        "- Khá: 40%;\n- Chưa đạt: dưới 2%."
    )
    assert [(d.name, d.rule, d.low or d.high, d.doubts) for d in found] == [
        ("Kết quả rèn luyện: Tốt", "ge", 85, []), ("Kết quả rèn luyện: Khá", "ge", 14, ["direction"]),
        ("Kết quả rèn luyện: Chưa đạt", "le", 1, ["low"]), ("Kết quả học tập: Tốt", "ge", 25, []),
        ("Kết quả học tập: Khá", "ge", 40, ["direction"]), ("Kết quả học tập: Chưa đạt", "lt", 2, []),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "phrase",
    [
        "Nạo vét 15 tuyến kênh (28.500 m3)",
        "Phối hợp tổ chức tối thiểu 4 buổi truyền thông cho 240 lượt hội viên",
        "Số vụ vi phạm giảm từ 15% trở xuống còn 12 vụ",
        "Xây mới 12 căn nhà (60 triệu đồng/căn)",
        "Vận động 40 suất học bổng (mỗi suất 1.000.000 đồng)",
    ],
)
def test_no_number_of_a_phrase_is_dropped_in_silence(phrase):
    assert any({"second", "subject"} & {*d.doubts} for d in read(phrase))


@pytest.mark.parametrize(
    "phrase",
    [
        "Thu nhập bình quân đầu người đạt 95 triệu đồng (gấp 1,6 lần năm 2025)",
        "Hộ nghèo còn 45 hộ, giảm 20 hộ so với năm 2025",
        "Có 7/9 trường đạt chuẩn quốc gia, đạt 77,8%",
        "Thu ngân sách 24,5 tỷ đồng theo Nghị quyết số 12/NQ-HĐND ngày 22/12/2025",
        "Tỷ lệ hộ dùng nước sạch đạt 92% (năm 2025: 88%)",
    ],
)
def test_what_only_tells_more_of_a_figure_is_not_asked_about(phrase):
    assert all("second" not in d.doubts for d in read(phrase))


@pytest.mark.parametrize(
    "phrase, second, rule, value, unit",
    [
        ("Có 08 giáo viên dạy giỏi cấp huyện, 02 cấp tỉnh", "cấp tỉnh", "ge", 2, ""),
        ("Dự trữ 5 tấn gạo, 300 thùng mì", "thùng mì", "ge", 300, ""),
        ("Giám sát 5 nội dung, phản biện 3 dự thảo văn bản", "dự thảo", "ge", 3, ""),
        ("Cứng hóa 12 km đường ngõ, lắp 150 bóng đèn", "bóng đèn", "ge", 150, ""),
        ("Cắt giảm ít nhất 30% thời gian giải quyết và 20% chi phí", "chi phí", "reduce_by", 20, "%"),
    ],
)
def test_a_second_number_of_a_list_is_a_measure_with_its_direction(phrase, second, rule, value, unit):
    first, other = read(phrase)
    assert (other.rule, other.low, other.unit) == (rule, value, unit) and second in other.name
    assert other.doubts and "second" not in first.doubts


def test_a_grade_and_above_is_no_comparator():
    (draft,) = read("Trên 80% chi hội hoàn thành tốt trở lên")
    other = read("Có 100% ban công tác hoàn thành nhiệm vụ, trong đó trên 80% hoàn thành tốt trở lên")[1]
    assert (draft.rule, other.rule) == ("gt", "gt")


@pytest.mark.parametrize(
    "phrase",
    [
        "Tỷ lệ trẻ bỏ học cấp THCS 0,3%; cấp THPT 0,8%",
        "Chỉ số giá tiêu dùng tăng bình quân 4%",
        "Chi phí logistics 12% GRDP",
        "Số người mắc sốt rét 15 người/100.000 dân",
        "Tỷ lệ hộ chưa có điện 2%",
        "Tỷ lệ dân số nông thôn 62%, thành thị 38%",
    ],
)
def test_what_may_be_one_to_keep_low_is_asked_about(phrase):
    assert {"direction", "low"} & {*read(phrase)[-1].doubts}


def test_payment_without_cash_is_nothing_to_keep_low():
    assert read("Tỷ lệ thanh toán không dùng tiền mặt 45%")[0].doubts == []
