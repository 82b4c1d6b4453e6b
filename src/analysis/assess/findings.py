"""Figures that contradict themselves or cannot be: gathered, shown, never hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.assess.amounts import MONTH, TO_DATE, unlike
from analysis.assess.assessments import Assessment, Finding, Reason
from analysis.assess.case import Case, label
from analysis.assess.ledger import LEVEL, YEAR, closing
from analysis.places import Places
from analysis.programme import Programme


def figure_findings(cases: Mapping[str, Case], measures: Mapping[str, Assessment]) -> list[Finding]:
    """Impossible shares or such without parts, years without a base, self-assessments against the figures."""
    found: list[Finding] = []
    for id, case in cases.items():
        a = measures[id]
        for kind, period, n, of, key in case.series.bad:
            found.append(Finding(kind, id, Reason(kind, {"period": period, "n": n, "of": of}), (key,)))
        s = case.series
        for kind, month, total, parts in s.apart:
            numbers = {
                "period": label(case.year, month),
                "total": total,
                "value": parts,
                "apart": total - parts,
            }
            keys = s.keys_at(month, TO_DATE) or s.keys_at(month, MONTH, LEVEL, YEAR)
            if kind in {"months_apart", "count_apart"}:
                keys += tuple(k for m in range(1, month + 1) for k in s.keys_at(m, MONTH))
            found.append(Finding(kind, id, case.why(kind, **numbers), keys))
        found += _plans_apart(case)
        if a.reason.key == "no_base":
            found.append(Finding(a.reason.key, id, a.reason, a.keys))
        found += [
            Finding("contradiction", id, n, case.series.said or a.keys)
            for n in a.notes
            if n.key == "contradiction"
        ]
    return found


def _plans_apart(c: Case) -> list[Finding]:
    """Where the plans that were given to the units do not add up to the area's: both, and how many units have one."""
    s, whole = c.series, c.bound
    if not s.unit_plans or whole is None or "%" in c.measure.unit or "/" in c.measure.unit:
        return []
    total = sum(plan for _, plan, _ in s.unit_plans)
    if not unlike(whole, total, len(s.unit_plans)):
        return []
    numbers = {
        "total": whole,
        "value": total,
        "apart": abs(total - whole),
        "n": len(s.unit_plans),
        "of": s.units,
    }
    key = "plans_in_part" if len(s.unit_plans) < s.units and total < whole else "plans_apart"
    why = c.why(key, **numbers, **c.unit_word())
    return [Finding("plans_apart", c.measure.id, why, tuple(key for *_, key in s.unit_plans))]


def place_findings(
    programme: Programme, places: Places, observations: pd.DataFrame, month: str, as_of: dt.date
) -> list[Finding]:
    """This year's figures of units after their merger, and those that old and new units both report."""
    cuts = [f"{b.on.year}-{b.on.month:02d}" for b in programme.breaks if b.places]
    if not cuts or not places.units or observations.empty:
        return []
    f = observations
    first = max(min(cuts), f"{month[:4]}-01")
    seen = f[f["period"].between(first, month) & (f["reported_on"].astype(str) <= as_of.isoformat())]
    return merged_units(places, seen)


def merged_units(places: Places, frame: pd.DataFrame) -> list[Finding]:
    """Figures of units after their last day, told from those that their successor gives as well."""
    ends = frame["period_end"] if "period_end" in frame else pd.Series("", frame.index)
    days = [_last_day(period, end) for period, end in zip(frame["period"], ends, strict=True)]
    there = [places.held(code, day) is not None for code, day in zip(frame["place"], days, strict=True)]
    old = frame.assign(day=days)[frame["place"].isin(places.codes) & ~np.array(there, bool)]
    found = []
    for (measure, period, basis, code), part in old.groupby(["measure", "period", "basis", "place"]):
        day = part["day"].iloc[0]
        why, new = places.why_not(code, day), places.successor(code)
        same = (frame["measure"] == measure) & (frame["period"] == period) & (frame["basis"] == basis)
        both = frame.index[same & (frame["place"] == new)]
        kind = "twice" if len(both) else "after_merger"
        values = {"vi": why.reason_vi, "en": why.reason_en, "place": code, "period": period}
        reason = Reason(kind, values | {"new": places.called(new, day)})
        found.append(Finding(kind, measure.partition("#")[0], reason, (*part.index, *both)))
    return found


def _last_day(period: str, end: object) -> dt.date:
    """The last day of an observation's period: the day on which its unit must exist."""
    if isinstance(end, str) and end:
        return dt.date.fromisoformat(end[:10])
    return closing(int(period[:4]), int(period[5:7]), 31)
