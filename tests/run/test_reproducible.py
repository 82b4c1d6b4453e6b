"""The same inputs give the same bytes: on another day, in another folder, under another locale, time zone, hash seed,
umask and number of jobs, all at once."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MONTH = "2025-03"
CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
#define LATER 34567890
int clock_gettime(clockid_t id, struct timespec *t) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  int r = real(id, t);
  if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) t->tv_sec += LATER;
  return r;
}
int gettimeofday(struct timeval *t, void *z) {
  struct timespec s;
  clock_gettime(CLOCK_REALTIME, &s);
  t->tv_sec = s.tv_sec; t->tv_usec = s.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *t) {
  struct timespec s;
  clock_gettime(CLOCK_REALTIME, &s);
  if (t) *t = s.tv_sec;
  return s.tv_sec;
}
"""


def later(folder: Path) -> dict[str, str]:
    """Variables under which a process lives more than a year later; none where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or not compiler:
        return {}
    (folder / "clock.c").write_text(CLOCK)
    made = [compiler, "-shared", "-fPIC", "-o", str(folder / "clock.so"), str(folder / "clock.c"), "-ldl"]
    subprocess.run(made, check=True)
    around = {"LD_PRELOAD": str(folder / "clock.so")}
    asked = [sys.executable, "-c", "import datetime, time; print(time.time(), datetime.datetime.now().year)"]
    said = subprocess.run(
        asked, env={**os.environ, **around}, capture_output=True, text=True, check=True
    ).stdout
    assert float(said.split()[0]) > time.time() + 34_000_000, "the clock is another"
    return around


def other_locale(folder: Path) -> dict[str, str]:
    """Variables of a locale that writes numbers and days otherwise, made where the system has its sources."""
    made = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")]
    try:
        subprocess.run(made, capture_output=True, check=True)
    except (OSError, subprocess.SubprocessError):
        return {"LC_ALL": "C"}
    return {"LC_ALL": "de_DE.UTF-8", "LOCPATH": str(folder)}


def published(home: Path, around: dict[str, str], mask: int, jobs: int, files: str) -> dict[str, str]:
    """The hash of every page and paper of a month made in `home`; `files`: the order in which its files are copied."""
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, home / name)
    raw = ROOT / "data" / "raw" / "can-duoc-2025"
    found = [p for p in raw.rglob("*") if p.is_file() and not any(n in p.parts for n in ("2022", "2023"))]
    found = [p for p in found if not p.parts[-2].startswith("2025") or p.parts[-2] <= MONTH]
    for path in sorted(found, reverse=files == "backwards"):
        to = home / "data" / "raw" / "can-duoc-2025" / path.relative_to(raw)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON", "TZ", "BRIEF"))
    }
    run = [
        sys.executable,
        "-c",
        "from analysis.cli import main; main()",
        "run",
        "--month",
        MONTH,
        "--jobs",
        str(jobs),
    ]
    done = subprocess.run(
        [*run, "--params", "params/can-duoc-2025/monthly.yml"], cwd=home, env={**clean, **around}, umask=mask,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    month = home / "reports" / "can-duoc-2025" / MONTH
    pages = [p for p in month.rglob("*") if p.suffix in (".html", ".docx", ".xlsx")]
    return {p.relative_to(month).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in pages}


@pytest.mark.skipif(os.name == "nt", reason="a umask is nothing there")
def test_the_same_inputs_give_the_same_bytes(tmp_path):
    here = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}
    there = {
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "4711",
        **other_locale(tmp_path),
        **later(tmp_path),
    }
    first = published(tmp_path / "nha", here, 0o022, 2, "forwards")
    other = tmp_path / "Nhà có dấu cách, chữ Đ và ế"
    second = published(other, there, 0o077, 1, "backwards")
    assert {"brief.docx", "annex.xlsx", "brief.html", "index.html"} <= set(first) and len(first) > 9
    assert {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)} == set()
