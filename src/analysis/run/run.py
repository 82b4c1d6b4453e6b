"""`brief run`: one programme's month, from the raw files to the pages, built aside and swapped in whole."""

from __future__ import annotations

import functools
import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis import house, inputs, told
from analysis.ingest import store
from analysis.ingest.filename import told as legible_path
from analysis.language import refused
from analysis.params import ParameterError, RunParams
from analysis.publish import manifest
from analysis.publish.manifest import Manifest, Notebook
from analysis.run import graph, partial
from analysis.run.pool import Outcome, Pool, PoolBroken, Task
from analysis.run.progress import Lines
from analysis.run.swap import recover, swap
from analysis.values import file_name

EDITION = ("edition", "figures", "changed")  # what a manifest says of it
PATIENCE = 3600.0  # seconds that the steps around the pages may take, at the least
# Errors of a page that come again however often it is tried: of parameters, YAML, notebooks and code.
HOPELESS = {"ParameterError", "FileMistakes", "Unknown", "ScannerError", "ParserError", "NoSuchKernel",
            "NotJSONError", "SyntaxError", "IndentationError", "TabError", "NameError", "ImportError",
            "ModuleNotFoundError", "StdinNotImplementedError"}  # fmt: skip
DONE, LOST, NOTHING, LOCKED, WAITS = 0, 1, 2, 3, 4  # exit statuses (docs/operating.md)


@dataclass(frozen=True)
class Asked:
    """What the caller asks for. `overrides` are parameters over monthly.yml; `only` names of pages."""

    params: str | os.PathLike
    overrides: Mapping[str, Any] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    jobs: int = 2
    fresh: bool = False
    cluster: str | None = None
    summary: str = "analysis.run.summary:summarise"
    pool: Any = None  # workers that are running already, and will go on
    partial: bool = False  # the month that is due is made without those who are late


@dataclass
class Result:
    """How a run ended: `status` is the exit status, `message` says why nothing was published."""

    status: int
    message: str = ""
    manifest: Manifest | None = None
    front: Path | None = None  # what to open first: the brief, or the one page asked for, where it was made
    summary: Mapping[str, Any] = field(default_factory=dict)  # of run.summary
    unchanged: bool = False
    folder: Path | None = None  # of the month
    asked: frozenset[str] = frozenset()  # pages and papers of this question; the month may hold others
    inputs: str = ""  # hash of what the run read, taken before it read it
    log: Path | None = None  # what the workers wrote
    due: str = ""  # the month that waits for late offices
    until: str = ""  # the last day on which the same inputs give the same answer; "" = for ever

    def of(self, pages: list[Notebook]) -> tuple[list[Notebook], list[Notebook]]:
        """Those of the pages and papers that were asked for, and those of earlier runs."""
        mine = [p for p in pages if p.name in self.asked]
        return mine, [p for p in pages if p.name not in self.asked]


def run(asked: Asked, progress: Lines) -> Result:
    """Make and publish what is asked for. Raises ParameterError and FileMistakes for a wrong question."""
    params = RunParams.load(asked.params, asked.overrides)
    params.only(asked.only)
    programme = file_name(f"{params.programme_file.name}, id", params.programme.id)
    written = RunParams.load(asked.params)
    wheres = {_of_out(params.out, written): params.out, f"{params.file.name}, processed": params.processed}
    for where, folder in wheres.items():
        if folder.resolve().is_relative_to(params.raw.resolve()):
            raise ParameterError(where, folder, f"một thư mục ngoài {params.raw} (outside the raw folder)")
    for_reports(params.out, written)
    home = params.out / programme
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(params.out / f".{programme}.lock")
        lock.acquire(timeout=0)
    except Timeout:
        return Result(
            LOCKED, f"Một lần chạy khác đang làm chương trình này (another run holds {lock.lock_file})."
        )
    except (NotADirectoryError, FileExistsError) as e:
        why = f"“{e.filename}” là tệp hoặc nằm trong một tệp; cho --out một thư mục (a file: a folder is wanted)"
        return Result(NOTHING, f"Không ghi được vào thư mục báo cáo (cannot write the reports): {why}.")
    except OSError as e:
        return Result(NOTHING, f"Không ghi được vào thư mục báo cáo (cannot write the reports): {refused(e)}")
    try:
        recover(home)
        try:
            return _Run(asked, home, progress).go()
        except _Spoilt as e:  # once more: what has changed stays so, for the most part
            progress.say(f"{e}. Làm lại từ đầu (once more from the start).")
            return _Run(asked, home, progress, str(e)).go()
    except _Spoilt as e:
        return Result(NOTHING, f"{e}: không xuất bản gì, chạy lại (nothing published, run again).")
    except OSError as e:
        return Result(NOTHING, f"Không ghi được (cannot write): {refused(e)}")
    finally:
        lock.release()


class _Spoilt(RuntimeError):
    """What the run rests on, or what it had made, was changed by somebody while it went on."""


class _Run:
    """One run under its lock; `incident`: why it is made a second time."""

    def __init__(self, asked: Asked, home: Path, progress: Lines, incident: str = ""):
        self.asked, self.home, self.progress, self.incident = asked, home, progress, incident
        self.started, self.undeclared = house.now(), False
        params = RunParams.load(asked.params, asked.overrides)
        self.rules = {file: inputs.content([file]) for file in graph.files_of(params)}
        self.raw = _lying(params.raw)
        self.inputs = inputs.content(params.watched())
        self.params = params = RunParams.load(asked.params, asked.overrides)
        # runs with another reports folder may go on at the same time: nothing of theirs is written over
        elsewhere = params.out != params.root / "reports"
        self.own = params.processed / (f"out-{inputs.digest(str(params.out))[:8]}" if elsewhere else "")
        given = [params.extra, *(page.parameters for page in params.pages)]
        self.mask = told.mask({"": given}, params.monthly.secrets)

    def go(self) -> Result:
        log = self.own / "run.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        tables = self.params.processed / "tables"
        try:
            with (
                log.open("wb") as heard,
                store.in_use(tables),
                _pool(self.asked, heard, self._tell) as pool,
                self.progress,
            ):
                self.pool, self.incidents = pool, len(pool.incidents)
                return replace(self._go(), log=log)
        except PoolBroken as e:
            return Result(NOTHING, f"{e}; xem {log}", log=log)
        except BaseException:  # spoilt, stopped, or the disk is full: by now nobody writes there any more
            if hasattr(self, "folder"):
                shutil.rmtree(self.home / f".{self.folder.name}.building", ignore_errors=True)
                for part in (self.own / "executed" / self.folder.name).rglob("*.part"):
                    part.unlink(missing_ok=True)
            raise

    def _tell(self, text: str) -> str:
        """What a worker wrote, as it may stand in the log."""
        return told.plain(self.mask(text))

    def _go(self) -> Result:
        self.progress.say("Đọc số liệu, đánh giá (tables, assessments) …")
        args = {
            "params": str(self.params.file),
            "overrides": _given(self.asked.overrides),
            "partial": self.asked.partial,
        }
        found = self._do("summary", self.asked.summary, args)
        if found.error:
            return Result(NOTHING, self.mask(found.error["message"]))
        self.summary = found.value
        if "month" not in self.summary:
            waits = self.summary["waits"]
            return Result(WAITS, waits["message"], due=waits.get("month", ""))
        self.folder = self.home / self.params.folder(self.summary["month"])
        self.before = manifest.read(self.folder)
        self.run_id = self.params.run_id(self.summary["month"], self.summary["data_key"])
        todo = graph.jobs(self.params, self.asked.only, self.summary)
        todo = graph.with_additions(todo, self.before, self.folder)
        self.names = frozenset(j.name for j in todo)
        kept = {} if self.asked.fresh else {
            j.name: n for j in todo if (n := graph.still_good(j, self.before, self.folder))
        }  # fmt: skip
        if self.before and len(kept) == len(todo) and self._still_whole():
            return self._result(self.before, unchanged=True)
        self.building = self.home / f".{self.folder.name}.building"
        return self._result(self._build(todo, kept))

    def _build(self, todo: list[graph.Job], kept: dict[str, Notebook]) -> Manifest:
        """The month's folder, made aside and swapped in; returns its manifest."""
        shutil.rmtree(self.building, ignore_errors=True)
        self.building.mkdir()
        record = self._record(todo)
        self._carry_over(record, todo, kept)
        self._keep_theirs(record, todo)
        manifest.write(self.building, record)
        self._make_pages(record, [j for j in todo if j.name not in kept])
        self._lose_changed(record)
        mine = [p for p in record.made if p.name in self.names]
        pages = [p for p in mine if p in record.notebooks] or mine  # a paper makes up for no page
        nothing = bool(pages) and all(p.status == manifest.FAILED and not p.early for p in pages)
        if nothing and all(p.status == manifest.FAILED for p in mine):  # nobody has seen it
            last = self.before or Manifest("", "", "", "", {})
            record.edition, record.figures, record.changed = last.edition, last.figures, last.changed
        self._look_again(record, todo)
        manifest.write(self.building, record)
        listed = {p.name: self.summary["titles"].get(p.name, "") for p in self.params.pages}
        args = {"folder": str(self.building), "pages": listed}
        done = self._do("index", "analysis.run.page:index", args)
        if done.error:
            raise OSError(done.error["message"])
        for name, put in done.value["refusals"].items():
            record.making(name).outputs = [put]
        record.others = done.value["others"]
        record.incidents += [
            *filter(None, [self.incident]),
            *map(self._tell, self.pool.incidents[self.incidents :]),
        ]
        record.finished = house.now()
        lost = record.lost or self.undeclared or any(p.status == manifest.FAILED for p in mine)
        record.exit_status = NOTHING if nothing else LOST if lost else DONE
        manifest.write(self.building, record)
        if changed := [f["path"] for f in record.files() if not manifest.whole(self.building, [f])]:
            raise self._changed(changed)
        late = [dict.fromkeys(("path", "was"), path) for path in swap(self.building, self.folder)]
        if late := late + self._archives():
            record.kept += [{k: legible_path(Path(path)) for k, path in kept.items()} for kept in late]
            with suppress(OSError):  # it is published
                manifest.write(self.folder, record)
        return record

    def _record(self, todo: list[graph.Job]) -> Manifest:
        said, params = self.summary, self.params

        def made(notebooks: bool) -> list[Notebook]:
            of = [job for job in todo if ("notebook" in job.args) == notebooks]
            return [Notebook(job.name, job.title, key=job.key, run=self.run_id) for job in of]

        hidden = told.hidden(_given(self.asked.overrides), params.monthly.secrets)
        asked = {k: self.mask(str(v)) for k, v in hidden.items()}
        return Manifest(
            run_id=self.run_id,
            folder=self.folder.name,
            question=self.params.question,
            programme=said["programme"],
            programme_name=said["programme_name"],
            month=said["month"],
            as_of=said["as_of"],
            lang=params.lang,
            banner=said["banner"],
            parameters={"params": os.path.relpath(params.file, params.root), **asked},
            inputs=said["inputs"],
            lost=[{"path": path, "message": message} for path, message in said["lost"]],
            notebooks=made(True),
            papers=made(False),
            targets=said["targets"],
            headline=said["headline"],
            **{k: said[k] for k in ("lacking", "conclusion", *EDITION) if k in said},
            versions=inputs.versions(),
            git_commit=inputs.commit(params.root),
            started=self.started,
        )

    def _carry_over(self, record: Manifest, todo: list[graph.Job], kept: dict[str, Notebook]) -> None:
        """Pages that are still good, and pages of earlier runs that this one was not asked for."""
        for page in record.made:
            if good := kept.get(page.name):
                page.status, page.title = manifest.UNCHANGED, page.title or good.title
                page.seconds, page.executed, page.notes = good.seconds, good.executed, good.notes
                page.outputs = [graph.take_over(o, self.folder, self.building) for o in good.outputs]
        listed = {*self.params.monthly.papers, *(p.name for p in self.params.pages)}
        last = self.before or record
        for old, new in ((last.notebooks, record.notebooks), (last.papers, record.papers)):
            for page in old:
                files = page.outputs + [file for file in (page.last_good, page.partial) if file]
                other = record.page(page.name) is None and page.name.rpartition("/")[2] in listed
                if other and manifest.whole(self.folder, files):
                    for file in files:
                        graph.take_over(file, self.folder, self.building)
                    new.append(page)

    def _keep_theirs(self, record: Manifest, todo: list[graph.Job]) -> None:
        """What people put into the month's folder, or made of what was published there. A paper keeps its name, and
        the new one takes another; a page, a list and a folder of pages give theirs up, since others lead to them."""
        pages = {manifest.NAME, "index.html", *(job.file for job in todo if "notebook" in job.args)}
        folders = {job.file.rpartition("/")[0] for job in todo}
        if os.path.lexists(self.folder) and not self.folder.is_dir():  # a file where the month has to lie
            record.kept.append(manifest.aside(self.folder, "../"))
        for path in manifest.theirs(self.folder, self.before):
            to = manifest.place(self.building, path, pages, folders).relative_to(self.building)
            graph.take_over({"path": path}, self.folder, self.building, to.as_posix())
            if not manifest.BESIDE.fullmatch(path):
                record.kept.append({"path": legible_path(to), "was": legible_path(Path(path))})
            if path == manifest.NAME:
                record.incidents.append(
                    f"{path} của tháng không đọc được, giữ ở {to}; bản của tháng đếm lại từ 1, tệp cũ giữ như tệp của "
                    "người (it cannot be read: editions are counted anew, files that lay there are kept)"
                )

    def _make_pages(self, record: Manifest, todo: list[graph.Job]) -> None:
        executed = self.own / "executed" / self.folder.name
        for job in todo:
            if job.refusal:
                self._failed(record.making(job.name), job.file, {"message": job.refusal}, None)
        todo = [replace(j, file=self._new(j.file)) for j in graph.order(todo, self.before) if not j.refusal]
        self.progress.expect(len(todo))
        due = 0.0
        for tries in range(self.params.monthly.retries, -1, -1):
            jobs, todo = {job.name: job for job in todo}, []
            work = graph.tasks(
                [*jobs.values()], self.params, self.building, executed, self.summary["data_key"]
            )
            for outcome in self.pool.run(work, functools.partial(self._heard, record)):
                page, job = record.making(outcome.task.name), jobs[outcome.task.name]
                page.seconds = round(outcome.seconds, 3)
                error = outcome.error or outcome.value.get("early")
                if outcome.error and tries and outcome.error["kind"] not in HOPELESS:
                    why = told.short(self.mask(outcome.error["message"]), limit=120)
                    self.pool.incidents.append(f"{page.name}: {why}; làm lại (failed, tried again)")
                    todo.append(job)
                    continue
                kept = self._kept(outcome)
                if kept:
                    page.executed = os.path.relpath(kept, self.params.root)
                if not outcome.error:
                    page.status = manifest.COMPLETED
                    page.outputs = [{"path": job.file, **{k: outcome.value[k] for k in ("bytes", "sha256")}}]
                    page.notes = [self._tell(note) for note in outcome.value.get("notes", ())]
                    self._undeclared(page, record, outcome.value.get("undeclared", ()))
                if error:
                    page.early = not outcome.error
                    self._failed(page, job.file, error, kept)
                self.progress.ended(page.name, page.seconds, manifest.reason(page, "vi") if error else "")
                # of thousands of pages it takes a second: a tenth of the time
                if (at := time.monotonic()) >= due:
                    manifest.write(self.building, record)
                    due = at + 10 * (time.monotonic() - at)

    def _lose_changed(self, record: Manifest) -> None:
        """Pages whose bytes are not those that were written: once more from the start, then they alone are lost."""
        changed = [p for p in record.made if not manifest.whole(self.building, p.outputs)]
        if changed and not (self.incident and self.names.issuperset(p.name for p in changed)):
            raise self._changed(page.name for page in changed)
        for page in changed:
            (put,), page.outputs, page.early = page.outputs, [], False
            why = "bị xóa hay sửa mỗi lần vừa lập xong (removed or changed whenever it had been made)"
            self._failed(page, put["path"], {"message": why}, None)

    def _changed(self, names: Iterable[str]) -> _Spoilt:
        what = "Trang vừa lập bị xóa hay sửa (removed or changed after they were made) trong"
        return _Spoilt(f"{what} {self.building}: {', '.join(names)}")

    def _undeclared(self, page: Notebook, record: Manifest, paths: Iterable[str]) -> None:
        for path in paths:
            self.undeclared = True
            page.key = ""  # never known to be as it was: made again by every run
            record.incidents.append(
                f"{page.name} đọc tệp chưa khai ở inputs của trang trong {self.params.file.name} "
                f"(reads a file not declared): {self.mask(path)}"
            )

    def _look_again(self, record: Manifest, todo: list[graph.Job]) -> None:
        """Whether everything is still what the pages were made from. Raises _Spoilt where they may differ in that."""
        if changed := [file for file, was in self.rules.items() if inputs.content([file]) != was]:
            raise _Spoilt(
                f"Tệp bị sửa trong lúc chạy (changed during the run): {', '.join(map(str, changed))}"
            )
        read, now, other = {i["path"]: i["sha256"] for i in record.inputs}, _lying(self.params.raw), []
        for name in sorted(n for n in {*now, *self.raw} if now.get(n) != self.raw.get(n)):
            shown = legible_path(Path(name))
            if name not in now:
                other.append(f"{shown} (không còn hay đổi tên, gone or renamed)")
            elif inputs.listing([self.params.raw / name])[0][1] != read.get(shown):
                other.append(f"{shown} ({'bị sửa, edited' if name in self.raw else 'mới có, new'})")
        if other:
            record.incidents.append(
                "Số liệu đổi sau khi đọc, các trang theo tệp đã đọc, chạy lại để đọc lại (changed since it was "
                f"read, run again): {told.short('; '.join(other))}"
            )
        content = functools.cache(lambda files: inputs.content(files, self.params.root))
        for job in todo:
            if job.made_of and content(job.made_of) != job.content:
                record.making(job.name).key = ""
                record.incidents.append(
                    f"{job.name}: sổ tính hay tệp nó đọc bị sửa trong lúc chạy (changed during the run)"
                )

    def _kept(self, outcome: Outcome) -> Path | None:
        """The executed notebook of this run, as far as it got; None where nothing was run of it."""
        if (executed := outcome.task.args.get("executed")) is None:
            return None
        if outcome.error:
            partial.finish(Path(executed), self.mask(outcome.error["message"]))
        return Path(executed) if Path(executed).is_file() else None

    def _failed(self, page: Notebook, path: str, error: dict[str, Any], executed: Path | None) -> None:
        page.status = manifest.FAILED
        whole = page.executed or os.path.relpath(self.own / "run.log", self.params.root)
        page.error = {"cell": error.get("cell"), "message": told.short(self.mask(error["message"]), whole)}
        stem, dot, end = path.rpartition(".")
        if not page.early:
            (self.building / path).unlink(missing_ok=True)
        if executed:
            name = self._new(f"{stem}.partial.ipynb")
            with suppress(OSError):  # a full disk: it still lies where it was executed
                page.partial = {"path": name, **manifest.put(self.building / name, executed.read_bytes())}
        last = self.before.page(page.name) if self.before else None
        file = (last.outputs[0] if last.status in manifest.GOOD else last.last_good) if last else None
        if file and manifest.whole(self.folder, [file]):
            name = self._new(f"{stem}.last-good{dot}{end}")
            page.last_good = graph.take_over(file, self.folder, self.building, name)

    def _new(self, path: str) -> str:
        """A path in the month that is free: what people put there keeps its name."""
        return manifest.free(self.building / path, "new").relative_to(self.building).as_posix()

    def _heard(self, record: Manifest, task: Task, event: str, more: dict) -> None:
        if event == "start":
            record.making(task.name).status = manifest.RUNNING
        elif event == "cell":
            self.progress.cell(task.name, more["cell"] + (more["state"] == "done"), more["of"])

    def _still_whole(self) -> bool:
        """Whether the month's other files are there too, and nothing else would be written."""
        before = self.before
        if before is None or before.run_id != self.run_id:
            return False
        listed = [*before.files(), *before.kept, {"path": manifest.NAME}, {"path": "index.html"}]
        found = (path for path in manifest.lying(self.folder) if not manifest.BESIDE.fullmatch(path))
        lying = {legible_path(Path(path)) for path in found}
        # what people put there or took away since is not as the list says
        same = lying == {file["path"] for file in listed if not file["path"].startswith("../")}
        return same and manifest.whole(self.folder, before.others)

    def _archives(self) -> list[dict[str, str]]:
        """Writes the lists of months and programmes; returns those that people edited, where they are kept."""
        args = {
            "out": str(self.params.out),
            "programme": self.summary["programme"],
            "lang": self.params.monthly.lang,
        }
        done = self._do("archive", "analysis.run.page:archives", args)
        if done.error:
            self.progress.say(f"Không lập được mục lục (archive): {done.error['message']}")
        return done.value["kept"] if not done.error else []

    def _do(self, name: str, do: str, args: dict[str, Any]) -> Outcome:
        limit = max(self.params.timeout, PATIENCE)
        (outcome,) = self.pool.run([Task(name, do, args, limit)])
        return outcome

    def _result(self, record: Manifest, unchanged: bool = False) -> Result:
        waits = self.summary.get("waits", {})
        status = record.exit_status if not unchanged else LOST if record.lost else DONE
        lost = "Không trang nào lập được (no page could be made)." if status == NOTHING else ""
        mine = [p for p in record.made if p.name in self.names]
        front = next((p for p in mine if p.name == "brief" or len(mine) == 1), None)
        file = front.outputs[0]["path"] if front and front.status in manifest.GOOD else "index.html"
        return Result(
            status or (WAITS if "message" in waits else DONE),
            "\n".join(filter(None, (lost, waits.get("message")))),
            until=waits.get("until", ""),
            due=waits.get("month", ""),
            manifest=record,
            front=self.folder / file,
            summary=self.summary,
            unchanged=unchanged,
            inputs=self.inputs,
            folder=self.folder,
            asked=self.names,
        )


def for_reports(out: Path, params: RunParams) -> None:
    """Raises ParameterError where `out` belongs to what no run may write over: a programme, whose own folder or a month
    of it it is or lies in, or the house, where somebody's files lie. A folder of reports and a new one will do."""
    if taken := _taken(out, params):
        others = (params.root / f"reports-{n}" for n in itertools.count(2))
        free = next(folder for folder in others if not _taken(folder, params))
        expected = f"thư mục chỉ có báo cáo (one of reports alone); {taken}, ví dụ --out {free}"
        raise ParameterError(_of_out(out, params), out, expected)


def _of_out(out: Path, params: RunParams) -> str:
    """Where it is written which folder the reports go to."""
    return f"{params.file.name}, out" if out == params.out else "--out"


def _taken(out: Path, params: RunParams) -> str:
    """What of `out` is whose, "" for none. What lies around the house says nothing of the folders in it."""
    at, home, root = out.resolve(), params.home.resolve(), params.root.resolve()
    around = [f for f in at.parents if not root.is_relative_to(f)]
    for folder in (at, *around):
        if folder == home or manifest.read(folder) or _has_months(folder):
            return f"“{folder.name}” là của một chương trình (is of a programme)"
    if not at.is_relative_to(root) or at.is_relative_to(root / "reports") or _of_reports(at):
        return ""
    first = root.joinpath(*at.relative_to(root).parts[:1])
    if first != root and not _holds_files(first):
        return ""
    return f"“{first.name}” có tệp khác của nhà này (holds other files of this house)"


def _has_months(folder: Path) -> bool:
    return (folder / "index.html").is_file() and any(map(manifest.read, folder.iterdir()))


def _of_reports(folder: Path) -> bool:
    return folder.is_dir() and any(map(_has_months, folder.iterdir()))


def _holds_files(folder: Path) -> bool:
    """Whether files lie there, or below, that are not of reports."""
    if not folder.is_dir() or _of_reports(folder):
        return folder.is_file()
    entries = [e for e in folder.iterdir() if not e.name.startswith(".")]
    return any(e.is_file() or _holds_files(e) for e in entries)


def _lying(raw: Path) -> dict[str, tuple[int, ...]]:
    """What tells the files that lie below the raw folder now from others, by their names."""
    found: dict[str, tuple[int, ...]] = {}
    for path, _ in inputs.walk(raw):
        with suppress(OSError):
            at = path.stat()
            found[path.relative_to(raw).as_posix()] = (at.st_size, at.st_mtime_ns, at.st_ino)
    return found


def _pool(asked: Asked, log: Any, tidy: Callable[[str], str]) -> Any:
    if asked.pool:
        return nullcontext(asked.pool)
    if asked.cluster:
        from analysis.run.cluster import Cluster

        return Cluster(asked.cluster)
    return Pool(asked.jobs, log=log, tidy=tidy)


def _given(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The overrides as plain values."""
    return {
        k: v if isinstance(v, (str, int, float, bool)) else str(v)
        for k, v in overrides.items()
        if v is not None
    }
