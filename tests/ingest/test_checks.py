import re
from pathlib import Path

import pytest

from analysis.ingest.problems import SEVERITY, in_words, problem
from analysis.language import LANGUAGES, catalogue

PLACES = [{"code": "1", "name": "Xã Một"}, {"code": "2", "name": "Xã Hai"}]
RULE = {
    "title": "thu ngân sách",
    "rows": [{"each": True, "measure": "{label}"}],
    "columns": [{"is": kind, "optional": True} for kind in ("month", "year_to_date", "plan")],
}


def doubts(reading):
    return [(p.code, p.cell) for p in reading.problems if p.severity == "warning"]


def test_a_cumulative_figure_that_falls(read):
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Lũy kế 1 tháng", "Lũy kế 2 tháng", "Lũy kế 3 tháng"],
        ["Thuế", 10.5, 30.5, 29.5],
        ["Phí", 1.5, 2.5, 3.5],
    ]
    reading = read(rows, [RULE])
    assert doubts(reading) == [("falling", "D3")]
    assert len(reading.observations) == 6  # doubtful figures are used, and marked


def test_a_month_larger_than_its_cumulative_figure(read):
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Tháng 6", "Lũy kế 6 tháng"],
        ["Thuế", 100.5, 30.5],
        ["Phí", 1.5, 2.5],
    ]
    assert doubts(read(rows, [RULE])) == [("month_above_total", "B3")]


@pytest.mark.parametrize(("total", "said"), [(30.5, []), (31.5, [("total", "B3")]), (30.50001, [])])
def test_a_total_unlike_the_sum_of_its_parts(read, total, said):
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Tháng 6"],
        ["Tổng số", total],
        ["   Thuế", 20],
        ["   Phí", 10.5],
    ]
    assert doubts(read(rows, [RULE])) == said


def test_a_table_of_chosen_rows_need_not_add_up(read):
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Tháng 6"],
        ["Tổng số", 100.5],
        ["Một số khoản"],
        ["   Thuế", 60],
        ["   Phí", 30.5],
    ]
    assert doubts(read(rows, [RULE])) == []


def test_the_first_breakdown_may_be_followed_by_another(read):
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Tháng 6"],
        ["Tổng số", 100.5],
        ["Trong nước", 60],
        ["Nước ngoài", 40.5],
        ["Dầu thô", 20],
        ["Hàng khác", 20.5],
    ]
    assert doubts(read(rows, [RULE])) == []


def test_rows_of_another_unit_are_no_parts(read):
    rows = [["Thu ngân sách năm 2025"], ["Nội dung", "ĐVT", "Tháng 6"], ["Tổng thu", "triệu đồng", 30.5],
            ["Hộ kinh doanh", "hộ", 25], ["Hồ sơ đúng hạn", "%", 6]]  # fmt: skip
    assert doubts(read(rows, [RULE])) == []


@pytest.mark.parametrize("last", [85, 86])
def test_a_total_that_ends_its_section_is_not_held_against_the_next(read, last):
    revenue, spending = [["   Thuế", 50], ["   Phí", 30.5]], [["   Đầu tư", 40], ["   Thường xuyên", 45]]
    rows = [["Thu ngân sách năm 2025"], ["", "Tháng 6"], ["A. Thu"], *revenue, ["Tổng cộng", 80.5], ["B. Chi"],
            *spending, ["Tổng cộng", last]]  # fmt: skip
    assert doubts(read(rows, [RULE])) == []


@pytest.mark.parametrize(
    ("label", "said"),
    [("Tổng thu ngân sách nhà nước", [("total", "B3")]), ("Tổng công ty Điện lực", []), ("Công nghiệp", [])],
)
def test_a_total_is_known_by_its_first_word(read, label, said):
    rows = [["Thu ngân sách năm 2025"], ["", "Tháng 6"], [label, 31.5], ["   Thuế", 20], ["   Phí", 10.5]]
    assert doubts(read(rows, [RULE])) == said


def test_a_share_of_a_plan_in_another_unit(read):
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Kế hoạch năm 2025 (tỷ đồng)", "Lũy kế 6 tháng (triệu đồng)", "So với kế hoạch (%)"],
        ["Thuế", 200.5, 100250, 50],
        ["Phí", 10, 5500, 45],
    ]
    assert doubts(read(rows, [RULE])) == [("share", "D4")]


def test_places_and_their_total(read):
    rule = {"title": "thu ngân sách", "places": "rows", "columns": [{"is": "month", "measure": "4"}]}
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Tháng 6"],
        ["Xã Một", 20.5],
        ["Xã Hai", 10.5],
        ["Tổng cộng", 32.5],
    ]
    assert doubts(read(rows, [rule], places=PLACES)) == [("total", "B5")]
    assert doubts(read(rows[:3] + rows[4:], [rule], places=PLACES)) == []  # one has not reported yet


@pytest.mark.parametrize(("share", "said"), [(50, []), (50.4, []), (48, [("share", "D3")])])
def test_share_of_the_plan(read, share, said):
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Kế hoạch năm 2025", "Lũy kế 6 tháng", "So với kế hoạch (%)"],
        ["Thuế", 200.5, 100.25, share],
        ["Phí", 10, 5.5, 55],
    ]
    assert doubts(read(rows, [RULE])) == said


def test_figures_typed_as_text_are_checked_too(read):
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Kế hoạch năm 2025", "Lũy kế 6 tháng", "So với kế hoạch (%)"],
        ["Tổng số", "1.300,5", "550,25", "42,3"],
        ["   Thuế", "1.000,5", "450,25", "41,3"],
        ["   Phí", "200", "100", "50"],
    ]
    assert doubts(read(rows, [RULE])) == [("total", "B3"), ("share", "D4")]


def test_large_figures_are_told_in_full(read):
    rows = [
        ["Thu ngân sách năm 2025"],
        ["", "Lũy kế 5 tháng", "Lũy kế 6 tháng"],
        ["Thuế", 12345678.5, 1234567.5],
        ["Phí", 1, 2],
    ]
    (problem,) = [p for p in read(rows, [RULE]).problems if p.code == "falling"]
    assert problem.value == "1234567.5" and "12.345.678" in problem.message and "1.234.568" in problem.message


def test_every_message_is_in_the_guide_and_complete():
    guide = (Path(__file__).resolve().parents[2] / "docs" / "data-guide.md").read_text(encoding="utf-8")
    messages = {lang: catalogue(lang)["message"] for lang in LANGUAGES}
    assert SEVERITY.keys() < messages["vi"].keys()
    for code in messages["vi"]:
        assert f"`{code}`" in guide, code
        assert all(said[code]["message"] for said in messages.values())
        assert len({bool(said[code]["remedy"]) for said in messages.values()}) == 1, code


@pytest.mark.parametrize("slid", [(1,), (0, 1), (1, 2), (0, 2)])
def test_each_row_with_a_figure_too_many_is_refused(read, slid):
    own = [[12000, 980, 6100], [182400, 14250, 93100], [56000, 4100, 27500], [48000, 3900, 25800]]
    rows = [
        ["Thu ngân sách tháng 6 năm 2025"],
        ["Chỉ tiêu", "Kế hoạch năm 2025", "Tháng 6", "Lũy kế 6 tháng"],
    ]
    rows += [[f"Thu {i}", x[0], *[77] * (i in slid), *x[1:]] for i, x in enumerate(own)]
    rule = {"title": "thu ngân sách", "unit": "triệu đồng", "columns": ["month"]}
    got = read({"S": rows}, [rule | {"rows": [{"each": True, "measure": "{label}"}]}])
    assert {o["value"] for o in got.observations} == {x[1] for i, x in enumerate(own) if i not in slid}


def test_a_message_has_words_of_its_own_language_and_keys_to_write_in_quotes():
    said = problem("no_unit", "a.xlsx", unit=in_words("người", "unit"))
    assert said.message.endswith("người.") and said.message_en.endswith("people.")
    said = problem("no_column", "a.xlsx", column=in_words("year_to_date", "basis", "column"))
    assert "lũy kế (“year_to_date”)" in said.message and "year to date (“year_to_date”)" in said.message_en
    for code, words in catalogue("vi")["message"].items():  # a register's columns are a list of names
        bare = re.sub(r"“[^”]*”", "", words["remedy"])
        assert code == "register" or not re.search(r"\b(becomes|optional|without)\b", bare), code


_SLID = [
    ["Thu A", 1000, 80, 500],
    ["Thu B", 2400, 190, 1100],
    ["Thu C", 300, 31, 160],
    ["Tổng cộng", 3700, 301, 1760],
]
_NAMES = [row[0] for row in _SLID]


@pytest.mark.parametrize(
    "rows, lost",
    [
        (_SLID, set()),
        ([[*row[:1], *row[2:]] for row in _SLID], {"B", "C"}),  # a column to the left
        ([[row[0], None, *row[1:]] for row in _SLID], {"C", "D"}),  # to the right
        ([[row[0], row[1], row[3], row[2]] for row in _SLID], {"C", "D"}),  # two that changed places
        ([[name, *row[1:]] for name, row in zip(_NAMES, [*_SLID[1:], _SLID[0]], strict=True)], {"B", "C", "D"}),
        ([[name, *row[1:]] for name, row in zip([*_NAMES[3:], *_NAMES[:3]], _SLID, strict=True)], {"B", "C", "D"}),
        ([["Thu A"], *([x, *row[1:]] for x, row in zip([*_NAMES[1:], None], _SLID, strict=True))], {"B", "C", "D"}),
        ([["Thu A", 100, 80, 70], *_SLID[1:3]], set()),  # one row alone is told, and used
    ],
)  # fmt: skip
def test_figures_that_all_stand_beside_their_heads_or_labels_are_refused(read, rows, lost):
    rule = {"title": "thu ngân sách", "unit": "tỷ đồng", "columns": ["plan", "month", "year_to_date"],
            "rows": [{"label": name, "measure": name} for name in _NAMES]}  # fmt: skip
    heads = [
        ["Thu ngân sách tháng 6/2025"],
        ["ĐVT: tỷ đồng"],
        ["Chỉ tiêu", "Kế hoạch năm", "Trong tháng", "Lũy kế"],
    ]
    found = read(heads + rows, [rule])
    assert {p.cell[0] for p in found.problems if p.code == "slid"} == lost
    assert not lost & {o["cell"][0] for o in found.observations}


def test_a_table_that_has_the_title_of_the_one_above_across_words_is_asked_about(read):
    rule = {"title": "thu ngân sách", "unit": "tỷ đồng", "columns": ["month"]}
    rules = [rule | {"rows": {name: name}} for name in ("Thu A", "Thu B")]
    heads = ["Chỉ tiêu", "Trong tháng"]
    above = [["Thu ngân sách tháng 6/2025"], ["ĐVT: tỷ đồng"], heads, ["Thu A", 80], ["Thu C", 9]]
    for between, code in (([[]], set()), ([[], ["Ghi chú: Kho bạc cung cấp."], []], {"title_lent"})):
        found = read(above + between + [heads, ["Thu B", 7], ["Thu D", 8]], rules)
        assert len(found.observations) == 2 and {p.code for p in found.problems} == code
