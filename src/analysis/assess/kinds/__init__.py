"""How measures of each kind are judged: a module a kind, or several that are alike (docs/method.md, decision 0020)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.assess.assessments import Assessment
from analysis.assess.case import Case, known, label
from analysis.assess.kinds.compare import compare, counted_in_part
from analysis.assess.kinds.flow import budget, flow
from analysis.assess.kinds.level import level
from analysis.assess.kinds.once import annual, count, event, events_of, listed, milestone
from analysis.assess.kinds.ratio import ratio
from analysis.assess.ledger import LEVEL
from analysis.assess.measured import reached
from analysis.assess.status import Facts

# A function is called as its kind.
RULES: dict[str, Callable[[Case], Assessment]] = {
    rule.__name__: rule for rule in (flow, level, ratio, count, event, milestone, annual, budget, compare)
}


def judge(case: Case) -> Assessment:
    """The verdict on a measure that is still followed."""
    if case.measure.rule == "watch":
        return watched(case)
    verdict = RULES[case.measure.kind](case)
    return _not_yet(case, verdict) if case.measure.undecided else verdict


# what holds a figure against a bound
_AGAINST = """what_would_change expected_to_date share_of_target distance probability stretch_probability
    needed_per_period periods_left last_year_rest_per_period linear_share""".split()


def _not_yet(c: Case, verdict: Assessment) -> Assessment:
    """The figures of a measure whose bound is still last year's: shown, not held against it."""
    told = {"to_date": verdict.to_date, "last_total": verdict.last_year_total, "period": verdict.basis_month}
    blank: dict[str, Any] = dict.fromkeys(_AGAINST)
    if verdict.status == "no_data":  # what has not come is asked for as of any other
        return replace(verdict, **blank | {"what_would_change": verdict.what_would_change})
    return replace(verdict, status="watch", reason=c.why("undecided", **told), closed=False, **blank)


def watched(c: Case) -> Assessment:
    """The programme gives no figure: shown, never judged."""
    events = events_of(c)
    figures = c.series.counted if c.measure.kind == "count" else c.series.now
    now = figures[np.isfinite(figures)]
    levels = c.series.levels[-1][np.isfinite(c.series.levels[-1])]
    value: float | None = float(len(events)) if events else None
    if now.size or levels.size:
        value = float(now.sum() if now.size else levels[-1])
    at = reached(c.series.levels[-1])
    keys = c.series.keys_at(at, LEVEL) if at else tuple(e["key"] for e in events)
    last = known(c.series.amounts[-2].sum()) if len(c.series.amounts) > 1 else None
    months = reached(figures) or c.month
    return c.close(
        Facts(watched=True),
        c.why(
            "watched_open" if c.measure.open else "watched",
            to_date=value,
            last_total=last,
            period=label(c.year, months),
        ),
        None,
        to_date=value,
        last_year_total=last,
        events=listed(events, c),
        basis_month=label(c.year, months) if value is not None else None,
        keys=c.series.keys_to(months) if now.size else keys,
        notes=counted_in_part(c) if c.measure.kind == "count" else (),
    )
