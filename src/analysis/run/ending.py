"""The end of processes: how to bring it about, wholly, and how to say it."""

from __future__ import annotations

import os
import signal


def kill_tree(pid: int) -> None:
    """End a process, its group and everything below it."""
    try:
        import psutil

        below = psutil.Process(pid).children(recursive=True)
    except Exception:  # noqa: BLE001 - already gone, or no psutil: the group is left to try
        below = []
    if pid != os.getpid() and hasattr(os, "killpg"):
        try:
            os.killpg(pid, signal.SIGKILL)
        except OSError:
            pass
    for process in below:
        try:
            process.kill()
        except Exception:  # noqa: BLE001
            pass
    try:
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    except OSError:
        pass


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
