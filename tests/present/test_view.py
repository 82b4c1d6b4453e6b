"""One measure's figures as texts."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from views import make_view

from analysis.present.trouble import by_chance, severity


def entry(view, id, **how):
    a = replace(view.assessments.measures[id], **how)
    measures = view.assessments.measures | {id: a}
    return replace(view, assessments=replace(view.assessments, measures=measures)).entry(id)


def test_a_ratio_of_births_changes_by_a_plain_difference(view, english):
    x = entry(view, "15", change_on_year=16.94)
    assert x.on_year == "+16,9\u00a0nam/100 nữ"
    assert x.since_last_year == "tăng 16,9\u00a0nam/100 nữ so với cùng kỳ"
    assert "%" not in entry(english, "15", change_on_year=-2.0).since_last_year
    assert entry(view, "16", change_on_year=1.54).on_year == "+1,5\u00a0điểm"
    assert entry(view, "4", change_on_year=5.63).on_year == "+5,6%"


@pytest.mark.parametrize(
    ("id", "figures", "word"),
    [
        ("23a2", {"to_date": 5.0, "target_high": 7.0}, "Đạt"),
        ("10", {"to_date": 0.5, "target_high": 1.0}, "Đạt"),
        ("4", {"to_date": 590.0, "target_low": 581.0}, "Vượt"),
        ("4", {"to_date": 581.0, "target_low": 581.0}, "Đạt"),
    ],
)
def test_only_more_of_something_wanted_surpasses(view, id, figures, word):
    over = replace(view, month="2025-12")
    assert entry(over, id, status="achieved", closed=True, estimate=False, **figures).word == word
    assert entry(view, id, status="achieved", closed=True, estimate=False, **figures).word == "Hoàn thành"


def test_a_near_miss_is_not_rounded_onto_its_bound(view):
    x = entry(view, "14", to_date=61.959, distance=-0.041, target_low=62.0)
    assert (x.amount(x.a.to_date), x.progress) == ("61,96", "−0,04\u00a0điểm")
    even = entry(view, "14", to_date=62.0, distance=1e-13, target_low=62.0)
    assert even.with_unit(even.a.to_date) == "62,0%"


def test_another_year_has_no_plan_of_this_programme():
    past = make_view(month="2024-12")
    assert entry(past, "15", target_low=None, target_high=None).plan == "–"
    assert entry(past, "4", target_low=545.0).plan == "545"


def test_an_index_changes_by_points_not_by_a_share_that_reads_as_falling_prices(view):
    x = entry(view, "9", to_date=101.81, last_year_to_date=103.71, change_on_year=-1.83)
    x = replace(x, measure=x.measure.model_copy(update={"unit": "điểm"}))
    assert (x.on_year, x.amount(x.a.to_date)) == ("−1,9\u00a0điểm", "101,8")
    assert x.since_last_year == "giảm 1,9\u00a0điểm so với cùng kỳ"
    named = {"name_vi": "Chỉ số giá tiêu dùng (cùng kỳ năm trước = 100)"}
    x = replace(x, measure=x.measure.model_copy(update=named))  # it is itself what they rose by
    assert (x.on_year, x.since_last_year) == ("+1,8%", "tăng 1,8% so với cùng kỳ")


def test_files_that_came_after_the_closing_day_are_no_sources_of_a_group(view):
    frame = view.observations.copy()
    frame["source"] = ["later.xlsx" if i % 2 else "early.xlsx" for i in range(len(frame))]
    frame["reported_on"] = ["2031-01-05" if i % 2 else "2025-01-05" for i in range(len(frame))]
    inputs = pd.DataFrame({"source": ["early.xlsx", "later.xlsx", "places.csv"], "sha256": "a", "bytes": 1})
    here = replace(view, observations=frame, inputs=inputs)
    assert list(here.files(view.programme.groups[0].id)["source"]) == ["early.xlsx"]


def test_figures_of_a_row_that_the_programme_lacks_are_an_error_in_words(view):
    with pytest.raises(KeyError) as caught:
        view.series("99.9")
    assert "can-duoc-2025 không có chỉ tiêu thành phần (measure) “99.9”" in str(caught.value)


def test_a_share_is_that_of_the_printed_number(view):
    """115 of 150 members are 76,7 %, though 114,9 of them were worked out of a gap."""
    x = entry(view, "25a", to_date=114.9, target_low=150.0, share_of_target=76.6, whole=True)
    assert (x.amount(x.a.to_date), x.progress) == ("115", "76,7%")
    assert entry(view, "25a", to_date=114.9, target_low=150.0, share_of_target=76.6).progress == "76,6%"


def test_a_gap_is_that_of_the_printed_numbers(view):
    x = entry(view, "4")
    assert x.amount(x.gap(377.66, 366.54), True) == "+11,2"  # 377,7 and 366,5 stand beside it


@pytest.mark.parametrize(
    "n, of, gap, chance", [(21_512, 34_720, -0.04, True), (8_461, 8_478, -0.2, False), (15, 108, -1.1, True)]
)
def test_a_gap_of_chance_size(view, n, of, gap, chance):
    x = entry(view, "14", numerator=float(n), denominator=float(of), distance=gap, to_date=100 * n / of)
    assert by_chance(x) == chance


def test_people_hurt_come_before_a_gap_of_chance(view):
    year = {"status": "missed", "closed": True, "probability": None}
    couples = entry(
        view, "14", **year, numerator=21_512.0, denominator=34_720.0, distance=-0.04, to_date=61.96
    )
    hurt = entry(view, "23a3", **year, to_date=12.0, target_high=3.0, distance=9.0)
    waste = entry(view, "21", **year, numerator=8_461.0, denominator=8_478.0, distance=-0.2, to_date=99.8)
    assert sorted([couples, waste, hurt], key=severity) == [hurt, waste, couples]


def test_what_a_miss_costs_comes_before_how_wide_the_gap_is(view):
    late = {"status": "at_risk", "probability": 0.5}
    hurt = entry(view, "23a", **late, to_date=6.0, target_high=5.0)
    water = entry(view, "20a", **late, to_date=79.0, target_low=80.0, distance=-1.0, denominator=None)
    money = entry(view, "4", **late, year_end=300.0, target_low=581.0)
    other = entry(
        view,
        "9",
        status="off_track",
        probability=0.01,
        to_date=10.0,
        target_low=90.0,
        distance=-80.0,
        denominator=None,
    )
    assert sorted([other, money, water, hurt], key=severity) == [hurt, water, money, other]
