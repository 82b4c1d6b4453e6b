"""Entry point of `brief`: a run that has nothing to do ends before anything is imported."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command. An error is told in words and never with a traceback."""
    status: str | int | None
    try:
        status = _main()
    except SystemExit as e:
        status = e.code
    except KeyboardInterrupt:  # while modules were imported, before the command heeds signals
        print("Đã dừng (stopped).", file=sys.stderr)
        status = 130
    _let_go()
    sys.exit(status)


def _main() -> int:
    _whole_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Windows consoles are not UTF-8 by themselves
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:2] == ["run"]:
        from analysis.run import unchanged

        if (status := unchanged.quick(sys.argv[2:])) is not None:
            return status
    from analysis import commands

    return commands.run_app()


def _whole_streams() -> None:
    """A stream that was closed before we began is one that nobody reads; its number must not become a file's."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if number == 0 else "w", encoding="utf-8"))  # noqa: SIM115


def _let_go() -> None:
    """What cannot be written any more, its reader being gone, does not change how the command ended."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1 if stream is sys.stdout else 2)
