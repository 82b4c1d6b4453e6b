"""Titles of charts are findings: they hold of what is drawn."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.present.axes import amount_axis
from analysis.present.charts import Charts


def with_measure(view, id, **how):
    a = replace(view.assessments.measures[id], **how)
    return replace(view, assessments=replace(view.assessments, measures=view.assessments.measures | {id: a}))


def test_cases_are_compared_by_their_difference_also_with_none_last_year(view):
    path = view.assessments.measures["4"].path
    now = np.r_[[1.0, 2, 0, 0, 0, 2], np.full(6, np.nan)]
    last = np.array([2.0, 2, 0, 2, 2, 0, 0, 0, 3, 0, 1, 1])
    p = replace(path, known=6, parts=now, parts_last_year=last)
    piece = Charts(with_measure(view, "23a", path=p)).quarters("23a")
    assert "1 trong 6 kỳ cao hơn" in piece.text
    assert re.findall(r"<td[^>]*>([−+]?\d+)</td></tr>", piece.html)[:6] == ["−1", "0", "0", "−2", "−2", "+2"]
    assert list((piece.data["value"] - piece.data["last_year"])[:6]) == [-1, 0, 0, -2, -2, 2]


def test_crops_are_told_by_name_where_there_is_one(view):
    crops = [
        {
            "id": "a",
            "name": "Vụ Đông Xuân",
            "name_en": "",
            "closes": 4,
            "plan": 10.0,
            "actual": 11.0,
            "over": True,
        },
        {
            "id": "b",
            "name": "Vụ Hè Thu",
            "name_en": "",
            "closes": 9,
            "plan": 10.0,
            "actual": None,
            "over": False,
        },
    ]
    one = Charts(with_measure(view, "1.1", crops=tuple(crops))).crops("1.1").text
    assert one.endswith("vụ Đông Xuân đã thu hoạch xong, đạt kế hoạch vụ")
    planless = [c | {"plan": None, "actual": 9.0, "over": True} for c in crops]
    none = Charts(with_measure(view, "1.1", crops=tuple(planless))).crops("1.1").text
    assert none.endswith("2 vụ đã thu hoạch xong, không có kế hoạch vụ để so")


def test_what_lapsed_is_not_counted_among_the_shares(view):
    many = Charts(view).levels(measures=("20a", "20b")).data
    left = Charts(with_measure(view, "20b", status="lapsed")).levels(measures=("20a", "20b"))
    assert len(many) == 2 and len(left.data) == 1
    assert "trong 1" not in left.text


def test_the_calendar_counts_every_commitment(view):
    assert f" trong {len(view.programme.commitments)} nhiệm vụ" in Charts(view).commitments().text


def test_axes_of_cases_have_no_tenths_and_marks_of_one_axis_have_the_same_decimals(view):
    path = view.assessments.measures["4"].path
    now, last = np.r_[[1.0, 0, 1], np.full(9, np.nan)], np.r_[[2.0, 1, 3], np.zeros(9)]
    p = replace(path, known=3, parts=now, parts_last_year=last)
    html = Charts(with_measure(view, "23a", path=p)).quarters("23a").html
    marks = {t for t in re.findall(r">([^<>]+)</text>", html) if re.fullmatch(r"[\d,]+", t)}
    assert {"0", "1", "2", "3"} <= marks and not [m for m in marks if "," in m]
    figure = Figure()
    ax = figure.add_subplot()
    ax.set_xlim(95, 97)
    amount_axis(ax, "vi", False)
    figure.canvas.draw()
    shown = [t.get_text() for t in ax.get_xticklabels()]
    assert len({len(s.partition(",")[2]) for s in shown}) == 1 and "95,5" in shown


def test_the_range_of_chance_of_a_few_births_stays_inside_the_picture(view):
    counts = pd.DataFrame({"n": [4.0, 60], "of": [1.0, 55]}, index=["2025-01", "2025-02"])
    charts = Charts(replace(view))
    object.__setattr__(charts.view, "counts_by_month", lambda measure: counts)
    html = charts.births("15").html
    for svg in re.findall(r"<svg.*?</svg>", html):
        height = float(re.search(r'viewBox="0 0 \S+ (\S+)"', svg).group(1))
        for d in re.findall(r'<path d="([^"]+)"(?! transform)', svg):
            ys = [float(n) for n in re.findall(r"-?[\d.]+", d)][1::2]
            assert all(-1 <= y <= height + 1 for y in ys), d


def test_a_figure_of_last_year_that_stands_alone_is_a_dot(view):
    p = view.assessments.measures["21"].path
    last = np.full(12, np.nan)
    last[11] = 99.8
    alone = Charts(with_measure(view, "21", path=replace(p, last_year=last))).path("21").html
    none = Charts(with_measure(view, "21", path=replace(p, last_year=np.full(12, np.nan)))).path("21").html
    assert alone.count("<circle") == none.count("<circle") + 2  # on the desktop's picture and the phone's
