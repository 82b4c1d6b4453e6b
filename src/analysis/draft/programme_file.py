"""programme.yml from drafts: groups, rows and measures, with every doubt beside the line it belongs to."""

from __future__ import annotations

import json
import re
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase

from analysis.draft.figures import unit_name
from analysis.draft.meaning import Draft, doubt_words, is_low, kind_of
from analysis.draft.prose import CHANGED
from analysis.ingest.text import fold
from analysis.ingest.units import counted
from analysis.language import both, say
from analysis.present import locale

# in sources.yml, of files whose sender no one has named; never an office of a programme
NOBODY = "chua-phan-cong"
_MONTHLY = {"flow", "ratio", "count", "budget", "compare"}
_CADENCE = {"level": "quarter", "event": "once", "annual": "year"}


@dataclass
class Decision:
    """Something a person must decide: where in the files, what is there now, the question in both languages."""

    where: str
    now: str
    ask: str


@dataclass
class Planned:
    """A draft as it goes into the programme: its id and row, and which other measure it stands with."""

    id: str
    row: str  # id of its row
    no: str
    group: str
    draft: Draft
    rule: str
    low: float | None
    high: float | None
    kind: str
    notes: list[str] = field(default_factory=list)
    cadence: str = ""  # as its files tell it
    target_from: str = ""  # how the bound is told of last year's whole


def slug(text: str, longest: int = 40) -> str:
    """A name as an id: "Phòng Kinh tế" is phong-kinh-te."""
    key = "-".join(re.findall(r"[a-z0-9]+", fold(text, marks=False)))
    return key[:longest].strip("-")


def office_id(words: str) -> str:
    """An office's id; "" where none is named."""
    return slug(words) or "don-vi" * bool(words)


def plan(drafts: list[Draft], year: int = 0) -> list[Planned]:
    """The measures by row, with ids. What is printed for another year than `year` is watched. Rows are numbered by us
    where the document numbers less than half of them."""
    mains = [d for d in drafts if d.role != "component"]
    numbered = sum(bool(d.no) for d in mains) * 2 > len(mains)
    out: list[Planned] = []
    taken: set[str] = set()
    counter, row, row_no = 0, "", ""
    groups = list(dict.fromkeys(d.group for d in drafts))
    for draft in drafts:
        word = draft.unit.partition(" ")[0]
        if word[1:] and word[1:] == word[1:].lower():  # "Tỷ đồng" of a column, in sentences
            draft.unit = word.lower() + draft.unit[len(word) :]
        if draft.unit.count("/") == 1 and draft.unit.endswith("/năm"):  # "30 ha/năm": of each year
            draft.unit = draft.unit.removesuffix("/năm")
            draft.kind = kind_of(draft)
        group = f"g{groups.index(draft.group) + 1}"
        no = re.sub(r"^(?:chỉ tiêu|mục tiêu|target|indicator)\s*", "", draft.no, flags=re.I) * numbered
        part = bool(row_no) and bool(re.match(rf"{re.escape(row_no)}[.a-zđ]", no))
        head = next((p.draft.name for p in out if p.row == row), "")
        same = bool(out) and draft.group == out[-1].draft.group and (
            part or draft.name.startswith(head + ":") and (draft.no == out[-1].draft.no or draft.role != "main")
            or draft.no != "" and draft.no == out[-1].draft.no and (draft.at == out[-1].draft.at or ":" in draft.name)
        )  # fmt: skip
        if not same:
            draft.role = "main" if draft.role == "component" else draft.role
            counter += 1
            row_no = no or ("" if numbered else str(counter))
            row = row_no or f"x{counter}"
            if row in {p.row for p in out}:
                row = f"{group}-{row}"
                row_no = f"{groups.index(draft.group) + 1}.{row_no}" if row_no else ""
            while row in {p.row for p in out}:
                row, row_no = row + "x", ""
                draft.doubt("doubled")
        id = no if same and no and no != row_no and part else row
        tried = [*(id + letter for letter in ("", *ascii_lowercase)), f"{row}-{len(taken)}"]
        id = next(t for t in tried if t not in taken)
        taken.add(id)
        planned = Planned(id, row, row_no, group, draft, draft.rule, draft.low, draft.high, draft.kind)
        out.append(_bound(planned, year))
    return out


def asked(planned: list[Planned]) -> list[Decision]:
    """What must be decided of the measures."""
    decisions: list[Decision] = []
    if planned and sum(bool(p.draft.no) for p in planned) * 2 <= len(planned):
        decisions.append(Decision("programme.yml: no", "1, 2, 3 …", both("ask_no")))
    for first, second in dict.fromkeys(p.draft.heads for p in planned if "two_plans" in p.draft.doubts):
        ids = ", ".join(p.id for p in planned if p.draft.heads == (first, second))
        now = f"mức (level): “{first}”; phấn đấu (stretch): “{second}” → {ids}"
        decisions.append(Decision("programme.yml: low, high, stretch", now, both("ask_two_plans")))
    for p in planned:
        if found := asks(p, {"two_plans"}):
            where = f"{p.id} {_short(p.draft.name)} [{p.draft.at}]"
            decisions.append(Decision(where, bound_of(p), "; ".join(found)))
    return decisions


def bound_words(rule: str, low: float | None, high: float | None, unit: str) -> str:
    """A bound as an office says it: "từ 42,5 % trở lên"; what is not judged is "chỉ theo dõi"."""
    a, b = ("" if v is None else number_text(v, "vi") for v in (low, high))
    said = {
        "ge": f"từ {a} {unit} trở lên",
        "gt": f"trên {a} {unit}", "le": f"không quá {b} {unit}", "lt": f"dưới {b} {unit}",
        "range": f"từ {a} đến {b} {unit}", "budget": f"dự toán {a} {unit}", "eq": f"{a} {unit}, không in hướng",
        "reduce_by": f"giảm {a}{'–' * bool(b)}{b} {unit}", "lt_last_year": "ít hơn năm trước", "watch": "chỉ theo dõi",
    }  # fmt: skip
    nothing = not a and not b and rule not in ("lt_last_year", "watch")
    return "chỉ theo dõi" if nothing else " ".join(said[rule].split())


def bound_of(p: Planned) -> str:
    """What a measure is judged by, in words."""
    return p.target_from and p.draft.phrase or bound_words(p.rule, p.low, p.high, p.draft.unit)


def asks(p: Planned, told: Container[str] = ()) -> list[str]:
    return [doubt_words(k) for k in p.draft.doubts if k not in told] + p.notes


def _bound(p: Planned, year: int) -> Planned:
    """The draft's rule as one the programme knows; what cannot be judged is watched, with the number in its notes."""
    _by_last_year(p, year)
    d, share = p.draft, p.draft.unit.startswith("%")
    number = " – ".join(number_text(v) for v in (d.low, d.high) if v is not None)

    def watch(vi: str, en: str) -> None:
        p.rule, p.low, p.high = "watch", None, None
        p.notes.append(
            f"{vi}: in {number} {d.unit}, chỉ theo dõi đến khi quyết định ({en}: watched until decided)"
        )

    if p.target_from:
        p.low = p.high = None
    elif d.figure is None and d.rule != "lt_last_year":
        p.rule, p.low, p.high = "watch", None, None
    elif d.rule == "lt":
        p.rule = "le"
        p.notes.append("in “dưới”: bằng ngưỡng vẫn tính là đạt (printed “below”: equal to it still counts)")
    elif d.rule == "eq":
        watch("không có hướng", "no direction")
    elif d.rule == "reduce_by" and (share or d.high is not None):
        watch("mức giảm", "a fall")
    elif d.rule == "reduce_by":
        p.rule = "ge"
    bounds = [v for v in (p.low, p.high) if v is not None]
    if share and any(not 0 <= v <= 100 for v in bounds):
        watch("phần trăm ngoài 0-100", "outside 0-100 per cent")
    last = d.year[-4:]
    if year and last.isdigit() and int(last) != year and p.rule != "watch":
        watch(f"cho năm {d.year}", f"for {d.year}")
    if d.stretch is not None and not _striven(p):
        p.notes.append(
            f"mức phấn đấu {number_text(d.stretch, 'vi')} {d.unit} chưa ghi được (the second level is not kept)"
        )
    if p.kind == "milestone":
        p.kind = "annual"  # no steps are printed
    if p.kind == "ratio":
        # a share alone is read: its numerator and denominator are not drafted; one that grows all year is no level
        p.kind = "annual" if re.search(r"giải ngân|disburs", d.name, re.I) else "level"
    told = {"budget": "budget", "lt_last_year": "compare"}.get(p.rule, "")
    if told or p.kind in ("budget", "compare"):
        p.kind = told or ("flow" if p.kind == "budget" and p.rule != "watch" else "annual")
    return p


def _by_last_year(p: Planned, year: int) -> None:
    """Take a target told of last year's whole as that ("giảm 10 % so với năm 2025", "gấp 1,5 lần", "bằng năm 2025");
    of a rate only where the fall is in points, for of per cent nobody says of what."""
    d = p.draft
    against = (
        r"(?:so (?:với|cùng)|bằng|lần|over|compared|against|than)\b(?!.*(?:dự toán|kế hoạch|plan))[^,;.|]*?"
    )
    told = re.search(rf"\s*\b{against}(?:\b{year - 1}\b(?!-)|năm trước|cùng kỳ|last year)", d.phrase, re.I)
    if not told and d.base is None or d.high is not None or d.structure:
        return
    low, falls, signs = d.low or 0, d.rule == "reduce_by", d.figure.signs if d.figure else frozenset()
    rises = d.rule in ("ge", "gt") and signs & {"rise", "by"} and not re.search(_OF_GROWTH, d.name, re.I)
    by = ""
    if told and d.figure is None and re.match(r"\s*bằng", told[0], re.I):
        by, falls = "last_year", is_low(d.name)
    elif told and d.unit == "lần" and signs & {"times", "related"}:
        by = f"last_year * {low:.10g}"
    elif re.match("điểm|percentage point", d.unit) and (falls or rises):
        by, d.unit = f"last_year {'-' if falls else '+'} {low:.10g}", "%"
    elif d.unit == "%" and (falls or rises) and not re.match(_OF_RATE, d.name, re.I):
        by = f"last_year * {1 + (-low if falls else low) / 100:.10g}"
    if not by:
        return
    p.target_from, p.rule = by, "le" if falls else "ge"
    d.name = re.sub(
        rf"(?:\s*{re.escape(told[0].strip()) if told else '$'}|{CHANGED.pattern})+", "", d.name
    ).strip()
    if d.unit != "%" or " * " in by:
        cells, of = d.phrase.split(" | "), counted(d.name)
        d.unit = unit_name(cells[1]) if len(cells) > 2 else of.text if of else ""
    d.rule, d.low = p.rule, None
    p.kind = d.kind = kind_of(d)
    d.settle("fall", "times", "unit_column", "none", "unit", "fall_or_level")
    d.doubt(*["unit"] * (not d.unit))
    base = number_text(d.base, "vi") if d.base is not None else ""
    ask = both("ask_by_last_year", base=base, by=by) if base else both("ask_last_year", year=year - 1)
    p.notes.append(ask)


_OF_GROWTH = r"tốc độ|tăng trưởng|chỉ số|growth|index"
_OF_RATE = r"(?:.*: )?(?:tỷ|tỉ) (?:lệ|trọng|suất|số)\b|(?:rate|share|percentage|proportion)\b|.*\brate\b"


def _striven(p: Planned) -> bool:
    """Whether the second level can stand beside the bound: above a least, so much is to be striven for."""
    second = p.draft.stretch
    return p.rule in ("ge", "gt", "budget") and p.low is not None and second is not None and second >= p.low


def _short(name: str, length: int = 60) -> str:
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def number_text(value: float, lang: str = "") -> str:
    """A number for a YAML file, or as `lang` prints it."""
    if lang:
        return locale.number(value, len(f"{value:.10g}".partition(".")[2]), lang)
    text = f"{value:.10g}"
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
        text += "0"  # "2.145" alone reads two ways
    return text if "e" not in text else repr(value)


def begins(file: str, **fields: object) -> list[str]:
    """The lines that a file of a new programme begins with, as they stand in template/."""
    text = (Path(__file__).parent / "template" / f"{file}.yml").read_text(encoding="utf-8")
    return (text.format(**fields) if fields else text).splitlines()


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def programme_yaml(name: str, year: int, title: str, planned: list[Planned], document: str, area: str,
                   read: set[str], file: str = "", lang: str = "vi") -> tuple[str, list[Decision]]:  # fmt: skip
    """programme.yml for the planned measures, and what must be decided. `read`: ids that data files give monthly."""
    decisions = asked(planned)
    groups = list(dict.fromkeys((p.group, p.draft.group) for p in planned)) or [("g1", "")]
    offices: dict[str, str] = {}
    for p in planned:
        if p.draft.owner:
            offices.setdefault(office_id(p.draft.owner), p.draft.owner)
    open_rows = [p for p in planned if not p.draft.owner]
    if open_rows:
        ask = both("ask_owners", n=len(open_rows))
        decisions.append(Decision("programme.yml: owners", "chưa phân công", ask))
    decisions.append(Decision("programme.yml: kind, cadence", "theo tên và đơn vị", both("ask_kind")))
    share = 0.6
    monthly = {office_id(p.draft.owner) or p.id for p in planned if p.draft.kind in _MONTHLY or p.id in read}
    told = {office_id(p.draft.owner) or p.id for p in planned if p.id in read}
    if told and len(told) < share * len(monthly):
        share = int(100 * len(told) / len(monthly)) / 100
        decisions.append(Decision("programme.yml: required_share", f"{share:g}", both("ask_share")))
    rows = list(dict.fromkeys(p.row for p in planned))
    counted = sum(bool(next(p.no for p in planned if p.row == r)) for r in rows)
    lines = begins(
        "programme", source=file or document or "không có phụ lục", id=quoted(name), year=year, title=quoted(title),
        document=quoted(document), area=quoted(area), area_id=quoted(slug(area) or name), counted=counted,
        share=f"{share:g}",
    )  # fmt: skip
    if len(groups) == 1 and groups[0][1].isupper() and re.search("BIỂU|PHỤ LỤC|BẢNG", groups[0][1]):
        groups = [(groups[0][0], "")]  # the title of the whole annex is no group's name
    for k, (id, words) in enumerate(groups):
        roman = _ROMAN[k] if k < len(_ROMAN) else quoted(str(k + 1))
        lines.append(
            f"  - {{id: {id}, roman: {roman}, name_vi: {quoted(_heading(words) or say(lang, 'form_targets'))}}}"
        )
    lines += ["", "# đơn vị báo cáo (offices that report)", "owners:" if offices else "owners: []"]
    lines += [f"  - {{id: {quoted(id)}, name_vi: {quoted(words)}}}" for id, words in offices.items()]
    lines += ["", "targets:" if planned else "targets: []"]
    for row in rows:
        members = [p for p in planned if p.row == row]
        first = members[0]
        lines += [f"  - id: {quoted(row)}", *[f"    no: {quoted(first.no)}"] * bool(first.no)]
        lines += [f"    group: {first.group}", f"    name_vi: {quoted(_stem(members))}", "    measures:"]
        for p in members:
            lines += _measure(p, p.id in read, lang)
    return "\n".join(lines) + "\n", decisions


_ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV".split()


def _heading(words: str) -> str:
    return re.sub(r"^(?:[IVX]+|[A-ZĐ]|\d+(?:\.\d+)*)[.)/\s-]+\s*", "", words).strip(" :.")


def _stem(members: list[Planned]) -> str:
    """The name of a row: what the names of its measures begin with alike, else the first's."""
    names = [p.draft.name for p in members]
    head = names[0].rpartition(": ")[0]
    return head if len(names) > 1 and head and all(n.startswith(head) for n in names) else names[0]


def _measure(p: Planned, monthly: bool, lang: str) -> list[str]:
    d = p.draft
    found = asks(p)
    lines = [
        f"      - id: {quoted(p.id)}" + (f"  # ? {'; '.join(found)}" if found else ""),
        f"        name_vi: {quoted(d.name)}",
    ]
    role = "watch" if p.rule == "watch" else d.role if d.role in ("component", "striven") else "main"
    if role != "main":
        lines.append(f"        role: {role}")
    unit = d.unit or "?" * (d.figure is not None or d.rule == "lt_last_year")  # of words alone there is none
    lines += [f"        unit: {quoted(unit)}", f"        kind: {p.kind}", f"        rule: {p.rule}"]
    lines += [
        f"        {k}: {number_text(v)}" for k, v in (("low", p.low), ("high", p.high)) if v is not None
    ]
    lines += [f"        target_from: {quoted(p.target_from)}"] * bool(p.target_from)
    if d.base is not None and p.rule not in ("watch", "lt_last_year"):
        said = f"  # in: {d.base_printed} (as printed)" if d.base_printed else ""
        lines.append(f"        base: {number_text(d.base)}{said}")
    if (stretch := d.stretch) is not None and _striven(p):
        lines += [
            f"        stretch: {number_text(stretch)}",
            f"        stretch_vi: {quoted(say(lang, 'form_stretch', bound=number_text(stretch, lang), unit=d.unit))}",
        ]
    known = {*d.doubts} <= {"unknown_unit", "two_plans"}  # of these the number is as printed
    told = {number.strip(".,") for number in re.findall(r"\d[\d.,]*", d.phrase)}
    bounds = [v for v in (p.low, p.high) if v is not None]
    known |= all(told & {number_text(v, lang) for lang in ("vi", "en", "")} for v in bounds)
    number = "printed" if known else "derived"
    if p.rule == "watch" or p.low is None and p.high is None:
        number = "derived" if p.target_from else "open" if p.rule == "watch" and d.figure else "none"
    cadence = p.cadence or "month" if p.draft.kind in _MONTHLY or monthly else _CADENCE[p.kind]
    lines += [f"        number: {number}", f"        cadence: {cadence}",
              f"        owners: [{f'{{owner: {quoted(office_id(d.owner))}}}' if d.owner else ''}]",
              f"        source_vi: {quoted(d.at)}", f"        reading_vi: {quoted('In: ' + d.phrase)}"]  # fmt: skip
    if found:
        lines.append(f"        ask_vi: {quoted('; '.join(a.partition(' (')[0] for a in found))}")
    return lines
