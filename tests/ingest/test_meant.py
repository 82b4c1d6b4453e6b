"""Figures that were read as something else than the office meant, without a word: each kind is read as it is meant, or
asked about."""

from datetime import datetime

import pandas as pd
import pytest

from analysis.ingest.across import implausible, retold, undecided
from analysis.ingest.contract import current, frame_of
from analysis.ingest.heads import meaning
from analysis.ingest.periods import closing
from analysis.ingest.text import label_of

TITLE = "THU NGÂN SÁCH THÁNG 6 NĂM 2025"
MONTH, TO_DATE = {"words": "số tiền", "basis": "month"}, {"words": "số tiền", "basis": "year_to_date"}


def rules(columns, **more):
    return [
        {"title": "thu ngân sách", "columns": columns, "rows": [{"each": True, "measure": "{label}"}]} | more
    ]


def table(heads, *rows, title=TITLE, caption=None):
    rows = rows or (["Thu A", *range(11, 11 + len(heads))], ["Thu B", *range(21, 21 + len(heads))])
    return [[title], *([[caption]] if caption else []), ["Chỉ tiêu", *heads], *map(list, rows)]


def of_a(found):
    """(period, basis, facet) -> value of "Thu A"."""
    return {
        (o["period"], o["basis"], o["measure"].partition("#")[2]): o["value"]
        for o in found.observations
        if o["measure"].partition("#")[0] == "Thu A"
    }


@pytest.mark.parametrize(
    "heads, columns, used",
    [
        (["Số đã báo cáo tháng 5", "Số điều chỉnh tháng 5"], ["month"], ("2025-05", "month", "")),
        (["Ước tháng 5", "Thực hiện tháng 5"], ["month"], ("2025-05", "month", "")),
        (["Tháng 5 (sơ bộ)", "Tháng 5 (chính thức)"], ["month"], ("2025-05", "month", "")),
        (["Lũy kế đến 15/6", "Ước 6 tháng"], ["year_to_date"], ("2025-06", "year_to_date", "")),
        (["KH đầu năm", "KH sau điều chỉnh"], ["plan"], ("2025-12", "year", "plan")),
        (["Số tiền tăng", "Số tiền"], [MONTH], ("2025-06", "month", "")),
        (["Số tiền nộp thừa", "Số tiền"], [MONTH], ("2025-06", "month", "")),
        (["Tỷ lệ số tiền (%)", "Số tiền"], [MONTH], ("2025-06", "month", "")),
    ],
)
def test_of_two_columns_of_one_month_the_one_that_is_meant(read, codes, heads, columns, used):
    found = read(table(heads), rules(columns))
    assert of_a(found)[used] == 12
    assert ("warning", "double_column") in codes(found)


@pytest.mark.parametrize(
    "head",
    ["Ước số tiền cả năm", "Dự kiến số tiền tháng 7", "Số tiền chưa nộp", "Số tiền còn phải nộp", "Số tiền tuần",
     "Số tiền bình quân tháng", "Số tiền ngày 30/6", "Số tiền 10 ngày đầu", "Số tiền đợt 1", "Số tiền cả năm",
     "Số tiền được giao", "Số tiền dồn tích", "LK số tiền", "Số tiền 5 năm", "Số tiền lũy tiến", "Số tiền giai đoạn",
     "Số tiền hai năm", "Số tiền dự kiến", "Số tiền đề nghị", "Số tiền phân bổ", "Số tiền tối đa", "Số tiền nợ",
     "Số tiền hoàn trả", "Số tiền tạm ứng", "Số tiền quyết toán năm trước", "Số tiền năm 2024 chuyển sang",
     "Số tiền vụ Hè Thu", "Số tiền mỗi ngày", "Số tiền/tháng", "Số tiền đến nay", "Số tiền đến cuối tháng"],
)  # fmt: skip
def test_what_is_to_come_or_not_done_or_of_another_time_is_no_figure_of_the_month(read, head):
    for of_table in (rules([MONTH]), rules([{"words": "số tiền"}], basis="month")):
        found = read(table([head, "Số tiền"]), of_table)
        of_month = [(o["value"], o["period"]) for o in found.observations if o["basis"] == "month"]
        assert of_month == [(12, "2025-06"), (22, "2025-06")]


@pytest.mark.parametrize(
    "group, column, used",
    [("So sánh", MONTH, None), ("Giao đầu năm", MONTH, None), ("Phải thu", MONTH, None),
     ("Phát sinh giảm", MONTH, None), ("Tháng 12", MONTH, None), ("Tháng 12/2024", MONTH, "2024-12"),
     ("Tháng 7", MONTH, "2025-07"),
     ("Từ đầu vụ", TO_DATE, None), ("Năm 2025", TO_DATE, "2025-06"), ("Năm 2025", MONTH, "2025-06")],
)  # fmt: skip
def test_a_head_above_says_what_its_figures_are_of(read, group, column, used):
    rows = [[TITLE], ["Chỉ tiêu", group, ""], ["", "Số tiền", "Tỷ lệ"], ["Thu A", 12, 50], ["Thu B", 22, 60]]
    found = read({"S": rows}, rules([column]), merges={"S": ["A2:A3", "B2:C2"]})
    assert [o["period"] for o in found.observations] == [used] * 2 * bool(used)
    assert used or found.problems


def test_a_column_of_the_year_before_keeps_none_of_this_year_out(read):
    found = read(table(["Số tiền cùng kỳ", "Số tiền"]), rules([MONTH]))
    assert of_a(found) == {("2024-06", "month", ""): 11, ("2025-06", "month", ""): 12}


def test_a_plan_is_no_figure_of_a_row_of_months(read, figures):
    rows = [["TAI NẠN NĂM 2025"], ["Tháng", "Kế hoạch số vụ", "Số vụ"], ["Tháng 12", 1, 2], ["Tháng 1", 3, 4]]
    columns = [{"words": "số vụ", "measure": "v"}]
    found = figures(read(rows, [{"title": "tai nạn", "periods": "rows", "columns": columns}]))
    assert found == {("v", "", "2024-12", "month"): 2, ("v", "", "2025-01", "month"): 4}


def test_a_plan_to_carry_out_is_a_plan():
    assert meaning("Kế hoạch thực hiện năm 2025", 2025, 6).meaning == "plan"
    assert meaning("Tình hình thực hiện kế hoạch", 2025, 6).meaning != "plan"


@pytest.mark.parametrize(
    "title, columns, read_as",
    [
        ("THU NGÂN SÁCH THÁNG 6, ƯỚC THÁNG 7 NĂM 2025", [MONTH], None),
        ("THU NGÂN SÁCH THÁNG 6 NĂM 2025 (SỐ LIỆU THÁNG 5)", [MONTH], None),
        ("THU NGÂN SÁCH THÁNG 6 VÀ DỰ KIẾN THÁNG 7 NĂM 2025", [MONTH], "2025-06"),
        ("THU NGÂN SÁCH THÁNG 6/2025 SO VỚI THÁNG 5/2025", [MONTH], "2025-06"),
        ("LŨY KẾ THU NGÂN SÁCH ĐẾN THÁNG 6 NĂM 2025", [MONTH], None),
        ("LŨY KẾ THU NGÂN SÁCH ĐẾN THÁNG 6 NĂM 2025", [TO_DATE], "2025-06"),
        ("THU NGÂN SÁCH (TÍNH ĐẾN 15/6/2025)", [MONTH], None),
        ("THU NGÂN SÁCH QUÝ II NĂM 2025", [TO_DATE], None),
        ("THU NGÂN SÁCH QUÝ I NĂM 2025", [TO_DATE], "2025-03"),
        ("THU NGÂN SÁCH CÁC THÁNG NĂM 2025", [MONTH], None),
        ("THU NGÂN SÁCH TÍNH ĐẾN THÁNG 6/2025", [MONTH], None),
        ("THU NGÂN SÁCH TỪ ĐẦU NĂM ĐẾN NAY (THÁNG 6/2025)", [MONTH], None),
        ("THU NGÂN SÁCH ĐẾN HẾT THÁNG 6/2025", [TO_DATE], "2025-06"),
        ("THU NGÂN SÁCH THÁNG 6 VÀ 6 THÁNG NĂM 2025", [MONTH], None),
        ("THU NGÂN SÁCH THÁNG 6, 6 THÁNG ĐẦU NĂM 2025", [TO_DATE], None),
        ("THU NGÂN SÁCH TỪ THÁNG 3 ĐẾN THÁNG 6/2025", [TO_DATE], None),
        ("THU NGÂN SÁCH 6 THÁNG CUỐI NĂM 2025", [TO_DATE], None),
        ("THU NGÂN SÁCH TỪ ĐẦU NHIỆM KỲ ĐẾN THÁNG 6/2025", [TO_DATE], None),
        ("THU NGÂN SÁCH BÌNH QUÂN 6 THÁNG NĂM 2025", [TO_DATE], None),
    ],
)
def test_a_title_says_what_its_figures_are_of(read, codes, title, columns, read_as):
    found = read(table(["Số tiền"], title=title), rules(columns))
    assert next((o["period"] for o in found.observations), None) == read_as
    assert (("error", "no_basis") in codes(found)) is (read_as is None)


def test_months_across_of_a_title_to_date_are_no_single_months(read):
    title = "THU NGÂN SÁCH 6 THÁNG ĐẦU NĂM 2025 (LŨY KẾ TỪ ĐẦU NĂM)"
    rows = [["Thu A", 10, 25, 40, 30], ["Tỷ lệ thu đúng hạn", 90, 91, 92, 89]]
    level = [{"label": "Tỷ lệ thu đúng hạn", "measure": "rate", "basis": "level"}, *rules([])[0]["rows"]]
    found = read(
        table(["Tháng 1", "Tháng 2", "Tháng 3", "3 tháng 2024"], *rows, title=title),
        rules(["year_to_date"], rows=level),
    )
    to_date = {("2025-01", 10), ("2025-02", 25), ("2025-03", 40), ("2024-03", 30)}
    assert {(k[0], v) for k, v in of_a(found).items() if k[1] == "year_to_date"} == to_date
    rates = [(o["period"], o["basis"]) for o in found.observations if o["measure"] == "rate"]
    assert rates[:3] == [("2025-01", "level"), ("2025-02", "level"), ("2025-03", "level")]

    months = read(table(["Tháng 1", "Tháng 2", "Tháng 3", "Cộng"], *rows, title=title), rules(["month"]))
    assert of_a(months) == {} and {p.code for p in months.problems} >= {"unclear_head"}


def test_months_whose_last_alone_is_the_printed_share_of_the_plan_are_asked_about(read, codes):
    heads = ["Kế hoạch 2025", "Tháng 5", "Tháng 6", "6 tháng 2024", "6 tháng 2025 so KH (%)"]
    to_date = read(table(heads, ["Thu A", 200, 90, 120, 118, 60]), rules(["month", "year_to_date"]))
    months = read(table(heads, ["Thu A", 200, 50, 70, 118, 60]), rules(["month", "year_to_date"]))
    assert [("share" in {c for _, c in codes(found)}) for found in (to_date, months)] == [True, False]


def test_the_share_of_this_years_plan_is_not_held_against_last_years_figures(read, codes):
    heads = ["Kế hoạch 2025", "Tháng 6 năm 2025", "6 tháng 2024", "6 tháng 2025 so KH (%)"]
    found = read(table(heads, ["Thu A", 200, 20, 50, 60]), rules(["month"]))
    assert not any(code == "share" for _, code in codes(found))


@pytest.mark.parametrize(
    "title, heads, unclear",
    [
        ("THU NGÂN SÁCH THÁNG 6, ƯỚC THÁNG 7 NĂM 2025", ["TH tháng 6", "Lũy kế", "Ước tháng 7"], "C2"),
        ("THU NGÂN SÁCH NĂM 2025 (LŨY KẾ)", ["Tháng 5", "Tháng 6"], "B2"),
        ("THU NGÂN SÁCH 6 THÁNG NĂM 2025", ["Thực hiện 2024", "Thực hiện 2025"], "B2"),
        ("THU NGÂN SÁCH 6 THÁNG CUỐI NĂM 2025", ["Lũy kế"], "B2"),
        ("THU NGÂN SÁCH BÌNH QUÂN 6 THÁNG NĂM 2025", ["Lũy kế"], "B2"),
        ("THU NGÂN SÁCH XÃ MỚI TỪ 01/7/2025 ĐẾN THÁNG 9/2025", ["Lũy kế"], "B2"),
        ("THU NGÂN SÁCH SAU SÁP NHẬP ĐẾN THÁNG 9/2025", ["Lũy kế"], "B2"),
        ("THU NGÂN SÁCH THÁNG 6, 7 NĂM 2025", ["Trong tháng"], "B2"),
        ("THU NGÂN SÁCH THÁNG 01/2026", ["Lũy kế năm 2025", "Tháng 01"], "B2"),
        ("THU NGÂN SÁCH TỪ ĐẦU NHIỆM KỲ ĐẾN THÁNG 6/2025", ["Lũy kế"], "B2"),
    ],
)
def test_a_head_that_the_title_leaves_open_is_used_by_nobody(read, title, heads, unclear):
    found = read(table(heads, title=title), rules(["month", "year_to_date", "year"]))
    assert unclear in {p.cell for p in found.problems if p.code == "unclear_head"}
    assert not any(o["cell"][0] == unclear[0] for o in found.observations)


def test_a_month_beside_its_sum_is_told_apart_by_the_heads(read):
    found = read(table(["Trong tháng", "Lũy kế"], title="THU NGÂN SÁCH THÁNG 6 VÀ 6 THÁNG NĂM 2025"),
                 rules(["month", "year_to_date"]))  # fmt: skip
    assert of_a(found) == {("2025-06", "month", ""): 11, ("2025-06", "year_to_date", ""): 12}


@pytest.mark.parametrize(
    "head",
    [
        "Lũy kế quý",
        "Lũy kế quý II",
        "Quý II lũy kế",
        "Quý II (lũy kế)",
        "Lũy kế 6 tháng cuối năm",
        "Lũy kế 5 năm",
        "Bình quân lũy kế",
        "Lũy kế bình quân 6 tháng",
        "Lũy kế tháng",
        "Lũy kế vụ",
        "Lũy kế nhiệm kỳ",
    ],
)
def test_a_sum_of_another_time_is_none_of_the_year(read, head):
    found = read(table([head, "Lũy kế năm"]), rules(["year_to_date"]))
    assert of_a(found) == {("2025-06", "year_to_date", ""): 12}
    assert any(p.code == "unclear_head" and p.cell == "B2" for p in found.problems)


def test_a_sum_up_to_a_quarter_is_one_from_january(read):
    for head in ("Lũy kế đến quý II", "Lũy kế quý I+II", "Lũy kế từ đầu năm đến hết quý II"):
        assert of_a(read(table([head]), rules(["year_to_date"]))) == {("2025-06", "year_to_date", ""): 11}
    begun = read(
        table(["Lũy kế từ đầu năm"], title="THU TỪ ĐẦU VỤ ĐẾN THÁNG 6/2025"),
        rules(["year_to_date"], title="thu"),
    )
    assert of_a(begun) == {("2025-06", "year_to_date", ""): 11}


def test_a_month_typed_for_a_figure_is_no_part_of_a_whole(read, codes):
    whole = {("2025-06", "month", ""): 12}
    for cell, other, of in (("12/2024", "5/2024", {}), ("12/2024", "7", {}), ("12/2024", "30/1850", whole),
                            ("20/6", "5", {}), ("12/17", "5", whole), ("12/6", "5", {})):  # fmt: skip
        found = read(table(["Tháng 6"], ["Thu A", cell], ["Thu B", other]), rules(["month"]))
        assert of_a(found) == of
        assert (("error", "not_a_number") in codes(found)) is not of or of


def test_a_cumulative_figure_up_to_a_day_is_told_so(read, codes):
    for rows in (
        table(["Lũy kế đến 15/6"]),
        table(["Lũy kế"], title="THU NGÂN SÁCH THÁNG 6 NĂM 2025 (TÍNH ĐẾN 15/6/2025)"),
        table(["Từ 01/01 đến 15/6/2025"]),
    ):
        found = read(rows, rules(["year_to_date"]))
        assert {o["period_end"] for o in found.observations} == {"2025-06-15"}
        assert ("warning", "part_month") in codes(found)
    whole = read(table(["Lũy kế đến 30/6"]), rules(["year_to_date"]))
    assert ("warning", "part_month") not in codes(whole)


@pytest.mark.parametrize("name, sheet", [("thu thang 6.xlsx", "S"), ("thu.xlsx", "T6")])
def test_last_month_s_title_is_asked_about_where_a_name_says_another(read, codes, name, sheet):
    rows = table(["Số tiền"], title="THU NGÂN SÁCH THÁNG 5 NĂM 2025")
    assert ("warning", "year_doubt") in codes(read({sheet: rows}, rules([MONTH]), name=name))
    other = name.replace("6", "5").replace("thu.", "2025-06-02-thu.")
    assert ("warning", "year_doubt") not in codes(read({"T5": rows}, rules([MONTH]), name=other))


def test_last_month_s_heads_are_asked_about(read, codes):
    asked = rules(["month", "year_to_date"])
    assert ("warning", "year_doubt") in codes(read(table(["Tháng 5", "Lũy kế"]), asked))
    assert ("warning", "year_doubt") not in codes(read(table(["Tháng 5", "Trong tháng", "Lũy kế"]), asked))


def test_a_file_that_tells_last_month_again_is_asked_about():
    def rows(source, day, values, period="2025-05"):
        return [
            {"measure": m, "place": "", "period": period, "basis": "month", "value": v, "source": source,
             "sheet": "S", "cell": f"B{i}", "reported_on": day}
            for i, (m, v) in enumerate(values.items())
        ]  # fmt: skip

    first = rows("2025-05-25-thue.xlsx", "2025-05-25", {"a": 1.0, "b": 2.0, "c": 3.0})
    later = rows("2025-06-25-thue.xlsx", "2025-06-25", {"a": 4.0, "b": 5.0, "c": 3.0})
    said = retold(frame_of(pd.DataFrame(first + later)))
    assert [(p.code, p.source) for p in said] == [("month_again", "2025-06-25-thue.xlsx")]
    june = rows("2025-06-25-thue.xlsx", "2025-06-25", {"a": 9.0}, "2025-06")
    assert retold(frame_of(pd.DataFrame(first + later + june))) == []


@pytest.mark.parametrize(
    "before, value, refused",
    [
        (94.85, 0.951, True),
        (94.85, 95.1, False),
        (94.85, 0.5, False),
        (12.0, 0.12, False),
        (0.94, 0.951, False),
    ],
)
def test_a_part_of_one_after_per_cent_of_the_same_year_is_refused(before, value, refused):
    def row(month, told):
        return {"measure": "a", "place": "", "period": f"2026-{month}", "basis": "level", "value": told, "unit": "%",
                "source": f"xh {month}.csv", "sheet": "S", "cell": "F5", "reported_on": ""}  # fmt: skip

    rows, said = implausible(frame_of(pd.DataFrame([row("02", before), row("03", value)])))
    assert [*rows] == [1] * refused and [p.code for p in said] == ["share_before"] * refused
    assert all("94,85" in p.message and "xh 02.csv / S!F5" in p.message for p in said)


@pytest.mark.parametrize(
    "name, used, asked",
    [
        ("thu 01.2026 (dieu chinh).xlsx", 5.2, 0),
        ("thu 01.2026_v2.xlsx", 5.2, 0),
        ("thu 01.2026 (1).xlsx", 5.2, 0),
        ("A thu 01.2026 bổ sung.xlsx", 5.2, 0),
        ("A thu 01.2026 lần hai.xlsx", 5.2, 0),
        ("A thu 01.2026 bản chốt.xlsx", 5.2, 0),
        ("A thu bổ sung có mục tiêu 01.2026.xlsx", 5.1, 1),
        ("A sản lượng sữa 01.2026.xlsx", 5.1, 1),
        ("thu 01.2026 a.xlsx", 5.1, 1),
    ],
)
def test_of_two_files_of_a_month_the_one_named_a_correction_counts_and_else_it_is_asked(name, used, asked):
    def row(source, value, cell="D7"):
        return {"measure": "a", "place": "", "period": "2026-01", "basis": "month", "value": value, "source": source,
                "sheet": "S", "cell": cell, "reported_on": ""}  # fmt: skip

    frame = frame_of(pd.DataFrame([row(name, 5.2), row("thu 01.2026.xlsx", 5.1)]))
    now = current(frame)
    assert now.value.tolist() == [used] and now.source.item() == (name if used == 5.2 else "thu 01.2026.xlsx")
    said = undecided(frame, now)
    assert [p.code for p in said] == ["undecided"] * asked and all(
        "5,2" in p.message and name in p.message for p in said
    )
    same = frame_of(pd.DataFrame([row(name, 5.1), row("thu 01.2026.xlsx", 5.1)]))
    assert undecided(same, current(same)) == []
    dated = frame.assign(reported_on=["2026-02-03", "2026-02-01"])
    assert undecided(dated, current(dated)) == []
    half = frame.assign(reported_on=["", "2026-02-01"])  # the one without a day
    assert current(half).value.tolist() == [5.1 if asked else 5.2]
    assert [p.code for p in undecided(half, current(half))] == ["undecided"] * asked


@pytest.mark.parametrize(
    "cells, values",
    [
        (["1.500(*)", "2.500*", "3.500 (1)"], None),
        (["1.500 (1)", "2.500", "7,5"], [1500, 2500, 7.5]),
        (["1.500/2", "2.500/4", "7,5"], [1500, 2500, 7.5]),
    ],
)
def test_a_mark_behind_a_number_is_none_of_its_digits(read, codes, cells, values):
    rows = table(["Tháng 6"], *([f"Thu {n}", cell] for n, cell in zip("ABC", cells, strict=True)))
    found = read([*rows, ["(1) Số ước"]], rules(["month"]))
    assert [o["value"] for o in found.observations] == (values or [])
    assert (("error", "separator_open") in codes(found)) is (values is None)


@pytest.mark.parametrize(
    "first, value",
    [("05", 5), ("05 vụ", 5), (datetime(2025, 5, 12), None), ("1.500", None), ("Chưa báo cáo", None)],
)
def test_the_first_row_of_a_table_is_no_head_whatever_stands_for_its_figure(read, first, value):
    found = read(table(["Tháng 6"], ["Thu A", first], ["Thu B", "2.5"]), rules(["month"]))
    assert of_a(found) == ({("2025-06", "month", ""): value} if value else {})
    assert value or [p.cell for p in found.problems if p.severity != "warning"] == ["B3"]


def test_a_unit_said_in_the_words_of_a_sentence(read):
    found = read(table(["Tháng 6"], caption="Tính theo đơn vị triệu đồng"), rules(["month"], unit="tỷ đồng"))
    assert of_a(found) == {("2025-06", "month", ""): pytest.approx(0.011)}


def test_a_blank_among_units_of_another_size_is_no_figure(read, codes):
    rows = [
        [TITLE],
        ["Chỉ tiêu", "ĐVT", "Tháng 6"],
        ["Thu A", "tỷ đồng", 1],
        ["Thu B", None, 2],
        ["Thu C", "tỷ đồng", 3],
    ]
    found = read(rows, rules(["month"], unit="triệu đồng"))
    assert [o["value"] for o in found.observations] == [1000, 3000]
    assert ("error", "unit") in codes(found)


def test_noughts_of_months_to_come_are_no_figures(read, figures, codes):
    heads = [*(f"T{n}" for n in range(1, 13)), "Cả năm"]
    rows = [["Thu A", *range(1, 7), *[0] * 6, 21], ["Thu B", *range(2, 8), *[0] * 6, 27]]
    found = read(
        table(heads, *rows, title="THU NGÂN SÁCH NĂM 2025"), rules(["month", "year", "year_to_date"])
    )
    assert max(o["period"] for o in found.observations) == "2025-06"
    assert ("warning", "unclear_head") in codes(found)
    lone = read(table(heads, rows[0], title="THU NGÂN SÁCH NĂM 2025"), rules(["month"]))
    assert max(o["period"] for o in lone.observations) == "2025-06"
    few = read(
        table(heads, ["Thu A", 3, 0, 2, 1, 2, 1, *[0] * 6, 9], title="THU NGÂN SÁCH NĂM 2025"),
        rules(["month"]),
    )
    assert len(few.observations) == 12  # noughts are no news there


@pytest.mark.parametrize(
    "heads, title, of",
    [
        ([datetime(2025, 6, 1), "Lũy kế"], TITLE, ("2025-06", "month", "")),
        ([datetime(2023, 1, 1), datetime(2024, 1, 1)], "THU NGÂN SÁCH", ("2023-12", "year", "")),
        (["Th6", "Lũy kế"], TITLE, ("2025-06", "month", "")),
        (["6-2025", "Lũy kế"], TITLE, ("2025-06", "month", "")),
        (["Kỳ này", "Lũy kế"], TITLE, ("2025-06", "month", "")),
    ],
)
def test_heads_of_months_and_years_in_other_spellings(read, heads, title, of):
    assert of_a(read(table(heads, title=title), rules(["month", "year", "level"])))[of] == 11


def test_months_in_roman_numbers_and_behind_a_colon():
    assert closing("THU THÁNG VI NĂM 2025") == closing("Thu Tháng: 6 Năm: 2025") == (2025, 6)
    assert closing("Số tháng vi phạm năm 2025") == closing("SỐ THÁNG VI PHẠM NĂM 2025") == (2025, 0)
    assert closing("THU THÁNG NĂM NĂM 2025") == (2025, 5)


@pytest.mark.parametrize(
    "marks",
    [
        ("I", "I.1", "II", "II.1"),
        ("A", "A1", "B", "B1"),
        ("1", "1a", "2", "2a"),
        ("(I)", "(1)", "(II)", "(1)"),
    ],
)
def test_numbers_of_a_list_put_rows_below_their_section(read, figures, marks):
    labels = ("Học sinh", "Nam", "Giáo viên", "Nam")
    body = [[m, label, n] for m, label, n in zip(marks, labels, (10, 4, 20, 5), strict=True)]
    rows = [{"label": "Nam", "measure": m, "under": m} for m in ("Học sinh", "Giáo viên")]
    found = figures(read([[TITLE], ["TT", "Chỉ tiêu", "Tháng 6"], *body], rules(["month"], rows=rows)))
    assert {k[0]: v for k, v in found.items()} == {"Học sinh": 4, "Giáo viên": 5}
    assert (
        label_of("II.1 Nam") == label_of("II.1. Nam") == label_of("1.2.Nam") == label_of("1a) Nam") == "Nam"
    )
    assert label_of("1.5 triệu đồng") == "1.5 triệu đồng"


def test_quarters_are_no_figure_to_date(read):
    found = read(table(["Số tiền 6 tháng", "Số tiền quý II"]), rules([TO_DATE]))
    assert of_a(found) == {("2025-06", "year_to_date", ""): 11}


def test_quarters_below_their_months_are_no_months(read, codes):
    columns = [{"words": "số tiền", "measure": "v", "basis": "month"}]
    body = [["Tháng 1", 11], ["Tháng 2", 12], ["Quý I", 30], ["Tháng 4", 5]]
    rows = [["THU NGÂN SÁCH NĂM 2025"], ["Tháng", "Số tiền"], *body]
    of_rows = {"title": "thu ngân sách", "periods": "rows", "columns": columns}
    found = read(rows, [of_rows])
    assert [(o["period"], o["value"]) for o in found.observations] == [
        ("2025-01", 11),
        ("2025-02", 12),
        ("2025-04", 5),
    ]
    alone = read([*rows[:2], ["Quý I", 30], ["Quý II", 40]], [of_rows])
    assert not alone.observations and ("error", "no_basis") in codes(alone)


def test_a_row_or_a_group_that_names_its_own_kind_is_none_of_the_month(read):
    named = [{"label": "Thu A", "measure": "Thu A", "aliases": "Thu A từ đầu năm"}]
    found = read(table(["Tháng 6"], ["Thu A từ đầu năm", 11], ["Thu B", 21]), rules(["month"], rows=named))
    assert of_a(found) == {} and [p.cell for p in found.problems if p.code == "no_basis"] == ["B3"]
    groups = (["Kế hoạch"], ["Thu A", 11], ["Thực hiện"], ["Thu A", 12])
    assert of_a(read(table(["Tháng 6"], *groups), rules(["month"], rows=named))) == {
        ("2025-06", "month", ""): 12
    }
    parts = table(["Tháng 6"], ["Máy ảnh và LK", 11], ["Thu B", 21])
    assert len(read(parts, rules(["month"])).observations) == 2


def test_a_column_of_notes_before_the_figures_names_no_row(read):
    rows = [[TITLE], ["Chỉ tiêu", "Ghi chú", "Tháng 6"], ["Thu A", "tạm tính", 11], ["Thu B", None, 21]]
    assert of_a(read(rows, rules(["month"]))) == {("2025-06", "month", ""): 11}


@pytest.mark.parametrize(
    "label, same",
    [("Thu A (năm 2024)", False), ("Thu A (đợt 1)", False), ("Thu A (lũy kế)", False), ("Thu A (ngân sách xã)", False),
     ("Thu A (Vụ Hè Thu)", False), ("Thu A (ấp 3)", False), ("Thu A (vụ)", True), ("Thu A (triệu đồng/năm)", True),
     ("Thu A (1)", True), ("Thu A 1)", True), ("a) Thu A (TA)", True)],
)  # fmt: skip
def test_brackets_that_name_a_time_or_a_part_make_another_row(read, label, same):
    found = read(table(["Tháng 6"], [label, 11], ["Thu B", 21]), rules(["month"], rows={"Thu A": "Thu A"}))
    assert of_a(found) == ({("2025-06", "month", ""): 11} if same else {})


def test_the_sheet_s_own_half_of_the_year_is_no_count_to_date(read):
    rows = {"6 tháng cuối năm": table(["Lũy kế"], title="THU NGÂN SÁCH NĂM 2025")}
    assert not read(rows, rules(["year_to_date"], period="sheet")).observations


@pytest.mark.parametrize(
    "title, of", [("THU NGÂN SÁCH XÃ MỸ LỆ THÁNG 6 NĂM 2025", 0), ("THU NGÂN SÁCH CÁC XÃ THÁNG 6 NĂM 2025", 2),
                  ("THU NGÂN SÁCH TOÀN HUYỆN VÀ XÃ MỸ LỆ THÁNG 6 NĂM 2025", 2)]
)  # fmt: skip
def test_a_table_of_one_unit_is_none_of_the_whole_area(read, codes, title, of):
    units = [{"code": "1", "name": "Xã Mỹ Lệ"}, {"code": "2", "name": "Xã Tân Lân"}]
    found = read(table(["Tháng 6"], title=title), rules(["month"]), places=units)
    assert len(found.observations) == of and (("error", "title_place") in codes(found)) is (of == 0)
    own = read(table(["Tháng 6"], title=title), rules(["month"], place="1"), places=units)
    assert {o["place"] for o in own.observations} == {"1"}


@pytest.mark.parametrize(
    "heads, kinds, used",
    [
        (["Lũy kế còn lại", "Lũy kế"], ["year_to_date"], ("2025-06", "year_to_date", "")),
        (["Lũy kế hụt thu", "Lũy kế"], ["year_to_date"], ("2025-06", "year_to_date", "")),
        (["Lũy kế phần ghi thu", "Lũy kế"], ["year_to_date"], ("2025-06", "year_to_date", "")),
        (["Lũy kế 12 tháng", "Lũy kế"], ["year_to_date"], ("2025-06", "year_to_date", "")),
        (["Số phải thu tháng 6", "Tháng 6"], ["month"], ("2025-06", "month", "")),
        (["Tháng 6 chưa thực hiện", "Tháng 6"], ["month"], ("2025-06", "month", "")),
        (["Tháng 6/người", "Tháng 6"], ["month"], ("2025-06", "month", "")),
        (["Lũy kế số chậm nộp", "Lũy kế số đã nộp"], ["year_to_date"], ("2025-06", "year_to_date", "")),
        (["Đang xử lý tháng 6", "Đã xử lý tháng 6"], ["month"], ("2025-06", "month", "")),
        (["Thất thu tháng 6", "Tháng 6 (số chưa chính thức)"], ["month"], ("2025-06", "month", "")),
        (["Nợ thuế tháng 6", "Thu nợ thuế tháng 6"], ["month"], ("2025-06", "month", "")),
        (["Chi tháng 6", "Thu tháng 6"], ["month"], ("2025-06", "month", "")),
        (["Số giao tháng 6", "Số đã thu tháng 6"], ["month"], ("2025-06", "month", "")),
        (["Tháng 6 phát sinh", "Tháng 6 đã nộp"], ["month"], ("2025-06", "month", "")),
        (["Dự toán năm 2025 giao", "Dự toán năm 2025 tổng cộng"], ["plan"], ("2025-12", "year", "plan")),
        (["Chưa tham gia đến 30/6", "Tham gia đến 30/6"], ["level"], ("2025-06", "level", "")),
        (["KH giao bổ sung 2025", "Chỉ tiêu tỉnh giao"], ["plan"], ("2025-12", "year", "plan")),
    ],
)
def test_a_head_of_a_period_with_words_of_what_is_not_done_is_none_of_its_figures(read, heads, kinds, used):
    found = read(table(heads), rules(kinds))
    assert of_a(found)[used] == 12


def test_what_the_rows_ask_for_may_stand_in_the_heads(read):
    debts = rules(["month"], rows={"Số nợ thuế": "Thu A"})
    found = read(table(["Số nợ thuế tháng 6"], ["Số nợ thuế", 12], ["Thu B", 3]), debts)
    assert of_a(found) == {("2025-06", "month", ""): 12}


def test_what_one_of_several_rows_asks_for_may_not(read):
    debts = rules(["month"], rows={"Số nợ thuế": "Thu A", "Thu B": "Thu B"})
    found = read(table(["Số nợ thuế tháng 6"], ["Số nợ thuế", 12], ["Thu B", 3]), debts)
    assert not found.observations


@pytest.mark.parametrize(
    "title, head, count",
    [("nợ thuế", "Số nợ đến 30/6", 2), ("nợ thuế", "Số nợ chưa phân loại đến 30/6", 0),
     ("thu nợ thuế", "Số nợ thuế đến 30/6", 0), ("tạm ứng vốn", "Dư tạm ứng đến 30/6", 0)],
)  # fmt: skip
def test_what_the_title_asks_for_may_stand_in_the_heads(read, title, head, count):
    own = table([head], title=f"{title.upper()} THÁNG 6 NĂM 2025")
    assert len(read(own, rules(["level"], title=title)).observations) == count


def test_a_row_of_a_rate_takes_the_per_cent_of_two_units(read):
    rows = table(["Tháng 6"], ["Thu A", 12], ["Tỷ lệ nợ xấu", 3], caption="ĐVT: hộ; %")
    assert [o["unit"] for o in read(rows, rules(["month"])).observations] == ["hộ", "%"]


def test_a_head_that_counts_things_is_no_money(read, codes):
    heads, dong = ["Số doanh nghiệp nộp tháng 6", "Số tiền tháng 6"], "ĐVT: triệu đồng"
    found = read(table(heads, caption=dong), rules(["month"], unit="triệu đồng"))
    assert of_a(found)[("2025-06", "month", "")] == 12
    found = read(table(heads[:1], caption=dong), rules(["month"], unit="triệu đồng"))
    assert not found.observations and ("error", "unit") in codes(found)
    found = read(table(heads[:1], caption=dong), rules(["month"], unit="doanh nghiệp"))
    assert of_a(found) == {("2025-06", "month", ""): 11}


def test_columns_of_one_unit_are_none_of_the_whole_area(read):
    units = [{"code": "1", "name": "Xã Mỹ Lệ"}, {"code": "2", "name": "Xã Tân Lân"}]
    rows = [[TITLE], ["Chỉ tiêu", "Xã Mỹ Lệ", None, "Toàn huyện", None],
            [None, *["Tháng 6", "Lũy kế"] * 2], ["Thu A", 1, 2, 11, 12], ["Thu B", 3, 4, 21, 22]]  # fmt: skip
    merges = {"S": ["A2:A3", "B2:C2", "D2:E2"]}
    found = read({"S": rows}, rules(["month", "year_to_date"]), merges, places=units, whole=["Toàn huyện"])
    assert of_a(found) == {("2025-06", "month", ""): 11, ("2025-06", "year_to_date", ""): 12}


@pytest.mark.parametrize(
    "title, of",
    [("TÌNH HÌNH NỢ THU NGÂN SÁCH", 0), ("THU NGÂN SÁCH CÒN PHẢI THU", 0), ("CHƯA NỘP THU NGÂN SÁCH", 0),
     ("THU NGÂN SÁCH VÀ NỢ THUẾ", 2), ("THU NGÂN SÁCH (SỐ CHƯA QUYẾT TOÁN)", 2)],
)  # fmt: skip
def test_a_title_of_what_is_owed_or_not_done_is_none_of_what_is_done(read, title, of):
    rows = table(["Tháng 6"], title=f"{title} THÁNG 6 NĂM 2025")
    assert len(read(rows, rules(["month"])).observations) == of
    assert len(read(rows, rules(["month"], title=["thu ngân sách", "chưa nộp", "nợ"])).observations) == 2


def test_a_sum_below_the_plan_of_a_month_is_one_of_plans(read, codes):
    plans = table(["Tháng 6", "Lũy kế"], title="KẾ HOẠCH THU NGÂN SÁCH THÁNG 6 NĂM 2025")
    found = read(plans, rules(["month", "year_to_date"]))
    assert not found.observations and ("warning", "unclear_head") in codes(found)
    done = table(["KH tháng 6", "Lũy kế thực hiện"], title="KẾ HOẠCH THU NGÂN SÁCH THÁNG 6 NĂM 2025")
    assert of_a(read(done, rules(["year_to_date"]))) == {("2025-06", "year_to_date", ""): 12}


@pytest.mark.parametrize(
    "head", ["Hàng không", "Số giao dịch", "Nộp hộ kinh doanh", "Dự án đang thực hiện", "Số thu nợ"]
)
def test_words_that_hold_one_of_what_is_not_done(read, head):
    assert of_a(read(table([f"{head} tháng 6"]), rules(["month"]))) == {("2025-06", "month", ""): 11}


@pytest.mark.parametrize(
    ("months", "value"),
    [
        (["980", "14.250"], 14250),  # "980" has no decimals, and decimals end in no nought
        (["980", "14.255"], None),
        (["9.800", "14.250"], None),  # three decimals of everything
    ],
)
def test_thousands_are_told_by_the_other_figures_of_the_same_unit(read, codes, months, value):
    rows = [["Thu ngân sách tháng 6 năm 2025"], ["ĐVT: triệu đồng"], ["STT", "Chỉ tiêu", "Tháng 6", "Lũy kế"]]
    rows += [["10", "Thu A", months[0], "182.405"], ["11", "Thu B", months[1], "56.003"]]
    rule = {"title": "thu ngân sách", "unit": "triệu đồng", "columns": ["month", "year_to_date"]}
    found = read(rows, [rule | {"rows": [{"each": True, "measure": "{label}"}]}])
    assert {o["cell"]: o["value"] for o in found.observations}.get("C5") == value
    assert (("error", "separator_open") in codes(found)) is (value is None)
