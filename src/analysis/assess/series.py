"""`brief nowcast`: year-end nowcasts of a table `series, date, value[, group, plan, target]`."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.assess.nowcast import FlowForecast, FlowInput, forecast_flows

REASONS_VI = {
    "bad_date": "Có ngày không đọc được: {detail}; cần dạng 2025-06-01 hoặc 2025-06.",
    "bad_number": "Có giá trị không phải là số: {detail}.",
    "duplicate": "Hai số khác nhau cho cùng một kỳ: {detail}.",
    "not_finite": "Có giá trị vô hạn hoặc quá lớn để tính.",
    "empty": "Chưa có số liệu nào của năm nay.",
    "too_short": "Chưa có năm nào trước đó đủ số liệu để so sánh.",
    "annual": "Mỗi năm chỉ có một số, không dự báo được trong năm.",
    "all_zero": "Năm trước toàn số 0, không có cơ sở để dự báo.",
    "gaps": "Năm nay thiếu quá nhiều kỳ để ước phần còn lại.",
    "break": "Năm nay lệch quá 30 lần so với cùng kỳ năm trước; có thể đã đổi đơn vị tính.",
    "bad_shape": "Số kỳ trong năm không hợp lệ.",
    "negative": "Chuỗi có số âm nên không tính xác suất.",
    "bad_target": "Chỉ tiêu không phải số dương nên không tính xác suất.",
}

_NUMBERS = ("total", "p10", "p50", "p90", "p025", "p975")


@dataclass(frozen=True)
class _Problem(Exception):
    key: str
    detail: str = ""


def read_series(path: str | Path) -> pd.DataFrame:
    """The table of a CSV file, every cell as text ('' where blank), columns in lower case.

    Comma, semicolon or tab between the cells; UTF-8 with or without a mark. Raises ValueError, in Vietnamese,
    when one of the columns series, date, value is missing or the file is not text.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: không phải tệp CSV mã UTF-8; hãy lưu lại dạng 'CSV UTF-8'") from error
    lines = text.splitlines()
    head = lines[0] if lines else ""
    separator = max(",;\t", key=head.count)
    rows = [row for row in csv.reader(lines, delimiter=separator) if any(cell.strip() for cell in row)]
    names = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in ("series", "date", "value") if name not in names]
    if missing:
        raise ValueError(
            f"{path}: thiếu cột {', '.join(missing)}; dòng đầu phải có series, date, value "
            "(và có thể thêm group, plan, target)"
        )
    width = len(names)
    return pd.DataFrame([(row + [""] * width)[:width] for row in rows[1:]], columns=names, dtype=object)


def nowcast_table(frame: pd.DataFrame) -> list[dict]:
    """One dict per series of `frame`, in the order they first appear, ready for JSON.

    Columns series, date, value and optionally group, plan, target (numbers, or numbers as text). A series'
    current year is its last one with a value; errors are pooled within `group`. A dict has series,
    months_known, to_date, total, p10, p50, p90, p025, p975, probability; or series, reason (a sentence) and
    reason_key. A series that was nowcast without a probability has both.
    """
    inputs: list[FlowInput] = []
    places: dict[int, int] = {}
    lines: list[dict] = []
    for name, part in _parts(frame):
        try:
            source = _flow_input(name, part)
        except _Problem as problem:
            lines.append(_refusal(name, problem.key, problem.detail))
            continue
        places[len(inputs)] = len(lines)
        inputs.append(source)
        lines.append({})
    for i, forecast in enumerate(forecast_flows(inputs)):
        lines[places[i]] = _line(forecast)
    return lines


def _parts(frame: pd.DataFrame) -> list[tuple[str, dict[str, list]]]:
    """Rows by series, in order of first appearance; each column a list."""
    names = frame["series"].tolist()
    columns = {c: frame[c].tolist() for c in ("date", "value", "group", "plan", "target") if c in frame}
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        rows.setdefault("" if _blank(name) else str(name), []).append(i)
    return [(name, {c: [v[i] for i in at] for c, v in columns.items()}) for name, at in rows.items()]


def _refusal(name: str, key: str, detail: str = "") -> dict:
    return {"series": name, "reason": REASONS_VI[key].format(detail=detail), "reason_key": key}


def _line(forecast: FlowForecast) -> dict:
    if not math.isfinite(forecast.total):
        return _refusal(forecast.id, forecast.reason or "not_finite")
    line = {"series": forecast.id, "months_known": forecast.months_known, "to_date": forecast.to_date}
    line |= {name: getattr(forecast, name) for name in _NUMBERS}
    line["probability"] = forecast.probability
    if forecast.reason:
        line |= {"reason": REASONS_VI[forecast.reason], "reason_key": forecast.reason}
    return line


def _flow_input(name: str, part: dict[str, list]) -> FlowInput:
    values: dict[tuple[int, int], float] = {}
    targets: dict[tuple[int, int], float] = {}
    plans: dict[tuple[int, int], float] = {}
    group = ""
    for i, raw in enumerate(part["date"]):
        when = _period(raw)
        value = _number(part["value"][i])
        if value is not None:
            if when in values and values[when] != value:
                raise _Problem("duplicate", f"{when[0]}-{when[1]:02d}: {values[when]:g} / {value:g}")
            values[when] = value
        for column, store in (("plan", plans), ("target", targets)):
            figure = _number(part[column][i]) if column in part else None
            if figure is not None:
                store[when] = figure
        if "group" in part and not _blank(part["group"][i]):
            group = str(part["group"][i])
    if not values:
        raise _Problem("empty")
    months = sorted({m for _, m in values})
    year = max(y for y, _ in values)
    n, place = _calendar(months)
    first = min(y for y, _ in values)
    table = np.full((year - first + 1, n), np.nan)
    for (y, m), value in values.items():
        table[y - first, place[m]] = value
    by_year = {y: plans[max(k for k in plans if k[0] == y)] for y in {k[0] for k in plans}}
    return FlowInput(
        name,
        table[:-1],
        table[-1],
        group,
        np.array([by_year.get(y, np.nan) for y in range(first, year)]) if by_year else None,
        by_year.get(year),
        targets[max(targets)] if targets else None,
    )


def _calendar(months: list[int]) -> tuple[int, dict[int, int]]:
    """Periods in a year and the place of each month: quarters when only every third month occurs."""
    if len(months) == 1:
        raise _Problem("annual")
    if len(months) >= 2 and len({m % 3 for m in months}) == 1:
        return 4, {m: (m - 1) // 3 for m in months}
    return 12, {m: m - 1 for m in range(1, 13)}


_ISO = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/]\d{1,2}(?:[T ].*)?)?")
_QUARTER = re.compile(r"(\d{4})[-/ ]?[Qq]([1-4])")


def _period(raw: object) -> tuple[int, int]:
    if hasattr(raw, "year") and not _blank(raw):
        return int(raw.year), int(raw.month)
    text = str(raw).strip()
    if found := _QUARTER.fullmatch(text):
        return int(found[1]), int(found[2]) * 3
    found = _ISO.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise _Problem("bad_date", repr(text))
    return int(found[1]), int(found[2])


def _blank(raw: object) -> bool:
    if raw is None or raw is pd.NA or raw is pd.NaT:
        return True
    if isinstance(raw, float):
        return math.isnan(raw)
    return isinstance(raw, str) and raw.strip() == ""


def _number(raw: object, parse: Callable[[str], float] = float) -> float | None:
    if _blank(raw):
        return None
    try:
        value = parse(raw)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise _Problem("bad_number", repr(str(raw).strip())) from None
    return None if math.isnan(value) else value
