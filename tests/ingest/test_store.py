"""The table on disk: of one unit only its rows are read; of many files only what is new or changed."""

import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from analysis import open_book
from analysis.assess.judge import assess
from analysis.ingest import files, store
from analysis.ingest.contract import NoData
from analysis.ingest.observations import make_tables
from analysis.params import RunParams
from analysis.run.editions import place_fingerprints, plain

UNITS = [f"{n:03d}" for n in range(40)]
MONTH = "2025-08"


@pytest.fixture
def params(tmp_path, monkeypatch):
    """A programme with a tidy file for the area and one for each of forty units."""
    monkeypatch.setattr(store, "ROWS", 12)
    folder = tmp_path / "params"
    (tmp_path / "raw").mkdir()
    folder.mkdir()
    (folder / "programme.yml").write_text(
        "id: many\nyear: 2025\nname_vi: Nhiều xã\narea: {id: area, name_vi: Vùng}\nowners: [{id: o, name_vi: Phòng}]\n"
        "groups: [{id: one, name_vi: Một}]\n"
        "targets: [{id: m, no: '1', group: one, name_vi: Sản lượng, measures: [{id: m, name_vi: Sản lượng, unit: tấn, "
        "kind: flow, rule: ge, low: 900, cadence: month, owners: [{owner: o}]}]}]\n"
        "commitments: [{id: K1, group: one, name_vi: Việc, deadline_kind: none, owners: [{owner: o}], "
        "steps: [{id: s, name_vi: Xong, planned: 2025-06-30}]}]\n",
        encoding="utf-8",
    )
    figures = "figures: [{column: m, measure: m, basis: month}, {column: k, measure: K1#s, basis: event}]"
    rules = [f"  - {{files: '{u}.csv', owner: o, place: '{u}', {figures}}}\n" for u in ["area", *UNITS]]
    (folder / "sources.yml").write_text("sources: []\nlong:\n" + "".join(rules), encoding="utf-8")
    (folder / "places.csv").write_text(
        "code,name_vi\n" + "".join(f"{u},Xã {u}\n" for u in UNITS), encoding="utf-8"
    )
    (tmp_path / "raw" / "area.csv").write_text("period,m,k\n2025-01,500,\n")
    for i, unit in enumerate(UNITS):
        rows = [
            f"2025-{m:02d},{10 * i + m}," + ("1" if m == 2 and unit == "007" else "") for m in range(1, 9)
        ]
        (tmp_path / "raw" / f"{unit}.csv").write_text("period,m,k\n" + "\n".join(rows) + "\n")
    (folder / "monthly.yml").write_text(
        "raw: ../raw\nplaces: places.csv\nprocessed: ../processed\nnotebooks_folder: .\nnotebooks: [x]\n"
    )
    return RunParams.load(folder / "monthly.yml")


@pytest.fixture
def opened(monkeypatch):
    """The files that were given to the reader."""
    found = []

    def counted(function, jobs, *more):
        jobs = list(jobs)
        found.extend(path.name for path, _ in jobs)
        return whole(function, jobs, *more)

    whole = files.guarded
    monkeypatch.setattr(files, "guarded", counted)
    return found


def change(params, unit, old="2025-03,", new="2025-04,"):
    file = params.raw / f"{unit}.csv"
    file.write_text(file.read_text().replace(old, new, 1))


def test_only_new_and_changed_files_are_read(params, opened):
    first = make_tables(params)
    assert sorted(opened) == sorted(p.name for p in params.raw.iterdir())
    opened.clear()
    assert make_tables(params).key == first.key and not opened, "nothing changed"
    (params.raw / "012.csv").write_text("period,m,k\n2025-08,77,\n")
    (params.raw / "039.csv").rename(params.raw / "new.csv")
    changed = make_tables(params)
    assert sorted(opened) == ["012.csv", "new.csv"]
    mine = changed.observations[changed.observations.place == "012"]
    assert mine.value.tolist() == [77.0] and "039" not in set(changed.observations.place)
    assert len(list((params.processed / "files").iterdir())) == len(list(params.raw.iterdir())), (
        "no leftovers"
    )


def test_many_files_read_by_several_processes_give_the_same(params, monkeypatch):
    monkeypatch.setattr(files, "POOL", 1000)
    alone = make_tables(params, fresh=True).observations
    for file in (params.processed / "files").iterdir():
        file.unlink()
    monkeypatch.setattr(files, "POOL", 2)
    assert make_tables(params, fresh=True).observations.equals(alone)


def test_of_one_unit_nothing_else_is_read(params):
    whole = make_tables(params)
    mine = make_tables(params, ("area", "005"))
    assert set(mine.observations.place) == {"area", "005", "007"}, "an event of a commitment is everybody's"
    assert mine.observations.equals(whole.observations.loc[mine.observations.index]), (
        "and under the same keys"
    )
    assert set(mine.inputs.source) == {"area.csv", "005.csv", "007.csv"}
    assert mine.months == whole.months and mine.key == whole.key
    (file,) = (params.processed / "tables" / "observations").iterdir()
    groups = pq.ParquetFile(file).metadata
    body, spoilt = bytearray(file.read_bytes()), 0
    for group in (groups.row_group(i) for i in range(groups.num_row_groups)):
        columns = [group.column(i) for i in range(group.num_columns)]
        home = next(c.statistics for c in columns if c.path_in_schema == store.HOME)
        if any(home.min <= code <= home.max for code in ("area", "005")):
            continue
        spoilt += 1
        for c in columns:
            start = c.dictionary_page_offset or c.data_page_offset
            body[start : start + c.total_compressed_size] = b"\0" * c.total_compressed_size
    assert spoilt > groups.num_row_groups / 2
    file.write_bytes(body)
    assert make_tables(params, ("area", "005")).observations.equals(mine.observations)
    assert make_tables(params).observations.equals(whole.observations), "a torn table is made again"
    (params.processed / "tables" / "inputs.csv").write_text("junk")
    assert make_tables(params).inputs.equals(whole.inputs)


def test_a_table_made_for_one_unit_is_the_one_that_is_kept(params):
    made = make_tables(params, ("area", "005"))
    assert made.observations.equals(make_tables(params, ("area", "005")).observations)
    assert len(make_tables(params).observations) == 1 + 8 * len(UNITS) + 1


def test_a_run_looks_through_the_raw_files_once(params, opened):
    first = make_tables(params)
    change(params, "003")
    opened.clear()
    with store.pinned(first.key):
        assert make_tables(params).observations.equals(first.observations) and not opened
    assert not make_tables(params).observations.equals(first.observations)
    with store.pinned(first.key), pytest.raises(NoData):
        make_tables(params)  # other tables are there by now


def test_a_units_print_changes_with_what_its_page_rests_on(params):
    def prints():
        return place_fingerprints(open_book(MONTH, params.file))

    before = prints()
    assert list(before) == UNITS and len({*before.values()}) == len(UNITS)
    change(params, "003")
    after = prints()
    assert [u for u in UNITS if after[u] != before[u]] == ["003"]
    change(params, "area", "500", "501")
    area = prints()
    assert all(area[u] != after[u] for u in UNITS)
    change(params, "007", "2025-02,72,1", "2025-02,72,2")
    done = prints()
    assert all(done[u] != area[u] for u in UNITS), "what is said of a commitment is on every page"


@pytest.mark.parametrize("month", ["2025-03", MONTH])
def test_a_units_verdicts_and_pieces_are_those_of_the_whole_table(month):
    area = open_book(month)
    everything = area.view.observations
    for unit in area.places.units_on(area.view.day)[::3]:
        book = open_book(month, place=unit.code)
        assert len(book.view.observations) < len(everything)
        whole = assess(book.programme, book.places, everything, month, None, unit.code)
        assert said(book.assessments) == said(whole)
        wide = replace(book.view, observations=everything)
        for piece in ("annex", "assigned"):
            assert getattr(book.table, piece)().html == getattr(type(book.table)(wide), piece)().html
        for piece in ("story", "bullets"):
            assert getattr(book.chart, piece)().html == getattr(type(book.chart)(wide), piece)().html


def said(judged) -> str:
    keys = {id: a.keys for id, a in {**judged.measures, **judged.commitments}.items()}
    parts = [
        dict(judged.measures),
        dict(judged.commitments),
        list(judged.findings),
        list(judged.changes),
        keys,
    ]
    return json.dumps(plain(parts[:-1]), default=str) + json.dumps(parts[-1], default=str)
