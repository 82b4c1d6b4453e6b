"""What if: other bounds or figures of a measure in a book of its own, and the mark on all that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.assess.ledger import SUPPOSED as SOURCE
from analysis.frames import figures
from analysis.language import catalogue, say
from analysis.present import locale
from analysis.present.view import View
from analysis.programme import AMOUNTS, LEVELS, Programme
from analysis.promises import bounds as bounds_of
from analysis.values import LATEST, ParameterError, month_name


@dataclass(frozen=True)
class Supposition:
    """Other bounds (by name) and figures (by month) of one measure, and the rows that say so."""

    measure: str
    bounds: tuple[tuple[str, float | None], ...]  # None: it has none any more
    figures: tuple[tuple[str, float], ...]
    rows: tuple[dict[str, Any], ...] = ()


def supposition(
    view: View, measure: str, bounds: Mapping[str, float | None], by_month: Mapping[str, float]
) -> Supposition:
    """What is to be supposed, checked. Raises Unknown and ParameterError."""
    m = view.programme.told(measure)
    if m.id not in view.programme.measures:
        expected = (
            "một chỉ tiêu; phần của chỉ tiêu thì chỉ xem được (a measure: of its parts nothing is supposed)"
        )
        raise ParameterError("what_if", measure, expected)
    own: dict[str, float | None] = {k: _number(k, v) for k, v in bounds.items() if v is not None}
    if own and view.year != view.programme.year:
        expected = (
            f"một tháng của năm {view.programme.year}, năm của chương trình (a month of the programme's year)"
        )
        raise ParameterError("low, high, stretch", view.month, expected)
    if not own and not by_month:
        expected = "low, high, stretch hoặc figures={'2025-06': 45.0} (something to suppose)"
        raise ParameterError("what_if", measure, expected)
    for key, harder in (("low", lambda a, b: a > b), ("high", lambda a, b: a < b)):
        if key in own and m.stretch is not None and "stretch" not in own and harder(own[key], m.stretch):
            own["stretch"] = None  # what is owed is beyond what was striven for, and the mark says so
    if own and not view.whole:
        expected = (
            "figures={…}: xã đánh giá theo kế hoạch riêng có trong số liệu (its plan stands in the data)"
        )
        raise ParameterError(", ".join(own), view.place, expected)
    for wrong in bounds_of((), m.model_dump() | own):
        raise ParameterError(str(wrong.loc[-1]), wrong.found, wrong.expected)
    for key, bound in own.items():
        if bound is not None and bound < 0 <= (getattr(m, key) or 0) and m.kind != "level":
            raise ParameterError(key, f"{bound:.15g} {m.unit}", "số không âm, như kế hoạch (not below zero)")
    told = {month_name(str(p)): _number(str(p), v) for p, v in by_month.items()}
    if told and m.kind not in AMOUNTS | LEVELS:
        expected = "chỉ tiêu có số theo tháng; loại này chỉ giả định được low, high (a measure told by month)"
        raise ParameterError("figures", f"{m.id} ({m.kind})", expected)
    for period in told:
        if period == LATEST or period > view.month:
            expected = f"tháng đến {view.month}; tháng sau thì mở sổ của tháng đó (a month up to the book's)"
            raise ParameterError("figures", period, expected)
    known = view.newest[view.newest["measure"] == m.id]["value"]
    for period, value in told.items():
        wanted = "" if 0 <= value <= 100 or m.unit != "%" else "tỷ lệ từ 0 đến 100 (a share from 0 to 100)"
        if not wanted and value < 0 and m.kind != "level" and not known.lt(0).any():
            wanted = "số không âm, như các số đã báo (not below zero, as those reported)"
        if wanted:
            raise ParameterError("figures", f"{period}: {value:.15g}", wanted)
    rows = tuple(row for period, value in told.items() for row in _rows(view, m.id, m.kind, period, value))
    return Supposition(m.id, tuple(own.items()), tuple(told.items()), rows)


def programme(written: Programme, supposed: tuple[Supposition, ...]) -> Programme:
    """The programme with the supposed bounds in place of its own."""
    targets = written.targets
    for s in supposed:
        if s.bounds:
            new: dict[str, Any] = dict(s.bounds) | {"target_from": None}
            if {"low", "high"} & new.keys():
                new["number"] = "printed"  # what is supposed is decided
            targets = tuple(
                t.model_copy(update={"measures": tuple(
                    m.model_copy(update=new) if m.id == s.measure else m for m in t.measures)})
                for t in targets
            )  # fmt: skip
    return written.model_construct(**dict(written) | {"targets": targets})


def observations(frame: pd.DataFrame, supposed: tuple[Supposition, ...]) -> pd.DataFrame:
    """The observations with the supposed ones after them, under labels of their own."""
    rows = [row for s in supposed for row in s.rows]
    if not rows:
        return frame
    start = int(frame.index.max()) + 1 if len(frame) else 0
    more = pd.DataFrame(rows, index=range(start, start + len(rows)))[list(frame.columns)]
    return pd.concat([frame, more.astype(frame.dtypes.to_dict())])


def mark(supposed: tuple[Supposition, ...], known: Programme, lang: str) -> str:
    """The words that stand over all that a supposition makes; "" for none."""
    if not supposed:
        return ""
    said = []
    words = catalogue(lang)["bound"]
    for s in supposed:
        m = known.measure(s.measure)
        parts = [
            words[f"no_{k}"] if v is None else f"{words[k]} {locale.with_unit(v, m.unit, lang)}"
            for k, v in s.bounds
        ]
        parts += [f"{locale.month(p, lang)} {locale.with_unit(v, m.unit, lang)}" for p, v in s.figures]
        said.append(f"{m.short(lang)} {', '.join(parts)}")
    return say(lang, "supposition", said="; ".join(said))


def _number(what: str, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = np.nan
    if isinstance(value, bool) or not abs(number) < 1e15:
        raise ParameterError(what, value, "một số, dưới 1e15 (a number below that), ví dụ 600.0")
    return number


def _rows(view: View, measure: str, kind: str, period: str, value: float) -> list[dict[str, Any]]:
    """The observations that a supposed figure comes down to: its own row, and every count to date that holds it."""
    of = view.newest
    of = of[of["measure"] == measure]
    told_as = set(of["basis"])
    of = of[of["place"] == view.place]
    now = figures(view, measure)
    at = pd.Period(period, "M")
    if kind in AMOUNTS and at not in now.index:
        closing = ", ".join(str(p) for p in now.index[now.index.year == at.year])
        raise ParameterError("figures", period, f"tháng đóng kỳ (a month that closes a period): {closing}")
    # a level is told as one, or its file calls it a figure of the month or to date: none may push the others out
    states = ("level", "month", "year_to_date") if kind == "level" else ("month",)
    basis = next((b for b in states if b in told_as), states[0])
    top = bottom = np.nan
    if kind in LEVELS:  # of a level the last that was told
        known = now["denominator"].loc[:at].dropna()
        bottom = known.get(at, known.iloc[-1] if kind == "level" and len(known) else np.nan)
        if kind == "ratio" and not bottom > 0:
            expected = f"tháng có mẫu số của {measure} (a month with a denominator)"
            raise ParameterError("figures", period, expected)
        top = value / 100 * bottom
    day = view.assessments.as_of.isoformat()
    blank = dict.fromkeys(of.columns, "") | {
        "measure": measure, "place": view.place, "period": period, "unit": view.programme.measure(measure).unit,
        "vintage": "final", "reported_on": day, "source": SOURCE, "note": SOURCE, "illustrative": False,
    }  # fmt: skip
    rows = [blank | {"basis": basis, "value": value, "numerator": top, "denominator": bottom}]
    if kind == "level":
        return rows
    old = now.loc[at] if at in now.index else None
    told = of[
        (of["basis"] == "year_to_date") & (of["period"] >= period) & (of["period"].str[:4] == period[:4])
    ]
    for r in told.to_dict("records"):
        moved = {"basis": "year_to_date", "period": r["period"], "period_start": r["period_start"],
                 "period_end": r["period_end"]}  # fmt: skip
        moved["numerator"], moved["denominator"] = r["numerator"], r["denominator"]
        moved["value"] = r["value"]
        if kind == "ratio" and old is not None:
            moved["numerator"] = r["numerator"] + top - old["numerator"]
            moved["value"] = 100 * moved["numerator"] / r["denominator"]
        elif old is not None and np.isfinite(old["value"]):
            moved["value"] = r["value"] + value - old["value"]
        else:  # the count stands, and would take back what is supposed
            what = f"tháng đã báo riêng; lũy kế {r['period']} gộp nhiều tháng (a month told on its own)"
            raise ParameterError("figures", period, what)
        rows.append(blank | moved)
    return rows
