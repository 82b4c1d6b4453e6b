"""The way through a year: actual, expected, last year, fan, and the deviation below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.assess.assessments import Path
from analysis.present import locale
from analysis.present.chart import chart
from analysis.present.drawing import axes
from analysis.present.labels import at, closing_months, label_apart, month_axis, value_axis
from analysis.present.markup import refusal, section
from analysis.present.path_picture import cumulative, deviation, draw_path, drawable
from analysis.present.piece import Piece
from analysis.present.sentences import _fitted, _why, finding, more_about, parts_apart
from analysis.present.tables_places import area_by_month
from analysis.present.theme import COLOUR
from analysis.present.trouble import troubled
from analysis.present.units import by_month, short_by, short_of_target
from analysis.present.view import Entry, Of, View
from analysis.values import ParameterError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BANDS = ("p10", "p25", "p50", "p75", "p90")
NUMBERS = ("value", "to_date", "expected", "last_year", *BANDS)  # of a frame that are drawn


def story(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """The path of the notes' story, else of what stands worst and has a path, of a group or of rows of `book.verdicts`;
    without either section III of the brief. Of one unit the months of the share to which it lacks most, beside the
    area's."""
    if not v.whole:
        return _of_place(v)
    mine = v.measures(of)
    ids = {x.measure.id for x in mine}
    chosen = [v.entry(v.notes.story)] if v.notes.story in ids else []
    chosen += [x for x in troubled(v) if x.measure.id in ids] + mine
    x = next((x for x in chosen if x is not None and drawable(x.a.path)), None)
    numeral, level = ("III. ", 2) if of is None else ("", 3)
    if x is None:
        title = numeral + v.say("the_year_so_far")
        what = v.say("no_series_is_long_enough")
        return Piece(section(title, refusal(v, what), level=level), text=what)
    return _path(v, x, numeral, "".join(f"<p>{line}</p>" for line in more_about(v, x)), level)


def _of_place(v: View) -> Piece:
    both = (
        (m, n, by_month(v.series(m.id)), area_by_month(v, m))
        for m, _, n in short_of_target(v)
        if not m.lower_is_better
    )
    found = next((f for f in both if np.isfinite(f[2]).sum() > 1), None)
    bound = v.area.measures[found[0].id].target_low if found and v.area else None
    if found is None or bound is None:
        return Piece("")
    m, n, own, area = found
    name = locale.small(v.place_name(v.place), v.lang)
    months = tuple(f"{v.year}-{i:02d}" for i in range(1, v.day.month + 1))
    data = pd.DataFrame({"value": own, "area": area}, range(12)).iloc[: len(months)]
    data.index = pd.Index(months, name="period")
    title = v.say("place_story", name=m.short(v.lang), place=name, short=short_by(v, m, n))
    sub = v.say("place_story_read", place=name, target=locale.with_unit(bound, m.unit, v.lang))
    said = [
        "; ".join(
            f"{locale.month_short(p, v.lang)} {locale.with_unit(y, m.unit, v.lang)}"
            for p, y in data[column].dropna().items()
        )
        for column in ("value", "area")
    ]
    alt = v.say("month_by_month_and_area", place=title, own=said[0], whole=v.say("whole_area"), area=said[1])

    def paint(f: Figure, narrow: bool) -> None:
        ax = axes(f, 40, 28, 60, 8)
        ends = [(bound, locale.with_unit(bound, m.unit, v.lang), "ink", False)]
        for column, label, colour, width in (
            ("area", v.say("whole_area"), "past", 1.6),
            ("value", name, "done", 2.6),
        ):
            y = data[column].dropna()
            at = [months.index(p) + 1 for p in y.index]
            ax.plot(at, y, color=COLOUR[colour], lw=width, marker="o", ms=5)
            own = column == "value"
            ends += [(float(y.iloc[-1]), label, colour if own else "ink", own)] if len(y) else []
        ax.axhline(bound, color=COLOUR["ink"], lw=1.4, ls=(0, (4, 3)), zorder=1)
        low, high = ax.get_ylim()
        ax.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
        ax.set_xlim(0.8, len(months) + 0.1)
        value_axis(ax, v.lang, narrow)
        month_axis(ax, months, v.lang, True, narrow)
        label_apart(ax, ends, len(months) + 0.1, narrow)

    return chart(v, "place", title, sub, alt + ".", paint, (230, 220), data, unit=m.unit)


def path(v: View, of: Of) -> Piece:
    """A measure's year: actual, expected path, last year, 50/80 fan, deviation strip, data behind.

    Of a frame of `book.figures` the frame's own numbers are drawn, of the book's year; where they are no longer
    the book's, the chart says so and names no finding. Raises Unknown where it has no column `to_date`,
    ParameterError where it has no figure of the year.
    """
    m, x = v.one(of, drawn=True)
    if x is None or x.a.to_date is None or not drawable(x.a.path):
        stopped = x is not None and x.a.status == "lapsed"
        what = v.say("no_longer_drawn" if stopped else "no_series_to_draw", name=m.name(v.lang))
        why = "" if x is None else f"{(x.unjudged or x.word).capitalize()}."
        if x is not None and x.a.to_date is None and not v.whole:
            why = _why(v, x)
        return Piece(refusal(v, what, why), text=what)
    if (
        isinstance(of, pd.DataFrame)
        and "measure" in of.attrs
        and not (_same(given := _given(x, of), x.path) and _the_books(v, of))
    ):
        ends = [
            float(end) if np.isfinite(end := getattr(given, q)[-1]) else None for q in ("p50", "p10", "p90")
        ]
        year_end, low, high = ends if given.known < len(given.periods) else (None, None, None)
        a = replace(x.a, path=given, year_end=year_end, year_end_p10=low, year_end_p90=high)
        title = v.say("of_a_changed_frame", name=x.name)
        title = " – ".join(filter(None, (title, str(of.attrs.get("mark", "")))))
        return _path(v, replace(x, a=a), "", "", title=title, alt=f"{title}.")
    return _path(v, x, "", "")


def _path(
    v: View, x: Entry, numeral: str, after: str, level: int = 3, title: str = "", alt: str = ""
) -> Piece:
    p = x.path
    flow = cumulative(x)
    title = title or numeral + (finding(v, x) if x.judged else x.name)
    alt = alt or _path_alt(v, x)
    # a strip of deviations needs an expected path to deviate from
    strip = bool(np.isfinite(deviation(p)).any()) and x.judged
    fan = bool(np.isfinite(p.p10[p.known :]).any()) if len(p.p10) else False
    summed = flow or x.measure.kind == "ratio" or x.measure.quantities
    what = v.say("cumulative" if summed else "by_period")
    sub = f"{x.name}, {what}, {x.unit}.{parts_apart(v, x)}"
    if fan:
        sub += v.say("dark_band_5_chances_in")
    if p.filled:
        months = ", ".join(locale.month_short(q, v.lang) for q in p.filled)
        sub += f"{v.say('months_without_data_filled_by')}{months}."
    data = _path_data(p)
    shown = (
        data[["to_date", "expected", "last_year", "p10", "p90"]]
        .set_axis(pd.Index(p.periods, name="period"))
        .map(x.rounded)
    )
    paint, heights = lambda f, narrow: draw_path(v, f, x, narrow, strip), (400, 340) if strip else (330, 270)
    unit = x.measure.unit
    return chart(
        v, "path", title, sub, alt, paint, heights, data, shown=shown, unit=unit, after=after, level=level
    )


def _path_alt(v: View, x: Entry) -> str:
    a, p = x.a, x.path
    m = p.known
    said = [v.say("line_chart_of", name=x.name, year=v.year)]
    if m:
        called = locale.month if "Q" in p.periods[m - 1] else locale.month_name
        last = called(p.periods[m - 1], v.lang)
        said.append(v.say("to", last=last, with_unit=x.with_unit(p.actual[m - 1])))
        gap = x.gap(at(p.actual, m - 1), at(p.expected, m - 1))
        if np.isfinite(gap):
            size = x.with_unit(abs(gap)) if x.measure.unit != "%" else locale.points(abs(gap), v.lang)
            said.append(
                v.say("above_the_expected_level" if gap >= 0 else "below_the_expected_level", size=size)
            )
        parts = np.asarray(p.parts[:m], float)
        if m >= 2 and np.isfinite(parts).all() and not (p.filled or _fitted(v, x)) and cumulative(x):
            i = int(np.argmax(parts))
            month = locale.month_short(p.periods[i], v.lang)
            said.append(v.say("highest_period_with", month_short=month, with_unit=x.with_unit(parts[i])))
        elif m >= 2 and not cumulative(x):
            change = p.actual[m - 1] - p.actual[0]
            way = v.say("rising" if change > 0 else "falling" if change < 0 else "unchanged_since_january")
            said += [way] if np.isfinite(change) else []
    if a.change_on_year is not None:
        text = x.since_last_year
        said.append(text[0].upper() + text[1:] + ".")
    if x.year_end != locale.NONE and not a.closed:
        said.append(v.say("year_end", joined=locale.joined(x.year_end, x.measure.unit, v.lang)))
    if x.plan != locale.NONE and x.judged:
        said.append(f"{x.plan_word.capitalize()} {x.plan_with_unit}.")
    return " ".join(said)


def _given(x: Entry, frame: pd.DataFrame) -> Path:
    """The path that a frame of `book.figures` tells of the book's year."""
    months = closing_months(x.path.periods)
    if not isinstance(frame.index, pd.PeriodIndex) or frame.index.has_duplicates:
        said = ", ".join(map(str, frame.index[frame.index.duplicated()][:3])) or str(
            frame.index.name or type(frame.index).__name__
        )
        raise ParameterError(
            "bảng (frame), chỉ mục (index)", said, "tháng, mỗi tháng một dòng (a month a row, once)"
        )
    frame = frame.assign(**{c: pd.to_numeric(frame[c], errors="coerce") for c in frame if c in NUMBERS})
    seen = np.isfinite(frame["to_date"].reindex(months).to_numpy(float))
    if not seen.any():
        found = f"{len(frame)} dòng (rows)"
        raise ParameterError("bảng (frame)", found, f"số liệu của (figures of) {x.view.year}")
    told: dict[str, Any] = {
        n: frame[n].reindex(months).to_numpy(float, copy=True) if n in frame else np.full(len(months), np.nan)
        for n in NUMBERS
    }
    m = int(np.flatnonzero(seen)[-1]) + 1
    for q in BANDS:  # the fan opens at the newest figure
        if np.isfinite(told[q]).any():
            told[q][m - 1] = told["to_date"][m - 1]
    named = {"actual": told.pop("to_date"), "parts": told.pop("value")}
    return replace(x.path, known=m, **named, **told)


def _the_books(v: View, of: Of) -> bool:
    """Whether no number of a frame was changed, one that is not drawn either."""
    try:
        return bool(v.ids(of))
    except ParameterError:
        return False


def _same(a: Path, b: Path) -> bool:
    """Whether two paths draw the same lines."""
    pairs = [(_path_data(p).drop(columns="value").to_numpy(float), p.known) for p in (a, b)]
    return pairs[0][1] == pairs[1][1] and np.allclose(pairs[0][0], pairs[1][0], equal_nan=True)


def _path_data(p: Path) -> pd.DataFrame:
    """A row per period, by the month that closes it: to date, or the state; in the measure's unit."""
    later = np.arange(len(p.periods)) >= p.known
    bands = {q: np.where(later, getattr(p, q), np.nan) for q in BANDS}
    return pd.DataFrame(
        {
            "value": np.where(later, np.nan, p.parts), "to_date": np.where(later, np.nan, p.actual),
            "expected": p.expected, "last_year": p.last_year, **bands,
        },
        index=closing_months(p.periods),
    )  # fmt: skip
