"""From observations to arrays: vintages, cumulative reports, quarters, crops, sums over units."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assess.amounts import as_told, counts_apart, crop_ends, monthly, quarters
from analysis.assess.figures import known_on
from analysis.assess.ledger import Ledger, closing
from analysis.assess.score import past_forecasts
from analysis.ingest.contract import CORRECTS, current, known_at
from analysis.places import Place, Places

NAN = np.nan


def _series(make, m, *rows, month=6, year=2025, day=dt.date(2025, 12, 31), places=None, place=None, **more):
    programme = make.programme(m, **more)
    ledger = Ledger(make.frame(*rows), programme, places or Places())
    return known_on(ledger, day).series(year, month, place or make.area, 5, programme.measures.values())[
        m["id"]
    ]


def test_the_newest_report_counts_and_only_what_was_known(make):
    m = make.measure()
    rows = [
        make.row("m", "2025-05", 10, reported="2025-05-24", vintage="estimate"),
        make.row("m", "2025-05", 11, reported="2025-06-24", vintage="preliminary"),
        make.row("m", "2025-06", 7, reported="2025-06-24", vintage="estimate"),
    ]
    before = _series(make, m, rows, month=5, day=dt.date(2025, 5, 31))
    after = _series(make, m, rows, month=6, day=dt.date(2025, 6, 30))
    assert before.now[4] == 10 and np.isnan(before.now[5])
    assert after.now[4] == 11 and after.now[5] == 7
    assert after.estimate[5] and not after.estimate[4]
    assert after.revision_rms == pytest.approx(0.1 / 12)


def test_a_real_figure_outranks_an_illustrative_one(make):
    rows = [
        make.row("m", "2025-05", 10, illustrative=False, reported="2025-05-01"),
        make.row("m", "2025-05", 99, illustrative=True, reported="2025-05-30"),
    ]
    assert _series(make, make.measure(), rows).now[4] == 10


def test_the_same_choice_as_the_observation_table_makes(make):
    rng = np.random.default_rng(3)
    rows = [
        make.row("m", f"2025-{k:02d}", float(rng.integers(1, 50)), vintage=v, reported=f"2025-{r:02d}-20")
        for k in range(1, 7)
        for r, v in ((k, "estimate"), (min(k + 1, 12), "preliminary"))
    ]
    frame = make.frame(rows)
    programme = make.programme(make.measure())
    for day in ("2025-03-31", "2025-06-30"):
        newest = current(known_at(frame, day)).set_index("period").value
        s = known_on(Ledger(frame, programme, None), dt.date.fromisoformat(day)).series(
            2025, 12, make.area, 3, programme.measures.values()
        )
        known = {f"2025-{i + 1:02d}": v for i, v in enumerate(s["m"].now) if np.isfinite(v)}
        assert known == newest.to_dict()


def test_months_after_the_one_asked_about_are_not_seen(make):
    s = _series(make, make.measure(), make.months("m", 2025, [1, 2, 3, 4]), month=2)
    assert np.isfinite(s.now).sum() == 2


def test_a_report_without_a_date_was_known_when_its_period_had_ended(make):
    rows = make.row("m", "2025-05", 10, reported="")
    assert np.isnan(_series(make, make.measure(), rows, day=dt.date(2025, 5, 30)).now).all()
    assert _series(make, make.measure(), rows, day=dt.date(2025, 5, 31)).now[4] == 10


def _year(values):
    return np.array([values + [NAN] * (12 - len(values))])


def test_cumulative_reports_are_differenced():
    none = _year([])
    assert monthly(none, _year([10, 30, 60]))[0][:3].tolist() == [10, 20, 30]
    assert monthly(_year([10, NAN, NAN]), _year([10, 25, 60]))[0][:3].tolist() == [10, 15, 35]


def test_a_month_put_right_after_a_count_moves_the_count(make):
    mended = {"reported": "2025-04-29", "note": f"{CORRECTS} 2"}

    def count(*later, told=(1, 1, 3)):
        rows = make.months("m", 2025, [1, 0, 2], reported="2025-03-31")
        rows += make.months("m", 2025, told, basis="year_to_date", reported="2025-03-31")
        rows += [make.row("m", "2025-04", 1, reported="2025-04-29")]
        rows += [make.row("m", f"2025-{k:02d}", v, **mended) for k, v in later]
        return np.nansum(_series(make, make.measure(), rows, month=4).now)

    assert count() == 4 and count((3, 4)) == 6 and count((1, 0), (3, 4)) == 5
    assert count((3, 4), told=(1, 1, 5)) == 6  # the count had it right
    assert count((3, 4), told=(None, None, 3)) == 6
    assert count((3, 4), told=(1, 1, 3.4)) == 6.4  # rounded otherwise than its months, or a little off
    both = make.months("m", 2025, [1, 0, 2], reported="2025-03-31")
    both += [make.row("m", "2025-03", v, b, **mended) for v, b in ((4, "month"), (5, "year_to_date"))]
    assert np.nansum(_series(make, make.measure(), both, month=3).now) == 5
    shares = make.parts("m", 2025, [1, 2], [10, 10], reported="2025-02-28")
    shares += [make.row("m", "2025-02", basis="year_to_date", n=3.0, of=20.0, reported="2025-02-28")]
    shares += [make.row("m", "2025-02", n=4.0, of=10.0, **mended)]
    s = _series(make, make.measure(kind="ratio", unit="%"), shares, month=3)
    assert s.counts_told[:, -1, 1].tolist() == [5, 20]


def test_a_fall_is_a_revision_and_never_a_negative_flow():
    x = monthly(_year([]), _year([10, 20, 18]))[0]
    assert np.nansum(x) == pytest.approx(18) and (x[:3] >= 0).all()


def test_the_newest_cumulative_report_holds_hidden_revisions():
    x = monthly(_year([10, 10, 10]), _year([10, 20, 33]))[0]
    assert x[:3].tolist() == [11.5, 11.5, 10]
    rounded = monthly(_year([10, 10, 10]), _year([10, 20, 30.001]))[0]
    assert rounded[:3].sum() == pytest.approx(30.001, abs=1e-12)  # to its last digit
    zeros = monthly(_year([0, 10]), _year([0, 12]))[0]
    assert zeros[:2].tolist() == [0, 12]
    signed = monthly(_year([-3, 10]), _year([-3, 9]))[0]
    assert signed[:2].sum() == pytest.approx(9)
    fallen = monthly(_year([10, NAN, 10]), _year([10, NAN, 15]))[0]
    assert fallen[:3].sum() == pytest.approx(15)


@pytest.mark.parametrize(
    "own, told, found",
    [
        ([10, 10, 10], [10, 20, 30], None),
        ([10, 10, 10], [10, 20, 31], (3, 31, 30)),
        ([10, 10, 10], [10, 21, NAN], (2, 21, 20)),
        ([10, NAN, 10], [10, NAN, 31], None),  # what is missing says nothing
        ([10, NAN, 30], [10, NAN, 31], (3, 31, 40)),  # but that it is not less than nothing
        ([10, 10, 10], [10, 25, 30], (2, 25, 20)),  # an earlier count
        ([12, 13, 10], [10, 25, 35], (1, 10, 12)),  # what it left out is in the next
        ([12, 10, 10], [10, 20, 32], (1, 10, 12)),
        ([10.12, 10.21, 10.3], [NAN, NAN, 30.65], None),  # rounded months
        ([10.12, 10.21, 10.3], [NAN, NAN, 30.75], (3, 30.75, 30.63)),
    ],
)
def test_months_that_do_not_add_up_to_the_count_to_date(own, told, found):
    apart = counts_apart(_year(own)[0], _year(told)[0], np.zeros(12, bool))
    assert [(at + 1, *rest) for at, *rest in apart] == ([] if found is None else [pytest.approx(found)])


def test_a_count_is_out_of_date_once_a_month_of_it_was_told_anew():
    own, told, newer = _year([12, 13, 10])[0], _year([10, 25, 35])[0], np.arange(12) == 0
    assert counts_apart(own, told, newer) == []


def test_a_years_total_says_nothing_about_its_months():
    both = np.vstack([_year([NAN] * 11 + [120]), _year([NAN, NAN, NAN, NAN, NAN, 60])])
    x = monthly(np.full((2, 12), NAN), both)
    assert np.isnan(x[0]).all()
    assert x[1][:6].tolist() == [10] * 6


def test_quarters_out_of_months_and_of_closing_months():
    months = np.array([[1, 2, 3, 4, 5, 6] + [NAN] * 6], float)
    assert quarters(months)[0][:2].tolist() == [6, 15]
    closing_month = np.array([[NAN, NAN, 6, NAN, NAN, 15] + [NAN] * 6], float)
    assert quarters(closing_month)[0][:2].tolist() == [6, 15]


def test_crops_by_their_closing_months_or_by_month():
    seasons, none = [(1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12)], np.full((1, 12), NAN)
    to_date = none.copy()
    to_date[0, [3, 7]] = [50, 80]
    assert crop_ends(none, to_date, seasons) == (4, 8, 12)
    assert crop_ends(np.ones((1, 12)), to_date, seasons) is None


def test_a_count_between_bounds_what_was_not_told():
    """January's own, a count to March and one to June: February and March share 20, and the next three 60."""
    x = monthly(_year([10]), _year([NAN, NAN, 30, NAN, NAN, 90]))[0]
    assert x[:6].tolist() == [10, 10, 10, 20, 20, 20]
    y = monthly(_year([NAN, NAN, NAN, 5]), _year([NAN, NAN, 30, NAN, NAN, 90]))[0]
    assert y[:6].tolist() == [10, 10, 10, 5, 27.5, 27.5]


@pytest.mark.parametrize("own, told, amounts", [
    ([NAN, NAN, NAN, 5, 6], [NAN, NAN, 30, NAN, 42], [10, 10, 10, 6, 6]),  # fitted since the count to March alone
    ([NAN, NAN, NAN, 5], [NAN, NAN, 30, 36], [10, 10, 10, 6]),
    ([10, 15, NAN, 5], [NAN, NAN, 40, NAN, 60], [10, 15, 15, 5, 15]),
    ([10, 15, NAN], [NAN, NAN, 20], [8, 12, 0]),
])  # fmt: skip
def test_months_are_fitted_to_a_count_where_nothing_else_stands(own, told, amounts):
    assert monthly(_year(own), _year(told))[0][: len(amounts)] == pytest.approx(amounts)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), min_size=2, max_size=8), st.data()
)
def test_what_agrees_is_shown_as_told_and_what_does_not_is_named(months, data):
    """Mixtures of months and counts: nothing told is fitted, and no count drawn other than told, without a word."""
    amounts, alone, counted = (np.array(x) for x in zip(*months, strict=True))
    off = data.draw(st.integers(-4, 4)) * (np.arange(len(months)) == data.draw(st.integers(0, len(months))))
    own, told = np.where(alone, amounts, NAN), np.where(counted, np.cumsum(amounts) + off, NAN)
    x = monthly(own[None], told[None])[0]
    if counts_apart(own, told, np.zeros(len(own), bool)):
        return
    assert x[alone] == pytest.approx(own[alone])
    assert as_told(x, alone, told)[0][counted] == pytest.approx(told[counted])


@given(st.lists(st.floats(0, 100), min_size=12, max_size=12), st.integers(1, 12))
def test_differencing_undoes_adding_up(values, m):
    to_date = _year(list(np.cumsum(values)[:m]))
    assert np.allclose(monthly(_year([]), to_date)[0][:m], values[:m], atol=1e-6)


def test_units_are_added_up_when_all_of_them_reported(make):
    places = make.places()
    rows = [make.row("m", "2025-06", v, place=p) for p, v in (("A", 1), ("B", 2), ("C", 4))]
    s = _series(make, make.measure(), rows, places=places)
    assert s.now[5] == 7 and (s.reported[5], s.expected[5]) == (3, 3)
    partial = _series(make, make.measure(), rows[:2], places=places)
    assert (partial.reported[5], partial.expected[5]) == (2, 3)
    assert (partial.now[5], partial.counted[5]) == (4.5, 3)  # scaled to all units; what was counted
    few = _series(make, make.measure(kind="compare", rule="lt_last_year", unit="vụ"), rows[:2], places=places)
    assert np.isnan(few.now[5]) and few.counted[5] == 3  # a few cases are never scaled


def test_a_month_is_scaled_by_what_its_units_are_used_to_report(make):
    places = make.places()
    may = [make.row("m", "2025-05", v, place=p) for p, v in (("A", 10), ("B", 20), ("C", 70))]
    june = [make.row("m", "2025-06", v, place=p) for p, v in (("A", 9), ("B", 21))]
    s = _series(make, make.measure(), may, june, places=places)
    assert s.now[5] == pytest.approx(100) and s.counted[5] == 30
    assert set(s.keys_to(6)) == set(range(5)) and s.in_part(6) == (6,)
    own = _series(
        make, make.measure(), may, june, make.row("m", "2025-06", 300, "year_to_date"), places=places
    )
    assert own.keys_to(6) == (5,) and own.now[:6][np.isfinite(own.now[:6])].sum() == pytest.approx(300)


def test_a_month_of_few_units_is_not_scaled(make):
    """Less than half of the amount says nothing about the rest: it is shown as it came, and no cell of it is cited."""
    places = make.places()
    one = [make.row("m", "2025-06", 9, place="A")]
    s = _series(make, make.measure(), one, places=places)
    assert np.isnan(s.now[5]) and (s.partial[5], s.reported[5], s.expected[5]) == (9, 1, 3)
    assert s.keys_to(6) == () and s.in_part(6) == (6,)
    may = [make.row("m", "2025-05", v, place=p) for p, v in (("A", 70), ("B", 20), ("C", 10))]
    large = _series(make, make.measure(), may, one, places=places)
    assert large.now[5] == pytest.approx(9 / 0.7)  # one unit of three that is most of it
    few = make.measure(kind="compare", rule="lt_last_year", unit="vụ")
    assert _series(make, few, one, places=places).keys_to(6) == (0,)  # cases are counted as they come


def test_shares_of_some_units_count_and_states_take_the_others_as_they_last_stood(make):
    ratio = make.measure(kind="ratio", unit="%", low=80)
    rows = [make.row("m", "2025-06", n=n, of=of, place=p) for p, n, of in (("A", 1, 10), ("B", 90, 100))]
    s = _series(make, ratio, rows, places=make.places())
    assert (s.n[-1][5], s.of[-1][5]) == (91, 110)
    level = make.measure(kind="level", unit="%", low=80)
    rows = [
        make.row("m", "2025-06", basis="level", n=n, of=of, place=p)
        for p, n, of in (("A", 1, 10), ("B", 90, 100), ("C", 9, 10))
    ]
    rows += [make.row("m", "2025-07", basis="level", n=95, of=100, place="C")]
    s = _series(make, level, rows, month=7, places=make.places())
    assert (s.top[-1][6], s.bottom[-1][6]) == (95 + 91, 100 + 110)  # N is what A and B were in June
    assert set(s.keys_at(7, 2)) == {0, 1, 3}
    alone = _series(make, level, rows[3:], month=7, places=make.places())
    assert (alone.top[-1][6], alone.bottom[-1][6]) == (95, 100)


def test_quantities_add_up_over_the_year_and_states_do_not(make):
    rows = [make.row("m", f"2025-{k:02d}", 99.0, "level", n=n, of=100) for k, n in ((3, 90), (6, 100))]
    sums = _series(make, make.measure(kind="level", unit="%", low=100, quantities=True), rows)
    assert (sums.levels[-1][2], sums.levels[-1][5], sums.bottom[-1][5]) == (90, 95, 200)
    state = _series(make, make.measure(kind="level", unit="%", low=100), rows)
    assert state.levels[-1][5] == 100  # n/N, not the 99 that was printed beside it


def test_units_of_the_day_are_added_up_after_the_merger(make):
    rows = [make.row("m", "2025-08", v, place=p) for p, v in (("N", 5), ("C", 4))]
    old = make.row("m", "2025-08", 1000, place="A")  # a unit after its last day is left out
    s = _series(make, make.measure(), rows, old, month=8, places=make.places())
    assert s.now[7] == 9 and s.expected[7] == 2


def test_the_areas_own_figure_comes_before_a_sum(make):
    rows = [make.row("m", "2025-06", 10), *[make.row("m", "2025-06", 1, place=p) for p in "ABC"]]
    assert _series(make, make.measure(), rows, places=make.places()).now[5] == 10


@pytest.mark.parametrize("unit", ["%", "nam/100 nữ"])
def test_shares_are_summed_as_n_over_n_never_averaged(make, unit):
    m = make.measure(kind="level", unit=unit, low=80)
    rows = [
        make.row("m", "2025-06", basis="level", n=n, of=of, place=p)
        for p, n, of in (("A", 1, 10), ("B", 90, 100), ("C", 9, 10))
    ]
    s = _series(make, m, rows, places=make.places())
    assert s.levels[-1][5] == pytest.approx(100 * 100 / 120)
    assert [p for p, *_ in s.failing] == ["A", "B", "C"]


def test_a_share_without_its_parts_is_not_summed_but_reported(make):
    m = make.measure(kind="level", unit="%", low=80)
    rows = [make.row("m", "2025-06", 90, basis="level", place=p) for p in "ABC"]
    s = _series(make, m, rows, places=make.places())
    assert np.isnan(s.levels[-1][5]) and {b[0] for b in s.bad} == {"no_parts"}


def test_impossible_shares_are_left_out_and_reported(make):
    m = make.measure(kind="level", unit="%", low=80)
    s = _series(
        make, m, make.row("m", "2025-06", basis="level", n=11, of=10), make.row("m", "2025-05", -3.0, "level")
    )
    assert np.isnan(s.levels[-1]).all()
    assert {(b[0], b[1]) for b in s.bad} == {("above_100", "2025-06"), ("impossible", "2025-05")}


def test_a_successor_is_the_sum_of_its_parts_before_the_merger(make):
    rows = [make.row("m", "2025-06", v, place=p) for p, v in (("A", 1), ("B", 2), ("C", 4))]
    rows += [make.row("m", "2025-08", 9, place="N")]
    s = _series(make, make.measure(), rows, month=8, places=make.places(), place="N")
    assert s.now[5] == 3 and s.now[7] == 9


def test_an_unknown_amount_of_a_unit_is_not_zero(make):
    rows = [make.row("m", "2025-06", v, place=p) for p, v in (("A", 1), ("B", NAN), ("C", 4))]
    assert np.isnan(_series(make, make.measure(), rows, places=make.places()).now[5])


def test_every_month_is_the_sum_of_its_units(make):
    rows = [
        make.row("m", f"2025-{k:02d}", float(k + i), place=p)
        for k in range(1, 7)
        for i, p in enumerate("ABC")
    ]
    frame = make.frame(rows)
    s = _series(make, make.measure(), rows, places=make.places())
    assert s.now[:6].tolist() == frame.groupby("period").value.sum().tolist()


def test_plans_drafts_and_self_assessments_stand_beside(make):
    rows = [
        make.row("m#plan", "2024-12", 50, "year"),
        make.row("m#plan", "2025-01", 60, "year"),
        make.row("m#plan", "2025-05", 65, "year"),
        make.row("m#owner_forecast", "2025-05", 70, "year"),
        make.row("m#self_assessment", "2025-05", 0.5, "level", note="Đạt tiến độ"),
    ]
    s = _series(make, make.measure(), rows)
    assert s.plans[-2:].tolist() == [50, 65]
    assert (s.owner_forecast, s.self_assessment) == (70, 0.5)
    assert _series(make, make.measure(), rows, month=4, day=dt.date(2025, 4, 30)).plans[-1] == 60


def test_events_reported_again_each_month_count_once(make):
    m = make.measure(kind="count", low=3, cadence="event")
    again = [make.event("m", "2025-03-12", note="QĐ số 5", reported=f"2025-{k:02d}-24") for k in (3, 4, 5)]
    other = make.event("m", "2025-03-12", note="QĐ số 6", reported="2025-05-24")
    assert len(_series(make, m, again, other).events) == 2


def test_closing_day_of_short_months():
    assert closing(2025, 2, 31) == dt.date(2025, 2, 28)
    assert closing(2024, 2, 31) == dt.date(2024, 2, 29)
    assert closing(2025, 6, 25) == dt.date(2025, 6, 25)


def test_a_code_that_passes_to_the_new_unit_means_the_old_one_until_then(make):
    cut, new = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
    places = Places(
        (
            Place("D", "Thị trấn D", until=cut, successor="D"),
            Place("E", "Xã E", until=cut, successor="D"),
            Place("D", "Xã D", since=new),
        )
    )
    m = make.measure(kind="level", unit="%", low=80)
    rows = [
        make.row("m", "2025-06", basis="level", n=30, of=40, place="D"),
        make.row("m", "2025-06", basis="level", n=10, of=60, place="E"),
    ]
    june = _series(make, m, rows, month=6, places=places, place="D")
    july = _series(make, m, rows, month=7, places=places, place="D")
    assert june.levels[-1][5] == 75 and june.bottom[-1][5] == 40
    assert july.levels[-1][5] == 40 and july.bottom[-1][5] == 100
    both = make.programme(m)
    known = known_on(Ledger(make.frame(rows), both, places), dt.date(2025, 12, 31))
    assert (june.keys_at(6, 2), july.keys_at(6, 2)) == ((0,), (0, 1))  # on its own cells
    seen = {
        d: known.series(2025, 6, "D", 5, both.measures.values(), d)["m"].levels[-1][5] for d in (cut, new)
    }
    assert seen == {cut: 75, new: 40}


def test_a_gap_in_what_names_a_figure_is_no_error(make):
    frame = make.frame(make.row("m", "2025-05", 10), make.row("m", "2025-06", 12))
    frame.loc[0, "place"] = None
    ledger = Ledger(frame, make.programme(make.measure()), Places())
    assert len(set(ledger.group)) == 2


def test_a_plan_and_a_state_are_read_from_reports_of_their_own_kind(make):
    """A month's plan is not the year's; which units fall short is said by a state, not by what a month counted."""
    year, month = make.row("m#plan", "2025-01", 600.0, "year"), make.row("m#plan", "2025-06", 50.0)
    plan = [_series(make, make.measure(), *rows).plans[-1] for rows in ([month], [month, year])]
    assert plan == pytest.approx([NAN, 600], nan_ok=True)
    places = make.places()
    whole = make.measure(kind="level", unit="%", low=100.0)

    def failing(basis):
        rows = [
            make.row("m", "2025-06", basis=basis, n=n, of=10, place=p)
            for p, n in (("A", 9), ("B", 10), ("C", 10))
        ]
        return [f[:3] for f in _series(make, whole, rows, places=places).failing]

    assert failing("level") == failing("year") == [("A", 9, 10)]
    assert failing("month") == failing("year_to_date") == []


def test_a_past_year_is_nowcast_with_its_own_plan_or_none(make):
    rows = [make.months("m", y, 10.0 + np.arange(12)) for y in (2022, 2023, 2024)]
    plans = [make.row("m#plan", f"{y}-01", p, "year") for y, p in ((2022, 180.0), (2024, 190.0))]
    s = _series(make, make.measure(), *rows, plans)
    at = past_forecasts({"m": s}, 6).set_index("year")
    assert list(at["plan"].fillna(0)) == [0, 190] and list(at["probability"].notna()) == [False, True]


@pytest.mark.parametrize(
    "cadence, rows, month, told",
    [
        ("quarter", [("03", 30, "01"), ("06", 20, "04"), ("09", 25, "07")], 9, [30, 50, 75, NAN]),
        ("quarter", [("03", 30, "01"), ("06", 55, "01"), ("06", 20, "04")], 6, [30, 55, NAN, NAN]),
        ("quarter", [("06", 20, "04")], 6, [NAN] * 4),  # of the first nobody told: no count to date
        ("half-year", [("06", 30, "01"), ("12", 40, "07")], 12, [NAN] * 5 + [30] + [NAN] * 5 + [70]),
    ],
)
def test_a_quarter_told_alone_is_no_count_to_date(make, cadence, rows, month, told):
    """A quarter, a crop and a half-year are `year_to_date` with the day on which they begin."""
    counts = [
        make.row("m", f"2025-{m}", v, "year_to_date", start=f"2025-{s}-01", end=f"2025-{m}-28")
        for m, v, s in rows
    ]
    for order in (counts, counts[::-1]):
        s = _series(make, make.measure(cadence=cadence), *order, month=month)
        assert s.told[-1] == pytest.approx(told, nan_ok=True) and not s.apart


def test_a_quarters_share_is_summed_by_its_parts(make):
    def share(parts):
        rows = [make.row("m", f"2025-{m}", v, "year_to_date", start=f"2025-{s}-01", end=f"2025-{m}-28", **parts(v))
                for m, v, s in (("03", 50, "01"), ("06", 70, "04"))]  # fmt: skip
        ratio = make.measure(kind="ratio", unit="%", cadence="quarter", low=60)
        return _series(make, ratio, *rows).counts_told[:, -1, 5]

    assert share(lambda v: {"n": v, "of": 100.0}).tolist() == [120, 200]
    assert np.isnan(share(lambda v: {})).all()


def test_a_count_that_falls_is_a_revision_and_no_amount_but_for_what_may_be_negative():
    own = np.zeros(2, bool)
    _, alone = as_told(np.array([90.0, 0.0]), own, np.array([100.0, 90.0]))
    assert alone == pytest.approx([100, NAN], nan_ok=True)
    _, balance = as_told(np.array([-5.0, -3.0]), own, np.array([-5.0, -8.0]))
    assert balance == pytest.approx([-5, -3])
