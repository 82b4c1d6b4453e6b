"""What a month's figures come down to: the edition they make beside those published last, and hashes by group and unit.

Only figures count for an edition: another wording, look or library of the same figures is the same, and the same inputs
over the same record give the same number and the same words. No clock is asked. A page that shows only the figures of
a group or unit depends on their hash alone.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

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


def fingerprints(book: Any) -> dict[str, str]:
    """A hash per group id of its observations, verdicts, targets, commitments and page head, in book's month.

    Row numbers of observations are left out: figures of another group move them.
    """
    return {g.id: fingerprint(book, g.id) for g in book.programme.groups}


def fingerprint(book: Any, group: str) -> str:
    """The hash of one group."""
    programme, judged = book.programme, book.assessments
    targets = [t for t in programme.targets if t.group == group]
    commitments = [c for c in programme.commitments if c.group == group]
    subjects = {m.id for t in targets for m in t.measures} | {c.id for c in commitments}
    seen = book.view.observations
    own = seen[seen.measure.str.split("#").str[0].isin(subjects)]
    whole = hashlib.sha256(book.words.page_head(f"group:{group}").html.encode())
    whole.update(pd.util.hash_pandas_object(own, index=False).to_numpy().tobytes())
    verdicts = [
        [judged.measures.get(m.id) for t in targets for m in t.measures],
        [judged.rows.get(t.id) for t in targets],
        [judged.commitments.get(c.id) for c in commitments],
        [c for c in judged.changes if c.subject in subjects or c.subject in {t.id for t in targets}],
    ]
    whole.update(json.dumps(plain(verdicts), sort_keys=True, default=str).encode())
    return whole.hexdigest()


def place_fingerprints(book: Any) -> dict[str, str]:
    """A hash per unit of the month of the observations its pages rest on (Programme.homes), of the problems in them
    and of what the programme measures."""
    seen = book.view.observations
    rows = pd.util.hash_pandas_object(seen, index=False).to_numpy()
    at = seen.groupby(book.programme.homes(seen), sort=False).indices
    problems: dict[str, list[str]] = {}
    for p in book.tables.problems:
        problems.setdefault(p.source, []).append(repr(p))
    area, found = book.programme.area.id, {}
    common = [rows[at.get(area, [])].tobytes(), repr([*book.programme.measures]).encode()]
    for unit in book.places.units_on(book.view.day):
        own = np.concatenate([at[code] for code in book.places.own(unit.code) if code in at] or [[]]).astype(
            int
        )
        sources = sorted(set(seen.source.iloc[own]))
        whole = hashlib.sha256(b"".join([*common, rows[own].tobytes()]))
        whole.update("".join(x for source in sources for x in problems.get(source, ())).encode())
        found[unit.code] = whole.hexdigest()
    return found


def plain(value: Any) -> Any:
    """`value` as JSON can hold it, without the row numbers of observations."""
    if is_dataclass(value):
        return {
            f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in ("keys", "cells")
        }
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items() if k not in ("key", "keys")}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.item() if isinstance(value, np.generic) else value
