"""The panel of explore.ipynb: what it shows, that choosing changes it, plain where no front end is."""

import base64
import json
import re
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from analysis.book import Book
from analysis.explore import file_name, panel, pieces, reports
from analysis.present.offered import Charts, Tables, Words

sys.path.insert(0, str(Path(__file__).parent / "present"))
TABS = [
    "Đường đi",
    "Bảng số",
    "Đánh giá",
    "Các lần báo cáo",
    "Kiểm nghiệm lại",
    "Dấu hiệu thay đổi",
]


@dataclass(frozen=True)
class Params:
    month: str = "2025-06"
    place: str | None = None

    def over(self, given: dict) -> "Params":
        return replace(self, **given)


@dataclass(frozen=True)
class MadeUp:
    """What the panel asks of a book, over a made-up month."""

    params: Params
    mark, save = "", Book.save

    @cached_property
    def view(self):
        from views import make_view

        if self.params.month == "2025-02":
            raise ValueError("tháng này hỏng")
        view = make_view(month=self.params.month)
        return replace(view, place=self.params.place or view.place)

    @property
    def month(self):
        return self.params.month

    @property
    def programme(self):
        return self.view.programme

    @cached_property
    def chart(self):
        return Charts(self.view)

    @cached_property
    def table(self):
        return Tables(self.view)

    @cached_property
    def words(self):
        return Words(self.view)


@pytest.fixture(scope="module")
def book():
    return MadeUp(Params())


def shown(made) -> str:
    return "".join(child.value for child in made.tabs.children)


def test_pieces_say_everything_known(book):
    found = pieces(book, "4")
    assert list(found) == TABS
    assert "<svg" in found["Đường đi"].html
    assert (
        book.view.entry("4").with_unit(book.view.assessments.measures["4"].to_date) in found["Đánh giá"].text
    )
    assert (
        "2025-06-24-thue.xlsx" in found["Bảng số"].html
        and "2025-06-24-thue.xlsx" in found["Các lần báo cáo"].html
    )


def test_choosing_changes_what_is_shown(book, tmp_path):
    made = panel(book, "4", tmp_path)
    before = shown(made)
    made.measure.value = "16"
    assert shown(made) != before and "BHYT" in shown(made)
    assert list(made.tabs.titles) == TABS
    made.tabs.selected_index = 2
    made.month.value = "2025-05"
    assert made.book.month == "2025-05" and made.tabs.selected_index == 2
    june = len(reports(book.view, "4"))
    assert len(reports(made.book.view, "4")) == june - 1


def test_unknown_measure_is_told_at_once(book):
    with pytest.raises(KeyError, match="25a"):
        panel(book, "25aa")


def test_a_month_that_cannot_be_opened_shows_no_other_months_figures(book):
    made = panel(book, "4")
    made.month.options = [*made.month.options, ("tháng 2/2025", "2025-02")]
    made.month.value = "2025-02"
    assert "tháng này hỏng" in shown(made) and "<svg" not in shown(made)
    made.month.value = "2025-06"
    assert "<svg" in shown(made)


def test_one_piece_that_fails_does_not_hide_the_others(book, monkeypatch):
    def broken(measure):
        raise RuntimeError("không vẽ được <b>")

    monkeypatch.setattr(book.chart, "path", broken)
    found = pieces(book, "4")
    assert "không vẽ được &lt;b&gt;" in found["Đường đi"].html
    assert found["Đánh giá"].text


def test_save_writes_the_frame_beside_the_notebook(book, tmp_path):
    made = panel(book, "4", tmp_path)
    made.save.click()
    (saved,) = tmp_path.iterdir()
    assert saved.name == "4_can-duoc_2025-06.xlsx" and saved.name in made.said.value
    workbook = openpyxl.load_workbook(saved)
    assert len(workbook.sheetnames) == 2
    (column,) = [c for c in workbook.worksheets[1].iter_cols(values_only=True) if "Giá trị (value)" in c]
    values = [v for v in column if isinstance(v, float)]
    expected = reports(book.view, "4")["value"]
    assert sorted(values) == pytest.approx(sorted(expected))
    link = re.search(r"base64,([^\"]+)", made.said.value).group(1)
    assert base64.b64decode(link) == saved.read_bytes()


def test_save_says_when_it_cannot(book, tmp_path):
    made = panel(book, "4", tmp_path / "không-có")
    made.save.click()
    assert "Không lưu được" in made.said.value


def test_plain_where_no_front_end_is(book):
    made = panel(book, "4")
    bundle = made._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<svg" in bundle["text/html"] and "Đường đi: " in bundle["text/plain"]
    assert "<script" not in bundle["text/html"]


def test_vintages_in_order_with_what_moved(book):
    view = book.view
    late = view.observations[view.observations.measure == "4"].iloc[[0, 0]].copy()
    late["value"] = [late["value"].iloc[0] + 2, late["value"].iloc[0] - 1.5]
    late["reported_on"], late["vintage"] = ["2025-06-24", "2025-03-24"], ["final", "preliminary"]
    more = replace(view, observations=pd.concat([view.observations, late], ignore_index=True))
    found = reports(more, "4")
    january = found[found.period == "2025-01"]
    assert list(january.reported_on.astype(str)) == ["2025-01-24", "2025-03-24", "2025-06-24"]
    assert list(january.step)[1:] == pytest.approx([-1.5, 3.5]) and pd.isna(january.step.iloc[0])
    assert list(found.period) == sorted(found.period, reverse=True)
    late["reported_on"] = "2025-09-24"  # nobody knew it in June
    then = replace(view, observations=pd.concat([view.observations, late], ignore_index=True))
    assert len(reports(then, "4")) == len(found) - 2
    shown = found._repr_html_()
    assert "\u22121,5" in shown and "3,5" in shown and "chính thức" in shown and "tháng" in shown


def test_nothing_reported(book):
    view = replace(book.view, observations=book.view.observations.iloc[:0])
    assert reports(view, "4").empty and "<table" in reports(view, "4")._repr_html_()


def test_file_names_are_safe_everywhere():
    assert file_name("1.1", "can-duoc", "2025-06") == "1.1_can-duoc_2025-06"
    assert file_name("bộ/../../etc: *?", "28126", "2025-06") == "bộ-..-..-etc_28126_2025-06"
    assert len(file_name("x" * 500, "y", "2025-06")) < 90


def test_the_notebook_names_its_measures_in_its_parameters_alone():
    cells = json.loads((Path(__file__).parents[1] / "notebooks/explore.ipynb").read_text(encoding="utf-8"))[
        "cells"
    ]
    first, *rest = ["".join(c["source"]) for c in cells]
    assert 'measure = "4"' in first and 'by_place = "16"' in first
    assert not re.search(r'"\d+"|[Tt]hu ngân sách|bảo hiểm|600|revenue', "\n".join(rest))
