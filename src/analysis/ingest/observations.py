"""The tables that all pages read: made once of the files as they are, kept under the hash of what went into them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd
from filelock import FileLock

from analysis.ingest import store
from analysis.ingest.contract import NoData
from analysis.ingest.filename import told
from analysis.ingest.problems import nowhere, problem
from analysis.ingest.store import Asked, Tables
from analysis.inputs import listing, seen, summed, walk

READABLE = {".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv", ".html", ".htm"}
# by name: tables too
REFUSED = {".xlsb", ".fods", ".xltx", ".xlt", ".numbers", ".xml", ".mht", ".mhtml", ".slk"}
BESIDE = {".md", ".ini", ".db"}  # nobody looks for figures there


def make_tables(params: Asked, of: Collection[str] | None = None, *, fresh: bool = False) -> Tables:
    """Read every file below the raw folder, once: the result is kept under the hash of all that went into it.

    A file whose bytes, rules and reader are unchanged is not read again. `of`: only the rows of these homes
    (Programme.homes), the rest stays on disk. Within a run its own tables are taken unasked (store.pinned), and no
    others. Where nothing can be written the files are read each time. Raises NoData when there is nothing to read,
    yamlfile.FileMistakes for a wrong line of the sources file; a file, folder or link that cannot be read is a problem
    of severity error, and the others are still used.
    """
    raw, home = Path(params.raw), Path(params.processed)
    pinned = store.key_for(params)
    if pinned and not fresh and (kept := store.load(home / "tables", pinned, of)):
        return kept
    if not raw.is_dir():
        raise NoData(
            f"Không có thư mục số liệu {raw} (data folder missing): đặt tệp của các đơn vị vào đó, "
            "hoặc sửa khóa “raw” trong tệp tham số."
        )
    registers = {params.corrections, params.places}  # no office's files
    found = sorted(
        (f for f in walk(raw) if f[0] not in registers), key=lambda f: f[0].relative_to(raw).as_posix()
    )
    sent = [p for p, error in found if not error]
    closed = [nowhere(p, told(p.relative_to(raw)), error) for p, error in found if error]
    files = [p for p in sent if p.suffix.lower() in READABLE | REFUSED]
    documents = [
        told(p.relative_to(raw)) for p in sent if p.suffix.lower() not in READABLE | REFUSED | BESIDE
    ]
    if not files:
        nothing = f"Thư mục {raw} không có tệp nào đọc được ({', '.join(sorted(READABLE))})."
        raise NoData("\n".join([nothing, *map(str, closed)]))
    rules = _hash_files([params.sources_file, *_code()])
    inputs = pd.DataFrame(
        [(told(p.relative_to(raw)), *seen(p)) for p in files], columns=["source", "sha256", "bytes"]
    )
    side = _hash_files([p for p in (params.corrections, params.places, params.programme_file) if p])

    def key(inputs: pd.DataFrame) -> str:
        parts = [rules, side, *(inputs.source + inputs.sha256), *documents, *map(str, closed)]
        found = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        if pinned and found != pinned:
            raise NoData(
                f"Số liệu mà lần chạy này bắt đầu ({pinned[:12]}) không còn trong {home}, và tệp gốc đã khác: "
                "chạy lại (the tables that this run began with are gone, run again)."
            )
        return found

    with _locked(home) as kept_in:
        kept = None if fresh else store.load(home / "tables", key(inputs), of)
        # a busy machine may have been why
        if kept and not any(p.code == "reader_slow" for p in kept.problems):
            return kept
        from analysis.ingest.files import (
            read_all,  # the readers, which a book on tables already made does without
        )

        tables = read_all(params, raw, files, inputs, rules, kept_in)
        notes = [*closed, *(problem("no_spreadsheet", name) for name in documents)]
        tables = replace(tables, problems=(*tables.problems, *notes), key=key(tables.inputs))
        if kept_in == home:
            with suppress(OSError):  # a reader has them all the same; a run finds out (summary)
                store.save(home / "tables", tables, params.programme)
    return tables if of is None else store.of_homes(tables, params.programme, of)


@contextmanager
def _locked(home: Path) -> Iterator[Path]:
    """`home`, locked; a folder for the moment where nothing can be written to `home`: a reader need not write."""
    with ExitStack() as opened:
        try:
            (home / "files").mkdir(parents=True, exist_ok=True)
            opened.enter_context(FileLock(home / ".lock"))
            if not os.access(home / "files", os.W_OK):
                raise PermissionError(home)
        except OSError:
            home = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        yield home


def _code() -> list[Path]:
    """The reader's own source: a changed reader reads again."""
    here = Path(__file__).parent
    return sorted(here.glob("*.py")) + [here.parent / "yamlfile.py"]


def is_scratch(path: Path) -> bool:
    """Excel's lock files and hidden files, by a path below the folder of files."""
    return any(name.startswith((".", "~$")) for name in path.parts)


def _hash_files(paths: list[Path]) -> str:
    """A hash of the files' names, wherever they lie, and contents."""
    return summed((Path(name).name, held, size) for name, held, size in listing(paths))
