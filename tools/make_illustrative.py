"""Make the illustrative workbooks of Cần Đước again: `python tools/make_illustrative.py [--out FOLDER]`.

Seeded and without a clock: the same bytes on every run. Writes the workbooks below data/raw/can-duoc-2025/
and, for the tests, what every figure cell of them says (tests/tools/illustrative-truth.csv).
"""

import argparse
import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from illustrative import communes, months, years  # noqa: E402
from illustrative.sheet import Book, write  # noqa: E402
from illustrative.story import YEARS  # noqa: E402

RAW = ROOT / "data/raw/can-duoc-2025"
TRUTH = ROOT / "tests/tools/illustrative-truth.csv"
COLUMNS = [
    "measure",
    "place",
    "period",
    "basis",
    "value",
    "numerator",
    "denominator",
    "start",
    "end",
    "note",
    "bad",
    "file",
    "sheet",
    "cell",
]


def books() -> list[Book]:
    """Every workbook: three consolidated years, six months of the district, three of the communes."""
    found = [book for year in YEARS for book in years.books(year)]
    found += [book for month in range(1, 7) for book in months.books(month)]
    return found + [book for month in range(7, 10) for book in communes.books(month)]


def truth(made: list[Book]) -> list[dict]:
    """One row for each cell that states a fact, with its place; `bad` says what was typed instead."""
    rows = []
    for book in made:
        for sheet, cell, fact in book.facts():
            row = {name: getattr(fact, name) for name in COLUMNS[:11]}
            rows.append(row | {"file": book.path, "sheet": sheet, "cell": cell})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=RAW)
    parser.add_argument("--truth", type=Path, default=TRUTH)
    options = parser.parse_args()
    made = books()
    for book in made:
        write(book, options.out)
    options.truth.parent.mkdir(parents=True, exist_ok=True)
    with options.truth.open("w", encoding="utf-8", newline="") as out:
        lines = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        lines.writeheader()
        lines.writerows(truth(made))
    print(f"{len(made)} workbooks, {len(truth(made))} facts")


if __name__ == "__main__":
    main()
