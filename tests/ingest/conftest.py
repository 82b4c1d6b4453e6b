"""Workbooks made by the tests themselves, in the shapes that offices really send."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from analysis.ingest.grid import Grid
from analysis.ingest.read import Reading, read_file
from analysis.ingest.sources import Sources, load_sources
from analysis.ingest.tables import Table, find_tables
from analysis.ingest.workbook import read_grids

sys.path.insert(0, str(Path(__file__).parent))
ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture
def make_book(tmp_path):
    """`make_book({sheet: rows}, merges={sheet: ["A1:B1"]}, hidden={sheet: ["C"]}, name="a.xlsx")` -> path."""

    def make(sheets, merges=None, hidden=None, name="book.xlsx") -> Path:
        if not isinstance(sheets, dict):
            sheets = {"Sheet1": sheets}
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for i, row in enumerate(rows, 1):
                for j, value in enumerate(row, 1):
                    if value not in (None, ""):
                        sheet.cell(i, j, value)
            for area in (merges or {}).get(title, []):
                sheet.merge_cells(area)
            for part in (hidden or {}).get(title, []):
                if isinstance(part, int):
                    sheet.row_dimensions[part].hidden = True
                else:
                    sheet.column_dimensions[part].hidden = True
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return path

    return make


@pytest.fixture
def tables_of(make_book):
    """The tables that `find_tables` sees in one sheet of rows."""

    def find(rows, merges=(), hidden=()) -> list[Table]:
        path = make_book({"S": rows}, {"S": list(merges)}, {"S": list(hidden)})
        return [t for g in read_grids(path) if isinstance(g, Grid) for t in find_tables(g)]

    return find


@pytest.fixture
def read(make_book):
    """`read(rows or {sheet: rows}, tables=[…])` -> Reading, with a sources file of one sender."""

    def run(sheets, tables, merges=None, hidden=None, name="book.xlsx", **more) -> Reading:
        path = make_book(sheets, merges, hidden, name)
        source = {"owner": "thue", "files": "*", "tables": tables} | more.pop("source", {})
        return read_file(path, Sources.model_validate({"sources": [source], **more}))

    return run


@pytest.fixture
def figures():
    """(measure, place, period, basis) -> value of a Reading."""
    return lambda reading: {
        (o["measure"], o["place"], o["period"], o["basis"]): o["value"] for o in reading.observations
    }


@pytest.fixture
def codes():
    """(severity, code) of a Reading's problems."""
    return lambda reading: {(p.severity, p.code) for p in reading.problems}


@pytest.fixture
def heads():
    """Column letter -> header, without the columns beside the table."""
    return lambda table: {get_column_letter(c.col + 1): c.text for c in table.columns if not c.beside}


@pytest.fixture(scope="session")
def national() -> Sources:
    """The rules for the national monthly workbooks."""
    return load_sources(ROOT / "params" / "vietnam" / "sources.yml")


@pytest.fixture(scope="session")
def truth() -> dict[str, list[dict]]:
    """Month of the book -> the known figures of the real workbooks."""
    rows = defaultdict(list)
    with (SHARED / "workbooks" / "truth-2019-2021.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["period"]].append(row)
    return rows
