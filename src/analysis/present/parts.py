"""The parts that an amount is declared to be made of: revenue by source, disbursement by project."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.assess.amounts import unlike
from analysis.present import locale
from analysis.present.labels import closing_months
from analysis.present.markup import Cell, e, heads, sourced, table
from analysis.present.view import Entry, View
from analysis.programme import Measure, Part


@dataclass(frozen=True)
class PartSum:
    """A part's sum to the newest month that it tells of, the same months last year, its plan; None where not known."""

    part: Part
    name: str
    now: float
    before: float | None
    plan: float | None
    keys: tuple[int, ...]
    month: str  # YYYY-MM
    gap: bool  # a month before it is not known: what stands here is not all since January


def parts_of(v: View, x: Entry, of: Measure | Part) -> list[PartSum]:
    """The declared parts of an amount that have figures of the year, in the order of the programme file."""
    found = []
    for p in of.parts:
        s = v.series(p.id)
        seen = np.isfinite(s.now)
        if not seen.any():
            continue
        before = s.amounts[-2][seen].sum() if len(s.amounts) > 1 and x.a.broken_on is None else np.nan
        month, a = s.ends[int(np.flatnonzero(seen)[-1])], v.assessments.measures.get(p.id)
        plan = s.plans[-1] if a is None or a.target_low is None else a.target_low
        gap = not seen[: s.ends.index(month) + 1].all()
        name = p.name(v.lang) or v.programme.measure(p.id).short(v.lang)
        now, told = float(s.now[seen].sum()), f"{v.year}-{month:02d}"
        found.append(PartSum(p, name, now, _known(before), _known(plan), s.keys_to(month), told, gap))
    return found


def is_total(v: View, x: Entry) -> bool:
    """Whether an amount stands beside the count and is a part of no other."""
    return not x.target.counted and all(p.id != x.measure.id for y in v.measures() for p in y.measure.parts)


def whole_name(v: View, x: Entry) -> str:
    """What an amount is called where it stands alone: a total ("Tổng số") is that of its group."""
    return v.programme.group(x.target.group).name(v.lang) if is_total(v, x) else x.short


def parts_tables(v: View, x: Entry, of: PartSum | None = None) -> list[tuple[str, str]]:
    """A finding and a row a part (ready HTML) of an amount, or of a part of it: to date, its share of the whole and the
    change on the same months last year, the share of its own plan, a bar; then those of each part that has parts."""
    found = parts_of(v, x, of.part if of else x.measure) if v.whole else []
    if not found:
        return []
    amount = lambda value: locale.with_unit(value, x.measure.unit, v.lang)  # noqa: E731
    name, whole, month = whole_name(v, x), x.a.to_date, x.a.basis_month or v.month
    if of:
        name, whole, month = of.name, of.now, of.month
    alike = whole is not None and all(p.month == month and not p.gap for p in found)
    planned = all(p.plan for p in found)
    total, first = sum(p.now for p in found), max(found, key=lambda p: p.now)
    share = _percent(v, first.now, whole) if alike else amount(first.now)
    told = f"{name} ({locale.so_far(month, v.lang)})" if alike and month != v.month else name
    title = v.say("parts_title", name=told, n=len(found), first=locale.inside(first.name), of=share)
    last = min(found, key=lambda p: p.now / (p.plan or 1))
    if planned and (len(found) > 2 or last is not first):  # the larger of two parts is told by the whole
        title += v.say("parts_last", last=locale.inside(last.name), percent=_percent(v, last.now, last.plan))
    most = 0.0 if planned else max(max(p.now, p.before or 0.0) for p in found)
    rows = []
    for p in found:
        said = [f"{v.say('plan')} {amount(p.plan)}"] if p.plan else []
        if alike:
            said.append(v.say("of_the_whole", percent=_percent(v, p.now, whole), name=locale.inside(name)))
        elif p.month != v.month or p.gap:
            said.append(locale.so_far(p.month, v.lang) + v.say("months_missing") * p.gap)
        if p.before:
            said.append(locale.change(100 * (p.now / p.before - 1), False, v.lang, ""))
        figure = f"{sourced(v, e(amount(p.now)), p.keys, v.sources_shown)}<br>{e('; '.join(said))}"
        share = v.say("of_its_plan", percent=_percent(v, p.now, p.plan)) if p.plan else ""
        bar = _bar(v, p, most or p.plan or 1.0, x.measure.unit)
        rows.append([Cell(e(p.name), head=True), figure, e(share), bar])
    note = v.say("parts_of_plan" if planned else "parts_read")
    note += v.say("parts_before") * any(p.before is not None for p in found) + "."
    if alike and whole is not None and unlike(whole, total, len(found)):
        both, rest = (amount(total), amount(whole)), amount(abs(whole - total))
        note += v.say(
            "parts_rest" if whole > total else "parts_above", parts=both[0], whole=both[1], rest=rest
        )
    columns = heads(v, "part to_date_thuc_hien:n,v of_plan:n,p as_bars!:bc")
    html = table(columns, rows, e(title), "bul parts") + f'<p class="note">{e(note)}</p>'
    return [(title, html), *(t for p in found for t in parts_tables(v, x, p))]


def parts_frame(v: View, found: list[Entry]) -> pd.DataFrame:
    """The parts of these amounts, and their parts, in numbers: of what (`whole`), to which month, the sum, its plan."""
    rows = [row for x in found if v.whole for row in _rows(v, x, x.measure)]
    frame = pd.DataFrame(rows, columns="measure name whole period value before plan share_of_target".split())
    return frame.assign(period=closing_months(frame["period"]))


def _rows(v: View, x: Entry, of: Measure | Part) -> list[tuple]:
    rows: list[tuple] = []
    for p in parts_of(v, x, of):
        share = 100 * p.now / p.plan if p.plan else np.nan
        rows.append((p.part.id, p.name, of.id, p.month, p.now, p.before or np.nan, p.plan or np.nan, share))
        rows += _rows(v, x, p.part)
    return rows


def _bar(v: View, p: PartSum, full: float, unit: str) -> str:
    at = lambda value: f"{min(max(0.0, 100 * value / full), 100.0):.1f}%"  # noqa: E731
    said = locale.with_unit(p.now, unit, v.lang)
    body = f'<rect class="f-done" width="{at(p.now)}" y="27%" height="46%"/>'
    if p.before:
        body += f'<line class="tk" x1="{at(p.before)}" x2="{at(p.before)}" y1="5%" y2="95%"/>'
        said += f"; {v.say('same_months_last_year')}: {locale.with_unit(p.before, unit, v.lang)}"
    return f'<svg class="bar" role="img" aria-label="{e(p.name)}: {e(said)}">{body}</svg>'


def _percent(v: View, value: float, of: float | None) -> str:
    return locale.percent(100 * value / of if of else None, v.lang)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) and value > 0 else None
