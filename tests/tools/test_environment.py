"""The script that makes the environment, on systems that are not this one; the documents' lines are those it makes."""

import ensurepip
import importlib.util
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("environment", ROOT / "tools" / "environment.py")
environment = importlib.util.module_from_spec(spec)
spec.loader.exec_module(environment)
DOCUMENTS = [ROOT / "README.md", ROOT / "README.vi.md", *sorted((ROOT / "docs").rglob("*.md"))]


class Recorder:
    """Commands as they would be run; those with `refused` among their words fail."""

    def __init__(self, refused: str = ""):
        self.refused, self.commands = refused, []

    def __call__(self, command):
        self.commands.append(list(command))
        if self.refused in command:
            raise subprocess.CalledProcessError(1, command)


def test_windows_paths_with_uv():
    run = Recorder()
    environment.make(PureWindowsPath(r"C:\brief"), r"C:\Python\python.exe", run, system="nt")
    uv, inside = r"C:\brief\.uv\Scripts\uv.exe", r"C:\brief\.venv\Scripts\python.exe"
    assert [c[0] for c in run.commands] == [
        r"C:\Python\python.exe", r"C:\brief\.uv\Scripts\python.exe", uv, uv, uv
    ]  # fmt: skip
    assert run.commands[0][1:] == ["-m", "venv", r"C:\brief\.uv"]
    assert run.commands[2][1] == "venv" and run.commands[2][-1] == r"C:\brief\.venv"
    synced = run.commands[3]
    assert synced[1:3] == ["pip", "sync"] and synced[synced.index("--python") + 1] == inside
    assert synced[-2:] == ["--require-hashes", r"C:\brief\requirements.lock"]
    assert run.commands[4][-4:] == ["--no-deps", "--no-build-isolation", "-e", r"C:\brief"]


@pytest.mark.parametrize(("refused", "uv"), [("uv", True), ("", False)])
def test_pip_alone_asks_for_the_same_hashes(refused, uv, capsys):
    run = Recorder(refused or "no such word")
    environment.make(PureWindowsPath(r"D:\k h\brief"), "py.exe", run, uv=uv, system="nt")
    made, locked, project = run.commands[-3:]
    assert made == ["py.exe", "-m", "venv", r"D:\k h\brief\.venv"]
    assert locked[:4] == [r"D:\k h\brief\.venv\Scripts\python.exe", "-m", "pip", "install"]
    assert locked[-3:] == ["--require-hashes", "-r", r"D:\k h\brief\requirements.lock"]
    assert project[-4:] == ["--no-deps", "--no-build-isolation", "-e", r"D:\k h\brief"]
    assert ("pip" in capsys.readouterr().err) == uv, "the slower way is said where it was not asked for"


def test_other_systems_keep_their_programs_in_bin():
    run = Recorder()
    environment.make(PurePosixPath("/srv/brief"), "/usr/bin/python3", run, system="posix")
    assert run.commands[2][0] == "/srv/brief/.uv/bin/uv"
    assert run.commands[3][run.commands[3].index("--python") + 1] == "/srv/brief/.venv/bin/python"


def test_a_path_too_long_for_windows_is_said():
    deep = PureWindowsPath(r"C:\Users\someone\OneDrive", *["thư mục dài"] * 8)
    assert str(deep) in environment.advice(deep, "nt")
    assert "C:" not in environment.advice(PurePosixPath("/srv/brief"), "posix")
    packages = Path(sys.prefix)
    longest = max(len(str(p.relative_to(packages))) for p in packages.rglob("*.js"))
    assert environment.LONGEST + len(r"\.venv") + 1 + longest - len("lib/python3.11/") + len("Lib/") <= 259


def test_a_made_environment_is_left_alone_and_a_changed_lock_is_not(tmp_path):
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes(b"a")
    before = environment.mark(tmp_path)
    assert environment.mark(tmp_path) == before
    (tmp_path / "requirements.lock").write_bytes(b"b")
    assert environment.mark(tmp_path) != before


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_line_of_the_documents_is_one_that_the_script_makes(document):
    text = document.read_text("utf-8")
    scripts = {e.name for e in entry_points(group="console_scripts")} | {"python"}
    for system, found in (
        ("posix", re.findall(r"\.venv/[\w./-]*", text)),
        ("nt", re.findall(r"\.venv\\[\w.\\-]*", text)),
    ):
        for path in found:
            pure = PureWindowsPath(path) if system == "nt" else PurePosixPath(path)
            name = pure.name.removesuffix(".exe")
            assert name in scripts and environment.program(pure.parents[1], name, system) == pure, path
    for path in re.findall(r"py(?:thon3)? (tools[\\/][\w.]+)", text):
        assert (ROOT / PureWindowsPath(path)).is_file(), path
    made = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["name"]
    assert {*re.findall(r"conda activate (\S+)", text)} <= {made}
    assert {*re.findall(r"conda env create (.+)", text)} <= {"-f environment.yml"}


def test_both_readmes_show_three_lines_for_each_system():
    for name in ("README.md", "README.vi.md"):
        blocks = re.findall(
            r"```(?:sh|bat)\n(?:#|::) (\S+).*\n((?:.+\n)+?)```", (ROOT / name).read_text("utf-8")
        )
        shown = {system.strip(","): lines.splitlines() for system, lines in reversed(blocks)}
        assert [len(shown[s]) for s in ("Linux", "Windows", "conda")] == [3, 3, 3]


def test_pip_takes_the_pip_section_of_the_conda_file(tmp_path):
    """conda hands the section to pip as a requirements file."""
    sections = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    (lines,) = [d["pip"] for d in sections if isinstance(d, dict)]
    (tmp_path / "condaenv.txt").write_text("\n".join(lines) + "\n", "utf-8")
    wheels = sorted((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    if not wheels:
        pytest.skip("this Python carries no pip of its own")
    pip = [
        sys.executable,
        str(wheels[0] / "pip"),
        "install",
        "--dry-run",
        "--no-deps",
        "--no-build-isolation",
    ]
    asked = [*pip, "--no-index", "-r", str(tmp_path / "condaenv.txt")]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0 and "analysis" in told.stdout, told.stderr
