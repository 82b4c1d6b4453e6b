"""Files with something wrong in them, drawn at random: never an error of ours, never without end, and what is not named
has not changed. Some of each kind in `make test`, FUZZ of each in `make fuzz`."""

import io
import os
import random
import re
import shutil
import traceback
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from analysis.ingest import limits
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources, load_sources
from analysis.notes import load_notes
from analysis.params import RunParams
from analysis.places import load_places
from analysis.programme import load_programme
from analysis.values import ParameterError
from analysis.yamlfile import FileMistakes

ROOT = Path(__file__).resolve().parents[2]
COUNT = int(os.environ.get("FUZZ", "0")) or 40
SEED = int(os.environ.get("FUZZ_SEED", "1"))
TABLE = {"title": "thu ngân sách", "unit": "tỷ đồng", "rows": {"Thuế": "4", "Phí": "5"}}
SOURCES = Sources.model_validate({"sources": [{"owner": "thue", "files": "*", "tables": [TABLE]}]})
ROWS = [
    ["Thu ngân sách tháng 6 năm 2025"],
    ["Đơn vị: tỷ đồng"],
    ["", "Tháng 6"],
    ["Thuế", 115.5],
    ["Phí", 2.25],
]
NUMBERS = (b"-1", b"0", b"99999999999999999999", b"4294967295", b"1e309", b"NaN")
WORDS = (*NUMBERS, b"\x00", b"\xff\xfe", b"&#0;", b"&x;", b"]]>", b"<!--", b"<", b">", b'"', b"'", b"%s", b"{0}",
         b"\xed\xa0\x80", b"\xe2\x80\xae", b"A1", b"XFD1048576", b"=1", b"/", b"..", b"*", b"&a",
         b"!!python/name:os.system", b"\t", b"\r\n", b": ", b"- ", b"[" * 50)  # fmt: skip


def spoilt(data: bytes, draw: random.Random) -> bytes:
    """Some bytes changed, left out, put in, or repeated; or a number made another."""
    made = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        at = draw.randrange(len(made) + 1)
        end = min(len(made), at + draw.choice((1, 1, 4, 30, 300)))
        kind = draw.randrange(7)
        if kind == 0 and made:
            made[at % len(made)] = draw.randrange(256)
        elif kind == 1:
            del made[at:end]
        elif kind == 2:
            made[at:at] = draw.choice(WORDS)
        elif kind == 3:
            made[at:at] = made[at:end] * draw.choice((1, 2, 50))
        elif kind == 4:
            del made[at:]
        elif kind == 5 and (numbers := list(re.finditer(rb"\d+", made))):
            hit = draw.choice(numbers)
            made[hit.start() : hit.end()] = draw.choice(NUMBERS)
        else:
            made[at:end] = draw.choice(WORDS)
    return bytes(made)


def in_the_archive(data: bytes, draw: random.Random, parts: str) -> bytes:
    """One part of an archive spoilt, left out, or put in the place of another."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        held = {name: old.read(name) for name in old.namelist()}
    name = draw.choice([n for n in sorted(held) if re.search(parts, n)])
    kind = draw.randrange(8)
    if kind == 0:
        del held[name]
    elif kind == 1:
        held[name] = held[draw.choice(sorted(held))]
    else:
        held[name] = spoilt(held[name], draw)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for part, content in held.items():
            new.writestr(part, content)
    return out.getvalue()


def plain() -> bytes:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.create_sheet("Ghi chú").append(["không có gì"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    for i, row in enumerate(ROWS):
        for j, value in enumerate(row):
            sheet.write(i, j, value, xlwt.easyxf(num_format_str="0.0%") if j > 5 else xlwt.XFStyle())
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def page() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{v}</td>" for v in row) + "</tr>" for row in ROWS)
    return f"<html><body><table>{rows}</table></body></html>".encode()


def comma() -> bytes:
    return "\n".join(",".join(map(str, row)) for row in ROWS).encode()


def open_document() -> bytes:
    cells = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="float" office:value="{v}"><text:p>{v}</text:p></table:table-cell>'
            if isinstance(v, float) else f"<table:table-cell><text:p>{v}</text:p></table:table-cell>" for v in row
        ) + "</table:table-row>" for row in ROWS
    )  # fmt: skip
    spaces = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name='S'>{cells}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
    return out.getvalue()


# How a file is made and spoilt, and whether its figures cannot become others: then they stay, or it is told.
KINDS = {
    "parts": (".xlsx", plain, lambda d, r: in_the_archive(d, r, r"\.(xml|rels)$"), False),
    "frame": (".xlsx", plain, lambda d, r: in_the_archive(d, r, r"(rels|Types\]\.xml|theme|docProps)"), True),
    "archive": (".xlsx", plain, spoilt, True),
    "records": (".xls", old, spoilt, False),
    "page": (".html", page, spoilt, False),
    "comma": (".csv", comma, spoilt, False),
    "open document": (".ods", open_document, lambda d, r: in_the_archive(d, r, "content"), False),
    "open archive": (".ods", open_document, spoilt, True),
}


def tried(path: str) -> tuple:
    """(figures, what is told, the way to an error of ours) of a file."""
    try:
        found = read_file(Path(path), SOURCES)
    except Exception:  # noqa: BLE001 - that is what is looked for
        return (), (), traceback.format_exc()
    figures = sorted((o["measure"], o["cell"], o["value"]) for o in found.observations)
    return tuple(figures), tuple((p.severity, p.code, p.message, p.remedy) for p in found.problems), ""


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", KINDS)
def test_spoilt_files_are_read_right_or_named(kind, tmp_path):
    ending, make, spoil, same = KINDS[kind]
    whole = make()
    (tmp_path / f"whole{ending}").write_bytes(whole)
    figures, told, error = tried(str(tmp_path / f"whole{ending}"))
    assert len(figures) == 2 and not error, (figures, told, error)
    paths = []
    for n in range(COUNT):
        paths.append(tmp_path / f"{n}{ending}")
        paths[-1].write_bytes(spoil(whole, random.Random(f"{SEED} {kind} {n}")))
    wrong, counts = [], {"as it was": 0, "named": 0, "other figures": 0}
    for number, found in limits.guarded(tried, [(p, (str(p),)) for p in paths], patience=3):
        if isinstance(found, limits.Lost):
            found = ((), (("error", found.code, *[found.problem("x").message] * 2),), "")
            if found[1][0][1] == "reader_died" and "MemoryError" not in found[1][0][2]:
                print(kind, number, found[1])
        got, said, error = found
        named = any(severity in ("error", "warning") for severity, *_ in said)
        counts["as it was" if got == figures else "named" if named else "other figures"] += 1
        silent = same and got != figures and not named
        nothing = not got and not said
        unsaid = any(not message or not remedy for _, _, message, remedy in said)
        if error or silent or nothing or unsaid:
            wrong.append(f"{paths[number]}: {error[-900:] or (got, said)}")
            shutil.copy(
                paths[number], Path(os.environ.get("FUZZ_KEEP", tmp_path)) / f"{kind}-{number}{ending}"
            )
    print(kind, counts)
    assert not wrong, f"{len(wrong)} of {COUNT}\n" + "\n".join(wrong[:5])


TEXTS = {
    "programme": ("programme.yml", load_programme),
    "sources": ("sources.yml", load_sources),
    "notes": ("notes/2025-06.yml", lambda p: load_notes(p.parent, "2025-06")),
    "places": ("places.csv", load_places),
    "places of sources": (
        "places.csv",
        lambda p: load_sources(p.parents[3] / "params/can-duoc-2025/sources.yml"),
    ),
    "monthly": ("monthly.yml", RunParams.load),
}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", TEXTS)
def test_spoilt_texts_are_read_or_named(kind, tmp_path):
    skip = shutil.ignore_patterns("*.xls*", "20*")
    home, raw = (shutil.copytree(ROOT / at, tmp_path / at, ignore=skip)
                 for at in ("params/can-duoc-2025", "data/raw/can-duoc-2025"))  # fmt: skip
    name, load = TEXTS[kind]
    path = (raw if kind.startswith("places") else home) / name
    whole = (ROOT / path.relative_to(tmp_path)).read_bytes()
    path.write_bytes(whole)
    load(path)
    wrong, named = [], 0
    for n in range(COUNT):
        draw = random.Random(f"{SEED} {kind} {n}")
        start = draw.randrange(max(1, len(whole) - 3000)) if kind in ("programme", "sources") else 0
        path.write_bytes(whole[:start] + spoilt(whole[start:], draw))
        try:
            load(path)
        except (FileMistakes, ParameterError) as e:
            named += 1
            if not str(e).strip() or "Traceback" in str(e):
                wrong.append(f"{n}: {e!r}")
        except Exception:  # noqa: BLE001 - that is what is looked for
            wrong.append(f"{n}: {traceback.format_exc()[-1200:]}")
    print(kind, f"named {named} of {COUNT}")
    assert not wrong, f"{len(wrong)} of {COUNT}\n" + "\n".join(wrong[:4])
