import re
from pathlib import Path

import pytest

from analysis.check_command import run as check
from analysis.ingest.observations import make_tables
from analysis.ingest.sources import Sources, load_sources
from analysis.params import RunParams
from analysis.yamlfile import FileMistakes

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "data-guide.md"
GOOD = """
sources:
  - owner: thue
    files: ["thue/*.xls*", "*thu ngan sach*"]
    tables:
      - title: thu ngân sách
        rows: {Tổng thu: "4"}
        columns: [month, {is: year_to_date, without: cơ cấu}]
"""


def test_the_example_of_the_guide_loads(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)[1]
    (tmp_path / "places.csv").write_text(
        "code,name_vi,merged_on,successor_code,successor_name_vi\n"
        "28111,Xã Long Trạch,2025-07-01,28114,Xã Rạch Kiến\n",
        encoding="utf-8",
    )
    path = tmp_path / "sources.yml"
    path.write_text(re.sub(r"(?m)^places: \S+", "places: places.csv", example), encoding="utf-8")
    sources = load_sources(path)
    assert len(sources.sources) >= 4
    assert [(p.code, p.name, p.first_day, p.last_day) for p in sources.places] == [
        ("28111", "Xã Long Trạch", "", "2025-07-01"),
        ("28114", "Xã Rạch Kiến", "2025-07-01", ""),
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "params").glob("*/sources.yml")), ids=lambda p: p.parent.name)
def test_every_programme_s_sources_load(path):
    sources = load_sources(path)
    assert sources.sources or sources.long


@pytest.mark.parametrize(
    ("wrong", "right", "line", "said"),
    [
        ("        rows:", "        rwos:", 7, "rows"),
        ("columns: [month,", "columns: [monht,", 8, "month"),
        ("owner: thue", "ower: thue", 3, "owner"),
        ('{Tổng thu: "4"}', "[{label: Tổng thu}]", 7, "measure"),
        ('{Tổng thu: "4"}', '[{each: true, measure: "4"}]', 7, "{label}"),
    ],
)
def test_mistakes_name_line_key_and_suggestion(tmp_path, wrong, right, line, said):
    path = tmp_path / "sources.yml"
    assert wrong in GOOD
    path.write_text(GOOD.replace(wrong, right), encoding="utf-8")
    with pytest.raises(FileMistakes) as caught:
        load_sources(path)
    assert any(abs(m.line - line) <= 1 and said in str(m) for m in caught.value.mistakes), str(caught.value)


def test_a_missing_file_suggests_its_neighbour(tmp_path):
    (tmp_path / "sources.yml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(FileMistakes, match="sources.yml"):
        load_sources(tmp_path / "source.yml")


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("thue/6-2025.xlsx", True),
        ("2025/thue/6-2025.XLS", True),
        ("THUẾ/a.xlsx", True),
        ("x/BC Thu ngân sách tháng 6.xlsx", True),
        ("thue/cu/6.xlsx", False),
        ("nhue/6.xlsx", False),
    ],
)
def test_files_of_a_sender(tmp_path, path, taken):
    (tmp_path / "s.yml").write_text(GOOD, encoding="utf-8")
    assert bool(load_sources(tmp_path / "s.yml").for_file(path)) == taken


def test_an_events_table_has_no_rows():
    table = {"title": "a", "events": {"date": "ngày", "measure": "1"}, "rows": {"x": "1"}}
    with pytest.raises(ValueError, match="events"):
        Sources.model_validate({"sources": [{"owner": "a", "files": "*", "tables": [table]}]})


def test_a_missing_list_of_places_is_named(tmp_path):
    file = tmp_path / "sources.yml"
    file.write_text("places: nowhere.csv\nsources: []\n", encoding="utf-8")
    with pytest.raises(FileMistakes, match=r"nowhere\.csv"):
        load_sources(file)


def test_tables_by_place_need_the_list_of_places(tmp_path):
    """Without it, in either file, their figures would go unread or unshown, and their offices be called silent."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text("x", "utf-8")
    rules = (
        "sources: [{owner: o, files: '*.xlsx', tables: "
        "[{title: thu theo xã, places: rows, columns: [{is: month, measure: m}]}]}]\n"
    )
    file = tmp_path / "sources.yml"
    file.write_text(rules, "utf-8")
    monthly = tmp_path / "monthly.yml"
    monthly.write_text("raw: raw\nprocessed: processed\nnotebooks: [x]\n", "utf-8")
    with pytest.raises(
        FileMistakes, match="sources.yml, places: thiếu khóa này .* bảng “thu theo xã” đọc theo"
    ):
        make_tables(RunParams.load(monthly))
    assert check([tmp_path / "raw"], file) == 2, "as a run says it"
    file.write_text("places: p.csv\n" + rules, "utf-8")
    (tmp_path / "p.csv").write_text("code,name_vi\n1,Xã A\n", "utf-8")
    with pytest.raises(FileMistakes, match="monthly.yml, places: thiếu khóa này"):
        make_tables(RunParams.load(monthly))
    assert check([tmp_path / "raw"], file) == 2


def test_a_measure_that_the_programme_beside_it_does_not_have(tmp_path):
    path, programme = tmp_path / "sources.yml", tmp_path / "programme.yml"
    path.write_text(GOOD.replace('"4"', '"4-nqdd"'), encoding="utf-8")
    assert load_sources(path)  # of no programme
    programme.write_bytes((ROOT / "params/can-duoc-2025/programme.yml").read_bytes())
    with pytest.raises(FileMistakes) as found:
        load_sources(path)
    (said,) = found.value.mistakes
    assert (said.file, said.line, said.suggestion) == ("sources.yml", 7, "4-nqd") and "4-nqdd" in said.found
    for wrong, near in {"1.1#dong-xuann": "dong-xuan", "K1#khong-co": ""}.items():
        path.write_text(GOOD.replace('"4"', f'"{wrong}"'), encoding="utf-8")
        with pytest.raises(FileMistakes, match=f"“{wrong}”; cần sau dấu # là") as found:
            load_sources(path)
        assert found.value.mistakes[0].suggestion == near
    path.write_text("programme: vietnam\n" + GOOD, encoding="utf-8")
    with pytest.raises(FileMistakes, match="dòng 1, programme: có “vietnam”; cần “can-duoc-2025”"):
        load_sources(path)
    state = GOOD.replace('{Tổng thu: "4"}', '[{label: Tổng thu, measure: "4", basis: level}]')
    path.write_text(state, encoding="utf-8")
    with pytest.raises(FileMistakes, match="basis: có “?level”?; cần kind: level ở chỉ tiêu 4"):
        load_sources(path)
    for right in ("4-nqd", "4#plan", "xa/{label}", "1.1#dong-xuan", "K1#2", "1.1#plan"):
        path.write_text(GOOD.replace('"4"', f'"{right}"'), encoding="utf-8")
        assert load_sources(path).own_area != load_sources(path).whole
    programme.write_bytes((ROOT / "params/public-investment/programme.yml").read_bytes())
    path.write_text(GOOD.replace('"4"', '"investment/Long An"'), encoding="utf-8")
    assert load_sources(path)
    programme.write_text("targets: [{id: a}, 5]\n", encoding="utf-8")
    assert load_sources(path)  # its own mistakes are told elsewhere
