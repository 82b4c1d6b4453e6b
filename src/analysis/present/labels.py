"""Labels, marks and axes that all charts share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.present import locale
from analysis.present.drawing import extent
from analysis.present.theme import COLOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

END_SIZE = {True: 11.5, False: 13}  # px of the names at the lines' ends, on a phone and elsewhere


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Pixels that `text` takes at most: DejaVu Sans is wider than the fonts of phones and desktops."""
    from matplotlib.font_manager import FontProperties

    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return extent(text, font)[0]


def wrapped(text: str, room: float, size: float) -> list[str]:
    """`text` in as many lines as it takes, none wider than `room` pixels but one of a single long word."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def value_axis(ax: Axes, lang: str, narrow: bool, tail: str = "", whole: bool = False) -> None:
    """Few round marks and a light grid on the vertical axis; `whole`: of things that are counted."""
    _marks(ax.yaxis, 4 if narrow else 5, lang, tail, whole)


def _marks(axis: Axis, most: int, lang: str, tail: str = "", whole: bool = False) -> None:
    """At most so many round marks, all with the decimals that the finest of them needs."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10], integer=whole))
    axis.grid(True, solid_capstyle="butt")  # ends at the axes, and weighs less

    def text(mark: float, _: float) -> str:
        marks = axis.get_majorticklocs()
        decimals = next((d for d in range(3) if np.allclose(marks, np.round(marks, d), 0, 1e-6)), 3)
        return locale.number(mark, decimals, lang) + tail

    axis.set_major_formatter(text)


def month_axis(ax: Axes, periods: tuple[str, ...], lang: str, labels: bool, narrow: bool) -> None:
    """Period names below, every other one on a phone but always the last."""
    every = 2 if narrow and len(periods) > 6 else 1
    keep = [i for i in range(len(periods)) if (len(periods) - 1 - i) % every == 0]
    ax.set_xticks(
        [i + 1 for i in keep], [locale.month_short(periods[i], lang) if labels else "" for i in keep]
    )


def label_apart(ax: Axes, wanted: list[tuple[float, str, str, bool]], at: float, narrow: bool) -> None:
    """Names (height, text, colour, bold) right of `at`, pushed apart so that none covers another.

    The axes give the names the room that they take.
    """
    need = max((text_width(text, END_SIZE[narrow], bold) for _, text, _, bold in wanted), default=0.0) + 9
    box = ax.get_position()
    ax.set_position((box.x0, box.y0, 1 - need / ax.figure.bbox.width - box.x0, box.height))
    low, high = ax.get_ylim()
    step = 15.5 / ax.get_window_extent().height * (high - low)
    places = _apart([w[0] for w in wanted], step, low, high)
    for (_, text, colour, bold), y in zip(wanted, places, strict=True):
        write(ax, text, (at, y), (7, 0), END_SIZE[narrow], COLOUR[colour], bold)


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


def beside(ax: Axes, x: float, text: str, size: float, wanted: float) -> float:
    """Pixels by which bold `text` stands right of `x`: `wanted`, fewer where the figure ends before."""
    return min(
        wanted, ax.figure.bbox.width - ax.transData.transform((x, 0))[0] - text_width(text, size, True)
    )


def write(
    ax: Axes,
    text: str,
    at: tuple[float, float],
    away: tuple[float, float] = (7, 0),
    size: float = 12.5,
    colour: str = COLOUR["ink"],
    bold: bool = False,
    va: str = "center",
    **look: Any,
) -> None:
    """Text at a point of the data, `away` from it in points, also beyond the axes."""
    look |= {"color": colour, "fontsize": size, "fontweight": "bold" if bold else "normal", "va": va}
    ax.annotate(text, at, xytext=away, textcoords="offset points", annotation_clip=False, **look)


def dot(ax: Axes, x: float, y: float, colour: str, hollow: bool = False) -> None:
    """A mark at a figure; hollow where it is another year's, or still to come."""
    inside = COLOUR["page"] if hollow else colour
    ax.plot([x], [y], "o", ms=7.5, mfc=inside, mec=colour, mew=1.7, zorder=3 if hollow else 4)


def row_name(ax: Axes, name: str, i: float, narrow: bool, colour: str = COLOUR["ink"]) -> None:
    """A row's name: left of the axes on a desktop, above the bar on a phone."""
    at, away = ((0, i - 0.38), (0, 0)) if narrow else ((0, i), (-10, 0))
    side = "left" if narrow else "right"
    write(ax, name, at, away, 12 if narrow else 12.5, colour, ha=side, xycoords=ax.get_yaxis_transform())


def amount_axis(ax: Axes, lang: str, narrow: bool, rows: int) -> None:
    """Few round marks and a light grid on the horizontal axis of so many `rows`, the first at the top; on a phone with
    room for its name."""
    ax.set_ylim(rows - 0.5, -0.5 - (0.25 if narrow else 0))
    ax.set_yticks([])
    _marks(ax.xaxis, 4 if narrow else 6, lang)


def at(values: np.ndarray, i: int) -> float | None:
    """The i-th value, None where there is none."""
    return float(values[i]) if i < len(values) and np.isfinite(values[i]) else None


def closing_months(periods: Iterable[str]) -> pd.PeriodIndex:
    """The months that close the periods "2025-06", "2025-Q2", as an index called `period`."""
    return pd.PeriodIndex(["{}-{:02d}".format(*locale.parts(p)) for p in periods], freq="M", name="period")
