"""A run of one notebook and two files, stopped at each stage at which it writes: what was published stays whole, what
people put there is not lost, and the next run succeeds."""

import contextlib
import datetime as dt
import errno
import gc
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import defaultdict
from pathlib import Path

import pytest
from filelock import FileLock

sys.path.insert(0, str(Path(__file__).parent))
from stages import ACTIONS, BARE, CARELESS, ERRNO, IN_PLACE, LEFT, OTHERS, STAGES, stage_of  # noqa: E402

from analysis import house as houses  # noqa: E402
from analysis import inputs  # noqa: E402
from analysis.ingest import files, limits  # noqa: E402
from analysis.ingest.observations import make_tables  # noqa: E402
from analysis.params import RunParams  # noqa: E402
from analysis.publish import manifest  # noqa: E402
from analysis.run import swap  # noqa: E402
from analysis.run.pool import Outcome, can_fork  # noqa: E402
from analysis.run.progress import Lines  # noqa: E402
from analysis.run.run import Asked, run  # noqa: E402

pytestmark = pytest.mark.skipif(not can_fork(), reason="runs are forked and killed here")
ROOT = Path(__file__).resolve().parents[2]
ALL = bool(os.environ.get("FAULTS"))  # every single write, not one of each stage
WRITES = ("os.rename", "os.mkdir", "os.link", "os.remove", "os.rmdir", "os.symlink", "os.truncate")
_at = ROOT / "tests" / "run" / "test_one_set.py"
_spec = importlib.util.spec_from_file_location("house_of_faults", _at)
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)


class Inline:
    """Does a run's tasks in this process; a notebook's page is its figures, without the notebook."""

    def __init__(self):
        self.incidents: list[str] = []

    def run(self, tasks, listen=lambda *_: None):
        for task in tasks:
            try:
                if "notebook" in task.args:
                    found = make_tables(RunParams.load(self.params)).observations.value.max()
                    text = f"<html><main>KEY {task.name} value {found:g}</main></html>"
                    value = {**manifest.put(Path(task.args["file"]), text.encode()), "notes": []}
                else:
                    module, _, name = task.do.partition(":")
                    do = getattr(importlib.import_module(module), name)
                    value = do(task.args, lambda *a, **k: None)
                yield Outcome(task, json.loads(json.dumps(value)))
            except Exception as e:  # noqa: BLE001 - what a worker does
                yield Outcome(task, error={"kind": type(e).__name__, "message": f"{e}", "cell": None})


def go(params: Path) -> int:
    pool = Inline()
    pool.params = params
    with open(os.devnull, "w") as quiet:
        return run(Asked(params, {}, pool=pool), Lines(quiet)).status


def forked(do, *given) -> tuple[int, str]:
    """`do` in a child: the status it ended with (negative: the signal), and what it told."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read)
        with os.fdopen(write, "w") as told, contextlib.suppress(BaseException):
            try:
                status = do(told, *given)
            except BaseException:  # noqa: BLE001 - told to the parent
                told.write(traceback.format_exc())
                status = 99
            told.flush()
            os._exit(status)
        os._exit(98)
    os.close(write)
    with os.fdopen(read) as told:
        said = told.read()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said


def listening(root: Path, on) -> None:
    """`on(n, event)` is called before the nth thing that this process is about to write below `root`."""
    mine, count = os.getpid(), [0]

    def hear(event: str, args: tuple) -> None:
        if event == "open":
            path, mode, flags = args
            if not (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
                return
            paths = [path]
        elif event in WRITES:
            paths = [a for a in args if isinstance(a, str | bytes | os.PathLike)]
        else:
            return
        paths = [os.fsdecode(p) for p in paths if not isinstance(p, int)]
        if os.getpid() == mine and any(p.startswith(str(root)) for p in paths):
            count[0] += 1
            on(count[0], " ".join([event, *paths]))

    sys.addaudithook(hear)


def heard(told, house) -> int:
    """All that a run is about to write, a line each."""
    listening(house.root, lambda n, event: told.write(event + "\n"))
    return go(house.params)


def hurt(told, house, at: int, action: str, pattern: str = "", later: int = 0) -> int:
    """A run to which `action` happens at the write `at` of those of a pattern, or some writes `later`, and for "full"
    and the like at all that follow in it."""
    met, begun, past = 0, 0, False

    def on(n: int, event: str) -> None:
        nonlocal met, begun, past
        if not begun and re.search(pattern, event):
            met += 1
            begun = n * (met == at)
        now = begun > 0 and n >= begun + later and not past
        past |= now
        if now and action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if now or past and action == "full" and not event.startswith(("os.remove", "os.rmdir")):
            raise OSError(ERRNO[action], os.strerror(ERRNO[action]))

    listening(house.root, on)
    return go(house.params)


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory):
    """A run of another house in this process: its forks need not import, and read the words, each for itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.inputs.commit", lambda folder: None)
        patch.setattr("analysis.inputs.environment", lambda known=inputs.environment(): known)
        assert go(_module.House(tmp_path_factory.mktemp("warm") / "house", _notebook, None).params) == 0
        gc.freeze()
        yield
        gc.unfreeze()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A house whose month is published, with a file and an edit of people in it; then another figure comes."""
    house = _module.House(tmp_path_factory.mktemp("faults") / "house", _notebook, None)
    assert forked(lambda told: go(house.params)) == (0, "")
    (house.month / "ghi-chu.txt").write_text("của tôi")
    (house.month / "99_late.html").write_text("tôi đã sửa")
    kept = house.root.with_name("kept")
    house.figure(2, 70)
    shutil.copytree(house.root, kept, symlinks=True)
    house.kept = kept
    return house


def _notebook(path: Path, *cells: str) -> Path:
    return _conftest().made_notebook(path, *cells)


def _conftest():
    spec = importlib.util.spec_from_file_location("office_of_stages", ROOT / "tests" / "run" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def house(whole):
    fresh(whole)
    return whole


def fresh(house) -> None:
    shutil.rmtree(house.root, ignore_errors=True)
    shutil.copytree(house.kept, house.root, symlinks=True)


def state(house) -> str:
    """What the month is: "old", "new", "aside" (for the next run to put back); what is half is an error."""
    aside = house.month.with_name(".2025-02.old")
    month = aside if not house.month.exists() else house.month
    of = manifest.read(month)
    assert of is not None, f"{month}: no record"
    edited = {"99_late.html"}
    pages = {page: (month / page).read_text() for page in ("98_early.html", "99_late.html")}
    if of.exit_status == 2:  # it says that nothing was published
        assert "value 60" in pages["98_early.html"], pages
        return "old"
    torn = [f["path"] for f in of.files() if manifest.sha256(month / f["path"]) != f["sha256"]]
    lost = {f"{n.name}.html" for n in of.failed}  # a page that could not be written costs itself
    new = any("value 70" in text for text in pages.values())
    assert all("value 70" in text for page, text in pages.items() if page not in lost) or not new, pages
    assert set(torn) <= (set() if new else edited), torn
    assert new or pages["99_late.html"] == "tôi đã sửa"
    return "new" if new else "aside" if month == aside else "old"


def complaints(house, status: int, said: str, action: str) -> list[str]:
    """What does not hold after a fault and the run that follows it."""
    wrong = []
    try:
        if status == 99:
            wrong.append(said[-600:])
        found = state(house)
        if action != "kill" and status in (0, 1) and found != "new" or status == 2 and found == "new":
            wrong.append(f"exit {status}, but the month is {found}")
    except (AssertionError, OSError) as e:
        wrong.append(f"after it: {e}")
    again, told = forked(lambda told: go(house.params))
    try:
        if again:
            wrong.append(f"the next run ends with {again}: {told[-400:]}")
        elif state(house) != "new":
            wrong.append("the next run did not publish")
        texts = {p.name: p.read_text() for p in house.month.iterdir() if p.suffix in (".txt", ".html")}
        if texts.get("ghi-chu.txt") != "của tôi" or "tôi đã sửa" not in texts.values():
            wrong.append(f"what people put there is lost: {sorted(texts)}")
        left = [str(p) for p in house.month.parent.iterdir() if p.name.startswith(".")]
        if left:
            wrong.append(f"left behind: {left}")
    except (AssertionError, OSError) as e:
        wrong.append(f"after the next: {e}")
    return wrong


@pytest.fixture(scope="module")
def stages(whole) -> dict[str, list[int]]:
    """The numbers of the writes of each stage."""
    fresh(whole)
    status, said = forked(heard, whole)
    assert status == 0, said
    found = defaultdict(list)
    for n, event in enumerate(said.splitlines(), 1):
        found[stage_of(event)].append(n)
        assert stage_of(event), f"a write that belongs to no stage: {event}"
    return found


@pytest.mark.parametrize("action", ACTIONS if ALL else ("kill", "full"))
@pytest.mark.parametrize("stage", [s.name for s in STAGES])
def test_a_fault_at_a_stage(whole, stages, stage, action):
    assert stages[stage], "no write of this stage: what is it now called?"
    numbers = stages[stage] if ALL else stages[stage][:1]
    wrong = []
    for n in numbers:
        fresh(whole)
        status, said = forked(hurt, whole, n, action)
        wrong += [f"write {n}: {w}" for w in complaints(whole, status, said, action)]
    assert not wrong, "\n".join(wrong)


# --- faults of other kinds


def test_the_clock_goes_back(house, monkeypatch):
    class Back(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) - dt.timedelta(days=365)

    monkeypatch.setattr("analysis.house.dt.datetime", Back)
    before = time.time() - 400 * 86400
    for path in [p for p in house.raw.rglob("*") if p.is_file()]:
        os.utime(path, (before, before))  # a copied folder, another machine: no time says what is newer
    house.figure(2, 60)
    assert forked(lambda told: go(house.params)) == (0, "")
    assert "value 60" in (house.month / "98_early.html").read_text()
    house.figure(2, 70)
    os.utime(house.raw / "02.csv", (before, before))
    assert forked(lambda told: go(house.params)) == (0, "")
    assert state(house) == "new" and manifest.read(house.month).started < "2026-06"


def test_two_runs_at_once(house):
    house.figure(2, 70)
    with FileLock(house.root / "reports" / ".small.lock"):
        before = {p: p.read_bytes() for p in house.month.rglob("*") if p.is_file()}
        assert forked(lambda told: go(house.params)) == (3, "")
        assert {p: p.read_bytes() for p in house.month.rglob("*") if p.is_file()} == before
    assert forked(lambda told: go(house.params))[0] == 0 and state(house) == "new"


def slow_read(path, *given, **more):
    time.sleep(1000)


@pytest.mark.parametrize("what", ["pipe", "link to a pipe", "link to a device"])
def test_a_file_that_never_answers(house, what):
    house.figure(2, 70)
    if what == "link to a device":
        (house.raw / "03.csv").symlink_to("/dev/zero")
    else:
        os.mkfifo(at := house.raw / "03.csv" if what == "pipe" else house.root / "ong")
        if what != "pipe":
            (house.raw / "03.csv").symlink_to(at)
    assert forked(lambda told: go(house.params))[0] == 1
    assert state(house) == "new"
    assert [lost["path"] for lost in manifest.read(house.month).lost] == ["03.csv"]


def test_a_share_that_hangs_while_it_is_read(house, monkeypatch):
    """It is entered and opened, and then nothing comes any more."""
    house.figure(2, 70)
    house.figure(3, 80)
    real = files.read_file
    monkeypatch.setattr(
        files,
        "read_file",
        lambda path, *a, **k: (slow_read if path.name == "03.csv" else real)(path, *a, **k),
    )
    monkeypatch.setattr(limits, "SECONDS", 0.5)
    monkeypatch.setattr(limits, "WALL", 2)
    assert forked(lambda told: go(house.params))[0] == 1
    assert state(house) == "new"
    assert [lost["path"] for lost in manifest.read(house.month).lost] == ["03.csv"]


def test_a_month_is_on_the_disk_before_it_is_the_month(house, monkeypatch):
    house.figure(2, 70)

    def told_of(told) -> int:
        real = os.fsync
        os.fsync = lambda held: (told.write(os.readlink(f"/proc/self/fd/{held}") + "\n"), real(held))[1]
        listening(
            house.root, lambda n, event: told.write(event + "\n") if event.startswith("os.rename") else None
        )
        return go(house.params)

    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("the system does not tell what is open")

    def missing() -> list[str]:
        status, said = forked(told_of)
        assert status == 0
        before = said[: said.index(f".2025-02.building {house.month}")]
        return [p.name for p in house.month.iterdir() if f"building/{p.name}\n" not in before]

    assert not missing()
    house.figure(2, 90)
    monkeypatch.setattr(swap, "on_disk", lambda folder: None)  # without the protection
    assert missing()


@pytest.mark.parametrize("name", ["manifest.json", "98_early.html", "index.html"])
def test_files_that_power_loss_left_empty(house, name):
    house.figure(2, 60)
    (house.month / name).write_bytes(b"")
    assert forked(lambda told: go(house.params))[0] == 0
    assert "value 60" in (house.month / "98_early.html").read_text()
    of = manifest.read(house.month)
    assert of and manifest.whole(house.month, of.files())
    assert (house.month / "ghi-chu.txt").read_text() == "của tôi"


def test_kept_things_that_power_loss_left_empty(house):
    for path in (house.root / "data" / "processed").rglob("*"):
        if path.is_file() and path.suffix in (".json", ".csv", ".parquet", ".pickle"):
            path.write_bytes(b"")
    house.figure(2, 70)
    assert forked(lambda told: go(house.params)) == (0, "")
    assert state(house) == "new"


def test_a_write_that_stops_half_way(tmp_path, monkeypatch):
    (tmp_path / "a.html").write_bytes(b"whole")
    real = Path.write_bytes

    def half(path, content):
        real(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError):
        houses.put(tmp_path / "a.html", b"another page")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.html", b"whole")]
    with pytest.raises(OSError):  # without the protection
        in_place(tmp_path / "a.html", b"another page")
    assert (tmp_path / "a.html").read_bytes() == b"anothe"


def test_what_is_derived_is_lost(house):
    house.figure(2, 60)
    pages = {p.name: p.read_bytes() for p in house.month.glob("98*.html")}
    shutil.rmtree(house.root / "data" / "processed")
    assert forked(lambda told: go(house.params))[0] == 0
    assert {p.name: p.read_bytes() for p in house.month.glob("98*.html")} == pages


# --- and without the protection


def in_place(path: Path, content: bytes) -> dict:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return {"bytes": len(content), "sha256": manifest.hashlib.sha256(content).hexdigest()}


GONE = {
    "a month is swapped in whole": (
        "analysis.run.run.swap",
        lambda building, folder: [os.replace(p, folder / p.name) for p in sorted(building.rglob("*")) if p.is_file()]
        and shutil.rmtree(building) or [],
        "swap", "kill",
    ),
    "what fails after the swap is no loss of the month": (
        "analysis.ingest.store.suppress", lambda *errors: contextlib.nullcontext(), "archive", "full",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", GONE)
def test_without_its_protection_a_fault_does_harm(whole, what, monkeypatch):
    name, instead, stage, action = GONE[what]
    monkeypatch.setattr(name, instead)
    fresh(whole)
    whole.figure(2, 70)
    fault = forked(heard, whole)[1].splitlines()
    fits = (lambda e: "building" in e and e.startswith("os.rename") and e.endswith(".html")) if stage == "swap" else (
        lambda e: stage_of(e) == stage)  # fmt: skip
    numbers = [n for n, event in enumerate(fault, 1) if fits(event)]
    tried = numbers[-2:-1] + numbers if stage == "swap" else numbers
    # the events before may be one more or less from run to run: the fault is brought about until one hits
    assert any(harmed(whole, n, action) for n in (*tried, *(n + 1 for n in tried), *(n - 1 for n in tried)))


def harmed(whole, n, action, *more):
    fresh(whole)
    status, said = forked(hurt, whole, n, action, *more)
    return complaints(whole, status, said, action)


def bared(whole, pattern: str, action: str) -> bool:
    """Whether `action` does harm at one of the first or last writes of `pattern`, in a run without its protection."""
    fresh(whole)
    found = sum(re.search(pattern, event) is not None for event in forked(heard, whole)[1].splitlines())
    assert found, "no such write: what is it now called?"
    ways = [(n, later) for later in (0, 1) for n in sorted({1, min(2, found), found})]
    return any(harmed(whole, n, action, pattern, later) for n, later in ways)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("stage", IN_PLACE)
def test_a_fault_does_harm_to_a_month_that_is_made_in_its_place(whole, stage, action, monkeypatch):
    own = property(lambda self: self.folder, lambda self, aside: None)
    monkeypatch.setattr("analysis.run.run._Run.building", own, raising=False)
    monkeypatch.setattr("analysis.run.run.swap", lambda building, folder: [])
    assert bared(whole, IN_PLACE[stage], action)


@pytest.mark.parametrize("stage", LEFT)
def test_what_a_killed_run_leaves_stays_where_no_run_clears_up(whole, stage, monkeypatch):
    monkeypatch.setattr("analysis.run.run.recover", lambda home: None)
    assert bared(whole, LEFT[stage], "kill")


def careless(building: Path, folder: Path) -> list[str]:
    """A swap that puts nothing back and takes what fails after it for its own failure."""
    old = folder.with_name(f".{folder.name}.old")
    os.replace(folder, old)
    os.replace(building, folder)
    shutil.rmtree(old)
    return []


@pytest.mark.parametrize("action", ERRNO)
@pytest.mark.parametrize("stage", CARELESS)
def test_a_fault_does_harm_to_a_month_that_is_swapped_in_without_care(whole, stage, action, monkeypatch):
    monkeypatch.setattr("analysis.run.run.swap", careless)
    monkeypatch.setattr("analysis.run.run.recover", lambda home: None)
    assert bared(whole, CARELESS[stage], action)


class NoLock:
    def __init__(self, *given, **more):
        self.lock_file = ""

    acquire = release = lambda self, **more: None


def another_run(house) -> bool:
    with FileLock(house.root / "reports" / ".small.lock"):
        return forked(lambda told: go(house.params))[0] != 3


def an_empty_page(house) -> bool:
    house.figure(2, 60)
    (house.month / "98_early.html").write_bytes(b"")
    forked(lambda told: go(house.params))
    return not (house.month / "98_early.html").read_bytes()


def kept_files_empty(house) -> bool:
    for path in (house.root / "data" / "processed" / "small" / "files").glob("*.json"):
        path.write_bytes(b"")
    return forked(lambda told: go(house.params))[0] != 0


def a_reader_that_dies(house) -> bool:
    (house.raw / "03.csv").write_text("period,m\n2025-03,1\n")
    return forked(lambda told: go(house.params))[0] == 7


def dies(path, *given, real=files.read_file, **more):
    os._exit(7) if path.name == "03.csv" else None
    return real(path, *given, **more)


# a fault of another kind, what is done instead of what holds against it (by the name of that), whether harm was done
UNHELD = {
    "two runs at once": (another_run, {"analysis.run.run.FileLock": NoLock}),
    "power is lost, and a page is empty": (an_empty_page, {"analysis.publish.manifest.whole": lambda *given: True}),
    "power is lost, and what was kept of the workbooks is empty": (
        kept_files_empty, {"analysis.ingest.files._whole": Path.is_file},
    ),
    "the reader of a workbook dies": (
        a_reader_that_dies, {"analysis.ingest.files.guarded": _module._here},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", UNHELD)
def test_only_without_what_holds_against_it_does_another_fault_do_harm(whole, what, monkeypatch):
    fault, instead = UNHELD[what]
    monkeypatch.setattr(files, "read_file", dies)
    fresh(whole)
    assert not fault(whole)
    for name, other in instead.items():
        monkeypatch.setattr(name, other)
    fresh(whole)
    assert fault(whole)


def test_every_fault_of_the_page_has_its_test():
    for other in OTHERS:
        for test in filter(None, (other.test, other.bare)):
            file, _, name = test.partition("::")
            assert f"def {name}(" in (ROOT / file).read_text("utf-8"), test
    assert len(BARE) + sum(bool(other.bare) for other in OTHERS) >= 30
    assert (
        subprocess.run([sys.executable, "tools/reliability.py", "--check"], cwd=ROOT, check=False).returncode
        == 0
    )
