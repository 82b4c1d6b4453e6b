"""What the tables say of months, events, hand-overs and contradictions."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cache

import pytest
from views import make_view

from analysis.assess.assessments import Finding, Reason
from analysis.assess.status import headline_of, row_of
from analysis.book import open_book
from analysis.notes import Ask, Cause
from analysis.present.locale import before, inside
from analysis.present.offered import Charts, Tables, Words
from analysis.present.trouble import TROUBLE
from analysis.present.units import UnitFigure
from analysis.present.words import headline


def with_(view, **how):
    return replace(view, assessments=replace(view.assessments, **how))


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_strip_compares_with_what_rested_on_self_assessments_last_month(view):
    first, *rest = (t.id for t in view.programme.targets if t.counted)
    was = {
        id: replace(r, previous_status="self" if id == first else "not_due", previous_decided_by="")
        for id, r in view.assessments.rows.items()
    }
    gone = was | {first: replace(was[first], status="lapsed", by="none", self_assessment="on_track")}
    frame = Tables(with_(view, rows=gone)).strip().data.set_index("status")
    now = sum(r.by == "self" for id, r in gone.items() if id in rest)
    assert frame.loc["Tự đánh giá", "change"] == now - 1


def test_the_strip_compares_with_no_month_of_which_little_was_known(view):
    one = next(iter(view.assessments.rows))
    rows = {
        id: replace(r, previous_status="on_track" if id == one else None)
        for id, r in view.assessments.rows.items()
    }
    said = text_of(Tables(with_(view, rows=rows)).strip().html)
    assert "T5 chưa đánh giá" in said and "so với T5" not in said


def test_a_finding_is_named_with_file_sheet_and_cell(view):
    key = int(view.observations.index[3])
    at = view.observations.loc[key]
    found = Finding(
        "above_100", "21", Reason("above_100", {"period": "2025-06", "n": 12.0, "of": 10.0}), (key,)
    )
    said = text_of(Tables(with_(view, findings=(found,))).findings().html)
    assert "vượt 100% (12/10)" in said
    assert f"{at.source.rsplit('/')[-1]}, {at.sheet}, ô {at.cell}" in said
    assert "Không thấy chỗ nào mâu thuẫn" in Tables(view).findings().html


def test_units_of_an_event_are_named_with_their_counts(view):
    events = tuple(
        {"date": None, "name": name, "paper": "", "done": True, "planned": None, "period": "2025-02",
         "numerator": n, "denominator": of, "key": None}
        for name, n, of in (("Xã A", 9.0, 9.0), ("Xã B", 4.0, 5.0))
    )  # fmt: skip
    a = replace(view.assessments.measures["22a"], events=events, target_low=100.0)
    said = text_of(Tables(with_(view, measures=view.assessments.measures | {"22a": a})).events("22a").html)
    assert re.search(r"Xã A: 9/9 tháng 2/2025 – .*đủ Xã B: 4/5 tháng 2/2025 – .*chưa đủ", said), said


def test_a_commitment_says_what_it_takes_and_who_took_it_over(view):
    states = view.assessments.commitments
    s = replace(
        states["K2"],
        status="on_track",
        handed_over=True,
        notes=(Reason("waits_for", {"commitment": "K6"}),),
        what_would_change=Reason(
            "next_step",
            {"step": "Nghiệm thu", "step_en": "", "planned": dt.date(2025, 12, 15), "late": False},
        ),
    )
    july = replace(with_(view, commitments=states | {"K2": s}, as_of=dt.date(2025, 7, 30)), month="2025-07")
    said = text_of(Tables(july).commitments().html)
    assert "Phải đợi: Giải phóng mặt bằng đường liên xã Tân Ân - Phước Tuy." in said
    assert "Bước tiếp theo: “Nghiệm thu”, dự kiến 15/12/2025." in said
    assert re.search(r"Bàn giao 1/7/2025: .+? → .+?\.", said)


def test_an_occurrence_is_no_finished_step(view):
    states = view.assessments.commitments
    seen = {
        "id": "",
        "name": "Biên bản 27; bãi rác",
        "done": dt.date(2025, 4, 11),
        "paper": "Biên bản 27",
        "key": None,
    }
    s = replace(states["K29"], status="watch", steps=(seen,), steps_total=0)
    said = text_of(Tables(with_(view, commitments=states | {"K29": s})).commitments().html)
    assert "1 vụ việc 11/4/2025: Biên bản 27; bãi rác" in said and "xong 11/4/2025" not in said


def test_a_closed_year_says_what_was_met_and_praises_no_budget():
    view = make_view(month="2024-12")
    p = view.programme
    measures = {
        id: replace(
            a,
            status="on_track" if id == "5" else "achieved",
            closed=True,
            self_assessment=None,
            expected_to_date=None,
        )
        for id, a in view.assessments.measures.items()
    }
    rows = {t.id: row_of(t, measures) for t in p.targets}
    head = headline_of((t, rows[t.id]) for t in p.targets)
    view = replace(view, assessments=replace(view.assessments, measures=measures, rows=rows, headline=head))
    said = headline(view)
    assert said.startswith("25/26 chỉ tiêu đạt và vượt kế hoạch theo số liệu; 1 trong dự toán")
    strip = Tables(view).strip()
    assert "1 trong dự toán" in strip.text and "Đạt tiến độ" not in strip.html
    assert "#k-missed" in strip.html and "#k-off_track" not in strip.html
    legend = Charts(view).bullets().html.rpartition("<ul")[2]
    assert "kế hoạch năm" in legend and "mức cần đạt" not in legend and "dự báo" not in legend
    how = Words(view).how_to_read().html
    assert "<b>Vượt, Đạt</b>" in how and "tiến độ, Đang" not in how and "Dự báo" not in how
    annex = Tables(view).annex().html
    assert "9/10 đạt và vượt, 1 trong dự toán" in annex and "đạt tiến độ" not in annex


def test_of_works_that_are_as_bad_the_latest_come_first(view):
    delays = {"K10": 31, "K24": 61, "K6": 46, "K7": 0}
    states = {
        id: replace(s, status="on_track", done_on=None, steps=())
        if id not in delays
        else replace(s, status="at_risk", previous_status="at_risk", deadline=dt.date(2025, 12, 31),
                     deadline_kind="programme_year",
                     steps=({"id": "1", "name": "b", "name_en": "b", "planned": dt.date(2025, 5, 1), "done": None,
                             "paper": "", "late_days": delays[id], "key": None},))
        for id, s in view.assessments.commitments.items()
    }  # fmt: skip
    shown = Tables(with_(view, commitments=states)).assigned(limit=5).data
    assert shown.commitment.tolist()[:4] == ["K24", "K6", "K10", "K7"]


def test_the_longer_list_of_units_and_measures_stands_downwards(view, monkeypatch):
    def heads(measures, units):
        found = [UnitFigure(code, f"Xã {code}", 5.0, None) for code in ("28108", "28114", "28126")[:units]]
        monkeypatch.setattr("analysis.present.tables_places.unit_figures", lambda *_: found)
        return re.findall(r'<th scope="col"[^>]*>([^<]+)', Tables(view).communes(measures).html)

    assert heads(("16", "18"), 3) == ["Đơn vị", "Tham gia BHYT", "Giải quyết việc làm"]
    assert heads(("16", "18", "21"), 2) == ["Nội dung", "28108", "28114"]


def test_a_commune_s_sum_says_its_months_where_they_do_not_run_from_january(view, monkeypatch):
    here = replace(view, place="28126")
    for months, said in (((3, 5, 6), "số T3, T5–T6"), ((), None)):
        figure = UnitFigure("28126", "Xã Long Cang", 5.0, None, months=months)
        monkeypatch.setattr("analysis.present.tables_annex.unit_figure", lambda *_, u=figure: u)
        html = text_of(Tables(here).annex().html)
        assert said in html if said else "số T" not in html


def test_a_step_not_done_by_its_day_is_late(view):
    step = {"name": "Thẩm định", "planned": dt.date(2025, 6, 20), "done": None}
    a = replace(view.assessments.measures["6"], events=(step, step | {"planned": dt.date(2031, 1, 1)}))
    measures = view.assessments.measures | {"6": a}
    here = replace(view, assessments=replace(view.assessments, measures=measures))
    html = Tables(here).events("6").html
    assert html.count("#k-at_risk") == 1 and ">chậm<" in html and html.count("#k-not_due") == 1


def test_an_ask_says_who_and_when_or_that_nobody_wrote_it(view):
    asks = (
        Ask(what="A", decides="Chủ tịch UBND huyện", lead="thue", deadline=dt.date(2025, 7, 15)),
        Ask(what="B", lead="Xã Long Cang; Xã Rạch Kiến"),
        Ask(what="C", decides="  "),
    )
    html = Tables(replace(view, notes=view.notes.model_copy(update={"asks": asks}))).asks().html
    first, second, third = re.findall(r'class="why"><td colspan="3">(.*?)</td>', html)
    assert "Chủ tịch UBND huyện" in first and "Chi cục Thuế" in first and "15/7/2025" in first
    assert "Xã Long Cang; Xã Rạch Kiến" in second and "chưa ghi hạn" in second
    assert "chưa ghi đơn vị" in third and "chưa ghi hạn" in third and "chưa ghi cấp quyết định" in third


def test_an_exception_has_its_cause_and_action_or_the_office_that_owes_them(view):
    note = Cause(
        measure="4", cause="Chưa <đấu giá>", next="Rà nợ", lead="tc-kh", deadline=dt.date(2025, 7, 20)
    )
    html = Tables(replace(view, notes=view.notes.model_copy(update={"causes": (note,)}))).exceptions().html
    own = next(w for w in re.findall(r'why"><td.*?</td>', html) if "Rà nợ" in w)
    assert "Chưa &lt;đấu giá&gt;" in own and "Phòng Tài chính - Kế hoạch" in own and "20/7/2025" in own
    owed = Tables(replace(view, notes=view.notes.model_copy(update={"causes": ()}))).exceptions().html
    lines = re.findall(r'why"><td.*?</td>', owed)
    assert lines and all("cần báo cáo" in w for w in lines)


def test_the_line_of_money_and_what_is_still_followed(view):
    piece = Words(view).money()
    assert re.search(
        r"Thu ngân sách: 6 tháng .*?thực hiện [\d.,]+ tỷ đồng, đạt [\d,]+% dự toán năm",
        piece.text.replace("\u00a0", " "),
    )
    opened = re.findall(r'<summary>[^<]+</summary><ul>.*?<li><a class="to" href="#(m-\d)">', piece.html)
    assert opened == ["m-4", "m-5"]  # its cells in place, and the way to its row
    rows = {
        k: replace(r, status="lapsed") if k in {"6", "7"} else r for k, r in view.assessments.rows.items()
    }
    ended = replace(view, assessments=replace(view.assessments, rows=rows))
    said = headline(ended)
    assert re.match(r"(\d+)/26 chỉ tiêu đạt tiến độ theo số liệu \(\1/24 còn theo dõi\)", said)
    assert "còn theo dõi" not in headline(view) and len(said.split()) <= 40
    targets = tuple(
        t.model_copy(update={"measures": tuple(m.model_copy(update={"stake": ""}) for m in t.measures)})
        for t in view.programme.targets
    )
    bare = replace(view, programme=view.programme.model_copy(update={"targets": targets}))
    assert not Words(bare).money().html


def test_the_line_of_money_says_why_nothing_is_compared_and_why_a_figure_is_old():
    said = open_book("2025-09").words.money().text
    revenue, spending = said.replace("\u00a0", " ").split("Chi ngân sách")
    assert "không so với cùng kỳ vì đổi nơi báo cáo từ 1/7/2025; dự báo cả năm" in revenue
    old = (
        ": không có số từ 1/7/2025 (dừng theo dõi, nay thuộc Phòng Kinh tế các xã); số gần nhất: 6 tháng ước"
    )
    assert spending.startswith(old)  # before the figure, not behind it


def test_every_move_since_last_month_is_named_of_commitments_too():
    book = open_book("2025-09")
    html = book.words.outlook().html  # targets and works apart: the conclusion counts the first
    assert "<li>1 chỉ tiêu chuyển biến tốt: tổng giá trị sản phẩm khu vực III.</li>" in html
    assert "<li>1 nhiệm vụ chuyển biến tốt: Quỹ Đền ơn đáp nghĩa đạt và vượt chỉ tiêu.</li>" in html
    moved = {
        c: s for c, s in book.commitments["status"].items() if s != book.commitments["previous_status"][c]
    }
    said = book.words.outlook().text
    assert moved and all(
        inside(c.name("vi")) in said
        for c in book.programme.commitments
        if moved.get(c.id) in ("at_risk", "on_track", "achieved")
    )


@cache
def month_of(month):
    return open_book(month).view


def test_what_can_no_longer_be_met_has_moved_and_is_counted_apart():
    """Hard to meet in June, past meeting in July: both count as off track, and pages say another word of them."""
    july = month_of("2025-07")
    assert (july.entry("23a2").a.previous_status, july.entry("23a2").a.status) == ("off_track", "off_track")
    frame = Tables(july).strip().data.set_index("status")
    assert frame.loc["Không đạt"].tolist() == [1, 1] and frame.loc["Khó đạt"].tolist() == [0, -1]
    assert (
        "1 chỉ tiêu giảm mức đánh giá (số người chết do tai nạn giao thông)" in Words(july).conclusion().text
    )
    assert "giảm mức đánh giá: số người chết do tai nạn giao thông." in Words(july).outlook().text
    august = Tables(month_of("2025-08")).strip().data.set_index("status")
    assert august.loc["Không đạt"].tolist() == [1, 0] and "Khó đạt" not in august.index


@pytest.mark.parametrize("month", ["2025-05", "2025-06", "2025-07", "2025-08", "2025-09"])
def test_every_change_names_every_measure_whose_published_word_moved(month):
    """Held against the words of the page of the month before, not against what this month remembers of it."""
    view, said = month_of(month), Words(month_of(month)).outlook().text.lower()
    then = {x.measure.id: x.word for x in month_of(before(month)).measures()}
    assert then == {x.measure.id: x.before[1] for x in view.measures()}
    moved = [x for x in view.measures() if x.word != then[x.measure.id]]
    assert moved
    for x in moved:
        names = (x.full, x.target.name("vi"))
        assert any(re.sub(r" \([^()]*\)", "", name).lower() in said for name in names), x.measure.id


def test_moves_are_named_by_what_they_cost():
    said = Words(month_of("2025-06")).outlook().text
    assert "giảm mức đánh giá: số người chết do tai nạn giao thông, xã nông thôn mới nâng cao, " in said


def test_works_in_trouble_that_the_table_has_no_room_for_are_counted_and_what_is_done_comes_last():
    for month, done in (("2025-06", "Báo cáo số liệu"), ("2025-09", "Chi trả bồi thường CCN Nam Nam Thiên")):
        piece = Tables(month_of(month)).assigned()
        rows = [text_of(r) for r in re.findall(r"<tr.*?</tr>", piece.html, re.S)][1:]
        assert rows[0].startswith("Giải phóng mặt bằng CCN Savi") and not any(done in r for r in rows)
        days = [int(n) for r in rows for n in re.findall(r"chậm (\d+) ngày", r)]
        assert days == sorted(days, reverse=True)
        assert f"<b>Hoàn thành:</b> {done}" in piece.html  # said below, where late works have the rows
        late = [r for r in rows if re.search(r"\d+/\d+/2025, chậm \d+ ngày", r)]
        assert len(late) >= 2, "of a work without a day: which step, and how late"
        bad = [s for _, s in month_of(month).works() if s.status in TROUBLE]
        left = len(bad) - sum(piece.data.status.isin(TROUBLE))
        assert left > 0 and f"Còn {left} nhiệm vụ khác cần chú ý ở trang nhiệm vụ" in piece.html


def test_a_work_that_nobody_answers_for_is_on_the_brief():
    said = text_of(Tables(month_of("2025-07")).assigned().html)
    assert "Chưa có đơn vị chịu trách nhiệm từ sau 30/6/2025; cần phân công".lower() in said.lower()


def test_looking_back_works_are_told_in_the_words_of_their_verdicts():
    html = Tables(month_of("2025-09")).look_back().html
    assert "25 còn phải làm (1 không đạt, 6 có nguy cơ không đạt)" in html and "chậm" not in text_of(html)
