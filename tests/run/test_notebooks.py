"""The repository's own notebooks: warm and stock alike cell by cell, and made again only for what they show."""

import copy
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import lxml.html
import nbformat
import pytest
from jupyter_scheduler.executors import DefaultExecutionManager
from jupyter_scheduler.orm import Job, create_session, create_tables
from nbconvert import HTMLExporter

from analysis.params import RunParams
from analysis.run.pool import Pool, can_fork
from analysis.run.progress import Lines
from analysis.run.run import Asked, run

ROOT = Path(__file__).resolve().parents[2]
PARAMS = ROOT / "params" / "can-duoc-2025" / "monthly.yml"
MONTH = "2025-06"
pytestmark = pytest.mark.skipif(not can_fork(), reason="no fork here: the stock kernel does the work")


@pytest.fixture(scope="module")
def district(tmp_path_factory, known):
    """The district's programme with a raw folder and results of its own: (monthly.yml, raw folder)."""
    found = RunParams.load(PARAMS)
    folder = tmp_path_factory.mktemp("district")
    shutil.copytree(found.raw, folder / "raw")
    known(folder / "processed")
    text = PARAMS.read_text("utf-8")
    for name in ("programme", "sources", "notes"):
        text = text.replace(f"\n{name}: ", f"\n{name}: {PARAMS.parent}/")
    text = text.replace("../../data/raw/can-duoc-2025", str(folder / "raw"))
    text += f"\nprocessed: {folder}/processed\nnotebooks_folder: {ROOT}/notebooks\npapers: []\n"
    (folder / "monthly.yml").write_text(text, "utf-8")
    return folder / "monthly.yml", folder / "raw"


def made(district, out, pool, lang="vi", **more):
    asked = {"month": MONTH, "out": str(out), "lang": lang}
    with open(os.devnull, "w") as quiet:
        return run(Asked(district[0], asked, pool=pool, **more), Lines(quiet))


def executed(result) -> dict[str, nbformat.NotebookNode]:
    root = RunParams.load(PARAMS).root
    return {n.name: nbformat.read(root / n.executed, as_version=4) for n in result.manifest.notebooks}


@pytest.fixture(scope="module")
def warm(district, pool, tmp_path_factory):
    """A whole run on warm processes: (folder of the month, executed notebooks)."""
    result = made(district, tmp_path_factory.mktemp("warm"), pool)
    assert not result.manifest.failed
    return result.folder, executed(result)


@pytest.fixture(scope="module")
def stock(district, tmp_path_factory):
    """The same in stock kernels, as papermill alone runs them."""
    with Pool(1, warm=False) as kernels:  # each imports it all anew
        result = made(district, tmp_path_factory.mktemp("stock"), kernels)
    assert not result.manifest.failed
    return result.folder, executed(result)


def test_every_notebook_shows_what_a_stock_kernel_shows(warm, stock, same_cells):
    folder, found = stock
    assert found.keys() == warm[1].keys() and len(found) >= 9
    for name, nb in found.items():
        for one, other in zip(same_cells(nb), same_cells(warm[1][name]), strict=True):
            assert other == one, name
    for page in warm[0].glob("*.html"):
        assert (folder / page.name).read_bytes() == page.read_bytes(), page.name


@pytest.mark.parametrize(("name", "lang"), [("brief", "vi"), ("04_environment", "en")])
def test_papermill_and_nbconvert_alone_give_the_words_of_the_page(
    district, stock, pool, tmp_path, name, lang
):
    """One language, each heading once, the same mark of illustrative figures, with the stock template."""
    folder, made_alone = stock[0], copy.deepcopy(stock[1].get(name))
    if lang != "vi":  # and papermill's own command
        result = made(district, tmp_path / "en", pool, only=(name,), lang=lang)
        assert result.status == 0
        folder = result.folder
        alone = [sys.executable, "-m", "papermill", str(ROOT / "notebooks" / f"{name}.ipynb"), "out.ipynb"]
        asked = {"month": MONTH, "params": str(district[0]), "lang": lang}
        alone += [word for key, value in asked.items() for word in ("-p", key, value)]
        subprocess.run([*alone, "--no-progress-bar"], cwd=tmp_path, check=True, capture_output=True)
        made_alone = nbformat.read(tmp_path / "out.ipynb", 4)
    page = folder / f"{name}.html"
    lab = [c for c in made_alone.cells if "lab" in c.metadata.get("tags", ())]
    made_alone.cells = [
        c for c in made_alone.cells if c not in lab[1:]
    ]  # frames for the analyst; the first opens the book
    stock, _ = HTMLExporter(exclude_input=True, exclude_output_prompt=True).from_notebook_node(made_alone)
    said, opened = words(stock), "quan sát từ" if lang == "vi" else "observations from"
    (line,) = [text for text in said if opened in text]
    said.remove(line)
    on_page = words(page.read_text("utf-8"))
    assert on_page.pop(0) == ("Đến nội dung" if lang == "vi" else "To the content"), "the skip link of a page"
    assert said == on_page
    assert said[0].startswith("SỐ LIỆU MINH HỌA" if lang == "vi" else "ILLUSTRATIVE FIGURES")


def test_jupyterlabs_own_scheduler_runs_the_notebooks_as_they_are(tmp_path):
    """jupyter-scheduler itself, its record and its manager: a copy in a folder of its own, the month from its form,
    which takes a value as it stands in code."""
    staged, db = tmp_path / "giai đoạn 1", f"sqlite:///{tmp_path}/jobs.sqlite"
    staged.mkdir()
    create_tables(db)
    for name, given, month in (("06_party", None, "9"), ("09_brief", {"month": f'"{MONTH}"'}, "6")):
        paths = {kind: str(staged / f"{name}.{kind}") for kind in ("input", "ipynb", "html")}
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", paths["input"])
        with create_session(db)() as session:
            job = Job(
                name=name, input_filename=f"{name}.ipynb", runtime_environment_name="python3", compute_type="",
                output_formats=["ipynb", "html"], parameters=given, update_time=0, create_time=0,
            )  # fmt: skip
            session.add(job)
            session.commit()
            id = job.job_id
        DefaultExecutionManager(job_id=id, root_dir=str(tmp_path), db_url=db, staging_paths=paths).process()
        with create_session(db)() as session:
            job = session.get(Job, id)
            assert job.status == "COMPLETED", job.status_message
        cells = nbformat.read(paths["ipynb"], as_version=4).cells
        assert all(cell.execution_count for cell in cells if cell.cell_type == "code")
        said = words(Path(paths["html"]).read_text("utf-8"))
        assert any(text.startswith("SỐ LIỆU MINH HỌA") for text in said)
        assert any(f"tháng {month}/2025" in text.lower() for text in said), name


def words(html: str) -> list[str]:
    """The texts of a page's body, in order."""
    body = lxml.html.document_fromstring(html).find("body")
    texts = (" ".join(t.split()) for t in body.xpath(".//text()[not(ancestor::style or ancestor::script)]"))
    return [t for t in texts if t]


def without_edition(page):
    """A page's bytes without what it says of the edition before it, and its style: a month made anew has none."""
    said = rb'\s*<details class="edition".*?</details>\s*|<style>.*?</style>'
    return re.sub(said, b"\n", page.read_bytes(), flags=re.S)


def test_a_changed_workbook_makes_again_only_what_shows_it(district, warm, pool, tmp_path):
    out = warm[0].parents[1]
    assert made(district, out, pool).unchanged
    police = next((district[1] / MONTH).glob("*cong-an*"))
    kept = police.read_bytes()
    police.unlink()
    try:
        record = made(district, out, pool).manifest
        status = {n.name: n.status for n in record.notebooks}
        assert status["05_security"] == status["brief"] == status["01_ingest"] == "completed"
        assert [status[n] for n in ("02_economy", "03_society", "04_environment", "06_party")] == [
            "unchanged"
        ] * 4
        # what was left alone is what would have been made, and the brief but for what it says of its edition
        left = [n for n, state in status.items() if state == "unchanged"]
        anew = made(district, tmp_path, pool, only=(*left, "brief")).folder
        for name in (*left, "brief"):
            page = f"{name}.html"
            assert without_edition(anew / page) == without_edition(warm[0] / page), page
    finally:
        police.write_bytes(kept)
