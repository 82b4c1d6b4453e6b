"""HTML pages saved with an Excel extension."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from operator import ne
from pathlib import Path
from typing import Any

import cssselect
import tinycss2
from lxml import etree
from lxml import html as lxml_html
from tinycss2.color3 import parse_color

from analysis.ingest.delimited import decoded
from analysis.ingest.grid import MAX_FILLED, At, Grid, raised, unstruck
from analysis.ingest.problems import foreign, refuse

MAX_HTML = 1_000_000
MAX_TABLES = 500
MAX_RULES = 5000  # of style, one for each selector and property
Rule = tuple[Any, Any, str, str]  # weight, selector, property, value
_PARTS = {"table", "thead", "tbody", "tfoot", "tr"}
_BREAKS = {"p", "div", "br", "li"}
_PRESSED = {*"hidden checkbox radio submit button image reset".split()}
_HEADINGS = {"caption", *(f"h{i}" for i in range(1, 7))}
_LINES = (
    _BREAKS
    | _PARTS
    | _HEADINGS
    | {"td", "th", "center", "body", "html", "summary", "dt", "dd", "figcaption", "blockquote"}
)
_LINES |= {"section", "article", "header", "footer", "main"}
_NO_TEXT = {*"head script style comment template noscript nav aside svg".split()}
_NOTHING = re.compile(r"0(?:\.0*)?(?:[a-z]+|%)?")
_LOOKS = {  # what is asked of styles
    *"display visibility mso-hide opacity font-size vertical-align color background background-color".split(),
    *"text-decoration text-decoration-line position clip clip-path left top text-indent".split(),
    *"width height overflow content".split(),
}
_SCREEN = 1280  # pixels of width, for which a style may have rules
_SIZE = re.compile(r"(min|max)-width: *(\d+(?:\.\d+)?) *(px|r?em)")
_FIGURE = re.compile(r"\W*\d[\d.,%\s]*\W*")
_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem)")
_BEGINS = re.compile(r"<(t[dhr]\b[^<>]*?)/?>", re.I)


def read_html(path: Path, source: str) -> Iterator[Grid]:
    """Each table of the page as a sheet "Bảng n"; texts stay texts, spans become merges."""
    data = path.read_bytes()
    too_big = refuse(source, "too_big", size=round(len(data) / 1e6, 1))
    if len(data) > MAX_HTML:
        raise too_big
    # "<td/>6.710</td>" of some exports is a cell, and one that nothing closes ends where another begins
    text = _BEGINS.sub(r"</td></th><\1>", decoded(data)).replace("\0", "")
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser)
    try:
        rules = list(itertools.islice(_rules(root.xpath("//style/text()")), MAX_RULES + 1))
        if len(rules) > MAX_RULES:
            raise too_big
        page = _Page(root, rules)
    except RecursionError:
        raise refuse(source, "truncated") from None  # rules within rules that nobody wrote
    tables = list(page.root.iter("table"))
    if len(tables) > MAX_TABLES:
        raise too_big
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise refuse(source, "truncated")  # too deep: what comes after is not known
    tables = [t for t in tables if all(cell.find(".//table") is None for cell in _own(t, "td", "th"))]
    if not tables:
        raise foreign(path, source, "web")
    above, below = page.lines(tables)
    for number, table in enumerate(tables, 1):
        try:
            last = [*above][-1:] == [table]
            yield page.grid(table, f"Bảng {number}", above.get(table, []), below if last else [])
        except OverflowError:
            raise too_big from None


class _Page:
    """The elements of a page, and what its styles make of them on a screen."""

    def __init__(self, root: Any, rules: list[Rule]):
        self.root = root
        self.styles: dict[Any, dict[str, str]] = {}
        said = [(*rule, el) for rule in rules for el in _matched(root, rule[1])]
        for _, _, name, value, el in sorted(said, key=lambda one: one[0]):
            self.styles.setdefault(el, {})[name] = value
        for el in root.xpath("//*[@style or @color or @bgcolor]"):
            own = self.styles.setdefault(el, {})
            for name, attribute in (("color", "color"), ("background-color", "bgcolor")):
                if value := el.get(attribute):
                    own.setdefault(name, value.lower())
            for _, name, value in _said(tinycss2.parse_blocks_contents(el.get("style") or "")):
                own[name] = value
        self.coloured = any("color" in own for own in self.styles.values())

    def own(self, el: Any, name: str) -> str:
        """What the styles say of an element itself, "" where nothing."""
        return self.styles[el].get(name, "") if el in self.styles else ""

    def hides(self, el: Any) -> str:
        """How an element is hidden: "none" takes no place, "unseen" keeps it; "" where it is seen."""
        if self.own(el, "display") == "none" or el.get("hidden") is not None:
            return "none"
        own = self.styles.get(el, {})
        nothing = {name for name in own if _NOTHING.fullmatch(own[name])}
        unseen = own.get("visibility") in ("hidden", "collapse") or own.get("mso-hide") == "all"
        cut = own.get("position") in ("absolute", "fixed") and not own.keys().isdisjoint(
            ("clip", "clip-path")
        )
        away = any(_AWAY.match(own.get(name, "")) for name in ("left", "top", "text-indent"))
        small = own.get("overflow", "visible") != "visible" and nothing & {"width", "height"}
        return "unseen" if unseen or nothing & {"font-size", "opacity"} or cut or away or small else ""

    def begins(self, el: Any) -> str:
        """What stands at the beginning of an element: words of its style, its own, or typed into it."""
        typed = el.tag == "input" and el.get("type", "text") not in _PRESSED
        return self.own(el, "::before") + (el.text or "") + el.get("value", "") * typed

    def passed(self, el: Any) -> bool:
        """Whether an element shows nothing where it stands: hidden, folded, no text, what is not chosen of a list."""
        around = el.getparent()
        if el.tag == "option" and el.get("selected") is None:
            return el.getprevious() is not None or around.find("option[@selected]") is not None
        folded = around is not None and around.tag == "details" and around.get("open") is None
        return el.tag in _NO_TEXT or folded and el.tag != "summary" or self.hides(el) != ""

    def struck(self, el: Any) -> bool:
        """Whether an element strikes out what it holds."""
        return el.tag in ("s", "strike", "del") or any(
            "line-through" in self.own(el, name) for name in ("text-decoration", "text-decoration-line")
        )

    def faint(self, el: Any) -> bool:
        """Whether the letters of an element have the colour of their ground."""
        if not self.coloured:
            return False
        around = [el, *el.iterancestors()]
        letters = next(filter(None, (parse_color(self.own(one, "color")) for one in around)), None)
        grounds = (parse_color(self.own(one, "background-color")) for one in around)
        ground = next((one for one in grounds if one and one.alpha), parse_color("white"))
        return letters is not None and (letters.alpha == 0 or letters[:3] == ground[:3])

    def lines(self, tables: list[Any]) -> tuple[dict[Any, list[str]], list[str]]:
        """The lines right above each of some tables, those of tables without a figure among them, and those below the
        last one. What leads elsewhere says nothing of a table."""
        above: dict[Any, list[str]] = {}
        found: list[str] = []
        runs: list[str] = []
        whole = {t for t in tables if any(_FIGURE.fullmatch("".join(c.itertext())) for c in _own(t, "td"))}
        walk = etree.iterwalk(self.root, events=("start", "end"))
        heading = 0
        for event, el in walk:
            heading += (el.tag in _HEADINGS) * (1 if event == "start" else -1)
            gone = el.tag in ("a", "button") and not heading or self.passed(el)
            runs.append(self.own(el, "::after") * (event == "end" and not gone))
            if el.tag in _LINES:
                line, runs = " ".join("".join(runs).split()), []
                found += [line] * bool(line)
            if event == "end":
                runs.append(el.tail or "")
            elif el in whole:
                captions = (self.text(caption)[0] for caption in el.iter("caption"))
                above[el], found = [*found, *filter(None, (self.own(el, "::before"), *captions))], []
                walk.skip_subtree()
            elif gone:
                walk.skip_subtree()
            else:
                runs.append(self.begins(el))
        return above, found

    def grid(self, table: Any, name: str, above: list[str], below: list[str]) -> Grid:
        """A table as a sheet, the lines below it as rows; a cell that is not displayed takes no place, as in a browser,
        but where it would leave its row too short. Raises OverflowError."""
        cells: dict[At, str] = {}
        taken: set[At] = set()
        struck: list[At] = []
        unseen: set[At] = set()
        remarks: dict[At, str] = {}
        merges = []
        lines = list(_own(table, "tr"))
        cells_of = [list(row.iterchildren("td", "th")) for row in lines]
        shown_of = [[cell for cell in own if self.hides(cell) != "none"] for own in cells_of]
        wide = max(map(_width, shown_of), default=0)
        few = 2 * sum(map(ne, cells_of, shown_of)) < len(lines)  # no column is hidden so
        for i, row in enumerate(lines):
            j = 0
            for cell in cells_of[i] if few and _width(cells_of[i]) <= wide else shown_of[i]:
                while (i, j) in taken:
                    j += 1
                down, across = min(_span(cell.get("rowspan")), len(lines) - i), _span(cell.get("colspan"))
                if len(taken) + down * across > MAX_FILLED:
                    raise OverflowError
                cells[i, j], gone, mended = self.text(cell)
                if pale := self.coloured and not cells[i, j]:
                    cells[i, j], gone, mended = self.text(cell, pale)
                if gone or any(map(self.struck, (cell, row, row.getparent(), table))):
                    struck.append((i, j))
                if cells[i, j] and (pale or self.hides(cell) or self.faint(cell)):
                    unseen.add((i, j))
                said = [" ".join(el.itertext()) for el in cell.iter("comment")]
                said += filter(None, (el.get("title") for el in ([] if j else [row]) + [*cell.iter()]))
                if said := said or mended:
                    remarks[i, j] = " ".join(said)
                taken.update((i + a, j + b) for a in range(down) for b in range(across))
                if down > 1 or across > 1:
                    merges.append((i, j, i + down - 1, j + across - 1))
                j += across
        height = max((r for r, _ in cells), default=-1) + 1
        width = max((c for _, c in cells), default=-1) + 1
        rows = [[cells.get((r, c), "") for c in range(width)] for r in range(height)]
        rows += [[]] * bool(below) + [[line] for line in below]
        around = (el for el in table.iterancestors() if el.tag not in _PARTS)  # of one that was never closed
        shown = not any(map(self.passed, (table, *around)))
        dark = lambda el: self.hides(el) or el.getparent() is not table and self.hides(el.getparent())  # noqa: E731
        columns = (
            col for col in _own(table, "colgroup", "col") if col.tag == "col" or col.find("col") is None
        )
        hidden = [bool(dark(col)) for col in columns for _ in range(_span(col.get("span")))]
        grid = Grid(name, rows, merges, shown, {i for i, row in enumerate(lines) if dark(row)}, above=above)
        grid.hidden_cols = {at for at, gone in enumerate(hidden) if gone}
        grid.unseen, grid.remarks = unseen, remarks
        grid.around += filter(None, [table.get("title")])
        for at in struck:
            grid.strike(*at)
        return grid

    def text(self, cell: Any, pale: bool = False) -> tuple[str, bool, list[str]]:
        """What a cell shows, raised text in superscript characters, whether all of it is struck out, and its whole text
        where digits stand right beside others that are; `pale`: with what has the colour of its ground."""
        runs: list[tuple[str, bool, bool]] = []
        up = out = 0
        walk = etree.iterwalk(cell, events=("start", "end"))
        for event, el in walk:
            inner = el is not cell
            faint = not pale and "color" in self.styles.get(el, ()) and self.faint(el)
            gone = inner and (faint or self.passed(el))
            raises = el.tag == "sup" or self.own(el, "vertical-align") in ("super", "text-top")
            small, strikes = inner and not gone and raises, inner and not gone and self.struck(el)
            if el.tag in _BREAKS:
                runs.append((" ", up > 0, out > 0))
            if event == "start":
                up, out = up + small, out + strikes
                if gone:
                    walk.skip_subtree()
                else:
                    runs.append((self.begins(el), up > 0, out > 0))
            else:
                runs.append((self.own(el, "::after") * (not gone), up > 0, out > 0))
                up, out = up - small, out - strikes
                runs.append(((el.tail or "") * inner, up > 0, out > 0))
        shown = " ".join(raised(unstruck(runs)).split())
        whole = [run for run in runs if run[0]]
        mended = any(
            a[-1:].isdigit() and b[:1].isdigit() and out != on
            for (a, _, out), (b, _, on) in itertools.pairwise(whole)
        )
        said = [f'"{"".join(run for run, *_ in whole)}"'] * mended
        return shown, bool(shown) and all(struck for run, _, struck in runs if run.strip()), said


def _rules(sheets: Iterable[Any]) -> Iterator[Rule]:
    """What rules of style say that hold on a screen."""
    for order, sheet in enumerate(sheets):
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            media = tinycss2.serialize(rule.prelude).lower() if rule.type != "error" else ""
            if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
                sizes = (
                    (end, float(n) * (1 if unit == "px" else 16)) for end, n, unit in _SIZE.findall(media)
                )
                wide = all((size <= _SCREEN) is (end == "min") for end, size in sizes)
                if wide and "dark" not in media and ("print" not in media or "screen" in media):
                    yield from _rules([tinycss2.serialize(rule.content)])
            elif rule.type == "qualified-rule" and (
                said := [*_said(tinycss2.parse_blocks_contents(rule.content))]
            ):
                try:
                    selectors = cssselect.parse(media)
                except cssselect.SelectorError:
                    continue
                for selector in selectors:
                    beside = selector.pseudo_element and f"::{selector.pseudo_element}"
                    for important, name, value in said:
                        if (name == "content") is bool(beside):  # words that a style writes beside an element
                            yield (important, selector.specificity(), order), selector, beside or name, value


def _said(parts: Iterable[Any]) -> Iterator[tuple[bool, str, str]]:
    """The declarations that matter here: whether important, property and value."""
    for part in parts:
        if part.type == "declaration" and part.lower_name in _LOOKS:
            name = part.lower_name
            value = tinycss2.serialize(part.value).strip().lower()
            if name == "content":
                value = "".join(token.value for token in part.value if token.type == "string")
            yield part.important, "background-color" if name == "background" else name, value


def _matched(root: Any, selector: Any) -> list[Any]:
    try:
        return root.xpath(_XPATH.selector_to_xpath(selector))
    except cssselect.SelectorError:  # ":hover", ":checked"
        return []


_XPATH = cssselect.HTMLTranslator()


def _own(table: Any, *tags: str) -> Iterator[Any]:
    """Elements of a table, none of another that begins before it is closed."""
    return (el for el in table.iter(*tags) if next(el.iterancestors("table")) is table)


def _width(cells: list[Any]) -> int:
    return sum(_span(cell.get("colspan")) for cell in cells)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.strip().isdigit() else 1
