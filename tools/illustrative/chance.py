"""Seeded chance that gives the same figures on every machine and Python version.

Only `random.Random.random()` is used, whose stream is guaranteed; sums instead of library distributions.
"""

import random

SEED = "can-duoc-2025"


def stream(*key: object) -> random.Random:
    """A stream of its own for each key, so that a new draw somewhere moves no other figure."""
    return random.Random(f"{SEED}/" + "/".join(str(part) for part in key))


def normal(*key: object) -> float:
    """One draw, mean 0 and standard deviation 1 (sum of twelve uniforms)."""
    draw = stream(*key)
    return sum(draw.random() for _ in range(12)) - 6.0


def around(value: float, spread: float, *key: object) -> float:
    """`value` moved by a relative `spread` (0.02 = 2 %)."""
    return value * (1.0 + spread * normal(*key))


def binomial(n: int, p: float, *key: object) -> int:
    """Successes in `n` trials of chance `p`."""
    draw = stream(*key)
    return sum(draw.random() < p for _ in range(n))


def poisson(mean: float, *key: object) -> int:
    """A count of rare events: a thousand small trials of chance mean/1000."""
    return binomial(1000, mean / 1000.0, *key)


def split(total: int, weights: list[float], *key: object, spread: float = 0.03) -> list[int]:
    """Whole parts that add up to `total`, by `weights` moved by `spread` (largest remainder)."""
    moved = [around(weight, spread, *key, i) if spread else weight for i, weight in enumerate(weights)]
    shares = [total * weight / sum(moved) for weight in moved]
    parts = [int(share) for share in shares]
    by_rest = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts
