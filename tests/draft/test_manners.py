"""The many ways in which offices write their lists: what is read, and what is asked rather than dropped."""

import openpyxl
import pytest

from analysis.draft.annex import drafts_of, read_annex
from analysis.draft.document import of_text
from analysis.draft.programme_file import plan
from analysis.draft.sources_file import Known, draft_sources


def read(text):
    return drafts_of(of_text(text))


def table(*rows, above="Phụ lục chỉ tiêu năm 2026"):
    return read(f"{above}\n\n" + "\n".join("\t".join(r) for r in rows) + "\n")


@pytest.mark.parametrize(
    "phrase, rule, low, high, unit, name",
    [
        ("Tỷ lệ trạm y tế có bác sĩ (%): 95", "ge", 95, None, "%", "Tỷ lệ trạm y tế có bác sĩ (%)"),
        ("Giá trị sản xuất bình quân 1 ha canh tác đạt 95 triệu đồng", "ge", 95, None, "triệu đồng",
         "Giá trị sản xuất bình quân 1 ha canh tác"),
        ("Mỗi tổ hướng dẫn ít nhất 50 người dân/quý", "ge", 50, None, "người dân/quý", "Mỗi tổ hướng dẫn"),
        ("Ngày khách lưu trú: 2,1 ngày/khách", "ge", 2.1, None, "ngày/khách", "Ngày khách lưu trú"),
        ("Đón 6,5 triệu lượt khách", "ge", 6.5, None, "triệu lượt khách", "Đón lượt khách"),
        ("Chi thường xuyên 38.700 triệu đồng", "budget", 38700, None, "triệu đồng", "Chi thường xuyên"),
        ("Tội phạm hình sự: kéo giảm 5 vụ", "reduce_by", 5, None, "vụ", "Tội phạm hình sự"),
    ],
)  # fmt: skip
def test_read_without_a_doubt(phrase, rule, low, high, unit, name):
    (draft,) = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert (draft.rule, draft.low, draft.high, draft.unit, draft.name) == (rule, low, high, unit, name)
    assert draft.doubts == []


@pytest.mark.parametrize(
    "phrase, rule, low, high, doubt",
    [
        ("Thành lập mới từ 5 công đoàn trong doanh nghiệp có từ 25 lao động trở lên", "ge", 25, None, "second"),
        ("Hỗ trợ vay vốn 12,5 tỷ đồng cho 250 hộ", "ge", 12.5, None, "second"),
        ("Lãi 7,8 triệu đồng/tháng thì tỷ lệ hao hụt tối đa 6%", "le", None, 6, "second"),
        ("Hộ nghèo còn 45 hộ, chiếm 1,12%", "le", None, 45, "second"),
        ("Thu ngân sách đạt và vượt dự toán giao (dự toán: 215 tỷ đồng)", "ge", 215, None, "second"),
        ("Tỷ lệ hộ nghèo giảm 4% trở lên (từ 18,6% xuống còn 14,6%)", "le", None, 14.6, "both"),
        ("Rút ngắn 30% thời gian giải quyết thủ tục", "reduce_by", 30, None, "fall"),
        ("Số vụ cháy giảm so với năm 2025", "lt_last_year", None, None, "year_less"),
    ],
)  # fmt: skip
def test_what_a_phrase_says_more_is_asked(phrase, rule, low, high, doubt):
    (draft,) = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert (draft.rule, draft.low, draft.high) == (rule, low, high) and doubt in draft.doubts


def test_numbers_with_a_stroke_and_a_general_aim():
    found = read(
        "I. Mục tiêu tổng quát\nPhấn đấu hoàn thành 100% nhiệm vụ được giao.\n"
        "II. Chỉ tiêu năm 2026:\n3/ Hộ nghèo còn 45 hộ.\n4/ Sửa chữa 6 căn nhà.\n"
    )
    assert [(d.no, d.name, d.high or d.low) for d in found] == [
        ("3", "Hộ nghèo", 45), ("4", "Sửa chữa căn nhà", 6),
    ]  # fmt: skip


def test_lines_without_a_mark_and_numbers_with_a_dash():
    found = read(
        "Chỉ tiêu kinh doanh 2026\nDoanh thu: 14,2 tỷ đồng (năm 2025: 12,6 tỷ đồng)\nLợi nhuận: 1,15 tỷ đồng\n"
    )
    assert [(d.name, d.low, d.base) for d in found] == [("Doanh thu", 14.2, 12.6), ("Lợi nhuận", 1.15, None)]
    share, range_ = read(
        "Chỉ tiêu năm 2026:\n7- 100% đảng viên học nghị quyết.\n8- Kết nạp 1 - 2 đảng viên.\n"
    )
    assert (share.no, share.rule, share.low) == ("7", "ge", 100) and (range_.low, range_.high) == (1, 2)
    (budget,) = read("Chỉ tiêu:\n- Thu ngân sách 22 tỷ đồng, bằng 107% dự toán tỉnh giao.\n")
    assert (budget.name, budget.low) == ("Thu ngân sách", 22)


def test_several_figures_of_one_sentence_keep_their_names():
    homes, cost = read("Chỉ tiêu năm 2026:\n- Xây 5 căn nhà (trị giá 60 - 80 triệu đồng/căn).\n")
    assert (homes.low, cost.rule, cost.low, cost.high) == (5, "range", 60, 80)
    growth, level = read("Chỉ tiêu:\n- Thu ngân sách tăng 10%/năm, đến năm 2030 đạt 65 tỷ đồng.\n")
    assert (growth.name, level.name, level.low) == ("Thu ngân sách (mức tăng)", "Thu ngân sách", 65)
    new, all_ = read("Chỉ tiêu:\n- Phát triển mới từ 120 doanh nghiệp trở lên, nâng tổng số lên 1.480.\n")
    assert (new.low, new.doubts, all_.low) == (120, [], 1480) and "unit" in all_.doubts
    books, machines = read("Chỉ tiêu:\n- Bổ sung 450 quyển vở, 12 máy tính.\n")
    assert (books.low, machines.low) == (450, 12) and "unit" in books.doubts
    whole, part, other = read("Chỉ tiêu:\n- Huy động 320 tỷ đồng, trong đó xã 140 tỷ đồng; xóa 21 nhà tạm.\n")
    assert (part.role, other.name, other.role) == ("component", "xóa nhà tạm", "main")
    beds, doctors = read("Chỉ tiêu:\n- Đạt 32 giường bệnh và 11,5 bác sĩ trên 1 vạn dân.\n")
    assert (beds.name, doctors.name) == ("giường bệnh trên 1 vạn dân", "bác sĩ trên 1 vạn dân")
    homes, hamlets = read("Chỉ tiêu:\n- 85% hộ gia đình và 90% thôn đạt chuẩn văn hóa.\n")
    assert homes.name == "hộ gia đình đạt chuẩn văn hóa" and not homes.doubts + hamlets.doubts
    homes, hamlets, offices = read("Chỉ tiêu:\n- Trên 88% hộ, 96% xóm và 91% đơn vị đạt chuẩn văn hóa.\n")
    assert (homes.name, hamlets.name) == ("hộ đạt chuẩn văn hóa", "xóm đạt chuẩn văn hóa")
    less, more = read("Chỉ tiêu:\n- Về xã hội: Mỗi năm giảm 0,5% hộ nghèo; 97% dân số tham gia BHYT.\n")
    assert (less.group, less.name) == ("Về xã hội", "hộ nghèo (mức giảm)") and more.group == "Về xã hội"


def test_the_office_behind_a_target_is_its_owner():
    found = read(
        "Chỉ tiêu năm 2026:\n"
        "1. Thu ngân sách 512 tỷ đồng (Chi cục Thuế khu vực).\n"
        "2. Giải ngân vốn đầu tư công đạt 95%; Phòng Kinh tế chủ trì.\n"
        "3. Tỷ lệ điều tra, khám phá án đạt 85%.\n"
        "Cơ quan chủ trì: Công an xã.\n"
        "4. Trồng 300 cây xanh (năm 2025: 200 cây).\n"
    )
    assert [d.owner for d in found] == ["Chi cục Thuế khu vực", "Phòng Kinh tế", "Công an xã", ""]
    assert found[0].name == "Thu ngân sách" and found[1].low == 95 and found[3].base == 200


def test_a_unit_above_the_table_is_its_numbers():
    rows = (("TT", "Nội dung", "Dự toán năm 2026"), ("1", "Thu nội địa", "140"), ("2", "Tỷ lệ nợ thuế", "5"),
            ("3", "Thu phí", "12%"))  # fmt: skip
    found = table(*rows, above="KẾ HOẠCH THU NĂM 2026\nĐơn vị tính: triệu đồng")
    assert [d.unit for d in found] == ["triệu đồng", "", "%"] and "unit" in found[1].doubts


def test_letters_and_roman_numbers_with_a_value_are_sections():
    found = table(
        ("STT", "Nội dung", "ĐVT", "Dự toán năm 2026"),
        ("A", "Tổng thu", "triệu đồng", "45.600"),
        ("I", "Thu được hưởng", "triệu đồng", "1.480"),
        ("1", "Phí, lệ phí", "triệu đồng", "140"),
        ("2", "Thu quỹ đất", "triệu đồng", "240"),
        ("II", "Thu điều tiết", "triệu đồng", "6.520"),
        ("1", "Thuế giá trị gia tăng", "triệu đồng", "3.700"),
    )
    assert [d.no for d in found] == ["A", "I", "I.1", "I.2", "II", "II.1"]
    assert found[2].name == "Thu được hưởng: Phí, lệ phí" and found[5].name.startswith("Thu điều tiết: ")
    assert not any("doubled" in d.doubts for d in found)


def test_parts_with_letters_and_totals_with_roman_numbers_are_one_row():
    found = table(("STT", "Chỉ tiêu", "ĐVT", "KH 2026"), ("1", "Gieo trồng", "ha", "1000"), ("a", "Lúa", "ha", "600"),
                  ("b", "Màu", "ha", "400"))  # fmt: skip
    assert [(d.no, d.name, d.role) for d in found] == [
        ("1", "Gieo trồng", "main"), ("1a", "Gieo trồng: Lúa", "component"), ("1b", "Gieo trồng: Màu", "component"),
    ]  # fmt: skip
    found = read("Chỉ tiêu năm 2026:\nI. Tổng thu: 10 tỷ đồng\n1. Thu nội địa: 6 tỷ đồng\nII. Tổng chi: 9 tỷ đồng\n"
                 "1. Chi khác: 4 tỷ đồng\n")  # fmt: skip
    assert [(d.no, d.doubts) for d in found] == [("I", []), ("I.1", []), ("II", []), ("II.1", [])]
    found = read("Chỉ tiêu năm 2026:\n1. Tổng thu 10 tỷ đồng. Trong đó: (1) thu nội địa 6 tỷ đồng; (2) thu khác 4 tỷ "
                 "đồng.\n2. Trồng 40 ha rừng.\n")  # fmt: skip
    assert [d.no for d in found] == ["1", "1.1", "1.2", "2"]


def test_a_column_of_groups_is_no_column_of_names():
    found = table(
        ("STT", "Nhóm chỉ tiêu", "Chỉ tiêu cụ thể", "Giao năm 2026"),
        ("1", "Kinh tế", "Thu từ đấu giá đất", "20 tỷ đồng"),
        ("2", "Kinh tế", "Giá trị chăn nuôi", "187,5 tỷ đồng"),
        ("3", "Môi trường", "Số điểm rác", "không quá 2 điểm"),
    )
    assert [(d.group, d.name) for d in found] == [
        ("Kinh tế", "Thu từ đấu giá đất"), ("Kinh tế", "Giá trị chăn nuôi"), ("Môi trường", "Số điểm rác"),
    ]  # fmt: skip


def test_two_variants_of_a_plan_and_two_counts_of_a_cell_are_asked():
    (draft,) = table(
        ("TT", "Chỉ tiêu", "ĐVT", "TH 2025", "Phương án 1", "Phương án 2"),
        ("1", "Số lao động được tạo việc làm", "người", "24.300", "25.000", "26.000"),
    )
    assert (draft.low, draft.stretch) == (25000, 26000) and "two_plans" in draft.doubts
    talks, heard = table(("TT", "Chỉ tiêu", "Mức"), ("1", "Tuyên truyền", "24 cuộc/1.800 lượt người"))
    assert (talks.low, talks.unit, heard.low, heard.unit) == (24, "cuộc", 1800, "lượt người")


@pytest.mark.parametrize(
    "phrase, told",
    [
        ("Mở 4 lớp/150 người tham dự", [(4, "lớp", "Mở lớp"), (150, "người", "Mở: người tham dự")]),
        (
            "Người dùng nước máy mới: 310 người, gồm: đấu nối mới 200, nối lại 60",
            [(310, "người", "Người dùng nước máy mới"), (200, "người", "Người dùng nước máy mới: đấu nối mới"),
             (60, "người", "Người dùng nước máy mới: nối lại")],
        ),
        ("Trồng 90 ha rừng (keo 60, sao đen 30)",
         [(90, "ha", "Trồng rừng"), (60, "ha", "Trồng rừng: keo"), (30, "ha", "Trồng rừng: sao đen")]),
        ("Quy mô 60 lớp (mầm non 20 lớp/510 trẻ)",
         [(60, "lớp", "Quy mô"), (20, "lớp", "Quy mô: mầm non"), (510, "trẻ", "Quy mô: mầm non: trẻ")]),
        ("Giám sát 6 chi bộ, 15 đảng viên",
         [(6, "chi bộ", "Giám sát chi bộ"), (15, "đảng viên", "Giám sát đảng viên")]),
    ],
)  # fmt: skip
def test_each_figure_of_a_list_is_a_measure_of_its_own(phrase, told):
    found = read(f"Chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert [(d.low, d.unit, d.name) for d in found] == told
    assert not any("second" in d.doubts or "unit" in d.doubts for d in found)


def test_parts_of_one_crop_keep_its_name_and_a_pair_of_one_cell_is_two_measures():
    area, yields, maize = read(
        "Chỉ tiêu:\n- Lúa: diện tích 190 ha, năng suất 61 tạ/ha. Ngô: diện tích 35 ha.\n"
    )
    assert [d.name for d in (area, yields, maize)] == ["Lúa: diện tích", "Lúa: năng suất", "Ngô: diện tích"]
    classes, learners = table(
        ("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"), ("1", "Số lớp nghề/học viên", "lớp/người", "5/210")
    )
    assert (classes.low, classes.unit, learners.low, learners.unit) == (5, "lớp", 210, "người")
    assert "position" in learners.doubts
    (worth,) = read("Chỉ tiêu:\n- Giá trị sản xuất đạt 145 triệu/ha.\n")
    assert worth.unit == "triệu đồng/ha" and "short" in worth.doubts


def test_a_fall_reaches_the_second_name_and_what_is_plain_is_not_asked():
    poor, near = read("Chỉ tiêu:\n- Giảm 48 hộ nghèo, 35 hộ cận nghèo.\n")
    assert (poor.rule, near.rule, near.low) == ("reduce_by", "reduce_by", 35)
    (level,) = read("Chỉ tiêu:\n- Tỷ lệ hộ nghèo giảm từ 6,3% xuống còn 4,9% (giảm 1,4%).\n")
    assert (level.rule, level.high, level.base, level.doubts) == ("le", 4.9, 6.3, [])
    (poor,) = table(
        ("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"), ("1", "Hộ nghèo (chuẩn 2022-2025)", "hộ", "≤ 40")
    )
    assert not poor.doubts


def test_a_plan_without_the_word_for_targets_is_read_and_an_investment_list_has_its_head_s_unit():
    found = read(
        "PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM HỌC 2026-2027\n1. Tỷ lệ chuyên cần đạt 97%.\n2. Mở 3 lớp bán trú.\n"
    )
    assert [d.low for d in found] == [97, 3]
    found = read(
        "NGHỊ QUYẾT VỀ NHIỆM VỤ XÃ AN NINH NĂM 2026\nCác chỉ tiêu chủ yếu năm 2026:\n1. Mở 3 lớp nghề.\n"
    )
    assert [d.low for d in found] == [3]
    (road,) = table(
        ("TT", "Danh mục dự án", "Tổng mức đầu tư (triệu đồng)", "Kế hoạch vốn năm 2026 (triệu đồng)"),
        ("1", "Đường ấp 4", "5.100", "2.700"),
    )
    assert (road.name, road.low, road.unit) == ("Đường ấp 4", 2700, "triệu đồng")


def test_the_hundred_of_a_structure_is_no_target_and_what_is_kept_no_name():
    found = table(
        ("TT", "Chỉ tiêu", "ĐVT", "Năm 2025", "Năm 2026"),
        ("1", "Cơ cấu giá trị sản xuất", "%", "100", "100"),
        ("", "- Công nghiệp", "%", "60", "61"),
        ("", "- Dịch vụ", "%", "40", "39"),
        ("2", "Tỷ lệ che phủ rừng", "%", "52", "Giữ ổn định 52"),
        ("3", "Số vụ phạm tội", "", "20", "giảm ít nhất 02 vụ so với 2025"),
    )
    assert [d.name for d in found] == [
        "Cơ cấu giá trị sản xuất: Công nghiệp", "Cơ cấu giá trị sản xuất: Dịch vụ", "Tỷ lệ che phủ rừng",
        "Số vụ phạm tội",
    ]  # fmt: skip


def test_the_paper_a_list_came_with_is_not_in_the_name_of_its_group(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Phụ lục 1. Chỉ tiêu năm 2026 (Ban hành kèm theo Quyết định số 5/QĐ-UBND)\n\n"
                    "TT\tChỉ tiêu\tKế hoạch\n1\tTrồng rừng\t20 ha\n", encoding="utf-8")  # fmt: skip
    (draft,) = read_annex(file)[0]
    assert draft.group == "Phụ lục 1. Chỉ tiêu năm 2026"


def test_fewer_than_last_year_is_offered_with_its_unit():
    accidents, kept = read(
        "Chỉ tiêu năm 2026:\n1. Số vụ tai nạn giao thông giảm so với năm 2025.\n2. Giữ vững danh hiệu xã anh hùng.\n"
    )
    assert (accidents.rule, accidents.kind, accidents.unit, accidents.name) == (
        "lt_last_year", "compare", "vụ", "Số vụ tai nạn giao thông",
    )  # fmt: skip
    (one, two) = plan([accidents, kept], 2026)
    assert (one.rule, one.kind) == ("lt_last_year", "compare") and (two.rule, two.low) == ("watch", None)


def test_months_under_one_head_are_offered_for_the_total(tmp_path):
    book = openpyxl.Workbook()
    for row in [["HOẠT ĐỘNG QUÝ I NĂM 2026"], ["Đơn vị", "Lượt khám bệnh", None], [None, "Tháng 1", "Tháng 2"],
                ["Bệnh viện", 521, 478], ["Trung tâm", 214, 199], ["Tổng số", 735, 677]]:  # fmt: skip
        book.active.append(row)
    book.active.merge_cells("B2:C2")
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "kham.xlsx")
    known = [Known("1", "Tổng số lượt khám bệnh", "lượt", False, "o", (9000.0,))]
    (claim,) = draft_sources("x", [tmp_path / "kham.xlsx"], known, 2026)[1]
    assert claim.measure == "1" and not claim.sure and {735.0, 677.0} <= {*claim.told.values()}


def test_an_office_that_carries_out_a_target_of_its_own_is_no_owner():
    found = read(
        "Các chỉ tiêu năm 2026:\n1. Mỗi chi đoàn thực hiện ít nhất 01 công trình; Đoàn xã thực hiện 02 công trình.\n"
        "2. Tập huấn 5 lớp; Trạm Y tế thực hiện 5.000 mũi tiêm\n3. Trồng 300 cây; Phòng Nội vụ theo dõi năm 2026."
    )
    assert [(d.low, d.owner) for d in found] == [
        (1, ""),
        (2, ""),
        (5, ""),
        (5000, ""),
        (300, "Phòng Nội vụ"),
    ]


def test_the_line_that_sets_the_targets_may_speak_of_last_years_results():
    lines = "\n(1) Thu ngân sách: 68,4 tỷ đồng.\n(2) Tỷ suất sinh giảm 0,1‰. Mẫu giáo ra lớp: 96%."
    sets = "Trên cơ sở kết quả đạt được năm 2025, xã đề ra các chỉ tiêu năm 2026 như sau:"
    found = read(f"KẾ HOẠCH NĂM 2026\n{sets}{lines}")
    named = [("Thu ngân sách", 68.4), ("Tỷ suất sinh", 0.1), ("Mẫu giáo ra lớp", 96)]
    assert [(d.name, d.low) for d in found] == named
    for told in (
        "Kết quả thực hiện các chỉ tiêu đã đề ra năm 2025:",
        "Tình hình thực hiện chỉ tiêu năm 2025",
    ):
        assert [d.low for d in read(f"NĂM 2026\nI. MỤC TIÊU\n1. Thu 70 tỷ đồng.\nII. {told}{lines}")] == [70]


def test_a_part_in_words_of_every_name_is_not_its_whole():
    rows = [("1", "Lao động có việc làm", "người", "2250"), ("a", "Trong tỉnh", "người", "2010")]
    found = table(("STT", "Chỉ tiêu", "ĐVT", "KH 2026"), *rows)
    assert [d.doubts for d in found] == [[], []]


def test_the_articles_that_say_who_carries_it_out_are_no_targets():
    found = read(
        "QUYẾT ĐỊNH giao chỉ tiêu năm 2026\nĐiều 1. Giao chỉ tiêu năm 2026 như sau:\n1. Thu ngân sách 70 tỷ đồng.\n"
        "Điều 2. Các đơn vị xây dựng kế hoạch triển khai trước ngày 15/01/2026, báo cáo trước ngày 20 hằng tháng.\n"
    )
    assert [d.low for d in found] == [70]


def test_a_stroke_with_a_point_is_a_mark_too():
    found = read(
        "Chỉ tiêu năm 2026:\n1/. Kết nạp 14 đảng viên.\n2/. Văn hóa - xã hội:\na/ Hộ nghèo còn 45 hộ.\n"
    )
    assert [(d.name, d.rule, d.doubts) for d in found] == [
        ("Kết nạp đảng viên", "ge", []),
        ("Hộ nghèo", "le", []),
    ]


def test_days_of_work_are_counted():
    found = read("Chỉ tiêu năm 2026:\n1. Huy động 320 ngày công, 150 triệu đồng.\n")
    assert [(d.low, d.unit) for d in found] == [(320, "ngày công"), (150, "triệu đồng")]


@pytest.mark.parametrize(
    "phrase, told",
    [
        ("Giảm 1/2 số hộ nghèo", [("số hộ nghèo (mức giảm)", "reduce_by", 50)]),
        ("Số hộ nghèo giảm một nửa", [("Số hộ nghèo (mức giảm)", "reduce_by", 50)]),
        ("Xây dựng đoàn viên nòng cốt đạt 50-60% trở lên", [("Xây dựng đoàn viên nòng cốt", "ge", 50)]),
        ("Mỗi cơ sở hỗ trợ từ một đến hai công trình", [("Mỗi cơ sở hỗ trợ", "range", 1)]),
        ('Mỗi chi hội giúp hai gia đình trở lên đạt tiêu chí "5 không, 3 sạch"',
         [('Mỗi chi hội giúp gia đình đạt tiêu chí "5 không, 3 sạch"', "ge", 2)]),
        ("Chi thường xuyên tiết kiệm 12 tỷ đồng", [("Chi thường xuyên tiết kiệm", "ge", 12)]),
        ("Diện tích trồng mắc ca 3.966 ha", [("Diện tích trồng mắc ca", "ge", 3966)]),
        ("Có 18.305 (người) tham gia bảo hiểm tự nguyện", [("người tham gia bảo hiểm tự nguyện", "ge", 18305)]),
        ("98% đạt hội viên gương mẫu, giảm nghèo 08 hộ",
         [("đạt hội viên gương mẫu", "ge", 98), ("giảm nghèo", "reduce_by", 8)]),
        ("Hoàn thành 1 công trình xây dựng; đến cuối nhiệm kỳ tăng thêm 353 hội viên",
         [("Hoàn thành công trình xây dựng", "ge", 1), ("hội viên", "ge", 353)]),
        ("Giảm số xã đạt dưới 5 tiêu chí xuống 250 xã", [("số xã đạt dưới 5 tiêu chí", "le", 250)]),
    ],
)  # fmt: skip
def test_halves_and_numbers_in_words_are_measures(phrase, told):
    found = read(f"Các chỉ tiêu năm 2026:\n- {phrase}.\n")
    assert [(d.name, d.rule, d.low if d.low is not None else d.high) for d in found] == told


def test_assigned_is_no_traffic_and_who_strives_no_name():
    text = (
        "Lãnh đạo ngành nhấn mạnh đợt thi đua này tập trung vào một số việc, phấn đấu làm giảm từ 3 đến 5% tội phạm.\n"
        "\n"
        "Phấn đấu giảm tai nạn giao thông trên cả 3 chỉ tiêu số vụ, số người chết và bị thương. "
        "Tỷ lệ giải quyết hồ sơ đạt 98%.\n"
    )
    assert [(d.name, d.low) for d in read(text) if d.figure] == [
        ("tội phạm (mức giảm)", 3), ("Tỷ lệ giải quyết hồ sơ", 98)
    ]  # fmt: skip


def test_a_number_before_the_name_is_its_row_where_no_column_holds_it():
    text = "| Tên chỉ tiêu | Mục tiêu 2026 |\n| 1. Số giường bệnh | 30 |\n| 2. Số bác sĩ | 12 |\n"
    assert [(d.no, d.name) for d in read(text)] == [("1", "Số giường bệnh"), ("2", "Số bác sĩ")]
