"""An analyst's own workbook: frames as real numbers, in a folder that is neither published nor kept in git."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis import house
from analysis.language import catalogue
from analysis.publish.sheets import frame_sheet, workbook
from analysis.suppose import Opened
from analysis.values import ParameterError


def folder(book: Opened) -> Path:
    """Where the book's exports go: exports/<programme>/<month>/ beside the programme's folders."""
    return book.params.root / "exports" / book.programme.id / book.month


def write(book: Opened, name: str, frames: Sequence[pd.DataFrame], where: Path | None = None) -> Path:
    """The frames as `<name>.xlsx`, a sheet each: in `where`, which exists, else `folder`. Raises ParameterError."""
    lang = book.view.lang
    if why := house.unportable(name):
        raise ParameterError("tên tệp (name of the file)", name, why)
    wrong = next((type(f).__name__ for f in frames if not isinstance(f, pd.DataFrame)), None)
    if wrong or not any(len(f.columns) for f in frames):
        expected = (
            "ít nhất một bảng có cột, như book.verdicts; của một cột dùng .to_frame() (a frame with columns)"
        )
        raise ParameterError("bảng (frame)", wrong or "", expected)
    sheets = []
    for i, frame in enumerate(frames, 1):
        flat = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index()
        flat = pd.DataFrame(flat).rename(columns=str)
        known = catalogue(lang)["column"]
        labels = {c: f"{known[c]} ({c})" for c in flat.columns if c in known}
        title = str(frame.attrs.get("name") or name)
        sheets.append(frame_sheet(f"{i}. {name}"[:31], title, flat, labels))
    # of another book's frame
    marks = [m for f in frames if (m := f.attrs.get("mark")) and m not in book.mark]
    banner = " · ".join(dict.fromkeys([*marks, *filter(None, [book.mark])]))
    data = workbook(sheets, book.view.assessments.as_of, title=name, banner=banner, lang=lang)
    if where is None:
        (where := folder(book)).mkdir(parents=True, exist_ok=True)
    (path := where / f"{name}.xlsx").write_bytes(data)
    return path
