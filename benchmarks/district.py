"""The district's revenue of 2023, judged from the one figure that was published within the year.

usage: python benchmarks/district.py
459 tỷ by 24 October stood beside two estimates; the year ended at 540.136 tỷ. docs/method.md says what one
published figure can and cannot show.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.assess.nowcast import FlowForecast, FlowInput, forecast_flows

PUBLISHED = (
    Path(__file__).resolve().parent.parent
    / "data" / "raw" / "can-duoc-2025" / "published" / "can-duoc-and-province.csv"
)  # fmt: skip
DISTRICT = "huyện Cần Đước"
DAY = date(2023, 10, 24)
DAYS = 365


def published() -> tuple[float, float, dict[str, float]]:
    """Revenue to 24 October and of the year, tỷ đồng, and the estimates the printed percentages imply."""
    table = pd.read_csv(PUBLISHED)
    table = table[table["place"] == DISTRICT]
    to_date = table[(table["indicator"] == "budget_revenue_ytd") & (table["period"] == "2023-10")]
    year = table[(table["indicator"] == "budget_revenue") & (table["period"] == "2023")]
    amount = float(to_date.loc[to_date["unit"] == "tỷ đồng", "value"].iloc[0])
    shares = to_date[to_date["kind"] == "share_of_plan"].set_index("unit")["value"]
    end = float(year.loc[year["unit"] == "tỷ đồng", "value"].iloc[0])
    return amount, end, {unit.removeprefix("% "): amount / share * 100 for unit, share in shares.items()}


def judge(amount: float, estimate: float) -> FlowForecast:
    """The nowcast by days; no monthly history is published: a flat year at the estimate stands in for one."""
    known = (DAY - date(DAY.year - 1, 12, 31)).days
    flat, paid = np.full((1, DAYS), estimate / DAYS), np.full(known, amount / known)
    return forecast_flows([FlowInput("revenue", flat, paid, target=estimate)])[0]


def main() -> None:
    amount, end, estimates = published()
    known = (DAY - date(DAY.year - 1, 12, 31)).days
    linear = amount * DAYS / known
    print(f"to {DAY}: {amount:.1f} tỷ, {known / DAYS:.1%} of the days; linear year end {linear:.1f}")
    print(f"the year: {end:.3f} tỷ")
    for name, estimate in estimates.items():
        f = judge(amount, estimate)
        print(
            f"{name}: {estimate:.1f} tỷ, {amount / estimate:.1%} done; nowcast {f.total:.1f} "
            f"({f.total / end - 1:+.1%}), 80 % {f.p10:.1f}-{f.p90:.1f}, 95 % {f.p025:.1f}-{f.p975:.1f}, "
            f"P(met) {f.probability:.2f}; ended at {end / estimate:.1%}, "
            f"{'met' if end >= estimate else 'missed'}"
        )


if __name__ == "__main__":
    main()
