"""The observation table: every figure with its file, sheet and cell, its vintages and its corrections."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from filelock import FileLock

from analysis.ingest import store
from analysis.ingest.across import check_across, comes_after, corrected, implausible, retold, undecided
from analysis.ingest.corrections import Correction, by_file, outdated, read_corrections, some
from analysis.ingest.filename import told
from analysis.ingest.form import believed
from analysis.ingest.limits import Lost, guarded
from analysis.ingest.observation import COLUMNS
from analysis.ingest.problems import Problem, Unreadable, nowhere, problem, unopened
from analysis.ingest.read import held_back, without_nobody
from analysis.ingest.sources import unconfirmed
from analysis.ingest.store import Asked, Tables
from analysis.inputs import listing, summed, walk
from analysis.yamlfile import Told

TEXT = ["measure", "place", "period", "period_start", "period_end", "basis", "unit", "vintage", "reported_on"]
PLACE_IN_FILE = ["source", "sheet", "cell", "sha256"]
NUMBERS = ["value", "numerator", "denominator"]
BASES = ["month", "year_to_date", "level", "year", "event"]
VINTAGES = ["estimate", "preliminary", "final"]
KEY = ["measure", "place", "period", "basis"]
BATCH = 50_000  # rows held as plain dictionaries at a time
POOL = 24  # files to read, below which several processes cost more than they save
PATIENCE = (1, 3)  # times the time of a file, in turn: a busy machine counts more of it
TRIES = 3  # at a file that is replaced while it is read
READABLE = {".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv", ".html", ".htm"}
# by name: tables too
REFUSED = {".xlsb", ".fods", ".xltx", ".xlt", ".numbers", ".xml", ".mht", ".mhtml", ".slk"}
DOCUMENTS = {".doc", ".docx", ".pdf", ".rtf", ".odt", ".txt", ".ppt", ".pptx", ".zip", ".rar", ".7z", ".gz",
             ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".heic"}  # fmt: skip


class NoData(Told, FileNotFoundError):
    """The raw folder is missing or holds nothing readable."""


def frame_of(rows: pd.DataFrame | list[dict]) -> pd.DataFrame:
    """`rows` with the contract's columns and stable types, in their order."""
    frame = pd.DataFrame(rows)
    for column in COLUMNS:
        if column not in frame:
            frame[column] = False if column == "illustrative" else np.nan if column in NUMBERS else ""
    frame = frame[COLUMNS].copy()
    for column in NUMBERS:
        frame[column] = frame[column].astype("float64")
    for column in [*TEXT, *PLACE_IN_FILE, "note"]:
        frame[column] = frame[column].astype(object).where(frame[column].notna(), "").astype(str)
    frame["illustrative"] = frame["illustrative"].astype(bool)
    return frame


def checked(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame`, held against the contract. Raises pandera.errors.SchemaErrors naming every broken row."""
    return _schema().validate(frame, lazy=True)


def _schema():
    import pandera.pandas as pa  # heavy; only the table's maker needs it

    text = lambda *checks: pa.Column(str, list(checks))  # noqa: E731
    iso = pa.Check.str_matches(r"^(\d{4}-\d{2}-\d{2})?$")
    return pa.DataFrameSchema(
        {
            "measure": text(pa.Check.str_length(min_value=1)),
            "place": text(),
            "period": text(pa.Check.str_matches(r"^\d{4}-(0[1-9]|1[0-2])$")),
            "period_start": text(iso),
            "period_end": text(iso),
            "reported_on": text(iso),
            "basis": text(pa.Check.isin(BASES)),
            "vintage": text(pa.Check.isin([*VINTAGES, ""])),
            "value": pa.Column(float, pa.Check(lambda s: ~np.isinf(s)), nullable=True),
        }
    )


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
    found = sorted(walk(raw), key=lambda f: f[0].relative_to(raw).as_posix())
    sent = [p for p, error in found if not error and p not in registers]
    closed = [nowhere(p, told(p.relative_to(raw)), error) for p, error in found if error]
    files = [p for p in sent if p.suffix.lower() in READABLE | REFUSED]
    documents = [told(p.relative_to(raw)) for p in sent if p.suffix.lower() in DOCUMENTS]
    if not files:
        nothing = f"Thư mục {raw} không có tệp nào đọc được ({', '.join(sorted(READABLE))})."
        raise NoData("\n".join([nothing, *map(str, closed)]))
    rules = _hash_files([params.sources_file, *_code()])
    inputs = pd.DataFrame(
        [(told(p.relative_to(raw)), *_seen(p)) for p in files], columns=["source", "sha256", "bytes"]
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
        tables = _read_all(params, raw, files, inputs, rules, kept_in)
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


def known_at(frame: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """The rows that were known on the day `as_of` (ISO date)."""
    return frame[_known(frame) <= as_of]


def _known(frame: pd.DataFrame) -> pd.Series:
    """The day on which a row was known: of its report, without one the end of its period."""
    ends = (pd.PeriodIndex(frame.period, freq="M").end_time).strftime("%Y-%m-%d")
    return frame.reported_on.where(frame.reported_on != "", pd.Series(ends, index=frame.index))


def current(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per measure, place, period and basis, as judged (assess/ledger.py): real before illustrative, a count
    to date before a quarter's, then a correction without a day, the latest report, the firmer vintage, a correction."""
    again, begun = comes_after(frame.source), frame.period_start.astype(str)
    order = frame.assign(
        _real=~frame.illustrative, _firm=frame.vintage.map({v: i for i, v in enumerate(VINTAGES)}).fillna(-1),
        _again=again, _day=_known(frame).mask(again & (frame.reported_on == ""), "9"),
        _whole=(frame.basis != "year_to_date") | (begun.str[:4] != frame.period.str[:4]) | (begun.str[5:7] == "01"),
    ).sort_values(["_real", "_whole", "_day", "_firm", "_again", "source", "sheet", "cell"], kind="stable")  # fmt: skip
    events = order.basis == "event"
    newest = order[~events].drop_duplicates(KEY, keep="last")
    once = order[events].drop_duplicates([*KEY, "period_start", "note"], keep="last")
    return pd.concat([newest, once])[frame.columns].sort_index()


def revisions(frame: pd.DataFrame) -> pd.DataFrame:
    """Figures reported more than once with different values: KEY, first, last, change (per cent), reports, and
    where both stand."""
    facts = frame[(frame.basis != "event") & frame.value.notna()]
    facts = facts.sort_values(
        [*KEY, "illustrative", "reported_on"], ascending=[True] * 4 + [False, True], kind="stable"
    )
    rows = []
    for name, group in facts.groupby([*KEY, "illustrative"], sort=True):
        values = group.value.to_numpy()
        if len(values) > 1 and not np.isclose(values[0], values[-1], rtol=1e-9, atol=1e-12):
            first, last = group.iloc[0], group.iloc[-1]
            rows.append(
                dict(zip(KEY, name, strict=False))
                | {
                    "first": first.value, "last": last.value,
                    "change": (last.value / first.value - 1) * 100 if first.value else np.nan,
                    "first_on": first.reported_on, "last_on": last.reported_on, "reports": len(group),
                    "first_at": _address(first), "last_at": _address(last),
                }
            )  # fmt: skip
    columns = [*KEY, "first", "last", "change", "first_on", "last_on", "reports", "first_at", "last_at"]
    return pd.DataFrame(rows, columns=columns)


def _address(row) -> str:
    return f"{row.source} / {row.sheet}!{row.cell}"


def _read_all(params, raw, files, inputs, rules, home) -> Tables:
    kept = home / "files"
    kept.mkdir(exist_ok=True)
    # a wrong line is told once, by its number, not once for each file as the reader's own fault
    given = params.sources_file
    _rules(given, given.read_bytes() if given.is_file() else b"")  # a pipe would never answer
    problems: list[Problem] = []
    try:
        register = by_file(read_corrections(params.corrections))
    except Unreadable as e:  # figures as they were sent, and said
        register, problems = {}, [e.problem]
    inputs, given_up = inputs.copy(), set()
    for again in range(TRIES + 1):
        jobs, wanted = [], []
        for path, row in zip(files, inputs.itertuples(), strict=True):
            mine = register.get(unicodedata.normalize("NFC", row.source), [])
            tag = hashlib.sha256(f"{rules}{row.sha256}{row.source}{mine or ''}".encode()).hexdigest()[:32]
            wanted.append(tag if row.sha256 else "")
            if row.sha256 and not _whole(kept / f"{tag}.json"):
                jobs.append((path, raw, params.sources_file, kept, tag, mine))
        processes = (os.cpu_count() or 1) if len(jobs) > POOL else 1
        left = jobs
        for patience in PATIENCE:
            slow = []
            for number, lost in guarded(_read_one, [(job[0], (job,)) for job in left], processes, patience):
                path, _, _, _, tag, _ = left[number]
                if lost and lost.worked and patience != PATIENCE[-1]:
                    slow.append(left[number])
                elif lost:
                    _keep(kept, tag, [], [lost.problem(told(path.relative_to(raw)))])
                    given_up.add(tag)
            left = slow
        if not _replaced(jobs, wanted, inputs, last=again == TRIES - 1):
            break
    frames, rows, counts = [], [], []
    for tag, path, source in zip(wanted, files, inputs.source, strict=True):
        said = _said(kept, tag) if tag else _unread(path, source)
        found = [Problem(**p) for p in said["problems"]]
        own, strange = believed(said["observations"], found, params.programme)
        found += strange
        rows += own
        problems += found
        counts.append((len(own), sum(p.severity == "error" for p in found)))
        if len(rows) >= BATCH:
            frames.append(frame_of(rows))
            rows = []
    frames.append(frame_of(rows))
    # what was given up is tried again by the next reading: a machine may have been busy
    for old in {p.name for p in kept.iterdir()} - {f"{tag}.json" for tag in {*wanted} - given_up}:
        (kept / old).unlink()
    frame = pd.concat(frames, ignore_index=True)
    # the reader's "" is the whole
    frame["place"] = frame.place.where(frame.place != "", params.programme.area.id)
    frame = frame.assign(_again=comes_after(frame.source))
    frame = frame.sort_values(
        [*KEY, "reported_on", "_again", "source", "sheet", "cell"], kind="stable", ignore_index=True
    ).drop(columns="_again")
    frame, broken = _unbroken(frame)
    problems += broken
    dropped, sizes = implausible(frame)
    frame = frame.drop(index=dropped).reset_index(drop=True)
    inputs = inputs.assign(observations=[c[0] for c in counts], rejected=[c[1] for c in counts])
    known = {unicodedata.normalize("NFC", source) for source in inputs.source}
    more = some([outdated(c) for source, rows in register.items() if source not in known for c in rows])
    more += [
        *sizes,
        *check_across(now := current(frame)),
        *retold(frame),
        *undecided(frame, now),
        *corrected(frame),
    ]
    problems = without_nobody(problems + _waiting(params, raw, files, frame, register))
    months = tuple(sorted(set(frame.period[frame.basis != "year"])))
    return Tables(frame, tuple(problems + more), inputs, "", months)


def _waiting(params, raw: Path, files: list[Path], frame: pd.DataFrame, register: dict) -> list[Problem]:
    """The figures that have come and wait for a person to confirm how they are read."""
    if (held := unconfirmed(params.sources_file)) is None:
        return []
    known = {*zip(frame.measure, frame.period, strict=True)}
    mine = [(p, unicodedata.normalize("NFC", told(p.relative_to(raw)))) for p in files]
    asked = {n: [s for s in held[0].for_file(n) if held[1] & s.measures] for _, n in mine}
    jobs = [(p, (p, held, raw, register.get(n, []), known)) for p, n in mine if asked[n]]
    found = [result for _, result in guarded(held_back, jobs) if not isinstance(result, Lost)]
    return [p for result in found for p in result]


def _replaced(jobs: list, wanted: list[str], inputs: pd.DataFrame, last: bool) -> bool:
    """Whether a file was not, after it was read, what it was before: then it has its new hash in `inputs` and is to be
    read again; at the `last` try none, as a file that cannot be read. What was read of it is not kept."""
    found = False
    for path, _, _, kept, tag, _ in jobs:
        at = inputs.index[wanted.index(tag)]
        now = _seen(path)
        unopened = not last and any(p["code"] == "missing" for p in _said(kept, tag)["problems"])
        if now[0] != inputs.sha256[at] or unopened:
            (kept / f"{tag}.json").unlink()
            inputs.loc[at, ["sha256", "bytes"]] = ("", 0) if last else now
            found = True
    return found


def _whole(file: Path) -> bool:
    """Whether what was kept of a file is there to its last sign: a power loss may have left less."""
    try:
        with file.open("rb") as kept:
            kept.seek(-1, os.SEEK_END)
            return kept.read() == b"}"
    except OSError:
        return False


def _said(kept: Path, tag: str) -> dict:
    return json.loads((kept / f"{tag}.json").read_text(encoding="utf-8"))


def _unread(path: Path, source: str) -> dict:
    """What is told of a file that could not be read, in place of its figures."""
    try:
        path.open("rb").close()
        why = unopened(source, OSError(errno.EBUSY, os.strerror(errno.EBUSY)))
    except OSError as e:
        why = unopened(source, e)
    return {"observations": [], "problems": [asdict(why.problem)]}


def _unbroken(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows that keep the contract, and a problem for each that does not: one file must not cost the others."""
    from pandera.errors import SchemaErrors

    try:
        return checked(frame), []
    except SchemaErrors as e:
        cases = e.failure_cases.dropna(subset=["index"])
        if cases.empty:
            raise
    why = cases.groupby("index", sort=True).column.agg(lambda names: ", ".join(sorted({*map(str, names)})))
    rows = frame.loc[why.index]
    told_of = zip(rows.source, rows.sheet, rows.cell, rows.measure, why, strict=True)
    return checked(frame.drop(index=why.index)), [
        problem("broken_row", *at, columns=names) for *at, names in told_of
    ]


def _read_one(job: tuple[Path, Path, Path, Path, str, list[Correction]]) -> None:
    from analysis.ingest.read import read_file

    path, raw, sources, kept, tag, corrections = job
    reading = read_file(path, _rules(sources, sources.read_bytes()), root=raw, corrections=corrections)
    _keep(kept, tag, reading.observations, reading.problems)


def _keep(kept: Path, tag: str, observations: list[dict], problems: list[Problem]) -> None:
    said = {"observations": observations, "problems": [asdict(p) for p in problems]}
    text = json.dumps(said, ensure_ascii=False, default=str)
    (kept / f"{tag}.json.part").write_text(text, encoding="utf-8")
    (kept / f"{tag}.json.part").replace(kept / f"{tag}.json")


@lru_cache(maxsize=2)
def _rules(path: Path, content: bytes):
    """The sources file, read once per process and content, not once per workbook."""
    from analysis.ingest.sources import load_sources

    return load_sources(path)


def _code() -> list[Path]:
    """The reader's own source: a changed reader reads again."""
    here = Path(__file__).parent
    return sorted(here.glob("*.py")) + [here.parent / "yamlfile.py"]


def is_scratch(path: Path) -> bool:
    """Excel's lock files and hidden files, by a path below the folder of files."""
    return any(name.startswith((".", "~$")) for name in path.parts)


def _seen(path: Path) -> tuple[str, int]:
    """Hash and size of a file; "" and 0 of one that cannot be read."""
    found = [(held, size) for name, held, size in listing([path]) if name == str(path)]
    return found[0] if found and not found[0][0].startswith("-") else ("", 0)


def _hash_files(paths: list[Path]) -> str:
    """A hash of the files' names, wherever they lie, and contents."""
    return summed((Path(name).name, held, size) for name, held, size in listing(paths))
