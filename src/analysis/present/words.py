"""The sentences of the pages, made from the same verdicts as the tables."""

from __future__ import annotations

from analysis.assess.status import headline_of, likely_met
from analysis.present import locale
from analysis.present.markup import details, e
from analysis.present.piece import Piece
from analysis.present.sentences import Sentences
from analysis.present.trouble import TROUBLE, by_chance, troubled
from analysis.present.view import View
from analysis.present.words_pages import PageWords

WORDS_IN_CONCLUSION = 40
ORDER = {"missed": 0, "off_track": 1, "at_risk": 2, "uncertain": 3, "on_track": 4, "achieved": 5}

# how a target's verdict moved, as a reader is told; what is no longer judged is named in the next sentence
WAYS = BETTER, WORSE, NEWLY, OWN, NO_MORE = (
    ("chuyển biến tốt", "better"),
    ("giảm mức đánh giá", "worse"),
    ("mới đánh giá được", "newly judged"),
    ("chuyển sang tự đánh giá", "now by self-assessment"),
    ("không còn đánh giá", "no longer judged"),
)


class Words(PageWords, Sentences):
    """Head, conclusion, explanations. Each method returns a Piece unless it says it returns text."""

    def __init__(self, view: View):
        self.view = view

    def head(self) -> Piece:
        """Issuing unit, month, closing time, how many figures of last month were revised."""
        v = self.view
        total = headline_of(v.rows()).total
        number = locale.parts(v.month)[1]
        of = "" if v.nouns == "chỉ tiêu" else "của "
        about = v.say(
            f"Tiến độ thực hiện {of}{total} {v.nouns} năm {v.year}",
            f"Progress on the {total} {v.nouns} of {v.year}",
        )
        if not v.whole:
            name = v.place_name(v.place)
            about = v.say(
                f"Số liệu {name[:1].lower()}{name[1:]} năm {v.year}",
                f"Figures of {v.place_name(v.place)}, {v.year}",
            )
        elif v.owner:
            about = v.say(
                f"{v.owner_name(v.owner)}: việc phụ trách năm {v.year}",
                f"{v.owner_name(v.owner)}: duties of {v.year}",
            )
        when = v.say(f"{self.span()}", self.span())
        right = v.say(
            f"Bản tin tháng {number}/{v.year} · lưu hành nội bộ",
            f"Brief of {locale.month_name(v.month, 'en')} · internal",
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

    def headline(self) -> str:
        """The one sentence of the conclusion, at most 40 words, whose parts add up to all targets. Text."""
        v = self.view
        h = headline_of(v.rows())
        if not h.total:
            return v.say(
                "Chưa có chỉ tiêu nào để đánh giá trong tháng.", "No target could be judged this month."
            )
        missed = sum(r.status == "missed" for t, r in v.rows() if t.counted)
        open_ = [r for t, r in v.rows() if t.counted and r.status == "off_track"]
        gone = sum(
            v.row_entry(r).a.shade == "gone" for r in open_
        )  # what no chance is left for is not "hard to meet"
        first = [self._first(h, v.rows())]
        if h.self_assessed:
            first.append(
                v.say(f"{h.self_assessed} theo đơn vị tự đánh giá", f"{h.self_assessed} by self-assessment")
            )
        trouble = [
            (h.uncertain, v.say("chưa chắc đạt", "not certain")),
            (h.at_risk - h.uncertain, v.say("chậm", "behind")),
            (h.off_track - missed - gone, v.say("khó đạt", "off track")),
            (gone, v.say("không còn khả năng đạt", "out of reach")),
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

    def likely(self) -> str:
        """How many of the targets will be met at the year end, as a range: years move them together. Text, empty
        where figures leave nothing open."""
        v = self.view
        found = None if v.closed else likely_met(v.rows(), v.assessments.measures, v.assessments.year_effect)
        if found is None:
            return ""
        n = f"{found.low}" if found.low == found.high else f"{found.low}-{found.high}"
        return v.say(
            f"Khả năng cả năm đạt {n} trong {found.of} {v.nouns} có số liệu để đánh giá (8 trên 10 trường hợp).",
            f"The year is likely to end with {n} of the {found.of} targets judged by figures met (8 times in 10).",
        )

    def conclusion(self) -> Piece:
        """The headline and at most three bullets: most important, what changed, what could not be judged."""
        v = self.view
        if not v.whole:
            return self._of_a_place()
        head = self.headline()
        said = (self._most_important(), self._what_changed(), self._owed() if v.owner else self._not_judged())
        bullets = [b for b in said if b]
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
            "Không đánh giá và không xếp hạng theo xã: chỉ tiêu không giao cho từng xã, số nhỏ "
            "dao động ngẫu nhiên lớn.",
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
        bad = [x for x in troubled(v) if x.a.status in TROUBLE]
        if not bad:
            good = v.say(
                f"không có {v.nouns} nào chậm hoặc khó đạt.", f"no {v.nouns} are behind or off track."
            )
            return (label, good) if v.rows() else None
        if worst := next((x for x in bad if not by_chance(x)), None):
            return label, self.fact(worst)
        return label, v.say(
            "mọi khoảng cách đến mức giao đều trong phạm vi ngẫu nhiên.",
            "every gap to a bound is one that chance alone can make.",
        )

    def _what_changed(self) -> tuple[str, str] | None:
        v = self.view
        last = locale.month_name(locale.before(v.month), v.lang)
        label = v.say(f"So với {last}", f"Since {last}")
        if (moves := self._moves()) is None:
            return None
        said: list[str] = []
        for way in WAYS:
            if names := moves.get(way):
                named = f" ({_listed(names, 2)})" if way in (BETTER, WORSE, NEWLY) else ""
                noun = "" if said else f"{v.nouns} "
                said.append(f"{len(names)} {noun}{v.say(*way)}{named}")
        if not said:
            return label, v.say(
                f"không {v.nouns} nào đổi mức đánh giá.", f"no {v.nouns} changed their status."
            )
        return label, "; ".join(said) + "."

    def outlook(self) -> Piece:
        """Below the strip: how many will likely be met at the year's end, and every move since last month by name."""
        v, moves = self.view, self._moves() or {}
        if not v.whole:
            return Piece("")
        likely = self.likely()
        named = [f"{v.say(*way)}: {', '.join(moves[way])}" for way in WAYS if way in moves]
        html = f'<p class="note">{e(likely)}</p>' if likely else ""
        if named:
            last = locale.month_name(locale.before(v.month), v.lang)
            title = v.say(f"Mọi thay đổi so với {last}", f"Every change since {last}")
            html += details(
                e(title), "<ul>" + "".join(f"<li>{e(t)}.</li>" for t in named) + "</ul>", "more moves"
            )
        return Piece(html, text=" ".join([likely, *named]).strip())

    def _moves(self) -> dict[tuple[str, str], list[str]] | None:
        """Names by the way their verdict moved; None where last month's are not known."""
        rows = [(t, r) for t, r in self.view.rows() if t.counted]
        if not all(r.previous_status for _, r in rows):  # of a past year's months little was known
            return None
        moves: dict[tuple[str, str], list[str]] = {}
        for target, row in rows:
            now, before = _step(row.status, row.by), _step(row.previous_status, row.previous_by)
            if now != before:
                moves.setdefault(_way(before, now), []).append(self._short_of(target, row))
        return moves

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

    def _owed(self) -> tuple[str, str] | None:
        """What an office owes: figures not reported, commitments behind or due within two months."""
        v = self.view
        late = [x.short for x in v.measures() if x.a.late]
        behind = [c.short(v.lang) for c, s in v.works() if s.status in TROUBLE]
        soon = [
            f"{c.short(v.lang)} ({locale.short_date(s.deadline, v.lang)})"
            for c, s in v.works()
            if s.deadline
            and s.deadline_kind not in {"programme_year", "none"}
            and 0 <= (s.deadline - v.day).days <= 62
            and s.status not in {"achieved", "lapsed", "watch"}
        ]
        said = [
            f"{v.say(vi, en)}: {_listed(names, 4)}"
            for names, vi, en in (
                (late, "số liệu chưa báo cáo", "figures not reported"),
                (behind, "nhiệm vụ chậm hoặc quá hạn", "commitments behind or overdue"),
                (soon, "sắp đến hạn", "due soon"),
            )
            if names
        ]
        label = v.say("Còn nợ", "Owed")
        return label, "; ".join(said) + "." if said else v.say("không có.", "nothing.")

    def _short_of(self, target, row) -> str:
        return locale.inside(self.view.row_entry(row).short)

    def foot(self, group: str | None = None) -> Piece:
        """Run id, data version, what the page is and is not; of one group, the version of its own files only,
        so that the page does not change with the figures of others."""
        v = self.view
        inputs = v.files(group)
        version = self._version(inputs)
        bits = [
            v.say(
                f"Số liệu chốt {locale.date(v.assessments.as_of)}",
                f"Data closed {locale.date(v.assessments.as_of, 'en')}",
            ),
            v.say(f"{len(inputs)} tệp nguồn", f"{len(inputs)} source files"),
        ]
        if version:
            bits.append(v.say(f"phiên bản số liệu {version}", f"data version {version}"))
        if v.run_id and group is None:
            bits.append(v.say(f"lần chạy {v.run_id}", f"run {v.run_id}"))
        text = " · ".join(bits) + v.say(
            ". Bản tin phục vụ chỉ đạo, không phải văn bản hành chính.",
            ". A working brief, not an issued document.",
        )
        return Piece(f'<p class="foot">{e(text)}</p>', text=text)

    def _version(self, inputs) -> str:
        """A short name of exactly these input files."""
        import hashlib

        if "sha256" not in inputs or not len(inputs):
            return ""
        joined = "".join(sorted(str(x) for x in inputs["sha256"]))
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


def _step(status: str | None, by: str | None) -> str:
    """Where a verdict stands for a comparison: a status, "self", or "" where nothing is judged."""
    return "self" if by == "self" else status if status in ORDER else ""


def _way(before: str, now: str) -> tuple[str, str]:
    if before in ORDER and now in ORDER:
        return BETTER if ORDER[now] > ORDER[before] else WORSE
    return OWN if now == "self" else NEWLY if now else NO_MORE


def _listed(names: list[str], most: int) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
