"""What an analyst reads after a slip: in words, what to write instead, no guess that misleads."""

import datetime as dt
import errno
import re

import pytest
from IPython.core.interactiveshell import InteractiveShell

from analysis.cli import main
from analysis.commands import _explain
from analysis.ingest.contract import NoData
from analysis.ingest.problems import nowhere
from analysis.ingest.sources import load_sources
from analysis.language import refused
from analysis.notes import Notes, load_notes
from analysis.params import Monthly, ParameterError, RunParams
from analysis.programme import load_programme
from analysis.run.graph import _units
from analysis.run.report import nowcast
from analysis.yamlfile import FileMistakes, Mistake, Unknown, closest, load_yaml, one_of

DISTRICT = RunParams.load()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("không có tệp này", "tệp: không có tệp này; cần"),
        ("thiếu khóa này (missing)", "tệp: thiếu khóa này (missing); cần"),
        ("tệp trống", "tệp: tệp trống; cần"),
        ("chưa khai báo", "tệp: chưa khai báo; cần"),
        ("“42,5”", "tệp: có “42,5”; cần"),
        ("khóa lạ “form”", "tệp: có khóa lạ “form”; cần"),
    ],
)
def test_no_sentence_has_two_verbs(found, said):
    assert said in str(Mistake("a.yml", 1, "tệp", found, "x"))


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("2026-05", ["2025-05", "2025-06"]),
        ("28127", ["28126", "28147"]),
        ("1.1", ["1.2", "11"]),
        ("thang", ["lang", "place"]),
        ("fr", ["vi", "en"]),
    ],
)
def test_what_is_as_wrong_as_anything_else_is_no_guess(word, known):
    assert closest(word, known) == ""


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("MONTH", ["month"], "month"),
        ("9_brief", ["09_brief"], "09_brief"),
        ("econmy", ["economy"], "economy"),
    ],
)
def test_a_slip_of_the_pen_is_guessed(word, known, near):
    assert closest(word, known) == near


def test_a_list_of_choices_is_never_empty_nor_endless():
    assert one_of(["a", "b"]) == "một trong a, b"
    assert "một trong" not in one_of([]) and "chưa khai báo" in one_of([])
    assert one_of(range(99)).endswith("… (99)")


@pytest.mark.parametrize(
    ("key", "meant"),
    [("thang", "month"), ("tháng", "month"), ("xã", "place"), ("Đơn vị", "owner"), ("ngon_ngu", "lang")],
)
def test_a_vietnamese_word_for_a_parameter(key, meant):
    with pytest.raises(ParameterError, match=f"did you mean '{meant}'"):
        RunParams.load(overrides={key: "x"})


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("42,5", "42.5"), ("1.234,5", "1234.5"), ("1.234.567", "1234567"), ("1 234", "1234"), ("50%", "50"),
        ("nhiều", ""), ("12/5", ""), ("1,234,567", ""),
    ],
)  # fmt: skip
def test_a_number_as_it_is_written_in_vietnam(tmp_path, written, instead):
    text = DISTRICT.programme_file.read_text("utf-8")
    changed = re.sub(r"low: [0-9.]+", f"low: {written}", text, count=1)
    (tmp_path / "programme.yml").write_text(changed, "utf-8")
    with pytest.raises(FileMistakes) as caught:
        load_programme(tmp_path / "programme.yml")
    [m] = caught.value.mistakes
    assert m.found == f"“{written}”" and m.suggestion == instead and "một số" in m.expected


def test_twenty_eight_thousand_is_not_read_as_twenty_eight(tmp_path):
    text = DISTRICT.programme_file.read_text("utf-8")
    (tmp_path / "programme.yml").write_text(re.sub(r"low: 28000\b", "low: 28.000", text, count=1), "utf-8")
    with pytest.raises(FileMistakes, match="28000 nếu là phần nghìn"):
        load_programme(tmp_path / "programme.yml")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("deadline: 30/6/2025", ["“30/6/2025”", "did you mean '2025-06-30'"]),
        ("deadline: 31/2/2025", ["“31/2/2025”", "2025-06-30"]),
        ("state: xong", ["“xong”", "done, in_hand, overdue"]),
        ("owner: khong-co", ["“khong-co”", "chương trình không có"]),
        ("waht: x", ["“waht”"]),
    ],
)
def test_a_slip_in_the_notes(tmp_path, line, words):
    fields = {"what": "what: Việc", "owner": "owner: thue", line.partition(":")[0]: line}
    (tmp_path / "2025-06.yml").write_text("assigned:\n  - {" + ", ".join(fields.values()) + "}\n", "utf-8")
    with pytest.raises(FileMistakes) as caught:
        load_notes(tmp_path, "2025-06", programme=DISTRICT.programme)
    assert len(caught.value.mistakes) == 1 and all(w in str(caught.value) for w in words), str(caught.value)


@pytest.mark.parametrize("text", ["story: 99", "causes: [{measure: 99, cause: a}]", "month: 2025-05"])
def test_a_note_that_would_appear_nowhere_is_named(tmp_path, text):
    (tmp_path / "2025-06.yml").write_text(text + "\n", "utf-8")
    with pytest.raises(FileMistakes, match="99|2025-05"):
        load_notes(tmp_path, "2025-06", programme=DISTRICT.programme)


def test_another_kind_of_file_is_one_mistake():
    with pytest.raises(FileMistakes) as caught:
        RunParams.load(DISTRICT.programme_file)
    assert len(caught.value.mistakes) == 1 and "khóa lạ" in str(caught.value)


def test_an_unknown_programme_lists_those_there_are():
    with pytest.raises(FileMistakes, match="can-duoc-2025, public-investment, vietnam"):
        RunParams.load("params/nowhere/monthly.yml")


def test_a_notebook_of_another_programme_says_so():
    other = RunParams.load("public-investment").programme
    with pytest.raises(KeyError) as caught:
        other.measure("1.1")
    said = str(caught.value)
    assert "public-investment" in said and "“1.1”" in said and "group.ipynb" in said
    assert not said.startswith("'"), "no quotes of Python's around the sentence"
    with pytest.raises(KeyError) as caught:  # a slip of the pen speaks of no other programme
        RunParams.load("can-duoc-2025").programme.measure("20 a")
    assert "“20a”" in str(caught.value) and "another programme" not in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        ParameterError("tháng (month)", "x", "YYYY-MM"),
        NoData("Không có thư mục số liệu"),
        FileMistakes([Mistake("a.yml", 1, "k", "“x”", "y")]),
        Unknown("Chương trình không có"),
    ],
)
def test_a_notebook_shows_one_line_and_no_traceback(error, capsys):
    shell = InteractiveShell()
    shell.user_ns["error"] = error
    shell.run_cell("def inside(): raise error\ninside()")
    told = capsys.readouterr().out
    assert str(error) in told and len(told.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "call",
    [
        "from analysis import open_book; open_book('2031-06')",
        "from analysis import open_book; open_book('2025-06', 'khong-co')",
        "from analysis.assess.series import read_series; read_series('khong-co.csv')",
        "from analysis.present.offered import Charts; Charts(object()).khong_co",
        "from analysis.assess.changes import compare; from types import SimpleNamespace as N\n"
        "compare(N(programme=N(id='a'), place=None), N(programme=N(id='b'), place=None))",
    ],
)
def test_what_the_library_refuses_in_a_notebook_is_one_line(call, capsys):
    shell = InteractiveShell()
    shell.run_cell(call)
    told = capsys.readouterr().out.strip()
    assert len(told.splitlines()) == 1 and "(" in told, told


def test_yes_is_no_number(tmp_path):
    file = tmp_path / "monthly.yml"
    for key in ("timeout", "memory", "retries"):
        file.write_text(f"raw: x\nnotebooks: [a]\n{key}: true\n", encoding="utf-8")
        with pytest.raises(FileMistakes, match=f"dòng 3, {key}: có true; cần một số"):
            load_yaml(file, Monthly)


@pytest.mark.parametrize(("month", "known"), [("2025-06", "28129"), ("2025-08", "28114")])
@pytest.mark.parametrize("called", ["{code}", "{name}", "{bare}", "{shout}"])
def test_a_place_is_asked_for_by_code_or_name(month, known, called):
    from analysis.places import load_places

    places = load_places(DISTRICT.places)
    units = places.units_on(dt.date.fromisoformat(f"{month}-28"))
    unit = next(u for u in units if u.code == known)
    names = {"code": known, "name": unit.name, "bare": unit.bare, "shout": unit.bare.upper()}
    summary = {"month": month, "places": {u.code: u.name for u in units}, "owners": {}}
    asked = RunParams.load(overrides={"place": called.format(**names)})
    assert [folder for folder, *_ in _units(asked, (), summary)] == [f"place-{known}/"]


@pytest.mark.parametrize(
    ("place", "words"),
    [("Long Hòa", ["Long Hòa", "thuộc Xã Rạch Kiến", "01/07/2025"]), ("Sài Gòn", ["28114 Xã Rạch Kiến"])],
)
def test_a_place_that_is_none_says_what_became_of_it(place, words):
    from analysis.places import load_places

    units = load_places(DISTRICT.places).units_on(dt.date(2025, 8, 31))
    summary = {"month": "2025-08", "places": {u.code: u.name for u in units}, "owners": {}}
    with pytest.raises(ParameterError) as caught:
        list(_units(RunParams.load(overrides={"place": place}), (), summary))
    assert all(w in str(caught.value) for w in words), str(caught.value)


def test_a_programme_without_places_says_that_there_are_none():
    asked = RunParams.load("vietnam", {"place": "28126"})
    with pytest.raises(ParameterError, match="chưa khai báo"):
        list(_units(asked, (), {"month": "2020-06", "places": {}, "owners": {}}))


def test_nowcast_shows_the_total_in_the_language_s_numbers(capsys):
    line = {
        "series": "a",
        "total": 3133.04,
        "p10": 2901.5,
        "p50": 3130.0,
        "p90": 3380.26,
        "probability": 0.845,
    }
    nowcast([line, {**line, "series": "b", "total": -0.05123, "probability": None}], as_json=False)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "a: 3.133,0 (80%: 2.901,5–3.380,3), khả năng đạt (probability) 84,5%"
    assert second.startswith("b: −0,051230 ")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file or directory", "/khong/co"), "Không mở hoặc không ghi được"),
        (Unknown("Chương trình không có"), "Chương trình không có"),
        (RuntimeError("x"), "Lỗi không lường trước"),
    ],
)
def test_the_command_explains(error, said, capsys):
    assert _explain(error) == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("run", "a.yml"), "thừa “a.yml”; tệp tham số viết sau --params"),
        (("run", "--jobs", "0"), "--jobs: cần một số từ 1 trở lên"), (("run", "--jobs", "x"), "--jobs: cần một số"),
        (("run", "--month"), "--month cần một giá trị theo sau"), (("run", "--nope"), "--nope (no such option)"),
        (("rnu",), "không có lệnh “rnu”"), (("rnu",), "Có phải ý là “run”?"),
        (("run", "--mont"), "Gần giống (like it): --month"),
        (("forms", "--out", "x"), "còn thiếu (missing) --month YYYY-MM"),
        (("forms",), "forms --month YYYY-MM --out DIR"), (("check",), "check FILES"), (("rebuild",), "rebuild RUN_ID"),
        (("run", "--fresh=1"), "--fresh đứng một mình"), (("new",), "Còn thiếu tên chương trình"),
    ],
)  # fmt: skip
def test_a_slip_in_the_command_is_said_in_vietnamese(asked, said, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["brief", *asked])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert said in capsys.readouterr().err


PROGRAMME = """id: xa-mau-2026
year: 2026
name_vi: "Kế hoạch"
area: {id: xa, name_vi: "xã Mẫu"}
groups: [{id: economy, name_vi: "Kinh tế"}]
owners: [{id: thue, name_vi: "Đội Thuế"}]
targets:
  - id: "1"
    group: economy
    name_vi: "Thu"
    measures:
      - {id: "1", name_vi: "Thu", unit: tỷ đồng, kind: flow, rule: ge, low: 120, cadence: month,
         owners: [{owner: thue}]}
"""
MONTHLY = "raw: raw\nnotebooks: [01_ingest]\n"
SOURCES = """sources:
  - owner: thue
    files: "thue/*.xlsx"
    tables: [{title: thu ngân sách, rows: {Tổng thu: "1"}, columns: [month]}]
"""
NOTES = """month: 2026-06
asks: [{what: "Xin quyết định", deadline: 2026-07-01}]
"""
LOADED = {
    PROGRAMME: lambda path: load_programme(path),
    MONTHLY: lambda path: load_yaml(path, Monthly),
    SOURCES: lambda path: load_sources(path),
    NOTES: lambda path: load_yaml(path, Notes),
}


@pytest.mark.parametrize(
    ("file", "right", "wrong", "suggestion", "said"),
    [
        (PROGRAMME, "low: 120", "low: 42,5", "42.5", "dấu phẩy"),
        (PROGRAMME, "low: 120", "low: 12,5%", "12.5", "decimal point"),
        (PROGRAMME, "low: 120", "low: 1.200,5", "1200.5", "decimal point"),
        (PROGRAMME, "low: 120", "low: 1,200", "", "1200 nếu là phần nghìn, 1.2000 nếu là số lẻ"),
        (PROGRAMME, "low: 120", "low: 1 200", "1200", "một số"),
        (PROGRAMME, "low: 120", "low: 120 tỷ", "", "không kèm chữ"),
        (PROGRAMME, "low: 120", 'low: "≥ 120"', "", "không kèm chữ"),
        (PROGRAMME, "kind: flow", "kind: cộng dồn", "flow", "budget"),
        (PROGRAMME, "kind: flow", "kind: tổng", "", "budget"),
        (PROGRAMME, "rule: ge", 'rule: ">="', "ge", "range"),
        (PROGRAMME, "rule: ge", "rule: không quá", "le", "range"),
        (PROGRAMME, "rule: ge", "rule: >=", "", "dấu nháy"),
        (PROGRAMME, "cadence: month", "cadence: quý", "quarter", "season"),
        (PROGRAMME, "owners: [{owner: thue}]", "owners: [thue]", "{owner: thue}", "owner"),
        (PROGRAMME, "owners: [{owner: thue}]", "owners: thue", "", "một danh sách"),
        (PROGRAMME, "{owner: thue}", "{owner: Đội Thuế}", "thue", "đã khai: thue"),
        (PROGRAMME, "group: economy", "group: Kinh tế", "economy", "đã khai: economy"),
        (PROGRAMME, '"Đội Thuế"}', '"Đội Thuế", to: 2026-06-30}', "{owner: thue, to: 2026-06-30}", "không ghi from"),
        (PROGRAMME, '"Đội Thuế"}', '"Đội Thuế", from: 2026-7-1}', "2026-07-01", "ngày dạng"),
        (PROGRAMME, '"Đội Thuế"}', '"Đội Thuế", from: 2026-06-31}', "", "không có ngày này"),
        (PROGRAMME, 'area: {id: xa, name_vi: "xã Mẫu"}', "area: xã Mẫu", "", "name_vi, id"),
        (PROGRAMME, 'name_vi: "Kế hoạch"', 'tên: "Kế hoạch"', "name_vi", "khóa đã biết"),
        (PROGRAMME, "year: 2026", "year: 2026/27", "", "one calendar year"),
        (PROGRAMME, "year: 2026", "year: 2026-2027", "", "one calendar year"),
        (PROGRAMME, "year: 2026", "year: 26", "", "1900"),
        (PROGRAMME, "year: 2026", "year: 2026\nclosing_day: 35", "", "đến 31"),
        (PROGRAMME, "year: 2026", "year: 2026\nrequired_share: 60", "", "đến 1"),
        (PROGRAMME, "year: 2026", "year: 2026\nrequired_share: 60%", "", "không kèm chữ"),
        (SOURCES, "sources:", "places: places.csv\nsources:", "", "xóa khóa places"),
        (SOURCES, "[month]", "[lũy kế]", "year_to_date", "half_year"),
        (SOURCES, 'thu: "1"', "thu: 1.1", '"1.1"', "dấu nháy"),
        (SOURCES, "columns:", "decimal: phẩy, columns:", ",", "“,”, “.”"),
        (SOURCES, "columns:", "period: 06/2026, columns:", "", 'cần period: "2025-06"'),
        (SOURCES, 'rows: {Tổng thu: "1"}, ', "", "", "cần rows, events"),
        (MONTHLY, "raw: raw", "raw: raw\nlang: vn", "vi", "vi, en"),
        (MONTHLY, "raw: raw", "raw: raw\npapers: word", "", "một danh sách"),
        (MONTHLY, "raw: raw", "raw: raw\npapers: không", "[]", "một danh sách"),
        (MONTHLY, "raw: raw", "raw: raw\npapers: [brief.pdf]", "", "annex.xlsx"),
        (MONTHLY, "raw: raw", "raw: raw\npapers: [annex.xslx]", "annex.xlsx", "annex.xlsx"),
        (MONTHLY, "raw: raw", "raw: raw\nschedule: 5", "", "day, hour, until"),
        (MONTHLY, "raw: raw", "raw: raw\nschedule: {hour: 7h}", "", "không kèm chữ"),
        (MONTHLY, "notebooks: [01_ingest]", "notebooks: 01_ingest", "[01_ingest]", "một danh sách"),
        (NOTES, "deadline", "hạn", "deadline", "khóa đã biết"),
        (NOTES, "asks: [", "asks: Không\nassigned: [", "[]", "một danh sách"),
        (NOTES, "month: 2026-06", "month: 2026-06\ncauses: Thiếu vốn", "", "một danh sách"),
    ],
)  # fmt: skip
def test_what_to_write_instead_is_said_and_never_a_guess_that_misleads(
    tmp_path, file, right, wrong, suggestion, said
):
    assert right in file
    LOADED[file](written(tmp_path, file))
    with pytest.raises(FileMistakes) as error:
        LOADED[file](written(tmp_path, file.replace(right, wrong)))
    first = error.value.mistakes[0 if "tên:" not in wrong else -1]
    assert (first.suggestion, said in str(first)) == (suggestion, True), str(first)


def written(folder, text):
    (path := folder / "a.yml").write_text(text, encoding="utf-8")
    return path


def test_what_the_system_says_is_told_in_vietnamese(tmp_path):
    """Of which file and why, English beside; only a file may be open in Excel."""
    taken = tmp_path / "báo cáo"
    taken.mkdir()
    with pytest.raises(FileExistsError) as exists:
        taken.mkdir()
    assert refused(exists.value) == f"{taken}: đã có tệp hay thư mục tên này (File exists)"
    closed = PermissionError(errno.EACCES, "Permission denied", str(taken))
    assert refused(closed) == f"{taken}: không có quyền mở hay ghi (Permission denied)"
    assert "Excel" not in nowhere(taken, "báo cáo", closed).message
    assert "đang mở trong Excel" in nowhere(taken / "a.xlsx", "a.xlsx", closed).message
    assert refused(OSError("Ổ đĩa đầy.")) == "Ổ đĩa đầy." and refused(ValueError("sai")) == "sai"
