"""Where a programme's monthly.yml and the house around it are; standard library only, to be quick."""

from __future__ import annotations

import os
from pathlib import Path

DEFAULT = "params/can-duoc-2025/monthly.yml"


def find(path: str | os.PathLike) -> Path | None:
    """The monthly.yml meant by `path`, which may also be its folder or a programme's id; None if none is.

    A relative path is looked for in the working folder, above it, and beside the library.
    """
    asked = Path(path).expanduser()
    for base in [Path()] if asked.is_absolute() else bases():
        for candidate in (base / asked, base / "params" / asked):
            if candidate.is_dir():
                candidate = candidate / "monthly.yml"
            if candidate.is_file():
                return Path(os.path.abspath(candidate))
    return None


def bases() -> list[Path]:
    """The folders a relative path may start from, nearest first."""
    return [Path.cwd(), *Path.cwd().parents, *library()]


def root(file: Path) -> Path:
    """The folder that holds notebooks/ and reports/: above the file, or else where the library is."""
    for folder in file.resolve().parents:
        if (folder / "notebooks").is_dir() or (folder / "pyproject.toml").is_file():
            return folder
    return next(iter(library()), file.resolve().parent)


def library() -> list[Path]:
    """The repository this library was installed from, when it still lies in one."""
    folder = Path(__file__).resolve().parents[3]
    return [folder] if (folder / "params").is_dir() else []
