"""Tables in random layouts, written and read back: right or named, never wrong without a word."""

import os
from collections import Counter, defaultdict

import pytest
from drawn import Drawn, drawn_tables, judge, smallest
from hypothesis import HealthCheck, Phase, given, note, seed, settings

from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources

COUNT = int(os.environ.get("FUZZ", "0"))  # how many tables `make fuzz` draws
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def findings(drawn: Drawn, folder):
    path = drawn.write(folder / "bao-cao.xlsx")
    return judge(drawn, read_file(path, Sources.model_validate(drawn.sources)))


@settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=QUIET)
@given(drawn_tables())
def test_a_drawn_table_is_read_right_or_named(tmp_path, drawn):
    bad = [f for f in findings(drawn, tmp_path) if f.kind in ("wrong", "missing")]
    note(str(drawn))
    assert not bad, "\n".join(f"{f.kind} {f.where}: {f.said}" for f in bad)


@pytest.mark.skipif(not COUNT, reason="make fuzz")
@pytest.mark.timeout(1800)
def test_many_drawn_tables(tmp_path, capsys):
    tables: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    by_feature: dict[str, Counter[str]] = defaultdict(Counter)
    failures: dict[str, list] = defaultdict(list)

    @seed(1)
    @settings(
        max_examples=COUNT, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=QUIET
    )
    @given(drawn_tables())
    def run(drawn):
        found = findings(drawn, tmp_path)
        tables["drawn"] += 1
        tables["of them wrong or missing without a word"] += any(
            f.kind in ("wrong", "missing") for f in found
        )
        for f in found:
            kinds[f.kind] += 1
            for feature in f.features:
                by_feature[feature][f.kind] += 1
            if f.kind in ("wrong", "missing"):
                for feature in f.features:
                    failures[feature].append((drawn, [f]))

    run()
    with capsys.disabled():
        print(f"\ntables: {dict(tables)}\ncells:  {dict(kinds)}\n")
        print(f"{'feature':<58}{'right':>7}{'named':>7}{'doubted':>8}{'missing':>8}{'wrong':>7}")
        share = lambda c: (c["wrong"] + c["missing"]) / max(1, sum(c.values()))  # noqa: E731
        for feature, c in sorted(by_feature.items(), key=lambda f: -share(f[1])):
            if c["wrong"] or c["missing"] or os.environ.get("FUZZ_ALL"):
                print(
                    f"{feature[:57]:<58}{c['right']:>7}{c['named']:>7}{c['doubted']:>8}{c['missing']:>8}{c['wrong']:>7}"
                )
        worst = sorted(failures, key=lambda f: -share(by_feature[f]))[: int(os.environ.get("FUZZ_SHOW", "3"))]
        for feature in worst:
            drawn, found = smallest(failures[feature])
            print(f"\n== the smallest with “{feature}”\n{drawn}")
            print("\n".join(f"{f.kind} {f.where}: {f.said}" for f in found))
    assert not kinds["wrong"] and not kinds["missing"]
