"""A finished piece of a page: escaped HTML for readers, and the data it was made from."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Piece:
    """What a notebook cell shows. `html` is safe: every value in it was escaped where it was put in."""

    html: str
    data: pd.DataFrame | None = field(default=None, compare=False)
    text: str = ""  # the same in plain words, for terminals and logs
    cls: str = "bp"  # of the element around it

    def _repr_html_(self) -> str:
        return f'<div class="{self.cls}">{self.html}</div>' if self.html else ""

    def __repr__(self) -> str:
        return self.text or "<Piece>"
