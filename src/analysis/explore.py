"""The panel of explore.ipynb: choose a measure, place and month, see all of it, take it to Excel."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from analysis.frames import Frame, figures, reports
from analysis.present import locale
from analysis.present.markup import refusal
from analysis.present.piece import Piece
from analysis.present.theme import lab_head
from analysis.present.view import View
from analysis.values import ParameterError

if TYPE_CHECKING:
    from analysis.book import Book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def panel(book: Book, measure: str, folder: str | Path | None = None) -> Panel:
    """The panel, showing `measure` first; workbooks are saved in `folder`, exports/ when None (`Book.save`).

    In JupyterLab it is a widget; where no front end can show one (papermill, nbconvert) it is plain pieces.
    Raises KeyError with "did you mean" for a measure that does not exist.
    """
    book.programme.measure(measure)
    return Panel(book, measure, None if folder is None else Path(folder))


def pieces(book: Book, measure: str) -> dict[str, Piece]:
    """Everything known of a measure, by tab. A piece that cannot be made is a box that says why."""
    view = book.view
    makers: dict[str, Callable[[], Piece]] = {
        view.say("path"): lambda: book.chart.path(measure),
        view.say("figures"): lambda: _shown(figures(view, measure)),
        view.say("judgement"): lambda: book.words.judgement(measure),
        view.say("vintages"): lambda: _shown(reports(view, measure)),
        view.say("back_test"): lambda: book.chart.backtest(measure),
        view.say("signal"): lambda: book.chart.signal(measure),
    }
    return {name: _made(view, name, maker) for name, maker in makers.items()}


def _shown(frame: Frame) -> Piece:
    """A frame as a piece."""
    return Piece(frame._repr_html_(), frame, str(frame.attrs["name"]))


class Panel:
    """Choosers, tabs and the button; `measure`, `place`, `month` are widgets whose `value` may be set."""

    def __init__(self, book: Book, measure: str, folder: Path | None):
        self.folder, self._books = folder, {(book.month, book.view.place): book}
        self.book = book
        view = self._view = book.view

        def chooser(kind: Any, what: str, value: str, options: list[tuple[str, str]], **more: Any) -> Any:
            wide = widgets.Layout(width="auto", min_width="22em")
            made = kind(options=options, value=value, layout=wide, description=what, **more)
            made.observe(lambda _: self._show(), names="value")
            return made

        self.measure = chooser(widgets.Dropdown, view.say("measure"), measure, _measures(view))
        self.place = chooser(widgets.Dropdown, view.say("place"), view.place, _places(view))
        slider = widgets.SelectionSlider
        self.month = chooser(slider, view.say("month"), book.month, _months(view), continuous_update=False)
        own = widgets.Layout(width="auto")
        self.save = widgets.Button(description=view.say("save_as_excel"), icon="download", layout=own)
        self.said, self.tabs = widgets.HTML(), widgets.Tab()
        choosers = [widgets.HTML(lab_head()), self.measure, self.place, self.month]
        self.box = widgets.VBox([*choosers, widgets.HBox([self.save, self.said]), self.tabs])
        self.shown: dict[str, Piece] = {}
        self.save.on_click(lambda _: self._save())
        self._show()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """A widget for a front end that has widgets, and the same as plain HTML and text for all others."""
        bundle = dict(self.box._repr_mimebundle_() or {})
        bundle["text/html"] = "".join(piece._repr_html_() for piece in self.shown.values())
        bundle["text/plain"] = repr(self)
        return bundle

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {piece.text}" for name, piece in self.shown.items() if piece.text)

    def _show(self) -> None:
        self.said.value = ""
        try:
            self.book = self._of(self.month.value, self.place.value)
            self.shown = pieces(self.book, self.measure.value)
        except (
            Exception
        ) as error:  # a month that cannot be judged must not leave another month's figures standing
            what = self._view.say("this_month_or_place_cannot")
            self.shown = {self._view.say("error"): Piece(refusal(self._view, what, _told(error)), text=what)}
        at = self.tabs.selected_index or 0
        self.tabs.children = [widgets.HTML(piece._repr_html_()) for piece in self.shown.values()]
        self.tabs.titles = tuple(self.shown)
        self.tabs.selected_index = min(at, len(self.shown) - 1)

    def _of(self, month: str, place: str) -> Book:
        if (month, place) not in self._books:
            whole = place == self._view.programme.area.id
            params = self.book.params.over({"month": month, "place": None if whole else place})
            self._books[month, place] = replace(self.book, params=params)
        return self._books[month, place]

    def _save(self) -> None:
        say, view, measure = self._view.say, self.book.view, self.measure.value
        name = file_name(measure, self.place.value, self.month.value)
        try:
            path = self.book.save(name, figures(view, measure), reports(view, measure), folder=self.folder)
        except (OSError, ParameterError) as error:
            self.said.value = f"<b>{escape(say('not_saved'))}: {escape(_told(error))}</b>"
            return
        link = f"data:{XLSX};base64,{base64.b64encode(path.read_bytes()).decode()}"
        self.said.value = (
            f"{escape(say('saved'))} <b>{escape(path.name)}</b> "
            f"{escape(say('in'))} {escape(str(path.parent))}. "
            f'<a style="text-decoration:underline" download="{escape(path.name)}" href="{link}">'
            f"{escape(say('download'))}</a>"
        )


def file_name(measure: str, place: str, month: str) -> str:
    """A file name that every system takes: measures found in data may be called anything."""
    safe = [re.sub(r"[^\w.-]+", "-", part).strip("-.")[:60] or "x" for part in (measure, place, month)]
    return "_".join(safe)


def _made(view: View, name: str, maker: Callable[[], Piece]) -> Piece:
    try:
        return maker()
    except Exception as error:  # one figure that cannot be drawn must not hide the others
        what = view.say("cannot_be_shown", name=name)
        return Piece(refusal(view, what, _told(error)), text=what)


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__


def _measures(view: View) -> list[tuple[str, str]]:
    return [(f"{m.short(view.lang)[:100]} ({m.id})", m.id) for m in view.programme.measures.values()]


def _places(view: View) -> list[tuple[str, str]]:
    options = [(view.place_name(view.programme.area.id), view.programme.area.id)]
    options += [(f"{u.called(view.lang)} ({u.code})", u.code) for u in view.places.units_on(view.day)]
    return options if view.place in {code for _, code in options} else [*options, (view.place, view.place)]


def _months(view: View) -> list[tuple[str, str]]:
    """Months of the programme's year with figures; the one shown now in any case."""
    frame = view.observations
    periods = frame.loc[frame["basis"] != "year", "period"].astype(str)
    year = {p for p in periods if p.startswith(f"{view.programme.year}-")} | {view.month}
    return [(locale.month(p, view.lang), p) for p in sorted(year)]
