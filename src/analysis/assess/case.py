"""One measure in one month, ready to be judged: its bounds, figures, forecast, and what is owed by now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.assess.assessments import Assessment, Reason
from analysis.assess.history import missing_allowed
from analysis.assess.ledger import closing
from analysis.assess.levels import LevelForecast
from analysis.assess.measured import Series
from analysis.assess.nowcast import FlowForecast
from analysis.assess.spread import Forecast
from analysis.assess.status import LIKELY, Facts, by_probability, chance_word, settle
from analysis.places import FORMER, Places
from analysis.programme import DATED, Measure

SAME = 1e-9  # relative: figures that differ by less are equal, so that sums of decimals meet their target
NARROW_POINTS = 2.0  # docs/method.md, From a figure to a status
NARROW_SHARE = 0.2

# what the words of a reason call the figures of its verdict
SAID = {
    "value": "to_date", "to_date": "to_date", "n": "numerator", "of": "denominator", "estimate": "estimate",
    "year_end": "year_end", "p10": "year_end_p10", "p90": "year_end_p90", "share": "share_of_target",
}  # fmt: skip
DUE_MONTHS = {
    "month": tuple(range(1, 13)),
    "month 15-14": tuple(range(1, 13)),
    "quarter": (3, 6, 9, 12),
    "half-year": (6, 12),
    "school year": (5, 12),
    "year": (12,),
}


@dataclass(frozen=True)
class Case:
    """All that a rule needs. `draft` carries what is the same for every kind; a rule completes it.

    `due` is the last month of the year for which a figure is owed, 0 for none. `low`, `high`, `stretch` are
    the year's bounds (None: no plan of that year). `broken_on`: not compared with the year before.
    """

    measure: Measure
    series: Series
    year: int
    month: int
    day: dt.date
    draft: Assessment
    due: int = 0
    low: float | None = None
    high: float | None = None
    stretch: float | None = None
    base: float | None = None
    forecast: Forecast | None = None
    broken_on: dt.date | None = None
    siblings: Mapping[str, Series] | None = None  # measures of the same row
    sibling_plans: Mapping[str, float | None] | None = None
    places: Places = Places()
    programme_year: int = 0
    handover: bool = False

    def why(self, key: str, /, **values: Any) -> Reason:
        """A reason that names its measure (words find its rule and what it counts by that) and the target."""
        m = self.measure
        own = {"measure": m.id, "unit": m.unit, "whole": self.draft.whole, "target": self.bound}
        return Reason(key, own | values)

    def meets(self, value: float | None) -> bool | None:
        """Whether `value` meets the bounds; None where either is missing."""
        return meets(self.measure.rule, value, self.low, self.high)

    def unit_name(self, code: str, period: str) -> str:
        """The unit's name in the month of its figure: codes outlive the units that bear them; of one that is no more
        by the month judged, said so."""
        then, now = closing(int(period[:4]), int(period[5:7]), 31), closing(self.year, self.month, 31)
        name = self.places.called(code, then)
        units = self.places.units_on(now)
        there = not units or name == code or any((u.code, u.name) == (code, name) for u in units)
        return name if there else name + FORMER

    def unit_counts(self, code: str, n: float, of: float, period: str) -> dict:
        """A unit's counts of a month, as verdicts name it."""
        return {"place": code, "name": self.unit_name(code, period), "numerator": n, "denominator": of}

    def unit_word(self) -> dict[str, str]:
        """What the units that report are called: communes, or units where they are of several kinds."""
        day = closing(self.year, self.month, 31)
        kinds = {u.called().split()[0].lower() for u in self.places.units_on(day)}
        vi, en = ("xã", "communes") if kinds == {"xã"} else ("đơn vị", "units")
        return {"units_vi": vi, "units_en": en}

    @property
    def flow(self) -> FlowForecast | None:
        """The forecast of a sum; None where none could be made, which `forecast` tells why."""
        f = self.forecast
        return f if isinstance(f, FlowForecast) and np.isfinite(f.total) else None

    @property
    def level(self) -> LevelForecast | None:
        """The forecast of a state or a ratio that rests on some past year. Without a past at this month there is none
        that says a level cannot be reached: how it moves by the year end is not known."""
        f = self.forecast
        if not isinstance(f, LevelForecast) or not np.isfinite(f.year_end) or f.history_years < 1:
            return None
        return f if f.moves > 0 or by_probability(f.probability) != "off_track" else None

    @property
    def has_plan(self) -> bool:
        return not (self.low is None and self.high is None)

    @property
    def bound(self) -> float | None:
        """The bound a distance is measured from."""
        if self.measure.rule in {"le", "lt_last_year"} or self.low is None:
            return self.high
        return self.low

    @property
    def all_must_hold(self) -> bool:
        """Whether nothing but all of them, or none, meets the target: judged without a probability."""
        return self.measure.unit == "%" and (
            self.low == 100 or (self.measure.rule == "le" and self.high == 0)
        )

    @property
    def year_over(self) -> bool:
        return self.month == 12

    def narrow(self, p10: float, p90: float) -> bool:
        """Whether the 80 % range is narrow enough for its centre to decide (docs/method.md, "to a status")."""
        if self.measure.unit == "%":
            return p90 - p10 <= NARROW_POINTS
        if self.bound is None or self.bound <= 0:
            return False
        growth = self.low - self.base if self.low is not None and self.base is not None else 0.0
        return p90 - p10 <= (growth if growth > 0 else NARROW_SHARE * self.bound)

    def ends(self, key: str, p: float | None, end: float, p10: float, p90: float) -> Reason:
        """The reason of a forecast: its chance in words, and whether only a narrow range makes it on track."""
        narrow = (p or 0) < LIKELY and bool(self.meets(end) and self.narrow(p10, p90))
        return self.why(key, chance=chance_word(p), narrow=narrow)

    def close(self, facts: Facts, reason: Reason, change: Reason | None = None, **fields: Any) -> Assessment:
        """The draft with its status; its reason knows its figures (SAID). What every kind says alike on missing figures
        is said here."""
        status = settle(facts)
        reason = Reason(reason.key, {word: fields.get(own) for word, own in SAID.items()} | reason.values)
        notes = (*self.draft.notes, *fields.pop("notes", ()))
        late = False
        if status == "no_data":
            if not self.has_plan and self.measure.rule not in {"watch", "lt_last_year"}:
                year, told = self.year, self.measure.by_last_year
                reason = self.why("no_plan_last_year" if told else "no_plan", year=year - bool(told))
                change = self.why("send_plan_last_year" if told else "send_plan", year=year - bool(told))
            elif not facts.reported and self.due and (unusable := self.unusable(self.due)):
                reason, change = unusable, self.why("send_figure", due=label(self.year, self.due),
                                                    owner=self.draft.owner)  # fmt: skip
            elif not facts.reported and self.due:
                key, late = ("missing_at_handover", False) if self.handover else ("not_reported", True)
                owed = {"due": label(self.year, self.due), "owner": self.draft.owner}
                reason = self.why(key, **owed, last=fields.get("basis_month"))
                change = self.why("send_figure", **owed)
        return replace(
            self.draft,
            status=status,
            reason=reason,
            what_would_change=change,
            late=late,
            closed=facts.closed and status not in {"no_data", "not_due", "lapsed", "watch"},
            notes=notes,
            **fields,
        )

    def unusable(self, since: int) -> Reason | None:
        """Why what was sent of the month `since` or later cannot be used; None where nothing was sent."""
        sent = [b for b in self.series.bad if int(b[1][5:7]) >= since]
        return self.why(sent[-1][0], period=sent[-1][1], n=sent[-1][2], of=sent[-1][3]) if sent else None


def forecast_fields(f: Forecast, end: float, track: float | None) -> dict[str, Any]:
    """What an assessment shows of a forecast: its year `end` with the range, and its record."""
    return {
        "year_end": end, "year_end_p10": f.p10, "year_end_p50": f.p50, "year_end_p90": f.p90, "typical": f.typical,
        "probability": f.probability, "track_record": track, "track_years": f.track_years,
    }  # fmt: skip


def meets(rule: str, value: float | None, low: float | None, high: float | None) -> bool | None:
    """Whether `value` meets a bound: equality counts for ge, le and range, not for gt and lt_last_year.

    Values are compared unrounded; a difference below 1e-9 of the bound is taken as equality.
    """
    if value is None or not np.isfinite(value):
        return None
    if rule in {"ge", "gt", "budget"}:
        if low is None:
            return None
        slack = SAME * max(abs(low), 1e-12)
        return bool(value > low + slack) if rule == "gt" else bool(value >= low - slack)
    if rule == "range":
        if low is None or high is None:
            return None
        slack = SAME * max(abs(low), abs(high))
        return bool(low - slack <= value <= high + slack)
    if high is None:
        return None
    slack = SAME * max(abs(high), 1e-12)
    return bool(value < high - slack) if rule == "lt_last_year" else bool(value <= high + slack)


def due_month(measure: Measure, year: int, month: int, handover: frozenset[str]) -> int:
    """The last month up to `month` for which a figure is owed, 0 for none; a hand-over month owes none of
    its own, but what was owed before it still is. Reviews, events and steps have days of their own."""
    if measure.kind in DATED:
        return 0
    ends = DUE_MONTHS.get(measure.cadence, tuple(max(s.months) for s in measure.seasons))
    return max((m for m in ends if m <= month and label(year, m) not in handover), default=0)


def label(year: int, month: int) -> str:
    return f"{year}-{month:02d}"


def known(value: float | None) -> float | None:
    """A float, or None for nan."""
    return None if value is None or not np.isfinite(value) else float(value)


def gaps(seen: np.ndarray, ends: Sequence[int] = range(1, 13)) -> tuple[int, ...]:
    """Closing months `ends` (n,) of the periods that are not `seen` (n,) although a later one is."""
    at = np.flatnonzero(seen)
    return tuple(ends[i] for i in range(int(at[-1])) if not seen[i]) if at.size else ()


def too_many(seen: np.ndarray) -> tuple[int, ...]:
    """The months missing from a sum (12,), where they are too many to be left out of a year (docs/method.md, Gaps)."""
    missing = gaps(seen)
    return missing if len(missing) > missing_allowed(seen.size) else ()


def left_out(c: Case, seen: np.ndarray) -> tuple[Reason, ...]:
    """A note on months inside the year that are missing from a sum; `seen` (12,) says which are known."""
    months = tuple(label(c.year, m) for m in gaps(seen))
    return (c.why("left_out", months=months),) if months else ()


def in_part(c: Case, months: Sequence[int], key: str) -> tuple[Reason, ...]:
    """A note on each of the `months` that some units only have reported."""
    s, notes = c.series, []
    for m in months:
        counts = {"reported": int(s.reported[m - 1]), "expected": int(s.expected[m - 1])}
        told = {"period": label(c.year, m), "value": known(s.partial[m - 1])}
        notes.append(c.why(key, **c.unit_word(), **told, **counts))
    return tuple(notes)


def share_of(value: float | None, target: float | None) -> float | None:
    """Per cent of the target; None where either is missing."""
    return 100 * value / target if value is not None and target else None


def minus(value: float | None, bound: float | None) -> float | None:
    """Signed distance from a bound; None where either is missing."""
    return value - bound if value is not None and bound is not None else None


def owing(c: Case, month: int, missing: Sequence[int] = ()) -> tuple[Case, bool]:
    """The case, and whether all that it owes has come and can be compared; `month` is that of its newest
    figure, 0 for none. A year that is over owes the `missing` months too: a blank month is not zero."""
    if c.year_over and c.due and missing:
        return replace(c, due=missing[0]), False
    return c, month >= c.due and c.has_plan


def carried(c: Case, month: int) -> tuple[Reason, ...]:
    """A note on a verdict that rests on an earlier month, the last one for which a figure was owed."""
    if not 0 < c.due <= month < c.month:
        return ()
    return (c.why("handed_over" if c.handover else "carried", period=label(c.year, month)),)


def named_units(c: Case) -> tuple[dict, ...]:
    """Units that fall short of a target of all at the newest level, by name."""
    if not c.all_must_hold:
        return ()
    return tuple(c.unit_counts(*unit) for unit in c.series.failing)
