"""What papermill's entry point names: `--engine warm` on papermill's own command line is its own engine.

Papermill loads entry points while it is itself being imported, so nothing here may import papermill.
"""

from __future__ import annotations

from typing import Any


class _Later:
    """Stands for papermill's NBClientEngine."""

    def __getattr__(self, name: str) -> Any:
        from papermill.engines import NBClientEngine

        return getattr(NBClientEngine, name)


Engine = _Later()
