"""All rows of the annex in its own order, and the same table for one group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.assess.assessments import Row
from analysis.present import locale
from analysis.present.markup import Cell, Column, anchor, e, folded, heads, nothing, section, sourced, table
from analysis.present.piece import Piece
from analysis.present.units import UnitFigure, unit_figure
from analysis.present.view import IN_PART, Entry, View, own_words
from analysis.programme import Measure, Target

MOST_NUMBERS = 10  # of measures, in a note
_TOLD = (
    "measure target_low target_high to_date share_of_target distance change_on_year year_end_p10 year_end_p90 "
    "probability status"
).split()


def annex(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """Every row of the annex in its groups and order, the row without a number too, n/N per group; of a group, or of
    rows of `book.verdicts`, theirs, each figure opening to all of its cells."""
    if of is not None:
        return _part(v.only(of), of)
    title = v.say("annex_all_of", nouns=v.nouns, year=v.year)
    if not v.whole:
        title = v.say("figures_in_the_annexs_order")
    elif v.owner:
        title = v.say("targets_in_charge", year=v.year)
    rows = _banded(v, short=True)
    if not rows:
        return nothing(title, v.say("no_target"), "annex", 2)
    html = table(_columns(v), rows, e(title), _cls(v), bare=True)
    ways = [("main", v.say("back_to_the_top"))]
    if v.whole:
        ways += [("exceptions", v.say("contents_exceptions")), ("assigned", v.say("work_assigned"))]
    links = " · ".join(f'<a href="#{to}">{e(words)}</a>' for to, words in ways)
    back = f'<p class="back">{links}</p>'
    html = folded(v.say("open_the_annex"), html + _notes(v, short=True) + back)
    return Piece(section(e(title), html, "annex", 2, "annex"), _frame(v), title)


def _part(v: View, of: str | pd.DataFrame) -> Piece:
    """The rows of a group, or those that were asked for."""
    one = v.programme.group(of) if isinstance(of, str) else None
    rows = _rows(v, one.id) if one else _banded(v)
    name, month = one.name(v.lang) if one else v.nouns.capitalize(), locale.month_name(v.month, v.lang)
    title = v.say("figures_to_the_end_of", name=name, month_name=month)
    if not rows:
        return nothing(e(title), v.say("no_figure_of_this_group"))
    html = table(_columns(v), rows, e(title), _cls(v), bare=True)
    return Piece(section(e(title), html + _notes(v), "annex"), _frame(v), title)


def _banded(v: View, short: bool = False) -> list:
    """The rows of every group, its name above them."""
    found: list = []
    for g in v.programme.groups:
        if body := _rows(v, g.id, short):
            name, said = map(e, band(v, g))
            found += [f'{name} <span class="lt">– {said}</span>' if said else name, *body]
    return found


def _cls(v: View) -> str:
    return "annex" if any(x.judged for x in v.measures()) else "annex plain"


def _columns(v: View) -> list[Column]:
    return [
        Column(v.say("no"), "no", ""),
        Column(e(v.nouns.capitalize()), "nm", ""),
        *heads(
            v,
            "plan_ke_hoach_3:n,pl to_date_thuc_hien:n,now of_plan_gap:n,shr on_year:n,yoy "
            "year_end_8_in_10:n,fc chance:n,pr status!:sts",
        ),
    ]


def band(v: View, group) -> tuple[str, str]:
    """A group's name with its number, and n/N of its rows in words; no count on the page of a commune. Text."""
    rows = [r for t, r in v.rows(group.id) if t.counted]
    name = ". ".join(filter(None, (group.roman, group.name(v.lang))))
    if not rows or not v.whole:
        return name, ""
    good = sum(r.status in {"achieved", "on_track"} and r.by == "figures" for r in rows)
    own = sum(r.by == "self" for r in rows)
    text = v.say("on_track_dat_tien_do", good=good, n_rows=len(rows))
    if all(v.row_entry(r).unjudged for r in rows):
        return name, v.say("not_judged_chua_danh_gia_6")
    if v.closed:
        met = sum(r.status == "achieved" for r in rows)
        text = v.say("met_or_surpassed", met=met, n_rows=len(rows))
        if good > met:
            text += v.say("within_the_estimate", good=good - met)
    if own:
        text += v.say("by_self_assessment", own=own)
    return name, text


def _rows(v: View, group: str, short: bool = False) -> list[list[Cell | str]]:
    return [
        _head(v, target, row)
        if x is None
        else _line(v, x, target, lead, short and not lead and apart, v.sources_shown if short else None)
        for target, row, x, lead, apart in ordered(v, group)
    ]


def ordered(v: View, group: str) -> Iterator[tuple[Target, Row | None, Entry | None, bool, bool]]:
    """The annex's rows in its order: target, its verdict, the measure (None: of a target whose measures stand
    below it), whether the measure stands for its target, whether the target has such a row above."""
    for target in v.programme.targets:
        if target.group != group:
            continue
        entries = v.measures([m.id for m in target.measures])
        if not v.whole:
            entries = [x for x in entries if x.a.to_date is not None or _own(v, x)]
        if not entries:
            continue
        row = v.assessments.rows.get(target.id)
        binding = [x for x in entries if x.measure.role == "main" and x.measure.rule != "watch"]
        apart = len(entries) > 1 and len(binding) != 1
        if apart:
            yield target, row, None, True, True
            yield from ((target, row, x, False, True) for x in entries)
        else:
            lead = binding[0] if binding else entries[0]
            yield target, row, lead, True, False
            yield from ((target, row, x, False, False) for x in entries if x is not lead)


def _head(v: View, target: Target, row: Row | None) -> list[Cell | str]:
    """A row of several binding measures: its name and the compound verdict."""
    verdict = ""
    if row is not None and v.whole:
        verdict = v.row_entry(row).status_html
        if row.by == "self":
            verdict += f"<small>{e(v.say('the_owner', said=own_words(row.self_assessment, v.lang)))}</small>"
    name = f'<span id="{_row_id(v, target)}">{e(target.name(v.lang))}</span>'
    return [Cell(e(target.no), "hd"), Cell(name, "hd", head=True), *[Cell("", "hd")] * 6, Cell(verdict, "hd")]


def _row_id(v: View, target: Target) -> str:
    return e(anchor("r", target.id, (t.id for t in v.programme.targets)))


def _line(v: View, x: Entry, target: Target, lead: bool, short: bool, files: int | None) -> list[Cell | str]:
    """A measure's row, its figure opening to `files` files, None for all."""
    a = x.a
    id = f' id="{_row_id(v, target)}"' if lead else ""
    owner = v.owner_name(a.owner) if a.owner and not v.sole_owner else ""
    role = v.say("striven_for") if x.measure.role == "striven" else ""
    under = " · ".join(filter(None, (x.unit, role, owner)))
    # the annex's row is called as the annex calls it; a component carries its own name
    title = x.full if lead else x.name
    paper = f' data-s="{e(x.short)}"' if short and x.short != title else ""  # whose pages are few
    mine = e(anchor("m", x.measure.id, v.programme.measures))
    name = f'<span{id}{paper}>{e(title)}</span><small id="{mine}">{e(under)}</small>'
    label = target.no if lead else x.measure.id if x.measure.role == "component" else ""
    verdict = x.status_html
    if told := v.say("the_owner", said=x.own_words) if x.own_words else x.rests_on:
        verdict += f"<small>{e(told)}</small>"
    first = (Cell(e(label)), Cell(name, "" if lead else "cmp", head=True))
    if not x.judged:
        return [*first, "", _now(v, x, files), "", x.on_year_html, "", "", ""]
    plan = e(x.plan)
    if a.stretch is not None:
        plan += f"<small>{v.say('striven_for')} {e(locale.number(a.stretch, None, v.lang))}</small>"
    end = e(x.year_end)
    if a.owner_forecast is not None:
        end += f"<small>{v.say('owner')} {e(x.amount(a.owner_forecast))}</small>"
    # a phone leaves a cell out where there is no figure
    texts = (x.progress_html, x.on_year_html, end, e(x.chance))
    thin = [Cell(text, "nil" if text == locale.NONE else "") for text in texts]
    return [*first, plan, _now(v, x, files), *thin, verdict]


def _now(v: View, x: Entry, files: int | None) -> str:
    """The figure to date, opening to its cells, with n/N and the month it speaks of."""
    a = x.a
    if a.to_date is None:
        return figure(v, None if v.whole else _own(v, x), x.measure, files)
    html = sourced(v, x.figure_html, a.keys, files)
    told = beside(v, x)
    return html + (f"<small>{e(told)}</small>" if told else "")


def _own(v: View, x: Entry) -> UnitFigure | None:
    """What the page's unit told of a measure; None for nothing."""
    u = unit_figure(v, x.measure.id, v.place)
    return u if u.now is not None else None


def figure(v: View, u: UnitFigure | None, m: Measure, files: int | None = 4) -> str:
    """A unit's figure, opening to its cells, with the months it speaks of; ready HTML."""
    if u is None or u.now is None:
        return locale.NONE
    text = u.parts(v) if u.small else locale.amount(u.now, m.unit, v.lang)
    when = u.when(v)
    return sourced(v, e(text), u.keys, files) + (f"<small>{e(when)}</small>" if when else "")


def beside(v: View, x: Entry) -> str:
    """What stands with a figure to date: n/N, the month it speaks of, who reported. Text."""
    a = x.a
    notes = []
    if a.numerator is not None and a.denominator:
        notes.append(
            f"{locale.number(a.numerator, None, v.lang)}/{locale.number(a.denominator, None, v.lang)}"
        )
    # a commune that began in July has no sum from January
    own = "" if v.whole else unit_figure(v, x.measure.id, v.place).when(v)
    return " · ".join(filter(None, (*notes, v.say("of_so") + own if own else x.beside)))


def _notes(v: View, short: bool = False) -> str:
    document = v.programme.said(v.lang, "document")
    if v.year != v.programme.year:
        document = v.say("those_of_in_the_data", year=v.year)
    text = v.say("open_a_figure_to_date")
    if short and v.page(*(key for g in v.group_ids for key in (g, f"group:{g}"))):
        text += v.say("groups_name_all_cells")
    if v.whole:
        text += v.say("plans") + e(document or v.programme.name(v.lang)) + "."
    else:  # a commune's page has no other place that says how to read it
        text += v.say("no_figure_est_an_estimate")
    if v.sole_owner:
        text += f" {v.say('owner_don_vi_phu')}: {e(v.owner_name(v.sole_owner))}."
    # how to open a figure is of no use on paper; what a sign means is
    text = f'<span class="scr">{text}</span>'
    text += "".join(f" {e(said)}" for said in (_in_part(v), not_compared(v, v.measures())) if said)
    ahead = [x.measure for x in v.measures() if x.a.year_end is not None]
    if {m.id for m in ahead} & {p.id for m in ahead for p in m.parts}:
        text += f" {e(v.say('forecast_apart'))}"
    if v.whole and any(x.derived for x in v.measures()):
        text += f" {e(v.reading_note)}"
    return f'<p class="note">{text}</p>'


def not_compared(v: View, found: Iterable[Entry]) -> str:
    """Why figures stand without a change on the year, by why: the place that reports changed, it happens once or by
    steps, or last year's is not known. Text; "" where each is compared."""
    of: dict[str, list[Entry]] = {}
    for x in found:
        if x.a.to_date is not None and x.on_year == locale.NONE:
            why = v.say("no_figure_last_year")
            if x.a.broken_on:
                why = v.say("others_report_since", day=locale.date(x.a.broken_on, v.lang))
            elif x.measure.kind in {"event", "milestone", "annual"}:
                why = v.say("once_or_by_steps")
            of.setdefault(why, []).append(x)
    said = [f"{why} ({_numbers(v, these)})" for why, these in of.items()]
    return v.say("on_year_is_blank", said="; ".join(said)) if said else ""


def _numbers(v: View, found: list[Entry]) -> str:
    """Measures by their numbers in the annex, by how many they are where they have none, or are many."""
    numbers = dict.fromkeys(x.measure.id if x.measure.role == "component" else x.target.no for x in found)
    if all(numbers) and len(numbers) <= MOST_NUMBERS:
        return locale.listed([no for no in numbers if no])
    return v.say("how_many", n=len(found), noun=v.noun(x.target for x in found))


def _in_part(v: View) -> str:
    """What the figures of a month are that some units only have reported: those of the whole area, with what the others
    last had or are taken to have, or of those units alone. Text, "" where all have reported."""
    of: dict[str, list[str]] = {}
    for x in v.measures():
        for key in {n.key for n in x.a.notes} & set(IN_PART):
            of.setdefault(key, []).append(locale.inside(x.short))
    said = [v.word("in_part", key).format(names=locale.listed(of[key])) for key in IN_PART if key in of]
    return v.say("in_part", said="; ".join(said)) if said else ""


def _frame(v: View) -> pd.DataFrame:
    """The figures of the rows, under the names of `book.verdicts`."""
    found = v.measures()
    told = {name: [getattr(x.a, name) for x in found] for name in _TOLD}
    return pd.DataFrame({"target": [x.target.id for x in found], **told})
