"""Percentages as distances to their bounds."""

from __future__ import annotations

import pandas as pd

from analysis.present import locale, theme
from analysis.present.axes import dot, row_name, write
from analysis.present.drawing import axes, draw
from analysis.present.entry import Entry
from analysis.present.markup import figure, refusal
from analysis.present.piece import Piece
from analysis.present.theme import COLOUR
from analysis.present.view import View


def levels(v: View, group: str | pd.DataFrame | None = None) -> Piece:
    """Shares as distances to their bounds: last year's month, now, year-end range, the bound at zero; of a
    group, or of rows of `book.verdicts`."""
    found = [
        x
        for x in v.measures(group)
        if x.measure.unit == "%"
        and x.a.to_date is not None
        and x.a.distance is not None
        and x.measure.kind in {"level", "ratio"}
        and x.a.status != "lapsed"
    ]
    if not found or not v.whole:
        what = v.say("no_share_to_compare_with")
        return Piece(refusal(v, what) if v.whole else "", text=what)
    met = [x for x in found if x.a.status in {"on_track", "achieved"}]
    title = v.say("of_shares_meet_their_targets", n_met=len(met), n_found=len(found))
    if all(x.unjudged for x in found):
        title = v.say("shares_not_judged", n=len(found))
    if len(found) == 1:
        title = f"{found[0].short}: {found[0].with_unit(found[0].a.to_date)}, {found[0].word.lower()}"
    distance = lambda x: locale.short_distance(_better(x), "%", v.lang)  # noqa: E731
    frame = pd.DataFrame(
        [(x.short, x.with_unit(x.a.to_date), x.plan, distance(x), x.on_year) for x in found],
        columns=[v.say("target"), v.say("now"), v.say("bound"), v.say("distance_is_good"), v.say("on_year")],
    )
    fields = ("to_date", "target_low", "target_high", "change_on_year")
    data = pd.DataFrame({n: pd.Series([getattr(x.a, n) for x in found], dtype=float) for n in fields})
    data.insert(0, "measure", [x.measure.id for x in found])
    data["distance"] = [_better(x) for x in found]
    worst = min(found, key=_better)
    points = locale.points(abs(_better(worst)), v.lang)
    alt = v.say("farthest_from_its_target", title=title, short=worst.short, points=points)
    pictures = draw(
        lambda f, narrow: _draw_levels(v, f, found, narrow), alt, 44 + 34 * len(found), 44 + 50 * len(found)
    )
    sub = v.say("distance_to_the_target_in")
    return Piece(figure(v, title, sub, pictures, frame, cls="levels"), data, title, drawn=pictures)


def _draw_levels(v: View, f, found: list[Entry], narrow: bool) -> None:
    left = 8 if narrow else 230
    ax = axes(f, left, 30, 14 if narrow else 60, 8)
    n = len(found)
    ax.set_ylim(n - 0.5, -0.5 - (0.25 if narrow else 0))
    ax.set_yticks([])
    seen = [0.0]
    for i, x in enumerate(found):
        y, now = i, _better(x)
        sign = -1 if x.measure.lower_is_better else 1
        seen.append(now)
        colour = COLOUR[theme.status(x.mark).colour]
        bound = x.now - (x.a.distance or 0.0)
        if x.a.year_end_p10 is not None and x.a.year_end_p90 is not None:
            lo, hi = sorted((sign * (x.a.year_end_p10 - bound), sign * (x.a.year_end_p90 - bound)))
            ax.plot([lo, hi], [y, y], color=COLOUR["fan50"], lw=7, solid_capstyle="butt")
            seen += [lo, hi]
        if x.a.last_year_to_date is not None:
            before = now - sign * (x.now - x.a.last_year_to_date)
            ax.plot([before, now], [y, y], color=COLOUR["past"], lw=1.6)
            dot(ax, before, y, COLOUR["past"], hollow=True)
            seen.append(before)
        dot(ax, now, y, colour)
        label = locale.number(now, 1, v.lang, True)
        box = dict(facecolor=COLOUR["page"], edgecolor="none", pad=0.6)
        write(ax, label, (now, y), (0, 9), 12, colour, True, va="baseline", ha="center", bbox=box)
        row_name(ax, f"{x.short} ({x.plan})", i, narrow)
    pad = (max(seen) - min(seen)) * 0.08 + 0.2
    ax.set_xlim(min(seen) - pad, max(seen) + pad)
    ax.axvline(0, color=COLOUR["ink"], lw=1.4)
    ax.xaxis.grid(True)
    ax.xaxis.set_major_formatter(lambda t, _: locale.number(t, None, v.lang, True))


def _better(x: Entry) -> float:
    """The distance to the bound, positive when it is met."""
    distance = x.a.distance or 0.0
    return -distance if x.measure.lower_is_better else distance
