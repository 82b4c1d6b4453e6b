"""Tidy tables, one row a figure or a unit and month: published figures kept with their addresses."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.ingest.corrections import Correction, Page, mend
from analysis.ingest.filename import told
from analysis.ingest.grid import column_name
from analysis.ingest.observation import observation
from analysis.ingest.problems import Problem, problem
from analysis.ingest.sources import LongTable
from analysis.ingest.tables import KEY
from analysis.ingest.text import fold
from analysis.yamlfile import legible


def read_long(
    path: Path, rule: LongTable, root: Path, corrections: list[Correction] | None = None
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Observations (contract columns) and problems of one tidy CSV. Raises UnicodeDecodeError where it is not UTF-8."""
    body = path.read_bytes()
    sha, source, sheet = hashlib.sha256(body).hexdigest(), told(path.relative_to(root)), told(Path(path.stem))
    text = legible(body.decode("utf-8-sig"), "\ufffd")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), restval=""))
    found: list[dict[str, Any]] = []
    problems: list[Problem] = []

    def report(code: str, cell: str, value: str, **facts: Any) -> None:
        problems.append(problem(code, source, sheet, cell, value, **facts))

    header = [c for c in rows[0] if c is not None] if rows else []
    notes, stale = mend([Page(sheet, *_cells(rows, header), (len(rows) + 1, len(header)))], corrections or [])
    problems += stale
    wanted = {rule.period, *(f.column for f in rule.figures), *filter(None, [rule.label, rule.doubtful])}
    if lacking := sorted(wanted - set(header)):
        report("csv_columns", "A1", ", ".join(header), listed=", ".join(lacking))
        return found, problems
    address = {name: column_name(i) for i, name in enumerate(header)}
    named = wanted.union(rule.notes, [rule.reported_on], *(f.where for f in rule.figures))
    keys = [c for c in header if c not in named and KEY.fullmatch(fold(c, marks=False))]
    usual = {c: Counter(row[c].strip() for row in rows).most_common(1)[0][0] for c in keys}
    for n, row in enumerate(rows, start=2):
        if rule.doubtful and row[rule.doubtful].startswith("AMBIGUOUS"):
            doubted = rule.figures[0].column  # the doubt itself is a note in the source's own language
            report("csv_ambiguous", f"{address[doubted]}{n}", row[doubted].strip())
            in_english = f"{problems[-1].message_en.rstrip('.')} ({row[rule.doubtful]})."
            problems[-1] = replace(problems[-1], message_en=in_english)
            continue
        period = _period(row[rule.period])
        for figure in rule.figures:
            text = row[figure.column].strip()
            if not text or any(_nfc(row.get(k, "")) != _nfc(v) for k, v in figure.where.items()):
                continue
            cell = f"{address[figure.column]}{n}"
            try:
                value = float(text)
                if not math.isfinite(value):
                    raise ValueError(text)
            except ValueError:
                report("csv_number", cell, text)
                continue
            if period is None:
                report("csv_period", f"{address[rule.period]}{n}", row[rule.period])
                continue
            if odd := next((c for c in keys if row[c].strip() != usual[c]), ""):
                report("remark_against", cell, text, said=f"{odd}: {row[odd]}", at=f"{address[odd]}{n}")
                continue
            about = pd.Period(period, "M") + figure.shift
            said = [*(row.get(c, "").strip() for c in rule.notes), notes.get((sheet, cell))]
            found.append(
                observation(
                    {"source": source, "sheet": sheet, "sha256": sha, "illustrative": False},
                    measure=figure.measure.replace("{label}", _nfc(row[rule.label]) if rule.label else ""),
                    place=rule.place,
                    period=str(about),
                    basis=figure.basis,
                    value=value,
                    unit=figure.unit or row.get("unit", ""),
                    vintage=figure.vintage,
                    reported_on=_day(row.get(rule.reported_on, ""), period),
                    cell=cell,
                    note="; ".join(filter(None, said)),
                )
            )
    return found, problems


def _cells(rows: list[dict], header: list[str]) -> tuple[Callable, Callable]:
    """Reading and writing the text below the header by row and column from 0, as a spreadsheet shows the file."""

    def get(row: int, col: int) -> str:
        return rows[row - 1][header[col]] if 0 < row <= len(rows) and col < len(header) else ""

    def put(row: int, col: int, value: Any) -> None:
        if row:
            rows[row - 1][header[col]] = str(value)

    return get, put


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _period(text: str) -> str | None:
    """The closing month of "2023", "2023-10", "2024-H1", "2024-Q3" or "2025-9M"."""
    if not (m := re.fullmatch(r"(\d{4})(?:-(\d{2})|-H([12])|-Q([1-4])|-(\d{1,2})M)?", text.strip())):
        return None
    year, month, half, quarter, months = m.groups()
    closing = int(month or months or 0) or (int(half) * 6 if half else int(quarter) * 3 if quarter else 12)
    return f"{year}-{closing:02d}" if 1 <= closing <= 12 else None


def _day(text: str, period: str) -> str:
    """An ISO day: as written, or the end of the written month or year, or of the period."""
    hit = re.match(r"\d{4}(-\d{2}(-\d{2})?)?", text)
    if hit and hit[2]:
        return hit[0]
    month = period if hit is None else hit[0] if hit[1] else f"{hit[0]}-12"
    return str(pd.Period(month, "M").end_time.date())
