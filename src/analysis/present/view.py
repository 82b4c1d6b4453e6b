"""What charts, tables and words are drawn from: everything known of one month, and the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.assess.assessments import Assessments
from analysis.notes import Notes
from analysis.programme import Programme


@dataclass(frozen=True)
class View:
    """Plain data; `present` reads no file."""

    programme: Programme
    month: str
    lang: str
    assessments: Assessments
    observations: pd.DataFrame
    problems: tuple[Any, ...]  # ingest.problems.Problem
    inputs: pd.DataFrame  # source, sha256, bytes, owner, reported_on
    notes: Notes
    places: Any  # places.Places
    place: str
    owner: str | None = None
    run_id: str = ""
