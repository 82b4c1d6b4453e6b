"""July - September 2025: the workbooks of the six communes."""

import datetime as dt
from dataclasses import replace

from . import chance, month_economy, places, story
from .area import insured, output, revenue, revenue_by_source
from .forms import STEP_COLUMNS, period, step_rows
from .labels import ACCIDENTS, BIRTHS, DRUGS, LATE, ONLINE, RUBBISH, WATER, WORKERS, YOUTH
from .lists import OCOP_COLUMNS, OWNER_COLUMNS, from_15th, ocop_rows, owner_rows
from .sheet import Book, Cell, Fact, Sheet, number, share
from .sheets import YEAR
from .table import LABEL, STT, UNIT, Column, Row, form

DAYS = {7: 25, 8: 25, 9: 25}
SLUGS = {
    "28108": "xa-can-duoc",
    "28114": "xa-rach-kien",
    "28126": "xa-long-cang",
    "28132": "xa-my-le",
    "28138": "xa-tan-lan",
    "28144": "xa-long-huu",
}
# Works and tasks that go on, by the commune they lie in (the hand-over of the others is not settled).
TASKS = {
    "28108": ["K2", "K5", "K6", "K9", "K15", "K27"],
    "28114": ["K1", "K8", "K16"],
    "28126": ["K10", "K17", "K24"],
    "28132": ["K3", "K7"],
    "28138": ["K11", "K12", "K21a"],
    "28144": ["K13", "K21b"],
}
FLOWS = (
    ("1.1", "Sản lượng lúa thu hoạch", "tấn"),
    ("1.2", "Sản lượng rau và cây hằng năm khác", '"'),
    ("1.3", "Sản lượng tôm", '"'),
    ("18", "Số lao động được giải quyết việc làm", "người"),
    ("25a", "Số đảng viên mới kết nạp", "đảng viên"),
)
RATIOS = (
    ("9", ONLINE, "hồ sơ", "%"),
    ("10", LATE, "hồ sơ", "%"),
    ("15", BIRTHS, "trẻ", "nam/100 nữ"),
    ("25b", YOUTH, "đảng viên", "%"),
    ("25c", WORKERS, "đảng viên", "%"),
)


def books(month: int) -> list[Book]:
    """What arrived for `month` (7-9)."""
    folder = period(YEAR, month)
    day = dt.date(YEAR, month, DAYS[month])
    found = [
        _commune(unit, month, day)
        for unit in places.communes()
        if month > 7 or unit.code not in places.SILENT_IN_JULY
    ]
    found.append(
        Book(f"{folder}/{day}-thue-co-so.xlsx", (revenue(month, day), revenue_by_source(month, day)))
    )
    if month < 9:
        found.append(Book(f"{folder}/{day}-bhxh-co-so.xlsx", (insured(month, day),)))
    if month == 9:
        early = dt.date(YEAR, 9, 24)
        found.append(Book(f"{folder}/{early}-thong-ke-co-so.xlsx", (output(early),)))
    return found


def _commune(unit: places.Unit, month: int, day: dt.date) -> Book:
    title = f"THÁNG {month} NĂM {YEAR}"
    office = {"parent": "TỈNH TÂY NINH", "where": unit.name.removeprefix("Xã ")}
    name = f"UBND {unit.name.upper()}"
    months = [m for m in (month - 1, month) if m >= 7]
    sheets = [_flows(unit, months, day, name, title, office), _ratios(unit, months, day, name, title, office)]
    sheets.append(_accidents(unit, month, day, name, title, office))
    if month == 9:
        sheets.append(_levels(unit, day, name, office))
    made = [r for r in ocop_rows(YEAR, day) if _own(r, unit)]
    if made:
        *texts, last = made[-1].cells
        rows = [Row(("1", *texts[1:], replace(last, fact=replace(last.fact, place=unit.code))))]
        sheets.append(
            form(
                "OCOP",
                name,
                [f"SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN MỚI NĂM {YEAR}"],
                OCOP_COLUMNS,
                rows,
                day,
                **office,
            )
        )
    if unit.code == "28138" and month >= 8:
        rows = owner_rows(YEAR, day, unit.code)
        sheets.append(
            form(
                "Chu doanh nghiep",
                name,
                [f"ĐẢNG VIÊN MỚI LÀ CHỦ DOANH NGHIỆP NĂM {YEAR}"],
                OWNER_COLUMNS,
                rows,
                day,
                **office,
            )
        )
    sheets.append(
        form(
            "Nhiem vu",
            name,
            [f"TIẾN ĐỘ CÔNG TRÌNH, NHIỆM VỤ ĐẾN {title}"],
            STEP_COLUMNS,
            step_rows(TASKS[unit.code], day),
            day,
            **office,
        )
    )
    return Book(f"{period(YEAR, month)}/{day}-{SLUGS[unit.code]}.xlsx", tuple(sheets))


def _own(row: Row, unit: places.Unit) -> bool:
    """Whether a product of September lies in this commune (Long Khê is part of Rạch Kiến)."""
    return unit.code == "28114" and row.cells[-1].value >= dt.date(YEAR, 7, 1)


def _month_heads(months: list[int]) -> list[Column]:
    return [Column(f"Thực hiện tháng {m}/{YEAR}", 14) for m in months]


def _flows(unit, months, day, name, title, office) -> Sheet:
    rows = []
    for i, (measure, label, shown) in enumerate(FLOWS, 1):
        cells = []
        for m in months:
            value = places.by_commune(story.months(measure, YEAR)[m - 1], measure, m)[unit.code]
            silent = m == 7 and unit.code in places.SILENT_IN_JULY
            fact = Fact(measure, period(YEAR, m), "month", value, place=unit.code)
            cells.append(Cell("-", "center") if silent else number(value, fact))
        rows.append(Row((str(i), label, shown, *cells)))
    return form(
        "Ket qua",
        name,
        [f"KẾT QUẢ THỰC HIỆN CHỈ TIÊU KINH TẾ - XÃ HỘI {title}"],
        [STT, LABEL, UNIT, *_month_heads(months)],
        rows,
        day,
        **office,
    )


def parts(measure: str, month: int) -> tuple[dict[str, int], dict[str, int]]:
    """Numerator and denominator of a ratio by commune, adding up to the area's figures."""
    if measure == "15":
        boys, girls = story.births(YEAR, month)
        return places.by_commune(boys, "15", "boys", month), places.by_commune(girls, "15", "girls", month)
    if measure in ("25b", "25c"):
        total, youth, workers, _ = story.members(YEAR, month)
        bottoms = places.by_commune(total, "25a", month)
        left = chance.stream("members", measure, month).sample(
            [code for code, n in bottoms.items() for _ in range(n)], youth if measure == "25b" else workers
        )
        return {code: left.count(code) for code in bottoms}, bottoms
    online, received, late, settled = story.dossiers(YEAR, month)
    if measure == "9":
        bottoms = places.by_commune(received, "9", "all", month)
        return _below(online, bottoms, "9", month), bottoms
    bottoms = places.by_commune(settled, "10", "all", month)
    return _below(late, bottoms, "10", month), bottoms


def _below(total: int, bottoms: dict[str, int], *key) -> dict[str, int]:
    codes = list(bottoms)
    tops = chance.split(total, [bottoms[c] for c in codes], *key, "tops", spread=0.08)
    return {code: min(top, bottoms[code]) for code, top in zip(codes, tops, strict=True)}


def _ratios(unit, months, day, name, title, office) -> Sheet:
    rows = []
    for i, (measure, labels, shown, unit_of_share) in enumerate(RATIOS, 1):
        tops, bottoms, shares = [], [], []
        for m in months:
            n, d = (part[unit.code] for part in parts(measure, m))
            if m == 7 and unit.code in places.SILENT_IN_JULY or not d:
                for cells in (tops, bottoms, shares):
                    cells.append(Cell("-", "center"))
                continue
            fact = Fact(measure, period(YEAR, m), "month", None, place=unit.code, numerator=n, denominator=d)
            tops.append(number(n)), bottoms.append(number(d)), shares.append(share(fact))
        rows += [
            Row((str(i), labels[0], shown, *tops)),
            Row((None, labels[1], '"', *bottoms)),
            Row((None, labels[2], unit_of_share, *shares)),
        ]
    return form(
        "Ty le",
        name,
        [f"CÁC CHỈ TIÊU TỶ LỆ {title}"],
        [STT, LABEL, UNIT, *_month_heads(months)],
        rows,
        day,
        **office,
    )


def _accidents(unit, month, day, name, title, office) -> Sheet:
    start, end = from_15th(YEAR, month)
    codes = [u.code for u in places.communes()]
    # each victim belongs to a case, so deaths and injuries lie where cases lie
    cases, deaths, injured = story.accidents(YEAR, month)
    where = [chance.stream("accident", month, i).choice(codes) for i in range(cases)]
    dead = [where[i % len(where)] for i in range(deaths)] if where else []
    hurt = [where[-1 - i % len(where)] for i in range(injured)] if where else []
    rows = []
    for i, (measure, label, shown) in enumerate(ACCIDENTS):
        value = (where, dead, hurt, [])[i].count(unit.code)
        fact = Fact(measure, period(YEAR, month), "month", value, place=unit.code, start=start, end=end)
        rows.append(Row((str(i + 1), label, shown, number(value, fact))))
    span = f"(từ ngày {dt.date.fromisoformat(start):%d/%m/%Y} đến ngày {dt.date.fromisoformat(end):%d/%m/%Y})"
    return form(
        "TNGT",
        name,
        [f"TÌNH HÌNH TAI NẠN GIAO THÔNG {title}", span],
        [STT, LABEL, UNIT, Column(f"Tháng {month}/{YEAR}", 14)],
        rows,
        day,
        **office,
    )


def levels(measure: str) -> tuple[dict[str, int], dict[str, int]]:
    """Levels at the end of September by commune (numerators, denominators)."""
    if measure == "20a":
        return _water_since_june()
    n, d = {"21": story.rubbish(YEAR, 9), "23c": story.DRUGS[YEAR, 9]}[measure]
    bottoms = places.by_commune(d, measure, "all", spread=0.02)
    tops = dict(bottoms)
    short = d - n
    for code, part in zip(
        ("28144", "28138", "28132"), chance.split(short, [5, 3, 2], measure, spread=0.0), strict=True
    ):
        tops[code] -= part
    return tops, bottoms


def _water_since_june() -> tuple[dict[str, int], dict[str, int]]:
    """June's households of the 17 units added up by commune, and those that came since, where water was missing."""
    june = month_economy.water_by_unit()
    tops, bottoms = (
        {
            c.code: sum(part[u.code] for u in places.units() if u.successor == c.code)
            for c in places.communes()
        }
        for part in june
    )
    n, d = story.LEVELS["20a"][YEAR, 9]
    for code, more in zip(bottoms, chance.split(d - sum(bottoms.values()), [1] * 6, "houses"), strict=True):
        bottoms[code] += more
    missing = [bottoms[c] - tops[c] for c in tops]
    for code, more in zip(tops, chance.split(n - sum(tops.values()), missing, "taps"), strict=True):
        tops[code] += more
    return tops, bottoms


def _levels(unit, day, name, office) -> Sheet:
    rows = []
    for i, (measure, labels, shown) in enumerate(
        (("20a", WATER[0], "hộ"), ("21", RUBBISH, "tấn"), ("23c", DRUGS, "người")), 1
    ):
        tops, bottoms = levels(measure)
        fact = Fact(
            measure,
            "2025-09",
            "level",
            None,
            place=unit.code,
            numerator=tops[unit.code],
            denominator=bottoms[unit.code],
        )
        labels = [label.replace("toàn huyện", "trên địa bàn") for label in labels]
        rows += [
            Row((str(i), labels[0], shown, number(tops[unit.code]))),
            Row((None, labels[1], '"', number(bottoms[unit.code]))),
            Row((None, labels[2], "%", share(fact))),
        ]
    return form(
        "Moi truong",
        name,
        ["CHỈ TIÊU MÔI TRƯỜNG, TRẬT TỰ XÃ HỘI ĐẾN 30/9/2025"],
        [STT, LABEL, UNIT, Column("Đến 30/9/2025", 14)],
        rows,
        day,
        **office,
    )
