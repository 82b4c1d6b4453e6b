"""Every figure of a brief leads to a cell, and that cell holds it (read here by a reader that is not ours)."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import pytest
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from python_calamine import CalamineWorkbook

from analysis import open_book

MONTHS = ["2025-06", "2025-09"]


@lru_cache
def sheet(path: Path, name: str):
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


def held(path: Path, name: str, cell: str):
    letters, row = coordinate_from_string(cell)
    return sheet(path, name)[row - 1][column_index_from_string(letters) - 1]


def numbers_in(value) -> list[float]:
    """The numbers a cell may be read as; a text is read both with the Vietnamese and with the English marks."""
    if isinstance(value, float | int):
        return [float(value)]
    texts = re.findall(r"\d[\d.,]*", re.sub(r"(?<=\d)[\s\xa0](?=\d{3}\b)", "", str(value)).rstrip("."))
    both = [t.replace(".", "").replace(",", ".") for t in texts] + [t.replace(",", "") for t in texts]
    return [float(t) for t in both if t.count(".") <= 1]


@pytest.mark.parametrize("month", MONTHS)
def test_every_figure_leads_to_its_cell(month):
    book = open_book(month)
    checked = 0
    for verdict in book.assessments.measures.values():
        assert not verdict.to_date or verdict.keys, f"{verdict.measure}: a figure without a source"
        for row in book.observations.loc[list(verdict.keys)].itertuples():
            path = book.params.raw / row.source
            assert hashlib.sha256(path.read_bytes()).hexdigest() == row.sha256
            if (
                path.suffix == ".csv"
                or "Đính chính" in row.note
                or row.basis == "event"
                or "self_assessment" in row.measure
            ):
                continue
            cells = re.split(r"[;,]\s*", row.cell)
            numbers = [n for c in cells for n in numbers_in(held(path, row.sheet, c))]
            wanted = [row.value, row.value * 1000, row.value / 1000, row.numerator]
            assert any(n == pytest.approx(w, rel=1e-6) for n in numbers for w in wanted if n is not None), (
                f"{verdict.measure} {row.period}: {row.value} is not in "
                f"{row.source} / {row.sheet}!{row.cell} ({numbers})"
            )
            checked += 1
    assert checked > 100
