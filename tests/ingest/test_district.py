"""The district's files, read with its sources file, against what was written into them cell by cell."""

import csv
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from analysis.ingest.form import believed
from analysis.ingest.observation import observation
from analysis.ingest.problems import waiting
from analysis.ingest.read import read_file
from analysis.ingest.sources import load_sources
from analysis.programme import load_programme

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data/raw/can-duoc-2025"
AREA = "can-duoc"


@pytest.fixture(scope="module")
def truth():
    found = defaultdict(dict)
    with (ROOT / "tests/tools/illustrative-truth.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["file"]][row["sheet"], row["cell"]] = row
    return found


@pytest.fixture(scope="module")
def sources():
    return load_sources(ROOT / "params/can-duoc-2025/sources.yml")


@pytest.fixture(scope="module")
def readings(truth, sources):
    return {name: read_file(RAW / name, sources, RAW) for name in truth}


def where(observation):
    """Sheet and cell of the value (a share names its parts after it)."""
    return unicodedata.normalize("NFC", observation["sheet"]), observation["cell"].split(";")[0]


def differences(said, read) -> list[str]:
    """What of an observation is not what the cell says; a printed share may be rounded to two decimals."""
    wrong = [c for c in ("measure", "period", "basis") if said[c] != read[c]]
    if said["place"] != (read["place"] or AREA):
        wrong.append("place")
    for column in ("value", "numerator", "denominator"):
        expected, found = said[column], read[column]
        slack = 0.0051 if column == "value" and said["numerator"] else 1e-9
        if (expected == "") != (found is None) or (
            expected and float(expected) != pytest.approx(found, abs=slack)
        ):
            wrong.append(column)
    for column, name in (("start", "period_start"), ("end", "period_end"), ("note", "note")):
        if said[column] and said[column] != read[name]:
            wrong.append(name)
    return wrong


def said_elsewhere(said, reading) -> bool:
    """A total that stands in two tables of a file is one fact: the reader keeps the first."""
    return any(
        not {"measure", "period", "basis", "place", "value"} & set(differences(said, o))
        for o in reading.observations
    )


def test_every_fact_is_read_as_written(truth, readings):
    wrong, facts = [], 0
    for name, cells in truth.items():
        read = {where(o): o for o in readings[name].observations}
        for at, said in cells.items():
            if said["bad"]:
                continue
            facts += 1
            if at in read:
                if found := differences(said, read[at]):
                    wrong.append((name, *at, found))
            elif not said_elsewhere(said, readings[name]):
                wrong.append((name, *at, "not read"))
    assert wrong == []
    assert facts > 2000


def test_nothing_is_read_that_was_not_written(truth, readings):
    extra = [
        (name, *where(o), o["measure"])
        for name, reading in readings.items()
        for o in reading.observations
        if where(o) not in truth[name]
    ]
    assert extra == []


def test_bad_cells_are_reported_where_they_stand(truth, readings):
    bad = [(name, *at) for name, cells in truth.items() for at, said in cells.items() if said["bad"]]
    reported = [(p.source, p.sheet, p.cell) for reading in readings.values() for p in reading.problems]
    assert len(bad) == 4 and [b for b in bad if b not in reported] == []
    read = {(name, *where(o)) for name, reading in readings.items() for o in reading.observations}
    assert not read & set(bad)


def test_no_other_cell_is_called_wrong(truth, readings):
    bad = {(name, *at) for name, cells in truth.items() for at, said in cells.items() if said["bad"]}
    errors = [p for reading in readings.values() for p in reading.problems if p.severity == "error"]
    assert [p for p in errors if (p.source, p.sheet, p.cell) not in bad] == []


def test_every_observation_is_marked_and_dated(readings):
    for name, reading in readings.items():
        assert reading.observations and all(o["illustrative"] for o in reading.observations), name
        assert reading.reported_on == (name.split("/")[1][:10] if name > "2025-" else reading.reported_on), (
            name
        )
        assert all(o["reported_on"] == reading.reported_on != "" for o in reading.observations), name


def test_published_figures_are_real_and_have_addresses(sources):
    reading = read_file(RAW / "published/can-duoc-and-province.csv", sources, RAW)
    found = {(o["measure"], o["period"], o["basis"]): o for o in reading.observations}
    assert found["4", "2023-12", "year"]["value"] == 540.136
    assert found["4", "2023-10", "year_to_date"]["value"] == 459
    assert found["19#poor_households", "2024-12", "level"]["value"] == 170
    assert len(found) == 7
    assert all(not o["illustrative"] and "https://" in o["note"] and o["reported_on"] for o in found.values())
    doubtful = [p for p in reading.problems if "ambiguous" in p.message_en]
    assert len(doubtful) == 7 and not {p.cell[1:] for p in doubtful} & {o["cell"][1:] for o in found.values()}


def test_a_figure_hundreds_of_times_the_year_s_plan_is_of_another_unit():
    programme = load_programme(ROOT / "params/can-duoc-2025/programme.yml")
    figure = observation(
        {"source": "thue.xlsx"}, measure="4", unit="tỷ đồng", value=45_300.0, cell="C7", sheet="S"
    )
    ahead = figure | {"value": 581_000.0}
    small = [figure | {"measure": m, "value": v, "sheet": "T"} for m, v in (("4#plan", 0.581), ("4", 0.045))]
    assert believed(small, [], programme)[0] == [] and believed(small[1:], [], programme)[0]
    kept, said = believed([figure, ahead, ahead | {"note": "Đính chính: 1 → 2"}], [], programme)
    assert [o["value"] for o in kept] == [45_300, 581_000] and kept[1]["note"]
    assert [(p.code, p.cell) for p in said] == [("size", "C7")] and "581, kế hoạch năm" in said[0].message


def test_a_file_in_the_wrong_unit_waits_for_a_person(read):
    """The file's own plan is a thousand times the target: none of the row's figures is used, however small; without a
    plan what is far above the year's is not. Both are said to have come."""
    programme = load_programme(ROOT / "params/can-duoc-2025/programme.yml")
    rule = {"title": "Thu ngân sách", "columns": ["month"], "rows": [{"label": "Thu", "measure": "4"}]}
    rule["unit"] = "tỷ đồng"

    def tell(*plan, value=31.0, unit="tỷ đồng", months=("Tháng 1", "Tháng 2", "Tháng 3")):
        heads = ["Chỉ tiêu", "ĐVT", *["Kế hoạch 2025" for _ in plan], *months]
        rows = [["Thu ngân sách năm 2025"], heads, ["Thu", unit, *plan, *[value for _ in months]]]
        reading = read(rows, [rule])
        kept, said = believed(reading.observations, reading.problems, programme)
        assert len(kept) + len(said) == 3 and {p.code for p in said} <= {"size"}
        return len(kept), [*waiting(said)]

    months = [("4", f"2025-0{n}") for n in (1, 2, 3)]
    assert tell() == tell(581) == tell(581_000, value=31_000, unit="triệu đồng") == tell(600) == (3, [])
    assert tell(581_000) == tell(0.581) == (0, months)
    assert tell(value=31_000) == (0, months) and tell(value=3_000) == (3, [])


def test_amounts_a_thousand_times_below_their_plans_wait_for_a_person():
    """Not what is nought, what has just begun, what its own plan stands beside or what another measure of the sheet
    shows to be in the right unit; counts are small by themselves."""
    programme = load_programme(ROOT / "params/can-duoc-2025/programme.yml")

    def kept(*told, basis="year_to_date", unit="tỷ đồng", **more):
        at = {"basis": basis, "unit": unit, "sheet": "S", "cell": "C7", **more}
        rows = [observation({"source": "a.xlsx"}, measure=m, value=v, period=p, **at) for m, v, p in told]
        found, said = believed(rows, [], programme)
        assert {p.code for p in said} <= {"size"} and len(found) + len(said) == len(rows)
        return len(found)

    assert kept(("4", 280, "2025-06")) == 1 and kept(("4", 0.28, "2025-06")) == 0
    assert kept(("4", 0.00028, "2025-06")) == 0 and kept(("4", 0, "2025-06")) == 1
    assert kept(("4", 0.28, "2025-06"), ("1", 0.8, "2025-06")) == 0
    assert kept(("4", 0.28, "2025-06"), ("1", 800, "2025-06")) == 2
    assert kept(*(("4", 0.045, f"2025-0{n}") for n in (1, 2, 3)), basis="month") == 0
    assert kept(("4", 0.045, "2025-01")) == kept(("18", 1, "2025-01"), unit="người") == 1
    assert kept(("18", 6, "2025-06"), unit="người") == 1
    assert kept(("4#plan", 581, "2025-12"), ("4", 0.28, "2025-06")) == 2
    assert kept(("4", 0.28, "2025-06"), note="Đính chính: 0,28 → 0,28") == 1


def test_what_cannot_be_is_asked_about_by_run_and_check_alike():
    """A count below nought is not used; an impossible share was sent: no verdict uses it, its office is not late."""
    programme = load_programme(ROOT / "params/can-duoc-2025/programme.yml")
    share = next(m for m in programme.measures.values() if m.kind == "level" and m.unit == "%")
    count = next(m for m in programme.measures.values() if m.kind == "count")

    def tell(measure, value, **more):
        at = {"measure": measure.id, "unit": measure.unit, "cell": "C7", "sheet": "S"}
        kept, said = believed([observation({"source": "a.xlsx"}, value=value, **at, **more)], [], programme)
        return len(kept), [(p.code, p.severity, p.cell) for p in said]

    assert tell(count, -1.0) == (0, [("below_nought", "error", "C7")])
    assert tell(count, -1.0, note="Đính chính: −1 → −1") == (1, [])
    part = next(of for m in programme.measures.values() for p in m.parts for of in p.all)
    assert tell(programme.sources[part.id], -7.6) == (0, [("below_nought", "error", "C7")])
    assert tell(count, 0.0) == tell(share, 100.0) == (1, [])
    assert tell(share, 885.0) == (1, [("rate_above", "error", "C7")])
    assert tell(share, 120.0, numerator=60.0, denominator=50.0)[1][0][0] == "rate_above"
    assert tell(share, -3.0) == (1, [("below_nought", "error", "C7")])
    count = programme.measures[count.id] = count.model_copy(update={"unit": "vụ"})
    assert tell(count, 1.5) == (0, [("not_whole", "error", "C7")])
    given = "Đính chính: 1.5 → 1.5", "đổi từ nghìn người"  # confirmed, and printed in thousands
    assert all(tell(count, 1.5, note=note) == (1, []) for note in given)
    assert tell(count, 1.5, vintage="estimate") == (0, [("not_whole", "error", "C7")])
    assert (
        tell(count, 1502.5, vintage="estimate") == tell(share, 1.5) == (1, [])
    )  # what is large may be worked out
    falls = count.model_copy(update={"name_vi": "Chênh lệch số vụ so với cùng kỳ"})
    programme.measures[count.id] = falls
    assert tell(falls, -1.0) == (1, [])


@pytest.mark.parametrize(
    "printed, asked, kept",
    [
        ("tấn", "nghìn tấn lúa", 0),
        ("đồng", "triệu đồng/người/năm", 0),
        ("tấn", "thùng", 0),
        ("tấn", "tấn lúa", 1),
        ("triệu đồng", "triệu đồng/người/năm", 1),
        ("tr.đ", "triệu đồng/người", 1),
        ("%", "%/năm", 1),
        ("%", "tỷ lệ %", 1),
        ("%", "thùng", 0),
        ("nghìn tấn lúa", "tấn", 0),
        ("người", "chiến sĩ mới", 1),
        ("", "nghìn tấn lúa", 1),
    ],
)
def test_a_unit_of_the_programme_that_nobody_can_convert(printed, asked, kept):
    programme = load_programme(ROOT / "params/can-duoc-2025/programme.yml")
    measure = programme.measures["4"]
    programme = programme.model_copy()
    programme.__dict__["measures"] = {
        "4": measure.model_copy(update={"unit": asked, "low": None, "base": None})
    }
    told = observation({"source": "a.xlsx"}, measure="4", unit=printed, value=12.0, cell="C7", sheet="S")
    found, said = believed([told], [], programme)
    assert (len(found), [p.code for p in said]) == (kept, [] if kept else ["unit"])
