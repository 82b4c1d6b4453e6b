"""The figure in a cell: its number, its unit, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from analysis.ingest.grid import address, column_name
from analysis.ingest.numbers import VIETNAMESE, Style, column_style, parse_fraction, parse_number, shown
from analysis.ingest.sources import TableRule
from analysis.ingest.tables import Column, Row, Table
from analysis.ingest.text import fold
from analysis.ingest.units import Unit, parse_unit

Report = Callable[..., None]
CONVERTED = "đổi từ"  # begins the note of a figure that was printed in another unit
_YES = ("dat", "hoan thanh", "hoan thanh tot", "hoan thanh xuat sac", "vuot", "co", "xong", "da hoan thanh")
_UNDER_WAY = (
    "dat tien do",
    "dang thuc hien",
    "dang dat",
    "dam bao tien do",
    "co kha nang dat",
    "dang trien khai",
)
_NO = (
    "khong dat",
    "chua dat",
    "co kha nang khong dat",
    "kho dat",
    "khong hoan thanh",
    "chua hoan thanh",
    "chua",
    "khong",
)


@dataclass(frozen=True)
class Figure:
    value: float
    cell: str
    unit: str
    numerator: float | None = None
    denominator: float | None = None
    note: str = ""


class Cells:
    """Figures of one table under one rule; problems go to `report(severity, code, cell, value, …)`."""

    def __init__(self, table: Table, rule: TableRule, report: Report):
        self.table, self.rule, self.report = table, rule, report
        self.styles: dict[int, Style] = {}
        self.without_unit: dict[str, str] = {}
        self.units = {fold(k): v for k, v in rule.units.items()}

    def style(self, column: Column) -> Style:
        if column.col not in self.styles:
            cells = [self.table.cells.get((r.row, column.col), ("", "")) for r in self.table.rows]
            texts = [str(v) for k, v in cells if k in ("digits", "fraction")]
            style = column_style(texts, [v for k, v in cells if k == "number"]) if texts else VIETNAMESE
            self.styles[column.col] = style
            doubtful = next((v for k, v in cells if k == "digits" and ("." in str(v) or "," in str(v))), None)
            if not style.sure and doubtful is not None:
                self.report(
                    "separator",
                    column_name(column.col),
                    str(doubtful),
                    read=shown(parse_number(str(doubtful), style)),
                )
        return self.styles[column.col]

    def printed(self, row: Row, column: Column) -> float | None:
        """The number of a cell as printed, None when it holds none; nothing is reported of the cell."""
        kind, value = self.table.cells.get((row.row, column.col), ("", ""))
        if kind == "number":
            return float(value)
        try:
            return parse_number(str(value), self.style(column)) if kind == "digits" else None
        except ValueError:
            return None

    def number(self, row: Row, column: Column, plan: bool = False) -> Figure | None:
        """The figure of a cell as printed, None when there is none; errors are reported."""
        cell = address(row.row, column.col)
        kind, value = self.table.cells.get((row.row, column.col), ("", ""))
        match kind:
            case "" | "nil" | "ditto":
                return None
            case "number":
                return Figure(float(value), cell, "")
            case "digits":
                if (number := self.printed(row, column)) is not None:
                    return Figure(number, cell, "")
            case "fraction":
                parts = parse_fraction(str(value), self.style(column))
                if parts:
                    return Figure(parts[0], cell, "", *parts)
            case "error":
                self.report(
                    "error_cell" if value else "uncached", cell, str(value) or "công thức", error=value
                )
                return None
        if re.search(
            r"\b(?:chua co|chua tong hop|dang tong hop|dang cap nhat|khong co so lieu|chua bao cao)\b",
            fold(str(value), marks=False),
        ):
            self.report("no_figure", cell, str(value))
            return None
        if plan and re.match(
            r"\s*(?:[≥≤<>=]|từ |trên |dưới |không quá |tối thiểu |tối đa )", str(value).lower()
        ):
            return None  # a plan in words ("≥ 15"): the programme holds it
        self.report("not_a_number", cell, str(value))
        return None

    def assessment(self, row: Row, column: Column) -> Figure | None:
        """What an owner says of itself: 1 done, 0.5 under way, 0 not; the words in the note."""
        kind, value = self.table.cells.get((row.row, column.col), ("", ""))
        if kind in ("", "nil"):
            return None
        words = fold(str(value), marks=False)
        cell = address(row.row, column.col)
        if any(words == w or words.startswith(w + " ") for w in _NO):
            return Figure(0.0, cell, "", note=str(value))
        if any(words == w or words.startswith(w + " ") for w in _UNDER_WAY):
            return Figure(0.5, cell, "", note=str(value))
        if any(words == w or words.startswith(w + " ") for w in _YES):
            return Figure(1.0, cell, "", note=str(value))
        self.report("assessment", cell, str(value))
        return None

    def convert(self, figure: Figure, row: Row, column: Column, wanted: str | None) -> Figure | None:
        """The figure in the unit to store; None (reported) when the sheet shows another kind of unit."""
        printed, where = self.table.unit_at(row, column)
        if printed is not None and fold(printed.text) in self.units:
            printed = parse_unit(self.units[fold(printed.text)]) or printed
        target = parse_unit(wanted) if wanted else None
        if wanted is None:
            return _with(figure, figure.value, printed.text if printed else "")
        if printed is None:
            self.without_unit.setdefault(wanted, figure.cell)
            return _with(figure, figure.value, wanted)
        if target is None:
            same = fold(printed.text) == fold(wanted)
            if not same:
                self._unit_problem(figure, printed, wanted, where)
            return _with(figure, figure.value, wanted)
        factor = printed.to(target)
        if factor is None and target.base == "%" and figure.numerator is not None:
            return _with(figure, figure.value, wanted)
        if factor is None:
            self._unit_problem(figure, printed, wanted, where, "error")
            return None
        if factor == 1:
            return _with(figure, figure.value, wanted)
        note = "; ".join(filter(None, [figure.note, f"{CONVERTED} {printed.text}"]))
        return replace(_with(figure, figure.value * factor, wanted), note=note)

    def report_missing_unit(self) -> None:
        """One note for all figures of the table whose unit the sheet does not say."""
        for unit, cell in self.without_unit.items():
            self.report("no_unit", cell, "", unit=unit)

    def _unit_problem(
        self, figure: Figure, printed: Unit, wanted: str, where: str, severity: str = "warning"
    ) -> None:
        self.report(
            "unit",
            figure.cell,
            f"{figure.value:.15g}",
            severity=severity,
            unit=printed.text,
            wanted=wanted,
            where=f" (ô {where})" if where else "",
        )


def _with(figure: Figure, value: float, unit: str) -> Figure:
    return Figure(value, figure.cell, unit, figure.numerator, figure.denominator, figure.note)


def rate(part: Figure, whole: Figure, unit: str | None) -> float | None:
    """n/N in its unit: 100 n/N where the unit is % or "… trên 100 …"."""
    if not whole.value:
        return None
    return part.value / whole.value * (100 if unit and ("%" in unit or "100" in unit) else 1)
