"""One run, one set of figures: what others read, write or change meanwhile reaches none of its pages, or is told."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import inputs, kept, open_book
from analysis.check_command import run as check
from analysis.ingest import files, store
from analysis.ingest.contract import NoData
from analysis.ingest.observations import make_tables
from analysis.language import refused
from analysis.params import ParameterError, RunParams
from analysis.publish import manifest
from analysis.run.progress import Lines
from analysis.run.report import words
from analysis.run.run import Asked, run
from analysis.run.summary import keep

ROOT = Path(__file__).resolve().parents[2]
KEY = (
    '#page\nfrom IPython.display import HTML\nHTML(f"<p>KEY {book.tables.key[:10]} '
    'value {book.observations.value.max():g}</p>")'
)
OPEN = "from analysis import open_book\nbook = open_book(month, params)"


class House:
    """A programme of one measure, read from tidy files, a file a month."""

    def __init__(self, root: Path, notebook, pool):
        self.root, self.notebook, self.pool = root, notebook, pool
        self.params = root / "params" / "small" / "monthly.yml"
        self.raw = root / "data" / "raw"
        self.month = root / "reports" / "small" / "2025-02"
        self.params.parent.mkdir(parents=True)
        self.raw.mkdir(parents=True)
        self.write(
            "programme.yml",
            "id: small\nyear: 2025\nname_vi: Chương trình nhỏ\narea: {id: area, name_vi: Vùng}\n"
            "owners: [{id: o, name_vi: Phòng}]\ngroups: [{id: one, name_vi: Một}]\n"
            "targets: [{id: m, no: '1', group: one, name_vi: Sản lượng, measures: [{id: m, name_vi: Sản lượng, "
            "unit: tấn, kind: flow, rule: ge, low: 900, cadence: month, owners: [{owner: o}]}]}]\n",
        )
        self.write(
            "sources.yml",
            "sources: []\nlong: [{files: '*.csv', owner: o, place: area, "
            "figures: [{column: m, measure: m, basis: month}]}]\n",
        )
        self.monthly("[98_early, 99_late]")
        self.figure(1, 50)
        self.figure(2, 60)
        self.page("98_early")
        self.page("99_late")

    def write(self, name: str, text: str) -> None:
        self.params.with_name(name).write_text(text, encoding="utf-8")

    def monthly(self, notebooks: str, more: str = "") -> None:
        self.write("monthly.yml", f"raw: ../../data/raw\npapers: []\nnotebooks: {notebooks}\n{more}")

    def figure(self, month: int, value: int, folder: str = "") -> Path:
        file = self.raw / folder / f"{month:02d}.csv"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"period,m\n2025-{month:02d},{value}\n")
        return file

    def page(self, name: str, *before: str) -> Path:
        return self.notebook(self.root / "notebooks" / f"{name}.ipynb", *before, OPEN, KEY)

    def run(self):
        with open(os.devnull, "w") as quiet:
            return run(Asked(self.params, {}, pool=self.pool), Lines(quiet))

    def shown(self, name: str) -> str:
        text = (self.month / f"{name}.html").read_text("utf-8")
        return text[text.index("KEY") :].partition("<")[0]


@pytest.fixture
def house(tmp_path, write_notebook, pool):
    return House(tmp_path / "house", write_notebook, pool)


def until(path: Path) -> str:
    """A cell that ends when there is such a file."""
    return f"import os, time\nwhile not os.path.exists({str(path)!r}):\n    time.sleep(0.02)"


def unprivileged(code: str) -> subprocess.CompletedProcess:
    """`code` in a process for which the rights of files count, whoever runs the tests."""

    def drop() -> None:
        import ctypes

        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP

    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return subprocess.run(
        [sys.executable, "-c", code], preexec_fn=drop if as_root else None, cwd=ROOT, capture_output=True,
        text=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip


def test_a_raw_folder_that_nobody_can_have_meant_is_refused_at_once(house, monkeypatch):
    for raw in ("/", "../..", "../../../"):
        house.params.write_text(f"raw: {raw}\nnotebooks: [98_early]\n")
        with pytest.raises(ParameterError, match=f"monthly.yml, dòng 1, raw: có “{raw}”; .*chứa cả nhà"):
            RunParams.load(house.params)
    monkeypatch.setattr(inputs, "MOST", 3)
    for n in range(4):
        (house.raw / f"{n}.txt").write_text("")
    with pytest.raises(OSError) as caught:
        inputs.content([house.raw])
    assert "có hơn 50.000 tệp" in refused(caught.value) and str(house.raw) in refused(caught.value)


@pytest.mark.parametrize("key", ["out", "processed"])
@pytest.mark.parametrize("below", ["", "/2025/made"])
def test_nothing_is_written_among_the_raw_files(house, key, below):
    """They would be read as an office's files by the next run."""
    house.monthly("[98_early, 99_late]", f"{key}: ../../data/raw{below}\n")
    before = sorted(house.raw.rglob("*"))
    with pytest.raises(ParameterError, match=f"monthly.yml, {key}: .*outside the raw folder"):
        house.run()
    assert sorted(house.raw.rglob("*")) == before


def test_a_register_that_monthly_yml_does_not_name_is_said(house):
    """It lies there, and changes nothing: somebody took its key away."""
    (house.raw / "corrections.csv").write_text("source,sheet,cell,was,becomes,why,who,until\n")
    house.write("places.csv", "code,name_vi\n")
    found = house.run().summary["unclaimed"]
    wanted = [
        f"{name}.csv (cần khóa {name} trong monthly.yml: no such key)" for name in ("corrections", "places")
    ]
    assert [said for said in found if "no such key" in said] == wanted


def test_a_lost_file_is_no_rejected_cell(house):
    (house.raw / "empty.xlsx").write_bytes(b"")
    result = house.run()
    assert len(result.manifest.lost) == 1 and result.summary["rejected"] == 0


@pytest.mark.parametrize("file", ["programme.yml", "sources.yml"])
def test_a_file_of_the_programme_that_is_missing_is_told_by_its_short_name(house, file):
    house.params.with_name(file).unlink()
    try:
        said = house.run().message
    except ValueError as e:
        said = str(e)
    assert f"{file}, tệp: không có tệp này" in said and str(house.root) not in said


def test_modules_of_the_working_folder_are_not_the_workers(house, monkeypatch):
    (house.root / "random.py").write_text("raise RuntimeError('mine')")
    monkeypatch.chdir(house.root)
    house.pool = None
    assert house.run().status == 0


# --- the tables of a run


def test_tables_that_others_make_meanwhile(house, monkeypatch):
    """An office saves a file again after the first page, and somebody looks at the targets: a table of its own."""
    other = (
        f"from pathlib import Path\nPath({str(house.raw / '02.csv')!r}).write_text('period,m\\n2025-02,99\\n')\n"
        "import os\npinned = os.environ.pop('BRIEF_TABLES')\nfrom analysis import open_book\n"
        "assert open_book(month, params).observations.value.max() == 99\nos.environ['BRIEF_TABLES'] = pinned"
    )
    done = house.root / "done"
    house.page("98_early", other, f"open({str(done)!r}, 'w').close()")
    house.page("99_late", until(done))
    result = house.run()
    assert result.status == 0
    assert house.shown("98_early") == house.shown("99_late") and "value 60" in house.shown("98_early")
    (of_02,) = [i for i in result.manifest.inputs if i["path"] == "02.csv"]
    assert of_02["sha256"] != manifest.sha256(house.raw / "02.csv"), (
        "of what the pages show, not of what lies there"
    )
    home = house.root / "data" / "processed" / "small"
    assert [p.name for p in home.glob("tables*")] == ["tables"], "cleared away with the run"
    assert house.run().status == 0
    assert "value 99" in house.shown("99_late")
    monkeypatch.setattr(store, "pin", lambda key, params: "")  # without the protection
    read = manifest.sha256(house.figure(2, 60))
    done.unlink()
    (of_02,) = [i for i in house.run().manifest.inputs if i["path"] == "02.csv"]
    assert "value 99" in house.shown("99_late") and of_02["sha256"] == read


def test_tables_stay_as_long_as_a_run_may_need_them(house):
    params = RunParams.load(house.params)
    tables = params.processed / "tables"
    first = make_tables(params)
    with store.in_use(tables):
        house.figure(2, 70)
        second = make_tables(params)
        for made in (first, second):
            with store.pinned(store.pin(made.key, params)):
                assert make_tables(params).observations.equals(made.observations)
    with store.pinned(first.key), pytest.raises(NoData, match="run again"):
        make_tables(params)
    shutil.rmtree(tables)
    with store.pinned(second.key):
        assert make_tables(params).key == second.key, "the raw files are still those"


def test_a_run_that_was_killed_holds_no_tables(house):
    params = RunParams.load(house.params)
    make_tables(params)
    runs = params.processed / ".runs"
    runs.mkdir()
    (runs / "12345-dead").write_bytes(b"")
    house.figure(2, 70)
    make_tables(params)
    assert [p.name for p in params.processed.glob("tables*")] == ["tables"] and not list(runs.iterdir())


def test_another_programme_opened_in_a_run_has_its_own_tables(house, tmp_path):
    params = RunParams.load(house.params)
    made = make_tables(params)
    shutil.copytree(house.root, tmp_path / "other")
    other = RunParams.load(tmp_path / "other" / "params" / "small" / "monthly.yml")
    (other.raw / "02.csv").write_text("period,m\n2025-02,61\n")
    with store.pinned(store.pin(made.key, params)):
        assert make_tables(other).observations.value.max() == 61


def _here(function, jobs, processes=1, patience=1):
    """`limits.guarded` in this process."""
    return ((i, function(*arguments)) for i, (_, arguments) in enumerate(jobs))


def test_a_file_that_is_replaced_while_it_is_read(house, monkeypatch):
    """What is kept under a hash is what had that hash."""
    params = RunParams.load(house.params)
    whole, times = files._read_one, []

    def replaced(job):
        if job[0].name == "02.csv":
            times.append(1)
            house.figure(2, 60 + len(times) if len(times) < 3 else 62)
        whole(job)

    monkeypatch.setattr(files, "_read_one", replaced)
    monkeypatch.setattr(files, "guarded", _here)
    made = make_tables(params)
    assert made.observations.value.tolist() == [50, 62] and len(times) == 3
    assert made.inputs.sha256.tolist() == [manifest.sha256(house.raw / n) for n in ("01.csv", "02.csv")]
    assert make_tables(params).key == made.key and len(times) == 3
    monkeypatch.setattr(files, "_replaced", lambda *given, **more: False)  # without the protection
    times.clear()
    house.figure(2, 80)
    assert make_tables(params).inputs.sha256[1] != manifest.sha256(house.raw / "02.csv")


def test_a_file_that_is_written_on_and_on(house, monkeypatch):
    params = RunParams.load(house.params)
    whole, times = files._read_one, []

    def growing(job):
        if job[0].name == "02.csv":
            times.append(1)
            house.figure(2, 60 + len(times))
        whole(job)

    monkeypatch.setattr(files, "_read_one", growing)
    monkeypatch.setattr(files, "guarded", _here)
    made = make_tables(params)
    assert made.observations.value.tolist() == [50]
    assert [(p.source, p.code) for p in made.problems] == [("02.csv", "missing")]
    monkeypatch.undo()
    assert make_tables(params).observations.value.tolist() == [50, 60 + len(times)], (
        "the next time it is read"
    )


def test_rules_that_change_during_a_run(house, monkeypatch):
    """The run is made once more; what goes on changing publishes nothing."""
    file = house.params.with_name("programme.yml")
    once = f"from pathlib import Path\np = Path({str(file)!r})\nt = p.read_text()\n"
    house.page("98_early", once + "if 'low: 900' in t: p.write_text(t.replace('low: 900', 'low: 800'))")
    result = house.run()
    assert result.status == 0 and "programme.yml" in result.manifest.incidents[0]
    house.page("98_early", once + "p.write_text(t + '#\\n')")
    result = house.run()
    assert result.status == 2 and "programme.yml" in result.message
    assert "value 60" in house.shown("98_early"), "the month stays as it was"
    monkeypatch.setattr("analysis.run.run._Run._look_again", lambda *given: None)  # without the protection
    assert house.run().status != 2  # it publishes; a page that meets the file half written may be lost


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("p.write_text('period,m\\n2025-02,99\\n')", ["02.csv (bị sửa"]),
        ("p.rename(p.with_suffix('.csv.bak'))", ["02.csv (không còn", "02.csv.bak (mới có"]),
        (
            "p.with_suffix('.csv.bak').rename(p.with_name('03.csv'))",
            ["02.csv.bak (không còn", "03.csv (mới có"],
        ),
        ("p.unlink()", ["02.csv (không còn"]),
        (
            "p.with_name('o').mkdir(); (p.with_name('o') / '03.csv').write_text('period,m')",
            ["o/03.csv (mới có"],
        ),
        ("p.write_bytes(p.read_bytes())", []),
    ],
)
def test_data_that_change_after_they_were_read_are_told(house, does, told):
    """Also by another name, or gone; the pages speak of what was read."""
    house.figure(3, 70).rename(house.raw / "02.csv.bak") if "suffix('.csv.bak').r" in does else None
    raw = "/".join(house.raw.parts)  # not as a file that the page reads
    house.page("98_early", f"from pathlib import Path\np = Path({raw!r}, '0' + '2.csv')\n{does}")
    result = house.run()
    said = [one for one in result.manifest.incidents if "sau khi đọc" in one]
    assert result.status == 0 and "value 60" in house.shown("99_late") and len(said) == bool(told)
    assert all(one in said[0] for one in told)
    assert not [one for one in house.run().manifest.incidents if "sau khi đọc" in one]


def test_a_run_that_changes_nothing_tells_no_mishap_of_an_earlier_one(house):
    """The file was edited while the pages were made, and is as it was read since."""
    file, raw = house.raw / "02.csv", "/".join(house.raw.parts)
    read = file.read_bytes()
    house.page("98_early", f"from pathlib import Path\nPath({raw!r}, '0' + '2.csv').write_text('period,m')")
    assert "Sự cố" in words(house.run())[1]
    file.write_bytes(read)
    again = house.run()
    assert again.unchanged and "Không có gì thay đổi" in words(again)[0] and not words(again)[1]


def test_a_notebook_that_changes_during_a_run_is_made_again(house):
    page = house.root / "notebooks" / "99_late.ipynb"
    saved = page.read_bytes()
    edit = (
        f"from pathlib import Path\np = Path({str(page)!r})\n"
        "p.write_text(p.read_text().replace('KEY', 'KEY edited'))"
    )
    done = house.root / "done"
    house.monthly("[97_holds, 98_early, 99_late]")
    house.page("97_holds", until(done))  # the second worker, so that the last page begins after the edit
    house.page("98_early", edit, f"open({str(done)!r}, 'w').close()")
    assert "99_late" in " ".join(house.run().manifest.incidents)
    assert "edited" in house.shown("99_late")
    page.write_bytes(saved)
    house.page("98_early")
    house.run()
    assert "edited" not in house.shown("99_late"), "also when it is as it was before the run"


def test_a_building_that_is_removed(house):
    building, once = house.month.with_name(".2025-02.building"), house.root / "once"
    remove = (
        f"import os, shutil\nif not os.path.exists({str(once)!r}):\n    open({str(once)!r}, 'w').close()\n"
        f"    shutil.rmtree({str(building)!r})"
    )
    house.page("99_late", until(building / "98_early.html"), remove)
    result = house.run()
    assert result.status == 0 and "building" in result.manifest.incidents[0]
    assert manifest.whole(house.month, result.manifest.files())
    assert "value 60" in house.shown("98_early") and "value 60" in house.shown("99_late")


@pytest.mark.parametrize("always", [False, True])
def test_a_page_that_is_changed_after_it_was_made(house, always):
    """Made once more, and then lost alone; it is named either way."""
    building, once = house.month.with_name(".2025-02.building"), house.root / "once"
    house.run()
    good = (house.month / "98_early.html").read_text("utf-8")
    change = f"p = {str(building / '98_early.html')!r}\nopen(p, 'a').write('<!-- changed -->')"
    meddle = f"import os\nif {always} or not os.path.exists({str(once)!r}):\n    open({str(once)!r}, 'w').close()\n    "
    house.figure(2, 70)
    house.page("99_late", until(building / "98_early.html"), meddle + change.replace("\n", "\n    "))
    result = house.run()
    assert result.status == always and "98_early" in result.manifest.incidents[0]
    assert result.manifest.page("98_early").status == ("failed" if always else "completed")
    assert manifest.whole(house.month, result.manifest.files()) and "value 70" in house.shown("99_late")
    if always:
        page = (house.month / "98_early.html").read_text("utf-8")
        assert "mỗi lần vừa lập xong" in page and "changed -->" not in page and "98_early" in words(result)[1]
        assert (house.month / "98_early.last-good.html").read_text("utf-8") == good
    else:
        assert "value 70" in house.shown("98_early")


def test_two_writers_of_one_file_do_not_meet(tmp_path, monkeypatch):
    """Between the writing of one and its renaming, another writes and renames the same."""
    book = open_book("2025-06")
    replace, inner = os.replace, []

    def slow(part, to):
        if not inner:
            inner.append(1)
            keep(tmp_path, book.assessments)
        replace(part, to)

    monkeypatch.setattr(manifest.os, "replace", slow)
    keep(tmp_path, book.assessments)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["assessments.parquet", "commitments.parquet"]


# --- a reader need not write


def test_a_reader_works_where_nothing_can_be_written(house):
    told = unprivileged(
        f"""
import os
from pathlib import Path
from analysis import open_book
home, figures = Path({str(house.root / "data" / "processed" / "small")!r}), Path({str(house.raw / "02.csv")!r})
def look():
    book = open_book("2025-02", {str(house.params)!r})
    return book.observations.value.max(), len(book.assessments.measures)
def held():
    return {{p: p.read_bytes() for p in home.rglob("*") if p.is_file()}}
assert look() == (60, 1)
before = held()
for path in [home, *home.rglob("*")]:
    path.chmod(0o555 if path.is_dir() else 0o444)
try:
    assert look() == (60, 1), "as it is kept"
    figures.write_text("period,m\\n2025-02,61\\n")
    assert look() == (61, 1), "read anew"
    assert held() == before
finally:
    for path in [home, *home.rglob("*")]:
        path.chmod(0o755)
"""
    )
    assert told.returncode == 0, told.stderr


def test_things_that_cannot_be_kept_are_made_all_the_same(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert kept.kept(tmp_path / "file", "d", [], lambda: 1) == 1


def test_a_run_that_cannot_write_says_where(house):
    (house.root / "data" / "processed").write_bytes(b"")
    result = house.run()
    assert result.status == 2 and "processed" in result.message
    (house.root / "data" / "processed").unlink()
    shutil.rmtree(house.root / "reports")
    (house.root / "reports").write_bytes(b"")
    result = house.run()
    assert result.status == 2 and "reports" in result.message


# --- what lies below the raw folder and cannot be entered or read


def test_folders_and_files_that_cannot_be_read_cost_themselves(house):
    """Another's, or held open: said, and read as soon as they can be."""
    house.figure(3, 70, folder="2025-03")
    told = unprivileged(
        f"""
from pathlib import Path
from analysis.check_command import run as check
from analysis.ingest.observations import make_tables
from analysis.inputs import content
from analysis.params import RunParams
params = RunParams.load({str(house.params)!r})
def found():
    made = make_tables(params)
    return made.observations.value.tolist(), [(p.source, p.code, p.severity) for p in made.problems]
whole, hash = found(), content([params.raw])
assert whole == ([50, 60, 70], []), whole
for name, left in (("2025-03", [50, 60]), ("02.csv", [50, 70])):
    path = params.raw / name
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        for again in range(2):
            code = "no_entry" if path.is_dir() else "missing"
            assert found() == (left, [(name, code, "error")]), found()
        assert content([params.raw]) != hash and check([params.raw]) == 2
    finally:
        path.chmod(mode)
    assert found() == whole and content([params.raw]) == hash
"""
    )
    assert told.returncode == 0, told.stderr
    assert "2025-03" in told.stdout and told.stdout.count("không có quyền") >= 2


def test_files_of_the_programme_that_cannot_be_opened_are_named(house):
    """A folder of notes that is closed is not one without notes."""
    notes = house.params.with_name("notes")
    notes.mkdir()
    (notes / "2025-02.yml").write_text("asks: [{what: Cấp vốn}]\n", "utf-8")
    told = unprivileged(
        f"""
import sys
from pathlib import Path
from analysis import commands, open_book
notes, params = Path({str(notes)!r}), Path({str(house.params)!r})
notes.chmod(0)
problems = open_book("2025-02", params).view.problems
notes.chmod(0o755)
assert [p.code for p in problems] == ["notes"], problems
print(problems[0].message)
params.chmod(0)
sys.argv = ["brief", "status", "--params", str(params)]
assert commands.run_app() == 2
"""
    )
    params_is_closed = f"không mở được “{house.params}” (cannot be opened)"
    assert told.returncode == 0 and "thư mục" in told.stdout and params_is_closed in told.stderr, told


def test_a_register_that_cannot_be_opened_is_told_once(house, capsys):
    (house.raw / "corrections.csv").symlink_to("gone.csv")
    house.monthly("[98_early, 99_late]", "corrections: ../../data/raw/corrections.csv\n")
    result = house.run()
    assert result.status == 1 and [at["path"] for at in result.manifest.lost] == ["corrections.csv"]
    assert check(sorted(house.raw.glob("0*.csv")), house.params.with_name("sources.yml")) == 1
    assert capsys.readouterr().out.count("sổ đính chính") == 1


def test_what_could_not_be_read_is_told_by_the_run(house):
    (house.raw / "2025-03").symlink_to(house.root / "nowhere")
    result = house.run()
    assert result.status == 1
    assert [(x["path"], "Không vào được" in x["message"]) for x in result.manifest.lost] == [
        ("2025-03", True)
    ]
    assert "2025-03" in (house.month / "index.html").read_text("utf-8")


@pytest.mark.parametrize("kind", ["dangling", "itself", "above", "pipe"])
def test_links_and_pipes_that_lead_nowhere(house, kind):
    at = house.raw / "2025-03.csv"
    {
        "dangling": lambda: at.symlink_to(house.root / "nowhere"),
        "itself": lambda: at.symlink_to(at),
        "above": lambda: at.symlink_to(house.raw.parent),
        "pipe": lambda: os.mkfifo(at),
    }[kind]()
    tables = make_tables(RunParams.load(house.params))
    lost = [p for p in tables.problems if p.code == ("missing" if kind == "pipe" else "no_entry")]
    assert [p.severity for p in lost] == ["error"] and lost[0].source.endswith(
        "2025-03.csv" if kind != "above" else "raw"
    )
    assert tables.observations.value.tolist()[:2] == [50, 60] or kind == "above"
    assert inputs.content([house.raw]) and check([house.raw]) == 2
    at.unlink()
    assert make_tables(RunParams.load(house.params)).key != tables.key


def test_files_saved_by_windows_say_the_same(house):
    """With its line ends and the mark of UTF-8 before them."""
    house.write(
        "corrections.csv", "source,sheet,cell,was,becomes,why,who,until\n02.csv,02,B2,60,65,nhầm,Hà,\n"
    )
    house.monthly("[98_early, 99_late]", "corrections: corrections.csv\nlang: vi\n")
    (notes := house.params.with_name("notes")).mkdir()
    (notes / "2025-02.yml").write_text(
        "asks: [{what: Cấp vốn, decides: o, lead: o, deadline: 2025-03-01}]\n", "utf-8"
    )
    first = house.run()
    before = make_tables(RunParams.load(house.params))
    for file in [*house.params.parent.rglob("*.*"), *house.raw.rglob("*.csv")]:
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    after, second = make_tables(RunParams.load(house.params)), house.run()
    said = [
        t.observations[["period", "value", "sheet", "cell", "note"]].values.tolist() for t in (before, after)
    ]
    assert said[0] == said[1] and before.observations.value.max() == 65
    assert before.problems == after.problems == () and first.status == second.status == 0
    assert house.shown("99_late").endswith("value 65")


@pytest.mark.parametrize("name", ["monthly.yml", "programme.yml", "sources.yml", "notes/2025-02.yml"])
def test_a_pipe_in_the_place_of_a_file_of_the_programme(house, name):
    """It is named within the time of a run that finds something wrong, never waited for."""
    at = house.params.with_name("notes") if name.startswith("notes") else house.params.parent
    at.mkdir(exist_ok=True)
    house.params.with_name(name.rpartition("/")[2]).unlink(missing_ok=True)
    os.mkfifo(house.params.parent / name)
    code = (
        f"import os; from analysis.run.run import Asked, run; from analysis.run.progress import Lines; "
        f"r = run(Asked({str(house.params)!r}, {{}}), Lines(open(os.devnull, 'w'))); "
        "print(r.status, r.message, r.manifest and r.manifest.lost)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    words = told.stdout + told.stderr
    assert Path(name).name in words and ("ống hay thiết bị" in words or "không phải một tệp" in words)


ASK = "asks: [{what: Cấp vốn, decides: o, lead: o, deadline: 2025-03-01}]\n"


@pytest.mark.parametrize(
    ("content", "lost"),
    [
        (ASK, ""),
        ("", ""),
        ("# chưa có gì\n", ""),
        ("- Cấp vốn\n", "2025-02.yml, dòng 1, tệp: có list"),
        ("asks: [\n", "2025-02.yml, dòng 2"),
        ("ask: [{what: Cấp vốn}]\n", "asks"),
        ("folder", "đây là thư mục"),
        ("link", "không có tệp này"),
        ("file", "notes, notes: không phải một thư mục"),
        ("none", "nots, notes: không phải một thư mục"),
        ("near", "notes/2025-2.yml, tên: không đọc (not read); cần tên 2025-02.yml"),
        ("asks:\ncauses:\nassigned:\nanswers:\nstory:\nlang:\nmonth:\n", ""),
        (
            "asks:\n  - what: Cấp vốn\n    why:\n    lead:\n    deadline: 2025-03-10\n  -\n",
            "",
        ),
        ("asks:\n  - what:\n", ""),
        ("asks:\n  - what: '  '\n", ""),
        ("asks:\n  - why: Chậm\n", "2025-02.yml, dòng 2, asks[1].what"),
        ("assigned:\n  - what: Cấp vốn\n    owner:\n", "2025-02.yml, dòng 3, assigned[1].owner"),
        ("answers: [{month: 2025-1, ask: 1, decision: Được}]", "dòng 1, answers[1].ask: có “2025-01”, 1"),
    ],
)
def test_notes_that_are_of_no_use_cost_the_notes(house, content, lost):
    """The rest is published, and every page says that they are missing."""
    notes = house.params.with_name("notes") / "2025-02.yml"
    if content == "file":
        notes.parent.write_text("asks: []")
    else:
        notes.parent.mkdir()
    if content == "folder":
        notes.mkdir()
    elif content == "link":
        notes.symlink_to("gone.yml")
    elif content == "none":
        house.params.write_text(house.params.read_text("utf-8") + "notes: nots\n", "utf-8")
    elif content == "near":
        notes.with_name("2025-2.yml").write_text(ASK, "utf-8")
    elif content != "file":
        notes.write_text(content, "utf-8")
    result = house.run()
    assert result.status == (1 if lost else 0) and house.shown("99_late").endswith("value 60")
    said = [at["message"] for at in result.manifest.lost]
    assert (lost in said[0] and len(said) == 1) if lost else not said
    assert not result.summary.get("notes")
    at = lost.partition(",")[0] if content in {"file", "none", "near"} else "notes/2025-02.yml"
    assert (f"Ghi chú của tháng không đọc được ({at})" in result.manifest.banner) == bool(lost)
    assert "không đọc được" not in (house.month.parent / "index.html").read_text("utf-8")
    asks = open_book("2025-02", house.params).table.asks().text
    assert ("Ghi chú của tháng không đọc được" in asks) == bool(lost)


def test_a_wrong_item_of_the_notes_costs_itself_and_every_page_says_so(house):
    notes = house.params.with_name("notes") / "2025-02.yml"
    notes.parent.mkdir()
    notes.write_text(ASK + "causes:\n  - {measure: m, cause: Mưa}\n  - {measure: z, cause: Lũ}\n", "utf-8")
    result = house.run()
    assert result.status == 1
    (lost,) = result.manifest.lost
    assert lost["path"] == "notes/2025-02.yml, dòng 4" and "causes[2].measure: có “z”" in lost["message"]
    assert (
        "Trong ghi chú của tháng có mục viết sai, không dùng (notes/2025-02.yml, dòng 4)"
        in result.manifest.banner
    )
    assert f"Mất (lost): {lost['path']}: {lost['message']}" in words(result)[1]
    book = open_book("2025-02", house.params)
    assert "Cấp vốn" in book.table.asks().text and [c.cause for c in book.notes.causes] == ["Mưa"]
    assert "viết sai" not in (house.month.parent / "index.html").read_text("utf-8")


def test_a_link_to_a_folder_elsewhere_is_followed(house):
    shared = house.root / "shared"
    shared.mkdir()
    (house.raw / "linked").symlink_to(shared)
    before = inputs.content([house.raw])
    (shared / "03.csv").write_text("period,m\n2025-03,70\n")
    tables = make_tables(RunParams.load(house.params))
    assert tables.inputs.source.tolist()[-1] == "linked/03.csv" and 70 in set(tables.observations.value)
    assert inputs.content([house.raw]) != before


def test_names_that_are_long_or_broken(house):
    for name in ("x" * 240 + ".csv", "hai\ndòng.csv", os.fsdecode(b"thu\xed.csv")):
        try:
            (house.raw / name).write_text("period,m\n2025-02,61\n")
        except OSError:
            pytest.skip("this file system takes no such name")
    assert house.run().status == 0
    assert "value 61" in house.shown("99_late")
