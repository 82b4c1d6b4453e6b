"""Small programmes and observation frames for the tests of judging."""

from __future__ import annotations

import calendar
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.places import Place, Places
from analysis.programme import Programme

COLUMNS = (
    "measure place period period_start period_end basis value numerator denominator unit vintage reported_on "
    "source sheet cell sha256 illustrative note"
).split()
AREA = "area"
SHARES = np.array([14, 6, 9, 10, 7.5, 7.5, 9, 6.5, 7, 9.5, 6, 8]) / 100


def row(
    measure,
    period,
    value=np.nan,
    basis="month",
    *,
    n=np.nan,
    of=np.nan,
    place=AREA,
    reported=None,
    start="",
    end="",
    note="",
    vintage="preliminary",
    illustrative=False,
):
    """One observation; reported on the 24th of its period unless told otherwise."""
    if np.isnan(value) and of == of and of:
        value = 100 * n / of
    return {
        "measure": measure,
        "place": place,
        "period": period,
        "period_start": start,
        "period_end": end or start,
        "basis": basis,
        "value": value,
        "numerator": n,
        "denominator": of,
        "unit": "",
        "vintage": vintage,
        "reported_on": f"{period}-24" if reported is None else reported,
        "source": "t.xlsx",
        "sheet": "S",
        "cell": "A1",
        "sha256": "",
        "illustrative": illustrative,
        "note": note,
    }


def months(measure, year, values, basis="month", **more):
    """One observation a month from January; None or nan = not reported."""
    return [
        row(measure, f"{year}-{i:02d}", float(v), basis, **more)
        for i, v in enumerate(values, 1)
        if v is not None and v == v
    ]


def parts(measure, year, tops, bottoms, basis="month", **more):
    """Numerator and denominator month by month."""
    return [
        row(measure, f"{year}-{i:02d}", basis=basis, n=float(n), of=float(of), **more)
        for i, (n, of) in enumerate(zip(tops, bottoms, strict=True), 1)
        if n is not None
    ]


def event(measure, day, note="QĐ số 12", value=1.0, **more):
    return row(
        measure, day[:7], value, "event", start=day, note=note, reported=more.pop("reported", day), **more
    )


def frame(*rows):
    flat = [r for item in rows for r in (item if isinstance(item, list | tuple) else [item])]
    return pd.DataFrame(flat, columns=COLUMNS)


def measure(id="m", kind="flow", rule="ge", unit="tỷ đồng", cadence="month", **more):
    return {"id": id, "name_vi": id, "unit": unit, "kind": kind, "rule": rule, "cadence": cadence, **more}


def programme(*measures, targets=None, commitments=(), year=2025, **more):
    """One numbered target per measure, unless `targets` are given."""
    targets = targets or [
        {"id": m["id"], "no": m["id"], "group": "g", "name_vi": m["id"], "measures": [m]} for m in measures
    ]
    return Programme.model_validate(
        {
            "id": "p",
            "name_vi": "p",
            "year": year,
            "area": {"id": AREA, "name_vi": "Vùng"},
            "groups": [{"id": "g", "name_vi": "Nhóm"}],
            "targets": targets,
            "commitments": list(commitments),
            "breaks": [
                {
                    "on": "2025-07-01",
                    "name_vi": "Kết thúc cấp huyện",
                    "name_en": "Districts ended",
                    "places": True,
                    "handover_months": ["2025-07"],
                }
            ],
            **more,
        }
    )


def places():
    """Three units to 30 June 2025, two from 1 July: A and B become N, C stays itself under its own code."""
    import datetime as dt

    cut, new = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
    return Places(
        (
            Place("A", "Xã A", until=cut, successor="N"),
            Place("B", "Xã B", until=cut, successor="N"),
            Place("C", "Xã C", until=cut, successor="C"),
            Place("N", "Xã N", since=new),
            Place("C", "Xã C mới", since=new),
        )
    )


def past(measure, totals=(90.0, 100.0, 110.0), shares=SHARES, last=2024):
    """Complete years of monthly amounts, the last one `last`."""
    first = last - len(totals) + 1
    rng = np.random.default_rng(7)
    rows = []
    for k, total in enumerate(totals):
        noise = shares * np.exp(rng.normal(0, 0.05, len(shares)))
        rows += months(measure, first + k, total * noise / noise.sum(), reported=f"{first + k}-12-28")
    return rows


@pytest.fixture(scope="session")
def make():
    return SimpleNamespace(
        row=row,
        months=months,
        parts=parts,
        event=event,
        frame=frame,
        measure=measure,
        programme=programme,
        places=places,
        past=past,
        shares=SHARES,
        area=AREA,
        last_day=lambda y, m: calendar.monthrange(y, m)[1],
    )
