"""`brief inbox`: by office what came for a month, what is missing, which file nobody claims; and the reminders."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd
from rich.console import Console
from rich.markup import escape

from analysis.assess.case import DUE_MONTHS
from analysis.assess.ledger import closing
from analysis.assess.reported import unused
from analysis.ingest.contract import NoData, frame_of
from analysis.ingest.observations import make_tables
from analysis.ingest.problems import UNREAD, Problem, by_sheet, unread, waiting
from analysis.ingest.sources import load_sources
from analysis.language import say
from analysis.params import LATEST, RunParams
from analysis.present import locale
from analysis.programme import Measure
from analysis.yamlfile import listed


@dataclass
class Post:
    """What one office sent for the month; `late`: files that brought a measure first after the month had closed, and
    `again`: those that told anew, after it, what was here in time."""

    id: str
    name: str
    files: dict[str, tuple[str, list[str]]] = field(default_factory=dict)  # source: day told, measures read
    late: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    in_time: set[str] = field(default_factory=set)  # measures told before the month closed
    missing: list[Measure] = field(default_factory=list)
    # what has come and waits for a person to confirm how it is read, with its file and cell
    waiting: list[tuple[Measure, str]] = field(default_factory=list)
    # of what is missing: what came and is of no use
    refused: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    lost: list[Problem] = field(default_factory=list)  # of its files that could not be read


def gathered(params: RunParams) -> tuple[list[Post], tuple[Problem, ...], str, dt.date]:
    """The posts of the month asked for (latest: the newest that any figure speaks of), all problems, that month and
    the day on which it closes."""
    try:
        tables = make_tables(params)
        frame, problems, months = tables.observations, tables.problems, tables.months
    except NoData as e:
        frame, problems, months = frame_of([]), (), ()
        print(e, file=sys.stderr)
    wanted = params.month
    known = [m for m in months if params.programme.promises(m)]
    month = wanted if wanted != LATEST else known[-1] if known else f"{params.programme.year}-01"
    day = closing(int(month[:4]), int(month[5:]), params.programme.closing_day)
    return sort(params, frame, problems, month, day), problems, month, day


def run(params: RunParams) -> int:
    """Print the inbox; 0, or 1 where something is missing, late, to be confirmed or claimed by nobody."""
    posts, problems, month, day = gathered(params)
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"[bold]{locale.month(month).capitalize()}[/], khóa số {locale.date(day)} (closes on this day)"
    )
    for post in posts:
        _print(console, post)
    nobody = [p for p in problems if p.code in UNREAD]
    for p in nobody:
        told = f"{p.source}: {p.message} {p.remedy}".strip()
        console.print(f"[yellow]không ai nhận (nobody claims)[/] {escape(told)}")
    late = [p for p in posts if p.missing]
    if late and (files := unread(problems)):
        console.print(f"\n[yellow]{escape(say(params.lang, 'reminder_look', files=listed(files, 5)))}[/]")
    for post in [p for p in late if p.id]:  # nobody is there to be written to
        console.print("\n" + escape(reminder(post, month, day, params.lang)))
    return int(bool(late or nobody or any(p.late or p.lost or p.waiting for p in posts)))


def sort(
    params: RunParams, frame: pd.DataFrame, problems: Iterable[Problem], month: str, day: dt.date
) -> list[Post]:
    """The posts of the offices of a month, in the programme's order; figures without an office under an own head."""
    programme = params.programme
    posts = {o.id: Post(o.id, o.name(params.lang)) for o in programme.owners if o.holds(day)}
    nobody = Post("", say(params.lang, "form_nobody"))
    problems = tuple(problems)
    held = unused(waiting(problems), frame, programme)
    frame = frame[(frame.period == month) & (frame.basis != "year")]
    told = frame.measure.str.split("#").str[0]
    for m in programme.measures.values():
        if m.owners and m.owner_on(day) is None:
            continue  # its office has ended
        post = posts.get(m.owner_on(day) or "", nobody)
        rows = frame[told == m.id]
        for source, own in rows.groupby("source", sort=True):
            on, read = post.files.get(str(source), ("", []))
            post.files[str(source)] = (max(on, *own.reported_on), [*read, m.id])
        own = rows[rows.measure == m.id]
        if (rows.reported_on <= day.isoformat()).any():  # "" too: known when its month had ended
            post.in_time.add(m.id)
        due = int(month[5:]) in DUE_MONTHS.get(m.cadence, ()) and m.kind not in ("event", "milestone")
        at = held.get((m.id, month), ())
        post.waiting += [(m, f"{p.source}, {p.sheet}!{p.cell}") for p in at if not p.asked_again]
        if again := tuple(p for p in at if p.asked_again):
            post.refused[m.id] = again
        silent = own.empty and not at and due and (m.unit or m.rule != "watch")  # a target in words has none
        if again or silent:
            post.missing.append(m)
    sources = load_sources(params.sources_file)
    for p in problems:
        owners = [s.owner for s in sources.for_file(p.source)] if p.whole_file else []
        for post in [posts[o] for o in owners if o in posts]:
            post.lost.append(p)
    found = [*posts.values(), *([nobody] if nobody.files or nobody.missing or nobody.waiting else [])]
    for post in found:
        for source, (on, read) in post.files.items():
            if on > day.isoformat():
                (post.again if set(read) <= post.in_time else post.late).append(source)
    return found


def _print(console: Console, post: Post) -> None:
    due = len(post.missing)
    state = "[green]đủ (all here)[/]" if post.files else "không có gì đến hạn (nothing due)"
    if post.late:
        state = "[yellow]đủ, có số gửi sau ngày khóa số (all here, some after closing)[/]"
    if post.waiting:
        state = f"[yellow]đã gửi, {len(post.waiting)} chờ xác nhận cách đọc (sent, to be confirmed)[/]"
    if due:
        state = f"[red]thiếu {due} (missing)[/]"
    asked = "; ghi đơn vị ở owners trong programme.yml (name their office under owners)"
    asked = asked * bool(due and not post.id)
    console.print(f"\n[bold]{escape(post.name)}[/]: {state}{asked}")
    for source, (on, measures) in post.files.items():
        said = "[red]sau ngày khóa số (after closing)[/]" if source in post.late else "đã nhận (here)"
        said = "báo lại sau khóa số (told anew after closing)" if source in post.again else said
        dated = f", báo cáo {locale.date(on)}" if on else ""
        console.print(f"  {said} {escape(source)}{dated}: {escape(', '.join(measures))}")
    for p in post.lost:
        console.print(f"  [red]không đọc được (lost)[/] {escape(str(p))}")
    for m, at in post.waiting:
        said = (
            f"{m.id} {m.short()}: {at}; đúng thì bỏ dấu # ở dòng ấy trong sources.yml, hoặc xác nhận trong "
        )
        said += "corrections.csv (uncomment, or confirm there)"
        console.print(f"  [yellow]đã gửi, chờ xác nhận cách đọc (sent, to be confirmed)[/] {escape(said)}")
    for m in post.missing:
        of = f"{m.id} {m.short()} ({m.unit})"
        for said in [f"{of}: {p}" for p in post.refused.get(m.id, ())] or [of]:
            console.print(f"  [yellow]còn thiếu (missing)[/] {escape(said)}")


def reminder(post: Post, month: str, day: dt.date, lang: str) -> str:
    """What to send to an office whose figures are missing, or of no use as they were sent."""

    def again(m: Measure) -> str:
        said = [
            say(
                lang,
                "reminder_refused",
                file=p["file"],
                sheet=p["sheet"],
                cell=p["cell"],
                written=p["written"],
            )
            for p, _ in by_sheet(post.refused.get(m.id, ()))
        ]
        return f": {'; '.join(said)}" if said else ""

    asked = "\n".join(f"  - {m.short(lang)} ({m.unit}){again(m)}" for m in post.missing)
    held = (at.partition(", ")[0] for _, at in post.waiting)
    sent = dict.fromkeys([*post.files, *held, *(p.source for found in post.refused.values() for p in found)])
    came = say(lang, "reminder_came", files=", ".join(sent)) + " " if sent else ""
    named, ends = locale.month(month, lang), locale.date(day, lang)
    n = len(post.missing)
    return say(lang, "reminder", name=post.name, month=named, n=n, asked=asked, came=came, day=ends)
