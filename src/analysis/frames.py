"""The frames of a book: numbers, months and ordered words, named in English, shown in the reader's language."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from html import unescape
from typing import Any, Literal

import numpy as np
import pandas as pd
from pandas.core.indexing import _AtIndexer, _LocIndexer

from analysis.assess.assessments import Assessments
from analysis.assess.ledger import BASES
from analysis.assess.measured import Series
from analysis.assess.status import UNJUDGED, WORST_FIRST
from analysis.ingest.contract import COLUMNS, VINTAGES
from analysis.ingest.problems import NOTES
from analysis.language import catalogue, say
from analysis.present import locale, theme
from analysis.present.columns import UNITS, heading, is_month, period, stands, written
from analysis.present.labels import closing_months
from analysis.present.markup import Cell, Column, e, plain, scrolled, table
from analysis.present.reasons import sentence
from analysis.present.units import STATES, unit_figures
from analysis.present.view import View
from analysis.programme import AMOUNTS, LEVELS
from analysis.yamlfile import Unknown, Unoffered, closest, hint, listed

_GOOD = WORST_FIRST.index("on_track")
# Worst first, so that `frame.status <= "uncertain"` is what needs help and `>= "on_track"` what goes well.
STATUS = pd.CategoricalDtype([*WORST_FIRST[:_GOOD], *UNJUDGED, *WORST_FIRST[_GOOD:]], ordered=True)
VINTAGE = pd.CategoricalDtype(VINTAGES, ordered=True)
SEVERITY = pd.CategoricalDtype(["note", "warning", "error"], ordered=True)
QUANTILES = ("p10", "p25", "p50", "p75", "p90")
SHOWN = 60  # rows of a frame that are shown (`.attrs["shown"]`: others); all of them are in it
SIGN = re.compile(r'aria-label="([^"]+)"><use href="#k-([\w-]+)"')  # a mark that stands without its word
LONG = 40  # letters of a cell from which a row is a card on a phone
_DAYS = ("as_of", "deadline", "done_on", "next_step_on", "reported_on", "period_start", "period_end")
_YES_NO = ("illustrative", "estimate", "late", "closed", "filled", "small", "since_last_year")
_MONTHS = ("period", "month", "basis_month", "since")
_FLOATS = {column for column, unit in UNITS.items() if unit != "count"} | {"numerator", "denominator"}
_ASSESSED = (
    "measure place month as_of to_date expected_to_date target_low target_high stretch share_of_target "
    "distance last_year_to_date change_on_year year_end year_end_p10 year_end_p50 year_end_p90 probability "
    "stretch_probability owner_forecast self_assessment needed_per_period status previous_status signal "
    "track_record illustrative estimate late closed basis_month numerator denominator owner history_cut keys"
).split()
_PROMISED = (
    "commitment month steps_done steps_due steps_total status previous_status owner deadline deadline_kind "
    "done_on paper illustrative keys"
).split()
_STANDS = ["estimate", "illustrative", "file", "sheet", "cell"]
_WORDS = {"status": STATUS, "previous_status": STATUS, "target_status": STATUS, "vintage": VINTAGE,
          "severity": SEVERITY}  # fmt: skip


_ENGLISH = {"cột": "column", "dòng": "row", "mức": "word"}


class _Told:
    """Of pandas' indexers, what says which rows or columns there are."""

    obj: Any

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)  # type: ignore[misc]
        except KeyError:
            _tell_lost(self.obj, key)
            raise


class _Loc(_Told, _LocIndexer):
    """pandas' `.loc`."""


class _At(_Told, _AtIndexer):
    """pandas' `.at`."""


class _Known:
    """What of a frame, a row or a column names those that there are when asked for one that there is not."""

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)  # type: ignore[misc]
        except KeyError:
            _lost(key, self.keys(), "cột" if isinstance(self, pd.DataFrame) else "dòng")  # type: ignore[attr-defined]
            raise

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)  # type: ignore[misc]
        except AttributeError:
            if name.startswith("_"):
                raise
            raise Unoffered(name, [k for k in self.keys() if isinstance(k, str)]) from None  # type: ignore[attr-defined]

    @property
    def loc(self) -> Any:
        return _Loc("loc", self)  # type: ignore[arg-type]

    @property
    def at(self) -> Any:
        return _At("at", self)  # type: ignore[arg-type]


def _tell_lost(of: Any, key: Any) -> None:
    """Raises Unknown for the row or column of `.loc[key]` or `.at[key]` that is not there."""
    rows, columns = key, ()
    if isinstance(key, tuple) and isinstance(of.index, pd.MultiIndex) and not isinstance(key[0], tuple):
        for asked, there in zip(key, of.index.levels, strict=False):
            _lost(asked, there, "dòng")
        rows = []
    elif isinstance(key, tuple) and len(key) == 2 and isinstance(of, pd.DataFrame):
        rows, columns = key
    _lost(rows, of.index, "dòng")
    _lost(columns, of.keys(), "cột")


def _lost(asked: Any, there: pd.Index, what: str) -> None:
    """Raises Unknown for the first name asked for that is not there; what is no name is pandas' to complain of."""
    known = [str(k) for k in (there.levels[0] if isinstance(there, pd.MultiIndex) else there)]
    several = [asked.start, asked.stop] if isinstance(asked, slice) else asked
    for lost in several if isinstance(several, list) else [several]:
        if not isinstance(lost, (str, int, pd.Period)) or isinstance(lost, bool):
            continue
        if str(lost) not in known or isinstance(lost, int):
            number = isinstance(lost, int) and not pd.api.types.is_integer_dtype(there)
            text = f' Mã và tháng là chữ, viết (as text): "{lost}".' * number
            raise Unknown(
                f"Bảng này không có {what} “{lost}” (no such {_ENGLISH[what]}).{hint(closest(lost, known))}{text} "
                f"Có các {what} ({_ENGLISH[what]}s): {listed(known, 40)}."
            ) from None


def _asking(name: str) -> Any:
    """pandas' method of that name, which names the columns that there are when it is given one that there is not."""
    of_pandas = getattr(pd.DataFrame, name)

    @wraps(of_pandas)
    def method(self: Frame, *args: Any, **kwargs: Any) -> Any:
        if name in ("query", "eval"):  # whose @names are the caller's
            kwargs["level"] = kwargs.get("level", 0) + 1
        try:
            if name == "query" and (asked := _of_months(self, *args, **kwargs)) is not None:
                return asked
            return of_pandas(self, *args, **kwargs)
        except Unknown:
            raise
        except (KeyError, pd.errors.UndefinedVariableError) as error:
            rows = name == "xs" or name == "drop" and not {"columns", "axis"} & kwargs.keys()
            there = self.index if rows else self.columns.append(pd.Index([*filter(None, self.index.names)]))
            lost = [] if "local variable" in str(error) else re.findall(r"'([^']+)'", str(error))
            _lost(lost[:1], there, "dòng" if rows else "cột")
            raise

    return method


def _of_months(
    frame: Frame, expr: str, *, inplace: bool = False, level: int = 0, **kwargs: Any
) -> Frame | None:
    """What `query` finds where months are compared with text ("2025-06"), which pandas calls unlike in silence: months
    are text there. None where no month is asked for."""
    text = pd.DataFrame(frame).reset_index()
    months = [
        c for c in text if isinstance(text[c].dtype, pd.PeriodDtype) and re.search(rf"\b{c}\b(?!\.)", expr)
    ]
    if inplace or not months:
        return None
    caller = sys._getframe(level + 1)
    known = caller.f_globals | caller.f_locals
    written = lambda v: str(v) if isinstance(v, pd.Period) else v  # noqa: E731
    said = {n: known[n] for n in re.findall(r"@(\w+)", expr) if n in known}
    said = {
        n: [*map(written, v)] if isinstance(v, (list, tuple, pd.Index)) else written(v)
        for n, v in said.items()
    }
    found = text.assign(**{c: text[c].astype(str).where(text[c].notna()) for c in months}).eval(
        expr, local_dict=said, **kwargs
    )
    return frame.iloc[np.flatnonzero(found)]


class Frame(_Known, pd.DataFrame):
    """A pandas frame that names the columns it has when asked for one it has not, and that shows itself with the
    headings and numbers of the reader's language. `.attrs` says of what it speaks: lang, and what else is known of
    measure, unit, place, month, mark (illustrative figures, a supposition)."""

    _spoken = "vi"  # of the frame made last: of one that pandas joined of two that speak of other things

    @property
    def _constructor(self):
        return Frame

    @property
    def _constructor_sliced(self):
        return Line

    def __finalize__(self, other: Any, method: str | None = None, **kwargs: Any) -> Any:
        """Of frames that speak of other things, joined by pandas: their language, marks, names and units."""
        out = super().__finalize__(other, method, **kwargs)
        told = [x.attrs for x in getattr(other, "input_objs", ()) if x.attrs]
        if told and not out.attrs:
            said = {k: list(dict.fromkeys(t[k] for t in told if t.get(k))) for k in ("lang", "mark")}
            names = [_named(t) for t in told if t.get("name")]
            out.attrs = {k: " · ".join(v) for k, v in said.items() if v} if len(said["lang"]) == 1 else {}
            out.attrs |= {"name": "; ".join(dict.fromkeys(names))} if names else {}
        words = [t["words"] for t in told if "words" in t]
        if words and len({t.get("month") for t in told}) == 1 and all(w == words[0] for w in words):
            out.attrs |= {"month": told[0].get("month"), "words": words[0]}
        return out

    def _repr_html_(self) -> str:
        """The head of the frame as a table of the page; headings in the reader's language, the names beside them."""
        lang = self.attrs.get("lang", Frame._spoken)
        shown = self.head(self.attrs.get("shown", SHOWN))
        if shown.index.names != [None] or not pd.api.types.is_integer_dtype(shown.index):
            shown = shown.reset_index()  # numbers without a name say nothing to a reader
        names = [
            period(c, lang) if isinstance(c, pd.Period) and c.freqstr != "M" else str(c)
            for c in shown.columns
        ]
        numbers = [
            pd.api.types.is_numeric_dtype(t) and not pd.api.types.is_bool_dtype(t) for t in shown.dtypes
        ]
        called = [heading(n, lang) for n in names]
        columns = [
            Column(_heading(n, lang), "n" if k else "", e(c))
            for n, c, k in zip(names, called, numbers, strict=True)
        ]
        unit = str(self.attrs.get("unit", ""))
        cells = [
            written(c, n, unit, lang, self._own(shown, n) if stands(c, n) else ())
            for n, (_, c) in zip(names, shown.items(), strict=True)
        ]
        rows = [[Cell(text, head=i == 0) for i, text in enumerate(row)] for row in zip(*cells, strict=True)]
        said = " · ".join(filter(None, (str(self.attrs.get("mark", "")), _named(self.attrs))))
        more = ""
        if not len(self):
            more = self.attrs.get("empty") or say(lang, "no_row")
        elif len(self) > len(shown):
            more = say(lang, "rows_shown", rows=len(self), shown=len(shown))
        more = more and f'<p class="note">{e(more)}</p>'
        marks = "".join(
            cell for n, column in zip(names, cells, strict=True) if is_month(n) for cell in column
        )
        signs: dict[str, dict[str, None]] = {}  # in a row of months they stand without their words
        for word, key in SIGN.findall(marks):
            signs.setdefault(word, {})[key] = None
        told = [
            "".join(map(theme.mark, first)) + theme.labelled(last, unescape(word))
            for word, (*first, last) in signs.items()
        ]
        more += f'<p class="note">{" ".join(told)}</p>' if told else ""
        caption = e(said or say(lang, "data"))
        long = any(len(plain(text)) > LONG for column in cells for text in column)
        look = "data cards" if long else "data many" if len(names) > 5 else "data"
        inner = table(columns, rows, caption, look, not said)
        return f'<div class="bp">{scrolled(said or ", ".join(called), inner)}{more}</div>'

    def _own(self, shown: pd.DataFrame, name: str) -> list[list[str] | None]:
        """Of the statuses in column `name` the mark and word that pages have, where they are not those of any."""
        words, month = self.attrs.get("words", {}), str(self.attrs.get("month", ""))
        if name == "previous_status" and month:
            month = locale.before(month)
        if name == "target_status" or "measure" not in shown:
            return [None] * len(shown)
        at = [name if is_month(name) else month] * len(shown) if "month" not in shown else shown["month"]
        return [words.get(str(m), {}).get(id) for m, id in zip(at, shown["measure"], strict=True)]


for (
    _method
) in "sort_values groupby query eval drop drop_duplicates dropna set_index pivot_table merge xs".split():
    setattr(Frame, _method, _asking(_method))


class Line(_Known, pd.Series):
    """A column or a row of a frame: what pandas makes a table of again (`.unstack()`, `.to_frame()`) is a Frame."""

    @property
    def _constructor(self):
        return Line

    @property
    def _constructor_expanddim(self):
        return Frame

    def _cmp_method(self, other: Any, op: Any) -> Any:
        """Beside a word that an ordered column does not know, the words that it has."""
        if isinstance(self.dtype, pd.CategoricalDtype) and isinstance(other, str):
            _lost(other, self.cat.categories, "mức")
        return super()._cmp_method(other, op)  # type: ignore[misc]


class Words(dict[str, dict[str, list]]):
    """By month and measure the mark and word of a status, which nobody changes: pandas copies what a frame says of
    itself with every column that is taken from it."""

    def __deepcopy__(self, memo: Any) -> Words:
        return self


def _named(of: Mapping[Any, Any]) -> str:
    """Of what a frame with such `.attrs` speaks, with its unit."""
    unit = f" ({locale.unit(str(of['unit']), of.get('lang', 'vi'))})" if of.get("unit") else ""
    return f"{of.get('name', '')}{unit}"


def once(make: Callable[..., Frame]) -> Callable[..., Frame]:
    """What makes a frame of a view, and of measures and places by their codes: made once, given as a copy each time, so
    that what is written into it is not the book's."""

    @wraps(make)
    def kept(view: View, *of: str) -> Frame:
        Frame._spoken = view.lang
        return view.kept(make, *of)

    return kept


def targets(view: View) -> Frame:
    """What was promised, by `measure` (42 rows in the district's programme): annex row, group, names, unit, kind, rule,
    low, high and stretch in the measure's unit, owner in the book's month."""
    own = "kind rule role low high stretch base cadence".split()
    rows = []
    for t in view.programme.targets:
        for m in t.measures:
            owner = m.owner_on(view.day)
            named = (m.id, t.no, t.id, t.group, m.name(view.lang), m.short(view.lang))
            answers = (owner, view.owner_name(owner) if owner else None)
            unit = locale.unit(m.unit, view.lang)
            rows.append((*named, unit, *(getattr(m, n) for n in own), *answers))
    names = [*"measure no target group name short_name unit".split(), *own, "owner", "owner_name"]
    return _typed(pd.DataFrame(rows, columns=names).set_index("measure"), view)


def verdicts(view: View) -> Frame:
    """`targets` and the verdict on each, by `measure`: figures in the measure's unit (nan where it was not assessed),
    shares 0-100, probabilities 0-1, `status` an ordered category, worst first: `v[v.status <= "uncertain"]` is what
    needs help. `target_status` and `target_word` are those of the whole annex row, which several measures may bind,
    `word` is what pages call the verdict, `next_step` the first that is not done of what is met by steps."""
    judged = contract(view.assessments, "assessments").set_index("measure").drop(columns="owner")
    promised = pd.DataFrame(targets(view))
    frame = promised.drop(columns=promised.columns.intersection(judged.columns)).join(judged)
    told = {}
    for x in filter(None, map(view.entry, judged.index)):
        word, lacking = x.word if x.judged else view.say("no_plan_of_its_own"), x.coverage_told or None
        told[x.measure.id] = (word, lacking, *_next_step(x.a.events, view.lang))
    more = pd.DataFrame.from_dict(told, "index", columns=["word", "lacking", "next_step", "next_step_on"])
    rows = {t.id: r.status for t, r in view.rows()}
    of_row = {t.id: view.row_entry(r).word for t, r in view.rows()} if view.whole else {}
    frame = frame.assign(target_status=frame["target"].map(rows), target_word=frame["target"].map(of_row))
    return _spoken(_typed(frame.join(more), view), view)


def _spoken(frame: Frame, view: View) -> Frame:
    """The frame, which tells how pages mark and word a status by month and measure, where that is their own."""
    words = Words()
    for x in filter(None, map(view.entry, view.assessments.measures)):
        a, n = x.a, len(x.a.statuses)
        for i in range(n) if x.judged else ():
            said = [x.mark_then(i), x.word_then(i)]
            usual = [theme.status(a.statuses[i]).key, theme.word(a.statuses[i], lang=view.lang)]
            if all(said) and said != usual:
                month = str(pd.Period(view.month, "M") - (n - 1 - i))
                words.setdefault(month, {})[x.measure.id] = said
    frame.attrs["words"] = words
    return frame


def _next_step(steps: Iterable[dict], lang: str) -> tuple[str | None, dt.date | None]:
    """Name and planned day of the first step that is not done."""
    step: dict[str, Any] = next((s for s in steps if not s.get("done")), {})
    return step.get(f"name_{lang}") or step.get("name"), step.get("planned")


def contract(judged: Assessments, name: Literal["assessments", "commitments"]) -> pd.DataFrame:
    """The verdicts on measures or on commitments as docs/interface.md promises them, a row each: days in ISO, and the
    reasons in both languages."""
    of: Mapping[str, Any] = judged.measures if name == "assessments" else judged.commitments
    names = _ASSESSED if name == "assessments" else _PROMISED
    frame = pd.DataFrame([{n: getattr(a, n) for n in names} for a in of.values()], columns=names)
    for column in frame.columns.intersection(_DAYS):
        frame[column] = [d.isoformat() if d is not None else None for d in frame[column]]
    frame["keys"] = frame["keys"].map(list).astype(object)
    for lang in ("vi", "en"):
        frame[f"reason_{lang}"] = [sentence(a.reason, judged.programme, lang) for a in of.values()]
    return frame


def history(view: View) -> Frame:
    """The verdict by `measure` and `month` (Period), January to the book's month, as judged with what was known then:
    `status` and the `word` that pages print of it, NaN where nothing was known. A month a column:
    `book.history["word"].unstack()`."""
    rows = []
    for id, a in view.assessments.measures.items():
        x, months = view.entry(id), pd.period_range(end=view.month, periods=len(a.statuses), freq="M")
        for i, (month, status) in enumerate(zip(months, a.statuses, strict=True)):
            word = x.word_then(i) if x is not None and x.judged else None
            rows.append((id, month, status, word))
    frame = pd.DataFrame(rows, columns=["measure", "month", "status", "word"])
    return _spoken(_typed(frame.set_index(["measure", "month"]), view), view)


def reports(view: View, measure: str | None = None) -> Frame:
    """Every report of a measure (None: of all), of its plan, forecasts and steps, as it came ("4#plan": of that
    alone): newest period first, the
    reports of one period in the order of their dates. `step`: how far the value moved from the report before (nan: the
    first), so that `r[r["step"].abs() > 0]` are those that revised one. Raises Unknown."""
    frame = view.known
    if measure is not None:
        measure, _, part = str(measure).partition("#")
        frame = frame[frame["measure"].str.split("#").str[0] == view.programme.told(measure).id]
        if part:
            _lost(f"{measure}#{part}", pd.Index(frame["measure"].unique()), "dòng")
            frame = frame[frame["measure"].str.endswith(f"#{part}")]
    frame = frame if view.whole else frame[frame["place"] == view.place]
    frame = frame.assign(reported_on=frame["reported_on"].fillna("").astype(str))
    key = ["period", "measure", "place", "basis"]
    frame = frame.sort_values([*key, "reported_on"], ascending=[False, True, True, True, True])
    told = frame["value"].where(frame["basis"] != "event")  # two events of a month are no revision of one
    moved = told.groupby([frame[k] for k in (*key, "illustrative")], sort=False).diff()
    frame = frame.assign(step=moved)
    frame = frame[[*COLUMNS, "step"]].rename(columns={"source": "file"})
    return _typed(frame, view, measure or "")


def figures(view: View, measure: str, place: str | None = None) -> Frame:
    """A measure by `period`, the month in which it closes: every period from the first with a figure to December of
    the book's year; one vintage, nothing later than the book's month, the units that a place took in added up.

    `value` of the period alone, `to_date` from January (of a state the state), `expected` and `last_year` to date
    (empty over a day across which nothing is compared), p10 … p90 the forecast of `to_date` for months to come; units
    of the measure. `filled`: not reported but worked out, or fitted to the office's count to date. `file`, `sheet`,
    `cell`: where it stands, "; " between several. `place`: a code or name, the book's own when None. Raises Unknown
    (a KeyError) with "did you mean" for a measure or place that does not exist.
    """
    return _figures(view, view.programme.told(measure).id, place_code(view, place))


@once
def _figures(view: View, measure: str, code: str) -> Frame:
    m = view.programme.told(measure)
    s = view.series(m.id, code)
    frame = _by_month(s) if m.kind in AMOUNTS | LEVELS else _as_told(view, m.id, code, s)
    end = pd.Period(f"{view.year}-12", "M")
    if code == view.place:
        frame = _with_path(frame, view, m.id, m.kind)
    for b in view.programme.breaks if m.after == "break" else ():
        # no figure of this year or the next is of the same area as last year's
        if b.places and b.on <= view.day:
            over = (frame.index >= pd.Period(b.on, "M")) & (frame.index.year <= b.on.year + 1)
            frame.loc[over, "last_year"] = np.nan
    known = frame.index[frame[["value", "to_date"]].notna().any(axis=1)]
    frame = frame[(frame.index >= min(known, default=end)) & (frame.index <= end)]
    cells = _cells(view, m.id, code, m.kind)
    told = pd.DataFrame(list(cells.values()), columns=_STANDS, index=closing_months(cells))
    frame = frame.join(told.astype(dict.fromkeys(_STANDS[2:], "str"))[told.index.isin(known)])
    part = closing_months(f"{view.year}-{m:02d}" for m in s.in_part(12))
    frame["filled"] |= frame["value"].notna() & (frame["file"].isna() | frame.index.isin(part))
    return _typed(frame, view, m.id, code)


def by_place(view: View, measure: str) -> Frame:
    """The newest figure of each unit that exists in the book's month, by `place`: its state, or the sum of its months
    from `since` to `period` (a unit that began in July has no January). `before`: the same a year earlier, or the state
    before where there is none (`since_last_year` says which). `small`: it rests on too few cases to be compared.
    `plan`, `share_of_target`, `status` and `word` of a unit that was given a plan of its own; of any other these are
    empty, and `word` says that it has none and is not judged. Empty where no unit reports. Raises Unknown."""
    return _by_place(view, view.programme.told(measure).id)


@once
def _by_place(view: View, measure: str) -> Frame:
    rows = []
    m = view.programme.told(measure)
    planned = {x.a.place: x for x in view.planned.get(m.id, ())}
    for u in unit_figures(view, m.id):
        month = f"{view.year}-{max(u.months):02d}" if u.months else view.month
        since = month if m.kind in STATES else f"{view.year}-{min(u.months, default=1):02d}"
        told = (u.code, u.name, since, month, u.now, u.before, u.since_last_year, u.n, u.of, u.small)
        plan: tuple = (None, None, None, view.say("no_plan_of_its_own"))
        if (x := planned.get(u.code)) is not None:
            given = x.a.target_low if x.a.target_low is not None else x.a.target_high
            plan = (given, x.a.share_of_target, x.a.status, x.word)
        rows.append((*told, *plan))
    names = "place name since period value before since_last_year numerator denominator small".split()
    names += ["plan", "share_of_target", "status", "word"]
    frame = pd.DataFrame(rows, columns=names)
    cells = [_cells(view, m.id, row[0], m.kind).get(row[3], [np.nan] * 5) for row in rows]
    for i, column in enumerate(_STANDS[2:], 2):
        frame[column] = [c[i] for c in cells]
    out = _typed(frame.set_index("place"), view, m.id)
    if not rows:
        out.attrs["empty"] = view.say("no_figures_by_commune", name=m.short(view.lang))
    return out


def commitments(view: View) -> Frame:
    """The promises of the programme's text, by `commitment`: who leads, steps done, due and in all, deadline, status.
    `next_step`: the first that is not done, planned for `next_step_on`; none where all are."""
    frame, rows = contract(view.assessments, "commitments").set_index("commitment"), {}
    for c in view.programme.commitments:
        state = view.assessments.commitments.get(c.id)
        leads = view.owner_name(state.owner) if state and state.owner else None
        step = _next_step(state.steps if state else (), view.lang)
        rows[c.id] = (c.name(view.lang), c.short(view.lang), c.group, c.role, leads, *step)
    names = ["name", "short_name", "group", "role", "owner_name", "next_step", "next_step_on"]
    head = pd.DataFrame.from_dict(rows, orient="index", columns=names)
    return _typed(head.rename_axis("commitment").join(frame, how="right"), view)


def problems(view: View) -> Frame:
    """What is wrong or doubtful in the files, a row each, the gravest first, and what to do about it."""
    found = [p for p in view.problems if p.code not in NOTES]
    rows = [(p.severity, p.source, p.sheet, p.cell, p.value, *p.said(view.lang), p.code) for p in found]
    frame = pd.DataFrame(rows, columns="severity file sheet cell value message remedy code".split())
    frame = _typed(frame.rename(columns={"value": "found"}), view)
    frame = frame.sort_values("severity", ascending=False, kind="stable", ignore_index=True)
    lost, marked = (int((frame["severity"] == s).sum()) for s in ("error", "warning"))
    frame.attrs["name"] = view.say("cells_or_files_not_used", n=lost, marked=marked)
    frame.attrs["empty"] = view.say("no_cell_was_rejected")
    return frame


def files(view: View) -> Frame:
    """The files that had come on the day that counts, by `file`: figures read of them by then, rejected, size in bytes,
    hash of the content."""
    frame = view.inputs.rename(columns={"source": "file"}).set_index("file")
    for column in ("observations", "rejected"):
        frame[column] = frame[column] if column in frame else 0
    out = _typed(frame[["observations", "rejected", "bytes", "sha256"]], view)
    out.attrs |= {"name": view.say("files_read", n=len(out)), "shown": len(out)}
    return out


def place_code(view: View, place: str | None) -> str:
    """The code of a place given by code or name in the book's month, the book's own when None. Raises Unknown."""
    area = view.programme.area
    asked = view.place if place is None else str(place).strip()
    if asked in {view.place, area.id, area.name_vi, area.name_en, view.place_name(area.id)} - {""}:
        return view.place if asked == view.place else area.id
    found = view.places.resolve(asked, view.day)
    if found.code:
        return found.code
    known = [f"{u.code} {u.called(view.lang)}" for u in view.places.units_on(view.day)]
    raise Unknown(
        f"{found.reason_vi} ({found.reason_en}) Có các nơi (places): {area.id}, {listed(known, 20)}."
    )


def _by_month(s: Series) -> pd.DataFrame:
    """Amounts, states or ratios of a series by closing month, all its years."""
    kind, parts = s.measure.kind, []
    ends: Sequence[int]
    for y, year in enumerate(s.years):
        fitted = kind in AMOUNTS | {"ratio"} and s.fitted[y]
        if kind in AMOUNTS:
            ends, (to_date, value) = s.ends, s.as_told(y - len(s.years))
            n = of = np.full(len(value), np.nan)
        elif kind == "ratio":
            ends, to_date, (value, n, of) = range(1, 13), s.shares_to_date[y], (x[y] for x in s.alone())
        else:
            ends, to_date, n, of = range(1, 13), s.levels[y], s.top[y], s.bottom[y]
            value = to_date
            if s.measure.quantities:  # they add up: each period's own stands in its cell
                value, n, of = (x[y] for x in s.alone())
        index = closing_months(f"{year}-{m:02d}" for m in ends)
        columns = {"value": value, "to_date": to_date, "numerator": n, "denominator": of, "filled": fitted}
        parts.append(pd.DataFrame(columns, index=index))
    return _complete(pd.concat(parts))


def _as_told(view: View, measure: str, place: str, s: Series) -> pd.DataFrame:
    """What is counted or reviewed as it is told: by period the number or sum of events, else the reported figure."""
    rows = _rows(view, measure, place)
    rows = rows.assign(value=rows["value"].where(rows["value"].notna() | (rows["basis"] != "event"), 1.0))
    events = (rows["basis"] == "event").any()
    rows = rows[rows["basis"] == "event"] if events else rows.sort_values("basis", key=lambda b: b.map(BASES))
    by = rows.groupby("period")
    last = by[["value", "numerator", "denominator"]].last()
    if events:
        last = by[["value", "numerator", "denominator"]].sum(min_count=1)
        if s.measure.unit == "%":
            last["value"] = (100 * last["numerator"] / last["denominator"]).fillna(by["value"].last())
    last.index = closing_months(last.index)
    count = events and s.measure.unit != "%"
    last["to_date"] = last["value"].groupby(last.index.year).cumsum() if count else last["value"]
    return _complete(last)


def _complete(frame: pd.DataFrame) -> pd.DataFrame:
    """With the columns that only the book's own year has, and last year's figure of the same month beside it."""
    before = frame["to_date"].copy()
    before.index = before.index + 12
    frame["last_year"] = before.reindex(frame.index)
    for column in ("expected", *QUANTILES):
        frame[column] = np.nan
    return frame.assign(filled=frame["filled"] if "filled" in frame else False)[
        ["value", "to_date", "expected", "last_year", *QUANTILES, "numerator", "denominator", "filled"]
    ]


def _with_path(frame: pd.DataFrame, view: View, measure: str, kind: str) -> pd.DataFrame:
    """The book's year as it was judged: what is expected and forecast, gaps filled, nothing compared over a break."""
    a = view.assessments.measures.get(measure)
    if a is None or a.path is None or not len(a.path.periods):
        if a is not None and a.to_date is not None:  # steps done, or none of what was to happen
            at = pd.Period(a.basis_month or view.month, "M")
            frame = frame.reindex(frame.index.union(closing_months([str(at)])))
            told = (a.to_date, a.expected_to_date, a.last_year_to_date)
            frame.loc[at, ["to_date", "expected", "last_year"]] = [np.nan if x is None else x for x in told]
        return frame.assign(filled=frame["filled"].eq(True))
    p = a.path
    index = closing_months(p.periods)
    frame = frame.reindex(frame.index.union(index))
    later = np.arange(len(index)) >= p.known
    frame.loc[index, "to_date"] = np.where(later, np.nan, p.actual)
    frame.loc[index, "expected"], frame.loc[index, "last_year"] = p.expected, p.last_year
    at = pd.Period(a.basis_month or view.month, "M")
    if a.to_date is not None and at in index:  # a whole year's own figure outranks the sum of its months
        frame.loc[at, "to_date"] = a.to_date
    if kind in AMOUNTS:
        frame.loc[index, "value"] = np.where(later, np.nan, p.parts)
    for q in QUANTILES:
        frame.loc[index, q] = np.where(later, getattr(p, q), np.nan)
    gone = closing_months(p.filled)
    frame["filled"] = frame["filled"].eq(True) | frame.index.isin(gone)
    return frame


def _rows(view: View, measure: str, place: str) -> pd.DataFrame:
    """The observations that make a measure's figures of a place: its own, else those of the units it is made of."""
    log, rows = view._ledger.ledger, view.newest
    rows = rows[rows["measure"] == measure]
    at = list(zip(rows["period"], rows["basis"], rows["place"], strict=True))
    of = {p: log.members(place, int(p[:4]), int(p[5:7]), view.day) for p in {p for p, *_ in at}}
    alone = [unit == place and (unit not in of[p] or len(of[p]) == 1) for p, _, unit in at]
    told = {key[:2] for key, own in zip(at, alone, strict=True) if own}
    used = [own or (x[2] in of[x[0]] and x[:2] not in told) for x, own in zip(at, alone, strict=True)]
    return rows[np.array(used, bool)]


def _cells(view: View, measure: str, place: str, kind: str) -> dict[str, list]:
    """By period whether its figure is an estimate, whether illustrative, and where it stands (`_STANDS`)."""
    first = ["month", "year_to_date", "year"] if kind in AMOUNTS | {"ratio"} else ["level", "event", "year"]
    order = {b: i for i, b in enumerate(dict.fromkeys([*first, *BASES]))}
    rows = _rows(view, measure, place)
    told = "period basis vintage illustrative source sheet cell".split()
    by: dict[str, dict[int, list]] = {}
    for month, basis, *at in rows[told].itertuples(index=False, name=None):
        if basis in order:
            by.setdefault(month, {}).setdefault(order[basis], []).append(at)
    found = {}
    for month, ranks in sorted(by.items()):
        vintages, made_up, *at = zip(*ranks[min(ranks)], strict=True)
        joined = ["; ".join(dict.fromkeys(filter(None, column))) for column in at]
        found[month] = ["estimate" in vintages, any(made_up), *joined]
    return found


def _typed(frame: pd.DataFrame, view: View, measure: str = "", place: str = "") -> Frame:
    """Floats, months, days and ordered words; and of what the frame speaks."""
    frame = frame.copy()
    for column in frame.columns:
        if column in _FLOATS:
            frame[column] = frame[column].astype(float)
        elif column in _DAYS:
            frame[column] = pd.to_datetime(frame[column].replace("", None), errors="coerce")
        elif column in _MONTHS:
            frame[column] = pd.PeriodIndex(
                [None if pd.isna(x) else str(x) for x in frame[column]], freq="M", dtype="period[M]"
            )
        elif column in _YES_NO:
            frame[column] = frame[column].eq(True)
        elif column in _WORDS:
            frame[column] = frame[column].astype(object).astype(_WORDS[column])
    out = Frame(frame)
    Frame._spoken = view.lang
    about = {"lang": view.lang, "month": view.month}
    if measure:
        m = view.programme.told(measure)
        where = view.place_name(place or view.place)
        about |= {"measure": m.id, "unit": m.unit, "place": place or view.place}
        about |= {"name": f"{m.short(view.lang)}, {where}"}
    out.attrs = about | ({"mark": view.supposition} if view.supposition else {})
    return out


def _heading(name: str, lang: str) -> str:
    """A column's heading as HTML: its words, and the name by which pandas knows it where that is another."""
    words = heading(name, lang)
    return f'{e(words)} <code class="py">{e(name)}</code>' if name in catalogue(lang)["column"] else e(words)
