"""An annex of targets read into drafts of measures, with what a person must look at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import groupby, takewhile
from pathlib import Path

from analysis.draft.document import Document, Line, read_document
from analysis.draft.meaning import Draft
from analysis.draft.prose import Prose, year_of
from analysis.draft.tables import Tables
from analysis.ingest.text import fold
from analysis.language import both

_PLAIN = re.compile(r"\d[\d.,]* ?%?").fullmatch  # a number and no more


def read_annex(path: Path, year: str = "") -> tuple[list[Draft], Document]:
    """The measures of the annex at `path`, and the document; `year` is what they are for where the document does not
    say. Raises document.Unfit when nothing can be read."""
    document = read_document(path)
    return drafts_of(document, year), document


def drafts_of(document: Document, year: str = "") -> list[Draft]:
    english = document.english
    year = year_of(_heading(document)) or year
    lines = [b for b in document.blocks if isinstance(b, Line)]
    prose, tables = Prose(lines, english, year), Tables(english, year)
    found: list[Draft] = []
    title: list[str] = []
    for block in document.blocks:
        if isinstance(block, Line):
            title = [*title[-2:], block.text]
            found += prose.read(block)
            continue
        titles = (t for t in reversed(title) if re.search(r"biểu|phụ lục|bảng|annex|table", t, re.I))
        tables.title = next(titles, "")
        rows = tables.read(block, " ".join(title), found)
        found += rows or []
        if rows is None and prose.on and sum(any(map(_PLAIN, r[1:])) for r in block.rows) > 1:
            document.notes.append(f"{block.at[0]}: {both('note_unread')}.")
    for draft in found:  # of a title the paper it came with is no part
        own = re.sub(r"\s*\((?:ban hành )?kèm theo\b[^()]*\)?", "", draft.group, flags=re.I)
        draft.group = own.strip(" :")
    _check(found)
    return found


def _heading(document: Document) -> str:
    """The words in which a document says its year: those of its first lines that speak of a plan's year."""
    words = [b.text for b in document.blocks[:8] if isinstance(b, Line)]
    words += [" ".join(b.rows[0]) for b in document.blocks[:4] if not isinstance(b, Line) and b.rows]
    words = [
        w for w in words if len({*re.findall(r"20\d\d", w)}) < 2 or re.search(r"20\d\d\s*[-–]\s*20\d\d", w)
    ]
    return next((w for w in words if year_of(w) not in ("", "hằng năm")), "")


def _check(found: list[Draft]) -> None:
    """Printed arithmetic, names printed twice, row numbers used twice."""
    by_name: dict[str, list[Draft]] = defaultdict(list)
    graded = Counter(name for name, _ in {(d.name, d.group) for d in found if d.unit == "%" and d.group})
    for draft in found:
        if graded[draft.name] > 1 and len(draft.name.split()) < 3 and draft.unit == "%":
            draft.name = f"{draft.group}: {draft.name}".removeprefix(": ")  # "Học tập: Tốt", "Rèn luyện: Tốt"
        name = re.sub(r"\([^()]*\)|(?:đến |vào )?năm \d{4}", "", draft.name)
        # "trong tỉnh" of a total is a part
        whole, part = (fold(t, marks=False) for t in name.partition(":")[::2])
        by_name[" ".join([*(w for w in whole.split() if w not in _IDLE), part])].append(draft)
    for alike in by_name.values():
        numbered = [d for d in alike if d.figure is not None]
        for draft in numbered if len(numbered) > 1 else []:
            share = draft.unit.startswith("%")
            others = [o for o in numbered if o is not draft and o.unit.startswith("%") == share]
            if others:
                same = all((o.low, o.high, o.unit) == (draft.low, draft.high, draft.unit) for o in others)
                draft.doubt("repeated" if same else "contradiction")
    numbers: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in found:
        if draft.low is not None and draft.base and draft.growth is not None:
            real = 100 * (draft.low / draft.base - 1)
            if abs(real - draft.growth) > 0.06:
                draft.doubt("growth")
        if draft.no:
            numbers[draft.group, draft.no].append(draft)
    for (_, no), rows in numbers.items():
        places = list(dict.fromkeys(d.at for d in rows))
        parts = all(":" in d.name for d in rows[1:])  # under one number: "3 … - … - …"
        if len(places) > 1 and re.fullmatch(r"\d+(?:\.\d+)*", no) and not parts:
            for draft in rows:
                draft.doubt("doubled")
    _sums(found)


_IDLE = {*"so ty le tong dat phan dau hang hoa trong tinh nuoc cua dia phuong gia hien hanh".split()}


def _sums(found: list[Draft]) -> None:
    """Shares of one structure that miss 100, parts that exceed their total."""
    for head, shares in groupby(found, _structure):
        run = list(shares) if head else []
        low = sum(d.low or 0 for d in run)
        high = sum(d.high or d.low or 0 for d in run)
        if len(run) > 1 and (low > 100.5 or high < 99.5) and not any(d.rule == "ge" for d in run):
            for draft in run:
                draft.doubt("hundred")
    for i, total in enumerate(found):
        if total.unit.startswith("%") or not total.low or total.rule != "ge":
            continue
        whole = f"{total.name}:"
        parts = list(takewhile(lambda d: d.role == "component" and d.name.startswith(whole), found[i + 1 :]))  # noqa: B023
        parts = [p for p in parts if p.unit == total.unit and p.rule == "ge"]
        if len(parts) > 1 and sum(p.low or 0.0 for p in parts) > total.low * 1.001:
            for draft in [total, *parts]:
                draft.doubt("parts")


def _structure(draft: Draft) -> str:
    """What a share is of that has a number in a structure; "" for anything else."""
    told = draft.structure and draft.unit == "%" and (draft.low is not None or draft.high is not None)
    return draft.name.split(":")[0] if told else ""


def as_json(draft: Draft) -> dict:
    """What `--draft --json` prints of a measure."""
    keys = "no group name kind rule low high unit base year phrase role stretch growth at".split()
    return {k: getattr(draft, k) for k in keys} | {"doubtful": draft.doubtful}
