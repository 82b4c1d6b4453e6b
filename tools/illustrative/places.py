"""The 17 units of the district, the six communes after 1 July 2025, and the weights that split figures."""

import csv
from dataclasses import dataclass
from pathlib import Path

from . import chance

ROOT = Path(__file__).resolve().parents[2]
PLACES = ROOT / "data/raw/can-duoc-2025/places.csv"
# The first month after the hand-over: two communes had no figures to give, and nobody filled the gap later.
SILENT_IN_JULY = ("28132", "28144")

# Population, rounded; only the sums (about 190,000; 13,900 in the town) follow a published census.
POPULATION = {
    "28108": 13900,
    "28111": 12100,
    "28114": 9800,
    "28117": 9900,
    "28120": 9700,
    "28123": 9600,
    "28126": 12800,
    "28129": 10200,
    "28132": 9400,
    "28135": 12000,
    "28138": 14200,
    "28141": 8000,
    "28144": 11900,
    "28147": 9900,
    "28150": 14900,
    "28153": 8600,
    "28156": 13100,
}


@dataclass(frozen=True)
class Unit:
    """A commune or town: its five-digit code, its full name, the code of its successor."""

    code: str
    name: str
    successor: str


def units() -> list[Unit]:
    """The 17 units until 30 June 2025, in the order of their codes."""
    with PLACES.open(encoding="utf-8", newline="") as lines:
        return [Unit(row["code"], row["name_vi"], row["successor_code"]) for row in csv.DictReader(lines)]


def communes() -> list[Unit]:
    """The six communes since 1 July 2025, in the order of their codes."""
    with PLACES.open(encoding="utf-8", newline="") as lines:
        found = {row["successor_code"]: row["successor_name_vi"] for row in csv.DictReader(lines)}
    return [Unit(code, found[code], code) for code in sorted(found)]


# What the communes live from: the part of each crop that lies in each of the six.
LAND = {
    "1.1": {"28108": 15, "28114": 19, "28126": 22, "28132": 30, "28138": 9, "28144": 5},
    "1.2": {"28108": 9, "28114": 38, "28126": 27, "28132": 16, "28138": 7, "28144": 3},
    "1.3": {"28108": 41, "28114": 0, "28126": 0, "28132": 6, "28138": 19, "28144": 34},
    "4": {"28108": 27, "28114": 24, "28126": 22, "28132": 9, "28138": 13, "28144": 5},
}


def by_unit(total: int, *key: object, spread: float = 0.06) -> dict[str, int]:
    """`total` over the 17 units by population."""
    codes = [unit.code for unit in units()]
    return dict(
        zip(codes, chance.split(total, [POPULATION[c] for c in codes], *key, spread=spread), strict=True)
    )


def by_commune(total: int, measure: str, *key: object, spread: float = 0.06) -> dict[str, int]:
    """`total` over the six communes: crops by their land, everything else by population."""
    codes = [unit.code for unit in communes()]
    weights = LAND.get(measure) or {
        code: sum(POPULATION[u.code] for u in units() if u.successor == code) for code in codes
    }
    return dict(
        zip(
            codes, chance.split(total, [weights[c] for c in codes], measure, *key, spread=spread), strict=True
        )
    )
