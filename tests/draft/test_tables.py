"""Tables: which column is the target, which the base, what hangs from what."""

import pytest

from analysis.draft.annex import drafts_of, read_annex
from analysis.draft.command import _known
from analysis.draft.document import of_text
from analysis.draft.programme_file import asked, plan, programme_yaml
from analysis.draft.sources_file import _agrees


def read(*rows):
    return drafts_of(of_text("Phụ lục chỉ tiêu\n\n" + "\n".join("\t".join(r) for r in rows) + "\n"))


def test_plan_and_estimate_of_the_year_before_are_no_targets():
    found = read(
        (
            "TT",
            "Chỉ tiêu",
            "ĐVT",
            "Năm 2025",
            "",
            "Kế hoạch năm 2026",
            "So sánh KH 2026/ƯTH 2025 (%)",
            "Cơ quan theo dõi",
        ),
        ("", "", "", "Kế hoạch", "Ước thực hiện", "", "", ""),
        ("I", "KINH TẾ", "", "", "", "", "", ""),
        ("1", "Tổng diện tích gieo trồng", "ha", "3.150", "3.162,5", "3.200", "101,2", "Phòng Kinh tế"),
        ("", "- Lúa", "ha", "2.100", "2.110", "2.120", "100,5", "Phòng Kinh tế"),
        ("2", "Tổng chi ngân sách", "triệu đồng", "86.400", "85.900", "90.250", "105,1", ""),
    )
    assert [(d.no, d.low, d.base, d.unit, d.year) for d in found] == [
        ("1", 3200, 3162.5, "ha", "2026"), ("1", 2120, 2110, "ha", "2026"), ("2", 90250, 85900, "triệu đồng", "2026"),
    ]  # fmt: skip
    assert found[1].name == "Tổng diện tích gieo trồng: Lúa" and found[1].role == "component"
    assert (found[0].group, found[0].owner, found[2].rule) == ("KINH TẾ", "Phòng Kinh tế", "budget")


def test_of_years_side_by_side_the_first_is_taken_and_codes_make_parts():
    found = read(
        ("Mã", "Chỉ tiêu", "ĐƠN VỊ TÍNH", "NĂM 2026", "NĂM 2027", "Giai đoạn 2026 - 2030"),
        ("KT01", "Tốc độ tăng giá trị sản phẩm", "%", "10,3", "10,2", "10,2"),
        ("KT01a", "Công nghiệp", "%", "17,8", "17,5", "17,4"),
        ("KT02", "Thu ngân sách đến năm 2030", "Triệu đồng", "800", "850", "4.500"),
    )
    assert [(d.low, d.year) for d in found] == [(10.3, "2026"), (17.8, "2026"), (800, "2026")]
    assert found[1].name == "Tốc độ tăng giá trị sản phẩm: Công nghiệp"
    assert "column_year" in found[2].doubts


def test_a_numbered_row_without_a_figure_is_a_target_unless_parts_follow():
    found = read(
        ("STT", "Chỉ tiêu", "ĐVT", "Thực hiện 2025", "Kế hoạch 2026", "Cơ quan chủ trì"),
        ("1", "Trồng trọt", "", "", "", "Phòng Kinh tế"),
        ("1.1", "Diện tích lúa", "ha", "2.100", "2.120", ""),
        ("2", "Chăn nuôi", "", "", "", "Phòng Kinh tế"),
        ("", "- Đàn bò", "con", "300", "310", ""),
        ("3", "Giữ vững xã đạt chuẩn nông thôn mới nâng cao", "", "", "", "Phòng Kinh tế"),
        ("4", "Dân số trung bình", "người", "15.900", "", "Phòng Kinh tế"),
        ("5", "Hoàn thành chỉ tiêu tuyển quân", "", "", "", ""),
    )
    assert [(d.no, d.low) for d in found] == [
        ("1.1", 2120),
        ("2", 310),
        ("3", None),
        ("4", None),
        ("5", None),
    ]
    assert found[2].owner == "Phòng Kinh tế" and all("none" in d.doubts for d in found[2:])
    text, _ = programme_yaml("xa-2026", 2026, "Chỉ tiêu", plan(found), "", "xã", set())
    assert 'unit: ""' in text.partition("Giữ vững")[2] and '"?"' not in text


def test_two_plans_for_one_year_are_told():
    (draft,) = read(
        ("STT", "Chỉ tiêu", "ĐVT", "Tỉnh giao 2026", "Huyện giao 2026"),
        ("1", "Thu ngân sách", "tỷ đồng", "500", "520"),
    )
    assert (draft.low, draft.stretch) == (500, 520) and "two_plans" in draft.doubts


def test_two_plans_are_asked_once_with_the_heads_of_their_columns():
    planned = plan(
        read(
            ("STT", "Chỉ tiêu", "ĐVT", "Tỉnh giao 2026", "Xã phấn đấu 2026"),
            ("1", "Sản lượng lúa", "tấn", "17.000", "17.300"),
            ("2", "Thu ngân sách", "tỷ đồng", "46", "48,5"),
        )
    )
    (question,) = asked(planned)
    assert question.now == "mức (level): “Tỉnh giao 2026”; phấn đấu (stretch): “Xã phấn đấu 2026” → 1, 2"
    text, _ = programme_yaml("xa-2026", 2026, "Chỉ tiêu", planned, "", "xã", set())
    assert 'stretch_vi: "phấn đấu 17.300 tấn"' in text and "number: derived" not in text
    assert _agrees(17300, "tấn", _known(planned[0])) and _agrees(17100, "tấn", _known(planned[0])) is False


def test_a_bound_that_the_annex_prints_is_printed_however_it_is_split():
    planned = plan(
        read(
            ("STT", "Chỉ tiêu", "ĐVT", "Thực hiện 2025", "Kế hoạch 2026"),
            ("1", "Diện tích lúa; sản lượng lúa", "ha; tấn", "1.150; 6.900", "1.200; 7.440"),
            ("2", "Tốc độ tăng trưởng", "%", "8,5", "từ 9 đến 9,5"),
        )
    )
    text, _ = programme_yaml("xa-2026", 2026, "Chỉ tiêu", planned, "", "xã", set())
    assert text.count("number: printed") == 3 and "derived" not in text


def test_numbers_are_matched_to_names_by_position_and_the_sum_is_checked():
    found = read(("TT", "Chỉ tiêu", "Mục tiêu"), ("1", "Cơ cấu kinh tế (CN : DV : NN)", "57% : 33% : 5%"))
    assert [(d.name.split(": ")[1], d.low) for d in found] == [("CN", 57), ("DV", 33), ("NN", 5)]
    assert all({"position", "structure", "hundred"} <= {*d.doubts} for d in found)


def test_a_row_cut_by_a_page_break_is_one_row():
    text = "STT\tNỘI DUNG\tCHỈ TIÊU\n1\tSinh đủ hai\t≥62%\n\nSTT\tNỘI DUNG\tCHỈ TIÊU\n\tcon\t\n2\tTrồng rừng\t120 ha\n"
    first, second = drafts_of(of_text(text))
    assert (first.name, first.low, second.low) == ("Sinh đủ hai con", 62, 120)


def test_rows_without_a_number_are_kept_and_said():
    found = read(("STT", "Nội dung", "Chỉ tiêu"),
                 ("1", "Giảm tai nạn giao thông", "Giảm tai nạn giao thông so với năm 2024"),
                 ("2", "Huyện nông thôn mới", "Hoàn thành bộ tiêu chí vào cuối năm 2026"),
                 ("3", "Đoàn thể", "Hoàn thành tốt nhiệm vụ trở lên (có ít nhất 3 đoàn thể xếp hạng 1)"))  # fmt: skip
    assert [(d.rule, d.low) for d in found] == [("lt_last_year", None), ("ge", None), ("ge", None), ("ge", 3)]
    assert all("none" in d.doubts for d in found[:3]) and found[3].unit == "đoàn thể"


def test_a_table_of_forecasts_is_all_doubtful():
    text = "Biểu\nDỰ BÁO MỘT SỐ CHỈ TIÊU\n\nSTT\tNội dung\tĐơn vị tính\tNăm 2026\n1\tSố giáo viên\tNgười\t20.954\n"
    (draft,) = drafts_of(of_text(text))
    assert (draft.low, draft.unit) == (20954, "Người") and "forecast" in draft.doubts


@pytest.mark.parametrize(
    "head", ["Cơ quan", "Đơn vị", "Đơn vị chủ trì", "Cơ quan theo dõi", "Ghi chú", "Phòng, ban"]
)
@pytest.mark.parametrize("last", [True, False])
def test_a_column_of_offices_names_the_owners(head, last):
    rows = [("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026", head), ("1", "Thu", "triệu đồng", "14.000", "Phòng Kinh tế"),
            ("2", "Tỷ lệ hộ nghèo", "%", "1,2", "Công an xã"), ("3", "Lúa", "ha", "90", "")]  # fmt: skip
    found = read(*(r if last else (*r[:3], r[4], r[3]) for r in rows))
    assert [(d.unit, d.low if d.low is not None else d.high, d.owner) for d in found] == [
        ("triệu đồng", 14000, "Phòng Kinh tế"), ("%", 1.2, "Công an xã"), ("ha", 90, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "tasks", [("Tổ chức hội nghị", "Ban hành kế hoạch", "Phòng chống dịch"), ("x", "–", "")]
)
def test_a_column_of_tasks_names_no_owner(tasks):
    found = read(("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026", "Biện pháp"), *((str(i), f"Thu {i}", "tỷ đồng", "14", task)
                 for i, task in enumerate(tasks, 1)))  # fmt: skip
    assert [d.owner for d in found] == ["", "", ""]


def test_a_column_of_remarks_names_no_owner():
    found = read(("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026", "Ghi chú"), ("1", "Thu", "tỷ đồng", "14", "Phấn đấu 15"),
                 ("2", "Lúa", "ha", "90", "Phòng Kinh tế theo dõi"), ("3", "Ngô", "ha", "80", "Giảm nhẹ"))  # fmt: skip
    assert [d.owner for d in found] == ["", "", ""]


@pytest.mark.parametrize(("printed", "base", "kept"), [
    ("71,4 (5/7)", 71.4, "71,4 (5/7)"), ("5/7 (71,4%)", 71.4, "5/7 (71,4%)"), ("5/8", 62.5, "5/8"), ("71,4", 71.4, ""),
    ("71,4 - 80,2", None, ""),
])  # fmt: skip
def test_a_base_with_more_in_its_cell_is_kept_with_it(printed, base, kept):
    (draft,) = read(
        ("TT", "Chỉ tiêu", "ĐVT", "Ước TH 2025", "KH 2026"),
        ("1", "Tỷ lệ trường đạt chuẩn", "%", printed, "85,7 (6/7)"),
    )
    assert (draft.low, draft.base, draft.base_printed) == (85.7, base, kept)


def test_an_office_merged_down_stands_for_all_its_rows(tmp_path):
    import docx
    import openpyxl

    rows = [["TT", "Chỉ tiêu", "ĐVT", "KH 2026", "Cơ quan"], ["1", "Thu", "tỷ đồng", "14", "Phòng Kinh tế"],
            ["2", "Lúa", "ha", "90", None], ["3", "Hộ nghèo", "hộ", "80", "Phòng Văn hóa"]]  # fmt: skip
    book, word = openpyxl.Workbook(), docx.Document()
    table = word.add_table(4, 5)
    for i, row in enumerate(rows):
        book.active.append(row)
        for j, text in enumerate(row):
            table.cell(i, j).text = text or ""
    book.active.merge_cells("E2:E3")
    table.cell(1, 4).merge(table.cell(2, 4))
    book.save(tmp_path / "a.xlsx")
    word.save(tmp_path / "a.docx")
    for name in ("a.xlsx", "a.docx"):
        found, _ = read_annex(tmp_path / name, "2026")
        assert [d.owner for d in found] == ["Phòng Kinh tế", "Phòng Kinh tế", "Phòng Văn hóa"]


@pytest.mark.parametrize(
    "name, unit, value, parts",
    [
        ("Diện tích; sản lượng", "ha; tấn", "1.200; 8.500", [("Diện tích", 1200, "ha"), ("sản lượng", 8500, "tấn")]),
        ("Diện tích – sản lượng", "ha – tấn", "30 – 1.500", [("Diện tích", 30, "ha"), ("sản lượng", 1500, "tấn")]),
        ("Số trường/lớp", "trường/lớp", "5/60", [("Số trường", 5, "trường"), ("lớp", 60, "lớp")]),
        ("Tỷ lệ ra lớp 5 tuổi/6 tuổi", "%", "100 %/95 %", [("Tỷ lệ ra lớp 5 tuổi", 100, "%"), ("6 tuổi", 95, "%")]),
        ("Lúa (diện tích, năng suất)", "ha; tạ/ha", "12; 65", [("diện tích", 12, "ha"), ("năng suất", 65, "tạ/ha")]),
        ("Hộ nghèo; hộ cận nghèo", "%", "≤ 2; ≤ 3", [("Hộ nghèo", 2, "%"), ("hộ cận nghèo", 3, "%")]),
    ],
)  # fmt: skip
def test_several_targets_of_one_row_are_told_apart_and_marked(name, unit, value, parts):
    found = read(("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"), ("1", name, unit, value))
    assert [(d.name.split(": ")[-1], d.low or d.high, d.unit) for d in found] == parts
    assert all("position" in d.doubts and d.phrase.startswith(f"{name} | {unit} | ") for d in found)
    assert {d.no for d in found} == {"1"} and not any("doubled" in d.doubts for d in found)


@pytest.mark.parametrize(
    "name, unit, value",
    [
        ("Cây ăn quả", "ha; tấn", "120; 800"),  # one name
        ("Diện tích; sản lượng", "ha; tấn", "120; 800; 900"),
        ("Năng suất/sản lượng", "tấn/ha", "6,5/1.200"),  # one unit
        ("Tỷ lệ xã/phường đạt chuẩn", "%", "95/100"),  # a fraction
        ("Tỷ lệ hộ có điện an toàn", "%", "100 %/95 %"),
        ("Diện tích lúa", "ha", "1.200 – 1.300"),  # a range
        ("Trâu, bò và lợn", "con; con", "100; 5.000"),  # two ways to cut it
    ],
)
def test_several_numbers_that_do_not_agree_with_names_and_units_are_asked(name, unit, value):
    (draft,) = read(("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"), ("1", name, unit, value))
    assert draft.doubts


def test_lines_within_the_cells_of_a_row_are_targets_with_their_bases(tmp_path):
    import docx
    import openpyxl

    rows = [
        ("TT", "Chỉ tiêu", "ĐVT", "Ước TH 2025", "KH 2026"),
        ("1", "Diện tích lúa\nSản lượng lúa", "ha\ntấn", "1.190\n8.400", "1.200\n8.500"),
        ("2", "Tỷ lệ hộ dùng nước sạch\nvà nước hợp vệ sinh", "%", "94", "95"),
    ]
    word, book = docx.Document(), openpyxl.Workbook()
    table = word.add_table(rows=0, cols=5)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
        book.active.append(row)
    word.save(tmp_path / "a.docx")
    book.save(tmp_path / "a.xlsx")
    for file in ("a.docx", "a.xlsx"):
        one, two, other = read_annex(tmp_path / file)[0]
        assert [(d.name.split(": ")[-1], d.low, d.base, d.unit) for d in (one, two)] == [
            ("Diện tích lúa", 1200, 1190, "ha"), ("Sản lượng lúa", 8500, 8400, "tấn")
        ]  # fmt: skip
        assert (other.name, other.low, other.base) == ("Tỷ lệ hộ dùng nước sạch và nước hợp vệ sinh", 95, 94)


@pytest.mark.parametrize(
    "columns, value",
    [
        (("Kế hoạch 2026 Ấp 1", "Kế hoạch 2026 Ấp 2", "Kế hoạch 2026 Ấp 3", "Kế hoạch 2026 Tổng cộng"), 600),
        (("KH quý I", "KH 6 tháng", "KH 9 tháng", "KH năm"), 600),
        (("Toàn xã", "Ấp 1", "Ấp 2", "Ấp 3"), 100),
        (("Kế hoạch 2026 Tổng số", "Kế hoạch 2026 Xã A", "Kế hoạch 2026 Xã B", "Ghi chú"), 100),
    ],
)  # fmt: skip
def test_of_columns_of_places_or_parts_of_the_year_the_whole_is_the_target(columns, value):
    (draft,) = read(
        ("TT", "Chỉ tiêu", "ĐVT", *columns), ("1", "Diện tích lúa", "ha", "100", "200", "300", "600")
    )
    assert (draft.low, draft.stretch, draft.doubts) == (value, None, [])


@pytest.mark.parametrize(
    "columns", [("Quý I", "Quý II", "Quý III", "Quý IV"), ("Ấp 1", "Ấp 2", "Ấp 3", "Ấp 4")]
)
def test_columns_of_parts_without_a_whole_are_asked_about(columns):
    head = [f"Kế hoạch năm 2026 {c}" for c in columns]
    (draft,) = read(
        ("TT", "Chỉ tiêu", "ĐVT", *head), ("1", "Diện tích lúa", "ha", "100", "200", "300", "600")
    )
    assert "first_year" in draft.doubts


def test_an_english_workbook_keeps_its_decimals(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ("Ref", "Performance measure", "Good is", "Outturn 2025", "Target 2026"),
        ("F1", "Council tax collected", "Higher", 0.979, 0.982),
        ("F2", "Working days lost to sickness per member of staff", "Lower", 7.9, 7.5),
        ("F3", "Savings delivered", "Higher", "£1.8m", "£2.25m"),
    ):
        book.active.append(row)
    for cell in ("D2", "E2"):
        book.active[cell].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    found = read_annex(tmp_path / "a.xlsx")[0]
    assert [(d.low or d.high, d.base, d.unit) for d in found] == [
        (98.2, 97.9, "%"), (7.5, 7.9, ""), (2.25, 1.8, "£ million")
    ]  # fmt: skip


def test_shares_below_a_group_called_a_structure_have_no_direction_and_columns_numbers_are_no_row():
    parts = read(
        ("TT", "Chỉ tiêu", "ĐVT", "Ước TH 2025", "KH 2026", "% so 2025"),
        ("A", "B", "C", "1", "2", "3=2/1"),
        ("I", "Giá trị sản xuất", "tỷ đồng", "1.000", "1.100", "110"),
        ("", "Nông nghiệp", "-nt-", "600", "650", "108,3"),
        ("", "Dịch vụ", "-nt-", "400", "450", "112,5"),
        ("II", "Cơ cấu giá trị sản xuất", "", "", "", ""),
        ("", "Nông nghiệp", "%", "60", "59,1", ""),
        ("2", "Dịch vụ", "%", "40", "40,9", ""),
    )
    assert [(d.name, d.rule, d.low) for d in parts] == [
        ("Giá trị sản xuất", "ge", 1100),
        ("Giá trị sản xuất: Nông nghiệp", "ge", 650),
        ("Giá trị sản xuất: Dịch vụ", "ge", 450),
        ("Cơ cấu giá trị sản xuất: Nông nghiệp", "eq", 59.1),
        ("Cơ cấu giá trị sản xuất: Dịch vụ", "eq", 40.9),
    ]


def test_a_unit_in_brackets_goes_before_what_is_counted_in_the_name():
    (draft,) = read(
        ("TT", "Chỉ tiêu", "Kế hoạch 2026"), ("1", "Tỷ lệ trạm y tế có bác sĩ làm việc (%)", "95")
    )
    assert draft.unit == "%"


@pytest.mark.parametrize("first, second", [("2026", "2027"), ("Năm 2026", "Năm 2027")])
def test_years_under_a_plans_span_are_columns_of_their_own(first, second):
    draft, planted = read(
        (
            "STT",
            "Chỉ tiêu",
            "ĐVT",
            "Ước TH năm 2025",
            "KẾ HOẠCH 5 NĂM 2026 - 2030",
            "",
            "Đến 2030",
            "Ghi chú",
        ),
        ("", "", "", "", first, second, "", ""),
        ("1", "Tổng vốn đầu tư", "Tỷ đồng", "42", "50", "55", "290", ""),
        ("2", "Trồng cây phân tán", "cây", "900", "1.000", "1.100", "", "hằng năm"),
    )
    assert (draft.low, draft.base, draft.year) == (50, 42, "2026")
    assert (planted.low, planted.base) == (1000, 900)


def test_yield_and_output_are_those_of_the_crop_above():
    found = read(
        ("TT", "Chỉ tiêu", "ĐVT", "KH 2026"),
        ("1", "Lúa cả năm: Diện tích", "ha", "400"),
        ("", "Năng suất", "tạ/ha", "58"),
        ("", "Sản lượng", "tấn", "2.320"),
        ("2", "Rau màu: Diện tích", "ha", "90"),
        ("", "Sản lượng", "tấn", "1.620"),
        ("3", "Đàn bò", "con", "300"),
    )
    assert [d.name for d in found] == ["Lúa cả năm: Diện tích", "Lúa cả năm: Năng suất", "Lúa cả năm: Sản lượng",
                                       "Rau màu: Diện tích", "Rau màu: Sản lượng", "Đàn bò"]  # fmt: skip
    assert not any(d.doubts for d in found)


@pytest.mark.parametrize("cell, unit", [("85 chị", "chị"), ("01 tổ", "tổ"), ("42 huy chương", "huy chương")])
def test_what_an_office_counts_is_a_unit(cell, unit):
    (draft,) = read(("Chỉ tiêu", "Giao năm 2026"), ("Phát triển mới", cell))
    assert (draft.unit, draft.doubts) == (unit, [])


def test_a_sports_contest_is_nothing_to_keep_low():
    rows = [("Số giải thể thao tổ chức (giải)", "16"), ("Số hợp tác xã giải thể (hợp tác xã)", "2")]
    found = read(("Chỉ tiêu (đơn vị tính)", "Kế hoạch 2026"), *rows)
    assert [(d.rule, d.unit) for d in found] == [("ge", "giải"), ("le", "hợp tác xã")]


def test_no_in_words_is_none_left_and_a_rank_is_better_below():
    found = read(
        ("TT", "Chỉ tiêu", "ĐVT", "KH 2026"),
        ("1", "Số vụ cháy", "vụ", "Không"),
        ("2", "Khiếu kiện đông người", "vụ", "Không để xảy ra"),
        ("3", "Xếp hạng cải cách hành chính", "hạng", "5"),
        ("4", "Xếp hạng chuyển đổi số", "Thứ hạng", "7 trở lên"),
    )
    assert [(d.rule, d.high) for d in found] == [("le", 0), ("le", 0), ("le", 5), ("le", 7)]
    assert all(d.doubts for d in found)


def test_a_quota_by_hamlets_with_the_measures_across_is_its_total():
    rows = ("1", "Ấp 1", "96", "20", "1"), ("2", "Ấp 2", "95", "25", "2")
    head = ("STT", "Ấp", "Tham gia BHYT (%)", "Vận động quỹ (triệu đồng)", "Kết nạp đảng viên")
    found = read(head, *rows, ("", "Tổng cộng", "95,5", "45", "3"))
    assert [(d.low, d.unit) for d in found] == [(95.5, "%"), (45, "triệu đồng"), (3, "đảng viên")]
    assert [d.doubts for d in read(head, *rows)] == [["none"]] * 3  # nobody says what the whole is
    above = ("STT", "Ấp", "Chỉ tiêu giao", "", "", "Ghi chú")
    low = ("", "", "Thu gom rác (% số hộ)", "Quỹ (triệu đồng)", "Hộ nghèo giảm (hộ)", "")
    found = read(above, low, ("1", "Ấp 1", "90", "20", "4", ""), ("", "Cộng toàn xã", "92", "45", "9", ""))
    assert [(d.rule, d.low, d.unit) for d in found] == [
        ("ge", 92, "%"),
        ("ge", 45, "triệu đồng"),
        ("reduce_by", 9, "hộ"),
    ]


def test_a_range_of_a_fall_against_the_year_before_is_a_fall():
    rows = ("1", "Số vụ tai nạn giao thông giảm so với năm trước", "%", "5-10")
    (draft,) = read(("TT", "Chỉ tiêu", "ĐVT", "KH 2026"), rows)
    assert (draft.rule, draft.low, draft.high) == ("reduce_by", 5, 10) and draft.doubts


def test_targets_in_words_beside_who_leads_them():
    head = ("TT", "Chỉ tiêu", "Chủ trì")
    told = "Tỷ lệ hộ có mạng đạt trên 80%. Xã có ít nhất 20 mô hình chuyển đổi số."
    found = read(
        head, ("", "I. Xã hội số", ""), ("1", told, "Phòng Văn hóa"), ("2", "Phủ sóng đạt 100%", "Công an xã")
    )
    assert [(d.no, d.rule, d.low, d.unit) for d in found] == [
        ("1", "gt", 80, "%"), ("1", "ge", 20, "mô hình"), ("2", "ge", 100, "%")
    ]  # fmt: skip
    assert [d.owner for d in found] == ["Phòng Văn hóa", "Phòng Văn hóa", "Công an xã"]
    assert {d.group for d in found} == {"I. Xã hội số"}
    assert read(("TT", "Nhiệm vụ", "Chủ trì"), ("1", "Tổ chức 5 lớp tập huấn", "Phòng Văn hóa")) == []


def test_crops_with_the_measures_across_are_a_row_for_each():
    text = (
        "KẾ HOẠCH SẢN XUẤT NĂM 2026\n| TT | Cây trồng | Diện tích (ha) | Năng suất (tạ/ha) | Sản lượng (tấn) |\n"
        "| 1 | Lúa | 9.500 | 55 | 52.250 |\n| 2 | Ngô | 800 | 45 | 3.600 |\n"
    )
    assert [(d.name, d.low, d.unit) for d in drafts_of(of_text(text))[2:]] == [
        ("Lúa: Sản lượng", 52250, "tấn"), ("Ngô: Diện tích", 800, "ha"), ("Ngô: Năng suất", 45, "tạ/ha"),
        ("Ngô: Sản lượng", 3600, "tấn"),
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["%", ""])
def test_rows_without_a_mark_below_a_structure_are_its_shares(unit):
    found = read(
        ("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"),
        ("1", "Cơ cấu lao động", "%", "100"),
        ("", "Nông nghiệp", unit, "40"),
        ("", "Công nghiệp", unit, "35"),
        ("", "Dịch vụ", unit, "35"),
        ("2", "Số hộ nghèo", "hộ", "30"),
    )
    assert [(d.name, d.rule, d.low, d.unit) for d in found[:3]] == [
        ("Cơ cấu lao động: Nông nghiệp", "eq", 40, "%"),
        ("Cơ cấu lao động: Công nghiệp", "eq", 35, "%"),
        ("Cơ cấu lao động: Dịch vụ", "eq", 35, "%"),
    ]
    assert all({"structure", "hundred"} <= {*d.doubts} for d in found[:3]) and found[3].name == "Số hộ nghèo"


def test_an_english_table_whose_names_stand_under_target():
    found = read(
        ("No.", "Target", "Unit", "2025 outturn", "2026 target", "Lead"),
        ("1", "New homes", "homes", "300", "350", "Housing"),
        ("2", "Revenue collected", "£ thousand", "900", "1000", "Finance"),
    )
    assert [(d.name, d.low, d.base, d.unit, d.owner) for d in found] == [
        ("New homes", 350, 300, "homes", "Housing"), ("Revenue collected", 1000, 900, "£ thousand", "Finance"),
    ]  # fmt: skip
    assert not read(("Month", "Target"), ("January", "350 homes"), ("February", "20 homes"))


def test_a_rise_by_so_many_may_be_no_level():
    (row,) = read(("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"), ("1", "Ấp văn hóa", "ấp", "Tăng thêm 2"))
    (line,) = drafts_of(of_text("Chỉ tiêu năm 2026:\n- Tăng thêm 2 ấp văn hóa.\n"))
    assert "rise_or_level" in row.doubts and "rise_or_level" in line.doubts


def test_no_rise_is_no_zero_and_a_rate_of_growth_keeps_its_name():
    found = drafts_of(
        of_text("Chỉ tiêu năm 2026:\n- Tốc độ tăng trưởng 7-8 %.\n- Không để tăng số người chết.\n")
    )
    assert [(d.name, d.low, d.high) for d in found] == [
        ("Tốc độ tăng trưởng", 7, 8),
        ("Không để tăng số người chết", None, None),
    ]
    assert found[1].doubts == ["none"]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("So sánh %", ("110", "120", "6,5", "-0,7")),
        ("Tăng, giảm (%)", ("tăng 10%", "20", "+6,5", "giảm 0,7")),
        ("So sánh KH 2025/TH 2024 (lần)", ("1,1", "1,2", "1,06", "0,78")),
    ],
)
def test_a_printed_comparison_is_held_against_target_and_base(head, said):
    """Per cent of the base, growth, difference or a multiple: what follows from none of them is asked about."""
    rows = (("Thu ngân sách", "tỷ đồng", "100", "110"), ("Trồng rừng", "ha", "200", "260"),
            ("Thu nhập bình quân", "triệu đồng/người", "62", "66"), ("Tỷ lệ hộ nghèo", "%", "3,2", "2,5"))  # fmt: skip
    found = read(("STT", "Chỉ tiêu", "ĐVT", "Thực hiện 2024", "Kế hoạch 2025", head),
                 *((str(i), *row, told) for i, (row, told) in enumerate(zip(rows, said, strict=True), 1)))  # fmt: skip
    assert ["growth" in d.doubts for d in found] == [False, True, False, False]


def test_a_comparison_of_other_columns_is_none_of_the_targets():
    found = read(
        (
            "STT",
            "Chỉ tiêu",
            "ĐVT",
            "KH 2024",
            "Ước TH 2024",
            "KH 2025",
            "ƯTH 2024/KH 2024 (%)",
            "KH 2025/ƯTH 2024 (%)",
        ),
        ("1", "Thu ngân sách", "tỷ đồng", "80", "100", "110", "125", "110"),
        ("2", "Trồng rừng", "ha", "250", "200", "250", "80", "130"),
    )
    assert ["growth" in d.doubts for d in found] == [False, True]
    two = read(("STT", "Chỉ tiêu", "ĐVT", "TH 2024", "KH 2025", "Phấn đấu 2025", "So sánh (%)"),
               ("1", "Thu ngân sách", "tỷ đồng", "100", "110", "125", "125"))  # fmt: skip
    assert "growth" not in two[0].doubts


def test_bare_years_beside_a_target_are_what_was_reached():
    found = read(
        ("Measure", "Target", "2025", "2024"),
        ("Percent of requests answered on time", "95", "93", "90"),
        ("Miles of roads repaired", "130 miles", "95 miles", "73 miles"),
    )
    assert [(d.low, d.base, d.unit) for d in found] == [(95, None, "%"), (130, None, "miles")]
    assert all("first_year" in d.doubts for d in found)  # the head does not say so
    ahead = read(("STT", "Chỉ tiêu", "ĐVT", "2026", "2027"), ("1", "Trồng rừng", "ha", "30", "40"))
    assert [d.low for d in ahead] == [30]


def test_a_cell_that_says_more_than_its_target():
    """A later year's figure and a part's whole are no base; what is striven for is no second target."""
    found = read(
        ("No.", "Indicator", "Unit", "Actual 2025", "Target 2026"),
        ("1", "Household waste recycled", "%", "44", "46 (2027: 50)"),
        ("2", "Homes built", "homes", "420", "480; 500 stretch"),
        ("3", "Library visits", "visits", "98000", "100000 (of which online 20000)"),
    )
    said = [(d.no, d.low, d.base, d.stretch) for d in found]
    assert said == [
        ("1", 46, 44, None),
        ("2", 480, 420, 500),
        ("3", 100000, 98000, None),
        ("3", 20000, None, None),
    ]
    assert "second" in found[0].doubts


def test_an_english_plan_without_groups_has_no_vietnamese_words():
    found = drafts_of(of_text("No.\tIndicator\tUnit\tTarget 2026\n1\tHomes built\thomes\t480; 500 stretch\n"))
    text, _ = programme_yaml("x", 2026, "Targets", plan(found, 2026), "", "Glen", set(), lang="en")
    assert 'name_vi: "Targets"}' in text and 'stretch_vi: "stretch 500 homes"' in text


def test_columns_without_heads_are_told_by_what_they_hold_where_only_one_has_figures():
    rows = [
        ["1", "Tổng thu ngân sách", "Triệu đồng", "12.400"],
        ["2", "Tỷ lệ rác thải được thu gom", "%", "92"],
        ["3", "Số vụ cháy nổ", "Vụ", "Không để xảy ra"],
        ["4", "Tỷ lệ trẻ em suy dinh dưỡng", "%", "dưới 7"],
    ]
    found = [(d.rule, d.low, d.high, d.unit) for d in read(*rows)]
    assert found == [
        ("ge", 12400, None, "Triệu đồng"),
        ("ge", 92, None, "%"),
        ("le", None, 0, "Vụ"),
        ("lt", None, 7, "%"),
    ]
    assert not any(d.figure for d in read(*([*row, "13"] for row in rows)))  # of which year nobody says


def test_three_numbers_between_slashes_are_three_targets_or_doubted():
    head = ("STT", "Chỉ tiêu", "Đơn vị", "Kế hoạch 2026")
    found = read(
        head, ("1", "Gieo trồng lúa: diện tích/năng suất/sản lượng", "ha/tạ/ha/tấn", "1.200/58/6.960")
    )
    assert [(d.name, d.low, d.unit) for d in found] == [
        ("Gieo trồng lúa: diện tích", 1200, "ha"),
        ("Gieo trồng lúa: năng suất", 58, "tạ/ha"),
        ("Gieo trồng lúa: sản lượng", 6960, "tấn"),
    ]
    (whole,) = read(head, ("1", "Gieo trồng lúa", "ha", "1.200/58/6.960"))
    assert "second" in whole.doubts


def test_a_health_plan_s_cases_and_stays_are_to_be_low():
    rows = (
        "Indicator\tUnit\tBaseline 2025\tTarget 2026",
        "Malaria cases per 1,000 people\tper 1,000\t41\t30",
    )
    found = drafts_of(
        of_text("Health plan 2026\n\n" + "\n".join([*rows, "Average stay\tdays\t4.2\t4"]) + "\n")
    )
    assert [(d.rule, d.high) for d in found] == [("le", 30), ("le", 4)]


def test_a_whole_school_stands_beside_its_grades_and_a_commune_in_two_words_beside_its_measures():
    (pupils,) = read(
        ("Chỉ tiêu", "Khối 6", "Khối 7", "Toàn trường"), ("Học sinh giỏi (em)", "20", "18", "38")
    )
    assert (pupils.low, pupils.unit) == (38, "em")
    places = read(("TT", "Xã, thị trấn", "Trồng rừng (ha)", "Giảm nghèo (hộ)", "Tỷ lệ (%)"),
                  ("", "Toàn huyện", "650", "420", "98"), ("1", "Tam Dân", "150", "80", "97"))  # fmt: skip
    assert [(d.name, d.low) for d in places] == [("Trồng rừng", 650), ("Giảm nghèo", 420)]


def test_a_column_of_units_that_names_who_does_it_holds_no_units():
    rows = [
        ("1", "Bảo tàng tỉnh", "Trưng bày chuyên đề", "6 cuộc"),
        ("2", "Nhà hát", "Biểu diễn", "110 buổi"),
    ]
    found = read(("TT", "Đơn vị", "Nội dung", "Chỉ tiêu giao"), *rows)
    assert [(d.low, d.unit, d.owner) for d in found] == [
        (6, "cuộc", "Bảo tàng tỉnh"),
        (110, "buổi", "Nhà hát"),
    ]


def test_a_number_in_the_second_column_of_a_plan_alone_is_the_target():
    found = read(("TT", "Mục tiêu", "ĐVT", "Kế hoạch năm 2026", ""), ("", "", "", "Trong năm", "Lũy kế"),
                 ("1", "Số xã đạt chuẩn", "xã", "2", "11"), ("2", "Tiêu chí", "tiêu chí", "", "18,1"))  # fmt: skip
    assert [d.low for d in found] == [2, 18.1]


def test_targets_in_the_words_of_a_table_are_told_once():
    found = read(
        ("TT", "Lĩnh vực", "Chỉ tiêu giao"), ("1", "HIV", "Điều trị ARV 93%; số ca nhiễm mới dưới 8 ca")
    )
    assert [(d.low, d.high) for d in found] == [(93, None), (None, 8)]


def test_letters_in_the_brackets_of_a_name_are_a_unit_of_money_alone():
    found = read(("TT", "Indicator", "Target 2026"), ("1", "Feed conversion (FCR)", "1.25"),
                 ("2", "Income (MMK)", "380,000"), ("3", "Revenue (KES million)", "240"),
                 ("4", "Rice yield (tonnes per hectare)", "3.4"))  # fmt: skip
    assert [d.unit for d in found] == ["", "MMK", "KES million", "tonnes per hectare"]


def test_a_table_with_figures_that_is_not_read_is_said(tmp_path):
    text = "Các chỉ tiêu năm 2026:\n- Trồng 500 ha rừng.\n\nTên\tA\tB\nLúa\t20\t30\nNgô\t15\t25\n"
    document = of_text(text)
    assert len(drafts_of(document)) == 1 and "dòng 4: " in document.notes[0]
