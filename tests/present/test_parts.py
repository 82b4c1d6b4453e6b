"""What an amount is made of: shown where the data have its parts, in the same months as last year's, never judged."""

import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from analysis import open_book
from analysis.present.offered import Charts, Words
from analysis.programme import load_programme
from analysis.yamlfile import FileMistakes

PROGRAMME = """
id: xa
year: 2025
name_vi: "Chương trình xã"
area: {id: xa, name_vi: "xã"}
numbered: 1
groups: [{id: g, roman: I, name_vi: "Kinh tế"}]
owners: [{id: thue, name_vi: "Thuế"}]
targets:
  - {id: "4", no: "4", group: g, name_vi: "Thu ngân sách", measures: [
      {id: "4", name_vi: "Thu ngân sách", unit: tỷ đồng, kind: flow, rule: ge, low: 300, cadence: month, stake: money,
       owners: [{owner: thue}], parts: [{id: 4-qd, name_vi: Thu ngoài quốc doanh},
       {id: 4-dat, name_vi: Tiền sử dụng đất}, {id: 4-phi, name_vi: Phí}]}]}
"""
SOURCES = """
programme: xa
sources:
  - owner: Thuế
    files: "*.xlsx"
    reported_on: ["*_{day}-{month}-{year}.*"]
    tables:
      - title: thu ngân sách
        unit: tỷ đồng
        columns: [month, {is: plan, optional: true}]
        rows: {Tổng thu: "4", Thu ngoài quốc doanh: 4-qd, Tiền sử dụng đất: 4-dat, Phí: 4-phi}
"""
MONTHLY = """
{programme: programme.yml, sources: sources.yml, raw: raw, month: latest, lang: vi,
 notebooks: [{notebook: group, each: group}, {notebook: 09_brief, name: brief}]}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "raw").mkdir()
    for name, text in (("programme.yml", PROGRAMME), ("sources.yml", SOURCES), ("monthly.yml", MONTHLY)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def report(folder, year, month, total, parts, plan=None):
    book = openpyxl.Workbook()
    ws = book.active
    ws.append([f"Thu ngân sách tháng {month} năm {year}"])
    ws.append(["ĐVT: tỷ đồng"])
    ws.append(["Chỉ tiêu", f"Tháng {month}/{year}", f"Kế hoạch năm {year}"])
    ws.append(["Tổng thu", total, 300.0 if plan else None])
    for name, value in parts.items():
        ws.append([name, value, (plan or {}).get(name)])
    book.save(folder / "raw" / f"thu{year}-{month}_24-{month}-{year}.xlsx")


def words(html):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))


PARTS = {"Thu ngoài quốc doanh": 10.0, "Tiền sử dụng đất": 6.0}


def fill(folder, parts=PARTS, total=20.0):
    for m in range(1, 13):
        report(folder, 2024, m, 18.0, {"Thu ngoài quốc doanh": 8.0, "Tiền sử dụng đất": 6.0})
    for m in range(1, 4):
        report(folder, 2025, m, total, parts, {"Thu ngoài quốc doanh": 120.0})
    return open_book("2025-03", folder / "monthly.yml")


def test_each_part_says_its_share_its_plan_and_the_same_months_of_last_year(folder):
    book = fill(folder)
    said = words(book.chart.parts("g").html)
    assert "Thu ngân sách gồm 2 phần, lớn nhất là thu ngoài quốc doanh (50,0%)" in said
    assert (
        "50,0% của thu ngân sách; tăng 25,0% so với cùng kỳ 25,0% KH" in said
        and "30,0% của thu ngân sách; bằng" in said
    )
    assert (
        "Các phần cộng lại được 48,0 tỷ đồng, số chung 60,0 tỷ đồng: còn 12,0 tỷ đồng ngoài các phần này"
        in said
    )
    assert "Phí" not in said  # no figure, no row
    assert "lớn nhất là thu ngoài quốc doanh" in words(book.words.money().html)
    assert list(book.assessments.measures) == ["4"] and book.assessments.headline.total == 1


def test_the_parts_are_a_frame_and_each_has_its_months(folder):
    book = fill(folder)
    data = book.chart.parts("4").data.set_index("measure")
    assert data.equals(book.chart.parts("g").data.set_index("measure"))
    assert list(data.index) == ["4-qd", "4-dat"] and data["whole"].eq("4").all()
    own = data.loc["4-qd"]
    assert (own["value"], own["before"], own["plan"], own["share_of_target"]) == (30.0, 24.0, 120.0, 25.0)
    assert data["plan"].isna().tolist() == [False, True] and str(own["period"]) == "2025-03"
    picture = book.chart.parts("4")
    bars = [p.get_width() for p in picture.figure.axes[0].patches]
    assert bars == [120.0, 30.0, 18.0]  # the frame of the plan, the sums to date
    assert "Tiền sử dụng đất: 18,0\N{NO-BREAK SPACE}tỷ đồng" in picture.alt
    assert picture.save(folder / "parts.png").stat().st_size > 5_000
    by_month = book.figures("4-qd").loc["2025-01":"2025-03"]
    assert by_month["to_date"].tolist() == [10.0, 20.0, 30.0] and by_month["last_year"].iloc[-1] == 24.0
    assert set(book.reports("4-qd")["measure"]) == {"4-qd", "4-qd#plan"}
    assert list(book.verdicts.index) == ["4"]


def test_a_part_is_not_compared_over_a_day_over_which_its_whole_is_not():
    book = open_book("2025-09")
    both = pd.concat([book.figures(id)["last_year"].isna() for id in ("4", "4-nqd")], axis=1).loc["2025"]
    assert (
        both.iloc[:, 0].equals(both.iloc[:, 1])
        and both.iloc[6:].all(axis=None)
        and not both.iloc[:6].any(axis=None)
    )


def test_a_part_that_is_made_of_others_has_a_table_of_its_own(folder):
    path = folder / "programme.yml"
    inner = "parts: [{id: 4-phi, name_vi: Đấu giá quyền sử dụng đất}]"
    told = PROGRAMME.replace(", {id: 4-phi, name_vi: Phí}", "").replace(
        "sử dụng đất}", f"sử dụng đất, {inner}}}"
    )
    path.write_text(told, encoding="utf-8")
    said = words(fill(folder, parts=PARTS | {"Phí": 4.5}).chart.parts("g").html)
    assert "Tiền sử dụng đất gồm 1 phần, lớn nhất là đấu giá quyền sử dụng đất (75,0%)" in said
    assert "cộng lại được 13,5 tỷ đồng, số chung 18,0 tỷ đồng: còn 4,5 tỷ đồng" in said


def test_parts_above_the_whole_are_told_with_both_figures(folder):
    said = words(fill(folder, total=15.0).chart.parts("g").html)
    assert "Các phần cộng lại được 48,0 tỷ đồng, cao hơn số chung 45,0 tỷ đồng: lệch 3,0 tỷ đồng" in said


def test_a_part_of_other_months_is_no_share_of_the_whole(folder):
    fill(folder)
    report(folder, 2025, 3, 20.0, {"Thu ngoài quốc doanh": 10.0})
    said = words(open_book("2025-03", folder / "monthly.yml").chart.parts("g").html)
    assert "% của thu" not in said and "12,0 tỷ đồng" in said and "2 tháng" in said
    assert "lớn nhất là thu ngoài quốc doanh (30,0 tỷ đồng)" in said  # nor of parts of other months


def test_without_parts_in_the_data_nothing_is_drawn(folder):
    book = fill(folder, parts={})
    assert book.chart.parts("g").html == ""
    assert "phần" not in words(book.words.money().html)


def test_a_part_without_a_name_or_of_a_share_is_told_by_line(folder):
    path = folder / "programme.yml"
    path.write_text(
        PROGRAMME.replace(", name_vi: Phí}", "}").replace("id: 4-dat", "id: 4-qd"), encoding="utf-8"
    )
    with pytest.raises(FileMistakes) as wrong:
        load_programme(path)
    assert "tên của phần" in str(wrong.value) and "mỗi phần một lần" in str(wrong.value)
    other = """{id: 4-dat, name_vi: Tiền sử dụng đất, unit: triệu đồng, kind: flow, rule: watch, role: watch,
       cadence: month, owners: [{owner: thue}]}, """
    path.write_text(PROGRAMME.replace('{id: "4", name', other + '{id: "4", name'), encoding="utf-8")
    with pytest.raises(FileMistakes, match="4-dat” .triệu đồng.*tỷ đồng như số chung"):
        load_programme(path)
    inner = "parts: [{id: 4-dat, name_vi: Đấu giá}]"
    path.write_text(PROGRAMME.replace("Tiền sử dụng đất}", f"Tiền sử dụng đất, {inner}}}"), encoding="utf-8")
    with pytest.raises(FileMistakes, match="mỗi phần một lần"):
        load_programme(path)
    path.write_text(PROGRAMME.replace("kind: flow", "kind: level"), encoding="utf-8")
    with pytest.raises(FileMistakes, match="là số lượng"):
        load_programme(path)


def test_the_line_of_money_leads_to_the_chart_of_the_group_s_page(folder):
    view = fill(folder).view
    brief = Words(replace(view, pages=(("02_g", "g"), ("brief", "brief")))).money().html
    assert '<a href="02_g.html#parts">Thu ngân sách gồm 2 phần' in brief and "<table" not in brief
    assert 'id="parts"' in Charts(view).parts("g").html
    alone = (
        Words(replace(view, pages=(("brief", "brief"),))).money().html
    )  # no page of the group: the table itself
    assert "<table" in alone and "href" not in alone.partition("Thu ngân sách gồm")[2].partition("</p>")[0]


def test_the_district_s_disbursement_by_project_makes_its_investment():
    book = open_book("2025-06")
    said = words(book.chart.parts("economy").html)
    assert "Chi đầu tư phát triển gồm 7 phần" in said and "cộng lại được" not in said
    assert "Đường liên xã Tân Ân - Phước Tuy 16,7 tỷ đồng" in said and "kế hoạch 62,0 tỷ đồng" in said
    assert "thấp nhất so với kế hoạch là tượng đài Chiến thắng" in said and "(4,0% KH)" in said
    assert "Thu ngân sách gồm 5 phần" in said
    assert [x.id for x in book.programme.measures["5"].parts] == [
        "5-dt",
        "5-tx",
    ]  # read and shown, never judged
    assert not {"5-dt", "5-tan-an", "4-dat"} & set(book.assessments.measures)


def test_the_bar_is_of_the_plan_where_every_part_has_one_else_of_the_largest_part(folder):
    book = fill(folder)
    html = book.chart.parts("g").html
    assert re.findall(r'f-done" width="([\d.]+)%', html) == ["100.0", "60.0"] and "từ đầu năm" in html
    plans = {"Thu ngoài quốc doanh": 120.0, "Tiền sử dụng đất": 20.0}
    report(folder, 2025, 3, 20.0, PARTS, plans)
    html = open_book("2025-03", folder / "monthly.yml").chart.parts("g").html
    assert re.findall(r'f-done" width="([\d.]+)%', html) == ["25.0", "90.0"]  # beside 25,0% KH and 90,0% KH
    assert "Thanh: phần đã thực hiện của kế hoạch năm" in html


def test_parts_of_an_older_month_say_so_in_the_finding(folder):
    spent = (
        PROGRAMME.replace("numbered: 1", "numbered: 2")
        + """
  - {id: "5", no: "5", group: g, name_vi: "Chi", measures: [
      {id: "5", name_vi: "Chi", unit: tỷ đồng, kind: flow, rule: ge,
      low: 300, cadence: month, owners: [{owner: thue}]}]}
"""
    )
    (folder / "programme.yml").write_text(spent, encoding="utf-8")
    told = SOURCES.replace("Phí: 4-phi", 'Phí: 4-phi, Tổng chi: "5"')
    (folder / "sources.yml").write_text(told, encoding="utf-8")
    fill(folder, parts=PARTS | {"Tổng chi": 3.0})
    report(folder, 2025, 4, None, {"Tổng chi": 3.0})
    said = words(open_book("2025-04", folder / "monthly.yml").chart.parts("g").html)
    assert "Thu ngân sách (3 tháng) gồm 2 phần" in said and "50,0% của thu ngân sách; tăng" in said


def test_a_total_of_money_beside_the_count_is_the_line_of_money(folder):
    path = folder / "programme.yml"
    family = """
families:
  - {prefix: von, name_vi: Vốn đầu tư, group: g, unit: tỷ đồng, rule: ge, low: 100, owners: [{owner: thue}],
     uncounted: [TỔNG SỐ, Xã], parts: {TỔNG SỐ: [Xã, Ấp], Xã: [Ấp]}, called: {Ấp: Vốn của ấp}}
"""
    path.write_text(PROGRAMME.replace("stake: money,", "") + family, encoding="utf-8")
    rows = 'rows: {Tổng thu: "4", Tổng vốn: von/TỔNG SỐ, Vốn xã: von/Xã, Vốn ấp: von/Ấp}'
    told = re.sub("rows: .*", rows, SOURCES)
    (folder / "sources.yml").write_text(told, encoding="utf-8")
    book = fill(folder, parts={"Tổng vốn": 9.0, "Vốn xã": 6.0, "Vốn ấp": 3.0})
    said = words(book.words.money().html)
    assert "Kinh tế: 3 tháng thực hiện" in said and "27,0 tỷ đồng" in said and "27,0% kế hoạch năm" in said
    assert "18,0 tỷ đồng" not in said  # a part of it is no line of its own
    shown = words(book.chart.parts("g").html) + words(book.table.annex().html)
    assert (
        shown.count("Vốn của ấp") == 3
        and "Ấp" not in shown
        and book.view.entry("von/Ấp").short == "Vốn của ấp"
    )
