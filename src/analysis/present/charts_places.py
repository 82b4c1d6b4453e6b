"""Communes side by side, commitments on the calendar, statuses through the year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from analysis.assess.assessments import CommitmentState
from analysis.present import locale, theme
from analysis.present.chart import chart
from analysis.present.drawing import axes
from analysis.present.labels import amount_axis, dot, row_name, text_width, write
from analysis.present.markup import refusal, refused
from analysis.present.piece import Piece
from analysis.present.tables_brief import due
from analysis.present.theme import COLOUR
from analysis.present.units import UnitFigure, missing, unit_figures
from analysis.present.view import Of, View
from analysis.programme import Commitment

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def communes(v: View, of: Of) -> Piece:
    """Each unit's figure now and before; of a frame of `book.by_place` its units alone. No rank and no status; small
    rates are not drawn."""
    m, x = v.one(of)
    found = unit_figures(v, m.id, of)
    drawn = [u for u in found if u.now is not None and not u.small]
    name = m.short(v.lang)
    if not drawn:
        what = v.say("no_figures_by_commune", name=name)
        why = v.say("reported_for_the_whole_area") if found else ""
        return Piece(refusal(v, what, why), text=what)
    both = [(u.value, u.before) for u in drawn if u.before is not None]
    yearly = all(u.since_last_year for u in drawn if u.before is not None)
    then = v.say("last_years_figure" if yearly else "the_period_before")
    low, high = (locale.with_unit(f(u.value for u in drawn), m.unit, v.lang) for f in (min, max))
    span = v.say("in_units_to", name=name, n_drawn=len(drawn), low=low, high=high)
    title = span
    if both:
        up = sum(now > before for now, before in both)
        title = v.say("of_units_above", name=name, up=up, n_both=len(both), then=then)
    numbers = ["value", "before", "numerator", "denominator"]
    data = pd.DataFrame(
        [(u.code, u.name, u.now, u.before, u.n, u.of) for u in found], columns=["place", "name", *numbers]
    ).astype(dict.fromkeys(numbers, float))
    alt = f"{title}. {span}." if title != span else f"{span}."
    own = bool(v.planned.get(m.id))  # the units have plans of their own
    asked = m.rule in ("ge", "gt") and not m.undecided and m.kind in ("level", "ratio")
    plan = x.a.target_low if x and v.whole and asked and not own else None
    lacks = {u.name: t for u in drawn if (t := _lacking(v, u, plan))} if plan is not None else {}
    if lacks:
        alt += f" {'; '.join(map(' '.join, lacks.items()))}."
    marks = v.say("solid_now_hollow", then=then) if both else ""
    sub = v.say(
        "not_a_ranking_own_plans" if own else "not_a_ranking_no_target",
        name=m.name(v.lang), unit=locale.unit(m.unit, v.lang), marks=marks,
    )  # fmt: skip
    if plan is not None:
        sub += v.say("area_target", plan=locale.with_unit(plan, m.unit, v.lang))
    if lacks and (what := m.said(v.lang, "numerator")):
        sub += v.say("short_read", what=what)
    other: dict[str, list[str]] = {}
    for u in drawn:
        if when := u.when(v):
            other.setdefault(when, []).append(u.name)
    for when, names in other.items():
        who = "" if len(names) == len(drawn) else f": {', '.join(names)}"
        sub += v.say("figures_of", when=when, who=who)
    paint = lambda f, narrow: _draw_communes(v, f, drawn, m.unit, plan, narrow)  # noqa: E731
    heights = 40 + 30 * len(drawn), 40 + 46 * len(drawn)
    shown = data.drop(columns="place").assign(
        value=[None if u.small else u.now for u in found], basis_month=[u.when(v) or None for u in found]
    )
    return chart(v, "communes", title, sub, alt, paint, heights, data, shown=shown, unit=m.unit)


def _draw_communes(
    v: View, f: Figure, found: list[UnitFigure], unit: str, plan: float | None, narrow: bool
) -> None:
    import seaborn as sns

    told, beside = [locale.amount(u.now, unit, v.lang) for u in found], 14.0 if narrow else 70.0
    if plan is not None:  # numbers in a column of their own, clear of the line of the target
        told = [", ".join(filter(None, (n, _lacking(v, u, plan)))) for n, u in zip(told, found, strict=True)]
        beside = 14 + max(text_width(said, 12.5) for said in told)
    ax = axes(f, 8 if narrow else 170, 30, beside, 6)
    if plan is not None:
        ax.plot([plan, plan], [-0.5, len(found) - 0.5], color=COLOUR["ink"], lw=1.4, ls=(0, (4, 3)), zorder=1)
    for i, u in enumerate(found):
        if u.before is not None:
            ax.plot([u.before, u.value], [i, i], color=COLOUR["past"], lw=1.8)
        row_name(ax, u.name, i, narrow)
        if plan is not None:
            write(ax, told[i], (1, i), colour=COLOUR["done"], xycoords=ax.get_yaxis_transform())
            continue
        left = u.before is not None and u.before > u.value  # on the side where no other dot stands
        side = "right" if left else "left"
        write(ax, told[i], (u.value, i), (-9 if left else 9, 0), colour=COLOUR["done"], ha=side)
    before = [(u.before, i) for i, u in enumerate(found) if u.before is not None]
    now = [(u.value, i) for i, u in enumerate(found)]
    for dots, face, edge in ((before, "page", "past"), (now, "done", "done")):
        look = {"color": COLOUR[face], "edgecolor": COLOUR[edge], "linewidth": 1.6, "s": 70, "zorder": 3}
        sns.scatterplot(x=[x for x, _ in dots], y=[i for _, i in dots], ax=ax, legend=False, **look)
    values = [x for x, _ in (*before, *now)] + ([plan] if plan is not None else [])
    pad = (max(values) - min(values)) * 0.06 or abs(max(values)) * 0.05 or 1
    room = pad * (4 if narrow else 2)
    ax.set_xlim(min(values) - room, max(values) + room)
    ax.set(xlabel="", ylabel="")
    amount_axis(ax, v.lang, narrow, len(found))


def commitments(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """The commitments on the year's calendar: steps planned and done, deadline, day of closing."""
    works = v.works(of)
    if not works:
        return refused(v, v.say("no_commitments_to_draw"))
    late = [c for c, s in works if s.status in {"missed", "off_track", "at_risk"}]
    done = [c for c, s in works if s.status == "achieved"]
    title = v.say(
        "of_commitments_finished_behind_off", n_done=len(done), n_works=len(works), n_late=len(late)
    )
    told = "steps_done steps_due steps_total deadline status".split()
    data = pd.DataFrame(
        [(c.id, *(getattr(s, k) for k in told)) for c, s in works], columns=["commitment", *told]
    )
    data["deadline"] = pd.to_datetime(data["deadline"])
    names = ", ".join(c.short(v.lang) for c in late)
    alt = title + (v.say("behind_off_track_or_overdue", names=names) if late else ".")
    paint = lambda f, narrow: _draw_works(v, f, works, narrow)  # noqa: E731
    day = locale.short_date(v.assessments.as_of, v.lang)
    sub, n = v.say("hollow_planned_step_solid_step", short_date=day), len(works)
    shown = data.assign(deadline=[due(v, s) for _, s in works])
    return chart(v, "timeline", title, sub, alt, paint, (46 + 25 * n, 46 + 40 * n), data, shown=shown)


def _draw_works(v: View, f: Figure, works: list[tuple[Commitment, CommitmentState]], narrow: bool) -> None:
    from matplotlib.dates import date2num

    ax = axes(f, 10 if narrow else 280, 28, 14 if narrow else 20, 16)
    start, end = dt.date(v.year, 1, 1), dt.date(v.year, 12, 31)
    for i, (c, s) in enumerate(works):
        colour = COLOUR[theme.status(s.status).colour]
        days = [d for step in s.steps for d in (step.get("planned"), step.get("done")) if d is not None]
        last = s.deadline or max(days, default=end)
        ax.plot([date2num(min([start, *days])), date2num(last)], [i, i], color=COLOUR["line"], lw=2)
        for step in s.steps:
            planned, real = step.get("planned"), step.get("done")
            if planned is not None and real is not None and real > planned:
                ax.plot([date2num(planned), date2num(real)], [i, i], color=COLOUR["warn"], lw=2)
            if planned is not None and real is None:
                overdue = planned < v.assessments.as_of
                dot(ax, date2num(planned), i, COLOUR["bad" if overdue else "past"], hollow=True)
            if real is not None:
                dot(ax, date2num(real), i, COLOUR["good"])
        if s.deadline is not None and s.deadline_kind != "programme_year":
            ax.plot([date2num(s.deadline)] * 2, [i - 0.32, i + 0.22], color=COLOUR["ink"], lw=1.6)
            ax.plot([date2num(s.deadline)], [i - 0.26], ">", ms=5.5, color=COLOUR["ink"])
        row_name(ax, f"{theme.status(s.status).glyph} {c.short(v.lang)}", i, narrow, colour)
    today = date2num(v.assessments.as_of)
    ax.axvline(today, color=COLOUR["accent"], lw=1.4, ls=(0, (3, 2)))
    ax.set_ylim(len(works) - 0.5, -0.8)
    ax.set_xlim(date2num(start), date2num(end) + 3)
    ax.set_yticks([])
    months = range(1, 13, 2 if narrow else 1)
    ax.set_xticks(
        [date2num(dt.date(v.year, m, 1)) for m in months],
        [locale.month_short(f"{v.year}-{m:02d}", v.lang) for m in months],
    )
    ax.xaxis.grid(True, lw=0.6)


def _lacking(view: View, u: UnitFigure, plan: float) -> str:
    """How many of a unit's N lack for it to be where the whole area is to be: "thiếu 120"; "" where none lacks."""
    lacks = missing(u, plan)
    return view.say("short_of", n=locale.number(lacks, 0, view.lang)) if lacks else ""
