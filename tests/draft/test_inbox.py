"""`brief inbox`: what came, what is missing, what nobody claims and why, what came after closing, the reminders."""

import openpyxl
import pytest
from rich.console import Console

from analysis.draft import forms, inbox

from .test_forms import CELLS, filled, form, house, params  # noqa: F401


@pytest.fixture
def said(form, house, capsys):  # noqa: F811
    def print_inbox(cells, month="2026-02"):
        filled(form, house, cells)
        capsys.readouterr()
        status = inbox.run(params(house, month))
        return status, capsys.readouterr().out

    return print_inbox


def test_what_came_and_what_is_missing_by_office(said):
    status, out = said(CELLS)
    assert status == 1
    assert "Phòng Kinh tế: đủ" in out and "bieu-2026-02-kt.xlsx, báo cáo 27/2/2026: 1, 2, 3, 4" in out
    assert "=Phòng Văn hóa: thiếu 1" in out and "5 Nhà (nhà)" in out


def test_a_target_in_words_is_neither_asked_for_nor_missing(house):  # noqa: F811
    file = house / "params/xa-mau-2026/programme.yml"
    words = file.read_text(encoding="utf-8")
    words = words.replace("unit: nhà, kind: flow,", 'unit: "", kind: annual, role: watch,').replace(
        "ge, low: 2,", "watch,"
    )
    file.write_text(words, encoding="utf-8")
    assert forms.run(params(house), house / "forms") == 0
    sheet = openpyxl.load_workbook(house / "forms/bieu-2026-02-vh.xlsx").active
    assert [c.column_letter for c in sheet[7] if not c.protection.locked] == ["M", "N", "O"]
    posts = {p.id: p for p in inbox.gathered(params(house, "2026-02"))[0]}
    assert posts["vh"].missing == [] and len(posts["kt"].missing) == 3


def test_the_reminder_names_what_is_asked_and_until_when(said):
    _, out = said(CELLS | {"K8": None})
    letters = out.split("Kính gửi: ")[1:]
    assert [letter.splitlines()[0] for letter in letters] == ["Phòng Kinh tế", "=Phòng Văn hóa"]
    assert (
        "Hồ sơ trễ hạn (%)" in letters[0]
        and "28/2/2026" in letters[0]
        and "bieu-2026-02-kt.xlsx" in letters[0]
    )


def test_what_came_after_closing_is_told(said):
    _, out = said(CELLS | {"C4": "03/03/2026"})
    assert "sau ngày khóa số (after closing) bieu-2026-02-kt.xlsx" in out


def test_a_figure_told_anew_after_closing_is_not_late(said, house):  # noqa: F811
    forms.run(params(house, "2026-03"), house / "march")
    cells = {"C4": "20/03/2026", "A14": "2/2026", "B14": "1", "C14": "Trong tháng", "E14": 1250}
    filled(house / "march/bieu-2026-03-kt.xlsx", house, cells, "Biểu 2026-03")
    _, out = said(CELLS)
    assert "told anew after closing) bieu-2026-03-kt.xlsx" in out and "(after closing)" not in out


def test_a_file_that_nobody_claims_is_told_with_why(said, house):  # noqa: F811
    book = openpyxl.Workbook()
    book.active.append(["Báo cáo", 1])
    book.save(house / "raw/la.xlsx")
    (house / "raw/van-ban.pdf").write_bytes(b"%PDF-1.4")
    _, out = said(CELLS)
    assert "không ai nhận (nobody claims) la.xlsx" in out and "sources.yml" in out and "van-ban.pdf" in out
    before, letters = out.split("Kính gửi: ")  # what is missing may lie in them: first look, then write
    assert "nằm trong tệp chưa đọc: la.xlsx, van-ban.pdf" in before and "chưa đọc" not in letters


def test_nothing_has_come(house, capsys):  # noqa: F811
    assert inbox.run(params(house)) == 1
    out = capsys.readouterr().out
    assert out.count("Kính gửi: ") == 2


def test_an_office_that_owes_nothing_yet_is_told_so(capsys):
    inbox._print(Console(), inbox.Post("tram", "Trạm Y tế"))
    assert "Trạm Y tế: không có gì đến hạn" in capsys.readouterr().out


def test_where_no_office_is_named_nobody_is_written_to(house, capsys):  # noqa: F811
    path = house / "params/xa-mau-2026/programme.yml"
    path.write_text(path.read_text("utf-8").replace(", owners: [{owner: vh}]", ""), "utf-8")
    assert inbox.run(params(house)) == 1
    out = capsys.readouterr().out
    assert (
        out.count("Kính gửi: ") == 1
        and "Chưa phân công đơn vị: thiếu 1 (missing); ghi đơn vị ở owners" in out
    )
