"""The Excel annex: every target, commitment, figure, source file and doubt of a month, as real numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.assess.assessments import CommitmentState
from analysis.ingest.figures import CONVERTED
from analysis.ingest.observation import HIDDEN
from analysis.language import catalogue
from analysis.present import locale, theme
from analysis.present.columns import faceted
from analysis.present.due import ask_about
from analysis.present.reasons import sentence
from analysis.present.tables_brief import due
from analysis.present.trouble import lead_of, of_report, spoken_for, spoken_of, told_of
from analysis.present.view import Entry, View
from analysis.present.words import banner
from analysis.present.words_pages import closing
from analysis.programme import Commitment
from analysis.publish.sheets import Mark, Sheet, frame_sheet, record_sheet, workbook
from analysis.publish.targets import cells, targets, whole

# Width in characters; the heads stand in the language files.
COMMITMENTS = {
    "id": (7,), "name": (34,), "group": (16,), "owner": (20,), "deadline": (12,), "about": (14,), "done": (8,),
    "due": (8,), "total": (8,), "status": (18,), "done_on": (12,), "paper": (14,), "steps": (56,),
    "before": (20,), "why": (60,), "source": (60,),
}  # fmt: skip
CAUSES = {
    "no": (6, True), "name": (30,), "status": (19,), "why": (44,), "cause": (36,), "action": (36,), "lead": (20,),
    "deadline": (12,), "change": (36,), "id": (8,),
}  # fmt: skip
DOUBTS = {
    "severity": (18,), "source": (36,), "sheet": (14,), "cell": (8,), "value": (22,), "message": (50,),
    "remedy": (50,),
}  # fmt: skip
FIGURES = (
    "key measure facet place period basis value numerator denominator unit vintage reported_on source sheet cell "
    "illustrative note period_start period_end"
).split()
FILES = ("source", "owner", "reported_on", "observations", "rejected", "problems", "bytes", "sha256")
MARKS = {"error": "missed", "warning": "at_risk", "note": "watch"}


def annex(view: View, edition: int = 1) -> bytes:
    """The annex as .xlsx bytes: targets, causes and actions, commitments, figures of the year, files, doubts.

    Numbers keep their full precision; per cent of the plan are shares of 1 shown as per cent. The same view
    gives the same bytes.
    """
    programme = view.programme
    title = f"{programme.name(view.lang)}, {locale.month(view.month, view.lang)}"
    document = programme.said(view.lang, "document")
    blank = view.say("blank_no_figure")
    revised = view.say("edition", n=edition) if edition > 1 else ""
    notes = (title, revised, view.place_name(view.place), document, closing(view), blank)
    sheets = [targets(view), causes(view), commitments(view), figures(view), sources(view), doubts(view)]
    return workbook(
        sheets,
        view.assessments.as_of,
        title=title,
        banner=banner(view),
        note=" · ".join(filter(None, notes)),
        lang=view.lang,
    )


def causes(view: View) -> Sheet:
    """One row per measure that needs attention, or that the month's notes speak of: cause, action, lead, deadline;
    blank where the notes have none."""
    say = view.say

    def record(x: Entry) -> dict[str, Any]:
        cause, report = told_of(view, x)
        of = spoken_for(view, x, cause).lstrip() if cause else ""
        why, action = (
            f"{of} {text}".lstrip() if text else ""
            for text in (cause.cause if cause else "", cause.next if cause else "")
        )
        late = of_report(report)
        if report and late:
            late = f"{spoken_for(view, x, report)} {late}".lstrip()
        note = cause or report
        lead, ask = lead_of(view, x, note), ask_about(view, x.measure.id)[1]
        if ask and cause is None:
            action = say("asked_for", what=ask.what)
        change = x.a.what_would_change
        return {
            "no": x.measure.id if x.measure.role == "component" else whole(x.target.no),
            "name": x.name,
            "status": Mark(x.mark, x.word),
            "why": " ".join(filter(None, (sentence(x.a.reason, view.programme, view.lang), late))),
            "cause": why or None,
            "action": action or None,
            "lead": view.owner_name(lead) if lead else None,
            "deadline": note.deadline if note else ask.deadline if ask else None,
            "change": sentence(change, view.programme, view.lang) if change else None,
            "id": x.measure.id,
        }

    records = [record(x) for x in (spoken_of(view) if view.whole else ())]
    return record_sheet(
        say("causes"), say("causes_and_actions"), "cause_head", CAUSES, records, view.lang, "deadline", frozen=2,
        empty=say("no_are_behind_off_track", nouns=view.nouns),
    )  # fmt: skip


def commitments(view: View) -> Sheet:
    """One row per commitment with its steps and their papers."""
    names = (view.say("commitments_cam_ket"), view.say("commitments_of_the_programme"))
    records = (_commitment(view, c, s) for c, s in view.works())
    empty = view.say("no_commitment_is_followed")
    return record_sheet(*names, "commitment_head", COMMITMENTS, records, view.lang, "paper", 2, empty)


def _commitment(view: View, c: Commitment, s: CommitmentState) -> dict[str, Any]:
    lang = view.lang
    before = s.previous_status
    return {
        "id": c.id,
        "name": c.name(lang),
        "group": next((g.name(lang) for g in view.programme.commitment_groups if g.id == c.group), c.group),
        "owner": view.owner_name(s.owner) if s.owner else None,
        "deadline": s.deadline if s.deadline_kind != "programme_year" else None,
        "about": due(view, s)
        if s.deadline_kind == "programme_year"
        else view.word("deadline", s.deadline_kind),
        "done": s.steps_done,
        "due": s.steps_due,
        "total": s.steps_total,
        "status": Mark(s.status, theme.word(s.status, c, lang=lang)),
        "done_on": s.done_on,
        "paper": s.paper,
        "steps": _steps(view, s),
        "before": Mark(before, theme.word(before, c, lang=lang)) if before else None,
        "why": sentence(s.reason, view.programme, lang) if s.reason else None,
        "source": cells(view, s.keys),
    }


def figures(view: View) -> Sheet:
    """The observations of the year known on the closing day, every vintage, those of the page's month first, which a
    print holds alone; of one place or owner where asked."""
    frame = view.known
    frame = frame[frame["period"].astype(str).str.startswith(f"{view.year}-")]
    if not view.whole:
        frame = frame[frame["place"] == view.place]
    if view.owner:
        mine = {x.measure.id for x in view.measures()} | {c.id for c, _ in view.works()}
        frame = frame[frame["measure"].str.split("#").str[0].isin(mine)]
    frame = frame.iloc[np.argsort((frame["period"] != view.month).to_numpy(), kind="stable")]
    month = locale.month(view.month, view.lang)
    sheet = observed(view, frame, view.say("figures_of_so_lieu_nhan", year=view.year, month=month))
    return replace(sheet, printed_rows=int((frame["period"] == view.month).sum()))


def observed(view: View, frame: pd.DataFrame, title: str) -> Sheet:
    """Observations as a sheet, columns and codes in the reader's language; the first column is their key. The hash of
    a file stands once, on the sheet of files."""
    say, own = view.say, catalogue(view.lang)["target_head"]["to_date"]
    codes = [faceted(m, view.lang) for m in frame["measure"]]
    shown = frame.assign(
        measure=[id for id, _ in codes],
        facet=[what or own for _, what in codes],
        vintage=[view.word("vintage", v) if v else "" for v in frame["vintage"]],
        basis=[view.word("basis", b) for b in frame["basis"]],
        illustrative=[say("yes") if b else "" for b in frame["illustrative"]],
        note=frame["note"].replace(
            {CONVERTED: say("note_converted"), HIDDEN: say("note_hidden")}, regex=True
        ),
    )
    return frame_sheet(
        say("figures_so_lieu"),
        title,
        shown.rename_axis("key").reset_index()[FIGURES],
        catalogue(view.lang)["figure_head"],
        empty=say("no_figure"),
        printed="cell",
    )


def sources(view: View) -> Sheet:
    """Every file known on the closing day, with its hash."""
    say = view.say
    inputs = view.files()
    frame = inputs[[c for c in FILES if c in inputs] + [c for c in inputs if c not in FILES]]
    return frame_sheet(
        say("sources_nguon"),
        say("source_files_cac_tep_nguon"),
        frame,
        catalogue(view.lang)["file_head"],
        empty=say("no_source_file"),
    )


def doubts(view: View) -> Sheet:
    """What was rejected or doubted while reading, and how to mend it."""
    say = view.say
    records = (
        {
            "severity": Mark(MARKS[p.severity], view.word("severity", p.severity)),
            "source": p.source,
            "sheet": p.sheet,
            "cell": p.cell,
            "value": p.value,
            "message": p.said(view.lang)[0],
            "remedy": p.said(view.lang)[1],
        }
        for p in view.problems
    )
    title = say("doubts_met_while_reading")
    empty = say("no_doubt_was_met")
    return record_sheet(say("checks"), title, "doubt_head", DOUBTS, records, view.lang, empty=empty)


def _steps(view: View, s: CommitmentState) -> str:
    lines = []
    for i, step in enumerate(s.steps, 1):
        name = step.get(f"name_{view.lang}") or step.get("name", "")
        if step.get("done"):
            state = view.say("done_xong_3") + locale.date(step["done"], view.lang)
            paper = step.get("paper")
            state += f" ({paper})" if paper else ""
        elif step.get("planned"):
            state = view.say("planned_du_kien") + locale.date(step["planned"], view.lang)
        else:
            state = view.say("not_done")
        lines.append(f"{i}. {name}: {state}")
    return "\n".join(lines)
