"""Titles of charts are findings: they hold of what is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

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
    assert list(piece.data.iloc[:6, -1]) == ["−1", "0", "0", "−2", "−2", "+2"]


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
