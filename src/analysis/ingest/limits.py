"""Files read in a process beside ours, within limits of time and memory: a reader that dies costs its file alone.

One process reads many files and is replaced when it dies, so that a file costs no more than a message to it.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from analysis.ingest.problems import Problem, problem
from analysis.language import say

SECONDS, SECONDS_A_MEGABYTE = 2.0, 4.0  # of processor time; real workbooks take a tenth of the first
WALL = 10  # times as long by the clock: for a machine that is busy, and a file that never comes
MEMORY = 350_000_000  # bytes beside what the process holds already (Linux)
_MEMORY = Path("/proc/self/statm")


class Lost(Exception):
    """A call whose process died or was ended: `.code` of a problem, `.facts` for its message; `.worked` where it
    ran out of processor time, which a busy machine counts more of."""

    def __init__(self, code: str, worked: bool = False, **facts: Any):
        self.code, self.worked, self.facts = code, worked, facts
        super().__init__(code)

    def problem(self, source: str) -> Problem:
        return problem(self.code, source, **self.facts)


def seconds_for(path: Path) -> float:
    """The processor time that a file may take."""
    with suppress(OSError):
        return SECONDS + SECONDS_A_MEGABYTE * path.stat().st_size / 1e6
    return SECONDS


def guarded(
    function: Callable, jobs: Iterable[tuple[Path, tuple]], processes: int = 1, patience: float = 1
) -> Iterator[tuple[int, Any]]:
    """Call `function(*arguments)` for each job (a file, and the arguments), in processes of their own.

    Yields the number of the job and what it gave, in the order in which they end: Lost where the process died, ran
    on, or raised. `patience`: times the usual limit. In a process that may have no children it is called as it is.
    """
    todo = deque(enumerate(jobs))
    if multiprocessing.current_process().daemon:
        yield from ((i, function(*arguments)) for i, (_, arguments) in todo)
        return
    idle = [_Process() for _ in range(processes)]
    busy: dict[Any, tuple[_Process, int]] = {}
    try:
        while todo or busy:
            while todo and idle:
                number, (path, arguments) = todo.popleft()
                process = idle.pop()
                busy[process.ask(function, arguments, patience * seconds_for(path))] = process, number
            ready = wait(list(busy), max(0, min(p.deadline for p, _ in busy.values()) - time.monotonic()))
            late = [c for c, (p, _) in busy.items() if c not in ready and p.deadline <= time.monotonic()]
            for connection in [*ready, *late]:
                process, number = busy.pop(connection)
                idle.append(process)
                yield number, process.answer(late=connection in late)
    finally:
        for process in [*idle, *(p for p, _ in busy.values())]:
            process.end()


class _Process:
    """A process that makes one call after another."""

    def __init__(self):
        self.process: Any = None
        self.connection: Any = None
        self.seconds = self.deadline = 0.0

    def ask(self, function: Callable, arguments: tuple, seconds: float) -> Connection:
        if self.process is None:
            fork = sys.platform == "linux"
            context: Any = multiprocessing.get_context("fork" if fork else "spawn")
            self.connection, theirs = context.Pipe()
            self.process = context.Process(target=_serve, args=(theirs, os.getpid()), daemon=True)
            self.process.start()
            theirs.close()
        self.seconds, self.deadline = seconds, time.monotonic() + WALL * seconds
        with suppress(OSError):  # it is gone: the answer says so
            self.connection.send((function, arguments, seconds))
        return self.connection

    def answer(self, late: bool) -> Any:
        if late:
            self.end()
            return Lost("reader_slow", seconds=round(WALL * self.seconds))
        try:
            result, error, tired = self.connection.recv()
        except (EOFError, OSError):
            process = self.process
            process.join(5)
            self.end()
            if process.exitcode == -getattr(signal, "SIGPROF", 0):
                return Lost("reader_slow", worked=True, seconds=round(self.seconds))
            return Lost("reader_died", reason=lambda lang: say(lang, "memory"))
        if tired:
            self.end()
        return Lost("reader_died", reason=error) if error else result

    def end(self) -> None:
        if self.process is not None:
            self.connection.close()
            self.process.kill()
            self.process.join()
            self.process = None


def _serve(connection: Connection, parent: int) -> None:
    """Make the calls that come in, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    for name in ("SIGTERM", "SIGPROF", "SIGCHLD"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    faulthandler.disable()
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # what a dying reader says is no message for people
    start = _size()
    while True:
        while not connection.poll(1):
            if os.getppid() != parent:
                return
        try:
            function, arguments, seconds = connection.recv()
        except EOFError:
            return
        result, error = None, ""
        try:
            with _limited(seconds):
                result = function(*arguments)
        except BaseException as e:  # noqa: BLE001 - a mistake of ours in one file must not cost the others
            error = type(e).__name__
        connection.send((result, error, bool(error) or _size() > start + MEMORY / 2))


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Within limits: at the end of the time the process dies, at the end of the memory calls fail."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
    before = None
    if size := _size():
        import resource

        before = resource.getrlimit(resource.RLIMIT_AS)
        most = size + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most if before[0] < 0 else min(most, before[0]), before[1]))
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
        if before:
            resource.setrlimit(resource.RLIMIT_AS, before)


def _size() -> int:
    """The address space of this process in bytes, 0 where the system does not tell."""
    try:
        return int(_MEMORY.read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError, ValueError):
        return 0
