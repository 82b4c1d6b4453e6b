"""What a notebook asks a book for: charts, tables and words, each a function of the page's view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from html import escape
from types import FunctionType, ModuleType
from typing import Any

import pandas as pd

from analysis.language import say
from analysis.present import (
    charts_economy,
    charts_method,
    charts_overview,
    charts_path,
    charts_periods,
    charts_places,
    charts_plans,
    sentences,
    tables_annex,
    tables_brief,
    tables_changes,
    tables_data,
    tables_events,
    tables_look_back,
    tables_outcome,
    tables_places,
    tables_score,
    tables_strip,
    tables_works,
    words,
    words_pages,
)
from analysis.present.markup import refused
from analysis.present.piece import Piece
from analysis.present.view import View
from analysis.values import asked_rightly
from analysis.yamlfile import Unoffered


class Offered:
    """Functions of a view, asked for without it: `book.chart.path("4")` is `charts_path.path(view, "4")`.

    Offered is every public function of its modules that gives a Piece; it carries the mark of a supposition. Raises
    AttributeError with "did you mean" for another name, and ParameterError for what the function does not take.
    """

    _modules: tuple[ModuleType, ...]

    def __init_subclass__(cls):
        for module in cls._modules:
            for name, f in vars(module).items():
                own = isinstance(f, FunctionType) and f.__module__ == module.__name__
                if own and name[0] != "_" and f.__annotations__["return"] == "Piece":
                    setattr(cls, name, _of(f))

    def __init__(self, view: View):
        self._view = view

    def __getattr__(self, name: str) -> Any:
        raise Unoffered(name, functions(type(self)))


def functions(offered: type[Offered]) -> dict[str, Callable[..., Any]]:
    """What is offered under which name, without the marks and questions around it."""
    return {name: f.__wrapped__ for name, f in vars(offered).items() if hasattr(f, "__wrapped__")}


def _of(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as a method: its view and the mark are those of what it is asked of."""
    told = asked_rightly(function)

    @wraps(function)
    def method(self: Offered, *args: Any, **kwargs: Any) -> Piece:
        supposed = self._view.supposition
        frames = (given for given in (*args, *kwargs.values()) if isinstance(given, pd.DataFrame))
        bare = next((frame for frame in frames if not len(frame)), None)  # a filter may leave none
        if bare is not None:
            out: Any = refused(self._view, bare.attrs.get("empty") or say(self._view.lang, "no_row"))
        else:
            out = told(self._view, *args, **kwargs)
        if out.data is not None:
            mark = " · ".join(filter(None, (supposed, words.banner(self._view))))
            out = replace(out, mark=mark, lang=self._view.lang)
        if not supposed or not out.html:
            return out
        html = f'<p class="banner">{escape(supposed)}</p>{out.html}'
        return replace(out, html=html, text=f"{supposed}. {out.text}")

    return method


class Charts(Offered):
    """Each gives a Piece: the finding as heading, pictures, the data behind, what follows."""

    _modules = (
        charts_economy,
        charts_method,
        charts_overview,
        charts_path,
        charts_periods,
        charts_places,
        charts_plans,
    )


class Tables(Offered):
    """Each gives a Piece: ready HTML, the frame behind it, the same in plain words."""

    _modules = (
        *(tables_annex, tables_brief, tables_changes, tables_data, tables_events, tables_look_back),
        *(tables_outcome, tables_places, tables_score, tables_strip, tables_works),
    )


class Words(Offered):
    """Head, conclusion, explanations: each gives a Piece."""

    _modules = sentences, words, words_pages
