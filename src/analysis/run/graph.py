"""Which pages a run makes, in which order, and which of them are still good from the run before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis import inputs, told
from analysis.ingest import store
from analysis.params import ALL, Page, ParameterError, RunParams
from analysis.publish import additions, manifest
from analysis.publish.manifest import Manifest, Notebook
from analysis.run.partial import beside
from analysis.run.pool import Task
from analysis.values import file_name


@dataclass(frozen=True)
class Job:
    """A page or paper of the run: its file in the month's folder, the work, and the hash of it all."""

    name: str  # "02_economy", "place-28126/brief", "brief.docx"
    file: str
    do: str
    args: dict[str, Any]
    title: str
    key: str
    made_of: tuple[Path, ...] = ()  # the notebook, and what it imports and reads beside the programme
    content: str = ""  # the hash of that
    refusal: str = ""  # why it cannot be made at all


def jobs(params: RunParams, only: tuple[str, ...], summary: dict[str, Any]) -> list[Job]:
    """Every page and paper asked for, of the area or of one or each place or owner. Raises ParameterError."""
    found: list[Job] = []
    # once, not for every one of thousands of units
    made_of = lru_cache(None)(lambda *of: _made_of(params, *of))
    rules, all_data, taken = _rules(params), summary["data_key"], set[str]()
    for folder, unit, name, pages in _units(params, only, summary):
        own = summary["units"].get(unit.place) if params.monthly.place_reads == "own" else None
        for page in pages:
            known = summary["titles"].get(page.name, "")
            title = f"{known} – {name}" if name and known else known
            groups = [summary["groups"][g] for g in page.reads] if not folder else []
            data, files = [rules, groups or own or all_data], made_of(page.notebook, page.inputs)
            found.append(_page(params, unit, folder, page, title, data, summary, *files))
            taken |= found[-1].args["parameters"].keys() - params.fixed(page)
    if params.place is None and params.owner is None:
        found += [
            _paper(params, name, [rules, all_data], summary)
            for name in params.monthly.papers
            if not only or name in only
        ]
    if not found:
        what = "một trang của nơi, đơn vị có trong tháng; Word, Excel là của cả vùng (papers are of the whole area)"
        raise ParameterError("-p place, -p owner, --only", ", ".join(only) or ALL, what)
    for key, value in told.hidden(params.changed, params.monthly.secrets).items():
        if key not in taken and not any(j.refusal for j in found):
            what = "một tham số mà một trang được làm nhận (one that a page takes)"
            if each := [name for _, entry, name, group in params.named() if entry.each and group == value]:
                what += f"; trang làm cho từng nhóm thì chọn bằng (choose the page of a group by) --only {each[0]}"
            raise ParameterError(f"tham số (parameter) {key}", value, what)
    return found


def _made_of(params: RunParams, notebook: Path, beside: tuple[Path, ...]) -> tuple[tuple[Path, ...], str]:
    files = (notebook, *inputs.followed(notebook), *inputs.pictures(notebook), *beside)
    return files, inputs.content(files, params.root)


def _page(params, unit, folder, page: Page, title, data, summary, made_of, content) -> Job:
    try:
        given, refusal = unit.given(page, summary["month"]), ""
        if lost := [p for p in page.inputs if inputs.unenterable(p)]:
            refusal = f"{params.file.name}, inputs: không có hay không vào được {lost[0]} (no such input)."
    except ParameterError as e:
        given, refusal = {}, str(e)
    named = {"title": title, "lang": params.lang, "banner": summary["banner"]}
    if page.name == "brief" and not folder and summary.get("edition", 1) > 1:
        named |= {"edition": summary["edition"], "changed": summary["changed"]}
    plain = {k: _plain(params, v) for k, v in given.items()}
    key = inputs.digest([data, content, plain, named])
    args = {"notebook": str(page.notebook), "parameters": given, **named}
    file = f"{folder}{page.name}.html"
    return Job(
        folder + page.name, file, "analysis.run.page:make", args, title, key, made_of, content, refusal
    )


def _paper(params, name, data, summary) -> Job:
    of = {"month": summary["month"], "as_of": params.as_of and params.as_of.isoformat(), "lang": params.lang}
    edition = summary.get("edition", 1)
    key = inputs.digest([data, name, of, params.monthly.form, edition])
    args = {
        "paper": name,
        "params": str(params.file),
        "overrides": of,
        "form": params.monthly.form,
        "edition": edition,
    }
    return Job(name, name, "analysis.run.page:paper", args, "", key)


def with_additions(todo: list[Job], before: Manifest | None, folder: Path) -> list[Job]:
    """The jobs, the Word draft's with what people wrote into the marked places of the one that lies in `folder`."""
    found = additions.of_month(folder, before) if any(job.name.endswith(".docx") for job in todo) else {}
    return [
        replace(job, args={**job.args, "added": found}, key=inputs.digest([job.key, found]))
        if found and job.name.endswith(".docx")
        else job
        for job in todo
    ]


def order(todo: list[Job], before: Manifest | None) -> list[Job]:
    """The longest first, by what they took last time, so that none is left to run alone at the end."""
    took = {n.name: n.seconds for n in before.notebooks} if before else {}
    return sorted(todo, key=lambda job: -took.get(job.name, float("inf")))


def files_of(params: RunParams) -> list[Path]:
    """The files besides notebooks and library that decide what a run makes of the raw folder."""
    paths = [params.file, params.programme_file, params.sources_file, params.notes]
    return paths + [p for p in (params.corrections, params.places) if p]


def tasks(todo: list[Job], params: RunParams, building: Path, executed: Path, tables: str) -> Iterator[Task]:
    """The work on each page and paper, made as it is needed, all from the tables of this key."""
    known = [params.processed, params.root / "data" / "processed", params.out, params.raw, *files_of(params)]
    for job in todo:
        places: dict[str, Any] = {"file": str(building / job.file), "tables": store.pin(tables, params)}
        if "notebook" in job.args:
            places["known"] = [str(params.root), *map(str, known), *map(str, job.made_of)]
            places["executed"] = str(executed / f"{job.name}.ipynb")
            places["keep"] = "/" not in job.name  # of thousands of units only what failed
            places["secret"] = list(params.monthly.secrets)
            for old in (Path(places["executed"]), beside(Path(places["executed"]))):
                old.unlink(missing_ok=True)  # an earlier run's is not this one's
        yield Task(job.name, job.do, {**job.args, **places}, params.timeout, params.memory)


def still_good(job: Job, before: Manifest | None, folder: Path) -> Notebook | None:
    """The record of this page when it was made from the same things and lies there whole."""
    page = before.page(job.name) if before else None
    if page and page.status in manifest.GOOD and page.key == job.key and manifest.whole(folder, page.outputs):
        return page
    return None


def take_over(file: dict[str, Any], folder: Path, building: Path, name: str | None = None) -> dict[str, Any]:
    """Carry a published file, or somebody's empty folder, over into the folder being built."""
    to, was = building / (name or file["path"]), folder / file["path"]
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        if was.is_dir() and not was.is_symlink():
            to.mkdir(exist_ok=True)
            return {**file, "path": name or file["path"]}
        os.link(folder / file["path"], to, follow_symlinks=False)
    except (OSError, NotImplementedError):  # another file system, or one without links
        shutil.copy2(folder / file["path"], to, follow_symlinks=False)
    return {**file, "path": name or file["path"]}


def _units(params, only, summary) -> Iterator[tuple[str, RunParams, str, tuple[Page, ...]]]:
    if params.place is None and params.owner is None:
        yield "", params, "", () if only and {*only} <= {*params.monthly.papers} else params.only(only)
        return
    for kind, listed in (
        ("place", params.monthly.place_notebooks),
        ("owner", params.monthly.owner_notebooks),
    ):
        known, asked = summary[f"{kind}s"], getattr(params, kind)
        if asked is None:
            continue
        asked = asked if asked == ALL else params.unit(kind, summary["month"], known)
        pages = params.only(only) if only or listed is None else params.only(listed)
        for id in known if asked == ALL else [asked]:
            yield (
                file_name(f"mã của {kind} (its code)", f"{kind}-{id}") + "/",
                replace(params, **{"place": None, "owner": None, kind: id}),
                known[id],
                pages,
            )


def _rules(params: RunParams) -> str:
    """All that pages are made from besides figures, notebooks and parameters."""
    return inputs.digest([inputs.environment(), inputs.content(files_of(params), params.root)])


def _plain(params: RunParams, value: Any) -> Any:
    """A parameter as it is wherever the house stands."""
    text = str(value)
    return os.path.relpath(text, params.root) if text == str(params.file) else value
