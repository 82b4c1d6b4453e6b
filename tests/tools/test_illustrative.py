"""The illustrative workbooks: the same bytes again, marked, anchored, claiming no more than is measured."""

import csv
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import xlrd

from analysis.programme import load_programme

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data/raw/can-duoc-2025"
TRUTH = ROOT / "tests/tools/illustrative-truth.csv"
MADE_BY_HAND = {"places.csv", "corrections.csv"}


def workbooks(folder: Path) -> dict[str, Path]:
    return {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*.xls*"))}


@pytest.fixture(scope="module")
def again(tmp_path_factory) -> Path:
    """Everything made anew, in a process of its own with another hash seed."""
    out = tmp_path_factory.mktemp("illustrative")
    command = [
        sys.executable,
        ROOT / "tools/make_illustrative.py",
        "--out",
        out,
        "--truth",
        out / "truth.csv",
    ]
    subprocess.run(
        command, check=True, env={"PYTHONHASHSEED": "7", "PATH": ""}, capture_output=True, timeout=60
    )
    return out


@pytest.fixture(scope="module")
def facts() -> list[dict]:
    with TRUTH.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def inside(path: Path):
    """What a workbook holds, without the packing: zlib versions pack the same sheet differently."""
    if path.suffix == ".xls":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return {(i.filename, i.date_time): book.read(i) for i in book.infolist()}


def test_the_same_bytes_again(again):
    kept, made = workbooks(RAW), workbooks(again)
    assert sorted(kept) == sorted(made)
    assert [name for name in kept if inside(kept[name]) != inside(made[name])] == []
    assert (again / "truth.csv").read_bytes() == TRUTH.read_bytes()


def test_every_workbook_carries_the_mark(facts):
    unmarked = []
    for name, path in workbooks(RAW).items():
        if path.suffix == ".xls":
            # TCVN3: the letters of "số liệu minh họa" under a capitals-only font
            sheets = xlrd.open_workbook(path).sheets()
            marked = all("sè liÖu minh häa" in s.col_values(0) for s in sheets)
        else:
            texts = zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode()
            marked = "SỐ LIỆU MINH HỌA" in unicodedata.normalize("NFC", texts)
        if not marked:
            unmarked.append(name)
    assert unmarked == []
    assert {f["file"] for f in facts} == set(workbooks(RAW))


def test_small_files():
    sizes = [p.stat().st_size for p in RAW.rglob("*") if p.is_file() and p.name not in MADE_BY_HAND]
    assert max(p.stat().st_size for p in workbooks(RAW).values()) < 30_000
    assert sum(sizes) < 6_000_000


def numbers(facts, measure, basis=None, place="can-duoc"):
    return {
        (f["period"], f["basis"]): float(f["value"])
        for f in facts
        if f["measure"] == measure and f["place"] == place and f["value"] and basis in (None, f["basis"])
    }


def test_anchors(facts):
    year = "year_to_date"
    assert numbers(facts, "4")["2023-12", year] == pytest.approx(540.136)
    assert numbers(facts, "1.1")["2023-12", year] == 88_800
    assert numbers(facts, "1.2")["2023-12", year] == 32_700
    assert numbers(facts, "1.3")["2023-12", year] == 4_610
    outputs = {m: numbers(facts, m)["2024-12", year] for m in "123"}
    assert outputs == pytest.approx({"1": 1560.781, "2": 32665.544, "3": 3229.002})
    assert numbers(facts, "19#poor_households")["2024-12", "level"] == 170
    assert numbers(facts, "19")["2024-12", "year"] == 59
    to_october = sum(
        v for (p, b), v in numbers(facts, "4").items() if b == "month" and "2023-01" <= p <= "2023-10"
    )
    assert 459 <= to_october < 461


def test_months_add_up_to_the_year(facts):
    """But for the slips that the guide names, and the rice of 2022 in thousand tonnes."""
    wrong = []
    for measure in ("4", "5", "1.1", "1.3", "18", "25a", "1.2"):
        got = {k: v for k, v in numbers(facts, measure).items()}
        for year in ("2022", "2023", "2024"):
            months = [v for (p, b), v in got.items() if b == "month" and p.startswith(year)]
            if len(months) != 12 or sum(months) != pytest.approx(got[f"{year}-12", "year_to_date"]):
                wrong.append((measure, year))
    assert wrong == [("18", "2023"), ("1.2", "2022")]


def test_what_nobody_measures_is_not_claimed(facts):
    monthly = [f for f in facts if f["basis"] == "month"]
    assert not [f for f in monthly if f["measure"] in {"1", "2", "3", "19", "19#poor_households"}]
    assert not [
        f for f in facts if f["measure"].split("#")[0] in {"1", "2", "3"} and f["place"] != "can-duoc"
    ]
    assert not [f for f in facts if f["measure"].startswith("19") and f["period"] > "2024-12"]


def test_july_is_a_handover(facts):
    """Not all six communes have a July 2025, not even in the reports that came later; August has."""
    places = defaultdict(set)
    for f in facts:
        if f["period"] in ("2025-07", "2025-08") and f["place"].isdigit() and "#" not in f["measure"]:
            places[f["measure"], f["period"]].add(f["place"])
    assert max(len(v) for (_, p), v in places.items() if p == "2025-07") == 4
    assert len(places["1.1", "2025-08"]) == 6 and len(places["18", "2025-08"]) == 6


def test_measures_that_stopped_have_no_later_figures(facts):
    stopped = {"5", "7", "20b", "24a", "24b", "6", "8"}
    late = [f for f in facts if f["measure"].split("#")[0] in stopped and f["file"] >= "2025-07"]
    assert not late


def test_accidents_do_not_always_fall_and_the_ratio_leaves_its_band(facts):
    totals = [numbers(facts, "23a")[f"{year}-12", "year_to_date"] for year in (2022, 2023, 2024)]
    assert not totals[0] > totals[1] > totals[2]
    ratios = []
    for year in (2022, 2023, 2024):
        rows = [
            f for f in facts if f["measure"] == "15" and f["basis"] == "month" and f["place"] == "can-duoc"
        ]
        rows = [f for f in rows if f["file"] == f"{year}/y-te-{year}.xlsx"]
        ratios.append(
            100 * sum(float(f["numerator"]) for f in rows) / sum(float(f["denominator"]) for f in rows)
        )
    assert any(not 103 <= ratio <= 105 for ratio in ratios) and len(ratios) == 3


def test_every_measure_and_commitment_speaks(facts):
    programme = load_programme(ROOT / "params/can-duoc-2025/programme.yml")
    said = {f["measure"].split("#")[0] for f in facts}
    assert {m.id for t in programme.targets for m in t.measures} <= said
    # nothing was done yet of K18c and K26 by September; K30 stands beside the share of clean water
    assert {c.id for c in programme.commitments} - said == {"K18c", "K26", "K30"}


def test_revisions_and_bad_cells_are_few(facts):
    assert Counter(f["bad"] for f in facts if f["bad"]) == {
        "2..085": 1, "#REF!": 1, "đang tổng hợp": 1, "6422 ≠ 6410": 1,
    }  # fmt: skip
    april = {
        f["file"]: float(f["value"])
        for f in facts
        if (f["measure"], f["period"], f["basis"]) == ("4", "2025-04", "month")
    }
    first, second = april.values()
    assert abs(first / second - 1) > 0.05
