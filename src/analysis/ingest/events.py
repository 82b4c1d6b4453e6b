"""Lists with one event a row: decisions, steps of works, recognitions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from analysis.ingest.filename import DAY, as_day
from analysis.ingest.grid import STRUCK, Grid, address
from analysis.ingest.heads import Words
from analysis.ingest.sheet import ENUMERATOR, Sheet, look
from analysis.ingest.sources import Events, TableRule
from analysis.ingest.tables import DRAFT, VOID, title_rows
from analysis.ingest.text import clean, fold, has_phrase, nearest

_SIGNED = re.compile(
    r"^(?:thu truong|nguoi lap|truong phong|chu tich|pho chu tich|giam doc|noi nhan|tm |kt |ke toan"
    r"|chi cuc truong)"
    r"|^.{2,30} ngay \d{1,2} thang \d{1,2} nam \d{4}$"
)

# "Dự kiến 15/9/2025", "Trước 30/6/2025": what is to happen
_FORESEEN = re.compile(
    r"\b(?:du kien|du dinh|dk|truoc|sau|khoang|phan dau|ke hoach|kh|chua|cham nhat|muon nhat|han|den|uoc|se)\b"
)
# what has not happened, or does not hold any more: "(đã thu hồi)", "chưa thẩm định", "ghi nhầm dòng"
_UNDONE = Words(
    r"\bthu hồi\b(?! (?:đất|vốn|nợ|tạm ứng|mặt bằng))|\bhủy (?:bỏ )?(?:kết quả )?(?:công nhận|quyết định|qd)\b"
    r"|\b(?:bị|đã) hủy\b|\bkhông (?:được )?(?:công nhận|phê duyệt|thông qua)\b|\bnhầm\b|\bdự kiến\b"
    r"|\bhết (?:hạn|hiệu lực)\b|(?<!sau khi )\btạm (?:dừng|ngưng|hoãn)\b|\b(?:dừng|ngưng) (?:thực hiện|triển khai)\b"
    r"|^\W*(?:đã |bị )*(?:dừng|hoãn lại|hoãn|ngưng)\W*$|\blùi (?:thời hạn|tiến độ|lại|sang|đến)\b"
    r"|\bkhông (?:thực hiện|triển khai)\b|\b(?:xin|đề nghị) gia hạn\b|\bchuyển sang (?:năm|quý|tháng|kỳ)\b"
    r"|\bchưa (?:được |có )?(?:công nhận|thẩm định|phê duyệt|quyết định|qd|hoàn thành|thực hiện|triển khai)\b"
    r"|\bkhông đạt\b|\bnhập sai\b|\btrùng (?:với|lặp)\b|\bbị tước\b|\bngừng sản xuất\b|\bthay thế bằng\b"
    r"|\bđang (?:hoàn thiện|thẩm định)\b|\bchờ (?:hội đồng|thẩm định|phê duyệt|kết quả)\b"
    r"|\bđề nghị (?:xét |tỉnh |huyện )?(?:công nhận|thẩm định|phê duyệt)\b|\(đề nghị\b"
)
_LAPSED = Words(r"\bcũ\b|\bhết hạn\b")  # of the head of a day
_TOTAL = re.compile(r"\W*(?:tổng (?:số|cộng)|tổng|cộng)\W*(?:\d.*)?", re.I)
_ASKED_FOR = Words(r"\bđề nghị\b|\btờ trình\b|/ttr\b")


# what was done again, or holds to a day that is printed: "công nhận lại (hết hạn 2024)", "hết hạn 14/02/2028"
_ANEW = re.compile(
    r"(?i)(?:công nhận|cấp) (?:lại|mới)|nâng (?:hạng|lên|sao|\d)|hết (?:hạn|hiệu lực)\W*(?:ngày )?\d"
)


def _undone(text: str, asked_for: bool = False) -> bool:
    found = (_UNDONE.search(text) and not _ANEW.search(text)) or VOID.search(text) or DRAFT.search(text)
    return bool(found or asked_for and _ASKED_FOR.search(text))


def _no_day(head: str) -> bool:
    """Whether the head of a column is of days on which nothing was done: "Ngày quyết định (dự kiến)"."""
    return _undone(head) or _LAPSED.search(head) is not None


@dataclass(frozen=True)
class Event:
    measure: str
    day: date
    cell: str
    note: str
    place: str
    value: float
    hidden: bool = False


def find_events(
    grid: Grid, rule: TableRule, report: Callable[..., None], elsewhere: Callable[[str], str]
) -> tuple[str, list[Event]] | None:
    """The title found and the events of a list on this sheet, None when the sheet has no such list. `elsewhere`: the
    other area that the words above some rows name, "" for none."""
    events, sheet = rule.events, look(grid)
    if events is None:
        return None
    rows = list(sheet.rows)
    for position in range(len(rows)):
        columns = _columns(sheet, rows, position, events)
        if columns is None:
            continue
        key = fold(sheet.text(rows[:position]))
        if not any(has_phrase(key, w) for w in rule.title) or any(has_phrase(key, w) for w in rule.without):
            continue
        above = title_rows(sheet, rows[:position])
        shown = sheet.text(above)
        head = str(sheet.rows[rows[position]].get(columns["date"], ("", ""))[1])
        if _no_day(head) and not any(map(_no_day, events.date)):
            cell = address(rows[position], columns["date"])
            report("remark_against", cell, head, said=head, at=cell)
            return shown, []
        if _undone(shown, asked_for=True) and not any(_undone(w, asked_for=True) for w in rule.title):
            cell = address(above[0], min(sheet.rows[above[0]]))
            report("remark_against", cell, shown, said=shown, at=cell)
            return shown, []
        return shown, list(_read(sheet, rows, position, columns, events, report, elsewhere))
    return None


def _columns(sheet: Sheet, rows: list[int], position: int, events: Events) -> dict[str, int] | None:
    """Role -> column, when a row (with the one below) heads the list."""
    heads: dict[int, str] = {}
    for row in rows[position : position + 2]:
        for col, (kind, value) in sheet.rows[row].items():
            if kind == "text" and not (DAY.search(str(value)) and len(str(value)) < 20):
                within = row == rows[position] or col in heads
                heads[col] = f"{heads.get(col, '')} {value}".strip() if within else ""
    names = ("date", "id", "which", "step", "paper", "text", "place", "value")
    roles = {name: getattr(events, name) for name in names}
    found: dict[str, int] = {}
    for role, words in roles.items():
        fits = [
            (role == "date" and _no_day(h), len(h), c)
            for c, h in heads.items()
            if h and any(_bears(h, w) for w in words) and c not in found.values()
        ]
        if fits:
            found[role] = min(fits)[2]
    needed = {r for r, words in roles.items() if words and r in ("date", "id", "which", "step")}
    return found if needed <= set(found) and len(sheet.rows[rows[position]]) > 1 else None


def _read(
    sheet: Sheet,
    rows: list[int],
    position: int,
    columns: dict[str, int],
    events: Events,
    report: Callable[..., None],
    elsewhere: Callable[[str], str],
) -> Iterator[Event]:
    above, left = "", min(sheet.rows[rows[position]])
    section = ("", "")  # what is said above some rows of what does not count among them, and its cell
    alike = not (events.id or events.step)  # rows of things of one kind, under headings of their own
    decided = alike and any(has_phrase(fold(w), "quyết định") for w in (*events.paper, *events.date))
    grid = sheet.grid
    heading, known = "", dict[tuple[str, ...], str]()
    for row in rows[position + 1 :]:
        cells = sheet.rows[row]
        if _signed(cells, left, columns):
            return
        if struck := [c for c in columns.values() if str(cells.get(c, ("", ""))[1]).endswith(STRUCK)]:
            report("struck", address(row, struck[0]), str(cells[struck[0]][1]).removesuffix(STRUCK))
            continue
        if any(k == "text" and _TOTAL.fullmatch(clean(str(v))) for k, v in [*cells.values()][:2]):
            continue
        text = {role: str(cells[c][1]) for role, c in columns.items() if c in cells and cells[c][0] != "nil"}
        kind, raw = cells.get(columns["date"], ("", ""))
        above = text.get("which", "") or above
        if "date" in text and row == rows[position + 1] and kind == "text" and not as_day(raw):
            if not any(c in text for c in ("paper", "which")) or not DAY.search(text["date"]):
                if any(has_phrase(fold(text["date"]), w) for w in events.date):
                    continue  # the second line of the header
        day = as_day(raw) if kind else None
        foreseen = kind == "text" and day is not None and _FORESEEN.search(fold(raw, marks=False)) is not None
        day = None if foreseen else day
        cell = address(row, columns["date"])
        said = text.get("step") or text.get("text") or text.get("which")
        if day is None:
            if alike and not kind and len(text) < 2 and cells[min(cells)][0] not in ("number", "digits"):
                heading = words = sheet.text([row])
                doubtful = _undone(words, asked_for=True) or elsewhere(words)
                section = (words, address(row, min(cells))) if doubtful else ("", "")
            if foreseen:
                report("no_date", cell, str(raw))
            elif kind in ("text", "digits", "number", "error"):
                report("date", cell, str(raw))
            elif said and len(text) > 1 and not (events.id or events.step):
                report("no_date", cell, said)
            continue
        # the words of a step say what it is, not how far
        silent = {c for role, c in columns.items() if role != "text" or not alike}
        notes = [(address(row, c), str(v)) for c, (k, v) in cells.items() if k == "text" and c not in silent]
        notes += [(address(*at), words) for at, words in grid.remarks.items() if at[0] == row]
        against = [(words, at) for at, words in notes if _undone(words)]
        if _undone(paper := text.get("paper", ""), asked_for=decided):
            against.append((paper, address(row, columns["paper"])))
        if against or section[0]:
            said, at = (against or [section])[0]
            report("remark_against", cell, str(raw), said=said, at=at)
            continue
        measure = events.measure
        if events.id:
            base, dot, step = text.get("id", "").rpartition(".")
            if not dot:
                continue  # a heading: the work itself, its steps below
            measure = f"{base}#{step}"
        elif events.which:
            meant = _lookup(events.measures, above)
            if meant is None:
                report("unknown_name", cell, above, key="measures", guess=nearest(above, events.measures))
                continue
            measure = meant
        if events.step:
            said_step = text.get("step", "")
            known_step = _lookup(events.steps, said_step)
            if known_step is None:
                report("unknown_name", cell, said_step, key="steps", guess=nearest(said_step, events.steps))
                continue
            measure = f"{measure}#{known_step}"
        listed = cells[left][0] != "text" or ENUMERATOR.match(str(cells[left][1])) if left in cells else True
        same = (heading, *(str(v) for c, (_, v) in cells.items() if c != left or not listed))
        if alike and (first := known.setdefault(same, cell)) != cell:
            report("event_again", cell, str(raw), at=first)
            continue
        note = "; ".join(filter(None, (text.get("paper"), text.get("text") or text.get("step"))))
        kind, amount = cells.get(columns.get("value", -1), ("", ""))
        value = float(amount) if kind == "number" else 1.0
        hidden = row in grid.hidden_rows or not grid.visible
        yield Event(measure or "", day, cell, note, text.get("place", ""), value, hidden)


def _bears(head: str, words: str) -> bool:
    """Whether a head bears words, "ngày quyết định" also as "Ngày ban hành quyết định"."""
    return any(has_phrase(fold(text), words) for text in (head, _ISSUED.sub("ngày ", clean(head))))


_ISSUED = re.compile(r"\bngày (?:ký |ra |ban hành |có |hết hạn |hết hiệu lực )+", re.I)


def _signed(cells: dict, left: int, columns: dict[str, int]) -> bool:
    """Whether the list has ended: place and date of the report, signatures, who receives it."""
    texts = [fold(str(v), marks=False) for k, v in cells.values() if k == "text"]
    if any(_SIGNED.search(t) for t in texts):
        return True
    alone = len(cells) == 1 and left not in cells and columns["date"] in cells
    return alone and not as_day(cells[columns["date"]][1])


def _lookup(known: dict[str, str], text: str) -> str | None:
    """What a text means: the same words, or else the longest known words within it."""
    key = fold(text)
    keys = {fold(k): v for k, v in known.items()}
    if key in keys:
        return keys[key]
    within = [k for k in keys if f" {k} " in f" {key} "]
    return keys[max(within, key=len)] if within else None
