"""The table of observations: its columns, which rows were known on a day, and which of several is the figure."""

from __future__ import annotations

import re
from calendar import monthrange

import numpy as np
import pandas as pd

from analysis.ingest.text import fold
from analysis.yamlfile import Told

COLUMNS = [
    "measure", "place", "period", "period_start", "period_end", "basis", "value", "numerator", "denominator",
    "unit", "vintage", "reported_on", "source", "sheet", "cell", "sha256", "illustrative", "note",
]  # fmt: skip
TEXT = ["measure", "place", "period", "period_start", "period_end", "basis", "unit", "vintage", "reported_on"]
PLACE_IN_FILE = ["source", "sheet", "cell", "sha256"]
NUMBERS = ["value", "numerator", "denominator"]
BASES = ["month", "year_to_date", "level", "year", "event"]
VINTAGES = ["estimate", "preliminary", "final"]
CORRECTS = "sửa số đã báo cáo"  # begins the note of a figure that a form puts right; what it was follows
KEY = ["measure", "place", "period", "basis"]
_AGAIN = re.compile(
    r"\b(?:d(?:ieu|inh) ?chinh|da (?:sua|chinh)|(?<!luong )(?<!bo )sua(?! chua)"
    r"|bo ?sung(?! (?:co |muc |can doi|von|ngan sach))|thay the|cap ?nhat|chinh thuc"
    r"|hoan chinh|(?:ban |so )?chot|(?:lan|ban) ?(?:0?[2-9]|hai|ba|cuoi|moi)|moi nhat"
    r"|v(?:er)? ?[2-9]|rev ?\d|revised|corrected|updated?|final ?\d?)\b|\((?:[1-9]|moi)\)"
)


class NoData(Told, FileNotFoundError):
    """The raw folder is missing or holds nothing readable."""


def frame_of(rows: pd.DataFrame | list[dict]) -> pd.DataFrame:
    """`rows` with the contract's columns and stable types, in their order."""
    frame = pd.DataFrame(rows)
    for column in COLUMNS:
        if column not in frame:
            frame[column] = False if column == "illustrative" else np.nan if column in NUMBERS else ""
    frame = frame[COLUMNS].copy()
    for column in NUMBERS:
        frame[column] = frame[column].astype("float64")
    for column in [*TEXT, *PLACE_IN_FILE, "note"]:
        frame[column] = frame[column].astype(object).where(frame[column].notna(), "").astype(str)
    frame["illustrative"] = frame["illustrative"].astype(bool)
    return frame


def checked(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame`, held against the contract. Raises pandera.errors.SchemaErrors naming every broken row."""
    return _schema().validate(frame, lazy=True)


def _schema():
    import pandera.pandas as pa  # heavy; only the table's maker needs it

    text = lambda *checks: pa.Column(str, list(checks))  # noqa: E731
    iso = pa.Check.str_matches(r"^(\d{4}-\d{2}-\d{2})?$")
    return pa.DataFrameSchema(
        {
            "measure": text(pa.Check.str_length(min_value=1)),
            "place": text(),
            "period": text(pa.Check.str_matches(r"^\d{4}-(0[1-9]|1[0-2])$")),
            "period_start": text(iso),
            "period_end": text(iso),
            "reported_on": text(iso),
            "basis": text(pa.Check.isin(BASES)),
            "vintage": text(pa.Check.isin([*VINTAGES, ""])),
            "value": pa.Column(float, pa.Check(lambda s: ~np.isinf(s)), nullable=True),
        }
    )


def comes_after(sources: pd.Series) -> pd.Series:
    """Which files' names say that they come after another of the same month: "… (điều chỉnh)", "… lần 2", "… (1)"."""
    names = {s: fold(re.sub("(?i)[_.-]|sữa", " ", str(s)), marks=False, keep="()") for s in sources.unique()}
    again = {str(s): bool(_AGAIN.search(name)) for s, name in names.items()}
    return sources.astype(str).map(again).astype(bool)


def known_at(frame: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """The rows that were known on the day `as_of` (ISO date)."""
    return frame[_known(frame) <= as_of]


def _known(frame: pd.DataFrame) -> pd.Series:
    """The day on which a row was known: of its report, without one the end of its period."""
    ends = {p: f"{p}-{monthrange(int(p[:4]), int(p[5:]))[1]}" for p in frame.period.unique()}
    return frame.reported_on.where(frame.reported_on != "", frame.period.map(ends).astype(str))


def current(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per measure, place, period and basis, as judged (assess/ledger.py): real before illustrative, a count
    to date before a quarter's, then a correction without a day, the latest report, the firmer vintage, a correction."""
    again, begun = comes_after(frame.source), frame.period_start.astype(str)
    order = frame.assign(
        _real=~frame.illustrative, _firm=frame.vintage.map({v: i for i, v in enumerate(VINTAGES)}).fillna(-1),
        _again=again, _day=_known(frame).mask(again & (frame.reported_on == ""), "9"),
        _whole=(frame.basis != "year_to_date") | (begun.str[:4] != frame.period.str[:4]) | (begun.str[5:7] == "01"),
    ).sort_values(["_real", "_whole", "_day", "_firm", "_again", "source", "sheet", "cell"], kind="stable")  # fmt: skip
    events = order.basis == "event"
    newest = order[~events].drop_duplicates(KEY, keep="last")
    once = order[events].drop_duplicates([*KEY, "period_start", "note"], keep="last")
    return pd.concat([newest, once])[frame.columns].sort_index()
