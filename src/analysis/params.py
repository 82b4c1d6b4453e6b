"""What one run is asked to do: a programme's monthly.yml, and what the caller sets over it."""

from __future__ import annotations

import ast
import datetime as dt
import json
import operator
import os
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from analysis import house, inputs, told
from analysis.house import DEFAULT, below
from analysis.ingest.text import fold
from analysis.language import LANGUAGES, Language
from analysis.post import Send
from analysis.programme import Programme, Strict, load_programme
from analysis.values import (
    LATEST,
    ParameterError,
    day_of,
    file_name,
    folder_name,
    month_name,
    plain,
    typed,
)
from analysis.yamlfile import (
    Document,
    FileMistakes,
    Mistake,
    bare,
    closest,
    listed,
    load_yaml,
    meant,
    one_of,
    read_document,
)

ALL = "all"


def _lang(value: object) -> str:
    if value not in LANGUAGES:
        raise ParameterError("ngôn ngữ (lang)", value, " hoặc ".join(LANGUAGES), closest(value, LANGUAGES))
    return str(value)


def _id(value: object) -> str | None:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    return text or None


def _positive(what: str, unit: str):
    def read(value: Any) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = 0
        if not 0 < number < float("inf"):
            raise ParameterError(what, value, f"một số {unit} lớn hơn 0")
        return number

    return read


def _folder(value: object) -> Path:
    if not str(value).strip():
        raise ParameterError("thư mục (out)", "trống", "tên một thư mục (the name of a folder)")
    return Path(os.path.abspath(Path(str(value)).expanduser()))


# How the value of each parameter of a run is read.
READERS = {
    "month": month_name,
    "place": _id,
    "owner": _id,
    "as_of": day_of,
    "lang": _lang,
    "timeout": _positive("thời hạn (timeout)", "giây"),
    "memory": _positive("bộ nhớ (memory)", "MB"),
    "out": _folder,
}
FIELDS = {"out": "out_folder"}  # where its value is kept under another name


Wait = Literal["reported", "calendar", "never"]
Paper = Literal["brief.docx", "annex.xlsx"]
PAPERS: tuple[Paper, ...] = ("brief.docx", "annex.xlsx")


class Entry(Strict):
    """A notebook of the list in monthly.yml; written as a bare name, or with a page name and parameters."""

    notebook: Annotated[str, AfterValidator(lambda name: name.removesuffix(".ipynb"))]
    name: str = ""
    title: str = Field(default="", max_length=120)  # of a page of one's own: what links to it say
    each: Literal["", "group"] = ""  # one page per group of the programme
    reads: tuple[str, ...] = ()  # the groups whose figures it shows; () = any
    inputs: tuple[str, ...] = ()  # further files and folders that it reads
    parameters: dict[str, Any] = Field(default_factory=dict)


class Schedule(Strict):
    """When the month is made by itself, by the clock of the machine: on a day of each month, or every day from that
    one `until` another, for offices that are late."""

    day: int = Field(default=5, ge=1, le=28)  # days that every month has
    hour: int = Field(default=7, ge=0, le=23)
    until: int | None = Field(default=None, ge=1, le=28)

    @model_validator(mode="after")
    def _in_order(self) -> Schedule:
        if self.until is not None and self.until < self.day:
            raise ValueError(f"until từ day trở đi: {self.day} đến 28 (until is not before day)")
        return self


class Keep(Strict):
    """What is kept of the runs (run.record): how many of them, and megabytes of copies of what they read. The last
    run that published each month is kept beside these."""

    keep: int = Field(default=100, ge=1, le=10_000)
    megabytes: float = Field(default=500, ge=0)


class Monthly(Strict):
    """monthly.yml as written; paths are relative to its own folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    programme: str = "programme.yml"
    sources: str = "sources.yml"
    raw: str = Field(min_length=1)
    corrections: str | None = None
    places: str | None = None
    notes: str = "notes"
    processed: str | None = None
    out: str | None = None
    notebooks_folder: str | None = None
    notebooks: tuple[str | Entry, ...] = Field(min_length=1)
    place_notebooks: tuple[str, ...] | None = None  # pages made for one place; None = all
    place_reads: Literal["all", "own"] = "all"  # "own": a place's pages open no book but the place's
    owner_notebooks: tuple[str, ...] | None = None
    papers: tuple[Paper, ...] = PAPERS  # for those who edit
    form: Literal["ubnd", "party"] = "ubnd"  # of the Word draft
    month: Annotated[str, BeforeValidator(month_name)] = LATEST
    wait: Wait = "reported"  # which newest month `latest` waits for (assess.reported, Reports.waiting)
    lang: Language = "vi"
    timeout: float = Field(600, gt=0)  # seconds a notebook may take
    memory: float | None = Field(None, gt=0)  # megabytes a notebook may take; None = the machine's
    retries: int = Field(0, ge=0, le=9)  # times that a page which failed is tried again
    secrets: tuple[str, ...] = ()  # parameters whose values are told nowhere
    send: Send | None = None  # to whom a month goes, and how
    schedule: Schedule = Schedule()
    record: Keep = Keep()
    parameters: dict[str, Any] = Field(default_factory=dict)

    @field_validator("corrections", "places", "processed", "out", "notebooks_folder", "place_notebooks",
                     "owner_notebooks", "memory", "send", mode="before")  # fmt: skip
    @classmethod
    def _filled(cls, value: Any) -> Any:
        if value is None:  # written and left empty: as if it were not there, something would go unread
            raise ValueError("giá trị, hoặc xóa khóa này (a value, or no such key)")
        return value


@dataclass(frozen=True)
class Page:
    """One page to make: its name, the notebook's file, its own parameters, the groups it shows (() = any), the
    files it reads beside the programme, what it is called where its notebook alone knows, and where it is listed."""

    name: str
    notebook: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    reads: tuple[str, ...] = ()
    inputs: tuple[Path, ...] = ()
    title: str = ""
    at: str = ""


@dataclass(frozen=True)
class RunParams:
    """Everything a run or a notebook has to know; paths are absolute.

    `place` and `owner` are ids, None for the whole area and all offices, or "all" to make pages for each.
    `month` is "YYYY-MM" or "latest"; `as_of` the day whose knowledge counts, None for everything known.
    """

    file: Path
    monthly: Monthly  # the file as written: what nobody sets over it
    root: Path
    programme_file: Path
    sources_file: Path
    raw: Path
    corrections: Path | None
    places: Path | None
    notes: Path
    notebooks_folder: Path
    entries: tuple[Entry, ...]
    month: str = LATEST
    place: str | None = None
    owner: str | None = None
    as_of: dt.date | None = None
    lang: str = "vi"
    timeout: float = 600
    memory: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)  # parameters of the notebooks themselves
    processed_folder: Path | None = None
    out_folder: Path | None = None
    written: Mapping[str, Any] = field(default_factory=dict)  # extra as it stands in the file
    asked: frozenset[str] = frozenset()  # those of extra that are set over the file

    @classmethod
    def load(cls, path: str | os.PathLike = DEFAULT, overrides: Mapping[str, Any] | None = None) -> RunParams:
        """The parameters of the monthly.yml at `path` with `overrides` ({"month": "2025-06", …}) over them.

        A relative `path` is looked for in the working folder, above it, and beside the library, so that a
        notebook finds it from anywhere. Raises yamlfile.FileMistakes and ParameterError, both naming what was
        found, what was expected, and the nearest known name.
        """
        file = find_params(path)
        monthly = _monthly(file, _content(file))
        here, root = file.parent, house.root(file)

        def below(name: str) -> Path:
            return Path(os.path.normpath(here / name))

        def perhaps(name: str | None) -> Path | None:
            return None if name is None else below(name)

        params = cls(
            file=file,
            monthly=monthly,
            root=root,
            programme_file=below(monthly.programme),
            sources_file=below(monthly.sources),
            raw=below(monthly.raw),
            corrections=perhaps(monthly.corrections),
            places=perhaps(monthly.places),
            notes=below(monthly.notes),
            notebooks_folder=perhaps(monthly.notebooks_folder) or root / "notebooks",
            entries=tuple(Entry(notebook=e) if isinstance(e, str) else e for e in monthly.notebooks),
            month=monthly.month,
            lang=monthly.lang,
            timeout=monthly.timeout,
            memory=monthly.memory,
            extra=(extra := plain(monthly.parameters)),
            written=extra,
            processed_folder=perhaps(monthly.processed),
            out_folder=perhaps(monthly.out),
        )
        for key in ("programme", "sources", "places"):
            if (written := getattr(monthly, key)) and below(written).is_dir():
                expected = "một tệp; đây là thư mục (a file, not a folder)"
                raise ParameterError(params._line(key), written, expected)
        if root.resolve().is_relative_to(params.raw.resolve()):
            expected = "thư mục chỉ có tệp của các đơn vị; thư mục này chứa cả nhà (it holds the whole house)"
            raise ParameterError(params._line("raw"), monthly.raw, expected)
        return params.over(overrides or {})

    def over(self, overrides: Mapping[str, Any]) -> RunParams:
        """These parameters with others over them; None leaves one as it is. Raises ParameterError."""
        changes: dict[str, Any] = {}
        extra = dict(self.extra)
        for key, value in overrides.items():
            if value is None:
                continue
            if key in READERS:
                quoted = isinstance(value, str) and re.fullmatch(r"""\s*["'“‘](.+)["'”’]\s*""", value)
                changes[FIELDS.get(key, key)] = READERS[key](quoted[1] if quoted else value)
            elif key in (known := self._own_parameters()):
                as_in_file = isinstance(value, str) and known[key] is None
                extra[key] = self._typed(key, bare(value, f"-p {key}") if as_in_file else value, known[key])
            else:
                names = sorted({*READERS, *known})
                raise ParameterError("tham số (parameter)", key, one_of(names), meant(key, names))
        asked = self.asked | {k for k, v in overrides.items() if v is not None} & {*extra}
        return replace(self, **changes, extra=extra, asked=asked)

    @property
    def programme(self) -> Programme:
        """The programme; read once per process and content. Raises yamlfile.FileMistakes."""
        return _programme(self.programme_file, _content(self.programme_file))

    @property
    def processed(self) -> Path:
        """Where the tables are kept."""
        return self.processed_folder or self.root / "data" / "processed" / self.programme.id

    @property
    def out(self) -> Path:
        """The archive's folder, `reports/`; a month lies in `<out>/<programme>/<month>/`."""
        return self.out_folder or self.root / "reports"

    @property
    def home(self) -> Path:
        """The folder of the programme's months."""
        return self.out / self.programme.id

    @property
    def question(self) -> str:
        """What makes this another question than the official one of the programme, in words that may stand in the name
        of a folder; "" for the official one: monthly.yml of the programme's own folder, in its language, everything
        that is known, and no parameters over it. Single places and owners are pages of it. No secret stands in it."""
        home = self.root / "params" / self.programme.id
        own = home / "monthly.yml"
        official = self.file.resolve() == own.resolve() if own.is_file() else self.file.name == own.name
        where = [] if self.file.parent.resolve() == home.resolve() else [self.file.parent.name]
        name = "-".join(where + [self.file.stem] * (self.file.name != own.name))
        parts = [] if official else [folder_name(f"params-{name}" if name in LANGUAGES else name)]
        parts += [f"as-of-{self.as_of}"] if self.as_of else []
        given = told.named(self.changed, self.monthly.secrets)
        parts += [folder_name(f"{k}={v}") for k, v in sorted(given.items())]
        whole = ".".join(parts + [self.lang] * (self.lang != self.monthly.lang))
        return whole if len(whole.encode()) <= 150 else folder_name(whole)

    @property
    def changed(self) -> dict[str, Any]:
        """The notebooks' parameters set otherwise than for all pages in monthly.yml, or over those of one page."""
        was, own = self.written, {k for entry in self.entries for k in entry.parameters}
        return {k: self.extra[k] for k in self.asked if k in own or k not in was or was[k] != self.extra[k]}

    def watched(self) -> list[Path]:
        """Everything a run reads besides the library: the programme's files, the raw folder, the notebooks."""
        paths = [self.file, self.programme_file, self.sources_file, self.corrections, self.places]
        notebooks = {page.notebook for page in self.pages}
        beside = {path for page in self.pages for path in page.inputs}
        beside = beside.union(notebooks, *map(inputs.followed, notebooks), *map(inputs.pictures, notebooks))
        return [p for p in paths if p] + [self.notes, self.raw, *sorted(beside)]

    def folder(self, month: str) -> str:
        """The name of the folder of the month's pages: of the official question, or of this one."""
        return f"{month}.{self.question}" if self.question else month

    def run_id(self, month: str, data_key: str) -> str:
        """The number on pages and papers of the month made of these data, which `brief rebuild` takes."""
        return f"{self.programme.id}-{self.folder(month)}-{data_key[:12]}"

    def _notebook(self, name: str, at: str) -> Path:
        """Its file, there or not: a notebook that is missing costs its page alone. Raises ParameterError."""
        if not below(name):
            raise ParameterError(at, name, self._a_notebook)
        return self.notebooks_folder / f"{name}.ipynb"

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the whole area in the list's order. Raises ParameterError for an unknown notebook,
        a parameter its notebook does not have, an unfit name, or two pages of one name."""
        pages: list[Page] = []
        known, names = [g.id for g in self.programme.groups], set[str]()
        for i, entry, name, group in self.named():
            at = self._line("notebooks", i)
            path = self._notebook(entry.notebook, at)
            what = f"{at}, tham số của sổ tính (parameter of notebook) {entry.notebook}"
            own = self._own(what, path, plain(entry.parameters))
            files = tuple(Path(os.path.normpath(self.file.parent / name)) for name in entry.inputs)
            if lost := [g for g in entry.reads if g not in known and not group]:
                raise ParameterError(
                    f"{at}, reads", lost[0], f"nhóm: {one_of(known)}", closest(lost[0], known)
                )
            own |= {"group": group} if group else {}
            pages.append(Page(name, path, own, (group,) if group else entry.reads, files, entry.title, at))
            # of two names that differ in capitals Windows keeps one file, macOS of two that compose letters otherwise
            one = normalize("NFC", file_name(f"{at}, name", name)).casefold()
            if one in names:
                raise ParameterError(f"{at}, name", name, "mỗi trang một tên (name) khác nhau")
            names.add(one)
        for key in ("place_notebooks", "owner_notebooks"):
            self.only(getattr(self.monthly, key) or (), tuple(pages), self._line(key))
        taken = {k for p in pages for k in _readable(p.notebook)} | {*READERS}
        unknown = [k for k in self.written if k not in taken]
        if unknown and all(map(_readable, {p.notebook for p in pages})):
            raise ParameterError(
                self._line("parameters", unknown[0]),
                unknown[0],
                "tham số mà ít nhất một sổ tính khai (one that a notebook declares): "
                + ", ".join(sorted(taken)),
                closest(unknown[0], taken),
            )
        return tuple(pages)

    def named(self) -> Iterator[tuple[int, Entry, str, str]]:
        """Place and entry of each page in the list, its name, and its group where there is a page for each."""
        for i, entry in enumerate(self.entries):
            name = entry.name or Path(entry.notebook).name
            for group in [g.id for g in self.programme.groups] if entry.each else [""]:
                yield i, entry, f"{name}-{group}" if group else name, group

    def _line(self, *loc: str | int) -> str:
        """Where something stands in monthly.yml."""
        line = _written(self.file, _content(self.file)).line(loc)
        return f"{self.file.parent.name}/{self.file.name}, dòng {line}, {loc[0]}"

    def _own(self, what: str, path: Path, written: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters of one page in monthly.yml, in the types of its notebook. Raises ParameterError."""
        known = _readable(path)
        if known and (unknown := [k for k in written if k not in known]):
            raise ParameterError(what, unknown[0], one_of(known), closest(unknown[0], known))
        try:
            return {k: self._typed(k, v, known.get(k)) for k, v in written.items()}
        except ParameterError as e:
            raise ParameterError(f"{what}, {e.what}", e.found, e.expected) from None

    def _typed(self, key: str, value: Any, default: Any) -> Any:
        """The value in the type of its default. Raises ParameterError, which tells no secret."""
        try:
            return typed(key, value, default)
        except ParameterError as e:
            if told.hidden({key: ""}, self.monthly.secrets)[key] != told.HIDDEN:
                raise
            raise ParameterError(e.what, told.HIDDEN, f"một giá trị kiểu {type(default).__name__}") from None

    def only(
        self, names: tuple[str, ...], pages: tuple[Page, ...] = (), where: str = "sổ tính (notebook)"
    ) -> tuple[Page, ...]:
        """The pages named (by page or notebook), in order; all when none is. Raises ParameterError."""
        pages = pages or self.pages
        known = {n: None for p in pages for n in (p.name, p.notebook.stem)} | dict.fromkeys(
            self.monthly.papers
        )
        for name in names:
            if name not in known:
                raise ParameterError(where, name, one_of(known), closest(name, known))
        return tuple(p for p in pages if not names or {p.name, p.notebook.stem} & {*names})

    def given(self, page: Page, month: str) -> dict[str, Any]:
        """What the notebook of `page` is given. Raises ParameterError where it does not take what decides which figures
        it shows, or a parameter of its own; of the parameters for any notebook it is given those it declares."""
        if not page.notebook.is_file():
            near = closest(page.notebook.stem, sorted(p.stem for p in self.notebooks_folder.glob("*.ipynb")))
            raise ParameterError(page.at, page.notebook.stem, self._a_notebook, near)
        known = declared(page.notebook)
        of = f"của sổ tính (of notebook) {page.notebook.stem}"
        try:
            extra = {k: self._typed(k, v, known[k]) for k, v in self.extra.items() if k in known}
        except ParameterError as e:
            raise ParameterError(f"{e.what} {of}", e.found, e.expected) from None
        values = {
            **extra,
            "params": str(self.file),
            "month": month,
            "place": self.place,
            "owner": self.owner,
            "as_of": self.as_of and self.as_of.isoformat(),
            "lang": self.lang,
            **page.parameters,
            # what is asked for wins, but for the group that a page is made for
            **{k: v for k, v in extra.items() if k in self.changed.keys() - self.fixed(page)},
        }
        silent = {"lang"} if self.lang == self.monthly.lang else set()  # what open_book takes by itself
        for key in [k for k, v in values.items() if v is not None and k not in known and k not in silent]:
            raise ParameterError(
                f"tham số (parameter) {key} {of}",
                f"{key} = {told.hidden(values, self.monthly.secrets)[key]}",
                f"sổ tính khai {key} trong ô đầu gắn thẻ parameters (a cell tagged parameters that declares it)",
                closest(key, known),
            )
        return {k: v for k, v in values.items() if k in known}

    def fixed(self, page: Page) -> set[str]:
        """What nobody sets over the parameters of a page: the group that it is made for."""
        return {"group"} if page.reads and "group" in page.parameters else set()

    def unit(self, kind: Literal["place", "owner"], month: str, known: Mapping[str, str]) -> str | None:
        """The id of the place or owner asked for, by its id or name; `known`: the names by id of those that there
        are in `month`. Raises ParameterError, which says of a place what became of it."""
        asked = getattr(self, kind)
        names = {fold(name): id for id, name in known.items()}
        if asked is None or asked in known or fold(asked) in names:
            return asked if asked is None or asked in known else names[fold(asked)]
        listed = [f"{id} {name}" for id, name in known.items()]
        if kind == "owner":
            near = closest(asked, known) or closest(asked, known.values())
            past = any(asked == o.id or fold(asked) == fold(o.name("vi")) for o in self.programme.owners)
            other = (
                f"; đơn vị này có ở tháng khác {month}, ghi --month (an office of other months)"
                if past
                else ""
            )
            raise ParameterError("đơn vị (owner)", asked, one_of(listed) + other, "" if past else near)
        from analysis.places import Places, load_places  # with pandas, which the command does without

        places = load_places(self.places) if self.places else Places()
        year, number = map(int, month.split("-"))
        found = places.resolve(asked, dt.date(year, number, monthrange(year, number)[1]))
        if found.code in known:
            return found.code
        raise ParameterError("địa bàn (place)", asked, f"{one_of(listed)}. {found.reason_vi}".rstrip(". "))

    @property
    def _a_notebook(self) -> str:
        return f"tên một tệp .ipynb trong (of a file in) {os.path.relpath(self.notebooks_folder, self.root)}"

    def _own_parameters(self) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for entry in self.entries:
            if (path := self.notebooks_folder / f"{entry.notebook}.ipynb").is_file():
                known |= _readable(path)
        known |= self.extra
        return {k: v for k, v in known.items() if k not in {"params", *READERS}}


def find_params(path: str | os.PathLike) -> Path:
    """The monthly.yml meant by `path` (house.find). Raises FileMistakes with the nearest programme."""
    if there := house.find(path):
        return there
    asked = Path(path)
    known = {p.parent.name: p for base in reversed(house.bases()) for p in base.glob("params/*/monthly.yml")}
    near = closest(asked.parent.name if asked.suffix else asked.name, known)
    found = "đây không phải một tệp (no file)" if asked.exists() else "không có tệp này"
    expected = f"tệp monthly.yml của một chương trình: {listed(sorted(known))}"
    meant_ = str(known[near]) if near else ""
    raise FileMistakes([Mistake(str(path), 0, "tệp tham số (--params)", found, expected, meant_)])


def declared(notebook: Path) -> dict[str, Any]:
    """The parameters a notebook declares in its cell tagged `parameters`, with their defaults."""
    return _declared(notebook, _content(notebook))


def _readable(notebook: Path) -> dict[str, Any]:
    """What it declares; nothing where that cannot be read, which costs its page alone (RunParams.given)."""
    try:
        return declared(notebook)
    except ParameterError:
        return {}


def _content(file: Path) -> bytes:
    """What identifies a file in the memories below: its bytes, never its modification time."""
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError:
        return b""


@lru_cache(maxsize=8)
def _monthly(file: Path, content: bytes) -> Monthly:
    return load_yaml(file, Monthly, name=f"{file.parent.name}/{file.name}")


@lru_cache(maxsize=8)
def _written(file: Path, content: bytes) -> Document:
    return read_document(file, file.name)


@lru_cache(maxsize=4)
def _programme(file: Path, content: bytes) -> Programme:
    return load_programme(file)


@lru_cache(maxsize=256)
def _declared(notebook: Path, content: bytes) -> dict[str, Any]:
    try:
        nb = json.loads(content.decode("utf-8-sig"))  # in UTF-8 alone, as what runs it reads
        if nb["nbformat"] != 4:
            raise ValueError(f"nbformat {nb['nbformat']}")
        language = language_of(nb.get("metadata", {}), notebook)
        tagged = [c for c in [*nb["cells"]] if "parameters" in (c.get("metadata", {}).get("tags") or [])]
        source = "".join(tagged[0]["source"]) if tagged else ""
    except ParameterError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        what = (
            str(e)
            if isinstance(e, (ValueError, RecursionError))
            else "phần cells hay metadata sai dạng (malformed)"
        )
        closed = "không mở được (it cannot be opened)" if not os.access(notebook, os.R_OK) else ""
        what = what if content.strip() else closed or "một tệp trống (an empty file)"
        if content.lstrip().startswith(b"<<<<<<<") or b"\n<<<<<<<" in content:
            what = "dấu xung đột của git “<<<<<<<” (a merge conflict)"
        expected = "một tệp .ipynb đọc được (JSON, nbformat 4): mở và lưu lại bằng JupyterLab, hoặc lấy lại bản trước"
        raise ParameterError(f"sổ tính (notebook) {notebook.name}", what, expected) from None
    if len(tagged) > 1:  # what is asked for would be set after the first, and undone by the second
        raise ParameterError(
            f"sổ tính (notebook) {notebook.name}",
            f"{len(tagged)} ô gắn thẻ parameters",
            "đúng một ô, vì ô sau ghi đè giá trị được yêu cầu (one cell tagged parameters: a later one would win)",
        )
    if language != "python":
        return dict.fromkeys(re.findall(r"(?m)^\s*(?:\w+\s+)?(\w+)\s*(?:=|<-)", source))
    try:
        tree = ast.parse(
            "".join(line for line in source.splitlines(keepends=True) if line.lstrip()[:1] not in "%!?")
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError) as e:
        line = getattr(e, "text", None) or ""
        raise ParameterError(
            f"ô parameters (the parameters cell) của sổ tính {notebook.name}, dòng {getattr(e, 'lineno', 0)}",
            f"{line.strip()} ({getattr(e, 'msg', e)})",
            'mỗi dòng một phép gán Python đúng cú pháp, ví dụ month = "latest"',
        ) from None
    found: dict[str, Any] = {}
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and value is not None:
            found[target.id] = _default(value)
    return found


def _default(node: ast.expr) -> Any:
    """What stands there, where it is a literal, a sum of numbers or a date; None for any other expression."""
    with suppress(ValueError, TypeError, RecursionError):  # also of a list as a key
        return ast.literal_eval(node)
    with suppress(ValueError, TypeError, ArithmeticError, RecursionError):
        if isinstance(node, ast.BinOp | ast.UnaryOp):
            return _worked_out(node)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "date":
            return dt.date(*(ast.literal_eval(a) for a in node.args))
    return None


_SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def _worked_out(node: ast.expr) -> float:
    """A sum of numbers as it stands in a cell. Raises ValueError for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_worked_out(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_worked_out(node.left), _worked_out(node.right))
    raise ValueError(ast.dump(node))


PYTHON = re.compile(r"i?python[\d.]*", re.I)


def language_of(metadata: Mapping[str, Any], notebook: Path) -> str:
    """The language of a notebook. Raises ParameterError where it says both Python and another."""
    spec, info = (metadata.get(key) or {} for key in ("kernelspec", "language_info"))
    said = [str(x) for x in (spec.get("language"), info.get("name")) if x]
    if not said or PYTHON.fullmatch(spec.get("name", "")):
        said.append(spec.get("name") or "python")
    said = ["python" if PYTHON.fullmatch(x) else x for x in said]
    if "python" in said and len({*said}) > 1:
        expected = (
            "một ngôn ngữ: mở bằng JupyterLab, chọn kernel Python 3 rồi lưu lại (choose Python 3 and save)"
        )
        raise ParameterError(f"sổ tính (notebook) {notebook.name}", ", ".join(sorted({*said})), expected)
    return said[0]
