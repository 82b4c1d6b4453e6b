"""The slowest files first, so that no worker is left alone with one at the end."""

import os

import pytest
from hypothesis import HealthCheck, settings

# how long an example takes says how busy the machine is: no test asserts a time
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
SLOW = ("run/test_notebooks", "browser/test_limits", "faults/", "run/")


def pytest_collection_modifyitems(items):
    items.sort(
        key=lambda item: next((i for i, s in enumerate(SLOW) if f"tests/{s}" in item.nodeid), len(SLOW))
    )


@pytest.fixture(scope="session", autouse=True)
def record_of_tests(tmp_path_factory):
    """The runs of tests are recorded elsewhere than those of the house."""
    os.environ["BRIEF_RECORD"] = str(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="session")
def lacking():
    """`lacking(program, package)`: what a test calls whose program is not there. It is skipped, and fails where .ci/run
    asks for all of them."""

    def said(program: str, package: str) -> None:
        missing = f"{program} is not installed (Debian's package {package})"
        pytest.fail(missing) if os.environ.get("BRIEF_REQUIRE_BROWSER") else pytest.skip(missing)

    return said
