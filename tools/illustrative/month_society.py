"""January - June 2025, society and security."""

import datetime as dt

from . import places, story
from .forms import (
    month_columns,
    month_flow,
    month_parts,
    period,
    place_columns,
    place_flow,
    place_share,
    self_row,
    unit_names,
    year_parts,
)
from .labels import ACCIDENTS, BIRTHS, DRUGS, INSURED, TRAINED, WEIGHT
from .lists import from_15th
from .sheet import Cell, Fact, Sheet, number
from .sheets import YEAR, half_year_sheet, self_assessed_sheet, step_sheet
from .table import LABEL, STT, UNIT, Column, Row, form


def health(month: int, day: dt.date) -> list[Sheet]:
    office = "TRUNG TÂM Y TẾ HUYỆN"
    rows = month_parts(
        "1",
        BIRTHS,
        ("trẻ", '"', "nam/100 nữ"),
        "15",
        YEAR,
        month,
        lambda m: story.births(YEAR, m),
        target=Cell("103-105", "center"),
    )
    sheets = [
        form(
            "Sinh",
            office,
            [f"SỐ TRẺ SINH RA VÀ TỶ SỐ GIỚI TÍNH KHI SINH THÁNG {month} NĂM {YEAR}"],
            month_columns(YEAR, month, forecast=False)[:7],
            rows,
            day,
        )
    ]
    if month == 6:
        sheets.append(
            half_year_sheet(
                "Suy dinh duong", office, "TỶ LỆ TRẺ EM SUY DINH DƯỠNG", WEIGHT, "trẻ", ("13",), day
            )
        )
        said = [
            self_row(
                "1",
                "Xã, thị trấn đạt Bộ tiêu chí quốc gia về y tế xã",
                "xã",
                "12",
                "2025-06",
                "17/17",
                "17/17",
                "Đạt",
                value=100.0,
                numerator=17,
                denominator=17,
            ),
            self_row(
                "2",
                "Cặp vợ chồng đủ điều kiện sinh đủ 02 con",
                "%",
                "14",
                "2025-06",
                "≥ 62",
                "61,9",
                "Đạt tiến độ",
                value=61.9,
            ),
        ]
        sheets.append(self_assessed_sheet(office, month, said, day))
        boys, girls = (sum(story.births(YEAR, m)[i] for m in range(1, 7)) for i in (0, 1))
        rows = place_share(
            "15",
            "2025-06",
            "year_to_date",
            places.by_unit(boys, "boys", YEAR),
            places.by_unit(girls, "girls", YEAR),
            unit_names(),
            decimals=2,
        )
        columns = place_columns("Số bé trai", "Số bé gái", "Tỷ số nam/100 nữ")
        sheets.append(
            form(
                "Sinh theo xa",
                office,
                ["SỐ TRẺ SINH RA THEO XÃ, THỊ TRẤN 6 THÁNG ĐẦU NĂM 2025"],
                columns,
                rows,
                day,
            )
        )
    return sheets


def insured(month: int, day: dt.date) -> list[Sheet]:
    months = [m for m in (month - 1, month) if m]
    ends = {m: (dt.date(YEAR, m + 1, 1) - dt.timedelta(days=1)).strftime("%d/%m/%Y") for m in months}
    columns = [
        STT,
        LABEL,
        UNIT,
        Column("Kế hoạch năm 2025", 12),
        *(Column(f"Đến {ends[m]}", 15) for m in months),
    ]
    parts = {m: story.insured(YEAR, m) for m in months}
    rows = year_parts("1", INSURED, "người", "16", YEAR, parts, basis="level", months=months)
    parent = "BHXH KHU VỰC II" if month >= 3 else "BHXH TỈNH LONG AN"
    office = "BẢO HIỂM XÃ HỘI LIÊN HUYỆN" if month >= 3 else "BẢO HIỂM XÃ HỘI HUYỆN"
    sheets = [
        form(
            "BHYT",
            office,
            [f"TỶ LỆ BAO PHỦ BẢO HIỂM Y TẾ THÁNG {month} NĂM {YEAR}"],
            columns,
            rows,
            day,
            parent=parent,
        )
    ]
    if month == 6:
        n, d = parts[6]
        rows = place_share(
            "16",
            "2025-06",
            "level",
            places.by_unit(n, "insured", YEAR, spread=0.008),
            places.by_unit(d, "people", YEAR, spread=0.0),
            unit_names(short=True),
        )
        heads = place_columns("Số người tham gia", "Dân số", "Tỷ lệ bao phủ (%)")
        title = "TỶ LỆ BAO PHỦ BHYT THEO XÃ, THỊ TRẤN ĐẾN 30/6/2025"
        sheets.append(form("BHYT theo xa", office, [title], heads, rows, day, parent=parent))
    return sheets


def labour(month: int, day: dt.date) -> list[Sheet]:
    office = "PHÒNG NỘI VỤ" if month >= 3 else "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI"
    rows = [month_flow("1", "Số lao động được giải quyết việc làm", "Người", "18", YEAR, month)]
    sheets = [
        form(
            "Viec lam",
            office,
            [f"GIẢI QUYẾT VIỆC LÀM THÁNG {month} NĂM {YEAR}"],
            month_columns(YEAR, month),
            rows,
            day,
        )
    ]
    title = f"TIẾN ĐỘ NHIỆM VỤ AN SINH XÃ HỘI ĐẾN THÁNG {month} NĂM {YEAR}"
    sheets.append(step_sheet("An sinh", office, title, ["K4", "K20", "K21a", "K21b"], day))
    if month == 6:
        sheets.append(
            half_year_sheet("Dao tao", office, "TỶ LỆ LAO ĐỘNG QUA ĐÀO TẠO", TRAINED, "người", ("17",), day)
        )
        total = story.to_date("18", YEAR, 6)
        rows = place_flow(
            "18", "2025-06", "year_to_date", places.by_unit(total, "jobs", YEAR), unit_names(), typo=12
        )
        sheets.append(
            form(
                "Viec lam theo xa",
                office,
                ["GIẢI QUYẾT VIỆC LÀM THEO XÃ, THỊ TRẤN 6 THÁNG ĐẦU NĂM 2025"],
                place_columns("Số lao động"),
                rows,
                day,
            )
        )
    return sheets


def police(month: int, day: dt.date) -> list[Sheet]:
    office = "ĐỘI CẢNH SÁT GIAO THÔNG KHU VỰC" if month >= 3 else "CÔNG AN HUYỆN CẦN ĐƯỚC"
    start, end = from_15th(YEAR, month)
    span = f"(từ ngày {_slashes(start)} đến ngày {_slashes(end)})"
    rows = []
    for i, (measure, name, unit) in enumerate(ACCIDENTS):
        value = (*story.accidents(YEAR, month), 0)[i]
        before = sum((*story.accidents(YEAR - 1, m), 0)[i] for m in range(1, month + 1))
        total = sum((*story.accidents(YEAR, m), 0)[i] for m in range(1, month + 1))
        rows.append(
            Row(
                (
                    str(i + 1),
                    name,
                    unit,
                    number(value, Fact(measure, period(YEAR, month), "month", value, start=start, end=end)),
                    number(total, Fact(measure, period(YEAR, month), "year_to_date", total)),
                    number(before, Fact(measure, period(YEAR - 1, month), "year_to_date", before)),
                )
            )
        )
    columns = [
        STT,
        LABEL,
        UNIT,
        Column(f"Tháng {month}/{YEAR}", 12),
        Column(f"Lũy kế {month} tháng năm {YEAR}", 14),
        Column(f"Lũy kế {month} tháng năm {YEAR - 1}", 14),
    ]
    sheets = [
        form(
            "TNGT",
            office,
            [f"TÌNH HÌNH TAI NẠN GIAO THÔNG THÁNG {month} NĂM {YEAR}", span],
            columns,
            rows,
            day,
            parent="CÔNG AN TỈNH LONG AN",
        )
    ]
    if month in (3, 6):
        sheets.append(_drugs(month, day))
    return sheets


def _drugs(month: int, day: dt.date) -> Sheet:
    head = Column(f"Đến {'31/3' if month == 3 else '30/6'}/{YEAR}", 14)
    if (YEAR, month) in story.DRUGS:
        made = year_parts(
            "1",
            DRUGS,
            "người",
            "23c",
            YEAR,
            {month: story.DRUGS[YEAR, month]},
            basis="level",
            months=(month,),
        )
        rows = [Row((*row.cells[:3], *row.cells[4:])) for row in made]
    else:
        rows = [
            Row(("1" if not i else None, label, "người", Cell("…", "center")))
            for i, label in enumerate(DRUGS)
        ]
    return form(
        "Ma tuy",
        "CÔNG AN TỈNH - PHÒNG CẢNH SÁT ĐTTP VỀ MA TÚY",
        [f"QUẢN LÝ NGƯỜI NGHIỆN, NGƯỜI SỬ DỤNG MA TÚY NĂM {YEAR}"],
        [STT, LABEL, UNIT, head],
        rows,
        day,
        parent="CÔNG AN TỈNH LONG AN",
    )


def _slashes(text: str) -> str:
    return f"{dt.date.fromisoformat(text):%d/%m/%Y}"


def schools(month: int, day: dt.date) -> list[Sheet]:
    office = "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"
    at = period(YEAR, month)
    said = [
        self_row(
            "1",
            "Trường đạt chuẩn quốc gia mức độ 1 đến kỳ kiểm định lại",
            "trường",
            "11a",
            at,
            "6",
            "5",
            "Đạt tiến độ",
        ),
        self_row("2", "Trường đạt chuẩn cơ sở vật chất mức độ 2", "trường", "11b", at, "12", "12", "Đạt"),
    ]
    title = f"TIẾN ĐỘ CÔNG NHẬN TRƯỜNG CHUẨN QUỐC GIA ĐẾN THÁNG {month} NĂM {YEAR}"
    return [
        self_assessed_sheet(office, month, said, day),
        step_sheet("Truong chuan", office, title, ["K19"], day),
    ]


def culture(month: int, day: dt.date) -> list[Sheet]:
    title = f"TIẾN ĐỘ NHIỆM VỤ VĂN HÓA ĐẾN THÁNG {month} NĂM {YEAR}"
    return [step_sheet("Van hoa", "PHÒNG VĂN HÓA, KHOA HỌC VÀ THÔNG TIN", title, ["K27", "K28"], day)]
