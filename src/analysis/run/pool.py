"""Tasks done by worker processes, a few at a time; each ends in a result or in words, never in an orphan."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from analysis.run.ending import ending, kill_tree

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
    tries: int = 1


class _Server:
    """One worker process and the tasks it is doing."""

    def __init__(self, mode: str, inbox: queue.Queue, log: Any):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "analysis.run.worker", mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        self.doing: dict[int, _Doing] = {}
        threading.Thread(target=self._read, args=(inbox,), daemon=True).start()

    def _read(self, inbox: queue.Queue) -> None:
        with self.process.stdout as lines:
            for line in lines:
                try:
                    inbox.put((self, json.loads(line)))
                except ValueError:
                    continue  # the last line of a worker that was killed while it wrote
        self.process.wait()
        inbox.put((self, {"id": 0, "event": "gone"}))

    def send(self, id: int, task: Task) -> None:
        line = json.dumps({"id": id, "do": task.do, "args": task.args, "memory": task.memory}) + "\n"
        try:
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()
        except OSError:
            pass  # it is gone; its reader will say so

    def stop(self) -> None:
        """End the worker and everything it or its children started."""
        for doing in self.doing.values():
            if doing.pid:
                kill_tree(doing.pid)
        kill_tree(self.process.pid)
        try:
            self.process.stdin.close()
        except OSError:
            pass
        self.process.wait()


class Pool:
    """Workers for up to `jobs` tasks at a time. A context manager; nothing is left running after it.

    `warm` forks every task from one process that imported the libraries; otherwise (and where there is no
    fork) `jobs` processes do one task after another. `incidents` lists what went wrong and was mended.
    """

    def __init__(self, jobs: int = 2, *, warm: bool | None = None, log: Any = subprocess.DEVNULL):
        self.warm = can_fork() if warm is None else warm and can_fork()
        self.jobs, self.log = max(1, jobs), log
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
            self.servers.append(_Server("warm" if self.warm else "stock", self.inbox, self.log))

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
                if server is None:
                    break
                doing = again.pop() if again else None
                if doing is None:
                    task = next(waiting, None)
                    if task is None:
                        exhausted = True
                        break
                    doing = _Doing(task, time.monotonic())
                self._next += 1
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
            yield from self._overdue()
            return
        kind = event["event"]
        if server not in self.servers:
            return  # the last words of a worker that was stopped
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
        ends = [
            d.started + d.task.timeout
            for s in self.servers
            for d in s.doing.values()
            if d.task.timeout and d.pid and not d.said
        ]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _overdue(self) -> Iterator[Outcome]:
        now = time.monotonic()
        for server in list(self.servers):
            for id, doing in list(server.doing.items()):
                if doing.said or not doing.pid or not doing.task.timeout:
                    continue
                if now < doing.started + doing.task.timeout:
                    continue
                doing.said = (
                    f"chạy quá {doing.task.timeout:g} giây nên bị dừng (stopped after its limit of "
                    f"{doing.task.timeout:g} s)"
                )
                if self.warm:
                    kill_tree(doing.pid)  # its exit is told by the template
                else:
                    del server.doing[id]
                    server.stop()
                    self.servers.remove(server)
                    yield self._outcome(doing, -signal.SIGTERM)

    def _gone(self, server: _Server, again: list[_Doing]) -> Iterator[Outcome]:
        """A worker process ended by itself or was killed: what it was doing is done once more elsewhere."""
        status = server.process.returncode
        server.stop()
        self.servers.remove(server)
        self._broken += 1
        if self._broken > 3:
            raise PoolBroken(f"không mở được tiến trình làm việc (workers end at once, {ending(status)})")
        if server.doing and self.warm:
            self.incidents.append(f"khuôn {ending(status)}, đã mở khuôn khác (the template was replaced)")
        for doing in server.doing.values():
            doing.parts.clear()
            if doing.said or doing.tries > 1 or not self.warm:
                yield self._outcome(doing, status)
            else:
                doing.tries, doing.pid = doing.tries + 1, None
                again.append(doing)
        server.doing.clear()

    def _outcome(self, doing: _Doing, status: int) -> Outcome:
        seconds = time.monotonic() - doing.started
        if doing.parts and not doing.said:
            try:
                result = json.loads("".join(doing.parts))
                return Outcome(doing.task, result.get("value"), result.get("error"), seconds)
            except ValueError:
                pass  # it was killed while it told
        message = (
            doing.said or f"tiến trình chạy sổ tính {ending(status)} (its process ended without a result)"
        )
        kind = "Timeout" if doing.said else "DeadKernel"
        return Outcome(doing.task, None, {"kind": kind, "message": message, "cell": doing.cell}, seconds)


def can_fork() -> bool:
    """Whether tasks can be forked from a warm process here; BRIEF_STOCK_KERNEL=1 says no."""
    return hasattr(os, "fork") and sys.platform != "darwin" and not os.environ.get("BRIEF_STOCK_KERNEL")
