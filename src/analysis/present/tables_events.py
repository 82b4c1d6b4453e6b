"""What was decided, delivered or done of a measure, event by event."""

from __future__ import annotations

import pandas as pd

from analysis.places import called
from analysis.present import locale, theme
from analysis.present.markup import Cell, e, heads, nothing, section, sourced, table
from analysis.present.piece import Piece
from analysis.present.view import Of, View


def events(v: View, of: Of) -> Piece:
    """Decisions, deliveries or steps with day and paper."""
    m, x = v.one(of)
    title = name = m.name(v.lang)
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
        short = n is not None and of and x.a.target_low == 100 and n < of
        key_of = "at_risk" if late else "not_due"
        key_of = ("missed" if short else "achieved") if over else key_of
        key = event.get("key")
        when = event.get("period") if done is True else None  # the report may say the month only
        text = locale.date(done_on, v.lang) if done_on or not when else locale.month(when, v.lang)
        rows.append(
            [
                Cell(e(label), head=True),
                e(locale.date(planned, v.lang)),
                sourced(v, e(text), (key,)) if key is not None else e(text),
                e(event.get("paper") or locale.NONE),
                theme.labelled(key_of, state),
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
