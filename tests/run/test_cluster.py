"""A real scheduler and two workers: the same bytes as on one machine, also when a worker is killed."""

import subprocess
import sys
import time

import pytest

from analysis.run.pool import can_fork

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = pytest.mark.skipif(not can_fork(), reason="the worker is found by its forks")


@pytest.fixture
def cluster(tmp_path, path_of_workers):
    """The address, and the processes of scheduler and workers."""
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    started = [
        subprocess.Popen(
            [*run, "--port", "0", "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)],
            **quiet,
        )
    ]
    work = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        "--scheduler-file",
        str(file),
        "--nthreads",
        "1",
    ]
    for _ in range(2):
        started.append(
            subprocess.Popen(
                [*work, "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path)], **quiet
            )
        )
    until = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < until and started[0].poll() is None
        try:
            started[0].wait(0.05)
        except subprocess.TimeoutExpired:
            pass
    from distributed import Client

    with Client(scheduler_file=str(file), set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        address = client.scheduler.address
    yield address, started
    for process in started:
        process.kill()
        process.wait()


def test_the_same_bytes_though_a_worker_is_killed(office, cluster, html):
    address, (_, *workers) = cluster
    once = office.root / "once"
    office.notebook(
        "02_kill",
        "import os, psutil",
        f"if not os.path.exists({str(once)!r}):\n"
        f"    worker = psutil.Process(os.getppid()).parent()\n    open({str(once)!r}, 'w').write(str(worker.pid))\n"
        "    worker.kill()",
        html("sau khi mất worker"),
    )
    office.notebook("03_bad", "1 / 0")
    office.monthly(
        "raw: ../../data/raw\npapers: []\ntimeout: 60\nnotebooks: [01_first, 02_kill, 03_bad, 09_brief]\n"
    )
    assert office.run(cluster=address).status == 1
    far = {p.name: p.read_bytes() for p in office.month.glob("*.html")}
    assert int(once.read_text()) in {w.pid for w in workers}
    assert "ZeroDivisionError" in office.page("03_bad")
    assert "sau khi mất worker" in office.page("02_kill")
    assert office.run(fresh=True).status == 1
    assert {p.name: p.read_bytes() for p in office.month.glob("*.html")} == far


def test_nobody_there(office, monkeypatch):
    monkeypatch.setattr("analysis.run.cluster.CONNECT", 1)
    result = office.run(cluster="tcp://127.0.0.1:9")
    assert result.status == 2
    assert "tcp://127.0.0.1:9" in result.message
