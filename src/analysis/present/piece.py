"""A finished piece of a page: escaped HTML for readers, and the data it was made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import pandas as pd

from analysis.language import catalogue
from analysis.yamlfile import Unknown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from analysis.present.drawing import Pictures


def headed(frame: pd.DataFrame, lang: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """A frame with its index as columns, and what a reader's workbook calls those that have a name in words."""
    plain = isinstance(frame.index, pd.RangeIndex) and not frame.index.name
    flat = pd.DataFrame(frame if plain else frame.reset_index()).rename(columns=str)
    known = catalogue(lang)["column"]
    return flat, {c: f"{known[c]} ({c})" for c in flat.columns if c in known}


@dataclass(frozen=True)
class Piece:
    """What a notebook cell shows. `html` is safe: every value in it was escaped where it was put in.

    `data` holds numbers, months and words, never formatted text; its columns have English names.
    """

    html: str
    data: pd.DataFrame | None = field(default=None, compare=False)
    text: str = ""  # the same in plain words, for terminals and logs
    cls: str = "bp"  # of the element around it
    drawn: Pictures | None = field(default=None, compare=False, repr=False)
    mark: str = ""  # what must be said wherever it is saved: illustrative figures, a supposition
    lang: str = "vi"  # of its words

    @property
    def figure(self) -> Figure:
        """The chart as a matplotlib figure, 960 px wide at 72 dpi, to change and to show. Raises Unknown for what
        has no picture: a table, a sentence, a box that says why nothing can be drawn."""
        if self.drawn is None:
            raise Unknown(
                f"Phần này không có hình vẽ: {self.text or 'trống'}. Bảng số của nó ở .data, chữ ở .text (no picture "
                "here: its numbers are in .data, its words in .text)."
            )
        return self.drawn.figure()

    @property
    def alt(self) -> str:
        """What the picture shows, in words; "" where there is none."""
        return self.drawn.alt if self.drawn is not None else ""

    def save(self, path: str | Path) -> Path:
        """The picture as .png, .svg or .pdf, the data as .csv (headings as pandas knows them) or .xlsx (also in the
        reader's words), real numbers, by the name's ending. Returns the path.
        Raises Unknown where there is no such thing to save, or for another ending."""
        path = Path(path)
        kind = path.suffix.lower()
        if kind in {".png", ".svg", ".pdf"}:
            figure = self.figure
            if self.mark:  # below the picture, over nothing of it
                said = "\n".join(wrap(self.mark, 150))
                figure.text(0.01, -0.01, said, va="top", fontsize=8, weight="bold")
            about = {"Title": self.text} if kind != ".svg" else None
            figure.savefig(path, dpi=144, bbox_inches="tight", metadata=about)
        elif kind in {".csv", ".xlsx"} and self.data is not None:
            frame, heads = headed(self.data, self.lang)
            if self.mark:  # nobody takes it for what was published
                frame = frame.assign(mark=self.mark)
            if kind == ".csv":
                frame.to_csv(path, index=False, encoding="utf-8-sig")
            else:
                frame.rename(columns=heads).to_excel(path, index=False)
        else:
            lost = "không có bảng số" if kind in {".csv", ".xlsx"} else f"không lưu được kiểu “{kind}”"
            raise Unknown(
                f"{path.name}: {lost}; cần .png, .svg, .pdf (hình), .csv, .xlsx (số) (one of these)."
            )
        return path

    def _repr_html_(self) -> str:
        return f'<div class="{self.cls}">{self.html}</div>' if self.html else ""

    def __repr__(self) -> str:
        return self.text or "<Piece>"
