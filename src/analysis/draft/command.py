"""`brief new`: an annex and data files become a programme of one's own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from analysis.draft.annex import as_json, read_annex
from analysis.draft.document import Unfit


def draft(annex: Path, as_lines: bool) -> int:
    """Print the measures of an annex, changing nothing; 0, or 2 when it cannot be read."""
    try:
        found, document = read_annex(annex)
    except Unfit as e:
        print(e, file=sys.stderr)
        return 2
    for note in document.notes:
        print(note, file=sys.stderr)
    for one in found:
        if as_lines:
            print(json.dumps(as_json(one), ensure_ascii=False))
        else:
            bound = " - ".join(f"{v:g}" for v in (one.low, one.high) if v is not None)
            print(f"{one.at}\t{one.no}\t{one.name}\t{one.rule} {bound} {one.unit}\t{one.doubtful}")
    return 0
