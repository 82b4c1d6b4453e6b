"""What a user sees of a long run: plain lines with the time left in a log, bars of pages and cells in a terminal."""

import io
import os
import re
import subprocess
import sys

import pytest

from analysis.run import progress
from analysis.run.progress import Lines

pty = pytest.importorskip("pty", reason="a terminal of our own")


@pytest.mark.parametrize(
    ("each", "left"), [(0.2, ""), (4.0, "12,0 giây"), (100.0, "5 phút"), (4000.0, "3 giờ 20 phút")]
)
def test_lines_say_how_long_it_still_takes(monkeypatch, each, left):
    now = [1000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    out = io.StringIO()
    lines = Lines(out)
    lines.expect(5)
    for page in range(5):
        now[0] += each
        lines.ended(f"p{page}", each, "hỏng" if page == 4 else "")
    said = out.getvalue().splitlines()
    assert said[0].startswith("[1/5] p0: ") and "còn" not in said[0], "one page says nothing of the others"
    assert said[1].endswith(f"giây, còn khoảng {left}" if left else "giây")
    assert said[4] == "[5/5] p4: LỖI (failed): hỏng"
    lines.expect(2)  # a run that is made once more
    lines.ended("p0", each)
    assert out.getvalue().splitlines()[5].startswith("[1/2] p0: ")


def test_a_run_in_a_terminal_shows_pages_and_cells(office):
    office.notebook("01_first", *(f"import time\ntime.sleep(0.3)\nx = {i}" for i in range(4)))
    master, slave = pty.openpty()
    code = (
        "from analysis.run.progress import progress\nfrom analysis.run.run import Asked, run\n"
        f"run(Asked({str(office.params)!r}, {{}}, summary='office_summary:tell'), progress())"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code], stderr=slave, env=os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    )
    os.close(slave)
    seen = b""
    while chunk := _read(master):
        seen += chunk
    assert run.wait() == 0
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen.decode())
    assert "Các trang (pages)" in text and "1/2" in text
    assert re.search(r"01_first .*[1-4]/5", text), "the cells of the page that is running"
    assert "[2/2]" in text


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the last writer has closed it
        return b""
