"""Whatever the figures are, there is a verdict or a reason, never an exception or a number that is none."""

from __future__ import annotations

import random
import re
import warnings

import numpy as np
import pytest

from analysis.assess.judge import assess
from analysis.assess.status import STATUSES
from analysis.present.reasons import sentence

VALUES = (0, 0, -5, 1, 1e-9, 1e12, 3.5, 7, 50, 99.9, 100, 101, float("nan"))
BASES = ("month", "month", "month", "year_to_date", "level", "year", "event")
FACETS = ("", "", "", "", "#plan", "#owner_forecast", "#self_assessment", "#1", "#2")
MONTHS = ("2024-05", "2024-12", "2025-01", "2025-06", "2025-07", "2025-12", "2026-02")


def _measures(make, rng):
    crops = [
        {"id": "a", "name_vi": "a", "months": [1, 2, 3, 4], "plan": 10},
        {"id": "b", "name_vi": "b", "months": [9, 12]},
    ]
    steps = [{"id": str(i), "name_vi": "x", "planned": f"2025-0{2 * i}-01", "days": 10} for i in (1, 2)]
    kinds = [
        ("flow", "ge", {}),
        ("flow", "le", {}),
        ("flow", "ge", {"cadence": "quarter"}),
        ("flow", "gt", {"cadence": "season", "seasons": crops}),
        ("budget", "budget", {}),
        ("level", "ge", {"unit": "%"}),
        ("level", "le", {"unit": "%", "cadence": "half-year"}),
        ("ratio", "gt", {"unit": "%"}),
        ("ratio", "le", {"unit": "%"}),
        ("ratio", "range", {"unit": "nam/100 nữ"}),
        ("count", "ge", {}),
        ("count", "watch", {}),
        ("event", "ge", {"unit": "%"}),
        ("annual", "ge", {}),
        ("milestone", "ge", {"steps": steps}),
        ("compare", "lt_last_year", {}),
    ]
    for i, (kind, rule, more) in enumerate(kinds):
        bounds = {"low": 50.0} if rule in {"ge", "gt", "budget"} else {"high": 50.0} if rule == "le" else {}
        bounds = {"low": 103.0, "high": 105.0} if rule == "range" else bounds
        yield make.measure(
            f"m{i}",
            **{
                "kind": kind,
                "rule": rule,
                "after": rng.choice(["continue", "break", "stop"]),
                "target_from": rng.choice([None, None, "#plan"]),
                **bounds,
                **more,
            },
        )


def _rows(make, rng, ids):
    for id in ids:
        for _ in range(rng.randint(0, 40)):
            period = f"{rng.choice([2022, 2023, 2024, 2025, 2025])}-{rng.randint(1, 12):02d}"
            value, n, of = (float(rng.choice(VALUES)) for _ in range(3))
            yield make.row(
                id + rng.choice(FACETS),
                period,
                value,
                rng.choice(BASES),
                n=n,
                of=of,
                place=rng.choice([make.area, make.area, "A", "B", "C", "N"]),
                start=rng.choice(["", f"{period}-15"]),
                reported=rng.choice(["", f"{period}-24", "2025-06-30"]),
                note=rng.choice(["", "QĐ số 5/QĐ"]),
            )
        if rng.random() < 0.4:
            for year in (2022, 2023, 2024, 2025):
                yield from make.months(
                    id, year, [rng.uniform(-0.1, 20) for _ in range(12)], rng.choice(["month", "level"])
                )


@pytest.mark.parametrize("seed", range(6))
def test_any_figures(make, seed):
    rng = random.Random(seed)
    programme = make.programme(*_measures(make, rng), closing_day=31)
    frame = make.frame(list(_rows(make, rng, programme.measures)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        a = assess(programme, make.places(), frame, rng.choice(MONTHS), place=rng.choice([None, None, "N"]))
    for x in a.measures.values():
        assert x.status in STATUSES
        assert x.probability is None or 0 <= x.probability <= 1
        for figure in (x.to_date, x.year_end, x.year_end_p10, x.year_end_p90, x.share_of_target, x.distance):
            assert figure is None or np.isfinite(figure)
        assert x.year_end_p10 is None or x.year_end_p10 <= x.year_end_p90
        for reason in (x.reason, x.what_would_change, *x.notes):
            for lang in ("vi", "en"):
                assert not re.search(
                    r"\{|\[\[|\bnan\b|\binf\b|\bNone\b(?! of)", sentence(reason, programme, lang)
                )
    for found in (*a.findings, *(c for c in a.changes if c.reason)):
        assert sentence(found.reason, programme)
