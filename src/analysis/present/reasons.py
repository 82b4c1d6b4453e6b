"""A Reason in words: why a status is what it is, and what would change it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from analysis.assess.assessments import Reason
from analysis.language import catalogue, one_or_more, say
from analysis.places import called
from analysis.present import locale, theme
from analysis.programme import Programme

# the value that chooses between "<key>.yes" and "<key>.no"
BRANCHES = {
    "year_end": "narrow", "level_end": "narrow", "event_met": "full", "event_missed": "units", "some_fail": "units",
    "may_still": "against",
    "may_still_counts": "spent", "annual_not_due": "said", "commitment_done": "days_late", "steps_in_time": "due",
    "next_step": "late", "steps_need_more": "left", "began_before_needed": "finished", "level_no_history": "met",
    "need_counts": "needed", "need_pace": "needed", "need_last": "needed", "need_level": "lower", "by_counts": "chance",
    "budget_slow": "closed", "budget_within": "closed", "compare_pair": "last", "not_reported": "last",
}  # fmt: skip
_FIELD = re.compile(r"\{(\w+):(\w+)\}")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt_last_year": "<"}
_WORKED_OUT = {"to_date", "value", "year_end", "p10", "p90", "needed", "last_year", "expected", "actual"}
_NOT_ALONE = {"days_late", "people", "distance", "of"}  # counts that say nothing when they are none


def sentence(reason: Reason | None, programme: Programme, lang: str = "vi") -> str:
    """The reason as one sentence in `lang` ("vi" or "en"), as plain text; "" for none.

    Raises KeyError for a reason without a phrase: every reason that is given has one.
    """
    if reason is None:
        return ""
    values = _ready(reason, programme, lang)
    key = reason.key
    if key in BRANCHES:
        key += ".yes" if values.get(BRANCHES[key]) not in (None, False, (), "", 0) else ".no"
    phrase = catalogue(lang)["reason"][key]
    phrase = _OPTIONAL.sub(lambda m: m.group(1) if _complete(m.group(1), values) else "", phrase)
    phrase = one_or_more(phrase, values)
    text = _FIELD.sub(lambda m: _marked(m, values, programme, lang), phrase)
    text = re.sub(r"^[;,:\s]+", "", text)
    return text[:1].upper() + text[1:]


def signal_words(signal: str, lower_is_better: bool = False, lang: str = "vi") -> str:
    """A signal ("+trend": for the better) in words: above or below, up or down, where the better way is known."""
    better = {"+": not lower_is_better, "-": lower_is_better}.get(signal[:1])
    table = "signal" if better is None else "signal_up" if better else "signal_down"
    return catalogue(lang)[table].get(signal.lstrip("+-"), "")


def _ready(reason: Reason, programme: Programme, lang: str) -> dict[str, Any]:
    """The reason's values, with those that depend on the language or on one another."""
    values = dict(reason.values)
    own = values.get(lang) or values.get("vi")
    measure = programme.measures.get(values.get("measure", ""))
    values.setdefault("unit", measure.unit if measure else "")
    values["reading"] = bool(measure and measure.reading)
    values["printed"] = measure.printed if measure else ""
    values["cause"] = values.get("cause") or own
    values["message"] = own
    for name in ("step", "name"):
        if f"{name}_{lang}" in values:
            values[name] = values[f"{name}_{lang}"] or values[name]
    if measure:
        values.setdefault("rule", measure.rule)
        counted = {"what": "numerator", "base": "denominator"}
        values = {name: measure.said(lang, part) for name, part in counted.items()} | values
    if "units_vi" in values:
        values["units"] = values.get(f"units_{lang}") or values["units_vi"]
    if values.get("whole") and locale.counted(values["unit"]):
        # people and things have no tenths: what is still needed is rounded up, all else to the nearest
        for name in _WORKED_OUT & values.keys():
            if not locale.missing(values[name]) and values[name] != "":
                values[name] = (
                    math.ceil(values[name] - 1e-9) if name == "needed" else locale.nearest(values[name])
                )
    if measure and measure.target_from and isinstance(values.get("target"), float):
        # a plan worked out from other figures has no more decimals than they
        values["target"] = round(values["target"], locale.decimals_of(measure.unit, values["target"]))
    values["full"] = values.get("value") == values.get("target") == 100
    values["lower"] = values.get("rule") in {"le", "lt_last_year"}
    value, goal = values.get("value"), values.get("target")
    if values["unit"] == "%" and isinstance(value, float) and isinstance(goal, int | float) and value != goal:
        values["close"] = 0.005 <= abs(value - goal) < 0.05  # 61,96 % is not 62 %
    if "allowed" in values:
        values["spent"] = values["allowed"] < 0
    if values.get("last") is not None and values.get("to_date") is not None and reason.key == "compare_pair":
        values["change"], total = values["to_date"] - values["last"], values["last_total"]
        under = values["to_date"] < total
        values["against"] = "" if under else "equal" if values["to_date"] == total else "above"
        values["below"] = total if under else None
        values["before"] = int(values["period"][:4]) - 1
    return values


def _complete(part: str, values: dict[str, Any]) -> bool:
    for name, how in _FIELD.findall(part):
        value = values.get(name)
        if locale.missing(value) or value in ("", ()) or (how == "estimate" and not value):
            return False
        if name in _NOT_ALONE and value is not None and abs(value) < 1e-9:
            return False
    return True


def _runs(months: Sequence[str], lang: str) -> Iterator[str]:
    """Months in words; three and more in a row by the first and the last."""
    at = [12 * int(m[:4]) + int(m[5:7]) for m in months]
    breaks = [0, *(i for i in range(1, len(at)) if at[i] != at[i - 1] + 1), len(at)]
    for first, end in pairwise(breaks):
        run = [locale.month(m, lang) for m in months[first:end]]
        yield from run if len(run) < 3 else (f"{run[0]} – {run[-1]}",)


def _marked(field: re.Match[str], values: dict[str, Any], programme: Programme, lang: str) -> str:
    """A value in words; a bound that is our reading carries its sign."""
    name, how = field.groups()
    text = _say(how, values.get(name), values, programme, lang)
    return text + locale.READING if values["reading"] and name == "target" else text


def _say(how: str, value: Any, values: dict[str, Any], programme: Programme, lang: str) -> str:
    unit = values.get("unit", "")
    if how == "unit" and values.get("close") and value == values["value"]:
        return locale.joined(locale.number(value, 2, lang), unit, lang)
    of = programme.measures.get(values.get("measure", ""))
    if how in ("unit", "amount") and of and (fine := locale.fine(of)):
        return locale.joined(locale.number(value, fine, lang), unit if how == "unit" else "", lang)
    if how == "unit":
        return locale.with_unit(value, unit, lang)
    if how == "amount":
        return locale.amount(value, unit, lang)
    if how == "range":  # from this value to p90; one that rounds to a point is the point
        return locale.interval(value, values["p90"], unit, lang)
    if how == "told":
        figure = locale.with_unit(value, unit, lang)
        told = getattr(of, f"told_{lang}", "")
        return told.replace("{figure}", figure) if told else say(lang, "there_are", figure=figure)
    if how == "count":
        return locale.number(value, 0, lang)
    if how == "since":
        return locale.change(value, unit=unit, lang=lang)
    if how == "plain":
        return locale.number(value, None, lang)
    if how == "gap":
        return locale.joined(locale.number(abs(value), None, lang), unit, lang)
    if how == "percent":
        return locale.percent(value, lang)
    if how == "distance":
        return locale.distance(value, unit, lang, sign=False)
    if how == "goal":
        return locale.joined(locale.number(value, None, lang), unit, lang)
    if how == "bound":
        sign = (
            _SIGNS.get(values.get("rule", ""), "")
            if (unit == "%" and not (value or 0) >= 100) or values.get("rule") in {"le", "gt"}
            else ""
        )
        text = locale.joined(locale.number(value, None, lang), unit, lang)
        return f"{sign}{locale.NBSP}{text}" if sign else text
    if how == "progress":
        criteria = of is not None and bool(of.steps) and not of.steps_in_order
        done = locale.number(values.get("done") or 0, 0, lang)
        total = locale.number(value, 0, lang)
        return say(lang, "criteria_progress" if criteria else "steps_progress", done=done, total=total)
    if how == "date":
        return locale.date(value, lang)
    if how == "month":
        return locale.month(value, lang)
    if how == "months":
        return ", ".join(_runs(value, lang))
    if how == "list":
        return ", ".join(called(name, lang, inside=True) for name in value)
    if how == "owner":
        return programme.owner(value).name(lang)
    if how == "commitment":
        return programme.commitment(value).name(lang)
    if how == "status":
        measure = programme.measures.get(values.get("measure", ""))
        return theme.word(value, measure, lang=lang).lower()
    if how in catalogue(lang):
        return catalogue(lang)[how].get(str(value).lower(), "")
    return "" if value is None else str(value)
