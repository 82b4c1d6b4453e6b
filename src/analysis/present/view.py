"""What charts, tables and words are drawn from: everything known of one month, and the reader's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.assess.assessments import Assessment, Assessments, CommitmentState, Row
from analysis.assess.figures import Known, Series, known_on
from analysis.assess.ledger import Ledger
from analysis.assess.outcomes import year_totals
from analysis.notes import Notes
from analysis.places import Places
from analysis.present import locale, theme
from analysis.programme import Commitment, Measure, Programme, Target


@dataclass(frozen=True)
class View:
    """Plain data; `present` reads no file."""

    programme: Programme
    month: str
    lang: str
    assessments: Assessments
    observations: pd.DataFrame
    problems: tuple[Any, ...]  # ingest.problems.Problem
    inputs: pd.DataFrame  # source, sha256, bytes, owner, reported_on
    notes: Notes
    places: Places
    place: str
    owner: str | None = None
    run_id: str = ""

    def say(self, vi: str, en: str) -> str:
        """The words in the reader's language."""
        return en if self.lang == "en" else vi

    @property
    def whole(self) -> bool:
        """Whether this speaks of the whole area. A single commune has figures, no verdicts: no target was
        ever divided among communes."""
        return self.place == self.programme.area.id

    @property
    def year(self) -> int:
        return locale.parts(self.month)[0]

    @cached_property
    def day(self) -> dt.date:
        """The last day of the month."""
        return locale.month_end(self.month)

    @property
    def closed(self) -> bool:
        """Whether the year is over, so that "vượt / đạt / không đạt" may be said."""
        judged = [a for a in self.assessments.measures.values() if a.status in {"achieved", "missed"}]
        return locale.parts(self.month)[1] == 12 and any(a.closed for a in judged)

    def measures(self, group: str | None = None, ids: tuple[str, ...] | None = None) -> list[Entry]:
        """The measures with a verdict in the annex's order; of a group, of ids, of the page's owner."""
        wanted = None if ids is None else {self.programme.measure(i).id for i in ids}
        if group is not None:
            self.programme.group(group)
        found = []
        for target in self.programme.targets:
            if group is not None and target.group != group:
                continue
            for measure in target.measures:
                a = self.assessments.measures.get(measure.id)
                if a is None or (wanted is not None and measure.id not in wanted):
                    continue
                if self.owner and a.owner != self.owner:
                    continue
                found.append(Entry(self, target, measure, a))
        return found

    def entry(self, measure: str) -> Entry | None:
        """One measure, None where it was not assessed. Raises KeyError with "did you mean"."""
        self.programme.measure(measure)
        a = self.assessments.measures.get(measure)
        return (
            None
            if a is None
            else Entry(self, self.programme.target_of(measure), self.programme.measure(measure), a)
        )

    def rows(self, group: str | None = None) -> list[tuple[Target, Row]]:
        """The annex rows that were judged, in order; of a group, of the page's owner."""
        targets = {t.id: t for t in self.programme.targets}
        mine = {x.target.id for x in self.measures()} if self.owner else targets
        return [
            (targets[r.target], r)
            for r in self.assessments.rows.values()
            if r.target in mine
            and r.target in targets
            and (group is None or targets[r.target].group == group)
        ]

    def works(self, group: str | None = None) -> list[tuple[Commitment, CommitmentState]]:
        """The commitments, in the document's order; of a group, of the page's owner."""
        states = self.assessments.commitments
        return [
            (c, states[c.id])
            for c in self.programme.commitments
            if c.id in states
            and (group is None or c.group == group)
            and (not self.owner or states[c.id].owner == self.owner)
        ]

    def own(self, frame: pd.DataFrame, group: str | None = None) -> pd.Series:
        """By row of `frame` (observations): whether the page speaks of it; of a group, an owner, a commune."""
        of = pd.Series(True, index=frame.index)
        if group is not None or self.owner:
            targets = [t for t in self.programme.targets if group in (None, t.group)]
            subjects = {m.id for t in targets for m in t.measures}
            subjects |= {c.id for c in self.programme.commitments if group in (None, c.group)}
            if self.owner:
                subjects &= {x.measure.id for x in self.measures()} | {c.id for c, _ in self.works()}
            of &= frame["measure"].str.replace("#.*", "", regex=True).isin(subjects)
        if not self.whole:
            of &= frame["place"].isin({self.place, *self.places.parts(self.place, self.day)})
        return of

    def files(self, group: str | None = None) -> pd.DataFrame:
        """The input files that hold a figure the page speaks of; all of them on the page of everything."""
        if group is None and self.whole and not self.owner:
            return self.inputs
        used = self.observations.loc[self.own(self.observations, group), "source"]
        return self.inputs[self.inputs["source"].isin(used)]

    def owner_name(self, id: str | None) -> str:
        """The office's name in the reader's language; "–" when nobody is named."""
        known = {o.id: o for o in self.programme.owners}
        return known[id].name(self.lang) if id in known else (id or locale.NONE)

    def place_name(self, code: str) -> str:
        """The place's name as it is called in this month; the code where there is none."""
        if code == self.programme.area.id:
            area = self.programme.area
            after = area.after_en if self.lang == "en" else area.after_vi
            broken = any(b.places and b.on <= self.day for b in self.programme.breaks)
            return (after if broken and after else area.name(self.lang)) or code
        try:
            return self.places.name(code, self.day, self.lang)
        except KeyError:
            return code

    @cached_property
    def group_ids(self) -> tuple[str, ...]:
        return tuple(g.id for g in self.programme.groups)

    @cached_property
    def _ledger(self) -> Known:
        return known_on(Ledger(self.observations, self.programme, self.places), self.assessments.as_of)

    @cached_property
    def outcome(self) -> dict[str, float]:
        """What became of the year: totals by measure, where figures of later months are at hand. Hindsight,
        to hold the month's verdicts against; none of them rests on it."""
        if self.day.month == 12:
            return {}
        return year_totals(self.programme, self.places, self.observations, self.year, self.place)

    @cached_property
    def _series(self) -> dict[str, dict[str, Series]]:
        return {}

    def series(self, measure: str, place: str | None = None) -> Series:
        """A measure's figures by month as known on the day that counts, this year and those before."""
        place = place or self.place
        if place not in self._series:
            self._series[place] = self._ledger.series(
                self.year,
                self.day.month,
                place,
                self.programme.history_years,
                self.programme.measures.values(),
            )
        return self._series[place][measure]

    def counts_by_month(self, measure: str) -> pd.DataFrame:
        """Numerators `n` and denominators `of` of this year's months that have both, by period."""
        s = self.series(measure)
        frame = pd.DataFrame(
            {"n": s.n[-1], "of": s.of[-1]}, index=[f"{self.year}-{m:02d}" for m in range(1, 13)]
        )
        return frame[(frame["n"] > 0) & (frame["of"] > 0)]

    def observed(self, keys: tuple[int, ...]) -> pd.DataFrame:
        """The observations of these keys, newest first."""
        frame = self.observations
        have = [k for k in keys if k in frame.index]
        found = frame.loc[have]
        return (
            found.sort_values(["period", "reported_on"], ascending=False, kind="stable")
            if len(found)
            else found
        )


@dataclass(frozen=True)
class Entry:
    """A measure with its verdict, and its figures as texts in the reader's language."""

    view: View
    target: Target
    measure: Measure
    a: Assessment

    @property
    def name(self) -> str:
        return self.measure.name(self.view.lang)

    @property
    def short(self) -> str:
        return self.measure.short(self.view.lang)

    @property
    def by_self(self) -> bool:
        """Whether the verdict rests on the owner's self-assessment alone."""
        row = self.view.assessments.rows.get(self.target.id)
        return bool(self.a.self_assessment) and (
            self.a.status in {"not_due", "no_data", "too_early"} or (row is not None and row.by == "self")
        )

    @property
    def mark(self) -> str:
        return theme.shown_as(self.a.status, self.measure, self.a.share_of_target)

    @property
    def word(self) -> str:
        a = self.a
        return theme.word(
            a.status,
            self.measure,
            lang=self.view.lang,
            closed=a.closed,
            estimate=a.estimate,
            late=a.late,
            share=a.share_of_target,
            surpassed=self.surpassed,
        )

    @property
    def surpassed(self) -> bool:
        """A figure strictly above its bound; of deaths or late dossiers, fewer is "đạt", never "vượt"."""
        a, m = self.a, self.measure
        if a.to_date is None or m.rule not in {"ge", "gt"}:
            return False
        return a.target_low is not None and a.to_date > a.target_low

    @property
    def status_html(self) -> str:
        return theme.labelled(self.mark, self.word)

    @property
    def is_share(self) -> bool:
        """Compared by distance, never as a share of the plan: percentages and lower-is-better measures."""
        return (
            self.measure.unit == "%"
            or self.measure.lower_is_better
            or self.measure.rule in {"range", "watch"}
        )

    def amount(self, x: float | None, sign: bool = False) -> str:
        if self._close and x in (self.a.to_date, self.a.distance):
            return locale.number(x, 2, self.view.lang, sign)
        return locale.amount(self._rounded(x), self.measure.unit, self.view.lang, sign)

    def with_unit(self, x: float | None) -> str:
        if self._close and x == self.a.to_date:
            return locale.joined(self.amount(x), self.measure.unit, self.view.lang)
        return locale.with_unit(self._rounded(x), self.measure.unit, self.view.lang)

    @property
    def _close(self) -> bool:
        """Whether one decimal would hide that a percentage misses its bound, as 61,96 % does 62 %."""
        gap = self.a.distance
        return self.measure.unit == "%" and not locale.missing(gap) and 0.005 <= abs(gap) < 0.05

    def _rounded(self, x: float | None) -> float | None:
        """What is worked out of whole people or things (a gap filled, a forecast) has no tenths either."""
        whole = self.a.whole and locale.counted(self.measure.unit) and not locale.missing(x)
        return float(round(x)) if whole else x

    @property
    def plan(self) -> str:
        """The bound as printed; one worked out from other figures has the decimals of its unit."""
        low, high = self.a.target_low, self.a.target_high
        if low is None and high is None and self.view.year != self.view.programme.year:
            return locale.NONE  # another year's plan is not this programme's
        if self.measure.target_from:
            low, high = (
                None if b is None else round(b, locale.decimals_of(self.measure.unit, b)) for b in (low, high)
            )
        return locale.target(self.measure, self.view.lang, low, high)

    @property
    def unit(self) -> str:
        return locale.unit(self.measure.unit, self.view.lang)

    @property
    def progress(self) -> str:
        """Share of the plan, or the distance to it for shares and lower-is-better measures."""
        if self._close:
            return locale.joined(self.amount(self.a.distance, True), self.view.say("điểm", "pts"))
        if self.is_share:
            return locale.short_distance(self.a.distance, self.measure.unit, self.view.lang)
        return locale.percent(self.a.share_of_target, self.view.lang)

    @property
    def on_year(self) -> str:
        """Year on year for a column."""
        if self.measure.unit == "%":
            return locale.short_distance(self.a.change_on_year, "%", self.view.lang)
        if self.measure.kind in {"compare", "count"} and self.a.last_year_to_date is not None:
            return locale.number((self.a.to_date or 0) - self.a.last_year_to_date, 0, self.view.lang, True)
        if self._plain_difference:
            return self.amount(self.a.change_on_year, True)
        return locale.percent(self.a.change_on_year, self.view.lang, True)

    @property
    def since_last_year(self) -> str:
        """Year on year in prose; "–" when not known."""
        unit = self.measure.unit if self._plain_difference else ""
        return locale.change(self.a.change_on_year, self.measure.unit == "%", self.view.lang, unit)

    @property
    def _plain_difference(self) -> bool:
        """Whether the change on the year is a difference in the unit itself, as of boys per 100 girls."""
        return self.measure.kind == "ratio" and self.measure.unit != "%"

    @property
    def year_end(self) -> str:
        """The 80 % range of the year end."""
        low, high = self._rounded(self.a.year_end_p10), self._rounded(self.a.year_end_p90)
        return locale.interval(low, high, self.measure.unit, self.view.lang)

    @property
    def unnumbered(self) -> bool:
        return not self.target.counted
