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

from analysis.present.tables import Tables
from analysis.present.words import Words
from analysis.publish.blocks import Grid, blocks
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


def test_page_number_stands_top_centre_from_page_two(paper):
    first, annex = paper.sections
    header = first.header.paragraphs[0]
    assert "PAGE" in header._p.xml and header.alignment == 1
    assert first.different_first_page_header_footer and "PAGE" not in first.first_page_header._element.xml
    assert not annex.different_first_page_header_footer and annex.header.is_linked_to_previous


def test_header_rows_repeat_and_no_row_breaks(paper):
    tables = [t for t in paper.tables if t.style.name == "Table Grid"]
    assert len(tables) >= 3
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_state_form_leaves_blank_what_an_office_fills_in(paper):
    text = words(paper)
    for expected in (
        "ỦY BAN NHÂN DÂN HUYỆN CẦN ĐƯỚC",
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
    assert "\n*\n" in text and re.search(r"Số\s+-BC/", text)
    assert MOTTO not in text and "ỦY BAN NHÂN DÂN" not in text


def test_another_form_is_refused(view):
    with pytest.raises(ValueError, match="ubnd"):
        draft(view, "congvan")


def test_after_the_district_no_office_is_invented(make):
    text = words(opened(make(month="2025-09")))
    assert "ỦY BAN NHÂN DÂN" not in text and "/BC-UBND" not in text
    assert "tổng hợp địa bàn huyện Cần Đước cũ" in text
    assert "tháng 9 và 9 tháng đầu năm 2025" in text


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


def test_sections_in_order(paper):
    headings = [p.text for p in paper.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [
        "I. Kết luận chính",
        "II. Xin ý kiến chỉ đạo",
        "III. Chỉ tiêu cần chú ý",
        "IV. Việc đã giao",
    ]


def test_words_and_tables_are_those_of_the_brief(view, paper):
    text = words(paper)
    assert Words(view).headline() in text
    grids = [t for t in paper.tables if t.style.name == "Table Grid"]
    for piece, table in (
        (Tables(view).asks(), grids[0]),
        (Tables(view).exceptions(), grids[1]),
        (Tables(view).annex(), grids[-1]),
    ):
        wanted = next(b for b in blocks(piece.html) if isinstance(b, Grid))
        assert len(table.rows) == len(wanted.rows) + 1
        for row, cells in zip(table.rows[1:], wanted.rows, strict=True):
            found = list(dict.fromkeys(c._tc for c in row.cells))
            texts = ["".join(t.text or "\n" for t in tc.iter(qn("w:t"), qn("w:br"))) for tc in found]
            assert texts == [c.text for c in cells]


def test_every_figure_to_date_is_in_the_annex(view, paper):
    annex = {}
    for row in paper.tables[-1].rows[1:]:
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


def test_words_are_black_and_marks_coloured(paper):
    cells = (c for table in paper.tables for row in table.rows for c in row.cells)
    runs = (r for cell in cells for p in cell.paragraphs for r in p.runs)
    coloured = [r for r in runs if r.font.color.rgb is not None]
    assert coloured and all(len(r.text.strip()) == 1 and not r.text.strip().isalnum() for r in coloured)


def test_always_vietnamese(view, paper):
    assert words(opened(replace(view, lang="en"))) == words(paper)


def test_same_bytes_and_no_clock(single):
    first = draft(single)
    assert first == draft(single)
    with ZipFile(BytesIO(first)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    made = Document(BytesIO(first)).core_properties
    assert made.created.date() == made.modified.date() == single.assessments.as_of


@pytest.mark.parametrize(("name", "form"), [(NASTY, "ubnd"), (LONG, "party"), ("Ư" * 400, "ubnd")])
def test_hostile_names_stay_text_within_the_page(view, renamed, name, form):
    document = opened(renamed(view, name), form)
    text = words(document)
    assert re.sub(r"[\x00-\x08\x0b]|\s+", "", name) in re.sub(r"\s+", "", text)
    *upright, annex = document.tables
    for table, room in (*((t, Mm(165)) for t in upright), (annex, Mm(252))):
        assert sum(column.width for column in table.columns) <= room * 1.001
    assert "CÁC CHỈ TIÊU NĂM 2025" in text


@pytest.mark.parametrize("form", ["ubnd", "party"])
def test_nothing_known_is_said_so(empty, form):
    text = words(opened(empty, form))
    assert "Chưa có chỉ tiêu nào để đánh giá trong tháng." in text
    assert "Tháng này không có việc xin ý kiến chỉ đạo." in text
    assert "BÁO CÁO" in text and "(họ và tên)" in text


def test_one_target_only(single):
    document = opened(single)
    assert "1 chỉ tiêu" in words(document)
    assert len(document.tables[-1].rows) >= 3


def test_place_and_owner_are_named(view):
    text = words(opened(replace(view, owner="thue")))
    assert "(Chi cục Thuế)" in text
    place = words(opened(replace(view, place="28126")))
    assert "(Xã Long Cang)" in place and "Khó đạt\n" not in place.split("Cách đọc")[0].split("Phụ lục")[0]


def test_dates_of_the_decree():
    assert formal(dt.date(2020, 3, 5)) == "05 tháng 3 năm 2020"
    assert formal(dt.date(2025, 2, 4)) == "04 tháng 02 năm 2025"
    assert formal(dt.date(2025, 12, 31)) == "31 tháng 12 năm 2025"
