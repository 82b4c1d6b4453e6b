"""The Excel annex: every target, commitment, figure, source file and doubt of a month, as real numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.assess.assessments import CommitmentState
from analysis.present import locale, theme
from analysis.present.reasons import sentence
from analysis.present.tables_brief import due
from analysis.present.view import Entry, View
from analysis.present.words import Words
from analysis.programme import Commitment
from analysis.publish.sheets import Column, Mark, Number, Sheet, decimals_shown, frame_sheet, workbook

SHOWN_CELLS = 3  # newest cells named beside a figure; the sheet of figures has them all
CONDITION = {"ge": "≥", "gt": ">", "le": "≤", "lt_last_year": "<"}
VINTAGES = {"estimate": ("ước", "estimate"), "preliminary": ("sơ bộ", "preliminary"), "final": ("chính thức", "final")}


def annex(view: View) -> bytes:
    """The annex as .xlsx bytes: targets, commitments, figures of the year, files with hashes, doubts.

    Numbers keep their full precision; per cent of the plan are shares of 1 shown as per cent. The same view
    gives the same bytes.
    """
    words = Words(view)
    programme = view.programme
    title = f"{programme.name(view.lang)}, {locale.month(view.month, view.lang)}"
    document = programme.document_en if view.lang == "en" else programme.document_vi
    note = " · ".join(filter(None, (
        title, view.place_name(view.place), document, words.closing(),
        view.say("Trống: không có số liệu.", "Blank: no figure."))))
    sheets = [targets(view), commitments(view), figures(view), sources(view), doubts(view)]
    return workbook(sheets, view.assessments.as_of, title=title, banner=words.banner(), note=note,
                    vietnamese=view.lang != "en")


def targets(view: View) -> Sheet:
    """One row per measure in the annex's order; a target of several binding measures has a row of its own."""
    say = view.say
    columns = [
        Column(say("STT", "No"), 5), Column(say("Chỉ tiêu", "Target"), 38), Column(say("Đơn vị tính", "Unit"), 10),
        Column(say("Điều kiện", "Condition"), 7), Column(say("Kế hoạch", "Plan"), 12),
        Column(say("Kế hoạch, cận trên", "Plan, upper bound"), 10), Column(say("Thực hiện", "To date"), 12),
        Column(say("% kế hoạch", "% of plan"), 9), Column(say("Cách kế hoạch", "Gap to plan"), 11),
        Column(say("So cùng kỳ", "On year"), 11), Column(say("Dự báo cả năm, thấp (8/10)", "Year end, low (8 in 10)"), 12),
        Column(say("Dự báo cả năm, cao (8/10)", "Year end, high (8 in 10)"), 12),
        Column(say("Đánh giá", "Status"), 20), Column(say("Đơn vị phụ trách", "Owner"), 20),
        Column(say("Nguồn (tệp, trang tính, ô, loại số, ngày báo cáo)", "Source (file, sheet, cell, vintage, date)"), 46),
        # from here on for analysts: not in the printed area
        Column(say("Mã", "Id"), 8), Column(say("Nhóm", "Group"), 22), Column(say("Vai trò", "Role"), 14),
        Column(say("Số liệu của tháng", "Figure of month"), 12), Column(say("Loại số", "Vintage"), 10),
        Column(say("Tử số", "Numerator"), 11), Column(say("Mẫu số", "Denominator"), 11),
        Column(say("Mức cần đạt đến nay", "Expected by now"), 12), Column(say("Cùng kỳ năm trước", "Same period last year"), 12),
        Column(say("Phấn đấu", "Striven for"), 11), Column(say("Dự báo cả năm, giữa", "Year end, middle"), 12),
        Column(say("Đơn vị ước cả năm", "Owner's year end"), 12), Column(say("Xác suất đạt", "Chance of meeting"), 10),
        Column(say("Đánh giá tháng trước", "Status last month"), 20),
        Column(say("Đơn vị tự đánh giá", "Self-assessment"), 18), Column(say("Vì sao", "Why"), 50),
        Column(say("Cần gì để thay đổi", "What would change it"), 50),
    ]
    return Sheet(say("Chỉ tiêu", "Targets"), say("Các chỉ tiêu của chương trình", "Targets of the programme"), columns,
                 list(_target_rows(view, len(columns))), printed=15, frozen=2,
                 empty=say("Chưa có chỉ tiêu nào được đánh giá trong tháng.", "No target was judged this month."))


def _target_rows(view: View, width: int) -> Iterator[list[Any]]:
    for target in view.programme.targets:
        entries = view.measures(ids=tuple(m.id for m in target.measures))
        row = view.assessments.rows.get(target.id)
        binding = [x for x in entries if x.measure.binding]
        several = len(binding) > 1
        if several:
            head: list[Any] = [None] * width
            head[0], head[1] = _whole(target.no), target.name(view.lang)
            group = view.programme.group(target.group)
            head[15], head[16] = target.id, group.name(view.lang)
            if row is not None and view.whole:
                deciding = view.entry(row.decided_by)
                head[12] = _own(view) if row.by == "self" else Mark(deciding.mark, deciding.word)
            yield head
        lead = None if several else (binding or entries or [None])[0]
        for x in sorted(entries, key=lambda x: x is not lead):
            yield _target_row(view, x, lead=x is lead)


def _target_row(view: View, x: Entry, lead: bool) -> list[Any]:
    a, m = x.a, x.measure
    judged = view.whole
    bound = a.target_high if m.rule in {"le", "lt_last_year"} and a.target_high is not None else a.target_low
    spread = m.rule == "range"
    share = None if x.is_share or not judged else a.share_of_target
    digits = max(locale.decimals_of(m.unit, a.to_date), min(decimals_shown(bound), 2))
    row = view.assessments.rows.get(x.target.id)
    own = x.by_self and row is not None and row.by == "self"
    status = (_own(view) if own else Mark(x.mark, x.word)) if judged else None
    before = a.previous_status and judged
    programme, lang = view.programme, view.lang

    def figure(value: float | None, sign: bool = False) -> Number:
        return Number(value, digits, sign=sign)

    def plan(value: float | None) -> Number | None:
        return Number(value, decimals_shown(value)) if judged and m.rule != "watch" else None

    return [
        _whole(x.target.no if lead else m.id if m.role == "component" else ""),
        x.target.name(lang) if lead and len(x.target.measures) == 1 else x.name,
        x.unit, _condition(view, m.rule) if judged else None, plan(bound), plan(a.target_high) if spread else None,
        figure(a.to_date), Number(share, 1, "%"),
        (_gap(view, x, a.distance, digits) if x.is_share else figure(a.distance, True)) if judged else None,
        _on_year(view, x),
        *((figure(a.year_end_p10), figure(a.year_end_p90)) if judged else (None, None)), status,
        view.owner_name(a.owner) if a.owner else None, cells(view, a.keys),
        m.id, programme.group(x.target.group).name(lang), _role(view, m.role), a.basis_month, _newest_vintage(view, x),
        a.numerator, a.denominator,
        *((figure(a.expected_to_date) if judged else None), figure(a.last_year_to_date), plan(a.stretch)),
        *((figure(a.year_end), figure(a.owner_forecast)) if judged else (None, None)),
        Number(None if a.probability is None or not judged else 100 * a.probability, 0, "%"),
        Mark(theme.shown_as(a.previous_status, m, None), theme.word(a.previous_status, m, lang=lang)) if before else None,
        _self(view, a.self_assessment) or None,
        sentence(a.reason, programme, lang) if judged and a.reason else None,
        sentence(a.what_would_change, programme, lang) if judged and a.what_would_change else None,
    ]


def commitments(view: View) -> Sheet:
    """One row per commitment with its steps and their papers."""
    say = view.say
    columns = [
        Column(say("Mã", "Id"), 7), Column(say("Nhiệm vụ, công trình", "Commitment"), 44),
        Column(say("Nhóm", "Group"), 22), Column(say("Đơn vị phụ trách", "Owner"), 22), Column(say("Hạn", "Due"), 11),
        Column(say("Ghi chú về hạn", "About the date"), 20), Column(say("Bước đã xong", "Steps done"), 8),
        Column(say("Bước đến hạn", "Steps due"), 8), Column(say("Tổng số bước", "Steps in all"), 8),
        Column(say("Đánh giá", "Status"), 22), Column(say("Ngày hoàn thành", "Done on"), 11),
        Column(say("Văn bản", "Paper"), 22), Column(say("Các bước", "Steps"), 60),
        Column(say("Đánh giá tháng trước", "Status last month"), 20), Column(say("Vì sao", "Why"), 50),
        Column(say("Nguồn (tệp, trang tính, ô, loại số, ngày báo cáo)", "Source (file, sheet, cell, vintage, date)"), 46),
    ]
    rows = [_commitment_row(view, c, s) for c, s in view.works()]
    return Sheet(say("Cam kết", "Commitments"), say("Nhiệm vụ, công trình đã cam kết", "Commitments of the programme"),
                 columns, rows, printed=13, frozen=2,
                 empty=say("Chương trình không có nhiệm vụ được theo dõi.", "No commitment is followed."))


def _commitment_row(view: View, c: Commitment, s: CommitmentState) -> list[Any]:
    lang = view.lang
    group = next((g.name(lang) for g in view.programme.commitment_groups if g.id == c.group), c.group)
    about = {"printed": view.say("ghi trong văn bản", "printed"), "programme_year": due(view, s),
             "party_calendar": view.say("theo lịch công tác Đảng", "party calendar"),
             "none": view.say("không hạn", "no date")}[s.deadline_kind]
    return [
        c.id, c.name(lang), group, view.owner_name(s.owner) if s.owner else None,
        s.deadline if s.deadline_kind != "programme_year" else None, about, s.steps_done, s.steps_due, s.steps_total,
        Mark(s.status, theme.word(s.status, c, lang=lang)), s.done_on, s.paper, _steps(view, s),
        Mark(s.previous_status, theme.word(s.previous_status, c, lang=lang)) if s.previous_status else None,
        sentence(s.reason, view.programme, lang) if s.reason else None, cells(view, s.keys),
    ]


def figures(view: View) -> Sheet:
    """The observations of the year, every vintage; of the place and of the owner's measures where asked for."""
    frame = view.observations
    frame = frame[frame["period"].astype(str).str.startswith(f"{view.year}-")]
    if not view.whole:
        frame = frame[frame["place"] == view.place]
    if view.owner:
        mine = {x.measure.id for x in view.measures()} | {c.id for c, _ in view.works()}
        frame = frame[frame["measure"].str.split("#").str[0].isin(mine)]
    say = view.say
    labels = {
        "key": say("Số thứ tự", "Key"), "measure": say("Mã chỉ tiêu", "Measure"), "place": say("Mã nơi", "Place"),
        "period": say("Kỳ", "Period"), "period_start": say("Từ ngày", "From"), "period_end": say("Đến ngày", "To"),
        "basis": say("Loại kỳ", "Basis"), "value": say("Giá trị", "Value"), "numerator": say("Tử số", "Numerator"),
        "denominator": say("Mẫu số", "Denominator"), "unit": say("Đơn vị tính", "Unit"),
        "vintage": say("Loại số", "Vintage"), "reported_on": say("Ngày báo cáo", "Reported on"),
        "source": say("Tệp", "File"), "sheet": say("Trang tính", "Sheet"), "cell": say("Ô", "Cell"),
        "sha256": say("Mã băm SHA-256 của tệp", "SHA-256 of the file"), "illustrative": say("Minh họa", "Illustrative"),
        "note": say("Ghi chú", "Note"),
    }
    bases = {"month": say("tháng", "month"), "year_to_date": say("lũy kế", "year to date"), "level": say("thời điểm", "level"),
             "year": say("năm", "year"), "event": say("sự kiện", "event")}
    shown = frame.assign(
        vintage=frame["vintage"].map(lambda v: say(*VINTAGES[v]) if v in VINTAGES else v),
        basis=frame["basis"].map(lambda b: bases.get(b, b)),
        illustrative=frame["illustrative"].map(lambda b: say("có", "yes") if b else ""))
    shown = shown.rename_axis("key").reset_index()
    return frame_sheet(say("Số liệu", "Figures"), say(f"Số liệu nhận được của năm {view.year}", f"Figures of {view.year}"),
                       shown, labels, empty=say("Chưa có số liệu của năm.", "No figure of this year."))


def sources(view: View) -> Sheet:
    """Every file that was read, with its hash."""
    say = view.say
    known = {"source": say("Tệp", "File"), "owner": say("Đơn vị gửi", "Sender"), "reported_on": say("Ngày báo cáo", "Reported on"),
             "observations": say("Số ô đọc được", "Figures read"), "problems": say("Số vấn đề", "Doubts"),
             "bytes": say("Dung lượng (byte)", "Bytes"), "sha256": say("Mã băm SHA-256", "SHA-256")}
    inputs = view.inputs
    frame = inputs[[c for c in known if c in inputs] + [c for c in inputs if c not in known]]
    return frame_sheet(say("Nguồn", "Sources"), say("Các tệp nguồn", "Source files"), frame, known,
                       empty=say("Không có tệp nguồn.", "No source file."))


def doubts(view: View) -> Sheet:
    """What was rejected or doubted while reading, and how to mend it."""
    say = view.say
    level = {"error": ("missed", say("Không dùng", "Not used")), "warning": ("at_risk", say("Dùng, có đánh dấu", "Used, marked")),
             "note": ("watch", say("Ghi chú", "Note"))}
    columns = [Column(say("Mức", "Severity"), 20), Column(say("Tệp", "File"), 40), Column(say("Trang tính", "Sheet"), 16),
               Column(say("Ô", "Cell"), 8), Column(say("Giá trị đọc được", "What was read"), 24),
               Column(say("Vấn đề", "Problem"), 60), Column(say("Cách sửa", "How to mend it"), 60)]
    english = view.lang == "en"
    rows = [[Mark(*level.get(p.severity, level["note"])), p.source, p.sheet, p.cell, p.value,
             (english and p.message_en) or p.message, (english and p.remedy_en) or p.remedy] for p in view.problems]
    return Sheet(say("Kiểm tra", "Checks"), say("Vấn đề gặp khi đọc tệp", "Doubts met while reading"), columns, rows,
                 empty=say("Không có vấn đề nào.", "No doubt was met."))


def cells(view: View, keys: tuple[int, ...]) -> str:
    """The newest cells that a figure came from: file, sheet, cell, vintage, date; how many more there are."""
    frame = view.observed(keys) if keys else pd.DataFrame()
    if not len(frame):
        return ""
    lines = []
    for row in frame.head(SHOWN_CELLS).to_dict("records"):
        vintage = view.say(*VINTAGES[row["vintage"]]) if row["vintage"] in VINTAGES else ""
        day = locale.date(row["reported_on"] or None, view.lang)
        cell = f"{view.say('ô', 'cell')} {row['cell']}" if row["cell"] else ""
        lines.append(", ".join(x for x in (row["source"], row["sheet"], cell, vintage, day) if x and x != locale.NONE))
    if len(frame) > SHOWN_CELLS:
        more = len(frame) - SHOWN_CELLS
        lines.append(view.say(f"và {more} ô khác (trang Số liệu)", f"and {more} more cells (sheet Figures)"))
    return "\n".join(lines)


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


def _own(view: View) -> Mark:
    return Mark("self", view.say(theme.SELF.vi, theme.SELF.en))


def _whole(no: str) -> Any:
    """"7" as a number, so that the column sorts; "1.1" and "25a" stay text."""
    return int(no) if no.isdigit() else no


def _condition(view: View, rule: str) -> str:
    if rule in CONDITION:
        return CONDITION[rule]
    return {"range": view.say("trong khoảng", "within"), "budget": view.say("dự toán", "estimate"),
            "watch": view.say("theo dõi", "watched")}[rule]


def _gap(view: View, x: Entry, value: float | None, digits: int) -> Number:
    tail = view.say("điểm", "pts") if x.measure.unit == "%" else ""
    return Number(value, max(digits, 1) if tail else digits, tail, sign=True)


def _on_year(view: View, x: Entry) -> Number:
    a = x.a
    if x.measure.unit == "%":
        return Number(a.change_on_year, 1, view.say("điểm", "pts"), sign=True)
    if x.measure.kind in {"compare", "count"} and a.last_year_to_date is not None and a.to_date is not None:
        return Number(a.to_date - a.last_year_to_date, 0, sign=True)
    return Number(a.change_on_year, 1, "%", sign=True)


def _role(view: View, role: str) -> str:
    return {"main": view.say("chính", "main"), "component": view.say("thành phần", "component"),
            "striven": view.say("phấn đấu", "striven for"), "watch": view.say("theo dõi", "watched")}[role]


def _self(view: View, said: str | None) -> str:
    return {"achieved": view.say("đạt", "met"), "on_track": view.say("đạt tiến độ", "on track"),
            "not_achieved": view.say("không đạt", "not met")}.get(said or "", "")


def _newest_vintage(view: View, x: Entry) -> str:
    if x.a.to_date is None:
        return ""
    frame = view.observed(x.a.keys)
    if x.a.estimate:
        return view.say(*VINTAGES["estimate"])
    newest = str(frame["vintage"].iloc[0]) if len(frame) else ""
    return view.say(*VINTAGES[newest]) if newest in VINTAGES else ""
