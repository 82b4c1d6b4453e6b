"""What became of a year: the totals that a month's verdicts can be held against afterwards."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.assess.case import known
from analysis.assess.figures import known_on
from analysis.assess.ledger import Ledger
from analysis.places import Places
from analysis.programme import Programme

AMOUNTS = {"flow", "budget"}


def year_totals(
    programme: Programme, places: Places | None, observations: pd.DataFrame, year: int, place: str = ""
) -> dict[str, float]:
    """Each amount's total of the whole `year`, in its unit, with everything that is in `observations`.

    By measure; a measure whose year is not complete (no count to December, no year's figure, a month missing)
    is left out. `place` as in `assess`, the whole area when not given.
    """
    amounts = [m for m in programme.measures.values() if m.kind in AMOUNTS]
    ledger = known_on(Ledger(observations, programme, places), dt.date.max)
    found = ledger.series(year, 12, place or programme.area.id, 0, amounts)
    totals = {
        id: total if (total := known(s.totals[-1])) is not None else known(s.now.sum())
        for id, s in found.items()
    }
    return {id: total for id, total in totals.items() if total is not None}
