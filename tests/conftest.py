"""What all tests share: the order of the files, and workers that are started once."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.modules.setdefault(
    "rfc3987_syntax", None
)  # jsonschema's grammar of addresses, a second and a half: run/worker.py
# how long an example takes says how busy the machine is: no test asserts a time
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
# the slowest first, so that no worker is left alone with one at the end
SLOW = ("browser/", "run/test_notebooks", "run/test_mishaps", "faults/", "run/")


def pytest_collection_modifyitems(items):
    items.sort(
        key=lambda item: next((i for i, s in enumerate(SLOW) if f"tests/{s}" in item.nodeid), len(SLOW))
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file to a worker, in the order above (xdist by itself begins with the files of most tests); the files of
    tests/browser all to one, which makes each page once."""
    from xdist.scheduler import LoadFileScheduling

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "browser" if "tests/browser/" in file else file

    config.option.loadscopereorder = False
    return Files(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def record_of_tests(tmp_path_factory):
    """The runs of tests are recorded elsewhere than those of the house."""
    os.environ["BRIEF_RECORD"] = str(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="session")
def path_of_workers():
    """Workers find the stand-in for the summary."""
    here = str(Path(__file__).parent / "run")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))


@pytest.fixture(scope="session")
def pool(path_of_workers):
    from analysis.run.pool import Pool

    with Pool(2) as shared:
        yield shared


@pytest.fixture(scope="session")
def known():
    """`known(processed)`: what was read of the district's files, for a house with the same: not what it tests."""
    from analysis.ingest.observations import make_tables
    from analysis.params import RunParams

    params = RunParams.load(Path(__file__).parents[1] / "params" / "can-duoc-2025" / "monthly.yml")
    make_tables(params)
    return lambda processed: shutil.copytree(params.processed / "files", processed / "files")


@pytest.fixture(scope="session")
def lacking():
    """`lacking(program, package)`: what a test calls whose program is not there. It is skipped, and fails where .ci/run
    asks for all of them."""

    def said(program: str, package: str) -> None:
        missing = f"{program} is not installed (Debian's package {package})"
        pytest.fail(missing) if os.environ.get("BRIEF_REQUIRE_BROWSER") else pytest.skip(missing)

    return said
