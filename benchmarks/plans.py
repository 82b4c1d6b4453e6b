"""Verdicts within the year on real plans, beside the linear rule: provinces and ministries, 2016-2021.

usage: python benchmarks/plans.py [--from 2016] [--to 2021]
Every month is judged as `brief run` judges it, through the programme of params/public-investment: the plan as
known that month, earlier months at their preliminary value, the month itself at its estimate. "met": the
year's figure reaches that plan. docs/method.md quotes this table.
"""

from __future__ import annotations

import argparse

import pandas as pd

from analysis import open_book
from analysis.assess import assess
from analysis.assess.outcomes import year_totals

PARAMS = "params/public-investment/monthly.yml"


def cases(years: range) -> pd.DataFrame:
    """One row per unit (no totals), year and month with a known end and a probability.

    Columns year, month, met, status, probability (nan: too little history), linear (1 = in time by the linear
    rule), covered (by the 80 % range).
    """
    book = open_book("latest", PARAMS)
    frame, rows = book.tables.observations, []
    for year in years:
        programme = book.params.programme.with_families(frame, year)
        ends = year_totals(programme, book.places, frame, year)
        units = [t.measures[0].id for t in programme.targets if t.counted]
        for month in range(1, 12):
            judged = assess(programme, book.places, frame, f"{year}-{month:02d}")
            for id in units:
                a, end = judged.measures[id], ends.get(id)
                if end is None or a.target_low is None or a.to_date is None or a.late:
                    continue
                rows.append(
                    {
                        "year": year,
                        "month": month,
                        "met": end >= a.target_low,
                        "status": a.status,
                        "probability": a.probability,
                        "linear": float(a.share_of_target >= a.linear_share),
                        "covered": a.probability is not None and a.year_end_p10 <= end <= a.year_end_p90,
                    }
                )
    return pd.DataFrame(rows)


def line(rows: pd.DataFrame) -> str:
    """Ratios of one month of the year."""
    found = rows[rows["probability"].notna()]
    p, met = found["probability"].astype(float), found["met"]
    brier, linear = ((p - met) ** 2).mean(), ((found["linear"] - met) ** 2).mean()
    off = found["status"] == "off_track"
    on = found["status"].isin(["on_track", "achieved"])
    return (
        f"| {len(found)} | {len(rows) - len(found)} | {met.sum()} | {1 - found['linear'][met].mean():.1%} "
        f"| {off[met].mean():.1%} | {on[~met].mean():.1%} | {linear:.3f} | {brier:.3f} "
        f"| {brier / linear:.3f} | {found['covered'].mean():.3f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="first", type=int, default=2016)
    parser.add_argument("--to", dest="last", type=int, default=2021)
    chosen = parser.parse_args()
    table = cases(range(chosen.first, chosen.last + 1))
    print(
        "| month | cases | too little history | met | linear: behind | ours: off track "
        "| missed, ours on track | Brier, linear | Brier, ours | ratio | 80 % covers |"
    )
    print("|---" * 11 + "|")
    for month, rows in table.groupby("month"):
        print(f"| {month} {line(rows)}")
    for year, rows in table[table["month"] == 10].groupby("year"):
        print(f"October {year}: {line(rows)}")


if __name__ == "__main__":
    main()
