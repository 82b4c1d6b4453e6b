"""Titles of charts are findings: they hold of what is drawn."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis import open_book
from analysis.assess.assessments import Finding, Reason
from analysis.present import charts_path, locale
from analysis.present.labels import amount_axis
from analysis.present.offered import Charts
from analysis.present.path_picture import deviation, draw_path, drawable
from analysis.present.theme import COLOUR

BOTH = pd.DataFrame(index=pd.Index(["20a", "20b"], name="measure"))


def with_measure(view, id, **how):
    a = replace(view.assessments.measures[id], **how)
    return replace(view, assessments=replace(view.assessments, measures=view.assessments.measures | {id: a}))


def test_cases_are_compared_by_their_difference_also_with_none_last_year(view):
    path = view.assessments.measures["4"].path
    now = np.r_[[1.0, 2, 0, 0, 0, 2], np.full(6, np.nan)]
    last = np.array([2.0, 2, 0, 2, 2, 0, 0, 0, 3, 0, 1, 1])
    p = replace(path, known=6, parts=now, parts_last_year=last)
    piece = Charts(with_measure(view, "23a", path=p)).quarters("23a")
    assert "1 trong 6 kỳ cao hơn" in piece.text
    assert re.findall(r"<td[^>]*>([−+]?\d+)</td></tr>", piece.html)[:6] == ["−1", "0", "0", "−2", "−2", "+2"]
    assert list((piece.data["value"] - piece.data["last_year"])[:6]) == [-1, 0, 0, -2, -2, 2]


def test_crops_are_told_by_name_where_there_is_one(view):
    crops = [
        {
            "id": "a",
            "name": "Vụ Đông Xuân",
            "name_en": "",
            "plan": 10.0,
            "actual": 11.0,
            "over": True,
        },
        {
            "id": "b",
            "name": "Vụ Hè Thu",
            "name_en": "",
            "plan": 10.0,
            "actual": None,
            "over": False,
        },
    ]
    one = Charts(with_measure(view, "1.1", crops=tuple(crops))).crops("1.1").text
    assert one.endswith("vụ Đông Xuân đã thu hoạch xong, đạt kế hoạch vụ")
    planless = [c | {"plan": None, "actual": 9.0, "over": True} for c in crops]
    none = Charts(with_measure(view, "1.1", crops=tuple(planless))).crops("1.1").text
    assert none.endswith("2 vụ đã thu hoạch xong, không có kế hoạch vụ để so")


def test_what_lapsed_is_not_counted_among_the_shares(view):
    many = Charts(view).levels(BOTH).data
    left = Charts(with_measure(view, "20b", status="lapsed")).levels(BOTH)
    assert len(many) == 2 and len(left.data) == 1
    assert "trong 1" not in left.text


def test_the_calendar_counts_every_commitment(view):
    assert f" trong {len(view.programme.commitments)} nhiệm vụ" in Charts(view).commitments().text


def test_axes_of_cases_have_no_tenths_and_marks_of_one_axis_have_the_same_decimals(view):
    path = view.assessments.measures["4"].path
    now, last = np.r_[[1.0, 0, 1], np.full(9, np.nan)], np.r_[[2.0, 1, 3], np.zeros(9)]
    p = replace(path, known=3, parts=now, parts_last_year=last)
    html = Charts(with_measure(view, "23a", path=p)).quarters("23a").html
    marks = {t for t in re.findall(r">([^<>]+)</text>", html) if re.fullmatch(r"[\d,]+", t)}
    assert {"0", "1", "2", "3"} <= marks and not [m for m in marks if "," in m]
    figure = Figure()
    ax = figure.add_subplot()
    ax.set_xlim(95, 97)
    amount_axis(ax, "vi", False, 1)
    figure.canvas.draw()
    shown = [t.get_text() for t in ax.get_xticklabels()]
    assert len({len(s.partition(",")[2]) for s in shown}) == 1 and "95,5" in shown


def test_the_range_of_chance_of_a_few_births_stays_inside_the_picture(view):
    counts = pd.DataFrame({"n": [4.0, 60], "of": [1.0, 55]}, index=["2025-01", "2025-02"])
    counts = counts.join(counts.cumsum().add_suffix("_to_date"))
    few = replace(view)
    object.__setattr__(few, "counts_by_month", lambda measure: counts)
    html = Charts(few).births("15").html
    for svg in re.findall(r"<svg.*?</svg>", html):
        height = float(re.search(r'viewBox="0 0 \S+ (\S+)"', svg).group(1))
        for d in re.findall(r'<path d="([^"]+)"(?! transform)', svg):
            ys = [float(n) for n in re.findall(r"-?[\d.]+", d)][1::2]
            assert all(-1 <= y <= height + 1 for y in ys), d


def test_a_figure_of_last_year_that_stands_alone_is_a_dot(view):
    p = view.assessments.measures["21"].path
    last = np.full(12, np.nan)
    last[11] = 99.8
    alone = Charts(with_measure(view, "21", path=replace(p, last_year=last))).path("21").html
    none = Charts(with_measure(view, "21", path=replace(p, last_year=np.full(12, np.nan)))).path("21").html
    assert alone.count("<circle") == none.count("<circle") + 2  # on the desktop's picture and the phone's


def drawn(ax, colour, *, dashed=False):
    """The heights of each line of a colour, in the order in which they were drawn."""
    lines = [x for x in ax.lines if x.get_color() == COLOUR[colour] and x.get_xdata().size > 2]
    return [np.asarray(x.get_ydata(), float) for x in lines if x.is_dashed() == dashed]


def test_the_bars_of_a_contribution_are_as_long_as_its_points(view):
    piece = Charts(view).contribution(["1", "2", "3"])
    points, growth = piece.data["contribution"], piece.data["change"]
    assert [bar.get_width() for bar in piece.figure.axes[0].patches] == pytest.approx(list(points))
    assert points[:-1].sum() == pytest.approx(points.iloc[-1]) and not np.allclose(points[:-1], growth[:-1])


@pytest.mark.parametrize("id", ["4", "9"])
def test_what_is_dashed_is_the_expected_path_and_what_is_grey_is_last_year(view, id):
    path, ax = view.assessments.measures[id].path, Charts(view).path(id).figure.axes[0]
    wanted = {
        "expected": drawn(ax, "ink", dashed=True),
        "last_year": drawn(ax, "past"),
        "actual": drawn(ax, "done"),
    }
    for name, lines in wanted.items():
        of = np.asarray(getattr(path, name), float)
        (line,) = lines
        np.testing.assert_array_equal(line, of[: line.size], name)
    assert not np.array_equal(path.expected, path.last_year, equal_nan=True)


@pytest.mark.parametrize("month", ["2025-08", "2025-09"])
def test_the_figure_of_now_covers_no_line_on_a_phone(month):
    """Where one of the places beside its dot is free."""
    view, seen = open_book(month).view, 0
    for x in view.measures():
        if not drawable(x.a.path) or not 1 < x.a.path.known < len(x.a.path.periods):
            continue
        f = Figure(figsize=(344 / 72, 340 / 72), dpi=72)
        canvas = FigureCanvasAgg(f)
        draw_path(view, f, x, True, False)
        canvas.draw()
        ax = f.axes[0]
        now = next(t for t in ax.texts if t.get_color() == COLOUR["done"])
        box = now.get_window_extent(canvas.get_renderer())
        for t in ax.texts:
            assert t is now or not box.overlaps(t.get_window_extent(canvas.get_renderer())), (x.measure.id, t)
        crossed = 0
        for line in ax.lines:
            known = np.isfinite(line.get_ydata())
            if known.sum() > 2 and x.measure.kind == "compare":
                xs = np.repeat(line.get_xdata()[known], 2)[1:]
                ys = np.repeat(line.get_ydata()[known], 2)[:-1]
                at, n = np.linspace(0, xs.size - 1, 600), np.arange(xs.size)
                ends = np.c_[np.interp(at, n, xs), np.interp(at, n, ys)]
                crossed += sum(box.contains(*p) for p in ax.transData.transform(ends))
        assert not crossed, x.measure.id
        seen += 1
    assert seen > 9


def test_the_number_of_the_strip_stands_beside_its_bar():
    """Of quarters as of months."""
    for month, id in (("2025-06", "3"), ("2025-09", "2"), ("2025-06", "4")):
        f = Charts(open_book(month).view).path(id).figure
        f.canvas.draw()
        strip = f.axes[1]
        (said,) = [t for t in strip.texts if t.get_fontweight() == "bold"]
        bars = [p.get_window_extent() for p in strip.patches]
        assert len(bars) > 1 and said.get_window_extent().x0 >= max(b.x1 for b in bars), id


def test_a_fan_too_slim_for_the_lines_is_seen_in_the_strip():
    """GO of sector II in September ends within 5% of its height; in June within a tenth, which the lines show."""
    for month, id, there in (("2025-09", "2", True), ("2025-06", "2", False), ("2025-09", "16", False)):
        v = open_book(month).view
        x, axes = v.entry(id), Charts(v).path(id).figure.axes
        bands = [c for c in axes[-1].collections if len(axes) > 1]
        assert bool(bands) == there, (month, id)
        if there:
            ends = bands[0].get_paths()[0].vertices[:, 1]
            bound = x.path.expected[-1]
            assert max(ends) == pytest.approx(x.a.year_end_p90 - bound)
            assert min(ends) == pytest.approx(x.a.year_end_p10 - bound)
            low, high = axes[-1].get_ylim()
            assert low < min(ends) < max(ends) < high and max(ends) - min(ends) > 0.5 * (high - low)


def test_the_number_of_the_last_bar_of_the_year_touches_no_bar_and_no_words_on_a_phone():
    v = open_book("2021-12", "params/public-investment/monthly.yml").view
    entries = [x for x in v.measures() if drawable(x.a.path) and np.isfinite(deviation(x.path)).sum() == 12]
    assert len(entries) > 20
    for x in entries:
        figure = Figure(figsize=(344 / 72, 340 / 72), dpi=72)
        FigureCanvasAgg(figure)
        draw_path(v, figure, x, narrow=True, strip=True)
        strip = figure.axes[-1]
        head, said = strip.texts[0].get_window_extent(), strip.texts[-1].get_window_extent()
        bars = [p.get_window_extent() for p in strip.patches]
        assert not said.overlaps(head) and not any(said.overlaps(b) for b in bars), x.measure.id
        assert said.x1 <= figure.bbox.width + 1, x.measure.id


def test_cases_rise_in_steps_below_a_line_of_their_bound():
    view = open_book("2025-08").view
    for id, style in (("23a", "steps-post"), ("4", "default")):
        ax = Charts(view).path(id).figure.axes[0]
        (line,) = [x for x in ax.lines if x.get_color() == COLOUR["done"]]
        assert line.get_drawstyle() == style
    x, ax = view.entry("23a"), Charts(view).path("23a").figure.axes[0]
    (bound,) = [x for x in ax.lines if x.is_dashed() and x.get_xdata().size == 2]
    assert set(bound.get_ydata()) == {x.a.target_high}


def test_who_hears_the_picture_is_told_on_which_side_of_the_path_the_figure_is(view, english):
    path = view.assessments.measures["4"].path
    expected = np.asarray(path.expected, float)
    sides = {1.1: ("Cao hơn mức cần đạt", "above the expected level"),
             0.9: ("Thấp hơn mức cần đạt", "below the expected level")}  # fmt: skip
    for times, words in sides.items():
        other = [w for t, w in sides.items() if t != times][0]
        p = replace(path, actual=np.where(np.isfinite(path.actual), expected * times, np.nan))
        for v, word, not_said in zip((view, english), words, other, strict=True):
            alt = Charts(with_measure(v, "4", path=p)).path("4").alt
            assert word in alt and not_said not in alt, alt


def test_a_title_says_by_how_much_the_year_falls_short_only_where_all_of_it_does(view, english):
    def title(view, id, low, high, **how):
        changed = with_measure(view, id, year_end_p10=low, year_end_p90=high, **how)
        return Charts(changed).path(id).text

    assert view.assessments.measures["4"].target_low == 581
    assert title(view, "4", 491, 561).endswith(
        "; theo nhịp hiện nay cả năm thiếu khoảng 20–90\N{NO-BREAK SPACE}tỷ đồng"
    )
    assert title(english, "4", 491, 561).endswith(
        "; at this pace the year is short by about 20–90\N{NO-BREAK SPACE}VND bn"
    )
    assert title(english, "4", 491, 600).endswith(
        "; year end 491.0–600.0\N{NO-BREAK SPACE}VND bn, plan 581\N{NO-BREAK SPACE}VND bn"
    )
    high = view.assessments.measures["10"].target_high
    above = title(view, "10", high + 0.5, high + 1.5)
    assert above.endswith("; cả năm vượt mức cho phép khoảng 0,5–1,5\N{NO-BREAK SPACE}điểm phần trăm"), above


@pytest.mark.parametrize("year_end, at", [(500.0, 500.0), (None, 450.0)])
def test_the_dot_of_a_range_is_its_forecast_or_its_middle(view, year_end, at):
    how = {"year_end": year_end, "year_end_p10": 400.0, "year_end_p90": 500.0, "target_low": 1000.0}
    html = Charts(with_measure(view, "4", **how)).bullets("economy").html
    row = html[html.index(view.entry("4").short) :]
    dot, low, high = (
        re.search(p, row).group(1)
        for p in (
            r'<circle cx="([\d.]+)%',
            r'<g class="wh"><line x1="([\d.]+)%',
            r'<g class="wh"><line x1="[\d.]+%" x2="([\d.]+)%',
        )
    )
    scale = (float(high) - float(low)) / 100
    assert float(dot) == pytest.approx(float(low) + scale * (at - 400), abs=0.1)


def test_a_year_exactly_on_its_path_has_a_strip_without_a_warning(view, recwarn):
    p = view.assessments.measures["4"].path
    Charts(
        with_measure(view, "4", path=replace(p, actual=np.where(np.isfinite(p.actual), p.expected, np.nan)))
    ).path("4")
    assert not [w for w in recwarn if "identical" in str(w.message)]


def test_no_title_speaks_of_a_month_that_nobody_told(view):
    """One that was filled by the season, or those that are fitted to a count: they top nothing and exceed nothing."""
    p = view.assessments.measures["4"].path
    now = np.r_[[1.0, 90, 3, 4, 5, 6], np.full(6, np.nan)]
    p = replace(p, known=6, parts=now, parts_last_year=np.full(12, 2.0))
    assert "5 trong 6 kỳ cao hơn" in Charts(with_measure(view, "4", path=p)).quarters("4").text
    filled = with_measure(view, "4", path=replace(p, filled=(p.periods[1],)))
    assert "4 trong 5 kỳ cao hơn" in Charts(filled).quarters("4").text
    apart = Finding(
        "months_apart",
        "4",
        Reason("months_apart", {"period": "2025-06", "total": 1.0, "value": 2.0, "apart": -1.0}),
    )
    fitted = with_measure(view, "4", path=p)
    fitted = replace(fitted, assessments=replace(fitted.assessments, findings=(apart,)))
    assert "kỳ cao hơn" not in Charts(fitted).quarters("4").text
    tops = [
        "Kỳ cao nhất" in Charts(v).path("4").alt for v in (with_measure(view, "4", path=p), filled, fitted)
    ]
    assert tops == [True, False, False]


def test_last_year_lies_beside_now_by_the_change(view):
    piece = Charts(view).levels()
    lines = [line for line in piece.figure.axes[0].lines if line.get_linewidth() == 1.6]
    drawn = {int(line.get_ydata()[0]): line.get_xdata() for line in lines}
    rows = piece.data.assign(down=[view.programme.measure(m).lower_is_better for m in piece.data["measure"]])
    assert len(drawn) > 2
    for i, (before, now) in drawn.items():
        moved, gap = rows.loc[i, ["change_on_year", "distance"]] * (-1 if rows.loc[i, "down"] else 1)
        assert now == pytest.approx(gap) and now - before == pytest.approx(moved)
    less = next(v for v in map(view.entry, piece.data["measure"]) if v.measure.lower_is_better and v.good)
    said = {t.get_text() for t in piece.figure.axes[0].texts}  # the picture has no sign of its own
    assert less.progress.startswith("−") and f"thấp hơn {less.amount(-less.a.distance)}" in said
    assert not any(t.startswith(("+", "−")) for t in said)


def test_a_whole_area_without_periods_is_given_no_unit_s_reason(view):
    v = with_measure(view, "23a", path=None)
    said = charts_path._why(v, v.entry("23a"))
    piece = Charts(v).quarters("23a")
    assert said and said not in piece.html and "theo kỳ" in piece.text.lower()


def test_how_far_a_past_forecast_was_off_is_of_what_came():
    piece = open_book("2025-06").chart.backtest("4")
    for row in piece.data.itertuples():
        off, even = ((told / row.truth - 1) * 100 for told in (row.total, row.prorata))
        assert all(f">{locale.number(x, 1, 'vi', True)}<" in piece.html for x in (off, even))
