"""The words of an analyst's drawing that no reader sees; a page says them instead."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from tinycss2.color3 import parse_color

from analysis.publish.allowed import LEAST_CONTRAST, PLAIN, contrast

_WORDS = ("text", "tspan", "textpath")
_SHAPES = ("rect", "path", "circle", "ellipse", "polygon", "image")
_KEPT_FOR_USE = ("defs", "symbol", "clippath", "mask", "pattern", "marker")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.I)
_FAINT, _SMALL = 0.4, 2.0  # of one, and in the drawing's units
Box = tuple[float, float, float, float]  # left, top, right, bottom


class _Look(NamedTuple):
    """What an element takes over from those around it."""

    fill: str = "black"
    stroke: str = "none"
    opacity: float = 1
    size: float = 16
    visible: bool = True
    gone: bool = False  # not drawn, or only kept for use
    straight: bool = True  # nothing moves it: its numbers are places in the frame


def unseen(svg: Any) -> list[str]:
    """The words of `svg` that are hidden, without colour or size, off the frame, cut off, or beneath a later shape.

    What is moved by a transform is taken to be where it is seen. Words kept in <defs> are seen where something uses
    them."""
    frame = _frame(svg)
    used = {_target(el) for el in svg.iter("use")}
    clips = {el.get("id"): next(map(_box, el), None) for el in svg.iter("clippath", "clipPath")}
    lost: list[str] = []
    standing: list[tuple[str, float, float]] = []  # words seen so far, and where they begin
    ground: list[tuple[str, Box | None]] = []  # shapes so far: their fill, and the box of a plain one
    todo = [(svg, _Look(), (0.0, 0.0))]
    while todo:
        el, look, at = todo.pop()
        look = _taken(el, look, el is svg or el.get("id") in used)
        at = (_first(el.get("x"), at[0]), _first(el.get("y"), at[1])) if el.tag in _WORDS else at
        inside = (frame, clips.get(_target(el, "clip-path")))
        words = " ".join([el.text or "", *(child.tail or "" for child in el)]).strip()
        if el.tag in _WORDS and words:
            if _lost(look, at, inside, ground):
                lost.append(words)
            elif look.straight:
                standing.append((words, *at))
        elif el.tag in _SHAPES and not look.gone and look.visible and look.opacity >= _FAINT:
            box = _box(el) if look.straight else None
            fill = "image" if el.tag == "image" else look.fill
            if fill != "none":
                ground.append((fill, box))
                lost += [words for words, x, y in standing if box and _within(box, x, y)]
                standing = [one for one in standing if not box or not _within(box, *one[1:])]
        todo += [(child, look, at) for child in reversed(el) if isinstance(child.tag, str)]
    return lost


def _taken(el: Any, look: _Look, seen: bool) -> _Look:
    said = {name: el.get(name, "") for name in ("fill", "stroke", "visibility", "display", "font-size")}
    said |= {name: el.get(name, "") for name in ("opacity", "fill-opacity", "mask", "filter")}
    for part in (el.get("style") or "").lower().split(";"):
        name, _, value = part.partition(":")
        said[name.strip()] = value.strip()
    opacity = look.opacity
    for name in ("opacity", "fill-opacity"):
        value = said[name]
        opacity *= _first(value, 1.0) / (100 if value.endswith("%") else 1)
    nothing = re.search(r"scale\(\s*0\b(?!\.)", el.get("transform") or "")
    return _Look(
        said["fill"].lower() or look.fill,
        said["stroke"].lower() or look.stroke,
        opacity,
        _first(said["font-size"], look.size),
        said["visibility"] not in ("hidden", "collapse") if said["visibility"] else look.visible,
        not seen
        and (look.gone or el.tag in _KEPT_FOR_USE)
        or said["display"] == "none"
        or bool(said["mask"] or nothing),
        look.straight and not el.get("transform") and (seen or el.tag != "svg"),
    )


def _lost(
    look: _Look, at: tuple[float, float], inside: tuple[Box | None, ...], ground: list[tuple[str, Box | None]]
) -> bool:
    if look.gone or not look.visible or look.opacity < _FAINT or look.size < _SMALL:
        return True
    if look.straight and any(box and not _within(box, *at, look.size) for box in inside):
        return True
    if look.fill in ("none", "transparent"):
        return look.stroke in ("none", "transparent")
    colour = parse_color(look.fill)
    if not hasattr(colour, "alpha"):
        return False  # of a pattern, or the page's own
    behind = [fill for fill, box in ground if box is None or _within(box, *at)]
    known = parse_color(behind[-1]) if behind else PLAIN[1][0]
    unsure = not hasattr(known, "alpha") or any(box is None or not look.straight for _, box in ground)
    return colour.alpha < _FAINT or not unsure and contrast(colour, known) < LEAST_CONTRAST


def _frame(svg: Any) -> Box | None:
    seen = [float(n) for n in _NUMBER.findall(svg.get("viewbox") or svg.get("viewBox") or "")]
    if len(seen) == 4:
        return seen[0], seen[1], seen[0] + seen[2], seen[1] + seen[3]
    width, height = (_first(svg.get(name), 0.0) for name in ("width", "height"))
    return (0.0, 0.0, width, height) if width and height and "%" not in svg.get("width") else None


def _box(el: Any) -> Box | None:
    """Where a shape lies that is as large as its box; None of another."""
    if el.tag in ("rect", "image"):
        x, y, width, height = (_first(el.get(name), 0.0) for name in ("x", "y", "width", "height"))
        whole = [1e9 if "%" in (el.get(name) or "") else 0 for name in ("width", "height")]
        return x, y, x + max(width, whole[0]), y + max(height, whole[1])
    if el.tag in ("circle", "ellipse"):
        x, y, r = (_first(el.get(name), 0.0) for name in ("cx", "cy", "r"))
        across, up = _first(el.get("rx"), r) * 0.7, _first(el.get("ry"), r) * 0.7
        return x - across, y - up, x + across, y + up
    drawn = el.get("d") or el.get("points") or ""
    numbers = [float(n) for n in _NUMBER.findall(drawn)]
    xs, ys = numbers[::2], numbers[1::2]
    if (
        not re.fullmatch(r"[MLZz\s\d.,e+-]*", drawn)
        or len(numbers) % 2
        or not 4 <= len(xs) <= 5
        or len({*xs}) != 2
        or len({*ys}) != 2
    ):
        return None
    return min(xs), min(ys), max(xs), max(ys)


def _within(box: Box, x: float, y: float, size: float = 0) -> bool:
    return box[0] - size <= x <= box[2] and box[1] < y <= box[3] + size / 2


def _first(text: str | None, otherwise: float) -> float:
    found = _NUMBER.match((text or "").strip())
    return float(found[0]) if found else otherwise


def _target(el: Any, name: str = "href") -> str:
    said = el.get(name) or el.get(f"xlink:{name}") or ""
    return said.removeprefix("url(").strip("#)'\" ")
