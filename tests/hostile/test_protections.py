"""What comes in is data. Each attack fails; and once the protection it meets is taken away it succeeds, so that a test
which could not fail is noticed."""

import contextlib
import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import html5lib
import lxml.etree
import openpyxl
import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from analysis import kept, params, told, values, yamlfile
from analysis.assess import series
from analysis.draft import forms
from analysis.ingest import delimited, filename, grid, html, limits, ooxml, sources, workbook
from analysis.ingest.problems import Problem, Unreadable
from analysis.places import load_places
from analysis.present import markup
from analysis.publish import archive, manifest, paper, sheets
from analysis.publish import html as page
from analysis.values import ParameterError


@dataclass(frozen=True)
class Protection:
    """`gone(monkeypatch)` takes it away; `succeeds(payload, folder, make_book)` tries an attack."""

    gone: Callable
    succeeds: Callable
    attacks: tuple


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")


SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "{}<sheetData>{}</sheetData></worksheet>"
)
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</td></tr></table><iframe src=//x>",
    '"><base href=//x>',
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content=0>",
    "<!--",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext></table><mglyph><style><img src onerror=alert(1)>",
    "<form action=//x><input>",
    "&#x3C;script&#x3E;<b>",
)
IN_ATTRIBUTE = ('" onmouseover="alert(1)', '" style="position:fixed', '" autofocus onfocus="alert(1)')
FORMULAS = ('=HYPERLINK("http://x","y")', "=1+1", "=cmd|'/c calc'!A1", '=WEBSERVICE("http://x")', "=A1")
EDITED = ("+1+1", "-1+1", "@SUM(1)", "\t=1+1", "=1", "−1")
ILLEGIBLE = ("\0", "\x01", "\x0b", "\x1b[31m", "\x1f", "\x7f", "\ufffe", "\uffff", "\U0001fffe", "\ufdd0", "\u202e",
             "\u2066", "\x9b")  # fmt: skip


def tags(text: str) -> Counter:
    """The elements and attributes of a page, with how many there are of each."""
    tree = html5lib.parseFragment(text, namespaceHTMLElements=False)
    found = Counter((el.tag if isinstance(el.tag, str) else "comment") for el in tree.iter())
    found.update(name for el in tree.iter() for name in el.attrib if isinstance(name, str))
    return found


def in_a_table(payload: str, *_) -> bool:
    def made(word: str) -> str:
        row = [markup.Cell(markup.e(word), head=True), markup.Cell(markup.e(word))]
        table = markup.table([markup.Column(markup.e(word)), markup.Column("b")], [row], markup.e(word))
        return markup.scrolled(word, table)

    return tags(made(payload)) != tags(made("plain"))


def in_a_refusal(payload: str, *_) -> bool:
    text = page.page(page.refusal(payload, payload), title="t")
    return tags(text) != tags(page.page(page.refusal("p", "p"), title="t"))


def in_the_head(payload: str, *_) -> bool:
    text = page.page("", title=payload, banner=payload, links=[(payload, payload)])
    return tags(text) != tags(page.page("", title="p", banner="p", links=[("p", "p")]))


def of_a_month(payload: str, *_) -> bool:
    def index(word: str) -> str:
        kept = [{"path": word, "was": word}]
        lost = [{"path": word, "message": word}]
        pages = [manifest.Notebook("01", word, manifest.FAILED, error={"message": word})]
        of = manifest.Manifest(
            "r", word, "2025-06", "2025-06-30", {}, word, lost=lost, kept=kept, notebooks=pages
        )
        return archive.month(of)

    return tags(index(payload)) != tags(index("p"))


def the_cell(payload: str) -> openpyxl.cell.Cell:
    import datetime as dt

    made = sheets.workbook([sheets.Sheet("S", "t", [sheets.Column("c")], [[payload]])], dt.date(2025, 6, 30))
    rows = openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows()
    return next(c for row in rows for c in row if c.value not in (None, "t", "c"))


def never_a_formula(monkeypatch) -> None:
    monkeypatch.setattr(
        sheets.xlsxwriter.worksheet.Worksheet, "write_string", lambda ws, *a: ws.write_formula(*a)
    )


def in_a_form(payload: str, *_) -> bool:
    return forms._text(openpyxl.Workbook().active, 1, 1, payload).data_type == "f"


def runs(mark: Path) -> str:
    """Python that leaves a mark."""
    return f"open({str(mark)!r}, 'w').close()"


TAGS = (
    "!!python/object/apply:builtins.exec [CODE]",
    "{b: [!!python/object/apply:builtins.exec [CODE]]}",
    "!!python/object/apply:os.system [SHELL]",
    "!!python/object/apply:subprocess.call [[sh, -c, SHELL]]",
)


def by_a_tag(payload: str, folder: Path, *_) -> bool:
    mark = folder / "mark"
    text = payload.replace("CODE", json.dumps(runs(mark))).replace("SHELL", json.dumps(f"touch '{mark}'"))
    (folder / "a.yml").write_text(f"a: {text}\n", encoding="utf-8")
    with contextlib.suppress(yamlfile.FileMistakes):
        yamlfile.load_yaml(folder / "a.yml", Open)
    return mark.exists()


def unsafe(monkeypatch) -> None:
    monkeypatch.setattr(
        yamlfile, "read_document", lambda p, n: yamlfile.Document(yaml.unsafe_load(p.read_text("utf-8")))
    )


def bomb(first: str, part: str, times: int = 7) -> str:
    """Each line holds the one before several times over."""
    letters = zip("abcdefg"[:times], "bcdefgh"[:times], strict=True)
    lines = (f"{c}: &{c} {part.replace('*', '*' + p)}\n" for p, c in letters)
    return f"a: &a {first}\n" + "".join(lines)


BOMBS = (
    bomb("[x,x,x,x,x,x,x,x,x]", "[*,*,*,*,*,*,*,*,*]", 4),
    bomb("[x,x,x,x]", "[*,*,*,*]"),
    bomb("{x: 1, y: 1, z: 1}", "{x: *, y: *, z: *}"),
)
DEEP = ("a: " + "[" * 60 + "]" * 60, "a: " + "{b: " * 60 + "1" + "}" * 60,
        "".join(" " * n + "a:\n" for n in range(60)) + " " * 60 + "a: 1", "- " * 60 + "a")  # fmt: skip


def grows(payload: str, folder: Path, *_) -> bool:
    """Whether more is made of a small file than was allowed for."""
    (folder / "a.yml").write_text(payload, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        if yamlfile.MOST < 1e9:
            patch.setattr(yamlfile, "MOST", 2000)
        try:
            return bool(yamlfile.read_document(folder / "a.yml", "a.yml").findings == [])
        except yamlfile.FileMistakes:
            return False


def kills(payload: str, folder: Path, *_) -> bool:
    """Whether a reader that calls itself is given so many levels."""
    (folder / "a.yml").write_text(payload, encoding="utf-8")
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        whole = yaml.compose
        patch.setattr(yaml, "compose", lambda *a, **k: seen.append(1) or whole(*a, **k))
        with contextlib.suppress(yamlfile.FileMistakes):
            yamlfile.read_document(folder / "a.yml", "a.yml")
    return bool(seen)


NAMES = ("../x", "a/b", "..", "/etc/x", "x\0y", "con", ".hidden", "a\\b", "index", "x\ny")


def as_a_page(payload: str, *_) -> bool:
    with contextlib.suppress(ParameterError):
        values.file_name("page", payload)
        return True
    return False


def as_a_question(payload: str, folder: Path, *_) -> bool:
    made = folder / "reports" / f"2025-06.{params.folder_name(payload)}"
    return Path(os.path.normpath(made)).parent != folder / "reports" or "\n" in made.name or "\0" in made.name


def as_a_notebook(payload: str, folder: Path, *_) -> bool:
    (folder / "house" / "notebooks").mkdir(parents=True, exist_ok=True)
    (folder / "evil.ipynb").write_text("{}")
    (folder / "house" / "evil.ipynb").write_text("{}")
    run = SimpleNamespace(
        notebooks_folder=folder / "house" / "notebooks", file=Path("monthly.yml"), _a_notebook="a file"
    )
    with contextlib.suppress(ParameterError):
        params.RunParams._notebook(run, payload.format(folder=folder), "notebooks")
        return True
    return False


def in_a_record(payload: str, folder: Path, *_) -> bool:
    """A manifest that somebody edited, which names a file outside as one of the month's."""
    page_ = manifest.Notebook(
        "brief", outputs=[{"path": payload.format(folder=folder), "sha256": "", "bytes": 0}]
    )
    manifest.write(folder, manifest.Manifest("r", "p", "2025-06", "2025-06-30", {}, notebooks=[page_]))
    return manifest.read(folder) is not None


class Runs:
    def __init__(self, how, *given):
        self.made = how, given

    def __reduce__(self):
        return self.made


def in_what_is_kept(payload: str, folder: Path, *_) -> bool:
    mark = folder / "mark"
    thing = {
        "exec": Runs(exec, runs(mark)),
        "eval": Runs(eval, runs(mark)),
        "system": Runs(os.system, f"touch '{mark}'"),
        "run": Runs(subprocess.call, ["touch", str(mark)]),
        "within": [1, {"a": (Runs(exec, runs(mark)),)}],
        "touch": Runs(Path.touch, mark),
    }.get(payload)
    raw = pickle.dumps(thing)
    if payload == "dotted":  # by way of a module of ours to what it has imported
        name, command = b"pd.io.common.os.system", f"touch '{mark}'".encode()
        at = series.__name__.encode()
        short = (b"\x8c" + bytes([len(word)]) + word for word in (at, name, command))
        raw = b"\x80\x04" + next(short) + next(short) + b"\x93" + next(short) + b"\x85R."
    (folder / "judged").mkdir(exist_ok=True)
    kept.kept(folder / "judged", "d", [], lambda: 1)
    next((folder / "judged").glob("*.pickle")).write_bytes(raw)
    kept.kept(folder / "judged", "d", [], lambda: 1)
    return mark.exists()


CODE = (
    '"; MARK; "', "'; MARK; '", '"""; MARK; """', 'x"\nMARK\n"', "x\nMARK", "x\rMARK", "x\u2028MARK", "\\",
    '\\"; MARK #', "{MARK}", "{{ MARK }}", "%run MARK", "x\n!touch FILE\n", "x\u2028!touch FILE\u2028", "$(touch FILE)",
    "`touch FILE`", "\\N{BULLET}", "\x00", "x\x85MARK", "#MARK",
)  # fmt: skip


def as_a_parameter(payload: str, folder: Path, *_) -> bool:
    """Whether a value becomes another, or something is run, by way of papermill's cell and IPython's reader."""
    from IPython.core.inputtransformer2 import TransformerManager
    from nbformat.v4 import new_code_cell, new_notebook
    from papermill.parameterize import parameterize_notebook

    mark = folder / "mark"
    value = payload.replace("MARK", runs(mark)).replace("FILE", str(mark))
    nb = new_notebook(cells=[new_code_cell("note = ''", metadata={"tags": ["parameters"]})])
    nb.metadata.papermill = {}
    nb.metadata.kernelspec = {"name": "python3", "language": "python", "display_name": ""}
    given = {"note": value, "many": [value, {value: value}]}
    cell = parameterize_notebook(nb, given, kernel_name="python3", language="python").cells[1]
    space = {"get_ipython": lambda: SimpleNamespace(system=lambda *a: mark.touch())}
    try:
        exec(TransformerManager().transform_cell(cell.source), space)
    except (SyntaxError, ValueError, NameError):
        return True
    return mark.exists() or (space["note"], space["many"]) != (value, given["many"])


def unquoted(monkeypatch) -> None:
    from papermill.translators import PythonTranslator

    monkeypatch.setattr(PythonTranslator, "translate_escaped_str", classmethod(lambda cls, text: f'"{text}"'))


ESCAPES = ("\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\x1b]8;;http://x\x07", "\x07", "\r", "\u202e")


def at_the_terminal(payload: str, *_) -> bool:
    return told.short(f"a{payload}b") != told.short("ab") and any(
        c in told.short(payload) for c in "\x1b\x9b\x07\r\u202e"
    )


def illegible(text: str) -> bool:
    try:
        lxml.etree.fromstring(f"<p>{markup.e(text)}</p>".encode())
    except (lxml.etree.XMLSyntaxError, UnicodeEncodeError):
        return True
    return any(c in text for c in ILLEGIBLE)


def in_yaml(payload: str, folder: Path, *_) -> bool:
    escapes = "".join(f"\\U{ord(c):08X}" for c in payload)
    (folder / "a.yml").write_text(f'"k{escapes}": "Xã{escapes} Long"\n', encoding="utf-8")
    got = yamlfile.load_yaml(folder / "a.yml", Open).model_dump()
    return any(illegible(k) or illegible(v) for k, v in got.items())


def in_places(payload: str, folder: Path, *_) -> bool:
    (folder / "p.csv").write_text(f"code,name_vi\n28108,Xã{payload} Long\n", encoding="utf-8")
    by_both = [load_places(folder / "p.csv").units[0].name, sources.read_places(folder / "p.csv")[0].name]
    return any(map(illegible, by_both))


def in_cells(payload: str, folder: Path, *_) -> bool:
    (folder / "a.csv").write_text(f"Thu{payload} ngân sách,Tháng 6\nThuế,7{payload}1\n", encoding="utf-8")
    try:
        (found,) = workbook.read_grids(folder / "a.csv")
    except Unreadable:
        return False
    return any(map(illegible, found.texts)) or "71" in found.texts and payload not in "\x0b"


def in_a_name(payload: str, *_) -> bool:
    return illegible(filename.told(Path(f"thu{payload}.xlsx")))


def all_legible(monkeypatch) -> None:
    for module in (yamlfile, grid, filename, sources, sys.modules["analysis.places"]):
        monkeypatch.setattr(module, "legible", lambda text, instead="": text)


def in_word(payload: str, *_) -> bool:
    import datetime as dt

    try:
        made = paper.Paper(payload, dt.date(2025, 6, 30), payload)
        made.text(payload)
        lxml.etree.fromstring(zipfile.ZipFile(io.BytesIO(made.bytes())).read("word/document.xml"))
    except ValueError:
        return True
    return False


def refused(path: Path) -> bool:
    """Whether a file, or all that it holds, is refused by name."""
    try:
        found = list(workbook.read_grids(path))
    except Unreadable as e:
        assert e.problem.message and e.problem.remedy and e.problem.source == path.name
        return True
    return all(isinstance(f, Problem) and f.message and f.remedy for f in found)


def too_much(payload: str, folder: Path, make_book) -> bool:
    """Whether a file just over a limit is read all the same."""
    row = "".join(f'<c r="{grid.column_name(i)}1"><v>1</v></c>' for i in range(60))
    long = "a" * 4000
    if payload in ("html", "tables"):
        inner = "<table><tr><td>1</td></tr></table>" * (60 if payload == "tables" else 1)
        path = folder / "a.html"
        path.write_text(f"<html><body>{inner}{'<p>x</p>' * (2000 if payload == 'html' else 0)}</body></html>")
        return not refused(path)
    if payload == "csv":
        path = folder / "a.csv"
        path.write_text("a,b\n" + "1,2\n" * 3000)
        return not refused(path)
    path = make_book([["Thu", 1], [long, 2]])
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1000"><c r="AAA1000"><v>1</v></c></row>'
    texts = "<sst><si><t>Thu</t></si><si><t>x</t></si></sst>"
    parts = {
        "cells": ("xl/worksheets/sheet1.xml", SHEET.format("", f'<row r="1">{row}</row>')),
        "range": ("xl/worksheets/sheet1.xml", SHEET.format("", far)),
        "part": ("xl/theme/theme1.xml", "<a>" + " " * 60_000 + "</a>"),
        "entities": ("xl/sharedStrings.xml", f'<!DOCTYPE x [<!ENTITY a "aaa">]>{texts}'),
        "external": ("xl/sharedStrings.xml", f'<!DOCTYPE x SYSTEM "file:///etc/passwd">{texts}'),
        "total": ("xl/other.xml", "<a>" + " " * 60_000 + "</a>"),
    }
    if payload in parts:
        with zipfile.ZipFile(path) as old:
            held = {name: old.read(name) for name in old.namelist()}
        held[parts[payload][0]] = parts[payload][1]
        with zipfile.ZipFile(path, "w") as new:
            for name, data in held.items():
                new.writestr(name, data)
    return not refused(path)


LOW = {(workbook, "MAX_FILLED"): 50, (workbook, "MAX_CELLS"): 5_000, (workbook, "MAX_BYTES"): 1_000_000,
       (ooxml, "MAX_PART"): 50_000, (ooxml, "MAX_TOTAL"): 50_000, (delimited, "MAX_CSV"): 10_000,
       (html, "MAX_HTML"): 10_000, (html, "MAX_TABLES"): 50}  # fmt: skip


def lower(monkeypatch) -> None:
    for (module, name), limit in LOW.items():
        monkeypatch.setattr(module, name, limit)


def no_limits(monkeypatch) -> None:
    for module, name in LOW:
        monkeypatch.setattr(module, name, 10**12)
    whole = ooxml.Parts.__call__

    def anything(self, part: str, keep: bool = True) -> bytes:
        with contextlib.suppress(Unreadable):
            return whole(self, part, keep)
        return self.book.read(self.names[part.lower()])

    monkeypatch.setattr(ooxml.Parts, "__call__", anything)


def hoards(payload: str) -> int:
    held = {"bytes": lambda: bytearray(3 * limits.MEMORY), "list": lambda: [0] * (limits.MEMORY // 2)}
    return len(held[payload]())


def of_memory(payload: str, folder: Path, *_) -> bool:
    ((_, found),) = limits.guarded(hoards, [(folder / "a", (payload,))])
    return not isinstance(found, limits.Lost)


@contextlib.contextmanager
def no_end(seconds):
    yield


PROTECTIONS = {
    "values in tables": Protection(
        lambda m: m.setattr(markup, "escape", lambda text, quote=True: text), in_a_table, MARKUP + IN_ATTRIBUTE
    ),
    "refusals": Protection(lambda m: m.setattr(page, "escape", lambda text, quote=True: text), in_a_refusal, MARKUP),
    "index of a month": Protection(
        lambda m: [m.setattr(x, "escape", lambda text, quote=True: text) for x in (markup, page)], of_a_month,
        MARKUP[:8],
    ),
    "titles and banners": Protection(
        lambda m: [m.setattr(page, "escape", lambda text, quote=True: text),
                   m.setitem(page._environment().filters, "escape", lambda text: text),
                   page._environment().cache.clear()],
        in_the_head, MARKUP[:8],
    ),
    "formulas": Protection(never_a_formula, lambda p, *_: the_cell(p).data_type == "f", FORMULAS),
    "formulas when edited": Protection(
        lambda m: m.setattr(sheets, "FORMULA", ("\x00",)), lambda p, *_: not the_cell(p).quotePrefix, EDITED
    ),
    "papers": Protection(lambda m: m.setattr(paper, "clean", str), in_word, ILLEGIBLE[:5] + ("\ufffe",)),
    "YAML runs nothing": Protection(unsafe, by_a_tag, TAGS),
    "YAML of too many parts": Protection(lambda m: m.setattr(yamlfile, "MOST", 10**12), grows, BOMBS),
    "YAML of too many levels": Protection(lambda m: m.setattr(yamlfile, "DEEPEST", 10**6), kills, DEEP),
    "names of pages": Protection(lambda m: m.setattr(values, "unportable", lambda name: ""), as_a_page, NAMES[:8]),
    "names of questions": Protection(
        lambda m: m.setattr(params, "folder_name", lambda text: text), as_a_question,
        ("../../x", "k=/etc/x", "a/../../b", "x\0", "a\nb"),
    ),
    "notebooks stay below theirs": Protection(
        lambda m: m.setattr(params, "below", lambda path: True), as_a_notebook,
        ("../../evil", "../evil", "{folder}/evil"),
    ),
    "records of a month": Protection(
        lambda m: m.setattr(manifest, "below", lambda path: True), in_a_record,
        ("../../x", "/etc/passwd", "a/../../../x"),
    ),
    "kept verdicts run nothing": Protection(
        lambda m: m.setattr(kept, "_Reader", pickle.Unpickler), in_what_is_kept,
        ("exec", "eval", "system", "run", "within", "touch", "dotted"),
    ),
    "parameters are no code": Protection(unquoted, as_a_parameter, CODE),
    "the terminal": Protection(lambda m: m.setattr(told, "plain", lambda text: text), at_the_terminal, ESCAPES[:3]),
    "names in YAML": Protection(all_legible, in_yaml, ILLEGIBLE),
    "names of places": Protection(all_legible, in_places, ILLEGIBLE),
    "cells": Protection(all_legible, in_cells, ILLEGIBLE),
    "names of files": Protection(all_legible, in_a_name, ILLEGIBLE[1:]),
    "sizes": Protection(
        no_limits, too_much,
        ("cells", "range", "part", "total", "entities", "external", "csv", "html", "tables"),
    ),
    "memory of a reader": Protection(lambda m: m.setattr(limits, "_limited", no_end), of_memory, ("bytes", "list")),
}  # fmt: skip
ATTACKS = [(name, attack) for name, kind in PROTECTIONS.items() for attack in kind.attacks]


@pytest.fixture(autouse=True)
def low(monkeypatch):
    """Limits so low that the files of an attack are small."""
    lower(monkeypatch)


@pytest.mark.parametrize(("name", "attack"), ATTACKS, ids=[f"{n}-{i}" for i, (n, _) in enumerate(ATTACKS)])
def test_an_attack_fails(name, attack, tmp_path, make_book):
    assert not PROTECTIONS[name].succeeds(attack, tmp_path, make_book)


@pytest.mark.parametrize("name", PROTECTIONS)
def test_without_its_protection_it_succeeds(name, tmp_path, make_book, monkeypatch):
    kind = PROTECTIONS[name]
    kind.gone(monkeypatch)
    won = []
    for i, attack in enumerate(kind.attacks):
        (folder := tmp_path / str(i)).mkdir()
        won += [attack] if kind.succeeds(attack, folder, make_book) else []
    print(name, len(won), "of", len(kind.attacks), [a for a in kind.attacks if a not in won])
    assert won


def test_there_are_many_attacks():
    assert len(set(ATTACKS)) >= 80
