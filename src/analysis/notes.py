"""The month's notes: what an analyst asks of the leaders, the causes owners gave, what was assigned."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from analysis.language import LANGUAGES, Language, say
from analysis.programme import Extended, Id, Programme, Strict
from analysis.values import ParameterError, month_name
from analysis.written import items, text
from analysis.yamlfile import (
    Document,
    FileMistakes,
    Finding,
    Loc,
    Mistake,
    closest,
    load_yaml,
    one_of,
    read_document,
)

MOST_ASKS, SURPLUS = 3, "không quá 3 việc xin ý kiến một tháng (at most three asks)"
# what a note speaks of where it tells of figures that did not come
REPORT = re.compile(r"số liệu|báo cáo|\b(?:figures?|reports?|data)\b", re.IGNORECASE)
CODE = re.compile(r"[a-z0-9_-]+")  # what is written as an office's id, not as its name
# an office's id, or the words as they are; of several, a list or the ids with commas
Leads = Annotated[
    str,
    BeforeValidator(
        lambda given: ", ".join(map(str, filter(_is_told, given))) if isinstance(given, list) else given
    ),
]


class Written(Strict):
    """A part of the notes. A key that is left empty is as if it were not there."""

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if _is_told(value)}


class Item(Written):
    """One of a list of the notes; None where it is left empty: `Items` has it not."""

    @model_validator(mode="wrap")
    @classmethod
    def _told(cls, given: Any, handler: Any) -> Any:
        return handler(given) if _is_told(given) else None


def _is_told(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_is_told, value.values()))
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


class Ask(Item):
    """Something the leaders are asked to decide."""

    what: str = Field(max_length=400)
    why: str = Field("", max_length=400)
    proposal: str = Field("", max_length=400)
    decides: str = Field("", max_length=120)  # who is asked
    lead: Leads = Field("", max_length=200)  # who carries it out
    deadline: dt.date | None = None
    measure: Id | None = None


class Assigned(Item):
    """Something the leaders assigned earlier."""

    what: str = Field(max_length=400)
    owner: Id
    deadline: dt.date | None = None
    state: Literal["done", "in_hand", "overdue"] = "in_hand"
    done_on: dt.date | None = None
    measure: Id | None = None  # the work that it is a part of


class Cause(Item):
    """Why a measure stands where it stands, as its owner says, and what follows."""

    measure: Id
    cause: str = Field("", max_length=12000)  # what is longer than a paragraph is folded on the leaders' page
    next: str = Field("", max_length=12000)
    lead: Leads = Field("", max_length=200)  # nobody named: who answers for the measure
    deadline: dt.date | None = None


class Answer(Item):
    """What became of an ask of an earlier month."""

    month: Annotated[str, BeforeValidator(month_name)]  # of the notes that asked
    ask: int = Field(ge=1, le=3)  # which of them
    decision: str = Field(max_length=400)
    on: dt.date | None = None
    step: str = ""  # of the work that was asked about, whose day the decision moves
    until: dt.date | None = None  # to this one


T = TypeVar("T")
Items = Annotated[tuple[T, ...], AfterValidator(lambda given: tuple(filter(None, given)))]


class Followed(NamedTuple):
    """An ask of an earlier month's notes, its number and language there, what became of it, None while it is open."""

    month: str
    number: int
    lang: str
    ask: Ask
    answer: Answer | None


class Notes(Written):
    """One file a month: params/<programme>/notes/<month>.yml, and beside it <month>.en.yml where an English brief
    is wanted whole."""

    month: str = ""
    lang: Language = "vi"  # what they are written in
    illustrative: bool = False
    story: Id | None = None  # the measure of the story chart
    asks: Items[Ask] = ()  # at most MOST_ASKS
    assigned: Items[Assigned] = ()
    causes: Items[Cause] = ()
    answers: Items[Answer] = ()

    def cause_of(self, measure: str) -> Cause | None:
        return next((c for c in self.causes if c.measure == measure), None)


def strays(folder: Path) -> list[str]:
    """The YAML files below a folder of notes that no month reads, which are not called YYYY-MM.yml: "2025-06.YML", or
    "2025-06.yml.txt" as editors do."""
    month = re.compile(rf"\d{{4}}-\d{{2}}(\.({'|'.join(LANGUAGES)}))?\.yml")
    if folder.is_file():  # where their folder has to be
        return [folder.name]
    listed = (
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if re.search(r"(?i)\.ya?ml\b", p.name)
    )
    return sorted(name for name in listed if not month.fullmatch(name))


def doubtful(notes: Notes, programme: Programme, month: str) -> list[str]:
    """What a person may want to write otherwise in the notes of a month; it is printed as it stands."""
    owners = {o.id for o in programme.owners}
    found: list[str] = []
    written: list[tuple[str, Sequence[Ask | Cause]]] = [("asks", notes.asks), ("causes", notes.causes)]
    for key, listed in written:
        for n, item in enumerate(listed, 1):
            leads = [part.strip() for part in item.lead.split(",") if part.strip()]
            if len(leads) > 1:
                found.append(f"{key}[{n}].lead: {len(leads)} đơn vị cùng chủ trì, nên ghi một (several lead)")
            for id in leads:
                if CODE.fullmatch(id) and id not in owners:
                    guess = f", gần giống “{near}” (like it)" if (near := closest(id, owners)) else ""
                    found.append(
                        f"{key}[{n}].lead: chương trình không có đơn vị “{id}” (no such office){guess}"
                    )
            if item.deadline and f"{item.deadline:%Y-%m}" < month:
                found.append(
                    f"{key}[{n}].deadline: {item.deadline} trước tháng của ghi chú (before the month)"
                )
    lacking = [n for n, ask in enumerate(notes.asks, 1) if not ask.deadline]
    found += [f"asks[{n}]: chưa có thời hạn (no deadline)" for n in lacking]
    for n, cause in enumerate(notes.causes, 1):
        if not (cause.cause.strip() or cause.next.strip()):
            found.append(
                f"causes[{n}]: “{cause.measure}” chưa ghi nguyên nhân, việc tiếp theo (nothing said)"
            )
    months = 12 * int(month[:4]) + int(month[5:7])
    for n, given in enumerate(notes.assigned, 1):
        if given.state == "done" and not given.done_on:
            found.append(f"assigned[{n}].done_on: đã xong nhưng chưa ghi ngày (done, no day given)")
        if given.done_on and 12 * given.done_on.year + given.done_on.month > months + 1:
            found.append(f"assigned[{n}].done_on: {given.done_on} sau tháng kế tiếp (after the next month)")
    return found


def load_notes(
    folder: Path,
    month: str,
    lang: str = "vi",
    programme: Programme | None = None,
    left_out: list[Mistake] | None = None,
    answers: bool = True,
) -> Notes:
    """The notes of `month`, in `lang` where there is such a file, else as they were written; empty ones where
    there is no file. Raises yamlfile.FileMistakes, also for what speaks of another month, or of a measure or office
    that `programme` does not have: such a note would appear nowhere. Given `left_out`, an item with a mistake costs
    itself alone, and its mistakes go there. `answers`: whether these are held against the asks of earlier months."""

    def findings(document: Document) -> Iterator[Finding]:
        tree = document.content
        if (of := text(tree, "month")) not in {"", month}:
            yield Finding(("month",), f"“{of}”", f"“{month}”, như tên tệp (as the file is called)")
        if programme is None:
            return
        owners = [o.id for o in programme.owners]
        promises = [*programme.measures, *(c.id for c in programme.commitments)]
        named: list[tuple[Loc, str, list[str]]] = [(("story",), text(tree, "story"), promises)]
        for key, part, known in (
            ("asks", "measure", promises),
            ("causes", "measure", promises),
            ("assigned", "owner", owners),
            ("assigned", "measure", promises),
        ):
            named += [((*loc, part), text(item, part), known) for loc, item in items(tree, key)]
        for loc, item in items(tree, "answers") if answers else ():
            if not _is_told(item):
                continue
            of, n = text(item, "month"), str(item.get("ask"))
            with suppress(ParameterError):
                of = month_name(of)
            asks = _numbered(folder, of, lang, programme) if of < month else ()
            if n not in map(str, range(1, len(asks) + 1)):
                expected = "một việc đã xin ý kiến ở tháng trước (an ask of an earlier month)"
                yield Finding((*loc, "ask"), f"“{of}”, {n}", expected)
            elif "until" in item or "step" in item:
                asked = asks[int(n) - 1].measure
                steps = [s.id for c in programme.commitments if c.id == asked for s in c.steps]
                if str(item.get("step", "")) not in steps or "until" not in item:
                    expected = (
                        f"step: {one_of(steps)}, và until: ngày (một bước của “{asked}” và hạn mới của nó)"
                    )
                    yield Finding((*loc, "step"), f"“{item.get('step', '')}”", expected)
        for loc, item in [(loc, item) for loc, item in items(tree, "asks") if _is_told(item)][MOST_ASKS:]:
            yield Finding(loc, f"“{text(item, 'what')}”", SURPLUS)
        for loc, item in items(tree, "assigned"):
            if item.get("done_on") and text(item, "state") != "done":
                done = "state: done, hoặc bỏ done_on (done, or no day of it)"
                yield Finding((*loc, "state"), f"“{text(item, 'state') or 'in_hand'}” mà có done_on", done)
        told: set[str] = set()
        for loc, item in items(tree, "causes"):
            if text(item, "measure") in told:
                twice = (
                    "mỗi chỉ tiêu một mục, ghi chung các nguyên nhân vào đó (one entry: only one is printed)"
                )
                yield Finding((*loc, "measure"), f"“{text(item, 'measure')}” đã có ở trên", twice)
            told.add(text(item, "measure"))
        for loc, id, known in named:
            if id and id not in known:
                yield Finding(loc, f"“{id}”, chương trình không có", one_of(known), closest(id, known))

    path = _file(folder, month, lang)
    if path is None or read_document(path, f"notes/{path.name}").content is None:
        return Notes(month=month)
    name = f"notes/{path.name}"
    notes = load_yaml(
        path, Notes, name=name, checks=findings, left_out=left_out, whole=("month", "lang", "illustrative")
    )
    if left_out and not (notes.story or notes.asks or notes.assigned or notes.causes or notes.answers):
        return load_yaml(path, Notes, name=name, checks=findings)  # nothing is left: raises
    return notes


def _numbered(folder: Path, month: str, lang: str, programme: Programme | None) -> tuple[Ask, ...]:
    """The asks of an earlier month by their numbers; none where one was left out, whose number nobody has."""
    left_out: list[Mistake] = []
    with suppress(FileMistakes, ParameterError):
        notes = load_notes(folder, month, lang, programme, left_out, answers=False)
        lost = any(m.key.startswith("asks") and m.expected != SURPLUS for m in left_out)
        return () if lost else notes.asks
    return ()


def followed(
    folder: Path, month: str, lang: str = "vi", programme: Programme | None = None
) -> tuple[Followed, ...]:
    """The asks of the year's earlier months that no notes before this month's have answered. What is wrong in a file
    is told in its own month, and passed over here."""
    asked: dict[tuple[str, int], Followed] = {}
    for own, notes in _of_the_year(folder, month, lang, programme):
        for a in notes.answers:
            if (open_ask := asked.pop((a.month, a.ask), None)) and own == month:
                asked[a.month, a.ask] = open_ask._replace(answer=a)
        if own != month:
            asked |= {
                (own, n): Followed(own, n, notes.lang, ask, None)
                for n, ask in enumerate(_numbered(folder, own, lang, programme), 1)
            }
    return tuple(asked[key] for key in sorted(asked))


def extended(programme: Programme, folder: Path, month: str) -> Programme:
    """The programme with the days that answers in the notes up to `month` gave steps of its works; each is known from
    the month of the answer on, whatever the language of a page."""
    told = dict(_of_the_year(folder, month, "vi", programme))
    days = {
        (ask.measure, a.step): Extended(to=a.until, since=dt.date.fromisoformat(f"{own}-01"))
        for own, notes in told.items()
        for a in notes.answers
        for ask in _numbered(folder, a.month, "vi", programme)[a.ask - 1 : a.ask]
        if a.until
    }
    if not days:
        return programme
    works = []
    for c in programme.commitments:
        steps = [s.model_copy(update={"extended": days.get((c.id, s.id), s.extended)}) for s in c.steps]
        works.append(c.model_copy(update={"steps": tuple(steps)}))
    return programme.model_construct(**dict(programme) | {"commitments": tuple(works)})


def carried(
    folder: Path, month: str, lang: str = "vi", programme: Programme | None = None
) -> dict[str, Cause]:
    """The last cause that the notes of the year's earlier months gave of each measure, with the month that gave it;
    where none was given, what they said is done, or that a report did not come: neither replaces a cause."""
    found: dict[str, Cause] = {}
    for own, notes in _of_the_year(folder, month, lang, programme):
        for cause in notes.causes if own != month and notes.lang == lang else ():
            before = found.get(cause.measure)
            holds = before and before.cause and not REPORT.search(before.cause)
            if holds and (not cause.cause or REPORT.search(cause.cause)):
                continue
            if told := cause.cause or cause.next:
                said = say(lang, "cause_told_in", cause=told.rstrip(". "), month=f"{int(own[5:])}/{own[:4]}")
                found[cause.measure] = cause.model_copy(update={"cause" if cause.cause else "next": said})
    return found


def _of_the_year(
    folder: Path, month: str, lang: str, programme: Programme | None = None
) -> Iterator[tuple[str, Notes]]:
    for number in range(1, int(month[5:7]) + 1):
        own = f"{month[:5]}{number:02d}"
        with suppress(FileMistakes):
            yield own, load_notes(folder, own, lang, programme, [])


def look_for(folder: Path, month: str, lang: str, named: bool = False) -> None:
    """Raises FileMistakes where the month's notes lie where nobody reads them: their folder is none, or their file is
    called nearly so. `named`: the folder is one that monthly.yml names."""
    closed = folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK)
    if closed or not folder.is_dir() and (named or os.path.lexists(folder)):
        found = "không mở được" if closed else "không phải một thư mục (no folder)"
        wanted = "thư mục ghi chú đọc được (a readable folder of notes)"
        raise FileMistakes([Mistake(folder.name, 0, "notes", found, wanted)])
    if _file(folder, month, lang):
        return
    year, number = map(int, month.split("-"))
    near = re.compile(rf"(?<!\d)(?:{year}\D{{0,2}}0?{number}|0?{number}\D{{0,2}}{year})(?!\d)")
    for name in strays(folder):
        if near.search(name):
            raise FileMistakes(
                [Mistake(f"notes/{name}", 0, "tên", "không đọc (not read)", f"tên {month}.yml (called so)")]
            )


def _file(folder: Path, month: str, lang: str) -> Path | None:
    files = (folder / f"{month}.{lang}.yml", folder / f"{month}.yml")
    return next(filter(os.path.lexists, files), None)
