"""monthly.yml and -p: typed, strings stay strings, every mistake named."""

import datetime as dt
import json

import pytest

from analysis.params import ParameterError, RunParams
from analysis.values import pairs
from analysis.yamlfile import FileMistakes


def notebook(path, source):
    cell = {
        "cell_type": "code",
        "metadata": {"tags": ["parameters"]},
        "source": source,
        "outputs": [],
        "execution_count": None,
        "id": "p",
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8"
    )


@pytest.fixture
def office(tmp_path):
    base = 'params = ""\nmonth = "latest"\nlang = "vi"\nplace = None\n'
    notebook(tmp_path / "notebooks/group.ipynb", base + 'group = ""\nlevels = 3\nwide: bool = False\n')
    notebook(tmp_path / "notebooks/09_brief.ipynb", base)
    folder = tmp_path / "params" / "next"
    folder.mkdir(parents=True)
    (folder / "programme.yml").write_text(
        "id: next\nyear: 2026\nname_vi: Chương trình\narea: {id: area, name_vi: Vùng}\n"
        "groups: [{id: one, name_vi: Một}, {id: two, name_vi: Hai}]\n",
        "utf-8",
    )
    (folder / "monthly.yml").write_text(
        "raw: ../../data\nnotebooks:\n  - {notebook: group, each: group}\n  - 09_brief\n", "utf-8"
    )
    return folder / "monthly.yml"


def test_paths_are_relative_to_the_file_and_the_house_is_found(office):
    params = RunParams.load(office)
    assert params.root == office.parents[2]
    assert params.raw == office.parents[2] / "data"
    assert params.processed == office.parents[2] / "data/processed/next"
    assert params.out == office.parents[2] / "reports"


@pytest.mark.parametrize("asked", ["next", "params/next", "params/next/monthly.yml"])
def test_a_notebook_finds_the_file_from_the_notebooks_folder(office, monkeypatch, asked):
    monkeypatch.chdir(office.parents[2] / "notebooks")
    assert RunParams.load(asked).file == office


def test_one_page_per_group(office):
    pages = RunParams.load(office).pages
    assert [p.name for p in pages] == ["group-one", "group-two", "09_brief"]
    assert pages[1].parameters == {"group": "two"}


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ({"place": "28126"}, "place", "28126"),
        ({"place": 28126}, "place", "28126"),  # papermill's -p makes a number of it
        ({"place": 28126.0}, "place", "28126"),
        ({"owner": "1.10"}, "owner", "1.10"),
        ({"place": "'28126'"}, "place", "28126"),  # a console that knows no quotes hands them on
        ({"place": '""'}, "place", '""'),  # and does not mean the whole area by that
        ({"month": "“2025-06”"}, "month", "2025-06"),
        ({"month": "6/2025"}, "month", "2025-06"),
        ({"month": "latest"}, "month", "latest"),
        ({"as_of": "2025-07-05"}, "as_of", dt.date(2025, 7, 5)),
        ({"as_of": "05/07/2025"}, "as_of", dt.date(2025, 7, 5)),
        ({"timeout": "30"}, "timeout", 30.0),
        ({"month": None}, "month", "latest"),
    ],
)
def test_values_are_typed_and_ids_stay_words(office, given, name, value):
    assert getattr(RunParams.load(office, given), name) == value


def test_a_notebooks_own_parameter_takes_the_type_of_its_default(office):
    params = RunParams.load(office, {"levels": "5.0", "wide": "true", "group": "1.1"})
    assert params.extra == {"levels": 5, "wide": True, "group": "1.1"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"mnth": "2025-06"}, ["mnth", "month"]),
        ({"lvels": "5"}, ["lvels", "levels"]),
        ({"levels": "five"}, ["five", "số nguyên (a whole number), như"]),
        ({"month": "2025-13"}, ["2025-13", "YYYY-MM"]),
        ({"month": "june"}, ["june", "2025-06"]),
        ({"as_of": "31/02/2025"}, ["31/02/2025"]),
        ({"lang": "fr"}, ["fr", "vi"]),
        ({"timeout": "0"}, ["0", "giây"]),
        ({"timeout": "nan"}, ["nan"]),
    ],
)
def test_a_bad_parameter_is_named(office, given, words):
    with pytest.raises(ParameterError) as caught:
        RunParams.load(office, given)
    assert all(w in str(caught.value) for w in words)


def test_an_unknown_notebook_is_named_with_the_nearest(office):
    params = RunParams.load(office)
    with pytest.raises(ParameterError, match="09_brief"):
        params.only(("9_brief",))
    office.write_text("raw: .\nnotebooks: [09_breif]\n", "utf-8")
    params = RunParams.load(office)
    with pytest.raises(ParameterError, match="did you mean '09_brief'"):
        params.given(params.pages[0], "2025-06")


def test_a_parameter_its_notebook_does_not_have_is_an_error(office):
    office.write_text("raw: .\nnotebooks: [{notebook: group, parameters: {gruop: one}}]\n", "utf-8")
    with pytest.raises(ParameterError, match="did you mean 'group'"):
        _ = RunParams.load(office).pages


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("notebooks: [09_brief, 09_brief]", "next/monthly.yml, dòng 2, notebooks, name: có “09_brief”"),
        ("notebooks: [{notebook: 09_brief, name: a/b}]", "next/monthly.yml, dòng 2, notebooks, name: có “a/b”"),
        ("notebooks: [../09_brief]", "next/monthly.yml, dòng 2, notebooks: có “../09_brief”; cần tên một tệp .ipynb "
         "trong (of a file in) notebooks."),
        ("notebooks: [{notebook: 09_brief, reads: [oen]}]", "next/monthly.yml, dòng 2, notebooks, reads: có “oen”"),
        ("notebooks: [group]\nparameters: {level: 3}", "next/monthly.yml, dòng 3, parameters: có “level”"),
        ("notebooks: [09_brief]\nplace_notebooks: [brif]", "next/monthly.yml, dòng 3, place_notebooks: có “brif”"),
        ("notebooks: [{notebook: group, parameters: {levels: x}}]", "next/monthly.yml, dòng 2, notebooks, tham số"),
    ],
)  # fmt: skip
def test_a_slip_in_monthly_yml_gives_its_line(office, written, words):
    office.write_text(f"raw: .\n{written}\n", "utf-8")
    with pytest.raises(ParameterError) as caught:
        _ = RunParams.load(office).pages
    assert str(caught.value).startswith(words)


def test_a_notebook_may_be_named_with_its_ending(office):
    office.write_text("raw: .\nnotebooks: [09_brief.ipynb, {notebook: group.ipynb, name: nhom}]\n", "utf-8")
    pages = RunParams.load(office).pages
    assert [(p.name, p.notebook.name) for p in pages] == [
        ("09_brief", "09_brief.ipynb"),
        ("nhom", "group.ipynb"),
    ]


def test_a_misspelt_key_of_monthly_yml_gives_its_line(office):
    office.write_text("raw: .\nnotebok: [09_brief]\nnotebooks: [09_brief]\n", "utf-8")
    with pytest.raises(FileMistakes, match="dòng 2"):
        RunParams.load(office)
    office.write_text("raw: .\nnotebooks: [{notebook: 09_brief, titel: x}]\n", "utf-8")
    with pytest.raises(FileMistakes, match="did you mean 'title'") as caught:
        RunParams.load(office)
    assert len(caught.value.mistakes) == 1, "an entry with a slip is one all the same"


@pytest.mark.parametrize(
    "key", ["corrections", "places", "place_notebooks", "owner_notebooks", "out", "memory"]
)
def test_a_key_that_is_left_empty_is_not_as_one_that_is_not_there(office, key):
    office.write_text(f"raw: .\n{key}:\nnotebooks: [09_brief]\n", "utf-8")
    with pytest.raises(
        FileMistakes, match=rf"dòng 2, {key}: để trống \(empty\); cần giá trị, hoặc xóa khóa này"
    ):
        RunParams.load(office)


def test_an_unknown_file_suggests_a_programme(office, monkeypatch):
    monkeypatch.chdir(office.parents[2])
    with pytest.raises(FileMistakes, match="next"):
        RunParams.load("params/nxt/monthly.yml")


def test_only_what_a_notebook_declares_is_given(office):
    params = RunParams.load(office, {"place": "28126"})
    group, _, brief = params.pages
    assert params.given(brief, "2025-06") == {
        "params": str(office),
        "month": "2025-06",
        "lang": "vi",
        "place": "28126",
    }
    assert params.given(group, "2025-06")["group"] == "one"


def test_the_command_line_wins_over_a_pages_own_parameter(office):
    """Also where it asks for what all other pages have."""
    office.write_text(
        "raw: .\nparameters: {levels: 3}\nnotebooks:\n  - {notebook: group, parameters: {levels: 4}}\n  - 09_brief\n",
        "utf-8",
    )
    for asked, given in ({}, 4), ({"levels": "5"}, 5), ({"levels": "3"}, 3), ({"levels": "4"}, 4):
        params = RunParams.load(office, asked)
        assert params.given(params.pages[0], "2026-01")["levels"] == given
        assert params.question == (f"levels={given}" if asked else "")


def test_an_office_of_other_months_is_told_from_a_slip(office):
    programme = office.with_name("programme.yml")
    text = programme.read_text("utf-8") + "owners: [{id: tax, name_vi: Thuế, until: 2026-06-30}]\n"
    programme.write_text(text, "utf-8")
    for asked, said in (("tax", True), ("Thuế", True), ("tex", False)):
        with pytest.raises(ParameterError) as caught:
            RunParams.load(office, {"owner": asked}).unit("owner", "2026-07", {"fin": "Tài chính"})
        assert ("--month" in str(caught.value)) == said


def test_pairs():
    assert pairs(["place=28126", "note=a=b"]) == {"place": "28126", "note": "a=b"}
    with pytest.raises(ParameterError, match="KEY=VALUE"):
        pairs(["place"])
    with pytest.raises(ParameterError, match="2025-08, 2025-07"):
        pairs(["month=2025-07"], {"month": "2025-08"})
    with pytest.raises(ParameterError, match="-p a: .*twice"):
        pairs(["a=1", "a=2"])
    assert pairs(["month=2025-8", "x=1"], {"month": "2025-8", "out": None}) == {"month": "2025-8", "x": "1"}
