"""What chance alone does: Poisson, binomial, and the ratio of boys to girls. Plain sums, no approximation."""

from __future__ import annotations

import math


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
