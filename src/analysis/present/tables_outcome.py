"""Units by the chance of their plan, beside the linear rule and what came of it."""

from __future__ import annotations

import pandas as pd

from analysis.present import locale
from analysis.present.markup import Cell, Line, e, heads, section, table, unasked
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.theme import status
from analysis.present.view import Entry, View

LIMITS = {"history_cut", "out_of_line", "filled"}
JUDGED = ("on_track", "uncertain", "at_risk", "off_track", "achieved")


def outcome(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """Amounts with a plan by P(plan met), what the linear rule says of them, and the year's end where
    later months are at hand. Empty where nothing has a probability: in December, of a single place.

    Data: measure, plan, to_date, share_of_target, linear_share, linear ("behind" | "in time"),
    probability, status, track_record, year_total, met.
    """
    rows = [
        x
        for x in v.measures(of)
        if x.measure.kind == "flow"
        and x.measure.rule in {"ge", "gt"}
        and x.target.counted
        and x.a.target_low
        and not x.measure.undecided
    ]
    if v.day.month == 12 or not v.whole or not any(x.a.probability is not None for x in rows):
        return unasked(v, of, v.say("nothing_to_come"))
    # those without a verdict at the end, their reasons stand below the group's table
    rows.sort(key=lambda x: (x.a.status not in JUDGED, -(x.a.probability or 0), -(x.a.share_of_target or 0)))
    known = any(x.measure.id in v.outcome for x in rows)
    frame = pd.DataFrame([_facts(v, x) for x in rows])
    title = _ended(v, frame) if known else _open(v, frame)
    columns = heads(v, "*! plan_ke_hoach_3:n of_plan:n linear_rule chance:n past_miss:n status!:sts")
    columns += heads(v, "year_end_of_plan_het_nam_kh") if known else []
    html = table(columns, [_line(v, x, known) for x in rows], e(title), "cards")
    passed = locale.percent(100 * v.day.month / 12, v.lang)
    note = v.say("linear_rule_behind_when_the", passed=passed, month_name=locale.month_name(v.month, v.lang))
    note += v.say("the_last_column_is_from") if known else ""
    html += f'<p class="note">{e(note)}</p>' + _limits(v, rows)
    return Piece(section(e(title), html), frame, title)


def _limits(v: View, rows: list[Entry]) -> str:
    """What a reader must know of single forecasts: a history cut, a gap filled, a range that is not its own."""
    said = [
        (x.short, " ".join(sentence(n, v.programme, v.lang) for n in x.a.notes if n.key in LIMITS))
        for x in rows
    ]
    typical = [x.short for x in rows if x.a.typical and x.a.probability is not None and x.a.status in JUDGED]
    if typical:
        what = v.say("the_range_is_a_typical_khoang_du_bao")
        said.append((what, ", ".join(typical) + "."))
    items = "".join(f"<li><b>{e(name)}</b>: {e(text)}</li>" for name, text in said if text)
    return f'<ul class="how">{items}</ul>' if items else ""


def _facts(v: View, x: Entry) -> dict:
    a, total = x.a, v.outcome.get(x.measure.id)
    behind = _behind(x)
    return {
        "measure": x.measure.id,
        "plan": a.target_low,
        "to_date": a.to_date,
        "share_of_target": a.share_of_target,
        "linear_share": a.linear_share,
        "linear": None if behind is None else "behind" if behind else "in time",
        "probability": a.probability,
        "status": a.status,
        "track_record": a.track_record,
        "year_total": total,
        "met": None if total is None or a.target_low is None else bool(total >= a.target_low),
    }


def _ended(v: View, frame: pd.DataFrame) -> str:
    judged = frame[frame["status"].isin(JUDGED) & frame["met"].notna()]
    met = judged[judged["met"].astype(bool)]
    missed = judged[~judged["met"].astype(bool)]
    behind, off = (met["linear"] == "behind").sum(), (met["status"] == "off_track").sum()
    on = missed["status"].isin(["on_track", "achieved"]).sum()
    return v.say("of_met_the_plan_by", n_met=len(met), n_judged=len(judged), behind=behind, off=off, on=on)


def _open(v: View, frame: pd.DataFrame) -> str:
    judged = frame[frame["status"].isin(JUDGED)]
    good = judged["status"].isin(["on_track", "achieved"]).sum()
    bad = (judged["status"] == "off_track").sum()
    behind = (judged["linear"] == "behind").sum()
    return v.say("by_the_chance_of_the", good=good, n_judged=len(judged), bad=bad, behind=behind)


def _line(v: View, x: Entry, known: bool) -> Line:
    a = x.a
    behind = _behind(x)
    rule = locale.NONE if behind is None else v.say("late") if behind else v.say("in_time")
    cells: list[Cell | str] = [
        Cell(e(x.short), head=True),
        e(x.plan),
        e(x.progress),
        e(rule),
        e(x.chance),
        e(locale.percent(a.track_record, v.lang)),
        x.status_html,
    ]
    if known:
        total = v.outcome.get(x.measure.id)
        said = locale.NONE
        if total is not None and a.target_low:
            met = v.say("met_dat") if total >= a.target_low else v.say("missed")
            said = f"{locale.percent(100 * total / a.target_low, v.lang)} – {met}"
        cells.append(e(said))
    return Line(cells, f"c-{status(x.mark).colour}")


def _behind(x: Entry) -> bool | None:
    """What the linear rule says; None where this month's figure is missing."""
    a = x.a
    if a.late or a.share_of_target is None or a.linear_share is None:
        return None
    return a.share_of_target < a.linear_share
