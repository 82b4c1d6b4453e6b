"""Figures that contradict themselves or cannot be: gathered, shown, never hidden."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from analysis.assess.amounts import MONTH, TO_DATE, unlike
from analysis.assess.assessments import Assessment, Finding, Reason
from analysis.assess.case import Case, label
from analysis.assess.ledger import LEVEL, YEAR
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
    return [
        Finding(
            p.kind,
            p.measure.partition("#")[0],
            Reason(p.kind, {"vi": p.message_vi, "en": p.message_en, "place": p.place, "period": p.period}),
            p.keys,
        )
        for p in places.problems(seen)
    ]
