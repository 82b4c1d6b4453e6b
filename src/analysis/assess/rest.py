"""The rest of a flow's year: shares of the periods, and the level that they are scaled to (docs/method.md, Flows)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MONTHLY_GAINS = np.array([0.05, 0.15, 0.4, 0.8])
SHARPNESS = 10
SLOPE_GAIN = 0.2
SLOPE_KEPT = 0.9
SURPRISE_WEIGHT = 0.27
DRIFT_WEIGHT = 0.15
ONE_YEAR_TRUST = 0.75
PLAN_TRUST = 0.6


@dataclass(frozen=True)
class Year:
    """N measures at one month of one year.

    Complete past years `history` (N, K, n), this year's `current` (N, m), the prior level of the total T0
    `prior` (N,), the usual yearly growth around it `drift` (N,), a log, and whether the prior comes from a
    plan, `planned` (N,).
    """

    history: np.ndarray
    current: np.ndarray
    prior: np.ndarray
    drift: np.ndarray
    planned: np.ndarray | bool = False


@dataclass(frozen=True)
class Rest:
    """`amount` (N,) still to come, `shares` (N, n), `small` d (N,), the surprise to date e `surprise` (N,)."""

    amount: np.ndarray
    shares: np.ndarray
    small: np.ndarray
    surprise: np.ndarray


def shrunk_shares(history: np.ndarray) -> np.ndarray:
    """Shares s_i (N, n) of history (N, K, n), drawn towards uniform where the years disagree (section 3)."""
    _, years, n = history.shape
    own = history / history.sum(axis=2, keepdims=True)
    weights = np.arange(1, years + 1) / (years * (years + 1) / 2)
    recent = sum(weights[t] * own[:, t] for t in range(years))
    return 1 / n + _trust(own)[:, None] * (recent - 1 / n)


def _trust(own: np.ndarray) -> np.ndarray:
    """lambda = max(0, 1 - W/B) (N,) of the yearly shares (N, K, n); 0.8 when there is one year."""
    count, years, n = own.shape
    if years == 1:
        return np.full(count, 0.8)
    within = year_variance(own).sum(axis=1) / (n * years)
    between = _variance(np.ascontiguousarray(own.sum(axis=1) / years), axis=1)
    return np.where(between > 0, np.maximum(0.0, 1 - within / np.where(between > 0, between, 1.0)), 0.0)


def year_variance(own: np.ndarray) -> np.ndarray:
    """Var_t(s_ti) (N, n), ddof 1, of yearly shares (N, K, n)."""
    return np.ascontiguousarray(_variance(own, axis=1))


def _variance(x: np.ndarray, axis: int) -> np.ndarray:
    """np.var with ddof 1, without the overhead that a measure asked for alone would pay on every call."""
    count = x.shape[axis]
    return np.square(x - x.sum(axis=axis, keepdims=True) / count).sum(axis=axis) / (count - 1)


def running_level(years: Sequence[Year]) -> list[Rest]:
    """Rest = T0 (1 - S) exp(g) with g from a level that runs on through the year's end (docs/method.md).

    g = (0.4 + 0.025 m) L + 0.27 a (e + r) + 0.15 G, m in months; L is the level of the seasonally adjusted
    periods against T0 and a how fast this measure's level has proved to move (both from `_levels`), e and r
    the surprises of section 3, G the usual growth of like measures. With one past year the first two terms
    count three quarters.
    """
    surprises = []
    for year in years:
        n, m = year.history.shape[2], year.current.shape[1]
        surprises.append(Surprise.of(year, recent=min(max(1, round(n / 4)), m)))
    months = 12 / years[0].history.shape[2]
    adjusted = [_adjusted(y, s) for y, s in zip(years, surprises, strict=True)]
    found = _levels(adjusted, years[0].current.shape[1], months)
    out = []
    for year, surprise, (level, gain) in zip(years, surprises, found, strict=True):
        trust = np.where(year.planned, PLAN_TRUST, 1.0)
        if year.history.shape[1] == 1:
            trust = trust * ONE_YEAR_TRUST
        lasting = 0.4 + 0.025 * months * year.current.shape[1]
        moved = lasting * level + SURPRISE_WEIGHT * gain * (surprise.whole + surprise.recent)
        out.append(surprise.rest(trust * moved + DRIFT_WEIGHT * year.drift))
    return out


@dataclass(frozen=True)
class Surprise:
    """e (`whole`) and r (`recent`) of section 3 with what they were made from."""

    months: int
    prior: np.ndarray
    shares: np.ndarray
    known: np.ndarray
    small: np.ndarray
    whole: np.ndarray
    recent: np.ndarray

    @classmethod
    def of(cls, year: Year, recent: int) -> Surprise:
        m = year.current.shape[1]
        shares = shrunk_shares(year.history)
        known = shares[:, :m].sum(axis=1)
        small = 0.005 * year.prior
        whole = _log_ratio(year.current.sum(axis=1), year.prior * known, small)
        last = year.prior * shares[:, m - recent : m].sum(axis=1)
        lately = _log_ratio(year.current[:, m - recent :].sum(axis=1), last, small)
        return cls(m, year.prior, shares, known, small, whole, lately)

    def rest(self, pull: np.ndarray) -> Rest:
        """T0 (1 - S) exp(pull); no pull while less than 2 % of the year is known."""
        left = np.maximum(self.shares[:, self.months :].sum(axis=1), 0.0)
        pulled = np.exp(np.where(self.known < 0.02, 0.0, np.minimum(np.maximum(pull, -2.0), 2.0)))
        amount = self.prior * left * pulled
        return Rest(amount, self.shares, self.small, self.whole)


def _log_ratio(actual: np.ndarray, expected: np.ndarray, small: np.ndarray) -> np.ndarray:
    return np.minimum(np.maximum(np.log((actual + small) / (expected + small)), -2.0), 2.0)


def _adjusted(year: Year, surprise: Surprise) -> tuple[np.ndarray, np.ndarray]:
    """Seasonally adjusted periods as logs (N, K n + m), clipped to +-2, and how much each counts.

    The past is measured against last year's total, this year against the prior, so that a plan far above last
    year is not taken for a fall; a period counts min(1, n s_i), for one that carries little of the year says
    little.
    """
    count, kept, n = year.history.shape
    m = year.current.shape[1]
    shares = np.concatenate([surprise.shares] * kept + [surprise.shares[:, :m]], axis=1)
    level = np.empty_like(shares)
    level[:, : kept * n], level[:, kept * n :] = year.history[:, -1:].sum(axis=2), year.prior[:, None]
    periods = np.concatenate([year.history.reshape(count, kept * n), year.current], axis=1)
    weight = np.minimum(np.maximum(n * shares, 0.0), 1.0)
    return _log_ratio(periods, level * shares, (surprise.small / n)[:, None]), weight


def _levels(
    adjusted: Sequence[tuple[np.ndarray, np.ndarray]], this_year: int, months: float
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Level and gain (N,), (N,) of each set of adjusted periods ((N, J), weights (N, J)).

    Exponential smoothing with a damped slope at four fixed gains a month; each is weighted by the inverse
    tenth power of its mean absolute one-step error in this measure's complete past years. So the gain needs
    no search, and it stays the same within the year: good news can only raise the level. The last `this_year`
    periods belong to it; `months` is the length of a period. All sets run side by side, shorter ones padded
    in front with their first year's mean.
    """
    n = round(12 / months)
    longest = max(own.shape[1] for own, _ in adjusted)
    starts = [own[:, : min(n, own.shape[1])].mean(axis=1) for own, _ in adjusted]
    ends = np.cumsum([own.shape[0] for own, _ in adjusted])
    level = np.concatenate(starts)
    values = np.repeat(level[None], longest, axis=0)
    weights = np.zeros((longest, level.size))
    judged = np.zeros((longest, level.size))
    sloped = np.zeros(level.size)
    sets = [slice(end - own.shape[0], end) for end, (own, _) in zip(ends, adjusted, strict=True)]
    for here, (own, weight) in zip(sets, adjusted, strict=True):
        first = longest - own.shape[1]
        values[first:, here], weights[first:, here] = own.T, weight.T
        judged[first + n // 2 : longest - this_year, here] = 1.0
        sloped[here] = own.shape[1] > 2 * n
    gains = (1 - (1 - MONTHLY_GAINS) ** months)[:, None]
    kept = SLOPE_KEPT**months * sloped
    level = np.repeat(level[None], len(gains), axis=0)
    slope = np.zeros_like(level)
    errors = np.empty((longest, *level.shape))
    for value, weight, error in zip(values, weights, errors, strict=True):
        level = level + slope
        np.subtract(value, level, out=error)
        step = gains * (weight * error)
        level = level + step
        slope = kept * (slope + SLOPE_GAIN * step)
    np.minimum(np.abs(errors, out=errors), 1.0, out=errors)
    errors *= judged[:, None]
    score = errors.sum(axis=0) / judged.sum(axis=0) + 1e-4
    vote = (score.min(axis=0) / score) ** SHARPNESS
    vote = vote / vote.sum(axis=0)
    ahead = (vote * (level + slope / months)).sum(axis=0)
    gain = (vote * gains).sum(axis=0)
    return [(ahead[here], gain[here]) for here in sets]
