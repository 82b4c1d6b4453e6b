"""A notebook's whitelisted outputs, or ready HTML, as one page that loads nothing and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from nbformat import NotebookNode

from analysis.language import say
from analysis.present import theme
from analysis.publish.shown import Cells, box

TEMPLATE = Path(__file__).parent / "template"


def export(
    nb: NotebookNode,
    *,
    title: str,
    lang: str = "vi",
    banner: str = "",
    folder: Path | None = None,
    at: Path | None = None,
    notes: Sequence[str] = (),
    above: str = "",
) -> tuple[str, list[str]]:
    """The page of an executed notebook, and what of the notebook is not on it, a line each.

    Placed are what cells tagged `page` show, and prose cells that are untagged or tagged with `lang` (those tagged
    `lab` are for analysts). What cannot be shown (publish.shown), and a cell that failed, becomes a box with the
    reason, never a traceback. All texts are plain and escaped here; `folder`: where the notebook lies, for its
    pictures, `at`: where the page will. `notes` stand at the end of the page, `above`, ready HTML, at its beginning.
    """
    page = {**_page(title, lang, banner), "above": above}
    resources = {"page": page, "cells": Cells(lang, folder, at), "notes": notes}
    # it works on a copy of the resources
    html, used = _exporter()(nb, resources=resources)
    return _trim(html), used["cells"].notes


def page(
    body: str, *, title: str, lang: str = "vi", banner: str = "", links: Sequence[tuple[str, str]] = ()
) -> str:
    """The page of ready HTML `body` (archive, index of a month, refusal). `links`: (relative address, words) for the
    foot."""
    resources = {"page": {**_page(title, lang, banner, links), "body": body}}
    return _trim(_environment().get_template("page.html.j2").render(resources=resources))


def refusal(title: str, reason: str, lang: str = "vi") -> str:
    """The body of a page whose notebook was lost: what and why. Plain text in."""
    return f"<h1>{escape(title)}</h1>{box(say(lang, 'page_not_made'), reason)}"


def _page(title: str, lang: str, banner: str, links: Sequence[tuple[str, str]] = ()) -> Mapping[str, str]:
    nav = " · ".join(f'<a href="{escape(to, quote=True)}">{escape(words)}</a>' for to, words in links)
    return {
        "title": title,
        "lang": lang,
        "banner": banner,
        "css": _css(),
        "symbols": theme.symbols(),
        "nav": nav,
        "skip": say(lang, "skip_to_the_content"),
    }


@lru_cache(maxsize=1)
def _css() -> str:
    return theme.stylesheet() + theme.minified((TEMPLATE / "page.css").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATE), autoescape=False)


@lru_cache(maxsize=1)
def _exporter() -> Callable:
    """nbconvert's exporter with our template (the whitelist of cells is the template's) and no preprocessor."""
    # imported here: nbconvert takes a second to load, and only publishing needs it
    from nbconvert import HTMLExporter, TemplateExporter

    exporter = HTMLExporter(
        extra_template_basedirs=[str(TEMPLATE.parent)],
        template_name=TEMPLATE.name,
        exclude_input=True,
        default_preprocessors=[],
        filters={"shown": lambda cell, resources: resources["cells"].show(cell), "closing": _closing},
    )
    # past HTMLExporter's own: it parses the page again to give pictures a placeholder for words
    return partial(TemplateExporter.from_notebook_node, exporter)


def _closing(resources: Mapping) -> str:
    """What stands at the end of a page: that there is nothing on it, and what became of its notebook."""
    cells: Cells = resources["cells"]
    boxes = [box(note) for note in resources["notes"]]
    if not cells.shows:
        what = cells.say("the_notebook_shows_nothing_no")
        cells.notes.append(what)
        boxes.append(box(what))
    return "\n".join(boxes)


def _trim(html: str) -> str:
    """The page without empty lines, and without the rules of classes that it has not."""
    html = re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"
    head, opening, after = html.partition("<style>")
    rules, closing, rest = after.partition("</style>")
    here = {name for names in re.findall(r"""class=["']([^"']*)""", rest) for name in names.split()}

    def kept(rule: re.Match) -> str:
        parts = (re.findall(r"\.([a-z][\w-]*)", part) for part in rule[1].split(","))
        return rule[0] if any({*names} <= {"bp"} or here & {*names} - {"bp"} for names in parts) else ""

    return head + opening + re.sub(r"([^{}]+)\{[^{}]*\}", kept, rules) + closing + rest
