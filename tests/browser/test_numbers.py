"""Every number in the finished page's prose stands in its tables or in the verdicts they were made from."""

import dataclasses
import math
import re

import numpy as np
import pytest
from limits import visible

from analysis.assess.assessments import Path, Reason
from analysis.assess.status import headline_of
from analysis.present.parts import parts_tables

NUMBER = re.compile(r"[+−]?\d[\d.]*(?:,\d+)?")
# what is not a figure: dates, months, quarters, file names, chances in words, rows' own numbers
NO_FIGURE = re.compile(
    r"\d{1,2}/\d{1,2}/\d{4}|\b\d{1,2}/(?:0?[1-9]|1[0-2])\b(?!/)|"
    r"\btháng \d{1,2}(?:/\d{4})?|\bT\d{1,2}\b|\bquý [IV]+(?:/\d{4})?|"
    r"\bnăm 20\d\d|\b\d{1,2} tháng\b|\b[58] trên 10\b|\(8/10\)|"
    r"khoảng 80%|\btrên 100 bé gái|chỉ tiêu 100%|"
    r"\b\d+ tháng còn lại|\b\d+ quý còn lại|"
    r"(?:: |; )\d{1,2}[a-c]?\. |\b20\d\d: |SHA-256|"
    r"So cùng kỳ “–”: .*?\)\.|lần chạy \S+|phiên bản số liệu \S+|\bkhu vực \d"
)


def read(token: str) -> float:
    return float(token.replace(".", "").replace(",", ".").replace("−", "-").replace("+", ""))


def prose(html: str) -> str:
    """What is said in sentences: headings, paragraphs, lists, captions, alternative texts; no table."""
    body = html[html.index("<main>") :]
    body = re.sub(r"<section class=\"s howto\">.*?</section>", " ", body, flags=re.S)
    body = re.sub(
        r"<ul class=\"(?:files|dots)\"[^>]*>.*?</ul>|<table.*?</table>|<svg.*?</svg>", " ", body, flags=re.S
    )
    said = re.findall(r'<svg class="ch[^>]*aria-label="([^"]*)"', html)
    return visible("<body>" + body) + " " + " ".join(said)


def names(view) -> list[str]:
    """Names and an analyst's own sentences hold numbers that are no figures of ours."""
    p, n = view.programme, view.notes
    found = [p.name_vi, p.document_vi, *(o.name_vi for o in p.owners)]
    for t in p.targets:
        found += [t.name_vi, *(x for m in t.measures for x in (m.name_vi, m.short_vi, m.unit))]
    for c in p.commitments:
        found += [c.name_vi, c.short_vi, *(s.name_vi for s in c.steps)]
    found += [x for a in n.asks for x in (a.what, a.why, a.proposal)] + [a.what for a in n.assigned]
    found += [x for c in n.causes for x in (c.cause, c.next)]
    return sorted({x for x in found if re.search(r"\d", x)}, key=len, reverse=True)


def figures(view) -> set[float]:
    """Every figure of the verdicts, of their reasons, and what is worked out between two of them."""
    found: set[float] = set()

    def take(value) -> None:
        if isinstance(value, bool) or value is None:
            return
        if isinstance(value, (int, float, np.floating, np.integer)):
            if np.isfinite(value):
                found.add(abs(float(value)))
        elif isinstance(value, np.ndarray):
            found.update(abs(float(x)) for x in value[np.isfinite(value)])
        elif isinstance(value, Reason):
            for x in value.values.values():
                take(x)
            if (needed := value.values.get("needed")) and (last := value.values.get("last_year")):
                take(100 * (needed / last - 1))  # by how much the rest of the year is above last year's
        elif isinstance(value, Path):
            for f in dataclasses.fields(value):
                take(getattr(value, f.name))
            take(np.asarray(value.actual) - np.asarray(value.expected))
            ends = [i for i, p in enumerate(value.periods) if p[-2:] in {"03", "06", "09", "12"} or "Q" in p]
            now, was = (
                np.diff(np.asarray(y, float)[ends], prepend=0.0) for y in (value.actual, value.last_year)
            )
            take(now), take(now - was)  # the year by quarter, and its change
            with np.errstate(invalid="ignore", divide="ignore"):
                take(100 * (now / was - 1))
            # as a reader subtracts: what is printed from what is printed
            for digits in (0, 1):
                take(np.round(value.actual, digits) - np.round(value.expected, digits))
        elif isinstance(value, (tuple, list)):
            for x in value:
                take(x)

    for a in view.assessments.measures.values():
        for f in dataclasses.fields(a):
            take(getattr(a, f.name))
        for bound in (a.target_low, a.target_high):
            for end in (a.year_end_p10, a.year_end_p90):
                if bound is not None and end is not None:
                    take(bound - end)
        if a.probability is not None:
            take(100 * a.probability)
        if a.whole and a.to_date is not None and a.target_low:
            take(100 * round(a.to_date) / a.target_low)
        if a.needed_per_period is not None:
            take(math.ceil(a.needed_per_period))  # of things that come whole
    for s in view.assessments.commitments.values():
        take(s.reason)
        take([s.steps_done, s.steps_total])
    for x in view.measures():  # what the tables of parts, on the pages of their groups, print
        for _, table in parts_tables(view, x):
            found |= {abs(read(t.rstrip("."))) for t in NUMBER.findall(re.sub("<[^>]+>", " ", table))}
    return found


def counts(view) -> set[int]:
    """Counts of things, worked out here from the verdicts and not from the page."""
    h = headline_of(view.rows())
    rows = [r for t, r in view.rows() if t.counted]
    order = {"missed": 0, "off_track": 1, "at_risk": 2, "on_track": 3, "achieved": 4}
    then, now = [view.row_stood(r) for r in rows], [view.row_entry(r).stand for r in rows]
    moved = [(order.get(a or ""), order.get(b)) for a, b in zip(then, now, strict=True)]
    up = sum(a is not None and b is not None and b > a for a, b in moved)
    down = sum(a is not None and b is not None and b < a for a, b in moved)
    new = sum(
        r.previous_status is not None and a is None and b is not None
        for r, (a, b) in zip(rows, moved, strict=True)
    )
    own = sum(b == "self" and a not in ("self", None) for a, b in zip(then, now, strict=True))
    gone = sum(a in {*order, "self"} and b not in {*order, "self"} for a, b in zip(then, now, strict=True))
    found = {up, down, new, own, gone, len(view.inputs), len(view.assessments.revised), len(view.works())}
    found |= {getattr(h, f.name) for f in dataclasses.fields(h)}
    found |= {
        h.not_due + h.too_early + h.no_data + h.lapsed + h.watch,
        sum(r.status == "missed" for r in rows),
    }
    for key in {s.status for _, s in view.works()}:
        found.add(sum(s.status == key for _, s in view.works()))
    for key in (*order, "self"):
        found.add(abs(now.count(key) - then.count(key)))
    found.add(abs(sum(b in {*order, "self"} for b in now) - sum(a in {*order, "self"} for a in then)))
    trouble = {"missed", "off_track", "at_risk", "uncertain"}
    late = [r for r in rows if r.status == "no_data" and r.by != "self"]
    is_late = [view.assessments.measures[r.decided_by].late for r in late]
    found |= {sum(is_late), len(late) - sum(is_late)}
    judged = [x for x in view.measures() if x.measure.role not in {"striven", "watch"}]
    bad = [x for x in judged if x.a.status in trouble or (x.a.late and x.a.status == "no_data")]
    first = sum(r.status in trouble for r in rows) + sum(is_late)
    found |= {
        first,
        len(bad) - first,
        max(min(len(bad), 8) - first, 0),
        8,
        max(first - 8, 0),
    }
    amounts = [
        x
        for x in judged
        if not x.is_share
        and x.a.share_of_target is not None
        and x.a.status not in {"lapsed", "watch"}
        and x.measure.kind in {"flow", "budget", "milestone", "count"}
    ]
    largest = sorted(amounts, key=lambda x: x.a.target_low, reverse=True)[:12]
    for shown in (amounts, largest):
        found |= {len(shown), sum(x.a.status in {"achieved", "on_track"} for x in shown)}
    this_year = view.observations["period"].str.startswith(str(view.year))
    used = set(view.observations.loc[this_year, "source"]) & set(view.inputs["source"])
    return found | {len(used), len(view.inputs) - len(used)}


def unexplained(html: str, view) -> list[str]:
    """Numbers of the prose that are neither a figure of the verdicts as printed nor a known count."""
    text = prose(html)
    for name in names(view):
        text = re.sub(
            re.escape(name), " ", text, flags=re.IGNORECASE
        )  # inside a sentence its first letter is small
    text = NO_FIGURE.sub(" ", text)
    apart = [f.reason.values for f in view.assessments.findings if f.kind == "months_apart"]
    told = {abs(said[k]) for said in apart for k in ("value", "apart")}  # made again by tests/test_prose.py
    known = np.array(sorted(figures(view) | told))
    whole = counts(view)
    # a title speaks of the gap to the plan in whole units
    gaps = {
        float(round(abs(b - end)))
        for a in view.assessments.measures.values()
        for b in (a.target_low, a.target_high)
        for end in (a.year_end_p10, a.year_end_p90)
        if b is not None and end is not None
    }
    found = []
    for token in NUMBER.findall(text):
        token = token.rstrip(".")
        value = abs(read(token))
        decimals = len(token.split(",")[1]) if "," in token else 0
        if decimals == 0 and value in whole:
            continue
        # a count stands as it is; an amount may be rounded, to whole units from a hundred on
        least = 0.5 * 10**-decimals if decimals or value >= 100 else 0.0
        if np.abs(known - value).min() <= least + 1e-9 or (decimals == 0 and value in gaps):
            continue
        found.append(token)
    return found


@pytest.mark.parametrize("name", ["made-up", "2025-06", "2025-09", "investment"])
def test_prose_and_tables_say_the_same(pages, name):
    html, _, view = pages(name)
    assert len(NUMBER.findall(prose(html))) > 40, "too little was read back"
    assert not unexplained(html, view)


def test_a_changed_digit_is_found(pages):
    html, _, view = pages("made-up")
    lead = re.search(r'<p class="lead">(\d+)/26', html).group(1)
    wrong = next(i for i in range(100) if i not in counts(view) and i not in figures(view))
    assert unexplained(html.replace(f'<p class="lead">{lead}/26', f'<p class="lead">{wrong}/26'), view) == [
        str(wrong)
    ]
    figure = re.search(r"Quan trọng nhất:</b> [^<]*?(\d+,\d)", html).group(1)
    assert unexplained(html.replace(f" {figure}", " 987,6", 1), view)
