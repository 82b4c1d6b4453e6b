"""What papermill's entry point names: the engine, imported when it is used.

Papermill loads entry points while it is itself being imported, so nothing here may import papermill.
"""

from __future__ import annotations

from typing import Any


class Engine:
    """Stands for analysis.run.engine.WarmEngine."""

    @staticmethod
    def execute_notebook(*args: Any, **kwargs: Any) -> Any:
        return _engine().execute_notebook(*args, **kwargs)

    @staticmethod
    def nb_kernel_name(nb: Any, name: str | None = None) -> str:
        return _engine().nb_kernel_name(nb, name)

    @staticmethod
    def nb_language(nb: Any, language: str | None = None) -> str:
        return _engine().nb_language(nb, language)


def _engine() -> Any:
    from analysis.run.engine import WarmEngine

    return WarmEngine
