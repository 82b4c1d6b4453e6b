"""Where the figures come from and how good they are."""

from __future__ import annotations

import pandas as pd

from analysis.present import locale
from analysis.present.markup import Cell, cited, details, e, heads, nothing, refusal, section, table
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.view import View


def finding_lines(view: View, keys: tuple[int, ...]) -> list[str]:
    """File, sheet and cells of a finding's figures, a line per sheet, newest first, as ready HTML."""
    word = view.say("cell_o")
    return [
        e(
            ", ".join(
                filter(None, (source.rsplit("/", 1)[-1], sheet, f"{word} {', '.join(at[:4])}" if at else ""))
            )
        )
        for (source, sheet), at in cited(view.observed(keys), "source sheet").items()
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
