"""What a cell's HTML may hold. All that is kept is seen; what is not kept is named, so that it can be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import inf
from typing import Any

import tinycss2

_HTML = """
a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup data dd del details dfn
div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark menu meter nav ol p pre
progress q rp rt ruby s samp section small span strike strong style sub summary sup svg table tbody td tfoot th thead
time tr tt u ul var wbr
math mfrac mi mmultiscripts mn mo mover mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext
mtr munder munderover none semantics
""".split()
_SVG = """
a circle clippath defs desc ellipse filter g image line lineargradient marker mask path pattern polygon polyline
radialgradient rect stop style svg symbol text textpath title tspan use
""".split()
# What these hold stays; those that no browser shows are not told of.
_AROUND = "body fieldset form head hgroup html label legend main output picture search".split()
_SILENT = set("annotation annotation-xml meta metadata".split())
_ATTRIBUTE = re.compile(
    r"abbr|h?align|alt|aria-[a-z]+|border|cell(?:padding|spacing)|cite|class|colspan|data-[\w-]+|datetime|dir|headers|"
    r"height|high|href|id|lang|low|max|min|name|nowrap|media|open|optimum|rel|reversed|role|rowspan|rules|scope|scoped|span|"
    r"src|start|style|summary|tabindex|target|title|type|valign|value|width|xmlns(?::\w+)?|display|mathvariant|"
    r"stretchy|fence|separator|accent|columnalign|displaystyle"
)
_ADDRESS = re.compile(r"(?:https?|mailto|tel):|(?![a-z][a-z0-9+.-]*:|[/\\]{2})", re.I)
_SIZES = ("width", "height")
# Values that hide or turn what an element holds, or make a table endless.
_ODD = {
    "dir": re.compile("rtl", re.I),
    **dict.fromkeys(_SIZES, re.compile(r"\s*\+?0*[01]?(?:\.\d*)?\s*(?:px|%|em|pt)?\s*")),
    **dict.fromkeys(("colspan", "rowspan"), re.compile(r"\s*\+?0*[1-9]\d{3,}.*")),
}
_LOADS = re.compile(r"(?:url|src|image(?:-set)?)\(\s*['\"]?(?!#)", re.I)
_HIDING = {"vh", "skip"}  # classes of the page for those who do not see it
# Styles that lay nothing over anything else and hide nothing, and the least that a size among them may be, in ems.
_STYLE = re.compile(
    r"align-(?:content|items|self)|background(?:-color|-image)?|border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|"
    r"width|radius))?|border-(?:collapse|spacing|(?:top|bottom)-(?:left|right)-radius)|box-sizing|break-\w+|"
    r"caption-side|clear|color|columns?(?:-\w+)*|content|cursor|display|flex(?:-\w+)?|float|"
    r"font(?:-(?:family|size|stretch|style|variant(?:-\w+)*|weight))?|(?:row-|column-)?gap|grid-template-columns|"
    r"hyphens|justify-(?:content|items|self)|letter-spacing|line-height|list-style(?:-position|-type)?|"
    r"(?:margin|padding)(?:-(?:top|right|bottom|left))?|(?:max-|min-)?width|min-height|opacity|overflow(?:-[xy]|-wrap)?|"
    r"page-break-\w+|table-layout|text-(?:align(?:-last)?|decoration(?:-line|-style)?|indent|transform)|"
    r"vertical-align|white-space|-(?:webkit|moz-osx)-font-smoothing|word-(?:break|spacing|wrap)|"
    r"(?:fill|stroke|stop)(?:-\w+)*|(?:clip|shape|text)-(?:anchor|rendering|rule)|paint-order"
)
_LEAST = {"font": 0.4, "font-size": 0.4, "line-height": 0.7, "opacity": 0.4, "text-decoration": 1e9}
_LEAST |= {"vertical-align": -2, "letter-spacing": -0.1}
_EMS = {"px": 1 / 16, "pt": 1 / 12, "mm": 0.24, "cm": 2.4, "in": 6, "pc": 1}
_FUNCTION = re.compile(
    r"rgba?|hsla?|(?:repeating-)?(?:linear|radial|conic)-gradient|minmax|repeat|fit-content"
)
_WORDS = {
    "display": "none",
    "overflow": "hidden clip",
    "background": "currentcolor canvastext",
    "flex": "row-reverse column-reverse wrap-reverse",
    "color": "canvas",
}


def only_allowed(root: Any) -> tuple[set[str], set[str]]:
    """Take out of what `root` holds all that is not allowed. Returns the names of elements that went with all they
    held, and those of styles and attributes that went alone: what they hid or moved is seen in its place."""
    gone: set[str] = set()
    plainer: set[str] = set()
    todo = [(el, False) for el in reversed(root)]
    while todo:
        el, drawn = todo.pop()
        inner = list(el)
        if not isinstance(el.tag, str):
            el.drop_tree()  # a comment; the text after it stays
            continue
        tag = el.tag.lower()  # in a picture's own XML some have capitals
        drawn = drawn and (tag in _SVG or tag.startswith("fe"))
        address = el.get("href") or el.get("xlink:href") or ""
        outside = el.tag == "image" and not address.startswith("data:image/")
        if drawn and not outside or el.tag in _HTML:
            _attributes(el, drawn, plainer)
        elif el.tag in _AROUND or ":" in el.tag or ("-" in el.tag and el.tag not in _SILENT):
            el.drop_tag()
        else:
            gone |= {tag} - _SILENT if el.tag != "title" or (el.text or "").strip() else set()
            el.drop_tree()
            continue
        todo += [(child, drawn or el.tag == "svg") for child in reversed(inner)]
    return gone, plainer


def _attributes(el: Any, drawn: bool, plainer: set[str]) -> None:
    for name, value in list(el.attrib.items()):
        kept: str | None = None
        if name.lower() == "style" and not drawn:
            more = "height max-height" if el.tag in ("img", "svg") else ""
            kept = styles(tinycss2.parse_blocks_contents(value), plainer, more)
        elif (kept := _kept(el, drawn, name.lower(), value)) is None and not drawn:
            plainer.add(name.lower())
        if kept is None or (value and not kept):
            del el.attrib[name]
        elif kept != value:
            el.set(name, kept)


def _kept(el: Any, drawn: bool, name: str, value: str) -> str | None:
    if name in ("href", "xlink:href"):
        if el.tag != "a":
            return value if value.startswith(("#", "data:image/")) else None
        if not _ADDRESS.match(re.sub(r"[\s\x00-\x20]", "", value)):
            return None
        return f"{value[:-6]}.html" if ":" not in value and value.endswith(".ipynb") else value
    if name == "class" and not any("bp" in (a.get("class") or "").split() for a in el.iterancestors()):
        return " ".join(c for c in value.split() if c not in _HIDING)
    if (odd := _ODD.get(name)) and odd.fullmatch(value) and (name not in _SIZES or el.tag in ("img", "svg")):
        return None
    if drawn or el.tag == "svg":
        return None if name.startswith("on") or _LOADS.search(value) else value
    return value if _ATTRIBUTE.fullmatch(name) and (name != "src" or el.tag == "img") else None


def styles(parts: Iterable[Any], plainer: set[str], more: str = "") -> str:
    """The declarations among `parts` that are allowed, here those named in `more` too; the names of others come into
    `plainer`."""
    kept = {}
    for part in parts:
        if part.type == "declaration":
            name = part.lower_name
            if (_STYLE.fullmatch(name) or name in more.split()) and _allowed(name, part.value):
                kept[name] = part
            elif (
                not name.startswith("--") and tinycss2.serialize(part.value).strip() != "auto"
            ):  # they do nothing
                plainer.add(name)
    return ";".join(part.serialize() for part in kept.values())


def _allowed(name: str, tokens: Sequence[Any]) -> bool:
    return not any(
        _size(token) < _LEAST.get(name, 0)
        or token.type in ("error", "{} block", "[] block", "() block")
        or (token.type == "function" and not _FUNCTION.fullmatch(token.lower_name))
        or (token.type == "ident" and token.lower_value in _WORDS.get(name.partition("-")[0], "").split())
        or (token.type == "url" and not token.value.startswith("#"))
        for token in tokens
    )


def _size(token: Any) -> float:
    """In ems, about, or as a part of what is around it; without end for what has no size."""
    if token.type == "percentage":
        return token.value / 100
    return (
        token.value * _EMS.get(getattr(token, "lower_unit", ""), 1)
        if token.type in ("dimension", "number")
        else inf
    )
