"""Flows of one shape, cleaned and stacked for the arithmetic (docs/method.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.assess.history import (
    BREAK_MEDIAN_RATIO,
    NEWEST_YEARS,
    after_break,
    clean_history,
    fill_gaps,
    missing_allowed,
    profile,
)
from analysis.assess.rest import shrunk_shares
from analysis.assess.spread import ENOUGH_MEASURES

HOPELESS_RATIO = 30.0
STALE_YEARS = 1
LARGEST = 2.0**1000  # twelve such months and their interval still are numbers


@dataclass(frozen=True)
class FlowInput:
    """One measure to nowcast.

    `history` (K, n) past years, oldest first, n = 12 months, 4 quarters or the number of seasons, nan where a
    period was not reported; `current` (m,) this year's periods 1..m, nan = a gap inside. Errors are pooled
    within `group`. `plans` (K,) are the past years' plans (nan where unknown) and `plan` this year's.
    `revision_rms` is the root mean square of the measure's own revisions as a share of the figure (0.02 = 2
    %). `things`: people or cases that are counted one by one, whose rest moves by chance alone (Poisson).
    """

    id: str
    history: np.ndarray
    current: np.ndarray
    group: str = ""
    plans: np.ndarray | None = None
    plan: float | None = None
    target: float | None = None
    lower_is_better: bool = False
    revision_rms: float | None = None
    things: bool = False


@dataclass(frozen=True)
class Flows:
    """N flows with the same n, m and K.

    `at` (N,) their places in what was given, `given` (N,) their rows of history then, `history` (N, K, n) and
    `current` (N, m) without a gap, `ages` (N, K) how many years ago those were, `plans` (N, K + 1) of these years and
    this one, nan where unknown, `priors` (N, K) T0 of the years 2..K and of this one, `planned` (N, K)
    whether it comes from a plan, `filled` the periods (1-based) of this year that were blank, `broken_at` the
    row given of the first year after a break, the number of rows when this year itself is out of line, or
    None; `additive` when values are negative.
    """

    at: list[int]
    given: list[int]
    history: np.ndarray
    current: np.ndarray
    ages: np.ndarray
    plans: np.ndarray
    priors: np.ndarray
    planned: np.ndarray
    filled: list[tuple[int, ...]]
    broken_at: list[int | None]
    additive: bool


@dataclass(frozen=True)
class _Past:
    """One flow's years fit to learn from (K, n), their rows as given, its break, this year."""

    at: int
    values: np.ndarray
    rows: np.ndarray
    broken_at: int | None
    current: np.ndarray


def stack_flows(
    raws: Sequence[FlowInput], memory: float = 1.0, shared: float = 0.0
) -> tuple[list[Flows], dict[int, str]]:
    """Flows cleaned and stacked by shape, and for the places of all others the key of the reason.

    `memory` and `shared`: how past years' plans make the prior (`_priors`).

    Keys: bad_shape, not_finite, empty, gaps (this year misses more than two of twelve, or more than it has),
    too_short (no usable past year), stale (none of the last two is), all_zero (last year), break (this year
    is 30 times out of line).
    """
    reasons: dict[int, str] = {}
    shapes: dict[tuple[int, int, int], list[int]] = {}
    for i, raw in enumerate(raws):
        history, current = np.shape(raw.history), np.shape(raw.current)
        if len(history) != 2 or len(current) != 1 or history[1] < 2 or current[0] > history[1]:
            reasons[i] = "bad_shape"
        elif history[0] == 0 or current[0] == 0:
            reasons[i] = "too_short" if current[0] else "empty"
        else:
            shapes.setdefault((*history, *current), []).append(i)
    batches: dict[tuple[int, int, int, bool], list[_Past]] = {}
    for at in shapes.values():
        for past in _pasts(raws, at, reasons):
            additive = bool(past.values.min() < 0 or np.nanmin(past.current) < 0)
            years, n = past.values.shape
            batches.setdefault((n, past.current.size, years, additive), []).append(past)
    stacks = [_stack(raws, pasts, key[3], reasons, memory, shared) for key, pasts in batches.items()]
    return [s for s in stacks if s is not None], reasons


def _pasts(raws: Sequence[FlowInput], at: list[int], reasons: dict[int, str]) -> list[_Past]:
    """Flows of one shape, their histories cleaned; those without a usable one go to `reasons`."""
    history = np.array([raws[i].history for i in at], dtype=float)
    current = np.array([raws[i].current for i in at], dtype=float)
    n = history.shape[2]
    known = ~np.isnan(current)
    count = known.sum(axis=1)
    months = np.where(count > 0, known.shape[1] - np.argmax(known[:, ::-1], axis=1), 0)
    gaps = months - count
    unfit = (gaps > missing_allowed(n)) | (gaps > count)
    blank = np.isnan(history)
    past = np.where(blank, 0.0, np.abs(history)).max(axis=(1, 2))
    endless = np.maximum(past, np.where(known, np.abs(current), 0.0).max(axis=1)) > LARGEST
    first = max(history.shape[1] - NEWEST_YEARS, 0)
    whole = ~blank.any(axis=(1, 2))
    starts = first + after_break(history[:, first:])
    every = np.arange(history.shape[1])
    out = []
    for k, i in enumerate(at):
        if endless[k] or count[k] == 0 or unfit[k]:
            reasons[i] = "empty" if count[k] == 0 else "gaps" if unfit[k] else "not_finite"
            continue
        if whole[k]:
            start = starts[k]
            values, rows, broken_at = history[k, start:], every[start:], int(start) if start > first else None
        else:
            values, rows, broken_at = clean_history(history[k])
        if len(values) == 0 or len(every) - 1 - rows[-1] > STALE_YEARS:
            reasons[i] = "stale" if len(values) else "too_short"
            continue
        out.append(_Past(i, values, rows, broken_at, current[k, : months[k]]))
    return out


def _stack(
    raws: Sequence[FlowInput],
    pasts: list[_Past],
    additive: bool,
    reasons: dict[int, str],
    memory: float,
    shared: float,
) -> Flows | None:
    """Flows with the same n, m, K and kind: this year's gaps filled, priors set, the hopeless left out."""
    if not additive:
        reasons.update({p.at: "all_zero" for p in pasts if p.values[-1].sum() <= 0})
        pasts = [p for p in pasts if p.at not in reasons]
    if not pasts:
        return None
    history = np.array([p.values for p in pasts])
    current = np.array([p.current for p in pasts])
    filled = [tuple(int(g) + 1 for g in np.flatnonzero(blank)) for blank in np.isnan(current)]
    broken_at = [p.broken_at for p in pasts]
    shares = np.array([profile(h) for h in history]) if additive else shrunk_shares(history)
    current = fill_gaps(current, shares)
    if not additive:
        apart = _out_of_line(current, history[:, -1].sum(axis=1), shares)
        reasons.update({p.at: "break" for p, a in zip(pasts, apart, strict=True) if a > HOPELESS_RATIO})
        if current.shape[1] * 12 >= 2 * history.shape[2]:
            odd = [
                len(raws[p.at].history) if a > BREAK_MEDIAN_RATIO else None
                for p, a in zip(pasts, apart, strict=True)
            ]
            broken_at = [b if o is None else o for b, o in zip(broken_at, odd, strict=True)]
    keep = [k for k, p in enumerate(pasts) if p.at not in reasons]
    if not keep:
        return None
    kept = [pasts[k] for k in keep]
    given = [len(raws[p.at].history) for p in kept]
    plans, priors, planned = _priors(raws, kept, history[keep].sum(axis=2), memory, shared)
    ages = np.array(given)[:, None] - np.array([p.rows for p in kept])
    at, filled, broken_at = [p.at for p in kept], [filled[k] for k in keep], [broken_at[k] for k in keep]
    years = (history[keep], current[keep], ages)
    return Flows(at, given, *years, plans, priors, planned, filled, broken_at, additive)


def _out_of_line(current: np.ndarray, last_total: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """How many times this year's periods (N, m) are above or below last year's pace; 1 for a standstill."""
    to_date, small = current.sum(axis=1), 0.005 * last_total
    ratio = (to_date + small) / (last_total * shares[:, : current.shape[1]].sum(axis=1) + small)
    return np.where(to_date > 0, np.maximum(ratio, 1 / ratio), 1.0)


def _priors(
    raws: Sequence[FlowInput], pasts: list[_Past], totals: np.ndarray, memory: float, shared: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plans (N, K + 1), T0 (N, K) of years 2..K and of this one, and whether it comes from a plan.

    T0 is the last total, or the plan times what became of past plans: exp(mean ln(actual/plan)) (section 3), a year
    counting `memory` times the one after it; `shared` parts of that mean are the median of the last year,
    where five measures have one.
    """
    count, years = totals.shape
    priors, planned = totals.copy(), np.zeros((count, years), dtype=bool)
    plans = np.full((count, years + 1), np.nan)
    rows: list[int] = []
    for k, past in enumerate(pasts):
        given = raws[past.at].plans
        if given is None:
            continue
        rows.append(k)
        given = np.asarray(given, dtype=float)
        inside = past.rows < given.size
        plans[k, :-1][inside] = given[past.rows[inside]]
        plan = raws[past.at].plan
        plans[k, -1] = np.nan if plan is None else plan
    usable = np.isfinite(plans) & (plans > 0)
    fair = usable[:, :-1] & (totals > 0)
    kept = np.where(fair, np.log(np.where(fair, totals, 1.0) / np.where(fair, plans[:, :-1], 1.0)), 0.0)
    for t in range(1, years + 1):
        weight = fair[:, :t] * memory ** np.arange(t - 1, -1, -1)
        usual = (weight * kept[:, :t]).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
        last = kept[rows, t - 1][fair[rows, t - 1]]
        if shared and last.size >= ENOUGH_MEASURES:
            usual[rows] = (1 - shared) * usual[rows] + shared * np.median(last)
        planned[:, t - 1] = usable[:, t] & fair[:, :t].any(axis=1)
        priors[:, t - 1] = np.where(planned[:, t - 1], plans[:, t] * np.exp(usual), totals[:, t - 1])
    return plans, priors, planned
