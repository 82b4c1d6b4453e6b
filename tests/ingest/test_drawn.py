"""Tables in random layouts, written and read back: right or named, never wrong without a word."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from drawn import Drawn, drawn_tables, judge, smallest
from hypothesis import HealthCheck, Phase, given, seed, settings

from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources

COUNT = int(os.environ.get("FUZZ", "0"))  # how many tables `make fuzz` draws
SHOWN = int(os.environ.get("FUZZ_SHOW", "3"))  # and how many failing ones it prints
KINDS = {"right": "right", "named": "absent and named", "doubted": "wrong but named",
         "missing": "silently missing", "wrong": "silently wrong"}  # fmt: skip
SILENT = ("missing", "wrong")
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def findings(drawn: Drawn, folder):
    path = drawn.write(folder / "bao-cao.xlsx")
    return judge(drawn, read_file(path, Sources.model_validate(drawn.sources)))


@settings(
    max_examples=100,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],  # which lines of code ran says little of a table
    suppress_health_check=QUIET,
)
@given(drawn_tables())
def test_a_drawn_table_is_read_right_or_named(tmp_path, drawn):
    bad = [f for f in findings(drawn, tmp_path) if f.kind in SILENT]
    assert not bad, "\n".join(f"{f.kind} {f.where}: {f.said}" for f in bad)


def many(count: int) -> Iterator[Drawn]:
    """Unlike tables: each of a seed of its own, since one run of Hypothesis mostly varies what it has."""
    made: list[Drawn] = []
    for i in range(count):

        @seed(i)
        @settings(max_examples=2, database=None, phases=[Phase.generate], suppress_health_check=QUIET)
        @given(drawn_tables())
        def draw(drawn):
            made.append(drawn)

        draw()
        yield made.pop()  # the first is the simplest table there is
        made.clear()


@pytest.mark.skipif(not COUNT, reason="make fuzz draws them")
@pytest.mark.timeout(1800)
def test_many_drawn_tables(tmp_path, capsys):
    """Counts what becomes of the cells of thousands of tables, by what was drawn for them."""
    faulty = 0
    cells: Counter[str] = Counter()
    of: dict[str, Counter[str]] = defaultdict(Counter)  # feature -> what became of its cells
    tables: Counter[str] = Counter()  # feature -> tables with it
    failures: dict[str, list] = defaultdict(list)

    for drawn in many(COUNT):
        found = findings(drawn, tmp_path)
        tables.update({""} | {x for f in found for x in f.features})
        faulty += any(f.kind in SILENT for f in found)
        for f in found:
            cells[f.kind] += 1
            for feature in f.features:
                of[feature][f.kind] += 1
                if f.kind in SILENT:
                    failures[feature].append((drawn, [f]))
    bad = cells["wrong"] + cells["missing"]

    def lift(feature):
        """How much oftener its cells fail in silence than all others do."""
        own = of[feature]["wrong"] + of[feature]["missing"]
        n = sum(of[feature].values())
        return own / n - (bad - own) / max(1, sum(cells.values()) - n)

    with capsys.disabled():
        print(f"\ntables drawn {tables['']}, with something silently missing or wrong {faulty}")
        print("cells " + ", ".join(f"{name} {cells[k]}" for k, name in KINDS.items()))
        print(f"\n{'what was drawn':<64}{'tables':>7}" + "".join(f"{k:>8}" for k in KINDS))
        for feature in sorted(of, key=lambda f: (f.partition(" ")[0] != "column", -lift(f))):
            if any(of[feature][k] for k in SILENT):
                counts = "".join(f"{of[feature][k]:>8}" for k in KINDS)
                print(f"{feature[:63]:<64}{tables[feature]:>7}{counts}")
        for feature in sorted(failures, key=lift, reverse=True)[:SHOWN]:
            drawn, found = smallest(failures[feature])
            print(f"\n== the smallest with “{feature}”\n{drawn}")
            print("\n".join(f"{f.kind} {f.where}: {f.said}" for f in found))
    assert not bad
