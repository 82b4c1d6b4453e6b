import json
import re
import zipfile
from pathlib import Path

import pytest

from analysis.check_command import run
from analysis.draft.table_words import file_pattern, month_in, title_words
from analysis.ingest.read import COLUMNS

ROWS = [
    ["Thu ngân sách tháng 6 năm 2025"],
    ["", "Tháng 5", "Tháng 6"],
    ["Tổng thu", 12.5, "115..5"],
    ["Thuế", 2.5, 3.5],
]
SOURCES = 'sources: [{owner: thue, files: "*.xlsx", tables: [{title: thu ngân sách, rows: {Tổng thu: "4"}}]}]'


@pytest.fixture
def sources(tmp_path):
    path = tmp_path / "sources.yml"
    path.write_text(SOURCES, encoding="utf-8")
    return path


def test_json_lines(make_book, sources, capsys):
    assert run([make_book(ROWS)], sources, True) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines] == ["observation", "problem"]
    assert set(lines[0]) == {"kind", *COLUMNS}
    assert (lines[0]["measure"], lines[0]["value"], lines[0]["cell"], lines[0]["numerator"]) == (
        "4",
        12.5,
        "B3",
        None,
    )
    assert set(lines[1]) == {"kind", "severity", "source", "sheet", "cell", "value", "message", "remedy"}
    assert (lines[1]["severity"], lines[1]["cell"], lines[1]["value"]) == ("error", "C3", "115..5")


def test_for_people(make_book, sources, capsys):
    assert run([make_book(ROWS)], sources) == 1
    said = capsys.readouterr().out
    for words in (
        "book.xlsx",
        "06/2025",
        "không dùng",
        "Sheet1!C3",
        "115..5",
        "Không phải là số",
        "1 số liệu đọc được",
        "1 bị loại",
    ):
        assert words in said


def test_exit_codes(make_book, sources, tmp_path, capsys):
    good = make_book([ROWS[0], ROWS[1], ["Tổng thu", 12.5, 13.5]], name="tot.xlsx")
    empty = tmp_path / "rong.xlsx"
    empty.write_bytes(b"")
    assert run([good], sources) == 0
    assert run([empty, good], sources) == 2  # the other file is still read
    assert "2 số liệu đọc được" in capsys.readouterr().out
    assert run([good], tmp_path / "khong-co.yml") == 2
    assert "khong-co.yml" in capsys.readouterr().err


def test_of_a_file_of_nobody_it_is_said_how_lines_for_it_are_proposed(
    make_book, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    assert run([make_book(ROWS)]) == 0
    said = capsys.readouterr().out
    assert "brief check --params params/can-duoc-2025/monthly.yml " in said and "|" not in said


def test_a_file_of_nobody_begins_the_lines_that_would_read_it(make_book, tmp_path, monkeypatch, capsys):
    """Its own title, heads, rows and units: with ids for “?” it is read so. Nothing is promised of an empty one."""
    monkeypatch.chdir(tmp_path)
    rows = [["BÁO CÁO ĐÀN GIA SÚC THÁNG 6 NĂM 2026"], ["Chỉ tiêu", "Đơn vị", "Tháng 6"]]
    file = make_book([*rows, ["Đàn trâu rừng", "con", 12], ["Đàn voi", "con", 2]], name="gia súc.xlsx")
    assert run([file]) == 0
    said = capsys.readouterr().out
    text = "\n".join(line for line in said[said.index("\nsources:") :].splitlines() if line[:4] != "  0 ")
    filled = text.replace('voi", measure: "?"', 'voi", measure: "2"')
    (tmp_path / "sources.yml").write_text(filled, encoding="utf-8")
    assert '{label: "Đàn voi", measure: "?", unit: "con"}' in text and f"monthly.yml '{file}'" in said
    assert run([file], tmp_path / "sources.yml") == 0
    assert "2 số liệu đọc được" in capsys.readouterr().out
    assert run([make_book([["Ghi chú"], ["Không có bảng"]], name="chữ.xlsx")]) == 0
    assert "có thể bắt đầu" not in capsys.readouterr().out
    assert run([make_book([], name="trống.xlsx")]) == 1
    said = capsys.readouterr().out
    assert (
        "không có ô nào có nội dung" in said and "khai báo:" not in said and "sources.yml như sau" not in said
    )


def test_the_programme_that_takes_the_file_is_found(make_book, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "params" / "huyen"
    folder.mkdir(parents=True)
    (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run([make_book(ROWS)]) == 1
    assert "params/huyen/sources.yml" in capsys.readouterr().out.replace("\n", "")


def test_a_folder_elsewhere_is_told_as_it_would_be_in_the_raw_folder(
    make_book, tmp_path, monkeypatch, capsys
):
    folder = tmp_path / "params" / "huyen"
    folder.mkdir(parents=True)
    (folder / "sources.yml").write_text(
        SOURCES.replace('"*.xlsx"', '"2025-06/*-thue.xlsx"'), encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    file = make_book(ROWS, name="moi/2025-06/24-thue.xlsx")
    for asked in (file.parent, file.parents[1], file):
        assert run([asked], None, True) == 1
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert {line["source"] for line in lines} == {"2025-06/24-thue.xlsx"} and lines[0]["measure"] == "4"


def test_of_what_nobody_can_read_no_programme_is_named_and_no_class_of_python(
    make_book, tmp_path, monkeypatch, capsys
):
    folder = tmp_path / "params" / "huyen"
    folder.mkdir(parents=True)
    (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile(make_book(ROWS)) as whole, zipfile.ZipFile("cut.xlsx", "w") as cut:
        for name in whole.namelist():
            content = whole.read(name)
            cut.writestr(name, content[: len(content) // (2 if "sheet1" in name else 1)])
    Path("damaged.xlsx").write_bytes(b"PK\x03\x04")
    assert run([Path("cut.xlsx"), Path("damaged.xlsx")]) == 2
    said = " ".join(capsys.readouterr().out.split())
    assert "Sheet1: Không đọc được trang này: phần của nó" in said and "Tệp bị cắt cụt" in said
    assert "huyen" not in said.split("damaged.xlsx")[1] and "Error" not in said


def test_a_folder_and_a_pattern_stand_for_their_files(make_book, sources, tmp_path, capsys, monkeypatch):
    good = [ROWS[0], ROWS[1], ["Tổng thu", 12.5, 13.5], ["Thuế", 2.5, 3.5]]
    make_book(good, name="Thuế huyện/tháng 6/a.xlsx")
    make_book(good, name="Thuế huyện/b.xlsx")
    for name in ("~$b.xlsx", ".c.xlsx", "ghi-chu.txt"):
        (tmp_path / "Thuế huyện" / name).write_bytes(b"x")
    (tmp_path / "Thuế huyện" / "d.ods").write_bytes(b"x")
    assert run([tmp_path / "Thuế huyện"], sources, True) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["source"] for line in lines} == {"b.xlsx", "d.ods", "tháng 6/a.xlsx"}
    monkeypatch.chdir(tmp_path)
    assert run([Path("Thuế huyện/*.xlsx")], sources) == 0
    assert "2 số liệu đọc được" in capsys.readouterr().out
    assert run([Path("Thuế huyện/*.xls")], sources) == 2
    said = capsys.readouterr().out
    assert "*.xls" in said and "không có tệp này" in said


def test_what_only_files_together_can_tell(make_book, sources, capsys):
    """May in tỷ đồng, June in triệu đồng, each file right by itself."""
    sources.write_text(SOURCES.replace("rows:", "unit: tỷ đồng, rows:"), encoding="utf-8")
    books = []
    for number, (unit, value) in enumerate([("ĐVT: tỷ đồng", 45), ("ĐVT: triệu đồng", 46_000)], 5):
        rows = [
            [f"Thu ngân sách tháng {number} năm 2025"],
            [unit],
            ["", f"Tháng {number}"],
            ["Tổng thu", value],
            ["Phí", 3],
        ]
        books.append(make_book(rows, name=f"{number}.xlsx"))
    assert run([books[0]], sources) == run([books[1]], sources) == 0
    assert "Đơn vị tính đổi" not in capsys.readouterr().out
    assert run(books, sources) == 0
    assert "6.xlsx / Sheet1!B4 có “46”: Đơn vị tính đổi" in capsys.readouterr().out.replace("\n", " ")
    run(books, sources, True)
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(last) == {"kind", "severity", "source", "sheet", "cell", "value", "message", "remedy"}
    assert (last["severity"], last["source"], last["cell"]) == ("warning", "6.xlsx", "B4")


def test_cells_that_lack_the_same_thing_are_told_in_one_line(make_book, sources, capsys):
    sources.write_text(SOURCES.replace("rows:", "unit: tỷ đồng, rows:"), encoding="utf-8")
    assert (
        run([make_book([ROWS[0], ["ĐVT: tấn"], ROWS[1], ["Tổng thu", 12.5, 13.5], ["Phí", 1, 2]])], sources)
        == 1
    )
    said = " ".join(capsys.readouterr().out.split())
    assert (
        said.count("Đơn vị tính trong bảng") == 1
        and "B4, C4 có “12.5”, “13.5”" in said
        and "2 bị loại" in said
    )


def test_a_sources_file_with_mistakes_is_named(make_book, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "params" / "huyen"
    folder.mkdir(parents=True)
    (folder / "sources.yml").write_text(SOURCES.replace("title:", "tiltle:"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run([make_book(ROWS)])
    assert "tiltle" in capsys.readouterr().err


@pytest.mark.parametrize(("title", "words"), [
    ("Kết quả việc làm mới (kèm theo báo cáo số 11/BC-KT ngày 20/1/2026)", "kết quả việc làm mới"),
    ("Phụ lục báo cáo số 123/BC-UBND ngày 5 tháng 2 năm 2026 về thu hoạch lúa", "thu hoạch lúa"),
    ("Tháng 3 năm 2026: Kết quả thu ngân sách", "kết quả thu ngân sách"),
    ("Tiến độ gieo trồng đến ngày 15/02/2026", "tiến độ gieo trồng"),
    ("Tỷ lệ trẻ dưới 5 tuổi suy dinh dưỡng 6 tháng đầu năm 2026", "tỷ lệ trẻ dưới 5 tuổi suy dinh dưỡng"),
    ("Tháng 3/2026", ""),
])  # fmt: skip
def test_what_changes_from_month_to_month_is_no_word_of_a_title(title, words):
    assert title_words(title) == words


@pytest.mark.parametrize(("name", "pattern", "month"), [
    ("BC_KinhTe_T1_2026.xlsx", "BC_KinhTe_T*.xlsx", "*{month}_{year}.xlsx"),
    ("Biểu 02 tháng 3.xlsx", "Biểu 02 tháng *.xlsx", ""),
    ("VHXH quý II 2026.xls", "VHXH quý*.xls", ""),
    ("kinhte/01-2026.xlsx", "kinhte/*.xlsx", "*{month}-{year}.xlsx"),
    ("01-2026.xlsx", "01-2026.xlsx", "*{month}-{year}.xlsx"),
    ("2026-01 thu ngân sách.xlsx", "* thu ngân sách.xlsx", "*{year}-{month}*.xlsx"),
])  # fmt: skip
def test_the_files_of_other_months_bear_the_drafted_pattern(name, pattern, month):
    assert (file_pattern(name), month_in(name)) == (pattern, month)


def test_the_last_month_with_a_figure_is_told(make_book, sources, capsys):
    rows = [["Thu ngân sách năm 2025"], ["", *[f"T{m}" for m in range(1, 13)]], ["Tổng thu", 12.5, 13.5, 14.5],
            ["Thuế", 2.5, 3.5, 4.5]]  # fmt: skip
    run([make_book(rows)], sources)
    assert "03/2025" in (said := capsys.readouterr().out) and "12/2025" not in said
    dated = sources.with_name("dated.yml")
    dated.write_text(SOURCES.replace("rows:", 'period: "2025", rows:'), encoding="utf-8")
    run([make_book([["Thu ngân sách"], *rows[1:]])], dated)
    assert "03/2025" in capsys.readouterr().out


def test_the_figures_of_tables_add_up_to_those_of_their_file(make_book, tmp_path, capsys):
    sources = tmp_path / "s.yml"
    sources.write_text(SOURCES, encoding="utf-8")
    again = [[v + 1 if isinstance(v, int | float) else v for v in row] for row in ROWS]
    run([make_book({"Thu": ROWS, "Thu (2)": again})], sources)  # which of them is meant nobody knows
    said = capsys.readouterr().out
    counts = [int(n) for n in re.findall(r"^ Thu.* (\d+) *$", said, re.M)]
    assert len(counts) == 2 and f"{sum(counts)} số liệu đọc được" in said
