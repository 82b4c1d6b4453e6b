"""Figures that offices and communes sent in cells of no use: what pages and the inbox say of them."""

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from analysis import open_book
from analysis.draft import inbox
from analysis.params import RunParams
from analysis.present import tables_brief
from analysis.present.charts_overview import punctuality
from analysis.present.trouble import got_worse

HOUSE = Path(__file__).parents[2]
JOBS, LONG_CANG, POLICE = "2025-06-20-noi-vu.xlsx", "2025-09-25-xa-long-cang.xlsx", "2025-06-17-cong-an.xlsx"
BAD = "80 hay 90"


@pytest.fixture
def spoilt(tmp_path, known):
    """`spoilt(month, (file, sheet, {cell: what is written}), …)`: the book of a month whose files are spoilt so."""
    shutil.copytree(HOUSE / "params/can-duoc-2025", tmp_path / "params/can-duoc-2025")
    shutil.copytree(HOUSE / "data/raw/can-duoc-2025", tmp_path / "data/raw/can-duoc-2025")
    (tmp_path / "notebooks").mkdir()
    known(tmp_path / "data/processed/can-duoc-2025")

    def made(month, *spoils):
        for file, sheet, cells in spoils:
            path = next((tmp_path / "data/raw").rglob(file))
            book = openpyxl.load_workbook(path)
            for cell, value in cells.items():
                book[sheet][cell] = value
            book.save(path)
        params = tmp_path / "params/can-duoc-2025/monthly.yml"
        return open_book(month, str(params)), RunParams.load(params, {"month": month})

    return made


def asked(x):
    return [(r.values["sheet"], r.values["cell"], r.values["written"]) for r in x.asked_again]


def page(piece) -> str:
    return re.sub(r"<[^>]+>", "", piece.html)


def test_what_the_communes_sums_replace_is_asked_for_again_and_no_sum_of_some_is_whole(spoilt):
    jobs = (JOBS, "Viec lam", dict.fromkeys(("E9", "F9", "G9"), BAD))
    book, params = spoilt("2025-06", jobs, (JOBS, "Viec lam theo xa", {"C25": BAD, "C8": BAD}))
    x = book.view.entry("18")
    assert x.a.estimate and x.coverage == "T6: 16/17 đơn vị"
    assert got_worse(x) is None  # no report says how many June alone had
    assert "thị trấn Cần Đước – số đã gửi không dùng được (mới 16 trong 17" in x.coverage_told
    assert asked(x) == [("Viec lam", "F9, G9", BAD), ("Viec lam theo xa", "C8, C25", BAD)]
    assert f"tệp 2025-06/{JOBS}: giải quyết việc làm (trang Viec lam, ô F9, G9)" in page(
        tables_brief.assigned(book.view)
    )
    posts, _, month, day = inbox.gathered(params)
    post = next(p for p in posts if p.id == "noi-vu")
    letter = inbox.reminder(post, month, day, "vi")
    assert (
        "trang Viec lam, ô F9, G9 (“80 hay 90”)" in letter and "trang Viec lam theo xa, ô C8, C25" in letter
    )


def test_a_figure_that_is_told_elsewhere_is_not_asked_for(spoilt):
    book, _ = spoilt("2025-06", (JOBS, "Viec lam", {"E9": BAD, "F9": BAD}))  # the count to date stands
    assert book.view.entry("18").asked_again == () and "cần gửi lại" not in page(
        tables_brief.assigned(book.view)
    )


def test_half_a_person_is_refused_as_an_estimate_and_as_a_part_and_quoted_as_written(spoilt):
    file = "2025-05-20-noi-vu.xlsx"
    book, _ = spoilt("2025-05", (file, "Viec lam", {"E9": "-5", "F9": "12,5 người", "G9": BAD}))
    found = {
        p.cell: (p.code, p.value)
        for p in book.tables.problems
        if p.source.endswith(file) and p.measure == "18"
    }
    assert found == {
        "E9": ("below_nought", "-5"),
        "F9": ("not_whole", "12,5 người"),
        "G9": ("not_a_number", BAD),
    }
    x = book.view.entry("18")
    assert x.a.status == "no_data" and x.unjudged == "số đã gửi không dùng được, chờ gửi lại"


def test_a_commune_that_sent_bad_cells_is_no_silent_one(spoilt):
    book, params = spoilt(
        "2025-09",
        (LONG_CANG, "Ket qua", {"E8": -5, "E11": BAD, "E12": "12,5"}),
        (LONG_CANG, "TNGT", {"D10": BAD}),
        (LONG_CANG, "Moi truong", {"D8": BAD}),
    )
    view = book.view
    for id in ("1.1", "18", "25a"):
        assert "xã Long Cang – số đã gửi không dùng được (mới 5 trong 6" in view.entry(id).coverage_told
    told = {id: asked(view.entry(id)) for id in ("1.1", "18", "20a", "25a", "23a2")}
    assert told == {
        "1.1": [("Ket qua", "E8", "-5")],
        "18": [("Ket qua", "E11", BAD)],
        "20a": [("Moi truong", "D8", BAD)],
        "25a": [("Ket qua", "E12", "12,5")],
        "23a2": [("TNGT", "D10", BAD)],
    }
    deaths = view.entry("23a2")  # five communes have told, and what they counted is the verdict
    assert (deaths.a.basis_month, deaths.a.reason.key, deaths.word) == (
        "2025-09",
        "compare_pair",
        "Không đạt",
    )
    assert "Cần Công an tỉnh và công an xã gửi lại số liệu tháng 9/2025 của xã Long Cang" in page(
        tables_brief.exceptions(view)
    )
    assert "5 số liệu đã gửi không dùng được, cần gửi lại" in page(tables_brief.assigned(view))
    clean = open_book("2025-09", str(HOUSE / "params/can-duoc-2025/monthly.yml"))
    assert punctuality(view).text == punctuality(clean.view).text  # sent in time all the same
    posts, *_ = inbox.gathered(params)
    assert {id for p in posts for id in p.refused} == set(told)


def test_another_measure_of_a_card_says_that_its_own_figure_is_older_and_of_no_use(spoilt):
    book, _ = spoilt("2025-06", (POLICE, "TNGT", {"D10": "12,5 người", "E10": "12,5 người"}))
    x = book.view.entry("23a2")
    assert x.rests_on == "giữ mức theo số T5"
    assert x.a.reason.values["last"] == x.a.basis_month == "2025-05"  # one month, wherever it is named
    said = page(tables_brief.exceptions(book.view))
    assert (
        "Có nguy cơ không đạt" in said
        and "; số T5; số đã gửi không dùng được, chờ gửi lại): Có nguy cơ không đạt"
        in said.replace(" :", ":")
    )
