"""What a page is given and reads: a value that its notebook does not take, a file that nobody declared."""

import ast
import builtins
import datetime as dt
import re
import sqlite3

import nbformat
import pytest

from analysis import inputs
from analysis.params import ParameterError, RunParams, declared
from analysis.run import reads
from analysis.values import month_name, typed
from analysis.yamlfile import FileMistakes

HOUSE = "raw: ../../data/raw\npapers: []\n"
BARE = 'params = ""\nlang = "vi"\n'


def statuses(result) -> dict[str, str]:
    return {n.name: n.status for n in result.manifest.notebooks}


@pytest.mark.parametrize("cell", [BARE, "x = 1", "month = (", "%matplotlib inline\nparams = ''"])
def test_a_value_that_a_notebook_does_not_take_costs_its_page(office, html, cell):
    office.notebook("01_first", html("tháng nào"), parameters=cell)
    result = office.run(month="2025-06")
    assert result.status == 1 and statuses(result) == {"01_first": "failed", "brief": "completed"}
    said = result.manifest.page("01_first").error["message"]
    assert "01_first" in said and ("month" in said or "params" in said or "ipynb" in said)
    assert "01_first" in office.page("01_first") and "tháng nào" not in office.page("01_first")


def test_a_notebook_whose_parameters_cell_lost_its_tag(office, html):
    path = office.notebook("01_first", html("tháng nào"))
    path.write_text(path.read_text("utf-8").replace('"parameters"', '"params"'), "utf-8")
    result = office.run()
    assert result.status == 1 and "thẻ parameters" in result.manifest.page("01_first").error["message"]


def test_a_language_or_place_that_a_notebook_does_not_take(office, html):
    office.notebook("01_first", html("một"), parameters='params = ""\nmonth = ""\n')
    assert office.run().status == 0, "the language of the file is what a book has by itself"
    for given in ({"lang": "en"}, {"place": "28126"}, {"as_of": "2025-06-30"}):
        result = office.run(**given)
        neither = "as_of" in given  # the other notebook does not take that either
        assert result.status == (2 if neither else 1)
        assert next(iter(given)) in str([n.error for n in result.manifest.notebooks])


def test_a_parameter_that_only_some_notebooks_take(office, html):
    more = 'params = ""\nmonth = ""\nlang = "vi"\nplace = None\nowner = None\nlevels = 3\n'
    office.notebook("01_first", html("mức {levels}"), parameters=more)
    result = office.run(levels="5")
    assert result.status == 0 and "mức 5" in (result.folder / "01_first.html").read_text("utf-8")
    with pytest.raises(ParameterError, match="levels"):
        office.run(levels="5", only=["brief"])
    office.monthly(HOUSE + "notebooks: [01_first, 09_brief]\nparameters: {levls: 4}\n")
    with pytest.raises(ParameterError, match="did you mean 'levels'"):
        office.run()
    office.monthly(HOUSE + "notebooks: [01_first, 09_brief]\nparameters: {levels: 4}\n")
    assert office.run().status == 0 and "mức 4" in office.page("01_first")


# --- types

CELL = """import datetime as dt
params = ""
month = ""
note = "x"
flag = False
n = 5
share = 0.5
limit = 24 * 7
xs = [1, 2]
d = {"a": 1}
since = None
day: str = "2025-01-01"
born = dt.date(2020, 1, 1)
"""


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("since: 2025-03-01", "2025-03-01"), ("day: 2025-03-01", "2025-03-01"), ("born: 2025-03-01", "2025-03-01"),
        ("note: 1.10", "1.10"), ("note: 5", "5"), ("note: true", "true"), ("note: 2025-03-01", "2025-03-01"),
        ("flag: true", True), ("flag: 'false'", False), ("flag: 1", True), ("flag: có", True),
        ("n: '7'", 7), ("n: 7.0", 7), ("share: 1", 1.0), ("share: '0.25'", 0.25), ("limit: '9'", 9),
        ("xs: [3, 2025-03-01]", [3, "2025-03-01"]), ("xs: '[3]'", [3]), ("d: {b: 2025-03-01}", {"b": "2025-03-01"}),
        ("since: 5", 5), ("note: ", None),
    ],
)  # fmt: skip
def test_parameters_of_monthly_yml_are_typed_as_those_of_the_command(office, html, written, value):
    office.notebook("01_first", html("một"), parameters=CELL)
    key = written.partition(":")[0]
    for text in (f"notebooks: [{{notebook: 01_first, parameters: {{{written}}}}}]\n",
                 f"notebooks: [01_first]\nparameters: {{{written}}}\n"):  # fmt: skip
        office.monthly(HOUSE + text)
        params = RunParams.load(office.params)
        (page,) = params.pages
        got = params.given(page, "2025-06")[key]
        assert got == value and type(got) is type(value)
        inputs.digest(got)


@pytest.mark.parametrize(
    "written",
    ["1e3", "1e400", ".5", "5", "true", "null", "[1, 2025-03-01]", "{a: [x, 0.5]}",
     "007", "12:30", "2025-03-01", "42,5", "-1",
     "no", "a: b", "#1", "abc"],
)  # fmt: skip
def test_what_has_no_default_is_typed_alike_by_the_file_and_the_command(office, html, written):
    office.notebook("01_first", html("một"), parameters=CELL)
    office.monthly(HOUSE + "notebooks: [01_first]\n")
    params = RunParams.load(office.params, {"since": written})
    got = params.given(params.pages[0], "2025-06")["since"]
    if written in ("a: b", "#1"):  # which no line of a file could hold
        assert got == written
        return
    office.monthly(HOUSE + f"notebooks: [01_first]\nparameters:\n  since: {written}\n")
    params = RunParams.load(office.params)
    held = params.given(params.pages[0], "2025-06")["since"]
    assert got == held and type(got) is type(held)


def test_a_decimal_comma_within_braces_is_named(office, html):
    office.notebook("01_first", html("một"), parameters=CELL)
    office.monthly(HOUSE + "notebooks:\n  - {notebook: 01_first, parameters: {share: 42,5}}\n")
    with pytest.raises(FileMistakes, match=r"parameters\.share.*42,5.*decimal point.*42\.5"):
        RunParams.load(office.params)


def test_a_decimal_comma_within_braces_of_the_command_is_named(office, html):
    office.notebook("01_first", html("một"), parameters=CELL)
    office.monthly(HOUSE + "notebooks: [01_first]\n")
    with pytest.raises(FileMistakes, match="-p since"):
        RunParams.load(office.params, {"since": "{n: 42,5}"})


def test_a_list_of_the_command_that_is_broken_is_named(office, html):
    office.notebook("01_first", html("một"), parameters=CELL)
    office.monthly(HOUSE + "notebooks: [01_first]\n")
    with pytest.raises(FileMistakes, match="-p since"):
        RunParams.load(office.params, {"since": "[1, 2"})


@pytest.mark.parametrize(
    "written",
    ["n: năm", "n: 1.5", "n: true", "n: [1]", "share: nan", "share: '0,5'", "flag: maybe", "note: [1]", "xs: 5",
     "xs: {a: 1}", "d: [1]", "born: hôm qua", "limit: x"],
)  # fmt: skip
def test_a_value_of_another_type_names_file_notebook_and_parameter(office, html, written):
    office.notebook("01_first", html("một"), parameters=CELL)
    office.monthly(HOUSE + f"notebooks: [{{notebook: 01_first, parameters: {{{written}}}}}]\n")
    with pytest.raises(ParameterError) as caught:
        _ = RunParams.load(office.params).pages
    key = written.partition(":")[0]
    assert all(word in str(caught.value) for word in ("monthly.yml", "01_first", key))


@pytest.mark.parametrize("written", ["2025-06-30", "202506", "6", "[2025-06]", "2025-13"])
def test_a_month_that_is_none(office, written):
    office.monthly(HOUSE + f"month: {written}\nnotebooks: [01_first]\n")
    with pytest.raises((ParameterError, FileMistakes), match="monthly.yml.*month"):
        RunParams.load(office.params)


@pytest.mark.parametrize("written", ["2025-6", "2025-06", "6/2025", "'2025-06'", "06-2025"])
def test_a_month_as_people_write_it(office, written):
    office.params.write_bytes(
        b"\xef\xbb\xbf"
        + (HOUSE + f"month: {written}\nnotebooks: [01_first]\n").replace("\n", "\r\n").encode()
    )
    assert RunParams.load(office.params).month == "2025-06" == month_name("2025-6")


def test_a_tab_in_a_yaml_file(office):
    office.monthly(HOUSE + "notebooks:\n\t- 01_first\n")
    with pytest.raises(FileMistakes, match="dòng 4"):
        RunParams.load(office.params)


def test_a_default_is_read_and_never_run(tmp_path, write_notebook):
    path = write_notebook(
        tmp_path / "n.ipynb",
        parameters="a = 2 * 3\nb = 9 ** 9 ** 9\nc = open('x', 'w')\nd = 1 / 0\ne = {[]: 1}\n",
    )
    assert declared(path) == {"a": 6, "b": None, "c": None, "d": None, "e": None}
    assert typed("x", dt.date(2025, 1, 2), None) == "2025-01-02"


@pytest.mark.parametrize(("key", "written"), [("places", ".."), ("programme", "."), ("sources", "../..")])
def test_a_folder_where_a_file_should_be_is_named_by_its_key(office, key, written):
    house = "".join(line + "\n" for line in HOUSE.splitlines() if not line.startswith(f"{key}:"))
    office.monthly(f"{house}notebooks: [01_first]\n{key}: {written}\n")
    with pytest.raises(
        ParameterError, match=f"monthly.yml, dòng .*{key}: có “{re.escape(written)}”.*a folder"
    ):
        RunParams.load(office.params)


# --- what a page reads


def test_local_modules_are_followed(tmp_path, write_notebook):
    for name in (
        "giup.py",
        "goi/__init__.py",
        "goi/sau.py",
        "chung/xa.py",
        "chay.py",
        "dan-so.csv",
        "khac.py",
    ):
        file = tmp_path / "notebooks" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("import khac\n" if name == "giup.py" else "")
    cell = (
        "import sys, os, json, giup\nfrom goi import sau\nsys.path.insert(0, '../notebooks/chung')\nimport xa\n"
        "%run chay.py\n!ls\nopen('../notebooks/dan-so.csv'), open(f'{os.sep}none')"
    )
    path = write_notebook(tmp_path / "notebooks" / "n.ipynb", cell)
    found = {p.relative_to(tmp_path / "notebooks").as_posix() for p in inputs.followed(path)}
    assert found == {
        "giup.py",
        "goi/__init__.py",
        "goi/sau.py",
        "chung/xa.py",
        "chay.py",
        "khac.py",
    }
    path.write_text("{")
    assert inputs.followed(path) == []


def test_a_page_is_made_again_when_what_it_reads_changes(office):
    data = office.root / "data" / "extra" / "dan-so.csv"
    data.parent.mkdir()
    data.write_text("một")
    module = office.root / "notebooks" / "giup.py"
    module.write_text("VALUE = 'hai'")
    office.notebook(
        "01_first",
        "#page\nimport giup, pathlib\nfrom IPython.display import HTML\nname = 'dan-so'\n"
        "HTML(f\"<p>{giup.VALUE} {pathlib.Path(f'../data/extra/{name}.csv').read_text()}</p>\")",
    )
    entry = "notebooks: [{{notebook: 01_first{}}}, {{notebook: 09_brief, name: brief}}]\n"
    office.monthly(HOUSE + entry.format(", inputs: [../../data/extra]"))
    result = office.run()
    assert result.status == 0 and not result.manifest.incidents and "hai một" in office.page("01_first")
    assert office.run().unchanged
    watched = [p.name for p in RunParams.load(office.params).watched()]
    assert {"giup.py", "extra"} <= {*watched}
    data.write_text("ba")
    assert statuses(office.run()) == {"01_first": "completed", "brief": "unchanged"}
    module.write_text("VALUE = 'bốn'")
    office.run()
    assert "bốn ba" in office.page("01_first")
    # not declared: named, and made again by every run
    office.monthly(HOUSE + entry.format(""))
    for words in ("năm", "sáu"):
        data.write_text(words)
        result = office.run()
        assert result.status == 1 and f"bốn {words}" in office.page("01_first"), (
            "published, and not as declared"
        )
        assert [i for i in result.manifest.incidents if "01_first" in i and "data/extra/dan-so.csv" in i]
        assert statuses(result)["01_first"] == "completed"
    office.monthly(HOUSE + entry.format(", inputs: [../../data/không-có]"))
    result = office.run()
    assert result.status == 1 and "không-có" in result.manifest.page("01_first").error["message"]


@pytest.mark.parametrize("stock", [False, True])
def test_whatever_reads_a_file_is_heard(office, html, tmp_path, monkeypatch, stock):
    """Also what the libraries open by themselves, programs, folders that are listed, and names with dots."""
    extra, beside = office.root / "data" / "extra", tmp_path / "beside.csv"
    (extra / ".an").mkdir(parents=True)
    for name in ("a.csv", "b.csv", ".an/c.csv"):
        (extra / name).write_text("a\n1\n")
    beside.write_text("a\n")
    sqlite3.connect(extra / "a.db").close()
    at = "../data/extra"
    cells = {
        "native": f"import pyarrow.csv\npyarrow.csv.read_csv('{at}/a.csv')",
        "parted": f"import pyarrow.csv, pathlib\npyarrow.csv.read_csv(pathlib.Path('{at}') / 'b.csv')",
        "joined": f"import pyarrow.csv\nten = 'b'\npyarrow.csv.read_csv('{at}/' + ten + '.csv')",
        "loop": f"import pyarrow.csv as c\n[c.read_csv(input_file=f'{at}/{{x}}.csv') for x in 'ab']",
        "said": f"import json\nten = 'b'\njson.loads('1')\nprint(f'{at}/{{ten}}.csv')",
        "module": "import doc\ndoc.doc()",
        "database": f"import sqlite3\nsqlite3.connect('file:{at}/a.db?mode=ro', uri=True)",
        "program": f"import subprocess\nsubprocess.run(['cat', 'b' + '.csv'], cwd='{at}')",
        "shell": f"!head -1 <{at}/a.csv | cat",
        "forked": f"import os\nif not os.fork():\n    open('{at}/a.csv')\n    os._exit(0)\nos.wait()",
        "folder": f"import glob\n[open(f).read() for f in glob.glob('{at}/*.csv')]",
        "hidden": f"open('{at}/.an/c.csv').read()",
        "temporary": f"open({str(beside)!r}).read()",
        "both": f"open('{at}/a.csv', 'r+').read()",
        "named": f"import json, pandas as pd\njson.loads('{{}}')\npd.DataFrame.from_records([('{at}/a.csv', 1)])",
        "nothing": f"import os, tempfile, subprocess, sys\nwith tempfile.TemporaryDirectory() as t:\n"
        "    open(f'{t}/x', 'w').close(), open(f'{t}/x').read(), os.listdir(t)\n"
        f"subprocess.run([sys.executable, '-c', 'open({str(extra / 'out')!r}, \"w\")'])\nos.path.isdir('{at}')",
    }  # fmt: skip
    wanted = {
        "native": ["data/extra/a.csv"], "module": ["data/extra/a.csv"],
        "joined": ["data/extra/b.csv"], "loop": ["data/extra/a.csv", "data/extra/b.csv"], "said": [],
        "parted": ["data/extra/b.csv"], "database": ["data/extra/a.db"],
        "program": ["data/extra/b.csv"], "shell": ["data/extra/a.csv"], "forked": ["data/extra/a.csv"],
        "folder": ["data/extra"], "hidden": ["data/extra/.an/c.csv"], "temporary": [str(beside)],
        "both": ["data/extra/a.csv"], "named": [], "nothing": [],
    }  # fmt: skip
    module = f"import pyarrow.csv\ndef doc():\n    return pyarrow.csv.read_csv('{at}/a.csv')"
    (office.root / "notebooks" / "doc.py").write_text(module)
    for name, cell in cells.items():
        office.notebook(name, cell, html("một"))
    office.monthly(f"{HOUSE}notebooks: [{', '.join(cells)}]\n")
    if stock:
        monkeypatch.setenv("BRIEF_STOCK_KERNEL", "1")
    for _ in range(2):  # the second time there is what a program wrote
        result = office.run(own_pool=stock)
        told = [i.partition(" đọc tệp chưa khai") for i in result.manifest.incidents]
        found = {name: [end.rpartition(": ")[2] for n, _, end in told if n == name] for name in cells}
        assert found == wanted and result.status == 1


def test_a_function_of_a_cell_that_is_sent_to_another_process_reads_there():
    """Nobody hears it in that process, and it works."""
    tree = reads._Giving().visit(
        ast.parse("def read_it(*a, **b):\n    return a, b\nx = read_it('a' + 'b', *'cd', k=f'{1}')")
    )
    found: dict = {}
    exec(compile(tree, "cell", "exec"), found)
    assert found["x"] == (("ab", "c", "d"), {"k": "1"}) and not hasattr(builtins, reads.GIVEN)


def test_what_a_cell_writes_is_no_input(office, html, tmp_path):
    ra = tmp_path / "ra.csv"
    cell = f"import pathlib, random\npathlib.Path({str(ra)!r}).write_text(str(random.random()))"
    office.notebook("01_first", cell, html("một"))
    for again in (False, True):
        result = office.run()
        assert result.status == 0 and not result.manifest.incidents and result.unchanged == again


def test_a_picture_is_an_input_where_it_is_shown_and_not_where_a_cell_writes_it(office, html, tmp_path):
    folder = office.root / "notebooks"
    for name in ("chup.svg", "cat.svg", "nen.svg"):
        (folder / name).write_text("<svg xmlns='http://www.w3.org/2000/svg'><rect/></svg>")
    writes = (
        "import pathlib, random\nfolder = pathlib.Path()\n"
        "(folder / 've.svg').write_text(f'<svg><title>{random.random()}</title></svg>')\n"
        "(folder / 've2.svg').write_text(f'<svg><title>{random.random()}</title></svg>')"
    )
    shows = (
        "#page\nfrom IPython.display import HTML\nHTML('<img src=\"cat.svg\" alt=a><img src=ve.svg alt=b>')"
    )
    path = office.notebook("01_first", writes, shows)
    nb = nbformat.read(path, 4)
    nb.cells.append(
        nbformat.v4.new_markdown_cell("![hai](chup.svg) ![ba](./ve2.svg) <img src='nen.svg' alt=c>")
    )
    nbformat.write(nb, path)
    assert [p.name for p in inputs.pictures(path)] == ["cat.svg", "chup.svg", "nen.svg"]
    for again in (False, True):
        result = office.run()
        assert result.status == 0 and not result.manifest.incidents and result.unchanged == again
    (folder / "cat.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><circle/></svg>")
    assert statuses(office.run())["01_first"] == "completed"
    path.write_text("{")
    assert inputs.pictures(path) == []


def test_a_group_is_not_given_to_the_pages_that_are_made_for_each(office, html):
    office.notebook("01_first", html("nhóm {group}"), parameters=f'{BARE}month = ""\ngroup = ""\n')
    office.monthly(HOUSE + "notebooks: [{notebook: 01_first, each: group}, 09_brief]\n")
    with pytest.raises(ParameterError, match="--only 01_first-one"):
        office.run(group="one")
    office.monthly(
        HOUSE + "notebooks: [{notebook: 01_first, each: group}, {notebook: 01_first, name: any}]\n"
    )
    result = office.run(group="one")
    assert result.status == 0 and "nhóm one" in (result.folder / "any.html").read_text("utf-8")


def test_pages_that_were_not_asked_for_say_which_run_they_are_of(office, html):
    office.run()
    office.tell(data_key="b" * 64)
    result = office.run(only=["brief"])
    assert [n.name for n in result.manifest.older] == ["01_first"]
    assert "của lần chạy trước" in office.page("index")
    result = office.run()
    assert result.manifest.older == [] and "của lần chạy trước" not in office.page("index")
