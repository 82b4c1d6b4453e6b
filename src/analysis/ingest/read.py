"""One office file read with a sources file: its observations and its problems."""

from __future__ import annotations

import difflib
import errno
import hashlib
import math
import os
import re
import stat
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from analysis.house import nothing_collected
from analysis.ingest.contract import COLUMNS
from analysis.ingest.corrections import Correction, Page, mend
from analysis.ingest.filename import told
from analysis.ingest.form import is_form, read_form
from analysis.ingest.grid import STRUCK, Grid
from analysis.ingest.long import read_long
from analysis.ingest.problems import Problem, Unreadable, problem, unopened
from analysis.ingest.sender import Reading, Sender, TableUse
from analysis.ingest.sources import Sources, load_sources
from analysis.ingest.tables import MARKS_PLAIN, find_tables, marked
from analysis.ingest.text import fold
from analysis.ingest.workbook import read_grids

__all__ = ["COLUMNS", "Reading", "TableUse", "read_file"]

Known = Collection[tuple[str, str]]  # measures and periods of which there is a figure
MARGIN = 50  # rows and columns beyond a sheet's last ones where a correction may stand


@nothing_collected()
def read_file(
    path: Path,
    sources: Sources | Path,
    root: Path | None = None,
    survey: bool = False,
    corrections: list[Correction] | None = None,
) -> Reading:
    """Read one workbook. `root` is the raw folder: `source` is the path below it, else the file's name.

    `survey`: look at every table, also those nobody asked for (`Reading.tables`).
    Never raises for what is in the file: a file that cannot be read gives `unreadable` and one error.
    """
    path = Path(path)
    if not isinstance(sources, Sources):
        sources = load_sources(Path(sources))
    base = Path(root).absolute() if root is not None else None
    # a link is told as it lies in the folder
    inside = base is not None and path.absolute().is_relative_to(base)
    name = told(path.absolute().relative_to(base) if base and inside else Path(path.name))
    try:
        # opening a pipe may never end
        if stat.S_IFMT(path.stat().st_mode) not in (stat.S_IFREG, stat.S_IFDIR):
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
    except OSError as e:
        return Reading(name, unreadable=True, problems=[unopened(name, e).problem])
    if tidy := [rule for rule in sources.long if rule.takes(name)]:
        return _read_tidy(path, name, tidy, base if base and inside else path.parent, corrections or [])
    reading = Reading(name)

    try:
        grids: list[Grid] = []
        for item in read_grids(path, name):
            if isinstance(item, Grid):
                grids.append(item)
            else:
                reading.problems.append(item)
        reading.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except Unreadable as e:
        reading.unreadable = True
        reading.problems.append(e.problem)
        return reading
    if not any(g.rows for g in grids):
        refused = any(p.severity == "error" for p in reading.problems)
        if refused or not reading.problems:
            reading.report("all_refused" if refused else "no_cells")
    pages = [Page(g.name, partial(_held, g), g.put, _room(g)) for g in grids if corrections]
    notes, stale = mend(pages, corrections or [])
    reading.problems += stale
    reading.illustrative = any(_bears_mark(g) for g in grids)
    if is_form(grids):
        read_form(reading, grids, path, sources.programme)
        return _finite(reading)
    senders = sources.for_file(name if inside else path.resolve().as_posix())
    for source in senders:
        Sender(reading, source, sources, path, survey, notes).read(grids)
    for grid in grids:
        grid.seen = None  # what it keeps holds it: together they would be freed late
    if senders and grids and not reading.unreadable and not any(t.asked for t in reading.tables):
        if not any(p.code in ("near_title", "no_table") for p in reading.problems):
            reading.report("none_asked")
    if not senders:
        reading.report("no_source", guess=_nearest(name, sources))
        for grid in grids:
            reading.tables += [
                TableUse(t.sheet, t.title, t.title_cell, False, table=t) for t in find_tables(grid)
            ]
    if not reading.tables and (survey or not senders) and any(g.rows for g in grids):
        reading.report("no_tables")
    for observation in reading.observations if notes else ():
        said = [notes.get((observation["sheet"], cell), "") for cell in observation["cell"].split(";")]
        observation["note"] = "; ".join(filter(None, [observation["note"], *said]))
    return _finite(reading)


def held_back(
    path: Path, held: tuple[Sources, set[str]], root: Path | None, corrections: list[Correction], known: Known
) -> list[Problem]:
    """The figures that a file tells of measures whose reading nobody has confirmed (`sources.unconfirmed`), each as a
    problem; those `known`, by measure and period, are told elsewhere."""
    sources, ids = held
    read = read_file(path, sources, root=root, corrections=corrections).observations
    newest = {(o["measure"], o["period"]): o for o in read if o["measure"] in ids and o["basis"] != "year"}
    return [
        replace(problem("unconfirmed", o["source"], o["sheet"], o["cell"], f"{o['value']:.15g}", measure=id),
                measure=id, period=period, place=o["place"])
        for (id, period), o in newest.items() if (id, period) not in known
    ]  # fmt: skip


def without_nobody(problems: list[Problem]) -> list[Problem]:
    """Without the word that nobody claims a file, where what it tells waits for a person."""
    waits = {p.source for p in problems if p.code == "unconfirmed"}
    return [p for p in problems if p.code not in ("no_source", "none_asked") or p.source not in waits]


def _finite(reading: Reading) -> Reading:
    """Without the figures that no float holds (1E309, or what a unit makes of 1E308), each named."""
    for o in [
        o for o in reading.observations if not all(map(math.isfinite, filter(None, map(o.get, _NUMBERS))))
    ]:
        reading.observations.remove(o)
        reading.report("too_large", o["sheet"], o["cell"], str(o["value"]))
    return reading


_NUMBERS = ("value", "numerator", "denominator")


def _room(grid: Grid) -> tuple[int, int]:
    """Rows and columns within which a cell may be filled."""
    return len(grid.rows) + MARGIN, max(map(len, grid.rows), default=0) + MARGIN


def _nearest(name: str, sources: Sources) -> str:
    """The sender whose pattern is most like a file's name, but for its numbers: a suggestion for a person."""

    def bare(text: str) -> str:
        key = fold(Path(text).stem, marks=False, keep="*?{}._/-")
        return re.sub(r"[\d*?{}._/-]+", " ", key).strip()

    known = {bare(pattern): f"{s.owner} ({pattern})" for s in sources.sources for pattern in s.files}
    known.pop("", None)
    hit = difflib.get_close_matches(bare(name), list(known), 1, 0.5)
    return known[hit[0]] if hit else ""


def _held(grid: Grid, row: int, col: int) -> Any:
    return grid.errors.get((row, col), "").removesuffix(STRUCK) or grid.get(row, col)


def _read_tidy(path: Path, name: str, rules: list, base: Path, corrections: list[Correction]) -> Reading:
    reading = Reading(name)
    try:
        reading.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        for rule in rules:
            rows, problems = read_long(path, rule, base, corrections)
            reading.owner = reading.owner or rule.owner
            reading.observations += rows
            reading.problems += problems
    except OSError as e:
        reading.unreadable = True
        reading.problems.append(unopened(name, e).problem)
    except UnicodeDecodeError:
        reading.unreadable = True
        reading.report("not_utf8")
    return reading


def _bears_mark(grid: Grid) -> bool:
    """Whether the mark of illustrative data stands in a page header or footer, a text box or any cell."""
    may = any(mark in grid.words for mark in MARKS_PLAIN)
    return any(map(marked, grid.around)) or may and any(map(marked, grid.texts))
