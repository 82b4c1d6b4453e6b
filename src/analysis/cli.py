"""Entry point of `brief`: a run that has nothing to do ends before anything is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command. An error is told in words and never with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Windows consoles are not UTF-8 by themselves
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:2] == ["run"]:
        from analysis.run import unchanged

        if (status := unchanged.quick(sys.argv[2:])) is not None:
            sys.exit(status)
    from analysis import commands

    sys.exit(commands.run_app())
