"""Entries for schedulers, of a house whose folder has every sign that one of them takes for its own."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from defusedxml import ElementTree
from lxml import etree

from analysis import commands
from analysis.commands import run_app
from analysis.params import ParameterError, RunParams, Schedule
from analysis.run.schedule import KINDS, Entry, airflow, cron, systemd, windows
from analysis.yamlfile import FileMistakes


@pytest.fixture(autouse=True)
def signals_as_they_are(monkeypatch):
    monkeypatch.setattr(commands, "_heed_signals", lambda: None)


FOLDERS = ["brief", "Cần Đước 2025", "100% (%i) $HOME {{ x }} & <y> 'đơn' \"kép\"", "~`;#!*?[]"]


@pytest.fixture(params=FOLDERS)
def entry(tmp_path, request):
    """An entry whose program writes down where and how it was called."""
    root = tmp_path / request.param
    file = root / "params" / "huyện 100%" / "monthly.yml"
    file.parent.mkdir(parents=True)
    file.write_text("")
    brief = root / "bin" / "brief"
    brief.parent.mkdir()
    brief.write_text('#!/bin/sh\n{ pwd; for word in "$@"; do echo "$word"; done; } > "$0.called"\nexit 0\n')
    brief.chmod(0o755)
    return Entry(brief, file, root, Schedule(day=5, hour=7))


def called(of: Entry) -> list[str]:
    return Path(f"{of.brief}.called").read_text("utf-8").splitlines()


def wanted(of: Entry) -> list[str]:
    return [str(of.root), "run", "--month", "latest", "--params", str(of.file)]


def as_cron_hands_it_on(line: str) -> str:
    """What cron gives to the shell: the sixth field to the first % that has no backslash, without these."""
    command = line.rstrip("\n").split(maxsplit=5)[5]
    command = re.split(r"(?<!\\)%", command)[0]
    return command.replace("\\%", "%")


def test_a_cron_line_runs_the_program_where_it_lies(entry):
    line = cron(entry)
    assert line.startswith("0 7 5 * * ") and line.count("\n") == 1
    subprocess.run(["/bin/sh", "-c", as_cron_hands_it_on(line)], check=True)
    assert called(entry) == wanted(entry)


def test_debians_crontab_takes_the_line(entry, lacking):
    if (
        not (crontab := shutil.which("crontab"))
        or "-n" not in subprocess.run([crontab, "-h"], capture_output=True, text=True, check=False).stderr
    ):
        lacking("crontab -n", "cron")
    for text, status in ((cron(entry), 0), (cron(entry).replace(" 5 ", " 32 ", 1), 1)):
        (entry.root / "table").write_text(text, "utf-8")
        asked = subprocess.run(
            [crontab, "-n", "table"], cwd=entry.root, capture_output=True, text=True, check=False
        )
        assert asked.returncode == status, asked.stderr


def units(text: str) -> dict[str, str]:
    """The two files that an administrator makes of it, as docs/operating.md says."""
    parts = re.split(r"(?m)^# (\S+\.(?:service|timer))\n", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_systemd_verifies_the_units(entry, lacking):
    found = units(systemd(entry))
    assert [name.rpartition(".")[2] for name in found] == ["service", "timer"]
    if not (verify := shutil.which("systemd-analyze")):
        lacking("systemd-analyze", "systemd")
    for name, text in found.items():
        (entry.root / name).write_text(text, "utf-8")
    asked = subprocess.run(
        [verify, "verify", "--man=no", *(str(entry.root / name) for name in found)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in asked.stderr.splitlines() if "brief-" in line]
    assert asked.returncode == 0 and not ours, asked.stderr
    calendar = re.search(r"OnCalendar=(.*)", found[list(found)[1]])[1]
    subprocess.run([verify, "calendar", calendar], check=True, capture_output=True)


def test_the_command_of_the_unit_is_what_is_to_be_run(entry):
    """Read as systemd.service(5) writes it: quotes, backslashes, doubled per cents, and no $ after a colon."""
    service = next(iter(units(systemd(entry)).values()))
    line = re.search(r"(?m)^ExecStart=:(.*)$", service)[1]
    words = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r'"((?:[^"\\]|\\.)*)"', line)]
    given = [word.replace("%%", "%") for word in words]
    assert given[given[0] == "/usr/bin/env" :] == entry.command
    folder = re.search(r"(?m)^WorkingDirectory=(.*)$", service)[1]
    assert folder.replace("%%", "%") == str(entry.root)


NS = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
SCHEMA = etree.XMLSchema(file=str(Path(__file__).with_name("task.xsd")))


def test_the_windows_task_is_one_of_the_schema(entry):
    text = windows(entry)
    assert text.isascii() and "encoding" not in text.partition("?>")[0]
    SCHEMA.assertValid(etree.fromstring(text))
    task = ElementTree.fromstring(text)
    assert task.tag == NS + "Task" and task.get("version") == "1.2"
    months = [m.tag.removeprefix(NS) for m in task.find(f".//{NS}Months")]
    assert months[0] == "January" and months[-1] == "December" and len(months) == 12
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT07:00:00", task.findtext(f".//{NS}StartBoundary"))
    assert task.findtext(f".//{NS}Command") == entry.command[0]
    assert task.findtext(f".//{NS}Arguments") == subprocess.list2cmdline(entry.command[1:])
    assert task.findtext(f".//{NS}WorkingDirectory") == str(entry.root)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("<ScheduleByMonth>", "<Enabled>true</Enabled><ScheduleByMonth>"),  # after the day it begins
        ("<Day>5<", "<Day>32<"),
        ("<Day>5<", "<Day>05<"),
        ("<March />", "<Maerz />"),
        ("T07:00:00", "T7:00:00"),
        ('Context="Author"', 'Context="Nobody"'),
        ("PT12H", "12 hours"),
        ("IgnoreNew", "Ignore"),
        ("<Command>", f"<Command>C:/{'x' * 260}"),
        ("<Arguments>", "<Argument></Argument><Arguments>"),
        ('version="1.2"', 'version="one"'),
        ("InteractiveToken", "Token"),
    ],
)
def test_the_schema_takes_no_task_that_windows_would_refuse(entry, written, instead):
    text = windows(entry)
    assert written in text
    assert not SCHEMA.validate(etree.fromstring(text.replace(written, instead, 1)))


def stand_in(monkeypatch) -> dict:
    """As much of Airflow as its file asks for; {name: what the DAG was made with or does}."""
    import sys

    seen: dict = {}

    def dag(**given):
        seen.update(given)
        return lambda make: make

    def task(do):
        seen["do"] = do
        return lambda: None

    kinds = {
        n: type(n, (Exception,), {})
        for n in ("AirflowException", "AirflowFailException", "AirflowSkipException")
    }
    pendulum = SimpleNamespace(datetime=lambda *a, **k: (a, k), duration=lambda **k: k)
    for name, things in {
        "airflow": {}, "airflow.decorators": {"dag": dag, "task": task}, "airflow.exceptions": kinds,
        "pendulum": vars(pendulum),
    }.items():  # fmt: skip
        module = ModuleType(name)
        vars(module).update(things)
        monkeypatch.setitem(sys.modules, name, module)
    return {"seen": seen, **kinds}


@pytest.mark.parametrize(
    ("status", "kind"),
    [(0, None), (1, "AirflowFailException"), (2, "AirflowFailException"), (3, "AirflowException"),
     (4, "AirflowSkipException"), (130, "AirflowException")],
)  # fmt: skip
def test_the_airflow_file_runs_it_and_knows_the_statuses(entry, monkeypatch, status, kind):
    text = airflow(entry)
    ast.parse(text)
    known = stand_in(monkeypatch)
    entry.brief.write_text(entry.brief.read_text().replace("exit 0", f"exit {status}"))
    exec(compile(text, "dag.py", "exec"), {})
    assert known["seen"]["schedule"] == "0 7 5 * *" and re.fullmatch(r"[\w.-]+", known["seen"]["dag_id"])
    if kind:
        with pytest.raises(known[kind]):
            known["seen"]["do"]()
    else:
        known["seen"]["do"]()
    assert called(entry) == wanted(entry)


IMPORTED = """
import json, sys
try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:  # Airflow 2
    from airflow.models.dagbag import DagBag
from airflow.providers.papermill.operators.papermill import PapermillOperator

bag = DagBag(sys.argv[1])
(dag,) = bag.dags.values() or [None]
try:
    dag.get_task("run").python_callable()
    ended = ""
except Exception as e:
    ended = type(e).__name__
made = PapermillOperator(task_id="economy", input_nb="a.ipynb", output_nb="b.ipynb", parameters={"month": "latest"})
at = dag.schedule if isinstance(dag.schedule, str) else dag.timetable.expression
print("\\n" + json.dumps([bag.import_errors, dag.dag_id, at, ended, made.parameters]))
"""


@pytest.mark.parametrize("entry", [FOLDERS[2]], indirect=True)
def test_airflow_itself_takes_the_file_beside_its_papermill_provider(entry, tmp_path):
    """An Airflow of its own environment, whose `airflow` is on the PATH: it is no part of ours."""
    if not (airflow_ := shutil.which("airflow")):
        pytest.skip("airflow with its papermill provider is not on the PATH: make airflow")
    entry.brief.write_text(entry.brief.read_text().replace("exit 0", "exit 4"))
    dags = tmp_path / "dags"
    dags.mkdir()
    (dags / "brief.py").write_text(airflow(entry), "utf-8")
    given = {
        "AIRFLOW_HOME": str(tmp_path / "home"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [Path(os.path.realpath(airflow_)).with_name("python"), "-c", IMPORTED, str(dags)],
        env=given, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == [{}, entry.name, "0 7 5 * *", "AirflowSkipException", {"month": "latest"}]
    assert called(entry) == wanted(entry)
    assert not [
        line
        for line in (done.stdout + done.stderr).splitlines()
        if "deprecated" in line and "brief.py" in line
    ]


def test_days_in_a_row(entry):
    several = Entry(entry.brief, entry.file, entry.root, Schedule(day=5, hour=18, until=9))
    assert cron(several).startswith("0 18 5-9 * * ") and '"0 18 5-9 * *"' in airflow(several)
    assert "OnCalendar=*-*-05..09 18:00:00" in systemd(several)
    days = ElementTree.fromstring(windows(several)).iter(f"{NS}Day")
    assert [day.text for day in days] == ["5", "6", "7", "8", "9"]


def test_a_path_that_no_entry_can_hold_is_refused(tmp_path, monkeypatch):
    params = RunParams.load()
    with pytest.raises(ParameterError, match="control characters"):
        Entry.of(SimpleNamespace(file=params.file, root=tmp_path / "a\nb", schedule=params.monthly.schedule))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("{day: 31}", "schedule.day: có 31; cần một số đến 28"),
        ("{day: 0}", "schedule.day: có 0; cần một số từ 1"),
        ("{hour: 24}", "schedule.hour: có 24"),
        ("{dya: 5}", "khóa lạ “dya”"),
        ("{day: năm}", "một số nguyên"),
        ("{day: 10, until: 5}", "until từ day trở đi"),
        ("5", "các khóa và giá trị"),
    ],
)
def test_a_wrong_day_or_hour_is_named(office, written, words):
    office.monthly(f"raw: ../../data/raw\nnotebooks: [01_first]\nschedule: {written}\n")
    with pytest.raises(FileMistakes) as wrong:
        RunParams.load(office.params)
    assert words in str(wrong.value) and "dòng 3" in str(wrong.value)


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_prints_the_entry_of_monthly_yml(office, monkeypatch, capsys, kind):
    office.monthly("raw: ../../data/raw\nnotebooks: [01_first]\nschedule: {day: 9, hour: 6}\n")
    monkeypatch.setattr("sys.argv", ["brief", "schedule", f"--{kind}", "--params", str(office.params)])
    assert run_app() == 0
    said = capsys.readouterr().out
    assert said == KINDS[kind](Entry.of(RunParams.load(office.params)))
    assert str(office.params) in said and ("0 6 9 * *" in said or "09 06:00" in said or "<Day>9<" in said)


def test_exactly_one_kind_is_asked_for(monkeypatch, capsys):
    for words in ([], ["--cron", "--systemd"]):
        monkeypatch.setattr("sys.argv", ["brief", "schedule", *words])
        assert run_app() == 2
        assert "--cron --systemd --windows --airflow" in capsys.readouterr().err


def test_the_program_named_is_the_one_installed_here():
    assert Entry.of(RunParams.load()).brief.is_file()
    assert shlex.split(cron(Entry.of(RunParams.load())))[8].endswith("brief")


def test_a_month_that_goes_to_somebody_is_sent(office):
    said = office.params.read_text(encoding="utf-8")
    office.params.write_text(said + "send: {folder: gui}\n", encoding="utf-8")
    entry = Entry.of(RunParams.load(office.params))
    assert entry.command[-1] == "--send" and cron(entry).rstrip().endswith("--send")
