"""Small HTML: tables, sections and figures that hold in a page, on a phone, in print and in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from analysis.present import locale
from analysis.present.view import View


def e(value: object) -> str:
    """A value as text inside HTML."""
    return escape(str(value), quote=True)


@dataclass(frozen=True)
class Column:
    """A table's column. `cls`: "n" numbers to the right; "w" wide; `phone`: label shown on a card, "" for none."""

    label: str
    cls: str = ""
    phone: str | None = None


@dataclass(frozen=True)
class Line:
    """A row with a class of its own: a card's edge takes the colour of its status."""

    cells: Sequence[Cell | str]
    cls: str


@dataclass(frozen=True)
class Cell:
    """Ready HTML and its class; a number can open to its source."""

    html: str
    cls: str = ""
    head: bool = False


def table(columns: Sequence[Column], rows: Iterable[Sequence[Cell | str] | Line | str], caption: str, cls: str = "",
          hide_caption: bool = True) -> str:
    """A table. A row that is a plain string is a band across all columns (a group's name).

    Strings in rows are ready HTML; wrap values in `e`.
    """
    head = "".join(f'<th scope="col"{_cls(c.cls)}>{c.label}</th>' for c in columns)
    body = []
    for row in rows:
        if isinstance(row, str):
            body.append(f'<tr class="band"><th scope="colgroup" colspan="{len(columns)}">{row}</th></tr>')
            continue
        cells = []
        own = row.cls if isinstance(row, Line) else ""
        for column, cell in zip(columns, row.cells if isinstance(row, Line) else row, strict=True):
            cell = cell if isinstance(cell, Cell) else Cell(cell)
            label = column.label if column.phone is None else column.phone
            attrs = _cls(" ".join(filter(None, (column.cls, cell.cls))))
            if cell.head:
                cells.append(f'<th scope="row"{attrs}>{cell.html}</th>')
            else:
                label = f' data-l="{label}"' if label and "cards" in cls else ""
                cells.append(f"<td{attrs}{label}>{cell.html}</td>")
        body.append(f"<tr{_cls(own)}>{''.join(cells)}</tr>")
    hidden = ' class="vh"' if hide_caption else ""
    return (f'<table{_cls("t " + cls)}><caption{hidden}>{caption}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(body)}</tbody></table>")


def section(heading: str, body: str, cls: str = "", level: int = 2, id: str = "", kicker: str = "") -> str:
    """A part of a page with its heading (ready HTML)."""
    anchor = f' id="{id}"' if id else ""
    above = f'<p class="kick">{kicker}</p>' if kicker else ""
    return f'<section{_cls("s " + cls)}{anchor}>{above}<h{level}>{heading}</h{level}>{body}</section>'


def details(summary: str, body: str, cls: str = "") -> str:
    return f"<details{_cls(cls)}><summary>{summary}</summary>{body}</details>"


def data_table(view: View, frame: pd.DataFrame, caption: str) -> str:
    """The table behind a chart, folded: the frame's columns are headings, its values ready texts."""
    columns = [Column(e(c), "" if i == 0 else "n") for i, c in enumerate(frame.columns)]
    rows = [[Cell(e(v), head=i == 0) for i, v in enumerate(r)] for r in frame.itertuples(index=False)]
    wide = " many" if len(columns) > 5 else ""
    inner = f'<div class="scroll" tabindex="0" role="region" aria-label="{e(caption)}">' \
            f'{table(columns, rows, e(caption), "data" + wide)}</div>'
    return details(view.say("Bảng số liệu của biểu đồ", "Data of the chart"), inner, "data")


def figure(view: View, title: str, sub: str, pictures: str, frame: pd.DataFrame | None, *, kicker: str = "",
           cls: str = "", after: str = "", level: int = 2) -> str:
    """A chart: the finding as heading, how to read it, the pictures, the data behind, and what follows from it.

    `title`, `sub`, `kicker` are plain text; `pictures` and `after` ready HTML.
    """
    caption = f'<figcaption class="sub">{e(sub)}</figcaption>' if sub else ""
    behind = data_table(view, frame, title) if frame is not None and len(frame) else ""
    return section(e(title), f'<figure class="fig">{caption}{pictures}</figure>{behind}{after}', cls, level,
                   kicker=e(kicker))


def refusal(view: View, what: str, why: str = "") -> str:
    """A box that says what cannot be shown and why. Plain text in."""
    because = f"<p>{e(why)}</p>" if why else ""
    return f'<div class="refuse" role="note"><p><b>{e(what)}</b></p>{because}</div>'


def sourced(view: View, text: str, keys: tuple[int, ...], limit: int = 6, extra: str = "") -> str:
    """A figure that opens to the cells it came from: file, sheet, cell, vintage, date. `text` is ready HTML."""
    frame = view.observed(keys) if keys else None
    if frame is None or not len(frame):
        return text
    lines = [source_line(view, r) for r in frame.head(limit).to_dict("records")]
    if len(frame) > limit:
        more = len(frame) - limit
        lines.append(e(view.say(f"và {more} ô khác", f"and {more} more cells")))
    body = "".join(f"<li>{line}</li>" for line in lines)
    return f'<details class="src"><summary>{text}</summary><ul>{body}{extra}</ul></details>'


def source_line(view: View, row: dict) -> str:
    """One cell of one file as a reader looks it up."""
    vintage = {"estimate": view.say("ước", "estimate"), "preliminary": view.say("sơ bộ", "preliminary"),
               "final": view.say("chính thức", "final")}.get(str(row.get("vintage") or ""), "")
    bits = [f'<b>{e(str(row["source"]).rsplit("/", 1)[-1])}</b>']
    if row.get("sheet"):
        bits.append(e(row["sheet"]))
    if row.get("cell"):
        bits.append(view.say("ô", "cell") + " " + e(row["cell"]))
    bits += [x for x in (vintage, e(locale.date(row.get("reported_on") or None, view.lang))) if x and x != locale.NONE]
    return ", ".join(bits)


def _cls(names: str) -> str:
    names = names.strip()
    return f' class="{names}"' if names else ""
