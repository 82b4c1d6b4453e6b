"""Papermill's engine `warm`: a stock notebook run, in a process that has imported the libraries already."""

from __future__ import annotations

import builtins
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import Engine, NBClientEngine, papermill_engines
from papermill.log import logger
from papermill.utils import nb_language

from analysis.run import reads, worker
from analysis.run.partial import Journal
from analysis.run.pool import Task, can_fork, own

NAME = "warm"
INJECTED = "injected-parameters"  # papermill's tag for the cell it adds


class WarmEngine(Engine):
    """Outputs, errors, time limits, tags, parameters and displayed objects are those of a stock kernel.

    In a worker's child the cells run right there; in any other process they are given to such a child, so that
    papermill's own command and API may use it too (`papermill --engine warm …`). Notebooks of another language,
    and systems without fork, get the stock kernel.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
        """Runs the notebook of papermill's NotebookExecutionManager. Raises what the stock engine raises."""
        if reads.HEARD in os.environ and nb_language(nb_man.nb) == "python":
            kwargs["extra_arguments"] = [*reads.KERNEL]
        if worker.stock or not can_fork() or nb_language(nb_man.nb) != "python":
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **kwargs)
        elif worker.in_child:
            _execute(nb_man, kernel_name, **kwargs)
        else:
            _hand_over(nb_man, kernel_name, **kwargs)


def _execute(
    nb_man, kernel_name, execution_timeout=None, start_timeout=60, input_path=None, **kwargs
) -> None:
    from analysis.run.shell import ShellClient

    timeout = execution_timeout or kwargs.pop("timeout", None)
    kwargs.pop("timeout", None)
    ShellClient(nb_man, timeout=timeout, kernel_name=kernel_name, log=logger, **kwargs).execute()


def _hand_over(
    nb_man,
    kernel_name,
    execution_timeout=None,
    stdout_file=None,
    stderr_file=None,
    log_output=False,
    **kwargs,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given, done = Path(folder, "given.ipynb"), Path(folder, "done.ipynb")
        nbformat.write(nb_man.nb, given)
        args = {
            "given": str(given), "done": str(done), "kernel_name": kernel_name, "cwd": str(Path.cwd()),
            "timeout": execution_timeout or kwargs.get("timeout"), "log": log_output,
        }  # fmt: skip
        heard: list[str] = []

        def listen(task: Task, event: str, more: dict) -> None:
            if event == "cell" and nb_man.pbar and more["state"] == "done":
                nb_man.pbar.update(1)
            elif event == "log":
                heard.append(more["text"])
                if more["last"]:
                    logger.log(more["level"], "%s", "".join(heard))
                    heard.clear()

        (outcome,) = own().run([Task("notebook", "analysis.run.engine:execute_file", args)], listen)
        if done.is_file():
            nb_man.nb = nbformat.read(done, as_version=4)
            for file, name in ((stdout_file, "stdout"), (stderr_file, "stderr")):
                if file:
                    file.writelines(_streamed(nb_man.nb, name))
    if outcome.error:
        known = {e.__name__: e for e in (CellTimeoutError, DeadKernelError)} | {"DeadKernel": DeadKernelError}
        raise known.get(outcome.error["kind"], RuntimeError)(outcome.error["message"])


def execute_file(args: dict, tell: Any) -> dict:
    """In a worker: run the notebook file `given` and keep it in `done` as it goes."""
    os.chdir(args["cwd"])
    nb = nbformat.read(args["given"], as_version=4)
    if args.get("log"):
        logger.setLevel(logging.INFO)
        logger.addHandler(_Forwarded(tell))
        logger.propagate = False
    with telling(tell):
        WarmEngine.execute_notebook(
            nb, args["kernel_name"], output_path=args["done"], progress_bar=False, log_output=bool(args.get("log")),
            execution_timeout=args["timeout"],
        )  # fmt: skip
    return {}


class _Forwarded(logging.Handler):
    """Hands papermill's log over to the process that asked, in events short enough to be written in one piece."""

    def __init__(self, tell: Any):
        super().__init__()
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        parts = [text[i : i + 200] for i in range(0, len(text), 200)] or [""]
        for i, part in enumerate(parts, 1):
            self.tell("log", level=record.levelno, text=part, last=i == len(parts))


class telling:
    """While it lasts, papermill's manager tells which cell of how many is running, and notes in a `journal` what
    cells show. `cell` is the last one, `nb` the notebook as it is by now. What a cell made of Python itself is over
    then: in this process the page is still to be made."""

    heard = ("cell_start", "cell_complete", "autosave_cell")

    def __init__(self, tell: Any, journal: Journal | None = None):
        self.tell, self.journal = tell, journal
        self.cell: int | None = None
        self.nb: Any = None

    def __enter__(self) -> telling:
        from papermill.engines import NotebookExecutionManager as Manager

        self.manager, self.python = Manager, (vars(builtins).copy(), sys.path[:])
        start, complete, autosave = self.before = [getattr(Manager, name) for name in self.heard]
        tell, journal, at = self.tell, self.journal, 0

        def place(man, index):
            """The cell's place in the notebook as its author sees it, and the number of its cells."""
            mine = [i for i, c in enumerate(man.nb.cells) if INJECTED not in c.metadata.get("tags", [])]
            self.cell = sum(i < index for i in mine)
            return {"cell": self.cell, "of": len(mine)}

        def cell_start(man, cell, cell_index=None, **more):
            nonlocal at
            self.nb, at = man.nb, cell_index
            tell("cell", state="start", **place(man, cell_index))
            if journal:
                journal.start(man.nb, cell_index)
            return start(man, cell, cell_index=cell_index, **more)

        def cell_complete(man, cell, cell_index=None, **more):
            tell("cell", state="done", **place(man, cell_index))
            if journal:
                journal.note(man.nb, cell_index, over=True)
            return complete(man, cell, cell_index=cell_index, **more)

        def autosave_cell(man):  # asked after every message of the kernel
            if journal:
                journal.note(man.nb, at)
            return autosave(man)

        self._put(cell_start, cell_complete, autosave_cell)
        return self

    def __exit__(self, *_: object) -> None:
        own, sys.path = self.python
        vars(builtins).update(own)
        self._put(*self.before)

    def _put(self, *functions: Any) -> None:
        for name, function in zip(self.heard, functions, strict=True):
            setattr(self.manager, name, function)


def _streamed(nb: Any, name: str) -> list[str]:
    return [
        o.text for c in nb.cells for o in c.get("outputs", []) if o.output_type == "stream" and o.name == name
    ]


papermill_engines.register(NAME, WarmEngine)
