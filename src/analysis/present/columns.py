"""What a column of a frame is called and how its cells are written, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from analysis.assess.status import STATUSES
from analysis.language import catalogue, say
from analysis.present import locale, theme

# by column its unit; "measure" is that of the row's measure
_COLUMNS = {
    "measure": """
        low high stretch base to_date expected_to_date target_low target_high distance last_year_to_date
        year_end year_end_p10 year_end_p50 year_end_p90 owner_forecast needed_per_period value expected
        last_year p10 p25 p50 p75 p90 before step plan
    """,
    "%": "share_of_target change_on_year track_record",
    "chance": "probability stretch_probability",
    "count": "numerator denominator steps_done steps_due steps_total observations rejected bytes boys girls",
    "signed": "change difference contribution error prorata_error",
}
UNITS = {column: unit for unit, columns in _COLUMNS.items() for column in columns.split()}
CODES = ("basis", "vintage", "severity")  # whose codes the catalogue has words for


def is_month(name: str) -> bool:
    return len(name) == 7 and name[4] == "-"


def period(x: pd.Period, lang: str) -> str:
    """A month, quarter of the calendar, year or day of a frame."""
    if x.freqstr == "D":
        return locale.date(x.to_timestamp().date(), lang)
    return locale.month(str(x).replace("Q", "-Q"), lang) if x.freqstr in ("M", "Q-DEC") else str(x)


def heading(name: str, lang: str) -> str:
    """A column's words, of two frames that pandas joined with what tells them apart; the name by which pandas knows it
    where it has none."""
    words = catalogue(lang)["column"]
    if name in STATUSES:
        return theme.word(name, lang=lang)
    column, _, apart = name.rpartition("_")
    if name not in words and column in words:
        return f"{words[column]} ({apart})"
    return words.get(name) or (locale.month(name, lang) if is_month(name) else name)


def stands(column: pd.Series, name: str) -> bool:
    """Whether a column is of statuses."""
    kinds = set(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else {None}
    return kinds <= {*STATUSES} or name == "status"


def written(
    column: pd.Series, name: str, unit: str, lang: str, own: Sequence[Sequence[str] | None] = ()
) -> list[str]:
    """A column's cells as HTML in the reader's language; `unit`: of the measure that they speak of; `own`: of statuses
    by row the mark and word that pages have, where these are not those of any."""
    if name in CODES:
        return [escape(catalogue(lang)[name].get(x, locale.NONE)) for x in column]
    if name == "measure":
        return [
            escape(": ".join(filter(None, faceted(x, lang)))) if isinstance(x, str) else locale.NONE
            for x in column
        ]
    if name == "unit":
        return [escape(locale.unit(x, lang)) if isinstance(x, str) else locale.NONE for x in column]
    if stands(column, name):
        shape = theme.mark if is_month(name) else theme.labelled  # a row of months has no room for words
        both = zip(column, own or [None] * len(column), strict=True)
        told = [o or (isinstance(s, str) and (s, theme.word(s, lang=lang))) for s, o in both]
        return [shape(*pair) if pair else locale.NONE for pair in told]
    kind, decimals = UNITS.get(name, ""), None
    if not kind and not unit and column.dtype.kind == "f":  # a column of one's own: as many in all its cells
        decimals = max((locale.needed(x) for x in column if np.isfinite(x)), default=None)
    return [escape(_text(x, kind, unit, lang, decimals)) for x in column]


def faceted(code: str, lang: str) -> tuple[str, str]:
    """The measure that an observation's code names, and what it tells of it in words ("4#plan"): its plan, the owner's
    forecast or self-assessment, a step by its own name; "" of the measure itself."""
    heads = catalogue(lang)["target_head"]
    id, _, what = code.partition("#")
    return id, {**heads, "self_assessment": heads["self"]}.get(what, what)


def _text(x: Any, kind: str, unit: str, lang: str, decimals: int | None = None) -> str:
    if isinstance(x, (list, tuple)):
        return ", ".join(map(str, x))
    if x is None or x is pd.NaT or (isinstance(x, float) and np.isnan(x)):
        return locale.NONE
    if isinstance(x, (bool, np.bool_)):
        return say(lang, "yes" if x else "no_x")
    if isinstance(x, pd.Period):
        return period(x, lang)
    if isinstance(x, dt.date):
        return locale.date(x.date() if isinstance(x, pd.Timestamp) else x, lang)
    if isinstance(x, (float, np.floating)):
        x = float(x)
        own = locale.decimals_of(unit, x) if unit else decimals
        decimals = {"%": 1, "chance": locale.sided(x), "count": None}.get(kind, own)
        return locale.number(x, decimals, lang, kind == "signed")
    if isinstance(x, (int, np.integer)):
        return locale.number(int(x), 0, lang)
    return str(x)
