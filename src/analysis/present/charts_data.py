"""How far figures can be trusted: what was revised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.ingest.contract import revisions as reported_again
from analysis.present import locale
from analysis.present.axes import amount_axis, dot, row_name, write
from analysis.present.drawing import axes, draw
from analysis.present.markup import figure, section
from analysis.present.piece import Piece
from analysis.present.theme import COLOUR
from analysis.present.view import View

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def revisions(v: View, limit: int = 12) -> Piece:
    """The figures of this year whose first report moved most, in per cent of the first."""
    moved = revised(v)
    title_none = v.say("no_figure_of_the_year")
    if not len(moved):
        return Piece(section(title_none, ""), text=title_none)
    size = moved["change"].abs()
    title = v.say(
        "figures_of_were_revised_by",
        n_moved=len(moved),
        year=v.year,
        percent=locale.percent(float(size.median()), v.lang),
    )
    top = moved.loc[size.sort_values(ascending=False, kind="stable").index].head(limit).reset_index(drop=True)
    names = [
        f"{v.programme.measure(r.measure).short(v.lang)}, {locale.month_short(r.period, v.lang)}"
        for r in top.itertuples()
    ]
    units = [v.programme.measure(r.measure).unit for r in top.itertuples()]
    amounts = lambda which: [locale.amount(x, u, v.lang) for x, u in zip(top[which], units, strict=True)]  # noqa: E731
    frame = pd.DataFrame(
        {
            v.say("figure"): names,
            v.say("first_report"): amounts("first"),
            v.say("now"): amounts("last"),
            v.say("change_thay_doi"): [locale.percent(c, v.lang, True) for c in top["change"]],
            v.say("dates"): [
                f"{locale.date(r.first_on, v.lang)} → {locale.date(r.last_on, v.lang)}"
                for r in top.itertuples()
            ],
        }
    )
    values = [float(c) for c in top["change"]]
    worst = names[0]
    alt = title + v.say("largest", worst=worst, percent=locale.percent(values[0], v.lang, sign=True))
    pictures = draw(
        lambda f, narrow: _draw_revisions(v, f, names, values, narrow),
        alt,
        40 + 28 * len(names),
        40 + 42 * len(names),
    )
    sub = v.say("per_cent_from_the_first")
    return Piece(figure(v, title, sub, pictures, frame, cls="revisions"), top, title, drawn=pictures)


def _draw_revisions(v: View, f: Figure, names: list[str], values: list[float], narrow: bool) -> None:
    ax = axes(f, 8 if narrow else 290, 30, 60 if narrow else 80, 6)
    for i, (name, x) in enumerate(zip(names, values, strict=True)):
        ax.plot([0, x], [i, i], color=COLOUR["good"], lw=2)
        dot(ax, 0, i, COLOUR["past"], hollow=True)
        dot(ax, x, i, COLOUR["good"])
        write(ax, locale.percent(x, v.lang, True), (max(x, 0), i), (10, 0), 12)
        row_name(ax, name, i, narrow)
    span = max(map(abs, values)) or 1
    ax.set_xlim(min(0, *values) - span * 0.06, max(0, *values) + span * (0.25 if narrow else 0.06))
    ax.set_ylim(len(names) - 0.5, -0.5 - (0.25 if narrow else 0))
    ax.set_yticks([])
    ax.axvline(0, color=COLOUR["ink"], lw=1.2)
    amount_axis(ax, v.lang, narrow)


def revised(view: View) -> pd.DataFrame:
    """This year's figures of the programme that were reported more than once with different values."""
    frame = view.observations
    frame = frame[
        frame["period"].str.startswith(str(view.year)) & frame["measure"].isin(list(view.programme.measures))
    ]
    found = reported_again(frame)
    return found[found["change"].notna()].reset_index(drop=True) if len(found) else found
