"""The tables of the leaders' brief: asks, work assigned, exceptions."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analysis.assess.assessments import CommitmentState
from analysis.present import locale, theme
from analysis.present.entry import Entry
from analysis.present.markup import Cell, Column, Line, anchor, e, section, table
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.trouble import TROUBLE, targets_in_trouble, troubled
from analysis.present.view import View
from analysis.programme import Commitment


class BriefTables:
    """Sections 3 to 5 of the brief."""

    view: View

    def asks(self) -> Piece:
        """What the leaders are asked to decide: at most three rows from the month's notes."""
        v = self.view
        title = v.say("I. Xin ý kiến chỉ đạo", "I. For decision")
        asks = v.notes.asks[:3]
        if v.owner or not v.whole:  # a page of one office or one commune holds only what is its own
            mine = {x.measure.id for x in v.measures()} if v.owner else set()
            asks = tuple(a for a in asks if a.measure in mine)
            if not asks:
                return Piece("")
        if not asks:
            none = v.say("Tháng này không có việc xin ý kiến chỉ đạo.", "Nothing to decide this month.")
            return Piece(section(title, f'<p class="nil">{none}</p>', "asks", 2), text=none)
        columns = [
            Column(v.say("Việc cần quyết", "Decision"), phone=""),
            Column(v.say("Vì sao bây giờ", "Why now")),
            Column(v.say("Đề xuất", "Proposal")),
            Column(v.say("Hạn", "By"), "dt"),
        ]
        rows = [
            [
                Cell(f"{i}. {v.noted(a.what)}", head=True),
                v.noted(a.why) if a.why else locale.NONE,
                v.noted(a.proposal) if a.proposal else locale.NONE,
                e(locale.short_date(a.deadline, v.lang)),
            ]
            for i, a in enumerate(asks, 1)
        ]
        frame = pd.DataFrame([a.model_dump() for a in asks])
        return Piece(
            section(title, table(columns, rows, title, "cards asks"), "asks", 2),
            frame,
            "; ".join(a.what for a in asks),
        )

    def assigned(self, limit: int = 4) -> Piece:
        """What was assigned, and the programme's works that need attention or were finished this month."""
        v = self.view
        title = v.say("Việc đã giao", "Work assigned")
        if not v.whole:
            return Piece("")
        rows = [self._assigned_row(a) for a in v.notes.assigned if not v.owner or a.owner == v.owner]
        works = v.works()
        pressing = sorted((w for w in works if self._pressing(w[1])), key=lambda w: self._urgency(w[1]))
        room = max(limit - len(rows), 0)
        rows += [self._work_row(c, s) for c, s in pressing[:room]]
        counts = Counter(s.status for _, s in works)
        line = ""
        if works:
            said = [
                f"<span>{theme.mark(k)}&nbsp;{n}&nbsp;{e(self._plural(k))}</span>"
                for k in theme.STATUSES
                if (n := counts[k])
            ]
            line = (
                "<p "
                f'class="tally">{v.say(f"{len(works)} nhiệm vụ, công trình", f"{len(works)} commitments")}: '
                f"{' · '.join(said)}</p>"
            )
        if not rows:
            nil = (
                v.say("Không có việc quá hạn hoặc chậm.", "Nothing is overdue or behind.")
                if works
                else v.say("Chưa có việc được ghi.", "Nothing has been recorded.")
            )
            return Piece(section(title, f'{line}<p class="nil">{nil}</p>', "assigned", 2), text=nil)
        columns = [
            Column(v.say("Việc", "Task"), phone=""),
            Column(v.say("Đơn vị", "Office")),
            Column(v.say("Hạn", "Due"), "dt"),
            Column(v.say("Tình trạng", "State"), "sts"),
        ]
        frame = pd.DataFrame(
            [(c.id, s.status, s.owner, s.deadline) for c, s in pressing[:room]],
            columns=["commitment", "status", "owner", "deadline"],
        )
        return Piece(
            section(title, line + table(columns, rows, title, "cards assigned"), "assigned", 2), frame, title
        )

    def _assigned_row(self, a) -> Line:
        v = self.view
        key, word = {
            "done": ("achieved", v.say("Đã xong", "Done")),
            "in_hand": ("on_track", v.say("Đang làm", "In hand")),
            "overdue": ("missed", v.say("Quá hạn", "Overdue")),
        }[a.state]
        if a.done_on:
            word += " " + locale.short_date(a.done_on, v.lang)
        return Line(
            [
                Cell(v.noted(a.what), head=True),
                e(v.owner_name(a.owner)),
                e(locale.short_date(a.deadline, v.lang)),
                theme.labelled(key, word),
            ],
            f"c-{theme.status(key).colour}",
        )

    def _work_row(self, c: Commitment, s: CommitmentState) -> Line:
        v = self.view
        return Line(
            [
                Cell(e(c.short(v.lang)), head=True),
                e(v.owner_name(s.owner)),
                e(due(v, s)),
                theme.labelled(s.status, theme.word(s.status, c, lang=v.lang)),
            ],
            f"c-{theme.status(s.status).colour}",
        )

    def _plural(self, key: str) -> str:
        v = self.view
        return {
            "missed": v.say("quá hạn", "overdue")
            if all(s.deadline_kind != "programme_year" for _, s in v.works() if s.status == "missed")
            else v.say("quá hạn hoặc không đạt", "overdue or not met"),
            "off_track": v.say("khó đạt", "off track"),
            "at_risk": v.say("chậm tiến độ", "behind"),
            "on_track": v.say("đạt tiến độ", "on track"),
            "achieved": v.say("hoàn thành", "achieved"),
            "no_data": v.say("chưa có số liệu", "without data"),
            "not_due": v.say("chưa đến kỳ", "not due"),
            "too_early": v.say("chưa đủ cơ sở", "too early"),
            "watch": v.say("theo dõi", "watched"),
            "lapsed": v.say("dừng theo dõi", "lapsed"),
        }[key]

    def _pressing(self, s: CommitmentState) -> bool:
        if s.status in TROUBLE:
            return True
        if s.status == "achieved":
            return s.done_on is not None and (s.done_on.year, s.done_on.month) == (
                self.view.day.year,
                self.view.day.month,
            )
        soon = s.deadline is not None and 0 <= (s.deadline - self.view.day).days <= 31
        return soon and s.deadline_kind != "programme_year" and s.status not in {"lapsed", "watch"}

    def _urgency(self, s: CommitmentState) -> tuple:
        """Worst first, then by deadline, then by how late the latest open step is; else the programme's order."""
        rank = theme.status(s.status).rank
        late = max((r["late_days"] for r in s.steps if r["done"] is None), default=0)
        return (rank, s.deadline is None, s.deadline or self.view.day, -late)

    def exceptions(self, limit: int = 8) -> Piece:
        """The targets that need attention, worst first, at most `limit`."""
        v = self.view
        if not v.whole:
            return Piece("")
        found, targets = troubled(v), targets_in_trouble(v)
        shown = found[:limit]
        if not shown:
            title = v.say(
                f"II. {v.nouns.capitalize()} cần chú ý", f"II. {v.nouns.capitalize()} that need attention"
            )
            nil = v.say(
                f"Không có {v.nouns} nào chậm, khó đạt hoặc trễ báo cáo.",
                f"No {v.nouns} are behind, off track or late in reporting.",
            )
            return Piece(section(title, f'<p class="nil">{nil}</p>', "exceptions", 2), text=nil)
        own, more = min(targets, limit), len(found) - targets
        others = v.say("nội dung khác", "other matters")
        parts = ((own, targets, v.nouns), (len(shown) - own, more, others))
        said = [
            f"{n} {noun}" if n == of else v.say(f"{n} trong {of} {noun}", f"{n} of {of} {noun}")
            for n, of, noun in parts
            if n
        ]
        title = "II. " + v.say(" và ", " and ").join(said) + v.say(" cần chú ý", " that need attention")
        tail = v.say("xếp từ nặng đến nhẹ", "worst first")
        if more and len(shown) == own:
            tail += v.say(f"; {more} {others} xem phụ lục", f"; {more} {others}: see the annex")
        last = locale.month_short(locale.before(v.month), v.lang)
        columns = [
            Column(e(v.nouns.capitalize()), phone=""),
            Column(v.say("Đánh giá", "Status"), "sts", ""),
            Column(v.say("Kế hoạch", "Plan"), "n"),
            Column(v.say("Thực hiện", "To date"), "n"),
            Column(v.say("% KH (cách KH)", "% of plan (gap)"), "n"),
            Column(v.say("So cùng kỳ", "On year"), "n"),
            Column(v.say("Dự báo cả năm", "Year end"), "n"),
            Column(v.say(f"So với {last}", f"Since {last}"), "n chg"),
        ]
        rows = [Line(self._exception_row(x), f"c-{theme.status(x.mark).colour}") for x in shown]
        html = table(columns, rows, title, "cards exc")
        frame = pd.DataFrame([(x.measure.id, x.a.status) for x in shown], columns=["measure", "status"])
        return Piece(
            section(f'{e(title)} <span class="lt">– {tail}</span>', html, "exceptions", 2),
            frame,
            "; ".join(f"{x.short}: {x.word}" for x in shown),
        )

    def _exception_row(self, x: Entry) -> list[Cell | str]:
        v, a = self.view, x.a
        number = x.measure.id if x.measure.role == "component" else x.target.no
        name = f"<b>{e(f'{number}. ' if number else '')}{e(x.short)}</b>"
        if a.owner:
            name += f"<small>{e(v.owner_name(a.owner))}</small>"
        advice = self._advice(x)
        if advice:
            name += f'<span class="adv">{e(advice)}</span>'
        history = "".join(theme.mark(s) for s in a.statuses[-6:] if s)
        words = [theme.word(s, x.measure, lang=v.lang) for s in a.statuses[-6:-1] if s] + [x.word]
        if history:
            voice = v.say("Các tháng qua: ", "Past months: ") + ", ".join(w.lower() for w in words)
            history = f'<span class="hist" role="img" aria-label="{e(voice)}">{history}</span>'
        now = e(x.amount(a.to_date))
        if a.estimate and a.to_date is not None:
            now += f' <i class="est">{v.say("ước", "est.")}</i>'
        of = v.say("số ", "of ") + x.of_month if x.of_month and a.to_date is not None else ""
        beside = " · ".join(filter(None, (of, x.coverage)))
        return [
            Cell(name, head=True),
            x.status_html + history,
            e(x.plan)
            + ("" if x.measure.unit == "%" or x.plan == locale.NONE else f"<small>{e(x.unit)}</small>"),
            f'<a class="to" href="#{e(anchor("m", x.measure.id, v.programme.measures))}">{now}</a>'
            + (f"<small>{e(beside)}</small>" if beside else ""),
            e(x.progress),
            e(x.on_year),
            e(x.year_end),
            e(step(v, a.previous_status, a.status)),
        ]

    def _advice(self, x: Entry) -> str:
        a = x.a
        kept = a.reason if a.reason.key == "kept" else None
        said = [kept, a.what_would_change or (None if kept else a.reason)]
        said += [n for n in a.notes if n.key == "one_case"]
        return " ".join(sentence(r, self.view.programme, self.view.lang) for r in said if r)


def step(view: View, before: str | None, now: str) -> str:
    """How a status moved since last month."""
    order = {"missed": 0, "off_track": 1, "at_risk": 2, "uncertain": 3, "on_track": 4, "achieved": 5}
    if before is None:
        return view.say("mới", "new")
    if before == now:
        return view.say("giữ nguyên", "unchanged")
    if before not in order:
        return view.say("mới đánh giá", "newly judged")
    if now not in order:
        return view.say("tạm chưa đánh giá", "not judged now")
    n = order[now] - order[before]
    if view.lang == "en":
        return f"{'up' if n > 0 else 'down'} {abs(n)}"
    return f"{'lên' if n > 0 else 'tụt'} {abs(n)} bậc"


def due(view: View, s: CommitmentState) -> str:
    """The deadline in words: a commitment without a printed date is "trong năm, không ghi hạn"."""
    if s.deadline is None:
        return view.say("không hạn", "no date")
    if s.deadline_kind == "programme_year":
        return view.say("trong năm, không ghi hạn", "within the year, no date")
    return locale.date(s.deadline, view.lang)
