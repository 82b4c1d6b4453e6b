"""Verdicts within the year on real plans, beside the linear rule and climatology: provinces and ministries.

usage: python benchmarks/plans.py [--from 2013] [--to 2021]
Every month is judged as `brief run` judges it, through the programme of params/public-investment: the plan as
known that month, earlier months at their preliminary value, the month itself at its estimate. "met": the
year's figure reaches that plan. Climatology: the share met in the same month of all years before, one half where
there is none. docs/method.md quotes these tables.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from analysis import open_book
from analysis.assess.judge import assess
from analysis.assess.score import BINS, Score, score, year_totals
from analysis.families import with_families

PARAMS = "params/public-investment/monthly.yml"


def cases(years: range) -> pd.DataFrame:
    """One row per unit (no totals), year and month with a known end.

    Columns year, month, met, status, probability (nan: too little history), low and high (of the 80 % range), end,
    plan, linear (1 = in time by the linear rule), climate (the base rate of past years).
    """
    book = open_book("latest", PARAMS)
    frame, rows = book.tables.observations, []
    for year in years:
        programme = with_families(book.params.programme, frame, year)
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
                        "probability": np.nan if a.probability is None else a.probability,
                        "low": a.year_end_p10,
                        "high": a.year_end_p90,
                        "end": end,
                        "plan": a.target_low,
                        "linear": float(a.share_of_target >= a.linear_share),
                    }
                )
    table = pd.DataFrame(rows)
    rate = table.groupby(["month", "year"])["met"].agg(["sum", "size"]).groupby(level="month").cumsum()
    rate = rate.groupby(level="month").shift()
    keys = pd.MultiIndex.from_frame(table[["month", "year"]])
    table["climate"] = (rate["sum"] / rate["size"]).reindex(keys).fillna(0.5).to_numpy()
    return table


def line(rows: pd.DataFrame) -> str:
    """One month or year: the scores, and of each fifth of the chances how many came true and of how many."""
    found = rows[rows["probability"].notna()]
    s: Score = score(found)
    linear, climate = (((found[c] - found["met"]) ** 2).mean() for c in ("linear", "climate"))
    bins = " ".join("–" if not n else f"{hit:.2f} ({n})" for hit, n in zip(s.hits, s.counts, strict=True))
    return (
        f"{s.count} | {len(rows) - len(found)} | {found['met'].mean():.2f} | {s.brier:.3f} | {linear:.3f} "
        f"| {climate:.3f} | {bins} | {s.covered:.3f} | {s.interval_score:.3f} | {s.met_but_off:.1%} "
        f"| {s.missed_but_on:.1%} | {1 - found['linear'][found['met']].mean():.1%} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="first", type=int, default=2013)
    parser.add_argument("--to", dest="last", type=int, default=2021)
    chosen = parser.parse_args()
    table = cases(range(chosen.first, chosen.last + 1))
    bins = ", ".join(f"{low:.1f}-{high:.1f}" for low, high in BINS)
    for name, groups in (("month", table.groupby("month")), ("year", table.groupby("year"))):
        print(
            f"\n| {name} | cases | too short a past | met | Brier | linear | climatology | came true of {bins} (cases) "
            "| 80 % covers | interval score | met, called off | missed, called on | met, linear: behind |"
        )
        print("|---" * 13 + "|")
        for key, rows in groups:
            print(f"| {key} | {line(rows)}")
    print(f"| all | {line(table)}")


if __name__ == "__main__":
    main()
