"""A state at a date, n/N (docs/method.md, decision 0020), and what levels and ratios say alike."""

from __future__ import annotations

import math

import numpy as np

from analysis.assess.amounts import MONTH, TO_DATE
from analysis.assess.assessments import Assessment
from analysis.assess.case import Case, carried, forecast_fields, in_part, known, label, named_units, owing
from analysis.assess.ledger import LEVEL
from analysis.assess.levels import LevelForecast
from analysis.assess.measured import reached
from analysis.assess.status import Facts, by_probability


def level(c: Case) -> Assessment:
    """A state at a date. A target of 100 % has no probability: any unit failing is a risk, and is named."""
    s, f = c.series, c.level
    month = reached(s.levels[-1])
    value = float(s.levels[-1][month - 1]) if month else None
    top, bottom = (known(a[-1][month - 1]) if month else None for a in (s.top, s.bottom))
    met = c.meets(value)
    closed = c.year_over and month == 12
    failing, ceiling = named_units(c), c.all_must_hold
    if ceiling:
        verdict = None if met is None else "on_track" if met else "at_risk"
    else:
        verdict = level_verdict(c)
    facts = Facts(
        reported=owing(c, month)[1],
        closed=closed,
        met=met,
        enough=bool(month) and (ceiling or f is not None),
        verdict=verdict,
    )
    fields = level_fields(c, month, value, top, bottom)
    fields |= _level_keys(c, month)
    fields["notes"] += in_part(c, s.in_part(month, month - 1), "last_stood")
    if f is not None and not closed and not ceiling:
        fields |= forecast_fields(f, f.year_end, track_of(c, f))
        if f.broken_at is not None:
            fields["history_cut"] = str(s.years[f.broken_at])
            fields["notes"] = (*fields["notes"], c.why("history_cut", year=s.years[f.broken_at]))
    short = _short_of(c, top, bottom)
    if closed:
        why = c.why("closed_met" if met else "closed_missed")
        fields["year_end"] = value
    elif not month:
        why = c.why("level_not_yet", year=c.year, last=fields["last_year_total"])
    elif ceiling:
        why = c.why("all_hold" if met else "some_fail", units=tuple(u["name"] for u in failing))
    elif f is None:
        why = c.why("level_no_history", met=met)
    else:
        why = c.ends("level_end", f.probability, f.year_end, f.p10, f.p90)
    change = (
        None if closed or not month else _level_change(c, value, short, met, failing if ceiling else None)
    )
    return c.close(facts, why, change, failing=failing, **fields)


def _level_keys(c: Case, month: int) -> dict:
    """The cells of a level and of last year's: of quantities, those of all periods to its month."""
    s = c.series
    first = 1 if c.measure.quantities else month
    basis = next((b for b in (LEVEL, MONTH, TO_DATE) if s.keys_at(month, b)), LEVEL)
    now, last = (
        tuple(k for m in range(first, month + 1) for k in s.keys_at(m, basis, year=y)) for y in (-1, -2)
    )
    return {"keys": now, "cells": c.draft.cells | {"last_year": last if c.broken_on is None else ()}}


def level_verdict(c: Case) -> str | None:
    """What the forecast says of the target; None where there is none."""
    if (f := c.level) is None:
        return None
    return by_probability(f.probability, bool(c.meets(f.year_end)), c.narrow(f.p10, f.p90))


def level_fields(c: Case, month: int, value, top, bottom, past=None) -> dict:
    """What is known of a level or ratio of `month` (0 for none); `past` (Y, 12) where it is no level."""
    s = c.series
    past = s.levels if past is None else past
    last = past[-2] if len(past) > 1 else np.full(12, np.nan)
    same = known(last[month - 1]) if month and c.broken_on is None else None
    whole = np.flatnonzero(np.isfinite(last))
    unit_points = c.measure.unit == "%"
    change = (
        None
        if same is None or value is None
        else value - same
        if unit_points
        else 100 * (value / same - 1)
        if same
        else None
    )
    return {
        "to_date": value,
        "numerator": top,
        "denominator": bottom,
        "last_year_to_date": same,
        "last_year_total": float(last[whole[-1]]) if whole.size else None,
        "change_on_year": change,
        "distance": value - c.bound if value is not None and c.bound is not None else None,
        "basis_month": label(c.year, month) if month else None,
        "periods_left": 12 - c.month,
        "estimate": bool(month and s.estimate[month - 1]),
        "notes": carried(c, month),
    }


def _level_change(c: Case, value, short, met, failing=None):
    if c.bound is None or value is None:
        return None
    if met:
        return c.why("keep_level", distance=abs(value - c.bound))
    if failing is not None and c.measure.quantities and short:  # what past months lost stays lost
        return c.why("need_lost", lost=short, units=tuple(u["name"] for u in failing))
    return c.why("need_level", distance=abs(value - c.bound), people=short)


def _short_of(c: Case, top, bottom) -> int | None:
    """How many of n are missing (or too many, for at most) at today's N."""
    if not bottom or top is None or c.bound is None or c.measure.unit != "%":
        return None
    if c.measure.rule == "le":
        return max(math.ceil(top - c.bound * bottom / 100 - 1e-9), 0)
    return max(math.ceil(c.bound * bottom / 100 - top - 1e-9), 0)


def track_of(c: Case, f: LevelForecast) -> float | None:
    """Points for percentages, else per cent of the level; None where that is none."""
    if f.track_record is None or c.measure.unit == "%":
        return f.track_record
    if f.differences:
        return 100 * f.track_record / abs(f.year_end) if f.year_end else None
    return 100 * f.track_record
