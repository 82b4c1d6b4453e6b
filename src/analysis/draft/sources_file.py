"""sources.yml from data files: rows and columns whose words name a target, proven by reading the files with it."""

from __future__ import annotations

import math
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from analysis.draft import table_words as say
from analysis.draft.figures import known_unit, unit_name
from analysis.draft.programme_file import NOBODY, begins
from analysis.draft.programme_file import quoted as _q
from analysis.ingest import match
from analysis.ingest.context import TOTAL, Context, context
from analysis.ingest.filename import from_name
from analysis.ingest.names import Names
from analysis.ingest.numbers import parse_number
from analysis.ingest.periods import SCHOOL_YEAR
from analysis.ingest.read import Reading, TableUse, read_file
from analysis.ingest.sender import Left, left_rows
from analysis.ingest.sources import Sources, load_sources
from analysis.ingest.tables import Column, Row, Table
from analysis.ingest.text import fold, label_of
from analysis.ingest.units import Unit, counted, parse_unit
from analysis.programme import Programme
from analysis.written import fiscal_year

LEFT = 30  # rows of a file that are listed at once
SURE, CLEAR = 0.84, 0.12  # what a match must reach, and by how much it must beat the next
LIKELY = 0.5  # what a row must reach whose plan is the target's, and one that is offered to a person
_COLUMNS = {"month", "year_to_date", "quarter", "half_year", "year", "level"}
_AMOUNT = re.compile(
    r"(?:số|khối) lượng|giá trị|kết quả(?: thực hiện)?|(?:đã )?thực hiện(?: được)?|số liệu|"
    r"amount|number|result|value|actual|achieved"
)
_IDLE = set(
    "so ty le tong dat cua va cac co duoc tren dia ban toan cong the of the and number total rate".split()
)
_OPPOSITES = [
    set(pair.split()) for pair in ("thu chi", "xuat nhap", "nam nu", "den di", "sinh tu", "tang giam")
]
# what a name may say more without being another's, and what makes another figure of it
_HARMLESS = set("dan nguoi ho nha nuoc xa phuong huyen tinh".split())
_TELLING = set(
    "khong chua tre cham qua bo no ton can nang kieu mau dieu tra kham pha dung han giam tang nu tu nguyen".split()
)
# initials that every office reads alike: in another name they are no short form of it
_SPELT = {
    "bhyt": "bao hiem y te",
    "bhxh": "bao hiem xa hoi",
    "bhtn": "bao hiem that nghiep",
    "ntm": "nong thon moi",
}
# said or left out without another meaning
_FILLING = re.compile(r"\([^()]*\)|\b(?:cả|trong)\s+năm\b|\bnăm\s+20\d\d\b|(?<=\bhộ)\s+gia đình\b", re.I)


@dataclass(frozen=True)
class Known:
    """A measure as matching needs it."""

    id: str
    name: str
    unit: str
    level: bool
    owner: str
    plans: tuple[float, ...] = ()  # its printed bounds, in its unit
    guessed: bool = False  # whether its months add up is guessed from its name: a table may say otherwise


@dataclass
class Claim:
    """A row or column of a file that a measure is drafted to be read from; `cells` are what was read with the draft;
    not `sure`: a person must say first whether it is that measure."""

    file: str
    sheet: str
    cell: str
    label: str
    measure: str
    confidence: float
    cells: list[str] = field(default_factory=list)
    sure: bool = True
    line: str = ""  # of the rule that reads it
    plan: float | None = None  # the table's own plan for the row, where it is not the target's
    money: bool = False  # told in money, of a target in % whose plan the table does not tell
    held: bool = False  # told in columns of a state alone, as of a school year: no monthly sum
    adds: bool | None = None  # told with the sum of its months; False: without, beside rows that have it
    told: dict[tuple[str, str], float] = field(default_factory=dict)  # what was read, by basis and period
    unsaid: bool = False  # no unit is printed: the target's is taken
    guessed: str = ""  # the period that neither title nor heads say: a year, or a pattern of the file's name
    doubt: str = ""  # what the reader asks of its table: whether a hamlet's sheet is the whole


@lru_cache(1 << 12)
def _in_order(text: str) -> tuple[str, ...]:
    return tuple(fold(label_of(_FILLING.sub(" ", text)), marks=False).split())


def words(text: str, beside: str = "") -> frozenset[str]:
    """The words that tell a name from others; initials ("BHYT") are the words they stand for in the name `beside`."""
    found = set(_in_order(text))
    there = _in_order(beside)
    for short in re.findall(r"\b[A-ZĐ]{2,6}\b", text):
        letters = fold(short, marks=False)
        for i in range(len(there) - len(letters) + 1):
            spelled = there[i : i + len(letters)]
            if "".join(w[0] for w in spelled) == letters and _SPELT.get(
                letters, " ".join(spelled)
            ) == " ".join(spelled):
                found = found - {letters} | set(spelled)
    return frozenset(found - _IDLE)


def alike(label: str, known: Known, above: Iterable[str] = ()) -> float:
    """0 to 1: how far a row's label names a measure; the words above the row may supply what the label lacks."""
    best = 0.0
    for name in {known.name, known.name.rsplit(": ", 1)[-1]}:
        mine, theirs = words(label, name), words(name, label)
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


def _factor(unit: str, known: Known) -> float | None:
    """By what a printed unit is the measure's: 0 where it counts another thing, None where one is not known."""
    one, other = parse_unit(unit) if unit else None, parse_unit(known.unit)
    if unit and unit.casefold() == known.unit.casefold():
        return 1.0
    if one is None or other is None:
        told = known_unit(unit_name(unit)) and known_unit(known.unit) if unit and known.unit else False
        return 0.0 if told else None  # "MWh" is no "%", though nobody counts in it
    return one.to(other) or 0.0


def best(
    label: str, above: tuple[str, ...], unit: str, known: list[Known], plan: float | None = None
) -> tuple[Known, float] | None:
    """The one measure that a row surely names: by its words, or by fewer words and its own `plan`, the target's."""
    scored = sorted(
        ((alike(label, k, above), i) for i, k in enumerate(known) if _factor(unit, k) != 0),
        reverse=True,
    )
    if not scored:
        return None
    score, at = scored[0]
    if score < SURE:
        agreed = [k for s, i in scored if s >= LIKELY and _agrees(plan, unit, k := known[i])
                  and not _apart(label, k) & _TELLING]  # fmt: skip
        return (agreed[0], SURE) if len(agreed) == 1 else None
    if len(scored) > 1 and scored[1][0] > score - CLEAR:
        return None
    if _factor(unit, known[at]) is None and score < 0.95:
        return None
    apart = _apart(label, known[at])
    named = score == 1 or apart <= _HARMLESS or _agrees(plan, unit, known[at])
    return (known[at], score) if named and not apart & _TELLING else None


def _named(
    labels: Iterable[str], above: tuple[str, ...], unit: Unit | None, known: list[Known],
    plan: float | None = None, title: str = "", printed: bool = True,
) -> tuple[Known, float, bool] | None:  # fmt: skip
    """The one measure that a figure is of by the first of its labels that names one, and whether that is sure, which
    it never is where no unit is said, nor where the `title` must help and no unit is `printed`; else the one that it
    is perhaps of."""
    said = unit.text if unit else ""
    for label, helped in [(label, helped) for helped in ("", title)[: 1 + bool(title)] for label in labels]:
        if hit := best(label, (*above, helped) if helped else above, said, known, plan):
            sure = unit is not None or f"({hit[0].unit})".casefold() in label.casefold()
            return hit[0], hit[1] - CLEAR * bool(helped), sure and (printed or not helped)
    for label in labels:
        if hit := perhaps(label, said, known, plan):
            return *hit, False
    return None


_BARE = set(
    "thuc hien luy ke luong ket qua thang ky don den nay uoc gia tri muc value actual amount result".split()
)


def _labels(path: tuple[str, ...], title: str, unit: Unit | None, year: int) -> list[str]:
    """What a column's figures may be called: by its head, with the head above it, and where its own says no more than
    "Thực hiện", "Tỷ lệ (%)" or what is counted, by that one or the table's title; [] of another year's."""
    own = path[-1] if path else ""
    if year and {*re.findall(r"20\d\d", own)} - {str(year)}:
        return []
    labels = [own, " ".join(path[-2:])]
    rate = re.match(r"(?:tỷ|tỉ) lệ|%|rate|share", own, re.I) and (unit is None or unit.text != "%")
    whole = re.match(r"tổng|toàn|total", own, re.I)  # "Tổng số hộ" beside those that the title speaks of
    if not rate and not whole and (not words(own) - _BARE or counted(own)):
        labels.append(path[-2] if len(path) > 1 else _LEADING.sub("", title))
    return list(dict.fromkeys(filter(None, labels)))


def _apart(label: str, known: Known) -> frozenset[str]:
    """The words that only one of a row's label and the end of a measure's name holds."""
    names = {known.name, known.name.rsplit(": ", 1)[-1]}
    return min((words(label, n) ^ words(n, label) for n in names), key=len)


def perhaps(
    label: str, unit: str, known: list[Known], plan: float | None = None
) -> tuple[Known, float] | None:
    """The one measure with which a row shares half of its words, at least two of them, or all words of one of the two;
    fewer where its `plan` is the target's; of any unit where the row says none. For a person to say."""
    scored = []
    for i, k in enumerate(known):
        mine, theirs = words(label, k.name), words(k.name, label)
        both, told = mine & theirs, (mine ^ theirs)
        numbers = {w for w in told if w.isdigit()}  # "mức độ 1", "mức độ 2"
        if told & _TELLING or numbers & mine and numbers & theirs:
            continue
        if len(both) > 1 and (not unit or _factor(unit, k)) and not any(pair <= told for pair in _OPPOSITES):
            share = len(both) / len(mine | theirs) + 0.2 * bool(_agrees(plan, unit, k))
            scored.append((max(share, LIKELY * (both in (mine, theirs))), i))
    scored.sort(reverse=True)
    if not scored or scored[0][0] < LIKELY or len(scored) > 1 and scored[1][0] > scored[0][0] - CLEAR:
        return None
    return known[scored[0][1]], min(scored[0][0], SURE)


def known_of(programme: Programme) -> list[Known]:
    return [
        Known(
            m.id, m.name_vi, m.unit, m.kind in ("level", "annual"), next((o.owner for o in m.owners[::-1]), NOBODY),
            tuple(v for v in (m.low, m.high, m.stretch) if v is not None),
        )
        for m in programme.measures.values()
    ]  # fmt: skip


def proposed(path: Path, programme: Programme, places: Names) -> str:
    """The lines of sources.yml by which a programme would read a file that it does not know yet; where nothing is
    surely named, that, and the lines to begin with."""
    known = known_of(programme)
    name, year, area = programme.id, programme.year, programme.area.name_vi
    text, claims, unclaimed = draft_sources(name, [path], known, year, places, area)
    if claims:
        return text[text.index("sources:") :]
    return "\n".join([*(f"# {line}" for line in unclaimed), *begun(path)])


SHOWN = 6  # rows of a table that nobody knows


def begun(path: Path) -> list[str]:
    """Lines of sources.yml to begin with: titles, heads and rows of a file's tables as they are printed, and a "?" for
    what a person has to say; none where no table has rows under such heads."""
    lines: list[str] = []
    for use in read_file(path, Sources(sources=[]), survey=True).tables:
        if (table := use.table) is None or not (title := say.title_words(use.title)):
            continue
        at = context(table)
        columns = [(c, m) for c in table.columns if not c.beside and (m := at.reading(c).meaning) in _COLUMNS]
        if not columns and (
            total := say.total_row(table)
        ):  # "Ấp | Số trẻ cân đo | Tỷ lệ (%)": each column's total
            lines += [
                *say.rule_head(table, title, at),
                f'        rows: [{{label: {_q(total.label)}, measure: "?"}}]',
            ]
            lines += ["        columns:  # basis: month, year_to_date, level"]
            for column in [c for c in table.columns if not c.beside and say.finds(table, c)]:
                unit = table.unit_at(total, column)[0] or counted(column.path[-1])
                said = f'words: {_q(say.finds(table, column))}, measure: "?", unit: {_q(unit.text if unit else "?")}'
                lines.append(f"          - {{{said}, basis: level, optional: true}}")
        if not columns or not table.rows:
            continue
        kinds = dict.fromkeys(m for _, m in columns)
        lines += [*say.rule_head(table, title, at), f"        columns: [{', '.join(kinds)}]", "        rows:"]
        for row in table.rows[:SHOWN]:
            unit = table.unit_at(row, columns[0][0])[0]
            said = f", unit: {_q(unit.text)}" if unit else ""
            lines.append(f'          - {{label: {_q(row.label)}, measure: "?"{said}}}')
        lines += [f"          # … {len(table.rows)} dòng (rows)"] * (len(table.rows) > SHOWN)
    asked = "# “?”: mã trong programme.yml của đơn vị (owner) và chỉ tiêu (measure) (ids of the programme)"
    return [asked, "sources:", *_head("?", say.file_pattern(path.name)), *lines] if lines else []


def may_be(row: Left, known: list[Known]) -> str:
    """The one measure whose words a row's are nearly, for a person to say; of a rate also where the row is no rate."""
    label = label_of(row.label)
    fits = [k for k in known if _factor(row.unit, k) != 0]
    hit = best(label, row.above, row.unit, fits) or perhaps(label, row.unit, fits)
    hit = hit or perhaps(label, "", [k for k in known if k.unit == "%"])  # what a rate is worked out from
    if hit is None:
        return ""
    other = " (đơn vị khác: other unit)" if hit[0] not in fits else ""
    return f"{hit[0].id} {hit[0].name}{other}"


def _agrees(plan: float | None, unit: str, known: Known) -> bool | None:
    """Whether a row's plan is the target's bound; None where that says nothing: no plan, 0, 100 %, an unknown unit."""
    factor = _factor(unit, known)
    if plan is None or plan in (0, 100) or not factor or not known.plans:
        return None
    return any(math.isclose(plan * factor, p, rel_tol=1e-6) for p in known.plans)


def draft_sources(
    name: str,
    files: list[Path],
    known: list[Known],
    year: int = 0,
    places: Names | None = None,
    area: str = "",
) -> tuple[str, list[Claim], list[str]]:
    """sources.yml for the files, the claims that reading with it has proven and those that a person must confirm, and
    what no row was found for (by file, bilingual). `year`: the programme's, proposed where a table says none; `places`:
    its units; `area`: what it itself is called."""
    # by owner, files and where their names say the month: tables with their claims
    senders: dict[tuple[str, str, str], dict[str, list[Claim]]] = {}
    claims: list[Claim] = []
    unclaimed: list[str] = []
    rows: list[str] = []
    for path in files:
        reading = read_file(path, Sources(sources=[]), survey=True)
        if reading.unreadable:
            unclaimed.append(f"{path.name}: " + "; ".join(p.message for p in reading.problems))
            continue
        found = []
        for use in reading.tables:
            for dated in _dated(use, path.name, year):
                other = year and dated[0].year not in (0, year)  # its plans are not this year's
                asked = [replace(k, plans=()) for k in known] if other else known
                rule = _table(use, dated, path.name, asked, places or Names())
                drafted = [d for d in (rule, _spent(use, dated, path.name, asked)) if d]
                for claim in [c for _, cs in drafted for c in cs if dated[1]]:
                    claim.sure, claim.guessed = False, dated[1]  # none is sure where its period is guessed
                proven = [(head, cs) for head, own in drafted if (cs := _proven(path, head, own, area))]
                found += proven
                if proven:
                    break
        for one, two in combinations([c for _, cs in found for c in cs], 2):
            ends = [max((period for _, period in c.told), default="") for c in (one, two)]
            both = one.measure == two.measure and ends[0] == ends[1]
            if both and any(two.told.get(k, v) != v for k, v in one.told.items()):
                one.sure = two.sure = False  # as of one hamlet each: none is surely the whole
        rows += _unclaimed(path, found, known, [] if found else reading.tables, area)
        if not found:
            names = "; ".join(t.title or t.sheet for t in reading.tables[:3])
            tops = (t.table.top for t in reading.tables if t.table is not None)
            if fiscal := fiscal_year(" ".join(tops)):
                names += f" (năm tài chính “{fiscal}”, không phải năm dương lịch: a fiscal year is not read)"
            unclaimed.append(
                f"{path.name}: không bảng nào khớp chắc với một chỉ tiêu (no table surely names a target): {names}"
            )
        for text, mine in found:
            owner = next(k.owner for k in known if k.id == mine[0].measure)
            key = owner, say.file_pattern(path.name), mine[0].guessed if "{" in mine[0].guessed else ""
            senders.setdefault(key, {}).setdefault(text, []).extend(mine)
            claims += mine
    sure = {c.measure for c in claims if c.sure}
    claims = [c for c in claims if c.sure or c.measure not in sure]
    for k in known if year else ():
        mine = [c for c in claims if c.measure == k.id]
        read = [(basis, v) for c in mine for (basis, _), v in c.told.items()]
        months, so_far = ([v for basis, v in read if basis == b] for b in ("month", "year_to_date"))
        added = any(c.adds for c in mine) or len(months) == 1 and k.unit.endswith("đồng")
        added |= len(months) == 1 and not {*so_far} <= {*months}
        if k.guessed and not (k.level or added) and k.plans and months and min(months) > max(k.plans) / 2:
            for c in mine:  # no year is reached twice, nor in one month
                c.adds = False
                c.line = re.sub(r"(?:, basis: \w+)?, optional", ", basis: level, optional", c.line)
    named = {c.file for c in claims} | {line.partition(": ")[0] for line in unclaimed}
    elsewhere = "số của các chỉ tiêu này đã có ở tệp khác (told by another file already)"
    unclaimed += [f"{path.name}: {elsewhere}" for path in files if path.name not in named]
    unclaimed += rows
    for key, tables in [*senders.items()]:  # several months' files: one rule
        told = {head: [*{c.line: c for c in cs if c in claims}.values()] for head, cs in tables.items()}
        senders[key] = {head: cs for head, cs in told.items() if cs}
        if not senders[key]:
            del senders[key]
    lines = begins("sources", name=_q(name), none=" []" * (not senders))
    for (owner, pattern, period), tables in senders.items():
        live = any(c.sure for cs in tables.values() for c in cs)
        lines += [line if live else "#" + line for line in _head(owner, pattern, period)]
        for head, cs in tables.items():
            live = any(c.sure for c in cs)
            lines += [line if live else "#" + line for line in head.splitlines()]
            for c in cs:
                said = f"{c.confidence:.2f}: {c.file} {c.sheet}!{c.cell} “{c.label}” → {c.measure}"
                lines.append(f"      # {'tin cậy (confidence)' if c.sure else '?'} {said}")
                lines += [line if c.sure else "#" + line for line in c.line.splitlines()]
    if senders and not sure:
        lines.append(
            "  []  # bỏ dòng này khi đã bỏ dấu # ở trên (delete this line once others are uncommented)"
        )
    return "\n".join(lines) + "\n", claims, unclaimed


def _head(owner: str, pattern: str, period: str = "") -> list[str]:
    lines = [f"  - owner: {_q(owner)}", f"    files: {_q(pattern)}"]
    return [*lines, *[f"    period: {_q(period)}"] * bool(period), "    tables:"]


def _dated(use: TableUse, file: str, year: int) -> list[tuple[Context, str]]:
    """What a table reports on, and "" or the period that is only guessed: month and year of the file's name where the
    table says no month, the programme's `year` where it says none."""
    if use.table is None:
        return []
    at = context(use.table)
    if at.month and at.year or say.by_periods(use.table, at):
        return [(at, "")]
    ways = "" if at.month or say.names_months(use.table) else say.month_in(file)
    if ways:
        found = from_name(ways, file)
        if found and at.year in (0, int(found[0])):
            return [(at, ""), (Context(int(found[0]), int(found[1]), "file"), ways)]
    return [(at, "")] if at.year or not year else [(replace(at, year=year), str(year))]


def _table(
    use: TableUse, dated: tuple[Context, str], file: str, known: list[Known], places: Names
) -> tuple[str, list[Claim]] | None:
    """The head of a rule for one table, and its claims, each with its line; None where nothing is named."""
    table, title = use.table, say.title_words(use.title) if use.title else "*"
    if table is None or not title or not table.columns:
        return None
    at, guessed = dated
    head = say.rule_head(table, title, at)
    if guessed.isdigit():
        head.append(f'        period: "{guessed}"  # ? bảng không ghi năm (the table says no year)')
    if say.by_periods(table, at):
        kept = _together(_by_columns(table, title, at, file, known))
        return ("\n".join([*head, "        periods: rows", "        columns:"]), kept) if kept else None
    said = [(c, at.reading(c).meaning) for c in table.columns if not c.beside]
    kinds = dict.fromkeys(m for _, m in said if m in _COLUMNS)
    amounts = [c for c, m in said if not m and c.path and _AMOUNT.fullmatch(say.fold_head(c.path[-1]))]
    one = not kinds and at.month and len(amounts) == 1 and say.finds(table, amounts[0])
    bare = amounts[0] if one else None  # "Số lượng": a month's, or a state, for a person to say
    if not kinds and bare is None:
        return _by_total(table, title, head, at, file, known, places)
    plain = bare or next(c for c, m in said if m in kinds)
    planned = [c for c, m in said if m == "plan"]
    claims: list[Claim] = []
    stood = set(kinds) == {"level"}
    held = stood and all(SCHOOL_YEAR.search(c.text) for c, m in said if m == "level")
    for row in table.rows:
        unit = table.unit_at(row, plain)[0] or counted(row.label)
        plan = _plan(table, row, planned)
        found = _named([row.label], (*row.path, title), unit, known, plan)
        if found is None:
            continue
        k, score, sure = found
        line = f"label: {_q(row.label)}, measure: {_q(k.id)}, unit: {_q(k.unit)}"
        adds = _adds(table, row, said) if k.guessed and "/" not in k.unit and "%" not in k.unit else None
        level = k.level if adds is None else not adds
        if twins := [r for r in table.rows if r is not row and fold(r.label) == fold(row.label)]:
            if not row.path or any(r.path == row.path for r in twins):
                continue  # no rule tells them apart
            line += f", under: {_q(row.path[-1])}"
        line += ", basis: level" if level else ", basis: year_to_date" if stood and not held else ""
        claim = Claim(file, table.sheet, row.label_cell, row.label, k.id, score, held=held, adds=adds,
                      sure=sure and bare is None, unsaid=unit is None,
                      line=f"          - {{{line}, optional: true}}")  # fmt: skip
        if sure and unit and _agrees(plan, unit.text, k) is False:
            claim.plan = plan
        claims.append(claim)
    kept = _sorted_out(claims)
    if not kept:
        return _by_total(table, title, head, at, file, known, places)
    columns = [c if i == 0 else f"{{is: {c}, optional: true}}" for i, c in enumerate(kinds)]
    basis = "year_to_date" if _SO_FAR.search(f"{table.title} {table.top}") else "month"
    columns = [f"{{words: {_q(say.finds(table, bare))}, basis: {basis}}}"] if bare else columns
    return "\n".join([*head, f"        columns: [{', '.join(columns)}]", "        rows:"]), kept


def _adds(table: Table, row: Row, said: list[tuple[Column, str]]) -> bool | None:
    """Whether a row's months add up, as its own sum says; False where it alone has none; None where nothing says."""

    def told(meant: str, row: Row) -> list[float]:
        return [v for c, m in said if m == meant and (v := _plan(table, row, [c])) is not None]

    months, so_far = told("month", row), told("year_to_date", row)
    total = [c for c in table.columns if c.path and TOTAL.fullmatch(c.path[-1])]
    whole = _plan(table, row, total)
    if sum(bool(v) for v in months) > 1 and whole is not None and math.isclose(whole, sum(months)):
        return True
    if len(months) == 1 and so_far:
        return True if so_far[0] > 1.2 * months[0] else None
    summed = [r for r in table.rows if told("month", r) and told("year_to_date", r)]
    return False if len(months) == 1 and len(summed) > 1 else None


_SO_FAR = re.compile(r"đến (?:hết )?ngày|tính đến|l[ũu][yỹ] kế|đến nay|year to date", re.I)
_OF_PLAN = re.compile(r"giải ngân|disburs|(?:so với|trên|/)\s*(?:kế hoạch|dự toán)", re.I)


def _spent(
    use: TableUse, dated: tuple[Context, str], file: str, known: list[Known]
) -> tuple[str, list[Claim]] | None:
    """A target in % of a yearly plan, where a table tells money: the sum to date over the plan beside it; the sum
    alone, behind a question, where no plan stands there."""
    table, (at, guessed) = use.table, dated
    rates = [k for k in known if k.unit == "%" and _OF_PLAN.search(k.name)]
    if table is None or not use.title or not rates:
        return None
    columns = [(at.reading(c).meaning, c) for c in table.columns if not c.beside]
    told, plans = ([c for m, c in columns if m == meant] for meant in ("year_to_date", "plan"))
    total, title = say.total_row(table), say.title_words(use.title)
    claims: list[Claim] = []
    for k in rates if len(told) == 1 else ():
        named_so = [r for r in table.rows if words(k.name) <= words(r.label, k.name)]
        if not named_so and words(k.name) <= words(f"{title} {told[0].text}", k.name):
            named_so = table.rows if len(table.rows) == 1 else [total] if total else []
        unit = table.unit_at(named_so[0], told[0])[0] if len(named_so) == 1 else None
        if unit is None or unit.base != "đồng":
            continue
        row, column = named_so[0], say.title_words(told[0].path[-1])
        planned = say.title_words(plans[0].path[-1]) if len(plans) == 1 else ""
        one = all(len(match.columns_with(table, [w])) == 1 for w in (column, planned)) if planned else False
        asked = f'"%", numerator: {_q(column)}, denominator: {_q(planned)}' if one else _q(unit.text.lower())
        line = f"          - {{is: year_to_date, measure: {_q(k.id)}, unit: {asked}, optional: true}}"
        claims.append(Claim(file, table.sheet, row.label_cell, row.label, k.id, SURE, sure=one, money=not one,
                            line=line))  # fmt: skip
        only = row
    if len(claims) != 1:
        return None
    head = [*say.rule_head(table, title, at), *[f'        period: "{guessed}"'] * guessed.isdigit()]
    head += [
        f"        rows: [{{label: {_q(only.label)}, measure: {_q(claims[0].measure)}}}]",
        "        columns:",
    ]
    return "\n".join(head), claims


_LEADING = re.compile(
    r"^(?:(?:phụ lục|biểu(?: số)?|bảng|báo cáo|tổng hợp|kết quả|tình hình|tiến độ|thực hiện|theo dõi|số liệu|"
    r"công tác|chỉ tiêu)\s*)+|\s*\(?(?:phân |chia )?(?:theo|của các|tại các|ở các|từng)\s+(?:ấp|thôn|bản|xóm|khóm|"
    r"khu|tổ|địa bàn|đơn vị|xã|phường).*$", re.I)  # fmt: skip


def _by_total(
    table: Table, title: str, head: list[str], at: Context, file: str, known: list[Known], places: Names
) -> tuple[str, list[Claim]] | None:
    """A table by hamlets, schools and the like: its total is of the measure that a column's head, or the title,
    names; its rows are read as well where they are units of the programme."""
    total = say.total_row(table)
    if total is None or any(best(r.label, (*r.path, title), "", known) for r in table.rows):
        return None
    kept = _together(_by_columns(table, title, at, file, known, total))
    if not kept:
        return None
    row = f"rows: [{{label: {_q(total.label)}, measure: {_q(kept[0].measure)}}}]"
    row = "places: rows" if say.by_places(table, places) else row
    return "\n".join([*head, f"        {row}", "        columns:"]), kept


def _by_columns(
    table: Table, title: str, at: Context, file: str, known: list[Known], total: Row | None = None
) -> list[Claim]:
    """The claims of a table's columns: of its `total`, or of all its rows where periods run down them."""
    columns = [(c, at.reading(c).meaning) for c in table.columns if not c.beside]
    planned = [c for c, meant in columns if meant == "plan"]
    wanted = [(c, m) for c, m in columns if m != "plan" and (not total or m in ("", *_COLUMNS))]
    columns = [(c, m if total else "") for c, m in wanted]
    plain = _LEADING.sub("", title)
    above_all = {column.path[:-1] for column, meant in columns if meant}
    headed = above_all.pop() if len(above_all) == 1 else ()  # "Lượt khám bệnh" over all months
    claims: list[Claim] = []
    for column, meant in columns:
        said = column.path[-1] if column.path else ""
        printed = column.unit or (table.captions[0] if len(table.captions) == 1 else None)
        printed = table.unit_at(total, column)[0] if total else printed
        labels = [plain, *headed] if meant else _labels(column.path, title, printed, at.year)
        unit = printed or next(filter(None, map(counted, labels)), None)
        plan = _plan(table, total, planned) if meant and total else None
        head_words = meant or say.finds(table, column)
        if not head_words or not any(labels):
            continue
        above = () if meant else column.path[:-1]
        found = _named(labels, above, unit, known, plan, "" if meant else title, printed is not None)
        if found is None and total and unit and words(said) <= {"bao", "phu"}:
            # "Tỷ lệ bao phủ (%)": the title's
            of = [k for k in known if _factor(unit.text, k)]
            of = [k for k in of if words(k.name, table.title) - _HARMLESS <= words(table.title, k.name)]
            found = (of[0], LIKELY, False) if len(of) == 1 else None
        if found is None:
            continue
        k, score, sure = found
        asked = [f"is: {meant}"] if meant else [f"words: {_q(head_words)}"]
        asked += [f"measure: {_q(k.id)}", f"unit: {_q(k.unit)}"]
        if k.level or not meant:
            so_far = _SO_FAR.search(f"{table.title} {table.top}" if total else said)
            asked.append(f"basis: {'level' if k.level else 'year_to_date' if so_far else 'month'}")
        asked += ["optional: true"] * bool(total)
        cell = total.label_cell if total else f"cột {said}"
        label = f"{total.label} › {said or title}" if total else said
        sure = sure and (not total or bool(meant) or k.level)
        claims.append(Claim(file, table.sheet, cell, label, k.id, score, sure=sure, unsaid=unit is None,
                            line=f"          - {{{', '.join(asked)}}}"))  # fmt: skip
    return claims


def _plan(table: Table, row: Row, columns: list[Column]) -> float | None:
    """The number in a row's one column of plans."""
    kind, value = table.cells.get((row.row, columns[0].col), ("", "")) if len(columns) == 1 else ("", "")
    return float(str(value)) if kind == "number" else parse_number(str(value)) if kind == "digits" else None


def _together(claims: list[Claim]) -> list[Claim]:
    """One claim a measure, with the columns of its month and of its sum to date."""
    by_basis: dict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        by_basis[re.findall(r"(?:is|basis): (\w+)", claim.line)[0]][claim.line] = claim
    kept: dict[str, Claim] = {}
    for claim in [c for same in by_basis.values() for c in _sorted_out([*same.values()])]:
        first = kept.setdefault(claim.measure, claim)
        first.line += f"\n{claim.line}" * (first is not claim)
    return [*kept.values()]


def _sorted_out(claims: list[Claim]) -> list[Claim]:
    """One row a measure: where two rows name it as well, neither is taken; those a person must confirm come last."""
    by_measure: dict[tuple[bool, str], list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (not c.sure, -c.confidence)):
        by_measure[not claim.sure, claim.measure].append(claim)
    return [
        first
        for (unsure, measure), (first, *rest) in by_measure.items()
        if not (unsure and (False, measure) in by_measure)
        and not (rest and first.confidence <= rest[0].confidence + (0 if unsure else CLEAR))
    ]


def _read(path: Path, tables: list[tuple[str, list[Claim]]], area: str, survey: bool = False) -> Reading:
    """The file as its drafted tables have it read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sources.yml"
        period = next((c.guessed for _, claims in tables for c in claims if "{" in c.guessed), "")
        lines = ["sources:", *_head("x", path.name, period)]
        lines += [line for head, claims in tables for line in (head, *(c.line for c in claims))]
        file.write_text("\n".join(lines), encoding="utf-8")
        return read_file(path, load_sources(file, area), survey=survey)


def _unclaimed(
    path: Path, tables: list[tuple[str, list[Claim]]], known: list[Known], others: list[TableUse], area: str
) -> list[str]:
    """What no rule takes: of the tables drafted every row with a figure, of the others how many, and those that may be
    a target's; of a file without any the `others`."""
    taken = {c.measure for _, claims in tables for c in claims}
    open_ = [k for k in known if k.id not in taken]
    said, found = [], []
    for use in _read(path, tables, area, survey=True).tables if tables else others:
        rows = use.left
        if not use.asked and use.table is not None:
            rows = left_rows(use.table, [], context(use.table), Names.of([]))
            if rows and tables:
                said.append(f"{path.name} {use.sheet}!{use.cell}: bảng {len(rows)} dòng chưa khai báo (a table not "
                    f"read): {use.title}")  # fmt: skip
        for row in rows:
            row.may_be = may_be(row, open_)
            found += [(use.sheet, row)] if use.asked or row.may_be else []
    said += [f"{path.name} {line}" for line in say.left_lines(found)]
    more = f"{path.name}: … và {len(said) - LEFT} dòng nữa, xem bằng (and more, see) brief check"
    return said[:LEFT] + [more] * (len(said) > LEFT)


def _proven(path: Path, head: str, claims: list[Claim], area: str) -> list[Claim]:
    """The claims from which reading the file with the drafted rule gives figures, each with its cells; beside them
    those that are sure and have none yet ("-"): the next file may have one."""
    reading = _read(path, [(head, claims)], area)
    asked = {p.sheet: p.message for p in reading.problems if p.code in ("duplicate", "title_more")}
    for claim in claims:
        claim.doubt = asked.get(claim.sheet, "")
        claim.sure = claim.sure and not claim.doubt
        told = [o for o in reading.observations if (o["measure"], o["sheet"]) == (claim.measure, claim.sheet)]
        claim.cells = [f"{o['sheet']}!{o['cell']} = {o['value']:.15g}" for o in told]
        claim.told = {(o["basis"], o["period"]): o["value"] for o in told}
        if claim.unsaid and 'unit: "%"' in claim.line and any(v > 100 for v in claim.told.values()):
            claim.cells, claim.sure = [], False  # a count
    return [c for c in claims if c.cells or c.sure] if any(c.cells for c in claims) else []
