"""Promises kept by steps: in time, late, out of time, out of order, waiting, lapsed, overdue."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assess.judge import assess
from analysis.assess.steps import progress
from analysis.present import theme
from analysis.programme import Step

RANK = {"off_track": 0, "at_risk": 1, "on_track": 2}


def _steps(*dates, days=30):
    return tuple(Step(id=str(i), name_vi=f"Bước {i}", planned=d, days=days) for i, d in enumerate(dates, 1))


def _done(**dates):
    return {
        k.lstrip("s"): {"date": dt.date.fromisoformat(v), "note": f"QĐ số {k}/2025", "key": 7}
        for k, v in dates.items()
    }


PLAN = _steps(dt.date(2025, 2, 28), dt.date(2025, 5, 31), dt.date(2025, 11, 30))
END = dt.date(2025, 12, 31)


@pytest.mark.parametrize(
    "day, done, verdict, reason",
    [
        ("2025-02-15", {}, "on_track", "steps_in_time"),
        ("2025-02-28", {}, "on_track", "steps_in_time"),  # due today is not late today
        ("2025-03-01", {}, "at_risk", "step_late"),
        ("2025-03-01", {"s1": "2025-02-27"}, "on_track", "steps_in_time"),
        ("2025-06-10", {"s1": "2025-02-27"}, "at_risk", "step_late"),
        (
            "2025-11-15",
            {"s1": "2025-02-27"},
            "at_risk",
            "step_late",
        ),  # step 2 had its time, step 3 needs 30 of 46 days
        ("2025-12-10", {"s1": "2025-02-27"}, "off_track", "steps_need_more"),
        (
            "2025-12-10",
            {"s1": "2025-02-27", "s2": "2025-12-01"},
            "at_risk",
            "step_late",
        ),  # 9 of 30 days have passed
        ("2025-12-10", {"s1": "2025-02-27", "s2": "2025-12-09"}, "off_track", "steps_need_more"),
        (
            "2025-12-10",
            {"s1": "2025-02-27", "s2": "2025-06-09", "s3": "2025-12-20"},
            "at_risk",
            "step_late",
        ),  # not yet
    ],
)
def test_hand_worked(day, done, verdict, reason):
    p = progress(PLAN, _done(**done), dt.date.fromisoformat(day), END)
    assert (p.verdict, p.reason.key) == (verdict, reason)
    assert not p.finished


def test_finished_needs_a_paper_with_a_number():
    done = _done(s1="2025-02-27", s2="2025-05-30", s3="2025-11-20")
    p = progress(PLAN, done, END, END)
    assert p.finished and p.done_on == dt.date(2025, 11, 20) and "QĐ" in p.paper
    done["3"]["note"] = "đã xong"
    p = progress(PLAN, done, END, END)
    assert not p.finished and (p.verdict, p.reason.key, p.change.key) == (
        "on_track",
        "awaiting_paper",
        "send_paper",
    )


def test_criteria_may_be_met_in_any_order():
    done = _done(s3="2025-04-01")
    assert progress(PLAN, done, dt.date(2025, 5, 1), END).skipped == ("1", "2")
    assert progress(PLAN, done, dt.date(2025, 5, 1), END, in_order=False).skipped == ()


def test_side_by_side_the_longest_counts_one_after_another_all():
    late = _steps(dt.date(2025, 10, 1), dt.date(2025, 10, 2), days=40)
    assert (
        progress(late, {}, dt.date(2025, 11, 1), END, in_order=True).verdict == "off_track"
    )  # 80 of 60 days
    assert progress(late, {}, dt.date(2025, 11, 1), END, in_order=False).verdict == "at_risk"  # 40 of 60 days


def test_as_many_criteria_as_are_wanted_are_enough():
    done = _done(s1="2025-02-27", s3="2025-04-01")
    p = progress(PLAN, done, dt.date(2025, 5, 1), END, in_order=False, wanted=2)
    assert p.finished and p.done_on == dt.date(2025, 4, 1) and p.change is None
    one = progress(PLAN, _done(s1="2025-02-27"), dt.date(2025, 12, 10), END, in_order=False, wanted=2)
    assert (one.finished, one.verdict) == (False, "off_track")  # either of the two takes 30 of 21 days


def test_the_next_step_is_named():
    p = progress(PLAN, _done(s1="2025-02-27"), dt.date(2025, 4, 1), END)
    assert p.change.key == "next_step" and p.change.values["planned"] == dt.date(2025, 5, 31)


def test_steps_without_dates_are_shown_and_never_judged():
    bare = tuple(Step(id=i, name_vi=i) for i in "12")
    p = progress(bare, _done(s1="2025-02-27"), dt.date(2025, 4, 1), None)
    assert (p.verdict, p.reason.key, p.done, p.total) == (None, "steps_shown", 1, 2)


@given(
    st.sets(st.sampled_from(["1", "2", "3"])),
    st.dates(dt.date(2025, 1, 1), END),
    st.sampled_from(["1", "2", "3"]),
)
def test_one_more_step_done_is_never_worse(done, day, extra):
    def verdict(ids):
        events = {i: {"date": day, "note": "QĐ số 1", "key": 1} for i in ids}
        p = progress(PLAN, events, day, END)
        return 3 if p.finished else RANK[p.verdict]

    assert verdict(done | {extra}) >= verdict(done)


def _commitment(id="K", **more):
    steps = [
        {"id": "1", "name_vi": "Kế hoạch", "planned": "2025-02-28", "days": 10},
        {"id": "2", "name_vi": "Xong", "planned": "2025-06-20", "days": 10},
    ]
    return {
        "id": id,
        "name_vi": id,
        "group": "g",
        "deadline": "2025-06-30",
        "deadline_kind": "printed",
        "steps": steps,
    } | more


def _state(make, month, *events, others=(), **more):
    programme = make.programme(
        make.measure(low=1.0),
        commitments=[_commitment(**more), *others],
        closing_day=31,
        owners=[{"id": o, "name_vi": o} for o in ("huyen", "xa")],
    )
    a = assess(programme, None, make.frame(*events), month)
    return a.commitments["K"], a


def test_every_day_of_a_commitment(make):
    one = make.event("K#1", "2025-02-20", note="KH số 1")
    two = make.event("K#2", "2025-06-25", note="BB số 2", reported="2025-06-30")
    late_two = make.event("K#2", "2025-07-10", note="BB số 2", reported="2025-07-20")
    assert _state(make, "2025-02", one)[0].status == "on_track"
    assert _state(make, "2025-03")[0].status == "at_risk"
    done, _ = _state(make, "2025-06", one, two)
    assert (done.status, done.done_on, done.paper) == ("achieved", dt.date(2025, 6, 25), "BB số 2")
    over, _ = _state(make, "2025-07", one)
    assert (over.status, over.reason.key, over.reason.values["days"]) == ("missed", "past_deadline", 31)
    late, _ = _state(make, "2025-07", one, late_two)
    assert (late.status, late.reason.values["days_late"]) == ("achieved", 10)
    assert late.statuses[-2:] == ("at_risk", "achieved")


def test_a_deadline_that_was_never_printed_is_never_overdue(make):
    year, _ = _state(make, "2025-12", deadline="2025-12-31", deadline_kind="programme_year")
    assert year.status == "off_track"
    after, _ = _state(make, "2025-07", deadline="2025-06-30", deadline_kind="programme_year")
    assert after.status == "missed" and after.reason.key == "past_programme_year"


@pytest.mark.parametrize(
    "kind, key, word",
    [
        ("printed", "past_deadline", "Không đạt"),
        ("programme_year", "past_programme_year", "Không đạt"),
    ],
)
def test_december_looked_at_after_its_year_is_over(make, kind, key, word):
    programme = make.programme(
        make.measure(low=1.0), commitments=[_commitment(deadline="2025-12-31", deadline_kind=kind)]
    )
    plan = make.event("K#1", "2025-02-20", note="KH số 1")
    done = make.event("K#2", "2025-12-29", note="BB số 2", reported="2026-01-05")

    def state(*events, as_of=None):
        return assess(programme, None, make.frame(*events), "2025-12", as_of=as_of).commitments["K"]

    later = dt.date(2026, 1, 31)
    assert state(plan).status == "at_risk"  # on 25 December six days are left
    over = state(plan, as_of=later)
    assert (over.status, over.reason.key) == ("missed", key)
    assert theme.word("missed", programme.commitment("K")) == word
    finished = state(plan, done, as_of=later)
    assert (finished.status, finished.done_on) == ("achieved", dt.date(2025, 12, 29))


def test_a_lapsed_commitment_keeps_what_was_done_before(make):
    lapse = {"on": "2025-04-14", "reason_vi": "Chỉ thị 45", "reason_en": "Directive 45"}
    events = make.event("K#1", "2025-02-20", note="KH số 1"), make.event("K#2", "2025-04-01", note="BB số 2")
    state, _ = _state(make, "2025-04", lapse=lapse)
    assert (state.status, state.lapsed_on, state.reason.key) == (
        "lapsed",
        dt.date(2025, 4, 14),
        "commitment_lapsed",
    )
    assert state.statuses[2] != "lapsed"
    assert _state(make, "2025-05", *events, lapse=lapse)[0].status == "achieved"
    assert _state(make, "2025-03", lapse=lapse)[0].status == "at_risk"


def test_works_wait_for_land(make):
    land = _commitment("L")
    began = make.event("K#1", "2025-02-20", note="KH số 1")
    state, a = _state(make, "2025-03", began, others=[land], needs=["L"])
    # what must be done first is late, and so is this, though no step of its own is
    assert (state.status, state.reason.key, state.reason.values["commitment"]) == ("at_risk", "held_up", "L")
    assert [(f.kind, f.subject) for f in a.findings] == [("before_needed", "K")]
    handed = [
        make.event("L#1", "2025-02-01", note="BB số 1"),
        make.event("L#2", "2025-02-10", note="BB số 2"),
    ]
    state, a = _state(make, "2025-03", began, *handed, others=[land], needs=["L"])
    assert "waits_for" not in {n.key for n in state.notes} and a.findings == ()
    late = [handed[0], make.event("L#2", "2025-03-10", note="BB số 2")]
    _, a = _state(make, "2025-03", began, *late, others=[land], needs=["L"])
    assert [f.kind for f in a.findings] == ["before_needed"]


def test_a_step_done_before_the_one_it_needs_is_a_finding(make):
    _, a = _state(make, "2025-03", make.event("K#2", "2025-02-20", note="BB số 2"))
    assert [(f.kind, f.subject) for f in a.findings] == [("out_of_order", "K")]


def test_owners_before_and_after_the_break(make):
    owners = [{"owner": "huyen", "to": "2025-06-30"}, {"owner": "xa", "from": "2025-07-01"}]
    june, july = (_state(make, m, owners=owners)[0] for m in ("2025-06", "2025-07"))
    assert (june.owner, june.handed_over) == ("huyen", False)
    assert (july.owner, july.handed_over) == ("xa", True)
    orphan, _ = _state(make, "2025-07", owners=owners[:1], deadline="2025-12-31")
    assert orphan.owner is None and "no_owner" in {n.key for n in orphan.notes}


def test_watched_promises_show_occurrences(make):
    seen = make.event("K", "2025-04-14", note="BB số 3; bãi rác ven kênh")
    state, _ = _state(make, "2025-05", seen, role="watch", steps=[])
    assert (state.status, state.reason.key, state.reason.values["count"]) == ("watch", "occurrences", 1)
    assert state.steps[0]["done"] == dt.date(2025, 4, 14)


def test_a_part_points_to_the_whole(make):
    state, _ = _state(make, "2025-02", others=[_commitment("L")], part_of="L", role="striven")
    assert [n.values["commitment"] for n in state.notes if n.key == "part_of"] == ["L"]


def test_a_commitment_is_not_due_in_a_year_before_its_programme(make):
    state, _ = _state(make, "2024-12")
    assert (state.status, state.reason.key, state.steps) == ("not_due", "commitment_to_come", ())


def test_a_commitment_of_a_past_year_is_no_longer_followed(make):
    state, _ = _state(make, "2026-02", make.event("K#1", "2025-02-20", note="KH số 1"))
    assert (state.status, state.reason.key, state.steps) == ("no_data", "commitment_of_past_year", ())


@pytest.mark.parametrize(
    "day, done, due",
    [
        ("2025-02-27", {}, 0),
        ("2025-02-28", {}, 0),  # its own day is there to do it in
        ("2025-02-28", {"s1": "2025-02-28"}, 1),
        ("2025-03-01", {}, 1),
        ("2025-06-10", {"s1": "2025-02-27"}, 2),
        ("2025-12-31", {}, 3),
    ],
)
def test_a_step_is_due_once_its_day_is_over_or_it_is_done(day, done, due):
    assert progress(PLAN, _done(**done), dt.date.fromisoformat(day), END).due == due
