"""How forecasts of a yearly plan came out: Brier, reliability, coverage, and calls that were wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.assess.status import LIKELY, UNLIKELY

BINS = tuple((i / 5, (i + 1) / 5) for i in range(5))


@dataclass(frozen=True)
class Score:
    """Of `count` forecasts: shares 0-1, nan where there is none to take a share of.

    `hits` and `counts` by fifths of the chance (BINS). `interval_score`: width of the 80 % range plus ten times the
    distance outside it, as a share of the plan (mean). `met_but_off` of those that met the plan, `missed_but_on` of
    those that missed it.
    """

    count: int
    brier: float
    base: float
    hits: tuple[float, ...]
    counts: tuple[int, ...]
    covered: float
    interval_score: float
    met_but_off: float
    missed_but_on: float


def score(rows: pd.DataFrame) -> Score:
    """Scores of `rows`: probability (no nan), met, low, high, end, plan and, where there is one, status."""
    p, met = rows["probability"].to_numpy(float), rows["met"].to_numpy(bool)
    low, high, end = (rows[c].to_numpy(float) for c in ("low", "high", "end"))
    bins = np.minimum((p * 5 + 1e-9).astype(int), 4)
    outside = np.maximum(low - end, 0) + np.maximum(end - high, 0)
    if "status" in rows:
        on, off = rows["status"].isin(["on_track", "achieved"]).to_numpy(), (rows["status"] == "off_track").to_numpy()
    else:
        on, off = p >= LIKELY, p < UNLIKELY
    return Score(
        len(p),
        _mean((p - met) ** 2),
        _mean(met),
        tuple(_mean(met[bins == i]) for i in range(5)),
        tuple(int((bins == i).sum()) for i in range(5)),
        _mean(outside == 0),
        _mean((high - low + 10 * outside) / rows["plan"].to_numpy(float)),
        _mean(off[met]),
        _mean(on[~met]),
    )


def _mean(x: np.ndarray) -> float:
    return float(x.mean()) if x.size else float("nan")
