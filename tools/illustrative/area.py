"""July - September 2025: the offices that still see the whole of the former district."""

import datetime as dt

from . import places, story
from .forms import period, place_columns, place_flow, place_share
from .labels import INSURED, PARTS
from .sheet import Cell, Fact, Sheet, number
from .sheets import YEAR
from .table import LABEL, STT, UNIT, Column, Row, form


def revenue(month: int, day: dt.date) -> Sheet:
    """Taxes of the area; by commune only from August, when the payers had been assigned."""
    total = story.months("4", YEAR)[month - 1]
    at = period(YEAR, month)
    office = {"parent": "THUẾ TỈNH TÂY NINH", "unit": "ĐVT: Triệu đồng"}
    title = [f"THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN HUYỆN CẦN ĐƯỚC CŨ THÁNG {month} NĂM {YEAR}"]
    if month == 7:
        rows = [
            Row(
                (
                    "1",
                    "TỔNG THU NGÂN SÁCH NHÀ NƯỚC",
                    None,
                    number(total, Fact("4", at, "month", total / 1000)),
                )
            )
        ]
        return form(
            "Thu NS",
            "THUẾ CƠ SỞ",
            title,
            [STT, LABEL, UNIT, Column(f"Ước tháng {month}/{YEAR}", 14)],
            rows,
            day,
            **office,
        )
    names = {unit.code: unit.name for unit in places.communes()}
    rows = place_flow("4", at, "month", places.by_commune(total, "4", month), names)
    rows = [Row(tuple(_billions(cell) for cell in row.cells), row.bold) for row in rows]
    columns = place_columns(f"Ước thực hiện tháng {month}/{YEAR}")
    return form("Thu NS theo xa", "THUẾ CƠ SỞ", [title[0], "CHIA THEO XÃ"], columns, rows, day, **office)


def revenue_by_source(month: int, day: dt.date) -> Sheet:
    """The month's taxes of the area by source: they add up to its figure."""
    at, made = period(YEAR, month), story.parts("4", YEAR, month)
    rows = [
        Row((str(i), name, number(value, Fact(id, at, "month", value / 1000))))
        for i, ((id, name), value) in enumerate(zip(PARTS["4"], made, strict=True), 1)
    ]
    title = f"THU NGÂN SÁCH NHÀ NƯỚC THEO NGUỒN THU THÁNG {month} NĂM {YEAR}"
    columns = [STT, Column("Nguồn thu", 44), Column(f"Ước thực hiện tháng {month}/{YEAR}", 14)]
    office = {"parent": "THUẾ TỈNH TÂY NINH", "unit": "ĐVT: Triệu đồng"}
    return form("Thu NS theo nguon", "THUẾ CƠ SỞ", [title], columns, rows, day, **office)


def _billions(cell):
    """The fact of a cell shown in triệu đồng, kept in tỷ đồng."""
    if not isinstance(cell, Cell) or cell.fact is None:
        return cell
    fact = cell.fact
    return number(
        cell.value, Fact(fact.measure, fact.period, fact.basis, fact.value / 1000, place=fact.place)
    )


def insured(month: int, day: dt.date) -> Sheet:
    n, d = story.insured(YEAR, month)
    tops = places.by_commune(n, "16", "insured", month, spread=0.006)
    bottoms = places.by_commune(d, "16", "people", spread=0.0)
    names = {
        unit.code: unit.name
        for unit in places.communes()
        if month > 7 or unit.code not in places.SILENT_IN_JULY
    }
    rows = place_share(
        "16", period(YEAR, month), "level", {c: tops[c] for c in names}, {c: bottoms[c] for c in names}, names
    )
    if month == 7:
        rows = rows[:-1]
    end = dt.date(YEAR, month + 1, 1) - dt.timedelta(days=1)
    notes = ("Ghi chú: hai xã chưa bàn giao xong số liệu.",) if month == 7 else ()
    return form(
        "BHYT",
        "BẢO HIỂM XÃ HỘI CƠ SỞ",
        [f"TỶ LỆ BAO PHỦ BHYT THEO XÃ ĐẾN {end:%d/%m/%Y}"],
        place_columns(INSURED[0], INSURED[1], "Tỷ lệ bao phủ (%)"),
        rows,
        day,
        parent="BHXH TỈNH TÂY NINH",
        notes=notes,
    )


def output(day: dt.date) -> Sheet:
    """Gross output of the former district to September: one figure for the area, none by commune."""
    names = [
        "Khu vực I: nông, lâm, thủy sản",
        "Khu vực II: công nghiệp và xây dựng",
        "Khu vực III: thương mại - dịch vụ",
    ]
    rows = []
    for measure, label in zip("123", names, strict=True):
        figures = story.quarters(measure, YEAR)
        half, nine = sum(figures[:2]) / 1000, round(sum(figures[:3]) / 1000, 2)
        half = round(half, 2)
        forecast = story.OWNER_FORECAST[measure] / 1000
        cells = [
            number(half, Fact(measure, "2025-06", "year_to_date", half), 2),
            number(nine, Fact(measure, "2025-09", "year_to_date", nine), 2),
            number(forecast, Fact(f"{measure}#owner_forecast", "2025-09", "year", forecast), 2),
        ]
        rows.append(Row((measure, label, None, *cells)))
    columns = [
        STT,
        LABEL,
        UNIT,
        Column("Thực hiện 6 tháng năm 2025", 14),
        Column("Ước 9 tháng năm 2025", 14),
        Column("Ước cả năm 2025", 14),
    ]
    return form(
        "GO",
        "THỐNG KÊ CƠ SỞ",
        ["TỔNG GIÁ TRỊ SẢN PHẨM (GO) ĐỊA BÀN HUYỆN CẦN ĐƯỚC CŨ 9 THÁNG NĂM 2025", "(giá so sánh 2010)"],
        columns,
        rows,
        day,
        unit="Đơn vị tính: Tỷ đồng",
        parent="THỐNG KÊ TỈNH TÂY NINH",
    )
