"""A look into the records of an .xls file for what its readers hide: hidden rows, error cells, a password."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from analysis.ingest.grid import Detail, is_percent
from analysis.ingest.problems import foreign, refuse

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CELLS = {0x0203, 0x00FD, 0x027E, 0x0204, 0x00D6}


def inspect(path: Path, source: str) -> dict[str, Detail]:
    """What is hidden or wrong in each worksheet, by its name. Raises Unreadable."""

    stream = _stream(path, source)
    sheets, pos, end = [], 0, len(stream)
    shows, formats = {9, 10}, []  # number formats that show per cent; the one of each cell format
    while pos + 4 <= end:
        code, size = struct.unpack_from("<HH", stream, pos)
        data = pos + 4
        if code == 0x2F:
            raise refuse(source, "password")
        if code == 0x85 and size > 8:
            start, _, kind, length, wide = struct.unpack_from("<IBBBB", stream, data)
            raw = stream[data + 8 : data + 8 + length * (2 if wide & 1 else 1)]
            if kind == 0:
                sheets.append((raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace"), start))
        if code == 0x041E and size > 5:
            number, _, wide = struct.unpack_from("<HHB", stream, data)
            if is_percent(
                stream[data + 5 : data + size].decode("utf-16-le" if wide & 1 else "latin-1", "replace")
            ):
                shows.add(number)
        if code == 0xE0 and size > 4:
            formats.append(struct.unpack_from("<H", stream, data + 2)[0])
        if code == 0x0A:
            break
        pos = data + size
    percents = {i for i, number in enumerate(formats) if number in shows}
    try:
        return {name: _sheet(stream, start, percents) for name, start in sheets if start < end}
    except struct.error:
        return {name: Detail() for name, _ in sheets}


def _stream(path: Path, source: str) -> bytes:
    from xlrd.compdoc import CompDoc, CompDocError

    try:
        doc = CompDoc(path.read_bytes(), logfile=io.StringIO())
        names = {d.name for d in doc.dirlist}
        if "EncryptedPackage" in names:
            raise refuse(source, "password")
        if "WordDocument" in names:
            raise foreign(path, source, "Word", "a Word document")
        for name in ("Workbook", "Book"):
            memory, base, length = doc.locate_named_stream(name)
            if memory is not None:
                return bytes(memory[base : base + length])
    except (
        CompDocError,
        AssertionError,
        IndexError,
        struct.error,
        ValueError,
        TypeError,
        OverflowError,
        MemoryError,
    ):
        pass
    raise refuse(source, "truncated")


def _sheet(stream: bytes, pos: int, percents: set[int]) -> Detail:
    hidden_rows, hidden_cols, errors, marks, shown = set(), set(), {}, [], set()
    height = width = filled = 0
    end, unpack, depth = len(stream), struct.unpack_from, 0
    while pos + 4 <= end:
        code, size = unpack("<HH", stream, pos)
        data = pos + 4
        pos = data + size
        if code in _CELLS or code == 0x06 or code == 0x0205 or code == 0xBD:
            row, col = unpack("<HH", stream, data)
            if row >= height:
                height = row + 1
            filled += (size - 4) // 6 if code == 0xBD else 1
            if percents:  # each cell of the record begins with the number of its format
                kinds = unpack("<" + ("H4x" * ((size - 6) // 6) if code == 0xBD else "H"), stream, data + 4)
                shown.update((row, col + i) for i, kind in enumerate(kinds) if kind in percents)
            if code == 0xBD:
                col = unpack("<H", stream, pos - 2)[0]
            elif code == 0x06 and stream[data + 12 : data + 14] == b"\xff\xff" and stream[data + 6] == 2:
                errors[row, col] = _ERRORS.get(stream[data + 8], "#?")
            elif code == 0x0205 and stream[data + 7]:
                errors[row, col] = _ERRORS.get(stream[data + 6], "#?")
            if col >= width:
                width = col + 1
        elif code == 0x0208:
            if stream[data + 12] & 0x20:
                hidden_rows.add(unpack("<H", stream, data)[0])
        elif code == 0x7D:
            first, last = unpack("<HH", stream, data)
            if stream[data + 8] & 1:
                hidden_cols.update(range(first, min(last, 255) + 1))
        elif code in (0x14, 0x15) and size > 3:
            wide = stream[data + 2] & 1
            marks.append(stream[data + 3 : pos].decode("utf-16-le" if wide else "latin-1", "replace"))
        elif code == 0x0809:
            depth += 1
        elif code == 0x0A:
            depth -= 1
            if depth <= 0:
                break
    return Detail(
        frozenset(hidden_rows),
        frozenset(hidden_cols),
        errors,
        height,
        width,
        " ".join(marks),
        filled,
        frozenset(shown),
    )
