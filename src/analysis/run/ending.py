"""The end of processes: how to bring it about, wholly, and how to say it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter
from contextlib import suppress
from typing import Any

GRACE = 2.0  # seconds that what a notebook left running has to end by itself


def kill_tree(pid: int) -> None:
    """End a process, its group and everything below it."""
    try:
        import psutil

        below = psutil.Process(pid).children(recursive=True)
    except Exception:  # noqa: BLE001 - already gone, or no psutil: the group is left to try
        below = []
    if pid != os.getpid() and hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
    for process in below:
        with suppress(Exception):
            process.kill()
    with suppress(OSError):
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def left_running(grace: float = GRACE) -> list[str]:
    """What runs on below this process: programs and threads, by name. Those that do not end by themselves within
    `grace` seconds are named; the programs are ended, threads end with the process.

    Not named is what was started to be dropped (daemons, idle helpers of executors).
    """
    import psutil

    if mp := sys.modules.get("multiprocessing"):
        for process in mp.active_children():
            if process.daemon:
                process.terminate()
    helpers = getattr(sys.modules.get("concurrent.futures.thread"), "_threads_queues", ())
    threads = [
        t
        for t in threading.enumerate()
        if t is not threading.main_thread() and not t.daemon and t not in helpers
    ]
    below = [p for p in psutil.Process().children(recursive=True) if not _helper(p)]
    if not threads and not below:
        return []
    ended, left = psutil.wait_procs(below, timeout=grace)
    for thread in threads:
        thread.join(0 if left else grace)
    named = Counter(_name(p) for p in left)
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    named.update(t.name for t in threads if t.is_alive())
    return [name if n == 1 else f"{name} × {n}" for name, n in sorted(named.items())]


def _helper(process: Any) -> bool:
    """Whether it is Python's own, which goes when nobody uses it."""
    try:
        return process.status() == "zombie" or any("resource_tracker" in word for word in process.cmdline())
    except Exception:  # noqa: BLE001 - it is gone
        return True


def _name(process: Any) -> str:
    try:
        return process.name()
    except Exception:  # noqa: BLE001 - it is gone, or not ours to ask
        return "?"


def ending(status: int | None) -> str:
    """How a process ended, from its exit status, in words."""
    if status is not None and status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = str(-status)
        memory = "; có thể hết bộ nhớ (perhaps out of memory)" if name == "SIGKILL" else ""
        return f"bị dừng bởi tín hiệu {name}{memory}"
    return f"tự kết thúc với mã {status}"
