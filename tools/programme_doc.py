"""Writes docs/programme.md from params/can-duoc-2025/programme.yml: `python tools/programme_doc.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.present import locale
from analysis.programme import Commitment, Measure, Programme, Tenure, load_programme

ROOT = Path(__file__).parents[1]
SOURCE, MADE = ROOT / "params/can-duoc-2025/programme.yml", ROOT / "docs/programme.md"
KINDS = {
    "flow": "cộng dồn", "level": "mức tại thời điểm", "ratio": "tỷ lệ cộng dồn", "count": "đếm sự kiện",
    "event": "một lần", "milestone": "các bước", "annual": "xét cuối năm", "budget": "dự toán",
    "compare": "so với năm trước",
}  # fmt: skip
ROLES = {"main": "", "component": "thành phần", "striven": "phấn đấu", "watch": "theo dõi"}
NUMBERS = {"printed": "in trong Phụ lục", "derived": "**chúng tôi suy ra**", "none": "không có số"}
AFTER = {"continue": "tiếp tục", "break": "tiếp tục, không so qua 01/7", "stop": "dừng"}
CADENCES = {
    "month": "tháng", "month 15-14": "tháng (15–14)", "quarter": "quý", "season": "vụ",
    "half-year": "6 tháng", "school year": "năm học", "year": "năm", "event": "khi có quyết định",
    "once": "một lần",
}  # fmt: skip
DEADLINES = {"printed": "in trong văn bản", "programme_year": "trong năm, không ghi hạn",
             "party_calendar": "lịch của Đảng", "none": "không có"}  # fmt: skip
INTRO = """# Chương trình thành dữ liệu / The programme as data

Tệp này được tạo từ `params/can-duoc-2025/programme.yml` bằng `python tools/programme_doc.py`;
đừng sửa tay. (Generated; a test keeps it in step. Edit the YAML, run the tool.)

Văn bản: {document} ngày {day}. {counted} chỉ tiêu đánh số, {rows} dòng, {measures} thước đo,
{works} nhiệm vụ.
Mỗi dòng ghi: con số in trong văn bản hay do chúng tôi suy ra, chúng tôi hiểu thế nào, cần hỏi ai.
**Đơn vị chịu trách nhiệm, kế hoạch từng vụ lúa, các bước và ngày dự kiến là đề xuất**, không in
trong văn bản. (Owners, crop plans, steps and planned dates are our proposal.)
"""


def document(programme: Programme) -> str:
    """The whole page in Markdown, with a line feed at its end."""
    parts = [
        INTRO.format(
            document=programme.document_vi, day=locale.date(programme.document_date),
            counted=sum(t.counted for t in programme.targets), rows=len(programme.targets),
            measures=len(programme.measures), works=len(programme.commitments),
        )
    ]  # fmt: skip
    for group in programme.groups:
        parts.append(f"## {group.roman}. {group.name_vi} / {group.name_en}\n")
        parts.append(_table(
            ["Số", "Mã", "Chỉ tiêu", "Loại", "Ngưỡng", "Con số", "Kỳ", "Sau 01/7/2025", "Ở đâu trong văn bản",
             "Chúng tôi hiểu", "Hỏi ai"],
            (_row(t.no, m) for t in programme.targets if t.group == group.id for m in t.measures),
        ))  # fmt: skip
    parts += _plans(programme)
    parts.append("## Nhiệm vụ trong phần lời / Commitments of the text\n")
    for group in programme.commitment_groups:
        works = [c for c in programme.commitments if c.group == group.id]
        if works:
            parts.append(f"### {group.name_vi} / {group.name_en}\n")
            parts.append(_table(["Mã", "Nhiệm vụ", "Hạn", "Xong khi", "Các bước (ngày dự kiến)", "Ghi chú",
                                 "Ở đâu trong văn bản", "Chúng tôi hiểu", "Hỏi ai"],
                                (_work(c) for c in works)))  # fmt: skip
    parts += _owners(programme)
    return "\n".join(parts)


def _row(no: str, m: Measure) -> list[str]:
    kind = ", ".join(filter(None, [KINDS[m.kind], ROLES[m.role]]))
    month, day = m.judged_from.split("-") if m.judged_from else ("", "")
    cadence = CADENCES[m.cadence] + (f", xét từ {int(day)}/{int(month)}" if month else "")
    return [no, f"`{m.id}`", m.short("vi"), kind, _bound(m), NUMBERS[m.number], cadence,
            AFTER[m.after], m.source_vi, m.reading_vi, m.ask_vi]  # fmt: skip


def _bound(m: Measure) -> str:
    """The rule with its figures as the annex prints them."""
    low, high = (_figure(x, m.unit) for x in (m.low, m.high))
    text = {
        "ge": f"≥ {low}", "gt": f"> {low}", "le": f"≤ {high}", "range": f"{locale.number(m.low)}–{high}",
        "lt_last_year": "ít hơn cả năm trước", "budget": f"dự toán {low}", "watch": "không có ngưỡng",
    }[m.rule]  # fmt: skip
    if m.growth_printed is not None:
        text += f"; gốc {_figure(m.base, m.unit)}, tăng {locale.number(m.growth_printed, 1)}%"
    elif m.base is not None:
        text += f"; gốc {_figure(m.base, m.unit)}"
    return text + (f"; {m.stretch_vi}" if m.stretch_vi else "")


def _figure(x: float | None, unit: str) -> str:
    return "" if x is None else locale.joined(locale.number(x), unit)


def _plans(programme: Programme) -> Iterator[str]:
    for m in programme.measures.values():
        if m.seasons:
            yield f"### Kế hoạch từng vụ (đề xuất): `{m.id}` {m.short('vi')}\n"
            rows = ([s.name_vi, ", ".join(map(str, s.months)), _figure(s.plan, m.unit)] for s in m.seasons)
            yield _table(["Vụ", "Tháng thu hoạch", "Kế hoạch"], rows)
    for m in programme.measures.values():
        if m.steps:
            yield f"### Các bước (đề xuất): `{m.id}` {m.short('vi')}\n"
            rows = ([f"`{m.id}#{s.id}`", s.name_vi, _day(s.planned)] for s in m.steps)
            yield _table(["Bước", "Nội dung", "Ngày dự kiến"], rows)


def _work(c: Commitment) -> list[str]:
    steps = [f"{s.id}. {s.name_vi}" + (f" ({_day(s.planned)})" if s.planned else "") for s in c.steps]
    links = [
        "phấn đấu" if c.role == "striven" else "theo dõi, không đánh giá" if c.role == "watch" else "",
        f"cần xong trước: {', '.join(c.needs)}" if c.needs else "",
        f"là bước của {c.part_of}" if c.part_of else "",
        f"đứng cạnh chỉ tiêu {c.measure}" if c.measure else "",
        c.note_vi,
        f"dừng từ {_day(c.lapse.on)}: {c.lapse.reason_vi}" if c.lapse else "",
        c.handover_vi,
    ]
    # A programme-year commitment has no printed date, so none is shown.
    dated = c.deadline and c.deadline_kind != "programme_year"
    when = f"{_day(c.deadline)}, {DEADLINES[c.deadline_kind]}" if dated else DEADLINES[c.deadline_kind]
    return [f"`{c.id}`", c.name_vi, when, c.done_when_vi, "; ".join(steps), "; ".join(filter(None, links)),
            c.source_vi, c.reading_vi, c.ask_vi]  # fmt: skip


def _owners(programme: Programme) -> Iterator[str]:
    days = _days(programme)
    heads = [f"từ {_day(d)}" for d in days]
    names = {o.id: o.name_vi for o in programme.owners}
    things = [*((m.id, m.short("vi"), m.owners) for m in programme.measures.values()),
              *((c.id, c.short("vi"), c.owners) for c in programme.commitments)]  # fmt: skip
    yield "## Đơn vị chịu trách nhiệm (đề xuất) / Owners (proposal)\n"
    rows = ([f"`{id}`", name, *(_owner(owners, d, names) for d in days)] for id, name, owners in things)
    yield _table(["Mã", "Nội dung", *heads], rows)


def _days(programme: Programme) -> list[dt.date]:
    return [dt.date(programme.year, 1, 1), *(b.on for b in programme.breaks)]


def _owner(owners: tuple[Tenure, ...], day: dt.date, names: dict[str, str]) -> str:
    return next((names[t.owner] for t in owners if t.holds(day)), "–")


def _day(day: dt.date | None) -> str:
    return locale.date(day)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = ([c.replace("|", "\\|") or "–" for c in line] for line in (head, ["---"] * len(head), *rows))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    MADE.write_text(document(load_programme(SOURCE)), encoding="utf-8", newline="\n")
    print(MADE)
