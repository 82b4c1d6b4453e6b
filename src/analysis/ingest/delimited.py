"""CSV files, and the letters of texts that do not say which code they are in."""

from __future__ import annotations

import csv
import io
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from analysis.ingest.filename import told
from analysis.ingest.grid import MAX_FILLED, Grid, address
from analysis.ingest.numbers import looks_numeric
from analysis.ingest.problems import Problem, problem, refuse
from analysis.ingest.text import tcvn3_share

MAX_CSV = 20_000_000
SUFFIXES = {".csv", ".tsv", ".txt"}
_DELIMITERS = "\t;|,"  # a comma last: it may be a decimal mark
_SEPARATOR = re.compile(r"\"?sep=(.)\"?\r?\n")


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 (by its mark, or by the zero bytes of its commas and digits), else the code
    page of Vietnamese Windows, or Latin-1 where that makes .Vn letters of it (see `text.decode`)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    start = data[:2000]
    for code, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(start) > 3 and zeros.count(0) > len(zeros) * 0.3:
            return data.decode(code, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    latin = data.decode("latin-1")
    if tcvn3_share(latin.split("\n")) > 0.5:
        return latin
    return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


def read_delimited(path: Path, source: str) -> Iterator[Grid | Problem]:
    """A CSV as one sheet, named as Excel names it; cells stand where a spreadsheet shows them, all as texts.

    The delimiter is the one that cuts most rows into equally many cells. Raises Unreadable for what is too big.
    """
    data = path.read_bytes()
    if len(data) > MAX_CSV:
        raise refuse(source, "too_big", size=round(len(data) / 1e6))
    text = decoded(data)
    given = _SEPARATOR.match(text)  # Excel takes this line for itself
    if given:
        text = text[given.end() :]
    if text.count('"') % 2:
        raise refuse(source, "csv_quotes")
    delimiter = given[1] if given else _delimiter(text)
    rows = list(_rows(text, delimiter))
    if "E+" in text:
        rows = [[_POWER.sub(_in_full, cell) for cell in row] for row in rows]
    sheet = told(Path(path.stem))
    if delimiter == "," and (odd := _cut_numbers(rows)) is not None:
        yield problem("csv_commas", source, sheet, address(odd, 0), ",".join(rows[odd])[:80])
    elif sum(len(row) - row.count("") for row in rows) > MAX_FILLED:
        raise refuse(source, "too_big", size=round(len(data) / 1e6, 1))
    else:
        yield Grid(sheet, rows)


_POWER = re.compile(r"^([+-]?\d[.,]?\d*)(E\+\d\d)$")


def _in_full(hit: re.Match[str]) -> str:
    """A number that Excel wrote as a power of ten ("1,25E+09"), in full."""
    return f"{Decimal(hit[1].replace(',', '.') + hit[2]):f}"


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first rows into equally many cells, at least two."""
    best, most = ",", 0.0
    for sign in _DELIMITERS:
        widths = Counter(len(row) for row in itertools.islice(_rows(text, sign), 400))
        wide = max((n for width, n in widths.items() if width > 1), default=0)
        if wide > 1.1 * most:
            best, most = sign, wide
    return best


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CSV))
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _cut_numbers(rows: list[list[str]]) -> int | None:
    """The first row of figures that is wider than any above it, as one is whose decimal commas delimit too."""
    widest = 0
    for i, row in enumerate(rows):
        if widest and len(row) > widest and sum(map(looks_numeric, row)) > 1:
            return i
        widest = max(widest, len(row) if len(row) > 1 else 0)
    return None
