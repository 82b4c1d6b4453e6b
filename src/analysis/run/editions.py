"""Which edition of a month this is: its figures and verdicts beside those that were published last.

Only figures count: another wording, look or library of the same figures is the same edition, and the same inputs over
the same record give the same number and the same words. No clock is asked.
"""

from __future__ import annotations

import math
from typing import Any

from analysis.present import locale, theme
from analysis.publish.manifest import Manifest

MOST = 3  # files named beside a change


def edition(book: Any, before: Manifest | None) -> dict[str, Any]:
    """The `edition` (1, 2, …), its `figures` by measure and commitment, and what `changed` since the one before,
    after `before`, the record of the month as it was last published."""
    now = _figures(book)
    if before is None or not before.figures:
        return {"edition": before.edition if before else 1, "figures": now, "changed": []}
    then = before.figures
    gone = [id for id in then if id not in now]
    moved = [id for id in now if id not in then or _moved(then[id], now[id], ("status", "value"))] + gone
    # a forecast rests on the figures of others too: told where all else stays
    text = "shown" if moved else "ends"
    moved = moved or [id for id in now if _moved(then[id], now[id], ("year_end",))]
    if not moved:
        return {"edition": before.edition, "figures": then, "changed": before.changed}
    was = {(i["path"], i["sha256"]) for i in before.inputs}
    told = book.tables.inputs.query("observations > 0")  # a file without a figure moved none
    new = {i.source for i in told.itertuples() if (i.source, i.sha256) not in was}
    here = set(book.tables.inputs.source)
    changed = []
    for id in moved:
        old, own = then.get(id, {}), now.get(id, {})
        files = [f for f in own.get("files", ()) if f in new]
        lost = [f for f in old.get("files", ()) if f not in here]
        say = book.view.say
        why = (
            _listed(files) if files
            else say("file_is_gone", files=_listed(lost)) if lost
            else say("perhaps_by_files", files=_listed(sorted(new))) if new
            else say("by_rules_or_method")
        )  # fmt: skip
        name, (was_text, now_text) = (own or old)["name"], (f.get(text, locale.NONE) for f in (old, own))
        changed.append({"name": name, "before": was_text, "after": now_text, "why": why})
    return {"edition": before.edition + 1, "figures": now, "changed": changed}


def _figures(book: Any) -> dict[str, dict[str, Any]]:
    view, found = book.view, {}
    for entry in view.measures():
        a = entry.a
        keys = {*a.keys, *(key for keys in a.cells.values() for key in keys)}
        shown = [entry.with_unit(a.to_date)] if a.to_date is not None else []
        found[entry.measure.id] = {
            "name": f"{entry.measure.id} {entry.short}",
            "value": a.to_date,
            "year_end": a.year_end,
            "status": a.status,
            "shown": "; ".join([*shown, entry.word]),
            "ends": view.say("year_may_end_at", value=entry.with_unit(a.year_end)),
            "files": sorted(set(view.observed(tuple(sorted(keys))).source)),
        }
    for commitment, state in view.works():
        found[commitment.id] = {
            "name": f"{commitment.id} {commitment.short(view.lang)}",
            "value": state.steps_done,
            "year_end": None,
            "ends": "",
            "status": state.status,
            "shown": f"{theme.word(state.status, commitment, lang=view.lang)}; {state.steps_done}/{state.steps_total}",
            "files": sorted(set(view.observed(state.keys).source)),
        }
    return found


def _moved(then: dict[str, Any], now: dict[str, Any], keys: tuple[str, ...]) -> bool:
    return any(_other(then[key], now[key]) for key in keys)


def _other(a: Any, b: Any) -> bool:
    if a is None or b is None or isinstance(a, str):
        return a != b
    return not math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def _listed(files: list[str]) -> str:
    named = (file.rsplit("/", 1)[-1] for file in files[:MOST])
    return ", ".join(named) + (f" … (+{len(files) - MOST})" if len(files) > MOST else "")
