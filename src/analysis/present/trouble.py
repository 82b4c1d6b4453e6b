"""What needs attention, worst first: one order for the exceptions, the conclusion and the story."""

from __future__ import annotations

from analysis.present import theme
from analysis.present.entry import Entry
from analysis.present.view import View

TROUBLE = ("missed", "off_track", "at_risk")


def troubled(view: View) -> list[Entry]:
    """Binding measures and components behind, off track or missed; then those whose owner is late."""
    bad, late = [], []
    for x in view.measures():
        if x.measure.role in {"striven", "watch"}:
            continue
        if x.a.status in TROUBLE:
            bad.append(x)
        elif x.a.late and x.a.status == "no_data":
            late.append(x)
    return sorted(bad, key=severity) + late


def severity(x: Entry) -> tuple:
    """Order of the exceptions: worse status, then unlikelier, then farther from the plan; components last."""
    a = x.a
    probability = a.probability if a.probability is not None else 0.5
    share = a.share_of_target if a.share_of_target is not None and not x.is_share else 100.0
    return (theme.status(a.status).rank, x.measure.role == "component", probability, share)
