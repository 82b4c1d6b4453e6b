"""Three programmes made as a reader would make them, from documents and spreadsheets made here: a commune, the
district's next year, a council abroad. Told in docs/new-programme.md. Their figures are invented and marked so."""

import os
import re
import shutil
import unicodedata
from html import unescape
from pathlib import Path

import docx
import openpyxl
import pytest

from analysis.draft import command
from analysis.programme import load_programme
from analysis.run.pool import Pool
from analysis.run.progress import Lines
from analysis.run.run import Asked, run

ROOT = Path(__file__).parents[2]
MONTHS = "January February March April May June July August September October November December".split()
MARK = {"vi": "SỐ LIỆU MINH HỌA", "en": "ILLUSTRATIVE FIGURES"}


@pytest.fixture(scope="module")
def workers():
    with Pool(2) as pool:
        yield pool


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A folder in which programmes are made: its notebooks, no programme, and in/ for what an office would have."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    for folder in ("params", "in"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def workbook(path: Path, *rows: list) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def edited(path: Path, *changes: tuple[str, str]) -> None:
    """The file edited by hand: each text, which stands in it, in place of another."""
    text = path.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, (path.name, old)
        text = text.replace(old, new)
    path.write_text(text, "utf-8", newline="\n")


def made(house: Path, name: str, month: str, workers: Pool, *only: str) -> dict[str, str]:
    """`brief run`: the words of each page and paper of the month, by file name."""
    with open(os.devnull, "w") as quiet:
        asked = Asked(house / f"params/{name}/monthly.yml", {"month": month}, only=only, pool=workers)
        assert run(asked, Lines(quiet)).status == 0
    folder = house / "reports" / name / month
    found = {p.name: words(p.read_text("utf-8")) for p in folder.glob("*.html")}
    for path in folder.glob("*.xlsx"):
        book = openpyxl.load_workbook(path, read_only=True)
        found[path.name] = " ".join(
            str(c) for s in book for r in s.iter_rows(values_only=True) for c in r if c
        )
    for path in folder.glob("*.docx"):
        paper = docx.Document(path)
        cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
        found[path.name] = " ".join([*cells, *(p.text for p in paper.paragraphs)])
    return found


def refused(house: Path, name: str, month: str, workers: Pool) -> str:
    """`brief run`, where nothing can be published: why."""
    with open(os.devnull, "w") as quiet:
        asked = Asked(house / f"params/{name}/monthly.yml", {"month": month}, only=("brief",), pool=workers)
        result = run(asked, Lines(quiet))
    assert result.status == 2 and not [*(house / "reports" / name).glob("20*")]
    return result.message


def words(page: str) -> str:
    """What a page says: its texts, and what is read aloud of its pictures."""
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
    aloud = re.findall(r'(?:alt|title|aria-label)="([^"]*)"', page)
    return " ".join(unescape(" ".join([re.sub(r"<[^>]+>", " ", page), *aloud])).split())


def vietnamese(text: str) -> list[str]:
    """The words of a text that only Vietnamese writes."""
    marks = "[\u0306\u031b\u0309\u0323đĐ]|[\u0302\u0306\u031b][\u0300\u0301\u0303\u0309\u0323]"
    return [w for w in text.split() if re.search(marks, unicodedata.normalize("NFD", w))]


COMMUNE = [
    ["STT", "Chỉ tiêu", "Đơn vị tính", "Ước TH 2025", "Kế hoạch 2026", "Cơ quan theo dõi"],
    ["I", "KINH TẾ"],
    ["1", "Thu ngân sách nhà nước trên địa bàn", "triệu đồng", "22.500", "24.000", "Phòng Kinh tế"],
    ["2", "Sản lượng tôm nuôi", "tấn", "640", "700", "Phòng Kinh tế"],
    ["II", "XÃ HỘI"],
    ["3", "Số lao động được giải quyết việc làm", "người", "330", "360", "Phòng Văn hóa - Xã hội"],
    ["4", "Tỷ lệ dân số tham gia bảo hiểm y tế", "%", "95,1", "≥ 95,5", "Phòng Văn hóa - Xã hội"],
    ["5", "Tỷ lệ hộ nghèo đa chiều", "%", "1,1", "Dưới 0,9", "Phòng Văn hóa - Xã hội"],
]


def test_a_commune_from_its_annex_and_three_kinds_of_files(house, workers):
    paper = docx.Document()
    for line in ("PHỤ LỤC", "Chỉ tiêu kinh tế - xã hội năm 2026 của xã Ví Dụ (ví dụ, số minh họa)"):
        paper.add_paragraph(line)
    table = paper.add_table(0, 6)
    for row in COMMUNE:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    paper.save(house / "in/phu-luc.docx")
    # months of the two years before in a workbook each, those of this year one by one: revenue ahead, shrimp behind
    for year, month in [(2024, 12), (2025, 12), *((2026, m) for m in range(1, 7))]:
        alone = year == 2026
        rows = [
            ("Thu ngân sách nhà nước trên địa bàn", "triệu đồng", 1800, 2300),
            ("Sản lượng tôm nuôi", "tấn", 53, 35),
        ]
        head = (
            [f"Thực hiện tháng {month}", f"Lũy kế {month} tháng"]
            if alone
            else [f"Tháng {m}" for m in range(1, 13)]
        )
        told = [[i, name, unit, *([now, now * month] if alone else [before + m % 3 for m in range(12)])]
                for i, (name, unit, before, now) in enumerate(rows, 1)]  # fmt: skip
        workbook(house / f"in/kinh-te-{year}{f'-{month:02}' * alone}.xlsx", ["UBND XÃ VÍ DỤ"], [MARK["vi"]],
                 [f"Kết quả một số chỉ tiêu kinh tế {f'tháng {month} ' * alone}năm {year}"],
                 ["STT", "Nội dung", "ĐVT", *head], *told)  # fmt: skip
    workbook(house / "in/bhyt-2026.xlsx", [MARK["vi"]], ["Theo dõi bảo hiểm y tế năm 2026"],
             ["Tháng", "Tỷ lệ dân số tham gia BHYT (%)", "Ghi chú (lần)"],
             *[[f"Tháng {m}/2026", 95.4 + m / 20, 1] for m in range(1, 7)])  # fmt: skip
    workbook(house / "in/viec-lam-2026.xlsx", [MARK["vi"]], ["Giải quyết việc làm sáu tháng đầu năm 2026"],
             ["STT", "Chỉ tiêu", "ĐVT", *[f"Tháng {m}" for m in range(1, 7)]],
             [1, "Số lao động được giải quyết việc làm", "người", 30, 31, 29, 33, 30, 32],
             [2, "Khác", "người", *[1] * 6])  # fmt: skip
    data = tuple(sorted((house / "in").glob("*.xlsx")))
    assert command.run(command.Asked("xa-vi-du-2026", house / "in/phu-luc.docx", data)) == 0
    params = house / "params/xa-vi-du-2026"
    edited(
        params / "programme.yml",
        ('name_vi: "Chỉ tiêu năm 2026 của', 'name_vi: "Ví dụ: chỉ tiêu năm 2026 của'),
    )
    cause = '- {measure: "2", cause: "Thả giống muộn (ví dụ)", next: "Thả bù", deadline: 2026-07-31}'
    (params / "notes/2026-06.yml").write_text(
        f"month: 2026-06\nillustrative: true\ncauses:\n  {cause}\n", "utf-8"
    )
    said = made(house, "xa-vi-du-2026", "2026-06", workers, "brief", "group", "brief.docx", "annex.xlsx")
    assert {"brief.html", "group-g1.html", "group-g2.html", "brief.docx", "annex.xlsx"} <= {*said}
    assert [name for name, text in said.items() if MARK["vi"] not in text] == [
        "01_ingest.html"
    ]  # not made: no figures
    brief = said["brief.html"]
    assert "Ví dụ: chỉ tiêu năm 2026 của xã Ví Dụ" in brief and "Cần Đước" not in " ".join(said.values())
    assert "1/5 chỉ tiêu đạt tiến độ theo số liệu; 1 khó đạt" in brief
    assert "Sản lượng tôm nuôi: 6 tháng thực hiện 210 tấn, đạt 30,0% kế hoạch" in brief
    assert "Thả giống muộn (ví dụ)" in brief and "31/7/2026" in brief
    assert "Thu ngân sách nhà nước trên địa bàn" in said["group-g1.html"] and "95,7" in said["group-g2.html"]


def test_the_district_rolls_over_into_its_next_year(house, workers):
    was = ROOT / "data/raw/can-duoc-2025"
    shutil.copytree(ROOT / "params/can-duoc-2025", house / "params/can-duoc-2025")
    for path in [was / "places.csv", *was.glob("*/*thue*.xlsx")]:  # one office's: enough for one target
        to = house / "data/raw/can-duoc-2025" / path.relative_to(was)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    assert command.run(command.Asked("can-duoc-2026", old="can-duoc-2025")) == 0
    raw = house / "data/raw/can-duoc-2026"
    shutil.copytree(house / "data/raw/can-duoc-2025", raw / "2025")  # the years before, as brief new asks
    for month, why in (("latest", "Chưa có tháng nào của năm 2026"), ("2025-09", "một tháng của năm 2026")):
        assert why in refused(
            house, "can-duoc-2026", month, workers
        )  # last year's months are not this programme's
    (raw / "2026-01").mkdir()
    figures = [["1", "Xã Cần Đước", 31_000], ["2", "Xã Rạch Kiến", 25_000], ["3", "Xã Long Cang", 21_000],
               ["4", "Xã Mỹ Lệ", 9_000], ["5", "Xã Tân Lân", 14_000], ["6", "Xã Long Hựu", 5_000]]  # fmt: skip
    workbook(raw / "2026-01/2026-01-26-thue-co-so.xlsx", [MARK["vi"]],
             ["Thu ngân sách nhà nước trên địa bàn huyện Cần Đước cũ tháng 1 năm 2026"], ["Chia theo xã"],
             [None, None, "ĐVT: Triệu đồng"], ["STT", "Xã, thị trấn", "Thực hiện tháng 1/2026"],
             *figures, [None, "Tổng cộng", 105_000], [None, "Ngày 26 tháng 01 năm 2026"])  # fmt: skip
    edited(house / "params/can-duoc-2026/programme.yml", ("document_vi: ''", "document_vi: Văn bản ví dụ"),
           ("number: last_year\n    stake: money\n    low: 581\n", "stake: money\n    low: 640\n"))  # fmt: skip
    said = made(house, "can-duoc-2026", "2026-01", workers, "brief")
    brief = said["brief.html"]
    assert MARK["vi"] in brief and "Chương trình hành động năm 2026 của huyện Cần Đước" in brief
    assert "Thu ngân sách: 1 tháng thực hiện 105,0 tỷ đồng" in brief and "đạt 16,4% dự toán năm" in brief
    assert re.search(
        r"dự báo cả năm [\d,–]+ tỷ đồng, dự toán 640 tỷ đồng(?!\*)", brief
    )  # from the years before
    assert "*: mức của năm 2025, chưa quyết định cho năm nay nên không đánh giá." in brief
    programme = load_programme(house / "params/can-duoc-2026/programme.yml")
    assert "2026" in programme.commitment("K23").name() and "2025" not in programme.commitment("K23").short()
    assert (
        "Cần số liệu tháng 1/2026 của BHXH cơ sở" in brief and "Chi cục Thống kê" not in brief
    )  # which has ended


def test_a_council_abroad_from_an_english_plan_and_three_spreadsheets(house, workers):
    plan = """GLENMORE COUNTY COUNCIL (AN EXAMPLE)
ANNUAL SERVICE DELIVERY PLAN 2026

No.\tIndicator\tUnit\tOutturn 2025\tTarget 2026\tLead department
A\tHOUSING
1\tNew social homes completed\thomes\t420\t480\tHousing
2\tVacant homes brought back into use\thomes\t132\tat least 150\tHousing
B\tENVIRONMENT
3\tHousehold waste recycled\t%\t44\tat least 46\tEnvironment
4\tWater lost in the public network\t%\t37.5\tno more than 36\tEnvironment
C\tMONEY AND SERVICE
5\tCommercial rates collected\t€ million\t61.2\t64.5\tFinance
6\tPlanning applications decided within eight weeks\t%\t81\tat least 85\tPlanning
"""
    (house / "in/plan.txt").write_text(plan, encoding="utf-8")
    known = [(y, m) for y in (2024, 2025, 2026) for m in range(1, 13) if (y, m) <= (2026, 6)]
    for year in (2024, 2025, 2026):
        mine = [m for y, m in known if y == year]
        short = [f"{MONTHS[m - 1][:3]} {year}" for m in mine]
        homes = [
            [34 + m % 2 + 9 * (year == 2026) for m in mine],
            [11 - 6 * (year == 2026) + m % 2 for m in mine],
        ]
        workbook(house / f"in/housing-{year}.xlsx", ["Glenmore County Council"], [MARK["en"]],
                 [f"Housing delivery, January to {MONTHS[len(mine) - 1]} {year}"], ["Indicator", "Unit", *short],
                 ["New social homes completed", "homes", *homes[0]],
                 ["Vacant homes brought back into use", "homes", *homes[1]])  # fmt: skip
        workbook(house / f"in/finance-{year}.xlsx", [MARK["en"]], [f"Rates and planning, {year}"],
                 ["Indicator", "Unit", *short],
                 ["Commercial rates collected", "€ thousand", *[5_000 + 40 * m for m in mine]],
                 ["Planning applications decided within eight weeks", "%", *[80 + m / 2 for m in mine]])  # fmt: skip
    rows = [[f"{MONTHS[m - 1]} {y}", 43 + (y - 2024) + m / 10, 39 - (y - 2024) - m / 10] for y, m in known]
    workbook(house / "in/environment.xlsx", [MARK["en"]], ["Environment indicators by month"],
             ["Month", "Household waste recycled (%)", "Water lost in the public network (%)"], *rows)  # fmt: skip
    data = tuple(sorted((house / "in").glob("*.xlsx")))
    assert command.run(command.Asked("glenmore-2026", house / "in/plan.txt", data)) == 0
    said = made(house, "glenmore-2026", "2026-06", workers)
    pages = {"brief.html", "group-g1.html", "group-g2.html", "group-g3.html", "01_ingest.html", "index.html"}
    assert {*said} == pages | {"annex.xlsx"}
    assert [name for name, text in said.items() if MARK["en"] not in text] == []
    assert {name: found for name, text in said.items() if (found := vietnamese(text))} == {}
    brief = said["brief.html"]
    assert "Targets of 2026, Glenmore County Council" in brief
    assert "Vacant homes brought back into use: 6 months, 33 homes, 22.0% of the plan" in brief
    assert re.search(
        r"Commercial rates collected At risk of not being met 64\.5 € million 30\.8 ", brief
    )  # printed in € thousand
    assert "1 of 6 targets on track by the figures; 1 at risk of not being met; 1 off track" in brief
    assert "46% 45.6" in said["group-g2.html"] and "Cause, action and deadline are owed by Housing" in brief
