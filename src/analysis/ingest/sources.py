"""The sources file: which words of an office's sheet mean which measure. Format: docs/data-guide.md."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, PrivateAttr, field_validator, model_validator

from analysis.ingest.names import Names, Place, Strict, Words, place_names
from analysis.ingest.text import fold
from analysis.programme import AMOUNTS, Programme, load_programme
from analysis.yamlfile import (
    NO_PLACES,
    Document,
    FileMistakes,
    Finding,
    Mistake,
    closest,
    legible,
    listed,
    load_yaml,
    one_of,
)

Basis = Literal["month", "year_to_date", "level", "year", "event"]
Vintage = Literal["estimate", "preliminary", "final"]
Facet = Literal["plan", "owner_forecast", "self_assessment"]
# What a column says, read from its header by `periods.meaning`.
Meaning = Literal[
    "month",
    "year_to_date",
    "quarter",
    "half_year",
    "year",
    "level",
    "plan",
    "owner_forecast",
    "self_assessment",
    "share_of_plan",
    "index_previous_month",
    "index_same_month_last_year",
    "index_to_date",
    "index_december",
    "structure",
]
FACETS: tuple[str, ...] = get_args(Facet)
BASIS_OF = {basis: basis for basis in get_args(Basis)} | dict.fromkeys(FACETS, "year")
BASIS_OF |= {"quarter": "year_to_date", "half_year": "year_to_date"}


class Span(Strict):
    """Months a figure covers; `first` after `last` starts in the year before (a winter crop)."""

    first: int = Field(ge=1, le=12)
    last: int = Field(ge=1, le=12)


class Rule(Strict):
    """What may be said of a column or a row alike."""

    basis: Basis | None = None
    facet: Facet | None = None
    unit: str | None = None
    vintage: Vintage | None = None
    numerator: Words = []
    denominator: Words = []
    optional: bool = False


class ColumnRule(Rule):
    """One kind of column: found by its meaning (`is`) or by words of its header."""

    is_: Meaning | None = Field(None, alias="is")
    words: Words = []
    without: Words = []
    measure: str | None = None
    decimal: Literal[",", "."] | None = None
    required: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"is": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _findable(self) -> ColumnRule:
        if not (self.is_ or self.words or (self.numerator and self.denominator)):
            raise ValueError("is hoặc words cho mỗi cột (a column needs is or words)")
        return self


class RowRule(Rule):
    """One row by its label, or every row of the table (`each`)."""

    label: str | None = None
    aliases: Words = []
    under: Words = []
    each: bool = False
    names: dict[str, Words] = {}
    skip: Words = []
    qualified: bool = False  # each: {label} always bears its parent's name ("Lúa › Đông xuân")
    measure: str
    span: Span | None = None

    @model_validator(mode="after")
    def _findable(self) -> RowRule:
        if self.each == bool(self.label or (self.numerator and self.denominator)):
            raise ValueError(
                "label, hoặc numerator với denominator, hoặc each: true cho mỗi dòng (one of them)"
            )
        if self.each and "{label}" not in self.measure:
            raise ValueError("{label} trong measure của each (each needs {label} in measure)")
        return self

    @property
    def spellings(self) -> list[str]:
        return ([self.label] if self.label else []) + self.aliases

    @cached_property
    def known(self) -> Names:
        """Every spelling of the row, or of the names of `each`."""
        names = Names()
        for spelling in self.spellings:
            names.add(spelling, self.label or spelling)
        for name, spellings in self.names.items():
            for spelling in (name, *spellings):
                names.add(spelling, name)
        return names

    @cached_property
    def skipped(self) -> Names:
        return Names.of(self.skip)


class Events(Strict):
    """A list with one event a row: header words of the columns that say when, what and by which paper."""

    date: Words
    id: Words = []
    measure: str | None = None
    which: Words = []
    measures: dict[str, str] = {}
    step: Words = []
    steps: dict[str, str] = {}
    paper: Words = []
    text: Words = []
    place: Words = []
    value: Words = []

    @model_validator(mode="after")
    def _findable(self) -> Events:
        if not self.measure and not self.id and not (self.which and self.measures):
            raise ValueError(
                "measure, hoặc id, hoặc which với measures (measure, or id, or which with measures)"
            )
        return self


class TableRule(Strict):
    """A table: the words of its title, then what its rows and columns mean."""

    title: Words
    without: Words = []
    sheet: Words = []
    places: Literal["rows", "columns"] | None = None
    place: str | None = None  # a code; "sheet": the sheet's name is a place
    periods: Literal["rows"] | None = None  # the rows are months, quarters, years
    period: str | None = None  # given by hand: "2025-06", "2025"; "sheet": the sheet's name says it
    ignore: Words = []  # words of heads and title that name no period, whatever they look like
    label: Words = []  # head of the column whose texts are the rows' names
    basis: Basis | None = None
    unit: str | None = None
    units: dict[str, str] = {}
    vintage: Vintage | None = None
    month_from_day: int = Field(1, ge=1, le=28)
    decimal: Literal[",", "."] | None = None
    span: Span | None = None
    rows: list[RowRule] = []
    columns: list[ColumnRule] = []
    events: Events | None = None
    optional: bool = True

    @field_validator("period", mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value

    @model_validator(mode="before")
    @classmethod
    def _short_rows(cls, value: Any) -> Any:
        """`rows: {Thu ngân sách: "4"}` is `rows: [{label: Thu ngân sách, measure: "4"}]`."""
        if isinstance(value, dict) and isinstance(value.get("rows"), dict):
            rows = value["rows"].items()
            rows = [v if isinstance(v, dict) else {"label": k, "measure": v} for k, v in rows]
            return {**value, "rows": rows}
        return value

    @model_validator(mode="after")
    def _complete(self) -> TableRule:
        if self.events:
            if self.rows or self.columns:
                raise ValueError("bỏ rows, columns của bảng events (an events table has no rows or columns)")
            return self
        if self.period not in (None, "sheet") and not re.fullmatch(
            r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?", self.period
        ):
            raise ValueError('period: "2025-06", "2025" hoặc sheet (write "2025-06", "2025" or sheet)')
        if "rows" in (self.places, self.periods):
            if not any(c.measure for c in self.columns):
                raise ValueError(
                    "columns có measure, khi places: rows hay periods: rows (columns with a measure)"
                )
        elif not self.rows:
            raise ValueError("rows, events, hoặc places: rows cho mỗi bảng (a table needs one of them)")
        return self


class Source(Strict):
    """One sender: its files and their tables."""

    owner: str
    files: Words
    reported_on: Words = ["sheet"]
    period: Words = []
    place: str = ""
    tables: list[TableRule]
    note: str = ""

    @property
    def measures(self) -> set[str]:
        """What its tables tell of."""
        return {r.measure for t in self.tables for rules in (t.rows, t.columns) for r in rules if r.measure}

    def takes(self, path: str) -> bool:
        """Whether a path below the raw folder, folded, is one of this sender's files."""
        return any(_glob(pattern).fullmatch(path) for pattern in self.files)


class Figure(Strict):
    """A column of figures: the measure (`{label}` is the row's label) and what kind of figure it is."""

    column: str
    measure: str
    basis: Basis
    vintage: Vintage = "final"
    unit: str = ""
    shift: int = 0  # months from the row's period to the figure's (-1: the month before)
    where: dict[str, str] = {}  # only rows whose columns hold these texts


class LongTable(Strict):
    """How to read one tidy CSV."""

    files: Words
    owner: str = ""
    period: str = "period"
    label: str = ""
    place: str = ""  # code of the whole area
    reported_on: str = ""  # a column with a date; else the end of the row's period
    notes: Words = []  # columns kept as the observation's note
    doubtful: str = ""  # a column; rows whose text there starts with AMBIGUOUS are used nowhere
    figures: tuple[Figure, ...]

    def takes(self, path: str) -> bool:
        return any(Path(path).match(pattern) for pattern in self.files)


class Sources(Strict):
    """A whole sources file."""

    programme: str = ""
    places: str | list[Place] = []
    whole: Words = ["Tổng số", "Tổng cộng", "Toàn huyện", "Toàn tỉnh", "Cả nước", "Cộng"]
    ignore: Words = []
    sources: list[Source]
    long: list[LongTable] = []
    _names: dict[str | None, Names] = PrivateAttr(default_factory=dict)
    _area: str = PrivateAttr("")  # the programme's, as its file names it
    _around: tuple[str, ...] = PrivateAttr(())  # what that says of its issuers, which names the province

    @property
    def own_area(self) -> list[str]:
        """What the whole area is called."""
        return [self._area] if self._area else self.whole

    @property
    def around(self) -> tuple[str, ...]:
        """Texts of the programme that name the provinces its area lies in."""
        return self._around

    @property
    def units(self) -> list[Place]:
        """The places; none while only the name of their file is known (`load_sources`)."""
        return [] if isinstance(self.places, str) else self.places

    def names_on(self, day: str | None) -> Names:
        """Names of the places of a day (ISO), without one of all there ever were. Made once for all files: there may be
        thousands of files, and of places."""
        if day not in self._names:
            self._names[day] = place_names(self.units, day)
        return self._names[day]

    def for_file(self, path: str) -> list[Source]:
        """The senders whose file lies at `path` below the raw folder (case and marks do not count)."""
        path = fold(path, marks=False, keep="/*?.-_")
        return [s for s in self.sources if s.takes(path)]


def load_sources(path: Path, area: str = "") -> Sources:
    """The sources file at `path`, its places loaded; `area`: of what it is where no programme stands beside it. Raises
    `yamlfile.FileMistakes` (every wrong line)."""
    path = Path(path)
    beside = path.with_name("programme.yml")
    try:
        programme = load_programme(beside) if beside.is_file() else None
    except FileMistakes:
        programme = None  # its mistakes are told where it is loaded
    sources = load_yaml(path, Sources, checks=lambda told: _strangers(told, programme))
    sources._area = programme.area.name_vi if programme else area
    own = (*programme.issuers, *programme.breaks) if programme else ()
    sources._around = tuple(str(text) for said in own for text in said.model_dump().values())
    if isinstance(sources.places, str):
        file = path.parent / sources.places
        if not file.is_file():
            lost = Mistake(path.name, 0, "places", f"không có tệp {file}", NO_PLACES)
            raise FileMistakes([lost])
        try:
            sources.places = read_places(file)
        except (KeyError, TypeError, ValueError, csv.Error) as e:  # load_places tells each line
            wanted = "danh sách xã có cột code, name_vi, chữ UTF-8 (a CSV of places)"
            raise FileMistakes(
                [Mistake(path.name, 0, "places", f"tệp {file} sai: {e!r:.80}", wanted)]
            ) from None
    return sources


def _strangers(told: Document, programme: Programme | None) -> Iterator[Finding]:
    """What a sources file says that its programme does not have: another programme, a measure, what follows "#" of one
    whose steps or crops are known by that, and a state of what is added up by periods: no verdict would use it."""
    if programme is None:
        return
    if (of := told.texts.get(("programme",), "")) not in ("", programme.id):
        yield Finding(("programme",), f"“{of}”", f"“{programme.id}”, như id của programme.yml (its id)")
    promises = {**programme.measures, **{c.id: c for c in programme.commitments}}
    known = [*promises, *programme.sources]
    families = [f.prefix for f in programme.families]
    for loc, text in told.texts.items():
        id, _, part = text.partition("#")
        # rows: {Tổng thu: "4"} is a short way to write it
        named = loc[-1] == "measure" or isinstance(loc[-1], str) and loc[-2:-1] in (("rows",), ("measures",))
        if named and "{" not in id and id not in known and id.partition("/")[0] not in families:
            wanted = f"mã chỉ tiêu của programme.yml (a measure of the programme): {listed(known, 20)}"
            yield Finding(loc, f"“{text}”", wanted, closest(id, known))
        promise = promises.get(id) if named else None
        beside = (*loc[:-1], "basis")
        stands = loc[-1] == "measure" and told.texts.get(beside) == "level"
        kind = getattr(promise, "kind", "")
        if kind in AMOUNTS and not part and stands:
            wanted = f"kind: level ở chỉ tiêu {id} của programme.yml, hoặc bỏ basis (kind: level there, or no basis)"
            yield Finding(beside, "level", f"{wanted}: kind {kind} cộng các kỳ (adds up its periods)")
        parts = [p.id for p in (*getattr(promise, "seasons", ()), *getattr(promise, "steps", ()))]
        if part and parts and part not in (*parts, *get_args(Facet)):
            yield Finding(loc, f"“{text}”", f"sau dấu # là (after #) {one_of(parts)}", closest(part, parts))


_ASKED = re.compile(r"\s*# \? .* → (\S+)\s*$")
_HELD = re.compile(r"^#(?= {2,}(?:- |\w+:))")


def unconfirmed(path: Path) -> tuple[Sources, set[str]] | None:
    """The sources file as it will be when all of its drafted lines that wait behind "# ?" are in force, and the
    measures of these; None where nothing waits, or the file is being changed and cannot be read so."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    asked = [(m[1], after) for line, after in pairwise(lines) if (m := _ASKED.match(line))]
    if not (ids := {id for id, after in asked if _HELD.match(after)}):
        return None
    text = "\n".join(_HELD.sub("", line) for line in lines if not re.match(r"\s*\[\]\s*#", line))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(path).name
        file.write_text(text, encoding="utf-8")
        try:
            found = load_yaml(file, Sources)
            found.places = load_sources(path).places
        except FileMistakes:
            return None
    return found, ids


def read_places(path: Path) -> list[Place]:
    """Places of a CSV `code, name_vi [, merged_on, successor_code, successor_name_vi]`, each with its
    validity.
    """
    places: dict[tuple[str, str], Place] = {}
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(map(legible, file)):
            merged = row.get("merged_on") or ""
            into = row.get("successor_code") or ""
            old = Place(code=row["code"], name=row["name_vi"], last_day=merged, successor=into)
            places[row["code"], ""] = old
            if merged and into:
                new = Place(code=into, name=row["successor_name_vi"], first_day=merged)
                places[new.code, merged] = new
    return list(places.values())


@lru_cache(None)  # thousands of senders
def _glob(pattern: str) -> re.Pattern[str]:
    """`*` is anything within a folder, `**` also below it; a pattern holds in any folder above."""
    text = "**/" + fold(pattern, marks=False, keep="/*?.-_").lstrip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", text)
    made = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(made.get(p, re.escape(p)) for p in parts))
