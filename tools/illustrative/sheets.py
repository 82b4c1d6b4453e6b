"""Sheets that several offices send in the same shape: levels, half-year levels, steps, self-assessments."""

from . import story
from .forms import SELF_COLUMNS, STEP_COLUMNS, TWELVE, plan_fact, step_rows, year_parts
from .sheet import Cell, Sheet
from .table import LABEL, PLAN, STT, UNIT, Column, Row, form

MONTHS = [f"Tháng {m}" for m in TWELVE]
YEAR = 2025
HALVES = ("30/6", "31/12")


def level_sheet(sheet, office, titles, labels, unit, measures, year, day, *, months=(6, 12), heads=HALVES):
    """Levels with their parts in three rows, a column for each date."""
    columns = [STT, LABEL, UNIT, PLAN, *(Column(f"Đến {head}/{year}", 15) for head in heads)]
    rows = []
    for i, (measure, names) in enumerate(zip(measures, labels, strict=True), 1):
        parts = {m: story.LEVELS[measure][year, m] for m in months}
        rows += year_parts(str(i), names, unit, measure, year, parts, basis="level", months=months)
    return form(sheet, office, titles, columns, rows, day)


def half_year_sheet(name, office, title, labels, unit, measures, day) -> Sheet:
    columns = [STT, LABEL, UNIT, Column("Kế hoạch năm 2025", 12), Column("Ước đến 30/6/2025", 15)]
    plans = {"20a": "≥ 80", "20b": "100", "17": "80", "13": "≤ 5"}
    rows = []
    for i, (measure, names) in enumerate(zip(measures, labels, strict=True), 1):
        made = year_parts(
            str(i),
            names,
            unit,
            measure,
            YEAR,
            {6: story.LEVELS[measure][YEAR, 6]},
            basis="level",
            months=(6,),
        )
        last = made[2].cells
        shown = plans[measure]
        fact = plan_fact(f"{measure}#plan", YEAR, float(shown)) if shown.isdigit() else None
        rows += [*made[:2], Row((*last[:3], Cell(shown, "center", fact), *last[4:]))]
    return form(name, office, [f"{title} 6 THÁNG ĐẦU NĂM {YEAR}"], columns, rows, day)


def step_sheet(name, office, title, ids, day, *, dates_as_text=False, parent="UBND HUYỆN CẦN ĐƯỚC") -> Sheet:
    rows = step_rows(ids, day, dates_as_text=dates_as_text)
    return form(name, office, [title], STEP_COLUMNS, rows, day, parent=parent)


def self_assessed_sheet(office, month, rows, day, *, parent="UBND HUYỆN CẦN ĐƯỚC") -> Sheet:
    title = f"TỰ ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN CHỈ TIÊU THÁNG {month} NĂM {YEAR}"
    return form("Tu danh gia", office, [title], SELF_COLUMNS, rows, day, parent=parent)
