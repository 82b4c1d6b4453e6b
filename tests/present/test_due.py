"""What falls due: one list, of which the pages, the chart and the report take their counts."""

import datetime as dt
import io
import re
from dataclasses import replace

import docx
import pytest

from analysis import open_book
from analysis.notes import Ask, Assigned, Cause
from analysis.present.due import due_items, month_to_come
from analysis.present.offered import Charts, Tables, Words
from analysis.publish.word import draft


@pytest.fixture(scope="module")
def september():
    return open_book("2025-09").view


def noted(view, **more):
    return replace(view, notes=view.notes.model_copy(update=more))


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def due_of(view, id):
    return [d for d in due_items(view) if d.of == id]


@pytest.mark.parametrize(
    ("month", "today", "next_month"), [("2025-03", 5, 7), ("2025-06", 5, 5), ("2025-09", 1, 9)]
)
def test_every_count_of_what_is_due_is_of_one_list(month, today, next_month):
    view = open_book(month).view
    items = due_items(view)
    assert [sum(d.day == view.day for d in items), len(month_to_come(view)[1])] == [today, next_month]
    said = plain(Tables(view).assigned().html)
    assert f"{today} việc đến hạn đúng ngày" in said and f"{next_month} việc đến hạn trong tháng" in said
    assert f"{next_month} việc đến hạn trong tháng" in Words(view).outlook().text
    chart = Charts(view).deadlines().data
    assert len(chart) == sum(0 <= (d.day - view.day).days <= 60 for d in items)
    paper = [p.text for p in docx.Document(io.BytesIO(draft(view))).paragraphs]
    for d in items:  # each has its line with its day: causes and asks under their own names
        if view.day <= d.day <= month_to_come(view)[1][-1].day and d.kind in {"step", "assigned"}:
            line = next(x for x in paper if x.startswith((f"- {d.what}: ", f"- {d.what}. ")))
            said = "hạn: " if d.day > view.day else "đến hạn "
            assert f"{said}{d.day.day}/{d.day.month}/2025" in line
            assert line.endswith("chưa báo kết quả.") == (d.day == view.day)


def test_asks_and_reports_of_the_day_itself_are_due_too():
    view = open_book("2025-06").view
    assert sorted(d.kind for d in due_items(view) if d.day == view.day) == [
        "ask",
        "ask",
        "cause",
        "step",
        "work",
    ]


def test_what_was_assigned_and_a_step_of_the_same_day_and_office_are_one_thing(september):
    step = dict(owner="quy-dat-kv", deadline=dt.date(2025, 10, 31))

    def kinds(**given):
        view = noted(september, assigned=(Assigned(**step | given),), asks=(), causes=())
        return sorted(d.kind for d in due_items(view) if d.kind == "assigned" or d.of == "K8")

    assert kinds(what="Bàn giao toàn bộ mặt bằng ĐT.826") == ["assigned"]
    assert kinds(what="Xong phần đất của 826", measure="K8") == ["assigned"]  # the notes name the work
    assert kinds(what="Họp dân về ĐT.826") == ["assigned", "step"]
    assert kinds(what="Bàn giao toàn bộ mặt bằng ĐT.826", deadline=dt.date(2025, 10, 20)) == [
        "assigned",
        "step",
    ]
    assert kinds(what="Bàn giao toàn bộ mặt bằng ĐT.826", owner="kinh-te") == ["assigned", "step"]


def test_a_step_of_a_work_that_is_a_step_itself_is_counted_once():
    view = open_book("2025-03").view
    days = {id: {d.day for d in due_of(view, id)} for id in ("K3", "K7")}
    assert dt.date(2025, 4, 30) in days["K7"] and dt.date(2025, 4, 30) not in days["K3"]
    assert dt.date(2025, 12, 31) in days["K3"]  # its own deadline


def test_what_must_wait_for_an_ask_that_is_due_no_earlier_says_so(september):
    def told(day):
        view = noted(september, asks=(Ask(what="Cho làm lại.", measure="K10", deadline=day),))
        return next(d.what for d in due_of(view, "K10") if (d.day.month, d.kind) == (10, "step"))

    assert told(dt.date(2025, 10, 31)).endswith("mặt bằng (sau việc xin ý kiến số 1, cần xem lại hạn)")
    assert told(dt.date(2025, 11, 5)).endswith("số 1, cần xem lại hạn)")
    assert told(dt.date(2025, 10, 30)).endswith("mặt bằng") and told(None).endswith("mặt bằng")


def test_an_office_that_owes_figures_is_to_send_them_and_one_that_acts_to_report(september):
    causes = (
        Cause(measure="16", cause="Chưa gửi số liệu tháng 9.", deadline=dt.date(2025, 10, 5)),
        Cause(measure="21", cause="Xe hỏng.", deadline=dt.date(2025, 10, 15)),
    )
    noted_alone = replace(noted(september, causes=causes), carried={})
    late, acts = (d.what for d in due_items(noted_alone) if d.kind == "cause")
    assert late == "BHXH cơ sở gửi số liệu về tỷ lệ người dân tham gia BHYT"
    assert acts.startswith("Phòng Kinh tế các xã báo cáo kết quả biện pháp về tỷ lệ thu gom")


def test_the_first_screen_leads_to_what_is_to_be_decided(september):
    asks = (
        Ask(what="a", deadline=dt.date(2025, 10, 9)),
        Ask(what="b", deadline=dt.date(2025, 10, 3)),
        Ask(what="c"),
    )
    link = '<a href="#asks">3 việc xin ý kiến chỉ đạo, sớm nhất ngày 3/10</a>'
    html = Words(noted(september, asks=asks)).conclusion().html
    assert link in html and html.index(link) < html.index("<ul>")
    assert ">1 việc xin ý kiến chỉ đạo</a>" in Words(noted(september, asks=asks[2:])).conclusion().html
    assert "#asks" not in Words(noted(september, asks=())).conclusion().html


def test_an_office_sees_the_asks_that_it_leads_and_those_of_its_works():
    view = open_book("2025-06", owner="quy-dat").view
    asks = (Ask(what="một", measure="K6"), Ask(what="hai", lead="quy-dat"), Ask(what="ba", measure="16"))
    html = Tables(noted(view, asks=asks)).asks().html
    assert "một" in html and "hai" in html and "ba" not in html


def test_no_name_of_a_deadline_is_cut(september):
    long = "Đề nghị sáu xã thống nhất một đầu mối tổng hợp số liệu địa bàn huyện cũ hết năm 2025, báo cáo mỗi tuần"
    piece = Charts(noted(september, asks=(Ask(what=long, deadline=dt.date(2025, 10, 15)),))).deadlines()
    for picture in re.findall(r"<svg class=\"ch.*?</svg>", piece.html, re.S):
        drawn = plain(" ".join(re.findall(r"<text.*?</text>", picture, re.S)))
        assert "…" not in drawn
        for what in piece.data.what:
            assert what in drawn


def test_each_month_s_pages_have_a_number_of_their_own():
    numbers = [open_book(month).view.run_id for month in ("2025-03", "2025-06")]
    assert [n.rpartition("-")[0] for n in numbers] == ["can-duoc-2025-2025-03", "can-duoc-2025-2025-06"]
    other = open_book("2025-06", as_of="2025-07-10").view.run_id
    assert other.startswith("can-duoc-2025-2025-06.as-of-2025-07-10-")


def test_an_action_of_an_earlier_month_that_is_overdue_stands_where_what_is_due_does():
    """Until a newer note, or a figure that needs it no more."""
    view = open_book("2025-08").view
    said = plain(Tables(view).assigned().html)
    owed = "BHXH cơ sở báo cáo kết quả biện pháp về tỷ lệ người dân tham gia BHYT"
    assert f"1 báo cáo đã quá hạn, chưa nhận được: 31/7 {owed}." in said
    assert [d.of for d in due_items(view) if d.kind == "cause" and d.day < view.day] == ["16"]
    paper = "\n".join(p.text for p in docx.Document(io.BytesIO(draft(view))).paragraphs)
    assert "Chủ trì: BHXH cơ sở; đã quá hạn 31/7/2025, chưa báo kết quả." in paper
    newer = noted(view, causes=(Cause(measure="16", cause="Chậm.", deadline=dt.date(2025, 9, 30)),))
    assert not [d for d in due_items(newer) if d.kind == "cause" and d.day < view.day]
    # in July the figures that the June note promised by the 10th had come, and the day of the action was the page's own
    july = open_book("2025-07").view
    assert "đã quá hạn, chưa nhận được" not in plain(Tables(july).assigned().html)


def test_as_much_falls_due_in_either_language():
    """What the notes assign is the work's own step whatever words they use for it: they name the work."""
    for month in ("2025-06", "2025-07", "2025-09"):
        vi, en = (
            sorted((d.day, d.kind, d.of) for d in due_items(open_book(month, lang=x).view))
            for x in ("vi", "en")
        )
        assert vi == en, month
