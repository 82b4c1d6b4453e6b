"""`brief new`: an annex, data files, or last year's programme become a programme of one's own."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import yaml
from rich.console import Console
from rich.markup import escape

from analysis.draft import roll
from analysis.draft.annex import as_json, read_annex
from analysis.draft.document import Document, Line, Unfit
from analysis.draft.figures import known_unit
from analysis.draft.meaning import Draft
from analysis.draft.programme_file import (
    NOBODY,
    Decision,
    Planned,
    asks,
    begins,
    bound_of,
    bound_words,
    number_text,
    office_id,
    plan,
    programme_yaml,
    slug,
)
from analysis.draft.prose import year_of
from analysis.draft.sources_file import SURE, Known, best, draft_sources, perhaps, words
from analysis.draft.table_words import table_of
from analysis.house import bases, find, moved, unportable
from analysis.ingest.sources import Sources, load_sources
from analysis.language import both
from analysis.params import RunParams
from analysis.programme import load_programme
from analysis.written import fiscal_year
from analysis.yamlfile import listed, load_yaml, read_document


@dataclass(frozen=True)
class Asked:
    name: str = ""
    annex: Path | None = None
    data: tuple[Path, ...] = ()
    old: str = ""
    draft: bool = False
    json: bool = False


def run(asked: Asked) -> int:
    """Do what was asked; 0, or 2 when nothing was made. What was wrong is said on stderr."""
    try:
        return _draft(asked) if asked.draft else _new(asked)
    except Unfit as e:
        print(e, file=sys.stderr)
        return 2


def _draft(asked: Asked) -> int:
    if asked.annex is None:
        raise Unfit("--draft cần --annex TỆP (--draft needs --annex FILE).")
    found, document = read_annex(asked.annex)
    for note in _notes(found, document, asked.annex):
        print(note, file=sys.stderr)
    console = Console(highlight=False)
    grid = table_of("dòng", "số", "chỉ tiêu", "mức", "cần người xem")
    for one in found if asked.json else ():
        print(json.dumps(as_json(one), ensure_ascii=False))
    if not asked.json:
        year = re.search(r"20\d\d", year_of(document.text[:2000]))
        for p in plan(found, int(year[0]) if year else 0):  # as `brief new` would write it
            d = p.draft
            grid.add_row(*map(escape, (d.at, d.no, d.name, bound_of(p), "; ".join(asks(p)))))
        console.print(grid)
    return 0


def _notes(found: list[Draft], document: Document, path: Path) -> list[str]:
    """What is wrong with the document as a whole, bilingual."""
    notes = [*document.notes, *filter(None, [_fiscal(document)])]
    if not found:
        notes.append(f"{path.name}: {both('note_no_target')}.")
    elif not any(d.figure for d in found):
        notes.append(f"{path.name}: {both('note_no_number', rows=len(found))}.")
    doubled = dict.fromkeys(f"{d.no} ({d.at})" for d in found if "doubled" in d.doubts)
    if doubled:
        notes.append(f"{path.name}: số thứ tự bị trùng, {both('note_doubled')}: {', '.join(doubled)}")
    for d in found:
        if d.unit and d.unit_printed and not known_unit(d.unit):
            d.doubt("unknown_unit")
            notes.append(f"{path.name}, {d.at}: “{d.unit}”: {both('note_unit')}")
    return notes


def _new(asked: Asked) -> int:
    name = asked.name
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name) or unportable(name):
        wrong = f"Tên “{name}”" if name else "Còn thiếu tên chương trình (a name is wanted)"
        rule = "chỉ dùng chữ không dấu, số, gạch nối (letters, digits and hyphens only)"
        raise Unfit(
            f"{wrong}: {rule}. Viết (write): brief new {slug(name) or 'xa-mau-2026'} --annex TỆP --data TỆP"
        )
    home = next((b for b in bases() if (b / "params").is_dir() and (b / "notebooks").is_dir()), None)
    if home is None:
        raise Unfit(f"{both('unfit_place')}.")
    params, raw = home / "params" / name, home / "data" / "raw" / name
    for folder in [f for f in (params, raw) if f.exists()]:
        raise Unfit(f"Đã có {folder}: chọn tên khác; không ghi đè (exists already: nothing is overwritten).")
    files = _files(asked.data)
    # an annex beside the data is no report
    if asked.annex and asked.annex.suffix.lower() in (".docx", ".txt", ".md", ".pdf"):
        files = [f for f in files if f.resolve() != asked.annex.resolve()]
    old = _old(asked.old, name)
    made = Path(str(params) + ".part")
    shutil.rmtree(made, ignore_errors=True)
    (made / "notes").mkdir(parents=True)
    try:
        texts, decisions, claims, unclaimed, year = _made(asked, old, files)
        for file, text in texts.items():
            (made / file).write_text(text, encoding="utf-8")
        load_programme(made / "programme.yml")  # what could not be loaded is not put in place
        load_yaml(made / "sources.yml", Sources)
        raw.mkdir(parents=True)
        for path in files:
            shutil.copy2(path, raw / path.name)
        if old and old.places and old.places.is_file():
            shutil.copy2(old.places, raw / "places.csv")
        moved(made, params)
    except BaseException:
        for folder in (made, raw):  # neither was there before
            shutil.rmtree(folder, ignore_errors=True)
        raise
    _report(name, home, decisions, claims, unclaimed, files)
    return 0


def _old(old: str, name: str):
    if not old:
        return None
    file = find(old)
    if file is None:
        known = sorted({f.parent.name for b in bases() for f in b.glob("params/*/programme.yml")})
        raise Unfit(
            f"Không có chương trình “{old}” trong params/ (no such programme). Đã có (known): {listed(known, 9)}."
        )
    return RunParams.load(file)


def _files(data: tuple[Path, ...]) -> list[Path]:
    files: list[Path] = []
    for path in data:
        if not path.exists():
            raise Unfit(f"{path}: {both('unfit_absent')}.")
        files += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    names = [f.name.casefold() for f in files]
    if twice := next((f for f in files if names.count(f.name.casefold()) > 1), None):
        raise Unfit(f"Hai tệp cùng tên {twice.name}: đổi tên một tệp (two files of one name).")
    return files


def _made(asked: Asked, old, files: list[Path]):
    """The texts of the new folder by file name, what must be decided, and what the data files gave."""
    name = asked.name
    said = re.search(r"20\d\d", name)
    found, document = read_annex(asked.annex, said[0] if said else "") if asked.annex else ([], Document())
    annexes = [asked.annex] if asked.annex else []
    if asked.annex and not found and old is None:
        raise Unfit("\n".join(_notes(found, document, asked.annex)))
    decisions = [Decision(a.name, "", note) for a in annexes for note in _notes(found, document, a)]
    if old is not None:
        written = read_document(old.programme_file, old.programme_file.name).content
        tree, more = roll.rolled(written, name, *roll.results(old.file))
        year = tree["year"]
        programme = roll.dumped(tree, f"# Chương trình {old.programme.id} chuyển sang năm {year}; mức, hạn còn "
            f"là của năm trước, xem ask_vi.",
                                f"# ({old.programme.id} rolled into {year}: targets and deadlines are last "
                                    f"year's until decided)")  # fmt: skip
        known = [
            Known(str(m["id"]), m["name_vi"], m["unit"], m["kind"] in ("level", "annual"),
                  next((o["owner"] for o in m["owners"]), NOBODY))
            for t in tree.get("targets", []) for m in t["measures"]
        ]  # fmt: skip
        decisions += more
        if asked.annex:
            decisions += _compared(found, known)
    else:
        year = _year(name, document, decisions)
        named_area = _area(document)
        area = named_area or name
        if not named_area:
            decisions.append(Decision("programme.yml: area", area, "Tên địa bàn (name of the area)"))
        title = f"Targets of {year}, {area}" if document.english else f"Chỉ tiêu năm {year} của {area}"
        planned = plan(found, year)
        known = [_known(p) for p in planned]
    fresh = [
        f for f in files if old is None or not load_sources(old.sources_file).for_file(f.resolve().as_posix())
    ]
    of = old.programme.area.name_vi if old is not None else named_area
    units = load_sources(old.sources_file).names_on(f"{year}-01-01") if old is not None else None
    sources, claims, unclaimed = draft_sources(name, fresh, known, year, units, of)
    named = {k.id: k.name for k in known}
    guessed: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for c in [c for c in claims if c.guessed]:
        guessed[c.file, c.sheet, c.guessed].append(c.measure)
    for (file, sheet, period), ids in guessed.items():
        ask = both("ask_period_file") if "{" in period else both("ask_period_year", year=period)
        where = f'{file} {sheet}: period: "{period}" → {", ".join(ids)}'
        decisions.append(Decision("sources.yml", where, ask))
    forms: dict[tuple[str, ...], list[str]] = defaultdict(list)  # one row on several sheets is one question
    for c in claims:
        forms[c.file, c.label, c.line, str(c.plan)].append(c.sheet)
    doubted: dict[tuple[str, str], list[str]] = defaultdict(list)  # what is asked of a table is asked once
    for c in claims:
        first, *others = forms[c.file, c.label, c.line, str(c.plan)]
        if c.sheet != first:
            continue
        sheets = f" (và {len(others)} trang nữa)" * bool(others)
        cell = f"{c.file} {c.sheet}!{c.cell} “{c.label}”{sheets}"
        if c.money:
            decisions.append(_money(c, cell, known))
        elif c.doubt and c.confidence >= SURE:
            doubted[f"{c.file} {c.sheet}{sheets}", c.doubt].append(c.measure)
        elif not c.sure and not (c.guessed and c.confidence >= SURE):
            unsaid = " (bảng không ghi đơn vị: no unit is printed)" * c.unsaid
            ask = f"{c.doubt} " * bool(c.doubt) + both("ask_measure")
            decisions.append(Decision("sources.yml", f"{cell} → {c.measure} {named[c.measure]}{unsaid}", ask))
        if c.plan is not None:
            asks = f"Kế hoạch trong tệp khác mức của chỉ tiêu {c.measure} (the file's plan differs from the target)"
            decisions.append(Decision(cell, number_text(c.plan, "vi"), asks))
    apart = " Số của từng nơi thì khai places và place: sheet (figures of one place: declare places). "
    decisions += [
        Decision("sources.yml", f"{where} → {', '.join(ids)}", doubt + apart + both("ask_measure"))
        for (where, doubt), ids in doubted.items()
    ]
    offered = {c.measure for c in claims}
    held = {c.measure for c in claims if c.held or "basis: level" in c.line}
    adds = {c.measure: c.adds for c in claims if c.adds is not None}
    claims = [c for c in claims if c.sure]
    missed = [k.name for k in known if k.id not in offered and k.unit]
    if fresh and missed:  # the brief would call their offices late, whose figures may stand in these files
        which = f"{len(missed)}/{len(known)}: {'; '.join(missed)}"
        decisions.append(Decision("sources.yml", which, both("ask_missed")))
    quarterly = _by_quarters(claims)
    if old is None:
        file = asked.annex.name if asked.annex else ""
        called = _called(document, area)
        if file and not called:
            decisions.append(Decision("programme.yml: document_vi", file, both("ask_document")))
        for p in planned:
            p.cadence = "quarter" * (
                p.id in quarterly or bool(quarterly) and quarterly >= {c.measure for c in claims}
            )
            if p.id in held and p.kind in ("flow", "count"):
                p.kind = "level"
            elif adds.get(p.id) and p.kind in ("level", "annual"):
                p.kind = "flow"
            p.draft.kind = p.kind if p.id in held or p.id in adds else p.draft.kind
            if adds.get(p.id) is False:
                ask = "Số có đến cuối kỳ, không cộng các tháng? Cộng thì ghi kind: flow (not added up over the months?)"
                decisions.append(Decision(f"{p.id} {p.draft.name}: kind", p.kind, ask))
        programme, more = programme_yaml(name, year, title, planned, called or file, area,
                                         {c.measure for c in claims if not c.held}, file,
                                         "en" if document.english else "vi")  # fmt: skip
        decisions += more
    else:
        sources = _old_sources(old, name, sources)
        again = "Chép số liệu các năm trước vào đây: dự báo dựa vào đó (copy last year's files: forecasts need them)"
        decisions.append(Decision(f"data/raw/{name}/", f"data/raw/{old.programme.id}/", again))
    monthly = "\n".join([*begins("monthly", name=name), ""])
    if old:
        monthly = re.sub(r"(?m)^corrections:.*\n", "", old.file.read_text(encoding="utf-8"))
        monthly = monthly.replace(f"data/raw/{old.programme.id}", f"data/raw/{name}")
    if document.english and not old:
        monthly = monthly.replace("lang: vi ", "lang: en ").replace("papers: [brief.docx, ", "papers: [")
    offices = [str(o["id"]) for o in yaml.safe_load(programme)["owners"]]
    notes = "\n".join([*begins("notes", month=f"{year}-01", office=(offices or ["phong-…"])[0]), ""])
    return ({"programme.yml": programme, "sources.yml": sources, "monthly.yml": monthly, f"notes/{year}-01.yml": notes},
            decisions, claims, unclaimed, year)  # fmt: skip


def _by_quarters(claims: list) -> set[str]:
    """The measures of which every file tells ends of quarters alone: several, or one that is called a quarter."""
    told: dict[str, set[str]] = defaultdict(set)
    for c in claims:
        told[c.measure] |= {period for _, period in c.told}
    quarter = re.compile(r"(?i)\bqu(?:ý|y|arter)(?![^\W\d_])|\bQ[1-4](?!\w)")
    named = {c.measure for c in claims if quarter.search(f"{c.file} {c.sheet}")}
    ends = {id: at for id, at in told.items() if at and {p[5:7] for p in at} <= {"03", "06", "09", "12"}}
    return {id for id, at in ends.items() if len(at) > 1 or id in named}


def _money(claim, cell: str, known: list) -> Decision:
    """What to ask where money is told of a target in % of a plan: the plan, or whether it is the annex's."""
    k = next(k for k in known if k.id == claim.measure)
    share = k.plans[0] if k.plans else 100
    asked = words(k.name) - words("giải ngân")
    plans = [o for o in known if o.plans and asked <= words(o.name) and o.unit.lower().endswith("đồng")]
    amount, unit = "kế hoạch vốn cả năm", "đơn vị của nó"
    said = f"mức là {share:.15g} % của số ấy"
    if len(plans) == 1:
        low = plans[0].plans[0] * share / 100
        amount, unit = f"{low:.10g}", plans[0].unit
        said = f"phụ lục in kế hoạch vốn ở chỉ tiêu {plans[0].id}"
    ask = both("ask_money", id=k.id, unit=unit, amount=amount, said=said)
    return Decision("sources.yml", f"{cell} → {k.id} {k.name}", ask)


def _known(p: Planned):
    level = p.draft.unit.startswith("%") or p.kind in ("level", "annual")
    plans = tuple(v for v in (p.low, p.high, p.draft.stretch) if v is not None)
    return Known(
        p.id, p.draft.name, p.draft.unit, level, office_id(p.draft.owner) or NOBODY, plans, guessed=True
    )


def _compared(found: list[Draft], known: list[Known]) -> list[Decision]:
    """The new annex beside the rolled programme: what it prints for each measure it names, and which it does not."""
    out, left = [], {k.id: k for k in known}
    for d in found:
        hit = best(d.name, (), d.unit, known)
        near = perhaps(d.name, d.unit, known) or perhaps(d.name, "", known)
        of = (hit or near or (None,))[0]
        left.pop(of.id if of else "", None)
        ask = both("ask_new" if hit else "ask_new_perhaps" if near else "ask_new_row")
        where = f"{of.id} {of.name[:50]}" if of else f"{d.no} {d.name[:50]}"
        out.append(Decision(where, f"{d.name}: {bound_words(d.rule, d.low, d.high, d.unit)}", ask))
    return [*out, *[Decision("programme.yml: targets", ", ".join(left), both("ask_gone"))] * bool(left)]


def _fiscal(document: Document) -> str:
    """That a document is for a year that does not begin in January; "" where it does not say so."""
    head = document.text[:600]
    said = fiscal_year(head) or next(iter(re.findall(r"(?i)năm tài chính\s*20\d\d", head)), "")
    return said and f"{both('unfit_fiscal', year=said)}."


def _year(name: str, document: Document, decisions: list[Decision]) -> int:
    said = re.search(r"20\d\d", name)
    printed = re.search(r"20\d\d", year_of(document.text[:2000]))
    if fiscal := _fiscal(document):
        raise Unfit(fiscal)
    if said:
        if printed and printed[0] != said[0]:
            ask = f"Văn bản nói năm {printed[0]} (the document says {printed[0]})"
            decisions.append(Decision("programme.yml: year", said[0], ask))
        return int(said[0])
    year = int(printed[0]) if printed else dt.date.today().year
    decisions.append(Decision("programme.yml: year", str(year), "Năm của chỉ tiêu (the targets' year)"))
    return year


_COUNCILS = "(?i:council|county|city|district|borough|municipality|province)"
_UNITS = "xã|phường|đặc khu|huyện|thị xã|thị trấn|thành phố|tỉnh"


def _area(document: Document) -> str:
    """The unit a document speaks of: "xã Mẫu", also out of a title in capitals; "" when none is named."""
    span = r"(?:năm|quý|tháng|giai đoạn|nhiệm kỳ|khóa|kỳ) (?:\d|[ivx]+\b|họp)"  # "XÃ TÂN LONG NĂM 2026"
    named = rf"(?<![-–,] )\b({_UNITS})((?:[ ]+(?!{span})[^\W\d_]+){{1,4}})"  # "KINH TẾ - XÃ HỘI" is none
    hits = list(re.finditer(named, document.text[:3000], re.I))
    for of_a_name in (str.istitle, str.isupper):
        for hit in hits:
            name = list(takewhile(of_a_name, hit[2].split()))
            if name and hit[1].isupper() == (of_a_name is str.isupper):
                return f"{hit[1].lower()} {' '.join(name).title()}"
    named = rf"\b(?:[A-Z][\w'’-]+ ){{1,4}}(?:{_COUNCILS})\b(?: (?:{_COUNCILS})\b)*"
    found = re.search(named, document.text[:3000] * document.english)
    return (found[0].title() if found[0].isupper() else found[0]) if found else ""


_KINDS = {
    "QĐ": "Quyết định", "NQ": "Nghị quyết", "KH": "Kế hoạch", "CTr": "Chương trình", "CT": "Chỉ thị", "TB": "Thông báo",
    "KL": "Kết luận", "CV": "Công văn", "BC": "Báo cáo",
}  # fmt: skip
_PAPER = (
    r"(?:nghị quyết|quyết định|kế hoạch|chương trình(?: hành động)?|chỉ thị|thông báo|kết luận|công văn|báo cáo|"
    r"tờ trình)\s+(?:số\s*:?\s*)[^\s)]+(?:\s+ngày\s+\d[^)\n]*?(?=\)|\n|$|;)|[^)\n;,]{0,60})"
)


def _called(document: Document, area: str) -> str:
    """What a document calls itself: the paper it belongs to, its own number, else its heading; "" without any."""
    text = document.text[:4000]
    if hit := re.search(rf"kèm theo\s+({_PAPER})", text, re.I):
        return " ".join(hit[1].split())
    if hit := re.search(r"(?<!\w)S[ốỐ]\s*:?\s*(\d+\s*[-/]\s*([A-ZĐa-z]+)[\w/-]*)", text):
        kind = next((v for k, v in _KINDS.items() if k.casefold() == hit[2].casefold()), "")
        return f"{kind or 'Văn bản'} số {hit[1]}"
    lines = [b.text for b in document.blocks[:8] if isinstance(b, Line)]
    heads = [
        t for t in lines if len(t) < 160 and re.search("chỉ tiêu|mục tiêu", t, re.I) and t[-1] not in ".;:"
    ]
    said = next((t for t in heads if re.search(r"20\d\d", t)), heads[0] if heads else "")
    said = said.capitalize() if said.isupper() else said
    return re.sub(re.escape(area), area, said, flags=re.I) if area else said


def _old_sources(old, name: str, drafted: str) -> str:
    """Last year's sources, those of offices that have ended too: they take the files of the years before; and after
    them what was drafted for files that none of them takes."""
    tree = read_document(old.sources_file, old.sources_file.name).content
    tree["programme"] = name
    if isinstance(tree.get("places"), str):
        tree["places"] = f"../../data/raw/{name}/places.csv"
    tree["sources"] += yaml.safe_load(drafted)["sources"]
    return roll.dumped(
        tree,
        f"# Như của {old.programme.id}; tệp năm trước của đơn vị đã kết thúc vẫn được đọc (as before)",
    )


def _report(
    name: str, home: Path, decisions: list[Decision], claims: list, unclaimed: list[str], files: list[Path]
) -> None:
    console = Console(highlight=False)
    if claims:
        grid = table_of("tệp", "ô", "nhãn", "chỉ tiêu", "tin cậy", "ô đọc được")
        grid.title = "Số liệu sẽ được đọc (figures that will be read)"
        for c in claims:
            read = "; ".join(c.cells[:3]) or "chưa có số (none yet)"
            grid.add_row(c.file, f"{c.sheet}!{c.cell}", c.label, c.measure, f"{c.confidence:.2f}", read)
        console.print(grid)
    for line in unclaimed:
        console.print(f"[yellow]không đọc (not read)[/] {escape(line)}")
    grid = table_of("ở đâu", "đang ghi", "câu hỏi")
    grid.title = "Cần người quyết định (a person must decide)"
    for d in decisions:
        grid.add_row(*map(escape, (d.where, d.now, d.ask)))
    console.print(grid)
    console.print(f"Đã lập (made): params/{name}/, data/raw/{name}/ ở (in) {home}")
    first = f": bỏ tệp số liệu vào data/raw/{name}/ (put the data files there), khai trong sources.yml; "
    console.print(
        f"Tiếp theo (next){', ' if files and claims else first}luôn kèm --params (always with --params):"
    )
    for does, said in (("run", "lập bản tin (the brief)"), ("status", "xem nhanh (at a glance)"),
                       ("check TỆP", "xem thử một tệp mới (what a new file would give)"),
                       ("inbox", "ai đã gửi, còn thiếu gì (who has sent what)")):  # fmt: skip
        console.print(f"  brief {does} --params params/{name}/monthly.yml   # {said}", soft_wrap=True)
