"""What is wrong with a programme as written that no type can say: ids, bounds, dates, sums, order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from analysis.written import date, fiscal_year, items, listed, number, text
from analysis.yamlfile import Document, Finding, Loc, closest

BOUNDS = {  # which of low and high a rule needs; what it does not need it must not have
    "ge": {"low"}, "gt": {"low"}, "budget": {"low"}, "le": {"high"}, "range": {"low", "high"},
    "lt_last_year": set(), "watch": set(),
}  # fmt: skip
LAST_YEAR = re.compile(r"last_year(?: ([*+-]) (\d+(?:\.\d+)?))?")  # a bound told of last year's whole
PAIRS = (("kind", "budget", "budget"), ("kind", "compare", "lt_last_year"), ("role", "watch", "watch"))
FOREVER = (dt.date.min, dt.date.max)
AMOUNTS = {"low", "high", "base", "stretch", "plan"}


def findings(document: Document) -> Iterator[Finding]:
    """Every mistake of a programme file, with its place. The content may be malformed: what has the wrong
    type is left to the model, which names it too."""
    tree = document.content
    for key in ("name_vi", "name_en", "document_vi"):
        if said := fiscal_year(text(tree, key)):
            wanted = "năm dương lịch, từ tháng 1 đến tháng 12 (only a calendar year can be judged)"
            yield Finding((key,), f"năm tài chính “{said}”", wanted)
    yield from _ids(tree)
    yield from _references(tree)
    yield from _numbers(tree)
    yield from _spells(tree)
    for loc, measure in measures(tree):
        yield from bounds(loc, measure)
        yield from _arithmetic(loc, measure, document)
        yield from _seasons(loc, measure)
        yield from _steps(loc, measure, needed=measure.get("kind") == "milestone", last=None)
        yield from _parts(loc, measure, {text(m, "id"): text(m, "unit") for _, m in measures(tree)})
        yield from _told(loc, measure)
    for loc, family in items(tree, "families"):
        yield from bounds(loc, family | {"role": "watch" if family.get("rule") == "watch" else "main"})
    for loc, work in items(tree, "commitments"):
        watched = work.get("role") == "watch"
        yield from _deadline(loc, work, watched, tree.get("year"))
        yield from _steps(loc, work, needed=not watched, last=date(work, "deadline"))
    yield from _chains(tree)
    yield from _thousands(document)


def _made_of(loc: Loc, of: Any) -> Iterator[tuple[Loc, Any]]:
    for at, part in items(of, "parts", loc):
        yield at, part
        yield from _made_of(at, part)


def _parts(loc: Loc, measure: Any, known: dict[str, str]) -> Iterator[Finding]:
    """Parts are of an amount, in its unit (`known`: every measure's), have a name, and are others than the whole."""
    found = list(_made_of(loc, measure))
    for at, part in found:
        id = text(part, "id")
        if measure.get("kind") not in {"flow", "budget", "compare"}:
            wrong = f"phần của chỉ tiêu loại “{measure.get('kind')}”"
            yield Finding((*at, "id"), wrong, "chỉ tiêu là số lượng (flow, budget, compare)")
        elif id == text(measure, "id") or [text(p, "id") for _, p in found].count(id) > 1:
            yield Finding(
                (*at, "id"), f"“{id}”", "mỗi phần một lần, khác số chung (each once, not the whole)"
            )
        elif id not in known and not text(part, "name_vi"):
            yield Finding((*at, "name_vi"), "trống", "tên của phần (a name: no measure of the programme)")
        elif (unit := known.get(id, own := text(measure, "unit"))) != own:
            yield Finding(
                (*at, "id"), f"“{id}” ({unit})", f"phần tính bằng {own} như số chung (in the whole's unit)"
            )


def _told(loc: Loc, measure: Any) -> Iterator[Finding]:
    """The sentence of a measure is of cases, and has one place for their number and no other."""
    for key in ("told_vi", "told_en"):
        said = text(measure, key)
        if said and measure.get("kind") != "compare":
            yield Finding((*loc, key), f"“{said}”", "chỉ cho loại compare (of kind compare only)")
        elif said and re.findall(r"[{}][^{}]*[{}]?", said) != ["{figure}"]:
            yield Finding((*loc, key), f"“{said}”", "một chỗ cho số: {figure} (one place for the figure)")


def _thousands(document: Document) -> Iterator[Finding]:
    """Amounts such as 28.000, which YAML takes for 28 and the one who wrote it for twenty-eight thousand."""
    for loc, written in document.texts.items():
        if loc[-1] in AMOUNTS and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", written):
            either = f"{written.replace('.', '')} nếu là phần nghìn, {written}0 nếu là phần thập phân"
            yield Finding(loc, f"“{written}” hiểu được hai cách", f"{either} (thousands, or decimals?)")


def measures(tree: Any) -> Iterator[tuple[Loc, Any]]:
    """Every measure as written, with its place."""
    for loc, target in items(tree, "targets"):
        yield from items(target, "measures", loc)


def _ids(tree: Any) -> Iterator[Finding]:
    def twice(found: Iterator[tuple[Loc, Any]], key: str = "id", what: str = "mỗi mã một lần (an id once)"):
        seen: set[str] = set()
        for loc, item in found:
            if (id := text(item, key)) and id in seen:
                yield Finding((*loc, key), f"“{id}” đã dùng ở trên", what)
            seen.add(id)

    for key in ("groups", "commitment_groups", "owners", "targets"):
        yield from twice(items(tree, key))
    yield from twice(items(tree, "targets"), "no", "mỗi số thứ tự một lần (each annex number once)")
    observed = [*measures(tree), *items(tree, "commitments")]  # one column of the observations
    yield from twice(iter(observed))
    for loc, item in observed:
        if "#" in (id := text(item, "id")):
            yield Finding((*loc, "id"), f"“{id}”", "mã không có dấu # (an id without it)")
        for key in ("steps", "seasons"):
            yield from twice(items(item, key, loc))


def _references(tree: Any) -> Iterator[Finding]:
    groups = {text(g, "id"): text(g, "name_vi") for _, g in items(tree, "groups")}
    works = {text(g, "id"): text(g, "name_vi") for _, g in items(tree, "commitment_groups")} or groups
    called = {name: id for id, name in (groups | works).items()}
    called |= {text(o, "name_vi"): text(o, "id") for _, o in items(tree, "owners")}
    owners = {text(o, "id"): _span(o) for _, o in items(tree, "owners")}
    known = [text(m, "id") for _, m in measures(tree)]
    commitments = [text(c, "id") for _, c in items(tree, "commitments")]

    def unknown(loc: Loc, id: str, known: Iterable[str], what: str) -> Iterator[Finding]:
        if id and id not in (ids := list(known)):
            known_ids = ", ".join(ids[:20]) or "chưa có"
            meant = called.get(id, "")  # a name where the id should stand
            near = meant if meant in ids else closest(id, ids)
            yield Finding(loc, f"“{id}”", f"{what} đã khai: {known_ids}", near)

    for key in ("targets", "families"):
        for loc, item in items(tree, key):
            yield from unknown((*loc, "group"), text(item, "group"), groups, "nhóm (group)")
    for loc, work in items(tree, "commitments"):
        yield from unknown((*loc, "group"), text(work, "group"), works, "nhóm nhiệm vụ (commitment group)")
        yield from unknown((*loc, "measure"), text(work, "measure"), known, "chỉ tiêu (measure)")
        yield from unknown((*loc, "part_of"), text(work, "part_of"), commitments, "nhiệm vụ (commitment)")
        for i, id in enumerate(listed(work, "needs")):
            yield from unknown((*loc, "needs", i), str(id), commitments, "nhiệm vụ (commitment)")
    for loc, item in [*measures(tree), *items(tree, "families"), *items(tree, "commitments")]:
        yield from unknown((*loc, "successor"), text(item, "successor"), list(owners), "đơn vị (owner)")
        for at, tenure in (*items(item, "owners", loc), *items(item, "leads", loc)):
            id = text(tenure, "owner")
            yield from unknown((*at, "owner"), id, owners, "đơn vị (owner)")
            (since, until), (first, last) = _span(tenure), owners.get(id, FOREVER)
            if (since < first or until > last) and since <= until:
                spell = "".join(f", {k}: {d}" for k, d in (("from", first), ("to", last)) if d not in FOREVER)
                near = f"{{owner: {id}{spell}}}" if (since, until) == FOREVER else ""
                yield Finding(at, f"{id}: {_words(since, until)}",
                              f"trong thời gian đơn vị tồn tại, {_words(first, last)}", near)  # fmt: skip


def _numbers(tree: Any) -> Iterator[Finding]:
    counted = sum(bool(text(t, "no")) for _, t in items(tree, "targets"))
    promised = tree.get("numbered")
    if isinstance(promised, int) and counted != promised:
        yield Finding(("numbered",), f"{promised}, mà {counted} chỉ tiêu có số thứ tự",
                      "đúng số chỉ tiêu được đánh số (the count of numbered targets)")  # fmt: skip


def _spells(tree: Any) -> Iterator[Finding]:
    yield from _in_order(items(tree, "owners"))
    yield from _apart(list(items(tree, "issuers")))
    for loc, item in [*measures(tree), *items(tree, "families"), *items(tree, "commitments")]:
        for key in ("owners", "leads"):
            yield from _apart(list(items(item, key, loc)))
    days = [(loc, date(b, "on")) for loc, b in items(tree, "breaks")]
    for (_, before), (loc, after) in zip(days, days[1:], strict=False):
        if before and after and after <= before:
            yield Finding((*loc, "on"), str(after), f"ngày sau {before} (breaks in order)")
    for loc, item in items(tree, "breaks"):
        for i, month in enumerate(listed(item, "handover_months")):
            if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(month)):
                yield Finding((*loc, "handover_months", i), f"“{month}”", 'tháng dạng "2025-07" (a month)')


def _in_order(spells: Iterable[tuple[Loc, Any]]) -> Iterator[Finding]:
    for loc, item in spells:
        since, until = _span(item)
        if since > until:
            found = f"{since} … {until}"
            yield Finding((*loc, "to"), found, "ngày kết thúc không trước ngày bắt đầu (from <= to)")


def _apart(spells: list[tuple[Loc, Any]]) -> Iterator[Finding]:
    """Spells of one list must not overlap: one office answers on a day."""
    yield from _in_order(spells)
    for (_, a), (loc, b) in zip(spells, spells[1:], strict=False):
        if _span(b)[0] <= _span(a)[1]:
            yield Finding(loc, f"từ {_words(*_span(b))}, chồng lên {_words(*_span(a))}",
                          "các khoảng nối tiếp, không chồng nhau (no overlap)")  # fmt: skip


def bounds(loc: Loc, m: Any) -> Iterator[Finding]:
    """What is wrong with the bounds of a measure at `loc`, as plain data."""
    rule, low, high = m.get("rule"), number(m, "low"), number(m, "high")
    if not isinstance(rule, str) or rule not in BOUNDS:
        return
    given = {k for k, v in (("low", low), ("high", high)) if v is not None}
    for key in sorted(BOUNDS[rule] - given):
        if not m.get("target_from"):
            found = f"rule: {rule} mà thiếu {key}"
            yield Finding((*loc, key), found, f"{key}: ngưỡng của chỉ tiêu (the bound)")
    for key in sorted(given - BOUNDS[rule]):
        found = f"{key} với rule: {rule}"
        yield Finding((*loc, key), found, "bỏ khóa này, hoặc rule: range (no such bound)")
    told = text(m, "target_from")
    if told.startswith("last_year") and not LAST_YEAR.fullmatch(told):
        wanted = 'target_from: "last_year * 0.9", "last_year - 0.5", "last_year" (told of last year\'s whole)'
        yield Finding((*loc, "target_from"), told, wanted)
    if rule == "lt_last_year" and m.get("base") is not None:
        raw = "bỏ base; số từng tháng của năm trước lấy từ tệp trong data/raw, khai ở sources.yml"
        yield Finding(
            (*loc, "base"), f"base với rule: {rule}", f"{raw} (last year's monthly figures, from a file)"
        )
    if rule == "range" and low is not None and high is not None and low > high:
        yield Finding((*loc, "high"), f"low {low} > high {high}", "low <= high")
    for key in sorted(given) if m.get("unit") == "%" else ():
        if not 0 <= ((low if key == "low" else high) or 0) <= 100:
            yield Finding((*loc, key), f"{m[key]} %", "từ 0 đến 100 (a percentage)")
    stretch = number(m, "stretch")
    if stretch is not None and ((low is not None and stretch < low) or (high is not None and stretch > high)):
        harder = "mức phấn đấu khó hơn chỉ tiêu (harder than the target)"
        yield Finding((*loc, "stretch"), f"{m['stretch']}", harder)
    for key, word, only in PAIRS:
        if (m.get(key) == word) != (rule == only):
            found = f"{key}: {m.get(key, 'main')}, rule: {rule}"
            yield Finding((*loc, key), found, f"{key}: {word} đi với rule: {only} (they belong together)")
    if (day := text(m, "judged_from")) and not _month_day(day):
        yield Finding((*loc, "judged_from"), f"“{day}”", 'ngày dạng "10-01" (MM-DD)')


def _arithmetic(loc: Loc, m: Any, document: Document) -> Iterator[Finding]:
    """The annex's own arithmetic, at the precision it prints."""
    low, base = number(m, "low"), number(m, "base")
    for key, sign, off in (("growth_printed", "+", 1.0), ("share_of_base_printed", "", 0.0)):
        printed = number(m, key)
        if printed is None:
            continue
        if low is None or not base:
            yield Finding((*loc, key), f"{m[key]} %", "có cả low và base để đối chiếu (low and base)")
            continue
        digits = len(document.texts.get((*loc, key), "").partition(".")[2])  # "6.0" promises one decimal
        got = 100 * (low / base - off)
        if abs(got - printed) > 0.5 * 10.0**-digits + 1e-9:
            yield Finding((*loc, key), f"{m[key]} %, mà {low}/{base} cho {got:{sign}.{digits + 1}f} %",
                          "số in khớp với low và base (the printed figure agrees)")  # fmt: skip


def _seasons(loc: Loc, m: Any) -> Iterator[Finding]:
    seasons = list(items(m, "seasons", loc))
    if m.get("cadence") == "season" and not seasons:
        yield Finding((*loc, "seasons"), "cadence: season mà không có vụ nào", "danh sách vụ (the crops)")
    taken: dict[int, str] = {}
    for at, season in seasons:
        for i, month in enumerate(listed(season, "months")):
            if not isinstance(month, int):
                continue
            if not 1 <= month <= 12 or month in taken:
                found = f"{month}" + (f", đã thuộc {taken[month]}" if month in taken else "")
                yield Finding((*at, "months", i), found, "tháng 1-12, mỗi tháng một vụ (in one crop)")
            else:
                taken[month] = text(season, "id")
    plans, low = [number(s, "plan") for _, s in seasons], number(m, "low")
    if seasons and low is not None and any(p is not None for p in plans):
        if None in plans or abs(sum(p or 0 for p in plans) - low) > 1e-6 * abs(low):
            total = " + ".join("?" if p is None else f"{p:.15g}" for p in plans)
            yield Finding((*loc, "seasons"), f"{total} = {sum(p or 0 for p in plans):.15g}",
                          f"tổng kế hoạch các vụ bằng {low:.15g} (plans add up to the target)")  # fmt: skip


def _steps(loc: Loc, item: Any, *, needed: bool, last: dt.date | None) -> Iterator[Finding]:
    steps = list(items(item, "steps", loc))
    if needed and not steps:
        yield Finding((*loc, "steps"), "không có bước nào", "các bước có ngày dự kiến (planned steps)")
    ordered = item.get("steps_in_order") is not False
    before: dt.date | None = None
    for at, step in steps:
        planned = date(step, "planned")
        if planned is None:
            if needed and step.get("planned") is None:
                yield Finding((*at, "planned"), "thiếu ngày dự kiến", "ngày dạng 2025-06-30 (a planned date)")
            continue
        if ordered and before and planned < before:
            yield Finding((*at, "planned"), f"{planned}, trước bước trên ({before})",
                          "các bước theo thứ tự ngày (steps in order)")  # fmt: skip
        if last and planned > last:
            found = f"{planned}, sau hạn {last}"
            yield Finding((*at, "planned"), found, "không sau hạn (not after the deadline)")
        before = planned
    low = number(item, "low")
    if not ordered and low is not None and low > len(steps):
        found = f"{low:.15g} mà chỉ có {len(steps)} tiêu chí"
        yield Finding((*loc, "low"), found, "không quá số bước (at most the steps)")


def _deadline(loc: Loc, work: Any, watched: bool, year: Any) -> Iterator[Finding]:
    day, kind = date(work, "deadline"), work.get("deadline_kind", "none")
    if (day is None) != (kind == "none") and work.get("deadline", "") in (None, "", day):
        yield Finding((*loc, "deadline"), f"{day or 'không có hạn'}, deadline_kind: {kind}",
                      "có hạn thì có deadline_kind, và ngược lại (both or none)")  # fmt: skip
    if watched and day:
        yield Finding((*loc, "deadline"), f"{day} với role: watch", "không có hạn (no deadline)")
    if day and isinstance(year, int) and day.year != year:
        yield Finding((*loc, "deadline"), str(day), f"ngày trong năm {year} (a day of the programme's year)")


def _chains(tree: Any) -> Iterator[Finding]:
    """Commitments that wait for each other in a circle, or are planned before what they need."""
    works = {text(c, "id"): (loc, c) for loc, c in items(tree, "commitments")}
    for key in ("needs", "part_of"):
        after = {id: [str(n) for n in listed(c, key)] for id, (_, c) in works.items()}
        for id, (loc, _) in works.items():
            if path := _circle(id, after):
                yield Finding((*loc, key), " → ".join(path), "không vòng tròn (no circle)")
    for id, (loc, work) in works.items():
        for need in map(str, listed(work, "needs")):
            mine, first = _finish(work), _finish(works[need][1]) if need in works else None
            if mine and first and first > mine:
                yield Finding((*loc, "needs"), f"{need} dự kiến xong {first}, sau {id} ({mine})",
                              f"{need} xong trước {id} (what it needs comes first)")  # fmt: skip


def _circle(start: str, after: dict[str, list[str]]) -> list[str]:
    """A way from `start` back to itself, or []; found once, at the smallest id of the circle."""
    stack = [[start]]
    while stack:
        path = stack.pop()
        for id in after.get(path[-1], ()):
            if id == start:
                return [*path, id] if start == min(path) else []
            if id not in path:
                stack.append([*path, id])
    return []


def _finish(work: Any) -> dt.date | None:
    return max((d for _, s in items(work, "steps") if (d := date(s, "planned"))), default=None)


def _span(node: Any) -> tuple[dt.date, dt.date]:
    return date(node, "from") or dt.date.min, date(node, "to") or dt.date.max


def _words(since: dt.date, until: dt.date) -> str:
    if (since, until) == FOREVER:
        return "không ghi from, to (no from, to)"
    return f"{'' if since == dt.date.min else since} … {'' if until == dt.date.max else until}".strip()


def _month_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{2}-\d{2}", text)) and bool(dt.date.fromisoformat(f"2024-{text}"))
    except ValueError:
        return False
