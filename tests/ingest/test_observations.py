"""The table: vintages, what was known when, what outranks what, corrections, kept by content."""

import os
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.ingest.contract import checked, current, frame_of, known_at
from analysis.ingest.observations import make_tables
from analysis.yamlfile import FileMistakes

ROW = {
    "measure": "4", "place": "can-duoc", "period": "2025-05", "basis": "month", "value": 48.0, "unit": "tỷ đồng",
    "vintage": "estimate", "reported_on": "2025-05-24", "source": "2025-05/thue.xlsx", "sheet": "Thu", "cell": "D9",
    "illustrative": True,
}  # fmt: skip


def rows(*changes):
    return frame_of([ROW | c for c in changes])


def test_columns_are_the_contracts():
    assert list(checked(rows({})).columns) == [
        "measure", "place", "period", "period_start", "period_end", "basis", "value", "numerator", "denominator",
        "unit", "vintage", "reported_on", "source", "sheet", "cell", "sha256", "illustrative", "note",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "broken", [{"period": "2025-13"}, {"basis": "weekly"}, {"measure": ""}, {"reported_on": "24/5/2025"}]
)
def test_a_broken_row_is_refused(broken):
    with pytest.raises(Exception, match=next(iter(broken))):
        checked(rows(broken))


def test_later_report_is_the_current_one_and_the_first_is_kept():
    frame = rows(
        {},
        {"value": 50.1, "reported_on": "2025-06-24", "vintage": "preliminary", "source": "2025-06/thue.xlsx"},
    )
    assert current(frame).value.tolist() == [50.1]
    assert current(known_at(frame, "2025-05-31")).value.tolist() == [48.0]


def test_a_real_figure_outranks_an_illustrative_one_reported_later():
    frame = rows(
        {"illustrative": False, "value": 45.9, "reported_on": "2025-05-20"}, {"reported_on": "2025-07-01"}
    )
    assert current(frame).value.tolist() == [45.9]


def test_without_a_report_date_a_figure_is_known_when_its_period_ends():
    frame = rows({"reported_on": ""})
    assert known_at(frame, "2025-05-30").empty and len(known_at(frame, "2025-05-31")) == 1


def test_every_event_is_kept():
    events = [("2025-05-06", "QĐ 12"), ("2025-05-06", "QĐ 13"), ("2025-05-06", "QĐ 13")]
    same = {"basis": "event", "measure": "1.4", "value": 1.0}
    frame = rows(*({**same, "period_start": d, "period_end": d, "note": n} for d, n in events))
    assert current(frame).note.tolist() == ["QĐ 12", "QĐ 13"]


def house(tmp_path: Path, register: str = "") -> SimpleNamespace:
    """What `make_tables` takes of a run's parameters."""
    (tmp_path / "raw").mkdir(exist_ok=True)
    (tmp_path / "corrections.csv").write_text(
        "source,sheet,cell,was,becomes,why,who,until\n" + register, encoding="utf-8"
    )
    (tmp_path / "sources.yml").write_text(
        'sources: [{owner: thue, files: "*", tables: [{title: thu ngân sách, unit: tỷ đồng, rows: {Thuế: "4"}}]}]',
        encoding="utf-8",
    )
    (tmp_path / "programme.yml").write_text("id: huyen\n")
    return SimpleNamespace(
        raw=tmp_path / "raw", corrections=tmp_path / "corrections.csv", places=None, processed=tmp_path / "processed",
        sources_file=tmp_path / "sources.yml", programme_file=tmp_path / "programme.yml",
        programme=SimpleNamespace(
            area=SimpleNamespace(id="huyen"), year=2025, homes=lambda frame: frame.place, measures={}, sources={}
        ),
    )  # fmt: skip


def test_what_lies_in_the_raw_folder_is_read_refused_or_noted(tmp_path, make_book):
    make_book(
        [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", "115..5"], ["Phí", 2]],
        name="raw/a.xlsx",
    )
    for name in ("b.ods", "c.docx", "số liệu.zip", "thang-9", "~$a.xlsx", "doc-toi.md"):
        (tmp_path / "raw" / name).write_bytes(b"x")
    tables = make_tables(house(tmp_path))
    assert {(p.source, p.severity, p.code) for p in tables.problems} == {
        ("a.xlsx", "note", "no_unit"),
        ("a.xlsx", "error", "not_a_number"),
        ("b.ods", "error", "not_a_workbook"),
        ("c.docx", "note", "no_spreadsheet"),
        ("số liệu.zip", "note", "no_spreadsheet"),
        ("thang-9", "note", "no_spreadsheet"),
    } - {("a.xlsx", "note", "no_unit")}
    assert tables.inputs.source.tolist() == ["a.xlsx", "b.ods"]


def test_a_new_correction_is_seen_by_a_table_that_was_kept(tmp_path, make_book):
    make_book(
        [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", "115..5"], ["Phí", 2]],
        name="raw/a.xlsx",
    )
    assert make_tables(house(tmp_path)).observations.empty
    assert make_tables(house(tmp_path)).observations.empty, "also as it was kept"
    tables = make_tables(
        house(tmp_path, 'a.xlsx,Sheet1,B3,115..5,"115,5",gõ nhầm,Thuế,\nx.xlsx,S,A1,1,2,y,z,\n')
    )
    assert tables.observations.value.tolist() == [115.5]
    assert [(p.source, p.code) for p in tables.problems if p.code != "no_unit"] == [("x.xlsx", "stale")]


def test_names_that_another_system_wrote(tmp_path, make_book):
    """A Mac's decomposed marks, and a name that an old archive left in cp1258."""
    rows = [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", 48], ["Phí", 2]]
    make_book(rows, name="raw/" + unicodedata.normalize("NFD", "thuế.xlsx"))
    book = make_book(rows, name="raw/b.xlsx")
    try:
        book.rename(os.fsdecode(os.fsencode(book.parent) + b"/thu\xed.xlsx"))
    except OSError:
        pytest.skip("this file system takes no such name")
    tables = make_tables(house(tmp_path, "thuế.xlsx,Sheet1,B3,48,49,gõ nhầm,Thuế,\n"))
    assert (
        tables.inputs.source.tolist() == ["thu\ufffd.xlsx", unicodedata.normalize("NFD", "thuế.xlsx")][::-1]
    )
    assert tables.observations.groupby("source").value.first().tolist() == [49, 48]


def test_a_wrong_line_of_the_sources_file_is_told_by_its_number_and_no_file_is_blamed(tmp_path, make_book):
    make_book(
        [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", 48], ["Phí", 2]], name="raw/a.xlsx"
    )
    asked = house(tmp_path)
    text = asked.sources_file.read_text(encoding="utf-8")
    asked.sources_file.write_text(text.replace("unit:", "\nunits:"), encoding="utf-8")
    with pytest.raises(FileMistakes, match=r"sources\.yml, dòng 2, .*units"):
        make_tables(asked)
    asked.sources_file.write_text(text, encoding="utf-8")
    assert make_tables(asked).observations.value.tolist() == [48]
