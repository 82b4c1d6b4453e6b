"""The pages about pages: a month's index, a programme's archive, the list of programmes. Relative links only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import quote

from analysis import language
from analysis.present import locale, theme
from analysis.present.markup import Cell, Column, details, e, table
from analysis.publish import html
from analysis.publish.manifest import FAILED, GOOD, Manifest, Notebook, reason

ORDER = (
    "off_track",
    "missed",
    "at_risk",
    "uncertain",
    "neutral",
    "on_track",
    "achieved",
    "self",
    "too_early",
    "not_due",
    "no_data",
    "lapsed",
    "watch",
)


def month(of: Manifest) -> str:
    """index.html of a month: its pages, the count of targets, the files that were lost."""
    lang = of.lang
    say = partial(language.say, lang)
    name = locale.month(of.month, lang)
    pages = [p for p in of.notebooks if "/" not in p.name]
    body = [
        f"<h1>{escape(say('pages'))} – {escape(name)}</h1>",
        f"<p>{escape(of.programme_name)}</p>",
        f"<p>{escape(_asked(of, lang))}</p>" if of.question else "",
        f"<p>{escape(say('edition', n=of.edition))}</p>" if of.edition > 1 else "",
        _counts(of, lang),
        _pages(of, pages, lang),
        _units(of, lang),
        _lost(of, lang),
        _theirs(of, lang),
        f'<p class="foot">{escape(say("run_lan_chay"))} {escape(of.run_id)} · '
        f'<a href="manifest.json">manifest.json</a></p>',
    ]
    links = [
        ("../index.html", say("all_months")),
        ("../../index.html", say("programmes")),
    ]
    title = f"{say('pages')} – {name} – {of.programme_name}"
    return html.page(_looked("\n".join(body)), title=title, lang=lang, banner=of.banner, links=links)


def programme(months: Sequence[Manifest], lang: str = "vi", others: Sequence[Manifest] = ()) -> str:
    """index.html of a programme: months newest first with counts, and a mark per target and month; then the months
    that answer `others` than the official question. Manifests, newest first; at least one."""
    say = partial(language.say, lang)
    name = [*months, *others][0].programme_name
    body = [f"<h1>{escape(name)}</h1>", _month_list(months, lang), _grid(months, lang), _others(others, lang)]
    links = [("../index.html", say("programmes"))]
    title = f"{say('months')} – {name}"
    said = (
        m.banner.removeprefix(m.lacking).removeprefix(" · ") for m in months
    )  # of one month speaks its row
    banner = next(filter(None, said), "")
    return html.page(_looked("\n".join(body)), title=title, lang=lang, banner=banner, links=links)


def home(programmes: Mapping[str, Sequence[Manifest]], lang: str = "vi") -> str:
    """reports/index.html: every programme with its newest month."""
    say = partial(language.say, lang)
    rows = []
    for id, months in programmes.items():
        new = months[0]
        newest = f'<a href="{_to(id, _at(new), _front(new))}">{escape(locale.month(new.month, lang))}</a>'
        rows.append(
            f'<tr><th scope="row"><a href="{_to(id, "index.html")}">{escape(new.programme_name)}</a></th>'
            f"<td>{newest}</td><td>{len(months)}</td></tr>"
        )
    title = say("programmes")
    heads = (
        say("programme"),
        say("newest_month"),
        say("months_so_thang"),
    )
    body = _looked(f"<h1>{escape(title)}</h1>{_table(title, heads, rows)}")
    return html.page(body, title=title, lang=lang)


def revised(edition: int, changed: Sequence[Mapping[str, str]], lang: str) -> str:
    """What a brief says of an edition after the first: its number, and folded what is not as it was before."""
    say = partial(language.say, lang)
    heads = (say("what"), say("previous_edition"), say("this_edition"), say("brought_by"))
    columns = [Column(escape(head)) for head in heads]
    rows = [[Cell(e(c["name"]), head=True), e(c["before"]), e(c["after"]), e(c["why"])] for c in changed]
    line = say("edition_changed", n=edition, changes=len(changed))
    return details(e(line), table(columns, rows, e(line), "cards"), "edition")


def refused(of: Manifest, page: Notebook) -> str:
    """The page of a notebook that failed: what, why, and the last good one."""
    say = partial(language.say, of.lang)
    title = page.title or page.name
    body = html.refusal(title, reason(page, of.lang), of.lang) + _kept(of, page)
    return html.page(body, title=title, lang=of.lang, links=[(_up(page) + "index.html", say("pages"))])


def not_made(of: Manifest, title: str, name: str) -> str:
    """What stands where others link to a page that no run of the month was asked for."""
    say = partial(language.say, of.lang)
    body = f"<h1>{escape(title)}</h1>{html.box(say('page_not_asked_for', month=of.month, name=name))}"
    links = [("index.html", say("pages"))]
    return html.page(_looked(body), title=title, lang=of.lang, links=links)


def ended_early(of: Manifest, page: Notebook, file: Path) -> str:
    """The page of a notebook that ended itself before its end, with the links of one that failed."""
    return file.read_text(encoding="utf-8").replace("</main>", f"{_kept(of, page)}</main>", 1)


def _kept(of: Manifest, page: Notebook) -> str:
    """Links to what is kept of a page that was lost: as it was last made, and its notebook as far as it got."""
    say = partial(language.say, of.lang)
    kept = (
        (page.last_good, say("the_page_as_it_was")),
        (
            page.partial,
            say("this_runs_notebook_as_far"),
        ),
    )
    return "".join(
        f'<p><a href="{quote(file["path"].rpartition("/")[2])}">{escape(words)}</a></p>'
        for file, words in kept
        if file
    )


def _pages(of: Manifest, pages: Sequence[Notebook], lang: str) -> str:
    items = []
    for page in sorted(pages, key=lambda p: p.name != "brief"):
        note = ""
        if page.status == FAILED:
            note = f" – {escape(language.say(lang, 'ended_early' if page.early else 'could_not_be_made'))}"
        elif page.status not in GOOD:
            continue
        elif page in of.older:
            note = f" – {escape(language.say(lang, 'of_an_earlier_run_its'))}"
        words = (page.title or page.name).split(" – ")[0]
        items.append(f'<li><a href="{_to(page.name + ".html")}">{escape(words)}</a>{note}</li>')
    items += [_paper(page, lang) for page in of.papers if page.status in (*GOOD, FAILED)]
    return f'<ul class="files pages">{"".join(items)}</ul>' if items else ""


def _paper(page: Notebook, lang: str) -> str:
    """A line for the Word draft or the Excel annex; its last good one where it was lost."""
    say = partial(language.say, lang)
    words = language.catalogue(lang)["paper"].get(page.name, page.name)
    if page.status != FAILED:
        return f'<li><a href="{_to(page.outputs[0]["path"])}">{escape(words)}</a></li>'
    last = (
        f' <a href="{_to(page.last_good["path"])}">{escape(say("the_last_one"))}</a>'
        if page.last_good
        else ""
    )
    lost = say("could_not_be_made")
    return f"<li>{escape(words)} – {escape(lost)}: {escape(reason(page, lang))}{last}</li>"


def _units(of: Manifest, lang: str) -> str:
    """Pages of single places and owners, or how to make them."""
    pages = [p for p in of.notebooks if "/" in p.name and p.status in (*GOOD, FAILED)]
    heading = language.say(lang, "single_places_and_owners")
    if not pages:
        nil = escape(language.say(lang, "no_single_pages", month=of.month))
        return f'<section class="s" id="units"><h2>{escape(heading)}</h2><p class="nil">{nil}</p></section>'
    of_unit = Counter(p.name.partition("/")[0] for p in pages)
    items = ""
    for p in pages:
        page, _, unit = p.title.rpartition(" – ")
        words = unit if of_unit[p.name.partition("/")[0]] == 1 else f"{unit}: {page.split(' – ')[0]}"
        items += f'<li><a href="{_to(p.name + ".html")}">{escape(words or p.name)}</a></li>'
    listed = f'<ul class="files pages">{items}</ul>'
    return f'<section class="s" id="units"><h2>{escape(heading)}</h2>{listed}</section>'


def _lost(of: Manifest, lang: str) -> str:
    if not of.lost:
        return ""
    heading = language.say(lang, "files_that_could_not_be")
    items = "".join(f"<li><b>{escape(x['path'])}</b>: {escape(x['message'])}</li>" for x in of.lost)
    return f'<section class="s"><h2>{escape(heading)}</h2><ul class="files pages">{items}</ul></section>'


def _asked(of: Manifest, lang: str) -> str:
    """What is said of a month that answers another question than the official one."""
    say = partial(language.say, lang)
    return say("a_question_of_its_own") + (
        f"{of.question.replace('.', ', ')} ({of.parameters.get('params', '')})"
    )


def _theirs(of: Manifest, lang: str) -> str:
    """Files that people put here, or changed after they were published."""
    if not of.kept:
        return ""
    heading = language.say(lang, "files_put_or_changed_by")
    items = "".join(
        f'<li><a href="{_to(*x["path"].split("/"))}">{escape(x["path"])}</a></li>' for x in of.kept
    )
    return f'<section class="s"><h2>{escape(heading)}</h2><ul class="files pages">{items}</ul></section>'


def _others(others: Sequence[Manifest], lang: str) -> str:
    if not others:
        return ""
    heading = language.say(lang, "questions_of_their_own_not")
    items = "".join(
        f'<li><a href="{_to(_at(m), _front(m))}">{escape(locale.month(m.month, lang))}</a>: '
        f"{escape(_asked(m, lang))}</li>"
        for m in others
    )
    return f'<section class="s"><h2>{escape(heading)}</h2><ul class="files pages">{items}</ul></section>'


def _counts(of: Manifest, lang: str) -> str:
    """How many numbered targets have each status: mark, word and number together."""
    items = "".join(f"<li>{text}</li>" for text in _counted(of, lang))
    return f'<ul class="legend">{items}</ul>' if items else ""


def _counted(of: Manifest, lang: str) -> list[str]:
    """A status and its number of targets, worst first, in the words that stand beside them."""
    words: dict[str, list[str]] = {}
    for t in of.targets:
        if t["no"]:
            words.setdefault(t["mark"], []).append(t["word"] or theme.word(t["mark"], lang=lang))
    return [
        f'<span class="cnt">{theme.labelled(key, theme.together(words[key]))}&nbsp;<b>{len(words[key])}</b></span>'
        for key in filter(words.__contains__, ORDER)
    ]


def _month_list(months: Sequence[Manifest], lang: str) -> str:
    if not months:
        return ""
    say = partial(language.say, lang)
    rows = []
    for m in months:
        counts = " ".join(_counted(m, lang))
        more = [say("edition", n=m.edition)] * (m.edition > 1) + [say("not_enough_figures")] * bool(m.lacking)
        note = f"<br>{escape('; '.join(more))}" if more else ""
        lost = f"{len(m.failed)} {say('pages_lost')} · " if m.failed else ""
        rows.append(
            f'<tr><th scope="row" class="dt"><a href="{_to(_at(m), _front(m))}">'
            f"{escape(locale.month(m.month, lang))}</a>{note}</th>"
            f'<td>{counts}</td><td class="dt">{escape(lost)}<a href="{_to(_at(m), "index.html")}">'
            f"{escape(say('pages_cac_trang'))}</a></td></tr>"
        )
    heads = (
        say("month"),
        say("how_many_by_status"),
        say("see"),
    )
    title = say("months_newest_first")
    return _section(title, heads, rows)


def _grid(months: Sequence[Manifest], lang: str) -> str:
    """A mark for each target and month, the months of a year from left to right."""
    say = partial(language.say, lang)
    years = sorted({m.month[:4] for m in months}, reverse=True)
    parts = []
    for year in years:
        of_year = {m.month: m for m in months if m.month.startswith(year)}
        newest = of_year[max(of_year)]
        columns = [f"{year}-{n:02d}" for n in range(1, 13)]
        rows = []
        for line in _lines(newest):
            cells = "".join(f"<td>{_mark(of_year.get(c), line['id'], lang)}</td>" for c in columns)
            name = f"{line['no']}. {line['name']}" if line["no"] else line["name"]
            rows.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
        heads = [say("what"), *(locale.month_short(c, lang) for c in columns)]
        title = f"{say('status_by_month')} {year}"
        parts.append(_section(title, heads, rows, "year"))
    return "".join(parts)


def _lines(of: Manifest) -> list[dict]:
    """The annex's rows: every target, and below it its components."""
    return [line for t in of.targets for line in (t, *t.get("components", ()))]


def _mark(of: Manifest | None, target: str, lang: str) -> str:
    found = next((t for t in _lines(of) if t["id"] == target), None) if of else None
    if found is None:
        return "–"
    return theme.mark(found["mark"], found["word"] or theme.word(found["mark"], lang=lang))


def _section(title: str, heads: Sequence[str], rows: Sequence[str], cls: str = "") -> str:
    return f'<section class="s"><h2>{escape(title)}</h2>{_table(title, heads, rows, cls)}</section>'


def _table(caption: str, heads: Sequence[str], rows: Sequence[str], cls: str = "") -> str:
    cells = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    cls = f"t {cls}".strip()
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}">'
        f'<table class="{cls}">'
        f'<caption class="vh">{escape(caption)}</caption><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _looked(body: str) -> str:
    """In the look of the pieces (present/piece.css)."""
    return f'<div class="bp">{body}</div>'


def _at(of: Manifest) -> str:
    """The folder of a month."""
    return of.folder or of.month


def _front(of: Manifest) -> str:
    """The page a reader wants first."""
    return "brief.html" if of.page("brief") else "index.html"


def _up(page: Notebook) -> str:
    return "../" * page.name.count("/")


def _to(*parts: str) -> str:
    return "/".join(quote(p) for p in parts)
