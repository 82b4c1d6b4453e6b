"""How far the method can be trusted: forecasts of past years, signals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.assess.nowcast import FlowInput, forecast_flows
from analysis.assess.signals import seasonally_adjusted, xmr
from analysis.present import locale
from analysis.present.axes import label_apart, value_axis
from analysis.present.drawing import axes, draw
from analysis.present.markup import figure, refusal
from analysis.present.piece import Piece
from analysis.present.theme import COLOUR
from analysis.present.view import View


class MethodCharts:
    """Charts of what the method would have said, and of what it noticed."""

    view: View

    def backtest(self, measure: str) -> Piece:
        """What this method would have said of past years in this month, beside what came."""
        v = self.view
        m = v.programme.measure(measure)
        rows = backtest(v, measure)
        if not rows:
            what = v.say(
                f"Chưa đủ năm đã qua để thử lại cách dự báo: {m.short()}",
                f"Too few past years to test the method on: {m.short('en')}",
            )
            return Piece(refusal(v, what), text=what)
        inside = sum(r["p10"] <= r["truth"] <= r["p90"] for r in rows)
        miss = float(np.mean([abs(r["total"] / r["truth"] - 1) * 100 for r in rows if r["truth"]]))
        when = locale.month_name(v.month, v.lang)
        title = v.say(
            f"{m.short()}: dự báo từ {when} các năm qua lệch bình quân {locale.percent(miss)}, "
            f"{inside}/{len(rows)} lần số thật nằm trong khoảng",
            f"{m.short('en')}: forecasts from {when} of past years were off by "
            f"{locale.percent(miss, 'en')} on average, {inside} of {len(rows)} times the truth "
            "lay within the range",
        )
        amount = [locale.amount(r["total"], m.unit, v.lang) for r in rows]
        frame = pd.DataFrame(
            {
                v.say("Năm", "Year"): [str(r["year"]) for r in rows],
                v.say("Dự báo khi đó", "Forecast then"): amount,
                v.say("Khoảng 8/10", "Range 8 in 10"): [
                    locale.interval(r["p10"], r["p90"], m.unit, v.lang) for r in rows
                ],
                v.say("Số thật", "Truth"): [locale.amount(r["truth"], m.unit, v.lang) for r in rows],
                v.say("Lệch", "Error"): [
                    locale.percent((r["total"] / r["truth"] - 1) * 100, v.lang, True)
                    if r["truth"]
                    else locale.NONE
                    for r in rows
                ],
                v.say("Chia đều tháng thì lệch", "Pro rata error"): [
                    locale.percent((r["prorata"] / r["truth"] - 1) * 100, v.lang, True)
                    if r["truth"]
                    else locale.NONE
                    for r in rows
                ],
            }
        )
        pictures = draw(lambda f, narrow: self._draw_backtest(f, rows, narrow), title + ".", 300, 260)
        sub = v.say(
            f"{m.name()}, {m.unit}. Đoạn đứng: khoảng 8 trên 10; chấm rỗng: dự báo; vạch ngang: "
            "số cả năm thật.",
            f"{m.name('en')}, {locale.unit(m.unit, 'en')}. Bars: range 8 in 10; hollow: "
            "forecast; marks: what came.",
        )
        return Piece(
            figure(v, title, sub, pictures, frame, cls="backtest"), pd.DataFrame(rows), title, drawn=pictures
        )

    def _draw_backtest(self, f: Figure, rows: list[dict], narrow: bool) -> None:
        v = self.view
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

    def signal(self, measure: str) -> Piece:
        """The seasonally adjusted months with their limits (XmR): is it changing?"""
        v = self.view
        m = v.programme.measure(measure)
        values, months = _adjusted(v, measure)
        chart = xmr(values, m.lower_is_better) if len(values) else None
        if chart is None or not np.isfinite(chart.mean):
            what = v.say(
                f"Chưa đủ tháng để xét tín hiệu: {m.short()}", f"Too few months for signals: {m.short('en')}"
            )
            return Piece(refusal(v, what), text=what)
        newest = [s for s in chart.signals if s.index >= len(values) - 1]
        if newest:
            better = newest[-1].improves
            title = v.say(
                f"{m.short()}: tháng này có tín hiệu {'tốt lên' if better else 'xấu đi'}",
                f"{m.short('en')}: a signal of {'improvement' if better else 'decline'} this month",
            )
        else:
            title = v.say(
                f"{m.short()}: tháng này không có tín hiệu thay đổi",
                f"{m.short('en')}: no signal of change this month",
            )
        frame = pd.DataFrame(
            {
                v.say("Tháng", "Month"): [locale.month(p, v.lang) for p in months],
                v.say("Đã trừ mùa vụ", "Seasonally adjusted"): [
                    locale.amount(x, m.unit, v.lang) if np.isfinite(x) else locale.NONE for x in values
                ],
            }
        )
        data = pd.DataFrame(
            {"value": np.asarray(values, float), "lower": chart.lower, "upper": chart.upper},
            index=pd.PeriodIndex(months, freq="M", name="period"),
        )
        limits = v.say(
            f"giới hạn {locale.amount(chart.lower, m.unit)} đến {locale.amount(chart.upper, m.unit)}",
            f"limits {locale.amount(chart.lower, m.unit, 'en')} to "
            f"{locale.amount(chart.upper, m.unit, 'en')}",
        )
        pictures = draw(
            lambda f, narrow: self._draw_signal(f, chart, months, m.unit, narrow),
            f"{title}; {limits}.",
            280,
            240,
        )
        trial = (
            v.say(" Chưa đủ 12 tháng: giới hạn tạm.", " Fewer than 12 months: trial limits.")
            if chart.trial
            else ""
        )
        sub = (
            v.say(
                f"{m.name()}, từng tháng đã trừ mùa vụ, {m.unit}. Nét đứt: giới hạn dao động "
                "thường; chấm to: tín hiệu.",
                f"{m.name('en')}, single months seasonally adjusted, "
                f"{locale.unit(m.unit, 'en')}. Dashed: limits of usual variation; large dots: "
                "signals.",
            )
            + trial
        )
        return Piece(figure(v, title, sub, pictures, frame, cls="signal"), data, title, drawn=pictures)

    def _draw_signal(self, f: Figure, chart, months: list[str], unit: str, narrow: bool) -> None:
        v = self.view
        ax = axes(f, 50 if narrow else 70, 28, 0, 14)
        at = np.arange(len(chart.values))
        ax.plot(at, chart.values, color=COLOUR["past"], lw=1.4, marker="o", ms=4)
        for level, style in ((chart.mean, "-"), (chart.lower, (0, (4, 3))), (chart.upper, (0, (4, 3)))):
            ax.plot([0, len(at) - 1], [level, level], color=COLOUR["ink"], lw=1.2, ls=style)
        for s in chart.signals:
            ax.plot(
                list(s.points),
                chart.values[list(s.points)],
                "o",
                ms=7.5,
                color=COLOUR["good" if s.improves else "bad"],
            )
        seen = np.append(chart.values[np.isfinite(chart.values)], [chart.lower, chart.upper])
        pad = np.ptp(seen) * 0.06 or 1
        ax.set_ylim(seen.min() - pad, seen.max() + pad)
        ax.set_xlim(-0.3, len(at) - 0.7)
        years = [i for i, p in enumerate(months) if p.endswith("-01")] or [0]
        ax.set_xticks(years, [months[i][:4] for i in years])
        value_axis(ax, v.lang, narrow)
        label_apart(
            ax,
            [
                (chart.upper, v.say("giới hạn trên", "upper limit"), "muted", False),
                (chart.mean, v.say("bình quân", "mean"), "ink", False),
                (chart.lower, v.say("giới hạn dưới", "lower limit"), "muted", False),
            ],
            len(at) - 0.7,
            narrow,
        )


def backtest(view: View, measure: str) -> list[dict]:
    """The nowcast of each past year at this month from the years before it, among the same measures as now.

    A dict a year: year, total, p10, p90, truth, prorata.
    """
    s = view.series(measure)
    m = sum(end <= view.day.month for end in s.ends)
    past = s.past_as_at(m)
    like = [x.id for x in view.programme.measures.values() if x.kind in {"flow", "budget"}]
    rows = []
    for t in range(1, len(past)):
        if not 0 < m < past.shape[1] or not np.isfinite(past[t]).all():
            continue
        among = [_as_of_year(view, id, t) for id in dict.fromkeys([measure, *like])]
        forecast = forecast_flows([x for x in among if x is not None])[0]
        if np.isfinite(forecast.total):
            rows.append(
                {
                    "year": s.years[t],
                    "total": forecast.total,
                    "p10": forecast.p10,
                    "p90": forecast.p90,
                    "truth": float(past[t].sum()),
                    "prorata": float(past[t, :m].sum()) * past.shape[1] / m,
                }
            )
    return rows


def _as_of_year(view: View, measure: str, t: int) -> FlowInput | None:
    """What was known of a measure in this month of past year `t`; None where nothing was."""
    s = view.series(measure)
    m = sum(end <= view.day.month for end in s.ends)
    past = s.past_as_at(m)
    if not (t < len(past) and 0 < m < past.shape[1]):
        return None
    plans = s.plans[: t + 1]
    known = np.isfinite(plans)
    plan = float(plans[t]) if known[t] else None
    return FlowInput(measure, past[:t], past[t, :m], plans=plans[:t] if known[:t].any() else None, plan=plan)


def _adjusted(view: View, measure: str) -> tuple[np.ndarray, list[str]]:
    """The last two years' months without their season, and their names."""
    s = view.series(measure)
    if s.amounts.shape[1] != 12 or view.programme.measure(measure).kind not in {"flow", "budget"}:
        return np.array([]), []
    known = np.flatnonzero(np.isfinite(s.now))
    forecast = forecast_flows(
        [FlowInput(measure, s.amounts[:-1], s.now[: known[-1] + 1] if known.size else s.now[:0])]
    )[0]
    if not known.size or not np.isfinite(forecast.total):
        return np.array([]), []
    values = np.concatenate([s.amounts[:-1].ravel(), s.now[: known[-1] + 1]])
    months = [f"{y}-{i:02d}" for y in s.years for i in range(1, 13)][: len(values)]
    return seasonally_adjusted(values, forecast.shares)[-24:], months[-24:]
