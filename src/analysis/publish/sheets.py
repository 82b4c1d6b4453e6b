"""Tables as an Excel workbook: real numbers and dates with formats, text that can never become a formula."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format

from analysis.language import catalogue, say
from analysis.present import theme
from analysis.present.locale import MINUS
from analysis.publish.office import clean, same_bytes, stamp

FONT = "Times New Roman"
LONGEST = 32_000  # characters; Excel holds 32,767 in a cell
LINE = 15  # points: the height of a line
UPRIGHT = 160  # characters of a sheet that is still read when a page held upright takes its width
LAST_ROW = 1_048_576
DATES = {"reported_on", "period_start", "period_end"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", MINUS)


@dataclass(frozen=True)
class Number:
    """A figure with its decimals and what stands behind it: "%" makes a share of 1 out of per cent 0-100.
    `words` are shown instead of its digits ("> 99%"); the cell keeps the number."""

    value: float | None
    decimals: int = 0
    tail: str = ""
    sign: bool = False
    words: str = ""


@dataclass(frozen=True)
class Mark:
    """A status: shape, word and colour together."""

    key: str | None
    word: str


@dataclass(frozen=True)
class Column:
    label: str
    width: float = 12  # characters
    centre: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet. A row is one cell per column: str, int, float, date, Number, Mark or None (left blank).

    `printed`, `printed_rows`: how many columns and rows a print holds (0 = all); `frozen`: columns that stay when
    scrolling.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    printed: int = 0
    frozen: int = 0
    empty: str = ""  # what is said when there are no rows
    printed_rows: int = 0


def workbook(
    sheets: Sequence[Sheet],
    day: dt.date,
    *,
    title: str = "",
    banner: str = "",
    note: str = "",
    lang: str = "vi",
) -> bytes:
    """The sheets as .xlsx. `banner` and `note` stand below every title; `day` is the file's own date."""
    out = BytesIO()
    texts = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    about = {"in_memory": True, "default_date_format": "dd/mm/yyyy", "remove_timezone": True}
    book = xlsxwriter.Workbook(out, texts | about)
    book.set_properties({"title": clean(title)[:250], "author": "", "created": stamp(day)})
    book.set_size(2400, 1400)
    looks = _Looks(book)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, looks, banner, note, lang)
    book.close()
    return same_bytes(out.getvalue())


def frame_sheet(
    name: str,
    title: str,
    frame: pd.DataFrame,
    labels: dict[str, str] | None = None,
    empty: str = "",
    printed: str = "",
) -> Sheet:
    """A DataFrame as a sheet; `labels` name its columns for readers, ISO dates become dates; `printed`: the last column
    that a print holds."""
    labels = labels or {}
    columns = [Column(labels.get(c, c), _width(frame[c], labels.get(c, c))) for c in frame.columns]
    dates = [c in DATES for c in frame.columns]
    rows = [
        [_date(v) if d else _plain(v) for v, d in zip(row, dates, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    ]
    last = frame.columns.get_loc(printed) + 1 if printed else 0
    return Sheet(name, title, columns, rows, last, 1, empty)


def record_sheet(
    name: str,
    title: str,
    heads: str,
    widths: dict[str, tuple],
    records: Iterable[dict[str, Any]],
    lang: str,
    printed: str = "",
    frozen: int = 1,
    empty: str = "",
) -> Sheet:
    """Records as a sheet. `heads`: the table of the language files with the label of each key; `widths`: its
    width in characters and whether it is centred; `printed`: key of the last column that a print holds."""
    columns = [Column(catalogue(lang)[heads][key], *how) for key, how in widths.items()]
    rows = [[record.get(key) for key in widths] for record in records]
    return Sheet(name, title, columns, rows, list(widths).index(printed) + 1 if printed else 0, frozen, empty)


def decimals_shown(x: float | None, most: int = 3) -> int:
    """As many decimals as a figure has, `most` at most."""
    if x is None or not math.isfinite(x):
        return 0
    return next((d for d in range(most) if abs(x - round(x, d)) < 5e-4), most)


def _write(ws, sheet: Sheet, looks: _Looks, banner: str, note: str, lang: str) -> None:
    top = 0
    for words, look in ((sheet.title, "title"), (banner, "banner"), (note, "note")):
        if words:
            ws.write_string(top, 0, clean(words)[:LONGEST], looks(look))
            top += 1
    top += 1
    ws.set_row(top, LINE * max((len(wrap(c.label, int(c.width * 0.95))) for c in sheet.columns), default=1))
    for c, column in enumerate(sheet.columns):
        ws.set_column(c, c, column.width)
        ws.write_string(top, c, clean(column.label), looks("head"))
    room = LAST_ROW - top - 2
    for r, row in enumerate(sheet.rows[:room], top + 1):
        printed = zip(row[: sheet.printed or None], sheet.columns, strict=False)
        ws.set_row(r, LINE * min(max((_lines(v, c) for v, c in printed), default=1), 12))
        for c, value in enumerate(row):
            _cell(ws, r, c, value, looks, sheet.columns[c].centre)
    last = top + max(len(sheet.rows[:room]), 1)
    if len(sheet.rows) > room:
        ws.write_string(last + 1, 0, say(lang, "more_rows", more=len(sheet.rows) - room), looks("note"))
    if sheet.rows:
        ws.autofilter(top, 0, last, len(sheet.columns) - 1)
    else:
        ws.write_string(top + 1, 0, clean(sheet.empty), looks("note"))
    ws.freeze_panes(top + 1, sheet.frozen)
    _print(ws, sheet, top, last)


def _print(ws, sheet: Sheet, top: int, last: int) -> None:
    if sum(c.width for c in sheet.columns[: sheet.printed or None]) > UPRIGHT:
        ws.set_landscape()
    ws.set_paper(9)  # A4
    ws.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)  # 20, 15, 20, 20 mm
    ws.fit_to_pages(1, 0)
    ws.repeat_rows(top)
    last = top + sheet.printed_rows if sheet.printed_rows else last
    ws.print_area(0, 0, last, max(sheet.printed or len(sheet.columns), 1) - 1)
    ws.set_footer("&L&8&A&R&8&P/&N")
    ws.hide_gridlines(2)


def _lines(value: Any, column: Column) -> int:
    """Lines that a text takes in its column: not every program makes rows fit by itself."""
    text = value.word + "  " if isinstance(value, Mark) else value if isinstance(value, str) else ""
    return sum(-(-len(line) // max(int(column.width * 0.95), 1)) or 1 for line in text.split("\n"))


def _cell(ws, r: int, c: int, value: Any, looks: _Looks, centre: bool) -> None:
    if isinstance(value, Mark):
        ws.write_string(
            r, c, clean(f"{theme.status(value.key).glyph} {value.word}"), looks("mark", value.key)
        )
    elif isinstance(value, Number):
        if value.value is None or _missing(value.value):
            ws.write_blank(r, c, None, looks("text"))
        else:
            figure = value.value / 100 if value.tail == "%" else value.value
            # a difference that is there never reads "+0,0"
            tiny = range(value.decimals, 4) if value.sign and value.value else ()
            decimals = next((d for d in tiny if round(value.value, d)), value.decimals)
            ws.write_number(r, c, figure, looks("number", decimals, value.tail, value.sign, value.words))
    elif _missing(value) or value == "":
        ws.write_blank(r, c, None, looks("text"))
    elif isinstance(value, bool | np.bool_):
        ws.write_boolean(r, c, bool(value), looks("text"))
    elif isinstance(value, int | float | np.integer | np.floating):
        look = looks("text", True) if centre else looks("number", decimals_shown(float(value)), "", False)
        ws.write_number(r, c, float(value), look)
    elif isinstance(value, dt.date):
        ws.write_datetime(r, c, dt.datetime(value.year, value.month, value.day), looks("date"))
    else:
        text = clean(value)[:LONGEST]
        # Stored as text in any case; the quote mark keeps it text when somebody edits the cell.
        ws.write_string(r, c, text, looks("quoted" if text.startswith(FORMULA) else "text", centre))


class _Looks:
    """Formats, each made once."""

    def __init__(self, book: xlsxwriter.Workbook):
        self.book = book
        self.made: dict[tuple, Format] = {}

    def __call__(self, *key: Any):
        if key not in self.made:
            look = self._plain.get(key[0]) or getattr(self, "_" + key[0])(*key[1:])
            self.made[key] = self.book.add_format(look)
        return self.made[key]

    _base = {"font_name": FONT, "font_size": 11, "valign": "top"}
    _line = {**_base, "border": 4, "border_color": theme.COLOUR["line"]}
    _plain = {
        "title": {**_base, "bold": True, "font_size": 14},
        "banner": {**_base, "bold": True, "font_color": theme.COLOUR["banner"]},
        "note": {**_base, "italic": True, "font_color": theme.COLOUR["muted"]},
        "head": _base | {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1}
        | {"border_color": theme.COLOUR["line"], "bg_color": theme.COLOUR["soft"]},
        "date": {**_line, "num_format": "dd/mm/yyyy", "align": "right"},
    }  # fmt: skip

    def _text(self, centre: bool = False):
        return {
            **self._line,
            "text_wrap": True,
            **({"align": "center"} if centre else {"align": "left", "indent": 1}),
        }

    def _quoted(self, centre: bool = False):
        return {**self._text(centre), "quote_prefix": True}

    def _number(self, decimals: int, tail: str, sign: bool, words: str = ""):
        if words:
            return {**self._line, "num_format": f'"{words}"', "align": "right"}
        # Excel shows these codes with the separators of the reader's own machine: 1.577,95 in Vietnam.
        code = "#,##0" + ("." + "0" * decimals if decimals else "")
        code += tail if tail == "%" else f'" {tail}"' if tail else ""
        return {**self._line, "num_format": f"+{code};-{code};{code}" if sign else code, "align": "right"}

    def _mark(self, key: str | None):
        return {**self._text(), "bold": True, "font_color": theme.COLOUR[theme.status(key).colour]}


def _missing(value: Any) -> bool:
    return (
        value is None
        or value is pd.NaT
        or (isinstance(value, float | np.floating) and not math.isfinite(value))
    )


def _date(value: Any) -> Any:
    try:
        return dt.date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date()
    known = isinstance(value, str | bool | np.bool_ | int | float | np.number | dt.date)
    return value if known else None if _missing(value) else str(value)


def _width(column: pd.Series, label: str) -> float:
    """Wide enough for most of what a column holds, wherever it begins, within reason."""
    told = column[column.notna() & (column != "")]
    some = told.iloc[:: max(len(told) // 500, 1)]
    lengths = some.map(lambda v: len(str(v)))
    whole = column.name in {"sha256", "source"}  # a hash, a path have no place to break
    longest = int(lengths.max() * 1.06 if whole else lengths.quantile(0.95)) if len(some) else 0
    return float(min(max(longest, max(map(len, label.split()), default=0), 8) + 2, 72 if whole else 44))
