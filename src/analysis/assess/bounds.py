"""Against what a measure is judged: the programme's figures in its year, the plan as known in any other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analysis.assess.measured import Series
from analysis.programme import Measure

FIGURED = ("flow", "budget", "level", "ratio", "count")  # kinds whose plan is a figure of the year
Bounds = tuple[float | None, float | None, float | None, float | None]


def bounds_of(measure: Measure, series: Mapping[str, Series], programme_year: int) -> Bounds:
    """Low, high, stretch and base of the series' year; all None where that year has no plan.

    A measure with `target_from` takes the plan from observations in every year: "#plan" its own, "<id>#plan"
    another's, "share:<id>" the amount to date over the share of plan reported under <id>.
    """
    s = series[measure.id]
    if measure.target_from:
        return _one(measure, _observed_plan(measure, series))
    if s.years[-1] == programme_year:
        return measure.low, measure.high, measure.stretch, measure.base
    return _one(measure, _last(s.plans))


def of_unit(measure: Measure, own: Series) -> Bounds:
    """Low and high of a single unit: the plan that it was given this year, never the area's; None where it has none."""
    if measure.kind not in FIGURED or measure.rule not in {"ge", "gt", "le", "budget"}:
        return None, None, None, None
    return _one(measure, _last(own.plans))


def _one(measure: Measure, plan: float | None) -> Bounds:
    if measure.rule == "range":
        return None, None, None, None
    return (None, plan, None, None) if measure.rule == "le" else (plan, None, None, None)


def _observed_plan(measure: Measure, series: Mapping[str, Series]) -> float | None:
    source = measure.target_from or ""
    if source.startswith("share:"):
        return _from_share(series[measure.id], series.get(source.removeprefix("share:")))
    other = source.partition("#")[0] or measure.id
    return _last(series[other].plans) if other in series else None


def _from_share(own: Series, share: Series | None) -> float | None:
    """Amount to date over its reported share of the plan (per cent), at the newest month that has both."""
    if share is None or own.now.size != 12:
        return None
    to_date = np.cumsum(own.now)
    both = np.flatnonzero(np.isfinite(to_date) & np.isfinite(share.levels[-1]) & (share.levels[-1] > 0))
    return float(to_date[both[-1]] / share.levels[-1][both[-1]] * 100) if both.size else None


def _last(plans: np.ndarray) -> float | None:
    """The year's plan; a plan that is not positive is none."""
    return float(plans[-1]) if np.isfinite(plans[-1]) and plans[-1] > 0 else None
