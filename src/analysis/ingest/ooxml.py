"""A look into the XML of an .xlsx file: what readers hide (hidden rows, error cells) and what could harm."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from array import array
from pathlib import Path

from analysis.ingest.grid import MAX_FILLED, Detail, column_number, is_percent, place
from analysis.ingest.problems import foreign, refuse

MAX_PART = 100_000_000
MAX_TOTAL = 200_000_000
MAX_TEXT = 50_000_000  # bytes in all cells, when each has its own copy of a shared text
_CELL = re.compile(rb'<(?:\w+:)?c\b(?=[^<>]*?\br="([A-Z]{1,3})(\d{1,7})")[^<>]*?(?<!/)>')
_FAR = re.compile(rb'r="(?:[A-Z]{3}\d|[A-Z]{1,2}\d{4})')  # right of ZZ or below row 1000
_ERROR = re.compile(
    rb'\bt="e"[^<>]*>\s*(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>([^<]*)<'
)
_UNCACHED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_OPENING = re.compile(rb"<(?:\w+:)?c\b[^<>]*>")
_REF = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"')
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^<>]*/>")
_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^<>]*\bhidden="(?:1|true)")[^<>]*?\br="(\d+)"')
_COL = re.compile(rb'<(?:\w+:)?col\b(?=[^<>]*\bhidden="(?:1|true)")[^<>]*>')
_SHARED = {"xl/sharedStrings.xml", "xl/SharedStrings.xml"}
_END_OF_TEXT = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")
_TEXT_CELL = re.compile(rb'\bt="s"[^<>]*>\s*<(?:\w+:)?v>(\d{1,9})<')
_STYLES = {"xl/styles.xml", "xl/Styles.xml"}
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b(.*?)</(?:\w+:)?cellXfs>", re.S)
_FORMATS = re.compile(rb"""<(?:\w+:)?xf\b(?:[^>]*?\bnumFmtId=["'](\d+))?""")
_MINMAX = re.compile(rb'\b(min|max)="(\d+)"')
_MARKS = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^<>]*>([^<]*)<")


_ZIP = ("tệp nén ZIP", "a ZIP archive")
_KINDS = [  # a part of the archive, and what that makes it
    ("xl/workbook.bin", "Excel nhị phân (.xlsb)", "a binary workbook (.xlsb)"), ("word/", "Word", "a Word document"),
    ("ppt/", "PowerPoint", "a PowerPoint file"), ("content.xml", "OpenDocument (.ods)", "OpenDocument (.ods)"),
]  # fmt: skip


def inspect(path: Path, source: str) -> dict[str, Detail]:
    """What is hidden, wrong or oversized in each worksheet, by its name. Raises Unreadable."""

    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
            if "xl/workbook.xml" not in names and not any(n.endswith("workbook.xml") for n in names):
                raise foreign(
                    path,
                    source,
                    *next((k for part, *k in _KINDS if any(n.startswith(part) for n in names)), _ZIP),
                )
            declared = sum(
                i.file_size for i in book.infolist() if i.filename.endswith((".xml", ".rels", ".vml"))
            )
            if declared > MAX_TOTAL or any(i.file_size > MAX_PART for i in book.infolist()):
                raise _bomb(source, declared)
            read = _Reader(book, source)
            lengths = _lengths(read(next(iter(shared)))) if (shared := names & _SHARED) else array("L")
            percents = _percents(read(next(iter(styles)))) if (styles := names & _STYLES) else set()
            details, text = {}, 0
            for name, part in _parts(read, names):
                if part in names:
                    data = read(part)
                    text += _text(data, lengths)
                    if text > MAX_TEXT:
                        raise _bomb(source, text)
                    details[name] = _sheet(data, percents)
            for part in names:
                if part in read.seen or not part.startswith("xl/") or not part.endswith(".xml"):
                    continue
                if part.count("/") == 1:  # shared strings, styles: what calamine reads besides the sheets
                    read(part, keep=False)
            return details
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError):
        raise refuse(source, "truncated") from None
    except RuntimeError:
        raise refuse(source, "password") from None


def _bomb(source: str, size: int):

    return refuse(source, "zip_bomb", size=round(size / 1e6))


def without_dimensions(path: Path) -> io.BytesIO:
    """A copy of a workbook without the sheets' declared ranges ("1:69" is legal, and stops calamine)."""
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            if name.endswith((".xml", ".rels")):
                data = old.read(name)
                new.writestr(name, _DIMENSION.sub(b"", data, count=1) if "/worksheets/" in name else data)
    copy.seek(0)
    return copy


class _Reader:
    """Parts of the archive, counted as they really unpack: a declared size may lie."""

    def __init__(self, book: zipfile.ZipFile, source: str):
        self.book, self.source, self.total, self.seen = book, source, 0, set()

    def __call__(self, part: str, keep: bool = True) -> bytes:
        self.seen.add(part)
        chunks, size = [], 0
        with self.book.open(part) as file:
            while chunk := file.read(1 << 20):
                size += len(chunk)
                self.total += len(chunk)
                if size > MAX_PART or self.total > MAX_TOTAL:
                    raise _bomb(self.source, self.total)
                if keep or not chunks:
                    chunks.append(chunk)
        data = b"".join(chunks)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data = data.decode("utf-16", "replace").encode()
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
            raise refuse(self.source, "entities")
        return data


def _parts(read: _Reader, names: set[str]) -> list[tuple[str, str]]:
    """(sheet name, part) of every worksheet in order."""
    main = (
        "xl/workbook.xml"
        if "xl/workbook.xml" in names
        else next(n for n in names if n.endswith("workbook.xml"))
    )
    folder = posixpath.dirname(main)
    rels = f"{folder}/_rels/{posixpath.basename(main)}.rels"
    targets = {}
    if rels in names:
        for rel in _tags(read(rels), "Relationship"):
            target = rel.get("Target", "")
            targets[rel.get("Id")] = (
                target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            )
    return [
        (sheet.get("name", ""), posixpath.normpath(targets.get(sheet.get("id", ""), "")))
        for sheet in _tags(read(main), "sheet")
    ]


def _tags(data: bytes, name: str) -> list[dict[str, str]]:
    """Attributes of every tag of a name, without building a tree (no entities, nothing that grows)."""
    found = []
    for tag in re.findall(rf"<(?:\w+:)?{name}\b([^>]*)>", data.decode("utf-8", "replace")):
        pairs = re.findall(r"""(?:\w+:)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
        found.append({key: html.unescape(a or b) for key, a, b in pairs})
    return found


def _lengths(data: bytes) -> array:
    """How many bytes each shared text takes, at most."""
    ends = array("L", (hit.end() for hit in _END_OF_TEXT.finditer(data)))
    return array("L", (b - a for a, b in zip([0, *ends], ends, strict=False)))


def _text(data: bytes, lengths: array) -> int:
    """How many bytes of text the cells of a sheet hold, at most."""
    few = max(lengths, default=0) * data.count(b't="s"')
    if few <= MAX_TEXT:
        return 0
    return sum(lengths[int(i)] for i in _TEXT_CELL.findall(data) if int(i) < len(lengths))


def _percents(data: bytes) -> set[bytes]:
    """The numbers of the cell formats that show per cent."""
    shows = {f.get("numFmtId") for f in _tags(data, "numFmt") if is_percent(f.get("formatCode", ""))}
    ids = {name.encode() for name in {"9", "10", *shows} - {None}}  # 9 and 10 are Excel's own
    cells = _CELL_FORMATS.search(data)
    return {
        b"%d" % i for i, number in enumerate(_FORMATS.findall(cells[1]) if cells else []) if number in ids
    }


def _sheet(data: bytes, percents: set[bytes]) -> Detail:
    filled = (
        data.count(b"v>") + data.count(b"is>")
    ) // 2  # an opening and a closing tag each, whatever their prefix
    if filled > MAX_FILLED:
        return Detail(filled=filled)
    height, letters = 0, set()
    if _FAR.search(data):  # only then can the range be large enough to matter
        for name, row in _CELL.findall(data):
            letters.add(name)
            height = max(height, int(row))
    errors = {}
    for hit in _ERROR.finditer(data) if b't="e"' in data else ():
        errors[_cell_before(data, hit.start())] = hit[1].decode("utf-8", "replace")
    for hit in _UNCACHED.finditer(data) if b"<f" in data or b":f" in data else ():
        tag = _tag_before(data, hit.start())
        if b't="str"' not in tag:  # a formula that gives an empty text has a result
            errors.setdefault(_reference(tag), "")
    errors.pop(None, None)
    hidden_cols: set[int] = set()
    hides = b"hidden=" in data
    for hit in _COL.finditer(data) if hides else ():
        ends = {k: int(v) for k, v in _MINMAX.findall(hit[0])}
        if b"max" in ends and b"min" in ends:
            hidden_cols.update(range(ends[b"min"] - 1, min(ends[b"max"], 16384)))
    shown = set()
    for hit in re.finditer(rb's="(?:%s)"' % b"|".join(percents), data) if percents else ():
        if tag := _OPENING.match(data, data.rfind(b"<", 0, hit.start())):
            shown.add(_reference(tag[0]))
    return Detail(
        frozenset(int(r) - 1 for r in _ROW.findall(data)) if hides else frozenset(),
        frozenset(hidden_cols),
        errors,
        height,
        max((column_number(name.decode()) for name in letters), default=-1) + 1,
        b" ".join(_MARKS.findall(data, max(data.rfind(b"sheetData"), 0))).decode("utf-8", "replace"),
        filled,
        frozenset(shown - {None}),
    )


def _tag_before(data: bytes, position: int) -> bytes:
    """The opening tag of the cell that holds a position."""
    start = position
    while (start := data.rfind(b"<", 0, start)) >= 0:
        if hit := _OPENING.match(data, start):
            return hit[0]
    return b""


def _cell_before(data: bytes, position: int) -> tuple[int, int] | None:
    return _reference(_tag_before(data, position))


def _reference(tag: bytes) -> tuple[int, int] | None:
    hit = _REF.search(tag)
    return place(hit[1].decode()) if hit else None
