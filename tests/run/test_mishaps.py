"""One mishap costs one page: the page says what happened, and keeps what there is of it; the rest is published."""

import json
import os
import re
import sys
from pathlib import Path

import nbformat
import psutil
import pytest

from analysis.params import declared
from analysis.run.pool import Pool, can_fork
from analysis.run.shell import Stream
from analysis.values import ParameterError

warm = pytest.mark.skipif(not can_fork(), reason="cells run in forked processes here")


def said(office) -> dict:
    return json.loads((office.month / "manifest.json").read_text("utf-8"))


def first(office) -> dict:
    return said(office)["notebooks"][0]


def path(office) -> Path:
    return office.root / "notebooks" / "01_first.ipynb"


def partial(office) -> str:
    """The text of the notebook that the lost page links to."""
    assert 'href="01_first.partial.ipynb"' in office.page("01_first")
    nbformat.read(office.month / "01_first.partial.ipynb", 4)
    return (office.month / "01_first.partial.ipynb").read_text("utf-8")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: "<<<<<<< HEAD\n" + text, "<<<<<<<"),
        (lambda text: "", "tệp trống"),
        (lambda text: text[:100], "JSON"),
        (lambda text: "[]", "nbformat 4"),
        (lambda text: json.dumps(json.loads(text) | {"metadata": {"kernelspec": "python3"}}), "nbformat 4"),
        (lambda text: '{"worksheets": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}', "nbformat 4"),
        (lambda text: text.replace("lang = ", "lang == = "), "ô parameters"),
        (lambda text: text.replace('\\"latest\\"', '\\"latest'), "dòng 2"),
    ],
)
def test_a_notebook_that_cannot_be_read(office, spoil, words):
    office.run()
    good = office.page("01_first")
    path(office).write_text(spoil(path(office).read_text("utf-8")), encoding="utf-8")
    assert office.run(month="2025-06").status == 1
    page = office.page("01_first")
    assert "01_first.ipynb" in page and words in page.replace("&lt;", "<")
    assert office.page("01_first.last-good") == good
    assert "bản tin" in office.page("brief")
    assert "partial" not in page, "nothing of it was run"


def test_a_notebook_that_papermill_does_not_read(office):
    nb = json.loads(path(office).read_text("utf-8"))
    del nb["cells"][-1]["metadata"]
    path(office).write_text(json.dumps(nb), encoding="utf-8")
    assert office.run().status == 1
    assert "không đọc được sổ tính 01_first.ipynb: mở và lưu lại" in first(office)["error"]["message"]


def test_two_parameters_cells_of_which_the_later_would_win(office):
    nb = nbformat.read(path(office), 4)
    more = nbformat.v4.new_code_cell('month = "2000-01"', metadata={"tags": ["parameters"]})
    nb.cells.insert(1, more)
    nbformat.write(nb, path(office))
    assert office.run().status == 1
    assert "2 ô gắn thẻ parameters" in first(office)["error"]["message"] and "2000" not in office.page(
        "01_first"
    )


@pytest.mark.parametrize(
    "cell",
    ["#raises-exception\n1 / 0", "get_ipython().run_cell('1/0')", "%run script.py", "%%capture\n1 / 0"],
)
def test_an_error_that_does_not_end_the_notebook_is_told(office, html, cell):
    (office.root / "notebooks" / "script.py").write_text("1 / 0\n")
    office.notebook("01_first", cell, html("sau"))
    assert office.run().status == 0
    assert first(office)["notes"] == ["ô thứ 2 (cell 2) gặp lỗi: ZeroDivisionError: division by zero"]
    assert "<p>sau</p>" in office.page("01_first")


@pytest.mark.skipif(sys.version_info < (3, 11), reason="there are no groups")
def test_a_group_of_errors_is_named(office):
    office.notebook("01_first", "raise ExceptionGroup('hai tệp hỏng', [ValueError('a'), KeyError('b')])")
    assert office.run().status == 1
    assert "ExceptionGroup: hai tệp hỏng" in first(office)["error"]["message"]


def test_a_parameters_cell_with_magics_and_one_of_another_language(office):
    path(office).write_text(
        path(office).read_text("utf-8").replace('"params = ', '"%matplotlib inline\\n",\n"params = ')
    )
    assert "month" in declared(path(office))
    nb = nbformat.read(path(office), 4)
    nb.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    nb.cells[0].source = 'month <- "latest"\nval lang = "vi"'
    nbformat.write(nb, path(office))
    assert [*declared(path(office))] == ["month", "lang"]
    nb.metadata.kernelspec.language = "python"
    nbformat.write(nb, path(office))
    with pytest.raises(ParameterError, match="val lang"):
        declared(path(office))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[" * 100_000, "recursion"),
        ("null", "sai dạng"),
        ("[]", "sai dạng"),
        ('{"nbformat": 4}', "sai dạng"),
        ('{"nbformat": 4, "cells": ["x"]}', "sai dạng"),
        ('{"nbformat": 4, "cells": [], "metadata": null}', "metadata sai dạng"),
        ('{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"name": 3}}}', "metadata sai dạng"),
        ('{"nbformat": 3, "worksheets": []}', "nbformat 3"),
        ('{"nbformat": 9, "cells": []}', "nbformat 9"),
        ("\udcff\udcfe{}", "utf-8"),
    ],
)
def test_a_file_that_is_no_notebook_costs_its_page_and_is_not_tried_again(office, content, said):
    office.monthly(office.params.read_text("utf-8") + "retries: 1\n")
    path(office).write_text(content, encoding="utf-8", errors="surrogateescape")
    result = office.run()
    assert result.status == 1 and "bản tin" in office.page("brief")
    message = first(office)["error"]["message"]
    assert said in message and "01_first.ipynb" in message and "JupyterLab" in message
    assert "TypeError" not in message and not result.manifest.incidents


@pytest.mark.parametrize("name", ["01_frist", "folder"])
def test_a_notebook_that_is_not_there_costs_its_page(office, name):
    (office.root / "notebooks" / "folder.ipynb").mkdir()
    office.monthly(
        office.params.read_text("utf-8").replace("[01_first", f"[{name}") + "parameters: {nhom: 1}\n"
    )
    result = office.run()
    assert result.status == 1 and "bản tin" in office.page("brief")
    message = result.manifest.page(name).error["message"]
    assert f"“{name}”" in message and ("'01_first'" in message) == (name != "folder")
    assert message.startswith("office/monthly.yml, dòng 3, ") and str(office.root) not in message
    office.monthly(f"raw: ../../data/raw\nnotebooks: [{name}]\npapers: []\n")
    assert office.run().status == 2, "no page at all"


def test_a_notebook_with_a_byte_order_mark_and_lines_of_windows_is_read(office):
    """As some editors save it; JupyterLab does not open it, so that saving it there is no advice."""
    module = office.root / "notebooks" / "giup.py"
    module.write_text("\ufeffVALUE = 'giúp'\n", encoding="utf-8")
    office.notebook(
        "01_first", "#page\nimport giup\nfrom IPython.display import HTML\nHTML(giup.VALUE + month)"
    )
    path(office).write_bytes(b"\xef\xbb\xbf" + path(office).read_bytes().replace(b"\n", b"\r\n"))
    assert office.run().status == 0 and "giúp2025-06" in office.page("01_first")
    module.write_text("VALUE = 'hai'\n", encoding="utf-8")
    office.run()
    assert "hai2025-06" in office.page("01_first"), "what it imports is followed"


def test_a_cell_that_shows_a_picture_that_is_not_there_is_told_once(office):
    office.notebook(
        "01_first", "#page #raises-exception\nfrom IPython.display import Image\nImage('none.png')"
    )
    assert office.run().status == 0 and len(first(office)["notes"]) == 1
    assert office.page("01_first").count("none.png") == 1


def test_code_nested_beyond_reading_costs_its_page(office):
    office.notebook("01_first", "x = " + "-" * 100_000 + "1")
    assert office.run().status == 1 and "bản tin" in office.page("brief")


def test_a_cell_that_asks_the_user(office):
    office.monthly(office.params.read_text("utf-8") + "retries: 1\n")
    office.notebook("01_first", "input('PIN?')")
    result = office.run()
    assert "tham số" in first(office)["error"]["message"] and not result.manifest.incidents


@pytest.mark.parametrize(
    ("metadata", "asked"),
    [
        ({}, ""),
        ({"language_info": {"name": "python"}, "kernelspec": None}, ""),
        ({"kernelspec": {"name": "python3.11"}}, ""),
        ({"kernelspec": {"name": "ipython", "language": "Python"}, "language_info": {"name": "ipython"}}, ""),
        ({"kernelspec": {"name": "my-env", "language": "python"}}, "my-env"),
        ({"kernelspec": {"name": "ir", "language": "python"}}, "ir"),
        ({"kernelspec": {"name": "r99"}, "language_info": {"name": "python"}}, "r99"),
    ],
)
def test_a_notebook_of_python_runs_with_ours_and_says_which_kernel_it_asks_for(office, metadata, asked):
    nb = json.loads(path(office).read_text("utf-8"))
    nb["metadata"] = metadata
    for cell in nb["cells"]:
        cell["id"] = "same"
        if tags := cell["metadata"].get("tags"):
            cell["metadata"]["tags"] = " ".join(tags)
    path(office).write_text(json.dumps(nb), encoding="utf-8")
    result = office.run()
    assert result.status == 0 and "một 2025-06" in office.page("01_first")
    notes = result.manifest.page("01_first").notes
    assert (f"“{asked}”" in notes[0] and len(notes) == 1) if asked else not notes


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, "kernel “ir”"),
        ({"kernelspec": {"name": "julia-1.9"}}, "kernel “julia-1.9”"),
        ({"language_info": {"name": "R"}}, "kernel “R”"),
        ({"kernelspec": {"name": "ir", "language": "R"}, "language_info": {"name": "python"}}, "R, python"),
        ({"kernelspec": {"name": "python3", "language": "R"}}, "R, python"),
    ],
)
def test_a_notebook_of_another_language_is_refused(office, metadata, said):
    nb = json.loads(path(office).read_text("utf-8"))
    nb["metadata"] = metadata
    path(office).write_text(json.dumps(nb), encoding="utf-8")
    assert office.run().status == 1
    assert said in first(office)["error"]["message"] and "bản tin" in office.page("brief")


def test_an_empty_notebook_says_so(office):
    office.notebook("01_first")
    assert office.run().status == 0
    assert "không có gì để hiện" in office.page("01_first")
    assert "không có gì để hiện" in first(office)["notes"][0]


def test_every_page_lost(office):
    office.run()
    good = office.page("brief")
    for name in ("01_first", "09_brief"):
        office.notebook(name, "1 / 0")
    result = office.run()
    assert result.status == 2 and said(office)["exit_status"] == 2
    assert office.page("brief.last-good") == good and "ZeroDivisionError" in office.page("brief")
    assert office.run(only=["01_first"]).status == 2
    office.notebook("01_first", "#page\nfrom IPython.display import HTML\nHTML('<p>lành</p>')")
    assert office.run(only=["01_first"]).status == 0, "the other was lost by an earlier run"
    assert office.run().status == 1


def test_pages_that_nobody_asked_for_make_up_for_none(office):
    """Every page that was asked for is lost: 2, and no refusal page is called the brief."""
    from analysis.run import report

    assert office.run().status == 0
    office.notebook("01_first", "1 / 0")
    assert office.run(only=["01_first"]).status == 2
    office.notebook("09_brief", "1 / 0")
    result = office.run()
    assert result.status == 2 and "Bản tin (brief)" not in report.words(result)[0]


def test_a_notebook_that_ends_itself(office, html):
    office.run()
    good = office.page("01_first")
    office.notebook("01_first", html("trước"), "import sys\nsys.exit(0)", html("sau"))
    result = office.run()
    assert result.status == 1
    page = office.page("01_first")
    assert "<p>trước</p>" in page and "<p>sau</p>" not in page and "tự kết thúc ở đây" in page
    assert first(office)["error"]["cell"] == 2 and "sys.exit" in first(office)["error"]["message"]
    assert office.page("01_first.last-good") == good and 'href="01_first.last-good.html"' in page
    assert "trước" in partial(office)
    assert "dừng sớm" in office.page("index")
    office.notebook("01_first", html("trước"), "import sys\nsys.exit('hết')", html("sau"))
    assert office.run().status == 1
    assert "SystemExit: hết" in office.page("01_first") and "trước" not in office.page("01_first")
    assert office.page("01_first.last-good") == good


def test_a_cell_that_may_end_itself_ends_no_page(office, html):
    office.notebook("01_first", "#page #raises-exception\nimport sys\nsys.exit(0)", html("sau"))
    assert office.run().status == 0
    page = office.page("01_first")
    assert "<p>sau</p>" in page and "các ô sau vẫn chạy" in page and "không có trong trang này" not in page


@warm
@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("import os\nprint('đến đây')\nos._exit(3)", "mã 3"),
        ("import os, sys, time\nprint('đến đây', flush=True)\nos.kill(os.getpid(), 9)", "SIGKILL"),
        ("import time\nprint('đến đây', flush=True)\ntime.sleep(1000)", "3 giây"),
        ("import time\nwhile True:\n    print('đến đây')\n    time.sleep(.01)", "3 giây"),
        ("print('đến đây')\nraise KeyboardInterrupt", "KeyboardInterrupt"),
        ("print('đến đây')\ninput('?')", "input"),
        ("print('đến đây')\nexit()", "Kernel died"),
    ],
)
def test_the_notebook_as_far_as_it_got(office, cell, words):
    office.run()
    good = office.page("01_first")
    office.notebook("01_first", "print('xong ô đầu')", cell, "print('never')")
    assert office.run(timeout="3").status == 1
    assert words in first(office)["error"]["message"]
    kept = partial(office)
    assert "xong ô đầu" in kept and "đến đây" in kept.replace("print('đến đây", "")
    assert first(office)["executed"].endswith("01_first.ipynb")
    assert (office.root / first(office)["executed"]).read_text("utf-8") == kept
    assert not [p for p in (office.root / "data").rglob("*") if p.suffix in (".part", ".reads")]
    assert office.page("01_first.last-good") == good


@warm
def test_prints_without_end_are_cut(office, html):
    office.notebook("01_first", "for _ in range(60):\n    print('x' * 1_000_000)", html("một"))
    assert office.run().status == 0
    executed = office.root / first(office)["executed"]
    assert executed.stat().st_size < 11_000_000 and "10 triệu ký tự" in executed.read_text("utf-8")


LEFT = {
    "process": "import multiprocessing as mp, time\np = mp.Process(target=time.sleep, args=(1000,))\n"
    "p.start()\npid = p.pid",
    "program": "import subprocess\npid = subprocess.Popen(['sleep', '1000'], start_new_session=True).pid",
    "orphan": "import subprocess\npid = int(subprocess.run(['sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 & echo $!'],"
    "\n    capture_output=True, text=True).stdout)",
}  # fmt: skip


@warm
@pytest.mark.parametrize("kind", LEFT)
def test_a_process_left_behind(office, html, kind):
    left = office.root / "left"
    office.notebook("01_first", f"{LEFT[kind]}\nopen({str(left)!r}, 'w').write(str(pid))", html("xong"))
    assert office.run().status == 0
    page = office.page("01_first")
    assert "<p>xong</p>" in page and "để lại việc đang chạy" in page
    assert "để lại việc đang chạy" in first(office)["notes"][0]
    pid = int(left.read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    if kind != "process":
        assert "sleep" in page


def test_a_stock_kernel_tells_what_it_reads_and_leaves_behind(office, html):
    left, other = office.root / "left", office.root / "data" / "khac.txt"
    other.write_text("1")
    office.notebook(
        "01_first",
        f"{LEFT['program']}\nopen({str(left)!r}, 'w').write(str(pid))\nx = open({str(other)[:-3]!r} + 'txt').read()\n"
        "import threading\nthreading.Thread(target=threading.Event().wait, name='canh chừng').start()",
        html("xong"),
    )
    with Pool(1, warm=False) as office.pool:
        assert office.run().status == 1
    page, pid = office.page("01_first"), int(left.read_text())
    assert "<p>xong</p>" in page and "để lại việc đang chạy (canh chừng, sleep)" in page
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert [i for i in said(office)["incidents"] if "chưa khai" in i and "data/khac.txt" in i]
    assert len(said(office)["incidents"]) == 1, "and nothing that is the kernel's own"


@warm
def test_a_thread_left_behind(office, html):
    office.notebook(
        "01_first",
        "import threading\nthreading.Thread(target=threading.Event().wait, name='canh chừng').start()\n"
        "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor(2).submit(len, 'x').result()",
        html("xong"),
    )
    assert office.run().status == 0
    assert "(canh chừng)" in office.page("01_first") and "<p>xong</p>" in office.page("01_first")


@warm
@warm
@pytest.mark.parametrize(
    "cell",
    [
        "import os\nos.close(1), os.close(2)",
        "import os\nos.close(1), os.close(2)\nown = open({own!r}, 'w')\nown.write('own')\nown.flush()",
        "import os\nos.environ.clear()",
        "import os\nos.chdir('/')",
        "import sys\nsys.stdout.close()",
        "import builtins, sys\nsys.path = 3\nsys.path = []",
    ],
)
def test_what_a_cell_takes_away_from_its_process_is_its_own_loss(office, html, tmp_path, cell):
    own = tmp_path / "own.txt"
    office.notebook("01_first", cell.format(own=str(own)), html("xong"))
    assert office.run().status == 0 and "<p>xong</p>" in office.page("01_first")
    assert not own.exists() or own.read_text() == "own"


@warm
def test_what_the_last_cell_makes_of_python_costs_no_page(office, html):
    """A stock kernel keeps it to itself: here the page is made in the same process."""
    office.notebook("01_first", html("xong"), "import builtins, sys\nbuiltins.open = None\nsys.path = []")
    assert office.run().status == 0 and "<p>xong</p>" in office.page("01_first")
    office.notebook("01_first", html("xong"), "import analysis.publish.html as page\npage.export = None")
    assert office.run().status == 1
    assert "sau ô cuối, lúc dựng trang" in first(office)["error"]["message"]


@warm
@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("import sys\nsys.stdout = None\n1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys\ndel sys.stdout, sys.stderr\n1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys\nsys.setrecursionlimit(40)\n1 / 0", "ZeroDivisionError: division by zero"),
        (
            "def f(): f()\nimport sys\nsys.setrecursionlimit(90)\nf()",
            "RecursionError: maximum recursion depth",
        ),
        ("import hashlib, os\nhashlib.sha256 = os.path.join = None\n1 / 0", "Error: "),
        ("import json\njson.dumps = None", "một ô đã đổi thư viện của Python"),
        ("import os, re\nos.write = re.sub = None\n1 / 0", "một ô đã đổi thư viện của Python"),
        ("from pathlib import Path\nPath.write_bytes = None\n1 / 0", "TypeError"),
        ("import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))\n1 / 0", "với mã 1"),
    ],
)
def test_what_a_cell_makes_of_python_hides_neither_its_error_nor_what_was_shown_before(office, cell, said):
    office.notebook("01_first", "print('trước')", cell)
    assert office.run().status == 1
    assert said in first(office)["error"]["message"]
    assert "trước" in partial(office)


def test_a_notebook_of_another_shape_is_said_so(office):
    path(office).write_text(
        json.dumps(json.loads(path(office).read_text("utf-8")) | {"metadata": {"papermill": 3}})
    )
    assert office.run().status == 1
    assert "sổ tính sai dạng" in first(office)["error"]["message"]


def test_no_mark_of_ours_is_written_into_a_file_that_a_cell_opened(tmp_path):
    fd = os.dup(1)
    stream = Stream("stdout", fd, wire=None)
    stream.open()
    with (tmp_path / "own.txt").open("w") as own:
        os.dup2(own.fileno(), fd)
        stream._pump_goes_on = True  # its thread has not seen it yet
        stream.drain()
    os.close(fd)
    assert (tmp_path / "own.txt").read_text() == ""


def test_nothing_that_is_done_at_the_end_holds_up_a_page(office, html):
    office.notebook("01_first", "import atexit, time\natexit.register(time.sleep, 1000)", html("xong"))
    assert office.run(timeout="60").status == 0
    assert "xong" in office.page("01_first") and first(office)["seconds"] < 60


def test_a_page_is_tried_again_when_that_is_asked_for(office, html):
    once = office.root / "once"
    fails_once = f"import os\nif not os.path.exists({str(once)!r}):\n    open({str(once)!r}, 'w')\n    1 / 0"
    office.notebook("01_first", fails_once, html("lần hai"))
    pages = "raw: ../../data/raw\nnotebooks: [01_first, {notebook: 09_brief, name: brief}]\npapers: []\n"
    assert office.run().status == 1, "none by default"
    once.unlink()
    office.monthly(pages + "retries: 2\n")
    assert office.run().status == 0
    assert "lần hai" in office.page("01_first")
    assert len(said(office)["incidents"]) == 1 and "ZeroDivisionError" in said(office)["incidents"][0]
    count = office.root / "count"
    office.notebook("01_first", f"open({str(count)!r}, 'a').write('x')\n1 / 0")
    assert office.run().status == 1
    assert count.read_text() == "xxx"


@pytest.mark.parametrize(
    ("cell", "times"),
    [
        ("x = nowhere", 1),
        ("import no_such_module", 1),
        ("from analysis.params import RunParams\nRunParams.load(overrides={'month': '2025-13'})", 1),
        ("import yaml\nyaml.safe_load('a: b: c')", 1),
        ("import yaml\nyaml.safe_load('[a')", 1),
        ("from analysis.params import RunParams\nRunParams.load('no/such/monthly.yml')", 1),
        ("exec('1 +')", 1),
        ("raise OSError(5, 'a share that hangs')", 3),
        ("raise MemoryError", 3),
        ("import os\nos.kill(os.getpid(), 9)", 3),
    ],
)
def test_only_what_may_pass_is_tried_again(office, cell, times):
    """A wrong parameter, a wrong YAML file and wrong code are as wrong the next time."""
    count = office.root / "count"
    office.monthly("raw: ../../data/raw\nnotebooks: [01_first]\npapers: []\nretries: 2\n")
    office.notebook("01_first", f"open({str(count)!r}, 'a').write('x')\n{cell}")
    assert office.run().status == 2
    assert count.read_text() == "x" * times


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_more_pages_at_a_time_than_asked_for(office, html, jobs):
    at = office.root / "at"
    at.mkdir()
    cell = (
        f"import os, time\nmine = {str(at)!r} + '/' + str(os.getpid())\nopen(mine, 'w')\ntime.sleep(.3)\n"
        f"seen = len(os.listdir({str(at)!r}))\nos.unlink(mine)\n"
        f"open({str(office.root)!r} + '/most', 'a').write(f'{{seen}} ')"
    )
    names = [f"{i:02}_page" for i in range(4)]
    for name in names:
        office.notebook(name, cell, html("x"))
    office.monthly(f"raw: ../../data/raw\nnotebooks: [{', '.join(names)}]\npapers: []\n")
    assert (
        office.run(jobs=jobs, own_pool=True).status == 1
    )  # what lies in a folder that is listed is an input
    assert max(map(int, (office.root / "most").read_text().split())) <= jobs


def everything_told(office) -> str:
    """All texts that the run left anywhere, and the names of its files."""
    files = [*office.out.rglob("*"), *(office.root / "data" / "processed").rglob("*")]
    return "\n".join(f"{f}\n{f.read_text('utf-8', 'replace')}" for f in files if f.is_file())


@warm
def test_a_password_written_in_a_cell_that_fails_is_told_nowhere_but_there(office):
    cell = "conn = {'user': 'an', 'password': 'Zx8821kk'}\nraise ValueError(conn)"
    office.notebook("01_first", "# one line above\n" + cell)
    office.run()
    assert "•••" in first(office)["error"]["message"] and "Zx8821kk" not in everything_told(office)


def test_no_secret_is_told(office, html, monkeypatch):
    from analysis.run import report

    monkeypatch.setenv("DB_PASSWORD", "tu-moi-truong")
    secret, pin = "h'unt\"er<2>", "482913"
    office.monthly(
        "raw: ../../data/raw\nnotebooks: [01_first, {notebook: 09_brief, name: brief}]\npapers: []\nsecrets: [pin]\n"
    )
    parameters = 'params = ""\nmonth = ""\nlang = ""\nplace = None\ntoken = ""\npin = ""\n'
    tells = (
        "import os, sys, html, json, urllib.parse\n"
        "print(token, pin, os.environ.get('DB_PASSWORD'), repr(token), json.dumps(token), urllib.parse.quote(token))\n"
        "os.write(2, token.encode())"
    )
    shows = "#page\nfrom IPython.display import HTML\nHTML('<p>' + html.escape(token) + pin + '</p>')"
    office.notebook("09_brief", tells, shows, parameters=parameters)
    office.notebook(
        "01_first", tells, "raise RuntimeError(f'postgres://user:{token}@host/{pin} ' + repr(token))",
        parameters=parameters,
    )  # fmt: skip
    result = office.run(own_pool=True, token=secret, pin=pin, place="28126")
    assert result.status == 1
    told = everything_told(office) + "".join(report.words(result))
    office.month = result.folder
    for part in (
        "h-unt",
        'unt\\"er',
        'unt"er',
        "unt&quot;er",
        "unt%22er",
        "er<2>",
        "er&lt;2",
        pin,
        "tu-moi-truong",
    ):
        assert part not in told, part
    assert "•••" in office.page("place-28126/brief") and "•••" in office.page("place-28126/01_first")
    assert said(office)["parameters"]["token"] == "•••" and said(office)["parameters"]["pin"] == "•••"


@warm
def test_no_secret_is_left_by_a_process_that_is_killed(office):
    office.notebook("01_first", "print(token, flush=True)\nimport os\nos.kill(os.getpid(), 9)",
                    parameters='params = ""\nmonth = ""\nlang = ""\ntoken = ""\n')  # fmt: skip
    result = office.run(token="hunter2hunter2")
    office.month = result.folder
    assert result.status == 1
    assert "hunter2hunter2" not in everything_told(office) and "•••" in partial(office)


def test_no_secret_of_monthly_yml_is_told(office, html):
    """Whether it lies within another value, is a number or a list, or stands in the name of a file that is read."""
    office.monthly(
        "raw: ../../data/raw\npapers: []\nsecrets: [pin, keys]\n"
        "parameters: {pin: 482913, keys: [khoa-mot-1, khoa-hai-2], conn: {user: an, password: 'hunter2<2>'}}\n"
        "notebooks: [01_first, {notebook: 09_brief, name: brief}]\n"
    )
    parameters = 'params = ""\nmonth = ""\nlang = ""\npin = 0\nkeys = []\nconn = {}\n'
    (office.root / "notebooks" / "khoa-mot-1.txt").write_text("x")
    office.notebook(
        "01_first",
        "open(keys[0] + '.txt').read()\nprint(conn, keys, pin)",
        html("{keys[1]} {pin}"),
        parameters=parameters,
    )
    office.notebook("09_brief", "raise RuntimeError(f'{conn} {keys} {pin}')", parameters=parameters)
    result = office.run(own_pool=True)
    assert result.status == 1 and any("•••.txt" in x for x in result.manifest.incidents)
    from analysis.run import report

    told = everything_told(office) + "".join(report.words(result))
    for part in ("482913", "khoa-mot", "khoa-hai", "unter2"):
        assert part not in told, part


@pytest.mark.parametrize("ask", ["asked for", "of all", "of one page", "taken by none"])
def test_no_secret_is_told_by_the_error_about_it(office, html, ask):
    from analysis.params import ParameterError, RunParams

    pages = "raw: ../../data/raw\npapers: []\nsecrets: [pin]\n"
    office.notebook("01_first", html("một"), parameters="params = ''\nmonth = ''\npin = 7319\n")
    if ask == "of one page":
        pages += "notebooks: [{notebook: 01_first, parameters: {pin: x482913}}]\n"
    else:
        pages += "notebooks: [01_first, 09_brief]\n" + "parameters: {pin: x482913}\n" * (ask == "of all")
    office.monthly(pages)
    with pytest.raises(ParameterError, match="pin.*•••|•••.*pin") as caught:
        if ask == "asked for":
            RunParams.load(office.params, {"pin": "x482913"})
        elif ask == "taken by none":
            office.run(only=["09_brief"], pin="482913")
        else:
            params = RunParams.load(office.params)
            params.given(params.pages[0], "2025-06")
    assert "482913" not in str(caught.value) and "7319" not in str(caught.value)


def test_no_secret_is_told_of_a_command_that_is_misspelt(monkeypatch, capsys):
    from analysis import commands

    for words in (["run", "pin=482913"], ["run", "-p", "pin=482913", "pin=482913", "--nope"]):
        monkeypatch.setattr("sys.argv", ["brief", *words])
        assert commands.run_app() == 2
        assert "482913" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "secret"),
    [
        ({"pin": "482913"}, "482913"),
        ({"pin": 12}, "12"),
        ({"api_key": "hunter2"}, "hunter2"),
        ({"source": "postgres://me:hunter2@host/db"}, "hunter2"),
        ({"note": "như hunter2hunter2", "token": "hunter2hunter2"}, "hunter2"),
    ],
)
def test_no_secret_stands_in_the_name_of_a_folder(office, given, secret):
    from analysis.params import RunParams

    pages = "raw: ../../data/raw\nnotebooks: [01_first]\npapers: []\nsecrets: [pin]\n"
    office.notebook("01_first", parameters="".join(f'{k} = ""\n' for k in ("pin", *given)))
    office.monthly(pages)
    params = RunParams.load(office.params, given)
    assert not re.search(rf"(?<!\w){secret}(?!\w)", params.folder("2025-06")), params.folder("2025-06")
    assert all(f".{k}=" in params.folder("2025-06") for k in given), "yet it is another question"
    assert len({RunParams.load(office.params, {"pin": f"{n}"}).folder("2025-06") for n in range(9)}) > 1


def test_escape_codes_and_long_errors(office):
    office.notebook(
        "01_first",
        "raise RuntimeError('\\x1b[31mMã đỏ\\x1b[0m <script>alert(1)</script> \\x1b]8;;http://x\\x07link'"
        " + '\\x1b]8;;\\x07 ' + 'z' * 1000 + ' CUỐI')",
    )
    result = office.run()
    message = first(office)["error"]["message"]
    assert message.startswith("RuntimeError: Mã đỏ <script>") and len(message) < 600
    assert first(office)["executed"] in message, "the place of the whole"
    assert "CUỐI" in (office.root / first(office)["executed"]).read_text("utf-8")
    from analysis.run import report

    for text in (office.page("01_first"), office.page("index"), "".join(report.words(result)), message):
        assert "\x1b" not in text and "CUỐI" not in text and "\x07" not in text
    assert "<script>" not in office.page("01_first")


def test_what_a_page_does_not_show_is_said_by_every_run(office):
    from analysis.run import report

    office.notebook(
        "01_first", "#page\nprint('IN RA')", "#page\nfrom IPython.display import HTML\nHTML('<p>một</p>')"
    )
    for _ in range(2):
        result = office.run()
        assert result.status == 0
        said_, complaints = report.words(result)
        assert "01_first: ô thứ 2" in complaints and "print" in complaints
    assert result.unchanged
    office.notebook("09_brief", "1")
    assert "01_first: ô thứ 2" in report.words(office.run())[1], "an unchanged page keeps its notes"


def test_a_page_is_made_again_when_its_picture_changes(office):
    picture = office.root / "notebooks" / "bản đồ.png"
    png = bytes.fromhex("89504e470d0a1a0a")
    picture.write_bytes(png + b"1")
    nb = nbformat.read(path(office), 4)
    nb.cells.append(nbformat.v4.new_markdown_cell("![Bản đồ](bản%20đồ.png)"))
    nbformat.write(nb, path(office))
    office.run()
    before = re.search(r"base64,(\S+?)\"", office.page("01_first"))[1]
    assert office.run().unchanged
    picture.write_bytes(png + b"2")
    office.run()
    assert re.search(r"base64,(\S+?)\"", office.page("01_first"))[1] != before
    picture.unlink()
    office.run()
    assert "bản đồ.png" in first(office)["notes"][0]


@warm
def test_a_template_that_hangs_while_a_page_runs(office, monkeypatch):
    from analysis.run import pool

    monkeypatch.setattr(pool, "EXIT", 1.0)
    once = office.root / "once"
    office.notebook(
        "01_first",
        f"import os, signal, time\nif not os.path.exists({str(once)!r}):\n    open({str(once)!r}, 'w')\n"
        "    os.kill(os.getppid(), signal.SIGSTOP)\n    time.sleep(1000)",
    )
    result = office.run(own_pool=True, timeout="6")
    assert result.status == 1 and "6 giây" in first(office)["error"]["message"]
    assert "không trả lời" in said(office)["incidents"][0]
    assert "bản tin" in office.page("brief")


def test_a_worker_that_never_begins(tmp_path, monkeypatch):
    from analysis.run import pool

    monkeypatch.setattr(pool, "READY", 0.5)
    (tmp_path / "sitecustomize.py").write_text("import threading\nthreading.Event().wait()\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pool.Pool(1) as workers:
        (outcome,) = workers.run([pool.Task("x", "builtins:len", {})])
        pids = [s.process.pid for s in workers.servers]
    assert "không trả lời" in outcome.error["message"]
    assert not any(map(psutil.pid_exists, pids))


def test_a_run_goes_on_when_nobody_listens(office):
    from analysis.run.progress import Lines
    from analysis.run.run import Asked, run

    read, write = os.pipe()
    os.close(read)
    gone = os.fdopen(write, "w")
    asked = Asked(office.params, {}, summary="office_summary:tell", pool=office.pool)
    assert run(asked, Lines(gone)).status == 0
    with pytest.raises(BrokenPipeError):
        gone.close()
