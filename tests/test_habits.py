"""What keeps the house in order: style, types, and the floors that imports may not climb."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ("src", "tests", "tools", "benchmarks")


def run(name: str, *words: str, at: Path = ROOT) -> subprocess.CompletedProcess:
    """A program of the environment that the tests run in."""
    around = {**os.environ, "PYTHONPATH": str(at), "PYTHONUTF8": "1"}
    program = shutil.which(name, path=str(Path(sys.executable).parent))
    return subprocess.run(
        [program, *words], cwd=at, env=around, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    "words",
    [
        ("ruff", "check", *CODE),
        ("ruff", "format", "--check", *CODE),
        ("mypy",),
        ("lint-imports",),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_there_is_nothing_to_complain_of(words):
    done = run(*words)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "said"),
    [
        ("ingest/text.py", "from analysis.publish import html", "analysis.ingest is not allowed to import"),
        (
            "assess/pace.py",
            "def late():\n    import analysis.run.run",
            "analysis.assess is not allowed to import",
        ),
        (
            "present/view.py",
            "from analysis.present.charts import Charts",
            "No cycles are allowed in analysis.present",
        ),
        ("newcomer.py", "", "newcomer"),
    ],
)
def test_an_arrow_that_climbs_is_found(tmp_path, module, line, said):
    """Also one that is drawn within a function, a circle of modules, and a module without a floor."""
    shutil.copytree(
        ROOT / "src" / "analysis", tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "analysis" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = run("lint-imports", "--no-cache", at=tmp_path)
    assert done.returncode == 1
    assert said in " ".join(done.stdout.split())
