"""What charts, tables and words are drawn from: everything known of one month, and the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

import numpy as np
import pandas as pd

from analysis.assess.assessments import Assessment, Assessments, CommitmentState, Row
from analysis.assess.measured import Series
from analysis.assess.reported import Count
from analysis.ingest.contract import current, known_at
from analysis.ingest.problems import NOTES, notes_lost
from analysis.language import catalogue, say
from analysis.notes import CODE, Cause, Followed, Notes
from analysis.places import Places
from analysis.present import locale
from analysis.present.entry import Entry
from analysis.programme import Commitment, Measure, Programme, Target
from analysis.values import ParameterError

if TYPE_CHECKING:  # what works figures out is imported when a figure is asked for: verdicts are kept
    from analysis.assess.cube import Cube
    from analysis.assess.figures import Known

Of: TypeAlias = str | pd.Series | pd.DataFrame  # an id, a row of book.verdicts, or a frame of the book
Several: TypeAlias = Of | Sequence[str]
_NUMBERS = [f.name for f in fields(Assessment) if str(f.type) in ("float | None", "float")]
_STEPS = ["steps_done", "steps_due", "steps_total"]
_FRAMES = "một bảng của book.figures(…) hoặc các dòng của book.verdicts (a frame of the book)"


@dataclass(frozen=True)
class View:
    """Plain data; `present` reads no file."""

    programme: Programme
    month: str
    lang: str
    assessments: Assessments
    observations: pd.DataFrame
    problems: tuple[Any, ...]  # ingest.problems.Problem
    inputs: pd.DataFrame  # source, sha256, bytes of the files that had come on the day that counts
    notes: Notes
    places: Places
    place: str
    owner: str | None = None
    area: Assessments | None = None  # on a page of one place: how the whole area stands
    run_id: str = ""
    pages: tuple[
        tuple[str, str], ...
    ] = ()  # the month's other pages: file name without its ending, key of its title or the title itself
    # the book's frames of a measure, by the name of their index
    frames: Mapping[str, Callable[[str], pd.DataFrame]] = field(default_factory=dict)
    asked: tuple[Followed, ...] = ()  # asks of earlier months that were open when this one began
    carried: Mapping[str, Cause] = field(default_factory=dict)  # causes that earlier months gave, by measure
    count: Count | None = None  # of the offices that have told of the month; None on the page of one unit

    def say(self, key: str, /, **fields: Any) -> str:
        """The words of `key` in the reader's language (analysis.language)."""
        return say(self.lang, key, **fields)

    def word(self, table: str, key: str) -> str:
        """The one of a table of words that is called `key`, in the reader's language."""
        return catalogue(self.lang)[table][key]

    @property
    def without_notes(self) -> str:
        """That the file of the month's notes, or which lines of it, could not be used; "" otherwise. Text."""
        lost = next((p for p in self.problems if p.code in NOTES), None)
        return notes_lost(self.lang, lost.source, lost.code == "notes_part") if lost else ""

    def noted(self, text: str, lang: str = "") -> str:
        """An analyst's words as safe HTML; said to be in another language than the page where they are."""
        own, lang = escape(text), lang or self.notes.lang
        return own if lang == self.lang else f'<span lang="{lang}">{own}</span>'

    @property
    def whole(self) -> bool:
        """Whether this speaks of the whole area. A single commune has figures, and a verdict only on what was given to
        it as a plan of its own (`Entry.judged`)."""
        return self.place == self.programme.area.id

    @property
    def year(self) -> int:
        return locale.parts(self.month)[0]

    @cached_property
    def day(self) -> dt.date:
        """The last day of the month."""
        return locale.month_end(self.month)

    @property
    def closed(self) -> bool:
        """Whether the year is over, so that "vượt / đạt / không đạt" may be said."""
        judged = [a for a in self.assessments.measures.values() if a.status in {"achieved", "missed"}]
        return locale.parts(self.month)[1] == 12 and any(a.closed for a in judged)

    def measures(self, of: Several | None = None) -> list[Entry]:
        """The measures with a verdict in the annex's order; of a group, of ids, rows or a frame (`ids`), of the page's
        owner."""
        group = of if isinstance(of, str) else None
        wanted = None if of is None or group is not None else {*self.ids(of)}
        if group is not None:
            self.programme.group(group)
        found = []
        for target in self.programme.targets:
            if group is not None and target.group != group:
                continue
            for measure in target.measures:
                a = self.assessments.measures.get(measure.id)
                if a is None or (wanted is not None and measure.id not in wanted):
                    continue
                if self.owner and a.owner != self.owner:
                    continue
                found.append(Entry(self, target, measure, a))
        return found

    def one(self, of: Of, drawn: bool = False) -> tuple[Measure, Entry | None]:
        """The one measure that `of` speaks of (`ids`), and its entry where it was assessed."""
        found = self.ids(of, drawn)
        if len(found) != 1:
            said = f"{len(found)} chỉ tiêu (measures)"
            raise ParameterError("bảng (frame)", said, f"một chỉ tiêu: {_FRAMES}")
        return self.programme.measure(found[0]), self.entry(found[0])

    def ids(self, of: Several, drawn: bool = False) -> tuple[str, ...]:
        """The ids of the measures that are told by id, by rows of `book.verdicts` or `book.targets`, or by a frame of
        `book.figures` or `book.by_place`.

        Raises Unknown, and ParameterError for what is no such frame, or of another month or place, and for what is no
        longer the book's (`book.what_if` supposes) unless its own numbers are `drawn`."""
        if isinstance(of, pd.Series):
            of = of.to_frame().T.rename_axis("measure")
        if not isinstance(of, pd.DataFrame):
            several = of if isinstance(of, Collection) and not isinstance(of, str) else [of]
            return tuple(self.programme.measure(id).id for id in several)
        if measure := str(of.attrs.get("measure", "")):
            self._mine(of)
            if self.frames and not drawn:
                if of.index.name not in self.frames:
                    raise ParameterError("bảng (frame)", f"chỉ mục (index) {of.index.name or '–'}", _FRAMES)
                self._unchanged(of, self.frames[of.index.name](measure).reindex(of.index))
            return (measure,)
        return self._rows(of, "measure", self.programme.measures, self.assessments.measures, _NUMBERS)

    def _rows(self, of: pd.DataFrame, index: str, known: Iterable[str], judged: Mapping, own: list) -> tuple:
        """The ids of rows by `index`, whose numbers are those of what was `judged`."""
        ids = tuple(map(str, of.index))
        if of.index.name != index or not {*ids} <= {*known}:
            said = f"chỉ mục {of.index.name or '–'}, cột {', '.join(map(str, of.columns[:6]))}"
            raise ParameterError("bảng (frame)", said, _FRAMES)
        self._mine(of)
        there = {c: [getattr(judged.get(id), c, None) for id in ids] for c in own}
        self._unchanged(of, pd.DataFrame(there, index=of.index, dtype=float))
        return ids

    @staticmethod
    def _unchanged(frame: pd.DataFrame, own: pd.DataFrame) -> None:
        """Raises ParameterError for a frame with another number than the book's `own`, a row each."""
        for column in frame.columns.intersection(own.select_dtypes("float").columns):
            said, mine = (pd.to_numeric(f[column], errors="coerce").to_numpy(float) for f in (frame, own))
            for at in np.flatnonzero(~np.isclose(said, mine, rtol=1e-9, equal_nan=True)):
                what = f"{mine[at]:.15g} như sổ; để giả định: book.what_if(…) (as the book; what_if supposes)"
                where = f"bảng (frame), {frame.index[at]}, {column}"
                raise ParameterError(where, f"{said[at]:.15g}", what)

    def _mine(self, frame: pd.DataFrame) -> None:
        """Raises ParameterError for a frame that is of another month, place or measure than it says."""
        for name, own in (("month", self.month), ("place", self.place)):
            if (told := str(frame.attrs.get(name, own))) != own:
                raise ParameterError(f"bảng (frame), {name}", told, f"{own} như sổ (as the book)")
        if "measure" in frame.attrs and (
            name := str(frame.attrs.get("name", ""))
        ):  # of another it is no frame of it
            m = self.programme.measure(str(frame.attrs["measure"]))
            if not name.startswith(m.short(str(frame.attrs.get("lang", self.lang))) + ","):
                raise ParameterError(
                    "bảng (frame), measure", m.id, f"chỉ tiêu của bảng (the frame's own): {name}"
                )

    def entry(self, measure: str) -> Entry | None:
        """One measure, None where it was not assessed. Raises KeyError with "did you mean"."""
        self.programme.measure(measure)
        return self._entry(measure) if measure in self.assessments.measures else None

    def _entry(self, measure: str) -> Entry:
        p = self.programme
        return Entry(self, p.target_of(measure), p.measure(measure), self.assessments.measures[measure])

    def row_entry(self, row: Row) -> Entry:
        """What decided a row: its mark and word are the row's own, wherever it is spoken of."""
        return self._entry(row.decided_by)

    def row_stood(self, row: Row) -> str | None:
        """The status that a row counted for last month; None where nothing was known."""
        decided = row.previous_status and row.previous_decided_by
        return self._entry(decided).stood if decided else row.previous_status

    def noun(self, targets: Iterable[Target]) -> str:
        """What the rows are that a count speaks of: "chỉ tiêu", "bộ, ngành, địa phương"; of mixed ones "nội dung"."""
        nouns = {t.noun(self.lang) for t in targets}
        return nouns.pop() if len(nouns) == 1 else self.say("matters")

    @cached_property
    def nouns(self) -> str:
        """What the numbered rows of the page are."""
        return self.noun(t for t, _ in self.rows() if t.counted)

    def page(self, *keys: str) -> str:
        """The address of the month's page whose title has one of `keys`; "" where there is none."""
        up = "../" if self.owner or not self.whole else ""
        return next((f"{up}{quote(file)}.html" for file, key in self.pages if key in keys), "")

    @property
    def reading_note(self) -> str:
        """What the sign behind a bound means."""
        return self.say("our_reading_of_the_text", READING=locale.READING)

    def rows(self, group: str | None = None) -> list[tuple[Target, Row]]:
        """The annex rows that were judged, in order; of a group, of the page's owner."""
        targets = {t.id: t for t in self.programme.targets}
        # who answers for a component alone does not answer for the target above it
        own = {x.target.id for x in self.measures() if x.measure.role != "component"}
        mine = own if self.owner else targets
        return [
            (targets[r.target], r)
            for r in self.assessments.rows.values()
            if r.target in mine
            and r.target in targets
            and (group is None or targets[r.target].group == group)
        ]

    def works(self, of: str | pd.DataFrame | None = None) -> list[tuple[Commitment, CommitmentState]]:
        """The commitments, in the document's order; of a group, of rows of `book.commitments`, of the page's owner.
        None before the year of the programme: nothing had been promised yet."""
        p, states = self.programme, self.assessments.commitments
        if isinstance(of, pd.DataFrame):
            ids = self._rows(of, "commitment", states, states, _STEPS)
            wanted = [c for c in p.commitments if c.id in ids]
        elif of is None:
            wanted = list(p.commitments)
        else:
            wanted = [c for c in p.commitments if c.group == of]
            if not wanted and of not in {g.id for g in p.commitment_groups}:
                p.group(of)
        return [
            (c, states[c.id])
            for c in wanted
            if c.id in states and self.year >= p.year and (not self.owner or states[c.id].owner == self.owner)
        ]

    def own(self, frame: pd.DataFrame, group: str | None = None) -> pd.Series:
        """By row of `frame` (observations): whether the page speaks of it; of a group, an owner, a commune."""
        of = pd.Series(True, index=frame.index)
        if group is not None or self.owner:
            targets = [t for t in self.programme.targets if group in (None, t.group)]
            subjects = {m.id for t in targets for m in t.measures}
            subjects |= {c.id for c in self.programme.commitments if group in (None, c.group)}
            if self.owner:
                subjects &= {x.measure.id for x in self.measures()} | {c.id for c, _ in self.works()}
            of &= frame["measure"].str.replace("#.*", "", regex=True).isin(subjects)
        if not self.whole:
            of &= frame["place"].isin({self.place, *self.places.parts(self.place, self.day)})
        return of

    def files(self, group: str | None = None) -> pd.DataFrame:
        """The input files that hold a figure the page speaks of and were known on the day that counts; on the
        page of everything also those without a figure."""
        if not len(self.inputs) or group is None and self.whole and not self.owner:
            return self.inputs
        known = self.known
        used = known.loc[self.own(known, group), "source"]
        return self.inputs[self.inputs["source"].isin(used)]

    @cached_property
    def known(self) -> pd.DataFrame:
        """The observations that were known on the day that counts, every vintage."""
        return known_at(self.observations, self.assessments.as_of.isoformat())

    @cached_property
    def newest(self) -> pd.DataFrame:
        """One figure per measure, place, period and basis: the newest that was known, none later than the month
        (a year's plan or forecast stands at its December)."""
        rows = current(self.known)
        rows = rows[(rows["period"] <= self.month) | (rows["basis"] == "year")]
        return rows[rows["period"] <= f"{self.year}-12"]

    def owner_name(self, id: str | None) -> str:
        """The office's name in the reader's language, of several ids with commas all of them; "–" for nobody. An id
        that no office has is said to be one."""
        known = {o.id: o.name(self.lang) for o in self.programme.owners}
        parts = [part.strip() for part in (id or locale.NONE).split(",")]
        return ", ".join(
            known.get(p) or (self.say("unknown_office", id=p) if CODE.fullmatch(p) else p) for p in parts
        )

    def place_name(self, code: str) -> str:
        """The place's name as it is called in this month; the code where there is none."""
        if code == self.programme.area.id:
            area = self.programme.area
            after = getattr(area, f"after_{self.lang}", "")
            broken = any(b.places and b.on <= self.day for b in self.programme.breaks)
            return (after if broken and after else area.name(self.lang)) or code
        try:
            return self.places.name(code, self.day, self.lang)
        except KeyError:
            return code

    @cached_property
    def sole_owner(self) -> str:
        """Id of the office that answers for every measure: it is named once, below them; "" where there are several."""
        owners = {a.owner or "" for a in self.assessments.measures.values()}
        return owners.pop() if len(owners) == 1 else ""

    @property
    def sources_shown(self) -> int:
        """How many files a figure of the brief opens to, so that the page keeps its size."""
        return 3 if len(self.programme.measures) <= 50 else 1

    @cached_property
    def group_ids(self) -> tuple[str, ...]:
        return tuple(g.id for g in self.programme.groups)

    @cached_property
    def _ledger(self) -> Known:
        from analysis.assess.figures import known_on
        from analysis.assess.ledger import Ledger

        return known_on(Ledger(self.observations, self.programme, self.places), self.assessments.as_of)

    @cached_property
    def outcome(self) -> dict[str, float]:
        """What became of the year: totals by measure, where figures of later months are at hand. Hindsight,
        to hold the month's verdicts against; none of them rests on it."""
        from analysis.assess.score import year_totals

        if self.day.month == 12:
            return {}
        return year_totals(self.programme, self.places, self.observations, self.year, self.place)

    @cached_property
    def planned(self) -> dict[str, list[Entry]]:
        """By measure the verdicts on the units of the month that were given a plan of their own: those of their own
        pages, which rest on the same figures and rules. {} where no plan was divided."""
        from analysis.assess.judge import assess

        p = self.programme
        given = {
            m: {u for u, *_ in s.unit_plans}
            for m in p.measures
            if (s := self.series(m, p.area.id)).unit_plans
        }
        mine = [
            t.model_copy(update={"measures": tuple(m for m in t.measures if m.id in given)})
            for t in p.targets
        ]
        own = p.model_construct(
            **dict(p) | {"targets": tuple(t for t in mine if t.measures), "commitments": ()}
        )
        seen = self.observations[self.observations["measure"].str.split("#").str[0].isin(given)]
        found: dict[str, list[Entry]] = {m: [] for m in given}
        for unit in self.places.units_on(self.day):
            ids = [m for m, units in given.items() if unit.code in units]
            if not ids:
                continue
            a = assess(own, self.places, seen, self.month, self.assessments.as_of, unit.code)
            for m in ids:
                found[m].append(Entry(self, p.target_of(m), p.measure(m), a.measures[m]))
        return found

    @cached_property
    def _cubes(self) -> dict[str, tuple[Cube, dict[str, Series]]]:
        return {}

    def series(self, measure: str, place: str | None = None) -> Series:
        """A measure's figures by month as known on the day that counts, this year and those before."""
        from analysis.assess.figures import series_in

        m, place = self.programme.told(measure), place or self.place
        if place not in self._cubes:
            years = self.programme.history_years
            self._cubes[place] = self._ledger.cube(self.year, self.day.month, place, years), {}
        cube, made = self._cubes[place]
        if m.id not in made:
            made[m.id] = series_in(cube, m)
        return made[m.id]

    def series_of(self, month: int) -> dict[str, Series]:
        """The amounts as known today, past years' plans and counts to date as known in `month` of their year."""
        amounts = [m for m in self.programme.measures.values() if m.kind in {"flow", "budget"}]
        return self._ledger.series(self.year, month, self.place, self.programme.history_years, amounts)

    def counts_by_month(self, measure: str) -> pd.DataFrame:
        """Numerators `n` and denominators `of` of this year's months, and to date (`n_to_date`, `of_to_date`), as told
        (Series.as_told), by period; the months to which both are known."""
        counts = self.series(measure).counts_as_told[:, :, -1]
        frame = pd.DataFrame(
            {"n": counts[0, 1], "of": counts[1, 1], "n_to_date": counts[0, 0], "of_to_date": counts[1, 0]},
            index=[f"{self.year}-{m:02d}" for m in range(1, 13)],
        )
        return frame[(frame["n_to_date"] > 0) & (frame["of_to_date"] > 0)]

    def observed(self, keys: tuple[int, ...]) -> pd.DataFrame:
        """The observations of these keys, newest first."""
        frame = self.observations
        have = [k for k in keys if k in frame.index]
        found = frame.loc[have]
        return (
            found.sort_values(["period", "reported_on"], ascending=False, kind="stable")
            if len(found)
            else found
        )
