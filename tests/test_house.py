"""The house itself: what the user fixed, and what must stay in step."""

import re
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def requirement(line: str) -> tuple[str, str]:
    name, version = re.fullmatch(r"([A-Za-z0-9_.-]+)\s*(.*)", line).groups()
    return re.sub(r"[-_.]+", "-", name).lower(), version


def test_environment_in_step_with_pyproject():
    wanted = dict(
        map(requirement, tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])
    )
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    got = dict(requirement(d) for d in conda if isinstance(d, str))
    assert (
        got.pop("python")
        == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    )
    got.pop("pip")
    assert got == wanted
    # names and bounds as conda's own parser takes them: small letters, no extras, no markers
    for line in (d for d in conda if isinstance(d, str)):
        assert re.fullmatch(r"[a-z0-9][a-z0-9_.-]*(?:>=\d+(?:\.\d+)*)?", line), line


def test_lock_is_hashed_and_names_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock and "--index-url" not in lock.replace("--no-emit-index-url", "")
    pinned = re.findall(r"^[A-Za-z0-9_.\[\]-]+==[^\\\n]+\\$", lock, re.M)
    assert len(pinned) > 100 and lock.count("--hash=sha256:") >= len(pinned)
    names = {requirement(p.split("==")[0])[0] for p in pinned}
    meta = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = {
        k: v for k, v in meta["optional-dependencies"].items() if k != "mutants"
    }  # make mutants adds its own
    direct = meta["dependencies"] + sum(extras.values(), [])
    assert {requirement(d)[0] for d in direct} <= names


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_is_thin(path):
    nb = nbformat.read(path, 4)
    nbformat.validate(nb)
    code = [c for c in nb.cells if c.cell_type == "code"]
    assert "parameters" in code[0].metadata.get("tags", [])
    source = "\n".join(c.source for c in code)
    assert not re.search(r"^\s*(def|class|import os|from pathlib)\b", source, re.M)
    assert len(source.splitlines()) <= 120
    assert all(not c.outputs and c.execution_count is None for c in code), "kept without outputs"
    # The library finds the project's files; a notebook names none.
    assert not re.search(r"""["'](\.\./|/|data/|reports/)""", source)


def test_what_the_code_points_to_is_in_the_repository():
    numbers = {p.name[:4] for p in (ROOT / "docs/decisions").glob("*.md")}
    names = {p.name for p in ROOT.glob("*.md")} | {p.name for p in (ROOT / "docs").rglob("*.md")}
    found = 0
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text("utf-8")
        said = [m.rpartition("/")[2] for m in re.findall(r"[\w/.-]*[A-Za-z]\.md\b", text)]
        assert {*said} <= names, (path, {*said} - names)
        asked = re.findall(r"[Dd]ecision (\d{4})", text)
        assert {*asked} <= numbers, (path, asked)
        found += len(said) + len(asked)
    assert found > 20
