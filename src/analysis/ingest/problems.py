"""What is wrong or doubtful in a file, said so that an analyst can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


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

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def __str__(self) -> str:
        where = " / ".join(part for part in (self.source, self.sheet, self.cell) if part)
        found = f" [{self.value}]" if self.value else ""
        return f"{where}{found}: {self.message} {self.remedy}"


class Unreadable(Exception):
    """A file that no reader can or may open (`.problem`)."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(str(problem))


def worst(problems: Iterable[Problem]) -> str:
    """The gravest severity among problems, "" when there are none."""
    found = {p.severity for p in problems}
    return next((s for s in ("error", "warning", "note") if s in found), "")
