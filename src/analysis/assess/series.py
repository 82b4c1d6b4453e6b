"""`brief nowcast`: year-end nowcasts of a table `series, date, value[, group, plan, target]`."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.assess.nowcast import FlowForecast, FlowInput, forecast_flows
from analysis.ingest.numbers import column_style, is_nil, parse_number
from analysis.language import catalogue, say
from analysis.yamlfile import Unusable, read_text

_COLUMNS = ("series", "date", "value", "group", "plan", "target")
_NUMBERS = ("total", "p10", "p50", "p90", "p025", "p975")


@dataclass(frozen=True)
class _Problem(Exception):
    """Why a series cannot be nowcast, and the place of the row in it."""

    key: str
    detail: str = ""
    at: int | None = None


def read_series(path: str | Path) -> pd.DataFrame:
    """The table of a CSV file, every cell as text ('' where blank), columns in lower case.

    The index is called `line` and holds the line of the file. Comma, semicolon or tab between the cells;
    UTF-8 with or without a mark. Raises ValueError, in Vietnamese and English, when the file is no text, not
    there or without a row, or a column is missing or there twice. A row with more cells than the heading
    keeps its whole text as its value, so that its series is reported instead of misread.
    """
    lines = read_text(Path(path), str(path), "tệp CSV mã UTF-8 (a CSV file in UTF-8)").splitlines()
    separator = max(",;\t", key=(lines[0] if lines else "").count)
    try:
        reader = csv.reader(lines, delimiter=separator)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unusable(f"{path}: không phải tệp CSV (no CSV): {error}") from None
    names = [name.strip().lower() for name in rows[0][1]] if rows else []
    _require(names, str(path))
    if len(rows) == 1:
        raise Unusable(
            f"{path}: chỉ có dòng đầu, không có số liệu; hãy thêm mỗi kỳ một dòng "
            "(a heading without figures; add a row for each period)"
        )
    width, value = len(names), names.index("value")
    cells = []
    for _, row in rows[1:]:
        if any(cell.strip() for cell in row[width:]):
            row[value] = separator.join(row)
        cells.append((row + [""] * width)[:width])
    at = pd.Index([number for number, _ in rows[1:]], name="line")
    return pd.DataFrame(cells, index=at, columns=names, dtype=object)


def _require(names: Iterable[str], where: str) -> None:
    names = list(names)
    missing = [name for name in _COLUMNS[:3] if name not in names]
    if missing:
        raise Unusable(
            f"{where}: thiếu cột {', '.join(missing)}; dòng đầu phải có series, date, value, và có thể thêm "
            "group, plan, target (column missing; the first row must name series, date, value)"
        )
    twice = [name for name in _COLUMNS if names.count(name) > 1]
    if twice:
        raise Unusable(
            f"{where}: có hai cột {', '.join(twice)}; hãy bỏ bớt hoặc đổi tên một cột "
            "(column there twice; remove or rename one)"
        )


def nowcast_table(frame: pd.DataFrame) -> list[dict]:
    """One dict per series of `frame`, in the order they first appear, ready for JSON.

    Columns series, date, value and optionally group, plan, target (numbers, or numbers as text). A series'
    current year is its last one with a value; the plan and the target are the last known of that year, a past year's
    plan the one known in the same month, and the plan stands in for a target that is not given. Errors are
    pooled within `group`. A dict has series, months_known (for quarters, the quarters), to_date, total, p10, p50,
    p90, p025, p975, probability; or series, reason and reason_en (a sentence, with the line where the index is
    called `line`) and reason_key;
    all of them when a series could be nowcast without a probability. Raises ValueError when a column is
    missing or there twice.
    """
    _require(frame.columns, "bảng số liệu")
    inputs: list[FlowInput] = []
    places: dict[int, int] = {}
    lines: list[dict] = []
    names = frame["series"].map(lambda raw: "" if _blank(raw) else str(raw))
    for name, part in frame.groupby(names.to_numpy(object), sort=False):
        try:
            source = _flow_input(name, part)
        except _Problem as problem:
            at = part.index[problem.at] if problem.at is not None and frame.index.name == "line" else None
            lines.append({"series": name} | _reason(problem.key, problem.detail, at))
            continue
        places[len(inputs)] = len(lines)
        inputs.append(source)
        lines.append({})
    for i, forecast in enumerate(forecast_flows(inputs)):
        lines[places[i]] = _line(forecast)
    return lines


def _reason(key: str, detail: str = "", line: int | None = None) -> dict:
    vi, en = (catalogue(lang)["series"][key].format(detail=detail) for lang in ("vi", "en"))
    if line is not None:
        vi, en = (text[:-1] + say(lang, "in_row", line=line) for text, lang in ((vi, "vi"), (en, "en")))
    return {"reason": vi, "reason_en": en, "reason_key": key}


def _line(forecast: FlowForecast) -> dict:
    if not math.isfinite(forecast.total):
        return {"series": forecast.id} | _reason(forecast.reason or "not_finite")
    line = {"series": forecast.id, "months_known": forecast.months_known, "to_date": forecast.to_date}
    line |= {name: getattr(forecast, name) for name in _NUMBERS}
    line["probability"] = forecast.probability
    if forecast.reason:
        line |= _reason(forecast.reason)
    return line


def _flow_input(name: str, part: pd.DataFrame) -> FlowInput:
    periods = [_period(raw, at) for at, raw in enumerate(part["date"])]
    values = _by_period(periods, _numbers(part, "value"), once=True)
    if not values:
        raise _Problem("empty")
    plans, targets = (_by_period(periods, _numbers(part, c)) if c in part else {} for c in ("plan", "target"))
    first, year = min(y for y, _ in values), max(y for y, _ in values)
    step = _months_between({m for _, m in values})
    table = np.full((year - first + 1, 12 // step), np.nan)
    for (y, m), value in values.items():
        table[y - first, (m - 1) // step] = value
    month = max(m for y, m in values if y == year)
    last_plan = {}  # plans are raised within a year: June's compares with June's
    for y in dict.fromkeys(y for y, _ in plans):
        of = [k for k in plans if k[0] == y]
        last_plan[y] = plans[max((k for k in of if y == year or k[1] <= month), default=min(of))]
    this_year = [k for k in targets if k[0] == year] or list(targets)
    plan = last_plan.get(year)
    return FlowInput(
        name,
        table[:-1],
        table[-1],
        next((str(g) for g in reversed(list(part.get("group", []))) if not _blank(g)), ""),
        np.array([last_plan.get(y, np.nan) for y in range(first, year)]) if last_plan else None,
        plan,
        targets[max(this_year)] if this_year else plan,
    )


def _by_period(
    periods: list[tuple[int, int]], figures: list[float | None], once: bool = False
) -> dict[tuple[int, int], float]:
    """Figures by (year, month) without the blank ones; of two for a period the later row, unless `once`."""
    found: dict[tuple[int, int], float] = {}
    for at, (when, figure) in enumerate(zip(periods, figures, strict=True)):
        if figure is None:
            continue
        if once and found.get(when, figure) != figure:
            raise _Problem("duplicate", f"{when[0]}-{when[1]:02d}: {found[when]:.15g} / {figure:.15g}", at)
        found[when] = figure
    return found


def _months_between(months: set[int]) -> int:
    """Months in a period: 6, 4 or 3 when only such months occur, else 1."""
    if len(months) == 1:
        raise _Problem("annual")
    return next((step for step in (6, 4, 3) if len({m % step for m in months}) == 1), 1)


_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2}(?:[T ].*)?)?")
_YEAR_LAST = re.compile(r"(?:\d{1,2}[-/.])?(\d{1,2})[-/.](\d{4})")
_QUARTER = re.compile(r"(\d{4})[-/ ]?[Qq]([1-4])")


def _period(raw: Any, at: int) -> tuple[int, int]:
    """Year and month of text such as 2025-06-01, 2025-06, 06/2025, 30/6/2025 or 2025-Q2.

    `at` is its place in the series, for the message.
    """
    text = "" if _blank(raw) else str(raw).strip()
    if found := _QUARTER.fullmatch(text):
        return int(found[1]), int(found[2]) * 3
    if found := _YEAR_FIRST.fullmatch(text):
        year, month = int(found[1]), int(found[2])
    elif found := _YEAR_LAST.fullmatch(text):
        year, month = int(found[2]), int(found[1])
    else:
        raise _Problem("bad_date", repr(text), at)
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        raise _Problem("bad_date", repr(text), at)
    return year, month


def _blank(raw: Any) -> bool:
    return bool(pd.isna(raw)) or isinstance(raw, str) and not raw.strip()


def _numbers(part: pd.DataFrame, column: str) -> list[float | None]:
    """Figures of one series' column, None where there is none.

    Plain numbers are taken as they are; when one cell is not plain (1.234,5), the separators are decided for
    all cells of the series together, as ingest does for a column of a workbook.
    """
    cells = part[column].tolist()
    try:
        return [None if _blank(cell) or math.isnan(value := float(cell)) else value for cell in cells]
    except (TypeError, ValueError, OverflowError):
        pass
    texts = ["" if _blank(cell) else str(cell) for cell in cells]
    style = column_style([text for text in texts if not is_nil(text)])
    figures = []
    for at, text in enumerate(texts):
        try:
            figures.append(parse_number(text, style))
        except ValueError:
            raise _Problem("bad_number", f"{column} {text.strip()!r}", at) from None
    return figures
