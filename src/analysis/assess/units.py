"""A single unit's figures: shown, never ranked, and judged only against a plan that was given to the unit itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from analysis.assess.amounts import FEWEST, MONTH, TO_DATE
from analysis.assess.assessments import Assessment, Path
from analysis.assess.case import Case, known, label, left_out
from analysis.assess.cases import forecasts_of, of_unit
from analysis.assess.kinds.ratio import summed
from analysis.assess.ledger import LEVEL


def on_its_plan(c: Case) -> Case:
    """The case with the bounds of the unit's own plan and the year end of its own past; without bounds where it has no
    plan, or where its share rests on too few cases."""
    low, high, *_ = of_unit(c.measure, c.series)
    if shown(c).reason.key == "unit_few":
        low = high = None
    draft = replace(c.draft, target_low=low, target_high=high, stretch=None)
    own = replace(c.series, events=tuple(e for e in c.series.events if e["place"] == c.draft.place))
    c = replace(c, series=own, draft=draft, low=low, high=high, stretch=None, base=None)
    return replace(c, forecast=forecasts_of([c]).get(c.measure.id)) if c.has_plan else c


def shown(c: Case) -> Assessment:
    """The unit's newest figure and last year's; a rate of fewer than 30 events keeps its counts only."""
    s = c.series
    value = top = bottom = before = None
    base = np.full(1, np.nan)
    keys: tuple[int, ...] = ()
    month = 0
    months: tuple[int, ...] = ()
    levels = np.flatnonzero(np.isfinite(s.levels[-1]) | np.isfinite(s.bottom[-1]))
    sums = summed(s)
    amounts = np.flatnonzero(np.isfinite(s.now))
    if levels.size:
        month = int(levels[-1]) + 1
        value, top, bottom = (known(a[-1][month - 1]) for a in (s.levels, s.top, s.bottom))
        before = known(s.levels[-2][month - 1]) if len(s.levels) > 1 else None
        base = s.top[-2:, month - 1]
        keys = s.keys_at(month, LEVEL) or s.keys_at(month, MONTH, TO_DATE)
    elif sums is not None:
        value, top, bottom, month = sums.value, sums.top, sums.bottom, sums.month
        months = s.months_of(np.flatnonzero(np.isfinite(s.n[-1]) & np.isfinite(s.of[-1])) + 1)
        before = known(s.shares_to_date[-2][month - 1]) if len(s.n) > 1 else None
        base = s.counts_as_told[0, 0, -2:, month - 1]
        keys = s.keys_to(month, parts=True)
    elif amounts.size:
        month = s.ends[int(amounts[-1])]
        months = s.months_of(s.ends[i] for i in amounts)
        value = float(s.now[amounts].sum())
        before = known(s.as_told(-2)[0][amounts[-1]]) if len(s.amounts) > 1 else None
        keys = s.keys_to(month)
    few, few_before = (_few(c, n) for n in (base[-1], base[0]))
    why = c.why(
        "unit_few" if few and month else "unit_shown" if month else "unit_none",
        n=top,
        of=bottom,
        least=FEWEST,
    )
    return replace(
        c.draft,
        status="watch",
        reason=why,
        to_date=None if few else value,
        numerator=top,
        denominator=bottom,
        last_year_to_date=None if few or few_before or c.broken_on else before,
        basis_month=label(c.year, month) if month else None,
        estimate=bool(month and s.estimate[month - 1]),
        notes=left_out(c, np.isin(np.arange(1, 13), months)),
        keys=keys,
    )


def enough_only(c: Case, a: Assessment, path: Path | None) -> Path | None:
    """The path of a unit as its verdict and the tables show it: none without a figure, no rate on few events."""
    if path is None or a.to_date is None or not _is_rate(c):
        return path if a.to_date is not None else None
    s = c.series
    to_date, alone = s.counts_as_told[0] if c.measure.kind == "ratio" else (s.top, s.top)
    last = -min(2, len(s.n))
    lines = {"actual": to_date[-1], "parts": alone[-1], "last_year": to_date[last]}
    lines["parts_last_year"] = alone[last]
    shown: dict[str, Any] = {k: np.where(_few(c, n), np.nan, getattr(path, k)) for k, n in lines.items()}
    return replace(path, **shown)


def _is_rate(c: Case) -> bool:
    return "%" in c.measure.unit or "/" in c.measure.unit


def _few(c: Case, n: np.ndarray) -> np.ndarray:
    """Whether a rate rests on fewer than 30 events `n`, or on none that are known."""
    return np.full(np.shape(n), _is_rate(c)) & ~(np.asarray(n) >= FEWEST)
