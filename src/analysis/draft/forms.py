"""`brief forms`: a workbook for each office, filled in by it and read back without any mapping (ingest/form.py)."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis.assess.cases import of_last_year
from analysis.assess.ledger import closing
from analysis.draft.programme_file import slug
from analysis.ingest import form
from analysis.ingest.contract import NoData, current
from analysis.ingest.figures import is_whole
from analysis.ingest.observations import make_tables
from analysis.language import catalogue, say
from analysis.params import RunParams
from analysis.present import locale
from analysis.programme import Measure

# what an office is asked for, by the kind of a measure; a milestone is asked for the day of each step
ASKED = {
    "flow": ("month", "year_to_date"), "budget": ("month", "year_to_date"), "compare": ("month", "year_to_date"),
    "count": ("month", "year_to_date"), "level": ("level", "numerator", "denominator"),
    "ratio": ("numerator", "denominator"), "annual": ("level",), "event": ("event", "numerator", "denominator"),
}  # fmt: skip
TOLD = ("cause", "next", "deadline")
_WIDTHS = (9, 38, 12, 30, 14, 20, 13, 13, 13, 13, 13, 14, 34, 30, 13)
_FILL, _HEAD = PatternFill("solid", fgColor="FFF6CC"), PatternFill("solid", fgColor="DDE6EE")
_EDGE = Border(*[Side("thin", color="B5BDC4")] * 4)
_ROWS = 6  # the row of the heads, from 1


def run(params: RunParams, out: Path) -> int:
    """Write the forms of a month below `out`, none over a file that is there; 0, or 1 where one was there."""
    programme, month = params.programme, params.month
    day = closing(int(month[:4]), int(month[5:]), programme.closing_day)
    last = _last(params, month)
    by_owner: dict[str, list[Measure]] = {}
    for m in programme.measures.values():
        if (owner := m.owner_on(day)) or not m.owners:  # not of an office that has ended
            by_owner.setdefault(owner or "", []).append(m)
    out.mkdir(parents=True, exist_ok=True)
    there = 0
    for owner, measures in by_owner.items():
        name = programme.owner(owner).name(params.lang) if owner else say(params.lang, "form_nobody")
        file = out / f"{say(params.lang, 'form_file', month=month, owner=owner or slug(name))}.xlsx"
        if file.exists():
            there += 1
            print(f"{file}: đã có, không ghi đè (there already, not overwritten).", file=sys.stderr)
            continue
        _book(params, day, owner, name, measures, last).save(file)
        print(f"{file}: {name}, {len(measures)} chỉ tiêu (measures)")
    print(f"Nhận lại thì bỏ vào (put what comes back into) {params.raw}; xem thử (try): brief check TỆP")
    return int(there > 0)


def _last(params: RunParams, month: str) -> dict[str, str]:
    """By measure the newest figure of the whole area before the month's end, in words, and the month up to which its
    units have reported where that is later; none where there are no data."""
    try:
        frame = make_tables(params).observations
    except NoData:
        return {}
    frame = frame[frame.basis.isin(form.FIGURES) & (frame.period <= month) & frame.value.notna()]
    whole = current(frame[frame.place == params.programme.area.id])
    lang, words = params.lang, catalogue(params.lang)["form_last"]
    told, until = {}, {}
    for r in whole.sort_values(["period", "basis"]).drop_duplicates("measure", keep="last").itertuples():
        value, of = (
            locale.number(r.value, None, lang),
            words[r.basis].format(month=locale.month(r.period, lang)),
        )
        told[r.measure], until[r.measure] = f"{value} ({of})", r.period
    for measure, period in frame.groupby("measure").period.max().items():
        if period > until.get(measure, ""):
            units = say(lang, "form_units", month=locale.month(period, lang))
            told[measure] = "; ".join(filter(None, [told.get(measure), units]))
    return told


def _book(
    params: RunParams, day: dt.date, owner: str, name: str, measures: list[Measure], last: dict[str, str]
) -> openpyxl.Workbook:
    programme, month, lang = params.programme, params.month, params.lang
    heads = form.heads_of(lang)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = say(lang, "form_sheet", month=month)
    hidden = book.create_sheet(form.HIDDEN)
    hidden.sheet_state = "veryHidden"
    lines: list[list[object]] = [[form.MARK, form.VERSION], ["programme", programme.id], ["owner", owner]]
    lines += [["month", month], ["sheet", sheet.title], ["lang", lang]]
    _text(sheet, 1, 1, name, bold=True)
    of = locale.month(month, lang).upper()
    title = say(lang, "form_title", month=of, programme=programme.name(lang), day=locale.date(day, lang))
    _text(sheet, 2, 1, title, bold=True)
    _text(sheet, 3, 1, say(lang, "form_fill"))
    _text(sheet, 4, 1, say(lang, "form_reported"))
    _open(sheet, 4, 3).number_format = "dd/mm/yyyy"
    rows = [row for m in measures for row in _rows(m, lang)]
    rules = _validations(sheet, int(month[:4]), f"$A${_ROWS + 1}:$A${_ROWS + len(rows)}", lang)
    rules["day"].add("C4")
    for what, head in heads.items():
        cell = _text(sheet, _ROWS, form.COLUMN[what] + 1, head, bold=True)
        cell.fill, cell.border = _HEAD, _EDGE
        lines.append(["locked", heads["code"], form.COLUMN[what], head])
    for row, (m, code, label, asked, plan) in enumerate(rows, _ROWS + 1):
        for col, text in enumerate((code, label, m.unit, _how(m, lang), plan, last.get(code, ""))):
            cell = _text(sheet, row, col + 1, text)
            cell.border = _EDGE
            lines.append(["locked", code, col, cell.value or ""])
        for what in asked:
            cell = _open(sheet, row, form.COLUMN[what] + 1)
            rules[_check(what, m)].add(cell.coordinate)
            cell.number_format = "dd/mm/yyyy" if what in ("event", "deadline") else "General"
        lines.append(["entry", code, m.unit, 15 if m.cadence == "month 15-14" else 1, *asked])
    _corrections(sheet, _ROWS + len(rows) + 2, rules, lang)
    for line in lines:
        hidden.append([""] * len(line))
        for col, value in enumerate(line, 1):
            cell = hidden.cell(hidden.max_row, col, value)
            cell.data_type = "s" if isinstance(value, str) else "n"
    asks = {what for _, _, _, asked, _ in rows for what in asked}
    for what, col in form.COLUMN.items():
        column = sheet.column_dimensions[get_column_letter(col + 1)]
        column.width, column.hidden = _WIDTHS[col], col >= form.COLUMN["level"] and what not in asks
    sheet.freeze_panes = sheet.cell(_ROWS + 1, 3)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.protection.enable()
    return book


def _rows(m: Measure, lang: str) -> list[tuple[Measure, str, str, tuple[str, ...], str]]:
    """A measure's rows: it, code, words, what is asked, the plan."""
    if m.kind == "milestone":
        days = [locale.date(s.planned, lang) if s.planned else "" for s in m.steps]
        named = [(m, f"{m.id}#{s.id}", f"{m.name(lang)}: {s.name(lang)}") for s in m.steps]
        return [(*name, ("event",), day) for name, day in zip(named, days, strict=True)]
    asked = ASKED[m.kind] if m.kind != "level" or "%" in m.unit or "/" in m.unit else ("level",)
    asked = asked if m.unit or m.rule != "watch" else ()  # of a target in words no number is asked
    if "year_to_date" in asked and not m.cadence.startswith("month"):
        asked = ("year_to_date",)
    last = of_last_year(m, m.base)
    bound = say(lang, "form_less") if m.rule == "lt_last_year" else locale.target(m, lang, last, last)
    bound = "" if bound == locale.NONE else bound
    return [(m, m.id, m.name(lang), (*asked, *TOLD), bound)]


def _how(m: Measure, lang: str) -> str:
    told = {k: m.said(lang, k) for k in ("numerator", "denominator", "note")}
    told["cadence"] = catalogue(lang)["cadence"][m.cadence]
    return "; ".join(words.format(of=told[k]) for k, words in catalogue(lang)["form_how"].items() if told[k])


def _text(sheet: Worksheet, row: int, col: int, text: str, bold: bool = False):
    """A locked text; one that begins with "=" stays a text."""
    cell = sheet.cell(row, col, " ".join(text.split()))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=row >= _ROWS, vertical="top")
    return cell


def _open(sheet: Worksheet, row: int, col: int):
    cell = sheet.cell(row, col)
    cell.protection, cell.fill, cell.border = Protection(locked=False), _FILL, _EDGE
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _validations(sheet: Worksheet, year: int, codes: str, lang: str) -> dict[str, DataValidation]:
    """What Excel lets be typed: a number, of a share one of 0 to 100, a day; texts as long as the notes take them."""
    days = {"formula1": f"DATE({year - 1},1,1)", "formula2": f"DATE({year + 1},12,31)"}
    months = ",".join(f"{m}/{y}" for y in (year - 1, year) for m in range(1, 13))
    kinds = ",".join(form.heads_of(lang)[w] for w in form.FIGURES)
    rules = {
        "day": DataValidation("date", **days),
        "share": DataValidation("decimal", formula1="0", formula2="100"),
        "whole": DataValidation("whole", operator="greaterThanOrEqual", formula1="0"),
        "amount": DataValidation("decimal", operator="greaterThanOrEqual", formula1="0"),
        "signed": DataValidation("decimal", operator="greaterThanOrEqual", formula1="-1E+15"),
        "cause": DataValidation("textLength", operator="lessThanOrEqual", formula1="600"),
        "next": DataValidation("textLength", operator="lessThanOrEqual", formula1="400"),
        "wrong_month": DataValidation("list", formula1=f'"{months}"'),
        "wrong_code": DataValidation("list", formula1=codes),
        "wrong_kind": DataValidation("list", formula1=f'"{kinds}"'),
    }
    for key, rule in rules.items():
        rule.allow_blank = rule.showErrorMessage = True
        rule.errorTitle, rule.error = say(lang, "form_name"), catalogue(lang)["form_check"][key]
        sheet.add_data_validation(rule)
    return rules


def _check(what: str, m: Measure) -> str:
    """Which of the validations a column's cells bear."""
    if what in ("event", "deadline"):
        return "day"
    if what in ("cause", "next"):
        return what
    if form.FALLS.search(m.name_vi):
        return "signed"
    if what in form.FIGURES and is_whole(m.unit, m.name_vi):
        return "whole"
    return "share" if what == "level" and m.unit == "%" else "amount"


def _corrections(sheet: Worksheet, top: int, rules: dict[str, DataValidation], lang: str) -> None:
    """Below the figures: what was reported wrong earlier, and the right figure."""
    heads = form.heads_of(lang, "form_wrong_head")
    _text(sheet, top, 1, say(lang, "form_wrong"), bold=True).alignment = Alignment(vertical="top")
    for col, head in enumerate(heads.values(), 1):
        cell = _text(sheet, top + 1, col, head, bold=True)
        cell.fill, cell.border = _HEAD, _EDGE
    for row in range(top + 2, top + 2 + form.WRONG_ROWS):
        for col in range(1, len(heads) + 1):
            _open(sheet, row, col)
        for col, key in enumerate(("wrong_month", "wrong_code", "wrong_kind", "signed", "signed"), 1):
            rules[key].add(sheet.cell(row, col).coordinate)
            sheet.cell(row, col).number_format = "@" if col < 3 else "General"
