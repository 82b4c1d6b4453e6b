"""Lists with one event a row, and conscription: OCOP products, business owners, accident months."""

import datetime as dt

from . import places, story
from .forms import period, place_columns, place_share, plan_cell, unit_names
from .labels import OWNER_DECISIONS
from .sheet import Cell, Fact, Sheet, number, share
from .table import LABEL, PLAN, STT, Column, Row, form

# OCOP recognitions: (product, maker's unit, decision, date). The published list of October 2023 has ten.
OCOP = (
    ("Gạo Nàng Thơm Chợ Đào", "28135", "Quyết định số 8871/QĐ-UBND", "2022-11-18"),
    ("Bánh phồng tôm Tân Chánh", "28156", "Quyết định số 8871/QĐ-UBND", "2022-11-18"),
    ("Khô cá lóc", "28144", "Quyết định số 9012/QĐ-UBND", "2023-10-20"),
    ("Khô cá đối", "28144", "Quyết định số 9012/QĐ-UBND", "2023-10-20"),
    ("Cải bẹ xanh an toàn", "28117", "Quyết định số 9012/QĐ-UBND", "2023-10-20"),
    ("Mắm tép Long Hựu", "28153", "Quyết định số 7420/QĐ-UBND", "2024-08-14"),
    ("Rau muống an toàn Phước Vân", "28120", "Quyết định số 7420/QĐ-UBND", "2024-08-14"),
    ("Nếp Long Sơn", "28129", "Quyết định số 10231/QĐ-UBND", "2024-12-05"),
    ("Tôm khô Tân Chánh", "28156", "Quyết định số 3318/QĐ-UBND", "2025-05-16"),
    ("Dưa lưới Long Khê", "28114", "Quyết định số 1467/QĐ-UBND", "2025-09-12"),
)
OCOP_COLUMNS = [
    STT,
    Column("Tên sản phẩm", 34),
    Column("Chủ thể ở xã", 22),
    Column("Số quyết định", 28),
    Column("Ngày quyết định", 15),
]
OWNER_COLUMNS = [STT, Column("Nội dung", 40), Column("Số quyết định", 26), Column("Ngày quyết định", 15)]


def ocop_rows(year: int, until: dt.date) -> list[Row]:
    """The products recognised in `year` up to the day of the report."""
    names, rows = unit_names(), []
    for product, unit, paper, text in OCOP:
        at = dt.date.fromisoformat(text)
        if at.year == year and at <= until:
            fact = Fact("1.4", text[:7], "event", 1.0, start=text, end=text, note=f"{paper}; {product}")
            rows.append(Row((str(len(rows) + 1), product, names[unit], paper, Cell(at, "date", fact))))
    return rows


def owner_rows(year: int, until: dt.date, place: str = "") -> list[Row]:
    """Business owners admitted in `year`, by decision."""
    rows = []
    for text, paper, what, code in OWNER_DECISIONS:
        at = dt.date.fromisoformat(text)
        if at.year == year and at <= until and (not place or place == code):
            fact = Fact(
                "25d",
                text[:7],
                "event",
                1.0,
                place=place or "can-duoc",
                start=text,
                end=text,
                note=f"{paper}; {what}",
            )
            rows.append(Row((str(len(rows) + 1), what, paper, Cell(at, "date", fact))))
    return rows or [Row((None, "Không phát sinh"))]


def conscription(year: int, day: dt.date) -> list[Sheet]:
    """Conscripts delivered by unit, and the party members among them: once, in February."""
    total = story.YEARLY["22a"][year][0]
    parts = places.by_unit(total, "conscripts", year)
    at = period(year, 2)
    rows = place_share("22a", at, "event", parts, parts, unit_names())
    office = {"parent": "BAN CHQS HUYỆN CẦN ĐƯỚC"}
    first = form(
        "Giao quan",
        "BAN CHỈ HUY QUÂN SỰ HUYỆN",
        [f"KẾT QUẢ GIAO QUÂN ĐỢT THÁNG 02 NĂM {year}"],
        place_columns("Số đã giao", "Chỉ tiêu giao", "Tỷ lệ (%)"),
        rows,
        day,
        **office,
    )
    targets = []
    names = (("22a", "Giao quân so với chỉ tiêu"), ("22b", "Đảng viên chính thức nhập ngũ"))
    for i, (measure, name) in enumerate(names, 1):
        n, d = story.YEARLY[measure][year]
        fact = Fact(measure, at, "event", None, numerator=n, denominator=d)
        targets.append(Row((str(i), name, plan_cell(measure, year), number(n), number(d), share(fact))))
    columns = [
        STT,
        LABEL,
        PLAN,
        Column("Số đạt", 12),
        Column("Tổng số", 12),
        Column("Tỷ lệ (%)", 12),
    ]
    second = form(
        "Chi tieu",
        "BAN CHỈ HUY QUÂN SỰ HUYỆN",
        [f"CHỈ TIÊU GIAO QUÂN ĐỢT THÁNG 02 NĂM {year}"],
        columns,
        targets,
        day,
        **office,
    )
    return [first, second]


CROP_COLUMNS = [
    STT,
    Column("Vụ", 26),
    Column("Diện tích (ha)", 13),
    Column("Năng suất (tạ/ha)", 13),
    Column("Kế hoạch sản lượng (tấn)", 14),
    Column("Sản lượng (tấn)", 14),
]


def crop_row(i: int, crop: tuple, year: int) -> Row:
    """A crop's area, yield, plan and harvest."""
    key, name, first, last, part, yield_ = crop
    tonnes = sum(story.months("1.1", year)[first - 1 : last])
    area = round(tonnes / yield_)
    end = dt.date(year + last // 12, last % 12 + 1, 1) - dt.timedelta(days=1)
    fact = Fact(
        f"1.1#{key}",
        f"{year}-{last:02d}",
        "year_to_date",
        tonnes,
        start=f"{year}-{first:02d}-01",
        end=end.isoformat(),
    )
    plan = number(round(story.PLANS["1.1"][year] * part))
    return Row((str(i), name, number(area), number(10 * tonnes / area, None, 1), plan, number(tonnes, fact)))


def from_15th(year: int, month: int) -> tuple[str, str]:
    """First and last day of an accident month: the 15th of the month before to the 14th."""
    first = dt.date(year, month - 1, 15) if month > 1 else dt.date(year - 1, 12, 15)
    return first.isoformat(), dt.date(year, month, 14).isoformat()
