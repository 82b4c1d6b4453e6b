"""A programme rolled into its next year: ids stay, results become the base, what was dated is asked for again."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import yaml

from analysis.draft.programme_file import Decision, bound_words, number_text
from analysis.language import both
from analysis.programme import Owner


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(float, lambda d, v: d.represent_scalar("tag:yaml.org,2002:float", number_text(v)))


def dumped(tree: Any, *head: str) -> str:
    return "\n".join([*head, yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)])


def results(params: Path) -> tuple[dict[str, float], str]:
    """What each measure of a programme came to at the end of its year, and the newest month that is known; no results
    where the year is not over in the data."""
    from analysis.book import NoData, open_book

    try:
        book = open_book(None, params)
        last = f"{book.programme.year}-12"
        book = open_book(last, params) if book.month != last else book
    except (ValueError, NoData) as e:
        return {}, str(e).splitlines()[0]
    judged = book.assessments.measures
    ends = {id: a.year_end if a.year_end is not None else a.to_date for id, a in judged.items()}
    return {id: v for id, v in ends.items() if v is not None}, last


def rolled(
    tree: dict[str, Any], name: str, came: dict[str, float], known: str
) -> tuple[dict[str, Any], list[Decision]]:
    """The tree of programme.yml for the next year, and what must be decided."""
    old, new = int(tree["year"]), int(tree["year"]) + 1
    first = dt.date(new, 1, 1)
    paper = f"Văn bản giao chỉ tiêu năm {new} (the document of {new})"
    decisions = [Decision("programme.yml: document_vi", "", paper)]

    said = {f"{k}_{lang}" for k in ("name", "short", "done_when") for lang in ("vi", "en")}

    def words_on(item: dict) -> None:
        """Of a year that a name says, the next."""
        for key in item.keys() & said:
            item[key] = re.sub(rf"\b{old}\b", str(new), item[key])

    def later(day: Any) -> Any:
        if not isinstance(day, dt.date):
            return day
        return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)

    def standing(items: list[dict]) -> list[dict]:
        kept = [i for i in items or [] if i.get("to") is None or i["to"] >= first]
        return [{k: v for k, v in i.items() if k not in ("from", "to") or i[k] and k == "to"} for i in kept]

    tree = dict(tree) | {"id": name, "year": new, "document_vi": "", "document_en": ""}
    words_on(tree)
    for key in ("document_date", "breaks"):
        tree.pop(key, None)
    tree["issuers"] = standing(tree.get("issuers", [])) or [{"name_vi": tree["area"]["name_vi"]}]
    gone = {o["id"] for o in tree.get("owners", [])} - {o["id"] for o in standing(tree.get("owners", []))}
    tree["owners"] = standing(tree.get("owners", []))
    for target in tree.get("targets", []):
        words_on(target)
        for m in target["measures"]:
            words_on(m)
            for key in ("owners", "leads")[: 1 + ("leads" in m)]:
                m[key] = standing([o for o in m.get(key, []) if o["owner"] not in gone])
            was = m.get("reading_vi", "")
            for key in "growth_printed share_of_base_printed stretch stretch_vi stretch_en base".split():
                m.pop(key, None)
            bound = any(m.get(k) is not None for k in ("low", "high"))
            if m["id"] in came and m["rule"] not in ("watch", "lt_last_year"):
                m["base"] = round(float(came[m["id"]]), 6)
            if bound:
                after = {k: m.pop(k) for k in [*m][[*m].index("rule") + 1 :] if k != "number"}
                m |= {"number": "last_year"} | after
            then = ", number: printed" * bound
            wanted = f"mức năm {new}{then} (the target of {new}{then})"
            asks = [wanted] if bound or m["rule"] == "lt_last_year" else []
            ended = "đơn vị báo cáo: đơn vị cũ đã kết thúc (the former office has ended)"
            asks += [ended] * (not m["owners"])
            asks += ["còn giao năm nay không? (still a target?)"] * (m.pop("after", "") == "stop")
            for step in m.get("steps", []):
                words_on(step)
                step["planned"] = later(step.get("planned"))
            if m.get("steps"):
                asks.append("ngày các bước: tạm lùi một năm (dates of the steps: put a year later)")
            m["reading_vi"] = f"Tạm giữ mức năm {old}, chờ văn bản năm {new}."
            m["reading_vi"] += f" Năm {old}: {was}" * bool(was)
            m["ask_vi"] = "; ".join(a.partition(" (")[0] for a in asks)
            if asks:
                base = f"gốc {number_text(m['base'], 'vi')}" if "base" in m else "chưa có gốc"
                now = f"{bound_words(m['rule'], m.get('low'), m.get('high'), m['unit'])}, {base}"
                row = f"{m['id']} {m.get('short_vi') or m['name_vi'][:50]}"
                decisions.append(Decision(row, now, "; ".join(asks)))
    if not came:
        ask = f"{both('ask_base', year=old)}: {known}"
        decisions.append(Decision("programme.yml: base", "?", ask))
    works = [c for c in tree.get("commitments", []) if not c.get("lapse")]
    ids = {c["id"] for c in works}
    for c in works:
        for item in (c, *c.get("steps", [])):
            words_on(item)
        for key in ("handover_vi", "handover_en"):
            c.pop(key, None)
        c["owners"] = standing([o for o in c.get("owners", []) if o["owner"] not in gone])
        c["needs"] = [n for n in c.get("needs", []) if n in ids]
        if c.get("part_of") not in ids:
            c.pop("part_of", None)
        for step in c.get("steps", []):
            step["planned"] = later(step.get("planned"))
        if c.get("deadline"):
            c["deadline"] = later(c["deadline"])
            work = f"{c['id']} {c.get('short_vi') or c['name_vi'][:50]}"
            decisions.append(Decision(work, str(c["deadline"]), both("ask_deadline")))
            if c.get("deadline_kind") == "printed":  # no paper of the new year prints one yet
                c["deadline"], c["deadline_kind"] = dt.date(new, 12, 31), "programme_year"
    tree["commitments"] = works
    assert all(Owner(**o) for o in tree["owners"])
    return tree, decisions
