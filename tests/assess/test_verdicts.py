"""What a verdict may say: what is ahead is not behind, levels below their bound, small numbers, no certainty."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from analysis.assess.judge import assess
from analysis.assess.kinds.compare import cases_at_most, clustering, poisson_at_most
from analysis.assess.levels import LevelInput, between_reports, forecast_levels
from analysis.assess.nowcast import FlowInput, forecast_flows
from analysis.assess.status import by_probability, headline_of, row_of, unless_ahead
from analysis.present import locale, theme
from analysis.present.reasons import sentence

NAN = np.nan


def judged(make, m, *rows, month="2025-06", **more):
    return assess(make.programme(m, closing_day=31), None, make.frame(*rows), month, **more).measures["m"]


def test_what_is_ahead_of_its_path_is_not_called_behind(make):
    rows = [*make.months("m", 2024, [9.0] * 12, reported="2024-12-28"), *make.months("m", 2025, [9.2] * 6)]
    found = {low: judged(make, make.measure(low=low), rows) for low in (108.0, 109.0, 112.0, 140.0)}
    ahead, behind = found[109.0], found[112.0]
    assert 0.2 < ahead.probability < 0.8 and ahead.to_date > ahead.expected_to_date and ahead.year_end > 109
    assert (ahead.status, behind.status) in {("uncertain", "at_risk"), ("on_track", "at_risk")}
    assert unless_ahead("at_risk", True) == "uncertain" and unless_ahead("off_track", True) == "off_track"
    a = SimpleNamespace(**vars(ahead) | {"status": "uncertain"})
    assert theme.word(a.status, make.programme(make.measure(low=109)).measures["m"]) == "Có nguy cơ không đạt"


def test_the_headline_counts_what_is_uncertain_among_what_is_at_risk(make):
    p = make.programme(make.measure(low=109.0))
    row = row_of(p.targets[0], {"m": SimpleNamespace(
        measure="m", status="uncertain", previous_status=None, self_assessment=None, statuses=())})  # fmt: skip
    h = headline_of([(p.targets[0], row)])
    assert (h.at_risk, h.uncertain, h.on_track_by_figures, h.total) == (1, 1, 0, 1)


def test_a_level_below_its_bound_is_near_it_never_at_it(make):
    m = make.measure(kind="level", unit="%", low=80.0)
    rows = [make.row("m", f"{y}-{k:02d}", v + y - 2025, "level", reported=f"{y}-{k:02d}-24")
            for y in range(2020, 2026) for k, v in ((6, 79.8), (12, 93.0)) if (y, k) <= (2025, 6)]  # fmt: skip
    a = judged(make, m, rows)
    assert (a.status, a.shade) == ("on_track", "near")
    words = make.programme(m).measures["m"]
    assert theme.word(a.status, words, shade=a.shade) == "Đạt tiến độ"


def test_no_chance_at_all_is_said_so_and_no_forecast_is_certain(make):
    m = make.measure(kind="compare", rule="lt_last_year", unit="người")
    a = judged(make, m, make.months("m", 2024, [1] * 4 + [0] * 8), make.months("m", 2025, [1] * 4 + [0, 0]))
    assert (a.status, a.probability, a.shade) == ("off_track", 0, "gone")
    words = make.programme(m).measures["m"]
    assert theme.word(a.status, words, shade=a.shade) == "Không đạt"
    said = [locale.chance(p) for p in (0.995, 1.0, 0.5, 0.004, 0.0, None)]
    assert said == [">\u00a099%", "100,0%", "50,0%", "<\u00a01%", "0,0%", "–"]


def test_the_pace_of_cases_is_held_back_by_a_year_of_last_year_s(make):
    m = make.measure(kind="compare", rule="lt_last_year", unit="vụ")
    last = make.months("m", 2024, [1, 0] * 6)  # 6 cases, no clusters
    none = judged(make, m, last, make.months("m", 2025, [0] * 6))
    assert none.probability == pytest.approx(
        cases_at_most(5, 2.0, 1 + 2.0 / 6)
    )  # (0 + 6) / 1.5 a year, half left
    four = judged(make, m, last, make.months("m", 2025, [1, 1, 0] * 2))
    assert four.probability == pytest.approx(cases_at_most(1, 10 / 3, 1 + 10 / 3 / 10))  # not 8 a year


def test_a_month_without_a_report_has_a_past_between_two(make):
    table = np.full((3, 12), NAN)
    table[0, [5, 11]], table[1, [5, 11]], table[2, 8] = (70, 73), (74, 77), 76
    before = table.copy()
    filled = between_reports(table)
    assert filled[0, 8] == 71.5 and filled[1, 8] == 75.5 and filled[1, 2] == 73.5
    assert np.isnan(filled[0, :5]).all() and np.isnan(filled[2, :8]).all()
    np.testing.assert_array_equal(table, before)
    bare, moved = (
        forecast_levels([LevelInput("", 9, 76, table[:2, [8, 11]], target=78, percent=True, between=b)])[0]
        for b in (None, filled[:2, 8])
    )
    assert bare.moves == 0 and bare.year_end == 76  # as if nothing moved
    assert moved.moves == 2 and moved.year_end == pytest.approx(76 * (73 / 71.5 * 77 / 75.5) ** 0.35)
    assert moved.track_years == 0  # the line knew the next report: its errors are not counted


def test_a_level_without_a_past_at_its_month_is_never_off_track(make):
    m = make.measure(kind="level", unit="%", low=97.0)
    rows = make.row("m", "2024-12", 77.0, "level"), make.row("m", "2025-06", 77.5, "level")
    assert judged(make, m, *rows).status == "too_early"


def test_things_counted_one_by_one_are_never_surer_than_a_poisson_count():
    even = np.full((4, 12), 10.0)
    inputs = [
        FlowInput(str(i), even, np.full(9, 10.0), target=120, things=t) for i, t in enumerate([0, 1] * 3)
    ]
    plain, things = forecast_flows(inputs)[:2]
    assert things.scale == pytest.approx(things.rest**-0.5) and plain.scale < things.scale
    assert things.p90 - things.p10 > 2 * 30**0.5 and things.p90 - things.p10 > plain.p90 - plain.p10


def test_cases_that_come_in_clusters_leave_more_open():
    assert cases_at_most(3, 5.0, 1.0) == poisson_at_most(3, 5.0)
    wide = [cases_at_most(k, 5.0, 3.0) for k in range(60)]
    pmf = np.diff([0.0, *wide])
    k = np.arange(60)
    assert pmf.sum() == pytest.approx(1, abs=1e-6) and pmf @ k == pytest.approx(5, abs=1e-4)
    assert pmf @ (k - 5) ** 2 == pytest.approx(15, abs=1e-2)


def test_how_much_cases_cluster_is_read_off_the_months():
    even = SimpleNamespace(amounts=np.ones((2, 12)), counted=np.ones(12))
    once = SimpleNamespace(amounts=np.array([[6.0] + [0] * 11] * 2), counted=np.zeros(12))
    none = SimpleNamespace(amounts=np.full((2, 12), NAN), counted=np.full(12, NAN))
    assert clustering(even) == 1 and clustering(once) > 3 and clustering(none) == 1


def test_one_case_that_turns_a_row_red_is_said(make):
    m = make.measure(kind="compare", rule="lt_last_year", unit="vụ")
    last = make.months("m", 2024, [1] * 8 + [0] * 4)
    red, equal, above = (
        judged(make, m, last, make.months("m", 2025, [1] * n + [0] * (9 - n)), month="2025-09")
        for n in (7, 8, 9)
    )
    assert [n.key for n in red.notes] == ["one_case"]
    closed = judged(make, m, last, make.months("m", 2025, [1] * 8 + [0] * 4), month="2025-12")
    assert closed.status == "missed"
    assert not equal.notes and not above.notes and not closed.notes  # final: no case changes it any more
    said = [sentence(x.what_would_change, make.programme(m)) for x in (equal, above)]
    assert said == [
        f"Số đến nay đã {way} cả năm 2024 nên không thể đạt chỉ tiêu." for way in ("bằng", "vượt")
    ]


@pytest.mark.parametrize(
    "x, decimals, said",
    [(1703.35, 1, "1.703,4"), (0.25, 1, "0,3"), (2.675, 2, "2,68"), (-0.05, 1, "−0,1"), (92.5, 0, "93"),
     (1e16, 0, "10.000.000.000.000.000")],
)  # fmt: skip
def test_halves_round_as_a_reader_rounds(x, decimals, said):
    assert locale.number(x, decimals) == said


def test_probabilities_still_give_the_same_three_words():
    assert [by_probability(p) for p in (0.8, 0.79, 0.2, 0.19)] == [
        "on_track",
        "at_risk",
        "at_risk",
        "off_track",
    ]
