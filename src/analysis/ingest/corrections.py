"""Corrections: a known error in a file an office sent, mended by a row of `corrections.csv`, never by an edit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.ingest.numbers import VIETNAMESE, column_style, parse_number
from analysis.ingest.problems import Problem

COLUMNS = ["source", "sheet", "cell", "was", "becomes", "why", "who", "until"]


def read_corrections(path: Path | None) -> pd.DataFrame:
    """The register at `path` (text columns COLUMNS); empty when there is none. Raises ValueError naming what lacks."""
    if path is None or not Path(path).exists():
        return pd.DataFrame(columns=COLUMNS)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    lacking = [c for c in COLUMNS if c not in frame]
    if lacking:
        raise ValueError(f"{path}: thiếu cột {', '.join(lacking)} (cần: {', '.join(COLUMNS)})")
    return frame[COLUMNS]


def apply_corrections(
    frame: pd.DataFrame, corrections: pd.DataFrame, problems: list[Problem]
) -> tuple[pd.DataFrame, list[Problem]]:
    """`frame` with corrected values and a note at each, and a problem for each correction that no longer fits.

    A correction fits when its cell still holds the value it was written for, as an observation or as a rejected
    cell; `becomes` empty takes the figure out. A rejected cell cannot be filled (nothing says which measure its
    text belonged to) unless the reader kept it as an observation without a value.
    """
    frame, found = frame.copy(), []
    for row in corrections.itertuples():
        here = frame.index[
            (frame.source == row.source) & (frame.sheet == row.sheet) & (frame.cell == row.cell)
        ]
        was, becomes = _number(row.was), _number(row.becomes)
        fits = [i for i in here if _same(frame.at[i, "value"], was)]
        if not fits:
            holds = frame.at[here[0], "value"] if len(here) else next(
                (p.value for p in problems if (p.source, p.sheet, p.cell) == (row.source, row.sheet, row.cell)), None
            )  # fmt: skip
            found.append(_stale(row, holds))
            continue
        for i in fits:
            frame.at[i, "value"] = np.nan if becomes is None else becomes
            note = f"Đính chính: {row.was} → {row.becomes or 'bỏ'}; {row.why} ({row.who})"
            frame.at[i, "note"] = "; ".join(filter(None, [frame.at[i, "note"], note]))
    return frame, found


def _same(value: float, was: float | None) -> bool:
    if was is None:
        return bool(np.isnan(value))
    return bool(np.isclose(value, was, rtol=1e-9, atol=1e-9))


def _stale(row, holds) -> Problem:
    return Problem(
        severity="warning", source=row.source, sheet=row.sheet, cell=row.cell,
        value="" if holds is None else str(holds),
        message=f"Đính chính đã cũ: ô này không còn giá trị “{row.was}”",
        remedy="Xóa hoặc sửa dòng tương ứng trong corrections.csv",
        message_en=f"Stale correction: the cell no longer holds {row.was!r}",
        remedy_en="Remove or update the row of corrections.csv",
    )  # fmt: skip


def _number(text: str) -> float | None:
    """As typed in the register: "1.577,95", "1577.95" and "48" are clear; "1.577" is read the Vietnamese way."""
    style = column_style([text])
    try:
        return parse_number(text, style if style.sure else VIETNAMESE)
    except ValueError:
        return None  # a cell that held words has no figure to compare with
