"""The same small office as in tests/run."""

import importlib.util
from pathlib import Path

_at = Path(__file__).parents[1] / "run" / "conftest.py"
_spec = importlib.util.spec_from_file_location("office_of_tests", _at)
_office = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_office)

office = _office.office
