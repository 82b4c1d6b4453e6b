"""A notebook as far as it got: noted while it runs, so that it can be looked at however its process ended."""

from __future__ import annotations

import json
from json import dumps  # these as they are here, whatever a cell makes of their modules
from pathlib import Path
from time import monotonic
from typing import Any

from analysis.told import Mask

EVERY = 1.0  # seconds between two notes of a cell that goes on


class Journal:
    """Notes beside `executed`, a JSON line each: the notebook to be run, then cells with what they have shown."""

    def __init__(self, executed: Path, mask: Mask):
        self.path, self.mask = beside(executed), mask
        self.file: Any = None
        self.due, self.seen = 0.0, (0, 0)

    def start(self, nb: Any, index: int) -> None:
        """Cell `index` of `nb` is about to run."""
        if self.file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.path.open("wb", buffering=0)  # an earlier try's are not this one's
            self._write(nb)
        self.due, self.seen = 0.0, (0, 0)
        self._write({"cell": index})

    def note(self, nb: Any, index: int, over: bool = False) -> None:
        """What cell `index` has shown; `over`: it has ended."""
        began = monotonic()
        cell = nb.cells[index]
        outputs = cell.get("outputs") or []
        seen = len(outputs), len(outputs[-1].get("text", "")) if outputs else 0
        if over or (began >= self.due and seen != self.seen):
            self.seen = seen
            self._write({"cell": index, "over": over, "outputs": outputs,
                         "execution_count": cell.get("execution_count")})  # fmt: skip
            now = monotonic()
            self.due = now + max(EVERY, 10 * (now - began))

    def remove(self) -> None:
        if self.file is not None:
            self.file.close()
        self.path.unlink(missing_ok=True)

    def _write(self, what: Any) -> None:
        self.file.write(dumps(self.mask.within(what), ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def finish(executed: Path, message: str) -> bool:
    """Write `executed` from the notes that a process which is gone has left, the cell it was in marked with
    `message`. Returns whether there is an executed notebook now."""
    try:
        lines = beside(executed).read_bytes().split(b"\n")
        nb, last = json.loads(lines[0]), None
        for line in lines[1:-1]:  # the last one has no end: it may be torn
            note = json.loads(line)
            last = nb["cells"][note["cell"]]
            if "over" in note:
                last["outputs"], last["execution_count"] = note["outputs"], note["execution_count"]
        told = last and any(o["output_type"] == "error" for o in last.get("outputs", []))
        if last and last["cell_type"] == "code" and not told:
            error = {"output_type": "error", "ename": "Stopped", "evalue": message, "traceback": [message]}
            last["outputs"] = [*last.get("outputs", []), error]
        executed.write_text(json.dumps(nb, ensure_ascii=False, indent=1), encoding="utf-8")
    except (OSError, ValueError, LookupError, TypeError):
        pass  # nothing was run, or nothing of it can be read
    for left in (beside(executed), executed.with_suffix(".reads")):
        left.unlink(missing_ok=True)
    return executed.is_file()


def beside(executed: Path) -> Path:
    """Where the notes of a notebook lie while it runs."""
    return executed.with_name(f"{executed.name}.part")
