"""A month is published whole; what is lost is named, what is good is kept, what is unchanged is left alone."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.params import ParameterError
from analysis.publish import manifest
from analysis.run.pool import can_fork


def said(office) -> dict:
    return json.loads((office.month / "manifest.json").read_text("utf-8"))


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_month_and_its_archives(office):
    result = office.run()
    assert result.status == 0
    assert names(office.out) - {".office.lock"} == {
        "index.html", "office/index.html", "office/2025-06/index.html", "office/2025-06/manifest.json",
        "office/2025-06/01_first.html", "office/2025-06/brief.html",
    }  # fmt: skip
    assert "bản tin vùng" in office.page("brief")
    assert "never shown" not in office.page("brief")
    assert result.front == office.month / "brief.html"


def test_the_manifest_says_what_went_in_and_what_came_out(office):
    office.run(month="2025-06")
    found = said(office)
    assert {"run_id", "programme", "month", "as_of", "parameters", "inputs", "notebooks", "versions", "git_commit",
            "started", "finished", "exit_status"} <= set(found)  # fmt: skip
    assert found["exit_status"] == 0
    assert found["parameters"] == {"params": "params/office/monthly.yml", "month": "2025-06"}
    assert found["versions"]["packages"]["papermill"]
    page = found["notebooks"][0]
    assert (page["name"], page["status"], page["error"]) == ("01_first", "completed", None)
    content = (office.month / "01_first.html").read_bytes()
    assert page["outputs"][0]["bytes"] == len(content)
    assert manifest.whole(office.month, page["outputs"])


def test_a_page_that_was_not_asked_for_stands_there_and_says_so(office):
    """Others link to it; once it is made, it is what stands there."""
    assert office.run(only=("brief",)).status == 0
    page = office.page("01_first")
    assert "brief run --month 2025-06 --only 01_first" in page and 'href="index.html"' in page
    assert "01_first.html" not in office.page("index") and 'id="units"' in office.page("index")
    assert manifest.whole(office.month, said(office)["others"])
    assert office.run(only=("brief",)).unchanged
    assert office.run().status == 0
    assert "brief run" not in office.page("01_first") and "01_first.html" in office.page("index")
    assert not said(office)["kept"]


def test_the_stock_kernel_makes_the_same_bytes(office, monkeypatch):
    office.run()
    warm = {p: (office.month / p).read_bytes() for p in ("01_first.html", "brief.html")}
    monkeypatch.setenv("BRIEF_STOCK_KERNEL", "1")
    assert not can_fork()
    assert office.run(fresh=True, jobs=1, own_pool=True).status == 0
    assert warm == {p: (office.month / p).read_bytes() for p in warm}


def test_a_notebook_that_fails_is_refused_and_the_last_good_page_kept(office, html):
    office.run()
    good = office.page("01_first")
    office.notebook("01_first", "x = 1", "raise ValueError('không có <cột> nào')", html("một"))
    result = office.run()
    assert result.status == 1
    page = office.page("01_first")
    assert "không có &lt;cột&gt; nào" in page and "Traceback" not in page
    assert 'href="01_first.last-good.html"' in page
    assert office.page("01_first.last-good") == good
    assert "bản tin" in office.page("brief")
    found = said(office)["notebooks"]
    assert found[0]["error"] == {"cell": 2, "message": "ValueError: không có <cột> nào"}
    assert found[1]["status"] == "unchanged"
    # it fails again: the last good page is still the one before
    assert office.run().status == 1
    assert office.page("01_first.last-good") == good
    # and is mended
    office.notebook("01_first", html("mới"))
    assert office.run().status == 0
    assert "mới" in office.page("01_first")
    assert "01_first.last-good.html" not in names(office.month)


def test_a_first_run_has_no_last_good_page(office):
    office.notebook("01_first", "1 / 0")
    assert office.run().status == 1
    assert "last-good" not in office.page("01_first")


def test_nothing_changed(office):
    office.run()
    before = {p: p.stat().st_ino for p in office.out.rglob("*")}
    again = office.run()
    assert again.unchanged and again.status == 0
    assert {p: p.stat().st_ino for p in office.out.rglob("*")} == before


def test_only_what_changed_is_made_again(office, html):
    office.run()
    office.notebook("01_first", html("khác"))
    office.run()
    assert [n["status"] for n in said(office)["notebooks"]] == ["completed", "unchanged"]
    assert "khác" in office.page("01_first")
    office.tell(data_key="b" * 64)
    office.run()
    assert [n["status"] for n in said(office)["notebooks"]] == ["completed", "completed"]


def test_fresh_makes_everything(office):
    office.run()
    assert not office.run(fresh=True).unchanged
    assert {n["status"] for n in said(office)["notebooks"]} == {"completed"}


@pytest.mark.parametrize("file", ["brief.html", "index.html"])
@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_page_that_is_not_whole_is_made_again(office, file, harm):
    office.run()
    page = office.month / file
    whole = page.read_bytes()
    page.unlink() if harm == "gone" else page.write_bytes(whole[:100])
    assert not office.run().unchanged
    kept = office.month / "index.edited.html"
    if (file, harm) == ("index.html", "cut"):  # somebody's own, for all that is known: it is listed too
        assert kept.read_bytes() == whole[:100] and "index.edited.html" in office.page("index")
    else:
        assert page.read_bytes() == whole and not kept.exists()


def test_a_torn_manifest_is_made_again(office):
    office.run()
    (office.month / "manifest.json").write_text('{"run_id": ')
    assert office.run().status == 0
    assert said(office)["exit_status"] == 0


@pytest.mark.parametrize("key", ["edition", "inputs", "notebooks", "banner", "month", "changed", "others"])
def test_a_manifest_that_holds_something_else_is_made_again(office, key):
    office.run()
    broken = said(office) | {key: {"x": "hai"}}
    (office.month / "manifest.json").write_text(json.dumps(broken))
    assert office.run().status == 0
    assert said(office)[key] != {"x": "hai"}


def test_only_one_page_leaves_the_others(office, html):
    office.run()
    other = office.page("brief")
    office.notebook("01_first", html("một mình"))
    office.notebook("09_brief", html("không được làm"))
    assert office.run(only=["01_first"]).status == 0
    assert "một mình" in office.page("01_first")
    assert office.page("brief") == other
    assert {n["name"] for n in said(office)["notebooks"]} == {"01_first", "brief"}
    assert office.run(only=["09_brief"]).status == 0, "a page may be called by its notebook"
    assert "không được làm" in office.page("brief")


def test_pages_of_one_place_and_of_each(office):
    office.monthly(
        "raw: ../../data/raw\npapers: []\nplace_notebooks: [brief]\n"
        "notebooks: [01_first, {notebook: 09_brief, name: brief}]\n"
    )
    office.run()
    assert office.run(place="28126").status == 0
    assert "bản tin 28126" in office.page("place-28126/brief")
    assert office.run(place="all", owner="all").status == 0
    assert {"place-28108/brief.html", "place-28126/brief.html", "owner-tax/01_first.html",
            "brief.html", "01_first.html"} <= names(office.month)  # fmt: skip
    assert "place-28126/brief.html" in office.page("index")


def test_a_page_of_one_place_depends_on_that_place_where_it_is_said_to(office):
    pages = "raw: ../../data/raw\npapers: []\nplace_notebooks: [01_first]\nnotebooks: [01_first]\n"
    units = {"28108": "1", "28126": "1"}

    def statuses(**changed) -> list[str]:
        office.tell(units=units | changed, data_key="".join(changed.values()).ljust(64, "b"))
        office.run(place="all")
        return [n["status"] for n in said(office)["notebooks"]]

    office.monthly(pages + "place_reads: own\n")
    assert statuses() == ["completed", "completed"]
    assert statuses(**{"28126": "2"}) == ["unchanged", "completed"]
    office.monthly(pages)
    assert statuses(**{"28126": "3"}) == ["completed", "completed"]
    assert statuses(**{"28126": "4"}) == ["completed", "completed"], "it may show any figure of the programme"


@pytest.mark.parametrize(
    ("given", "words"),
    [({"place": "28125"}, "28126"), ({"owner": "tex"}, "một trong tax Thuế"), ({"mnth": "x"}, "month")],
)
def test_an_unknown_place_owner_or_parameter(office, given, words):
    with pytest.raises(ParameterError, match=words):
        office.run(**given)
    assert not office.month.exists()


def test_a_paper_of_one_place_is_none(office):
    office.monthly(office.params.read_text("utf-8").replace("papers: []", "papers: [annex.xlsx]"))
    with pytest.raises(ParameterError, match="annex.xlsx.*cả vùng"):
        office.run(place="28126", only=["annex.xlsx"])


def test_an_unknown_page(office):
    with pytest.raises(ParameterError, match="did you mean '09_brief'"):
        office.run(only=["9_brief"])


def test_no_data_publishes_nothing(office):
    office.run()
    before = names(office.out)
    office.tell(**{"raise": "Không có thư mục số liệu"})
    result = office.run()
    assert (result.status, result.message) == (2, "Không có thư mục số liệu")
    assert names(office.out) == before


def test_a_file_that_was_lost(office):
    office.tell(lost=[["thue.xlsx", "tệp hỏng"]])
    assert office.run().status == 1
    assert "thue.xlsx" in office.page("index")
    assert office.run().status == 1, "nothing changed, and the file is still lost"


def test_another_run_holds_the_lock(office):
    from filelock import FileLock

    office.out.mkdir()
    with FileLock(office.out / ".office.lock"):
        assert office.run().status == 3
    assert office.run().status == 0


def test_a_notebook_that_hangs_is_stopped_and_named(office):
    office.notebook(
        "01_first", "import subprocess, time\np = subprocess.Popen(['sleep', '1000'])\ntime.sleep(1000)"
    )
    result = office.run(timeout="1.5")
    assert result.status == 1
    error = said(office)["notebooks"][0]["error"]
    assert "1.5 giây" in error["message"] and error["cell"] == 1
    assert "1.5 giây" in office.page("01_first")


def test_what_a_killed_run_left_is_cleared_away(office):
    office.run()
    (office.month.parent / ".2025-06.building").mkdir()
    (office.month.parent / ".2025-06.building" / "half.html").write_text("<p>half")
    (office.month.parent / ".12345-0a1b2c3d").write_text("<p>half a list of months")
    office.run()
    assert not list(office.month.parent.glob(".*"))
    office.month.rename(office.month.parent / ".2025-06.old")  # killed between the two renames
    assert office.run().unchanged
    assert not list(office.month.parent.glob(".*"))


def test_memory_has_a_limit(office):
    office.notebook("01_first", "x = bytearray(3_000_000_000)")
    assert office.run(memory="500").status == 1
    assert "MemoryError" in said(office)["notebooks"][0]["error"]["message"]


def test_the_archives(office):
    office.run()
    office.tell(month="2025-05")
    office.run()
    page = (office.out / "office" / "index.html").read_text("utf-8")
    assert page.index("2025-06/brief.html") < page.index("2025-05/brief.html")
    assert page.count('aria-label="Đạt tiến độ"') == 2
    home = (office.out / "index.html").read_text("utf-8")
    assert 'href="office/index.html"' in home and 'href="office/2025-06/brief.html"' in home
    for path in office.out.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "://" not in text.replace("http://www.w3.org", "") and 'href="/' not in text


def test_the_archives_say_that_figures_are_illustrative(office):
    office.tell(banner="SỐ LIỆU MINH HỌA")
    office.run()
    for page in ("2025-06/index.html", "index.html"):
        assert "SỐ LIỆU MINH HỌA" in (office.out / "office" / page).read_text("utf-8")


def test_english_pages(office):
    office.run(lang="en")
    assert 'lang="en"' in (office.out / "office" / "2025-06.en" / "index.html").read_text("utf-8")


def test_the_same_command_again_ends_at_once(office):
    """In a process of its own: nothing heavy may be imported to find out that nothing changed."""
    argv = ["--month", "2025-06"]
    look = (
        "import sys; sys.argv = ['brief', 'run', '--params', {p!r}, *{a!r}]\n"
        "from analysis.run import unchanged, report\nimport dataclasses\n"
        "{more}"
    )
    make = (
        "from analysis.run.run import Asked, run\nfrom analysis.run.progress import Lines\n"
        "from analysis.params import RunParams\nimport io\n"
        "r = run(Asked({p!r}, {{}}, summary='office_summary:tell'), Lines(io.StringIO()))\n"
        "unchanged.remember(sys.argv[2:], RunParams.load({p!r}), r, *report.words(r), {{}})\n"
    )
    ask = (
        "import sys; sys.argv = ['brief', 'run', '--params', {p!r}, *{a!r}]\n"
        "from analysis.run import unchanged\nstatus = unchanged.quick(sys.argv[2:])\n"
        "print('STATUS', status, sorted({{'pandas', 'typer', 'pydantic', 'ruamel'}} & set(sys.modules)))\n"
    )

    def go(code):
        text = code.format(p=str(office.params), a=argv, more=make.format(p=str(office.params)))
        return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout

    def status():
        return go(ask).splitlines()[-1]

    assert status().startswith("STATUS None")
    theirs = office.month / "dự thảo của tôi.docx"  # what is written into one of theirs may stand in the next
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"x")
    go(look)
    out = go(ask)
    assert out.splitlines()[-1] == "STATUS 0 []"
    assert "Sản lượng" in out
    for path in (
        theirs,
        office.month / "brief.html",
        office.root / "data" / "raw" / "figures.csv",
        office.params,
    ):
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        assert status().startswith("STATUS None"), path
        path.write_bytes(kept)
        assert status().startswith("STATUS 0")
    new = office.root / "data" / "raw" / "new.csv"
    new.write_text("2\n")
    assert status().startswith("STATUS None")
    new.unlink()
    os.utime(office.root / "data" / "raw" / "figures.csv")
    assert status().startswith("STATUS 0"), "times of files do not count"


def test_a_page_of_one_group_depends_on_that_group(office):
    office.monthly(
        "raw: ../../data/raw\npapers: []\n"
        "notebooks: [{notebook: 01_first, reads: [one]}, {notebook: 09_brief, name: brief}]\n"
    )
    office.run()
    office.tell(data_key="b" * 64)
    office.run()
    assert [n["status"] for n in said(office)["notebooks"]] == ["unchanged", "completed"]
    office.tell(groups={"one": "2"})
    office.run()
    assert [n["status"] for n in said(office)["notebooks"]] == ["completed", "unchanged"]
    office.monthly("raw: ../../data/raw\npapers: []\nnotebooks: [{notebook: 01_first, reads: [oen]}]\n")
    with pytest.raises(ParameterError, match="nhóm: một trong one"):
        office.run()


def test_a_month_that_waits_leaves_everything_as_it_was(office):
    office.run()
    before = {p: p.stat().st_ino for p in office.out.rglob("*")}
    whole = office.told.read_text("utf-8")
    office.told.write_text(
        json.dumps({"waits": {"message": "Chưa báo cáo (late): Thuế", "until": "2025-10-31"}})
    )
    result = office.run()
    assert (result.status, result.manifest, result.message) == (4, None, "Chưa báo cáo (late): Thuế")
    assert {p: p.stat().st_ino for p in office.out.rglob("*")} == before
    # the last good month, not made before, is made while the newer one waits
    office.told.write_text(whole)
    office.tell(month="2025-05", waits={"message": "Tháng 6 chưa đủ", "until": "2025-06-30"})
    result = office.run()
    assert (result.status, result.manifest.month, result.until) == (4, "2025-05", "2025-06-30")
    assert result.message == "Tháng 6 chưa đủ"


CHANGED = [{"name": "1 Lúa <b>", "before": "5 tấn", "after": "6 tấn", "why": "lua.xlsx"}]


def test_an_edition_is_marked_on_the_brief_and_in_the_lists(office):
    office.run()
    assert "Bản cập nhật" not in office.page("brief")
    office.tell(edition=2, changed=CHANGED, figures={"1": {"value": 6}})
    assert office.run().status == 0
    page = office.page("brief")
    assert "Bản cập nhật lần 2: 1 số liệu" in page
    assert re.search(r"1 Lúa &lt;b&gt;</th>.*5 tấn.*6 tấn.*lua\.xlsx", page)
    assert "Bản cập nhật lần 2" not in office.page("01_first"), "its figures may be the same"
    for index in (office.month / "index.html", office.month.parent / "index.html"):
        assert "Bản cập nhật lần 2" in index.read_text("utf-8")
    assert office.run().unchanged


def test_an_edition_that_nobody_has_seen_is_none(office):
    office.tell(edition=1, changed=[], figures={"1": {"value": 5}})
    office.run()
    for name in ("01_first", "09_brief"):
        office.notebook(name, "1 / 0")
    office.tell(edition=2, changed=CHANGED, figures={"1": {"value": 6}})
    assert office.run().status == 2
    found = said(office)
    assert (found["edition"], found["changed"], found["figures"]) == (1, [], {"1": {"value": 5}})


def test_a_month_with_too_few_reports_is_marked_in_the_archive(office):
    office.tell(lacking="Bản chưa đủ số liệu", banner="Bản chưa đủ số liệu · SỐ LIỆU MINH HỌA")
    office.run()
    archive = (office.month.parent / "index.html").read_text("utf-8")
    assert "chưa đủ số liệu" in archive and "Bản chưa đủ số liệu ·" not in archive
    assert 'class="banner">SỐ LIỆU MINH HỌA' in archive
    assert 'class="banner">Bản chưa đủ số liệu · SỐ LIỆU' in office.page("01_first")


def test_a_page_that_an_earlier_run_lost_is_not_this_runs(office, html):
    """Exit status and lines speak of the pages asked for; what is still lost from before is said as such."""
    from analysis.run import report

    office.notebook("09_brief", "1 / 0")
    assert office.run().status == 1
    office.notebook("01_first", html("mới"))
    for again in (False, True):
        result = office.run(only=["01_first"])
        told, wrong = report.words(result)
        assert result.status == said(office)["exit_status"] == 0 and result.unchanged == again and not wrong
        assert "không làm lại (lost in an earlier run, not made again): brief." in told
        assert (
            "Bản tin (brief)" not in told and f"Trang, tệp (page): {office.month / '01_first.html'}" in told
        )
    assert office.run().status == 1


@pytest.mark.parametrize("below", ["", "2025-06", "2025-06/x", "moi"])
def test_no_reports_within_those_of_a_programme(office, below):
    office.run()
    before = names(office.out)
    with pytest.raises(ParameterError, match=f"--out {re.escape(str(office.out))}"):
        office.run(out=str(office.out / "office" / below))
    assert names(office.out) == before


@pytest.mark.parametrize("below", ["", "2025-06", "moi"])
def test_no_reports_within_those_of_another_programme(office, tmp_path, below):
    office.run(out=str(tmp_path / "khac"))
    (tmp_path / "khac" / "office").rename(tmp_path / "khac" / "other")
    with pytest.raises(ParameterError, match="--out"):
        office.run(out=str(tmp_path / "khac" / "other" / below))
    assert office.run(out=str(tmp_path / "khac")).status == 0


@pytest.mark.parametrize("out", [".", ".git", "src", "src/moi", "params", "data/ra", "notebooks"])
def test_no_reports_among_other_files_of_the_house(office, out):
    for file in (".git/HEAD", "src/analysis/a.py"):
        (office.root / file).parent.mkdir(parents=True, exist_ok=True)
        (office.root / file).write_text("")
    before = names(office.root)
    with pytest.raises(ParameterError, match=f"--out {re.escape(str(office.root))}"):
        office.run(out=str(office.root / out))
    assert names(office.root) == before


def test_what_lies_above_the_house_is_no_reason_to_refuse_reports(office, tmp_path):
    """A folder that holds houses may hold a month that somebody copied there; and what is proposed will do."""
    office.run()
    for file in ("manifest.json", "index.html"):
        (tmp_path / file).write_bytes((office.month / file).read_bytes())
    (office.root / "reports-2").mkdir()
    (office.root / "reports-2" / "thư.txt").write_text("")
    assert office.run(fresh=True).status == 0
    with pytest.raises(ParameterError, match="^--out: ") as refused:
        office.run(out=str(office.root / "params"))
    proposed = str(refused.value).rpartition("--out ")[2].rstrip(".")
    assert proposed == str(office.root / "reports-3") and office.run(out=proposed).status == 0
    assert office.run(out=str(tmp_path / "khác")).status == 0


def test_reports_in_a_folder_of_the_house_that_is_theirs(office):
    (office.root / "ra" / "thu").mkdir(parents=True)
    (office.out).mkdir()
    (office.out / "ghi-chu.txt").write_text("của người")
    for out in ("ra/thu", "ra/khac", "ra/thu", "reports/them", "moi"):
        assert office.run(out=str(office.root / out)).status == 0


def test_rejected_cells_lead_to_a_page_that_there_is(office):
    from analysis.run import report

    office.tell(rejected=3)
    said = report.words(office.run())[0]
    assert "3 ô bị loại, xem brief check" in said and "01_ingest" not in said
