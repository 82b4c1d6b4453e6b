"""What an analyst waits for: a book and its verdicts, a name completed, a measure looked at, on tables already made.

    .venv/bin/python benchmarks/interface.py [month]

Each line is also given as a ratio to importing pandas and matplotlib in the same run, so that two machines and two
days can be compared. Each is the best of several runs in a fresh process.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
SETUP = 'import time\nfrom analysis import open_book\nbook = open_book("{month}")\nbook.verdicts\n'
COMPLETED = """from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell(user_ns=dict(book=book))
start = time.perf_counter()
with provisionalcompleter():
    found = list(shell.Completer.completions("{text}", len("{text}")))
assert found"""  # as JupyterLab's kernel completes
WHAT = {
    "import pandas, matplotlib": ("import time", "import pandas, matplotlib.figure"),
    "open_book and .verdicts": ("import time", 'from analysis import open_book\nopen_book("{month}").verdicts'),
    "completion of book.": (SETUP, COMPLETED.replace("{text}", "book.")),
    "completion of book.chart.": (SETUP, COMPLETED.replace("{text}", "book.chart.")),
    "a measure's figures": (SETUP, 'book.figures("4")'),
    "the places of a measure": (SETUP, 'book.by_place("16")'),
    "a what-if and its verdicts": (SETUP, 'book.what_if("4", low=600).verdicts'),
    "a path chart": (SETUP, 'book.chart.path("4")'),
}  # fmt: skip


def seconds(setup: str, what: str, month: str) -> float:
    """Of one run, in a process of its own."""
    code = f"{setup}\nstart = time.perf_counter()\n{what}\nprint(time.perf_counter() - start)".replace(
        "{{", "{"
    )
    code = code.replace("}}", "}").replace("{month}", month)
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    return float(out.stdout.split()[-1])


def main(month: str = "2025-06") -> None:
    # in turn, so that what else the machine does meets all of them
    took = [[seconds(*line, month) for line in WHAT.values()] for _ in range(RUNS)]
    best = [min(times) for times in zip(*took, strict=True)]
    for name, time in zip(WHAT, best, strict=True):
        print(f"{name:28} {time:7.3f} s  {time / best[0]:6.2f} x")


if __name__ == "__main__":
    main(*sys.argv[1:])
