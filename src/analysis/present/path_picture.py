"""The picture of a measure's year: lines, fan, and the strip of deviations below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.assess.assessments import Path
from analysis.present import locale
from analysis.present.drawing import axes
from analysis.present.labels import at, beside, label_apart, month_axis, text_width, value_axis, write
from analysis.present.theme import COLOUR
from analysis.present.view import Entry, View

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


SLIM = 0.08  # of the height of the picture


def draw_path(v: View, f: Figure, x: Entry, narrow: bool, strip: bool) -> None:
    p, n = x.path, len(x.path.periods)
    left = 40 if narrow else 58
    below = (100 if narrow else 112) if strip else 28
    ax = axes(f, left, below, 0, 14)
    at = np.arange(1, n + 1)
    ax.set_xlim(1 if cumulative(x) else 0.8, n + 0.02)
    _y_range(ax, x)
    _fan(ax, p, at, np.zeros(n))
    dim: dict[str, Any] = dict(solid_capstyle="round", clip_on=False)
    if stepped(x):
        dim["drawstyle"] = "steps-post"
    ax.plot(at, p.last_year, color=COLOUR["past"], lw=1.5, **dim)
    lone = _lone(p.last_year)  # a line needs two neighbours: a yearly figure is a dot
    ax.plot(at[lone], np.asarray(p.last_year, float)[lone], "o", ms=4, color=COLOUR["past"], **dim)
    if x.judged:
        ax.plot(at, p.expected, color=COLOUR["ink"], lw=1.6, ls=(0, (4, 3)), clip_on=False)
        _bounds(ax, x, n)
    known = p.known
    dots: dict[str, Any] = dict(marker="o", ms=4.5 if narrow else 5.5, mec=COLOUR["done"], mfc=COLOUR["done"])
    ax.plot(at[:known], p.actual[:known], color=COLOUR["done"], lw=3, **dots, **dim)
    value_axis(ax, v.lang, narrow)
    month_axis(ax, p.periods, v.lang, not strip, narrow)
    label_apart(ax, _ends(v, x, n, narrow), n, narrow)
    _now_label(v, ax, x, narrow)
    if strip:
        right = f.bbox.width * (1 - ax.get_position().x1)
        low = axes(f, left, 26, right, f.get_size_inches()[1] * 72 - below + 22)
        _strip(v, low, x, at, narrow)


def _y_range(ax: Axes, x: Entry) -> None:
    p = x.path
    seen = np.concatenate([np.asarray(s, float) for s in (p.actual, p.expected, p.last_year, p.p10, p.p90)])
    if x.judged:
        seen = np.append(seen, [b for b in (x.a.target_low, x.a.target_high) if b is not None])
    seen = seen[np.isfinite(seen)]
    top, bottom = float(seen.max()), float(seen.min())
    if cumulative(x):
        ax.set_ylim(min(0.0, bottom), (top or 1.0) * 1.04)
    else:
        pad = max((top - bottom) * 0.15, abs(top) * 0.01, 0.1)
        floor = bottom - pad
        ax.set_ylim(max(floor, 0.0) if bottom >= 0 else floor, top + pad)


def _fan(ax: Axes, p: Path, at: np.ndarray, less: np.ndarray) -> np.ndarray:
    """Draw the fan, what it is above `less`; the heights that it reaches."""
    m, seen = max(p.known - 1, 0), [np.zeros(0)]
    for lo, hi, colour in ((p.p10, p.p90, "fan80"), (p.p25, p.p75, "fan50")):
        lo, hi = (np.asarray(y, float)[m:] - less[m:] for y in (lo, hi))
        ok = np.isfinite(lo) & np.isfinite(hi)
        if ok.sum() > 1:
            ax.fill_between(at[m:][ok], lo[ok], hi[ok], color=COLOUR[colour], lw=0, clip_on=False)
            seen += [lo[ok], hi[ok]]
    middle = np.asarray(p.p50, float)[m:] - less[m:]
    if np.isfinite(middle).sum() > 1:
        ax.plot(at[m:], middle, color=COLOUR["good"], lw=1.8, clip_on=False)
    return np.concatenate(seen)


def _slim(x: Entry) -> bool:
    """Whether the fan is too slim to be seen among lines that run from zero: the strip below then has it too."""
    p = x.path
    seen = np.concatenate([np.asarray(y, float) for y in (p.actual[: p.known], p.expected, p.p90)])
    wide = np.nanmax((np.asarray(p.p90, float) - p.p10)[p.known :], initial=0.0)
    return cumulative(x) and bool(0 < wide < SLIM * np.nanmax(seen, initial=0.0))


def _bounds(ax: Axes, x: Entry, n: int) -> None:
    """Bounds of a level, a ratio or a count of cases as level lines, a band where there are two."""
    if cumulative(x) and not stepped(x):
        return
    low, high = x.a.target_low, x.a.target_high
    if low is not None and high is not None and low != high:
        ax.fill_between([0.8, n], low, high, color=COLOUR["band"], lw=0)
    expected = np.asarray(x.path.expected, float)
    if not np.isfinite(expected).any():
        for b in {b for b in (low, high) if b is not None}:
            ax.plot([0.8, n], [b, b], color=COLOUR["ink"], lw=1.6, ls=(0, (4, 3)), clip_on=False)


def _ends(v: View, x: Entry, n: int, narrow: bool) -> list[tuple[float, str, str, bool]]:
    """Names at the lines' ends: height, text, colour, bold (axes.label_apart)."""
    p, a = x.path, x.a
    wanted = []
    level = bound(x)
    if x.judged and level is not None:
        word = v.say("plan_kh") if narrow and x.plan_word == v.say("plan") else x.plan_word.capitalize()
        text = f"{word} {x.plan}"
        wanted.append((level, text, "ink", False))
    end = at(p.p50, n - 1)
    if end is not None and p.known < n:
        shown = x.amount(a.year_end if a.year_end is not None else end)
        wanted.append((end, f"{v.say('forecast')} {shown}", "good", True))
        if x.year_end != locale.NONE:
            wanted.append((end - 1e-9, f"({x.year_end})", "good", False))
    last = at(p.last_year, n - 1)
    if last is not None:
        wanted.append((last, f"{v.year - 1}: {x.amount(last)}", "muted", False))
    return wanted


def _now_label(v: View, ax: Axes, x: Entry, narrow: bool) -> None:
    p = x.path
    if not p.known or p.known >= len(p.periods) or not np.isfinite(p.actual[p.known - 1]):
        return
    i = p.known - 1
    name = locale.month_short(p.periods[i], v.lang)
    text = f"{v.say('x_luy_ke') if cumulative(x) else ''}{name}: {x.amount(p.actual[i])}"
    late = p.known > len(p.periods) * 0.6
    below = cumulative(x) or (bound(x) or 0) >= p.actual[i]
    size = 12 if narrow else 13
    right = beside(ax, i + 1, text, size, 9)
    usual = (-4, "right") if late and not cumulative(x) else (right, "left")
    heights = (-16, 9) if below else (12, -16)
    wide = text_width(text, size, True)
    places = [(*side, y) for side in (usual, (-4, "right"), (right, "left")) for y in heights]
    dx, side, dy = min(places, key=lambda place: _covered(ax, p, stepped(x), i, wide, size, place))
    write(ax, text, (i + 1, p.actual[i]), (dx, dy), size, COLOUR["done"], True, va="baseline", ha=side)


def _covered(
    ax: Axes, p: Path, steps: bool, i: int, wide: float, size: float, place: tuple[float, str, float]
) -> int:
    """How much of the lines, and of the names at their ends, words of that width would cover at `place` of month i:
    pixels to the side, alignment, pixels above."""
    x, y = ax.transData.transform((i + 1, p.actual[i]))
    box = ax.get_window_extent()
    left, low = x + place[0] - wide * (place[1] == "right"), y + place[2]
    found = 9 * (left + wide > box.x1 + 4 or left < box.x0 or low + size > ax.figure.bbox.y1)
    for line in (p.actual[: p.known], p.last_year, p.expected, p.p50):
        known = np.flatnonzero(np.isfinite(line := np.asarray(line, float)))
        xs, ys = known + 1, line[known]
        if steps:
            xs, ys = np.repeat(xs, 2)[1:], np.repeat(ys, 2)[:-1]
        if known.size:
            nth = np.arange(xs.size)
            along = np.linspace(0, xs.size - 1, 12 * xs.size)
            px, py = ax.transData.transform(np.c_[np.interp(along, nth, xs), np.interp(along, nth, ys)]).T
            found += int(((px > left) & (px < left + wide) & (py > low - 3) & (py < low + size)).sum())
    return found


def _strip(v: View, ax: Axes, x: Entry, at: np.ndarray, narrow: bool) -> None:
    """The deviation of actual from expected: cumulative lines hide gaps."""
    p = x.path
    gap = deviation(p)
    known = [i for i in range(p.known) if np.isfinite(gap[i])]
    good = [(gap[i] >= 0) != x.measure.lower_is_better or gap[i] == 0 for i in known]
    ax.set_xlim(1 if cumulative(x) else 0.8, len(at) + 0.02)
    seen = gap[known]
    fanned = _slim(x)
    if fanned:
        seen = np.concatenate([seen, _fan(ax, p, at, np.asarray(p.expected, float))])
    size = np.abs(seen).max(initial=0.0) or 1.0
    low, high = (-size * 1.15 if seen.min() < 0 else 0, size * 1.15 if seen.max() > 0 else 0)
    ax.set_ylim(low, high or (0 if low else size))
    ax.bar(
        [i + 1 for i in known],
        [gap[i] for i in known],
        width=0.025 * len(at),  # as wide for quarters as for months: the number stands beside the bar
        lw=0,
        clip_on=False,
        color=[COLOUR["good" if g else "bad"] for g in good],
    )
    ax.axhline(0, color=COLOUR["line"], lw=1)
    ax.set_yticks([])
    month_axis(ax, p.periods, v.lang, True, narrow)
    top = ax.get_ylim()[1]
    said = v.say("difference_from_the_expected_level")
    small = 11.5 if narrow else 12.5
    write(ax, said, (ax.get_xlim()[0], top), (0, 9), small, COLOUR["muted"], va="baseline")
    if known:
        i, ok = known[-1], good[-1]
        word = v.say("ahead" if gap[i] >= 0 else "short")
        if x.measure.lower_is_better or x.measure.rule == "range" or not cumulative(x):
            word = v.say("above" if gap[i] >= 0 else "below")
        shown = abs(x.gap(p.actual[i], p.expected[i]))
        text, size = f"{word} {x.amount(shown)}", 12 if narrow else 13
        away = beside(ax, i + 1, text, size, 13 if narrow else 16)
        clear = ax.transData.transform((i + 1, 0))[0] > ax.bbox.x0 + text_width(said, small)
        # no room beside the last bar, or a fan: above it, on the line that says what the bars are
        tight = away < 8 or (fanned and clear)
        y, up, va = (top, 9, "baseline") if tight else (gap[i] / 2, 0, "center")
        write(ax, text, (i + 1, y), (away, up), size, COLOUR["good" if ok else "bad"], True, va)


def drawable(p: Path | None) -> bool:
    return p is not None and p.known > 0 and bool(np.isfinite(np.asarray(p.actual[: p.known], float)).any())


def cumulative(x: Entry) -> bool:
    return x.measure.kind in {"flow", "budget", "count", "compare", "event", "milestone"}


def stepped(x: Entry) -> bool:
    """Whether a count rises case by case: no month lies between two of them."""
    return x.measure.kind in {"compare", "event", "count"}


def _lone(values: np.ndarray) -> np.ndarray:
    """Whether each value has none beside it."""
    known = np.pad(np.isfinite(np.asarray(values, float)), 1)
    return known[1:-1] & ~known[:-2] & ~known[2:]


def deviation(p: Path) -> np.ndarray:
    """Actual minus expected for the known periods."""
    gap = np.asarray(p.actual, float) - np.asarray(p.expected, float)
    gap[p.known :] = np.nan
    return gap


def bound(x: Entry) -> float | None:
    a = x.a
    if x.measure.rule == "range" and a.target_low is not None and a.target_high is not None:
        return (a.target_low + a.target_high) / 2
    first, second = (
        (a.target_high, a.target_low) if x.measure.lower_is_better else (a.target_low, a.target_high)
    )
    return second if first is None else first
