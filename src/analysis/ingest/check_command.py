"""`brief check`: what would be read from files and what is rejected, changing nothing."""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from analysis.ingest import match
from analysis.ingest.periods import meaning
from analysis.ingest.problems import SEVERITY_VI, Problem
from analysis.ingest.read import COLUMNS, Reading, TableUse, read_file
from analysis.ingest.sources import Sources, load_sources
from analysis.ingest.text import clean, fold
from analysis.run.house import bases
from analysis.yamlfile import FileMistakes

STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}
PROBLEM_KEYS = ("kind", "severity", "source", "sheet", "cell", "value", "message", "remedy")


def run(files: list[Path], sources: Path | None = None, as_json: bool = False) -> int:
    """Read each file and print what it gives: for people, or one JSON object a line.

    Returns 0; 1 when something is rejected; 2 when a file or the sources file is unreadable. Without
    `sources`, the sources file below params/ that takes the file is used.
    """
    console = Console(highlight=False, soft_wrap=False)
    worst = 0
    given = None
    if sources is not None:
        try:
            given = load_sources(Path(sources))
        except FileMistakes as e:
            print(e, file=sys.stderr)
            return 2
    for path in map(Path, files):
        reading, origin = (
            _read_by_any(path) if given is None else (read_file(path, given, survey=True), sources)
        )
        if as_json:
            _print_json(reading)
        else:
            _print_report(console, reading, str(origin))
        rejected = any(p.severity == "error" for p in reading.problems)
        worst = max(worst, 2 if reading.unreadable else int(rejected))
    return worst


def _read_by_any(path: Path) -> tuple[Reading, str]:
    """Read with the first sources file that makes something of the file, and where that lies; else with none.

    Looked for below params/ of the folders above the file and of the house we are in.
    """
    for base in dict.fromkeys([*path.resolve().parents, *bases()]):
        for candidate in sorted(base.glob("params/*/sources.yml")):
            try:
                rules = load_sources(candidate)
            except FileMistakes:
                continue
            if rules.for_file(path.resolve().as_posix()):
                reading = read_file(path, rules, survey=True)
                if reading.observations or reading.unreadable:
                    return reading, candidate.relative_to(base).as_posix()
    return read_file(path, Sources(sources=[]), survey=True), ""


def _print_json(reading: Reading) -> None:
    for observation in reading.observations:
        plain = {k: _plain(observation[k]) for k in COLUMNS}
        print(json.dumps({"kind": "observation", **plain}, ensure_ascii=False))
    for problem in reading.problems:
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
        grid = Grid(box=None, padding=(0, 2, 0, 2), header_style="dim")
        for name, right in (("trang", ""), ("bảng", ""), ("kỳ", ""), ("số liệu", "right")):
            grid.add_column(name, justify=right or "left", overflow="fold")
        for use in asked:
            period = f"{use.month:02d}/{use.year}" if use.month else str(use.year or "")
            grid.add_row(escape(use.sheet), escape(_short(use.title)), period, str(use.observations))
        console.print(grid)
    elif not reading.unreadable and reading.observations:
        console.print(f"  {len(reading.observations)} số liệu")
    if other:
        names = "; ".join(f"{t.sheet.strip()}: {_short(t.title, 60)}" for t in other[:4])
        more = f" … và {len(other) - 4} bảng nữa" if len(other) > 4 else ""
        console.print(f"  [dim]{len(other)} bảng không khai báo, không đọc: {escape(names)}{more}[/]")
    _print_problems(console, reading.problems)
    if other and not asked and not reading.observations:
        console.print("\n  [dim]Để đọc các bảng này, có thể bắt đầu sources.yml như sau:[/]\n")
        console.print(escape(fragment(other)), soft_wrap=True)
    counts = Counter(p.severity for p in reading.problems)
    said = ", ".join(
        f"{counts[s]} {name}"
        for s, name in (("error", "bị loại"), ("warning", "cần xem"), ("note", "ghi chú"))
        if counts[s]
    )
    console.print(
        f"  [bold]{len(reading.observations)} số liệu đọc được[/]"
        + (f"; {said}" if said else "; không có vấn đề")
    )


def _print_problems(console: Console, problems: Iterable[Problem]) -> None:
    for severity in ("error", "warning", "note"):
        for problem in (p for p in problems if p.severity == severity):
            where = "!".join(p for p in (problem.sheet.strip(), problem.cell) if p)
            found = f" có “{escape(_short(problem.value, 60))}”" if problem.value else ""
            style = STYLES[severity]
            remedy = f" [italic]→ {escape(problem.remedy)}[/]" if problem.remedy else ""
            said = f"{escape(where)}{found}: {escape(problem.message)}{remedy}"
            console.print(f"  [{style}]{SEVERITY_VI[severity]}[/] {said}")


def _short(text: str, length: int = 70) -> str:
    text = clean(text)
    return text if len(text) <= length else text[: length - 1] + "…"


def fragment(tables: list[TableUse]) -> str:
    """The beginning of a sources.yml for tables nobody asked for yet: titles, rows and meanings as found."""
    lines = ["sources:", "  - owner: …", '    files: "*.xlsx"', "    tables:"]
    for use in [t for t in tables if t.table is not None and t.title][:5]:
        table, at = use.table, match.context(use.table)
        title = re.split(
            r"(?i)\b(?:tháng|quý|năm|in|of)\s+\d|\b\d+ tháng", re.sub(r"^\d+\.\s*", "", use.title)
        )[0].strip(" ,;:")
        kinds = dict.fromkeys(
            m
            for c in table.columns
            if not c.beside and (m := meaning(c.text, at.year, at.month).meaning) and "index" not in m
        )
        kinds.pop("structure", None)
        kinds.pop("share_of_plan", None)
        units = ", ".join(u.text for u in table.captions)
        lines += [f"      - title: {_quoted(clean(title).lower())}", f"        unit: {_quoted(units or '…')}"]
        lines += [f"        columns: [{', '.join(kinds) or '…'}]", "        rows:"]
        labels = dict.fromkeys(r.label for r in table.rows)
        lines += [f'          {_quoted(label)}: "…"' for label in list(labels)[:6]]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return text if fold(text) and re.fullmatch(r"[\w\s.…-]+", text) else json.dumps(text, ensure_ascii=False)
