"""Sentences about one measure: the fact, the judgement, what chance alone does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.assess.assessments import Finding
from analysis.assess.status import LIKELY, chance_word
from analysis.present import locale
from analysis.present.markup import e, plain, refusal
from analysis.present.piece import Piece
from analysis.present.reasons import sentence, signal_words
from analysis.present.trouble import TROUBLE, got_worse, of_report, told_of
from analysis.present.view import Entry, Of, View

AMOUNTS = {"flow", "budget"}
FIGURED = AMOUNTS | {"level", "ratio"}  # kinds whose first sentence is made of figures


def fact(v: View, x: Entry, forecast: bool = True, name: str | None = None) -> str:
    """One sentence with the figures of a measure, of an amount its year end too. Text; `name` for its short name,
    "" for none."""
    a, m = x.a, x.measure
    if x.told:
        return _why(v, x)
    name = x.short if name is None else name
    if a.to_date is None:
        said = f"{x.unjudged or x.word.lower()}. {_why(v, x)}".strip()
    elif m.kind in AMOUNTS:
        said = _flow(v, x, forecast)
    elif m.kind in FIGURED:
        said = _level(v, x)
    else:
        said = locale.inside(_why(v, x))
    if forecast and x.owed and a.to_date is not None and a.basis_month != v.month:
        said = f"{said.rstrip('.')}{v.say('not_of_the_month', month=locale.month_name(v.month, v.lang))}."
    return f"{name}: {said}" if name else said


def _flow(v: View, x: Entry, forecast: bool) -> str:
    a = x.a
    until = locale.so_far(a.basis_month or v.month, v.lang)
    text = v.say("until_estimated" if a.estimate else "until_carried_out", until=until)
    text += x.with_unit(a.to_date)
    if x.share is not None:
        text += v.say("of_the", percent=locale.percent(x.share, v.lang), plan=x.plan_word)
        if not forecast:
            text += f" ({x.plan_with_unit})"
    if forecast and a.year_end_p10 is not None and not a.closed:
        text += _year_end(v, x)
    return text + "."


def _year_end(v: View, x: Entry) -> str:
    end = locale.joined(x.year_end, x.measure.unit, v.lang)
    return v.say("year_end_plan_du_bao_ca", word=x.plan_word, joined=end, plan=x.plan_with_unit)


def _level(v: View, x: Entry) -> str:
    a = x.a
    wanted = x.measure.rule in ("ge", "gt") and x.plan != locale.NONE  # what is to be kept low is not reached
    text = v.say("reaches" if wanted else "stands_at", figure=x.with_unit(a.to_date))
    if x.of_month and a.basis_month:
        text += f" ({locale.month_name(a.basis_month, v.lang)})"
    if x.plan != locale.NONE:
        text += v.say("target_muc_tieu_2", plan=x.plan)
    gap = a.distance
    if gap is not None and x.measure.rule != "range" and round(abs(gap), 1):
        size = locale.distance(abs(gap), x.measure.unit, v.lang, sign=False)
        better = gap < 0 if x.measure.lower_is_better else gap > 0
        if better:
            word = v.say("above" if gap > 0 else "below")
            text += v.say("better_than_the_target", word=word, size=size)
        else:
            text += v.say("short_con_cach", size=size)
    return text + "."


def finding(v: View, x: Entry) -> str:
    """The finding of a measure's path, as a title: its verdict in its own word, then what the year comes to.
    Text."""
    a, m = x.a, x.measure
    head = f"{x.short}: {x.word.lower()}"
    low, high = a.year_end_p10, a.year_end_p90
    bound = a.target_high if m.lower_is_better else a.target_low
    if a.closed and a.to_date is not None and x.plan != locale.NONE:
        figure, plan = x.with_unit(a.to_date), x.plan_with_unit
        return head + v.say("in_the_year_plan", with_unit=figure, word=x.plan_word, plan=plan)
    if m.kind == "compare" and a.to_date is not None:
        return fact(v, x).rstrip(".")
    if bound is None or low is None or high is None or a.to_date is None or m.rule == "range" or m.undecided:
        if a.to_date is None:
            return head
        of = f" ({locale.month_name(a.basis_month, v.lang)})" if x.of_month and a.basis_month else ""
        est = f"{v.say('est')} " if a.estimate else ""
        return f"{head}, {est}{x.with_unit(a.to_date)}{of}"
    if x.mark == "achieved":
        return head + v.say("the_plan_of_the_year")
    lo, hi = (bound - high, bound - low) if not m.lower_is_better else (low - bound, high - bound)
    if lo <= 0:
        return head + _year_end(v, x)
    # "about" speaks in whole units once they are large enough to matter
    whole = lo >= 10 and m.unit != "%"
    lo, hi = (round(lo), round(hi)) if whole else (lo, hi)
    size = locale.interval(lo, hi, "" if whole else m.unit, v.lang)
    size = locale.joined(size, "điểm phần trăm" if m.unit == "%" else m.unit, v.lang)
    if m.lower_is_better:
        return head + v.say("about_above_the_bound", size=size)
    return head + v.say("at_this_pace_the_year", size=size)


def need(v: View, x: Entry) -> str:
    """What it takes, and of an amount by how much that is above last year, beside what it has grown by so far: one that
    grows fast enough is in doubt for its chance alone. Text, "" for nothing."""
    change, a = x.change, x.a
    needed, last = (change.values.get(k) for k in ("needed", "last_year")) if change else (None, None)
    if not change or not needed or not last or a.change_on_year is None or x.measure.kind not in AMOUNTS:
        return sentence(change, v.programme, v.lang)
    text = sentence(replace(change, values=change.values | {"last_year": None}), v.programme, v.lang)
    growth = 100 * (needed / last - 1)
    size = locale.percent(abs(growth), v.lang)
    text = text.rstrip(".") + v.say("pace_above" if growth >= 0 else "pace_below", size=size)
    grown = (
        f"{v.say('up' if a.change_on_year >= 0 else 'down')} {locale.percent(abs(a.change_on_year), v.lang)}"
    )
    text += v.say("pace_so_far", until=locale.so_far(a.basis_month or v.month, v.lang), grown=grown)
    p = a.probability
    told = p is not None and p < LIKELY and x.chance == locale.chance(p, v.lang)
    if growth < a.change_on_year and told and a.status in {"at_risk", "uncertain"}:
        text += v.say("pace_but_chance", chance=x.chance)
    return text + "."


def judgement(v: View, of: Of) -> Piece:
    """A measure in a paragraph: verdict, figures, why, what it takes, the owner's word, the record."""
    m, x = v.one(of)
    if x is None:
        return Piece(refusal(v, v.say("not_judged", name=m.name(v.lang))))
    # the status stands before the sentence: where that is the reason alone, it is not said twice
    bare = x.a.to_date is None and x.judged
    first = f"{x.short}: {locale.inside(_why(v, x))}" if bare else fact(v, x, forecast=False)
    said = [first, *more_about(v, x)]
    html = (
        f'<div class="judge"><p>{x.status_html if x.judged else ""} {e(said[0])}</p>'
        + "".join(f"<p>{line}</p>" for line in said[1:])
        + "</div>"
    )
    return Piece(html, text=" ".join([said[0], *map(plain, said[1:])]))


def parts_apart(v: View, x: Entry) -> str:
    """A sentence, with a blank in front, where the periods do not add up to the figure that a chart of them
    stands for, or were fitted to it; "" where they do. Text."""
    a, p = x.a, x.a.path
    if x.measure.kind not in {*AMOUNTS, "compare", "ratio"} or p is None or a.to_date is None:
        return ""
    own = _fitted(v, x)
    said = " ".join(sentence(f.reason, v.programme, v.lang) for f in own)
    if own and p.parts.size == len(p.periods):
        said += v.say("the_periods_before_are_fitted")
    total = (
        float(np.sum(p.parts[: p.known])) if x.measure.kind != "ratio" else np.nan
    )  # nan where a month was told with others, or by nobody
    if not own and np.isfinite(total) and x.amount(total) != x.amount(a.to_date):
        said = v.say(
            "the_periods_add_up_to",
            amount=x.amount(total),
            amount2=x.amount(a.to_date),
            amount3=locale.joined(x.amount(abs(a.to_date - total)), x.measure.unit, v.lang),
        )
    return f" {said}" if said else ""


def _fitted(v: View, x: Entry) -> list[Finding]:
    """What says that the periods of a measure are fitted to a count: no title speaks of single ones then."""
    return [f for f in v.assessments.findings if (f.kind, f.subject) == ("months_apart", x.measure.id)]


def more_about(v: View, x: Entry) -> list[str]:
    """Further lines (ready HTML) of a judgement."""
    a = x.a
    lines = []
    # where the first sentence is the reason itself, it is not said twice
    why = _why(v, x) if x.measure.kind in FIGURED and a.to_date is not None and x.judged else ""
    if why:
        lines.append(f"<b>{v.say('why')}.</b> {e(why)}")
    if x.judged and (needed := need(v, x)):
        lines.append(f"<b>{v.say('what_it_takes')}.</b> {e(needed)}")
    lines += _cause(v, x)  # beside what it takes: a note that says it cannot be made up is not parted from it
    if side := _side_by_side(v, x):
        lines.append(e(side))
    return lines


def _why(v: View, x: Entry) -> str:
    return sentence(x.a.reason, v.programme, v.lang)


def _side_by_side(v: View, x: Entry) -> str:
    a = x.a
    bits = []
    if a.change_on_year is not None:
        text = x.since_last_year
        bits.append(text[0].upper() + text[1:] + ".")
    if a.owner_forecast is not None and a.year_end is not None:
        own, ours = map(x.with_unit, (a.owner_forecast, a.year_end))
        bits.append(v.say("the_owner_expects_this_brief", with_unit=own, with_unit2=ours))
    if a.track_record is not None:
        bits.append(v.say("in_this_month_of_the", track_years=a.track_years, miss=_miss(v, x)))
    chance = chance_word(a.stretch_probability)
    if a.stretch is not None and chance is not None and not a.closed:
        goal = locale.joined(locale.number(a.stretch, None, v.lang), x.measure.unit, v.lang)
        bits.append(v.say("the_chance_of_the_striven", goal=goal, word=v.word("chance", chance)))
    if a.typical and a.year_end_p10 is not None:
        bits.append(v.say("the_range_is_a_typical"))
    bits += [sentence(n, v.programme, v.lang) for n in a.notes]
    signal = signal_words(a.signal, x.measure.lower_is_better, v.lang) if a.signal else ""
    worse = month_beside(v, x)
    if signal.endswith(".") and worse:  # no good news of seven months hides that the last one fell
        worse = v.say(
            "yet_worse" if (a.signal or "")[:1] == "+" else "worse_so", signal=signal[:-1], worse=worse
        )
    bits.append(worse or signal)
    return " ".join(filter(None, bits))


def month_beside(v: View, x: Entry, counted: bool = True) -> str:
    """What got worse in the month alone ("2,5% (tháng 6: 0,5%; mục tiêu ≤ 1%; mới 4/6 xã)"), where `counted` with how
    many units have told of it, which the conclusion leaves to the rows; "" for nothing."""
    found = got_worse(x)
    if found is None:
        return ""
    now, before = map(x.with_unit, found)
    well = x.is_share and x.a.status not in TROUBLE  # of others the bound is told with the verdict
    aim = v.say("target_muc_tieu_2", plan=x.plan).replace(",", ";", 1) if well else ""
    part = counted and x.sent_of(x.a.basis_month)
    part = f"; {v.say('only_in_part', sent=part)}" if part else ""
    return f"{now} ({locale.month_name(locale.before(v.month), v.lang)}: {before}{aim}{part})"


def _miss(v: View, x: Entry) -> str:
    """The track record: points for a percentage, else per cent of what came."""
    miss = x.a.track_record or 0.0
    written = locale.points if x.measure.unit == "%" else locale.percent
    if round(miss, 1) == 0:
        return v.say("less_than", written=written(0.1, v.lang))
    return written(miss, v.lang)


def _cause(v: View, x: Entry) -> list[str]:
    own = v.notes.cause_of(x.measure.id)
    cause, report = told_of(v, x) if own else (None, None)
    said = (
        (v.say("report_word"), of_report(report)),
        (v.say("cause_the_owner"), cause.cause if cause else ""),
        (v.say("action_word"), cause.next if cause else ""),
    )
    line = " ".join(f"<b>{label}.</b> {v.noted(text)}" for label, text in said if text)
    return [line] if line else []


def chance(v: View, of: Of) -> Piece:
    """What chance alone does to a ratio of births at this year's number of births."""
    _, x = v.one(of)
    low, high = (x.a.chance_low, x.a.chance_high) if x else (None, None)
    if x is None or low is None or high is None or not x.a.numerator or not x.a.denominator:
        return Piece("")
    text = v.say(
        "with_births_chance_alone_leaves",
        number=locale.number(x.a.numerator + x.a.denominator, 0, v.lang),
        number2=locale.number(low, 1, v.lang),
        number3=locale.number(high, 1, v.lang),
    )
    return Piece(f'<p class="note">{e(text)}</p>', text=text)
