"""Against the plan: rows of bars, what an amount is made of, shares and their bounds, crops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.present import locale, theme
from analysis.present.chart import chart, data_table
from analysis.present.drawing import Pictures, axes
from analysis.present.labels import amount_axis, dot, row_name, write
from analysis.present.markup import (
    Cell,
    Column,
    anchor,
    e,
    folded,
    heads,
    refusal,
    refused,
    section,
    sourced,
    table,
)
from analysis.present.parts import parts_frame, parts_tables
from analysis.present.piece import Piece
from analysis.present.theme import COLOUR
from analysis.present.view import Entry, Of, View
from analysis.values import ParameterError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 12  # rows of the brief
TOP = 125.0  # the rows run from 0 to 125 % of the plan


def bullets(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """A row per amount with a plan: bar = to date, tick = expected by now, whisker = year-end 80 % range.

    Without arguments the brief's section IV; else of a group, or of rows of `book.verdicts`. Percentages and
    lower-is-better measures are compared by distance, never as a share of a plan: they stand in `levels`.
    """
    if not v.whole:
        return Piece("")
    found = [x for x in v.measures(of) if _barred(x)]
    everything = found
    if of is None:
        found = _main(found)
    numeral = "IV. " if of is None else ""
    numbered = sum(t.counted for t, _ in v.rows(of if isinstance(of, str) else None))
    title = numeral + _bullet_title(v, found, everything, numbered)
    if not found:
        what = v.say("no_target_has_a_share")
        return Piece(section(e(title), refusal(v, what), level=2 if numeral else 3), text=what)
    marks = ((0, "0"), (40, "50"), (80, "100%"))
    scale = "".join(f'<span style="left:{left}%">{text}</span>' for left, text in marks)
    scale = f'<span class="sc">{scale}</span>'
    columns = [*heads(v, "* to_date_plan:n,v of_plan:n,p"), Column(scale, "bc")]
    rows = [
        [
            Cell(f"{theme.mark(x.mark, x.word)} {e(x.short)}", head=True),
            _of_plan(v, x),
            f"<b>{e(locale.percent(x.share, v.lang))}</b>",
            _bar(v, x),
        ]
        for x in found
    ]
    html = table(columns, rows, e(title), "bul") + _legend(v, found)
    if numeral:
        html = folded(v.say("open_the_bars"), html)
    data = _bullet_data(found)
    behind = data_table(v, data, title, "%") if numeral == "" else ""
    return Piece(section(e(title), html + behind, "bullets", 2 if numeral else 3), data, title)


def parts(v: View, of: Of | None = None) -> Piece:
    """What an amount, those of a group, or of rows or a frame of the book, are made of (`parts` of the programme file);
    nothing where no part has a figure."""
    one = str(of) in v.programme.measures
    wholes = {p.id: m.id for m in v.programme.measures.values() for part in m.parts for p in part.all}
    if not one and (whole := wholes.get(str(of))):
        expected = f'chỉ tiêu có phần này (its whole): chart.parts("{whole}"); từng tháng: figures("{of}")'
        raise ParameterError("parts", of, expected)
    amounts = v.measures([str(of)] if one else of)
    made = [found for x in amounts for found in parts_tables(v, x)]
    html = "".join(section(e(t), html, id="parts" if i == 0 else "") for i, (t, html) in enumerate(made))
    data, title = parts_frame(v, amounts), ". ".join(t for t, _ in made)
    return Piece(html, data, title, drawn=_parts_drawn(v, amounts, data, title))


def _parts_drawn(v: View, amounts: list[Entry], data: pd.DataFrame, title: str) -> Pictures | None:
    """The parts to date, each in a frame of its plan; no picture of amounts in several units."""
    wholes = [x for x in amounts if x.measure.id in set(data["whole"])]
    if len({x.unit for x in wholes}) != 1:
        return None
    bars = [{"actual": p.value, "plan": None if np.isnan(p.plan) else p.plan} for p in data.itertuples()]
    told = [f"{p.name}: {wholes[0].with_unit(p.value)}" for p in data.itertuples()]
    names, height = list(data["name"]), 40 + 52 * len(data)
    alt = f"{title}. {'; '.join(told)}."
    return Pictures.of("", lambda f, narrow: draw_bars(v, f, wholes[0], bars, names, narrow), alt, height)


def _bullet_title(v: View, found: list[Entry], everything: list[Entry], total: int) -> str:
    if not found:
        return v.say("against_the_plan_of_the")
    numbered = all(x.target.counted and x.measure.binding for x in found)
    noun = v.noun(x.target for x in found) if numbered else v.say("amounts_with_a_plan")
    besides, apart = sum(not x.target.counted for x in everything), ""
    if len(everything) > MOST and 0 < besides < len(everything):  # their number is not the headline's
        n = len(everything) - besides
        told = f"{n}/{total}" if n < total else n  # those without a plan are in the headline too
        apart = v.say("counted_and_besides", n=told, nouns=v.nouns, besides=besides)
    if len(everything) > len(found):
        of = ": ".join(filter(None, (str(len(everything)), apart)))
        noun += v.say("the_largest_of", everything=of)
    elif apart:
        noun += f" ({apart})"
    if all(x.unjudged for x in found):
        ends = sorted(x.share or 0.0 for x in found)
        reach = [locale.percent(s, v.lang) for s in dict.fromkeys((ends[0], ends[-1]))]
        return v.say("of_plan_so_far", n=len(found), noun=noun, reach=" – ".join(reach))
    good = sum(x.good for x in found)
    how = v.say("on_track") if not v.closed else v.say("met")
    return v.say("of", good=good, n_found=len(found), noun=noun, how=how)


def _of_plan(v: View, x: Entry) -> str:
    now = x.figure_html
    if x.of_month:
        now += f" ({e(x.number_of)})"
    plan = e(x.plan_with_unit)
    return f"{sourced(v, now, x.a.keys, 1, anchor('m', x.measure.id, v.programme.measures))} / {plan}"


def _bar(v: View, x: Entry) -> str:
    """One row's picture in widths of the row, so that it fits any page."""
    a = x.a
    goal = _goal(x)
    bar, due = x.share or 0.0, None if a.expected_to_date is None else 100 * a.expected_to_date / goal
    said = [v.say("to_date_of_the_plan", percent=locale.percent(bar, v.lang))]
    body = (
        f'<rect class="f-{theme.status(x.mark).colour}" width="{_at(bar)}" y="27%" height="46%"/>'
        '<line class="pl" x1="80%" x2="80%" y1="5%" y2="95%"/>'
    )
    if (ends := _ends(x)) and not a.closed:
        lo, hi = (100 * end / goal for end in ends)
        mid = 100 * a.year_end / goal if a.year_end is not None else (lo + hi) / 2
        body += (
            f'<g class="wh"><line x1="{_at(lo)}" x2="{_at(hi)}" y1="50%" y2="50%"/>'
            f'<line x1="{_at(lo)}" x2="{_at(lo)}" y1="35%" y2="65%"/><line x1="{_at(hi)}" '
            f'x2="{_at(hi)}" y1="35%" y2="65%"/>'
            f'<circle cx="{_at(mid)}" cy="50%" r="3.2"/></g>'
        )
        said.append(
            v.say("year_end_to", percent=locale.percent(lo, v.lang), percent2=locale.percent(hi, v.lang))
        )
    if due is not None:
        body += f'<line class="tk" x1="{_at(due)}" x2="{_at(due)}" y1="5%" y2="95%"/>'
        said.insert(1, v.say("expected_muc_can_dat", percent=locale.percent(due, v.lang)))
    return f'<svg class="bar" role="img" aria-label="{e(x.short)}: {e("; ".join(said))}">{body}</svg>'


def _legend(v: View, found: list[Entry]) -> str:
    """What the rows show: a closed year has neither an expected level nor a forecast."""
    items = [
        (
            '<rect class="f-good" y="4" width="26" height="7"/>',
            v.say("to_date", so_far=locale.so_far(v.month, v.lang))
            if not any(x.of_month for x in found)
            else v.say("to_date_t6_to_the").replace("T6", next(x.of_month for x in found if x.of_month)),
        ),
        (
            any(x.a.expected_to_date is not None for x in found)
            and '<line class="tk" x1="13" x2="13" y1="0" y2="14"/>',
            v.say("expected_by_now"),
        ),
        (
            any(_ends(x) is not None and not x.a.closed for x in found)
            and '<g class="wh"><line x1="1" x2="25" y1="7" y2="7"/>'
            '<line x1="1" x2="1" y1="4" y2="10"/><line x1="25" x2="25" y1="4" '
            'y2="10"/><circle cx="13" cy="7" r="3.2"/></g>',
            v.say("year_end_8_chances_in"),
        ),
        ('<line class="pl" x1="13" x2="13" y1="0" y2="14"/>', v.say("plan_of_the_year")),
    ]
    return (
        '<ul class="legend">'
        + "".join(
            f'<li><svg viewBox="0 0 26 14" aria-hidden="true">{g}</svg>{e(t)}</li>' for g, t in items if g
        )
        + "</ul>"
    )


def _barred(x: Entry) -> bool:
    return (
        not x.is_share
        and _goal(x) > 0
        and x.a.to_date is not None
        and x.share is not None
        and x.a.status not in {"lapsed", "watch"}
        and x.measure.kind in {"flow", "budget", "milestone", "count"}
        and x.measure.role in {"main", "component"}
    )


def _ends(x: Entry) -> tuple[float, float] | None:
    """The 80 % range of the year end."""
    low, high = x.a.year_end_p10, x.a.year_end_p90
    return None if low is None or high is None else (low, high)


def _main(found: list[Entry]) -> list[Entry]:
    """The rows of the brief: all where they fit, else the largest plans of one unit, else the first."""
    if len(found) <= MOST:
        return found
    if len({x.measure.unit for x in found}) == 1:
        kept = {x.measure.id for x in sorted(found, key=_goal, reverse=True)[:MOST]}
        return [x for x in found if x.measure.id in kept]
    return ([x for x in found if x.measure.role == "main"] + found)[:MOST]


def _goal(x: Entry) -> float:
    return x.a.target_low if x.a.target_low is not None else x.a.target_high or 0.0


def _at(share: float) -> str:
    """A share of the plan as a place on the row."""
    return f"{min(max(share, 0.0), TOP) / TOP * 100:.1f}%"


def _bullet_data(found: list[Entry]) -> pd.DataFrame:
    """A row per measure, in per cent of the plan."""
    rows = []
    for x in found:
        goal, a = _goal(x), x.a
        of_plan = [
            None if n is None else 100 * n / goal
            for n in (a.expected_to_date, a.year_end_p10, a.year_end_p90)
        ]
        rows.append((x.measure.id, x.share, *of_plan))
    names = ["measure", "share_of_target", "expected", "year_end_p10", "year_end_p90"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[1:], float))


def levels(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """Shares as distances to their bounds: last year's month, now, year-end range, the bound at zero; of a
    group, or of rows of `book.verdicts`."""
    found = [
        x
        for x in v.measures(of)
        if x.measure.unit == "%"
        and x.a.to_date is not None
        and x.a.distance is not None
        and x.measure.kind in {"level", "ratio"}
        and x.a.status != "lapsed"
    ]
    if not found or not v.whole:
        what = v.say("no_share_to_compare_with")
        return Piece(refusal(v, what) if v.whole else "", text=what)
    met = [x for x in found if x.good]
    title = v.say("of_shares_meet_their_targets", n_met=len(met), n_found=len(found))
    if all(x.unjudged for x in found):
        title = v.say("shares_not_judged", n=len(found))
    if len(found) == 1:
        title = f"{found[0].short}: {found[0].with_unit(found[0].a.to_date)}, {found[0].word.lower()}"
    fields = ("to_date", "target_low", "target_high", "change_on_year", "distance")
    data = pd.DataFrame({n: pd.Series([getattr(x.a, n) for x in found], dtype=float) for n in fields})
    data.insert(0, "measure", [x.measure.id for x in found])
    worst = min(found, key=_better)
    points = locale.points(abs(_better(worst)), v.lang)
    alt = v.say("farthest_from_its_target", title=title, short=worst.short, points=points)
    paint = lambda f, narrow: _draw_levels(v, f, found, narrow)  # noqa: E731
    heights = 44 + 34 * len(found), 44 + 50 * len(found)
    return chart(v, "levels", title, v.say("distance_to_the_target_in"), alt, paint, heights, data, unit="%")


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
        gap = x.a.distance or 0.0  # in words: "+" to the right would be "−" in the annex where less is better
        way = "" if not gap else f"{v.say('above' if gap > 0 else 'below')} "
        label = way + locale.number(abs(gap), 1, v.lang)
        box = dict(facecolor=COLOUR["page"], edgecolor="none", pad=0.6)
        above = -18 if narrow else 9  # on a phone the row's name stands above
        write(ax, label, (now, y), (0, above), 12, colour, True, va="baseline", ha="center", bbox=box)
        row_name(ax, f"{x.short} ({x.plan})", i, narrow)
    pad = (max(seen) - min(seen)) * 0.08 + 0.2
    ax.set_xlim(min(seen) - pad, max(seen) + pad)
    ax.axvline(0, color=COLOUR["ink"], lw=1.4)
    ax.xaxis.grid(True)
    ax.xaxis.set_major_formatter(lambda t, _: locale.number(abs(t), None, v.lang))


def _better(x: Entry) -> float:
    """The distance to the bound, positive when it is met."""
    distance = x.a.distance or 0.0
    return -distance if x.measure.lower_is_better else distance


def _crops_said(v: View, crops: list[dict], names: list[str], over: list[dict], met: list[dict]) -> str:
    """How many of the crops that are in met their plans; of a single one, whether it did."""
    if len(over) == 1:
        name = locale.small(names[crops.index(over[0])], v.lang)
        return v.say("is_harvested_and_met_its" if met else "is_harvested_and_missed_its", name=name)
    if over:
        return v.say("of_harvested_crops_met_their", n_met=len(met), n_over=len(over))
    done = sum(bool(c.get("over")) and c.get("actual") is not None for c in crops)
    if done:
        return v.say("crops_harvested_without_plans_of", done=done)
    return v.say("no_crop_is_harvested_yet")


def crops(v: View, of: Of) -> Piece:
    """Each crop's harvest against its plan."""
    m, x = v.one(of)
    if m.cadence != "season":
        return refused(v, v.say("not_its_chart", name=m.name(v.lang)))
    crops = list(x.a.crops) if x is not None else []
    if x is None or not crops:
        return refused(v, v.say("no_figures_by_crop", name=m.name(v.lang)))
    names = [str(c.get(f"name_{v.lang}") or c["name"]) for c in crops]
    over = [c for c in crops if c.get("over") and c.get("actual") is not None and c.get("plan")]
    met = [c for c in over if c["actual"] >= c["plan"]]
    title = f"{x.short}: {_crops_said(v, crops, names, over, met)}"
    amounts = {k: pd.Series([c.get(k) for c in crops], dtype=float) for k in ("plan", "actual")}
    data = pd.DataFrame({"crop": names, **amounts, "over": [bool(c.get("over")) for c in crops]})
    told = []
    for name, c in zip(names, crops, strict=True):
        actual, plan = x.amount(c.get("actual")), x.amount(c.get("plan"))
        told.append(v.say("of_tren_ke_hoach", n=name, amount=actual, amount2=plan, unit=x.unit))
    paint = lambda f, narrow: draw_bars(v, f, x, crops, names, narrow)  # noqa: E731
    sub = v.say("filled_bar_harvest_frame_the", unit=x.unit)
    heights = 40 + 52 * len(crops), 40 + 60 * len(crops)
    alt = f"{title}. {'; '.join(told)}."
    return chart(v, "crops", title, sub, alt, paint, heights, data, unit=x.measure.unit)


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
    ax.set_xlim(0, top * (1.02 if not narrow else 1.3))
    amount_axis(ax, v.lang, narrow, len(crops))
