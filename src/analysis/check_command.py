"""`brief check`: what would be read from files and what is rejected, changing nothing."""

from __future__ import annotations

import glob
import json
import math
import shlex
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from rich.console import Console
from rich.markup import escape

from analysis.draft.sources_file import begun, known_of, may_be, proposed
from analysis.draft.table_words import left_lines, short, table_of
from analysis.house import bases
from analysis.ingest import store
from analysis.ingest.across import doubts, implausible
from analysis.ingest.contract import frame_of
from analysis.ingest.corrections import by_file, read_corrections
from analysis.ingest.filename import told
from analysis.ingest.files import placed
from analysis.ingest.form import believed, causes_yaml
from analysis.ingest.limits import Lost, guarded
from analysis.ingest.observations import READABLE, REFUSED, is_scratch
from analysis.ingest.problems import Problem, Unreadable, nowhere
from analysis.ingest.read import COLUMNS, Reading, held_back, read_file, without_nobody
from analysis.ingest.sender import Left
from analysis.ingest.sources import Sources, load_sources, unconfirmed
from analysis.inputs import unenterable, walk
from analysis.params import RunParams
from analysis.yamlfile import FileMistakes

STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}
LABELS = {"error": "không dùng", "warning": "cần xem", "note": "ghi chú"}
PROBLEM_KEYS = ("kind", "severity", "source", "sheet", "cell", "value", "message", "remedy")


class Checked(NamedTuple):
    """A file as it was read."""

    reading: Reading
    origin: str = ""  # the sources file that it was read with
    wrong: tuple[str, ...] = ()  # what is wrong with other sources files
    home: tuple[Path, str] | None = None  # where its house's tables lie, and the code of the whole area
    draft: str = ""  # lines of sources.yml for a file that nobody claims


def run(files: list[Path], sources: Path | None = None, as_json: bool = False) -> int:
    """Read each file and print what it gives: for people, or one JSON object a line.

    A folder stands for the tables below it, a pattern ("*.xlsx") for the files it fits. Without `sources`, the sources
    file below params/ that takes the file is used. Returns 0; 1 when something is rejected; 2 when a file or the
    sources file is unreadable.
    """
    console = Console(highlight=False, soft_wrap=False)
    worst = 0
    if sources is not None:
        try:
            _rules_of(Path(sources))
        except FileMistakes as e:
            print(e, file=sys.stderr)
            return 2
    found: list[dict] = []
    homes: dict[tuple[Path, str], set[str]] = {}
    wrong: list[str] = []
    registers: list[Problem] = []
    pairs = list(dict.fromkeys(pair for file in files for pair in _expanded(Path(file))))
    for number, result in guarded(
        _read, [(path, (path, root, sources, not as_json)) for path, root in pairs], patience=2
    ):
        path, root = pairs[number]
        if isinstance(result, Lost):
            name = told(path.relative_to(root) if root else Path(path.name))
            result = Checked(
                Reading(name, unreadable=True, problems=[result.problem(name)]), str(sources or "")
            )
        reading, home = result.reading, result.home
        # what is wrong with a register of the house is told with its first file
        reading.problems = [p for p in reading.problems if p.source == reading.source or p not in registers]
        registers += [p for p in reading.problems if p.source != reading.source]
        wrong += result.wrong
        if home is not None and reading.observations:
            homes.setdefault(home, set()).add(reading.source)
        if as_json:
            _print_json(reading.observations, reading.problems)
        else:
            _print_report(console, result)
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
    rows = [frame_of(found)]
    for (home, _), checked in sorted(homes.items()):
        if kept := store.load(home / "tables", None):  # of a run: the figures of other files
            rows.append(kept.observations[~kept.observations.source.isin(checked)])
    frame = pd.concat(rows, ignore_index=True)
    sizes = implausible(frame)[1]
    mine = {o["source"] for o in found}
    return [p for p in sizes + doubts(frame) if p.source in mine]


def _read(path: Path, root: Path | None, sources: Path | None, drafted: bool) -> Checked:
    wrong: list[str] = []
    if error := unenterable(path):
        name = told(path.relative_to(root)) if root and root != path else path.name
        return Checked(Reading(name, unreadable=True, problems=[nowhere(path, name, error)]))
    if sources is None:
        reading, origin, house = _read_by_any(path, root, wrong)
    else:
        house = _house(Path(sources).resolve())
        reading, origin = _in_house(path, _rules(Path(sources)), root, house), str(sources)
    draft = ""
    known = reading.unreadable or reading.observations or any(t.asked for t in reading.tables)
    if drafted and reading.tables and not known:
        draft = _draft(path, house or _nearest(path))
    for table in reading.tables:
        for row in table.left:
            row.may_be = may_be(row, known_of(house.programme)) if house else ""
        table.table = None  # not to be sent: nobody has need of it any more
    home = (house.processed, house.programme.area.id) if house else None
    return Checked(reading, origin, tuple(wrong), home, draft)


def _draft(path: Path, house: RunParams | None) -> str:
    """Lines of sources.yml by which a house would read a file that it does not know; where it is not said which house
    it is for how to ask one, and the lines to begin with; "" where there are none."""
    if house is not None:
        return proposed(
            path, house.programme, _rules(house.sources_file).names_on(f"{house.programme.year}-01-01")
        )
    names = sorted({p.parent.name for base in bases() for p in base.glob("params/*/monthly.yml")})
    asked = [f"# brief check --params params/{name}/monthly.yml {shlex.quote(str(path))}" for name in names]
    return "\n".join([*asked, *begun(path)])


def _nearest(path: Path) -> RunParams | None:
    """The house in whose raw folder a file lies, or the only one there is."""
    files = dict.fromkeys(f.resolve() for base in bases() for f in sorted(base.glob("params/*/sources.yml")))
    houses = [house for f in files if (house := _house(f))]
    within = (h for h in houses if path.resolve().is_relative_to(h.raw.resolve()))
    return next(within, houses[0] if len(houses) == 1 else None)


def _house(sources: Path) -> RunParams | None:
    """The run's parameters beside a sources file: whose corrections and months in the house count; None without any."""
    try:
        params = RunParams.load(sources.with_name("monthly.yml"))
    except (OSError, ValueError):
        return None
    return params if params.sources_file == sources else None


def _rules_of(sources: Path) -> Sources:
    """What a sources file says, where a run of its house would read by it too. Raises FileMistakes."""
    rules = _rules(sources)
    if house := _house(sources.resolve()):
        placed(house, rules)
    return rules


def _in_house(path: Path, rules: Sources, root: Path | None, house: RunParams | None) -> Reading:
    """The file read as a run of its house would: told by its path below the raw folder, its corrections applied."""
    inside = house is not None and path.resolve().is_relative_to(house.raw.resolve())
    root = root if inside else _taken(path, rules, root) or root
    if house is None:
        return read_file(path, rules, root, survey=True)
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


def _taken(path: Path, rules: Sources, root: Path | None) -> Path | None:
    """The folder from which a pattern takes a file, so that one which lies elsewhere is told as in the raw folder."""
    at = path.absolute()
    return next(
        (
            f
            for f in [root and root.absolute(), *at.parents]
            if f and rules.for_file(at.relative_to(f).as_posix())
        ),
        None,
    )


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
                rules = _rules_of(candidate)
            except FileMistakes as e:
                wrong.append(str(e))
                continue
            mine = programme == rules.programme if programme else _taken(path, rules, root)
            if mine or not programme and (held := unconfirmed(candidate)) and _taken(path, held[0], root):
                house = _house(candidate.resolve())
                reading = _in_house(path, rules, root, house)
                if any(p.code == "form_programme" for p in reading.problems):
                    continue
                lies = house is not None and path.resolve().is_relative_to(house.raw.resolve())
                if reading.unreadable and not lies:
                    continue  # of what nobody can read nobody knows whose it is
                wrong_in = [
                    p for p in reading.problems if p.severity == "error" and (lies or p.code != "no_cells")
                ]
                near = wrong_in or any(p.code in _NEAR for p in reading.problems)
                if near or reading.observations or reading.unreadable:
                    return reading, candidate.relative_to(base).as_posix(), house
    alone = read_file(path, Sources(sources=[]), root, survey=True)
    form = next((p.value for p in alone.problems if p.code == "form"), "")
    return (alone, "", None) if programme or not form else _read_by_any(path, root, wrong, form)


_rules = lru_cache(load_sources)  # a folder's files share them
# a table of the file is known, and something lacks
_NEAR = "unconfirmed near_title no_row no_columns no_period unit".split()


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


def _print_report(console: Console, checked: Checked) -> None:
    reading = checked.reading
    console.print(f"\n[bold]{escape(reading.source)}[/]")
    facts = {"đơn vị gửi": reading.owner, "ngày báo cáo": reading.reported_on, "khai báo": checked.origin}
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
        kept = {id(o) for o in reading.observations}
        for use in asked:
            count = sum(id(o) in kept for o in use.made)
            period = f"{use.month:02d}/{use.year}" if use.month else str(use.year or "")
            grid.add_row(escape(use.sheet), escape(short(use.title)), period, str(count))
        console.print(grid)
    elif not reading.unreadable and reading.observations:
        console.print(f"  {len(reading.observations)} số liệu")
    if other:
        unread = "; ".join(f"{t.sheet.strip()}: {short(t.title, 60)}" for t in other[:4])
        more = f" … và {len(other) - 4} bảng nữa" if len(other) > 4 else ""
        console.print(f"  [dim]{len(other)} bảng không khai báo, không đọc: {escape(unread)}{more}[/]")
    _print_left(console, [(use.sheet, row) for use in asked for row in use.left])
    _print_problems(console, reading.problems)
    if reading.causes:
        console.print(
            "  Nguyên nhân trong biểu, dán vào notes/<tháng>.yml (causes, to paste into the notes):\n\ncauses:"
        )
        console.print(escape(causes_yaml(reading.causes)), soft_wrap=True)
    if checked.draft:
        lines = any(not line.startswith("#") for line in checked.draft.splitlines())
        begins = "Để đọc các bảng này, có thể bắt đầu sources.yml như sau:"
        console.print(f"\n  [dim]{begins if lines else 'Để đọc các bảng này, phải tự khai báo:'}[/]\n")
        console.print(escape(checked.draft), soft_wrap=True)
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
        values = list(dict.fromkeys(short(p.value, 60) for p in alike if p.value))
        held = ", ".join(f"“{v}”" for v in values[:8]) + (" …" if len(values) > 8 else "")
        said = f"{where} có {held}" if held and where else where or held
        said = f" {said}: {message}" if said else f" {message}"
        style = STYLES[severity]
        mend = f" [italic]→ {escape(remedy)}[/]" if remedy else ""
        console.print(f"  [{style}]{LABELS[severity]}[/]{escape(said)}{mend}")
