"""Rows of bars that speak of a plan: to date, expected by now, year end; and levels against their bounds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.present import locale, theme
from analysis.present.charts_crops import draw_bars
from analysis.present.drawing import Pictures
from analysis.present.entry import Entry
from analysis.present.markup import (
    Cell,
    Column,
    anchor,
    data_table,
    e,
    folded,
    heads,
    refusal,
    section,
    sourced,
    table,
)
from analysis.present.parts import parts_frame, parts_tables
from analysis.present.piece import Piece
from analysis.present.view import View
from analysis.values import ParameterError

MOST = 12  # rows of the brief
TOP = 125.0  # the rows run from 0 to 125 % of the plan


def bullets(v: View, group: str | pd.DataFrame | None = None) -> Piece:
    """A row per amount with a plan: bar = to date, tick = expected by now, whisker = year-end 80 % range.

    Without arguments the brief's section IV; else of a group, or of rows of `book.verdicts`. Percentages and
    lower-is-better measures are compared by distance, never as a share of a plan: they stand in `levels`.
    """
    if not v.whole:
        return Piece("")
    found = [x for x in v.measures(group) if _barred(x)]
    everything = len(found)
    if group is None:
        found = _main(found)
    numeral = "IV. " if group is None else ""
    title = numeral + _bullet_title(v, found, everything)
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
    frame = _bullet_frame(v, found)
    behind = data_table(v, frame, title) if numeral == "" else ""
    return Piece(section(e(title), html + behind, "bullets", 2 if numeral else 3), _bullet_data(found), title)


def parts(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """What an amount, those of a group, or of rows of `book.verdicts`, are made of (`parts` of the programme file);
    nothing where no part has a figure."""
    one = isinstance(of, str) and of in v.programme.measures
    wholes = {p.id: m.id for m in v.programme.measures.values() for part in m.parts for p in part.all}
    if not one and isinstance(of, str) and (whole := wholes.get(of)):
        expected = f'chỉ tiêu có phần này (its whole): chart.parts("{whole}"); từng tháng: figures("{of}")'
        raise ParameterError("parts", of, expected)
    amounts = v.measures(ids=(str(of),)) if one else v.measures(of)
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


def _bullet_title(v: View, found: list[Entry], everything: int) -> str:
    if not found:
        return v.say("against_the_plan_of_the")
    noun = (
        v.noun(x.target for x in found) if all(x.target.counted and x.measure.binding for x in found) else ""
    )
    noun = noun or v.say("amounts_with_a_plan")
    if everything > len(found):
        noun += v.say("the_largest_of", everything=everything)
    if all(x.unjudged for x in found):
        ends = sorted(x.share or 0.0 for x in found)
        reach = [locale.percent(s, v.lang) for s in dict.fromkeys((ends[0], ends[-1]))]
        return v.say("of_plan_so_far", n=len(found), noun=noun, reach=" – ".join(reach))
    good = sum(x.good for x in found)
    how = v.say("on_track") if not v.closed else v.say("met")
    return v.say("of", good=good, n_found=len(found), noun=noun, how=how)


def _of_plan(v: View, x: Entry) -> str:
    now = e(x.amount(x.a.to_date))
    if x.a.estimate:
        now += f' <i class="est">{v.say("est")}</i>'
    if x.of_month:
        now += f" ({e(x.of_month)})"
    plan = e(x.plan_with_unit)
    return f"{sourced(v, now, x.a.keys, 1, anchor('m', x.measure.id, v.programme.measures))} / {plan}"


def _bar(v: View, x: Entry) -> str:
    """One row's picture in widths of the row, so that it fits any page."""
    a = x.a
    goal = _goal(x)
    bar, due = x.share or 0.0, None if a.expected_to_date is None else 100 * a.expected_to_date / goal
    said = [v.say("to_date_of_the_plan", percent=locale.percent(bar, v.lang))]
    body = (
        '<rect class="bg" width="100%" y="15%" height="70%"/><rect '
        f'class="f-{theme.status(x.mark).colour}" '
        f'width="{_at(bar)}" y="27%" height="46%"/><line class="pl" x1="80%" x2="80%" y1="5%" y2="95%"/>'
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


def _bullet_frame(v: View, found: list[Entry]) -> pd.DataFrame:
    rows = []
    for x in found:
        goal, a = _goal(x), x.a
        due = None if a.expected_to_date is None else 100 * a.expected_to_date / goal
        end = locale.NONE
        if ends := _ends(x):
            end = locale.interval(100 * ends[0] / goal, 100 * ends[1] / goal, "%", v.lang) + "%"
        rows.append((x.short, locale.percent(x.share, v.lang), locale.percent(due, v.lang), end))
    columns = [
        v.say("target"),
        v.say("to_date_of_plan"),
        v.say("expected_of_plan"),
        v.say("year_end_of_plan"),
    ]
    return pd.DataFrame(rows, columns=columns)


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
