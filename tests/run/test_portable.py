"""What other systems do otherwise: file names, files held open, code pages of consoles. As far as this one can tell."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pytest

from analysis import house
from analysis.params import ParameterError, RunParams
from analysis.publish.manifest import put

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def held(monkeypatch):
    """os.replace as Windows does it while another program has the file open, `times` times."""

    def hold(times):
        real, left = os.replace, [times]

        def replace(part, to):
            if left[0]:
                left[0] -= 1
                error = PermissionError(13, "The process cannot access the file", str(to))
                error.winerror = 32
                raise error
            real(part, to)

        monkeypatch.setattr(os, "replace", replace)
        monkeypatch.setattr(house.time, "sleep", lambda seconds: None)

    return hold


def test_a_file_held_for_a_moment_is_replaced_all_the_same(tmp_path, held):
    held(2)
    put(tmp_path / "brief.html", b"new")
    assert (tmp_path / "brief.html").read_bytes() == b"new"


def test_a_file_that_stays_open_is_named_and_kept(tmp_path, held):
    (tmp_path / "brief.docx").write_bytes(b"old")
    held(99)
    with pytest.raises(PermissionError, match=r"brief\.docx đang mở trong chương trình khác"):
        put(tmp_path / "brief.docx", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["brief.docx"]
    assert (tmp_path / "brief.docx").read_bytes() == b"old"


def test_a_month_whose_paper_is_open_stays_as_it_was(office, held):
    assert office.run().status == 0
    before = {p.name: p.read_bytes() for p in office.month.iterdir() if p.suffix == ".html"}
    office.notebook("01_first", "x = 2", "#page\nfrom IPython.display import HTML\nHTML('<p>hai</p>')")
    from analysis.run import swap

    real = swap.moved

    def refused(part, to):
        if part == office.month:
            raise PermissionError(f"{to} đang mở trong chương trình khác")
        real(part, to)

    swap.moved = refused
    try:
        result = office.run()
    finally:
        swap.moved = real
    assert result.status == 2 and "đang mở" in result.message
    assert {p.name: p.read_bytes() for p in office.month.iterdir() if p.suffix == ".html"} == before


def test_another_refusal_is_not_waited_for(tmp_path, monkeypatch):
    waited = []
    monkeypatch.setattr(house.time, "sleep", waited.append)

    def replace(part, to):
        raise PermissionError(13, "Permission denied", str(to))

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(PermissionError, match="Permission denied"):
        house.moved(tmp_path / "a", tmp_path / "b")
    assert not waited


@pytest.mark.parametrize(
    "name",
    ["CON", "nul", "aux.2025", "Com1", "com¹", "LPT².a", "con .2025", "CONIN$", "conout$.x", "a:b", "a/b", "a?",
     "brief.", " brief", "brief ", "", ".an", "x" * 101],
)  # fmt: skip
def test_names_that_some_system_refuses(name):
    assert house.unportable(name)


@pytest.mark.parametrize(
    "name", ["brief", "02_economy", "group-kinh-tế", "contact", "console.2", "com", "comm1", "conin", "1.1"]
)
def test_names_that_all_take(name):
    assert not house.unportable(name)


@pytest.mark.parametrize("names", ["{notebook: 01_first, name: con}", "{notebook: 01_first, name: 'a:b'}"])
def test_a_page_is_not_called_what_windows_refuses(office, names):
    office.monthly(f"raw: ../../data/raw\nnotebooks: [{names}, 09_brief]\npapers: []\n")
    with pytest.raises(ParameterError, match="tên"):
        _ = RunParams.load(office.params).pages


def test_two_names_that_differ_in_capitals_are_one(office):
    office.monthly(
        "raw: ../../data/raw\nnotebooks: [{notebook: 01_first, name: Brief}, {notebook: 09_brief, name: brief}]\n"
    )
    with pytest.raises(ParameterError, match="“brief”"):
        _ = RunParams.load(office.params).pages


def test_two_names_that_compose_their_letters_otherwise_are_one(office):
    names = [normalize(form, "Thu ngân sách") for form in ("NFC", "NFD")]
    entries = ", ".join(f"{{notebook: 01_first, name: {name}}}" for name in names)
    office.monthly(f"raw: ../../data/raw\nnotebooks: [{entries}, 09_brief]\n")
    with pytest.raises(ParameterError, match="mỗi trang một tên"):
        _ = RunParams.load(office.params).pages


@pytest.mark.parametrize("page", ["cp1258", "cp437", "ascii"])
def test_words_leave_through_a_console_of_any_code_page(page, tmp_path):
    """What Python would use for a pipe or a log file on such a Windows: no word is lost, none stops the command."""
    around = {
        **os.environ,
        "PYTHONIOENCODING": page,
        "PYTHONUTF8": "0",
        "LC_ALL": "C.UTF-8",
        "PYTHONCOERCECLOCALE": "0",
    }
    rows = [f"Thép – “sắt”,{2019 + i // 12}-{i % 12 + 1:02d}-01,{100 + i}" for i in range(78)]
    (tmp_path / "s.csv").write_text("\n".join(["series,date,value", *rows]) + "\n", encoding="utf-8")
    asked = (
        (["nowcast", str(tmp_path / "s.csv")], 0, "Thép – “sắt”"),
        (["run", "--month", "tháng tư"], 2, "tháng tư"),
        (["check", str(tmp_path / "không có.xlsx")], 2, "không có.xlsx"),
        (["rum"], 2, "rum"),
    )
    ask = (
        "import sys\nfrom analysis.cli import main\n"
        f"for words in {[words for words, *_ in asked]}:\n"
        f"    for stream in (sys.stdout, sys.stderr):\n        stream.reconfigure(encoding={page!r}, errors='strict')\n"
        "    sys.argv = ['brief', *words]\n    try:\n        main()\n    except SystemExit as end:\n"
        "        print('ENDED', end.code, flush=True)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=around, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    heard = told.stdout.decode("utf-8")
    assert "UnicodeEncodeError" not in heard and "Traceback" not in heard and told.returncode == 0, heard
    answers = re.split(r"ENDED (\d+)\n", heard)
    for (_, status, said), answer, ended in zip(asked, answers[::2], answers[1::2], strict=False):
        assert int(ended) == status and said in answer.replace("\n", ""), answer
    assert len(answers) == 2 * len(asked) + 1


WITHIN = {"METADATA", "PKG-INFO"}  # of a package: importlib reads them in UTF-8, and takes no encoding


def test_every_text_is_read_and_written_in_utf_8():
    """The code page of the machine is nobody's business: every text file is opened with an encoding."""
    silent = []
    for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            given = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            named = {k.arg: k.value for k in call.keywords}
            method = isinstance(call.func, ast.Attribute)
            text = (
                method
                and name in {"read_text", "write_text"}
                and not any("utf" in g or g in WITHIN for g in given)
            )
            opened = (
                name == "open" and isinstance(call.func, ast.Name) and not any("b" in g for g in given[-1:])
            )
            piped = name in {"run", "Popen"} and "text" in named
            if (text or opened or piped) and "encoding" not in named:
                silent.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert not [at for at in silent if "worker.py" not in at], silent  # /proc, which only Linux has
