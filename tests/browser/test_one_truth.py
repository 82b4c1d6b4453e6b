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
from analysis.publish.annex import annex
from analysis.publish.manifest import COMPLETED, Manifest, Notebook
from analysis.publish.word import draft
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
GLYPHS = "■◆▲◐□◌…•–○●◇◍"
BOX = {
    "Hoàn thành": "achieved", "Đạt": "achieved", "Vượt": "achieved",
    "Đạt tiến độ": "on_track", "Trong dự toán": "on_track", "Tự đánh giá": "self", "Có nguy cơ không đạt": "at_risk",
    "Khó đạt": "off_track", "Không đạt": "missed",
}  # fmt: skip

CARRIED = r"(?:^|· |số )(T\d+|Quý [IV]+)(?= ·|$)"  # beside a figure that is not the month's own


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
        self.said = {
            w: defaultdict(dict) for w in ("word", "figure", "share", "month", "bound", "reason", "unit")
        }
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
            self.said[what][measure][where] = re.sub(r"\s+", " ", found).strip()

    def spoken_of(self, said: str) -> tuple[str | None, str]:
        """The measure that a sentence speaks of, and what follows its name; of cases the sentence is all of it."""
        for short in sorted(self.short, key=len, reverse=True):
            if said.startswith(short + ": "):
                return self.short[short], said.removeprefix(short + ": ")
        for m in self.programme.measures.values():
            told = re.escape(m.told_vi).replace(r"\{figure\}", rf"{NUMBER}\s{m.unit}")
            if told and re.match(rf"(?:cả năm |mới có số liệu tháng \S+: )?{told}", said, re.IGNORECASE):
                return m.id, said
        return None, said

    def of_anchor(self, id: str) -> str:
        """The measure of an anchor "m-23a" or "m-n12"."""
        bare = id.removeprefix("m-")
        return bare if bare in self.programme.measures else self.ids[int(bare.removeprefix("n"))]

    def _annexes(self, name: str, page) -> None:
        for table in cls(page, "annex"):
            if table.tag != "table":
                continue
            for tr in table.xpath(".//tbody/tr[th]"):
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
                    late = "chưa báo cáo" in text(cells[8], ()).lower()
                    self.rows.append({"no": no, "lead": leads, "word": word, "m": mine, "late": late})
                if not mine:
                    continue
                m, where = self.of_anchor(mine[0]), f"{name}: phụ lục"
                self.take("word", m, where, words[0] if words else None)
                now = number(text(cells[3]))
                self.take("figure", m, where, now)
                note = " ".join(text(s, ()) for s in cells[3].iter("small"))
                carried = re.search(CARRIED, note)
                if now != NOTHING:
                    self.take("month", m, where, carried.group(1) if carried else "")
                self.take("bound", m, where, text(cells[2]))
                self.take("share", m, where, text(cells[4]))
                unit = text(next(cells[1].iter("small")), ()).split(" · ")[0]
                self.take("unit", m, where, unit)

    def _bullets(self, name: str, page) -> None:
        for table in cls(page, "bul"):
            if "parts" in table.get("class", ""):  # of an amount: no targets, and judged nowhere
                continue
            heading = text(table.xpath("ancestor::section[1]/*[self::h2 or self::h3]")[0])
            rows = table.xpath(".//tbody/tr")
            marks = [tr.xpath(".//th//*[@aria-label]")[0].get("aria-label") for tr in rows]
            self.bullets = getattr(self, "bullets", []) + [(name, heading, marks)]
            for tr, mark in zip(rows, marks, strict=True):
                link = tr.xpath(".//a[@class='to']")[0]
                m, where = self.of_anchor(link.get("href").lstrip("#")), f"{name}: thanh"
                self.take("word", m, where, mark)
                shown = text(tr.xpath("./td[1]")[0]).partition(" / ")[0]
                self.take("figure", m, where, number(shown))
                carried = re.search(r"\((?:số )?(T\d+|Quý [IV]+)\)", shown)
                self.take("month", m, where, carried.group(1) if carried else "")
                self.take("share", m, where, text(tr.xpath("./td[2]")[0]))
                drawn = tr.xpath(".//*[@class='bar']")[0].get("aria-label")
                self.take("share", m, where + ", hình", re.search(rf"đến nay ({NUMBER}%)", drawn).group(1))
                bound = text(tr.xpath("./td[1]")[0]).partition(" / ")[2]
                signed = bound.startswith(("≥", "≤", "<", ">"))
                star = "*" if bound.endswith("*") else ""  # behind the unit, as elsewhere behind the number
                self.take("bound", m, where, bound if signed else bound.split(" ")[0].rstrip("*") + star)
                unit = self.said["unit"][m].get("brief: phụ lục", "")
                if unit and unit != "%":
                    assert bound.rstrip("*").endswith(unit), (m, bound, unit)

    def _judgements(self, name: str, page) -> None:
        for box in cls(page, "judge"):
            first = box[0]
            sentence = text(first, ())
            label = text(cls(first, "st")[0]) if cls(first, "st") else ""
            rest = sentence.removeprefix(label).strip()
            m, said = self.spoken_of(rest)
            if m is None:
                continue
            where = f"{name}: câu"
            self.take("word", m, where, label)
            kind = self.programme.measures[m].kind
            self._sentence(m, where, kind, said)
            why = [text(p, ()).removeprefix("Căn cứ. ") for p in box if text(p, ()).startswith("Căn cứ. ")]
            self.take("reason", m, where, why[0] if why else None)

    def _sentence(self, m: str, where: str, kind: str, said: str) -> None:
        """The figure and the share of the plan in a sentence of a measure."""
        verbs = {
            "level": "(?:đạt|ở mức) ",
            "ratio": "(?:đạt|ở mức) ",
            "compare": "(?![Mm]ới)(?=[^;]*cùng kỳ)[^;,:]*?",
        }
        begins = re.match(rf"{verbs.get(kind, '.*?thực hiện ')}({NUMBER})", said)
        if kind not in {"flow", "budget", "level", "ratio", "compare"} or not begins:
            return
        self.take("figure", m, where, begins.group(1))
        part = re.search(rf"đạt ({NUMBER}%)", said) if kind in {"flow", "budget"} else None
        self.take("share", m, where, part.group(1) if part else None)

    def _titles(self, name: str, page) -> None:
        """Titles of charts of one measure, their pictures and alternative texts."""
        for section in cls(page, "path"):
            heading = text(section.xpath("./*[self::h2 or self::h3]")[0])
            heading = re.sub(r"^III\. ", "", heading)
            m, said = self.spoken_of(heading)
            if m is None:
                continue
            where = f"{name}: biểu đồ"
            word = re.match(r"[^,;]+", said).group()
            if self.programme.measures[m].kind == "compare":  # of cases the title says their number
                self._sentence(m, where, "compare", said)
            else:
                self.take("word", m, where, word.removesuffix(" kế hoạch năm").capitalize())
            for svg in section.iter("{*}svg", "svg"):
                if "wid" not in (svg.get("class") or ""):
                    continue
                alt = re.search(rf"Đến (?:tháng \d+|quý \w+/\d+): ({NUMBER})", svg.get("aria-label"))
                self.take("figure", m, where + ", lời thay", alt.group(1) if alt else None)
                drawn = [text(t, ()) for t in svg.iter("{*}text", "text")]
                now = [
                    re.search(rf": ({NUMBER})$", t)
                    for t in drawn
                    if re.match(r"(Lũy kế )?(T\d+|Quý [IV]+): ", t)
                ]
                self.take("figure", m, where + ", hình", now[0].group(1) if now and now[0] else None)

    def _exceptions(self) -> None:
        self.exceptions = []
        for table in cls(self.page["brief"], "exc"):
            self.exceptions_title = text(table.xpath("ancestor::section[1]/h2")[0])
            for tr in table.xpath(".//tbody/tr[th]"):
                link = tr.xpath(".//a[@class='to']")[0]
                m, where = self.of_anchor(link.get("href").lstrip("#")), "brief: mục II"
                self.exceptions.append(m)
                self.take("word", m, where, text(cls(tr, "st")[0]))
                cell = link.xpath("ancestor::td[1]")[0]
                now = number(text(cell))
                carried = re.search(CARRIED, " ".join(text(s, ()) for s in cell.iter("small")))
                if now != NOTHING:
                    self.take("month", m, where, carried.group(1) if carried else "")
                self.take("bound", m, where, text(tr.xpath("./td[2]")[0]))
                self.take("share", m, where, text(tr.xpath("./td[4]")[0]))

    def _word(self) -> None:
        """The annex of the Word draft, its rows in the order of the page's."""
        table = next(
            t for t in self.docx.tables if len(t.columns) == 9 and "Xác suất" in t.rows[0].cells[7].text
        )
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
                self.take("share", m, "docx", cells[4].partition("\xa0nam/100")[0])
        self._report()

    def _report(self) -> None:
        """The results by field of the Word report, and what it calls wanting: their words and figures."""
        names: dict[str, list[str]] = defaultdict(list)
        full: dict[str, list[str]] = defaultdict(list)
        for m in self.programme.measures.values():
            names[told(m.name_vi)].append(m.id)
            target = self.programme.target_of(m.id)
            alone = m.role == "main" and sum(x.role == "main" for x in target.measures) == 1
            full[told(target.name_vi if alone else m.name_vi)].append(m.id)
        part = ""
        for p in self.docx.paragraphs:
            if p.style.name.startswith("Heading"):
                part = p.text
            if not p.text.startswith("- ") or len(p.runs) < 2:
                continue
            name, said = p.runs[1].text.removesuffix(": "), p.runs[-1].text
            if len(p.runs) == 2:  # of cases: a sentence without a name before it
                m, said = self.spoken_of(said)
                if m is not None:
                    self._result(m, said)
                continue
            if part.startswith("II. "):
                if len(full[told(name)]) == 1:
                    self.take("word", full[told(name)][0], "docx: hạn chế", said.partition(";")[0])
            elif len(names[told(name)]) == 1:
                self._result(names[told(name)][0], said)

    def _result(self, m: str, said: str) -> None:
        self._sentence(m, "docx: kết quả", self.programme.measures[m].kind, said)
        found = re.search(r"; đánh giá: ([^.;(]+)\.(?: Tháng \d+ mới có .*| Cả chỉ tiêu này .*)?$", said)
        if found and found.group(1).capitalize() in BOX:
            self.take("word", m, "docx: kết quả", found.group(1))

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
    x = Decimal(f"{cell.value * (100 if '%' in bare else 1):.12g}").quantize(
        Decimal(1).scaleb(-digits), ROUND_HALF_UP
    )
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
    e = editions(programme, month)
    said = e.said[what]
    assert any(len(places) > 1 for places in said.values()) or (what == "reason" and len(e.page) < 5)
    assert not unlike(said)


@every
def test_the_report_speaks_of_the_rows(editions, programme, month):
    """What the test above lays side by side is there: results by field of the Word report, and what is wanting."""
    said = editions(programme, month).said["word"]
    results, wanting = (
        [m for m, places in said.items() if f"docx: {part}" in places] for part in ("kết quả", "hạn chế")
    )
    assert len(wanting) >= 4
    if programme == "can-duoc-2025":  # of ministries and provinces the annex alone has all
        assert len(results) >= 20


def told(name: str) -> str:
    """A name as the report may write it: what follows its colon stands in brackets there."""
    return " ".join(re.findall(r"\w+", name.casefold()))


def kinds(words) -> dict[str, int]:
    """How many of a list of words each box of the strip counts; what is not judged together."""
    found: dict[str, int] = defaultdict(int)
    for word in words:
        found[BOX.get(word, "none")] += 1
    return dict(found)


def first_counts(lead: str) -> dict[str, int]:
    """The counts of a headline by box."""
    said: dict[str, int] = {}
    good = re.match(r"(\d+)/(\d+) ", lead)
    said["total"] = int(good.group(2))
    achieved = re.search(r"trong đó (\d+) ", lead)
    within = re.search(r"; (\d+) trong dự toán", lead)
    closed = "đạt và vượt kế hoạch" in lead
    said["achieved"] = int(good.group(1)) if closed else int(achieved.group(1)) if achieved else 0
    said["on_track"] = int(within.group(1)) if within else 0
    if not closed:
        said["on_track"] = int(good.group(1)) - said["achieved"]
    for key, word in (
        ("self", "theo đơn vị tự đánh giá"), ("at_risk", "có nguy cơ không đạt"), ("off_track", "khó đạt"),
        ("missed", "không đạt"),
    ):  # fmt: skip
        found = re.search(rf"; (\d+) {word}[;.]", lead)
        said[key] = int(found.group(1)) if found else 0
    rest = re.findall(r"; (\d+) (?:chưa|dừng|theo dõi)", lead)
    said["none"] = sum(map(int, rest))
    return said


@every
def test_counts_agree(editions, programme, month):
    """Headline = strip = marks = index = archive = annex and its bands."""
    e = editions(programme, month)
    page = e.page["brief"]
    said = first_counts(text(cls(page, "lead")[0]))
    total = said.pop("total")
    said = {k: n for k, n in said.items() if n}
    assert sum(said.values()) == total
    dots = {
        re.match(r"(\d+)\. ", a).group(1): a.rpartition(": ")[2]
        for a in (x.get("aria-label") for x in cls(page, "dots")[0].xpath(".//*[@role='img']"))
    }
    assert kinds(dots.values()) == said
    leads = {r["no"]: r["word"] for r in e.rows if r.get("lead") and r["no"]}
    assert dots == leads
    for where in (cls(e.index, "legend")[0], cls(e.archive, "t")[0]):
        counted: dict[str, int] = defaultdict(int)
        for item in cls(where, "cnt"):
            names, n = (
                text(cls(item, "st")[0]).partition(": ")[0].split(" / "),
                int(text(item.xpath("./b")[0])),
            )
            boxes = {BOX.get(name, "none") for name in names}
            assert len(boxes) == 1 and set(names) <= set(dots.values())
            counted[boxes.pop()] += n
        assert dict(counted) == said
    grid = {
        text(tr[0]).partition(". ")[0]: tr.xpath(".//td//@aria-label")[0].partition(": ")[0]
        for tr in e.archive.xpath("//table[contains(@class, 'year')]//tbody/tr")
        if re.match(r"\d+\. ", text(tr[0]))
    }
    assert grid == dots
    boxes = {}
    for box in cls(page, "box"):
        word, n = text(cls(box, "lb")[0]), int(text(box.xpath("./b")[0]))
        if word == "Chưa đánh giá":
            boxes["none"] = n
        elif n:
            names = set(word.split(" / "))
            assert names == {w for w in dots.values() if BOX.get(w) in {BOX[x] for x in names}}
            for name in names:
                boxes[name] = sum(w == name for w in dots.values())
            assert sum(boxes[name] for name in names) == n
    assert sum(boxes.values()) == total and boxes.get("none", 0) == said.get("none", 0)
    judged, bands = True, [re.search(r"– (\d+)/(\d+) ", r["band"]) for r in e.rows if "band" in r]
    first = said.get("achieved", 0) + (
        0 if "đạt và vượt" in text(cls(page, "lead")[0]) else said.get("on_track", 0)
    )
    silent = 0  # counted rows of groups of which nothing can be judged yet: their bands blame nobody
    for r in e.rows:
        judged = "chưa đánh giá" not in r["band"] if "band" in r else judged
        silent += "band" not in r and not judged and bool(r.get("lead") and r["no"])
    assert [sum(int(b.group(i)) for b in bands if b) for i in (1, 2)] == [first, total - silent]


@every
def test_titles_count_the_rows_below_them(editions, programme, month):
    e = editions(programme, month)
    lead = first_counts(text(cls(e.page["brief"], "lead")[0]))
    late = sum(r["late"] for r in e.rows if r.get("lead") and r["no"] and r["word"] == "Chưa đánh giá")
    wanting = sum(lead[k] for k in ("at_risk", "off_track", "missed")) + late
    title = re.sub(r"ngoài \d+ ", "", e.exceptions_title.partition("cần chú ý")[0])
    numbers = re.findall(r"(\d+)(?: trong (\d+))? (?!tháng)", title)
    assert sum(int(n) for n, _ in numbers) == len(e.exceptions)
    assert int(numbers[0][1] or numbers[0][0]) == wanting, e.exceptions_title
    first = min(wanting, 8)
    leading = [m for m in e.exceptions if e.programme.target_of(m).counted][:first]
    assert e.exceptions[:first] == leading  # numbered targets first
    assert len({e.programme.target_of(m).id for m in leading}) == first
    for where, heading, marks in e.bullets:
        good, rows = map(int, re.search(r"(\d+) trong (\d+)", heading).groups())
        assert rows == len(marks), (where, heading)
        assert good == sum(BOX.get(m) in {"achieved", "on_track"} for m in marks), (where, heading, marks)


@every
def test_a_share_is_that_of_the_printed_figure(editions, programme, month):
    """A reader who divides the figure by the plan finds the share, to the last digit that the figure carries."""
    e = editions(programme, month)
    divided = 0
    for m, places in e.said["share"].items():
        share, figure = places.get("brief: phụ lục"), e.said["figure"][m].get("brief: phụ lục")
        bound = e.said["bound"][m].get("brief: phụ lục", "").rstrip("*")
        if not share or not share.endswith("%") or NOTHING in (figure, bound) or re.search("[≥≤<>]", bound):
            continue
        now, plan = value(figure), value(bound)
        step = Decimal(1).scaleb(min(now.as_tuple().exponent, plan.as_tuple().exponent))
        slack = 100 * step / 2 / plan if "," in figure else Decimal(0)
        off = abs(value(share.rstrip("%")) - 100 * now / plan)
        assert off <= Decimal("0.0500001") + slack, (m, figure, bound, share)
        divided += 1
    assert divided > 3


@every
def test_what_is_read_into_the_text_carries_its_sign(editions, programme, month):
    """A bound that the programme does not print is marked wherever it stands, and the sign is explained."""
    e = editions(programme, month)
    read_in = {m.id for m in e.programme.measures.values() if m.number == "derived" and not m.target_from}
    assert bool(read_in) == (programme == "can-duoc-2025")
    for m, places in e.said["bound"].items():
        for where, bound in places.items():
            assert bound.endswith("*") == (m in read_in and bound != NOTHING), (m, where, bound)
    for m in read_in:
        plan = e.records[m]["Kế hoạch"]
        assert plan.value is None or '"*"' in plan.number_format.replace(" ", "")
    notes = [text(x) for x in cls(e.page["brief"], "note")]
    assert any("*: mức do bản tin hiểu" in n for n in notes) == bool(read_in)


@every
def test_a_clipped_probability_is_a_limit(editions, programme, month):
    e = editions(programme, month)
    cells = [text(x) for x in e.page["brief"].xpath("//table[contains(@class, 'annex')]//tbody/tr/td[7]")]
    assert not [c for c in cells if re.match(r"(99,[1-9]|0,[1-9])%", c)]
    for m, r in e.records.items():
        p = r["Xác suất đạt kế hoạch (khoản chi: chi hết dự toán)"]
        if p.value is not None and 0.99 < p.value < 1:
            assert shown(p) == ">\u00a099%" and isinstance(p.value, float), m


# ---- the examples that were found, one by one


def section_after(page, heading: str) -> list:
    """What follows a question of a notebook, up to the next one."""
    (start,) = [h for h in page.xpath("//h2") if text(h) == heading]
    found = []
    node = start.getnext() if start.getnext() is not None else start.getparent().getnext()
    while node is not None and not (node.tag == "h2" or node.xpath(".//h2")):
        found.append(node)
        node = node.getnext()
    return found


def rows_of(table) -> list[list[str]]:
    return [[text(c, ()) for c in tr] for tr in table.xpath(".//tbody/tr")]


@pytest.mark.parametrize("month", ["2025-06", "2025-07", "2025-09"])
def test_growth_is_compared_where_its_quarters_are(editions, month):
    e = editions("can-duoc-2025", month)
    page = e.page["02_economy"]
    (quarters,) = cls(page, "quarters")
    rows = [r for r in rows_of(quarters.xpath(".//table")[0]) if r[1] != NOTHING]
    growth = cls(page, "contribution")
    assert bool(growth) == (rows[-1][3] != NOTHING)
    assert bool(growth) == (e.said["figure"]["2"]["brief: phụ lục"] != NOTHING and month != "2025-09")
    up, of = map(int, re.search(r"(\d+) trong (\d+) kỳ", text(quarters)).groups())
    assert of == sum(r[3] != NOTHING for r in rows) and up == sum(r[3].startswith("+") for r in rows)
    if not growth:
        assert "không so với cùng kỳ" in text(cls(page, "refuse")[0], ()) and rows[-1][2] == NOTHING


def test_expenditure_is_not_answered_with_revenue(editions):
    e = editions("can-duoc-2025", "2025-07")
    said = " ".join(
        text(x, ()) for x in section_after(e.page["02_economy"], "Chi ngân sách có kịp dự toán không?")
    )
    assert "Chi ngân sách" in said and "Thu ngân sách" not in said


def test_a_whole_number_of_members_has_the_share_of_what_is_printed(editions):
    e = editions("can-duoc-2025", "2025-09")
    figure, share = (e.said[w]["25a"]["brief: phụ lục"] for w in ("figure", "share"))
    assert share == f"{100 * int(figure) / 150:.1f}%".replace(".", ",")


@pytest.mark.parametrize("month", ["2025-06", "2025-07", "2025-09"])
def test_a_self_assessment_is_not_said_to_be_not_due(editions, month):
    e = editions("can-duoc-2025", month)
    own = {r["no"] for r in e.rows if r.get("word") == "Tự đánh giá" and r["no"]}
    assert own
    for target in e.programme.targets:
        for m in target.measures if target.no in own else ():
            assert set(e.said["word"][m.id].values()) == {"Tự đánh giá"}, m.id


def test_every_commitment_has_its_row(editions):
    e = editions("can-duoc-2025", EXTRA_OF)
    page = e.page["07_commitments"]
    (line,) = cls(page, "timeline")
    done, every_one, late = map(int, re.findall(r"\d+", text(line.xpath("./h3")[0]))[:3])
    rows = rows_of(line.xpath(".//table")[0])
    drawn = [text(t, ()) for t in line.xpath(".//*[contains(@class, 'wid')]")[0].iter("{*}text", "text")]
    assert len(rows) == every_one == sum(t[:1] in GLYPHS for t in drawn)
    assert done == sum(r[-1] == "Hoàn thành" for r in rows)
    assert late == sum(r[-1] in {"Có nguy cơ không đạt", "Khó đạt", "Không đạt"} for r in rows)
    assert f"{every_one} nhiệm vụ" in text(cls(e.page["brief"], "tally")[0], ())
    table = {r[0]: r[-1] for r in rows_of(cls(page, "works")[0]) if len(r) > 2}
    assert len(table) == every_one
    for id in ("K6", "K2"):  # what waits for late work is late
        assert table[id].startswith("Có nguy cơ không đạt"), table[id]
    sheet = {r[0].value: r for r in e.xlsx["Cam kết"].iter_rows() if r[0].value}
    heads = [c.value for c in next(r for r in e.xlsx["Cam kết"].iter_rows() if r[0].value == "Mã")]
    for id, state in table.items():
        assert state.startswith(sheet[id][heads.index("Đánh giá")].value.lstrip(GLYPHS + " ")), id


def test_december_speaks_of_what_was_promised_then(editions):
    e = editions("can-duoc-2025", "2024-12")
    page = text(e.page["brief"], ("svg",))
    assert "36 nhiệm vụ" not in page
    assert not [r for r in e.xlsx["Cam kết"].iter_rows() if re.fullmatch(r"K\d+", str(r[0].value))]
    said = next(
        text(li, ())
        for li in cls(e.page["brief"], "concl")[0].iter("li")
        if "Quan trọng nhất" in text(li, ())
    )
    assert "tai nạn" in said  # thirteen cases against nine; the gap of fifteen couples is one of chance


def test_no_words_of_another_language(editions):
    e = editions("can-duoc-2025", EXTRA_OF)
    for name, page in e.page.items():
        assert "AMBIGUOUS" not in text(page, ()), name


def test_a_number_stands_beside_its_own_dot(editions):
    e = editions("can-duoc-2025", EXTRA_OF)
    numbers = 0
    for svg in e.page["08_communes"].xpath("//*[contains(@class, 'communes')]//*[contains(@class, 'wid')]"):
        dots = [
            (float(c.get("cx")), float(c.get("cy")), "var(--done)" in c.get("style").split(";")[0])
            for c in svg.iter("{*}circle", "circle")
        ]
        for t in svg.iter("{*}text", "text"):
            x, y = float(t.get("x")), float(t.get("y"))
            row = [d for d in dots if abs(d[1] - y) < 9]
            if not re.fullmatch(NUMBER, text(t, ())) or not row or "var(--done)" not in t.get("style"):
                continue
            numbers += 1
            assert min(row, key=lambda d: abs(d[0] - x))[2], text(t, ())
    assert numbers > 6


@pytest.mark.parametrize("programme", ["public-investment", "vietnam"])
def test_provinces_are_not_called_targets(editions, programme):
    e = editions(programme, "2021-10")
    for name in ("brief", "investment"):
        assert not re.findall(r"\d+ chỉ tiêu\b", text(e.page[name], ())), name
    lead = text(cls(e.page["brief"], "lead")[0])
    assert ("bộ, ngành, địa phương" in lead) == (programme == "public-investment")
