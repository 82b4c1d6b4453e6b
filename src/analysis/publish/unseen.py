"""The words of an analyst's drawing that no reader sees; a page says them instead."""

from __future__ import annotations

import re
from math import cos, radians, sin
from typing import Any, NamedTuple

import tinycss2
from tinycss2.color3 import parse_color

from analysis.publish.allowed import LEAST_CONTRAST, PLAIN, contrast

_WORDS = ("text", "tspan", "textpath")
_SHAPES = ("rect", "path", "circle", "ellipse", "polygon", "image")
_KEPT_FOR_USE = ("defs", "symbol", "clippath", "mask", "pattern", "marker")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.I)
_FAINT, _SMALL, _WIDE = 0.4, 2.0, 0.5  # of one; in the drawing's units; of a letter's size
_BLUR = 2.0  # from which on a blurred word is not read
_LOOKS = "filter fill stroke opacity fill-opacity font-size visibility display mask text-anchor".split()
Box = tuple[float, float, float, float]  # left, top, right, bottom
Matrix = tuple[float, ...]  # six, as SVG writes them


class _Look(NamedTuple):
    """What an element takes over from those around it."""

    fill: str = "black"
    stroke: str = "none"
    opacity: float = 1
    size: float = 16
    anchor: str = "start"
    visible: bool = True
    gone: bool = False  # not drawn, or only kept for use
    at: Matrix | None = (1, 0, 0, 1, 0, 0)  # from its numbers to places in the frame; None: not known


def unseen(svg: Any) -> list[str]:
    """The words of `svg` that are hidden, without colour or size, mirrored, off the frame, cut off, or beneath a later
    shape, where more than half of them are. Words kept in <defs> are seen where something uses them."""
    frame, rules = _frame(svg), _rules(svg)
    used = {_target(el) for el in svg.iter("use")}
    paths = {el.get("id"): el.get("d") or "" for el in svg.iter("path") if el.get("id")}
    blurs = {el.get("id") for el in svg.iter("filter") if _blurs(el)}
    clips = {el.get("id"): next(map(_box, el), None) for el in svg.iter("clippath")}
    lost: list[str] = []
    standing: list[tuple[str, float, float]] = []  # words seen so far, and where the middle of them is
    ground: list[tuple[str, Box | None]] = []  # shapes so far: their fill, and the box of a plain one
    todo = [(svg, _Look(), (0.0, 0.0))]
    while todo:
        el, look, at = todo.pop()
        look = _taken(el, look, rules, blurs, el is svg or el.get("id") in used)
        if el.tag in _WORDS:
            x, y = (
                _first(el.get(n), was) + _first(el.get(f"d{n}"), 0) for n, was in zip("xy", at, strict=True)
            )
            along = _NUMBER.findall(paths.get(_target(el), "")) if el.tag == "textpath" else []
            at = (float(along[0]), float(along[1])) if len(along) > 1 else (x, y)
        words = " ".join(" ".join([el.text or "", *(child.tail or "" for child in el)]).split())
        if el.tag in _WORDS and words:
            middle = _middle(el, look, at, words)
            clip = clips.get(_target(el, "clip-path"))
            if _lost(look, middle, ground) or (clip and not _within(clip, *at, look.size)):
                lost.append(words)
            elif middle and frame and not _within(frame, *middle, look.size):
                lost.append(words)
            elif middle:
                standing.append((words, *middle))
        elif el.tag in _SHAPES and not look.gone and look.visible and look.opacity >= _FAINT:
            box = _moved(_box(el), look.at)
            fill = "image" if el.tag == "image" else look.fill
            if fill != "none" and getattr(parse_color(fill), "alpha", 1) >= _FAINT:
                ground.append((fill, box))
                lost += [words for words, x, y in standing if box and _within(box, x, y)]
                standing = [one for one in standing if not box or not _within(box, *one[1:])]
        todo += [(child, look, at) for child in reversed(el) if isinstance(child.tag, str)]
    return lost


def _rules(svg: Any) -> dict[str, dict[str, str]]:
    """What the style sheets of a drawing say of a tag, a class or an id that stands last in a selector."""
    found: dict[str, dict[str, str]] = {}
    for style in svg.iter("style"):
        for rule in tinycss2.parse_rule_list(style.text or "", skip_comments=True, skip_whitespace=True):
            if rule.type == "qualified-rule":
                said = {
                    part.lower_name: tinycss2.serialize(part.value).strip()
                    for part in tinycss2.parse_blocks_contents(rule.content)
                    if part.type == "declaration"
                }
                for name in tinycss2.serialize(rule.prelude).split(","):
                    found.setdefault((name.split() or [""])[-1], {}).update(said)
    return found


def _taken(
    el: Any, look: _Look, rules: dict[str, dict[str, str]], blurs: set[str | None], seen: bool
) -> _Look:
    said = {name: el.get(name, "") for name in _LOOKS}
    for name in ("*", el.tag, *(f".{c}" for c in (el.get("class") or "").split()), f"#{el.get('id')}"):
        said |= rules.get(name, {})
    for part in (el.get("style") or "").lower().split(";"):
        name, _, value = part.partition(":")
        said[name.strip()] = value.strip()
    opacity = look.opacity
    for value in (said["opacity"], said["fill-opacity"]):
        opacity *= _first(value, 1.0) / (100 if value.endswith("%") else 1)
    kept_for_use = not seen and (look.gone or el.tag in _KEPT_FOR_USE)
    return _Look(
        said["fill"].lower() or look.fill,
        said["stroke"].lower() or look.stroke,
        opacity,
        _first(said["font-size"], look.size),
        said["text-anchor"] or look.anchor,
        said["visibility"] not in ("hidden", "collapse") if said["visibility"] else look.visible,
        kept_for_use or said["display"] == "none" or bool(said["mask"]) or _id(said["filter"]) in blurs,
        None if el.tag == "svg" and not seen else _joined(look.at, el.get("transform") or ""),
    )


def _lost(look: _Look, middle: tuple[float, float] | None, ground: list[tuple[str, Box | None]]) -> bool:
    if look.gone or not look.visible or look.opacity < _FAINT or look.size < _SMALL:
        return True
    if look.at and look.at[0] * look.at[3] - look.at[1] * look.at[2] <= 0:
        return True  # mirrored, or of no size
    if look.fill in ("none", "transparent"):
        return look.stroke in ("none", "transparent")
    colour = parse_color(look.fill)
    if not hasattr(colour, "alpha"):
        return False  # of a pattern, or the page's own
    behind = [fill for fill, box in ground if box and middle and _within(box, *middle)]
    known = parse_color(behind[-1]) if behind else PLAIN[1][0]
    unsure = not hasattr(known, "alpha") or any(box is None or not middle for _, box in ground)
    return colour.alpha < _FAINT or (not unsure and contrast(colour, known) < LEAST_CONTRAST)


def _middle(el: Any, look: _Look, at: tuple[float, float], words: str) -> tuple[float, float] | None:
    """Where in the frame the middle of the words is, about; None where that is not known."""
    if look.at is None:
        return None
    wide = min(_WIDE * look.size * len(words), _first(el.get("textlength"), 1e9))
    a, b, c, d, e, f = look.at
    x = at[0] + wide * {"middle": 0, "end": -0.5}.get(look.anchor, 0.5)
    return a * x + c * at[1] + e, b * x + d * at[1] + f


def _joined(matrix: Matrix | None, transform: str) -> Matrix | None:
    for name, inner in re.findall(r"(\w+)\s*\(([^)]*)\)", transform):
        n = [float(x) for x in _NUMBER.findall(inner)]
        more: list[Matrix]
        if name == "translate" and n:
            more = [(1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0)]
        elif name == "scale" and n:
            more = [(n[0], 0, 0, n[-1], 0, 0)]
        elif name == "rotate" and len(n) in (1, 3):
            turn, to = radians(n[0]), n[1:] or [0, 0]
            more = [(1, 0, 0, 1, *to), (cos(turn), sin(turn), -sin(turn), cos(turn), 0, 0)]
            more.append((1, 0, 0, 1, -to[0], -to[1]))
        elif name == "matrix" and len(n) == 6:
            more = [tuple(n)]
        else:
            return None
        for a, b, c, d, e, f in more:
            if matrix:
                p, q, r, s, t, u = matrix
                matrix = (
                    p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u,
                )  # fmt: skip
    return matrix


def _moved(box: Box | None, matrix: Matrix | None) -> Box | None:
    if box is None or matrix is None or abs(matrix[1]) > 1e-9 or abs(matrix[2]) > 1e-9:
        return None
    a, _, _, d, e, f = matrix
    xs, ys = sorted((a * box[0] + e, a * box[2] + e)), sorted((d * box[1] + f, d * box[3] + f))
    return xs[0], ys[0], xs[1], ys[1]


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
    if len(drawn) > 500 or not re.fullmatch(r"[MLZz\s\d.,e+-]*", drawn):
        return None
    numbers = [float(n) for n in _NUMBER.findall(drawn)]
    xs, ys = numbers[::2], numbers[1::2]
    corners = len(numbers) % 2 == 0 and 4 <= len(xs) <= 5 and len({*xs}) == len({*ys}) == 2
    return (min(xs), min(ys), max(xs), max(ys)) if corners else None


def _within(box: Box, x: float, y: float, size: float = 0) -> bool:
    return box[0] <= x <= box[2] and box[1] < y <= box[3] + size / 2


def _first(text: str | None, otherwise: float) -> float:
    found = _NUMBER.match((text or "").strip())
    return float(found[0]) if found else otherwise


def _target(el: Any, name: str = "href") -> str:
    return _id(el.get(name) or el.get(f"xlink:{name}") or "")


def _id(said: str) -> str:
    return said.removeprefix("url(").strip("#)'\" ")


def _blurs(el: Any) -> bool:
    """Whether a filter leaves nothing but what it has blurred."""
    steps = {part.tag: part for part in el.iter() if isinstance(part.tag, str)}
    blur = steps.get("fegaussianblur")
    rest = {*steps} - {"filter", "fegaussianblur"}
    return blur is not None and not rest and _first(blur.get("stddeviation"), 0) >= _BLUR
