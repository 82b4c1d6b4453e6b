import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def view():
    from views import make_view

    return make_view()


@pytest.fixture(scope="session")
def english():
    from views import make_view

    return make_view("en")
