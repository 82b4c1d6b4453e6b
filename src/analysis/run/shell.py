"""A notebook's shell in this very process: the stock kernel's own parts, without sockets between them.

What is ipykernel's (shell, display hook, comms) and nbclient's (what a message does to a cell) is used as it is;
only the transport is replaced by a function call. One shell per process: it is meant for a forked child.
"""

from __future__ import annotations

import codecs
import io
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell as StockShell
from jupyter_client.session import Session, extract_header
from jupyter_core.utils import run_sync
from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from analysis.run import reads

# Every kernel would share one history database; libraries ask for the second key to know that it is a notebook.
CONFIG = Config(HistoryManager={"enabled": False}, IPKernelApp={"connection_file": os.devnull})
DRAIN = 2.0  # seconds to wait for what a subprocess wrote to the file descriptors
EVERY = 1.0  # seconds after which what a running cell has printed is handed on
MOST = (
    10_000_000  # characters of one cell's prints that are kept: a loop that prints must not fill the memory
)


class ShellClient(PapermillNotebookClient):
    """Papermill's client, executing cells here. Construct with papermill's NotebookExecutionManager."""

    def execute(self, **kwargs: Any):
        """The executed notebook. Raises DeadKernelError as the stock client does."""
        self.reset_execution_trackers()
        self._cell: tuple[Any, int] | None = None
        self._turn = threading.RLock()
        shell = Shell(self._deliver)
        self.shell = shell
        self.kc = SimpleNamespace(session=shell.wire, shell_channel=SimpleNamespace(send=shell.later.append))
        with shell.streams():
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = shell.kernel.language_info
        self.set_widgets_metadata()
        return self.nb

    async def async_execute_cell(self, cell, cell_index, execution_count=None, store_history=True):
        """The cell, executed. Raises CellExecutionError unless the cell may fail."""
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        if self.record_timing:
            cell["metadata"]["execution"] = {}
        cell.outputs = []
        self.clear_before_next_output = False
        self.code_cells_executed += 1
        self._cell = (cell, cell_index)
        reply = await self.shell.run(cell.source, store_history)
        if self.record_timing:
            cell["metadata"]["execution"]["shell.execute_reply"] = timestamp()
        await self._check_raise_for_error(cell, cell_index, reply)
        self.nb["cells"][cell_index] = cell
        return cell

    execute_cell = run_sync(async_execute_cell)

    def _deliver(self, msg: dict) -> None:
        with self._turn:
            if self._cell:
                with suppress(CellExecutionComplete):
                    self.process_message(msg, *self._cell)


class Shell:
    """An IPython shell and its kernel, whose messages go to `deliver`."""

    def __init__(self, deliver: Callable[[dict], None]):
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        if "" not in sys.path:
            sys.path.insert(0, "")
        self.later: list[dict] = []  # what the reader's side (widgets) answers, given when the cell has ended
        self.wire = Wire(deliver)
        self.kernel = Kernel.instance(session=self.wire, iopub_socket=object(), config=CONFIG)
        IPKernelApp.instance().kernel = self.kernel  # where `%matplotlib` looks for it
        reads.attend(self.kernel.shell)
        self.stdout, self.stderr = Stream("stdout", 1, self.wire), Stream("stderr", 2, self.wire)
        leave = os._exit

        def last_words(status: int) -> None:
            """A cell that leaves the process leaves what it has printed."""
            try:
                self.stdout.flush()
                self.stderr.flush()
            finally:
                leave(status)

        os._exit = last_words  # type: ignore[assignment]  # it never returns, as mypy cannot see

    async def run(self, source: str, store_history: bool) -> dict:
        """The execute_reply of `source`; outputs have been delivered when it returns."""
        kernel, wire = self.kernel, self.wire
        if kernel.shell is None or kernel.shell.exit_now:
            raise DeadKernelError("Kernel died")
        parent = wire.msg("execute_request", {"code": source})
        kernel.set_parent([], parent)
        wire.send(None, "status", {"execution_state": "busy"}, parent)
        count = {"code": source, "execution_count": kernel.execution_count}
        wire.send(None, "execute_input", count, parent)
        content = await kernel.do_execute(
            source, silent=False, store_history=store_history, user_expressions={}, allow_stdin=False
        )
        self.stdout.drain()
        self.stderr.drain()
        wire.send(None, "status", {"execution_state": "idle"}, parent)
        while self.later:
            message = {"buffers": [], **self.later.pop(0)}
            getattr(kernel.comm_manager, message["header"]["msg_type"])(None, [], message)
        return {"content": wire.plain(content)}

    @contextmanager
    def streams(self):
        """sys.stdout, sys.stderr and the descriptors below them go to the notebook."""
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self.stdout, self.stderr
        self.stdout.open()
        self.stderr.open()
        try:
            yield
        finally:
            self.stdout.close_fd()
            self.stderr.close_fd()
            sys.stdout, sys.stderr = before


class Wire(Session):
    """A session that hands its messages over instead of sending them."""

    def __init__(self, deliver: Callable[[dict], None]):
        super().__init__()
        self._deliver = deliver

    def plain(self, content: Any) -> Any:
        """`content` as it would arrive: JSON and back."""
        return self.unpack(self.pack(content))

    def send(
        self, stream, msg_or_type, content=None, parent=None, ident=None, buffers=None, track=False,
        header=None, metadata=None,
    ):  # fmt: skip
        if isinstance(msg_or_type, dict):
            msg = dict(msg_or_type)
        else:
            msg = self.msg(msg_or_type, content, parent, header, metadata)
        msg["content"] = self.plain(msg["content"])
        msg["metadata"] = self.plain(msg["metadata"])
        msg["buffers"] = [memoryview(b) for b in buffers or []]
        self._deliver(msg)
        return msg


class ZMQInteractiveShell(StockShell):
    """The stock shell, by its name, which libraries ask for: it tells the error of a cell that has taken away what that
    needs."""

    def showtraceback(self, *args: Any, **more: Any) -> None:
        sys.setrecursionlimit(max(1000, sys.getrecursionlimit()))
        for name in ("stdout", "stderr"):
            setattr(sys, name, getattr(sys, name, None) or io.StringIO())
        super().showtraceback(*args, **more)


class Kernel(IPythonKernel):
    """The stock kernel with nothing to listen to."""

    log = AnyTrait(logging.getLogger("analysis.kernel"))
    debugger_class = AnyTrait(lambda *_: None)
    shell_class = Type(ZMQInteractiveShell)
    shell_channel_thread = AnyTrait(SimpleNamespace(parent_thread=threading.main_thread()))
    io_loop = AnyTrait(SimpleNamespace(add_callback=lambda f: f(), call_later=lambda *_: None, stop=None))


class Stream(io.TextIOBase):
    """A standard stream of the notebook, with what other programs write to its file descriptor."""

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: str, fd: int, wire: Wire):
        self.name, self._fd, self._wire = name, fd, wire
        self._pid = os.getpid()
        self._held: list[str] = []
        self._lock = threading.RLock()
        self._parent: dict = {}
        self._original: int | None = None
        self._drained = threading.Event()
        self._pump_goes_on = False
        self._pipe: tuple[int, int] | None = None
        self._flushed, self._room = time.monotonic(), MOST

    def set_parent(self, parent: dict) -> None:
        self._parent = extract_header(parent)
        self._flushed, self._room = time.monotonic(), MOST

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        if self._original is None:
            raise io.UnsupportedOperation("fileno")
        return self._original

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._pid:  # a process forked by the cell: it reaches us by the descriptor
            os.write(self._fd, text.encode())
            return len(text)
        with self._lock:
            if self._room > 0:
                self._held.append(text if len(text) <= self._room else text[: self._room] + _CUT)
                self._room -= len(text)
        if time.monotonic() > self._flushed + EVERY:
            self.flush()
        return len(text)

    def flush(self) -> None:
        if os.getpid() != self._pid:
            return
        with self._lock:
            text, self._held = "".join(self._held), []
            self._flushed = time.monotonic()
            if text:
                self._wire.send(None, "stream", {"name": self.name, "text": text}, self._parent)

    def drain(self) -> None:
        """Flush, with everything that has reached the file descriptor by now."""
        if self._pump_goes_on:
            self._drained.clear()
            with suppress(OSError):  # a cell has just closed it
                if _file(self._fd) == self._pipe:  # and not made a file of its own of it
                    os.write(self._fd, _MARK)
                    self._drained.wait(DRAIN)
        self.flush()

    def open(self) -> None:
        self._original = os.dup(self._fd)
        read, write = os.pipe()
        os.dup2(write, self._fd)
        os.close(write)
        self._pipe = _file(self._fd)
        self._pump_goes_on = True
        threading.Thread(target=self._pump, args=(read,), daemon=True).start()

    def close_fd(self) -> None:
        self.drain()
        if self._original is not None:
            os.dup2(self._original, self._fd)

    def _pump(self, read: int) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = b""
        while got := os.read(read, 65536):
            rest += got
            marked = _MARK in rest
            if marked:
                rest = rest.replace(_MARK, b"")
            elif _MARK.startswith(rest[rest.rfind(_MARK[:1]) :]) and _MARK[:1] in rest:
                continue  # the mark may have been cut in two
            self.write(decoder.decode(rest))
            rest = b""
            if marked:
                self._drained.set()
        self._pump_goes_on = False  # a cell closed it: by now it may be a file of the notebook's own


def _file(fd: int) -> tuple[int, int]:
    """What a descriptor leads to. Raises OSError."""
    at = os.fstat(fd)
    return at.st_dev, at.st_ino


_MARK = b"\x00<drained>\x00"
_CUT = f"\n… (ô in ra quá {MOST // 1_000_000} triệu ký tự, phần sau không giữ; the rest of the prints was not kept)\n"
