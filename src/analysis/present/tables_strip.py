"""The status strip: a count per status with its change, and one mark per target."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analysis.present import locale, theme
from analysis.present.markup import anchor, e
from analysis.present.piece import Piece
from analysis.present.view import View

# The strip's boxes: which statuses each counts.
BOXES = (
    ("achieved", ("achieved",)),
    ("on_track", ("on_track",)),
    ("self", ("self",)),
    ("uncertain", ("uncertain",)),
    ("at_risk", ("at_risk",)),
    ("off_track", ("off_track", "missed")),
    ("no_data", ("no_data", "too_early", "not_due", "watch", "lapsed", "neutral")),
)


class StripTables:
    """Section 2 of the brief."""

    view: View

    def strip(self) -> Piece:
        """A count per status with the change since last month, and one mark per numbered target."""
        v = self.view
        if not v.whole:
            return Piece("")
        now = Counter(k for _, k, _ in self._boxed())
        was = Counter(k for _, _, k in self._boxed() if k)
        compared = all(k for _, _, k in self._boxed())
        boxes, frame = [], []
        for key, _ in BOXES:
            count = now[key]
            over = v.closed and key in {"on_track", "at_risk"}  # nothing is on its way any more
            if not count and (over or (key in {"self", "uncertain"} and not was[key])):
                continue
            step = count - was[key] if compared else None
            boxes.append(
                f'<li class="box c-{theme.status(key).colour}"><b>{count}</b><span class="lb">'
                f"{theme.mark(self._box_mark(key))}{e(self._box_word(key))}</span><small>{e(self._step(step))}</small></li>"
            )
            frame.append((self._box_word(key), count, step))
        marks = "".join(self._dot(*x) for x in self._boxed())
        label = v.say("Số chỉ tiêu theo mức đánh giá", "Targets by status")
        html = (
            f'<section class="s strip" aria-label="{e(label)}"><ul class="boxes">{"".join(boxes)}</ul>'
            f'<ul class="dots" aria-label="{e(v.say("Từng chỉ tiêu", "Each target"))}">{marks}</ul></section>'
        )
        return Piece(
            html,
            pd.DataFrame(frame, columns=["status", "count", "change"]),
            " · ".join(f"{c} {w.lower()}" for w, c, _ in frame),
        )

    def _boxed(self) -> list[tuple[object, str, str | None]]:
        """Each numbered target with its box now and last month."""
        found = []
        for target, row in self.view.rows():
            if not target.counted:
                continue
            now = "self" if row.by == "self" else row.status
            was = "self" if row.previous_by == "self" else row.previous_status
            found.append((target, _box(now), None if was is None else _box(was)))
        return found

    def _box_mark(self, key: str) -> str:
        """In a closed year the box of what is off track holds what was not met."""
        return "missed" if self.view.closed and key == "off_track" else key

    def _box_word(self, key: str) -> str:
        v = self.view
        closed = v.closed
        return {
            "achieved": v.say("Vượt, đạt" if closed else "Hoàn thành", "Met" if closed else "Achieved"),
            # a budget alone is never achieved, but carried out
            "on_track": v.say(
                "Trong dự toán" if closed else "Đạt tiến độ", "Within estimate" if closed else "On track"
            ),
            "self": v.say("Tự đánh giá", "Self-assessed"),
            "uncertain": v.say("Chưa chắc đạt", "Not certain"),
            "at_risk": v.say("Chậm tiến độ", "Behind"),
            "off_track": v.say("Không đạt" if closed else "Khó đạt", "Not met" if closed else "Off track"),
            "no_data": v.say("Chưa đánh giá", "Not judged"),
        }[key]

    def _step(self, step: int | None) -> str:
        v = self.view
        if step is None and not any(was for _, _, was in self._boxed()):
            return v.say("chưa có tháng trước", "no earlier month")
        short = locale.month_short(locale.before(v.month), v.lang)
        if step is None:  # of the months of a past year too little was known
            return v.say(f"{short} chưa đánh giá", f"{short} not judged")
        if step == 0:
            return v.say(f"như {short}", f"as in {short}")
        way = v.say("tăng" if step > 0 else "giảm", "up" if step > 0 else "down")
        return v.say(f"{way} {abs(step)} so với {short}", f"{way} {abs(step)} on {short}")

    def _dot(self, target, now: str, _was: str | None) -> str:
        v = self.view
        row = v.assessments.rows[target.id]
        key = "self" if row.by == "self" else row.status
        entry = v.entry(row.decided_by) if row.decided_by else None
        word = (
            theme.status("self").vi
            if key == "self"
            else entry.word
            if entry
            else theme.word(key, lang=v.lang)
        )
        if key == "self" and v.lang == "en":
            word = theme.status("self").en
        shape = entry.mark if entry and key != "self" else key
        to = e(anchor("r", target.id, (t.id for t in v.programme.targets)))
        said = f"{target.no}. {target.name(v.lang)}: {word}"
        return f'<li><a href="#{to}">{theme.mark(shape, said)}<i>{e(target.no)}</i></a></li>'


def _box(key: str | None) -> str:
    return next((box for box, keys in BOXES if key in keys), "no_data")
