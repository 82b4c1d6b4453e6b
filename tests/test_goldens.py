"""What the programmes' months say is what it was (tests/golden/): a month of each here, all by make goldens-check."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOW = "make goldens writes them anew; python tools/goldens.py --against HEAD~1 shows the words that differ"
_spec = importlib.util.spec_from_file_location("goldens", ROOT / "tools/goldens.py")
goldens = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(goldens)

PAGE = """<html><body><header>Tin</header><main>
<div class="bp"><h2>Thu ngân sách</h2><p>Đạt <b>55,1%</b> kế hoạch</p><a href="#r-4">4</a></div>
<div class="bp"><figure><h3>Đường</h3><svg class="ch wid" viewBox="0 0 9 9" aria-label="Cao hơn">
<path d="M1 2L3 4" style="fill:none"/><text x="1">T1</text></svg></figure></div></main></body></html>"""


@pytest.mark.parametrize(
    "name", ["can-duoc-2025/2025-06.vi", "public-investment/2021-10.vi", *goldens.OBSERVATIONS]
)
def test_a_month_says_what_it_said(name):
    if not goldens.present(name):
        pytest.skip("its raw files are not on this machine")
    assert goldens.read(name), "no golden"
    found = goldens.differences(name, goldens.texts(name))
    assert not found, "\n".join([*found[:40], HOW])


def test_every_month_has_its_golden():
    kept = {p.relative_to(goldens.FOLDER).with_suffix("").as_posix() for p in goldens.FOLDER.rglob("*.txt")}
    assert kept == {*goldens.SETS, *goldens.OBSERVATIONS}


@pytest.mark.parametrize(
    "old, new, where",
    [
        ("55,1%", "55,2%", "Thu ngân sách"),
        ("L3 4", "L3 5", "chart wide Đường"),
        ("Cao hơn", "Thấp hơn", "chart wide Đường"),
        (">T1<", ">T2<", "chart wide Đường"),
        ("#r-4", "#r-5", "Thu ngân sách"),
        ("Tin", "Báo", None),
    ],
)
def test_a_word_a_shape_and_a_label_are_each_seen(old, new, where, tmp_path):
    before, after = dict(goldens.html_units(PAGE)), dict(goldens.html_units(PAGE.replace(old, new)))
    goldens.write("a/b", before, tmp_path)
    assert goldens.differences("a/b", before, tmp_path) == []
    found = goldens.differences("a/b", after, tmp_path)
    assert found and (where is None or found == [f"a/b: khác (changed): {where}"])
    told = "\n".join(goldens.shown(before, after))
    assert old.strip("><") in told and new.strip("><") in told


def test_a_whole_text_is_read_back_as_it_was_saved(tmp_path):
    units = {"một": "dòng 1\ndòng 2", "hai": "", "ba": "x"}
    goldens._save(units, tmp_path / "a.txt")
    assert goldens._saved(tmp_path / "a.txt") == units
