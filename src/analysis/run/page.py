"""One page or paper, made in a worker: run the notebook, keep it, and write its page; and the pages about pages."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from analysis import told
from analysis.ingest import store
from analysis.language import explained, refused, say
from analysis.params import PYTHON, declared, language_of
from analysis.publish import manifest
from analysis.publish.manifest import Manifest
from analysis.run import reads
from analysis.run.partial import Journal


class PageError(RuntimeError):
    """A notebook did not reach its end; `kind`, `cell` (0-based) and the message say where and why."""

    def __init__(self, kind: str, message: str, cell: int | None = None):
        self.kind, self.cell = kind, cell
        super().__init__(message)


def make(args: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Run `notebook` with `parameters`, write it to `executed` (kept there with `keep`, or when it failed), and its
    page to `file`.

    Figures are those of the tables with the key `tables`; values of parameters named in `secret` are told nowhere.
    Returns {"bytes", "sha256"} of the page, "notes" (what of the notebook it does not show, what was left running),
    "undeclared", files that it read and that are not among those `known` (run.reads), and "early" {cell, message} where
    the notebook ended itself before its end. Raises PageError.
    """
    from analysis.publish import archive, html

    notebook, executed = Path(args["notebook"]), Path(args["executed"])
    mask = told.mask(args["parameters"], args.get("secret", ()))
    lang, when = args["lang"], ""
    try:
        declared(notebook)  # a parameters cell that cannot be read is said better here than by the kernel
        with (
            store.pinned(args["tables"]),
            reads.watched(args["known"], executed.with_suffix(".reads")) as (undeclared, left),
        ):
            nb, early = execute(notebook, executed, args["parameters"], tell, mask)
        when = "sau ô cuối, lúc dựng trang (after the last cell, making the page): "
        notes = [say(lang, "left_running", listed=", ".join(left))] if left else []
        spec = nb.metadata.kernelspec
        other = spec.language == "python" and not PYTHON.fullmatch(spec.name)
        more = [say(lang, "another_kernel", asked=spec.name)] if other else []
        more += [f"ô thứ {i} (cell {i}) gặp lỗi: {found}" for i, found in _mishaps(nb)] if not early else []
        tell("export")
        title = args["title"] or heading(nb) or notebook.stem
        above = archive.revised(args["edition"], args["changed"], lang) if "edition" in args else ""
        page, unseen = html.export(
            nb,
            title=title,
            lang=lang,
            banner=args["banner"],
            folder=notebook.parent,
            at=Path(args["file"]).parent,
            notes=notes,
            above=above,
        )
        put = manifest.put(Path(args["file"]), mask(page).encode("utf-8"))
    except PageError as e:
        raise PageError(e.kind, mask(str(e)), e.cell) from None
    except Exception as e:  # its words are told, and may hold what may not be told
        raise PageError(type(e).__name__, when + mask(explained(e))) from e
    if not args["keep"] and not early:
        executed.unlink(missing_ok=True)
    told_of = {
        **put,
        "notes": [mask(n) for n in [*notes, *more, *unseen]],
        "undeclared": sorted(undeclared),
    }
    return {**told_of, **({"early": early} if early else {})}


def paper(args: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Write the month's Word draft or Excel annex, of the tables with the key `tables`, to `file`.

    Returns {"bytes", "sha256"}."""
    from analysis.params import RunParams
    from analysis.publish import annex, word
    from analysis.run.summary import open_book_of

    with store.pinned(args["tables"]):
        view = open_book_of(RunParams.load(args["params"], args["overrides"])).view
        form, edition = args["form"], args["edition"]
        is_word = args["paper"].endswith(".docx")
        content = (
            word.draft(view, form, args.get("added"), edition) if is_word else annex.annex(view, edition)
        )
    return manifest.put(Path(args["file"]), content)


def index(args: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Write the refusal pages and index.html of the month whose manifest lies in `folder`; and of its `pages` {name:
    title} those that no run has made yet, since others link to them.

    Returns {"refusals": {page name: output}, "others": [output]} for the manifest.
    """
    from analysis.publish import archive

    folder = Path(args["folder"])
    of = manifest.read(folder)
    assert of is not None, folder  # the run has just written it
    refusals = {}
    for page in (n for n in of.notebooks if n.status == manifest.FAILED):
        path = f"{page.name}.html"
        # a notebook that ended itself has a page, with what it showed until then
        text = archive.ended_early(of, page, folder / path) if page.outputs else archive.refused(of, page)
        put = manifest.put(folder / path, text.encode("utf-8"))
        refusals[page.name] = {"path": path, **put}
    others = {"index.html": archive.month(of)}
    for name, title in args["pages"].items():
        if not os.path.lexists(folder / f"{name}.html"):
            others[f"{name}.html"] = archive.not_made(of, title or name, name)
    put_there = [{"path": p, **manifest.put(folder / p, text.encode("utf-8"))} for p, text in others.items()]
    return {"refusals": refusals, "others": put_there}


def archives(args: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Write `<out>/<programme>/index.html` and `<out>/index.html` from the manifests that lie there.

    Returns {"kept": [{path, was}]}, lists that people edited, from a month's folder."""
    from analysis.publish import archive

    out, programme = Path(args["out"]), args["programme"]
    found = {p.name: _months(p) for p in sorted(out.iterdir()) if p.is_dir() and not p.name.startswith(".")}
    months = {k: [m for m in of if not m.question] for k, of in found.items()}
    others = [m for m in found[programme] if m.question]
    page = archive.programme(months[programme], args["lang"], others)
    kept = _put_list(out / programme / "index.html", page, "../")
    home = archive.home({k: m or found[k] for k, m in months.items() if found[k]}, args["lang"])
    return {"kept": kept + _put_list(out / "index.html", home, "../../")}


def _put_list(path: Path, page: str, up: str) -> list[dict[str, str]]:
    """Write a list that ends with its own hash, by which it is known whether it is still as a run wrote it; one that
    people edited is kept beside it."""
    content, sign, hash = (path.read_bytes() if path.is_file() else b"").rpartition(b"<!-- sha256 ")
    ours = sign and hash.strip() == f"{hashlib.sha256(content).hexdigest()} -->".encode()
    kept = [manifest.aside(path, up)] if os.path.lexists(path) and not ours else []
    put = page.encode("utf-8")
    manifest.put(path, put + f"<!-- sha256 {hashlib.sha256(put).hexdigest()} -->\n".encode())
    return kept


def _months(folder: Path) -> list[Manifest]:
    """The manifests of a programme's months, newest first."""
    found = (manifest.read(p) for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    return sorted((m for m in found if m), key=lambda m: (m.month, m.question), reverse=True)


def execute(
    notebook: Path, executed: Path, parameters: dict[str, Any], tell: Callable[..., None], mask: told.Mask
) -> tuple[Any, dict[str, Any] | None]:
    """The notebook executed by papermill's engine, and {cell, message} where it ended itself early (`sys.exit`).

    Kept in `executed`, with the failure where there was one. Raises PageError.
    """
    from jupyter_client.kernelspec import get_kernel_spec
    from papermill.execute import prepare_notebook_metadata, remove_error_markers
    from papermill.parameterize import parameterize_notebook
    from papermill.utils import chdir

    from analysis.run.engine import Watched

    nb = load(notebook)
    kernel = "python3" if nb.metadata.kernelspec.language == "python" else nb.metadata.kernelspec.name
    journal = Journal(executed, mask)
    watch = Watched(nb, tell, journal)
    try:
        if nb.metadata.kernelspec.language != "python":
            get_kernel_spec(kernel)
        if parameters:
            nb = parameterize_notebook(nb, parameters, kernel_name=kernel)
        watch.nb = nb = remove_error_markers(prepare_notebook_metadata(nb, str(notebook), str(executed)))
        with chdir(str(notebook.parent)):
            watch.run(kernel, str(notebook))
    except Exception as e:
        with suppress(
            Exception
        ):  # a cell has spoilt what writes it: the journal is left, to be read elsewhere
            _write(nb, executed, mask)
            journal.remove()
        raise PageError(type(e).__name__, _why(e, kernel), watch.cell) from None
    _write(nb, executed, mask)
    journal.remove()
    failed = (c.outputs for c in nb.cells if c.metadata.papermill.get("exception") is True)
    error = next(([o for o in outputs if o.output_type == "error"][-1] for outputs in failed), None)
    if error is None:
        return nb, None
    if error.ename == "SystemExit" and error.evalue in ("", "0", "None"):
        return nb, {"cell": watch.cell, "message": "sổ tính tự kết thúc sớm bằng sys.exit(0), các ô sau không chạy "
                    "(it ended itself; the cells after this one were not run)"}  # fmt: skip
    why = f"{error.ename}: {error.evalue}" if error.evalue else error.ename
    if error.ename == "StdinNotImplementedError":
        why = "ô hỏi người dùng bằng input(), lúc chạy không có ai trả lời: khai thành tham số (make it a parameter)"
    raise PageError(error.ename, why, watch.cell)


def load(notebook: Path) -> Any:
    """The notebook as papermill reads it, with its language. One whose tool wrote no kernel is of Python; tags may be
    one string."""
    import warnings

    import nbformat
    from papermill.iorw import load_notebook_node

    from analysis.publish.shown import tags_of

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about ids of cells that are missing or there twice
        try:
            text = notebook.read_text(encoding="utf-8")
            marked = text.startswith("\ufeff")  # a byte order mark, with which papermill does not read it
            nb = load_notebook_node(nbformat.reads(text[1:], as_version=4) if marked else str(notebook))
        except Exception as e:  # noqa: BLE001 - papermill, nbformat and the disk each have their own
            raise PageError(
                type(e).__name__,
                f"không đọc được sổ tính {notebook.name}: mở và lưu lại bằng JupyterLab, hoặc lấy lại bản trước "
                f"(cannot be read: {e})",
            ) from None
    language = language_of(nb.metadata, notebook)
    spec, info = (nb.metadata.get(key) or type(nb)() for key in ("kernelspec", "language_info"))
    if not spec.get("name"):
        spec.update(name="python3" if language == "python" else language, display_name="Python 3")
    spec.language = info.name = language
    nb.metadata.update(kernelspec=spec, language_info=info)
    for cell in nb.cells:
        cell.metadata.tags = tags_of(cell)
    return nb


def _mishaps(nb: Any) -> list[tuple[int, str]]:
    """The cells, from 1 as their author counts them, that met an error and went on: tagged so, or below `%run`."""
    from analysis.run.engine import INJECTED

    cells = [c for c in nb.cells if INJECTED not in c.metadata.get("tags", [])]
    found = [(i, o) for i, c in enumerate(cells, 1) for o in c.get("outputs", []) if o.output_type == "error"]
    return list(dict.fromkeys((i, told.short(f"{o.ename}: {o.evalue}")) for i, o in found))


def _why(error: Exception, kernel: str) -> str:
    """Why a notebook could not be run to its end, in words."""
    if type(error).__name__ == "NoSuchKernel":
        return (
            f"sổ tính dùng kernel “{kernel}”, máy này không có; mở sổ tính trong JupyterLab và chọn kernel Python 3 "
            f"(this machine has no kernel {kernel!r}; choose Python 3)"
        )
    if type(error).__name__ == "DeadKernelError":
        return (
            "tiến trình của sổ tính đã kết thúc trước ô này: một ô gọi exit(), quit(), hay hết bộ nhớ "
            f"(a cell before this one ended its process: {error})"
        )
    if isinstance(
        error, (TypeError, AttributeError, KeyError, RecursionError)
    ):  # of a cell's own code papermill tells otherwise
        return (
            "sổ tính sai dạng, hay một ô đã đổi thư viện của Python; mở và lưu lại bằng JupyterLab "
            f"(malformed, or a cell changed Python's libraries): {type(error).__name__}: {error}"
        )
    return refused(error) or type(error).__name__


def _write(nb: Any, executed: Path, mask: told.Mask) -> None:
    text = json.dumps(mask.within(nb), ensure_ascii=False, indent=1, sort_keys=True)
    manifest.put(executed, (text + "\n").encode("utf-8", "replace"))


def heading(nb: Any) -> str:
    """The first heading of a notebook, for its title."""
    for cell in nb.cells:
        if cell.cell_type == "markdown" and cell.source.lstrip().startswith("#"):
            return cell.source.lstrip().splitlines()[0].lstrip("# ").strip()
    return ""
