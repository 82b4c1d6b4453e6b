"""What the user sees while a run goes on: bars in a terminal, plain lines elsewhere. All of it on stderr."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import Any


class Lines:
    """One line when a page begins to matter: done, failed, or a step of the run."""

    def __init__(self, out: Any = None):
        self.out = out or sys.stderr
        self.total = self.done = 0
        self.began = time.monotonic()

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def say(self, text: str) -> None:
        with suppress(OSError, ValueError):  # nobody listens any more: the run is not about that
            print(text, file=self.out, flush=True)

    def expect(self, pages: int) -> None:
        self.total, self.done, self.began = pages, 0, time.monotonic()

    def cell(self, page: str, cell: int, of: int) -> None:
        pass

    def ended(self, page: str, seconds: float, error: str = "") -> None:
        self.done += 1
        left = self._left()
        what = f"LỖI (failed): {error}" if error else f"{_vi(seconds)} giây"
        self.say(f"[{self.done}/{self.total}] {page}: {what}{left}")

    def _left(self) -> str:
        if self.done < 2 or self.done >= self.total:
            return ""
        seconds = (time.monotonic() - self.began) / self.done * (self.total - self.done)
        return f", còn khoảng {_long(seconds)}" if seconds >= 1 else ""


class Bars(Lines):
    """A bar of pages with time left, and a line for each page that is running."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.bars = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self.running: dict[str, Any] = {}
        self.all: Any = None

    def __enter__(self) -> Bars:
        self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    def say(self, text: str) -> None:
        self.bars.console.print(text, markup=False, highlight=False)

    def expect(self, pages: int) -> None:
        super().expect(pages)
        self.all = self.bars.add_task("Các trang (pages)", total=pages)

    def cell(self, page: str, cell: int, of: int) -> None:
        if page not in self.running:
            self.running[page] = self.bars.add_task(f"  {page}", total=of)
        self.bars.update(self.running[page], completed=cell)

    def ended(self, page: str, seconds: float, error: str = "") -> None:
        super().ended(page, seconds, error)
        if page in self.running:
            self.bars.remove_task(self.running.pop(page))
        if self.all is not None:
            self.bars.update(self.all, completed=self.done)


def progress() -> Lines:
    """Bars when a person looks on, lines otherwise."""
    return Bars() if sys.stderr and sys.stderr.isatty() else Lines()


def tell(said: str, complaints: str) -> None:
    """How a run ended, on stdout, and what was wrong, on stderr. A reader that has gone changes nothing of it."""
    for text, stream in ((f"{said}\n", sys.stdout), (complaints, sys.stderr)):
        with suppress(OSError, ValueError):
            stream.write(text)
            stream.flush()


def _long(seconds: float) -> str:
    """A time as one says it: seconds, from two minutes on minutes, from two hours on hours and minutes."""
    minutes = round(seconds / 60)
    if seconds < 120:
        return f"{_vi(seconds)} giây"
    return f"{minutes} phút" if minutes < 120 else f"{minutes // 60} giờ {minutes % 60} phút"


def _vi(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")
