"""The record of runs: a line for each in `runs.jsonl`, and a copy of what they read, by its hash.

Standard library only where it is imported: a run that has nothing to do is recorded too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import house, inputs
from analysis.language import refused

if TYPE_CHECKING:
    from analysis.params import Keep
    from analysis.run.progress import Lines
    from analysis.run.run import Asked, Result

STATUSES = {0: "published", 1: "lost", 2: "nothing", 3: "locked", 4: "waiting"}
Read = list[tuple[str, str, int]]  # inputs.listing


def home(file: Path) -> Path:
    """The folder of the record of the programme with this monthly.yml; BRIEF_RECORD names another for all."""
    from analysis.params import RunParams

    if elsewhere := os.environ.get("BRIEF_RECORD"):
        return Path(elsewhere).absolute() / file.parent.name
    processed = None
    with suppress(ValueError, OSError):  # a monthly.yml that cannot be read has a record all the same
        processed = RunParams.load(file).processed_folder
    return (processed or house.root(file) / "data" / "processed" / file.parent.name) / "record"


def lines(folder: Path) -> tuple[list[dict[str, Any]], int]:
    """The runs recorded, oldest first, and how many lines cannot be read: halves that a crash left."""
    found, torn = [], 0
    with suppress(FileNotFoundError):
        for text in (folder / "runs.jsonl").read_bytes().split(b"\n"):
            try:
                line = json.loads(text)
                found.append({**line, "id": str(line["id"]), "outcome": str(line["outcome"])})
            except (ValueError, TypeError, KeyError):
                torn += bool(text.strip())
    return found, torn


def again(known: Mapping[str, Any]) -> None:
    """Record that a run as that of `known` {folder, line} found nothing changed."""
    with suppress(OSError, KeyError):
        append(Path(known["folder"]), {**known["line"], **stamp(), "outcome": "unchanged", "reason": ""})


def stamp() -> dict[str, str]:
    """What a line has of its own where nothing was run for it."""
    at = house.now()
    return {"id": _id(), "started": at, "ended": at, "log": ""}


def append(folder: Path, line: Mapping[str, Any]) -> None:
    """Add a line. Raises OSError."""
    with _alone(folder):
        _add(folder / "runs.jsonl", line)


def recorded(asked: Asked, progress: Lines) -> tuple[Result, dict[str, Any]]:
    """Run what is asked for, with a log, and record how it ended, also where it raises what it found wrong or is
    stopped. Returns {folder, line} of the record beside the result. No trouble with the record ends a run."""
    from analysis import told
    from analysis.params import RunParams, find_params
    from analysis.run import run as running
    from analysis.run.log import Log

    file = find_params(asked.params)
    folder, root = home(file), house.root(file)
    line: dict[str, Any] = {"id": _id(), "started": house.now(), "ended": "", "params": named(file, root)}
    log = Log(folder / "logs" / f"{line['id']}.jsonl", told.mask(dict(asked.overrides)), progress)
    line["log"] = named(log.path, root) if log.file else ""  # nothing can be written there
    safe = "month as_of lang place owner".split()  # of others it is not known yet whether they are secret
    line["parameters"] = {k: str(v) for k, v in asked.overrides.items() if k in safe}
    params, read, result, before = None, Read(), None, dict[Path, bytes]()
    try:
        params = RunParams.load(file, asked.overrides)
        log.mask = told.mask({**params.extra, **asked.overrides}, params.monthly.secrets)
        hidden = told.hidden(dict(asked.overrides), params.monthly.secrets)
        line |= {
            "question": params.question,
            "parameters": {k: log.mask(str(v)) for k, v in hidden.items()},
            "only": list(asked.only),
            "partial": asked.partial,
            "out": named(params.out, root),
        }
        log.event("begin", pid=os.getpid(), **line)
        with suppress(OSError):
            months = (params.out / params.programme.id).glob("*/manifest.json")
            before = {at.parent: at.read_bytes() for at in months if at.is_file()}
        read = inputs.listing(params.watched())
        result = running.run(asked, log)
        if result.inputs and inputs.summed(read) != result.inputs:  # changed before the run read it
            read = inputs.listing(params.watched())
        line |= _outcome(result)
        return result, {"folder": str(folder), "line": line}
    except BaseException as e:
        stopped = not isinstance(e, Exception)
        line |= {"outcome": "stopped" if stopped else "nothing", "status": None if stopped else 2}
        line["reason"] = told.short(
            signal.Signals(getattr(e, "number", 2)).name if stopped else log.mask(str(e) or type(e).__name__)
        )
        if not stopped and line["log"]:
            e.add_note(f"Nhật ký (log): {line['log']}")
        raise
    finally:
        line["ended"] = house.now()
        log.event("end", **{k: line[k] for k in ("outcome", "status", "reason") if k in line})
        log.close()
        try:
            with _alone(folder):
                if read:
                    line |= _inputs(folder, root, read, result, before)
                _add(folder / "runs.jsonl", line)
                if params:
                    _tidy(folder, params.monthly.record)
        except (OSError, ValueError) as e:
            progress.say(f"Không ghi được sổ các lần chạy (cannot write the record of runs): {refused(e)}")


def _outcome(result: Result) -> dict[str, Any]:
    """How a run ended, and why where something was lost."""
    of = result.manifest
    why = [result.message] if result.message else []
    if of:
        why += [f"{page.name}: {(page.error or {}).get('message', '')}" for page in result.of(of.failed)[0]]
        why += [f"{lost['path']}: {lost['message']}" for lost in of.lost]
        why += of.incidents if result.status == 1 and not why else []
    from analysis import told

    known = {k: getattr(of, k) for k in ("programme", "month", "folder")} | {"run": of.run_id} if of else {}
    outcome = "unchanged" if result.unchanged else STATUSES.get(result.status, "nothing")
    return {"outcome": outcome, "status": result.status, "reason": told.short("; ".join(why)), **known}


def _inputs(
    folder: Path, root: Path, read: Read, result: Result | None, before: Mapping[Path, bytes]
) -> dict[str, Any]:
    """What a run read, and, where it published, what it made of that: listed and copied into the record by hash. Part
    of that is the manifest that lay in the month's folder `before`."""
    files = [[below(name, root), held, size] for name, held, size in read]
    listed = json.dumps(files).encode()
    line: dict[str, Any] = {"inputs": {"files": len(files), "hash": hashlib.sha256(listed).hexdigest()}}
    of = result.manifest if result else None
    if result is None or of is None or result.status not in (0, 1, 4):
        return line
    if inputs.summed(read) != result.inputs or not {i["sha256"] for i in of.inputs} <= {f[1] for f in files}:
        return line | {"unsure": True}  # changed while the run went on: what it read is not known for certain
    good = [n for n in of.made if n.name in result.asked and n.status in ("completed", "unchanged")]
    pages = {n.name: n.outputs[0]["sha256"] for n in good}
    if len(good) == len(of.made) and not of.kept:  # else it speaks of what a run leaves as it finds it
        pages |= {file["path"]: file["sha256"] for file in of.others}
    made = {"pages": pages, "environment": inputs.environment(), "versions": of.versions}
    put(folder, listed)
    for name, held, _ in read:
        if not held.startswith("-") and not (to := blob(folder, held)).exists():
            content = b""
            with suppress(OSError):  # renamed or removed since
                content = Path(name).read_bytes()
            if hashlib.sha256(content).hexdigest() != held:
                return line | {"unsure": True}
            house.put(to, content)
    if was := before.get(result.folder or root):
        line["before"] = put(folder, was)
    return {**line, "made": put(folder, json.dumps(made | {"git_commit": of.git_commit}).encode())}


def blob(folder: Path, held: str) -> Path:
    """Where the copy of what has this hash lies."""
    return folder / "inputs" / held[:2] / held


def put(folder: Path, content: bytes) -> str:
    """Keep `content` under its hash, which is returned."""
    held = hashlib.sha256(content).hexdigest()
    house.put(blob(folder, held), content)
    return held


def _tidy(folder: Path, rule: Keep) -> None:
    """Remove what the rule does not keep; the caller is alone. Nothing published is touched."""
    found, _ = lines(folder)
    last = {(r["params"], r["out"], r["folder"]): r["id"] for r in found if "made" in r}
    stay = [r for n, r in enumerate(found, 1) if n > len(found) - rule.keep or r["id"] in last.values()]
    if len(stay) < len(found):
        house.put(folder / "runs.jsonl", b"".join(map(_text, stay)))
    ids, logs = {r["id"] for r in stay}, sorted((folder / "logs").glob("*.jsonl"))
    gone = {r["id"] for r in found} - ids
    for n, log in enumerate(logs):
        if log.stem in gone or (n < len(logs) - rule.keep and log.stem not in ids):
            log.unlink(missing_ok=True)
    room, kept = rule.megabytes * 1e6, set[str]()
    for run in reversed(stay):  # the newest first
        listed = run.get("inputs", {}).get("hash", "")
        if "made" in run and listed not in kept:
            kept |= {run["made"], listed}
            with suppress(OSError, ValueError):
                for _, held, size in json.loads(blob(folder, listed).read_bytes()):
                    if held not in kept and size <= room:
                        kept.add(held)
                        room -= size
        kept |= {run.get("made", ""), run.get("before", "")}
    for copy in (folder / "inputs").glob("??/*"):
        if copy.name not in kept:
            copy.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While it lasts, no other process writes in the record. (filelock takes longer to import than all else here.)"""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("ab") as lock:
        if os.name == "nt":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _add(path: Path, line: Mapping[str, Any]) -> None:
    """Write the line in one piece, after whatever half of one a crash has left."""
    with path.open("a+b", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(end - 1, 0))
        torn = end and file.read(1) != b"\n"
        file.write(b"\n" * bool(torn) + _text(line))
        os.fsync(file.fileno())


def _text(line: Mapping[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def named(path: Path, root: Path) -> str:
    """A path as it is recorded: below the house, or whole."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def below(name: str, root: Path) -> str:
    """A file's name from the house's folder, also where it lies beside it; of another drive, the whole."""
    try:
        return os.path.relpath(name, root)
    except ValueError:
        return name


def _id() -> str:
    return f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}-{os.urandom(2).hex()}"
