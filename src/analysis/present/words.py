"""The sentences of the pages, made from the same verdicts as the tables."""

from __future__ import annotations

from analysis.assess.status import headline_of
from analysis.present import locale, theme
from analysis.present.markup import e, refusal, section
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.sentences import Sentences
from analysis.present.tables_brief import BriefTables
from analysis.present.view import View

WORDS_IN_CONCLUSION = 40
ORDER = {"missed": 0, "off_track": 1, "at_risk": 2, "on_track": 3, "achieved": 4}


class Words(Sentences):
    """Head, conclusion, explanations. Each method returns a Piece unless it says it returns text."""

    def __init__(self, view: View):
        self.view = view

    # ---- the brief

    def head(self) -> Piece:
        """Issuing unit, month, closing time, how many figures of last month were revised."""
        v = self.view
        total = headline_of(v.rows()).total
        number = locale.parts(v.month)[1]
        about = v.say(
            f"Tiến độ thực hiện {total} chỉ tiêu năm {v.year}", f"Progress on the {total} targets of {v.year}"
        )
        if not v.whole:
            about = v.say(
                f"Số liệu {v.place_name(v.place)} năm {v.year}",
                f"Figures of {v.place_name(v.place)}, {v.year}",
            )
        elif v.owner:
            about = v.say(
                f"{v.owner_name(v.owner)}: việc phụ trách năm {v.year}",
                f"{v.owner_name(v.owner)}: duties of {v.year}",
            )
        when = v.say(f"{self.span()}", self.span())
        right = v.say(
            f"Bản tin số {number:02d}/{v.year} · lưu hành nội bộ", f"Brief {number:02d}/{v.year} · internal"
        )
        return Piece(self._masthead(right, f"{about} – {when}", self.closing()), text=f"{about} – {when}")

    def span(self) -> str:
        """The stretch of the year in the words of the half-year, nine-month and year-end editions. Text."""
        v = self.view
        m = locale.parts(v.month)[1]
        if m == 6:
            return v.say("6 tháng đầu năm", "first half")
        if m == 9:
            return v.say("9 tháng", "nine months")
        if m == 12:
            return v.say("cả năm", "the whole year")
        return locale.month_name(v.month, v.lang)

    def closing(self) -> str:
        """To when the figures run, when they were closed, how many of last month were revised. Text."""
        v, a = self.view, self.view.assessments
        revised = a.revised
        last = locale.month_name(locale.before(v.month), v.lang)
        first = v.say(
            f"Số liệu đến {locale.date(v.day)}, chốt ngày {locale.date(a.as_of)}.",
            f"Figures to {locale.date(v.day, 'en')}, closed on {locale.date(a.as_of, 'en')}.",
        )
        if not revised:
            return first + v.say(
                f" Không có số {last} nào được điều chỉnh.", f" No figure of {last} was revised."
            )
        return first + v.say(
            f" {revised} số của {last} đã được điều chỉnh.", f" {revised} figures of {last} were revised."
        )

    def _masthead(self, right: str, title: str, sub: str) -> str:
        v = self.view
        issuer = v.programme.issuer_on(v.day)
        name = issuer.name(v.lang) if issuer else v.programme.name(v.lang)
        return (
            f'<div class="mast"><span>{e(name)}</span><span>{e(right)}</span></div>'
            f'<h1>{e(title)}</h1><p class="closing">{e(sub)}</p>'
        )

    def headline(self) -> str:
        """The one sentence of the conclusion, at most 40 words, whose parts add up to all targets. Text."""
        v = self.view
        h = headline_of(v.rows())
        if not h.total:
            return v.say(
                "Chưa có chỉ tiêu nào để đánh giá trong tháng.", "No target could be judged this month."
            )
        missed = sum(r.status == "missed" for t, r in v.rows() if t.counted)
        first = [self._first(h)]
        if h.self_assessed:
            first.append(
                v.say(f"{h.self_assessed} theo đơn vị tự đánh giá", f"{h.self_assessed} by self-assessment")
            )
        trouble = [
            (h.at_risk, v.say("chậm", "behind")),
            (h.off_track - missed, v.say("khó đạt", "off track")),
            (missed, v.say("không đạt", "not met")),
        ]
        rest = [
            (h.not_due, v.say("chưa đến kỳ đánh giá", "not yet due")),
            (h.too_early, v.say("chưa đủ cơ sở đánh giá", "too early to judge")),
            (h.no_data, v.say("chưa có số liệu", "without data")),
            (h.lapsed, v.say("dừng theo dõi", "no longer followed")),
            (h.watch, v.say("theo dõi", "watched")),
        ]
        first += [f"{n} {w}" for n, w in trouble if n]
        text = "; ".join(first + [f"{n} {w}" for n, w in rest if n])
        if len(text.split()) > WORDS_IN_CONCLUSION:
            n = sum(n for n, _ in rest)
            text = "; ".join(first + [v.say(f"{n} chưa đánh giá được", f"{n} not judged")])
        return text + "."

    def _first(self, h) -> str:
        v = self.view
        if v.closed:
            said = v.say(
                f"{h.on_track_by_figures}/{h.total} chỉ tiêu đạt và vượt kế hoạch theo số liệu",
                f"{h.on_track_by_figures} of {h.total} targets met or surpassed, by the figures",
            )
            return said
        said = v.say(
            f"{h.on_track_by_figures}/{h.total} chỉ tiêu đạt tiến độ theo số liệu",
            f"{h.on_track_by_figures} of {h.total} targets on track by the figures",
        )
        if h.achieved:
            said += v.say(f", trong đó {h.achieved} hoàn thành", f", {h.achieved} of them achieved")
        return said

    def conclusion(self) -> Piece:
        """The headline and at most three bullets: most important, what changed, what could not be judged."""
        v = self.view
        if not v.whole:
            return self._of_a_place()
        head = self.headline()
        bullets = [b for b in (self._most_important(), self._what_changed(), self._not_judged()) if b]
        items = "".join(f"<li><b>{e(k)}:</b> {e(t)}</li>" for k, t in bullets)
        label = v.say("Kết luận chính", "Main conclusion")
        html = (
            f'<section class="s concl" aria-label="{e(label)}"><h2 class="vh">{e(label)}</h2>'
            f'<p class="lead">{e(head)}</p><ul>{items}</ul></section>'
        )
        return Piece(html, text=head + " " + " ".join(f"{k}: {t}" for k, t in bullets))

    def _of_a_place(self) -> Piece:
        v = self.view
        n = sum(x.a.to_date is not None for x in v.measures())
        head = v.say(
            f"{v.place_name(v.place)} có số liệu ở {n} nội dung.",
            f"{v.place_name(v.place)} has figures for {n} measures.",
        )
        rule = v.say(
            "Không đánh giá và không xếp hạng theo xã: chỉ tiêu không giao cho từng xã, số nhỏ dao động ngẫu nhiên lớn.",
            "No verdict and no rank for a commune: no target was divided among communes, and small numbers "
            "move by chance.",
        )
        return Piece(
            f'<section class="s concl"><p class="lead">{e(head)}</p><ul><li>{e(rule)}</li></ul></section>',
            text=head,
        )

    def _most_important(self) -> tuple[str, str] | None:
        v = self.view
        label = v.say("Quan trọng nhất", "Most important")
        bad = [x for x in _Troubled(v).troubled() if x.a.status in {"missed", "off_track", "at_risk"}]
        if not bad:
            good = v.say("không có chỉ tiêu nào chậm hoặc khó đạt.", "no target is behind or off track.")
            return (label, good) if v.rows() else None
        return label, self.fact(bad[0])

    def _what_changed(self) -> tuple[str, str] | None:
        v = self.view
        rows = [(t, r) for t, r in v.rows() if t.counted]
        last = locale.month_name(locale.before(v.month), v.lang)
        label = v.say(f"So với {last}", f"Since {last}")
        if not any(r.previous_status for _, r in rows):
            return None
        up, down = [], []
        for target, row in rows:
            before, now = ORDER.get(row.previous_status or ""), ORDER.get(row.status)
            if before is None or now is None or before == now:
                continue
            (up if now > before else down).append(self._short_of(target, row))
        newly = [
            self._short_of(t, r)
            for t, r in rows
            if r.previous_status and r.previous_status not in ORDER and r.status in ORDER
        ]
        said = []
        for names, vi, en in (
            (up, "lên bậc", "better"),
            (down, "tụt bậc", "worse"),
            (newly, "mới đánh giá được", "newly judged"),
        ):
            if names:
                said.append(f"{len(names)} {v.say(vi, en)} ({_listed(names, 3)})")
        if not said:
            return label, v.say("không chỉ tiêu nào đổi mức đánh giá.", "no target changed its status.")
        return label, "; ".join(said) + "."

    def _not_judged(self) -> tuple[str, str] | None:
        v = self.view
        label = v.say("Chưa đánh giá được", "Not judged")
        said = []
        rows = [(t, r) for t, r in v.rows() if t.counted and r.by != "self"]
        late = [
            (t, r) for t, r in rows if r.status == "no_data" and v.assessments.measures[r.decided_by].late
        ]
        for found, vi, en in (
            (late, "chưa báo cáo", "not reported"),
            (
                [x for x in rows if x[1].status == "no_data" and x not in late],
                "chưa có số liệu",
                "without data",
            ),
            ([x for x in rows if x[1].status == "too_early"], "chưa đủ cơ sở", "too early"),
            ([x for x in rows if x[1].status == "not_due"], "chưa đến kỳ", "not yet due"),
            ([x for x in rows if x[1].status == "lapsed"], "dừng theo dõi", "no longer followed"),
        ):
            if found:
                said.append(
                    f"{len(found)} {v.say(vi, en)} ({_listed([self._short_of(*x) for x in found], 2)})"
                )
        return (label, "; ".join(said) + ".") if said else None

    def _short_of(self, target, row) -> str:
        entry = self.view.entry(row.decided_by) if row.decided_by else None
        name = entry.short if entry else target.name(self.view.lang)
        return locale.inside(name)

    def how_to_read(self) -> Piece:
        """The rules of the statuses in five lines."""
        v = self.view
        title = v.say("Cách đọc", "How to read this")
        k = theme.mark
        lines = (
            f"{k('achieved')} {v.say('<b>Hoàn thành, Đạt</b>: đã đạt kế hoạch năm.', '<b>Achieved, Met</b>: the plan of the year has been reached.')} "
            f"{k('on_track')} {v.say('<b>Đạt tiến độ, Đang đạt</b>: khả năng đạt kế hoạch năm từ 80% trở lên, hoặc các đơn vị, các bước đến hạn đều đạt.', '<b>On track, Being met</b>: the chance of reaching the plan is 80% or more, or all units or steps due are met.')}",
            f"{k('at_risk')} {v.say('<b>Chậm tiến độ, Có nguy cơ không đạt</b>: khả năng đạt từ 20% đến dưới 80%, hoặc có bước trễ.', '<b>Behind, At risk</b>: the chance is 20% to under 80%, or a step is late.')} "
            f"{k('off_track')} {v.say('<b>Khó đạt</b>: khả năng dưới 20%.', '<b>Off track</b>: the chance is under 20%.')} "
            f"{k('missed')} {v.say('<b>Không đạt, Quá hạn</b>: đã hết kỳ hoặc hết hạn ghi.', '<b>Not met, Overdue</b>: the period or the printed deadline is over.')}",
            f"{k('no_data')}{k('too_early')}{k('not_due')} {v.say('<b>Chưa đánh giá</b>: chưa có số liệu, chưa đủ cơ sở, chưa đến kỳ.', '<b>Not judged</b>: no data, too early, not yet due.')} "
            f"{k('self')} {v.say('<b>Tự đánh giá</b>: chỉ dựa vào lời đơn vị phụ trách.', '<b>Self-assessed</b>: rests on the owner&#x27;s word alone.')}",
            v.say(
                "<b>Mức cần đạt</b> tính theo nhịp mùa vụ các năm trước, không chia đều 12 tháng. <b>Dự báo cả năm</b> là khoảng mà 8 trên 10 lần số cuối năm rơi vào.",
                "<b>The expected level</b> follows the season of past years, not twelve equal parts. <b>The year end</b> is the range that holds the final figure 8 times in 10.",
            ),
            v.say(
                "<b>% KH</b>: phần trăm kế hoạch (KH); chỉ tiêu tính bằng % và chỉ tiêu giảm so theo khoảng cách, tính bằng điểm phần trăm. <b>–</b>: không có số; <i>ước</i>: số ước, chưa chính thức.",
                "<b>% of plan</b>: shares and lower-is-better targets are compared by distance, in percentage points (pts). <b>–</b>: no figure; <i>est.</i>: an estimate, not yet official.",
            ),
        )
        return Piece(
            section(title, f'<ul class="how">{"".join(f"<li>{x}</li>" for x in lines)}</ul>', "howto", 2),
            text=title,
        )

    def foot(self) -> Piece:
        """Run id, data version, what the page is and is not."""
        v = self.view
        version = self._version()
        bits = [
            v.say(
                f"Số liệu chốt {locale.date(v.assessments.as_of)}",
                f"Data closed {locale.date(v.assessments.as_of, 'en')}",
            ),
            v.say(f"{len(v.inputs)} tệp nguồn", f"{len(v.inputs)} source files"),
        ]
        if version:
            bits.append(v.say(f"phiên bản số liệu {version}", f"data version {version}"))
        if v.run_id:
            bits.append(v.say(f"lần chạy {v.run_id}", f"run {v.run_id}"))
        text = " · ".join(bits) + v.say(
            ". Bản tin phục vụ chỉ đạo, không phải văn bản hành chính.",
            ". A working brief, not an issued document.",
        )
        return Piece(f'<p class="foot">{e(text)}</p>', text=text)

    def _version(self) -> str:
        """A short name of exactly these input files."""
        import hashlib

        if "sha256" not in self.view.inputs or not len(self.view.inputs):
            return ""
        joined = "".join(sorted(str(x) for x in self.view.inputs["sha256"]))
        return hashlib.sha256(joined.encode()).hexdigest()[:10]

    def banner(self) -> str:
        """The banner's words when any figure is illustrative; "" otherwise. Text."""
        v, a = self.view, self.view.assessments
        used = any(x.illustrative for x in a.measures.values()) or any(
            x.illustrative for x in a.commitments.values()
        )
        if not used and not v.notes.illustrative:
            return ""
        area = v.programme.area.name(v.lang)
        return v.say(
            f"SỐ LIỆU MINH HỌA – không phải số liệu thật của {area}",
            f"ILLUSTRATIVE FIGURES – not real figures of {area}",
        )

    # ---- other pages

    def title(self, key: str = "brief") -> str:
        """The page's <title>. Text."""
        v = self.view
        tail = f"{locale.month(v.month, v.lang)} – {v.programme.name(v.lang)}"
        return f"{self._page_name(key)} – {tail}"

    def _page_name(self, key: str) -> str:
        v = self.view
        known = {
            "brief": ("Bản tin tiến độ", "Progress brief"),
            "index": ("Các trang trong tháng", "Pages of the month"),
            "ingest": ("Chất lượng số liệu", "Data quality"),
            "commitments": ("Nhiệm vụ và công trình", "Commitments and works"),
            "communes": ("Số liệu theo xã", "Figures by commune"),
            "explore": ("Tra cứu", "Explore"),
        }
        if key in known:
            return v.say(*known[key])
        return v.programme.group(key.removeprefix("group:")).name(v.lang)

    def page_head(self, key: str) -> Piece:
        """The head of a page other than the brief: issuing unit, title, closing line."""
        v = self.view
        name = self._page_name(key)
        return Piece(
            self._masthead(
                v.programme.name(v.lang), f"{name} – {locale.month(v.month, v.lang)}", self.closing()
            ),
            text=name,
        )

    def refusal(self, what: str, why: str = "") -> Piece:
        """A box that says what cannot be shown and why."""
        return Piece(refusal(self.view, what, why), text=f"{what} {why}".strip())

    def summary(self, group: str) -> Piece:
        """A group's lead paragraph: counts, the worst, what is not judged."""
        v = self.view
        v.programme.group(group)
        rows = v.rows(group)
        if not rows:
            text = v.say("Nhóm này chưa được đánh giá trong tháng.", "This group was not judged this month.")
            return Piece(refusal(v, text), text=text)
        counted = [(t, r) for t, r in rows if t.counted]
        h = headline_of(rows)
        lead = self._first(h) if counted else ""
        more = [
            f"{n} {w}"
            for n, w in (
                (h.self_assessed, v.say("theo đơn vị tự đánh giá", "by self-assessment")),
                (h.at_risk, v.say("chậm", "behind")),
                (h.off_track, v.say("khó đạt", "off track")),
                (
                    h.not_due + h.too_early + h.no_data + h.lapsed + h.watch,
                    v.say("chưa đánh giá", "not judged"),
                ),
            )
            if n
        ]
        lead = "; ".join([lead, *more]) + "."
        bad = [x for x in _Troubled(v).troubled() if x.target.group == group]
        items = "".join(f"<li>{theme.mark(x.mark)} {e(self.fact(x))}</li>" for x in bad[:4])
        html = f'<section class="s concl"><p class="lead">{e(lead)}</p>{f"<ul>{items}</ul>" if items else ""}</section>'
        return Piece(html if v.whole else "", text=lead)

    def not_judged(self, group: str | None = None) -> Piece:
        """What could not be judged, and why."""
        v = self.view
        found = [
            x
            for x in v.measures(group)
            if x.a.status in {"no_data", "too_early", "not_due", "lapsed", "watch"}
        ]
        title = v.say("Chưa đánh giá, vì sao", "Not judged, and why")
        if not found:
            nil = v.say("Mọi nội dung đều đánh giá được.", "Everything could be judged.")
            return Piece(section(title, f'<p class="nil">{nil}</p>'), text=nil)
        items = "".join(
            f"<li>{theme.mark(x.mark)} <b>{e(x.short)}</b>: {e(x.word.lower())}. "
            f"{e(sentence(x.a.reason, v.programme, v.lang))}</li>"
            for x in found
        )
        return Piece(section(title, f'<ul class="how">{items}</ul>'), text=title)


class _Troubled(BriefTables):
    """The brief's own order of what needs attention, so that no sentence names another."""

    def __init__(self, view: View):
        self.view = view


def _listed(names: list[str], most: int) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
