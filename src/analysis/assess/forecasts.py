"""The year ends of all measures of a month at once (docs/method.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from analysis.assess.case import Case
from analysis.assess.levels import LevelForecast, LevelInput, between_reports, forecast_levels
from analysis.assess.nowcast import FlowForecast, FlowInput, forecast_flows
from analysis.assess.ratios import judged_by_counts, ratio_levels


def forecasts_of(cases: Iterable[Case]) -> dict[str, FlowForecast | LevelForecast]:
    """Year ends of all measures at once (docs/method.md); errors are pooled over the programme."""
    cases = list(cases)
    found: dict[str, FlowForecast | LevelForecast] = {f.id: f for f in forecast_flows(_flow_inputs(cases))}
    levels = [i for c in cases if (i := _level_input(c)) is not None]
    return found | {f.id: f for f in forecast_levels(levels)}


def stretch_probability(case: Case, cases: Iterable[Case]) -> float | None:
    """P(the second plan met): the same nowcast among the same measures, against the plan striven for."""
    again = [
        replace(i, target=case.stretch if i.id == case.measure.id else i.target) for i in _flow_inputs(cases)
    ]
    return next((f.probability for f in forecast_flows(again) if f.id == case.measure.id), None)


def _level_input(c: Case) -> LevelInput | None:
    """A level or ratio for its year-end forecast; None where none is made.

    Only the month known and December matter (docs/method.md, Levels), so after January the table is cut to these two:
    measures reported to different months then share their errors, where few are reported to the same one.
    """
    m, s = c.measure, c.series
    if m.kind not in {"level", "ratio"} or m.rule == "range" or (m.kind == "ratio" and judged_by_counts(c)):
        return None
    table = s.levels if m.kind == "level" else ratio_levels(s)
    between = between_reports(table) if m.kind == "level" else table
    month = _known_periods(table[-1])
    if month in {0, 12}:
        return None
    if month > 1:
        table, between = (t[:, [month - 1, 11]] for t in (table, between))
    return LevelInput(
        m.id,
        table[:-1],
        table[-1][:1],
        "",
        c.bound,
        m.lower_is_better,
        m.unit == "%",
        left=1 - month / 12,
        revision_rms=s.revision_rms,
        between=between[:-1],
    )


def _flow_inputs(cases: Iterable[Case]) -> list[FlowInput]:
    return [
        FlowInput(
            c.measure.id,
            c.series.past_as_at(_known_periods(c.series.now)),
            c.series.now[: _known_periods(c.series.now)],
            plans=c.series.plans[:-1] if np.isfinite(c.series.plans[:-1]).any() else None,
            plan=float(c.series.plans[-1]) if np.isfinite(c.series.plans[-1]) else c.low,
            target=c.low if c.measure.rule in {"ge", "gt", "budget"} else c.high,
            lower_is_better=c.measure.lower_is_better,
            revision_rms=c.series.revision_rms,
            things=c.series.things,
        )
        for c in cases
        if c.measure.kind in {"flow", "budget"}
    ]


def _known_periods(now: np.ndarray) -> int:
    seen = np.flatnonzero(np.isfinite(now))
    return int(seen[-1]) + 1 if seen.size else 0
