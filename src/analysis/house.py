"""Where a programme's monthly.yml and the house around it are; standard library only, to be quick."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

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


def others(file: Path) -> list[str]:
    """The programmes beside the one whose monthly.yml is meant."""
    found = {p.parent.name for base in bases() for p in base.glob("params/*/monthly.yml")}
    return sorted(found - {file.parent.name})


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
    folder = Path(__file__).resolve().parents[2]
    return [folder] if (folder / "params").is_dir() else []


def moved(part: Path, to: Path, waits: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0)) -> None:
    """Put a file or folder in the place of `to`, whole.

    Windows refuses while a program has a file open there, Excel for hours, a virus scanner for a moment: tried again
    for some seconds, then said. Raises PermissionError.
    """
    for wait in (*waits, None):
        try:
            os.replace(part, to)
            return
        except PermissionError as e:
            if getattr(e, "winerror", None) not in HELD:
                raise
            if wait is None:
                raise PermissionError(
                    f"{to} đang mở trong chương trình khác (Word, Excel, trình duyệt?): đóng lại rồi chạy lại "
                    "(open in another program: close it and run again)"
                ) from e
            time.sleep(wait)


def put(path: Path, content: bytes) -> dict[str, Any]:
    """Write a file whole or not at all; returns {"bytes", "sha256"}."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{os.getpid()}-{os.urandom(4).hex()}")  # of its own, whoever else writes the same
    try:
        part.write_bytes(content)
        moved(part, path)
    finally:
        part.unlink(missing_ok=True)
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def on_disk(folder: Path) -> None:
    """Have the files of a folder written to the disk, so that it is whole wherever its name is after a power loss."""
    for at, folders, names in os.walk(folder):
        for name in names if os.name == "nt" else [*names, *folders, "."]:  # Windows opens no folder
            with suppress(OSError):  # what cannot be opened was not written by us
                held = os.open(
                    os.path.join(at, name), os.O_RDWR if os.name == "nt" else os.O_RDONLY | os.O_NONBLOCK
                )
                try:
                    os.fsync(held)
                finally:
                    os.close(held)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Python looks for no garbage meanwhile: what is imported, opened or read is kept."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def now() -> str:
    """The time as a run records it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def below(path: str) -> bool:
    """Whether a path leads nowhere but below the folder it is of."""
    return not os.path.isabs(path) and ".." not in Path(path).parts


HELD = {5, 32, 33}  # Windows: access denied, sharing violation, lock violation
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])( *\..*)?", re.I)


def unportable(name: str) -> str:
    """What a name must be like that of a file or folder on every system; "" when it is."""
    if _RESERVED.fullmatch(name):
        return "tên khác: Windows giữ riêng tên này (reserved on Windows)"
    if bad := re.search(r'[<>:"/\\|?*\x00-\x1f]', name):
        return f"tên không có ký tự “{bad[0]}” (not allowed in a file's name)"
    if not name or name != name.strip() or name.startswith(".") or name.endswith("."):
        return "tên không trống, không có dấu cách hay dấu chấm ở đầu, ở cuối (blank, space or dot)"
    return "tên không quá 100 ký tự (at most 100 characters)" if len(name) > 100 else ""
