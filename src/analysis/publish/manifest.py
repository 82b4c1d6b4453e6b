"""The record of a run: what went in, what came out, and what was lost; `manifest.json` beside the pages."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from analysis import inputs
from analysis.house import below, moved
from analysis.house import put as put
from analysis.language import say

NAME = "manifest.json"
PENDING, RUNNING, COMPLETED, FAILED, UNCHANGED = "pending", "running", "completed", "failed", "unchanged"
GOOD = (COMPLETED, UNCHANGED)
# statuses of targets as index and console list them
WORST_FIRST = "off_track missed at_risk uncertain neutral on_track achieved self".split()
WORST_FIRST += "too_early not_due no_data lapsed watch".split()


@dataclass
class Notebook:
    """One page of the run. `error` is {cell, message}; `key` the hash of all the page was made from."""

    name: str
    title: str = ""
    status: str = PENDING
    seconds: float = 0.0
    # {path, sha256, bytes} below the month's folder
    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, Any] | None = None
    key: str = ""
    last_good: dict[str, Any] | None = None  # the page kept from an earlier run, where this one failed
    executed: str = ""  # the notebook with its outputs, and with its failure
    run: str = ""  # the run that made it or found it to be good still
    partial: dict[str, Any] | None = None  # the same beside the page, where it did not reach its end
    early: bool = False  # failed, but with a page: its notebook ended itself before its end
    notes: list[str] = field(default_factory=list)  # what of the notebook is not on its page, and why


@dataclass
class Manifest:
    """A run of one programme and month (docs/operating.md)."""

    run_id: str
    programme: str
    month: str
    as_of: str
    parameters: dict[str, Any]
    programme_name: str = ""
    lang: str = "vi"
    banner: str = ""  # what every page with a figure of this month has to say of it
    inputs: list[dict[str, Any]] = field(default_factory=list)
    lost: list[dict[str, str]] = field(default_factory=list)  # files that could not be read: {path, message}
    notebooks: list[Notebook] = field(default_factory=list)
    papers: list[Notebook] = field(default_factory=list)  # brief.docx, annex.xlsx
    # further files of the month: {path, sha256, bytes}
    others: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    headline: dict[str, int] = field(default_factory=dict)
    versions: dict[str, Any] = field(default_factory=dict)
    git_commit: str | None = None
    started: str = ""
    finished: str | None = None
    exit_status: int | None = None
    incidents: list[str] = field(default_factory=list)
    folder: str = ""  # where the month lies, "" in older ones: as the month is called
    question: str = ""  # what makes it another than the official one (RunParams.question)
    kept: list[dict[str, str]] = field(default_factory=list)  # files that people put or changed: {path, was}
    lacking: str = ""  # that too few offices have reported, as it stands in `banner`
    conclusion: str = ""  # its one sentence
    edition: int = 1  # of the month's figures (run.editions)
    # of that edition, by measure, commitment
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    # since the one before: {name, before, after, why}
    changed: list[dict[str, str]] = field(default_factory=list)

    @property
    def made(self) -> list[Notebook]:
        """Pages and papers."""
        return [*self.notebooks, *self.papers]

    def page(self, name: str) -> Notebook | None:
        return next((n for n in self.made if n.name == name), None)

    def making(self, name: str) -> Notebook:
        """The page or paper `name` of the run that this is the record of."""
        found = self.page(name)
        assert found is not None, name
        return found

    @property
    def older(self) -> list[Notebook]:
        """Pages that this run was not asked for: they show the figures of the run that made them."""
        return [n for n in self.made if n.run and n.run != self.run_id and n.status in GOOD]

    @property
    def failed(self) -> list[Notebook]:
        return [n for n in self.made if n.status == FAILED]

    def files(self) -> list[dict[str, Any]]:
        """Every published file: {path, sha256, bytes}."""
        kept = [file for n in self.made for file in (n.last_good, n.partial) if file]
        return [o for n in self.made for o in n.outputs] + kept + self.others


def read(folder: Path) -> Manifest | None:
    """The manifest in `folder`; None where there is none that can be read, or somebody made something else of it."""
    try:
        of = _form().validate_json((folder / NAME).read_bytes(), strict=True)
        return of if all(below(file["path"]) for file in of.files()) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


@cache
def _form() -> Any:
    from pydantic import TypeAdapter  # not needed to find out that nothing changed

    return TypeAdapter(Manifest)


def write(folder: Path, manifest: Manifest) -> None:
    """Write it whole or not at all."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    put(folder / NAME, text.encode("utf-8"))


def reason(page: Notebook, lang: str) -> str:
    """Why a page was lost, in a sentence."""
    error = page.error or {}
    where = error.get("cell")
    at = "" if where is None else say(lang, "at_cell", number=where + 1)
    return f"{at}{error.get('message', '')}"


def whole(folder: Path, files: list[dict[str, Any]]) -> bool:
    """Whether every file of the list is there with the bytes it was written with."""
    return all(sha256(folder / f["path"]) == f["sha256"] for f in files)


# What Word, LibreOffice and systems leave beside a file while it is open or looked at: kept, and nobody's work.
BESIDE = re.compile(r"(.*/)?(~\$.*|\.~lock\..*#|\.DS_Store|Thumbs\.db|desktop\.ini)", re.I | re.S)


def lying(folder: Path) -> list[str]:
    """The names of all files below a month's folder, of links, and of folders with nothing in them."""
    found = []
    for at, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(at, name))]
        empty = [""] if not folders and not names and Path(at) != folder else []
        found += [Path(at, name).relative_to(folder).as_posix() for name in [*names, *links, *empty]]
    return sorted(found)


def theirs(folder: Path, of: Manifest | None) -> list[str]:
    """The files in a month's folder that no run wrote, or that are no longer what it wrote: somebody's own."""
    wrote = {f["path"]: f["sha256"] for f in of.files()} if of else {}
    found = (p for p in lying(folder) if p != NAME or of is None)
    return [p for p in found if p not in wrote or identity(folder / p) != wrote[p]]


def identity(path: Path) -> str:
    """What a file holds, where a link leads, or how a folder is called."""
    if path.is_symlink():
        return f"-> {os.readlink(path)}"
    return f"{path.name}/" if path.is_dir() else sha256(path)


def free(path: Path, word: str, taken: bool = False, folder: bool = False) -> Path:
    """`path`; where something lies there, or it is `taken`, the first free `name.word.end`, `name.word-2.end`, …; for a
    `folder` one that lies there will do."""
    tries = (path.with_name(f"{path.stem}.{word}{f'-{n}' * (n > 1)}{path.suffix}") for n in range(1, 10_000))
    return next(
        p
        for p in chain([path] * (not taken), tries)
        if not os.path.lexists(p) or (folder and p.is_dir() and not p.is_symlink())
    )


def place(folder: Path, path: str, files: Collection[str] = (), folders: Collection[str] = ()) -> Path:
    """Where somebody's file `path` goes in the month `folder`: its own name or, where the run wants that for one of its
    `files` or `folders`, another."""
    to, parts = folder, Path(path).parts
    for n, part in enumerate(parts, 1):
        name, last = "/".join(parts[:n]), n == len(parts)
        taken = name in files or (last and name in folders)
        to = free(to / part, "edited", taken, folder=not last)
    return to


def aside(path: Path, up: str) -> dict[str, str]:
    """Give what people have at `path` another name; returns {path, was}, both behind `up`, the way from a month."""
    to = free(path, "edited", taken=True)
    moved(path, to)
    return {"path": up + to.name, "was": up + path.name}


def sha256(path: Path) -> str:
    """Hash of a file's content; "" when it cannot be read."""
    return inputs.seen(path)[0]
