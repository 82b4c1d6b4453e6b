"""One truth per row: what pages, index, archive, Word and Excel say of a measure, read off the finished files.

Every place that speaks of a measure is read with other eyes than those that wrote it (lxml, zipfile, openpyxl), and
what was read is laid side by side: status word, figure, unit, month, share, bound, reason; and counts against rows.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import html as lhtml

from analysis.publish import archive
from analysis.publish.excel import annex
from analysis.publish.word import draft
from analysis.run.manifest import COMPLETED, Manifest, Notebook
from analysis.run.summary import targets

ROOT = Path(__file__).parents[2]
DISTRICT = {
    "02_economy": "economy", "03_society": "society", "04_environment": "environment", "05_security": "security",
    "06_party": "party", "07_commitments": "commitments", "08_communes": "communes", "01_ingest": "ingest",
}  # fmt: skip
EXTRA, EXTRA_OF = ("01_ingest", "07_commitments", "08_communes"), "2025-09"  # pages of one month are enough
MONTHS = ("2024-12", "2025-03", "2025-06", "2025-07", "2025-09")
EDITIONS = [("can-duoc-2025", m) for m in MONTHS] + [("public-investment", "2021-10"), ("vietnam", "2021-10")]
NUMBER = r"[+−]?\d{1,3}(?:\.\d{3})*(?:,\d+)?"
NOTHING = "–"
GLYPHS = "■◆▲?◌…•–○●◇◍"
BOX = {
    "Hoàn thành": "achieved", "Đạt": "achieved", "Vượt": "achieved", "Ước đạt": "achieved", "Ước vượt": "achieved",
    "Đạt tiến độ": "on_track", "Đang đạt": "on_track", "Trong dự toán": "on_track", "Tự đánh giá": "self",
    "Chậm tiến độ": "at_risk", "Có nguy cơ không đạt": "at_risk", "Chậm giải ngân": "at_risk",
    "Khó đạt": "off_track", "Không đạt": "missed",
}  # fmt: skip


def text(node, leave: tuple[str, ...] = ("small", "svg", "ul")) -> str:
    """What a reader sees of a node, without its notes, pictures and sources."""
    parts = []

    def walk(el):
        if isinstance(el.tag, str) and el.tag not in leave:
            parts.append(el.text or "")
            for child in el:
                walk(child)
                parts.append(child.tail or "")

    walk(node)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def number(said: str) -> str:
    """The first number of a text, as printed; "–" when there is none."""
    found = re.search(NUMBER, said)
    return found.group() if found else NOTHING


def value(said: str) -> Decimal:
    return Decimal(said.replace(".", "").replace(",", ".").replace("−", "-"))


def cls(node, name: str) -> list:
    return node.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")


def made(book, page_of) -> dict:
    """The finished files of a month: pages by name, index, archive, Word and Excel."""
    p, month = book.programme, book.month
    names = DISTRICT if p.id == "can-duoc-2025" else {}
    pages = {"brief": page_of(book, "09_brief", "brief")}
    pages |= {n: page_of(book, n, key) for n, key in names.items() if n not in EXTRA or month == EXTRA_OF}
    if p.id != "can-duoc-2025":
        pages |= {g.id: page_of(book, "group", f"group:{g.id}", group=g.id) for g in p.groups}
    of = Manifest(run_id="x", programme=p.id, programme_name=p.name_vi, month=month, parameters={},
                  as_of=book.assessments.as_of.isoformat(), targets=targets(book, "vi"),
                  notebooks=[Notebook("brief", "Bản tin", COMPLETED)])  # fmt: skip
    papers = {"docx": draft(book.view), "xlsx": annex(book.view)}
    return {"pages": pages, "index": archive.month(of), "archive": archive.programme([of]), **papers}


class Edition:
    """The finished files of a month, read back. `said[what][measure][where]` is what stands there."""

    def __init__(self, programme, month: str, files: dict):
        self.programme, self.month, self.html = programme, month, files["pages"]
        self.page = {k: lhtml.fromstring(v) for k, v in self.html.items()}
        self.docx = Document(io.BytesIO(files["docx"]))
        self.xlsx = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
        self.index, self.archive = (lhtml.fromstring(files[k]) for k in ("index", "archive"))
        self.ids = list(programme.measures)
        shorts = defaultdict(list)
        for m in programme.measures.values():
            shorts[m.short_vi or m.name_vi].append(m.id)
        self.short = {k: v[0] for k, v in shorts.items() if len(v) == 1}
        self.said = {w: defaultdict(dict) for w in ("word", "figure", "share", "month", "bound", "reason", "unit")}
        self.rows: list[dict] = []  # of the annex, in its order
        for name, page in self.page.items():
            self._annexes(name, page)
            self._bullets(name, page)
            self._judgements(name, page)
            self._titles(name, page)
        self._exceptions()
        self._word()
        self._excel()

    def take(self, what: str, measure: str, where: str, found: str | None) -> None:
        if found is not None:
            self.said[what][measure][where] = found

    def of_anchor(self, id: str) -> str:
        """The measure of an anchor "m-23a" or "m-n12"."""
        bare = id.removeprefix("m-")
        return bare if bare in self.programme.measures else self.ids[int(bare.removeprefix("n"))]

    def _annexes(self, name: str, page) -> None:
        for table in cls(page, "annex"):
            if table.tag != "table":
                continue
            for tr in table.xpath(".//tbody/tr"):
                cells = list(tr)
                if len(cells) < 9:
                    self.rows += [{"band": text(tr, ())}] if name == "brief" else []
                    continue
                words = [text(x) for x in cls(cells[8], "st")]
                mine = [s.get("id") for s in cells[1].iter("small") if (s.get("id") or "").startswith("m-")]
                no = text(cells[0])
                if name == "brief":
                    leads = bool(cells[1].xpath(".//span[starts-with(@id, 'r-')]"))
                    word = words[0] if words else None
                    self.rows.append({"no": no, "lead": leads, "word": word, "m": mine})
                if not mine:
                    continue
                m, where = self.of_anchor(mine[0]), f"{name}: phụ lục"
                self.take("word", m, where, words[0] if words else None)
                now = number(text(cells[3]))
                self.take("figure", m, where, now)
                note = " ".join(text(s, ()) for s in cells[3].iter("small"))
                carried = re.search(r"số (T\d+|Quý [IV]+)", note)
                if now != NOTHING:
                    self.take("month", m, where, carried.group(1) if carried else "")
                self.take("bound", m, where, text(cells[2]))
                self.take("share", m, where, text(cells[4]))
                unit = text(next(cells[1].iter("small")), ()).split(" · ")[0]
                self.take("unit", m, where, unit)

    def _bullets(self, name: str, page) -> None:
        for table in cls(page, "bul"):
            heading = text(table.xpath("ancestor::section[1]/*[self::h2 or self::h3]")[0])
            rows = table.xpath(".//tbody/tr")
            marks = [tr.xpath(".//th//*[@aria-label]")[0].get("aria-label") for tr in rows]
            self.bullets = getattr(self, "bullets", []) + [(name, heading, marks)]
            for tr, mark in zip(rows, marks, strict=True):
                link = tr.xpath(".//a[@class='to']")[0]
                m, where = self.of_anchor(link.get("href").lstrip("#")), f"{name}: thanh"
                self.take("word", m, where, mark)
                self.take("figure", m, where, number(text(link)))
                carried = re.search(r"\((T\d+|Quý [IV]+)\)", text(link))
                self.take("month", m, where, carried.group(1) if carried else "")
                self.take("share", m, where, text(tr.xpath("./td[2]")[0]))
                self.take("share", m, where + ", hình", re.search(rf"đến nay ({NUMBER}%)", lhtml.tostring(tr, encoding="unicode")).group(1))
                bound = text(tr.xpath("./td[1]")[0]).partition(" / ")[2]
                self.take("bound", m, where, bound.split(" ")[0] if not bound.startswith(("≥", "≤", "<", ">")) else bound)
                unit = self.said["unit"][m].get("brief: phụ lục", "")
                if unit and unit != "%":
                    assert bound.rstrip("*").endswith(unit), (m, bound, unit)

    def _judgements(self, name: str, page) -> None:
        for box in cls(page, "judge"):
            first = box[0]
            sentence = text(first, ())
            label = text(cls(first, "st")[0]) if cls(first, "st") else ""
            rest = sentence.removeprefix(label).strip()
            short = next((s for s in sorted(self.short, key=len, reverse=True) if rest.startswith(s + ": ")), None)
            if short is None:
                continue
            m, where = self.short[short], f"{name}: câu"
            self.take("word", m, where, label)
            said = rest.removeprefix(short + ": ")
            kind = self.programme.measures[m].kind
            if kind in {"flow", "budget", "level", "ratio"} and re.match(rf"(ước )?{NUMBER}", said):
                self.take("figure", m, where, number(said))
                part = re.search(rf"bằng ({NUMBER}%)", said)
                self.take("share", m, where, part.group(1) if part else None)
            why = [text(p, ()).removeprefix("Căn cứ. ") for p in box if text(p, ()).startswith("Căn cứ. ")]
            self.take("reason", m, where, why[0] if why else None)

    def _titles(self, name: str, page) -> None:
        """Titles of charts of one measure, their pictures and alternative texts."""
        for section in cls(page, "path"):
            heading = text(section.xpath("./*[self::h2 or self::h3]")[0])
            heading = re.sub(r"^III\. ", "", heading)
            short = next((s for s in sorted(self.short, key=len, reverse=True) if heading.startswith(s + ": ")), None)
            if short is None:
                continue
            m, where = self.short[short], f"{name}: biểu đồ"
            word = re.match(r"[^,;]+", heading.removeprefix(short + ": ")).group()
            self.take("word", m, where, word.removesuffix(" kế hoạch năm").capitalize())
            for svg in section.iter("{*}svg", "svg"):
                if "wid" not in (svg.get("class") or ""):
                    continue
                alt = re.search(rf"Đến (?:tháng \d+|quý \w+/\d+): ({NUMBER})", svg.get("aria-label"))
                self.take("figure", m, where + ", lời thay", alt.group(1) if alt else None)
                drawn = [text(t, ()) for t in svg.iter("{*}text", "text")]
                now = [re.search(rf": ({NUMBER})$", t) for t in drawn if re.match(r"(Lũy kế )?(T\d+|Quý [IV]+): ", t)]
                self.take("figure", m, where + ", hình", now[0].group(1) if now and now[0] else None)

    def _exceptions(self) -> None:
        self.exceptions = []
        for table in cls(self.page["brief"], "exc"):
            self.exceptions_title = text(table.xpath("ancestor::section[1]/h2")[0])
            for tr in table.xpath(".//tbody/tr"):
                link = tr.xpath(".//a[@class='to']")[0]
                m, where = self.of_anchor(link.get("href").lstrip("#")), "brief: mục II"
                self.exceptions.append(m)
                self.take("word", m, where, text(cls(tr, "st")[0]))
                now = number(text(link))
                self.take("figure", m, where, now)
                carried = re.search(r"số (T\d+|Quý [IV]+)", " ".join(text(s, ()) for s in link.iter("small")))
                if now != NOTHING:
                    self.take("month", m, where, carried.group(1) if carried else "")
                self.take("bound", m, where, text(tr.xpath("./td[2]")[0]))
                self.take("share", m, where, text(tr.xpath("./td[4]")[0]))

    def _word(self) -> None:
        """The annex of the Word draft, its rows in the order of the page's."""
        table = next(t for t in self.docx.tables if len(t.columns) == 9 and "Xác suất" in t.rows[0].cells[7].text)
        rows = [r for r in table.rows[1:] if len({c._tc for c in r.cells}) == 9]
        mine = [r for r in self.rows if "band" not in r]
        assert len(rows) == len(mine)
        for row, page in zip(rows, mine, strict=True):
            cells = [c.text.strip() for c in row.cells]
            word = cells[8].split("\n")[0].lstrip(GLYPHS + " \u00a0")
            if page["word"]:
                assert word == page["word"], (page, cells)
            for id in page["m"]:
                m, now = self.of_anchor(id), cells[3].split("\n")[0]
                self.take("word", m, "docx", word)
                self.take("figure", m, "docx", number(now))
                self.take("bound", m, "docx", cells[2].split("\n")[0])
                self.take("share", m, "docx", cells[4])

    def _excel(self) -> None:
        sheet = self.xlsx["Chỉ tiêu"]
        top = next(r for r in range(1, 12) if sheet.cell(r, 1).value == "Nhóm")
        heads = [c.value for c in sheet[top]]
        self.records = {}
        for row in sheet.iter_rows(min_row=top + 1):
            r = dict(zip(heads, row, strict=True))
            m = r["Mã"].value
            self.records[m] = r
            if m not in self.programme.measures or r["Đơn vị tính"].value is None:
                continue
            self.take("word", m, "xlsx", str(r["Đánh giá"].value or "").lstrip(GLYPHS + " \u00a0") or None)
            self.take("figure", m, "xlsx", shown(r["Thực hiện"]))
            self.take("unit", m, "xlsx", r["Đơn vị tính"].value)
            if r["% kế hoạch"].value is not None:
                self.take("share", m, "xlsx", shown(r["% kế hoạch"]))
            month = r["Số liệu của tháng"].value
            if month and r["Thực hiện"].value is not None:
                self.take("month", m, "xlsx", "" if month == self.month else f"T{int(month[5:7])}")
            self.take("reason", m, "xlsx", r["Vì sao"].value)


def shown(cell) -> str:
    """A cell as Excel shows it to a Vietnamese reader."""
    if cell.value is None:
        return NOTHING
    code = cell.number_format.split(";")[0]
    if '"' in code and "0" not in re.sub(r'"[^"]*"', "", code):
        return code.strip('"')
    bare = re.sub(r'"[^"]*"', "", code)
    digits = len(bare.partition(".")[2].rstrip("%"))
    x = Decimal(f"{cell.value * (100 if '%' in bare else 1):.12g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{abs(x):,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return ("−" if x < 0 else "") + text + ("%" if "%" in bare else "")


@pytest.fixture(scope="session")
def editions(pages, page_of):
    read: dict = {}

    def get(programme: str, month: str) -> Edition:
        if programme == "vietnam" and not (ROOT.parent / "shared/workbooks/gso").is_dir():
            pytest.skip("the national workbooks are not on this machine")
        if (programme, month) not in read:
            book = pages.book(month, programme)
            read[programme, month] = Edition(book.programme, month, made(book, page_of))
        return read[programme, month]

    return get


every = pytest.mark.parametrize("programme, month", EDITIONS)


def unlike(said: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {m: places for m, places in said.items() if len({p.casefold() for p in places.values()}) > 1}


@every
@pytest.mark.parametrize("what", ["word", "figure", "share", "month", "unit", "reason", "bound"])
def test_all_places_say_the_same(editions, programme, month, what):
    said = editions(programme, month).said[what]
    assert any(len(places) > 1 for places in said.values()) or what == "bound"
    assert not unlike(said)
