"""The observation table on disk: a Parquet file a year, laid out so that the page of one unit reads its own rows."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.ingest.problems import Problem
from analysis.run.house import moved

if TYPE_CHECKING:
    from analysis.programme import Programme

PINNED = "BRIEF_TABLES"  # environment: the key of the tables that a run has made for its notebooks
HOME = "home"  # the column that the files have beside the contract's
ROWS = 5_000  # a row group: about what the area or two dozen units report in a year, read in milliseconds


@dataclass(frozen=True)
class Tables:
    """What the raw files say: `observations` (contract columns, one fact a row), `problems` found on the way,
    `inputs` (source, sha256, bytes, observations, problems), `key`, the hash of all that went in, and `months`,
    all those that figures speak of. Of one unit: its rows, the files that they stand in, and their problems."""

    observations: pd.DataFrame
    problems: tuple[Problem, ...]
    inputs: pd.DataFrame
    key: str
    months: tuple[str, ...]


def save(folder: Path, tables: Tables, programme: Programme) -> None:
    """Keep the tables in `folder`, whole or not at all."""
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    (part / "observations").mkdir(parents=True)
    frame = tables.observations.assign(**{HOME: programme.homes(tables.observations)})
    frame = frame.sort_values(HOME, kind="stable")
    for year, rows in frame.groupby(frame.period.str[:4], sort=True) if len(frame) else [("none", frame)]:
        rows.to_parquet(part / "observations" / f"{year}.parquet", row_group_size=ROWS)
    tables.inputs.to_csv(part / "inputs.csv", index=False)
    said = {"key": tables.key, "months": tables.months, "problems": [asdict(p) for p in tables.problems]}
    (part / "problems.json").write_text(
        json.dumps(said, ensure_ascii=False, indent=1, default=str), encoding="utf-8"
    )
    shutil.rmtree(folder, ignore_errors=True)
    moved(part, folder)


def load(folder: Path, key: str | None, of: Collection[str] | None = None) -> Tables | None:
    """The tables kept under `key` (None: whatever is kept), of the homes `of` or all; None where there are none, or
    they are torn."""
    try:
        kept = json.loads((folder / "problems.json").read_text(encoding="utf-8"))
        if key is not None and kept["key"] != key:
            return None
        only = None if of is None else [(HOME, "in", list(of))]
        frame = pd.read_parquet(folder / "observations", filters=only).drop(columns=HOME).sort_index()
        inputs = pd.read_csv(folder / "inputs.csv", dtype={"source": str, "sha256": str})
        problems = tuple(Problem(**p) for p in kept["problems"])
        tables = Tables(frame, problems, inputs, key, tuple(kept["months"]))
        return tables if of is None else _narrowed(tables)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a torn or older table is made again


def of_homes(tables: Tables, programme: Programme, of: Collection[str]) -> Tables:
    """What `load` gives for the homes `of`, from tables at hand."""
    rows = tables.observations
    return _narrowed(replace(tables, observations=rows[programme.homes(rows).isin(of)]))


def _narrowed(tables: Tables) -> Tables:
    """No other files and problems than those of the observations."""
    sources = set(tables.observations.source)
    inputs = tables.inputs[tables.inputs.source.isin(sources)].reset_index(drop=True)
    problems = tuple(p for p in tables.problems if p.source in sources)
    return replace(tables, inputs=inputs, problems=problems)


@contextmanager
def pinned(key: str) -> Iterator[None]:
    """While it lasts, notebooks opened here and in processes below take the kept tables of this key as they are:
    a run's pages all speak of the same figures, and none of thousands looks through all raw files again."""
    before = os.environ.get(PINNED)
    os.environ[PINNED] = key
    try:
        yield
    finally:
        os.environ.pop(PINNED) if before is None else os.environ.update({PINNED: before})
