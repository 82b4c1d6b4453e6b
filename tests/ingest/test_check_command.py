import json

import pytest

from analysis.ingest.check_command import run
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


def test_a_file_of_nobody_gets_a_beginning_of_a_sources_file(make_book, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run([make_book(ROWS)]) == 0
    said = capsys.readouterr().out
    assert "title: thu ngân sách" in said and 'Tổng thu: "…"' in said and "columns: [month]" in said


def test_the_programme_that_takes_the_file_is_found(make_book, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "params" / "huyen"
    folder.mkdir(parents=True)
    (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run([make_book(ROWS)]) == 1
    assert "params/huyen/sources.yml" in capsys.readouterr().out.replace("\n", "")
