"""The Word draft: its form on paper, its words the brief's own, whole whatever the month holds."""

import datetime as dt
import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from spoilt import LONG, NASTY

from analysis.notes import Ask, Cause
from analysis.present import theme
from analysis.present.offered import Words
from analysis.present.trouble import TROUBLE, troubled
from analysis.present.words import headline
from analysis.publish import additions
from analysis.publish.office import clean
from analysis.publish.paper import Grid, cell
from analysis.publish.word import draft, formal

MOTTO = "Độc lập - Tự do - Hạnh phúc"


def opened(view, form="ubnd"):
    return Document(BytesIO(draft(view, form)))


def words(document) -> str:
    """All text of the paper: body, tables, headers and footers."""
    parts = [document.element.body]
    for section in document.sections:
        parts += [part._element for part in (section.header, section.footer, section.first_page_footer)]
    lines = (p for part in parts for p in part.iter(qn("w:p")))
    return "\n".join("".join(t.text or "" for t in line.iter(qn("w:t"))) for line in lines)


@pytest.fixture(scope="module")
def paper(view):
    return opened(view)


def test_page_is_that_of_decree_30(paper):
    first, annex = paper.sections
    for section, size in ((first, [210, 297]), (annex, [297, 210])):
        assert [round(side / Mm(1)) for side in (section.page_width, section.page_height)] == size
    for section in paper.sections:
        edges = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
        assert [round(edge / Mm(1)) for edge in edges] == [20, 20, 30, 15]
    normal = paper.styles["Normal"].font
    assert normal.name == "Times New Roman" and 13 <= normal.size.pt <= 14
    fonts = {f.get(qn("w:ascii")) for f in paper.element.body.iter(qn("w:rFonts"))}
    assert fonts <= {None, "Times New Roman"}


def test_a_full_page_before_the_annex_makes_no_blank_one(paper):
    """What holds the break is as low as it goes: at its usual height it alone went to a page of its own."""
    [last] = [p for p in paper.paragraphs if p._p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None]
    how = last.paragraph_format
    assert (last.text, how.space_after.pt, how.line_spacing.pt) == ("", 0, 1)


def test_page_number_stands_top_centre_from_page_two(paper):
    first, annex = paper.sections
    header = first.header.paragraphs[0]
    assert "PAGE" in header._p.xml and header.alignment == 1
    assert first.different_first_page_header_footer and "PAGE" not in first.first_page_header._element.xml
    assert not annex.different_first_page_header_footer and annex.header.is_linked_to_previous


def test_header_rows_repeat_and_no_row_breaks(paper):
    tables = [t for t in paper.tables if t.style.name == "Table Grid"]
    assert len(tables) == 2
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_state_form_leaves_blank_what_an_office_fills_in(paper):
    text = words(paper)
    for expected in (
        "ỦY\u00a0BAN\u00a0NHÂN\u00a0DÂN\nHUYỆN\u00a0CẦN\u00a0ĐƯỚC\n",  # two lines, as the decree breaks it
        "TM. ỦY BAN NHÂN DÂN\n",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        MOTTO,
        "DỰ THẢO",
        "BÁO CÁO",
        "Nơi nhận:",
        "(họ và tên)",
    ):
        assert expected in text
    assert re.search(r"Số:\s+/BC-UBND", text) and re.search(r"ngày\s{3,}tháng\s{3,}năm 2025", text)
    assert "ĐẢNG CỘNG SẢN" not in text


def test_party_form(view):
    text = words(opened(view, "party"))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text and "HUYỆN ỦY CẦN ĐƯỚC" in text and "DỰ THẢO" in text
    assert "\nĐẢNG BỘ TỈNH LONG AN\nHUYỆN ỦY CẦN ĐƯỚC\n*\n" in f"\n{text}" and re.search(r"Số\s+-BC/HU", text)
    left = opened(view, "party").tables[0].rows[0].cells[0].paragraphs
    assert [bool(p.runs[0].bold) for p in left[:2]] == [False, True]  # 36-HD/VPTW, Phụ lục 3
    assert MOTTO not in text and "ỦY BAN NHÂN DÂN" not in text and "T/M BAN THƯỜNG VỤ" in text


def test_another_form_is_refused(view):
    with pytest.raises(ValueError, match="ubnd"):
        draft(view, "congvan")


def test_the_closing_line_names_who_reports_once(view):
    issuer = view.programme.issuers[0].model_copy(update={"name_vi": "xã Mẫu"})
    named = {"name_vi": "Chỉ tiêu năm 2025 của xã Mẫu", "issuers": (issuer,), "document_vi": ""}
    text = words(opened(replace(view, programme=view.programme.model_copy(update=named))))
    closing = text.partition("Trên đây là")[2].partition("./.")[0].replace("\u00a0", " ")
    assert closing.count("xã Mẫu") == 1


@pytest.mark.parametrize("form", ["ubnd", "party"])
def test_after_the_district_no_office_is_invented(make, form):
    closed_late = make(month="2025-06")
    closed_late = replace(
        closed_late, assessments=replace(closed_late.assessments, as_of=dt.date(2025, 7, 10))
    )
    for view in (
        make(month="2025-09"),
        closed_late,
    ):  # of June too, where it is written when no district is left
        text = words(opened(view, form))
        head = text.partition("KẾT QUẢ THỰC HIỆN")[0]
        for body in ("NHÂN DÂN", "HUYỆN ỦY", "BAN THƯỜNG VỤ", "/BC-UBND", "Ủy ban nhân dân huyện"):
            assert body not in head.replace("\u00a0", " ") and body not in text.partition("Trên đây là")[2]
    assert "tổng hợp địa bàn huyện Cần Đước cũ" in words(opened(make(month="2025-09"), form))
    assert "tháng 9 và 9 tháng đầu năm 2025" in words(opened(make(month="2025-09"), form))


def test_title_names_the_months_as_reports_do(paper, make):
    assert "tháng 6 và 6 tháng đầu năm 2025" in words(paper)
    assert "tháng 5 năm 2025" in words(opened(make(month="2025-05")))


def test_banner_only_when_figures_are_illustrative(view, paper):
    assert words(paper).count("SỐ LIỆU MINH HỌA") >= 3  # on the first page and at the foot of every page
    real = {k: replace(a, illustrative=False) for k, a in view.assessments.measures.items()}
    works = {k: replace(s, illustrative=False) for k, s in view.assessments.commitments.items()}
    plain = replace(
        view,
        assessments=replace(view.assessments, measures=real, commitments=works),
        notes=view.notes.model_copy(update={"illustrative": False}),
    )
    text = words(opened(plain))
    assert "MINH HỌA" not in text and "DỰ THẢO" in text


def test_sections_in_order(view, paper):
    headings = [p.text for p in paper.paragraphs if p.style.name.startswith("Heading")]
    groups = [f"{letter}) {g.name_vi}" for letter, g in zip("abcde", view.programme.groups, strict=True)]
    assert headings == [
        "I. KẾT QUẢ THỰC HIỆN",
        "1. Đánh giá chung",
        "2. Kết quả theo lĩnh vực",
        *groups,
        "3. Nhiệm vụ, công trình",
        "II. HẠN CHẾ VÀ NGUYÊN NHÂN",
        "III. NHIỆM VỤ TRỌNG TÂM THÁNG 7/2025",
        "1. Thực hiện các chỉ tiêu",
        "2. Nhiệm vụ, công trình",
        "IV. KIẾN NGHỊ, ĐỀ XUẤT",
    ]


def items(document) -> dict[str, list[str]]:
    """The listed paragraphs below each heading, first words as they stand."""
    found, last = {}, ""
    for p in document.paragraphs:
        if p.style.name.startswith("Heading"):
            last = p.text
        elif p.text.startswith("- "):
            found.setdefault(last, []).append(p.text.removeprefix("- "))
    return found


def test_results_say_what_the_brief_says(view, paper):
    text = words(paper)
    assert headline(view) in text and Words(view).money().text in text
    listed = items(paper)
    for letter, group in zip("abcde", view.programme.groups, strict=True):
        told = listed[f"{letter}) {group.name_vi}"]
        for x in view.measures(group.id):
            if x.by_self or x.a.status == "lapsed":
                assert any(x.name in line and line.startswith(("Đơn vị tự", "Dừng theo")) for line in told)
                continue
            name = re.sub(": (.*)", r" (\1)", x.name)  # its own colon gives way
            (line,) = [line for line in told if line.startswith(f"{name}: ")]
            assert x.unjudged in line, x.measure.id
            assert x.a.to_date is None or x.word.lower() in line, x.measure.id  # the status word, and why
            if x.a.to_date is not None and x.measure.kind in {"flow", "budget", "level", "ratio"}:
                assert x.with_unit(x.a.to_date) in line and x.plan.removesuffix("*") in line
            if x.measure.kind in {"flow", "budget"} and x.a.to_date is not None:
                assert f"đạt {x.progress} " in line and line.count(x.since_last_year) == 1


def test_what_is_wanting_has_its_cause_or_who_owes_it(view, paper):
    told = items(paper)["II. HẠN CHẾ VÀ NGUYÊN NHÂN"]
    for x in troubled(view):
        (line,) = [line for line in told if line.startswith(f"{x.full}: {x.word.lower()}; ")]
        cause = view.notes.cause_of(x.measure.id)
        owner = view.owner_name(x.lead)
        if cause or x.a.status in TROUBLE:  # of what is only late the figure is owed, not a cause
            assert (cause.cause if cause else f"Chưa có báo cáo của {owner} về nguyên nhân.") in line
    todo = "\n".join(items(paper)["1. Thực hiện các chỉ tiêu"])
    for c in view.notes.causes:
        assert c.next in todo
    assert view.notes.causes and "báo cáo nguyên nhân, biện pháp và hạn về " in todo


def test_a_note_on_what_is_well_is_no_cause_of_a_failing(view):
    good = next(x for x in view.measures() if x.good)
    note = Cause(measure=good.measure.id, cause="Đã bù phần chậm.", next="Giữ nhịp.")
    seen = opened(replace(view, notes=view.notes.model_copy(update={"causes": (note,)})))
    (line,) = [s for s in items(seen)["II. HẠN CHẾ VÀ NGUYÊN NHÂN"] if s.startswith(f"{good.full}: ")]
    assert "Đơn vị cho biết: Đã bù phần chậm." in line and "Nguyên nhân" not in line


def test_asks_say_who_decides_who_leads_by_when(view):
    asks = (
        Ask(
            what="Duyệt.",
            why="Gấp.",
            proposal="Ký.",
            decides="Thường trực",
            lead="thue",
            deadline="2025-07-15",
        ),
        Ask(what="Cho ý kiến."),
    )
    text = words(opened(replace(view, notes=view.notes.model_copy(update={"asks": asks}))))
    assert (
        "1. Duyệt. Lý do: Gấp. Đề xuất: Ký. Quyết định: Thường trực; chủ trì: Chi cục Thuế; hạn: 15/7/2025."
        in text
    )
    assert "Quyết định: chưa ghi cấp quyết định; chủ trì: chưa ghi đơn vị; hạn: chưa ghi hạn." in text


def test_what_falls_due_next_month_is_a_task(make):
    view = make()
    works = {c.id: s for c, s in view.works()}
    due = items(opened(view))["2. Nhiệm vụ, công trình"]
    for c in view.programme.commitments:
        s = works.get(c.id)
        if s is None or s.status in {"achieved", "lapsed", "watch"}:
            continue
        step = next((x["planned"] for x in s.steps if x["done"] is None and x["planned"]), None)
        printed = s.deadline if s.deadline_kind != "programme_year" else None
        near = any(d is not None and d <= dt.date(2025, 7, 31) for d in (step, printed))
        late = s.status in {"missed", "off_track", "at_risk"}
        assert any(line.startswith((f"{c.name()}: ", f"{c.name()}. ")) for line in due) == (late or near), (
            c.id
        )
    assert due and all(re.search(r"\. Chủ trì: .+; (hạn: |(đến|đã quá) hạn )", line) for line in due)


def test_every_figure_to_date_is_in_the_annex(view, paper):
    annex = {}
    for row in next(t for t in paper.tables if t.style.name == "Table Grid").rows[1:]:
        cells = [c.text for c in row.cells]
        annex.setdefault(cells[1].split("\n")[0], []).append(cells)
    known = [x for x in view.measures() if x.a.to_date is not None]
    assert len(known) > 20
    for x in known:
        names = (x.target.name() if len(x.target.measures) == 1 else x.name, x.name, x.short)
        rows, shown = [c for n in names for c in annex.get(n, [])], x.amount(x.a.to_date)
        assert any(c[3].startswith(shown) and x.word in c[8] for c in rows), x.measure.id


def test_no_computer_words_or_english_decimals(paper):
    text = words(paper)
    assert not re.search(r"\bnan\b|\bNone\b|\bNaN\b|<[a-z/]", text)
    assert not re.search(r"\d\.\d{1,2}(?!\d)(?!/)", re.sub(r"1\.[1-4]\b|annex\.xlsx", "", text))


def test_a_status_is_its_word_alone(paper):
    """No signs and no colours: an official paper is black, and a printed "?" asks the reader."""
    glyphs = {s.glyph for s in (*theme.STATUSES.values(), theme.SELF, theme.NEUTRAL)} - {"–", "…"}
    assert not glyphs & set(words(paper))
    colours = {c.get(qn("w:val")) for c in paper.element.body.iter(qn("w:color"))}
    assert colours <= {"000000", "767676"}  # the second of the hint in a marked place


def test_columns_with_nothing_in_them_go():
    grid = Grid(
        tuple(map(cell, ("Tên", "Số", "Trống"))),
        ((cell("I. Nhóm", bold=True),), (cell("Thu", "tỷ"), cell("1.577,95", number=True), cell(""))),
    ).filled()
    assert [h.text for h in grid.heads] == ["Tên", "Số"]
    assert [[c.text for c in row] for row in grid.rows] == [["I. Nhóm"], ["Thu\ntỷ", "1.577,95"]]


def test_clean_keeps_vietnamese_and_drops_what_xml_cannot_hold():
    assert clean("Đảng bộ\x00\x0b\x1f \ud800xã\tAn\n") == "Đảng bộ xã\tAn\n"


def test_always_vietnamese(view, paper):
    assert words(opened(replace(view, lang="en"))) == words(paper)


def test_same_bytes_and_no_clock(single):
    first = draft(single)
    assert first == draft(single) == draft(single, "ubnd", {})
    with ZipFile(BytesIO(first)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    made = Document(BytesIO(first)).core_properties
    assert made.created.date() == made.modified.date() == single.assessments.as_of


@pytest.mark.parametrize(("name", "form"), [(NASTY, "ubnd"), (LONG, "party"), ("Ư" * 400, "ubnd")])
def test_hostile_names_stay_text_within_the_page(view, renamed, name, form):
    document = opened(renamed(view, name), form)
    text = words(document)
    assert re.sub(r"[\x00-\x08\x0b]|\s+", "", name) in re.sub(r"\s+", "", text)
    annexes = [t for t in document.tables if t.style.name == "Table Grid"]
    assert len(annexes) == 2
    for table in document.tables:
        room = Mm(252) if table._tbl in [t._tbl for t in annexes] else Mm(165)
        assert sum(column.width for column in table.columns) <= room * 1.001
    assert "CÁC CHỈ TIÊU NĂM 2025" in text


@pytest.mark.parametrize("form", ["ubnd", "party"])
def test_nothing_known_is_said_so(empty, form):
    text = words(opened(empty, form))
    assert "Trong tháng chưa đánh giá được chỉ tiêu nào." in text
    assert "Chưa ghi việc xin ý kiến chỉ đạo nào của tháng này." in text
    assert "BÁO CÁO" in text and "(họ và tên)" in text


def test_one_target_only(single):
    document = opened(single)
    assert "1 chỉ tiêu" in words(document)
    assert len(document.tables[-1].rows) >= 3


def test_place_and_owner_are_named(view):
    text = words(opened(replace(view, owner="thue")))
    assert "(Chi cục Thuế)" in text
    place = words(opened(replace(view, place="28126")))
    assert "(Xã Long Cang)" in place and "HẠN CHẾ" not in place
    assert not re.search("khó đạt|chậm tiến độ|kế hoạch \\(", place.casefold())


@pytest.mark.parametrize("asks", [(), (Ask(what="Duyệt."),)])
def test_a_signature_keeps_what_stands_before_it(view, asks):
    """Whatever comes last: an ask, that there is none, what an office wrote into a place that is no more."""
    view = replace(view, notes=view.notes.model_copy(update={"asks": asks}))
    for seen, added in ((view, {}), (view, {"Ghi thêm: Nhóm đã bỏ": ["Vẫn còn."]}), (single_place(view), {})):
        body = Document(BytesIO(draft(seen, added=added))).element.body
        lines = [p for p in body.iter(qn("w:p")) if "".join(t.text or "" for t in p.iter(qn("w:t")))]
        at = next(
            i
            for i, p in enumerate(lines)
            if "Trên đây là báo cáo" in "".join(t.text or "" for t in p.iter(qn("w:t")))
        )
        held = [p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in lines[: at + 1]]
        last = max(i for i, p in enumerate(lines[:at]) if p.getparent().tag != qn("w:sdtContent"))
        assert all(held[last:]), [i - at for i, h in enumerate(held) if i >= last and not h]


def single_place(view):
    return replace(view, place="28126")


def test_dates_of_the_decree():
    assert formal(dt.date(2020, 3, 5)) == "05 tháng 3 năm 2020"
    assert formal(dt.date(2025, 2, 4)) == "04 tháng 02 năm 2025"
    assert formal(dt.date(2025, 12, 31)) == "31 tháng 12 năm 2025"


# --- what an office writes into the marked places


def edited(data: bytes, **lines: list[str]) -> bytes:
    """The draft with `lines` written into its places as Word does: the hint gone, a paragraph a line."""
    document = Document(BytesIO(data))
    for control in document.element.body.iter(qn("w:sdt")):
        about = control.find(qn("w:sdtPr"))
        title = about.find(qn("w:alias")).get(qn("w:val")).removeprefix("Ghi thêm: ")
        if title in lines:
            about.remove(about.find(qn("w:showingPlcHdr")))
            content = control.find(qn("w:sdtContent"))
            content.clear()
            for line in lines[title]:
                p = document.add_paragraph(line)._p
                content.append(p)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def titles(document) -> list[str]:
    return [
        c.find(qn("w:sdtPr")).find(qn("w:alias")).get(qn("w:val"))
        for c in document.element.body.iter(qn("w:sdt"))
    ]


def test_a_place_for_every_field_and_part(view, paper):
    names = ["Đánh giá chung", *(g.name_vi for g in view.programme.groups), "Nhiệm vụ, công trình"]
    names += ["Hạn chế và nguyên nhân", "Nhiệm vụ trọng tâm", "Kiến nghị, đề xuất"]
    assert titles(paper) == [f"Ghi thêm: {name}" for name in names]


def test_what_was_written_stands_in_the_next_draft(view, tmp_path):
    file = tmp_path / "brief.docx"
    file.write_bytes(draft(view))
    assert additions.read(file) == {}, "a hint is nothing that somebody wrote"
    said = {
        "Đánh giá chung": ["Huyện đã họp ngày 28/6.", "", "Kết luận\tsố 12."],
        "Nhiệm vụ trọng tâm": ["<b>&"],
    }
    file.write_bytes(edited(draft(view), **said))
    found = additions.read(file)
    assert found == {f"Ghi thêm: {k}": lines for k, lines in said.items()}
    again = draft(view, "ubnd", found)
    text = words(Document(BytesIO(again)))
    assert text.index("Huyện đã họp ngày 28/6.") < text.index("2. Kết quả theo lĩnh vực") and "<b>&" in text
    assert again == draft(view, "ubnd", found) and text.count(additions.HINT) == 8
    file.write_bytes(again)
    assert additions.read(file) == found, "and in the one after that"
    other = draft(view, "party", {**found, "Ghi thêm: Nhóm đã bỏ": ["Vẫn còn đây."]})
    assert "Vẫn còn đây." in words(Document(BytesIO(other)))


def test_places_as_libreoffice_writes_them(tmp_path):
    """The control within the paragraph, without its tag; the second paragraph behind it, in the place's style."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        '<w:p><w:sdt><w:sdtPr><w:alias w:val="Ghi thêm: A"/></w:sdtPr><w:sdtContent><w:r><w:t>Một.</w:t></w:r>'
        "</w:sdtContent></w:sdt></w:p>"
        '<w:p><w:pPr><w:pStyle w:val="GhiThem"/></w:pPr><w:r><w:t>Hai.</w:t><w:br/><w:t>Ba.</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>Của báo cáo.</w:t></w:r></w:p>"
        '<w:p><w:pPr><w:pStyle w:val="GhiThem"/></w:pPr><w:r><w:t>Không thuộc đâu.</w:t></w:r></w:p>'
        '<w:sdt><w:sdtPr><w:alias w:val="Ngày"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>28/6</w:t></w:r></w:p>'
        "</w:sdtContent></w:sdt>"
        f'<w:p><w:sdt><w:sdtPr><w:alias w:val="Ghi thêm: B"/></w:sdtPr><w:sdtContent><w:r><w:t>{additions.HINT}</w:t>'
        "</w:r></w:sdtContent></w:sdt></w:p>"
    )
    file = tmp_path / "brief.docx"
    with ZipFile(file, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>'
        )
    assert additions.read(file) == {"Ghi thêm: A": ["Một.", "Hai.", "Ba."]}


@pytest.mark.parametrize("spoilt", [b"", b"PK\x03\x04", b"{\\rtf1", "entities", "no document"])
def test_a_file_that_is_no_draft_is_passed_over(tmp_path, spoilt):
    file = tmp_path / "brief.docx"
    if isinstance(spoilt, bytes):
        file.write_bytes(spoilt)
    else:
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        with ZipFile(file, "w") as archive:
            archive.writestr("word/document.xml" if spoilt == "entities" else "x.xml", bomb)
    assert additions.read(file) is None
    assert additions.of_month(tmp_path, None) == {}
