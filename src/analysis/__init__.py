"""The monthly brief of a planning office: open a book, look at its figures, charts and words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.book import Book, open_book

__all__ = ["Book", "open_book"]


def __getattr__(name: str):
    """Heavy parts are imported when first used, so that the command starts at once."""
    if name in __all__:
        from analysis import book

        return getattr(book, name)
    raise AttributeError(name)
