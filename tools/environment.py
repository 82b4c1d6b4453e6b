"""Make .venv from the hashed lock, on Linux, macOS and Windows alike; only the standard library is needed.

    python3 tools/environment.py     (Windows: py tools\\environment.py)

Does nothing when .venv is ready already. uv, in a helper environment of its own, installs in seconds; where uv cannot
be had, or with --pip, pip alone does the same from the same hashes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

OLDEST = (3, 11)
LONGEST = 94  # characters of our own path with which Windows still takes the longest file of the packages


def program(venv: PurePath, name: str, system: str = os.name) -> PurePath:
    """Where an environment keeps a program: bin/ on Linux and macOS, Scripts\\ with .exe on Windows."""
    return venv / "Scripts" / f"{name}.exe" if system == "nt" else venv / "bin" / name


def make(
    root: PurePath,
    python: str,
    run: Callable[[Sequence[str]], None],
    *,
    uv: bool = True,
    system: str = os.name,
) -> None:
    """Create root/.venv and install the locked packages and this project. `run` carries out a command and raises
    CalledProcessError or OSError."""
    venv, lock = str(root / ".venv"), str(root / "requirements.lock")
    inside = str(program(root / ".venv", "python", system))
    if uv and _helper(root, python, run, system):
        tool = str(program(root / ".uv", "uv", system))
        install = [tool, "pip", "install", "--quiet", "--python", inside]
        run([tool, "venv", "--quiet", "--allow-existing", "--python", python, venv])
        run([tool, "pip", "sync", "--quiet", "--python", inside, "--require-hashes", lock])
    else:
        install = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([python, "-m", "venv", venv])
        run([*install, "--require-hashes", "-r", lock])
    run([*install, "--no-deps", "--no-build-isolation", "-e", str(root)])


def _helper(root: PurePath, python: str, run: Callable, system: str) -> bool:
    """Whether uv stands ready in root/.uv, put there when it was missing."""
    helper = root / ".uv"
    if Path(program(helper, "uv", system)).exists():
        return True
    try:
        run([python, "-m", "venv", str(helper)])
        inside = str(program(helper, "python", system))
        run([inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
    except (subprocess.CalledProcessError, OSError):
        print(
            "Không cài được uv, dùng pip, chậm hơn (uv cannot be had; pip does it, slower).", file=sys.stderr
        )
        return False
    return True


def advice(root: PurePath, system: str = os.name) -> str:
    """What to try when the environment could not be made."""
    said = ["Xem dòng lỗi ở trên; cần mạng để tải gói (see above; the packages come over the network)."]
    if system == "nt":
        said.append("Đóng chương trình đang dùng .venv, như JupyterLab (close what uses .venv).")
        if len(str(root)) > LONGEST:
            said.append(
                f"Đường dẫn quá dài cho Windows: {root}. Chuyển sang nơi ngắn, như C:\\brief (too long)."
            )
    return "\n".join(said)


def mark(root: Path) -> str:
    """What the environment is made from: its hash is kept in .venv/.ready."""
    whole = hashlib.sha256(sys.version.encode())
    for name in ("requirements.lock", "pyproject.toml"):
        whole.update((root / name).read_bytes())
    return whole.hexdigest()


def main(words: Sequence[str] | None = None) -> int:
    """The exit status: 0 when .venv is ready."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(
            encoding="utf-8", errors="replace"
        )  # a Windows log file takes its code page otherwise
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("--pip", action="store_true", help="without uv")
    about.add_argument("--fresh", action="store_true", help="from nothing, even when .venv is ready")
    asked = about.parse_args(words)
    root = Path(__file__).resolve().parents[1]
    if sys.version_info < OLDEST:
        print(
            f"Cần Python {OLDEST[0]}.{OLDEST[1]} trở lên; đây là {sys.version.split()[0]} (too old).",
            file=sys.stderr,
        )
        return 2
    venv, wanted = root / ".venv", mark(root)
    inside, ready = Path(program(venv, "python")), venv / ".ready"
    if asked.fresh:
        shutil.rmtree(venv, ignore_errors=True)
    if not (inside.exists() and ready.is_file() and ready.read_text(encoding="utf-8") == wanted):
        ready.unlink(missing_ok=True)
        python = (
            getattr(sys, "_base_executable", None) or sys.executable
        )  # not that of a .venv that is active
        try:
            make(root, python, lambda command: subprocess.run(command, check=True), uv=not asked.pip)
        except (subprocess.CalledProcessError, OSError) as e:
            print(f"Không tạo được .venv (not made): {e}\n{advice(root)}", file=sys.stderr)
            return 1
    ready.write_text(wanted, encoding="utf-8")  # written again: make goes by its time
    print(f"Sẵn sàng (ready): {program(PurePath('.venv'), 'brief')} run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
