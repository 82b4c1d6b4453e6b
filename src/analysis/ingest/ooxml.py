"""A look into the XML of an .xlsx file: what readers hide (hidden rows, error cells) and what could harm."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.utility import xl_cell_to_rowcol

from analysis.ingest.grid import (
    MAX_FILLED,
    Book,
    Detail,
    Styles,
    address,
    margin,
    place,
    raised,
    styles,
    unstruck,
)
from analysis.ingest.problems import foreign, refuse

MAX_PART = 100_000_000
MAX_TOTAL = 200_000_000
MAX_TEXT = 50_000_000  # bytes in all cells, when each has its own copy of a shared text
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z]{1,2}\d{1,3}")[\s/>]')  # also: right of ZZ or below row 999
_UNPLACED = re.compile(rb'<c(?! r="[A-Z]{1,3}[1-9]\d{0,6}")[\s/>]')
_PREFIXED = re.compile(rb"<\w+:worksheet\b")
_DECLARATION = re.compile(r"^\ufeff?<\?xml[^<>]*\?>")
_ODD_ROW = re.compile(rb'<row(?! r=")[\s/>]')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"')
_ROW_OF_CELL = re.compile(rb'<c r="[A-Z]{1,3}([1-9]\d{0,6})"')
_COLUMN_OF_CELL = re.compile(rb'<c r="([A-Z]{1,3})[1-9]\d{0,6}"')
_ERROR = re.compile(rb' t="e"[^<>]{0,100}>\s*(?:<f\b[^<>]*(?:/>|>[^<]*</f>)\s*)?<v>([^<]*)<')
_UNCACHED = re.compile(rb"(?:</f>|<f\b[^<>]*/>)\s*+(?:<v\s*/>|<v></v>)?\s*+</c>")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^<>]*/>")
_HIDES = rb'(?:hidden="(?:1|true)"|(?:ht|width)="0(?:\.0*)?")'
_ROW = re.compile(rb'<row r="(\d{1,7})"[^<>]*\b' + _HIDES)
_COL = re.compile(rb"<col\b(?=[^<>]*\b" + _HIDES + rb")[^<>]*>")
_END_OF_TEXT = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")
_TEXT_CELL = re.compile(rb' t="s"[^<>]{0,100}>\s*<v>(\d{1,9})<')
_END_OF_FONT = re.compile(rb"</(?:\w+:)?font>|<(?:\w+:)?font\s*/>")
_END_OF_FILL = re.compile(rb"</(?:\w+:)?fill>|<(?:\w+:)?fill\s*/>")
_COLOUR = re.compile(
    rb'<(?:\w+:)?(?:fgC|c)olor (?:rgb="(?:\w\w)?(\w{6})"|((?:theme|indexed)="\d+"(?: tint="[^"]*")?))'
)
_WHITE = (b'theme="0"', b'indexed="1"', b'indexed="9"')
_SUPERSCRIPT = re.compile(rb"""<(?:\w+:)?vertAlign\s+val\s*=\s*["']superscript""")
_STRUCK = re.compile(rb"""<(?:\w+:)?d?strike\b(?![^<>]*\bval\s*=\s*["'](?:0|false))""")
_PHONETIC = re.compile(rb"<(?:\w+:)?rPh\b")
_RUN = re.compile(rb"<(?:\w+:)?r[\s>]")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_MINMAX = re.compile(rb'\b(min|max)="(\d+)"')
_COMMENTS = re.compile(rb"""\bTarget=["']([^"']*comments?\d*\.xml)""")
_DRAWINGS = re.compile(rb"""\bTarget=["']([^"']*drawings/drawing\d*\.xml)""")
_DRAWN_TEXT = re.compile(rb"<a:t(?:\s[^<>]*)?>([^<]*)<")
_COMMENT = re.compile(rb"""<comment\b[^<>]*\bref=["']([A-Z]{1,3}\d+)""")
_MARKS = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^<>]*>([^<]*)<")


_KINDS = {  # a part of the archive, and what that makes it
    "xl/workbook.bin": "xlsb", "word/": "word", "ppt/": "powerpoint", "content.xml": "ods", "index/": "numbers",
    "index.zip": "numbers",
}  # fmt: skip


def inspect(path: Path, source: str) -> Book:
    """What is hidden, wrong or oversized in each worksheet. Raises Unreadable."""
    with unzipped(path, source) as read:
        names = read.names
        if not any(n.endswith("workbook.xml") for n in names):
            kinds = (kind for part, kind in _KINDS.items() if any(n.startswith(part) for n in names))
            raise foreign(path, source, next(kinds, "zip"))
        read.limit((".xml", ".rels", ".vml"))
        if len(names) < len(read.book.infolist()):
            raise refuse(source, "truncated")
        strings = read("xl/sharedstrings.xml")
        lengths = _lengths(strings)
        longest = max(lengths, default=0)
        if any(int(tag.get("uniqueCount", 0)) > len(lengths) for tag in _tags(strings[:5000], "sst")):
            raise refuse(source, "truncated")  # readers make room for as many texts as are announced
        looks = _styles(read("xl/styles.xml"), strings)
        sheets, parts, text = [], {}, 0
        remarked = any("comments" in name for name in names)
        drawn = any("drawings/drawing" in name for name in names)
        for name, part in _parts(read):
            data = read(part)
            odd = _ODD_CELL.search(data)
            if _is_odd(data, odd):
                data = parts[names[part.lower()]] = _Plain(source)(data)
                odd = _ODD_CELL.search(data)
            detail = _sheet(data, looks, odd is not None)
            detail.remarks = _remarks(read, part) if remarked else {}
            detail.around += _boxes(read, part) if drawn else []
            if (
                detail.filled <= MAX_FILLED and longest * detail.filled > MAX_TEXT
            ):  # else it cannot be too much
                text += _text(data, lengths)
            if text > MAX_TEXT:
                raise bomb(source, text)
            sheets.append((name, detail))
        for part in names:
            if part.startswith("xl/") and part.endswith(".xml") and part.count("/") == 1:
                read(part, keep=False)  # shared strings, styles: what calamine reads besides the sheets
    return Book(sheets, {**read.decoded, **parts})


@contextmanager
def unzipped(path: Path, source: str) -> Iterator[Parts]:
    """The parts of an archive; what is wrong with it while it is read becomes Unreadable."""
    try:
        with zipfile.ZipFile(path) as book:
            yield Parts(book, source)
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        zlib.error,
        expat.ExpatError,
    ):
        raise refuse(source, "truncated") from None
    except RuntimeError:
        raise refuse(source, "password") from None


def bomb(source: str, size: int):
    return refuse(source, "zip_bomb", size=round(size / 1e6))


def copy(path: Path, parts: dict[str, bytes], dimensions: bool = True) -> io.BytesIO:
    """A copy of a workbook with some parts replaced; without the sheets' declared ranges where asked ("1:69" is legal,
    and stops calamine)."""
    copied = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copied, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            if name.lower().endswith((".xml", ".rels")):
                data = parts.get(name) or old.read(name)
                if not dimensions and "worksheets" in name:
                    data = _DIMENSION.sub(b"", data, count=1)
                new.writestr(name, data)
    copied.seek(0)
    return copied


class Parts:
    """Parts of the archive, counted as they really unpack: a declared size may lie."""

    def __init__(self, book: zipfile.ZipFile, source: str):
        self.book, self.source = book, source
        # by how readers call them, who tell neither case nor slashes apart
        self.names = {name.replace("\\", "/").lower(): name for name in book.namelist()}
        self.total = 0
        self.seen: set[str] = set()
        self.decoded: dict[str, Any] = {}

    def limit(self, endings: tuple[str, ...]) -> None:
        """Refuse an archive that says itself to unpack to more than may be."""
        infos = self.book.infolist()
        declared = sum(i.file_size for i in infos if i.filename.lower().endswith(endings))
        if declared > MAX_TOTAL or any(i.file_size > MAX_PART for i in infos):
            raise bomb(self.source, declared)

    def __call__(self, part: str, keep: bool = True) -> bytes:
        """A part, b"" where there is none, or where it was read and is not to be kept."""
        name = self.names.get(part.lower())
        if name is None or name in self.seen and not keep:
            return b""
        self.seen.add(name)
        chunks: list[bytes] = []
        size = 0
        with self.book.open(name) as file:
            while chunk := file.read(1 << 20):
                size += len(chunk)
                self.total += len(chunk)
                if size > MAX_PART or self.total > MAX_TOTAL:
                    raise bomb(self.source, self.total)
                if keep or not chunks:
                    chunks.append(chunk)
        data = b"".join(chunks)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data = _DECLARATION.sub("", data.decode("utf-16", "replace")).encode()
            self.decoded[name] = data
        if b"!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
            raise refuse(self.source, "entities")
        return data


def _parts(read: Parts) -> list[tuple[str, str]]:
    """(sheet name, part) of every sheet in order."""
    main = "xl/workbook.xml"
    if main not in read.names:
        main = next(n for n in read.names if n.endswith("workbook.xml"))
    folder = posixpath.dirname(main)
    targets = {}
    for rel in _tags(read(f"{folder}/_rels/{posixpath.basename(main)}.rels"), "Relationship"):
        target = rel.get("Target", "").replace("\\", "/")
        targets[rel.get("Id")] = (
            target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        )
    data = read(main)
    return [
        (sheet.get("name", ""), posixpath.normpath(targets.get(sheet.get("id", ""), "")))
        for sheet in _tags(data[: data.rfind(b"sheets>")], "sheet")
    ]


def _beside(read: Parts, sheet: str, kind: re.Pattern[bytes]) -> Iterator[bytes]:
    """The parts of a kind that belong to a sheet."""
    folder, name = posixpath.split(sheet)
    for target in kind.findall(read(f"{folder}/_rels/{name}.rels")):
        yield read(posixpath.normpath(posixpath.join("/", folder, target.decode())).lstrip("/"))


def _boxes(read: Parts, sheet: str) -> list[str]:
    """The lines of a sheet's text boxes and shapes."""
    lines = []
    for part in _beside(read, sheet, _DRAWINGS):
        for line in part.split(b"</a:p>"):
            text = b"".join(_DRAWN_TEXT.findall(line)).decode("utf-8", "replace")
            lines += [html.unescape(text).strip()] * bool(text.strip())
    return lines


def _remarks(read: Parts, sheet: str) -> dict[tuple[int, int], str]:
    """The comments of a sheet's cells."""
    found = {}
    for part in _beside(read, sheet, _COMMENTS):
        for chunk in part.split(b"</comment>"):
            if (cell := _COMMENT.search(chunk)) and (at := place(cell[1].decode())):
                text = b"".join(_TEXT.findall(chunk, cell.end())).decode("utf-8", "replace")
                found[at] = html.unescape(text)
    return found


def _tags(data: bytes, name: str) -> list[dict[str, str]]:
    """Attributes of every tag of a name, without building a tree (no entities, nothing that grows)."""
    found = []
    for tag in re.findall(rf"<(?:\w+:)?{name}\b({_INSIDE})", data.decode("utf-8", "replace")):
        found.append({key: html.unescape(a or b) for key, a, b in _ATTRIBUTE.findall(tag)})
    return found


_INSIDE = r"""(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+"""
_ATTRIBUTE = re.compile(r"""(?<![\w:])(?:\w++:)?(\w++)\s*+=\s*+(?:"([^"]*)"|'([^']*)')""")


def _lengths(data: bytes) -> array:
    """How many bytes each shared text takes, at most."""
    ends = array("L", (hit.end() for hit in _END_OF_TEXT.finditer(data)))
    return array("L", (b - a for a, b in zip([0, *ends], ends, strict=False)))


def _text(data: bytes, lengths: array) -> int:
    """How many bytes of text the cells of a sheet hold, at most."""
    return sum(lengths[int(i)] for i in _TEXT_CELL.findall(data) if int(i) < len(lengths))


def _styles(data: bytes, strings: bytes) -> Styles:
    """What the cell formats make of values, and the shared texts with raised marks."""
    codes = {
        f.get("numFmtId", ""): f.get("formatCode", "") for f in _tags(_inside("numFmts", data), "numFmt")
    }
    split = enumerate(_END_OF_FONT.split(_inside("fonts", data)))
    fonts = {i: (bool(_SUPERSCRIPT.search(f)), bool(_STRUCK.search(f)), _colour(f)) for i, f in split}
    fills = enumerate(_END_OF_FILL.split(_inside("fills", data)))
    grounds = {i: _colour(fill) or b"-" for i, fill in fills if b"solid" in fill}
    told = map(_numbers, _FORMAT.findall(_inside("cellXfs", data)))
    formats = [(str(number), font, grounds.get(fill, b"FFFFFF")) for number, font, fill in told]
    texts = _END_OF_TEXT.split(strings) if b"superscript" in strings or b"strike" in strings else []
    marked = {i: text for i, chunk in enumerate(texts) if (text := _rich(chunk))}
    return styles(formats, codes, fonts, marked)


def _colour(part: bytes) -> bytes:
    """The colour of a font or of a ground as six digits or a theme's, b"" where it has none, or a theme's black."""
    hit = _COLOUR.search(part)
    found = hit[1] or hit[2] if hit else b""
    return b"FFFFFF" if found in _WHITE else b"" if found == b'theme="1"' else found.upper()


_FORMAT = re.compile(rb"<(?:\w+:)?xf\b([^<>]*)")


def _numbers(tag: bytes) -> list[int]:
    """The numbers of a cell format's number format, its font and its ground, 0 where one is not told."""
    if usual := _AS_EXCEL.match(tag):
        return [*map(int, usual.groups())]
    hits = (pattern.search(tag) for pattern in _NUMBERED)
    return [int(hit[1]) if hit else 0 for hit in hits]


_AS_EXCEL = re.compile(rb'\s*numFmtId="(\d{1,9})" fontId="(\d{1,9})" fillId="(\d{1,9})"')
_NUMBERED = [
    re.compile(rb"""\b%s\s*+=\s*+["']\s*(\d{1,9})""" % name) for name in (b"numFmtId", b"fontId", b"fillId")
]


def _inside(name: str, data: bytes) -> bytes:
    """What stands between the tags of a name, the first of them."""
    tag = name.encode()
    start = data.find(b"<" + tag)
    return data[start : data.find(tag + b">", start + 2)] if start >= 0 else b""


def _rich(text: bytes) -> str:
    """A text of runs with its raised marks as such, without what is struck out before or behind other words; "" where
    there is neither."""
    if not (_SUPERSCRIPT.search(text) or _STRUCK.search(text)):
        return ""
    runs = [
        (
            html.unescape("".join(t.decode("utf-8", "replace") for t in _TEXT.findall(run))),
            _SUPERSCRIPT.search(run) is not None,
            _STRUCK.search(run) is not None,
        )
        for run in _RUN.split(_PHONETIC.split(text, 1)[0])
    ]
    shown = raised(unstruck(runs))
    return shown if shown != "".join(run for run, *_ in runs) else ""


def _sheet(data: bytes, styles: Styles, wide: bool) -> Detail:
    """What is to be known of a sheet whose rows and cells open as Excel writes them (see `_Plain`); `wide`: only then
    can its range be large enough to matter."""
    inline = b"<is" in data
    filled = data.count(b"</v") + (data.count(b"</is") if inline else 0)
    if filled > MAX_FILLED:
        return Detail(filled=filled)
    detail = Detail(filled=filled)
    if wide:
        rows, columns = ({*part.findall(data)} for part in (_ROW_OF_CELL, _COLUMN_OF_CELL))
        detail.height = max(map(int, rows), default=0)
        detail.width = max((xl_cell_to_rowcol(f"{name.decode()}1")[1] + 1 for name in columns), default=0)
    for at, _, hit in _cells_with(_ERROR, data) if b't="e"' in data else ():
        detail.errors[at] = hit[1].decode("utf-8", "replace")
    for at, tag, _ in _cells_with(_UNCACHED, data, b"<c ") if b"<f" in data else ():
        if b't="str"' not in tag:  # a formula that gives an empty text has a result
            detail.errors.setdefault(at, "")
    hides = b"hidden=" in data or b'="0' in data
    detail.hidden_rows = {int(r) - 1 for r in _ROW.findall(data)} if hides else set()
    for hit in _COL.finditer(data) if hides else ():
        ends = {k: int(v) for k, v in _MINMAX.findall(hit[0])}
        if b"max" in ends and b"min" in ends and len(detail.hidden_cols) < 16384:
            detail.hidden_cols.update(range(ends[b"min"] - 1, min(ends[b"max"], 16384)))
    special = styles.special
    for at, _, hit in _cells_with(_numbered(rb' s="(%s)"', special), data) if special else ():
        detail.look(at, int(hit[1]), styles)
    pattern = _numbered(rb' t="s"[^<>]{0,100}>\s*<v>(%s)<', frozenset(styles.texts))
    for at, _, hit in _cells_with(pattern, data) if styles.texts else ():
        if text := styles.texts.get(int(hit[1])):
            detail.texts[at] = text
    for chunk in (
        data.split(b"</is>")[:-1] if inline and (b"superscript" in data or b"strike" in data) else ()
    ):
        cell = _CELL.match(chunk, max(chunk.rfind(b"<c "), 0))
        if cell and (text := _rich(chunk)):
            detail.texts[_at(cell)] = text
    for mark in _MARKS.findall(data, max(data.rfind(b"sheetData"), 0)):
        detail.around += margin(html.unescape(mark.decode("utf-8", "replace")))
    return detail


@lru_cache(1 << 6)
def _numbered(pattern: bytes, numbers: frozenset[int]) -> re.Pattern[bytes]:
    """A pattern for any of a few numbers, or for all where they are many: the finder then has to look itself."""
    return re.compile(pattern % (b"|".join(b"%d" % n for n in numbers) if len(numbers) < 50 else rb"\d{1,9}"))


def _cells_with(
    pattern: re.Pattern[bytes], data: bytes, opening: bytes = b"<"
) -> Iterator[tuple[tuple[int, int], bytes, re.Match[bytes]]]:
    """Each hit of a pattern that stands in a cell: the cell's place, its opening tag, the hit.

    The tag is looked for no further back than the last hit, so that many hits without cells cost nothing.
    """
    floor = 0
    for hit in pattern.finditer(data):
        start = data.rfind(opening, floor, hit.start() + 1)
        floor = hit.start()
        if start >= 0 and (cell := _CELL.match(data, start)):
            yield _at(cell), data[start : data.find(b">", start)], hit


def _at(cell: re.Match[bytes]) -> tuple[int, int]:
    return xl_cell_to_rowcol((cell[1] + cell[2]).decode())


def _is_odd(data: bytes, odd: re.Match[bytes] | None) -> bool:
    """Whether rows and cells of a sheet open otherwise than Excel writes them, so that only a parser understands it;
    `odd`: its first cell that is far off or has no place."""
    if b"!" in data and b"<!" in data or _ODD_ROW.search(data) or _PREFIXED.search(data, 0, 5000):
        return True
    return odd is not None and _UNPLACED.search(data, odd.start()) is not None


class _Plain:
    """A sheet written anew, rows and cells as Excel opens them: without prefixes, comments or other namespaces, each
    with its own address. Writers may leave the address out, or put it in single quotes."""

    MAIN = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )

    def __init__(self, source: str):
        self.source, self.row, self.col, self.foreign = source, 0, 0, 0
        self.out: list[Any] = []
        parser = self.parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = lambda text: None if self.foreign else self.out.append(escape(text))
        parser.StartDoctypeDeclHandler = self.doctype

    def __call__(self, data: bytes) -> bytes:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError:
            raise refuse(self.source, "truncated") from None
        return "".join(self.out).encode()

    def doctype(self, *_):
        raise refuse(self.source, "entities")

    def start(self, name: str, given: dict[str, str]) -> None:
        space, _, name = name.rpartition(" ")
        if self.foreign or space and space not in self.MAIN:
            self.foreign += 1
            return
        if name == "row":
            self.row, self.col = int(given.get("r") or self.row + 1), 0
            given = {"r": str(self.row), **given}
        elif name == "c":
            at = place(given["r"].upper()) if given.get("r") else (self.row - 1, self.col)
            if at is None or at[0] < 0:
                raise refuse(self.source, "truncated")
            self.col = at[1] + 1
            given = {**{"r": address(*at)}, **{k: v for k, v in given.items() if k != "r"}}
        if (kept := given.get("http://www.w3.org/XML/1998/namespace space")) is not None:
            given = {"xml:space": kept, **given}
        inner = "".join(f" {k}={quoteattr(v, _QUOTES)}" for k, v in given.items() if " " not in k)
        self.out.append(f"<{name}{inner}>")

    def end(self, name: str) -> None:
        if self.foreign:
            self.foreign -= 1
        else:
            self.out.append(f"</{name.rpartition(' ')[2]}>")


_QUOTES = {'"': "&quot;"}  # so that only double quotes stand around values
