"""What changed since last month, or between two days."""

from __future__ import annotations

import datetime as dt

from analysis.assess.changes import compare
from analysis.assess.judge import assess


def _months(make, m, *rows, month="2025-06", **more):
    return assess(make.programme(m, closing_day=31), None, make.frame(*rows), month, **more)


def _flat(make):
    return [r for y in (2022, 2023, 2024) for r in make.months("m", y, [9.0] * 12, reported=f"{y}-12-28")]


def _kinds(changes):
    return [(c.kind, c.before, c.after) for c in changes]


def test_a_status_change_and_a_new_figure(make):
    rows = [*_flat(make), *make.months("m", 2025, [9, 9, 9, 9, 9, 60])]
    a = _months(make, make.measure(low=100.0), rows)
    assert ("status", "at_risk", "achieved") in _kinds(a.changes) or (
        "status",
        "on_track",
        "achieved",
    ) in _kinds(a.changes)
    assert ("new", "2025-05", "2025-06") in _kinds(a.changes)
    assert not a.revised


def test_a_revision_that_changed_a_verdict(make):
    rows = [
        *_flat(make),
        *make.months("m", 2025, [9, 9, 9, 9]),
        make.row("m", "2025-05", 60.0, vintage="estimate"),
        make.row("m", "2025-05", 9.0, reported="2025-06-24"),
        make.row("m", "2025-06", 9.0),
    ]
    a = _months(make, make.measure(low=150.0), rows)
    revision = next(c for c in a.changes if c.kind == "revision")
    assert (revision.subject, revision.before) == ("m", a.measures["m"].statuses[4])
    assert revision.after == "off_track" and revision.reason.key == "revised_verdict"
    assert len(a.revised) == 1


def test_a_revision_that_changes_nothing_is_counted_only(make):
    rows = [
        *_flat(make),
        *make.months("m", 2025, [9] * 6),
        make.row("m", "2025-05", 9.1, reported="2025-06-24"),
    ]
    a = _months(make, make.measure(low=100.0), rows)
    assert len(a.revised) == 1 and "revision" not in {c.kind for c in a.changes}


def test_a_figure_that_is_not_used_is_no_revision(make):
    rows = make.months("m", 2025, [61, 62, 63, 64, 65, 66], basis="level")
    wrong = make.row("m", "2025-05", 885.0, basis="level", reported="2025-06-24")
    a = _months(make, make.measure(kind="level", unit="%", low=80.0), [*rows, wrong])
    assert a.measures["m"].status != "no_data" and not a.revised


def test_a_figure_that_came_late_is_told_from_a_revision(make):
    rows = [
        *_flat(make),
        *make.months("m", 2025, [9] * 4),
        make.row("m", "2025-05", 9.0, reported="2025-06-12"),
        make.row("m", "2025-06", 9.0),
    ]
    a = _months(make, make.measure(low=100.0), rows)
    revision = next(c for c in a.changes if c.kind == "revision")
    assert revision.reason.key == "late_verdict" and revision.before == "no_data"


def test_late_and_lapsed(make):
    late = _months(make, make.measure(low=100.0), [*_flat(make), *make.months("m", 2025, [9] * 5)])
    assert [c.kind for c in late.changes] == ["late"]
    stopped = _months(
        make,
        make.measure(low=200.0, after="stop"),
        [*_flat(make), *make.months("m", 2025, [9] * 6)],
        month="2025-07",
    )
    assert [c.kind for c in stopped.changes] == ["lapsed"]


def test_nothing_changed(make):
    m = make.measure(kind="annual", unit="%", low=95.0, cadence="year", judged_from="12-01")
    assert _months(make, m, []).changes == ()
    assert _months(make, make.measure(low=100.0), _flat(make), month="2025-01").changes == ()


def test_two_months_side_by_side(make):
    rows = [*_flat(make), *make.months("m", 2025, [9, 9, 9, 9, 9, 60])]
    march, june = (_months(make, make.measure(low=100.0), rows, month=f"2025-{k:02d}") for k in (3, 6))
    assert [c.kind for c in compare(march, june)] == ["status", "new"]
    assert compare(june, june) == ()


def test_one_month_on_two_days(make):
    rows = [
        *_flat(make),
        *make.months("m", 2025, [9] * 5),
        make.row("m", "2025-06", 9.0, reported="2025-07-10"),
    ]
    then = _months(make, make.measure(low=100.0), rows)
    now = _months(make, make.measure(low=100.0), rows, as_of=dt.date(2025, 7, 31))
    assert _kinds(compare(then, now)) == [("revision", "no_data", "on_track"), ("new", "2025-05", "2025-06")]
