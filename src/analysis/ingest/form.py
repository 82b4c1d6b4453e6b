"""A collection form that `brief forms` made (draft/forms.py), filled in and read back without any mapping.

A hidden sheet says which cell holds what. It comes from outside: what it says is held against the visible sheet, and
rows are found by their codes, so that sorted and inserted rows are read right or named.
"""

from __future__ import annotations

import calendar
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from analysis.ingest.checks import THOUSAND
from analysis.ingest.contract import CORRECTS
from analysis.ingest.corrections import CONFIRMED
from analysis.ingest.figures import CONVERTED, Figure, is_whole, rate
from analysis.ingest.filename import as_day
from analysis.ingest.grid import Grid, address
from analysis.ingest.numbers import (
    ambiguous,
    column_style,
    is_nil,
    looks_numeric,
    parse_number,
    readings,
    shown,
)
from analysis.ingest.observation import observation
from analysis.ingest.periods import named
from analysis.ingest.problems import Problem, of_figure, problem
from analysis.ingest.sender import Reading, TableUse
from analysis.ingest.text import fold
from analysis.ingest.units import AMOUNTS, Unit, alike, parse_amount, parse_unit, sized
from analysis.language import LANGUAGES, catalogue, say
from analysis.programme import Measure, Programme

MARK, VERSION, HIDDEN = "brief-form", 1, "_brief"
WRONG_ROWS = 8
# of each column what it holds; a measure of a kind is asked for some of them (draft/forms.py)
COLUMNS = (
    "code name unit how plan last month year_to_date level numerator denominator event cause next deadline"
)
COLUMN = {what: i for i, what in enumerate(COLUMNS.split())}
FIGURES = ("month", "year_to_date", "level")
_ID = re.compile(r"[^\W_][\w.-]{0,40}(?:#[\w.-]{1,40})?")


def is_form(grids: list[Grid]) -> bool:
    return any(grid.get(0, 0) == MARK for grid in grids)


def believed(
    rows: list[dict], problems: list[Problem], programme: Programme
) -> tuple[list[dict], list[Problem]]:
    """A file's observations without those whose declared unit is not their measure's, those out of size with its plan
    of the year or below nought, and those of a form that `programme` has no measure or step for, each named; and named
    too shares that cannot be."""
    known = {m.id for m in programme.measures.values()}
    known |= {f"{m.id}#{s.id}" for m in programme.measures.values() for s in m.steps}
    form = any(p.code == "form" for p in problems)
    kept, named = [], []
    plans = _out_of_size(rows, programme)
    told = {(o["measure"], o["period"]) for i, o in enumerate(rows) if i not in plans}
    for i, o in enumerate(rows):
        at = o["source"], o["sheet"], o["cell"]
        value = o.get("written") or f"{o['value']:.15g}"
        if wanted := _other_unit(o, programme):
            said = {"unit": o["unit"], "wanted": wanted, "where": ""}
            named.append(problem("unit", *at, value, severity="error", **said))
            of_figure(named, len(named) - 1, o["measure"], o["period"], o["place"])
        elif form and o["measure"] not in known:
            named.append(problem("form_measure", *at, o["measure"]))
        elif i in plans:
            where = lambda lang: say(lang, "plan_of_the_year")  # noqa: E731
            doubt = problem("size", *at, value, other=shown(plans[i]), at=where)
            waits = "#" not in o["measure"] and (o["measure"], o["period"]) not in told
            named.append(
                replace(doubt, measure=o["measure"], period=o["period"], place=o["place"]) if waits else doubt
            )
        else:
            wrong = _impossible(o, programme)
            named += [problem(wrong, *at, value)] if wrong else []
            if wrong and o["unit"] != "%":  # an impossible share was sent: no verdict uses it
                of_figure(named, len(named) - 1, o["measure"], o["period"], o["place"])
                continue
            kept.append(o)
    return kept, named


def _impossible(o: dict, programme: Programme) -> str:
    """The code of what is wrong with a share above 100 %, half a person or what there is less than none of; "" where
    nothing is or somebody has confirmed it."""
    measure = (programme.measures | programme.sources).get(o["measure"])  # parts of amounts too
    if measure is None or CONFIRMED in o["note"]:
        return ""
    if measure.unit == "%" and (o["value"] > 100 or (o["numerator"] or 0) > (o["denominator"] or math.inf)):
        return "rate_above"
    least = _ROUGH if o["vintage"] == "estimate" else math.inf  # a large estimate may be worked out
    if CONVERTED not in o["note"] and any(x % 1 and abs(x) < least for x in _counted(o, measure)):
        return "not_whole"
    return "below_nought" if o["value"] < 0 and not FALLS.search(measure.name_vi) else ""


_ROUGH = 100


def _counted(o: dict, measure: Measure) -> Iterator[float]:
    """What of a figure is counted one by one: its value, or the parts of its share, where the programme names them."""
    if is_whole(measure.unit, measure.name_vi):
        yield o["value"]
    elif measure.numerator_vi and not measure.quantities and not _MEASURED.search(measure.numerator_vi):
        yield from (x for x in (o["numerator"], o["denominator"]) if x is not None)


_MEASURED = re.compile(r"\b(?:" + "|".join(map(re.escape, AMOUNTS)) + r")\b")
# what may be less than nothing
FALLS = re.compile(
    r"\b(?:tăng|giảm|chênh lệch|cán cân|cân đối|bội chi|thặng dư|lợi nhuận|lãi|lỗ|biến động|thay đổi|so với)\b",
    re.I,
)


FAR = 10  # times its year's plan: no amount of a year comes to that much
_SIZED = ("flow", "budget", "level")


def _out_of_size(rows: list[dict], programme: Programme) -> dict[int, float]:
    """The year's plan of an amount, by the row of each figure that is far above it, or beside whose row or on whose
    sheet stands a plan hundreds of times off it: đồng for tỷ đồng, or tấn for nghìn tấn, where no unit or the wrong
    one is printed. No figure that somebody has confirmed. Cases that are to be few, and small counts, may be many.
    And of a sheet's amounts where all stand a thousand times below what their plans let expect: tỷ for triệu đồng."""
    of_amounts = [m for m in programme.measures.values() if m.kind in _SIZED and m.unit != "%"]
    amounts = {m.id: max(m.low or 0.0, m.high or 0.0, m.base or 0.0) for m in of_amounts}
    most = {m.id: THOUSAND for m in of_amounts}
    for m in (m for m in of_amounts if not m.lower_is_better):
        unit = parse_unit(m.unit)
        most[m.id] = FAR if amounts[m.id] >= FAR or unit and unit.base in AMOUNTS else THOUSAND
    now, whole = str(programme.year), ("", programme.area.id)
    apart = lambda plan, base: not 1 / THOUSAND < plan / amounts[base] < THOUSAND  # noqa: E731
    known = [
        (i, o, base)
        for i, o in enumerate(rows)
        if amounts.get(base := o["measure"].partition("#")[0]) and CONFIRMED not in o["note"]
    ]
    lost = {
        (o["sheet"], base)
        for _, o, base in known
        if o["measure"].endswith("#plan") and o["place"] in whole and apart(o["value"], base)
    }
    found = {}
    for i, o, base in known:
        this_year = o["period"][:4] == now
        above = o["value"] > (most[base] if this_year else THOUSAND) * amounts[base]
        beside = this_year and o["place"] in whole and apart(o.get("planned") or amounts[base], base)
        if (o["sheet"], base) in lost or above or beside:
            found[i] = amounts[base]
    done = defaultdict[str, dict[str, list]](lambda: defaultdict(list))  # by sheet and measure
    for i, o, base in known:
        unit, counts = parse_unit(o["unit"] or ""), o["basis"] in ("month", "year_to_date", "level")
        amount = most[base] == FAR and (unit and unit.base in AMOUNTS or o["value"] % 1)
        if amount and counts and base == o["measure"] and o["period"][:4] == now and o["place"] in whole:
            done[o["sheet"]][base].append((i, o))
    told = {(o["sheet"], base) for _, o, base in known if o["measure"].endswith("#plan")}
    for name, sheet in done.items():
        below = (_far_below([o for _, o in own], amounts[base], len(sheet)) for base, own in sheet.items())
        if all(below) and not any((name, base) in told for base in sheet):
            found |= {i: amounts[base] for base, own in sheet.items() for i, _ in own}
    return found


def _far_below(told: list[dict], plan: float, beside: int) -> bool:
    """Whether what a sheet tells of one of `beside` measures is the year's plan, as far as the year is gone, in a unit
    a thousand times larger or more; no row whose own plan holds, and nothing of the year's first months alone."""
    last = max(told, key=lambda o: (o["basis"] != "month", o["period"]))
    month = int(last["period"][5:7])
    months = sum(o["basis"] == "month" for o in told) if last["basis"] == "month" else month
    value = sum(o["value"] for o in told) if last["basis"] == "month" else last["value"]
    expected = plan * (1 if last["basis"] == "level" else months / 12)
    fits = any(0.2 * expected < value * size < 5 * expected for size in (1e3, 1e6, 1e9))
    alone = month < 3 and beside < 3 or any(o.get("planned") for o in told)
    return not alone and fits and value * THOUSAND < expected


def _other_unit(o: dict, programme: Programme) -> str:
    """The unit of an observation's measure, where its own is another one or of another size; "" where it is not."""
    id = o["measure"].partition("#")[0]
    measure = programme.measures.get(id) or programme.sources.get(id)
    if measure is None:
        return ""
    one, other = parse_amount(o["unit"] or ""), parse_amount(measure.unit)
    if one and other:
        return "" if one.to(other) == 1 or alike(one, other) else measure.unit
    texts = [fold(u.replace("%", " percent "), marks=False) for u in (o["unit"] or "", measure.unit)]
    (counted, size), (asked, wanted) = (sized(Unit(text, text, 1.0)) for text in texts)
    known, text = (one, asked) if one else (other, counted)
    if known is None or not all(texts) or known.base not in (*AMOUNTS, "%"):
        return measure.unit if counted == asked and size != wanted else ""
    same = fold(known.base.replace("%", "percent"), marks=False) in text
    # "triệu đồng/người" of "triệu đồng"; the first word of "tỷ lệ %" is no size
    same = same and known.size == (1 if known.base == "%" else wanted if one else size)
    return "" if same or texts[0] == texts[1] else measure.unit


def read_form(reading: Reading, grids: list[Grid], path: Path, programme: str) -> None:
    """Put the figures, causes and problems of a form into `reading`. `programme`: whose files these are, "" unknown."""
    hidden = next(g for g in grids if g.get(0, 0) == MARK)
    try:
        form = _Form(reading, hidden, path)
    except (ValueError, KeyError) as e:
        reading.report("form_broken", hidden.name, "", str(e)[:60])
        return
    if programme and form.programme != programme:
        reading.report("form_programme", "", "", form.programme, programme=programme)
        return
    reading.owner = form.owner
    reading.report("form", hidden.name, "", form.programme, month=form.month)
    sheet = next((g for g in grids if g.name == form.sheet), None)
    others = [g for g in grids if g is not hidden and _head_row(g, form.lang) is not None]
    if sheet not in others:
        if not others:
            reading.report("form_gone", form.sheet, "", form.sheet)
            return
        sheet = others[0]
        reading.report("form_sheet", sheet.name, "", sheet.name, was=form.sheet)
    assert sheet is not None
    for copy in others:
        if copy is not sheet:  # of a sheet that was copied within the workbook
            reading.report("form_copied", copy.name, "", copy.name, read=sheet.name)
    for cell, text in (("A2", _text(sheet.get(1, 0))), ("", sheet.name), ("", path.stem)):
        if other := _another_month(text, form.month):  # last month's form, filled in again
            month = f"{int(form.month[5:])}/{form.month[:4]}"
            reading.report("form_month", sheet.name, cell, text, month=month, said=other)
            return
    form.read(sheet)


def _another_month(text: str, month: str) -> str:
    """The month that a title or a name says where it is not the form's, as "6/2026" or "6"; "" where none is."""
    for s in named(text.replace("_", " ")):
        if s.kind == "month" and (s.last != int(month[5:]) or s.year not in (0, int(month[:4]))):
            return f"{s.last}/{s.year}" if s.year else str(s.last)
    return ""


def heads_of(lang: str, table: str = "form_head") -> dict[str, str]:
    """The heads of a form's columns, or of those in which earlier figures are put right, by what they hold."""
    return catalogue(lang)[table]


def _head_row(grid: Grid, lang: str) -> int | None:
    head = heads_of(lang)["code"]
    return next((r for r, row in enumerate(grid.rows[:200]) if row and row[0] == head), None)


class _Form:
    """What the hidden sheet says, checked for its shape. Raises ValueError, KeyError."""

    def __init__(self, reading: Reading, hidden: Grid, path: Path):
        self.reading, self.path = reading, path
        lines = [[_text(v) for v in row] for row in hidden.rows[:5000] if row]
        said = {line[0]: "".join(line[1:2]) for line in lines}  # nobody is the owner of what no office holds
        if said[MARK] != str(VERSION):
            raise ValueError(said[MARK])
        self.programme, self.owner, self.month, self.sheet = (
            said[k] for k in ("programme", "owner", "month", "sheet")
        )
        if not re.fullmatch(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])", self.month):
            raise ValueError(self.month)
        self.lang = said.get("lang", "vi")
        if self.lang not in LANGUAGES:
            raise ValueError(self.lang)
        self.heads, self.wrong_heads = heads_of(self.lang), heads_of(self.lang, "form_wrong_head")
        self.year = int(self.month[:4])
        month = int(self.month[5:])
        self.last = date(self.year, month, calendar.monthrange(self.year, month)[1])
        self.entries: dict[str, list[str]] = {}  # by code what is asked
        self.units: dict[str, str] = {}
        # on which the reported month begins ("15-14"), where not the first
        self.first_day: dict[str, int] = {}
        self.locked: list[tuple[str, int, str]] = []
        for line in lines:
            if line[0] == "entry":
                _, code, unit, day, *asked = line
                if not _ID.fullmatch(code) or not set(asked) <= {*COLUMN, ""} or not 1 <= int(day) <= 28:
                    raise ValueError(" ".join(line))
                self.entries[code] = [a for a in asked if a]
                self.units[code], self.first_day[code] = unit, int(day)
            elif line[0] == "locked":
                if not 0 <= int(line[2]) < len(COLUMN):
                    raise ValueError(" ".join(line))
                self.locked.append((line[1], int(line[2]), line[3] if len(line) > 3 else ""))

    def report(self, code: str, row: int, col: int, value: object = "", **facts: Any) -> None:
        self.reading.report(code, self.grid.name, address(row, col), _text(value), **facts)

    def read(self, grid: Grid) -> None:
        self.grid = grid
        self.formulas = _formulas(self.path, grid.name)
        self.top = _head_row(grid, self.lang) or 0
        wrong = say(self.lang, "form_wrong")
        below = (r for r in range(self.top, len(grid.rows)) if _text(grid.get(r, 0)).startswith(wrong))
        self.bottom = next(below, len(grid.rows))
        codes = [_text(grid.get(r, 0)) for r in range(self.top + 1, self.bottom)]
        self.rows: dict[str, int] = {}
        for r, code in enumerate(codes, self.top + 1):
            if code in self.entries and code not in self.rows:
                self.rows[code] = r
            elif any(not is_nil(_text(v)) for v in (grid.rows[r] if r < len(grid.rows) else [])):
                self.report("form_added", r, 0, code or next(t for v in grid.rows[r] if (t := _text(v))))
        self._dates()
        unusable = self._locked()
        typed = (v for r in self.rows.values() for v in grid.rows[r][6:11])
        self.style = column_style([v for v in typed if isinstance(v, str) and looks_numeric(v)])
        for code, asked in self.entries.items():
            if code not in self.rows:
                self.reading.report("form_row_gone", grid.name, "", code)
            elif code not in unusable:
                self._figures(code, self.rows[code], [a for a in asked if a not in unusable])
        self._wrong(unusable)
        made = self.reading.observations
        if not made:
            self.reading.report("form_empty", grid.name)
        use = TableUse(grid.name, _text(grid.get(1, 0)), "A2", True, [*made], self.year, int(self.month[5:]))
        self.reading.tables.append(use)

    def _dates(self) -> None:
        head = say(self.lang, "form_reported")
        found = next((r for r in range(self.top) if _text(self.grid.get(r, 0)).startswith(head)), None)
        written = "" if found is None else self.grid.get(found, 2)
        if found is None or written == "":
            return
        day = as_day(written)
        if day is None:
            self.report("date", found, 2, written)
        elif day.isoformat()[:7] < self.month:
            self.report("date_before", found, 2, written, period=self.month)
        else:
            self.reading.reported_on = day.isoformat()

    def _locked(self) -> set[str]:
        """Report locked cells that changed, or that hold a figure. The codes and columns whose unit or head is another
        now: not to be read."""
        lost: set[str] = set()
        names = list(COLUMN)
        for code, col, text in self.locked:
            row = self.top if code == self.heads["code"] else self.rows.get(code)
            if row is None or _text(self.grid.get(row, col)) == text:
                continue
            unusable = code == self.heads["code"] or col == COLUMN["unit"]
            changed = "form_meaning" if unusable else "form_locked"
            self.report(changed, row, col, self.grid.get(row, col), was=text)
            if unusable:
                lost.add(names[col] if code == self.heads["code"] else code)
        for code, row in self.rows.items():
            for what in names[COLUMN["month"] :]:
                value = self.grid.get(row, COLUMN[what])
                if what not in self.entries[code] and not is_nil(_text(value)):
                    self.report("form_closed", row, COLUMN[what], value, head=self.heads[what])
        return lost

    def _figures(self, code: str, row: int, asked: list[str]) -> None:
        unit = self.units[code]
        own = [w for w in (*FIGURES, "numerator", "denominator") if w in asked]
        before = len(self.reading.problems)
        values = {w: self._number(row, COLUMN[w], unit) for w in own}
        of_figure(self.reading.problems, before, code, self.month, "")
        top, whole = values.get("numerator"), values.get("denominator")
        if (top is None) != (not whole):
            missing = "numerator" if top is None else "denominator"
            if missing in asked:
                self.report("form_half", row, COLUMN[missing])
        worked = None
        if top is not None and whole:
            worked = rate(Figure(top, "", unit), Figure(whole, "", unit), unit)
        if (day := self.grid.get(row, COLUMN["event"])) != "" and "event" in asked:
            self._event(code, row, day, worked, top, whole)
        elif worked is not None:
            basis = "level" if "level" in asked else "month"
            cell = ";".join(address(row, COLUMN[w]) for w in ("numerator", "denominator"))
            told = values.pop("level", None)
            if told is not None and abs(told - worked) > max(0.06, 0.001 * abs(worked)):
                part, of, share = map(shown, (top or 0, whole or 0, round(worked, 2)))
                self.report("rate", row, COLUMN["level"], told, part=part, whole=of, worked=share)
            self._add(code, basis, worked if told is None else told, cell, numerator=top, denominator=whole)
        for what in FIGURES:
            if (value := values.get(what)) is not None:
                self._add(code, what, value, address(row, COLUMN[what]))
        cause, then = (_text(self.grid.get(row, COLUMN[w])) if w in asked else "" for w in ("cause", "next"))
        if cause or then:
            due = self.grid.get(row, COLUMN["deadline"])
            if due != "" and as_day(due) is None:
                self.report("date", row, COLUMN["deadline"], due)
            by = found.isoformat() if due != "" and (found := as_day(due)) else ""
            self.reading.causes.append({"measure": code, "cause": cause, "next": then, "deadline": by})

    def _event(
        self, code: str, row: int, written: object, worked: float | None, *parts: float | None
    ) -> None:
        col = COLUMN["event"]
        day = as_day(written)
        if day is None or day > self.last + timedelta(days=60) or day.year < self.year - 1:
            self.report("date", row, col, written)
            return
        self._add(code, "event", 1.0 if worked is None else worked, address(row, col), day.isoformat()[:7],
                  period_start=day.isoformat(), period_end=day.isoformat(), vintage="final",
                  numerator=parts[0], denominator=parts[1])  # fmt: skip

    def _number(self, row: int, col: int, unit: str) -> float | None:
        value = self.grid.get(row, col)
        if (row, col) in self.grid.errors:
            error = self.grid.errors[row, col]
            said = {"error": error} if error else {}
            self.report("error_cell" if error else "uncached", row, col, error, **said)
            return None
        if value == "" or isinstance(value, str) and is_nil(value):
            return None
        if (row, col) in self.formulas:
            self.report("form_formula", row, col, self.formulas[row, col])
        if (row, col) in self.grid.percents and "%" not in unit:  # "50%" typed for an amount
            self.report("not_a_number", row, col, f"{_text(value)}%")
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        text = _text(value)
        if looks_numeric(text) and ambiguous(text, self.style):
            large, small = map(shown, readings(text))
            self.report("separator_open", row, col, text, large=large, small=small)
            return None
        try:
            return parse_number(text, self.style)
        except ValueError:
            self.report("not_a_number", row, col, text)
            return None

    def _add(self, code: str, basis: str, value: float, cell: str, period: str = "", **more: Any) -> None:
        period = period or self.month
        day = self.first_day.get(code, 1)
        year, month = int(period[:4]), int(period[5:])
        spell: dict[str, str] = {}
        if basis == "year_to_date" or basis == "month" and day > 1:
            start = date(year, month if basis == "month" else 1, 1)
            end = date(year, month, calendar.monthrange(year, month)[1])
            if day > 1:
                start, end = (start - timedelta(days=1)).replace(day=day), end.replace(day=day - 1)
            spell = {"period_start": start.isoformat(), "period_end": end.isoformat()}
        told = {"measure": code, "period": period, "basis": basis, "value": value, "cell": cell}
        said = {"unit": self.units[code], "vintage": "preliminary", "sheet": self.grid.name} | spell | more
        self.reading.observations.append(observation(self.reading.shared(), **told, **said))

    def _wrong(self, unusable: set[str]) -> None:
        """Figures of earlier months that the office puts right: reports of those months, told later."""
        for row in range(self.bottom + 2, min(self.bottom + 60, len(self.grid.rows))):
            cells = [self.grid.get(row, c) for c in range(len(self.wrong_heads))]
            if all(is_nil(_text(v)) for v in cells):
                continue
            month, code, kind, _, _, why = map(_text, cells)
            period = _month(cells[0])
            what = next((w for w in FIGURES if self.heads[w] == kind), "")
            asked = code in self.entries and code not in unusable
            known = (period and period <= self.month, asked, what in self.entries.get(code, []))
            lacking = next((c for c, ok in enumerate(known) if not ok), None)
            value = self._number(row, 4, self.units[code]) if lacking is None else None
            if lacking is not None or value is None:
                col = 4 if lacking is None else lacking
                lost = (
                    lacking == 1 and code in self.entries
                )  # its unit, or the head of its column, was changed
                head = self.heads["unit"] if lost else [*self.wrong_heads.values()][col]
                self.report("form_wrong", row, col, cells[col], head=head)
                continue
            told = self.reading.reported_on or self.last.isoformat()
            said = "; ".join(t for t in (f"{CORRECTS} {_text(cells[3])}".strip(), why) if t)
            self._add(code, what, value, address(row, 4), period, reported_on=told, note=said)


def _month(value: object) -> str:
    """ "12/2025", "2025-12" or a day as YYYY-MM; "" for anything else."""
    text = _text(value)
    if hit := re.fullmatch(r"(\d{1,2})\s*[/.-]\s*(\d{4})", text):
        text = f"{hit[2]}-{int(hit[1]):02d}"
    elif (day := as_day(value)) is not None and not isinstance(value, (int, float)):
        text = day.isoformat()[:7]
    return text if re.fullmatch(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])", text) else ""


def _text(value: object) -> str:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return str(value).strip()


def _formulas(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """The formulas of a sheet by cell, for .xlsx; calamine tells only what they came to."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
        rows = book[sheet].iter_rows(max_row=1000, max_col=len(COLUMN))
        held = ((c, c.value) for row in rows for c in row)
        return {(c.row - 1, c.column - 1): v for c, v in held if isinstance(v, str) and v.startswith("=")}
    except Exception:  # noqa: BLE001 - another kind of file: what the formulas came to is read all the same
        return {}


def causes_yaml(causes: Iterable[dict]) -> str:
    """Causes from forms as they may be pasted below `causes:` of the month's notes, each text quoted."""
    import json

    lines = []
    for cause in causes:
        said = [f"measure: {json.dumps(cause['measure'])}"]
        said += [
            f"{k}: {json.dumps(v, ensure_ascii=False)}" for k in ("cause", "next") if (v := cause.get(k))
        ]
        said += [f"deadline: {cause['deadline']}"] if cause.get("deadline") else []
        lines.append(f"  - {{{', '.join(said)}}}")
    twice = [m for m, n in Counter(c["measure"] for c in causes).items() if n > 1]
    return "\n".join([*[f"  # hai biểu cùng nói về {m} (two forms speak of it)" for m in twice], *lines])
