"""Ratios: n/N summed over the year, never averaged; small bases by the counts still needed (docs/method.md, Levels)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from analysis.assess.amounts import MONTH
from analysis.assess.assessments import Assessment, Reason
from analysis.assess.case import (
    Case,
    forecast_fields,
    in_part,
    known,
    label,
    left_out,
    minus,
    owing,
    too_many,
)
from analysis.assess.kinds.level import level_fields, level_verdict, track_of
from analysis.assess.measured import Series
from analysis.assess.status import Facts, by_probability, chance_word

TOO_SMALL = 50  # a base below which a ratio says nothing
BY_COUNTS = 500  # a year's base below which a ratio is judged by the counts still needed


def ratio(c: Case) -> Assessment:
    """n/N summed over the year, never averaged over months; small bases by the counts still needed."""
    if c.measure.rule == "range":
        return births(c)
    sums = summed(c.series)
    if sums is None:
        shares_only = np.isfinite(c.series.levels[-1]).any() or np.isfinite(c.series.now).any()
        facts = Facts(reported=not shares_only and not c.due and c.has_plan, enough=False)
        why = c.why("no_parts") if shares_only else c.why("nothing_yet", year=c.year)
        out = c.close(facts, why, None)
        return replace(out, reason=why, late=False) if shares_only else out
    top, bottom, month, value = sums.top, sums.bottom, sums.month, sums.value
    seen = np.isfinite(c.series.n[-1]) & np.isfinite(c.series.of[-1])
    c, sent = owing(c, month, too_many(seen))
    closed = c.year_over and month == 12
    fields = level_fields(c, month, value, top, bottom, c.series.shares_to_date)
    since = c.series.since(month, parts=True)
    part = c.series.in_part(month, since)
    fields["notes"] += left_out(c, seen) + in_part(c, part, "part_counted")
    last = c.series.keys_to(month, -2, parts=True) if c.broken_on is None else ()
    fields |= {"keys": c.series.keys_to(month, parts=True), "cells": c.draft.cells | {"last_year": last}}
    left = _left(c, sums)
    small = bottom + left < BY_COUNTS
    f = c.level
    if small:
        p, end = _by_counts(c, sums, left)
        fields |= {"year_end": None if closed else end, "probability": None if closed else p}
        verdict, enough = by_probability(p), bottom >= TOO_SMALL
    else:
        verdict, enough = level_verdict(c), f is not None
        if f is not None and not closed:
            fields |= forecast_fields(f, f.year_end, track_of(c, f))
    met = c.meets(value)
    facts = Facts(reported=sent, closed=closed, met=met, enough=enough, verdict=verdict)
    need, among = _still_needed(c, sums, left)
    if small and not closed and enough:
        fields["notes"] += _one_case(c, need, among, sums.rate)
    if closed:
        why, fields["year_end"] = c.why("closed_met" if met else "closed_missed"), value
    elif small and not enough:
        why = c.why("base_too_small", least=TOO_SMALL)
    elif small:
        why = c.why("by_counts", chance=chance_word(p))
    elif f is None:
        why = c.why("level_no_history", met=met)
    else:
        why = c.ends("level_end", f.probability, f.year_end, f.p10, f.p90)
    if closed:
        change = None
    elif c.measure.rule == "le":
        change = c.why("may_still_counts", allowed=need, among=among)
    else:
        change = c.why("need_counts", needed=need, among=among)
    return c.close(facts, why, change, **fields)


def on_its_base(c: Case) -> Case:
    """The case of a ratio without the months in which too few units reported for what its N counts to be scaled:
    both stand on the same months."""
    s, base = c.series, _base(c)
    if base is None:
        return c
    thin = [m for m in base.in_part(12) if np.isnan(base.now[m - 1])]
    n, of = s.n.copy(), s.of.copy()
    at = np.array(thin, int) - 1
    n[-1, at] = of[-1, at] = np.nan
    left = (s.cited[:, 2] == s.years[-1]) & (s.cited[:, 1] == MONTH) & np.isin(s.cited[:, 3], thin)
    return replace(c, series=replace(s, n=n, of=of, cited=s.cited[~left]))


def _base(c: Case) -> Series | None:
    """The measure of the same row that N counts, month by month as far as both are known; None where there is none."""
    n = c.series.of[-1]
    for other in (c.siblings or {}).values() if c.measure.kind == "ratio" else ():
        if other.measure.kind == "flow" and other.now.size == 12:
            both = np.isfinite(other.counted) & np.isfinite(n)
            own, named = other.counted[both].sum(), n[both].sum()
            if both.any() and abs(own - named) <= 0.01 * named:
                return other
    return None


@dataclass(frozen=True)
class Sums:
    """A ratio's counts this year to `month`: n, N, 100 n/N; `past` (Y, 12) to each month; `rest` is N of
    last year after `month`; `rate` over this and last year."""

    top: float
    bottom: float
    month: int
    value: float
    past: np.ndarray
    rest: float
    rate: float


def summed(s) -> Sums | None:
    """Counts of a ratio added up over the months that have both; None without any."""
    both = np.isfinite(s.n) & np.isfinite(s.of)
    if not both[-1].any():
        return None
    n, of = np.where(both, s.n, 0.0).cumsum(axis=1), np.where(both, s.of, 0.0).cumsum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        past = np.where(both & (of > 0), 100 * n / of, np.nan)
    month = int(np.flatnonzero(both[-1])[-1]) + 1
    top, bottom = float(n[-1][month - 1]), float(of[-1][month - 1])
    if bottom <= 0:
        return None
    rest = (
        float(of[-2][-1] - of[-2][month - 1])
        if len(of) > 1 and both[-2].any()
        else bottom / month * (12 - month)
    )
    last_n, last_of = (float(n[-2][-1]), float(of[-2][-1])) if len(of) > 1 else (0.0, 0.0)
    return Sums(top, bottom, month, 100 * top / bottom, past, rest, (top + last_n) / (bottom + last_of))


def ratio_levels(s) -> np.ndarray:
    """100 n/N to each month (Y, 12), for the year-end forecast; all nan where no month has both."""
    sums = summed(s)
    return np.full_like(s.n, np.nan) if sums is None else sums.past


def judged_by_counts(c: Case) -> bool:
    """Whether a ratio's year is too small a base for anything but the counts still needed."""
    sums = summed(c.series)
    return sums is not None and sums.bottom + _left(c, sums) < BY_COUNTS


def _left(c: Case, sums: Sums) -> float:
    """How much of the base is still to come this year: where another measure of the row counts that, by its plan or by
    what it has reached."""
    base = _base(c)
    plan = (c.sibling_plans or {}).get(base.measure.id) if base else None
    if not base or not plan:
        return sums.rest
    return max(float(plan) - sums.bottom, float(np.nansum(base.now[: sums.month])) - sums.bottom, 0.0)


def _still_needed(c: Case, sums: Sums, left: float) -> tuple[int, int]:
    """Counts still needed (or, for at most, still allowed) among those still expected."""
    among = max(int(round(left)), 0)
    whole = round(sums.bottom + among)
    if c.measure.rule == "le":
        return int(math.floor((c.high or 0) * whole / 100 + 1e-9)) - round(sums.top), among
    least = (c.low or 0) * whole / 100
    goal = math.floor(least + 1e-9) + 1 if c.measure.rule == "gt" else math.ceil(least - 1e-9)
    return max(goal - round(sums.top), 0), among


def _one_case(c: Case, need: int, among: int, rate: float) -> tuple[Reason, ...]:
    """A note where one case alone makes a small base unlikely."""

    def verdict(n: int) -> str | None:
        return by_probability(_chance(c, n, among, rate))

    less = need + 1 if c.measure.rule == "le" else need - 1
    open_yet = c.has_plan and need >= 0  # fewer than none cannot be allowed: nothing changes that any more
    red = open_yet and verdict(need) == "off_track" and verdict(less) != "off_track"
    return (c.why("one_case"),) if red else ()


def _chance(c: Case, need: int, among: int, rate: float) -> float:
    """P(`need` more among so many, or at most so many). How many are still to come is an estimate, so none is
    certain."""
    if c.measure.rule == "le":
        p = 1 - binomial_at_least(need + 1, among, rate) if need >= 0 else 0.0
    else:
        p = binomial_at_least(need, among, rate)
    return min(max(p, 0.005), 0.995)


def _by_counts(c: Case, sums: Sums, left: float) -> tuple[float | None, float]:
    """P(target met), the rest drawn at the rate of this and last year, and the expected year-end ratio."""
    need, among = _still_needed(c, sums, left)
    end = 100 * (sums.top + sums.rate * among) / (sums.bottom + among)
    if not c.has_plan:
        return None, end
    return _chance(c, need, among, sums.rate), end


def binomial_at_least(k: int, n: int, p: float) -> float:
    """P(X >= k) of n draws with probability p; 1 for k <= 0, 0 for k > n."""
    if k <= 0:
        return 1.0
    if k > n:
        return 0.0
    if p <= 0 or p >= 1:
        return float(p >= 1)
    logs = [
        math.lgamma(n + 1)
        - math.lgamma(i + 1)
        - math.lgamma(n - i + 1)
        + i * math.log(p)
        + (n - i) * math.log1p(-p)
        for i in range(k, n + 1)
    ]
    return min(math.fsum(map(math.exp, logs)), 1.0)


def births_range(boys: float, girls: float) -> tuple[float, float]:
    """95 % range of boys per 100 girls left open by chance: ratio x exp(+-1.96 sqrt(1/b + 1/g))."""
    ratio, half = 100 * boys / girls, 1.96 * math.sqrt(1 / boys + 1 / girls)
    return ratio * math.exp(-half), ratio * math.exp(half)


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
        enough=boys + girls >= TOO_SMALL,
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
        distance=0.0 if facts.met else minus(value, c.high if value > (c.high or 0) else c.low),
        estimate=bool(s.estimate[month - 1]),
        notes=left_out(c, both[-1])
        + in_part(c, s.in_part(month, s.since(month, parts=True)), "part_counted"),
        keys=s.keys_to(month, parts=True),
        cells=c.draft.cells | {"last_year": s.keys_to(month, -2, parts=True) if before is not None else ()},
    )
    return replace(out, change_on_year=None if before is None else value - before)
