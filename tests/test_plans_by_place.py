"""A target that was divided among communes: judged where the data hold a plan of the place, and nowhere else."""

import re

import openpyxl
import pytest

from analysis import open_book
from analysis.present.reasons import sentence

PLACES = """code,name_vi,merged_on,successor_code,successor_name_vi
A,Xã An,2025-07-01,N,Xã Nam
B,Xã Bình,2025-07-01,N,Xã Nam
C,Xã Cường,2025-07-01,C,Xã Cường Mới
"""
PROGRAMME = """
id: huyen
year: 2025
name_vi: "Chương trình huyện"
area: {id: huyen, name_vi: "huyện"}
numbered: 2
breaks: [{on: 2025-07-01, name_vi: "Sáp nhập", places: true}]
groups: [{id: g, roman: I, name_vi: "Kinh tế"}]
owners: [{id: thue, name_vi: "Thuế"}]
targets:
  - {id: "1", no: "1", group: g, name_vi: "Thu ngân sách", measures: [
      {id: "1", name_vi: "Thu ngân sách", unit: tỷ đồng, kind: flow, rule: ge, low: 300, cadence: month,
       owners: [{owner: thue}]}]}
  - {id: "2", no: "2", group: g, name_vi: "Việc làm", measures: [
      {id: "2", name_vi: "Việc làm", unit: người, kind: flow, rule: ge, low: 900, cadence: month,
       owners: [{owner: thue}]}]}
"""
SOURCES = """
programme: huyen
places: places.csv
sources:
  - owner: Thuế
    files: "*.xlsx"
    reported_on: ["*_{day}-{month}-{year}.*"]
    tables:
      - title: thu ngân sách theo xã
        places: rows
        unit: tỷ đồng
        columns: [{is: month, measure: "1"}, {is: year_to_date, measure: "1"}, {is: plan, measure: "1"}]
      - title: việc làm theo xã
        places: rows
        unit: người
        columns: [{is: month, measure: "2"}, {is: year_to_date, measure: "2"}]
"""
MONTHLY = """
programme: programme.yml
sources: sources.yml
raw: raw
places: places.csv
month: latest
lang: vi
notebooks: [{notebook: 08_communes}]
place_notebooks: [brief]
"""
PLAN = {"Xã An": 120.0, "Xã Bình": 100.0, "Xã Cường": 60.0}


def sheet(folder, month, done, plan, year=2025):
    """A month's report of every unit: `done` (month, to date) by name, and plans where there are any."""
    book = openpyxl.Workbook()
    ws, jobs = book.active, book.create_sheet("Viec lam")
    ws.append([f"Thu ngân sách theo xã tháng {month} năm {year}"])
    ws.append(["ĐVT: tỷ đồng"])
    ws.append(["Xã", f"Tháng {month}/{year}", f"Lũy kế {month} tháng", f"Kế hoạch năm {year}"])
    jobs.append([f"Việc làm theo xã tháng {month} năm {year}"])
    jobs.append(["ĐVT: người"])
    jobs.append(["Xã", f"Tháng {month}/{year}", f"Lũy kế {month} tháng"])
    for name, (own, to_date) in done.items():
        ws.append([name, own, to_date, plan.get(name)])
        jobs.append([name, own * 3, to_date * 3])
    book.save(folder / f"thu{month}_24-{month}-{year}.xlsx")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """January to June by three communes with plans of 280 in all; July to September by two new ones, C's plan anew."""
    root = tmp_path_factory.mktemp("huyen")
    (root / "raw").mkdir()
    for name, text in (("places.csv", PLACES), ("programme.yml", PROGRAMME), ("sources.yml", SOURCES),
                       ("monthly.yml", MONTHLY)):  # fmt: skip
        (root / name).write_text(text, encoding="utf-8")
    raw = root / "raw"
    for year in (2023, 2024):
        past = raw / str(year)
        past.mkdir()
        for m in range(1, 13):
            sheet(past, m, {n: (p / 12, p / 12 * m) for n, p in PLAN.items()}, {}, year)
    pace = {"Xã An": 12.0, "Xã Bình": 4.0, "Xã Cường": 5.0}
    for m in range(1, 7):
        sheet(raw, m, {n: (x, x * m) for n, x in pace.items()}, PLAN)
    for m in range(7, 10):
        now = {"Xã Nam": (16.0, 16.0 * m), "Xã Cường Mới": (5.0, 5.0 * m)}
        sheet(raw, m, now, {"Xã Cường Mới": 90.0} if m == 9 else {})
    return root


def words(piece):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", piece.html))


def open_at(folder, month, place=None, as_of=None):
    return open_book(month, folder / "monthly.yml", place=place, as_of=as_of)


def test_a_commune_is_judged_against_its_own_plan_and_only_there(folder):
    book = open_at(folder, "2025-06")
    frame = book.by_place("1")
    assert frame["plan"].to_dict() == {"A": 120.0, "B": 100.0, "C": 60.0}
    assert frame["status"].astype(str).to_dict() == {"A": "on_track", "B": "off_track", "C": "on_track"}
    assert book.by_place("2")[["plan", "share_of_target"]].isna().all(axis=None)
    assert book.by_place("2")["status"].isna().all()
    for code in "ABC":  # one truth: the commune's page and the area's
        own = open_at(folder, "2025-06", code).assessments
        assert own.measures["1"].status == str(frame["status"][code]), code
        assert own.measures["1"].share_of_target == frame["share_of_target"][code]
        assert own.measures["2"].status == "watch" and own.measures["2"].target_low is None


def test_the_pages_say_who_is_on_plan_and_both_figures_of_a_sum_that_does_not_agree(folder):
    book = open_at(folder, "2025-06")
    html = words(book.table.communes(["1", "2"]))
    assert "2 trong 3 nơi được giao kế hoạch" in html
    assert "giao cho 3/3 xã cộng lại là 280, chỉ tiêu của toàn địa bàn là 300,0 tỷ đồng: lệch 20" in html
    found = [f for f in book.assessments.findings if f.kind == "plans_apart"]
    assert [f.subject for f in found] == ["1"] and len(found[0].keys) == 3
    place = open_at(folder, "2025-06", "B")
    page = words(place.table.place()) + words(place.words.conclusion()) + words(place.table.annex())
    assert "Khó đạt" in page and "Theo kế hoạch giao cho từng nơi" in page
    assert "chỉ tiêu không giao cho từng xã" not in page


def test_without_plans_nothing_is_judged(folder):
    book = open_at(folder, "2025-07", "N")
    assert book.assessments.measures["1"].status == "watch"
    assert "Khó đạt" not in words(book.table.place()) + words(book.table.annex())


@pytest.mark.parametrize("month", ["2025-07", "2025-08", "2025-09"])
def test_what_was_given_to_a_unit_that_is_no_more_is_not_carried_over_and_said(folder, month):
    book = open_at(folder, month)
    assert book.view.series("1", "N").plans[-1] != book.view.series("1", "N").plans[-1]  # nan
    new = book.by_place("1")
    assert "N" in new.index and new["status"].isna()["N"]
    # C keeps its code: the plan of the old commune is not the new one's
    assert new["plan"].isna()["C"] == (month != "2025-09")
    page = words(open_at(folder, month, "N").table.place())
    assert "Xã An (120,0 tỷ đồng), Xã Bình (100,0 tỷ đồng)" in page and "không tự chuyển sang Xã Nam" in page
    own = words(open_at(folder, month, "C").table.place())
    assert ("không tự chuyển sang Xã Cường Mới" in own) == (month != "2025-09")
    assert "không tự chuyển" in words(book.table.communes(["1"]))


def test_june_rebuilt_after_the_merger_keeps_the_old_units_plans(folder):
    frame = open_at(folder, "2025-06", as_of="2025-10-01").by_place("1")
    assert frame["plan"].to_dict() == {"A": 120.0, "B": 100.0, "C": 60.0}


def test_plans_of_some_units_are_counted_as_such(folder):
    book = open_at(folder, "2025-09")
    [found] = [f for f in book.assessments.findings if f.kind == "plans_apart"]
    assert "Mới có kế hoạch giao cho 1/2 xã, cộng lại là 90" in sentence(found.reason, book.programme)
    assert found.reason.values["n"] == 1 and found.reason.values["of"] == 2
    assert found.reason.values["value"] == 90.0
