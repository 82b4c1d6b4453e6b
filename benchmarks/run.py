"""What a month costs, as ratios within one run: against papermill + nbconvert for each notebook, and when nothing
changed; and whether memory and time per notebook grow with their number.

    python benchmarks/run.py [--pairs 2] [--params params/can-duoc-2025/monthly.yml] [--month 2025-06] [--many 128]

Whole processes, interleaved pairs, template start and HTML included; wall time, and CPU of the process and all
below it. The load of the machine is printed, since wall ratios depend on it.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
GOALS = {  # what must be reached, and the bold goal
    "full run, wall": (0.20, 0.125),
    "full run, CPU": (0.28, 0.20),
    "nothing changed": (0.02, 0.005),
    "peak memory, many to 8": (1.10, 1.05),
    "time per notebook, many to 8": (1.0, 0.7),
}


def timed(*commands: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of the commands, one after the other. Raises CalledProcessError."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def by_hand(notebooks: list[Path], params: Path, month: str, out: Path) -> list[list[str]]:
    """What a user does without the command: two commands for each notebook."""
    commands = []
    for notebook in notebooks:
        done = out / notebook.name
        given = ["-p", "params", str(params), "-p", "month", month, "--no-progress-bar"]
        commands.append(
            [str(BIN / "papermill"), str(notebook), str(done), "--cwd", str(notebook.parent), *given]
        )
        commands.append([str(BIN / "jupyter"), "nbconvert", "--to", "html", "--no-input", str(done)])
    return commands


def brief(params: Path, month: str, out: Path, *more: str) -> list[str]:
    return [str(BIN / "brief"), "run", "--params", str(params), "--month", month, "--out", str(out), *more]


def with_peak(command: list[str], told: Any = subprocess.DEVNULL) -> tuple[float, float]:
    """Wall seconds, and the peak of memory in MB of the process and all below it, shared pages counted once.
    What it prints goes to the file `told`. Raises CalledProcessError."""
    import psutil

    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=subprocess.DEVNULL)
    peak, over = 0.0, threading.Event()

    def look() -> None:
        nonlocal peak
        while not over.wait(0.05):
            total = 0
            try:
                for one in [top := psutil.Process(process.pid), *top.children(recursive=True)]:
                    try:
                        total += one.memory_full_info().pss
                    except psutil.Error:
                        continue
            except psutil.Error:
                continue
            peak = max(peak, total / 2**20)

    watcher = threading.Thread(target=look)
    watcher.start()
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, command)
    over.set()
    watcher.join()
    return time.perf_counter() - started, peak


def many(params: Path, count: int, folder: Path) -> Path:
    """A programme's monthly.yml with the first notebooks of `params` again and again, `count` pages."""
    from analysis.params import RunParams

    found = RunParams.load(params)
    pages = [found.pages[i % min(8, len(found.pages))] for i in range(count)]
    lines = [f"  - {{notebook: {p.notebook.stem}, name: p{i:03d}}}" for i, p in enumerate(pages)]
    files = {
        "programme": found.programme_file, "sources": found.sources_file, "raw": found.raw, "notes": found.notes,
        "corrections": found.corrections, "places": found.places, "notebooks_folder": found.notebooks_folder,
        "processed": found.processed,
    }  # fmt: skip
    text = "".join(f"{k}: {os.path.relpath(v, folder)}\n" for k, v in files.items() if v)
    made = folder / f"many-{count}.yml"
    made.write_text(text + "timeout: 600\nnotebooks:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return made


def report(name: str, value: float, detail: str) -> None:
    must, bold = GOALS[name]
    reached = "bold" if value <= bold else "must" if value <= must else "NOT REACHED"
    print(f"{name:32s} {value:7.4f}   must {must:<6} bold {bold:<6} {reached:12s} {detail}", flush=True)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--pairs", type=int, default=2)
    ask.add_argument("--params", type=Path, default=ROOT / "params/can-duoc-2025/monthly.yml")
    ask.add_argument("--month", default="2025-06")
    ask.add_argument("--many", type=int, default=128)
    asked = ask.parse_args()
    from analysis.params import RunParams

    params = asked.params.resolve()
    notebooks = [p.notebook for p in RunParams.load(params).pages]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timed(brief(params, asked.month, folder / "first"))  # the tables are read, the disk is warm
        hand, ours, same = [], [], []
        for i in range(asked.pairs):
            (folder / f"hand{i}").mkdir()
            hand.append(timed(*by_hand(notebooks, params, asked.month, folder / f"hand{i}")))
            ours.append(timed(brief(params, asked.month, folder / "ours", "--fresh")))
            timed(brief(params, asked.month, folder / "ours"))
            same.append(min(timed(brief(params, asked.month, folder / "ours"))[0] for _ in range(5)))
        load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        print(f"{len(notebooks)} notebooks, {asked.pairs} pairs, {load}")
        for i, what in enumerate(("wall", "CPU")):
            ratio = statistics.median(o[i] / h[i] for o, h in zip(ours, hand, strict=True))
            seconds = [statistics.median(x[i] for x in xs) for xs in (ours, hand)]
            report(f"full run, {what}", ratio, f"{seconds[0]:.1f} s against {seconds[1]:.1f} s")
        ratio = statistics.median(s / o[0] for s, o in zip(same, ours, strict=True))
        report("nothing changed", ratio, f"{statistics.median(same) * 1000:.0f} ms")
        if asked.many > 8:
            few, lots = (
                with_peak(brief(many(params, n, folder), asked.month, folder / f"m{n}", "--fresh"))
                for n in (8, asked.many)
            )
            report("peak memory, many to 8", lots[1] / few[1], f"{few[1]:.0f} to {lots[1]:.0f} MB")
            each = lots[0] / asked.many, few[0] / 8
            report("time per notebook, many to 8", each[0] / each[1], f"{each[1]:.2f} to {each[0]:.2f} s")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
