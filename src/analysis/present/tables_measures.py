"""Tables of one measure: its events, its pairs, all that is known of it."""

from __future__ import annotations

import pandas as pd

from analysis.places import called
from analysis.present import locale, theme
from analysis.present.entry import Entry
from analysis.present.markup import Cell, e, heads, nothing, refused, section, sourced, table
from analysis.present.piece import Piece
from analysis.present.view import Of, View


def events(v: View, of: Of) -> Piece:
    """Decisions, deliveries or steps with day and paper."""
    measure = v.measure_of(of)
    x = v.entry(measure)
    name = v.programme.measure(measure).name(v.lang)
    title = f"{name}"
    if x is None or not x.a.events:
        return nothing(e(title), v.say("nothing_has_been_recorded_yet"))
    rows, frame = [], []
    for event in x.a.events:
        label = event.get("name") or event.get("note") or name
        label = event.get(f"name_{v.lang}") or called(label, v.lang)
        day, planned = event.get("date"), event.get("planned")
        done = event.get("done")
        done_on = done if hasattr(done, "year") else day if done or done is None else None
        over = done_on is not None or done is True
        late = not over and planned is not None and planned < v.assessments.as_of
        state = v.say("done_xong") if over else v.say("late") if late else v.say("not_yet")
        n, of = event.get("numerator"), event.get("denominator")
        if n is not None and of:
            label += f": {locale.number(n, None, v.lang)}/{locale.number(of, None, v.lang)}"
            state = v.say("complete") if n >= of else v.say("short_chua_du")
            state = locale.percent(100 * n / of, v.lang) if x.a.target_low != 100 else state
        key = event.get("key")
        when = event.get("period") if done is True else None  # the report may say the month only
        text = locale.date(done_on, v.lang) if done_on or not when else locale.month(when, v.lang)
        text = e(text)
        rows.append(
            [
                Cell(e(label), head=True),
                e(locale.date(planned, v.lang)),
                sourced(v, text, (key,)) if key is not None else text,
                e(event.get("paper") or locale.NONE),
                theme.labelled(
                    "missed"
                    if over and n is not None and of and x.a.target_low == 100 and n < of
                    else "achieved"
                    if over
                    else "at_risk"
                    if late
                    else "not_due",
                    state,
                ),
            ]
        )
        frame.append((label, planned, done_on, event.get("paper")))
    columns = heads(v, "what! planned:dt done_thuc_te:dt paper state!:sts")
    if all(f[1] is None for f in frame):
        columns.pop(1)
        rows = [[r[0], *r[2:]] for r in rows]
    return Piece(
        section(e(title), table(columns, rows, e(title), "cards")),
        pd.DataFrame(frame, columns=["what", "planned", "done", "paper"]),
        title,
    )


def measure(v: View, of: Of) -> Piece:
    """All that is known of one measure this month, opening to its cells."""
    measure = v.measure_of(of)
    x = v.entry(measure)
    if x is None:
        return refused(v, v.say("not_judged_chua_danh_gia"))
    rows = [(k, t) for k, t in _facts(v, x) if t not in (locale.NONE, "")]
    html = table(
        heads(v, "what figure_so_lieu:n"),
        [[Cell(e(k), head=True), t] for k, t in rows],
        e(x.name),
        "data",
    )
    head = f"{e(x.name)} {x.status_html}" if x.judged else e(x.name)
    return Piece(section(head, html), pd.DataFrame(rows, columns=["what", "figure"]), x.name)


def _facts(v: View, x: Entry) -> list[tuple[str, str]]:
    a, unit = x.a, x.measure.unit
    amount = x.with_unit
    rows = [
        (v.say("to_date_thuc_hien"), sourced(v, e(amount(a.to_date)), a.keys, limit=24)),
        (v.say("newest_figure_of"), e(locale.month(a.basis_month, v.lang)) if a.basis_month else ""),
        (
            "n/N",
            e(f"{locale.number(a.numerator, None, v.lang)}/{locale.number(a.denominator, None, v.lang)}")
            if a.numerator is not None and a.denominator
            else "",
        ),
        (v.say("same_months_last_year"), e(amount(a.last_year_to_date))),
        (v.say("on_year"), e(x.on_year)),
    ]
    if not x.judged:
        return rows
    return rows + [
        (
            v.say("plan_of_the_year_ke_hoach_nam"),
            e(x.plan_with_unit) + (f"<small>{e(v.reading_note)}</small>" if x.derived else ""),
        ),
        (
            v.say("at_the_start_of_the"),
            e(amount(x.measure.base)) if x.measure.kind == "annual" and v.year == v.programme.year else "",
        ),
        (v.say("striven_for_muc_phan_dau"), e(amount(a.stretch))),
        (v.say("expected_by_now_muc_can_dat"), e(amount(a.expected_to_date))),
        (v.say("of_plan_gap_ke_hoach_cach"), e(x.progress)),
        (v.say("year_end_du_bao_ca"), "" if a.closed else e(amount(a.year_end))),
        (v.say("range_8_in_10_khoang_8_tren"), e(locale.joined(x.year_end, unit, v.lang))),
        (v.say("chance"), e(x.chance)),
        (v.say("the_owner_expects"), e(amount(a.owner_forecast))),
        (v.say("needed_per_remaining_period"), e(amount(a.needed_per_period)) + _untold(v, x)),
        (v.say("the_same_periods_last_year"), e(amount(a.last_year_rest_per_period))),
        (v.say("owner_don_vi_phu"), e(v.owner_name(a.owner))),
    ]


def _untold(v: View, x: Entry) -> str:
    """The months up to the page's that are not in the figure to date, as ready HTML: they may have brought a part
    of what is needed; "" for none."""
    a = x.a
    periods, since = (
        a.path.periods if a.path and a.needed_per_period is not None else (),
        a.basis_month or "",
    )
    missing = [q for q in periods if since < "{}-{:02d}".format(*locale.parts(q)) <= v.month]
    names = ", ".join(locale.month_short(q, v.lang) for q in missing)
    return f"<small>{e(v.say('less_what_was_not_told', months=names))}</small>" if missing else ""
