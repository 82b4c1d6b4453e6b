"""The parts every form has: letterhead, title, unit, header, rows, signature."""

import datetime as dt
from dataclasses import dataclass

from .sheet import MARK, Cell, Sheet


@dataclass(frozen=True)
class Column:
    """`title` may be stacked with line breaks; columns of the same `group` stand under one merged heading."""

    title: str
    width: float = 11
    group: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table: `cells` from the first column on; text is put in as text, None leaves a blank."""

    cells: tuple
    bold: bool = False


STT = Column("STT", 5)
LABEL = Column("Chỉ tiêu", 44)
UNIT = Column("Đơn vị tính", 10)
PLAN = Column("Kế hoạch năm", 11)


def form(
    name: str,
    office: str,
    titles: list[str],
    columns: list[Column],
    rows: list[Row],
    reported: dt.date,
    *,
    unit: str = "",
    parent: str = "UBND HUYỆN CẦN ĐƯỚC",
    stacked: bool = False,
    numbered: bool = False,
    notes: tuple[str, ...] = (),
    where: str = "Cần Đước",
    signer: str = "NGƯỜI LẬP BIỂU",
) -> Sheet:
    """One sheet. `stacked` leaves header lines in cells of their own; `numbered` adds a row A, B, 1, 2."""
    sheet, width = Sheet(name), len(columns)
    half = max(2, width // 2)
    sheet.widths = {i: column.width for i, column in enumerate(columns)}
    sheet.merge(0, 0, 0, half - 1, Cell(parent, "office"))
    sheet.merge(1, 0, 1, half - 1, Cell(office, "office"))
    if width >= 4:
        sheet.merge(0, half, 0, width - 1, Cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "office"))
        sheet.merge(1, half, 1, width - 1, Cell("Độc lập - Tự do - Hạnh phúc", "office"))
    sheet.put(2, 0, Cell(MARK, "mark"))
    at = 4
    for title in titles:
        sheet.merge(at, 0, at, width - 1, Cell(title, "title"))
        at += 1
    if unit:
        sheet.put(at, width - 1, Cell(unit, "unit"))
    top = at + 1
    at = _header(sheet, top, columns, stacked)
    if not stacked:
        sheet.heights = {row: 48 if at - top == 1 else 32 for row in range(top, at)}
    if numbered:
        letters = iter("ABC")
        texts = [c.title in ("STT", "Chỉ tiêu", "Đơn vị tính") for c in columns]
        for col, is_text in enumerate(texts):
            sheet.put(at, col, Cell(next(letters) if is_text else str(col - sum(texts) + 1), "head"))
        at += 1
    for row in rows:
        _row(sheet, at, row, width)
        at += 1
    for note in notes:
        sheet.put(at, 0, Cell(note, "note"))
        at += 1
    line = f"{where}, ngày {reported.day:02d} tháng {reported.month:02d} năm {reported.year}"
    sheet.merge(at + 1, width - half, at + 1, width - 1, Cell(line, "date_line"))
    sheet.merge(at + 2, 0, at + 2, width - half - 1, Cell(signer, "sign"))
    sheet.merge(at + 2, width - half, at + 2, width - 1, Cell("THỦ TRƯỞNG ĐƠN VỊ", "sign"))
    return sheet


def _header(sheet: Sheet, at: int, columns: list[Column], stacked: bool) -> int:
    grouped = any(column.group for column in columns)
    if stacked:
        lines = [column.title.split("\n") for column in columns]
        depth = max(len(line) for line in lines)
        for col, line in enumerate(lines):
            for i in range(depth):
                sheet.put(at + i, col, Cell(line[i] if i < len(line) else "", "head"))
        return at + depth
    col = 0
    while col < len(columns):
        group = columns[col].group
        last = col
        while group and last + 1 < len(columns) and columns[last + 1].group == group:
            last += 1
        if group:
            sheet.merge(at, col, at, last, Cell(group, "head"))
            for i in range(col, last + 1):
                sheet.put(at + 1, i, Cell(columns[i].title, "head"))
        else:
            sheet.merge(at, col, at + grouped, col, Cell(columns[col].title, "head"))
        col = last + 1
    return at + 1 + grouped


def _row(sheet: Sheet, at: int, row: Row, width: int) -> None:
    for col in range(width):
        value = row.cells[col] if col < len(row.cells) else None
        if isinstance(value, Cell):
            sheet.put(at, col, value)
        else:
            look = "bold" if row.bold else ("center" if col == 0 else "text")
            sheet.put(at, col, Cell("" if value is None else value, look))
