"""What a province and a country cost: a simulated year of many communes, read, judged and published.

    python benchmarks/scale.py [--units 6 24 96] [--country 3321] [--cluster 24] [--keep FOLDER]

For each number of units a programme year is made below a temporary folder: a workbook per commune and month with
the sheets of the district's own communes, every figure made up and every sheet marked SỐ LIỆU MINH HỌA. Then whole
processes are measured: reading it all for the first time, again with nothing and with one workbook changed, opening
one commune's figures and opening the whole table, and `brief run -p place=all`. The last two sizes give the slopes
from which the country is extrapolated; its table is also made, by repeating the largest one under other codes, and
opened and judged. `--cluster N` runs the pages of N units on a real scheduler and two workers too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import yaml
from run import BIN, ROOT, brief, with_peak

sys.path.insert(0, str(ROOT / "tools"))

from illustrative import labels  # noqa: E402
from illustrative.communes import FLOWS, RATIOS  # noqa: E402
from illustrative.sheet import Book, Sheet, number, write  # noqa: E402
from illustrative.table import LABEL, STT, UNIT, Column, Row, form  # noqa: E402

DISTRICT = ROOT / "params/can-duoc-2025"
YEAR, MONTH = 2025, "2025-12"
LEVELS = (
    (tuple(name.replace("toàn huyện", "trên địa bàn") for name in labels.WATER[0]), "hộ"),
    (labels.RUBBISH, "tấn"),
    (labels.DRUGS, "người"),
)
READ = """
import json, os, resource, sys, time
from analysis import open_book
def cpu():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)
def spent(what):
    start = time.perf_counter(), cpu()
    done = what()
    return done, time.perf_counter() - start[0], cpu() - start[1]
book = open_book("2025-12", *sys.argv[1:])
tables, wall, used = spent(lambda: book.tables)
said = {"wall": wall, "CPU": used, "figures": len(tables.observations)}
said["refused"] = sum(p.severity == "error" for p in tables.problems)
if os.environ.get("BRIEF_TABLES"):
    said["judged"] = spent(lambda: book.assessments)[2]
print(json.dumps(said))
"""


def simulated(units: int, folder: Path) -> Path:
    """Write the year of `units` communes below `folder`; returns its monthly.yml. The same files every time."""
    raw = folder / "raw"
    communes = {f"{90000 + 3 * i}": f"Xã Mô phỏng {i:04d}" for i in range(units)}
    for code, name in communes.items():
        for month in range(1, 13):
            write(_workbook(code, name, month), raw)
    (folder / "places.csv").write_text(
        "code,name_vi\n" + "".join(f"{c},{n}\n" for c, n in communes.items()), encoding="utf-8"
    )
    sources = yaml.safe_load((DISTRICT / "sources.yml").read_text(encoding="utf-8"))
    mine = next(s for s in sources["sources"] if s["owner"] == "ubnd-xa")
    each = [mine | {"files": f"*/*-xa-{c}.xlsx", "place": c} for c in communes]
    sources |= {"places": "places.csv", "long": [], "sources": each}
    (folder / "sources.yml").write_text(yaml.safe_dump(sources, allow_unicode=True), encoding="utf-8")
    where = lambda path: os.path.relpath(path, folder)  # noqa: E731
    monthly = {
        "programme": where(DISTRICT / "programme.yml"), "notes": "notes", "raw": "raw", "places": "places.csv",
        "notebooks_folder": where(ROOT / "notebooks"), "processed": "processed", "timeout": 600,
        "notebooks": [{"notebook": "09_brief", "name": "brief"}], "place_notebooks": ["brief"], "place_reads": "own",
    }  # fmt: skip
    made = folder / "monthly.yml"
    made.write_text(yaml.safe_dump(monthly, allow_unicode=True), encoding="utf-8")
    return made


def _workbook(code: str, name: str, month: int) -> Book:
    """What one commune sends for one month: amounts, shares, accidents, levels."""
    any_, bases = random.Random(f"{code} {month}"), {}
    day = dt.date(YEAR, month, 25)
    title, office = (
        f"THÁNG {month} NĂM {YEAR}",
        {"parent": "TỈNH MÔ PHỎNG", "where": name.removeprefix("Xã ")},
    )
    head = [STT, LABEL, UNIT, Column(f"Thực hiện tháng {month}/{YEAR}", 14)]

    def sheet(tab: str, titles: list[str], rows: list[Row], columns: list[Column] = head) -> Sheet:
        return form(tab, f"UBND {name.upper()}", titles, columns, rows, day, **office)

    amounts = [
        Row((str(i), what, unit, number(any_.randint(5, 900)))) for i, (_, what, unit) in enumerate(FLOWS, 1)
    ]
    shares = [
        row
        for i, (_, what, unit, of) in enumerate(RATIOS, 1)
        for row in _parts(any_, bases, i, what, unit, of)
    ]
    levels = [
        row for i, (what, unit) in enumerate(LEVELS, 1) for row in _parts(any_, bases, i, what, unit, "%")
    ]
    accidents = [
        Row((str(i), what, unit, number(any_.randint(0, 2))))
        for i, (_, what, unit) in enumerate(labels.ACCIDENTS, 1)
    ]
    start = dt.date(YEAR, month - 1, 15) if month > 1 else dt.date(YEAR - 1, 12, 15)
    span = f"(từ ngày {start:%d/%m/%Y} đến ngày 14/{month:02d}/{YEAR})"
    last = (dt.date(YEAR + month // 12, month % 12 + 1, 1) - dt.timedelta(1)).day
    until = f"{last}/{month}/{YEAR}"
    sheets = (
        sheet("Ket qua", [f"KẾT QUẢ THỰC HIỆN CHỈ TIÊU KINH TẾ - XÃ HỘI {title}"], amounts),
        sheet("Ty le", [f"CÁC CHỈ TIÊU TỶ LỆ {title}"], shares),
        sheet("TNGT", [f"TÌNH HÌNH TAI NẠN GIAO THÔNG {title}", span], accidents),
        sheet("Moi truong", [f"CHỈ TIÊU MÔI TRƯỜNG, TRẬT TỰ XÃ HỘI ĐẾN {until}"], levels,
              [STT, LABEL, UNIT, Column(f"Đến {until}", 14)]),
    )  # fmt: skip
    return Book(f"{YEAR}-{month:02d}/{day}-xa-{code}.xlsx", sheets)


def _parts(
    any_: random.Random, bases: dict[str, int], i: int, what: tuple[str, ...], unit: str, of: str
) -> list[Row]:
    """Numerator, denominator and the share that they make; rows of one name in a workbook say the same."""
    bottom = bases.setdefault(what[1], any_.randint(40, 4000))
    top = any_.randint(bottom // 2, bottom)
    share = 100 * top / bottom
    rows = ((str(i), what[0], unit, number(top)), (None, what[1], '"', number(bottom)))
    return [*map(Row, rows), Row((None, what[2], of, number(share, None, 2)))]


def opened(params: Path, *place: str) -> dict[str, float]:
    """What opening the tables costs a process, without its start: wall and CPU seconds, figures refused and read;
    `tree MB` is the peak of it and all below it."""
    with tempfile.TemporaryFile("w+") as told:
        _, peak = with_peak([sys.executable, "-c", READ, str(params), *place], told)
        told.seek(0)
        return json.loads(told.read()) | {"tree MB": peak}


def size(folder: Path) -> float:
    """Megabytes of all files below."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def measure(units: int, folder: Path) -> dict[str, float]:
    """Everything measured of a year of `units` communes, by name; seconds, MB or counts."""
    params = simulated(units, folder)
    raw = sorted((folder / "raw").rglob("*.xlsx"))
    found: dict[str, float] = {"workbooks": len(raw), "raw, MB": size(folder / "raw")}
    first = opened(params)
    if first["refused"] or not first["figures"]:
        raise SystemExit(f"the simulated workbooks are not read whole: {first}")
    found |= {"figures": first["figures"], "read all, s": first["wall"], "read all, CPU s": first["CPU"]}
    found |= {"read all, peak MB": first["tree MB"], "tables, MB": size(folder / "processed/tables")}
    found["read again, nothing changed, CPU s"] = opened(params)["CPU"]
    raw[0].write_bytes(raw[0].read_bytes() + b"\0")  # zip archives may end in anything
    found["read again, one changed, CPU s"] = opened(params)["CPU"]
    for what, place in (("the whole table", []), ("one commune", ["90003"])):
        seen = min((opened(params, *place) for _ in range(3)), key=lambda x: x["wall"])
        found |= {f"open {what}, s": seen["wall"], f"open {what}, peak MB": seen["tree MB"]}
    found |= run(params, units, folder / "reports")
    return found


def run(params: Path, units: int, out: Path, *more: str, name: str = "place=all") -> dict[str, float]:
    """`brief run -p place=all`: all pages, then nothing changed."""
    command = brief(params, MONTH, out, "-p", "place=all", *more)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall, peak = with_peak([*command, "--fresh"])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if (pages := len(list(out.rglob("place-*/brief.html")))) != units:
        raise SystemExit(f"{pages} pages of {units}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    again, _ = with_peak(command)
    return {f"{name}, s": wall, f"{name}, CPU s": cpu, f"{name}, peak MB": peak, f"{name}, unchanged, s": again,
            "pages, MB": size(out)}  # fmt: skip


def repeated(params: Path, units: int, folder: Path) -> Path:
    """A programme whose kept table is that of `params` again and again, as if `units` communes had reported; returns
    its monthly.yml. It has no workbooks: it is opened by the table's key (store.pinned)."""
    import pandas as pd

    from analysis import open_book
    from analysis.ingest import store

    book = open_book(MONTH, params)
    frame, had = book.tables.observations, book.places.codes
    codes = [f"{100_000 + i}" for i in range(units)]
    parts = []
    for start in range(0, units, len(had)):
        part = frame.assign(place=frame.place.map(dict(zip(had, codes[start:], strict=False))))
        parts.append(part.assign(source=part.source + f"-{start}")[part.place.notna()])
    whole = pd.concat(parts).sort_values(["measure", "place", "period"], kind="stable", ignore_index=True)
    inputs = pd.DataFrame({"source": whole.source.unique()}).assign(sha256="0" * 64, bytes=0)
    folder.mkdir()
    lines = [f"{code},Xã {code}\n" for code in codes]
    (folder / "places.csv").write_text("code,name_vi\n" + "".join(lines), encoding="utf-8")
    for name in ("monthly.yml", "sources.yml"):
        (folder / name).write_text((params.parent / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "processed").mkdir()
    tables = store.Tables(whole, (), inputs, "repeated", book.tables.months)
    store.save(folder / "processed/tables", tables, book.programme)
    return folder / "monthly.yml"


@contextmanager
def two_workers(folder: Path):
    """The address of a scheduler with two single-threaded workers, as `docs/scale.md` starts them."""
    from distributed import Client

    file, quiet = folder / "scheduler.json", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [str(BIN / "dask")]
    scheduler = [
        "scheduler",
        "--port",
        "0",
        "--host",
        "127.0.0.1",
        "--no-dashboard",
        "--scheduler-file",
        str(file),
    ]
    worker = ["worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard",
              "--local-directory", str(folder)]  # fmt: skip
    started = [subprocess.Popen([*dask, *words], **quiet) for words in (scheduler, worker, worker)]
    try:
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
            address = client.scheduler.address
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--units", type=int, nargs="+", default=[6, 24, 96])
    ask.add_argument("--country", type=int, default=3321)
    ask.add_argument(
        "--cluster", type=int, default=24, help="units whose pages are made on a cluster too; 0 = none"
    )
    ask.add_argument("--keep", type=Path, help="make the simulated years here and leave them")
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = asked.keep or Path(name)
        found = {units: measure(units, home / str(units)) for units in sorted(asked.units)}
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        sizes = list(found)
        least, most = (sizes[-2:] * 2)[:2]
        print(
            "| |"
            + "".join(f" {n} units |" for n in sizes)
            + f" each more | {asked.country} units, extrapolated |"
        )
        print("|---" * (len(sizes) + 3) + "|")
        for what in found[most]:
            values = [found[n][what] for n in sizes]
            slope = (found[most][what] - found[least][what]) / max(most - least, 1)
            country = found[most][what] + slope * (asked.country - most)
            print(f"| {what} |" + "".join(f" {v:.4g} |" for v in values) + f" {slope:.3g} | {country:.4g} |")
        from analysis.ingest import store

        country = repeated(home / f"{most}/monthly.yml", asked.country, home / "country")
        with store.pinned("repeated"):
            for what, place in (("the whole table", []), ("one commune of it", ["100003"])):
                seen = opened(country, *place)
                print(
                    f"{asked.country} units, {what}: {seen['figures']} figures opened in {seen['wall']:.2f} s, "
                    f"judged in {seen['judged']:.1f} CPU s, at most {seen['tree MB']:.0f} MB"
                )
        print(f"their table: {size(home / 'country/processed/tables'):.1f} MB", flush=True)
        if asked.cluster:
            folder = home / f"cluster-{asked.cluster}"
            folder.mkdir()
            params = simulated(asked.cluster, folder)
            here = run(params, asked.cluster, folder / "here")
            with two_workers(folder) as address:
                there = run(params, asked.cluster, folder / "there", "--cluster", address)
            pages = {p.relative_to(folder / "here"): p for p in (folder / "here").rglob("*.html")}
            same = all(p.read_bytes() == (folder / "there" / at).read_bytes() for at, p in pages.items())
            print(
                f"{asked.cluster} units on a scheduler and two workers: {there['place=all, s']:.1f} s against "
                f"{here['place=all, s']:.1f} s with --jobs 2; all {len(pages)} pages the same bytes: {same}"
            )


if __name__ == "__main__":
    main()
