"""Where the figures come from and how good they are."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analysis.present import locale, theme
from analysis.present.charts_data import revised
from analysis.present.markup import Cell, Column, Line, details, e, heads, nothing, refusal, section, table
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.view import View

SEVERITIES = {"error": ("bad", "◆"), "warning": ("warn", "▲"), "note": ("none", "•")}


def finding_lines(view: View, keys: tuple[int, ...]) -> list[str]:
    """File, sheet and cells of a finding's figures, a line per sheet, newest first, as ready HTML."""
    cells: dict[tuple[str, str], list[str]] = {}
    for r in view.observed(keys)[["source", "sheet", "cell"]].itertuples(index=False):
        seen = cells.setdefault((str(r.source).rsplit("/", 1)[-1], str(r.sheet or "")), [])
        if r.cell and r.cell not in seen:
            seen.append(str(r.cell))
    word = view.say("cell_o")
    return [
        e(", ".join(x for x in (source, sheet, f"{word} {', '.join(found[:4])}" if found else "") if x))
        for (source, sheet), found in cells.items()
    ][:4]


def sources(v: View) -> Piece:
    """Every input file with its hash; folded in the brief, since a list of files is for looking up."""
    inputs = v.files()
    title = v.say("sources_files", n_inputs=len(inputs))
    if not len(inputs):
        return nothing(title, v.say("no_source_file"), "sources", 2)
    rows = "".join(
        f"<li>{e(r['source'])} <code>{e(str(r['sha256'])[:8])}</code>" for r in inputs.to_dict("records")
    )
    inner = f'<ul class="files">{rows}</ul><p class="note">{e(v.say("first_digits_of_sha"))}</p>'
    folded = details(v.say("all_files"), inner, "more")
    lost = "".join(
        refusal(v, p.source, p.said(v.lang)[0]) for p in v.problems if getattr(p, "whole_file", False)
    )
    if unclaimed := [p.source for p in v.problems if p.code == "no_source"]:
        names = ", ".join(unclaimed[:3]) + " …" * (len(unclaimed) > 3)
        text = v.say("files_that_no_source_claims", n_unclaimed=len(unclaimed), names=names)
        lost += f'<p class="note">{e(text)}</p>'
    return Piece(section(title, lost + folded, "sources", 2, "sources"), inputs.reset_index(drop=True), title)


def inputs(v: View) -> Piece:
    """Every input file with its whole hash, size and how many figures came from it."""
    title = v.say("files_read", n_inputs=len(v.inputs))
    count = Counter(v.observations["source"])
    rows = [
        [
            Cell(e(r["source"]), head=True),
            e(locale.number(r.get("bytes"), 0, v.lang)),
            e(locale.number(count[r["source"]], 0, v.lang)),
            f'<span class="hash">{e(r["sha256"])}</span>',
        ]
        for r in v.inputs.to_dict("records")
    ]
    columns = [*heads(v, "file! bytes:n figures_so_da_doc:n"), Column("SHA-256")]
    listed = details(e(title), table(columns, rows, e(title), "cards"), "more")
    return Piece(section(e(title), listed), v.inputs, title)


def problems(v: View, limit: int = 60) -> Piece:
    """What was rejected or doubted: where, what was read, why, how to mend it; gravest first."""
    order = {k: i for i, k in enumerate(SEVERITIES)}
    found = sorted(v.problems, key=lambda p: (order.get(p.severity, 9), p.source, p.sheet, p.cell))
    counts = Counter(p.severity for p in found)
    title = v.say("cells_or_files_not_used", counts=counts["error"], counts2=counts["warning"])
    if not found:
        return nothing(e(title), v.say("no_cell_was_rejected"))
    rows = []
    for p in found[:limit]:
        colour, glyph = SEVERITIES[p.severity]
        where = ", ".join(
            x for x in (p.source.rsplit("/", 1)[-1], p.sheet, p.cell and v.say("cell_o_3", cell=p.cell)) if x
        )
        message, remedy = p.said(v.lang)
        rows.append(
            Line(
                [
                    Cell(e(where), head=True),
                    e(p.value or locale.NONE),
                    e(message),
                    e(remedy),
                    f'<span class="st c-{colour}">{glyph} {e(v.word("severity", p.severity))}</span>',
                ],
                f"c-{colour}",
            )
        )
    columns = heads(v, "where! read why_vi_sao remedy handling!:sts")
    more = len(found) - limit
    rest = v.say("and_more_run_brief_check", more=more)
    note = f'<p class="note">{e(rest)}</p>' if more > 0 else ""
    frame = pd.DataFrame([p.as_dict() for p in found if hasattr(p, "as_dict")])
    return Piece(section(e(title), table(columns, rows, e(title), "cards problems") + note), frame, title)


def findings(v: View) -> Piece:
    """Figures that contradict one another or cannot be: what, why, in which file, sheet and cell."""
    found = v.assessments.findings
    title = v.say("figures_that_contradict_others_lack", n_found=len(found))
    if not found:
        return nothing(e(title), v.say("nothing_contradicts_anything"))
    rows, frame = [], []
    for f in found:
        named = v.programme.measures.get(f.subject) or v.programme.commitment(f.subject)
        lines = finding_lines(v, f.keys)
        listed = "".join(f"<li>{line}</li>" for line in lines) or f"<li>{locale.NONE}</li>"
        why = sentence(f.reason, v.programme, v.lang)
        rows.append(
            [
                Cell(e(f"{f.subject}. {named.short(v.lang)}"), head=True),
                e(why),
                f'<ul class="files">{listed}</ul>',
            ]
        )
        frame.append((f.kind, f.subject, why, "; ".join(lines)))
    columns = heads(v, "what! why_vi_sao where")
    return Piece(
        section(e(title), table(columns, rows, e(title), "cards problems")),
        pd.DataFrame(frame, columns=["kind", "subject", "why", "where"]),
        title,
    )


def reporting(v: View) -> Piece:
    """Which office reported what, when, and what it owes."""
    owners: dict[str, list] = {}
    for x in v.measures():
        if x.a.owner:
            owners.setdefault(x.a.owner, []).append(x)
    late = {o: [x for x in xs if x.a.late] for o, xs in owners.items()}
    owing = sum(bool(x) for x in late.values())
    title = v.say(
        "of_offices_have_reported_all",
        n_owners=len(owners) - owing,
        n_owners2=len(owners),
        month_name=locale.month_name(v.month, v.lang),
    )
    rows, frame = [], []
    for id, xs in owners.items():
        dates = [
            str(d)
            for x in xs
            for d in v.observed((*x.a.keys, *x.a.cells.get("self_assessment", ())))["reported_on"]
            if d
        ]
        newest = max(dates, default="")
        owes = ", ".join(x.short for x in late[id])
        state = theme.labelled("on_track", v.say("complete"))
        if owes:
            state = theme.labelled("no_data", v.say("owes"))
        elif any(x.waits for x in xs):
            state = theme.labelled("no_data", v.say("waits_for_a_person"))
        elif newest < v.month:  # as `brief inbox` says of an office that this month asks for nothing
            state = theme.labelled("not_due", v.say("nothing_due"))
        rows.append(
            [
                Cell(e(v.owner_name(id)), head=True),
                e(locale.number(len(xs), 0, v.lang)),
                e(locale.date(newest, v.lang) if newest else locale.NONE),
                state,
                e(owes or locale.NONE),
            ]
        )
        frame.append((id, len(xs), newest, owes))
    columns = heads(v, "office! measures:n newest_report:dt state!:sts not_reported")
    if not rows:
        nil = v.say("the_programme_names_no_owners")
        return Piece(section(e(nil), ""), text=nil)
    return Piece(
        section(e(title), table(columns, rows, e(title), "cards")),
        pd.DataFrame(frame, columns=["owner", "measures", "newest", "owes"]),
        title,
    )


def revisions(v: View) -> Piece:
    """All figures of the year that were reported again with another value."""
    moved = revised(v)
    title = v.say("figures_of_the_year_were", n_moved=len(moved))
    if not len(moved):
        return Piece(section(e(title), ""), text=title)
    rows = []
    for r in moved.itertuples():
        m = v.programme.measure(r.measure)
        rows.append(
            [
                Cell(f"{e(m.short(v.lang))}<small>{e(locale.month(r.period, v.lang))}</small>", head=True),
                e(locale.amount(r.first, m.unit, v.lang)),
                e(locale.amount(r.last, m.unit, v.lang)),
                e(locale.percent(r.change, v.lang, True)),
                e(locale.date(r.last_on, v.lang)),
                f"<small>{e(r.last_at)}</small>",
            ]
        )
    columns = heads(v, "figure! first:n now:n change_thay_doi:n on:dt cell_o_4")
    return Piece(section(e(title), table(columns, rows, e(title), "cards")), moved, title)
