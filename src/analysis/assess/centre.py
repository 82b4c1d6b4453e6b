"""The rest of the year of like flows, and how far past nowcasts were off (docs/method.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.assess.history import profile
from analysis.assess.rest import Rest, Year, year_variance
from analysis.assess.spread import ENOUGH_MEASURES
from analysis.assess.stack import Flows

DRIFT_LIMIT = 0.1


@dataclass(frozen=True)
class Centre:
    """The rest of the year of N measures, (N,) each, and what the past says of its errors.

    `past`: of each past year 2..K the rest (N,) as nowcast then, its surprise (N,) and the noise (N,) known then.
    """

    rest: np.ndarray
    shares: np.ndarray
    prior: np.ndarray
    errors: np.ndarray
    misses: np.ndarray
    noise: np.ndarray
    surprise: np.ndarray
    size: np.ndarray
    past: tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...] = ()


def multiplicative(
    flows: Flows, groups: dict[str, list[int]], rests: Callable[[Sequence[Year]], list[Rest]]
) -> Centre:
    """This year's rest and the pseudo-errors u_t = ln((rest_t + d) / (Rest_t + d)), t = 2..K (section 3)."""
    history, current, priors, planned = flows.history, flows.current, flows.priors, flows.planned
    count, years, n = history.shape
    m = current.shape[1]
    totals = history.sum(axis=2)
    growth = np.log(totals[:, 1:] / totals[:, :-1])
    cases = []
    for t in range(1, years + 1):
        drift = np.where(planned[:, t - 1], 0.0, _usual_growth(growth[:, : t - 1], groups))
        now = current if t == years else np.ascontiguousarray(history[:, t, :m])
        cases.append(
            Year(np.ascontiguousarray(history[:, :t]), now, priors[:, t - 1], drift, planned[:, t - 1])
        )
    *past, this = rests(cases)
    errors, misses = np.empty((count, years - 1)), np.empty((count, years - 1))
    for t, guess in enumerate(past, start=1):
        truth = history[:, t, m:].sum(axis=1)
        errors[:, t - 1] = np.log((truth + guess.small) / (guess.amount + guess.small))
        misses[:, t - 1] = np.abs((totals[:, t] - truth + guess.amount) / totals[:, t] - 1)
    shares = history / totals[:, :, None]
    noise = [
        np.sqrt(n * year_variance(shares[:, :t]).sum(axis=1)) if t > 1 else np.ones(count)
        for t in range(1, years + 1)
    ]
    return Centre(
        this.amount,
        this.shares,
        priors[:, -1],
        errors,
        misses,
        noise[-1],
        this.surprise,
        np.ones(count),
        tuple((guess.amount, guess.surprise, n) for guess, n in zip(past, noise, strict=False)),
    )


def _usual_growth(growth: np.ndarray, groups: dict[str, list[int]]) -> np.ndarray:
    """Median in a group of the mean yearly log growth (N,), within +-0.1; 0 for fewer than five measures."""
    usual = np.zeros(growth.shape[0])
    if growth.shape[1]:
        own = growth.mean(axis=1)
        for rows in groups.values():
            if len(rows) >= ENOUGH_MEASURES:
                usual[rows] = np.clip(np.median(own[rows]), -DRIFT_LIMIT, DRIFT_LIMIT)
    return usual


def additive(flows: Flows) -> Centre:
    """With negative values: last year's rest; errors as a share of the mean size of a year (section 5)."""
    history, current = flows.history, flows.current
    count = len(history)
    m = current.shape[1]
    rest = history[:, :, m:].sum(axis=2)
    size = np.abs(history).sum(axis=2).mean(axis=1)
    size = np.where(size > 0, size, np.abs(current).sum(axis=1))
    shares = np.array([profile(h) for h in history])
    errors = np.diff(rest, axis=1) / size[:, None]
    none = np.empty((count, 0))
    return Centre(
        rest[:, -1], shares, history[:, -1].sum(axis=1), errors, none, np.ones(count), np.zeros(count), size
    )
