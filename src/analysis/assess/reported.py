"""Which offices have told a month's figures: whether they are enough for its brief, and who is late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from analysis.assess.ledger import closing
from analysis.ingest.contract import NoData, known_at
from analysis.ingest.problems import Waiting
from analysis.programme import Named, Programme

MONTHLY = {"month", "month 15-14"}  # cadences of which every month is due


@dataclass(frozen=True)
class Late:
    """An office without any figure of the month, or a measure where its programme names no offices."""

    id: str
    who: Named
    measures: tuple[str, ...]
    last: str  # the newest month it has told of, "" where there is none


@dataclass(frozen=True)
class Count:
    """How many of those who are asked for a month have told something of it."""

    month: str
    closed: dt.date
    asked: int
    late: tuple[Late, ...]
    share: float  # of them that the programme requires

    @property
    def told(self) -> int:
        return self.asked - len(self.late)

    @property
    def enough(self) -> bool:
        return bool(self.asked) and self.told >= self.share * self.asked


def unused(held: Waiting, frame: pd.DataFrame, programme: Programme) -> Waiting:
    """What of `held` is still to be sent or confirmed: not where `frame` has the figure of that place and month; of a
    share of one of several units with its parts, by which shares are added up."""
    frame, area = frame[frame.basis != "year"], programme.area.id
    parts = frame[frame.numerator.notna() & frame.denominator.notna()]
    told, added = ({*zip(f.measure, f.period, f.place, strict=True)} for f in (frame, parts))
    found = {}
    for (id, period), problems in held.items():
        measure = programme.measures.get(id)
        share = measure is not None and measure.unit == "%"
        known = {
            p.place
            for p in problems
            if (id, period, p.place or area) in (added if share and p.place else told)
        }
        if left := tuple(p for p in problems if p.place not in known):
            found[id, period] = left
    return found


class Reports:
    """The figures of monthly measures by month, all of them or as known on the day `as_of`."""

    def __init__(
        self, programme: Programme, observations: pd.DataFrame, as_of: dt.date | None = None,
        held: Waiting | None = None,
    ):  # fmt: skip
        self.programme, self.held = programme, held or {}  # held: has come, is not used
        frame = known_at(observations, as_of.isoformat()) if as_of else observations
        cadences = {m.cadence for m in programme.measures.values()}
        self.due = MONTHLY if cadences & MONTHLY else {"quarter"}  # where nothing is owed monthly
        monthly = [m.id for m in programme.measures.values() if m.cadence in self.due]
        self.frame = frame[frame.basis.isin(["month", "year_to_date", "level"]) & frame.measure.isin(monthly)]

    def of(self, month: str) -> Count:
        """The count of one month, YYYY-MM."""
        programme, (year, number) = self.programme, map(int, month.split("-"))
        day, closed = dt.date(year, number, min(programme.closing_day, 28)), programme.closing_day
        asked: dict[str, list[str]] = {}
        for m in programme.measures.values():
            ended = m.owners and all(t.until and t.until < day for t in m.owners)  # nobody is left to ask
            if m.cadence in self.due and not ended:
                asked.setdefault(m.owner_on(day) or m.id, []).append(m.id)
        here = set(self.frame.measure[self.frame.period == month]) | {m for m, p in self.held if p == month}
        names: dict[str, Named] = {**programme.measures, **{o.id: o for o in programme.owners}}
        late = [
            Late(id, names[id], tuple(own), max(self.frame.period[self.frame.measure.isin(own)], default=""))
            for id, own in asked.items()
            if not here.intersection(own)
        ]
        return Count(month, closing(year, number, closed), len(asked), tuple(late), programme.required_share)

    def latest(self) -> str:
        """The newest month for which the required share of the owners of monthly measures has reported
        (of the monthly measures themselves, where a programme names no owners). Raises NoData."""
        for month in sorted(self._months(), reverse=True):
            if self.of(month).enough:
                return month
        none = "Chưa có tháng nào đủ số đơn vị báo cáo (no month has reports from enough offices)."
        if past := max(set(self.frame.period) - self._months(), default=""):
            year = self.programme.year
            none = f"Chưa có tháng nào của năm {year}, năm của chương trình, đủ số đơn vị báo cáo; số liệu đã có là "
            none += f"của năm khác, đến {past}: bỏ tệp của năm ấy vào thư mục số liệu "
            none += (
                "(no month of the programme's year has enough reports; put its files into the data folder)."
            )
        if waits := len({m for (m, _), found in self.held.items() for p in found if not p.asked_again}):
            none += f" Số của {waits} chỉ tiêu đã có, chờ xác nhận cách đọc: bỏ dấu # ở các dòng đúng trong sources.yml"
            none += " (figures have come and wait: uncomment the right lines)."
        raise NoData(none)

    def waiting(self, today: dt.date, wait: str) -> Count | None:
        """The newest month that is due and has not enough yet, newer than any that has: of the months closed before
        `today` one that somebody has told of ("reported"), by the "calendar" of the programme's year also one that
        nobody has; "never" none."""
        months = set() if wait == "never" else self._months()
        if wait == "calendar":
            months |= {f"{self.programme.year}-{n:02d}" for n in range(1, 13)} if self._runs(today) else set()
        for month in sorted(months, reverse=True):
            if (count := self.of(month)).closed < today:
                return None if count.enough else count
        return None

    def _months(self) -> set[str]:
        """The months told of that the programme has targets for."""
        return {p for p in set(self.frame.period) if self.programme.promises(p)}

    def stands_until(self, today: dt.date) -> dt.date:
        """The last day on which the same figures give the same answer: the next closing day."""
        this, day = closing(today.year, today.month, self.programme.closing_day), self.programme.closing_day
        month = today.month % 12 + 1
        return this if today <= this else closing(today.year + (month == 1), month, day)

    def _runs(self, today: dt.date) -> bool:
        """Whether the programme's year goes on, or its December may still be told of."""
        return dt.date(self.programme.year, 1, 1) <= today <= dt.date(self.programme.year + 1, 2, 28)
