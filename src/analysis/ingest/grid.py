"""The cells of a sheet as they stand, and what else is known of it."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from analysis.ingest.numbers import looks_numeric, shown
from analysis.ingest.text import skim
from analysis.ingest.units import parse_amount
from analysis.yamlfile import legible

MAX_FILLED = 500_000  # cells of a whole file
MAX_CELLS = 4_000_000  # of a sheet's range, mostly blank
STRUCK = "\u0336"  # behind what stood in a cell that is struck out, among the sheet's errors

_DAY = re.compile(r"\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*")

At = tuple[int, int]  # row and column of a cell, from 0


@dataclass
class Detail:
    """What calamine does not tell about a sheet."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)
    errors: dict[At, str] = field(default_factory=dict)
    height: int = 0
    width: int = 0
    around: list[str] = field(default_factory=list)  # see Grid
    filled: int = 0  # cells that hold something
    percents: set[At] = field(default_factory=set)  # cells that show a hundred times what they hold, and "%"
    scaled: dict[At, str] = field(default_factory=dict)  # `is_special` cells: their format
    texts: dict[At, str] = field(default_factory=dict)  # cells with raised marks in them, as they look
    raised: set[At] = field(default_factory=set)  # cells in raised letters altogether
    struck: set[At] = field(default_factory=set)  # … and struck out altogether
    unseen: set[At] = field(default_factory=set)  # … and in the colour of their ground
    remarks: dict[At, str] = field(default_factory=dict)  # comments of cells
    announced: bytes = b""  # a record of a range far beyond the cells, for which readers would make room

    def look(self, at: At, number: int, styles: Styles) -> None:
        """Note what the cell format of this number makes of the value of a cell."""
        if number in styles.scaled:
            self.scaled[at] = styles.scaled[number]
        for kind in ("percents", "raised", "struck", "unseen"):
            if number in getattr(styles, kind):
                getattr(self, kind).add(at)


class Book(NamedTuple):
    """What is known of each sheet, with its name, in order; parts to be read instead of those in the file."""

    sheets: list[tuple[str, Detail]]
    parts: dict[str, bytes] = {}


@dataclass(frozen=True)
class Styles:
    """What a workbook's cell formats, by their numbers, make of values; and its shared texts with raised marks."""

    percents: set[int]
    scaled: dict[int, str]  # the number format
    raised: set[int]
    texts: dict[int, str]
    struck: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)

    @cached_property
    def special(self) -> frozenset[int]:
        """The cell formats that make anything of values."""
        return frozenset(self.percents | self.scaled.keys() | self.raised | self.struck | self.unseen)


Font = tuple[bool, bool, Any]  # raised, struck out, the colour of its letters
PLAIN: Font = (False, False, "")


def styles(
    formats: list[tuple[str, int, Any]], codes: dict[str, str], fonts: dict[int, Font], texts: dict[int, str]
) -> Styles:
    """What cell formats make of values, each with the number of its number format and of its font, and the colour of
    its ground."""
    shares = {"9", "10", "12", "13", *(n for n, code in codes.items() if is_percent(code))}  # of Excel's own
    scaled = {n: code for n, code in codes.items() if is_special(code)}
    looks = [(i, n, *fonts.get(font, PLAIN), ground) for i, (n, font, ground) in enumerate(formats)]
    return Styles(
        {i for i, n, *_ in looks if n in shares},
        {i: scaled[n] for i, n, *_ in looks if n in scaled},
        {i for i, _, small, *_ in looks if small},
        texts,
        {i for i, _, _, struck, *_ in looks if struck},
        {i for i, *_, letters, ground in looks if letters not in ("", b"") and letters == ground},
    )


@dataclass
class Grid:
    """One sheet. `rows[i][j]` stands in row i, column j (from 0); rows may end before the sheet's last column.

    `merges`: first row, first column, last row, last column. `errors`: "#REF!", "" for a formula not worked out, a
    figure that is struck out with `STRUCK` behind it.
    `above`: lines right above the first row, of a web page. `around`: what page headers, footers and text boxes say,
    line by line.
    `percents`: cells shown as per cent; their values are what is shown.
    `scaled`: cells whose format shows a thousandth, a millionth… ("#,##0,"): by how much; their values are what is
    shown too. `misshown`: cells whose format shows another number, and what. `written`: units that formats write
    behind numbers ('0.0" tỷ"'); `unseen`: numbers that they (";;;"), or a font in the colour of its ground, hide.
    Raised letters and digits stand as such ("952¹"), but for those of a unit ("m2").
    """

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)
    errors: dict[At, str] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    percents: set[At] = field(default_factory=set)
    scaled: dict[At, float] = field(default_factory=dict)
    misshown: dict[At, str] = field(default_factory=dict)
    written: dict[At, str] = field(default_factory=dict)
    unseen: set[At] = field(default_factory=set)
    remarks: dict[At, str] = field(default_factory=dict)  # comments of cells
    seen: Any = field(default=None, repr=False, compare=False)  # kept by sheet.look

    def __post_init__(self) -> None:
        self.name, self.above = legible(self.name), [legible(line) for line in self.above]
        # a figure so spoilt is none: it may look another
        whole = " ".join(texts := self.texts)
        if not whole:
            return  # it is filled later
        if whole.replace("\n", " ").replace("\xa0", " ").isprintable() or whole == legible(whole):
            self.words = skim(texts)
        else:
            self.rows = [[legible(v, "" if _LETTER.search(v) else "\ufffd") if v.__class__ is str else v for v in row]
                         for row in self.rows]  # fmt: skip

    def get(self, row: int, col: int) -> Any:
        """The value of a cell, "" when it is empty or outside."""
        return self.rows[row][col] if row < len(self.rows) and col < len(self.rows[row]) else ""

    def strike(self, row: int, col: int) -> None:
        """Take a figure or a day for none: its office has struck it out. Words stay."""
        value = self.get(row, col)
        text = value if isinstance(value, str) else f"{value:.15g}" if value.__class__ in (int, float) else ""
        text = f"{value:%d/%m/%Y}" if isinstance(value, date) else text
        if text and (text is not value or looks_numeric(text) or _DAY.fullmatch(text)):
            self.put(row, col, "")
            self.errors[row, col] = text + STRUCK

    def write_beside(self, at: At, words: str) -> None:
        """Note what a format writes beside the number of a cell: its unit, else words as a comment would,
        in quotes as the format has them."""
        unit = parse_amount(words)
        if unit:
            self.written[at] = words
        if not unit or unit.size == 1 and unit.base in ("đồng", "USD") and words not in ("₫", "đồng"):
            self.remarks.setdefault(at, f'"{words}"')

    def put(self, row: int, col: int, value: Any) -> None:
        """Write a cell ("" empties it), an error in it gone."""
        self.rows += [[] for _ in range(row + 1 - len(self.rows))]
        self.rows[row] = [*self.rows[row], *[""] * (col + 1 - len(self.rows[row]))]  # blank rows are one list
        self.rows[row][col] = value
        self.errors.pop((row, col), None)
        self.misshown.pop((row, col), None)
        self.seen = None
        self.__dict__.pop("words", None)

    @property
    def texts(self) -> list[str]:
        """Its lines above and its cells that hold text, row by row."""
        return self.above + [v for row in self.rows for v in row if v.__class__ is str and v]

    @cached_property
    def words(self) -> str:
        """All its text, skimmed: for asking whether a phrase may stand in the sheet."""
        return skim(self.texts)


_LETTER = re.compile(r"[^\W\d_]")
_CODES = re.compile(r'&(?:([LCR])|(&)|"[^"]*"|K[\dA-F+-]{6}|\d+|[A-Za-z])')


def margin(text: str) -> list[str]:
    """The lines of a page header or footer without Excel's codes of their place, fonts and page numbers."""
    lines = _CODES.sub(lambda hit: "\n" if hit[1] else hit[2] or "", text).splitlines()
    return [line.strip() for line in lines if line.strip()]


column_name = lru_cache(maxsize=1024)(xl_col_to_name)  # column 0 is "A"


def address(row: int, col: int) -> str:
    """Row 0, column 0 is "A1"."""
    return f"{column_name(col)}{row + 1}"


def place(cell: str) -> At | None:
    """ "A1" is row 0, column 0; None for what is no address."""
    return xl_cell_to_rowcol(cell) if re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", cell) else None


_LITERAL = re.compile(r'"[^"]*"|[\\_*].', re.S)
_LETTERS = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]+)[^\]]*\]|[_*].', re.S)
_SCALE = re.compile(r"[0#?](,+)(?![0#?,])")
_POINT = re.compile(r"""[0#?](?:"[.,]"|\\[.,])([0#?]{1,2})(?![0#?])""")  # a letter before decimals: '0","0'
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
# the sign of what a value is beyond the number of a condition that it meets
_HOLDS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "=": (0,), "<>": (-1, 1)}


def is_percent(code: str) -> bool:
    """Whether a number format shows a hundred times the value: a "%" that is no quoted or escaped letter. One that
    shows a part of a whole ("??/??": 15/17) is taken for such too: the value is the share."""
    code = _LITERAL.sub("", code)
    return "%" in code or re.search(r"[?#0]\s*/\s*[?#\d]", code) is not None


def is_special(code: str) -> bool:
    """Whether a number format shows something else than the value: a thousandth of it ("#,##0,"), with a unit, or no
    number."""
    parts = [part for part, _ in _sections(code)] if code else []
    other = any(map(is_blank, parts[:2])) or any(scale(part) != 1 or written(part) for part in parts)
    return other or any(shown_else(code, value) for value in (1, -1) if parts)


@lru_cache(1 << 8)
def _sections(code: str) -> list[tuple[str, re.Match[str] | None]]:
    """The sections of a number format, each with its condition."""
    parts = _LITERAL.sub(lambda hit: hit[0].replace(";", " "), code).split(";")[:3]
    return [(part, _CONDITION.search(_LITERAL.sub("", part))) for part in parts]


def section(code: str, value: float) -> str:
    """The part of a number format that shows a value: there may be one for each sign, or for values that meet a
    condition."""
    sections = _sections(code)
    conditional = any(condition for _, condition in sections)
    signs = [len(sections) == 1 or value > 0 or not value and len(sections) == 2, value < 0, True]
    for (part, condition), sign in zip(sections, signs, strict=False):
        beyond = value - float(condition[2]) if condition else 0.0
        met = (beyond > 0) - (beyond < 0) in _HOLDS[condition[1]] if condition else conditional or sign
        if met:
            return part
    return "0"


def shown_else(code: str, value: float) -> str:
    """What a number format shows of a value where that is another number: the minus of a negative one has no place in
    it ("0.0;0.0", but for one told by its colour), a positive one gets one ("-0"), digits stand right beside the number
    ('0"000"'), or words in its stead ('"Đạt"'); "" where the value is shown, or nothing."""
    part, parts = section(code, value), _sections(code)
    look = _look(part)
    before, number, after = look.partition("\0")
    if not number:
        return before.strip() if value and is_blank(part) else ""
    after, several = after.rpartition("\0")[2], parts[1:] and not any(condition for _, condition in parts)
    colours = [_COLOUR.findall(x) for x in (part, parts[0][0])]
    hidden = several and value < 0 and look == _look(parts[0][0]) and colours[0] == colours[1]
    turned = value > 0 and (before.strip(), after.strip()) in (("-", ""), ("(", ")"), ("-(", ")"))
    beside = (
        re.search(r"\d[.,]?$", before)
        or re.match(r"[.,]?\d", after)
        and not re.match(r"[.,]00?(?!\d)", after)
    )
    said = f"{before}{shown(abs(value) / scale(part))}{after}".strip()
    return said if hidden or turned or beside else ""


@lru_cache(1 << 8)
def _look(section: str) -> str:
    """What the section of a number format shows, each of its runs of places for digits as "\\0"."""
    told = _TOKENS.findall(re.sub("General", "0", section, flags=re.I))
    return "".join("\0" if digits else a or b or c or d for a, b, c, digits, d in told)


_TOKENS = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]+)[^\]]*\]|\[[^\]]*\]|[_*].|([0#?][0#?.,]*)|(.)', re.S)
_COLOUR = re.compile(r"(?i)\[(?:red|blue|green|magenta|cyan|yellow|color ?\d+)\]")


def is_blank(section: str) -> bool:
    """Whether the section of a number format shows no number: "", '"x"', "-"."""
    return not re.search(r"[0#?@a-z]", re.sub(r"\[[^]]*\]", "", _LITERAL.sub("", section)), re.I)


@lru_cache(1 << 8)
def scale(section: str) -> float:
    """By what the section of a number format divides a value before it shows it: 1 for "#,##0", 1e6 for "#,##0,,"."""
    decimals = sum(map(len, _POINT.findall(section)))
    return 1000.0 ** sum(map(len, _SCALE.findall(_LITERAL.sub("", section)))) * 10.0**decimals


@lru_cache(1 << 8)
def written(section: str) -> str:
    """What the section of a number format writes beside a number: a unit, or words; "" for neither, as for a sign."""
    text = "".join(a or b or c or " " for a, b, c in _LETTERS.findall(section)).strip(" ()")
    return text if text and (parse_amount(text) or _WORDS.search(text)) else ""


_WORDS = re.compile(r"[^\W\d_]{2}|x ?\d|\b[TQ]\d|\b20\d\d|[~≈?]|^[kM]$")  # no mere sign
_SMALL = "0123456789+-=()abcdefghijklmnoprstuvwxyz"
_RAISED = str.maketrans(_SMALL, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", " ,;")
_MARK = re.compile(r"\d|^[\s(\[]*[a-z](?:[\s,;]+[a-z])*[\s)\]]*$")


def unstruck(runs: Iterable[tuple[str, bool, bool]]) -> list[tuple[str, bool]]:
    """The runs of a text (raised, struck out) that are not struck out, all of them where nothing else is left."""
    runs = list(runs)
    left = [(run, up) for run, up, struck in runs if not struck]
    return left if any(run.strip() for run, _ in left) else [(run, up) for run, up, _ in runs]


def raised(runs: Iterable[tuple[str, bool]]) -> str:
    """A text from its runs, each with whether it is raised: footnote marks become superscript characters, so that
    952 with a raised 1 is no 9521; the power of a unit (m2, km3) stays a digit, as offices type it.
    """
    text = ""
    for up, group in itertools.groupby(runs, key=operator.itemgetter(1)):
        part = "".join(run for run, _ in group)
        power = part.strip() in ("2", "3") and text[-1:] in ("m", "M")
        text += part.translate(_RAISED) if up and not power and _MARK.search(part) else part
    return text
