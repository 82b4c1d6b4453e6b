"""The monthly brief of a planning office: open a book, look at its figures, charts and words."""

import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.book import Book, open_book

# pydantic would open the papers of every package here in search of plugins, of which none has a say in our models
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

__all__ = ["Book", "open_book"]


def __getattr__(name: str):
    """Heavy parts are imported when first used, so that the command starts at once."""
    if name in __all__:
        from analysis.house import nothing_collected

        with nothing_collected():
            from analysis import book

            gc.freeze()  # modules stay: no later search for garbage goes through them
        return getattr(book, name)
    raise AttributeError(name)
