"""Assessments as tables: the columns that `assessments.parquet` and `commitments.parquet` promise."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.assess.assessments import Assessment, CommitmentState

COLUMNS = (
    "measure place month as_of to_date expected_to_date target_low target_high stretch share_of_target "
    "distance last_year_to_date change_on_year year_end year_end_p10 year_end_p50 year_end_p90 probability "
    "stretch_probability owner_forecast self_assessment needed_per_period status previous_status signal "
    "track_record illustrative estimate late closed basis_month numerator denominator owner history_cut keys"
).split()
COMMITMENT_COLUMNS = (
    "commitment month steps_done steps_due steps_total status previous_status owner deadline deadline_kind "
    "done_on paper illustrative keys"
).split()
WORDS = {"reason_vi": "", "reason_en": ""}  # filled where there is a language


def measure_frame(assessments: Iterable[Assessment]) -> pd.DataFrame:
    """One row per measure, COLUMNS and the two reasons."""
    return _frame(assessments, COLUMNS)


def commitment_frame(states: Iterable[CommitmentState]) -> pd.DataFrame:
    """One row per commitment, COMMITMENT_COLUMNS and the two reasons."""
    return _frame(states, COMMITMENT_COLUMNS)


def _frame(items: Iterable, columns: list[str]) -> pd.DataFrame:
    rows = [{c: getattr(i, c) for c in columns} for i in items]
    frame = pd.DataFrame(rows, columns=columns)
    for column in ("as_of", "deadline", "done_on"):
        if column in frame:
            frame[column] = [d.isoformat() if d is not None else None for d in frame[column]]
    frame["keys"] = [list(map(int, k)) for k in frame["keys"]]
    return frame.assign(**WORDS)
