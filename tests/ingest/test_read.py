"""A sources file laid on office sheets: what becomes of each shape they come in."""

import datetime
from pathlib import Path

import pandas as pd
import pytest
from tcvn3 import to_tcvn3

from analysis.ingest.contract import COLUMNS, frame_of
from analysis.ingest.sources import read_places

PLACES = [
    {"code": "28108", "name": "Thị trấn Cần Đước", "last_day": "2025-07-01"},
    {"code": "28111", "name": "Xã Long Trạch", "last_day": "2025-07-01"},
    {"code": "28108", "name": "Xã Cần Đước", "first_day": "2025-07-01"},
    {"code": "28114", "name": "Xã Rạch Kiến", "first_day": "2025-07-01"},
]
DISTRICT = [
    p.model_dump()
    for p in read_places(Path(__file__).resolve().parents[2] / "data/raw/can-duoc-2025/places.csv")
]
MONTHLY = [
    ["UBND HUYỆN CẦN ĐƯỚC", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["KẾT QUẢ THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN"],
    ["Tháng 6 năm 2025"],
    ["Đơn vị tính: Triệu đồng"],
    [
        "STT",
        "Chỉ tiêu",
        "Kế hoạch năm 2025",
        "Thực hiện tháng 5",
        "Ước thực hiện tháng 6",
        "Lũy kế 6 tháng",
        "So với kế hoạch (%)",
        "Ước cả năm 2025",
    ],
    [1, "Tổng thu ngân sách", 581000, 40000, 45000, 290500, 50, 600000],
    [2, "Thuế", 300000, 20000, 25000, 150000, 50, 310000],
    ["", "", "", "", "", "Cần Đước, ngày 24 tháng 6 năm 2025"],
]
REVENUE = {
    "title": "thu ngân sách nhà nước trên địa bàn",
    "unit": "tỷ đồng",
    "rows": {"Tổng thu ngân sách": "4"},
}


def test_the_usual_table(read, figures):
    reading = read(MONTHLY, [REVENUE])
    assert reading.problems == []
    assert figures(reading) == pytest.approx(
        {
            ("4", "", "2025-05", "month"): 40,
            ("4", "", "2025-06", "month"): 45,
            ("4", "", "2025-06", "year_to_date"): 290.5,
            ("4#plan", "", "2025-12", "year"): 581,
            ("4#owner_forecast", "", "2025-06", "year"): 600,
        }
    )
    to_date = next(o for o in reading.observations if o["basis"] == "year_to_date")
    assert {
        k: to_date[k]
        for k in ("period_start", "period_end", "cell", "sheet", "unit", "reported_on", "vintage")
    } == {
        "period_start": "2025-01-01",
        "period_end": "2025-06-30",
        "cell": "F6",
        "sheet": "Sheet1",
        "unit": "tỷ đồng",
        "reported_on": "2025-06-24",
        "vintage": "preliminary",
    }
    assert {o["vintage"] for o in reading.observations if o["cell"] == "E6"} == {"estimate"}
    assert all(o["sha256"] == reading.sha256 and len(o["sha256"]) == 64 for o in reading.observations)


def test_columns_and_types_are_stable(read):
    full, empty = frame_of(read(MONTHLY, [REVENUE]).observations), frame_of([])
    assert list(full.columns) == list(empty.columns) == COLUMNS
    assert full.dtypes.astype(str).to_dict() == empty.dtypes.astype(str).to_dict()
    assert pd.concat([empty, full]).dtypes.equals(full.dtypes)


def test_same_bytes_twice_same_reading(read):
    first, second = read(MONTHLY, [REVENUE]), read(MONTHLY, [REVENUE])
    plain = [{k: v for k, v in o.items() if k != "sha256"} for o in first.observations]
    assert plain == [{k: v for k, v in o.items() if k != "sha256"} for o in second.observations]


def test_tcvn3_and_nfd_sheets_read_alike(read, figures):
    old = [[to_tcvn3(v) if isinstance(v, str) else v for v in row] for row in MONTHLY]
    assert figures(read(old, [REVENUE])) == pytest.approx(figures(read(MONTHLY, [REVENUE])))


def test_a_near_miss_is_a_suggestion_never_a_guess(read):
    rows = [
        [v.replace("Tổng thu ngân sách", "Tổng thu ngân sánh") if isinstance(v, str) else v for v in r]
        for r in MONTHLY
    ]
    reading = read(rows, [REVENUE])
    assert reading.observations == []
    (problem,) = reading.problems
    assert (problem.severity, problem.code) == ("warning", "no_row")
    assert "Có phải là “Tổng thu ngân sánh”?" in problem.message


def test_aliases_and_under(read, figures):
    rows = [
        ["Nhập khẩu tháng 6 năm 2025"],
        ["", "Tháng 6"],
        ["Ô tô", 10.5],
        ["   Nguyên chiếc", 4.5],
        ["Xe máy", 20.5],
        ["   Nguyên chiếc", 2.5],
    ]
    rule = {
        "title": "nhập khẩu",
        "rows": [
            {"label": "Ôtô", "aliases": "Ô tô", "measure": "a"},
            {"label": "Nguyên chiếc", "under": "xe máy", "measure": "b"},
        ],
    }
    got = figures(read(rows, [rule]))
    assert got == {("a", "", "2025-06", "month"): 10.5, ("b", "", "2025-06", "month"): 2.5}
    every = {
        "title": "nhập khẩu",
        "rows": [{"each": True, "measure": "m/{label}", "names": {"Ô tô": ["Xe ô tô"]}}],
    }
    assert [o["measure"] for o in read(rows, [every]).observations] == [
        "m/Ô tô",
        "m/Nguyên chiếc",
        "m/Xe máy",
        "m/Xe máy › Nguyên chiếc",
    ]


def test_each_takes_names_with_other_spellings_and_skips(read):
    rows = [
        ["Vốn đầu tư tháng 6 năm 2025"],
        ["", "Tháng 6"],
        ["TỔNG SỐ", 10.5],
        ["Ha Noi", 4.5],
        ["Hoà Bình (*)", 2.5],
        ["Đăk Lăk", 1.5],
        ["Thừa Thiên  - Huê", 0.5],
        ["Lâm Đồn", 0.25],
    ]
    rule = {
        "title": "vốn đầu tư",
        "rows": [
            {
                "each": True,
                "measure": "v/{label}",
                "skip": "Tổng số",
                "names": {
                    "Hà Nội": [],
                    "Hòa Bình": [],
                    "Đắk Lắk": "Đăk Lăk",
                    "Thừa Thiên - Huế": [],
                    "Lâm Đồng": [],
                },
            }
        ],
    }
    reading = read(rows, [rule])
    assert [o["measure"] for o in reading.observations] == [
        "v/Hà Nội",
        "v/Hòa Bình",
        "v/Đắk Lắk",
        "v/Thừa Thiên - Huế",
        "v/Lâm Đồn",
    ]
    near = [(p.severity, p.cell) for p in reading.problems if p.code in ("near_name", "marks_only")]
    assert near == [
        ("warning", "A7"),
        ("note", "A8"),
    ]  # other marks: read and said; another letter: only asked about


def test_places_in_rows_with_numerator_and_denominator(read, figures, codes):
    rows = [
        ["TÌNH HÌNH THAM GIA BẢO HIỂM Y TẾ ĐẾN 30/6/2025"],
        ["STT", "Xã, thị trấn", "Số người tham gia", "Dân số", "Tỷ lệ (%)"],
        [1, "TT. Cần Đước", 900, 1000, 90.0],
        [2, "Long Trạch", 1900, 2000, 94.0],
        ["", "Tổng cộng", 2800, 3000, 93.33],
    ]
    rule = {
        "title": "tham gia bảo hiểm y tế",
        "places": "rows",
        "basis": "level",
        "columns": [
            {
                "words": "tỷ lệ",
                "measure": "16",
                "unit": "%",
                "numerator": "số người tham gia",
                "denominator": "dân số",
            }
        ],
    }
    reading = read(rows, [rule], places=PLACES)
    assert figures(reading) == {
        ("16", "28108", "2025-06", "level"): 90.0,
        ("16", "28111", "2025-06", "level"): 94.0,
        ("16", "", "2025-06", "level"): 93.33,
    }
    first = reading.observations[0]
    assert (first["numerator"], first["denominator"], first["cell"]) == (900, 1000, "E3;C3;D3")
    assert codes(reading) == {("warning", "rate")}  # 1900 of 2000 is 95, not 94


def test_a_place_after_its_merger_is_not_used(read, figures, codes):
    rows = [
        ["Lao động tháng 8 năm 2025"],
        ["Xã", "Tháng 8"],
        ["Xã Cần Đước", 10.5],
        ["Xã Long Trạch", 4.5],
        ["Xã Rạch Kien", 1.5],
        ["Long Trạch", 4.5],
    ]
    rule = {"title": "lao động", "places": "rows", "columns": [{"is": "month", "measure": "18"}]}
    reading = read(rows, [rule], places=PLACES)
    assert figures(reading) == {("18", "28108", "2025-08", "month"): 10.5}
    assert {(p.severity, p.cell) for p in reading.problems} == {("error", a) for a in ("A4", "A5", "A6")}
    assert {p.cell for p in reading.problems if "không có vào tháng" in p.message} == {"A4", "A6"}


def by_place(*labels, month=8):
    rows = [[f"Lao động theo xã tháng {month} năm 2025"], ["STT", "Xã", f"Tháng {month}"]]
    rows += [[i, label, 10 * i] for i, label in enumerate(labels, 1)]
    return [*rows, ["", "Toàn huyện", sum(r[2] for r in rows[2:])]]


BY_PLACE = {"title": "lao động", "places": "rows", "columns": [{"is": "month", "measure": "18"}]}
OLD = ["TT. Cần Đước", "Long Trạch", "Long Khê", "Long Định", "Phước Vân", "Long Hòa", "Long Cang", "Long Sơn",
       "Tân Trạch", "Mỹ Lệ", "Tân Lân", "Phước Tuy", "Long Hựu Đông", "Tân Ân", "Phước Đông", "Long Hựu Tây",
       "Tân Chánh"]  # fmt: skip
NEW = ["Xã Cần Đước", "Xã Rạch Kiến", "Xã Long Cang", "Xã Mỹ Lệ", "Xã Tân Lân", "Xã Long Hựu"]


@pytest.mark.parametrize("labels", [OLD, [f"Xã {x}" for x in OLD[1:]], ["Long Cang", "Phước Vân"], OLD[::-1]])
def test_old_units_after_the_merger_are_not_taken_for_their_namesakes(read, figures, labels):
    reading = read(by_place(*labels), [BY_PLACE], places=DISTRICT)
    assert set(figures(reading)) == {("18", "", "2025-08", "month")}  # the area as a whole is the same
    refused = {p.value: p for p in reading.problems}
    assert set(refused) >= set(labels)
    assert {p.severity for p in reading.problems} == {"error"}
    for name, p in refused.items():
        living = name.removeprefix("Xã ") in ("Long Cang", "Mỹ Lệ", "Tân Lân")
        assert p.code == ("place_namesake" if living else "place_gone")
    assert "Xã Long Cang" in next(p.message for n, p in refused.items() if "Phước Vân" in n)


@pytest.mark.parametrize(
    "said",
    [
        "(theo đơn vị cũ)",
        "(THEO ĐỊA GIỚI CŨ)",
        "(17 xã, thị trấn cũ)",
        "(theo đơn vị hành chính trước ngày 01/7/2025)",
        "(theo ĐVHC cũ)",
        "theo mô hình cũ",
        "(địa bàn các xã trước đây)",
        "trước thời điểm sáp nhập",
        "(chưa sắp xếp)",
        "(trước khi nhập xã)",
        "(17 xã, thị trấn)",
    ],
)
def test_a_title_of_the_old_division_keeps_namesakes_out(read, figures, said):
    rows = by_place("Xã Long Cang", "Xã Mỹ Lệ", "Xã Tân Lân")
    rows[0] = [f"{rows[0][0]} {said}"]
    reading = read(rows, [BY_PLACE], places=DISTRICT)
    assert not {place for _, place, _, _ in figures(reading)} - {""}
    assert [p.value for p in reading.problems if p.code == "place_namesake"] == [
        f"Xã {x}" for x in ("Long Cang", "Mỹ Lệ", "Tân Lân")
    ]


@pytest.mark.parametrize(
    "title, above, used",
    [
        ("Hộ cận nghèo tháng 6 năm 2025", None, True),
        ("Hộ cận nghèo xã Long Trạch tháng 6 năm 2025", "UBND XÃ LONG TRẠCH", True),
        ("Hộ cận nghèo xã Long Trạch, huyện Cần Đước tháng 6 năm 2025", "UBND HUYỆN CẦN ĐƯỚC", True),
        ("Hộ cận nghèo trên địa bàn huyện Cần Đước tháng 6 năm 2025", None, True),
        ("HỘ CẬN NGHÈO XÃ LONG KHÊ THÁNG 6 NĂM 2025", None, False),
        ("Hộ cận nghèo xã Thanh Phú tháng 6 năm 2025", None, False),
        ("Hộ cận nghèo toàn huyện tháng 6 năm 2025", None, False),
        ("Hộ cận nghèo tháng 6 năm 2025", "UBND XÃ LONG KHÊ", False),
    ],
)
def test_a_sheet_named_after_a_unit_is_not_read_where_its_title_names_another(
    read, figures, title, above, used
):
    rule = {
        "title": "hộ cận nghèo",
        "place": "sheet",
        "basis": "level",
        "columns": [{"words": "số hộ"}],
        "rows": {"Hộ cận nghèo": "h"},
    }
    rows = [*([[above]] if above else []), [title], ["Chỉ tiêu", "Số hộ"], ["Hộ cận nghèo", 55]]
    whole = {"whole": ["Toàn huyện", "Huyện Cần Đước"]}
    reading = read({"Long Trạch": rows}, [rule], places=DISTRICT, **whole)
    assert set(figures(reading)) == ({("h", "28111", "2025-06", "level")} if used else set())
    assert used or {p.code for p in reading.problems} == {"title_place"}


def test_new_units_before_the_merger_are_not_taken_for_their_namesakes(read, figures):
    reading = read(by_place(*NEW, month=5), [BY_PLACE], places=DISTRICT)
    assert set(figures(reading)) == {("18", "", "2025-05", "month")}
    assert {p.code for p in reading.problems} == {"place_gone", "place_namesake"}


@pytest.mark.parametrize(("labels", "month"), [(OLD, 6), (NEW, 8), (["Long Cang", "Mỹ Lệ"], 8)])
def test_units_of_their_own_month_are_all_read(read, figures, labels, month):
    reading = read(by_place(*labels, month=month), [BY_PLACE], places=DISTRICT)
    assert len(figures(reading)) == len(labels) + 1
    assert [p.code for p in reading.problems] == ["total_of_some"] * (len(labels) < 6)


@pytest.mark.parametrize(("labels", "one"), [(OLD, "Long Khê"), (NEW, "Xã Rạch Kiến")])
def test_plans_of_a_year_are_those_of_the_units_that_they_name(read, figures, labels, one):
    rows = [["Giao chỉ tiêu lao động năm 2025"], ["Đơn vị", "Kế hoạch"], *([x, 10] for x in labels)]
    rule = BY_PLACE | {"columns": [{"is": "plan", "measure": "18"}]}
    reading = read(rows, [rule], places=DISTRICT)
    assert len(figures(reading)) == len(labels) and {k[0] for k in figures(reading)} == {"18#plan"}
    both = read([*rows, [next(x for x in OLD + NEW if x not in labels), 10]], [rule], places=DISTRICT)
    assert any(p.severity == "error" for p in both.problems)


def test_a_commune_that_is_reported_twice_in_one_table_is_said(read, figures):
    reading = read(by_place("Xã Rạch Kiến", "Xã Long Cang", "Xã Long Khê"), [BY_PLACE], places=DISTRICT)
    assert set(figures(reading)) == {("18", "28114", "2025-08", "month"), ("18", "", "2025-08", "month")}
    said = {p.code: p for p in reading.problems}
    assert set(said) == {"place_twice", "place_namesake"}
    assert said["place_twice"].cell == "B5" and "Xã Rạch Kiến" in said["place_twice"].message
    assert said["place_namesake"].cell == "B4" and "Long Khê" in said["place_namesake"].message


def test_an_old_unit_beside_all_new_ones_spoils_its_own_commune_only(read, figures):
    reading = read(by_place(*NEW, "Xã Phước Đông"), [BY_PLACE], places=DISTRICT)
    assert {key[1] for key in figures(reading)} == {"", "28108", "28114", "28126", "28132", "28144"}
    assert {(p.code, p.value) for p in reading.problems if p.severity == "error"} == {
        ("place_twice", "Xã Phước Đông"),  # it is in Tân Lân now …
        ("place_namesake", "Xã Tân Lân"),  # … unless that row is the old Tân Lân
    }


def test_old_units_in_columns_are_refused_as_well(read, figures):
    rows = [
        ["Hồ sơ trễ hạn theo xã tháng 8 năm 2025"],
        ["Chỉ tiêu", "Long Cang", "Phước Vân", "Toàn huyện"],
        ["Hồ sơ trễ hạn", 3, 4, 7],
    ]
    rule = {"title": "hồ sơ trễ hạn", "places": "columns", "basis": "month", "rows": {"Hồ sơ trễ hạn": "10"}}
    reading = read(rows, [rule], places=DISTRICT)
    assert figures(reading) == {("10", "", "2025-08", "month"): 7}
    assert {(p.code, p.cell) for p in reading.problems} == {("place_namesake", "B2"), ("place_gone", "C2")}


def test_places_in_columns(read, figures):
    rows = [
        ["Hồ sơ trễ hạn theo xã tháng 6 năm 2025"],
        ["Chỉ tiêu", "Xã Long Trạch", "Thị trấn Cần Đước", "Toàn huyện"],
        ["Hồ sơ trễ hạn", 3, 4, 7],
    ]
    rule = {
        "title": "hồ sơ trễ hạn theo xã",
        "places": "columns",
        "basis": "month",
        "rows": {"Hồ sơ trễ hạn": "10"},
    }
    assert figures(read(rows, [rule], places=PLACES)) == {
        ("10", "28111", "2025-06", "month"): 3,
        ("10", "28108", "2025-06", "month"): 4,
        ("10", "", "2025-06", "month"): 7,
    }


def test_a_column_of_a_place_after_its_merger_is_said(read, figures):
    rows = [
        ["Hồ sơ trễ hạn theo xã tháng 8 năm 2025"],
        ["Chỉ tiêu", "Xã Long Trạch", "Xã Cần Đước", "Xã Rạch Kiếm", "Toàn huyện"],
        ["Hồ sơ trễ hạn", 3, 4, 5, 7],
    ]
    rule = {
        "title": "hồ sơ trễ hạn theo xã",
        "places": "columns",
        "basis": "month",
        "rows": {"Hồ sơ trễ hạn": "10"},
    }
    reading = read(rows, [rule], places=PLACES)
    assert {place for _, place, *_ in figures(reading)} == {"28108", ""}
    assert [(p.code, p.cell, p.value) for p in reading.problems if p.severity == "error"] == [
        ("place_gone", "B2", "Xã Long Trạch"),
        ("place_unknown", "D2", "Xã Rạch Kiếm"),
    ]


@pytest.mark.parametrize(("month", "said"), [(6, []), (8, [("place_gone", "A1", "Xã Long Trạch")])])
def test_a_communes_own_file_after_its_merger_is_not_used(read, month, said):
    rows = [[f"Lao động tháng {month} năm 2025"], ["", f"Tháng {month}"], ["Việc làm mới", 10], ["Khác", 2]]
    rule = {"title": "lao động", "rows": {"Việc làm mới": "18"}}
    reading = read(rows, [rule], places=PLACES, source={"place": "28111"})
    assert [(p.code, p.cell, p.value) for p in reading.problems] == said
    assert bool(reading.observations) != bool(said)


def test_numerator_and_denominator_in_rows(read, figures):
    rows = [
        ["Kết quả giải quyết thủ tục hành chính tháng 6 năm 2025"],
        ["Chỉ tiêu", "Tháng 6", "Lũy kế 6 tháng"],
        ["Tổng số hồ sơ tiếp nhận", 200, 1000],
        ["Hồ sơ tiếp nhận trực tuyến", 150, 800],
    ]
    rule = {
        "title": "thủ tục hành chính",
        "columns": ["month", "year_to_date"],
        "rows": [
            {
                "measure": "9",
                "unit": "%",
                "numerator": ["Hồ sơ trực tuyến", "Hồ sơ tiếp nhận trực tuyến"],
                "denominator": "Tổng số hồ sơ tiếp nhận",
            }
        ],
    }
    reading = read(rows, [rule])
    assert figures(reading) == {("9", "", "2025-06", "month"): 75, ("9", "", "2025-06", "year_to_date"): 80}
    assert [(o["cell"], o["numerator"], o["denominator"]) for o in reading.observations] == [
        ("B4;B3", 150, 200),
        ("C4;C3", 800, 1000),
    ]


def test_fractions_in_one_cell(read):
    rows = [
        ["Y tế xã năm 2025"],
        ["", "Thực hiện tháng 12"],
        ["Xã đạt bộ tiêu chí", "16/17"],
        ["Tiêu chí", "7/9"],
    ]
    rule = {
        "title": "y tế xã",
        "basis": "level",
        "columns": ["month"],
        "rows": [
            {"label": "Xã đạt bộ tiêu chí", "measure": "12", "unit": "%", "basis": "level"},
            {"label": "Tiêu chí", "measure": "8", "unit": "tiêu chí", "basis": "level"},
        ],
    }
    got = [
        (o["measure"], o["value"], o["numerator"], o["denominator"]) for o in read(rows, [rule]).observations
    ]
    assert got == [("12", pytest.approx(100 * 16 / 17), 16, 17), ("8", 7, 7, 9)]


def test_a_consolidated_year(read, figures):
    months = [f"Tháng {m}" for m in range(1, 13)]
    rows = [
        ["SẢN LƯỢNG RAU, TÔM NĂM 2023"],
        ["Chỉ tiêu", "ĐVT", "Chia theo tháng", *[""] * 11, "Cả năm"],
        ["", "", *months, ""],
        ["Sản lượng rau", "Tạ", *range(100, 1300, 100), 7800],
        ["Sản lượng tôm", "Tấn", *[5] * 12, 60],
    ]
    rule = {
        "title": "sản lượng rau",
        "unit": "tấn",
        "vintage": "final",
        "columns": ["month", "year"],
        "rows": {"Sản lượng rau": "1.2", "Sản lượng tôm": "1.3"},
    }
    reading = read(rows, [rule], merges={"Sheet1": ["C2:N2", "A2:A3", "O2:O3"]})
    got = figures(reading)
    assert len(got) == 26
    assert got["1.2", "", "2023-01", "month"] == 10 and got["1.2", "", "2023-12", "year"] == 780
    assert {o["vintage"] for o in reading.observations} == {"final"}


def test_a_head_of_month_and_year_is_no_share(read, figures):
    """A second table whose month is written "12/2024" is a table of its own, not more rows of the first."""
    rows = [
        ["THU NGÂN SÁCH 12 THÁNG NĂM 2024"],
        ["STT", "Chỉ tiêu", "Từ tháng 1 đến tháng 12"],
        [1, "Tổng số", 13965.5],
        [2, "Phí", 3087.5],
        [],
        ["CHI NGÂN SÁCH 12 THÁNG NĂM 2024"],
        ["STT", "Chỉ tiêu", "12/2024", "Lũy kế từ đầu năm"],
        ["", "Tổng số", 6.0, 21.5],
        ["", "Chi thường xuyên", 4.5, 16.25],
    ]
    rules = [
        {"title": "thu ngân sách", "unit": "đồng", "columns": ["year_to_date"], "rows": {"Tổng số": "4"}},
        {
            "title": "chi ngân sách",
            "unit": "đồng",
            "columns": ["month", "year_to_date"],
            "rows": {"Tổng số": "5"},
        },
    ]
    got = figures(read(rows, rules))
    assert got == {
        ("4", "", "2024-12", "year_to_date"): 13965.5,
        ("5", "", "2024-12", "month"): 6.0,
        ("5", "", "2024-12", "year_to_date"): 21.5,
    }


def test_seasons_and_months_that_start_on_the_15th(read):
    rows = [
        ["Kết quả sản xuất lúa năm 2025"],
        ["", "Diện tích (ha)", "Sản lượng (tấn)"],
        ["Vụ đông xuân", 900.5, 5400.5],
    ]
    rule = {
        "title": "sản xuất lúa",
        "columns": [{"words": "sản lượng"}],
        "rows": [
            {
                "label": "Vụ đông xuân",
                "measure": "1.1",
                "unit": "tấn",
                "basis": "year_to_date",
                "span": {"first": 11, "last": 4},
            }
        ],
    }
    (crop,) = read(rows, [rule]).observations
    assert (crop["period"], crop["period_start"], crop["period_end"], crop["value"]) == (
        "2025-04",
        "2024-11-01",
        "2025-04-30",
        5400.5,
    )
    rows = [["Tai nạn giao thông tháng 6 năm 2025"], ["", "Tháng 6", "Lũy kế 6 tháng"], ["Số vụ", 2, 11]]
    rule = {"title": "tai nạn giao thông", "month_from_day": 15, "rows": {"Số vụ": "23a"}}
    month, to_date = read(rows, [rule]).observations
    assert (month["period"], month["period_start"], month["period_end"]) == (
        "2025-06",
        "2025-05-15",
        "2025-06-14",
    )
    assert (to_date["period_start"], to_date["period_end"]) == ("2024-12-15", "2025-06-14")


def test_quarters(read):
    rows = [["GO năm 2025"], ["", "Quý I", "Quý II", "9 tháng"], ["Khu vực I", 400, 450, 1300]]
    rule = {"title": "go", "columns": ["quarter", "year_to_date"], "rows": {"Khu vực I": "1"}}
    got = [(o["period"], o["basis"], o["period_start"]) for o in read(rows, [rule]).observations]
    assert got == [
        ("2025-03", "year_to_date", "2025-01-01"),
        ("2025-06", "year_to_date", "2025-04-01"),
        ("2025-09", "year_to_date", "2025-01-01"),
    ]


def test_self_assessment(read):
    rows = [
        ["Tự đánh giá chỉ tiêu tháng 6 năm 2025"],
        ["STT", "Chỉ tiêu", "Tự đánh giá"],
        [1, "Chỉ tiêu một", "Đạt"],
        [2, "Chỉ tiêu hai", "Không đạt"],
        [3, "Chỉ tiêu ba", "Đạt tiến độ"],
        [4, "Chỉ tiêu bốn", "Tốt lắm"],
    ]
    names = {"Chỉ tiêu một": "7", "Chỉ tiêu hai": "11a", "Chỉ tiêu ba": "12", "Chỉ tiêu bốn": "14"}
    reading = read(rows, [{"title": "tự đánh giá", "rows": names, "columns": ["self_assessment"]}])
    assert [(o["measure"], o["value"], o["note"]) for o in reading.observations] == [
        ("7#self_assessment", 1, "Đạt"),
        ("11a#self_assessment", 0, "Không đạt"),
        ("12#self_assessment", 0.5, "Đạt tiến độ"),
    ]
    assert [(p.severity, p.code, p.cell) for p in reading.problems] == [("error", "assessment", "C6")]


def test_events_and_steps(read):
    rows = [
        ["SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN NĂM 2025"],
        ["STT", "Tên sản phẩm", "Số quyết định", "Ngày quyết định"],
        [1, "Gạo Nàng thơm", "12/QĐ-UBND", datetime.date(2025, 3, 5)],
        [2, "Mắm còng", "15/QĐ-UBND", "ngày 7 tháng 4 năm 2025"],
        [3, "Rau sạch", "", "31/02/2025"],
        ["", "", "", "THỦ TRƯỞNG ĐƠN VỊ"],
    ]
    rule = {
        "title": "sản phẩm OCOP",
        "events": {
            "measure": "1.4",
            "date": "ngày quyết định",
            "paper": "số quyết định",
            "text": "tên sản phẩm",
        },
    }
    reading = read(rows, [rule])
    said = ("measure", "period", "period_start", "basis", "value", "note")
    assert [tuple(o[k] for k in said) for o in reading.observations] == [
        ("1.4", "2025-03", "2025-03-05", "event", 1, "12/QĐ-UBND; Gạo Nàng thơm"),
        ("1.4", "2025-04", "2025-04-07", "event", 1, "15/QĐ-UBND; Mắm còng"),
    ]
    assert [(p.severity, p.code, p.cell) for p in reading.problems] == [("error", "date", "D5")]
    rows = [
        ["Tiến độ công trình trọng điểm"],
        ["Công trình", "Nội dung", "Ngày kế hoạch", "Ngày thực hiện", "Văn bản"],
        ["Tượng đài Chiến thắng", "Phê duyệt dự án", "1/2/2025", "10/02/2025", "20/QĐ"],
        ["", "Khởi công", "30/6/2025", "20/06/2025", "35/BC"],
        ["Đường liên xã", "Khởi công", "30/6/2025", "", ""],
    ]
    rule = {
        "title": "tiến độ công trình",
        "events": {
            "which": "công trình",
            "measures": {
                "Tượng đài Chiến thắng Ngã tư Rạch Kiến": "K0",
                "Tượng đài Chiến thắng": "K1",
                "Đường liên xã": "K2",
            },
            "step": "nội dung",
            "steps": {"Khởi công": "khoi-cong", "Phê duyệt dự án": "phe-duyet"},
            "date": "ngày thực hiện",
            "paper": "văn bản",
        },
    }
    got = [(o["measure"], o["period_start"], o["cell"]) for o in read(rows, [rule]).observations]
    assert got == [("K1#phe-duyet", "2025-02-10", "D3"), ("K1#khoi-cong", "2025-06-20", "D4")]


def test_step_codes(read):
    rows = [
        ["Tiến độ nhiệm vụ đến tháng 6 năm 2025"],
        ["Mã", "Nội dung", "Ngày thực hiện", "Văn bản"],
        ["K5", "Sân vận động", "", ""],
        ["K5.1", "Kiểm đếm", "03/02/2025", "12/TB"],
        ["K5.2", "Chi trả", "", ""],
        ["6.3", "Hồ sơ", "10/03/2025", "7/TTr"],
    ]
    rule = {
        "title": "tiến độ nhiệm vụ",
        "events": {"id": "mã", "date": "ngày thực hiện", "paper": "văn bản", "text": "nội dung"},
    }
    reading = read(rows, [rule])
    assert [(o["measure"], o["note"]) for o in reading.observations] == [
        ("K5#1", "12/TB; Kiểm đếm"),
        ("6#3", "7/TTr; Hồ sơ"),
    ]
    assert reading.problems == []  # a step without a date has not happened: no fault


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("Tỷ đồng", 581000.0), ("Nghìn tỷ đồng", 581000000.0), ("Tấn", None), ("Đồng", 0.000581)],
)
def test_unit_of_the_sheet(read, unit, expected):
    rows = [[v.replace("Triệu đồng", unit) if isinstance(v, str) else v for v in r] for r in MONTHLY]
    reading = read(rows, [REVENUE | {"columns": ["plan"]}])
    if expected is None:
        assert reading.observations == []
        assert [(p.severity, p.code, p.value) for p in reading.problems] == [("error", "unit", "581000")]
    else:
        assert [o["value"] for o in reading.observations] == [pytest.approx(expected)]


def test_a_misprinted_unit_is_declared(read):
    rows = [[v.replace("Triệu đồng", "Mill. dongs") if isinstance(v, str) else v for v in r] for r in MONTHLY]
    rule = REVENUE | {"columns": ["plan"], "units": {"Mill. dongs": "tỷ đồng"}}
    assert [o["value"] for o in read(rows, [rule]).observations] == [581000.0]


def test_no_unit_on_the_sheet_is_noted_once(read):
    reading = read([r for r in MONTHLY if "Đơn vị tính" not in str(r[0])], [REVENUE])
    assert [(p.severity, p.code) for p in reading.problems] == [("note", "no_unit")]


def test_numbers_as_text(read, figures):
    rows = [
        ["Thu ngân sách tháng 6 năm 2025"],
        ["", "Tháng 5", "Tháng 6"],
        ["Thuế", "1.577,95", "2 515.8"],
        ["Phí", "12,5", "1.577"],
        ["Khác", "115..5", "đang tổng hợp"],
        ["Lệ phí", "-", "…"],
    ]
    names = {"Thuế": "a", "Phí": "b", "Khác": "c", "Lệ phí": "d"}
    reading = read(rows, [{"title": "thu ngân sách", "rows": names}])
    assert figures(reading) == {
        ("a", "", "2025-05", "month"): 1577.95,
        ("a", "", "2025-06", "month"): 2515.8,
        ("b", "", "2025-05", "month"): 12.5,
        ("b", "", "2025-06", "month"): 1.577,
    }
    assert [(p.severity, p.code, p.cell) for p in reading.problems] == [
        ("error", "not_a_number", "B5"),
        ("note", "no_figure", "C5"),
    ]


def test_unsure_separators_are_said(read, codes):
    rows = [
        ["Thu ngân sách tháng 6 năm 2025"],
        ["", "Tháng 5", "Tháng 6"],
        ["Thuế", 5.5, "1.577"],
        ["Phí", 6.5, "2.500"],
    ]
    reading = read(rows, [{"title": "thu ngân sách", "rows": {"Thuế": "a"}}])
    assert ("error", "separator_open") in codes(reading)
    assert not [o for o in reading.observations if o["period"] == "2025-06"]


def test_duplicates(read, figures):
    rows = [
        ["Thu ngân sách tháng 6 năm 2025"],
        ["", "Tháng 5", "Tháng 6"],
        ["Thuế", 5.5, 6.5],
        ["Phí", 1.5, 2.5],
        ["Thuế", 5.5, 9.5],
    ]
    reading = read(rows, [{"title": "thu ngân sách", "rows": {"Thuế": "a"}}])
    assert figures(reading) == {("a", "", "2025-05", "month"): 5.5}  # which of both is meant, nothing says
    assert [(p.severity, p.code, p.cell, p.value) for p in reading.problems] == [
        ("error", "duplicate", "C5", "9.5"),
        ("error", "duplicate", "C3", "6.5"),
    ]


def test_two_columns_of_one_meaning(read, codes):
    rows = [["Xuất khẩu tháng 6 năm 2025"], ["", "Tháng 6 Lượng", "Tháng 6 Trị giá"], ["Gạo", 5.5, 6.5]]
    plain = read(rows, [{"title": "xuất khẩu", "rows": {"Gạo": "a"}}])
    assert ("warning", "double_column") in codes(plain)
    chosen = read(
        rows, [{"title": "xuất khẩu", "rows": {"Gạo": "a"}, "columns": [{"is": "month", "words": "trị giá"}]}]
    )
    assert [o["value"] for o in chosen.observations] == [6.5] and chosen.problems == []


def test_hidden_figures_are_marked_and_a_visible_one_goes_first(read):
    rows = [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 5", "Tháng 6"], ["Thuế", 5.5, 6.5]]
    rule = {"title": "thu ngân sách", "rows": {"Thuế": "a"}}
    notes = {o["cell"]: o["note"] for o in read(rows, [rule], hidden={"Sheet1": ["B"]}).observations}
    assert notes == {"B3": "ô bị ẩn", "C3": ""}
    rows[1] = ["", "Tháng 6", "Tháng 6"]
    (seen,) = read(rows, [rule], hidden={"Sheet1": ["B"]}).observations
    assert seen["cell"] == "C3"


def test_the_period_comes_from_text_never_from_names(read, figures, codes):
    rows = [["Thu ngân sách"], ["", "Thực hiện trong tháng", "Lũy kế từ đầu năm"], ["Thuế", 5.5, 6.5]]
    rule = {"title": "thu ngân sách", "rows": {"Thuế": "a"}}
    reading = read({"Tháng 3": rows}, [rule], name="bc-2025-03.xlsx")
    assert reading.observations == [] and codes(reading) == {("error", "no_period")}
    named = read(rows, [rule], name="bc-2025-03.xlsx", source={"period": "bc-{year}-{month}.*"})
    assert figures(named) == {("a", "", "2025-03", "month"): 5.5, ("a", "", "2025-03", "year_to_date"): 6.5}


def test_a_pattern_of_file_names_that_fits_none_is_told(read, codes):
    head = ["", "Kế hoạch năm", "Thực hiện trong tháng", "Lũy kế"]
    rule = {"title": "thu ngân sách", "rows": {"Thuế": "a"}}
    for title, more in (("Thu ngân sách năm 2025", set()), ("Thu ngân sách", {("error", "no_period")})):
        rows = [[title], head, ["Thuế", 9.5, 5.5, 6.5]]
        reading = read(rows, [rule], name="bc-thang-3.xlsx", source={"period": "bc-{year}-{month}.*"})
        assert {("warning", "name_period"), *more} <= codes(reading)
        (told,) = [p for p in reading.problems if p.code == "name_period"]
        assert told.sheet == "Sheet1" and "bc-{year}-{month}.*" in told.message
        assert "Kế hoạch năm; Thực hiện trong tháng; Lũy kế" in told.message
    dated = [["Thu ngân sách tháng 3 năm 2025"], head, ["Thuế", 9.5, 5.5, 6.5]]
    reading = read(dated, [rule], name="bc.xlsx", source={"period": "bc-{year}-{month}.*"})
    assert codes(reading) == set()  # the title says it


def test_without_a_year_the_remedy_is_told(read):
    rows = [["Thu ngân sách"], ["", "Tháng 1", "Tháng 2"], ["Thuế", 5.5, 6.5]]
    rule = {"title": "thu ngân sách", "rows": {"Thuế": "a"}}
    (told,) = read(rows, [rule]).problems
    assert told.code == "no_period" and 'period: "2026"' in told.remedy and 'period: "2026"' in told.remedy_en
    assert [o["period"] for o in read(rows, [rule | {"period": "2026"}]).observations] == [
        "2026-01",
        "2026-02",
    ]


@pytest.mark.parametrize("more", [["Lũy kế"], ["Cả năm"]])
def test_months_to_come_of_a_form_for_the_whole_year_date_nothing(read, figures, more):
    months = [f"T{m}" for m in range(1, 13)]
    rows = [["Theo dõi thu ngân sách năm 2025"], ["", *months, *more],
            ["Thuế", 5.5, 6.5, 7.5, *[""] * 9, 19.5], ["Phí", 1.5, 2, 3, *[""] * 9, 6.5]]  # fmt: skip
    rule = {"title": "thu ngân sách", "rows": {"Thuế": "a"}, "columns": ["month", "year_to_date"]}
    reading = read(rows, [rule])
    got = figures(reading)
    assert {k[2]: v for k, v in got.items() if k[3] == "month"} == {
        "2025-01": 5.5,
        "2025-02": 6.5,
        "2025-03": 7.5,
    }
    to_date = {k[2]: v for k, v in got.items() if k[3] == "year_to_date"}
    assert to_date == ({"2025-03": 19.5} if more == ["Lũy kế"] else {})  # of three months no year is made
    assert [(t.year, t.month) for t in reading.tables] == [(2025, 3)]


def test_january_has_no_cumulative_column(read, figures):
    rows = [
        ["Thu ngân sách"],
        ["", "Thực hiện tháng 12 năm 2024", "Ước tính tháng 1 năm 2025"],
        ["Thuế", 5.5, 6.5],
    ]
    got = figures(read(rows, [{"title": "thu ngân sách", "rows": {"Thuế": "a"}}]))
    assert got == {("a", "", "2024-12", "month"): 5.5, ("a", "", "2025-01", "month"): 6.5}


def test_of_two_shares_of_the_plan_the_cumulative_one(read, figures):
    rows = [
        ["Vốn đầu tư"],
        ["", "Tháng 11 năm 2009 so với kế hoạch năm (%)", "11 tháng năm 2009 so với kế hoạch năm (%)"],
        ["Hà Nội", 9.5, 88.5],
    ]
    rule = {
        "title": "vốn đầu tư",
        "rows": {"Hà Nội": "v"},
        "columns": [{"is": "share_of_plan", "basis": "level"}],
    }
    assert figures(read(rows, [rule])) == {("v", "", "2009-11", "level"): 88.5}


def test_the_most_specific_title_wins(read):
    rows = [["Thu ngân sách chia theo xã tháng 6 năm 2025"], ["", "Tháng 5", "Tháng 6"], ["Thuế", 5.5, 6.5]]
    rules = [
        {"title": "thu ngân sách", "rows": {"Thuế": "a"}},
        {"title": "thu ngân sách chia theo xã", "rows": {"Thuế": "b"}},
        {"title": "thu ngân sách chia theo xã tháng 6", "without": "năm 2025", "rows": {"Thuế": "c"}},
    ]
    assert {o["measure"] for o in read(rows, rules).observations} == {"b"}


def test_the_mark_of_illustrative_data(read):
    assert not read(MONTHLY, [REVENUE]).illustrative
    marked = read([["SỐ LIỆU MINH HỌA"], *MONTHLY], [REVENUE])
    assert marked.illustrative and all(o["illustrative"] for o in marked.observations)


def test_reported_on_from_the_file_name(read):
    rows = MONTHLY[:-1]
    reading = read(
        rows,
        [REVENUE],
        name="Báo cáo_24-6-2025.xlsx",
        source={"reported_on": ["sheet", "*_{day}-{month}-{year}.*"]},
    )
    assert reading.reported_on == "2025-06-24"


def test_a_file_of_nobody(read):
    reading = read(MONTHLY, [REVENUE], source={"files": "thue/*.xls"})
    assert [(p.severity, p.code) for p in reading.problems] == [("warning", "no_source")]
    assert [t.asked for t in reading.tables] == [False]


def test_missing_table_that_must_be_there(read, codes):
    reading = read(MONTHLY, [{"title": "chi ngân sách", "optional": False, "rows": {"Chi": "5"}}])
    assert codes(reading) == {("warning", "no_table")}


def near(read, title: str, **rule) -> list[tuple[str, str, str]]:
    rows = [[title], ["", "Tháng 6"], ["Thuế", 12.5], ["Phí", 2]]
    tables = [{"title": "thu ngân sách trên địa bàn", "rows": {"Thuế": "4"}} | rule]
    reading = read(rows, tables)
    assert bool(reading.observations) == (not reading.problems)
    return [(p.code, p.cell, p.value) for p in reading.problems]


def test_a_title_with_a_slip_is_suggested_and_the_table_not_read(read):
    slip = "Thu ngân sáhc trên địa bàn tháng 6 năm 2025"
    assert near(read, "Thu ngân sách trên địa bàn tháng 6 năm 2025") == []
    assert near(read, slip) == near(read, slip, optional=False) == [("near_title", "A1", slip)]
    assert near(read, "Chi ngân sách tháng 6 năm 2025") == [("none_asked", "", "")]
    kept_out = near(read, "Thu ngân sách trên địa bàn các quý năm 2025", without="các quý")
    assert [code for code, *_ in kept_out] == ["none_asked"]


def test_a_row_that_is_nearly_there_is_shown_with_its_cell(read):
    rows = [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["1. Tổng thu ngân sáhc:", 12.5], ["Phí", 2]]
    tables = [{"title": "thu ngân sách", "rows": {"Tổng thu ngân sách": "4", "Lệ phí trước bạ": "5"}}]
    found = read(rows, tables).problems
    assert [(p.code, p.cell, p.value) for p in found] == [
        ("no_row", "A3", "1. Tổng thu ngân sáhc:"),
        ("no_row", "A1", "Thu ngân sách tháng 6 năm 2025"),
    ]
    assert "Có phải là “Tổng thu ngân sáhc”?" in found[0].message and "“Lệ phí trước bạ”" in found[1].message


def test_figures_from_hidden_cells_are_said_once(read):
    rows = [
        ["Thu ngân sách tháng 6 năm 2025"],
        ["", "Tháng 5", "Tháng 6"],
        ["Thuế", 12.5, 13.5],
        ["Phí", 2, 3],
    ]
    tables = [{"title": "thu ngân sách", "rows": {"Thuế": "4", "Phí": "5"}}]
    reading = read({"S": rows}, tables, hidden={"S": ["B", 4]})
    assert len(reading.observations) == 4
    (said,) = [p for p in reading.problems if p.code == "hidden"]
    assert (said.severity, said.cell) == ("note", "B3") and "cột B, dòng 4" in said.message


@pytest.mark.parametrize("held", ["chưa có số liệu", "Chưa có", "đang tổng hợp", "-", "115..5", None])
def test_a_column_without_one_figure_is_still_a_column(read, held):
    """Its cells are no labels, and the column beside it keeps its head."""
    rows = [["Thu ngân sách tháng 6 năm 2025"], ["Chỉ tiêu", "Tháng 6", "Lũy kế 6 tháng"]]
    rows += [["Tổng số", held, 250.5], ["Thuế", held, 150], ["Phí", "", 100]]
    reading = read(rows, [{"title": "thu ngân sách", "rows": [{"each": True, "measure": "{label}"}]}])
    assert [(o["measure"], o["basis"], o["cell"]) for o in reading.observations] == [
        (name, "year_to_date", f"C{row}") for row, name in enumerate(["Tổng số", "Thuế", "Phí"], 3)
    ]
    excuses = dict.fromkeys(("chưa có số liệu", "Chưa có", "đang tổng hợp"), "no_figure")
    said = (excuses | {"115..5": "not_a_number"}).get(held)
    assert [(p.code, p.cell) for p in reading.problems if p.code != "total"] == (
        [(said, "B3"), (said, "B4")] if said else []
    )


GOODS = [
    ["2. Thu từ hàng hóa tháng 6 năm 2025"],
    ["", "Thực hiện", "Ước tính", "So với"],
    ["", "tháng 5", "tháng 6", "cùng kỳ"],
    ["", "", "", "(%)"],
    ["Tổng số", 30.0, 33.0, 110.0],
    ["Gạo", 10.0, 11.0, 110.0],
    ["Chè", 20.0, 22.0, 110.0],
]
EACH = {
    "title": "thu từ hàng hóa",
    "unit": "tỷ đồng",
    "rows": [{"each": True, "measure": "g/{label}", "names": {"Chè xanh và đen": ["Chè"]}}],
}


def test_a_unit_alone_below_a_head_is_that_columns_own(read, figures):
    reading = read(GOODS, [EACH])
    assert figures(reading)["g/Gạo", "", "2025-06", "month"] == 11
    assert not [p for p in reading.problems if p.code == "unit"]


def test_a_table_goes_on_in_the_next_sheet(read, figures):
    later = [["(Tiếp theo)"], *GOODS[1:4], ["Cà phê", 5.0, 6.0, 120.0]]
    other = [["3. Khách đến"], *GOODS[1:4], ["Cà phê", 7.0, 8.0, 120.0]]
    found = figures(read({"a": GOODS, "b": later}, [EACH]))
    assert found["g/Cà phê", "", "2025-06", "month"] == 6
    assert ("g/Cà phê", "", "2025-06", "month") not in figures(read({"a": GOODS, "b": other}, [EACH]))


def test_the_unit_goes_on_with_the_table(read, figures):
    first = [GOODS[0], ["Đơn vị tính: Triệu đồng"], *GOODS[1:]]
    later = [["2. (Tiếp theo) Thu từ hàng hóa tháng 6 năm 2025"], *GOODS[1:4], ["Cà phê", 5.0, 6.0, 120.0]]
    assert figures(read({"a": first, "b": later}, [EACH]))["g/Cà phê", "", "2025-06", "month"] == 0.006


def test_the_head_repeated_below_a_group_is_no_other_table(read, figures):
    paged = [*GOODS[:6], ["Trong đó:"], *GOODS[1:4], GOODS[6]]
    assert figures(read(paged, [EACH])) == figures(read(GOODS, [EACH]))


def test_a_hidden_row_gives_way_to_the_same_row_shown(read, figures, codes):
    old = [*GOODS[:5], ["Gạo", 1.0, 2.0, 110.0], *GOODS[5:]]
    reading = read({"S": old}, [EACH], hidden={"S": [6]})
    assert figures(reading) == figures(read(GOODS, [EACH]))
    assert ("error", "duplicate") not in codes(reading)


@pytest.mark.parametrize("cut", [("Chè xanh", "và đen"), ("Chè xanh và", "Đen"), ("Chè", "Xanh và đen")])
def test_a_name_over_two_rows(read, figures, cut):
    wrapped = [*GOODS[:6], [cut[0]], [cut[1], 20.0, 22.0, 110.0]]
    assert figures(read(wrapped, [EACH]))["g/Chè xanh và đen", "", "2025-06", "month"] == 22


def test_december_beside_january_is_of_the_year_before(read, figures):
    rows = [
        ["Thu từ hàng hóa"],
        ["", "Tháng 12", "Tháng 1", "Tháng 1 năm 2025 so với cùng kỳ"],
        ["Gạo", 10.0, 11.0, 110.0],
    ]
    found = figures(read(rows, [EACH]))
    assert found["g/Gạo", "", "2024-12", "month"] == 10 and found["g/Gạo", "", "2025-01", "month"] == 11


def test_a_title_with_a_slip_on_a_sheet_of_its_own_is_suggested_in_a_run_too(read):
    sheets = {
        "Thu": [["Thu ngân sách trên địa bàn tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", 12.5], ["Phí", 2]],
        "Chi": [
            ["Chi thường xuyên ngân sáhc xã tháng 6 năm 2025"],
            ["", "Tháng 6"],
            ["Lương", 1],
            ["Điện", 2],
        ],
    }
    tables = [
        {"title": "thu ngân sách trên địa bàn", "rows": {"Thuế": "4"}},
        {"title": "chi thường xuyên ngân sách xã", "rows": {"Lương": "5"}},
    ]
    reading = read(sheets, tables)
    assert [o["measure"] for o in reading.observations] == ["4"]
    assert [(p.code, p.sheet, p.cell) for p in reading.problems] == [("near_title", "Chi", "A1")]


def test_older_figures_in_hidden_rows_never_stand_for_those_that_are_shown(read, figures):
    rows = [
        ["Hồ sơ tháng 6 năm 2025"],
        ["Chỉ tiêu", "Tháng 6"],
        ["Hồ sơ trễ hạn", 5],
        ["Trực tuyến", 1],
        ["Tổng số hồ sơ", 2],
        ["Hồ sơ trễ hạn", 6],
        ["Trực tuyến", 30],
        ["Tổng số hồ sơ", 40],
    ]
    rules = [
        {"label": "Hồ sơ trễ hạn", "measure": "late"},
        {"measure": "9", "unit": "%", "numerator": "Trực tuyến", "denominator": "Tổng số hồ sơ"},
        {"each": True, "measure": "all/{label}", "skip": ["Trực tuyến", "Tổng số hồ sơ"]},
    ]
    reading = read(rows, [{"title": "hồ sơ", "rows": rules}], hidden={"Sheet1": [3, 4, 5]})
    assert figures(reading) == {("late", "", "2025-06", "month"): 6, ("9", "", "2025-06", "month"): 75}
    assert [(p.severity, p.code, p.cell) for p in reading.problems] == [("note", "duplicate", "B3")]
    alone = read(rows[:5], [{"title": "hồ sơ", "rows": rules[:2]}], hidden={"Sheet1": [4]})
    assert [o["note"] for o in alone.observations] == ["", "ô bị ẩn"]  # a part of the rate is hidden
    assert [(p.code, p.cell) for p in alone.problems] == [("hidden", "B4;B5")]


def test_a_hidden_row_of_a_place_never_stands_for_the_one_that_is_shown(read, figures):
    rows = [
        ["Hộ nghèo tháng 6 năm 2025"],
        ["Xã", "Tháng 6"],
        ["Long Cang", 5],
        ["Mỹ Lệ", 7],
        ["Long Cang", 6],
    ]
    table = {"title": "hộ nghèo", "places": "rows", "columns": [{"is": "month", "measure": "8"}]}
    places = [{"code": "1", "name": "Xã Long Cang"}, {"code": "2", "name": "Xã Mỹ Lệ"}]
    reading = read(rows, [table], hidden={"Sheet1": [3]}, places=places)
    assert figures(reading) == {("8", "1", "2025-06", "month"): 6, ("8", "2", "2025-06", "month"): 7}
    assert not [p for p in reading.problems if p.severity == "error"]


def test_a_row_is_missed_once_for_a_table_and_its_continuation(read):
    first = [["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["Thuế", 12.5], ["Phí", 2]]
    rows = {"Thuế": "4", "Lệ phí đường": "5", "Tiền đất": "6"}
    tables = [{"title": "thu ngân sách", "rows": rows}]
    more = [["(Tiếp)"], ["", "Tháng 6"], ["Tiền đất", 3], ["Tiền phạt", 4]]
    reading = read({"1": first, "2": more}, tables)
    assert [o["measure"] for o in reading.observations] == ["4", "6"]
    assert [(p.code, p.sheet) for p in reading.problems] == [("no_row", "1")]
    more[0] = ["Thu ngân sách tháng 6 năm 2025 (Tiếp theo)"]
    assert [p.code for p in read({"1": first, "2": more}, tables).problems] == ["no_row"]
    other = [["Thu ngân sách tháng 5 năm 2025"], *more[1:]]  # a table of its own lacks its own rows
    assert sum(p.code == "no_row" for p in read({"1": first, "2": other}, tables).problems) == 4


def test_hidden_rows_of_the_old_division_do_not_put_the_shown_one_in_doubt(read, figures):
    places = [
        {"code": "1", "name": "Xã Long Cang", "last_day": "2025-07-01", "successor": "9"},
        {"code": "2", "name": "Xã Long Định", "last_day": "2025-07-01", "successor": "9"},
        {"code": "9", "name": "Xã Long Cang", "first_day": "2025-07-01"},
        {"code": "8", "name": "Xã Mỹ Lệ", "first_day": "2025-07-01"},
    ]
    rows = [
        ["Hộ nghèo tháng 7 năm 2025"],
        ["Xã", "Tháng 7"],
        ["Long Cang", 5],
        ["Long Định", 7],
        ["Long Cang", 12],
    ]
    rows += [["Mỹ Lệ", 4]]
    table = {"title": "hộ nghèo", "places": "rows", "columns": [{"is": "month", "measure": "8"}]}
    hidden = read(rows, [table], hidden={"Sheet1": [3, 4]}, places=places)
    assert figures(hidden) == {("8", "9", "2025-07", "month"): 12, ("8", "8", "2025-07", "month"): 4}
    assert hidden.problems == []
    shown = read(rows, [table], places=places)
    assert {p.code for p in shown.problems if p.severity == "error"} >= {"place_twice"}


def test_a_title_may_be_broken_by_its_unit(read, figures):
    rows = [["Tổng mức bán lẻ hàng hóa", "", "Tỷ đồng"], ["và doanh thu dịch vụ tháng 6 năm 2025"]]
    rows += [["", "Tháng 6"], ["Tổng số", 6], ["Hàng hóa", 2]]
    tables = [{"title": "bán lẻ hàng hóa và doanh thu", "rows": {"Tổng số": "1"}}]
    assert figures(read(rows, tables)) == {("1", "", "2025-06", "month"): 6}


def test_a_sign_in_the_cell_is_its_unit(read):
    rows = [["Thu ngân sách tháng 6 năm 2025 (tỷ đồng)"], ["Đơn vị tính: tỷ đồng"], ["", "Tháng 6"]]
    rows += [["Tỷ lệ thu", "95,4%"], ["Thuế", "12,5"]]
    rules = [{"label": "Tỷ lệ thu", "measure": "r", "unit": "%"}, {"label": "Thuế", "measure": "4"}]
    reading = read(rows, [{"title": "thu ngân sách", "unit": "tỷ đồng", "rows": rules}])
    assert [(o["value"], o["unit"]) for o in reading.observations] == [(95.4, "%"), (12.5, "tỷ đồng")]
    assert reading.problems == []


def _days(year, *days):
    return [datetime.datetime(year, month, day) for month, day in days]


@pytest.mark.parametrize(
    ("rows", "periods"),
    [
        ([["Năm", "A", "B"], [2022, 1, 2], [2023, 3, 4], [2024, 5, -6]], ["2022-12", "2023-12", "2024-12"]),
        ([["STT", "Năm", "A", "B"], [1, 2022, 1, 2], [2, 2023, 3, 4]], ["2022-12", "2023-12"]),
        ([["Tháng", "A", "B"], [1, 1, 2], [2, 3, 4], ["Cộng", 4, 6]], ["2024-01", "2024-02"]),
        (
            [["Year", "Month", "A", "B"], [2023, 12, 1, 2], [2024, 1, 3, 4], ["", 2, 5, 6]],
            ["2023-12", "2024-01", "2024-02"],
        ),
        ([["Tháng", "A", "B"], *([d, 1, 2] for d in _days(2024, (1, 1), (2, 1)))], ["2024-01", "2024-02"]),
        ([["Kỳ", "A", "B"], ["2023Q1", 1, 2], ["2023Q2", 3, 4]], ["2023-03", "2023-06"]),
    ],
)
def test_years_and_months_down_the_rows_may_be_numbers_or_dates(read, rows, periods):
    columns = [{"words": w, "measure": w} for w in "AB"]
    reading = read(
        [["Doanh thu năm 2024"], *rows], [{"title": "doanh thu", "periods": "rows", "columns": columns}]
    )
    assert [o["period"] for o in reading.observations if o["measure"] == "A"] == periods


def test_numbers_that_could_be_months_under_other_heads_are_figures(tables_of):
    rows = [["Xã", "Năm", "Tháng"], ["Xã Một", 2020, 3], ["Xã Hai", 2015, 4]]
    (table,) = tables_of([["Số hộ nghèo"], *rows])
    assert [table.cells[r.row, c][1] for r in table.rows for c in (1, 2)] == [2020, 3, 2015, 4]


@pytest.mark.parametrize(
    ("days", "is_", "periods"),
    [
        (_days(2024, (3, 31), (6, 30)), "level", ["2024-03", "2024-06"]),
        (_days(2024, (1, 1), (2, 1), (3, 1)), "month", ["2024-01", "2024-02", "2024-03"]),
    ],
)
def test_dates_as_heads_date_a_table_that_nothing_else_dates(read, days, is_, periods):
    rows = [["Dư nợ"], ["Chỉ tiêu", *days], ["Ngắn hạn", 100, 110, 120], ["Dài hạn", 50, 52, 54]]
    reading = read(
        [row[: len(days) + 1] for row in rows],
        [{"title": "dư nợ", "columns": [is_], "rows": {"Ngắn hạn": "a"}}],
    )
    assert [(o["period"], o["basis"]) for o in reading.observations] == [(p, is_) for p in periods]


@pytest.mark.parametrize(
    ("title", "head", "said"),
    [("Report June 2026 (FY 2026/27)", "June", "FY 2026/27"), ("Report June 2026", "Total 2026/27", "2026/27"),
     ("Report June 2026", "Year to date (April - June)", "Year to date (April"),
     ("Report of the financial year ending March 2027", "June", "financial year ending March 2027"),
     ("Report for school year 2025-26, June 2026", "June", ""),
     ("Báo cáo vụ Đông Xuân 2025-26, tháng 6/2026", "Tháng 6", "")],
)  # fmt: skip
def test_a_fiscal_year_is_never_a_calendar_year(read, title, head, said):
    rule = {
        "title": ["report", "báo cáo"],
        "columns": [{"is": "month", "optional": True}],
        "rows": {"Visits": "1"},
    }
    reading = read([[title], ["Indicator", "June 2026", head], ["Visits", 100, 280]], [rule])
    assert (not reading.observations) == bool(said)
    assert [
        p.message_en for p in reading.problems if p.code == "fiscal_year" and said in p.message_en
    ] or not said
