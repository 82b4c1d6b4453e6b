"""Amounts by period out of monthly figures and cumulative reports (METHOD.md section 5)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.assess.history import difference, missing_allowed

MONTH, TO_DATE = 0, 1
COUNTED = {"compare", "count"}  # kinds of few cases: never scaled


def unlike(total: float, parts: float, count: int) -> bool:
    """Whether `total` is not the sum `parts` of `count` figures, as far as their last digits can tell: whole
    numbers have none."""
    digits = next((d for d in range(6) if max(abs(x - round(x, d)) for x in (total, parts)) < 1e-7), 6)
    allowed = 0.5 * 10.0**-digits * (count + 1 if digits else 1)
    return bool(abs(total - parts) > allowed)


def months_apart(own: np.ndarray, to_date: np.ndarray, quarters: bool) -> tuple[int, float, float] | None:
    """Where the newest count to date of a year (12,) is not the sum of the periods reported on their own: its
    month, itself and that sum. None where it is, or where a period is missing."""
    told = np.flatnonzero(np.isfinite(to_date))
    if not told.size:
        return None
    month = int(told[-1]) + 1
    periods = quarterly(own[None], np.full((1, 12), np.nan))[0][: month // 3] if quarters else own[:month]
    total, parts = float(to_date[month - 1]), float(periods.sum())
    return (month, total, parts) if np.isfinite(parts) and unlike(total, parts, periods.size) else None


def monthly(own: np.ndarray, to_date: np.ndarray) -> np.ndarray:
    """Amounts (Y, n) from those reported by period and those reported cumulatively, nan = neither.

    A period of its own comes first; else the difference of two cumulative reports; an increase over several
    unreported periods is spread evenly. Where the newest cumulative report does not add up with the periods
    reported on their own, the earlier periods are scaled to it, to its last digit: it is what the office says,
    and holds a revision they do not show. A past
    year (all but the last) with more periods spread than may be missing keeps none of these: a year's total
    says nothing about its months.
    """
    x = own.copy()
    if np.isnan(to_date).all():
        return x
    last_known = np.where(np.isfinite(to_date), np.arange(to_date.shape[1]), -1).max(axis=1)
    for y in np.flatnonzero(last_known >= 0):
        end = int(last_known[y]) + 1
        x[y, :end] = _one_year(own[y, :end], to_date[y, :end])
        told = np.isfinite(to_date[y]) & np.isfinite(np.concatenate([[0.0], to_date[y, :-1]]))
        spread = np.isnan(own[y]) & ~told & np.isfinite(x[y])
        if y < len(x) - 1 and spread.sum() > missing_allowed(x.shape[1]):
            x[y] = np.where(np.isfinite(own[y]) | told, x[y], np.nan)
    return x


def _one_year(own: np.ndarray, to_date: np.ndarray) -> np.ndarray:
    known = np.isfinite(own)
    if not known.any():
        return difference(to_date).values
    whole = to_date[-1]
    x = own.copy()
    if not known.all():
        steps = np.diff(np.concatenate([[0.0], to_date]))
        x = np.where(~known & (steps >= 0), steps, x)
        blank = np.isnan(x)
        x[blank] = max(whole - np.nansum(x), 0.0) / max(blank.sum(), 1)
    gap = whole - x.sum()
    if abs(gap) <= 1e-12 * abs(whole):
        return x
    before = x[:-1].sum()
    if before > 0 and before + gap > 0 and (x >= 0).all():
        x[:-1] *= (before + gap) / before
    elif (x >= 0).all() and x.sum() > 0 and whole >= 0:
        x *= whole / x.sum()
    else:
        x += gap / x.size
    return x


def quarterly(own: np.ndarray, to_date: np.ndarray) -> np.ndarray:
    """Amounts (Y, 4) by quarter: three months that add up, or a quarter reported in its closing month."""
    by_month = own.reshape(len(own), 4, 3)
    lone = np.isnan(by_month[:, :, :2]).all(axis=2)
    quarter = np.where(lone, by_month[:, :, 2], by_month.sum(axis=2))
    return monthly(quarter, to_date[:, 2::3])


def crops(
    own: np.ndarray, to_date: np.ndarray, seasons: Sequence[Sequence[int]]
) -> tuple[np.ndarray | None, tuple[int, ...]]:
    """Amounts (Y, n) by crop and their closing months; None where figures come by month.

    By month means: in some year a month that closes no crop has a figure.
    """
    ends = tuple(max(s) for s in seasons)
    between = [m - 1 for m in range(1, 13) if m not in ends]
    if np.isfinite(own[:, between]).any() or np.isfinite(to_date[:, between]).any():
        return None, ends
    closing = [m - 1 for m in ends]
    return monthly(own[:, closing], to_date[:, closing]), ends
