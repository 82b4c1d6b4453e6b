"""What a notebook opens: one month of one programme, with its figures, verdicts, charts, tables and words."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import pandas as pd

from analysis import frames, house, inputs, suppose
from analysis.assess.assessments import Assessments
from analysis.assess.reported import Reports
from analysis.families import with_families
from analysis.frames import Frame
from analysis.ingest.contract import NoData, known_at
from analysis.ingest.observations import Tables, make_tables
from analysis.ingest.problems import Problem, problem, waiting
from analysis.kept import kept
from analysis.language import refused, say
from analysis.notes import Notes, carried, extended, followed, load_notes, look_for
from analysis.params import DEFAULT, LATEST, ParameterError, RunParams
from analysis.places import Places, load_places
from analysis.present import locale
from analysis.present.piece import Piece, headed
from analysis.present.theme import lab_head
from analysis.present.view import View
from analysis.programme import Programme
from analysis.suppose import Supposition
from analysis.values import asked_rightly
from analysis.yamlfile import FileMistakes, Mistake, Unoffered, closest

if TYPE_CHECKING:  # what is drawn and said is imported when it is asked for
    from analysis.present.offered import Charts, Words
    from analysis.present.offered import Tables as TablePieces


Given = ParamSpec("Given")


def _asked(make: Callable[Concatenate[View, Given], Frame]) -> Callable[Concatenate[Book, Given], Frame]:
    """A frame that is asked for by its measure, as a method of the book: what `make` says of it is said there."""
    rightly = asked_rightly(make)

    @wraps(make)
    def frame(self: Book, *args: Given.args, **kwargs: Given.kwargs) -> Frame:
        return rightly(self.view, *args, **kwargs)

    return frame


def _of_the_month(make: Callable[[View], Frame]) -> property:
    """A frame of the whole month, as an attribute of the book."""
    return property(_asked(frames.once(make)), doc=make.__doc__)


@dataclass(frozen=True)
class Book:
    """One month of one programme; every attribute is made when it is first asked for."""

    params: RunParams
    supposed: tuple[Supposition, ...] = ()

    def __getattr__(self, name: str) -> Any:
        """Of a name that is there, the error that making it met."""
        if hasattr(type(self), name):
            return object.__getattribute__(self, name)
        raise Unoffered(name, (n for n in dir(type(self)) if n[0] != "_"))

    @cached_property
    def tables(self) -> Tables:
        """The observations, problems and input files, read once per content (ingest.observations): all of them,
        or those that the pages of one place rest on."""
        area = self.params.programme.area.id
        return make_tables(self.params, (area, *self.places.own(self._unit)) if self._unit else None)

    @property
    def _unit(self) -> str | None:
        """The place asked for, where that is not the whole area."""
        return None if self.params.place == self.params.programme.area.id else self.params.place

    @cached_property
    def _everything(self) -> pd.DataFrame:
        """All observations, whatever the place: what a programme finds in the data it finds for all of them."""
        return (make_tables(self.params) if self._unit else self.tables).observations

    @cached_property
    def programme(self) -> Programme:
        """The programme, with the measures that its families have in the month's year, and the days of steps that the
        notes tell of."""
        written = self.params.programme
        if written.families:
            written = with_families(written, self._everything, int(self.month[:4]))
        written = extended(written, self.params.notes, self.month)
        return suppose.programme(written, self.supposed) if self.supposed else written

    @cached_property
    def places(self) -> Places:
        return load_places(self.params.places) if self.params.places else Places()

    @cached_property
    def month(self) -> str:
        """The month judged, YYYY-MM."""
        wanted = self.params.month
        if wanted == LATEST:
            return self._reports.latest()
        known = self.tables.months
        if not known:
            raise NoData("\n".join(["Không tệp nào có số liệu đọc được (no file holds a figure).",
                                    *(str(p) for p in self.tables.problems if p.severity == "error")]))  # fmt: skip
        if not known[0] <= wanted <= known[-1]:
            raise ParameterError(
                "tháng (month)",
                wanted,
                f"một tháng có số liệu, từ {known[0]} đến {known[-1]} (a month with figures)",
                closest(wanted, known),
            )
        return wanted

    @cached_property
    def _reports(self) -> Reports:
        """Which offices have told of which month, whatever the place."""
        everything = with_families(self.params.programme, self._everything)
        return Reports(everything, self._everything, self.params.as_of, waiting(self.tables.problems))

    @cached_property
    def _received(self) -> pd.DataFrame:
        """Every figure as it came, known on the day that counts; with what is supposed in place of it."""
        frame = self.tables.observations
        frame = known_at(frame, self.params.as_of.isoformat()) if self.params.as_of else frame
        return suppose.observations(frame, self.supposed) if self.supposed else frame

    @property
    def observations(self) -> pd.DataFrame:
        """One figure per measure, place, period and basis, with its file, sheet and cell: the
        newest that was known, none later than the month. Its labels are the verdicts' `keys`.

        Never add up over `basis` or over places: `figures` does that. All vintages: `reports`.
        """
        return self.view.newest.copy()

    targets = _of_the_month(frames.targets)
    verdicts = _of_the_month(frames.verdicts)
    history = _of_the_month(frames.history)
    commitments = _of_the_month(frames.commitments)
    problems = _of_the_month(frames.problems)
    files = _of_the_month(frames.files)
    figures = _asked(frames.figures)
    by_place = _asked(frames.by_place)
    reports = _asked(frames.reports)

    @cached_property
    def _come(self) -> pd.DataFrame:
        """The input files that had come on the day that counts, with the figures read of them by then; those without
        a figure too, whose day nobody knows."""
        inputs, received = self.tables.inputs, self.tables.observations
        known = known_at(received, self.assessments.as_of.isoformat())
        came, by_then = (
            f.source.value_counts().reindex(inputs.source, fill_value=0).to_numpy() for f in (received, known)
        )
        if "observations" in inputs:
            inputs = inputs.assign(observations=inputs.observations - (came - by_then))
        return inputs[(came == 0) | (by_then > 0)]

    @cached_property
    def _problems(self) -> tuple[Problem, ...]:
        """Those of the files that had come on the day that counts."""
        later = {*self.tables.inputs.source} - {*self._come.source}
        return tuple(p for p in self.tables.problems if p.source not in later)

    @cached_property
    def _noted(self) -> tuple[Notes, tuple[Problem, ...]]:
        """The month's notes, what is of use of them, and that not all is."""
        params, written = self.params, self.params.monthly.model_fields_set
        wrong: list[Mistake] = []
        try:
            look_for(params.notes, self.month, params.lang, "notes" in written)
            notes = load_notes(params.notes, self.month, params.lang, self.programme, wrong)
            code, lines = "notes_part", locale.listed([*dict.fromkeys(str(m.line) for m in wrong)])
        except FileMistakes as e:
            notes, wrong, code, lines = Notes(month=self.month), e.mistakes, "notes", ""
        if not wrong:
            return notes, ()
        where = say(params.lang, "file_lines", file=wrong[0].file, lines=lines) if lines else wrong[0].file
        return notes, (problem(code, where, reason="; ".join(map(str, wrong)).rstrip(".")),)

    @property
    def notes(self) -> Notes:
        return self._noted[0]

    @cached_property
    def assessments(self) -> Assessments:
        """One verdict per measure, target and commitment; judged once for all notebooks of a run (kept)."""
        params = self.params
        if params.place or self.supposed:
            # one page asks for it, of one unit of perhaps thousands; or nobody else does
            return self._judged()
        files = [p for p in (params.programme_file, params.places) if p]
        moved = [s.extended for c in self.programme.commitments for s in c.steps]
        asked = [inputs.content(files, params.root), self.month, str(params.as_of), str(moved)]
        return kept(params.processed / "judged", self.tables.key, asked, self._judged)

    def _judged(self) -> Assessments:
        from analysis.assess.judge import assess  # where no verdicts are kept of these figures

        return assess(
            self.programme, self.places, self._received, self.month, self.params.as_of, self.params.place,
            waiting(self.tables.problems),
        )  # fmt: skip

    @property
    def _pages(self) -> tuple[tuple[str, str], ...]:
        """The month's pages: name and the key of the title (present.words_pages). From the list alone: the notebook
        that asks must not read the others."""
        found = []
        for _, entry, name, each in self.params.named():
            group = each or entry.parameters.get("group")
            key = entry.title or Path(entry.notebook).name.removesuffix(".ipynb").lstrip("0123456789_")
            found.append((name, f"group:{group}" if group else key))
        return tuple(found)

    @cached_property
    def view(self) -> View:
        """Everything charts, tables and words are drawn from."""
        told = self.params.notes, self.month, self.params.lang, self.programme
        return View(
            programme=self.programme, month=self.month, lang=self.params.lang, assessments=self.assessments,
            observations=self._received, problems=(*self._problems, *self._noted[1]),
            inputs=self._come, notes=self.notes,
            asked=() if self._unit or self.params.owner else followed(*told),
            carried=carried(*told),
            places=self.places, place=self.params.place or self.programme.area.id, owner=self.params.owner,
            run_id="" if self._unit else self.params.run_id(self.month, self.tables.key), pages=self._pages,
            area=replace(self, params=replace(self.params, place=None)).assessments if self._unit else None,
            frames={
                "period": self.figures, "place": self.by_place,
                "measure": lambda _: self.verdicts, "commitment": lambda _: self.commitments,
            },
            count=None if self._unit else self._reports.of(self.month),
            supposition=suppose.mark(self.supposed, self.programme, self.params.lang),
        )  # fmt: skip

    @property
    def chart(self) -> Charts:
        from analysis.present.offered import Charts

        return Charts(self.view)

    @property
    def table(self) -> TablePieces:
        from analysis.present.offered import Tables as TablePieces

        return TablePieces(self.view)

    @property
    def words(self) -> Words:
        from analysis.present.offered import Words

        return Words(self.view)

    @asked_rightly
    def what_if(
        self,
        measure: str,
        *,
        low: float | None = None,
        high: float | None = None,
        stretch: float | None = None,
        figures: Mapping[str, float] | pd.Series | None = None,
    ) -> Book:
        """Another book, in which `measure` has other bounds, or other `figures` by month ({"2025-06": 45.0}; an amount
        is that of the month alone), all in the measure's unit. Judged anew; its pieces, shown frames and saved
        files carry the mark of a supposition, what pandas writes or draws does not (`mark`); nothing is kept or
        published. More suppositions: `book.what_if(…).what_if(…)`.

        Raises Unknown for a measure that does not exist, ParameterError for what cannot be supposed.
        """
        given = {"low": low, "high": high, "stretch": stretch}
        return replace(
            self,
            supposed=(
                *self.supposed,
                suppose.supposition(self.view, measure, given, {} if figures is None else dict(figures)),
            ),
        )

    @asked_rightly
    def save(self, name: str, *frames: pd.DataFrame, folder: str | os.PathLike | None = None) -> Path:
        """The frames as a workbook of real numbers, one sheet each, with the marks of the book: `<name>.xlsx` in
        exports/<programme>/<month>/ beside the programme's folders, which git does not track; or in a `folder`
        that is there. Returns its path. Raises ParameterError for a name that cannot be a file's, nothing to write,
        or a place that cannot be written to.
        """
        from analysis.publish.sheets import (
            frame_sheet,
            workbook,
        )  # with xlsxwriter, which a book does without

        name = name.removesuffix(".xlsx")
        if why := house.unportable(name):
            raise ParameterError("tên tệp (name of the file)", name, why)
        wrong = next((type(f).__name__ for f in frames if not isinstance(f, pd.DataFrame)), None)
        if wrong or not any(len(f.columns) for f in frames):
            expected = "ít nhất một bảng có cột, như book.verdicts; của một cột dùng .to_frame() (a frame with columns)"
            raise ParameterError("bảng (frame)", wrong or "", expected)
        sheets, lang = [], self.view.lang
        for i, frame in enumerate(frames, 1):
            flat, labels = headed(frame, lang)
            sheets.append(
                frame_sheet(f"{i}. {name}"[:31], str(frame.attrs.get("name") or name), flat, labels)
            )
        # of another book's frame
        marks = [m for f in frames if (m := f.attrs.get("mark")) and m not in self.mark]
        banner = " · ".join(dict.fromkeys([*marks, *filter(None, [self.mark])]))
        data = workbook(sheets, self.view.assessments.as_of, title=name, banner=banner, lang=lang)
        if folder is not None and not Path(folder).is_dir():
            raise ParameterError("thư mục (folder)", folder, "một thư mục có sẵn (a folder that is there)")
        path = Path(folder or self._exports) / f"{name}.xlsx"
        try:
            if folder is None:
                self._exports.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as e:
            where = f'một nơi ghi được (a place to write to): book.save({name!r}, …, folder="…")'
            raise ParameterError("book.save", refused(e), where) from None
        return path

    @property
    def _exports(self) -> Path:
        return self.params.root / "exports" / self.programme.id / self.month

    @property
    def mark(self) -> str:
        """What stands over all that the book makes: illustrative figures, a supposition; "" for neither."""
        from analysis.present.words import banner

        return " · ".join(filter(None, (self.view.supposition, banner(self.view))))

    @asked_rightly
    def at(self, month: str) -> Book:
        """The same programme in another month."""
        return replace(self, params=self.params.over({"month": month}))

    @asked_rightly
    def compare(self, month: str | None = None, as_of: str | dt.date | None = None) -> Piece:
        """What is not as it was in another month (the one before, when nothing is given), or as known on
        another day: in words, and as data in `.data`. Raises ParameterError for a month without figures."""
        day = None if as_of is None else str(as_of)
        other = month or (self.month if day else locale.before(self.month))
        earlier = Book(self.params.over({"month": other, **({"as_of": day} if day else {})}))
        try:
            then = earlier.assessments
        except ParameterError:
            if month or day:
                raise
            return Piece("", text=self.view.say("no_month_before_to_compare"))
        return self.table.changes(then)

    def _repr_html_(self) -> str:
        """What a page has in its own head, for JupyterLab and nbconvert: the pieces' look, the mark of
        illustrative figures; and what was opened."""
        mark = self.mark
        banner = f'<div class="bp"><p class="banner">{escape(mark)}</p></div>' if mark else ""
        return f"{lab_head()}{banner}<p>{escape(self._opened())}</p>"

    def __repr__(self) -> str:
        return " · ".join(filter(None, (self.mark, self._opened())))

    def _opened(self) -> str:
        say, lang, figures, files = (
            self.view.say,
            self.params.lang,
            len(self._received),
            len(self.tables.inputs),
        )
        name, month = self.programme.name(lang), locale.month(self.month, lang)
        counts = say("observations_from_files", figures=figures, files=files)
        return f"{name} · {month} · {counts}"


@asked_rightly
@house.nothing_collected()
def open_book(
    month: str | None = None,
    params: str | os.PathLike = DEFAULT,
    place: str | None = None,
    owner: str | None = None,
    as_of: str | dt.date | None = None,
    lang: str | None = None,
) -> Book:
    """The book of `month` ("YYYY-MM" or "latest") of the programme whose monthly.yml is `params`.

    What is None is as monthly.yml says; `place` and `owner` are codes or names.

    Raises ParameterError for a month, place or owner that does not exist, yamlfile.FileMistakes for a broken
    programme file, and NoData when the data folder is missing.
    """
    given = {"month": month, "place": place, "owner": owner, "as_of": as_of, "lang": lang}
    book = Book(RunParams.load(Path(params), {k: v for k, v in given.items() if v not in (None, "")}))
    place, owner = _units(book)
    book = Book(replace(book.params, place=place, owner=owner))
    _ = book.month  # a month without figures is an error of this line, not of the first chart
    return book


def _units(book: Book) -> tuple[str | None, str | None]:
    """The ids of the place and the owner that were asked for by id or name. Raises ParameterError."""
    params, programme = book.params, book.params.programme
    owners = {o.id: o.name(params.lang) for o in programme.owners}
    place, owner = params.place, params.unit("owner", "", owners)
    if params.place not in {None, programme.area.id, *book.places.codes}:
        month = Book(replace(params, place=None)).month
        units = book.places.units_on(locale.month_end(month))
        place = params.unit("place", month, {u.code: u.called(params.lang) for u in units})
    return place, owner
