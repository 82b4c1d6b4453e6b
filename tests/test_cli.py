"""The command as a user types it: help, errors in words, exit statuses."""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.commands import app
from analysis.params import RunParams

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Answer:
    returncode: int | str | None
    stdout: str
    stderr: str


@pytest.fixture
def brief(monkeypatch, capsys):
    """brief(word, …) -> how the command answers. In this process: in one of its own it would import for a second."""
    handlers = {n: signal.getsignal(n) for n in signal.valid_signals()}
    monkeypatch.chdir(ROOT)

    def ask(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["brief", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        return Answer(end.value.code, *capsys.readouterr())

    yield ask
    for number, handler in handlers.items():
        if handler is not None and signal.getsignal(number) is not handler:
            signal.signal(number, handler)


def test_every_command_says_what_it_does(brief):
    for command in app.registered_commands:
        help = brief(command.callback.__name__, "--help")
        assert help.returncode == 0 and len(help.stdout) > 200
    assert {c.callback.__name__ for c in app.registered_commands} >= {"run", "check", "status", "nowcast"}


def test_the_options_of_run_are_those_of_the_design(brief):
    help = brief("run", "--help").stdout
    for option in (
        "--month",
        "--params",
        "-p",
        "--only",
        "--jobs",
        "--out",
        "--as-of",
        "--lang",
        "--fresh",
        "--cluster",
    ):
        assert option in help


@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_stops_it_in_words(number, tmp_path):
    """Stopped in the middle of reading: a module that the command loads waits for ever."""
    number = getattr(signal, number)
    (tmp_path / "here").touch()
    wait = (
        "import signal, sys, threading\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
        "from analysis import commands\nfrom analysis.run import run\n"
        "def go(*_):\n    print('here', flush=True)\n    threading.Event().wait()\n"
        "run.run = go\nsys.argv = ['brief', 'run']\nsys.exit(commands.run_app())"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", wait], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert run.stdout.readline() == "here\n"
        run.send_signal(number)
        _, said = run.communicate(timeout=60)
    finally:
        run.kill()
    assert said.splitlines()[-1] == "Đã dừng (stopped)." and run.returncode == 128 + number


def test_a_signal_while_modules_are_imported(monkeypatch, capsys):
    from analysis import cli

    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_main", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130 and capsys.readouterr().err == "Đã dừng (stopped).\n"


def test_an_error_tells_no_secret_of_the_command_line(monkeypatch, capsys):
    from analysis import commands

    monkeypatch.setattr(sys, "argv", ["brief", "run", "-p", "token=hunter2=hunter2", "-ppassword=mat-khau-1"])
    assert commands._explain(ValueError("token: có “hunter2=hunter2” mat-khau-1 \x1b[31m")) == 2
    assert capsys.readouterr().err == "token: có “•••” ••• \n"


ASKED = ["-c", "from analysis.cli import main; main()", "run", "--month", "2025-13"]


@pytest.mark.parametrize("closed", ["2>&-", "1>&-", "1>&- 2>&-", "0<&-"])
def test_a_stream_that_is_closed(closed):
    run = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, *ASKED],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    assert run.returncode == 2


def test_a_reader_that_has_gone():
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run([sys.executable, *ASKED], cwd=ROOT, check=False, stdout=write, stderr=write)
    os.close(write)
    assert run.returncode == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--month", "2025-13"], ["2025-13", "YYYY-MM"]),
        (["run", "-p", "plaec=1"], ["plaec", "did you mean 'place'"]),
        (["run", "-p", "place"], ["KEY=VALUE"]),
        (["run", "--only", "02_econmy"], ["did you mean '02_economy'"]),
        (["run", "--params", "params/can-duoc-2024/monthly.yml"], ["can-duoc-2025"]),
        (["run", "--as-of", "hôm nay"], ["hôm nay", "YYYY-MM-DD"]),
        (["run", "--lang", "fr"], ["fr", "vi"]),
        (["run", "--jobs", "0"], ["--jobs"]),
        (["status", "--month", "x"], ["YYYY-MM"]),
        (["rum"], ["run"]),
        (["run", "--monht", "2025-06"], ["--monht", "--month"]),
        (["nowcast", "no-such.csv"], ["no-such.csv"]),
        (["run", "--cluster", "tcp://127.0.0.1:9", "--out", os.devnull], [os.devnull]),
    ],
)
def test_a_wrong_question_is_answered_in_words(brief, words, said):
    answer = brief(*words)
    assert answer.returncode == 2
    assert all(s in answer.stderr for s in said), answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_missing_data_folder(brief, tmp_path):
    house = tmp_path / "params" / "can-duoc-2025"
    house.mkdir(parents=True)
    for name in ("programme.yml", "sources.yml", "monthly.yml"):
        (house / name).write_bytes((ROOT / "params" / "can-duoc-2025" / name).read_bytes())
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    answer = brief("run", "--params", house, "--out", tmp_path / "reports")
    assert answer.returncode == 2
    assert str(tmp_path / "data" / "raw" / "can-duoc-2025") in answer.stderr
    assert not list((tmp_path / "reports").rglob("*.html"))


def test_status_counts_the_numbered_targets(brief):
    said = brief("status", "--month", "2025-06")
    assert said.returncode == 0
    counts = [int(n) for n in re.findall(r"^\S.* \((\d+)\)$", said.stdout, re.M)]
    numbered = sum(
        t.counted for t in RunParams.load(ROOT / "params/can-duoc-2025/monthly.yml").programme.targets
    )
    assert sum(counts) == numbered == 26


def test_nowcast_gives_a_line_per_series(brief, tmp_path):
    rows = ["series,date,value"]
    rows += [
        f"a,{y}-{m:02d}-01,{100 + m + y % 10}"
        for y in range(2019, 2026)
        for m in range(1, 13)
        if (y, m) < (2025, 7)
    ]
    (tmp_path / "s.csv").write_text("\n".join([*rows, "b,2025-01-01,1"]) + "\n")
    said = brief("nowcast", tmp_path / "s.csv", "--json")
    assert said.returncode == 0
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line["series"] for line in lines] == ["a", "b"]
    assert lines[0]["p10"] < lines[0]["p50"] < lines[0]["p90"] and lines[0]["months_known"] == 6
    assert "reason" in lines[1]


def test_what_a_run_waits_for_before_it_reads_is_light():
    """Pages are made by workers; the command that starts them loads nothing of what makes pages, seconds of imports."""
    loads = (
        "import sys\nfrom analysis import commands, post\nfrom analysis.params import RunParams\n"
        "from analysis.run import record, report, run, unchanged\n"
        "print(sorted({'nbformat', 'nbconvert', 'jinja2', 'pandas', 'matplotlib', 'lxml'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "[]\n"
