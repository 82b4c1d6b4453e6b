"""The warm engine shows, cell by cell, what a stock kernel shows."""

import json
import os
import re
import shutil
from pathlib import Path
from unittest import mock

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError
from papermill.exceptions import PapermillExecutionError
from papermill.execute import remove_error_markers

from analysis.run.pool import Task, can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="no fork here: the stock kernel does the work")

SHOWN = [
    "print('hello', a, name)\na + 1",
    "import sys\nprint('out'); print('err', file=sys.stderr); print('out again')",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(1, 1)); ax.plot([1, 2]);",
    "pd.DataFrame({c * 6: ['x' * 12] * 90 for c in 'abcdefghijklmnopqrstuvwxyz'})",
    "pd.reset_option('display.max_columns'); pd.get_option('display.max_columns')",
    "%matplotlib inline\nplt.plot([3, 1]); plt.show()\nplt.plot([1, 3]); None",
    "%config InlineBackend.figure_formats = ['svg']\nfig, ax = plt.subplots(figsize=(1, 1)); None",
    "from IPython.display import HTML, Markdown, clear_output, display, update_display\n"
    "h = display(HTML('<b>x</b>'), display_id='k'); print('between'); display(Markdown('*m*'))",
    "update_display(HTML('<i>y</i>'), display_id='k')",
    "print('gone'); clear_output(); print('kept')\nprint('gone too'); clear_output(wait=True); print('kept too')",
    "import os, subprocess\nos.system('echo from system'); subprocess.run(['echo', 'from run']); None",
    "!echo shell",
    "%%bash\necho bash; echo wrong >&2",
    "%%capture cap\nprint('captured')",
    "cap.stdout",
    "import asyncio\nawait asyncio.sleep(0.01)\nprint('awaited'); asyncio.get_running_loop().is_running()",
    "#raises-exception\n1 / 0",
    "print(__name__, In[1], Out.get(2), _)\n%pwd",
    "import ipywidgets as w\ns = w.IntSlider(value=3)\ns",
    "o = w.Output()\nwith o:\n    print('in output')\n    display(HTML('x'))\no",
    "class R:\n    def _repr_html_(self): return '<p>r</p>'\n    def __repr__(self): return 'R'\nR()",
    "(1, {2: 3}, [None, float('nan')], 'chữ Việt đủ dấu')",
    "get_ipython().__class__.__name__, sys.stdout.isatty(), 'IPKernelApp' in get_ipython().config",
    "import threading\nt = threading.Thread(target=lambda: print('thread')); t.start(); t.join()",
    "import warnings\nwarnings.warn('careful')",
    "display({'text/plain': 'p', 'application/json': {'a': 1}}, raw=True)",
    "%%writefile beside.py\nVALUE = 7",
    "import beside\nbeside.VALUE",
    "input('?')",
]  # fmt: skip
PARAMETERS = "a = 1\nname = 'x'"


def stock(source: Path, folder: Path, parameters: dict, **more):
    """The notebook as papermill executes it with a stock kernel, failed or not."""
    out = folder / "out.ipynb"
    outside = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    try:
        # under pytest a stock kernel would leave the file descriptors alone
        with mock.patch.dict(os.environ, outside, clear=True):
            papermill.execute_notebook(
                str(source), str(out), parameters, progress_bar=False, cwd=str(folder), **more
            )
    except PapermillExecutionError:
        pass
    return remove_error_markers(nbformat.read(out, as_version=4))


@pytest.fixture
def warm(pool):
    """`warm(source, parameters)`: the notebook as a worker's child executes it, failed or not, and how that ended."""

    def run(source: Path, parameters: dict, timeout: float | None = None):
        out = source.with_name("warm.ipynb")
        args = {"notebook": str(source), "executed": str(out), "file": str(source.with_name("page.html"))}
        args |= {"parameters": parameters, "tables": "", "known": [str(source.parent)], "keep": True}
        args |= {"lang": "vi", "title": "", "banner": ""}
        (outcome,) = pool.run([Task("warm", "analysis.run.page:make", args, timeout)])
        return (nbformat.read(out, as_version=4) if out.exists() else None), outcome.error or {}

    return run


def widgets(nb) -> list:
    state = (
        nb.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    )
    clean = [{k: v for k, v in json.loads(json.dumps(s)).items()} for s in state.values()]
    return sorted(re.sub(r"[0-9a-f]{32}", "ID", json.dumps(s, sort_keys=True)) for s in clean)


def differences(stock, warm, tmp_path: Path, same_cells) -> list[str]:
    """What a reader of the two executed notebooks would see differ."""
    cells = [
        (name, json.loads(json.dumps(same_cells(nb)).replace(str(tmp_path / name), "HERE")))
        for name, nb in (("stock", stock), ("warm", warm))
    ]
    found = [
        f"cell {i}: {one[0]}: {one} is not {other}"
        for i, (one, other) in enumerate(zip(cells[0][1], cells[1][1], strict=True))
        if one != other
    ]
    if widgets(warm) != widgets(stock):
        found.append("the widgets' states")
    if warm.metadata.language_info != stock.metadata.language_info:
        found.append("the language")
    return found


def test_every_kind_of_output_is_that_of_a_stock_kernel(tmp_path, write_notebook, same_cells, warm):
    """A stock kernel now and then loses a message of an output widget: it has three tries to be as ours."""
    source = write_notebook(tmp_path / "warm" / "in.ipynb", *SHOWN, parameters=PARAMETERS)
    ours, _ = warm(source, {"a": 41})
    assert "StdinNotImplementedError" in str(ours.cells[-1].outputs)
    found = ["no stock kernel answered in a minute"]
    for _ in range(3):
        # what a try has written there is no part of the next
        shutil.rmtree(tmp_path / "stock", ignore_errors=True)
        (tmp_path / "stock").mkdir()
        try:
            theirs = stock(source, tmp_path / "stock", {"a": 41}, execution_timeout=60)
        except CellTimeoutError:
            continue
        if not (found := differences(theirs, ours, tmp_path, same_cells)):
            break
    assert not found


def test_a_failure_stops_the_notebook_in_the_same_way(tmp_path, write_notebook, same_cells, warm):
    source = write_notebook(tmp_path / "in.ipynb", "x = {}\nx['no']", "print('never')", parameters=PARAMETERS)
    ours, error = warm(source, {})
    assert same_cells(ours) == same_cells(stock(source, tmp_path, {}))
    assert "KeyError" in str(ours.cells) and error["kind"] == "KeyError"


def test_leaving_the_kernel(tmp_path, write_notebook, warm):
    """A stock kernel goes a tenth of a second after `exit()`, wherever the notebook is by then."""
    source = write_notebook(tmp_path / "in.ipynb", "exit()", "print('never')", parameters=PARAMETERS)
    assert warm(source, {})[1]["kind"] == "DeadKernelError"


def test_a_notebook_has_a_time_limit(tmp_path, write_notebook, warm):
    source = write_notebook(tmp_path / "in.ipynb", "import time\ntime.sleep(60)", parameters=PARAMETERS)
    assert warm(source, {}, timeout=2)[1]["kind"] == "Timeout"


def test_a_cell_that_ends_its_process(tmp_path, write_notebook, warm):
    source = write_notebook(tmp_path / "in.ipynb", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
    error = warm(source, {})[1]
    assert error["kind"] == "DeadKernel" and "SIGSEGV" in error["message"]


def test_nothing_is_left_for_the_next_notebook(tmp_path, write_notebook, warm):
    spoil = write_notebook(
        tmp_path / "spoil.ipynb",
        "import builtins, json, locale, logging, os, random, sys, warnings\n"
        "import matplotlib, numpy as np, pandas as pd, matplotlib.pyplot as plt",
        "os.environ['LEFT'] = 'x'; os.umask(0o077); os.chdir('/'); sys.path.insert(0, '/left'); builtins.left = 1\n"
        "json.left = 1; random.seed(1); np.random.seed(1); plt.figure(); matplotlib.rcParams['font.size'] = 99\n"
        "pd.set_option('display.max_rows', 3); sys.modules['left'] = sys; logging.getLogger().setLevel(10)\n"
        "left = 1; sys.setrecursionlimit(5000); warnings.simplefilter('error'); import signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); None",
    )
    look = write_notebook(
        tmp_path / "look.ipynb",
        "import builtins, json, logging, os, random, signal, sys, threading, warnings\n"
        "import matplotlib, numpy as np, pandas as pd, matplotlib.pyplot as plt\n"
        "mask = os.umask(0); os.umask(mask)\n"
        "[os.environ.get('LEFT'), mask, os.getcwd() == '/', '/left' in sys.path, hasattr(builtins, 'left'),\n"
        " hasattr(json, 'left'), plt.get_fignums(), matplotlib.rcParams['font.size'], 'left' in globals(),\n"
        " pd.get_option('display.max_rows'), 'left' in sys.modules, logging.getLogger().level,\n"
        " sys.getrecursionlimit(), signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,\n"
        " signal.getsignal(signal.SIGINT) == signal.default_int_handler, signal.getsignal(signal.SIGCHLD) == 0,\n"
        " matplotlib.get_backend(), sys.argv[0] == '', len(In)]",
        "np.random.random() , random.random()",
    )
    seen, drawn = [], []
    for ours in (False, True, True):
        if ours:
            warm(spoil, {})
        nb = warm(look, {})[0] if ours else stock(look, tmp_path, {})
        seen.append(nb.cells[-2].outputs[-1].data["text/plain"])
        drawn.append(nb.cells[-1].outputs[-1].data["text/plain"])
    assert seen[1] == seen[2]
    unlike = re.sub(r"(True|False), \d+\]$", "", seen[0]), re.sub(r"(True|False), \d+\]$", "", seen[1])
    assert unlike[0] == unlike[1]
    assert len(set(drawn)) == 3, "each notebook draws its own random numbers"


@pytest.mark.parametrize("more", [[], ["--log-output"]])
def test_papermills_own_command_takes_the_name_of_the_engine(tmp_path, write_notebook, more):
    """`warm` is papermill's own engine there."""
    from click.testing import CliRunner
    from papermill.__main__ import papermill as command

    source = write_notebook(tmp_path / "in.ipynb", "place", parameters="place = ''")
    out = tmp_path / "out.ipynb"
    done = CliRunner().invoke(
        command,
        [str(source), str(out), "--engine", "warm", "-r", "place", "28126", "--no-progress-bar", *more],
    )
    assert done.exit_code == 0, done.output
    assert nbformat.read(out, 4).cells[-1].outputs[0].data["text/plain"] == "'28126'"
