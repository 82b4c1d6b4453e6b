"""Every file of the raw folder, read or told why not; what was read of it is kept by its bytes and its rules."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import unicodedata
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.ingest.across import doubts, implausible
from analysis.ingest.contract import KEY, checked, comes_after, frame_of
from analysis.ingest.corrections import Correction, by_file, outdated, read_corrections
from analysis.ingest.filename import told
from analysis.ingest.form import believed
from analysis.ingest.limits import Lost, guarded
from analysis.ingest.problems import Problem, Unreadable, problem, unopened
from analysis.ingest.read import held_back, read_file, without_nobody
from analysis.ingest.sources import Sources, load_sources, unconfirmed
from analysis.ingest.store import Asked, Tables
from analysis.inputs import seen
from analysis.yamlfile import FileMistakes, Mistake

BATCH = 50_000  # rows held as plain dictionaries at a time
POOL = 24  # files to read, below which several processes cost more than they save
PATIENCE = (1, 3)  # times the time of a file, in turn: a busy machine counts more of it
TRIES = 3  # at a file that is replaced while it is read


def placed(params: Asked, senders: Sources) -> None:
    """Raises FileMistakes where a list of places is wanted and not named: the units' figures would go unread, or be
    shown nowhere, and who sent them be called silent."""
    by_place = [t.title[0] for s in senders.sources for t in s.tables if t.places]
    lists = {params.sources_file.name: senders.places, "monthly.yml": params.places}
    for file in (name for name, there in lists.items() if not there and (by_place or senders.places)):
        of = f" mà bảng “{by_place[0]}” đọc theo" if by_place else f" như của {params.sources_file.name}"
        expected = f"danh sách xã{of} (the list of places)"
        raise FileMistakes([Mistake(file, 0, "places", "thiếu khóa này (missing)", expected)])


def read_all(params, raw, files, inputs, rules, home) -> Tables:
    kept = home / "files"
    kept.mkdir(exist_ok=True)
    # a wrong line is told once, by its number, not once for each file as the reader's own fault
    given = params.sources_file
    senders = _rules(given, given.read_bytes() if given.is_file() else b"")  # a pipe would never answer
    placed(params, senders)
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
    more = outdated([(c, "") for source, rows in register.items() if source not in known for c in rows])
    problems = without_nobody(problems + _waiting(params, raw, files, frame, register))
    months = tuple(sorted(set(frame.period[frame.basis != "year"])))
    return Tables(frame, tuple(problems + more + sizes + doubts(frame)), inputs, "", months)


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
        now = seen(path)
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
    return load_sources(path)
