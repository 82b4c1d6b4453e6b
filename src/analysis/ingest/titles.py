"""What the words around a table say beside those of its rule: another kind of figure, a part, words nobody knows."""

# ruff: noqa: E501 - patterns and the words they look for are read whole

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from analysis.ingest.areas import Areas
from analysis.ingest.context import Context
from analysis.ingest.heads import kinds, of_plans
from analysis.ingest.match import left_over, undone
from analysis.ingest.periods import apart, named, plain, without_periods
from analysis.ingest.sources import Rule, TableRule
from analysis.ingest.tables import DRAFT, VOID, Table
from analysis.ingest.text import REFERENCE, clean, phrase_keys
from analysis.ingest.units import Unit, caption_within, parse_unit

# what a title says of its paper, and not of its figures
_REFERS = re.compile(
    r"\W*(?:(?:ban hanh |dinh |gui |dung )?kem\b|(?:ap )?dung cho|(?:phan |chia )?theo (?!(?:so )?(?:ke hoach|du toan|chi tieu)\b|nien)|phuc vu"
    r"|(?:kinh )?gui\b|trinh\b|tai\b|bieu|mau|phu luc|bao cao|cap nhat|chot|bo sung lan|lan \w+$|tiep\b|trang|source"
    r"|(?:bo|tong cuc|ubnd|uy ban|trung tam|truong|cong ty|bao hiem|bhxh|ngan hang)\b"
    r"|(?:pl|bm) ?\d|tong hop (?:tu|theo)\b|(?:so )?(?:lieu )?chua (?:quyet toan|day du|du\b|doi chieu|tong hop|kiem tra|chot|khoa so))"
)
_SAYS_NOTHING = re.compile(
    r"\W*(?:nguon|bang|don vi|dvt|ngay \d|in |of |unit|as of|continued|cua\b"
    r"|(?:da |so lieu )*(?:dieu chinh|dinh chinh|doi chieu|chinh thuc|so bo|uoc(?! dat)|co den)|(?:so |lieu |co |tinh )*den (?:het|cuoi) (?:thang|ky)|gia (?:so|hien|thuc|co|\d)|do \w+ (?:\w+ )?quan ly"
    r"|sau (?:khi |ngay |thoi diem )?(?:sap xep|sap nhap|hop nhat))"
)
# what is counted in or out: told, the figures may be those asked for
_COUNTS = re.compile(
    r"\W*(?:da )?(?:loai )?(?:tru|ke ca|(?:khong|chua|chi) (?:ke|tinh)|(?:(?:khong|chua|chi) )?(?:bao )?gom|ngoai|nua (?:dau|cuoi) thang)\b(?! (?:chi tieu|ke hoach|du toan))"
)
_ORDINARY = frozenset(
    "bao cao bieu bang so lieu tinh hinh tien do ket qua danh gia tong hop chi tiet nhanh chu yeu mot chi tieu theo nganh "
    "linh vuc nguon sac khoan muc giua ky cuoi va cac nam hien hanh lan phu luc mau".split()
)
_MEAN_OF = re.compile(r"\bbinh quan (?:\d+ )?(?:thang|quy|nam)\b")
_RANGED = re.compile(r"\btu (?:ngay )?\d.* den\b")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_OFFICES = re.compile(r"\b(tài chính|văn hóa|lao động) [-–] (kế hoạch|xã hội|tb)\b", re.I)  # one name
_DASH = re.compile(r"(?<!\w)[-–—](?!\w)|(?<=\w)[–—]|[;|:]")
_SIBLING = re.compile(r"[,;]|\bvà\b", re.I)  # "Thu nội địa, nợ thuế": two things of one table
_MEANT = {
    "plan": "kế hoạch",
    "owner_forecast": "dự báo",
    "share_of_plan": "tỷ lệ so với kế hoạch",
    "structure": "cơ cấu",
} | dict.fromkeys(
    ("index_previous_month", "index_same_month_last_year", "index_to_date", "index_december"), "chỉ số"
)
_COMPARED = {"against", "difference", "plan", "before"}


def doubts(
    table: Table, rule: TableRule, at: Context, areas: Areas, file: str
) -> Iterator[tuple[str, str, bool]]:
    """(cell, words, whether they make other figures of the table's) of what stands around a table and neither its rule
    nor its own heads and labels explain."""
    names = ((table.title_cell, name, "name") for name in (table.sheet, file))
    month = [(table.title_cell, without_periods(table.sheet).strip("()"), "tail")] * (rule.period == "sheet")
    for cell, text, where in (*_parts(table, rule), *names, *month):
        bare = plain(part := clean(text.replace("¤", " ")))
        if where not in ("main", "name", "group") and _elsewhere(without_periods(part), table, rule, areas):
            yield cell, part, not part.isupper()
            continue
        unit = parse_unit(part) if where == "tail" and not _SAYS_NOTHING.match(bare) else None
        if unit and _other_unit(unit, table, rule):
            yield cell, part, False
        if not bare.strip() or parse_unit(part) or caption_within(part) or _passed(part, bare):
            continue
        counts = where == "tail" and _COUNTS.match(bare)
        found = set() if counts or where == "joined" else {*kinds_said(part)} - _LEAVES.get(where, set())
        if where == "name" and of_plans(part, named_first=True):
            found.add("plan")
        if at.plan:
            found -= {"plan", "undone"} if where == "main" else {"plan"}
        if where == "main" and _MEAN_OF.search(bare):
            found.discard("mean")
        if _RANGED.search(bare):
            found -= {"before", "other_time"}
        if found and (found := found - kinds_asked(rule)):
            told = _told(table, at)
            open_ = found - told
            if "against" in found:
                open_ -= {"before", "plan"} | ({"against"} if told & _COMPARED else set())
            if open_:
                mere = (
                    open_ == {"other_time"} or open_ == {"against"} and where == "main" or told & {"against"}
                )
                yield cell, part, not (where == "name" or mere)
            elif "plan" in found and "against" not in found:
                yield cell, part, False
        elif where in ("tail", "joined") and not _SAYS_NOTHING.match(bare) and not areas.only_own(part):
            if _other_period(part, at):
                yield cell, part, True
            elif words := _unknown(part, bare, rule, areas):
                if not {*map(plain, words)} <= _own_words(table, rule):
                    yield cell, part, _is_name(part) and not counts


# kinds that the words of a place are not held to: the title's own part may name a plan and its doing, a sheet is short
_LEAVES = {"main": {"plan", "other_time"}, "name": {"plan", "undone", "other_time"}}


@lru_cache(1 << 12)
def kinds_said(text: str) -> frozenset[str]:
    """Which kinds of figure a text speaks of that are none of what was done in its month."""
    return kinds(text) | undone(text)


def words_asked(rule: TableRule) -> str:
    """What a rule says in its own words, and in those of heads, of what it asks for."""
    rows = [t for r in rule.rows for t in (r.label or "", *r.aliases, *r.under)]
    heads = [w for c in rule.columns for w in (*c.words, _MEANT.get(c.is_ or "", ""))]
    rates = ["tỷ lệ"] if "%" in _units(rule) else []
    return " | ".join([*rule.title, *rule.sheet, *rule.ignore, *heads, *rows, *rates])


def kinds_asked(rule: TableRule) -> frozenset[str]:
    """Which of them a rule asks for."""
    return kinds_said(words_asked(rule))


def _told(table: Table, at: Context) -> set[str]:
    """The kinds that the table's own heads speak of."""
    heads = [c.text for c in table.columns]
    told = set[str]().union(*map(kinds_said, heads))
    return told | {"before"} if any(s.year not in (0, at.year) for h in heads for s in named(h)) else told


def _own_words(table: Table, rule: TableRule) -> set[str]:
    texts = [words_asked(rule), *(c.text for c in table.columns), *(r.printed for r in table.rows)]
    return {*re.findall(r"\w+", plain(" ".join(texts)))}


def _units(rule: TableRule) -> list[str]:
    rules: list[TableRule | Rule] = [rule, *rule.columns, *rule.rows]
    return [r.unit for r in rules if r.unit]


def _other_unit(unit: Unit, table: Table, rule: TableRule) -> bool:
    """Whether a unit is none of the rule's and of the table's own."""
    asked = [*map(parse_unit, _units(rule))]
    own = [*asked, *table.captions, *(c.unit for c in table.columns), *(r.unit for r in table.rows)]
    return bool(asked) and all(u is None or u.base != unit.base for u in own)


def _other_period(part: str, at: Context) -> bool:
    """Whether a tail is nothing but a period that the table's own month does not lie in."""
    told = [s for s in named(part) if s.kind not in ("day", "unclear")]
    if len(told) != 1 or re.sub(r"(?i)\W|theo", "", without_periods(part)):
        return False
    return told[0].year not in (0, at.year) or not told[0].first <= (at.month or 12) <= told[0].last


def _unknown(part: str, bare: str, rule: TableRule, areas: Areas) -> list[str]:
    """The words of a tail that are none of a title's ordinary ones: numbers, areas and parts of a month are none."""
    part, bare = (_HOUR.sub(" ", text) for text in (part, bare))
    if re.fullmatch(r"(?!TW)[A-Z]{2,5}", part.strip()):
        return []  # "(GO)"
    found = [w for w in left_over((part,)) if plain(w) not in _ORDINARY]
    found += re.findall(r"\d+%?", without_periods(part)) + [bare] * (_COUNTS.match(bare) is not None)
    found += [bare] * (_AREA.search(bare) is not None and not areas.names(part))
    day = _UP_TO.search(bare)
    return found + [bare] * (day is not None and int(day[1]) < 28 and rule.month_from_day == 1)


_HOUR = re.compile(r"(?<!\d)\d\d? ?(?:h|gi[ờo])(?: ?\d\d(?: ph[úu]t)?)?(?!\w)", re.I)
_AREA = re.compile(r"\b(?:xa|phuong|thi tran|huyen|tinh(?= |$)(?! den| tu)|vung)\b")
_UP_TO = re.compile(r"\b(?:den|het)(?: het)? (?:ngay )?(\d\d?)\b(?! ?(?:thang|quy|nam))")


def _is_name(part: str) -> bool:
    """Whether words are a name alone: "(Bến Lức)"."""
    words = part.split()
    return len(words) > 1 and all(w[0].isupper() and not w[1:].isupper() for w in words)


_AT = re.compile(r"\W*(?:((?:trên |trong )?địa bàn|khu vực|tại|ở|của) )?(.*?)\W*", re.I)
_OFFICE = re.compile(r"(?:phong|so|ban|cuc|chi cuc|doi|kho bac|van phong|hoi|tram|toa an|vien|hat)\b")


def _place_in(part: str) -> str:
    """The name that words are, of a place perhaps: "tại Bến Lức", "- Cần Giuộc", "TẠI BẾN LỨC"."""
    hit = _AT.fullmatch(part)
    if hit is None or not (_is_name(hit[2]) or hit[1] and part.isupper() and len(hit[2].split()) == 2):
        return ""
    return hit[2]


def _elsewhere(part: str, table: Table, rule: TableRule, areas: Areas) -> bool:
    """Whether words are the name of another place, as far as that can be told."""
    name = _place_in(part)
    bare = plain(name)
    if not name or areas.only_own(name) or _REFERS.match(bare) or _OFFICE.match(bare):
        return False
    words = _unknown(name, bare, rule, areas)
    return bool(words) and not {*map(plain, words)} <= _own_words(table, rule)


def _passed(part: str, bare: str) -> bool:
    """Whether something is said of the part elsewhere: of a draft, of what no longer holds."""
    if REFERENCE.match(part) and not bare.startswith(("theo", "khoan")) or _REFERS.match(bare):
        return True
    return (DRAFT.search(f"({part})") or VOID.search(f"({part})")) is not None


def _parts(table: Table, rule: TableRule) -> Iterator[tuple[str, str, str]]:
    """(cell, words, "main" or "tail" or "") of the title's parts, of the lines below it, and of the groups above all rows:
    its own part without the rule's words; brackets and what stands behind its period."""
    lines: list[tuple[str, str]] = []
    for cell, text in table.heading:
        if lines and text[:1].islower():  # "Tổng mức bán lẻ hàng hóa và" | "doanh thu dịch vụ tháng 6"
            cell, text = lines[-1][0], f"{lines.pop()[1]} {text}"
        lines.append((cell, text))
    first = next((i for i, (_, text) in enumerate(lines) if _asked(text, rule)), None)
    if first is None:
        lines, first = [(table.title_cell, table.title)], 0
    rows = [re.sub(r"\D", "", cell) for cell, _ in lines]
    for n, (cell, text) in enumerate(lines[first:], first):
        if n > first and rows.count(rows[n]) > 1:
            continue  # heads of columns above those known
        text = _OFFICES.sub(r"\1-\2", apart(text))
        start, end = _asked(text, rule) or (0, 0)
        for hit in _BRACKET.finditer(text):
            if not start < hit.start() < end:
                yield cell, hit[1], "tail"
        text = _BRACKET.sub(lambda hit: "¤" * len(hit[0]), text)
        if n > first:
            yield cell, text, ""
            continue
        cuts = [m.span() for m in _DASH.finditer(text)]
        begin = max((b for _, b in cuts if b <= start), default=0)
        stop = min((a for a, _ in cuts if a >= end), default=len(text))
        periods = [s for s in named(text) if s.at >= end]
        name = text[end : min([s.at for s in periods], default=stop)]
        if _place_in(name):
            yield cell, name, "tail"
        last = max([s.end for s in periods], default=stop)
        yield from ((cell, part, "") for part in _DASH.split(text[stop:last]))
        behind, *tails = _DASH.split(text[last:])
        listed = behind.lstrip()[:1] in (",", ".")
        left, right = _SIBLING.split(text[begin:start])[-1], _SIBLING.split(text[end : min(stop, last)])[0]
        yield cell, f"{left}{text[start:end]}{right}{'' if listed else behind}" if end else "", "main"
        yield cell, behind.lstrip(" ,.;"), "tail" if listed else "joined"
        yield from ((cell, part, "tail") for part in tails)
    yield from ((table.title_cell, group, "group") for group in table.over.split(" | ") if group)


def letterhead(table: Table, rule: TableRule) -> tuple[list[str], list[str]]:
    """The lines above a table's title, and those from it on."""
    lines = [text for _, text in table.heading]
    first = next((i for i, text in enumerate(lines) if _asked(text, rule)), len(lines))
    return [*table.letterhead, *lines[:first]], lines[first:] or [table.title]


def _asked(text: str, rule: TableRule) -> tuple[int, int] | None:
    """Where a line bears the words of its rule."""
    bare = plain(text)
    hits = (pattern.search(bare) for words in rule.title if (pattern := _words(words)))
    return max((hit.span() for hit in hits if hit), key=lambda at: at[1] - at[0], default=None)


@lru_cache(1 << 10)
def _words(phrase: str) -> re.Pattern[str] | None:
    keys = [r"\W+".join(map(re.escape, key.split())) for key in phrase_keys(phrase)]
    gap = r"\W+(?:\S+\W+){0,6}?"
    return re.compile(rf"(?<!\w){gap.join(keys)}(?!\w)") if keys else None
