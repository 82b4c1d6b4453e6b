"""The record of runs: a line for each, whatever became of it; logs; runs made again from what they read."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psutil
import pytest

from analysis import commands
from analysis.commands import run_app
from analysis.params import ParameterError
from analysis.run import history, record, run
from analysis.run.pool import can_fork
from analysis.run.progress import Lines
from analysis.run.run import Asked

QUIET = Lines(open(os.devnull, "w"))  # noqa: SIM115
PAGES = "raw: ../../data/raw\nnotebooks: [01_first, {notebook: 09_brief, name: brief}]\npapers: []\n"


@pytest.fixture
def house(office, monkeypatch):
    """The office, its figure shown on a page, and runs that are recorded: `make(...)`."""
    monkeypatch.delenv("BRIEF_RECORD", raising=False)
    office.notebook(
        "01_first",
        "#page\nfrom pathlib import Path\nfrom IPython.display import HTML\nHTML(Path(params).parents[2]"
        ".joinpath('data', 'raw', 'figures.csv').read_text())",
    )
    real = run.run

    def go(asked, progress):
        (asked_root := asked.params.parents[2]).joinpath("summary.json").write_bytes(office.told.read_bytes())
        assert (asked_root / "notebooks").is_dir()
        return real(replace(asked, summary="office_summary:tell", pool=office.pool), progress)

    monkeypatch.setattr(run, "run", go)
    office.record = record.home(office.params)

    def make(only=(), **overrides):
        result, known = record.recorded(Asked(office.params, overrides, tuple(only)), QUIET)
        return result, known["line"]

    def again(id, out=None, given=()):
        return history.rebuild(id, office.params, out, dict(given), QUIET)

    office.make, office.again = make, again
    return office


def pages(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def without_manifest(folder):
    return {path: held for path, held in pages(folder).items() if path.name != "manifest.json"}


def test_a_run_has_a_line_with_question_inputs_and_outcome(house, capsys):
    _, line = house.make(lang="en", place="28126")
    assert (line["outcome"], line["status"], line["month"]) == ("published", 0, "2025-06")
    assert line["parameters"] == {"lang": "en", "place": "28126"} and line["question"] == "en"
    assert line["inputs"]["files"] >= 5 and len(line["inputs"]["hash"]) == 64
    (found,), torn = record.lines(house.record)
    assert found == line and not torn
    assert history.show(house.params, False) == 0
    said = capsys.readouterr().out
    for word in (line["id"], "2025-06", "lang=en", f"{line['inputs']['files']} tệp", "đã xuất bản"):
        assert word in said
    history.show(house.params, True)
    assert json.loads(capsys.readouterr().out) == line


@pytest.mark.parametrize(
    ("spoil", "asked", "words"),
    [
        (None, {"month": "2025-13"}, "2025-13"),
        ("raw: [\n", {}, "monthly.yml"),
        ("raw: ../../data/raw\nnotebooks: [../no_such]\npapers: []\n", {}, "no_such"),
    ],
)
def test_a_run_that_fails_is_recorded_with_its_reason_and_names_its_log(house, spoil, asked, words):
    if spoil:
        house.monthly(spoil)
    with pytest.raises(ValueError) as wrong:
        house.make(**asked)
    (line,), _ = record.lines(house.record)
    assert (line["outcome"], line["status"]) == ("nothing", 2) and words in line["reason"]
    assert line["log"] in wrong.value.__notes__[0]
    (log,) = (house.record / "logs").iterdir()
    assert words in json.loads(log.read_text("utf-8").splitlines()[-1])["reason"]


def test_the_log_is_lines_of_time_stage_notebook_and_event(house):
    house.notebook("01_first", "1 / 0")
    _, line = house.make()
    told = [json.loads(text) for text in (house.root / line["log"]).read_text("utf-8").splitlines()]
    assert all({"time", "stage", "event"} <= t.keys() for t in told)
    assert [t["event"] for t in told][0] == "begin" and told[-1]["outcome"] == "lost"
    (failed,) = [t for t in told if t["event"] == "failed"]
    assert failed["notebook"] == "01_first" and "ZeroDivisionError" in failed["error"]
    assert {t["stage"] for t in told} == {"read", "pages", "publish"}
    assert "ZeroDivisionError" in line["reason"]


def test_no_secret_stands_in_line_log_or_kept_listing(house):
    house.notebook("01_first", "1 / 0", parameters='month = ""\nparams = ""\npin_code = ""\ntoken = ""\n')
    house.monthly(PAGES + "secrets: [pin_code]\n")
    house.make(pin_code="hunter2hunter2", token="mat-khau-cua-toi")
    for held in pages(house.record).values():
        assert b"hunter2" not in held and b"mat-khau" not in held


def test_a_log_has_a_bound(house, monkeypatch):
    from analysis.run import log

    monkeypatch.setattr(log, "FULL", 2000)
    told = log.Log(house.root / "a.jsonl", lambda text: text, QUIET)
    for n in range(1000):
        told.say(f"dòng {n}")
    told.ended("01_first", 1.0, "vì sao")
    told.event("end", outcome="lost")
    lines = [json.loads(text) for text in told.path.read_text("utf-8").splitlines()]
    assert told.path.stat().st_size < 3 * 2000 and [t["event"] for t in lines[-2:]] == ["failed", "end"]


def test_half_a_line_is_skipped_and_told_and_the_next_is_whole(house, capsys):
    house.make()
    with (house.record / "runs.jsonl").open("ab") as file:
        file.write(b'{"id": "20261129-0')
    house.make(lang="en")
    found, torn = record.lines(house.record)
    assert [r["outcome"] for r in found] == ["published", "published"] and torn == 1
    history.show(house.params, False)
    assert "1 dòng hỏng" in capsys.readouterr().err


def test_many_writers_at_once(tmp_path):
    def write(n):
        record.append(tmp_path, {"id": str(n), "outcome": "nothing", "reason": "x" * 10_000})

    with ThreadPoolExecutor(8) as several:
        list(several.map(write, range(200)))
    found, torn = record.lines(tmp_path)
    assert {r["id"] for r in found} == {str(n) for n in range(200)} and not torn


def test_a_record_that_cannot_be_written_ends_no_run(house):
    house.record.parent.mkdir(parents=True)
    house.record.write_text("a file where the folder should be")
    result, line = house.make()
    assert result.status == 0 and house.month.exists() and line["log"] == "", (
        "no log is named that is not there"
    )
    house.monthly("raw: 7")
    with pytest.raises(Exception, match="raw") as caught:
        house.make()
    assert not getattr(caught.value, "__notes__", ())


def test_the_rule_keeps_the_newest_runs_and_the_last_that_published_each_month(house):
    house.monthly(PAGES + "record: {keep: 2}\n")
    _, first = house.make()
    raw = house.root / "data" / "raw" / "figures.csv"
    for n in range(4):
        raw.write_text(f"{n}\n")
        house.tell(data_key=str(n) * 64)
        _, last = house.make(lang="en", fresh=None)
    found, _ = record.lines(house.record)
    assert [r["id"] for r in found][0] == first["id"] and len(found) == 3 and found[-1]["id"] == last["id"]
    logs = {p.stem for p in (house.record / "logs").iterdir()}
    assert logs == {r["id"] for r in found}
    kept = {p.name for p in (house.record / "inputs").glob("??/*")}
    assert {r["made"] for r in found} <= kept
    gone = hashlib.sha256(b"0\n").hexdigest()
    there = hashlib.sha256(b"3\n").hexdigest()
    assert gone not in kept and there in kept
    assert house.month.exists()


def test_rebuilt_from_the_same_files_it_is_the_same_bytes(house):
    result, line = house.make()
    before = without_manifest(house.out)
    shutil.rmtree(house.out)
    assert house.again(line["id"]) == 0
    assert without_manifest(house.out) == before
    assert house.again(line["run"]) == 0, "the id on the pages names it too"
    assert record.lines(house.record)[0][-1]["outcome"] == "rebuilt"
    assert not (house.record / ".rebuild").exists()


@pytest.mark.parametrize("last", ["place", "official"])
def test_pages_of_another_question_in_the_month_are_not_its_own(house, last):
    """Nor is the list of the month's pages, which names them."""
    asked = [(("brief",), {"place": "28126"}), ((), {})]
    for only, given in asked if last == "official" else asked[::-1]:
        _, line = house.make(only, **given)
    own = {"place": ["place-28126/brief.html"], "official": ["01_first.html", "brief.html"]}[last]
    before = {name: (house.month / name).read_bytes() for name in own}
    shutil.rmtree(house.out)
    assert house.again(line["id"]) == 0
    assert {name: (house.month / name).read_bytes() for name in own} == before
    assert (house.month / "place-28126").exists() == (last == "place")


def test_what_offices_replaced_and_sent_since_does_not_come_in(house):
    raw = house.root / "data" / "raw"
    _, line = house.make()
    before = without_manifest(house.out)
    (raw / "figures.csv").write_text("2\n")
    (raw / "later.csv").write_text("3\n")
    house.notebook("09_brief", "1 / 0")
    house.monthly(PAGES + "retries: 1\n")
    shutil.rmtree(house.out)
    assert house.again(line["id"]) == 0
    assert without_manifest(house.out) == before


@pytest.mark.parametrize("state", ["gone", "changed"])
def test_an_input_that_is_no_more_is_named_with_its_hash_and_nothing_is_written(house, state, capsys):
    house.monthly(PAGES + "record: {megabytes: 0}\n")
    raw = house.root / "data" / "raw" / "figures.csv"
    _, line = house.make()
    held = hashlib.sha256(raw.read_bytes()).hexdigest()
    raw.unlink() if state == "gone" else raw.write_text("2\n")
    before = pages(house.out)
    assert house.again(line["id"]) == 1
    said = capsys.readouterr().err
    assert "data/raw/figures.csv" in said and f"({state})" in said and held in said
    assert pages(house.out) == before


def test_the_manifest_that_a_run_followed_is_there_when_it_is_made_again(house, monkeypatch):
    """What a run says of the edition before it is made from that edition's manifest."""
    house.make()
    followed = (house.month / "manifest.json").read_bytes()
    house.tell(data_key="b" * 64)
    _, line = house.make()
    shutil.rmtree(house.out)
    seen = []
    go = run.run

    def look(asked, shown):
        seen.append((asked.params.parents[2] / "reports/office/2025-06/manifest.json").read_bytes())
        return go(asked, shown)

    monkeypatch.setattr(run, "run", look)
    assert house.again(line["id"]) == 0 and seen == [followed]
    before = record.blob(house.record, line["before"])
    before.unlink()
    shutil.rmtree(house.out)
    assert house.again(line["id"]) == 1 and not house.out.exists()


def test_another_edition_is_not_written_over(house, tmp_path):
    _, line = house.make()
    (house.root / "data" / "raw" / "figures.csv").write_text("2\n")
    house.tell(data_key="b" * 64)
    house.make()
    now = pages(house.out)
    assert house.again(line["id"]) == 1
    assert pages(house.out) == now
    house.tell(data_key="a" * 64)
    with pytest.raises(ParameterError, match="reports-2"):
        house.again(line["id"], out=house.root / "params" / "office")
    assert house.again(line["id"], out=tmp_path / "khác") == 0
    assert pages(house.out) == now and "<p>1" not in house.page("01_first")
    assert (tmp_path / "khác" / "office" / "2025-06" / "brief.html").is_file()


def test_pages_that_come_out_otherwise_are_named_and_not_put(house, capsys):
    house.notebook(
        "01_first", "#page\nimport time\nfrom IPython.display import HTML\nHTML(str(time.time_ns()))"
    )
    _, line = house.make()
    shutil.rmtree(house.out)
    assert house.again(line["id"]) == 1
    assert "01_first" in capsys.readouterr().err and not house.out.exists()


def test_a_folder_written_with_its_whole_path_is_not_taken_for_what_it_was(house, html, tmp_path, capsys):
    house.notebook("01_first", html("một"))
    far = tmp_path / "xa"
    shutil.copytree(house.root / "data" / "raw", far)
    house.monthly(PAGES.replace("../../data/raw", str(far)))
    _, line = house.make()
    shutil.rmtree(house.out)
    assert house.again(line["id"]) == 0
    shutil.rmtree(house.out)
    (far / "later.csv").write_text("2\n")
    assert house.again(line["id"]) == 1
    assert "later.csv" in capsys.readouterr().err and not house.out.exists()


def test_a_run_that_published_nothing_and_an_unknown_one_cannot_be_made_again(house):
    with pytest.raises(ValueError):
        house.make(month="2025-13")
    (line,), _ = record.lines(house.record)
    with pytest.raises(ParameterError, match="2025-13"):
        house.again(line["id"])
    with pytest.raises(ParameterError, match="brief history"):
        house.again("20200101-000000-0000")


def test_a_run_whose_files_changed_under_it_says_so_where_it_is_to_be_made_again(house, monkeypatch):
    real = run.run
    monkeypatch.setattr(run, "run", lambda *given: replace(real(*given), inputs="of what came meanwhile"))
    result, line = house.make()
    assert result.status == 0 and "made" not in line
    with pytest.raises(ParameterError, match="changed while it ran"):
        house.again(line["id"])


def test_a_run_whose_file_is_renamed_at_its_end_is_in_the_record(house, monkeypatch):
    real = record._outcome
    held = house.params.parents[2] / "data" / "raw" / "figures.csv"

    def late(result):
        held.rename(held.with_name("other.csv"))
        return real(result)

    monkeypatch.setattr(record, "_outcome", late)
    result, line = house.make()
    assert result.status == 0 and line["unsure"] and "made" not in line
    assert [known["id"] for known in record.lines(house.record)[0]] == [line["id"]]


def test_a_secret_is_asked_for_again(house, capsys):
    house.notebook("01_first", "#page\nprint(token)", parameters='month = ""\nparams = ""\ntoken = ""\n')
    _, line = house.make(token="mat-khau-cua-toi")
    assert line["outcome"] == "published"
    shutil.rmtree(house.out)
    assert house.again(line["id"]) == 1 and "-p token=" in capsys.readouterr().err
    assert house.again(line["id"], given={"token": "mat-khau-cua-toi"}.items()) == 0


def test_a_run_that_found_nothing_changed_at_once_is_recorded(house, monkeypatch):
    from analysis.run import report, unchanged

    monkeypatch.setattr(sys, "argv", ["brief", "run"])
    asked = ["--params", str(house.params)]
    result, line = house.make()
    known = {"folder": str(house.record), "line": line}
    unchanged.remember(asked, run.RunParams.load(house.params), result, *report.words(result), known)
    assert unchanged.quick(asked) == 0
    first, second = record.lines(house.record)[0]
    assert second["outcome"] == "unchanged" and second["id"] != first["id"]
    assert second["inputs"] == first["inputs"]


@pytest.mark.skipif(not can_fork(), reason="processes are forked and stopped here")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_ends_soon_leaves_nothing_and_is_in_the_record(house, number, capsys):
    here = house.root / "here"
    house.notebook(
        "01_first",
        "import os, subprocess, time\np = subprocess.Popen(['sleep', '1000'])\n"
        f"open({str(here)!r} + '.part', 'w').write(f'{{os.getpid()}} {{p.pid}}')\n"
        f"os.rename({str(here)!r} + '.part', {str(here)!r})\ntime.sleep(1000)",
    )
    code = (
        "import io, signal, sys\nfrom analysis import commands\nfrom analysis.run import run\nreal = run.run\n"
        "from dataclasses import replace\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "run.run = lambda asked, shown: real(replace(asked, summary='office_summary:tell'), shown)\n"
        f"sys.argv = ['brief', 'run', '--params', {str(house.params)!r}]\nsys.exit(commands.run_app())"
    )
    going = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    try:
        while not here.exists():
            assert going.poll() is None
            with pytest.raises(subprocess.TimeoutExpired):
                going.wait(0.05)
        history.show(house.params, False)
        assert "đang chạy (running)" in capsys.readouterr().out
        below = [psutil.Process(int(pid)) for pid in here.read_text().split()]
        going.send_signal(number)
        status = going.wait(10)  # the promise is two seconds; a busy machine counts more
    finally:
        going.kill()
    assert not psutil.wait_procs(below, 10)[1]
    history.show(house.params, False)
    said = capsys.readouterr().out
    if number == signal.SIGKILL:
        assert "chết giữa chừng (died)" in said and "01_first" in said
        return
    assert status == 128 + number and "bị dừng (stopped)" in said and signal.Signals(number).name in said
    assert not list(house.root.rglob("*.part")) and not house.month.exists()
    assert not list((house.out / "office").iterdir()), "no half-made month"
    assert not list(house.root.rglob(".runs/*")), "no lock"


def test_the_command_names_the_log_of_a_run_that_failed(house, monkeypatch, capsys):
    house.notebook("01_first", "1 / 0")
    monkeypatch.setattr(sys, "argv", ["brief", "run", "--params", str(house.params)])
    monkeypatch.setattr(commands, "_heed_signals", lambda: None)
    assert run_app() == 1
    (log,) = (house.record / "logs").iterdir()
    assert f"Nhật ký (log): {log.relative_to(house.root).as_posix()}" in capsys.readouterr().err


def test_the_number_on_a_page_leads_to_the_run_that_made_it(house, tmp_path, capsys):
    house.monthly(PAGES + "notes: notes\nplace_notebooks: [brief]\n")
    _, whole = house.make()
    _, unit = house.make(place="28126", only=["brief"])
    assert whole["run"] == unit["run"]
    history.show(house.params, False)
    assert capsys.readouterr().out.count(f"  {whole['run']}  ") == 2
    assert house.again(whole["run"], tmp_path / "again") == 0
    made = {path.name for path in (tmp_path / "again").rglob("*.html")}
    assert {"01_first.html", "brief.html"} <= made

    house.notebook("09_brief", "#page\nprint('other words')")
    _, other = house.make()
    assert other["run"] == whole["run"]
    with pytest.raises(ParameterError) as refused:
        house.again(whole["run"], tmp_path / "third")
    assert whole["id"] in str(refused.value) and other["id"] in str(refused.value)
    assert not (tmp_path / "third").exists()
