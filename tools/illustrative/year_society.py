"""2022-2024, society, security and party: yearly reviews, births, insurance, jobs, accidents, members."""

from . import places, story
from .forms import (
    TWELVE,
    period,
    place_columns,
    place_flow,
    place_share,
    plan_cell,
    unit_names,
    year_columns,
    year_flow,
    year_parts,
)
from .labels import ACCIDENTS, BIRTHS, DRUGS, INSURED, TRAINED, WEIGHT, WORKERS, YOUTH
from .lists import OWNER_COLUMNS, from_15th, owner_rows
from .sheet import Cell, Fact, number, share
from .sheets import MONTHS, level_sheet
from .table import LABEL, PLAN, STT, UNIT, Column, Row, form


def yearly(year, day, office, what, measures, *, parent="UBND HUYỆN CẦN ĐƯỚC"):
    """The review at the end of the year: number that meets the rule, all of them, the share."""
    rows = []
    for i, (measure, name) in enumerate(measures, 1):
        n, d = story.YEARLY[measure][year]
        fact = Fact(measure, period(year, 12), "year", None, numerator=n, denominator=d)
        rows.append(Row((str(i), name, plan_cell(measure, year), number(n), number(d), share(fact))))
    columns = [STT, LABEL, PLAN, Column("Số đạt", 12), Column("Tổng số", 12), Column("Tỷ lệ (%)", 12)]
    return form(
        "Danh gia nam", office, [f"KẾT QUẢ ĐÁNH GIÁ CUỐI NĂM {year}", what], columns, rows, day, parent=parent
    )


def births(year, day):
    rows = year_parts(
        "1", BIRTHS, "trẻ", "15", year, {m: story.births(year, m) for m in TWELVE}, percent=False
    )
    return form(
        "Sinh",
        "TRUNG TÂM Y TẾ HUYỆN",
        [f"SỐ TRẺ SINH RA VÀ TỶ SỐ GIỚI TÍNH KHI SINH NĂM {year}"],
        year_columns(MONTHS, total=""),
        rows,
        day,
    )


def births_by_unit(year, day):
    boys, girls = (sum(story.births(year, m)[i] for m in TWELVE) for i in (0, 1))
    rows = place_share(
        "15",
        period(year, 12),
        "year_to_date",
        places.by_unit(boys, "boys", year),
        places.by_unit(girls, "girls", year),
        unit_names(),
        decimals=2,
    )
    columns = place_columns("Số bé trai", "Số bé gái", "Tỷ số nam/100 nữ")
    return form(
        "Sinh theo xa",
        "TRUNG TÂM Y TẾ HUYỆN",
        [f"SỐ TRẺ SINH RA THEO XÃ, THỊ TRẤN 12 THÁNG NĂM {year}"],
        columns,
        rows,
        day,
    )


def weight(year, day):
    return level_sheet(
        "Suy dinh duong",
        "TRUNG TÂM Y TẾ HUYỆN",
        [f"TỶ LỆ TRẺ EM SUY DINH DƯỠNG NĂM {year}"],
        WEIGHT,
        "trẻ",
        ("13",),
        year,
        day,
    )


def insured(year, day):
    parts = {m: story.insured(year, m) for m in TWELVE}
    rows = year_parts("1", INSURED, "người", "16", year, parts, basis="level")
    return form(
        "BHYT",
        "BẢO HIỂM XÃ HỘI HUYỆN",
        [f"SỐ NGƯỜI THAM GIA BẢO HIỂM Y TẾ NĂM {year}", "(số có đến cuối tháng)"],
        year_columns(MONTHS, total=""),
        rows,
        day,
        parent="BHXH TỈNH LONG AN",
    )


def insured_by_unit(year, day):
    n, d = story.insured(year, 12)
    rows = place_share(
        "16",
        period(year, 12),
        "level",
        places.by_unit(n, "insured", year, spread=0.008),
        places.by_unit(d, "people", year, spread=0.0),
        unit_names(short=True),
    )
    columns = place_columns("Số người tham gia", "Dân số", "Tỷ lệ bao phủ (%)")
    return form(
        "BHYT theo xa",
        "BẢO HIỂM XÃ HỘI HUYỆN",
        [f"TỶ LỆ BAO PHỦ BHYT THEO XÃ, THỊ TRẤN ĐẾN 31/12/{year}"],
        columns,
        rows,
        day,
        parent="BHXH TỈNH LONG AN",
    )


def jobs(year, day):
    slip = {5: 897} if year == 2023 else None  # 987, two digits changed places
    rows = [year_flow("1", "Số lao động được giải quyết việc làm", "Người", "18", year, slip=slip)]
    return form(
        "Viec lam",
        "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI",
        [f"GIẢI QUYẾT VIỆC LÀM NĂM {year}"],
        year_columns(MONTHS),
        rows,
        day,
    )


def trained(year, day):
    return level_sheet(
        "Dao tao",
        "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI",
        [f"TỶ LỆ LAO ĐỘNG QUA ĐÀO TẠO NĂM {year}"],
        TRAINED,
        "người",
        ("17",),
        year,
        day,
    )


def poor(year, day):
    rows = []
    for i, (measure, name) in enumerate(
        (("19#poor_households", "Số hộ nghèo cuối năm"), ("19", "Số hộ nghèo giảm trong năm")), 1
    ):
        value, basis = story.YEARLY[measure][year], "level" if "#" in measure else "year"
        result = number(value, Fact(measure, period(year, 12), basis, value))
        rows.append(Row((str(i), name, "hộ", plan_cell(measure, year), result)))
    columns = [STT, LABEL, UNIT, PLAN, Column(f"Kết quả rà soát năm {year}", 18)]
    return form(
        "Ho ngheo",
        "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI",
        [f"KẾT QUẢ RÀ SOÁT HỘ NGHÈO CUỐI NĂM {year}"],
        columns,
        rows,
        day,
    )


def jobs_by_unit(year, day):
    parts = places.by_unit(story.TOTALS["18"][year], "jobs", year)
    return form(
        "Viec lam theo xa",
        "PHÒNG LAO ĐỘNG - TB VÀ XÃ HỘI",
        [f"GIẢI QUYẾT VIỆC LÀM THEO XÃ, THỊ TRẤN 12 THÁNG NĂM {year}"],
        place_columns("Số lao động"),
        place_flow("18", period(year, 12), "year_to_date", parts, unit_names()),
        day,
    )


def accidents(year, day):
    rows = []
    for i, (measure, name, unit) in enumerate(ACCIDENTS):
        values = [(*story.accidents(year, m), 0)[i] for m in TWELVE]
        cells = [
            number(
                v,
                Fact(
                    measure,
                    period(year, m),
                    "month",
                    v,
                    start=from_15th(year, m)[0],
                    end=from_15th(year, m)[1],
                ),
            )
            for m, v in zip(TWELVE, values, strict=True)
        ]
        total = number(sum(values), Fact(measure, period(year, 12), "year_to_date", sum(values)))
        rows.append(Row((str(i + 1), name, unit, *cells, total)))
    columns = [c for c in year_columns(MONTHS) if c.title != "Kế hoạch năm"]
    return form(
        "TNGT",
        "CÔNG AN HUYỆN CẦN ĐƯỚC",
        [
            f"TÌNH HÌNH TAI NẠN GIAO THÔNG NĂM {year}",
            "(tháng tính từ ngày 15 tháng trước đến ngày 14 tháng báo cáo)",
        ],
        columns,
        rows,
        day,
        parent="CÔNG AN TỈNH LONG AN",
    )


def drugs(year, day):
    months = [m for m in (3, 6, 9, 12) if (year, m) in story.DRUGS]
    parts = {m: story.DRUGS[year, m] for m in months}
    ends = {3: "31/3", 6: "30/6", 9: "30/9", 12: "31/12"}
    columns = [STT, LABEL, UNIT, PLAN, *(Column(f"Đến {ends[m]}/{year}", 14) for m in months)]
    rows = year_parts("1", DRUGS, "người", "23c", year, parts, basis="level", months=months)
    return form(
        "Ma tuy",
        "CÔNG AN HUYỆN CẦN ĐƯỚC",
        [f"QUẢN LÝ NGƯỜI NGHIỆN, NGƯỜI SỬ DỤNG MA TÚY NĂM {year}"],
        columns,
        rows,
        day,
        parent="CÔNG AN TỈNH LONG AN",
    )


def fronts(year, day):
    n, d = story.YEARLY["24a"][year]
    ranked = story.YEARLY["24b"][year]
    share_fact = Fact("24a", period(year, 12), "year", 100.0 * n / d, numerator=n, denominator=d)
    rows = [
        Row(
            (
                "1",
                "MTTQ, tổ chức chính trị - xã hội hoàn thành tốt nhiệm vụ trở lên",
                "%",
                plan_cell("24a", year),
                Cell(f"{n}/{d}", "center", share_fact),
            )
        ),
        Row(
            (
                "2",
                "Đoàn thể xếp hạng thi đua từ 1 đến 3 của tỉnh",
                "đoàn thể",
                plan_cell("24b", year),
                number(ranked, Fact("24b", period(year, 12), "year", ranked)),
            )
        ),
    ]
    columns = [STT, LABEL, UNIT, PLAN, Column(f"Kết quả năm {year}", 16)]
    return form(
        "Xep loai",
        "BAN DÂN VẬN",
        [f"KẾT QUẢ XẾP LOẠI MTTQ VÀ CÁC ĐOÀN THỂ NĂM {year}"],
        columns,
        rows,
        day,
        parent="HUYỆN ỦY CẦN ĐƯỚC",
    )


def members(year, day):
    got = {m: story.members(year, m) for m in TWELVE}
    rows = [year_flow("1", "Số đảng viên mới kết nạp", "đảng viên", "25a", year)]
    for i, (measure, labels, at) in enumerate((("25b", YOUTH, 1), ("25c", WORKERS, 2)), 2):
        tops = [number(got[m][at]) for m in TWELVE]
        facts = [
            Fact(measure, period(year, m), "month", None, numerator=got[m][at], denominator=got[m][0])
            for m in TWELVE
        ]
        rows.append(Row((str(i), labels[0], "đảng viên", None, *tops)))
        rows.append(Row((None, labels[2], "%", plan_cell(measure, year), *(share(fact) for fact in facts))))
    return form(
        "Ket nap",
        "BAN TỔ CHỨC HUYỆN ỦY",
        [f"KẾT QUẢ PHÁT TRIỂN ĐẢNG VIÊN NĂM {year}"],
        year_columns(MONTHS),
        rows,
        day,
        parent="HUYỆN ỦY CẦN ĐƯỚC",
    )


def owners(year, day):
    return form(
        "Chu doanh nghiep",
        "BAN TỔ CHỨC HUYỆN ỦY",
        [f"ĐẢNG VIÊN MỚI LÀ CHỦ DOANH NGHIỆP NĂM {year}"],
        OWNER_COLUMNS,
        owner_rows(year, day),
        day,
        parent="HUYỆN ỦY CẦN ĐƯỚC",
    )
