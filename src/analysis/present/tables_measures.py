"""Tables of one measure: its events, its pairs, all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.places import in_english
from analysis.present import locale, theme
from analysis.present.entry import Entry
from analysis.present.markup import Cell, Column, e, refusal, section, sourced, table
from analysis.present.piece import Piece
from analysis.present.view import View


class MeasureTables:
    """Figures that are lists rather than sums, and the facts of one measure."""

    view: View

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
            late = not over and planned is not None and planned < v.assessments.as_of
            state = (
                v.say("xong", "done") if over else v.say("trễ", "late") if late else v.say("chưa", "not yet")
            )
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
                        else "at_risk"
                        if late
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
            beside = (x.of_month and v.say("số ", "of ") + x.of_month, x.coverage)
            rows.append(
                [
                    Cell(f"{e(x.name)}<small>{e(unit)}</small>", head=True),
                    sourced(v, e(pair), a.keys) + f"<small>{e(' · '.join(filter(None, beside)))}</small>",
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
                e(x.plan_with_unit) + (f"<small>{e(v.reading_note)}</small>" if x.derived else ""),
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
                e(x.chance),
            ),
            (v.say("Đơn vị ước cả năm", "The owner expects"), e(amount(a.owner_forecast))),
            (v.say("Cần mỗi kỳ còn lại", "Needed per remaining period"), e(amount(a.needed_per_period))),
            (
                v.say("Cùng các kỳ năm trước", "The same periods last year"),
                e(amount(a.last_year_rest_per_period)),
            ),
            (v.say("Đơn vị phụ trách", "Owner"), e(v.owner_name(a.owner))),
        ]
