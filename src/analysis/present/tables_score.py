"""How far the brief of past years was right: a card by year, and how its forecasts moved within the year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.assess.score import bias, past_forecasts, score
from analysis.assess.spread import ENOUGH_MEASURES
from analysis.present import locale
from analysis.present.markup import Cell, Column, e, heads, section, table, unasked
from analysis.present.piece import Piece
from analysis.present.view import View

MONTHS = (3, 6, 9, 11)


def scorecard(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """Each past year forecast in this month from the years before it, beside what came; below it the mean error of
    the year's forecast by month, tested for a bias. Empty on pages where fewer than five
    units had a plan; of rows it says so.

    Data: a row a year: year, units, met, brier, base, linear, covered, high, high_met, met_but_off,
    missed_but_on (shares 0-1).
    """
    units = {
        x.measure.id
        for x in v.measures(of)
        if x.measure.kind == "flow" and x.measure.rule in {"ge", "gt"} and x.target.counted
    }
    if v.day.month == 12 or not v.whole or len(units) < ENOUGH_MEASURES:
        return unasked(v, of, v.say("nothing_to_score", n=ENOUGH_MEASURES))
    rows = past_forecasts(v.series_of(v.day.month), v.day.month)
    rows = rows[rows["measure"].isin(units)]
    judged = rows[rows["probability"].notna()]
    judged = judged[judged.groupby("year")["measure"].transform("size") >= ENOUGH_MEASURES]
    if judged.empty:
        return unasked(v, of, v.say("nothing_to_score", n=ENOUGH_MEASURES))
    frame = pd.DataFrame([{"year": int(y), **score(part)} for y, part in judged.groupby("year")])
    newest = frame.to_dict("records")[-1]
    when, last, high = locale.month_name(v.month, v.lang), newest["year"], newest["high"]
    met = round(newest["high_met"] * high) if high else 0
    held, count = f"{round(newest['covered'] * newest['units'])}", newest["units"]
    title = v.say(
        "how_right_last_years_brief", when=when, last=last, held=held, count=count, high=high, met=met
    )
    columns = heads(
        v,
        "year! met_the_plan:n called_likely_met:n met_called_unlikely:n missed_called_likely:n "
        "range_8_in_10_holds:n brier_score:n knowing_only_the_years_rate:n linear_rule:n",
    )
    html = table(columns, [_line(v, f) for f in frame.to_dict("records")], e(title), "cards")
    html += f'<p class="note">{e(v.say("each_year_is_forecast_again"))}</p>' + _triangle(v, units)
    return Piece(section(e(title), html), frame, title)


def _line(v: View, f: dict) -> list[Cell | str]:
    lang = v.lang
    high = f"{round(f['high_met'] * f['high'])}/{f['high']}" if f["high"] else locale.NONE
    shares = [locale.percent(100 * f[k], lang) for k in ("met_but_off", "missed_but_on", "covered")]
    scores = [locale.number(f[k], 3, lang) for k in ("brier", "base", "linear")]
    return [Cell(e(str(f["year"])), head=True), *map(e, (f"{f['met']}/{f['units']}", high, *shares, *scores))]


def _triangle(v: View, units: set[str]) -> str:
    """Mean error of the year's forecast by year and month, of the first count to date, and a test of bias."""
    columns, labels = [], []
    for month in MONTHS:
        rows = past_forecasts(v.series_of(month), month)
        rows = rows[rows["measure"].isin(units)]
        columns.append((100 * (rows["total"] / rows["end"] - 1)).groupby(rows["year"]).mean())
        labels.append(locale.month_name(f"{v.year}-{month:02d}", v.lang).capitalize())
        if month == 6:
            revised = rows[(rows["first"] > 0) & np.isfinite(rows["now"])]
            moved = (100 * (revised["now"] / revised["first"] - 1)).groupby(revised["year"]).mean()
    columns.append(moved)
    labels.append(v.say("first_halfs_figure_revised_later"))
    wide = pd.concat(columns, axis=1, keys=labels).sort_index()
    lines = [
        [Cell(e(str(y)), head=True), *(e(locale.percent(x, v.lang, True)) for x in wide.loc[y])]
        for y in wide.index
    ]
    said = []
    for label in labels:
        mean, apart = bias(wide[label].to_numpy(float))
        word = {True: v.say("biased"), False: v.say("no_bias_shown"), None: v.say("one_year_only")}[apart]
        said.append(e(f"{locale.percent(mean, v.lang, True)}: {word}") if np.isfinite(mean) else locale.NONE)
    lines.append([Cell(e(v.say("mean_binh_quan")), head=True), *said])
    caption = v.say("how_far_the_years_forecast")
    note = v.say("mean_over_the_units_plus")
    heads = [Column(v.say("year"), phone=""), *(Column(e(label), "n") for label in labels)]
    return table(heads, lines, e(caption), "cards", hide_caption=False) + f'<p class="note">{e(note)}</p>'
