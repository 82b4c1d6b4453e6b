"""The order of the statuses, compound rows and the headline's count."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assess.assessments import Assessment, Reason
from analysis.assess.status import (
    LIKELY,
    STATUSES,
    UNLIKELY,
    WORST_FIRST,
    Facts,
    by_probability,
    compound,
    headline_of,
    row_of,
    settle,
)
from analysis.programme import Target

FACTS = st.builds(
    Facts,
    watched=st.booleans(),
    stopped=st.booleans(),
    settled_before=st.sampled_from([None, "achieved", "missed"]),
    due=st.booleans(),
    reported=st.booleans(),
    closed=st.booleans(),
    met=st.sampled_from([None, True, False]),
    irreversible=st.booleans(),
    enough=st.booleans(),
    verdict=st.sampled_from([None, "on_track", "at_risk", "off_track"]),
)
BETTER = {"off_track": 0, "at_risk": 1, "on_track": 2}


@given(FACTS)
def test_tested_in_the_order_of_the_method(f):
    status = settle(f)
    assert status in STATUSES
    if f.watched:
        assert status == "watch"
    elif f.stopped:
        assert status == (f.settled_before or "lapsed")
    elif not f.due:
        assert status == "not_due"
    elif not f.reported:
        assert status == "no_data"
    elif f.closed:
        assert status == {True: "achieved", False: "missed", None: "no_data"}[f.met]
    elif f.met and f.irreversible:
        assert status == "achieved"
    elif not f.enough or f.verdict is None:
        assert status == "too_early"
    else:
        assert status == f.verdict


@given(st.floats(0, 1), st.floats(0, 1), st.booleans(), st.booleans())
def test_a_higher_probability_is_never_worse(p, q, centre, narrow):
    low, high = sorted((p, q))
    assert BETTER[by_probability(low, centre, narrow)] <= BETTER[by_probability(high, centre, narrow)]


def test_thresholds_belong_to_the_better_status():
    assert by_probability(LIKELY) == "on_track"
    assert by_probability(LIKELY - 1e-9) == "at_risk"
    assert by_probability(UNLIKELY) == "at_risk"
    assert by_probability(UNLIKELY - 1e-9) == "off_track"
    assert by_probability(0.5, centre_meets=True, narrow=True) == "on_track"
    assert by_probability(0.5, centre_meets=True, narrow=False) == "at_risk"
    assert by_probability(None) is None and by_probability(float("nan")) is None


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=6))
def test_compound_takes_the_worst_and_does_not_depend_on_order(statuses):
    found = compound(statuses)
    assert found in statuses
    assert compound(list(reversed(statuses))) == found
    judged = [s for s in statuses if s in WORST_FIRST]
    if judged:
        worst = min(judged, key=WORST_FIRST.index)
        assert found == ("watch" if worst in {"on_track", "achieved"} and "watch" in statuses else worst)
    else:
        assert (found == "not_due") == ("not_due" in statuses)


@given(st.lists(st.sampled_from(WORST_FIRST), min_size=1, max_size=4), st.sampled_from(WORST_FIRST))
def test_one_part_getting_better_never_makes_the_row_worse(parts, other):
    row = WORST_FIRST.index(compound(parts))
    better = [WORST_FIRST[max(WORST_FIRST.index(parts[0]), WORST_FIRST.index(other))], *parts[1:]]
    assert WORST_FIRST.index(compound(better)) >= row


def test_compound_of_nothing_is_an_error():
    with pytest.raises(ValueError):
        compound([])


def _assessed(id, status, self_said=None, previous=None):
    return Assessment(
        id,
        "area",
        "2025-06",
        dt.date(2025, 6, 30),
        status,
        previous,
        Reason("x"),
        self_assessment=self_said,
        statuses=(previous, status),
    )


def _target(make, no, *measures):
    return Target.model_validate(
        {"id": no or "-", "no": no, "group": "g", "name_vi": "x", "measures": list(measures)}
    )


def test_striven_watched_and_component_measures_never_fail_a_row(make):
    t = _target(
        make,
        "25",
        make.measure("a", low=1),
        make.measure("b", kind="count", low=1, role="striven"),
        make.measure("c", kind="count", rule="watch", role="watch"),
        make.measure("d", low=1, role="component"),
    )
    said = {"a": "on_track", "b": "missed", "c": "watch", "d": "off_track"}
    row = row_of(t, {k: _assessed(k, v) for k, v in said.items()})
    assert (row.status, row.decided_by, row.by) == ("on_track", "a", "figures")


def test_a_lapsed_part_leaves_the_row_to_the_others(make):
    t = _target(make, "20", make.measure("a", low=1), make.measure("b", low=1))
    assert row_of(t, {"a": _assessed("a", "on_track"), "b": _assessed("b", "lapsed")}).status == "on_track"
    assert row_of(t, {"a": _assessed("a", "lapsed"), "b": _assessed("b", "lapsed")}).status == "lapsed"


def test_a_row_with_a_bound_that_is_undecided_is_not_counted_as_judged_well(make):
    t = _target(make, "25", make.measure("a", low=1), make.measure("b", low=1))
    good = {"a": _assessed("a", "on_track"), "b": _assessed("b", "watch")}
    row = row_of(t, good)
    assert (row.status, row.decided_by, row.by) == ("watch", "b", "none")
    assert headline_of([(t, row)]).on_track_by_figures == 0
    assert row_of(t, good | {"a": _assessed("a", "at_risk")}).status == "at_risk"


def test_a_row_not_due_rests_on_the_owners_word(make):
    t = _target(make, "26", make.measure("a", low=1), make.measure("b", low=1))
    both = {"a": _assessed("a", "not_due", "on_track"), "b": _assessed("b", "not_due", "achieved")}
    row = row_of(t, both)
    assert (row.status, row.by, row.self_assessment) == ("not_due", "self", "on_track")
    assert row_of(t, {**both, "b": _assessed("b", "not_due")}).by == "none"
    assert row_of(t, {**both, "b": _assessed("b", "not_due", "not_achieved")}).by == "none"
    mixed = row_of(t, {**both, "b": _assessed("b", "at_risk", "achieved")})
    assert (mixed.status, mixed.by) == ("at_risk", "figures")


@given(
    st.lists(
        st.tuples(st.sampled_from(STATUSES), st.sampled_from([None, "on_track", "not_achieved"])),
        min_size=1,
        max_size=30,
    ),
    st.integers(0, 3),
)
def test_the_headline_adds_up(make, parts, outside):
    pairs = []
    for i, (status, said) in enumerate(parts):
        t = _target(make, str(i + 1), make.measure("a", low=1))
        pairs.append((t, row_of(t, {"a": _assessed("a", status, said)})))
    for _ in range(outside):  # rows without a number stand outside the count
        t = _target(make, "", make.measure("a", low=1))
        pairs.append((t, row_of(t, {"a": _assessed("a", "missed")})))
    h = headline_of(pairs)
    assert h.total == len(parts)
    assert h.total == (
        h.on_track_by_figures
        + h.self_assessed
        + h.at_risk
        + h.off_track
        + h.not_due
        + h.too_early
        + h.no_data
        + h.lapsed
        + h.watch
    )
    assert h.achieved <= h.on_track_by_figures


def test_previous_status_of_a_row(make):
    t = _target(make, "1", make.measure("a", low=1), make.measure("b", low=1))
    row = row_of(
        t,
        {"a": _assessed("a", "on_track", previous="at_risk"), "b": _assessed("b", "on_track", previous=None)},
    )
    assert row.previous_status == "at_risk"
