"""Which files a notebook reads that nobody declared: a change in them would not make its page again."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

from analysis import inputs
from analysis.run import worker
from analysis.run.ending import GRACE, left_running

# Systems' and packages' own files, and caches; none of them lies in the house of a run, unless its name has a dot.
_SYSTEM = "/proc /sys /dev /etc /usr /lib /opt"
NOBODYS = (*_SYSTEM.split(), sys.prefix, sys.base_prefix, tempfile.gettempdir())


# For a stock kernel: where it tells what it reads and leaves running, and the files known (watched).
HEARD = "BRIEF_HEARD"
KERNEL = ("--IPKernelApp.extensions=analysis.run.reads",)


@contextmanager
def watched(known: list[str]) -> Iterator[tuple[set[str], list[str]]]:
    """While it lasts, a set grows by the files opened to be read, but for those of the system and those `known`: first
    the root of the house, then files and folders; and a list by what is left running (ending.left_running).

    In a forked child its cells are heard, in a stock worker those of its kernel, which has filled both at the end;
    elsewhere, and for kernels of other languages, they stay empty."""
    found: set[str] = set()
    left: list[str] = []
    if worker.stock:
        with tempfile.TemporaryDirectory() as folder:
            told = Path(folder, "told")
            os.environ[HEARD] = json.dumps([str(told), *known])
            try:
                yield found, left
            finally:
                del os.environ[HEARD]
                for line in told.read_text(encoding="utf-8").splitlines() if told.exists() else ():
                    one = json.loads(line)
                    left.extend(one) if isinstance(one, list) else found.add(one)
        return
    if not worker.in_child:
        yield found, left
        return
    end = _listen(known, found.add)
    try:
        yield found, left
    finally:
        end()
    left += left_running()


def load_ipython_extension(shell: Any) -> None:
    """What a stock kernel of a page begins with: to tell which files it reads, and at its end what it leaves behind."""
    path, *known = json.loads(os.environ[HEARD])

    def tell(one: str | list[str]) -> None:
        with open(path, "a", encoding="utf-8") as heard:
            heard.write(json.dumps(one) + "\n")

    _listen(known, tell)
    kernel, end = shell.kernel, shell.kernel.do_shutdown

    def do_shutdown(restart: bool) -> Any:
        tell(left_running(grace=GRACE / 2))  # whoever waits for a kernel waits for some seconds
        return end(restart)

    kernel.do_shutdown = do_shutdown


def _listen(known: list[str], tell: Callable[[str], object]) -> Callable[[], None]:
    """Tell once each file opened in this process that `watched` speaks of; returns what ends it."""
    root, *rest = map(os.path.realpath, known)
    ours = [*rest, str(inputs.LIBRARY)]
    seen: set[str] = set()
    going = [True]

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if event != "open" or not going or not isinstance(args[0], (str, bytes)):
            return
        path = os.path.realpath(os.fsdecode(args[0]))
        if path in seen or any(_below(path, folder) for folder in ours):
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
        named = os.path.relpath(path, root) if inside else path
        nobodys = not inside and any(_below(path, folder) for folder in NOBODYS)
        nobodys = nobodys or any(part.startswith(".") for part in named.split(os.sep))
        if not nobodys and path not in ours and os.path.isfile(path):
            seen.add(path)
            tell(named)

    sys.addaudithook(hear)
    return going.clear


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
