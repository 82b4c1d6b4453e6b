"""January - June 2025: the month's workbook of each office of the district."""

import datetime as dt

from . import places, story
from .forms import (
    SELF_COLUMNS,
    STEP_COLUMNS,
    month_columns,
    month_flow,
    month_parts,
    period,
    place_columns,
    place_flow,
    place_share,
    self_row,
    step_rows,
    unit_names,
    year_parts,
)
from .sheet import Book, Cell, Fact, Sheet, number
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
    REVENUE_PARTS,
    RUBBISH,
    TRAINED,
    WATER,
    WEIGHT,
    WORKERS,
    YOUTH,
    conscription,
    from_15th,
    ocop_rows,
    owner_rows,
)

YEAR = 2025
DAYS = {"thue": 24, "tai-chinh-ke-hoach": 23, "nong-nghiep": 21, "nong-nghiep-moi-truong": 21, "vp-hdnd-ubnd": 20,
        "y-te": 20, "bhxh": 25, "ldtbxh": 20, "noi-vu": 20, "cong-an": 17, "to-chuc": 22, "kinh-te-ha-tang": 24,
        "quy-dat": 24, "thong-ke": 27, "giao-duc": 23, "quan-su": 21, "ubkt": 19, "tuyen-giao-dan-van": 19,
        "van-hoa": 18}  # fmt: skip
LATE_FILE = {("cong-an", 5): dt.date(2025, 6, 12)}
NOT_SENT = {("vp-hdnd-ubnd", 5)}


def reported(slug: str, month: int) -> dt.date:
    """The day an office reports a month: its usual day, the Friday before when that is a weekend."""
    if (slug, month) in LATE_FILE:
        return LATE_FILE[slug, month]
    day = dt.date(YEAR, month, DAYS[slug])
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def books(month: int) -> list[Book]:
    """What arrived for `month` (1-6): departments merged on 1 March, one office sent nothing in May."""
    merged = month >= 3
    senders = {
        "thue": _revenue, "tai-chinh-ke-hoach": _spending,
        "nong-nghiep-moi-truong" if merged else "nong-nghiep": _farming, "vp-hdnd-ubnd": _dossiers, "y-te": _health,
        "bhxh": _insured, "noi-vu" if merged else "ldtbxh": _labour, "cong-an": _police, "to-chuc": _organisation,
        "kinh-te-ha-tang": _works, "quy-dat": _land,
    }  # fmt: skip
    if month == 2:
        senders["quan-su"] = lambda m, day: conscription(YEAR, day)
    if month in (3, 6):
        senders["thong-ke"] = _output
    if month == 5:
        senders["giao-duc"] = _schools
    if month == 6:
        senders |= {"giao-duc": _schools, "ubkt": _inspection, "tuyen-giao-dan-van": _fronts, "van-hoa": _culture}
    found = []
    for slug, sheets in senders.items():
        if (slug, month) in NOT_SENT:
            continue
        day = reported(slug, month)
        found.append(Book(f"{period(YEAR, month)}/{day}-{slug}.xlsx", tuple(sheets(month, day)), nfd=slug == "y-te"))
    if month == 6:
        found.append(_late_rubbish(dt.date(2025, 7, 9)))
    return found


def _revenue(month: int, day: dt.date) -> list[Sheet]:
    total = month_flow("", "TỔNG THU NGÂN SÁCH NHÀ NƯỚC", "Triệu đồng", "4", YEAR, month)
    rows = [Row(total.cells, bold=True), Row((None, "Trong đó:"))]
    columns = (3, 4, 5, 6, 9)
    parts = {col: _parts_of(total.cells[col], month, col) for col in columns}
    for i, (name, _) in enumerate(REVENUE_PARTS):
        cells = [parts[col][i] if col in columns else None for col in range(3, 10)]
        rows.append(Row((str(i + 1), f"- {name}", '"', *(None if v is None else number(v) for v in cells))))
    notes = ("Ghi chú: chỉ tiêu phấn đấu của huyện năm 2025 là 600.000 triệu đồng.",)
    return [form("Thu NS", "ĐỘI THUẾ LIÊN HUYỆN", [f"BÁO CÁO THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN THÁNG {month} NĂM {YEAR}"],
                 month_columns(YEAR, month), rows, day, unit="ĐVT: Triệu đồng", parent="CỤC THUẾ TỈNH LONG AN",
                 notes=notes)]  # fmt: skip


def _parts_of(cell: Cell | None, month: int, col: int) -> list[int | None]:
    weights = [weight for _, weight in REVENUE_PARTS]
    if cell is None:
        return [None] * len(weights)
    return story.chance.split(int(cell.value), weights, "parts", month, col, spread=0.05)


def _spending(month: int, day: dt.date) -> list[Sheet]:
    bad = {"before": "#REF!"} if month == 4 else None
    rows = [month_flow("I", "Tổng chi ngân sách địa phương", "Triệu đồng", "5", YEAR, month, bad=bad,
                       typed="space" if month == 2 else "")]  # fmt: skip
    return [form("Chi NS", "PHÒNG TÀI CHÍNH - KẾ HOẠCH", [f"TÌNH HÌNH CHI NGÂN SÁCH THÁNG {month} NĂM {YEAR}"],
                 month_columns(YEAR, month, stacked=True), rows, day, stacked=True)]  # fmt: skip


def _farming(month: int, day: dt.date) -> list[Sheet]:
    office = "PHÒNG NÔNG NGHIỆP VÀ MÔI TRƯỜNG" if month >= 3 else "PHÒNG NÔNG NGHIỆP VÀ PTNT"
    bad = {"month": "đang tổng hợp"} if month == 5 else None
    rows = [
        month_flow("1", "Sản lượng lúa thu hoạch", "Tấn", "1.1", YEAR, month),
        month_flow("2", "Sản lượng rau và cây hằng năm khác", '"', "1.2", YEAR, month),
        month_flow("3", "Sản lượng tôm", '"', "1.3", YEAR, month, bad=bad),
    ]
    sheets = [form("San luong", office, [f"SẢN LƯỢNG NÔNG NGHIỆP, THỦY SẢN THÁNG {month} NĂM {YEAR}"],
                   month_columns(YEAR, month), rows, day, numbered=True)]  # fmt: skip
    if month == 5:
        sheets.append(_winter_rice(office, day))
    if products := ocop_rows(YEAR, day):
        sheets.append(form("OCOP", office, [f"SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN MỚI NĂM {YEAR}"], OCOP_COLUMNS, products, day))
    sheets.append(_steps("NTM", office, f"TIẾN ĐỘ XÂY DỰNG NÔNG THÔN MỚI ĐẾN THÁNG {month} NĂM {YEAR}", ["6", "8"], day))
    if month == 3:
        sheets.append(rubbish_by_unit(office, 3, day))
    if month >= 4:
        sheets.append(_dumps(office, day))
    if month == 6:
        rows = [self_row("1", "Số xã nông thôn mới kiểu mẫu được giữ vững", "xã", "7", "2025-06", "2", "2", "Đạt")]
        sheets.append(_self_assessed(office, month, rows, day))
        sheets.append(_water(office, day))
        sheets.append(_water_by_unit(office, day))
    return sheets


def _winter_rice(office: str, day: dt.date) -> Sheet:
    tonnes = sum(story.months("1.1", YEAR)[:5])
    area = round(tonnes / 6.25)
    fact = Fact("1.1#dong_xuan", "2025-05", "year_to_date", float(tonnes), start="2025-01-01", end="2025-05-31")
    rows = [Row(("1", "Vụ Đông Xuân 2024-2025", number(area), number(10 * tonnes / area, None, 1), number(49_700),
                 number(tonnes, fact)))]  # fmt: skip
    columns = [STT, Column("Vụ", 26), Column("Diện tích (ha)", 13), Column("Năng suất (tạ/ha)", 13),
               Column("Kế hoạch sản lượng (tấn)", 14), Column("Sản lượng (tấn)", 14)]  # fmt: skip
    return form("Lua theo vu", office, ["KẾT QUẢ SẢN XUẤT LÚA VỤ ĐÔNG XUÂN 2024-2025"], columns, rows, day)


def _dumps(office: str, day: dt.date) -> Sheet:
    at = dt.date(2025, 4, 11)
    note = "Biên bản số 27/BB-KT; Bãi rác ven đường kênh, xã Phước Đông, đã dọn xong 14/4/2025"
    fact = Fact("K29", "2025-04", "event", 1.0, start=at.isoformat(), end=at.isoformat(), note=note)
    paper, text = note.split("; ")
    columns = [STT, Column("Địa điểm, kết quả xử lý", 48), Column("Số biên bản", 22), Column("Ngày phát hiện", 15)]
    return form("Bai rac", office, [f"BÃI RÁC TỰ PHÁT PHÁT SINH NĂM {YEAR}"], columns,
                [Row(("1", text, paper, Cell(at, "date", fact)))], day)  # fmt: skip


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
    return form("Rac theo xa", office, [f"THU GOM, XỬ LÝ RÁC THẢI THEO XÃ, THỊ TRẤN QUÝ {quarter} NĂM {YEAR}"], columns, rows, day)


def _late_rubbish(day: dt.date) -> Book:
    """The second quarter's rubbish came after the offices had ended."""
    sheet = rubbish_by_unit("PHÒNG NÔNG NGHIỆP VÀ MÔI TRƯỜNG", 6, day)
    return Book(f"2025-06/{day}-nong-nghiep-moi-truong-bo-sung.xlsx", (sheet,))


def _water(office: str, day: dt.date) -> Sheet:
    return _half_year("Nuoc sach", office, "TỶ LỆ HỘ DÂN SỬ DỤNG NƯỚC SẠCH", WATER, "hộ", ("20a", "20b"), day)


def _water_by_unit(office: str, day: dt.date) -> Sheet:
    n, d = story.LEVELS["20a"][YEAR, 6]
    town = story.LEVELS["20b"][YEAR, 6][1]
    households = places.by_unit(d - town, "households", spread=0.0)
    rest = households.pop("28108")  # the town's own figure is known; its share goes to the others
    bottoms = {"28108": town} | {c: v + (rest if c == "28111" else 0) for c, v in households.items()}
    tops = {"28108": town}
    others = [c for c in bottoms if c != "28108"]
    for code, v in zip(others, story.chance.split(n - town, [bottoms[c] for c in others], "water", spread=0.05), strict=True):
        tops[code] = min(v, bottoms[code])
    tops[others[0]] += n - sum(tops.values())
    rows = place_share("20a", "2025-06", "level", tops, bottoms, unit_names())
    return form("Nuoc sach theo xa", office, ["HỘ DÂN SỬ DỤNG NƯỚC SẠCH THEO XÃ, THỊ TRẤN ĐẾN 30/6/2025"],
                place_columns("Số hộ sử dụng nước sạch", "Tổng số hộ", "Tỷ lệ (%)"), rows, day)  # fmt: skip


def _half_year(name, office, title, labels, unit, measures, day) -> Sheet:
    columns = [STT, LABEL, UNIT, Column("Kế hoạch năm 2025", 12), Column("Ước đến 30/6/2025", 15)]
    plans = {"20a": "≥ 80", "20b": "100", "17": "80", "13": "≤ 5"}
    rows = []
    for i, (measure, names) in enumerate(zip(measures, labels, strict=True), 1):
        made = year_parts(str(i), names, unit, measure, YEAR, {6: story.LEVELS[measure][YEAR, 6]}, basis="level", months=(6,))
        last = made[2].cells
        rows += [*made[:2], Row((*last[:3], Cell(plans[measure], "center"), *last[4:]))]
    return form(name, office, [f"{title} 6 THÁNG ĐẦU NĂM {YEAR}"], columns, rows, day)


def _dossiers(month: int, day: dt.date) -> list[Sheet]:
    def online(m):
        return story.dossiers(YEAR, m)[:2]

    def late(m):
        return story.dossiers(YEAR, m)[2:]

    units = ("hồ sơ", '"', "%")
    rows = month_parts("1", ONLINE, units, "9", YEAR, month, online, target=Cell("≥ 78", "center"))
    rows += month_parts("2", LATE, units, "10", YEAR, month, late, target=Cell("≤ 1", "center"))
    sheets = [form("TTHC", "VĂN PHÒNG HĐND VÀ UBND", [f"KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH THÁNG {month} NĂM {YEAR}"],
                   month_columns(YEAR, month, forecast=False)[:7], rows, day)]  # fmt: skip
    title = f"THEO DÕI NHIỆM VỤ CỦA UBND HUYỆN ĐẾN THÁNG {month} NĂM {YEAR}"
    return [*sheets, _steps("Nhiem vu", "VĂN PHÒNG HĐND VÀ UBND", title, ["K31", "K32"], day)]


def _health(month: int, day: dt.date) -> list[Sheet]:
    office = "TRUNG TÂM Y TẾ HUYỆN"
    rows = month_parts("1", BIRTHS, ("trẻ", '"', "nam/100 nữ"), "15", YEAR, month, lambda m: story.births(YEAR, m),
                       target=Cell("103-105", "center"))  # fmt: skip
    sheets = [form("Sinh", office, [f"SỐ TRẺ SINH RA VÀ TỶ SỐ GIỚI TÍNH KHI SINH THÁNG {month} NĂM {YEAR}"],
                   month_columns(YEAR, month, forecast=False)[:7], rows, day)]  # fmt: skip
    if month == 6:
        sheets.append(_half_year("Suy dinh duong", office, "TỶ LỆ TRẺ EM SUY DINH DƯỠNG", WEIGHT, "trẻ", ("13",), day))
        said = [
            self_row("1", "Xã, thị trấn đạt Bộ tiêu chí quốc gia về y tế xã", "xã", "12", "2025-06", "17/17", "17/17", "Đạt"),
            self_row("2", "Cặp vợ chồng đủ điều kiện sinh đủ 02 con", "%", "14", "2025-06", "≥ 62", "61,9", "Đạt tiến độ"),
        ]
        sheets.append(_self_assessed(office, month, said, day))
        boys, girls = (sum(story.births(YEAR, m)[i] for m in range(1, 7)) for i in (0, 1))
        rows = place_share("15", "2025-06", "year_to_date", places.by_unit(boys, "boys", YEAR),
                           places.by_unit(girls, "girls", YEAR), unit_names(), decimals=1)  # fmt: skip
        columns = place_columns("Số bé trai", "Số bé gái", "Tỷ số nam/100 nữ")
        sheets.append(form("Sinh theo xa", office, ["SỐ TRẺ SINH RA THEO XÃ, THỊ TRẤN 6 THÁNG ĐẦU NĂM 2025"], columns, rows, day))
    return sheets


def _insured(month: int, day: dt.date) -> list[Sheet]:
    months = [m for m in (month - 1, month) if m]
    ends = {m: (dt.date(YEAR, m + 1, 1) - dt.timedelta(days=1)).strftime("%d/%m/%Y") for m in months}
    columns = [STT, LABEL, UNIT, Column("Kế hoạch năm 2025", 12), *(Column(f"Đến {ends[m]}", 15) for m in months)]
    parts = {m: story.insured(YEAR, m) for m in months}
    rows = year_parts("1", INSURED, "người", "16", YEAR, parts, basis="level", months=months)
    parent = "BHXH KHU VỰC II" if month >= 3 else "BHXH TỈNH LONG AN"
    office = "BẢO HIỂM XÃ HỘI LIÊN HUYỆN" if month >= 3 else "BẢO HIỂM XÃ HỘI HUYỆN"
    sheets = [form("BHYT", office, [f"TỶ LỆ BAO PHỦ BẢO HIỂM Y TẾ THÁNG {month} NĂM {YEAR}"], columns, rows, day, parent=parent)]
    if month == 6:
        n, d = parts[6]
        rows = place_share("16", "2025-06", "level", places.by_unit(n, "insured", YEAR, spread=0.008),
                           places.by_unit(d, "people", YEAR, spread=0.0), unit_names(short=True))  # fmt: skip
        heads = place_columns("Số người tham gia", "Dân số", "Tỷ lệ bao phủ (%)")
        title = "TỶ LỆ BAO PHỦ BHYT THEO XÃ, THỊ TRẤN ĐẾN 30/6/2025"
        sheets.append(form("BHYT theo xa", office, [title], heads, rows, day, parent=parent))
    return sheets


def _labour(month: int, day: dt.date) -> list[Sheet]:
    office = "PHÒNG NỘI VỤ" if month >= 3 else "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI"
    rows = [month_flow("1", "Số lao động được giải quyết việc làm", "Người", "18", YEAR, month)]
    sheets = [form("Viec lam", office, [f"GIẢI QUYẾT VIỆC LÀM THÁNG {month} NĂM {YEAR}"], month_columns(YEAR, month), rows, day)]
    title = f"TIẾN ĐỘ NHIỆM VỤ AN SINH XÃ HỘI ĐẾN THÁNG {month} NĂM {YEAR}"
    sheets.append(_steps("An sinh", office, title, ["K4", "K20", "K21a", "K21b"], day))
    if month == 6:
        sheets.append(_half_year("Dao tao", office, "TỶ LỆ LAO ĐỘNG QUA ĐÀO TẠO", TRAINED, "người", ("17",), day))
        total = story.to_date("18", YEAR, 6)
        rows = place_flow("18", "2025-06", "year_to_date", places.by_unit(total, "jobs", YEAR), unit_names(), typo=12)
        sheets.append(form("Viec lam theo xa", office, ["GIẢI QUYẾT VIỆC LÀM THEO XÃ, THỊ TRẤN 6 THÁNG ĐẦU NĂM 2025"],
                           place_columns("Số lao động"), rows, day))  # fmt: skip
    return sheets


def _police(month: int, day: dt.date) -> list[Sheet]:
    office = "ĐỘI CẢNH SÁT GIAO THÔNG KHU VỰC" if month >= 3 else "CÔNG AN HUYỆN CẦN ĐƯỚC"
    start, end = from_15th(YEAR, month)
    span = f"(từ ngày {_slashes(start)} đến ngày {_slashes(end)})"
    rows = []
    for i, (measure, name, unit) in enumerate(ACCIDENTS):
        value = (*story.accidents(YEAR, month), 0)[i]
        before = sum((*story.accidents(YEAR - 1, m), 0)[i] for m in range(1, month + 1))
        total = sum((*story.accidents(YEAR, m), 0)[i] for m in range(1, month + 1))
        rows.append(Row((str(i + 1), name, unit,
                         number(value, Fact(measure, period(YEAR, month), "month", value, start=start, end=end)),
                         number(total, Fact(measure, period(YEAR, month), "year_to_date", total)),
                         number(before, Fact(measure, period(YEAR - 1, month), "year_to_date", before))))) # fmt: skip
    columns = [STT, LABEL, UNIT, Column(f"Tháng {month}/{YEAR}", 12), Column(f"Lũy kế {month} tháng năm {YEAR}", 14),
               Column(f"Lũy kế {month} tháng năm {YEAR - 1}", 14)]  # fmt: skip
    sheets = [form("TNGT", office, [f"TÌNH HÌNH TAI NẠN GIAO THÔNG THÁNG {month} NĂM {YEAR}", span], columns, rows, day,
                   parent="CÔNG AN TỈNH LONG AN")]  # fmt: skip
    if month in (3, 6):
        sheets.append(_drugs(month, day))
    return sheets


def _drugs(month: int, day: dt.date) -> Sheet:
    head = Column(f"Đến {'31/3' if month == 3 else '30/6'}/{YEAR}", 14)
    if (YEAR, month) in story.DRUGS:
        made = year_parts("1", DRUGS, "người", "23c", YEAR, {month: story.DRUGS[YEAR, month]}, basis="level", months=(month,))
        rows = [Row((*row.cells[:3], *row.cells[4:])) for row in made]
    else:
        rows = [Row(("1" if not i else None, label, "người", Cell("…", "center"))) for i, label in enumerate(DRUGS)]
    return form("Ma tuy", "CÔNG AN TỈNH - PHÒNG CẢNH SÁT ĐTTP VỀ MA TÚY",
                [f"QUẢN LÝ NGƯỜI NGHIỆN, NGƯỜI SỬ DỤNG MA TÚY NĂM {YEAR}"], [STT, LABEL, UNIT, head], rows, day,
                parent="CÔNG AN TỈNH LONG AN")  # fmt: skip


def _slashes(text: str) -> str:
    return f"{dt.date.fromisoformat(text):%d/%m/%Y}"


def _organisation(month: int, day: dt.date) -> list[Sheet]:
    office, parent = "BAN TỔ CHỨC HUYỆN ỦY", "HUYỆN ỦY CẦN ĐƯỚC"
    rows = [month_flow("1", "Số đảng viên mới kết nạp", "đảng viên", "25a", YEAR, month)]
    for i, (measure, labels, at, target) in enumerate((("25b", YOUTH, 1, "≥ 15"), ("25c", WORKERS, 2, "> 5")), 2):

        def got(m, at=at):
            return story.members(YEAR, m)[at], story.members(YEAR, m)[0]

        parts = month_parts(str(i), labels, ("đảng viên", '"', "%"), measure, YEAR, month, got, target=Cell(target, "center"))
        rows += parts
    sheets = [form("Ket nap", office, [f"KẾT QUẢ PHÁT TRIỂN ĐẢNG VIÊN THÁNG {month} NĂM {YEAR}"], month_columns(YEAR, month),
                   rows, day, parent=parent),
              form("Chu doanh nghiep", office, [f"ĐẢNG VIÊN MỚI LÀ CHỦ DOANH NGHIỆP NĂM {YEAR}"], OWNER_COLUMNS,
                   owner_rows(YEAR, day), day, parent=parent)]  # fmt: skip
    if month in (3, 6):
        title = f"TIẾN ĐỘ NHIỆM VỤ XÂY DỰNG ĐẢNG ĐẾN THÁNG {month} NĂM {YEAR}"
        sheets.append(_steps("Nhiem vu", office, title, ["K22a", "K22b", "K26"], day, parent=parent))
    if month == 6:
        said = [
            self_row("1", "Tổ chức cơ sở đảng hoàn thành tốt nhiệm vụ trở lên", "%", "26a", "2025-06", "95", None, "Đạt tiến độ"),
            self_row("2", "Đảng viên hoàn thành tốt nhiệm vụ trở lên", "%", "26b", "2025-06", "95", None, "Đạt tiến độ"),
        ]
        sheets.append(_self_assessed(office, month, said, day, parent=parent))
    return sheets


def _output(month: int, day: dt.date) -> list[Sheet]:
    names = ["Khu vực I: nông, lâm, thủy sản", "Khu vực II: công nghiệp và xây dựng", "Khu vực III: thương mại - dịch vụ"]
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
        cells.append(number(forecast / 1000, Fact(f"{measure}#owner_forecast", at, "year", forecast / 1000), 2, "vi"))
        rows.append(Row((measure, name, None, *cells)))
    heads = ["Ước quý I"] if month == 3 else ["Thực hiện quý I", "Ước 6 tháng"]
    columns = [STT, LABEL, UNIT, Column("Kế hoạch năm 2025", 13), *(Column(f"{h} năm {YEAR}", 13) for h in heads),
               Column("So với cùng kỳ (%)", 11), Column("Ước cả năm 2025", 13)]  # fmt: skip
    title = f"TỔNG GIÁ TRỊ SẢN PHẨM (GO) {'QUÝ I' if month == 3 else '6 THÁNG ĐẦU NĂM'} NĂM {YEAR}"
    return [form("GO", "CHI CỤC THỐNG KÊ", [title, "(giá so sánh 2010)"], columns, rows, day, unit="Đơn vị tính: Tỷ đồng",
                 parent="CỤC THỐNG KÊ TỈNH LONG AN")]  # fmt: skip


def _schools(month: int, day: dt.date) -> list[Sheet]:
    office = "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"
    at = period(YEAR, month)
    said = [
        self_row("1", "Trường đạt chuẩn quốc gia mức độ 1 đến kỳ kiểm định lại", "trường", "11a", at, "6", "5", "Đạt tiến độ"),
        self_row("2", "Trường đạt chuẩn cơ sở vật chất mức độ 2", "trường", "11b", at, "12", "12", "Đạt"),
    ]
    title = f"TIẾN ĐỘ CÔNG NHẬN TRƯỜNG CHUẨN QUỐC GIA ĐẾN THÁNG {month} NĂM {YEAR}"
    return [_self_assessed(office, month, said, day), _steps("Truong chuan", office, title, ["K19"], day)]


def _fronts(month: int, day: dt.date) -> list[Sheet]:
    office, parent = "BAN TUYÊN GIÁO VÀ DÂN VẬN", "HUYỆN ỦY CẦN ĐƯỚC"
    said = [
        self_row("1", "MTTQ, tổ chức chính trị - xã hội hoàn thành tốt nhiệm vụ trở lên", "%", "24a", "2025-06", "100", None, "Đạt tiến độ"),
        self_row("2", "Đoàn thể xếp hạng thi đua từ 1 đến 3 của tỉnh", "đoàn thể", "24b", "2025-06", "3", None, "Đạt tiến độ"),
    ]  # fmt: skip
    title = f"TIẾN ĐỘ CÔNG TÁC HUẤN HỌC, LỊCH SỬ ĐẢNG ĐẾN THÁNG {month} NĂM {YEAR}"
    return [_self_assessed(office, month, said, day, parent=parent), _steps("Lich su Dang", office, title, ["K25"], day, parent=parent)]


def _inspection(month: int, day: dt.date) -> list[Sheet]:
    title = f"TIẾN ĐỘ CHƯƠNG TRÌNH KIỂM TRA, GIÁM SÁT ĐẾN THÁNG {month} NĂM {YEAR}"
    return [_steps("KTGS", "ỦY BAN KIỂM TRA HUYỆN ỦY", title, ["K23"], day, parent="HUYỆN ỦY CẦN ĐƯỚC")]


def _culture(month: int, day: dt.date) -> list[Sheet]:
    title = f"TIẾN ĐỘ NHIỆM VỤ VĂN HÓA ĐẾN THÁNG {month} NĂM {YEAR}"
    return [_steps("Van hoa", "PHÒNG VĂN HÓA, KHOA HỌC VÀ THÔNG TIN", title, ["K27", "K28"], day)]


def _works(month: int, day: dt.date) -> list[Sheet]:
    office = "PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ" if month >= 3 else "PHÒNG KINH TẾ VÀ HẠ TẦNG"
    ids = ["K1", "K2", "K15", "K16", "K17", "K18a", "K18b", "K18c", "K24"]
    title = f"TIẾN ĐỘ CÔNG TRÌNH TRỌNG ĐIỂM, QUY HOẠCH ĐẾN THÁNG {month} NĂM {YEAR}"
    return [_steps("Cong trinh", office, title, ids, day)]


def _land(month: int, day: dt.date) -> list[Sheet]:
    ids = ["K3", *(f"K{i}" for i in range(5, 15))]
    title = f"TIẾN ĐỘ BỒI THƯỜNG, GIẢI PHÓNG MẶT BẰNG ĐẾN THÁNG {month} NĂM {YEAR}"
    return [_steps("GPMB", "TRUNG TÂM PHÁT TRIỂN QUỸ ĐẤT", title, ids, day, dates_as_text=True)]


def _steps(name, office, title, ids, day, *, dates_as_text=False, parent="UBND HUYỆN CẦN ĐƯỚC") -> Sheet:
    rows = step_rows(ids, day, dates_as_text=dates_as_text)
    return form(name, office, [title], STEP_COLUMNS, rows, day, parent=parent)


def _self_assessed(office, month, rows, day, *, parent="UBND HUYỆN CẦN ĐƯỚC") -> Sheet:
    title = f"TỰ ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN CHỈ TIÊU THÁNG {month} NĂM {YEAR}"
    return form("Tu danh gia", office, [title], SELF_COLUMNS, rows, day, parent=parent)
