"""Cells mended by a register before a file is read."""

import os

import openpyxl
import pytest
from test_observations import house

from analysis.ingest.corrections import Correction, read_corrections
from analysis.ingest.observations import make_tables
from analysis.ingest.problems import Unreadable
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources

ROWS = [
    ["Thu ngân sách tháng 6 năm 2025"],
    ["Đơn vị tính: triệu đồng"],
    ["", "Tháng 6", "Lũy kế 6 tháng"],
    ["Tổng số", 48_000, 250_000],
    ["   Thuế", "115..5", 150_000],
    ["   Phí", "=1/0", 100_000],
]
SOURCES = {
    "sources": [
        {"owner": "thue", "files": "*", "tables": [
            {"title": "thu ngân sách", "unit": "tỷ đồng", "rows": [{"each": True, "measure": "{label}"}]}]}],
    "long": [
        {"files": "*.csv", "label": "unit",
         "figures": [{"column": "value", "measure": "{label}", "basis": "level"}]}],
}  # fmt: skip


def correction(cell: str, was: str, becomes: str, **more) -> Correction:
    row = {"source": "book.xlsx", "sheet": "Sheet1", "cell": cell, "was": was, "becomes": becomes}
    return Correction(**row | {"why": "đảo số", "who": "Chi cục Thuế", "until": ""} | more)


@pytest.fixture
def mended(make_book):
    def read(*corrections):
        reading = read_file(make_book(ROWS), Sources.model_validate(SOURCES), corrections=list(corrections))
        return {o["cell"]: o for o in reading.observations}, reading.problems

    return read


@pytest.mark.parametrize("was", ["48000", "48.000", "48.000,0"])
def test_the_cell_is_mended_as_printed_and_the_figure_says_so(mended, was):
    found, problems = mended(correction("B4", was, "84.000"))
    assert found["B4"]["value"] == 84.0 and found["B4"]["unit"] == "tỷ đồng"
    assert f"{was} → 84.000; đảo số (Chi cục Thuế)" in found["B4"]["note"] and "→" not in found["C4"]["note"]
    assert not [p for p in problems if p.code == "stale"]


def test_rejected_cells_can_be_filled_and_are_no_error_any_more(mended):
    before, problems = mended()
    assert {p.cell for p in problems if p.severity == "error"} == {"B5", "B6"} and "B5" not in before
    found, problems = mended(correction("B5", "115..5", "11.500"), correction("$B$6", "", "36.500"))
    assert (found["B5"]["value"], found["B6"]["value"]) == (11.5, 36.5)
    assert not [p for p in problems if p.severity in ("error", "warning")]


def test_a_mended_figure_is_checked_like_any_other(mended):
    _, problems = mended(correction("C5", "150000", "170000"))
    assert [(p.code, p.cell) for p in problems if p.severity == "warning"] == [("total", "C4")]
    assert all("tỷ đồng" in p.message for p in problems if p.code == "total")


def test_a_figure_may_be_taken_out(mended):
    found, problems = mended(correction("B4", "48000", ""))
    assert "B4" not in found and "C4" in found and not [p for p in problems if p.code == "stale"]


@pytest.mark.parametrize(("cell", "held"), [("B4", "48000"), ("Z99", ""), ("ô B4", "")])
def test_a_correction_that_fits_no_cell_changes_nothing_and_is_said(mended, cell, held):
    found, problems = mended(correction(cell, "51", "84"))
    assert found["B4"]["value"] == 48.0
    assert [(p.severity, p.cell, p.value) for p in problems if p.code == "stale"] == [("warning", cell, held)]
    assert mended(correction("B4", "48000", "1", sheet="khác"))[1][0].code == "stale"


def test_a_tidy_table_is_mended_too(tmp_path):
    (tmp_path / "a.csv").write_text("unit,period,value\nA,2021-01,12.5\nB,2021-01,3\n", encoding="utf-8")
    rows = [correction("C2", "12,5", "21.5", sheet="a"), correction("C3", "9", "1", sheet="a")]
    reading = read_file(tmp_path / "a.csv", Sources.model_validate(SOURCES), corrections=rows)
    assert [(o["value"], "12,5 → 21.5" in o["note"]) for o in reading.observations] == [
        (21.5, True),
        (3.0, False),
    ]
    assert [(p.code, p.value) for p in reading.problems] == [("stale", "3")]


def test_the_register_itself(tmp_path):
    path = tmp_path / "corrections.csv"
    assert read_corrections(None) == []
    with pytest.raises(
        Unreadable, match="không có tệp này"
    ):  # a slip in its name would lose every correction
        read_corrections(path)
    path.write_text(
        "\ufeffsource,sheet,cell,was,becomes,why,who,until\na.xlsx,S,B4,1,2,x\n", encoding="utf-8"
    )
    assert read_corrections(path) == [Correction("a.xlsx", "S", "B4", "1", "2", "x", "", "")]
    path.write_text(",".join(Correction._fields) + "\n\n", encoding="utf-8")
    assert read_corrections(path) == [], "a head alone is a register without a row"
    path.write_text("source,sheet,cell,was\na.xlsx,S,B4,1\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="becomes, why, who, until"):
        read_corrections(path)
    path.write_text(
        "source;sheet;cell;was;becomes;why;who;until\na.xlsx;S;B4;1,5;2,5;x, y\n", encoding="utf-8"
    )
    assert read_corrections(path)[0].becomes == "2,5", "as Excel saves it in Vietnam"


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda p: p.mkdir(), "đây là thư mục, cần một tệp"),
        (lambda p: (p.write_text("x"), p.chmod(0)), "quyền đọc"),
        (lambda p: p.write_bytes("nguồn".encode("utf-16")), "UTF-8"),
        (lambda p: p.write_bytes(b"PK\x03\x04" + bytes(range(128, 256))), "UTF-8"),
        (lambda p: p.write_bytes(b"source\n\0\0\n"), "thiếu cột"),
        (lambda p: p.write_text("source\n" + "x" * 200_000), "sổ đính chính"),
        (lambda p: p.write_bytes(b""), "thiếu cột"),
        (lambda p: p.write_text(";".join(Correction._fields[:3]) + "\n"), "thiếu cột was"),
        (
            lambda p: p.write_text(";".join(Correction._fields) + "\na.xlsx,S,B3,1,2,x,y,z\n"),
            "thiếu cột cell",
        ),
        (lambda p: p.symlink_to(p.with_name("khong-co")), "không có tệp này"),
        (os.mkfifo, "ống hay thiết bị"),
    ],
)
def test_a_register_that_cannot_be_read_costs_itself(tmp_path, make_book, capsys, spoil, word):
    make_book(
        [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", 115.5], ["Phí", 2]], name="raw/a.xlsx"
    )
    office = house(tmp_path)
    office.corrections.unlink()
    before = make_tables(office)
    spoil(office.corrections)
    if word == "quyền đọc" and os.access(office.corrections, os.R_OK):
        pytest.skip("root reads everything")
    tables = make_tables(office)
    [lost] = [p for p in tables.problems if p.whole_file]
    assert lost.source == "corrections.csv" and word in lost.message and "CSV UTF-8" in lost.remedy
    assert tables.observations.value.tolist() == [115.5] and tables.key != before.key


def test_a_per_cent_cell_is_mended_as_it_is_shown(tmp_path):
    book = openpyxl.Workbook()
    for row in [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["Tỷ lệ", 0.954], ["Số xã", 7]]:
        book.active.append(row)
    book.active["B3"].number_format = "0.0%"
    book.save(tmp_path / "book.xlsx")
    rules = Sources.model_validate(SOURCES)
    rules.sources[0].tables[0].unit = None
    row = correction("B3", "95,4%", "96,1%", sheet="Sheet")
    for corrections, value in (([], 95.4), ([row], 96.1)):
        reading = read_file(tmp_path / "book.xlsx", rules, corrections=corrections)
        assert [(o["value"], o["unit"]) for o in reading.observations] == [(value, "%"), (7, "")]
        assert reading.problems == []
