"""Fewer than last year: few cases, held against the same months and the whole of the year before (decision 0020)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from analysis.assess.assessments import Assessment, Reason
from analysis.assess.case import Case, gaps, in_part, known, label, left_out, minus, owing
from analysis.assess.ledger import YEAR
from analysis.assess.measured import Series, reached
from analysis.assess.status import Facts, by_probability, chance_word

FEW = 2  # months of a comparison needed before it says anything


def compare(c: Case) -> Assessment:
    """Fewer than last year: pairs within the year, the rest of the year Poisson, equality is not met."""
    s = c.series
    now, (last_to, last) = s.counted, s.as_told(-2) if len(s.amounts) > 1 else np.full((2, 12), np.nan)
    seen, some = np.isfinite(s.now), np.isfinite(now)
    in_part = np.flatnonzero(some & ~seen)
    months, span = reached(s.now), reached(now)
    to_date = float(now[some].sum()) if span else None
    whole = known(s.totals[-2]) if len(s.totals) > 1 else None
    last_total = whole if whole is not None else known(last_to[-1])
    c = replace(c, high=last_total)
    same = last_to[span - 1 : span] if some[:span].all() else last[:span][some[:span]]
    last_to_date = float(same.sum()) if span and np.isfinite(same).all() else None
    left = 12 - int(seen.sum())
    settled = c.year_over and (left == 0 or (to_date or 0) >= (last_total or np.inf))
    p = one_fewer = None
    if last_total is not None and to_date is not None:
        gone = (12 - left + (s.reported[in_part] / s.expected[in_part]).sum()) / 12  # share of the year
        # this year's pace, held back by a year of last year's
        rate = (to_date + last_total) / (gone + 1)
        mean, room = rate * (1 - gone), int(np.ceil(last_total - to_date)) - 1
        # cases come in clusters, and how many a year brings is known from few of them
        spread = clustering(s) + mean / max(to_date + last_total, 1.0)
        p = cases_at_most(room, mean, spread) if mean > 0 or room >= 0 else 0.0
        one_fewer = cases_at_most(room + 1, mean, spread)
    c, sent = owing(c, span, () if settled else gaps(seen))  # what some units told has been counted
    facts = Facts(
        reported=sent,
        closed=settled,
        met=c.meets(to_date) if settled else None,
        enough=months >= FEW,
        verdict=by_probability(p),
    )
    pair = {
        "to_date": to_date,
        "last": last_to_date,
        "last_total": last_total,
        "period": label(c.year, max(span, 1)),
    }
    if last_total is None:
        why = c.why("no_base", year=c.year - 1)
    elif settled:
        why = c.why("compare_met" if facts.met else "compare_missed", **pair)
    elif months < FEW:
        why = c.why("compare_early", **pair)
    else:
        why = c.why("compare_pair", **pair, chance=chance_word(p))
    change = None
    if not settled and last_total is not None and to_date is not None:
        room = int(np.ceil(last_total - to_date)) - 1
        ahead = 12 - c.month
        past = left - ahead or None  # months that went by without a report may bring some too
        key = "no_more_allowed" if room == 0 else "may_still"
        months_left = {"months": ahead, "gaps": past} if ahead else {"months": past or 0, "gaps": None}
        against = "" if room >= 0 else "equal" if to_date == last_total else "above"
        change = c.why(key, left=room, against=against, before=c.year - 1, **months_left)
    whole_keys = s.keys_at(12, YEAR, year=-2) or s.keys_to(12, -2)
    out = c.close(
        facts,
        why,
        change,
        to_date=to_date,
        target_high=last_total,
        last_year_to_date=last_to_date,
        last_year_total=last_total,
        distance=minus(to_date, last_total),
        probability=None if settled else p,
        periods_left=12 - c.month,
        year_end=to_date if settled else None,
        estimate=bool(span and s.estimate[span - 1]),
        basis_month=label(c.year, span) if span else None,
        notes=left_out(c, some) + counted_in_part(c) + _one_case(c, change, p, one_fewer, to_date),
        keys=s.keys_to(span),
        cells=c.draft.cells | {"last_year": s.keys_to(span, -2), "last_year_total": whole_keys},
    )
    if last_total is not None:
        return out
    late = out.late and span < c.due  # the base is not this year's report
    return replace(out, reason=why, late=late, what_would_change=c.why("send_base", year=c.year - 1))


def counted_in_part(c: Case) -> tuple[Reason, ...]:
    """A note on each month of which some units only have reported, with what they counted."""
    s = c.series
    here = np.flatnonzero(np.isfinite(s.counted) & ~np.isfinite(s.now)) + 1
    return in_part(c, here.tolist(), "counted_in_part")


def poisson_at_most(k: int, mean: float) -> float:
    """P(X <= k) of a Poisson count; 0 for k < 0."""
    if k < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    term = total = math.exp(-mean) if mean < 700 else 0.0
    if not total:  # far beyond any count that is judged this way: the normal limit
        return 0.5 * math.erfc((mean - k - 0.5) / math.sqrt(2 * mean))
    for i in range(1, k + 1):
        term *= mean / i
        total += term
    return min(total, 1.0)


def cases_at_most(k: int, mean: float, spread: float) -> float:
    """P(X <= k) of a count whose variance is `spread` times its mean: Poisson at 1 (and below), above it
    negative binomial, as where one accident injures several."""
    if spread <= 1 + 1e-9 or k < 0 or mean <= 0 or mean >= 700:
        return poisson_at_most(k, mean)
    size = mean / (spread - 1)
    term = total = spread**-size
    for i in range(1, k + 1):
        term *= (size + i - 1) / i * (1 - 1 / spread)
        total += term
    return min(total, 1.0)


def clustering(s: Series) -> float:
    """How many times the monthly cases of this and past years vary more than their mean, 1 at the least."""
    months = [np.array(y[np.isfinite(y)]) for y in (*s.amounts[:-1], s.counted)]
    years = [y for y in months if y.size >= 6]
    mean = sum(y.sum() for y in years) / max(sum(y.size for y in years), 1)
    free = sum(y.size - 1 for y in years)
    return max(1.0, sum(((y - y.mean()) ** 2).sum() for y in years) / free / mean) if mean > 0 else 1.0


def _one_case(
    c: Case, change: Reason | None, p: float | None, one_fewer: float | None, to_date: float | None
) -> tuple[Reason, ...]:
    """A note where one case alone turned the row red; none where nothing can turn it any more."""
    if to_date is None or to_date < 1 or change is None or change.values.get("against"):
        return ()
    alone = by_probability(p) == "off_track" and by_probability(one_fewer) != "off_track"
    return (c.why("one_case"),) if alone else ()
