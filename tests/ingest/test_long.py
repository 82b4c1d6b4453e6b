"""Tidy published figures."""

from pathlib import Path

import pytest

from analysis.ingest.long import LongTable, read_long
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources

RULE = LongTable(
    files="*.csv", label="unit", place="vn", doubtful="note", notes=("source_url", "note"), reported_on="source_date",
    figures=[{"column": "value", "measure": "inv/{label}", "basis": "year_to_date", "where": {"kind": "actual"}},
             {"column": "before", "measure": "inv/{label}", "basis": "month", "shift": -1, "vintage": "preliminary"}],
)  # fmt: skip
HEAD = "unit,period,kind,value,before,source_url,source_date,note\n"


def read(tmp_path: Path, *lines: str):
    (tmp_path / "a.csv").write_text(HEAD + "\n".join(lines), encoding="utf-8")
    return read_long(tmp_path / "a.csv", RULE, tmp_path)


def test_each_figure_has_its_cell_period_and_date(tmp_path):
    (a, b), problems = read(tmp_path, "Hòa Bình,2021-01,actual,12.5,3,https://x.vn,2021-02-03,")
    assert not problems
    assert (a["measure"], a["period"], a["cell"], a["value"]) == ("inv/Hòa Bình", "2021-01", "D2", 12.5)
    assert a["reported_on"] == "2021-02-03" and a["note"] == "https://x.vn" and not a["illustrative"]
    assert (b["period"], b["cell"], b["vintage"]) == ("2020-12", "E2", "preliminary")


def test_decomposed_names_join(tmp_path):
    (a,), _ = read(tmp_path, "Ho\u0300a Bi\u0300nh,2021-01,actual,1,,,,")
    assert a["measure"] == "inv/Hòa Bình"


@pytest.mark.parametrize(
    "text,closing",
    [("2023", "2023-12"), ("2024-H1", "2024-06"), ("2024-Q3", "2024-09"), ("2025-9M", "2025-09")],
)
def test_periods(tmp_path, text, closing):
    (a,), _ = read(tmp_path, f"A,{text},actual,1,,,,")
    assert a["period"] == closing and a["reported_on"].startswith(closing)


def test_doubtful_rows_are_marked_and_used_nowhere(tmp_path):
    found, problems = read(tmp_path, "A,2023,actual,1103.3,,,,AMBIGUOUS: surely a typo")
    assert (
        not found
        and problems[0].severity == "note"
        and (problems[0].cell, problems[0].value) == ("D2", "1103.3")
    )
    assert "AMBIGUOUS" not in problems[0].message + problems[0].value


def test_text_for_a_number_and_a_strange_period_are_named(tmp_path):
    found, problems = read(tmp_path, "A,2023,actual,khoảng 5,,,,", "B,mùa khô,actual,5,,,,")
    assert not found
    assert [(p.severity, p.cell, p.value) for p in problems] == [
        ("error", "D2", "khoảng 5"),
        ("error", "B3", "mùa khô"),
    ]


def test_missing_column_is_named(tmp_path):
    (tmp_path / "a.csv").write_text("unit,period\nA,2021-01\n", encoding="utf-8")
    found, problems = read_long(tmp_path / "a.csv", RULE, tmp_path)
    assert not found and "value" in problems[0].message


def test_a_csv_that_is_short_missing_or_not_utf8_is_named(tmp_path):
    rules = Sources(sources=[], long=[RULE])
    (tmp_path / "a.csv").write_text(HEAD + "A,2021-01,actual,5\n", encoding="utf-8")  # as a cut-off file ends
    assert [o["value"] for o in read_file(tmp_path / "a.csv", rules).observations] == [5.0]
    (tmp_path / "a.csv").write_bytes((HEAD + "Hà Nội,2021-01,actual,5,,,,\n").encode("cp1258", "replace"))
    assert [p.code for p in read_file(tmp_path / "a.csv", rules).problems] == ["not_utf8"]
    assert [p.code for p in read_file(tmp_path / "khong-co.csv", rules).problems] == ["missing"]


@pytest.mark.parametrize(
    "head, other", [("Địa bàn", "Bến Lức"), ("kind", "plan"), ("Kiểm tra", "sai"), ("Năm", "2024")]
)
def test_a_row_that_a_column_nobody_names_makes_another_is_asked_about(tmp_path, head, other):
    rule = LongTable(
        files="*.csv", label="unit", figures=[{"column": "value", "measure": "{label}", "basis": "month"}]
    )
    rows = [("A", "x"), ("B", "x"), ("C", other)]
    text = f"unit,period,value,{head}\n" + "\n".join(f"{unit},2025-06,1,{said}" for unit, said in rows)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    found, problems = read_long(tmp_path / "a.csv", rule, tmp_path)
    assert [o["measure"] for o in found] == ["A", "B"]
    assert [(p.code, p.cell) for p in problems] == [("remark_against", "C4")]
