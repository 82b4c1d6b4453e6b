"""How good the nowcast is, beside linear pro-rata and the linear yes/no rule in the same run.

usage: python benchmarks/nowcast.py [--K 3]
Rolling origin on real monthly series (../shared/series, skipped with a word where absent) and on the
investment of provinces and ministries against their annual plans. docs/method.md quotes these tables.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.assess.history import difference
from analysis.assess.nowcast import FlowForecast, FlowInput, forecast_flows

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.assess.share_shrink import METHODS  # noqa: E402

SERIES = ROOT.parent / "shared" / "series" / "bench_dev.parquet"
INVESTMENT = [
    ROOT / "data" / "raw" / "public-investment" / "public-investment-2012-2021.csv",
    ROOT.parent / "shared" / "published" / "public-investment-2012-2021.csv",
]
GROUP = 30
FOLDS = 5


def series_cases(years: int) -> pd.DataFrame:
    """One row per series and year with `years` complete positive years before it.

    Columns series, vietnam, group, fold, history (K, 12), truth (12,). The last year of a generic series, the
    last eight of a Vietnamese one; groups of at most 30 series of a source (and of a year for Vietnamese
    ones).
    """
    table = pd.read_parquet(SERIES)
    meta = pd.read_csv(SERIES.with_name("bench_dev_meta.csv")).set_index("series_id")
    table["year"], table["month"] = table["date"].dt.year, table["date"].dt.month
    rows = []
    for name, part in table.groupby("series_id"):
        if meta["kind"].get(name) == "level":
            continue
        source = part["source"].iloc[0]
        vietnam = source.startswith("vn")
        wide = part.pivot(index="year", columns="month", values="value").reindex(columns=range(1, 13))
        good = wide.index[(wide.notna() & (wide > 0)).all(axis=1)]
        found = [y for y in reversed(good) if all(y - k in good for k in range(1, years + 1))]
        for year in found[: 8 if vietnam else 1]:
            past = wide.loc[[year - k for k in range(years, 0, -1)]].to_numpy()
            rows.append((name, source, vietnam, year, past, wide.loc[year].to_numpy()))
    cases = pd.DataFrame(rows, columns=["series", "source", "vietnam", "year", "history", "truth"])
    order = cases.groupby("source")["series"].rank("dense").astype(int) - 1
    when = cases["year"].astype(str).where(cases["vietnam"], "last")
    cases["group"] = cases["source"] + "-" + (order // GROUP).astype(str) + "@" + when
    cases["fold"] = order % FOLDS
    return cases


def score(cases: pd.DataFrame, found: list[FlowForecast], month: int) -> pd.DataFrame:
    """Errors of the year total by case: ours, pro-rata's, whether the 80 % interval covers, Brier terms."""
    truth = np.array([t.sum() for t in cases["truth"]])
    linear = np.array([t[:month].sum() for t in cases["truth"]]) * 12 / month
    goal = np.array([h[-1].sum() * 1.03 for h in cases["history"]])
    met = truth >= goal
    return pd.DataFrame(
        {
            "error": np.abs(np.array([f.total for f in found]) / truth - 1),
            "linear": np.abs(linear / truth - 1),
            "covered": [f.p10 <= t <= f.p90 for f, t in zip(found, truth, strict=True)],
            "brier": (np.array([f.probability for f in found]) - met) ** 2,
            "linear_brier": ((linear >= goal).astype(float) - met) ** 2,
        }
    ).set_axis(cases.index)


def ratio(rows: pd.DataFrame, vietnam: bool) -> float:
    """Ratio to pro-rata: of the means for generic series, of the medians for Vietnamese ones."""
    middle: Callable = pd.Series.median if vietnam else pd.Series.mean
    return middle(rows["error"]) / middle(rows["linear"])


def series_table(years: int, method: str) -> None:
    cases = series_cases(years)
    print(f"\n{method}, K = {years}: {len(cases)} cases, {cases['series'].nunique()} series")
    print("month  generic  folds        cov80  brier | vietnam  folds        cov80  brier")
    worst = 0.0
    for month in range(1, 12):
        inputs = [
            FlowInput(c.series, c.history, c.truth[:month], c.group, target=c.history[-1].sum() * 1.03)
            for c in cases.itertuples()
        ]
        rows = score(cases, forecast_flows(inputs, METHODS[method]), month)
        cells = []
        for vietnam in (False, True):
            part = rows[cases["vietnam"] == vietnam]
            folds = [ratio(p, vietnam) for _, p in part.groupby(cases["fold"])]
            brier = part["brier"].mean() / part["linear_brier"].mean()
            all_in = ratio(part, vietnam)
            worst = max(worst, all_in)
            cells.append(
                f"{all_in:7.3f}  {min(folds):.3f}-{max(folds):.3f}  {part['covered'].mean():.3f}  {brier:.3f}"
            )
        print(f"{month:5d}  {cells[0]} | {cells[1]}")
    print(f"worst ratio over m = 1..11: {worst:.3f}")


def plan_cases() -> pd.DataFrame:
    """The published investment table with year, month and December's figures of the same unit and year."""
    path = next(p for p in INVESTMENT if p.exists())
    table = pd.read_csv(path)
    table["year"], table["month"] = table["period"].str[:4].astype(int), table["period"].str[5:].astype(int)
    december = table[table["month"] == 12].set_index(["unit_name", "year"])
    keys = pd.MultiIndex.from_frame(table[["unit_name", "year"]])
    for column in ("year_to_date", "implied_plan"):
        table[f"final_{column}"] = december[column].reindex(keys).to_numpy()
    return table


def plan_inputs(table: pd.DataFrame, year: int, month: int) -> tuple[pd.DataFrame, list[FlowInput]]:
    """What was known of every unit at `month` of `year`: published cumulative figures and plans.

    A past year's plan is the one known in the same month of that year (December's where it is not published):
    plans are raised within the year, and June's plan compares with June's.
    """
    now = table[(table["year"] == year) & (table["month"] == month)].sort_values("unit_name")
    first = int(table["year"].min())
    units = dict(tuple(table.groupby("unit_name")))
    inputs = []
    for row in now.itertuples():
        mine = units[row.unit_name]
        wide = mine.pivot(index="year", columns="month", values="year_to_date").reindex(
            index=range(first, year + 1), columns=range(1, 13)
        )
        flows = np.array([difference(line) for line in wide.to_numpy()])
        plans = mine.pivot(index="year", columns="month", values="implied_plan").reindex(
            index=range(first, year), columns=range(1, 13)
        )
        plans = plans[month].fillna(plans[12])
        inputs.append(
            FlowInput(
                row.unit_name,
                flows[:-1],
                flows[-1, :month],
                str(year),
                plans.to_numpy(),
                row.implied_plan,
                row.implied_plan,
            )
        )
    return now, inputs


def plan_table(method: str, with_plans: bool = True) -> None:
    table = plan_cases()
    print(f"\nreal plans, {method}, prior from {'plans' if with_plans else 'last year'}, by month")
    print("target and prior: the plan known that month; met: December's figure reaches it")
    print("month  cases  brier  ratio  cov80   met  of them off track (linear: behind)  missed: on track")
    for month in range(1, 12):
        parts = []
        for year in range(2013, 2022):
            now, inputs = plan_inputs(table, year, month)
            if not with_plans:
                inputs = [FlowInput(i.id, i.history, i.current, i.group, target=i.target) for i in inputs]
            found = forecast_flows(inputs, METHODS[method])
            parts.append(
                now.assign(
                    probability=[f.probability for f in found],
                    years=[f.history_years for f in found],
                    p10=[f.p10 for f in found],
                    p90=[f.p90 for f in found],
                    linear=now["year_to_date"] * 12 / month >= now["implied_plan"],
                )
            )
        rows = pd.concat(parts)
        rows = rows[rows["probability"].notna() & rows["final_year_to_date"].notna()]
        for least in (1, 3) if month == 6 else (1,):
            part = rows[rows["years"] >= least]
            truth, p = part["final_year_to_date"], part["probability"].astype(float)
            met = truth >= part["implied_plan"]
            brier, linear = ((p - met) ** 2).mean(), ((part["linear"].astype(float) - met) ** 2).mean()
            covered = ((truth >= part["p10"]) & (truth <= part["p90"])).mean()
            print(
                f"{month:5d}  {len(part):5d}  {brier:.3f}  {brier / linear:.3f}  {covered:.3f}  "
                f"{met.sum():4d}  {(p[met] < 0.2).mean():.3f} ({1 - part['linear'][met].mean():.3f})   "
                f"{(p[~met] >= 0.8).mean():.3f}{'   (three past years and more)' if least > 1 else ''}"
            )


def timing() -> None:
    rng = np.random.default_rng(1)
    print("\ntime per nowcast, pseudo-errors included")
    for count in (1, 10, 42, 1000):
        inputs = [
            FlowInput(str(i), rng.uniform(5, 15, (3, 12)), rng.uniform(5, 15, 6), target=120.0)
            for i in range(count)
        ]
        forecast_flows(inputs)
        best = float("inf")
        for _ in range(5):
            begun = time.perf_counter()
            forecast_flows(inputs)
            best = min(best, time.perf_counter() - begun)
        print(f"{count:5d} measures: {best / count * 1000:.3f} ms each")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--K", type=int, default=3, choices=range(1, 6))
    chosen = parser.parse_args()
    if SERIES.exists():
        for method in METHODS:
            series_table(chosen.K, method)
    else:
        print(f"SKIPPED: the monthly series are not here ({SERIES})")
    if any(p.exists() for p in INVESTMENT):
        for method in METHODS:
            plan_table(method)
        plan_table("running-level", with_plans=False)
    else:
        print("SKIPPED: the investment table is not here")
    timing()


if __name__ == "__main__":
    main()
