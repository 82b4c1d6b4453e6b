import json
import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.assess.nowcast import FlowInput, forecast_flows
from analysis.assess.series import nowcast_table, read_series
from analysis.language import LANGUAGES, catalogue

RNG = np.random.default_rng(4)
PAST = RNG.uniform(80, 120, (3, 12))
NOW = RNG.uniform(80, 120, 6)


def rows(name="a", past=PAST, now=NOW, first=2017, **more):
    dates = [f"{first + k}-{m + 1:02d}-01" for k in range(len(past)) for m in range(12)]
    dates += [f"{first + len(past)}-{m + 1:02d}-01" for m in range(len(now))]
    values = [*np.asarray(past).ravel(), *now]
    return pd.DataFrame({"series": name, "date": dates, "value": values} | more)


def one(frame):
    lines = nowcast_table(frame)
    assert len(lines) == 1
    return lines[0]


def test_a_line_is_the_nowcast_of_its_series():
    f = forecast_flows([FlowInput("a", PAST, NOW, target=1200.0)])[0]
    line = one(rows(target=1200.0))
    assert line == {
        "series": "a", "months_known": 6, "to_date": f.to_date, "total": f.total, "p10": f.p10, "p50": f.p50,
        "p90": f.p90, "p025": f.p025, "p975": f.p975, "probability": f.probability,
    }  # fmt: skip


def test_lines_come_in_the_order_of_the_series_and_groups_share_their_errors():
    frame = pd.concat([rows(f"s{i}", PAST * RNG.uniform(0.9, 1.1, (3, 12)), group="g") for i in range(6)])
    lines = nowcast_table(frame)
    assert [line["series"] for line in lines] == [f"s{i}" for i in range(6)]
    alone = nowcast_table(frame.drop(columns="group"))
    assert lines == alone
    split = nowcast_table(frame.assign(group=frame["series"]))
    assert any(a["p90"] != b["p90"] for a, b in zip(lines, split, strict=True))


def test_dates_out_of_order_and_shuffled_rows_change_nothing():
    frame = rows(target=1200.0)
    assert one(frame.sample(frac=1, random_state=1)) == one(frame)


@pytest.mark.parametrize(
    "form",
    ["{y}-{m:02d}", "{y}/{m}", "{m:02d}/{y}", "28/{m:02d}/{y}", "{y}-{m:02d}-15 00:00:00", "{y}.{m:02d}.01"],
)
def test_dates_as_offices_write_them(form):
    frame = rows()
    when = pd.to_datetime(frame["date"])
    written = frame.assign(date=[form.format(y=d.year, m=d.month) for d in when])
    assert one(written) == one(frame) == one(frame.assign(date=when))


def test_quarters_and_half_years():
    quarters = [(y, q) for y in (2018, 2019) for q in (1, 2, 3, 4)] + [(2020, 1)]
    by_month = pd.DataFrame({"series": "q", "date": [f"{y}-{3 * q:02d}" for y, q in quarters], "value": 5.0})
    named = by_month.assign(date=[f"{y}-Q{q}" for y, q in quarters])
    assert one(by_month)["months_known"] == 1 and one(by_month)["total"] == pytest.approx(20.0)
    assert one(named) == one(by_month)
    halves = pd.DataFrame({"series": "h", "date": ["2019-06", "2019-12", "2020-06"], "value": 5.0})
    assert one(halves)["total"] == pytest.approx(10.0)


def test_a_past_plan_is_the_one_of_the_same_month():
    """Raised every autumn: what June's plan says is what became of past Junes' plans, not of Decembers'."""
    plan = ([800.0] * 8 + [1000.0] * 4) * 3 + [900.0] * 5 + [np.nan]
    f = FlowInput("a", PAST, NOW, plans=np.full(3, 800.0), plan=900.0, target=900.0)
    expected = forecast_flows([f])[0]
    found = nowcast_table(rows(plan=plan))[0]
    assert found["probability"] == pytest.approx(expected.probability)
    assert found["total"] == pytest.approx(expected.total)


def test_a_plan_revised_twice_counts_as_last_known():
    plan = [900.0] * 36 + [1000.0, 1000.0, 1100.0, 1100.0, 1300.0, np.nan]
    frame = rows(plan=plan)
    f = FlowInput("a", PAST, NOW, plans=np.full(3, 900.0), plan=1300.0, target=1300.0)
    assert one(frame)["probability"] == forecast_flows([f])[0].probability
    shuffled = frame.sample(frac=1, random_state=2)
    assert one(shuffled) == one(frame)


def test_the_target_of_this_year_goes_before_older_ones():
    frame = rows(target=[500.0] * 36 + [1200.0] * 6)
    assert one(frame)["probability"] == one(rows(target=1200.0))["probability"]


def test_a_gap_this_year_and_blank_rows_at_the_end():
    frame = rows(now=[*NOW, np.nan, np.nan])
    assert one(frame) == one(rows())
    gap = rows(now=[NOW[0], np.nan, *NOW[2:]])
    assert one(gap)["months_known"] == 6 and one(gap) == one(gap.dropna())


VIETNAMESE_TEXT = ["1.234,5" if i % 2 else "987,25" for i in range(42)]


def test_numbers_as_text():
    plain = rows().assign(value=[float(v.replace(".", "").replace(",", ".")) for v in VIETNAMESE_TEXT])
    assert one(rows().assign(value=VIETNAMESE_TEXT)) == one(plain)
    assert one(rows().assign(value=[str(v) for v in plain["value"]])) == one(plain)


@pytest.mark.parametrize(
    "change, key",
    [
        (lambda f: f.assign(value=["abc", *f["value"][1:]]), "bad_number"),
        (lambda f: f.assign(target=["nhiều", *[""] * 41]), "bad_number"),
        (lambda f: f.assign(date=["hôm qua", *f["date"][1:]]), "bad_date"),
        (lambda f: f.assign(date=["2017-13-01", *f["date"][1:]]), "bad_date"),
        (lambda f: f.assign(date=[None, *f["date"][1:]]), "bad_date"),
        (lambda f: pd.concat([f, f.tail(1).assign(value=1.0)]), "duplicate"),
        (lambda f: f.assign(value=np.nan), "empty"),
        (lambda f: f.assign(value=[math.inf, *f["value"][1:]]), "not_finite"),
        (lambda f: f.assign(value=0.0), "all_zero"),
        (lambda f: f.tail(6), "too_short"),
        (lambda f: f.tail(15), "too_short"),
        (lambda f: f.iloc[[0, 12, 24, 36]], "annual"),
        (lambda f: f.drop(f.index[37:40]), "gaps"),
        (lambda f: f.assign(value=f["value"] * np.repeat([1.0, 1000.0], [36, 6])), "break"),
        (lambda f: f.assign(date=f["date"].str.replace("2020", "2030")), "stale"),
    ],
)
def test_a_series_that_cannot_be_judged_gets_its_reason_and_stops_no_other(change, key):
    good = rows("good", target=1200.0)
    lines = nowcast_table(pd.concat([change(rows("bad")), good]))
    assert lines[0]["series"] == "bad" and lines[0]["reason_key"] == key and "total" not in lines[0]
    assert lines[1] == one(good)
    json.dumps(lines, allow_nan=False)


def test_the_same_row_twice_is_one():
    frame = rows()
    assert one(pd.concat([frame, frame])) == one(frame)


@pytest.mark.parametrize(
    "frame, key", [(rows(target=0.0), "bad_target"), (rows(past=PAST - 100), "negative")]
)
def test_a_nowcast_without_a_probability_says_why(frame, key):
    line = one(frame)
    assert line["reason_key"] == key and line["probability"] is None and math.isfinite(line["total"])


def test_every_reason_is_a_sentence():
    for texts in (catalogue(lang)["series"] for lang in LANGUAGES):
        assert all(text.endswith(".") and text[0].isupper() for text in texts.values())


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_read_with_its_separator(tmp_path, separator):
    path = tmp_path / "s.csv"
    frame = rows(target=1200.0)
    frame.to_csv(path, index=False, sep=separator, encoding="utf-8-sig")
    assert one(read_series(path)) == one(frame)


def test_a_decimal_comma_in_a_comma_file_is_reported_not_misread(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("series,date,value\na,2019-01,1,5\n\nb,2019-01\n", encoding="utf-8")
    lines = nowcast_table(read_series(path))
    assert [line["reason_key"] for line in lines] == ["bad_number", "empty"]


@pytest.mark.parametrize(
    "bad, key, line, said",
    [
        ("a,2020-99-01,1,", "bad_date", 4, "2020-99-01"),
        ("a,2020-03-01,abc,", "bad_number", 4, "value 'abc'"),
        ("a,2020-03-01,1,many", "bad_number", 4, "target 'many'"),
        ("a,2019-01-01,7,", "duplicate", 4, "2019-01: 5 / 7"),
        ("a,2020-03-01,1,\na,yesterday,2,", "bad_date", 5, "yesterday"),
    ],
)
def test_a_bad_cell_is_named_with_its_line(tmp_path, bad, key, line, said):
    path = tmp_path / "s.csv"
    path.write_text(f"series,date,value,target\nb,2019-01-01,5,\na,2019-01-01,5,\n{bad}\n", encoding="utf-8")
    found = nowcast_table(read_series(path))[1]
    assert found["reason_key"] == key and said in found["reason"] and said in found["reason_en"]
    assert found["reason"].endswith(f"(dòng {line}).") and found["reason_en"].endswith(f"(row {line}).")


@pytest.mark.parametrize(
    "text, said",
    [
        ("series,date,value\n", "không có số liệu"),
        ("series,date,value,Value\na,2019-01,1,2\n", "hai cột value"),
    ],
)
def test_a_file_without_rows_or_with_a_column_twice_is_refused(tmp_path, text, said):
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        read_series(path)


@pytest.mark.parametrize("content", [b"", b"series,date\na,b\n", b"\xff\xfe\x00\x01", b"value\n"])
def test_a_file_that_is_no_table_is_an_error_in_words(tmp_path, content):
    path = tmp_path / "s.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="series|UTF-8"):
        read_series(path)


def test_no_series_no_lines():
    assert nowcast_table(pd.DataFrame(columns=["series", "date", "value"])) == []
    with pytest.raises(ValueError, match="value"):
        nowcast_table(pd.DataFrame(columns=["series", "date"]))


cells = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.integers(-(10**9), 10**9),
    st.floats(),
    st.sampled_from(["2019-05", "1.5", "-"]),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.one_of(cells, st.dates().map(str)), cells, cells, cells),
        max_size=30,
    )
)
def test_any_table(table):
    frame = pd.DataFrame(table, columns=["series", "date", "value", "plan", "target"], dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lines = nowcast_table(frame)
    assert [line["series"] for line in lines] == list(dict.fromkeys(frame["series"]))
    assert all("reason" in line or line["p025"] <= line["total"] <= line["p975"] for line in lines)
    json.dumps(lines, allow_nan=False)
