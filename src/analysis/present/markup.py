"""Small HTML: tables, sections and figures that hold in a page, on a phone, in print and in JupyterLab."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

import pandas as pd

from analysis.present import locale
from analysis.present.piece import Piece
from analysis.present.view import View


def e(value: object) -> str:
    """A value as text inside HTML."""
    return escape(str(value), quote=True)


def plain(html: str) -> str:
    """The text of ready HTML."""
    return unescape(re.sub(r"<[^>]+>", "", html))


@dataclass(frozen=True)
class Column:
    """A table's column. `cls`: "n" = numbers, to the right; `phone`: label on a card, "" for none."""

    label: str
    cls: str = ""
    phone: str | None = None


def heads(view: View, columns: str) -> list[Column]:
    """Columns by the keys of their words, with a blank between: "key" or "key:class,class"; "key!" stands without a
    label on a card; "*" has the words of the numbered rows."""
    found = []
    for column in columns.split():
        key, _, cls = column.partition(":")
        name = key.rstrip("!")
        words = e(view.nouns.capitalize()) if name == "*" else view.say(name)
        found.append(Column(words, cls.replace(",", " "), "" if key.endswith("!") else None))
    return found


@dataclass(frozen=True)
class Line:
    """A row with a class of its own: a card's edge takes the colour of its status. `below`: ready HTML that belongs
    to the row and stands under it, across all columns."""

    cells: Sequence[Cell | str]
    cls: str
    below: str = ""


@dataclass(frozen=True)
class Cell:
    """Ready HTML and its class; a number can open to its source."""

    html: str
    cls: str = ""
    head: bool = False


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object] | Line],
    caption: str,
    cls: str = "",
    hide_caption: bool = True,
    bare: bool = False,
) -> str:
    """A table. A row that is a plain string is a band across all columns (a group's name).

    Strings in rows are ready HTML; wrap values in `e`. `bare`: cells carry no class of their column:
    the style sheet knows the columns by their place, and long tables weigh half.
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
            cell = cell if isinstance(cell, Cell) else Cell(str(cell))
            label = column.label if column.phone is None else column.phone
            attrs = _cls(" ".join(filter(None, ("" if bare else column.cls, cell.cls))))
            if cell.head:
                cells.append(f'<th scope="row"{attrs}>{cell.html}</th>')
            else:
                label = f' data-l="{label}"' if label and "cards" in cls else ""
                cells.append(f"<td{attrs}{label}>{cell.html}</td>")
        body.append(f"<tr{_cls(own)}>{''.join(cells)}</tr>")
        if isinstance(row, Line) and row.below:
            body.append(f'<tr{_cls(f"{own} why")}><td colspan="{len(columns)}">{row.below}</td></tr>')
    hidden = ' class="vh"' if hide_caption else ""
    return (
        f"<table{_cls('t ' + cls)}><caption{hidden}>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def section(heading: str, body: str, cls: str = "", level: int = 3, id: str = "") -> str:
    """A part of a page with its heading (ready HTML): level 2 in the brief, 3 below a notebook's question."""
    anchor = f' id="{id}"' if id else ""
    return f"<section{_cls('s ' + cls)}{anchor}><h{level}>{heading}</h{level}>{body}</section>"


def details(summary: str, body: str, cls: str = "") -> str:
    return f"<details{_cls(cls)}><summary>{summary}</summary>{body}</details>"


def scrolled(title: str, inner: str) -> str:
    """A wide table that scrolls by itself, so that the page does not. `title` is plain text."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{e(title)}">{inner}</div>'


def refusal(view: View, what: str, why: str = "") -> str:
    """A box that says what cannot be shown and why. Plain text in."""
    because = f"<p>{e(why)}</p>" if why else ""
    return f'<div class="refuse" role="note"><p><b>{e(what)}</b></p>{because}</div>'


def refused(view: View, what: str, why: str = "") -> Piece:
    """A piece that is such a box alone."""
    return Piece(refusal(view, what, why), text=what)


def unasked(view: View, of: Any, why: str) -> Piece:
    """Nothing on a page; of rows that were asked for, why there is nothing of them."""
    return refused(view, why) if isinstance(of, pd.DataFrame) else Piece("")


def nothing(heading: str, said: str, *how: Any) -> Piece:
    """A part of a page (`section`) that says that there is nothing to show."""
    return Piece(section(heading, f'<p class="nil">{e(said)}</p>', *how), text=said)


def anchor(kind: str, id: str, known: Iterable[str]) -> str:
    """The HTML id of a target ("r") or measure ("m"): its own id where that is one short word, else its place
    among the `known` ids (an id in HTML holds no space)."""
    return f"{kind}-{id}" if re.fullmatch(r"[\w.]{1,12}", id) else f"{kind}-n{list(known).index(id)}"


def folded(summary: str, body: str) -> str:
    """What a phone keeps folded until it is asked for or a link leads into it; paper and wide screens show it.
    `summary` is plain text. Its class keeps it out of papers."""
    return f'<details class="note fold"><summary>{e(summary)}</summary></details><div class="folded">{body}</div>'


def sourced(view: View, text: str, keys: tuple[int, ...], limit: int | None = 4, row: str = "") -> str:
    """A figure that opens to the cells it came from: file, sheet, cells, vintage, date. `text` is ready HTML.

    The cells of this year's figures, newest first (of counted cases those that tell of any before those that tell of
    none, of one month the most first), those of one file on one line; `limit` lines, None for all. `row`: the id of
    its row in the annex, to which the last line leads; a figure without cells leads there itself.
    """
    lines = source_lines(view, keys)
    to = f'<a class="to" href="#{e(row)}">' if row else ""
    if not lines:
        return f"{to}{text}</a>" if row else text
    more = len(lines[limit:]) if limit else 0
    if more:
        lines = lines[:limit] + [e(view.say("and_more_files", more=more))]
    if row:
        lines.append(f"{to}{e(view.say('contents_annex'))}</a>")
    listed = "".join(f"<li>{line}" for line in lines)
    return f'<details class="src"><summary>{text}</summary><ul>{listed}</ul></details>'


def source_lines(view: View, keys: tuple[int, ...]) -> list[str]:
    """Where a figure stands, a line per file, sheet, vintage and date, as a reader looks it up."""
    frame = view.observed(keys)
    if not len(frame):
        return []
    plain = frame[~frame["measure"].str.contains("#")]
    recent = plain[plain["period"].str[:4] == str(view.year)]
    frame = recent if len(recent) else plain if len(plain) else frame
    of = view.programme.measures.get(frame["measure"].iloc[0])
    if of and of.kind == "compare":
        told = frame.assign(any=frame["value"] > 0).sort_values(["any", "period", "value"], ascending=False)
        frame = frame.loc[told.index]
    lines = []
    for (source, sheet, vintage, day), found in cited(frame).items():
        where = view.say("cell_o_2") + ", ".join(map(e, found)) if found else ""
        day = locale.date(day or None, view.lang)
        bits = [
            e(str(source).rsplit("/", 1)[-1]),
            e(sheet or ""),
            where,
            view.word("vintage", vintage) if vintage else "",
            "" if day == locale.NONE else e(day),
        ]
        lines.append(", ".join(b for b in bits if b))
    return lines


def cited(frame: pd.DataFrame, by: str = "source sheet vintage reported_on") -> dict[tuple, list[str]]:
    """The cells of observations, each once, `by` what is named beside them, in their order."""
    cells: dict[tuple, list[str]] = {}
    for *at, cell in frame[[*by.split(), "cell"]].itertuples(index=False, name=None):
        found = cells.setdefault(tuple(at), [])
        if cell and cell not in found:
            found.append(cell)
    return cells


def _cls(names: str) -> str:
    names = names.strip()
    return f' class="{names}"' if names else ""
