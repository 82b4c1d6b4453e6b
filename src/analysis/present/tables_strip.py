"""The status strip: a count per status with its change, and one mark per target."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analysis.present import locale, theme
from analysis.present.markup import anchor, e
from analysis.present.piece import Piece
from analysis.present.view import Entry, View

# The strip's boxes: which statuses each counts.
BOXES = (
    ("achieved", ("achieved",)),
    ("on_track", ("on_track",)),
    ("self", ("self",)),
    ("at_risk", ("at_risk", "uncertain")),
    ("off_track", ("off_track",)),
    ("missed", ("missed",)),
    ("no_data", theme.UNJUDGED),
)


def strip(v: View, of: str | pd.DataFrame | None = None) -> Piece:
    """A count per status with the change since last month, and one mark per numbered target; of a group or of rows of
    `book.verdicts` theirs alone."""
    v = v.only(of)
    if not v.whole:
        return Piece("")
    boxed = _boxed(v)
    now = Counter(k for _, k, _ in boxed)
    was = Counter(k for _, _, k in boxed if k)
    compared = all(k for _, _, k in boxed)
    # every word that stands beside a target of the box; an empty box has the status's own
    held = {key: theme.together(x.word for x, k, _ in boxed if k == key) for key, _ in BOXES}
    words = {key: said or theme.word(key, lang=v.lang, closed=v.closed) for key, said in held.items()}
    gone = now["missed"] or v.closed  # else nothing is missed before the year is over
    spare = {"self", "off_track" if gone else "missed"}
    boxes, frame = [], []
    for key, _ in BOXES:
        count = now[key]
        over = v.closed and key in {"on_track", "at_risk", "off_track"}  # nothing is on its way any more
        if not count and (over or (key in spare and not was[key])):
            continue
        step = count - was[key] if compared else None
        boxes.append(
            f'<li class="box c-{theme.status(key).colour}"><b>{count}</b><span class="lb">'
            f"{theme.mark(key)}{e(words[key])}</span><small>{e(_step(v, step, bool(was)))}</small></li>"
        )
        frame.append((words[key], count, step))
    marks = "".join(_dot(v, x) for x, _, _ in boxed)
    label = v.say("the_by_status", nouns=v.nouns)
    html = (
        f'<section class="s strip" aria-label="{e(label)}"><ul class="boxes">{"".join(boxes)}</ul>'
        f'<ul class="dots" aria-label="{e(v.say("the_one_by_one", nouns=v.nouns))}">{marks}</ul></section>'
    )
    return Piece(
        html,
        pd.DataFrame(frame, columns=["status", "count", "change"]),
        " · ".join(f"{c} {w.lower()}" for w, c, _ in frame),
    )


def _boxed(v: View) -> list[tuple[Entry, str, str | None]]:
    """Each numbered target, as what decided it, with its box now and last month."""
    found = []
    for target, row in v.rows():
        if not target.counted:
            continue
        x, was = v.row_entry(row), v.row_stood(row)
        found.append((x, box(x.stand), None if was is None else box(was)))
    return found


def _step(v: View, step: int | None, known: bool) -> str:
    if step is None and not known:
        return v.say("no_earlier_month")
    short = locale.month_short(locale.before(v.month), v.lang)
    if step is None:  # of the months of a past year too little was known
        return v.say("not_judged_chua_danh_gia_3", short=short)
    if step == 0:
        return v.say("as_in", short=short)
    way = v.say("up" if step > 0 else "down")
    return v.say("on_so_voi", way=way, step=abs(step), short=short)


def _dot(v: View, x: Entry) -> str:
    target = x.target
    to = e(anchor("r", target.id, (t.id for t in v.programme.targets)))
    said = f"{target.no}. {target.name(v.lang)}: {x.word}"
    return f'<li><a href="#{to}">{theme.mark(x.mark, said)}<i>{e(target.no)}</i></a></li>'


def box(key: str | None) -> str:
    """The box that counts a status."""
    return next((name for name, keys in BOXES if key in keys), "no_data")
