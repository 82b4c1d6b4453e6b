"""July - September 2025: the six communes, and the offices that still see the whole of the former district."""

import datetime as dt

from . import chance, places, story
from .forms import STEP_COLUMNS, period, place_columns, place_flow, place_share, step_rows
from .sheet import Book, Cell, Fact, Sheet, number, share
from .table import LABEL, STT, UNIT, Column, Row, form
from .years import (
    ACCIDENTS,
    BIRTHS,
    DRUGS,
    INSURED,
    LATE,
    OCOP_COLUMNS,
    ONLINE,
    OWNER_COLUMNS,
    RUBBISH,
    WATER,
    WORKERS,
    YOUTH,
    from_15th,
    ocop_rows,
    owner_rows,
)

YEAR = 2025
# The first month after the hand-over: two communes had no figures to give, and nobody filled the gap later.
SILENT_IN_JULY = ("28132", "28144")
DAYS = {7: 30, 8: 25, 9: 25}
SLUGS = {"28108": "xa-can-duoc", "28114": "xa-rach-kien", "28126": "xa-long-cang", "28132": "xa-my-le",
         "28138": "xa-tan-lan", "28144": "xa-long-huu"}  # fmt: skip
# Works and tasks that go on, by the commune they lie in (the hand-over of the others is not settled).
TASKS = {
    "28108": ["K2", "K5", "K6", "K9", "K15", "K27"], "28114": ["K1", "K8", "K16"], "28126": ["K10", "K17", "K24"],
    "28132": ["K3", "K7"], "28138": ["K11", "K12", "K21a"], "28144": ["K13", "K21b"],
}  # fmt: skip
FLOWS = (
    ("1.1", "Sản lượng lúa thu hoạch", "tấn"), ("1.2", "Sản lượng rau và cây hằng năm khác", '"'),
    ("1.3", "Sản lượng tôm", '"'), ("18", "Số lao động được giải quyết việc làm", "người"),
    ("25a", "Số đảng viên mới kết nạp", "đảng viên"),
)  # fmt: skip


def books(month: int) -> list[Book]:
    """What arrived for `month` (7-9)."""
    folder = period(YEAR, month)
    day = dt.date(YEAR, month, DAYS[month])
    found = [_commune(unit, month, day) for unit in places.communes() if month > 7 or unit.code not in SILENT_IN_JULY]
    found.append(Book(f"{folder}/{day}-thue-co-so.xlsx", (_revenue(month, day),)))
    if month < 9:
        found.append(Book(f"{folder}/{day}-bhxh-co-so.xlsx", (_insured(month, day),)))
    if month == 9:
        late = dt.date(YEAR, 9, 29)
        found.append(Book(f"{folder}/{late}-thong-ke-co-so.xlsx", (_output(late),)))
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
        rows = [Row(("1", *made[-1].cells[1:]))]
        sheets.append(form("OCOP", name, [f"SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN MỚI NĂM {YEAR}"], OCOP_COLUMNS, rows, day, **office))
    if unit.code == "28138" and month >= 8:
        rows = owner_rows(YEAR, day, unit.code)
        sheets.append(form("Chu doanh nghiep", name, [f"ĐẢNG VIÊN MỚI LÀ CHỦ DOANH NGHIỆP NĂM {YEAR}"], OWNER_COLUMNS, rows,
                           day, **office))  # fmt: skip
    sheets.append(form("Nhiem vu", name, [f"TIẾN ĐỘ CÔNG TRÌNH, NHIỆM VỤ ĐẾN {title}"], STEP_COLUMNS,
                       step_rows(TASKS[unit.code], day), day, **office))  # fmt: skip
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
            silent = m == 7 and unit.code in SILENT_IN_JULY
            fact = Fact(measure, period(YEAR, m), "month", value, place=unit.code)
            cells.append(Cell("-", "center") if silent else number(value, fact))
        rows.append(Row((str(i), label, shown, *cells)))
    return form("Ket qua", name, [f"KẾT QUẢ THỰC HIỆN CHỈ TIÊU KINH TẾ - XÃ HỘI {title}"],
                [STT, LABEL, UNIT, *_month_heads(months)], rows, day, **office)  # fmt: skip


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


RATIOS = (("9", ONLINE, "hồ sơ", "%"), ("10", LATE, "hồ sơ", "%"), ("15", BIRTHS, "trẻ", "nam/100 nữ"),
          ("25b", YOUTH, "đảng viên", "%"), ("25c", WORKERS, "đảng viên", "%"))  # fmt: skip


def _ratios(unit, months, day, name, title, office) -> Sheet:
    rows = []
    for i, (measure, labels, shown, unit_of_share) in enumerate(RATIOS, 1):
        tops, bottoms, shares = [], [], []
        for m in months:
            n, d = (part[unit.code] for part in parts(measure, m))
            if m == 7 and unit.code in SILENT_IN_JULY or not d:
                for cells in (tops, bottoms, shares):
                    cells.append(Cell("-", "center"))
                continue
            fact = Fact(measure, period(YEAR, m), "month", None, place=unit.code, numerator=n, denominator=d)
            tops.append(number(n)), bottoms.append(number(d)), shares.append(share(fact))
        rows += [Row((str(i), labels[0], shown, *tops)), Row((None, labels[1], '"', *bottoms)),
                 Row((None, labels[2], unit_of_share, *shares))]  # fmt: skip
    return form("Ty le", name, [f"CÁC CHỈ TIÊU TỶ LỆ {title}"], [STT, LABEL, UNIT, *_month_heads(months)], rows, day, **office)


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
    return form("TNGT", name, [f"TÌNH HÌNH TAI NẠN GIAO THÔNG {title}", span],
                [STT, LABEL, UNIT, Column(f"Tháng {month}/{YEAR}", 14)], rows, day, **office)  # fmt: skip


def levels(measure: str) -> tuple[dict[str, int], dict[str, int]]:
    """Levels at the end of September by commune (numerators, denominators)."""
    n, d = {"20a": story.LEVELS["20a"][YEAR, 9], "21": story.rubbish(YEAR, 9), "23c": story.DRUGS[YEAR, 9]}[measure]
    bottoms = places.by_commune(d, measure, "all", spread=0.02)
    tops = dict(bottoms)
    short = d - n
    for code, part in zip(("28144", "28138", "28132"), chance.split(short, [5, 3, 2], measure, spread=0.0), strict=True):
        tops[code] -= part
    return tops, bottoms


def _levels(unit, day, name, office) -> Sheet:
    rows = []
    for i, (measure, labels, shown) in enumerate((("20a", WATER[0], "hộ"), ("21", RUBBISH, "tấn"), ("23c", DRUGS, "người")), 1):
        tops, bottoms = levels(measure)
        fact = Fact(measure, "2025-09", "level", None, place=unit.code, numerator=tops[unit.code], denominator=bottoms[unit.code])
        labels = [label.replace("toàn huyện", "trên địa bàn") for label in labels]
        rows += [Row((str(i), labels[0], shown, number(tops[unit.code]))), Row((None, labels[1], '"', number(bottoms[unit.code]))),
                 Row((None, labels[2], "%", share(fact)))]  # fmt: skip
    return form("Moi truong", name, ["CHỈ TIÊU MÔI TRƯỜNG, TRẬT TỰ XÃ HỘI ĐẾN 30/9/2025"],
                [STT, LABEL, UNIT, Column("Đến 30/9/2025", 14)], rows, day, **office)  # fmt: skip


def _revenue(month: int, day: dt.date) -> Sheet:
    """Taxes of the area; by commune only from August, when the payers had been assigned."""
    total = story.months("4", YEAR)[month - 1]
    at = period(YEAR, month)
    office = {"parent": "THUẾ TỈNH TÂY NINH", "unit": "ĐVT: Triệu đồng"}
    title = [f"THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN HUYỆN CẦN ĐƯỚC CŨ THÁNG {month} NĂM {YEAR}"]
    if month == 7:
        rows = [Row(("1", "TỔNG THU NGÂN SÁCH NHÀ NƯỚC", None, number(total, Fact("4", at, "month", total / 1000))))]
        return form("Thu NS", "THUẾ CƠ SỞ", title, [STT, LABEL, UNIT, Column(f"Ước tháng {month}/{YEAR}", 14)], rows, day, **office)
    names = {unit.code: unit.name for unit in places.communes()}
    rows = place_flow("4", at, "month", places.by_commune(total, "4", month), names)
    rows = [Row(tuple(_billions(cell) for cell in row.cells), row.bold) for row in rows]
    columns = place_columns(f"Ước thực hiện tháng {month}/{YEAR}")
    return form("Thu NS theo xa", "THUẾ CƠ SỞ", [title[0], "CHIA THEO XÃ"], columns, rows, day, **office)


def _billions(cell):
    """The fact of a cell shown in triệu đồng, kept in tỷ đồng."""
    if not isinstance(cell, Cell) or cell.fact is None:
        return cell
    fact = cell.fact
    return number(cell.value, Fact(fact.measure, fact.period, fact.basis, fact.value / 1000, place=fact.place))


def _insured(month: int, day: dt.date) -> Sheet:
    n, d = story.insured(YEAR, month)
    tops = places.by_commune(n, "16", "insured", month, spread=0.006)
    bottoms = places.by_commune(d, "16", "people", spread=0.0)
    names = {unit.code: unit.name for unit in places.communes() if month > 7 or unit.code not in SILENT_IN_JULY}
    rows = place_share("16", period(YEAR, month), "level", {c: tops[c] for c in names}, {c: bottoms[c] for c in names}, names)
    if month == 7:
        rows = rows[:-1]
    end = dt.date(YEAR, month + 1, 1) - dt.timedelta(days=1)
    notes = ("Ghi chú: hai xã chưa bàn giao xong số liệu.",) if month == 7 else ()
    return form("BHYT", "BẢO HIỂM XÃ HỘI CƠ SỞ", [f"TỶ LỆ BAO PHỦ BHYT THEO XÃ ĐẾN {end:%d/%m/%Y}"],
                place_columns(INSURED[0], INSURED[1], "Tỷ lệ bao phủ (%)"), rows, day, parent="BHXH TỈNH TÂY NINH",
                notes=notes)  # fmt: skip


def _output(day: dt.date) -> Sheet:
    """Gross output of the former district to September: one figure for the area, none by commune."""
    names = ["Khu vực I: nông, lâm, thủy sản", "Khu vực II: công nghiệp và xây dựng", "Khu vực III: thương mại - dịch vụ"]
    rows = []
    for measure, label in zip("123", names, strict=True):
        figures = story.quarters(measure, YEAR)
        half, nine = sum(figures[:2]) / 1000, round(sum(figures[:3]) / 1000, 2)
        half = round(half, 2)
        forecast = story.OWNER_FORECAST[measure] / 1000
        cells = [number(half, Fact(measure, "2025-06", "year_to_date", half), 2),
                 number(nine, Fact(measure, "2025-09", "year_to_date", nine), 2),
                 number(forecast, Fact(f"{measure}#owner_forecast", "2025-09", "year", forecast), 2)]  # fmt: skip
        rows.append(Row((measure, label, None, *cells)))
    columns = [STT, LABEL, UNIT, Column("Thực hiện 6 tháng năm 2025", 14), Column("Ước 9 tháng năm 2025", 14),
               Column("Ước cả năm 2025", 14)]  # fmt: skip
    return form("GO", "THỐNG KÊ CƠ SỞ", ["TỔNG GIÁ TRỊ SẢN PHẨM (GO) ĐỊA BÀN HUYỆN CẦN ĐƯỚC CŨ 9 THÁNG NĂM 2025",
                "(giá so sánh 2010)"], columns, rows, day, unit="Đơn vị tính: Tỷ đồng", parent="THỐNG KÊ TỈNH TÂY NINH")  # fmt: skip
