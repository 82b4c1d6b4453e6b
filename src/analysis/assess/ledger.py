"""All observations of a programme in columns, so that what was known on a day is one mask away."""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np
import pandas as pd

from analysis.assess.amounts import MONTH, TO_DATE
from analysis.ingest.contract import CORRECTS, comes_after
from analysis.places import Places
from analysis.programme import Programme

LEVEL, YEAR, EVENT = 2, 3, 4  # beside amounts.MONTH and amounts.TO_DATE
BASES = {"month": MONTH, "year_to_date": TO_DATE, "level": LEVEL, "year": YEAR, "event": EVENT}
SUPPOSED = "giả định (supposition)"  # in place of the file of a figure that nobody reported
FIRMNESS = {"estimate": 0, "preliminary": 1, "final": 2}


class Ledger:
    """The observations of one programme in columns, sorted so that a day's knowledge is one mask away.

    A row is known from its report date on, or from the end of its period where it has none. Of several rows
    on the same thing the newest counts: real before illustrative, then the later report (last a correction without a
    day), then the firmer vintage (docs/interface.md).
    """

    def __init__(self, observations: pd.DataFrame, programme: Programme, places: Places | None):
        self.programme, self.places = programme, places or Places()
        ids = [*programme.measures, *programme.sources, *(c.id for c in programme.commitments)]
        self.code = {id: i for i, id in enumerate(ids)}
        names = observations["measure"].astype(str)
        base, facet = names.str.replace("#.*$", "", regex=True), names.str.replace("^[^#]*#?", "", regex=True)
        wanted = base.isin(self.code).to_numpy()
        f, base, facet = observations[wanted], base[wanted], facet[wanted]
        counts = {m.id for m in programme.measures.values() if m.kind == "count"}
        counts |= {c.id for c in programme.commitments}
        period = f["period"].astype(str)
        event = (f["basis"] == "event").to_numpy()
        listed = event & base.isin(counts).to_numpy() & (facet == "").to_numpy()
        # what makes two rows speak of the same thing: a year's figure, step or draft by year; a listed event
        # by its date and words; everything else by its period
        yearly = (f["basis"] == "year").to_numpy() | (event & ~listed)
        about = np.where(yearly, period.str[:4], period)
        start = f["period_start"].fillna("").astype(str)
        about = np.where(listed, start + "|" + f["note"].astype(str), about)
        # the month in which a count begins, where it is not the year's: of a quarter, a crop, the second half
        own = (f["basis"] == "year_to_date") & (start.str[:4] == period.str[:4]) & (start.str[5:7] > "01")
        begun = start.str[5:7].where(own, "01").to_numpy().astype(int)
        about = np.where(own, about.astype(object) + "|" + start, about)
        # a plan is that of the unit which bore the code on the day of the report; undated, of the first that did
        planned = (facet == "plan").to_numpy() & f["place"].isin(self.places.codes).to_numpy()
        self.given, about = np.full(len(f), "", dtype=object), about.astype(object)
        for i in np.flatnonzero(planned):
            day = f["reported_on"].iloc[i] or f"{period.iloc[i][:4]}-01-01"
            self.given[i] = self.places.since(f["place"].iloc[i], dt.date.fromisoformat(str(day)[:10]))
            about[i] = f"{about[i]}|{self.given[i]}"
        same = pd.DataFrame({"m": f["measure"], "p": f["place"], "b": f["basis"], "a": about})
        group = same.groupby(["m", "p", "b", "a"], sort=False, dropna=False).ngroup().to_numpy(int)
        end = pd.to_datetime(period + "-01").dt.to_period("M").dt.end_time.dt.normalize()
        known = (
            pd.to_datetime(f["reported_on"], errors="coerce").fillna(end).to_numpy().astype("datetime64[D]")
        )
        firm = f["vintage"].map(FIRMNESS).fillna(0).to_numpy(int)
        real = ~f["illustrative"].to_numpy(bool)
        late = (comes_after(f["source"]) & (f["reported_on"] == "")).to_numpy()  # a correction without a day
        code = base.map(self.code).to_numpy(int)
        order = np.lexsort((np.arange(len(f)), firm, known, late, real, group, code))
        self.m = code[order]
        self.group, self.known = group[order], known[order]
        self.facet, self.given = facet.to_numpy(object)[order], self.given[order]
        self.place = f["place"].to_numpy(object)[order]
        self.year = period.str[:4].astype(int).to_numpy()[order]
        self.month = period.str[5:7].astype(int).to_numpy()[order]
        self.basis = f["basis"].map(BASES).to_numpy(int)[order]
        self.value, self.top, self.bottom = (
            f[c].to_numpy(float)[order] for c in ("value", "numerator", "denominator")
        )
        self.begun, self.start = begun[order], f["period_start"].to_numpy(object)[order]
        self.end = f["period_end"].to_numpy(object)[order]
        self.note = f["note"].to_numpy(object)[order]
        self.corrects = f["note"].astype(str).str.startswith(CORRECTS).to_numpy()[order]
        self.estimate = (f["vintage"] == "estimate").to_numpy()[order]
        self.real = real[order]
        self.supposed = (f["source"] == SUPPOSED).to_numpy()[order]
        self.label = f.index.to_numpy()[order]
        self._members: dict[tuple[str, int, int, dt.date | None], frozenset[str]] = {}
        self._belongs: dict[tuple[str, dt.date | None], tuple[np.ndarray, np.ndarray]] = {}

    def period(self, r: int) -> str:
        """The month of row `r`."""
        return f"{self.year[r]}-{self.month[r]:02d}"

    def belongs(self, place: str, seen: dt.date | None = None) -> tuple[np.ndarray, np.ndarray]:
        """By row: whether its unit is part of `place` in that month, and whether `place` is one unit then."""
        key = (place, self._since(place, seen))
        if key not in self._belongs:
            months = list(zip(self.year.tolist(), self.month.tolist(), strict=True))
            members = {month: self.members(place, *month, seen) for month in dict.fromkeys(months)}
            inside = [p in members[month] for p, month in zip(self.place.tolist(), months, strict=True)]
            alone = [len(members[month]) <= 1 for month in months]
            self._belongs[key] = np.array(inside, bool), np.array(alone, bool)
        return self._belongs[key]

    def members(self, place: str, year: int, month: int, seen: dt.date | None = None) -> frozenset[str]:
        """Codes of the units whose sum is `place` in a month; empty where it is one unit or unknown.

        A code may pass from an old unit to the one that takes it in: on the day `seen` before that, `place`
        is the old unit alone; after it (and without a day) it is the new one, its earlier units added up.
        """
        key = (place, year, month, self._since(place, seen))
        if key not in self._members:
            day = dt.date(year, month, calendar.monthrange(year, month)[1])
            units = self.places.units_on(day)
            if place == self.programme.area.id:
                found = frozenset(p.code for p in units)
            elif key[-1] == dt.date.min:  # the unit of that day has no forerunners
                found = frozenset(p.code for p in units if p.code == place and not p.since)
            else:
                found = frozenset(p.code for p in units if p.code == place or p.successor == place)
            self._members[key] = found
        return self._members[key]

    def _since(self, place: str, seen: dt.date | None) -> dt.date | None:
        """The first day of the unit called `place` on the day `seen`; None where there is no such unit."""
        held = self.places.held(place, seen) if seen else None
        return (held.since or dt.date.min) if held else None


def event_at(log: Ledger, r: int) -> dict:
    """The event in row `r`: date, value, numerator, denominator, note, place, key, facet, period."""
    day = str(log.start[r])[:10]
    try:  # a span of days is no day: the report says the month only
        date = dt.date.fromisoformat(day) if str(log.end[r])[:10] in {day, ""} else None
    except ValueError:
        date = None
    return {
        "date": date,
        "value": float(log.value[r]),
        "numerator": float(log.top[r]),
        "denominator": float(log.bottom[r]),
        "note": str(log.note[r]),
        "place": log.place[r],
        "key": int(log.label[r]),
        "facet": log.facet[r],
        "period": log.period(r),
    }


def closing(year: int, month: int, day: int) -> dt.date:
    """The day on which a month's figures are closed, the month's last where it is shorter."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
