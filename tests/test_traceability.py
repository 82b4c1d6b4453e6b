"""Every figure of a brief leads to a cell, and that cell holds it (read here by a reader that is not ours)."""

import datetime as dt
import hashlib
import html
import math
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from python_calamine import CalamineWorkbook

from analysis import open_book
from analysis.present import locale, theme
from analysis.present.markup import plain
from analysis.present.offered import Tables as TablePieces
from analysis.publish.targets import COLUMNS, targets

ROOT = Path(__file__).parents[1]
MONTHS = ["2024-12", "2025-03", "2025-06", "2025-07", "2025-09"]


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


def read_again(book, key) -> tuple[float, float, float]:
    """Value, numerator and denominator of an observation as its own cells hold them, in the figure's unit."""
    row = book.observations.loc[key]
    path = book.params.raw / row.source
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row.sha256
    told = (row.value, row.numerator, row.denominator)
    if path.suffix == ".csv" or row.basis == "event" or "Đính chính" in row.note:
        return told
    numbers = [n for c in re.split(r"[;,]\s*", row.cell) for n in numbers_in(held(path, row.sheet, c))]

    def held_number(x: float) -> float:
        if x != x or "self_assessment" in row.measure:
            return x
        near = [n * k for n in numbers for k in (1, 0.001, 1000) if n * k == pytest.approx(x, rel=1e-6)]
        assert near, (
            f"{row.measure} {row.period}: {x} is not in {row.source} / {row.sheet}!{row.cell} ({numbers})"
        )
        return near[0]

    n, of = map(held_number, told[1:])
    return (100 * n / of if of == of and of and row.unit == "%" else held_number(row.value)), n, of


def units_of(book, period: str) -> set[str]:
    day = dt.date(int(period[:4]), int(period[5:7]), 28)
    return {u.code for u in book.places.units_on(day)}


def made_again(book, measure, keys) -> tuple[float, float | None, float | None]:
    """A figure, n and N worked out of nothing but its cells: the newest count to date and the months after it, a
    month of some units scaled by what these report in the months of all."""
    rows = book.observations.loc[list(keys)]
    cells = {k: read_again(book, k) for k in rows.index}
    area, few = book.programme.area.id, measure.kind in {"compare", "count"}
    if measure.kind == "milestone":
        return float(len(rows)), float(len(rows)), None
    parts = [cells[k][1:] for k in rows.index]
    if measure.kind in {"level", "ratio", "event", "annual"} and all(of == of for _, of in parts):
        n, of = (sum(x[j] for x in parts) for j in (0, 1))
        return 100 * n / of, n, of
    assert rows.basis[rows.basis == "year_to_date"].size <= 1
    since = max(rows.period[rows.basis == "year_to_date"], default="")
    total = 0.0
    for period, month in rows.groupby("period"):
        own = month[month.basis != "month"] if period == since else month
        assert period >= since and len(own) == len(month)
        value = sum(cells[k][0] if cells[k][0] == cells[k][0] else 1.0 for k in own.index)
        there, all_ = set(own.place), units_of(book, period)
        if area not in there and not few and there != all_ and (own.basis == "month").all():
            whole = [m for _, m in rows.groupby("period") if set(m.place) == all_]
            sizes = {u: sum(cells[k][0] for m in whole for k in m.index[m.place == u]) for u in all_}
            reach = sum(sizes[u] for u in there) / sum(sizes.values()) if whole else len(there) / len(all_)
            value /= reach
        total += value
    return total, None, None


@pytest.mark.parametrize("month", MONTHS)
def test_every_number_of_a_row_is_made_again_from_the_cells_it_cites(month):
    """The number as shown, in the annex, the workbook and the verdict; its cells, read by another reader."""
    book = open_book(month)
    annex = TablePieces(book.view).annex().html
    sheet_ = targets(book.view)
    heads = list(COLUMNS)
    printed = {r[heads.index("id")]: dict(zip(heads, r, strict=True)) for r in sheet_.rows}
    checked = Counter()
    for x in book.view.measures():
        a, m = x.a, x.measure
        assert (a.to_date is None) == (x.amount(a.to_date) == "–")
        if a.to_date is None or (not a.to_date and not a.keys):
            continue
        assert a.keys, f"{m.id}: a figure without a cell"
        value, n, of = made_again(book, m, a.keys)
        scaled = [note for note in a.notes if note.key == "scaled"]
        if m.kind == "ratio" and scaled:  # both stand on the one figure of those admitted
            base = book.assessments.measures["25a"].to_date
            assert (a.denominator, a.numerator >= n) == (math.floor(base + 0.5), True)
            value, n, of = 100 * a.numerator / a.denominator, a.numerator, a.denominator
        if m.kind == "milestone":
            assert a.numerator == n
        else:
            assert a.to_date == pytest.approx(value, rel=1e-9), m.id
            assert not n or of is None or (a.numerator, a.denominator) == (n, of), m.id
        line = printed[m.id]
        whole = a.whole and locale.counted(m.unit)  # people and things have no tenths, in the workbook either
        part, all_of_it = ("done", "total") if m.steps else ("numerator", "denominator")
        assert (line["to_date"].value, line[part], line[all_of_it]) == (
            locale.nearest(a.to_date) if whole else a.to_date, a.numerator, a.denominator,
        )  # fmt: skip
        row = re.search(rf'<tr(?:(?!<tr).)*id="m-?{re.escape(m.id)}"(?:(?!</tr>).)*</tr>', annex, re.S)
        assert row, m.id
        shown = html.unescape(re.sub(r"<[^>]+>", " ", row.group(0)))
        assert x.amount(a.to_date) in shown and x.coverage in shown and x.of_month in shown
        assert f"{a.numerator:.0f}" in shown.replace(".", "") if a.denominator else True
        checked["to date"] += 1
        if a.target_low is not None and a.share_of_target is not None:
            assert a.share_of_target == pytest.approx(100 * a.to_date / a.target_low)
        if a.distance is not None and m.rule != "range":
            bound = a.target_high if m.lower_is_better else a.target_low
            assert a.distance == pytest.approx(a.to_date - bound)
        if a.last_year_to_date is not None:
            assert made_again(book, m, a.cells["last_year"])[0] == pytest.approx(a.last_year_to_date), m.id
            checked["last year"] += 1
        if m.rule == "lt_last_year" and a.target_high is not None:
            assert made_again(book, m, a.cells["last_year_total"])[0] == a.target_high
        if a.owner_forecast is not None:
            assert {read_again(book, k)[0] for k in a.cells["owner_forecast"]} == {a.owner_forecast}
            checked["owner's"] += 1
        if a.needed_per_period is not None and not a.closed:
            left = sum(end > int(month[5:7]) for end in ((3, 6, 9, 12) if m.periods == 4 else range(1, 13)))
            assert a.needed_per_period == pytest.approx(max(a.target_low - a.to_date, 0) / left)
    assert checked["to date"] > 20 and checked["last year"] > 5, checked


@pytest.mark.parametrize("programme", ["public-investment", "vietnam"])
def test_every_figure_of_another_programme_is_made_again_from_its_cells(programme):
    if programme == "vietnam" and not (ROOT.parent / "shared/workbooks/gso").is_dir():
        pytest.skip("the national workbooks are not on this machine")
    book, checked = open_book("2021-10", ROOT / f"params/{programme}/monthly.yml"), 0
    for x in book.view.measures():
        if x.a.to_date is not None:
            value, *_ = made_again(book, x.measure, x.a.keys)
            assert x.a.keys and x.a.to_date == pytest.approx(value, rel=1e-9), x.measure.id
            checked += 1
    assert checked > 40


@pytest.mark.parametrize("month", ["2025-07", "2025-09"])
def test_what_was_received_is_used_and_says_how_much_of_a_month_it_is(month):
    book = open_book(month)
    late, members, young, workers = (book.view.entry(i) for i in ("10", "25a", "25b", "25c"))
    assert "T7: 4/6 xã" in late.coverage and "T7: 4/6 xã" in members.coverage
    if month == "2025-09":
        assert (late.a.numerator, late.a.denominator) == (408, 52742)
    assert late.a.to_date == 100 * late.a.numerator / late.a.denominator
    counted = {"2025-07": (13, 90), "2025-09": (16, 113)}[
        month
    ]  # of whom a part: what came, though 25a is scaled
    assert (young.a.numerator, young.a.denominator) == counted and workers.a.denominator == counted[1]
    assert members.a.to_date > counted[1] and "T7: 4/6 xã" in young.coverage
    for table in (book.table.annex(), book.table.annex("party")):
        told = plain(table.html)
        assert "có ước thêm phần còn thiếu" in told and "chỉ tính nơi đã báo cáo, cả mẫu số" in told
    cases = book.assessments.measures["23a"]
    assert np.nansum(cases.path.parts) == cases.to_date


@pytest.mark.parametrize("month", MONTHS)
def test_a_chart_ends_at_the_figure_of_its_row(month, monkeypatch):
    monkeypatch.setattr("analysis.present.drawing._picture", lambda *_: "")  # its data, not drawn
    book, checked = open_book(month), 0
    for x in book.view.measures():
        p = x.a.path
        if p is not None and p.known and x.a.to_date is not None:
            assert x.amount(p.actual[p.known - 1]) == x.amount(x.a.to_date), x.measure.id
            data = book.chart.path(x.measure.id).data
            assert data["to_date"].dropna().iloc[-1] == pytest.approx(x.a.to_date, rel=1e-9)
            checked += 1
    assert checked > 10


def test_a_chart_says_where_its_periods_are_not_what_they_add_up_to():
    june, december = open_book("2025-06"), open_book("2024-12")
    for piece in (june.chart.path("5"), june.chart.quarters("5")):
        assert "được 419,043, đơn vị báo lũy kế 419,234: lệch 0,191" in piece.html
    assert "đơn vị báo lũy kế" not in june.chart.path("4").html
    waste = december.assessments.measures["21"]  # the fourth quarter alone is no figure of the year
    assert waste.path.parts[-1] == pytest.approx(100 * 8461 / 8478)
    assert waste.path.actual[-1] == pytest.approx(100 * 33142 / 33334)
    assert "lũy kế, %" in december.chart.path("21").html
    quarter = december.figures("21").loc["2024-12"]
    assert (quarter["numerator"], quarter["denominator"]) == (8461, 8478)  # as its cells hold them


def test_a_bound_that_is_read_into_the_document_carries_its_mark_wherever_it_stands():
    book = open_book("2025-09")
    derived = {"8", "11a", "11b", "23a2", "23a3", "24a"}
    for x in book.view.measures():
        assert x.plan.endswith("*") == (x.measure.id in derived and x.plan != "–"), x.measure.id
    assert "văn bản không in con số" in TablePieces(book.view).annex().html
    said = book.words.judgement("23a2").text.replace("\u00a0", " ")
    assert "cả năm 2024 (5 người)" in said  # last year's figure was reported: nothing is read into it


@pytest.mark.parametrize("month", ["2025-06", "2025-07", "2025-09"])
def test_the_change_since_last_month_names_every_move(month):
    book = open_book(month)
    said = book.words.outlook().text.lower()
    moved = [
        r for t, r in book.view.rows() if t.counted and theme.status(r.status) is not theme.status(r.previous_status)
        and {r.status, r.previous_status} - {"not_due", "no_data", "too_early"}
    ]  # fmt: skip
    assert moved
    for row in moved:
        judged = row.by == "figures" and row.status not in {"lapsed", "not_due", "no_data", "too_early"}
        target = next(t for t, r in book.view.rows() if r is row)
        name = book.view.entry(row.decided_by).full if judged else target.name()
        assert re.sub(r" \([^()]*\)", "", name.lower()) in said, row
