"""2022-2024, economy: gross output, budget, crops, OCOP, water and rubbish, dossiers."""

from . import story
from .forms import TWELVE, part_rows, period, plan_cell, plan_fact, year_columns, year_flow, year_parts
from .labels import CROPS, LATE, ONLINE, RUBBISH, WATER
from .lists import CROP_COLUMNS, OCOP_COLUMNS, crop_row, ocop_rows
from .sheet import Fact, number
from .sheets import MONTHS, level_sheet
from .table import LABEL, PLAN, STT, UNIT, Column, Row, form


def output(year, day):
    millions = year == 2022
    scale, decimals, typed = (1.0, 0, "") if millions else (0.001, 3, "vi" if year == 2023 else "")
    names = [
        "Khu vực I: nông, lâm, thủy sản",
        "Khu vực II: công nghiệp và xây dựng",
        "Khu vực III: thương mại - dịch vụ",
    ]
    rows = []
    for measure, name in zip("123", names, strict=True):
        figures = story.quarters(measure, year)
        cells = [
            number(
                sum(figures[:q]) * scale,
                Fact(measure, period(year, 3 * q), "year_to_date", sum(figures[:q]) / 1000),
                decimals,
                typed,
            )
            for q in (1, 2, 3, 4)
        ]
        plan = story.PLANS[measure][year]
        rows.append(
            Row(
                (
                    measure,
                    name,
                    None,
                    number(plan * scale, plan_fact(f"{measure}#plan", year, plan / 1000), decimals, typed),
                    *cells,
                )
            )
        )
    columns = [
        STT,
        LABEL,
        UNIT,
        Column("Kế hoạch năm", 14),
        *(Column(h, 14, f"Thực hiện năm {year}") for h in ("Quý I", "6 tháng", "9 tháng", "Cả năm")),
    ]
    unit = "Đơn vị tính: Triệu đồng" if millions else "Đơn vị tính: Tỷ đồng"
    return form(
        "GO",
        "CHI CỤC THỐNG KÊ",
        [f"TỔNG GIÁ TRỊ SẢN PHẨM (GO) NĂM {year}", "(giá so sánh 2010)"],
        columns,
        rows,
        day,
        unit=unit,
        parent="CỤC THỐNG KÊ TỈNH LONG AN",
        numbered=year == 2024,
    )


def revenue(year, day):
    total = year_flow("", "TỔNG THU NGÂN SÁCH NHÀ NƯỚC", "Triệu đồng", "4", year)
    rows = [Row(total.cells, bold=True), *part_rows("4", '"', year)]
    return form(
        "Thu NS",
        "CHI CỤC THUẾ KHU VỰC",
        [f"TỔNG HỢP THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN NĂM {year}"],
        year_columns(MONTHS),
        rows,
        day,
        parent="CỤC THUẾ TỈNH LONG AN",
        unit="ĐVT: Triệu đồng",
    )


def spending(year, day):
    rows = [
        year_flow(
            "I",
            "Tổng chi ngân sách địa phương",
            "Triệu đồng",
            "5",
            year,
            typed="space" if year == 2023 else "",
        ),
        *part_rows("5", "Triệu đồng", year),
    ]
    return form(
        "Chi NS",
        "PHÒNG TÀI CHÍNH - KẾ HOẠCH",
        [f"TỔNG HỢP CHI NGÂN SÁCH NĂM {year}"],
        year_columns(MONTHS),
        rows,
        day,
    )


def crops(year, day):
    thousands = year == 2022
    scale, decimals, unit = (0.001, 3, "Nghìn tấn") if thousands else (1.0, 0, "Tấn")
    slip = {9: "2..085"} if year == 2022 else None
    rows = [
        year_flow("1", "Sản lượng lúa thu hoạch", unit, "1.1", year, scale=scale, decimals=decimals),
        year_flow(
            "2",
            "Sản lượng rau và cây hằng năm khác",
            '"',
            "1.2",
            year,
            scale=scale,
            decimals=decimals,
            bad=slip,
        ),
        year_flow("3", "Sản lượng tôm", '"', "1.3", year, scale=scale, decimals=decimals),
    ]
    return form(
        "San luong",
        "PHÒNG NÔNG NGHIỆP VÀ PTNT",
        [f"SẢN LƯỢNG NÔNG NGHIỆP, THỦY SẢN NĂM {year}"],
        year_columns(MONTHS),
        rows,
        day,
    )


def rice(year, day):
    rows = [crop_row(i, crop, year) for i, crop in enumerate(CROPS, 1)]
    return form(
        "Lua theo vu",
        "PHÒNG NÔNG NGHIỆP VÀ PTNT",
        [f"DIỆN TÍCH, NĂNG SUẤT, SẢN LƯỢNG LÚA THEO VỤ NĂM {year}"],
        CROP_COLUMNS,
        rows,
        day,
    )


def ocop(year, day):
    return form(
        "OCOP",
        "PHÒNG NÔNG NGHIỆP VÀ PTNT",
        [f"SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN MỚI NĂM {year}"],
        OCOP_COLUMNS,
        ocop_rows(year, day),
        day,
    )


def water(year, day):
    return level_sheet(
        "Nuoc sach",
        "PHÒNG NÔNG NGHIỆP VÀ PTNT",
        [f"TỶ LỆ HỘ DÂN SỬ DỤNG NƯỚC SẠCH NĂM {year}"],
        WATER,
        "hộ",
        ("20a", "20b"),
        year,
        day,
    )


def model(year, day):
    value = story.YEARLY["7"][year]
    rows = [
        Row(
            (
                "1",
                "Số xã nông thôn mới kiểu mẫu được giữ vững",
                "xã",
                plan_cell("7", year),
                number(value, Fact("7", period(year, 12), "year", value)),
            )
        )
    ]
    columns = [STT, LABEL, UNIT, PLAN, Column(f"Kết quả năm {year}", 14)]
    return form(
        "NTM", "PHÒNG NÔNG NGHIỆP VÀ PTNT", [f"KẾT QUẢ XÂY DỰNG NÔNG THÔN MỚI NĂM {year}"], columns, rows, day
    )


def rubbish(year, day):
    parts = {m: story.rubbish(year, m) for m in (3, 6, 9, 12)}
    columns = [STT, LABEL, UNIT, PLAN, *(Column(f"Quý {q} năm {year}", 14) for q in ("I", "II", "III", "IV"))]
    rows = year_parts("1", RUBBISH, "tấn", "21", year, parts, basis="level", months=(3, 6, 9, 12))
    return form(
        "Rac thai",
        "PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG",
        [f"THU GOM, XỬ LÝ RÁC THẢI THEO QUÝ NĂM {year}"],
        columns,
        rows,
        day,
        stacked=True,
    )


def dossiers(year, day):
    got = {m: story.dossiers(year, m) for m in TWELVE}
    rows = year_parts("1", ONLINE, "hồ sơ", "9", year, {m: got[m][:2] for m in TWELVE})
    rows += year_parts("2", LATE, "hồ sơ", "10", year, {m: got[m][2:] for m in TWELVE})
    return form(
        "TTHC",
        "VĂN PHÒNG HĐND VÀ UBND",
        [f"KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH NĂM {year}"],
        year_columns(MONTHS, total=""),
        rows,
        day,
    )
