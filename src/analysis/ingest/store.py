"""The observation table on disk: a Parquet file a year, laid out so that the page of one unit reads its own rows."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from filelock import FileLock, Timeout

from analysis.house import moved
from analysis.ingest.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

    from analysis.programme import Programme

PINNED = "BRIEF_TABLES"  # environment: the tables that a run has made for its notebooks (pin)
HOME = "home"  # the column that the files have beside the contract's
ROWS = 5_000  # a row group: about what the area or two dozen units report in a year, read in milliseconds


class Asked(Protocol):
    """What of a run's parameters (params.RunParams) says which tables are meant, and where they are kept."""

    @property
    def raw(self) -> Path: ...
    @property
    def sources_file(self) -> Path: ...
    @property
    def corrections(self) -> Path | None: ...
    @property
    def places(self) -> Path | None: ...
    @property
    def programme_file(self) -> Path: ...
    @property
    def processed(self) -> Path: ...
    @property
    def programme(self) -> Programme: ...


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
    """Keep the tables in `folder`, whole or not at all. Those that lay there stay beside them while a run goes on,
    which may have begun with them; the caller holds the lock of the folder above."""
    part = folder.with_name(f".{folder.name}.{os.getpid()}")
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
    try:
        if folder.exists():
            moved(folder, _aside(folder, _key_in(folder)))
        moved(part, folder)
    except OSError:  # Windows moves no folder in which somebody reads, and no file system one onto another
        shutil.rmtree(_aside(folder, tables.key), ignore_errors=True)
        part.replace(_aside(folder, tables.key))
    clear(folder)


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """While it lasts, no tables are cleared away: neither `folder` nor those beside it. Raises OSError."""
    runs, lock = folder.with_name(".runs"), FileLock(folder.with_name(".lock"))
    runs.mkdir(parents=True, exist_ok=True)
    mine = FileLock(runs / f"{os.getpid()}-{os.urandom(4).hex()}")
    with lock:
        mine.acquire()
    try:
        yield
    finally:
        mine.release()
        with suppress(OSError), lock:  # what is left lying there costs nothing, and the month is published
            clear(folder)


def clear(folder: Path) -> None:
    """Remove the tables beside `folder`, once no run is going on. A run that was killed holds its lock no more. The
    caller holds the lock of the folder above."""
    for run in folder.with_name(".runs").glob("*"):
        try:
            with FileLock(run, timeout=0):
                pass
            run.unlink(missing_ok=True)
        except (Timeout, OSError):
            return
    for old in folder.parent.glob(f"{folder.name}.*"):
        shutil.rmtree(old, ignore_errors=True)


def _aside(folder: Path, key: str) -> Path:
    return folder.with_name(f"{folder.name}.{key[:32]}")


def holds(folder: Path, key: str) -> bool:
    """Whether there are tables with this key for pages to read."""
    return key in (_key_in(folder), _key_in(_aside(folder, key)))


def _key_in(folder: Path) -> str:
    try:
        return json.loads((folder / "problems.json").read_text(encoding="utf-8"))["key"]
    except (OSError, ValueError, KeyError, TypeError):
        return "torn"


def load(folder: Path, key: str | None, of: Collection[str] | None = None) -> Tables | None:
    """The tables kept under `key` in `folder` or beside it (None: whatever is kept in it), of the homes `of` or all;
    None where there are none, or they are torn."""
    if key is None:
        return _load(folder, None, of)
    # once more: they may be on their way from one to the other
    places = (folder, _aside(folder, key), folder)
    return next((found for place in places if (found := _load(place, key, of))), None)


def _load(folder: Path, key: str | None, of: Collection[str] | None) -> Tables | None:
    import pandas as pd  # the command itself, which only names tables, does without

    try:
        kept = json.loads((folder / "problems.json").read_text(encoding="utf-8"))
        if key is not None and kept["key"] != key:
            return None
        only = None if of is None else [(HOME, "in", list(of))]
        frame = pd.read_parquet(folder / "observations", filters=only).drop(columns=HOME).sort_index()
        inputs = pd.read_csv(
            folder / "inputs.csv", dtype={"source": str, "sha256": str}, keep_default_na=False
        ).astype({"source": str, "bytes": int})
        problems = tuple(Problem(**p) for p in kept["problems"])
        tables = Tables(frame, problems, inputs, kept["key"], tuple(kept["months"]))
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


def pin(key: str, params: Asked) -> str:
    """What `pinned` takes to mean the tables with this key for all parameters that read the same files."""
    return f"{key} {_scope(params)}"


def _scope(params: Asked) -> str:
    read = (params.raw, params.sources_file, params.corrections, params.places, params.programme_file)
    return hashlib.sha256("\n".join(map(str, read)).encode("utf-8", "surrogatepass")).hexdigest()


def key_for(params: Asked) -> str:
    """The key of the tables that these parameters have to take: those pinned; "" where none are."""
    key, _, scope = os.environ.get(PINNED, "").partition(" ")
    return key if not scope or scope == _scope(params) else ""


@contextmanager
def pinned(pin: str) -> Iterator[None]:
    """While it lasts, notebooks opened here and in processes below take the kept tables meant by `pin` as they are:
    a run's pages all speak of the same figures, and none of thousands looks through all raw files again."""
    before = os.environ.get(PINNED)
    os.environ[PINNED] = pin
    try:
        yield
    finally:
        os.environ.pop(PINNED, None) if before is None else os.environ.update({PINNED: before})
