"""The process that does the work: requests come in on stdin, events go out on stdout, one JSON object a line.

`python -m analysis.run.worker warm` imports the libraries once and forks a child for every request, so that a
notebook finds them imported and nothing it does is seen by the next. `… stock` does one request after another in
this process, with notebooks in stock kernels; it is for systems without fork. Both end, and take all that they
started with them, when stdin closes: that is what happens when the run that started them dies, however it dies.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import queue
import select
import signal
import sys
import threading
import traceback
from contextlib import suppress
from json import dumps  # these as they are here, whatever a cell makes of their modules
from os import write
from pathlib import Path
from typing import Any

from analysis.language import explained

# Set before anything heavy is imported: the drawing backend of a stock kernel, and no threads in the template.
QUIET = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
WARM = """
    analysis.book analysis.present.offered analysis.publish.html analysis.publish.word analysis.publish.annex
    analysis.run.engine analysis.run.shell matplotlib.backends.backend_svg matplotlib.pyplot seaborn
    ipykernel.debugger analysis.run.page analysis.run.summary
""".split()
# jsonschema's optional check of internationalised addresses builds a grammar when imported: two seconds.
SLOW = "rfc3987_syntax"
GRACE = 5.0  # seconds a child may take to end after it has told its result
CHUNK = 400  # a line stays below PIPE_BUF everywhere, so that lines of several children never mix

in_child = False  # whether this process was forked to do one request, and may be used up by it
stock = False  # whether notebooks are to run in stock kernels


class Events:
    """Lines to the run that started this process; a child tells through the same pipe."""

    def __init__(self, fd: int):
        self.fd = fd

    def tell(self, id: int, event: str, **more: Any) -> None:
        write(self.fd, (dumps({"id": id, "event": event, **more}) + "\n").encode())

    def result(self, id: int, value: dict) -> None:
        text = dumps(value)
        for start in range(0, len(text), CHUNK):
            self.tell(id, "part", text=text[start : start + CHUNK])


def do(request: dict, events: Events) -> None:
    """Call what is asked, `module:function`, and tell its result, or its error as words."""
    id = request["id"]
    module, _, name = request["do"].partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
        value = {"value": function(request["args"], lambda event, **more: events.tell(id, event, **more))}
    except BaseException as e:  # noqa: BLE001 - whatever ends a request is told, not raised
        traceback.print_exc()
        value = {
            "error": {
                "kind": getattr(e, "kind", type(e).__name__),
                "message": explained(e),
                "cell": getattr(e, "cell", None),
            }
        }
    events.result(id, value)


def serve_warm(events: Events, stdin: int) -> None:
    """Fork a child per request until stdin closes."""
    sys.modules[SLOW] = None  # type: ignore[assignment]  # what Python itself means by "not to be imported"
    _import_pandas()
    for name in WARM:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001 - whoever needs it will say so better
            traceback.print_exc()
    _warm_up()
    del sys.modules[SLOW]
    threads = (
        len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else threading.active_count()
    )
    if threads > 1:
        raise RuntimeError(f"{threads} threads in the template; a fork of it would not be safe")
    _adopt()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, int] = {}
    rest = b""
    events.tell(0, "ready", threads=threads)
    while True:
        readable, _, _ = select.select([stdin, woken], [], [])
        if woken in readable:
            os.read(woken, 4096)
            _reap(running, events)
        if stdin in readable:
            got = os.read(stdin, 65536)
            if not got:
                break
            *lines, rest = (rest + got).split(b"\n")
            for line in lines:
                request = json.loads(line)
                if pid := os.fork():
                    running[pid] = request["id"]
                    events.tell(request["id"], "start", pid=pid)
                else:
                    _child(request, events, (stdin, woken, wake))
    for pid in running:
        _kill_group(pid)
    _kill_strays({})


def serve_stock(events: Events, stdin: int) -> None:
    """Do one request after another; a thread watches for the end of stdin meanwhile."""
    global stock
    stock = True
    requests: queue.Queue[dict] = queue.Queue()

    def read() -> None:
        with os.fdopen(stdin, "rb") as lines:
            for line in lines:
                requests.put(json.loads(line))
        from analysis.run.ending import kill_tree

        kill_tree(os.getpid())

    threading.Thread(target=read, daemon=True).start()
    events.tell(0, "ready", threads=1)
    while True:
        request = requests.get()
        events.tell(request["id"], "start", pid=os.getpid())
        do(request, events)
        events.tell(request["id"], "exit", status=0)


def main() -> None:
    os.environ.update({k: v for k, v in QUIET.items() if k not in os.environ})
    events, stdin = Events(os.dup(1)), os.dup(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    serve = {"warm": serve_warm, "stock": serve_stock}[sys.argv[1]]
    try:
        serve(events, stdin)
    except Exception as e:  # noqa: BLE001 - told to the run, which says it to the user
        traceback.print_exc()
        events.tell(0, "broken", message=str(e)[:CHUNK])
        raise SystemExit(1) from None


def _import_pandas() -> None:
    """Pandas asks once, while it is imported, whether it is in a notebook, and shows wide tables accordingly."""
    import builtins
    from types import SimpleNamespace

    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)
    try:
        importlib.import_module("pandas")
    finally:
        del vars(builtins)["get_ipython"]


def _warm_up() -> None:
    """What is made once and used by every child: the exporter's templates and matplotlib's fonts."""
    import gc

    import matplotlib.font_manager
    import nbformat

    matplotlib.font_manager.findfont("DejaVu Sans")
    try:
        from analysis.publish import html

        html.export(nbformat.v4.new_notebook(), title="")
    except Exception:  # noqa: BLE001 - as above
        traceback.print_exc()
    gc.collect()
    gc.freeze()


def _reap(running: dict[int, int], events: Events) -> None:
    while running:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        if pid in running:
            _kill_group(pid)  # what the notebook started and left behind
            id = running.pop(pid)
            _kill_strays(running)
            events.tell(id, "exit", status=os.waitstatus_to_exitcode(status))


def _kill_strays(running: dict[int, int]) -> None:
    """End what a child left behind in a session of its own; it has fallen to this process (`_adopt`)."""
    try:
        below = [*map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())]
    except (OSError, ValueError):
        return
    for pid in below:
        if pid not in running:
            _kill_group(pid)
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _child(request: dict, events: Events, fds: tuple[int, ...]) -> None:
    """The forked child: nothing of the template is left in it but the imported libraries."""
    global in_child
    status = 1
    try:
        in_child = True
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for fd in fds:
            os.close(fd)
        os.setsid()
        _die_with(os.getppid())
        _adopt()
        if numpy := sys.modules.get("numpy"):  # a fork would draw the same "random" numbers in every notebook
            numpy.random.seed()
        _limit(request.get("memory"))
        do(request, events)
        status = 0
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # what is registered for the end may not hold it up
        signal.setitimer(signal.ITIMER_REAL, GRACE)
        atexit._run_exitfuncs()
    except BaseException:  # noqa: BLE001 - a child never returns into the template's loop
        traceback.print_exc()
    finally:
        os._exit(status)


def _die_with(parent: int) -> None:
    """Have the system end this process when the template ends, however that ends."""
    _set(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)


def _adopt() -> None:
    """Become the parent of what those below leave behind, so that it can be found and ended."""
    _set(36, 1)  # PR_SET_CHILD_SUBREAPER


def _set(option: int, value: int) -> None:
    """What Linux lets a process ask for itself."""
    import ctypes

    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _limit(megabytes: float | None) -> None:
    """Let a cell that takes too much memory meet MemoryError, and be the first the system ends."""
    try:
        import resource

        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        now = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        allowed = now + (int(megabytes * 2**20) if megabytes else total)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
        Path("/proc/self/oom_score_adj").write_text("800")
    except (ImportError, OSError, ValueError):
        pass  # no such limits on this system


if __name__ == "__main__":
    from analysis.run import worker  # the module others import, not this copy named __main__

    worker.main()
