"""Engines and hostile files: read, or refused by name within a second or two."""

import base64
import datetime
import io
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from analysis.ingest import biff
from analysis.ingest.grid import MAX_FILLED, Grid, address
from analysis.ingest.problems import Problem, Unreadable
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources
from analysis.ingest.workbook import MAX_CELLS, MAX_TEXT, _with_xlrd, read_grids

SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "{}<sheetData>{}</sheetData>{}</worksheet>"
)


def rewritten(path: Path, part: str, text: str | bytes, level: int = 6) -> Path:
    """The workbook with one part of its archive replaced."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = text
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def with_sheet(path: Path, rows: str, before: str = "", after: str = "") -> Path:
    return rewritten(path, "xl/worksheets/sheet1.xml", SHEET.format(before, rows, after))


@pytest.fixture
def plain(make_book):
    return make_book([["Thu ngân sách tháng 6 năm 2025"], ["", "Tháng 6"], ["Tổng số", 12.5]])


def refused(path: Path) -> Problem:
    start = time.process_time()
    with pytest.raises(Unreadable) as caught:
        list(read_grids(path))
    assert time.process_time() - start < 4
    problem = caught.value.problem
    assert problem.severity == "error" and problem.message and problem.remedy and problem.source == path.name
    return problem


def only(path: Path) -> Grid | Problem:
    (found,) = read_grids(path)
    return found


def test_addresses():
    assert [address(0, 0), address(8, 25), address(9, 26), address(0, 16383)] == ["A1", "Z9", "AA10", "XFD1"]


def test_a_plain_workbook(plain):
    grid = only(plain)
    assert grid.get(2, 1) == 12.5 and grid.get(2, 0) == "Tổng số" and grid.get(99, 99) == ""


def test_xls_and_a_wrong_extension(tmp_path, plain):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Tháng 6")
    sheet.write(0, 0, "Tổng số")
    sheet.write(0, 1, 12.5)
    sheet.row(0).hidden = True
    sheet.col(1).hidden = True
    book.save(str(tmp_path / "old.xls"))
    grid = only(tmp_path / "old.xls")
    assert (grid.name, grid.rows, grid.hidden_rows, grid.hidden_cols) == (
        "Tháng 6",
        [["Tổng số", 12.5]],
        {0},
        {1},
    )
    renamed = plain.rename(plain.with_suffix(".xls"))  # the content decides, not the name
    assert only(renamed).get(2, 1) == 12.5


def test_html_named_xls(tmp_path):
    path = tmp_path / "t1.xls"
    path.write_text(
        "<html xmlns='urn:x'><body><table><tr><td></td><td rowspan='2' />2009</td></tr>"
        "<tr><td/>Thị trường</td></tr>"
        "<tr><td/>Bỉ</td><td/>6.710</td></tr></table></body></html>",
        encoding="utf-8",
    )
    grid = only(path)
    assert grid.rows == [["", "2009"], ["Thị trường", ""], ["Bỉ", "6.710"]]
    assert grid.merges == [(0, 1, 1, 1)]


def test_what_a_page_hides(tmp_path):
    body = """<style>.tat{display:none}</style>
    <table><colgroup><col><col><col style='display:none;width:0'></colgroup>
    <tr><td>Thuế<sup>(1)</sup></td><td>952<sup>1</sup></td><td>9</td></tr>
    <tr style='mso-height-source:userset; DISPLAY: none'><td>Phí</td><td>7</td></tr>
    <tr class="a tat"><td>Lệ phí</td><td>8</td></tr>
    <tr hidden><td>Phạt</td><td>1</td></tr>
    <tr style="overflow:hidden"><td>Thu khác (m<sup>2</sup>)</td>
    <td>12<span style="display:none">0012</span>,5</td></tr>
    <tr><td style="display:none">99</td><td>Đất</td><td style="visibility:hidden">5</td>
    <td>6 &lt; 7<br hidden> &amp; 8</td></tr>
    </table><div style="display:none"><div><table><tr><td>nháp</td></tr></table></div></div>
    <table><tr><td>sau</td></tr></table>"""
    shown, draft, after = read_grids(page(tmp_path / "a.xls", body))
    assert shown.rows == [
        ["Thuế⁽¹⁾", "952¹", "9"],
        ["Phí", "7", ""],
        ["Lệ phí", "8", ""],
        ["Phạt", "1", ""],
        ["Thu khác (m2)", "12,5", ""],
        ["Đất", "5", "6 < 7 & 8"],
        [],
        ["sau"],
    ]
    assert shown.unseen == {(5, 1)}
    assert (shown.hidden_rows, shown.hidden_cols, shown.visible) == ({1, 2, 3}, {2}, True)
    assert (draft.rows, draft.visible, after.rows, after.visible) == ([["nháp"]], False, [["sau"]], True)


def test_what_the_styles_of_a_page_make_of_its_cells(tmp_path):
    body = """<style><!-- #an, .an td, .sau::after{display:none} .mo{visibility:hidden} .mu{vertical-align:super}
    @media print{.in{display:none}} @media screen{tr.tat{display:none}} .g{text-decoration:line-through red}
    @media (max-width:40em){.an2{display:none}} @media (prefers-color-scheme:dark){td{color:#fff}}
    .xl65{mso-style-parent:style0;color:white;} .hien{display:none} .hien{display:table-row}
    a:hover{display:none} --></style>
    <table><tr id=an><td>A</td><td>1,5</td></tr>
    <tr class="in sau hien an2"><td>B</td><td class=mo>2,5</td><td>3,5<span class=mu>1</span></td></tr>
    <tr class=tat><td>C</td><td class=xl65>4,5</td><td style="COLOR:#fff;background:#1F4E79">5,5</td></tr>
    <tr><td>D</td><td class=g>6,5</td><td><s>7,5</s></td><td><s>8</s> 9,5</td></tr>
    <tr style="text-decoration:line-through"><td>E</td><td>10</td></tr>
    <tr class=an><td>F</td><td>11</td><td><font color=white>17</font></td></tr>
    <tr bgcolor=black><td>G</td><td><font color=black>12</font>13</td><td><input value="14,5"></td>
    <td style="font-size:0pt">15</td><td><comment>Số tháng 5</comment>16</td></tr></table>"""
    grid = only(page(tmp_path / "a.xls", body))
    assert grid.rows == [
        ["A", "1,5", "", "", ""],
        ["B", "2,5", "3,5¹", "", ""],
        ["C", "4,5", "5,5", "", ""],
        ["D", "", "", "9,5", ""],
        ["E", "", "", "", ""],
        ["F", "11", "17", "", ""],
        ["G", "13", "14,5", "15", "16"],
    ]
    assert grid.remarks == {(6, 4): "Số tháng 5"} and grid.hidden_rows == {0, 2}
    assert grid.unseen == {(1, 1), (2, 1), (5, 0), (5, 1), (5, 2), (6, 3)}
    assert {at: text[:-1] for at, text in grid.errors.items()} == {(3, 1): "6,5", (3, 2): "7,5", (4, 1): "10"}


def test_what_a_page_says_outside_its_tables(tmp_path):
    figures = "<tr><td>Thuế</td><td>1,5</td></tr></table>"
    body = f"""<h2>Báo cáo <b>thu</b> tháng 6</h2><p>ĐVT: nghìn đồng<br>(ước)</p><p hidden>ẩn</p>
    <table><tr><td>HUYỆN BẾN LỨC</td></tr></table><table><caption>Biểu 1</caption>{figures}
    <p>giữa</p><table>{figures}<p>Người lập</p><table><tr><td>Ghi chú: số toàn tỉnh</td></tr></table>"""
    letters, first, second, below = read_grids(page(tmp_path / "a.xls", body))
    assert first.above == ["Báo cáo thu tháng 6", "ĐVT: nghìn đồng", "(ước)", "HUYỆN BẾN LỨC", "Biểu 1"]
    assert (second.above, len(first.rows), len(letters.rows)) == (["giữa"], 1, 1)
    assert second.rows[1:] == [[], ["Người lập"], ["Ghi chú: số toàn tỉnh"]]
    assert below.rows == [["Ghi chú: số toàn tỉnh"]]


def test_what_a_page_writes_by_its_styles_and_what_leads_elsewhere(tmp_path):
    body = """<style>.t::before{content:'DỰ THẢO '} caption::after,h2::after{content:' - huyện Bến Lức'}
    table::before{content:'Số tháng 5'}</style><p class=t>Biểu 1</p><h2><a href=x>Thu</a> tháng 6</h2>
    <dt>Kỳ<dd><input value="6"><input type=submit value=Lọc><nav>Tháng 5</nav>
    <ul><li><a href=y>Báo cáo tháng 4</a><li>(ước)</ul><noscript>Tháng 3</noscript>
    <select><option>Tháng 5<option selected>Tháng 6</select><details><summary>Xem</summary><p>Tháng 2</p></details>
    <table title="Số toàn tỉnh"><caption>Biểu <i hidden>2</i></caption>
    <tr title="số tháng 1"><td>Thuế<td><select><option>1,5<option>2,5</select><td>3<td>4
    <tr><td>Phí<td style="display:none">5<td>6<td>7<tr><td>8<td>9<td>1<td>2</table><aside>Tháng 4</aside>"""
    grid = only(page(tmp_path / "a.xls", body))
    assert grid.above == [
        "DỰ THẢO Biểu 1",
        "Thu tháng 6 - huyện Bến Lức",
        "Kỳ",
        "6",
        "(ước)",
        "Tháng 6",
        "Xem",
        "Số tháng 5",
        "Biểu - huyện Bến Lức",
    ]
    assert (grid.around, grid.remarks) == (["Số toàn tỉnh"], {(0, 0): "số tháng 1"})
    assert grid.rows == [["Thuế", "1,5", "3", "4"], ["Phí", "5", "6", "7"], ["8", "9", "1", "2"]]
    assert grid.unseen == {(1, 1)}


def test_what_styles_write_or_move_away(tmp_path):
    body = """<style>.o{opacity:0} .sr{position:absolute;clip:rect(0,0,0,0)} .xa{position:absolute;left:-9999px}
    .w{width:0;overflow:hidden} .n::before{content:'-'} .u::after{content:' (ước)'} .p::after{display:none}</style>
    <table><tr><td>11<i class=o>1</i></td><td>11<i class=sr>1</i></td><td>11<i class=xa>1</i></td>
    <td>11<i class=w>1</i></td><td class=n>11</td><td><i class=u>11</i></td>
    <td class=p title="số tháng 5">11</td></tr></table>"""
    grid = only(page(tmp_path / "a.xls", body))
    assert grid.rows == [["11", "11", "11", "11", "-11", "11 (ước)", "11"]]
    assert grid.remarks == {(0, 6): "số tháng 5"}


@pytest.mark.parametrize(
    "style",
    [
        "@media screen{" * 3000,
        ".a" + " .b" * 3000 + "{color:red}",
        "".join(f".c{i}{{color:red}}" for i in range(6000)),
    ],
)
def test_styles_that_nobody_wrote_are_refused(tmp_path, style):
    body = f"<style>{style}</style><table><tr><td>Thuế</td><td>1,5</td></tr></table>"
    assert refused(page(tmp_path / "a.xls", body)).code in ("truncated", "too_big")


def page(path: Path, body: str) -> Path:
    path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    return path


def test_what_a_page_holds_beside_its_tables(tmp_path):
    body = "<script>if (a < b) '<table>'</script><!-- <td>9</td> -->"
    body += "<table><tr><td><font>6</font>.710</td><td>a<br>b &lt; c < d</td></tr></table>"
    assert only(page(tmp_path / "a.xls", body)).rows == [["6.710", "a b < c < d"]]


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td rowspan=1000 colspan=1000>1</td></tr></table>" + "<!--" * 100_000,
        "<table><tr><td " + "a " * 200_000 + ">1</td></tr></table>" + "<script" * 50_000,
    ],
    ids=["comments", "attributes"],
)
def test_pages_that_would_keep_a_parser_busy(tmp_path, body):
    assert only(page(tmp_path / "a.xls", body)).rows == [["1"]]


@pytest.mark.parametrize(
    "body",
    [
        "<table>" + "<tr><td colspan=1000>1</td></tr>" * 501 + "</table>",
        "<table><tr><td>" * 5000,
        "x" * 1_000_001,
    ],
    ids=["spans", "nested", "long"],
)
def test_pages_too_big_to_read(tmp_path, body):
    assert refused(page(tmp_path / "a.xls", body)).code == "too_big"


def test_a_page_that_is_cut_for_its_depth_is_no_part_of_one(tmp_path):
    whole = "<table><tr><td>1</td></tr></table>"
    assert refused(page(tmp_path / "a.xls", whole + "<div>" * 3000 + whole)).code == "truncated"


def test_tables_and_cells_that_nothing_closes(tmp_path):
    rows = "<tr><td><font>1<td><b>2" * 3000
    hidden = "<div style='display:none'><table><tr><td><del>1</del>2</td></tr></table></div>"
    inner = "<table><tr><td><table><tr><td>3</td></tr></table></td></tr></table>"
    first, draft, last = read_grids(page(tmp_path / "a.xls", f"<table>{rows}<tr></tr>{hidden}{inner}"))
    assert first.rows == [["1", "2"]] * 3000
    assert (draft.rows, draft.visible, last.rows, last.visible) == ([["2"]], False, [["3"]], True)


def test_error_cells_and_formulas_without_a_result(plain):
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Tổng</t></is></c>'
        '<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><f>A1*2</f></c><c r="B2"><f>B1+1</f><v></v></c>'
        '<c r="C2"><f>1+1</f><v>2</v></c>'
        '<c r="D2" t="str"><f>""</f><v></v></c><c r="E2"><f t="shared" si="0"/></c></row>'
    )
    with_sheet(
        plain,
        rows,
        '<cols><col min="2" max="3" hidden="1"/></cols>',
        "<headerFooter><oddFooter>&amp;CSỐ LIỆU MINH HỌA</oddFooter></headerFooter>",
    )
    grid = only(plain)
    assert grid.errors == {(0, 1): "#DIV/0!", (1, 0): "", (1, 1): "", (1, 4): ""}
    assert grid.hidden_rows == {1} and grid.hidden_cols == {1, 2}
    assert any("MINH HỌA" in line for line in grid.around)


def test_a_dimension_that_one_engine_refuses(plain):
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Tổng</t></is></c><c r="B1"><v>2.5</v></c></row>'
    with_sheet(plain, rows, '<dimension ref="1:69"/>')
    assert only(plain).rows == [["Tổng", 2.5]]


def test_the_slow_reader_agrees_with_the_fast_one(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for j, value in enumerate(["Tổng", 1.5, datetime.datetime(2025, 6, 24), True]):
        sheet.write(0, j, value, xlwt.easyxf(num_format_str="dd/mm/yyyy" if j == 2 else "General"))
    book.save(str(tmp_path / "a.xls"))
    slow, _ = _with_xlrd(tmp_path / "a.xls")("a", 0)
    assert slow == [["Tổng", 1.5, datetime.datetime(2025, 6, 24), True]]
    assert only(tmp_path / "a.xls").rows[0][:2] == ["Tổng", 1.5]


def test_zip_bomb(plain):
    bomb = rewritten(plain, "xl/worksheets/sheet1.xml", b" " * 150_000_000, level=1)
    assert bomb.stat().st_size < 2_000_000
    assert refused(bomb).code == "zip_bomb"


def test_zip_bomb_in_the_shared_strings_that_lies_about_its_size(plain):
    rewritten(plain, "xl/sharedStrings.xml", b" " * 120_000_000, level=1)
    data = bytearray(plain.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            if struct.unpack_from("<I", data, start + at)[0] == 120_000_000:
                struct.pack_into("<I", data, start + at, 1000)
            start += 4
    plain.write_bytes(data)
    assert refused(plain).code in ("zip_bomb", "truncated")


def test_one_long_text_in_many_cells(tmp_path):
    """A small file: the text is stored once, and every cell would get a copy."""
    for cells in (1_000, 10_000):
        book = xlsxwriter.Workbook(tmp_path / f"{cells}.xlsx")
        sheet = book.add_worksheet()
        sheet.write(0, 1, 1.5)
        for i in range(cells):
            sheet.write(i, 0, "thu " * 8000)
        book.close()
    assert (tmp_path / "10000.xlsx").stat().st_size < 200_000
    assert refused(tmp_path / "10000.xlsx").code == "zip_bomb"
    assert only(tmp_path / "1000.xlsx").get(0, 1) == 1.5


def test_huge_range_is_refused_and_the_other_sheets_are_read(make_book):
    path = make_book({"Xa": [["a"]], "Gần": [["Tổng", 1.5]]})
    with_sheet(
        path, '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    far, near = read_grids(path)
    assert isinstance(far, Problem) and far.code == "huge_range" and far.cell == "XFD1048576"
    assert near.rows == [["Tổng", 1.5]]
    assert MAX_CELLS < 16_384 * 1_048_576


def test_more_filled_cells_than_an_office_writes(make_book, tmp_path):
    path = make_book({"Xa": [["a"]], "Gần": [["Tổng", 1.5]]})
    cell = '<c r="A1"><v>1</v></c>'
    with_sheet(path, f'<row r="1">{cell * (MAX_FILLED + 1)}</row>')
    assert {(p.code, p.sheet) for p in read_grids(path)} == {
        ("too_many_cells", "Xa"),
        ("too_many_cells", "Gần"),
    }
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for i in range(200):
        for j in range(100):
            sheet.write(i, j, float(i))
    book.save(str(tmp_path / "a.xls"))
    assert biff.inspect(tmp_path / "a.xls", "a.xls").sheets[0][1].filled == 20_000


def test_a_text_ends_where_excel_s_would(plain):
    text = f"<is><t>{'thu ngân sách ' * 1_000_000}</t></is>"
    with_sheet(plain, f'<row r="1"><c r="A1" t="inlineStr">{text}</c><c r="B1"><v>2</v></c></row>')
    assert len(only(plain).get(0, 0)) == MAX_TEXT
    assert read_file(plain, Sources(sources=[])).problems[0].code == "no_source"


def test_a_stray_cell_a_million_rows_below(plain):
    with_sheet(
        plain, '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row>'
    )
    grid = only(plain)
    assert (grid.get(0, 0), grid.get(5, 0), grid.get(1_048_575, 1)) == (1, "", 2)
    assert len({id(row) for row in grid.rows}) == 3  # all blank rows are one


def test_inflated_but_harmless_range(make_book):
    rows = [["Tổng", 1.5]] + [[""] * 300 for _ in range(200)]
    rows[-1][-1] = " "
    assert only(make_book(rows)).rows == [["Tổng", 1.5]]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_cut_off(plain, share):
    data = plain.read_bytes()
    plain.write_bytes(data[: int(share * len(data))])
    assert refused(plain).code == "truncated"


def test_cut_off_xls(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for i in range(3000):
        sheet.write(i, 0, f"dòng {i}")
    path = tmp_path / "a.xls"
    book.save(str(path))
    path.write_bytes(path.read_bytes()[:700])
    assert refused(path).code == "truncated"


def test_empty_missing_and_foreign_files(tmp_path):
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    assert refused(write("rong.xlsx", b"")).code == "empty"
    assert refused(tmp_path / "khong-co.xlsx").code == "missing"
    pdf = refused(write("bao-cao.xlsx", b"%PDF-1.7 ..."))
    assert pdf.code == "not_a_workbook" and "PDF" in pdf.message
    text = refused(write("chu.xls", "Thu ngân sách".encode()))
    assert text.message.endswith("nội dung của .xls này là văn bản thuần, không phải bảng tính.")
    for name, part, kind in (
        ("van-ban.xlsx", "word/document.xml", "Word"),
        ("bang.odt", "content.xml", "OpenDocument (.ods)"),
        ("bang.xlsb", "xl/workbook.bin", "(.xlsb)"),
        ("thu-muc.xlsx", "a.txt", "ZIP"),
    ):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(part, "<w/>")
        said = refused(write(name, file.getvalue()))
        assert said.code == "not_a_workbook" and kind in said.message and kind in said.message_en
    assert refused(write("trang.xls", b"<html><body>Xin chao</body></html>")).code == "not_a_workbook"


def _ole(path: Path, stream: bytes, name: str = "Workbook") -> Path:
    """A compound file with one stream, as Excel's password dialog leaves it."""
    from xlwt.CompoundDoc import XlsDoc

    XlsDoc().save(str(path), stream)
    data = path.read_bytes()
    at = data.index("Workbook".encode("utf-16-le"))
    new = name.encode("utf-16-le")
    data = data[:at] + new.ljust(64, b"\0") + struct.pack("<H", len(new) + 2) + data[at + 66 :]
    path.write_bytes(data)
    return path


def test_password(tmp_path):
    assert refused(_ole(tmp_path / "moi.xlsx", b"x" * 5000, "EncryptedPackage")).code == "password"
    start = struct.pack("<HH", 0x809, 16) + b"\0" * 16 + struct.pack("<HH", 0x2F, 54) + b"\0" * 54
    assert refused(_ole(tmp_path / "cu.xls", start.ljust(5000, b"\0"))).code == "password"


def test_entities(plain):
    text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb">]><worksheet><sheetData/></worksheet>'
    rewritten(plain, "xl/worksheets/sheet1.xml", text)
    assert refused(plain).code == "entities"


def test_external_links_are_not_followed(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Thu ngân sách tháng 6 năm 2025"])
    book.active.append(["", "Tháng 5", "Tháng 6"])
    book.active.append(["Tổng số", 12.5, "=[1]Sheet1!A1"])
    path = tmp_path / "links.xlsx"
    book.save(path)
    rewritten(
        path, "xl/externalLinks/externalLink1.xml", '<externalLink><externalBook r:id="rId1"/></externalLink>'
    )
    rules = {
        "sources": [
            {"owner": "thue", "files": "*", "tables": [{"title": "thu ngân sách", "rows": {"Tổng số": "4"}}]}
        ]
    }
    reading = read_file(path, Sources.model_validate(rules))
    assert [o["value"] for o in reading.observations] == [12.5]
    assert [(p.code, p.cell) for p in reading.problems if p.severity == "error"] == [("uncached", "C3")]


CHILD = r"""
import re, sys
from pathlib import Path
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources
rules = Sources(sources=[])
for name in sys.argv[1:]:
    reading = read_file(Path(name), rules)
    print(reading.unreadable, reading.problems[0].code)
# VmHWM is this program's own peak; ru_maxrss would still count the parent's pages from before the exec
print(int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_hostile_files_stay_below_500_megabytes(make_book):
    bomb = rewritten(
        make_book([["a"]], name="bomb.xlsx"), "xl/worksheets/sheet1.xml", b" " * 150_000_000, level=1
    )
    far = with_sheet(
        make_book([["a"]], name="far.xlsx"),
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )
    long = with_sheet(
        make_book([["a"]], name="long.xlsx"),
        "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 60_000)),
    )
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(bomb), str(far), str(long)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert not done.stderr
    *said, peak = done.stdout.split("\n")[:-1]
    assert said == ["True zip_bomb", "False huge_range", "False no_source"]
    assert int(peak) < 500


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_per_cent_cells_hold_what_excel_shows(tmp_path, suffix):
    formats = [
        "0%",
        "0.00%",
        "#,##0.0\\ %",
        '0.0" %"',
        "General",
    ]  # the fourth has a quoted sign: no percentage
    values = [0.954, 1.23456789012345, 12, 0.5, 0.25]
    path = tmp_path / f"rates.{suffix}"
    if suffix == "xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("S")
        for i, (code, value) in enumerate(zip(formats, values, strict=True)):
            sheet.write(0, i, value, xlwt.easyxf(num_format_str=code))
            sheet.write(i + 1, 0, "chữ" if i else "", xlwt.easyxf(num_format_str=code))
    else:
        book = openpyxl.Workbook()
        sheet = book.active
        for i, (code, value) in enumerate(zip(formats, values, strict=True), 1):
            sheet.cell(1, i, value).number_format = code
            sheet.cell(i + 1, 1, "chữ" if i > 1 else None).number_format = code
    book.save(path)
    grid = only(path)
    assert grid.rows[0] == [95.4, 123.456789012345, 1200, 0.5, 0.25]
    assert {at for at in grid.percents if at[0] == 0} == {(0, 0), (0, 1), (0, 2)}
    assert [row[0] for row in grid.rows[2:]] == ["chữ"] * 4


def book_of(path: Path, cells: list) -> Path:
    """A workbook of one row; a cell is a text of runs [(text, raised or "struck")], a (value, number format), or
    (value, None) in raised letters."""
    if path.suffix == ".xls":
        book = xlwt.Workbook()
        sheet, small = book.add_sheet("S"), xlwt.easyfont("escapement superscript")
        fonts = {True: small, False: xlwt.easyfont("bold on"), "struck": xlwt.easyfont("struck_out on")}
        for j, cell in enumerate(cells):
            if isinstance(cell, list):
                sheet.write_rich_text(0, j, [(text, fonts[up]) for text, up in cell])
            else:
                look = (
                    {"num_format_str": cell[1]}
                    if cell[1]
                    else {"strg_to_parse": "font: escapement superscript"}
                )
                sheet.write(0, j, cell[0], xlwt.easyxf(**look))
        book.save(str(path))
    else:
        book = xlsxwriter.Workbook(path)
        sheet, small = book.add_worksheet("S"), book.add_format({"font_script": 1})
        fonts = {True: small, False: book.add_format(), "struck": book.add_format({"font_strikeout": True})}
        for j, cell in enumerate(cells):
            if isinstance(cell, list):
                sheet.write_rich_string(0, j, *(part for text, up in cell for part in (fonts[up], text)))
            else:
                sheet.write(0, j, cell[0], book.add_format({"num_format": cell[1]}) if cell[1] else small)
        book.close()
    return path


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_raised_marks_are_no_digits(tmp_path, suffix):
    runs = [
        [("952", False), ("1", True)],
        [("1.234", False), ("1, 2)", True)],
        [("Triệu m", False), ("3", True)],  # the power of a unit is typed as a digit
        [("Ô tô", False), ("(*)", True)],
        [("5", False), ("th", True), (" May", False)],
    ]
    shown = ["952¹", "1.234¹²⁾", "Triệu m3", "Ô tô(*)", "5th May", "³", "⁽ᵃ⁾"]
    assert only(book_of(tmp_path / f"a.{suffix}", [*runs, (3, None), ("(a)", None)])).rows == [shown]


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_what_is_struck_out_is_not_read(tmp_path, suffix):
    runs = [
        [("5", "struck"), ("7", False)],
        [("13", False), (" ", False), ("12", "struck")],
        [("Số ", False), ("vụ", "struck"), ("ca", False), ("1", True)],
        [("4", "struck"), ("5", "struck")],  # nothing else is there to read
    ]
    assert only(book_of(tmp_path / f"a.{suffix}", runs)).rows == [["7", "13 ", "Số ca¹", "45"]]


def test_runs_of_a_cell_that_is_struck_out_say_what_is_left(tmp_path, plain):
    book = openpyxl.load_workbook(plain)
    old, new = TextBlock(InlineFont(strike=True), "21"), TextBlock(InlineFont(b=True), " 16,5")
    for at, runs in (("B3", CellRichText(old, new)), ("B4", CellRichText(old, old))):
        book.active[at].value, book.active[at].font = runs, Font(strike=True)
    book.save(plain)
    assert (only(plain).get(2, 1), only(plain).errors[3, 1]) == (" 16,5", "2121\u0336")


def test_what_is_struck_out_in_other_formats(tmp_path):
    text = (
        "<s>100</s>120", "<del>4</del><ins>5</ins>", "<span style='text-decoration: line-through'>1</span>2",
        "<strong>3</strong>",
    )  # fmt: skip
    row = "".join(f"<td>{t}</td>" for t in text)
    assert only(page(tmp_path / "a.xls", f"<table><tr>{row}</tr></table>")).rows == [["120", "5", "2", "3"]]
    struck = "<text:span text:style-name='T2'>5</text:span>"
    both = cell(struck + "7", "string") + cell(struck, "string") + cell("2.5", "float", STYLED)
    line = f"<table:table-row>{both}</table:table-row>"
    grid = only(ods(tmp_path / "a.ods", f'<table:table table:name="S">{line}</table:table>'))
    assert grid.rows == [["7", "5", 2.5]] and grid.written == {(0, 2): "tỷ"}


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_what_a_number_format_writes_and_leaves_out(tmp_path, suffix):
    cells = [
        (12.5, '#,##0.0" tỷ"'),
        (12500000, '#,##0.0,,"tr"'),
        (-3, '0" ha";(0\\ "tấn")'),
        (7, '"Tháng "0'),
        (777, ";;;"),
        (0, "0;-0;;@"),
        (8, "0;;"),
        (9, '"-"'),
        (10, '[Red]"chưa có"'),
        (11, "General"),
    ]
    grid = only(book_of(tmp_path / f"a.{suffix}", cells))
    assert grid.rows == [[12.5, 12.5, -3, 7, 777, 0, 8, 9, 10, 11]]
    assert grid.written == {(0, 0): "tỷ", (0, 1): "tr", (0, 2): "tấn"}
    assert grid.unseen == {(0, 4), (0, 7), (0, 8)} and grid.remarks[0, 8] == '"chưa có"'


def test_a_row_or_a_column_of_no_height_or_width_is_a_hidden_one(tmp_path, plain):
    rows = "".join(
        f'<row r="{r}" ht="{ht}"><c r="B{r}"><v>1</v></c></row>' for r, ht in ((1, 15), (2, "0.0"))
    )
    with_sheet(plain, rows, '<cols><col min="1" max="1" width="9"/><col min="2" max="2" width="0"/></cols>')
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for at in ((0, 1), (1, 1)):
        sheet.write(*at, 1)
    sheet.row(1).height, sheet.row(1).height_mismatch, sheet.col(1).width = 0, True, 0
    book.save(str(tmp_path / "a.xls"))
    for grid in (only(plain), only(tmp_path / "a.xls")):
        assert (grid.hidden_rows, grid.hidden_cols) == ({1}, {1})


def test_raised_marks_in_a_text_that_stands_in_its_cell(plain):
    run = '<r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
    cell = '<c r="B2" t="inlineStr"><is><r><t xml:space="preserve">952</t></r>{}</is></c>'
    with_sheet(plain, f'<row r="2"><c r="A2"><v>1</v></c>{cell.format(run)}</row>')
    assert only(plain).rows[1] == [1, "952¹"]


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_cells_in_thousands_hold_what_excel_shows(tmp_path, suffix):
    cells = [
        (1234567, "#,##0,"),
        (1234567, '0.0,,"  tr"'),
        (-5000, "#,##0;(#,##0,)"),
        (2500, "[>=1000000]0.0,,;[>=1000]0.0,;0"),
        (500, "[>=1000]0.0,;0"),
        (7, '#,##0"0,"'),  # a quoted comma scales nothing
        (1234567, "#,##0"),
        (165, '0","0'),
        (1234567, '#"."###\\.##0'),
    ]
    grid = only(book_of(tmp_path / f"a.{suffix}", cells))
    assert grid.rows == [[1234.567, 1.234567, -5, 2.5, 500, 7, 1234567, 16.5, 1234567]]
    assert grid.scaled == {(0, 0): 1e3, (0, 1): 1e6, (0, 2): 1e3, (0, 3): 1e3, (0, 7): 10}


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_cells_that_show_another_number_are_known(tmp_path, suffix):
    odd = [
        (-5, "0.0;0.0", "5"), (-5000, "#,##0;#,##0", "5.000"), (5, "-0", "-5"), (5, "(0)", "(5)"),
        (5, '0"000"', "5000"), (5, '"12"0', "125"), (95, '"Đạt"', "Đạt"), (7, '"-"', "-"),
    ]  # fmt: skip
    usual = [
        (-5, "#,##0;[Red]#,##0"), (-5, "#,##0_);(#,##0)"), (-5, "0.0;-0.0"), (-5, "0.0"), (-5, '"tăng "0;"giảm "0'),
        (0, '#,##0;-#,##0;"-"'), (5, '0" m2"'), (5, '0".0"'), (165, '0","0'), (6, '"T"0'), (5, ";;;"),
    ]  # fmt: skip
    grid = only(book_of(tmp_path / f"a.{suffix}", [*(cell[:2] for cell in odd), *usual]))
    assert grid.misshown == {(0, j): said for j, (*_, said) in enumerate(odd)}
    grid.put(0, 0, -5)  # a person's word
    assert (0, 0) not in grid.misshown


ADDRESSES = [
    "<row r='1' hidden='1'><c r='A1' t='str'><v>Tổng</v></c><c r='B1' s='{p}'><v>0.5</v></c></row>",
    '<row hidden="1"><c t="str"><v>Tổng</v></c><c s="{p}"><v>0.5</v></c></row>',
    '<!-- <c r="ZZ99"/> --><row hidden="true" r="1"><c t="str" r="A1"><v>Tổng</v></c>\n'
    '<c s="{p}" r="B1"><v>0.5</v></c></row>',
    '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1" hidden="1"/>'
    '<row\nr="1" hidden="1"><c\tr="A1" t="str"><v>Tổng</v></c><c r="b1" s="{p}"><v>0.5</v></c></row>',
]


@pytest.mark.parametrize(
    "rows", ADDRESSES, ids=["single quotes", "no addresses", "other order", "white space"]
)
def test_writers_that_open_cells_in_their_own_way(make_book, rows):
    path = make_book([["Tổng", 0.5]])
    book = openpyxl.load_workbook(path)
    book.active["B1"].number_format = "0%"
    book.save(path)
    with_sheet(path, rows.format(p=1))
    grid = only(path)
    assert (grid.rows, grid.hidden_rows, grid.percents) == ([["Tổng", 50]], {0}, {(0, 1)})


CSV = (
    "Thu ngân sách tháng 6 năm 2025{d}{d}\nChỉ tiêu{d}Tháng 6{d}Lũy kế\nThuế{d}{a}{d}{b}\n"
    '"Phí, lệ phí\n(cả năm)"{d}1{d}2\n'
)
TONES_APART = {"ầ": "â\u0300", "ế": "ê\u0301", "ệ": "ê\u0323", "ũ": "u\u0303", "ỉ": "i\u0309", "ả": "a\u0309"}


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_csv_of_any_code_and_delimiter(tmp_path, code, sign):
    a, b = ("12.5", "1,234.5") if sign == "," else ("12,5", "1.234,5")
    text = CSV.format(d=sign, a=a, b=f'"{b}"' if sign == "," else b)
    if code == "cp1258":
        text = text.translate(str.maketrans({**TONES_APART, "í": "i\u0301"}))
    path = tmp_path / "thu.csv"
    path.write_bytes(text.encode(code))
    grid = only(path)
    assert (grid.name, grid.get(1, 0), grid.get(2, 1), grid.get(2, 2)) == ("thu", "Chỉ tiêu", a, b)
    assert (grid.get(3, 0), grid.get(3, 2)) == ("Phí, lệ phí\n(cả năm)", "2")


def test_a_csv_in_vn_letters_and_a_named_delimiter(tmp_path):
    (tmp_path / "a.csv").write_bytes("sep=;\r\nChØ tiªu;Th¸ng 6\r\nThuÕ;1,5\r\n".encode("latin-1"))
    assert only(tmp_path / "a.csv").rows == [["ChØ tiªu", "Th¸ng 6"], ["ThuÕ", "1,5"]]


@pytest.mark.parametrize(
    "text, code",
    [
        ("Chỉ tiêu,Tháng 6,Lũy kế\nThuế,12,5,1.234,5\n", "csv_commas"),
        ("Chỉ tiêu,2024,2025\nThuế,12,13\nPhí,12,5,13\n", "csv_commas"),
        ('Chỉ tiêu;Tháng 6\nThuế;"12\nPhí;13\n', "csv_quotes"),
    ],
)
def test_a_csv_whose_cells_are_not_clear(tmp_path, text, code):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    if code == "csv_quotes":
        assert refused(tmp_path / "a.csv").code == code
    else:
        assert only(tmp_path / "a.csv").code == code


@pytest.mark.parametrize(
    "name, data, kind",
    [
        ("a.xls", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns='
         b'"urn:schemas-microsoft-com:office:spreadsheet">', "XML Spreadsheet 2003"),
        ("a.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a", "MHTML"),
        ("a.fods", b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:office:1.0">',
         ".fods"),
        ("a.xls", "Chỉ tiêu\tTháng 6\r\nThuế\t12,5\r\n".encode("utf-16"), "UTF-16"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG"),
        ("quet.csv", b"II*\0" + bytes(50), "TIFF"),
        ("a.xml", b"<?xml version='1.0'?><a/>", "XML"),
        ("a.xls", b"\x09\x08\x06\x00" + bytes(50), "1995"),
        ("a.csv", bytes(range(256)), "một dạng khác"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named(tmp_path, name, data, kind):
    (tmp_path / name).write_bytes(data)
    said = refused(tmp_path / name)
    assert said.code == "not_a_workbook" and kind in said.message and "(.xlsx)" in said.remedy


def test_a_page_in_utf_16(tmp_path):
    (tmp_path / "a.xls").write_bytes(
        "<html><table><tr><td>Thuế</td><td>1,5</td></tr></table></html>".encode("utf-16")
    )
    assert only(tmp_path / "a.xls").rows == [["Thuế", "1,5"]]


CONTENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:office" xmlns:style="urn:style" xmlns:text="urn:text" xmlns:table="urn:table"
 xmlns:number="urn:number" xmlns:calcext="urn:x"><office:automatic-styles>
 <number:number-style style:name="N1"><number:number number:display-factor="1000"/></number:number-style>
 <style:style style:name="ce1" style:data-style-name="N1"/>
 <number:number-style style:name="N2"><number:number/><number:text> tỷ</number:text></number:number-style>
 <style:style style:name="ce2" style:data-style-name="N2"/>
 <style:style style:name="T2"><style:text-properties style:text-line-through-type="single"/></style:style>
 <style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>
 <style:style style:name="ta2" style:master-page-name="P2">
 <style:table-properties table:display="false"/></style:style></office:automatic-styles>
 <office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""
STYLED = 'table:style-name="ce2"'
STYLES = """<a xmlns:style="x" xmlns:text="y"><style:master-page style:name="Default">
<style:header><text:p>SỐ LIỆU MINH HỌA</text:p></style:header>
<style:header-left style:display="false"><text:p>Tháng 4</text:p></style:header-left></style:master-page>
<style:master-page style:name="P2"><style:footer><text:p>Tháng 5</text:p></style:footer></style:master-page></a>"""


def ods(path: Path, tables: str, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("styles.xml", STYLES)
        book.writestr("content.xml", CONTENT.format(tables))
        for name, text in parts.items():
            book.writestr(name, text)
    return path


def cell(value: str = "", kind: str = "float", more: str = "") -> str:
    if kind == "string":
        return (
            f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p></table:table-cell>'
        )
    return f'<table:table-cell office:value-type="{kind}" office:value="{value}" {more}/>'


def test_open_document(tmp_path):
    rows = [
        cell("Thu ngân sách", "string", 'table:number-columns-spanned="3"')
        + '<table:covered-table-cell table:number-columns-repeated="2"/>',
        cell("952<text:span text:style-name='T1'>1</text:span>", "string")
        + cell("12.5")
        + cell("0.954", "percentage"),
        cell("1234567", "float", 'table:style-name="ce1"')
        + '<table:table-cell table:number-columns-repeated="16383"/>',
        cell("#REF!", "string", 'table:formula="of:=1" calcext:value-type="error"')
        + '<table:table-cell table:formula="of:=1"/>'
        + cell("7", "float", 'table:number-columns-repeated="2"')
        + "<table:table-cell office:value-type='string'><office:annotation><text:p>ghi chú</text:p></office:annotation>"
        "<text:p>a<text:s text:c='2'/>b</text:p><text:p>c</text:p></table:table-cell>",
    ]
    lines = [f"<table:table-row>{row}</table:table-row>" for row in rows]
    lines.insert(1, '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>')
    lines.append(
        f'<table:table-row table:number-rows-repeated="2" table:visibility="filter">{cell("3")}</table:table-row>'
    )
    lines.append(
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    )
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    tables = f'<table:table table:name="Tháng 6">{columns}{"".join(lines)}</table:table>'
    draft = f"<table:table-row>{cell('1')}</table:table-row>"
    tables += f'<table:table table:name="nháp" table:style-name="ta2">{draft}</table:table>'
    grid, draft = read_grids(ods(tmp_path / "a.ods", tables))
    assert grid.rows == [
        ["Thu ngân sách"], [], [], ["952¹", 12.5, 95.4], [1234.567], ["", "", 7, 7, "a  b\nc"], [3], [3]
    ]  # fmt: skip
    assert (grid.name, grid.merges, grid.hidden_rows, grid.hidden_cols) == (
        "Tháng 6",
        [(0, 0, 0, 2)],
        {6, 7},
        {1},
    )
    assert (grid.errors, grid.scaled, grid.percents) == (
        {(5, 0): "#REF!", (5, 1): ""},
        {(4, 0): 1000},
        {(3, 2)},
    )
    assert (grid.around, draft.around) == (["SỐ LIỆU MINH HỌA"], ["Tháng 5"])
    assert grid.visible and not draft.visible


@pytest.mark.parametrize(
    "row, repeated, code",
    [
        (cell("1"), 1_048_576, "too_many_cells"),
        (cell("1", "float", 'table:number-columns-repeated="99999999"'), 1000, "too_many_cells"),
        ('<table:table-cell table:number-columns-repeated="16000"/>' + cell("1"), 100_000, "huge_range"),
    ],
)
def test_open_document_that_repeats_cells_without_end(tmp_path, row, repeated, code):
    line = f'<table:table-row table:number-rows-repeated="{repeated}">{row}</table:table-row>'
    near = f'<table:table table:name="Gần"><table:table-row>{cell("2")}</table:table-row></table:table>'
    found = list(
        read_grids(ods(tmp_path / "a.ods", f'<table:table table:name="Xa">{line}</table:table>{near}'))
    )
    assert found[0].code == code
    assert code == "too_many_cells" or found[1].rows == [[2]]


def test_open_document_that_is_not_opened(tmp_path):
    manifest = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}
    assert refused(ods(tmp_path / "a.ods", "", **manifest)).code == "password"
    assert refused(ods(tmp_path / "b.ods", "")).code == "no_sheets"
    assert refused(ods(tmp_path / "c.ods", "<table:table>")).code == "truncated"


@pytest.mark.parametrize("range_", [(0, 65536, 0, 256), (0, 0xFFFFFFFF, 0, 0xFFFF), (5, 1, 9, 2)])
def test_an_xls_that_declares_a_range_it_does_not_fill(tmp_path, range_):
    book = xlwt.Workbook()
    book.add_sheet("S").write(0, 0, 1.5)
    book.save(str(tmp_path / "a.xls"))
    data = bytearray((tmp_path / "a.xls").read_bytes())
    at = data.index(struct.pack("<HH", 0x200, 14))
    struct.pack_into("<IIHH", data, at + 4, *range_)
    (tmp_path / "a.xls").write_bytes(data)
    assert only(tmp_path / "a.xls").rows == [[1.5]]


def test_a_compound_file_whose_header_divides_by_nothing(tmp_path):
    book = xlwt.Workbook()
    book.add_sheet("S").write(0, 0, 1.5)
    book.save(str(tmp_path / "a.xls"))
    data = bytearray((tmp_path / "a.xls").read_bytes())
    struct.pack_into("<H", data, 30, 1)
    (tmp_path / "a.xls").write_bytes(data)
    assert refused(tmp_path / "a.xls").code == "truncated"


def test_a_table_that_starts_right_of_column_a_keeps_its_cells(make_book):
    rows = [
        [],
        ["", "", "Thu tháng 6 năm 2025"],
        ["", "", "Nội dung", "Tháng 6", "Lũy kế"],
        ["", "", "Thuế", 0.5, 120],
    ]
    path = make_book({"S": rows}, {"S": ["C2:E2"]}, {"S": ["E"]})
    book = openpyxl.load_workbook(path)
    book["S"]["D4"].number_format = "0%"
    book["S"]["E4"].number_format = "#,##0,"
    book.save(path)
    (grid,) = read_grids(path)
    assert [grid.get(1, 2), grid.get(3, 2), grid.get(3, 3)] == ["Thu tháng 6 năm 2025", "Thuế", 50]
    assert grid.get(3, 4) == 0.12 and not grid.get(3, 0) and not grid.get(3, 1)
    assert grid.percents == {(3, 3)} and grid.hidden_cols == {4} and grid.merges == [(1, 2, 1, 4)]


def test_what_stands_around_the_cells_is_heard(tmp_path):
    """Page headers and footers in Excel's codes, letters written as numbers, text boxes."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Thuế")
    sheet.set_header('&L&"Times,Bold"&14Số liệu &&  ước&RĐơn vị tính: tỷ đồng', {})
    sheet.set_footer("&CTrang &P/&N")
    sheet.insert_textbox(3, 3, "Bản nháp\nkhông dùng")
    sheet.insert_image(9, 9, "a.png", {"image_data": io.BytesIO(PIXEL)})
    book.close()
    said = ["Số liệu &  ước", "Đơn vị tính: tỷ đồng", "Trang /", "Bản nháp", "không dùng"]
    assert only(path).around == said
    part = "xl/worksheets/sheet1.xml"
    rewritten(path, part, _part(path, part).replace("ước", "&#432;&#7899;c"))
    assert only(path).around == said


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read(name).decode()


def test_comments_of_xls_cells_are_read(tmp_path):
    """As Excel 97-2003 keeps them: an object that is drawn, its text and what continues it, then the cell."""
    from xlwt.CompoundDoc import XlsDoc

    def record(code: int, data: bytes) -> bytes:
        return struct.pack("<HH", code, len(data)) + data

    book = xlwt.Workbook()
    book.add_sheet("S").write(4, 2, 21.0)
    stream = book.get_biff_data()
    end = record(0x0A, b"")
    assert stream.endswith(end)
    said = [(7, "Số tháng 5", True), (8, "so cu", False), (9, "Bản nháp", True)]  # the last one is a text box
    for number, text, wide in said:
        stream = stream.removesuffix(end)
        stream += record(0x5D, struct.pack("<HHHH", 0x15, 18, 0x19, number) + b"\0" * 14)
        stream += record(0x1B6, struct.pack("<HH6xHH4x", 0, 0, len(text), 0))
        half = len(text) // 2
        for part in (text[:half], text[half:]):
            stream += record(0x3C, bytes([wide]) + part.encode("utf-16-le" if wide else "latin-1"))
        if number < 9:
            stream += record(0x1C, struct.pack("<4H", 4, number - 5, 0, number) + b"\0\0\0\0")
        stream += end
    XlsDoc().save(str(tmp_path / "a.xls"), stream)
    grid = only(tmp_path / "a.xls")
    assert (grid.remarks, grid.around) == ({(4, 2): "Số tháng 5", (4, 3): "so cu"}, ["Bản nháp"])


def test_what_the_styles_of_an_opendocument_sheet_make_of_its_cells(tmp_path):
    styles = """<style:style style:name="T3"><style:text-properties style:text-position="33% 58%"/></style:style>
    <style:style style:name="w"><style:table-cell-properties/><style:text-properties fo:color="#ffffff"/></style:style>
    <style:style style:name="g"><style:table-cell-properties fo:background-color="#1f4e79"/>
    <style:text-properties fo:color="#1f4e79"/></style:style>
    <style:style style:name="d"><style:table-cell-properties fo:background-color="#1f4e79"/>
    <style:text-properties fo:color="#ffffff"/></style:style>
    <number:number-style style:name="N3"><number:fraction/></number:number-style>
    <style:style style:name="f" style:data-style-name="N3"/>
    <number:number-style style:name="N4"><number:text>₫ </number:text></number:number-style>
    <style:style style:name="t" style:data-style-name="N4"/>"""
    said = "<dc:creator>An</dc:creator><dc:date>2026-11-30T00:00:00</dc:date><text:p>Số tháng 5</text:p>"
    said = f"<office:annotation>{said}</office:annotation>"
    box = "<table:shapes><draw:frame><text:p>nháp</text:p></draw:frame></table:shapes>"
    said = said.replace(
        "</office:annotation>", "<text:p>sẽ gửi <text:span>lại</text:span></text:p></office:annotation>"
    )
    shape = "<text:p>Bản <text:span>nháp</text:span></text:p><text:p>không dùng</text:p>"
    said += f"<draw:custom-shape>{shape}</draw:custom-shape>"
    cells = [
        '<table:table-cell office:value-type="string"><text:p>21<text:span text:style-name="T3">1</text:span></text:p>',
        *(
            f'<table:table-cell table:style-name="{s}" office:value-type="float" office:value="0.5">'
            f"<text:p>{shown}</text:p>"
            for s, shown in (*zip("wgdf", "1234", strict=True), ("t", "đ 5"), ("t", "- đ"))
        ),
        f'<table:table-cell office:value-type="float" office:value="6">{said}<text:p>6</text:p>',
    ]
    row = "".join(f"{one}</table:table-cell>" for one in cells)
    path = tmp_path / "a.ods"
    content = CONTENT.replace("<style:style", f"{styles}<style:style", 1)
    content = content.replace(
        'xmlns:office="urn:office"', 'xmlns:office="urn:office" xmlns:fo="urn:f" xmlns:dc="urn:d"'
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "content.xml",
            content.format(
                f'<table:table table:name="S">{box}<table:table-row>{row}</table:table-row></table:table>'
            ),
        )
    grid = only(path)
    assert grid.rows == [["21¹", 0.5, 0.5, 0.5, 50, 0.5, 0.5, 6]]
    assert (grid.unseen, grid.percents) == ({(0, 1), (0, 2), (0, 6)}, {(0, 4)})
    assert grid.remarks == {(0, 7): "Số tháng 5\nsẽ gửi lại"}
    assert grid.around == ["nháp", "Bản nháp", "không dùng"]
