"""What a notebook asks a book for: charts, tables and words, each a function of the page's view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from html import escape
from types import MethodType
from typing import Any

from analysis.present import (
    charts_bullets,
    charts_crops,
    charts_data,
    charts_economy,
    charts_levels,
    charts_method,
    charts_overview,
    charts_path,
    charts_periods,
    charts_places,
    sentences,
    tables_annex,
    tables_brief,
    tables_changes,
    tables_data,
    tables_look_back,
    tables_measures,
    tables_outcome,
    tables_places,
    tables_score,
    tables_strip,
    tables_works,
    words,
    words_pages,
)
from analysis.present.piece import Piece
from analysis.present.view import View
from analysis.values import asked_rightly
from analysis.yamlfile import Unoffered, closest


class Offered:
    """`functions` of a view, asked for without it: `book.chart.path("4")` is `charts_path.path(view, "4")`.

    Each gives a Piece, of plain words too; with `mark` it carries that. Raises AttributeError with "did you mean" for
    another name, and ParameterError for what the function does not take.
    """

    functions: tuple[Callable[..., Any], ...] = ()

    def __init__(self, view: View, mark: str = ""):
        for f in self.functions:
            vars(self)[f.__name__] = MethodType(_piece(asked_rightly(f), mark), view)

    def __getattr__(self, name: str) -> Any:
        meant = closest(name, [f.__name__ for f in self.functions]) if not name.startswith("_") else ""
        there = f"có phải ý là “{meant}”? (did you mean)" if meant else "gõ Tab để xem tên (tab lists them)"
        raise Unoffered(f"không có “{name}”; {there}")


class Charts(Offered):
    """Each gives a Piece: the finding as heading, pictures, the data behind, what follows."""

    functions = (
        charts_path.path, charts_path.story, charts_bullets.bullets, charts_bullets.parts,
        charts_levels.levels,
        charts_economy.contribution, charts_economy.budget, charts_crops.crops, charts_periods.quarters,
        charts_periods.births, charts_places.communes, charts_places.commitments,
        charts_data.revisions, charts_method.backtest, charts_method.signal, charts_overview.multiples,
        charts_overview.deadlines, charts_overview.punctuality,
    )  # fmt: skip


class Tables(Offered):
    """Each gives a Piece: ready HTML, the frame behind it, the same in plain words."""

    functions = (
        tables_strip.strip, tables_brief.asks, tables_brief.assigned, tables_brief.exceptions, tables_annex.annex,
        tables_annex.group, tables_works.commitments, tables_measures.events, tables_measures.pairs,
        tables_measures.measure, tables_places.communes, tables_places.place, tables_data.sources,
        tables_data.inputs, tables_data.problems, tables_data.findings, tables_data.reporting,
        tables_data.revisions, tables_outcome.outcome, tables_score.scorecard, tables_changes.changes,
        tables_look_back.look_back,
    )  # fmt: skip


class Words(Offered):
    """Head, conclusion, explanations: each gives a Piece."""

    functions = (
        words.head, words.headline, words.money, words.likely, words.conclusion, words.outlook, words.foot,
        words.banner, words_pages.title, words_pages.page_head, words_pages.contents,
        words_pages.question, words_pages.refusal, words_pages.summary, words_pages.not_judged,
        words_pages.how_to_read, sentences.judgement, sentences.chance,
    )  # fmt: skip


def _piece(function: Callable[..., Any], mark: str) -> Callable[..., Piece]:
    """The function, whose words are a piece, and whose pieces carry the mark."""

    @wraps(function)
    def piece(*args: Any, **kwargs: Any) -> Piece:
        out = function(*args, **kwargs)
        if isinstance(out, str):
            out = Piece(f"<p>{escape(out)}</p>" if out else "", text=out)
        if not mark or not out.html:
            return out
        html = f'<p class="banner">{escape(mark)}</p>{out.html}'
        return replace(out, html=html, text=f"{mark}. {out.text}", mark=mark)

    return piece
