"""Checks that need more than one file: jumps, units that change, cumulative figures that fall, months that do not add
up to their year.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.ingest.checks import THOUSAND
from analysis.ingest.contract import CORRECTS, comes_after, current
from analysis.ingest.corrections import CONFIRMED
from analysis.ingest.figures import CONVERTED
from analysis.ingest.numbers import VIETNAMESE, Style, parse_number, shown
from analysis.ingest.problems import Problem, problem
from analysis.ingest.units import parse_unit

ENOUGH = 9  # earlier figures of the same kind before a jump can be told from an ordinary month
FOLD = 3.0  # a jump is beyond everything reported before by this factor, and far outside its own scatter
SCATTER = 6.0  # … measured in median absolute deviations of the logarithms
ROUNDING = 0.001  # of the year, where one book gives both
REVISED = 0.05  # of the year, where months come from other files: first figures move by a few per cent
KIND = ["measure", "place", "basis"]


def doubts(frame: pd.DataFrame) -> list[Problem]:
    """All that is doubtful of figures (every vintage, contract columns) beside one another."""
    now = current(frame)
    return [
        *check_across(now),
        *retold(frame),
        *_copies(now),
        *undecided(frame, now),
        *corrected(frame),
        *_left_behind(now),
    ]


def check_across(frame: pd.DataFrame) -> list[Problem]:
    """Warnings about figures (newest vintages, contract columns) that only other files can put in doubt."""
    facts = frame[frame.value.notna() & (frame.basis != "event") & ~frame.measure.str.contains("#")]
    amounts = facts[facts.numerator.isna()]  # rates neither add up nor only rise
    found = [*_jumps(facts), *_units(facts), *_falls(amounts), *_sums(amounts)]
    return [*found, *_years(amounts), *_begun(facts), *_gone(facts)]


def implausible(frame: pd.DataFrame) -> tuple[pd.Index, list[Problem]]:
    """Figures hundreds of times off everything that other files report of the same measure, place and basis: the rows
    (index of `frame`) that are not to be used, and an error for each.

    A cumulative figure is held against the same month of other years. Of two files alone the earlier report is
    believed. A figure that a person has confirmed in corrections.csv is believed.
    """
    facts = frame[
        (frame.value > 0) & ~frame.measure.str.contains("#plan", regex=False) & (frame.basis != "event")
    ]
    month = facts.period.str[5:].where(facts.basis == "year_to_date", "")
    facts = facts.assign(_key=facts.measure + "|" + facts.place + "|" + facts.basis + "|" + month)
    sizes = facts.groupby("_key").value.agg(["min", "max"])
    wide = sizes.index[sizes["max"] > THOUSAND * sizes["min"]]
    rows, problems = [], []
    for _, group in facts[facts._key.isin(wide)].groupby("_key", sort=True):
        group = group.sort_values(["reported_on", "source"], kind="stable")
        for i, row in group.iterrows():
            if CONFIRMED in row.note:
                continue
            others = group[group.source != row.source]
            ratios = row.value / others.value
            above, below = bool((ratios > THOUSAND).all()), bool((ratios < 1 / THOUSAND).all())
            steady = len(others) > 5 and others.value.max() < 10 * others.value.min()
            newer = len(others) > 1 or (others.reported_on <= row.reported_on).all()
            if len(others) and newer and (above or below and (row.basis != "month" or steady)):
                last = others.iloc[-1]
                at = f"{last.source} / {last.sheet}!{last.cell}"
                rows.append(i)
                problems.append(_say("size", row, other=shown(last.value), at=at))
    shares = frame[(frame.unit == "%") & frame.value.notna() & frame.numerator.isna()].sort_values("period")
    of_one = (shares.value > 0) & (shares.value <= 1) & ~shares.note.str.contains(CONFIRMED, regex=False)
    for i, row in shares[of_one].iterrows():  # 0,951 after 94,8 of the same year: a part of 1
        same = (shares[KIND] == row[KIND]).all(axis=1) & (shares.period.str[:4] == row.period[:4])
        before = shares[same & (shares.period < row.period) & (shares.source != row.source)]
        if len(before) and before.value.min() > 20 and 2 / 3 < 100 * row.value / before.value.iloc[-1] < 1.5:
            last = before.iloc[-1]
            at = f"{last.source} / {last.sheet}!{last.cell}"
            rows.append(i)
            problems.append(_say("share_before", row, month=last.period, other=shown(last.value), at=at))
    return pd.Index(rows), problems


def retold(frame: pd.DataFrame) -> list[Problem]:
    """Files that report the month of the file of their name (but for its numbers) before them, the same figures mostly
    with other values, and no later month: last month's title was left, or the file is a correction."""
    facts = frame[~frame.basis.isin(["event", "year"]) & ~frame.measure.str.contains("#")].dropna(
        subset="value"
    )
    form = facts.source.str.replace(r"\d+", "#", regex=True)
    sheets = facts.assign(form=form).groupby(["form", "sheet", "source"], observed=True)
    ends = sheets.agg(period=("period", "max"), day=("reported_on", "max")).reset_index()
    found = []
    for first, later in pairwise(ends.sort_values(["form", "sheet", "day", "source"]).itertuples()):
        same = all(getattr(first, k) == getattr(later, k) for k in ("form", "sheet", "period"))
        if same and first.day != later.day:
            last = facts[(facts.sheet == later.sheet) & (facts.period == later.period)]
            old, new = (last[last.source == x.source] for x in (first, later))
            both = old.merge(new, on=KIND, suffixes=("_old", ""))
            changed = both[~np.isclose(both.value, both.value_old)]
            if len(changed) > 1 and 2 * len(changed) > len(both):
                said = {"month": later.period, "at": first.source, "count": len(changed)}
                found.append(_say("month_again", changed.iloc[0], **said))
    return found


def _copies(frame: pd.DataFrame) -> list[Problem]:
    """Months whose figure and count to date are both those of the month before, which a figure of its own would have
    moved, or, without counts to date, all of whose figures (three or more) are: one is a copy. Once for two sheets."""
    facts = frame[(frame.value > 0) & frame.numerator.isna() & frame.vintage.ne("estimate")]
    facts = facts[~facts.measure.str.contains("#", regex=False)]
    key, sheet = ["measure", "place", "period"], ["source", "sheet", "period"]
    months, sums = (facts[facts.basis == basis] for basis in ("month", "year_to_date"))
    both = months.merge(sums[[*key, "value"]], on=key, how="left")
    at = both.period.str[:4].astype(int) * 12 + both.period.str[5:].astype(int)
    again = both.assign(next=at - 1).merge(
        both.assign(next=at), on=["measure", "place", "value_x", "value_y", "next"], suffixes=("", "_old")
    )
    alone, copied = (rows[rows.value_y.isna()].groupby(sheet).value_x for rows in (both, again))
    all_of = (copied.nunique() > 2) & (copied.size() >= alone.size().reindex(copied.size().index))
    again = again[again.value_y.notna() | pd.MultiIndex.from_frame(again[sheet]).isin(all_of[all_of].index)]
    sheets = again.drop_duplicates(["source", "sheet", "source_old", "sheet_old", "period"])
    found = []
    for _, row in sheets.assign(value=sheets.value_x).iterrows():
        at = f"{row.source_old} / {row.sheet_old}!{row.cell_old}"
        found.append(_say("month_copied", row, month=row.period, before=row.period_old, at=at))
    return found


def _sums(facts: pd.DataFrame) -> list[Problem]:
    """Months told without a count to date that are no less than the count to date before them, in all figures of their
    sheet that have one: such counts, perhaps."""
    key = ["measure", "place", "year"]
    facts = facts[facts.value > 0].sort_values("period", kind="stable")
    facts = facts.assign(year=facts.period.str[:4], month=facts.period.str[5:].astype(int))
    months, sums = (facts[facts.basis == basis] for basis in ("month", "year_to_date"))
    before = months.assign(value=months.groupby(key).value.cumsum())
    before = before[months.groupby(key).cumcount() + 1 == months.month]  # of all months since January
    both = pd.concat([before, sums]).drop_duplicates([*key, "month"], keep="last")
    alone = months[~months.set_index([*key, "month"]).index.isin(sums.set_index([*key, "month"]).index)]
    pairs = alone.merge(both.assign(month=both.month + 1), on=[*key, "month"], suffixes=("", "_old"))
    found = []
    for _, sheet in pairs[pairs.month > 2].groupby(["source", "sheet", "period"], sort=True):
        told = len(sheet) > 1 or sheet.basis_old.iloc[0] == "year_to_date"
        if told and (sheet.value / sheet.value_old).between(0.98, 3).all():
            row = sheet.iloc[0]
            at = f"{row.source_old} / {row.sheet_old}!{row.cell_old}"
            found.append(_say("month_is_total", row, other=f"{shown(row.value_old)} {row.unit}", at=at))
    return found


def corrected(frame: pd.DataFrame) -> list[Problem]:
    """Corrections on forms of another figure than was reported: another month, kind or measure may be meant."""
    puts_right = frame.note.astype(str).str.startswith(CORRECTS)
    found = []
    for _, row in frame[puts_right].iterrows():
        same = (frame[[*KIND, "period"]] == row[[*KIND, "period"]]).all(axis=1)
        told = frame[same & ~puts_right].value.dropna()
        said = next(iter(re.findall(rf"^{CORRECTS} (\d[\d.,]*)", row.note)), "")
        meant: list[float | None] = []
        for style in (VIETNAMESE, Style("decimal", "thousands")):
            with suppress(ValueError):
                meant.append(parse_number(said, style))
        if said and len(told) and not any(np.isclose(told, v).any() for v in meant if v is not None):
            found.append(_say("form_reported", row, said=said, reported="; ".join(map(shown, told))))
    return found


def _left_behind(now: pd.DataFrame) -> list[Problem]:
    """Months put right on a form after which the months since January do not make the newest count to date."""
    found = []
    for _, row in now[now.note.astype(str).str.startswith(CORRECTS) & (now.basis == "month")].iterrows():
        same = (
            (now.measure == row.measure) & (now.place == row.place) & (now.period.str[:4] == row.period[:4])
        )
        counts = now[same & (now.basis == "year_to_date") & (now.period >= row.period)].sort_values("period")
        for _, told in counts.tail(1).iterrows():
            months = now[same & (now.basis == "month") & (now.period <= told.period)].drop_duplicates(
                "period"
            )
            total, whole = float(months.value.sum()), len(months) == int(told.period[5:])
            if whole and abs(total - told.value) > 0.001 * abs(told.value):
                at = f"{told.source} / {told.sheet}!{told.cell}"
                said = {"month": row.period, "until": told.period, "at": at}
                found.append(_say("form_apart", row, total=shown(total), told=shown(told.value), **said))
    return found


def undecided(frame: pd.DataFrame, used: pd.DataFrame) -> list[Problem]:
    """Figures that two files tell otherwise, neither of them later by its day, its kind or its name: once for a sheet
    of the one that is used."""
    same = [*KIND, "period", "vintage", "illustrative"]
    told = frame[frame.value.notna() & (frame.basis != "event") & frame.duplicated(same, keep=False)]
    both = told.merge(used, on=same, suffixes=("_old", ""))
    days = both[["reported_on_old", "reported_on"]]
    both = both[(days.nunique(axis=1) < 2) | days.eq("").any(axis=1)]
    both = both[(both.source_old != both.source) & ~np.isclose(both.value_old, both.value)]
    both = both[(comes_after(both.source_old) == comes_after(both.source)).to_numpy(bool)]
    found = []
    for (_, _, other), rows in both.groupby(["source", "sheet", "source_old"], sort=True, observed=True):
        row = rows.iloc[0]
        said = {"month": row.period, "at": f"{other} / {row.sheet_old}!{row.cell_old}", "count": len(rows)}
        found.append(_say("undecided", row, other=shown(row.value_old), **said))
    return found


def _jumps(facts: pd.DataFrame) -> list[Problem]:
    found = []
    facts = facts[facts.basis.isin(["month", "level", "year_to_date"]) & (facts.value > 0)]
    facts = facts[facts.groupby(KIND).value.transform("size") > ENOUGH].sort_values("period", kind="stable")
    for _, rows in facts.groupby(KIND, sort=True):
        logs = np.log(rows.value.to_numpy())
        for i in range(ENOUGH, len(rows)):
            past = logs[:i]
            middle = np.median(past)
            scatter = 1.4826 * np.median(np.abs(past - middle))
            outside = max(past.min() - logs[i], logs[i] - past.max())
            if outside > np.log(FOLD) and abs(logs[i] - middle) > SCATTER * scatter:
                low, high = np.exp(past.min()), np.exp(past.max())
                found.append(_say("jump", rows.iloc[i], low=shown(low), high=shown(high)))
    return found


def _units(facts: pd.DataFrame) -> list[Problem]:
    """A series printed in another unit than the month before, or in none: said once for a sheet.

    The figures are converted by what is printed; where that is wrong, or missing, they are a thousand times off.
    A tidy table's units are declared, not printed.
    """
    rows = facts[~facts.source.str.endswith(".csv")].sort_values([*KIND, "period"], kind="stable")
    printed = rows.note.str.extract(rf"{CONVERTED} ([^;]+)", expand=False).fillna(rows.unit)
    rows = rows.assign(printed=printed, size=printed.map(_size))
    before = rows.groupby(KIND, sort=False)[["period", "printed", "size", "source", "sheet", "cell"]].shift()
    changed = before["size"].notna() & rows["size"].notna() & (rows["size"] != before["size"])
    found = {}
    for i in rows.index[changed]:
        row, last = rows.loc[i], before.loc[i]
        place = (row.source, row.sheet, last.printed, row.printed)
        if place not in found:
            at = f"{last.source} / {last.sheet}!{last.cell}"
            found[place] = _say("unit_changed", row, earlier=last.period, before=last.printed, at=at,
                                later=row.period, now=row.printed)  # fmt: skip
    return list(found.values())


def _size(text: str) -> float | None:
    unit = parse_unit(text)
    return unit.size if unit else None


def _falls(facts: pd.DataFrame) -> list[Problem]:
    """A cumulative figure below that of an earlier month which another file gave: usually a revision."""
    found = []
    rows = facts[facts.basis == "year_to_date"]
    whole = rows[(rows.period_start == "") | rows.period_start.str.endswith("-01-01")]
    for _, year in whole.groupby([*KIND, whole.period.str[:4]], sort=True):
        year = year.sort_values("period", kind="stable")
        before = year.iloc[:-1].reset_index(drop=True)
        after = year.iloc[1:].reset_index(drop=True)
        for i in np.flatnonzero((after.value < before.value - 1e-9).to_numpy()):
            first, later = before.iloc[i], after.iloc[i]
            if first.source != later.source:  # within one file the reader has said it
                at = f"{first.source} / {first.sheet}!{first.cell}"
                found.append(
                    _say("falling", later, earlier=first.period, before=shown(first.value), at=at,
                         later=later.period, after=shown(later.value))
                )  # fmt: skip
    return found


def _begun(facts: pd.DataFrame) -> list[Problem]:
    """Counts of a quarter, or of another part of the year, without what was told of the months before: no count to date
    can be made of them (`assess/cube.py` leaves them out)."""
    sums = facts[facts.basis.isin(["month", "year_to_date"])]
    inside = sums.period_start.str[:4] == sums.period.str[:4]
    begin = sums.period_start.str[5:7].where(inside & (sums.basis == "year_to_date"), "01").astype(int)
    told = sums[begin == 1]
    known = set(zip(told.measure, told.place, told.period, told.basis, strict=True))
    found = []
    for row in sums.assign(first=begin)[begin > 1].sort_values([*KIND, "period"], kind="stable").itertuples():
        months = [(row.measure, row.place, f"{row.period[:4]}-{n:02d}") for n in range(1, row.first)]
        whole = (row.measure, row.place, row.period, "year_to_date")
        if (*months[-1], "year_to_date") in known or {(*m, "month") for m in months} <= known:
            known.add(whole)
        elif whole not in known:
            begun = f"{row.period[:4]}-{row.first:02d}"
            found.append(_say("no_months_before", facts.loc[row.Index], begin=begun, before=months[-1][2]))
    return found


def _years(facts: pd.DataFrame) -> list[Problem]:
    """Twelve months that do not add up to the figure given for the whole year."""
    found = []
    months = facts[facts.basis == "month"]
    sums = months.groupby(["measure", "place", months.period.str[:4]]).agg(
        sum=("value", "sum"), count=("value", "count"), books=("source", "nunique"), book=("source", "first")
    )
    closing = facts[facts.period.str.endswith("-12") & facts.basis.isin(["year", "year_to_date"])]
    for row in closing.itertuples():
        key = (row.measure, row.place, row.period[:4])
        if key in sums.index and sums.at[key, "count"] == 12:
            total, books, book = sums.loc[key, ["sum", "books", "book"]]
            one = books == 1 and book == row.source and row.sheet == _sheet(months, key)
            allowed = ROUNDING if one else REVISED
            if abs(total - row.value) > allowed * max(abs(total), abs(row.value)):
                found.append(_say("months_and_year", facts.loc[row.Index], sum=shown(total)))
    return found


def _sheet(months: pd.DataFrame, key: tuple[str, str, str]) -> str:
    """The sheet that gives all of a year's months; "" when the months were printed on different days."""
    year = months[
        (months.measure == key[0]) & (months.place == key[1]) & months.period.str.startswith(key[2])
    ]
    return year.sheet.iloc[0] if year.sheet.nunique() == year.reported_on.nunique() == 1 else ""


def _gone(facts: pd.DataFrame) -> list[Problem]:
    """Figures that the last three files of one name (but for its numbers) all had on a sheet, and the newest lacks."""
    found = []
    facts = facts.assign(
        _form=facts.source.str.replace(r"\d+", "#", regex=True), _what=facts.measure + "|" + facts.place
    )
    facts = facts[facts.groupby(["_form", "sheet"]).source.transform("nunique") > 3]
    for _, form in facts.groupby(["_form", "sheet"], sort=True):
        order = form.groupby("source").period.max().sort_values(kind="stable").index
        *before, last = ({*form._what[form.source == s]} for s in order[-4:])
        if gone := set.intersection(*before) - last:
            row = form[form.source == order[-1]].iloc[0]
            names = ", ".join(sorted(g.split("|")[0].rsplit("/", 1)[-1] for g in gone)[:4])
            said = {"count": len(gone), "names": names + " …" * (len(gone) > 4), "earlier": order[-2]}
            found.append(problem("rows_gone", row.source, row.sheet, **said))
    return found


def _say(code: str, row: pd.Series, **facts: Any) -> Problem:
    return problem(code, row.source, row.sheet, row.cell, shown(row.value), **facts)
