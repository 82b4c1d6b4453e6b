"""Crops: each harvest against the plan of its own season."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.present import locale
from analysis.present.axes import amount_axis, row_name, write
from analysis.present.drawing import axes, draw
from analysis.present.entry import Entry
from analysis.present.markup import figure, refused
from analysis.present.piece import Piece
from analysis.present.theme import COLOUR
from analysis.present.view import Of, View

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _crops_said(v: View, crops: list[dict], names: list[str], over: list[dict], met: list[dict]) -> str:
    """How many of the crops that are in met their plans; of a single one, whether it did."""
    if len(over) == 1:
        name = names[crops.index(over[0])]
        name = locale.small(name, v.lang)
        if met:
            return v.say("is_harvested_and_met_its", name=name)
        return v.say("is_harvested_and_missed_its", name=name)
    if over:
        return v.say("of_harvested_crops_met_their", n_met=len(met), n_over=len(over))
    done = sum(bool(c.get("over")) and c.get("actual") is not None for c in crops)
    if done:
        return v.say("crops_harvested_without_plans_of", done=done)
    return v.say("no_crop_is_harvested_yet")


def crops(v: View, of: Of = "1.1") -> Piece:
    """Each crop's harvest against its plan."""
    measure = v.measure_of(of)
    x = v.entry(measure)
    crops = list(x.a.crops) if x is not None else []
    if x is None or not crops:
        return refused(v, v.say("no_figures_by_crop", name=v.programme.measure(measure).name(v.lang)))
    names = [str(c.get(f"name_{v.lang}") or c["name"]) for c in crops]
    over = [c for c in crops if c.get("over") and c.get("actual") is not None and c.get("plan")]
    met = [c for c in over if c["actual"] >= c["plan"]]
    title = f"{x.short}: {_crops_said(v, crops, names, over, met)}"
    shares = [
        100 * c["actual"] / c["plan"] if c.get("actual") is not None and c.get("plan") else None
        for c in crops
    ]
    frame = pd.DataFrame(
        {
            v.say("crop"): names,
            v.say("plan_ke_hoach", unit=x.unit): [x.amount(c.get("plan")) for c in crops],
            v.say("actual"): [x.amount(c.get("actual")) for c in crops],
            v.say("of_plan_ke_hoach"): [locale.percent(s, v.lang) for s in shares],
            v.say("state"): [v.say("harvested") if c.get("over") else v.say("growing") for c in crops],
        }
    )
    amounts = {k: pd.Series([c.get(k) for c in crops], dtype=float) for k in ("plan", "actual")}
    data = pd.DataFrame({"crop": names, **amounts, "over": [bool(c.get("over")) for c in crops]})
    told = []
    for name, c in zip(names, crops, strict=True):
        actual, plan = x.amount(c.get("actual")), x.amount(c.get("plan"))
        told.append(v.say("of_tren_ke_hoach", n=name, amount=actual, amount2=plan, unit=x.unit))
    alt, n = f"{title}. {'; '.join(told)}.", len(crops)
    pictures = draw(lambda f, narrow: draw_bars(v, f, x, crops, names, narrow), alt, 40 + 52 * n, 40 + 60 * n)
    sub = v.say("filled_bar_harvest_frame_the", unit=x.unit)
    return Piece(figure(v, title, sub, pictures, frame, cls="crops"), data, title, drawn=pictures)


def draw_bars(v: View, f: Figure, x: Entry, crops: list[dict], names: list[str], narrow: bool) -> None:
    """A bar for each `actual`, in a frame of its `plan`."""
    ax = axes(f, 8 if narrow else 130, 30, 60 if narrow else 150, 6)
    top = max([c.get("plan") or 0 for c in crops] + [c.get("actual") or 0 for c in crops] + [1])
    for i, (c, name) in enumerate(zip(crops, names, strict=True)):
        actual, plan = c.get("actual"), c.get("plan")
        if plan:
            ax.barh(i, plan, height=0.5, facecolor=COLOUR["soft"], edgecolor=COLOUR["ink"], lw=1.2)
        if actual is not None:
            ok = not plan or not c.get("over") or actual >= plan
            ax.barh(i, actual, height=0.3, color=COLOUR["good" if ok else "warn"], lw=0)
        text = x.amount(actual) + (
            f" ({locale.percent(100 * actual / plan, v.lang)})" if actual is not None and plan else ""
        )
        write(ax, text, (max(actual or 0, plan or 0), i), size=11.5 if narrow else 12.5)
        row_name(ax, name, i, narrow)
    ax.set_ylim(len(crops) - 0.5, -0.5 - (0.2 if narrow else 0))
    ax.set_xlim(0, top * (1.02 if not narrow else 1.3))
    ax.set_yticks([])
    amount_axis(ax, v.lang, narrow)
