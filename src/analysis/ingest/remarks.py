"""What an office writes in words beside its figures: notes below a table, columns of notes, comments of cells."""

from __future__ import annotations

import re

from analysis.ingest.checks import Made
from analysis.ingest.heads import AGAINST, Words
from analysis.ingest.periods import named, plain, until
from analysis.ingest.tables import Table
from analysis.ingest.units import caption_units, caption_within, is_caption

# words that make a period in a remark that of the figures, and those that say nothing else
_SAID_OF = re.compile(
    r"\b(?:so lieu|so (?:cua|thang|quy|ky|den)|tinh den|den (?:het )?ngay|lay|cap nhat|data)\b"
)
_NOTHING_ELSE = frozenset(
    "ghi chu luu y note day la chi moi so lieu cua ky lay theo dung bao cao ket qua tinh tu den het toi cuoi ngay"
    " thang quy nam thuc hien cap nhat thoi diem data as of for to".split()
)
_DOUBT = Words(
    r"\b(?:so uoc|uoc (?:tinh|thuc hien|th)|tam tinh|so tam|so bo|con thieu"
    r"|thieu (?:so lieu|xa|phuong)|tru (?:xa|huyen)"
    r"|chua (?:co )?(?:chinh thuc|day du|du|quyet toan|ban giao|tong hop|bao cao|nop|so lieu|doi chieu)"
    r"|(?:chua|khong) (?:bao gom|gom|ke|tinh)|(?:thang|ky|quy|nam) truoc|so(?: lieu)? cu|excluding|not includ\w+"
    r"|without|provisional|estimated?|previous month)\b",
    "số ước tính thực hiện tạm sơ bộ chưa chính thức đầy đủ quyết toán bàn giao tổng hợp báo cáo nộp có liệu đối chiếu "
    "không bao gồm kể còn thiếu xã phường trừ huyện tháng kỳ kì quý năm trước cũ",
)


def doubt(text: str, table: Table, own: Made) -> str:
    """The code of what a remark beside some figures says: "remark_against" where it names another month or unit than
    theirs, "remark" where it makes them estimates or parts of what was asked for, "" for other words."""
    text = re.sub(r"^[^:\n]{2,40}:\s*\n", "", text)  # who wrote a comment
    units = caption_units(text) if is_caption(text) else caption_within(text)
    for row, column, _ in own if units else ():
        printed = table.unit_at(row.row, column.column)[0] if row.row else None
        if printed and all((u.base, u.size) != (printed.base, printed.size) for u in units):
            return "remark_against"
    bare = plain(text)
    periods = {o["period"] for _, _, o in own}
    # the months of the figures, as far as the remark names their year
    other = [
        s
        for s in named(text)
        if s.kind != "unclear"
        and not any(p.endswith(f"-{s.last:02d}") and str(s.year or p[:4]) == p[:4] for p in periods)
        and not (s.yearly and any(p[:4] == str(s.year) for p in periods))
        or s.day
        and until(text, s)
        and s.day.day < 28
    ]
    if other and not AGAINST.search(text):
        rest = bare
        for s in named(text):
            rest = rest[: s.at] + " " * (s.end - s.at) + rest[s.end :]
        if {*re.findall(r"[^\W\d]+", rest)} <= _NOTHING_ELSE and (
            other[0].day is None or until(text, other[0])
        ):
            return "remark_against"
        if _SAID_OF.search(bare):
            return "remark"
    return "remark" if _DOUBT.search(text) else ""
