"""What is wrong or doubtful in a file, said so that an analyst can mend it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from analysis import told
from analysis.language import catalogue, one_or_more, say, why

Severity = Literal["error", "warning", "note"]

_LESS: dict[Severity, str] = {
    "warning": """
    correction_outside stale_more no_source no_tables no_table near_title none_asked other_month no_columns
    double_column no_row marks_only separator date_before year_doubt rows_gone no_period_row unclear_head
    title_lent no_column head_words head_more row_more title_more remark shares share_alone part_month month_again
    undecided unit_changed stale rate month_copied falling month_above_total total_far_above total jump share
    months_and_year total_of_some no_label month_is_total no_months_before name_period
    form_sheet form_locked form_added form_closed form_formula form_empty form_half form_copied form_reported
    """,
    "note": "csv_ambiguous no_spreadsheet near_name no_figure hidden no_unit no_date form",
}
# of every code that is no error
SEVERITY: dict[str, Severity] = {
    code: severity for severity, codes in _LESS.items() for code in codes.split()
}
UNREAD = ("no_source", "form_programme", "form_broken", "no_spreadsheet")  # codes: nobody claims the file
NOTES = ("notes", "notes_part")  # codes: the month's notes, or some of them, are of no use
_PERIOD = re.compile(r"(\d{4})-(\d\d)")


@dataclass(frozen=True)
class Problem:
    """One doubt: `error` (the figure is not used), `warning` (used and marked) or `note`.

    `message` says what was found and what was expected, `remedy` how to mend it, both in Vietnamese; the
    same in English in `message_en`, `remedy_en`. `code` is a stable word for the kind of problem.
    """

    severity: Severity
    source: str
    sheet: str
    cell: str
    value: str
    message: str
    remedy: str
    message_en: str = ""
    remedy_en: str = ""
    code: str = ""
    kind: str = "problem"
    measure: str = ""  # of a figure that has come and is not used: what it is of, of which month and place
    period: str = ""
    place: str = ""  # "": the whole area

    @property
    def at(self) -> dict[str, str]:
        """Where its figure stands and what is written there, for a sentence."""
        where = {"file": self.source, "sheet": self.sheet, "cell": self.cell}
        return where | {"written": told.short(self.value, limit=40)}

    @property
    def asked_again(self) -> bool:
        """Whether no confirmation mends it: the office must send the figure again."""
        return self.code not in ("unconfirmed", "size")

    @property
    def whole_file(self) -> bool:
        """Whether a whole file, or a folder of them, is lost by it."""
        return self.severity == "error" and not (self.sheet or self.cell)

    def said(self, lang: str) -> tuple[str, str]:
        """Message and remedy in `lang`, Vietnamese where there is no English one."""
        found = (self.message_en, self.remedy_en) if lang == "en" else ("", "")
        return found[0] or self.message, found[1] or self.remedy

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def __str__(self) -> str:
        where = " / ".join(part for part in (self.source, self.sheet, self.cell) if part)
        found = f" [{self.value}]" if self.value else ""
        return f"{where}{found}: {self.message} {self.remedy}"


def unread(problems: Iterable[Problem]) -> list[str]:
    """The files whose figures nobody has read, in order: what is said to be missing may lie in one of them."""
    return sorted({p.source for p in problems if p.code not in NOTES and p.whole_file or p.code in UNREAD})


def notes_lost(lang: str, source: str, part: bool) -> str:
    """That the month's notes could not be used, or only a `part` of them; `source`: the file, and its lines. Text."""
    return say(lang, "notes_partly" if part else "notes_unread", file=source)


Waiting = dict[tuple[str, str], tuple[Problem, ...]]


def waiting(problems: Iterable[Problem]) -> Waiting:
    """By measure and month what is wrong with figures that have come and are not used: they wait for a person to
    confirm how they are read, or, where they can be no figure (`asked_again`), to be sent again."""
    found: Waiting = {}
    for p in problems:
        if p.measure:
            found[p.measure, p.period] = (*found.get((p.measure, p.period), ()), p)
    return found


def by_sheet(problems: Iterable[Problem]) -> list[tuple[dict[str, str], tuple[Problem, ...]]]:
    """Figures that are not used, those of a month and a sheet together, with where they stand, for a sentence: all of
    their cells, and what is written in the first."""
    found: dict[tuple, list[Problem]] = {}
    for p in problems:
        found.setdefault((p.period, p.source, p.sheet, p.asked_again), []).append(p)
    return [
        (these[0].at | {"cell": ", ".join(dict.fromkeys(p.cell for p in these))}, tuple(these))
        for these in found.values()
    ]


def of_figure(
    problems: list[Problem], since: int, measure: str, period: str, place: str, at: tuple = ()
) -> None:
    """Say of what measure, month and place the figure is that the errors from number `since` on refuse; only those `at`
    a sheet and cell, where they are told."""
    for i, p in enumerate(problems[since:], since):
        if p.severity == "error" and "#" not in measure and at in ((), (p.sheet, p.cell)):
            problems[i] = replace(p, measure=measure, period=period, place=place)


class Unreadable(Exception):
    """A file that no reader can or may open (`.problem`)."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(str(problem))


def problem(
    code: str,
    source: str,
    sheet: str = "",
    cell: str = "",
    value: str = "",
    *,
    guess: str = "",
    severity: Severity | None = None,
    **facts: Any,
) -> Problem:
    """The Problem of a code, its facts filled in; a fact that is words gives them for a language. `guess` is what may
    have been meant. Raises KeyError for an unknown code or a fact not given."""

    def words(lang: str) -> tuple[str, str]:
        own = {k: v(lang) if callable(v) else v for k, v in facts.items()}
        for name, fact in own.items():
            if isinstance(fact, str) and (period := _PERIOD.fullmatch(fact)):
                own[name] = f"{int(period[2])}/{period[1]}"  # as offices write 2025-06
        own["guess"] = say(lang, "did_you_mean", guess=guess) if guess else ""
        said = catalogue(lang)["message"][code]
        message, remedy = (one_or_more(said[part], own).format(**own) for part in ("message", "remedy"))
        return message, remedy

    severity = severity or SEVERITY.get(code, "error")
    return Problem(severity, source, sheet, cell, value, *words("vi"), *words("en"), code)


def in_words(key: str, *tables: str) -> Callable[[str], str]:
    """What a key of the language files is called, for a fact of a problem; what has no words stands as it is, and a key
    that somebody is to write in quotes behind them."""

    def words(lang: str) -> str:
        word = next((catalogue(lang)[t][key] for t in tables if key in catalogue(lang)[t]), key).split("|")[
            -1
        ]
        return f"{word} (“{key}”)" if word != key and key.isascii() else word

    return words


def refuse(source: str, code: str, **facts: Any) -> Unreadable:
    """What to raise for a file that is not read, for the reason of a code."""
    return Unreadable(problem(code, source, **facts))


def unopened(source: str, error: OSError, code: str = "missing") -> Unreadable:
    """A file that the system does not open; with the code "no_entry" a folder or link."""
    return refuse(source, code, reason=lambda lang: why(error, lang, opened=code != "no_entry"))


def nowhere(path: Path, source: str, error: OSError) -> Problem:
    """What is said of a folder, link or file that leads nowhere."""
    folder = os.path.isdir(path) or os.path.islink(path) and error.errno != errno.ENXIO
    return unopened(source, error, "no_entry" if folder else "missing").problem


def foreign(path: Path, source: str, kind: str) -> Unreadable:
    """What is no Excel file, whatever its name says; `kind` is one of the language files' [filetype]."""
    suffix = path.suffix or path.name
    return refuse(
        source, "not_a_workbook", suffix=suffix, kind=lambda lang: catalogue(lang)["filetype"][kind]
    )
