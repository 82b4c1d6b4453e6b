"""How forecasts of a yearly plan came out: Brier, reliability, coverage, wrong calls; what became of a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.assess.case import known
from analysis.assess.figures import known_on
from analysis.assess.ledger import Ledger
from analysis.assess.measured import Series
from analysis.assess.nowcast import FlowInput, forecast_flows
from analysis.assess.status import LIKELY, UNLIKELY
from analysis.places import Places
from analysis.programme import SUMS, Programme


def score(rows: pd.DataFrame) -> dict[str, float]:
    """How the forecasts of a year came out (rows of `past_forecasts`, each with a probability): how many `units`, how
    many `met` their plan; Brier scores of the forecasts, of the year's rate alone (`base`) and of the linear rule; the
    share of the 80 % ranges that held (`covered`); how many were called likely (`high`), the share of these that met;
    the share called unlikely of those that met, and likely of those that missed. nan: no share of none."""
    p, met = rows["probability"].to_numpy(float), rows["met"].to_numpy(bool)
    rate, high = _mean(met), p > LIKELY - 1e-9
    return {
        "units": len(p),
        "met": int(met.sum()),
        "brier": _mean((p - met) ** 2),
        "base": rate * (1 - rate),
        "linear": _mean((rows["linear"].to_numpy(float) - met) ** 2),
        "covered": _mean(rows["end"].between(rows["low"], rows["high"]).to_numpy()),
        "high": int(high.sum()),
        "high_met": _mean(met[high]),
        "met_but_off": _mean((p < UNLIKELY)[met]),
        "missed_but_on": _mean((p >= LIKELY)[~met]),
    }


def past_forecasts(series: Mapping[str, Series], month: int) -> pd.DataFrame:
    """What the same arithmetic says of past years in `month`, each from the years before it, and what came.

    `series`: amounts as known for that month, by measure. Columns year, measure, total, low, high, probability
    (nan without a plan), plan, end, met, linear (1 = in time), prorata (the year by the calendar alone), first and now
    (the count to date as first told and as known today; nan where it was not told).
    """
    rows = []
    years = {y for s in series.values() for y in s.years[1:-1]}
    for year in sorted(years):
        inputs, known = [], []
        for id, s in series.items():
            m = sum(end <= month for end in s.ends)
            t = s.years.index(year) if year in s.years else 0
            if not (0 < m < s.amounts.shape[1] and t):
                continue
            past = s.past_as_at(m)
            plan = float(s.plans[t]) if np.isfinite(s.plans[t]) and s.plans[t] > 0 else None
            if not np.isfinite(past[t]).all():
                continue
            plans = s.plans[:t] if np.isfinite(s.plans[:t]).any() else None
            inputs.append(FlowInput(id, past[:t], past[t, :m], plans=plans, plan=plan, target=plan))
            known.append((past[t], float(s.told[t, m - 1]), float(s.amounts[t, :m].sum())))
        for i, f, (came, first, now) in zip(inputs, forecast_flows(inputs), known, strict=True):
            if np.isfinite(f.total):
                p, end, plan = f.probability, float(came.sum()), i.plan or np.nan
                linear = float(f.to_date / plan >= i.current.size / came.size)
                found = (f.total, f.p10, f.p90, np.nan if p is None else p)
                prorata = f.to_date * came.size / i.current.size
                rows.append((year, i.id, *found, plan, end, end >= plan, linear, prorata, first, now))
    names = "year measure total low high probability plan end met linear prorata first now".split()
    return pd.DataFrame(rows, columns=names)


# 97.5 % points of Student's t with 1..10 degrees of freedom: the mean of a few years tested against zero
T975 = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)


def bias(by_year: np.ndarray) -> tuple[float, bool | None]:
    """The mean (nan left out) of yearly figures, and whether it differs from zero at 5 %; None with one year.

    A year counts once: its units move together.
    """
    x = by_year[np.isfinite(by_year)]
    if x.size < 2:
        return _mean(x), None
    spread = float(x.std(ddof=1)) / x.size**0.5
    return float(x.mean()), bool(abs(x.mean()) > T975[min(x.size - 1, len(T975)) - 1] * spread)


def _mean(x: np.ndarray) -> float:
    return float(x.mean()) if x.size else float("nan")


def year_totals(
    programme: Programme, places: Places | None, observations: pd.DataFrame, year: int, place: str = ""
) -> dict[str, float]:
    """Each amount's total of the whole `year`, in its unit, with everything that is in `observations`.

    By measure; a measure whose year is not complete (no count to December, no year's figure, a month missing)
    is left out. `place` as in `assess`, the whole area when not given.
    """
    amounts = [m for m in programme.measures.values() if m.kind in SUMS]
    ledger = known_on(Ledger(observations, programme, places), dt.date.max)
    found = ledger.series(year, 12, place or programme.area.id, 0, amounts)
    totals = {
        id: total if (total := known(s.totals[-1])) is not None else known(s.now.sum())
        for id, s in found.items()
    }
    return {id: total for id, total in totals.items() if total is not None}
