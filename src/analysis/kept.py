"""Things made once and used by every notebook of a run: kept on disk under the hash of what they were made from."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from analysis import house, inputs

Thing = TypeVar("Thing")


def kept(folder: Path, data: str, asked: list[Any], make: Callable[[], Thing]) -> Thing:
    """What `make` returns, or what it returned before for the same `data` (a hash), `asked` (plain values),
    library and packages. Files of other data or libraries are cleared away. A torn file is made again; where nothing
    can be written nothing is kept."""
    stem = inputs.digest([data, inputs.environment()])[:16]
    path = folder / f"{stem}-{inputs.digest(asked)[:32]}.pickle"
    try:
        return pickle.loads(path.read_bytes())
    except Exception:  # noqa: BLE001 - missing, torn, or of a class that has changed
        thing = make()
    with suppress(OSError):
        house.put(path, pickle.dumps(thing, 5))
        for old in folder.glob("*.pickle"):
            if not old.name.startswith(stem):
                old.unlink(missing_ok=True)
    return thing
