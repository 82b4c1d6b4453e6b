"""What keeps the house in order: style, types, and the floors that imports may not climb."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
CODE = ("src", "tests", "tools", "benchmarks")
KEPT = ("src", "tests", "tools", "docs", "params", "notebooks", "benchmarks")  # folders that git tracks whole


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
            "assess/paths.py",
            "def late():\n    import analysis.run.run",
            "analysis.assess is not allowed to import",
        ),
        (
            "present/view.py",
            "from analysis.present.offered import Charts",
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


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md", "README.vi.md"])
def test_what_a_page_names_exists(page):
    """Paths in backticks, and links."""
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`([\w./-]+)`", text)
    paths = [n for n in named if "/" in n.strip("/") and n.split("/")[0] in KEPT] + re.findall(
        r"\]\(([\w./-]+)\)", text
    )
    assert len(paths) >= 5
    assert [p for p in paths if not (ROOT / p).exists()] == []


def test_ten_questions_are_answered():
    """Where a status, a sentence, a chart … is changed: each by a path in the first column of the answer."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:3] for line in text.splitlines() if re.match(r"\| (a|the) ", line)]
    asked = (
        "status",
        "sentence",
        "chart",
        "label's place",
        "page's style",
        "annex sheet",
        "kind",
        "form",
        "language",
        "parameter",
    )
    assert [next((a for a in asked if a in question), question) for question, _ in rows] == list(asked)
    for question, answer in rows:
        paths = re.findall(r"`([\w-]+/[\w./-]+)`", answer)
        assert paths and all((ROOT / p).is_file() for p in paths), question


def test_hooks_leave_the_repository_as_it_is():
    """The hooks are programs of .venv alone, and find nothing to do in the notebooks as they are kept."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    assert all(hook["language"] == "system" and hook["entry"].startswith(".venv/bin/") for hook in hooks)
    (strip,) = (hook["entry"].split() for hook in hooks if hook["id"] == "nbstripout")
    notebooks = [str(p) for p in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    done = run("nbstripout", *strip[1:], "--verify", *notebooks)
    assert done.returncode == 0, done.stdout + done.stderr
