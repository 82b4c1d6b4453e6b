"""Which month has enough reports, which one waits, and from when on."""

import datetime as dt

import pandas as pd
import pytest

from analysis.assess.reported import Reports
from analysis.ingest.contract import NoData
from analysis.programme import Programme

OFFICES = ("a", "b", "c")
PROGRAMME = Programme.model_validate(
    {
        "id": "p", "year": 2025, "name_vi": "P", "area": {"id": "x", "name_vi": "X"}, "closing_day": 25,
        "groups": [{"id": "g", "name_vi": "G"}], "owners": [{"id": o, "name_vi": f"Phòng {o}"} for o in OFFICES],
        "targets": [
            {"id": o, "no": o, "group": "g", "name_vi": o, "measures": [
                {"id": o, "name_vi": o, "unit": "t", "kind": "flow", "rule": "ge", "low": 1, "cadence": cadence,
                 "owners": [{"owner": owner}]}]}
            for o, owner, cadence in [*zip(OFFICES, OFFICES, ["month"] * 3, strict=True), ("y", "a", "year")]
        ],
    }
)  # fmt: skip


def reports(**told: str) -> Reports:
    """`m09="ab"`: of September a and b have told."""
    rows = [(id, f"2025-{month[1:]}", "month", "2025-12-31") for month, ids in told.items() for id in ids]
    return Reports(PROGRAMME, pd.DataFrame(rows, columns=["measure", "period", "basis", "reported_on"]))


TODAY = dt.date(2025, 11, 1)


def test_the_newest_month_with_enough():
    found = reports(m08="abc", m09="ab", m10="a")
    assert found.latest() == "2025-09"
    assert [late.id for late in found.of("2025-10").late] == ["b", "c"]
    assert [late.last for late in found.of("2025-10").late] == ["2025-09", "2025-08"]
    with pytest.raises(NoData):
        reports(m10="a", m09="y").latest()


@pytest.mark.parametrize(
    ("told", "today", "wait", "month"),
    [
        ({"m09": "abc", "m10": "a"}, TODAY, "reported", "2025-10"),
        ({"m09": "abc", "m10": "a"}, TODAY, "never", None),
        ({"m09": "abc", "m10": "ab"}, TODAY, "reported", None),  # two of three are enough
        ({"m09": "abc", "m10": "a"}, dt.date(2025, 10, 25), "reported", None),  # its last day
        ({"m09": "abc", "m10": "a"}, dt.date(2025, 10, 26), "reported", "2025-10"),
        ({"m09": "abc", "m11": "a"}, TODAY, "reported", None),  # told before its time
        ({"m09": "abc", "m10": "y"}, TODAY, "reported", None),  # a year's figure tells of no month
        ({"m09": "abc"}, TODAY, "reported", None),  # nobody has told: the data does not say that it is due
        ({"m09": "abc"}, TODAY, "calendar", "2025-10"),
        ({"m09": "abc"}, dt.date(2026, 1, 15), "calendar", "2025-12"),
        ({"m09": "abc"}, dt.date(2026, 11, 29), "calendar", None),  # the programme's year is over
        ({"m09": "a"}, TODAY, "reported", "2025-09"),  # none has enough
    ],
)  # fmt: skip
def test_the_month_that_waits(told, today, wait, month):
    found = reports(**told).waiting(today, wait)
    assert (found.month if found else None) == month


def test_until_when_an_answer_stands():
    found = reports(m09="abc")
    assert [found.stands_until(dt.date(*day)) for day in ((2025, 10, 25), (2025, 10, 26), (2025, 12, 30))] == [
        dt.date(2025, 10, 25), dt.date(2025, 11, 25), dt.date(2026, 1, 25),
    ]  # fmt: skip


def test_where_nothing_is_owed_monthly_the_quarters_are_counted():
    tree = PROGRAMME.model_dump(mode="json")
    for target in tree["targets"][:3]:
        target["measures"][0]["cadence"] = "quarter"
    rows = [(id, "2025-03", "year_to_date", "2025-04-10") for id in "ab"]
    frame = pd.DataFrame(rows, columns=["measure", "period", "basis", "reported_on"])
    found = Reports(Programme.model_validate(tree), frame)
    assert found.latest() == "2025-03" and [late.id for late in found.of("2025-03").late] == ["c"]
