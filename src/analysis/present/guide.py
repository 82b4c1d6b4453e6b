"""How to read the pages: the rules of the statuses ([guide] of the language files), each behind its marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.language import catalogue
from analysis.present.theme import UNJUDGED, mark

if TYPE_CHECKING:
    from analysis.present.view import View

RULES = ("achieved on_track", "at_risk off_track missed", "no_data self", "expected", "plan")
# In a closed year nothing is on its way any more: the words of the first two lines, and no forecast.
CLOSED = ("closed_achieved closed_on_track", "closed_missed closed_late", RULES[2], RULES[4])
# the marks of a rule that is not called by its one mark
MARKS = {
    "no_data": " ".join(UNJUDGED[:-1]), "expected": "", "plan": "",
    "closed_late": "achieved on_track at_risk off_track",
}  # fmt: skip


def lines(v: View, marked: bool = True) -> list[str]:
    """At most five lines, each ready HTML, `marked` with its marks; what is said of targets of 100 % stands where
    there is one."""
    rules = CLOSED if v.closed else RULES
    all_of_it = any(x.measure.unit == "%" and x.a.target_low == 100 for x in v.measures())
    more = {"at_risk": "at_risk_all", "missed": "missed_all"} if all_of_it else {}
    said = [
        " ".join(_rule(v.lang, key, more.get(key, key), marked) for key in line.split()) for line in rules
    ]
    months = [(x.a.basis_month or "", x.of_month) for x in v.measures() if x.of_month]
    if months:  # as they stand beside figures
        said[-1] = f"{said[-1].rstrip('.')}; {v.say('number_of_month', month=max(months)[1])}"
    return said


def _rule(lang: str, key: str, words: str, marked: bool) -> str:
    marks = MARKS.get(key, key.removeprefix("closed_")).split() if marked else []
    said = catalogue(lang)["guide"][words]
    return f"{''.join(map(mark, marks))} {said if marked else _ON_SCREENS.sub('', said)}".strip()


_ON_SCREENS = re.compile(r"<span class='scr'>.*?</span>")  # what a paper has no room for
