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
from analysis.publish.targets import SOURCE, VINTAGES, cells, targets

BASES = {
    "month": ("tháng", "month"),
    "year_to_date": ("lũy kế", "year to date"),
    "level": ("thời điểm", "level"),
    "year": ("năm", "year"),
    "event": ("sự kiện", "event"),
}

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
    blank = view.say("Trống: không có số liệu.", "Blank: no figure.")
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
    title = say("Nhiệm vụ, công trình đã cam kết", "Commitments of the programme")
    empty = say("Chương trình không có nhiệm vụ được theo dõi.", "No commitment is followed.")
    name = say("Cam kết", "Commitments")
    return record_sheet(name, title, COMMITMENTS, records, view.lang, "steps", frozen=2, empty=empty)


def _commitment(view: View, c: Commitment, s: CommitmentState) -> dict[str, Any]:
    lang = view.lang
    about = {
        "printed": view.say("ghi trong văn bản", "printed"),
        "programme_year": due(view, s),
        "party_calendar": view.say("theo lịch công tác Đảng", "party calendar"),
        "none": view.say("không hạn", "no date"),
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
    return observed(
        view, frame, view.say(f"Số liệu nhận được của năm {view.year}", f"Figures of {view.year}")
    )


def observed(view: View, frame: pd.DataFrame, title: str) -> Sheet:
    """Observations as a sheet, columns and codes in the reader's language; the first column is their key."""
    say = view.say
    labels = {
        "key": say("Số thứ tự", "Key"),
        "measure": say("Mã chỉ tiêu", "Measure"),
        "place": say("Mã nơi", "Place"),
        "period": say("Kỳ", "Period"),
        "period_start": say("Từ ngày", "From"),
        "period_end": say("Đến ngày", "To"),
        "basis": say("Loại kỳ", "Basis"),
        "value": say("Giá trị", "Value"),
        "numerator": say("Tử số", "Numerator"),
        "denominator": say("Mẫu số", "Denominator"),
        "unit": say("Đơn vị tính", "Unit"),
        "vintage": say("Loại số", "Vintage"),
        "reported_on": say("Ngày báo cáo", "Reported on"),
        "source": say("Tệp", "File"),
        "sheet": say("Trang tính", "Sheet"),
        "cell": say("Ô", "Cell"),
        "sha256": say("Mã băm SHA-256 của tệp", "SHA-256 of the file"),
        "illustrative": say("Minh họa", "Illustrative"),
        "note": say("Ghi chú", "Note"),
    }
    shown = frame.assign(
        vintage=[say(*VINTAGES.get(v, (v, v))) for v in frame["vintage"]],
        basis=[say(*BASES.get(b, (b, b))) for b in frame["basis"]],
        illustrative=[say("có", "yes") if b else "" for b in frame["illustrative"]],
    )
    return frame_sheet(
        say("Số liệu", "Figures"),
        title,
        shown.rename_axis("key").reset_index(),
        labels,
        empty=say("Chưa có số liệu.", "No figure."),
    )


def sources(view: View) -> Sheet:
    """Every file known on the closing day, with its hash."""
    say = view.say
    known = {
        "source": say("Tệp", "File"),
        "owner": say("Đơn vị gửi", "Sender"),
        "reported_on": say("Ngày báo cáo", "Reported on"),
        "observations": say("Số ô đọc được", "Figures read"),
        "rejected": say("Số ô không dùng", "Not used"),
        "problems": say("Số vấn đề", "Doubts"),
        "bytes": say("Dung lượng (byte)", "Bytes"),
        "sha256": say("Mã băm SHA-256", "SHA-256"),
    }
    inputs = view.files()
    frame = inputs[[c for c in known if c in inputs] + [c for c in inputs if c not in known]]
    return frame_sheet(
        say("Nguồn", "Sources"),
        say("Các tệp nguồn", "Source files"),
        frame,
        known,
        empty=say("Không có tệp nguồn.", "No source file."),
    )


def doubts(view: View) -> Sheet:
    """What was rejected or doubted while reading, and how to mend it."""
    say = view.say
    level = {
        "error": ("missed", say("Không dùng", "Not used")),
        "warning": ("at_risk", say("Dùng, có đánh dấu", "Used, marked")),
        "note": ("watch", say("Ghi chú", "Note")),
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
    title = say("Vấn đề gặp khi đọc tệp", "Doubts met while reading")
    empty = say("Không có vấn đề nào.", "No doubt was met.")
    return record_sheet(say("Kiểm tra", "Checks"), title, DOUBTS, records, view.lang, empty=empty)


def _steps(view: View, s: CommitmentState) -> str:
    lines = []
    for i, step in enumerate(s.steps, 1):
        name = (view.lang == "en" and step.get("name_en")) or step.get("name", "")
        if step.get("done"):
            state = view.say("xong ", "done ") + locale.date(step["done"], view.lang)
            paper = step.get("paper")
            state += f" ({paper})" if paper else ""
        elif step.get("planned"):
            state = view.say("dự kiến ", "planned ") + locale.date(step["planned"], view.lang)
        else:
            state = view.say("chưa xong", "not done")
        lines.append(f"{i}. {name}: {state}")
    return "\n".join(lines)
