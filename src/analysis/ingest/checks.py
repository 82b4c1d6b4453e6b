"""Checks within one table: totals and parts, months and cumulative figures, shares of the plan."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise, takewhile
from statistics import median
from typing import Any

from analysis.ingest.context import Context
from analysis.ingest.figures import Cells, Report
from analysis.ingest.grid import address
from analysis.ingest.heads import meaning
from analysis.ingest.match import PickedColumn, PickedRow
from analysis.ingest.numbers import shown
from analysis.ingest.periods import plain
from analysis.ingest.tables import Column, Row, Table
from analysis.ingest.text import IS_PART, fold, label_of

Made = list[tuple[PickedRow, PickedColumn, dict[str, Any]]]
TOTAL = re.compile(r"tong(?! cong ty\b| cuc\b)\b.*|cong|total\b.*")
_LEVELS = ("trung uong", "dia phuong", "central", "local")
# groups that need not be complete
_SELECTED = re.compile(r"^(?:trong do|of which)|\b(?:chu yeu|mot so|selected)\b")
_RATES = ("%", "nam/100 nữ", "tạ/ha", "điểm")


def _say(
    report: Report, code: str, o: dict[str, Any], beside: dict[str, Any] | None = None, **facts: Any
) -> None:
    """Report a doubt about a figure, with the other figure that raises it."""
    if beside is not None:
        facts |= {"other": _with_unit(beside, beside["value"]), "at": beside["cell"]}
    report(code, o["cell"], f"{o['value']:.15g}", **facts)


def _with_unit(o: dict[str, Any], value: float) -> str:
    """A number beside one of a cell, which may be written in another unit than the programme's."""
    return f"{shown(value)}{'' if o['unit'] == '%' else ' '}{o['unit']}"


def check_table(
    table: Table, cells: Cells, at: Context, made: Made, places: tuple[int, int], report: Report
) -> None:
    """Reports what does not fit within the figures used from one table; every doubt is a warning. `places`: how many
    units it names, and how many there are."""
    _cumulative(made, report)
    _months_are_totals(table, made, at, report)
    _places(made, *places, report)
    if not any(column.place for _, column, _ in made):
        _without_labels(table, report)
    _totals(table, cells, made, report)
    _parts(table, cells, made, report)
    _shares(table, cells, at, made, report)


# times: no figure changes so much, a slip of the unit or of a separator is a thousand or more
THOUSAND = 300.0
_FAR = math.log(THOUSAND / 10)  # what is nearer to the middle of three or more needs no second look
_PROPORTION = re.compile(r"\b(?:ty le|do che phu|bao phu|ty trong|co cau|rate|coverage|proportion)\b")
_LOW = re.compile(
    r"\b(?:ngheo|that nghiep|sinh|tu vong|chet|suy dinh duong|tang|giam|bo hoc|vi pham|no|mac|poverty|unemploy\w+)\b"
)
_MAY_EXCEED = re.compile(
    r"\b(?:tang|giam|so voi|cung ky|ke hoach|du toan|thuc hien|hoan thanh|phat trien|chi so|index|growth|change|sinh)\b"
)


def refused(table: Table, cells: Cells, at: Context, made: Made, report: Report) -> list[dict[str, Any]]:
    """Observations that no office means, each reported: a proportion above 100 %, a plan a thousand times the other
    figures of its row, a month a hundred times its year, a figure a thousand times those of its neighbouring periods
    or out of size with its row and column, all that stand a cell beside their heads or labels. A correction of the
    cell, even to the same value, is a person's word."""
    found: list[dict[str, Any]] = []

    def drop(code: str, o: dict[str, Any], other: dict[str, Any] | None = None) -> None:
        _say(report, code, o, other)
        found.append(o)

    def drop_wrong(code: str, one: dict[str, Any], other: dict[str, Any], both: list[dict[str, Any]]) -> None:
        wrong = _wrong(one, other, made)
        for o in [wrong] if wrong else both:
            drop(code, o, other if o is one else one)

    rows: dict[tuple, list[dict[str, Any]]] = defaultdict(list)
    series: dict[tuple, list[dict[str, Any]]] = defaultdict(list)
    for row, column, o in made:
        if o["unit"] == "%" and o["value"] > 100.5 and column.reading.meaning not in _COMPARISONS:
            words = fold(f"{column.column.text} {row.label} {o['measure']}", marks=False)
            others = [x["value"] for _, _, x in made if x is not o and x["unit"] == "%"]
            far = o["value"] > 1000 or o["value"] > 200 and others and max(others) <= 100
            if (far or _PROPORTION.search(words)) and not _MAY_EXCEED.search(words):
                drop("rate_above", o)
        if o["unit"] not in _RATES and o["value"] > 0:
            base = o["measure"].partition("#")[0]
            rows[row.row.row if row.row else -1, base, o["place"], o["unit"]].append(o)
            series[o["measure"], o["place"], o["basis"], o["unit"]].append(o)
    found += _shares_of_one(made, report)
    for group in rows.values():
        done = [o for o in group if "#" not in o["measure"]]
        told = [o for o in group if o["measure"].endswith("#owner_forecast")]
        told = told or [o for o in done if o["basis"] in ("year_to_date", "year")] or done
        if not told:
            continue
        most = max(told, key=lambda x: x["value"])
        # little of a year's plan is done by January, or in one month
        early = 6 if most["basis"] == "month" else max(1, 6 / int(most["period"][5:7]))
        for o in (o for o in group if o["measure"].endswith("#plan")):
            for x in done:  # no month is a hundred times its year's plan
                if x["value"] > 100 * max(o["value"], most["value"]):
                    drop("size", x, o)
            if not 1 / THOUSAND < o["value"] / most["value"] < THOUSAND * early:
                drop_wrong("plan_size", o, most, [o, *(x for x in group if x["measure"] != o["measure"])])
    to_date = {(o["measure"], o["place"], o["period"]): o for _, _, o in made if o["basis"] == "year_to_date"}
    for o in [o for _, _, o in made if o["basis"] == "month" and o["unit"] not in _RATES]:
        total = to_date.get((o["measure"], o["place"], o["period"]))
        if total and total["value"] > 0 and o["value"] > 150 * total["value"]:
            drop_wrong("month_size", o, total, [o, total])
    for group in series.values():
        for o in group if len(group) > 2 else ():
            others = [x for x in group if x is not o]
            if all(not 1 / THOUSAND < o["value"] / x["value"] < THOUSAND for x in others):
                drop("size", o, others[0])
    for o, other in [*_out_of_size(made), *_out_of_step(made)]:
        if not any(o is f for f in found):
            drop("size", o, other)
    ways = (lambda: _too_long(table, cells, made, report), lambda: _slid(table, made, report))
    return found + next(
        filter(None, (way() for way in (*ways, lambda: _all_slid(table, at, made, report)))), []
    )


def _shares_of_one(made: Made, report: Report) -> list[dict[str, Any]]:
    """Figures in % that are parts of 1 (0,98 for 98 %): refused where another figure of their row says so, asked about
    where all of a table are."""
    rows: dict[int, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for row, column, o in made:
        if row.row is None or o["unit"] != "%" or column.reading.meaning in _COMPARISONS:
            continue
        if o["value"] > 0 and o["numerator"] is None:
            rows[row.row.row].append((row.label, o))
    every = [o for group in rows.values() for _, o in group]
    low = [_LOW.search(fold(f"{label} {o['measure']}", marks=False)) for g in rows.values() for label, o in g]
    if every and all(o["value"] <= 1 for o in every) and (len(rows) > 2 or not any(low)):
        _say(report, "shares", every[0])
        return []
    found = []
    for group in rows.values():
        most = max((o for _, o in group), key=lambda o: o["value"])
        for label, o in group if most["value"] > 30 or len(group) == 1 else ():
            others = [x["value"] for x in every if x is not o] if o["value"] <= 1 else []
            if o["value"] <= 1 and most is not o:
                _say(report, "share_not_percent", o, most)
                found.append(o)
            elif len(others) > 1 and min(others) > 30 and not _LOW.search(fold(label, marks=False)):
                _say(report, "share_alone", o, other=shown(min(others)))
    return found


def _off(o: dict[str, Any], made: Made) -> float | None:
    """How far a figure is from the middle of its column, as a logarithm; None where it stands alone."""
    column = next(c.column.col for _, c, x in made if x is o)
    sizes = [x["value"] for _, c, x in made if c.column.col == column and x is not o and x["value"] > 0]
    return abs(math.log(o["value"] / median(sizes))) if sizes else None


def _farther(one: dict[str, Any], other: dict[str, Any], made: Made) -> bool:
    """Whether the first of two figures of a row is farther from the figures of its own column than the second."""
    return (_off(one, made) or 0.0) > (_off(other, made) or 0.0)


def _wrong(one: dict[str, Any], other: dict[str, Any], made: Made) -> dict[str, Any] | None:
    """Which of two figures of a row is wrong: the one far from its column; None where nothing says."""
    if max(_off(one, made) or 0.0, _off(other, made) or 0.0) < _FAR:
        return None
    return other if _farther(other, one, made) else one


def _amounts(made: Made) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Row, column and figure of the amounts whose sizes can be compared: no rates, no shares of a count."""
    for row, column, o in made:
        if o["unit"] not in _RATES and o["value"] > 0 and o["numerator"] is None and row.row is not None:
            yield row.row.row, column.column.col, o


def _out_of_size(made: Made) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Figures hundreds of times off what their row and their column let expect, each with another figure of its column.

    Logarithms of the amounts of one unit, without the median of their row and then of their column (one step of
    Tukey's median polish); in a table of one column, rows of one size of which one is not.
    """
    cells: dict[tuple, dict[tuple[int, int], dict[str, Any]]] = defaultdict(dict)
    for line, col, o in _amounts(made):
        cells[o["unit"],][line, col] = o
    found = []
    for table in cells.values():
        logs = {at: math.log(o["value"]) for at, o in table.items()}
        columns = {col for _, col in logs}
        lines: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for at in logs:
            lines[at[0]].append(at)
        if len(columns) > 1:
            for own in lines.values():
                middle = median(logs[at] for at in own) if len(own) > 1 else None
                for at in own:
                    if middle is None:
                        del logs[at]
                    else:
                        logs[at] -= middle
        for col in columns:
            own = [at for at in logs if at[1] == col]
            usual = median(logs[at] for at in own) if own else 0.0
            for at in (at for at in own if abs(logs[at] - usual) > _FAR):
                others = [logs[x] for x in own if x != at]
                if len(others) < 2:
                    continue
                spread = max(others) - min(others)
                narrow = spread < math.log(10 if len(others) > 2 else 4)
                far = spread < math.log(100) < logs[at] - max(others)
                if (
                    far
                    and len(others) > 4
                    or (narrow and abs(logs[at] - median(others)) > math.log(THOUSAND))
                ):
                    found.append((table[at], table[next(x for x in own if x != at)]))
    return found


def _out_of_step(made: Made) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Figures that stand to another of their row as in no other row, hundreds of times off, where at least two other
    rows have both and agree; of the two the one that is farther from its column. Each with the other."""
    rows: dict[tuple[int, str, str], dict[int, dict[str, Any]]] = defaultdict(dict)
    for line, col, o in _amounts(made):
        rows[line, o["unit"], o["place"]][col] = o
    ratios: dict[tuple[int, int, str], list] = defaultdict(list)
    for (_, unit, _), cells in rows.items():
        for a, b in combinations(sorted(cells), 2):
            one, other = cells[a], cells[b]
            ratios[a, b, unit].append((math.log(one["value"] / other["value"]), one, other))
    found = []
    for found_in in ratios.values():
        middle = median(ratio for ratio, _, _ in found_in)
        for at, (ratio, one, other) in enumerate(found_in):
            if abs(ratio - middle) < _FAR:
                continue
            others = [r for i, (r, _, _) in enumerate(found_in) if i != at]
            agree = len(others) > 1 and max(others) - min(others) < math.log(10)
            if agree and abs(ratio - median(others)) > math.log(THOUSAND):
                found.append((one, other) if _farther(one, other, made) else (other, one))
    return found


_COMPARISONS = {
    "share_of_plan", "index_previous_month", "index_same_month_last_year", "index_to_date", "index_december",
    "structure",
}  # fmt: skip


def _close(a: float, b: float, part: float = 0.005) -> bool:
    """Equal but for rounding."""
    return abs(a - b) <= max(part * max(abs(a), abs(b)), 0.6)


def _cumulative(made: Made, report: Report) -> None:
    """A cumulative figure does not fall from month to month, and is no less than its last month."""
    series: dict[tuple, dict[str, dict]] = defaultdict(dict)
    months: dict[tuple, dict] = {}
    for _, _, o in made:
        key = (o["measure"], o["place"], o["period"][:4])
        if o["basis"] == "year_to_date" and o["period_start"].endswith("-01-01") and o["unit"] not in _RATES:
            series[key][o["period"]] = o
        elif o["basis"] == "month" and o["unit"] not in _RATES:
            months[o["measure"], o["place"], o["period"]] = o
    for key, known in series.items():
        ordered = [known[p] for p in sorted(known)]
        for earlier, later in zip(ordered, ordered[1:], strict=False):
            if later["value"] < earlier["value"] and not _close(later["value"], earlier["value"], 1e-6):
                before, after = shown(earlier["value"]), shown(later["value"])
                _say(report, "falling", later, earlier=earlier["period"], before=before, at=earlier["cell"],
                     later=later["period"], after=after)  # fmt: skip
        for later in ordered:
            month = months.get((key[0], key[1], later["period"]))
            if month and month["value"] > later["value"] > 0 and not _close(month["value"], later["value"]):
                total = shown(later["value"])
                _say(report, "month_above_total", month, total=total, at=later["cell"])
            if month and 0 < month["value"] * THOUSAND * int(later["period"][5:]) < later["value"]:
                _say(report, "total_far_above", later, month)


def _months_are_totals(table: Table, made: Made, at: Context, report: Report) -> None:
    """Two or more figures of a later month, each its own cumulative figure: one column stands there twice. Or the
    cumulative column is blank, and the month has more of its plan than a month does. Or in a table of four months and
    more, of two rows and more, none ever falls, and the last is as far above the first as sums are."""
    months = {(o["measure"], o["place"], o["period"]): o for _, _, o in made if o["basis"] == "month"}
    sums = [o for _, _, o in made if o["basis"] == "year_to_date" and o["unit"] not in _RATES and o["value"]]
    both = [(months.get((o["measure"], o["place"], o["period"])), o) for o in sums]
    pairs = [(m, o) for m, o in both if m and m["value"]]
    few = 2 if at.month > 2 and all(o["value"] > 20 for _, o in pairs) else 3  # no "1 | 1"
    for first, last in _rising(table, made):
        _say(report, "month_is_total", first, last)
    if at.month > 1 and len(pairs) >= few and all(m["value"] == o["value"] for m, o in pairs):
        _say(report, "month_is_total", *pairs[0])
    plans = {o["measure"]: o["value"] for _, _, o in made if o["measure"].endswith("#plan") and o["value"]}
    own = [m for m in months.values() if m["period"] == f"{at.year}-{at.month:02d}"]
    shares = [m["value"] / plan for m in own if (plan := plans.get(f"{m['measure']}#plan"))]
    to_date = [c for c in table.columns if at.reading(c).meaning == "year_to_date" and not c.beside]
    blank = to_date and not any((row.row, c.col) in table.cells for row in table.rows for c in to_date)
    if blank and own and at.month > 2 and (not shares or median(shares) > at.month / 24):
        head = address(table.header_rows[1], to_date[0].col)
        _say(report, "month_is_total", own[0], other=to_date[0].text, at=head)


def _rising(table: Table, made: Made) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The first and the last month of a measure in a table whose months, side by side or one below another, all rise as
    running sums do."""
    series: dict[tuple[str, str, str], dict[str, tuple[int, int, dict[str, Any]]]] = defaultdict(dict)
    for picked, column, o in made:
        if o["basis"] == "year_to_date":
            return
        if picked.row and o["basis"] == "month" and o["unit"] not in _RATES and o["vintage"] != "estimate":
            at = picked.row.row, column.column.col
            series[o["measure"], o["place"], o["period"][:4]][o["period"]] = *at, o
    rise = lambda v: v[-1] >= 0.6 * len(v) * v[0] > 0 and all(a < b for a, b in pairwise(v))  # noqa: E731
    for months in series.values():
        rows, cols, told = zip(*(months[period] for period in sorted(months)), strict=True)
        if len(told) < 4 or not told[0]["period"].endswith("-01") or min(len({*rows}), len({*cols})) > 1:
            continue
        if len({*rows}) == 1:
            lines = [[(row.row, c) for c in cols] for row in table.rows]
        else:
            lines = [[(r, c.col) for r in rows] for c in table.columns]
        values = [[table.cells.get(at, ("", ""))[1] for at in line] for line in lines]
        known = [v for v in values if all(isinstance(x, (int, float)) for x in v)]
        if len(known) > 1 and all(map(rise, known)):
            yield told[0], told[-1]


def _places(made: Made, told: int, place_count: int, report: Report) -> None:
    """The whole area is the sum of its places, where all of them report; where it is that of some, those alone are in
    it. `told`: how many of them the table names."""
    found: dict[tuple, dict[str, dict]] = defaultdict(dict)
    for _, column, o in made:
        if o["unit"] not in _RATES and o["numerator"] is None:
            col = column.column.col if column.place == "" else -1
            found[o["measure"], o["period"], o["basis"], col][o["place"]] = o
    for places in found.values():
        whole = places.pop("", None)
        if whole is None or place_count < 2 or len(places) < 2:
            continue
        total = sum(o["value"] for o in places.values())
        fits = _close(total, whole["value"], 1e-4)
        if fits and told < place_count:
            _say(report, "total_of_some", whole, told=told, count=place_count)
            break
        if not fits and len(places) >= place_count:
            _say(report, "total", whole, sum=_with_unit(whole, total))


def _slid(table: Table, made: Made, report: Report) -> list[dict[str, Any]]:
    """The figures of a row that stands a cell beside its columns, reported: it lacks its last (its first) and the
    others fit the next (the one before) column far better than their own, where all other rows are full. Sure are
    those of which one stands right of all heads."""
    filled = {col for (_, col), (kind, _) in table.cells.items() if kind == "number"}  # no blank "Ghi chú"
    columns = sorted(c.col for c in table.columns if not c.beside and c.col in filled)
    held = lambda row, c: table.cells.get((row.row, c), ("", None))[1]  # noqa: E731
    lines: dict[int, list[Any]] = {row.row: [held(row, c) for c in columns] for row in table.rows}
    full = [x for x in lines.values() if all(isinstance(v, (int, float)) and v > 0 for v in x)]
    (at, line), *more = [x for x in lines.items() if x[1] not in full] or [(-1, [])]
    right = line[:1] == [None]  # a cell too far
    told = line[1:] if right else line[:-1]
    own = [o for row, _, o in made if row.row and row.row.row == at]
    amounts = bool(told) and all(isinstance(v, (int, float)) and v > 0 for v in told)
    if more or len(full) < 2 or not own or not amounts or line.count(None) != 1:
        return []
    middle = [math.log(median(values)) for values in zip(*full, strict=True)]
    ends = (middle[1:], middle[:-1]) if right else (middle[:-1], middle[1:])
    off = [[math.log(v) - usual for v, usual in zip(told, x, strict=True)] for x in ends]
    here, beside = (_spread(told, x) for x in ends)
    sure = right and table.cells.get((at, columns[-1] + 1), ("",))[0] == "number"
    if not right and len(told) > 1:  # its last figure alone: the month left blank, the sum in its place
        usual = sum(off[0][:-1]) / (len(told) - 1)
        alone = [abs(x[-1] - usual) for x in off]
        here, beside = max((here, beside), (alone[0], alone[1]), key=lambda x: x[0] - 4 * x[1])
    if not sure and (here < math.log(1.8) or 4 * beside > here):
        return []
    other = next((o for row, _, o in made if row.row and row.row.row != at), own[0])
    for o in own:
        _say(report, "slid", o, other, severity="error" if sure else "warning")
    return own if sure else []


def _too_long(table: Table, cells: Cells, made: Made, report: Report) -> list[dict[str, Any]]:
    """The figures of rows with a figure behind all heads that without one of their others fit the rest far better, each
    reported: "182400 | 77 | 14250 | 93100" below "Kế hoạch | Tháng | Lũy kế"."""
    columns = [c for c in table.columns if not c.beside]
    behind = max((c.col for c in table.columns), default=0) + 1
    printed = {
        row.row: [cells.printed(row, c) for c in (*columns, replace(columns[-1], col=behind))]
        for row in (table.rows if columns[1:] else ())
    }
    full = {r: [v for v in x[:-1] if v] for r, x in printed.items() if all(v and v > 0 for v in x[:-1])}
    longer = [r for r, x in printed.items() if x[-1] is not None]
    others = [x for r, x in full.items() if r not in longer]
    middle = [math.log(median(values)) for values in zip(*others, strict=True)]
    found: list[dict[str, Any]] = []
    for at in (r for r in longer if others and r in full and (printed[r][-1] or 0) > 0):
        ways = [[*full[at][:i], *full[at][i + 1 :], printed[at][-1]] for i in range(len(middle))]
        if _spread(full[at], middle) >= max(math.log(4), 4 * min(_spread(way, middle) for way in ways)):
            found += [o for row, _, o in made if row.row and row.row.row == at]
    other = [o for _, _, o in made if not any(o is f for f in found)]
    for o in found:
        _say(report, "slid", o, [*other, o][0], severity="error")
    return found


def _all_slid(table: Table, at: Context, made: Made, report: Report) -> list[dict[str, Any]]:
    """The figures of a table that all stand a column or a row beside their heads or labels, each reported: in two rows
    or more, and in each that has both, the month is a quarter above the sum to date, or above its year's plan while the
    sums are blank; or the sum of all others stands beside the row "Tổng cộng" and not in it."""
    figures: dict[str, dict[tuple, dict[str, Any]]] = {"month": {}, "year_to_date": {}, "plan": {}}
    for _, _, o in made:
        measure, _, facet = o["measure"].partition("#")
        own = o["unit"] not in _RATES and o["value"] > 0 and (facet or o["period"][5:] != "01")
        if own and (kind := facet or o["basis"]) in figures:
            figures[kind].setdefault((measure, o["place"], "" if facet else o["period"]), o)
    sums = figures["year_to_date"]
    to_date = [c for c in table.columns if at.reading(c).meaning == "year_to_date" and not c.beside]
    blank = to_date and not any(o["basis"] == "year_to_date" for _, _, o in made)
    beside = [
        (o, figures["plan"].get((*key[:2], "")) if blank else sums.get(key))
        for key, o in figures["month"].items()
    ]
    pairs = [(o, other) for o, other in beside if other]
    times = [o["value"] / other["value"] for o, other in pairs]
    # no farther than twice a year is from a month: else it is no neighbour's figure
    if len(pairs) < 2 or min(times) < 1.25 or median(times) > 24:
        total = _beside_total(table, made)
        pairs = [(o, total) for row, _, o in made if row.row and total and o is not total]
    lost = {id(o): (o, other) for pair in pairs for o, other in (pair, pair[::-1])}
    for o, other in lost.values():
        _say(report, "slid", o, other, severity="error")
    return [o for o, _ in lost.values()]


def _beside_total(table: Table, made: Made) -> dict[str, Any] | None:
    """A figure of the one row that is the sum of all others, where that is not the row "Tổng cộng" of the table, its
    first or its last, but one right beside it or one of two that changed places."""
    columns = {c.column.col for _, c, o in made if o["unit"] not in _RATES and o["numerator"] is None}
    own = {c.col for c in table.columns}
    held: dict[int, dict[int, float]] = defaultdict(dict)
    labels: dict[int, str] = {}
    for (r, c), (_, value) in (table.cells | table.below).items():
        if isinstance(value, (int, float)) and c in own:
            held[r][c] = value
        elif isinstance(value, str) and c not in own:
            labels[r] = fold(label_of(value), marks=False)
    lines = sorted(held)
    if lines and table.notes and TOTAL.fullmatch(below := fold(label_of(table.notes[0]), marks=False)):
        labels[lines[-1] + 1] = below
    totals = [r for r, label in labels.items() if TOTAL.fullmatch(label)]
    if len(totals) != 1 or len(lines) < 3 or len({row.path for row in table.rows}) > 1:
        return None

    def adds_up(row: int) -> bool:
        others = {c: [held[x][c] for x in lines if x != row and c in held[x]] for c in columns}
        known = [(held[row].get(c, 0.0), values) for c, values in others.items() if len(values) > 1]
        return any(v for v, _ in known) and all(_close(v, sum(values), 1e-6) for v, values in known)

    total, bare = totals[0], [r for r in lines if r not in labels]
    last = total == max(labels) or total > lines[-1]
    at = next((r for r in lines if r != total and adds_up(r)), -1)
    blank = total not in held and abs(at - total) == 1 and (bare or last)
    if at < 0 or not (last or total == min(labels)) or not (blank or total in held) or adds_up(total):
        return None
    return next((o for row, _, o in made if row.row and row.row.row in (at, *lines)), None)


def _spread(values: list[Any], middle: list[float]) -> float:
    """How unlike the figures of a row stand to the usual ones of their columns."""
    off = [math.log(v) - usual for v, usual in zip(values, middle, strict=True)]
    return max(off) - min(off)


def _without_labels(table: Table, report: Report) -> None:
    """A row of figures without a label, of the number that follows or leads those of its neighbours, or at an end of a
    table of which another row has a label and no figures: the labels may stand a row beside their figures."""
    columns = {c.col for c in table.columns if not c.beside}
    cells = table.cells | table.below
    first = min(columns, default=0)
    texts = {r for (r, c), (kind, _) in cells.items() if kind == "text" and c < first}
    held: dict[int, dict[int, float]] = defaultdict(dict)
    numbers: dict[int, float] = {}
    for (r, c), (_, value) in cells.items():
        if isinstance(value, (int, float)) and c in columns:
            held[r][c] = value
        elif isinstance(value, (int, float)) and c < first:
            numbers[r] = value
    lines = sorted(held)
    bare = [r for r in lines if r not in texts and len(held[r]) > 1 and len({*texts} & {*lines}) > 1]
    blank = [r for r in texts & numbers.keys() if r not in held]

    rest = lambda r, c: sum(held[x].get(c, 0) for x in lines if x != r)  # noqa: E731
    for r in bare:
        at = lines.index(r)
        beside = {x: numbers.get(x, -9.0) for x in (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])}
        follows = r in numbers and any(n == numbers[r] + (1 if x > r else -1) for x, n in beside.items())
        total = all(_close(v, rest(r, c)) for c, v in held[r].items())
        last = r == lines[-1] and r - 1 in lines and r - 1 in texts
        if follows or (last or blank and r in (lines[0], lines[-1])) and not total:
            col = min(held[r])
            report("no_label", address(r, col), f"{held[r][col]:.15g}")
            return


def _totals(table: Table, cells: Cells, made: Made, report: Report) -> None:
    """A row "Tổng số" is the sum of the rows below it, in one of the ways offices lay out their parts.

    Reported only where some way comes near (within a quarter) and none fits: a table need not be a partition; and not
    where those above it, up to another total, come near: it ends its section, and what is below is another's.
    """
    used = {
        (row.row.row, column.column.col): o
        for row, column, o in made
        if row.row is not None and not row.place
    }
    for i, total in enumerate(table.rows):
        if not TOTAL.fullmatch(fold(total.label, marks=False)):
            continue
        ways = _partitions(table.rows[i + 1 :], total)
        above = _partitions(table.rows[:i][::-1], total)
        parts = table.rows[i + 1 :]
        only = not any(TOTAL.fullmatch(fold(r.label, marks=False)) for r in table.rows[:i])
        if not parts and only and above and all(w == above[0] for w in above):  # the last row of a flat list
            ways, above, parts = above, [], above[0]
        open_ones, adds_up = [], False
        for column in table.columns:
            whole = used.get((total.row, column.col))
            if whole is None or whole["unit"] in _RATES or not whole["value"]:
                continue
            raw, unit = cells.printed(total, column), table.unit_at(total, column)[0]
            alike = lambda way: (r for r in way if table.unit_at(r, column)[0] == unit)  # noqa: B023, E731
            told = lambda way: [v for r in alike(way) if (v := cells.printed(r, column)) is not None]  # noqa: B023, E731
            sums, ending = ([sum(v) for w in x if len(v := told(w)) > 1] for x in (ways, above))
            if raw is None or not sums:
                continue
            if any(_close(s, raw) for s in sums):
                adds_up = True
            elif not any(0.75 * abs(raw) < abs(s) < 1.25 * abs(raw) for s in ending):
                open_ones.append((column, whole, raw, sums))
        for column, whole, raw, sums in open_ones:
            if not adds_up and _led_by(table, cells, total, column, raw):
                continue
            nearest = min(sums, key=lambda s: abs(s - raw))
            # nothing but its parts
            flat = len(ways[0]) < 8 and all(w == ways[0] == parts for w in ways)
            if flat or 0.75 * abs(raw) < abs(nearest) < 1.25 * abs(raw):
                _say(report, "total", whole, sum=_with_unit(whole, nearest * whole["value"] / raw))


def _parts(table: Table, cells: Cells, made: Made, report: Report) -> None:
    """A row above its parts is their sum where it is so in another column, and no less than they are where another row
    of the table is the sum of its own."""
    used = {(row.row.row, column.column.col): o for row, column, o in made if row.row is not None}
    off: list[tuple[tuple[int, int], float, float]] = []
    fits: set[tuple[int, int]] = set()
    for i, row in enumerate(table.rows):
        path = (*row.path, row.label)
        below = takewhile(lambda r: r.path[: len(path)] == path, table.rows[i + 1 :])  # noqa: B023
        parts = [r for r in below if r.path == path]
        chosen = any(IS_PART.match(r.printed) for r in parts) or TOTAL.fullmatch(fold(row.label, marks=False))
        for column in table.columns if len(parts) > 1 and not chosen else ():
            values = [v for r in (row, *parts) if (v := cells.printed(r, column)) is not None]
            units = {table.unit_at(r, column)[0] for r in (row, *parts)}
            if len(values) > len(parts) and values[0] and len(units) == 1:
                at, total = (row.row, column.col), sum(values[1:])
                if _close(values[0], total):
                    fits.add(at)
                elif at in used and used[at]["unit"] not in _RATES:
                    off.append((at, values[0], total))
    for at, raw, total in off:
        if any(row == at[0] for row, _ in fits) or fits and total > raw:
            _say(report, "total", used[at], sum=_with_unit(used[at], total * used[at]["value"] / raw))


def _led_by(table: Table, cells: Cells, total: Row, column: Column, raw: float) -> bool:
    """Whether the first rows below a total add up to it; what follows is another breakdown."""
    added = 0.0
    for row in table.rows[table.rows.index(total) + 1 :]:
        added += cells.printed(row, column) or 0.0
        if _close(added, raw):
            return True
        if added > raw:
            return False
    return False


def _partitions(below: list[Row], total: Row) -> list[list[Row]]:
    """Sets of rows that may add up to a total: all below, those outside "Trong đó", each group, the
    outermost ones.
    """
    end = next((i for i, r in enumerate(below) if TOTAL.fullmatch(fold(r.label, marks=False))), len(below))
    rows = [r for r in below[:end] if not any(_SELECTED.search(fold(p, marks=False)) for p in r.path)]
    ways = [rows]
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.path].append(row)
    ways += groups.values()
    shallow = min((len(r.path) for r in rows), default=0)
    ways.append([r for r in rows if len(r.path) == shallow])
    parents = {label for r in rows for label in r.path}
    heads = [r for r in rows if r.label in parents or fold(r.label, marks=False) in _LEVELS]
    ways.append(heads)
    return [w for w in ways if len(w) > 1]


_OF_PLAN = re.compile(r"\W*(?:(?:%|ty le|ti le|so) )*(?:(?:th|thuc hien) ?/ ?)?(?:dt|dat)\W*")


def _shares(table: Table, cells: Cells, at: Context, made: Made, report: Report) -> None:
    """Where a row has plan, cumulative figure, or months alone, and share of the plan, they fit."""
    kinds: dict[str, Column] = {}
    months: list[Column] = []
    for column in table.columns:
        if not column.beside:
            reading = meaning(column.path, at.year, at.month)
            name, span = reading.meaning, reading.span
            if _OF_PLAN.fullmatch(plain(column.text)) and re.search(r"%|t[ỷỉ] lệ|/", column.text, re.I):
                name, span = "share_of_plan", None
            if reading.shift or span and span.year not in (0, at.year):
                continue  # "6 tháng 2025" beside the share of this year's plan
            if (
                span
                and (name == "quarter" and span.to_date)
                or (span and name == "year" and at.month == 12 and span.year == at.year)
            ):
                name = "year_to_date"
            if name == "share_of_plan" and span and span.kind == "month" and at.month != 1:
                continue
            if name == "share_of_plan" and reading.vintage == "estimate" and (not span or span.yearly):
                continue  # of what is foreseen for the whole year
            kinds.setdefault(name, column)
            months += [column] if name == "month" and span else []
    if not {"plan", "share_of_plan"} <= set(kinds):
        return
    plan, share, done = kinds["plan"], kinds["share_of_plan"], kinds.get("year_to_date")
    rows = {r.row.row: r.row for r, _, o in made if r.row is not None and (done or o["basis"] == "month")}
    for row in rows.values():
        whole, told = cells.printed(row, plan), cells.printed(row, share)
        parts = [v for c in ([done] if done else months) if (v := cells.printed(row, c)) is not None]
        if not whole or told is None or not parts:
            continue
        size = 100 / whole * _scale(table, row, done or months[0], plan)
        worked, last = size * sum(parts), size * parts[-1]
        off, off_last = (abs(v - told) > max(0.6, 0.01 * abs(told)) for v in (worked, last))
        own = next((cells.printed(row, c) for c in months if c.col == share.col - 1), None)
        if own is not None and abs(size * own - told) <= max(0.6, 0.01 * abs(told)):
            continue  # of the month beside it
        if off and (
            done or not off_last
        ):  # months of which the last alone is that share: to date, and unsaid
            said = {"done": shown(sum(parts)), "plan": shown(whole), "worked": shown(round(worked, 1))}
            report("share", address(row.row, share.col), f"{told:.15g}", **said)


def _scale(table: Table, row: Row, column: Column, other: Column) -> float:
    """What a figure of one column has to be multiplied by to stand in the unit of another."""
    unit, wanted = table.unit_at(row, column)[0], table.unit_at(row, other)[0]
    return (unit.to(wanted) if unit and wanted else None) or 1.0
