"""What is seen together: every target's year side by side, the deadlines ahead, and who reports in time."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.assess.ledger import closing
from analysis.ingest.problems import waiting
from analysis.present import locale, theme
from analysis.present.chart import chart
from analysis.present.drawing import NARROW, WIDE, axes
from analysis.present.due import due_items
from analysis.present.labels import at, closing_months, dot, wrapped, write
from analysis.present.markup import Cell, Column, e, refused, scrolled, section, table
from analysis.present.path_picture import bound, drawable, stepped
from analysis.present.piece import Piece
from analysis.present.theme import COLOUR
from analysis.present.view import Entry, View

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AHEAD = 60  # days
UNDATED = dt.date.max  # of a figure that came, on a day that no file tells
DUE = {
    "month": range(1, 13),
    "month 15-14": range(1, 13),
    "quarter": (3, 6, 9, 12),
}  # months in which figures come
ROOM, LINE = {True: 320, False: 520}, 15  # px of a deadline's name, and of a line of it
ACROSS, NAME = {True: 2, False: 4}, 11.5  # panels side by side; size of a panel's name


def multiples(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """Every numbered measure with a series: so far, the level to be expected, the plan; each in its own scale.

    `.data`: measure, period, to_date, expected, target; a row a period, in the measure's unit."""
    found = [x for x in v.measures(of) if x.measure.role == "main" and drawable(x.a.path)]
    if not found:
        return refused(v, v.say("no_series_is_long_enough"))
    counts = Counter(x.word for x in sorted(found, key=lambda x: theme.status(x.mark).rank))
    said = ", ".join(f"{n} {word.lower()}" for word, n in counts.items())
    title = v.say("multiples", n=len(found), said=said)
    frame = pd.concat(
        pd.DataFrame({
            "measure": x.measure.id, "period": closing_months(x.path.periods),
            "to_date": np.asarray(x.path.actual, float), "expected": np.asarray(x.path.expected, float),
            "target": bound(x),
        }) for x in found
    ).reset_index(drop=True)  # fmt: skip
    names = "; ".join(f"{x.short}: {x.word.lower()}" for x in found)
    panels = [x.short if x.measure.unit == "%" else f"{x.short}, {x.unit}" for x in found]
    room = {narrow: (NARROW if narrow else WIDE) / across - 12 for narrow, across in ACROSS.items()}
    told = {narrow: [wrapped(name, room[narrow], NAME) for name in panels] for narrow in ACROSS}
    deep = {narrow: 97 + LINE * max(map(len, told[narrow])) for narrow in ACROSS}
    heights = {narrow: deep[narrow] * ceil(len(found) / ACROSS[narrow]) + 6 for narrow in ACROSS}
    paint = lambda f, narrow: _draw_multiples(f, found, told[narrow], deep[narrow], narrow)  # noqa: E731
    sides, alt, none = (heights[False], heights[True]), f"{title}. {names}.", frame.head(0)
    return chart(v, "multiples", title, v.say("multiples_read"), alt, paint, sides, frame, shown=none)


def _draw_multiples(f: Figure, found: list[Entry], told: list[list[str]], height: int, narrow: bool) -> None:
    across = ACROSS[narrow]
    width = f.get_size_inches()[0] * 72 / across
    for i, (x, lines) in enumerate(zip(found, told, strict=True)):
        row, col = divmod(i, across)
        below = f.get_size_inches()[1] * 72 - (row + 1) * height
        ax = axes(f, col * width + 6, below + 14, (across - 1 - col) * width + 14, row * height + height - 80)
        n = len(x.path.periods)
        months = np.arange(1, n + 1)
        ax.plot(months, x.path.expected, color=COLOUR["ink"], lw=1.2, ls=(0, (4, 3)))
        if (level := bound(x)) is not None:
            ax.plot([1, n], [level, level], color=COLOUR["muted"], lw=0.9)
        colour = COLOUR[theme.status(x.mark).colour]
        steps = "steps-post" if stepped(x) else "default"
        known = x.path.known
        ax.plot(months[:known], x.path.actual[:known], color=COLOUR["done"], lw=2.2, drawstyle=steps)
        end = at(x.path.actual, x.path.known - 1)
        if end is not None:
            ax.plot([x.path.known], [end], "o", ms=5, color=COLOUR["done"])
        low, high = ax.get_ylim()
        ax.set_ylim(low - (high - low) * 0.08 - 1e-9, high + (high - low) * 0.08 + 1e-9)
        ax.set_xlim(0.6, n + 0.4)
        ax.set(xticks=[], yticks=[])
        for k, line in enumerate(lines, 1):
            up = 16 + LINE * (len(lines) - k)
            write(ax, line, (0, 1), (0, up), NAME, va="baseline", xycoords="axes fraction")
        said = f"{theme.status(x.mark).glyph} {x.amount(x.a.to_date)} / {x.plan}"
        write(ax, said, (0, 1), (0, 3), 11, colour, va="baseline", xycoords="axes fraction")


def deadlines(v: View, of: str | pd.DataFrame | None = None, days: int = AHEAD) -> Piece:
    """What falls due in the next `days` days: commitments, their steps, asks, causes, what was assigned; of a group, of
    rows of `book.commitments` or of `book.verdicts` theirs alone.

    `.data`: due (date), what, office, kind; in the order of the days."""
    until, own = v.day + dt.timedelta(days=days), v.only(of, works=True)
    rows = [d[:4] for d in due_items(v, brief=True) if v.day <= d.day <= until and own.wants(d.of)]
    if not rows:
        what = v.say("no_deadlines_ahead", days=days)
        return Piece(section(v.say("deadlines_ahead"), f'<p class="nil">{e(what)}</p>', level=3), text=what)
    first = rows[0]
    title = v.say(
        "deadlines_n", n=len(rows), days=days, first=locale.short_date(first[0], v.lang), what=first[1]
    )
    frame = pd.DataFrame(rows, columns=["due", "what", "office", "kind"]).astype({"due": "datetime64[s]"})
    shown = frame.assign(kind=[v.word("due_kind", kind) for kind in frame["kind"]])
    names = [f"{locale.short_date(r[0], v.lang)} · {r[1]}" for r in rows]
    told = {narrow: [wrapped(name, ROOM[narrow], 12) for name in names] for narrow in ROOM}
    heights = {narrow: 34 + sum(map(_room_of, told[narrow])) + 14 * narrow * len(rows) for narrow in ROOM}
    paint = lambda f, narrow: _draw_deadlines(v, f, rows, told[narrow], days, narrow)  # noqa: E731
    sub = v.say("deadlines_read", until=locale.short_date(until, v.lang))
    sides = heights[False], heights[True]
    alt = f"{title}. {'; '.join(names)}."
    return chart(v, "deadlines", title, sub, alt, paint, sides, frame, shown=shown)


def _room_of(lines: list[str]) -> int:
    return LINE * len(lines) + 11


def _draw_deadlines(v: View, f: Figure, rows: list, told: list[list[str]], days: int, narrow: bool) -> None:
    ax = axes(f, 16 if narrow else ROOM[False] + 20, 28, 16, 6)
    top = 0.0
    for (day, _, _, kind), lines in zip(rows, told, strict=True):
        after, deep = (day - v.day).days, LINE * len(lines)
        # below its name on a phone, beside it elsewhere
        y = top + (deep + 8 if narrow else _room_of(lines) / 2)
        ax.plot([0, after], [y, y], color=COLOUR["line"], lw=2)
        dot(ax, after, y, COLOUR["done"], hollow=kind == "step")
        first = top if narrow else y - deep / 2
        for k, line in enumerate(lines):
            at, away = (0, first + LINE * (k + 0.5)), (0 if narrow else -10, 0)
            write(ax, line, at, away, 12, ha="left" if narrow else "right", xycoords=ax.get_yaxis_transform())
        top += _room_of(lines) + 14 * narrow
    ax.set_ylim(top, 0)
    ax.set_xlim(0, days + 1)
    ax.set_yticks([])
    marks = range(0, days + 1, 30 if narrow else 15)
    ax.set_xticks(list(marks), [locale.short_date(v.day + dt.timedelta(days=m), v.lang) for m in marks])
    ax.xaxis.grid(True, lw=0.6)


def punctuality(v: View) -> Piece:
    """Every office and month of the year: the first figures of the month in time, late, of some units only, or none.

    `.data`: owner and a column a month; the day on which the month's first figure was reported, NaT for none.
    Source of the closing day: `closing_day` of the programme file."""
    months = range(1, v.day.month + 1 if v.day.year == v.year else 13)
    ends = {m: closing(v.year, m, v.programme.closing_day) for m in months}
    came, known = _first_reports(v), defaultdict(list)
    part: dict[tuple[str, int], str] = {}  # months of which some units only have sent
    unused = waiting(v.problems)  # what is of no use was sent all the same
    for x in v.measures():
        s = v.series(x.measure.id)
        for m in months:
            if m not in DUE.get(x.measure.cadence, ()) or not (owner := x.measure.owner_on(ends[m])):
                continue
            of = x.measure.id, f"{v.year}-{m:02d}"
            known[owner, m].append(came.get(of) or (UNDATED if of in unused else None))
            sent = s.reported[m - 1] + len({p.place for p in unused.get(of, ())} & {*v.places.codes})
            if s.in_part(m, m - 1) and sent < s.expected[m - 1]:
                part[owner, m] = v.say("came_in_part", n=sent, of=s.expected[m - 1])
    first = {key: min(filter(None, days), default=None) for key, days in known.items()}
    owners = [o.id for o in v.programme.owners if any((o.id, m) in first for m in months)]
    if not owners or all(d in (None, UNDATED) for d in first.values()):
        return refused(v, v.say("no_report_dates" if owners else "no_office_assigned"))
    marks: dict[str, list[str]] = {}
    for o in owners:
        marks[o] = [_mark(v, first, o, m, ends[m], part.get((o, m))) for m in months]
    own = {o: [(d, ends[m]) for (owner, m), d in first.items() if owner == o] for o in owners}
    always = sum(
        all(d and (d <= end or d == UNDATED) for d, end in days)
        and any(d != UNDATED for d, _ in days)
        and not any(late == o for late, _ in part)
        for o, days in own.items()
    )
    title = v.say("punctual", always=always, n=len(owners))
    columns = [Column(v.say("office"))] + [
        Column(locale.month_short(f"{v.year}-{m:02d}", v.lang), "mo") for m in months
    ]
    body = [[Cell(e(v.owner_name(o)), head=True), *marks[o]] for o in owners]
    days = {
        m: pd.Series([first.get((o, m)) for o in owners], dtype=object).replace(UNDATED, None) for m in months
    }
    frame = pd.DataFrame({f"{v.year}-{m:02d}": pd.to_datetime(column) for m, column in days.items()})
    frame.insert(0, "owner", owners)
    note = f'<p class="note">{e(v.say("punctual_read"))}</p>'
    return Piece(
        section(e(title), note + scrolled(title, table(columns, body, e(title), "months year"))), frame, title
    )


def _first_reports(v: View) -> dict[tuple[str, str], dt.date]:
    """By measure and period the day on which its first figure was reported."""
    days = pd.to_datetime(v.known["reported_on"], errors="coerce").dt.date.fillna(UNDATED)
    return days.groupby([v.known["measure"], v.known["period"]]).min().to_dict()


def _mark(v: View, first: dict, owner: str, m: int, end: dt.date, part: str | None) -> str:
    if (owner, m) not in first:
        return ""
    day, month = first[owner, m], locale.month_short(f"{v.year}-{m:02d}", v.lang)
    if day is None:
        return theme.mark("no_data", f"{month}: {v.say('none_came')}")
    if part:  # nothing is in time that has not come
        return theme.mark("at_risk", f"{month}: {part}")
    if day == UNDATED:
        return theme.mark("watch", f"{month}: {v.say('came_undated')}")
    came = locale.short_date(day, v.lang)
    if day <= end:
        return theme.mark("on_track", f"{month}: {v.say('came_in_time', came=came)}")
    return theme.mark("at_risk", f"{month}: {v.say('came_late', came=came)}")
