"""The same tasks on an existing dask.distributed scheduler, in the place of a Pool.

Every worker has this library and the programme's files at the same path; what a task writes comes back over the
network, so the folder of reports need not be shared. A lost worker's tasks are done again by another.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis import inputs
from analysis.publish import manifest
from analysis.run import partial
from analysis.run.pool import Listener, Outcome, PoolBroken, Task, own

WRITTEN = ("file", "executed")  # arguments that name a file the task writes
CONNECT = 10  # seconds until a scheduler has to answer
PATIENCE = 300  # seconds without a single worker before the run gives up
TRIES = 3


class Cluster:
    """Tasks on the scheduler at `address` ("tcp://host:8786"). A context manager, used like a Pool."""

    def __init__(self, address: str):
        self.address = address
        self.incidents: list[str] = []

    def __enter__(self) -> Cluster:
        try:
            from distributed import Client
            from distributed.comm import get_address_host_port
        except ImportError:
            raise PoolBroken("--cluster cần gói distributed: cài thêm analysis[cluster]") from None
        try:
            get_address_host_port(self.address, strict=False)  # a Client without a port dies with a traceback
            self.client = Client(self.address, timeout=CONNECT, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as e:
            raise PoolBroken(f"Không nối được tới scheduler {self.address} (cannot connect): {e}") from None
        if odd := [w for w, e in self.client.run(inputs.environment).items() if e != inputs.environment()]:
            self.incidents.append(
                f"{len(odd)} worker khác phiên bản thư viện (other versions): {', '.join(sorted(odd)[:5])}"
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def run(self, tasks: Iterable[Task], listen: Listener = lambda *_: None) -> Iterator[Outcome]:
        """Outcomes in the order in which tasks end; no more are under way than twice the workers can do."""
        waiting = iter(tasks)
        doing: dict[Any, tuple[Task, int]] = {}
        more = True
        try:
            while True:
                while more and len(doing) < 2 * self._room():
                    if (task := next(waiting, None)) is None:
                        more = False
                    else:
                        listen(task, "start", {})
                        doing[self._submit(task)] = (task, 1)
                if not doing:
                    return
                yield from self._ended(doing)
        finally:
            self.client.cancel(list(doing))

    def _submit(self, task: Task) -> Any:
        return self.client.submit(work, asdict(task), pure=False)

    def _room(self) -> int:
        """Tasks the workers do at a time; waits for the first worker. Raises PoolBroken when none comes."""
        until = time.monotonic() + PATIENCE
        while not (threads := sum(self.client.nthreads().values())):
            try:
                self.client.wait_for_workers(1, timeout=max(0.1, until - time.monotonic()))
            except TimeoutError:
                raise PoolBroken(f"Scheduler {self.address} không có worker nào (no workers)") from None
        return threads

    def _ended(self, doing: dict[Any, tuple[Task, int]]) -> Iterator[Outcome]:
        from distributed import wait

        try:
            with self.client.as_current():
                finished = wait(list(doing), timeout=5, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            self._room()
            return
        for future in finished:
            task, tries = doing.pop(future)
            if future.status == "finished":
                yield self._received(task, future.result())
            elif tries < TRIES:
                self.incidents.append(f"{task.name}: làm lại ở worker khác (done again elsewhere)")
                doing[self._submit(task)] = (task, tries + 1)
            else:
                error = {"kind": "Lost", "message": f"mất worker {TRIES} lần (workers lost)", "cell": None}
                yield Outcome(task, None, error)

    def _received(self, task: Task, got: dict[str, Any]) -> Outcome:
        for name, content in got["files"].items():
            manifest.put(Path(task.args[name]), content)
        return Outcome(task, got["value"], got["error"], got["seconds"])


def work(task: dict[str, Any]) -> dict[str, Any]:
    """On a dask worker: do the task in a fork of this thread's own warm process."""
    with tempfile.TemporaryDirectory() as folder:
        places = {name: str(Path(folder, name)) for name in WRITTEN if name in task["args"]}
        local = Task(**{**task, "args": {**task["args"], **places}})
        (outcome,) = own().run([local])
        if outcome.error and "executed" in places:
            partial.finish(Path(places["executed"]), outcome.error["message"])
        files = {n: Path(p).read_bytes() for n, p in places.items() if Path(p).is_file()}
    return {"value": outcome.value, "error": outcome.error, "seconds": outcome.seconds, "files": files}
