"""Kill, crash, fill: no orphan process, no half page, a clear line in the manifest, and the next run is clean."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from analysis.run.pool import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="processes are forked and killed here")
GONE = 20  # seconds that a process may take to end


def said(office) -> dict:
    return json.loads((office.month / "manifest.json").read_text("utf-8"))


def mended(office, html="HTML('<p>lành</p>')"):
    """The next run, after the notebook was mended."""
    office.notebook("01_first", f"#page\nfrom IPython.display import HTML\n{html}")
    result = office.run()
    assert result.status == 0
    assert "lành" in office.page("01_first")
    assert not [p for p in office.month.parent.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("import os\nos.kill(os.getpid(), 9)", "SIGKILL"),
        ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
        ("import os\nos._exit(7)", "7"),
        ("import os\nos.abort()", "SIGABRT"),
        ("x = []\nwhile True:\n    x.append(bytearray(50_000_000))", "MemoryError"),
    ],
)
def test_a_child_that_ends_in_a_cell(office, cell, words):
    office.notebook("01_first", "print('before')", cell)
    result = office.run(memory="600")
    assert result.status == 1
    error = said(office)["notebooks"][0]["error"]
    assert words in error["message"] and error["cell"] == 2
    assert words in office.page("01_first")
    assert "bản tin" in office.page("brief")
    mended(office)


def test_what_a_notebook_left_running_is_ended(office):
    left = office.root / "left"
    office.notebook(
        "01_first",
        f"import subprocess\np = subprocess.Popen(['sleep', '1000'])\nopen({str(left)!r}, 'w').write(str(p.pid))",
    )
    assert office.run().status == 0
    pid = int(left.read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_the_template_is_killed(office):
    once = office.root / "once"
    office.notebook(
        "01_first",
        f"import os\nif not os.path.exists({str(once)!r}):\n"
        f"    open({str(once)!r}, 'w').write(str(os.getpid()))\n"
        "    os.kill(os.getppid(), 9)\n    import time; time.sleep(1000)",
    )
    result = office.run(own_pool=True)
    assert result.status == 0
    assert "SIGKILL" in said(office)["incidents"][0]
    ended(int(once.read_text()))


def test_a_page_that_kills_the_template_costs_itself_alone(office):
    """Also where more of them do so than a template may fail to start."""
    began = office.root / "began"
    killer = (
        "import os, time\nfor _ in range(30):\n"
        f"    if os.path.exists({str(began)!r}): break\n    time.sleep(0.1)\n"
        "print('tới đây')\nos.kill(os.getppid(), 9)\ntime.sleep(1000)"
    )
    beside = f"open({str(began)!r}, 'w').close()\nimport os, time\ntime.sleep(1)\nos.remove({str(began)!r})"
    for name in ("01_first", "02_second"):
        office.notebook(name, killer)
    office.notebook("09_brief", beside, "#page\nfrom IPython.display import HTML\nHTML('<p>bản tin</p>')")
    office.monthly(
        "raw: ../../data/raw\ntimeout: 60\npapers: []\n"
        "notebooks: [01_first, {notebook: 09_brief, name: brief}, 02_second]\n"
    )
    assert office.run(own_pool=True).status == 1
    lost = {n["name"]: n for n in said(office)["notebooks"] if n["status"] == "failed"}
    assert [*lost] == ["01_first", "02_second"] and "bản tin" in office.page("brief")
    for page in lost.values():
        assert "tới đây" in (office.month / page["partial"]["path"]).read_text("utf-8")
        assert "SIGKILL" in page["error"]["message"]
    office.monthly(
        "raw: ../../data/raw\npapers: []\nnotebooks: [01_first, {notebook: 09_brief, name: brief}]\n"
    )
    mended(office)


def test_the_run_is_killed(office):
    pids = office.root / "pids"
    office.run()
    before = {p: p.read_bytes() for p in office.month.iterdir()}
    office.notebook(
        "01_first",
        "import os, subprocess, time\np = subprocess.Popen(['sleep', '1000'])\n"
        f"part = {str(pids)!r} + '.part'\nopen(part, 'w').write(f'{{os.getppid()}} {{os.getpid()}} {{p.pid}}')\n"
        f"os.rename(part, {str(pids)!r})\ntime.sleep(1000)",
    )
    run = subprocess.Popen([sys.executable, "-c", _RUN.format(params=str(office.params))])
    try:
        wait_for(pids, run)
        run.send_signal(signal.SIGKILL)
        run.wait()
        for pid in map(int, pids.read_text().split()):
            ended(pid)
    finally:
        run.kill()
    assert {p: p.read_bytes() for p in office.month.iterdir()} == before, "the month is as it was"
    mended(office)


def test_a_run_is_interrupted(office):
    pids = office.root / "pids"
    office.notebook(
        "01_first", f"import os, time\nopen({str(pids)!r}, 'w').write(str(os.getpid()))\ntime.sleep(1000)"
    )
    # a test run in the background (nohup … &) ignores interrupts, and so would all that it starts
    heard = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    run = subprocess.Popen(
        [sys.executable, "-c", heard + _RUN.format(params=str(office.params))], stderr=subprocess.DEVNULL
    )
    try:
        wait_for(pids, run)
        child = psutil.Process(int(pids.read_text() or run.pid))
        run.send_signal(signal.SIGINT)
        assert run.wait(GONE) != 0
        ended(child.pid)
    finally:
        run.kill()
    assert not office.month.exists()
    mended(office)


def test_a_page_larger_than_a_file_may_be(office):
    big = "#page\nfrom IPython.display import HTML\nHTML('<p>' + 'x' * 3_000_000 + '</p>')"
    office.run()
    good = office.page("01_first")
    office.notebook("01_first", big)
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
    run = subprocess.run([sys.executable, "-c", limit + _RUN.format(params=str(office.params))], check=False)
    assert run.returncode == 1
    assert "File too large" in said(office)["notebooks"][0]["error"]["message"]
    assert office.page("01_first.last-good") == good
    mended(office)


def test_a_full_disk(office):
    office.out.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(office.out)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        assert office.run().status == 0
        good = office.page("01_first")
        office.notebook(
            "01_first", "#page\nfrom IPython.display import HTML\nHTML('<p>' + 'x' * 900_000 + '</p>')"
        )
        assert office.run().status == 1
        assert "No space left" in said(office)["notebooks"][0]["error"]["message"]
        assert office.page("01_first.last-good") == good
        office.notebook("01_first", "#page\nfrom IPython.display import HTML\nHTML('<p>hai</p>')")
        pages = {p.name: p.read_bytes() for p in office.month.glob("*.html")}
        with open(office.out / "filler", "wb") as filler:
            try:
                while True:
                    os.write(filler.fileno(), b"x" * 512)
            except OSError:
                pass
        result = office.run()
        assert result.status == 2 and "No space left" in result.message
        assert {p.name: p.read_bytes() for p in office.month.glob("*.html")} == pages
        (office.out / "filler").unlink()
        mended(office)
    finally:
        subprocess.run(["umount", str(office.out)], check=True)


def ended(pid: int) -> None:
    """It is gone, or goes within the time allowed."""
    try:
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE:
            process.wait(GONE)
    except psutil.NoSuchProcess:
        pass


def wait_for(path: Path, run: subprocess.Popen) -> None:
    """Until the notebook has written `path`; the run must not end before that."""
    import time

    until = time.monotonic() + 90
    while not path.exists() or not path.read_text():
        assert run.poll() is None and time.monotonic() < until
        try:
            run.wait(0.05)
        except subprocess.TimeoutExpired:
            pass


_RUN = """
import io, sys
from analysis.run.progress import Lines
from analysis.run.run import Asked, run
sys.exit(run(Asked({params!r}, {{}}, summary="office_summary:tell"), Lines(io.StringIO())).status)
"""
