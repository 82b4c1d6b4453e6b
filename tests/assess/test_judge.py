"""A whole month judged: hand-over, lapse, closed years, what was known when, single units, contradictions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.assess.case import Case
from analysis.assess.judge import assess
from analysis.frames import contract
from analysis.ingest.problems import problem, waiting
from analysis.present.reasons import sentence

EVEN = [10.0] * 12


def _flat(make, id="m", years=(2022, 2023, 2024), monthly=9.0):
    return [r for y in years for r in make.months(id, y, [monthly] * 12, reported=f"{y}-12-28")]


def _one(make, m, *rows, month="2025-06", places=None, **more):
    programme = make.programme(
        m, closing_day=31, **{k: more.pop(k) for k in list(more) if k in {"owners", "year"}}
    )
    return assess(programme, places, make.frame(*rows), month, **more)


def test_an_empty_table_gives_a_verdict_for_every_kind(make):
    kinds = {
        "flow": "ge",
        "level": "ge",
        "ratio": "ge",
        "count": "ge",
        "event": "ge",
        "milestone": "ge",
        "annual": "ge",
        "budget": "budget",
        "compare": "lt_last_year",
    }
    ms = [
        make.measure(
            k,
            kind=k,
            rule=r,
            low=None if k == "compare" else 5.0,
            unit="%" if k in {"level", "ratio"} else "vụ",
        )
        for k, r in kinds.items()
    ]
    a = assess(make.programme(*ms), None, make.frame(), "2025-06")
    assert {x.status for x in a.measures.values()} <= {"no_data", "not_due", "too_early"}
    assert a.headline.total == len(kinds)
    assert list(a.rows) == list(kinds)


def test_the_frame_has_the_contracts_columns(make):
    a = _one(make, make.measure(low=100.0), _flat(make), make.months("m", 2025, EVEN[:6]))
    frame = contract(a, "assessments")
    assert len(frame) == 1 and {"to_date", "status", "reason_vi", "reason_en"} <= {*frame.columns}
    assert len(contract(a, "commitments")) == len(a.commitments)
    assert frame["keys"].iloc[0] == list(a.measures["m"].keys)
    assert isinstance(frame.to_json(), str)


def test_keys_lead_to_the_observations(make):
    frame = make.frame(_flat(make), make.months("m", 2025, EVEN[:6]), make.months("other", 2025, EVEN))
    frame.index = frame.index + 1000
    a = assess(make.programme(make.measure(low=100.0), closing_day=31), None, frame, "2025-06").measures["m"]
    used = frame.loc[list(a.keys)]
    assert (used.measure == "m").all()
    assert used[used.period.str.startswith("2025")].value.sum() == a.to_date


def test_the_same_arguments_give_the_same_result(make):
    rows = [*_flat(make), *make.months("m", 2025, EVEN[:6])]
    first = _one(make, make.measure(low=100.0), rows)
    shuffled = make.frame(rows).sample(frac=1, random_state=1)
    again = assess(first.programme, None, shuffled, "2025-06")
    a, b = first.measures["m"], again.measures["m"]
    assert (a.status, a.year_end, a.probability, a.statuses) == (
        b.status,
        b.year_end,
        b.probability,
        b.statuses,
    )


def test_the_observations_are_not_changed(make):
    frame = make.frame(_flat(make), make.months("m", 2025, EVEN[:6]))
    before = frame.copy()
    assess(make.programme(make.measure(low=100.0)), None, frame, "2025-06")
    pd.testing.assert_frame_equal(frame, before)


def test_earlier_months_are_judged_with_what_was_known_then(make):
    early = make.row("m", "2025-03", 40.0, reported="2025-03-24", vintage="estimate")
    later = make.row("m", "2025-03", 10.0, reported="2025-06-24", vintage="preliminary")
    rows = [
        *_flat(make),
        *make.months("m", 2025, [10, 10]),
        early,
        later,
        *[make.row("m", f"2025-{k:02d}", 10.0) for k in (4, 5, 6)],
    ]
    a = _one(make, make.measure(low=130.0), rows).measures["m"]
    assert a.statuses[2] == "on_track"  # 60 by March as it was reported then
    assert a.to_date == 60 and a.status == "off_track"
    assert a.previous_status == a.statuses[4]
    assert len(a.statuses) == 6


def test_as_of_looks_at_the_month_with_later_knowledge(make):
    rows = [
        *_flat(make),
        *make.months("m", 2025, EVEN[:5]),
        make.row("m", "2025-06", 10.0, reported="2025-07-09"),
    ]
    then = _one(make, make.measure(low=100.0), rows).measures["m"]
    now = _one(make, make.measure(low=100.0), rows, as_of=dt.date(2025, 7, 31)).measures["m"]
    assert (then.status, then.late, then.basis_month) == ("no_data", True, "2025-05")
    assert (now.status, now.late, now.as_of) == ("on_track", False, dt.date(2025, 7, 31))


def test_an_earlier_as_of_sees_less(make):
    rows = [*_flat(make), *make.months("m", 2025, EVEN[:6])]
    a = _one(make, make.measure(low=100.0), rows, as_of=dt.date(2025, 5, 30)).measures["m"]
    assert a.to_date == 50 and a.status == "no_data"


def test_nobody_is_late_in_a_hand_over_month(make):
    rows = [*_flat(make), *make.months("m", 2025, EVEN[:6])]
    a = _one(make, make.measure(low=100.0), rows, month="2025-07").measures["m"]
    assert (a.status, a.late, a.basis_month) == ("on_track", False, "2025-06")
    assert "handed_over" in {n.key for n in a.notes}
    august = _one(make, make.measure(low=100.0), rows, month="2025-08").measures["m"]
    assert (august.status, august.late) == ("no_data", True)


def test_what_was_behind_stays_so_until_its_office_reports(make):
    m = make.measure(kind="level", unit="%", low=100.0, cadence="quarter")
    a = _one(make, m, make.row("m", "2025-03", basis="level", n=49, of=50), month="2025-08").measures["m"]
    assert a.statuses[4:] == ("at_risk",) * 4 and a.late
    assert (a.reason.key, a.reason.values["last"], a.basis_month) == ("kept", "2025-03", "2025-03")
    assert "giữ mức" in sentence(a.reason, make.programme(m))
    well = _one(make, m, make.row("m", "2025-03", basis="level", n=50, of=50), month="2025-06").measures["m"]
    assert well.statuses[-2:] == ("on_track", "no_data")  # silence is no fault either
    july = _one(make, m, make.row("m", "2025-03", basis="level", n=49, of=50), month="2025-07")
    assert (july.measures["m"].late, july.measures["m"].basis_month, july.changes) == (False, "2025-03", ())


def test_a_crop_is_not_due_before_its_first_harvest(make):
    crops = [{"id": "a", "name_vi": "Đông Xuân", "months": [2, 3, 4], "plan": 60},
             {"id": "b", "name_vi": "Hè Thu", "months": [7, 8], "plan": 40}]  # fmt: skip
    m = make.measure(low=100.0, cadence="season", seasons=crops)
    a = _one(make, m, _flat(make), month="2025-04").measures["m"]
    assert a.statuses == ("not_due", "not_due", "not_due", "no_data") and a.late
    early = _one(make, m, _flat(make), month="2025-02")
    said = sentence(early.measures["m"].reason, early.programme)
    assert said == "Vụ đầu tiên đến tháng 4/2025 mới thu hoạch xong."


def test_a_measure_that_stops_lapses_with_its_last_figure(make):
    rows = [*_flat(make), *make.months("m", 2025, EVEN[:6])]
    a = _one(make, make.measure(low=100.0, after="stop"), rows, month="2025-08").measures["m"]
    assert a.status == "lapsed" and a.lapsed_on == dt.date(2025, 7, 1)
    assert (a.to_date, a.basis_month, a.probability, a.year_end) == (60, "2025-06", None, None)
    assert a.reason.values["last_status"] == "on_track"
    assert a.statuses[5:] == ("on_track", "lapsed", "lapsed")


def test_what_was_achieved_before_it_stopped_stays_achieved(make):
    rows = [*_flat(make), *make.months("m", 2025, [20.0] * 6)]
    a = _one(make, make.measure(low=100.0, after="stop"), rows, month="2025-09").measures["m"]
    assert a.status == "achieved"


def test_a_break_goes_on_without_comparison_across_the_day(make):
    rows = [*_flat(make), *make.months("m", 2025, EVEN[:8])]
    june = _one(make, make.measure(low=100.0, after="break"), rows).measures["m"]
    august = _one(make, make.measure(low=100.0, after="break"), rows, month="2025-08").measures["m"]
    assert june.change_on_year == pytest.approx(100 * (10 / 9 - 1)) and june.broken_on is None
    assert august.status == "on_track" and august.broken_on == dt.date(2025, 7, 1)
    assert august.change_on_year is None and august.last_year_to_date is None


def test_a_levels_typical_range_knows_how_much_of_the_year_is_left(make):
    m = make.measure(kind="level", unit="%", low=40.0)
    rows = make.months("m", 2024, [50] * 12, "level"), make.months("m", 2025, [50] * 9, "level")
    a = _one(make, m, *rows, month="2025-09").measures["m"]
    assert a.typical and a.year_end_p90 == pytest.approx(50 * np.exp(0.07 * 0.25**0.5 * 1.69))


def test_two_years_after_the_break_there_is_a_year_to_compare_with(make):
    m = make.measure(low=100.0, after="break")
    rows = [*_flat(make, years=(2024, 2025, 2026)), *make.months("m", 2027, EVEN[:6])]
    across, apart = (
        _one(make, m, [r for r in rows if r["period"] < f"{y}-07"], month=f"{y}-06", year=y).measures["m"]
        for y in (2026, 2027)
    )
    assert (across.broken_on, across.last_year_to_date) == (dt.date(2025, 7, 1), None)
    assert (apart.broken_on, apart.last_year_to_date) == (None, 54)


def test_a_district_may_end_on_new_years_day(make):
    m = make.measure(low=100.0, after="stop")
    breaks = [{"on": "2025-01-01", "name_vi": "Kết thúc", "places": True}]
    programme = make.programme(m, breaks=breaks)
    a = assess(programme, None, make.frame(_flat(make)), "2025-03").measures["m"]
    assert a.statuses == ("lapsed",) * 3 and a.lapsed_on == dt.date(2025, 1, 1)


def test_all_units_of_17_then_of_6(make):
    m = make.measure(kind="annual", unit="%", low=100.0, cadence="year", judged_from="12-01", after="break")
    rows = [make.row("m", "2025-12", basis="year", n=1, of=1, place=p) for p in ("N", "C")]
    a = _one(make, m, rows, month="2025-12", places=make.places()).measures["m"]
    assert (a.status, a.numerator, a.denominator) == ("achieved", 2, 2)
    short = _one(
        make, m, [{**rows[0], "numerator": 0.0, "value": 0.0}, rows[1]], month="2025-12", places=make.places()
    )
    a = short.measures["m"]
    assert a.status == "missed" and [f["name"] for f in a.failing] == ["Xã N"]


def test_units_are_named_only_where_all_must_hold(make):
    rows = [make.row("m", "2025-12", basis="year", n=n, of=100, place=p) for p, n in (("N", 97), ("C", 98))]
    judged = {}
    for low in (95.0, 100.0):
        m = make.measure(kind="annual", unit="%", low=low, cadence="year", judged_from="12-01")
        a = _one(make, m, rows, month="2025-12", places=make.places()).measures["m"]
        judged[low] = a.status, [f["name"] for f in a.failing]
    assert judged == {95.0: ("achieved", []), 100.0: ("missed", ["Xã N", "Xã C mới"])}


def test_where_none_is_allowed_the_units_that_have_some_are_named(make):
    m = make.measure(kind="level", rule="le", unit="%", high=0.0, cadence="quarter")
    rows = [
        make.row("m", "2025-06", basis="level", n=n, of=10, place=p)
        for p, n in (("A", 0), ("B", 1), ("C", 0))
    ]
    a = _one(make, m, rows, places=make.places()).measures["m"]
    assert (a.status, [f["name"] for f in a.failing]) == ("at_risk", ["Xã B"])


def test_a_unit_reported_twice_and_one_after_its_merger(make):
    rows = [make.row("m", "2025-08", v, place=p) for p, v in (("N", 5), ("C", 4), ("A", 3))]
    a = _one(make, make.measure(low=100.0), _flat(make), rows, month="2025-08", places=make.places())
    assert [(f.kind, f.subject) for f in a.findings] == [("twice", "m")]
    alone = _one(make, make.measure(low=100.0), _flat(make), rows[1:], month="2025-08", places=make.places())
    assert [(f.kind, f.subject) for f in alone.findings] == [("after_merger", "m")]


def test_units_that_have_not_reported_are_counted(make):
    rows = make.row("m", "2025-06", 5.0, place="A"), make.row("m", "2025-06", 5.0, place="B")
    a = _one(
        make,
        make.measure(low=100.0),
        _flat(make),
        make.months("m", 2025, EVEN[:5]),
        rows,
        places=make.places(),
    )
    note = next(n for n in a.measures["m"].notes if n.key == "scaled")
    assert (note.values["reported"], note.values["expected"]) == (2, 3)
    found = a.measures["m"]
    assert (found.to_date, found.basis_month, found.estimate) == (65.0, "2025-06", True)  # 50 + 10 x 3/2
    assert len(found.keys) == 7


def test_a_month_of_one_unit_is_shown_and_not_judged(make):
    m = make.measure(low=100.0)
    rows = _flat(make), make.months("m", 2025, EVEN[:5]), make.row("m", "2025-06", 5.0, place="A")
    a = _one(make, m, *rows, places=make.places()).measures["m"]
    before = _one(make, m, *rows[:2], places=make.places()).measures["m"]
    assert (a.to_date, a.keys, a.basis_month, a.probability) == (
        before.to_date, before.keys, "2025-05", before.probability,
    )  # fmt: skip
    assert (a.status, a.late) == ("no_data", True)
    assert [sentence(n, make.programme(m)) for n in a.notes if n.key == "units_missing"] == [
        "Tháng 6/2025: mới 1/3 xã báo cáo (5,0\u00a0tỷ đồng), chưa cộng được toàn địa bàn."
    ]
    later = _one(make, m, *rows, make.row("m", "2025-07", 10.0), month="2025-07", places=make.places())
    after = later.measures["m"]  # inside the year it is a gap, filled by the season, and still said
    assert {"filled", "units_missing"} <= {n.key for n in after.notes} and after.filled == ("2025-06",)


def test_a_share_of_what_is_counted_stands_on_the_months_that_count_it(make):
    """Who was admitted, and how many of them are young: a month of too few units is in neither."""
    whole = make.measure(id="a", low=100.0, unit="người")
    young = make.measure(id="b", kind="ratio", unit="%", low=50.0)
    rows = [make.months("a", 2025, [10] * 5), make.parts("b", 2025, [6] * 5, [10] * 5)]
    rows += [make.row("a", "2025-06", 4, place="A"), make.row("b", "2025-06", n=1, of=4, place="A")]
    row = {"id": "1", "no": "1", "group": "g", "name_vi": "x", "measures": [whole, young]}
    programme = make.programme(targets=[row], closing_day=31)
    found = assess(programme, make.places(), make.frame(*rows), "2025-06")
    a, b = (found.measures[i] for i in "ab")
    assert (a.to_date, b.numerator, b.denominator, b.basis_month) == (50, 30, 50, "2025-05")
    assert a.keys == tuple(range(5)) and b.keys == tuple(range(5, 10))


def test_a_closed_year_is_judged_against_its_own_plan(make):
    rows = [*_flat(make), make.row("m#plan", "2024-12", 108.0, "year", reported="2025-01-10")]
    a = _one(make, make.measure(low=200.0), rows, month="2024-12").measures["m"]
    assert (a.status, a.closed, a.target_low, a.year_end) == ("achieved", True, 108, 108)
    assert (
        a.statuses[:-1] == (None,) * 11
    )  # a table of the whole year says nothing about what was known in it


def test_a_closed_year_ends_at_its_own_figure_in_the_chart_too(make):
    rows = [make.months("m", 2025, EVEN), make.row("m", "2025-12", 121.0, "year", reported="2025-12-30")]
    a = _one(make, make.measure(low=100.0), _flat(make), *rows, month="2025-12").measures["m"]
    assert a.to_date == a.path.actual[-1] == 121 and a.path.parts.sum() == pytest.approx(120)


def test_a_closed_year_without_its_plan_is_refused(make):
    a = _one(make, make.measure(low=200.0), _flat(make), month="2024-12").measures["m"]
    assert (a.status, a.reason.key, a.target_low, a.late) == ("no_data", "no_plan", None, False)


def test_the_last_month_is_an_estimate_until_official(make):
    december = make.row("m", "2025-12", 10.0, vintage="estimate")
    a = _one(
        make,
        make.measure(low=100.0),
        _flat(make),
        make.months("m", 2025, EVEN[:11]),
        december,
        month="2025-12",
    )
    assert a.measures["m"].status == "achieved"
    close = _one(
        make,
        make.measure(low=119.0),
        _flat(make),
        make.months("m", 2025, EVEN[:11]),
        december,
        month="2025-12",
    )
    m = close.measures["m"]
    assert (m.status, m.estimate, m.closed) == ("achieved", True, True)


def test_an_official_total_is_no_estimate_any_more(make):
    rows = [*_flat(make), *make.months("m", 2025, EVEN[:11])]
    rows.append(make.row("m", "2025-12", 10.0, vintage="estimate"))
    total = make.row("m", "2025-12", 121.0, "year", vintage="final", reported="2026-02-01")
    m = make.measure(low=100.0)
    then = _one(make, m, rows, total, month="2025-12")
    now = _one(make, m, rows, total, month="2025-12", as_of=dt.date(2026, 3, 1))
    assert (then.measures["m"].estimate, then.measures["m"].to_date) == (True, 120)
    assert (now.measures["m"].estimate, now.measures["m"].to_date) == (False, 121)


def test_a_count_to_date_that_holds_an_estimated_month_is_an_estimate(make):
    rows = [*_flat(make), *make.months("m", 2025, EVEN[:5])]
    june = [
        make.row("m", "2025-06", 10.0, vintage="estimate", reported="2025-06-20"),
        make.row("m", "2025-06", 60.0, "year_to_date", vintage="preliminary", reported="2025-06-20"),
    ]
    known = make.row("m", "2025-06", 11.0, vintage="preliminary", reported="2025-07-20")
    m = make.measure(low=100.0)
    then = _one(make, m, rows, june, month="2025-06").measures["m"]
    now = _one(make, m, rows, june, known, month="2025-06", as_of=dt.date(2025, 7, 25)).measures["m"]
    assert (then.estimate, now.estimate) == (True, False)


def test_a_filled_month_makes_the_closed_year_an_estimate(make):
    rows = make.months("m", 2025, [10, 10, None, *EVEN[:9]])
    a = _one(make, make.measure(low=119.0), _flat(make), rows, month="2025-12").measures["m"]
    assert (a.status, a.estimate, a.filled, a.year_end) == ("achieved", True, ("2025-03",), 120)
    assert [n.key for n in a.notes] == ["filled"]


def test_the_target_is_the_plan_as_known_that_month(make):
    m = make.measure(target_from="#plan")
    plans = [make.row("m#plan", "2025-01", 100.0, "year"), make.row("m#plan", "2025-05", 180.0, "year")]
    rows = [*_flat(make), *make.months("m", 2025, EVEN[:6]), *plans]
    june = _one(make, m, rows).measures["m"]
    april = _one(make, m, rows, month="2025-04").measures["m"]
    assert (april.target_low, april.status) == (100, "on_track")
    assert (june.target_low, june.status) == (180, "off_track")
    assert june.statuses[3] == "on_track" and june.statuses[4] == "off_track"


def test_a_target_out_of_a_reported_share_of_plan(make):
    m = make.measure(target_from="share:s")
    s = make.measure("s", kind="level", rule="watch", unit="%", role="watch")
    rows = [*_flat(make), *make.months("m", 2025, EVEN[:6]), make.row("s", "2025-06", 50.0, "level")]
    programme = make.programme(m, s, closing_day=31)
    assert assess(programme, None, make.frame(rows), "2025-06").measures["m"].target_low == pytest.approx(120)


def test_a_prior_from_plans(make):
    plans = [make.row("m#plan", f"{y}-12", 216.0, "year", reported=f"{y}-12-28") for y in (2022, 2023, 2024)]
    plans.append(make.row("m#plan", "2025-01", 432.0, "year"))
    rows = [*_flat(make), *make.months("m", 2025, [18.0] * 3)]
    with_plans = _one(make, make.measure(target_from="#plan"), rows, plans, month="2025-03").measures["m"]
    without = _one(make, make.measure(low=432.0), rows, month="2025-03").measures["m"]
    assert with_plans.year_end == pytest.approx(216, rel=0.05)  # half the plan was carried out every year
    assert without.year_end < with_plans.year_end


def test_a_self_assessment_that_the_figures_contradict_is_shown(make):
    said = make.row("m#self_assessment", "2025-06", 1.0, "level", note="Đạt")
    a = _one(make, make.measure(low=200.0), _flat(make), make.months("m", 2025, EVEN[:6]), said)
    assert a.measures["m"].status == "off_track" and a.measures["m"].self_assessment == "achieved"
    assert [(f.kind, f.subject) for f in a.findings] == [("contradiction", "m")]


def test_a_year_without_its_base_is_a_finding(make):
    a = _one(
        make, make.measure(kind="compare", rule="lt_last_year", unit="vụ"), make.months("m", 2025, [1] * 6)
    )
    assert a.measures["m"].reason.key == "no_base"
    assert [f.kind for f in a.findings] == ["no_base"]


def test_a_unit_shows_figures_and_is_never_judged(make):
    ratio = make.measure("r", kind="ratio", unit="%", low=50.0)
    rows = [make.row("m", "2025-08", 7.0, place="N"), make.row("r", "2025-08", n=3, of=10, place="N")]
    programme = make.programme(make.measure(low=100.0), ratio, closing_day=31)
    a = assess(programme, make.places(), make.frame(rows), "2025-08", place="N")
    assert {x.status for x in a.measures.values()} == {"watch"}
    assert a.measures["m"].to_date == 7 and a.measures["m"].target_low is None
    few = a.measures["r"]
    assert (few.to_date, few.numerator, few.denominator, few.reason.key) == (None, 3, 10, "unit_few")


def test_the_path_draws_what_the_sentence_says(make):
    rows = [*_flat(make), *make.months("m", 2025, [10, 10, None, 10, 10, 10])]
    a = _one(make, make.measure(low=100.0), rows).measures["m"]
    p = a.path
    assert p.known == 6 and p.filled == ("2025-03",) == a.filled
    assert p.actual[5] == pytest.approx(a.to_date)
    assert p.expected[5] == pytest.approx(a.expected_to_date)
    assert p.last_year[-1] == pytest.approx(108)
    assert p.p10[5] == p.p50[5] == p.p90[5] == pytest.approx(a.to_date)
    assert p.p10[-1] == pytest.approx(a.year_end_p10) and p.p90[-1] == pytest.approx(a.year_end_p90)
    assert np.isnan(p.p50[:5]).all()


def test_a_cut_history_says_so(make):
    rows = [
        *_flat(make, years=(2020, 2021), monthly=1.0),
        *_flat(make, years=(2022, 2023, 2024)),
        *make.months("m", 2025, EVEN[:6]),
    ]
    a = _one(make, make.measure(low=100.0), rows).measures["m"]
    assert a.history_cut == "2022" and "history_cut" in {n.key for n in a.notes}


def test_the_track_record_is_this_measures_own(make):
    steady = _one(make, make.measure(low=100.0), _flat(make), make.months("m", 2025, EVEN[:6])).measures["m"]
    assert steady.track_record == pytest.approx(0, abs=1e-9)
    wild = [
        r
        for y, v in ((2022, 6), (2023, 9), (2024, 12))
        for r in make.months("m", y, [6.0] * 6 + [float(v)] * 6)
    ]
    assert (
        _one(make, make.measure(low=100.0), wild, make.months("m", 2025, EVEN[:6])).measures["m"].track_record
        > 5
    )


def test_a_hundred_measures_and_a_whole_year(make):
    ms = [make.measure(f"m{i}", low=100.0) for i in range(100)]
    rows = [
        r
        for i in range(100)
        for r in (*_flat(make, f"m{i}", monthly=8 + i % 5), *make.months(f"m{i}", 2025, EVEN))
    ]
    programme, frame = make.programme(*ms, closing_day=31), make.frame(rows)
    a = assess(programme, None, frame, "2025-12")
    assert len(a.measures) == 100 and len(a.measures["m7"].statuses) == 12
    assert {x.status for x in a.measures.values()} == {"achieved"}


def test_a_failing_unit_has_the_name_it_bore_then(make):
    m = make.measure(kind="level", unit="%", low=100.0, cadence="quarter")
    rows = [
        make.row("m", "2025-06", basis="level", n=n, of=10, place=p)
        for p, n in (("A", 10), ("B", 9), ("C", 8))
    ]
    a = _one(make, m, rows, month="2025-07", places=make.places()).measures["m"]
    assert [f["name"] for f in a.failing] == ["Xã B cũ", "Xã C cũ"] and a.basis_month == "2025-06"


def test_an_event_known_by_month_only_has_no_day(make):
    m = make.measure(kind="event", unit="%", low=100.0, cadence="once", judged_from="02-13")
    row = make.row("m", "2025-02", basis="event", n=168, of=168, start="2025-02-01", end="2025-02-28")
    a = _one(make, m, row, month="2025-03").measures["m"]
    assert (a.status, a.basis_month, a.reason.values["on"]) == ("achieved", "2025-02", None)


def test_events_show_their_paper_apart(make):
    m = make.measure(kind="count", low=3.0, cadence="event", unit="sản phẩm")
    note = "Quyết định số 3318/QĐ-UBND; Tôm khô Tân Chánh, dọn xong 14/4/2025"
    a = _one(make, m, make.event("m", "2025-05-16", note=note)).measures["m"]
    assert a.events[0]["paper"] == "Quyết định số 3318/QĐ-UBND"
    assert a.events[0]["name"] == "Tôm khô Tân Chánh, dọn xong 14/4/2025"


def test_a_past_year_with_one_early_report_says_nothing_of_the_other_measures(make):
    early = make.measure("e", kind="event", unit="%", low=100.0, cadence="once", judged_from="02-13")
    event = make.event("e", "2024-02-13", note="168/168", n=168, of=168)
    plan = make.row("m#plan", "2024-12", 108.0, "year", reported="2025-01-10")
    frame = make.frame(make.months("m", 2024, EVEN, reported="2025-01-13"), event, plan)
    a = assess(make.programme(make.measure(low=1.0), early), None, frame, "2024-12")
    assert a.measures["m"].statuses[:-1] == (None,) * 11 and a.measures["m"].previous_status is None
    assert len([s for s in a.measures["e"].statuses if s]) == 11
    assert [c.subject for c in a.changes] == []


def test_a_later_year_keeps_what_stopped_lapsed(make):
    a = _one(
        make,
        make.measure(low=100.0, after="stop"),
        _flat(make),
        make.months("m", 2025, EVEN[:6]),
        month="2026-02",
    )
    assert a.measures["m"].status == "lapsed"


def test_the_units_of_an_event_are_named_with_what_they_delivered(make):
    m = make.measure(kind="event", unit="%", low=100, judged_from="02-13")
    rows = [
        make.row("m", "2025-02", basis="event", n=9, of=9, place="A", start="2025-02-01", end="2025-02-28"),
        make.row("m", "2025-02", basis="event", n=4, of=5, place="B", start="2025-02-01", end="2025-02-28"),
    ]
    a = assess(make.programme(m), make.places(), make.frame(rows), "2025-03").measures["m"]
    assert [(e["name"], e["numerator"], e["denominator"], e["period"]) for e in a.events] == [
        ("Xã A", 9, 9, "2025-02"),
        ("Xã B", 4, 5, "2025-02"),
    ]
    assert a.status == "missed" and a.reason.values["units"] == ("Xã B",)


def test_what_lapsed_before_its_review_keeps_the_last_own_assessment(make):
    m = make.measure(kind="annual", unit="%", low=100.0, cadence="year", after="stop", judged_from="12-01")
    said = make.row("m#self_assessment", "2025-06", 1.0, "level", note="Đạt")
    a = _one(make, m, said, month="2025-07").measures["m"]
    assert a.status == "lapsed" and a.reason.values["said"] == "achieved"
    assert sentence(a.reason, make.programme(m)).endswith("; đơn vị tự đánh giá lần cuối: đạt.")


def test_a_unit_that_is_gone_keeps_its_name(make):
    case = SimpleNamespace(places=make.places(), year=2025, month=8)
    asked = (("B", "2025-08"), ("C", "2025-06"), ("C", "2025-08"), ("?", "2025-06"))
    assert [Case.unit_name(case, *x) for x in asked] == ["Xã B cũ", "Xã C cũ", "Xã C mới", "?"]


def test_months_without_a_report_may_bring_cases_too(make):
    m = make.measure(kind="compare", rule="lt_last_year", unit="vụ")
    last = make.months("m", 2024, [1] * 12)
    whole = _one(make, m, last, make.months("m", 2025, [0, 1, 0, 1, 0, 1]), month="2025-06").measures["m"]
    gap = _one(make, m, last, make.months("m", 2025, [0, None, 0, 1, 0, 1]), month="2025-06").measures["m"]
    said = [sentence(x.what_would_change, make.programme(m)) for x in (whole, gap)]
    assert said[0] == "Đạt nếu 6 tháng còn lại không quá 8\u00a0vụ."
    assert said[1] == "Đạt nếu 6 tháng còn lại và 1 tháng chưa báo cáo đủ không quá 9\u00a0vụ."


def test_as_many_as_last_year_within_the_year_leaves_no_chance(make):
    """What has happened cannot be undone: the verdict waits for the year's end, the chance does not."""
    m = make.measure(kind="compare", rule="lt_last_year", unit="người")
    base = make.months("m", 2024, [1] * 5 + [0] * 7)
    for now, status, chance in ((5, "off_track", "none"), (4, "at_risk", "medium")):
        rows = make.months("m", 2025, [1] * now + [0] * (9 - now))
        found = _one(make, m, base, rows, month="2025-09").measures["m"]
        assert (found.status, found.reason.key) == (status, "compare_pair")
        assert found.reason.values["chance"] == chance


def accidents(make, *, n, kind="compare", rule="lt_last_year"):
    """Six months of one case, July and August of which unit N reported `n` each and unit C in August only."""
    m = make.measure(kind=kind, rule=rule, unit="vụ")
    rows = [make.months("m", 2024, [1] * 12), make.months("m", 2025, [1] * 6),
            make.row("m", "2025-07", n, place="N"), make.row("m", "2025-08", n, place="N"),
            make.row("m", "2025-08", 0, place="C")]  # fmt: skip
    return m, rows


def test_cases_that_some_units_reported_count_before_the_others_report(make):
    m, rows = accidents(make, n=2)
    july, august = (
        _one(make, m, *rows, month=f"2025-{i:02d}", places=make.places()).measures["m"] for i in (7, 8)
    )
    assert (july.to_date, july.last_year_to_date, july.basis_month) == (8, 7, "2025-07")
    assert (august.to_date, august.last_year_to_date, august.periods_left) == (10, 8, 4)
    assert [r.key for r in august.notes] == ["counted_in_part"] and not july.late
    assert august.notes[0].values["value"] == 2 and august.what_would_change.values["left"] == 1
    assert july.path.actual[6] == np.nansum(july.path.parts) == 8  # bars and text say the same
    for a in (july, august):
        assert a.probability < _one(make, m, *rows[:2], month="2025-06").measures["m"].probability


def test_a_month_of_some_units_that_reaches_last_year_settles_what_is_left(make):
    m, rows = accidents(make, n=6)
    july = _one(make, m, *rows[:3], month="2025-07", places=make.places()).measures["m"]
    assert (july.status, bool(july.what_would_change.values["against"])) == ("off_track", True)


def test_a_bound_of_last_year_that_nobody_decided_is_shown_and_not_judged(make):
    rows = make.months("m", 2025, [10, 10, 10], reported="2025-03-31")
    kept, open_ = (make.measure(low=12, number=n) for n in ("printed", "last_year"))
    decided, not_yet = (_one(make, m, rows, month="2025-03").measures["m"] for m in (kept, open_))
    assert decided.status == "achieved"
    assert (not_yet.status, not_yet.reason.key, not_yet.to_date) == ("watch", "undecided", 30)
    assert "còn là của năm trước, chưa quyết định" in sentence(not_yet.reason, make.programme(open_))
    years = [make.months("m", year, [10] * 12, reported=f"{year}-12-31") for year in (2022, 2023, 2024)]
    seen = [_one(make, m, *years, rows, month="2025-03").measures["m"].path for m in (kept, open_)]
    assert [np.isfinite(p.expected).any() for p in seen] == [True, False]
    held = (not_yet.share_of_target, not_yet.distance, not_yet.probability, not_yet.expected_to_date)
    assert held == (None,) * 4 and not_yet.last_year_to_date == decided.last_year_to_date
    rows = [make.row("m", f"2025-{q:02d}", 10 * q, "year_to_date") for q in (3, 6)]
    quarters = make.measure(low=120, cadence="quarter", number="last_year")
    half = _one(make, quarters, *rows, month="2025-06").measures["m"]
    assert (half.status, half.to_date, half.basis_month) == ("watch", 60, "2025-06")


def test_a_watched_count_shows_what_some_units_reported(make):
    m, rows = accidents(make, n=2, kind="count", rule="watch")
    assert _one(make, m, *rows[:3], month="2025-07", places=make.places()).measures["m"].to_date == 8


def test_what_was_sent_and_cannot_be_used_is_no_late_report(make):
    level = make.measure(kind="level", unit="%", low=80.0)
    a = _one(make, level, make.row("m", "2025-06", basis="level", n=60, of=50)).measures["m"]
    assert (a.status, a.reason.key, a.late) == ("no_data", "above_100", False)
    assert sentence(a.reason, make.programme(level)) == "Số tháng 6/2025 vượt 100% (60/50) nên không dùng."
    ratio = make.measure(kind="ratio", unit="%", low=50.0)
    rows = make.parts("m", 2025, [60] * 5, [100] * 5), make.row("m", "2025-06", 61.0)
    found = _one(make, ratio, *rows)
    b = found.measures["m"]
    assert (b.status, b.reason.key, b.late, b.to_date) == ("no_data", "no_parts", False, 60.0)
    assert sentence(b.reason, make.programme(ratio)).startswith("Tháng 6/2025: chỉ có tỷ lệ")
    assert [(f.kind, f.reason.values["period"]) for f in found.findings] == [("no_parts", "2025-06")]
    mended = _one(make, ratio, *rows, make.row("m", "2025-06", n=61, of=100, reported="2025-06-26"))
    assert mended.measures["m"].status != "no_data" and not mended.findings


def test_a_missing_base_is_not_the_fault_of_this_years_report(make):
    m = make.measure(kind="compare", rule="lt_last_year", unit="vụ")
    sent = _one(make, m, make.months("m", 2025, [1] * 6)).measures["m"]
    assert (sent.reason.key, sent.late, sent.what_would_change.key) == ("no_base", False, "send_base")
    assert _one(make, m, make.months("m", 2025, [1] * 4)).measures["m"].late


def test_a_figure_before_the_review_is_said_and_a_share_holds_across_the_merger(make):
    m = make.measure(kind="annual", unit="%", low=100.0, cadence="year", judged_from="12-01")
    rows = [make.row("m", "2025-06", basis="level", n=17, of=17),
            make.row("m#self_assessment", "2025-06", 1.0, "level", note="Đạt"),
            make.row("m", "2025-12", basis="level", n=6, of=6)]  # fmt: skip
    june, december = (_one(make, m, *rows, month=f"2025-{i:02d}").measures["m"] for i in (6, 12))
    assert (june.status, december.status) == ("not_due", "achieved")
    assert sentence(june.reason, make.programme(m)).endswith("đạt; số đến nay 100,0% (17/17).")
    assert "(6/6)" in sentence(december.reason, make.programme(m))


def test_a_units_sum_names_the_months_that_are_not_in_it(make):
    m = make.measure(low=100.0)
    rows = [make.row("m", "2025-07", 2.0, place="N"), make.row("m", "2025-08", 3.0, place="N")]
    june = (
        make.row("m", "2025-06", 9.0, "year_to_date", place="A"),
        make.row("m", "2025-06", 1.0, "year_to_date", place="B"),
    )
    programme = make.programme(m, closing_day=31)
    since_july, whole = (
        assess(programme, make.places(), make.frame(*rows, *more), "2025-08", place="N").measures["m"]
        for more in ((), june)
    )
    assert since_july.to_date == 5 and since_july.notes[0].values["months"][-1] == "2025-06"
    said = sentence(since_july.notes[0], make.programme(m))
    assert said == "Chưa có số liệu tháng 1/2025 – tháng 6/2025, không cộng vào."
    assert whole.to_date == 15 and whole.notes == ()


@pytest.mark.parametrize("estimated", ["2025-01", "2025-03"])
def test_a_count_is_an_estimate_where_its_newest_month_is(make, estimated):
    m = make.measure(kind="compare", rule="lt_last_year", unit="vụ")
    rows = [make.months("m", 2024, [2] * 12)]
    for i in (1, 2, 3):
        vintage = "estimate" if estimated == f"2025-0{i}" else "final"
        rows.append(make.row("m", f"2025-0{i}", 1, vintage=vintage))
    a = assess(make.programme(m), None, make.frame(*rows), "2025-03").measures["m"]
    assert a.to_date == 3 and a.estimate is (estimated == "2025-03")


def test_a_bound_told_of_last_year_is_judged_once_its_whole_is_known(make):
    months = [*_flat(make), *make.months("m", 2025, EVEN[:6])]
    for told, rule, low, high in (
        ("last_year * 0.9", "le", None, 97.2),
        ("last_year * 1.08", "ge", 116.64, None),
        ("last_year", "ge", 108, None),
    ):
        m = _one(make, make.measure(rule=rule, target_from=told), months).measures["m"]
        assert (m.target_low, m.target_high) == (pytest.approx(low), pytest.approx(high))
        assert m.status not in ("no_data", "watch")
    printed = _one(make, make.measure(target_from="last_year * 0.5", base=300), months).measures["m"]
    assert printed.target_low == 150
    alone = make.measure(target_from="last_year * 0.9", reading_vi="In: giảm 10 %")
    unknown = _one(make, alone, make.months("m", 2025, EVEN[:6])).measures["m"]
    assert (unknown.status, unknown.reason.key) == ("no_data", "no_plan_last_year")
    states = [make.row("m", "2024-12", 2.0, "level"), make.row("m", "2025-06", 1.4, "level")]
    share = make.measure(kind="level", rule="le", unit="%", target_from="last_year - 0.5", cadence="month")
    assert _one(make, share, states).measures["m"].target_high == 1.5


def test_a_printed_target_that_nobody_has_decided_says_what_is_printed(make):
    m = make.measure(rule="watch", role="watch", number="open", reading_vi="In: giảm 2 %")
    programme = make.programme(m)
    reason = assess(programme, None, make.frame(*_flat(make)), "2025-06").measures["m"].reason
    words = [sentence(reason, programme, lang) for lang in ("vi", "en")]
    assert all("giảm 2 %" in w for w in words) and "không giao" not in words[0]


def test_a_figure_of_no_use_tells_months_not_what_another_reason_tells_of_last_year(make):
    m = make.measure(kind="level", unit="%", low=80.0, cadence="half-year")
    sent = replace(problem("not_a_number", "a.xlsx", "S", "C7", "80 hay 90"), measure="m", period="2025-03")
    row = make.row("m", "2024-12", 78.3, basis="level")
    a = assess(make.programme(m), None, make.frame([row]), "2025-03", waiting=waiting([sent])).measures["m"]
    assert (a.status, a.reason.key, a.what_would_change.key) == ("too_early", "refused", "send_again")
    assert sentence(a.reason, make.programme(m)) == "Số liệu tháng 3/2025 đã gửi nhưng không dùng được."
