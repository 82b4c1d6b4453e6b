"""What a run depends on, as hashes of content; standard library only, so that "nothing changed" is quick."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

MOST = 50_000  # files below a folder that a house reads: in some seconds
LIBRARY = Path(__file__).resolve().parent
# What else decides how a page comes out.
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, SyntaxError, RecursionError, MemoryError)
_NAME = r"([^()\"'\s\\<>=]+\.(?:png|jpe?g|gif|webp|svg))\b"
_PICTURE = re.compile(rf"[(\"'\s=]{_NAME}", re.I)
_SHOWN = re.compile(rf"(?:src=\\?[\"']?|\]\(|\b(?:Image|SVG)\((?:filename\s*=\s*)?[\"']){_NAME}", re.I)
SURROUNDINGS = ("BRIEF_STOCK_KERNEL", "LANG", "LC_ALL", "TZ", "MATPLOTLIBRC", "MPLBACKEND")


def digest(value: Any) -> str:
    """A hash of plain JSON values."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def content(paths: Iterable[Path], root: Path | None = None) -> str:
    """A hash of names (below `root`) and contents; a folder stands for all files below it."""
    return summed(listing(paths, root))


def summed(listed: Iterable[tuple[str, str, int]]) -> str:
    """A hash of what `listing` found."""
    whole = hashlib.sha256()
    for name, held, _ in listed:
        whole.update(f"{name}\0{held}\0".encode("utf-8", "surrogatepass"))  # names that an old archive spoilt
    return whole.hexdigest()


def listing(paths: Iterable[Path], root: Path | None = None) -> list[tuple[str, str, int]]:
    """Every file: its name (below `root`), the sha256 of its content and its bytes; what cannot be read has the number
    of its error in place of the hash, and none at all is not one that cannot be read."""
    found = []
    for path in paths:
        for file, error in files(path):
            name = os.path.relpath(file, root) if root else str(file)
            try:
                if error:
                    raise error
                with file.open("rb") as opened:
                    held = hashlib.file_digest(opened, "sha256").hexdigest()
                    found.append((name, held, opened.tell()))
            except OSError as e:
                found.append((name, f"-{e.errno} {os.path.islink(file)}", 0))
    return found


def files(path: Path) -> list[tuple[Path, OSError | None]]:
    """The file, or what `walk` finds below the folder, in order; a missing one is itself."""
    if not path.is_dir():
        return [(path, unenterable(path))]
    found = (f for f in walk(path) if f[0].suffix != ".pyc" and f[0].parent.name != "__pycache__")
    return sorted(found, key=lambda f: f[0])


def walk(folder: Path) -> Iterator[tuple[Path, OSError | None]]:
    """Every file below `folder`, also behind links, and with its error whatever cannot be entered, leads back to where
    it lies, or is no file (a pipe, a device). Names that begin with "." or "~$" are passed over. Raises OSError of a
    folder of more than MOST files: it was not meant."""
    for n, found in enumerate(_below(folder)):
        if n == MOST:
            raise OSError(errno.E2BIG, os.strerror(errno.E2BIG), str(folder))
        yield found


def _below(folder: Path, above: tuple = ()) -> Iterator[tuple[Path, OSError | None]]:
    try:
        at = folder.stat()
        if (here := (at.st_dev, at.st_ino)) in above:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as e:
        yield folder, e
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        path = folder / entry.name
        if entry.is_file(follow_symlinks=False):
            yield path, None
        elif not (error := unenterable(path)) and path.is_dir():
            yield from _below(path, (*above, here))
        else:
            yield path, error


def followed(notebook: Path) -> list[Path]:
    """The local modules that a notebook imports or runs, with theirs. Any other file is declared: one that a cell
    names may be what it writes."""
    todo = [notebook]
    found: dict[Path, None] = {}
    while todo:
        file = todo.pop()
        for path in _named(file, notebook.parent):
            if path not in found:
                found[path] = None
                todo += [path] if path.suffix == ".py" else []
    return sorted(found)


def _named(file: Path, folder: Path) -> Iterator[Path]:
    """What one notebook or module of `folder` names."""
    import ast  # not needed to find out that nothing changed

    try:
        text = _source(file, "code") if file.suffix == ".ipynb" else file.read_text(encoding="utf-8-sig")
        run = re.findall(r"(?m)^\s*%run\s+(\S+)", text)
        tree = ast.parse(re.sub(r"(?m)^\s*[%!].*$", "pass", text))
    except _UNREADABLE:
        return  # whoever runs it will say so better
    nodes = list(ast.walk(tree))
    words = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    words = [w for w in [*words, *run] if w and len(w) < 200 and w.isprintable()]
    bases = [
        folder,
        file.parent,
        *(f for w in words if "/" in w and _is(f := Path(os.path.normpath(folder / w)), "is_dir")),
    ]
    modules = []
    for n in nodes:
        if isinstance(n, ast.Import):
            modules += [alias.name for alias in n.names]
        elif isinstance(n, ast.ImportFrom):
            modules += [".".join(filter(None, [n.module, alias.name])) for alias in n.names]
    for base in bases:
        for parts in (name.split(".") for name in modules):
            for end in range(1, len(parts) + 1):
                at = base.joinpath(*parts[:end])
                yield from (p for p in (at.with_suffix(".py"), at / "__init__.py") if _is(p, "is_file"))
    named = (Path(os.path.normpath(folder / w)) for w in words if w in run or w.endswith(".py"))
    yield from (p for p in named if _is(p, "is_file"))


def _source(notebook: Path, kind: str) -> str:
    """What its cells of a kind hold. Raises what stands in _UNREADABLE."""
    cells = json.loads(notebook.read_text(encoding="utf-8-sig"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == kind)


def _is(path: Path, what: str) -> bool:
    try:
        return getattr(path, what)()
    except (OSError, ValueError):
        return False


def unenterable(path: Path) -> OSError | None:
    """Why a path leads nowhere: not at all, or to what is no file and perhaps would never answer."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
            return None
    except OSError as e:
        return e
    return None if stat.S_ISREG(mode) else OSError(errno.ENXIO, "no file")


def pictures(notebook: Path) -> list[Path]:
    """The local pictures that a notebook's prose or code shows, there or not: a page changes with them. One that the
    code names also otherwise may be what it writes."""
    try:
        prose, code = (_source(notebook, kind) for kind in ("markdown", "code"))
    except _UNREADABLE:
        return []
    shown = [m[1] for m in _SHOWN.finditer(code)]
    others = Counter(m[1].rpartition("/")[2] for m in _PICTURE.finditer(code))
    others.subtract(name.rpartition("/")[2] for name in shown)
    named = {*shown, *(m[1] for m in _PICTURE.finditer(prose))}
    return sorted(
        notebook.parent / unquote(name)
        for name in named
        if ":" not in name and others[name.rpartition("/")[2]] <= 0
    )


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

    # two lines of each alone: parsing all that packages say of themselves took half of a small run
    heads = filter(None, (d.read_text("METADATA") or d.read_text("PKG-INFO") for d in distributions()))
    lines = ([re.search(rf"(?m)^{key}: *(.*\S)", head) for key in ("Name", "Version")] for head in heads)
    found = {name[1]: version[1] for name, version in lines if name and version}
    return {"python": platform.python_version(), "packages": dict(sorted(found.items()))}


def commit(folder: Path) -> str | None:
    """The git commit of `folder`, None outside a repository."""
    import subprocess

    try:
        asked = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout.strip() or None if asked.returncode == 0 else None


def seen(path: Path) -> tuple[str, int]:
    """Hash and size of a file; "" and 0 of one that cannot be read."""
    found = [(held, size) for name, held, size in listing([path]) if name == str(path)]
    return found[0] if found and not found[0][0].startswith("-") else ("", 0)
