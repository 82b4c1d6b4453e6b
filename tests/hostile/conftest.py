"""The workbooks of tests/ingest and the small office of tests/run."""

import importlib.util
import sys
from pathlib import Path

_tests = Path(__file__).parents[1]
sys.path.insert(0, str(Path(__file__).parent))


def _of(folder: str):
    spec = importlib.util.spec_from_file_location(f"{folder}_of_hostile", _tests / folder / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_run, _ingest = _of("run"), _of("ingest")
office, make_book = _run.office, _ingest.make_book
write_notebook = _run.write_notebook
