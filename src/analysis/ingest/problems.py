"""What is wrong or doubtful in a file, said so that an analyst can mend it."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.ingest.messages import MESSAGES, Severity

_PERIOD = re.compile(r"(\d{4})-(\d\d)")
_REASONS = {
    errno.ENOENT: "không có tệp này", errno.EACCES: "không có quyền đọc, hoặc đang mở trong Excel",
    errno.EISDIR: "là thư mục không có bảng tính nào", errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.ELOOP: "liên kết vòng", errno.ENXIO: "không phải tệp thường mà là ống hay thiết bị",
    errno.EBUSY: "tệp đang được ghi, hoặc đang mở trong Excel",
}  # fmt: skip


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

    @property
    def whole_file(self) -> bool:
        """Whether a whole file, or a folder of them, is lost by it."""
        return self.severity == "error" and not (self.sheet or self.cell)

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


def _spoken(fact: object) -> object:
    """A period as offices write it: 2025-06 is 6/2025."""
    period = _PERIOD.fullmatch(fact) if isinstance(fact, str) else None
    return f"{int(period[2])}/{period[1]}" if period else fact


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
    """The Problem of a code, its facts filled in; `guess` is what may have been meant."""
    said = MESSAGES[code]
    facts = {k: _spoken(v) for k, v in facts.items()}
    facts["guess"] = f" Có phải là “{guess}”?" if guess else ""
    facts["guess_en"] = f" Did you mean “{guess}”?" if guess else ""
    vi, remedy_vi, en, remedy_en = (text.format(**facts) for text in said[1:])
    return Problem(severity or said.severity, source, sheet, cell, value, vi, remedy_vi, en, remedy_en, code)


def refuse(source: str, code: str, **facts: Any) -> Unreadable:
    """What to raise for a file that is not read, for the reason of a code."""
    return Unreadable(problem(code, source, **facts))


def unopened(source: str, error: OSError, code: str = "missing") -> Unreadable:
    """A file that the system does not open; with the code "no_entry" a folder or link."""
    return refuse(source, code, reason=reason(error), reason_en=error.strerror or type(error).__name__)


def nowhere(path: Path, source: str, error: OSError) -> Problem:
    """What is said of a folder, link or file that leads nowhere."""
    folder = os.path.isdir(path) or os.path.islink(path) and error.errno != errno.ENXIO
    return unopened(source, error, "no_entry" if folder else "missing").problem


def reason(error: OSError) -> str:
    """Why the system opens no file, in Vietnamese."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


def foreign(
    path: Path, source: str, kind: str = "một dạng khác", kind_en: str = "of another kind"
) -> Unreadable:
    """What is no Excel file, whatever its name says."""
    return refuse(source, "not_a_workbook", suffix=path.suffix or path.name, kind=kind, kind_en=kind_en)
