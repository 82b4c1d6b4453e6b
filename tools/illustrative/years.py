"""2022-2024: one consolidated workbook for each office and year."""

import datetime as dt

from . import places, story
from .forms import (
    TWELVE,
    period,
    place_columns,
    place_flow,
    place_share,
    plan_fact,
    unit_names,
    year_columns,
    year_flow,
    year_parts,
)
from .sheet import Book, Cell, Fact, Sheet, number, share
from .table import LABEL, STT, UNIT, Column, Row, form

MONTHS = [f"Tháng {m}" for m in TWELVE]
HALVES = ("30/6", "31/12")


def books(year: int) -> list[Book]:
    """The workbooks of all offices for `year`, reported in the January after."""

    def book(slug: str, *sheets: Sheet, suffix: str = "xlsx") -> Book:
        return Book(f"{year}/{slug}-{year}.{suffix}", sheets)

    day = dt.date(year + 1, 1, 9 + year % 5)
    return [
        book("thong-ke", _output(year, day)),
        book("thue", _revenue(year, day)),
        book("tai-chinh-ke-hoach", _spending(year, day)),
        book("nong-nghiep", _crops(year, day), _rice(year, day), _ocop(year, day), _water(year, day), _model(year, day)),
        book("tai-nguyen-moi-truong", _rubbish(year, day)),
        book("vp-hdnd-ubnd", _dossiers(year, day)),
        book("giao-duc", _yearly(year, day, "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", "CÔNG TÁC TRƯỜNG CHUẨN QUỐC GIA", SCHOOLS)),
        book("y-te", _births(year, day), _births_by_unit(year, day), _weight(year, day),
             _yearly(year, day, "TRUNG TÂM Y TẾ HUYỆN", "CÔNG TÁC Y TẾ - DÂN SỐ", HEALTH)),
        book("bhxh", _insured(year, day), _insured_by_unit(year, day)),
        book("ldtbxh", _jobs(year, day), _trained(year, day), _poor(year, day), _jobs_by_unit(year, day),
             suffix="xls" if year == 2022 else "xlsx"),
        book("quan-su", *conscription(year, dt.date(year, 2, 21))),
        book("cong-an", _accidents(year, day), _drugs(year, day)),
        book("dan-van", _fronts(year, day)),
        book("to-chuc", _members(year, day), _owners(year, day),
             _yearly(year, day, "BAN TỔ CHỨC HUYỆN ỦY", "CÔNG TÁC XẾP LOẠI", PARTY, parent="HUYỆN ỦY CẦN ĐƯỚC")),
    ]  # fmt: skip


def _output(year, day):
    millions = year == 2022
    scale, decimals, typed = (1.0, 0, "") if millions else (0.001, 3, "vi" if year == 2023 else "")
    names = ["Khu vực I: nông, lâm, thủy sản", "Khu vực II: công nghiệp và xây dựng", "Khu vực III: thương mại - dịch vụ"]
    rows = []
    for measure, name in zip("123", names, strict=True):
        figures = story.quarters(measure, year)
        cells = [
            number(sum(figures[:q]) * scale, Fact(measure, period(year, 3 * q), "year_to_date", sum(figures[:q]) / 1000),
                   decimals, typed)
            for q in (1, 2, 3, 4)
        ]  # fmt: skip
        plan = story.PLANS[measure][year]
        rows.append(Row((measure, name, None, number(plan * scale, plan_fact(f"{measure}#plan", year, plan / 1000),
                                                     decimals, typed), *cells)))  # fmt: skip
    columns = [STT, LABEL, UNIT, Column("Kế hoạch năm", 14), *(Column(h, 14, f"Thực hiện năm {year}") for h in
               ("Quý I", "6 tháng", "9 tháng", "Cả năm"))]  # fmt: skip
    unit = "Đơn vị tính: Triệu đồng" if millions else "Đơn vị tính: Tỷ đồng"
    return form("GO", "CHI CỤC THỐNG KÊ", [f"TỔNG GIÁ TRỊ SẢN PHẨM (GO) NĂM {year}", "(giá so sánh 2010)"], columns, rows,
                day, unit=unit, parent="CỤC THỐNG KÊ TỈNH LONG AN", numbered=year == 2024)  # fmt: skip


REVENUE_PARTS = (
    ("Thu từ khu vực ngoài quốc doanh", 31), ("Lệ phí trước bạ", 17), ("Thuế thu nhập cá nhân", 19),
    ("Tiền sử dụng đất, thuê đất", 22), ("Phí, lệ phí và thu khác", 11),
)  # fmt: skip


def _revenue(year, day):
    total = year_flow("", "TỔNG THU NGÂN SÁCH NHÀ NƯỚC", "Triệu đồng", "4", year)
    columns = len(total.cells) - 3
    parts = [[] for _ in REVENUE_PARTS]
    for col in range(columns):
        whole = int(total.cells[3 + col].value)
        if col in (0, columns - 1):
            continue
        for kind, part in enumerate(story.chance.split(whole, [w for _, w in REVENUE_PARTS], "parts", year, col, spread=0.1)):
            parts[kind].append(part)
    plans = story.chance.split(story.PLANS["4"][year], [w for _, w in REVENUE_PARTS], "plans", year)
    rows = [Row(total.cells, bold=True), Row((None, "Trong đó:"))]
    for i, (name, _) in enumerate(REVENUE_PARTS):
        cells = [number(v) for v in (plans[i], *parts[i], sum(parts[i]))]
        rows.append(Row((str(i + 1), f"- {name}", '"', *cells)))
    return form("Thu NS", "CHI CỤC THUẾ KHU VỰC", [f"TỔNG HỢP THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN NĂM {year}"],
                year_columns(MONTHS), rows, day, parent="CỤC THUẾ TỈNH LONG AN", unit="ĐVT: Triệu đồng")  # fmt: skip


def _spending(year, day):
    rows = [year_flow("I", "Tổng chi ngân sách địa phương", "Triệu đồng", "5", year, typed="space" if year == 2023 else "")]
    return form("Chi NS", "PHÒNG TÀI CHÍNH - KẾ HOẠCH", [f"TỔNG HỢP CHI NGÂN SÁCH NĂM {year}"], year_columns(MONTHS),
                rows, day)  # fmt: skip


def _crops(year, day):
    thousands = year == 2022
    scale, decimals, unit = (0.001, 3, "Nghìn tấn") if thousands else (1.0, 0, "Tấn")
    slip = {9: "2..085"} if year == 2022 else None
    rows = [
        year_flow("1", "Sản lượng lúa thu hoạch", unit, "1.1", year, scale=scale, decimals=decimals),
        year_flow("2", "Sản lượng rau và cây hằng năm khác", '"', "1.2", year, scale=scale, decimals=decimals, bad=slip),
        year_flow("3", "Sản lượng tôm", '"', "1.3", year, scale=scale, decimals=decimals),
    ]
    return form("San luong", "PHÒNG NÔNG NGHIỆP VÀ PTNT", [f"SẢN LƯỢNG NÔNG NGHIỆP, THỦY SẢN NĂM {year}"],
                year_columns(MONTHS), rows, day)  # fmt: skip


CROPS = (("Vụ Đông Xuân", 1, 5, 0.585), ("Vụ Hè Thu", 6, 9, 0.27), ("Vụ Mùa", 10, 12, 0.145))


def _rice(year, day):
    rows = []
    for i, (name, first, last, part) in enumerate(CROPS, 1):
        tonnes = sum(story.months("1.1", year)[first - 1 : last])
        area = round(tonnes / (6.2 if i == 1 else 5.1))
        rows.append(Row((str(i), name, number(area), number(10 * tonnes / area, None, 1),
                         number(round(85_000 * part)), number(tonnes))))  # fmt: skip
    columns = [STT, Column("Vụ", 24), Column("Diện tích (ha)", 13), Column("Năng suất (tạ/ha)", 13),
               Column("Kế hoạch sản lượng (tấn)", 14), Column("Sản lượng (tấn)", 14)]  # fmt: skip
    return form("Lua theo vu", "PHÒNG NÔNG NGHIỆP VÀ PTNT", [f"DIỆN TÍCH, NĂNG SUẤT, SẢN LƯỢNG LÚA THEO VỤ NĂM {year}"],
                columns, rows, day)  # fmt: skip


OCOP_COLUMNS = [STT, Column("Tên sản phẩm", 34), Column("Chủ thể ở xã", 22), Column("Số quyết định", 28),
                Column("Ngày quyết định", 15)]  # fmt: skip


def ocop_rows(year: int, until: dt.date) -> list[Row]:
    """The products recognised in `year` up to the day of the report."""
    names, rows = unit_names(), []
    for product, unit, paper, text in story.OCOP:
        at = dt.date.fromisoformat(text)
        if at.year == year and at <= until:
            fact = Fact("1.4", text[:7], "event", 1.0, start=text, end=text, note=f"{paper}; {product}")
            rows.append(Row((str(len(rows) + 1), product, names[unit], paper, Cell(at, "date", fact))))
    return rows


def _ocop(year, day):
    return form("OCOP", "PHÒNG NÔNG NGHIỆP VÀ PTNT", [f"SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN MỚI NĂM {year}"], OCOP_COLUMNS,
                ocop_rows(year, day), day)  # fmt: skip


def _level(sheet, office, titles, labels, unit, measures, year, day, *, months=(6, 12), heads=HALVES):
    """Levels with their parts in three rows, a column for each date."""
    columns = [STT, LABEL, UNIT, *(Column(f"Đến {head}/{year}", 15) for head in heads)]
    rows = []
    for i, (measure, names) in enumerate(zip(measures, labels, strict=True), 1):
        parts = {m: story.LEVELS[measure][year, m] for m in months}
        rows += [Row((*row.cells[:3], *row.cells[4:])) for row in
                 year_parts(str(i), names, unit, measure, year, parts, basis="level", months=months)]  # fmt: skip
    return form(sheet, office, titles, columns, rows, day)


WATER = (
    ("Số hộ sử dụng nước sạch toàn huyện", "Tổng số hộ toàn huyện", "Tỷ lệ hộ sử dụng nước sạch toàn huyện"),
    ("Số hộ sử dụng nước sạch thị trấn", "Tổng số hộ thị trấn", "Tỷ lệ hộ sử dụng nước sạch thị trấn Cần Đước"),
)


def _water(year, day):
    return _level("Nuoc sach", "PHÒNG NÔNG NGHIỆP VÀ PTNT", [f"TỶ LỆ HỘ DÂN SỬ DỤNG NƯỚC SẠCH NĂM {year}"], WATER, "hộ",
                  ("20a", "20b"), year, day)  # fmt: skip


def _model(year, day):
    value = story.YEARLY["7"][year]
    rows = [Row(("1", "Số xã nông thôn mới kiểu mẫu được giữ vững", "xã", None,
                 number(value, Fact("7", period(year, 12), "year", value))))]  # fmt: skip
    columns = [STT, LABEL, UNIT, Column("Kế hoạch", 11), Column(f"Kết quả năm {year}", 14)]
    return form("NTM", "PHÒNG NÔNG NGHIỆP VÀ PTNT", [f"KẾT QUẢ XÂY DỰNG NÔNG THÔN MỚI NĂM {year}"], columns, rows, day)


RUBBISH = ("Khối lượng thu gom, xử lý", "Khối lượng phát sinh", "Tỷ lệ thu gom, xử lý rác thải")


def _rubbish(year, day):
    parts = {m: story.rubbish(year, m) for m in (3, 6, 9, 12)}
    columns = [STT, LABEL, UNIT, *(Column(f"Quý {q} năm {year}", 14) for q in ("I", "II", "III", "IV"))]
    rows = [Row((*row.cells[:3], *row.cells[4:])) for row in
            year_parts("1", RUBBISH, "tấn", "21", year, parts, basis="level", months=(3, 6, 9, 12))]  # fmt: skip
    return form("Rac thai", "PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG", [f"THU GOM, XỬ LÝ RÁC THẢI THEO QUÝ NĂM {year}"], columns,
                rows, day, stacked=True)  # fmt: skip


ONLINE = ("Hồ sơ tiếp nhận trực tuyến", "Tổng số hồ sơ tiếp nhận", "Tỷ lệ hồ sơ tiếp nhận trực tuyến")
LATE = ("Hồ sơ giải quyết trễ hạn", "Tổng số hồ sơ đã giải quyết", "Tỷ lệ hồ sơ trễ hạn")


def _dossiers(year, day):
    got = {m: story.dossiers(year, m) for m in TWELVE}
    rows = year_parts("1", ONLINE, "hồ sơ", "9", year, {m: got[m][:2] for m in TWELVE})
    rows += year_parts("2", LATE, "hồ sơ", "10", year, {m: got[m][2:] for m in TWELVE})
    return form("TTHC", "VĂN PHÒNG HĐND VÀ UBND", [f"KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH NĂM {year}"],
                year_columns(MONTHS, total=""), rows, day)  # fmt: skip


SCHOOLS = (("11a", "Trường đạt chuẩn quốc gia mức độ 1 đến kỳ kiểm định lại"), ("11b", "Trường đạt chuẩn cơ sở vật chất mức độ 2"))
HEALTH = (("12", "Xã, thị trấn đạt Bộ tiêu chí quốc gia về y tế xã"), ("14", "Cặp vợ chồng đủ điều kiện sinh đủ 02 con"))
PARTY = (("26a", "Tổ chức cơ sở đảng hoàn thành tốt nhiệm vụ trở lên"), ("26b", "Đảng viên hoàn thành tốt nhiệm vụ trở lên"))


def _yearly(year, day, office, what, measures, *, parent="UBND HUYỆN CẦN ĐƯỚC"):
    """The review at the end of the year: number that meets the rule, all of them, the share."""
    rows = []
    for i, (measure, name) in enumerate(measures, 1):
        n, d = story.YEARLY[measure][year]
        fact = Fact(measure, period(year, 12), "year", None, numerator=n, denominator=d)
        rows.append(Row((str(i), name, number(n), number(d), share(fact))))
    columns = [STT, LABEL, Column("Số đạt", 12), Column("Tổng số", 12), Column("Tỷ lệ (%)", 12)]
    return form("Danh gia nam", office, [f"KẾT QUẢ ĐÁNH GIÁ CUỐI NĂM {year}", what], columns, rows, day, parent=parent)


BIRTHS = ("Số bé trai", "Số bé gái", "Tỷ số giới tính khi sinh (nam/100 nữ)")


def _births(year, day):
    rows = year_parts("1", BIRTHS, "trẻ", "15", year, {m: story.births(year, m) for m in TWELVE}, percent=False)
    return form("Sinh", "TRUNG TÂM Y TẾ HUYỆN", [f"SỐ TRẺ SINH RA VÀ TỶ SỐ GIỚI TÍNH KHI SINH NĂM {year}"],
                year_columns(MONTHS, total=""), rows, day)  # fmt: skip


def _births_by_unit(year, day):
    boys, girls = (sum(story.births(year, m)[i] for m in TWELVE) for i in (0, 1))
    rows = place_share("15", period(year, 12), "year_to_date", places.by_unit(boys, "boys", year),
                       places.by_unit(girls, "girls", year), unit_names(), decimals=1)  # fmt: skip
    columns = place_columns("Số bé trai", "Số bé gái", "Tỷ số nam/100 nữ")
    return form("Sinh theo xa", "TRUNG TÂM Y TẾ HUYỆN", [f"SỐ TRẺ SINH RA THEO XÃ, THỊ TRẤN NĂM {year}"], columns, rows, day)


WEIGHT = (("Số trẻ suy dinh dưỡng cân nặng theo tuổi", "Số trẻ dưới 5 tuổi được cân", "Tỷ lệ trẻ dưới 5 tuổi suy dinh dưỡng"),)


def _weight(year, day):
    return _level("Suy dinh duong", "TRUNG TÂM Y TẾ HUYỆN", [f"TỶ LỆ TRẺ EM SUY DINH DƯỠNG NĂM {year}"], WEIGHT, "trẻ",
                  ("13",), year, day)  # fmt: skip


INSURED = ("Số người tham gia BHYT", "Dân số", "Tỷ lệ bao phủ BHYT")


def _insured(year, day):
    parts = {m: story.insured(year, m) for m in TWELVE}
    rows = year_parts("1", INSURED, "người", "16", year, parts, basis="level")
    return form("BHYT", "BẢO HIỂM XÃ HỘI HUYỆN", [f"SỐ NGƯỜI THAM GIA BẢO HIỂM Y TẾ NĂM {year}", "(số có đến cuối tháng)"],
                year_columns(MONTHS, total=""), rows, day, parent="BHXH TỈNH LONG AN")  # fmt: skip


def _insured_by_unit(year, day):
    n, d = story.insured(year, 12)
    rows = place_share("16", period(year, 12), "level", places.by_unit(n, "insured", year, spread=0.008),
                       places.by_unit(d, "people", year, spread=0.0), unit_names(short=True))  # fmt: skip
    columns = place_columns("Số người tham gia", "Dân số", "Tỷ lệ bao phủ (%)")
    return form("BHYT theo xa", "BẢO HIỂM XÃ HỘI HUYỆN", [f"TỶ LỆ BAO PHỦ BHYT THEO XÃ, THỊ TRẤN ĐẾN 31/12/{year}"],
                columns, rows, day, parent="BHXH TỈNH LONG AN")  # fmt: skip


def _jobs(year, day):
    rows = [year_flow("1", "Số lao động được giải quyết việc làm", "Người", "18", year)]
    return form("Viec lam", "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI", [f"GIẢI QUYẾT VIỆC LÀM NĂM {year}"], year_columns(MONTHS),
                rows, day)  # fmt: skip


TRAINED = (("Số lao động qua đào tạo", "Lực lượng lao động", "Tỷ lệ lao động qua đào tạo"),)


def _trained(year, day):
    return _level("Dao tao", "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI", [f"TỶ LỆ LAO ĐỘNG QUA ĐÀO TẠO NĂM {year}"], TRAINED, "người",
                  ("17",), year, day)  # fmt: skip


def _poor(year, day):
    rows = []
    for i, (measure, name) in enumerate((("19#poor_households", "Số hộ nghèo cuối năm"), ("19", "Số hộ nghèo giảm trong năm")), 1):
        value, basis = story.YEARLY[measure][year], "level" if "#" in measure else "year"
        rows.append(Row((str(i), name, "hộ", number(value, Fact(measure, period(year, 12), basis, value)))))
    columns = [STT, LABEL, UNIT, Column(f"Kết quả rà soát năm {year}", 18)]
    return form("Ho ngheo", "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI", [f"KẾT QUẢ RÀ SOÁT HỘ NGHÈO CUỐI NĂM {year}"], columns, rows, day)


def _jobs_by_unit(year, day):
    parts = places.by_unit(story.TOTALS["18"][year], "jobs", year)
    return form("Viec lam theo xa", "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI", [f"GIẢI QUYẾT VIỆC LÀM THEO XÃ, THỊ TRẤN NĂM {year}"],
                place_columns("Số lao động"), place_flow("18", period(year, 12), "year_to_date", parts, unit_names()), day)  # fmt: skip


def conscription(year: int, day: dt.date) -> list[Sheet]:
    """Conscripts delivered by unit, and the party members among them: once, in February."""
    total = story.YEARLY["22a"][year][0]
    parts = places.by_unit(total, "conscripts", year)
    at = period(year, 2)
    rows = place_share("22a", at, "event", parts, parts, unit_names())
    office = {"parent": "BAN CHQS HUYỆN CẦN ĐƯỚC"}
    first = form("Giao quan", "BAN CHỈ HUY QUÂN SỰ HUYỆN", [f"KẾT QUẢ GIAO QUÂN NĂM {year}"],
                 place_columns("Số đã giao", "Chỉ tiêu giao", "Tỷ lệ (%)"), rows, day, **office)  # fmt: skip
    n, d = story.YEARLY["22b"][year]
    fact = Fact("22b", at, "event", None, numerator=n, denominator=d)
    columns = [STT, LABEL, Column("Số đảng viên", 12), Column("Tổng số nhập ngũ", 12), Column("Tỷ lệ (%)", 12)]
    second = form("Dang vien nhap ngu", "BAN CHỈ HUY QUÂN SỰ HUYỆN", [f"ĐẢNG VIÊN CHÍNH THỨC NHẬP NGŨ NĂM {year}"], columns,
                  [Row(("1", "Đảng viên chính thức nhập ngũ", number(n), number(d), share(fact)))], day, **office)  # fmt: skip
    return [first, second]


ACCIDENTS = (
    ("23a", "Số vụ tai nạn giao thông", "vụ"), ("23a2", "Số người chết", "người"), ("23a3", "Số người bị thương", "người"),
    ("23b", "Số vụ đặc biệt nghiêm trọng", "vụ"),
)  # fmt: skip


def from_15th(year: int, month: int) -> tuple[str, str]:
    """First and last day of an accident month: the 15th of the month before to the 14th."""
    first = dt.date(year, month - 1, 15) if month > 1 else dt.date(year - 1, 12, 15)
    return first.isoformat(), dt.date(year, month, 14).isoformat()


def _accidents(year, day):
    rows = []
    for i, (measure, name, unit) in enumerate(ACCIDENTS):
        values = [(*story.accidents(year, m), 0)[i] for m in TWELVE]
        cells = [
            number(v, Fact(measure, period(year, m), "month", v, start=from_15th(year, m)[0], end=from_15th(year, m)[1]))
            for m, v in zip(TWELVE, values, strict=True)
        ]
        total = number(sum(values), Fact(measure, period(year, 12), "year", sum(values)))
        rows.append(Row((str(i + 1), name, unit, *cells, total)))
    columns = [c for c in year_columns(MONTHS) if c.title != "Kế hoạch năm"]
    return form("TNGT", "CÔNG AN HUYỆN CẦN ĐƯỚC", [f"TÌNH HÌNH TAI NẠN GIAO THÔNG NĂM {year}",
                "(tháng tính từ ngày 15 tháng trước đến ngày 14 tháng báo cáo)"], columns, rows, day,
                parent="CÔNG AN TỈNH LONG AN")  # fmt: skip


DRUGS = ("Số người được xét nghiệm, áp dụng biện pháp cai nghiện", "Số người có hồ sơ quản lý", "Tỷ lệ người có hồ sơ được xét nghiệm, cai nghiện")


def _drugs(year, day):
    months = [m for m in (3, 6, 9, 12) if (year, m) in story.DRUGS]
    parts = {m: story.DRUGS[year, m] for m in months}
    ends = {3: "31/3", 6: "30/6", 9: "30/9", 12: "31/12"}
    columns = [STT, LABEL, UNIT, *(Column(f"Đến {ends[m]}/{year}", 14) for m in months)]
    rows = [Row((*row.cells[:3], *row.cells[4:])) for row in
            year_parts("1", DRUGS, "người", "23c", year, parts, basis="level", months=months)]  # fmt: skip
    return form("Ma tuy", "CÔNG AN HUYỆN CẦN ĐƯỚC", [f"QUẢN LÝ NGƯỜI NGHIỆN, NGƯỜI SỬ DỤNG MA TÚY NĂM {year}"], columns,
                rows, day, parent="CÔNG AN TỈNH LONG AN")  # fmt: skip


def _fronts(year, day):
    n, d = story.YEARLY["24a"][year]
    ranked = story.YEARLY["24b"][year]
    share_fact = Fact("24a", period(year, 12), "year", 100.0 * n / d, numerator=n, denominator=d)
    rows = [
        Row(("1", "MTTQ, tổ chức chính trị - xã hội hoàn thành tốt nhiệm vụ trở lên", "%", Cell(f"{n}/{d}", "center", share_fact))),
        Row(("2", "Đoàn thể xếp hạng thi đua từ 1 đến 3 của tỉnh", "đoàn thể",
             number(ranked, Fact("24b", period(year, 12), "year", ranked)))),
    ]  # fmt: skip
    columns = [STT, LABEL, UNIT, Column(f"Kết quả năm {year}", 16)]
    return form("Xep loai", "BAN DÂN VẬN", [f"KẾT QUẢ XẾP LOẠI MTTQ VÀ CÁC ĐOÀN THỂ NĂM {year}"], columns, rows, day,
                parent="HUYỆN ỦY CẦN ĐƯỚC")  # fmt: skip


YOUTH = ("Đảng viên mới là thanh niên nông thôn", "Tổng số đảng viên mới kết nạp", "Tỷ lệ thanh niên nông thôn")
WORKERS = ("Đảng viên mới là công nhân", "Tổng số đảng viên mới kết nạp", "Tỷ lệ công nhân")


def _members(year, day):
    got = {m: story.members(year, m) for m in TWELVE}
    rows = [year_flow("1", "Số đảng viên mới kết nạp", "đảng viên", "25a", year)]
    for i, (measure, labels, at) in enumerate((("25b", YOUTH, 1), ("25c", WORKERS, 2)), 2):
        tops = [number(got[m][at]) for m in TWELVE]
        facts = [Fact(measure, period(year, m), "month", None, numerator=got[m][at], denominator=got[m][0]) for m in TWELVE]
        rows.append(Row((str(i), labels[0], "đảng viên", None, *tops)))
        rows.append(Row((None, labels[2], "%", None, *(share(fact) for fact in facts))))
    return form("Ket nap", "BAN TỔ CHỨC HUYỆN ỦY", [f"KẾT QUẢ PHÁT TRIỂN ĐẢNG VIÊN NĂM {year}"], year_columns(MONTHS), rows,
                day, parent="HUYỆN ỦY CẦN ĐƯỚC")  # fmt: skip


OWNER_DECISIONS = (("2023-11-16", "Quyết định số 611-QĐ/HU", "01 chủ doanh nghiệp ngành cơ khí", "28126"),
                   ("2025-08-20", "Quyết định số 17-QĐ/ĐU", "01 chủ doanh nghiệp ngành may mặc", "28138"))  # fmt: skip
OWNER_COLUMNS = [STT, Column("Nội dung", 40), Column("Số quyết định", 26), Column("Ngày quyết định", 15)]


def owner_rows(year: int, until: dt.date, place: str = "") -> list[Row]:
    """Business owners admitted in `year`, by decision."""
    rows = []
    for text, paper, what, code in OWNER_DECISIONS:
        at = dt.date.fromisoformat(text)
        if at.year == year and at <= until and (not place or place == code):
            fact = Fact("25d", text[:7], "event", 1.0, place=place or "can-duoc", start=text, end=text, note=f"{paper}; {what}")
            rows.append(Row((str(len(rows) + 1), what, paper, Cell(at, "date", fact))))
    return rows or [Row((None, "Không phát sinh"))]


def _owners(year, day):
    return form("Chu doanh nghiep", "BAN TỔ CHỨC HUYỆN ỦY", [f"ĐẢNG VIÊN MỚI LÀ CHỦ DOANH NGHIỆP NĂM {year}"], OWNER_COLUMNS,
                owner_rows(year, day), day, parent="HUYỆN ỦY CẦN ĐƯỚC")  # fmt: skip
