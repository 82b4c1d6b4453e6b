"""Communes before and after 1 July 2025."""

import datetime as dt
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assess.findings import merged_units
from analysis.book import open_book
from analysis.ingest.contract import current
from analysis.places import Places, called, load_places
from analysis.yamlfile import FileMistakes

ROOT = Path(__file__).parents[1]
PLACES = load_places(ROOT / "data/raw/can-duoc-2025/places.csv")
JUNE, JULY = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
PARTS = {
    "28108": {"28108", "28141", "28147", "28156"},
    "28114": {"28111", "28114", "28123"},
    "28126": {"28117", "28120", "28126"},
    "28132": {"28129", "28132", "28135"},
    "28138": {"28138", "28150"},
    "28144": {"28144", "28153"},
}


def frame(*rows, **columns):
    known = ["measure", "place", "period", "basis", "value", "numerator", "denominator"]
    made = pd.DataFrame([dict(zip(known, r, strict=False)) for r in rows], columns=known)
    return made.assign(**{"unit": "tấn", "period_end": "", "illustrative": False} | columns)


def test_seventeen_units_become_six_whole():
    assert len(PLACES.units_on(JUNE)) == 17
    assert len(PLACES.units_on(JULY)) == 6
    assert {p.code: set(PLACES.parts(p.code, JULY)) for p in PLACES.units_on(JULY)} == PARTS
    assert PLACES.parts("28126", JUNE) == ("28126",)
    assert {PLACES.successor(c) for c in PLACES.codes} == set(PARTS)


def test_one_code_is_the_town_and_then_the_commune():
    assert PLACES.name("28108", JUNE) == "Thị trấn Cần Đước"
    assert PLACES.name("28108", JULY) == "Xã Cần Đước"
    with pytest.raises(KeyError, match="Xã Long Trạch.*thuộc Xã Rạch Kiến từ 01/07/2025"):
        PLACES.place("28111", JULY)
    assert PLACES.held("28111", JUNE) and not PLACES.held("28111", JULY)


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("Thị trấn Cần Đước", JUNE, "28108"),
        ("TT. Cần Đước", JUNE, "28108"),
        ("TT Cần Đước", JUNE, "28108"),
        ("tt.cần đước", JUNE, "28108"),
        ("THỊ TRẤN CẦN ĐƯỚC", JUNE, "28108"),
        ("Cần Đước", JUNE, "28108"),
        ("Cần Đước", JULY, "28108"),
        ("Xã Cần Đước", JULY, "28108"),
        ("Long Hoà", JUNE, "28123"),
        ("Xã  Long  Hòa ", JUNE, "28123"),
        ("X. Long Hòa", JUNE, "28123"),
        (unicodedata.normalize("NFD", "xã Mỹ Lệ"), JULY, "28132"),
        ("Mỹ Lệ", JUNE, "28135"),
        ("UBND xã Rạch Kiến", JULY, "28114"),
        ("UBND XÃ LONG HỰU", JULY, "28144"),
        ("28126", JUNE, "28126"),
        ("28126.0", JULY, "28126"),
    ],
)
def test_names_and_codes_are_found(text, day, code):
    assert PLACES.resolve(text, day).code == code


@pytest.mark.parametrize(
    ("text", "day", "suggestion"),
    [
        ("Xã Cần Đước", JUNE, "Thị trấn Cần Đước"),  # the commune did not exist yet
        ("Thị trấn Cần Đước", JULY, "Xã Cần Đước"),
        ("Long Trạch", JULY, "Xã Rạch Kiến"),
        ("28111", JULY, "Xã Rạch Kiến"),
        ("Long Trach", JUNE, "Xã Long Trạch"),  # a near miss is never taken
        ("Long Cangg", JULY, "Xã Long Cang"),
        ("Tổng cộng", JUNE, ""),
        ("Bến Lức", JULY, ""),
    ],
)
def test_anything_else_is_a_suggestion(text, day, suggestion):
    match = PLACES.resolve(text, day)
    assert match.code == ""
    assert match.reason_vi and match.reason_en
    assert suggestion in match.suggestion if suggestion else match.suggestion == ""


def test_a_district_is_not_its_town():
    assert PLACES.resolve("Huyện Cần Đước", JUNE).code == ""


@given(st.sampled_from(PLACES.units_on(JUNE)), st.sampled_from(["NFC", "NFD"]), st.booleans(), st.booleans())
def test_every_name_finds_its_own_code(place, form, upper, bare):
    text = place.bare if bare else place.name
    text = unicodedata.normalize(form, text.upper() if upper else text)
    assert PLACES.resolve(text, JUNE).code == place.code


def test_old_and_new_commune_for_the_same_period_are_named():
    rows = frame(
        ("18", "28111", "2025-08", "month", 7.0),  # Long Trạch after its merger …
        ("18", "28114", "2025-08", "month", 30.0),  # … and its successor
        ("18", "28117", "2025-08", "month", 3.0),  # Long Định alone
        ("18", "28111", "2025-06", "month", 7.0),
    )
    twice = [f for f in merged_units(PLACES, rows) if f.kind == "twice"]
    assert [(f.reason.values["place"], f.keys) for f in twice] == [("28111", (0, 1))]
    assert "Xã Long Trạch" in twice[0].reason.values["vi"] and twice[0].reason.values["new"] == "Xã Rạch Kiến"
    found = {(f.kind, f.reason.values["place"]) for f in merged_units(PLACES, rows)}
    assert found == {("twice", "28111"), ("after_merger", "28117")}


def test_a_month_from_the_15th_to_the_14th_counts_by_its_last_day():
    rows = frame(("23a", "28111", "2025-07", "month", 1.0), period_end="2025-07-14")
    assert [f.kind for f in merged_units(PLACES, rows)] == ["after_merger"]
    assert merged_units(PLACES, rows.assign(period_end="2025-06-14")) == []


def test_a_programme_without_places():
    none = Places()
    assert none.codes == () and none.units_on(JULY) == ()
    rows = frame(("18", "28126", "2025-08", "month", 5.0))
    assert merged_units(none, rows) == []
    assert none.resolve("Long Cang", JULY).code == ""
    assert merged_units(PLACES, frame()) == []


def test_every_mistake_of_the_file_is_named(tmp_path):
    file = tmp_path / "places.csv"
    file.write_text(
        "code,name_vi,successor_code,successor_name_vi,merged_on\n"
        "1,Xã A,9,Xã Z,2025-07-01\n1,Xã B,9,Xã Z,2025-07-01\n2,Xã C,9,Xã Y,2025-07-01\n"
        "3,Xã D,,,01/07/2025\n4,Xã E,9,,\n",
        encoding="utf-8",
    )
    with pytest.raises(FileMistakes) as error:
        load_places(file)
    assert {m.line for m in error.value.mistakes} == {3, 4, 5, 6}
    (tmp_path / "bad.csv").write_text("ma,name_v\n1,A\n", encoding="utf-8")
    with pytest.raises(FileMistakes, match="name_v"):
        load_places(tmp_path / "bad.csv")
    with pytest.raises(FileMistakes, match="không có tệp"):
        load_places(tmp_path / "none.csv")


def test_the_figures_of_the_area_are_the_sums_of_its_communes():
    """What is judged for the whole area from July on is the plain sum of the rows of its six communes."""
    book = open_book(month="2025-09", params=ROOT / "params/can-duoc-2025/monthly.yml")
    rows = current(book.observations)
    rows = rows[rows.place.isin(PARTS) & (rows.basis == "month") & (rows.period >= "2025-07")]
    sums = rows.groupby(["measure", "period"]).value.agg(total="sum", units="count").reset_index()
    whole = sums[sums.units == len(PARTS)]
    compared = set()
    for row in whole.itertuples():
        a = book.assessments.measures.get(row.measure)
        if a is not None and a.path is not None and book.programme.measure(row.measure).kind == "flow":
            assert a.path.parts[int(row.period[5:]) - 1] == pytest.approx(row.total), row
            compared.add((row.measure, row.period))
    assert len(compared) >= 6


@pytest.mark.parametrize(
    ("name", "english"),
    [("Xã Long Cang", "Long Cang commune"), ("Thị trấn Cần Đước", "Cần Đước town"), ("Tôm khô", "Tôm khô")],
)
def test_names_in_english(name, english):
    assert called(name, "en") == english and called(name, "vi") == name
