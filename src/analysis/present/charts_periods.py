"""Single periods beside last year's, and births by sex beside what chance does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.assess.kinds.ratio import births_range
from analysis.present import locale
from analysis.present.chart import chart
from analysis.present.charts_economy import uncompared
from analysis.present.drawing import axes
from analysis.present.labels import closing_months, label_apart, month_axis, value_axis
from analysis.present.markup import refused
from analysis.present.piece import Piece
from analysis.present.sentences import _fitted, _why, parts_apart
from analysis.present.theme import COLOUR
from analysis.present.view import Entry, Of, View

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def quarters(v: View, of: Of) -> Piece:
    """Each period alone beside the same one of last year."""
    m, x = v.one(of)
    p = x.a.path if x is not None else None
    if x is None or p is None or not p.known or not np.isfinite(np.asarray(p.parts, float)).any():
        why = "" if v.whole or x is None else _why(v, x)
        return refused(v, v.say("no_figures_by_period", name=m.name(v.lang)), why)
    now = np.where(np.isin(p.periods, p.filled), np.nan, np.asarray(p.parts, float))
    last = np.asarray(p.parts_last_year, float)
    both = [i for i in range(p.known) if np.isfinite(now[i]) and np.isfinite(last[i])]
    few = x.measure.kind in {"compare", "count"}  # of a few cases a difference says more than a share
    more = [i for i in both if now[i] > last[i]]
    if both and not _fitted(v, x):
        title = v.say("of_periods_above_last_years", short=x.short, n_more=len(more), n_both=len(both))
    else:
        title = v.say("by_period_theo_ky", short=x.short)
    change = lambda a, b: a - b if few else 100 * (a / b - 1) if b else None  # noqa: E731
    changes = [change(now[i], last[i]) if i in both else None for i in range(len(p.periods))]
    said = [locale.number(c, 0, v.lang, True) if few else locale.percent(c, v.lang, True) for c in changes]
    data = pd.DataFrame(
        {
            "value": np.where(np.arange(len(now)) < p.known, now, np.nan),
            "last_year": np.asarray(last, float),
            "difference" if few else "change": np.array(changes, float),
        },
        index=closing_months(p.periods),
    )
    alt = title + "."
    rises = {i: c for i, c in enumerate(changes) if c is not None and c > 0}
    best = max(rises, key=lambda i: rises[i], default=None)
    if best is not None:
        alt += v.say("largest_rise", month_short=locale.month_short(p.periods[best], v.lang), said=said[best])
    whole = locale.counted(x.measure.unit)
    sub = v.say("each_period_alone_bars_marks", name=x.name, unit=x.unit, year=v.year, year2=v.year - 1)
    sub += parts_apart(v, x)
    if x.a.broken_on:
        sub += " " + uncompared(v, x.a.broken_on)
    paint = lambda f, narrow: _draw_quarters(v, f, p, now, last, whole, narrow)  # noqa: E731
    shown = data.set_axis(pd.Index(p.periods, name="period"))
    return chart(v, "quarters", title, sub, alt, paint, (300, 240), data, shown=shown, unit=x.measure.unit)


def _draw_quarters(
    v: View, f: Figure, p, now: np.ndarray, last: np.ndarray, whole: bool, narrow: bool
) -> None:
    ax = axes(f, 46 if narrow else 64, 28, 10, 18)
    at = np.arange(1, len(now) + 1)
    known = [i for i in range(p.known) if np.isfinite(now[i])]
    ax.bar([at[i] for i in known], [now[i] for i in known], width=0.55, color=COLOUR["good"], lw=0)
    for i in np.flatnonzero(np.isfinite(last)):
        ends = [at[i] - 0.38, at[i] + 0.38]
        ax.plot(ends, [last[i]] * 2, color=COLOUR["ink"], lw=2.2, solid_capstyle="butt")
    values = np.concatenate([now[known], last[np.isfinite(last)], [0.0]])
    ax.set_xlim(0.4, len(now) + 0.6)
    ax.set_ylim(min(0.0, values.min()), (values.max() or 1) * 1.05)
    value_axis(ax, v.lang, narrow, whole=whole)
    month_axis(ax, p.periods, v.lang, True, narrow)


def births(v: View, of: Of) -> Piece:
    """Boys per 100 girls, cumulative, inside the range that chance leaves open; births by sex behind."""
    m, x = v.one(of)
    if (m.kind, m.rule) != ("ratio", "range"):
        return refused(v, v.say("not_its_chart", name=m.name(v.lang)))
    counts = v.counts_by_month(m.id) if x is not None else None
    if x is None or x.a.to_date is None or counts is None or not len(counts):
        return refused(v, v.say("no_monthly_births_by_sex"), "" if v.whole or x is None else _why(v, x))
    boys, girls = counts["n_to_date"].to_numpy(), counts["of_to_date"].to_numpy()
    ratio = 100 * boys / girls
    ranges = np.array([births_range(b, g) for b, g in zip(boys, girls, strict=True)])
    low, high = ranges[-1]
    band = (x.a.target_low, x.a.target_high)
    title = _births_title(v, x, ratio[-1], low, high, band)
    months = list(counts.index)
    data = pd.DataFrame(
        {
            "boys": counts["n"].to_numpy(float), "girls": counts["of"].to_numpy(float),
            "ratio": np.asarray(ratio, float), "chance_low": ranges[:, 0], "chance_high": ranges[:, 1],
        },
        index=pd.PeriodIndex(months, freq="M", name="period"),
    )  # fmt: skip
    alt = v.say(
        "boys_girls_so_far_ratio",
        title=title,
        number=locale.number(boys[-1], 0, v.lang),
        number2=locale.number(girls[-1], 0, v.lang),
        number3=locale.number(ratio[-1], 1, v.lang),
    )
    paint = lambda f, narrow: _draw_births(v, f, months, counts, ratio, ranges, band, narrow)  # noqa: E731
    sub = v.say("boys_per_100_girls_line")
    return chart(v, "births", title, sub, alt, paint, (340, 290), data, unit=x.measure.unit)


def _births_title(v: View, x: Entry, now: float, low: float, high: float, band) -> str:
    shown = f"{locale.number(low, 1, v.lang)}–{locale.number(high, 1, v.lang)}"
    head = v.say("x_x", short=x.short, number=locale.number(now, 1, v.lang))
    if band[0] is None or band[1] is None:
        return head
    if x.a.closed:
        return f"{head}: {(x.unjudged or x.word.lower())}"
    if low > band[1]:
        return head + v.say("the_whole_range_is_above", shown=shown)
    if high < band[0]:
        return head + v.say("the_whole_range_is_below", shown=shown)
    return head + v.say("the_range_of_chance_still", shown=shown)


def _draw_births(
    v: View, f: Figure, months: list[str], counts: pd.DataFrame, ratio, ranges, band, narrow: bool
) -> None:
    ax = axes(f, 44 if narrow else 58, 28, 0, 12)
    at = np.array([locale.parts(m)[1] for m in months])
    single = 100 * (counts["n"] / counts["of"].where(counts["of"] > 0)).to_numpy()
    # the first month's range is wider than anything worth showing
    bounds = [b for b in band if b is not None]
    seen = np.concatenate([ranges[min(1, len(ranges) - 1) :].ravel(), single, bounds])
    seen = seen[np.isfinite(seen)]
    low, high = seen.min() - 2, seen.max() + 2
    ax.fill_between(at, *ranges.clip(low, high).T, color=COLOUR["fan80"], lw=0)
    if band[0] is not None and band[1] is not None:
        ax.fill_between([1, 12], band[0], band[1], color=COLOUR["band"], lw=0)
    ax.plot(at, ratio, color=COLOUR["done"], lw=3, marker="o", ms=5)
    ax.plot(
        at, single, "o", ms=6.5, mfc=COLOUR["page"], mec=COLOUR["past"], mew=1.5, ls="none", clip_on=False
    )
    ax.set_ylim(low, high)
    ax.set_xlim(0.8, 12.05)
    value_axis(ax, v.lang, narrow)
    periods = tuple(f"{months[0][:4]}-{i:02d}" for i in range(1, 13))
    month_axis(ax, periods, v.lang, True, narrow)
    labels = [(float(ratio[-1]), f"{v.say('so_far')} {locale.number(ratio[-1], 1, v.lang)}", "done", True)]
    if band[0] is not None and band[1] is not None:
        name = "–".join(locale.number(b, None, v.lang) for b in bounds)
        name = name if narrow else v.say("target_muc_tieu") + name
        labels.append(((band[0] + band[1]) / 2, name, "muted", False))
    label_apart(ax, labels, 12, narrow)
