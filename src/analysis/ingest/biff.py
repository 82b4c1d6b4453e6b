"""A look into the records of an .xls file for what its readers hide: hidden rows, error cells, a password."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from analysis.ingest.grid import (
    MAX_CELLS,
    PLAIN,
    Book,
    Detail,
    Font,
    Styles,
    margin,
    raised,
    styles,
    unstruck,
)
from analysis.ingest.problems import Unreadable, foreign, refuse

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_WHITE = 9  # of a palette's colours
_CELLS = {0x0203, 0x00FD, 0x027E, 0x0204, 0x00D6}


def inspect(path: Path, source: str) -> Book:
    """What is hidden or wrong in each worksheet. Raises Unreadable."""
    stream = _stream(path, source)
    sheets, pos, end = [], 0, len(stream)
    codes, formats = {}, []  # number formats; number format, font and ground of each cell format
    fonts, count = {}, 0
    shared: list[bytes] = []  # the record of shared texts and those that continue it
    before = 0
    while pos + 4 <= end:
        code, size = struct.unpack_from("<HH", stream, pos)
        data = pos + 4
        if code == 0x2F:
            raise refuse(source, "password")
        if code == 0x85 and size > 8:
            start, _, kind, length, wide = struct.unpack_from("<IBBBB", stream, data)
            raw = stream[data + 8 : data + 8 + length * (2 if wide & 1 else 1)]
            sheets.append((raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace"), start, kind))
        elif code == 0x041E and size > 5:
            number, _, wide = struct.unpack_from("<HHB", stream, data)
            text = stream[data + 5 : data + size].decode("utf-16-le" if wide & 1 else "latin-1", "replace")
            codes[str(number)] = text
        elif code == 0xE0 and size > 4:
            font, number = struct.unpack_from("<HH", stream, data)
            fill, colour = struct.unpack_from("<IH", stream, data + 14) if size > 19 else (0, 0)
            ground = colour & 0x7F if fill >> 26 == 1 else _WHITE if not fill >> 26 else None
            formats.append((str(number), font, ground))
        elif code == 0x31:
            if size > 9:  # no font has the number 4
                small, struck = stream[data + 8] == 1, bool(stream[data + 2] & 8)
                fonts[count + (count > 3)] = (small, struck, struct.unpack_from("<H", stream, data + 4)[0])
            count += 1
        elif code == 0xFC or code == 0x3C and before == 0xFC:
            shared.append(stream[data : data + size])
            code = 0xFC
        elif code == 0x0A:
            break
        before, pos = code, data + size
    marked = shared and any(small or struck for small, struck, _ in fonts.values())
    looks = styles(formats, codes, fonts, _shown_texts(shared, fonts) if marked else {})
    try:
        found = [_sheet(stream, start, looks) if kind == 0 else Detail() for _, start, kind in sheets]
    except struct.error:
        raise refuse(source, "truncated") from None
    return Book([(name, detail) for (name, _, _), detail in zip(sheets, found, strict=True)])


def _shown_texts(records: list[bytes], fonts: dict[int, Font]) -> dict[int, str]:
    """The shared texts with marks in a raised font, or with a part struck out, by their number."""
    from xlrd.book import unpack_SST_table

    try:
        count = struct.unpack_from("<I", records[0], 4)[0]
        texts, runs = unpack_SST_table(records, min(count, sum(map(len, records)) // 3))
    except Exception:  # noqa: BLE001 - whatever is wrong with them, the reader of the cells will say so
        return {}
    found = {}
    for i, starts in runs.items():
        kinds = [PLAIN, *(fonts.get(font, PLAIN) for _, font in starts)]
        if any(small or struck for small, struck, _ in kinds):
            cuts = [0, *(at for at, _ in starts), len(texts[i])]
            parts = zip(cuts, cuts[1:], kinds, strict=False)
            text = raised(unstruck((texts[i][a:b], *kind[:2]) for a, b, kind in parts))
            if text != texts[i]:
                found[i] = text
    return found


def _stream(path: Path, source: str) -> bytes:
    from xlrd.compdoc import CompDoc

    try:
        doc = CompDoc(path.read_bytes(), logfile=io.StringIO())
        names = {d.name for d in doc.dirlist}
        if "EncryptedPackage" in names:
            raise refuse(source, "password")
        if "WordDocument" in names:
            raise foreign(path, source, "word")
        for name in ("Workbook", "Book"):
            memory, base, length = doc.locate_named_stream(name)
            if memory is not None:
                return bytes(memory[base : base + length])
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 - xlrd divides by, indexes with and asserts what the file says
        pass
    raise refuse(source, "truncated")


def _sheet(stream: bytes, pos: int, styles: Styles) -> Detail:
    found, special = Detail(), styles.special
    height = width = filled = 0
    end, unpack, depth = len(stream), struct.unpack_from, 0
    drawn = letters = 0  # the last object that was drawn, and how many letters of its text are to come
    texts: dict[int, str] = {}
    while pos + 4 <= end:
        code, size = unpack("<HH", stream, pos)
        data = pos + 4
        pos = data + size
        if code in _CELLS or code == 0x06 or code == 0x0205 or code == 0xBD:
            row, col = unpack("<HH", stream, data)
            if row >= height:
                height = row + 1
            filled += (size - 4) // 6 if code == 0xBD else 1
            if special:  # each cell of the record begins with the number of its format
                kinds = unpack("<" + ("H4x" * ((size - 6) // 6) if code == 0xBD else "H"), stream, data + 4)
                for i, kind in enumerate(kinds):
                    if kind in special:
                        found.look((row, col + i), kind, styles)
            if (
                code == 0xFD
                and styles.texts
                and (text := styles.texts.get(unpack("<I", stream, data + 6)[0]))
            ):
                found.texts[row, col] = text
            if code == 0xBD:
                col = unpack("<H", stream, pos - 2)[0]
            elif code == 0x06 and stream[data + 12 : data + 14] == b"\xff\xff" and stream[data + 6] == 2:
                found.errors[row, col] = _ERRORS.get(stream[data + 8], "#?")
            elif code == 0x0205 and stream[data + 7]:
                found.errors[row, col] = _ERRORS.get(stream[data + 6], "#?")
            if col >= width:
                width = col + 1
        elif code == 0x0200 and size > 11:
            first, last, left, right = unpack("<IIHH", stream, data)
            if last < first or right < left or (last - first) * (right - left) > MAX_CELLS:
                found.announced = stream[data - 4 : data + 12]
        elif code == 0x0208:
            if stream[data + 12] & 0x20 or not unpack("<H", stream, data + 6)[0] & 0x7FFF:
                found.hidden_rows.add(unpack("<H", stream, data)[0])
        elif code == 0x7D:
            first, last = unpack("<HH", stream, data)
            if stream[data + 8] & 1 or not unpack("<H", stream, data + 4)[0]:
                found.hidden_cols.update(range(first, min(last, 255) + 1))
        elif code in (0x14, 0x15) and size > 3:
            wide = stream[data + 2] & 1
            found.around += margin(
                stream[data + 3 : pos].decode("utf-16-le" if wide else "latin-1", "replace")
            )
        elif code == 0x5D and size > 7:
            drawn = unpack("<H", stream, data + 6)[0]
        elif code == 0x1B6 and size > 11:
            letters = unpack("<H", stream, data + 10)[0]
        elif code == 0x3C and letters and size:
            wide = stream[data] & 1
            part = stream[data + 1 : min(pos, data + 1 + letters * (1 + wide))]
            texts[drawn] = texts.get(drawn, "") + part.decode("utf-16-le" if wide else "latin-1", "replace")
            letters -= len(part) >> wide
        elif code == 0x1C and size > 7:  # a comment, whose text was drawn before
            row, col, _, of = unpack("<4H", stream, data)
            found.remarks[row, col] = texts.pop(of, "")
        elif code == 0x0809:
            depth += 1
        elif code == 0x0A:
            depth -= 1
            if depth <= 0:
                break
    found.height, found.width, found.filled = height, width, filled
    found.around += [line for text in texts.values() for line in text.splitlines() if line.strip()]
    return found


def narrowed(file: bytes, book: Book) -> bytes:
    """An .xls whose sheets announce no more room than their cells take. Raises ValueError where that is not found."""
    for _, detail in book.sheets:
        if detail.announced:
            if file.count(detail.announced) < 1:
                raise ValueError(detail.announced)
            real = struct.pack("<IIHH", 0, max(detail.height, 1), 0, max(detail.width, 1))
            file = file.replace(detail.announced, detail.announced[:4] + real)
    return file
