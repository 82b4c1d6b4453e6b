"""The Word draft of a month's report, in the form of a people's committee or of a party committee."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Literal

from analysis.present import locale
from analysis.present.tables import Tables
from analysis.present.view import View
from analysis.present.words import Words
from analysis.publish.blocks import Grid, Paragraph, blocks
from analysis.publish.paper import Paper

Form = Literal["ubnd", "party"]
DRAFT = "DỰ THẢO"
BLANK = "…" * 12  # to be filled in by the office
GAP = "\u00a0" * 6
ROMAN = ("I", "II", "III", "IV", "V")
SHORT = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}


def draft(view: View, form: Form = "ubnd", edition: int = 1) -> bytes:
    """The report of the month as .docx bytes, marked DỰ THẢO, for somebody to edit, number and sign.

    `form` "ubnd" follows Decree 30/2020/NĐ-CP, "party" Hướng dẫn 36-HD/VPTW. Always in Vietnamese. Words and
    tables are those of the brief. The same view gives the same bytes. Raises ValueError for another form.
    """
    if form not in ("ubnd", "party"):
        raise ValueError(
            f"form: có “{form}”; cần “ubnd” hoặc “party” (found {form!r}, expected 'ubnd' or 'party')."
        )
    return _Draft(replace(view, lang="vi"), form == "party", edition).bytes()


class _Draft:
    """One paper, from its head to its annex."""

    def __init__(self, view: View, party: bool, edition: int):
        self.view, self.party, self.edition = view, party, edition
        self.words, self.tables = Words(view), Tables(view)
        issuer = view.programme.issuer_on(view.day)
        self.issuer = issuer if issuer is not None and issuer.office else None
        self.year_of_issue = view.assessments.as_of.year

    def bytes(self) -> bytes:
        banner = self.words.banner()
        self.paper = Paper(
            f"{DRAFT} – {self.words.title('brief')}",
            self.view.assessments.as_of,
            " – ".join(filter(None, (DRAFT, banner))),
        )
        self._party_head() if self.party else self._state_head()
        self._title()
        if banner:
            self.paper.boxed(banner)
        self._opening()
        self._sections()
        self._signature()
        self._annex()
        return self.paper.bytes()

    def _state_head(self) -> None:
        """Decree 30/2020, Phụ lục I: office and number left; name of the state and motto right."""
        paper, office = self.paper, self._office()
        left, right = paper.sides(6.8, 9.7)
        paper.line(office.upper() or BLANK, 12, bold=True, cell=left)
        paper.rule(2.3, cell=left)
        paper.line(f"Số:{GAP}/BC-{'UBND' if office.startswith(SHORT['UBND']) else BLANK[:3]}", 13, cell=left)
        paper.boxed(DRAFT, cell=left)
        paper.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True, cell=right)
        paper.line("Độc lập - Tự do - Hạnh phúc", 13, bold=True, cell=right)
        paper.rule(1.9, cell=right)
        paper.line(self._place_and_date(), 13, italic=True, cell=right)

    def _party_head(self) -> None:
        """Hướng dẫn 36-HD/VPTW: committee, star, number left; the Party's name right."""
        paper = self.paper
        left, right = paper.sides(7.5, 9.0)
        paper.line(self._office().upper() or BLANK, 14, bold=True, cell=left)
        paper.line("*", 14, cell=left)
        paper.line(f"Số{GAP}-BC/{BLANK[:3]}", 14, cell=left)
        paper.boxed(DRAFT, cell=left)
        paper.line("ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True, cell=right)
        paper.rule(0.9, cell=right)
        paper.line(self._place_and_date(), 14, italic=True, cell=right)

    def _title(self) -> None:
        paper, v = self.paper, self.view
        paper.line("BÁO CÁO", 16 if self.party else 14, bold=True, before=14)
        area = v.programme.area.name_vi  # a name does not break across lines
        name = self._name().replace(area, area.replace(" ", "\u00a0"))
        paper.line(
            f"{'tình' if self.party else 'Tình'} hình thực hiện {name}, {self._stretch()}", 14, bold=True
        )
        about = v.owner_name(v.owner) if v.owner else "" if v.whole and self.issuer else v.place_name(v.place)
        if about:
            paper.line(f"({about})", 14)
        if self.edition > 1:
            paper.line(f"({v.say('edition', n=self.edition)})", 13, italic=True)
        paper.line("-----", 14) if self.party else paper.rule(6.2)

    def _opening(self) -> None:
        document, day = self.view.programme.document_vi, self.view.programme.document_date
        says = f"{self._office()} báo cáo".strip()
        if document:
            says = f"Căn cứ {document}{f' ngày {formal(day)}' if day else ''}, {says}"
        says = f"{says} tình hình thực hiện {self._stretch()} như sau:"
        self.paper.text(says[:1].upper() + says[1:])
        self.paper.text(self.words.closing())

    def _sections(self) -> None:
        parts = (
            ("Kết luận chính", self.words.conclusion()),
            ("Xin ý kiến chỉ đạo", self.tables.asks()),
            ("Chỉ tiêu cần chú ý", self.tables.exceptions()),
            ("Việc đã giao", self.tables.assigned()),
        )
        told = [(title, _without_heading(piece.html)) for title, piece in parts]
        for number, (title, found) in zip(ROMAN, [t for t in told if t[1]], strict=False):
            self.paper.heading(f"{number}. {title}")
            for block in found:
                self.paper.block(block)

    def _signature(self) -> None:
        """Receivers and signature: places left blank."""
        paper = self.paper
        left, right = paper.sides(7.5, 9.0)
        paper.line(
            "Nơi nhận:",
            14 if self.party else 12,
            bold=not self.party,
            italic=not self.party,
            underline=self.party,
            centre=False,
            cell=left,
        )
        for receiver in (f"- {BLANK};", "- Lưu Văn phòng." if self.party else "- Lưu: VT."):
            paper.line(receiver, 12 if self.party else 11, centre=False, cell=left)
        paper.line("(quyền hạn, chức vụ của người ký)", 14, italic=True, cell=right)
        paper.line("(họ và tên)", 14, italic=True, before=64, cell=right)

    def _annex(self) -> None:
        paper, v = self.paper, self.view
        paper.turn()
        paper.line("Phụ lục", 14, bold=True)
        paper.line(f"CÁC CHỈ TIÊU NĂM {v.year}", 14, bold=True)
        paper.line(
            f"(Kèm theo Báo cáo số {BLANK[:4]} ngày {GAP} tháng {GAP} năm {self.year_of_issue})",
            13,
            italic=True,
        )
        for block in _without_heading(self.tables.annex().html):
            paper.block(block, 10)
        for block in blocks(self.words.how_to_read().html):
            paper.block(block, 10)
        document = f"Kế hoạch: {v.programme.document_vi}. " if v.programme.document_vi else ""
        closed = locale.date(v.assessments.as_of)
        source = (
            f"Nguồn của từng số: tệp annex.xlsx kèm theo ({len(v.files())} tệp nguồn, số liệu chốt {closed}"
        )
        paper.text(f"{document}{source}{f', lần chạy {v.run_id}' if v.run_id else ''}).", 10, italic=True)

    def _name(self) -> str:
        """The programme's name inside a sentence: a document keeps its capital, anything else does not."""
        name, document = self.view.programme.name_vi, self.view.programme.document_vi
        known = document.split(" ")[0] == name.split(" ")[0] or name[1:2].isupper()
        return name if known else name[:1].lower() + name[1:]

    def _stretch(self) -> str:
        """The months the report speaks of, as reports name them."""
        month = int(self.view.month[5:7])
        more = {6: " và 6 tháng đầu", 9: " và 9 tháng đầu", 12: " và cả"}.get(month, "")
        return f"tháng {month}{more} năm {self.view.year}"

    def _office(self) -> str:
        """Who issues the paper; "" where nobody is known to."""
        if self.issuer is None:
            return ""
        if self.party:
            return self.issuer.party_vi
        first, _, rest = self.issuer.name_vi.partition(" ")
        return f"{SHORT.get(first, first)} {rest}".strip()

    def _place_and_date(self) -> str:
        seat = (self.issuer.seat_vi if self.issuer else "") or BLANK[:5]
        return f"{seat}, ngày {GAP} tháng {GAP} năm {self.year_of_issue}"


def formal(day: dt.date) -> str:
    """ "05 tháng 3 năm 2020": days below 10 and the first two months with a nought (Decree 30/2020)."""
    return f"{day.day:02d} tháng {day.month:0{2 if day.month < 3 else 1}d} năm {day.year}"


def _without_heading(fragment: str) -> list[Paragraph | Grid]:
    """The blocks of a piece without its own headings: a paper has its own numbering."""
    return [b for b in blocks(fragment) if isinstance(b, Grid) or not b.kind.startswith("h")]
