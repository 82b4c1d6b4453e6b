"""One sender's tables, found in the sheets of a file and read under the rules of the sources file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from analysis.ingest import match
from analysis.ingest.checks import TOTAL, Made, check_table, refused
from analysis.ingest.context import Context, context, planned_by
from analysis.ingest.events import Event, find_events
from analysis.ingest.figures import Cells
from analysis.ingest.filename import from_name, reported_on, spelt
from analysis.ingest.grid import Grid, address, column_name, place
from analysis.ingest.heads import AGAINST, Head, begins_later
from analysis.ingest.match import PickedColumn, PickedRow
from analysis.ingest.names import Names, is_valid
from analysis.ingest.numbers import shown
from analysis.ingest.observation import HIDDEN, Maker, observation
from analysis.ingest.periods import Span, closing, named, plain, spans, until, words_beside
from analysis.ingest.place_labels import Divisions
from analysis.ingest.problems import Problem, Severity, in_words, of_figure, problem
from analysis.ingest.remarks import BESIDE_TOTAL, NOT_THERE, Said, more_said
from analysis.ingest.sheet import FIGURES
from analysis.ingest.sources import Source, Sources, TableRule
from analysis.ingest.tables import DRAFT, Table, find_tables, named_on, of_one_name, titles, withdrawn
from analysis.ingest.text import fold, nearest
from analysis.ingest.units import MONEY, bracketed_units, caption_within, parse_unit
from analysis.written import fiscal_year


@dataclass
class Left:
    """A row of a table that no rule takes: its cell and words, the rows above, its newest figure with its cell."""

    cell: str
    label: str
    above: tuple[str, ...]
    at: str
    value: str
    unit: str
    may_be: str = ""  # the target that it is perhaps a figure of


def left_rows(table: Table, rules: list[TableRule], at: Context, whole: Names) -> list[Left]:
    """The rows with a figure that none of the rules takes; `whole`: the names of sums."""
    found = []
    for row in match.unclaimed(table, rules, whole):
        if column := match.newest(row, table, at):
            unit = table.unit_at(row, column)[0]
            kind, value = table.cells[row.row, column.col]
            said = shown(float(str(value))) if kind == "number" else str(value)
            figure = said, unit.text if unit else ""
            found.append(Left(row.label_cell, row.printed, row.path, address(row.row, column.col), *figure))
    return found


@dataclass
class TableUse:
    """What one table of a file gave: for the report of `brief check`."""

    sheet: str
    title: str
    cell: str
    asked: bool
    made: list[dict[str, Any]] = field(
        default_factory=list, repr=False
    )  # its figures, also those given up later
    year: int = 0
    month: int = 0
    table: Table | None = field(default=None, repr=False)
    left: list[Left] = field(default_factory=list)  # of a declared table, where all are looked at


@dataclass
class Reading:
    """A file as read. `observations` are dicts with the keys of COLUMNS, dates as ISO texts."""

    source: str
    sha256: str = ""
    owner: str = ""
    reported_on: str = ""
    illustrative: bool = False
    unreadable: bool = False
    observations: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tables: list[TableUse] = field(default_factory=list)
    # of a collection form: measure, cause, next, deadline
    causes: list[dict[str, str]] = field(default_factory=list)

    def report(self, code: str, *at: str, **facts: Any) -> None:
        """Note a problem of a code; `at`: sheet, cell, value, as far as it has them."""
        self.problems.append(problem(code, self.source, *at, **facts))

    def shared(self) -> dict[str, Any]:
        """What all observations of the file have alike."""
        return {k: getattr(self, k) for k in ("reported_on", "source", "sha256", "illustrative")}


# a sheet "T8-25", "12-25"
_SHORT = re.compile(r"^(?:t|th|thg|thang|tháng)?[ .]*(\d{1,2})\s*[-./]\s*([2-3]\d)$", re.I)


_KEY = itemgetter("measure", "place", "period", "period_start", "basis")
_GOES_ON = re.compile(r"\btiep\b|continued")
_PAPER = re.compile(r"^(?:phụ lục|biểu|mẫu|pl|bm)[ .]*\d+\w?\s*[-_.]\s*", re.I)  # "Phụ lục 3-T6"


@dataclass
class _Job:
    table: Table
    rules: list[TableRule]
    at: Context
    use: TableUse
    back: str  # the words of its sheet's name that take it back

    def is_gone(self, jobs: list[_Job]) -> bool:
        """Whether it is taken back: as what no longer holds, or as a draft beside what was to come of it."""
        same = (j for j in jobs if not j.back and (j.at.year, j.at.month) == (self.at.year, self.at.month))
        return bool(self.back) and (
            not DRAFT.search(self.back) or any(r in j.rules for j in same for r in self.rules)
        )


def _misnamed(job: _Job) -> bool:
    months = [s for s in spans(spelt(job.table.sheet)) if s.kind == "month"]
    return bool(months) and job.at.month not in {s.last for s in months}


def _fits(span: Span, period: str) -> bool:
    """Whether a period that is named holds that of a figure, or a day up to which it is does not lie before it."""
    year, month = map(int, period.split("-"))
    if span.kind == "day":
        return (span.year or year, span.last) >= (year, month)
    return span.year in (0, year) and (span.yearly or span.first <= month <= span.last)


# words of a line that says a period and nothing else
_OF_TIME = frozenset(
    "bao cao so lieu ky tinh tu den het ngay thang quy nam thoi diem nien do ngan sach".split()
)
_TOLD = re.compile(r"(?i)\b(tháng|quý|năm)(?: báo cáo)?:")


class Sender:
    """Reads the sheets of one file for one sender into a Reading."""

    def __init__(
        self, reading: Reading, source: Source, sources: Sources, path: Path, survey: bool,
        confirmed: Collection[tuple[str, str]] = (),
    ):  # fmt: skip
        self.confirmed = confirmed  # (sheet, cell) of figures that a person has corrected or confirmed
        self.reading, self.source, self.sources = reading, source, sources
        self.told = set(reading.problems)
        parts = (u for u in map(parse_unit, path.stem.split("_")) if u and u.size > 1)
        units = bracketed_units(path.stem) or caption_within(path.stem) or parts
        self.money = [u for u in units if u.base in MONEY]  # the unit that the file's name says
        self.path, self.survey = path, survey
        self.names = re.split(r"[/\\]", reading.source.rpartition(".")[0])[::-1]  # of its file and folders
        self.titles = [[{*fold(w, marks=False).split()} for w in rule.title] for rule in source.tables]
        self.divisions = Divisions(sources, self.report)
        self.known: dict[tuple, tuple[dict[str, Any], Table | None]] = {}
        self.sheet = ""
        self.before: Table | None = None  # the last table of the sheet before
        self.periods: set[str] = set()  # the months of its tables
        self.looked: set[str] = set()  # sheets whose tables are known
        self.lacking: dict[tuple, list[dict[str, Table]]] = {}  # rows not found, by rule, title and month
        self.unasked: list[Table] = []  # tables of them that no rule asks for

    def report(self, code: str, cell: str, value: str, **facts: Any) -> None:
        found = problem(code, self.reading.source, self.sheet, cell, value, **facts)
        if found not in self.told:
            self.told.add(found)
            self.reading.problems.append(found)

    def read(self, grids: list[Grid]) -> None:
        self.reading.owner = self.reading.owner or self.source.owner
        whole, own = reported_on(self.source.reported_on, self.path, grids)
        self.reading.reported_on = self.reading.reported_on or whole
        self.dated = own  # sheets with a date line of their own
        self.file = self.reading.shared()
        self.sheets = [grid.name for grid in grids]
        used: set[int] = set()
        jobs = [job for grid in grids for job in self._look(grid, used)]
        months = Counter((j.at.year, j.at.month) for j in jobs if j.at.month)
        self.periods = {f"{year}-{month:02d}" for year, month in months}
        usual = max(months, key=lambda m: (months[m], m), default=None)
        # A visible, newer table outranks a hidden or left-over one that says something else of the same
        # month.
        # One whose sheet is named after another month comes last: its title was left.
        for job in sorted(jobs, key=lambda j: (not j.table.visible, -j.at.year, -j.at.month, _misnamed(j))):
            self.sheet = job.table.sheet
            if job.is_gone(jobs):
                cell = job.table.title_cell
                self.report("remark_against", cell, job.table.title, said=self.sheet, at=cell)
                used.update(map(self.source.tables.index, job.rules))
                continue
            if usual and months[usual] > 2 and job.at.month and (job.at.year, job.at.month) != usual:
                said = {"month": f"{job.at.month}/{job.at.year}", "usual": f"{usual[1]}/{usual[0]}"}
                self.report("other_month", job.table.title_cell, job.table.title, **said)
            for rule in job.rules:
                used.add(self.source.tables.index(rule))
                before = len(self.reading.observations)
                self._apply(job.table, rule, job.at)
                made = self.reading.observations[before:]
                job.use.made += made
                read = [o["period"] for o in made if o["basis"] != "year"]
                if read and not job.use.month:  # dated by the rule
                    job.use.year, job.use.month = map(int, max(read).split("-"))
        for tables in self.lacking.values():  # a table and those that continue it have its rows between them
            for label in [x for x in tables[0] if all(x in t for t in tables)]:
                table = tables[0][label]
                guess = nearest(label, [r.label for r in table.rows])
                like = next((r for r in table.rows if r.label == guess), None)
                at = (like.label_cell, like.printed) if like else (table.title_cell, table.title)
                self.sheet = table.sheet
                self.report("no_row", *at, label=label, guess=guess)
        self.sheet = ""
        self._missing(used, grids)

    def _look(self, grid: Grid, used: set[int]) -> list[_Job]:
        """The tables of a sheet that rules ask for; lists of events are read at once."""
        self.sheet = grid.name
        words = {*grid.words.split()}
        asked = [any(title <= words for title in titles) for titles in self.titles]
        before, self.before = self.before, None
        if not (self.survey or any(asked) or before and (_GOES_ON.search(grid.words) or named_on(grid))):
            return []
        listed, back = False, withdrawn(grid.name, self.sheets)
        for i, rule in enumerate(self.source.tables):
            lists = asked[i] and rule.events
            if lists and (found := find_events(grid, rule, self.report, self.divisions.elsewhere)):
                used.add(i)
                listed = True
                self._events(grid, rule, found[0], [] if back else found[1])
                if back:
                    self.report("remark_against", "", found[0], said=grid.name, at="A1")
        jobs = []
        self.looked.add(grid.name)
        for table in [] if listed else find_tables(grid, before):
            self.before = table
            rules = [r for r in match.table_rules(table, self.source) if not r.events]
            use = TableUse(table.sheet, table.title, table.title_cell, bool(rules), table=table)
            self.reading.tables.append(use)
            if rules:
                at = context(table)
                names = (from_name(p, self.path.name) for p in self.source.period if not at.month)
                named = next(filter(None, names), None)
                if named and at.year in (0, int(named[0])):
                    at = Context(int(named[0]), int(named[1]), "file")
                elif self.source.period and not at.month and not all(r.period for r in rules):
                    heads = "; ".join(c.text for c in table.columns[:6])
                    said = {"name": self.path.name, "pattern": ", ".join(self.source.period), "heads": heads}
                    self.report("name_period", table.title_cell, table.title, **said)
                use.year, use.month = at.year, at.month
                use.left = left_rows(table, rules, at, self.divisions.whole) if self.survey else []
                jobs.append(_Job(table, rules, at, use, back))
            else:
                self.unasked.append(table)
        return jobs

    def _missing(self, used: set[int], grids: list[Grid]) -> None:
        """Rules that found no table, with the table that nearly bears their title."""
        rules = [rule for i, rule in enumerate(self.source.tables) if i not in used]
        tables = [(t.sheet, t.title, t.title_cell) for t in self.unasked]
        for grid in grids if rules else []:
            if grid.name not in self.looked and any(match.may_be_near(rule, grid.words) for rule in rules):
                tables += titles(grid)
        for rule in rules:
            near = [(*t, words) for t in tables if (words := match.near_title(rule, t[1]))]
            for self.sheet, title, cell, words in near:
                self.report("near_title", cell, title, name=words)
            self.sheet = ""
            if not near and not rule.optional:
                self.report("no_table", "", "", title=rule.title[0])

    def _apply(self, table: Table, rule: TableRule, at: Context) -> None:
        table = match.without_words(
            match.with_labels(table, rule.label) if rule.label else table, rule.ignore
        )
        if said := fiscal_year(f"{table.title} {table.top}"):
            self.report("fiscal_year", table.title_cell, table.title, said=said)
            return
        if self.money and any(u.base in MONEY for u in (*table.captions, parse_unit(rule.unit or "")) if u):
            table.caption(self.money, self.path.name, False)
        if (given := self._given(table, rule, at)) is None:
            return
        at = replace(given, plan=planned_by(table, rule))
        dated, others = match.period_rows(table, at) if table.rows else ([], [])
        if rule.periods == "rows" and dated:
            newest = max(r.span.year for r in dated if r.span)
            at = at if at.year else replace(at, year=newest, month=0, origin="rows")
        elif len(dated) > max(1, 2 * len(others)) and (first := dated[0].row):
            self.report("period_rows", first.label_cell, dated[0].label)
            return
        if not 1900 <= at.year <= 2100:
            self.report("no_period", table.title_cell, table.title)
            return
        day = date(at.year, at.month or 12, 1).isoformat()
        if not at.month and rule.columns and all("plan" in (c.is_, c.facet) for c in rule.columns):
            day = self.divisions.given(table, rule, at.year)
        place = self.source.place if rule.place is None else rule.place
        if place == "sheet":
            code = self.divisions.on(day).find(table.sheet)
            if code is None and self.divisions.whole.find(table.sheet) is None:
                guess = nearest(table.sheet, [p.name for p in self.sources.units])
                self.report("sheet_place", "", table.sheet, guess=guess)
                return
            place = code or ""
        own = rule.place == "sheet" or place in {p.code for p in self.sources.units} and not rule.places
        if own and self.divisions.is_of_another(table, rule, place, day):
            return
        if self.divisions.is_gone(place, table, day):
            return
        places = self.divisions.of(table, rule, day)
        whole = not (place or rule.places or rule.place)
        if (whole or rule.places) and self.divisions.is_of_one(table, rule, day):
            return
        if whole:
            table = replace(table, columns=self.divisions.columns_of_whole(table, places))
        known = self.divisions.on(day)
        words = Said(
            table, rule, self.divisions.areas, lambda text: bool(place) and known.find(text) == place
        )
        if self._says_else(words, at):
            return
        if rule.places:
            self.divisions.ask(table, rule, places, day)
        cells = Cells(table, rule, self.report)
        columns, double, open_ = match.pick_columns(table, rule, at, places, self.divisions.sums)
        columns = self.divisions.columns(rule, columns, at) if rule.places == "columns" else columns
        for again in double:
            self.report("double_column", address(table.header_rows[0], again.col), again.text)
        for asked, more in open_:
            code = "head_more" if asked in columns else "head_words"
            cell = address(table.header_rows[0], asked.column.col)
            self.report(code, cell, asked.column.text, words=more)
        if not self._complete(table, rule, at, [*columns, *(p for p, _ in open_)]):
            return
        if not columns and not open_:
            heads = "; ".join(c.text for c in table.columns[:6])
            # a list of something else below the table whose title it has
            severity: Severity | None = "note" if table.lent and self.reading.observations else None
            self.report("no_columns", table.title_cell, table.title, heads=heads, severity=severity)
            return
        if rule.periods == "rows":
            unsure = match.unsure_rows(table, dated, columns, at)
            rows = [r for r in dated if r.row not in unsure]
            for other in (*others, *unsure):
                self.report("no_period_row", other.label_cell, other.printed)
        elif rule.places == "rows":
            rows = self.divisions.rows(table, places, day)
        else:
            rows = self._rows(table, rule, at)
        cells.decimals = {p.column.col: p.rule.decimal for p in columns if p.rule.decimal}
        maker = Maker(table, rule, at, place, self.file, cells, self.report, self.reading.problems)
        found = [(row, column, one) for row in rows for column, one in maker.made(row, columns)]
        made = [m for m in self._grouped(table, words, found, whole) if self._add(m[2], table)]
        valid = sum(is_valid(p, day) for p in self.sources.units)
        self._dates(table, at, made)
        open_ones = [m for m in made if (m[2]["sheet"], m[2]["cell"]) not in self.confirmed]
        doubtful = refused(table, cells, at, open_ones, self.report)
        made = self._remarked(table, words, self._without(made, {*map(id, doubtful)}), whole)
        self._hidden(table, made)
        if made and table.lent_over:
            cell = address(table.header_rows[0], table.columns[0].col)
            self.report("title_lent", cell, table.title, words=table.lent_over[:200])
        told = {r.place for r in rows} | {c.place for c in columns}
        check_table(table, cells, at, made, (len(told - {""}), valid), self.report)
        cells.report_missing_unit()

    def _says_else(self, said: Said, at: Context) -> bool:
        """Whether the words around a table make other figures of its own than its rule asks for; all that nothing
        explains is reported."""
        found = [*said.title(at, self.path.stem)]
        turned = [d for d in found if d[2]]
        for cell, words, _ in turned[:1] or found:
            self.report("title_words" if turned else "title_more", cell, said.table.title, words=words)
        return bool(turned)

    def _grouped(self, table: Table, said: Said, made: Made, whole: bool) -> Made:
        """The figures but for those that a group above them makes others, or of another place (both reported)."""
        gone: set[int] = set()
        for code, group, found, other in said.groups(made, self.divisions.of_group(table, said.rule, whole)):
            if own := [m for m in found if id(m[2]) not in gone]:
                row = own[0][0].row
                at = table.cell_above(group, row) or (row.label_cell if row else "")
                if other:
                    self.report(code, at, group, name=other)
                else:
                    self._against(own, group, at, code)
                gone |= {id(m[2]) for m in own if code != "remark"}
        left = [m for m in made if id(m[2]) not in gone]
        for site, own in self.divisions.strange_sites(table, left):
            row = own[0][0].row
            self._against(own, site, table.cell_above(site, row), "remark")
        return left

    def _remarked(self, table: Table, said: Said, made: Made, whole: bool) -> Made:
        """Hold figures against the remarks beside them: those of another month or unit, and of another area than the
        `whole` one, are reported and left out."""
        other = self.divisions.areas.other if whole else None
        rows: dict[int, Made] = {}
        for one in made:
            rows.setdefault(one[0].row.row if one[0].row else -1, []).append(one)
        gone: set[int] = set()
        left = made
        for cell, text, row, col in table.remarks:
            told, blank = text, False
            if row is None and col is None:
                told, own = said.about(text, left)
                own = own or left
            else:
                found = left if row is None else rows.get(row, [])
                if not found and BESIDE_TOTAL.fullmatch(text):
                    found = [m for m in left if m[0].row and TOTAL.fullmatch(plain(m[0].row.label))]
                found = [m for m in found if id(m[2]) not in gone]
                own = [m for m in found if col in (None, m[1].column.col)]
                blank = (
                    not own
                    and row is not None
                    and table.cells.get(place(cell) or (-1, -1), ("", ""))[0] not in FIGURES
                )
                own = found if blank and not NOT_THERE.match(text) else own
            if own and self.divisions.is_site(table, said.rule, own[0][0], text):
                continue
            if own and (code := said.remark(told, own, other)):
                code = "remark" if blank else code
                self._against(own, text, cell, code)
                if code == "remark_against":
                    gone |= {id(m[2]) for m in own}
                    left = [m for m in left if id(m[2]) not in gone]
                for _, _, o in own:
                    o["note"] = "; ".join(filter(None, [o["note"], text[:200]]))
        return self._without(made, gone) if gone else made

    def _without(self, made: Made, gone: set[int]) -> Made:
        """What is made but for some observations, which are given up."""
        if gone:
            for o in (m[2] for m in made if id(m[2]) in gone):
                of_figure(
                    self.reading.problems, 0, o["measure"], o["period"], o["place"], (o["sheet"], o["cell"])
                )
            self.reading.observations = [o for o in self.reading.observations if id(o) not in gone]
        kept = {id(o) for o in self.reading.observations}
        return [m for m in made if id(m[2]) in kept]

    def _against(self, lost: Made, words: str, at: str, code: str = "remark_against") -> None:
        first = lost[0][2]
        self.report(code, first["cell"], f"{first['value']:.15g}", said=words[:200], at=at)

    def _dates(self, table: Table, at: Context, made: Made) -> None:
        """The day of the report: of the sheet's own date line, else of the file; none that lies before the figures."""
        day = self.dated.get(table.sheet, self.reading.reported_on)
        own = [o for _, _, o in made if "#" not in o["measure"] and o["basis"] != "year"]
        facts = [o for o in own if o["vintage"] != "estimate"]
        newest = max((o["period"] for o in facts), default="")
        told = {o["period"] for o in own}
        if any(o["vintage"] != "final" and o["basis"] in ("month", "year_to_date") for o in facts):
            self._doubt(table, at, day, told, newest)
        if day and newest and day[:7] < newest:
            self.report("date_before", "", day, period=newest)
            day = self.reading.reported_on if self.reading.reported_on[:7] >= newest else ""
        for _, _, o in made:
            o["reported_on"] = day

    def _doubt(self, table: Table, at: Context, day: str, told: set[str], newest: str) -> None:
        """Ask about figures of another time than their title, a line above them, the report's own day or the names of
        their file, folders and sheet say: what was left of another month, or typed wrongly."""
        months = lambda text: 12 * int(text[:4]) + int(text[5:7])  # noqa: E731
        held = told | ({f"{at.year}-{at.month:02d}"} if at.month and at.origin != "sheet" else set())
        fits = lambda said: not said or any(_fits(s, p) for s in said for p in held)  # noqa: E731
        period, cell, title = max(told), table.title_cell, Head.of((table.title,))
        year, month = closing(table.title) or (0, 0)
        read = [(at.reading(c), Head.of(c.path).spans) for c in table.columns if not c.beside]
        kinds = ("month", "year_to_date", "quarter")
        heads = [s for r, own in read if r.meaning in kinds and not r.shift for s in own]
        headed = [s.last for s in heads if not s.yearly and s.year in (0, at.year)]
        now = any(r.meaning == "month" and not own for r, own in read)
        if headed and not now and max(headed) < month:
            period, cell = f"{at.year}-{max(headed):02d}", address(table.header_rows[1], table.columns[0].col)
            return self.report("year_doubt", cell, table.title, period=period, other=f"“{table.title}”")
        if month and newest > f"{year}-{month:02d}":
            return self.report("year_doubt", cell, table.title, period=newest, other=f"“{table.title}”")
        others = (
            []
            if fits([s for s in title.spans if s.kind != "day"]) or AGAINST.search(title)
            else [table.title]
        )
        years = [(name, s) for name in (table.sheet, *self.names) for s in spans(name) if s.year]
        if all(s.year != int(newest[:4]) for _, s in years):
            since = lambda s: 12 * s.year + (1 if s.yearly else s.last) - months(newest)  # noqa: E731
            others += (name for name, s in years if not 0 <= since(s) <= 3 and abs(since(s)) < 40)
            others += [day] * bool(day and months(day) - months(newest) in (12, 13))
        of_file, of_sheet = (
            [replace(s, year=0) for s in spans(spelt(name)) if s.kind != "day" and not s.yearly]
            for name in (self.path.stem, table.sheet)
        )
        # a book with a sheet for each month
        listed = of_sheet and any(_fits(s, period) for s in of_file for period in self.periods)
        others += [self.path.stem] * (not fits(of_file) and not listed)
        others += [table.sheet] * (not fits(of_sheet))
        lines = {table.sheet, *(text for _, text in table.heading)} - {text for _, text, *_ in table.remarks}
        for line in (_TOLD.sub(r"\1", line) for line in sorted(lines)):
            said = [s for s in spans(line) if s.kind != "day" or until(line, s)]
            others += [line] * (words_beside(line) <= _OF_TIME and not fits(said))
        for name in self.names[1:]:  # a folder of a month before that of the figures
            told_of = (s for s in spans(spelt(name)) if s.year and not s.yearly and not s.day)
            if (ends := [f"{s.year}-{s.last:02d}" for s in told_of]) and max(ends) < newest:
                others.append(name)
        if others:
            self.report("year_doubt", cell, table.title, period=period, other=f"“{others[0]}”")

    def _given(self, table: Table, rule: TableRule, at: Context) -> Context | None:
        """What the table reports on: as the rule says, else as the table does; None (reported) where the sheet's name
        was to say it and does not."""
        if rule.ignore:
            at = context(table)
        if not rule.period:
            return at
        if rule.period == "sheet":
            name = _SHORT.sub(r"T\1/\2", _PAPER.sub("", table.sheet.strip()))
            span = next((s for s in named(name) if s.kind not in ("day", "unclear")), None)
            if span is None or not (span.year or at.year):
                self.report("sheet_period", "", table.sheet)
                return None
            length = span.last - span.first + 1
            of, last = span.year or at.year, 0 if span.yearly else span.last
            since = at.since or begins_later(Head.of((name,)), (span,))
            return replace(at, year=of, month=last, origin="sheet", length=length, since=since)
        year, _, month = rule.period.partition("-")
        month = month or str(at.month if at.year == int(year) else 0)
        return Context(int(year), int(month), "rule", heads=at.heads)

    def _complete(self, table: Table, rule: TableRule, at: Context, columns: list[PickedColumn]) -> bool:
        """Report declared columns that the table lacks and heads not understood; whether no required one is missing."""
        asked = rule.columns if columns and rule.places != "columns" else []
        lacking = [r for r in asked if not (r.optional or any(p.rule is r for p in columns))]
        lacking = [r for r in lacking if at.month != 1 or r.is_ != "year_to_date"]
        for column in lacking:
            name = "; ".join(column.words) or in_words(column.is_ or "", "basis", "column")
            severity: Severity | None = "error" if column.required else None
            self.report("no_column", table.title_cell, table.title, column=name, severity=severity)
        used = {p.column.col for p in columns}
        for head in table.columns:
            words = at.reading(head).unclear
            filled = any((row.row, head.col) in table.cells for row in table.rows)
            if words and filled and not head.beside and not head.hidden and head.col not in used:
                self.report("unclear_head", address(table.header_rows[0], head.col), head.text, words=words)
        return not any(c.required for c in lacking)

    def _hidden(self, table: Table, made: Made) -> None:
        """One note for the figures of a table that nobody sees in Excel."""
        rows = {f"dòng {row.row + 1}": row for picked, _, _ in made for row in picked.hidden}
        columns = {f"cột {column_name(c.column.col)}": c.column.col for _, c, _ in made if c.column.hidden}
        cells = [f"ô {o['cell']}" for r, c, o in made if r.row and (r.row.row, c.column.col) in table.unseen]
        places = [*columns, *rows, *cells] if table.visible else ["cả trang"] if made else []
        if places:
            where = ", ".join(places[:6]) + (" …" if len(places) > 6 else "")
            cell = next((o["cell"] for _, _, o in made if HIDDEN in o["note"]), "")
            severity: Severity | None = "warning" if cells and table.visible else None
            self.report("hidden", cell, "", where=where, severity=severity)

    def _rows(self, table: Table, rule: TableRule, at: Context) -> list[PickedRow]:
        rows, lacking, near = match.pick_rows(table, rule.rows)
        absent = self.lacking.setdefault((self.source.tables.index(rule), table.title, at), [])
        absent.append({wanted.label or wanted.numerator[0]: table for wanted in lacking})
        for picked in rows:
            for row, words in more_said(picked):
                self.report("row_more", row.label_cell, row.printed, words=words)
        for row, guess, used in near:
            self.report("marks_only" if used else "near_name", row.label_cell, row.label, name=guess)
        return rows

    def _add(self, one: dict[str, Any], table: Table) -> bool:
        """Keep an observation; the same measure and period with another value is reported and left out, in one table
        both of them but for a hidden one beside a shown one: nothing says which is meant.

        Within one table an estimate and a later figure of one month may stand side by side.
        """
        key = _KEY(one)
        first, where = self.known.get(key, (None, None))
        if first is None or (where is table and first["vintage"] != one["vintage"]):
            self.known.setdefault(key, (one, table))
            self.reading.observations.append(one)
            return True
        if abs(first["value"] - one["value"]) > 1e-9 * max(1.0, abs(first["value"])):
            hidden = HIDDEN in one["note"] and HIDDEN not in first["note"]
            names = ((where.sheet, table.sheet), (where.title, table.title)) if where else ()
            alike = where is table or any(of_one_name(*both) for both in names)
            both = [(one, first), (first, one)] if alike and not hidden else [(one, first)]
            for lost, other in both:
                said = {"other": shown(other["value"]), "at": f"{other['sheet']}!{other['cell']}"}
                severity: Severity | None = "note" if hidden else None
                self.sheet = lost["sheet"]
                self.report("duplicate", lost["cell"], f"{lost['value']:.15g}", severity=severity, **said)
            self.sheet = table.sheet
            if both[1:]:
                self.reading.observations = [o for o in self.reading.observations if o is not first]
        return False

    def _events(self, grid: Grid, rule: TableRule, title: str, found: list[Event]) -> None:
        use = TableUse(grid.name, title, "", True)
        self.reading.tables.append(use)
        told = self.dated.get(grid.name, self.reading.reported_on)
        year, month = closing(title) or (9999, 0)
        last = told or f"{year}-{month or 12:02d}-31"
        if unseen := [e for e in found if e.hidden]:
            self.report("hidden", unseen[0].cell, "", where=", ".join(f"ô {e.cell}" for e in unseen[:6]))
        for event in found:
            day = event.day.isoformat()
            if day > last:
                self.report("event_ahead", event.cell, day, day=told or title)
                continue
            code = self.divisions.on(day).find(event.place) if event.place else None
            place = code or (self.source.place if rule.place is None else rule.place)
            use.made.append(
                observation(
                    self.file, measure=event.measure, place=place, period=day[:7], period_start=day, period_end=day,
                    basis="event", value=event.value, unit=rule.unit or "", vintage=rule.vintage or "final",
                    sheet=grid.name, cell=event.cell, note="; ".join(filter(None, [event.note, HIDDEN * event.hidden])),
                )
            )  # fmt: skip
        self.reading.observations += use.made
