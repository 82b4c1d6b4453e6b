"""The repository's own notebooks: warm and stock alike cell by cell, and made again only for what they show."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest

from analysis.run.params import RunParams
from analysis.run.pool import Pool, can_fork
from analysis.run.progress import Lines
from analysis.run.run import Asked, run

ROOT = Path(__file__).resolve().parents[2]
PARAMS = ROOT / "params" / "can-duoc-2025" / "monthly.yml"
MONTH = "2025-06"
pytestmark = pytest.mark.skipif(not can_fork(), reason="no fork here: the stock kernel does the work")


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """The district's programme with a raw folder and results of its own: (monthly.yml, raw folder)."""
    found = RunParams.load(PARAMS)
    folder = tmp_path_factory.mktemp("district")
    shutil.copytree(found.raw, folder / "raw")
    text = PARAMS.read_text("utf-8")
    for name in ("programme", "sources", "notes"):
        text = text.replace(f"\n{name}: ", f"\n{name}: {PARAMS.parent}/")
    text = text.replace("../../data/raw/can-duoc-2025", str(folder / "raw"))
    text += f"\nprocessed: {folder}/processed\nnotebooks_folder: {ROOT}/notebooks\npapers: []\n"
    (folder / "monthly.yml").write_text(text, "utf-8")
    return folder / "monthly.yml", folder / "raw"


@pytest.fixture(scope="module")
def workers(path_of_workers):
    with Pool(2) as pool:
        yield pool


def made(district, out, pool, **more):
    with open(os.devnull, "w") as quiet:
        return run(Asked(district[0], {"month": MONTH, "out": str(out)}, pool=pool, **more), Lines(quiet))


def executed(district) -> dict[str, nbformat.NotebookNode]:
    folder = district[0].parent / "processed" / "executed" / MONTH
    return {p.stem: nbformat.read(p, as_version=4) for p in sorted(folder.glob("*.ipynb"))}


@pytest.fixture(scope="module")
def warm(district, workers, tmp_path_factory):
    """A whole run on warm processes: (folder of the month, executed notebooks)."""
    out = tmp_path_factory.mktemp("warm")
    assert not made(district, out, workers).manifest.failed
    return out / "can-duoc-2025" / MONTH, executed(district)


def test_every_notebook_shows_what_a_stock_kernel_shows(district, warm, tmp_path, same_cells):
    with Pool(2, warm=False) as stock:
        assert not made(district, tmp_path, stock).manifest.failed
    found = executed(district)
    assert found.keys() == warm[1].keys() and len(found) >= 9
    for name, nb in found.items():
        for one, other in zip(same_cells(nb), same_cells(warm[1][name]), strict=True):
            assert other == one, name
    for page in warm[0].glob("*.html"):
        assert (tmp_path / "can-duoc-2025" / MONTH / page.name).read_bytes() == page.read_bytes(), page.name


def test_a_changed_workbook_makes_again_only_what_shows_it(district, warm, workers, tmp_path):
    out = warm[0].parents[1]
    assert made(district, out, workers).unchanged
    police = next((district[1] / MONTH).glob("*cong-an*"))
    kept = police.read_bytes()
    police.unlink()
    try:
        record = made(district, out, workers).manifest
        status = {n.name: n.status for n in record.notebooks}
        assert status["05_security"] == status["brief"] == status["01_ingest"] == "completed"
        assert [status[n] for n in ("02_economy", "03_society", "04_environment", "06_party")] == [
            "unchanged"
        ] * 4
        # what was left alone is what would have been made
        made(district, tmp_path, workers)
        for page in warm[0].glob("*.html"):
            assert (tmp_path / "can-duoc-2025" / MONTH / page.name).read_bytes() == page.read_bytes(), (
                page.name
            )
    finally:
        police.write_bytes(kept)
