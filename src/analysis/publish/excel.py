"""The Excel annex: every target, commitment, figure, source file and doubt of a month, as real numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.assess.assessments import CommitmentState
from analysis.present import locale, theme
from analysis.present.reasons import sentence
from analysis.present.tables_brief import due
from analysis.present.view import View
from analysis.present.words import Words
from analysis.programme import Commitment
from analysis.publish.sheets import Mark, Sheet, frame_sheet, record_sheet, workbook
from analysis.publish.targets import SOURCE, cells, targets

# Label in Vietnamese and English, width in characters.
COMMITMENTS = {
    "id": ("Mã", "Id", 7),
    "name": ("Nhiệm vụ, công trình", "Commitment", 34),
    "group": ("Nhóm", "Group", 16),
    "owner": ("Đơn vị phụ trách", "Owner", 20),
    "deadline": ("Hạn", "Due", 12),
    "about": ("Ghi chú về hạn", "About the date", 14),
    "done": ("Bước đã xong", "Steps done", 8),
    "due": ("Bước đến hạn", "Steps due", 8),
    "total": ("Tổng số bước", "Steps in all", 8),
    "status": ("Đánh giá", "Status", 18),
    "done_on": ("Ngày hoàn thành", "Done on", 12),
    "paper": ("Văn bản", "Paper", 14),
    "steps": ("Các bước", "Steps", 56),
    "before": ("Đánh giá tháng trước", "Status last month", 20),
    "why": ("Vì sao", "Why", 60),
    "source": (*SOURCE, 60),
}
DOUBTS = {
    "severity": ("Mức", "Severity", 18),
    "source": ("Tệp", "File", 36),
    "sheet": ("Trang tính", "Sheet", 14),
    "cell": ("Ô", "Cell", 8),
    "value": ("Giá trị đọc được", "What was read", 22),
    "message": ("Vấn đề", "Problem", 50),
    "remedy": ("Cách sửa", "How to mend it", 50),
}


def annex(view: View) -> bytes:
    """The annex as .xlsx bytes: targets, commitments, figures of the year, files with hashes, doubts.

    Numbers keep their full precision; per cent of the plan are shares of 1 shown as per cent. The same view
    gives the same bytes.
    """
    words = Words(view)
    programme = view.programme
    title = f"{programme.name(view.lang)}, {locale.month(view.month, view.lang)}"
    document = programme.document_en if view.lang == "en" else programme.document_vi
    blank = view.say("blank_no_figure")
    notes = (title, view.place_name(view.place), document, words.closing(), blank)
    sheets = [targets(view), commitments(view), figures(view), sources(view), doubts(view)]
    return workbook(
        sheets,
        view.assessments.as_of,
        title=title,
        banner=words.banner(),
        note=" · ".join(filter(None, notes)),
        vietnamese=view.lang != "en",
    )


def commitments(view: View) -> Sheet:
    """One row per commitment with its steps and their papers."""
    say = view.say
    records = (_commitment(view, c, s) for c, s in view.works())
    title = say("commitments_of_the_programme")
    empty = say("no_commitment_is_followed")
    name = say("commitments_cam_ket")
    return record_sheet(name, title, COMMITMENTS, records, view.lang, "steps", frozen=2, empty=empty)


def _commitment(view: View, c: Commitment, s: CommitmentState) -> dict[str, Any]:
    lang = view.lang
    about = {
        "printed": view.say("printed"),
        "programme_year": due(view, s),
        "party_calendar": view.say("party_calendar"),
        "none": view.say("no_date"),
    }
    before = s.previous_status
    return {
        "id": c.id,
        "name": c.name(lang),
        "group": next((g.name(lang) for g in view.programme.commitment_groups if g.id == c.group), c.group),
        "owner": view.owner_name(s.owner) if s.owner else None,
        "deadline": s.deadline if s.deadline_kind != "programme_year" else None,
        "about": about[s.deadline_kind],
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
    """The observations of the year known on the closing day, every vintage; of one place or owner where asked."""
    frame = view.known
    frame = frame[frame["period"].astype(str).str.startswith(f"{view.year}-")]
    if not view.whole:
        frame = frame[frame["place"] == view.place]
    if view.owner:
        mine = {x.measure.id for x in view.measures()} | {c.id for c, _ in view.works()}
        frame = frame[frame["measure"].str.split("#").str[0].isin(mine)]
    return observed(view, frame, view.say("figures_of_so_lieu_nhan", year=view.year))


def observed(view: View, frame: pd.DataFrame, title: str) -> Sheet:
    """Observations as a sheet, columns and codes in the reader's language; the first column is their key."""
    say = view.say
    labels = {
        "key": say("key"),
        "measure": say("measure_ma_chi_tieu"),
        "place": say("place_ma_noi"),
        "period": say("period"),
        "period_start": say("from"),
        "period_end": say("to_den_ngay"),
        "basis": say("basis"),
        "value": say("value"),
        "numerator": say("numerator"),
        "denominator": say("denominator"),
        "unit": say("unit_don_vi_tinh"),
        "vintage": say("vintage"),
        "reported_on": say("reported_on"),
        "source": say("file"),
        "sheet": say("sheet"),
        "cell": say("cell_o_4"),
        "sha256": say("sha_256_of_the_file"),
        "illustrative": say("illustrative_minh_hoa"),
        "note": say("note"),
    }
    shown = frame.assign(
        vintage=[view.word("vintage", v) if v else "" for v in frame["vintage"]],
        basis=[view.word("basis", b) for b in frame["basis"]],
        illustrative=[say("yes") if b else "" for b in frame["illustrative"]],
    )
    return frame_sheet(
        say("figures_so_lieu"),
        title,
        shown.rename_axis("key").reset_index(),
        labels,
        empty=say("no_figure"),
    )


def sources(view: View) -> Sheet:
    """Every file known on the closing day, with its hash."""
    say = view.say
    known = {
        "source": say("file"),
        "owner": say("sender"),
        "reported_on": say("reported_on"),
        "observations": say("figures_read"),
        "rejected": say("not_used"),
        "problems": say("doubts"),
        "bytes": say("bytes_dung_luong_byte"),
        "sha256": say("sha_256"),
    }
    inputs = view.files()
    frame = inputs[[c for c in known if c in inputs] + [c for c in inputs if c not in known]]
    return frame_sheet(
        say("sources_nguon"),
        say("source_files_cac_tep_nguon"),
        frame,
        known,
        empty=say("no_source_file"),
    )


def doubts(view: View) -> Sheet:
    """What was rejected or doubted while reading, and how to mend it."""
    say = view.say
    level = {
        "error": ("missed", say("not_used_khong_dung")),
        "warning": ("at_risk", say("used_marked")),
        "note": ("watch", say("note")),
    }
    english = view.lang == "en"
    records = (
        {
            "severity": Mark(*level.get(p.severity, level["note"])),
            "source": p.source,
            "sheet": p.sheet,
            "cell": p.cell,
            "value": p.value,
            "message": (english and p.message_en) or p.message,
            "remedy": (english and p.remedy_en) or p.remedy,
        }
        for p in view.problems
    )
    title = say("doubts_met_while_reading")
    empty = say("no_doubt_was_met")
    return record_sheet(say("checks"), title, DOUBTS, records, view.lang, empty=empty)


def _steps(view: View, s: CommitmentState) -> str:
    lines = []
    for i, step in enumerate(s.steps, 1):
        name = (view.lang == "en" and step.get("name_en")) or step.get("name", "")
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
