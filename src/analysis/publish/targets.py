"""The sheet of targets: one row per measure in the annex's order, with the cells each figure came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.assess.assessments import Row
from analysis.present import locale
from analysis.present.markup import cited
from analysis.present.reasons import sentence
from analysis.present.view import Entry, View, own_words
from analysis.programme import FEW, Target
from analysis.publish.sheets import Mark, Number, Sheet, decimals_shown, record_sheet

SHOWN_CELLS = 6  # cells named of one sheet
SHOWN_FILES = 3  # newest files named beside a figure; the sheet of figures has every cell
CONDITION = {"ge": "≥", "gt": ">", "le": "≤", "lt_last_year": "<"}
# Width in characters, centred; the heads stand in the language files ([target_head]).
COLUMNS = {
    "group": (6, True), "no": (6, True), "name": (28,), "unit": (9,), "condition": (9, True), "plan": (11,),
    "plan_high": (9,), "to_date": (11,), "share": (8,), "gap": (10,), "gap_points": (9,), "on_year": (8,),
    "on_year_points": (9,), "on_year_units": (9,),
    "on_year_way": (8, True), "p10": (11,), "p90": (11,), "status": (17,), "owner": (15,),
    "source": (60,), "id": (8,), "group_name": (24,), "role": (12,), "month": (10,), "coverage": (14,),
    "vintage": (11,), "numerator": (11,), "denominator": (11,), "counted": (30,), "done": (10,), "total": (10,),
    "expected": (12,), "last_year": (12,), "stretch": (11,), "year_end": (12,), "owner_forecast": (12,),
    "probability": (18,), "before": (20,), "self": (14,), "reading": (40,), "why": (60,), "change": (60,),
}  # fmt: skip


def targets(view: View) -> Sheet:
    """One row per measure in the annex's order; a target of several binding measures has a row of its own.

    Printed up to the owner: what follows is too wide for a sheet of A4.
    """
    names = (view.say("targets"), view.say("targets_of_the_programme"))
    empty = view.say("no_target_could_be_judged")
    return record_sheet(*names, "target_head", COLUMNS, _rows(view), view.lang, "owner", 3, empty)


def cells(view: View, keys: tuple[int, ...]) -> str:
    """Where a figure stands, newest first: file, sheet, cells, vintage, date; a line per file."""
    frame = view.observed(keys) if keys else view.observations.iloc[:0]
    own = ~frame["measure"].str.contains("#")  # the plan and the owner's forecast have cells of their own
    new = frame["period"].str[:4] == str(view.year)
    frame = next((f for f in (frame[own & new], frame[new], frame[own]) if len(f)), frame)
    lines = []
    for (source, sheet, vintage, day), at in cited(frame).items():
        where = f"{view.say('cell_o')} {', '.join(at[:SHOWN_CELLS])}" if at else ""
        where += ", …" if len(at) > SHOWN_CELLS else ""
        words = view.word("vintage", vintage) if vintage else ""
        day = locale.date(day or None, view.lang)
        lines.append(", ".join(x for x in (source, sheet, where, words, day) if x and x != locale.NONE))
    more = len(lines) - SHOWN_FILES
    if more > 0:
        said = view.say("and_more_files_sheet_figures", more=more)
        lines[SHOWN_FILES:] = [said]
    return "\n".join(lines)


def _rows(view: View) -> Iterator[dict[str, Any]]:
    for target in view.programme.targets:
        entries = view.measures([m.id for m in target.measures])
        row = view.assessments.rows.get(target.id)
        binding = [x for x in entries if x.measure.binding]
        if len(binding) > 1:
            yield _target(view, target, row)
            lead = None
        else:
            lead = next(iter(binding or entries), None)
        for x in sorted(entries, key=lambda x: x is not lead):
            yield _measure(view, x, lead=x is lead)


def _target(view: View, target: Target, row: Row | None) -> dict[str, Any]:
    """The row of a target that several measures decide together."""
    found = _named(view, target, target.no, target.name(view.lang)) | {"id": target.id}
    if row is not None and view.whole:
        deciding = view.row_entry(row)
        found["status"] = Mark(deciding.mark, deciding.word)
        found["self"] = own_words(row.self_assessment, view.lang)
        if then := view.entry(row.previous_decided_by) if row.previous_decided_by else None:
            found |= _before(then)
    return found


def _before(x: Entry) -> dict[str, Mark]:
    """The verdict of last month, as its pages had it."""
    mark, word = x.before
    return {"before": Mark(mark, word)} if mark and word else {}


def _named(view: View, target: Target, no: str, name: str) -> dict[str, Any]:
    group = view.programme.group(target.group)
    return {"group": group.roman, "no": whole(no), "name": name, "group_name": group.name(view.lang)}


def _measure(view: View, x: Entry, lead: bool) -> dict[str, Any]:
    a, m, lang = x.a, x.measure, view.lang
    high = m.rule in {"le", "lt_last_year"} and a.target_high is not None
    bound = a.target_high if high else a.target_low
    digits = x.decimals

    def figure(value: float | None, sign: bool = False) -> Number:
        if value is not None and a.whole and locale.counted(m.unit):
            value = locale.nearest(value)  # people have no tenths
        return Number(value, max(digits, 1) if sign and m.unit == "%" else digits, sign=sign)

    no = x.target.no if lead else m.id if m.role == "component" else ""
    name = x.target.name(lang) if lead and len(x.target.measures) == 1 else x.name
    found = _named(view, x.target, no, name) | {
        "unit": x.unit,
        "to_date": figure(a.to_date),
        **_on_year(x),
        "on_year_way": _way(x) or None,
        "owner": view.owner_name(a.owner) if a.owner else None,
        "source": cells(view, a.keys),
        "id": m.id,
        "role": view.word("role", m.role),
        "month": a.basis_month,
        "coverage": x.coverage,
        "vintage": _vintage(view, x),
        "done" if m.steps else "numerator": a.numerator,
        "total" if m.steps else "denominator": a.denominator,
        "counted": " / ".join(filter(None, (m.said(lang, part) for part in ("numerator", "denominator")))),
        "last_year": figure(a.last_year_to_date),
    }
    if not x.judged:
        return found
    found |= {
        "condition": CONDITION.get(m.rule) or view.word("condition", m.rule),
        "share": None if x.is_share else Number(x.share, 1, "%"),
        "gap_points" if m.unit == "%" else "gap": figure(a.distance, sign=True),
        "p10": figure(a.year_end_p10),
        "p90": figure(a.year_end_p90),
        "status": Mark(x.mark, x.word),
        "expected": figure(a.expected_to_date),
        "year_end": figure(a.year_end),
        "owner_forecast": figure(a.owner_forecast),
        "probability": _chance(x),
        "self": own_words(a.self_assessment, lang),
        "why": sentence(a.reason, view.programme, lang) if a.reason else None,
        "change": sentence(a.what_would_change, view.programme, lang) if a.what_would_change else None,
    }
    if m.rule != "watch":
        sign = locale.READING if x.derived else ""
        found |= {"plan": Number(bound, decimals_shown(bound), sign), "stretch": _plan(a.stretch)}
        found["plan_high"] = _plan(a.target_high) if m.rule == "range" else None
        found["reading"] = m.reading_vi if x.derived else None
    return found | _before(x)


def _chance(x: Entry) -> Number:
    """A probability, shown as in the pages: what is clipped by its limit alone, which is the number where the range
    contradicts it."""
    p, limit = x.a.probability, x.chance if x.a.probability and x.chance[0] in "<>≥≤" else ""
    p = {"≥": 0.9, "≤": 0.1}.get(limit[:1], p)
    return Number(None if p is None else 100 * p, 1, "%", words=limit)


def whole(no: str) -> Any:
    """ "7" as a number, so that the column sorts; "1.1" and "25a" stay text."""
    return int(no) if no.isdigit() else no


def _plan(value: float | None) -> Number:
    return Number(value, decimals_shown(value))


def _on_year(x: Entry) -> dict[str, Number]:
    """The change on the year in the one column that it belongs to: points of shares, per cent of amounts, else the
    difference in the unit itself."""
    a = x.a
    if x.measure.unit == "%":
        return {"on_year_points": Number(a.change_on_year, 1, sign=True)}
    if x.plain_difference:
        return {"on_year_units": Number(x.difference, 1, sign=True)}
    if x.measure.kind in FEW and a.last_year_to_date is not None and a.to_date is not None:
        return {"on_year_units": Number(a.to_date - a.last_year_to_date, 0, sign=True)}
    return {"on_year": Number(a.change_on_year if x.grown is None else x.grown, 1, "%", sign=True)}


def _way(x: Entry) -> str:
    """Whether the change on the year is for the better; "" where it is none, or no way is (a range, a budget)."""
    printed = x.on_year[:1]
    if (
        printed not in {"+", locale.MINUS}
        or x.measure.rule in {"range", "watch"}
        or x.measure.kind == "budget"
    ):
        return ""
    better = (printed == "+") != x.measure.lower_is_better
    return x.view.say("change_better") if better else x.view.say("change_worse")


def _vintage(view: View, x: Entry) -> str:
    if x.a.to_date is None:
        return ""
    frame = view.observed(x.a.keys)
    if x.a.estimate:
        return view.word("vintage", "estimate")
    newest = str(frame["vintage"].iloc[0]) if len(frame) else ""
    return view.word("vintage", newest) if newest else ""
