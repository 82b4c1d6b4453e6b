"""Things made once and used by every notebook of a run: kept on disk under the hash of what they were made from."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from analysis import house, inputs

Thing = TypeVar("Thing")
# What a kept verdict is made of, besides this library's classes: who can write here cannot run anything.
_PLAIN = {
    "builtins": "slice", "datetime": "date", "numpy": "dtype ndarray", "numpy._core.multiarray": "_reconstruct scalar",
    "numpy._core.numeric": "_frombuffer", "pandas": "DataFrame Series Index RangeIndex StringDtype",
    "pandas._libs.internals": "_unpickle_block", "pandas.arrays": "ArrowStringArray",
    "pandas.core.indexes.base": "_new_Index", "pandas.core.internals.managers": "BlockManager",
    "pyarrow.lib": "_restore_array py_buffer type_for_alias",
}  # fmt: skip


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        own = module == "analysis.programme" or module.startswith("analysis.assess.")
        if not own and name not in _PLAIN.get(module, "").split() or "." in name:
            raise pickle.UnpicklingError(f"{module}.{name}")
        found = super().find_class(module, name)
        if own and not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


def kept(folder: Path, data: str, asked: list[Any], make: Callable[[], Thing]) -> Thing:
    """What `make` returns, or what it returned before for the same `data` (a hash), `asked` (plain values),
    library and packages. Files of other data or libraries are cleared away. A torn file is made again; where nothing
    can be written nothing is kept."""
    stem = inputs.digest([data, inputs.environment()])[:16]
    path = folder / f"{stem}-{inputs.digest(asked)[:32]}.pickle"
    try:
        return _Reader(io.BytesIO(path.read_bytes())).load()
    except Exception:  # noqa: BLE001 - missing, torn, not ours, or of a class that has changed
        thing = make()
    with suppress(OSError):
        house.put(path, pickle.dumps(thing, 5))
        for old in folder.glob("*.pickle"):
            if not old.name.startswith(stem):
                old.unlink(missing_ok=True)
    return thing
