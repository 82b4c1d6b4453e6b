"""What a notebook asks a book for: charts, tables and words, each a function of the page's view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from html import escape
from typing import Any

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
from analysis.present.piece import Piece
from analysis.present.view import View
from analysis.values import asked_rightly
from analysis.yamlfile import Unoffered, closest


class Offered:
    """Functions of a view, asked for without it: `book.chart.path("4")` is `charts_path.path(view, "4")`.

    Each gives a Piece, of plain words too; with `mark` it carries that. Raises AttributeError with "did you mean" for
    another name, and ParameterError for what the function does not take.
    """

    def __init__(self, view: View, mark: str = ""):
        self._view, self._mark = view, mark

    def __getattr__(self, name: str) -> Any:
        meant = closest(name, functions(type(self))) if not name.startswith("_") else ""
        there = f"có phải ý là “{meant}”? (did you mean)" if meant else "gõ Tab để xem tên (tab lists them)"
        raise Unoffered(f"không có “{name}”; {there}")


def functions(offered: type[Offered]) -> dict[str, Callable[..., Any]]:
    """What is offered under which name, without the marks and questions around it."""
    return {name: f.__wrapped__ for name, f in vars(offered).items() if hasattr(f, "__wrapped__")}


def _of(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as a method: its view and the mark are those of what it is asked of."""
    told = asked_rightly(function)

    @wraps(function)
    def method(self: Offered, *args: Any, **kwargs: Any) -> Piece:
        out = told(self._view, *args, **kwargs)
        if isinstance(out, str):
            out = Piece(f"<p>{escape(out)}</p>" if out else "", text=out)
        if out.data is not None:
            mark = " · ".join(filter(None, (self._mark, words.banner(self._view))))
            out = replace(out, mark=mark, lang=self._view.lang)
        if not self._mark or not out.html:
            return out
        html = f'<p class="banner">{escape(self._mark)}</p>{out.html}'
        return replace(out, html=html, text=f"{self._mark}. {out.text}")

    return method


class Charts(Offered):
    """Each gives a Piece: the finding as heading, pictures, the data behind, what follows."""

    path = _of(charts_path.path)
    story = _of(charts_path.story)
    bullets = _of(charts_plans.bullets)
    parts = _of(charts_plans.parts)
    levels = _of(charts_plans.levels)
    contribution = _of(charts_economy.contribution)
    crops = _of(charts_plans.crops)
    quarters = _of(charts_periods.quarters)
    births = _of(charts_periods.births)
    communes = _of(charts_places.communes)
    commitments = _of(charts_places.commitments)
    backtest = _of(charts_method.backtest)
    signal = _of(charts_method.signal)
    multiples = _of(charts_overview.multiples)
    deadlines = _of(charts_overview.deadlines)
    punctuality = _of(charts_overview.punctuality)


class Tables(Offered):
    """Each gives a Piece: ready HTML, the frame behind it, the same in plain words."""

    strip = _of(tables_strip.strip)
    asks = _of(tables_brief.asks)
    assigned = _of(tables_brief.assigned)
    exceptions = _of(tables_brief.exceptions)
    annex = _of(tables_annex.annex)
    group = _of(tables_annex.group)
    commitments = _of(tables_works.commitments)
    events = _of(tables_events.events)
    communes = _of(tables_places.communes)
    place = _of(tables_places.place)
    sources = _of(tables_data.sources)
    findings = _of(tables_data.findings)
    outcome = _of(tables_outcome.outcome)
    scorecard = _of(tables_score.scorecard)
    changes = _of(tables_changes.changes)
    look_back = _of(tables_look_back.look_back)


class Words(Offered):
    """Head, conclusion, explanations: each gives a Piece."""

    head = _of(words.head)
    headline = _of(words.headline)
    money = _of(words.money)
    likely = _of(words.likely)
    conclusion = _of(words.conclusion)
    outlook = _of(words.outlook)
    foot = _of(words.foot)
    banner = _of(words.banner)
    title = _of(words_pages.title)
    page_head = _of(words_pages.page_head)
    contents = _of(words_pages.contents)
    question = _of(words_pages.question)
    refusal = _of(words_pages.refusal)
    summary = _of(words_pages.summary)
    not_judged = _of(words_pages.not_judged)
    how_to_read = _of(words_pages.how_to_read)
    judgement = _of(sentences.judgement)
    chance = _of(sentences.chance)
