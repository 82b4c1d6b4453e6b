"""Tasks done by worker processes, a few at a time; each ends in a result or in words, never in an orphan."""

from __future__ import annotations

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from analysis.run.ending import ending, kill_tree

READY = 300.0  # seconds until a worker has to have begun what it was sent
EXIT = 15.0  # seconds until the end of a task that was killed has to be told
_here = threading.local()
Listener = Callable[["Task", str, dict], None]


@dataclass(frozen=True)
class Task:
    """`do` is "module:function" and is called in a worker with `args` (plain JSON values)."""

    name: str
    do: str
    args: dict[str, Any]
    timeout: float | None = None  # seconds
    memory: float | None = None  # megabytes


@dataclass(frozen=True)
class Outcome:
    """How a task ended: a value, or an error {kind, message, cell}."""

    task: Task
    value: Any = None
    error: dict | None = None
    seconds: float = 0.0


class PoolBroken(RuntimeError):
    """Workers cannot be started here."""


@dataclass
class _Doing:
    task: Task
    started: float
    pid: int | None = None
    cell: int | None = None
    parts: list[str] = field(default_factory=list)
    said: str = ""  # why it was stopped, when we did it
    stopped: float = 0.0  # and when
    tries: int = 1

    def result(self) -> dict | None:
        """What it has told, where that is whole."""
        try:
            return json.loads("".join(self.parts))
        except ValueError:
            return None  # nothing yet, or it was killed while it told


class _Server:
    """One worker process and the tasks it is doing."""

    def __init__(self, mode: str, inbox: queue.Queue, log: Any, tidy: Callable[[str], str] | None):
        self.process = subprocess.Popen(
            # -P: a random.py in the working folder is not Python's
            [sys.executable, "-P", "-m", "analysis.run.worker", mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if tidy else log,
            start_new_session=True,
        )
        self.heard = threading.Thread(target=self._hear, args=(log, tidy), daemon=True)
        self.heard.start()
        self.doing: dict[int, _Doing] = {}
        threading.Thread(target=self._read, args=(inbox,), daemon=True).start()

    def _read(self, inbox: queue.Queue) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                try:
                    inbox.put((self, json.loads(line)))
                except ValueError:
                    continue  # the last line of a worker that was killed while it wrote
        self.process.wait()
        inbox.put((self, {"id": 0, "event": "gone"}))

    def _hear(self, log: Any, tidy: Callable[[str], str] | None) -> None:
        """What the worker writes to stderr, tidied line by line into the log."""
        if tidy is None or self.process.stderr is None:
            return
        with self.process.stderr as lines:
            while line := lines.readline(65536):
                try:
                    log.write(tidy(line.decode("utf-8", "replace")).encode("utf-8", "replace"))
                    log.flush()
                except (OSError, ValueError):
                    continue  # a full disk, or the run is over

    def send(self, id: int, task: Task) -> None:
        line = json.dumps({"id": id, "do": task.do, "args": task.args, "memory": task.memory}) + "\n"
        assert self.process.stdin
        with suppress(OSError):  # it is gone; its reader will say so
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()

    def stop(self) -> None:
        """End the worker and everything it or its children started."""
        for doing in self.doing.values():
            if doing.pid:
                kill_tree(doing.pid)
        kill_tree(self.process.pid)
        assert self.process.stdin
        with suppress(OSError):
            self.process.stdin.close()
        self.process.wait()
        self.heard.join(1)


class Pool:
    """Workers for up to `jobs` tasks at a time. A context manager; nothing is left running after it.

    `warm` forks every task from one process that imported the libraries; otherwise (and where there is no
    fork) `jobs` processes do one task after another. `incidents` lists what went wrong and was mended. What workers
    write to stderr goes to the file `log`, through `tidy` where that is given.
    """

    def __init__(
        self,
        jobs: int = 2,
        *,
        warm: bool | None = None,
        log: Any = subprocess.DEVNULL,
        tidy: Callable[[str], str] | None = None,
    ):
        self.warm = can_fork() if warm is None else warm and can_fork()
        self.jobs, self.log, self.tidy = max(1, jobs), log, tidy
        self.inbox: queue.Queue = queue.Queue()
        self.servers: list[_Server] = []
        self.incidents: list[str] = []
        self._next = 0
        self._broken = 0

    def __enter__(self) -> Pool:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the workers; they get ready while the caller does other things."""
        wanted = 1 if self.warm else self.jobs
        while len(self.servers) < wanted:
            self.servers.append(_Server("warm" if self.warm else "stock", self.inbox, self.log, self.tidy))

    def close(self) -> None:
        for server in self.servers:
            server.stop()
        self.servers.clear()

    def run(self, tasks: Iterable[Task], listen: Listener = lambda *_: None) -> Iterator[Outcome]:
        """Outcomes in the order in which tasks end. Tasks are taken from the iterable as workers get free, so
        there may be any number. Raises PoolBroken when no worker can be started."""
        try:
            yield from self._run(iter(tasks), listen)
        finally:
            if any(s.doing for s in self.servers):  # the caller gave up: nothing of it may go on
                self.close()

    def _run(self, waiting: Iterator[Task], listen: Listener) -> Iterator[Outcome]:
        again: list[_Doing] = []
        exhausted = False
        while True:
            self.start()
            while not exhausted or again:
                server = self._free()
                going = [doing for s in self.servers for doing in s.doing.values()]
                # what is done once more is done alone: one of these may be what ended the worker
                if server is None or (going and (again or any(d.tries > 1 for d in going))):
                    break
                doing = again.pop() if again else None
                if doing is None:
                    task = next(waiting, None)
                    if task is None:
                        exhausted = True
                        break
                    doing = _Doing(task, time.monotonic())
                self._next += 1
                doing.started = time.monotonic()
                server.doing[self._next] = doing
                server.send(self._next, doing.task)
            if not any(s.doing for s in self.servers) and exhausted and not again:
                return
            yield from self._event(again, listen)

    def _free(self) -> _Server | None:
        room = self.jobs if self.warm else 1
        return next((s for s in self.servers if len(s.doing) < room), None)

    def _event(self, again: list[_Doing], listen: Listener) -> Iterator[Outcome]:
        try:
            server, event = self.inbox.get(timeout=self._patience())
        except queue.Empty:
            yield from self._overdue(again)
            return
        kind = event["event"]
        if server not in self.servers:
            return  # the last words of a worker that was stopped
        if kind == "ready":
            self._broken = 0  # what ends it from now on is a task
        if kind == "gone":
            yield from self._gone(server, again)
            return
        if kind == "broken":
            self.incidents.append(f"khuôn không phục vụ được (the template cannot serve): {event['message']}")
            self.warm = False
            return
        doing = server.doing.get(event["id"])
        if doing is None:
            return
        if kind == "start":
            doing.pid, doing.started = event["pid"], time.monotonic()
            listen(doing.task, "start", event)
        elif kind == "part":
            doing.parts.append(event["text"])
        elif kind == "exit":
            del server.doing[event["id"]]
            yield self._outcome(doing, event["status"])
        else:
            doing.cell = event.get("cell", doing.cell)
            listen(doing.task, kind, event)

    def _patience(self) -> float | None:
        """Seconds until the next task is overdue."""
        ends = [end for s in self.servers for d in s.doing.values() if (end := _due(d)) is not None]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _overdue(self, again: list[_Doing]) -> Iterator[Outcome]:
        now = time.monotonic()
        for server in list(self.servers):
            late = [id for id, d in server.doing.items() if (end := _due(d)) is not None and now >= end]
            if any(server.doing[id].said or not server.doing[id].pid for id in late):
                yield from self._gone(server, again, "không trả lời (does not answer)")
                continue
            for id in late:
                doing = server.doing[id]
                doing.stopped = now
                doing.said = (
                    f"chạy quá {doing.task.timeout:g} giây nên bị dừng (stopped after its limit of "
                    f"{doing.task.timeout:g} s)"
                )
                if self.warm:
                    if doing.pid:
                        kill_tree(doing.pid)  # its exit is told by the template
                else:
                    del server.doing[id]
                    server.stop()
                    self.servers.remove(server)
                    yield self._outcome(doing, -signal.SIGTERM)

    def _gone(self, server: _Server, again: list[_Doing], why: str = "") -> Iterator[Outcome]:
        """A worker process ended by itself, was killed or does not answer: what it was doing is done once more
        elsewhere."""
        status = server.process.returncode
        why = why or ending(status)
        server.stop()
        self.servers.remove(server)
        self._broken += 1
        if self._broken > 3:
            raise PoolBroken(f"không mở được tiến trình làm việc (no worker serves, {why})")
        if server.doing and self.warm:
            self.incidents.append(f"khuôn {why}, đã mở khuôn khác (the template was replaced)")
        for doing in server.doing.values():
            if doing.said or doing.tries > 1 or not self.warm or doing.result() is not None:
                yield self._outcome(doing, status, why)
            else:
                doing.parts.clear()
                doing.tries, doing.pid = doing.tries + 1, None
                again.append(doing)
        server.doing.clear()

    def _outcome(self, doing: _Doing, status: int | None, why: str = "") -> Outcome:
        seconds = time.monotonic() - doing.started
        if (result := doing.result()) is not None:
            return Outcome(doing.task, result.get("value"), result.get("error"), seconds)
        message = (
            doing.said
            or f"tiến trình chạy sổ tính {why or ending(status)} (its process ended without a result)"
        )
        kind = "Timeout" if doing.said else "DeadKernel"
        return Outcome(doing.task, None, {"kind": kind, "message": message, "cell": doing.cell}, seconds)


def _due(doing: _Doing) -> float | None:
    """When something has to have happened to a task: its start, its end, or the end of a killed one."""
    if doing.said:
        return doing.stopped + EXIT
    if not doing.pid:
        return doing.started + READY
    return doing.started + doing.task.timeout if doing.task.timeout else None


def own() -> Pool:
    """This thread's own pool of one warm worker."""
    if not hasattr(_here, "pool"):
        _here.pool = Pool(1)
        atexit.register(_here.pool.close)
    return _here.pool


def can_fork() -> bool:
    """Whether tasks can be forked from a warm process here; BRIEF_STOCK_KERNEL=1 says no."""
    return sys.platform == "linux" and not os.environ.get("BRIEF_STOCK_KERNEL")
