"""The cells of a sheet as they stand, and what else is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from analysis.ingest.text import skim

MAX_FILLED = 500_000  # cells of a whole file


@dataclass(frozen=True)
class Detail:
    """What calamine does not tell about a sheet."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_cols: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    height: int = 0
    width: int = 0
    marks: str = ""
    filled: int = 0  # cells that hold something
    percents: frozenset[tuple[int, int]] = (
        frozenset()
    )  # cells that show a hundred times what they hold, and "%"


@dataclass
class Grid:
    """One sheet. `rows[i][j]` stands in row i, column j (from 0); rows may end before the sheet's last column.

    `merges`: first row, first column, last row, last column. `errors`: "#REF!", or "" for a formula not worked out.
    `marks`: text of page headers and footers. `percents`: cells shown as per cent; their values are what is shown.
    """

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_cols: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    marks: str = ""
    percents: frozenset[tuple[int, int]] = frozenset()
    seen: Any = field(default=None, repr=False, compare=False)  # kept by sheet.look

    def get(self, row: int, col: int) -> Any:
        """The value of a cell, "" when it is empty or outside."""
        return self.rows[row][col] if row < len(self.rows) and col < len(self.rows[row]) else ""

    def put(self, row: int, col: int, value: Any) -> None:
        """Write a cell ("" empties it), an error in it gone."""
        self.rows += [[] for _ in range(row + 1 - len(self.rows))]
        self.rows[row] = [*self.rows[row], *[""] * (col + 1 - len(self.rows[row]))]  # blank rows are one list
        self.rows[row][col] = value
        self.errors.pop((row, col), None)
        self.seen = None
        self.__dict__.pop("words", None)

    @property
    def texts(self) -> list[str]:
        """Its cells that hold text, row by row."""
        return [v for row in self.rows for v in row if v and v.__class__ is str]

    @cached_property
    def words(self) -> str:
        """All its text, skimmed: for asking whether a phrase may stand in the sheet."""
        return skim(" ".join(self.texts))


def column_name(col: int) -> str:
    """Column 0 is "A"."""
    name = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row: int, col: int) -> str:
    """Row 0, column 0 is "A1"."""
    return f"{column_name(col)}{row + 1}"


def column_number(letters: str) -> int:
    """Column "A" is 0."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def place(cell: str) -> tuple[int, int] | None:
    """ "A1" is row 0, column 0; None for what is no address."""
    hit = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", cell)
    return (int(hit[2]) - 1, column_number(hit[1])) if hit else None


def is_percent(code: str) -> bool:
    """Whether a number format shows a hundred times the value: a "%" that is no quoted or escaped letter."""
    return "%" in re.sub(r'"[^"]*"|\\.', "", code)
