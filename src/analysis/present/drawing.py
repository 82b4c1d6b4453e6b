"""From a matplotlib figure to a small SVG with real text that follows the page's fonts and colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree

from analysis.present.theme import COLOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "brief",
    "path.simplify": True,
    "font.family": ["DejaVu Sans"],
    "axes.edgecolor": COLOUR["line"],
    "axes.labelcolor": COLOUR["muted"],
    "text.color": COLOUR["ink"],
    "xtick.color": COLOUR["muted"],
    "ytick.color": COLOUR["muted"],
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "axes.grid": False,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.spines.bottom": False,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.major.pad": 9,
    "ytick.major.pad": 6,
    "lines.solid_capstyle": "round",
    "axes.unicode_minus": True,
    "grid.color": COLOUR["line"],
    "grid.linewidth": 1,
    "axes.axisbelow": True,
}
WIDE, NARROW = 960, 344  # px of the page's column on a desktop and on a phone
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
_NAMES = {light.lower(): name for name, light in COLOUR.items()}
SIZE = "13"  # px, of most words of a picture
_NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")


Painter: TypeAlias = "Callable[[Figure, bool], None]"


class Pictures(str):
    """The inline SVGs of a chart, which can be drawn again as a matplotlib figure."""

    painter: Painter
    alt: str
    height: int

    @classmethod
    def of(cls, svg: str, painter: Painter, alt: str, height: int) -> Pictures:
        """`svg` is "" for a picture that no page shows: it is drawn when it is asked for."""
        found = cls(svg)
        found.painter, found.alt, found.height = painter, alt, height
        return found

    def figure(self) -> Figure:
        """The wide picture, one pixel per point."""
        with _style_of(13):
            return _painted(self.painter, WIDE, self.height, False)


def draw(painter: Painter, alt: str, height: int, narrow_height: int) -> Pictures:
    """The picture for a wide and for a narrow page, each an inline SVG with `alt`; CSS shows one of them.

    `painter(figure, narrow)` draws into a figure of one pixel per point.
    """
    svg = _picture(painter, alt, WIDE, height, False) + _picture(painter, alt, NARROW, narrow_height, True)
    return Pictures.of(svg, painter, alt, height)


def _style_of(size: float) -> AbstractContextManager[None]:
    import matplotlib as mpl  # here and below, not above: verdicts and names are asked for without it

    return mpl.rc_context({**STYLE, "font.size": size})


def _painted(painter: Painter, width: int, height: int, narrow: bool) -> Figure:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    FigureCanvasSVG(figure)
    painter(figure, narrow)
    return figure


def _picture(painter: Painter, alt: str, width: int, height: int, narrow: bool) -> str:
    from matplotlib.backends.backend_svg import RendererSVG

    with _style_of(12 if narrow else 13):
        figure = _painted(painter, width, height, narrow)
        out = StringIO()
        drawn = RendererSVG(width, height, out)
        drawn.get_text_width_height_descent = extent  # type: ignore[method-assign] # asked once of a size
        figure.draw(drawn)
        drawn.finalize()
    return compact(out.getvalue(), alt, "nar" if narrow else "wid")


def extent(text: str, font: FontProperties, mathematical: bool = False) -> tuple[float, ...]:
    """Width, height and descent of words in pixels: of any size those of a size that is asked for once."""
    hundred = font.copy()
    hundred.set_size(100)
    scale = font.get_size_in_points() / 100
    return tuple(scale * x for x in _extent(text, hundred, mathematical))


@lru_cache(1 << 12)
def _extent(text: str, font: FontProperties, mathematical: bool) -> tuple[float, ...]:
    from matplotlib.textpath import text_to_path

    return text_to_path.get_text_width_height_descent(text, font, mathematical)


def axes(figure: Figure, left: float, bottom: float, right: float, top: float, **how) -> Axes:
    """Axes whose margins are given in pixels from the figure's edges."""
    w, h = figure.get_size_inches() * 72
    ax = figure.add_axes(
        (left / w, bottom / h, max(w - left - right, 10) / w, max(h - bottom - top, 10) / h), **how
    )
    ax.margins(0)
    return ax


def compact(svg: str, alt: str, cls: str) -> str:
    """matplotlib's SVG without groups, ids, styles and spare digits; palette colours become variables.

    Clip paths are dropped too: what a painter draws outside its axes would stand over the page's words.
    """
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    shapes = {el.get("id"): el for el in root.iter(f"{SVG}path") if el.get("id")}
    parts: list[str] = []
    for el in root.iter(f"{SVG}path", f"{SVG}use", f"{SVG}text"):
        parent = el.getparent()
        if parent.tag in (f"{SVG}defs", f"{SVG}clipPath"):
            continue
        style = _style(el.get("style", ""))
        if el.tag == f"{SVG}text":
            parts.append(_text(el, style))
        elif el.tag == f"{SVG}use":
            parts.append(_shape(shapes[el.get(LINK)[1:]], style, el.get("x", "0"), el.get("y", "0")))
        else:
            parts.append(_shape(el, style))
    box = root.get("viewBox")
    return (
        f'<svg class="ch {cls}" viewBox="{box}" font-size="{SIZE}" role="img" aria-label="{escape(alt, quote=True)}">'
        f"{''.join(p for p in parts if p)}</svg>"
    )


def _style(text: str) -> dict[str, str]:
    pairs = (p.split(":", 1) for p in text.split(";") if ":" in p)
    return {k.strip(): v.strip() for k, v in pairs}


def _shape(el: etree._Element, style: dict[str, str], x: str | None = None, y: str = "0") -> str:
    style = {**_style(el.get("style", "")), **style}
    d = el.get("d", "")
    paint = _paint(style, closed="z" in d)
    if not d.strip() or paint is None:
        return ""
    if x is not None:
        radius = _circle(d)
        if radius:
            return f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(radius)}"{paint}/>'
        return f'<path d="{_path(d)}" transform="translate({_short(x)} {_short(y)})"{paint}/>'
    return f'<path d="{_path(d)}"{paint}/>'


def _circle(d: str) -> str | None:
    """The radius when a marker's path is matplotlib's circle about the origin."""
    first = _NUMBER.findall(d)[:2]
    if d.count("C") == 8 and "L" not in d and len(first) == 2 and abs(float(first[0])) < 1e-6:
        return first[1]
    return None


def _paint(style: dict[str, str], closed: bool) -> str | None:
    """Attributes of fill and line; None when nothing would be seen."""
    fill, stroke = style.get("fill"), style.get("stroke", "none")
    if fill is None:
        fill = "#000000" if closed and stroke == "none" else "none"
    if style.get("opacity") == "0" or (fill == "none" and stroke == "none"):
        return None
    out = ""
    css = f"fill:{_colour(fill)}"
    if stroke != "none":
        css += f";stroke:{_colour(stroke)}"
        if (width := _short(style.get("stroke-width", "1"))) != "1":  # an SVG's own
            out += f' stroke-width="{width}"'
        if style.get("stroke-dasharray", "none") != "none":
            dashes = _NUMBER.findall(style["stroke-dasharray"])
            out += f' stroke-dasharray="{" ".join(_short(n) for n in dashes)}"'
        if style.get("stroke-linecap") == "round":
            out += ' stroke-linecap="round"'
    return f' style="{css}"{out}'


def _text(el: etree._Element, style: dict[str, str]) -> str:
    words = "".join(el.itertext())
    if not words.strip():
        return ""
    size = _short(
        (re.findall(r"[\d.]+(?=px)", style.get("font-size", "") or style.get("font", "")) or [SIZE])[0]
    )
    size = f' font-size="{size}"' * (size != SIZE)
    heavy = (
        ' font-weight="600"'
        if re.search(r"\b(bold|[6-9]00)\b", f"{style.get('font', '')} {style.get('font-weight', '')}")
        else ""
    )
    anchor = f' text-anchor="{style["text-anchor"]}"' if style.get("text-anchor", "start") != "start" else ""
    turn = re.search(r"rotate\((-?[\d.]+) ", el.get("transform", ""))
    x, y = el.get("x"), el.get("y")
    if x is None:
        x, y = _NUMBER.findall(el.get("transform", ""))[:2]
    turned = ""
    if turn and abs(float(turn.group(1))) > 0.5:
        turned = f' transform="rotate({_short(turn.group(1))} {_short(x)} {_short(y)})"'
    fill = _colour(style.get("fill", COLOUR["ink"]))
    return (
        f'<text x="{_short(x)}" y="{_short(y)}"{size}{anchor}{heavy}{turned} '
        f'style="fill:{fill}">{escape(words, quote=False)}</text>'
    )


def _colour(value: str) -> str:
    name = _NAMES.get(value.lower())
    return f"var(--{name})" if name else value


def _path(d: str) -> str:
    d = _NUMBER.sub(lambda m: _short(m.group()), d)
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", d).strip().replace(" -", "-")


def _short(value: str) -> str:
    """One decimal is a tenth of a pixel."""
    text = f"{float(value):.1f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
