"""The month's report in Word as an office sends it, in the form of a people's committee or of a party committee."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from itertools import groupby
from operator import attrgetter
from typing import Literal

from analysis.assess.assessments import CommitmentState
from analysis.present import guide, locale, theme, words
from analysis.present.due import ask_about, due_items, holder, own_asks
from analysis.present.reasons import sentence
from analysis.present.sentences import fact, month_beside, need
from analysis.present.tables_annex import band, beside, ordered
from analysis.present.tables_brief import (
    asked_before,
    due,
    lead_name,
    none_asked,
    overdue,
    owed_causes,
    who_and_when,
)
from analysis.present.trouble import (
    TROUBLE,
    lead_of,
    of_report,
    owes_cause,
    spoken_for,
    spoken_of,
    tally,
    told_of,
    troubled,
)
from analysis.present.view import Entry, View, own_words
from analysis.present.words_pages import closing, summary
from analysis.programme import LEVELS, SUMS, Commitment
from analysis.publish import additions
from analysis.publish.paper import Cell, Grid, Paper, Run, cell

Form = Literal["ubnd", "party"]
DRAFT = "DỰ THẢO"
BLANK = "…" * 12  # to be filled in by the office
GAP = "\u00a0" * 6
SHORT = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}
PARTY = {"Huyện ủy": "HU", "Đảng ủy": "ĐU", "Tỉnh ủy": "TU", "Thành ủy": "TU"}  # in the number of a paper
MOST = 20  # matters told one by one in a list; the annex has all
FIGURED = SUMS | LEVELS  # kinds of which the sentence of a figure is not its reason


def draft(
    view: View, form: Form = "ubnd", added: Mapping[str, Sequence[str]] | None = None, edition: int = 1
) -> bytes:
    """The report of the month as .docx bytes, marked DỰ THẢO, for somebody to edit, number and sign.

    `form` "ubnd" follows Decree 30/2020/NĐ-CP, "party" Hướng dẫn 36-HD/VPTW. Always in Vietnamese. Figures, words and
    rows are those of the brief. `added`: what the office wrote into the marked places of the draft before, lines by
    title of the place (additions.of_month). The same view and lines give the same bytes. Raises ValueError for another
    form.
    """
    if form not in ("ubnd", "party"):
        raise ValueError(
            f"form: có “{form}”; cần “ubnd” hoặc “party” (found {form!r}, expected 'ubnd' or 'party')."
        )
    return _Draft(replace(view, lang="vi"), form == "party", dict(added or {}), edition).bytes()


class _Draft:
    """One paper, from its head to its annexes."""

    def __init__(self, view: View, party: bool, added: dict[str, Sequence[str]], edition: int):
        self.view, self.party, self.added, self.edition = view, party, added, edition
        self.said: set[str] = set()  # of units that have not reported: each sentence once
        # who signs is who there is when the figures are closed: what has ended by then issues nothing
        self.closed_on = view.assessments.as_of
        issuer = view.programme.issuer_on(max(self.closed_on, view.day))
        self.issuer = issuer if issuer is not None and issuer.office else None
        self.annex = "Phụ lục I" if view.whole and view.works() else "Phụ lục"
        first = (view.day + dt.timedelta(1)).isoformat()[:7]
        self.next_month, self.next_end = locale.month(first), locale.month_end(first)

    def bytes(self) -> bytes:
        banner = words.banner(self.view)
        self.paper = Paper(
            f"{DRAFT} – Báo cáo {self._subject()}",
            self.closed_on,
            " – ".join(filter(None, (DRAFT, banner))),
            14 if self.party else 13,
        )
        self._party_head() if self.party else self._state_head()
        self._title()
        if banner:
            self.paper.boxed(banner)
        self._opening()
        parts = [("Kết quả thực hiện", self._results)]
        if self.view.whole:
            parts += [
                ("Hạn chế và nguyên nhân", self._limits),
                (f"Nhiệm vụ trọng tâm {self.next_month}", self._tasks),
                ("Kiến nghị, đề xuất", self._asks),
            ]
        for number, (title, write) in zip(("I", "II", "III", "IV"), parts, strict=False):
            self.paper.heading(f"{number}. {title}")
            write()
        if self.added:  # of places that this month has not
            self.added = {
                additions.NAME.format(other := "Nội dung khác"): [
                    x for lines in self.added.values() for x in lines
                ]
            }
            self._place(other, joined=True)
        self._signature()
        self._annexes()
        return self.paper.bytes()

    # --- head and foot

    def _state_head(self) -> None:
        """Decree 30/2020, Phụ lục I: office and number left; name of the state and motto right."""
        paper, office = self.paper, self._office()
        left, right = paper.sides(6.8, 9.7)
        council = next((full for full in SHORT.values() if office.startswith(full)), "")
        for line in filter(None, (council, office.removeprefix(council).strip()) if office else (BLANK,)):
            paper.line(line.upper().replace(" ", "\u00a0"), 12, bold=True, cell=left)
        paper.rule(2.3, cell=left)
        paper.line(f"Số:{GAP}/BC-{'UBND' if council == SHORT['UBND'] else BLANK[:3]}", 13, cell=left)
        paper.boxed(DRAFT, cell=left)
        paper.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True, cell=right)
        paper.line("Độc lập - Tự do - Hạnh phúc", 13, bold=True, cell=right)
        paper.rule(1.9, cell=right)
        paper.line(self._place_and_date(), 13, italic=True, cell=right)

    def _party_head(self) -> None:
        """Hướng dẫn 36-HD/VPTW: the organisation above, committee, star, number left; the Party's name right."""
        paper = self.paper
        left, right = paper.sides(7.5, 9.0)
        above = self.issuer.party_above_vi if self.issuer else ""
        paper.line(above.upper() or BLANK, 14, cell=left)
        paper.line(self._office().upper() or BLANK, 14, bold=True, cell=left)
        paper.line("*", 14, cell=left)
        kind = PARTY.get(" ".join(self._office().split()[:2]), BLANK[:3])
        paper.line(f"Số{GAP}-BC/{kind}", 14, cell=left)
        paper.boxed(DRAFT, cell=left)
        paper.line("ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True, cell=right)
        paper.rule(0.9, cell=right)
        paper.line(self._place_and_date(), 14, italic=True, cell=right)

    def _title(self) -> None:
        paper, v = self.paper, self.view
        paper.line("BÁO CÁO", 16 if self.party else 14, bold=True, before=14)
        subject = self._subject()
        paper.line(subject if self.party else subject[:1].upper() + subject[1:], 14, bold=True)
        about = v.owner_name(v.owner) if v.owner else "" if v.whole and self.issuer else v.place_name(v.place)
        if about:
            paper.line(f"({about})", 14)
        if self.edition > 1:
            paper.line(f"({v.say('edition', n=self.edition)})", 13, italic=True)
        paper.line("-----", 14) if self.party else paper.rule(6.2)

    def _opening(self) -> None:
        document, day = self.view.programme.document_vi, self.view.programme.document_date
        says = f"{self._office() or BLANK} báo cáo"  # who reports is to be filled in where nobody is known to
        if document:
            says = f"Căn cứ {document}{f' ngày {formal(day)}' if day else ''}, {says}"
        says = f"{says} tình hình thực hiện {self._stretch()} như sau:"
        self.paper.text(says[:1].upper() + says[1:])
        self.paper.text(closing(self.view))

    def _signature(self) -> None:
        """The closing line; receivers and signature, whose names are left blank."""
        paper, office = self.paper, self._office()
        subject = self._subject()
        of = f" của {office}" if office and " của " not in subject.replace("\u00a0", " ") else ""
        paper.join()  # a signature alone on its page is no page of a report
        paper.text(f"Trên đây là báo cáo {subject}{of}./.", joined=True)
        left, right = paper.sides(7.5, 9.0)
        up, size = self.party, 14 if self.party else 12
        paper.line("Nơi nhận:", size, bold=not up, italic=not up, underline=up, centre=False, cell=left)
        for receiver in (f"- {BLANK};", "- Lưu Văn phòng." if self.party else "- Lưu: VT."):
            paper.line(receiver, 12 if self.party else 11, centre=False, cell=left)
        council = next((full for full in SHORT.values() if office.startswith(full)), "")
        if office and (council or self.party):  # of a collective body, in whose name one signs
            for_whom = "T/M BAN THƯỜNG VỤ" if self.party else f"TM. {council.upper()}"
            paper.line(for_whom, 14, bold=True, cell=right)
        paper.line("(chức vụ của người ký)", 14, italic=True, cell=right)
        paper.line("(họ và tên)", 14, italic=True, before=64, cell=right)

    def _subject(self) -> str:
        """What the report is of."""
        area = self.view.programme.area.name_vi  # a name does not break across lines
        name, document = self.view.programme.name_vi, self.view.programme.document_vi
        # inside a sentence a document keeps its capital, anything else does not
        known = document.split(" ")[0] == name.split(" ")[0] or name[1:2].isupper()
        name = (name if known else name[:1].lower() + name[1:]).replace(area, area.replace(" ", "\u00a0"))
        done = "" if "thực hiện" in name else "thực hiện "
        return f"tình hình {done}{name}, {self._stretch()}"

    def _stretch(self) -> str:
        """The months the report speaks of, as reports name them."""
        month = int(self.view.month[5:7])
        more = {6: " và 6 tháng đầu", 9: " và 9 tháng đầu", 12: " và cả"}.get(month, "")
        return f"tháng {month}{more} năm {self.view.year}"

    def _office(self) -> str:
        """Who issues the paper; "" where nobody is known to."""
        if self.issuer is None:
            return ""
        if self.party:
            return self.issuer.party_vi
        first, _, rest = self.issuer.name_vi.partition(" ")
        return f"{SHORT.get(first, first)} {rest}".strip()

    def _place_and_date(self) -> str:
        seat = (self.issuer.seat_vi if self.issuer else "") or BLANK[:5]
        return f"{seat}, ngày {GAP} tháng {GAP} năm {self.closed_on.year}"

    def _place(self, name: str, joined: bool = False) -> None:
        """A marked place, with what was written into it before."""
        title = additions.NAME.format(name)[:64]  # Word shows no more
        self.paper.place(title, self.added.pop(title, ()), joined)

    # --- I. results

    def _results(self) -> None:
        v, paper = self.view, self.paper
        if not v.whole:
            for x in (x for x in v.measures() if x.a.to_date is not None):
                since = "" if x.since_last_year == locale.NONE else f", {x.since_last_year}"
                when = beside(self.view, x)
                on_plan = f"; kế hoạch giao {x.plan_with_unit}: {locale.inside(x.word)}" if x.judged else ""
                figure = f"{x.with_unit(x.a.to_date)}{f' ({when})' if when else ''}{since}"
                paper.text(f"{x.name}: {figure}{on_plan}.", item=True)
            return
        paper.heading("1. Đánh giá chung", 2)
        for said in (words.headline(v), words.money(v).text, words.outlook(v).text):
            if said:
                paper.text(said)
        self._place("Đánh giá chung")
        paper.heading("2. Kết quả theo lĩnh vực", 2)
        for letter, group in zip("abcdefghiklmnopq", v.programme.groups, strict=False):
            if v.measures(group.id):
                paper.heading(f"{letter}) {group.name(v.lang)}", 3)
                self._group(group.id)
                self._place(group.name(v.lang))
        if v.works():
            paper.heading("3. Nhiệm vụ, công trình", 2)
            self._works()
            self._place("Nhiệm vụ, công trình")

    def _group(self, group: str) -> None:
        """A group of the programme: n/N, then each of its rows, those that no figure judges together."""
        v, paper = self.view, self.paper
        if counted := summary(self.view, group).text:
            paper.text(counted)
        told: list[Entry] = []
        own: list[Entry] = []
        ended: list[Entry] = []
        for x in v.measures(group):
            (own if x.by_self else ended if x.a.status == "lapsed" else told).append(x)
        if len(told) > 2 * MOST:  # provinces, ministries: one by one they are the annex's
            nouns = v.noun(x.target for x in told)
            n = sum(x.target.counted for x in told) or len(told)
            besides = f" và {len(told) - n} dòng khác, không tính trong số này," if n < len(told) else ""
            where = f"xem {self.annex}; nơi cần chú ý nêu ở phần II."
            paper.text(f"Số liệu của {n} {nouns}{besides} {where}")
            told = []
        for x in told:
            self._item("" if x.told else x.name, self._result(x))
        lacking = [x for x in told if x.a.to_date is not None and x.coverage]
        coverage = attrgetter("coverage_told")
        for said, found in groupby(sorted(lacking, key=coverage), coverage):
            names = "; ".join(locale.inside(x.full) for x in found)
            self._item(
                "Số liệu chưa đủ", f"{names}{' (như đã nêu ở trên).' if said in self.said else f'. {said}'}"
            )
            self.said.add(said)
        for said, found in groupby(own, lambda x: sentence(x.a.reason, v.programme).split(";")[0]):
            listed = "; ".join(f"{x.name} ({x.own_words})" for x in found)
            self._item("Đơn vị tự đánh giá", f"{listed}. {said.rstrip('.')}.")
        for said, found in groupby(ended, self._ended):
            since, _, why = said.partition(": ")
            listed = "; ".join(f"{x.name}{self._last(x)}" for x in found)
            self._item(since, f"{listed}. Lý do: {why}.")

    def _result(self, x: Entry) -> str:
        """A row in a sentence: figure, share of the plan or distance to it, change on the year, verdict."""
        text = fact(self.view, x, forecast=False, name="")
        if x.a.to_date is None:
            return text
        if x.measure.kind in FIGURED and x.since_last_year != locale.NONE:
            text = f"{text.rstrip('.')}, {x.since_last_year}."
        if not text.endswith(f"{x.word.lower()}."):
            word = x.word.lower()
            text = f"{text.rstrip('.')}; {f'{word} ({x.unjudged})' if x.unjudged else f'đánh giá: {word}'}."
        if worse := month_beside(self.view, x):
            text += f" Riêng tháng {int(self.view.month[5:])}: {worse}."
        row = self.view.assessments.rows.get(x.target.id)
        whole = self.view.row_entry(row) if row and x.name == x.target.name("vi") else x
        if whole.word != x.word:  # a measure called as its target, which another one decides
            text += f" Cả chỉ tiêu này được đánh giá là {whole.word.lower()}."
        return text

    def _ended(self, x: Entry) -> str:
        """Since when and why a row is followed no more."""
        reason = x.a.reason
        bare = replace(
            reason, values={k: x for k, x in reason.values.items() if k in {"on", "cause", "vi", "en"}}
        )
        return sentence(bare, self.view.programme).rstrip(".")

    def _last(self, x: Entry) -> str:
        """The last figure of a row that is followed no more, and what its office said of it; in brackets."""
        said = [f"số cuối cùng {x.with_unit(x.a.to_date)}" if x.a.to_date is not None else ""]
        if word := own_words(x.a.self_assessment, "vi"):
            said.append(f"đơn vị tự đánh giá: {word}")
        said = [s for s in said if s]
        return f" ({'; '.join(said)})" if said else ""

    def _works(self) -> None:
        v, paper = self.view, self.paper
        works = v.works()
        said = "; ".join(f"{n} {word}" for _, word, n in tally(v, works))
        paper.text(f"Chương trình có {len(works)} nhiệm vụ, công trình: {said}.")
        month = self.view.month
        for c, s in works:
            if s.status == "achieved" and s.done_on and s.done_on.isoformat()[:7] == month:
                self._item(c.name(v.lang), self._why(s))
        for a in v.notes.assigned:
            if a.state == "done" and a.owner in {v.owner or a.owner}:
                when = f" ngày {locale.date(a.done_on)}" if a.done_on else ""
                paper.text(f"{a.what} ({v.owner_name(a.owner)}): hoàn thành{when}.", item=True)

    def _item(self, name: str, said: str, after: str = ":") -> None:
        """A name, then what is said of it; of two colons in one sentence the name's own gives way."""
        head, colon, rest = name.partition(": ")
        if after == ":" and colon and "(" not in rest:
            name = f"{head} ({locale.inside(rest)})"
        self.paper.text(*([Run(f"{name}{after} ", bold=True)] if name else []), said, item=True)

    def _why(self, s: CommitmentState) -> str:
        return locale.inside(sentence(s.reason, self.view.programme)) if s.reason else ""

    # --- II. what is wanting

    def _limits(self) -> None:
        """What is behind, each with its cause from the notes, or who owes it."""
        v, paper = self.view, self.paper
        found, works = spoken_of(v), [w for w in v.works() if w[1].status in TROUBLE]
        bad = {x.measure.id for x in troubled(v)}
        if not found and not works:
            paper.text(v.say("no_are_behind_off_track", nouns=v.nouns))
        for x in found[:MOST]:
            if x.measure.id in bad:
                self._wanting(x, wanting=True)
        if len(found) > MOST:
            paper.text(f"Còn {len(found) - MOST} nội dung khác xem {self.annex}.", item=True)
        for c, s in works:
            why = sentence(s.reason, v.programme) if s.reason else ""
            self._item(f"{c.name(v.lang)} ({theme.word(s.status, c).lower()})", why, ".")
        besides = [x for x in found[:MOST] if x.measure.id not in bad]
        if besides:
            paper.text("Các nội dung sau không thuộc diện chậm, nêu thêm vì tháng này có báo cáo riêng:")
        for x in besides:
            self._wanting(x, wanting=False)
        if left := words.left_open(self.view, most=len(v.rows())):  # a paper has room for all names
            self._item(*left)
        self._place("Hạn chế và nguyên nhân")

    def _wanting(self, x: Entry, wanting: bool) -> None:
        """A row of which section II speaks, `wanting` or not, with what its office told."""
        v = self.view
        cause, report = told_of(v, x)
        why = cause.cause if cause else ""
        said = [f"{x.word.lower()}; {locale.inside(sentence(x.a.reason, v.programme))}"]
        if report:
            said.append(f"{v.say('report_word')}: {of_report(report)}")
        if why and not wanting:  # no cause of anything that is wanting
            said.append(f"Đơn vị cho biết: {why}")
        elif why:
            said.append(f"Nguyên nhân{spoken_for(v, x, cause) if cause else ''}: {why}")
        elif x.a.shade != "gone":  # what can no longer be met needs nothing more, as its reason says
            said.append(need(v, x))
        if n := ask_about(v, x.measure.id)[0]:
            said.append(f"Đã xin ý kiến ở mục IV.{n}.")
        if owes_cause(v, x):
            said.append(f"Chưa có báo cáo của {lead_name(v, x)} về nguyên nhân.")
        self._item(x.full, " ".join(filter(None, said)))

    # --- III. what is to be done

    def _tasks(self) -> None:
        v, paper = self.view, self.paper
        paper.heading("1. Thực hiện các chỉ tiêu", 2)
        found = spoken_of(v)[:MOST]
        told = {x.measure.id for x in found}
        for x in found:
            cause = next(filter(None, told_of(v, x)), None)
            if cause is None or cause.measure != x.measure.id and cause.measure in told:
                continue
            lead = lead_of(v, x, cause)
            who = v.owner_name(lead) if lead else v.say("no_office_named")
            before = "Tiếp tục biện pháp đã nêu: " if cause.next and cause in v.carried.values() else ""
            todo = (before + cause.next, need(v, x) or sentence(x.a.what_would_change, v.programme))
            by = f"Chủ trì: {who}; {self._by(cause.deadline)}."
            self._item(x.full, " ".join(filter(None, (*todo, by))), ".")
        for owner, these in owed_causes(v, found).items():
            names = "; ".join(locale.inside(x.full) for x in these)
            if owner:
                paper.text(f"{owner} báo cáo nguyên nhân, biện pháp và hạn về {names}.", item=True)
            else:
                paper.text(f"{names}: mỗi nơi báo cáo nguyên nhân, biện pháp và hạn của mình.", item=True)
        if not found:
            paper.text("Tiếp tục giữ tiến độ các chỉ tiêu.")
        paper.heading("2. Nhiệm vụ, công trình", 2)
        lines = list(self._due())
        for name, said in lines:
            self._item(name, said, ".")
        if not lines:
            paper.text(f"Không có nhiệm vụ, công trình nào chậm hoặc đến hạn trong {self.next_month}.")
        self._place("Nhiệm vụ trọng tâm")

    def _by(self, day: dt.date | None) -> str:
        """By when, as it stands on the last day of the month: a task of the month to come may be overdue."""
        if day is None or day > self.view.day:
            return f"hạn: {locale.date(day)}" if day else self.view.say("no_deadline_given")
        return f"{'đã quá hạn' if day < self.view.day else 'đến hạn'} {locale.date(day)}, chưa báo kết quả"

    def _due(self) -> Iterator[tuple[str, str]]:
        """What is overdue or behind, then what falls due by the end of next month: name; what is to be done, by whom,
        when."""
        v = self.view
        for a in v.notes.assigned:
            far = a.deadline is None or a.deadline > self.next_end
            if far and a.state != "done" and a.owner in {v.owner or a.owner}:
                late = "Quá hạn. " if overdue(v, a) else ""
                yield a.what, f"{late}Chủ trì: {v.owner_name(a.owner)}; {self._by(a.deadline)}."
        behind = {c.id: (c, s) for c, s in v.works() if s.status in TROUBLE}
        for c, s in behind.values():
            printed = s.deadline and s.deadline_kind != "programme_year"
            by = self._by(s.deadline) if printed else f"hạn: {due(v, s)}"
            todo = sentence(s.what_would_change, v.programme)
            yield c.name(v.lang), f"{todo} Chủ trì: {holder(v, c, s)}; {by}.".strip()
        for d in due_items(v):
            told = d.of in behind and (d.day < v.day or d.kind == "work")
            if d.kind not in {"ask", "cause"} and not told and d.day <= self.next_end:
                yield d.what, f"Chủ trì: {d.office}; {self._by(d.day)}."

    # --- IV. what is asked for

    def _asks(self) -> None:
        v, paper = self.view, self.paper
        asks = own_asks(self.view)
        before = list(asked_before(v)) if asks or not v.owner else []
        if not asks:
            paper.text(f"{v.without_notes}." if v.without_notes else none_asked(v))
        for number, a in enumerate(asks, 1):
            said = [f"{label}: {text}" for label, text in (("Lý do", a.why), ("Đề xuất", a.proposal)) if text]
            parts = [f"{x[:1].lower()}{x[1:]}: {text}{beside}" for x, text, _, beside in who_and_when(v, a)]
            who = "; ".join(parts)
            paper.text(
                Run(f"{number}. {a.what} ", bold=True), " ".join([*said, f"{who[:1].upper()}{who[1:]}."])
            )
        if before:
            paper.text(Run(f"{v.say('asked_before')}:", bold=True))
        for what, (*_, ask, answer) in before:
            decision = f" Ý kiến chỉ đạo: {answer.decision}" if answer else ""
            paper.text(f"{what}: {ask.what}{decision}", item=True)
        self._place("Kiến nghị, đề xuất", joined=True)

    # --- annexes

    def _annexes(self) -> None:
        paper, v = self.paper, self.view
        paper.turn()
        with_paper = f"(Kèm theo Báo cáo số {BLANK[:4]} ngày {GAP} tháng {GAP} năm {self.closed_on.year})"
        works = v.works() if v.whole else []
        paper.line(self.annex, 14, bold=True)
        paper.line(f"CÁC CHỈ TIÊU NĂM {v.year}", 14, bold=True)
        paper.line(with_paper, 13, italic=True)
        paper.table(self._targets())
        if v.whole:
            for line in guide.lines(v, marked=False):
                paper.text(*_marked_up(line), size=10, item=True)
        document = f"Kế hoạch: {v.programme.document_vi}. " if v.programme.document_vi else ""
        closed = locale.date(self.closed_on)
        source = (
            f"Nguồn của từng số: tệp annex.xlsx kèm theo ({len(v.files())} tệp nguồn, số liệu chốt {closed}"
        )
        run = f", lần chạy {v.run_id}" if v.run_id else ""
        paper.text(Run(f"{document}{source}{run}).", italic=True), size=10)
        if works:
            paper.line("Phụ lục II", 14, bold=True, before=12)
            paper.line("NHIỆM VỤ, CÔNG TRÌNH", 14, bold=True)
            paper.line(with_paper, 13, italic=True)
            paper.table(self._commitments(works))

    def _targets(self) -> Grid:
        """Every row of the annex in its groups and order."""
        v = self.view
        heads = ("STT", v.nouns.capitalize(), "Kế hoạch", "Thực hiện", "% KH (cách KH)", "So cùng kỳ",
                 "Dự báo cả năm (80%)", "Xác suất đạt", "Đánh giá")  # fmt: skip
        rows: list[tuple[Cell, ...]] = []
        for group in v.programme.groups:
            body = list(ordered(self.view, group.id))
            if not body:
                continue
            name, said = band(self.view, group)
            rows.append((Cell((Run(name, bold=True), Run(f" – {said}" if said else ""))),))
            for target, row, x, lead, _ in body:
                if x is not None:
                    rows.append(self._measure(x, lead))
                    continue
                word, beside = "", ""
                if row is not None and v.whole:
                    word, beside = v.row_entry(row).word, v.row_entry(row).unjudged
                    if row.by == "self":
                        beside = f"đơn vị: {own_words(row.self_assessment, 'vi')}"
                blank = [cell("") for _ in range(6)]
                title = cell(target.name(v.lang), bold=True)
                rows.append((cell(target.no), title, *blank, cell(word, beside)))
        if not rows:
            rows.append((cell(v.say("no_target")),))
        return Grid(tuple(cell(h, number=i > 1) for i, h in enumerate(heads)), tuple(rows)).filled()

    def _measure(self, x: Entry, lead: bool) -> tuple[Cell, ...]:
        v, a = self.view, x.a
        role = {"striven": v.say("striven_for"), "watch": v.say("watched")}.get(x.measure.role, "")
        owner = v.owner_name(a.owner) if a.owner else ""
        name = x.target.name(v.lang) if lead and len(x.target.measures) == 1 else x.name
        label = x.target.no if lead else x.measure.id if x.measure.role == "component" else ""
        now = x.amount(a.to_date) + (f" {v.say('est')}" if a.estimate and a.to_date is not None else "")
        about = " · ".join(filter(None, (x.unit, role, owner)))
        done = cell(now, beside(self.view, x) if a.to_date is not None else "", number=True)
        if not x.judged:
            return (cell(label), cell(name, about), cell(""), done, cell(""),
                    cell(x.on_year, number=True), cell(""), cell(""), cell(""))  # fmt: skip
        striven = "" if a.stretch is None else f"phấn đấu {locale.number(a.stretch)}"
        expects = "" if a.owner_forecast is None else f"đơn vị ước {x.amount(a.owner_forecast)}"
        return (
            cell(label),
            cell(name, about),
            cell(x.plan, striven, number=True),
            done,
            *(cell(text, number=True) for text in (x.progress, x.on_year)),
            cell(x.year_end, expects, number=True),
            cell(x.chance, number=True),
            cell(x.word, f"đơn vị: {x.own_words}" if x.own_words else x.unjudged or x.rests_on),
        )

    def _commitments(self, works: list[tuple[Commitment, CommitmentState]]) -> Grid:
        v = self.view
        rows = []
        for c, s in works:
            steps = f"{s.steps_done}/{s.steps_total}" if s.steps_total else locale.NONE
            state = cell(theme.word(s.status, c), self._why(s))
            rows.append((cell(c.id), cell(c.name(v.lang)), cell(holder(v, c, s)), cell(due(v, s)),
                         cell(steps, number=True), state))  # fmt: skip
        heads = ("Mã", "Nhiệm vụ, công trình", "Đơn vị", "Hạn", "Bước", "Tình trạng")
        return Grid(tuple(map(cell, heads)), tuple(rows))


def formal(day: dt.date) -> str:
    """ "05 tháng 3 năm 2020": days below 10 and the first two months with a nought (Decree 30/2020)."""
    return f"{day.day:02d} tháng {day.month:0{2 if day.month < 3 else 1}d} năm {day.year}"


def _marked_up(text: str) -> Iterator[Run]:
    """A text of the language files with <b> and <i> as runs."""
    look: set[str] = set()
    for part in re.split(r"(</?[bi]>)", text):
        if re.fullmatch(r"</?[bi]>", part):
            look ^= {part.strip("</>")}
        elif part:
            yield Run(unescape(part), bold="b" in look, italic="i" in look)
