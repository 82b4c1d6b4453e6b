"""A finished piece of a page as headings, paragraphs and tables, for papers that are not HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import html
from lxml.html import HtmlElement

from analysis.present import theme
from analysis.publish.office import clean

_SPACE = re.compile(r"[ \t\r\n\f]+")  # not the no-break space, which holds a number and its unit together
_INLINE = {
    "b",
    "strong",
    "i",
    "em",
    "small",
    "span",
    "a",
    "abbr",
    "summary",
    "details",
    "svg",
    "sup",
    "sub",
    "code",
}
# Only a screen can use these: text for screen readers, hints to click, a chart and its folded data.
_SCREEN = {"vh", "note", "ch", "data"}


@dataclass(frozen=True)
class Run:
    """Some text and its look; "\\n" breaks the line. `colour`: a key of theme.COLOURS, only on a mark."""

    text: str
    bold: bool = False
    italic: bool = False
    small: bool = False
    colour: str = ""


@dataclass(frozen=True)
class Paragraph:
    """`kind`: "h1" … "h4", "p" or "li"."""

    runs: tuple[Run, ...]
    kind: str = "p"

    @property
    def text(self) -> str:
        return text_of(self.runs)


@dataclass(frozen=True)
class Cell:
    runs: tuple[Run, ...]
    number: bool = False
    span: int = 1
    below: tuple[
        Run, ...
    ] = ()  # a sentence that the page keeps in the cell and a paper has room for below the row

    @property
    def text(self) -> str:
        return text_of(self.runs)


@dataclass(frozen=True)
class Grid:
    """A table. A row of one cell spans all columns: a group's name, or a sentence about the row above."""

    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(default=())


def blocks(fragment: str) -> list[Paragraph | Grid]:
    """The blocks of a piece's HTML, in order; what only a screen can use is left out."""
    if not fragment.strip():
        return []
    return list(_walk(html.fragment_fromstring(clean(fragment), create_parent="div")))


def text_of(runs: tuple[Run, ...]) -> str:
    return "".join(r.text for r in runs)


def _walk(parent: HtmlElement) -> Iterator[Paragraph | Grid]:
    loose: list[Run] = _text(parent.text)
    for el in parent.iterchildren(tag=html.etree.Element):
        if el.tag in _INLINE and not _skipped(el):
            loose += _inline(el)
        elif not _skipped(el):
            yield from _flush(loose)
            loose = []
            if el.tag in {"p", "h1", "h2", "h3", "h4", "figcaption"}:
                yield from _flush(_children(el), el.tag if el.tag.startswith("h") else "p")
            elif el.tag in {"ul", "ol"}:
                for item in el.findall("li"):
                    yield from _flush(_children(item), "li")
            elif el.tag == "table":
                yield _grid(el)
            else:
                yield from _walk(el)
        loose += _text(el.tail)
    yield from _flush(loose)


def _grid(table: HtmlElement) -> Grid:
    """Cells stand to the right where their column's head does; columns with nothing in them are dropped."""
    caption = table.find("caption")
    heads = [_cell(c, head=True) for c in table.iterfind("thead/tr/*")]
    rows = [[_cell(c) for c in tr] for tr in table.iterfind("tbody/tr")]
    full = [row for row in rows if len(row) == len(heads)]
    kept = [i for i, _ in enumerate(heads) if not full or any(row[i].runs for row in full)]
    lines: list[tuple[Cell, ...]] = []
    for row in rows:
        if len(row) == len(heads):
            told = [cell.below for cell in row if cell.below]
            row = [replace(row[i], number=row[i].number or heads[i].number) for i in kept]
            lines += [tuple(row), *((Cell(below, span=len(kept)),) for below in told)]
        else:
            lines.append(tuple(row))
    title = _squeeze(caption.text_content()) if caption is not None else ""
    return Grid(title, tuple(heads[i] for i in kept), tuple(lines))


def _cell(el: HtmlElement, head: bool = False) -> Cell:
    below = [child for child in el.iter("span") if "adv" in _classes(child)]
    runs = _tidy(_children(el, bold=el.tag == "th" and (head or el.get("scope") == "colgroup")))
    told = _tidy([run for child in below for run in _children(child)])
    return Cell(runs, "n" in _classes(el), int(el.get("colspan") or 1), told)


def _inline(el: HtmlElement, **look) -> list[Run]:
    if _skipped(el) or "adv" in _classes(el):  # advice gets a row of its own (`Cell.below`)
        return []
    if el.tag == "svg":
        return _mark(el)
    if el.tag == "details":  # a figure that opens to its cells: the figure alone
        summary = el.find("summary")
        return _children(summary, **look) if summary is not None else []
    if el.tag == "br":
        return [Run("\n")]
    if el.tag in {"b", "strong"}:
        look["bold"] = True
    elif el.tag in {"i", "em"}:
        look["italic"] = True
    runs = _children(el, **look)
    # on the page these stand on a line of their own
    if "hist" in _classes(el):
        runs = [Run("\n"), *(replace(r, text=r.text.strip()) for r in runs)]
    elif el.tag == "small":
        runs = [Run("\n"), *(replace(r, small=True) for r in runs)]
    return runs


def _children(el: HtmlElement, **look) -> list[Run]:
    runs = _text(el.text, **look)
    for child in el.iterchildren(tag=html.etree.Element):
        runs += _inline(child, **look) + _text(child.tail, **look)
    return runs


def _mark(el: HtmlElement) -> list[Run]:
    """A status mark as its sign; charts are left out."""
    use = el.find("use")
    if use is None:
        return []
    key = use.get("href", "").removeprefix("#k-")
    status = theme.status(key)
    return [Run(status.glyph + "\u00a0", colour=status.colour)] if key != "empty" else []


def _text(text: str | None, **look) -> list[Run]:
    squeezed = _SPACE.sub(" ", text or "")
    return [Run(squeezed, **look)] if squeezed else []


def _flush(runs: list[Run], kind: str = "p") -> Iterator[Paragraph]:
    tidy = _tidy(runs)
    if tidy:
        yield Paragraph(tidy, kind)


def _tidy(runs: list[Run]) -> tuple[Run, ...]:
    """Runs without spaces at the ends and around line breaks."""
    out: list[Run] = []
    for run in runs:
        text = run.text
        if text != "\n" and (not out or out[-1].text.endswith(("\n", " ", "\u00a0"))):
            text = text.lstrip(" \u00a0")
        if text == "\n":
            while out and out[-1].text != "\n" and out[-1].text.endswith(" ") and not out[-1].text.strip(" "):
                out.pop()
            if not out or out[-1].text == "\n":
                continue
        if text:
            out.append(replace(run, text=text))
    while out and not out[-1].text.strip(" \n"):
        out.pop()
    if out:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip(" "))
    return tuple(out)


def _classes(el: HtmlElement) -> list[str]:
    return el.get("class", "").split()


def _skipped(el: HtmlElement) -> bool:
    return bool(_SCREEN & set(_classes(el))) or el.tag in {"style", "script"}


def _squeeze(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
