"""A chart of a page: its pictures, and the numbers behind them as a table."""

from __future__ import annotations

import pandas as pd

from analysis.present import locale
from analysis.present.columns import heading, written
from analysis.present.drawing import Painter, draw
from analysis.present.markup import Cell, Column, details, e, scrolled, section, table
from analysis.present.piece import Piece
from analysis.present.view import View


def data_table(view: View, frame: pd.DataFrame, caption: str, unit: str = "") -> str:
    """The numbers behind a chart, folded, as a reader writes them; `unit`: the measure's. Columns without any are left
    out."""
    flat = (frame.reset_index() if frame.index.name else frame).dropna(axis=1, how="all")
    columns, cells = [], []
    for i, (name, column) in enumerate(flat.items()):
        if name == "measure":
            column = column.map(lambda m: view.programme.measure(m).short(view.lang))
        elif name == "commitment":
            column = column.map(lambda c: view.programme.commitment(c).short(view.lang))
        elif name == "period":
            said = locale.month_short if len({str(p)[:4] for p in column}) == 1 else locale.month
            column = pd.Series([said(str(p), view.lang) for p in column])
        columns.append(Column(e(heading(str(name), view.lang)), "" if i == 0 else "n"))
        cells.append(written(column, str(name), unit, view.lang))
    rows = [[Cell(text, head=i == 0) for i, text in enumerate(row)] for row in zip(*cells, strict=True)]
    wide = " many" if len(columns) > 5 else ""
    inner = scrolled(caption, table(columns, rows, e(caption), "data" + wide))
    return details(view.say("data_of_the_chart"), inner, "data")


def chart(
    view: View,
    cls: str,
    title: str,
    sub: str,
    alt: str,
    paint: Painter,
    heights: tuple[int, int],
    data: pd.DataFrame,
    *,
    shown: pd.DataFrame | None = None,
    unit: str = "",
    after: str = "",
    level: int = 3,
) -> Piece:
    """A chart: the finding as heading, how to read it, pictures (`heights` in px of the wide and the narrow one), the
    numbers behind, what follows from it.

    `title`, `sub`, `alt` are plain text, `after` ready HTML. `shown`: what of `data` a reader is given, where that is
    not all of it; no row: nothing.
    """
    pictures = draw(paint, alt, *heights)
    caption = f'<figcaption class="sub">{e(sub)}</figcaption>' if sub else ""
    shown = data if shown is None else shown
    behind = data_table(view, shown, title, unit) if len(shown) else ""
    html = f'<figure class="fig">{caption}{pictures}</figure>{behind}{after}'
    return Piece(section(e(title), html, cls, level), data, title, drawn=pictures)
