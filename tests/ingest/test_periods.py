import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.heads import meaning
from analysis.ingest.periods import _PATTERNS, _TOKENS, closing, spans

months = st.integers(1, 12)
years = st.integers(2000, 2035)
ROMAN = ["I", "II", "III", "IV"]


@given(
    months,
    years,
    st.sampled_from(
        [
            "Thực hiện tháng {m} năm {y}",
            "Ước tính\ntháng {m:02d}\n{y}",
            "THÁNG {m}/{y}",
            "T{m}/{y}",
            "tháng {m} - {y}",
        ]
    ),
)
def test_a_month(month, year, words):
    found = meaning(words.format(m=month, y=year), 1999, 5)
    assert (found.meaning, found.span.year, found.span.last) == ("month", year, month)


@given(
    st.integers(2, 12),
    years,
    st.sampled_from(
        [
            "Cộng dồn {m} tháng năm {y}",
            "Lũy kế {m} tháng đầu năm {y}",
            "Ước {m} tháng {y}",
            "Accrued {m} months of {y}",
        ]
    ),
)
def test_to_date(month, year, words):
    found = meaning(words.format(m=month, y=year), 1999, 5)
    assert (found.meaning, found.span.year, found.span.first, found.span.last) == (
        "year_to_date",
        year,
        1,
        month,
    )


@given(st.integers(0, 3), years)
def test_a_quarter(quarter, year):
    found = meaning(f"Ước tính quý {ROMAN[quarter]} năm {year}")
    assert (found.meaning, found.span.first, found.span.last) == ("quarter", 3 * quarter + 1, 3 * quarter + 3)
    assert found.span.to_date == (quarter == 0)


@given(months, years)
def test_comparisons(month, year):
    before = (year, month - 1) if month > 1 else (year - 1, 12)
    head = f"Tháng {month} năm {year} so với: "
    assert meaning(head + f"Tháng {month} năm {year - 1}").meaning == "index_same_month_last_year"
    assert meaning(head + "Tháng {1} năm {0}".format(*before)).meaning == "index_previous_month"
    assert meaning(head + "Kỳ gốc (2019)").meaning == ""
    if 1 < month < 12:
        assert meaning(head + f"Tháng 12 năm {year - 1}").meaning == "index_december"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Năm 2021 so với kế hoạch năm (%)", "share_of_plan"),
        ("8 tháng năm 2011 so với kế hoạch năm 2011(%)", "share_of_plan"),
        ("% TH/KH", "share_of_plan"),
        ("Tỷ lệ thực hiện kế hoạch (%)", "share_of_plan"),
        ("9 months of 2020 versus paln 2020 (%)", "share_of_plan"),
        ("Quý I năm 2017 so với cùng kỳ năm 2016", "index_to_date"),
        ("Năm 2018 so với năm 2017", "index_to_date"),
        ("Bình quân quý IV năm 2018 so với cùng kỳ năm trước", ""),
        ("So với cùng kỳ năm trước (%) Tháng 12 năm 2018", "index_same_month_last_year"),
        ("So với tháng trước (%)", "index_previous_month"),
        ("Tăng, giảm so với cùng kỳ (%)", ""),  # a growth rate is no index
        ("Ước tính năm 2021 Cơ cấu (%)", "structure"),
        ("Kế hoạch năm 2025", "plan"),
        ("Dự toán năm", "plan"),
        ("Kế hoạch tháng 7", ""),
        ("Chỉ tiêu", ""),
        ("Ước thực hiện cả năm", "owner_forecast"),
        ("Ước cả năm 2025", "owner_forecast"),
        ("Thực hiện năm 2024", "year"),
        ("Thực hiện năm 2025 Ước thực hiện tháng 6/2025", "month"),  # the lowest head is the most specific
        ("Thực hiện năm 2025 Lũy kế 6 tháng", "year_to_date"),
        ("Lũy kế 1 tháng năm 2024", "year_to_date"),
        ("Lũy kế từ đầu năm đến 20/6/2025", "year_to_date"),
        ("6 tháng cuối năm", "half_year"),
        ("Dân số đến 30/6/2025", "level"),
        ("Tự đánh giá", "self_assessment"),
        ("Thực hiện cùng kỳ năm trước", ""),
        ("Lượng", ""),
    ],
)
def test_meanings_in_june_2025(header, said):
    assert meaning(header, 2025, 6).meaning == said


def test_the_year_in_december_is_no_forecast():
    assert meaning("Ước tính cả năm 2014", 2014, 12).meaning == "year"
    assert meaning("Ước tính cả năm 2014", 2014, 9).meaning == "owner_forecast"


def test_a_month_without_a_year_takes_the_table_s():
    assert meaning("Thực hiện tháng 6", 2025, 6).span.year == 2025
    assert meaning("Tháng 12", 2022, 1).span.year == 2021  # named in a January table


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("6. Tổng mức tháng Tám và tám tháng năm 2011", (2011, 8)),
        ("26. Tổng mức tháng 12 và năm 2021", (2021, 12)),
        ("quý IV và năm 2014", (2014, 12)),
        ("2 tháng đầu năm 2006", (2006, 2)),
        ("tháng năm năm 2025", (2025, 5)),
        ("in September and 9 months of 2020", (2020, 9)),
        ("các quý năm 2021", (2021, 0)),
        ("TỶ LỆ HỘ DÂN SỬ DỤNG NƯỚC SẠCH ĐẾN 31/12/2022", (2022, 12)),
        ("(Kèm theo Quyết định số 12/QĐ-UBND ngày 12/01/2025)", None),
        ("tháng tính từ ngày 15 tháng trước đến ngày 14 tháng báo cáo", None),
        ("năm học 2024-2025", None),
        ("17/17 xã, 1.577,2 tỷ", None),
    ],
)
def test_what_a_title_speaks_of(title, month):
    assert closing(title) == month


@given(st.dates(date(2000, 1, 1), date(2035, 12, 31)))
def test_a_day_is_no_period(day):
    text = f"Cần Đước, ngày {day.day} tháng {day.month} năm {day.year}"
    assert closing(text) is None
    assert [s.day for s in spans(text)] == [day]


@given(st.text(max_size=40))
def test_any_text_can_be_asked(text):
    meaning(text, 2025, 6)
    closing(text)


def test_vintages():
    assert meaning("Ước tính tháng 6 năm 2025").vintage == "estimate"
    assert meaning("Sơ bộ tháng 5 năm 2025").vintage == "preliminary"
    assert meaning("Chính thức năm 2024").vintage == "final"


@pytest.mark.parametrize("base", ["Kỳ gốc (2019)", "Kú gèc (2014)", "(2024)", "kỳ gốc 2009"])
def test_a_base_year_is_not_last_year(base):
    assert meaning(f"Tháng 12 năm 2020 so với {base}", 2020, 12).meaning == ""


def test_a_month_typed_as_a_date_and_a_day_that_is_one():
    month = meaning("Thực hiện 1/10/2013", 2013, 10)
    assert (month.meaning, month.span.last) == ("month", 10)
    for day in (
        "Tại thời điểm 1/10/2013",
        "Thực hiện đến 1/10/2013",
        "Số hộ 1/10/2013",
        "Ước tính 31/10/2013",
    ):
        assert meaning(day, 2013, 10).meaning == "level"


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("Kết quả công tác tháng 6 và nhiệm vụ trọng tâm tháng 7 năm 2024", (2024, 6)),
        ("Báo cáo tháng 12 năm 2024 và phương hướng tháng 01 năm 2025", (2024, 12)),
        ("Báo cáo quý II, giải pháp quý III năm 2024", (2024, 6)),
        ("Tình hình thực hiện kế hoạch tháng 6 năm 2024", (2024, 6)),
        ("Thực hiện tháng 5, ước tháng 6 năm 2024", (2024, 6)),
    ],
)
def test_tasks_ahead_date_no_table(title, month):
    assert closing(title) == month


@pytest.mark.parametrize("text", ["2023Q2", "2023-Q2", "2023 Q2"])
def test_a_quarter_behind_its_year(text):
    (span,) = spans(text)
    assert (span.kind, span.year, span.first, span.last) == ("quarter", 2023, 4, 6)


@pytest.mark.parametrize("word", ["rác thải", "nghỉ thai sản", "tỉnh Thái Nguyên", "BHXH bắt buộc", "bám biển",
                                  "tụt hậu", "nước máy", "hàng dệt may", "Nhà máy", "May mặc"])  # fmt: skip
def test_a_word_that_only_begins_or_ends_like_a_month_is_none(word):
    assert spans(f"Tỷ lệ {word}") == () and meaning(word, 2026, 1).meaning == ""
    assert closing(f"{word}, số liệu tháng 1 năm 2026") == (2026, 1)


@pytest.mark.parametrize(
    ("text", "last"), [("T.hai/2026", 2), ("sáu t đầu năm 2026", 6), ("Tháng năm (May 2026)", 5), ("May", 5)]
)
def test_spoken_months_and_their_short_forms_stay(text, last):
    assert {s.last for s in spans(text)} == {last}


@pytest.mark.parametrize(
    "text, month",
    [("Học sinh năm học 2024-2025 tháng 3", (2025, 3)), ("NĂM HỌC 2024 - 2025 (THÁNG 10)", (2024, 10)),
     ("Năm học 2024-2025, tháng 6/2025", (2025, 6)), ("Năm học 2024-2025", None)],
)  # fmt: skip
def test_a_month_of_a_school_year_has_its_year(text, month):
    assert closing(text) == month


_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()))
_PIECES = sorted({
    *(f"{w} " for w in re.findall(r"[a-z]{2,}", " ".join(_PATTERNS.values())) if w.isalpha()),
    *"1 2 6 9 13 30 2024 2025 t q h x t5 quy2 ca nam trong (?: . / - + , ; ( den cuoi dau xca".split(), " ", "  ",
})  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=9).map("".join))
def test_where_a_period_may_begin_leaves_none_out(text):
    """A cheap look says where a pattern is tried: what is found is what trying everywhere finds."""
    at = 0
    while hit := _ANY.search(text, at):
        now = _TOKENS.search(text, at)
        assert now and (now.span(), now.groupdict()) == (hit.span(), hit.groupdict())
        at = hit.end()
    assert not _TOKENS.search(text, at)
