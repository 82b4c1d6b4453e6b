"""Tables of commitments, events, pairs, communes, and of all that is known of one measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from analysis.assess.assessments import CommitmentState
from analysis.places import in_english
from analysis.present import locale, theme
from analysis.present.markup import Cell, Column, Line, details, e, refusal, scrolled, section, sourced, table
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.tables_brief import due
from analysis.present.units import unit_figures
from analysis.present.view import Entry, View
from analysis.programme import Commitment


class WorkTables:
    """What was promised in words, and figures that are lists rather than sums."""

    view: View

    def commitments(self, group: str | None = None) -> Piece:
        """Every commitment: owner, steps, deadline, state and why."""
        v = self.view
        works = v.works(group)
        title = v.say("Từng nhiệm vụ, công trình", "Each commitment")
        if not works:
            nil = v.say("Không có nhiệm vụ nào.", "No commitments.")
            return Piece(section(title, f'<p class="nil">{nil}</p>'), text=nil)
        columns = [
            Column(v.say("Mã", "Id"), "no", ""),
            Column(v.say("Nhiệm vụ", "Commitment"), phone=""),
            Column(v.say("Đơn vị", "Office")),
            Column(v.say("Hạn", "Deadline"), "dt"),
            Column(v.say("Bước", "Steps"), "n"),
            Column(v.say("Tình trạng", "State"), "sts", ""),
        ]
        rows: list = []
        names = {
            g.id: g.name(v.lang) for g in getattr(v.programme, "commitment_groups", ()) or v.programme.groups
        }
        seen = None
        order = list(names)
        works.sort(key=lambda w: order.index(w[0].group) if w[0].group in order else len(order))
        for c, s in works:
            if group is None and c.group != seen:
                seen = c.group
                rows.append(e(names.get(c.group, c.group)))
            why = sentence(s.reason, v.programme, v.lang) if s.reason else ""
            name = f"{e(c.name(v.lang))}{self._steps(s)}"
            said = [why, *self._beside(c, s)]
            state = theme.labelled(s.status, theme.word(s.status, c, lang=v.lang)) + "".join(
                f"<small>{e(t)}</small>" for t in said if t
            )
            steps = f"{s.steps_done}/{s.steps_total}" if s.steps_total else locale.NONE
            rows.append(
                Line(
                    [
                        Cell(e(c.id)),
                        Cell(name, head=True),
                        e(v.owner_name(s.owner)),
                        e(due(v, s)),
                        steps,
                        state,
                    ],
                    f"c-{theme.status(s.status).colour}",
                )
            )
        frame = pd.DataFrame(
            [(c.id, s.status, s.owner, s.deadline, s.steps_done, s.steps_total) for c, s in works],
            columns=["commitment", "status", "owner", "deadline", "steps_done", "steps_total"],
        )
        return Piece(section(title, table(columns, rows, title, "cards works")), frame, title)

    def _beside(self, c: Commitment, s: CommitmentState) -> list[str]:
        """What it takes, what it waits for, who took it over: sentences under a commitment's state."""
        v = self.view
        said = [sentence(r, v.programme, v.lang) for r in (s.what_would_change, *s.notes) if r]
        if s.status in {"achieved", "lapsed"} or not s.handed_over:
            return said
        for b in sorted(v.programme.breaks, key=lambda b: b.on, reverse=True):
            before, after = c.owner_on(b.on - dt.timedelta(1)), c.owner_on(b.on)
            if b.on <= v.assessments.as_of and before and after and before != after:
                day = locale.date(b.on, v.lang)
                old, new = v.owner_name(before), v.owner_name(after)
                said.append(v.say(f"Bàn giao {day}: {old} → {new}.", f"Handed over on {day}: {old} → {new}."))
                break
        return said

    def _steps(self, s: CommitmentState) -> str:
        """The steps behind a commitment, folded, each with its day, paper and cell."""
        v = self.view
        if not s.steps:
            return ""
        if not s.steps_total:
            return self._occurrences(s)
        lines = []
        for step in s.steps:
            name = step.get("name_en") if v.lang == "en" and step.get("name_en") else step.get("name")
            planned, done = step.get("planned"), step.get("done")
            if done:
                state = v.say(f"xong {locale.date(done)}", f"done {locale.date(done, 'en')}")
                if step.get("late_days"):
                    state += v.say(f", trễ {step['late_days']} ngày", f", {step['late_days']} days late")
            else:
                state = v.say(f"kế hoạch {locale.date(planned)}", f"planned {locale.date(planned, 'en')}")
            paper = f" ({e(step['paper'])})" if step.get("paper") else ""
            key = step.get("key")
            where = sourced(v, e(state), (key,)) if key is not None else e(state)
            lines.append(f"<li>{e(name)}: {where}{paper}</li>")
        return details(
            v.say(f"{len(s.steps)} bước", f"{len(s.steps)} steps"), f"<ol>{''.join(lines)}</ol>", "more"
        )

    def _occurrences(self, s: CommitmentState) -> str:
        """What happened of that which should not, folded: the day and the words of the report."""
        v = self.view
        lines = []
        for seen in s.steps:
            day = e(locale.date(seen.get("done"), v.lang))
            where = sourced(v, day, (seen["key"],)) if seen.get("key") is not None else day
            lines.append(f"<li>{where}: {e(seen.get('name') or locale.NONE)}</li>")
        n = len(lines)
        return details(
            v.say(f"{n} vụ việc", f"{n} occurrence{'s' if n > 1 else ''}"),
            f"<ol>{''.join(lines)}</ol>",
            "more",
        )

    def events(self, measure: str) -> Piece:
        """Decisions, deliveries or steps with day and paper."""
        v = self.view
        x = v.entry(measure)
        name = v.programme.measure(measure).name(v.lang)
        title = f"{name}"
        if x is None or not x.a.events:
            nil = v.say("Chưa có việc nào được ghi nhận.", "Nothing has been recorded yet.")
            return Piece(section(e(title), f'<p class="nil">{nil}</p>'), text=nil)
        rows, frame = [], []
        for event in x.a.events:
            label = event.get("name") or event.get("note") or name
            if v.lang == "en":
                label = event.get("name_en") or in_english(label)
            day, planned = event.get("date"), event.get("planned")
            done = event.get("done")
            done_on = done if hasattr(done, "year") else day if done or done is None else None
            over = done_on is not None or done is True
            state = v.say("xong", "done") if over else v.say("chưa", "not yet")
            n, of = event.get("numerator"), event.get("denominator")
            if n is not None and of:
                label += f": {locale.number(n, None, v.lang)}/{locale.number(of, None, v.lang)}"
                state = v.say("đủ", "full") if n >= of else v.say("chưa đủ", "short")
                state = locale.percent(100 * n / of, v.lang) if x.a.target_low != 100 else state
            key = event.get("key")
            when = event.get("period") if done is True else None  # the report may say the month only
            text = locale.date(done_on, v.lang) if done_on or not when else locale.month(when, v.lang)
            text = e(text)
            rows.append(
                [
                    Cell(e(label), head=True),
                    e(locale.date(planned, v.lang)),
                    sourced(v, text, (key,)) if key is not None else text,
                    e(event.get("paper") or locale.NONE),
                    theme.labelled(
                        "missed"
                        if over and n is not None and of and x.a.target_low == 100 and n < of
                        else "achieved"
                        if over
                        else "not_due",
                        state,
                    ),
                ]
            )
            frame.append((label, planned, done_on, event.get("paper")))
        columns = [
            Column(v.say("Nội dung", "What"), phone=""),
            Column(v.say("Kế hoạch", "Planned"), "dt"),
            Column(v.say("Thực tế", "Done"), "dt"),
            Column(v.say("Văn bản", "Paper")),
            Column("", "sts", ""),
        ]
        if all(f[1] is None for f in frame):
            columns.pop(1)
            rows = [[r[0], *r[2:]] for r in rows]
        columns[-1] = Column(v.say("Tình trạng", "State"), "sts", "")
        return Piece(
            section(e(title), table(columns, rows, e(title), "cards")),
            pd.DataFrame(frame, columns=["what", "planned", "done", "paper"]),
            title,
        )

    def pairs(self, measures: Sequence[str]) -> Piece:
        """Counts that must fall, as pairs: "6 vụ / 8 vụ (−2)", and last year as a whole."""
        v = self.view
        found = v.measures(ids=tuple(measures))
        title = v.say(f"So với {v.year - 1}: ", f"Against {v.year - 1}: ") + (
            locale.so_far(v.month, v.lang)
            if v.closed
            else v.say(
                f"{locale.so_far(v.month)} và cả năm", f"{locale.so_far(v.month, 'en')} and the whole year"
            )
        )
        rows, frame = [], []
        for x in found:
            a, unit = x.a, x.unit
            now, before = a.to_date, a.last_year_to_date
            pair = locale.NONE
            if now is not None:
                pair = locale.joined(locale.number(now, 0, v.lang), x.measure.unit, v.lang)
                if before is not None:
                    step = locale.number(now - before, 0, v.lang, True)
                    last = locale.joined(locale.number(before, 0, v.lang), x.measure.unit, v.lang)
                    pair += f" / {last} ({step})"
            whole = a.target_high if a.target_high is not None else a.last_year_total
            rows.append(
                [
                    Cell(f"{e(x.name)}<small>{e(unit)}</small>", head=True),
                    sourced(v, e(pair), a.keys),
                    e(locale.number(whole, 0, v.lang)),
                    e(x.year_end),
                    x.status_html if v.whole else "",
                ]
            )
            frame.append((x.measure.id, now, before, whole))
        columns = [
            Column(v.say("Nội dung", "What"), phone=""),
            Column(v.say("Năm nay / cùng kỳ", "This year / last year"), "n"),
            Column(v.say(f"Cả năm {v.year - 1}", f"Whole of {v.year - 1}"), "n"),
            Column(v.say("Dự báo cả năm", "Year end"), "n"),
            Column(v.say("Đánh giá", "Status"), "sts", ""),
        ]
        if not found:
            what = v.say("Chưa có số để so sánh.", "Nothing to compare yet.")
            return Piece(refusal(v, what), text=what)
        return Piece(
            section(e(title), table(columns, rows, e(title), "cards")),
            pd.DataFrame(frame, columns=["measure", "now", "before", "whole"]),
            title,
        )

    def communes(self, measures: Sequence[str] | None = None) -> Piece:
        """Units by measures: figures only, no rank, no status; rates on few events as n/N."""
        v = self.view
        wanted = (
            list(measures)
            if measures is not None
            else [m for m in v.programme.measures if m not in ("1", "2", "3")]
        )
        columns_of = {m: {u.code: u for u in unit_figures(v, m)} for m in wanted}
        columns_of = {m: units for m, units in columns_of.items() if units}
        title = v.say(
            f"Số liệu theo xã đến hết {locale.month_name(v.month)}",
            f"Figures by commune to the end of {locale.month_name(v.month, 'en')}",
        )
        if not columns_of:
            what = v.say("Chưa có số theo xã trong tháng này.", "No figures by commune this month.")
            return Piece(section(e(title), refusal(v, what)), text=what)
        names = {u.code: u.name for units in columns_of.values() for u in units.values()}
        order = [u.code for u in v.places.units_on(v.day) if u.code in names]
        # a row per measure: names of measures are long, those of units short
        columns = [Column(v.say("Nội dung", "Measure"))] + [Column(e(_bare(names[c])), "n") for c in order]
        rows = []
        for id, units in columns_of.items():
            m = v.programme.measure(id)
            cells = []
            for code in order:
                u = units.get(code)
                none = u is None or u.now is None
                text = (
                    locale.NONE if none else u.parts(v) if u.small else locale.amount(u.now, m.unit, v.lang)
                )
                said = "" if none else u.when(v)
                said = f"<small>{e(said)}</small>" if said else ""
                cells.append(e(text) if none else sourced(v, e(text), u.keys) + said)
            unit = f"<small>{e(locale.unit(m.unit, v.lang))}</small>"
            rows.append([Cell(e(m.short(v.lang)) + unit, head=True), *cells])
        note = v.say(
            "Không xếp hạng, không đánh giá theo xã: chỉ tiêu không giao cho từng xã. Dưới 30 "
            "trường hợp thì ghi số đếm (n/N), không tính tỷ lệ. Số của tháng khác, hoặc không cộng từ "
            "tháng 1, có ghi tháng bên dưới.",
            "No rank and no verdict for a commune: no target was divided among them. Below 30 "
            "events counts (n/N) are shown, no rate. Months stand below a figure of another month, or "
            "of a sum that does not run from January.",
        )
        html = scrolled(title, table(columns, rows, e(title), "many")) + f'<p class="note">{e(note)}</p>'
        frame = pd.DataFrame(
            {
                m: {c: (u.now if u.now is not None else None) for c, u in units.items()}
                for m, units in columns_of.items()
            }
        )
        return Piece(section(e(title), html), frame.reindex(order), title)

    def measure(self, measure: str) -> Piece:
        """All that is known of one measure this month, opening to its cells."""
        v = self.view
        x = v.entry(measure)
        if x is None:
            what = v.say("Chưa đánh giá.", "Not judged.")
            return Piece(refusal(v, what), text=what)
        rows = [(k, t) for k, t in self._facts(x) if t not in (locale.NONE, "")]
        html = table(
            [Column(v.say("Nội dung", "What")), Column(v.say("Số liệu", "Figure"), "n")],
            [[Cell(e(k), head=True), t] for k, t in rows],
            e(x.name),
            "data",
        )
        head = f"{e(x.name)} {x.status_html}" if v.whole else e(x.name)
        return Piece(section(head, html), pd.DataFrame(rows, columns=["what", "figure"]), x.name)

    def _facts(self, x: Entry) -> list[tuple[str, str]]:
        v, a, unit = self.view, x.a, x.measure.unit
        amount = x.with_unit
        rows = [
            (v.say("Thực hiện", "To date"), sourced(v, e(amount(a.to_date)), a.keys, limit=24)),
            (
                v.say("Số mới nhất của", "Newest figure of"),
                e(locale.month(a.basis_month, v.lang)) if a.basis_month else "",
            ),
            (
                "n/N",
                e(f"{locale.number(a.numerator, None, v.lang)}/{locale.number(a.denominator, None, v.lang)}")
                if a.numerator is not None and a.denominator
                else "",
            ),
            (v.say("Cùng kỳ năm trước", "Same months last year"), e(amount(a.last_year_to_date))),
            (v.say("So cùng kỳ", "On year"), e(x.on_year)),
        ]
        if not v.whole:
            return rows
        return rows + [
            (
                v.say("Kế hoạch năm", "Plan of the year"),
                e(locale.joined(x.plan, "" if x.plan.endswith("%") else unit, v.lang)),
            ),
            (
                v.say("Số đầu năm", "At the start of the year"),
                e(amount(x.measure.base))
                if x.measure.kind == "annual" and v.year == v.programme.year
                else "",
            ),
            (v.say("Mức phấn đấu", "Striven for"), e(amount(a.stretch))),
            (v.say("Mức cần đạt đến nay", "Expected by now"), e(amount(a.expected_to_date))),
            (v.say("% kế hoạch (cách kế hoạch)", "% of plan (gap)"), e(x.progress)),
            (v.say("Dự báo cả năm", "Year end"), "" if a.closed else e(amount(a.year_end))),
            (v.say("Khoảng 8 trên 10", "Range 8 in 10"), e(locale.joined(x.year_end, unit, v.lang))),
            (
                v.say("Xác suất đạt", "Chance"),
                e(locale.percent(100 * a.probability, v.lang)) if a.probability is not None else "",
            ),
            (v.say("Đơn vị ước cả năm", "The owner expects"), e(amount(a.owner_forecast))),
            (v.say("Cần mỗi kỳ còn lại", "Needed per remaining period"), e(amount(a.needed_per_period))),
            (
                v.say("Cùng các kỳ năm trước", "The same periods last year"),
                e(amount(a.last_year_rest_per_period)),
            ),
            (v.say("Đơn vị phụ trách", "Owner"), e(v.owner_name(a.owner))),
        ]


def _bare(name: str) -> str:
    """A unit's name without what kind of unit it is, for a narrow heading."""
    return name.removeprefix("Xã ").removeprefix("Thị trấn ").removeprefix("Phường ")
