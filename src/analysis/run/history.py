"""`brief history` and `brief rebuild`: the runs recorded, and the pages of one made again from what it read."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis import house, inputs, told
from analysis.params import ParameterError, RunParams, find_params
from analysis.publish import manifest
from analysis.run import record
from analysis.run.log import unfinished
from analysis.run.progress import Lines
from analysis.values import file_name
from analysis.yamlfile import closest

OUTCOMES = {
    "published": "đã xuất bản (published)",
    "lost": "xuất bản, mất trang hay tệp (something lost)",
    "nothing": "không xuất bản gì (nothing published)",
    "locked": "lần chạy khác giữ khóa (locked)",
    "waiting": "chờ số liệu (waiting)",
    "stopped": "bị dừng (stopped)",
    "unchanged": "không có gì thay đổi (nothing changed)",
    "rebuilt": "dựng lại (rebuilt)",
    "running": "đang chạy (running)",
    "died": "chết giữa chừng (died)",
}
SHOWN = 20  # differences that are listed


class Refused(Exception):
    """What keeps a run from being made again; nothing was written over."""


def show(file: Path, as_json: bool) -> int:
    """Print the runs, oldest first; 0. Lines that cannot be read are told on stderr."""
    folder = record.home(find_params(file))
    found, torn = record.lines(folder)
    ids = {r["id"] for r in found}
    logs = [p for p in (folder / "logs").glob("*.jsonl") if p.stem not in ids]
    runs = sorted([*found, *filter(None, map(unfinished, logs))], key=lambda r: r["id"])
    for run in runs:
        print(json.dumps(run, ensure_ascii=False) if as_json else _line(run))
    if torn:
        print(
            f"{torn} dòng hỏng trong {folder / 'runs.jsonl'}, bỏ qua (torn lines, skipped).", file=sys.stderr
        )
    if not runs and not as_json:
        print(f"Chưa có lần chạy nào trong {folder} (no runs yet).")
    return 0


def _line(run: Mapping[str, Any]) -> str:
    began = dt.datetime.fromisoformat(run["started"]).astimezone()
    asked = {k: v for k, v in run.get("parameters", {}).items() if k not in ("month", "out")}
    question = (
        ", ".join([*(f"{k}={v}" for k, v in asked.items()), *run.get("only", ())]) or "chính thức (official)"
    )
    read = run.get("inputs")
    files = f"{read['files']} tệp (files) {read['hash'][:12]}" if read else "–"
    month = run.get("month") or run.get("parameters", {}).get("month", "–")
    why = f"\n    {run['reason']}" if run.get("reason") else ""
    outcome = OUTCOMES.get(run["outcome"], run["outcome"])
    said = [run["id"], f"{began:%d/%m/%Y %H:%M}", month, question, files, run.get("run", "–"), outcome]
    return told.plain("  ".join(said)) + why


def rebuild(id: str, file: Path, out: Path | None, given: Mapping[str, str], progress: Lines) -> int:
    """Make the pages of a run again, aside, from files with the content that it read, and publish them where they are
    the same bytes and no other edition lies there. 0, or 1 where they are not, 2 for a run that cannot be made again,
    3 where another holds the lock; then nothing is written over."""
    from analysis.run.run import for_reports

    file = find_params(file)
    if out:
        for_reports(out, RunParams.load(file))
    folder, root = record.home(file), house.root(file)
    stage = folder / ".rebuild"
    try:
        run = _found(folder, id)
        with FileLock(folder / ".rebuild.lock", timeout=0):
            shutil.rmtree(stage, ignore_errors=True)
            try:
                return _rebuild(run, folder, root, out, given, progress, stage)
            finally:
                shutil.rmtree(stage, ignore_errors=True)
    except Timeout:
        print("Một lần chạy khác đang giữ khóa (another run holds the lock).", file=sys.stderr)
        return 3
    except Refused as e:
        print(f"{e}\nKhông ghi đè gì (nothing was written over).", file=sys.stderr)
        return 1


def _found(folder: Path, id: str) -> dict[str, Any]:
    """The run with this id in the record, or the one with it on its pages. Raises ParameterError."""
    found, _ = record.lines(folder)
    these = [r for r in found if id in (r["id"], r.get("run"))]
    if not these:
        known = [r["id"] for r in found]
        what = "mã một lần chạy trong brief history (an id that brief history lists)"
        raise ParameterError("lần chạy (run)", id, what, closest(id, known))
    if not (made := [r for r in these if "made" in r]):
        run, what = these[-1], "một lần chạy khác, đã xuất bản (another one, that published)"
        why = ": ".join(filter(None, (OUTCOMES.get(run["outcome"], run["outcome"]), run.get("reason"))))
        if run.get("unsure"):
            why = "tệp đổi trong lúc chạy, không biết chắc đã đọc tệp nào (files changed while it ran)"
        raise ParameterError("lần chạy (run)", f"{id}, {why}", what)
    return made[-1] if made[-1]["id"] == id else _bearing(folder, id, made)


def _bearing(folder: Path, number: str, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The run that made the pages of the whole area on which this number stands; which runs made others is told.
    Raises ParameterError where runs of other notes or of another library bear it on other pages."""
    made = []
    for run in runs:
        pages = _kept(folder, run["made"])["pages"]
        made.append((run, {name: held for name, held in pages.items() if name != "index.html"}))
    run, pages = max(made, key=lambda x: sum("/" not in name for name in x[1]))
    for beside, these in made:
        if more := sorted(these.keys() - pages.keys()):
            print(f"{beside['id']}: {', '.join(more)}: cùng số, lần chạy khác (same number, another run)")
    if other := sorted({n for _, these in made for n, held in these.items() if pages.get(n, held) != held}):
        ids = "; ".join(f"{r['id']} ({r['started'][:16]})" for r, _ in made)
        why = f"{number}: {len(made)} lần chạy cùng số, khác trang (runs with other pages): {other[0]}"
        raise ParameterError("lần chạy (run)", why, f"mã của một lần chạy (the id of one): {ids}")
    return run


def _rebuild(
    run: dict[str, Any], folder: Path, root: Path, out: Path | None, given: Mapping[str, str],
    progress: Lines, stage: Path,
) -> int:  # fmt: skip
    from analysis.run.run import Asked
    from analysis.run.run import run as go

    listed, made = _kept(folder, run["inputs"]["hash"]), _kept(folder, run["made"])
    target = (out or root / run["out"]) / run["programme"] / run["folder"]
    before = manifest.read(target)
    if target.exists() and (before is None or _pages(before, made["pages"]) != made["pages"]):
        what = f"{target} đang có bản khác (another edition lies there)"
        raise Refused(f"{what}: thêm --out THƯ_MỤC để dựng lại ở chỗ khác (--out DIR).")
    params = _staged(run, folder, root, listed, stage)
    asked = {**run["parameters"], **given}
    if hidden := [k for k, v in asked.items() if v == told.HIDDEN]:
        raise Refused(f"Tham số bí mật không được ghi lại (secrets are not recorded): -p {hidden[0]}=…")
    asked |= {"month": run["month"]}  # the newest month may be another by now
    asked.pop("out", None)
    found = RunParams.load(params, asked)
    if not found.out.is_relative_to(stage):
        asked["out"] = str(stage / "out")
    found = RunParams.load(params, asked)
    if not found.processed.is_relative_to(stage):
        raise Refused(
            f"{found.file.name}, processed: có (found) {found.processed}; cần đường dẫn tính từ thư mục của tệp "
            "(a path relative to the file)."
        )
    now = {_was(name, stage, root): held for name, held, _ in inputs.listing(found.watched())}
    then = {os.path.normpath(root / name): held for name, held, _ in listed}
    if other := [name for name in sorted(now | then) if now.get(name) != then.get(name)]:
        other = [f"{name}: cần (expected) sha256 {then.get(name, '–: tệp mới (new)')}" for name in other]
        _refuse(other, "Đầu vào đã khác (inputs are not as they were)")
    if "before" in run:  # the edition that it followed
        was = record.blob(folder, run["before"])
        if manifest.sha256(was) != run["before"]:
            raise Refused(
                f"Không còn bản kê của bản trước (the manifest of the edition before is gone): {was}"
            )
        house.put(found.out / run["programme"] / run["folder"] / manifest.NAME, was.read_bytes())
    result = go(
        Asked(params, asked, tuple(run["only"]), fresh=True, partial=bool(run.get("partial"))), progress
    )
    if result.manifest is None or result.folder is None:
        raise Refused(result.message)
    again = _pages(result.manifest, made["pages"])
    if different := [name for name, held in made["pages"].items() if again.get(name) != held]:
        _refuse(different + _surroundings(made), "Trang không giống từng byte (pages are not the same bytes)")
    if not target.exists():
        _publish(result.folder, target, found.lang)
        line = {"outcome": "rebuilt", "reason": run["id"], "out": record.named(target.parents[1], root)}
        record.append(folder, run | record.stamp() | line)
    print(f"Giống từng byte (the same bytes): {len(again)} trang, tệp (pages), {target}")
    return 0


def _kept(folder: Path, held: str) -> Any:
    """What a run lists of itself. Raises Refused."""
    try:
        return json.loads(record.blob(folder, held).read_bytes())
    except (OSError, ValueError):
        raise Refused(
            f"Không còn bản kê của lần chạy này (its lists are gone): {record.blob(folder, held)}"
        ) from None


def _staged(run: Mapping[str, Any], folder: Path, root: Path, listed: list, stage: Path) -> Path:
    """Put files with the content that was read where they lay, below `stage`; returns the monthly.yml there.
    Raises Refused with every file that is gone or changed and of which there is no copy."""
    lost = []
    for name, held, _ in listed:
        if held.startswith("-"):
            continue  # it could not be read then either
        at = Path(os.path.normpath(root / name))
        source = next((p for p in (at, record.blob(folder, held)) if manifest.sha256(p) == held), None)
        if source is None:
            state = "đã bị thay (changed)" if at.exists() else "không còn (gone)"
            lost.append(f"{name}: {state}; cần (expected) sha256 {held}")
        elif not lost:
            to = _at(at, stage, root)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, to)
    if lost:
        _refuse(lost, "Thiếu đầu vào (inputs are missing)")
    (_at(root, stage, root) / "notebooks").mkdir(parents=True, exist_ok=True)  # what makes it a house
    return _at(root / run["params"], stage, root)


def _at(path: Path, stage: Path, root: Path) -> Path:
    """Where a file lies below `stage`: the house as deep as it is, so that what lies beside it has room."""
    up = os.path.relpath(path, root)
    deep = stage.joinpath(*["h"] * (len(root.parts) - 1))
    return Path(os.path.normpath(deep / up))


def _was(name: str, stage: Path, root: Path) -> str:
    """The place whose stand-in this is."""
    if not Path(name).is_relative_to(stage):
        return name
    return os.path.normpath(root / os.path.relpath(name, _at(root, stage, root)))


def _pages(of: manifest.Manifest, wanted: Mapping[str, str]) -> dict[str, str]:
    """The hashes of the pages `wanted`, by name."""
    found = {n.name: n.outputs[0]["sha256"] for n in of.made if n.outputs}
    found |= {file["path"]: file["sha256"] for file in of.others}
    return {name: held for name, held in found.items() if name in wanted}


def _surroundings(made: Mapping[str, Any]) -> list[str]:
    """What else is not as it was: packages, Python, the library."""
    if made["environment"] == inputs.environment():
        return []
    was, now = ({**v["packages"], "python": v["python"]} for v in (made["versions"], inputs.versions()))
    moved = [f"{name} {was.get(name)} → {now.get(name)}" for name in sorted(was | now)]
    moved = [line for line in moved if len({*line.split()[1::2]}) > 1] or ["thư viện analysis (the library)"]
    then = f"; git {made['git_commit']}" if made.get("git_commit") else ""
    return [f"môi trường khác khi đó (another environment): {', '.join(moved)}{then}"]


def _refuse(these: list[str], why: str) -> None:
    more = [f"… {len(these) - SHOWN}"] * (len(these) > SHOWN)
    raise Refused("\n  ".join([f"{why}:", *these[:SHOWN], *more]))


def _publish(made: Path, target: Path, lang: str) -> None:
    """Put the month's folder in its place, where there is none, and list it. Raises Timeout, OSError."""
    from analysis.run.page import archives

    programme = file_name("id", target.parent.name)
    out = target.parents[1]
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(out / f".{programme}.lock", timeout=0):
        aside = target.with_name(f".{target.name}.building")
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(made, aside)
        house.moved(aside, target)
        listed = archives({"out": str(out), "programme": programme, "lang": lang}, lambda *_: None)
    for kept in listed["kept"]:
        print(
            f"Danh mục do người sửa, giữ ở (a list that people edited is kept as): {kept['path']}",
            file=sys.stderr,
        )
