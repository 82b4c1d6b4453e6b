"""The month's verdicts beside the linear rule and the year's end, and what changed, on real figures."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis import open_book
from analysis.assess.score import past_forecasts
from analysis.present.sentences import finding

PARAMS = "params/public-investment/monthly.yml"


@pytest.fixture(scope="module")
def book():
    return open_book("2021-10", PARAMS)


def _words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_units_by_chance_beside_the_linear_rule_and_the_end(book):
    piece = book.table.outcome("investment")
    data = piece.data
    judged = data[data.status.isin(["on_track", "uncertain", "at_risk", "off_track"])]
    assert judged.probability.is_monotonic_decreasing
    assert list(data.index) == sorted(data.index) and judged.index.max() == len(judged) - 1
    # published: state-budget investment of Hải Phòng, 2021, by 31 October and by the year's end
    row = data.set_index("measure").loc["investment/Hải Phòng"]
    assert (row.to_date, row.plan, row.year_total) == pytest.approx((9915.829, 13464.488, 15722.675))
    assert row.linear == "behind" and row.met
    rules = re.findall(r'<td[^>]*data-l="Chia đều">([^<]*)|<td>(chậm|kịp|–)</td>', piece.html)
    assert {"".join(r) for r in rules} <= {"chậm", "kịp", "–"} and rules  # no verdict's word for another rule
    assert "TỔNG SỐ" not in _words(piece.html) and "Hết năm" in piece.html
    judged = judged[judged.met.notna()]  # the year's total of some is not published
    met = judged[judged.met.astype(bool)]
    assert piece.text.startswith(f"{len(met)}/{len(judged)} đạt kế hoạch")
    assert f"gọi {(met.linear == 'behind').sum()} trong số đó là chậm" in piece.text


def test_without_later_months_there_is_no_end(book):
    then = open_book("2021-10", PARAMS, as_of="2021-10-31").table.outcome("investment")
    assert "Hết năm" not in then.html and then.data.met.isna().all()
    assert then.data.probability.tolist() == pytest.approx(
        book.table.outcome("investment").data.probability.tolist(), nan_ok=True
    )
    assert open_book("2021-12", PARAMS).table.outcome("investment").html == ""


def test_what_changed_in_words_and_as_data(book):
    piece = book.table.changes()
    assert set(piece.data.kind) >= {"status", "new"} and (piece.data.reason != "").all()
    assert len(piece.data) == len(book.assessments.changes)
    # of two months each is taken as it was said: what is known today of the earlier one is left out
    again = piece.data[piece.data.kind != "revision"].reset_index(drop=True)
    assert book.compare().data.equals(again)
    later = book.compare(as_of="2021-11-30")
    assert set(later.data.kind) <= {"revision", "figure"} and len(later.data)
    assert "None" not in _words(piece.html + later.html)
    first = open_book(book.tables.observations.period.min(), PARAMS)
    assert first.compare().html == ""


def test_the_page_says_how_sure_a_forecast_is(book):
    piece = book.table.outcome("investment")
    words = _words(piece.html)
    cut = [x.short for x in book.view.measures("investment") if x.a.history_cut and x.target.counted]
    assert cut and all(f"{name} : Chỉ dùng số liệu từ năm" in words for name in cut)
    hai_phong = book.assessments.measures["investment/Hải Phòng"]
    assert piece.data.set_index("measure").track_record["investment/Hải Phòng"] == hai_phong.track_record
    assert (
        f"Trong {hai_phong.track_years} năm trước, dự báo cùng thời điểm sai lệch"
        in book.words.judgement("investment/Hải Phòng").text
    )


@pytest.mark.parametrize(
    "status, vi, en",
    [
        ("on_track", ": đạt tiến độ; ", ": on track; "),
        ("at_risk", ": có nguy cơ không đạt; ", ": at risk of not being met; "),
        ("off_track", ": khó đạt; ", ": off track; "),
    ],
)
def test_a_title_says_the_word_of_the_status(book, status, vi, en):
    """The 80 % range holds the plan in all three: the verdict says how sure it is."""
    x = book.view.entry("investment/Hải Phòng")
    assert x.a.year_end_p10 < x.a.target_low < x.a.year_end_p90
    judged = replace(x, a=replace(x.a, status=status))
    assert vi in finding(book.view, judged)
    english = replace(book.view, lang="en")
    assert en in finding(english, replace(judged, view=english))


def test_the_card_of_past_years_is_worked_out_again_by_hand(book):
    piece = book.table.scorecard("investment")
    card = piece.data.set_index("year")
    assert list(card.index) == [2017, 2018, 2019, 2020]
    # October 2020 judged with the five years before it, as the page of that month did
    rows = past_forecasts(book.view.series_of(10), 10)
    then = rows[(rows.year == 2020) & rows.measure.isin(book.table.outcome("investment").data.measure)]
    judged = then[then.probability.notna()]
    p, met = judged.probability.to_numpy(float), (judged.end >= judged.plan).to_numpy()
    assert card.loc[2020, "units"] == len(judged) and card.loc[2020, "met"] == met.sum()
    assert card.loc[2020, "brier"] == pytest.approx(((p - met) ** 2).mean())
    assert card.loc[2020, "covered"] == pytest.approx(
        ((judged.end >= judged.low) & (judged.end <= judged.high)).mean()
    )
    # published: Hải Phòng's count to the end of October 2020, and its plan then
    row = judged.set_index("measure").loc["investment/Hải Phòng"]
    known = book.view.known
    told = known[(known.measure == "investment/Hải Phòng") & (known.period == "2020-10")]
    assert row["first"] == pytest.approx(told[told.basis == "year_to_date"].value.iloc[0])
    words = _words(piece.html)
    assert "Bản tin năm trước dự báo đúng đến đâu" in words and "không rõ lệch" in words
    assert "nan" not in words and "None" not in words


def test_no_card_where_there_is_nothing_to_show():
    assert open_book("2021-12", PARAMS).table.scorecard("investment").html == ""
    assert open_book("2013-06", PARAMS).table.scorecard("investment").html == ""


def test_a_month_that_came_after_the_day_has_not_changed_its_figure():
    """On 20 September offices had told August or June: September is new, not August made into something else."""
    book = open_book("2025-09")
    then = open_book("2025-09", as_of="2025-09-20").assessments.measures
    data = book.compare(as_of="2025-09-20").data
    figures = data[data.kind == "figure"]
    assert all(then[i].basis_month == book.assessments.measures[i].basis_month for i in figures.subject)
    new = data[data.kind == "new"].set_index("subject")
    assert new.loc["2", "before"] == "2025-06" and new.loc["2", "after"] == "2025-09"
    back = (
        open_book("2025-06").compare(as_of="2025-12-31").data
    )  # from a later day to an earlier: nothing new came
    assert not len(back[(back.kind == "new") & (back.before > back.after)])
    said = _words(book.compare(as_of="2025-09-20").html)
    assert "khi đó “có nguy cơ không đạt”, nay là “có nguy cơ không đạt”" not in said
    assert "Số liệu tháng 9/2025 đến sau: khi đó “chưa đánh giá”, nay là “đạt tiến độ”" in said
