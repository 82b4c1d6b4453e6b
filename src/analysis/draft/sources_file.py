"""sources.yml from data files: rows and columns whose words name a target, proven by reading the files with it."""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from analysis.check_command import title_words
from analysis.ingest import match
from analysis.ingest.context import context
from analysis.ingest.heads import meaning
from analysis.ingest.periods import named
from analysis.ingest.read import TableUse, read_file
from analysis.ingest.sources import Sources, load_sources
from analysis.ingest.tables import Table
from analysis.ingest.text import fold, label_of
from analysis.ingest.units import parse_unit

SURE, CLEAR = 0.84, 0.12  # what a match must reach, and by how much it must beat the next
_COLUMNS = {"month", "year_to_date", "quarter", "half_year", "year", "level"}
_IDLE = set(
    "so ty le tong dat cua va cac co duoc tren dia ban toan cong the of the and number total rate".split()
)


@dataclass(frozen=True)
class Known:
    """A measure as matching needs it."""

    id: str
    name: str
    unit: str
    level: bool
    owner: str


@dataclass
class Claim:
    """A row or column of a file that a measure is drafted to be read from; `cells` are what was read with the draft."""

    file: str
    sheet: str
    cell: str
    label: str
    measure: str
    confidence: float
    cells: list[str] = field(default_factory=list)


def words(text: str) -> frozenset[str]:
    text = re.sub(r"\([^()]*\)", " ", text)
    return frozenset(w for w in fold(label_of(text), marks=False).split() if w not in _IDLE)


def alike(label: str, known: Known, above: Iterable[str] = ()) -> float:
    """0 to 1: how far a row's label names a measure; the words above the row may supply what the label lacks."""
    mine = words(label)
    best = 0.0
    for name in {known.name, known.name.rsplit(": ", 1)[-1]}:
        theirs = words(name)
        if not mine or not theirs:
            continue
        extra = frozenset().union(*(words(a) for a in above)) & theirs if mine & theirs else frozenset()
        mine_all = mine | extra
        if not (mine_all <= theirs or theirs <= mine_all):
            continue  # each has a word that the other lacks: "thu ngân sách", "chi ngân sách"
        own = len(mine_all & theirs) / max(len(mine_all), len(theirs))
        shorter = name != known.name and len(theirs) < 2  # "Dịch vụ" alone is no name
        best = max(best, own - 0.3 * shorter)
    return best


def _fits(table_unit: str, known: Known) -> bool | None:
    """Whether a printed unit measures the same; None where one of the two is not known."""
    one, other = parse_unit(table_unit) if table_unit else None, parse_unit(known.unit)
    return None if one is None or other is None else one.to(other) is not None


def _best(label: str, above: tuple[str, ...], unit: str, known: list[Known]) -> tuple[Known, float] | None:
    scored = sorted(
        ((alike(label, k, above), i) for i, k in enumerate(known) if _fits(unit, k) is not False),
        reverse=True,
    )
    if not scored or scored[0][0] < SURE:
        return None
    score, at = scored[0]
    if len(scored) > 1 and scored[1][0] > score - CLEAR:
        return None
    if _fits(unit, known[at]) is None and score < 0.95:
        return None
    return known[at], score


def draft_sources(name: str, files: list[Path], known: list[Known]) -> tuple[str, list[Claim], list[str]]:
    """sources.yml for the files, the claims that reading with it has proven, and what no row was found for (by file,
    bilingual)."""
    senders: dict[
        tuple[str, str], dict[str, list[Claim]]
    ] = {}  # by owner and pattern: tables with their claims
    claims: list[Claim] = []
    unclaimed: list[str] = []
    for path in files:
        reading = read_file(path, Sources(sources=[]), survey=True)
        if reading.unreadable:
            unclaimed.append(f"{path.name}: " + "; ".join(p.message for p in reading.problems))
            continue
        drafted = [
            t for use in reading.tables if use.table is not None and (t := _table(use, path.name, known))
        ]
        found = [(text, cs) for text, mine in drafted if (cs := _proven(path, text, mine))]
        if not found:
            names = "; ".join(t.title or t.sheet for t in reading.tables[:3])
            unclaimed.append(
                f"{path.name}: không bảng nào khớp chắc với một chỉ tiêu (no table surely names a target): {names}"
            )
        for text, mine in found:
            owner = next(k.owner for k in known if k.id == mine[0].measure)
            tables = senders.setdefault((owner, _pattern(path)), {})
            tables.setdefault(text, []).extend(mine)
            claims += mine
    lines = [
        "# Tệp nào của đơn vị nào, chữ nào trong bảng là chỉ tiêu nào; bản nháp của `brief new`. Cách viết: "
        "docs/data-guide.md",
        "# (which words of which file mean which measure; drafted: look through the cells listed)",
        f"programme: {_q(name)}",
        "sources:" if senders else "sources: []",
    ]
    for (owner, pattern), tables in senders.items():
        lines += _head(owner, pattern)
        for text, cs in tables.items():
            lines += [
                f"      # tin cậy (confidence) {c.confidence:.2f}: {c.file} {c.sheet}!{c.cell} “{c.label}” → "
                f"{c.measure}"
                for c in cs
            ]
            lines.append(text)
    return "\n".join(lines) + "\n", claims, unclaimed


def _pattern(path: Path) -> str:
    """The files like this one: its name with "*" for the numbers, where words are left."""
    stem = re.sub(r"\d+(?:[-_. ]\d+)*", "*", path.stem)
    return (stem if len(stem.replace("*", "")) > 2 else path.stem) + path.suffix


def _head(owner: str, pattern: str) -> list[str]:
    return [f"  - owner: {_q(owner)}", f"    files: {_q(pattern)}", "    tables:"]


def _table(use: TableUse, file: str, known: list[Known]) -> tuple[str, list[Claim]] | None:
    """The rule for one table, and its claims; None where nothing is surely named."""
    table, title = use.table, title_words(use.title)
    if table is None or not title or not table.columns:
        return None
    at = context(table)
    head = [f"      - title: {_q(title)}"]
    if not at.month and any(s.kind == "month" for s in named(table.sheet)):
        head.append("        period: sheet")
    dated, others = match.period_rows(table, at) if table.rows else ([], [])
    if len(dated) > max(1, 2 * len(others)):
        return _down(table, title, head, file, known)
    said = [(c, meaning(c.path, at.year, at.month).meaning) for c in table.columns if not c.beside]
    kinds = dict.fromkeys(m for _, m in said if m in _COLUMNS)
    if not kinds:
        return None
    plain = next(c for c, m in said if m in kinds)
    claims: dict[str, list[tuple[float, Claim, str]]] = defaultdict(list)
    for row in table.rows:
        unit = table.unit_at(row, plain)[0]
        hit = _best(row.label, (*row.path, title), unit.text if unit else "", known)
        if hit is None or unit is None:
            continue
        k, score = hit
        claim = Claim(file, table.sheet, row.label_cell, row.label, k.id, score)
        basis = ", basis: level" if k.level else ""
        claims[k.id].append(
            (
                score,
                claim,
                f"          - "
                f"{{label: {_q(row.label)}, measure: {_q(k.id)}, unit: {_q(k.unit)}{basis}, optional: true}}",
            )
        )
    kept = _once(claims)
    if not kept:
        return None
    columns = [c if i == 0 else f"{{is: {c}, optional: true}}" for i, c in enumerate(kinds)]
    lines = [*head, f"        columns: [{', '.join(columns)}]", "        rows:"]
    return "\n".join([*lines, *(row for _, _, row in kept)]), [c for _, c, _ in kept]


def _down(
    table: Table, title: str, head: list[str], file: str, known: list[Known]
) -> tuple[str, list[Claim]] | None:
    """Periods down the rows, measures across: a rule by the columns' heads."""
    claims: dict[str, list[tuple[float, Claim, str]]] = defaultdict(list)
    for column in table.columns:
        unit = column.unit or (table.captions[0] if len(table.captions) == 1 else None)
        label = column.path[-1] if column.path else ""
        hit = _best(label, (*column.path[:-1], title), unit.text if unit else "", known) if unit else None
        if hit:
            k, score = hit
            claim = Claim(file, table.sheet, f"cột {label}" if column.path else "", label, k.id, score)
            basis = "level" if k.level else "month"
            said = f"words: {_q(fold_head(label))}, measure: {_q(k.id)}, unit: {_q(k.unit)}, basis: {basis}"
            claims[k.id].append((score, claim, f"          - {{{said}}}"))
    kept = _once(claims)
    if not kept:
        return None
    lines = [*head, "        periods: rows", "        columns:"]
    return "\n".join([*lines, *(row for _, _, row in kept)]), [c for _, c, _ in kept]


def fold_head(label: str) -> str:
    """A column's head without its unit in brackets, as words to look for."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", label).strip().lower()


def _once(claims: dict[str, list]) -> list:
    """One row a measure: where two rows name it as well, neither is taken."""
    kept = []
    for rows in claims.values():
        rows.sort(key=lambda r: -r[0])
        if len(rows) == 1 or rows[0][0] > rows[1][0] + CLEAR:
            kept.append(rows[0])
    return kept


def _proven(path: Path, text: str, claims: list[Claim]) -> list[Claim]:
    """The claims from which reading the file with the drafted rule gives figures, each with its cells."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sources.yml"
        file.write_text("\n".join(["sources:", *_head("x", path.name), text]), encoding="utf-8")
        reading = read_file(path, load_sources(file))
    for claim in claims:
        claim.cells = [
            f"{o['sheet']}!{o['cell']} = {o['value']:g}"
            for o in reading.observations
            if o["measure"] == claim.measure
        ]
    return [c for c in claims if c.cells]


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
