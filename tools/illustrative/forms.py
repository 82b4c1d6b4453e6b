"""Rows of the forms offices fill: year by months, month's report, communes, steps, self-assessments."""

import datetime as dt

from . import places, story
from .labels import PARTS
from .sheet import Cell, Fact, number, share
from .steps import STEPS, WHOLE, Step
from .table import LABEL, PLAN, STT, UNIT, Column, Row

TWELVE = tuple(range(1, 13))


def period(year: int, month: int) -> str:
    return f"{year}-{month:02d}"


def plan_fact(measure: str, year: int, value: float) -> Fact:
    """The plan of a year, a figure of the whole year."""
    return Fact(measure, period(year, 12), "year", value)


def plan_cell(measure: str, year: int) -> Cell | None:
    """The plan of a share, level or review of 2022-2024."""
    if measure not in story.TARGETS or year not in story.YEARS:
        return None
    value = story.TARGETS[measure][story.YEARS.index(year)]
    return number(value, plan_fact(f"{measure}#plan", year, value), 0 if value == int(value) else 1)


def year_columns(heads: list[str], group: str = "Chia theo tháng", total: str = "Cả năm") -> list[Column]:
    extra = [Column(total, 12)] if total else []
    return [STT, LABEL, UNIT, PLAN, *(Column(head, 9, group) for head in heads), *extra]


def year_flow(
    stt, label, unit, measure, year, *, scale=1.0, decimals=0, typed="", bad=None, slip=None
) -> Row:
    """Twelve final months, plan and total of a flow.

    The sheet shows figure x scale, the fact is in programme units.

    `bad` maps a month to the text, `slip` to the wrong number that was typed instead of its figure.
    """
    factor = 1000.0 if measure in ("4", "5") else 1.0
    figures = list(story.months(measure, year))
    whole = sum(figures)
    for month, wrong in (slip or {}).items():
        figures[month - 1] = wrong

    def cell(value, fact):
        return number(value * scale, fact, decimals, typed)

    cells = [
        Cell(bad[m], "right", Fact(measure, period(year, m), "month", None, bad=bad[m]))
        if bad and m in bad
        else cell(v, Fact(measure, period(year, m), "month", round(v * scale, decimals) / scale / factor))
        for m, v in zip(TWELVE, figures, strict=True)
    ]
    plan, total = story.PLANS[measure][year], whole
    shown = round(total * scale, decimals)
    return Row(
        (
            stt,
            label,
            unit,
            cell(plan, plan_fact(f"{measure}#plan", year, plan / factor)),
            *cells,
            cell(total, Fact(measure, period(year, 12), "year_to_date", shown / scale / factor)),
        )
    )


def year_parts(
    stt, labels, unit, measure, year, parts, *, basis="month", months=TWELVE, percent=True
) -> list[Row]:
    """Three rows: numerator, denominator, and the share in % (or a ratio per 100) for each month."""
    tops, bottoms, rates = [], [], []
    for month in months:
        n, d = parts[month]
        fact = Fact(measure, period(year, month), basis, None, numerator=n, denominator=d)
        tops.append(number(n))
        bottoms.append(number(d))
        rates.append(share(fact, 2 if percent else 1))
    return [
        Row((stt, labels[0], unit, None, *tops)),
        Row((None, labels[1], '"', None, *bottoms)),
        Row((None, labels[2], "%" if percent else "nam/100 nữ", plan_cell(measure, year), *rates)),
    ]


def month_columns(year: int, month: int, *, stacked: bool = False, forecast: bool = True) -> list[Column]:
    before = f"{month - 1}/{year}" if month > 1 else f"12/{year - 1}"
    cut = "\n" if stacked else " "
    group = "" if stacked else f"Thực hiện năm {year}"
    columns = [
        STT,
        LABEL,
        Column(f"Đơn vị{cut}tính", 10),
        Column(f"Kế hoạch{cut}năm {year}", 12),
        Column(f"Thực hiện{cut}tháng {before}", 12, group),
        Column(f"Ước thực hiện{cut}tháng {month}/{year}", 12, group),
        Column(f"Lũy kế{cut}{month} tháng", 12, group),
        Column(f"Lũy kế so với{cut}kế hoạch (%)", 10),
        Column(f"Lũy kế so với{cut}cùng kỳ (%)", 10),
    ]
    return columns + ([Column(f"Ước cả năm{cut}{year}", 12)] if forecast else [])


def month_flow(stt, label, unit, measure, year, month, *, scale=1.0, decimals=0, typed="", bad=None) -> Row:
    """The month's report of a flow. `bad` maps a column ('month', 'before') to what was typed instead."""
    factor = 1000.0 if measure in ("4", "5") else 1.0
    figures, bad = story.months(measure, year), bad or {}

    def cell(value, measure_id, at, basis, column=""):
        shown = round(value * scale, decimals) / scale / factor
        fact = Fact(measure_id, at, basis, shown)
        if column in bad:
            return Cell(bad[column], "right", Fact(measure_id, at, basis, None, bad=bad[column]))
        return number(value * scale, fact, decimals, typed)

    plan, ytd = story.PLANS[measure][year], story.to_date(measure, year, month)
    last_year = sum(story.months(measure, year - 1)[:month])
    before = None
    if month > 1:
        before = cell(figures[month - 2], measure, period(year, month - 1), "month", "before")
    elif year > min(story.YEARS):
        before = cell(story.months(measure, year - 1)[11], measure, period(year - 1, 12), "month")
    return Row(
        (
            stt,
            label,
            unit,
            cell(plan, f"{measure}#plan", period(year, 12), "year"),
            before,
            cell(story.estimate(measure, year, month), measure, period(year, month), "month", "month"),
            cell(ytd, measure, period(year, month), "year_to_date", "to_date"),
            number(100 * ytd / plan, None, 1, typed),
            number(100 * ytd / last_year, None, 1, typed),
            cell(story.OWNER_FORECAST[measure], f"{measure}#owner_forecast", period(year, month), "year"),
        )
    )


def part_rows(measure: str, unit: str, year: int, month: int = 0) -> list[Row]:
    """What an amount in triệu đồng is made of, below its row: the twelve months of `year`, or the report of `month`."""

    def cell(value, id, at, basis):
        return number(value, Fact(id, at, basis, value / 1000))

    rows = []
    for i, (id, name) in enumerate(PARTS[measure]):
        plan = cell(story.parts_planned(measure, year)[i], f"{id}#plan", period(year, 12), "year")
        if not month:
            made = [story.parts(measure, year, m)[i] for m in TWELVE]
            cells = [cell(v, id, period(year, m), "month") for m, v in zip(TWELVE, made, strict=True)]
            cells.append(cell(sum(made), id, period(year, 12), "year_to_date"))
        else:
            last = (year, month - 1) if month > 1 else (year - 1, 12)
            now, ytd = (f(measure, year, month)[i] for f in (story.parts_estimated, story.parts_to_date))
            before = sum(story.parts(measure, year - 1, m)[i] for m in range(1, month + 1))
            cells = [
                cell(story.parts(measure, *last)[i], id, period(*last), "month"),
                cell(now, id, period(year, month), "month"),
                cell(ytd, id, period(year, month), "year_to_date"),
                number(100 * ytd / plan.value, None, 1),
                number(100 * ytd / before, None, 1),
            ]
        rows.append(Row((str(i + 1), f"- {name}", unit, plan, *cells)))
    return [Row((None, "Trong đó:")), *rows]


def month_parts(stt, labels, units, measure, year, month, parts, *, target="", decimals=2) -> list[Row]:
    """Numerator, denominator and share of last month, this month, year to date; `parts(m)` gives (n, d)."""
    tops, bottoms, rates = [], [], []
    spans = [(month - 1, month - 1, "month"), (month, month, "month"), (1, month, "year_to_date")]
    for first, last, basis in spans:
        if first < 1:
            tops.append(None), bottoms.append(None), rates.append(None)
            continue
        n, d = (sum(parts(m)[i] for m in range(first, last + 1)) for i in (0, 1))
        fact = Fact(measure, period(year, last), basis, None, numerator=n, denominator=d)
        tops.append(number(n)), bottoms.append(number(d))
        rates.append(share(fact, decimals))
    return [
        Row((stt, labels[0], units[0], None, *tops)),
        Row((None, labels[1], units[1], None, *bottoms)),
        Row((None, labels[2], units[2], target, *rates)),
    ]


def place_columns(*heads: str) -> list[Column]:
    return [STT, Column("Xã, thị trấn", 26), *(Column(head, 16) for head in heads)]


def place_flow(
    measure: str, at: str, basis: str, parts: dict[str, int], names: dict[str, str], typo: int = 0
) -> list[Row]:
    """A figure by unit and the total; `typo` is added to the total that was typed by hand."""
    rows = [
        Row((str(i), names[code], number(v, Fact(measure, at, basis, v, place=code))))
        for i, (code, v) in enumerate(parts.items(), 1)
    ]
    total = sum(parts.values()) + typo
    bad = f"{total} ≠ {total - typo}" if typo else ""
    rows.append(
        Row(
            (None, "Tổng cộng", number(total, Fact(measure, at, basis, None if bad else total, bad=bad))),
            bold=True,
        )
    )
    return rows


def place_share(measure, at, basis, tops, bottoms, names, *, start="", end="", decimals=2) -> list[Row]:
    """Numerator, denominator and share by unit, and the total of all."""
    rows = []
    pairs = [(code, tops[code], bottoms[code]) for code in tops]
    pairs.append(("can-duoc", sum(tops.values()), sum(bottoms.values())))
    for i, (code, n, d) in enumerate(pairs, 1):
        fact = Fact(measure, at, basis, None, place=code, numerator=n, denominator=d, start=start, end=end)
        last = code == "can-duoc"
        label = "Tổng cộng" if last else names[code]
        cells = (None if last else str(i), label, number(n), number(d), share(fact, decimals))
        rows.append(Row(cells, bold=last))
    return rows


def unit_names(short: bool = False) -> dict[str, str]:
    """Names of the 17 units as offices write them: in full, or 'Long Trạch' and 'TT. Cần Đước'."""
    found = {unit.code: unit.name for unit in places.units()}
    if short:
        found = {c: name.replace("Thị trấn ", "TT. ").removeprefix("Xã ") for c, name in found.items()}
    return found


STEP_COLUMNS = [
    Column("Mã", 8),
    Column("Nội dung, các bước thực hiện", 50),
    Column("Ngày kế hoạch", 13),
    Column("Ngày thực hiện", 13),
    Column("Số văn bản", 30),
    Column("Ghi chú", 22),
]


def step_rows(ids: list[str], reported: dt.date, *, dates_as_text: bool = False) -> list[Row]:
    """A head row for each commitment, then its steps; a real date only when it lies before the report."""
    rows = []
    for owner in ids:
        rows.append(Row((owner, WHOLE[owner]), bold=True))
        for i, step in enumerate(STEPS[owner], 1):
            dates = _dates(f"{owner}#{i}", step, reported, dates_as_text)
            rows.append(Row((f"{owner}.{i}", f"- {step.name_vi}", *dates)))
    return rows


def _dates(measure: str, step: Step, reported: dt.date, as_text: bool) -> tuple:
    def cell(text, fact=None):
        if not text:
            return None
        day = dt.date.fromisoformat(text)
        return Cell(f"{day:%d/%m/%Y}", "center", fact) if as_text else Cell(day, "date", fact)

    done = step.done if step.done and step.done <= reported.isoformat() else ""
    fact = None
    if done:
        note = step.paper
        fact = Fact(measure, done[:7], "event", 1.0, start=done, end=done, note=note)
    late = done and step.planned and done > step.planned
    return (
        cell(step.planned),
        cell(done, fact),
        step.paper if done else None,
        "chậm so với kế hoạch" if late else None,
    )


SELF_COLUMNS = [
    STT,
    LABEL,
    UNIT,
    Column("Kế hoạch năm", 14),
    Column("Kết quả đến nay", 14),
    Column("Tự đánh giá", 24),
]


def self_row(stt, label, unit, measure, at, target, result, said, **counted) -> Row:
    """An annual row before its review: no verdict, only what the owner says of itself; `counted` is what the
    result says (value, numerator, denominator) where it is read."""
    value = {"Đạt": 1.0, "Không đạt": 0.0}.get(said, 0.5)
    fact = Fact(f"{measure}#self_assessment", at, "level", value, note=said)
    if counted:
        result = Cell(result, fact=Fact(measure, at, "level", **counted))
    return Row((stt, label, unit, target, result, Cell(said, "center", fact)))
