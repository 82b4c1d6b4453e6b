"""How many small faults the tests find: mutants of the code drawn at random, each with the tests that fit its module.

    python tools/mutants.py --count 60 --seed 1 [--module assess/kinds/flow.py]      (make mutants COUNT=60 SEED=1)

cosmic-ray makes the mutants (a sign, a comparison, a number, a branch). Nothing is written over: a process of pytest
imports the one module from the mutant's text. A mutant that no test finds is shown with its line.
"""

from __future__ import annotations

import argparse
import difflib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE, TESTS = ROOT / "src/analysis", ROOT / "tests"
LANGUAGE = ("heads", "periods", "figures", "units", "numbers", "match")
MODULES = (
    *sorted(p.relative_to(CODE).as_posix() for p in (CODE / "assess").rglob("[!_]*.py")),
    *(f"ingest/{name}.py" for name in LANGUAGE),
    *sorted(f"present/{p.name}" for k in ("charts_*", "axes", "drawing", "path_picture") for p in
            (CODE / "present").glob(f"{k}.py")),
)  # fmt: skip
# What changes no verdict and no word: types of errors, decorators, operators on types (str | None).
LEFT_OUT = ("ExceptionReplacer", "RemoveDecorator", "BitOr", "BitAnd", "BitXor", "Shift", "_Is", "Variable")
NEIGHBOURS = {
    "assess": (
        "rules",
        "verdicts",
        "levels",
        "nowcast",
        "judge",
        "status",
        "figures",
        "reasons",
        "commitments",
    ),
    "ingest": ("language", "tables", "read", "across", "long", "any_sheet", "observations"),
    "present": ("charts", "drawing", "outcome", "pieces", "units"),
}
LONGEST = 600  # seconds of the clock: a mutant that never ends is found


class Mutant(importlib.machinery.SourceFileLoader):
    """Loads a module from another file's text, without bytecode."""

    def get_data(self, path: str) -> bytes:
        return Path(os.environ["MUTANT_TEXT"]).read_bytes()

    def path_stats(self, path: str):
        raise OSError


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != os.environ["MUTANT_NAME"]:
            return None
        file = str(CODE.joinpath(*name.split(".")[1:]).with_suffix(".py"))
        return importlib.util.spec_from_file_location(name, file, loader=Mutant(name, file))


if "MUTANT_NAME" in os.environ:  # read by pytest as a plugin
    sys.meta_path.insert(0, Finder())


def tests_of(module: str) -> list[str]:
    """The module's own test first, then its neighbours."""
    floor, own = module.split("/")[0], Path(module).stem
    names = dict.fromkeys([own, *NEIGHBOURS[floor]])
    return [str(p) for n in names if (p := TESTS / floor / f"test_{n}.py").exists()]


def mutants_of(module: str) -> list[tuple[str, int]]:
    """(operator, occurrence) of every mutant of a module."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    nodes = list(ast_nodes(get_ast((CODE / module).read_text(encoding="utf-8"))))
    found = []
    for name in operator_names():
        if not any(left in name for left in LEFT_OUT):
            operator = get_operator(name)()
            count = sum(len(list(operator.mutation_positions(node))) for node in nodes)
            found += [(name, i) for i in range(count)]
    return found


def tried(module: str, operator: str, occurrence: int) -> tuple[bool, str]:
    """Whether the tests find the mutant, and its changed lines."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    code = (CODE / module).read_text(encoding="utf-8")
    text = mutate_code(code, get_operator(operator)(), occurrence) or code
    lines = difflib.unified_diff(code.splitlines(), text.splitlines(), n=0, lineterm="")
    shown = "\n".join(line for line in lines if not line.startswith(("---", "+++")))
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "mutant.py"
        kept.write_text(text, encoding="utf-8")
        paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        name = "analysis." + module.removesuffix(".py").replace("/", ".")
        env = {**os.environ, "PYTHONPATH": paths, "MUTANT_NAME": name, "MUTANT_TEXT": str(kept)}
        words = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "mutants",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
        ]
        try:
            ran = subprocess.run(
                [*words, *tests_of(module)], cwd=ROOT, env=env, capture_output=True, timeout=LONGEST
            )
        except subprocess.TimeoutExpired:
            return True, shown
    return ran.returncode != 0, shown


def main(words: Sequence[str] | None = None) -> int:
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("--count", type=int, default=60)
    about.add_argument("--seed", type=int, default=1)
    about.add_argument("--module", action="append", help="as in assess/kinds/flow.py; all when none is given")
    asked = about.parse_args(words)
    whole = [(m, *found) for m in asked.module or MODULES for found in mutants_of(m)]
    drawn = random.Random(asked.seed).sample(whole, min(asked.count, len(whole)))
    found = 0
    for done, mutant in enumerate(drawn, 1):
        killed, shown = tried(*mutant)
        found += killed
        print(
            f"{done}/{len(drawn)} {'tìm thấy (found)' if killed else 'SÓT (survived)'} {mutant[0]}",
            flush=True,
        )
        if not killed:
            print(shown, flush=True)
    print(f"{found}/{len(drawn)} tìm thấy (found), trong {len(whole)} (of all), seed {asked.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
