"""`brief new`: a programme of one's own that loads and gives figures at once; nothing is overwritten; a roll-over."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from analysis.book import open_book
from analysis.draft import command, roll
from analysis.draft.annex import drafts_of, read_annex
from analysis.draft.document import of_text
from analysis.draft.meaning import Draft, kind_of
from analysis.draft.programme_file import plan, programme_yaml
from analysis.draft.sources_file import Claim, Known, _factor, alike, best, draft_sources
from analysis.draft.table_words import title_words
from analysis.ingest.names import Names
from analysis.ingest.read import read_file
from analysis.notes import load_notes
from analysis.programme import load_programme
from analysis.yamlfile import read_document

ROOT = Path(__file__).parents[2]
ANNEX = """PHỤ LỤC
CÁC CHỈ TIÊU NĂM 2026 CỦA XÃ MẪU

TT\tChỉ tiêu\tĐVT\tƯớc TH 2025\tKế hoạch 2026\tCơ quan theo dõi
I\tKINH TẾ
1\tThu ngân sách nhà nước trên địa bàn\ttriệu đồng\t13.100\t14.000\tPhòng Kinh tế
2\tTổng diện tích gieo trồng\tha\t3.162,5\t3.200\tPhòng Kinh tế
\t- Lúa\tha\t2.110\t2.120\tPhòng Kinh tế
II\tXÃ HỘI
3\tTỷ lệ hộ nghèo đa chiều\t%\t1,42\tDưới 1,2\tPhòng Văn hóa - Xã hội
4\tTỷ lệ dân số tham gia BHYT\t%\t95,3\t≥ 95,5\tPhòng Văn hóa - Xã hội
5\tCơ cấu lao động phi nông nghiệp\t%\t40\t42\tPhòng Văn hóa - Xã hội
"""


def sheet(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def revenue(path, month, amount, sum_):
    return sheet(path, [["PHÒNG KINH TẾ"], [f"Kết quả thu ngân sách tháng {month} năm 2026"], ["Đơn vị tính: "
        "triệu đồng"],
                        ["STT", "Nội dung", f"Thực hiện tháng {month}", f"Lũy kế {month} tháng"],
                        [1, "Thu ngân sách nhà nước trên địa bàn", amount, sum_], [2, "Thu khác", 1, 2]])  # fmt: skip


@pytest.fixture
def house(tmp_path, monkeypatch):
    (tmp_path / "params").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "annex.txt").write_text(ANNEX, encoding="utf-8")
    for month, amount, total in ((1, 900, 900), (2, 1000, 1900)):
        revenue(tmp_path / f"thu-2026-0{month}.xlsx", month, amount, total)
    sheet(tmp_path / "vhxh.xlsx", [["Bảng theo dõi bảo hiểm y tế năm 2026"], ["Tháng", "Tỷ lệ dân số tham gia "
        "BHYT (%)", "Ghi chú (lần)"],
                                   ["Tháng 1/2026", 95.1, 1], ["Tháng 2/2026", 95.2, 1]])  # fmt: skip
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(house, name="xa-mau-2026", **more):
    data = tuple(sorted(house.glob("*.xlsx")))
    return command.run(command.Asked(name, house / "annex.txt", data, **more))


def test_annex_and_files_become_a_programme_with_figures(house, capsys):
    assert new(house) == 0
    book = open_book(None, house / "params/xa-mau-2026/monthly.yml")
    assert book.month == "2026-02"
    judged = book.assessments.measures
    assert (judged["1"].to_date, judged["4"].to_date) == (1900, 95.2)
    programme = book.programme
    assert programme.area.name_vi == "xã Mẫu" and programme.numbered == 5
    assert [o.id for o in programme.owners] == ["phong-kinh-te", "phong-van-hoa-xa-hoi"]
    assert [(m.id, m.role, m.rule) for t in programme.targets for m in t.measures] == [
        ("1", "main", "ge"), ("2", "main", "ge"), ("2a", "component", "ge"), ("3", "main", "le"), ("4", "main", "ge"),
        ("5", "watch", "watch"),
    ]  # fmt: skip
    assert {m.reading_vi.startswith("In: ") for m in programme.measures.values()} == {True}
    told = book.words.conclusion().text
    assert set(book.verdicts["status"]) <= {"too_early", "not_due", "no_data", "watch"}
    assert "chưa chỉ tiêu nào đánh giá được" in told and "không có chỉ tiêu nào chậm" not in told
    said = capsys.readouterr().out
    assert "Cần người quyết định" in said and "B5" in said and "[dòng" in said
    text = (house / "params/xa-mau-2026/programme.yml").read_text(encoding="utf-8")
    assert "# ?" in text and "a share of a structure" in text
    assert sorted(p.name for p in (house / "data/raw/xa-mau-2026").iterdir()) == [
        "thu-2026-01.xlsx",
        "thu-2026-02.xlsx",
        "vhxh.xlsx",
    ]
    assert [p.name for p in (house / "params/xa-mau-2026/notes").iterdir()] == ["2026-01.yml"]


def test_a_form_of_a_sheet_a_month_is_one_question_and_one_rule(house, capsys):
    form = openpyxl.Workbook()
    for month in (1, 2, 3):
        page = form.create_sheet(f"T{month}")
        for row in (
            [f"KẾT QUẢ THAM GIA BẢO HIỂM Y TẾ THEO ẤP ĐẾN HẾT THÁNG {month}/2026"],
            ["TT", "Ấp", "Dân số (người)", "Tỷ lệ bao phủ (%)"],
            [1, "Ấp 1", 3000, 94 + month],
            [2, "Ấp 2", 2000, 94 + month],
            ["", "Tổng cộng", 5000, 94 + month],
        ):
            page.append(row)  # fmt: skip
    del form["Sheet"]
    form.save(house / "vhxh.xlsx")
    assert new(house) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("Có phải chỉ tiêu này?") == 1 and "2 trang nữa" in said
    sources = (house / "params/xa-mau-2026/sources.yml").read_text(encoding="utf-8")
    assert sources.count('words: "tỷ lệ bao phủ", measure: "4"') == 1


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".x", "con", "xã-mẫu", "a b"])
def test_a_name_is_confined_to_one_folder(house, capsys, name):
    assert new(house, name) == 2
    assert list((house / "params").iterdir()) == [] and not (house / "data").exists()
    assert "letters, digits and hyphens" in capsys.readouterr().err


@pytest.mark.parametrize("taken", ["params/xa-mau-2026", "data/raw/xa-mau-2026"])
def test_nothing_is_overwritten(house, capsys, taken):
    (house / taken).mkdir(parents=True)
    (house / taken / "mine.txt").write_text("mine", encoding="utf-8")
    assert new(house) == 2
    assert [p.name for p in (house / taken).iterdir()] == ["mine.txt"]
    assert "nothing is overwritten" in capsys.readouterr().err


def test_a_broken_annex_leaves_nothing_behind(house):
    (house / "annex.txt").write_bytes(b"")
    assert new(house) == 2
    assert list((house / "params").iterdir()) == [] and not (house / "data").exists()


def known(**names):
    return [Known(id, name, unit, unit == "%", "o") for id, (name, unit) in names.items()]


def test_a_doubtful_row_is_matched_with_nothing(tmp_path):
    file = revenue(tmp_path / "thu.xlsx", 1, 900, 900)
    exact = known(a=("Thu ngân sách nhà nước trên địa bàn", "tỷ đồng"))
    assert [c.measure for c in draft_sources("x", [file], exact)[1]] == ["a"]
    other_unit = known(a=("Thu ngân sách nhà nước trên địa bàn", "ha"))
    like = known(a=("Chi ngân sách nhà nước trên địa bàn", "tỷ đồng"))
    two = known(a=("Thu ngân sách nhà nước", "tỷ đồng"), b=("Tổng thu ngân sách nhà nước", "tỷ đồng"))
    for measures in (other_unit, like, two):
        text, claims, unclaimed = draft_sources("x", [file], measures)
        assert claims == [] and "sources: []" in text and "thu.xlsx" in unclaimed[0]


def test_near_names_differ():
    poor = Known("a", "Tỷ lệ hộ nghèo", "%", True, "o")
    assert alike("Tỷ lệ hộ nghèo", poor) == 1 and alike("Tỷ lệ hộ cận nghèo", poor) < 0.78


def test_last_years_programme_becomes_the_next(house, capsys):
    shutil.copytree(ROOT / "params/can-duoc-2025", house / "params/can-duoc-2025")
    (house / "data/raw/can-duoc-2025").mkdir(parents=True)
    shutil.copy(ROOT / "data/raw/can-duoc-2025/places.csv", house / "data/raw/can-duoc-2025")
    assert command.run(command.Asked("can-duoc-2026", old="can-duoc-2025")) == 0
    before, after = (load_programme(house / f"params/can-duoc-{y}/programme.yml") for y in (2025, 2026))
    assert after.year == 2026 and list(after.measures) == list(before.measures)
    assert {m.number for m in after.measures.values() if m.low is not None} == {"last_year"}
    assert all(c.deadline is None or c.deadline.year == 2026 for c in after.commitments)
    assert not [o for o in after.owners if o.until and o.until.year < 2026]
    assert [t.owner for t in after.measures["2"].leads] == [
        "kinh-te"
    ]  # who led until June is gone with its office
    said = capsys.readouterr().out
    assert re.search(r"the new\s+deadline", said) and "the target" in said
    for file in ("sources.yml", "monthly.yml"):
        assert "can-duoc-2025/" not in (house / "params/can-duoc-2026" / file).read_text(encoding="utf-8")


def test_a_new_annex_beside_the_rolled_programme_says_what_is_set_asked_new_and_gone():
    old = known(
        a=("Sản lượng lúa", "tấn"),
        b=("Số lao động được giải quyết việc làm", "người"),
        c=("Số vụ cháy", "vụ"),
    )
    annex = (
        "Chỉ tiêu:\n- Sản lượng lúa 840 tấn.\n- Giải quyết việc làm cho 52 lao động.\n- Trồng 20 ha rừng.\n"
    )
    told = command._compared(drafts_of(of_text(annex)), old)
    assert [(d.where.split()[0], "set the bound" in d.ask, "is it this" in d.ask) for d in told] == [
        ("a", True, False), ("b", True, True), ("Trồng", False, False), ("programme.yml:", False, False),
    ]  # fmt: skip
    assert told[-1].now == "c" and told[1].now == "Giải quyết việc làm: từ 52 lao động trở lên"


def test_results_of_the_whole_year_become_the_base():
    tree = read_document(ROOT / "params/can-duoc-2025/programme.yml", "programme.yml").content
    rolled, decisions = roll.rolled(tree, "can-duoc-2026", {"4": 612.5, "10": 0.75}, "2025-12")
    measures = {m["id"]: m for t in rolled["targets"] for m in t["measures"]}
    assert (measures["4"]["base"], measures["10"]["base"]) == (612.5, 0.75)
    assert "base" not in measures["1"] and "growth_printed" not in measures["1"]
    assert any("gốc 612,5" in d.now and "ge " not in d.now for d in decisions)


def test_the_notes_template_is_what_the_notes_take(house):
    assert new(house) == 0
    folder = house / "params/xa-mau-2026/notes"
    text = (folder / "2026-01.yml").read_text(encoding="utf-8")
    keys = ("asks", "causes", "assigned")
    lines = [line.removeprefix("#") if line.startswith("#  ") else line for line in text.splitlines()]
    lines = [f"{key}:" if (key := line[2:].partition(":")[0]) in keys else line for line in lines]
    (folder / "2026-01.yml").write_text("\n".join(lines), encoding="utf-8")
    notes = load_notes(folder, "2026-01", programme=load_programme(folder.parent / "programme.yml"))
    assert notes.asks[0].decides and notes.asks[0].lead == "phong-kinh-te" and notes.asks[0].deadline
    assert notes.causes[0].measure == "1" and notes.assigned[0].owner == "phong-kinh-te"


@pytest.mark.parametrize("name", ["2026", "true", "null"])
def test_a_name_that_yaml_would_change_stays_a_name(house, name):
    assert new(house, name) == 0
    assert open_book("2026-02", house / f"params/{name}/monthly.yml").programme.id == name


def test_a_folder_for_an_annex_is_told(house, capsys):
    assert command.run(command.Asked("x-2026", house / "params")) == 2
    assert "a folder" in capsys.readouterr().err


def test_an_unknown_programme_to_roll(house, capsys):
    assert command.run(command.Asked("x-2026", old="khong-co")) == 2
    assert "khong-co" in capsys.readouterr().err


def test_what_fails_half_way_leaves_nothing_behind(house, monkeypatch):
    monkeypatch.setattr(command, "moved", lambda *_: (_ for _ in ()).throw(PermissionError("held")))
    with pytest.raises(PermissionError):
        new(house)
    assert list((house / "params").iterdir()) == [] and not (house / "data/raw/xa-mau-2026").exists()


def test_a_share_told_without_its_counts_is_a_level_with_its_figure(house):
    (house / "annex.txt").write_text(
        ANNEX + "6\tTỷ lệ hồ sơ giải quyết trễ hạn\t%\t2\tDưới 1\tVăn phòng\n", encoding="utf-8"
    )
    sheet(house / "hoso.xlsx", [["Kết quả giải quyết hồ sơ tháng 2 năm 2026"], ["STT", "Nội dung", "ĐVT", "Tháng 2"],
                                [1, "Tỷ lệ hồ sơ giải quyết trễ hạn", "%", 1.4], [2, "Khác", "%", 1]])  # fmt: skip
    assert new(house) == 0
    book = open_book("2026-02", house / "params/xa-mau-2026/monthly.yml")
    late = book.verdicts.loc["6"]
    assert (late["kind"], late["to_date"], late["low"], late["high"]) == (
        "level",
        1.4,
        pytest.approx(float("nan"), nan_ok=True),
        1.0,
    )


def test_targets_without_a_figure_in_the_files_given_are_listed(house, monkeypatch):
    made = []
    told = command.Decision
    monkeypatch.setattr(command, "Decision", lambda *words: made.append(told(*words)) or made[-1])
    new(house)
    missed = next(d.now for d in made if "Chưa thấy số" in d.ask)
    assert "Tổng diện tích gieo trồng" in missed and "Thu ngân sách" not in missed


def test_a_row_is_matched_by_initials_fillers_and_its_own_plan(tmp_path):
    head = ["STT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm", "Thực hiện tháng 1", "Lũy kế từ đầu năm"]
    rows = [[1, "Thu ngân sách", "Triệu đồng", 16500, 1301, 1301], [2, "Tỷ lệ tham gia BHYT", "%", None, 95.2, None],
            [3, "Tỷ lệ hộ đạt chuẩn văn hóa", "%", 97, 96.6, None], [4, "Giải quyết việc làm", "Người", None, 71, 71],
            [5, "Chi thường xuyên", "Triệu đồng", 9000, 800, 800]]  # fmt: skip
    file = sheet(
        tmp_path / "bc-T1-2026.xlsx", [["Kết quả thực hiện một số chỉ tiêu tháng 1 năm 2026"], head, *rows]
    )
    measures = [
        Known("1", "Tổng thu ngân sách nhà nước trên địa bàn", "triệu đồng", False, "o", (16500.0,)),
        Known("2", "Tỷ lệ dân số tham gia bảo hiểm y tế", "%", True, "o", (96.0,)),
        Known("3", "Tỷ lệ hộ gia đình đạt chuẩn văn hóa", "%", True, "o", (98.0,)),
        Known("4", "Số lao động được giải quyết việc làm mới", "người", False, "o", (850.0,)),
        Known("5", "Thu thường xuyên", "triệu đồng", False, "o", (7000.0,)),
    ]
    text, claims, _ = draft_sources("x", [file], measures)
    assert {c.measure: c.sure for c in claims} == {"1": True, "2": True, "3": True, "4": False}
    assert {c.measure: c.plan for c in claims if c.plan} == {
        "3": 97.0
    }  # another plan than the target's is told
    assert '#          - {label: "Giải quyết việc làm"' in text and "bc-T*.xlsx" in text
    other = [replace(m, plans=(1.0,)) for m in measures]
    assert {c.measure for c in draft_sources("x", [file], other)[1] if c.sure} == {"2", "3"}


def test_a_table_without_a_title_and_months_down_the_rows(tmp_path):
    measures = known(
        a=("Thu ngân sách nhà nước trên địa bàn", "triệu đồng"), b=("Số lao động có việc làm mới", "người")
    )
    bare = sheet(tmp_path / "so T1.xlsx", [["STT", "Chỉ tiêu", "ĐVT", "Tháng 1/2026", "Lũy kế"],
                                           [1, "Thu ngân sách nhà nước trên địa bàn", "triệu đồng", 900, 900],
                                           [2, "Khác", "ha", 9, 9]])  # fmt: skip
    text, claims, _ = draft_sources("x", [bare], measures)
    assert 'title: "*"' in text and [c.cells for c in claims] == [["Sheet!D2 = 900", "Sheet!E2 = 900"]]
    down = sheet(tmp_path / "ngang.xlsx", [["Theo dõi năm 2026"],
                                           ["Tháng", "Thu NSNN trên địa bàn (triệu đồng)", "Việc làm mới (người)"],
                                           ["Tháng 1", 900, 70], ["Tháng 2", 950, 71]])  # fmt: skip
    text, claims, _ = draft_sources("x", [down], measures)
    assert {c.measure: c.sure for c in claims} == {
        "a": True,
        "b": False,
    } and '#          - {words: "việc làm mới"' in text


def test_a_row_without_a_figure_yet_is_declared_and_one_with_fewer_words_offered(tmp_path):
    head = ["STT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm", "Thực hiện tháng 1"]
    rows = [[1, "Sản lượng lúa", "tấn", 31500, "-"], [2, "Trồng cây", "cây", 900, 70],
            [3, "Tỷ lệ bao phủ BHYT", "%", 95.5, 95.2], [4, "Tỷ lệ hộ nghèo", "%", None, 1.35]]  # fmt: skip
    file = sheet(tmp_path / "bc-T1.xlsx", [["Kết quả một số chỉ tiêu tháng 1 năm 2026"], head, *rows])
    measures = [
        Known("1", "Sản lượng lúa", "tấn", False, "o", (31500.0,)),
        Known("2", "Trồng cây", "cây", False, "o", (900.0,)),
        Known("3", "Tỷ lệ người dân tham gia bảo hiểm y tế", "%", True, "o", (95.5,)),
        Known("4", "Tỷ lệ hộ nghèo theo chuẩn đa chiều", "%", True, "o", (1.0,)),
    ]  # fmt: skip
    _, claims, _ = draft_sources("x", [file], measures)
    assert {c.measure: (c.sure, bool(c.cells)) for c in claims} == {
        "1": (True, False), "2": (True, True), "3": (False, True), "4": (False, True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("label", "plan", "name", "unit", "bound"),
    [
        ("Tỷ lệ hộ có nhà tiêu hợp vệ sinh", 5, "Tỷ lệ hộ không có nhà tiêu hợp vệ sinh", "%", 5),
        ("Số xã đạt chuẩn nông thôn mới", None, "Số xã đạt chuẩn nông thôn mới nâng cao", "xã", 3),
        ("Tỷ lệ tham gia BHTN", 12, "Tỷ lệ tham gia bảo hiểm tự nguyện", "%", 12),
        ("Tỷ lệ hồ sơ giải quyết", 1.5, "Tỷ lệ hồ sơ giải quyết trễ hạn", "%", 1.5),
    ],
)
def test_a_word_that_makes_another_figure_of_it_is_never_sure(tmp_path, label, plan, name, unit, bound):
    file = sheet(tmp_path / "bc-T1.xlsx", [["Kết quả một số chỉ tiêu tháng 1 năm 2026"],
                                           ["STT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm", "Thực hiện tháng 1"],
                                           [1, label, unit, plan, 4], [2, "Trồng cây", "cây", 900, 70]])  # fmt: skip
    measures = [
        Known("1", name, unit, True, "o", (bound,)),
        Known("2", "Trồng cây", "cây", False, "o", (900.0,)),
    ]
    _, claims, _ = draft_sources("x", [file], measures)
    assert "1" not in {c.measure for c in claims if c.sure} and "2" in {c.measure for c in claims}


def test_a_row_of_several_months_is_declared_once_and_no_block_is_empty(tmp_path):
    files = [revenue(tmp_path / f"thu-2026-0{m}.xlsx", m, 900, 900 * m) for m in (1, 2)]
    text, claims, _ = draft_sources(
        "x", files, known(a=("Thu ngân sách nhà nước trên địa bàn", "triệu đồng"))
    )
    assert len(claims) == 2 and text.count("          - {label:") == 1
    near = sheet(tmp_path / "khac.xlsx", [["Kết quả khác tháng 1 năm 2026"], ["STT", "Nội dung", "ĐVT", "Tháng 1"],
                                          [1, "Thu ngân sách", "triệu đồng", 5], [2, "Khác", "ha", 5]])  # fmt: skip
    text, _, unclaimed = draft_sources(
        "x", [*files, near], known(a=("Thu ngân sách nhà nước trên địa bàn", "triệu đồng"))
    )
    assert "khac" not in text and unclaimed[0].startswith("khac.xlsx")


@pytest.mark.parametrize(("heading", "area"), [
    ("ỦY BAN NHÂN DÂN XÃ MỸ LỆ\nSố xã đạt chuẩn", "xã Mỹ Lệ"), ("của huyện Cần Đước năm", "huyện Cần Đước"),
    ("17/17 xã đạt chuẩn", ""),
])  # fmt: skip
def test_the_area_is_a_name(heading, area):
    assert command._area(of_text(heading)) == area


@pytest.mark.parametrize(("text", "called"), [
    ("PHỤ LỤC\nCÁC CHỈ TIÊU NĂM 2026 CỦA XÃ MẪU\n(Kèm theo Quyết định số 12/QĐ-UBND ngày 05/01/2026 của UBND xã Mẫu)",
     "Quyết định số 12/QĐ-UBND ngày 05/01/2026 của UBND xã Mẫu"),
    ("HUYỆN ỦY MẪU\nSố 38-CTr/HU\n\nCHƯƠNG TRÌNH\n", "Chương trình số 38-CTr/HU"),
    ("PHỤ LỤC\n\nCÁC CHỈ TIÊU NĂM 2026 CỦA XÃ MẪU\n", "Các chỉ tiêu năm 2026 của xã Mẫu"),
    ("Căn cứ Quyết định số 99/QĐ-UBND ngày 1/1/2020;\n\nThu 5 tỷ đồng.", ""),
])  # fmt: skip
def test_a_document_is_called_as_it_calls_itself(text, called):
    document = of_text(text)
    assert command._called(document, command._area(document)) == called


def test_the_document_and_the_base_s_note_stand_in_the_programme(house):
    annex = ANNEX.replace("95,3\t", "95,3 (20/21)\t").replace(
        "PHỤ LỤC\n", "PHỤ LỤC\n(Kèm theo Quyết định số 7/QĐ-UBND)\n"
    )
    (house / "annex.txt").write_text(annex, encoding="utf-8")
    assert new(house) == 0
    text = (house / "params/xa-mau-2026/programme.yml").read_text(encoding="utf-8")
    assert "base: 95.3  # in: 95,3 (20/21)" in text and 'document_vi: "Quyết định số 7/QĐ-UBND"' in text
    assert load_programme(house / "params/xa-mau-2026/programme.yml").measures["4"].base == 95.3


def uncommented(text: str) -> str:
    """A drafted sources file whose offered lines a person has confirmed."""
    lines = [line.removeprefix("#") if line.startswith("#  ") else line for line in text.splitlines()]
    return "\n".join(line for line in lines if not line.strip().startswith("[]"))


@pytest.mark.parametrize(("name", "title", "head", "period"), [
    ("thu.xlsx", "Kết quả thu ngân sách", ["Tháng 1", "Tháng 2"], 'period: "2026"'),
    ("thu T2-2026.xlsx", "Kết quả thu ngân sách", ["Trong tháng", "Lũy kế"], 'period: "*{month}-{year}.xlsx"'),
    ("thu T2-2026.xlsx", "Kết quả thu năm 2026", ["Trong tháng", "Lũy kế"], 'period: "*{month}-{year}.xlsx"'),
])  # fmt: skip
def test_a_period_that_a_table_does_not_say_is_for_a_person(tmp_path, name, title, head, period):
    file = sheet(tmp_path / name, [[title], ["STT", "Nội dung", "ĐVT", *head], [1, "Thu ngân sách", "triệu đồng", 5, 9],
                                   [2, "Khác", "ha", 1, 2]])  # fmt: skip
    measures = known(a=("Thu ngân sách", "triệu đồng"))
    text, claims, _ = draft_sources("x", [file], measures, 2026)
    assert [(c.sure, bool(c.guessed)) for c in claims] == [(False, True)] and period in text
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert period not in plain  # never silently
    (tmp_path / "s.yml").write_text(uncommented(text), encoding="utf-8")
    assert {o["period"][:4] for o in read_file(file, tmp_path / "s.yml").observations} == {"2026"}
    assert draft_sources("x", [file], measures)[1] == [] or "{" in period


def test_a_table_by_hamlets_gives_its_total_and_rows_only_where_they_are_units(tmp_path):
    measures = [Known("1", "Số lao động được giải quyết việc làm", "người", False, "o", (850.0,)),
                Known("2", "Tỷ lệ dân số tham gia bảo hiểm y tế", "%", True, "o", (95.5,))]  # fmt: skip
    flow = sheet(tmp_path / "vieclam-T3-2026.xlsx", [["Số lao động được giải quyết việc làm theo ấp tháng 3/2026"],
        ["ĐVT: người"], ["TT", "Ấp", "Kế hoạch năm", "Thực hiện tháng 3", "Lũy kế"], [1, "Ấp 1", 400, 20, 60],
        [2, "Ấp 2", 450, 30, 80], ["", "Tổng cộng", 850, 50, 140]])  # fmt: skip
    share = sheet(tmp_path / "bhyt-T3-2026.xlsx", [["Bảo hiểm y tế tháng 3/2026"],
        ["TT", "Ấp", "Dân số (người)", "Tỷ lệ dân số tham gia BHYT (%)"], [1, "Ấp 1", 400, 95.5],
        [2, "Ấp 2", 450, 94.5], ["", "Tổng cộng", 850, 95.1]])  # fmt: skip
    text, claims, _ = draft_sources("x", [flow, share], measures, 2026)
    assert {c.measure: (c.sure, c.cells) for c in claims} == {
        "1": (True, ["Sheet!D6 = 50", "Sheet!E6 = 140"]), "2": (True, ["Sheet!D5 = 95.1"]),
    }  # fmt: skip
    assert "places: rows" not in text and "Ấp 1" not in text
    units = Names.of(["Ấp 1"], "1")
    units.add("Ấp 2", "2")
    text, _, _ = draft_sources("x", [flow, share], measures, 2026, units)
    assert text.count("places: rows") == 2
    twice = sheet(tmp_path / "hai-T3.xlsx", [["BHYT tháng 3/2026"], ["TT", "Ấp", "Tỷ lệ dân số tham gia BHYT (%)"],
        [1, "Ấp 1", 95.5], ["", "Tổng cộng", 95.5], [2, "Ấp 2", 94.5], ["", "Tổng cộng", 94.5]])  # fmt: skip
    assert draft_sources("x", [twice], measures, 2026)[1] == []  # two sums of parts are no total


def test_last_year_s_sheet_is_read_by_itself_and_its_plan_is_no_question(tmp_path):
    book = openpyxl.Workbook()
    for year, whole, first in ((2026, 14000, 1180), (2025, 13000, 1105)):
        page = book.create_sheet(f"Năm {year}")
        for row in ([f"Theo dõi thu ngân sách năm {year}"], ["TT", "Nội dung", "ĐVT", f"KH {year}", "T1", "T2"],
                    [1, "Thu ngân sách", "triệu đồng", whole, first, 5], [2, "Khác", "ha", 1, 2, 3]):  # fmt: skip
            page.append(row)
    book.remove(book["Sheet"])
    book.save(tmp_path / "thu-T2-2026.xlsx")
    measures = [Known("1", "Thu ngân sách", "triệu đồng", False, "o", (14000.0,))]
    _, claims, _ = draft_sources("x", [tmp_path / "thu-T2-2026.xlsx"], measures, 2026)
    assert [(c.sheet, c.cells[0], c.plan) for c in claims] == [
        ("Năm 2026", "Năm 2026!E3 = 1180", None), ("Năm 2025", "Năm 2025!E3 = 1105", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    [
        "Delivery plan 2026/27",
        "Plan for FY 2026",
        "Kế hoạch năm tài chính 2026",
        "Plan April 2026 to March 2027",
    ],
)
def test_a_fiscal_year_is_refused(house, capsys, heading):
    (house / "annex.txt").write_text(f"{heading}\n{ANNEX.partition(chr(10))[2]}", encoding="utf-8")
    assert new(house) == 2
    assert "only a calendar year" in capsys.readouterr().err and list((house / "params").iterdir()) == []
    assert command.run(command.Asked(annex=house / "annex.txt", draft=True)) == 0
    assert "only a calendar year" in capsys.readouterr().err


@pytest.mark.parametrize(("heading", "area"), [
    ("GLENMORE COUNTY COUNCIL\nDelivery plan", "Glenmore County Council"),
    ("Plan of the Borough of North-East Hill City Council 2026", "North-East Hill City Council"),
    ("The council's plan", ""),
])  # fmt: skip
def test_the_area_of_an_english_document(heading, area):
    assert command._area(of_text(heading)).removeprefix("Borough of ").endswith(area)


@pytest.mark.parametrize(("title", "words"), [
    ("Housing delivery, March 2026", "housing delivery"), ("Rates, January to June 2026", "rates"),
    ("Housing (Q1 2026)", "housing"), ("Roads 2026", "roads"), ("May works 2026", "may works"),
    ("Kết quả thu tháng 6 năm 2026", "kết quả thu"),
    ("UBND XÃ MẪU PHÒNG KINH TẾ TÌNH HÌNH THU NGÂN SÁCH THÁNG 01 NĂM 2026", "tình hình thu ngân sách"),
    ("Trạm Y tế xã Mẫu: Báo cáo tiêm chủng tháng 2/2026", "báo cáo tiêm chủng"),
    ("Phòng cháy, chữa cháy tháng 2/2026", "phòng cháy, chữa cháy"),
])  # fmt: skip
def test_a_drafted_title_is_without_its_period(title, words):
    assert title_words(title) == words


@pytest.mark.parametrize(("name", "unit", "kind"), [
    ("Thu tiền sử dụng đất", "triệu đồng", "flow"), ("Thu bảo hiểm y tế", "tỷ đồng", "flow"),
    ("Dư nợ cho vay giải quyết việc làm", "triệu đồng", "level"), ("Nợ thuế", "tỷ đồng", "level"),
    ("Thu hồi nợ thuế", "tỷ đồng", "flow"), ("Huy động vốn đầu tư toàn xã hội", "tỷ đồng", "flow"),
    ("Thanh lý tài sản công", "tỷ đồng", "flow"), ("Tiền gửi tiết kiệm", "tỷ đồng", "level"),
    ("Đất sử dụng đúng mục đích", "ha", "level"),
])  # fmt: skip
def test_money_adds_up_but_for_what_is_owed(name, unit, kind):
    draft = Draft(name, name)
    draft.unit, draft.low, draft.rule = unit, 4000.0, "ge"
    assert kind_of(draft) == kind


@pytest.mark.parametrize(("name", "kind"), [
    ("Tổng số hội viên kết nạp", "flow"), ("Tổng số hợp tác xã thành lập", "flow"), ("Tổng số hộ xây nhà", "flow"),
    ("Số công trình đang xây hoàn thành trong năm", "flow"), ("Trồng cây phân tán dịp cuối năm", "flow"),
    ("Tổ chức lớp học thời gian 3 tháng", "flow"), ("Xử lý hồ sơ tồn đọng", "flow"),
    ("Số hồ sơ tồn đọng", "level"), ("Tổng số hội viên", "level"), ("Số lao động đang làm việc", "level"),
    ("Số giáo viên", "level"), ("Số hợp tác xã", "level"), ("Số hợp tác xã đạt chuẩn", "flow"),
    ("Số hợp tác xã thành lập mới", "flow"), ("Thời gian giải quyết thủ tục", "level"),
])  # fmt: skip
def test_what_is_done_adds_up_and_what_there_is_does_not(name, kind):
    draft = Draft(name, name, unit="cái", low=120.0)
    assert kind_of(draft) == kind


@pytest.mark.parametrize(
    ("line", "basis"), [("Số liệu đến ngày 30/6/2026", "year_to_date"), ("Tháng 6/2026", "month")]
)
def test_a_column_that_says_no_period_is_offered_as_its_sheet_says(tmp_path, line, basis):
    file = sheet(tmp_path / "vh-T6-2026.xlsx", [["Kết quả theo thôn tháng 6/2026"], [line],
        ["TT", "Thôn", "Số lao động được giải quyết việc làm (người)"], [1, "Thôn 1", 90], [2, "Thôn 2", 97],
        ["", "Tổng cộng", 187]])  # fmt: skip
    measures = [Known("1", "Số lao động được giải quyết việc làm", "người", False, "o", (320.0,))]
    text, claims, _ = draft_sources("x", [file], measures, 2026)
    assert [c.sure for c in claims] == [False] and f"basis: {basis}" in text


OF_TITLES = [Known("1", "Thu ngân sách nhà nước trên địa bàn", "triệu đồng", False, "o"),
             Known("4", "Số hộ nghèo", "hộ", True, "o"),
             Known("2", "Tỷ lệ người dân tham gia bảo hiểm y tế", "%", True, "o"),
             Known("5", "Giải quyết việc làm", "lao động", False, "o")]  # fmt: skip
HAMLETS = [[1, "Ấp 1", 20, 19], [2, "Ấp 2", 15, 15], [3, "Ấp 3", 11, 11], ["", "Tổng cộng", 46, 45]]


@pytest.mark.parametrize(
    "rows, measure, sure, cells",
    [
        ([["THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN NĂM 2026"], ["Đơn vị tính: triệu đồng"],
          ["Tháng", "Kế hoạch", "Thực hiện", "Lũy kế"], ["Tháng 1", 50, 41, 41], ["Tháng 2", 50, 42, 83]],
         "1", True, ["C4 = 41", "D4 = 41", "C5 = 42", "D5 = 83"]),
        ([["KẾT QUẢ GIẢI QUYẾT VIỆC LÀM NĂM 2026"], ["Tháng", "Số lao động"], ["Tháng 1", 71], ["Tháng 2", 72]],
         "5", True, ["B3 = 71", "B4 = 72"]),
        ([["GIẢI QUYẾT VIỆC LÀM NĂM 2026"], ["Tháng", "Kết quả"], ["Tháng 1", 71], ["Tháng 2", 72]],
         "5", False, ["B3 = 71", "B4 = 72"]),  # no unit is printed
        ([["SỐ HỘ NGHÈO THEO ẤP NĂM 2026"], ["TT", "Ấp", "Tháng 1", "Tháng 2"], *HAMLETS],
         "4", True, ["C6 = 46", "D6 = 45"]),
        ([["TỔNG HỢP THEO ẤP ĐẾN THÁNG 2/2026"], ["TT", "Ấp", "Hộ nghèo", "", "Bảo hiểm y tế", ""],
          ["", "", "Số hộ", "Tỷ lệ (%)", "Số người", "Tỷ lệ (%)"], *([*r, 900, 90] for r in HAMLETS)],
         "4", True, ["C7 = 46"]),
    ],
)  # fmt: skip
def test_a_table_is_of_what_its_title_and_its_upper_heads_name(tmp_path, rows, measure, sure, cells):
    file = sheet(tmp_path / "bao cao 2026.xlsx", rows)
    _, claims, _ = draft_sources("x", [file], OF_TITLES, 2026)
    told = {c.measure: (c.sure, [cell.partition("!")[2] for cell in c.cells]) for c in claims}
    assert told[measure] == (sure, cells)


def test_a_unit_that_a_head_prints_is_said_though_nobody_knows_it(tmp_path):
    rows = [["Library visits 2026"], ["Month", "Council tax (€ million)", "Library visits (visits)"],
            ["January 2026", 1.02, 21000], ["February 2026", 0.98, 19500]]  # fmt: skip
    known = [
        Known("6", "Library visits", "visits", False, "o"),
        Known("4", "Council tax", "€ thousand", False, "o"),
    ]
    _, claims, _ = draft_sources("x", [sheet(tmp_path / "a.xlsx", rows)], known, 2026)
    assert {(c.measure, c.sure) for c in claims} == {("6", True), ("4", True)}


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        (["Lũy kế", "Tỷ lệ"], ["B4 = 10", "B5 = 21"]),  # a share is not the month
        (["Cùng kỳ 2025", "Thực hiện"], ["C4 = 2", "C5 = 4"]),
        (["Năm 2025", "Năm 2026"], ["C4 = 2", "C5 = 4"]),
        (["Thực hiện năm 2025", "Tăng, giảm"], []),
    ],
)
def test_a_title_names_no_share_and_no_other_year(tmp_path, heads, cells):
    rows = [["THU NGÂN SÁCH NHÀ NƯỚC TRÊN ĐỊA BÀN NĂM 2026"], ["Đơn vị tính: triệu đồng"], ["Tháng", *heads],
            ["Tháng 1", 10, 2], ["Tháng 2", 21, 4]]  # fmt: skip
    _, claims, _ = draft_sources("x", [sheet(tmp_path / "a 2026.xlsx", rows)], OF_TITLES, 2026)
    assert [c.partition("!")[2] for claim in claims for c in claim.cells] == cells


@pytest.mark.parametrize(("head", "sure"), [("Số hộ", True), ("Tổng số hộ", False)])
def test_the_whole_beside_those_of_a_title_is_never_sure(tmp_path, head, sure):
    rows = [["SỐ HỘ NGHÈO THEO ẤP ĐẾN THÁNG 2/2026"], ["TT", "Ấp", head], *(r[:3] for r in HAMLETS)]
    _, claims, _ = draft_sources("x", [sheet(tmp_path / "a.xlsx", rows)], OF_TITLES, 2026)
    assert [c.sure for c in claims] == [sure]


def test_a_measure_that_no_unit_says_is_offered_with_that_word(tmp_path):
    rows = [["BÁO CÁO THÁNG 3 NĂM 2026"], ["TT", "Chỉ tiêu", "Tháng 3"], [1, "Giải quyết việc làm", 80]]
    text, claims, _ = draft_sources("x", [sheet(tmp_path / "a.xlsx", rows)], OF_TITLES, 2026)
    assert [(c.measure, c.sure, c.unsaid) for c in claims] == [("5", False, True)]
    assert '#          - {label: "Giải quyết việc làm"' in text


@pytest.mark.parametrize(
    "heading", ["Report June 2026 (FY 2026/27)", "Report, year ending March 2027", "Report 2026-27"]
)
def test_a_table_of_a_fiscal_year_is_no_source(tmp_path, heading):
    rows = [
        [heading],
        ["No", "Indicator", "Unit", "June", "Year to date"],
        [1, "Library visits", "visits", 100, 280],
    ]
    _, claims, unclaimed = draft_sources("x", [sheet(tmp_path / "a.xlsx", rows)],
                                         [Known("1", "Library visits", "visits", False, "o")], 2026)  # fmt: skip
    assert claims == [] and "a fiscal year is not read" in unclaimed[0]


def test_a_programme_of_families_alone_is_rolled(house, monkeypatch):
    monkeypatch.setattr(roll, "results", lambda _: ({}, "2021-12"))
    assert command.run(command.Asked("pi-2022", old=str(ROOT / "params/public-investment"))) == 0
    rolled = load_programme(house / "params/pi-2022/programme.yml")
    assert (rolled.year, [f.prefix for f in rolled.families]) == (2022, ["investment"])


def test_no_paper_prints_the_deadline_of_a_work_that_was_rolled():
    tree = read_document(ROOT / "params/can-duoc-2025/programme.yml", "programme.yml").content
    assert "printed" in {c.get("deadline_kind") for c in tree["commitments"]}
    rolled, _ = roll.rolled(tree, "can-duoc-2026", {}, "2025-12")
    assert "printed" not in {c.get("deadline_kind") for c in rolled["commitments"]}


def test_pounds_of_a_title_are_put_into_the_target_s_thousands(house):
    (house / "annex.txt").write_text(
        "Targets for 2026\n\nNo.\tIndicator\tUnit\t2026 target\tLead\n"
        "1\tMoney raised for the village hall\t£ thousand\t90\tClerk\n",
        encoding="utf-8",
    )
    for path in house.glob("*.xlsx"):
        path.unlink()
    sheet(house / "hall.xlsx", [["Fundraising 2026 (£)"], ["Month", "Money raised for the village hall"],
                                ["January 2026", 7350], ["February 2026", 5100]])  # fmt: skip
    assert new(house) == 0
    book = open_book("2026-02", house / "params/xa-mau-2026/monthly.yml")
    assert book.assessments.measures["1"].to_date == pytest.approx(12.45)


@pytest.mark.parametrize(
    "phrase, rule, by, unit, name",
    [
        ("Số vụ đuối nước giảm 10% so với năm 2025", "le", "last_year * 0.9", "vụ", "Số vụ đuối nước"),
        ("Kéo giảm 5% số vụ cháy so với cùng kỳ", "le", "last_year * 0.95", "vụ", "số vụ cháy"),
        ("Tỷ lệ hộ nghèo giảm 0,5 điểm % so với cuối năm 2025", "le", "last_year - 0.5", "%", "Tỷ lệ hộ nghèo"),
        ("Doanh thu dịch vụ tăng 8% so với thực hiện năm 2025", "ge", "last_year * 1.08", "", "Doanh thu dịch vụ"),
        ("Thu ngân sách bằng năm 2025", "ge", "last_year", "", "Thu ngân sách"),
        ("Kim ngạch xuất khẩu gấp 1,5 lần năm 2025", "ge", "last_year * 1.5", "", "Kim ngạch xuất khẩu"),
        ("Tỷ lệ hộ nghèo giảm 2% so với năm 2025", "watch", "", "%", "Tỷ lệ hộ nghèo so với năm 2025 (mức giảm)"),
        ("Thu ngân sách tăng 10% so với dự toán năm 2025", "ge", "", "%", None),
    ],
)  # fmt: skip
def test_a_target_told_of_last_year_s_whole(phrase, rule, by, unit, name):
    (p,) = plan(drafts_of(of_text(f"Các chỉ tiêu năm 2026\n\n- {phrase}.\n")), 2026)
    assert (p.rule, p.target_from, p.draft.unit) == (rule, by, unit)
    assert p.draft.name == (name or p.draft.name)
    text, _ = programme_yaml("xa", 2026, "Chỉ tiêu", [p], "", "xã", set())
    assert (f'target_from: "{by}"' in text) == bool(by) and ("number: open" in text) == (rule == "watch")
    assert not by or "base" in text  # what is to be done about it


def test_a_column_of_the_year_before_is_what_a_fall_in_a_cell_is_of():
    rows = "TT\tChỉ tiêu\tĐơn vị\tThực hiện 2025\tKế hoạch 2026\n1\tSố vụ cháy\tVụ\t8\tGiảm 10%\n"
    rows += "2\tThu ngân sách\ttỷ đồng\t20\t22, tăng 10% so với năm 2025\n"
    fires, taxes = plan(drafts_of(of_text(f"Chỉ tiêu năm 2026\n\n{rows}")), 2026)
    assert (fires.target_from, fires.draft.base, fires.draft.unit) == ("last_year * 0.9", 8, "Vụ")
    assert (taxes.target_from, taxes.low, taxes.draft.name) == ("", 22, "Thu ngân sách")


def test_an_english_page_has_english_names():
    (p,) = plan(
        drafts_of(of_text("Targets 2026\n\n1. The rate of street crime falls by 8 % over five years.\n")),
        2026,
    )
    assert "(mức" not in p.draft.name


@pytest.mark.parametrize(
    "unit, wanted, score", [("MWh", "%", 0), ("cases", "%", 0), ("nghìn vụ lạ", "vụ", None)]
)
def test_a_unit_of_another_thing_never_matches(unit, wanted, score):
    known = Known("1", "Electricity sold", wanted, False, "x")
    assert _factor(unit, known) == score
    assert score is None or best("Electricity sold", (), unit, [known]) is None


@pytest.mark.parametrize(
    "file, periods, quarterly",
    [("a.xlsx", ("2026-03", "2026-06"), True), ("quý I.xlsx", ("2026-03",), True),
     ("a.xlsx", ("2026-03",), False), ("quý I.xlsx", ("2026-02", "2026-03"), False)],
)  # fmt: skip
def test_what_files_tell_by_quarters_is_owed_by_quarters(file, periods, quarterly):
    claim = Claim(file, "S", "A1", "Thu", "1", 1.0, told={("year_to_date", p): 1.0 for p in periods})
    assert command._by_quarters([claim]) == ({"1"} if quarterly else set())


def test_a_head_of_two_letters_in_the_old_encoding_is_put_right_and_told(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "Chỉ tiêu năm 2026\n\nTT\tChỉ tiêu\t§VT\tKế hoạch 2026\n1\tTrồng rừng\tha\t120\n", encoding="utf-8"
    )
    found, document = read_annex(path)
    assert (found[0].unit, found[0].low) == ("ha", 120) and any("TCVN3" in n for n in document.notes)


@pytest.mark.parametrize("tail", ["XÃ MẪU", "\nXÃ MẪU", "- XÃ MẪU"])
def test_an_own_area_behind_the_year_of_a_title_is_no_question(tmp_path, tail):
    book = openpyxl.Workbook()
    rows = [[f"KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU THÁNG 3 NĂM 2026 {tail}"], []]
    rows += [
        ["STT", "Chỉ tiêu", "ĐVT", "Thực hiện tháng 3", "Lũy kế"],
        [1, "Sản lượng lúa", "tấn", 520, 4120],
    ]
    for row in [*rows, [2, "Thu ngân sách xã", "triệu đồng", 980, 6100]]:
        book.active.append(row)
    book.save(file := tmp_path / "thang-3.xlsx")
    measures = known(a=("Sản lượng lúa", "tấn"), b=("Thu ngân sách xã", "triệu đồng"))
    sure = [c.sure for c in draft_sources("x", [file], measures, 2026, area="xã Mẫu")[1]]
    other = draft_sources("x", [file], measures, 2026, area="xã Khác")[1]
    assert sure == [True, True] and not any(c.sure for c in other)
