"""The log of one run: a JSON object a line, of what its progress tells."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from analysis import told
from analysis.run.progress import Lines

FULL = 1_000_000  # bytes, after which it tells of failures and of the end alone, and of these as many again


class Log(Lines):
    """Writes down what it hands on to `shown`: time, stage (read, pages, publish), notebook and event."""

    def __init__(self, path: Path, mask: told.Mask, shown: Lines):
        self.path, self.mask, self.shown = path, mask, shown
        self.stage, self.going, self.left, self.bytes = "read", set[str](), 0, 0
        self.file: Any = None
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.file = path.open("xb", buffering=0)

    def event(self, event: str, **more: Any) -> None:
        """Write a line; a log that cannot be written does not end the run."""
        if self.file is None or self.bytes > {"failed": 2 * FULL, "end": 3 * FULL}.get(event, FULL):
            return
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        more = {k: told.short(self.mask(v)) if isinstance(v, str) else v for k, v in more.items()}
        text = json.dumps({"time": now, "stage": self.stage, "event": event, **more}, ensure_ascii=False)
        with suppress(OSError):
            self.bytes += self.file.write(text.encode("utf-8", "backslashreplace") + b"\n") or 0

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None

    def __enter__(self) -> Log:
        self.shown.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.shown.__exit__(*error)

    def say(self, text: str) -> None:
        self.shown.say(text)
        self.event("said", text=text)

    def expect(self, pages: int) -> None:
        self.shown.expect(pages)
        self.stage, self.left = "pages", pages
        self.event("pages", of=pages)

    def cell(self, page: str, cell: int, of: int) -> None:
        self.shown.cell(page, cell, of)
        if page not in self.going:
            self.going.add(page)
            self.event("start", notebook=page)

    def ended(self, page: str, seconds: float, error: str = "") -> None:
        self.shown.ended(page, seconds, error)
        more = {"error": error} if error else {}
        self.event("failed" if error else "done", notebook=page, seconds=seconds, **more)
        self.going.discard(page)
        self.left -= 1
        if self.left <= 0:
            self.stage = "publish"


def unfinished(path: Path) -> dict[str, Any] | None:
    """What the log of a run that has no line in the record tells: that it goes on or died, and how far it had come."""
    import psutil

    try:
        first, *rest = [json.loads(text) for text in path.read_bytes().splitlines() if text.endswith(b"}")]
        last = [first, *rest][-1]
        if last["event"] == "end":
            return None
        over = {line["notebook"] for line in rest if line["event"] in ("done", "failed")}
        going = [
            line["notebook"] for line in rest if line["event"] == "start" and line["notebook"] not in over
        ]
        where = f"{last['stage']}: {', '.join(going)}".removesuffix(": ")
        # of another process that has its number by now the beginning is later
        alive = psutil.pid_exists(first["pid"]) and psutil.Process(first["pid"]).create_time()
        goes_on = alive and alive <= dt.datetime.fromisoformat(first["time"]).timestamp() + 1
        told_of = {k: v for k, v in first.items() if k not in ("time", "stage", "event", "pid")}
        return {**told_of, "outcome": "running" if goes_on else "died", "reason": where}
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return None
