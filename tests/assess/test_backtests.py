"""The nowcast against what really happened."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.assess.nowcast import FlowInput, forecast_flows

ROOT = Path(__file__).resolve().parents[2]


def _load(name):
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bench, district = _load("nowcast"), _load("district")


def test_real_plans_in_june():
    table = bench.plan_cases()
    parts = []
    for year in range(2014, 2022):
        now, inputs = bench.plan_inputs(table, year, 6)
        found = forecast_flows(inputs)
        figures = {name: [getattr(f, name) for f in found] for name in ("probability", "total", "p10", "p90")}
        parts.append(now.assign(**figures))
    rows = pd.concat(parts).dropna(subset=["probability", "final_year_to_date"])
    p, met = rows["probability"].astype(float), rows["final_year_to_date"] >= rows["implied_plan"]
    linear = rows["year_to_date"] * 2 >= rows["implied_plan"]
    assert len(rows) > 250
    assert ((p - met) ** 2).mean() <= 0.48 * ((linear - met.astype(float)) ** 2).mean()
    assert (p[met] < 0.2).mean() <= 0.12 < 0.7 <= 1 - linear[met].mean()
    assert met[p >= 0.8].mean() >= 0.85 and (p >= 0.8).sum() > 40
    assert (p[~met] >= 0.8).mean() <= 0.02
    by_year = rows.assign(error=(p - met) ** 2, met=met).groupby("year")
    assert (by_year["error"].mean() < 0.22).all()  # 0.25 is tossing a coin, also in the years after a turn
    assert np.median(np.abs(rows["total"] / rows["final_year_to_date"] - 1)) < 0.09
    assert 0.77 <= rows["final_year_to_date"].between(rows["p10"], rows["p90"]).mean() <= 0.87


def test_nothing_later_than_the_month_is_used():
    table = bench.plan_cases()
    later = (table["year"] > 2019) | ((table["year"] == 2019) & (table["month"] > 6))
    spoilt = table.assign(
        year_to_date=table["year_to_date"].where(~later, 1e9),
        implied_plan=table["implied_plan"].where(~later, 1.0),
    )
    whole = forecast_flows(bench.plan_inputs(table, 2019, 6)[1])
    cut = forecast_flows(bench.plan_inputs(spoilt, 2019, 6)[1])
    assert [f.probability for f in whole] == [f.probability for f in cut]


def test_the_revenue_of_2023():
    amount, end, estimates = district.published()
    assert (amount, end) == (459.0, 540.136)
    assert sorted(round(v, 1) for v in estimates.values()) == [522.2, 552.3]
    for estimate in estimates.values():
        f = district.judge(amount, estimate)
        assert abs(f.total / end - 1) < 0.05 and f.p025 < end < f.p975 and f.typical


@pytest.fixture(scope="module")
def series():
    return bench.series_cases(3)


@pytest.mark.skipif(not bench.SERIES.exists(), reason=f"the monthly series are not here: {bench.SERIES}")
@pytest.mark.parametrize("month, generic, vietnam", [(3, 0.49, 0.55), (6, 0.69, 0.58), (9, 0.52, 0.55)])
def test_real_series_against_pro_rata(series, month, generic, vietnam):
    inputs = [
        FlowInput(c.series, c.history, c.truth[:month], c.group, target=c.history[-1].sum() * 1.03)
        for c in series.itertuples()
    ]
    rows = bench.score(series, forecast_flows(inputs), month)
    for of, limit in ((False, generic), (True, vietnam)):
        part = rows[series["vietnam"] == of]
        assert bench.ratio(part, of) <= limit
        assert 0.77 <= part["covered"].mean() <= 0.83
        assert part["brier"].mean() <= 0.6 * part["linear_brier"].mean()
