"""Rows of words in the middle of a table: they head the figures below them, and are held to the rule as a title is."""

import pytest

TITLE = "Thu ngân sách tháng 6 năm 2025"
RULE = {"title": "thu ngân sách", "unit": "tỷ đồng", "columns": ["month", "year_to_date", "plan"],
        "rows": [{"label": "Tổng thu", "measure": "thu"}, {"label": "Thu nội địa", "measure": "noi_dia"}]}  # fmt: skip


@pytest.mark.parametrize("numbers", [["A", "B", 1, 2, "3=2/1", "4=1/2", 5], ["A", "B", 1, 2, 3, 4, 5]])
def test_one_row_of_figures_below_numbers_of_columns_with_sums_in_them(read, numbers):
    heads = [
        "STT",
        "Chỉ tiêu",
        "Tháng 6",
        "Lũy kế 6 tháng",
        "So dự toán (%)",
        "So cùng kỳ (%)",
        "Kế hoạch năm 2025",
    ]
    rows = [[TITLE], [*[None] * 6, "ĐVT: tỷ đồng"], heads, numbers, [1, "Tổng thu", 45, 262, 50, 104, 520]]
    got = read({"S": rows}, [RULE | {"rows": RULE["rows"][:1]}])
    assert [(o["cell"], o["value"]) for o in got.observations] == [("C5", 45), ("D5", 262), ("G5", 520)]
