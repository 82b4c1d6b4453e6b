"""Writes docs/reliability.md from the faults of tests/faults; `--check` says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "faults"))
from stages import ACTIONS, BARE, KEPT, OTHERS, STAGES  # noqa: E402

PAGE = ROOT / "docs" / "reliability.md"
HEAD = """# What may happen, and what holds then

Made by `python tools/reliability.py` from `tests/faults/`; a test fails while the two differ. Each row is brought about
by the test beside it. After each fault, unless it says otherwise: the last good month is whole, what people put there
is not lost, the next run succeeds and leaves nothing behind. Exit statuses are those of the README.

“Harm” in the column “bare”: a test takes away what holds, and the same fault must then do harm (a month made in its
place and not aside, a run that clears up after no other; for faults of other kinds the test named). “–”: it is not
taken away, because nothing single holds (a process of its own for each page, data that are made again) or because the
run only stops earlier. The protections against hostile files are taken away in `tests/hostile/`.

What is not held: the moment between the two renames of a swap, in which a reader finds no month (a run that is killed
right there leaves the old month beside its place, and the next run puts it back); a power loss on a disk that says it
has written what it has not; a network share that hangs in the kernel itself, where no process can be ended; somebody
who deletes `data/raw`, of which there is no copy here.

## At each stage at which a run writes

"""


def page() -> str:
    row = "| {} | {} | {} | {} | `tests/faults/test_stages.py::test_a_fault_at_a_stage[{}-{}]` |"

    stages = [
        row.format(
            f"{stage.what} (`{stage.name}`)",
            what,
            KEPT,
            "harm" if (stage.name, action) in BARE else "–",
            stage.name,
            action,
        )
        for stage in STAGES
        for action, what in ACTIONS.items()
    ]
    others = [
        f"| {o.what} | {o.holds} | {f'harm: `{o.bare}`' if o.bare else '–'} | `{o.test}` |" for o in OTHERS
    ]
    more = (
        "`make test` brings about the first two of each stage, at its first write; "
        "`FAULTS=all` brings about all four at every single write.\n"
    )
    heads = "| while the run is … | this happens | then | bare | test |\n|---|---|---|---|---|\n"
    below = "\n\n## Others\n\n| what happens | then | bare | test |\n|---|---|---|---|\n"
    return HEAD + more + "\n" + heads + "\n".join(stages) + below + "\n".join(others) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
