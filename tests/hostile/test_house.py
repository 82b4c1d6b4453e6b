"""Attacks on a whole run, and what the library itself may not do."""

import ast
import json
import os
from pathlib import Path

import pytest

from analysis.publish import manifest

SRC = Path(__file__).resolve().parents[2] / "src"
NEVER = {"eval", "exec", "compile", "os.system", "os.popen", "pickle.load", "pickle.loads", "marshal.loads",
         "yaml.load", "yaml.unsafe_load", "yaml.full_load", "shelve.open", "pandas.read_pickle", "pd.read_pickle",
         "tempfile.mktemp", "pd.eval", "subprocess.getoutput"}  # fmt: skip
NAMES = (b"thu\xed.txt", b"a\x01b.txt", b"hai\ndong.txt", b"<script>alert(1)<.txt", b'" onload="x.txt',
         b"\xe2\x80\xae.txt", b"-rf", b"$(touch x)", b"{{7*7}}.txt", b"javascript:alert(1)")  # fmt: skip


def forbidden(tree: ast.AST) -> list[str]:
    found = []
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        if ast.unparse(call.func) in NEVER:
            found.append(f"{call.lineno}: {ast.unparse(call.func)}")
        found += [f"{call.lineno}: shell=" for k in call.keywords if k.arg == "shell"]
    return found


def test_nothing_that_comes_in_is_evaluated_unpickled_or_given_to_a_shell():
    said = {str(p): f for p in SRC.rglob("*.py") if (f := forbidden(ast.parse(p.read_text("utf-8"))))}
    assert said == {}


@pytest.mark.parametrize(
    "line", ["eval(x)", "pickle.loads(x)", "subprocess.run(x, shell=True)", "yaml.load(x)"]
)
def test_such_a_line_would_be_found(line):
    assert forbidden(ast.parse(line))


def test_names_of_files_that_people_put_into_the_month(office):
    assert office.run().status == 0
    for name in NAMES:
        try:
            (office.month / os.fsdecode(name)).write_bytes(b"mine")
        except OSError:
            pytest.skip("this file system takes no such name")
    office.notebook("01_first", "x = 2", "#page\nfrom IPython.display import HTML\nHTML('<p>hai</p>')")
    assert office.run().status == 0
    assert sum(p.read_bytes() == b"mine" for p in office.month.iterdir() if p.is_file()) == len(NAMES)
    index = office.page("index")
    assert (
        "<script" not in index and ' onload="' not in index and "\x01" not in index and "\u202e" not in index
    )
    assert 'href="javascript:' not in index
    assert office.run().unchanged


def test_a_record_that_names_files_outside_is_none(office, monkeypatch):
    assert office.run().status == 0
    (office.root / "reports" / "office" / "secret.html").write_text("bí mật")
    file = office.month / "manifest.json"
    record = json.loads(file.read_text("utf-8"))
    record["notebooks"][0]["outputs"][0].update(
        path="../secret.html", sha256=manifest.sha256(file.parent / "../secret.html")
    )
    office.notebook("01_first", "1 / 0")

    def told() -> bool:
        file.write_text(json.dumps(record), encoding="utf-8")
        assert office.run().status == 1
        texts = [p.read_text("utf-8", "replace") for p in office.month.iterdir() if p.suffix == ".html"]
        return any("bí mật" in text for text in texts)

    assert not told()
    monkeypatch.setattr(manifest, "below", lambda path: True)  # without the protection
    assert told()


@pytest.mark.parametrize(
    "value", ['"; open(MARK, "w"); "', "x\n!touch MARK\n", "\\", "{MARK}", "%%bash\ntouch MARK"]
)
def test_a_parameter_reaches_the_notebook_as_it_was_asked_for(office, tmp_path, value):
    mark = tmp_path / "mark"
    value = value.replace("MARK", str(mark))
    got = tmp_path / "got.json"
    office.notebook(
        "01_first", f"import json\njson.dump(note, open({str(got)!r}, 'w'))",
        "#page\nfrom IPython.display import HTML\nHTML('<p>một</p>')",
        parameters='params = ""\nmonth = ""\nlang = ""\nnote = ""\n',
    )  # fmt: skip
    result = office.run(note=value, only=["01_first"])
    assert result.status == 0 and json.loads(got.read_text()) == value
    assert not mark.exists() and result.folder.parent == office.month.parent
