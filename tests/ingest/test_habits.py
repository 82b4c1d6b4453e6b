"""What offices write otherwise than their forms say: plans in a sheet's name, figures struck out, thu beside chi."""

from datetime import datetime

import openpyxl
import pytest
from openpyxl.styles import Font

from analysis.ingest.heads import asks_plan, meaning, of_plans
from analysis.ingest.numbers import parse_number
from analysis.ingest.periods import closing, days_between
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources
from analysis.ingest.text import label_key, label_of

TITLE = "THU NGÂN SÁCH THÁNG 6 NĂM 2025"
UNIT = "ĐVT: Triệu đồng"


def rule(columns, title="thu ngân sách", unit="triệu đồng", rows=None, **more):
    rows = rows or [{"each": True, "measure": "{label}"}]
    return [{"title": title, "unit": unit, "columns": columns, "rows": rows} | more]


def table(heads, *rows, title=TITLE, label="Chỉ tiêu"):
    return [[title], [UNIT], [label, *heads], *map(list, rows)]


AMOUNT = [{"words": "số tiền", "basis": "month"}]


@pytest.mark.parametrize(
    "sheet, title",
    [
        ("T11.2025 (KH)", "THU NGÂN SÁCH"),
        ("Kế hoạch T6-2025", "THU NGÂN SÁCH NĂM 2025"),
        ("Dự toán 2025", "THU NGÂN SÁCH NĂM 2025"),
    ],
)
def test_a_sheet_of_plans_gives_no_figure_of_a_month(read, codes, sheet, title):
    rows = table(["Số tiền"], ("Thu A", 10), ("Thu B", 5), title=title)
    found = read({sheet: rows}, rule(AMOUNT, period="sheet"))
    assert found.observations == []
    assert ("warning", "no_columns") in codes(found)


@pytest.mark.parametrize(
    "title",
    [
        "KẾ HOẠCH THU NGÂN SÁCH THÁNG 7 NĂM 2025",
        "DỰ KIẾN THU NGÂN SÁCH THÁNG 7/2025",
        "THU NGÂN SÁCH THÁNG 7/2025 (KH)",
    ],
)
def test_a_title_of_plans_gives_no_figure_of_a_month(read, codes, title):
    found = read(
        table(["Số tiền", "Tháng 8"], ("Thu A", 10, 3), ("Thu B", 5, 4), title=title),
        rule([*AMOUNT, "month"]),
    )
    assert found.observations == []
    assert ("warning", "unclear_head") in codes(found)


def test_the_year_s_plan_below_such_a_title_is_the_plan(read, figures):
    rows = table(
        ["Số tiền", "TH năm 2024"],
        ("Thu A", 100, 90),
        ("Thu B", 50, 40),
        title="GIAO DỰ TOÁN THU NGÂN SÁCH NĂM 2025",
    )
    found = figures(read(rows, rule(["plan", "year"])))
    assert found["Thu A#plan", "", "2025-12", "year"] == 100
    assert found["Thu A", "", "2024-12", "year"] == 90


@pytest.mark.parametrize(
    "text",
    [
        "TÌNH HÌNH THỰC HIỆN KẾ HOẠCH THU NGÂN SÁCH THÁNG 6 NĂM 2025",
        "PHÒNG TÀI CHÍNH - KẾ HOẠCH THU NGÂN SÁCH THÁNG 6 NĂM 2025",
        "THU NGÂN SÁCH THÁNG 6 NĂM 2025 (Kèm theo Kế hoạch số 12/KH-UBND)",
        "THU NGÂN SÁCH THÁNG 6, KẾ HOẠCH THÁNG 7 NĂM 2025",
        "Phòng KH",
        "KH-TH 2025",
    ],
)
def test_what_was_done_is_no_plan(text):
    assert not of_plans(text)


def test_a_rule_that_asks_for_plans_gets_them(read, figures):
    rows = table(["Số tiền"], ("Thu A", 10), ("Thu B", 5), title="KẾ HOẠCH THU NGÂN SÁCH NĂM 2025")
    rules = rule([{"words": "số tiền", "basis": "year"}], title="kế hoạch thu ngân sách")
    assert figures(read(rows, rules))["Thu A", "", "2025-12", "year"] == 10


def test_the_plan_of_a_month_beside_its_figure_is_not_read_for_it(read, figures):
    rows = table(["KH T6", "TH T6", "KH năm"], ("Thu A", 9, 10, 100), ("Thu B", 4, 5, 50))
    found = figures(read(rows, rule(["month", "plan"])))
    assert found["Thu A", "", "2025-06", "month"] == 10
    assert found["Thu A#plan", "", "2025-12", "year"] == 100
    assert asks_plan(("KH T6",)) and asks_plan(("DT Q.II",)) and not asks_plan(("TH T6",))


def test_a_column_asked_for_by_its_words_is_not_the_plan_of_them(read):
    rows = table(["Kế hoạch số thẻ", "Số thẻ"], ("Thu A", 9, 10), ("Thu B", 4, 5))
    found = read(rows, rule([{"words": "số thẻ", "basis": "level"}]))
    assert [o["value"] for o in found.observations] == [10, 5]


def test_an_adjusted_plan_goes_before_the_first_one(read, figures, codes):
    rows = table(["KH giao đầu năm", "KH điều chỉnh"], ("Thu A", 100, 90), ("Thu B", 50, 55))
    found = read(rows, rule(["plan"]))
    assert figures(found)["Thu A#plan", "", "2025-12", "year"] == 90
    assert ("warning", "double_column") in codes(found)


@pytest.mark.parametrize(
    "label", ["Thu nội địa (không kể tiền đất)", "Thu nội địa (trừ đất)", "Thu nội địa (cũ)"]
)
def test_brackets_that_take_away_make_another_name(read, figures, codes, label):
    rows = {"Thu nội địa": "nd"}
    both = table(["Tháng 6"], (label, 70), ("Thu nội địa (triệu đồng)", 100))
    assert figures(read(both, rule(["month"], rows=rows)))["nd", "", "2025-06", "month"] == 100
    alone = read(table(["Tháng 6"], (label, 70), ("Thu khác", 10)), rule(["month"], rows=rows))
    assert alone.observations == [] and ("warning", "no_row") in codes(alone)


def test_labels_with_dates_sums_and_parts():
    assert label_of("31/01/2025") == "31/01/2025"
    assert label_of("06.2025") == "06.2025"
    assert label_of("1. Thu A") == label_of("1/ Thu A") == "Thu A"
    assert label_key("Tổng cộng (1+2)") == label_key("Tổng cộng")
    assert label_of("Tr.đó: Nữ") == label_of("T.đó nữ").capitalize() == "Nữ"


def strike(path, cells):
    book = openpyxl.load_workbook(path)
    for cell in cells:
        book.active[cell].font = Font(strike=True)
    book.save(path)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_figures_struck_out_are_named_and_not_used(make_book, tmp_path, figures, suffix):
    rows = table(["Tháng 6"], ("Thu A", 10), ("Thu A", 12), ("Thu B", "5,5"))
    path = tmp_path / f"book.{suffix}"
    if suffix == "xlsx":
        path = make_book(rows)
        strike(path, ["A4", "B4", "B6"])
    elif suffix == "xls":
        import xlwt

        book = xlwt.Workbook()
        sheet = book.add_sheet("S")
        gone = xlwt.easyxf("font: struck_out true")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, value, *([gone] if (r, c) in ((3, 1), (5, 1)) else []))
        book.save(str(path))
    else:
        write_ods(path, rows, {(3, 1), (5, 1)})
    source = {"owner": "a", "files": "*", "tables": rule(["month"])}
    found = read_file(path, Sources.model_validate({"sources": [source]}))
    assert figures(found) == {("Thu A", "", "2025-06", "month"): 12}
    assert [(p.code, p.cell, p.value) for p in found.problems] == [
        ("struck", "B4", "10"),
        ("struck", "B6", "5,5"),
    ]


def write_ods(path, rows, struck=(), blank=(), shown=None):
    import zipfile

    def cell(r, c, value):
        style = ' table:style-name="gone"' if (r, c) in struck else ""
        kind = f' office:value-type="float" office:value="{value}"' if isinstance(value, int) else ""
        text = "" if (r, c) in blank else (shown or {}).get((r, c), value)
        return f"<table:table-cell{style}{kind}><text:p>{text}</text:p></table:table-cell>"

    lines = "".join(
        f"<table:table-row>{''.join(cell(r, c, v) for c, v in enumerate(row))}</table:table-row>"
        for r, row in enumerate(rows)
    )
    spaces = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text", "style")
    )
    content = f"""<office:document-content{spaces}><office:automatic-styles>
        <style:style style:name="gone" style:family="table-cell">
        <style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>
        <office:body><office:spreadsheet><table:table table:name="S">{lines}</table:table></office:spreadsheet>
        </office:body></office:document-content>"""
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)


@pytest.mark.parametrize(
    "value, shown, used", [(-777, "777", 1), (-777, "-777", 2), (-777, "(777)", 2), (777, "Đạt", 1)]
)
def test_numbers_that_an_ods_shows_as_others_are_asked_about(tmp_path, codes, value, shown, used):
    path = tmp_path / "book.ods"
    write_ods(path, table(["Tháng 6"], ("Thu A", value), ("Thu B", 12)), shown={(3, 1): shown})
    source = {"owner": "a", "files": "*", "tables": rule(["month"])}
    found = read_file(path, Sources.model_validate({"sources": [source]}))
    assert len(found.observations) == used and (("error", "shown_else") in codes(found)) is (used == 1)


def test_numbers_that_an_ods_does_not_show_are_hidden(tmp_path, codes):
    path = tmp_path / "book.ods"
    write_ods(path, table(["Tháng 6"], ("Thu A", 777), ("Thu B", 12)), blank={(3, 1)})
    source = {"owner": "a", "files": "*", "tables": rule(["month"])}
    found = read_file(path, Sources.model_validate({"sources": [source]}))
    assert ("warning", "hidden") in codes(found)
    assert [o["cell"] for o in found.observations if o["note"]] == ["B4"]


def test_two_tables_side_by_side_are_two(read, figures):
    rows = [
        ["CÂN ĐỐI NGÂN SÁCH THÁNG 6 NĂM 2025", None, None, None, "ĐVT: Tỷ đồng"],
        ["TT", "Nội dung thu", "Tháng 6", "TT", "Nội dung chi", "Tháng 6"],
        [1, "Tổng", 10, 1, "Tổng chi", 9],
        [2, "Thu A", 6, 2, "Chi A", 5],
    ]
    found = figures(read(rows, rule(["month"], title="cân đối ngân sách")))
    assert {k[0]: v for k, v in found.items()} == {
        "Tổng": 10000,
        "Thu A": 6000,
        "Tổng chi": 9000,
        "Chi A": 5000,
    }


def test_a_title_beside_another_is_of_its_own_table(read, figures):
    rows = [
        ["THU NGÂN SÁCH THÁNG 5 NĂM 2025", None, None, None, "CHI NGÂN SÁCH THÁNG 6 NĂM 2025"],
        [UNIT],
        ["Chỉ tiêu", "Số tiền", None, None, "Chỉ tiêu", "Số tiền"],
        ["Thu A", 10, None, None, "Chi A", 70],
        ["Thu B", 5, None, None, "Chi B", 71],
    ]
    assert figures(read(rows, rule(AMOUNT)))["Thu A", "", "2025-05", "month"] == 10
    assert figures(read(rows, rule(AMOUNT, title="chi ngân sách"))) == {
        ("Chi A", "", "2025-06", "month"): 70,
        ("Chi B", "", "2025-06", "month"): 71,
    }


@pytest.mark.parametrize(
    "title, basis, value",
    [
        ("TAI NẠN (từ 15/12/2024 đến 14/6/2025)", "year_to_date", None),
        ("TAI NẠN (từ 01/01/2025 đến 30/6/2025)", "year_to_date", 20),
        ("TAI NẠN (từ ngày 02/6/2025 đến ngày 08/6/2025)", "month", None),
        ("TAI NẠN (từ ngày 15/5/2025 đến ngày 14/6/2025)", "month", None),
        ("TAI NẠN (từ ngày 01/6/2025 đến ngày 30/6/2025)", "month", 20),
    ],
)
def test_the_days_of_a_title_say_what_its_figures_count(read, codes, title, basis, value):
    rows = table(["Số liệu"], ("Số vụ", 20), ("Số bị thương", 4), title=title)
    found = read(rows, rule([{"words": "số liệu", "basis": basis}], title="tai nạn"))
    assert next((o["value"] for o in found.observations), None) == value
    assert (("error", "no_basis") in codes(found)) is (value is None)


def test_the_police_s_year_is_read_where_the_rule_says_its_day(read):
    rows = table(
        ["Số liệu"], ("Số vụ", 20), ("Số bị thương", 4), title="TAI NẠN (từ 15/12/2024 đến 14/6/2025)"
    )
    found = read(
        rows, rule([{"words": "số liệu", "basis": "year_to_date"}], title="tai nạn", month_from_day=15)
    )
    assert {(o["period_start"], o["period_end"]) for o in found.observations} == {
        ("2024-12-15", "2025-06-14")
    }
    assert days_between("Nghị định 15/12/2024 và 14/6/2025") is None


def test_a_year_that_the_day_or_the_file_s_name_contradicts_is_asked_about(read, codes):
    rows = table(["Tháng 1"], ("Thu A", 10), ("Thu B", 5), title="THU NGÂN SÁCH THÁNG 1 NĂM 2024")
    assert ("warning", "year_doubt") not in codes(read(rows, rule(["month"])))
    assert ("warning", "year_doubt") in codes(read(rows, rule(["month"]), name="thu T1.2025.xlsx"))
    assert ("warning", "year_doubt") not in codes(read(rows, rule(["month"]), name="thu T1.2024.xlsx"))
    assert ("warning", "year_doubt") in codes(
        read([["Cần Đước, ngày 25 tháng 1 năm 2025"], *rows], rule(["month"]))
    )
    assert ("warning", "year_doubt") not in codes(
        read([["Cần Đước, ngày 5 tháng 2 năm 2024"], *rows], rule(["month"]))
    )


def test_an_old_month_in_the_title_gives_way_to_the_head_for_the_whole_table(read, figures):
    rows = table(
        ["Tháng 6", "Lũy kế"], ("Thu A", 10, 60), ("Thu B", 5, 30), title="THU NGÂN SÁCH THÁNG 5 NĂM 2025"
    )
    found = figures(read(rows, rule(["month", "year_to_date"])))
    assert found["Thu A", "", "2025-06", "year_to_date"] == 60
    ahead = table(
        ["Ước tháng 6", "Lũy kế"], ("Thu A", 10, 50), ("Thu B", 5, 30), title="THU NGÂN SÁCH THÁNG 5 NĂM 2025"
    )
    assert figures(read(ahead, rule(["year_to_date"])))["Thu A", "", "2025-05", "year_to_date"] == 50


def test_weeks_of_january_are_no_months(read):
    weeks = [datetime(2025, 1, 5), datetime(2025, 1, 12)]
    rows = table(weeks, ("Số ca", 10, 12), ("Số ca nặng", 1, 2), title="SỐT XUẤT HUYẾT THÁNG 5 NĂM 2025")
    found = read(rows, rule(["level"], title="sốt xuất huyết"))
    assert {o["period_start"] for o in found.observations} == {"2025-01-05", "2025-01-12"}


def test_spellings_of_quarters_months_and_minus():
    assert closing("THU NGÂN SÁCH QUÍ II NĂM 2025") == (2025, 6)
    assert meaning("Quí II", 2025, 6).meaning == "quarter"
    assert meaning("Thg 6/2025", 2025, 6).meaning == "month"
    assert parse_number("–12,5") == -12.5


def test_rows_to_date_and_a_lone_head_that_is_not_known(read, figures):
    rows = [
        ["TAI NẠN GIAO THÔNG NĂM 2025"],
        ["Mốc báo cáo", "Số vụ"],
        ["Tháng 1", 3],
        ["Lũy kế đến tháng 2", 7],
        ["31/01/2025", 9],
    ]
    columns = [{"words": "số vụ", "measure": "v"}]
    found = figures(read(rows, [{"title": "tai nạn giao thông", "periods": "rows", "columns": columns}]))
    assert found == {("v", "", "2025-01", "month"): 3, ("v", "", "2025-02", "year_to_date"): 7}


PLACES = [{"code": "1", "name": "Xã Tân Lân"}, {"code": "2", "name": "Xã Mỹ Lệ"}]


def test_offices_of_a_commune_stand_for_it_and_near_names_are_asked_about(read, figures, codes):
    rows = table(
        ["Số hộ"], ("UBND xã Tân Lân", 21), ("Mỹ Lệ (cũ)", 12), title="HỘ NGHÈO THÁNG 6 NĂM 2025", label="Xã"
    )
    rules = [
        {
            "title": "hộ nghèo",
            "places": "rows",
            "basis": "level",
            "columns": [{"words": "số hộ", "measure": "h"}],
        }
    ]
    found = read(rows, rules, places=PLACES)
    assert figures(found) == {("h", "1", "2025-06", "level"): 21}
    assert ("error", "place_unknown") in codes(found)


@pytest.mark.parametrize(
    "head, basis, read_as",
    [
        ("Thực hiện năm 2024", "month", None),
        ("Thực hiện 6 tháng", "month", None),
        ("Thực hiện tháng 6", "year_to_date", None),
        ("Thực hiện tháng 6", "month", 50),
        ("Thực hiện 6 tháng", "year_to_date", 50),
        ("Tăng, giảm thực hiện", "month", None),
        ("Thực hiện giảm so với cùng kỳ", "month", None),
        ("Tỷ lệ thực hiện", "month", None),
    ],
)
def test_a_column_asked_for_by_words_is_of_the_kind_its_head_says(read, codes, head, basis, read_as):
    rows = table([head], ("Thu A", 50), ("Thu B", 25))
    found = read(rows, rule([{"words": "thực hiện", "basis": basis}]))
    assert next((o["value"] for o in found.observations), None) == read_as
    assert bool(codes(found) & {("error", "no_basis"), ("warning", "no_columns")}) is (read_as is None)


def test_what_was_summed_up_when_the_period_began_is_of_the_month_before():
    assert meaning("Lũy kế đầu kỳ", 2025, 6).span.last == 5
    assert meaning("Lũy kế từ đầu năm", 2025, 6).span.last == 6


@pytest.mark.parametrize("name", ["Biểu 1 (tiếp)", "Trang 2"])
def test_a_sheet_named_as_the_next_page_goes_on(read, name):
    sheets = {
        "Biểu 1": table(["Tháng 6"], ("Thu A", 10), ("Thu B", 5)),
        name: [["Chỉ tiêu", "Tháng 6"], ["Thu C", 4], ["Thu D", 7]],
    }
    found = read(sheets, rule(["month"]))
    assert [o["measure"] for o in found.observations] == ["Thu A", "Thu B", "Thu C", "Thu D"]


AGAIN = ["Kế hoạch năm 2025", "Thực hiện tháng 6", "Lũy kế 6 tháng"]


@pytest.mark.parametrize("heads", [AGAIN, [*AGAIN[2:], *AGAIN[:2]], ["KH 2025", "TH T6", "LK 6T"]])
@pytest.mark.parametrize("label", ["Nội dung chi", "Nhóm đối tượng", "Tội danh"])
def test_a_second_table_begins_whatever_stands_over_its_labels(read, label, heads):
    rows = [
        [TITLE],
        [UNIT],
        ["STT", "Chỉ tiêu", *AGAIN],
        [1, "Phí A", 560, 41, 275],
        [2, "Phí B", 480, 39, 258],
    ]
    rows += [["CHI NGÂN SÁCH THÁNG 6 NĂM 2025"], ["STT", label, *heads]]
    rows += [["", "Tổng số", 1700, 130, 850], [1, "Trợ cấp", 900, 70, 450], [2, "Khác", 800, 60, 400]]
    found = read(rows, rule(["month", "year_to_date", "plan"]))
    assert {o["measure"].split("#")[0] for o in found.observations} == {"Phí A", "Phí B"}
    assert len(found.observations) == 6 and not any(p.severity == "error" for p in found.problems)


@pytest.mark.parametrize("label", ["Tổng cộng", "TỔNG SỐ", "Tổng thu NSNN", "Cộng"])
@pytest.mark.parametrize("last", [True, False])
def test_the_label_of_a_total_may_stand_in_the_column_of_list_numbers(read, label, last):
    rows = [[1, "Phí A", 560, 41, 275], [2, "Phí B", 480, 39, 258], [3, "Phí C", 480, 39, 258]]
    rows.insert(3 * last, [label, "", 1520, 119, 791])
    found = read(
        [[TITLE], [UNIT], ["STT", "Chỉ tiêu", *AGAIN], *rows], rule(["month", "year_to_date", "plan"])
    )
    assert {o["value"] for o in found.observations if o["measure"].startswith(label)} == {
        119,
        791,
        1520,
    }


@pytest.mark.parametrize("name", ["LỚP 6", "LỚP 9", "NGHỊ QUYẾT 57", "ĐỀ ÁN 06", "CHỈ THỊ 05", "KHU PHỐ 6"])
@pytest.mark.parametrize("month", ["THÁNG 6 NĂM 2025", "THÁNG 6/2025"])
def test_the_number_of_a_name_is_no_day_of_the_month_behind_it(read, name, month):
    rows = table(
        ["Chỉ tiêu năm 2025", "Thực hiện trong tháng"],
        ("Quỹ A", 90, 30),
        ("Quỹ B", 80, 20),
        title=f"THU QUỸ {name} {month}",
    )
    found = read(rows, rule(["month"], title=f"thu quỹ {name.lower()}"))
    assert {(o["period"], o["value"]) for o in found.observations} == {("2025-06", 30), ("2025-06", 20)}
