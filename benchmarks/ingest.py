"""Reading workbooks: time and memory beside pandas, which only fetches the cells.

usage: python benchmarks/ingest.py [FOLDER …] [--sources params/vietnam/sources.yml]
Without folders: ../shared/workbooks and data/raw. Each file is read by both in turn; "pandas" is read_excel
of all sheets with openpyxl or xlrd, "read" is decoding, tables, observations and checks as a run does them,
"survey" what `brief check` does (every table, also those nobody asked for). Memory is measured in a process
of its own that reads all files twice: flat means that the second round adds nothing.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.ingest.read import read_file
from analysis.ingest.sources import load_sources

ROOT = Path(__file__).resolve().parent.parent
CHILD = """
import resource, sys
from pathlib import Path
from analysis.ingest.read import read_file
from analysis.ingest.sources import load_sources
rules = load_sources(Path(sys.argv[1]))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
start = peak()
for turn in (1, 2):
    for name in sys.argv[2:]:
        read_file(Path(name), rules)
    print(turn, round(start), round(peak()))
"""


def timed(call) -> np.ndarray:
    """Wall and processor seconds of a call: on a busy machine the second is the steadier."""
    start = time.perf_counter(), time.process_time()
    call()
    return np.array([time.perf_counter() - start[0], time.process_time() - start[1]])


def by_pandas(path: Path) -> None:
    engine = "xlrd" if path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0" else "openpyxl"
    pd.read_excel(path, sheet_name=None, header=None, engine=engine)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--sources", type=Path, default=ROOT / "params" / "vietnam" / "sources.yml")
    asked = parser.parse_args()
    folders = asked.folders or [ROOT.parent / "shared" / "workbooks", ROOT / "data" / "raw"]
    files = sorted(p for folder in folders for p in folder.rglob("*.xls*") if not p.name.startswith("~$"))
    if not files:
        print("no workbooks at hand: skipped")
        return
    warnings.simplefilter("ignore")
    rules = load_sources(asked.sources)
    total = {name: np.zeros(2) for name in ("pandas", "read", "survey")}
    refused = 0
    for path in files:
        try:
            total["pandas"] += timed(lambda path=path: by_pandas(path))
        except Exception:  # noqa: BLE001 - what pandas refuses is left out of the comparison
            refused += 1
            continue
        total["read"] += timed(lambda path=path: read_file(path, rules))
        total["survey"] += timed(lambda path=path: read_file(path, rules, survey=True))
    print(f"{len(files)} workbooks, {refused} of them refused by pandas and left out")
    for name, seconds in total.items():
        wall, cpu = seconds / total["pandas"]
        print(f"{name:7} {seconds[0]:7.2f} s wall, {wall:.3f} x pandas", end="; ")
        print(f"{seconds[1]:7.2f} s processor, {cpu:.3f} x pandas")
    names = [str(p) for p in files]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(asked.sources), *names], capture_output=True, text=True, check=True
    )
    for line in done.stdout.splitlines():
        turn, start, peak = line.split()
        print(f"memory, round {turn}: {peak} MB at the highest, {start} MB before the first file")


if __name__ == "__main__":
    main()
