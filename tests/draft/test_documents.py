"""Kinds of files, and what is wrong with them, each with its place and in both languages."""

import json
from datetime import date

import docx
import openpyxl
import pytest
import xlwt

from analysis.draft import command
from analysis.draft.annex import read_annex
from analysis.draft.document import Unfit
from analysis.ingest.text import TCVN3

ROWS = [("TT", "Chỉ tiêu", "Kế hoạch 2026"), ("I", "Kinh tế", ""), ("1", "Thu ngân sách", "1.085,5 tỷ đồng"),
        ("2", "Tỷ lệ hộ nghèo", "dưới 2%"), ("3", "Trồng rừng", "120 ha")]  # fmt: skip
READ = [("ge", 1085.5, None, "tỷ đồng"), ("lt", None, 2, "%"), ("ge", 120, None, "ha")]


def saved(path, rows=ROWS):
    if path.suffix == ".docx":
        document = docx.Document()
        document.add_paragraph("PHỤ LỤC CHỈ TIÊU NĂM 2026")
        table = document.add_table(rows=len(rows), cols=3)
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                table.cell(i, j).text = text
        table.cell(1, 1).merge(table.cell(1, 2))
        document.save(path)
    elif path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in [("PHỤ LỤC CHỈ TIÊU NĂM 2026",), (), *rows]:
            book.active.append(row)
        book.save(path)
    elif path.suffix == ".xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("Bieu")
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                sheet.write(i, j, text)
        book.save(str(path))
    else:
        path.write_text("\n".join("\t".join(r) for r in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".xls", ".txt"])
def test_a_table_reads_alike_from_every_kind(tmp_path, suffix):
    found, _ = read_annex(saved(tmp_path / f"annex{suffix}"))
    assert [(d.rule, d.low, d.high, d.unit) for d in found] == READ
    assert {d.group for d in found} == {"Kinh tế"} and all(d.at for d in found)


def test_numbers_of_a_sheet_are_the_numbers_typed(tmp_path):
    rows = [
        ("TT", "Chỉ tiêu", "ĐVT", "Năm 2026"),
        (1, "Thu ngân sách", "tỷ đồng", 1234.567),
        (2, "Tỷ lệ che phủ", "%", 0.485),
    ]
    saved(tmp_path / "a.xlsx", rows)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.active["D5"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    found, _ = read_annex(tmp_path / "a.xlsx")
    assert [(d.low, d.unit) for d in found] == [(1234.567, "tỷ đồng"), (48.5, "%")]


def test_a_day_and_an_hour_are_no_numbers(tmp_path):
    made = openpyxl.Workbook()
    for row in [["Chỉ tiêu năm 2026"], ["STT", "Nội dung", "ĐVT", "Kế hoạch 2026"],
                [1, "Phê duyệt quy hoạch", "", date(2026, 6, 30)], [2, "Sản lượng cá", "tấn", 90]]:  # fmt: skip
        made.active.append(row)
    made.save(tmp_path / "a.xlsx")
    assert [d.low for d in read_annex(tmp_path / "a.xlsx")[0]] == [None, 90]
    (tmp_path / "b.txt").write_text("Kính mời các đồng chí dự họp lúc 8 giờ.\n", encoding="utf-8")
    assert not [d for d in read_annex(tmp_path / "b.txt")[0] if d.figure]


def test_a_pdf_with_text_and_a_scan(tmp_path):
    pytest.importorskip("pdfplumber")  # an extra
    import matplotlib

    matplotlib.rcParams["pdf.fonttype"] = 42
    from matplotlib.figure import Figure

    page = Figure(figsize=(8, 11))
    for i, text in enumerate(
        ["Chỉ tiêu năm 2026:", "- Thu ngân sách đạt 500 tỷ đồng.", "- Trồng rừng 120 ha."]
    ):
        page.text(0.1, 0.9 - 0.03 * i, text)
    page.savefig(tmp_path / "text.pdf")
    found, _ = read_annex(tmp_path / "text.pdf")
    assert [d.low for d in found] == [500, 120] and found[0].at.startswith("trang 1")
    scan = Figure()
    scan.add_axes([0, 0, 1, 1]).imshow([[1, 2], [3, 4]])
    scan.axes[0].axis("off")
    scan.savefig(tmp_path / "scan.pdf")
    with pytest.raises(Unfit, match="bản quét.*OCR"):
        read_annex(tmp_path / "scan.pdf")


def test_a_pdf_without_its_reader_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pdfplumber", None)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n")
    with pytest.raises(Unfit, match="pip install pdfplumber.*docx"):
        read_annex(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    "name, data, said",
    [
        ("a.txt", b"", "trống"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "OCR"),
        ("a.docx", b"PK\x03\x04xxxx", "cannot open"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "lưu thành .docx"),
        ("a.xlsx", b"PK\x03\x04xxxx", "a.xlsx"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path, capsys, name, data, said):
    (tmp_path / name).write_bytes(data)
    assert command.run(command.Asked(annex=tmp_path / name, draft=True, json=True)) == 2
    out, err = capsys.readouterr()
    assert out == "" and said in err and "Traceback" not in err


def told(path, capsys):
    assert command.run(command.Asked(annex=path, draft=True, json=True)) == 0
    out, err = capsys.readouterr()
    return [json.loads(line) for line in out.splitlines()], err


def test_merged_and_nested_tables_are_named_with_their_place(tmp_path, capsys):
    path = saved(tmp_path / "a.docx")
    document = docx.Document(str(path))
    inner = document.tables[0].cell(4, 2).add_table(rows=2, cols=3)
    for i, row in enumerate([("TT", "Chỉ tiêu", "Kế hoạch 2026"), ("3.1", "Rừng sản xuất", "80 ha")]):
        for j, text in enumerate(row):
            inner.cell(i, j).text = text
    document.save(str(path))
    rows, err = told(path, capsys)
    assert [r["low"] for r in rows] == [1085.5, None, 120, 80]
    assert (
        "bảng 1: có ô gộp" in err and "bảng 1 hàng 5: có bảng lồng" in err and "a table within a cell" in err
    )
    assert rows[3]["at"] == "bảng 1 hàng 5, bảng lồng hàng 2"


def test_a_list_without_numbers(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(
        "Chỉ tiêu năm 2026\n1. Giữ vững xã nông thôn mới.\n2. Hoàn thành nhiệm vụ quân sự.\n",
        encoding="utf-8",
    )
    rows, err = told(tmp_path / "a.txt", capsys)
    assert [r["low"] for r in rows] == [None, None] and all("no number" in r["doubtful"] for r in rows)
    assert "không dòng nào có số" in err and "a list with no numbers" in err


def test_row_numbers_used_twice(tmp_path, capsys):
    rows, err = told(saved(tmp_path / "a.txt", [*ROWS, ("3", "Trồng cây", "5.000 cây")]), capsys)
    assert ["used twice" in r["doubtful"] for r in rows] == [False, False, True, True]
    assert "3 (dòng 5), 3 (dòng 6)" in err


def test_a_unit_nobody_knows(tmp_path, capsys):
    table = [
        ("TT", "Chỉ tiêu", "ĐVT", "Năm 2026"),
        ("1", "Sản lượng mật", "blịp", "500"),
        ("2", "Trồng rừng", "ha", "120"),
    ]
    rows, err = told(saved(tmp_path / "a.txt", table), capsys)
    assert ["a unit nobody knows" in r["doubtful"] for r in rows] == [True, False]
    assert "dòng 2: “blịp”: đơn vị lạ" in err and "programme.yml" in err


def test_text_in_tcvn3_is_decoded_and_said(tmp_path, capsys):
    text = "\n".join(
        "\t".join(r)
        for r in [
            ("STT", "Nội dung", "Chỉ tiêu"),
            *ROWS[2:],
            ("4", "Tỷ lệ lao động qua đào tạo", "70% trở lên"),
        ]
    )
    (tmp_path / "a.txt").write_bytes(text.translate({ord(v): k for k, v in TCVN3.items()}).encode("latin-1"))
    rows, err = told(tmp_path / "a.txt", capsys)
    assert [r["name"] for r in rows] == [
        "Thu ngân sách",
        "Tỷ lệ hộ nghèo",
        "Trồng rừng",
        "Tỷ lệ lao động qua đào tạo",
    ]
    assert "TCVN3" in err


def test_a_line_that_touches_the_table_above_it_is_read(tmp_path):
    pytest.importorskip("pdfplumber")  # an extra
    import matplotlib

    matplotlib.rcParams["pdf.fonttype"] = 42
    from matplotlib.figure import Figure

    page = Figure(figsize=(8, 11))
    page.text(0.1, 0.95, "Chỉ tiêu năm 2026:")
    rows = (("STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch"), ("1", "Thu ngân sách", "tỷ đồng", "500"))
    for i, row in enumerate(rows):
        for x, text in zip((0.1, 0.2, 0.5, 0.7), row, strict=True):
            page.text(x + 0.01, 0.88 - 0.03 * i, text)
    for y in (0.9, 0.87, 0.84):
        page.add_artist(matplotlib.lines.Line2D([0.1, 0.9], [y, y], linewidth=0.5, color="k"))
    for x in (0.1, 0.2, 0.5, 0.7, 0.9):
        page.add_artist(matplotlib.lines.Line2D([x, x], [0.84, 0.9], linewidth=0.5, color="k"))
    page.text(0.1, 0.842, "- Trồng rừng 120 ha.", va="top")
    page.savefig(tmp_path / "a.pdf")
    found, _ = read_annex(tmp_path / "a.pdf")
    assert sorted(d.low for d in found) == [120, 500]


def test_a_sentence_straight_below_the_table_of_a_sheet_is_read(tmp_path):
    book = openpyxl.Workbook()
    said = "Ngoài các chỉ tiêu trên, phấn đấu trồng mới 12.000 cây xanh trên địa bàn xã."
    for row in (
        ["Các chỉ tiêu năm 2026"],
        ["STT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"],
        ["I", "KINH TẾ"],
        [1, "Thu ngân sách", "tỷ đồng", 500],
        [said],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    found, _ = read_annex(tmp_path / "a.xlsx")
    assert [(d.low, d.unit) for d in found] == [(500, "tỷ đồng"), (12000, "cây")]
