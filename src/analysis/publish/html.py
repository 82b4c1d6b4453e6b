"""A notebook's whitelisted outputs, or ready HTML, as one page that loads nothing and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from nbformat import NotebookNode

from analysis.present import theme

TEMPLATE = Path(__file__).parent / "template"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def export(
    nb: NotebookNode,
    *,
    title: str,
    lang: str = "vi",
    banner: str = "",
    description: str = "",
    links: Sequence[tuple[str, str]] = (),
) -> str:
    """The page of an executed notebook.

    Placed are: `text/html` outputs of cells tagged `page`, and prose cells that are untagged or tagged
    with `lang` (those tagged `lab` are for analysts).
    A cell that failed becomes a refusal box with the error's last line, never a traceback. `links`: (relative
    address, words) for the foot. All texts are plain and escaped here.
    """
    resources = {"page": _page(title, lang, banner, description, links)}
    html, _ = _exporter().from_notebook_node(nb, resources=resources)
    return _trim(html)


def page(
    body: str,
    *,
    title: str,
    lang: str = "vi",
    banner: str = "",
    description: str = "",
    links: Sequence[tuple[str, str]] = (),
) -> str:
    """The page of ready HTML `body` (archive, index of a month, refusal)."""
    resources = {"page": {**_page(title, lang, banner, description, links), "body": body}}
    return _trim(_environment().get_template("page.html.j2").render(resources=resources))


def refusal(title: str, reason: str, link: tuple[str, str] | None = None, lang: str = "vi") -> str:
    """The body of a page whose notebook was lost: what, why, the last good one. Plain text in."""
    what = (
        "Trang này chưa lập được trong lần chạy này."
        if lang == "vi"
        else "This page could not be made in this run."
    )
    last = f'<p><a href="{escape(link[0], quote=True)}">{escape(link[1])}</a></p>' if link else ""
    return f"<h1>{escape(title)}</h1>{_box(what, reason)}{last}"


def _page(
    title: str, lang: str, banner: str, description: str, links: Sequence[tuple[str, str]]
) -> Mapping[str, str]:
    nav = " · ".join(f'<a href="{escape(to, quote=True)}">{escape(words)}</a>' for to, words in links)
    return {
        "title": title,
        "lang": lang,
        "banner": banner,
        "description": description or title,
        "css": _css(),
        "symbols": theme.symbols(),
        "nav": nav,
    }


@lru_cache(maxsize=1)
def _css() -> str:
    return theme.stylesheet() + theme.minified((TEMPLATE / "page.css").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATE), autoescape=False)


@lru_cache(maxsize=1)
def _exporter():
    # imported here: nbconvert takes a second to load, and only publishing needs it
    from nbconvert import HTMLExporter
    from nbconvert.exporters import TemplateExporter

    class PageExporter(HTMLExporter):
        """nbconvert's exporter with our template and no preprocessor (the whitelist is the template's)."""

        default_preprocessors: list = []

        def from_notebook_node(self, nb, resources=None, **kw):
            # past HTMLExporter's own: it parses the page again to give pictures a placeholder for words
            return TemplateExporter.from_notebook_node(self, nb, resources, **kw)

        def default_filters(self):
            yield from super().default_filters()
            yield "placed", _placed
            yield "refused", _refused

    exporter = PageExporter(
        extra_template_basedirs=[str(TEMPLATE.parent)],
        template_name=TEMPLATE.name,
        exclude_input=True,
        exclude_anchor_links=True,
    )
    exporter.embed_images = False
    return exporter


def _placed(cell: NotebookNode, resources: Mapping) -> str:
    """What of a cell reaches the reader: "prose", "outputs", "refusal" or ""."""
    tags = set(cell.get("metadata", {}).get("tags", []))
    lang = resources["page"]["lang"]
    if cell.cell_type == "markdown":
        if "lab" in tags or any(t.startswith("papermill-error") for t in tags):
            return ""
        return "prose" if not tags & {"vi", "en"} or lang in tags else ""
    if cell.cell_type != "code":
        return ""
    if any(o.output_type == "error" for o in cell.get("outputs", [])):
        return "refusal"
    return "outputs" if "page" in tags else ""


def _refused(cell: NotebookNode, resources: Mapping) -> str:
    """The refusal box of a failed cell: the error's own message, its first lines, no traceback."""
    error = next(o for o in cell.outputs if o.output_type == "error")
    lang = resources["page"]["lang"]
    what = "Phần này chưa lập được." if lang == "vi" else "This part could not be made."
    lines = [line.strip() for line in ANSI.sub("", str(error.get("evalue", ""))).splitlines() if line.strip()]
    return _box(what, " ".join(lines)[:400])


def _box(what: str, reason: str) -> str:
    why = f"<p>{escape(reason)}</p>" if reason else ""
    return f'<div class="refuse" role="note"><p><b>{escape(what)}</b></p>{why}</div>'


def _trim(html: str) -> str:
    return re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"
