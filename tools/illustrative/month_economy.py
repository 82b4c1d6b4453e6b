"""January - June 2025, economy and environment."""

import datetime as dt

from . import places, story
from .forms import (
    month_columns,
    month_flow,
    month_parts,
    part_rows,
    period,
    place_columns,
    place_share,
    self_row,
    unit_names,
)
from .labels import CROPS, LATE, ONLINE, WATER
from .lists import CROP_COLUMNS, OCOP_COLUMNS, crop_row, ocop_rows
from .sheet import Book, Cell, Fact, Sheet, number
from .sheets import YEAR, half_year_sheet, self_assessed_sheet, step_sheet
from .table import LABEL, STT, UNIT, Column, Row, form


def revenue(month: int, day: dt.date) -> list[Sheet]:
    total = month_flow("", "TỔNG THU NGÂN SÁCH NHÀ NƯỚC", "Triệu đồng", "4", YEAR, month)
    rows = [Row(total.cells, bold=True), *part_rows("4", '"', YEAR, month)]
    notes = ("Ghi chú: chỉ tiêu phấn đấu của huyện năm 2025 là 600.000 triệu đồng.",)
    return [
        form(
            "Thu NS",
            "ĐỘI THUẾ LIÊN HUYỆN",
            [f"BÁO CÁO THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN THÁNG {month} NĂM {YEAR}"],
            month_columns(YEAR, month),
            rows,
            day,
            unit="ĐVT: Triệu đồng",
            parent="CỤC THUẾ TỈNH LONG AN",
            notes=notes,
        )
    ]


def spending(month: int, day: dt.date) -> list[Sheet]:
    bad = {"before": "#REF!"} if month == 4 else None
    rows = [
        month_flow(
            "I",
            "Tổng chi ngân sách địa phương",
            "Triệu đồng",
            "5",
            YEAR,
            month,
            bad=bad,
            typed="space" if month == 2 else "",
        ),
        *part_rows("5", "Triệu đồng", YEAR, month),
    ]
    return [
        form(
            "Chi NS",
            "PHÒNG TÀI CHÍNH - KẾ HOẠCH",
            [f"TÌNH HÌNH CHI NGÂN SÁCH THÁNG {month} NĂM {YEAR}"],
            month_columns(YEAR, month, stacked=True),
            rows,
            day,
            stacked=True,
        ),
        _disbursed(month, day),
    ]


def _disbursed(month: int, day: dt.date) -> Sheet:
    """Public investment paid out by work: the works add up to what spending says of investment."""
    works = story.disbursed(month)
    whole = [sum(v) for v in zip(*(figures for _, *figures in works.values()), strict=True)]
    rows = []
    for i, (id, (name, plan, paid)) in enumerate([("5-dt", ("Tổng số", *whole)), *works.items()]):
        cells = [
            number(plan, Fact(f"{id}#plan", period(YEAR, 12), "year", plan / 1000)),
            number(paid, Fact(id, period(YEAR, month), "year_to_date", paid / 1000)),
            number(100 * paid / plan, None, 1),
        ]
        rows.append(Row((str(i) if i else None, name, *cells), bold=not i))
    columns = [
        STT,
        Column("Dự án, công trình", 52),
        Column(f"Kế hoạch vốn năm {YEAR}", 14),
        Column(f"Lũy kế giải ngân {month} tháng", 14),
        Column("Tỷ lệ giải ngân (%)", 11),
    ]
    return form(
        "Giai ngan",
        "PHÒNG TÀI CHÍNH - KẾ HOẠCH",
        [f"GIẢI NGÂN VỐN ĐẦU TƯ CÔNG THEO DỰ ÁN THÁNG {month} NĂM {YEAR}"],
        columns,
        rows,
        day,
        unit="ĐVT: Triệu đồng",
    )


def farming(month: int, day: dt.date) -> list[Sheet]:
    office = "PHÒNG NÔNG NGHIỆP VÀ MÔI TRƯỜNG" if month >= 3 else "PHÒNG NÔNG NGHIỆP VÀ PTNT"
    bad = {"month": "đang tổng hợp"} if month == 5 else None
    rows = [
        month_flow("1", "Sản lượng lúa thu hoạch", "Tấn", "1.1", YEAR, month),
        month_flow("2", "Sản lượng rau và cây hằng năm khác", '"', "1.2", YEAR, month),
        month_flow("3", "Sản lượng tôm", '"', "1.3", YEAR, month, bad=bad),
    ]
    sheets = [
        form(
            "San luong",
            office,
            [f"SẢN LƯỢNG NÔNG NGHIỆP, THỦY SẢN THÁNG {month} NĂM {YEAR}"],
            month_columns(YEAR, month),
            rows,
            day,
            numbered=True,
        )
    ]
    if month == 6:
        sheets.append(_winter_rice(office, day))
    if products := ocop_rows(YEAR, day):
        sheets.append(
            form(
                "OCOP", office, [f"SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN MỚI NĂM {YEAR}"], OCOP_COLUMNS, products, day
            )
        )
    sheets.append(
        step_sheet(
            "NTM", office, f"TIẾN ĐỘ XÂY DỰNG NÔNG THÔN MỚI ĐẾN THÁNG {month} NĂM {YEAR}", ["6", "8"], day
        )
    )
    if month == 3:
        sheets.append(rubbish_by_unit(office, 3, day))
    if month >= 4:
        sheets.append(_dumps(office, day))
    if month == 6:
        rows = [
            self_row("1", "Số xã nông thôn mới kiểu mẫu được giữ vững", "xã", "7", "2025-06", "2", "2", "Đạt")
        ]
        sheets.append(self_assessed_sheet(office, month, rows, day))
        sheets.append(_water(office, day))
        sheets.append(_water_by_unit(office, day))
    return sheets


def _winter_rice(office: str, day: dt.date) -> Sheet:
    return form(
        "Lua theo vu",
        office,
        ["KẾT QUẢ SẢN XUẤT LÚA THEO VỤ 6 THÁNG ĐẦU NĂM 2025"],
        CROP_COLUMNS,
        [crop_row(1, CROPS[0], YEAR)],
        day,
    )


def _dumps(office: str, day: dt.date) -> Sheet:
    at = dt.date(2025, 4, 11)
    note = "Biên bản số 27/BB-KT; Bãi rác ven đường kênh, xã Phước Đông, đã dọn xong 14/4/2025"
    fact = Fact("K29", "2025-04", "event", 1.0, start=at.isoformat(), end=at.isoformat(), note=note)
    paper, text = note.split("; ")
    columns = [
        STT,
        Column("Địa điểm, kết quả xử lý", 48),
        Column("Số biên bản", 22),
        Column("Ngày phát hiện", 15),
    ]
    return form(
        "Bai rac",
        office,
        [f"BÃI RÁC TỰ PHÁT PHÁT SINH NĂM {YEAR}"],
        columns,
        [Row(("1", text, paper, Cell(at, "date", fact)))],
        day,
    )


def rubbish_by_unit(office: str, month: int, day: dt.date) -> Sheet:
    """Rubbish of the quarter by unit; two units fall short, all others collect everything."""
    collected, arising = story.rubbish(YEAR, month)
    bottoms = places.by_unit(arising, "arising", month)
    tops, short = dict(bottoms), arising - collected
    tops["28153"] -= short * 2 // 3
    tops["28150"] -= short - short * 2 // 3
    quarter = {3: "I", 6: "II"}[month]
    rows = place_share("21", period(YEAR, month), "level", tops, bottoms, unit_names())
    columns = place_columns("Khối lượng thu gom, xử lý (tấn)", "Khối lượng phát sinh (tấn)", "Tỷ lệ (%)")
    return form(
        "Rac theo xa",
        office,
        [f"THU GOM, XỬ LÝ RÁC THẢI THEO XÃ, THỊ TRẤN QUÝ {quarter} NĂM {YEAR}"],
        columns,
        rows,
        day,
    )


def late_rubbish(day: dt.date) -> Book:
    """The second quarter's rubbish came after the offices had ended."""
    sheet = rubbish_by_unit("PHÒNG NÔNG NGHIỆP VÀ MÔI TRƯỜNG", 6, day)
    return Book(f"2025-06/{day}-nong-nghiep-moi-truong-bo-sung.xlsx", (sheet,))


def _water(office: str, day: dt.date) -> Sheet:
    return half_year_sheet(
        "Nuoc sach", office, "TỶ LỆ HỘ DÂN SỬ DỤNG NƯỚC SẠCH", WATER, "hộ", ("20a", "20b"), day
    )


def water_by_unit() -> tuple[dict[str, int], dict[str, int]]:
    """Households with clean water and all households at the end of June, by the 17 units."""
    n, d = story.LEVELS["20a"][YEAR, 6]
    town = story.LEVELS["20b"][YEAR, 6][1]
    households = places.by_unit(d - town, "households", spread=0.0)
    rest = households.pop("28108")  # the town's own figure is known; its share goes to the others
    bottoms = {"28108": town} | {c: v + (rest if c == "28111" else 0) for c, v in households.items()}
    tops = {"28108": town}
    others = [c for c in bottoms if c != "28108"]
    for code, v in zip(
        others, story.chance.split(n - town, [bottoms[c] for c in others], "water", spread=0.05), strict=True
    ):
        tops[code] = min(v, bottoms[code])
    tops[others[0]] += n - sum(tops.values())
    return tops, bottoms


def _water_by_unit(office: str, day: dt.date) -> Sheet:
    tops, bottoms = water_by_unit()
    rows = place_share("20a", "2025-06", "level", tops, bottoms, unit_names())
    return form(
        "Nuoc sach theo xa",
        office,
        ["HỘ DÂN SỬ DỤNG NƯỚC SẠCH THEO XÃ, THỊ TRẤN ĐẾN 30/6/2025"],
        place_columns("Số hộ sử dụng nước sạch", "Tổng số hộ", "Tỷ lệ (%)"),
        rows,
        day,
    )


def dossiers(month: int, day: dt.date) -> list[Sheet]:
    def online(m):
        return story.dossiers(YEAR, m)[:2]

    def late(m):
        return story.dossiers(YEAR, m)[2:]

    units = ("hồ sơ", '"', "%")
    rows = month_parts("1", ONLINE, units, "9", YEAR, month, online, target=Cell("≥ 78", "center"))
    rows += month_parts("2", LATE, units, "10", YEAR, month, late, target=Cell("≤ 1", "center"))
    sheets = [
        form(
            "TTHC",
            "VĂN PHÒNG HĐND VÀ UBND",
            [f"KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH THÁNG {month} NĂM {YEAR}"],
            month_columns(YEAR, month, forecast=False)[:7],
            rows,
            day,
        )
    ]
    title = f"THEO DÕI NHIỆM VỤ CỦA UBND HUYỆN ĐẾN THÁNG {month} NĂM {YEAR}"
    return [*sheets, step_sheet("Nhiem vu", "VĂN PHÒNG HĐND VÀ UBND", title, ["K31", "K32"], day)]


def output(month: int, day: dt.date) -> list[Sheet]:
    names = [
        "Khu vực I: nông, lâm, thủy sản",
        "Khu vực II: công nghiệp và xây dựng",
        "Khu vực III: thương mại - dịch vụ",
    ]
    rows = []
    for measure, name in zip("123", names, strict=True):
        figures = story.quarters(measure, YEAR)
        at, plan, forecast = period(YEAR, month), story.PLANS[measure][YEAR], story.OWNER_FORECAST[measure]
        cells = [number(plan / 1000, Fact(f"{measure}#plan", "2025-12", "year", plan / 1000), 2, "vi")]
        spans = (3,) if month == 3 else (3, 6)
        for last in spans:
            value = round(sum(figures[: last // 3]) / 1000, 2)
            cells.append(number(value, Fact(measure, period(YEAR, last), "year_to_date", value), 2, "vi"))
        before = sum(story.quarters(measure, YEAR - 1)[: month // 3]) / 1000
        cells.append(number(100 * value / before, None, 1, "vi"))
        cells.append(
            number(forecast / 1000, Fact(f"{measure}#owner_forecast", at, "year", forecast / 1000), 2, "vi")
        )
        rows.append(Row((measure, name, None, *cells)))
    heads = ["Ước quý I"] if month == 3 else ["Thực hiện quý I", "Ước 6 tháng"]
    columns = [
        STT,
        LABEL,
        UNIT,
        Column("Kế hoạch năm 2025", 13),
        *(Column(f"{h} năm {YEAR}", 13) for h in heads),
        Column("So với cùng kỳ (%)", 11),
        Column("Ước cả năm 2025", 13),
    ]
    title = f"TỔNG GIÁ TRỊ SẢN PHẨM (GO) {'QUÝ I' if month == 3 else '6 THÁNG ĐẦU NĂM'} NĂM {YEAR}"
    return [
        form(
            "GO",
            "CHI CỤC THỐNG KÊ",
            [title, "(giá so sánh 2010)"],
            columns,
            rows,
            day,
            unit="Đơn vị tính: Tỷ đồng",
            parent="CỤC THỐNG KÊ TỈNH LONG AN",
        )
    ]
