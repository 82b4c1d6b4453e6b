"""What an office writes in words beside its figures: notes below a table, columns of notes, comments of cells."""

# ruff: noqa: E501 - patterns and the words they look for are read whole

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from analysis.ingest.checks import Made
from analysis.ingest.heads import AGAINST, Head, Words, begins_later, meaning
from analysis.ingest.match import PickedRow, left_over
from analysis.ingest.periods import days_between, named, plain, until, without_periods, words_beside
from analysis.ingest.sources import FACET_OF, TableRule
from analysis.ingest.tables import DRAFT, VOID, Table
from analysis.ingest.text import BRACKET, REFERENCE, fold, has_phrase
from analysis.ingest.titles import kinds_asked, kinds_said, words_asked
from analysis.ingest.units import MONEY, caption_units, caption_within, is_caption, parse_unit, unit_in

_FIGURES_OF = re.compile(
    r"\W*(?:(?:đây )?là |lấy |ghi |theo )?(?:số(?: liệu)?|tính|niên độ|data)"
    r"(?: (?:của|trên|tính|cho|là|trong|từ|đến|hết|ngày|theo|niên|độ|ngân|sách|of|for))* +",
    re.I,
)
_SUBJECT = re.compile(
    r"(?:các )?(?:số liệu|số|bảng|biểu)(?: (?:nêu|ở|tại|trong|bảng|biểu|trên|này))* (?:chỉ |đều )*(?:là|được) ",
    re.I,
)
_TAKEN = re.compile(  # "tạm lấy số tháng 5", "giữ nguyên số tháng trước"
    r"\b(?:lay|dung|giu|chep|copy|sao|de|nhap)(?: (?:lai|tam|tu|theo|nguyen|chep|so|lieu|bao|cao|cua|bang|bieu|luon))*"
    r" (?:thang|ky|quy|nam) (?:truoc\b|(?=\d))"
)
_CORRECTED = re.compile(r"\bdinh chinh(?: (?:lai|la|thanh))*\W*\d")
_LUNAR = re.compile(r"\bam lich\b")
_SUM_FROM = re.compile(r"\bluy ke(?: (?:duoc|tinh|lay|la|so|lieu))* tu\b")
# words that make a period in a remark that of the figures, and those that say nothing else
_SAID_OF = re.compile(
    r"\b(?:so lieu|so (?:cua|thang|quy|ky|den)|tinh den|den (?:het )?ngay|lay|cap nhat|data)\b"
)
_NOTHING_ELSE = frozenset(
    "ghi chu luu y note day la chi moi so lieu cua ky lay theo dung bao cao ket qua tinh tu den het toi cuoi ngay"
    " thang quy nam thuc hien cap nhat thoi diem cac cot dong o tren duoi ngan sach data as of for to".split()
)
_OF_KINDS = (_NOTHING_ELSE - {"theo"}).union(
    "ke hoach kh du toan dt luy lk cong don chi tieu giao dau nay uoc ca".split()
)
_DOUBT = Words(
    r"\b(?:moi (?:co|tinh|tong hop|nop)|(?<![\w ])du kien$|so uoc|tham khao|chi (?:tinh|gom)|khong phai|so \d+ ngay|thay (?:the|cho) (?:bang|ban|bieu))\b"
    r"|\b(?:uoc(?: (?:tinh|thuc hien|th)|$)|tam (?:tinh|lay|nhap|de)|nhap tam|so (?:lieu )?(?:nay )?(?:tam|cu|sai|dung la)|so bo|con thieu"
    r"|nham|(?:can|phai|se) (?:kiem tra|xem|ra soat|doi chieu|xac minh|gui|dieu chinh|bo sung)"
    r"|thieu (?:so lieu|xa|phuong)|tru (?:xa|huyen)|(?:chua|khong) (?:bao gom|gom|ke|tinh|tru)|(?:gom|ke|tinh)(?: ca)? (?:\d+ ngay|thang|quy)"
    r"|chua (?:co )?(?:chinh thuc|day du|du|quyet toan|ban giao|tong hop|bao cao|nop|so lieu|doi chieu|thong nhat"
    r"|xac nhan|kiem tra|chot|khoa so|duyet|cap nhat)|(?<!voi )(?<!ky )(?:thang|ky|quy|nam) truoc|excluding|not includ\w+"
    r"|without|provisional|estimated?|previous month)\b",
    "không phải gồm ngày chỉ tham khảo thay thế cho bảng bản biểu nhập này dự kiến mới số ước tính thực hiện tạm sơ bộ chưa chính thức đầy đủ quyết toán bàn giao tổng hợp báo cáo nộp "
    "liệu đối chiếu thống nhất xác nhận kiểm tra chốt khóa khoá sổ lấy nhầm sai đúng là cần phải sẽ xem rà soát "
    "minh gửi điều chỉnh bổ sung có không bao gồm kể còn thiếu xã phường trừ huyện tháng kỳ kì quý năm trước cũ duyệt cập nhật cả",
)


def _kind(text: str, period: str) -> str:
    """The kind of figure that a remark made of heads' words alone names: "đây là số kế hoạch", "lũy kế", "quý II"."""
    if not words_beside(text) <= _OF_KINDS or re.search(r"\d", without_periods(text)):
        return ""
    text = re.sub(r"(?i)\bsố\b", " ", text)  # "số kế hoạch", no "Sở Kế hoạch"
    said = meaning(text, int(period[:4]), int(period[5:])).meaning
    return said if said in ("plan", "year_to_date", "quarter", "owner_forecast") else ""


def _fits(figure: dict[str, Any], kind: str) -> bool:
    return figure["measure"].endswith(f"#{kind}") if kind in FACET_OF else figure["basis"] == kind


def more_said(picked: PickedRow) -> str:
    """The words in the brackets of a row's label that its rule has not, and that are no unit, short form or reference
    nor of what is done."""
    rule = picked.rule
    hit = BRACKET.search(picked.row.label) if picked.row and rule and not rule.each else None
    if hit is None or rule is None or REFERENCE.match(hit[1]) or hit[1].isupper() or unit_in(hit[0]):
        return ""
    asked = {*fold(" ".join([*rule.spellings, *rule.under])).split()}
    return hit[1] if any(not w.isupper() and fold(w) not in asked for w in left_over((hit[1],))) else ""


def _turned(text: str, said_so: bool, own: Made, rule: TableRule) -> bool:
    """Whether a remark says in a few words that the figures are of another kind than its rule asks for: "số còn phải
    thu", "các số là chênh lệch so với tháng trước"."""
    planned = {"plan"} if any("#" in o["measure"] for _, _, o in own) else set()
    short = re.match(r"(?i)\W*(?:đây là |là )?số\b", text) and len(text.split()) < 7
    unsure = re.search(r"(?i)\bchưa\b", text) and _DOUBT.search(text)  # "số chưa quyết toán"
    if unsure or not (said_so or short) or re.search(r"\d", without_periods(text)):
        return False
    return bool(kinds_said(text) - planned - kinds_asked(rule))


def beneath(text: str, table: Table, own: Made, other_area: Callable[[str], str], rule: TableRule) -> Made:
    """Those of the figures below a row of words that it makes others: drafts, of another kind, area or time than its
    rule asks for. A plan stands below words of a plan, and below those of a month of its year."""
    text = _NAMES.sub(" ", text)
    if not text.strip() or has_phrase(fold(words_asked(rule)), text):
        return []
    if VOID.search(text) or DRAFT.search(text):
        return own
    if REFERENCE.match(text):
        return []
    # "Chi chuyển nguồn", "Các xã còn lại" are names of what stands below, "Phần còn phải thu" says what its figures are
    states = _STATES.match(plain(text)) and not re.search(r"\d ?%", text)
    said = kinds_said(text) - kinds_asked(rule) - {"other_time"} if states else set()
    if said - {"plan"} or _PART.search(plain(text)) or other_area(text):
        return own
    facts = [m for m in own if "#" not in m[2]["measure"]]
    kept = [] if "plan" in said else facts
    plans = [m for m in own if "#" in m[2]["measure"]]
    times = [s for s in named(text) if s.kind not in ("day", "unclear")]
    words = {*re.findall(r"[^\W\d]+", plain(f"{table.title} {words_asked(rule)}"))}
    if times and words_beside(text) <= _OF_KINDS | _HEADING | words:
        of = lambda m: [s for s in times if str(s.year or m[2]["period"][:4]) == m[2]["period"][:4]]  # noqa: E731
        kept = [m for m in kept if any(s.yearly or m[2]["period"].endswith(f"-{s.last:02d}") for s in of(m))]
        plans = [m for m in plans if of(m) and (kept or all(s.yearly for s in times))]
    stay = {id(m) for m in (*kept, *plans)}
    return [m for m in own if id(m) not in stay]


_STATES = re.compile(
    r"\W*(?:(?:phan )?(?:[ivx]+|[a-d]|\d+)\b\W+)?(?:phan|muc|chenh|tang|giam|cung ky|binh quan|ty le|co cau|con (?:phai|lai)|truoc"
    r"|(?:cac khoan )?no dong|du (?:kien|bao|toan)|uoc|ke hoach|de nghi|dang ky|chua|khong|luy ke|thuc hien|thang|quy|nam"
    r"|so (?:lieu(?! tren)|voi|thu|chi|con|chua|cu|tang|giam|du|phai|uoc|da|tam|ke|giao|cua|thang|ky|nam|binh|nay))\b"
)
_PART = re.compile(
    r"\b(?:tinh|trung uong|tw) (?:duoc )?huong\b|\btruoc (?:khi )?(?:sap|sat) nhap\b|\bmat viec\b"
)
# words of a name: of a budget above or below, of what is not regular
_NAMES = re.compile(
    r"\b(?:thu|chi|vốn) (?:phân bổ|bổ sung)\b|\b(?:state|central|local) budget\b|\bkhông (?!thu|đạt|tính|kể|được|hoàn)\w+"
    r"|\((?:đã |bao )*(?:kể cả|gồm|trừ)\b[^)]*\)",
    re.I,
)
_HEADING = frozenset("phan muc bang bieu de so sanh i ii iii iv v vi a b c d".split())


def doubt(
    text: str, table: Table, own: Made, other_area: Callable[[str], str] | None, rule: TableRule
) -> str:
    """The code of what a remark beside some figures says: "remark_against" where it names another month, unit or area
    than theirs or takes them back, "remark" where it makes them drafts, estimates or parts of what was asked for, ""
    for other words."""
    # who wrote a comment
    text = re.sub(r"(?i)^(?:[^:\n]{2,40}:\s*\n|(?:ghi chú|lưu ý|notes?)\s*:\s*)", "", text.strip())
    if has_phrase(fold(words_asked(rule)), text):
        return ""
    text, said_so = _SUBJECT.subn("", text)
    bare = plain(text)
    if (
        VOID.search(text)
        or _CORRECTED.search(bare)
        or _LUNAR.search(bare)
        or _turned(text, bool(said_so), own, rule)
    ):
        return "remark_against"
    hit = _FIGURES_OF.match(text) or re.match(r"(?=(?:toàn|cả) )|của ", text, re.I)
    if other_area and hit and (area := other_area(rest := text[hit.end() :])) and rest.startswith(area):
        return "remark_against"
    bare_unit = parse_unit(text)
    units = caption_units(text) if is_caption(text) else caption_within(text)
    if bare_unit and (bare_unit.size != 1 or bare_unit.base in MONEY):  # "triệu đồng", no "hộ"
        units = [bare_unit]
    for row, column, _ in own if units else ():
        printed = table.unit_at(row.row, column.column)[0] if row.row else None
        printed = printed or parse_unit(own[0][2]["unit"])
        if printed and all((u.base, u.size) != (printed.base, printed.size) for u in units):
            return "remark_against"
    figures = [o for _, _, o in own]
    if (kind := _kind(text, figures[0]["period"])) and not all(fit := [_fits(o, kind) for o in figures]):
        return "remark" if any(fit) else "remark_against"
    head = Head.of((text,))
    later = _SUM_FROM.search(bare) and begins_later(head, () if days_between(text) else head.spans)
    if later and any(_fits(o, "year_to_date") for o in figures):
        return "remark"
    periods = {o["period"] for o in figures}
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
    compared = AGAINST.search(text) or re.search(r"\bso sanh\b", bare)
    if not compared and (taken := _TAKEN.search(bare)) and (other or taken[0].endswith("truoc")):
        return "remark_against"
    if other and not compared:
        dated = other[0].day is None or any(until(text, s) for s in other)
        if dated and words_beside(text) <= _NOTHING_ELSE and not re.search(r"\d", without_periods(text)):
            return "remark_against"
        if _FIGURES_OF.fullmatch(text[: other[0].at].rstrip() + " "):
            return "remark_against"
        if _SAID_OF.search(bare):
            return "remark"
    return "remark" if _DOUBT.search(text) or DRAFT.search(text) else ""
