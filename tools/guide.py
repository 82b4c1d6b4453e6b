"""docs/guide.vi.md, kept in step with the product: its commands run, its edits made, its pictures taken anew.

    python tools/guide.py            run it all in a folder of its own, write outputs and pictures (make guide)
    python tools/guide.py --check    run it all, write nothing; exit status 1 where something differs

The words of the guide are written by hand, in the guide. Between them stand

    ```console [from="words"] [lines=12]   a command behind "$ ", and what it prints: from such a line, so many
    ```diff                                an edit of the file named behind "--- ": lines off (-), on (+), kept ( )
    ![alt](guide/name.png)                 a picture; the comment below it keeps the hash of the words it was made of

What changes from run to run is masked: the folder, seconds, bytes. `quick` (the test) makes no pages.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs/guide.vi.md"
OWN, MONTH = "xa-mau-2026", "2026-06"
BUNDLED = "can-duoc-2025", "2025-09"
SHIPPED = ("can-duoc-2025", "public-investment", "vietnam")
WIDTH, HEIGHT = 390, 844  # a phone
MAKE = {"make brief": "analysis brief run", "make lab": "jupyter lab"}
BLOCK = re.compile(
    r"```console(?P<how>[^\n]*)\n\$ (?P<command>[^\n]+)\n(?P<said>.*?)```|"
    r"```diff\n--- (?P<file>[^\n]+)\n(?P<edit>.*?)```|"
    r"!\[(?P<alt>[^\]]*)\]\((?P<picture>guide/[\w-]+\.png)\)\n<!-- (?P<hash>\w*) -->",
    re.S,
)
_PASSING = re.compile(r"^\[\d+/\d+\] |^Đọc số liệu, đánh giá")  # what a run says while it works


def _module(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / f"tools/{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class House:
    """A folder of its own with the suite's notebooks and the guide's files, in which commands run."""

    def __init__(self, folder: Path, quick: bool = False):
        self.folder, self.quick = folder, quick
        shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
        (folder / "params").mkdir()
        if not quick:
            for part in (f"params/{BUNDLED[0]}", f"data/raw/{BUNDLED[0]}"):
                shutil.copytree(ROOT / part, folder / part)
            shutil.copy(ROOT / "Makefile", folder)
        _module("guide_files").write(folder)

    def run(self, command: str) -> str:
        """What a command prints, masked. Raises LookupError for one that is not there."""
        words = shlex.split(command)
        if words[0] == "cp":
            shutil.copy(self.folder / words[1], self.folder / words[2])
            return ""
        if words[0] == "make":
            return self._make(command)
        if words[0] != "brief":
            raise LookupError(command)
        if self.quick and words[1] == "run":
            return masked(self._forked(self._published), self.folder)
        return masked(self._forked(lambda: self._brief(words)), self.folder)

    def _make(self, command: str) -> str:
        """A target of the Makefile, as far as it goes without waiting for a person."""
        dry = subprocess.run(
            ["make", "-n", *shlex.split(command)[1:]],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        if dry.returncode or MAKE[command].split()[-2:] != _last_words(dry.stdout, MAKE[command]):
            raise LookupError(f"{command}: {dry.stdout}{dry.stderr}")
        if self.quick or command != "make brief":
            return ""
        return masked(self._forked(lambda: self._brief(["brief", "run", "--month", BUNDLED[1]])), self.folder)

    def _brief(self, words: list[str]) -> int:
        from analysis.commands import run_app

        sys.argv = words
        return run_app()

    def _published(self) -> int:
        """The month noted as published, with its words and without its pages: what `brief run` says and sends."""
        from analysis.publish import manifest
        from analysis.run import report
        from analysis.run.summary import summarise

        file = self.folder / f"params/{OWN}/monthly.yml"
        told = summarise({"params": file, "overrides": {"month": MONTH}}, lambda *_, **__: None)
        home = self.folder / f"reports/{OWN}/{MONTH}"
        page = manifest.put(home / "brief.html", told["conclusion"].encode())
        brief = manifest.Notebook(
            "brief", status=manifest.COMPLETED, outputs=[{"path": "brief.html", **page}]
        )
        known = {
            k: told[k] for k in ("targets", "headline", "banner", "conclusion", "as_of", "programme_name")
        }
        record = manifest.Manifest("1", OWN, MONTH, parameters={}, folder=MONTH, notebooks=[brief], **known)
        manifest.write(home, record)
        print(report.table(told["programme_name"], MONTH, told["targets"]))
        return 0

    def words(self, name: str) -> str:
        """The words of the parts of the own brief that a picture shows."""

        def said() -> int:
            from analysis import open_book

            book = open_book(MONTH, str(self.folder / f"params/{OWN}/monthly.yml"))
            words, table = book.words, book.table
            first = (words.head, words.conclusion, table.strip, words.outlook)
            for piece in (table.exceptions,) if name.endswith("source") else first:
                print(re.sub(r"<[^>]*>", " ", piece().html))
            return 0

        return self._forked(said)

    def shipped(self) -> Path:
        """The repository as it is shipped: without the programmes that somebody has made in it."""
        folder = self.folder / ".shipped"
        (folder / "params").mkdir(parents=True, exist_ok=True)
        for name in SHIPPED:
            if not (link := folder / "params" / name).exists():
                link.symlink_to(ROOT / "params" / name)
        return folder

    def _forked(self, do: Callable[[], int]) -> str:
        """What `do` prints in a child of this process, which has the library imported."""
        from analysis import house

        sys.stdout.flush()
        with tempfile.TemporaryFile() as out:
            child = os.fork()
            if not child:
                status = 70
                try:
                    os.dup2(out.fileno(), 1)
                    os.dup2(out.fileno(), 2)
                    sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115
                    os.chdir(self.folder)
                    house.library = lambda: [self.shipped()]
                    os.environ.update(COLUMNS="100", BRIEF_RECORD=str(self.folder / ".record"))
                    status = do()
                finally:
                    sys.stdout.flush()
                    sys.stderr.flush()
                    os._exit(status)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            out.seek(0)
            said = out.read().decode()
        if status > 4:
            raise LookupError(f"exit {status}: {said[-2000:]}")
        return said

    def edit(self, name: str, lines: str) -> None:
        """Make an edit; the old lines must stand in the file once. An edit that only adds goes to its end."""
        file = self.folder / name
        text, parts = file.read_text(encoding="utf-8"), lines.splitlines(keepends=True)
        old = "".join(line[1:] for line in parts if line[0] != "+")
        new = "".join(line[1:] for line in parts if line[0] != "-")
        if old and text.count(old) != 1:
            raise LookupError(f"{name}: {old}")
        file.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def _last_words(said: str, wanted: str) -> list[str]:
    words = re.sub(r"\S*/", "", said).split()
    last = wanted.split()[-2:]
    return next((words[i : i + 2] for i in range(len(words)) if words[i : i + 2] == last), [])


def masked(said: str, folder: Path) -> str:
    """What is printed, without what changes from run to run."""
    said = "\n".join(line.rstrip() for line in said.splitlines() if not _PASSING.match(line))
    said = re.sub(rf"\s*{re.escape(str(folder))}(/?)", lambda m: " " if m[1] else " .", said)
    return re.sub(r"\b\d+ byte\b", "… byte", said).strip("\n")


def shown(said: str, how: str) -> str:
    """The part of an output that a block shows."""
    asked = {key: quoted or bare for key, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', how)}
    lines = said.splitlines()
    if words := asked.get("from"):
        at = next((i for i, line in enumerate(lines) if words in line), None)
        if at is None:
            raise LookupError(f"no line with “{words}” in:\n{said}")
        lines = ["…"] * (at > 0) + lines[at:]
    if (most := int(asked.get("lines", 0))) and len(lines) > most:
        lines = [*lines[:most], "…"]
    return "\n".join(lines) + "\n" if lines else ""


def same(one: str, other: str) -> bool:
    """Whether two outputs say the same words: a longer folder breaks lines elsewhere."""
    return one.split() == other.split()


def replayed(page: str, house: House, take: Callable[[str, House], str] | None = None) -> str:
    """The guide as its commands, edits and pictures make it now."""

    def block(hit: re.Match[str]) -> str:
        if hit["command"]:
            said = house.run(hit["command"])
            if house.quick and hit["command"].startswith(("make ", "brief run")):
                if _within(said, hit["said"]):
                    return hit[0]
            else:
                said = shown(said, hit["how"])
            said = hit["said"] if same(said, hit["said"]) else said
            return f"```console{hit['how']}\n$ {hit['command']}\n{said}```"
        if hit["file"]:
            house.edit(hit["file"], hit["edit"])
            return hit[0]
        name = Path(hit["picture"]).stem
        made_of = origin(name, house)
        if take and made_of != hit["hash"]:
            take(name, house)
        return f"![{hit['alt']}]({hit['picture']})\n<!-- {made_of} -->"

    return BLOCK.sub(block, page)


def _within(said: str, shown_there: str) -> bool:
    """Whether all lines said stand in what is shown, in order."""
    there = iter(line.strip() for line in shown_there.splitlines())
    return all(line.strip() in there for line in said.splitlines() if line.strip() and line != "…")


# Pictures: what each was made of, and how it is taken


def origin(name: str, house: House) -> str:
    """The hash of the words that a picture shows."""
    if name.startswith("xa-mau"):
        said = house.words(name)
    else:
        month = (
            (ROOT / f"tests/golden/{BUNDLED[0]}/{BUNDLED[1]}.vi.txt").read_text(encoding="utf-8").splitlines()
        )
        said = "\n".join(line for line in month if " brief " in line and " chart " not in line)[:500]
        if name == "explore":
            said = (ROOT / "notebooks/explore.ipynb").read_text(encoding="utf-8")
            said += "".join(line for line in month if re.search(r" targets 4$", line))
    return hashlib.sha256(said.encode()).hexdigest()[:10]


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def take(name: str, house: House) -> None:
    """Take a picture and keep it, small."""
    with _browser() as browser:
        if name == "explore":
            picture = _lab(browser, house)
        else:
            programme, month = (OWN, MONTH) if name.startswith("xa-mau") else BUNDLED
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5)
            page.goto((house.folder / f"reports/{programme}/{month}/brief.html").as_uri())
            if name.endswith("source"):
                number = page.locator(SOURCE).first
                number.click()
                number.scroll_into_view_if_needed()
                page.mouse.wheel(0, 200)
                page.wait_for_timeout(300)
            picture = page.screenshot()
    _keep(picture, GUIDE.parent / f"guide/{name}.png")


SOURCE = "details.src > summary"


def _lab(browser: Any, house: House) -> bytes:
    """JupyterLab with explore.ipynb run: its question, the frame that answers it, the chart of that frame."""
    notebook = house.folder / "notebooks/explore.ipynb"
    bin_ = Path(sys.executable).parent
    quiet = {"cwd": house.folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    env = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(house.folder / ".jupyter"),
        "BRIEF_RECORD": str(house.folder / ".record"),
    }
    execute = [bin_ / "jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", notebook]
    subprocess.run(execute, check=True, env=env, **quiet)
    subprocess.run([bin_ / "jupyter", "trust", notebook], check=True, env=env, **quiet)
    command = [bin_ / "jupyter", "lab", "--no-browser", "--port=8931", "--ServerApp.token=", "--ServerApp.password=",
               "--allow-root", "--notebook-dir=notebooks"]  # fmt: skip
    server = subprocess.Popen(command, env=env, **quiet)
    try:
        page = browser.new_page(viewport={"width": 1000, "height": 720})
        for _ in range(60):
            page.wait_for_timeout(1000)
            try:
                page.goto("http://127.0.0.1:8931/lab/tree/explore.ipynb?reset")
                break
            except Exception:  # noqa: BLE001 - not listening yet
                continue
        page.wait_for_selector(".jp-RenderedHTMLCommon table", timeout=120_000)
        page.wait_for_timeout(4000)
        if (news := page.get_by_role("button", name="No", exact=True)).count():
            news.first.click()
        page.locator(".jp-Notebook .jp-RenderedHTMLCommon table").nth(0).scroll_into_view_if_needed()
        page.wait_for_timeout(1500)
        return page.screenshot()
    finally:
        server.terminate()
        server.wait()


def _keep(picture: bytes, to: Path) -> None:
    from PIL import Image

    image = Image.open(BytesIO(picture)).convert("RGB").quantize(48, dither=Image.Dither.NONE)
    to.parent.mkdir(exist_ok=True)
    image.save(to, optimize=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    before = GUIDE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        after = replayed(before, House(Path(folder).resolve()), None if check else take)
    if check:
        print(
            "".join(
                difflib.unified_diff(before.splitlines(True), after.splitlines(True), "guide.vi.md", "now")
            )
        )
        return int(before != after)
    GUIDE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
