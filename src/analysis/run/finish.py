"""The pages about pages, made in a worker: refusals, the month's index, the archives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.publish import manifest
from analysis.publish.manifest import Manifest


def month(args: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
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
        if not (folder / f"{name}.html").exists():
            others[f"{name}.html"] = archive.not_made(of, title or name, name)
    put_there = [{"path": p, **manifest.put(folder / p, text.encode("utf-8"))} for p, text in others.items()]
    return {"refusals": refusals, "others": put_there}


def archives(args: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Write `<out>/<programme>/index.html` and `<out>/index.html` from the manifests that lie there."""
    from analysis.publish import archive

    out, programme = Path(args["out"]), args["programme"]
    found = {p.name: _months(p) for p in sorted(out.iterdir()) if p.is_dir() and not p.name.startswith(".")}
    months = {k: [m for m in of if not m.question] for k, of in found.items()}
    others = [m for m in found[programme] if m.question]
    page = archive.programme(months[programme], args["lang"], others)
    manifest.put(out / programme / "index.html", page.encode("utf-8"))
    home = archive.home({k: m or found[k] for k, m in months.items() if found[k]}, args["lang"])
    manifest.put(out / "index.html", home.encode("utf-8"))
    return {}


def _months(folder: Path) -> list[Manifest]:
    """The manifests of a programme's months, newest first."""
    found = (manifest.read(p) for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    return sorted((m for m in found if m), key=lambda m: (m.month, m.question), reverse=True)
