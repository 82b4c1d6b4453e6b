"""Heads, leads and explanations of the pages other than the brief."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from analysis.assess.assessments import Row
from analysis.assess.status import headline_of
from analysis.language import catalogue
from analysis.present import guide, locale, theme
from analysis.present.markup import e, folded, nothing, section
from analysis.present.markup import refusal as box
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.sentences import fact
from analysis.present.trouble import troubled
from analysis.present.view import View
from analysis.programme import Target
from analysis.yamlfile import closest


def title(v: View, key: str = "brief") -> str:
    """The page's title, as the tab of a browser shows it. Text."""
    tail = f"{locale.month(v.month, v.lang)} – {v.programme.name(v.lang)}"
    return f"{_page_name(v, key)} – {tail}"


def _page_name(v: View, key: str, asked: bool = True) -> str:
    """`asked`: by a cell, where a group's name may be a slip; a notebook of the list is called as it is."""
    known, group = catalogue(v.lang)["page"], key.removeprefix("group:")
    if key in known:
        return known[key]
    if group != key or key in v.group_ids or asked and closest(key, v.group_ids):
        return v.programme.group(group).name(v.lang)
    return key.replace("_", " ")


def page_head(v: View, key: str) -> Piece:
    """The head of a page other than the brief: issuing unit, title, closing line; `key`: of a page or group of the
    programme, or the title of a page of one's own."""
    name = _page_name(v, key)
    return Piece(
        masthead(v, v.programme.name(v.lang), f"{name} – {locale.month(v.month, v.lang)}", closing(v))
        + _ways(v, (), key).html,
        text=name,
    )


def contents(v: View) -> Piece:
    """Links to the brief's own sections and to the month's other pages."""
    parts = [
        *([] if v.owner else [("#asks", v.say("contents_asks"))]),  # an office's page has none
        ("#exceptions", v.say("contents_exceptions")),
        ("#assigned", v.say("work_assigned")),
        ("#how", v.say("how_to_read_this")),
        ("#annex", v.say("contents_annex")),
    ]
    return _ways(v, parts if v.whole else parts[-1:], "brief")


def _ways(v: View, parts: Sequence[tuple[str, str]], own: str) -> Piece:
    """Links to `parts` of this page, whose title has the key `own`, and to the month's other pages by their titles. One
    place's or office's page lies a folder below them."""
    up = "../" if v.owner or not v.whole else ""
    pages = [
        (
            f"{up}{quote(file)}.html",
            v.say("back_to_the_brief") if key == "brief" else _page_name(v, key, False),
        )
        for file, key in sorted(v.pages, key=lambda page: page[1] != "brief")
        if up or key != own
    ]
    if pages:
        pages.append((f"{up}index.html", _page_name(v, "index")))
    first, more = (
        " · ".join(f'<a href="{e(to)}">{e(words)}</a>' for to, words in links) for links in (parts, pages)
    )
    first, more = (f"<p>{links}</p>" if links else "" for links in (first, more))
    label = v.say("contents")
    lines = first + (folded(v.say("open_pages"), more) if first and more else more)
    html = f'<nav class="toc" aria-label="{e(label)}">{lines}</nav>' if lines else ""
    return Piece(html, text=label)


def question(v: View, vi: str, en: str) -> Piece:
    """The heading of the pieces that answer it, in the page's language."""
    asked = {"vi": vi, "en": en}.get(v.lang, vi)
    return Piece(f"<h2>{e(asked)}</h2>", text=asked, cls="bp mk")


def summary(v: View, group: str) -> Piece:
    """A group's lead paragraph: counts, the worst, what is not judged."""
    v.programme.group(group)
    rows = v.rows(group)
    if not rows:
        text = v.say("this_group_was_not_judged")
        return Piece(box(v, text), text=text)
    h, lead = headline_of(rows), ""
    if h.total:
        rest = [f"{h.unjudged} {v.say('not_judged_chua_danh_gia_6')}"] * (0 < h.unjudged < h.total)
        lead = "; ".join([*counts(v, rows), *rest]) + "."
    bad = [x for x in troubled(v) if x.target.group == group]
    items = "".join(f"<li>{theme.mark(x.mark)} {e(fact(v, x, name=x.full))}</li>" for x in bad[:4])
    listed = f"<ul>{items}</ul>" if items else ""
    html = f'<section class="s concl"><p class="lead">{e(lead)}</p>{listed}</section>'
    return Piece(html if v.whole else "", text=lead)


def not_judged(v: View, group: str | None = None) -> Piece:
    """What could not be judged, and why."""
    found = [x for x in v.measures(group) if x.a.status in theme.UNJUDGED and not x.by_self]
    title = v.say("not_judged_and_why")
    if not found:
        return nothing(title, v.say("everything_could_be_judged"))
    items = "".join(
        f"<li>{theme.mark(x.mark)} <b>{e(x.short)}</b>: {e(x.unjudged)}. "
        f"{e(sentence(x.a.reason, v.programme, v.lang))}</li>"
        for x in found
    )
    return Piece(section(title, f'<ul class="how">{items}</ul>'), text=title)


def masthead(v: View, right: str, title: str, sub: str) -> str:
    issuer = v.programme.issuer_on(v.day)
    name = issuer.name(v.lang) if issuer else v.programme.name(v.lang)
    return (
        f'<div class="mast"><span>{e(name)}</span><span>{e(right)}</span></div>'
        f'<h1>{e(title)}</h1><p class="closing">{e(sub)}</p>'
    )


def closing(v: View) -> str:
    """To when the figures run, when they were closed, how many of last month were revised. Text."""
    a = v.assessments
    revised = int(v.own(v.observed(a.revised)).sum())
    last = locale.month_name(locale.before(v.month), v.lang)
    first = v.say("figures_to_closed_on", date=locale.date(v.day, v.lang), date2=locale.date(a.as_of, v.lang))
    if not revised:
        return first + v.say("no_figure_of_was_revised", last=last)
    return first + v.say("figures_of_were_revised", revised=revised, last=last)


def first_words(v: View, h, rows) -> str:
    noun = v.noun(t for t, _ in rows if t.counted)
    if v.closed:
        said = v.say("of_met_or_surpassed_by", achieved=h.achieved, total=h.total, noun=noun)
        if within := h.on_track_by_figures - h.achieved:  # a budget is carried out, never praised
            said += v.say("within_the_estimate_trong_du_toan", within=within)
        return said
    if h.total == h.unjudged:
        return v.say("none_judged_yet", total=h.total, noun=noun)  # "0/10" would blame somebody
    said = v.say("of_on_track_by_the", on_track_by_figures=h.on_track_by_figures, total=h.total, noun=noun)
    if h.lapsed and v.whole:
        said += v.say(
            "of_those_still_followed", good=h.on_track_by_figures, followed=h.total - h.lapsed, noun=noun
        )
    if h.achieved:
        met = [v.row_entry(r).word for t, r in rows if t.counted and r.status == "achieved"]
        word = theme.together(met).lower()
        said += v.say("of_them", achieved=h.achieved, word=word)
    return said


def counts(v: View, rows: Sequence[tuple[Target, Row]]) -> list[str]:
    """What a headline begins with: how many numbered targets of `rows` are on track by the figures, by their owners'
    word, and below their path. Texts."""
    h = headline_of(rows)
    own = [v.say("by_self_assessment_theo_don_vi", self_assessed=h.self_assessed)] * bool(h.self_assessed)
    missed = sum(v.row_entry(r).mark == "missed" for t, r in rows if t.counted)
    hard = h.off_track - missed  # without a chance left is not hard to meet
    below = ((h.at_risk, v.say("behind_cham")), (hard, v.say("off_track")), (missed, v.say("not_met")))
    return [first_words(v, h, rows), *own, *(f"{n} {word}" for n, word in below if n)]


def how_to_read(v: View) -> Piece:
    """The rules of the statuses in five lines; nothing on a commune's page, which has no status."""
    if not v.whole:
        return Piece("")
    title = v.say("how_to_read_this")
    lines = "".join(f"<li>{line}</li>" for line in guide.lines(v))
    html = folded(v.say("open_how_to_read"), f'<ul class="how">{lines}</ul>')
    return Piece(section(title, html, "howto", 2, "how"), text=title)
