"""What an office wrote into the marked places of a month's Word draft, to stand in the next one too.

A place is a content control, called by its title: Word keeps that, and LibreOffice too, which puts what follows the
first paragraph behind the control; so the paragraphs of a place have a style of their own as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from analysis.publish import manifest
from analysis.publish.manifest import Manifest

NAME = "Ghi thêm: {}"  # the title of a place
STYLE = "GhiThem"
HINT = "[Phần ghi thêm: chữ viết vào đây được giữ lại khi lập lại báo cáo.]"
DRAFT = re.compile(r"brief(?:\.(?P<word>new|edited)(?:-(?P<number>\d+))?)?\.docx")
LARGEST = 64 * 2**20  # bytes of a draft's text; of a real one it is a few hundred thousand
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}


def of_month(folder: Path, before: Manifest | None) -> dict[str, list[str]]:
    """The lines by title of the place, of the newest draft in `folder` that somebody changed since a run wrote it,
    else of the run's own; places left as they were made are left out. Files that cannot be read are passed over."""
    wrote = {f["path"]: f["sha256"] for f in before.files()} if before else {}
    drafts = []
    for path in folder.glob("brief*.docx"):
        if named := DRAFT.fullmatch(path.name):
            changed = wrote.get(path.name) != manifest.sha256(path)
            drafts.append((changed, bool(named["word"]), int(named["number"] or 1), path.name))
    for *_, name in sorted(drafts, reverse=True):
        if (found := read(folder / name)) is not None:
            return found
    return {}


def read(path: Path) -> dict[str, list[str]] | None:
    """The lines that stand in a draft's marked places, by title; None where it cannot be read as a Word file."""
    try:
        with ZipFile(path) as archive:
            part = archive.getinfo("word/document.xml")
            if part.file_size > LARGEST:
                return None
            body = ElementTree.fromstring(archive.read(part)).find(f"{_W}body")
    except (
        OSError,
        KeyError,
        ValueError,
        RuntimeError,
        BadZipFile,
        ElementTree.ParseError,
        DefusedXmlException,
    ):
        return None
    found: dict[str, list[str]] = {}
    for title, said in _places(() if body is None else body):
        found.setdefault(title, []).extend(said.replace(HINT, "").split("\n"))
    for lines in found.values():
        while lines and not lines[-1].strip():
            lines.pop()
    return {title: lines for title, lines in found.items() if lines}


def _places(body: Any) -> Iterator[tuple[str, str]]:
    """(title of the place, paragraph) of what stands in a place."""
    last = ""  # of the place that the paragraph before belongs to
    for el in body:
        control = next((x for x in el.iter(f"{_W}sdt")), None)
        title = "" if control is None else _said(control.find(f"{_W}sdtPr"), "alias")
        if control is not None and title.startswith(NAME.format("")):
            last = title
            for part in [*control.iter(f"{_W}p")] or [control]:
                yield title, _text(part)
        elif last and el.tag == f"{_W}p" and _said(el.find(f"{_W}pPr"), "pStyle") == STYLE:
            yield last, _text(el)
        elif el.tag in (f"{_W}p", f"{_W}tbl"):
            last = ""


def _said(about: Any, name: str) -> str:
    part = None if about is None else about.find(f"{_W}{name}")
    return "" if part is None else part.get(f"{_W}val", "")


def _text(el: Any) -> str:
    """What stands in an element; what was struck out while changes are tracked is not said."""
    return "".join(x.text or "" if x.tag == f"{_W}t" else _SIGNS.get(x.tag, "") for x in el.iter())
