"""The programme as data: what the district promised, and every mistake of a programme file."""

import copy
import csv
import datetime as dt
import importlib.util
import unicodedata
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis import yamlfile
from analysis.families import with_families
from analysis.programme import load_programme
from analysis.promises import findings
from analysis.yamlfile import Document, FileMistakes, read_document

ROOT = Path(__file__).parents[1]
FILE = ROOT / "params/can-duoc-2025/programme.yml"
SHARED = ROOT.parent / "shared/programme"
PROGRAMME = load_programme(FILE)
TEXT = FILE.read_text(encoding="utf-8")
WRITTEN = read_document(FILE, FILE.name)
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared/programme is not there")


def rows(name: str) -> list[dict]:
    if not SHARED.exists():
        return []
    with (SHARED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_programme_of_a_fiscal_year_is_refused():
    tree = {**WRITTEN.content, "name_en": "Delivery plan, financial year 2025/26"}
    assert [f.loc for f in findings(Document(tree)) if "calendar year" in f.expected] == [("name_en",)]


def test_the_counts_of_the_annex():
    assert sum(t.counted for t in PROGRAMME.targets) == 26
    assert [t.no for t in PROGRAMME.targets if t.counted] == [str(n) for n in range(1, 27)]
    assert [t.id for t in PROGRAMME.targets if not t.counted] == ["23c"]
    assert (len(PROGRAMME.measures), len(PROGRAMME.commitments)) == (42, 36)
    assert Counter(t.group for t in PROGRAMME.targets) == {
        "economy": 10, "society": 9, "environment": 2, "security": 3, "party": 3
    }  # fmt: skip
    assert [g.name_vi for g in PROGRAMME.groups] == [
        "Chỉ tiêu kinh tế", "Chỉ tiêu xã hội", "Chỉ tiêu môi trường", "Chỉ tiêu Quốc phòng - An ninh",
        "Chỉ tiêu xây dựng Đảng và hệ thống chính trị",
    ]  # fmt: skip


@needs_shared
@pytest.mark.parametrize("row", rows("targets-2025.csv"), ids=lambda r: r["measure"])
def test_every_row_of_the_annex(row):
    m = PROGRAMME.measure(row["measure"])
    t = PROGRAMME.target_of(m.id)
    figures = [float(row[k]) if row[k] else None for k in ("low", "high", "base_2024", "stretch")]
    assert (m.name_vi, m.unit, m.kind, m.rule, m.role) == tuple(
        row[k] for k in ("name_vi", "unit", "kind", "rule", "role")
    )
    assert [m.low, m.high, m.base, m.stretch] == figures
    assert (t.no, t.group, m.number, m.after) == (
        row["annex_no"].partition(".")[0], row["group"], row["number"], row["after_2025_07"]
    )  # fmt: skip
    printed = {"month (15th to 14th)": "month 15-14", "once (February)": "once"}
    assert m.cadence == printed.get(row["cadence"], row["cadence"])


@needs_shared
def test_the_measures_stand_in_the_order_of_the_annex():
    assert list(PROGRAMME.measures) == [r["measure"] for r in rows("targets-2025.csv")]


@needs_shared
@pytest.mark.parametrize("row", rows("commitments-2025.csv"), ids=lambda r: r["commitment"])
def test_every_commitment_of_the_text(row):
    c = PROGRAMME.commitment(row["commitment"])
    deadline = dt.date.fromisoformat(row["deadline"]) if row["deadline"] else None
    assert (c.group, c.role, c.deadline) == (row["group"], row["role"], deadline)
    assert c.deadline_kind == (row["deadline_kind"].replace(" ", "_") or "none")
    assert bool(c.done_when_vi) == bool(row["done_when"])


def test_every_row_says_where_it_stands_what_is_assumed_and_whom_to_ask():
    for thing in (*PROGRAMME.measures.values(), *PROGRAMME.commitments):
        assert thing.source_vi and thing.reading_vi and thing.ask_vi, thing.id
        assert thing.name_en and thing.short_vi and thing.short_en, thing.id
        assert len(thing.short_vi) <= 32 and len(thing.short_en) <= 32, thing.id
        assert unicodedata.is_normalized("NFC", thing.name_vi)
    for m in PROGRAMME.measures.values():
        if m.unit == "%":
            assert m.numerator_vi and m.denominator_vi, m.id


@needs_shared
def test_no_sentence_of_the_document_is_copied():
    text = (SHARED / "programme-38-CTr-HU.txt").read_text(encoding="utf-8")
    document = " ".join(unicodedata.normalize("NFC", text).split()).casefold()
    for thing in (*PROGRAMME.measures.values(), *PROGRAMME.commitments):
        for text in (thing.reading_vi, thing.ask_vi, thing.note_vi):
            mine = text.casefold().split()
            for i in range(len(mine) - 11):
                assert " ".join(mine[i : i + 12]) not in document, (thing.id, text)


def test_owners_across_the_two_breaks():
    days = [dt.date(2025, 2, 28), dt.date(2025, 3, 1), dt.date(2025, 6, 30), dt.date(2025, 7, 1)]
    owners = {id: [PROGRAMME.measure(id).owner_on(d) for d in days] for id in ("16", "19", "5", "23a", "24a")}
    assert owners == {
        "16": ["bhxh", "bhxh-kv", "bhxh-kv", "bhxh-cs"],
        "19": ["ld-tbxh", "nn-mt", "nn-mt", "kinh-te"],
        "5": ["tc-kh", "tc-kh", "tc-kh", None],
        "23a": ["ca-huyen", "ca-tinh", "ca-tinh", "ca-tinh"],
        "24a": ["dan-van", "tg-dv", "tg-dv", None],
    }
    assert all(o.proposal for o in PROGRAMME.owners)
    stops = {m.id for m in PROGRAMME.measures.values() if m.owner_on(days[3]) is None}
    assert stops == {m.id for m in PROGRAMME.measures.values() if m.after == "stop"} | {"22a", "22b"}


def test_every_thing_has_an_owner_until_june():
    for thing in (*PROGRAMME.measures.values(), *PROGRAMME.commitments):
        for day in pd.date_range("2025-01-01", "2025-06-30", freq="D"):
            assert thing.owner_on(day.date()), (thing.id, day)


def test_issuers_and_breaks():
    assert PROGRAMME.issuer_on(dt.date(2025, 6, 30)).name_vi == "UBND huyện Cần Đước"
    assert PROGRAMME.issuer_on(dt.date(2025, 7, 1)).name_vi == "Tổng hợp địa bàn huyện Cần Đước cũ"
    assert PROGRAMME.area.after_vi == "tổng hợp địa bàn huyện Cần Đước cũ"
    assert [(b.on, b.places, b.handover_months) for b in PROGRAMME.breaks] == [
        (dt.date(2025, 3, 1), False, ()), (dt.date(2025, 7, 1), True, ("2025-07",))
    ]  # fmt: skip


def test_what_stopped_what_waits_and_what_nobody_answers_for():
    lapses = {c.id: c.lapse.on for c in PROGRAMME.commitments if c.lapse}
    assert lapses == {"K22b": dt.date(2025, 4, 14), "K27": dt.date(2025, 7, 1)}
    assert PROGRAMME.commitment("K2").needs == ("K6",)
    assert PROGRAMME.commitment("K3").part_of == "K7"
    orphans = {c.id for c in PROGRAMME.commitments if c.owner_on(dt.date(2025, 7, 1)) is None}
    assert orphans == {"K22b", "K23", "K27"}
    assert {c.id for c in PROGRAMME.commitments if c.role == "watch"} == {"K14", "K29", "K30"}


def test_milestones_and_crops():
    criteria = PROGRAMME.measure("8")
    assert [s.id for s in criteria.steps] == [str(n) for n in range(1, 10)] and not criteria.steps_in_order
    assert sum(s.plan for s in PROGRAMME.measure("1.1").seasons) == 85000
    assert sorted(m for s in PROGRAMME.measure("1.1").seasons for m in s.months) == list(range(1, 13))
    for c in PROGRAMME.commitments:
        assert c.steps or c.role == "watch", c.id


def test_an_unknown_id_is_named_with_the_nearest():
    with pytest.raises(KeyError, match="did you mean '23a'"):
        PROGRAMME.measure("23aa")
    with pytest.raises(KeyError, match="did you mean 'K18[abc]'"):
        PROGRAMME.commitment("K18")
    with pytest.raises(KeyError, match="Đã biết: thong-ke"):
        PROGRAMME.owner("zzzzzz")
    with pytest.raises(KeyError, match="economy"):
        PROGRAMME.group("econmy")


def broken(tmp_path, *changes: tuple[str, str]):
    """The mistakes of the district's programme after `changes`, each made once."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    path = tmp_path / "programme.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileMistakes) as error:
        load_programme(path)
    lines = text.split("\n")
    return [(m, lines[m.line - 1]) for m in error.value.mistakes]


CASES = [  # old, new, key, words of the message, words of the line
    ("group: economy", "group: econmy", "targets[1].group", "did you mean 'economy'", "econmy"),
    ("{owner: thue, to", "{owner: thu, to",
     "targets[4].measures[1].owners[1].owner", "did you mean 'thue'", "thu"),
    ("needs: [K6]", "needs: [K66]", "commitments[2].needs[1]", "did you mean", "K66"),
    ("part_of: K7", "part_of: K77", "commitments[3].part_of", "did you mean 'K7", "K77"),
    ('measure: "19"', 'measure: "91"', "commitments[22].measure", "“91”", "91"),
    ('- id: "1.2"', '- id: "1.1"', "targets[1].measures[3].id", "mỗi mã một lần", '"1.1"'),
    ('no: "2"', 'no: "1"', "targets[2].no", "số thứ tự", 'no: "1"'),
    ("  - id: K2\n", "  - id: K1\n", "commitments[2].id", "mỗi mã một lần", "K1"),
    ("        low: 28000\n", "", "targets[1].measures[3].low", "thiếu low", 'id: "1.2"'),
    ("        high: 1\n", "        low: 1\n", "targets[10].measures[1].high", "thiếu high", 'id: "10"'),
    ("low: 103", "low: 106", "targets[15].measures[1].high", "low 106.0 > high 105.0", "high: 105"),
    ("low: 78", "low: 780", "targets[9].measures[1].low", "từ 0 đến 100", "780"),
    ("stretch: 600", "stretch: 500", "targets[4].measures[1].stretch", "khó hơn", "500"),
    ("        rule: ge\n", "", "targets[1].measures[1].rule", "missing", 'id: "1"'),
    ("rule: ge", "rule: gee", "targets[1].measures[1].rule", "did you mean 'ge'", "gee"),
    ("rule: budget", "rule: ge", "targets[5].measures[1].kind", "they belong together", "kind: budget"),
    ("low: 1577.95", "low: 1587.95", "targets[1].measures[1].growth_printed", "+1.74", "growth"),
    ("growth_printed: 6.0", "growth_printed: 6.1", "targets[3].measures[1].growth_printed", "+6.00", "6.1"),
    ("low: 26\n", "low: 28\n", "targets[19].measures[1].share_of_base_printed", "16.5", "15"),
    ("plan: 7650", "plan: 7651", "targets[1].measures[2].seasons", "85001", "seasons:"),
    ("months: [11, 12]", "months: [10, 13]", "targets[1].measures[2].seasons[3].months[1]", "he-thu", "10, 13"),
    ("numbered: 26", "numbered: 25", "numbered", "26 chỉ tiêu", "numbered"),
    ("planned: 2025-02-28", "planned: 2025-05-28",
     "targets[6].measures[1].steps[2].planned", "trước bước trên", "30"),
    ("planned: 2025-06-25", "planned: 2025-07-25",
     "commitments[1].steps[4].planned", "sau hạn 2025-06-30", "07-25"),
    ("    deadline_kind: printed\n", "", "commitments[1].deadline", "both or none", "2025-06-30"),
    ("deadline: 2025-06-30", "deadline: 2026-06-30", "commitments[1].deadline", "2025", "2026"),
    ("{owner: thue-cs, from: 2025-07-01}", "{owner: thue-cs, from: 2025-06-01}",
     "targets[4].measures[1].owners[2]", "chồng lên", "2025-06-01"),
    ("{owner: thue, to: 2025-06-30}", "{owner: thue, to: 2025-08-30}",
     "targets[4].measures[1].owners[1]", "trong thời gian đơn vị tồn tại", "2025-08-30"),
    ("from: 2025-03-01, to: 2025-06-30}", "from: 2025-03-01, to: 2025-02-03}",
     "owners[7].to", "from <= to", "2025-02-03"),
    ("  - on: 2025-03-01", "  - on: 2025-08-01", "breaks[2].on", "breaks in order", "2025-07-01"),
    ('handover_months: ["2025-07"]', "handover_months: [7/2025]",
     "breaks[2].handover_months[1]", "2025-07", "7/2025"),
    ('judged_from: "10-01"', 'judged_from: "31-12"', "targets[19].measures[1].judged_from", "MM-DD", "31-12"),
    ("        low: 9\n", "        low: 10\n", "targets[8].measures[1].low", "9 tiêu chí", "low: 10"),
    ("short_vi: \"GO khu vực I\"", "shortvi: \"GO khu vực I\"", "targets[1].measures[1].shortvi",
     "did you mean 'short_vi'", "shortvi"),
    ('- id: "1.3"', '- id: "1#3"', "targets[1].measures[4].id", "không có dấu #", "1#3"),
    ('{id: "2", name_vi: "Tự', '{id: "1", name_vi: "Tự', "targets[6].measures[1].steps[2].id", "an id", "Tự"),
    ("id: he-thu", "id: dong-xuan", "targets[1].measures[2].seasons[2].id", "an id once", "dong-xuan"),
    ("cadence: quarter", "cadence: season", "targets[1].measures[1].seasons", "the crops", 'id: "1"'),
    ("        role: watch\n", "", "targets[23].measures[4].role", "role: watch đi với", 'id: "23b"'),
    ("kind: compare", "kind: flow", "targets[23].measures[1].kind", "lt_last_year", "flow"),
    ("rule: lt_last_year", "rule: lt_last_year\n        low: 3", "targets[23].measures[1].low", "no such", "3"),
    ("rule: lt_last_year", "rule: lt_last_year\n        base: 3", "targets[23].measures[1].base", "last year's", "3"),
    ('from: 2025-07-01}\n\nbreaks', 'from: 2025-06-01}\n\nbreaks', "issuers[2]", "chồng lên", "cũ"),
    ('short_en: "Road 827E"', 'short_en: ""\n    deadline: 2025-12-31\n    deadline_kind: printed',
     "commitments[14].deadline", "no deadline", "2025-12-31"),
    ("        low: 85000", "        low: 9999999", "targets[1].measures[2].seasons", "bằng 9999999 (", "seasons:"),
    ("        low: 85000", "        low: 1e999", "targets[1].measures[2].low", "a finite number", "1e999"),
    ('làm chết {figure}"', 'làm chết nhiều người"', "targets[23].measures[2].told_vi", "{figure}", "nhiều"),
    ('làm chết {figure}"', 'làm chết {figure} {0}"', "targets[23].measures[2].told_vi", "{figure}", "{0}"),
    ('short_en: "Poor households', 'told_vi: "bớt {figure}"\n        short_en: "Poor households',
     "targets[19].measures[1].told_vi", "of kind compare", "bớt"),
    ("{owner: tc-kh, to: 2025-06-30}\n", "{owner: tc-k, to: 2025-06-30}\n",
     "targets[1].measures[1].leads[1].owner", "did you mean 'tc-kh'", "tc-k"),
    ("{owner: kinh-te, from: 2025-07-01}\n", "{owner: kinh-te, from: 2025-06-01}\n",
     "targets[1].measures[1].leads[2]", "chồng lên", "2025-06-01"),
    ("closing_day: ", "closing_day: cuối tháng ", "closing_day", "a whole number", "cuối"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "words", "line"), CASES, ids=[c[2] for c in CASES])
def test_a_mistake_gives_line_key_and_what_was_expected(tmp_path, old, new, key, words, line):
    found = broken(tmp_path, (old, new))
    said = [(m, at) for m, at in found if m.key == key]
    assert said, [str(m) for m, _ in found]
    assert any(words in str(m) and line in at for m, at in said), [(str(m), at) for m, at in said]


def shapes(content: dict) -> list[tuple]:
    """One place of each kind in a programme's file: ("targets", 0, "measures", 0, "low") …"""

    def walk(node, loc=()):
        yield loc
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in inner:
            yield from walk(value, (*loc, key))

    found = {tuple("*" if isinstance(k, int) else k for k in loc): loc for loc in walk(content) if loc}
    return list(found.values())


JUNK = [None, 5, -3, 1.5, 10**400, True, "", "x", "1e999", [], [5], [[]], [{}], {}, {"a": 1},
        dt.date(2025, 1, 1), dt.datetime(2025, 1, 1), float("nan")]  # fmt: skip


def test_no_content_however_odd_breaks_the_checks():
    small = dict(WRITTEN.content)
    small["targets"] = [small["targets"][i] for i in (0, 7, 18)]
    small["commitments"] = [small["commitments"][i] for i in (0, 1, 26)]
    small["owners"] = small["owners"][:9]
    assert len(shapes(small)) > 80, "the sample has lost most kinds of keys"
    for loc in shapes(small):
        for junk in JUNK:
            content = node = dict(small)
            for key in loc[:-1]:
                node[key] = node = copy.copy(node[key])
            node[loc[-1]] = junk
            for finding in findings(Document(content, WRITTEN.lines, WRITTEN.texts)):
                assert finding.loc and finding.found and finding.expected


def load_with(tmp_path, old, new):
    path = tmp_path / "programme.yml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return load_programme(path)


def test_the_printed_precision_counts(tmp_path):
    """3422.74 / 3229.002 is 5.99993 %: 6.0 agrees, and so does 6.000, but not 6.00000."""
    assert load_with(tmp_path, "growth_printed: 6.0", "growth_printed: 6.000")
    with pytest.raises(FileMistakes, match="5.99993"):
        load_with(tmp_path, "growth_printed: 6.0", "growth_printed: 6.00000")


def test_mistakes_of_type_and_of_sense_are_reported_together(tmp_path):
    found = broken(
        tmp_path, ("group: economy", "group: econmy"), ("low: 28000", "low: nhiều"),
        ("needs: [K6]", "needs: [K99]"), ("numbered: 26", "numbered: 27"),
    )  # fmt: skip
    keys = [m.key for m, _ in found]
    assert {"targets[1].group", "targets[1].measures[3].low", "commitments[2].needs[1]", "numbered"} <= set(
        keys
    )
    lines = [m.line for m, _ in found]
    assert lines == sorted(lines)


def test_commitments_that_wait_for_each_other(tmp_path):
    circle = ("    part_of: K7\n", "    part_of: K7\n    needs: [K2]\n")
    found = broken(tmp_path, circle, ("needs: [K6]", "needs: [K3]"))
    assert any("K2 → K3 → K2" in str(m) for m, _ in found)
    assert sum("no circle" in str(m) for m, _ in found) == 1


def test_what_is_needed_must_be_planned_first(tmp_path):
    [(m, _)] = broken(tmp_path, ("needs: [K6]", "needs: [K6, K7]"))
    assert "K7 dự kiến xong 2025-12-31, sau K2 (2025-12-15)" in str(m)


def test_a_step_without_a_date_is_for_watched_commitments_only(tmp_path):
    assert any(s.planned is None for s in PROGRAMME.commitment("K14").steps)
    step = 'name_en: "Construction started"'
    found = broken(tmp_path, (f"{step}, planned: 2025-06-25", step))
    assert any(m.key == "commitments[1].steps[4].planned" for m, _ in found)


# ── measures found in the data ──


def observed(*ids: str, period: str = "2021-10") -> pd.DataFrame:
    return pd.DataFrame({"measure": list(ids), "period": period})


def test_families_become_measures_with_the_plan_as_known():
    programme = load_programme(ROOT / "params/public-investment/programme.yml")
    frame = observed("investment/TỔNG SỐ", "investment/Hà Nội", "investment/Hà Nội#plan", "other/Huế")
    found = with_families(programme, frame)
    assert [(t.no, t.id) for t in found.targets] == [("", "investment/TỔNG SỐ"), ("1", "investment/Hà Nội")]
    m = found.measure("investment/Hà Nội")
    assert (m.name_vi, m.target_from, m.rule, m.low, m.number) == (
        "Hà Nội", "investment/Hà Nội#plan", "ge", None, "derived"
    )  # fmt: skip
    assert found.measure("investment/TỔNG SỐ").name_vi == "Tổng số"
    assert found.target_of("investment/Hà Nội").group == "investment"
    assert m.owner_on(dt.date(2021, 1, 1)) == "gso"
    assert programme.measures == {}


def test_families_stand_as_printed_after_their_totals():
    programme = load_programme(ROOT / "params/public-investment/programme.yml")
    ids = ["investment/Huế", "investment/An Giang", "investment/Địa phương", "investment/TỔNG SỐ"]
    frame = observed(*ids).assign(cell=["D9", "D10", "D8", "D7"])
    old = observed("investment/Bến Tre", period="2021-09").assign(cell="D2")
    found = with_families(programme, pd.concat([old, frame]))
    labels = [m.name_vi for m in found.measures.values()]
    assert labels == ["Tổng số", "Địa phương", "Huế", "An Giang", "Bến Tre"]


def test_families_of_a_year():
    programme = load_programme(ROOT / "params/public-investment/programme.yml")
    frame = pd.concat([
        observed("investment/Bến Tre", period="2016-03"), observed("investment/Hà Nội", period="2016-12"),
        observed("investment/Huế", period="2021-01"),
    ])  # fmt: skip
    assert list(with_families(programme, frame).measures) == ["investment/Huế"]
    assert list(with_families(programme, frame, 2016).measures) == ["investment/Hà Nội", "investment/Bến Tre"]
    assert with_families(programme, frame.iloc[:0]).targets == ()


def test_national_targets():
    programme = load_programme(ROOT / "params/vietnam/programme.yml")
    prices = "cpi_average_to_date/CHỈ SỐ GIÁ TIÊU DÙNG"
    frame = observed(prices, "state_budget_investment/Hà Nội", "exports/TỔNG TRỊ GIÁ", "imports/TỔNG TRỊ GIÁ",
                     "state_budget_investment_share_of_plan/Hà Nội")  # fmt: skip
    found = with_families(programme, frame)
    assert found.measure(prices).high == 104 and found.measure(prices).rule == "le"
    unit = found.measure("state_budget_investment/Hà Nội")
    assert unit.target_from == "share:state_budget_investment_share_of_plan/Hà Nội"
    assert [t.no for t in found.targets] == ["1", "2", "", ""]
    assert not found.measure("exports/TỔNG TRỊ GIÁ").binding
    assert found.measure("exports/TỔNG TRỊ GIÁ").name_vi == "Xuất khẩu: Tổng trị giá"
    assert len(found.measures) == 4
    [(share, read)] = found.sources.items()
    assert share == "state_budget_investment_share_of_plan/Hà Nội"
    assert (read.kind, read.unit, read.binding) == ("level", "%", False)
    assert {"4-dat", "5-tx", "5-dt", "5-tan-an"} <= set(PROGRAMME.sources)  # parts of parts too


def test_a_programme_without_families_is_itself():
    assert with_families(PROGRAMME, observed("x/y")) is PROGRAMME


def test_a_family_needs_a_direction(tmp_path):
    text = (ROOT / "params/public-investment/programme.yml").read_text(encoding="utf-8")
    path = tmp_path / "programme.yml"
    path.write_text(text.replace("    rule: ge\n", ""), encoding="utf-8")
    with pytest.raises(FileMistakes, match=r"families\[1\].rule"):
        load_programme(path)
    path.write_text(text.replace('    target_from: "#plan"\n', ""), encoding="utf-8")
    with pytest.raises(FileMistakes, match=r"families\[1\].low.*thiếu low"):
        load_programme(path)


# ── the document made from it ──


def test_the_document_is_in_step_with_the_programme():
    spec = importlib.util.spec_from_file_location("programme_doc", ROOT / "tools/programme_doc.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made = tool.document(PROGRAMME)
    assert made == tool.MADE.read_text(encoding="utf-8"), "chạy: python tools/programme_doc.py"
    for thing in (*PROGRAMME.measures.values(), *PROGRAMME.commitments):
        assert f"| `{thing.id}` |" in made and thing.ask_vi in made
    assert "nan" not in made.lower().split() and "None" not in made


def test_files_are_parsed_by_libyaml_where_it_is_there():
    """Ten times as fast as the pure parser, and every notebook loads a programme."""
    assert issubclass(yamlfile._Loader, yaml.CSafeLoader)


def test_the_example_of_the_guide_is_a_programme(tmp_path):
    guide = (ROOT / "docs/programme-file.md").read_text(encoding="utf-8")
    example = guide.partition("```yaml\n")[2].partition("```")[0]
    path = tmp_path / "programme.yml"
    path.write_text(example, encoding="utf-8")
    programme = load_programme(path)
    assert list(programme.measures) == ["1", "2"] and programme.numbered == 2


def test_what_a_programme_says_in_one_language_stands_in_the_other_too():
    """The paper and the area's later name have no English of their own: the Vietnamese is shown, not nothing."""
    programme = PROGRAMME
    bare = programme.model_copy(update={"document_en": ""})
    assert bare.said("en", "document") == programme.document_vi != ""
    area = programme.area.model_copy(update={"after_en": ""})
    assert area.said("en", "after") == area.after_vi and programme.area.said("en", "after") != area.after_vi
