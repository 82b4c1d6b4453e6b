"""A programme of one's own in its first month: what nobody claims is listed, what waits is said to wait, and what is
told in another way than the target is asked for."""

from types import SimpleNamespace

import docx
import openpyxl
import pytest
import yaml
from typer.testing import CliRunner

from analysis import check_command, commands
from analysis.assess.cases import of_last_year
from analysis.book import open_book
from analysis.draft import command, forms, inbox
from analysis.draft.annex import drafts_of, read_annex
from analysis.draft.document import Document, Line, Table, Unfit
from analysis.draft.meaning import kind_of
from analysis.draft.programme_file import plan
from analysis.draft.sources_file import Known, begun, draft_sources
from analysis.ingest.contract import NoData
from analysis.ingest.form import _other_unit
from analysis.ingest.heads import meaning
from analysis.ingest.read import read_file
from analysis.ingest.sources import load_sources
from analysis.params import RunParams
from analysis.present import locale
from analysis.present.reasons import sentence
from analysis.present.tables_annex import band
from analysis.present.tables_brief import exceptions
from analysis.present.words import headline
from analysis.programme import Measure
from analysis.publish.word import draft as report

HEADS = ["TT", "Chỉ tiêu", "ĐVT", "Ước TH 2025", "Kế hoạch 2026", "Cơ quan chủ trì"]
ROWS = [
    ["1", "Tổng thu ngân sách nhà nước trên địa bàn", "Tỷ đồng", "41,5", "45,2", "Phòng Kinh tế"],
    ["", "Trong đó: Thu nội địa", "Tỷ đồng", "30,1", "33,4", "Phòng Kinh tế"],
    ["", "- Thu tiền sử dụng đất", "Tỷ đồng", "8", "10", "Phòng Kinh tế"],
    ["2", "Tỷ lệ giải ngân vốn đầu tư công", "%", "95,3", "95", "Phòng Kinh tế"],
    ["3", "Sản lượng lương thực", "Tấn", "20.100,4", "20.500,5", "Phòng Kinh tế"],
    ["", "Trong đó: Lúa", "Tấn", "19.000", "19.400,5", "Phòng Kinh tế"],
    ["4", "Tỷ lệ huy động trẻ 5 tuổi đến trường", "%", "99,5", "99,8", "Phòng Văn hóa"],
]
RATE = Known("2", "Tỷ lệ giải ngân vốn đầu tư công", "%", True, "o", (95.0,))


def book(path, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def annex(path, rows=ROWS):
    document = docx.Document()
    document.add_paragraph("CÁC CHỈ TIÊU NĂM 2026 CỦA XÃ MẪU")
    table = document.add_table(rows=0, cols=len(HEADS))
    for row in [HEADS, *rows]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(path)
    return path


def files(folder):
    money = [["Tình hình giải ngân vốn đầu tư công tháng 3/2026"], ["ĐVT: triệu đồng"],
             ["TT", "Công trình", "Kế hoạch vốn", "Giải ngân tháng 3", "Lũy kế giải ngân"],
             [1, "Đường liên ấp", 6000, 300, 1500], [2, "Trường học", 4000, 100, 500],
             ["", "Tổng cộng", 10000, 400, 2000]]  # fmt: skip
    harvest = [["Một số chỉ tiêu chủ yếu tháng 3 năm 2026"],
               ["", "Đơn vị tính", "Ước tháng 3/2026", "Cộng dồn 3 tháng năm 2026"],
               ["Sản lượng lương thực", "Tấn", 2105.2, 4815.2], ["Sản lượng lúa", "Tấn", 2000, 4500.5],
               ["Đàn lợn", "Con", 3185, None]]  # fmt: skip
    school = [["Số liệu giáo dục năm học 2025-2026 (tính đến 31/3/2026)"],
              ["TT", "Chỉ tiêu", "ĐVT", "Năm học 2024-2025", "Năm học 2025-2026"],
              [1, "Tỷ lệ huy động trẻ 5 tuổi đến trường", "%", 99.5, 99.7]]  # fmt: skip
    revenue = [["Báo cáo thu ngân sách tháng 3 năm 2026"], ["ĐVT: triệu đồng"],
               ["STT", "Chỉ tiêu", "Dự toán năm 2026", "Thực hiện tháng 3", "Luỹ kế từ đầu năm"],
               ["A", "Tổng thu NSNN trên địa bàn", 45200, 4815.2, 12035.7], [1, "Thu nội địa", 33400, 3105.4, 8912.3],
               [2, "Thu tiền sử dụng đất", 10000, 1520, 2800], [3, "Thu phí, lệ phí", 1800, 189.8, 323.4]]  # fmt: skip
    return (
        book(folder / "tai chinh thang 3.2026.xlsx", Thu=revenue, DTC=money),
        book(folder / "thong ke T3-2026.xlsx", B1=harvest),
        book(folder / "giao duc 2025-2026.xlsx", GD=school),
    )


@pytest.fixture
def house(tmp_path, monkeypatch):
    for folder in ("params", "notebooks"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    asked = command.Asked("xa-mau-2026", annex(tmp_path / "annex.docx"), files(tmp_path))
    assert command.run(asked) == 0
    return tmp_path


def monthly(house):
    return house / "params/xa-mau-2026/monthly.yml"


def test_every_figure_of_the_first_month_is_the_office_s(house):
    opened = open_book("2026-03", monthly(house))
    judged = opened.assessments.measures
    told = {id: a.to_date for id, a in judged.items() if a.to_date is not None}
    expected = {"1": 12.0357, "1a": 8.9123, "1b": 2.8, "2": 20.0, "3": 4815.2, "4": 99.7}
    assert told == pytest.approx(expected)
    names = {m.id: m.name_vi for m in opened.programme.measures.values()}
    assert names["1b"].startswith("Tổng thu ngân sách nhà nước trên địa bàn: Thu tiền")
    assert {m.unit for m in opened.programme.measures.values()} == {"tỷ đồng", "%", "tấn"}
    rate = opened.observations.set_index("measure").loc["2"]
    assert (rate.numerator, rate.denominator) == (2000, 10000) and rate.cell == "E6;C6"
    assert opened.programme.measures["4"].cadence == "year"  # a school year's figure is not owed each month


def test_rows_that_no_target_claims_are_listed_with_what_they_may_be(house, capsys):
    data = house / "data/raw/xa-mau-2026"
    assert check_command.run([data]) == 1  # a figure waits to be confirmed
    out = " ".join(capsys.readouterr().out.split())
    assert "Thu!B7 “Thu phí, lệ phí”, số mới nhất (newest) E7 = 323,4 triệu đồng" in out
    assert "B1!A5 “Đàn lợn”, số mới nhất (newest) C5 = 3.185 Con" in out
    assert "“Sản lượng lúa”, số mới nhất (newest) D4 = 4.500,5 Tấn → có thể là (may be): 3a" in out
    assert (
        "“Đường liên ấp”" not in out and "“Tổng thu" not in out
    )  # parts of a sum that is read; what is read


def test_lines_for_a_file_that_no_source_claims_are_those_that_brief_new_drafts(house, capsys):
    raw = house / "data/raw/xa-mau-2026"
    rows = [["TÌNH HÌNH THU THÁNG 4 NĂM 2026"], ["TT", "Nội dung", "ĐVT", "Thực hiện tháng 4"],
            [1, "Tổng thu ngân sách nhà nước trên địa bàn", "triệu đồng", 1234.5]]  # fmt: skip
    assert check_command.run([book(raw / "kho bac gui them.xlsx", A=rows)]) == 0
    said = capsys.readouterr().out
    assert "sources:" in said and 'measure: "1"' in said and "A!D3 = 1.2345" not in said
    rows[2][1] = "Số lượt khách tham quan bảo tàng"
    assert check_command.run([book(raw / "bao tang gui.xlsx", A=rows)]) == 0
    said = capsys.readouterr().out
    assert 'measure: "?"' in said and "no table surely names a target" in said


def test_check_is_told_of_which_programme_as_all_commands_are(house, monkeypatch):
    asked = []
    monkeypatch.setattr(check_command, "run", lambda files, sources, *_: asked.append(sources) or 0)
    said = CliRunner().invoke(commands.app, ["check", "x.xlsx", "--params", str(monthly(house))])
    assert said.exit_code == 0 and asked == [monthly(house).with_name("sources.yml")]


def test_brief_new_lists_them_too(tmp_path):
    measures = [Known("1", "Tổng thu ngân sách nhà nước trên địa bàn", "tỷ đồng", False, "o", (45.2,)),
                Known("9", "Thu phí và lệ phí của xã", "tỷ đồng", False, "o")]  # fmt: skip
    *_, unclaimed = draft_sources("x", [files(tmp_path)[0]], measures)
    said = "\n".join(unclaimed)
    assert "“Thu nội địa”, số mới nhất (newest) E5 = 8.912,3" in said
    assert "DTC!A1: bảng 3 dòng chưa khai báo" in said


def test_money_beside_its_plan_gives_the_rate_and_without_one_is_asked_for(tmp_path):
    file = files(tmp_path)[0]
    _, claims, _ = draft_sources("x", [file], [RATE])
    assert [(c.sure, c.cells) for c in claims] == [(True, ["DTC!E6;C6 = 20"])]
    alone = [["Tình hình giải ngân vốn đầu tư công tháng 3/2026"], ["ĐVT: triệu đồng"],
             ["TT", "Nội dung", "Giải ngân tháng 3", "Lũy kế giải ngân"], [1, "Tổng số", 400, 2000]]  # fmt: skip
    text, claims, _ = draft_sources("x", [book(tmp_path / "dtc T3.xlsx", A=alone)], [RATE])
    assert [(c.sure, c.money) for c in claims] == [(False, True)] and "#          - {is: year_to_date" in text
    printed = Known("7", "Kế hoạch vốn đầu tư công", "triệu đồng", False, "o", (10000.0,))
    asks = [command._money(claims[0], "ô", known).ask for known in ([RATE], [RATE, printed])]
    assert "kế hoạch vốn năm bao nhiêu" in asks[0] and "low: 9500" in asks[1] and "chỉ tiêu 7" in asks[1]


def test_what_waits_for_a_person_has_been_reported(house, capsys):
    params = RunParams.load(monthly(house), {"month": "2026-03"})
    capsys.readouterr()
    assert inbox.run(params) == 1
    out = capsys.readouterr().out
    assert "chờ xác nhận cách đọc" in out and "thong ke T3-2026.xlsx, B1!D4" in out
    assert "Kính gửi" not in out  # nothing is owed
    opened = open_book("2026-03", monthly(house))
    waits = opened.assessments.measures["3a"]
    assert not waits.late and waits.reason.key == "unconfirmed"
    said = sentence(waits.reason, opened.programme)
    assert "thong ke T3-2026.xlsx" in said and "B1" in said and "D4" in said
    assert opened.view.entry("3a").unjudged == "đã có số, chờ xác nhận cách đọc"
    text = "\n".join(p.text for p in docx.Document(_word(opened, house)).paragraphs)
    assert "chờ xác nhận cách đọc" in text and "Lúa: chưa báo cáo" not in text
    assert not any(p.code == "no_source" for p in opened.tables.problems)


def first_run(home, monkeypatch, heads, rows):
    """A house whose one file tells these rows of March."""
    for folder in ("params", "notebooks"):
        (home / folder).mkdir()
    monkeypatch.chdir(home)
    targets = [["1", "Giải quyết việc làm cho lao động", "người", "", "900", ""],
               ["2", "Tổng đàn bò thịt", "con", "", "5000", ""],
               ["3", "Tỷ lệ hộ dùng nước sạch hợp vệ sinh", "%", "", "95", ""]]  # fmt: skip
    file = book(home / "bao cao thang 3.2026.xlsx", T3=[["BÁO CÁO THÁNG 3/2026"], heads, *rows])
    assert command.run(command.Asked("xa-mau-2026", annex(home / "annex.docx", targets), (file,))) == 0


WAITING = [[2, "Tổng đàn bò sữa và bò thịt", "con", 4900], [3, "Tỷ lệ hộ sử dụng nước sạch", "%", 91.5]]


def test_what_waits_bears_one_word_whether_it_was_due_or_not(tmp_path, monkeypatch, capsys):
    heads = ["TT", "Chỉ tiêu", "ĐVT", "Tháng 3", "Lũy kế 3 tháng"]
    rows = [[1, "Giải quyết việc làm cho lao động", "người", 80, 200], *([*r, None] for r in WAITING)]
    first_run(tmp_path, monkeypatch, heads, rows)
    assert "Chưa thấy số" not in capsys.readouterr().out  # they are in the file, and asked about
    opened = open_book("2026-03", monthly(tmp_path))
    told = {id: opened.view.entry(id) for id in ("2", "3")}  # a month's, and a year's that is not due
    assert {x.unjudged for x in told.values()} == {"đã có số, chờ xác nhận cách đọc"}
    assert {x.mark for x in told.values()} == {"no_data"}
    assert "; 2 đã có số, chờ xác nhận cách đọc." in headline(opened.view)
    assert "chưa có số liệu" not in headline(opened.view)


def test_a_cell_that_is_no_figure_is_asked_for_again_and_its_office_is_not_silent(tmp_path, monkeypatch):
    heads = ["TT", "Chỉ tiêu", "ĐVT", "Tháng 3"]
    good = [[1, "Giải quyết việc làm cho lao động", "người", 80], [2, "Tổng đàn bò thịt", "con", 4900]]
    good.append([3, "Tỷ lệ hộ dùng nước sạch hợp vệ sinh", "%", 91.5])
    first_run(tmp_path, monkeypatch, heads, good)
    bad = [
        ["BÁO CÁO THÁNG 3/2026"],
        heads,
        [*good[0][:3], "80 hay 90 người " * 9],
        [*good[1][:3], -5],
        good[2],
    ]
    file = next((tmp_path / "data/raw/xa-mau-2026").rglob("*.xlsx"))
    book(file, T3=bad)
    opened = open_book("2026-03", monthly(tmp_path))
    found = {p.measure: p.cell for p in opened.tables.problems if p.measure}
    assert found == {"1": "D3", "2": "D4"} and opened.view.count.late == ()
    x = opened.view.entry("1")
    assert not x.a.late and x.mark == "no_data" and x.unjudged == "số đã gửi không dùng được, chờ gửi lại"
    posts, _, month, day = inbox.gathered(RunParams.load(monthly(tmp_path), {"month": "2026-03"}))
    letter = inbox.reminder(posts[-1], month, day, "vi")
    assert f"{file.name}, trang T3, ô D3 (“80 hay 90 người" in letter and "ô D4 (“-5”)" in letter
    assert "chưa nhận" not in letter and len(letter) < 900
    said = headline(opened.view)
    assert "số đã gửi không dùng được" in said and "chưa báo cáo" not in said
    page = exceptions(opened.view).html
    assert f"{file.name}, trang T3, ô D3" in page and "Chưa báo cáo" not in page


def test_where_all_waits_the_run_says_so(tmp_path, monkeypatch):
    first_run(tmp_path, monkeypatch, ["TT", "Chỉ tiêu", "ĐVT", "Tháng 3"], WAITING)
    with pytest.raises(NoData, match="Số của 2 chỉ tiêu đã có, chờ xác nhận cách đọc"):
        open_book("latest", monthly(tmp_path)).assessments  # noqa: B018


def test_what_is_confirmed_waits_no_more(house):
    sources = house / "params/xa-mau-2026/sources.yml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(
        text.replace('#          - {label: "Sản', '          - {label: "Sản'), encoding="utf-8"
    )
    judged = open_book("2026-03", monthly(house)).assessments.measures["3a"]
    assert judged.to_date == 4500.5 and judged.reason.key != "unconfirmed"


def _word(opened, house):
    path = house / "brief.docx"
    path.write_bytes(report(opened.view))
    return path


def test_a_plan_s_decimals_are_its_figures(house):
    entry = open_book("2026-03", monthly(house)).view.entry("3")
    assert (entry.plan, entry.amount(4815.2), entry.decimals) == ("20.500,5", "4.815,2", 1)
    assert entry.with_unit(4815.2) == f"4.815,2{locale.NBSP}tấn"


def test_a_month_that_judges_nothing_blames_nobody(house):
    opened = open_book("2026-03", monthly(house))
    assert headline(opened.view).startswith("Chưa chỉ tiêu nào trong 4 chỉ tiêu đánh giá được")
    assert "0/" not in headline(opened.view) and "0 trong" not in opened.chart.bullets().text
    assert {said for _, said in (band(opened.view, g) for g in opened.programme.groups)} == {"chưa đánh giá"}


def test_a_command_without_params_says_of_which_programme_it_speaks(house, capsys, monkeypatch):
    other = house / "params/xa-khac-2026"
    other.mkdir()
    (other / "monthly.yml").write_text(monthly(house).read_text(encoding="utf-8"), encoding="utf-8")
    for given, said in ((["--params", str(monthly(house))], False), ([], True)):
        monkeypatch.setattr("sys.argv", ["brief", "history", *given])
        commands.run_app()
        err = capsys.readouterr().err
        assert ("can-duoc-2025. Chương trình khác (others)" in err and "xa-mau-2026" in err) == said


def test_parts_bear_the_name_of_their_whole():
    lines = ["CHỈ TIÊU NĂM 2026", "1. Thu ngân sách 45 tỷ đồng, trong đó thu nội địa 33 tỷ đồng.",
             "2. Diện tích gieo trồng 3.200 ha. Trong đó: lúa 2.100 ha.", "3. Đàn gia súc 9.000 con.",
             "- Trong đó: Đàn lợn 6.500 con.", "- Đàn bò 1.200 con.", "4. Trồng rừng 12 ha."]  # fmt: skip
    names = [d.name for d in drafts_of(Document([Line(t, "") for t in lines]))]
    assert names == ["Thu ngân sách", "Thu ngân sách: thu nội địa", "Diện tích gieo trồng", "Diện tích gieo trồng: lúa",
                     "Đàn gia súc", "Đàn gia súc: Đàn lợn", "Đàn gia súc: Đàn bò", "Trồng rừng"]  # fmt: skip
    rows = [["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"], ["1", "Thu ngân sách", "tỷ đồng", "45"],
            ["", "Trong đó:", "", ""], ["", "Thu nội địa", "tỷ đồng", "33"], ["", "Thu đất", "tỷ đồng", "10"],
            ["", "Trồng rừng", "ha", "12"], ["2", "Việc làm", "người", "400"]]  # fmt: skip
    found = drafts_of(Document([Table(rows, [str(i) for i in range(len(rows))])]))
    assert [d.name for d in found] == [
        "Thu ngân sách", "Thu ngân sách: Thu nội địa", "Thu ngân sách: Thu đất", "Trồng rừng", "Việc làm",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "unit", "kind", "rule"),
    [
        ("Quỹ vì người nghèo", "triệu đồng", "flow", "ge"), ("Số hộ nghèo", "hộ", "annual", "le"),
        ("Số hộ nghèo được hỗ trợ nhà ở", "hộ", "flow", "ge"), ("Sản lượng rau an toàn", "tấn", "flow", "ge"),
        ("Doanh thu du lịch văn hóa", "tỷ đồng", "flow", "ge"), ("Tỷ lệ gia đình văn hóa", "%", "annual", "ge"),
        ("Thu nợ đọng thuế", "triệu đồng", "flow", "ge"), ("Nợ đọng bảo hiểm xã hội", "triệu đồng", "level", "le"),
        ("Số người tham gia bảo hiểm thất nghiệp", "người", "level", "ge"), ("Tổng đàn lợn", "con", "level", "ge"),
        ("Thu nhập bình quân đầu người", "triệu đồng", "annual", "ge"),
        ("Số học sinh bỏ học", "học sinh", "flow", "le"),
    ],
)  # fmt: skip
def test_the_head_of_a_name_decides_its_kind(name, unit, kind, rule):
    rows = [["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"], ["1", name, unit, "45"]]
    (draft,) = drafts_of(Document([Table(rows, ["a", "b"])]))
    assert (kind_of(draft), draft.rule) == (kind, rule)
    assert plan([draft], 2026)[0].kind == kind


def test_a_school_year_is_a_state_of_its_months():
    said = {y: meaning(f"Năm học {y}", 2026, 3) for y in ("2025-2026", "2024-2025", "2026-2027", "2025-2027")}
    assert {y: r.meaning for y, r in said.items() if r.meaning} == {"2025-2026": "level"}
    assert meaning("Kế hoạch năm học 2025-2026", 2026, 3).unclear and said["2024-2025"].unclear
    assert not meaning("Năm học 2025-2026", 2026, 0).meaning  # of which month, nothing says


def page(path, rows, at=(0.08, 0.16, 0.55, 0.68, 0.82), more=()):
    pytest.importorskip("pdfplumber")  # an extra
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams["pdf.fonttype"] = 42
    figure = Figure(figsize=(8, 11))
    for i, row in enumerate(rows):
        for x, text in zip(at, row, strict=True):
            figure.text(x, 0.9 - 0.03 * i, text)
    for i, text in enumerate(more):
        figure.text(0.1, 0.85 - 0.03 * (len(rows) + i), text)
    figure.savefig(path)
    return path


LOOSE = [["STT", "Chỉ tiêu", "ĐVT", "Ước 2025", "Kế hoạch 2026"], ["1", "Thu ngân sách", "tỷ đồng", "41,5", "45,2"],
         ["", "diện rộng của xã", "", "", ""], ["2", "Trồng rừng", "ha", "100", "120"],
         ["3", "Tỷ lệ hộ nghèo", "%", "1,42", "Dưới 1,2"]]  # fmt: skip


def test_a_table_without_lines_is_read_by_where_its_words_stand(tmp_path):
    note = ["Ghi chú: số liệu ước đến ngày 30/11/2025, chưa phải số chính thức của cơ quan thống kê."]
    found, document = read_annex(page(tmp_path / "a.pdf", LOOSE, more=note))
    assert [(d.name, d.low or d.high, d.unit, d.base) for d in found] == [
        ("Thu ngân sách diện rộng của xã", 45.2, "tỷ đồng", 41.5), ("Trồng rừng", 120, "ha", 100),
        ("Tỷ lệ hộ nghèo", 1.2, "%", 1.42),
    ]  # fmt: skip
    assert not document.notes


@pytest.mark.parametrize("at", [(0.08, 0.16, 0.3, 0.68, 0.82), (0.08, 0.16, 0.55, 0.68, 0.7)])
def test_a_table_whose_words_stand_below_two_heads_is_not_read_and_said(tmp_path, at):
    wide = [
        [*row[:1], row[1] + " nhà nước trên địa bàn xã Mẫu" * (i > 0), *row[2:]]
        for i, row in enumerate(LOOSE)
    ]
    with pytest.raises(Unfit, match="trang 1: bảng không kẻ khung.*docx"):
        read_annex(page(tmp_path / "a.pdf", wide, at))


def test_a_unit_that_is_declared_otherwise_than_the_measure_s_is_never_a_figure(house):
    sources = house / "params/xa-mau-2026/sources.yml"
    text = sources.read_text(encoding="utf-8")
    line = '{label: "Thu nội địa", measure: "1a", unit: '
    assert line + '"tỷ đồng"' in text
    for unit, known in (("triệu đồng", False), ("tỷ đồng", True)):  # of one kind, a thousand times apart
        sources.write_text(text.replace(line + '"tỷ đồng"', line + f'"{unit}"'), encoding="utf-8")
        opened = open_book("2026-03", monthly(house))
        assert (opened.assessments.measures["1a"].to_date is not None) == known
        assert any(p.code == "unit" and p.cell == "E5" for p in opened.tables.problems) != known


@pytest.mark.parametrize(
    ("declared", "measured", "refused"),
    [
        ("%", "điểm", False),
        ("điểm", "%", False),
        ("‰", "điểm", True),
        ("người", "hộ", True),
        ("tỷ đồng", "tỷ đồng", False),
        ("", "hộ", False),
        ("học sinh", "người", False),
        ("nghìn học sinh", "người", True),
        ("triệu", "tỷ đồng", True),
        ("nghìn trái", "trái", True),
        ("trái", "trái", False),
        ("nghìn đồng/người", "triệu đồng/người", True),
        ("tấn tươi", "tấn", False),
    ],
)
def test_a_declared_unit_is_its_measure_s_or_says_the_same(declared, measured, refused):
    known = {"1": SimpleNamespace(unit=measured)}
    for programme in (
        SimpleNamespace(measures=known, sources={}),
        SimpleNamespace(measures={}, sources=known),
    ):
        assert bool(_other_unit({"measure": "1#plan", "unit": declared}, programme)) == refused


def test_what_a_system_writes_is_of_the_month_that_its_rows_say(tmp_path):
    lines = ["Kỳ báo cáo;Mã;Chỉ tiêu;Đơn vị tính;Kế hoạch năm;Thực hiện trong tháng;Lũy kế từ đầu năm",
             "02/2026;A1;Số lao động được giải quyết việc làm;Người;1.100;1.015;2.030,5"]  # fmt: skip
    path = tmp_path / "export_vhxh.csv"
    work = Known("6", "Số lao động được giải quyết việc làm", "người", False, "o", (1100.0,))
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    _, claims, _ = draft_sources("x", [path], [work], 2026)
    assert [(c.sure, c.cells) for c in claims] == [
        (True, ["export_vhxh!F2 = 1015", "export_vhxh!G2 = 2030.5"])
    ]
    path.write_text("\n".join([*lines, lines[1].replace("02/", "03/")]), encoding="utf-8-sig")
    assert not [
        c for c in draft_sources("x", [path], [work], 2026)[1] if c.sure
    ]  # of two months, nothing is guessed


def test_a_correction_counts_in_the_month_s_brief(house):
    data = house / "data/raw/xa-mau-2026"
    book(data / "tai chinh thang 3.2026 (dieu chinh).xlsx", Thu=[
        ["Báo cáo thu ngân sách tháng 3 năm 2026"], ["ĐVT: triệu đồng"],
        ["STT", "Chỉ tiêu", "Dự toán năm 2026", "Thực hiện tháng 3", "Luỹ kế từ đầu năm"],
        ["A", "Tổng thu NSNN trên địa bàn", 45200, 4915.2, 12135.7]])  # fmt: skip
    assert open_book("2026-03", monthly(house)).assessments.measures["1"].to_date == pytest.approx(12.1357)


def kinds(folder, name, unit, bound, **sheets):
    """The kind drafted of one measure, what is asked of it, and sources.yml, of a programme with these sheets."""
    table = [["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"], ["1", name, unit, bound],
             ["2", "Thu ngân sách", "tỷ đồng", "90"], ["3", "Chi hỗ trợ sản xuất", "tỷ đồng", "40"]]  # fmt: skip
    asked = command.Asked("xa-2026", book(folder / "annex.xlsx", A=[["CHỈ TIÊU NĂM 2026 XÃ MẪU"], *table]))
    texts, decisions, *_ = command._made(asked, None, [book(folder / "bao cao nam 2026.xlsx", **sheets)])
    kind = yaml.safe_load(texts["programme.yml"])["targets"][0]["measures"][0]["kind"]
    return kind, [d.ask for d in decisions if d.where == f"1 {name}: kind"], texts["sources.yml"]


def test_months_whose_sum_a_table_tells_add_up_whatever_the_name_says(tmp_path):
    rows = [["TỔNG HỢP SỐ LIỆU NĂM 2026"], ["STT", "Chỉ tiêu", "ĐVT", "Tháng 1", "Tháng 2", "Tháng 3", "Cộng"],
            [1, "Số hộ đang di dời", "hộ", 2, 3, 4, 9]]  # fmt: skip
    kind, asked, sources = kinds(tmp_path, "Số hộ đang di dời", "hộ", "30", A=rows)
    assert (kind, asked) == ("flow", []) and "basis: level" not in sources


@pytest.mark.parametrize("so_far", [True, False])
def test_what_stands_at_a_months_end_is_not_added_up_and_is_asked(tmp_path, so_far):
    def sheet(m, stalls):  # with a column of sums that this row alone leaves empty, or by its size alone
        heads = ["TT", "Chỉ tiêu", "ĐVT", f"Tháng {m}", *[f"Lũy kế {m} tháng"] * so_far]
        sums = [
            ["2", "Thu ngân sách", "tỷ đồng", 5, 5 * m],
            ["3", "Chi hỗ trợ sản xuất", "tỷ đồng", 2, 2 * m],
        ]
        rows = [["1", "Gian hàng ở chợ", "hộ", stalls], *(r[: len(heads)] for r in sums)]
        return [[f"BÁO CÁO THÁNG {m}/2026"], heads, *rows]

    kind, asked, sources = kinds(tmp_path, "Gian hàng ở chợ", "hộ", "130", T1=sheet(1, 121), T2=sheet(2, 124))
    assert kind == "level" and len(asked) == 1
    assert 'label: "Gian hàng ở chợ", measure: "1", unit: "hộ", basis: level' in sources


@pytest.mark.parametrize("so_far", [None, 121, 300])
def test_a_state_among_flows_in_a_single_month_is_asked(tmp_path, so_far):
    heads = ["TT", "Chỉ tiêu", "ĐVT", "Tháng 3", *["Lũy kế 3 tháng"] * bool(so_far)]
    rows = [["1", "Gian hàng ở chợ", "hộ", 121, so_far], ["2", "Thu ngân sách", "tỷ đồng", 5, 15]]
    month = [["BÁO CÁO THÁNG 3/2026"], heads, *(r[: len(heads)] for r in rows)]
    kind, asked, _ = kinds(tmp_path, "Gian hàng ở chợ", "hộ", "130", T3=month)
    assert (kind, len(asked)) == (("flow", 0) if so_far == 300 else ("level", 1))


def test_a_sheet_a_hamlet_is_never_surely_the_commune(tmp_path):
    heads = ["Nội dung", "Tháng 1/2026", "Tháng 2/2026"]
    sheets = {f"Ấp {n}": [[f"Kết quả giảm nghèo ấp {n}"], heads, ["Số hộ thoát nghèo", 1, n]] for n in (1, 2)}
    months = {
        "T1": [["Giảm nghèo tháng 1/2026"], heads[:2], ["Số hộ thoát nghèo", 1]],
        "T2": [["Giảm nghèo tháng 2/2026"], heads, ["Số hộ thoát nghèo", 3, 2]],
    }  # a month told again
    known = [Known("1", "Số hộ thoát nghèo", "hộ", False, "o", (40.0,))]
    for made, sure in ((sheets, False), (months, True)):
        (tmp_path / str(sure)).mkdir()
        _, claims, _ = draft_sources("x", [book(tmp_path / str(sure) / "a.xlsx", **made)], known, 2026)
        assert {c.sure for c in claims} == {sure}


def test_a_count_is_not_offered_as_a_rate_and_a_unit_nobody_knows_is_its_like(tmp_path):
    made = [["Một cửa tháng 3/2026"], ["Lĩnh vực", "Tiếp nhận", "Đúng hạn"], ["Hộ tịch", 100, 98], ["Đất", 50, 45],
            ["Tổng cộng", 150, 143]]  # fmt: skip
    rate = [Known("1", "Tỷ lệ hồ sơ đúng hạn", "%", True, "o", (99.0,))]
    assert draft_sources("x", [book(tmp_path / "a.xlsx", A=made)], rate, 2026)[1] == []
    made = [["Kết quả tháng 3/2026"], ["Nội dung", "ĐVT", "Chỉ tiêu năm", "Tháng 3"], ["Thông tầng", "cửa", 8, 2],
            ["Xây chòi gác rừng", "chòi gác", 12, 3]]  # fmt: skip
    towers = [Known("1", "Xây chòi gác", "chòi gác", False, "o", (12.0,))]
    assert [c.sure for c in draft_sources("x", [book(tmp_path / "b.xlsx", A=made)], towers, 2026)[1]] == [
        True
    ]


def test_what_a_year_is_to_bring_is_counted_in_its_own_unit():
    said = (
        "Chỉ tiêu năm 2026:\n- Trồng rừng mới: 30 ha/năm.\n- Thu nhập bình quân: 45 triệu đồng/người/năm.\n"
    )
    planned = plan(drafts_of(Document([Line(t, "") for t in said.splitlines()])), 2026)
    assert [(p.draft.unit, p.kind) for p in planned] == [("ha", "flow"), ("triệu đồng/người/năm", "annual")]


def test_rates_below_a_total_and_a_row_of_several_sheets_are_listed_in_one_line(tmp_path):
    projects = [[n, f"Đường {n}", 100, 50, 50 + n] for n in range(1, 6)]
    heads = ["TT", "Công trình", "Kế hoạch vốn", "Đã giải ngân", "Tỷ lệ (%)"]
    table = [["TIẾN ĐỘ GIẢI NGÂN VỐN ĐẦU TƯ CÔNG ĐẾN 31/3/2026"], ["ĐVT: triệu đồng"], heads, *projects,
             ["", "Tổng", 500, 250, 50]]  # fmt: skip
    fees = {f"T{m}": [[f"THU NGÂN SÁCH THÁNG {m}/2026"], ["ĐVT: triệu đồng"], ["TT", "Chỉ tiêu", f"Tháng {m}"],
                      [1, "Thu ngân sách", 9], [2, "Lệ phí chợ", 3]] for m in (1, 2, 3)}  # fmt: skip
    measures = [
        Known("1", "Thu ngân sách", "triệu đồng", False, "o"),
        RATE,
    ]
    files = [book(tmp_path / "giai ngan T3.xlsx", A=table), book(tmp_path / "thu 2026.xlsx", **fees)]
    *_, unclaimed = draft_sources("x", files, measures, 2026)
    rates, fee = [line for line in unclaimed if "số mới nhất" in line]
    assert "“Đường 1”" in rates and "E4 = 51 % … E8 (và 4 dòng như vậy" in rates
    assert "T3!B5 “Lệ phí chợ”" in fee and "(và 2 dòng như vậy" in fee


def test_an_annex_that_lies_among_the_data_is_no_report(tmp_path, monkeypatch):
    for folder in ("params", "notebooks", "given"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    given = tmp_path / "given"
    files(given)
    assert command.run(command.Asked("xa-mau-2026", annex(given / "phu luc.docx"), (given,))) == 0
    assert {f.suffix for f in (tmp_path / "data/raw/xa-mau-2026").iterdir()} == {".xlsx"}


def test_a_sheet_a_month_with_a_column_of_amounts_is_offered_with_its_unit(tmp_path):
    heads = ["STT", "Nội dung", "Đơn vị", "Số lượng", "Ghi chú"]
    months = {f"T{m}": [[f"CÔNG TÁC XÃ HỘI THÁNG {m}/2026"], heads,
                        [1, "Lao động được giải quyết việc làm", "Người", 80 + m, "tạm"]] for m in (1, 2)}  # fmt: skip
    file = book(tmp_path / "viec lam 2026.xlsx", **months)
    known = [Known("6", "Số lao động được giải quyết việc làm", "người", False, "o")]
    text, claims, _ = draft_sources("x", [file], known, 2026)
    assert [(c.sure, c.cells[0]) for c in claims] == [(False, "T1!D3 = 81"), (False, "T2!D3 = 82")]
    assert '#        columns: [{words: "số lượng", basis: month}]' in text


@pytest.mark.parametrize(
    "title, area",
    [
        ("CHỈ TIÊU KINH TẾ - XÃ HỘI NĂM 2026 XÃ TÂN LONG", "xã Tân Long"),
        ("KẾ HOẠCH XÃ TÂN LONG NĂM 2026", "xã Tân Long"),
        ("KẾ HOẠCH XÃ NĂM CĂN NĂM 2026", "xã Năm Căn"),
    ],
)
def test_the_area_of_a_title_in_capitals_has_no_year_and_is_no_field(title, area):
    assert command._area(Document([Line(title, "dòng 1")])) == area


def test_fewer_than_last_year_with_its_own_figure_says_that_last_year_s_is_missing(tmp_path, monkeypatch):
    rows = [["1", "Số vụ cháy", "Vụ", "", "Giảm so với năm 2025", "Công an xã"], *ROWS[1:]]
    monkeypatch.chdir(home := tmp_path)
    for folder in ("params", "notebooks"):
        (home / folder).mkdir()
    fires = [
        ["SỐ VỤ CHÁY NĂM 2026"],
        ["TT", "Nội dung", "ĐVT", "Tháng 1", "Tháng 2"],
        [1, "Số vụ cháy", "vụ", 1, 2],
    ]
    asked = command.Asked("x-2026", annex(home / "a.docx", rows), (book(home / "chay 2026.xlsx", A=fires),))
    assert command.run(asked) == 0
    seen = open_book("2026-02", home / "params/x-2026/monthly.yml")
    entry = next(x for x in seen.view.measures() if x.measure.id == "1")
    assert entry.a.to_date == 3 and entry.unjudged == "thiếu số liệu năm trước để so"


def test_rows_of_one_label_are_told_apart_by_the_row_above_or_not_read(tmp_path):
    head = ["STT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2026", "Thực hiện tháng 3", "Lũy kế từ đầu năm"]
    title = ["BÁO CÁO THÁNG 3 NĂM 2026"]
    known = [Known("1", "Sản lượng lúa", "tấn", False, "o", (5000.0,))]
    known.append(Known("2", "Sản lượng ngô", "tấn", False, "o", (800.0,)))
    rows = [
        ["1", "Lúa"],
        ["", "- Sản lượng", "tấn", 5000, 90, 2400],
        ["2", "Ngô"],
        ["", "- Sản lượng", "tấn", 800, 7, 300],
    ]
    told = draft_sources("x", [book(tmp_path / "a.xlsx", A=[title, head, *rows])], known, 2026)[1]
    so_far = {c.measure: c.told["year_to_date", "2026-03"] for c in told if c.sure}
    assert so_far == {"1": 2400, "2": 300}
    alone = [["1", "Sản lượng", "tấn", 5000, 90, 2400], ["2", "Sản lượng", "tấn", 800, 7, 300]]
    assert draft_sources("x", [book(tmp_path / "b.xlsx", A=[title, head, *alone])], known, 2026)[1] == []


@pytest.mark.parametrize(
    "name, unit, label",
    [
        ("Tổng số hộ nghèo", "hộ", "Số hộ cận nghèo"),
        ("Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "Tỷ lệ hồ sơ giải quyết trễ hạn"),
        ("Số trường đạt chuẩn quốc gia mức độ 1", "trường", "Số trường đạt chuẩn quốc gia mức độ 2"),
    ],
)
def test_what_is_surely_another_figure_is_not_offered(tmp_path, name, unit, label):
    rows = [
        ["BÁO CÁO THÁNG 3 NĂM 2026"],
        ["STT", "Chỉ tiêu", "ĐVT", "Thực hiện tháng 3"],
        ["1", label, unit, 7],
    ]
    assert (
        draft_sources("x", [book(tmp_path / "a.xlsx", A=rows)], [Known("1", name, unit, True, "o")], 2026)[1]
        == []
    )


def test_a_column_whose_head_names_the_target_goes_before_one_that_the_title_helps(tmp_path):
    rows = [["THEO DÕI HỘ NGHÈO, HỘ CẬN NGHÈO THÁNG 3 NĂM 2026"],
            ["STT", "Ấp", "Tổng số hộ", "Hộ nghèo", "Hộ cận nghèo"],
            [1, "Ấp 1", 500, 20, 30], [2, "Ấp 2", 600, 25, 28], ["", "Cộng", 1100, 45, 58]]  # fmt: skip
    known = [Known("1", "Số hộ nghèo", "hộ", True, "o")]
    (claim,) = draft_sources("x", [book(tmp_path / "a.xlsx", A=rows)], known, 2026)[1]
    assert claim.cells == ["A!D5 = 45"] and not claim.sure


def test_what_was_done_beside_a_plan_is_offered_and_so_is_an_english_total(tmp_path):
    rows = [["TIẾN ĐỘ SẢN XUẤT ĐẾN NGÀY 15/3/2026"], ["Chỉ tiêu", "ĐVT", "KH", "Thực hiện", "% KH"],
            ["Diện tích gieo trồng", "ha", 1200, 640, 53.3], ["Trong đó: Lúa", "ha", 900, 520, 57.8]]  # fmt: skip
    known = [Known("1", "Diện tích gieo trồng", "ha", False, "o", (1200.0,))]
    (claim,) = draft_sources("x", [book(tmp_path / "a.xlsx", A=rows)], known, 2026)[1]
    assert [*claim.told.values()] == [640.0] and not claim.sure
    rows = [["Visitors 2026"], ["Site", "Jan", "Feb", "Total"], ["Museum", 10, 12, 22], ["Park", 40, 42, 82]]
    known = [Known("1", "Number of visitors", "visitors", False, "o", (900.0,))]
    path = book(tmp_path / "b.xlsx", A=[*rows, ["Total", 50, 54, 104]])
    (claim,) = draft_sources("x", [path], known, 2026)[1]
    assert [v for (basis, _), v in claim.told.items() if basis == "month"] == [50.0, 54.0]


def test_months_on_a_sheet_for_each_hamlet_or_on_one_hamlet_s_alone_are_asked(tmp_path):
    """The office has no list of places: one hamlet is never the commune, whichever way the months run."""
    known = [Known("6", "Số lao động có việc làm mới", "người", False, "vh", (450.0,), True)]
    heads, name = ["Tháng", "Số lao động có việc làm mới (người)"], "Kết quả giải quyết việc làm năm 2026"
    of = {f"Ấp {n}": [[f"{name} - ẤP {n.upper()}"], heads, ["Tháng 1/2026", 10 + i], ["Tháng 2/2026", 8 + i]]
          for i, n in enumerate(("Hòa Bình", "Hòa Lợi", "Phú Mỹ"))}  # fmt: skip
    one = {"Ấp Hòa Bình": of["Ấp Hòa Bình"]}
    for sheets in (of, one):
        path = book(tmp_path / f"viec lam {len(sheets)} ấp.xlsx", **sheets)
        _, claims, _ = draft_sources("x", [path], known, 2026)
        assert [c.sure for c in claims] == [False] and "ẤP HÒA BÌNH" in claims[0].doubt
    whole = book(
        tmp_path / "viec lam.xlsx", Sheet1=[[name], heads, ["Tháng 1/2026", 33], ["Tháng 2/2026", 27]]
    )
    assert [c.sure for c in draft_sources("x", [whole], known, 2026)[1]] == [True]


def test_wrapped_cells_two_tables_and_a_page_break_without_lines(tmp_path):
    """As a word processor prints cells without borders: lines of a cell below each other, a head of three lines, a
    table that goes on overleaf before the next begins."""
    pytest.importorskip("pdfplumber")
    import matplotlib
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    matplotlib.rcParams["pdf.fonttype"] = 42
    heads = [["STT", "Chỉ tiêu", "ĐVT", "Thực", "Kế", "Đơn vị"], ["", "", "", "hiện", "hoạch", "chủ trì"],
             ["", "", "", "2025", "2026", ""]]  # fmt: skip
    pages = (
        [["Biểu 1. Chỉ tiêu kinh tế"], *heads, ["1", "Tổng giá", "tỷ đồng", "1.250", "1.380", "Phòng"],
         ["", "trị sản", "", "", "", "Kinh tế"], ["", "xuất", "", "", "", ""],
         ["", "Trong đó:", "triệu", "600", "750", "Phòng"], ["", "dịch vụ", "đồng", "", "", "Kinh tế"],
         ["2", "Diện tích", "ha", "42", "50", "Phòng"], ["", "rau", "", "", "", "Kinh tế"]],
        [["", "an toàn"], ["Biểu 2. Chỉ tiêu văn hóa - xã hội"], *heads,
         ["3", "Số vụ tai", "vụ", "9", "giảm so", "Công an"], ["", "nạn", "", "", "với năm", "xã"],
         ["", "", "", "", "2025", ""], ["4", "Hộ nghèo", "%", "2,1", "≤ 1,8", "Phòng"], ["Nơi nhận:"],
         ["- Lưu: VT, 02 bản."]],
    )  # fmt: skip
    with PdfPages(tmp_path / "a.pdf") as pdf:
        for lines in pages:
            figure = Figure(figsize=(8, 11))
            for i, line in enumerate(lines):
                for x, text in zip((0.1, 0.18, 0.35, 0.48, 0.6, 0.75), line, strict=False):
                    figure.text(x, 0.9 - 0.02 * i, text)
            pdf.savefig(figure)
    found, document = read_annex(tmp_path / "a.pdf")
    assert [(d.no, d.name, d.low or d.high, d.unit, d.base) for d in found] == [
        ("1", "Tổng giá trị sản xuất", 1380, "tỷ đồng", 1250),
        ("1", "Tổng giá trị sản xuất: dịch vụ", 750, "triệu đồng", 600),
        ("2", "Diện tích rau an toàn", 50, "ha", 42), ("3", "Số vụ tai nạn", None, "vụ", None),
        ("4", "Hộ nghèo", 1.8, "%", 2.1),
    ]  # fmt: skip
    assert not document.notes


def test_what_a_cell_reduces_to_bears_the_name_of_its_row():
    head = ["No", "Indicator", "Unit", "2025", "Target 2026"]
    rows = [
        ["1", "Non-revenue water", "%", "31.2", "Reduce to 28"],
        ["2", "Complaints answered in time", "%", "85", "over 90"],
    ]
    document = Document([Table([head, *rows], ["a", "b", "c"])])
    water, answered = drafts_of(document)
    assert (water.name, water.rule, water.high, water.kind) == ("Non-revenue water", "le", 28, "level")
    assert (answered.rule, answered.low, answered.doubts) == ("gt", 90, [])


def test_a_letter_without_a_figure_has_no_target(tmp_path, monkeypatch):
    letter = tmp_path / "thu.txt"
    letter.write_text("Chào các anh chị\nKhông có số nào ở đây.\n", encoding="utf-8")
    assert read_annex(letter)[0] == []
    (tmp_path / "params").mkdir()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    assert command.run(command.Asked("xa-2026", letter)) == 2
    assert not (tmp_path / "params/xa-2026").exists()


def test_a_table_by_hamlet_of_other_words_has_lines_to_fill_in(tmp_path):
    rows = [["Kết quả cân đo trẻ dưới 5 tuổi tháng 3/2026"], ["Ấp", "Số trẻ cân đo", "Tỷ lệ thấp còi (%)"],
            ["Ấp 1", 120, 9.2], ["Ấp 2", 98, 10.2], ["Tổng cộng", 218, 9.6]]  # fmt: skip
    path = book(tmp_path / "can do.xlsx", A=rows)
    drafted = "\n".join(begun(path)).replace('owner: "?"', "owner: tyt")
    drafted = drafted.replace(
        'words: "tỷ lệ thấp còi", measure: "?"', 'words: "tỷ lệ thấp còi", measure: "11"'
    )
    (tmp_path / "sources.yml").write_text(drafted.replace('"?"}]', '"11"}]'), encoding="utf-8")
    found = read_file(path, load_sources(tmp_path / "sources.yml")).observations
    assert ("11", 9.6, "2026-03") in [(o["measure"], o["value"], o["period"]) for o in found]


def test_a_target_told_of_last_year_is_one_in_draft_file_form_and_verdict(capsys, tmp_path):
    head = ["STT", "Chỉ tiêu", "Đơn vị", "Thực hiện 2025", "Kế hoạch 2026"]
    rows = [
        ["1", "Số vụ cháy so với năm 2025", "Vụ", 3, "Giảm 10%"],
        ["2", "Sản lượng lúa", "tấn", 3000, 3200],
    ]
    path = book(tmp_path / "pl.xlsx", A=[["CHỈ TIÊU NĂM 2026"], head, *rows])
    assert command.run(command.Asked(annex=path, draft=True)) == 0
    drafted = " ".join(capsys.readouterr().out.split())
    assert "Số vụ cháy " in drafted and "mức giảm" not in drafted and "last_year * 0.9" in drafted
    fires, _ = plan(read_annex(path)[0], 2026)
    assert fires.notes and fires.draft.base == 3  # among what a person must decide
    measure = Measure(id="1", name_vi="Số vụ cháy", unit="vụ", kind="flow", rule="le", cadence="month", base=3,
                      target_from="last_year * 0.9", number="derived")  # fmt: skip
    assert of_last_year(measure, measure.base) == 2 and measure.reading
    assert forms._rows(measure, "vi")[0][-1].endswith("2")
