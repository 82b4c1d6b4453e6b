"""Texts as a .Vn font stores them."""

import unicodedata

from analysis.ingest.text import TCVN3

_CODES = {letter: code for code, letter in TCVN3.items()}


def to_tcvn3(text: str) -> str:
    """Capitals that TCVN3 lacks become small letters, as the fonts of capitals show them."""
    text = unicodedata.normalize("NFC", text)
    return "".join(_CODES.get(c) or _CODES.get(c.lower(), c) for c in text)
