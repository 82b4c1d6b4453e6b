"""Amounts by period out of monthly figures and cumulative reports (docs/method.md, Gaps)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.assess.history import difference, missing_allowed

MONTH, TO_DATE = 0, 1
FEWEST = 30  # events below which a rate is not shown


def unlike(total: float, parts: float, count: int) -> bool:
    """Whether `total` is not the sum `parts` of `count` figures, as far as their last digits can tell: whole
    numbers have none."""
    digits = next((d for d in range(6) if max(abs(x - round(x, d)) for x in (total, parts)) < 1e-7), 6)
    allowed = 0.5 * 10.0**-digits * (count + 1 if digits else 1)
    return bool(abs(total - parts) > allowed)


def counts_apart(own: np.ndarray, told: np.ndarray, newer: np.ndarray) -> list[tuple[int, float, float]]:
    """The counts to date `told` (n,) of a year that contradict its periods reported on their own: the count's index,
    the count, what the periods make of it.

    The newest has to be the sum of all of them, as far as they are known. An earlier one may also follow from a count
    before it, as what is revised later is in later counts alone; where a period up to it was reported after it
    (`newer`), it is out of date.
    """
    found, at = [], np.flatnonzero(np.isfinite(told))
    for j in at:
        ways = [(0.0, own[: j + 1]), *((float(told[i]), own[i + 1 : j + 1]) for i in at[at < j])]
        sums = [(base + float(x.sum()), unlike(float(told[j]) - base, float(x.sum()), x.size))
                for base, x in ways if np.isfinite(x).all()]  # fmt: skip
        if j == at[-1] and np.isfinite(own[: j + 1]).all():
            sums = sums[:1]
        elif newer[j]:
            continue
        if not sums:  # some are missing: they cannot make less than nothing
            base, x = ways[-1]
            least, signed = base + float(np.nansum(x)), bool((x < 0).any())
            sums = [(least, not signed and unlike(max(least, told[j]), told[j], x.size))]
        if all(apart for _, apart in sums):
            found.append((int(j), float(told[j]), sums[0][0]))
    return found


def monthly(own: np.ndarray, to_date: np.ndarray) -> np.ndarray:
    """Amounts (Y, n) from those reported by period and those reported cumulatively, nan = neither.

    A period of its own comes first; else what it and its neighbours leave of the difference of two cumulative reports,
    spread evenly over several unreported periods. Where the newest cumulative report does not add up with the periods
    reported on their own, the earlier periods (since a count that stood for others) are scaled to it, to its last
    digit: it is what the office says, and holds a revision they do not show. A past year (all but the last) with more
    periods spread than may be missing keeps none of these: a year's total says nothing about its months.
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
        return difference(to_date)
    whole, x = to_date[-1], own.copy()
    so_far, start, since = 0.0, 0, 0
    for at in np.flatnonzero(np.isfinite(to_date)):
        part = x[start : at + 1]  # since the count before
        blank = np.isnan(part)
        so_far += np.nansum(part)  # periods of their own first: they may have been revised since a count
        start = int(at) + 1
        if blank.any():
            part[blank] = max(to_date[at] - so_far, 0.0) / blank.sum()
            since = start if so_far <= to_date[at] else since
            so_far = to_date[at]
    gap, part, whole = whole - x.sum(), x[since:], whole - x[:since].sum()
    if abs(gap) <= 1e-12 * abs(to_date[-1]) or not part.size:
        return x
    before = part[:-1].sum()
    if before > 0 and before + gap > 0 and (part >= 0).all():
        part[:-1] *= (before + gap) / before
    elif (part >= 0).all() and part.sum() > 0 and whole >= 0:
        part *= whole / part.sum()
    else:
        part += gap / part.size
    return x


def quarters(own: np.ndarray) -> np.ndarray:
    """Amounts by quarter (Y, 4): three months (Y, 12) that add up, or a quarter reported in its closing month."""
    by_month = own.reshape(len(own), 4, 3)
    lone = np.isnan(by_month[:, :, :2]).all(axis=2)
    return np.where(lone, by_month[:, :, 2], by_month.sum(axis=2))


def crop_ends(
    own: np.ndarray, to_date: np.ndarray, seasons: Sequence[Sequence[int]]
) -> tuple[int, ...] | None:
    """The closing months of the crops; None where figures (Y, 12) come by month: in some year a month that closes
    no crop has one."""
    ends = tuple(max(s) for s in seasons)
    between = [m - 1 for m in range(1, 13) if m not in ends]
    by_month = np.isfinite(own[:, between]).any() or np.isfinite(to_date[:, between]).any()
    return None if by_month else ends


def as_told(
    amounts: np.ndarray, own: np.ndarray, told: np.ndarray, gaps_add: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """The count to date and the amount alone (n,) of a year's periods, as they were told or as follows by adding and
    subtracting; nan within periods that were told together (`amounts` (n,) has these spread evenly).

    `own` (n,): told on its own, or stood for. `gaps_add`: a period that nobody told adds nothing to the count, as
    where that is said beside it; else the count is not known after it.
    """
    at = np.flatnonzero(np.isfinite(told))
    silent = ~own & (np.arange(own.size) > (at[-1] if at.size else -1))
    alone, step = own | (silent & gaps_add), np.where(own, amounts, 0.0)
    count = told.copy()
    # from the first on (they may have been revised since a count was told), and back
    for k in range(own.size):
        if alone[k] and np.isfinite(before := count[k - 1] if k else 0.0):
            count[k] = before + step[k]
    for k in range(own.size - 2, -1, -1):
        if np.isnan(count[k]) and alone[k + 1]:
            count[k] = count[k + 1] - step[k + 1]
    follows = np.diff(count, prepend=0.0)
    follows[(follows < 0) & (amounts >= 0)] = np.nan  # a count that fell is a revision, no amount
    return np.where(silent, np.nan, count), np.where(own, amounts, np.where(silent, np.nan, follows))
