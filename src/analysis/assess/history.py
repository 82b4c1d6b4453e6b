"""A measure's past, made fit to judge from: gaps, breaks, cumulative reports (METHOD.md section 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.assess.rest import shrunk_shares

NEWEST_YEARS = 5
BREAK_LOG_RATIO = 1.0
BREAK_MEDIAN_RATIO = 3.0
HOPELESS_RATIO = 30.0


@dataclass(frozen=True)
class History:
    """Complete years fit for a nowcast: `values` (K, n) without a gap, `rows` (K,) their place as given.

    `broken_at` is the row (as given) of the first year after a break, or None; `dropped` the rows left out
    for gaps.
    """

    values: np.ndarray
    rows: np.ndarray
    broken_at: int | None
    dropped: tuple[int, ...]


def missing_allowed(n: int) -> int:
    """How many of a year's n periods may be blank: two of twelve months, no quarter (section 5)."""
    return n // 6


def fill_gaps(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Fills nan in `values` (m,) by x_j = s_j sum(known) / sum(their s), shares (n,) with n >= m (section 5).

    Where the known periods carry no share at all, they are taken as spread evenly.
    """
    known = np.isfinite(values)
    if known.all() or not known.any():
        return values
    s = shares[: values.size]
    weight = s[known].sum()
    if weight <= 0:
        s, weight = np.ones(values.size), float(known.sum())
    return np.where(known, values, s * (values[known].sum() / weight))


def profile(years: np.ndarray) -> np.ndarray:
    """Rough shares (n,) of years (K, n) that may hold nan; an unknown period gets the mean share."""
    known = np.isfinite(years)
    size = np.abs(np.where(known, years, 0.0)).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    usable = size > 0
    if not usable.any():
        return np.full(years.shape[1], 1.0 / years.shape[1])
    relative = np.where(known[usable], years[usable], 0.0) / size[usable, None]
    count = known[usable].sum(axis=0)
    share = np.where(count > 0, relative.sum(axis=0) / np.maximum(count, 1), 1.0)
    share = np.maximum(share, 0.0)
    total = share.sum()
    return share / total if total > 0 else np.full(share.size, 1.0 / share.size)


def is_break(before: np.ndarray, after: np.ndarray) -> bool:
    """True when |ln(T_t / T_t-1)| > 1 or the median of the periods jumps threefold (section 5).

    A year of zeros beside one that is not is a break as well. Series with a negative value are never cut
    here: a ratio of their totals says nothing.
    """
    if before.min() < 0 or after.min() < 0:
        return False
    t0, t1 = before.sum(), after.sum()
    if t0 <= 0 or t1 <= 0:
        return bool(t0 != t1)
    if abs(np.log(t1) - np.log(t0)) > BREAK_LOG_RATIO:
        return True
    m0, m1 = np.median(before), np.median(after)
    return bool(m0 > 0 and m1 > 0 and max(m0, m1) >= BREAK_MEDIAN_RATIO * min(m0, m1))


def clean_history(years: np.ndarray) -> History:
    """The years of `years` (K, n; oldest first; nan = not reported) to learn from (section 5).

    Years with more than two of twelve periods missing are dropped, other gaps filled; the newest five years
    are kept, and of these only those after the last break. `values` may come back with no row.
    """
    n = years.shape[1]
    missing = np.isnan(years).sum(axis=1)
    fit = missing <= missing_allowed(n)
    rows = np.flatnonzero(fit)[-NEWEST_YEARS:]
    dropped = tuple(int(i) for i in np.flatnonzero(~fit))
    values = years[rows]
    if missing[rows].any():
        shares = profile(values)
        values = np.array([fill_gaps(v, shares) for v in values])
    for k in range(len(rows) - 1, 0, -1):
        if is_break(values[k - 1], values[k]):
            return History(values[k:], rows[k:], int(rows[k]), dropped)
    return History(values, rows, None, dropped)


@dataclass(frozen=True)
class Differenced:
    """Amounts by period of a cumulative report: `values` (m,), and the 0-based periods where it fell."""

    values: np.ndarray
    revised: tuple[int, ...]


def difference(cumulative: np.ndarray) -> Differenced:
    """Amounts by period of a year's cumulative report (m,), nan = not reported (section 5).

    A fall is a revision of earlier months, not a negative flow: the earlier amounts are scaled down so that
    they add up to the revised figure, that month itself counts 0, and its index is listed in `revised`. A
    blank month and the one after it stay nan only where the report cannot tell them apart: the increase over
    a gap is spread evenly.
    """
    values = np.full(cumulative.size, np.nan)
    revised = []
    so_far, last = 0.0, -1
    for i, now in enumerate(cumulative):
        if not np.isfinite(now):
            continue
        if now >= so_far:
            values[last + 1 : i + 1] = (now - so_far) / (i - last)
        else:
            values[: last + 1] *= now / so_far if so_far > 0 and now >= 0 else 0.0
            values[last + 1 : i + 1] = 0.0 if now >= 0 else now / (i - last)
            revised.append(i)
        so_far, last = now, i
    return Differenced(values, tuple(revised))


@dataclass(frozen=True)
class Flow:
    """A flow ready for the arithmetic, all amounts divided by 2**`exponent` so that nothing overflows.

    `history` (K, n) and `current` (m,) without a gap, `priors` (K,) T0 of the years 2..K and of this one,
    `planned` (K,) whether it comes from a plan, `filled` the periods (1-based) of this year that were blank,
    `broken_at` as in History, or the number of rows given when this year itself is out of line; `additive`
    when a value is negative.
    """

    history: np.ndarray
    current: np.ndarray
    priors: np.ndarray
    planned: np.ndarray
    exponent: int
    filled: tuple[int, ...]
    broken_at: int | None
    additive: bool


def clean_flow(
    history: np.ndarray, current: np.ndarray, plans: np.ndarray | None = None, plan: float | None = None
) -> Flow | str:
    """A flow's years (K, n) and this year's periods (m,), nan where blank, made fit; or a reason why not.

    Keys: bad_shape, not_finite, empty, gaps (this year misses more than two of twelve, or more than it has),
    too_short (no usable past year), all_zero (last year), break (this year is 30 times out of line).
    """
    history, current = np.asarray(history, dtype=float), np.asarray(current, dtype=float)
    if history.ndim != 2 or current.ndim != 1 or history.shape[1] < 2 or current.size > history.shape[1]:
        return "bad_shape"
    n = history.shape[1]
    if np.isinf(history).any() or np.isinf(current).any():
        return "not_finite"
    known = np.flatnonzero(~np.isnan(current))
    if known.size == 0:
        return "empty"
    current = current[: known[-1] + 1]
    gaps = np.flatnonzero(np.isnan(current))
    if gaps.size > missing_allowed(n) or gaps.size > known.size:
        return "gaps"
    largest = max(np.abs(np.nan_to_num(history)).max(initial=0.0), np.abs(current[known]).max())
    exponent = int(np.frexp(largest)[1])
    past = clean_history(np.ldexp(history, -exponent))
    if past.values.shape[0] == 0:
        return "too_short"
    values, now = past.values, np.ldexp(current, -exponent)
    additive = bool(values.min() < 0 or now[known].min() < 0)
    broken_at = past.broken_at
    if additive:
        shares = profile(values)
    elif values[-1].sum() <= 0:
        return "all_zero"
    else:
        shares = shrunk_shares(values[None])[0]
    if gaps.size:
        now = fill_gaps(now, shares)
    if not additive:
        apart = out_of_line(now, values[-1].sum(), shares)
        if apart > HOPELESS_RATIO:
            return "break"
        if apart > BREAK_MEDIAN_RATIO and now.size * 12 >= 2 * n:
            broken_at = history.shape[0]
    priors, planned = _priors(values.sum(axis=1), past.rows, plans, plan, exponent)
    filled = tuple(int(g) + 1 for g in gaps)
    return Flow(values, now, priors, planned, exponent, filled, broken_at, additive)


def out_of_line(current: np.ndarray, last_total: float, shares: np.ndarray) -> float:
    """How many times this year's periods (m,) are above or below last year's pace; 1 for a standstill."""
    to_date, small = current.sum(), 0.005 * last_total
    if to_date <= 0:
        return 1.0
    ratio = (to_date + small) / (last_total * shares[: current.size].sum() + small)
    return float(max(ratio, 1 / ratio))


def _priors(
    totals: np.ndarray, rows: np.ndarray, plans: np.ndarray | None, plan: float | None, exponent: int
) -> tuple[np.ndarray, np.ndarray]:
    """T0 (K,) of years 2..K and of this one: last total, or P exp(mean ln(actual/plan)) (section 3)."""
    years = totals.size
    priors, planned = totals.copy(), np.zeros(years, dtype=bool)
    if plans is None:
        return priors, planned
    given, all_plans = np.asarray(plans, dtype=float), np.full(years + 1, np.nan)
    inside = rows < given.size
    all_plans[:-1][inside] = given[rows[inside]]
    all_plans[-1] = np.nan if plan is None else plan
    all_plans = np.ldexp(all_plans, -exponent)
    usable = np.isfinite(all_plans) & (all_plans > 0)
    ratio = np.where(usable[:-1] & (totals > 0), np.log(totals / all_plans[:-1]), np.nan)
    for t in range(1, years + 1):
        past = ratio[:t][np.isfinite(ratio[:t])]
        if usable[t] and past.size:
            priors[t - 1], planned[t - 1] = all_plans[t] * np.exp(past.mean()), True
    return priors, planned
