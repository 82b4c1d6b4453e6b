"""What the economy asks: growth by sector, budget against its plans."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.present import locale
from analysis.present.axes import (
    amount_axis,
    closing_months,
    label_apart,
    month_axis,
    row_name,
    value_axis,
    write,
)
from analysis.present.chart import chart
from analysis.present.drawing import axes
from analysis.present.entry import Entry
from analysis.present.markup import refused
from analysis.present.piece import Piece
from analysis.present.theme import COLOUR
from analysis.present.view import View

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def contribution(v: View, measures: tuple[str, ...] = ("1", "2", "3")) -> Piece:
    """Points of the common growth that each measure brings: its change over last year's sum of all."""
    wanted = v.measures(ids=tuple(measures))
    found = [x for x in wanted if x.a.to_date is not None and x.a.last_year_to_date]
    if len(found) < len(measures) or not found:
        cut = next((x.a.broken_on for x in wanted if x.a.broken_on), None)
        known = {x.measure.id for x in found}
        missing = ", ".join(v.programme.measure(m).short(v.lang) for m in measures if m not in known)
        why = uncompared(v, cut) if cut else v.say("this_years_or_last_years", missing=missing)
        return refused(v, v.say("the_contributions_to_growth_cannot"), why)
    last = [x.a.last_year_to_date or 0.0 for x in found]
    base = sum(last)
    points = [100 * (x.now - then) / base for x, then in zip(found, last, strict=True)]
    growth = [100 * (x.now / then - 1) for x, then in zip(found, last, strict=True)]
    total = sum(points)
    lead = max(range(len(found)), key=lambda i: points[i])
    title = v.say(
        "the_sectors_together_on_last",
        n_found=len(found),
        moved=v.say("are_up" if total >= 0 else "are_down"),
        percent=locale.percent(abs(total), v.lang),
        short=found[lead].short,
        points=locale.points(points[lead], v.lang),
    )
    month = found[0].a.basis_month or v.month
    names = [x.short for x in found] + [v.say("together")]
    told = [locale.number(p, 1, v.lang, True) for p in points + [total]]
    data = pd.DataFrame(
        {
            "name": names,
            "to_date": [*(x.a.to_date for x in found), sum(x.now for x in found)],
            "last_year": [*last, base],
            "change": [*growth, total],
            "contribution": [*points, total],
        }
    )
    alt = f"{title}. {'; '.join(f'{n}: {p}' for n, p in zip(names, told, strict=True))}."
    own = [f" ({v.say('own')} {locale.percent(g, v.lang, True)})" for g in growth] + [""]
    texts = [p + g for p, g in zip(told, own, strict=True)]
    colours = [COLOUR["good"] if p >= 0 else COLOUR["bad"] for p in points] + [COLOUR["done"]]
    paint = lambda f, narrow: _bars(f, names, points + [total], texts, colours, narrow, v.lang)  # noqa: E731
    sub = v.say("percentage_points_of_the_common", so_far=locale.so_far(month, v.lang))
    heights = 26 + 44 * len(names), 26 + 52 * len(names)
    return chart(v, "contribution", title, sub, alt, paint, heights, data, unit=found[0].measure.unit)


def budget(v: View, revenue: str = "4", expenditure: str = "5") -> Piece:
    """Revenue against both plans and expenditure against its estimate, per cent of the plan by month."""
    both = [v.entry(revenue), v.entry(expenditure)]
    found = [x for x in both if x is not None and x.a.path and x.a.target_low and x.a.path.known]
    if both[1] not in found:  # revenue alone would answer another question
        why = (both[1].unjudged or both[1].word) if both[1] else ""
        return refused(v, v.say("no_expenditure_to_draw"), why and f"{why[:1].upper()}{why[1:]}.")
    said = []
    for x in found:
        text = v.say(
            "at_of_the",
            inside=locale.inside(x.short),
            percent=locale.percent(x.share, v.lang),
            plan=x.plan_word,
        )
        if x.a.stretch and x.a.to_date is not None:
            share = 100 * x.a.to_date / x.a.stretch
            text += v.say(
                "of_the_striven_for",
                percent=locale.percent(share, v.lang),
                number=locale.number(x.a.stretch, lang=v.lang),
            )
        said.append(text)
    title = "; ".join(said)
    title = title[:1].upper() + title[1:]
    alt = (
        title
        + ". "
        + " ".join(
            v.say(
                "year_end_plan",
                short=x.short,
                joined=locale.joined(x.year_end, x.measure.unit, v.lang),
                word=x.plan_word,
                plan=x.plan,
            )
            for x in found
            if x.year_end != locale.NONE
        )
    )
    paint, data = lambda f, narrow: _draw_budget(v, f, found, narrow), _budget_data(found)
    shown, unit = data.dropna(subset="to_date"), found[0].measure.unit
    sub = v.say("cumulative_per_cent_of_the")
    return chart(v, "budget", title, sub, alt, paint, (360, 300), data, shown=shown, unit=unit)


def _draw_budget(v: View, f: Figure, found: list[Entry], narrow: bool) -> None:
    ax = axes(f, 46 if narrow else 58, 28, 0, 14)
    top = 104.0
    labels = []
    for x, colour, shape in zip(found, ("done", "warn"), ("o", "s"), strict=False):
        p, goal = x.path, x.a.target_low or 0.0
        at = np.arange(1, len(p.periods) + 1)
        share = 100 * np.asarray(p.actual, float) / goal
        ax.plot(
            at,
            100 * np.asarray(p.expected, float) / goal,
            color=COLOUR[colour],
            lw=1.3,
            ls=(0, (4, 3)),
            clip_on=False,
        )
        ax.plot(
            at[: p.known], share[: p.known], color=COLOUR[colour], lw=2.8, marker=shape, ms=5.5, clip_on=False
        )
        end = 100 * x.a.year_end / goal if x.a.year_end is not None else None
        if end is not None and p.known < len(at):
            ax.plot(
                [p.known, len(at)], [share[p.known - 1], end], color=COLOUR[colour], lw=1.1, clip_on=False
            )
            top = max(top, end)
        labels.append(
            (
                end if end is not None else share[p.known - 1],
                f"{x.short} {locale.percent(end, v.lang)}" if end is not None and not narrow else x.short,
                colour,
                True,
            )
        )
        if x.a.stretch:
            s = 100 * x.a.stretch / goal
            top = max(top, s)
            ax.plot([1, len(at)], [s, s], color=COLOUR["past"], lw=1.2, ls=(0, (1, 2.5)))
            labels.append(
                (s, v.say("striven", number=locale.number(x.a.stretch, lang=v.lang)), "muted", False)
            )
    ax.plot([1, 12], [100, 100], color=COLOUR["ink"], lw=1.2)
    labels.append((100.0, v.say("plan_100") if not narrow else "100%", "ink", False))
    ax.set_xlim(1, 12.02)
    ax.set_ylim(0, top * 1.04)
    value_axis(ax, v.lang, narrow, "%")
    month_axis(ax, found[0].path.periods, v.lang, True, narrow)
    label_apart(ax, labels, 12, narrow)


def uncompared(view: View, cut: dt.date) -> str:
    """Why a figure stands beside no earlier one: it goes on across a break, but is not compared across it."""
    return view.say("figures_from_on_are_not", day=locale.date(cut, view.lang))


def _bars(
    f: Figure,
    names: list[str],
    values: list[float],
    texts: list[str],
    colours: list[str],
    narrow: bool,
    lang: str,
) -> None:
    """Horizontal bars from zero, each with its name and its number."""
    ax = axes(f, 8 if narrow else 170, 26, 20 if narrow else 170, 4)
    for i, (value, text, colour) in enumerate(zip(values, texts, colours, strict=True)):
        ax.barh(i, value, height=0.42 if not narrow else 0.34, color=colour, lw=0)
        write(ax, text, (max(value, 0), i))
        row_name(ax, names[i], i, narrow)
    ax.set_ylim(len(values) - 0.5, -0.5 - (0.25 if narrow else 0))
    low, high = min(values + [0.0]), max(values + [0.0])
    ax.set_xlim(low * 1.1, (high or 1) * (1.9 if narrow else 1.05))
    ax.set_yticks([])
    ax.axvline(0, color=COLOUR["ink"], lw=1.2)
    amount_axis(ax, lang, narrow)


def _budget_data(found: list[Entry]) -> pd.DataFrame:
    """A row per measure and month: the amount to date, in its unit, and per cent of the plan."""
    parts = []
    for x in found:
        p = x.path
        now = np.where(np.arange(len(p.periods)) < p.known, p.actual, np.nan)
        months = closing_months(p.periods)
        share = 100 * now / x.a.target_low
        parts.append(
            pd.DataFrame(
                {"measure": x.measure.id, "period": months, "to_date": now, "share_of_target": share}
            )
        )
    return pd.concat(parts, ignore_index=True)
