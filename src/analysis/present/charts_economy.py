"""What the economy asks: growth by sector."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.present import locale
from analysis.present.chart import chart
from analysis.present.drawing import axes
from analysis.present.labels import amount_axis, row_name, write
from analysis.present.markup import refused
from analysis.present.piece import Piece
from analysis.present.theme import COLOUR
from analysis.present.view import View
from analysis.programme import LEVELS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def contribution(v: View, of: Sequence[str] | pd.DataFrame) -> Piece:
    """Points of the common growth that each measure brings: its change over last year's sum of all. Of ids, or of rows
    of `book.verdicts`."""
    ids = v.ids(of)
    wanted = v.measures(ids)
    if apart := next((x for x in wanted if x.measure.kind in LEVELS), None):
        return refused(
            v, v.say("the_contributions_to_growth_cannot"), v.say("does_not_add_up", name=apart.short)
        )
    found = [x for x in wanted if x.a.to_date is not None and x.a.last_year_to_date]
    if len(found) < len(ids) or not found:
        cut = next((x.a.broken_on for x in wanted if x.a.broken_on), None)
        known = {x.measure.id for x in found}
        missing = ", ".join(v.programme.measure(m).short(v.lang) for m in ids if m not in known)
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
    low, high = min(values + [0.0]), max(values + [0.0])
    ax.set_xlim(low * 1.1, (high or 1) * (1.9 if narrow else 1.05))
    ax.axvline(0, color=COLOUR["ink"], lw=1.2)
    amount_axis(ax, lang, narrow, len(values))
