"""The words of an analyst's drawing, printed below it: nothing can hide them there, and a phone, a screen reader and
paper have them too."""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress
from itertools import groupby
from typing import Any
from urllib.parse import unquote_to_bytes

from lxml import etree
from lxml import html as lxml_html
from lxml.builder import E

from analysis.publish.allowed import only_allowed
from analysis.publish.office import clean

_WORDS = (
    "descendant-or-self::*[local-name()='svg']//text()[not(ancestor::*[local-name()='style'])] | "
    "descendant-or-self::*/@*[starts-with(., 'data:image/')]"
)
_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
# They go on in the line of what holds them, unless they have a place of their own.
_WITHIN = ("a", "tspan", "textPath", "textpath")


def print_words(root: Any, summary: str) -> None:
    """Put below each child of `root` a fold with the words of the drawings in it."""
    for child in [*root]:
        if lines := words(child):
            head = E.summary({"style": "color:var(--good);padding:3px 0"}, summary)
            fold = E.details({"class": "words", "style": "margin:4px 0 12px;font-size:14.5px"}, head)
            fold.append(E.p(clean(" · ".join(lines))))
            child.addnext(fold)


def only_allowed_in_pictures(root: Any, gone: set[str], plainer: set[str]) -> None:
    """Leave of the drawings that addresses in `root` hold what a drawing in the page itself may hold; what went is
    added to `gone` and `plainer` (allowed.only_allowed)."""
    for address in root.xpath("descendant-or-self::*/@*[starts-with(., 'data:image/')]"):
        if (picture := _picture(address)) is None:
            continue
        for el in picture.iter(etree.Element):
            el.tag = el.tag.removeprefix(_SVG)
            if link := el.attrib.pop(_LINK, None):
                el.set("href", link)
        around = lxml_html.Element("div")
        around.append(picture)
        for names, more in zip((gone, plainer), only_allowed(around), strict=True):
            names |= more
        only_allowed_in_pictures(around, gone, plainer)
        content = base64.b64encode(etree.tostring(picture, with_tail=False)).decode()
        address.getparent().set(address.attrname, f"data:image/svg+xml;base64,{content}")


def words(of: Any) -> list[str]:
    """The words of the drawings in an element, as they are written one after another; those of pictures that are
    drawings too."""
    lines: list[str] = []
    for _, parts in groupby(of.xpath(_WORDS), _holder):
        texts: list[str] = []
        for part in parts:
            if not part.is_attribute:
                texts.append(part)
            elif (picture := _picture(part)) is not None:
                lines += words(picture)
        lines.append(" ".join("".join(texts).split()))
    return [line for line in lines if line]


def _holder(part: Any) -> Any:
    """The element whose words are a line of their own."""
    el = part.getparent()
    el = el.getparent() if part.is_tail else el
    while etree.QName(el).localname in _WITHIN and not {"x", "y"} & {*el.attrib}:
        el = el.getparent()
    return el


def _picture(address: str) -> Any:
    """The drawing that a data: address holds; None for another picture."""
    kind, _, content = address.partition(",")
    if not kind.lower().startswith("data:image/svg"):
        return None
    held = unquote_to_bytes(content)
    with suppress(binascii.Error, etree.XMLSyntaxError):
        held = base64.b64decode(held) if kind.lower().endswith("base64") else held
        return etree.fromstring(held, lxml_html.XHTMLParser(recover=True, no_network=True, load_dtd=False))
    return None
