"""An office paper in Word: page, styles, head lines, tables, measured as Decree 30/2020 has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from zlib import crc32

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Mm, Pt, RGBColor

from analysis.publish.additions import HINT, STYLE
from analysis.publish.office import clean, same_bytes, stamp

FONT = "Times New Roman"
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(15)
A4 = Mm(210), Mm(297)
MOST = 3.4  # cm that a single word or figure may claim of a table's width
LONG = 7.0  # cm of a line from which a column asks for no more room
PAD = 0.24  # cm: what a cell keeps free to the left and right of its text, together
SCRIPTS = ("ascii", "hAnsi", "cs", "eastAsia")


@dataclass(frozen=True)
class Run:
    """Some text and its look; "\\n" breaks the line."""

    text: str
    bold: bool = False
    italic: bool = False
    small: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `number`: its column stands to the right."""

    runs: tuple[Run, ...]
    number: bool = False

    @property
    def text(self) -> str:
        return "".join(r.text for r in self.runs)


@dataclass(frozen=True)
class Grid:
    """A table. A row of one cell spans all columns: a group's name, or a sentence about the row above."""

    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def filled(self) -> Grid:
        """The table without the columns in which nothing stands."""
        full = [row for row in self.rows if len(row) == len(self.heads)]
        kept = [i for i, _ in enumerate(self.heads) if not full or any(row[i].runs for row in full)]
        rows = (tuple(row[i] for i in kept) if len(row) == len(self.heads) else row for row in self.rows)
        return Grid(tuple(self.heads[i] for i in kept), tuple(rows))


def cell(text: str, *below: str, number: bool = False, bold: bool = False) -> Cell:
    """A cell of a line of text and, under it, smaller lines; the empty ones left out."""
    runs = [Run(text, bold=bold)] if text else []
    for line in filter(None, below):
        runs += [*([Run("\n")] if runs else []), Run(line, small=True)]
    return Cell(tuple(runs), number)


class Paper:
    """A document under way. Sizes in points, widths in centimetres."""

    def __init__(self, title: str, day: dt.date, foot: str, size: float = 13):
        """`size` of the body: Decree 30/2020 asks for 13-14, Hướng dẫn 36-HD/VPTW for 14-15."""
        self.size = size
        self.document = Document()
        self._style()
        self._page(self.document.sections[0], wide=False)
        self._foot(foot)
        properties = self.document.core_properties
        properties.created = properties.modified = stamp(day)
        properties.author = properties.last_modified_by = properties.comments = ""
        properties.title, properties.language = clean(title)[:250], "vi-VN"

    def bytes(self) -> bytes:
        """The .docx; the same bytes for the same calls."""
        out = BytesIO()
        self.document.save(out)
        return same_bytes(out.getvalue())

    def turn(self) -> None:
        """A new page, and from here on the long side across."""
        self._page(self.document.add_section(), wide=True)
        last = self.document.paragraphs[
            -1
        ]  # holds the break: as low as it goes, so that a full page makes no blank one
        last.paragraph_format.space_after, last.paragraph_format.line_spacing = Pt(0), Pt(1)

    def sides(self, left: float, right: float):
        """Two cells side by side without lines; each begins empty (see `line`)."""
        table = self.document.add_table(1, 2)
        _widths(table, [left, right])
        _whole_rows(table)
        for cell in table.rows[0].cells:
            cell._tc.remove(cell.paragraphs[0]._p)  # Word only asks that a paragraph stands at the end
        return table.rows[0].cells

    def line(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        italic: bool = False,
        underline: bool = False,
        centre: bool = True,
        before: float = 0,
        cell=None,
    ) -> None:
        """One line, in a cell or in the page."""
        paragraph = (cell or self.document).add_paragraph()
        paragraph.alignment = ALIGN.CENTER if centre else ALIGN.LEFT
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(0)
        _run(paragraph, text, size, bold, italic).underline = underline or None

    def boxed(self, text: str, cell=None) -> None:
        """Words in a frame."""
        self.line(text, 12, bold=True, before=8, cell=cell)
        paragraph = (cell or self.document).paragraphs[-1]
        paragraph.paragraph_format.space_after = Pt(8)
        frame = _part("w:bdr", val="single", sz="8", space="3", color="000000")
        after = ("w:shd", "w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:lang")
        paragraph.runs[0]._r.get_or_add_rPr().insert_element_before(frame, *after)

    def rule(self, inset: float, cell=None) -> None:
        """A thin line, `inset` from both sides."""
        paragraph = (cell or self.document).add_paragraph()
        how = paragraph.paragraph_format
        how.left_indent = how.right_indent = Cm(inset)
        how.space_before, how.space_after, how.line_spacing = Pt(0), Pt(6), Pt(3)
        borders = OxmlElement("w:pBdr")
        borders.append(_part("w:bottom", val="single", sz="6", space="0", color="000000"))
        paragraph._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def heading(self, text: str, level: int = 1) -> None:
        """A heading of the body; of level 1 in capitals."""
        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        _run(paragraph, text.upper() if level == 1 else text, self.size, bold=True)
        paragraph.paragraph_format.first_line_indent = Cm(1)

    def text(self, *runs: str | Run, size: float = 0, item: bool = False, joined: bool = False) -> None:
        """A paragraph of the body: first line indented, long ones justified. `item`: of a list; `joined`: on the page
        of what comes next; `size` 0: the body's."""
        parts = [r if isinstance(r, Run) else Run(r) for r in runs]
        paragraph = self.document.add_paragraph()
        _runs(paragraph, [*([Run("- ")] if item else []), *parts], size or self.size)
        paragraph.alignment = ALIGN.JUSTIFY if sum(len(r.text) for r in parts) > 90 else ALIGN.LEFT
        paragraph.paragraph_format.first_line_indent = Cm(1)
        paragraph.paragraph_format.keep_with_next = joined or None

    def place(self, title: str, lines: Iterable[str], joined: bool = False) -> None:
        """A marked place (a content control of Word) for the words of who edits the paper: `lines` of before, else a
        hint. By its title the next run knows it (additions.read)."""
        lines = list(lines)
        control, about, content = (OxmlElement(f"w:{tag}") for tag in ("sdt", "sdtPr", "sdtContent"))
        about.append(_part("w:alias", val=title))
        about.append(_part("w:id", val=str(crc32(title.encode()) >> 1)))
        if not lines:
            about.append(OxmlElement("w:showingPlcHdr"))  # gone as soon as somebody writes
        control.extend((about, content))
        for line in lines or [HINT]:
            self.text(Run(line, italic=not lines), size=0 if lines else 11, joined=joined)
            paragraph = self.document.paragraphs[-1]
            paragraph.style = STYLE
            if not lines:
                paragraph.runs[0].font.color.rgb = RGBColor(0x76, 0x76, 0x76)
            content.append(paragraph._p)
        body = self.document.element.body
        body.insert(list(body).index(body.sectPr), control)

    def join(self) -> None:
        """The last paragraph outside of marked places stays on the page of what comes next."""
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def table(self, grid: Grid, size: float = 10) -> None:
        """A table as wide as the page; its head stands on every page, no row breaks."""
        table = self.document.add_table(1, len(grid.heads), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, head in zip(table.rows[0].cells, grid.heads, strict=True):
            _fill(cell, head, size, head=True)
        table.rows[0]._tr.get_or_add_trPr().append(_part("w:tblHeader", val="true"))
        alone = [len(row) == 1 and len(grid.heads) > 1 for row in grid.rows]
        for i, row in enumerate(grid.rows):
            cells = table.add_row().cells
            if alone[i]:
                cells = (cells[0].merge(cells[-1]),)
            for cell, value in zip(cells, row, strict=False):
                _fill(cell, value, size)
            # a group's name stays with its first row, a row with the sentence below it
            below = grid.rows[i + 1] if i + 1 < len(grid.rows) and alone[i + 1] else None
            if _is_name(row) if alone[i] else below is not None and not _is_name(below):
                for cell in cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        section = self.document.sections[-1]
        _widths(table, _shares(grid, ((section.page_width or 0) - LEFT - RIGHT) / Cm(1), size))
        _whole_rows(table)
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margins.append(_part(f"w:{side}", w=str(round(PAD / 2 * 567)), type="dxa"))
        table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def _style(self) -> None:
        styles = self.document.styles
        styles.add_style(STYLE, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
            style = styles[name]
            style.font.name, style.font.size = FONT, Pt(self.size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            fonts.attrib.clear()  # the template's headings point to a theme font
            for script in SCRIPTS:
                fonts.set(qn(f"w:{script}"), FONT)
            if name != "Normal":
                style.font.bold, style.font.italic = True, name == "Heading 3"
                style.font.color.rgb = RGBColor(0, 0, 0)
                style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(8), Pt(4)
        styles["Normal"].element.get_or_add_rPr().append(
            _part("w:lang", val="vi-VN", eastAsia="vi-VN", bidi="vi-VN")
        )
        styles["Normal"].paragraph_format.space_after = Pt(4)

    def _page(self, section: Section, wide: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (A4[1], A4[0]) if wide else A4
        section.top_margin, section.bottom_margin = TOP, BOTTOM
        section.left_margin, section.right_margin = LEFT, RIGHT
        section.header_distance = section.footer_distance = Mm(9)
        section.different_first_page_header_footer = not wide  # the first page of the paper shows no number

    def _foot(self, words: str) -> None:
        """Page number top centre, `words` at the bottom of every page."""
        section = self.document.sections[0]
        number = section.header.paragraphs[0]
        number.alignment = ALIGN.CENTER
        for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
            part = _part("w:fldChar", fldCharType=kind) if kind else OxmlElement("w:instrText")
            part.text = code or None
            _run(number, "", 13)._r.append(part)
        for footer in (section.first_page_footer, section.footer):
            footer.paragraphs[0].alignment = ALIGN.CENTER
            _run(footer.paragraphs[0], words, 10)


def _run(paragraph, text: str, size: float, bold: bool = False, italic: bool = False):
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    return run


def _runs(paragraph, runs: Sequence[Run], size: float, bold: bool = False) -> None:
    for r in runs:
        if r.text == "\n":
            paragraph.add_run().add_break()
            continue
        _run(paragraph, r.text, size - 1.5 if r.small else size, r.bold or bold, r.italic)


def _fill(cell, value: Cell, size: float, head: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if head:
        paragraph.paragraph_format.keep_with_next = True
    paragraph.alignment = ALIGN.CENTER if head else ALIGN.RIGHT if value.number else ALIGN.LEFT
    _runs(paragraph, value.runs, size, bold=head)


def _part(tag: str, **attributes: str):
    part = OxmlElement(tag)
    for name, value in attributes.items():
        part.set(qn(f"w:{name}"), value)
    return part


def _whole_rows(table) -> None:
    """No row breaks across pages."""
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _widths(table, widths: Sequence[float]) -> None:
    """Fixed column widths in centimetres."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell in row._tr.tc_lst:
            span = cell.grid_span
            at = cell.grid_offset
            cell.width = Cm(sum(widths[at : at + span]))


def _is_name(row: Sequence[Cell]) -> bool:
    """Whether a row of one cell is a group's name rather than a sentence about the row above."""
    return bool(row[0].runs) and row[0].runs[0].bold


def _shares(grid: Grid, room: float, size: float) -> list[float]:
    """Widths of a table's columns in cm: no word and no figure breaks; the rest by how long the lines are."""
    need, lack = [], []
    for i, head in enumerate(grid.heads):
        body = [row[i].text for row in grid.rows if len(row) == len(grid.heads)]
        lines = [line for text in body for line in text.split("\n")]
        # a no-break space holds a number and its unit together, so only plain spaces part words
        words = [_wide(word, size) for line in lines for word in line.split(" ")]
        heads = [_wide(word, size, bold=True) for word in head.text.split(" ")]
        whole = min(max(*words, *heads, 0.8), MOST)
        need.append(whole + PAD)
        title = _wide(head.text, size, bold=True) / 2 + 0.3  # a head takes two lines at ease
        lack.append(min(max(title, *(_wide(line, size) for line in lines)) if lines else title, LONG) - whole)
    spare, lack = room - sum(need), [max(cm, 0.05) for cm in lack]
    if spare <= 0:
        return [n * room / sum(need) for n in need]
    return [n + spare * cm / sum(lack) for n, cm in zip(need, lack, strict=True)]


def _wide(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is in Times New Roman of `size` points, in cm."""
    return (1.18 if bold else 1.05) * size * 0.03528 * sum(map(_em, text))


def _em(letter: str) -> float:
    if letter in " \u00a0.,:;·()-/'":
        return 0.25
    if letter.isalnum():
        return 0.78 if letter.isupper() else 0.5
    return 0.83
