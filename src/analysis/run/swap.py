"""A month's folder comes in whole: built beside the old one, put in its place, the old one cleared away."""

from __future__ import annotations

import shutil
from pathlib import Path

from analysis.house import moved, on_disk
from analysis.publish import manifest


def swap(building: Path, folder: Path) -> list[str]:
    """Put the new folder in the old one's place; a run that dies in between is mended by the next. Returns what people
    put or changed in the old one while the new one was built, under its names in the new. Raises OSError."""
    old = folder.with_name(f".{folder.name}.old")
    on_disk(building)
    if folder.exists():
        moved(folder, old)
    try:
        moved(building, folder)
    except OSError:
        if old.exists():
            moved(old, folder)
        raise
    try:
        return _cleared(old, folder)
    except OSError:  # the month is published: the next run clears the rest away (recover)
        return []


def recover(home: Path) -> None:
    """Clear away what a run that was killed left; it held the lock, so nobody is using it."""
    for left in home.glob(".*.building"):
        shutil.rmtree(left, ignore_errors=True)
    for part in filter(Path.is_file, home.glob(".[0-9]*-????????")):  # of the list of months (house.put)
        part.unlink(missing_ok=True)
    for old in home.glob(".*.old"):
        folder = home / old.name[1 : -len(".old")]
        if folder.exists():
            _cleared(old, folder)
        else:
            moved(old, folder)


def _cleared(old: Path, folder: Path) -> list[str]:
    """Remove `old`, but for what people left in it and is not in `folder` yet: that is moved there."""
    theirs = []
    for name in manifest.theirs(old, manifest.read(old)) if old.exists() else ():
        to, was = manifest.place(folder, name), manifest.identity(old / name)
        there = to.parent.iterdir() if to.parent.is_dir() else ()
        if was not in map(manifest.identity, there):
            to.parent.mkdir(parents=True, exist_ok=True)
            moved(old / name, to)
            theirs.append(to.relative_to(folder).as_posix())
    if old.is_symlink():
        old.unlink()
    shutil.rmtree(old, ignore_errors=True)
    return theirs
