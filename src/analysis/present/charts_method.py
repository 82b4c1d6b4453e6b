"""How far the method can be trusted: forecasts of past years, signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.assess.measured import reached
from analysis.assess.nowcast import FlowInput, forecast_flows
from analysis.assess.paths import better_down, without_season
from analysis.assess.score import past_forecasts
from analysis.assess.signals import Chart, xmr
from analysis.present import locale
from analysis.present.chart import chart
from analysis.present.drawing import axes
from analysis.present.labels import dot, label_apart, value_axis
from analysis.present.markup import refused
from analysis.present.piece import Piece
from analysis.present.theme import COLOUR
from analysis.present.view import Of, View

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def backtest(v: View, of: Of) -> Piece:
    """What this method would have said of past years in this month, beside what came."""
    m, _ = v.one(of)
    frame = hindsight(v, m.id)
    rows = frame.to_dict("records")
    if not rows:
        return refused(v, v.say("too_few_past_years_to", short=m.short(v.lang)))
    inside = sum(r["p10"] <= r["truth"] <= r["p90"] for r in rows)
    miss = float(np.mean([abs(r["total"] / r["truth"] - 1) * 100 for r in rows if r["truth"]]))
    when = locale.month_name(v.month, v.lang)
    title = v.say(
        "forecasts_from_of_past_years",
        short=m.short(v.lang),
        when=when,
        percent=locale.percent(miss, v.lang),
        inside=inside,
        n_rows=len(rows),
    )
    paint = lambda f, narrow: _draw_backtest(v, f, rows, narrow)  # noqa: E731
    sub = v.say("bars_range_8_in_10", name=m.name(v.lang), unit=locale.unit(m.unit, v.lang))
    shown = frame.astype({"year": str})
    return chart(v, "backtest", title, sub, f"{title}.", paint, (300, 260), frame, shown=shown, unit=m.unit)


def _draw_backtest(v: View, f: Figure, rows: list[dict], narrow: bool) -> None:
    ax = axes(f, 56 if narrow else 80, 28, 20, 14)
    for i, r in enumerate(rows):
        ax.plot([i, i], [r["p10"], r["p90"]], color=COLOUR["fan50"], lw=9, solid_capstyle="butt")
        ax.plot([i], [r["total"]], "o", ms=8, mfc=COLOUR["page"], mec=COLOUR["good"], mew=1.8)
        ax.plot([i - 0.2, i + 0.2], [r["truth"]] * 2, color=COLOUR["ink"], lw=2.4)
    seen = [r[k] for r in rows for k in ("p10", "p90", "truth", "total")]
    pad = (max(seen) - min(seen)) * 0.12 or abs(max(seen)) * 0.05 or 1
    ax.set_ylim(min(seen) - pad, max(seen) + pad)
    ax.set_xlim(-0.6, len(rows) - 0.4)
    ax.set_xticks(range(len(rows)), [str(r["year"]) for r in rows])
    value_axis(ax, v.lang, narrow)


def signal(v: View, of: Of) -> Piece:
    """The seasonally adjusted months with their limits (XmR): is it changing?"""
    m, _ = v.one(of)
    values, months = _adjusted(v, m.id)
    x = xmr(values, better_down(m)) if len(values) else None
    if x is None or not np.isfinite(x.mean):
        return refused(v, v.say("too_few_months_for_signals", short=m.short(v.lang)))
    newest = [s for s in x.signals if s.index >= len(values) - 1]
    if newest:
        way = v.say({True: "improvement", False: "decline", None: "of_change"}[newest[-1].improves])
        title = v.say("a_signal_of_this_month", short=m.short(v.lang), way=way)
    else:
        title = v.say("no_signal_of_change_this", short=m.short(v.lang))
    data = pd.DataFrame(
        {"value": np.asarray(values, float), "lower": x.lower, "upper": x.upper},
        index=pd.PeriodIndex(months, freq="M", name="period"),
    )
    lower, upper = (locale.amount(limit, m.unit, v.lang) for limit in (x.lower, x.upper))
    limits = v.say("limits_to", amount=lower, amount2=upper)
    paint = lambda f, narrow: _draw_signal(v, f, x, months, narrow)  # noqa: E731
    unit = locale.unit(m.unit, v.lang)
    sub = v.say("single_months_seasonally_adjusted_dashed", name=m.name(v.lang), unit=unit)
    sub += v.say("fewer_than_12_months_trial") if x.trial else ""
    return chart(v, "signal", title, sub, f"{title}; {limits}.", paint, (280, 240), data, unit=m.unit)


def _draw_signal(v: View, f: Figure, x: Chart, months: list[str], narrow: bool) -> None:
    ax = axes(f, 50 if narrow else 70, 28, 0, 14)
    at = np.arange(len(x.values))
    ax.plot(at, x.values, color=COLOUR["past"], lw=1.4, marker="o", ms=4)
    for level, style in ((x.mean, "-"), (x.lower, (0, (4, 3))), (x.upper, (0, (4, 3)))):
        ax.plot([0, len(at) - 1], [level, level], color=COLOUR["ink"], lw=1.2, ls=style)
    for s in x.signals:
        for i in s.points:
            dot(ax, i, x.values[i], COLOUR[{True: "good", False: "bad", None: "accent"}[s.improves]])
    seen = np.append(x.values[np.isfinite(x.values)], [x.lower, x.upper])
    pad = np.ptp(seen) * 0.06 or 1
    ax.set_ylim(seen.min() - pad, seen.max() + pad)
    ax.set_xlim(-0.3, len(at) - 0.7)
    every = next(m for m in (1, 3, 6, 12) if m == 12 or len(months) <= m * (5 if narrow else 12))
    marks = [(i, *locale.parts(p)) for i, p in enumerate(months)]
    marks = [mark for mark in marks if mark[2] % every == 1 % every]
    named = {i: locale.month_short(months[i], v.lang) + f"/{year}" * (m == 1) for i, year, m in marks}
    ax.set_xticks(list(named), list(named.values()))
    value_axis(ax, v.lang, narrow)
    label_apart(
        ax,
        [
            (x.upper, v.say("upper_limit"), "muted", False),
            (x.mean, v.say("mean"), "ink", False),
            (x.lower, v.say("lower_limit"), "muted", False),
        ],
        len(at) - 0.7,
        narrow,
    )


def hindsight(view: View, measure: str) -> pd.DataFrame:
    """The nowcast of each past year at this month from the years before it, among the same measures as now: a row a
    year: year, total, p10, p90, truth, prorata, and by how many per cent both were off."""
    like = [x.id for x in view.programme.measures.values() if x.kind in {"flow", "budget"}]
    series = {id: view.series(id) for id in dict.fromkeys([measure, *like])}
    rows = past_forecasts(series, view.day.month).query("measure == @measure")
    rows = rows.rename(columns={"low": "p10", "high": "p90", "end": "truth"})
    came = rows["truth"].where(rows["truth"] != 0)
    off = {"error": 100 * (rows["total"] / came - 1), "prorata_error": 100 * (rows["prorata"] / came - 1)}
    return rows[["year", "total", "p10", "p90", "truth", "prorata"]].assign(**off)


def _adjusted(view: View, measure: str) -> tuple[np.ndarray, list[str]]:
    """The last two years' months without their season, and their names."""
    s = view.series(measure)
    if s.amounts.shape[1] != 12 or view.programme.measure(measure).kind not in {"flow", "budget"}:
        return np.array([]), []
    known = reached(s.now)
    forecast = forecast_flows([FlowInput(measure, s.amounts[:-1], s.now[:known])])[0]
    if not np.isfinite(forecast.total):
        return np.array([]), []
    values = without_season(s, forecast.shares)
    months = pd.period_range(end=f"{view.year}-{known:02d}", periods=len(values), freq="M")
    return values, [str(p) for p in months]
