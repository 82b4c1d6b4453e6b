"""Charts over many targets, deadlines and offices: what they count is what the frames hold."""

import datetime as dt
import re
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis import open_book
from analysis.assess.signals import xmr
from analysis.assess.status import by_probability
from analysis.present import theme
from analysis.present.charts_method import _adjusted, _draw_signal
from analysis.present.charts_overview import punctuality
from analysis.present.charts_places import _draw_communes
from analysis.present.charts_plans import _draw_levels
from analysis.present.markup import anchor, plain
from analysis.present.theme import COLOUR
from analysis.present.trouble import TROUBLE
from analysis.present.units import unit_figures
from analysis.present.view import Entry


@pytest.fixture(scope="module")
def september():
    return open_book("2025-09")


@pytest.fixture(scope="module")
def july():
    return open_book("2025-07")


def test_multiples_count_and_mark_as_all_pages_do(september):
    """Also what has no path to be expected, and what can no longer be met."""
    for group, n in (("economy", 6), ("society", 5), ("security", 4)):
        piece = september.chart.multiples(group)
        known = piece.data.dropna(subset="to_date").groupby("measure", sort=False).last()
        found = [september.view.entry(m) for m in known.index]
        said = {word: int(k) for k, word in re.findall(r"(\d+) ([^,.]+)", piece.text.split(": ", 1)[1])}
        assert said == Counter(x.word.lower() for x in found) and len(found) == n
        drawn = re.findall(r"<text[^>]*>([^<]*)", str(piece.drawn).split("</svg>")[0])
        for x in found:
            assert any(t.startswith(f"{theme.status(x.mark).glyph} {x.amount(x.a.to_date)}") for t in drawn)
    assert september.chart.multiples("economy").data.groupby("measure")["target"].last()["4"] == 581


def test_people_behind_a_chart_are_whole(september):
    assert "92,2" not in september.chart.path("25a").html  # a gap filled, of whole people


def test_the_name_of_a_panel_is_whole_and_tells_the_unit(september, monkeypatch):
    long = "Tổng giá trị sản phẩm của toàn khu vực"
    monkeypatch.setattr(Entry, "short", long)
    for picture in str(september.chart.multiples().drawn).split("</svg>")[:2]:
        said = " ".join(" ".join(re.findall(r"<text[^>]*>([^<]*)", picture)).split())
        assert not re.search(r"\w…", said) and f"{long}, tỷ đồng" in said and f"{long}, %" not in said


def test_deadlines_are_those_of_sixty_days_and_open(september):
    due = september.chart.deadlines().data
    first, last = dt.date(2025, 9, 30), dt.date(2025, 11, 29)
    assert due["due"].is_monotonic_increasing and len(due) > 5
    assert due["due"].between(pd.Timestamp(first), pd.Timestamp(last)).all()
    today = due[due["due"].dt.date == first]  # its own day is not over
    assert today["what"].tolist() == ["GPMB Khu TĐC Nam Nam Thiên: Chi trả bồi thường xong"]
    page = september.table.assigned()._repr_html_()
    assert "1 việc đến hạn đúng ngày 30/9, chưa báo hoàn thành" in page
    assert "Giải phóng mặt bằng Khu TĐC Nam Nam Thiên: Chi trả bồi thường xong" in page
    assert "Chi trả bồi thường CCN Nam Nam Thiên" not in " ".join(due["what"])  # done in September
    assert set(due["kind"]) == {"ask", "cause", "assigned", "step"}
    assert "Bàn giao toàn bộ mặt bằng ĐT.826" in set(due["what"])


def test_an_office_that_came_after_closing_is_late(september):
    came = september.chart.punctuality().data.set_index("owner")
    assert str(came.loc["ca-tinh", "2025-05"].date()) == "2025-06-12"  # after May's closing day
    assert came.loc["bhxh-cs", ["2025-07", "2025-08"]].notna().all() and pd.isna(
        came.loc["bhxh-cs", "2025-09"]
    )
    html = september.chart.punctuality()._repr_html_()
    assert "T5: sau ngày chốt, 12/6" in html and "T9: chưa có số" in html


def test_what_some_communes_did_not_send_is_named_and_not_in_time(july):
    piece = july.chart.punctuality()
    html = piece._repr_html_()
    assert html.count("T7: mới 4 trong 6 đơn vị gửi số") == 7 and html.count("T7: đúng hạn") == 1
    assert piece.text.startswith("13/21 đơn vị gửi đúng hạn")
    said = july.verdicts["lacking"]
    assert said["16"] == "Tháng 7 chưa có số của xã Mỹ Lệ, xã Long Hựu (mới 4 trong 6 xã báo cáo)."
    assert pd.isna(said["4"]) and open_book("2025-06").verdicts["lacking"].isna().all()


def test_a_table_of_works_gives_no_day_that_the_programme_does_not(september):
    (table,) = re.findall(r"<table.*?</table>", september.chart.commitments()._repr_html_(), re.S)
    row = next(r for r in table.split("<tr") if "GPMB sân vận động huyện" in r)
    assert "trong năm, không ghi ngày" in row and "31/12/2025" not in row
    assert "31/12/2025" in next(r for r in table.split("<tr") if "Trường chuẩn theo lộ trình" in r)


def test_how_many_households_lack_by_commune(september):
    piece = september.chart.communes("20a")
    html, data = piece._repr_html_(), piece.data
    row = data[data["value"] < 80].iloc[0]
    lacking = -(-(80 * row.denominator / 100 - row.numerator) // 1)
    assert f"thiếu {lacking:,.0f}".replace(",", ".") in html
    assert "không giao riêng cho từng nơi" in html
    assert "thiếu" not in september.chart.communes("18")._repr_html_()  # no share: nothing can lack


def test_an_ask_about_a_measure_is_what_is_done_about_it(september):
    html = september.table.exceptions()._repr_html_()
    row = html[html.index("Thanh niên nông thôn") :]
    assert "Đã xin ý kiến ở mục I.3" in row.split("</tr>")[1] and "cần báo cáo" not in row.split("</tr>")[1]


def test_a_commune_stands_beside_the_area_and_is_not_judged():
    book = open_book("2025-09", place="28126")
    piece = book.table.place()
    water = piece.data.set_index("measure").loc["20a"]
    area = open_book("2025-09").verdicts.loc["20a", "to_date"]
    assert water.area == area and water.gap == pytest.approx(water.value - area)
    assert water.lacking == -(-(0.8 * 7712 - 5812) // 1) == 358
    assert pd.isna(piece.data.set_index("measure").loc["9", "gap"])  # its months are not the area's
    html = piece._repr_html_()
    assert "thiếu 358 hộ dùng nước sạch" in html and "nét đậm là xã Long Cang" in html
    assert "Xã Long Cang trình tỉnh trong tháng 10" in html and "31/10/2025" in html
    assert "Quyết định: Thường trực sáu đảng ủy xã; Chủ trì:" in html
    assert "Chưa có số tháng 9: Tham gia BHYT (mới nhất T8)." in html
    figures = html.partition("Nhiệm vụ, công trình trên địa bàn")[0]
    assert not any(word in figures for word in ("Đạt tiến độ", "Khó đạt", "Chậm tiến độ"))
    assert open_book("2025-09").table.place()._repr_html_() == ""


@pytest.mark.parametrize("code", ["28114", "28117", "28126", "28132"])
def test_a_commune_whose_code_a_later_one_bears_shows_its_own_figures(code):
    """Of the communes that became Long Cang on 1 July one bore its code before; the others came first in the file."""
    whole, own = open_book("2025-06"), open_book("2025-06", place=code)
    rows = own.table.place().data
    assert "20a" in set(rows["measure"])
    for row in rows.itertuples():
        assert row.value == whole.by_place(row.measure).loc[code, "value"], row.measure
        assert list(own.by_place(row.measure).index) == [code]


def test_what_can_no_longer_be_met_has_one_mark_and_one_word_from_its_month_on(september):
    """Deaths reached last year's five in July; in June, with four, they were hard to keep below."""
    strip, card = september.table.strip()._repr_html_(), september.table.exceptions()._repr_html_()
    assert '<use href="#k-missed"/></svg>Không đạt</span>' in strip
    row = card[card.index("Người chết do tai nạn") :].split("</tr>")[0]
    history = re.search(r'<span class="hist"[^>]*aria-label="([^"]*)">(.*?)</span>', row)
    assert history[1].endswith("khó đạt, không đạt (3)")
    assert re.findall(r"#k-(\w+)", history[2])[-4:] == ["off_track", "missed", "missed", "missed"]


def test_a_commune_s_difference_is_that_of_the_figures_beside_it():
    """94,96 and 95,85 are printed as 95,0 and 95,9."""
    html = open_book("2025-08", place="28126").table.place()._repr_html_()
    row = html[html.index("Tỷ lệ người dân tham gia BHYT") :].split("</tr>")[0]
    here = re.search(r"<summary>([\d,]+)</summary>", row)[1]
    area, apart = re.findall(r'<td class="n"[^>]*>(−?[\d,]+)(?:\s|&nbsp;|<)', row)[:2]
    number = [float(x.replace(",", ".").replace("−", "-")) for x in (here, area, apart)]
    assert number[2] == pytest.approx(number[0] - number[1])


def test_a_commune_s_page_counts_what_it_shows_and_people_have_no_tenths():
    """Rates on few events stand there as n/N and are figures too; the area's members are the annex's 93."""
    book = open_book("2025-07", place="28126")
    piece = book.table.place()
    assert f"có số liệu ở {len(piece.data)} nội dung" in book.words.conclusion().text
    html = piece._repr_html_()
    row = html[html.index("Phát triển đảng viên mới") :].split("</tr>")[0]
    assert re.search(r">93<small>", row) and "92,5" not in row


def test_figures_without_a_day_are_not_called_missing_and_no_expectation_no_clean_bill(september):
    view = september.view
    undated = replace(view, observations=view.observations.assign(reported_on=""))
    undated.__dict__["known"] = view.known.assign(reported_on="")
    assert punctuality(undated).text == "Tệp không ghi ngày gửi nên chưa nói được đơn vị nào đúng hạn."
    one = view.known.assign(reported_on=view.known["reported_on"].where(view.known["measure"] == "4", ""))
    undated.__dict__["known"] = one
    assert "có số, không rõ ngày gửi" in punctuality(undated)._repr_html_()


@pytest.mark.parametrize(
    ("month", "params"),
    [("2025-03", "can-duoc-2025"), ("2025-06", "can-duoc-2025"), ("2025-09", "can-duoc-2025"),
     ("2021-10", "public-investment")],
)  # fmt: skip
def test_a_verdict_that_its_chance_alone_would_not_give_says_what_it_rests_on(month, params):
    """2.4 % beside "có nguy cơ" is the chance that all of the budget is spent; 74.7 % is on track in a narrow range."""
    book = open_book(month, f"params/{params}/monthly.yml")
    apart = [
        x
        for x in book.view.measures()
        if x.a.probability is not None
        and x.a.status in {*TROUBLE, "on_track"}
        and theme.status(by_probability(x.a.probability)).key != theme.status(x.a.status).key
    ]
    rows = dict(
        re.findall(
            r"<tr[^>]*><t[dh][^>]*>(?:(?!</tr>).)*?id=\"(m-[^\"]+)\"((?:(?!</tr>).)*)</tr>",
            book.table.annex().html,
        )
    )
    for x in apart:
        assert x.rests_on and x.rests_on in plain(rows[anchor("m", x.measure.id, book.programme.measures)]), (
            x.measure.id
        )
    narrow = {x.measure.id for x in book.view.measures() if x.rests_on == "khoảng dự báo hẹp"}
    assert narrow <= {x.measure.id for x in apart}  # where the chance says it, nothing more is said
    if month == "2025-06":
        assert {x.measure.id for x in apart} >= {"5", "17", "25a"}
        card = plain(book.table.exceptions().html)
        assert "thường chi 44,0% dự toán." in card


def test_who_hears_a_picture_is_told_every_name_with_its_number(september):
    html = september.chart.communes("20a").html
    assert "Xã Rạch Kiến thiếu 136; Xã Long Cang thiếu 358" in html
    works, html = september.view.works(), september.chart.commitments().html
    late = [c.short("vi") for c, s in works if s.status in {"missed", "off_track", "at_risk"}]
    assert len(late) > 4 and f"không đạt: {', '.join(late)}." in html


def drawn(width: int, height: int, paint) -> tuple:
    f = Figure(figsize=(width / 72, height / 72), dpi=72)
    canvas = FigureCanvasAgg(f)
    paint(f)
    canvas.draw()
    return f.axes[0], canvas.get_renderer()


@pytest.mark.parametrize("width", [344, 720])
def test_a_control_chart_names_months(september, width):
    values, months = _adjusted(september.view, "18")
    chart = xmr(values, False)
    ax, renderer = drawn(width, 280, lambda f: _draw_signal(september.view, f, chart, months, width == 344))
    shown = [t for t in ax.get_xticklabels() if t.get_text()]
    boxes = [t.get_window_extent(renderer) for t in shown]
    assert {"T7", "T1/2025"} <= {t.get_text() for t in shown}
    assert all(a.x1 < b.x0 for a, b in zip(boxes, boxes[1:], strict=False))


@pytest.mark.parametrize("width", [344, 720])
def test_no_number_of_a_commune_lies_on_the_line_of_the_target(september, width):
    found, narrow = unit_figures(september.view, "20a"), width == 344
    ax, renderer = drawn(width, 320, lambda f: _draw_communes(september.view, f, found, "%", 80.0, narrow))
    line = ax.transData.transform((80.0, 0))[0]
    for t in ax.texts:
        box = t.get_window_extent(renderer)
        assert t.get_color() != COLOUR["done"] or line < box.x0 < box.x1 <= width, t.get_text()


def test_the_number_of_a_share_covers_no_name_on_a_phone(september):
    found = [september.view.entry("13")]
    ax, renderer = drawn(344, 94, lambda f: _draw_levels(september.view, f, found, True))
    number, name = (t.get_window_extent(renderer) for t in ax.texts)
    assert not number.overlaps(name)
