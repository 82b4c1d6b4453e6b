"""The newest figures by commune, without rank or verdict."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.present import locale
from analysis.present.markup import Cell, Column, e, refusal, scrolled, section, sourced, table
from analysis.present.piece import Piece
from analysis.present.units import UnitFigure, unit_figures
from analysis.present.view import View
from analysis.programme import Measure


class PlaceTables:
    """Figures of the units beside each other."""

    view: View

    def communes(self, measures: Sequence[str] | None = None) -> Piece:
        """Units and measures, the longer list downwards: no rank, no status; rates on few events as n/N."""
        v = self.view
        wanted = (
            list(measures)
            if measures is not None
            else [m for m in v.programme.measures if m not in ("1", "2", "3")]
        )
        columns_of = {m: {u.code: u for u in unit_figures(v, m)} for m in wanted}
        columns_of = {m: units for m, units in columns_of.items() if units}
        title = v.say("figures_by_commune_to_the", month_name=locale.month_name(v.month, v.lang))
        if not columns_of:
            what = v.say("no_figures_by_commune_this")
            return Piece(section(e(title), refusal(v, what)), text=what)
        names = {u.code: u.name for units in columns_of.values() for u in units.values()}
        order = [u.code for u in v.places.units_on(v.day) if u.code in names]
        shown = [v.programme.measure(m) for m in columns_of]
        called = [e(m.short(v.lang)) + f"<small>{e(locale.unit(m.unit, v.lang))}</small>" for m in shown]
        figures = [[self._figure(columns_of[m.id].get(c), m) for c in order] for m in shown]
        if len(order) <= len(shown):
            heads = [v.say("measure_noi_dung"), *(e(_bare(names[c])) for c in order)]
            rows = [[Cell(name, head=True), *line] for name, line in zip(called, figures, strict=True)]
        else:  # the longer list stands below one another: a sheet of paper has no room for 17 columns
            heads = [v.say("unit_don_vi"), *called]
            rows = [[Cell(e(names[c]), head=True), *line] for c, *line in zip(order, *figures, strict=True)]
        columns = [Column(heads[0]), *(Column(h, "n") for h in heads[1:])]
        note = v.say("no_rank_and_no_verdict")
        html = scrolled(title, table(columns, rows, e(title), "many")) + f'<p class="note">{e(note)}</p>'
        frame = pd.DataFrame(
            {
                m: {c: (u.now if u.now is not None else None) for c, u in units.items()}
                for m, units in columns_of.items()
            }
        )
        return Piece(section(e(title), html), frame.reindex(order), title)

    def _figure(self, u: UnitFigure | None, m: Measure) -> str:
        """A unit's figure, opening to its cells, with the months it speaks of; ready HTML."""
        v = self.view
        if u is None or u.now is None:
            return locale.NONE
        text = u.parts(v) if u.small else locale.amount(u.now, m.unit, v.lang)
        when = u.when(v)
        return sourced(v, e(text), u.keys) + (f"<small>{e(when)}</small>" if when else "")


def _bare(name: str) -> str:
    """A unit's name without what kind of unit it is, for a narrow heading."""
    return name.removeprefix("Xã ").removeprefix("Thị trấn ").removeprefix("Phường ")
