"""Every kind of measure, judged in small cases that were worked by hand (cases.csv)."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.assess.case import meets
from analysis.assess.judge import assess
from analysis.assess.kinds import RULES
from analysis.assess.kinds.compare import poisson_at_most
from analysis.assess.kinds.ratio import binomial_at_least, births_range
from analysis.present.reasons import sentence
from analysis.programme import AMOUNTS, DATED, FEW, LEVELS, Kind

NAN = np.nan
CASES = list(csv.DictReader((Path(__file__).parent / "cases.csv").open(encoding="utf-8"), delimiter=";"))


def test_every_kind_has_a_rule_and_is_one_of_the_sets():
    assert {*RULES} == {*get_args(Kind)} == AMOUNTS | LEVELS | FEW | DATED


def _expand(text):
    """ "10*3 9 -" → ["10", "10", "10", "9", "-"]; "110/12*6" → six twelfths of 110 where no N is meant."""
    cells = []
    for word in text.split():
        body, _, times = word.partition("*")
        cells += [body] * int(times or 1)
    return cells


def _past(make, text, basis):
    rows = []
    for word in text.split():
        year, _, value = word.partition("=")
        if "/" in value:
            n, of = map(float, value.split("/"))
            rows += make.parts("m", year, [n] * 12, [of] * 12, "month")
        elif basis == "level":
            first, _, last = value.partition(":")
            rows += make.months("m", year, np.linspace(float(first), float(last or first), 12), "level")
        else:
            monthly = float(value) / 12 if basis != "compare" else float(value)
            rows += make.months("m", year, [monthly] * 12)
    for r in rows:
        r["reported_on"] = f"{r['period'][:4]}-12-28"
    return rows


def _now(make, case):
    basis, rows = case["basis"], []
    if basis == "event":
        for word in case["now"].split():
            day, _, parts = word.partition("=")
            more = dict(zip(("n", "of"), map(float, parts.split("/")), strict=True)) if parts else {}
            value = 100 * more["n"] / more["of"] if more else 1.0
            rows.append(make.event("m", day, value=value, note=f"QĐ {day}", **more))
        return rows
    if basis == "year":
        for word in case["now"].split():
            month, _, value = word.partition(":")
            parts = value.split("/")
            more = (
                {"n": float(parts[0]), "of": float(parts[1])}
                if len(parts) > 1
                else {"value": float(parts[0])}
            )
            rows.append(make.row("m", f"2025-{month}", basis="year", **more))
        return rows
    share = "%" in case["unit"] or "/" in case["unit"]
    for i, cell in enumerate(_expand(case["now"]), 1):
        if cell == "-":
            continue
        top, _, bottom = cell.partition("/")
        if share and bottom:
            rows.append(make.row("m", f"2025-{i:02d}", basis=basis, n=float(top), of=float(bottom)))
        else:
            rows.append(make.row("m", f"2025-{i:02d}", float(top) / float(bottom or 1), basis))
    return rows


def _judged(make, case):
    more = dict(word.split("=") for word in case["more"].split())
    bounds = {k: float(case[k]) for k in ("low", "high") if case[k]}
    if "base" in more:
        more["base"] = float(more["base"])
    m = make.measure(kind=case["kind"], rule=case["rule"], unit=case["unit"], **bounds, **more)
    basis = "compare" if case["kind"] == "compare" else case["basis"]
    frame = make.frame(_past(make, case["past"], basis), _now(make, case))
    programme = make.programme(m, closing_day=31)
    return programme, assess(programme, None, frame, case["month"]).measures["m"]


def test_the_table_is_long_enough():
    assert len(CASES) >= 60
    assert len({c["case"] for c in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[c["case"] for c in CASES])
def test_hand_worked(make, case):
    programme, a = _judged(make, case)
    assert (a.status, a.reason.key) == (case["expected"], case["reason"] or a.reason.key), case[
        "worked by hand"
    ]
    for lang in ("vi", "en"):
        for reason in (a.reason, a.what_would_change, *a.notes):
            text = sentence(reason, programme, lang)
            assert not re.search(r"\{|\[\[|\bNone\b(?! of)|\bnan\b", text), text
        assert sentence(a.reason, programme, lang)


def test_every_status_occurs_in_the_table():
    found = {c["expected"] for c in CASES}
    assert found >= {
        "watch",
        "not_due",
        "no_data",
        "achieved",
        "missed",
        "too_early",
        "on_track",
        "at_risk",
        "off_track",
    }


@given(st.floats(0.1, 1e6), st.floats(0.1, 1e6))
def test_bounds_are_compared_unrounded(value, bound):
    assert meets("ge", bound, bound, None) and not meets("gt", bound, bound, None)
    assert meets("le", bound, None, bound) and not meets("lt_last_year", bound, None, bound)
    if abs(value - bound) > 1e-8 * bound:
        assert meets("ge", value, bound, None) == meets("gt", value, bound, None) == (value > bound)
        assert meets("le", value, None, bound) == meets("lt_last_year", value, None, bound) == (value < bound)
    assert meets("range", value, bound, bound + 1) == (
        bound * (1 - 1e-9) <= value <= (bound + 1) * (1 + 1e-9)
    )


def test_a_closed_budget_is_slow_below_95_per_cent_of_its_estimate(make):
    m = make.measure(kind="budget", rule="budget", low=100.0)
    found = {}
    for total in (90.0, 92.5, 94.9, 95.0, 99.0):
        frame = make.frame(make.past("m"), make.months("m", 2025, total * make.shares))
        a = assess(make.programme(m, closing_day=31), None, frame, "2025-12").measures["m"]
        found[total] = a.status, a.reason.key
    slow, within = ("at_risk", "budget_slow"), ("on_track", "budget_within")
    assert found == {90.0: slow, 92.5: slow, 94.9: slow, 95.0: within, 99.0: within}


def test_nothing_is_met_without_a_figure_or_a_bound():
    assert meets("ge", None, 1, None) is None
    assert meets("ge", float("nan"), 1, None) is None
    assert meets("ge", 1.0, None, None) is None
    assert meets("le", 1.0, 5, None) is None
    assert meets("range", 1.0, 5, None) is None


@given(st.integers(0, 30), st.floats(0.1, 30))
def test_poisson_sums_to_one_and_falls_with_the_mean(k, mean):
    direct = sum(math.exp(-mean) * mean**i / math.factorial(i) for i in range(k + 1))
    assert poisson_at_most(k, mean) == pytest.approx(min(direct, 1.0), abs=1e-12)
    assert poisson_at_most(k, mean) >= poisson_at_most(k, mean + 1) - 1e-12
    assert poisson_at_most(-1, mean) == 0


@settings(deadline=None)
@given(st.integers(1, 40), st.floats(0.01, 0.99))
def test_binomial_tails(n, p):
    tails = [binomial_at_least(k, n, p) for k in range(n + 2)]
    assert tails[0] == 1 and tails[-1] == 0
    assert all(a >= b - 1e-12 for a, b in zip(tails, tails[1:], strict=False))
    assert binomial_at_least(1, n, p) == pytest.approx(1 - (1 - p) ** n, abs=1e-9)


def test_births_range_is_what_domain_says():
    low, high = births_range(969, 931)  # 1,900 births at 104: one standard deviation is about 4.8 points
    assert (high - low) / (2 * 1.96) == pytest.approx(4.8, abs=0.1)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(0.7, 1.6), min_size=3, max_size=3), st.floats(0.05, 0.5))
def test_more_of_a_good_thing_never_lowers_the_probability(make, pace, extra):
    programme = make.programme(make.measure(low=100.0), closing_day=31)
    base = make.past("m")

    def judged(pace):  # at 0.7 to 2.1 times last year's pace: no break with the past
        now = make.months("m", 2025, 110 * make.shares[:3] * np.array(pace))
        return assess(programme, None, make.frame(base, now), "2025-03").measures["m"]

    less, more = judged(pace), judged([*pace[:2], pace[2] + extra])
    assert more.year_end >= less.year_end and more.probability >= less.probability - 1e-9
    rank = {"off_track": 0, "at_risk": 1, "uncertain": 1, "on_track": 2, "achieved": 3}
    if not (less.reason.values.get("narrow") or more.reason.values.get("narrow")):
        assert rank[more.status] >= rank[less.status]


def test_two_plans_side_by_side(make):
    m = make.measure(low=105.0, stretch=118.0)
    programme = make.programme(m, closing_day=31)
    frame = make.frame(make.past("m"), make.months("m", 2025, make.shares[:6] * 115))
    a = assess(programme, None, frame, "2025-06").measures["m"]
    assert a.stretch == 118 and a.status == "on_track"
    assert a.stretch_probability < a.probability


def test_needed_pace_in_words(make):
    m = make.measure(low=111.0)
    programme = make.programme(m, closing_day=31)
    flat = [r for y, t in ((2022, 90), (2023, 100), (2024, 110)) for r in make.months("m", y, [t / 12] * 12)]
    a = assess(programme, None, make.frame(flat, make.months("m", 2025, [9.0] * 6)), "2025-06").measures["m"]
    assert a.needed_per_period == pytest.approx((111 - 54) / 6)
    assert a.last_year_rest_per_period == pytest.approx(110 / 12)
    assert sentence(a.what_would_change, programme) == (
        "6 tháng còn lại, mỗi tháng phải đạt 9,5 tỷ đồng; cùng kỳ năm trước bình quân 9,2 tỷ đồng."
    ).replace(" tỷ", "\u00a0tỷ")


def test_months_that_nobody_told_are_no_zeros(make):
    """Without a forecast to stand for them, nothing is said of the rest, of last year, nor of the months before."""
    m = make.measure(low=1000.0)
    programme = make.programme(m, closing_day=31)
    told = [
        r for r in make.months("m", 2025, [0, 0, 0, 0, 0, 0, 87.0, 88.0, 89.0]) if r["period"] > "2025-06"
    ]
    last = make.months("m", 2024, [80.0] * 12)
    a = assess(programme, None, make.frame(last, told), "2025-09").measures["m"]
    assert a.to_date == 264 and [n.key for n in a.notes] == ["left_out"]
    assert np.isnan(a.path.actual[:6]).all() and a.path.actual[6:9].tolist() == [87, 175, 264]
    assert a.needed_per_period is None and a.what_would_change is None
    assert a.change_on_year is None and a.last_year_to_date is None


def test_a_count_over_several_months_tells_none_of_them(make):
    """Told in June alone, with June's own amount: May's count follows, the months before are nobody's."""
    m = make.measure(low=12000.0)
    programme = make.programme(m, closing_day=31)
    june = [make.row("m", "2025-06", 7120.3, "year_to_date"), make.row("m", "2025-06", 985.5)]
    a = assess(programme, None, make.frame(make.past("m"), june), "2025-06").measures["m"]
    assert a.to_date == 7120.3
    assert np.isnan(a.path.actual[:4]).all() and np.isnan(a.path.parts[:5]).all()
    assert a.path.actual[4:6] == pytest.approx([6134.8, 7120.3]) and a.path.parts[5] == pytest.approx(985.5)
    march = [
        make.row("m", "2025-03", 300.0, "year_to_date"),
        *make.months("m", 2025, [0, 0, 0, 110.0, 120.0])[3:],
    ]
    b = assess(programme, None, make.frame(make.past("m"), march), "2025-05").measures["m"]
    assert np.isnan(b.path.actual[:2]).all() and b.path.actual[2:5] == pytest.approx([300, 410, 530])


def test_a_count_that_was_told_is_drawn_as_it_was_told(make):
    m = make.measure(low=200.0)
    programme = make.programme(m, closing_day=31)

    def path(*rows):
        frame = make.frame(make.past("m"), rows)
        return assess(programme, None, frame, rows[-1]["period"]).measures["m"].path

    first = path(make.row("m", "2025-01", 10.0), make.row("m", "2025-03", 30, "year_to_date"),
                 make.row("m", "2025-06", 90, "year_to_date"))  # fmt: skip
    assert first.actual[[0, 2, 5]] == pytest.approx([10, 30, 90]) and np.isnan(first.actual[[1, 3, 4]]).all()
    second = path(make.row("m", "2025-03", 30, "year_to_date"), make.row("m", "2025-04", 25.0),
                  make.row("m", "2025-05", 70, "year_to_date"))  # fmt: skip
    assert second.actual[2:5] == pytest.approx([30, 55, 70]) and second.parts[3:5] == pytest.approx([25, 15])


@pytest.mark.parametrize("cadence, seasons, told, count, alone", [
    ("quarter", (), {"2025-06": 60.0}, [NAN, 60], [NAN, NAN]),
    ("quarter", (), {"2025-03": 20.0, "2025-09": 90.0}, [20, NAN, 90], [20, NAN, NAN]),
    ("season", ((1, 2, 3, 4), (5, 6, 7), (8, 9, 10, 11, 12)), {"2025-07": 210.0}, [NAN, 210], [NAN, NAN]),
    ("half-year", (), {"2025-06": 60.0}, [NAN] * 5 + [60], [NAN] * 6),
    ("half-year", (), {"2025-06": 60.0, "2025-07": 71.0}, [NAN] * 5 + [60, 71], [NAN] * 6 + [11]),
])  # fmt: skip
def test_of_every_cadence_only_what_was_told_is_shown(make, cadence, seasons, told, count, alone):
    crops = [{"id": f"s{i}", "name_vi": f"Vụ {i}", "months": m, "plan": 100.0} for i, m in enumerate(seasons)]
    programme = make.programme(make.measure(low=300.0, cadence=cadence, seasons=crops), closing_day=31)
    rows = [make.row("m", p, v, "year_to_date") for p, v in told.items()]
    a = assess(programme, None, make.frame(rows), max(told)).measures["m"]
    m = a.path.known
    assert a.path.actual[:m] == pytest.approx(count, nan_ok=True)
    assert a.path.parts[:m] == pytest.approx(alone, nan_ok=True)
    assert not [n for n in a.notes if n.key.startswith("crop_")]
    assert all(crop["actual"] is None and not crop["over"] for crop in a.crops)


def test_a_crop_with_a_month_missing_is_not_over(make):
    """By month: four of its five months are no harvest that could be short of its plan."""
    crops = [{"id": "s", "name_vi": "Vụ Đông Xuân", "months": (1, 2, 3, 4, 5), "plan": 50.0}]
    programme = make.programme(make.measure(low=300.0, cadence="season", seasons=crops), closing_day=31)
    whole = make.months("m", 2025, [9.0, 11.0, 10.0, 12.0, 9.0, 20.0])

    def crop(*rows):
        a = assess(programme, None, make.frame(*rows), "2025-06").measures["m"]
        return a.crops[0]["over"], a.crops[0]["actual"], [n.key for n in a.notes if n.key.startswith("crop_")]

    assert crop(whole) == (True, 51, ["crop_met"])
    assert crop(whole[:2], whole[3:]) == (False, 41, [])
    counts = [make.row("m", "2025-05", 51.0, "year_to_date"), whole[5]]
    assert crop(counts) == (True, 51, ["crop_met"])
    assert crop(make.row("m", "2025-06", 71.0, "year_to_date")) == (False, None, [])


def test_last_year_is_what_was_told_of_it(make):
    """A count of six months last year: May's is nobody's, June's is compared though its months are not known."""
    programme = make.programme(make.measure(low=300.0), closing_day=31)
    last = [make.row("m", "2024-06", 60.0, "year_to_date"), make.row("m", "2024-12", 150.0, "year_to_date")]

    def compared(month):
        rows = make.frame(last, make.months("m", 2025, [11.0] * month))
        a = assess(programme, None, rows, f"2025-{month:02d}").measures["m"]
        return a.last_year_to_date, a.last_year_rest_per_period, a.path.last_year

    assert compared(5)[:2] == (None, None)
    before, rest, line = compared(6)
    assert (before, rest) == (60, 15)
    assert np.flatnonzero(np.isfinite(line)).tolist() == [5, 11]


def test_a_ratio_told_for_months_together_tells_none_of_them(make):
    programme = make.programme(make.measure(kind="ratio", unit="%", low=30.0), closing_day=31)
    june = make.row("m", "2025-06", basis="year_to_date", n=300, of=900)
    a = assess(programme, None, make.frame(june, make.row("m", "2025-07", n=50, of=100)), "2025-07").measures[
        "m"
    ]
    assert a.to_date == 35
    assert np.isnan(a.path.actual[:5]).all() and a.path.actual[5:7] == pytest.approx([100 / 3, 35])
    assert np.isnan(a.path.parts[:6]).all() and a.path.parts[6] == 50


def test_what_is_needed_says_which_months_are_neither_told_nor_left(make):
    """July is a hand-over month, in which June's figure stands: what July brought is not in it."""
    programme = make.programme(make.measure(low=111.0), closing_day=31)
    rows = make.frame(make.past("m"), make.months("m", 2025, [8.0] * 6))

    def said(month, lang):
        a = assess(programme, None, rows, month).measures["m"]
        return sentence(a.what_would_change, programme, lang).replace("\u00a0", " ")

    assert "chưa báo cáo" not in said("2025-06", "vi")
    assert (
        "5 tháng còn lại, mỗi tháng phải đạt 12,6 tỷ đồng, chưa kể phần chưa báo cáo của tháng 7/2025; cùng kỳ"
        in said("2025-07", "vi")
    )
    assert "needs 12.6 VND bn, less what July 2025 brought, not yet reported;" in said("2025-07", "en")


def test_a_count_of_another_year_is_not_this_years(make):
    programme = make.programme(make.measure(low=300.0), closing_day=31)
    last = [make.row("m", "2024-06", 70.0, "year_to_date"), *make.months("m", 2024, [12.0] * 12)]
    now = make.months("m", 2025, [15.0] * 6)

    def to_date(*rows):
        return assess(programme, None, make.frame(last, now, *rows), "2025-06").measures["m"].to_date

    assert to_date() == 90
    assert to_date(make.row("m", "2025-06", 90.5, "year_to_date")) == 90.5


def test_a_crop_is_held_against_its_plan_as_it_was_told(make):
    """April was told as 60 and as 66, and the count to July holds ten more than both crops: neither makes it 70."""
    crops = [
        {"id": f"s{i}", "name_vi": f"Vụ {i}", "months": m, "plan": 65.0}
        for i, m in enumerate([(1, 2, 3, 4), (5, 6, 7)])
    ]
    programme = make.programme(make.measure(low=300.0, cadence="season", seasons=crops), closing_day=31)
    told = [
        make.row("m", p, v, b)
        for p, v, b in (
            ("2025-04", 60.0, "month"),
            ("2025-04", 66.0, "year_to_date"),
            ("2025-07", 30.0, "month"),
            ("2025-07", 100.0, "year_to_date"),
        )
    ]
    out = assess(programme, None, make.frame(told), "2025-07")
    a = out.measures["m"]
    assert [crop["actual"] for crop in a.crops] == [60, 30] and a.to_date == 100
    assert [n.key for n in a.notes if n.key.startswith("crop")] == ["crop_short", "crop_short", "crops_apart"]
    found = [(f.kind, f.reason.values["total"], f.reason.values["value"], len(f.keys)) for f in out.findings]
    assert found == [("count_apart", 66, 60, 2), ("months_apart", 100, 90, 3)]


def test_counts_of_a_share_that_contradict_its_months_are_named(make):
    programme = make.programme(make.measure(kind="ratio", unit="%", low=30.0), closing_day=31)
    count = make.row("m", "2025-03", basis="year_to_date", n=350, of=900)
    out = assess(
        programme, None, make.frame(make.parts("m", 2025, [100, 110, 120], [300] * 3), count), "2025-03"
    )
    (found,) = out.findings
    assert (found.kind, found.reason.values["total"], found.reason.values["value"]) == (
        "months_apart",
        350,
        330,
    )
    assert len(found.keys) == 4


@pytest.mark.parametrize(
    ("rule", "bound", "n", "people"), [("ge", {"low": 90.0}, 850, 50), ("le", {"high": 5.0}, 80, 30)]
)
def test_a_share_says_how_many_are_missing_or_too_many(make, rule, bound, n, people):
    m = make.measure(kind="level", unit="%", rule=rule, **bound)
    rows = make.frame(make.row("m", "2025-06", basis="level", n=n, of=1000))
    a = assess(make.programme(m), None, rows, "2025-06").measures["m"]
    assert a.what_would_change.values["people"] == people


def test_units_that_last_stood_earlier_are_told_of_the_newest_month_alone(make):
    m = make.measure(kind="level", unit="%", low=80)
    told = {"2025-04": "ABC", "2025-05": "A", "2025-06": "ABC"}
    rows = [make.row("m", p, basis="level", n=9, of=10, place=x) for p, units in told.items() for x in units]

    def notes(month):
        a = assess(make.programme(m), make.places(), make.frame(rows), month).measures["m"]
        return [n.values["period"] for n in a.notes if n.key == "last_stood"]

    assert (notes("2025-05"), notes("2025-06")) == (["2025-05"], [])


def test_a_crop_told_by_itself_is_over_once_its_last_month_is_told(make):
    crops = [{"id": "s", "name_vi": "Vụ Đông Xuân", "months": (1, 2, 3, 4, 5), "plan": 50.0}]
    programme = make.programme(make.measure(low=300.0, cadence="season", seasons=crops), closing_day=31)
    own = make.row("m#s", "2025-05", 51.0, "year")

    def crop(months):
        rows = make.frame(make.months("m", 2025, [9.0, 11.0, 10.0, 12.0, 9.0][:months]), own)
        a = assess(programme, None, rows, "2025-06").measures["m"]
        return a.crops[0]["actual"], a.crops[0]["over"]

    assert (crop(4), crop(5)) == ((51, False), (51, True))


def test_the_base_still_to_come_is_that_of_last_year_s_rest(make):
    m = make.measure(kind="ratio", unit="%", low=50.0)
    rows = [make.parts("m", 2024, [5] * 12, [10] * 12), make.parts("m", 2025, [15] * 6, [30] * 6)]
    a = assess(make.programme(m), None, make.frame(*rows), "2025-06").measures["m"]
    assert a.what_would_change.values == a.what_would_change.values | {"needed": 30, "among": 60}
