"""The month's notes, and in which language they reach a page."""

import datetime as dt
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import docx
import pytest
import yaml

from analysis.notes import carried, doubtful, extended, followed, load_notes, look_for, strays
from analysis.present.due import due_items, own_asks
from analysis.programme import load_programme
from analysis.publish.word import draft
from analysis.yamlfile import FileMistakes

NOTES = Path(__file__).parents[1] / "params/can-duoc-2025/notes"


@pytest.mark.parametrize("month", ["2025-06", "2025-09"])
def test_the_english_notes_say_as_much_as_the_vietnamese(month):
    vi, en = load_notes(NOTES, month), load_notes(NOTES, month, "en")
    assert (vi.lang, en.lang, vi.month) == ("vi", "en", en.month)
    assert [(a.deadline, a.measure) for a in vi.asks] == [(a.deadline, a.measure) for a in en.asks]
    assert [bool(a.decides and a.lead) for a in vi.asks] == [bool(a.decides and a.lead) for a in en.asks]
    assert [(c.measure, c.lead, c.deadline) for c in vi.causes] == [
        (c.measure, c.lead, c.deadline) for c in en.causes
    ]
    assert [(a.owner, a.state) for a in vi.assigned] == [(a.owner, a.state) for a in en.assigned]
    assert (vi.story, vi.illustrative) == (en.story, en.illustrative)


def test_without_english_notes_the_words_say_their_language(tmp_path):
    from analysis import open_book

    (tmp_path / "2025-06.yml").write_text("asks: [{what: 'Giao <b>xã</b> làm'}]", encoding="utf-8")
    notes = load_notes(tmp_path, "2025-06", "en")
    view = replace(open_book("2025-06", lang="en").view, notes=notes)
    assert view.noted(notes.asks[0].what) == '<span lang="vi">Giao &lt;b&gt;xã&lt;/b&gt; làm</span>'
    assert replace(view, lang="vi").noted("a < b") == "a &lt; b"


def test_no_file_is_no_note_and_a_slip_is_named(tmp_path):
    assert not load_notes(tmp_path, "2025-06").asks
    (tmp_path / "2025-06.yml").write_text("ask: []", encoding="utf-8")
    with pytest.raises(FileMistakes, match="asks"):
        load_notes(tmp_path, "2025-06")


def written(folder, **given):
    """June's notes of the district's book, from `given` alone."""
    from analysis import open_book
    from analysis.present.offered import Tables

    (folder / "2025-06.yml").write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    book = open_book("2025-06")
    return Tables(replace(book.view, notes=load_notes(folder, "2025-06", "vi", book.programme)))


def test_a_cause_longer_than_a_page_is_kept_whole_and_folded(tmp_path):
    cause = " ".join(f"Câu thứ {i} <b>của</b> nguyên nhân." for i in range(300))
    html = written(tmp_path, causes=[{"measure": "16", "cause": cause}]).exceptions().html
    plain = re.sub(
        r"\s+", " ", unescape(re.sub(r" …</q><details[^>]*><summary>Đọc tiếp</summary>", "", html))
    )
    assert cause in plain and "<b>của</b>" not in html and html.count("Đọc tiếp") == 1


def test_an_ask_without_lead_and_day_says_so_beside_those_of_the_work(tmp_path):
    """What nobody wrote is not given as what the notes ask for, on the page, in the list of days and in the paper."""
    tables = written(
        tmp_path, asks=[{"what": "Giao đất", "measure": "K1"}, {"what": "Cấp thẻ", "measure": "16"}]
    )
    said = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", tables.asks().html)))
    assert said.count("Chủ trì: chưa ghi đơn vị (hiện do ") == 2
    assert "Hạn: chưa ghi hạn (hạn hiện nay: " in said and "Hạn: chưa ghi hạn." in said
    day = {"what": "Cấp thẻ", "measure": "16", "decides": "Chủ tịch", "deadline": dt.date(2025, 7, 20)}
    view = written(tmp_path, asks=[day])._view
    (office,) = (d.office for d in due_items(view) if d.kind == "ask")
    assert office.startswith("chưa ghi đơn vị (hiện do ") and "Chủ tịch" not in office
    paper = "\n".join(p.text for p in docx.Document(io.BytesIO(draft(view))).paragraphs)
    assert "chủ trì: chưa ghi đơn vị (hiện do " in paper


def test_two_leads_are_both_named(tmp_path):
    for given in (["bhxh-kv", "vp-ubnd"], "bhxh-kv, vp-ubnd"):
        notes = {"causes": [{"measure": "16", "cause": "Thẻ hết hạn.", "lead": given}]}
        assert "BHXH khu vực, Văn phòng HĐND và UBND huyện" in written(tmp_path, **notes).exceptions().html
    ask = {"what": "a", "measure": "K6", "lead": ["quy-dat", "tc-kh"], "deadline": dt.date(2025, 6, 30)}
    tables = written(tmp_path, asks=[ask])
    view, asked = tables._view, tables.asks().html
    assert "Phòng Tài chính - Kế hoạch" in asked and "hiện do" not in asked
    for office, named in (("quy-dat", 1), ("tc-kh", 1), ("btc", 0)):  # each is told of it on its own page
        assert len(own_asks(replace(view, owner=office))) == named
    told = {"causes": [{"measure": "16", "cause": "Thẻ hết hạn.", "lead": "Xã Long Cang, Trạm Y tế"}]}
    assert "Xã Long Cang, Trạm Y tế" in written(tmp_path, **told).exceptions().html


def test_what_is_doubtful_in_notes_is_asked_about_and_kept(tmp_path):
    programme = load_programme(NOTES.parent / "programme.yml")
    given = {
        "asks": [{"what": "a", "lead": "bhxh-kv, vp-ubnd", "deadline": dt.date(2024, 7, 3)}, {"what": "b"}],
        "causes": [{"measure": "16", "cause": "  "}, {"measure": "21", "cause": "c", "lead": "bhxh-kvv"}],
        "assigned": [
            {"what": "d", "owner": "bhxh-kv", "state": "done"},
            {"what": "e", "owner": "bhxh-kv", "state": "done", "done_on": dt.date(2025, 8, 1)},
        ],
    }
    (tmp_path / "2025-06.yml").write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    notes = load_notes(tmp_path, "2025-06", "vi", programme)
    said = doubtful(notes, programme, "2025-06")
    wanted = (
        "asks[1].lead: 2 đơn vị", "asks[1].deadline: 2024-07-03", "asks[2]: chưa có thời hạn", "causes[1]: “16”",
        "“bhxh-kvv” (no such office), gần giống “bhxh-kv”", "assigned[1].done_on",
        "assigned[2].done_on: 2025-08-01 sau tháng kế tiếp",
    )  # fmt: skip
    assert len(said) == len(wanted) and all(any(w in line for line in said) for w in wanted)
    plain = [{"what": "a", "lead": "Xã Long Cang", "deadline": dt.date(2025, 7, 3)}]
    (tmp_path / "2025-06.yml").write_text(
        yaml.safe_dump({"asks": plain}, allow_unicode=True), encoding="utf-8"
    )
    assert not doubtful(load_notes(tmp_path, "2025-06", "vi", programme), programme, "2025-06")


def test_an_empty_item_costs_itself_and_is_named(tmp_path):
    programme = load_programme(NOTES.parent / "programme.yml")
    text = "asks: [{what: a}, {what: , why: ''}, {}, {what: b}]\ncauses: [{}]\nanswers:\n  -\n  - month:\n"
    (tmp_path / "2025-06.yml").write_text(text, encoding="utf-8")
    notes = load_notes(tmp_path, "2025-06", "vi", programme)
    assert [ask.what for ask in notes.asks] == ["a", "b"] and not (notes.causes or notes.answers)


WRONG = """asks:
  - {}
  - what: Cấp vốn
  - why: Chậm
causes:
  - {measure: '99', cause: a}
  - {measure: '16', cause: b}
  - {measure: '21', cause: c, deadline: 30/6/2025}
  - {measure: '16', cause: d}
assigned: [{what: e, owner: khong-co}]
story: '98'
"""


def test_a_wrong_item_costs_itself_alone_and_is_named_with_its_line(tmp_path):
    programme = load_programme(NOTES.parent / "programme.yml")
    file = tmp_path / "2025-06.yml"
    file.write_text(WRONG, encoding="utf-8")
    left_out = []
    notes = load_notes(tmp_path, "2025-06", "vi", programme, left_out)
    assert [ask.what for ask in notes.asks] == ["Cấp vốn"]
    assert [cause.cause for cause in notes.causes] == ["b"] and not (notes.assigned or notes.story)
    at = [(m.line, m.key) for m in left_out]
    assert at == [
        (4, "asks[3].what"), (6, "causes[1].measure"), (8, "causes[3].deadline"), (9, "causes[4].measure"),
        (10, "assigned[1].owner"), (11, "story"),
    ]  # fmt: skip
    with pytest.raises(FileMistakes) as strict:  # where nobody is told of each
        load_notes(tmp_path, "2025-06", "vi", programme)
    assert [m.line for m in strict.value.mistakes] == [line for line, _ in at]
    # a number of which nobody knows whose it is, is answered by no later month
    assert not followed(tmp_path, "2025-07", "vi", programme)
    file.write_text(WRONG.replace("  - why: Chậm\n", ""), encoding="utf-8")
    assert [f.ask.what for f in followed(tmp_path, "2025-07", "vi", programme)] == ["Cấp vốn"]
    for whole in ("month: 2025-05\n", "illustrative: có thể\n"):  # said of all that stands in the file
        file.write_text(WRONG + whole, encoding="utf-8")
        with pytest.raises(FileMistakes):
            load_notes(tmp_path, "2025-06", "vi", programme, [])


def test_what_is_too_much_or_contradicts_itself_costs_itself_alone(tmp_path):
    programme = load_programme(NOTES.parent / "programme.yml")
    asks = "asks: [{what: a}, {}, {what: b}, {what: c}, {what: d}]\n"
    given = {
        asks: [(1, "asks[5]")],
        asks.replace("a}", "a, deadline: mai}"): [(1, "asks[1].deadline")],
        "causes:\n  - {measure: '16', cause: a, deadline: mai}\n  - {measure: '16', cause: b}\n": [
            (2, "causes[1].deadline")
        ],
        "story: '16'\nassigned: [{what: e, owner: bhxh-kv, done_on: 2025-06-20}]\n": [
            (2, "assigned[1].state")
        ],
    }
    for text, wanted in given.items():
        (tmp_path / "2025-06.yml").write_text(text, encoding="utf-8")
        left_out = []
        notes = load_notes(tmp_path, "2025-06", "vi", programme, left_out)
        assert [(m.line, m.key) for m in left_out] == wanted
        assert [c.cause for c in notes.causes] == ["b"] * ("causes" in text) and not notes.assigned
        kept = "bcd" if "mai" in text else "abc"
        assert "".join(ask.what for ask in notes.asks) == kept * (text[:4] == "asks")
        numbered = [f.ask.what for f in followed(tmp_path, "2025-07", "vi", programme)]
        assert numbered == (["a", "b", "c"] if text == asks else [])
    (tmp_path / "2025-12.yml").write_text(
        "assigned: [{what: e, owner: bhxh-kv, state: done, done_on: 2026-01-31}]", encoding="utf-8"
    )
    assert not doubtful(load_notes(tmp_path, "2025-12", "vi", programme), programme, "2025-12")


def test_no_note_is_lost_in_silence(tmp_path):
    """A second cause of one measure, a file that no month reads: said; the cause of a work stands beside it."""
    programme = load_programme(NOTES.parent / "programme.yml")
    twice = "causes: [{measure: '16', cause: a}, {measure: '16', cause: b}]"
    (tmp_path / "2025-06.yml").write_text(twice, encoding="utf-8")
    with pytest.raises(FileMistakes, match="“16” đã có ở trên"):
        load_notes(tmp_path, "2025-06", "vi", programme)
    work = written(tmp_path, causes=[{"measure": "K6", "cause": "Hộ chưa nhận tiền.", "next": "Vận động."}])
    assert "Hộ chưa nhận tiền." in work.commitments().html and "Vận động." in work.commitments().html
    (tmp_path / "06-2025.yml").write_text("asks: []", encoding="utf-8")
    (tmp_path / "2025-06.en.yml").write_text("asks: []", encoding="utf-8")
    assert strays(tmp_path) == ["06-2025.yml"]  # told by a run, and costs no month
    (tmp_path / "notes").write_text("")
    assert strays(tmp_path / "notes") == ["notes"], "a file where their folder has to be"
    look_for(tmp_path / "note", "2025-06", "vi")
    with pytest.raises(FileMistakes, match="note, notes: không phải một thư mục"):
        look_for(tmp_path / "note", "2025-06", "vi", named=True)
    look_for(tmp_path, "2025-06", "vi")  # that one lies there: the other is nobody's loss
    (tmp_path / "2025-06.yml").unlink()
    with pytest.raises(FileMistakes, match="notes/06-2025.yml, tên: không đọc .*; cần tên 2025-06.yml"):
        look_for(tmp_path, "2025-06", "vi")


@pytest.mark.parametrize(
    "name",
    ["2025-06.yml.txt", "2025-06.YML", "cu/2025-06.yml", "202506.yml", "2025-06 (1).yml", "T6-2025.yaml"],
)
def test_notes_that_are_called_nearly_as_their_month_are_missed(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("asks: [{what: Một}]", encoding="utf-8")
    (tmp_path / "2025-16.yml.txt").write_text("")
    assert strays(tmp_path) == sorted(["2025-16.yml.txt", name])
    with pytest.raises(FileMistakes, match="không đọc"):
        look_for(tmp_path, "2025-06", "vi")
    look_for(tmp_path, "2025-07", "vi")


def test_what_falls_due_next_month_is_told_by_its_days(tmp_path):
    ask = {"what": "Giao xã họp dân", "deadline": dt.date(2025, 7, 3)}
    late = {"what": "Việc của tháng tám", "deadline": dt.date(2025, 8, 1)}
    html = written(tmp_path, asks=[ask, late, {"what": "Không có hạn"}]).assigned().html
    assert "đến hạn trong tháng 7:</b> 3/7 Giao xã họp dân (mục I.1); " in html
    assert "tháng tám" not in html and "Không có hạn" not in html


def test_an_ask_is_followed_until_a_month_answers_it(tmp_path):
    def write(month, text):
        (tmp_path / f"{month}.yml").write_text(text, encoding="utf-8")

    write("2025-03", "asks: [{what: Một}, {what: Hai}]")
    write("2025-04", "asks: oops")  # refused in its own month
    write("2025-05", "answers: [{month: 2025-03, ask: 1, decision: Được}]")
    assert [(f.number, f.answer) for f in followed(tmp_path, "2025-04")] == [(1, None), (2, None)]
    assert [f.answer and f.answer.decision for f in followed(tmp_path, "2025-05")] == ["Được", None]
    assert [f.ask.what for f in followed(tmp_path, "2025-06")] == ["Hai"]
    assert followed(tmp_path, "2026-01") == ()
    load_notes(tmp_path, "2025-05", programme=load_programme(NOTES.parent / "programme.yml"))
    for wrong in ("{month: 2025-03, ask: 3", "{month: 2025-06, ask: 1"):
        write("2025-06", f"answers: [{wrong}, decision: Được}}]")
        with pytest.raises(FileMistakes, match="đã xin ý kiến"):
            load_notes(tmp_path, "2025-06", programme=load_programme(NOTES.parent / "programme.yml"))


def test_a_cause_of_an_earlier_month_stands_until_another_is_told(tmp_path):
    (tmp_path / "2025-04.yml").write_text(
        "causes: [{measure: '2', cause: 'Thiếu đơn hàng.', next: 'Tìm thị trường', lead: tc-kh, deadline: 2025-12-31},"
        " {measure: '16', cause: 'Thẻ hết hạn'}, {measure: '4', next: 'Rà soát'}]"
    )
    (tmp_path / "2025-05.yml").write_text("causes: [{measure: '16', cause: 'Chưa gia hạn'}]")
    found = carried(tmp_path, "2025-06")
    assert found["2"].cause == "Thiếu đơn hàng (tháng 4/2025)." and found["2"].lead == "tc-kh"
    assert (found["2"].next, found["2"].deadline) == ("Tìm thị trường", dt.date(2025, 12, 31))
    assert found["16"].cause.startswith("Chưa gia hạn (tháng 5")
    assert (found["4"].cause, found["4"].next) == ("", "Rà soát (tháng 4/2025).")
    assert carried(tmp_path, "2025-04") == {} == carried(tmp_path, "2025-06", "en")


def test_the_day_that_a_decision_gave_a_step_is_the_step_s_own_from_its_month_on():
    """June's page knew of the old day alone; what is done by the new one is not late, and both are named."""
    from analysis import open_book
    from analysis.present.due import due_items
    from analysis.present.offered import Tables

    books = {m: open_book(f"2025-{m:02d}").view for m in (6, 7, 8)}
    works = {m: v.assessments.commitments["K6"] for m, v in books.items()}
    steps = {m: next(s for s in w.steps if s["id"] == "3") for m, w in works.items()}
    old, new = dt.date(2025, 6, 15), dt.date(2025, 8, 31)
    assert [(s["planned"], s["before"], s["late_days"]) for s in steps.values()] == [
        (old, None, 15), (new, old, 0), (new, old, 0)]  # fmt: skip
    assert [w.status for w in works.values()] == ["at_risk", "on_track", "on_track"]
    assert works[7].previous_status == "at_risk" and steps[8]["done"] == dt.date(2025, 8, 19)
    assert new in {d.day for d in due_items(books[7]) if "Chi trả bồi thường xong" in d.what and d.of == "K6"}
    for view in (books[7], books[8]):
        assert "hạn được kéo dài từ 15/6/2025 đến 31/8/2025" in Tables(view).commitments().html
    assert "kéo dài từ" not in Tables(books[6]).commitments().html


def test_an_answer_moves_a_step_of_the_work_that_was_asked_about_and_no_other(tmp_path):
    programme = load_programme(NOTES.parent / "programme.yml")
    (tmp_path / "2025-06.yml").write_text("asks: [{what: Kéo dài, measure: K6}, {what: Chi, measure: '5'}]")
    answer = "answers: [{{month: 2025-06, ask: {}, decision: Có, {}}}]"
    for ask, more in ((1, "step: '9', until: 2025-08-31"), (1, "until: 2025-08-31"), (1, "step: '3'"),
                      (2, "step: '3', until: 2025-08-31")):  # fmt: skip
        (tmp_path / "2025-07.yml").write_text(answer.format(ask, more))
        with pytest.raises(FileMistakes, match="step"):
            load_notes(tmp_path, "2025-07", "vi", programme)
    (tmp_path / "2025-07.yml").write_text(answer.format(1, "step: '3', until: 2025-08-31"))
    assert load_notes(tmp_path, "2025-07", "vi", programme).answers[0].until == dt.date(2025, 8, 31)
    days = [
        s.planned_on(dt.date(2025, 7, 31))
        for s in extended(programme, tmp_path, "2025-07").commitment("K6").steps
    ]
    assert days[2:] == [dt.date(2025, 8, 31)] * 2
    assert extended(programme, tmp_path, "2025-06") is programme


def test_what_june_told_is_not_asked_for_again_in_july():
    from analysis import open_book
    from analysis.present.due import due_items
    from analysis.present.trouble import lead_of, told_of

    july = open_book("2025-07").view
    insured = july.entry("16")  # the office that June's notes named ended with June
    assert lead_of(july, insured, told_of(july, insured)[0]) == "bhxh-cs"
    causes = {x.measure.id: told_of(july, x)[0] for x in july.measures()}
    assert causes["2"].cause.endswith("chạy thử (tháng 6/2025).") and causes["23b"] is None
    assert causes["21"] is None  # in June its figures were late: no cause of where it stands
    assert dt.date(2025, 7, 31) in {d.day for d in due_items(july) if (d.kind, d.of) == ("cause", "16")}


def test_a_cause_of_an_earlier_month_keeps_who_leads_and_says_that_its_day_is_past():
    from analysis import open_book
    from analysis.notes import Ask, Cause
    from analysis.present.offered import Tables

    july = open_book("2025-07").view
    cause = Cause(
        measure="2", cause="Thiếu đơn hàng (tháng 6/2025).", lead="thue-cs", deadline=dt.date(2025, 7, 10)
    )
    view = replace(july, carried={"2": cause})
    card = lambda v: Tables(v).exceptions().html.partition("(GO khu vực II)")[2][:9000]  # noqa: E731
    assert view.owner_name("thue-cs") in card(view) and "đã quá hạn" in card(view)
    asked = [replace(view, notes=view.notes.model_copy(update={"asks": (Ask(what="a", why=why, measure="2"),)}))
             for why in ("", "vì thiếu đơn hàng")]  # fmt: skip
    assert ["Thiếu đơn hàng (" in card(v) for v in asked] == [True, False]


def test_a_measure_called_1_10_is_not_1_1(tmp_path):
    (tmp_path / "2025-06.yml").write_text(
        "causes: [{measure: 1.10, cause: a}, {measure: 1.1, cause: b}]", "utf-8"
    )
    assert [c.measure for c in load_notes(tmp_path, "2025-06").causes] == ["1.10", "1.1"]


@pytest.mark.parametrize(
    ("july", "holds"),
    [
        ({"cause": "BHXH cơ sở chưa gửi số liệu tháng 7."}, True),
        ({"next": "Đã nhắc ngày 26/7."}, True),
        ({"cause": "Hộ nghèo được cấp thẻ chậm."}, False),
    ],
)
def test_a_cause_holds_until_another_cause_is_told(tmp_path, july, holds):
    for month, note in (("2025-06", {"cause": "Thẻ hết hạn trong quý II."}), ("2025-07", july)):
        given = yaml.safe_dump({"causes": [{"measure": "16"} | note]}, allow_unicode=True)
        (tmp_path / f"{month}.yml").write_text(given, encoding="utf-8")
    assert (carried(tmp_path, "2025-08")["16"].cause == "Thẻ hết hạn trong quý II (tháng 6/2025).") == holds
