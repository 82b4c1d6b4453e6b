"""A reader that dies, runs on or asks for too much memory costs its file alone."""

import os
import signal
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from test_observations import house
from test_workbook import SHEET, rewritten

from analysis import check_command
from analysis.ingest import files, limits
from analysis.ingest.corrections import MOST_STALE, Page, mend, read_corrections
from analysis.ingest.limits import Lost, guarded
from analysis.ingest.observations import make_tables

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")


def work(kind: str) -> object:
    if kind == "abort":
        os.kill(os.getpid(), signal.SIGABRT)
    if kind == "raise":
        raise KeyError(kind)
    if kind == "memory":
        return len(bytearray(2 * limits.MEMORY))
    while kind == "run on":
        pass
    if kind == "wait":
        time.sleep(60)
    return kind, os.getpid()


@linux
def test_what_becomes_of_a_call(monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "SECONDS", 0.3)
    monkeypatch.setattr(limits, "WALL", 5)
    kinds = ["a", "abort", "b", "c", "raise", "run on", "wait", "memory", "d"]
    found = dict(guarded(work, [(tmp_path / k, (k,)) for k in kinds]))
    codes = {k: found[i].code if isinstance(found[i], Lost) else "" for i, k in enumerate(kinds)}
    assert codes == {"a": "", "abort": "reader_died", "b": "", "c": "", "raise": "reader_died", "run on": "reader_slow",
                     "wait": "reader_slow", "memory": "reader_died", "d": ""}  # fmt: skip
    assert found[4].facts["reason"] == "KeyError"
    assert found[2][1] == found[3][1] != os.getpid(), "one process reads many files"
    said = found[5].problem("a.xlsx")
    assert said.source == "a.xlsx" and said.severity == "error" and said.message and said.remedy


@linux
def test_several_processes_and_none_left_behind(tmp_path):
    found = dict(guarded(work, [(tmp_path, (n,)) for n in "abcdefgh"], processes=3))
    assert [found[i][0] for i in range(8)] == list("abcdefgh")
    for pid in {pid for _, pid in found.values()}:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


ROWS = [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", 115.5], ["Phí", 2]]


def far(row: str) -> str:
    return f"<row r='1'><c r='A1'><v>1</v></c></row><row r='{row}'><c r='XFD{row}'><v>1</v></c></row>"


HOSTILE = {
    "xa.xlsx": ("xl/worksheets/sheet1.xml", SHEET.format("", far("1048576"), "")),
    "sai.xlsx": ("xl/worksheets/sheet1.xml", SHEET.format("", far("99999999999999999999"), "")),
    "chuoi.xlsx": ("xl/sharedStrings.xml", '<sst count="4" uniqueCount="4294967295"><si><t>a</t></si></sst>'),
    "long.xlsx": ("xl/worksheets/sheet1.xml", SHEET.format("", "<c r='A1'>" * 50_000, "")),
    "lui.xlsx": ("xl/worksheets/sheet1.xml", SHEET.format("", "<x/>" * 90_000 + "<f></f></c>" * 30_000, "")),
    "trang.xlsx": ("xl/worksheets/sheet1.xml", SHEET.format("", "</f>" + " " * 400_000 + '<c r="A1"/>', "")),
    "kieu.xlsx": ("xl/styles.xml", "<styleSheet><cellXfs>" + "<xf " * 200_000 + "</cellXfs></styleSheet>"),
    "ten.xlsx": ("xl/workbook.xml", "<workbook><sheets><sheet " + "a" * 500_000 + "</sheets></workbook>"),
}


def test_hostile_workbooks_cost_themselves(tmp_path, make_book):
    make_book(ROWS, name="raw/a.xlsx")
    for name, (part, text) in HOSTILE.items():
        rewritten(make_book(ROWS, name=f"raw/{name}"), part, text)
    os.symlink(tmp_path / "raw" / "a.xlsx", tmp_path / "raw" / "b.xlsx")
    tables = make_tables(house(tmp_path))
    assert [(o.source, o.value) for o in tables.observations.itertuples()] == [
        ("a.xlsx", 115.5),
        ("b.xlsx", 115.5),
    ]
    refused = {p.source for p in tables.problems if p.severity == "error"}
    assert refused == set(HOSTILE)


def test_a_file_whose_only_sheet_is_refused_is_lost_and_claimed_all_the_same(tmp_path, make_book, capsys):
    rewritten(make_book(ROWS, name="raw/xa.xlsx"), *HOSTILE["xa.xlsx"])
    office = house(tmp_path)
    tables = make_tables(office)
    assert [p.source for p in tables.problems if p.whole_file] == ["xa.xlsx"]
    (tmp_path / "params" / "nha").mkdir(parents=True)
    office.sources_file.rename(tmp_path / "params" / "nha" / "sources.yml")
    assert check_command.run([tmp_path / "raw" / "xa.xlsx"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "params/nha/sources.yml" in said and "Chưa khai báo đơn vị" not in said


def test_a_reader_that_dies_in_the_month_and_in_the_check(tmp_path, make_book, monkeypatch, capsys):
    def die(path, *_, **__):
        if path.name == "b.xlsx":
            os.kill(os.getpid(), signal.SIGABRT)
        return whole(path, *_, **__)

    whole = files.read_file
    monkeypatch.setattr(files, "read_file", die)
    monkeypatch.setattr(check_command, "read_file", die)
    for name in ("raw/a.xlsx", "raw/b.xlsx", "raw/c.xlsx"):
        make_book(ROWS, name=name)
    tables = make_tables(house(tmp_path))
    assert tables.observations.source.tolist() == ["a.xlsx", "c.xlsx"]
    assert [(p.source, p.code) for p in tables.problems if p.severity == "error"] == [
        ("b.xlsx", "reader_died")
    ]
    assert check_command.run([tmp_path / "raw"], tmp_path / "sources.yml") == 2
    assert "Trình đọc dừng giữa chừng" in " ".join(capsys.readouterr().out.split())


@linux
def test_a_file_that_a_busy_machine_reads_slowly_is_read_again(tmp_path, make_book, monkeypatch):
    """Once more with more time; and what was given up all the same is tried by the next reading."""
    make_book(ROWS, name="raw/a.xlsx")
    whole = files.read_file

    def slow(*arguments, **named):
        end = time.process_time() + 0.5
        while time.process_time() < end:
            pass
        return whole(*arguments, **named)

    monkeypatch.setattr(files, "read_file", slow)
    monkeypatch.setattr(limits, "SECONDS", 0.1)
    lost = make_tables(house(tmp_path))
    assert [p.code for p in lost.problems] == ["reader_slow"] and lost.observations.empty
    monkeypatch.setattr(limits, "SECONDS", 0.4)
    read = make_tables(house(tmp_path))
    assert len(read.observations) and "reader_slow" not in {p.code for p in read.problems}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_never_opened(tmp_path, capsys):
    os.mkfifo(tmp_path / "ong.xlsx")
    for path in (tmp_path / "ong.xlsx", Path("/dev/zero"), Path("/dev/stdin")):
        assert check_command.run([path], None) == 2
        said = " ".join(capsys.readouterr().out.split())
        assert (
            "Không mở được tệp (không phải tệp thường mà là ống hay thiết bị)" in said and path.name in said
        )
    assert check_command.run([tmp_path], tmp_path / "ong.xlsx") == 2
    assert (
        "ong.xlsx, tệp: không mở được: không phải tệp thường mà là ống hay thiết bị"
        in capsys.readouterr().err
    )
    assert check_command.run([tmp_path / "khong-co.xlsx"], None) == 2
    assert "Không mở được tệp (không có tệp này)" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("written", "code"), [("1e309", "too_large"), ("NaN", "error_cell")])
def test_numbers_that_no_float_holds(tmp_path, make_book, written, code):
    path = make_book(ROWS, name="raw/a.xlsx")
    row = '<row r="{}"><c r="A{}" t="inlineStr"><is><t>{}</t></is></c><c r="B{}"{}><v>{}</v></c></row>'
    lines = [
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Thu ngân sách tháng 6 năm 2025</t></is></c></row>',
        '<row r="2"><c r="B2" t="inlineStr"><is><t>Tháng 6</t></is></c></row>',
        row.format(3, 3, "Thuế", 3, "", written),
        row.format(4, 4, "Phí", 4, "", "2"),
    ]
    rewritten(path, "xl/worksheets/sheet1.xml", SHEET.format("", "".join(lines), ""))
    tables = make_tables(house(tmp_path))
    assert tables.observations.empty
    assert [(p.cell, p.code) for p in tables.problems if p.severity == "error"] == [("B3", code)]


def test_a_row_that_breaks_the_contract_costs_itself(tmp_path, make_book, monkeypatch):
    make_book(ROWS, name="raw/a.xlsx")
    whole = files.frame_of

    def broken(rows):
        frame = whole(rows)
        return whole([*frame.to_dict("records"), frame.iloc[0].to_dict() | {"basis": "weekly", "cell": "Z9"}])

    monkeypatch.setattr(files, "frame_of", broken)
    tables = make_tables(house(tmp_path))
    assert tables.observations.value.tolist() == [115.5]
    assert [(p.source, p.cell) for p in tables.problems if p.code == "broken_row"] == [("a.xlsx", "Z9")]


def test_a_register_of_many_corrections_and_one_far_outside(tmp_path, make_book):
    make_book(ROWS, name="raw/a.xlsx")
    lines = [f"a.xlsx,Sheet1,C{n},7,8,gõ nhầm,Thuế,\n" for n in range(20_000)]
    lines += [f"b{n}.xlsx,Sheet1,C1,7,8,gõ nhầm,Thuế,\n" for n in range(20_000)]
    tables = make_tables(house(tmp_path, "a.xlsx,Sheet1,XFD1048576,,8,gõ nhầm,Thuế,\n" + "".join(lines)))
    assert tables.observations.value.tolist() == [115.5]
    said = [p.code for p in tables.problems if p.source.endswith(".xlsx")]
    assert said.count("correction_outside") == 1 and said.count("stale_more") == 2
    assert said.count("stale") == 2 * MOST_STALE - 1


def test_a_register_of_very_many_corrections_leaves_memory_for_the_file(tmp_path, make_book):
    """`brief check` reads it within the limits of a file."""
    line = "a.xlsx,Sheet1,C{},7,8,gõ nhầm vì chép lại từ biểu của năm trước,Thuế,\n"
    (tmp_path / "corrections.csv").write_text(
        "source,sheet,cell,was,becomes,why,who,until\n" + "".join(map(line.format, range(1, 50_001))), "utf-8"
    )
    tracemalloc.start()
    try:
        rows = read_corrections(tmp_path / "corrections.csv")
        notes, said = mend([Page("Sheet1", lambda row, col: "", lambda *at: None, (9, 9))], rows)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(rows) == 50_000 and not notes and said[-1].message.count(str(50_000 - MOST_STALE)) == 1
    assert most < 45e6
