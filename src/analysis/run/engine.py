"""A notebook's cells run as papermill runs them: in a worker's child right there, elsewhere in a stock kernel."""

from __future__ import annotations

import os
import sys
from typing import Any

from nbformat.v4 import new_output
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.log import logger
from papermill.utils import nb_language

from analysis.run import reads, worker
from analysis.run.partial import Journal

INJECTED = "injected-parameters"  # papermill's tag for the cell it adds


class Watched(NotebookExecutionManager):
    """What is known of a notebook `nb` while it runs: tells which cell of how many is running, and notes in `journal`
    what cells show. `cell` is the last one, in the notebook as its author sees it."""

    def __init__(self, nb: Any, tell: Any, journal: Journal):
        super().__init__(nb, progress_bar=False, autosave_cell_every=0)
        self.tell, self.journal, self.index = tell, journal, 0
        self.cell: int | None = None

    def run(self, kernel_name: str, path: str) -> None:
        """Outputs, errors, tags and displayed objects are those of a stock kernel. Raises what papermill raises."""
        python = nb_language(self.nb) == "python"
        more = {"extra_arguments": [*reads.KERNEL]} if reads.HEARD in os.environ and python else {}
        own = [(vars(m), vars(m).copy()) for n in sys.stdlib_module_names if (m := sys.modules.get(n))]
        path_of_modules, deepest = sys.path[:], sys.getrecursionlimit()
        self.notebook_start()
        try:
            if worker.in_child and python:
                from analysis.run.shell import ShellClient

                ShellClient(self, kernel_name=kernel_name, log=logger).execute()
            else:
                NBClientEngine.execute_managed_notebook(self, kernel_name, input_path=path, **more)
        finally:  # what a cell made of Python itself is over: in this process the page is still to be made
            for held, was in own:
                held.update((name, value) for name, value in was.items() if callable(value))
            sys.path = path_of_modules
            sys.setrecursionlimit(deepest)
            self.notebook_complete()

    def cell_start(self, cell: Any, cell_index: int = 0, **more: Any) -> None:
        mine = [i for i, c in enumerate(self.nb.cells) if INJECTED not in c.metadata.get("tags", [])]
        self.index, self.cell, self.of = cell_index, sum(i < cell_index for i in mine), len(mine)
        self.tell("cell", state="start", cell=self.cell, of=self.of)
        self.journal.start(self.nb, cell_index)
        super().cell_start(cell, cell_index=cell_index, **more)

    def cell_exception(self, cell: Any, cell_index: int = 0, **more: Any) -> None:
        """A group of errors is printed, and so is one that the shell cannot show: the kernel's reply names both."""
        if not any(o.output_type == "error" for o in cell.outputs):
            error = more["exception"]
            cell.outputs.append(new_output("error", ename=error.ename, evalue=error.evalue, traceback=[]))
        super().cell_exception(cell, cell_index=cell_index, **more)

    def cell_complete(self, cell: Any, cell_index: int = 0, **more: Any) -> None:
        self.tell("cell", state="done", cell=self.cell, of=self.of)
        self.journal.note(self.nb, cell_index, over=True)
        super().cell_complete(cell, cell_index=cell_index, **more)

    def autosave_cell(self) -> None:
        """Asked after every message of the kernel."""
        self.journal.note(self.nb, self.index)
