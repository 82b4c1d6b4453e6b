"""The newest figures by commune, without rank; a verdict only where a commune has a plan of its own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.language import catalogue, say
from analysis.notes import Ask
from analysis.present import locale
from analysis.present.markup import Cell, Column, Line, e, heads, refusal, scrolled, section, sourced, table
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.tables_annex import figure
from analysis.present.tables_brief import cause_told, due, state_of, told_who_and_when
from analysis.present.units import (
    UnitFigure,
    above_by_chance,
    by_month,
    former_plans,
    is_share,
    lacks,
    short_by,
    short_of_target,
    unit_figures,
)
from analysis.present.view import Entry, View
from analysis.programme import Measure


def communes(v: View, of: Sequence[str] | pd.DataFrame | None = None) -> Piece:
    """Units and measures, the longer list downwards: no rank, no status; rates on few events as n/N. Of ids, of rows of
    `book.verdicts` or of a frame of `book.by_place`."""
    every = [m for m in v.programme.measures if m not in ("1", "2", "3")]
    wanted = every if of is None else v.ids(of)
    columns_of = {m: {u.code: u for u in unit_figures(v, m, of)} for m in wanted}
    columns_of = {m: units for m, units in columns_of.items() if units}
    title = v.say("figures_by_commune_to_the", month_name=locale.month_name(v.month, v.lang))
    if not columns_of:
        what = v.say("no_figures_by_commune_this")
        return Piece(section(e(title), refusal(v, what)), text=what)
    names = {u.code: u.name for units in columns_of.values() for u in units.values()}
    order = [u.code for u in v.places.units_on(v.day) if u.code in names]
    shown = [v.programme.measure(m) for m in columns_of]
    called = [e(m.short(v.lang)) + f"<small>{e(locale.unit(m.unit, v.lang))}</small>" for m in shown]
    figures = [[figure(v, columns_of[m.id].get(c), m) for c in order] for m in shown]
    across = len(order) <= len(shown)
    if across:
        named = [v.say("measure_noi_dung"), *(e(_bare(names[c])) for c in order)]
        rows = [[Cell(name, head=True), *line] for name, line in zip(called, figures, strict=True)]
    else:  # the longer list stands below one another: a sheet of paper has no room for 17 columns
        named = [v.say("unit_don_vi"), *called]
        rows = [[Cell(e(names[c]), head=True), *line] for c, *line in zip(order, *figures, strict=True)]
    columns = [Column(named[0]), *(Column(n, "n") for n in named[1:])]
    note = v.say("no_rank_and_no_verdict") if not v.planned else v.say("planned_rule")
    look = "year units" if across else "many"  # a phone has the name above its row of figures
    html = scrolled(title, table(columns, rows, e(title), look)) + f'<p class="note">{e(note)}</p>'
    html += _planned(v, columns_of)
    frame = pd.DataFrame({m: {c: u.now for c, u in units.items()} for m, units in columns_of.items()})
    return Piece(section(e(title), html), frame.reindex(order).rename_axis("place"), title)


def _planned(v: View, measures: Iterable[str]) -> str:
    """Which units are on the plan that was given to them, a table a measure; what does not add up to the area's
    target, and what was given to units that are no more. Ready HTML."""
    html = ""
    for found in filter(None, map(v.planned.get, v.programme.measures)):
        good = v.say("planned_units", good=sum(x.good for x in found), n=len(found))
        html += _on_plans(v, f"{found[0].short}: {good}", {v.place_name(x.a.place): x for x in found})
    said = [
        f"{v.programme.measure(f.subject).short(v.lang)}: {locale.inside(sentence(f.reason, v.programme, v.lang))}"
        for f in v.assessments.findings
        if f.kind == "plans_apart"
    ]
    said += [former_plans(v, m, u.code) for m in measures for u in v.places.units_on(v.day)]
    return html + "".join(f'<p class="note">{e(text)}</p>' for text in said if text)


def _on_plans(v: View, title: str, rows: dict[str, Entry]) -> str:
    """By name what was given, done, and may come by the year's end, with the verdict and what it takes."""
    words = (
        v.say("plan_given"),
        v.say("to_date_thuc_hien"),
        v.say("of_plan_gap"),
        v.say("year_end_du_bao_ca"),
    )
    columns = [Column(v.say("measure_noi_dung"), phone=""), *(Column(w, "n") for w in words)]
    columns.append(Column(v.say("status"), "sts", ""))
    body = [
        Line(
            [
                Cell(e(name), head=True), sourced(v, e(x.plan_with_unit), x.a.cells["plan"]),
                sourced(v, e(x.amount(x.a.to_date)), x.a.keys)
                + f"<small>{e(x.number_of)}</small>" * bool(x.of_month),
                e(x.progress), e(x.year_end), x.status_html,
            ], "", e(sentence(x.a.what_would_change or x.a.reason, v.programme, v.lang)),
        )
        for name, x in rows.items()
    ]  # fmt: skip
    return f"<h3>{e(title)}</h3>{table(columns, body, e(title), 'cards')}"


def place(v: View) -> Piece:
    """One unit beside the whole area: its figure now and before, the area's, what lacks to the area's target;
    below, how it stands on the plans that were given to it, what it is asked, and what it has not sent. No rank,
    and no verdict without a plan of its own.

    `.data`: measure, value, area, gap (points, of shares), before, lacking (units of the numerator)."""
    if v.whole or v.area is None:
        return Piece("")
    name = v.place_name(v.place)
    title = v.say("place_beside_area", place=name)
    columns = [
        Column(v.say("measure_noi_dung")), Column(e(_bare(name)), "n"), Column(v.say("whole_area"), "n"),
        Column(v.say("beside_area"), "n"), Column(v.say("the_period_before").capitalize(), "n"),
        Column(v.say("to_the_area_s_target"), "n"), Column(v.say("by_month")),
    ]  # fmt: skip
    rows, frame = [], []
    for m in v.programme.measures.values():
        u = next(iter(unit_figures(v, m.id)), None)
        if u is None or u.now is None or m.id not in v.area.measures:
            continue
        area = v.area.measures[m.id]
        x = Entry(v, v.programme.target_of(m.id), m, area)
        at = f"{v.year}-{u.months[0]:02d}" if m.kind == "level" and len(u.months) == 1 else v.month
        alike = area.to_date is not None and (
            at == (area.basis_month or v.month) if m.kind == "level" else not u.months
        )
        gap = u.now - area.to_date if is_share(m, u) and alike and area.to_date is not None else None
        apart = locale.rounded(u.now, 1) - locale.rounded(area.to_date or 0.0, 1)  # of what stands beside it
        whole = e(x.amount(area.to_date))
        if u.months and not alike and area.to_date is not None:
            whole += f"<small>{e(locale.so_far(area.basis_month or v.month, v.lang))}</small>"
        n = lacks(v, m, u)
        rows.append([
            Cell(e(x.name) + f"<small>{e(_counted(v, x, u))}</small>", head=True),
            figure(v, u, m),
            whole,
            e(locale.distance(apart, m.unit, v.lang)) if gap is not None else locale.NONE,
            e(locale.amount(u.before, m.unit, v.lang)) if u.before is not None else locale.NONE,
            e(_lacking(v, m, u)),
            _spark(v, m),
        ])  # fmt: skip
        frame.append((m.id, u.now, area.to_date, gap, u.before, n))
    data = pd.DataFrame(frame, columns=["measure", "value", "area", "gap", "before", "lacking"])
    if not rows:
        what = v.say("no_figures_by_commune_this")
        return Piece(section(e(title), refusal(v, what), level=2), text=what)
    plans = _own_plans(v)
    rule = v.say("planned_rule" if plans else "no_verdict_and_no_rank")
    said = f"{rule} {v.say('spark_read', place=locale.small(name, v.lang))}"
    html = (
        _which(v)
        + plans
        + table(columns, rows, e(title), "cards exc place")
        + f'<p class="note">{e(said)}</p>'
        + _asked_of(v, name)
        + _works_of(v, name)
        + _not_sent(v)
    )
    return Piece(section(e(title), html, level=2), data, title)


def _lacking(v: View, m: Measure, u: UnitFigure) -> str:
    """What a unit lacks to the area's target, or that it lacks nothing; "–" where it is held against none. Text."""
    n = lacks(v, m, u)
    if above_by_chance(v, m, u):
        return v.say("above_by_chance")
    return short_by(v, m, n) if n else locale.NONE if n is None else v.say("lacks_nothing")


def _counted(v: View, x: Entry, u: UnitFigure) -> str:
    """The unit of a measure; of few cases, which stand as n/N, what they count. Text."""
    counts = [x.measure.said(v.lang, part) for part in ("numerator", "denominator")]
    return "/".join(counts) if u.small and all(counts) else x.unit


def _which(v: View) -> str:
    """Of a unit that a merger changed, whether the figures are of the one before or after it."""
    unit = v.places.held(v.place, v.day)
    parts = v.places.parts(v.place, v.day) if unit else ()
    before = unit is not None and unit.until is not None
    if unit and unit.until and unit.successor:
        then = day = unit.until + dt.timedelta(days=1)
        parts = (unit.successor,)
    elif unit and unit.since and not unit.until and parts != (v.place,):
        day, then = unit.since, unit.since - dt.timedelta(days=1)
    else:
        return ""
    said = v.say(
        "place_before_merger" if before else "place_after_merger",
        month=locale.month_name(v.month, v.lang),
        name=locale.small(v.place_name(v.place), v.lang),
        day=locale.date(day, v.lang),
        units=locale.listed([locale.small(v.places.name(code, then, v.lang), v.lang) for code in parts]),
    )
    return f'<p class="note">{e(said)}</p>'


def _own_plans(v: View) -> str:
    """How the unit stands on the plans that were given to it, and what was given to those it was made of."""
    own = {x.short: x for x in v.measures() if x.judged}
    html = _on_plans(v, v.say("planned_by_place"), own) if own else ""
    left = filter(None, (former_plans(v, m, v.place) for m in v.programme.measures))
    return html + "".join(f'<p class="note">{e(text)}</p>' for text in left)


def _asks_of(v: View, name: str) -> list[Ask]:
    """Those of the month's asks that name the unit, or all units of its kind, as who leads, decides or is to do it."""
    lang, n = v.notes.lang, len(v.places.units_on(v.day))
    first = [*say(lang, "every_unit").split(", "), str(n), *say(lang, "number_words").split()[n : n + 1]]
    kinds, plural = say(lang, "kinds_of_units").split(", "), catalogue(lang)["grammar"]["plural"]
    every = re.compile(
        rf"\b(?i:(?:{'|'.join(first)})(?: \w+){{0,2}} (?:{'|'.join(kinds)})(?:{plural})?)\b"
        r"(?! [^\W\d_a-zà-ỹđ])"  # "các xã Tân Lân, Mỹ Lệ" are those alone
    )
    return [
        a
        for a in v.notes.asks
        if any(
            name.casefold() in t.casefold() or every.search(t)
            for t in (a.lead, a.decides, a.proposal, a.what)
        )
    ]


def _owed_of(v: View, name: str) -> list[str]:
    """Of the targets to which the unit itself lacks what the brief says of cause and action, or that they are owed;
    ready HTML."""
    said: list[str] = []
    for m, _, n in short_of_target(v):
        x = Entry(v, v.programme.target_of(m.id), m, v.area.measures[m.id])  # type: ignore[union-attr]
        lack = f" ({locale.small(name, v.lang)} {short_by(v, m, n)})"
        if told := " ".join(cause_told(v, x, {})):
            said.append(f"{e(x.full + lack)}: {told}")
    return said


def _asked_of(v: View, name: str) -> str:
    """What the month's notes ask of the unit."""
    asks, owed = _asks_of(v, name), _owed_of(v, name)
    if not asks and not owed:
        return ""
    items = "".join(
        f"<li>{v.noted(a.what)} {v.noted(a.proposal)} {told_who_and_when(v, a, '{}:')}</li>" for a in asks
    ) + "".join(f"<li>{text}</li>" for text in owed)
    return f"<h3>{e(v.say('asked_of_place', place=locale.small(name, v.lang)))}</h3><ul>{items}</ul>"


def _spark(v: View, m: Measure) -> str:
    """The unit's months of the year and, thinner, the area's, as a line that speaks; "–" for fewer than two."""
    own = v.assessments.measures.get(m.id)
    both = [by_month(v.series(m.id), own.path if own else None), area_by_month(v, m)]
    known = [np.flatnonzero(np.isfinite(y)) for y in both]
    if known[0].size < 2:
        return locale.NONE
    shared = np.concatenate(both) if m.unit == "%" else None
    lines, said = [], []
    for y, at, width in zip(both, known, (2.2, 1), strict=True):
        scale = y if shared is None else shared
        low, high = (float(f(scale)) for f in (np.nanmin, np.nanmax)) if at.size else (0.0, 0.0)
        dots = " ".join(f"{4 + 6 * i},{18 - 16 * (y[i] - low) / ((high - low) or 1):.0f}" for i in at)
        lines.append(f'<polyline points="{dots}" fill="none" stroke="currentColor" stroke-width="{width}"/>')
        months = (
            f"{locale.month_short(f'{v.year}-{i + 1:02d}', v.lang)} {locale.amount(y[i], m.unit, v.lang)}"
            for i in at
        )
        said.append("; ".join(months) or locale.NONE)
    name = v.place_name(v.place)
    voice = v.say("month_by_month_and_area", place=name, own=said[0], whole=v.say("whole_area"), area=said[1])
    return f'<svg class="spark" viewBox="0 0 74 20" role="img" aria-label="{e(voice)}">{"".join(lines[::-1])}</svg>'


def area_by_month(v: View, m: Measure) -> np.ndarray:
    """The area's figures (12,), put together from its units as its verdict is: a unit's page knows its own rows alone,
    of which no sum of units can be made again. nan where there is none."""
    p, values = v.area.measures[m.id].path if v.area else None, np.full(12, np.nan)
    if p is not None:
        months = [locale.parts(q)[1] for q in p.periods[: p.known]]
        values[np.array(months, int) - 1] = (p.actual if m.kind == "level" else p.parts)[: p.known]
    return values


def _works_of(v: View, name: str) -> str:
    """The commitments that the programme places in the unit or in one that it was made of, and those of its asks:
    who leads, by when, how they stand; ready HTML."""
    states = v.area.commitments if v.area else {}
    codes = (v.place, *v.places.parts(v.place, v.day))
    asked = {a.measure for a in _asks_of(v, name)}
    own = {_bare(p.called("vi")).casefold() for p in v.places.units if p.code in codes}
    columns = heads(v, "task! office due:dt state:sts")
    rows = [
        [
            Cell(e(c.name(v.lang)), head=True),
            e(v.owner_name(s.owner)),
            e(due(v, s)),
            state_of(v, c, s)
            + (f"<small>{e(sentence(s.reason, v.programme, v.lang))}</small>" if s.reason else ""),
        ]
        for c in v.programme.commitments
        if (s := states.get(c.id))
        and (c.id in asked or own & {p.strip().casefold() for p in c.place_vi.split(",")})
    ]
    title = v.say("works_of_place", place=locale.small(name, v.lang))
    return f"<h3>{e(title)}</h3>{table(columns, rows, e(title), 'cards assigned')}" if rows else ""


def _not_sent(v: View) -> str:
    """The monthly measures of which the unit has sent figures this year but none of this month."""
    behind = []
    for m in v.programme.measures.values():
        rows = v.known[(v.known["measure"] == m.id) & (v.known["place"] == v.place)]
        own = set(rows.loc[rows["period"].str.startswith(f"{v.year}-"), "period"])
        if m.cadence == "month" and own and v.month not in own and not any("Q" in p for p in own):
            behind.append(f"{m.short(v.lang)} ({v.say('newest')} {locale.month_short(max(own), v.lang)})")
    if not behind:
        return ""
    said = v.say("place_owes", month=locale.month_name(v.month, v.lang), names="; ".join(behind))
    return f'<p class="note">{e(said)}</p>'


def _bare(name: str) -> str:
    """A unit's name without what kind of unit it is, for a narrow heading."""
    return name.removeprefix("Xã ").removeprefix("Thị trấn ").removeprefix("Phường ")
