"""What the Word and the Excel papers share: text that their XML can hold, and the same bytes on every run."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip archive can say
# Characters that XML 1.0 forbids; office files now and then hold them (a pasted vertical tab, a stray NUL).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(value: object) -> str:
    """`value` as text without characters that an office file cannot hold."""
    return _FORBIDDEN.sub("", str(value))


def stamp(day: dt.date) -> dt.datetime:
    """The time that a paper about figures closed on `day` carries as its own; never the clock's."""
    return dt.datetime(day.year, day.month, day.day)


def same_bytes(data: bytes) -> bytes:
    """The zip archive `data` with its parts in their order and every part's time fixed."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as new:
        for part in old.infolist():
            fixed = ZipInfo(part.filename, EPOCH)
            fixed.compress_type = ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            fixed.create_system = 0  # otherwise Windows and Linux write different archives
            new.writestr(fixed, old.read(part))
    return out.getvalue()
