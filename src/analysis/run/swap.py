"""A month's folder comes in whole: built beside the old one, put in its place, the old one cleared away."""

from __future__ import annotations

import shutil
from pathlib import Path

from analysis.run.house import moved


def swap(building: Path, folder: Path) -> None:
    """Put the new folder in the old one's place; a run that dies in between is mended by the next."""
    old = folder.with_name(f".{folder.name}.old")
    if folder.exists():
        moved(folder, old)
    moved(building, folder)
    shutil.rmtree(old, ignore_errors=True)


def recover(home: Path) -> None:
    """Clear away what a run that was killed left; it held the lock, so nobody is using it."""
    for left in home.glob(".*.building"):
        shutil.rmtree(left, ignore_errors=True)
    for old in home.glob(".*.old"):
        folder = home / old.name[1 : -len(".old")]
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            moved(old, folder)
