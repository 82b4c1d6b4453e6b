"""What half-year, nine-month and year-end editions add: the year by quarter, and what our own forecasts were worth."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from analysis.present import locale, theme
from analysis.present.markup import Cell, Column, e, folded, heads, section, table, unasked
from analysis.present.path_picture import cumulative, drawable
from analysis.present.piece import Piece
from analysis.present.sentences import parts_apart
from analysis.present.trouble import TROUBLE, tally
from analysis.present.view import Entry, View

EDITIONS = (6, 9, 12)
MOST = 30  # measures of which the leaders' page speaks; of more their groups' pages do


def look_back(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """By quarter what was done and how it changed on the same quarter last year; how the year's end was forecast at
    each quarter's close, and whether that still holds; on the leaders' page (no `of`) in words: the money, the
    forecasts, the year's commitments. Nothing in other months.

    `.data`: measure, quarter (1-4), value, before, low, high, held.
    """
    found = [x for x in v.measures(of) if x.measure.binding and x.target.counted and drawable(x.a.path)]
    if v.day.month not in EDITIONS or not v.whole or not found or (of is None and len(found) > MOST):
        return unasked(v, of, v.say("no_look_back"))
    quarters = range(1, v.day.month // 3 + 1)
    frame = pd.DataFrame([_of(v, x, q) for x in found for q in quarters])
    held = frame["held"].dropna()
    title = v.say("look_back", span=locale.so_far(v.month, v.lang))
    holds = v.say("held_result" if v.closed else "held_forecast")
    said = v.say("forecasts_held", n=len(held), held=int(held.sum()), holds=holds) if len(held) else ""
    names = [locale.month_short(f"{v.year}-Q{q}", v.lang) for q in quarters]
    if of is None:
        return _in_words(v, title, [x for x in found if x.measure.stake == "money"], frame, names, said)
    columns = [*heads(v, "*"), *(Column(e(n), "n") for n in names)]
    columns += heads(v, "year_end_told") if said else []
    rows = []
    for x in found:
        own = frame[frame["measure"] == x.measure.id].to_dict("records")
        name = Cell(f"{theme.mark(x.mark, x.word)} {e(x.short)}<small>{e(x.unit)}</small>", head=True)
        told = [_forecasts(v, x, own, names)] * bool(said)
        rows.append([name, *(_quarter(v, x, row) for row in own), *told])
    apart = [f"{x.short}:{text}" for x in found if (text := parts_apart(v, x))]
    note = " ".join([v.say("look_back_read") + said, *apart])
    html = table(columns, rows, e(title), "cards") + f'<p class="note">{e(note)}</p>'
    return Piece(section(e(title), html, "look-back"), frame, f"{title}. {said}".strip())


def _in_words(
    v: View, title: str, money: list[Entry], frame: pd.DataFrame, names: list[str], said: str
) -> Piece:
    """What the leaders' page says of it; the quarters of all measures stand on their groups' pages."""
    lines, more = [], []
    for x in money:
        own = frame[frame["measure"] == x.measure.id].to_dict("records")
        if not any(np.isfinite(row["value"]) for row in own):
            continue
        told = (f"{name} {_quarter(v, x, row, ' ({})')}" for name, row in zip(names, own, strict=True))
        lines.append(f"{e(x.short)}: {'; '.join(told)} ({e(x.unit)}).{e(parts_apart(v, x))}")
    works = v.works()
    left = [(c, s) for c, s in works if s.status not in {"achieved", "lapsed", "watch"}]
    late = ", ".join(f"{n} {word}" for mark, word, n in tally(v, left) if mark in TROUBLE)
    late = f" ({late})" if late else ""
    done = sum(s.status == "achieved" for _, s in works)
    if works:
        rest = Counter(theme.unjudged(s.status, v.lang) for _, s in works if s.status in {"lapsed", "watch"})
        other = "".join(f", {n} {word}" for word, n in rest.items())
        more.append(
            v.say("works_of_the_year", done=done, n=len(works), left=len(left), late=late, other=other)
        )
    more += [said.strip()] if said else []
    if not more and not lines:
        return Piece("")
    more.append(v.say("quarters_elsewhere"))
    lines.append(f"<b>{e(title)}.</b> {e(' '.join(more))}")
    html = folded(title, "".join(f'<p class="note">{line}</p>' for line in lines[::-1]))
    return Piece(html, frame, f"{title}. {said}".strip())


def _of(v: View, x: Entry, q: int) -> dict[str, object]:
    """One measure in one quarter; the forecast is that of the brief which closed it."""
    p, m, this = x.path, 3 * q, v.day.month
    ends = [locale.parts(t)[1] for t in p.periods]
    now = np.where(np.arange(len(ends)) < p.known, p.actual, np.nan)
    value, before = (_in_quarter(np.asarray(y, float), ends, m, cumulative(x)) for y in (now, p.last_year))
    then = x.a.year_ends[m - 1] if m < this and m <= len(x.a.year_ends) else None
    end = x.a.to_date if x.a.closed else x.a.year_end
    held = None if then is None or end is None else then[0] <= end <= then[1]
    low, high = then or (np.nan, np.nan)
    return {"measure": x.measure.id, "quarter": q, "value": value, "before": before, "low": low, "high": high,
            "held": held}  # fmt: skip


def _quarter(v: View, x: Entry, row: dict, beside: str = "<small>{}</small>") -> str:
    now, before, lang = row["value"], row["before"], v.lang
    if not np.isfinite(now):
        return locale.NONE
    if not cumulative(x) or not np.isfinite(before):
        return e(x.amount(now))
    few = x.measure.kind in {"compare", "count"} or not before  # of a few cases a share says nothing
    change = x.amount(now - before, True) if few else locale.percent(100 * (now / before - 1), lang, True)
    return e(x.amount(now)) + beside.format(e(change))


def _forecasts(v: View, x: Entry, rows: list[dict], names: list[str]) -> str:
    said = []
    for r, name in zip(rows, names, strict=True):
        if r["held"] is not None:
            ends = locale.interval(r["low"], r["high"], x.measure.unit, v.lang)
            holds = v.say("held_yes" if r["held"] else "held_no")
            said.append(v.say("forecast_at", quarter=name, range=ends, held=holds))
    return "<br>".join(map(e, said)) or locale.NONE


def _in_quarter(y: np.ndarray, ends: list[int], month: int, summed: bool) -> float:
    """The amount of the quarter that closes in `month`, or the state at its end; nan where it is not known."""
    if month not in ends:
        return np.nan
    at = float(y[ends.index(month)])
    if not summed or month == 3:
        return at
    return at - float(y[ends.index(month - 3)]) if month - 3 in ends else np.nan
