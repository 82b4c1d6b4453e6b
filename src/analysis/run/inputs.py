"""What a run depends on, as hashes of content; standard library only, so that "nothing changed" is quick."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

LIBRARY = Path(__file__).resolve().parents[1]
# What else decides how a page comes out.
SURROUNDINGS = ("BRIEF_STOCK_KERNEL", "LANG", "LC_ALL", "TZ", "MATPLOTLIBRC", "MPLBACKEND")


def digest(value: Any) -> str:
    """A hash of plain JSON values."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def content(paths: Iterable[Path], root: Path | None = None) -> str:
    """A hash of names (below `root`) and contents; a folder stands for all files below it."""
    whole = hashlib.sha256()
    for path in paths:
        for file in files(path):
            name = os.path.relpath(file, root) if root else str(file)
            whole.update(f"{name}\0".encode("utf-8", "surrogatepass"))  # names that an old archive spoilt
            try:
                with file.open("rb") as opened:
                    whole.update(hashlib.file_digest(opened, "sha256").digest())
            except OSError:
                whole.update(b"-")
    return whole.hexdigest()


def files(path: Path) -> list[Path]:
    """The file, or the files below the folder, in order; a missing one is itself."""
    if not path.is_dir():
        return [path]
    found = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(f for f in folders if f != "__pycache__" and not f.startswith("."))
        found += [Path(folder, n) for n in names if not n.endswith(".pyc") and not n.startswith((".", "~$"))]
    return sorted(found)


def pictures(notebook: Path) -> list[Path]:
    """The local pictures that a notebook's prose may name, there or not: a page changes with them."""
    try:
        text = notebook.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    named = re.findall(r"[(\"'\s]([^()\"'\s\\]+\.(?:png|jpe?g|gif|webp|svg))\b", text, re.IGNORECASE)
    return sorted({notebook.parent / unquote(name) for name in named if ":" not in name})


def environment() -> str:
    """A hash of Python, of the installed packages and their versions, and of this library's own files."""
    packages = sorted(
        name
        for folder in dict.fromkeys(sys.path)
        if folder and os.path.isdir(folder)
        for name in os.listdir(folder)
        if name.endswith((".dist-info", ".egg-info"))
    )
    around = {name: os.environ.get(name) for name in SURROUNDINGS}
    return digest([sys.version, sys.platform, packages, around, content([LIBRARY], LIBRARY)])


def versions() -> dict[str, Any]:
    """Python and every installed package with its version, for the manifest."""
    import platform
    from importlib.metadata import distributions

    found = {d.metadata["Name"]: d.version for d in distributions()}
    return {"python": platform.python_version(), "packages": dict(sorted(found.items()))}


def commit(folder: Path) -> str | None:
    """The git commit of `folder`, None outside a repository."""
    import subprocess

    try:
        asked = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout.strip() or None if asked.returncode == 0 else None
