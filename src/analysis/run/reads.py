"""Which files a notebook reads that nobody declared: a change in them would not make its page again."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import source_from_cache
from typing import Any

from analysis import inputs
from analysis.run import worker

# Systems' and packages' own files, and caches; none of them lies in the house of a run, unless its name has a dot.
NOBODYS = (
    "/proc",
    "/sys",
    "/dev",
    "/etc",
    "/usr",
    "/lib",
    "/opt",
    sys.prefix,
    sys.base_prefix,
    tempfile.gettempdir(),
)


@contextmanager
def watched(known: list[str]) -> Iterator[set[str]]:
    """While it lasts, a set grows by the files opened to be read, but for those of the system and those `known`: first
    the root of the house, then files and folders. Only in a forked child, whose cells run in it: elsewhere it stays
    empty."""
    found: set[str] = set()
    if not worker.in_child:
        yield found
        return
    root, *rest = map(os.path.realpath, known)
    ours = [*rest, str(inputs.LIBRARY)]
    going = [True]

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if event != "open" or not going or not isinstance(args[0], (str, bytes)):
            return
        path = os.path.realpath(os.fsdecode(args[0]))
        if path in found or any(_below(path, folder) for folder in ours):
            return
        if (args[2] or 0) & os.O_ACCMODE != os.O_RDONLY:
            ours.append(path)  # its own, should it be read again
            return
        if path.endswith(".pyc"):
            try:
                path = source_from_cache(path)
            except ValueError:
                return
        inside = _below(path, root)
        told = os.path.relpath(path, root) if inside else path
        nobodys = not inside and any(_below(path, folder) for folder in NOBODYS)
        nobodys = nobodys or any(part.startswith(".") for part in told.split(os.sep))
        if not nobodys and path not in ours and os.path.isfile(path):
            found.add(told)

    sys.addaudithook(hear)
    try:
        yield found
    finally:
        going.clear()


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
