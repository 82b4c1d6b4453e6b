"""An annex as lines and tables, each with its place: from text, Word, a workbook, or a PDF that has text."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.draft.figures import TCVN3_HEAD, scan, tidy
from analysis.ingest.delimited import decoded
from analysis.ingest.grid import address
from analysis.ingest.problems import Problem, Unreadable
from analysis.ingest.text import tcvn3_share
from analysis.ingest.workbook import read_grids
from analysis.language import both, why


class Unfit(ValueError):
    """An annex nothing can be read from; the message says what to do, in both languages."""


@dataclass
class Line:
    text: str
    at: str


@dataclass
class Table:
    """Rows of cell texts; `at[i]` is where row i stands, `down` the text of a cell by each row it is merged down to,
    `lines` those of a cell that its writer broke into several."""

    rows: list[list[str]]
    at: list[str]
    down: dict[tuple[int, int], str] = field(default_factory=dict)
    lines: dict[tuple[int, int], list[str]] = field(default_factory=dict)

    def broken(self, row: int, col: int, text: str) -> None:
        """Keep the lines of a cell's raw text, where there are several."""
        if len(lines := [line for raw in text.splitlines() if (line := tidy(raw))]) > 1:
            self.lines[row, col] = lines


@dataclass
class Document:
    blocks: list[Line | Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what a person should know of the file, bilingual

    @property
    def text(self) -> str:
        """All words, for what the whole document says (its year, its language)."""
        cells = (
            b.text if isinstance(b, Line) else "\n".join(" ".join(row) for row in b.rows) for b in self.blocks
        )
        return "\n".join(cells)

    @property
    def english(self) -> bool:
        """Whether there are words, and next to none with a Vietnamese mark."""
        marks = len(re.findall("[\u0300-\u036fđ]", unicodedata.normalize("NFD", self.text)))
        return marks < len(self.text) / 100


def read_document(path: Path) -> Document:
    """The document at `path`. Raises Unfit with what to do when it holds no words."""
    try:
        head = path.read_bytes()[:8] if path.is_file() else None
    except OSError as e:
        raise Unfit(f"{path}: không mở được tệp, {why(e)} (cannot open the file: {e.strerror}).") from None
    if path.is_dir():
        raise Unfit(f"{path}: là thư mục, cần một tệp trong đó (a folder: name the file in it).")
    if head is None:
        raise Unfit(f"{path}: {both('unfit_absent')}.")
    if not head:
        raise Unfit(f"{path.name}: {both('unfit_blank')}.")
    if head.startswith(b"%PDF"):
        document = _pdf(path)
    elif head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8", b"BM")):
        raise Unfit(f"{path.name}: là ảnh, không có chữ để đọc. {both('unfit_scan')}.")
    elif path.suffix.lower() == ".docx" or (head.startswith(b"PK") and _is_word(path)):
        document = _docx(path)
    elif path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"):
        document = _workbook(path)
    elif head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        if path.suffix.lower() == ".doc":
            raise Unfit(f"{path.name}: {both('unfit_doc')}.")
        document = _workbook(path)
    else:
        document = _text(path)
    if not re.search(r"[^\W\d_]", document.text):
        raise Unfit("\n".join(document.notes) or f"{path.name}: {both('unfit_empty')}. {both('unfit_scan')}.")
    return document


def _text(path: Path) -> Document:
    raw = decoded(path.read_bytes())
    if re.search(r"[\0-\x08\x0e-\x1f]", raw[:4000]):
        raise Unfit(f"{path.name}: {both('unfit_kind')}.")
    return of_text(raw, path.name)


def of_text(raw: str, name: str = "", page: str = "") -> Document:
    """Plain text: runs of lines with tabs (or "|" of a Markdown table) are tables, the rest paragraphs."""
    document = Document()
    lines = raw.splitlines()
    _say_tcvn3(document, name, lines)
    table: Table | None = None
    paragraph: list[str] = []
    since = 1
    longest = max((len(line) for line in lines), default=0)

    def close() -> None:
        if paragraph:
            document.blocks.append(Line(tidy(" ".join(paragraph)), f"{page}dòng {since}"))
            paragraph.clear()

    for at, line in enumerate(lines, 1):
        line = _ITEM.sub(
            lambda hit: f"{'-' if hit[1] == 'o' else hit[1]} ", re.sub(r"^\s*>\s|^#+\s+", "", line)
        )
        cells = _cells(line)
        if cells is not None:
            close()
            if not re.fullmatch(r"[\s|:+-]*", line):
                if table is None:
                    table = Table([], [])
                    document.blocks.append(table)
                table.rows.append([tidy(c) for c in cells])
                table.at.append(f"{page}dòng {at}")
            continue
        text = line.strip()
        if table is not None and text and lines[at - 2].strip() and at < len(lines):
            table.rows.append([tidy(text)])
            table.at.append(f"{page}dòng {at}")
            continue
        if not text or re.fullmatch(r"\d{1,3}", text):  # a page's number
            if not text:
                table = None
                close()
            continue
        if paragraph and not _continues(paragraph[-1], text, longest, lines[at] if at < len(lines) else ""):
            close()
        if not paragraph:
            since = at
        paragraph.append(text)
    close()
    return document


# an item of a list as a word processor copies it, a tab behind its mark: no row of a table
_ITEM = re.compile(r"^\s*([-+•*–—●▪➢➤►❖◆♦□○‣·✓✔❑\uf000-\uf0ffo]|\d{1,2}[.)]|[a-zđ]\))\t+(?=[^\t]+$)")


def _cells(line: str) -> list[str] | None:
    if "\t" in line:
        return line.split("\t")
    if line.count("|") >= 2 and line.strip().startswith("|"):
        return line.strip().strip("|").split("|")
    return None


MARKER = re.compile(
    r"^\s*(?P<mark>\((?:\d{1,3}|[a-zđ])\)|\d{1,2}(?:\.\d{1,2})*[.)](?!\d)|\d{1,2}(?:\.\d{1,2})+(?=\s)|[a-zđ]\)|"
    r"(?:\d{1,2}|[a-zđ])/\.?\s(?=\s*\w)|\d{1,2}[-–](?!\s+\d+\s*[-–])\s(?=\s*\w)|[IVX]{1,5}[.)/](?=\s)|"
    r"[IVX]{1,5}\s[-–]\s|[A-ZĐ][.)]\s|(?:Chỉ tiêu|Mục tiêu|Target|Indicator|Goal)\s+\d{1,2}\s*[:.]|"
    r"(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười)(?: là)?\s*[:,]\s|"
    r"[-+•*–—●▪➢➤►❖◆♦□○‣·✓✔❑\uf000-\uf0ff](?=\s*\D))\s*")  # fmt: skip


# a number follows
_OPEN = r"(?:\b(?:năm|đoạn|kỳ|đến|từ|đạt|là|có|trên|dưới|nhất|thiểu|khoảng|được|và)|[-–])$"


def _continues(before: str, text: str, longest: int, after: str) -> bool:
    """Whether a line goes on with the one before, with no blank line between; `after`: the line below it."""
    if MARKER.match(text) or re.match(r"[A-ZĐ][^:]{1,80}:\s*\S*\d", text):  # "Doanh thu: 14,2 tỷ đồng"
        return False
    if text[0].islower() or text[0] in "(%" or before.endswith(","):
        return True
    if text[0].isdigit() and re.search(_OPEN, before):
        return True
    if text[0].isdigit() and before[-1] not in ".;:" and (figures := scan(text[:40])):
        return figures[0].start == 0 and figures[0].strong
    if len(text.split()) < 4 and (MARKER.match(after) or not MARKER.match(before)):
        fits = len(before) + len(text.split()[0]) < 0.85 * longest  # it was not the width that broke the line
        told = MARKER.match(before) and any(f.strong for f in scan(before)) and text[-1] not in ".;,"
        if told or fits:
            return False  # a heading
    return len(before) > 0.6 * longest and not re.search(r"[.;:]$", before)


def _is_word(path: Path) -> bool:
    try:
        return "word/document.xml" in zipfile.ZipFile(path).namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _docx(path: Path) -> Document:
    import docx
    from docx.table import Table as WordTable

    try:
        word = docx.Document(str(path))
    except Exception as e:  # noqa: BLE001 - python-docx raises KeyError, BadZipFile and its own
        raise Unfit(f"{path.name}: {both('unfit_word')} [{type(e).__name__}]") from None
    document, tables, paragraphs = Document(), 0, 0
    for item in word.iter_inner_content():
        if not isinstance(item, WordTable):
            paragraphs += 1
            numbered = item._p.pPr is not None and item._p.pPr.numPr is not None
            for text in item.text.splitlines() or [""]:
                if text := tidy(text):
                    mark = "- " if numbered and not MARKER.match(text) else ""
                    document.blocks.append(Line(mark + text, f"đoạn {paragraphs}"))
            continue
        tables += 1
        _word_table(document, item, f"bảng {tables}")
    cells = [c.text for t in word.tables for row in t.rows for c in row.cells]
    _say_tcvn3(document, path.name, [p.text for p in word.paragraphs], cells)
    return document


def _word_table(document: Document, table, name: str) -> None:
    """A Word table; a merged cell's words once, in its first place; a table within a cell as one after it."""
    out, nested, seen = Table([], []), [], set()
    merged, above = False, ()
    for i, row in enumerate(table.rows, 1):
        cells = []
        for j, cell in enumerate(row.cells):
            if cell._tc in seen:
                merged = True
                cells.append("")
                if j < len(above) and above[j]._tc is cell._tc:
                    out.down[i - 1, j] = tidy(" ".join(p.text for p in cell.paragraphs))
                continue
            seen.add(cell._tc)
            cells.append(tidy(" ".join(p.text for p in cell.paragraphs)))
            out.broken(i - 1, j, cell.text)
            nested += [(inner, f"{name} hàng {i}") for inner in cell.tables]
        out.rows.append(cells)
        out.at.append(f"{name} hàng {i}")
        above = row.cells
    document.blocks.append(out)
    if merged:
        document.notes.append(f"{name}: {both('note_merged')}.")
    for inner, at in nested:
        document.notes.append(f"{at}: {both('note_nested')}.")
        _word_table(document, inner, f"{at}, bảng lồng")


def _workbook(path: Path) -> Document:
    document = Document()
    try:
        grids = list(read_grids(path))
        words = " ".join(
            v for g in grids if not isinstance(g, Problem) for r in g.rows for v in r if isinstance(v, str)
        )
        mark = "." if Document([Line(words, "")]).english else ","
        for grid in grids:
            if isinstance(grid, Problem):
                document.notes.append(f"{grid.sheet}: {grid.message}")
                continue
            width = max(map(len, grid.rows), default=0)
            rows = [
                [tidy(_shown(v, (i, j) in grid.percents, mark)) for j, v in enumerate(row)]
                for i, row in enumerate(grid.rows)
            ]
            table: Table | None = None
            ends = _below_tables(rows)
            for i, row in enumerate(rows):
                filled = [c for c in row if c]
                at = f"{grid.name}!{address(i, 0)}"
                table = None if i in ends else table
                if not filled:
                    table = None  # what goes on below a blank row without a head of its own is the same table
                elif table is None and len(filled) == 1:
                    document.blocks.append(Line(filled[0], at))
                else:
                    if table is None:
                        table = Table([], [])
                        document.blocks.append(table)
                    table.rows.append(row + [""] * (width - len(row)))
                    table.at.append(at)
                    for j, value in enumerate(grid.rows[i]):
                        table.broken(len(table.rows) - 1, j, value if isinstance(value, str) else "")
                    for top, left, bottom, _ in grid.merges:
                        if top < i <= bottom and left < len(rows[top]):
                            table.down[len(table.rows) - 1, left] = rows[top][left]
            _say_tcvn3(document, f"{path.name} {grid.name}", [c for row in rows for c in row])
    except Unreadable as e:
        raise Unfit(f"{path.name}: {e.problem.message} {e.problem.remedy}") from None
    return document


def _below_tables(rows: list[list[str]]) -> set[int]:
    """The rows of one cell that are sentences with a figure, straight below a table and above a blank row."""
    found, free = set(), True
    for i in range(len(rows) - 1, -1, -1):
        filled = [c for c in rows[i] if c]
        alone = len(filled) == 1 and len(filled[0].split()) > 6 and any(f.strong for f in scan(filled[0]))
        free = not filled or free and alone
        found |= {i} if filled and free else set()
    return found


def _shown(value: object, percent: bool, mark: str) -> str:
    """A cell's value as its writers print it: no thousands mark, a decimal comma, or in English a point."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{value:.10g}".replace(".", mark) + ("%" if percent else "")
    return str(value)


def _lines(words: list[dict], near: float) -> list[list[dict]]:
    """The rows of words: what lies nearer than `near` of a line to what is above it belongs to the same row; words with
    no gap between them are one."""
    rows: list[list[dict]] = []
    for w in sorted(words, key=lambda w: (round(w["top"]), w["x0"])):
        high = w["bottom"] - w["top"]
        if not rows or w["top"] > max(r["bottom"] for r in rows[-1]) + near * high:
            rows.append([])
        last = rows[-1][-1] if rows[-1] else None
        if last and abs(last["top"] - w["top"]) < 0.3 * high and 0 <= w["x0"] - last["x1"] < 0.6 * high:
            rows[-1][-1] = last | {"x1": w["x1"], "text": f"{last['text']} {w['text']}"}
        else:
            rows[-1].append(w)
    return rows


def _placed(
    words: list[dict], near: float, columns: list[list[float]], above: list[str]
) -> list[tuple[list[list[str]], float, float]]:
    """The tables of a page without ruled lines by where their words stand, each with its height from and to; [] where a
    word stands below two heads or below none: a wrong column is worse than none. `columns`: the edges of a table that
    the page before left open, and `above` its last row; they are put right, and [] where there is none."""
    lines, tables = _lines(words, near), []
    heads = [k for k, line in enumerate(lines) if any(_HEADS.fullmatch(r["text"]) for r in line)]
    starts = [0] * bool(columns and 0 not in heads) + heads
    for first, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        rows: list[list[str]] = []
        if first in heads:
            columns.clear()
            above = []
        for r in sorted(lines[first] if first in heads else [], key=lambda r: r["x0"]):
            if columns and r["x0"] < columns[-1][1]:
                columns[-1][1] = max(columns[-1][1], r["x1"])
            else:
                columns.append([r["x0"], r["x1"]])
        below = len(lines)
        for k in range(first, end):
            cells, sure = ([], False) if _FOOT.match(lines[k][0]["text"]) else _below(lines[k], columns)
            last = rows[-1] if rows else above
            if cells and k not in heads and _goes_on(cells, first in heads and len(rows) == 1):
                # of a name that begins there nobody says of which row it is
                sure = sure and bool(last) and not (cells[1][:1].isupper() and last is not rows[:1])
                digits = [
                    one[-1:].isdigit() and two[:1].isdigit() for one, two in zip(last, cells, strict=False)
                ]
                if sure := sure and not any(digits):
                    last[:] = [f"{one} {two}".strip() for one, two in zip(last, cells, strict=True)]
            elif sure or k == first and k in heads:
                rows.append(cells)
                continue
            if not sure:
                if len(rows) < 3 and not above or any(len(rest) > 2 for rest in lines[k:end]):
                    return []
                below = k  # words below the table
                break
        if first in heads and (len(columns) < 3 or len(rows) < 2):
            return []
        tops = [min(r["top"] for r in lines[k]) for k in (first, min(below, end)) if k < len(lines)]
        tables.append((rows, tops[0], [*tops, 1e6][1]))
    return tables


def _below(line: list[dict], columns: list[list[float]]) -> tuple[list[str], bool]:
    """The cells of a line by the column below whose head each word stands, and whether each stands below one."""
    cells, sure = [""] * len(columns), True
    for r in line:
        below = [j for j, (a, b) in enumerate(columns) if r["x0"] < b and r["x1"] > a]
        sure = sure and len(below) == 1
        if len(below) == 1:
            j = below[0]
            sure = sure and not (cells[j][-1:].isdigit() and r["text"][:1].isdigit())
            columns[j] = [min(columns[j][0], r["x0"]), max(columns[j][1], r["x1"])]
            cells[j] = f"{cells[j]} {r['text']}".strip()
    return cells, sure


def _goes_on(cells: list[str], head: bool) -> bool:
    """Whether a line goes on with the row above: it has neither the number of a row nor the figures of one."""
    figures = [c for c in cells[1:] if re.search(r"\d", c) and not (head and re.fullmatch(r"20\d\d", c))]
    filled = [c for c in cells if c]
    own = len(figures) > 1 or figures and len(filled) > 2 or len(filled) == 1 and filled[0].isupper()
    return not cells[0] and not own


_FOOT = re.compile(r"(?:Nơi nhận|Ghi chú|Notes?)\b|(?:TM|KT|TL)\.")  # what stands below a table
_HEADS = re.compile(r"S?TT|No\.?|ĐVT|Đơn vị(?: tính)?|Units?")


def _pdf_table(rows: Sequence[Sequence[str | None]], at: str, k: int) -> Table:
    cells = [[tidy(c or "") for c in row] for row in rows]
    return Table(cells, [f"{at}bảng {k} hàng {i}" for i in range(1, len(rows) + 1)])


def _pdf(path: Path) -> Document:
    try:
        import pdfplumber
    except ImportError:
        raise Unfit(f"{path.name}: {both('unfit_extra')}.") from None
    document, kept = Document(), []
    loose: list[int] = []  # pages with a table that is not read
    # the edges of the columns of a table that a page leaves open, and its last row
    goes_on: list[list[float]] = []
    open_row: list[str] = []
    try:
        with pdfplumber.open(path) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                found = page.find_tables()
                kept.append((page.extract_text() or "").strip())
                bare, at, y = page, f"trang {number}, ", 0.0
                for left, top, right, bottom in (t.bbox for t in found):  # a line beside a table may touch it
                    bare = bare.outside_bbox((left, top + 3, right, bottom - 3))
                words = page.extract_words() if not found else []
                tops = [w["top"] for w in words if _HEADS.fullmatch(w["text"])]
                placed: list[tuple[list[list[str]], float, float]] = []
                if words and (tops or goes_on):
                    for near in (0.25, -0.5):
                        edges, last = [[*edge] for edge in goes_on], [*open_row]
                        if placed := _placed(words, near, edges, last):
                            break
                    if placed:
                        open_row[:], goes_on = last, edges if placed[-1][2] == 1e6 else []
                    else:
                        bare = page.outside_bbox(
                            (0, max(min(tops, default=0) - 2, 0), page.width, page.height)
                        )
                        loose, goes_on = [*loose, number], []
                for k, (rows, top, bottom) in enumerate(placed, 1):
                    if top - 2 > y:
                        over = page.crop((0, y, page.width, top - 2)).extract_text() or ""
                        document.blocks += of_text(over, page=at).blocks
                    if rows:
                        document.blocks.append(made := _pdf_table(rows, at, k))
                        open_row = made.rows[-1]
                    y = min(bottom - 2, page.height)
                bare = page.crop((0, y, page.width, page.height)) if placed and y < page.height else bare
                rest = bare.extract_text() if not placed or y < page.height else ""
                document.blocks += of_text(rest or "", page=at).blocks
                document.blocks += [_pdf_table(t.extract(), at, k) for k, t in enumerate(found, 1)]
    except Exception as e:  # noqa: BLE001 - pdfminer raises many of its own
        raise Unfit(f"{path.name}: {both('unfit_pdf')} [{type(e).__name__}]") from None
    if sum(map(len, kept)) < 20 * len(kept):
        raise Unfit(f"{path.name}: PDF {len(kept)} trang không có chữ, là bản quét. {both('unfit_scan')}.")
    if loose:
        pages = ", ".join(map(str, loose))
        document.notes.append(f"{path.name}, trang {pages}: {both('note_loose')}.")
    _say_tcvn3(document, path.name, kept)
    return document


def _say_tcvn3(document: Document, name: str, *texts: list[str]) -> None:
    words = [t for part in texts for t in part]
    if tcvn3_share(words) > 0.3 or any(re.search(TCVN3_HEAD, t) for t in words):
        document.notes.append(f"{name}: {both('note_tcvn3')}.")
