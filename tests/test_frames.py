"""The frames of a book: typed, one vintage, nothing later, every figure with its cell; suppositions; exports."""

import datetime as dt
import inspect
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import openpyxl
import pandas as pd
import pytest

from analysis import frames, open_book, suppose
from analysis.book import Book
from analysis.frames import STATUS, Frame
from analysis.present.offered import Charts, Tables, Words, functions
from analysis.programme import Break
from analysis.values import ParameterError
from analysis.yamlfile import Unknown

ROOT = Path(__file__).resolve().parents[1]
PARAMS = ROOT / "params/can-duoc-2025/monthly.yml"


@pytest.fixture(scope="module")
def june():
    return open_book("2025-06", PARAMS)


@pytest.fixture(scope="module")
def september():
    return open_book("2025-09", PARAMS)


@pytest.mark.parametrize("month", ["2024-12", "2025-06"])
def test_the_notebook_s_share_of_the_plan_is_that_of_its_own_year(month):
    """Spending of one year held against the plan of another says nothing."""
    book = open_book(month, PARAMS)
    cells = [c["source"] for c in nbformat.read(ROOT / "notebooks/02_economy.ipynb", 4).cells]
    first, last = next(c for c in cells if "share_of_target=" in c).rsplit("\n", 1)
    names = {"book": book}
    exec(first, names)
    share = eval(last, names)["share_of_target"]
    assert share.dropna().iloc[-1] == pytest.approx(book.verdicts.loc["5", "share_of_target"])
    assert {str(period)[:4] for period in share.index} == {month[:4]}


def test_a_chance_just_below_the_line_does_not_read_as_on_it(september):
    row = september.what_if("4", low=600).verdicts.loc[["4"], ["probability", "status"]]
    assert row["probability"].iloc[0] < 0.2 and "0,1998<" in row._repr_html_()


def test_a_year_adds_up_to_its_figure_to_date(june):
    """Neither two vintages of a month nor months after the one asked for are counted."""
    year = june.figures("4").loc["2025"]
    assert year["value"].sum() == pytest.approx(june.verdicts.loc["4", "to_date"]) == pytest.approx(320.35)
    rows = june.observations
    own = rows[(rows.measure == "4") & (rows.place == "can-duoc") & (rows.period >= "2025-01")]
    assert own[own.basis == "month"].value.sum() == pytest.approx(320.35)
    assert (
        not rows.duplicated(["measure", "place", "period", "basis"]).any()
        or (rows[rows.duplicated(["measure", "place", "period", "basis"], keep=False)].basis == "event").all()
    )
    assert june.reports("4").shape[0] > (rows.measure.str.split("#").str[0] == "4").sum()


@pytest.mark.parametrize("month", ["2024-12", "2025-06", "2025-07", "2025-09"])
def test_figures_say_what_the_verdicts_say(month):
    """Of every kind of measure: the same figure to date, expected, last year; nothing later; a cell for each."""
    book, at, checked = open_book(month, PARAMS), pd.Period(month), 0
    for id, a in book.assessments.measures.items():
        frame = book.figures(id)
        assert frame.index.freqstr == "M" and frame.index.is_unique and frame.index.is_monotonic_increasing
        assert frame.loc[frame.index > at, ["value", "to_date"]].isna().all(axis=None)
        here = frame[(frame.index <= at) & (frame.index.year == at.year)].dropna(subset="to_date")
        assert bool(len(here)) == (a.to_date is not None), id
        assert (frame["value"].isna() | frame["filled"] | frame["file"].notna()).all(), id
        if a.to_date is not None:
            newest = here.iloc[-1]
            assert newest["to_date"] == pytest.approx(a.to_date), id
            if a.path is not None and a.expected_to_date is not None and str(here.index[-1]) == month:
                assert newest["expected"] == pytest.approx(a.expected_to_date), id
            checked += 1
    assert checked > 20


def test_figures_of_another_programme_end_where_its_verdicts_do():
    """Also of a closed year, which has a figure of its own beside those of its months."""
    book = open_book(params=ROOT / "params/public-investment/monthly.yml")
    for id in list(book.programme.measures)[:8]:
        to_date = book.figures(id)["to_date"].loc[book.month]
        assert to_date == pytest.approx(book.verdicts.loc[id, "to_date"], rel=1e-12)


def test_frames_are_numbers_months_and_ordered_words(june):
    v = june.verdicts
    assert list(v.index) == list(june.targets.index) == list(june.programme.measures)
    assert v["status"].dtype == v["target_status"].dtype == STATUS
    assert set(v[v["status"] <= "at_risk"]["status"]) <= {"missed", "off_track", "at_risk"}
    assert {str(v[c].dtype) for c in ("low", "to_date", "probability")} == {"float64"}
    assert str(v["month"].dtype) == "period[M]" and str(v["as_of"].dtype).startswith("datetime64")
    history = june.history["status"].unstack()
    assert history.loc["4", pd.Period("2025-01")] == "too_early" and history.shape == (len(v), 6)
    now = june.history.xs(pd.Period("2025-06"), level="month")
    assert now["word"].equals(v.loc[now.index, "word"].rename("word")) and now["status"].equals(
        v.loc[now.index, "status"]
    )
    assert june.history.loc["4", "word"].tolist() == ["Chưa đánh giá", *["Đạt tiến độ"] * 5]
    assert june.commitments["deadline"].dtype.kind == "M" and len(june.commitments) == 36
    whole = open_book("2025-09", PARAMS)
    later = whole.files.index.difference(june.files.index)
    told = june.view.known["source"]
    assert len(later) and not set(later) & set(told)
    counts = told.value_counts().reindex(june.files.index, fill_value=0)
    assert (june.files["observations"] <= whole.files.loc[june.files.index, "observations"]).all()
    assert june.files.loc[counts > 0, "observations"].sum() == counts.sum()
    # a question of a day is as much of that day
    for day, cells in ((None, ["M10"]), ("2025-05-01", ["M10", "E9"])):
        march = open_book("2025-03", PARAMS, as_of=day)
        bad, files = march.problems, march.files
        assert bad.loc[bad["severity"] == "error", "cell"].tolist() == cells
        assert (
            set(bad["file"]) <= set(files.index)
            and max(f for f in files.index if f[:4] == "2025") < "2025-05"
        )
        read = march.view.known["source"].value_counts().reindex(files.index, fill_value=0)
        assert (files["observations"] >= read).all() and files["observations"].sum() == read.sum()
    assert june.problems["severity"].is_monotonic_decreasing and june.files["bytes"].dtype.kind == "i"
    for name in ("targets", "verdicts", "history", "commitments", "problems", "files"):
        frame = getattr(june, name)
        assert isinstance(frame, Frame) and frame._repr_html_().startswith('<div class="bp">')


def test_the_words_of_past_months_are_those_of_their_pages(september):
    """Also where a target was counted by its owner's own word alone."""
    for month in ("2025-05", "2025-06", "2025-08"):
        then = open_book(month, PARAMS).verdicts
        words = september.history.xs(pd.Period(month), level="month")["word"]
        assert words.equals(then.loc[words.index, "word"])
        assert "Tự đánh giá" in set(words)


def test_old_and_new_units_of_one_code_do_not_mix(june, september):
    before, after = june.by_place("16"), september.by_place("16")
    assert len(before) == 17 and before.loc["28108", "name"] == "Thị trấn Cần Đước"
    assert len(after) == 6 and after.loc["28108", "name"] == "Xã Cần Đước"
    # the commune of today is the four units that it took in, also in the months before it
    parts = before.loc[["28108", "28141", "28147", "28156"], ["numerator", "denominator"]].sum()
    row = september.figures("16", place="Cần Đước").loc["2025-06"]
    assert (row["numerator"], row["denominator"]) == tuple(parts)
    assert row["value"] == pytest.approx(100 * parts["numerator"] / parts["denominator"])
    assert row["cell"].count(";") >= 3
    assert september.by_place("5").empty
    assert "Chưa có số theo xã: " in september.by_place("5")._repr_html_()


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda b: b.figures("25x"), "did you mean|Đã biết"),
        (lambda b: b.by_place("thu"), "Đã biết"),
        (lambda b: b.figures("4", place="Long Cng"), "did you mean|Did you mean"),
        (lambda b: b.figures("4")["valeu"], "“valeu”.*“value”.*did you mean"),
        (lambda b: b.figures("thu ngân sách"), "“4”.*did you mean"),
        (lambda b: b.figures("Tham gia BHTY"), "“16”.*did you mean"),
        (lambda b: b.figures("zzz"), "1 GO khu vực I, .*4 Thu ngân sách"),
        (lambda b: b.verdicts.at["444", "status"], "dòng “444”.*11a"),
        (lambda b: b.verdicts.at["4", "statu"], "cột “statu”.*“status”.*did you mean"),
        (lambda b: b.verdicts[["status", "statu"]], "“statu”"),
        (lambda b: b.verdicts.loc["99"], "dòng “99”.*11a"),
        (lambda b: b.verdicts.loc["4", "to_dat"], "cột “to_dat”.*“to_date”.*did you mean"),
        (lambda b: b.verdicts.loc[["4", "77"], ["status"]], "dòng “77”"),
        (lambda b: b.figures("4").loc["2031"], "dòng “2031”"),
        (lambda b: b.history.loc["zz"], "dòng “zz”"),
    ],
)
def test_unknown_names_are_told_with_what_there_is(june, ask, words):
    with pytest.raises(Unknown, match=words):
        ask(june)


def test_a_supposition_is_judged_marked_and_nowhere_kept(june, tmp_path):
    home = june.params.processed
    before = sorted(p.name for p in home.rglob("*"))
    other = june.what_if("4", low=600)
    assert other.verdicts.loc["4", "target_low"] == 600
    assert other.verdicts.loc["4", "probability"] == pytest.approx(
        june.verdicts.loc["4", "stretch_probability"], abs=0.05
    )
    assert june.verdicts.loc["4", "target_low"] == 581
    for shown in (
        other.chart.path("4"),
        other.words.judgement("4"),
        other.table.annex("economy"),
        other.verdicts,
    ):
        assert "GIẢ ĐỊNH" in shown._repr_html_()
    assert "GIẢ ĐỊNH" in repr(other) and "GIẢ ĐỊNH" not in repr(june) + june.chart.path("4").html
    assert sorted(p.name for p in home.rglob("*")) == before


@pytest.mark.parametrize(("measure", "new"), [("4", 60.0), ("16", 97.0), ("9", 50.0)])
def test_a_supposed_figure_moves_what_rests_on_it_and_nothing_else(june, measure, new):
    other, at = june.what_if(measure, figures={"2025-06": new}), pd.Period("2025-06")
    was, now = june.figures(measure), other.figures(measure)
    assert now.loc[at, "value"] == pytest.approx(new) and "supposition" in now.loc[at, "file"]
    pd.testing.assert_series_equal(now["value"].drop(at), was["value"].drop(at))
    if measure == "4":
        assert now.loc[at, "to_date"] == pytest.approx(was.loc[at, "to_date"] - was.loc[at, "value"] + new)
    assert other.verdicts.loc[measure, "to_date"] == pytest.approx(now.loc[at, "to_date"])
    may = (slice(None), pd.Period("2025-05"))
    assert other.history.loc[may, "status"].equals(june.history.loc[may, "status"])


def test_who_leads_by_when_and_what_comes_next(june):
    """Names as pages print them; the first step that is not done, of works and of what is met by steps."""
    works = june.commitments
    assert works.loc["K1", ["owner_name", "next_step"]].tolist() == [
        "Ban Quản lý dự án đầu tư xây dựng",
        "Khởi công",
    ]
    assert works.loc["K1", "next_step_on"] == pd.Timestamp("2025-06-25") and pd.isna(
        works.loc["K4", "next_step"]
    )
    steps = june.verdicts.loc["8"]
    assert steps["next_step_on"] >= pd.Timestamp("2025-06-01") and pd.isna(
        june.verdicts.loc["4", "next_step"]
    )
    names = {o.id: o.name_vi for o in june.programme.owners}
    for frame in (june.targets, june.verdicts, works):
        assert (frame["owner_name"].dropna() == frame["owner"].map(names).dropna()).all()


def test_a_place_without_a_plan_says_so(september):
    places = september.by_place("4")
    assert places["status"].isna().all() and set(places["word"]) == {
        "Không có kế hoạch riêng, không đánh giá"
    }


def test_reports_of_all_are_those_of_each(june):
    every = june.reports()
    assert len(every) == len(june.view.known) and every["measure"].str.startswith("4").any()
    of = every[every["measure"].str.split("#").str[0] == "4"]
    assert set(of.index) == set(june.reports("4").index)
    shown = june.reports("4")[["period", "value"]]._repr_html_()
    assert shown.count('<th scope="col"') == 2, "labels without a name are no column"
    shown = june.reports("4").reset_index()[["measure", "value"]]._repr_html_()
    assert ">4: Kế hoạch<" in shown and "4#" not in shown


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"measure": "4"}, "something to suppose"),
        ({"measure": "4", "low": "sáu trăm"}, "a number"),
        ({"measure": "4", "low": True}, "low.*True.*a number"),
        ({"measure": "4", "low": 1e300}, "low.*1e.300.*a number below"),
        ({"measure": "4", "figures": {"2025-06": -5}}, "2025-06: -5.*not below zero"),
        ({"measure": "4", "figures": {"2025-07": 50}}, "a month up to"),
        ({"measure": "1", "figures": {"2025-05": 50}}, "closes a period"),
        ({"measure": "1.4", "figures": {"2025-06": 2}}, "told by month"),
        ({"measure": "16", "figures": {"2025-06": 144.3}}, "2025-06.*144.3.*a share from 0 to 100"),
        ({"measure": "9", "figures": {"2025-06": -1}}, "a share from 0 to 100"),
        ({"measure": "18", "low": -5}, "low.*-5 người.*not below zero"),
        ({"measure": "4", "low": 600, "high": 1}, "high.*no such bound"),
        ({"measure": "16", "low": 120}, "low.*a percentage"),
        ({"measure": "4", "stretch": 1}, "stretch.*harder than the target"),
    ],
)
def test_what_cannot_be_supposed_is_told(june, asked, words):
    with pytest.raises(ParameterError, match=words):
        june.what_if(**asked)


def test_a_supposition_is_no_revision_of_the_offices_own(june):
    """What is supposed widens no range by how far it is from what was told."""
    was, other = (b.view.series("4") for b in (june, june.what_if("4", figures={"2025-06": 480.0})))
    assert other.revision_rms == was.revision_rms and other.now[5] == 480


def test_months_fitted_to_a_count_are_marked(june):
    """Expenditure of June 2025: the months add up to 419,04, the office counts 419,23; the five before carry it."""
    frame, told = june.figures("5"), june.view.newest
    told = told[(told["measure"] == "5") & (told["basis"] == "month")].set_index("period")["value"]
    mine = frame[frame["value"].notna() & frame.index.astype(str).isin(told.index)]
    other = ~np.isclose(mine["value"], told[mine.index.astype(str)].to_numpy(), rtol=1e-9)
    assert mine["filled"].tolist() == other.tolist() and other.sum() == 5 < len(other)


def test_what_a_count_would_take_back_cannot_be_supposed():
    book = open_book("2020-06", ROOT / "params/public-investment/monthly.yml")
    with pytest.raises(ParameterError, match="figures.*2020-02.*a month told on its own"):
        book.what_if("investment/Thừa Thiên - Huế", figures={"2020-02": 5.0})


def test_an_export_is_numbers_in_a_folder_that_git_does_not_track(june, monkeypatch, tmp_path):
    assert subprocess.run(["git", "check-ignore", "-q", "exports/x"], cwd=ROOT).returncode == 0
    monkeypatch.setattr(Book, "_exports", tmp_path / "exports")
    path = june.what_if("4", low=600).save("thu ngân sách", june.figures("4"), june.verdicts)
    sheets = openpyxl.load_workbook(path).worksheets
    cells = [c.value for row in sheets[0].iter_rows() for c in row]
    assert (
        40.41 in cells
        and any("GIẢ ĐỊNH" in str(c) for c in cells)
        and any("MINH HỌA" in str(c) for c in cells)
    )
    assert len(sheets) == 2
    of_another = june.save("gia-dinh", june.what_if("4", low=600).verdicts)
    assert "GIẢ ĐỊNH" in str(openpyxl.load_workbook(of_another).worksheets[0]["A2"].value)
    drawn = june.what_if("4", low=600).chart.path("4")
    assert pd.read_csv(drawn.save(tmp_path / "b.csv"))["mark"].str.contains("GIẢ ĐỊNH").all()
    assert "GIẢ ĐỊNH" in drawn.save(tmp_path / "b.svg").read_text("utf-8")
    mark = pd.read_csv(june.chart.path("4").save(tmp_path / "c.csv"))["mark"]
    assert set(mark) == {june.mark} and "GIẢ ĐỊNH" not in june.mark
    book = openpyxl.load_workbook(june.table.strip().save(tmp_path / "d.xlsx"))
    assert [c.value for c in book.worksheets[0][1]][:2] == ["Đánh giá (status)", "Số lượng (count)"]
    assert list(pd.read_csv(june.table.strip().save(tmp_path / "d.csv")))[:2] == ["status", "count"]
    for wrong in (("a/b", june.targets), ("a",), ("a", june.figures("4")["value"])):
        with pytest.raises(ParameterError):
            june.save(*wrong)
    (tmp_path / "closed").touch()  # for root too a place where nothing can be written
    monkeypatch.setattr(Book, "_exports", tmp_path / "closed" / "2025-06")
    with pytest.raises(ParameterError, match=r"book\.save: có “.*cần một nơi ghi được .*folder="):
        june.save("a", june.targets)


CHARTS = [("path", "4"), ("path", "16"), ("path", "2"), ("quarters", "2"), ("contribution", ["1", "2", "3"]),
          ("path", "5"),
          ("crops", "1.1"), ("backtest", "4"), ("signal", "1.3"), ("levels",), ("communes", "16"),
          ("births", "15"), ("commitments",),
          ("bullets", "economy")]  # fmt: skip
TEXTS = {"crop", "name", "measure", "place", "commitment", "status", "period"}


@pytest.mark.parametrize("asked", CHARTS, ids=lambda asked: asked[0])
def test_what_is_behind_a_chart_is_numbers(june, asked, tmp_path):
    """Never formatted text: every column that is no name is of numbers, days or months."""
    chart = getattr(june.chart, asked[0])(*asked[1:])
    assert len(chart.data)
    wrong = [c for c, t in chart.data.dtypes.items() if t.kind not in "fiubM" and c not in TEXTS]
    assert not wrong, wrong
    if asked[0] != "bullets":
        assert chart.alt and chart.figure.axes
        assert chart.save(tmp_path / "a.png").stat().st_size > 2000
    frame = chart.data
    assert "minh họa" in pd.read_excel(chart.save(tmp_path / "a.xlsx"))["mark"][0].lower()
    assert len(pd.read_csv(chart.save(tmp_path / "a.csv"))) == len(frame)


def test_a_chart_draws_what_its_frame_says(june):
    """The path's data and the book's frame of the same measure are one."""
    year = june.figures("4").loc["2025"]
    data = june.chart.path("4").data
    for column in ("value", "to_date", "expected", "last_year", "p10", "p90"):
        pd.testing.assert_series_equal(data[column], year[column], check_freq=False, check_series_type=False)
    ends = june.figures("2").loc["2025"]
    assert june.chart.quarters("2").data["value"].dropna().tolist() == ends["value"].dropna().tolist()


@pytest.mark.parametrize(
    ("params", "month", "step"),
    [("can-duoc-2025", "2025-06", 1), ("can-duoc-2025", "2025-09", 1), ("public-investment", "2021-12", 7)],
)
def test_a_chart_of_the_books_own_frame_is_the_books_chart(params, month, step):
    """Of every measure, and every seventh of many alike: the frame that is shown and the chart below it cannot tell two
    things."""
    book = open_book(month, ROOT / f"params/{params}/monthly.yml")
    for id in list(book.verdicts.index)[::step]:
        drawn = book.chart.path(book.figures(id))
        assert (drawn.text, drawn.html) == ((own := book.chart.path(id)).text, own.html), id


def test_a_changed_frame_is_drawn_as_it_is_and_says_so(june):
    frame = june.figures("4")
    frame.loc["2025-05", "to_date"] = 300.0
    drawn = june.chart.path(frame.loc["2025":])
    assert drawn.data.loc["2025-05", "to_date"] == 300.0
    for said in (drawn.text, drawn.alt, drawn.html):
        assert "vẽ từ bảng đã sửa" in said and "chậm" not in said.lower()


@pytest.mark.parametrize("month", ["2025-03", "2025-06", "2025-09"])
def test_numbered_rows_are_counted_as_pages_count_them(month):
    book = open_book(month, PARAMS)
    rows = book.verdicts[book.verdicts["no"] != ""].drop_duplicates("target")
    n, h = rows["target_status"].value_counts(), book.assessments.headline
    assert n.sum() == h.total and n["on_track"] + n["achieved"] == h.on_track_by_figures
    assert n["at_risk"] + n["uncertain"] == h.at_risk and n["off_track"] + n["missed"] == h.off_track
    assert n["not_due"] == h.not_due + h.self_assessed and n["lapsed"] == h.lapsed
    assert h.unjudged == h.not_due + h.too_early + h.no_data + h.lapsed + h.watch


def test_the_communes_that_are_drawn_are_those_of_the_frame(september):
    there = september.by_place("16")
    low = there[there["value"] < 96]
    drawn = september.chart.communes(low)
    assert 0 < len(low) < len(there) and list(drawn.data["place"]) == list(low.index)
    assert drawn.data["value"].tolist() == low["value"].tolist() and f"trong {len(low)} đơn vị" in drawn.text
    assert september.chart.communes(there).html == september.chart.communes("16").html


def _called(measure, frame):
    frame.attrs["measure"] = measure
    return frame


def test_a_supposed_frame_keeps_its_mark_and_its_own_forecast(june):
    """At the end of a line stands that line's figure, not the book's."""
    supposed = june.what_if("4", figures={"2025-06": 480.5})
    frame = supposed.figures("4")
    drawn = june.chart.path(frame)
    assert frame.attrs["mark"] in drawn.text and frame.attrs["mark"] in drawn.alt
    shown = {t.get_text() for ax in drawn.figure.axes for t in ax.texts}
    end = frame["p50"].dropna().iloc[-1]
    (label,) = [t for t in shown if t.startswith("Dự báo ")]
    assert float(label.split()[2].replace(".", "").replace(",", ".")) == pytest.approx(end, abs=0.06)


def test_months_told_together_accuse_nobody_and_top_nothing():
    """Province of Hue, June 2020: April is a count of four months; its chart once said that 734,6 were missing."""
    book = open_book("2020-06", ROOT / "params/public-investment/monthly.yml")
    gaps, named = 0, {f.subject for f in book.assessments.findings if f.kind == "months_apart"}
    for id in book.verdicts.index.difference(named):
        path = book.assessments.measures[id].path if id in book.assessments.measures else None
        if path is None or not path.known or np.isfinite(path.parts[: path.known]).all():
            continue
        gaps += 1
        drawn = book.chart.path(id)
        assert "cộng các kỳ" not in drawn.html.lower() and "Kỳ cao nhất" not in drawn.alt, id
    assert gaps


def test_rows_choose_what_is_drawn_and_said(june):
    behind = june.verdicts[june.verdicts["group"] == "economy"]
    some = june.verdicts.loc[["20a", "20b"], ["short_name", "to_date"]]
    assert june.chart.levels(some).data["measure"].tolist() == ["20a", "20b"]
    assert set(june.chart.multiples(behind).data["measure"]) <= set(behind.index)
    assert june.chart.bullets(behind).html == june.chart.bullets("economy").html
    assert june.words.judgement(june.verdicts.loc["4"]).html == june.words.judgement("4").html
    assert june.table.events(june.verdicts.loc["9"]).html == june.table.events("9").html


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda b: b.chart.path(b.figures("4").drop(columns="to_date")), "to_date.*no such column"),
        (lambda b: b.chart.path(b.figures("4").loc["2023"]), "12 dòng.*figures of. 2025"),
        (lambda b: b.chart.path(b.figures("4").reset_index()), "index.*RangeIndex.*a month a row"),
        (lambda b: b.chart.path(pd.concat([b.figures("4")] * 2)), "index.*a month a row"),
        (lambda b: b.chart.path(_called("16", b.figures("4"))), "measure.*16.*the frame's own"),
        (lambda b: b.chart.path(b.verdicts), "42 chỉ tiêu.*một chỉ tiêu"),
        (lambda b: b.chart.path(b.at("2025-03").figures("4")), "month.*2025-03.*2025-06 như sổ"),
        (lambda b: b.chart.path(b.figures("4", "28126")), "place.*28126.*can-duoc như sổ"),
        (lambda b: b.chart.quarters(b.reports("4")), "index.*book.figures"),
        (lambda b: b.chart.levels(b.problems), "severity.*book.verdicts"),
        (lambda b: b.chart.levels(b.verdicts.assign(to_date=3.0)), "1, to_date.*“3”.*what_if"),
        (
            lambda b: b.words.judgement(b.what_if("4", low=600).verdicts.loc["4"]),
            "bảng .frame., 4, .*như sổ.*what_if",
        ),
    ],
)
def test_a_frame_that_cannot_be_drawn_or_is_not_the_books_is_told(june, ask, words):
    with pytest.raises((ParameterError, Unknown), match=words):
        ask(june)


@pytest.mark.parametrize("space", [Charts, Tables, Words])
def test_a_changed_frame_is_drawn_as_changed_or_refused(june, space):
    """Whatever takes a frame: the book's number is never shown in place of the one that stands in the frame."""
    asked = 0
    for name, function in functions(space).items():
        takes = [
            p for n, p in inspect.signature(function).parameters.items() if n in ("of", "group", "measures")
        ]
        if not takes or not any(word in str(takes[0].annotation) for word in ("Of", "DataFrame")):
            continue
        offered = getattr(space(june.view), name)
        for frame, column in (
            (june.figures("4"), "value"),
            (june.figures("15"), "to_date"),
            (june.by_place("16"), "value"),
            (june.verdicts, "to_date"),
            (june.verdicts.loc[["4"]], "to_date"),
        ):
            frame = frame.copy()
            at = frame.index.get_loc(frame[column].dropna().index[-1])
            frame.iloc[at, frame.columns.get_loc(column)] = 77.125
            asked += 1
            try:
                assert (offered(frame).data == 77.125).any(axis=None), (name, frame.index.name)
            except (ParameterError, Unknown) as error:
                assert "77.125" in str(error) or "bảng (frame)" in str(error), (name, error)
    assert asked > 4


def test_a_row_with_a_long_cell_is_a_card_on_a_phone(june):
    """What is wrong in a file is read there as a card with the heading before each cell, without pandas' names."""
    for frame in (june.problems, june.files):
        html = frame._repr_html_()
        assert '<table class="t data cards">' in html and "<code" not in "".join(
            re.findall(r'data-l="[^"]*"', html)
        )
    assert 'data-l="Cách sửa"' in june.problems._repr_html_()
    assert (
        "cards" not in june.figures("4")._repr_html_() + june.by_place("16")[["name", "value"]]._repr_html_()
    )


def test_what_pandas_makes_of_a_column_speaks_to_the_reader(june):
    """A table by month and year, and one by status, with the reader's words and as many decimals in a column."""
    values = june.figures("4")["value"]["2024":]
    by_month = values.groupby([values.index.month, values.index.year]).sum(min_count=1).unstack().round(1)
    html = by_month.rename_axis(index="month", columns="year")._repr_html_()
    assert "Tháng" in html and ">86,2<" in html and ">41,0<" not in html
    assert len(set(map(len, re.findall(r",(\d+)<", html)))) == 1
    status = june.verdicts["status"]
    html = status.groupby(june.verdicts["group"]).value_counts().unstack()._repr_html_()
    assert "Chưa đánh giá" in html and "(data)" not in html


def test_what_is_told_of_several_takes_their_rows_or_a_frame(june):
    """As their ids do; what is unknown is named, and a number that is not the book's is refused."""
    sectors, works, insured = june.verdicts.loc[["1", "2"]], june.commitments.head(2), june.by_place("16")
    assert june.chart.contribution(sectors).data.equals(june.chart.contribution(["1", "2"]).data)
    for of in (
        june.figures("4"),
        june.verdicts.loc["4"],
        june.verdicts.loc[["4"]],
        june.at("2025-06").figures("4"),
    ):
        assert june.chart.parts(of).data.equals(june.chart.parts("4").data) and len(june.chart.parts(of).data)
    for space in (june.chart, june.table):
        assert list(space.commitments(works).data["commitment"]) == list(works.index)
    assert (
        list(june.table.communes(insured).data)
        == list(june.table.communes(june.verdicts.loc[["16"]]).data)
        == ["16"]
    )
    for ask, words in (
        (lambda: june.chart.contribution(sectors.assign(to_date=5.0)), "1, to_date.*“5”.*what_if"),
        (lambda: june.chart.commitments(works.assign(steps_done=99)), "steps_done.*“99”.*như sổ"),
        (lambda: june.table.commitments("econ"), "nhóm.*“econ”.*“economy”"),
        (lambda: june.table.communes(["16", "x16"]), "“x16”"),
        (lambda: june.chart.commitments(sectors), "measure.*rows of book.commitments"),
        (lambda: june.chart.deadlines(days=-3), "days.*-3.*0 or more"),
    ):
        with pytest.raises((ParameterError, Unknown), match=words):
            ask()


def test_what_has_no_picture_and_what_cannot_be_saved_is_told(june, tmp_path):
    with pytest.raises(Unknown, match="no picture"):
        _ = june.table.annex("economy").figure
    with pytest.raises(Unknown, match=r"\.png"):
        june.chart.path("4").save(tmp_path / "a.doc")


def test_a_chart_of_a_unit_draws_no_rate_that_its_table_refuses():
    """Two of seven members are no rate, nor is a month of few births."""
    book = open_book("2025-09", ROOT / "params/can-duoc-2025/monthly.yml", place="28108")
    assert not np.isfinite(book.verdicts.at["25b", "to_date"])
    for drawn in (book.chart.path("25b"), book.chart.path(book.figures("25b")), book.chart.quarters("25c")):
        assert "refuse" in drawn.html and "Dưới 30 trường hợp (" in drawn.html and drawn.drawn is None
    path, (to_date, alone) = book.assessments.measures["15"].path, book.view.series("15").counts_as_told[0]
    lines = (path.actual, to_date[-1]), (path.last_year, to_date[-2]), (path.parts, alone[-1])
    for line, n in lines:
        assert (np.isfinite(line) == (n >= 30)).all()
    assert np.isfinite(path.actual).any() and any((n < 30).any() for _, n in lines)


def test_what_is_not_as_reported_and_what_a_sum_begins_with_is_told():
    """Two of six communes told nothing of July; no commune existed before July."""
    book = open_book("2025-09")
    rice = book.figures("1.1").loc["2025"]
    assert rice.loc["2025-07", "filled"].all() and not rice.loc["2025-08", "filled"].any()
    sums = book.by_place("4")
    assert (sums["since"] >= pd.Period("2025-07", "M")).all()
    for code, row in sums.iterrows():
        told = book.figures("4", code)["value"]
        assert row["value"] == pytest.approx(told[row["since"] : row["period"]].sum())


def test_nothing_is_compared_across_a_day_that_broke_it_in_a_past_year_either():
    """What a later book says of the year of the break, and of the one after it, whose sums begin before it."""
    book, day = open_book("2025-06", PARAMS), dt.date(2024, 3, 1)
    vars(book)["programme"] = book.programme.model_copy(
        update={"breaks": (Break(name_vi="x", on=day, places=True),)}
    )
    vars(book)["assessments"] = book._judged()
    compared = book.figures("4")["last_year"].notna()
    assert compared["2023-01":"2024-02"].all() and not compared["2024-03":].any()
    assert book.verdicts.loc["4", ["last_year_to_date", "change_on_year"]].isna().all()


def test_what_moved_a_figure_is_a_later_report_of_it(june):
    """Neither the second of two events of a month, nor a real figure after an illustrative one."""
    row = june.view.observations[june.view.observations["measure"] == "4"].iloc[0]
    told = [
        row.to_dict()
        | {"basis": basis, "value": value, "illustrative": made_up, "reported_on": f"2025-06-1{i}"}
        for i, (basis, value, made_up) in enumerate(
            [
                ("event", 1.0, True),
                ("event", 3.0, True),
                ("month", 40.0, True),
                ("month", 41.5, True),
                ("month", 30.0, False),
            ]
        )
    ]
    view = replace(june.view, observations=pd.DataFrame(told))
    assert frames.reports(view, "4")["step"].dropna().tolist() == [1.5]


def test_two_frames_without_a_name_are_told_apart_by_who_hears_them(june):
    """Their regions are landmarks of a page: no two are called the same."""
    pages = [june.verdicts[names]._repr_html_() for names in (["late", "status"], ["late", "to_date"])]
    labels = {re.search(r'role="region" aria-label="([^"]+)"', page)[1] for page in pages}
    assert labels == {"Chỉ tiêu, Chậm báo cáo, Đánh giá", "Chỉ tiêu, Chậm báo cáo, Đến nay"}


def test_a_frame_joined_of_two_speaks_the_language_of_its_book():
    book = open_book("2025-06", PARAMS, lang="en")
    joined = book.reports().join(book.targets["short_name"], on="measure", how="inner")
    open_book("2025-06", PARAMS).targets  # noqa: B018 - another book, in Vietnamese
    assert joined.attrs == {"lang": "en"} and "Data" in joined[:0]._repr_html_()


def test_a_frame_joined_of_two_names_both_with_their_units():
    book = open_book("2025-06", PARAMS, lang="en")
    revenue, insured = book.figures("4"), book.figures("16")
    beside = revenue[["to_date"]].merge(insured[["to_date"]], left_index=True, right_index=True)
    for joined in (beside, pd.concat([revenue, insured])):
        shown = joined._repr_html_()
        assert all(
            f"{x.attrs['name']} ({unit})" in shown for x, unit in ((revenue, "VND bn"), (insured, "%"))
        )
    assert "To date (x)" in beside._repr_html_() and "To date (y)" in beside._repr_html_()
    assert not {"measure", "unit"} & {*beside.attrs}  # it is the frame of neither
    assert "tỷ đồng" not in book.targets._repr_html_() and "VND bn" in book.targets._repr_html_()


def test_a_table_of_verdicts_calls_no_strict_bound_allowed_and_fits_a_phone(june):
    shown = june.verdicts.loc[["23a"], ["target_high", "word"]]._repr_html_()  # fewer than 13, not 13 at most
    assert "nhiều nhất" not in shown and "Từ đánh giá" not in shown
    page = (ROOT / "notebooks/05_security.ipynb").read_text(encoding="utf-8")
    columns = re.search(r'accidents\.set_index\(\\"short_name\\"\)\[\[(.*?)\]\]', page)
    assert columns and columns[1].count(",") < 4 and "target_high" not in columns[1]


def test_a_table_without_a_row_says_so_and_a_long_one_how_many_are_shown():
    def told(frame):
        frame.attrs["lang"] = "vi"
        return re.sub("<[^>]+>", "", frame._repr_html_())

    assert told(Frame({"a": []})).endswith("Không có dòng nào.")
    long = Frame({"a": range(61)})
    assert told(long).endswith("Hiện 60 trong 61 dòng.") and "dòng" not in told(long.head(3))


def _read(frame):
    return " ".join(re.sub("<[^>]+>", " ", frame._repr_html_()).split())


@pytest.mark.parametrize(
    ("freq", "said"), [("Q", "quý II/2025"), ("Y", "2024"), ("Q-NOV", "2025Q2"), ("M", "tháng 6/2025")]
)
def test_a_frame_by_quarter_or_year_is_shown_in_rows_and_columns(june, freq, said):
    of = june.figures("4")["value"].resample(freq).sum(min_count=3 if freq != "M" else 1).to_frame()
    assert f" {said} " in _read(of) and f" {said} " in _read(of.T)


def test_a_frame_by_day_is_told_by_its_days(june):
    assert "7/6/2025" in _read(Frame({"a": [1.0]}, index=pd.period_range("2025-06-07", periods=1, freq="D")))


def test_a_filter_that_leaves_no_row_is_no_lack_of_data(september):
    """In words, wherever a frame is taken: not that figures have not come."""
    places, v, chart = september.by_place("16"), september.verdicts, september.chart
    for piece in (
        chart.communes(places[places["value"] < 0]),
        september.table.communes(measures=places.iloc[:0]),
        chart.levels(v[v["status"] == "missed"]),
        chart.contribution(v.iloc[:0]),
        chart.commitments(september.commitments.iloc[:0]),
        chart.path(september.figures("4").iloc[:0]),
        chart.quarters(september.figures("4").iloc[:0]),
    ):
        assert piece.text == "Không có dòng nào." and "refuse" in piece.html


@pytest.mark.parametrize("name", ["quarters", "signal", "backtest"])
def test_no_period_that_a_filter_took_away_is_drawn(september, name):
    """The year's figures all, and since the frame's first; periods without a figure may go."""
    draw, frame = getattr(september.chart, name), september.figures("4")
    for part in (frame[frame["value"] > 60], frame.loc[:"2025-05"], frame.loc["2025-05":]):
        with pytest.raises(ParameterError, match=r"without\) 202[25]-0.*path draws some"):
            draw(part)
    whole = draw("4").html
    for same in (frame, frame.loc["2025"], frame.dropna(subset="value")):
        assert draw(same).html == whole


def test_a_table_of_communes_has_those_of_the_frame(september):
    there = september.by_place("16")
    low = there[there["value"] < 95.5]
    assert 0 < len(low) < len(there) and list(september.table.communes(low).data.index) == list(low.index)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda b: b.table.exceptions(limit=0), "limit.*0.*1 or more"),
        (lambda b: b.table.assigned(limit=-1), "limit.*-1.*1 or more"),
        (lambda b: b.table.changes("2025-03"), r"assessments.*book\.compare"),
        (lambda b: b.words.summary(b.verdicts), "“economy”.*id of a group"),
        (lambda b: b.what_if("4-dat", low=200), "4-dat.*of its parts nothing"),
        (lambda b: b.what_if("4", low=620, stretch=610), "stretch.*610"),
        (lambda b: b.save("x", b.files, folder="/tmp/none/out"), "folder.*/tmp/none/out.*that is there"),
        (lambda b: b.verdicts["status"] <= "behind", "“behind”.*off_track.*on_track"),
        (lambda b: b.verdict, "“verdict”.*“verdicts”.*did you mean"),
        (lambda b: b.figure("4"), "“figure”.*“figures”"),
        (lambda b: b.figures("thu"), r"Đã biết: 4 Thu ngân sách, 21 Thu gom, xử lý rác thải\.$"),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_can(june, ask, words):
    with pytest.raises((ParameterError, Unknown, AttributeError), match=words):
        ask(june)


def test_an_error_of_the_book_s_own_is_not_told_as_a_name_that_is_not_there(monkeypatch):
    book = open_book("2025-06", PARAMS)
    monkeypatch.setattr(Book, "_judged", lambda self: None.measures)
    monkeypatch.setattr("analysis.book.kept", lambda folder, key, asked, make: make())
    with pytest.raises(AttributeError, match="NoneType"):
        book.verdicts  # noqa: B018


def test_a_chart_of_another_kind_of_measure_lacks_no_data(june):
    for drawn in (june.chart.births("4"), june.chart.crops("4")):
        assert drawn.text == "Hình này không dành cho chỉ tiêu Thu ngân sách."


def test_a_bound_beyond_what_is_striven_for_drops_it_and_says_so(june):
    other = june.what_if("4", low=june.targets.at["4", "stretch"] + 10)
    assert np.isnan(other.verdicts.at["4", "stretch"]) and "không còn mức phấn đấu" in other.mark
    assert "phấn đấu" not in june.what_if("4", low=600).mark


def test_a_status_that_is_shown_is_the_one_of_the_pages(september):
    """Of every measure and month: its own mark and word in cells, also joined with another frame."""
    history, names = september.history, september.targets[["short_name"]]
    words, table = history["word"].unstack(), names.join(history["status"].unstack())
    cells = re.findall(r"<td[^>]*>(?:<svg[^>]*aria-label=\"([^\"]+)\"|[^<]*)", table._repr_html_())
    months = words.shape[1]
    shown = [row[-months:] for row in zip(*[iter(cells)] * (months + 1), strict=True)]
    for id, row in zip(table.index, shown, strict=True):
        assert [w or None for w in row] == [None if pd.isna(w) else w for w in words.loc[id]], id
    below = table._repr_html_().split("</table>")[1]
    assert all(below.count(f"</svg>{w}</span>") == 1 for w in set(words.stack()))
    v = september.verdicts
    before = history.xs(pd.Period("2025-08"), level="month")["word"]
    for id in v.index:
        assert {v.at[id, "word"], before[id]} <= set(
            re.findall(r"</svg>([^<]+)<", v.loc[[id], ["status", "previous_status"]]._repr_html_())
        )


def test_rows_are_worded_and_counted_as_the_strip_does(september):
    v = september.verdicts
    rows = v[v["no"] != ""].drop_duplicates("target")["target_word"].value_counts()
    strip = september.table.strip().data.set_index("status")["count"]
    assert rows.to_dict() == strip[strip > 0].to_dict()


CHANGED = [
    ("verdicts", "4", "status", "achieved", lambda c, f: c.chart.bullets(f)),
    ("verdicts", "4", "word", "Đạt", lambda c, f: c.words.judgement(f.loc["4"])),
    ("verdicts", "4", "low", 1.0, lambda c, f: c.table.annex(f)),
    ("commitments", "K1", "deadline", pd.Timestamp("2030-01-01"), lambda c, f: c.table.commitments(f)),
    ("commitments", "K1", "name", "x", lambda c, f: c.chart.deadlines(f)),
    ("insured", "28126", "before", 1.0, lambda c, f: c.chart.communes(f)),
    ("insured", "28126", "name", "x", lambda c, f: c.chart.communes(f)),
]


@pytest.mark.parametrize("frame,row,column,new,draw", CHANGED)
def test_a_changed_word_status_or_day_is_refused_with_its_cell(june, frame, row, column, new, draw):
    of = june.by_place("16") if frame == "insured" else getattr(june, frame)
    changed = of.astype({column: object})
    changed.loc[row, column] = new
    with pytest.raises(ParameterError, match=f"{row}, {column}.*như sổ"):
        draw(june, changed)
    draw(june, of.assign(mine=1))  # what was added does not matter
    draw(june, of.drop(columns=column))


def test_words_of_a_book_in_another_language_are_no_change(june):
    english = open_book("2025-06", PARAMS, lang="en").verdicts
    assert june.chart.bullets(english).data.equals(june.chart.bullets(june.verdicts).data)
    with pytest.raises(ParameterError, match="4, to_date"):
        june.chart.bullets(english.assign(to_date=1.0).loc[["4"]])


@pytest.mark.parametrize(
    "ask,words",
    [
        (lambda v: v.loc[10], 'as text.*"10"'),
        (lambda v: v.at[10, "low"], 'as text.*"10"'),
        (lambda v: v["status"].loc["99"], "dòng “99”"),
        (lambda v: v.loc["4"]["todate"], "“to_date”"),
        (lambda v: v.sort_values(["no", "statuss"]), "“statuss”.*“status”"),
        (lambda v: v.groupby("grp"), "“grp”.*“group”"),
        (lambda v: v.query("statuss <= 'uncertain'"), "“statuss”.*“status”"),
        (lambda v: v.drop(columns="statuss"), "“status”"),
        (lambda v: v.drop("99"), "dòng “99”"),
        (lambda v: v.dropna(subset="todate"), "“to_date”"),
        (lambda v: v.set_index("shortname"), "“short_name”"),
    ],
)
def test_what_pandas_does_not_find_is_named_with_what_there_is(june, ask, words):
    with pytest.raises(Unknown, match=words):
        ask(june.verdicts)


def test_a_query_takes_the_names_of_who_asks(june):
    group, v = "economy", june.verdicts
    assert list(v.query("group == @group").index) == list(v[v["group"] == group].index)
    assert v.eval("target_low > @group.__len__()").equals(v["target_low"] > len(group))


def test_an_attribute_that_is_not_there_names_the_nearest_column(june):
    for of in (june.verdicts, june.verdicts.loc["4"]):
        with pytest.raises(AttributeError, match="“to_date”"):
            _ = of.todate
        assert not hasattr(of, "todate")


def test_rows_decide_what_is_told(june):
    v, c = june.verdicts, june.commitments
    worst = v[v["status"] <= "uncertain"]
    of_group = v[v["group"] == "economy"]
    assert list(june.table.annex(worst).data["measure"]) == list(worst.index)
    assert june.table.annex(of_group).data.equals(june.table.annex("economy").data)
    assert len(june.table.annex().data) == len(v)
    counts = [june.table.strip(of).data for of in (of_group, "economy")]  # noqa: B005
    numbered = of_group.loc[of_group["no"] != "", "target"].nunique()
    assert counts[0].equals(counts[1]) and counts[0]["count"].sum() == numbered
    assert set(june.table.exceptions(worst.head(3)).data["measure"]) <= set(worst.head(3).index)
    assert june.table.look_back(of_group).data.equals(june.table.look_back("economy").data)
    assert june.chart.story(v.loc[["21"]]).text.startswith(june.programme.measure("21").short_vi)
    due, own = june.chart.deadlines().data, june.chart.deadlines(c[c["group"] == "economy"], days=400).data
    assert len(june.chart.deadlines(c).data) < len(due) and len(own)
    assert len(june.chart.multiples(v.loc[["4"]]).data) == 12
    for empty in (june.table.scorecard, june.table.outcome):
        assert "refuse" in empty(v.loc[["16"]]).html
    with pytest.raises(ParameterError, match="commitment"):
        june.table.strip(c)


def test_a_supposed_bound_decides_what_nobody_has_decided(june):
    """`number: last_year` is judged once a bound is supposed, not where other things are."""
    own = june.programme
    open_ = tuple(
        t.model_copy(
            update={"measures": tuple(m.model_copy(update={"number": "last_year"}) for m in t.measures)}
        )
        for t in own.targets
    )
    written = own.model_construct(**dict(own) | {"targets": open_})
    for bound, told in (("low", "printed"), ("stretch", "last_year")):
        found = suppose.programme(written, (suppose.Supposition("4", ((bound, 500.0),), ()),))
        assert found.measure("4").number == told and found.measure("5").number == "last_year"
