"""The district's own programme on its illustrative year: every row has a verdict or an honest refusal."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.assess.judge import assess
from analysis.places import load_places
from analysis.present.reasons import sentence
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
TRUTH = ROOT / "tests" / "tools" / "illustrative-truth.csv"
MONTHS = ("2024-12", "2025-03", "2025-06", "2025-07", "2025-09")

pytestmark = pytest.mark.skipif(
    not TRUTH.exists(), reason=f"needs {TRUTH.name}: what every illustrative cell says"
)


@lru_cache
def _inputs():
    f = pd.read_csv(TRUTH, dtype=str).fillna("")
    f = f[f.bad == ""].reset_index(drop=True)
    day = f.file.str.extract(r"/(\d{4}-\d{2}-\d{2})-")[0]
    f["reported_on"] = day.fillna((f.file.str[:4].astype(int) + 1).astype(str) + "-01-13")
    for column in ("value", "numerator", "denominator"):
        f[column] = pd.to_numeric(f[column].replace("", np.nan))
    estimate = (f.basis == "month") & (f.period == f.reported_on.str[:7])
    f = f.rename(columns={"start": "period_start", "end": "period_end", "file": "source"}).assign(
        unit="", sha256="", illustrative=True, vintage=np.where(estimate, "estimate", "preliminary")
    )
    programme = load_programme(ROOT / "params" / "can-duoc-2025" / "programme.yml")
    return programme, load_places(ROOT / "data" / "raw" / "can-duoc-2025" / "places.csv"), f


@lru_cache
def _judged(month):
    programme, places, frame = _inputs()
    return assess(programme, places, frame, month)


@pytest.mark.parametrize("month", MONTHS)
def test_every_row_has_a_verdict_and_a_reason(month):
    a = _judged(month)
    assert len(a.measures) == 42 and len(a.commitments) == 36 and len(a.rows) == 27
    assert a.headline.total == 26
    for verdict in (*a.measures.values(), *a.commitments.values()):
        for lang in ("vi", "en"):
            said = [
                sentence(r, a.programme, lang)
                for r in (verdict.reason, verdict.what_would_change, *verdict.notes)
            ]
            assert said[0].endswith(".")
            assert not re.search(r"\{|\[\[|\bnan\b|\bNone\b(?! of)", " ".join(said))


def test_all_statuses_occur():
    found = {
        v.status
        for m in MONTHS
        for a in [_judged(m)]
        for v in (*a.measures.values(), *a.commitments.values())
    }
    assert found == {
        "achieved",
        "missed",
        "on_track",
        "at_risk",
        "uncertain",
        "off_track",
        "not_due",
        "too_early",
        "watch",
        "lapsed",
        "no_data",
    }


def test_nobody_is_late_in_july():
    assert not [a.measure for a in _judged("2025-07").measures.values() if a.late]
    assert [a.measure for a in _judged("2025-06").measures.values() if a.late]


@pytest.mark.parametrize("month", ("2025-07", "2025-09"))
def test_what_stopped_with_the_district_lapsed(month):
    a = _judged(month)
    stopped = {m.id for m in a.programme.measures.values() if m.after == "stop"}
    assert {id for id, x in a.measures.items() if x.status == "lapsed"} == stopped
    assert a.rows["20"].status != "lapsed"  # the town's part ended, the district's goes on
    assert {id for id, s in a.commitments.items() if s.status == "lapsed"} == {"K22b", "K27"}


def test_a_closed_year_speaks_in_closing_words():
    statuses = {x.status for x in _judged("2024-12").measures.values() if x.closed}
    assert statuses <= {
        "achieved",
        "missed",
        "on_track",
        "at_risk",
    }  # a budget is within its estimate, or slow
    refused = [x for x in _judged("2024-12").measures.values() if x.status == "no_data"]
    assert {x.reason.key for x in refused} <= {"no_plan"}
    assert {s.status for s in _judged("2024-12").commitments.values()} == {"not_due", "watch"}


def test_the_headline_counts_in_the_districts_own_form():
    for month in MONTHS:
        h = _judged(month).headline
        parts = (
            h.on_track_by_figures,
            h.self_assessed,
            h.at_risk,
            h.off_track,
            h.not_due,
            h.too_early,
            h.no_data,
            h.lapsed,
            h.watch,
        )
        assert sum(parts) == h.total == 26
    assert _judged("2025-06").headline.self_assessed > 0


def test_previous_statuses_are_those_that_were_said_then():
    march, june = _judged("2025-03"), _judged("2025-06")
    for id, a in june.measures.items():
        assert a.statuses[:3] == march.measures[id].statuses
        assert len(a.statuses) == 6 and a.previous_status == a.statuses[4]


def test_last_month_is_remembered_with_what_it_rested_on():
    june, july = _judged("2025-06"), _judged("2025-07")
    then, now = ({id: r for id, r in a.rows.items()} for a in (june, july))
    assert {id: (r.previous_status, r.previous_decided_by) for id, r in now.items()} == {
        id: (r.status, r.decided_by) for id, r in then.items()
    }


def test_no_way_is_drawn_to_the_year_end_of_a_ceiling():
    a = _judged("2025-09")
    for id in ("21", "23c"):
        assert np.isnan(a.measures[id].path.p50).all() and np.isfinite(a.measures[id].path.actual).any()
    assert np.isfinite(a.measures["20a"].path.p50).any()


def test_the_chart_of_past_forecasts_shows_the_track_record():
    """What is said of the method's past beside a verdict is what its chart shows year by year."""
    from analysis import open_book
    from analysis.present.charts_method import hindsight

    view = open_book("2025-06").view
    said = [
        x for x in view.measures() if x.a.track_record is not None and x.measure.kind in {"flow", "budget"}
    ]
    assert len(said) >= 10
    for x in said:
        rows = hindsight(view, x.measure.id)
        misses = (rows["total"] / rows["truth"] - 1).abs()
        assert len(rows) == x.a.track_years
        assert np.isclose(100 * np.mean(misses), x.a.track_record), x.measure.id


def test_a_figure_that_came_after_the_closing_day_is_not_said_not_to_have_come():
    programme, places, frame = _inputs()
    august = frame[(frame.measure == "16") & (frame.period == "2025-08")].tail(1)
    late = august.assign(period="2025-09", reported_on="2025-10-05", source="late.xlsx")
    verdict = assess(programme, places, pd.concat([frame, late], ignore_index=True), "2025-09").measures["16"]
    said = sentence(verdict.reason, programme, "vi")
    assert "đến sau ngày chốt (5/10/2025)" in said and "Chưa nhận được" not in said
    assert "Chưa nhận được" in sentence(_judged("2025-09").measures["16"].reason, programme, "vi")


def test_what_can_no_longer_be_met_changes_once_and_silence_brings_nothing_back():
    """The deaths of a year past its bound: "hard to meet" in June, "not met" from July on, reported or not."""
    july, (programme, places, frame) = _judged("2025-07"), _inputs()
    moved = [(c.before, c.after) for c in july.changes if (c.subject, c.kind) == ("23a2", "status")]
    assert moved == [("off_track", "missed")]
    told = frame[(frame["measure"].str.partition("#")[0] != "23a2") | (frame["period"] < "2025-08")]
    august = assess(programme, places, told, "2025-08")
    kept = august.measures["23a2"]
    assert (kept.reason.key, kept.shade) == ("kept", "gone")
    assert not [c for c in august.changes if c.subject == "23a2"]
