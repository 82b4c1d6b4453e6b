"""Days and months that stand in a file's name or on a sheet's date line."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.ingest.text import clean, fold
from analysis.yamlfile import legible

if TYPE_CHECKING:
    from analysis.ingest.grid import Grid

DAY = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*"
    r"((?:19|20)\d\d|(?<=/)[23]\d(?![\d/.,-]))",
    re.I,
)
_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)")
_DATE_LINE = re.compile(
    r"^(?:[^(]*,\s*)?ngày\s*\d+\s*tháng\s*\d+\s*năm|^ngày báo cáo|báo cáo ngày|^.{0,40}, ngày \d", re.I
)


def told(path: Path) -> str:
    """A path as it is told and kept; letters that an old archive left unreadable, and breaks of lines, become
    "\ufffd"."""
    name = path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return legible(re.sub(r"[\t\n\r]", "\ufffd", name), "\ufffd")


def spelt(name: str) -> str:
    """The name of a file or a folder with its months as heads write them: "thu_202505" with "2025-05", "thang-5" with
    "thang 5"; without a day in it, that on which it was sent."""
    name = re.sub(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(?!\d)", r"\1-\2", _ISO.sub("", name))
    name = re.sub(r"(?<!\d)(0[1-9]|1[0-2])(20\d\d)(?!\d)", r"\1/\2", name)
    return re.sub(r"(?i)(?<![^\W_])(th[aá]ng|t)[-_](?=\d)", r"\1 ", name)


def reported_on(ways: list[str], path: Path, grids: list[Grid]) -> tuple[str, dict[str, str]]:
    """The day of a report, ISO, "" when nothing says it, from a date line or a file-name pattern; and that of each
    sheet which bears a date line of its own."""
    own = {g.name: day for g in grids if (day := _date_line(g))} if "sheet" in ways else {}
    for way in ways:
        if way == "sheet":
            if own:
                return next(iter(own.values())), own
        elif (found := from_name(way, path.name)) and len(found) == 3:
            return "-".join(found), own
    return "", own


def _date_line(grid: Grid) -> str:
    """ "Cần Đước, ngày 24 tháng 6 năm 2025" in the first or last rows of a sheet."""
    for row in grid.rows[:12] + grid.rows[12:][-15:]:
        for value in row:
            if isinstance(value, str) and len(value) < 120 and _DATE_LINE.search(text := clean(value)):
                if day := as_day(text):
                    return day.isoformat()
    return ""


def from_name(pattern: str, name: str) -> tuple[str, ...] | None:
    """Year, month (and day) that a pattern ("*_{day}-{month}-{year}.*") finds, zero-filled."""
    keep = "/*?.-_{}"
    parts = re.split(r"(\{year\}|\{month\}|\{day\}|\*)", fold(pattern, marks=False, keep=keep))
    made = {"{year}": r"(?P<year>\d{4})", "{month}": r"(?P<month>\d{1,2})", "{day}": r"(?P<day>\d{1,2})"}
    made["*"] = ".*?"
    hit = re.fullmatch("".join(made.get(p, re.escape(p)) for p in parts), fold(name, marks=False, keep=keep))
    got = hit.groupdict() if hit else {}
    if not got.get("year") or not 1 <= int(got.get("month") or 0) <= 12:
        return None
    return got["year"], *(f"{int(got[k]):02d}" for k in ("month", "day") if got.get(k))


def as_day(value: object) -> date | None:
    """A date typed as a date, as text ("13/02/2025", "ngày 13 tháng 2 năm 2025") or as Excel's day number."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return date(1899, 12, 30) + timedelta(days=int(value)) if 36000 < value < 60000 else None
    text = str(value)
    try:
        if hit := _ISO.search(text):
            return date(int(hit[1]), int(hit[2]), int(hit[3]))
        if hit := DAY.search(text):
            return date(int(hit[3]) + 2000 * (len(hit[3]) == 2), int(hit[2]), int(hit[1]))  # "13/2/25"
    except ValueError:
        return None
    return None
