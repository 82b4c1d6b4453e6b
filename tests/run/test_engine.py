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
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from analysis.run.pool import can_fork

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


def run(engine, source: Path, folder: Path, parameters: dict, **more):
    """The executed notebook, failed or not."""
    out = folder / f"{engine}.ipynb"
    outside = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    try:
        # under pytest a stock kernel would leave the file descriptors alone
        with mock.patch.dict(os.environ, outside, clear=True):
            papermill.execute_notebook(
                str(source),
                str(out),
                parameters,
                engine_name=engine,
                progress_bar=False,
                cwd=str(folder),
                **more,
            )
    except PapermillExecutionError:
        pass
    return nbformat.read(out, as_version=4)


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
        for name, nb in (("None", stock), ("warm", warm))
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


def test_every_kind_of_output_is_that_of_a_stock_kernel(tmp_path, write_notebook, same_cells):
    """A stock kernel now and then loses a message of an output widget: it has three tries to be as ours."""
    source = write_notebook(tmp_path / "in.ipynb", *SHOWN, parameters=PARAMETERS)
    (tmp_path / "warm").mkdir()
    warm = run("warm", source, tmp_path / "warm", {"a": 41})
    assert "StdinNotImplementedError" in str(warm.cells[-1].outputs)
    found = ["no stock kernel answered in a minute"]
    for _ in range(3):
        shutil.rmtree(
            tmp_path / "None", ignore_errors=True
        )  # what a try has written there is no part of the next
        (tmp_path / "None").mkdir()
        try:
            stock = run(None, source, tmp_path / "None", {"a": 41}, execution_timeout=60)
        except CellTimeoutError:
            continue
        if not (found := differences(stock, warm, tmp_path, same_cells)):
            break
    assert not found


def test_a_failure_stops_the_notebook_in_the_same_way(tmp_path, write_notebook, same_cells):
    source = write_notebook(tmp_path / "in.ipynb", "x = {}\nx['no']", "print('never')", parameters=PARAMETERS)
    stock, warm = (run(engine, source, tmp_path, {}) for engine in (None, "warm"))
    assert same_cells(warm) == same_cells(stock)
    assert "KeyError" in str(warm.cells)


def test_leaving_the_kernel(tmp_path, write_notebook):
    """A stock kernel goes a tenth of a second after `exit()`, wherever the notebook is by then."""
    source = write_notebook(tmp_path / "in.ipynb", "exit()", "print('never')", parameters=PARAMETERS)
    with pytest.raises(DeadKernelError):
        papermill.execute_notebook(str(source), None, {}, engine_name="warm", progress_bar=False)


def test_a_cell_has_a_time_limit(tmp_path, write_notebook):
    source = write_notebook(tmp_path / "in.ipynb", "import time\ntime.sleep(60)", parameters=PARAMETERS)
    for engine in (None, "warm"):
        with pytest.raises(CellTimeoutError):
            papermill.execute_notebook(
                str(source), None, {}, engine_name=engine, progress_bar=False, execution_timeout=1
            )


def test_a_cell_that_ends_its_process(tmp_path, write_notebook):
    source = write_notebook(tmp_path / "in.ipynb", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(DeadKernelError, match="SIGSEGV"):
        papermill.execute_notebook(
            str(source), str(tmp_path / "out.ipynb"), {}, engine_name="warm", progress_bar=False
        )


def test_nothing_is_left_for_the_next_notebook(tmp_path, write_notebook):
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
    for engine in (None, "warm", "warm"):
        if engine:
            run(engine, spoil, tmp_path, {})
        nb = run(engine, look, tmp_path, {})
        seen.append(nb.cells[-2].outputs[-1].data["text/plain"])
        drawn.append(nb.cells[-1].outputs[-1].data["text/plain"])
    assert seen[1] == seen[2]
    unlike = re.sub(r"(True|False), \d+\]$", "", seen[0]), re.sub(r"(True|False), \d+\]$", "", seen[1])
    assert unlike[0] == unlike[1]
    assert len(set(drawn)) == 3, "each notebook draws its own random numbers"


def test_the_log_of_outputs_is_that_of_papermill(tmp_path, write_notebook, caplog):
    source = write_notebook(
        tmp_path / "in.ipynb", "print('đường ' + 'dài ' * 200)", "import sys; print('sai', file=sys.stderr)",
        parameters=PARAMETERS,
    )  # fmt: skip
    heard = []
    for engine in (None, "warm"):
        caplog.clear()
        with caplog.at_level("INFO", logger="papermill"):
            run(engine, source, tmp_path, {}, log_output=True)
        texts = [(r.levelname, r.getMessage()) for r in caplog.records]
        heard.append([t for t in texts if "Cell" in t[1] or t[1].endswith("\n")])
    assert heard[0] == heard[1]
    assert ("INFO", "đường " + "dài " * 200 + "\n") in heard[1] and ("WARNING", "sai\n") in heard[1]


def test_papermills_own_command_takes_it(tmp_path, write_notebook):
    from click.testing import CliRunner
    from papermill.__main__ import papermill as command

    source = write_notebook(tmp_path / "in.ipynb", "place", parameters="place = ''")
    out = tmp_path / "out.ipynb"
    done = CliRunner().invoke(
        command, [str(source), str(out), "--engine", "warm", "-r", "place", "28126", "--no-progress-bar"]
    )
    assert done.exit_code == 0, done.output
    assert nbformat.read(out, 4).cells[-1].outputs[0].data["text/plain"] == "'28126'"
