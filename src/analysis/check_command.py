"""`brief check`: what would be read from files and what is rejected, changing nothing."""

from __future__ import annotations

import glob
import json
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from analysis.house import bases
from analysis.ingest import match, store
from analysis.ingest.across import doubts, implausible
from analysis.ingest.context import Context, context
from analysis.ingest.contract import frame_of
from analysis.ingest.corrections import by_file, read_corrections
from analysis.ingest.filename import told
from analysis.ingest.form import believed, causes_yaml
from analysis.ingest.heads import Head
from analysis.ingest.limits import Lost, guarded
from analysis.ingest.names import Names, place_names
from analysis.ingest.observations import READABLE, REFUSED, is_scratch
from analysis.ingest.periods import apart, named
from analysis.ingest.problems import Problem, Unreadable, nowhere
from analysis.ingest.read import COLUMNS, Reading, TableUse, held_back, read_file, without_nobody
from analysis.ingest.sender import Left
from analysis.ingest.sources import Sources, load_sources, unconfirmed
from analysis.ingest.tables import Column, Row, Table
from analysis.ingest.text import clean, fold
from analysis.inputs import unenterable, walk
from analysis.yamlfile import FileMistakes

if TYPE_CHECKING:
    from analysis.params import RunParams

STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}
LABELS = {"error": "không dùng", "warning": "cần xem", "note": "ghi chú"}
TABLES = 5  # for which `fragment` suggests rules
PROBLEM_KEYS = ("kind", "severity", "source", "sheet", "cell", "value", "message", "remedy")


Meant = Callable[[Left, Any], str]  # the target of a programme that a row is perhaps a figure of, "" for none


def run(
    files: list[Path], sources: Path | None = None, as_json: bool = False, meant: Meant | None = None
) -> int:
    """Read each file and print what it gives: for people, or one JSON object a line.

    A folder stands for the tables below it, a pattern ("*.xlsx") for the files it fits. Without `sources`, the sources
    file below params/ that takes the file is used. Returns 0; 1 when something is rejected; 2 when a file or the
    sources file is unreadable.
    """
    console = Console(highlight=False, soft_wrap=False)
    worst = 0
    if sources is not None:
        try:
            _rules(Path(sources))
        except FileMistakes as e:
            print(e, file=sys.stderr)
            return 2
    found: list[dict] = []
    homes: dict[tuple[Path, str], set[str]] = {}
    wrong: list[str] = []
    pairs = list(dict.fromkeys(pair for file in files for pair in _expanded(Path(file))))
    for number, result in guarded(
        _read, [(path, (path, root, sources, meant)) for path, root in pairs], patience=2
    ):
        path, root = pairs[number]
        if isinstance(result, Lost):
            name = told(path.relative_to(root) if root else Path(path.name))
            result = Reading(name, unreadable=True, problems=[result.problem(name)]), sources or "", [], None
        reading, origin, mistakes, home = result
        wrong += mistakes
        if home is not None and reading.observations:
            homes.setdefault(home, set()).add(reading.source)
        if as_json:
            _print_json(reading.observations, reading.problems)
        else:
            _print_report(console, reading, str(origin))
        area = home[1] if home is not None else ""
        found += [o | {"place": o["place"] or area} for o in reading.observations]  # as the house keeps them
        rejected = any(p.severity == "error" for p in reading.problems)
        worst = max(worst, 2 if reading.unreadable else int(rejected))
    between = _between(found, homes)
    worst = max(worst, int(any(p.severity == "error" for p in between)))
    if as_json:
        _print_json([], between)
    elif between:
        console.print("\n[bold]Xem các tháng cùng nhau[/]")
        _print_problems(console, between, with_source=True)
    for mistakes in dict.fromkeys(wrong):
        print(mistakes, file=sys.stderr)
    return worst


def _expanded(path: Path) -> list[tuple[Path, Path | None]]:
    """The files a name stands for, each with the folder its `source` is told from (None: its own name)."""
    if path.is_dir():
        found = [p for p, error in walk(path) if error or p.suffix.lower() in READABLE | REFUSED]
        return [(p, path) for p in sorted(found)] or [(path, None)]
    if not path.exists() and glob.has_magic(str(path)):  # Windows leaves patterns to the program
        fits = sorted(
            p for p in map(Path, glob.glob(str(path), recursive=True)) if not is_scratch(Path(p.name))
        )
        return [pair for p in fits for pair in _expanded(p)] or [(path, None)]
    return [(path, None)]


def _between(found: list[dict], homes: dict[tuple[Path, str], set[str]]) -> list[Problem]:
    """What is doubtful of the files' figures beside one another and beside the months already in their house."""
    others = [_others(home, names) for (home, _), names in sorted(homes.items())]
    frame = pd.concat([frame_of(found), *others], ignore_index=True)
    sizes = implausible(frame)[1]
    mine = {o["source"] for o in found}
    return [p for p in sizes + doubts(frame) if p.source in mine]


def _others(home: Path, checked: set[str]) -> pd.DataFrame:
    """The figures in a house's kept tables, of other files than those checked; none where no run has made any."""
    kept = store.load(home / "tables", None)
    rows = kept.observations if kept else frame_of([])
    return rows[~rows.source.isin(checked)]


def _read(
    path: Path, root: Path | None, sources: Path | None, meant: Meant | None = None
) -> tuple[Reading, str, list[str], tuple[Path, str] | None]:
    """A reading, the sources file it was made with, what is wrong with other sources files, and the house it belongs
    to: where its tables lie, and the code of its whole area."""
    wrong: list[str] = []
    if error := unenterable(path):
        name = told(path.relative_to(root)) if root and root != path else path.name
        return Reading(name, unreadable=True, problems=[nowhere(path, name, error)]), "", wrong, None
    if sources is None:
        reading, origin, house = _read_by_any(path, root, wrong)
    else:
        house = _house(Path(sources).resolve())
        reading, origin = _in_house(path, _rules(Path(sources)), root, house), str(sources)
    if meant is not None and house is not None:
        for row in [r for t in reading.tables for r in t.left]:
            row.may_be = meant(row, house.programme)
    asked = reading.observations or any(t.asked for t in reading.tables)
    titled = [t for t in reading.tables if t.title]
    for use in reading.tables if asked else titled[TABLES:]:
        use.table = None  # not to be sent: `fragment` has no need of it
    return reading, origin, wrong, (house.processed, house.programme.area.id) if house else None


def _house(sources: Path) -> RunParams | None:
    """The run's parameters beside a sources file: whose corrections and months in the house count; None without any."""
    from analysis.params import RunParams

    try:
        params = RunParams.load(sources.with_name("monthly.yml"))
    except (OSError, ValueError):
        return None
    return params if params.sources_file == sources else None


def _in_house(path: Path, rules: Sources, root: Path | None, house: RunParams | None) -> Reading:
    """The file read as a run of its house would: told by its path below the raw folder, its corrections applied."""
    if house is None:
        return read_file(path, rules, root, survey=True)
    inside = path.resolve().is_relative_to(house.raw.resolve())
    name = path.resolve().relative_to(house.raw.resolve()).as_posix() if inside else path.name
    unread: list[Problem] = []
    try:
        known = by_file(read_corrections(house.corrections))
    except Unreadable as e:
        known, unread = {}, [e.problem]
    name = unicodedata.normalize("NFC", name)
    mine = [
        c
        for source, rows in known.items()
        if source == name or not inside and Path(source).name == name
        for c in rows
    ]
    reading = read_file(path, rules, house.raw if inside else root, survey=True, corrections=mine)
    reading.observations, strange = believed(reading.observations, reading.problems, house.programme)
    reading.problems += unread + strange
    if held := unconfirmed(house.sources_file):
        told_of = {(o["measure"], o["period"]) for o in reading.observations}
        reading.problems += held_back(path, held, house.raw if inside else root, mine, told_of)
        reading.problems = without_nobody(reading.problems)
    return reading


def _read_by_any(
    path: Path, root: Path | None, wrong: list[str], programme: str = ""
) -> tuple[Reading, str, RunParams | None]:
    """Read with the first sources file that makes something of the file, where that lies, and its house; or with none.

    Looked for below params/ of the folders above the file and of the house we are in; those with mistakes go to
    `wrong`. A form is read in the house of the programme it names.
    """
    for base in dict.fromkeys([*path.resolve().parents, *bases()]):
        for candidate in sorted(base.glob("params/*/sources.yml")):
            try:
                rules = _rules(candidate)
            except FileMistakes as e:
                wrong.append(str(e))
                continue
            name = path.resolve().as_posix()
            mine = programme == rules.programme if programme else rules.for_file(name)
            if mine or not programme and (held := unconfirmed(candidate)) and held[0].for_file(name):
                house = _house(candidate.resolve())
                reading = _in_house(path, rules, root, house)
                if any(p.code == "form_programme" for p in reading.problems):
                    continue
                near = any(p.code in _NEAR or p.severity == "error" for p in reading.problems)
                if near or reading.observations or reading.unreadable:
                    return reading, candidate.relative_to(base).as_posix(), house
    alone = read_file(path, Sources(sources=[]), root, survey=True)
    form = next((p.value for p in alone.problems if p.code == "form"), "")
    return (alone, "", None) if programme or not form else _read_by_any(path, root, wrong, form)


_rules = lru_cache(load_sources)  # a folder's files share them
# a table of the file is known, and something lacks
_NEAR = "unconfirmed near_title no_row no_columns no_period unit".split()


def _known_places() -> Names:
    """The units of the programmes here, of all times."""
    known = Names()
    for file in [f for base in bases() for f in sorted(base.glob("params/*/sources.yml"))]:
        with suppress(FileMistakes):
            of_one = place_names(_rules(file).units, None)
            known = Names(of_one.exact | known.exact, of_one.bare | known.bare)
    return known


def _print_json(observations: list[dict], problems: Iterable[Problem]) -> None:
    for observation in observations:
        plain = {k: _plain(observation[k]) for k in COLUMNS}
        print(json.dumps({"kind": "observation", **plain}, ensure_ascii=False))
    for problem in problems:
        print(
            json.dumps({k: v for k, v in problem.as_dict().items() if k in PROBLEM_KEYS}, ensure_ascii=False)
        )


def _plain(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _print_report(console: Console, reading: Reading, origin: str) -> None:
    console.print(f"\n[bold]{escape(reading.source)}[/]")
    facts = {"đơn vị gửi": reading.owner, "ngày báo cáo": reading.reported_on, "khai báo": origin}
    said = [f"{name}: {value}" for name, value in facts.items() if value]
    said += ["số liệu minh họa"] if reading.illustrative else []
    console.print("  " + escape(" · ".join(said)), style="dim")
    if reading.unreadable:
        console.print("  [bold red]Không đọc được tệp.[/]")
    asked = [t for t in reading.tables if t.asked]
    other = [t for t in reading.tables if not t.asked]
    if asked:
        grid = table_of("trang", "bảng", "kỳ", "số liệu")
        grid.columns[-1].justify = "right"
        for use in asked:
            period = f"{use.month:02d}/{use.year}" if use.month else str(use.year or "")
            grid.add_row(escape(use.sheet), escape(_short(use.title)), period, str(use.observations))
        console.print(grid)
    elif not reading.unreadable and reading.observations:
        console.print(f"  {len(reading.observations)} số liệu")
    if other:
        unread = "; ".join(f"{t.sheet.strip()}: {_short(t.title, 60)}" for t in other[:4])
        more = f" … và {len(other) - 4} bảng nữa" if len(other) > 4 else ""
        console.print(f"  [dim]{len(other)} bảng không khai báo, không đọc: {escape(unread)}{more}[/]")
    _print_left(console, [(use.sheet, row) for use in asked for row in use.left])
    _print_problems(console, reading.problems)
    if reading.causes:
        console.print(
            "  Nguyên nhân trong biểu, dán vào notes/<tháng>.yml (causes, to paste into the notes):\n\ncauses:"
        )
        console.print(escape(causes_yaml(reading.causes)), soft_wrap=True)
    if other and not asked and not reading.observations:
        console.print("\n  [dim]Để đọc các bảng này, có thể bắt đầu sources.yml như sau:[/]\n")
        console.print(escape(fragment(other, reading.source, _known_places())), soft_wrap=True)
    counts: Counter[str] = Counter(p.severity for p in reading.problems)
    total = ", ".join(
        f"{counts[s]} {name}"
        for s, name in (("error", "bị loại"), ("warning", "cần xem"), ("note", "ghi chú"))
        if counts[s]
    )
    console.print(
        f"  [bold]{len(reading.observations)} số liệu đọc được[/]"
        + (f"; {total}" if total else "; không có vấn đề")
    )


def table_of(*heads: str) -> Grid:
    """A table of the terminal with these heads, as yet without rows."""
    grid = Grid(box=None, header_style="dim", title_justify="left")
    for head in heads:
        grid.add_column(head, overflow="fold")
    return grid


def left_words(sheet: str, row: Left) -> str:
    """A row that no rule takes: where it stands, its words, its newest figure, and the target it may be of."""
    said = f"{sheet.strip()}!{row.cell} “{_short(row.label)}”, số mới nhất (newest) {row.at} = {row.value} {row.unit}"
    return said.strip() + (f" → có thể là (may be): {row.may_be}" if row.may_be else "")


def left_lines(rows: Iterable[tuple[str, Left]]) -> list[str]:
    """The rows, with their sheets, that no rule takes, a line each; one for a row that stands on several sheets, and
    for the rates of hamlets, schools and the like below each other."""
    alike: dict[tuple[str, ...], list[tuple[str, Left]]] = defaultdict(list)
    for sheet, row in rows:
        rate = row.unit == "%" and not row.may_be
        alike[(sheet, row.at.rstrip("0123456789")) if rate else (row.label, row.unit, row.may_be)].append(
            (sheet, row)
        )
    lines = []
    for (sheet, first), *more in alike.values():
        said = left_words(*[(sheet, first), *more][-1])
        if more and more[-1][0] == sheet:
            said = f"{left_words(sheet, first)} … {more[-1][1].at}"
        lines.append(said + f" (và {len(more)} dòng như vậy: and as many more)" * bool(more))
    return lines


def _print_left(console: Console, rows: list[tuple[str, Left]]) -> None:
    """The rows of declared tables that no rule takes, by sheet."""
    if not rows:
        return
    console.print("  [yellow]Dòng có số mà không chỉ tiêu nào nhận (rows that no target claims):[/]")
    for line in left_lines(rows):
        console.print(escape(f"    {line}"), soft_wrap=True)
    console.print("    Cần dòng nào thì thêm nó vào rows của bảng ấy trong sources.yml (add what is needed)")


def _print_problems(console: Console, problems: Iterable[Problem], with_source: bool = False) -> None:
    """The gravest first; cells of a sheet that lack the same thing in one line."""
    same: dict[tuple, list[Problem]] = defaultdict(list)
    for problem in sorted(problems, key=lambda p: list(STYLES).index(p.severity)):
        same[problem.severity, problem.source, problem.sheet, problem.message, problem.remedy].append(problem)
    for (severity, source, sheet, message, remedy), alike in same.items():
        cells = list(dict.fromkeys(p.cell for p in alike if p.cell))
        listed = ", ".join(cells[:8]) + (f" … ({len(cells)} ô)" if len(cells) > 8 else "")
        where = "!".join(part for part in (sheet.strip(), listed) if part)
        where = " / ".join(part for part in (source if with_source else "", where) if part)
        values = list(dict.fromkeys(_short(p.value, 60) for p in alike if p.value))
        held = ", ".join(f"“{v}”" for v in values[:8]) + (" …" if len(values) > 8 else "")
        said = f"{where} có {held}" if held and where else where or held
        said = f" {said}: {message}" if said else f" {message}"
        style = STYLES[severity]
        mend = f" [italic]→ {escape(remedy)}[/]" if remedy else ""
        console.print(f"  [{style}]{LABELS[severity]}[/]{escape(said)}{mend}")


def _short(text: str, length: int = 70) -> str:
    text = clean(text)
    return text if len(text) <= length else text[: length - 1] + "…"


def fragment(tables: list[TableUse], source: str = "", places: Names | None = None) -> str:
    """The beginning of a sources.yml for tables nobody asked for yet: titles, rows and meanings as found.

    `source`: the file's path below its folder; `places`: the units that programmes here know.
    """
    pattern, ways = (file_pattern(source), month_in(source)) if source else ("…", "")
    lines = ["sources:", "  - owner: …", f"    files: {_quoted(pattern, True)}"]
    ways = "" if all(context(t.table).month or names_months(t.table) for t in tables if t.table) else ways
    if ways:
        lines.append(
            f'    period: "{ways}"  # tháng, năm lấy từ tên tệp (month and year of the file\'s name)'
        )
    lines.append("    tables:")
    forms: dict[tuple[str, ...], tuple[Table, str]] = {}  # sheets of one form, as one a month, need one rule
    for t, said in [(t.table, t.title) for t in tables if t.table is not None and t.title]:
        forms.setdefault(
            (title_words(said), *(c.text for c in t.columns), *(r.label for r in t.rows)), (t, said)
        )
    for table, said in [*forms.values()][:TABLES]:
        at = context(table)
        lines += rule_head(table, title_words(said) or "…", at)
        if not at.year and (not ways or names_months(table)):
            lines += ['        period: "…"  # bảng không ghi năm: điền năm, ví dụ "2026" (no year is said)']
        at = at if at.month else replace(at, year=at.year or 2000, month=1)  # what heads mean in any month
        kinds = dict.fromkeys(
            m for c in table.columns if not c.beside and (m := at.reading(c).meaning) and "index" not in m
        )
        kinds.pop("structure", None)
        kinds.pop("share_of_plan", None)
        total = total_row(table)
        rows, of_places = table.rows[:6], total is not None and by_places(table, places or Names())
        if total is not None and (of_places or by_places(table, _DIVISIONS)):
            rows = [total]
        plain = next((c for c in table.columns if at.reading(c).meaning in kinds), None)
        down = by_periods(table, at)
        if down or of_places or plain is None and rows == [total]:
            lines += ["        periods: rows"] * down + ["        places: rows"] * of_places
            lines.append("        columns:")
            for column in [c for c in table.columns if not c.beside and c.path]:
                if at.reading(column).meaning == "plan":
                    continue
                unit = table.unit_at(rows[0], column)[0]
                said = finds(table, column) or fold_head(column.path[-1])
                lines.append(
                    f'          - {{words: {_quoted(said, True)}, measure: "…", '
                    f'unit: "{unit.text if unit else "…"}", basis: {at.reading(column).meaning or "…"}}}'
                )
            if not of_places and not down:  # hamlets: no unit of a programme
                lines += [
                    "        rows:  # chỉ dòng tổng: ấp, thôn không là đơn vị của chương trình (the total alone)",
                    f'          {_quoted(rows[0].label)}: "…"',
                ]
            continue
        first = plain or next(iter(table.columns), None)
        units = {r.label: u.text for r in rows if first and (u := table.unit_at(r, first)[0])}
        one = len({*units.values()}) < 2
        if one:
            captions = ", ".join(u.text for u in table.captions)
            said = next(iter(units.values()), captions)
            unsaid = '"…"  # đơn vị các số của bảng, ví dụ "người", "triệu đồng" (the unit of its figures)'
            lines.append(f"        unit: {_quoted(said) if said else unsaid}")
        heads = [_quoted(c.path[-1], True) for c in table.columns if not c.beside and c.path]
        unsaid = "  # điền month (số trong tháng), year_to_date (lũy kế) hoặc level (hiện có) cho cột "
        unsaid += ", ".join(heads[:3]) + " (say what the column holds)"
        lines += [f"        columns: [{', '.join(kinds) or '…'}]" + unsaid * (not kinds), "        rows:"]
        for label in dict.fromkeys(r.label for r in rows):
            measure = f'measure: "…", unit: {_quoted(units.get(label, "…"), True)}'
            lines.append(
                f'          {_quoted(label)}: "…"'
                if one
                else f"          - {{label: {_quoted(label, True)}, {measure}}}"
            )
    return "\n".join(lines)


def rule_head(table: Table, title: str, at: Context) -> list[str]:
    """The first lines of a table's rule: the words of its title; that its sheet says the month, where it alone does."""
    by_sheet = not at.month and any(s.kind == "month" for s in named(table.sheet))
    return [f"      - title: {_quoted(title)}", *["        period: sheet"] * by_sheet]


_CHANGING = re.compile(  # of a title, besides periods: numbers and days of papers, counts of editions
    r"\(?\b(?:số|no)\s*[:.]?\s*\d+[\w/.-]*|(?<!\w)\d+\s*/(?:\d{4}/)?[A-ZĐ][\w.-]*(?:/\w+)*|"
    r"(?<!\d)\d{1,2}\s*[-/.]\s*\d{1,2}(?:\s*[-/.]\s*\d{2,4})?(?!\d)|\b(?:lần(?: thứ)?|tuần|đợt)\s*\d+",
    re.I,
)
_EDGE = r"(?:và|về|của|trong|năm|tháng|quý|kỳ|đến|tính|hết|từ|ngày|số|kèm theo|cuối|đầu|in|of|for|the)"
_BEGINS = re.compile(rf"^(?:\W+|{_EDGE}(?!\w))+", re.I)
_ENDS = re.compile(rf"(?:\W+|(?<!\w){_EDGE})+$", re.I)
_GENERAL = {
    *"phu luc bieu bang bao cao ket qua tinh hinh so lieu kem theo ngay cong van quyet dinh cua ve".split()
}


# the office above a title, which a clerk leaves out or writes otherwise
_LETTERHEAD = re.compile(
    r"^(?:ubnd|u[ỷy] ban|hđnd|hội đồng|phòng|ban|trung tâm|công an|trạm|chi cục|đơn vị|cộng hòa)\b(?:(?!\d).){0,150}?"
    r"\b(?=(?:phụ lục|biểu|bảng|báo cáo|tổng hợp|kết quả|tình hình|tiến độ|thống kê|số liệu)\s+\w+\s+\w+)",
    re.I,
)


def title_words(title: str) -> str:
    """The words of a table's title that are the same next month: of the parts between periods, days and numbers of
    papers that with the most words of its own; "" where nothing is left."""
    text = re.sub(r"^\d+\.\s*", "", apart(clean(_LETTERHEAD.sub("", clean(title)))))
    spans = [
        s for s in named(text) if s.kind != "month" or re.search(r"\d", text[s.at : s.end])
    ]  # "May works"
    cuts = [(s.at, s.end) for s in spans] + [m.span() for m in _CHANGING.finditer(text)]
    cuts += [
        m.span()
        for m in re.finditer(r"\([^()]*\)", text)
        if any(m.start() < b and a < m.end() for a, b in cuts)
    ]
    parts, at = [], 0
    for start, end in [*sorted(cuts), (len(text), len(text))]:
        part = text[at : max(start, at)]
        part = _ENDS.sub("", part) if start < len(text) else part
        parts.append((_BEGINS.sub("", part) if at else part).strip(" ,;:.-–()"))
        at = max(at, end)
    own = [len([w for w in fold(p, marks=False).split() if w not in _GENERAL]) for p in parts]
    return parts[own.index(max(own))].lower()


_OF_ALL = "".join(  # "theo ấp 3-2026" is of all hamlets in March, "ấp 3" is one
    rf"(?<={of}[ _.-]{unit}[ _.-])\d+(?:[-_. ]\d+)*|"
    for of in "theo các cac từng tung".split()
    for unit in "ấp ap xã xa".split()
)
_MONTHLY = re.compile(  # of a file's name, but what numbers a form or an office
    rf"(?i){_OF_ALL}"
    r"(?<=quy)[\W_]*[IVX]+(?![^\W_])|(?<=quý)[\W_]*[IVX]+(?![^\W_])|"
    r"(?<!\d)(?<!biểu)(?<!biểu[ _.-])(?<!bieu)(?<!bieu[ _.-])(?<!mẫu)(?<!mẫu[ _.-])(?<!mau)(?<!mau[ _.-])(?<!ấp)"
    r"(?<!ấp[ _.-])(?<!ap[ _.-])(?<!xã[ _.-])(?<!xa[ _.-])\d+(?:[-_. ]\d+)*"
)


def file_pattern(name: str) -> str:
    """The files like this one: its path with "*" for the numbers that change from month to month, where words are
    left; those of a form or a hamlet stay ("Biểu 02", "ấp 3")."""
    path = Path(unicodedata.normalize("NFC", name))
    made = "/".join(
        re.sub(r"\*(?:[\W_]*\*)+", "*", _MONTHLY.sub("*", part)) for part in path.with_suffix("").parts
    )
    return (made if len(re.sub(r"[\W_]", "", made)) > 2 else path.with_suffix("").as_posix()) + path.suffix


def names_months(table: Table) -> bool:
    """Whether the heads of a table say months without a year, which is all that it lacks."""
    heads = [Head.of(c.path).spans for c in table.columns if not c.beside]
    return any(s.kind in ("month", "upto", "quarter") for found in heads for s in found)


def month_in(name: str) -> str:
    """The pattern by which a file's name says month and year ("*{month}-{year}.*"), "" where it does not."""
    path = Path(unicodedata.normalize("NFC", name))
    said = re.search(
        r"(?<!\d)(?:(0?[1-9]|1[0-2])([-_. ]+)20\d\d|20\d\d([-_. ]+)(0?[1-9]|1[0-2]))(?!\d)", path.stem
    )
    if said is None or re.search(r"\d[-_.]$", path.stem[: said.start()]):  # none, or a day before it
        return ""
    made = f"{{month}}{said[2]}{{year}}" if said[1] else f"{{year}}{said[3]}{{month}}"
    return f"*{made}{'*' * (said.end() < len(path.stem))}{path.suffix}"


def total_row(table: Table) -> Row | None:
    """The one row of a table that adds up the others, None where none or several are named so."""
    found = [r for r in table.rows if not r.hidden and _WHOLE.find(r.label) is not None]
    return found[0] if len(found) == 1 and len(table.rows) > 2 else None


def by_places(table: Table, places: Names | re.Pattern[str]) -> bool:
    """Whether most rows of a table bear names of places, those of `places` or those that begin as a hamlet's does."""
    rows = [r for r in table.rows if _WHOLE.find(r.label) is None]
    if isinstance(places, Names):
        named_so = [places.first((r.label, *r.texts)) is not None for r in rows]
    else:
        heads = any(places.fullmatch(head.strip().split(" (")[0]) for head in table.label_heads.values())
        named_so = [heads or places.match(r.label) is not None for r in rows]
    return 2 * sum(named_so) > len(rows)


_WHOLE = Names.of([*Sources(sources=[]).whole, "Tổng", "Toàn xã", "Toàn phường", "Total", "Grand total"])
_DIVISIONS = re.compile(
    r"(?:tên |các )?(?:ấp|thôn|bản|xóm|khóm|buôn|làng|khu phố|khu dân cư|tổ dân phố|tdp|xã|phường|thị trấn|địa bàn)"
    r"(?:\s*[,/]\s*\w+(?: \w+)?)*(?!\w)", re.I)  # fmt: skip


def by_periods(table: Table, at: Context) -> bool:
    """Whether most rows of a table are periods that say their year."""
    periods, others = match.period_rows(table, at) if table.rows else ([], [])
    return len(periods) > max(1, 2 * len(others))


def finds(table: Table, column: Column) -> str:
    """The words of a column's head that find it alone; "" where none do."""
    tried = (fold_head(column.path[-1]), fold_head(column.text)) if column.path else ()
    return next((w for w in tried if match.columns_with(table, [w]) == [column]), "")


def fold_head(label: str) -> str:
    """A column's head without its unit in brackets, as words to look for."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", label).strip().lower()


def _quoted(text: str, always: bool = False) -> str:
    plain = not always and fold(text) and re.fullmatch(r"[\w\s.…-]+", text)
    return text if plain else json.dumps(text, ensure_ascii=False)
