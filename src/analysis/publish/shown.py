"""What the cells of a notebook show, as HTML that loads nothing and runs nothing; what cannot be shown is said."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html as lxml_html
from nbformat import NotebookNode

from analysis.language import LANGUAGES, say
from analysis.present import locale, theme
from analysis.publish.allowed import only_allowed, styles
from analysis.publish.office import clean
from analysis.told import CODES

LIMIT = 5 * 2**20  # bytes that one output or picture may add to a page
PAGE_LIMIT = 30 * 2**20  # bytes of all of them
LEFT_OUT = ("injected-parameters", "papermill-error-cell-tag")  # cells that papermill added
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
ORDER = ("text/html", "image/svg+xml", "text/markdown", "text/latex", *PICTURES)
_MAGIC = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
_OWN = '<div class="bp'  # the pieces of this library have escaped every value (present.piece)
_PIECE = re.compile(  # what they are written with; all other HTML is taken apart
    r"(?:[^<]|</?(?:a|b|br|caption|circle|code|details|div|figcaption|figure|g|h[1-4]|i|li|line|nav|ol|p|path|q|rect|"
    r"section|small|span|strong|summary|svg|symbol|table|tbody|td|text|th|thead|title|tr|tspan|ul|use)"
    r'(?: (?!style|on|src|hidden|href="[^"#]*script)[\w-]+(?:="[^"<>]*")?| style="(?:left:[\d.]+%|(?:(?:fill|stroke):'
    r'[\w()#-]+;?)+)")*/?>)*+'
)
_ALT = re.compile(r"^#\s*\|?\s*(?:fig-)?alt\s*:\s*(.+?)\s*$", re.M | re.I)
_IMAGE = re.compile(r"""\bImage\(\s*(?:filename\s*=\s*)?["']([^"'\n]+)["']""")
_AROUND_ALL = re.compile(  # behind their end nothing is read
    r"</?(?:html|head|body|frameset)\b[^>]*>|<!doctype[^>]*>", re.I
)
_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?(e[+-]\d+)?(\s?%)?")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}(?:\s?%)?")  # or three decimals
_TURNING = re.compile(
    "[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # what turns the order of letters and digits
TAGS = ("page", "lab", *LANGUAGES, "raises-exception", "parameters", *LEFT_OUT)
_NOTHING = {"NaN", "nan", "NaT", "<NA>", "None"}


class Refused(Exception):
    """Why something cannot be shown, in the page's language."""


class Cells:
    """The cells of one page, in turn. `notes` gathers what was not shown and what is wanting, a line each.

    `folder` is where the notebook lies, for its local pictures, `at` where the page will; None: there are none.
    """

    def __init__(self, lang: str, folder: Path | None = None, at: Path | None = None):
        self.lang, self.folder, self.at = lang, folder, at
        self.notes: list[str] = []
        self.number = self.named = 0
        self.file = ""  # that the cell names as its picture
        self.shows = False  # whether anything at all has come onto the page
        self.room = PAGE_LIMIT

    def say(self, key: str, /, **fields: object) -> str:
        return say(self.lang, key, **fields)

    def show(self, cell: NotebookNode) -> str:
        """The HTML of the next cell; "" when it is not for readers."""
        tags = {*tags_of(cell)}
        if tags & {*LEFT_OUT}:
            return ""
        self.number += 1
        for tag in sorted(tags - {*TAGS}):
            for meant in get_close_matches(tag.lower(), TAGS, 1, 0.85):
                self._note(self.say("a_tag_is_meant", tag=tag, meant=meant))
        ours = not tags & {*LANGUAGES} or self.lang in tags
        if cell.cell_type == "markdown":
            out = self._prose(cell.source, cell.get("attachments")) if ours and "lab" not in tags else ""
        elif cell.cell_type == "code":
            out = self._code(cell, tags if ours else tags - {"page"})
        else:
            out = self._refuse(self.say("a_raw_cell_is_not")) if "page" in tags else ""
        self.shows |= bool(out)
        return f"{out}\n" if out else ""

    def _code(self, cell: NotebookNode, tags: set[str]) -> str:
        outputs = cell.get("outputs", [])
        error = next((o for o in reversed(outputs) if o.output_type == "error"), None)
        may_raise = "raises-exception" in tags
        if error is not None and not may_raise:
            return self._failed(error)
        if "page" not in tags:
            return ""
        alts = _ALT.findall(cell.source)
        files = _IMAGE.findall(cell.source)
        self.file = files[0] if len(files) == 1 else ""
        if alt := cell.metadata.get("alt"):
            alts.insert(0, str(alt))
        parts, plain, printed = [], False, False
        results = [o.data.get("image/png") for o in outputs if o.output_type == "execute_result"]
        for output in outputs:
            if output.output_type == "display_data" and output.data.get("image/png", "") in results:
                continue  # matplotlib shows an open figure by itself, also one that is the cell's result (`ax.figure`)
            if output.output_type == "stream":
                printed |= output.name == "stdout" and bool(_text(output.text).strip())
            elif output.output_type == "error":
                told = self._failed(output, goes_on=True)
                parts += [told] * (told not in parts)  # a result that fails in each of its forms
            elif {*output.data} == {"text/plain"}:
                plain = True
            else:
                parts.append(self._guarded(partial(self._output, output, alts)))
        if printed:
            parts.append(self._refuse(self.say("what_print_writes_is_not")))  # fmt: skip
        elif plain and not any(parts):
            parts.append(self._refuse(self.say("the_result_is_plain_text")))  # fmt: skip
        return "\n".join(filter(None, parts))

    def _output(self, output: NotebookNode, alts: list[str]) -> str:
        data = {
            kind: _text(value) if kind.startswith("text/") else value for kind, value in output.data.items()
        }
        kinds = [k for k in ORDER if k in data]
        if not data.get("text/html", "x").strip() and {*data} - {"text/html", "text/plain"}:
            kinds.remove("text/html")
        if "<script" in (data.get("text/html") or "").lower() and len(kinds) > 1:
            kinds.remove("text/html")  # it needs a script, and the picture beside it does not
        if not kinds:
            raise Refused(self._unknown([k for k in data if k != "text/plain"]))
        kind = kinds[0]
        value = _text(data[kind])
        if kind in PICTURES:
            more = output.get("metadata", {})
            more = {**more, **more.get(kind, {})}
            src = self._address(self.file or kind, _decoded(value))
            width = re.sub(r"px$", "", str(more.get("width", "")))
            sized = f' width="{width}"' if width.isdigit() else ""
            alt = escape(self._alt(more.get("alt"), alts))
            return f'<p class="own"><img src="{src}" alt="{alt}"{sized}></p>'
        self._fits(len(value.encode("utf-8", "replace")))
        if kind == "text/html":
            return self._html(value, alts)
        if kind == "image/svg+xml":
            # without prologue and without what says when it was drawn
            drawn = re.sub(
                r"<\?.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", "", value, flags=re.S
            )
            return self._placed("own", self._safe(self._same_ids(drawn.strip()), {}, alts))
        if kind == "text/markdown":
            return self._prose(value, None)
        inner = re.sub(r"^\s*(\$\$?|\\\[|\\\()|(\$\$?|\\\]|\\\))\s*$", "", value.strip()).strip()
        if "$" in inner:  # words with formulas in them
            return self._prose(value, None)
        return f'<p class="own">{formula(inner)}</p>'

    def _html(self, text: str, alts: list[str]) -> str:
        if text.startswith(
            head := theme.lab_head()
        ):  # of a book: look and mark, which the page has in its own head
            text = re.sub(r'^<div class="bp"><p class="banner">.*?</p></div>', "", text.removeprefix(head))
        if text.startswith(_OWN) and text.count("<div") == text.count("</div>") and _PIECE.fullmatch(text):
            return text
        table = _tables(self.lang) if 'class="dataframe"' in text or 'id="T_' in text else None
        text = self._same_ids(text)
        return self._placed("own", self._safe(text, {}, alts, table)) if text.strip() else ""

    def _prose(self, source: str, attachments: Mapping | None) -> str:
        """Markdown as HTML. Raises nothing: what it cannot show stands there as a box."""
        text = _markdown(CODES.sub("", source))
        if (
            "<" in source
            or any(sign in source for sign in ("](", "][", "]:"))
            or "javascript:" in source.lower()
        ):
            text = self._safe(text, attachments or {}, None)
        return self._placed("mk", text)

    def _placed(self, look: str, inner: str) -> str:
        """What a cell shows, in its place: its own styles reach no further (page.css, `styled`)."""
        if turned := {*_TURNING.findall(inner)}:
            inner = _TURNING.sub("", inner)
            self._plainer({f"U+{ord(sign):04X}" for sign in turned})
        if "style" not in inner:
            return f'<div class="{look}">{inner}</div>'
        self.named += 1
        at = f"cell-{self.named}"
        plainer: set[str] = set()
        inner = re.sub(
            r"(<style[^>]*>)(.*?)(</style>)",
            lambda m: f"{m[1]}{_scoped(m[2], f'#{at}', plainer)}{m[3]}",
            inner,
            flags=re.S,
        )
        self._plainer(plainer)
        lit = " lit" if "color" in inner or "background" in inner else ""
        return f'<div class="{look} styled{lit}" id="{at}">{inner}</div>'

    def _plainer(self, names: set[str]) -> None:
        if names:
            self._note(self.say("plainer_than_written", names=", ".join(sorted(names))))

    def _safe(
        self, text: str, pasted: Mapping, alts: list[str] | None, change: Callable | None = None
    ) -> str:
        """HTML with every element closed, pictures inside it, and nothing that runs or loads. `alts`: None in prose,
        where an empty description is one that was forgotten. Raises Refused when nothing is left to see."""
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        text = _AROUND_ALL.sub(" ", clean(CODES.sub("", text)))
        try:
            root = lxml_html.fragment_fromstring(text, create_parent="div", parser=parser)
        except (ValueError, lxml_html.etree.LxmlError) as e:
            raise Refused(f"{self.say('unreadable_html')}: {e}") from None
        if deep := next(
            (e.message for e in parser.error_log if "depth" in e.message), ""
        ):  # the rest was lost
            raise Refused(f"{self.say('unreadable_html')}: {deep}")
        gone, plainer = only_allowed(root)
        missing = [el for el in root.iter("a") if self._leads_nowhere(el.get("href") or "")]
        for el in list(root.iter("img", "svg")):
            if el.tag == "img":
                self._img(el, pasted, alts)
            elif not el.xpath("@aria-label|@aria-hidden|title|ancestor::svg"):
                el.set("role", "img")
                el.set("aria-label", self._alt(None, alts or []))
        if missing:
            files = ", ".join(dict.fromkeys(unquote(el.get("href")) for el in missing))
            root.append(
                lxml_html.fragment_fromstring(self._refuse(self.say("a_link_to_a_file", files=files)))
            )
            for el in missing:
                el.drop_tag()
        if gone:
            what = self._needs(gone)
            if not root.text_content().strip() and not len(root.xpath(".//img|.//svg|.//table|.//hr")):
                raise Refused(what)
            root.append(lxml_html.fragment_fromstring(self._refuse(what)))
        self._plainer(plainer)
        if change:
            change(root)
        inner = escape(root.text or "", quote=False) + "".join(
            lxml_html.tostring(child, encoding="unicode") for child in root
        )
        return inner.strip()

    def _leads_nowhere(self, href: str) -> bool:
        """Whether a link leads to a file that is not published beside the page."""
        name = unquote(re.split("[#?]", href)[0])
        if not name or ":" in href.partition("/")[0] or name.lower().endswith(".html"):
            return False
        if name.startswith("/") or (self.at and os.path.exists(self.at / name)):
            return name.startswith("/")
        beside = bool(self.folder and os.path.exists(self.folder / name))
        return beside or not name.lower().endswith((".docx", ".xlsx"))  # a paper may not be made yet

    def _img(self, el: Any, pasted: Mapping, alts: list[str] | None) -> None:
        try:
            el.set("src", self._picture(el.get("src") or "", pasted))
        except Refused as why:
            box = lxml_html.fragment_fromstring(self._refuse(str(why), el.get("alt") or ""))
            if el.getparent() is not None and el.getparent().tag == "p":
                box.tag = "span"  # a box may not stand inside a paragraph
                for inner in box.iter("p"):
                    inner.tag = "span"
            box.tail = el.tail
            el.getparent().replace(el, box)
            return
        if el.get("alt") is None or (alts is None and not el.get("alt")):
            el.set("alt", self._alt(None, alts or []))

    def _picture(self, src: str, pasted: Mapping) -> str:
        """The picture as a data: address. Raises Refused."""
        if src.startswith("data:image/"):
            self._fits(len(src))
            return src
        if src.startswith("attachment:"):
            name = unquote(src.removeprefix("attachment:"))
            if not (found := pasted.get(name)):
                raise Refused(self.say("the_cell_has_no_pasted", name=name))
            kind = next((k for k in ("image/svg+xml", *PICTURES) if k in found), "")
            content = _decoded(_text(found.get(kind, "")))  # none of another kind
        elif re.match(r"[a-z][a-z0-9+.-]+:|//", src, re.I) and not re.match(r"[a-z]:[\\/]", src, re.I):
            raise Refused(self.say("the_picture_is_at_an", src=src[:80]))  # fmt: skip
        else:
            name, content = src, self._local(unquote(src))
        return self._address(name, content)

    def _address(self, name: str, content: bytes) -> str:
        """A picture's bytes as a data: address. Raises Refused where no browser would show them."""
        self._fits(len(content) * 4 // 3)
        kind = next((k for magic, k in _MAGIC if content.startswith(magic)), "")
        if not kind and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            kind = "image/webp"
        if not kind and b"<svg" in content[:2000]:
            kind = "image/svg+xml"
        if not kind:
            raise Refused(self.say("is_no_png_jpeg_gif", name=name))  # fmt: skip
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    def _local(self, name: str) -> bytes:
        path = (self.folder / name) if self.folder and name else None
        try:
            if path is None or not path.is_file():
                raise OSError
            if (size := path.stat().st_size) > LIMIT:
                raise Refused(self._too_large(size))
            return path.read_bytes()
        except (OSError, ValueError):
            raise Refused(self.say("cannot_open_the_picture_beside", name=name)) from None  # fmt: skip

    def _fits(self, size: int) -> None:
        if size > LIMIT:
            raise Refused(self._too_large(size))
        if size > self.room:
            megabytes = _megabytes(size, self.lang)
            raise Refused(
                self.say("the_page_holds_mb_already", PAGE_LIMIT=PAGE_LIMIT >> 20, megabytes=megabytes)
            )
        self.room -= size

    def _too_large(self, size: int) -> str:
        return self.say("too_large_mb_of_at", megabytes=_megabytes(size, self.lang), LIMIT=LIMIT >> 20)

    def _unknown(self, kinds: list[str]) -> str:
        if any("widget" in k for k in kinds):
            return self.say("a_widget_does_not_run")
        if any("javascript" in k or "plotly" in k or "vega" in k or "bokeh" in k for k in kinds):
            return self._needs({"script"})
        return self.say("a_kind_that_is_not") + f": {', '.join(sorted(kinds))}"

    def _needs(self, tags: set[str]) -> str:
        if tags == {"script"}:
            return self.say("it_needs_javascript_which_a")
        return self.say("embedded_content_is_not_shown") + f": {', '.join(sorted(tags))}"

    def _alt(self, own: object, alts: list[str]) -> str:
        """A picture's description; where there is none it is asked for."""
        if own:
            return str(own)
        if alts:
            return alts.pop(0)
        self._note(self.say("a_picture_without_a_description"))  # fmt: skip
        return self.say("a_picture_without_a_description_hinh_chua_co")

    def _same_ids(self, text: str) -> str:
        """Identifiers that pandas and matplotlib draw by lot, named by their place: a page made again is the same."""
        names: dict[str, str] = {}

        def name(found: re.Match) -> str:
            if found[0] not in names:
                self.named += 1
                names[found[0]] = f"{found[0][0]}x{self.named}"
            return names[found[0]]

        if 'id="T_' in text:
            text = re.sub(r"\bT_[0-9a-f]{5,32}(?=[_\"\s{.,:])", name, text)
        if "matplotlib" in text[:3000]:
            text = re.sub(r"\b[a-z][0-9a-f]{10}\b", name, text)
        return text

    def _guarded(self, make: Callable[[], str]) -> str:
        try:
            return make()
        except Refused as why:
            return self._refuse(str(why))
        except Exception as e:  # noqa: BLE001 - an output of a shape that nobody foresaw costs itself, not the page
            return self._refuse(f"{self.say('a_kind_that_is_not')}: {type(e).__name__}: {e}")

    def _failed(self, error: NotebookNode, goes_on: bool = False) -> str:
        from analysis.told import short

        what, why = self.say("this_part_could_not_be"), str(error.get("evalue") or error.get("ename") or "")
        lost = (
            re.findall("'([^']+)'", why)
            if error.get("ename") in ("KeyError", "UndefinedVariableError")
            else []
        )
        if lost:  # pandas says the name alone
            why = self.say("no_such_name", name=", ".join(lost))
        if error.get("ename") == "SystemExit":
            quiet = str(error.get("evalue")) in ("", "0", "None")
            if goes_on:
                what, why = self.say("the_cell_ended_itself"), "" if quiet else why
            elif quiet:
                what, why = self.say("the_notebook_ended_itself_here"), self.say("the_parts_after_this_are")
        return box(what, short(why))

    def _refuse(self, why: str, what: str = "") -> str:
        self._note(f"{self.say('not_shown')}: {why}")
        named = self.say("part_of_cell_is_not", number=self.number)
        end = "" if why.endswith((".", "?")) else "."
        return box(f"{named}{': ' + what if what else ''}.", f"{why[:1].upper()}{why[1:]}{end}")

    def _note(self, words: str) -> None:
        at = self.say("cell_o_thu_cell", number=self.number)
        if (line := f"{at}: {words}") not in self.notes:
            self.notes.append(line)


def box(what: str, reason: str = "") -> str:
    """The box of something that is not there. Plain text in."""
    why = f"<p>{escape(reason)}</p>" if reason else ""
    return f'<div class="refuse" role="note"><p><b>{escape(what)}</b></p>{why}</div>'


def tags_of(cell: Any) -> list[str]:
    """A cell's tags, also where a tool or a person wrote several as one."""
    tags = cell.get("metadata", {}).get("tags") or []
    return " ".join([tags] if isinstance(tags, str) else map(str, tags)).replace(",", " ").split()


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def _megabytes(size: int, lang: str) -> str:
    return locale.number(size / 2**20, 1, lang)


def _scoped(css: str | list, to: str, plainer: set[str]) -> str:
    """The rules of a style sheet for what lies within `to` alone; what speaks of the page as a whole (@page, @import,
    @font-face, rules within rules) is left out."""
    import tinycss2

    found = []
    for rule in tinycss2.parse_rule_list(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports") and rule.content:
            inner = _scoped(rule.content, to, plainer)
            found.append(f"@{rule.lower_at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif rule.type == "qualified-rule":
            said = styles(tinycss2.parse_blocks_contents(rule.content), plainer)
            commas = [i for i, token in enumerate(rule.prelude) if token == ","]
            ends = zip([-1, *commas], [*commas, len(rule.prelude)], strict=True)
            whom = [tinycss2.serialize(rule.prelude[a + 1 : b]).strip() for a, b in ends]
            # what follows "+" or "~" stands beside the cell
            within = ",".join(f"{to} {name}" for name in whom if name and name[0] not in "+~")
            found += [f"{within}{{{said}}}"] if within and said else []
    return "".join(found).replace("</", "<\\/")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _tables(lang: str) -> Callable[[Any], None]:
    """What gives pandas' tables the look of the page, and their decimals those of its language."""

    def change(root: Any) -> None:
        for table in root.xpath(".//table[contains(@class,'dataframe') or starts-with(@id,'T')]"):
            table.attrib.pop("border", None)
            table.set("class", "t data")
            for row in table.iter("tr"):
                row.attrib.pop("style", None)
            for style in table.getparent().findall("style"):
                if style.get("scoped") is not None:
                    style.drop_tree()
            heads = table.xpath("./thead/tr")
            for th in table.iter("th"):
                th.set("scope", "col" if th.getparent() in heads else "row")
                if not th.text_content().strip():
                    th.tag = "td"
                    th.attrib.pop("scope")
            rows = [row.findall("td") for row in table.xpath("./tbody/tr")]
            width = max(map(len, rows), default=0)
            if not rows:
                raise Refused(say(lang, "a_table_without_a_row"))
            tops = [[th for th in row for _ in range(_span(th))][-width:] for row in heads]
            notes = []
            for i in range(width):
                cells = [row[i] for row in rows if len(row) == width]
                before = [c.text_content().strip() for c in cells]
                top = [row[i] for row in tops if len(row) == width and row[i].text_content().strip()]
                numbers = _column(cells, lang)
                if numbers and top and top[-1].get("colspan") is None:
                    top[-1].set("class", f"{top[-1].get('class', '')} n".strip())
                # text that an office wrote as thousands looks the same as a number with three decimals
                at = next((k for k, t in enumerate(before) if _THOUSANDS.fullmatch(t)), None)
                told = {t for t in before if t not in _NOTHING}
                alike = all(re.fullmatch(r"-?\d+\.\d{3}", t) for t in told)
                floats = alike and not all(
                    map(_THOUSANDS.fullmatch, told)
                )  # 0.250, 1234.500 are no thousands
                if at is None or floats or locale.separators(lang)[1] == ".":
                    continue
                head = ", ".join(th.text_content().strip() for th in top) or str(i + 1)
                was, now = before[at], cells[at].text_content().strip()
                notes.append(
                    say(lang, "point_left" if now == was else "point_read", column=head, before=was, now=now)
                )
            region = lxml_html.Element("div")
            for name, value in (("class", "scroll"), ("tabindex", "0"), ("role", "region"),
                                ("aria-label", say(lang, "data"))):  # fmt: skip
                region.set(name, value)
            region.tail, table.tail = table.tail, None
            table.getparent().replace(table, region)
            region.append(table)
            for text in notes:
                note = lxml_html.Element("p", {"class": "note"})
                note.text = text
                region.append(note)
        for p in root.xpath(".//p"):
            if found := re.fullmatch(r"(\d+) rows × (\d+) columns", p.text_content().strip()):
                rows_, columns = (locale.number(int(n), 0, lang) for n in found.groups())
                p.text = say(lang, "head_and_tail", rows=rows_, columns=columns)

    return change


def _span(cell: Any) -> int:
    """How many columns a cell is over; of a browser it is a thousand at most."""
    found = re.fullmatch(r"\d{1,9}", cell.get("colspan", "1").strip())
    return min(int(found[0]), 1000) if found else 1


def _column(cells: list[Any], lang: str) -> bool:
    """A column of numbers as Python writes them gets the signs of the language: 1.500 would be read as one thousand
    five hundred. Whole numbers stay as they are, for they may be years or codes, and so do points beside them (1, 1.1,
    2), unless there is a % or a comma that can only part thousands. Returns whether it is one of numbers."""
    texts = [c.text_content().strip() for c in cells]
    found = [_NUMBER.fullmatch(t) for t in texts]
    other = any(
        not m and t not in _NOTHING | {"...", "inf", "-inf", ""} for t, m in zip(texts, found, strict=True)
    )
    points = [bool(m[1]) for m in found if m]
    parted = any(m and (t.count(",") > 1 or "," in t and "." in t) for t, m in zip(texts, found, strict=True))
    sure = parted or any(m[3] for m in found if m) or all(points)
    numbers = not other and sure and (parted or any(points))
    whole = bool(texts) and all(re.fullmatch(r"-?\d+|\.\.\.", t) for t in texts)
    for cell, text, number in zip(cells, texts, found, strict=True):
        inner = cell  # "<b>1.5</b>" is written as its neighbours are
        while len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip():
            inner = inner[0]
        whole_text = (inner.text or "").strip() == text  # what else it holds is empty: pandas' tooltips
        if text in _NOTHING and whole_text:
            inner.text = locale.NONE
        elif numbers and number and (number[1] or "," in text) and whole_text:
            plain, sign = text.removesuffix(number[3] or "").replace(",", ""), number[3] or ""
            digits = len(number[1] or "")
            inner.text = (
                plain.replace(".", locale.separators(lang)[1])
                if number[2]
                else locale.number(float(plain), digits, lang)
            ) + sign
        if numbers or whole:
            cell.set("class", f"{cell.get('class', '')} n".strip())
    return numbers or whole


def _markdown(source: str) -> str:
    # imported here: nbconvert takes a second to load, and only publishing needs it
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    class Renderer(IPythonRenderer):
        """nbconvert's, with formulas drawn and pictures left for `Cells._picture`."""

        def block_math(self, body):
            return f'<span class="tex">{formula(body)}</span>'

        def inline_math(self, body):
            return formula(body)

        def latex_environment(self, name, body):
            return formula(f"\\begin{{{name}}}{body}\\end{{{name}}}")

        def _embed_image_or_attachment(self, src):
            return src

    markdown = MarkdownWithMath(renderer=Renderer(escape=False, exclude_anchor_links=True))
    # "giá 5$ và 7$": no formula begins behind a digit or before a space, or ends behind a space
    markdown.inline.specification["inline_math_tex"] = (
        r"(?<![$\\\d])\$(?=\S)(?P<math_inline_tex>(?s:[^$\\]|\\.)+?)(?<![$\\\s])\$"
    )
    return markdown.render(source)


def formula(tex: str) -> str:
    """A formula drawn as a picture that says its source; what matplotlib cannot draw stands as its source."""
    from matplotlib.textpath import TextPath

    tex = " ".join(tex.split())
    said = escape(tex, quote=True)
    try:
        drawn = TextPath((0, 0), f"${tex.replace(chr(92) + 'displaystyle', '').strip()}$", size=17)
        box_ = drawn.get_extents()
        if not (len(drawn.vertices) and box_.width > 0):
            raise ValueError(tex)
    except Exception:  # noqa: BLE001 - whatever it does not know
        return f'<code class="tex">{said}</code>'
    low, high = min(box_.y0, 0) - 1, box_.y1 + 1
    width, height = box_.x1 + 2, high - low
    letters = dict(zip((drawn.MOVETO, drawn.LINETO, drawn.CURVE3, drawn.CURVE4), "MLQC", strict=True))
    path = []
    for points, code in drawn.iter_segments(simplify=False):
        at = " ".join(f"{x + 1:.1f} {high - y:.1f}" for x, y in points.reshape(-1, 2))
        path.append(f"{letters[code]}{at}" if code in letters else "Z")
    return (
        f'<svg class="tex" role="img" aria-label="{said}" width="{width:.1f}" height="{height:.1f}" '
        f'viewBox="0 0 {width:.1f} {height:.1f}" style="vertical-align:{low:.1f}px" fill="currentColor">'
        f'<path d="{" ".join(path)}"/></svg>'
    )
