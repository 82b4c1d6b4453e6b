"""One page or paper, made in a worker: run the notebook, keep it, and write its page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.ingest import store
from analysis.run import manifest, reads


class PageError(RuntimeError):
    """A notebook did not reach its end; `kind`, `cell` (0-based) and the message say where and why."""

    def __init__(self, kind: str, message: str, cell: int | None = None):
        self.kind, self.cell = kind, cell
        super().__init__(message)


def make(args: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Run `notebook` with `parameters`, write it to `executed` (kept there with `keep`, or when it failed), and its
    page to `file`.

    Figures are those of the tables with the key `tables`. Returns {"bytes", "sha256"} of the page, and "undeclared",
    files that it read and that are not among those `known` (run.reads). Raises PageError.
    """
    from analysis.publish import html

    with store.pinned(args["tables"]), reads.watched(args["known"]) as undeclared:
        nb = execute(Path(args["notebook"]), Path(args["executed"]), args["parameters"], tell)
    if not args["keep"]:
        Path(args["executed"]).unlink()
    tell("export")
    page = html.export(nb, title=args["title"] or heading(nb), lang=args["lang"], banner=args["banner"])
    return {**manifest.put(Path(args["file"]), page.encode("utf-8")), "undeclared": sorted(undeclared)}


def paper(args: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Write the month's Word draft or Excel annex, of the tables with the key `tables`, to `file`.

    Returns {"bytes", "sha256"}."""
    from analysis.publish import excel, word
    from analysis.run.params import RunParams
    from analysis.run.summary import open_book_of

    with store.pinned(args["tables"]):
        view = open_book_of(RunParams.load(args["params"], args["overrides"])).view
        content = word.draft(view, args["form"]) if args["paper"].endswith(".docx") else excel.annex(view)
    return manifest.put(Path(args["file"]), content)


def execute(notebook: Path, executed: Path, parameters: dict[str, Any], tell: Callable[..., None]) -> Any:
    """The executed notebook, by papermill; also kept in `executed`, with the failure where there was one."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from analysis.run.engine import NAME, telling

    executed.parent.mkdir(parents=True, exist_ok=True)
    told = telling(tell)
    try:
        with told:
            return papermill.execute_notebook(
                str(notebook), str(executed), parameters, engine_name=NAME, cwd=str(notebook.parent),
                progress_bar=False, request_save_on_cell_execute=False,
            )  # fmt: skip
    except PapermillExecutionError as e:
        raise PageError(e.ename, f"{e.ename}: {e.evalue}" if e.evalue else e.ename, told.cell) from None


def heading(nb: Any) -> str:
    """The first heading of a notebook, for its title."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and cell.source.lstrip().startswith("#"):
            return cell.source.lstrip().splitlines()[0].lstrip("# ").strip()
    return ""
