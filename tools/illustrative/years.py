"""2022-2024: one consolidated workbook for each office and year."""

import datetime as dt

from .labels import HEALTH, PARTY, SCHOOLS
from .lists import conscription
from .sheet import Book, Sheet
from .year_economy import crops, dossiers, model, ocop, output, revenue, rice, rubbish, spending, water
from .year_society import (
    accidents,
    births,
    births_by_unit,
    drugs,
    fronts,
    insured,
    insured_by_unit,
    jobs,
    jobs_by_unit,
    members,
    owners,
    poor,
    trained,
    weight,
    yearly,
)


def books(year: int) -> list[Book]:
    """The workbooks of all offices for `year`, reported in the January after."""

    def book(slug: str, *sheets: Sheet, suffix: str = "xlsx") -> Book:
        return Book(f"{year}/{slug}-{year}.{suffix}", sheets)

    day = dt.date(year + 1, 1, 9 + year % 5)
    return [
        book("thong-ke", output(year, day)),
        book("thue", revenue(year, day)),
        book("tai-chinh-ke-hoach", spending(year, day)),
        book(
            "nong-nghiep",
            crops(year, day),
            rice(year, day),
            ocop(year, day),
            water(year, day),
            model(year, day),
        ),
        book("tai-nguyen-moi-truong", rubbish(year, day)),
        book("vp-hdnd-ubnd", dossiers(year, day)),
        book(
            "giao-duc",
            yearly(year, day, "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", "CÔNG TÁC TRƯỜNG CHUẨN QUỐC GIA", SCHOOLS),
        ),
        book(
            "y-te",
            births(year, day),
            births_by_unit(year, day),
            weight(year, day),
            yearly(year, day, "TRUNG TÂM Y TẾ HUYỆN", "CÔNG TÁC Y TẾ - DÂN SỐ", HEALTH),
        ),
        book("bhxh", insured(year, day), insured_by_unit(year, day)),
        book(
            "ldtbxh",
            jobs(year, day),
            trained(year, day),
            poor(year, day),
            jobs_by_unit(year, day),
            suffix="xls" if year == 2022 else "xlsx",
        ),
        book("quan-su", *conscription(year, dt.date(year, 2, 21))),
        book("cong-an", accidents(year, day), drugs(year, day)),
        book("dan-van", fronts(year, day)),
        book(
            "to-chuc",
            members(year, day),
            owners(year, day),
            yearly(year, day, "BAN TỔ CHỨC HUYỆN ỦY", "CÔNG TÁC XẾP LOẠI", PARTY, parent="HUYỆN ỦY CẦN ĐƯỚC"),
        ),
    ]
