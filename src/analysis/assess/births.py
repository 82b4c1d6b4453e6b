"""Boys per 100 girls: a year of births moves the ratio by five points through chance alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.assess.assessments import Assessment
from analysis.assess.case import Case, in_part, known, label, left_out, owing, too_many
from analysis.assess.chance import births_range
from analysis.assess.status import Facts

TOO_FEW = 50


def births(c: Case) -> Assessment:
    """The ratio with its 95 % range of chance.

    Too early while the range crosses the band, at risk only when all of it lies above; below the band in
    neutral words. At the end the literal band decides.
    """
    s = c.series
    both = np.isfinite(s.n) & np.isfinite(s.of)
    months = np.flatnonzero(both[-1])
    boys, girls = (float(a[-1][months].sum()) for a in (s.n, s.of))
    if not months.size or boys < 1 or girls < 1:
        return c.close(
            Facts(reported=not c.due and c.has_plan, enough=False), c.why("nothing_yet", year=c.year)
        )
    month = int(months[-1]) + 1
    value = 100 * boys / girls
    low, high = births_range(boys, girls)
    c, sent = owing(c, month, too_many(both[-1]))
    closed = c.year_over and month == 12
    verdict = None
    if c.high is not None and low > c.high:
        verdict = "at_risk"
    elif c.low is not None and c.high is not None and c.low <= low and high <= c.high:
        verdict = "on_track"
    facts = Facts(
        reported=sent,
        closed=closed,
        met=c.meets(value),
        enough=boys + girls >= TOO_FEW,
        verdict=verdict,
    )
    numbers = {
        "boys": boys,
        "girls": girls,
        "chance_low": low,
        "chance_high": high,
        "low": c.low,
        "high": c.high,
        "period": label(c.year, month),
    }
    if not c.has_plan:
        key = "births_shown"
    elif closed:
        key = "births_closed_met" if facts.met else "births_closed_missed"
    elif verdict:
        key = "births_above" if verdict == "at_risk" else "births_inside"
    else:
        key = "births_below" if c.low is not None and high < c.low else "births_open"
    same, whole = (both[-2][:m].all() if len(both) > 1 else False for m in (month, 12))
    before = known(s.shares_to_date[-2][month - 1]) if same and c.broken_on is None else None
    out = c.close(
        facts,
        c.why(key, **numbers),
        None if closed else c.why("births_wait", total=boys + girls),
        to_date=value,
        numerator=boys,
        denominator=girls,
        chance_low=low,
        chance_high=high,
        last_year_to_date=before,
        last_year_total=known(s.shares_to_date[-2][-1]) if whole else None,
        year_end=value if closed else None,
        periods_left=12 - c.month,
        basis_month=label(c.year, month),
        distance=0.0
        if facts.met
        else value - (c.high if value > c.high else c.low)
        if c.low is not None and c.high is not None
        else None,
        estimate=bool(s.estimate[month - 1]),
        notes=left_out(c, both[-1])
        + in_part(c, s.in_part(month, s.since(month, parts=True)), "part_counted"),
        keys=s.keys_to(month, parts=True),
        cells=c.draft.cells | {"last_year": s.keys_to(month, -2, parts=True) if before is not None else ()},
    )
    return replace(out, change_on_year=None if before is None else value - before)
