"""A YAML file a person writes, read into a typed model; every mistake named with its line, all at once."""

from __future__ import annotations

import datetime as dt
import difflib
import errno
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # 10 x as fast: libyaml
    """What a bare word is, `_scalar` says; the node's tag is nobody's business."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        return "!"


Model = TypeVar("Model", bound=BaseModel)
# What is found is a value, "có “x”", or a statement that stands by itself: "thiếu khóa này".
_STATEMENT = re.compile(
    r"(có|không|thiếu|chưa|trống|thừa|để|tệp|giá trị|đây|hai chỗ|dấu .* phải|dòng này)\b", re.I
)
Loc = tuple[str | int, ...]
LARGEST, DEEPEST, MOST = (20_000_000, 40, 500_000)
MANY = 3  # unknown keys in one place that are still taken for slips of the pen
NO_PLACES = (
    "tệp CSV cột code,name_vi; không có địa danh thì xóa khóa places (a CSV of places, or no such key)"
)
_YEARS = (
    "một năm dương lịch, từ tháng 1 đến tháng 12, như 2026; chưa nhận năm tài chính bắt đầu từ tháng khác"
    " (one calendar year: no fiscal year of other months)"
)


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a file that a person wrote."""

    file: str
    line: int
    key: str
    found: str
    expected: str
    suggestion: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, dòng {self.line}" if self.line else self.file
        said = self.found if _STATEMENT.match(self.found) else f"có {self.found}"
        return f"{where}, {self.key}: {said}; cần {self.expected}." + hint(self.suggestion)


@dataclass(frozen=True)
class Finding:
    """A mistake that a check found at `loc`, the keys and list positions that lead to it."""

    loc: Loc
    found: str
    expected: str
    suggestion: str = ""


@dataclass
class Document:
    """A file's content as plain data, possibly malformed, and where and how each part of it is written."""

    content: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)  # 1-based, of each key and list item
    texts: dict[Loc, str] = field(default_factory=dict)  # scalars as written: "6.0"
    findings: list[Finding] = field(default_factory=list)
    whole: str = ""

    def line(self, loc: Loc) -> int:
        """The line of `loc`, or of the nearest part around it that is there."""
        return next((self.lines[loc[:n]] for n in range(len(loc), 0, -1) if loc[:n] in self.lines), 1)


class Real(float):
    """A number that is told as it was written: as a text 1.10 is not 1.1."""

    text: str

    def __new__(cls, text: str) -> Real:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __str__(self) -> str:
        return self.text


yaml.SafeDumper.add_representer(Real, lambda d, v: d.represent_scalar("tag:yaml.org,2002:float", str(v)))


class Told(Exception):
    """An error whose words are for the user: a notebook shows them without the way through the library."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""  # of a KeyError, Python would show the quoted text

    def _render_traceback_(self) -> list[str]:
        """What IPython asks for in place of the traceback."""
        return [f"{type(self).__name__}: {self}"]


class Unusable(Told, ValueError):
    """Something that was given and cannot be used; says why."""


class Unoffered(Told, AttributeError):
    """A frame, chart, table or sentence that is not there; says what may be meant."""

    def __init__(self, name: str, known: Iterable[str]):
        meant = closest(name, known) if not name.startswith("_") else ""
        there = f"có phải ý là “{meant}”? (did you mean)" if meant else "gõ Tab để xem tên (tab lists them)"
        super().__init__(f"không có “{name}”; {there}")


class Unknown(Told, KeyError):
    """A measure, group, place or row that is not there; says what is."""


class FileMistakes(Told, ValueError):
    """All the mistakes of one file at once (`.mistakes`, in the order of their lines)."""

    def __init__(self, mistakes: list[Mistake]):
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


def listed(known: Iterable[Any], most: int = 30) -> str:
    """ "a, b, c", as many as can be read; says so where there is none."""
    words = list(map(str, known))
    return ", ".join(words[:most]) + (f", … ({len(words)})" if len(words) > most else "") or "chưa có (none)"


def one_of(known: Iterable[Any], most: int = 30) -> str:
    """ "một trong a, b, c"; where there is nothing to choose from, that."""
    known = list(known)
    return (
        f"một trong {listed(known, most)}" if known else "để trống: chưa khai báo mục nào (none is declared)"
    )


def hint(suggestion: str) -> str:
    """ " Có phải ý là “x”? (did you mean 'x'?)", or nothing."""
    return f" Có phải ý là “{suggestion}”? (did you mean {suggestion!r}?)" if suggestion else ""


def closest(word: Any, known: Iterable[Any]) -> str:
    """The known word nearest to `word`, whatever the case of its letters, or "" when none is near. A code or a month
    is as wrong with one figure changed as with all: of these, only another writing of the same numbers is a guess."""
    word = str(word)
    known = [k for k in map(str, known) if k != word]  # what is there by that very name is not what was meant
    if not re.search(r"[^\W\d_]", word):
        known = [k for k in known if _numbers(k) == _numbers(word)]
    near = {k.casefold(): k for k in reversed(known)}
    if kind := re.search(r"\.[a-z]{3,4}$", word, re.I):  # a file of another kind is another file
        ends = {k: difflib.SequenceMatcher(None, kind[0].lower(), k[k.rfind(".") :]).ratio() for k in near}
        near = {k: v for k, v in near.items() if ends[k] > 0.6 or "." not in k}
    return next((near[k] for k in difflib.get_close_matches(word.casefold(), near, 1, 0.7)), "")


def _numbers(word: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", word)]


# What no page, paper or terminal can hold: control characters, halves of pairs, what is no character, and the marks
# that turn the direction of what follows, so that a figure looks like another.
_ILLEGIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


def legible(text: str, instead: str = "") -> str:
    """A text that comes in (a cell, a name, a note), without what no page can hold, or with `instead` in its place; a
    break of lines is a space, and a sign of Western Windows (a dash) what it is there."""

    def one(hit: re.Match[str]) -> str:
        if "\x80" <= hit[0] <= "\x9f":
            return hit[0].encode("latin-1").decode("cp1252", "replace")
        return instead or " " * hit[0].isspace()

    return text if text.isprintable() else _ILLEGIBLE.sub(one, text)  # the first is the faster by far


def load_yaml(
    path: Path,
    model: type[Model],
    *,
    name: str | None = None,
    checks: Callable[[Document], Iterable[Finding]] | None = None,
    left_out: list[Mistake] | None = None,
    whole: Sequence[str] = (),
) -> Model:
    """The file at `path` as `model`, its texts in NFC.

    `checks` is given the file as written, possibly malformed, and finds what no type can say: unknown ids,
    sums, dates out of order. Raises FileMistakes with the mistakes of both: file, line, key, what was found,
    what was expected, "did you mean". Given `left_out`, an item of a list or a key with a mistake is taken as if it
    were empty and its mistakes go there; one of a key of `whole` still costs the file.
    """
    path = Path(path)
    name = name or path.name
    document = read_document(path, name)
    if not isinstance(document.content, dict):
        what = "tệp trống" if document.content is None else type(document.content).__name__
        raise FileMistakes([Mistake(name, 1, "tệp", what, "các khóa và giá trị (keys and values)")])
    model.model_rebuild()  # deferred until somebody reads such a file (programme.Strict)
    wrong: dict[tuple, Mistake] = {}
    while True:
        found: list[Finding] = []
        try:
            loaded = model.model_validate(document.content)
        except ValidationError as e:
            found = _mistakes(document, model, e.errors(include_url=False))
        # beside a value of the wrong type a check only says that it is missing
        typed = {f.loc[:-1] for f in found}
        found += document.findings
        if checks and not (found and left_out is not None):  # of what is left out nothing else is wrong
            found += [f for f in checks(document) if not f.loc or f.loc[:-1] not in typed]
        for f in found:
            line, key = document.line(f.loc), _key(f.loc)
            once = (line, f.loc[-1:], f.found, f.expected)  # what an alias repeats stands in the file once
            wrong.setdefault(once, Mistake(name, line, key, f.found, f.expected, f.suggestion))
        mistakes = sorted(wrong.values(), key=lambda m: m.line)
        if not found:
            if left_out is not None:
                left_out += mistakes
            return loaded
        if left_out is None or not all(_emptied(document.content, f.loc, whole) for f in found):
            raise FileMistakes(mistakes)
        document.findings.clear()


def _emptied(content: dict, loc: Loc, whole: Sequence[str]) -> bool:
    """Whether what is wrong at `loc` can be left out, which it then is: an item of a list, else a key."""
    if not loc or loc[0] not in content or loc[0] in whole:
        return False
    if len(loc) > 1 and isinstance(loc[1], int) and isinstance(content[loc[0]], list):
        content[loc[0]][loc[1]] = None
    elif content[loc[0]] is None:
        return False
    else:
        content[loc[0]] = None
    return True


def _key(loc: Loc) -> str:
    """Where something stands, entries of lists counted from 1: "asks[1].lead"."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".") or "tệp"


def read_text(path: Path, name: str, kind: str = "một tệp YAML (a YAML file)") -> str:
    """The text of a file that a person wrote. Raises FileMistakes where there is none to read."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe: opening it may never end
            raise OSError(errno.ENXIO, "a pipe or device")
        if path.is_file() and path.stat().st_size > LARGEST:
            raise OSError(errno.EFBIG, "too large")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        folder = path.parent
        near = closest(path.name, sorted(p.name for p in folder.glob("*"))) if folder.is_dir() else ""
        raise FileMistakes([Mistake(name, 0, "tệp", "không có tệp này", kind, near)]) from None
    except OSError as e:
        from analysis.language import why

        said = "đây là thư mục (a folder)" if path.is_dir() else f"không mở được: {why(e)} ({why(e, 'en')})"
        lost = Mistake(name, 0, "tệp", said, "một tệp đọc được (a readable file)")
        raise FileMistakes([lost]) from None
    except UnicodeDecodeError as e:
        line, found = e.object[: e.start].count(b"\n") + 1, f"byte lạ 0x{e.object[e.start]:02x}"
        raise FileMistakes([Mistake(name, line, "tệp", found, "văn bản UTF-8 (UTF-8 text)")]) from None


def read_document(path: Path, name: str) -> Document:
    """The file at `path` as written. Raises FileMistakes where it is no YAML at all."""
    return document_of(read_text(path, name), name)


def bare(text: str, name: str) -> Any:
    """A value of the command line as it would be read in a YAML file. Raises FileMistakes for a broken list."""
    if text[:1] not in ("[", "{"):
        return _scalar(text)
    document = document_of(text, name)
    if document.findings:
        raise FileMistakes(
            [Mistake(name, 0, _key(f.loc), f.found, f.expected, f.suggestion) for f in document.findings]
        )
    return document.content


def document_of(text: str, name: str) -> Document:
    """A text as written, `name` for its mistakes. Raises FileMistakes where it is no YAML at all."""
    try:
        level = 0
        for event in yaml.parse(text, Loader=_Loader):  # composing calls itself, and dies of too many levels
            level += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if level > DEEPEST:
                deep = f"không quá {DEEPEST} tầng (no more levels)"
                raise FileMistakes(
                    [Mistake(name, event.start_mark.line + 1, "tệp", "có quá nhiều tầng", deep)]
                )
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as e:
        wrong = Mistake(name, *_unreadable(text, e), "YAML đúng cú pháp (valid YAML)")
        raise FileMistakes([wrong]) from None
    document = Document(whole=text)
    if node is not None:
        known: dict[int, tuple[int, int]] = {}
        parts, levels = _measured(node, known)
        most = min(MOST, max(10 * len(known), MOST // 25))  # of the same ones ten times over fewer
        if parts > most or levels > DEEPEST:
            expected = f"không quá {DEEPEST} tầng, {most} mục (no recursion, no more parts)"
            raise FileMistakes([Mistake(name, 1, "tệp", "nội dung tự lặp lại", expected)])
        document.content = _content(node, (), document)
    return document


def _measured(node: yaml.Node, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Of how many parts in how many levels a node is, each time that it is repeated counted; what is within itself, of
    too many."""
    if id(node) not in known:
        known[id(node)] = MOST + 1, 0
        held = [] if isinstance(node, yaml.ScalarNode) else node.value
        inner = [_measured(n[1] if isinstance(n, tuple) else n, known) for n in held]
        known[id(node)] = 1 + sum(n for n, _ in inner), max((1 + deep for _, deep in inner), default=0)
    return known[id(node)]


def _unreadable(text: str, error: yaml.YAMLError) -> tuple[int, str, str]:
    """Line, key and words of what keeps a text from being YAML. No value stands in them: it may be a secret."""
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None)
    if "end of stream" in problem:  # where the quote begins, not where the file ends
        mark = getattr(error, "context_mark", None) or mark
    lines = text.split("\n")
    at = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
    for number in (n for n, line in enumerate(lines) if re.match(r"(<{7}|={7}|>{7})( |$)", line)):
        return number + 1, "cú pháp", "dấu xung đột của git, như “<<<<<<<” (a merge conflict)"
    if at < len(lines) and re.match(r" *\t", lines[at]):
        return at + 1, "cú pháp", "dấu Tab ở đầu dòng: thay bằng dấu cách (a TAB: indent with spaces)"
    unknown = "dòng này, hay dòng ngay trên nó, không đọc được (this line or the one above cannot be read)"
    from analysis.language import catalogue

    word = next((word for word in catalogue("vi")["syntax"] if word in problem), "")
    return at + 1, "cú pháp", _both("syntax", word) or unknown


def _both(table: str, key: str, **fields: Any) -> str:
    """The words of a mistake, in Vietnamese and, in brackets, in English; "" where there are none."""
    from analysis.language import catalogue, one_or_more  # needed where something is wrong

    said = {lang: one_or_more(catalogue(lang)[table].get(key, ""), fields) for lang in ("vi", "en")}
    vi, en = (words.format(**fields) for words in said.values())
    return vi and f"{vi} ({en})"


def _content(node: yaml.Node, loc: Loc, document: Document) -> Any:
    """A node as plain data, its lines and texts noted on the way."""
    if isinstance(node, yaml.ScalarNode):
        document.texts[loc] = text = unicodedata.normalize("NFC", legible(node.value))
        return text if node.style else _scalar(text)
    if isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            document.lines[(*loc, i)] = item.start_mark.line + 1
        return [_content(item, (*loc, i), document) for i, item in enumerate(node.value)]
    made: dict[str, Any] = {}
    for key, value in node.value:
        name = unicodedata.normalize("NFC", legible(str(key.value)))
        if name in made:
            twice = f"khóa ghi hai lần, dòng {document.lines[(*loc, name)]} và {key.start_mark.line + 1}"
            document.findings.append(Finding((*loc, name), twice, "mỗi khóa một lần (a key once)"))
        document.lines[(*loc, name)] = key.start_mark.line + 1
        between = document.whole[key.end_mark.index : value.start_mark.index]
        bare_key = node.flow_style and value.value == "" and not value.style and ":" not in between
        if made and bare_key and value.start_mark.index >= key.end_mark.index:  # {n: 42,5}, and no alias
            quotes = "ngoặc kép quanh giá trị có dấu phẩy (quotes around a value with a comma)"
            of_words = Finding((*loc, [*made][-1]), "giá trị bị dấu phẩy ngắt (cut by a comma)", quotes)
            document.findings.append(_split_number(document, (*loc, name)) or of_words)
        made[name] = _content(value, (*loc, name), document)
    return made


def _scalar(text: str) -> Any:
    """A bare word as YAML 1.2 reads it: "no" and "on" are words. A number with leading zeros stays a code."""
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return text[0] in "tT"
    if re.fullmatch(r"[-+]?(0|[1-9]\d{0,99})", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.\d+|(0|[1-9]\d*)(\.\d*)?)([eE][-+]?\d+)?", text):
        return Real(text) if math.isfinite(float(text)) else text
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _mistakes(document: Document, model: type[BaseModel], errors: Sequence[Any]) -> list[Finding]:
    """What pydantic found, each thing once: without the branches of a union that were never meant, without a
    missing key that is there misspelt, and the many unknown keys of another kind of file as one."""
    placed = [(_place(document.content, err), err) for err in errors]
    found: dict[Loc, Finding] = {}
    for loc, err in placed:
        deeper = any(other[: len(loc)] == loc and len(other) > len(loc) for other, _ in placed)
        if deeper and (
            err["type"].endswith("_type") or err["type"] == "too_short"
        ):  # what is there is not counted
            continue
        new = _finding(document, model, loc, err)
        if (old := found.get(loc)) and old.expected != new.expected:
            new = replace(old, expected=f"{old.expected} hoặc (or) {new.expected}")
        found[loc] = new
    meant = {(*loc[:-1], found[loc].suggestion) for loc, err in placed if err["type"] == "extra_forbidden"}
    kept = {loc: f for loc, f in found.items() if loc not in meant or "missing" not in f.found}
    strange: dict[Loc, list[Loc]] = {}
    for loc, err in placed:
        if err["type"] == "extra_forbidden":
            strange.setdefault(loc[:-1], []).append(loc)
    for around, locs in strange.items():
        if len(locs) > MANY:
            names = listed((loc[-1] for loc in locs), MANY)
            what = f"{len(locs)} khóa lạ: {names}; đây có đúng là tệp cần dùng không? (another kind of file?)"
            rest = {k: f for k, f in kept.items() if k[: len(around)] != around}
            kept = {**rest, locs[0]: replace(found[locs[0]], found=what, suggestion="")}
    return list(kept.values())


def _place(content: Any, err: dict) -> Loc:
    """An error's path in the file: pydantic adds the names of the types of a union, which are no keys."""
    loc: list[str | int] = []
    for i, part in enumerate(err["loc"]):
        last = i == len(err["loc"]) - 1
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            if not (last and err["type"] == "missing"):
                continue
        loc.append(part)
    return tuple(loc)


def _finding(document: Document, model: type[BaseModel], loc: Loc, err: dict) -> Finding:
    suggestion, written, context = "", err.get("input"), err.get("ctx", {})
    expected = _both("expected", err["type"], **context) or err["msg"]
    text = document.texts.get(loc, str(written))
    if isinstance(written, str):
        found = f"“{written}”" if written else "để trống (empty)"
    elif written is None:
        found = "để trống (empty)"
    elif isinstance(written, list | dict):
        found = f"danh sách {len(written)} mục (a list)" if isinstance(written, list) else "các khóa (keys)"
    else:
        found = text
    if err["type"] == "extra_forbidden":
        if split := _split_number(document, loc):
            return split
        inner = _inner_model(_annotation(model, loc[:-1]))
        known = sorted(_keys(inner)) if inner else []
        suggestion, expected = meant(loc[-1], known), "một khóa đã biết (a known key): " + ", ".join(known)
        found = f"khóa lạ “{loc[-1]}”"
    elif err["type"] == "missing":
        found, expected = "thiếu khóa này (missing)", "ghi khóa này (the key is required)"
    elif err["type"] in {"literal_error", "enum"}:
        known = re.findall(r"'([^']*)'", str(context["expected"]))
        suggestion = meant(text, [k for k in known if k])
        expected = "một trong (one of): " + ", ".join(
            k if re.search(r"\w", k) else f"“{k}”" if k else "để trống" for k in known
        )
    elif err["type"] == "value_error":
        found = found if written is None else "giá trị không hợp lý"
        expected = expected.removeprefix("Value error, ")
    elif isinstance(written, str | int | float):
        suggestion = _meant(err["type"], text, _field(model, loc))
        if err["type"].startswith("int") and re.fullmatch(r"\d{4}\s*[-/–]\s*\d{2,4}", text):
            expected = _YEARS
        elif not suggestion and "_parsing" in err["type"] and re.search(r"\d", text):
            if err["type"].startswith(("int", "float")):
                expected += ", không kèm chữ hay dấu khác (nothing beside it)"
            elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                found += ", không có ngày này (no such day)"
        elif err["type"] == "model_type" and (inner := _inner_model(_annotation(model, loc))):
            needed = [k for k, f in _keys(inner).items() if f.is_required()]
            suggestion = f"{{{needed[0]}: {written}}}" if len(needed) == 1 else ""
            expected += ": " + ", ".join(needed or _keys(inner))
    return Finding(loc, found if len(found) < 120 else found[:117] + "…", expected, suggestion)


def meant(word: Any, known: Iterable[str]) -> str:
    """The known word that was meant: by what a hand writes for it, with or without marks, or nearly written so."""
    from analysis.language import LANGUAGES, catalogue

    letters = unicodedata.normalize("NFD", str(word).casefold())
    key = "".join(c for c in letters if not unicodedata.combining(c) and c not in " _-").replace("đ", "d")
    own = [catalogue(lang)["own"] for lang in LANGUAGES]
    return next((k for k in known if any(key in o.get(k, "").split() for o in own)), "") or closest(
        word, known
    )


def _split_number(document: Document, loc: Loc) -> Finding | None:
    """Of `{low: 42,5}`, where the comma ends the value and makes a key of the decimals, what was meant."""
    rest = re.fullmatch(r"(\d+)\s?%?", str(loc[-1]))
    around = [k for k in document.lines if k[:-1] == loc[:-1]]
    before = around[around.index(loc) - 1] if rest and loc in around and around.index(loc) else ()
    if not rest or not re.fullmatch(r"-?\d[\d.]*", first := document.texts.get(before, "")):
        return None
    number, whole = f"{first.replace('.', '')}.{rest[1]}", first + rest[1]
    either = f"{whole} nếu là phần nghìn, {number}0 nếu là số lẻ (thousands, or decimals?)"
    large = len(rest[1]) == 3 and "." not in first
    found = f"“{first},{rest[1]}”: dấu phẩy ngăn hai khóa (a comma parts keys)"
    return Finding(
        before, found, either if large else "dấu chấm trước số lẻ (a decimal point)", "" if large else number
    )


def _meant(kind: str, written: str, info: FieldInfo | None) -> str:
    """How YAML wants what a Vietnamese hand wrote: 42.5 for 42,5; 2025-06-30 for 30/6/2025; "" where not clear or as
    wrong."""
    if kind.startswith(("float", "int", "finite")):
        plain = re.sub(r"(?<=\d)[ \u00a0](?=\d{3}\b)", "", written.strip().rstrip("%").strip())
        if re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?|[-+]?\d+,\d+", plain):
            plain = plain.replace(".", "").replace(",", ".")
        fits = plain != written and re.fullmatch(r"[-+]?\d+(\.\d+)?", plain) and _takes(info, float(plain))
        return plain if fits else ""
    if kind.startswith("date"):
        day = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", written.strip())
        back = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", written.strip())
        parts = day.groups()[::-1] if day else back.groups() if back else None
        try:
            return dt.date(*map(int, parts)).isoformat() if parts else ""
        except ValueError:
            return ""
    if kind.startswith("bool"):
        return {"có": "true", "không": "false"}.get(written.strip().lower(), "")
    if kind in {"tuple_type", "list_type"}:
        none = written.strip().casefold() in ("none", "no", "0", "không", "không có", "chưa có")
        return "[]" if none else f"[{written}]" if _takes(info, [written]) else ""
    return f'"{written}"' if kind == "string_type" else ""


def _takes(info: FieldInfo | None, value: Any) -> bool:
    """Whether a value may stand in a field; yes where the field is not known."""
    try:
        if info is not None:
            kind: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
            TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {f.alias or n: f for n, f in model.model_fields.items()}


def _field(model: type[BaseModel], loc: Loc) -> FieldInfo | None:
    """The field that `loc` ends in; None for an item of a list, or where there is none."""
    around = _inner_model(_annotation(model, loc[:-1]))
    return _keys(around).get(str(loc[-1])) if around else None


def _annotation(model: type[BaseModel], loc: Loc) -> Any:
    """What the model says may stand at `loc`, of a list's item what of the list."""
    here: Any = model
    for part in loc:
        if isinstance(part, str):
            inner = _inner_model(here)
            info = _keys(inner).get(part) if inner else None
            here = info.annotation if info else None
    return here


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for arg in getattr(annotation, "__args__", ()):
        if (inner := _inner_model(arg)) is not None:
            return inner
    return None
