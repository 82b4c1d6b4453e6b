"""What the command says at its end: the targets by status, what was lost, where the brief is."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from analysis.run.run import DONE, Result

ORDER = (
    "off_track",
    "missed",
    "at_risk",
    "no_data",
    "too_early",
    "on_track",
    "achieved",
    "not_due",
    "lapsed",
    "watch",
)


def tell(result: Result) -> None:
    """Print how a run ended; complaints go to stderr."""
    if result.message:
        print(result.message, file=sys.stderr)
    if not (of := result.manifest):
        return
    table(of.programme_name, of.month, of.targets, of.lang)
    for lost in of.lost:
        print(f"Mất tệp (file lost): {lost['path']}: {lost['message']}", file=sys.stderr)
    for page in of.failed:
        from analysis.run.finish import reason

        print(f"Mất trang (page lost): {page.name}: {reason(page, 'vi')}", file=sys.stderr)
        print(f"  xem sổ tính đã chạy (executed notebook): {page.executed}", file=sys.stderr)
    for incident in of.incidents:
        print(f"Sự cố (incident): {incident}", file=sys.stderr)
    if result.rejected:
        print(f"{result.rejected} ô bị loại, xem trang 01_ingest (rejected cells).")
    if result.late:
        print(f"Chưa báo cáo (late): {', '.join(result.late)}.")
    if result.unchanged:
        print("Không có gì thay đổi, giữ nguyên các trang (nothing changed). --fresh để làm lại.")
    elif result.status == DONE:
        print(f"Đã xuất bản {len(of.notebooks)} trang (published).")
    print(f"Bản tin (brief): {result.brief}")


def table(programme: str, month: str, targets: Sequence[dict[str, Any]], lang: str) -> None:
    """The targets by status, worst first."""
    print(f"{programme} · {month}")
    statuses = sorted({t["status"] for t in targets}, key=ORDER.index)
    for status in statuses:
        these = [t for t in targets if t["status"] == status]
        words = list(dict.fromkeys(t["word"] for t in these))
        numbered = sum(bool(t["no"]) for t in these)
        print(f"\n{' / '.join(words)} ({numbered})")
        for t in these:
            print(f"  {t['no'] or '–':>4}  {t['name']}")
    print()


def nowcast(lines: Sequence[dict[str, Any]], as_json: bool) -> None:
    """A line per series: as JSON, or in words."""
    for line in lines:
        if as_json:
            print(json.dumps(line, ensure_ascii=False, allow_nan=False))
        elif "reason" in line:
            print(f"{line['series']}: {line['reason']}")
        else:
            low, mid, high = (f"{line[k]:,.6g}" for k in ("p10", "p50", "p90"))
            chance = line.get("probability")
            more = "" if chance is None else f", khả năng đạt (probability) {chance:.0%}"
            print(f"{line['series']}: {mid} ({low} – {high}, 80%){more}")
