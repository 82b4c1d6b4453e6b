"""What the command says at its end: the targets by status, what was lost, where the brief is."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from analysis.publish.manifest import FAILED, GOOD, UNCHANGED, WORST_FIRST, Manifest, reason
from analysis.run.run import Result
from analysis.yamlfile import listed

_ALSO = {  # parts of the summary
    "unclaimed": "Tệp chưa khai báo hay không phải bảng tính, chưa đọc (files not read)",
    "notes": "Ghi chú của tháng nên xem lại (notes to look at again)",
    "late": "Nội dung chưa có báo cáo, theo mã (measures not reported, by id)",
}


def words(result: Result) -> tuple[str, str]:
    """How a run ended: what goes to stdout, and the complaints for stderr."""
    said, wrong = [], [result.message] if result.message else []
    if of := result.manifest:
        said.append(table(of.programme_name, of.month, of.targets))
        wrong += [f"Mất (lost): {lost['path']}: {lost['message']}" for lost in of.lost]
        for page in result.of(of.failed)[0]:
            lost = "Trang dừng sớm (page ended early)" if page.early else "Mất trang (page lost)"
            wrong.append(f"{lost}: {page.name}: {reason(page, 'vi')}")
            if page.executed:
                wrong.append(f"  xem sổ tính đã chạy (executed notebook): {page.executed}")
        wrong += [
            f"Chú ý (note): {page.name}: {note}" for page in result.of(of.made)[0] for note in page.notes
        ]
        if not result.unchanged:  # then they are those of an earlier run
            wrong += [f"Sự cố (incident): {incident}" for incident in of.incidents]
        said += _notes(result, of)
    return "\n".join(said), "".join(f"{line}\n" for line in wrong)


def _notes(result: Result, of: Manifest) -> list[str]:
    lines: list[str] = []
    mine, rest = result.of(of.made)
    if rejected := result.summary["rejected"]:
        where = "trang 01_ingest" if of.page("01_ingest") else "brief check"
        lines.append(f"{rejected} ô bị loại, xem {where} (rejected cells).")
    for key, said in _ALSO.items():
        if found := result.summary.get(key):
            lines.append(f"{said}: {'; '.join(found) if key == 'notes' else listed(found)}.")
    if result.unchanged:
        lines.append("Không có gì thay đổi, giữ nguyên các trang (nothing changed). --fresh để làm lại.")
    else:
        made, again = sum(n.status in GOOD for n in mine), sum(n.status == UNCHANGED for n in mine)
        kept = f", {again} trang giữ nguyên vì không đổi (unchanged)" * bool(again)
        kept += f"; {len(rest)} trang, tệp khác của tháng để như cũ (others left as they were)" * bool(rest)
        lines.append(f"Đã xuất bản {made} trang, tệp (published){kept}.")
    if alone := sorted({n.name.partition("/")[0] for n in mine if "/" in n.name}):
        lines.append(f"Trang riêng (single places, owners): {', '.join(alone)}; xem index.html cạnh bản tin.")
    if of.question:
        lines.append(
            f"Câu hỏi riêng, không phải bản chính thức (not the official question): {of.question}; "
            f"các trang ở {result.folder}."
        )
    if of.kept:
        kept = ", ".join(x["path"] if x["path"] == x["was"] else f"{x['was']} → {x['path']}" for x in of.kept)
        lines.append(f"Tệp do người để lại hay sửa, giữ nguyên (files of people, left as they are): {kept}.")
    if new := [o["path"] for n in of.papers for o in n.outputs if o["path"] != n.name]:
        lines.append(f"Bản máy lập nằm ở (what the run made is in): {', '.join(new)}.")
    if of.older:
        older = ", ".join(n.name for n in of.older)
        lines.append(f"Trang của lần chạy trước, với số liệu khi đó (pages of an earlier run): {older}.")
    if before := ", ".join(n.name for n in rest if n.status == FAILED):
        lines.append(
            f"Hỏng từ lần chạy trước, lần này không làm lại (lost in an earlier run, not made again): {before}."
        )
    name = result.front.name if result.front else ""
    what = {"index.html": "Các trang (pages)", "brief.html": "Bản tin (brief)"}.get(name, "Trang, tệp (page)")
    return [*lines, f"{what}: {result.front}"]


def table(programme: str, month: str, targets: Sequence[dict[str, Any]]) -> str:
    """The targets by status, worst first, with the number of numbered ones."""
    lines = [f"{programme} · {month}"]
    for status in sorted({t["mark"] for t in targets}, key=WORST_FIRST.index):
        these = [t for t in targets if t["mark"] == status]
        names = " / ".join(dict.fromkeys(t["word"] for t in these))
        lines += ["", f"{names} ({sum(bool(t['no']) for t in these)})"]
        lines += [f"  {t['no'] or '–':>4}  {t['name']}" for t in these]
    if any(not t["no"] for t in targets):
        lines += ["", "–: dòng không đánh số, không tính vào số trong ngoặc (unnumbered, not counted)"]
    return "\n".join([*lines, ""])


def _digits(x: float) -> int:
    """Decimals for about five figures in all: of 3133.04 one, of 0.0512 six."""
    return max(0, min(8, 4 - math.floor(math.log10(abs(x))))) if x else 0


def nowcast(lines: Sequence[dict[str, Any]], as_json: bool) -> None:
    """A line per series: as JSON, or in words, with the centre that the method shows, the total."""
    from analysis.present import locale

    for line in lines:
        if as_json:
            print(json.dumps(line, ensure_ascii=False, allow_nan=False))
        elif "total" not in line:
            print(f"{line['series']}: {line['reason']} ({line['reason_en']})")
        else:
            low, centre, high = (
                locale.number(line[k], _digits(line["total"])) for k in ("p10", "total", "p90")
            )
            chance = line.get("probability")
            sure = "" if chance is None else ">" if chance >= 0.99 else "<" if 0 < chance <= 0.01 else ""
            text = {">": "> 99%", "<": "< 1%"}.get(sure) or locale.percent(100 * (chance or 0))
            more = "" if chance is None else f", khả năng đạt (probability) {text}"
            more += f". {line['reason']} ({line['reason_en']})" if "reason" in line else ""
            print(f"{line['series']}: {centre} (80%: {low}–{high}){more}")
