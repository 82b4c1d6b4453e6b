"""The newest figures by commune, without rank or verdict."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.present import locale
from analysis.present.markup import Cell, Column, e, refusal, scrolled, section, sourced, table
from analysis.present.piece import Piece
from analysis.present.units import UnitFigure, missing, unit_figures
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

    def place(self) -> Piece:
        """One unit beside the whole area: its figure now and before, the area's, what lacks to the area's target;
        below, what it is asked, and what it has not sent. No rank and no verdict: targets are not divided among units.

        `.data`: measure, value, area, gap (points, of shares), before, lacking (units of the numerator)."""
        v = self.view
        if v.whole or v.area is None:
            return Piece("")
        name = v.place_name(v.place)
        title = v.say("place_beside_area", place=name)
        columns = [
            Column(v.say("measure_noi_dung")), Column(e(_bare(name)), "n"), Column(v.say("whole_area"), "n"),
            Column(v.say("beside_area"), "n"), Column(v.say("the_period_before").capitalize(), "n"),
            Column(v.say("to_the_area_s_target"), "n"),
        ]  # fmt: skip
        rows, frame = [], []
        for m in v.programme.measures.values():
            u = next(iter(unit_figures(v, m.id)), None)
            if u is None or u.now is None or m.id not in v.area.measures:
                continue
            area = v.area.measures[m.id]
            at = f"{v.year}-{u.months[0]:02d}" if m.kind == "level" and len(u.months) == 1 else v.month
            alike = area.to_date is not None and (
                at == (area.basis_month or v.month) if m.kind == "level" else not u.months
            )
            share = m.kind in ("level", "ratio") and m.unit == "%" and not u.small
            gap = u.now - area.to_date if share and alike and area.to_date is not None else None
            whole = (
                e(locale.amount(area.to_date, m.unit, v.lang)) if area.to_date is not None else locale.NONE
            )
            if u.months and not alike and area.to_date is not None:
                whole += f"<small>{e(locale.so_far(area.basis_month or v.month, v.lang))}</small>"
            least = area.target_low if share and m.rule in ("ge", "gt") else None
            lacks = missing(u, least) if least is not None else None
            rows.append([
                Cell(e(m.short(v.lang)) + f"<small>{e(locale.unit(m.unit, v.lang))}</small>", head=True),
                self._figure(u, m),
                whole,
                e(locale.distance(gap, m.unit, v.lang)) if gap is not None else locale.NONE,
                e(locale.amount(u.before, m.unit, v.lang)) if u.before is not None else locale.NONE,
                e(v.say("short_of", n=locale.number(lacks, 0, v.lang))) if lacks else locale.NONE,
            ])  # fmt: skip
            frame.append((m.id, u.now, area.to_date, gap, u.before, lacks))
        data = pd.DataFrame(frame, columns=["measure", "value", "area", "gap", "before", "lacking"])
        if not rows:
            what = v.say("no_figures_by_commune_this")
            return Piece(section(e(title), refusal(v, what), level=2), text=what)
        note = f'<p class="note">{e(v.say("no_verdict_and_no_rank"))}</p>'
        html = (
            table(columns, rows, e(title), "cards exc place") + note + self._asked_of(name) + self._not_sent()
        )
        return Piece(section(e(title), html, level=2), data, title)

    def _asked_of(self, name: str) -> str:
        """What the month's notes ask of the unit: its name stands in who leads, in the proposal or in the task."""
        v = self.view
        asks = [
            a
            for a in v.notes.asks
            if any(name.casefold() in t.casefold() for t in (a.lead, a.proposal, a.what))
        ]
        if not asks:
            return ""
        by = v.say("by").lower()
        items = "".join(
            f"<li>{v.noted(a.what)} {v.noted(a.proposal)}"
            + (f" <b>{e(by)} {e(locale.date(a.deadline, v.lang))}</b>" if a.deadline else "")
            + "</li>"
            for a in asks
        )
        return f"<h3>{e(v.say('asked_of_place', place=name))}</h3><ul>{items}</ul>"

    def _not_sent(self) -> str:
        """The monthly measures of which the unit has sent figures this year but none of this month."""
        v = self.view
        behind = []
        for m in v.programme.measures.values():
            rows = v.known[(v.known["measure"] == m.id) & (v.known["place"] == v.place)]
            own = set(rows.loc[rows["period"].str.startswith(f"{v.year}-"), "period"])
            if m.cadence == "month" and own and v.month not in own and not any("Q" in p for p in own):
                behind.append(f"{m.short(v.lang)} ({v.say('newest')} {locale.month_short(max(own), v.lang)})")
        if not behind:
            return ""
        said = v.say("place_owes", month=locale.month_name(v.month, v.lang), names="; ".join(behind))
        return f'<p class="note">{e(said)}</p>'

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
