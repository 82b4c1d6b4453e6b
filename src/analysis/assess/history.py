"""A measure's past, made fit to judge from: gaps, breaks, cumulative reports (docs/method.md, Gaps)."""

from __future__ import annotations

import numpy as np

NEWEST_YEARS = 5
BREAK_LOG_RATIO = 1.0
BREAK_MEDIAN_RATIO = 3.0


def missing_allowed(n: int) -> int:
    """How many of a year's n periods may be blank: two of twelve months, no quarter (section 5)."""
    return n // 6


def fill_gaps(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Fills nan in `values` (N, m) by x_j = s_j sum(known) / sum(their s), shares (N, n) (section 5).

    Where the known periods of a row carry no share at all, they are taken as spread evenly; a row without any
    known period stays nan.
    """
    known = ~np.isnan(values)
    s = shares[:, : values.shape[1]]
    even = np.where(known, s, 0.0).sum(axis=1) <= 0
    s = np.where(even[:, None], 1.0, s)
    weight = np.where(known, s, 0.0).sum(axis=1)
    pace = np.where(known, values, 0.0).sum(axis=1) / np.where(weight > 0, weight, np.nan)
    return np.where(known, values, s * pace[:, None])


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


def is_break(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """True where |ln(T_t / T_t-1)| > 1 or the median of years (..., n) jumps threefold (section 5).

    A year of zeros beside one that is not is a break as well. Years with a negative value are never cut here:
    a ratio of their totals says nothing.
    """
    t0, t1 = before.sum(axis=-1), after.sum(axis=-1)
    m0, m1 = np.median(before, axis=-1), np.median(after, axis=-1)
    jump = np.abs(np.log(np.where(t1 > 0, t1, 1.0)) - np.log(np.where(t0 > 0, t0, 1.0))) > BREAK_LOG_RATIO
    middle = (np.minimum(m0, m1) > 0) & (np.maximum(m0, m1) >= BREAK_MEDIAN_RATIO * np.minimum(m0, m1))
    empty = (t0 <= 0) | (t1 <= 0)
    positive = (before.min(axis=-1) >= 0) & (after.min(axis=-1) >= 0)
    return positive & np.where(empty, t0 != t1, jump | middle)


def after_break(values: np.ndarray) -> np.ndarray:
    """Where to begin in years (N, K, n): the year after the last break, 0 without one."""
    if values.shape[1] < 2:
        return np.zeros(len(values), dtype=int)
    breaks = is_break(values[:, :-1], values[:, 1:])
    last = breaks.shape[1] - np.argmax(breaks[:, ::-1], axis=1)
    return np.where(breaks.any(axis=1), last, 0)


def clean_history(years: np.ndarray) -> tuple[np.ndarray, np.ndarray, int | None]:
    """The years of `years` (K, n; oldest first; nan = not reported) to learn from (section 5), without a gap; their
    rows as given, and the row of the first year after a break, or None.

    Years with more than two of twelve periods missing are dropped, other gaps filled; the newest five years
    are kept, and of these only those after the last break. There may be none.
    """
    missing = np.isnan(years).sum(axis=1)
    rows = np.flatnonzero(missing <= missing_allowed(years.shape[1]))[-NEWEST_YEARS:]
    values = years[rows]
    if missing[rows].any():
        whole = missing[rows] == 0
        shares = profile(values[whole] if whole.any() else values)
        values = fill_gaps(values, np.repeat(shares[None], len(values), axis=0))
    start = int(after_break(values[None])[0])
    return values[start:], rows[start:], int(rows[start]) if start else None


def difference(cumulative: np.ndarray) -> np.ndarray:
    """Amounts by period of a year's cumulative report (m,), nan = not reported (section 5).

    A fall is a revision of earlier months, not a negative flow: the earlier amounts are scaled down so that
    they add up to the revised figure, and that month itself counts 0. A blank month and the one after it stay
    nan only where the report cannot tell them apart: the increase over a gap is spread evenly.
    """
    values = np.full(cumulative.size, np.nan)
    so_far, last = 0.0, -1
    for i, now in enumerate(cumulative):
        if not np.isfinite(now):
            continue
        if now >= so_far:
            values[last + 1 : i + 1] = (now - so_far) / (i - last)
        else:
            values[: last + 1] *= now / so_far if so_far > 0 and now >= 0 else 0.0
            values[last + 1 : i + 1] = 0.0 if now >= 0 else now / (i - last)
        so_far, last = now, i
    return values
