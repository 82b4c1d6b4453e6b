"""Goldens: what the programmes' months say, unit by unit, as hashes in tests/golden/ (make goldens, goldens-check).

    python tools/goldens.py                    write the goldens anew
    python tools/goldens.py --check            compare all of them; exit status 1 where one differs
    python tools/goldens.py --against HEAD~1   what differs from that commit, in words
    python tools/goldens.py --texts FOLDER     the whole texts, one file per programme, month and language

A unit is a section of a page, a chart (every shape and word of its SVG), a part of the Word draft, the rows of a sheet
that begin alike, a measure's observations, a column of the observations, the verdict on a measure. A hash says that a
unit is another; --against makes the texts of both commits, the old ones in a git worktree of its own, and shows the
lines that differ. `--only can-duoc-2025/2025-06` (a beginning, may be repeated) takes some of the sets.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(os.environ.get("GOLDENS_ROOT") or Path(__file__).resolve().parents[1])
FOLDER = ROOT / "tests/golden"
# A half-year, the month the district was handed over, a quarter's end; for the real figures a closed year and a
# month within one.
MONTHS = {
    "can-duoc-2025": ("2025-06", "2025-07", "2025-09"),
    "public-investment": ("2020-12", "2021-10"),
    "vietnam": ("2020-12", "2021-10"),
}
LANGS = ("vi", "en")
SETS = tuple(f"{p}/{m}.{lang}" for p, months in MONTHS.items() for m in months for lang in LANGS)
OBSERVATIONS = tuple(f"{p}/observations" for p in MONTHS)
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "br",
    "em",
    "i",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "svg",
    "use",
    "wbr",
}
SAID = ("aria-label", "alt", "title", "href", "scope", "colspan", "rowspan")  # attributes that a reader meets
PATIENCE = 60.0  # seconds of processor time for a file: a busy machine must not change a golden

Units = dict[str, str]  # name -> text


def present(name: str) -> bool:
    """Whether the raw files of the set are on this machine: the national workbooks are not part of the repository."""
    from analysis.params import RunParams

    return RunParams.load(_monthly(name), {}).raw.is_dir()


def texts(name: str) -> Units:
    """The units of a set: "can-duoc-2025/2025-06.vi", or "can-duoc-2025/observations"."""
    import matplotlib

    from analysis import open_book
    from analysis.ingest import limits

    matplotlib.use("agg")
    with mock.patch.object(limits, "SECONDS", PATIENCE):
        if name.endswith("/observations"):
            return _observations(
                _open(open_book, name, MONTHS[name.split("/")[0]][-1], "vi").tables.observations
            )
        month, lang = name.split("/")[1].split(".")
        book = _open(open_book, name, month, lang)
        units = {**_frames(book), **_pages(book), **_sheets(book)}
        if lang == "vi":  # the draft is always in Vietnamese
            units |= _draft(book)
    return {k: v.replace(book.view.run_id, "KEY") for k, v in units.items()}  # it is of our code too


def _monthly(name: str) -> Path:
    return ROOT / "params" / name.split("/")[0] / "monthly.yml"


def _open(open_book: Any, name: str, month: str, lang: str) -> Any:
    from analysis.ingest.observations import make_tables
    from analysis.params import RunParams

    params = RunParams.load(_monthly(name), {})
    if slow := [p for p in make_tables(params).problems if p.code == "reader_slow"]:
        raise SystemExit(
            f"{name}: {slow[0]}\nĐã ghi nhớ trong (kept in) {params.processed}: xóa, chạy lại (remove it)."
        )
    return open_book(month, str(params.file), lang=lang)


# Figures


def _value(value: Any) -> str:
    """A number to six digits: the last ones are the processor's."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    return str(value).replace("\n", "⏎")


def _records(frame: Any) -> Iterator[tuple[str, str]]:
    """Each row: what it is called, and "column=value" a line, without what is empty."""
    named = frame.reset_index() if frame.index.name else frame
    for row in named.to_dict("records"):
        yield (
            _value(next(iter(row.values()))),
            "\n".join(
                f"{k}={text}" for k, v in row.items() if (text := _value(v)) not in ("nan", "None", "")
            ),
        )


def _observations(frame: Any) -> Units:
    columns = [c for c in frame.columns if c != "sha256"]
    rows = frame[columns].map(_value)
    rows = rows.sort_values(columns, kind="stable")
    units = {
        f"observations {measure}": "\n".join(" | ".join(row) for row in of.itertuples(index=False))
        for measure, of in rows.groupby("measure", sort=True)
    }
    return {**units, **{f"column {c}": "\n".join(rows[c]) for c in columns}}


def _frames(book: Any) -> Units:
    units = {}
    for name in ("targets", "verdicts", "commitments"):
        units |= {f"{name} {key}": text for key, text in _records(getattr(book, name))}
    for name in ("history", "problems", "files"):
        units[name] = "\n\n".join(text for _, text in _records(getattr(book, name)))
    return units


# Pages


def _pages(book: Any) -> Units:
    units: Units = {}
    for page in book.params.pages:
        for name, text in html_units(_page(book, page)):
            units[_free(units, f"{page.name} {name}")] = text
    return units


def _page(book: Any, page: Any) -> str:
    """The page of a notebook, its cells run here instead of in a kernel, all with the one book."""
    import nbformat

    from analysis.publish.html import export

    nb = nbformat.read(page.notebook, 4)
    lang = book.params.lang
    names = {**page.parameters, "params": str(book.params.file), "month": book.month, "lang": lang}
    with _shell() as run, mock.patch("analysis.open_book", lambda *_, **__: book):
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            cell.outputs = run(cell.source)
            if "parameters" in cell.metadata.get("tags", []):
                run.__self__.push(names)
    return export(nb, title=page.name, lang=lang, banner=book.mark, folder=page.notebook.parent)[0]


@contextmanager
def _shell() -> Iterator[Any]:
    """A function that runs a cell as IPython does and returns its outputs."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False

    class Shell(InteractiveShell):
        def outputs(self, source: str) -> list[Any]:
            with capture_output() as seen:
                ran = self.run_cell(source)
            ran.raise_error()
            shown = [(o.data, o.metadata or {}) for o in seen.outputs]
            if ran.result is not None:
                shown.append(self.display_formatter.format(ran.result))
            return [nbformat.v4.new_output("display_data", dict(d), metadata=dict(m)) for d, m in shown]

    shell = Shell.instance(config=config)
    try:
        yield shell.outputs
    finally:
        shell.clear_instance()


def html_units(html: str) -> Iterator[tuple[str, str]]:
    """(name, text) of the sections of a page, in its order, and of each of its charts."""
    from lxml import html as reader

    body = reader.document_fromstring(html).find("body")
    main = body.find(".//main")
    for part in [*(p for p in body if p is not main and p.find(".//main") is None), *main]:
        if not isinstance(part.tag, str) or part.tag == "svg":
            continue  # the pictures of the statuses, the same on every page
        charts: list[Any] = []
        text = _text(part, charts)
        heads = part.xpath(".//h1|.//h2|.//h3|.//caption|.//*[@aria-label]")
        called = (heads[0].text_content().strip() or heads[0].get("aria-label") or "") if heads else ""
        called = " ".join((called or text or part.tag).split())[:50].strip()
        if text:
            yield called, text
        for chart in charts:
            width = "narrow" if "nar" in chart.get("class", "") else "wide"
            yield f"chart {width} {called}", _shapes(chart)


def _text(part: Any, charts: list[Any]) -> str:
    """The words of a part, a block a line; what only some readers meet (labels, links, marks) in brackets."""
    said: list[str] = []

    def walk(el: Any) -> None:
        if not isinstance(el.tag, str) or el.tag in ("style", "script"):
            return
        classes = (el.get("class") or "").split()
        if el.tag == "svg" and "ch" in classes:
            charts.append(el)
            return
        block = el.tag not in INLINE
        if block:
            said.append("\n")
        marks = [f"{k}={el.get(k)}" for k in SAID if el.get(k)]
        if el.tag == "use":
            marks = [el.get("href")]
        elif el.tag in ("path", "rect", "circle", "line", "text", "g"):
            marks = [_shape(el)]
        marks += [f".{c}" for c in classes if c.startswith("c-")]  # the colour of a status
        if marks:
            said.append(f"[{' '.join(marks)}]")
        said.append(el.text or "")
        for child in el:
            walk(child)
            said.append(child.tail or "")
        if block:
            said.append("\n")

    walk(part)
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in "".join(said).split("\n"))
    return "\n".join(line for line in lines if line)


def _shapes(svg: Any) -> str:
    """The words for who does not see the chart, and each of its shapes and texts."""
    return "\n".join(
        [svg.get("aria-label", ""), svg.get("viewbox", svg.get("viewBox", "")), *map(_shape, svg)]
    )


def _shape(el: Any) -> str:
    given = " ".join(f"{k}={v}" for k, v in el.attrib.items())
    return f"{el.tag} {given} {''.join(el.itertext())}".strip()


# Papers


def _draft(book: Any) -> Units:
    """The Word draft: its paragraphs between tables, and each of its tables."""
    from docx import Document
    from docx.table import Table

    from analysis.publish import word

    document = Document(BytesIO(word.draft(book.view, book.params.monthly.form)))
    units: Units = {}
    lines: list[str] = []
    called = "head"
    edges = [part for s in document.sections for part in (s.header, s.footer)]
    units["docx edges"] = "\n".join(p.text for part in edges for p in part.paragraphs)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            rows = [" | ".join(cell.text.replace("\n", "⏎") for cell in row.cells) for row in block.rows]
            units[_free(units, f"docx {called} table")] = "\n".join(rows)
        elif re.match(r"[IVX]+\. ", block.text):
            units[_free(units, f"docx {called}")] = "\n".join(lines)
            called, lines = block.text[:50], [block.text]
        else:
            lines.append(f"{block.style.name}: {block.text}")
    units[_free(units, f"docx {called}")] = "\n".join(lines)
    return units


def _sheets(book: Any) -> Units:
    """The annex: the rows of each sheet that begin alike, with numbers as they are stored and their formats."""
    from openpyxl import load_workbook

    from analysis.publish import annex

    found: dict[str, list[str]] = {}
    for sheet in load_workbook(BytesIO(annex.annex(book.view))):
        first = ""
        for row in sheet.iter_rows():
            words = [
                c.value for c in row[:2] if isinstance(c.value, str)
            ]  # the first column may count the rows
            first = re.split("[/#]", words[0])[0][:40] if words else first
            cells = [f"{c.column_letter}={_cell(c)}" for c in row if c.value is not None]
            if cells:
                found.setdefault(f"xlsx {sheet.title} {first}", []).append(" | ".join(cells))
    return {k: "\n".join(rows) for k, rows in found.items()}


def _cell(cell: Any) -> str:
    value = _value(float(cell.value)) if isinstance(cell.value, (int, float)) else _value(cell.value)
    link = f" -> {cell.hyperlink.location or cell.hyperlink.target}" if cell.hyperlink else ""
    return value + link + (f" [{cell.number_format}]" if cell.number_format != "General" else "")


def _free(units: Mapping[str, str], name: str) -> str:
    """`name`, with a number where it is taken."""
    taken = Counter(re.sub(r" #\d+$", "", k) for k in units)
    return f"{name} #{taken[name] + 1}" if taken[name] else name


# Hashes, and what differs


def hashes(units: Units) -> dict[str, str]:
    return {k: hashlib.sha256(v.encode("utf-8")).hexdigest()[:10] for k, v in units.items()}


def read(name: str, folder: Path = FOLDER) -> dict[str, str]:
    """The kept hashes of a set by unit; none where there is no golden."""
    path = folder / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {unit: kept for kept, unit in (line.split(" ", 1) for line in lines)}


def write(name: str, units: Units, folder: Path = FOLDER) -> None:
    path = folder / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{kept} {unit}\n" for unit, kept in hashes(units).items())
    path.write_text(lines, encoding="utf-8", newline="\n")


def differences(name: str, units: Units, folder: Path = FOLDER) -> list[str]:
    """A line for each unit that is not as its golden, is new, or is gone."""
    now, then = hashes(units), read(name, folder)
    changed = [f"{name}: khác (changed): {k}" for k in now if k in then and now[k] != then[k]]
    new = [f"{name}: mới (new): {k}" for k in now if k not in then]
    return changed + new + [f"{name}: mất (gone): {k}" for k in then if k not in now]


def shown(old: Units, new: Units, lines: int = 20) -> Iterator[str]:
    """The lines of each unit that differ between two texts of a set."""
    for unit in [*new, *(k for k in old if k not in new)]:
        before, after = old.get(unit, "").split("\n"), new.get(unit, "").split("\n")
        if before != after:
            found = [
                d
                for d in difflib.unified_diff(before, after, lineterm="", n=0)
                if d[:2] not in ("--", "++", "@@")
            ]
            yield f"## {unit}"
            yield from found[:lines]
            if len(found) > lines:
                yield f"… {len(found) - lines} dòng nữa (more lines)"


def _save(units: Units, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"## {k}\n{v}\n" for k, v in units.items()), encoding="utf-8", newline="\n")


def _saved(path: Path) -> Units:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = re.split(r"^## ", text, flags=re.M)[1:]
    return {name: body.removesuffix("\n") for name, _, body in (p.partition("\n") for p in parts)}


def against(commit: str, names: Sequence[str]) -> Iterator[str]:
    """What of the sets differs between `commit` and the folder as it is, in words."""
    with tempfile.TemporaryDirectory(
        dir=ROOT.parent, prefix="goldens-"
    ) as temporary:  # beside: for ../shared
        tree, folder = Path(temporary) / "tree", Path(temporary) / "texts"
        tree = ROOT.parent / f".goldens-{os.getpid()}"
        subprocess.run(
            ["git", "-C", str(ROOT), "worktree", "add", "--quiet", "--detach", str(tree), commit], check=True
        )
        try:
            own = tree / "tools/goldens.py"  # it knows the library of its own commit
            words = [sys.executable, str(own if own.exists() else Path(__file__)), "--texts", str(folder)]
            words += [w for name in names for w in ("--only", name)]
            paths = os.pathsep.join([str(tree / "src"), os.environ.get("PYTHONPATH", "")])
            env = {**os.environ, "PYTHONPATH": paths, "GOLDENS_ROOT": str(tree)}
            subprocess.run(words, check=True, cwd=tree, env=env)
        finally:
            subprocess.run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(tree)], check=True)
        for name in names:
            found = list(shown(_saved(folder / f"{name}.txt"), texts(name)))
            yield from [f"# {name}", *found] if found else []


def main(words: Sequence[str] | None = None) -> int:
    """The exit status: 1 where something differs."""
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("--check", action="store_true")
    about.add_argument("--against", metavar="COMMIT")
    about.add_argument("--texts", type=Path, metavar="FOLDER")
    about.add_argument("--only", action="append", metavar="SET", help="a set, or the beginning of several")
    asked = about.parse_args(words)
    known = [n for n in (*OBSERVATIONS, *SETS) if not asked.only or n.startswith(tuple(asked.only))]
    names = [n for n in known if present(n)]
    for name in known:
        if name not in names:
            print(f"{name}: không có số liệu gốc trên máy này (its raw files are not here)", file=sys.stderr)
    if asked.against:
        return _told(against(asked.against, names))
    if asked.check:
        return _told(line for name in names for line in differences(name, texts(name)))
    for name in names:
        units = texts(name)
        _save(units, asked.texts / f"{name}.txt") if asked.texts else write(name, units)
        print(f"{name}: {len(units)}", file=sys.stderr, flush=True)
    return 0


def _told(lines: Iterable[str]) -> int:
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007
        print(line, flush=True)
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main())
