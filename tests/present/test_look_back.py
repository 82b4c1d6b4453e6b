"""What the editions of six, nine and twelve months add, against the book of each quarter's own month."""

import re
from dataclasses import replace

import openpyxl
import pytest

from analysis import open_book
from analysis.assess.assessments import Finding, Reason
from analysis.present.offered import Tables


@pytest.fixture(scope="module")
def september():
    return open_book("2025-09")


def test_a_quarter_is_what_its_months_brought(september):
    data = september.table.look_back("economy").data.set_index(["measure", "quarter"])
    months = september.figures("4").loc["2025", "value"]
    for q in (1, 2, 3):
        assert data.loc[("4", q), "value"] == pytest.approx(months.iloc[3 * q - 3 : 3 * q].sum())
    before = september.figures("4").loc["2024", "value"]
    assert data.loc[("4", 1), "before"] == pytest.approx(before.iloc[:3].sum())
    assert data["before"].isna()["4", 3]  # the places that report changed within the quarter: not compared


def test_a_forecast_is_that_of_its_own_month(september):
    data = september.table.look_back("economy").data.set_index(["measure", "quarter"])
    for month, q in (("2025-03", 1), ("2025-06", 2)):
        then = open_book(month).verdicts.loc["4"]
        low, high, held = data.loc[("4", q), ["low", "high", "held"]]
        assert (low, high) == (pytest.approx(then.year_end_p10), pytest.approx(then.year_end_p90))
        assert held == (low <= september.verdicts.loc["4", "year_end"] <= high)
    assert data.xs(3, level="quarter")["low"].isna().all()  # the page's own month is no look back


@pytest.mark.parametrize(
    "month, shown", [("2025-05", False), ("2025-06", True), ("2025-08", False), ("2024-12", True)]
)
def test_only_the_editions_look_back(month, shown):
    book = open_book(month)
    assert bool(book.table.look_back().html) == bool(book.table.look_back("society").html) == shown
    assert not open_book(month, place="28126").table.look_back().html


def test_a_closed_year_whose_months_were_not_known_tells_no_forecast():
    piece = open_book("2024-12").table.look_back("economy")
    assert (
        piece.data["held"].isna().all()
        and "Dự báo cả năm khi đó" not in piece.html
        and "Quý IV" in piece.html
    )


@pytest.mark.parametrize("month", ["2025-06", "2025-09"])
def test_the_year_s_works_add_up(month):
    """Done, still to do, no longer followed, only watched: all of them, as the list above counts them."""
    book = open_book(month)
    said = re.search(r"Nhiệm vụ, công trình của năm: ([^.]*)\.", plain(book.table.look_back().html))[1]
    late = sum(map(int, re.findall(r"\d+", re.search(r"\((.*?)\)", said)[1])))
    done, n, left, *rest = map(int, re.findall(r"\d+", re.sub(r"\(.*?\)", "", said)))
    assert done + left + sum(rest) == n == len(book.commitments) and late <= left and rest


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_a_first_brief_has_nothing_to_look_back_on(tmp_path):
    """No works, no money, no forecasts of before: no empty head."""
    target = """- {id: "%s", no: "%s", group: g, name_vi: "Việc %s", measures: [{id: "%s", name_vi: "Việc %s",
       unit: người, kind: flow, rule: ge, low: 100, cadence: month, owners: [{owner: a}]}]}"""
    (tmp_path / "programme.yml").write_text(
        """
id: xa
year: 2025
name_vi: "Chương trình xã"
area: {id: xa, name_vi: "xã"}
numbered: 2
groups: [{id: g, roman: I, name_vi: "Kinh tế"}]
owners: [{id: a, name_vi: "Phòng A"}]
targets:
"""
        + "\n".join("  " + target % ((x,) * 5) for x in "12"),
        encoding="utf-8",
    )
    (tmp_path / "sources.yml").write_text(
        """
programme: xa
sources:
  - {owner: a, files: "*.xlsx", reported_on: ["*_{day}-{month}-{year}.*"],
     tables: [{title: kết quả, columns: [month], rows: {Việc một: "1", Việc hai: "2"}}]}
""",
        encoding="utf-8",
    )
    monthly = (
        "{programme: programme.yml, sources: sources.yml, raw: raw, month: latest, lang: vi, notebooks: [x]}"
    )
    (tmp_path / "monthly.yml").write_text(monthly, encoding="utf-8")
    (tmp_path / "raw").mkdir()
    for m in range(1, 7):
        book = openpyxl.Workbook()
        for row in ([f"Kết quả tháng {m} năm 2025"], ["Chỉ tiêu", "Đơn vị tính", f"Tháng {m}/2025"],
                    ["Việc một", "người", 9 + m], ["Việc hai", "người", 8]):  # fmt: skip
            book.active.append(row)
        book.save(tmp_path / "raw" / f"a_{20}-{m}-2025.xlsx")
    book = open_book("2025-06", tmp_path / "monthly.yml")
    assert book.table.look_back("g").data is not None  # the group's page has its quarters
    assert book.table.look_back().html == ""


def test_quarters_that_were_fitted_to_a_sum_say_so(september):
    apart = Reason("months_apart", {"period": "2025-09", "total": 450.9, "value": 460.0, "apart": 9.1})
    a = september.view.assessments
    fitted = replace(september.view, assessments=replace(a, findings=(Finding("months_apart", "4", apart),)))
    for group, name in ((None, "Thu ngân sách: "), ("economy", "Thu ngân sách:")):
        said = plain(Tables(fitted).look_back(group).html)
        assert name in said and "bản tin dùng số lũy kế. Các kỳ trước chỉnh theo số lũy kế." in said
        assert "chỉnh theo số lũy kế" not in plain(september.table.look_back(group).html)
