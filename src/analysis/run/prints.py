"""What the figures of one group or unit come down to, as a hash: a page that shows only these depends on it alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd


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
    own = seen[seen.measure.str.partition("#")[0].isin(subjects)]
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
