"""What a leader must be told where it concerns him: who holds it, what cannot be made up, one lead, one word."""

import datetime as dt
import io
import math
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from analysis import open_book
from analysis.assess.assessments import Reason
from analysis.assess.case import NARROW_POINTS, NARROW_SHARE
from analysis.assess.reported import Count, Late
from analysis.assess.status import LIKELY, UNLIKELY
from analysis.language import catalogue
from analysis.notes import Answer, Ask, Assigned, Cause, Followed
from analysis.present import theme
from analysis.present.due import due_items, holder
from analysis.present.guide import lines
from analysis.present.locale import NONE, inside, listed, number
from analysis.present.markup import source_lines
from analysis.present.offered import Charts, Tables, Words
from analysis.present.sentences import fact, finding, need
from analysis.present.tables_brief import MOST_DUE, PARAGRAPH
from analysis.present.trouble import (
    TROUBLE,
    behind,
    cards,
    fell,
    of_report,
    targets_in_trouble,
    told_of,
    troubled,
)
from analysis.present.words import headline, lacking
from analysis.publish.annex import causes
from analysis.publish.word import draft

ROOT = Path(__file__).parents[2]
MONTHS = [("can-duoc-2025", m) for m in ("2024-12", *(f"2025-{i:02d}" for i in range(1, 10)))] + [
    ("public-investment", "2021-10"), ("public-investment", "2021-12"),
]  # fmt: skip


@pytest.fixture(scope="module")
def september():
    return open_book("2025-09").view


SENT = "Tháng 7 chưa có số của xã Mỹ Lệ, xã Long Hựu (mới 4 trong 6 xã báo cáo). "


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def with_(view, id, **how):
    """The view with other things known of one measure."""
    measures = view.assessments.measures | {id: replace(view.assessments.measures[id], **how)}
    return replace(view, assessments=replace(view.assessments, measures=measures))


def noted(view, *causes, **more):
    return replace(view, notes=view.notes.model_copy(update={"causes": causes, **more}))


# --- seven words


@pytest.mark.parametrize(("programme", "month"), MONTHS)
def test_at_most_seven_words_of_status_each_told_once(programme, month):
    book = open_book(month, ROOT / f"params/{programme}/monthly.yml")
    tables, words = Tables(book.view), Words(book.view)
    html = "".join(
        p.html
        for p in (tables.strip(), tables.exceptions(), tables.assigned(), tables.annex(), words.how_to_read())
    )
    beside = re.findall(r'<span class="st [^"]*"><svg.*?</svg>([^<]+)</span>', html)
    tiles = re.findall(r'<span class="lb"><svg.*?</svg>([^<]+)</span>', html)
    said = {*beside, *(w for tile in tiles for w in tile.split(" / "))}
    assert 0 < len(said) <= 7, said
    how = " ".join(lines(book.view))
    told = [w for bold in re.findall(r"<b>([^<]+)</b>", how) for w in bold.split(", ")]
    assert all(told.count(word) == 1 for word in said), (said, told)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_there_are_no_more_than_seven_within_the_year(lang):
    keys = (*theme.STATUSES, "uncertain", "self", "neutral")
    shades = [theme.word(k, lang=lang, shade=shade) for k in keys for shade in ("", "gone", "near")]
    assert len(set(shades)) == 7


def test_what_can_no_longer_be_met_is_not_called_hard_to_meet(september):
    x = september.entry("23a2")
    assert (x.a.shade, x.word, x.mark) == ("gone", "Không đạt", "missed")
    assert "; 1 không đạt; " in headline(september)


@pytest.mark.parametrize(("programme", "month"), MONTHS)
def test_a_group_counts_its_rows_by_the_words_that_stand_beside_them(programme, month):
    v = open_book(month, ROOT / f"params/{programme}/monthly.yml").view
    for group in v.group_ids:
        beside = [v.row_entry(r).word.lower() for t, r in v.rows(group) if t.counted and r.by != "self"]
        said = Words(v).summary(group).text
        for word in ("có nguy cơ không đạt", "khó đạt", "không đạt"):
            counted = re.findall(rf"; (\d+) {word}(?=[;.])", said)
            assert sum(map(int, counted)) == beside.count(word), (group, word, said)


# --- who holds what stopped


def test_money_that_stopped_says_since_when_and_who_holds_it_now(september):
    said = Words(september).money().text.replace("\u00a0", " ")
    assert "không có số từ 1/7/2025 (dừng theo dõi, nay thuộc Phòng Kinh tế các xã)" in said
    assert "nay thuộc Phòng Kinh tế các xã" in Words(september).judgement("5").text
    targets = tuple(
        t.model_copy(update={"measures": tuple(m.model_copy(update={"successor": None}) for m in t.measures)})
        for t in september.programme.targets
    )
    nobody = replace(september, programme=september.programme.model_copy(update={"targets": targets}))
    assert "nay thuộc đơn vị chưa được ghi" in Words(nobody).money().text


# --- what figures call hard to meet, and the note beside the need


def test_a_component_hard_to_meet_stands_in_the_conclusion_and_in_section_two(september):
    assert september.entry("1.2").a.status == "off_track"
    said = "Sản lượng rau và các cây hằng năm khác được đánh giá là khó đạt."
    assert said in Words(september).conclusion().text
    piece = Tables(september).exceptions()
    assert "1.2" in piece.data.measure.tolist() and len(piece.data) <= 8
    cut = plain(Tables(september).exceptions(limit=3).html)
    # where no room is left it is named, and so are others
    assert "II. 3 trong 7 chỉ tiêu cần chú ý" in cut and "; phụ lục còn 4 chỉ tiêu: tỷ lệ thu gom" in cut
    assert "; 2 nội dung khác: sản lượng rau và các cây hằng năm khác (khó đạt), …" in cut
    assert "phụ lục còn 1 nội dung khác: tăng cường xử lý tội phạm và tệ nạn" in plain(piece.html)


def test_a_note_that_it_cannot_be_made_up_follows_what_is_needed(september):
    """In the story of the brief, on the sector's page and in the report."""
    crop = replace(september, notes=september.notes.model_copy(update={"story": "1.2"}))
    for said in (Words(september).judgement("1.2").text, plain(Charts(crop).story().html)):
        need, _, after = said.partition("mỗi tháng phải đạt 2.918")
        assert need and "Không bù được trong năm" in after
        assert after.index("Không bù được trong năm") < after.index("Đơn vị ước cả năm")


def test_a_loss_of_past_months_is_told_and_no_more_than_the_verdict_says(september):
    said = plain(Tables(september).exceptions().html)
    short = "còn thiếu 70 tấn rác được thu gom, xử lý (xã Mỹ Lệ, xã Tân Lân, xã Long Hựu); từ nay phải đạt đủ 100%"
    assert f"Các tháng qua {short}, hết năm mới kết luận." in said and "bù lại" not in said
    assert "tức thêm 70 tấn" not in said and september.entry("21").word == "Có nguy cơ không đạt"
    rules = plain(" ".join(lines(september)))  # which say the same of it
    assert "chỉ tiêu 100% còn thiếu giữ mức này đến hết năm" in rules
    assert "không còn đạt được (trừ chỉ tiêu 100%)" in rules


@pytest.mark.parametrize(("programme", "month"), MONTHS)
def test_the_story_is_a_counted_target_that_needs_attention_unless_none_does(programme, month):
    view = open_book(month, ROOT / f"params/{programme}/monthly.yml").view
    first = troubled(view)[: targets_in_trouble(view)]
    title = Charts(view).story().text
    assert not first or any(title.startswith(f"III. {finding(view, x)}") for x in first), title


# --- works and asks


def test_a_work_that_fell_is_named_though_others_are_later(september):
    worse = [c for c, s in september.works() if fell(s)]
    assert len(worse) == 1
    assert f"1 nhiệm vụ giảm mức đánh giá ({inside(worse[0].name())})" in Words(september).conclusion().text
    said = plain(Tables(september).assigned().html)
    row = said[said.index(worse[0].name()) :]  # it takes the row of one that was late before
    assert re.search(r"^[^:]*: Bàn giao toàn bộ mặt bằng .*quỹ đất khu vực .*31/8/2025, chậm 30 ngày", row)


@pytest.mark.parametrize("month", ["2025-05", "2025-06", "2025-09"])
def test_the_worst_works_have_the_rows_and_stand_by_how_late_they_are(month):
    view = open_book(month).view
    piece = Tables(view).assigned()
    rank = lambda status: theme.status(status).rank  # noqa: E731
    shown = {c.id: s for c, s in view.works()}
    own = [shown[id] for id in piece.data["commitment"]]
    left = [s for id, s in shown.items() if id not in set(piece.data["commitment"]) and s.status in TROUBLE]
    assert len(own) == 4 and max(rank(s.status) for s in own) <= min([9, *(rank(s.status) for s in left)])
    if month == "2025-06":
        assert (
            "Tượng đài Chiến thắng" in piece.html.partition("Tình trạng")[2]
        )  # hard to meet, and not late yet
    days = [int(n) for n in re.findall(r"chậm (\d+) ngày", plain(piece.html).partition("Tình trạng")[2])]
    assert days == sorted(days, reverse=True)


def test_what_is_overdue_comes_first_and_a_day_that_has_passed_is_overdue(september):
    late = Assigned(what="Gửi báo cáo", owner="kinh-te", deadline=dt.date(2025, 9, 15))
    view = replace(september, notes=september.notes.model_copy(update={"assigned": (late,)}))
    rows = re.findall(r"<tr class=.*?</tr>", Tables(view).assigned().html)
    assert [("quá hạn" in row or "chậm" in row, "Gửi báo cáo" in row) for row in rows] == [
        *[(True, False)] * 3,
        (True, True),  # 15 days: the latest first, and what leaders assigned has its row
    ]
    soon = late.model_copy(update={"deadline": dt.date(2025, 10, 15)})
    view = replace(september, notes=september.notes.model_copy(update={"assigned": (soon,)}))
    row = next(
        r for r in re.findall(r"<tr class=.*?</tr>", Tables(view).assigned(limit=20).html) if "Gửi" in r
    )
    assert "Chưa đánh giá" in row and "đang thực hiện" in row  # in hand is no verdict, and no word of its own


def test_section_two_says_how_many_of_its_targets_the_headline_counts_as_not_judged(september):
    view = open_book("2025-05").view
    said = plain(Tables(view).exceptions().html)
    assert (
        "II. 8 trong 9 chỉ tiêu cần chú ý – kể cả 2 chỉ tiêu chưa có số liệu để đánh giá; việc hệ trọng"
        in said
    )
    head = Words(view).conclusion().text
    assert "7 có nguy cơ không đạt" in head and "2 chưa báo cáo" in head
    assert "kể cả" not in plain(Tables(september).exceptions().html)


def test_what_is_assigned_of_a_work_has_the_word_of_the_work(september):
    given = Assigned(what="Bàn giao mặt bằng", owner="kinh-te", measure="K8", deadline=dt.date(2025, 10, 31))
    view = replace(september, notes=september.notes.model_copy(update={"assigned": (given,)}))
    html = Tables(view).assigned(limit=20).html
    (row,) = (r for r in re.findall(r"<tr class=.*?</tr>", html) if "Bàn giao mặt bằng" in r)
    assert "Đạt tiến độ" in row and "Chưa đánh giá" not in row
    assert "<b>Đang thực hiện:</b> Bàn giao mặt bằng (31/10)." in Tables(view).assigned().html


def test_a_later_day_for_a_step_is_no_improvement_of_its_work_nor_of_what_waits_for_it(july):
    said = Words(july).outlook().text
    assert (
        "2 nhiệm vụ được gia hạn: " in said and "Phước Tuy: thi công toàn tuyến (theo việc cần hoàn" in said
    )
    assert "giải phóng mặt bằng đường liên xã Tân Ân - Phước Tuy." in said
    assert "nhiệm vụ chuyển biến tốt" not in said
    states = dict(july.assessments.commitments)
    steps = tuple(r | {"done": r["done"] or july.day} for r in states["K6"].steps)
    states["K6"] = replace(states["K6"], steps=steps)
    done = replace(july, assessments=replace(july.assessments, commitments=states))
    assert "2 nhiệm vụ chuyển biến tốt" in Words(done).outlook().text  # the step was done after all


def test_a_long_cause_is_folded_and_the_paper_has_all_of_it(september):
    text = "Mưa lớn kéo dài. " * 300
    view = noted(september, Cause(measure="2", cause=text, next="Bù."))
    shown = re.sub(r"<details class=.more.>.*?</details>", "", Tables(view).exceptions().html)
    assert 5 < shown.count("Mưa lớn") <= PARAGRAPH / 17 + 1
    assert (
        "\n".join(p.text for p in docx.Document(io.BytesIO(draft(view))).paragraphs).count("Mưa lớn") == 300
    )
    assert Words(view).judgement("2").html.count("Mưa lớn") == 300


def test_the_look_back_of_a_group_is_printed(september):
    css = (Path(theme.__file__).parent / "piece.css").read_text("utf-8")
    (hidden,) = re.findall(r"@media print\{\n([^}]*)\{display:none\}", css)
    html = Tables(september).look_back("economy").html
    (classes,) = re.findall(r'^<section class="([^"]*)"', html)
    assert not {f".bp .{c}" for c in classes.split()} & set(hidden.split(","))


def test_what_is_to_be_low_says_which_way_is_better(september):
    html = Tables(september).annex().html
    signs = {x.on_year[:1] for x in september.measures() if "<small>" in x.on_year_html}
    assert signs <= {"+", "−"} and "<small>kém hơn</small>" in html
    for x in september.measures():
        text = plain(x.on_year_html.replace("<small>", " <small>")).strip()
        assert x.measure.lower_is_better or text == x.on_year.replace("\u00a0", " ")


def test_a_verdict_that_moved_has_the_words_of_its_own_pages(july):
    changes = Tables(july).changes().html
    (row,) = (r for r in re.findall(r"<tr.*?</tr>", changes) if "Xã NTM kiểu mẫu" in r)
    assert "Tự đánh giá" in row and "chưa đến kỳ" not in row and "dừng theo dõi" in row


@pytest.mark.parametrize(("done", "said"), [(20, "20/9, chậm 5 ngày"), (15, "15/9"), (12, "12/9")])
def test_what_was_done_after_its_day_says_by_how_many(september, done, said):
    given = Assigned(
        what="Gửi báo cáo",
        owner="kinh-te",
        deadline=dt.date(2025, 9, 15),
        state="done",
        done_on=dt.date(2025, 9, done),
    )
    view = replace(september, notes=september.notes.model_copy(update={"assigned": (given,)}))
    assert f"<b>Hoàn thành:</b> Gửi báo cáo ({said})." in Tables(view).assigned().html
    rows = re.findall(
        r"<tr class=.*?</tr>", Tables(view).assigned(limit=9).html
    )  # room for more than is late
    assert f"<small>{said}</small>" in next(r for r in rows if "Gửi" in r)


def test_an_empty_box_of_a_closed_year_has_the_words_of_a_closed_year():
    book = open_book("2021-12", ROOT / "params/public-investment/monthly.yml")
    assert Tables(book.view).strip().text.startswith("0 đạt · ")


def test_a_target_of_several_measures_says_on_paper_too_why_it_is_not_judged(september):
    tables = docx.Document(io.BytesIO(draft(september, "ubnd"))).tables
    (row,) = (r for t in tables for r in t.rows if r.cells[0].text == "24")
    assert row.cells[-1].text.split("\n") == ["Chưa đánh giá", "dừng theo dõi"]
    assert "Chưa đánh giá" in plain(Tables(september).annex().html)


def test_the_bound_of_a_share_keeps_its_sign_where_it_was_met(september):
    assert "đạt 1,8% (chỉ tiêu ≥ 1%)" in plain(Words(september).judgement("22b").html).replace("\u202f", " ")


def test_what_a_count_speaks_of_and_a_total_have_one_name_on_the_page():
    view = open_book("2021-12", ROOT / "params/public-investment/monthly.yml").view
    assert "8 bộ, ngành, địa phương ở mục II; mỗi nơi về phần của mình." in Tables(view).asks().text
    money, group = plain(Words(view).money().html), "Vốn đầu tư của bộ, ngành, địa phương"
    assert f"{group}: cả năm" in money and f"{group} gồm 2 phần" in money and "Tổng số gồm" not in money


def test_a_new_figure_is_told_in_one_sentence(september):
    said = plain(Tables(september).changes().html).replace("\u00a0", " ")
    assert "có số liệu tháng 9/2025 là 25.456,2 tỷ đồng." in said and "Có số liệu" not in said


def test_days_in_a_column_are_written_alike(september):
    days = re.findall(r'data-l="Hạn">(\d[^<]*)<', Tables(september).assigned().html)
    assert len(days) == 4 and all(day.count("/") == 2 for day in days)


def test_the_paper_tells_every_change_in_one_sentence(september):
    said = Words(september).outlook().text
    assert "So với tháng 8, 1 chỉ tiêu chuyển biến tốt: tổng giá trị sản phẩm khu vực III." in said


def test_every_mark_of_the_calendar_of_works_and_what_lacks_is_named(september):
    said = plain(Charts(september).commitments().html)
    assert "bên trái vạch đứng là đã quá hạn" in said and "đoạn nối đến chấm là thời gian chậm" in said
    assert "Thiếu: còn thiếu bao nhiêu hộ dùng nước sạch" in plain(Charts(september).communes("20a").html)


def test_one_lead_and_one_deadline_of_a_work_wherever_it_stands(september):
    """What an ask would change is said to be the ask's own."""
    said = plain(Tables(september).asks().html)
    lead = september.owner_name(september.assessments.commitments["K10"].owner)
    said = re.sub(r" (?=[:;.])", "", said)
    assert f"Chủ trì: Xã Long Cang (hiện do {lead} phụ trách); Hạn: 31/10/2025." in said
    assert said.count("Chủ trì:") == said.count("Hạn:") == len(september.notes.asks)
    work = plain(Tables(september).commitments().html).partition("K10")[2].partition("K11")[0]
    assert lead in work[:400] and "Đang xin ý kiến ở mục I.2 của bản tin, chủ trì: Xã Long Cang." in work
    due = Charts(september).deadlines().data.set_index("kind")
    assert f"Xã Long Cang (hiện do {lead} phụ trách)" in set(due.loc["ask", "office"])
    ask = Ask(what="Việc", lead="Xã Long Cang", deadline=dt.date(2025, 10, 15))
    alone = replace(september, notes=september.notes.model_copy(update={"asks": (ask,)}))
    said = plain(Tables(alone).asks().html)
    assert "Chủ trì: Xã Long Cang; Hạn: 15/10/2025." in said and "phụ trách)" not in said


def test_a_note_on_another_measure_of_a_target_is_led_by_that_one_s_office(september):
    """What is done about the crop is not the statistics office's to do, on the page, in the report and the annex."""
    row = Tables(september).exceptions().html
    card = plain(row[row.index('<b data-s="1. GO khu vực I">') :]).split("chưa ghi hạn")[0]
    assert "Diện tích rau vụ mưa giảm" in card and "Chủ trì: Phòng Kinh tế các xã;" in card
    records = causes(september)
    at = [c.label for c in records.columns].index("Chủ trì")
    leads = {row[-1]: row[at] for row in records.rows}
    assert leads["1"] == leads["1.2"] == "Phòng Kinh tế các xã"
    named = Cause(measure="1.2", cause="Rau giảm", next="Xuống giống", lead="thong-ke-cs")
    said = plain(Tables(noted(september, named)).exceptions().html)
    assert said.count(f"Chủ trì: {september.owner_name('thong-ke-cs')};") == 1
    assert said.count("Rau giảm") == 1 and "Nguyên nhân, biện pháp: như ở GO khu vực I. " + SENT in said


def test_the_report_asks_as_the_page_does(september):
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(draft(september))).paragraphs)
    assert "chủ trì: Xã Long Cang (hiện do " in text
    assert "Về số liệu: BHXH cơ sở chưa gửi" in text and "Nguyên nhân: Thẻ hết hạn trong quý II" in text
    assert "Chưa có báo cáo của BHXH cơ sở" not in text
    nothing_before = "\n".join(
        p.text for p in docx.Document(io.BytesIO(draft(replace(september, carried={})))).paragraphs
    )
    assert "Chưa có báo cáo của BHXH cơ sở về nguyên nhân." in nothing_before


def test_a_month_that_asks_nothing_says_who_owes_cause_and_action_of_what(september):
    """No deadline and no decision is made up for it; each office that the cards say owes it is there with its targets,
    and a note of a cause takes its target out. The paper says the same of what is asked."""
    view = replace(noted(september, asks=(), assigned=()), carried={})
    piece = Tables(view).asks()
    owing = [x for x, *_ in cards(view)[:8]]
    assert len(owing) > 3
    assert piece.text.startswith("Chưa ghi việc xin ý kiến chỉ đạo nào của tháng này. Còn thiếu nguyên nhân")
    lines = [plain(line) for line in re.findall(r"<li>(.*?)</li>", piece.html)]
    assert len(lines) == len({x.lead for x in owing})
    for x in owing:
        (line,) = (s for s in lines if s.startswith(view.owner_name(x.lead) + ": "))
        assert x.full in line
    paper = "\n".join(p.text for p in docx.Document(io.BytesIO(draft(view))).paragraphs)
    assert "\nChưa ghi việc xin ý kiến chỉ đạo nào của tháng này.\n" in paper
    told = noted(view, *(Cause(measure=x.measure.id, cause="Mưa.") for x in owing[1:]))
    (left,) = re.findall(r"<li>(.*?)</li>", Tables(told).asks().html)
    assert owing[0].full in left
    assert Tables(told).asks().text.startswith("Chưa ghi việc xin ý kiến chỉ đạo nào của tháng này.")
    none = noted(view, *(Cause(measure=x.measure.id, cause="Mưa.") for x in owing))
    assert Tables(none).asks().text == "Chưa ghi việc xin ý kiến chỉ đạo nào của tháng này."


def test_of_much_that_falls_due_the_rest_is_counted(september):
    view = replace(september, pages=(("07_commitments", "commitments"),))
    (said,) = re.findall(r"\d+ việc đến hạn trong tháng 10:.*?</p>", Tables(view).assigned().html)
    due = int(said.split()[0])
    rest = f'; <a href="07_commitments.html">và {due - MOST_DUE} việc khác</a>.</p>'
    assert due > MOST_DUE and said.endswith(rest)  # where all of them stand
    first = f"{due} việc đến hạn trong tháng 10, sớm nhất ngày 5/10: BHXH cơ sở gửi số liệu về tỷ lệ"
    assert first in Words(view).outlook().text  # and above the asks


def test_what_falls_due_is_a_task_of_an_office_never_a_note_of_what_was_done(september):
    done = Cause(measure="16", cause="Mưa.", next="Đã nhắc ngày 26/9.", deadline=dt.date(2025, 10, 5))
    view = noted(september, done, asks=(), assigned=())
    for html in (Tables(view).assigned().html, Charts(view).deadlines().html):
        assert "Đã nhắc" not in html
        assert "BHXH cơ sở báo cáo kết quả biện pháp về tỷ lệ người dân tham gia BHYT" in plain(html)


# --- a missing report is no cause


@pytest.mark.parametrize("text", ["BHXH cơ sở chưa gửi số liệu tháng 9.", "Đang tổng hợp báo cáo quý II.",
                                  "The figures of September are late."])  # fmt: skip
def test_a_report_that_did_not_come_is_no_cause(september, text):
    told = Cause(measure="16", cause=text, next="Đã nhắc.", deadline=dt.date(2025, 10, 5))
    view = noted(september, told)
    assert view.entry("16").a.late
    held, report = told_of(
        view, view.entry("16")
    )  # June's cause holds until another is told, and June's action
    assert held.cause.startswith("Thẻ hết hạn trong quý II") and "tháng 6/2025" in held.cause
    assert (held.next, held.deadline) == ("Rà soát danh sách thẻ hết hạn theo từng ấp.", dt.date(2025, 7, 31))
    assert report == told and of_report(report) == f"{text} Đã nhắc."
    days = {(d.day, "gửi số liệu" in d.what) for d in due_items(view) if d.of == "16"}
    assert days == {(told.deadline, True), (held.deadline, False)}
    alone = replace(view, carried={})
    assert told_of(alone, alone.entry("16")) == (None, told)
    came = with_(view, "16", late=False)
    assert told_of(came, came.entry("16")) == (told, None)  # the figure came: a cause, as said
    x = view.entry("16")
    since = with_(view, "16", reason=replace(x.a.reason, key="came_late"))
    late = since.entry("16")
    assert told_of(since, late) == (held, None) and late.change is None  # nobody is asked for it again


def test_the_page_says_that_the_cause_is_owed_or_that_an_earlier_one_holds(september):
    card = plain(Tables(september).exceptions().html)
    assert re.search(r"Chưa nhận được số liệu tháng 9/2025[^:]*Nguyên nhân: Thẻ hết hạn trong quý II", card)
    assert "Về số liệu. BHXH cơ sở chưa gửi" in Words(september).judgement("16").text
    assert "Chưa có báo cáo của BHXH cơ sở" not in card and "Biện pháp: Đã nhắc" not in card
    assert "Biện pháp: Rà soát danh sách thẻ" in card and "đã quá hạn 31/7/2025" in card
    september = replace(september, carried={})
    card = re.search(
        r"16\. Tỷ lệ người dân tham gia BHYT.*?(?=21\. Tỷ lệ thu gom)",
        plain(Tables(september).exceptions().html),
    ).group()
    assert "Về số liệu: BHXH cơ sở chưa gửi số liệu tháng 9." in card and "Nguyên nhân:" not in card
    assert "Chưa có nguyên nhân, biện pháp, hạn: BHXH cơ sở cần báo cáo" in card
    assert "Nguyên nhân" not in Words(september).judgement("16").text


def test_that_none_is_in_trouble_is_said_only_where_something_is_judged(september, monkeypatch):
    """As in the first brief of a new programme: the section says no more than the conclusion does."""
    monkeypatch.setattr("analysis.present.tables_brief.cards", lambda v: [])
    assert "Không có chỉ tiêu nào có nguy cơ" in plain(Tables(september).exceptions().html)
    monkeypatch.setattr("analysis.present.trouble.any_judged", lambda v: False)
    none = plain(Tables(september).exceptions().html)
    assert "Tháng này chưa chỉ tiêu nào đánh giá được" in none and "Không có" not in none


def test_a_cause_written_for_a_part_says_of_which(september):
    """September's note tells of vegetables; GO of the sector stands above them and has a forecast of its own."""
    html = plain(Tables(september).exceptions().html)
    row = re.sub(" (?=:)", "", html[html.index("(GO khu vực I)") :])
    assert re.search(r"Nguyên nhân \(Rau, cây hằng năm khác\): Diện tích[^:]*Biện pháp: Không bù", row)


# --- one card a target


def test_a_target_is_one_card_with_its_parts(september):
    piece = Tables(september).exceptions()
    assert piece.data.measure.map(lambda m: m[:3]).tolist().count("23a") == 1
    card = re.search(r"23\. Số người chết.*?(?=20\. Tỷ lệ hộ)", plain(piece.html)).group()
    assert "Cùng chỉ tiêu:" in card and "Số vụ tai nạn giao thông 9 vụ" in card and "Người bị thương" in card
    shown = cards(september)
    assert len({x.measure.id for card in shown for x in card}) == sum(map(len, shown))
    assert re.match(
        r"II\. 7 chỉ tiêu và 1 trong 2 nội dung ngoài 26 chỉ tiêu cần chú ý – ", plain(piece.html).strip()
    )


# --- what a chairman asked of a page: who gives the cause, how fast, what is missing, what became of it


@pytest.fixture(scope="module")
def july():
    return open_book("2025-07").view


def card_of(view, name: str) -> str:
    """The text of a card from its name to the next one's."""
    said = plain(Tables(view).exceptions().html).replace("\u00a0", " ")
    return re.split(r" (?:\d+(?:\.\d)?\. )", said.partition(f"{name} ")[2])[0]


def test_of_several_offices_those_of_the_units_that_lack_most_are_asked_first(september):
    frame = open_book("2025-09").by_place("20a")
    lacking = {r.name: math.ceil(0.8 * r.denominator - r.numerator) for r in frame.itertuples()}
    (most, second) = sorted(lacking, key=lacking.get)[-1:-3:-1]
    said = f"trước hết {inside(most)} (thiếu {lacking[most]}), {inside(second)} (thiếu {lacking[second]})."
    assert f"Phòng Kinh tế các xã cần báo cáo, {said}" in card_of(september, "nước sạch toàn huyện")
    assert "trước hết" not in card_of(september, "(GO khu vực II)")


@pytest.mark.parametrize("id", ["1", "2", "3"])
def test_what_is_needed_stands_beside_what_has_grown_so_far(july, id):
    """One that grows as fast as it must is in doubt for its chance alone, and says so."""
    x = july.entry(id)
    needed, last = (x.a.what_would_change.values[k] for k in ("needed", "last_year"))
    wanted, grown = 100 * (needed / last - 1), x.a.change_on_year
    said = need(july, x).replace("\u00a0", " ")
    assert f"(cao hơn cùng kỳ {number(wanted, 1)}%); 6 tháng tăng {number(grown, 1)}%" in said
    assert ("chưa tới 80%" in said) == (wanted < grown) == (id == "3")
    assert said in plain(Tables(july).exceptions().html) and said in plain(Words(july).judgement(id).html)
    alone = replace(x, a=replace(x.a, change_on_year=None))
    assert "cùng kỳ năm trước bình quân" in need(july, alone)


def test_units_that_have_not_reported_are_named(july):
    sent = set(july.known.query("measure == '16' and period == '2025-07'").place)
    silent = [inside(u.name) for u in july.places.units_on(july.day) if u.code not in sent]
    assert silent == ["xã Mỹ Lệ", "xã Long Hựu"]
    assert july.entry("16").coverage_told.replace("\u00a0", " ") == SENT.strip()
    assert SENT in plain(Tables(july).exceptions().html)
    assert july.entry("2").coverage_told == ""
    for month in ("2025-06", "2025-03"):
        assert "báo cáo)." not in plain(Tables(open_book(month).view).exceptions().html)


def test_a_body_owes_the_cause_of_its_own_figures_not_who_puts_them_together():
    view = open_book("2021-10", ROOT / "params/public-investment/monthly.yml").view
    said = plain(Tables(view).exceptions().html)
    shown = [x for x, *_ in cards(view)[:8]]
    assert all(f"{x.short} cần báo cáo." in said for x in shown if x.a.status in TROUBLE)
    assert "Tổng cục Thống kê cần báo cáo" not in said
    total = next(x for x in view.measures() if not x.target.counted)
    assert total.lead == "bộ, ngành, địa phương"
    (line,) = re.findall(r"<li>(.*?)</li>", Tables(view).asks().html)
    assert "Tổng cục" not in line and "mỗi nơi về phần của mình" in line
    paper = "\n".join(p.text for p in docx.Document(io.BytesIO(draft(view))).paragraphs)
    assert "mỗi nơi báo cáo nguyên nhân" in paper and "Chưa có báo cáo của Tổng cục" not in paper


def test_an_ask_that_says_why_takes_the_place_of_an_earlier_cause_on_page_and_paper(september):
    x = september.entry("25b")
    assert "25b" in september.carried and told_of(september, x) == (None, None)
    paper = "\n".join(p.text for p in docx.Document(io.BytesIO(draft(september))).paragraphs)
    (line,) = (s for s in paper.split("\n") if s.startswith(f"- {x.full}: {x.word.lower()}; "))
    assert line.endswith("Đã xin ý kiến ở mục IV.3.") and "viên chức" not in paper
    row = next(row for row in causes(september).rows if row[-1] == "25b")
    assert row[4:8] == [
        None,
        "Đã xin ý kiến: Tập trung kết nạp thanh niên nông thôn trong quý IV.",
        "Ban Xây dựng Đảng các xã",
        dt.date(2025, 11, 30),
    ]
    assert "Chưa có báo cáo" not in line and "mục I.3" in card_of(september, "thanh niên nông thôn")
    bare = september.notes.asks[2].model_copy(update={"why": ""})
    told = noted(september, *september.notes.causes, asks=(*september.notes.asks[:2], bare))
    assert "viên chức" in plain(Tables(told).exceptions().html)
    assert "viên chức" in "\n".join(p.text for p in docx.Document(io.BytesIO(draft(told))).paragraphs)


def test_a_work_that_no_office_holds_is_said_so_in_the_tasks_too():
    """Three weeks before its day nobody holds K23: page, calendar and report say since when."""
    view = replace(open_book("2025-09").view, month="2025-11")
    said = "chưa có đơn vị phụ trách từ 1/7/2025 (trước đó: Ủy ban Kiểm tra Huyện ủy)"
    (step,) = (d for d in due_items(view) if d.of == "K23" and d.kind == "step")
    assert step.office == said
    (line,) = (
        p.text
        for p in docx.Document(io.BytesIO(draft(view))).paragraphs
        if p.text.startswith(f"- {step.what}. ")
    )
    assert f"Chủ trì: {said}; hạn: 20/12/2025." in line


# --- who owes, what it is called, how it is told


def test_who_leads_a_row_owes_its_cause_not_who_counts_it(september):
    """Of gross output the statistics office tells the figure; cause and action are the planning side's."""
    x = september.entry("2")
    assert (x.a.owner, x.lead) == ("thong-ke-cs", "kinh-te")
    card = plain(Tables(replace(september, carried={})).exceptions().html).partition("(GO khu vực II)")[2][
        :400
    ]
    assert "Phòng Kinh tế các xã cần báo cáo" in card and "Thống kê cơ sở cần" not in card
    june = open_book("2025-06").view
    assert june.entry("2").lead == "tc-kh" and june.entry("16").lead == june.entry("16").a.owner
    leads = {row[-1]: row[6] for row in causes(june).rows}
    assert leads["3"] == "Phòng Tài chính - Kế hoạch"


def test_a_target_is_first_called_as_the_annex_calls_it(september):
    html = Tables(september).exceptions().html
    for id in ("2", "16", "20a", "21"):
        x = september.entry(id)
        assert f"{x.target.no}. {x.full}" in plain(html) and x.full in (x.target.name_vi, x.measure.name_vi)
    assert september.entry("2").introduced.endswith("(công nghiệp và xây dựng) (GO khu vực II)")
    assert (
        september.entry("16").introduced == "Tỷ lệ người dân tham gia BHYT"
    )  # its short name is of these words


def test_cases_are_told_in_a_sentence_of_their_own(september):
    deaths = "Tai nạn giao thông làm chết 5 người, tăng 1 người so với cùng kỳ, bằng cả năm 2024 (5 người); không còn"
    said = f"{deaths} khả năng đạt chỉ tiêu."
    plainly = lambda text: text.replace("\u00a0", " ")  # noqa: E731
    assert f"Quan trọng nhất: {said}" in plainly(Words(september).conclusion().text)
    assert plainly(finding(september, september.entry("23a2"))) == said.rstrip(".")
    paper = plainly("\n".join(p.text for p in docx.Document(io.BytesIO(draft(september))).paragraphs))
    assert f"\n- {deaths}" in paper and "giao thông: Tai nạn" not in paper
    targets = tuple(
        t.model_copy(update={"measures": tuple(m.model_copy(update={"told_vi": ""}) for m in t.measures)})
        for t in september.programme.targets
    )
    plan = september.programme
    bare = replace(september, programme=plan.model_construct(**dict(plan) | {"targets": targets}))
    general = plainly(finding(bare, bare.entry("23a2")))
    assert general.startswith("Người chết do tai nạn: có 5 người, tăng 1 người")


def test_money_says_where_the_year_ends_where_a_forecast_exists(september):
    said = Words(september).money().text.replace("\u00a0", " ")
    x = september.entry("4")
    assert f"dự báo cả năm {x.year_end} tỷ đồng" in said and said.count("dự báo cả năm") == 1


def test_what_grew_is_the_figure_to_date_never_the_forecast(september):
    x = september.entry("4")
    grown = with_(september, "4", change_on_year=5.6, broken_on=None)
    said = Words(grown).money().text.replace("\u00a0", " ")
    assert f"dự toán năm, tăng 5,6% so với cùng kỳ; dự báo cả năm {x.year_end} tỷ đồng." in said


def test_a_plan_in_a_title_has_its_unit(september):
    said = finding(september, september.entry("2")).replace("\u00a0", " ")
    assert said.endswith("tỷ đồng, kế hoạch 35.703,44 tỷ đồng")
    assert finding(september, september.entry("16")).endswith("98%")


def test_names_that_hold_commas_are_parted_and_written_as_inside_a_sentence():
    assert listed(["a", "b"]) == "a, b" and listed(["a, b", "c", "…"]) == "a, b; c; …"
    assert inside("Xã, thị trấn đạt Bộ tiêu chí") == "xã, thị trấn đạt Bộ tiêu chí"
    for proper in ("Mặt trận Tổ quốc, các tổ chức", "GPMB CCN Savi", "Quỹ Đền ơn", "Trường", "KHU CN"):
        assert inside(proper) == proper
    assert [inside(name) for name in ("Đường Tân Ân", "Xã Long Cang", "Cầu Rạch Tràm")] == [
        "đường Tân Ân", "xã Long Cang", "cầu Rạch Tràm",
    ]  # fmt: skip
    moves = Words(open_book("2025-06").view).outlook().text
    assert "; xã, thị trấn đạt Bộ tiêu chí quốc gia về y tế xã." in moves
    assert (
        "; Mặt trận Tổ quốc, các tổ chức chính trị - xã hội huyện; " in moves
    )  # judged by no figure: the row


def test_others_that_are_hard_to_meet_are_not_counted_beside_the_headline():
    closed = Words(open_book("2024-12").view).conclusion().text
    named = "Tỷ lệ thu gom và xử lý rác thải, cặp vợ chồng trong độ tuổi sinh đẻ đủ điều kiện sinh đủ 02 con, sản lượng"
    assert named in closed and "năm trước 9\u00a0vụ; không giảm nên không đạt chỉ tiêu." in closed
    many = open_book("2021-10", ROOT / "params/public-investment/monthly.yml").view
    assert (
        "Bộ Y tế, Bộ Thông tin và Truyền thông và các nội dung khác được đánh giá là khó đạt."
        in Words(many).conclusion().text
    )


def test_a_figure_that_has_not_come_is_missed_once(september):
    card = plain(Tables(september).exceptions().html).split("16. Tỷ lệ người dân tham gia BHYT")[1][:700]
    assert "Chưa nhận được số liệu tháng 9/2025" in card and "Cần số liệu" not in card


def test_units_named_in_a_sentence_are_written_as_inside_it(september):
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(draft(september))).paragraphs)
    assert "chưa đạt: xã Mỹ Lệ, xã Tân Lân, xã Long Hựu." in text


def test_a_forecast_held_against_a_forecast_is_not_called_right(september):
    said = Tables(september).look_back().text
    assert said.endswith("vẫn chứa mức dự báo hiện nay.") and "đúng" not in said


# --- words


WANTING = (
    r"lên bậc|tụt bậc|Vì sao bây giờ|Việc cần quyết|Cần gì|trong quý còn lại|trước cuối năm|Dấu hiệu thay đổi \(|"
    r"một phía của|cách tính này|khoảng điển hình|trường hợp\)|8 trên 10|8/10|lần số thật|đã xong|kém kế hoạch|còn nợ|"
    r"bước trễ|trễ \d|Việc làm|có không có|đứng ở phụ lục|người cùng kỳ \("
)


@pytest.mark.parametrize("month", ["2025-06", "2025-09"])
def test_no_page_says_what_was_found_wanting(month):
    book = open_book(month)
    pieces = [
        *(getattr(book.table, name)() for name in 
           ("asks", "exceptions", "assigned", "annex", "commitments", "changes")),
        *(getattr(book.words, name)() for name in ("conclusion", "outlook", "money", "how_to_read", "not_judged")),
        *(book.words.judgement(m) for m in book.programme.measures),
        book.chart.story(), book.chart.bullets(), book.chart.multiples(), book.chart.commitments(),
        *(book.chart.backtest(m) for m in ("4", "16")),
    ]  # fmt: skip
    own = "|".join(re.escape(t) for c in book.notes.causes for t in (c.cause, c.next) if t)
    for piece in pieces:
        said = re.sub(own, "", plain(piece.html))
        found = re.search(rf".{{0,40}}(?:{WANTING}).{{0,40}}", said)
        assert not found, found.group()


def test_the_words_of_both_languages_are_plain():
    kept = {"no_share", "form"}
    for table, words in catalogue("vi").items():
        for key, text in words.items() if isinstance(words, dict) else ():
            if isinstance(text, str) and key not in kept:
                assert not re.search(r"8 trên 10|\(8/10\)|lần số thật|đã xong|còn nợ", text), (table, key)


def test_a_set_of_criteria_is_met_not_finished(september):
    assert "đạt 7/9 tiêu chí" in Words(september).judgement("8").text


def test_a_close_figure_has_the_same_decimals_where_it_changed(september):
    """1,35 beside 1,4 % would be two figures to a reader."""
    from analysis.assess.assessments import Change, Reason
    from analysis.run.editions import _figures

    view = with_(september, "10", to_date=1.035, distance=0.035)
    change = Change("figure", "10", 1.2, 1.035, Reason("other_figure", {"measure": "10", "month": "2025-09"}))
    shown = Tables(replace(view, assessments=replace(view.assessments, changes=(change,)))).changes().html
    assert "1,04%" in shown and "1,20%" in shown and "1,0%" not in shown

    class Book:
        pass

    book = Book()
    book.view = view
    assert _figures(book)["10"]["shown"].startswith(view.entry("10").with_unit(1.035))


# --- a commune's own page


def test_a_commune_sees_its_months_beside_the_area_s_and_its_works():
    view = open_book("2025-09", place="28126").view
    html = Tables(view).place().html
    voices = re.findall(r'<svg class="spark"[^>]*aria-label="([^"]+)"', html)
    rice = next(v for v in voices if "Cả địa bàn: T1" in v and "T9" in v.partition("Cả địa bàn")[2])
    assert rice.startswith("Xã Long Cang: T7") and len(voices) > 6
    # of a share too the area's months are all its units', not the one whose page it is
    online = next(v for v in voices if "T9 84,4" in v)
    monthly = open_book("2025-09").view.entry("9").path.parts[6:9]
    area = "; ".join(f"T{i} {number(x, 1)}" for i, x in enumerate(monthly, 7))
    assert online.endswith(area) and area not in online.partition("Cả địa bàn")[0]
    asked, _, works = plain(html).partition("Nhiệm vụ, công trình trên địa bàn xã Long Cang")
    assert "Chủ trì: Xã Long Cang (hiện do Chi nhánh Phát triển quỹ đất khu vực phụ trách)" in asked
    for own in (
        "Lộ trình phát triển đô thị Long Cang",
        "Giải phóng mặt bằng CCN Savi",
    ):  # and that of its ask
        assert own in works
    assert "trong năm, không ghi ngày" in works
    assert "Đạt tiến độ" in works and "Có nguy cơ không đạt" in works  # of the works, as on their own page


def test_a_commune_s_page_names_what_fell_what_concerns_all_units_and_what_is_owed():
    view = open_book("2025-09", place="28126").view
    said = Words(view).conclusion().text
    assert (
        "tham gia BHYT 95,0% (T8, kỳ trước 95,7%, thiếu 970 người tham gia BHYT); nước sạch"
        in said.replace("\u00a0", " ")
    )
    place, annex = Tables(view).place(), Tables(view).annex().html
    assert set(place.data.measure) == set(re.findall(r'id="m-([^"]+)"', annex))  # its annex has all its rows
    commune = open_book("2025-07", place="28126").view
    head = Words(commune).conclusion().text.replace("\u00a0", " ")
    over = "27/1.088 (T7, vượt 17 hồ sơ giải quyết trễ hạn)"
    assert f"Vượt mức cho phép của cả địa bàn: hồ sơ trễ hạn {over}" in head
    july = Tables(commune)
    assert "27/1.088" in july.annex().html  # of few cases n/N
    assert "hồ sơ giải quyết trễ hạn/hồ sơ đã giải quyết" in july.place().html
    chart = Charts(view).story()
    assert (
        chart.text == "Tham gia BHYT: xã Long Cang thiếu 970 người tham gia BHYT" and "T8 95,0%" in chart.html
    )
    asked = plain(place.html)
    for own in ("Đề nghị sáu xã thống nhất", "Mỗi đảng bộ xã ít nhất hai hồ sơ", "CCN Savi do xã Long Cang"):
        assert own in asked
    assert re.search(
        r"xã Long Cang thiếu 358 hộ dùng nước sạch\): Chưa có nguyên nhân[^:]*: [^.]* các xã cần báo cáo",
        asked,
    )
    owed = asked[asked.index("Tỷ lệ người dân tham gia BHYT (xã Long Cang thiếu 970") :]
    told = "Nguyên nhân: Thẻ hết hạn trong quý II"  # of an earlier month, as the brief has it
    assert told in owed and told in plain(Tables(open_book("2025-09").view).exceptions().html)


@pytest.mark.parametrize(
    ("lead", "own"),
    [
        ("UBND các xã", True),
        ("Thường trực sáu đảng ủy xã", True),
        ("6 xã", True),
        ("All six communes", True),
        ("Các xã Tân Lân, Mỹ Lệ", False),
        ("Hai xã", False),
        ("Xã Tân Lân", False),
    ],
)
def test_an_ask_of_all_units_concerns_each(lead, own):
    view = open_book("2025-09", place="28126").view
    lang = "en" if "communes" in lead else "vi"
    notes = view.notes.model_copy(update={"asks": (Ask(what="Lập danh sách hộ", lead=lead),), "lang": lang})
    assert ("Lập danh sách hộ" in Tables(replace(view, notes=notes)).place().html) == own


# --- what got worse in the month, whatever the verdict


def test_a_bad_month_is_told_though_the_year_to_date_is_well(july, september):
    late, insured = (
        "2,5% (tháng 6: 0,5%; mục tiêu ≤ 1%; mới 4/6 xã)",
        "95,9% (tháng 6: 96,2%; mới 4/6 xã)",
    )
    text = lambda piece: piece.text.replace("\u00a0", " ")  # noqa: E731
    said = text(Words(july).conclusion())
    assert (
        "kết quả riêng tháng 7 không bằng tháng trước: tham gia BHYT 95,9% (tháng 6: 96,2%), "
        "hồ sơ trễ hạn 2,5% (tháng 6: 0,5%; mục tiêu ≤ 1%)" in said
    )
    assert late in text(Words(july).judgement("10"))
    told = text(Words(july).judgement("16"))
    assert f"cao hơn mức bình quân, nhưng kết quả tháng mới nhất không bằng tháng trước: {insured}" in told
    paper = docx.Document(io.BytesIO(draft(july)))
    assert f"Riêng tháng 7: {late}" in "".join(p.text for p in paper.paragraphs).replace("\u00a0", " ")
    assert "không bằng tháng trước" not in text(Words(september).conclusion())  # of August is the newest


def test_a_card_explains_its_star_and_the_title_the_order(september):
    """A reader of the card need not open "Cách đọc"; what stands last is no target of the annex's count."""
    said = plain(Tables(september).exceptions().html)
    first, *rest = said.split("Nguyên nhân", 1)
    assert (
        "&lt; 5*" in first
        and "*: văn bản không in con số này; đây là số cả năm 2024." in first
        and "*:" not in rest[0]
    )
    assert "việc hệ trọng với người dân xếp trước" in said
    none = Tables(open_book("2025-08").view).exceptions().html  # eight targets, nothing else is shown
    assert "xếp sau" not in none


@pytest.mark.parametrize(
    ("bound", "ends", "lower", "said"),
    [
        (581.0, (582.7, 608.8), False, "≥ 90%"),
        (581.0, (578.9, 601.2), False, "88,0%"),
        (1.0, (0.7, 0.8), True, "≥ 90%"),
        (1.0, (0.9, 1.2), True, "88,0%"),
    ],
)
def test_no_chance_contradicts_its_range(september, bound, ends, lower, said):
    """They are corrected apart: the pages say one thing."""
    x = september.entry("10" if lower else "4")
    a = replace(x.a, probability=0.88, year_end_p10=ends[0], year_end_p90=ends[1])
    a = replace(a, target_high=bound) if lower else replace(a, target_low=bound)
    assert replace(x, a=a).chance.replace("\u00a0", " ") == said
    other = replace(a, probability=0.12)
    far = replace(other, year_end_p10=bound * 2, year_end_p90=bound * 3) if lower else replace(
        other, year_end_p10=bound / 3, year_end_p90=bound / 2)  # fmt: skip
    assert replace(x, a=far).chance.replace("\u00a0", " ") == "≤ 10%"


def test_an_office_s_page_tells_what_it_has_promised_by_when():
    said = open_book("2025-06", owner="tc-kh").words.conclusion().text
    assert "Phòng Tài chính - Kế hoạch báo cáo kết quả biện pháp về chi ngân sách (30/6)" in said


def test_what_lacks_last_year_s_figure_is_called_so_in_the_conclusion_too(september):
    view = september
    for id in ("23a", "23b", "23c"):
        view = with_(view, id, status="no_data", late=False, reason=Reason("no_base", {"year": 2024}))
    rows = dict(view.assessments.rows)
    rows["23"] = replace(rows["23"], status="no_data", decided_by="23a", by="none")
    view = replace(view, assessments=replace(view.assessments, rows=rows))
    words = Words(view).conclusion().text
    assert "1 thiếu số liệu năm trước để so (giảm tai nạn giao thông)" in words
    assert "chưa có số liệu" not in words
    assert "thiếu số liệu năm trước để so" in plain(Tables(view).annex().html)


def test_an_office_that_no_list_names_is_said_to_be_unknown(september):
    asked = (Ask(what="Giao việc", lead="phong-la, kinh-te, Xã Cần Đước"),)
    said = plain(Tables(noted(september, asks=asked)).asks().html)
    assert "đơn vị chưa có tên trong danh sách (mã phong-la), Phòng Kinh tế các xã, Xã Cần Đước" in said


def test_one_count_of_provinces_and_what_stands_beside_it_and_a_paper_names_all():
    view = open_book("2021-10", ROOT / "params/public-investment/monthly.yml").view
    said = Words(view).conclusion().text
    assert "7 chưa có số liệu. " in said and "7 chưa có số liệu, gồm 5 chưa báo cáo (Phú Thọ, " in said
    title = Charts(view).bullets().text or plain(Charts(view).bullets().html)
    assert "(trong 47: 41/43 bộ, ngành, địa phương và 6 dòng không đánh số)" in title
    assert "lớn nhất là địa phương" in Words(view).money().text + plain(Words(view).money().html)
    assert "thấp nhất so với kế hoạch" not in plain(Words(view).money().html)
    paper = "\n".join(p.text for p in docx.Document(io.BytesIO(draft(view))).paragraphs)
    assert "Số liệu của 43 bộ, ngành, địa phương và 6 dòng khác" in paper
    assert "(Phú Thọ, Đắk Lắk, Bến Tre, Phú Yên, Sóc Trăng)" in paper and "…)" not in paper
    assert "Tình hình vốn đầu tư thực hiện từ" in paper


def test_the_closing_line_of_a_paper_names_the_district_once():
    paper = docx.Document(io.BytesIO(draft(open_book("2025-06").view, "party")))
    closing = next(p.text for p in paper.paragraphs if p.text.startswith("Trên đây"))
    assert closing.count("Cần\u00a0Đước") + closing.count("Cần Đước") == 1


@pytest.mark.parametrize(("lang", "other"), [("vi", "không giao mức tăng thì"), ("en", "or else")])
def test_the_legend_says_the_rule_that_judged(lang, other):
    said = catalogue(lang)["guide"]
    assert f"{LIKELY:.0%}" in said["on_track"] and f"{UNLIKELY:.0%}" in said["off_track"]
    words = catalogue(lang)["chance"]  # each word of a chance beside its bounds
    for line, key in (("on_track", "high"), ("at_risk", "medium"), ("off_track", "low")):
        assert words[key].split()[-1] + " (" in said[line]
    assert f"{NARROW_POINTS:.0f} " in said["on_track"] and other in said["on_track"]
    assert NARROW_SHARE == 1 / 5 and ("một phần năm" in said["on_track"] or "a fifth" in said["on_track"])


def test_as_many_as_last_year_is_no_distance_and_a_difference_has_its_unit(september):
    deaths, cases = september.entry("23a2"), september.entry("23a")
    assert deaths.a.distance == 0 and deaths.progress == "bằng cả năm\u00a02024"
    assert (cases.progress, cases.on_year) == ("−4\u00a0vụ", "−2\u00a0vụ")


def test_people_come_first_only_where_a_row_concerns_them(september):
    assert "việc hệ trọng với người dân xếp trước" in Tables(september).exceptions().html
    book = open_book("2021-10", ROOT / "params/public-investment/monthly.yml")
    said = Tables(book.view).exceptions().html
    assert "đánh giá thấp nhất xếp trước" in said and "người dân" not in said


def test_what_became_of_an_ask_is_told_until_it_is_decided(september):
    july, october = dt.date(2025, 7, 15), dt.date(2025, 10, 5)
    asked = tuple(
        Followed("2025-06", n, "vi", Ask(what=f"Việc {n}", deadline=day), answer)
        for n, day, answer in (
            (1, july, Answer(month="2025-06", ask=1, decision="Đồng ý", on=dt.date(2025, 9, 2))),
            (2, july, None),
            (3, october, None),
        )
    )
    said = plain(Tables(replace(september, asked=asked)).asks().html)
    assert "Tháng 6, việc xin ý kiến số 1, đã quyết định ngày 2/9/2025: Việc 1 Đồng ý" in said
    assert "Tháng 6, việc xin ý kiến số 2, chưa ghi kết quả, đã quá hạn 15/7/2025: Việc 2" in said
    assert "Tháng 6, việc xin ý kiến số 3, chưa ghi kết quả, hạn 5/10/2025: Việc 3" in said
    assert "đã xin ý kiến ở tháng trước" not in Tables(september).asks().html
    paper = "\n".join(
        p.text for p in docx.Document(io.BytesIO(draft(replace(september, asked=asked)))).paragraphs
    )
    assert (
        "Tháng 6, việc xin ý kiến số 1, đã quyết định ngày 2/9/2025: Việc 1 Ý kiến chỉ đạo: Đồng ý" in paper
    )
    assert "Tháng 6, việc xin ý kiến số 3, chưa ghi kết quả, hạn 5/10/2025: Việc 3" in paper
    assert "… báo cáo tình hình" in paper  # nobody is known to issue it after the district: to be filled in


def test_every_newer_figure_of_the_month_is_counted(september):
    new = {c.subject for c in september.assessments.changes if c.kind == "new"}
    assert {"1.4", "23b"} <= new  # counts and cases have no path of a plan


def test_a_work_that_no_office_holds_now_says_since_when_and_who_did(september):
    works = {c.id: holder(september, c, s) for c, s in september.works()}
    assert works["K23"] == "chưa có đơn vị phụ trách từ 1/7/2025 (trước đó: Ủy ban Kiểm tra Huyện ủy)"
    assert works["K22b"] == "Ban Tổ chức Huyện ủy (đến 30/6/2025)"
    assert september.say("no_office_named") not in works.values()


def test_the_report_says_why_it_lists_what_is_on_track_and_how_a_whole_target_stands(september):
    said = [p.text.replace("\u00a0", " ") for p in docx.Document(io.BytesIO(draft(september))).paragraphs]
    why = next(i for i, line in enumerate(said) if line.startswith("Các nội dung sau không thuộc diện chậm"))
    wanting = said.index("II. HẠN CHẾ VÀ NGUYÊN NHÂN")
    assert not any(": đạt tiến độ; " in line for line in said[wanting:why])
    (members,) = (line for line in said if "Phát triển đảng viên mới: 9 tháng" in line)
    assert members.endswith("Cả chỉ tiêu này được đánh giá là có nguy cơ không đạt.")
    lacking = [line for line in said if line.startswith("- Số liệu chưa đủ: ")]
    assert len(lacking) == 4 and lacking[0].endswith(SENT.strip())  # said once
    assert all(line.endswith(" (như đã nêu ở trên).") for line in lacking[1:])
    assert "phát triển đảng viên mới" in lacking[-1]


def test_of_counted_cases_a_cell_that_tells_of_none_is_not_first(september):
    x = september.entry("23a2")
    values = september.observations.loc[[int(k) for k in x.a.keys], "value"]
    assert 0 in set(values)
    first = source_lines(september, x.a.keys)[0]
    of = september.observations.loc[values[values > 0].index].sort_values("period").iloc[-1]
    assert of["source"].rsplit("/")[-1] in first and of["cell"] in first


def test_a_month_that_is_low_for_its_season_alone_is_no_worse_than_the_one_before():
    view = open_book("2021-03", ROOT / "params/public-investment/monthly.yml").view  # Bắc Ninh, after Tết
    assert any(x.a.signal == "-beyond_limit" for x in view.measures())
    assert "không bằng tháng trước" not in Words(view).conclusion().text


def test_a_measure_without_an_office_is_named_as_no_office(september):
    p = september.programme
    office, own = next(o for o in p.owners if o.id == "thue"), p.measure("5")
    late = tuple(Late(x.id, x, ("5",), "") for x in (office, own))
    said = lacking(replace(september, count=Count("2025-09", september.day, 2, late, 0.8)))
    assert said.endswith(f"{office.name('vi')}, {own.name('vi')} (chưa ghi đơn vị)")
    bodies = open_book("2021-10", ROOT / "params/public-investment/monthly.yml").view
    own = next(m for m in bodies.programme.measures.values() if m.leads_itself)
    late = (Late(own.id, own, (own.id,), ""),)
    assert lacking(replace(bodies, count=Count("2021-10", bodies.day, 1, late, 0.8))).endswith(own.name("vi"))


def test_figures_of_months_ago_come_after_those_of_the_month_and_say_so():
    """In one rank of what a miss costs and of the verdict; in section II, the conclusion and the chart alike."""
    v = open_book("2021-10", ROOT / "params/public-investment/monthly.yml").view
    worst = [x for x, *_ in cards(v) if x.a.status == "off_track" and x.target.counted]
    old = [behind(x) > 1 for x in worst]
    assert any(old) and old == sorted(old)
    assert "Kiên Giang" not in Words(v).conclusion().text.split("Quan trọng nhất: ")[1].split(". ")[0]
    late = next(x for x in worst if behind(x) > 1)
    assert fact(v, late).endswith(" (chưa có số tháng 10).")
    assert "chưa có số" not in fact(v, late, forecast=False) + fact(v, worst[0])


def test_a_number_of_several_files_opens_to_the_newest_first_and_on_its_group_s_page_to_all():
    """June's four deaths and July's one: who taps "5" is not shown the 4 alone, and finds every cell."""
    v = open_book("2025-07").view
    x = v.entry("23a2")
    lines = source_lines(v, x.a.keys)
    assert lines[0].startswith("2025-07-25-xa-rach-kien.xlsx, TNGT, ô D10") and len(lines) == 5
    assert lines[1].startswith("2025-06-17-cong-an.xlsx, TNGT, ô E10")  # before those that tell of none
    tables = Tables(v)
    assert all(line in tables.annex("security").html for line in lines)
    brief = tables.annex().html
    assert "và 2 tệp khác" in brief and "Trang của từng nhóm ghi đủ mọi tệp, mọi ô." in brief
    alone = Tables(replace(v, pages=())).annex().html
    assert "Trang của từng nhóm" not in alone and "tệp khác" not in tables.annex("security").html


def test_the_widest_gap_is_named_first_whatever_the_last_digits_of_its_odds():
    """Of what is hard to meet the odds are all near nothing: their differences rank nobody."""
    v = open_book("2021-10", ROOT / "params/public-investment/monthly.yml").view
    worst = [x for x, *_ in cards(v) if x.a.status == "off_track" and x.target.counted and behind(x) < 2]
    short = [1 - x.a.year_end / x.a.target_low for x in worst]
    assert short == sorted(short, reverse=True) and worst[0].a.probability > worst[3].a.probability
    first = Words(v).conclusion().text.split("Quan trọng nhất: ")[1]
    assert first.startswith(worst[0].short) and worst[0].short == "TP. Hồ Chí Minh"


def test_a_commune_s_page_says_whether_it_is_of_the_unit_before_or_after_the_merger():
    """One code, one name, two units: 75.1 % of June and 74.7 % of July are not of the same people."""

    def note(month, place, lang="vi"):
        return plain(Tables(open_book(month, place=place, lang=lang).view).place().html)

    assert (
        "Số liệu tháng 6 là của xã Long Cang trước sắp xếp; từ 1/7/2025 địa bàn này thuộc xã Long Cang"
        in note("2025-06", "28126")
    )
    after = "xã Long Cang sau sắp xếp ngày 1/7/2025, gồm xã Long Định, xã Phước Vân, xã Long Cang."
    assert after in note("2025-07", "28126")
    assert "The figures of June are of Long Định commune before the merger" in note("2025-06", "28117", "en")


def test_the_workbook_marks_a_cause_of_another_row_and_names_the_ask(september):
    of = Cause(measure="1.2", cause="Mưa kéo dài.", next="Gieo lại.")
    asks = (Ask(what="Bổ sung kinh phí cho trạm y tế", measure="25b"),)
    view = replace(
        september, notes=september.notes.model_copy(update={"asks": asks, "causes": (of,)}), carried={}
    )
    rows = {row[-1]: row for row in causes(view).rows}
    named = [id for id, row in rows.items() if "(Rau, cây hằng năm khác) Mưa kéo dài." in row]
    assert named and "1.2" not in named and "Mưa kéo dài." in rows["1.2"]
    assert all("(Rau, cây hằng năm khác) Gieo lại." in rows[id] for id in named)
    assert "Đã xin ý kiến: Bổ sung kinh phí cho trạm y tế" in rows["25b"]
    assert not any("mục I" in str(cell) for row in rows.values() for cell in row)


def test_a_level_that_is_within_its_bound_stands_above_or_below_it_in_an_office_s_words(september):
    better = {id: fact(september, september.entry(id)) for id in ("9", "10")}
    assert " mục tiêu" in better["9"] and ", cao hơn mục tiêu " in better["9"], better
    low = with_(september, "10", to_date=0.4, distance=-0.6).entry("10")
    assert ", thấp hơn mục tiêu 0,6" in fact(september, low)


def test_what_a_month_of_some_units_is_made_of_is_told_by_measure(july):
    """A level takes the others as they last stood and is of the whole area; a share of the year counts who reported."""
    note = plain(Tables(july).annex().html)
    note = note[note.index("Tháng mới có một phần đơn vị báo cáo:") :]
    assert "; tham gia BHYT: cả địa bàn, nơi chưa báo cáo lấy số gần nhất" in note
    counted = note.partition(": chỉ tính nơi đã báo cáo, cả mẫu số")[0].rpartition("; ")[0] or note
    assert "hồ sơ trễ hạn" in note and "tham gia BHYT" not in counted.partition("ước thêm")[0]
    whole, part = july.programme.measure("16"), july.programme.measure("10")
    entries = {x.measure.id: x for x in july.measures()}
    assert entries[whole.id].a.denominator > 190_000  # of all six, though four reported
    assert entries[part.id].sent_of("2025-07") == "4/6 xã"


@pytest.mark.parametrize("month", ["2025-06", "2025-07", "2025-09"])
def test_every_figure_without_a_change_on_the_year_has_its_reason_and_every_difference_its_unit(month):
    view = open_book(month).view
    note = plain(Tables(view).annex().html).partition("So cùng kỳ “–”:")[2]
    blank = [x for x in view.measures() if x.a.to_date is not None and x.on_year == NONE]
    numbers = [x.measure.id if x.measure.role == "component" else x.target.no for x in blank]
    assert numbers and all(re.search(rf"[( ]{re.escape(no)}[,)]", note) for no in numbers), note
    sex = next(x for x in view.measures() if x.measure.id == "15")
    assert re.search("^[+−][0-9,]+.nam/100 nữ$", sex.progress) and sex.on_year.endswith("nam/100 nữ")
    carried = [x for x in view.measures() if x.of_month]
    assert carried and all(x.number_of.startswith("số T") for x in carried)
    assert re.search(r"<i>số T\d</i>: số mới nhất", lines(view)[-1])


def test_a_unit_that_is_no_more_is_called_so(july):
    assert "chưa đạt: xã Phước Đông cũ, xã Long Hựu Tây cũ" in Words(july).judgement("21").text
    assert " cũ" not in Words(open_book("2025-06").view).judgement("21").text
    english = Words(open_book("2025-07", lang="en").view).judgement("21").text
    assert "former Phước Đông commune" in english


def test_what_does_not_add_up_differs_by_so_much_of_its_unit():
    said = Tables(open_book("2025-06").view).look_back().text.replace("\u00a0", " ")
    assert "lệch 0,191 tỷ đồng" in plain(Tables(open_book("2025-06").view).look_back().html), said


def test_a_commune_above_the_bound_by_chance_is_named_and_no_dash_stands_without_a_reason():
    view = open_book("2025-09", place="28126").view
    said = Words(view).conclusion().text.replace("\u00a0", " ")
    assert "nhưng trong mức ngẫu nhiên: hồ sơ trễ hạn 1,2%" in said
    table = Tables(view).place().html
    row = plain(next(r for r in table.split("<tr") if "trễ hạn" in r))
    assert "cao hơn, trong mức ngẫu nhiên" in row
    assert "không thiếu" in plain(next(r for r in table.split("<tr") if "rác thải trên" in r))  # 100 %
