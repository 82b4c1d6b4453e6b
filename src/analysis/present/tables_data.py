"""Where the figures come from and how good they are."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analysis.present import locale, theme
from analysis.present.charts_data import revised
from analysis.present.markup import Cell, Column, Line, details, e, refusal, section, table
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.view import View

SEVERITIES = {
    "error": ("bad", "◆", "Không dùng", "Not used"),
    "warning": ("warn", "▲", "Dùng, có đánh dấu", "Used, marked"),
    "note": ("none", "•", "Ghi chú", "Note"),
}


def finding_lines(view: View, keys: tuple[int, ...]) -> list[str]:
    """File, sheet and cells of a finding's figures, a line per sheet, newest first, as ready HTML."""
    cells: dict[tuple[str, str], list[str]] = {}
    for r in view.observed(keys)[["source", "sheet", "cell"]].itertuples(index=False):
        seen = cells.setdefault((str(r.source).rsplit("/", 1)[-1], str(r.sheet or "")), [])
        if r.cell and r.cell not in seen:
            seen.append(str(r.cell))
    word = view.say("ô", "cell")
    return [
        e(", ".join(x for x in (source, sheet, f"{word} {', '.join(found[:4])}" if found else "") if x))
        for (source, sheet), found in cells.items()
    ][:4]


class DataTables:
    """Sources, problems, reporting, revisions."""

    view: View

    def sources(self) -> Piece:
        """Every input file with its hash; folded in the brief, since a list of files is for looking up."""
        v = self.view
        inputs = v.files()
        title = v.say(f"Nguồn số liệu: {len(inputs)} tệp", f"Sources: {len(inputs)} files")
        if not len(inputs):
            nil = v.say("Không có tệp nguồn.", "No source file.")
            return Piece(section(title, f'<p class="nil">{nil}</p>', "sources", 2), text=nil)
        used = set(v.observations.loc[v.observations["period"].str.startswith(str(v.year)), "source"])
        shown = inputs[inputs["source"].isin(used)] if used else inputs
        rows = "".join(
            f"<li>{e(r['source'])} <code>{e(str(r['sha256'])[:16])}</code>" for r in shown.to_dict("records")
        )
        rest = len(inputs) - len(shown)
        note = v.say(
            "16 ký tự đầu của mã SHA-256; mã đầy đủ ở trang chất lượng số liệu và manifest.json.",
            "First 16 digits of SHA-256; the whole code is on the data-quality page and in manifest.json.",
        )
        if rest:
            note = (
                v.say(
                    f"{rest} tệp của các năm trước xem ở trang chất lượng số liệu. ",
                    f"{rest} files of earlier years: see the data-quality page. ",
                )
                + note
            )
        inner = f'<ul class="files">{rows}</ul><p class="note">{e(note)}</p>'
        folded = details(
            v.say(f"{len(shown)} tệp của năm {v.year}", f"{len(shown)} files of {v.year}"), inner, "more"
        )
        lost = "".join(
            refusal(v, p.source, (p.message_en or p.message) if v.lang == "en" else p.message)
            for p in v.problems
            if getattr(p, "whole_file", False)
        )
        if unclaimed := [p.source for p in v.problems if p.code == "no_source"]:
            names = ", ".join(unclaimed[:3]) + " …" * (len(unclaimed) > 3)
            text = v.say(
                f"{len(unclaimed)} tệp chưa khai báo đơn vị gửi nên chưa đọc: {names}.",
                f"{len(unclaimed)} files that no source claims are not read: {names}.",
            )
            lost += f'<p class="note">{e(text)}</p>'
        return Piece(
            section(title, lost + folded, "sources", 2, "sources"), shown.reset_index(drop=True), title
        )

    def inputs(self) -> Piece:
        """Every input file with its whole hash, size and how many figures came from it."""
        v = self.view
        title = v.say(f"{len(v.inputs)} tệp đã đọc", f"{len(v.inputs)} files read")
        count = Counter(v.observations["source"])
        rows = [
            [
                Cell(e(r["source"]), head=True),
                e(locale.number(r.get("bytes"), 0, v.lang)),
                e(locale.number(count[r["source"]], 0, v.lang)),
                f'<span class="hash">{e(r["sha256"])}</span>',
            ]
            for r in v.inputs.to_dict("records")
        ]
        columns = [
            Column(v.say("Tệp", "File"), phone=""),
            Column(v.say("Byte", "Bytes"), "n"),
            Column(v.say("Số đã đọc", "Figures"), "n"),
            Column("SHA-256"),
        ]
        listed = details(e(title), table(columns, rows, e(title), "cards"), "more")
        return Piece(section(e(title), listed), v.inputs, title)

    def problems(self, limit: int = 60) -> Piece:
        """What was rejected or doubted: where, what was read, why, how to mend it; gravest first."""
        v = self.view
        order = {k: i for i, k in enumerate(SEVERITIES)}
        found = sorted(v.problems, key=lambda p: (order.get(p.severity, 9), p.source, p.sheet, p.cell))
        counts = Counter(p.severity for p in found)
        title = v.say(
            f"{counts['error']} ô hoặc tệp không dùng được, {counts['warning']} số dùng có đánh dấu",
            f"{counts['error']} cells or files not used, {counts['warning']} figures used and marked",
        )
        if not found:
            nil = v.say("Không có ô nào bị loại.", "No cell was rejected.")
            return Piece(section(e(title), f'<p class="nil">{nil}</p>'), text=nil)
        rows = []
        for p in found[:limit]:
            colour, glyph, vi, en = SEVERITIES.get(p.severity, SEVERITIES["note"])
            where = ", ".join(
                x
                for x in (
                    p.source.rsplit("/", 1)[-1],
                    p.sheet,
                    p.cell and v.say(f"ô {p.cell}", f"cell {p.cell}"),
                )
                if x
            )
            message = p.message_en if v.lang == "en" and p.message_en else p.message
            remedy = p.remedy_en if v.lang == "en" and p.remedy_en else p.remedy
            rows.append(
                Line(
                    [
                        Cell(e(where), head=True),
                        e(p.value or locale.NONE),
                        e(message),
                        e(remedy),
                        f'<span class="st c-{colour}">{glyph} {e(v.say(vi, en))}</span>',
                    ],
                    f"c-{colour}",
                )
            )
        columns = [
            Column(v.say("Ở đâu", "Where"), phone=""),
            Column(v.say("Đọc thấy", "Read")),
            Column(v.say("Vì sao", "Why")),
            Column(v.say("Cách sửa", "Remedy")),
            Column(v.say("Xử lý", "Handling"), "sts", ""),
        ]
        more = len(found) - limit
        rest = v.say(f"và {more} mục nữa; chạy brief check để xem đủ.", f"and {more} more; run brief check.")
        note = f'<p class="note">{e(rest)}</p>' if more > 0 else ""
        frame = pd.DataFrame([p.as_dict() for p in found if hasattr(p, "as_dict")])
        return Piece(section(e(title), table(columns, rows, e(title), "cards problems") + note), frame, title)

    def findings(self) -> Piece:
        """Figures that contradict one another or cannot be: what, why, in which file, sheet and cell."""
        v = self.view
        found = v.assessments.findings
        title = v.say(
            f"{len(found)} chỗ số liệu mâu thuẫn, thiếu hoặc không thể có",
            f"{len(found)} figures that contradict others, lack something or cannot be",
        )
        if not found:
            nil = v.say("Không thấy chỗ nào mâu thuẫn.", "Nothing contradicts anything.")
            return Piece(section(e(title), f'<p class="nil">{nil}</p>'), text=nil)
        rows, frame = [], []
        for f in found:
            named = v.programme.measures.get(f.subject) or v.programme.commitment(f.subject)
            lines = finding_lines(v, f.keys)
            listed = "".join(f"<li>{line}</li>" for line in lines) or f"<li>{locale.NONE}</li>"
            why = sentence(f.reason, v.programme, v.lang)
            rows.append(
                [
                    Cell(e(f"{f.subject}. {named.short(v.lang)}"), head=True),
                    e(why),
                    f'<ul class="files">{listed}</ul>',
                ]
            )
            frame.append((f.kind, f.subject, why, "; ".join(lines)))
        columns = [
            Column(v.say("Nội dung", "What"), phone=""),
            Column(v.say("Vì sao", "Why")),
            Column(v.say("Ở đâu", "Where")),
        ]
        return Piece(
            section(e(title), table(columns, rows, e(title), "cards problems")),
            pd.DataFrame(frame, columns=["kind", "subject", "why", "where"]),
            title,
        )

    def reporting(self) -> Piece:
        """Which office reported what, when, and what it owes."""
        v = self.view
        owners: dict[str, list] = {}
        for x in v.measures():
            if x.a.owner:
                owners.setdefault(x.a.owner, []).append(x)
        late = {o: [x for x in xs if x.a.late] for o, xs in owners.items()}
        owing = sum(bool(x) for x in late.values())
        title = v.say(
            f"{len(owners) - owing}/{len(owners)} đơn vị đã báo cáo đủ đến {locale.month_name(v.month)}",
            f"{len(owners) - owing} of {len(owners)} offices have reported all that was due by "
            f"{locale.month_name(v.month, 'en')}",
        )
        rows, frame = [], []
        for id, xs in owners.items():
            dates = [
                str(d)
                for x in xs
                for d in v.observed((*x.a.keys, *x.a.cells.get("self_assessment", ())))["reported_on"]
                if d
            ]
            newest = max(dates, default="")
            owes = ", ".join(x.short for x in late[id])
            state = (
                theme.labelled("no_data", v.say("còn nợ", "owes"))
                if owes
                else theme.labelled("on_track", v.say("đủ", "complete"))
            )
            rows.append(
                [
                    Cell(e(v.owner_name(id)), head=True),
                    e(locale.number(len(xs), 0, v.lang)),
                    e(locale.date(newest, v.lang) if newest else locale.NONE),
                    state,
                    e(owes or locale.NONE),
                ]
            )
            frame.append((id, len(xs), newest, owes))
        columns = [
            Column(v.say("Đơn vị", "Office"), phone=""),
            Column(v.say("Số nội dung", "Measures"), "n"),
            Column(v.say("Báo cáo mới nhất", "Newest report"), "dt"),
            Column(v.say("Tình trạng", "State"), "sts", ""),
            Column(v.say("Chưa báo cáo", "Not reported")),
        ]
        if not rows:
            nil = v.say("Chương trình chưa ghi đơn vị phụ trách.", "The programme names no owners.")
            return Piece(section(e(nil), ""), text=nil)
        return Piece(
            section(e(title), table(columns, rows, e(title), "cards")),
            pd.DataFrame(frame, columns=["owner", "measures", "newest", "owes"]),
            title,
        )

    def revisions(self) -> Piece:
        """All figures of the year that were reported again with another value."""
        v = self.view
        moved = revised(v)
        title = v.say(
            f"{len(moved)} số của năm đã điều chỉnh", f"{len(moved)} figures of the year were revised"
        )
        if not len(moved):
            return Piece(section(e(title), ""), text=title)
        rows = []
        for r in moved.itertuples():
            m = v.programme.measure(r.measure)
            rows.append(
                [
                    Cell(
                        f"{e(m.short(v.lang))}<small>{e(locale.month(r.period, v.lang))}</small>", head=True
                    ),
                    e(locale.amount(r.first, m.unit, v.lang)),
                    e(locale.amount(r.last, m.unit, v.lang)),
                    e(locale.percent(r.change, v.lang, True)),
                    e(locale.date(r.last_on, v.lang)),
                    f"<small>{e(r.last_at)}</small>",
                ]
            )
        columns = [
            Column(v.say("Số", "Figure"), phone=""),
            Column(v.say("Lần đầu", "First"), "n"),
            Column(v.say("Hiện nay", "Now"), "n"),
            Column(v.say("Thay đổi", "Change"), "n"),
            Column(v.say("Ngày", "On"), "dt"),
            Column(v.say("Ô", "Cell")),
        ]
        return Piece(section(e(title), table(columns, rows, e(title), "cards")), moved, title)

    def quality(self) -> Piece:
        """The month's figures in numbers: how many, of what vintage, rejected, filled, illustrative."""
        v = self.view
        frame = v.observations[v.observations["period"] == v.month]
        vintages = Counter(frame["vintage"])
        filled = sum(len(x.a.filled) for x in v.measures())
        facts = [
            (v.say("Số đọc được của tháng", "Figures read for the month"), len(frame)),
            (v.say("trong đó số ước", "of them estimates"), vintages["estimate"]),
            (v.say("sơ bộ", "preliminary"), vintages["preliminary"]),
            (v.say("chính thức", "final"), vintages["final"]),
            (v.say("số minh họa", "illustrative"), int(frame["illustrative"].sum()) if len(frame) else 0),
            (
                v.say("Ô hoặc tệp bị loại (mọi kỳ)", "Cells or files rejected (all periods)"),
                sum(p.severity == "error" for p in v.problems),
            ),
            (v.say("Kỳ thiếu số, đã ước theo mùa vụ", "Missing periods filled by the season"), filled),
            (v.say("Chỉ tiêu chưa báo cáo", "Measures not reported"), sum(x.a.late for x in v.measures())),
        ]
        title = v.say(
            f"Số liệu {locale.month_name(v.month)}", f"Figures of {locale.month_name(v.month, 'en')}"
        )
        rows = [[Cell(e(k), head=True), e(locale.number(n, 0, v.lang))] for k, n in facts]
        html = table(
            [Column(v.say("Nội dung", "What")), Column(v.say("Số lượng", "Count"), "n")],
            rows,
            e(title),
            "data",
        )
        return Piece(section(e(title), html), pd.DataFrame(facts, columns=["what", "count"]), title)
