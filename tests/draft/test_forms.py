"""A collection form, made, filled in, saved by LibreOffice and read back without any mapping."""

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import yaml

from analysis import check_command
from analysis.book import open_book
from analysis.draft import forms, inbox
from analysis.ingest.form import HIDDEN, causes_yaml
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources
from analysis.notes import load_notes
from analysis.params import RunParams
from analysis.programme import Measure

ROOT = Path(__file__).parents[2]
PROGRAMME = """
id: xa-mau-2026
year: 2026
name_vi: Xã Mẫu
area: {id: xa-mau, name_vi: xã Mẫu}
numbered: 5
groups: [{id: g, name_vi: Kinh tế}]
owners: [{id: kt, name_vi: Phòng Kinh tế}, {id: vh, name_vi: =Phòng Văn hóa}]
targets:
  - {id: "1", no: "1", group: g, name_vi: Thu, measures: [{id: "1", name_vi: Thu tiền, unit: triệu đồng, kind: flow,
     rule: ge, low: 14000, cadence: month, owners: [{owner: kt}]}]}
  - {id: "2", no: "2", group: g, name_vi: Hồ sơ, measures: [{id: "2", name_vi: Hồ sơ trễ hạn, unit: "%", kind: ratio,
     rule: le, high: 1, cadence: month, numerator_vi: trễ hạn, denominator_vi: đã giải quyết, owners: [{owner: kt}]}]}
  - {id: "3", no: "3", group: g, name_vi: Bảo hiểm, measures: [{id: "3", name_vi: Thẻ, unit: "%", kind: level,
     rule: ge, low: 95, cadence: month, owners: [{owner: kt}]}]}
  - {id: "4", no: "4", group: g, name_vi: Chợ, measures: [{id: "4", name_vi: Chợ, unit: chợ, kind: milestone, rule: ge,
     low: 1, cadence: quarter,
     steps: [{id: a, name_vi: Khởi công, planned: 2026-02-10}], owners: [{owner: kt}]}]}
  - {id: "5", no: "5", group: g, name_vi: Nhà văn hóa, measures: [{id: "5", name_vi: Nhà, unit: nhà, kind: flow,
     rule: ge, low: 2, cadence: month, owners: [{owner: vh}]}]}
"""


@pytest.fixture
def house(tmp_path, monkeypatch):
    home = tmp_path / "params/xa-mau-2026"
    (home / "notes").mkdir(parents=True)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    (tmp_path / "raw").mkdir()
    (home / "programme.yml").write_text(PROGRAMME, encoding="utf-8")
    (home / "sources.yml").write_text("programme: xa-mau-2026\nsources: []\n", encoding="utf-8")
    (home / "monthly.yml").write_text(
        "programme: programme.yml\nsources: sources.yml\nraw: ../../raw\nnotes: notes\nnotebooks: [09_brief]\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def form(house):
    assert forms.run(params(house), house / "forms") == 0
    return house / "forms/bieu-2026-02-kt.xlsx"


def params(house, month="2026-02"):
    return RunParams.load(house / "params/xa-mau-2026/monthly.yml", {"month": month})


def filled(form, house, cells, sheet="Biểu 2026-02", change=None):
    book = openpyxl.load_workbook(form)
    for address, value in cells.items():
        book[sheet][address] = value
    if change:
        change(book)
    book.save(house / "raw" / form.name)
    return house / "raw" / form.name


def read(path, programme="xa-mau-2026"):
    return read_file(path, Sources(sources=[], programme=programme))


def told(reading):
    return [(p.code, p.cell) for p in reading.problems if p.code != "form"]


CELLS = {
    "C4": "27/02/2026", "G7": 1200, "H7": 2100.5, "J8": 3, "K8": 150, "I9": "95,2", "L10": "12/02/2026",
    "M7": "Thu đất chậm", "N7": "Đấu giá lại", "O7": "31/03/2026",
    "A14": "1/2026", "B14": "1", "C14": "Trong tháng", "D14": 800, "E14": 900.5, "F14": "cộng sót",
}  # fmt: skip


def test_a_form_has_its_owners_measures_locked_but_for_the_figures(form):
    book = openpyxl.load_workbook(form)
    sheet, hidden = book["Biểu 2026-02"], book[HIDDEN]
    assert [sheet.cell(r, 1).value for r in range(7, 11)] == ["1", "2", "3", "4#a"]
    assert sheet.protection.sheet and hidden.sheet_state == "veryHidden"
    assert [sheet[c].protection.locked for c in ("A7", "C7", "E7", "I7", "G7", "M7", "L10", "J8")] == [
        True, True, True, True, False, False, False, False,
    ]  # fmt: skip
    ruled = {c for rule in sheet.data_validations.dataValidation for c in str(rule.sqref).split()}
    assert {"C4", "G7", "H7"} <= {address for c in ruled for address in _cells(c)}
    assert (sheet["E7"].value, sheet["D8"].value) == (
        "14.000",
        "tử số: trễ hạn; mẫu số: đã giải quyết; kỳ: hằng tháng",
    )
    other = openpyxl.load_workbook(form.with_name("bieu-2026-02-vh.xlsx"))["Biểu 2026-02"]
    whole = [r for r in other.data_validations.dataValidation if r.type == "whole"]  # houses are counted
    assert {c for r in whole for area in str(r.sqref).split() for c in _cells(area)} == {"G7", "H7"}
    assert other["A1"].value == "=Phòng Văn hóa" and other["A1"].data_type != "f"


def _cells(area):
    from openpyxl.utils.cell import get_column_letter, range_boundaries

    left, top, right, bottom = range_boundaries(area)
    return [f"{get_column_letter(c)}{r}" for c in range(left, right + 1) for r in range(top, bottom + 1)]


def test_a_form_that_is_there_is_not_overwritten(form, house, capsys):
    form.write_bytes(b"mine")
    assert forms.run(params(house), house / "forms") == 1
    assert form.read_bytes() == b"mine" and "not overwritten" in capsys.readouterr().err


def test_the_round_trip_through_libreoffice(form, house, tmp_path, lacking):
    if not shutil.which("soffice"):
        lacking("soffice", "libreoffice-calc")
    sent = filled(form, house, CELLS)
    for kind in ("xlsx", "ods"):
        out = tmp_path / f"lo-{kind}"
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind,
                   "--outdir", str(out), str(sent)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        reading = read(next(out.iterdir()))
        assert told(reading) == []
        assert reading.owner == "kt" and reading.reported_on == "2026-02-27"
        assert [(o["measure"], o["period"], o["basis"], o["value"], o["cell"]) for o in reading.observations] == [
            ("1", "2026-02", "month", 1200, "G7"), ("1", "2026-02", "year_to_date", 2100.5, "H7"),
            ("2", "2026-02", "month", 2, "J8;K8"), ("3", "2026-02", "level", 95.2, "I9"),
            ("4#a", "2026-02", "event", 1, "L10"), ("1", "2026-01", "month", 900.5, "E14"),
        ]  # fmt: skip
        assert reading.causes == [
            {"measure": "1", "cause": "Thu đất chậm", "next": "Đấu giá lại", "deadline": "2026-03-31"}
        ]


def test_a_filled_form_counts_in_the_month_without_any_mapping(form, house):
    filled(form, house, CELLS)
    verdicts = open_book("2026-02", house / "params/xa-mau-2026/monthly.yml").verdicts
    assert [verdicts.loc[m, "to_date"] for m in ("1", "2", "3")] == [2100.5, 2.0, 95.2]


def test_check_reads_it_in_its_programmes_house_and_drafts_the_causes(form, house, capsys):
    assert check_command.run([filled(form, house, CELLS)]) == 0
    said = capsys.readouterr().out
    assert "params/xa-mau-2026/sources.yml" in said and "Thu đất chậm" in said and "6 số liệu" in said


def test_the_drafted_causes_are_what_the_notes_take(form, house):
    causes = read(filled(form, house, CELLS | {"M7": 'Câu "khó": {a}, # b'})).causes
    folder = house / "params/xa-mau-2026/notes"
    (folder / "2026-02.yml").write_text("month: 2026-02\ncauses:\n" + causes_yaml(causes), encoding="utf-8")
    (cause,) = load_notes(folder, "2026-02").causes
    assert (cause.measure, cause.cause, str(cause.deadline)) == ("1", 'Câu "khó": {a}, # b', "2026-03-31")


def rename(book):
    book["Biểu 2026-02"].title = "Sheet1"


def more_rows(book):
    sheet = book["Biểu 2026-02"]
    sheet.insert_rows(8, 2)
    sheet["A8"], sheet["B8"], sheet["G8"] = "99", "Chỉ tiêu mới", 5
    sheet["A9"], sheet["G9"] = "1", 7


def next_month(book):
    book["Biểu 2026-02"].title = "Tháng 3"


def per_cent(book):
    book["Biểu 2026-02"]["G7"].number_format = "0%"


@pytest.mark.parametrize(
    ("cells", "change", "problems", "measures"),
    [
        ({}, rename, [("form_sheet", "")], ["1", "1", "2", "3", "4#a", "1"]),
        ({}, more_rows, [("form_added", "A8"), ("form_added", "A9")], ["1", "1", "2", "3", "4#a", "1"]),
        ({"E7": "9.000"}, None, [("form_locked", "E7")], ["1", "1", "2", "3", "4#a", "1"]),
        ({"H9": 21.5}, None, [("form_closed", "H9")], ["1", "1", "2", "3", "4#a", "1"]),
        ({"C7": "tỷ đồng"}, None, [("form_meaning", "C7"), ("form_wrong", "B14")], ["2", "3", "4#a"]),
        ({"G6": "Lũy kế"}, None, [("form_meaning", "G6")], ["1", "2", "3", "4#a", "1"]),
        ({"A8": "2x"}, None, [("form_added", "A8"), ("form_row_gone", "")], ["1", "1", "3", "4#a", "1"]),
        ({"G7": "chưa có"}, None, [("not_a_number", "G7")], ["1", "2", "3", "4#a", "1"]),
        ({"G7": "1.234"}, None, [("separator_open", "G7")], ["1", "2", "3", "4#a", "1"]),
        ({"K8": None}, None, [("form_half", "K8")], ["1", "1", "3", "4#a", "1"]),
        ({"K8": 0}, None, [("form_half", "K8")], ["1", "1", "3", "4#a", "1"]),
        ({"L10": "sắp xong"}, None, [("date", "L10")], ["1", "1", "2", "3", "1"]),
        ({"C4": "05/01/2026"}, None, [("date_before", "C4")], ["1", "1", "2", "3", "4#a", "1"]),
        ({"B14": "77"}, None, [("form_wrong", "B14")], ["1", "1", "2", "3", "4#a"]),
        ({"A14": "12/2026"}, None, [("form_wrong", "A14")], ["1", "1", "2", "3", "4#a"]),
        ({"E14": None}, None, [("form_wrong", "E14")], ["1", "1", "2", "3", "4#a"]),
        ({"G7": 0.5}, per_cent, [("not_a_number", "G7")], ["1", "2", "3", "4#a", "1"]),
        ({"A2": "BIỂU THU THẬP THÁNG 3 NĂM 2026"}, None, [("form_month", "A2")], []),  # filled in again
        ({"A2": "BIỂU THU THẬP SỐ LIỆU THÁNG 2/2027"}, None, [("form_month", "A2")], []),
        ({"A2": "Số liệu tháng 2, gửi ngày 5 tháng 3"}, None, [], ["1", "1", "2", "3", "4#a", "1"]),
        ({}, next_month, [("form_sheet", ""), ("form_month", "")], []),
    ],
)
def test_what_was_done_to_a_form_is_named_with_its_place(form, house, cells, change, problems, measures):
    reading = read(filled(form, house, CELLS | {"I9": 95.2} | cells, change=change))
    assert told(reading) == problems
    assert [o["measure"] for o in reading.observations] == measures


def test_a_sheet_copied_within_the_workbook_is_named(form, house):
    def copied(book):
        book.copy_worksheet(book["Biểu 2026-02"])["G7"] = 99

    reading = read(filled(form, house, CELLS, change=copied))
    assert told(reading) == [("form_copied", "")]
    assert [o["value"] for o in reading.observations if o["basis"] == "month"] == [1200, 2, 900.5]


@pytest.mark.parametrize(("reported", "named"), [(800, []), ("800,0", []), (780, ["E14"]), (None, [])])
def test_a_correction_of_another_figure_than_was_reported_is_named(form, house, reported, named):
    forms.run(params(house, "2026-01"), house / "forms")
    january = form.with_name("bieu-2026-01-kt.xlsx")
    filled(january, house, {"C4": "27/01/2026", "G7": 800}, sheet="Biểu 2026-01")
    filled(form, house, CELLS | {"D14": reported})
    tables = open_book("2026-02", house / "params/xa-mau-2026/monthly.yml").tables
    assert [p.cell for p in tables.problems if p.code == "form_reported"] == named


def test_a_formula_is_named(form, house):
    reading = read(filled(form, house, {"G7": "=1000+200", "H7": 2100}))
    assert told(reading) == [("uncached", "G7")]  # openpyxl keeps no result
    assert [o["basis"] for o in reading.observations] == ["year_to_date"]


@pytest.mark.parametrize("line", [["month", "2026-13"], ["entry", "=1+1", "x", 1], ["entry", "1", "x", 1, "owner"],
                                  ["locked", "1", 99, "x"], ["entry", "1", "x", "y", "month"]])  # fmt: skip
def test_a_hidden_sheet_that_says_what_it_may_not_is_refused(form, house, line):
    reading = read(filled(form, house, CELLS, change=lambda book: book[HIDDEN].append(line)))
    assert [p.code for p in reading.problems] == ["form_broken"] and reading.observations == []


def test_a_form_of_another_programme_or_an_older_one_is_not_taken(form, house):
    sent = filled(form, house, CELLS)
    other = read(sent, "xa-khac-2026")
    assert told(other) == [("form_programme", "")] and other.observations == []
    programme = house / "params/xa-mau-2026/programme.yml"
    programme.write_text(PROGRAMME.replace('measures: [{id: "2"', 'measures: [{id: "2b"'), encoding="utf-8")
    tables = open_book("2026-02", house / "params/xa-mau-2026/monthly.yml").tables
    assert "2" not in set(tables.observations.measure)
    assert [(p.cell, p.value) for p in tables.problems if p.code == "form_measure"] == [("J8;K8", "2")]


def test_an_empty_form_says_so(form, house):
    assert told(read(filled(form, house, {}))) == [("form_empty", "")]


def test_what_a_form_drafts_is_yaml_whatever_is_typed():
    typed = {"measure": "1", "cause": "- a: [b\n# c", "next": "", "deadline": ""}
    assert yaml.safe_load("causes:\n" + causes_yaml([typed]))["causes"] == [
        {"measure": "1", "cause": typed["cause"]}
    ]


@pytest.mark.parametrize(("unit", "parts"), [("%", True), ("bác sĩ/vạn dân", True), ("con", False)])
def test_only_a_share_is_asked_for_what_it_is_made_of(unit, parts):
    herd = Measure(id="7", name_vi="Đàn bò", unit=unit, kind="level", rule="ge", low=10, cadence="month")
    ((_, _, _, asked, _),) = forms._rows(herd, "vi")
    assert ("numerator" in asked and "denominator" in asked) == parts and "level" in asked


def test_a_range_is_printed_as_its_plan():
    grown = Measure(
        id="7", name_vi="Đàn bò", unit="con", kind="level", rule="range", low=10, high=15, cadence="month"
    )
    assert forms._rows(grown, "vi")[0][-1] == "10–15"


def test_an_english_office_gets_english_forms_and_reminders(house, capsys):
    """Every word of it but the office's own, and read back as a Vietnamese one is."""
    monthly = house / "params/xa-mau-2026/monthly.yml"
    monthly.write_text(monthly.read_text("utf-8") + "lang: en\n", "utf-8")
    programme = house / "params/xa-mau-2026/programme.yml"
    english = re.sub(r"((?:name|numerator|denominator)_vi: )[^,}\n]+", r"\1Own words", PROGRAMME)
    programme.write_text(re.sub(r"unit: (?!\"%)[^,]+", "unit: km", english), "utf-8")
    assert forms.run(params(house), house / "forms") == 0
    form = house / "forms/form-2026-02-kt.xlsx"
    book = openpyxl.load_workbook(form)
    rules = book.worksheets[0].data_validations.dataValidation
    said = [str(c.value) for s in book for r in s.iter_rows() for c in r if c.value]
    said += [f"{r.error} {r.errorTitle} {r.formula1}" for r in rules]
    assert [t for t in said if re.search("[^\x00-\x7f–≥≤“”’\xa0]", t)] == []
    assert said[1] == "COLLECTION FORM, FEBRUARY 2026: Own words; send back by the end of 28 February 2026"
    got = read(filled(form, house, CELLS | {"C14": "In the month"}, sheet="Form 2026-02"))
    assert told(got) == [] and [o["value"] for o in got.observations] == [1200, 2100.5, 2, 95.2, 1, 900.5]
    capsys.readouterr()
    assert inbox.run(params(house)) == 1
    _, letter = capsys.readouterr().out.split("To: ")
    assert "of 1 measure that you report:\n  - Own words (km)" in letter
    assert not re.search("[^\x00-\x7f–“”’]", letter)


def test_the_newest_figure_is_not_called_so_where_units_told_later_months():
    """Since July the communes report rice one by one; the area's own figure is June's."""
    told = forms._last(open_book("2025-09").params, "2025-10")
    assert told["1.1"] == "51.277 (lũy kế đến tháng 6/2025); từng nơi đã báo đến tháng 9/2025"
    assert told["4"] == "37,511 (tháng 9/2025)"


def test_a_form_of_what_no_office_holds_is_read_back(house):
    path = house / "params/xa-mau-2026/programme.yml"
    text = re.sub(r", owners: \[\{owner: \w+\}\]", "", PROGRAMME)
    path.write_text(re.sub(r"owners: \[.*\]\n", "owners: []\n", text, count=1), encoding="utf-8")
    assert forms.run(params(house), house / "forms") == 0
    (form,) = (house / "forms").glob("*.xlsx")
    got = read(filled(form, house, {"G7": 1200}))
    assert [o["value"] for o in got.observations] == [1200] and not told(got)


def test_excel_lets_no_less_than_nothing_be_typed_and_no_idle_column_is_shown(form):
    sheet = openpyxl.load_workbook(form.with_name("bieu-2026-02-vh.xlsx"))["Biểu 2026-02"]
    (whole,) = [r for r in sheet.data_validations.dataValidation if r.type == "whole"]
    assert (whole.operator, whole.formula1) == ("greaterThanOrEqual", "0")
    hidden = {c for c in "GHIJKLMNO" if sheet.column_dimensions[c].hidden}
    assert hidden == {"I", "J", "K", "L"}  # levels, shares and days are asked of no measure here


def test_a_correction_in_another_unit_names_the_unit(form, house):
    cells = CELLS | {"C7": "tỷ đồng"}
    said = [p.message for p in read(filled(form, house, cells)).problems if p.code == "form_wrong"]
    assert said and all("Đơn vị tính" in s and "Mã số" not in s for s in said)


def test_a_month_of_another_year_has_no_forms_and_no_inbox(house):
    from typer.testing import CliRunner

    from analysis import commands
    from analysis.params import ParameterError

    for words in (["forms", "--out", "x"], ["inbox"]):
        asked = [*words, "--params", "params/xa-mau-2026/monthly.yml", "--month", "2027-01"]
        error = CliRunner().invoke(commands.app, asked).exception
        assert isinstance(error, ParameterError) and "2026" in str(error) and "--params" in str(error)
    assert not (house / "x").exists()
