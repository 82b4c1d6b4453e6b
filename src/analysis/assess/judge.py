"""`assess`: every measure, target and commitment of a programme in one month, with what was known then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from analysis.assess.assessments import Assessment, Assessments, CommitmentState, Reason
from analysis.assess.calibrate import YEAR_EFFECT
from analysis.assess.case import Case, due_month, in_part, label
from analysis.assess.cases import (
    all_before,
    bounds_of,
    forecasts_of,
    lapsed,
    self_key,
    stretch_probability,
)
from analysis.assess.changes import Change, differences, revised_figures
from analysis.assess.commitments import state_of, step_findings
from analysis.assess.figures import Known, known_on
from analysis.assess.findings import figure_findings, place_findings
from analysis.assess.kinds import judge
from analysis.assess.kinds.ratio import on_its_base
from analysis.assess.ledger import Ledger, closing
from analysis.assess.measured import Series
from analysis.assess.nowcast import FlowForecast
from analysis.assess.paths import path_of, signal_of
from analysis.assess.reported import unused
from analysis.assess.status import UNTOLD, by_self, headline_of, likely_met, row_of
from analysis.assess.steps import Progress, progress
from analysis.assess.units import enough_only, on_its_plan, shown
from analysis.ingest.contract import known_at
from analysis.ingest.problems import Problem, Waiting, by_sheet
from analysis.places import Places
from analysis.programme import Break, Measure, Programme

BEHIND = {"at_risk", "off_track"}
SILENT = {"not_reported", "missing_at_handover", "kept"}  # reasons: a figure that was due has not come
OFFICIAL_BY = (3, 31)  # figures of a past year count as known by this day of the next one


def assess(
    programme: Programme,
    places: Places | None,
    observations: pd.DataFrame,
    month: str,
    as_of: dt.date | None = None,
    place: str | None = None,
    waiting: Waiting | None = None,
) -> Assessments:
    """Judges `month` ("YYYY-MM") with what was known on `as_of`, the month's closing day when not given.

    `observations` has the contract's columns (docs/interface.md); its index labels are the observations' keys. Months
    before `month` are judged with what was known at their own closing. A month of a year before the
    programme's is judged against that year's plans (`<measure>#plan`), with what was known by 31 March after
    it. `place` (a unit's code) shows the unit's figures and judges those for which the data hold a plan of its
    own: no other target was divided among units. `waiting`: figures that have come and are not used: a person
    must confirm how they are read, or the office send them again. Pure: the same arguments give the same result.
    Raises ValueError for a month that is none.
    """
    return _Year(
        programme, places or Places(), observations, month, as_of, place or programme.area.id, waiting or {}
    ).result()


@dataclass(frozen=True)
class _Verdicts:
    """What one month says with what was known on one day."""

    measures: dict[str, Assessment]
    commitments: dict[str, CommitmentState]
    cases: dict[str, Case]
    progress: dict[str, Progress]


class _Year:
    """One programme's year up to a month."""

    def __init__(
        self, programme: Programme, places: Places, observations: pd.DataFrame, month: str,
        as_of: dt.date | None, place: str, waiting: Waiting,
    ):  # fmt: skip
        self.programme, self.places, self.place = programme, places, place
        self.waiting = waiting
        if place != programme.area.id:  # a unit's figures rest on its own cells and the area's
            homes = (programme.area.id, *places.own(place))
            observations = observations[programme.homes(observations).isin(homes)]
        self.observations = observations
        self.month_label = month
        self.year, self.month = map(int, month.split("-"))
        own = closing(self.year, self.month, programme.closing_day)
        past = self.year < programme.year and self.month == 12
        self.as_of = as_of or (dt.date(self.year + 1, *OFFICIAL_BY) if past else own)
        self.ledger = Ledger(observations, programme, places)
        self.handover = frozenset(m for b in programme.breaks for m in b.handover_months)

    def day(self, month: int) -> dt.date:
        """The day on which `month` is judged: its closing, or the day asked for where that is earlier.
        December looked at after its year is judged on New Year's Day, when its last deadlines are over."""
        after = dt.date(self.year + 1, 1, 1)
        if month == 12 and self.as_of >= after:
            return after
        return min(closing(self.year, month, self.programme.closing_day), self.as_of)

    def boundary(self, month: int) -> Break | None:
        """The newest change of reporting places up to `month`, of this year or an earlier one."""
        then = (self.year, month)
        past = [b for b in self.programme.breaks if b.places and (b.on.year, b.on.month) <= then]
        return max(past, key=lambda b: b.on) if past else None

    def result(self) -> Assessments:
        months: dict[int, _Verdicts] = {}
        for k in range(1, self.month):
            if self._known_then(k):
                months[k] = self._kept(self.verdicts(k, self.day(k)), months, k, self.day(k))
        final = self.verdicts(self.month, self.day(self.month), self.as_of)
        final = self._kept(final, months, self.month, self.as_of)
        measures, commitments = self._with_past(final, months)
        measures = {id: self._after_closing(self._drawn(a, final.cases)) for id, a in measures.items()}
        before = months.get(self.month - 1)
        rows = {t.id: row_of(t, measures) for t in self.programme.targets}
        changes: tuple[Change, ...] = ()
        revised: tuple[int, ...] = ()
        if before is not None:
            then = self.day(self.month - 1)
            again = before
            if self.as_of != then:
                again = self.verdicts(self.month - 1, then, self.as_of)
                again = self._kept(again, months, self.month - 1, self.as_of)
            wrong = {bad[-1] for case in final.cases.values() for bad in case.series.bad}
            moved = revised_figures(
                self.ledger, self.day(self.month - 1), self.as_of, self.year, self.month - 1
            )
            revised = tuple(key for key in moved if key not in wrong)
            said = {id: a for id, a in before.measures.items() if self._known_then(self.month - 1, id)}
            changes = differences(said, measures, before.commitments, commitments, again.measures)
        of_targets = [(t, rows[t.id]) for t in self.programme.targets]
        # how far the year's measures move together: as the programme's own past plans did, else as usual
        forecasts = (c.forecast for c in final.cases.values())
        together = max((f.odds.year_effect for f in forecasts if isinstance(f, FlowForecast)), default=0.0)
        together = together or YEAR_EFFECT
        found = figure_findings(final.cases, measures)
        found += place_findings(self.programme, self.places, self.observations, self.month_label, self.as_of)
        if self.year == self.programme.year:
            found += step_findings(self.programme.commitments, final.progress)
        return Assessments(
            programme=self.programme,
            month=self.month_label,
            as_of=self.as_of,
            place=self.place,
            measures=measures,
            rows=rows,
            commitments=commitments,
            headline=headline_of(of_targets),
            changes=changes,
            findings=tuple(found),
            revised=revised,
            likely=None if self.month == 12 else likely_met(of_targets, measures, together),
            year_effect=together,
        )

    def _kept(self, now: _Verdicts, months: Mapping[int, _Verdicts], month: int, later: dt.date) -> _Verdicts:
        """The verdicts of a `month` as known on the day `later`; a measure that was behind and whose due figure did not
        come keeps its last one, and says of which month it is: silence is no progress. Where an older figure came after
        the month before was judged, its last verdict is that month's with it."""
        if (before := months.get(month - 1)) is None:
            return now
        measures, again = dict(now.measures), None
        for id, a in now.measures.items():
            last = before.measures.get(id)
            if last is None or a.status != "no_data" or a.reason.key not in SILENT:
                continue
            if (a.basis_month or "") > (last.basis_month or "") and last.status != "lapsed":
                again = again or self.verdicts(month - 1, self.day(month - 1), later)
                last = again.measures[id]
            if last.status in BEHIND and last.to_date is not None:
                since = last.basis_month or last.month
                why = Reason("kept", a.reason.values | {"last": since, "status": last.status})
                # what is lost stays lost
                chance = last.probability if last.shade == "gone" else a.probability
                measures[id] = replace(a, status=last.status, reason=why, probability=chance)
        return replace(now, measures=measures)

    def _known_then(self, month: int, id: str | None = None) -> bool:
        """False for a month of a past year, in which nothing (of the measure) had been reported yet: a table
        of a whole year does not say what was known within it."""
        if self.year == self.programme.year:
            return True
        first = self.first_reports if id is None else self.first_reports[[self.ledger.code[id]]]
        first = first[~np.isnat(first)]
        return bool(first.size) and first.min() <= np.datetime64(self.day(month))

    @cached_property
    def first_reports(self) -> np.ndarray:
        """By measure, the first day on which any figure of the year was known (NaT = never)."""
        log = self.ledger
        first = np.full(len(log.code), np.datetime64("NaT"), dtype="datetime64[D]")
        rows = log.year == self.year
        for m in np.unique(log.m[rows]):
            first[m] = log.known[rows & (log.m == m)].min()
        return first

    def verdicts(self, month: int, day: dt.date, later: dt.date | None = None) -> _Verdicts:
        """All verdicts of `month` as on `day`, with what was known then, or on a `later` day."""
        known = known_on(self.ledger, later or day)
        measures = self.programme.measures.values()
        label_ = label(self.year, month)
        boundary = self.boundary(month)
        cut = boundary.on if boundary else None
        stopped = [m for m in measures if cut and m.after == "stop"]
        followed = [m for m in measures if not (cut and m.after == "stop")]
        judged, cases = self._judge(known, day, month, followed, cut)
        if stopped and cut and boundary:
            # as it stood on its last day, what was still owed apart; in a later year it has none
            within = cut.year == self.year and cut.month > 1
            eve = min(day, cut - dt.timedelta(1)) if within else day
            last, _ = self._judge(known, eve, cut.month - 1 if within else month, stopped, cut)
            judged |= {m.id: lapsed(last[m.id], label_, self.as_of, boundary, m) for m in stopped}
        judged = {m.id: judged[m.id] for m in measures}
        states, steps = self._commitments(known, label_, day)
        return _Verdicts(judged, states, cases, steps)

    def _judge(
        self, known: Known, day: dt.date, month: int, measures: Iterable[Measure], cut: dt.date | None
    ):
        measures = list(measures)
        series = known.series(
            self.year,
            month,
            self.place,
            self.programme.history_years,
            self._with_sources(measures),
            closing(self.year, self.month, 31),
        )
        cases = {m.id: self._case(m, series, month, day, cut) for m in measures}
        if self.place != self.programme.area.id:
            cases = {id: on_its_plan(c) for id, c in cases.items()}
            return {id: _noted(judge(c), c) if c.has_plan else shown(c) for id, c in cases.items()}, cases
        for target in self.programme.targets:
            row = [m.id for m in target.measures if m.id in cases]
            if len(row) > 1:
                plans = {id: cases[id].low for id in row}
                for id in row:
                    beside = {i: series[i] for i in row}
                    cases[id] = on_its_base(replace(cases[id], siblings=beside, sibling_plans=plans))
        forecasts = forecasts_of(cases.values())
        cases = {id: replace(c, forecast=forecasts.get(id)) for id, c in cases.items()}
        return {id: _noted(judge(c), c) for id, c in cases.items()}, cases

    def _with_sources(self, measures: list[Measure]) -> list[Measure]:
        """`measures` and those whose figures their targets are read from."""
        known, ids = self.programme.measures | self.programme.sources, {m.id for m in measures}
        named = [(m.target_from or "").removeprefix("share:").partition("#")[0] for m in measures]
        return [*measures, *(known[n] for n in dict.fromkeys(named) if n in known and n not in ids)]

    def _case(
        self, m: Measure, series: dict[str, Series], month: int, day: dt.date, cut: dt.date | None
    ) -> Case:
        """The case of a measure in `month`, judged as on `day`; `cut`: the day of the newest change of places."""
        p, s = self.programme, series[m.id]
        broken = cut if cut and m.after == "break" and cut > dt.date(self.year - 1, 1, 1) else None
        broken = None if broken and all_before(s, broken) else broken
        low, high, stretch, base = bounds_of(m, series, p.year)
        draft = Assessment(
            measure=m.id,
            place=self.place,
            month=label(self.year, month),
            as_of=self.as_of,
            status="no_data",
            previous_status=None,
            reason=Reason("no_figures"),
            target_low=low,
            target_high=high,
            stretch=stretch,
            owner_forecast=s.owner_forecast,
            self_assessment=self_key(s.self_assessment),
            whole=s.integral,
            illustrative=s.illustrative,
            cells={"plan": s.plan_keys, "owner_forecast": s.forecast_keys, "self_assessment": s.said},
            owner=m.owner_on(closing(self.year, month, p.closing_day)),
            broken_on=broken,
        )
        return Case(
            m,
            s,
            self.year,
            month,
            day,
            draft,
            due=0 if cut and m.after == "stop" else due_month(m, self.year, month, self.handover),
            low=low,
            high=high,
            stretch=stretch,
            base=base,
            broken_on=broken,
            places=self.places,
            programme_year=p.year,
            handover=label(self.year, month) in self.handover,
        )

    def _commitments(self, known: Known, month: str, day: dt.date):
        p = self.programme
        done = {c.id: known.steps(c.id, p.year) for c in p.commitments}
        steps = {
            c.id: progress(c.steps, done[c.id], day, c.deadline or dt.date(p.year, 12, 31))
            for c in p.commitments
        }
        breaks = [b.on for b in p.breaks]
        states = {}
        for c in p.commitments:
            seen = known.occurrences(c.id, p.year)
            states[c.id] = state_of(c, done, steps, month, day, p.year, breaks, seen)
        made_up = {*self.ledger.label[~self.ledger.real].tolist()}
        return {
            id: replace(s, illustrative=not made_up.isdisjoint(s.keys)) for id, s in states.items()
        }, steps

    def _with_past(self, final: _Verdicts, months: dict[int, _Verdicts]):
        def past(id: str, kind: str, said: Callable[[Any], Any] = attrgetter("status")) -> tuple:
            known = (k in months and self._known_then(k, id) for k in range(1, self.month))
            return tuple(
                said(getattr(months[k], kind)[id]) if then else None for k, then in enumerate(known, 1)
            )

        def dated(a: Any, then: tuple, **more: Any) -> Any:
            return replace(a, previous_status=then[-1] if then else None, statuses=(*then, a.status), **more)

        measures, commitments = {}, {}
        for id, a in final.measures.items():
            target, then = self.programme.target_of(id), past(id, "measures")
            seen = (months[k].measures if s else None for k, s in enumerate(then, 1))
            thens = tuple(
                (m[id].shade, m[id].share_of_target, by_self(m[id], row_of(target, m)))
                if m
                else ("", None, False)
                for m in seen
            )
            measures[id] = dated(a, then, year_ends=past(id, "measures", _range), thens=thens)
        for id, s in final.commitments.items():
            commitments[id] = dated(s, past(id, "commitments"))
        return measures, commitments

    def _drawn(self, a: Assessment, cases: dict[str, Case]) -> Assessment:
        case = cases.get(a.measure)
        if case is None:
            return a
        path = path_of(case, a)
        if self.place != self.programme.area.id:
            path = enough_only(case, a, path)
        out = replace(a, path=path, signal=signal_of(case))
        if case.stretch is not None and isinstance(case.forecast, FlowForecast) and a.probability is not None:
            out = replace(out, stretch_probability=stretch_probability(case, cases.values()))
        return out

    @cached_property
    def unused(self) -> dict[str, list[Problem]]:
        """By measure, by month, this year's figures that have come and are not used, but for those of units where the
        place's own is known."""
        known = known_at(self.observations, self.as_of.isoformat())
        own = known[(known["place"] == self.place) & (known["basis"] != "year")]
        told = {*zip(own["measure"], own["period"], strict=True)}
        area = self.programme.area.id
        found: dict[str, list[Problem]] = {}
        for (id, period), problems in sorted(unused(self.waiting, known, self.programme).items()):
            if (id, period) not in told and f"{self.year}-01" <= period <= self.month_label:
                mine = [p for p in problems if self.place in (area, p.place)]
                found[id] = [*found.get(id, []), *mine]
        return found

    def _asked_for(self, problems: Iterable[Problem], a: Assessment) -> list[tuple[Reason, Reason]]:
        """What is said of figures that are not used, and what is asked for, a sheet's together."""
        asked = []
        for at, these in by_sheet(problems):
            month = these[0].period
            day, codes = (
                closing(int(month[:4]), int(month[5:]), 31),
                (*dict.fromkeys(p.place for p in these),),
            )
            whole = self.place in codes or "" in codes
            units = () if whole else tuple(self.places.called(c, day) for c in codes)
            said = {
                "measure": a.measure,
                "owner": a.owner,
                "due": month,
                "units": units,
                "codes": codes,
                **at,
            }
            if a.reason.key in SILENT:  # of which month the newest is; of others "last" is a figure
                said |= {k: a.reason.values[k] for k in ("last", "status") if k in a.reason.values}
            keys = ("refused", "send_again") if these[0].asked_again else ("unconfirmed", "confirm")
            asked.append((Reason(keys[0], said), Reason(keys[1], said)))
        return asked

    def _after_closing(self, a: Assessment) -> Assessment:
        """A figure that was due and came after the closing day, or came, due or not, and is not used, is said to have
        come so, never not to have come; one that is only a part of the verdict's month is asked for beside it."""
        if a.reason is None:
            return a
        found = self.unused.get(a.measure, []) if a.status != "lapsed" else []
        none = a.status in UNTOLD and a.to_date is None
        due = a.reason.values.get("due", found[-1].period if found and none else "")
        at_due = self._asked_for((p for p in found if p.period == due), a)
        newer = (p for p in found if p.period != due and p.period >= (a.basis_month or due))
        beside = [change for _, change in (*at_due[1:], *self._asked_for(newer, a))]
        a = replace(a, notes=(*a.notes, *beside))
        if at_due:  # the office has sent it
            (reason, change), *_ = at_due
            return replace(a, late=False, reason=reason, what_would_change=change)
        if a.reason.key not in {"not_reported", "kept"}:
            return a
        rows = self.observations
        rows = rows[(rows["measure"] == a.measure) & (rows["period"] == due)]
        days = rows["reported_on"].astype(str)
        if not (days > self.as_of.isoformat()).any():
            return a
        on = dt.date.fromisoformat(min(d for d in days if d > self.as_of.isoformat()))
        return replace(a, reason=Reason("came_late", a.reason.values | {"on": on}))


def _range(a: Assessment) -> tuple[float, float] | None:
    low, high = a.year_end_p10, a.year_end_p90
    return None if low is None or high is None or a.closed else (low, high)


def _noted(a: Assessment, c: Case) -> Assessment:
    """What stands beside a verdict: units that have not reported, and a self-assessment that the figures
    contradict, which is shown, never hidden."""
    s = c.series
    figures = {"flow": s.now, "budget": s.now, "ratio": s.n[-1]}.get(s.measure.kind, np.zeros(0))
    missing = [
        m
        for m in s.in_part(12, s.since(12))
        if label(c.year, m) > (a.basis_month or "") or (figures.size == 12 and np.isnan(figures[m - 1]))
    ]
    a = replace(a, notes=(*a.notes, *in_part(c, missing, "units_missing")))
    bad = a.status in {"at_risk", "off_track", "missed"}
    good = a.status in {"on_track", "achieved"}
    said = a.self_assessment
    if (bad and said in {"achieved", "on_track"}) or (good and said == "not_achieved"):
        note = Reason("contradiction", {"measure": a.measure, "said": said, "status": a.status})
        return replace(a, notes=(*a.notes, note))
    return a
