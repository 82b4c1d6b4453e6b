"""Finished pages in a real Chromium, built once a session from a made-up month and the repository's data."""

from __future__ import annotations

import ast
import os
import sys
from contextlib import nullcontext, suppress
from pathlib import Path

import nbformat
import pytest

from analysis.book import Book
from analysis.present.words import banner
from analysis.present.words_pages import title

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests/present"), str(Path(__file__).parent)]

CHROMIUM = next(
    (
        p
        for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(p).exists()
    ),
    None,
)
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        missing = "no Chromium on this machine: the pages were not opened"
        pytest.fail(missing) if os.environ.get("BRIEF_REQUIRE_BROWSER") else pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


def brief_html(view) -> str:
    """The leaders' brief of a view, through a notebook and the exporter as a run makes it."""
    from analysis.present.offered import Charts, Tables, Words
    from analysis.publish.html import export

    book = type("Book", (), {"words": Words(view), "table": Tables(view), "chart": Charts(view)})()
    nb = nbformat.read(ROOT / "notebooks/09_brief.ipynb", 4)
    _fill(nb, {"book": book})
    return export(nb, title=title(view), lang=view.lang, banner=banner(view))[0]


def _fill(nb, names) -> None:
    """Runs the cells one after the other, but those that open the book or the panel, and keeps what the last lines of
    page cells show. Cells of the lab that want frames are passed over with a made-up book,
    which has none."""
    names = dict(names)
    for cell in nb.cells:
        if "lab" in cell.metadata.get("tags", []) and "import" not in cell.source:
            with suppress(AttributeError) if names["book"].__class__ is not Book else nullcontext():
                exec(cell.source, names)
        if cell.cell_type == "code" and "page" in cell.metadata.get("tags", []):
            body = ast.parse(cell.source).body
            exec(compile(ast.Module(body[:-1], []), "<cell>", "exec"), names)
            if not isinstance(body[-1], ast.Expr):
                exec(compile(ast.Module(body[-1:], []), "<cell>", "exec"), names)
                continue
            shown = eval(compile(ast.Expression(body[-1].value), "<cell>", "eval"), names)
            if hasattr(shown, "_repr_html_"):
                cell.outputs = [nbformat.v4.new_output("execute_result", {"text/html": shown._repr_html_()})]


def notebook_html(book, notebook: str, key: str, **names) -> str:
    """A notebook's page from a real book, its cells run here instead of in a kernel; of the same book, once."""
    made = vars(book).setdefault("made", {})
    if (notebook, key) not in made:
        made[notebook, key] = _made(book, notebook, key, names)
    return made[notebook, key]


def _made(book, notebook: str, key: str, names: dict) -> str:
    from analysis.publish.html import export

    nb = nbformat.read(ROOT / f"notebooks/{notebook}.ipynb", 4)
    _fill(nb, {"book": book, "measure": "4", **names})
    return export(nb, title=title(book.view, key), lang=book.view.lang, banner=banner(book.view))[0]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pages")


class Pages:
    """Pages by name, each made when first asked for: {name: (html, path, view)}."""

    def __init__(self, folder: Path):
        self.folder, self.made, self.books = folder, {}, {}

    def book(self, month: str, params: str = "can-duoc-2025", lang: str = "vi", place: str | None = None):
        from analysis import open_book

        key = month, params, lang, place
        if key not in self.books:
            self.books[key] = open_book(month, str(ROOT / f"params/{params}/monthly.yml"), place, lang=lang)
        return self.books[key]

    def __call__(self, name: str) -> tuple[str, Path, object]:
        if name not in self.made:
            html, view = self._make(name)
            path = self.folder / f"{name}.html"
            path.write_text(html, encoding="utf-8")
            self.made[name] = html, path, view
        return self.made[name]

    def _make(self, name: str):
        from views import make_view

        if name == "made-up":
            view = make_view()
            return brief_html(view), view
        if name in ("index", "archive"):
            return self._about_pages(name), None
        if name == "made-up-en":
            view = make_view("en")
            return brief_html(view), view
        programme, month, notebook, *place = REAL[name]
        if programme == "vietnam" and not (ROOT.parent / "shared/workbooks/gso").is_dir():
            pytest.skip("the national workbooks are not on this machine")
        book = self.book(month, programme, "vi", *place)
        if notebook == "group":
            group = book.programme.groups[0].id
            return notebook_html(book, notebook, f"group:{group}", group=group), book.view
        key = {
            "09_brief": "brief",
            "01_ingest": "ingest",
            "07_commitments": "commitments",
            "08_communes": "communes",
        }
        return notebook_html(book, notebook, key.get(notebook, notebook[3:])), book.view

    def _about_pages(self, name: str) -> str:
        """The month's index and the programme's archive, of what a run would have noted."""
        from analysis.publish import archive
        from analysis.publish.manifest import COMPLETED, Manifest, Notebook
        from analysis.run.summary import summarise

        told = [
            summarise({"params": PARAMS, "overrides": {"month": m}}, lambda *_, **__: None)
            for m in ("2025-09", "2025-06")
        ]
        months = [
            Manifest(
                run_id="can-duoc-2025",
                parameters={},
                targets=t["targets"],
                banner=t["banner"],
                lost=[{"path": "thue/hong.xlsx", "message": "Tệp bị hỏng."}],
                notebooks=[
                    Notebook(name, title, COMPLETED)
                    for name, title in {**t["titles"], "place-28126/brief": "Bản tin – Xã Long Cang"}.items()
                ],
                **{k: t[k] for k in ("programme", "programme_name", "month", "as_of")},
            )
            for t in told
        ]
        return archive.month(months[0]) if name == "index" else archive.programme(months)


PARAMS = ROOT / "params/can-duoc-2025/monthly.yml"
REAL = {
    "2025-06": ("can-duoc-2025", "2025-06", "09_brief"),
    "2025-07": ("can-duoc-2025", "2025-07", "09_brief"),
    "2025-09": ("can-duoc-2025", "2025-09", "09_brief"),
    "investment": ("public-investment", "2021-10", "09_brief"),
    "vietnam": ("vietnam", "2021-10", "09_brief"),
    "economy": ("can-duoc-2025", "2025-06", "02_economy"),
    "society": ("can-duoc-2025", "2025-06", "03_society"),
    "commitments": ("can-duoc-2025", "2025-06", "07_commitments"),
    "communes": ("can-duoc-2025", "2025-09", "08_communes"),
    "communes-before": ("can-duoc-2025", "2025-06", "08_communes"),  # 17 units
    "place": ("can-duoc-2025", "2025-09", "09_brief", "28126"),
    "ingest": ("can-duoc-2025", "2025-06", "01_ingest"),
    "investment-group": ("public-investment", "2021-10", "group"),
}


@pytest.fixture(scope="session")
def page_of():
    """A notebook's page from a book."""
    return notebook_html


@pytest.fixture(scope="session")
def pages(folder):
    return Pages(folder)
