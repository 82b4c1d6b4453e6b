"""The Excel annex: real numbers with their cells, text that never becomes a formula, the same bytes."""

import datetime as dt
import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from spoilt import LONG, NASTY

from analysis.book import open_book
from analysis.ingest.problems import Problem
from analysis.present import theme
from analysis.present.locale import before, counted, nearest
from analysis.present.trouble import troubled
from analysis.publish.annex import annex, observed
from analysis.publish.sheets import Column, Number, Sheet, frame_sheet, workbook

NAMES = ["Chỉ tiêu", "Nguyên nhân, biện pháp", "Cam kết", "Số liệu", "Nguồn", "Kiểm tra"]
CHANCE = "Xác suất đạt kế hoạch (khoản chi: chi hết dự toán)"


def opened(view):
    return openpyxl.load_workbook(BytesIO(annex(view)))


def table(sheet) -> list[dict]:
    """The rows below the header row (the row above the frozen edge), as cells by label."""
    top = sheet[sheet.freeze_panes].row - 1
    labels = [c.value for c in sheet[top]]
    rows = sheet.iter_rows(min_row=top + 1, max_col=len(labels))
    return [dict(zip(labels, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def book(view):
    return opened(view)


def test_sheets_and_their_print(book):
    assert book.sheetnames == NAMES
    for sheet in book:
        empty = sheet.title == "Kiểm tra"  # this month has no doubts
        assert sheet.freeze_panes and bool(sheet.auto_filter.ref) != empty
        assert sheet.page_setup.orientation in ("landscape", "portrait") and sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows and sheet.print_area


def test_figures_are_the_assessments_own_numbers(view, book):
    rows = {r["Mã"].value: r for r in table(book["Chỉ tiêu"]) if r["Đơn vị tính"].value}
    known = view.assessments.measures
    assert set(rows) == set(known)
    for id, a in known.items():
        row, unit = rows[id], view.programme.measure(id).unit
        for label, value in (
            ("Thực hiện", a.to_date),
            ("Dự báo cả năm, thấp (80%)", a.year_end_p10),
            (f"Cách kế hoạch, {'điểm phần trăm' if unit == '%' else 'theo đơn vị tính'}", a.distance),
            ("Cùng kỳ năm trước", a.last_year_to_date),
        ):
            if value is not None and a.whole and counted(unit):
                value = nearest(value)
            if value is None:
                assert row[label].value is None
            else:
                assert row[label].data_type == "n" and row[label].value == pytest.approx(value, rel=1e-12)
        if a.share_of_target is not None and unit != "%" and row["% kế hoạch"].value is not None:
            assert row["% kế hoạch"].value == pytest.approx(a.share_of_target / 100)
            assert row["% kế hoạch"].number_format.endswith("0.0%")
    four = rows["4"]
    assert four["Kế hoạch"].value == 581 and four["Phấn đấu"].value == 600
    assert rows["1"]["Kế hoạch"].number_format == "#,##0.00" and four["Thực hiện"].number_format == "#,##0.0"
    assert (
        rows["15"]["Kế hoạch, cận trên"].value == 105
        and rows["16"]["So cùng kỳ, điểm phần trăm"].value == known["16"].change_on_year
    )


def with_measure(view, id, **how):
    changed = {id: replace(view.assessments.measures[id], **how)}
    measures = view.assessments.measures | changed
    return replace(view, assessments=replace(view.assessments, measures=measures))


def test_a_column_means_one_thing(view):
    """No two units share a column of differences, and each figure stands in one of them."""
    view = with_measure(view, "8", numerator=7.0, denominator=9.0)
    book = opened(view)
    rows = {r["Mã"].value: r for r in table(book["Chỉ tiêu"]) if r["Đơn vị tính"].value}
    percent, points, units = (f"So cùng kỳ, {x}" for x in ("%", "điểm phần trăm", "theo đơn vị tính"))
    for x in view.measures():
        row = rows[x.measure.id]
        filled = [label for label in (percent, points, units) if row[label].value is not None]
        assert len(filled) == (x.on_year != "–"), x.measure.id
        assert (points in filled) == (x.measure.unit == "%" and bool(filled))
        assert row[percent].number_format.count("%") == 3 or row[percent].value is None
        assert not any("điểm" in str(row[label].number_format) for label in (points, units))
        gaps = [row[f"Cách kế hoạch, {label}"].value for label in ("điểm phần trăm", "theo đơn vị tính")]
        assert sum(g is not None for g in gaps) == (x.a.distance is not None)
        steps, parts = (
            {row[label].value for label in labels} - {None}
            for labels in (("Bước, tiêu chí đạt", "Tổng số bước, tiêu chí"), ("Tử số", "Mẫu số"))
        )  # steps and people are counted apart
        assert not (parts if x.measure.steps else steps), x.measure.id
        assert not parts or row["Tử số / mẫu số"].value, x.measure.id
        assert x.measure.id != "8" or steps == {7, 9}
    told = view.known[view.known["period"] == view.month].iloc[[0, 0]]
    told = told.assign(measure=["1", "1#owner_forecast"])
    figures = [[c for c in row if isinstance(c, str)] for row in observed(view, told, "a").rows]
    assert [row[:2] for row in figures] == [["1", "Thực hiện"], ["1", "Đơn vị ước cả năm"]]


def test_what_a_cell_shows_is_what_it_holds(view):
    """A limit shown in place of a chance is the number too; a difference that is there never reads as none."""
    low = with_measure(view, "4", probability=0.88, target_low=500.0, year_end_p10=510.0, year_end_p90=600.0)
    row = next(r for r in table(opened(low)["Chỉ tiêu"]) if r["Mã"].value == "4")
    assert (row[CHANCE].value, row[CHANCE].number_format) == (0.9, '"≥\xa090%"')
    rows = [[Number(x, 1, sign=True)] for x in (0.03, 0.0, -0.004, 0.3)]
    sheet = openpyxl.load_workbook(
        BytesIO(workbook([Sheet("a", "a", [Column("x")], rows)], dt.date(2025, 7, 1)))
    )
    shown = [cell.number_format.count("0", 0, cell.number_format.index(";")) for cell in sheet["a"]["A"][-4:]]
    assert shown == [3, 2, 4, 2]  # noughts of "#,##0.00", one before the point


def test_people_are_whole(view):
    id = "25a"
    seen = with_measure(view, id, to_date=115.1875, whole=True)
    (row,) = [r for r in table(opened(seen)["Chỉ tiêu"]) if r["Mã"].value == id]
    assert row["Thực hiện"].value == 115


def test_causes_and_actions(view, book):
    rows = {r["Mã"].value: r for r in table(book["Nguyên nhân, biện pháp"])}
    assert set(rows) >= {x.measure.id for x in troubled(view)} | {c.measure for c in view.notes.causes}
    for c in view.notes.causes:
        row = rows[c.measure]
        assert (row["Nguyên nhân"].value, row["Biện pháp"].value) == (c.cause, c.next)
        owner = view.assessments.measures[c.measure].owner
        assert row["Chủ trì"].value == view.owner_name(c.lead or owner)
        assert row["Hạn"].value == c.deadline


def test_annex_order_groups_and_numbers(view, book):
    rows = table(book["Chỉ tiêu"])
    numbers = [r["STT"].value for r in rows if isinstance(r["STT"].value, int)]
    assert numbers == list(range(1, 27))
    groups = [r["Nhóm"].value for r in rows]
    assert groups == sorted(groups, key=["I", "II", "III", "IV", "V"].index)


def test_status_is_shape_word_and_colour(view, book):
    seen = set()
    for row in table(book["Chỉ tiêu"]):
        cell = row["Đánh giá"]
        if cell.value is None:
            continue
        glyph, _, word = cell.value.partition(" ")
        status = next(s for s in (*theme.STATUSES.values(), theme.SELF, theme.NEUTRAL) if s.glyph == glyph)
        assert word and cell.font.color.rgb == "FF" + theme.COLOUR[status.colour][1:].upper()
        seen.add(status.key)
    assert {"off_track", "at_risk", "on_track", "achieved", "self"} <= seen


def test_every_figure_names_its_cell(view, book):
    rows = {r["Mã"].value: r for r in table(book["Chỉ tiêu"]) if r["Đơn vị tính"].value}
    checked = 0
    for id, a in view.assessments.measures.items():
        if not a.keys:
            continue
        source = rows[id]["Nguồn (tệp, trang tính, ô, loại số, ngày báo cáo)"].value
        newest = view.observed(a.keys).iloc[0]
        first = source.split("\n")[0]
        assert newest.source in first and f"ô {newest.cell}" in first and newest.sheet in first
        assert "ước" in first or newest.vintage != "estimate"
        files = len(set(view.observed(a.keys).source))
        assert files <= 3 or f"và {files - 3} tệp khác" in source
        checked += 1
    assert checked > 20


def test_observations_of_the_year_files_and_problems(view, make):
    problem = Problem("error", "thue.xlsx", "Biểu 1", "D7", "12,3,4", "Không phải số.", "Sửa lại ô.")
    book = opened(replace(view, problems=(problem,)))
    year = view.observations[view.observations.period.str.startswith("2025-")]
    rows = table(book["Số liệu"])
    first = year[year.period == view.month]  # which a print holds alone
    year = year.loc[[*first.index, *year.index.difference(first.index, sort=False)]]
    assert [r["Số thứ tự"].value for r in rows] == list(year.index) and len(year) < len(view.observations)
    assert [r["Giá trị"].value for r in rows] == pytest.approx(list(year.value))
    printed = int(re.search(r"\$(\d+)'?$", book["Số liệu"].print_area).group(1))
    assert 0 < len(first) < len(year) and printed == rows[len(first) - 1]["Giá trị"].row
    assert isinstance(rows[0]["Ngày báo cáo"].value, dt.datetime)
    assert rows[0]["Loại kỳ"].value == "tháng"
    files = table(book["Nguồn"])
    hashes = dict(zip(view.inputs.source, view.inputs.sha256, strict=True))
    assert {r["Tệp"].value: r["Mã băm SHA-256"].value for r in files} == hashes
    (doubt,) = table(book["Kiểm tra"])
    assert [doubt[k].value for k in ("Ô", "Mức", "Cách sửa")] == ["D7", "■ Không dùng", "Sửa lại ô."]


def test_commitments_with_real_dates_and_no_invented_deadline(view, book):
    rows = {r["Mã"].value: r for r in table(book["Cam kết"])}
    assert set(rows) == set(view.assessments.commitments)
    for c in view.programme.commitments:
        shown, unsaid = rows[c.id]["Hạn"].value, c.deadline_kind == "programme_year" or not c.deadline
        assert (shown is None) == unsaid and (unsaid or shown.date() == c.deadline)
        if c.deadline_kind == "programme_year":
            assert rows[c.id]["Ghi chú về hạn"].value == "trong năm, không ghi ngày"
    assert "1. " in rows["K1"]["Các bước"].value
    assert rows["K1"]["Đánh giá"].value == "■ Không đạt"


def test_a_column_is_as_wide_as_what_it_holds_also_where_that_begins_late():
    """Else a note of the last rows stands in a column as narrow as its head, and its row is as high as a page."""
    note, path = "chưa đối chiếu với văn bản gốc", "2025-04/2025-04-21-nong-nghiep-moi-truong.xlsx"
    frame = pd.DataFrame({"note": [""] * 700 + [note] * 20, "source": [path] * 720, "empty": [None] * 720})
    late, file, empty = (c.width for c in frame_sheet("S", "S", frame).columns)
    assert len(note) < late < 2 * len(note) and file > len(path) and empty < 15


def test_a_list_of_files_takes_few_sheets_of_paper(tmp_path):
    """One line a file, held upright: a path and a hash of the longest kind do not double the height of each row."""
    paths = [f"2025-06/2025-06-{i % 30 + 1:02d}-nong-nghiep-moi-truong.xlsx" for i in range(100)] + [
        "a.xlsx"
    ] * 20
    frame = pd.DataFrame({"source": paths, "bytes": 9000, "sha256": ["0123456789abcdef" * 4] * 120})
    content = workbook([frame_sheet("Nguồn", "Các tệp", frame)], dt.date(2025, 6, 30))
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet.page_setup.orientation == "portrait"
    assert {sheet.row_dimensions[r].height for r in range(4, sheet.max_row + 1)} <= {None, 15}
    wide = frame.assign(**{f"c{i}": "một cột nữa" for i in range(9)})
    content = workbook([frame_sheet("Nguồn", "Các tệp", wide)], dt.date(2025, 6, 30))
    assert openpyxl.load_workbook(BytesIO(content)).active.page_setup.orientation == "landscape"


def test_untrusted_text_is_never_a_formula(view, renamed):
    names = ('=HYPERLINK("http://x","y")', "+84", "-2+3", "@SUM(A1)", "\t=1", "−5", NASTY)
    cells = [
        c for sheet in opened(renamed(view, *names)) for row in sheet.iter_rows() for c in row if c.value
    ]
    assert not any(c.data_type == "f" or c.hyperlink for c in cells)
    for name in names:
        named = [c for c in cells if isinstance(c.value, str) and c.value.startswith(name.strip()[:5])]
        assert named or name == "\t=1"
        assert name == NASTY or all(c.quotePrefix for c in named)
    assert any(c.value == "\t=1" and c.quotePrefix for c in cells)


def test_long_and_broken_text(view, renamed):
    long = opened(renamed(view, LONG))["Chỉ tiêu"]
    assert any(c.value == LONG for row in long.iter_rows() for c in row)
    rows = [["x" * 40_000], ["\x00\x0b\ufffe\ud800y"], [Number(float("nan"))], [float("inf")]]
    data = workbook([Sheet("a", "t", [Column("c")], rows)], dt.date(2025, 6, 25))
    values = [c.value for c in openpyxl.load_workbook(BytesIO(data))["a"]["A"]]
    assert "x" * 32_000 in values and "y" in values and values[-2:] == [None, None]


def test_illustrative_on_every_sheet(view, book):
    assert all(any("SỐ LIỆU MINH HỌA" in str(c.value) for c in sheet["A"][:4]) for sheet in book)
    real = {k: replace(a, illustrative=False) for k, a in view.assessments.measures.items()}
    works = {k: replace(s, illustrative=False) for k, s in view.assessments.commitments.items()}
    plain = replace(
        view,
        assessments=replace(view.assessments, measures=real, commitments=works),
        notes=view.notes.model_copy(update={"illustrative": False}),
    )
    assert not any("MINH HỌA" in str(c.value) for sheet in opened(plain) for c in sheet["A"][:4])


def test_english_is_complete(make, book):
    english = opened(make("en"))
    for vi, en in zip(book, english, strict=True):
        assert vi.title != en.title
        top = en[en.freeze_panes].row if en.freeze_panes else 5
        for label in (c.value for c in en[top - 1] if c.value):
            assert not re.search(r"[ăâđêôơưáàạấậầếềệốộịíụựứ]", label, re.IGNORECASE), label


def test_a_commune_has_figures_but_no_verdict(view):
    rows = table(opened(replace(view, place="28126"))["Chỉ tiêu"])
    assert any(r["Thực hiện"].value is not None for r in rows)
    for label in ("Đánh giá", "Kế hoạch", "% kế hoạch", CHANCE, "Đánh giá tháng trước", "Vì sao"):
        assert all(r[label].value is None for r in rows), label


def test_an_owner_has_its_own_rows(view):
    book = opened(replace(view, owner="thue"))
    ids = {r["Mã"].value for r in table(book["Chỉ tiêu"])}
    assert ids == {k for k, a in view.assessments.measures.items() if a.owner == "thue"} and ids
    assert {r["Mã chỉ tiêu"].value for r in table(book["Số liệu"])} <= ids


def test_nothing_known_and_one_target(empty, single):
    book = opened(empty)
    assert book.sheetnames == NAMES
    said = [c.value for sheet in book for c in sheet["A"] if c.value]
    for words in ("Chưa có số liệu.", "Không có tệp nguồn.", "Không có vấn đề nào."):
        assert words in said
    assert [r["Mã"].value for r in table(opened(single)["Chỉ tiêu"])] == ["4"]


def test_same_bytes_and_no_clock(single):
    first = annex(single)
    assert first == annex(single)
    with ZipFile(BytesIO(first)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert openpyxl.load_workbook(BytesIO(first)).properties.created.date() == single.assessments.as_of


@pytest.mark.parametrize("month", ["2025-07", "2025-08"])
def test_last_month_s_verdict_is_the_one_its_own_annex_has(month):
    """Of every row: those of targets that several measures decide, an owner's own word, what cannot be met any more."""
    then, now = (
        {r["Mã"].value: r for r in table(opened(open_book(m).view)["Chỉ tiêu"])}
        for m in (before(month), month)
    )
    assert then.keys() == now.keys()
    assert [now[id]["Đánh giá tháng trước"].value for id in now] == [then[id]["Đánh giá"].value for id in now]


def test_the_workbook_says_which_change_on_the_year_is_for_the_better():
    """Of what is to be low a rise is worse; of a band, a budget and what is only watched no way is better."""
    view = open_book("2025-06").view
    row = {
        r["Chỉ tiêu"].value.strip(): r["So cùng kỳ, tốt hơn hay kém hơn"].value
        for r in table(opened(view)["Chỉ tiêu"])
    }
    assert row["Số người chết do tai nạn giao thông"] == "kém hơn"
    assert row["Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng"] == "tốt hơn"
    assert row["Thu ngân sách"] == "tốt hơn"
    assert row["Chi ngân sách"] is None and row["Giảm mất cân bằng giới tính khi sinh"] is None
