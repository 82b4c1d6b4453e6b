"""What papermill's entry point names: the engine, imported when it is used.

Papermill loads entry points while it is itself being imported, so nothing here may import papermill.
"""

from __future__ import annotations

from typing import Any


class _Later:
    """Stands for analysis.run.engine.WarmEngine."""

    def __getattr__(self, name: str) -> Any:
        from analysis.run.engine import WarmEngine

        return getattr(WarmEngine, name)


Engine = _Later()
