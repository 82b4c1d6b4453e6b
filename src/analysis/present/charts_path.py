"""The way through a year: actual, expected, last year, fan, and the deviation below."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.assess.assessments import Path
from analysis.present import locale
from analysis.present.drawing import axes, draw
from analysis.present.markup import figure, refusal, section
from analysis.present.piece import Piece
from analysis.present.sentences import Sentences
from analysis.present.theme import COLOUR
from analysis.present.view import Entry, View


class PathCharts(Sentences):
    """Charts of one measure's year."""

    view: View

    def story(self, group: str | None = None) -> Piece:
        """The path of the notes' story, else of what stands worst and has a path; section III of the brief.

        With `group`, the same choice within one group.
        """
        from analysis.present.tables import Tables

        v = self.view
        if not v.whole:
            return Piece("")
        mine = v.measures(group)
        ids = {x.measure.id for x in mine}
        chosen = [v.entry(v.notes.story)] if v.notes.story in ids else []
        chosen += [x for x in Tables(v).troubled() if x.measure.id in ids] + mine
        x = next((x for x in chosen if x is not None and _drawable(x.a.path)), None)
        numeral, level = ("III. ", 2) if group is None else ("", 3)
        if x is None:
            title = numeral + v.say("Diễn biến trong năm", "The year so far")
            what = v.say("Chưa có chuỗi số nào đủ để vẽ.", "No series is long enough to draw.")
            return Piece(section(title, refusal(v, what), level=level), text=what)
        return self._path(x, numeral, "".join(f"<p>{line}</p>" for line in self._story_lines(x)), level)

    def _story_lines(self, x: Entry) -> list[str]:
        return self._more(x)[:4]

    def path(self, measure: str) -> Piece:
        """A measure's year: actual, expected path, last year, 50/80 fan, deviation strip, data behind."""
        v = self.view
        x = v.entry(measure)
        if x is None or not _drawable(x.a.path):
            name = v.programme.measure(measure).name(v.lang)
            what = v.say(f"Chưa có chuỗi số để vẽ: {name}", f"No series to draw: {name}")
            return Piece(refusal(v, what, x.word if x is not None else ""), text=what)
        return self._path(x, "", "")

    def _path(self, x: Entry, numeral: str, after: str, level: int = 3) -> Piece:
        v, p = self.view, x.a.path
        flow = _cumulative(x)
        title = numeral + (self.finding(x) if v.whole else x.name)
        alt = self._path_alt(x)
        # a strip of deviations needs an expected path to deviate from
        strip = bool(np.isfinite(_deviation(p)).any()) and v.whole
        pictures = draw(
            lambda f, narrow: self._draw_path(f, x, narrow, strip),
            alt,
            400 if strip else 330,
            340 if strip else 270,
        )
        fan = bool(np.isfinite(p.p10[p.known :]).any()) if len(p.p10) else False
        what = v.say("lũy kế" if flow else "theo kỳ", "cumulative" if flow else "by period")
        sub = f"{x.name}, {what}, {x.unit}."
        if fan:
            sub += v.say(
                " Vùng đậm: 5 trên 10 khả năng; vùng nhạt: 8 trên 10.",
                " Dark band: 5 chances in 10; light band: 8 in 10.",
            )
        if p.filled:
            sub += (
                v.say(" Tháng thiếu số đã ước theo mùa vụ: ", " Months without data, filled by the season: ")
                + ", ".join(locale.month_short(q, v.lang) for q in p.filled)
                + "."
            )
        frame = self._path_frame(x)
        return Piece(
            figure(v, title, sub, pictures, frame, cls="path", after=after, level=level), frame, title
        )

    def _path_alt(self, x: Entry) -> str:
        v, a, p = self.view, x.a, x.a.path
        m = p.known
        said = [v.say(f"Biểu đồ đường {x.name} năm {v.year}.", f"Line chart of {x.name}, {v.year}.")]
        if m:
            last = (
                locale.month_name(p.periods[m - 1], v.lang)
                if "Q" not in p.periods[m - 1]
                else locale.month(p.periods[m - 1], v.lang)
            )
            said.append(
                v.say(
                    f"Đến {last}: {x.with_unit(p.actual[m - 1])}.",
                    f"To {last}: {x.with_unit(p.actual[m - 1])}.",
                )
            )
            gap = _deviation(p)[m - 1]
            if np.isfinite(gap):
                way = v.say("cao hơn" if gap >= 0 else "thấp hơn", "above" if gap >= 0 else "below")
                size = locale.distance(abs(gap), x.measure.unit, v.lang, sign=False)
                said.append(
                    v.say(
                        f"{way[0].upper()}{way[1:]} mức cần đạt {size}.", f"{size} {way} the expected level."
                    )
                )
            parts = np.asarray(p.parts[:m], float)
            if m >= 2 and np.isfinite(parts).any() and _cumulative(x):
                i = int(np.nanargmax(parts))
                said.append(
                    v.say(
                        f"Kỳ cao nhất: {locale.month_short(p.periods[i])} với {x.with_unit(parts[i])}.",
                        f"Highest period: {locale.month_short(p.periods[i], 'en')} with {x.with_unit(parts[i])}.",
                    )
                )
            elif m >= 2:
                change = p.actual[m - 1] - p.actual[0]
                if np.isfinite(change):
                    said.append(
                        v.say(
                            "Xu hướng tăng."
                            if change > 0
                            else "Xu hướng giảm."
                            if change < 0
                            else "Không đổi từ đầu năm.",
                            "Rising."
                            if change > 0
                            else "Falling."
                            if change < 0
                            else "Unchanged since January.",
                        )
                    )
        if a.change_on_year is not None:
            text = locale.change(a.change_on_year, x.measure.unit == "%", v.lang)
            said.append(text[0].upper() + text[1:] + ".")
        if x.year_end != locale.NONE and not a.closed:
            said.append(
                v.say(
                    f"Dự báo cả năm {locale.joined(x.year_end, x.measure.unit)}.",
                    f"Year end {locale.joined(x.year_end, x.measure.unit, 'en')}.",
                )
            )
        if x.plan != locale.NONE and v.whole:
            said.append(
                v.say(
                    f"Kế hoạch {locale.joined(x.plan, '' if x.plan.endswith('%') else x.measure.unit)}.",
                    f"Plan {locale.joined(x.plan, '' if x.plan.endswith('%') else x.measure.unit, 'en')}.",
                )
            )
        return " ".join(said)

    def _path_frame(self, x: Entry) -> pd.DataFrame:
        """The chart's numbers as texts, a row per period."""
        v, p = self.view, x.a.path
        rows = []
        gap = _deviation(p)
        for i, period in enumerate(p.periods):
            later = i >= p.known
            rows.append(
                (
                    locale.month_short(period, v.lang),
                    locale.NONE if later else x.amount(_at(p.actual, i)),
                    x.amount(_at(p.expected, i)),
                    locale.NONE if later else x.amount(_at(gap, i), True),
                    x.amount(_at(p.last_year, i)),
                    locale.interval(_at(p.p10, i), _at(p.p90, i), x.measure.unit, v.lang)
                    if later
                    else locale.NONE,
                )
            )
        names = [
            v.say("Kỳ", "Period"),
            v.say("Thực hiện", "Actual"),
            v.say("Mức cần đạt", "Expected"),
            v.say("Chênh lệch", "Difference"),
            v.say(f"Năm {v.year - 1}", f"{v.year - 1}"),
            v.say("Dự báo (8/10)", "Forecast (8 in 10)"),
        ]
        frame = pd.DataFrame(rows, columns=names)
        keep = [c for i, c in enumerate(names) if i == 0 or (frame[c] != locale.NONE).any()]
        return frame[keep]

    # ---- drawing

    def _draw_path(self, f: Figure, x: Entry, narrow: bool, strip: bool) -> None:
        p, n = x.a.path, len(x.a.path.periods)
        right, left = (92, 40) if narrow else (136, 58)
        below = (100 if narrow else 112) if strip else 28
        ax = axes(f, left, below, right, 14)
        at = np.arange(1, n + 1)
        ax.set_xlim(1 if _cumulative(x) else 0.8, n + 0.02)
        self._y_range(ax, x)
        self._fan(ax, p, at)
        dim = dict(solid_capstyle="round", clip_on=False)
        ax.plot(at, p.last_year, color=COLOUR["past"], lw=1.5, **dim)
        if self.view.whole:
            ax.plot(at, p.expected, color=COLOUR["ink"], lw=1.6, ls=(0, (4, 3)), clip_on=False)
            self._bounds(ax, x, n)
        known = p.known
        dots = dict(marker="o", ms=4.5 if narrow else 5.5, mec=COLOUR["done"], mfc=COLOUR["done"])
        ax.plot(at[:known], p.actual[:known], color=COLOUR["done"], lw=3, **dots, **dim)
        self._axis(ax, x, at, not strip, narrow)
        self._end_labels(ax, x, n, narrow)
        self._now_label(ax, x, narrow)
        if strip:
            low = axes(f, left, 26, right, f.get_size_inches()[1] * 72 - below + 22)
            self._strip(low, x, at, narrow)

    def _y_range(self, ax: Axes, x: Entry) -> None:
        p = x.a.path
        seen = np.concatenate(
            [np.asarray(s, float) for s in (p.actual, p.expected, p.last_year, p.p10, p.p90)]
        )
        if self.view.whole:
            seen = np.append(seen, [b for b in (x.a.target_low, x.a.target_high) if b is not None])
        seen = seen[np.isfinite(seen)]
        top, bottom = float(seen.max()), float(seen.min())
        if _cumulative(x):
            ax.set_ylim(min(0.0, bottom), (top or 1.0) * 1.04)
        else:
            pad = max((top - bottom) * 0.15, abs(top) * 0.01, 0.1)
            floor = bottom - pad
            ax.set_ylim(max(floor, 0.0) if bottom >= 0 else floor, top + pad)

    def _fan(self, ax: Axes, p: Path, at: np.ndarray) -> None:
        m = max(p.known - 1, 0)
        for lo, hi, colour in ((p.p10, p.p90, "fan80"), (p.p25, p.p75, "fan50")):
            lo, hi = np.asarray(lo, float)[m:], np.asarray(hi, float)[m:]
            ok = np.isfinite(lo) & np.isfinite(hi)
            if ok.sum() > 1:
                ax.fill_between(at[m:][ok], lo[ok], hi[ok], color=COLOUR[colour], lw=0, clip_on=False)
        if np.isfinite(np.asarray(p.p50, float)[m:]).sum() > 1:
            ax.plot(at[m:], p.p50[m:], color=COLOUR["good"], lw=1.8, clip_on=False)

    def _bounds(self, ax: Axes, x: Entry, n: int) -> None:
        """Bounds of a level or ratio as level lines, a band where there are two."""
        if _cumulative(x):
            return
        low, high = x.a.target_low, x.a.target_high
        if low is not None and high is not None and low != high:
            ax.fill_between([0.8, n], low, high, color=COLOUR["band"], lw=0)
        expected = np.asarray(x.a.path.expected, float)
        if not np.isfinite(expected).any():
            for b in {b for b in (low, high) if b is not None}:
                ax.plot([0.8, n], [b, b], color=COLOUR["ink"], lw=1.6, ls=(0, (4, 3)), clip_on=False)

    def _axis(self, ax: Axes, x: Entry, at: np.ndarray, labels: bool, narrow: bool) -> None:
        p, v = x.a.path, self.view
        value_axis(ax, v.lang, narrow)
        month_axis(ax, p.periods, v.lang, labels, narrow)

    def _end_labels(self, ax: Axes, x: Entry, n: int, narrow: bool) -> None:
        """Names at the lines' ends, pushed apart so that none covers another."""
        v, p, a = self.view, x.a.path, x.a
        wanted = []
        bound = _bound(x)
        if v.whole and bound is not None:
            text = f"{v.say('KH' if narrow else 'Kế hoạch', 'Plan')} {x.plan}"
            wanted.append((bound, text, "ink", False))
        end = _at(p.p50, n - 1)
        if end is not None and p.known < n:
            wanted.append(
                (
                    end,
                    f"{v.say('Dự báo', 'Forecast')} {x.amount(a.year_end if a.year_end is not None else end)}",
                    "good",
                    True,
                )
            )
            if x.year_end != locale.NONE:
                wanted.append((end - 1e-9, f"({x.year_end})", "good", False))
        last = _at(p.last_year, n - 1)
        if last is not None:
            wanted.append((last, f"{v.year - 1}: {x.amount(last)}", "muted", False))
        label_apart(ax, wanted, n, narrow)

    def _now_label(self, ax: Axes, x: Entry, narrow: bool) -> None:
        v, p = self.view, x.a.path
        if not p.known or p.known >= len(p.periods) or not np.isfinite(p.actual[p.known - 1]):
            return
        i = p.known - 1
        name = locale.month_short(p.periods[i], v.lang)
        text = f"{v.say('Lũy kế ', '') if _cumulative(x) else ''}{name}: {x.amount(p.actual[i])}"
        late = p.known > len(p.periods) * 0.6
        below = _cumulative(x) or (_bound(x) or 0) >= p.actual[i]
        ax.annotate(
            text,
            (i + 1, p.actual[i]),
            xytext=((-4 if late and not _cumulative(x) else 9), -16 if below else 12),
            textcoords="offset points",
            color=COLOUR["done"],
            fontweight="bold",
            ha="right" if late and not _cumulative(x) else "left",
            fontsize=12 if narrow else 13,
            annotation_clip=False,
        )

    def _strip(self, ax: Axes, x: Entry, at: np.ndarray, narrow: bool) -> None:
        """The deviation of actual from expected: cumulative lines hide gaps."""
        v, p = self.view, x.a.path
        gap = _deviation(p)
        known = [i for i in range(p.known) if np.isfinite(gap[i])]
        good = [(gap[i] >= 0) != x.measure.lower_is_better or gap[i] == 0 for i in known]
        ax.set_xlim(1 if _cumulative(x) else 0.8, len(at) + 0.02)
        size = max((abs(gap[i]) for i in known), default=1.0) or 1.0
        ax.set_ylim(-size * 1.15 if min(gap[known]) < 0 else 0, size * 1.15 if max(gap[known]) > 0 else 0)
        ax.bar(
            [i + 1 for i in known],
            [gap[i] for i in known],
            width=0.3,
            lw=0,
            clip_on=False,
            color=[COLOUR["good" if g else "bad"] for g in good],
        )
        ax.axhline(0, color=COLOUR["line"], lw=1)
        ax.set_yticks([])
        month_axis(ax, p.periods, v.lang, True, narrow)
        top = ax.get_ylim()[1]
        ax.annotate(
            v.say("Chênh so với mức cần đạt", "Difference from the expected level"),
            (ax.get_xlim()[0], top),
            xytext=(0, 9),
            textcoords="offset points",
            color=COLOUR["muted"],
            fontsize=11.5 if narrow else 12.5,
            annotation_clip=False,
        )
        if known:
            i, ok = known[-1], good[-1]
            word = v.say("vượt" if gap[i] >= 0 else "thiếu", "ahead" if gap[i] >= 0 else "short")
            if x.measure.lower_is_better or x.measure.rule == "range" or not _cumulative(x):
                word = v.say("cao hơn" if gap[i] >= 0 else "thấp hơn", "above" if gap[i] >= 0 else "below")
            ax.annotate(
                f"{word} {x.amount(abs(gap[i]))}",
                (i + 1, gap[i] / 2),
                xytext=(13 if narrow else 16, 0),
                textcoords="offset points",
                va="center",
                color=COLOUR["good" if ok else "bad"],
                fontweight="bold",
                annotation_clip=False,
            )


def _drawable(p: Path | None) -> bool:
    return p is not None and p.known > 0 and bool(np.isfinite(np.asarray(p.actual[: p.known], float)).any())


def _cumulative(x: Entry) -> bool:
    return x.measure.kind in {"flow", "budget", "count", "compare", "event", "milestone"}


def _deviation(p: Path) -> np.ndarray:
    """Actual minus expected for the known periods."""
    gap = np.asarray(p.actual, float) - np.asarray(p.expected, float)
    gap[p.known :] = np.nan
    return gap


def _bound(x: Entry) -> float | None:
    a = x.a
    if x.measure.rule == "range" and a.target_low is not None and a.target_high is not None:
        return (a.target_low + a.target_high) / 2
    first, second = (
        (a.target_high, a.target_low) if x.measure.lower_is_better else (a.target_low, a.target_high)
    )
    return second if first is None else first


def _at(values: np.ndarray, i: int) -> float | None:
    if i >= len(values) or not np.isfinite(values[i]):
        return None
    return float(values[i])


def _apart(wanted: list[float], step: float, low: float, high: float) -> list[float]:
    """The wanted heights moved as little as needed so that neighbours are a step apart."""
    order = sorted(range(len(wanted)), key=lambda i: -wanted[i])
    placed = {i: min(wanted[i], high) for i in order}
    for a, b in zip(order, order[1:], strict=False):
        placed[b] = min(placed[b], placed[a] - step)
    spill = low - min(placed.values(), default=low)
    if spill > 0:
        for i in reversed(order):
            placed[i] = max(placed[i], low)
            low = placed[i] + step
    return [placed[i] for i in range(len(wanted))]


def value_axis(ax: Axes, lang: str, narrow: bool, tail: str = "") -> None:
    """Few round marks and a light grid on the vertical axis."""
    ax.yaxis.set_major_locator(MaxNLocator(4 if narrow else 5, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.grid(True)
    spread = abs(np.subtract(*ax.get_ylim()))
    ax.yaxis.set_major_formatter(lambda y, _: locale.number(y, 0 if spread > 8 else 1, lang) + tail)


def month_axis(ax: Axes, periods: tuple[str, ...], lang: str, labels: bool, narrow: bool) -> None:
    """Period names below, every other one on a phone but always the last."""
    every = 2 if narrow and len(periods) > 6 else 1
    keep = [i for i in range(len(periods)) if (len(periods) - 1 - i) % every == 0]
    ax.set_xticks(
        [i + 1 for i in keep], [locale.month_short(periods[i], lang) if labels else "" for i in keep]
    )


def label_apart(ax: Axes, wanted: list[tuple[float, str, str, bool]], at: float, narrow: bool) -> None:
    """Names (height, text, colour, bold) right of `at`, pushed apart so that none covers another."""
    low, high = ax.get_ylim()
    step = 15.5 / ax.get_window_extent().height * (high - low)
    places = _apart([w[0] for w in wanted], step, low, high)
    for (_, text, colour, bold), y in zip(wanted, places, strict=True):
        ax.annotate(
            text,
            (at, y),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            color=COLOUR[colour],
            fontsize=11.5 if narrow else 13,
            fontweight="bold" if bold else "normal",
            annotation_clip=False,
        )
