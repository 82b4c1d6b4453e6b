"""Communes side by side: every figure says which months it speaks of."""

from dataclasses import replace

import numpy as np
import pandas as pd
from views import ROOT, make_view

from analysis.book import open_book
from analysis.ingest.contract import COLUMNS
from analysis.places import load_places
from analysis.present.markup import plain
from analysis.present.offered import Charts, Tables
from analysis.present.units import by_month, unit_figures

CAN_DUOC, RACH_KIEN, LONG_HUU = "28108", "28114", "28144"


def observed(measure, period, value, basis, place, n=None, of=None):
    return dict.fromkeys(COLUMNS, "") | {
        "measure": measure, "period": period, "value": value, "basis": basis, "place": place,
        "numerator": n, "denominator": of, "reported_on": f"{period}-20", "illustrative": False,
    }  # fmt: skip


def view(*rows, month="2025-08"):
    frame = pd.DataFrame([observed(*r) for r in rows], columns=COLUMNS)
    frame[["value", "numerator", "denominator"]] = frame[["value", "numerator", "denominator"]].astype(float)
    places = load_places(ROOT / "data/raw/can-duoc-2025/places.csv")
    return make_view(month=month, places=places, observations=frame)


def months(v, measure):
    return {u.code: (u.now, u.when(v)) for u in unit_figures(v, measure) if u.now is not None}


def test_a_sum_says_from_which_month_it_runs():
    v = view(
        ("18", "2025-06", 30.0, "year_to_date", "28144"),
        ("18", "2025-06", 20.0, "year_to_date", "28153"),  # both are Long Hựu from July on
        ("18", "2025-07", 5.0, "month", LONG_HUU),
        ("18", "2025-08", 6.0, "month", LONG_HUU),
        ("18", "2025-07", 7.0, "month", RACH_KIEN),
        ("18", "2025-08", 8.0, "month", RACH_KIEN),
        ("18", "2025-08", 9.0, "month", CAN_DUOC),
    )
    assert months(v, "18") == {LONG_HUU: (61.0, ""), RACH_KIEN: (15.0, "T7–T8"), CAN_DUOC: (9.0, "T8")}
    assert "<small>T7–T8</small>" in Tables(v).communes(["18"]).html


def test_a_state_of_an_earlier_month_says_so():
    v = view(
        ("16", "2025-06", 96.0, "level", "28144", 960, 1000),
        ("16", "2025-06", 96.0, "level", "28153", 960, 1000),
        ("16", "2025-08", 95.0, "level", RACH_KIEN, 950, 1000),
    )
    assert months(v, "16") == {LONG_HUU: (96.0, "T6"), RACH_KIEN: (95.0, "")}
    html = Charts(v).communes("16").html
    row = plain(html[html.index('<th scope="row">Xã Long Hựu') :])
    assert "Số T6: Xã Long Hựu." in html and row.startswith("Xã Long Hựu96,0") and "T6" in row


def test_a_ratio_says_its_months_as_well():
    v = view(
        ("9", "2025-07", 80.0, "month", RACH_KIEN, 80, 100),
        ("9", "2025-08", 60.0, "month", CAN_DUOC, 60, 100),
    )
    assert months(v, "9") == {RACH_KIEN: (80.0, "T7"), CAN_DUOC: (60.0, "T8")}


def test_months_told_together_are_no_months_of_a_line():
    """Of an amount the path knows which months were told; the series spreads a count over several evenly."""
    book = open_book("2025-06", ROOT / "params/can-duoc-2025/monthly.yml")
    series, path = book.view.series("4"), book.assessments.measures["4"].path
    told = replace(path, parts=np.r_[[np.nan] * 5, path.parts[5:]])
    assert np.isfinite(by_month(series)[:6]).all()
    assert np.flatnonzero(np.isfinite(by_month(series, told))).tolist() == [5]
