"""The pages about pages: a month's index, a programme's archive, the list of programmes. Relative links only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

from analysis import language
from analysis.ingest.problems import notes_lost
from analysis.present import locale, theme
from analysis.present.markup import Cell, Column, details, e, scrolled, section, table
from analysis.publish import html
from analysis.publish.manifest import FAILED, GOOD, WORST_FIRST, Manifest, Notebook, reason


def month(of: Manifest) -> str:
    """index.html of a month: its pages, the count of targets, the files that were lost."""
    lang = of.lang
    say = partial(language.say, lang)
    name = locale.month(of.month, lang)
    pages = [p for p in of.notebooks if "/" not in p.name]
    body = [
        f"<h1>{e(say('pages'))} – {e(name)}</h1>",
        f"<p>{e(of.programme_name)}</p>",
        f"<p>{e(_asked(of, lang))}</p>" if of.question else "",
        f"<p>{e(say('edition', n=of.edition))}</p>" if of.edition > 1 else "",
        _counts(of, lang),
        _pages(of, pages, lang),
        _units(of, lang),
        _listed(
            say("files_that_could_not_be"), [f"<b>{e(x['path'])}</b>: {e(x['message'])}" for x in of.lost]
        ),
        _listed(
            say("files_put_or_changed_by"),
            [f'<a href="{_to(*x["path"].split("/"))}">{e(x["path"])}</a>' for x in of.kept],
        ),
        f'<p class="foot">{e(say("run_lan_chay"))} {e(of.run_id)} · '
        f'<a href="manifest.json">manifest.json</a></p>',
    ]
    links = [("../index.html", say("all_months")), ("../../index.html", say("programmes"))]
    title = f"{say('pages')} – {name} – {of.programme_name}"
    return html.page(_looked("\n".join(body)), title=title, lang=lang, banner=of.banner, links=links)


def programme(months: Sequence[Manifest], lang: str = "vi", others: Sequence[Manifest] = ()) -> str:
    """index.html of a programme: months newest first with counts, and a mark per target and month; then the months
    that answer `others` than the official question. Manifests, newest first; at least one."""
    say = partial(language.say, lang)
    name = [*months, *others][0].programme_name
    body = [f"<h1>{e(name)}</h1>", _month_list(months, lang), _grid(months, lang), _others(others, lang)]
    links = [("../index.html", say("programmes"))]
    title = f"{say('months')} – {name}"
    banner = next(filter(None, map(_of_every_month, months)), "")
    return html.page(_looked("\n".join(body)), title=title, lang=lang, banner=banner, links=links)


def _of_every_month(of: Manifest) -> str:
    """What a month's banner says that is not of that month alone: of this speak its row and its pages."""
    own = {"", *(notes_lost(of.lang, x["path"], part) for x in of.lost for part in (True, False))}
    return " · ".join(part for part in of.banner.removeprefix(of.lacking).split(" · ") if part not in own)


def home(programmes: Mapping[str, Sequence[Manifest]], lang: str = "vi") -> str:
    """reports/index.html: every programme with its newest month."""
    say = partial(language.say, lang)
    rows = []
    for id, months in programmes.items():
        new = months[0]
        name = f'<a href="{_to(id, "index.html")}">{e(new.programme_name)}</a>'
        newest = f'<a href="{_to(id, _at(new), _front(new))}">{e(locale.month(new.month, lang))}</a>'
        rows.append([Cell(name, head=True), newest, len(months)])
    title = say("programmes")
    heads = say("programme"), say("newest_month"), say("months_so_thang")
    return html.page(_looked(f"<h1>{e(title)}</h1>{_table(title, heads, rows)}"), title=title, lang=lang)


def revised(edition: int, changed: Sequence[Mapping[str, str]], lang: str) -> str:
    """What a brief says of an edition after the first: its number, and folded what is not as it was before."""
    say = partial(language.say, lang)
    heads = say("what"), say("previous_edition"), say("this_edition"), say("brought_by")
    columns = [Column(e(head)) for head in heads]
    rows = [[Cell(e(c["name"]), head=True), e(c["before"]), e(c["after"]), e(c["why"])] for c in changed]
    line = say("edition_changed", n=edition, changes=len(changed))
    return details(e(line), table(columns, rows, e(line), "cards"), "edition")


def refused(of: Manifest, page: Notebook) -> str:
    """The page of a notebook that failed: what, why, and the last good one."""
    say = partial(language.say, of.lang)
    title = page.title or page.name
    body = html.refusal(title, reason(page, of.lang), of.lang) + _kept(of, page)
    return html.page(
        body, title=title, lang=of.lang, links=[("../" * page.name.count("/") + "index.html", say("pages"))]
    )


def not_made(of: Manifest, title: str, name: str) -> str:
    """What stands where others link to a page that no run of the month was asked for."""
    say = partial(language.say, of.lang)
    body = f"<h1>{e(title)}</h1>{html.box(say('page_not_asked_for'))}"
    body += _how_to_make(f"brief run --month {of.month} --only {name}", of.lang)
    links = [("index.html", say("pages"))]
    return html.page(_looked(body), title=title, lang=of.lang, links=links)


def _how_to_make(command: str, lang: str) -> str:
    """The command for whoever runs the program, folded: no leader reads it."""
    return details(e(language.say(lang, "how_to_make")), f"<code>{e(command)}</code>", "more")


def ended_early(of: Manifest, page: Notebook, file: Path) -> str:
    """The page of a notebook that ended itself before its end, with the links of one that failed."""
    return file.read_text(encoding="utf-8").replace("</main>", f"{_kept(of, page)}</main>", 1)


def _kept(of: Manifest, page: Notebook) -> str:
    """Links to what is kept of a page that was lost: as it was last made, and its notebook as far as it got."""
    say = partial(language.say, of.lang)
    kept = (page.last_good, say("the_page_as_it_was")), (page.partial, say("this_runs_notebook_as_far"))
    return "".join(
        f'<p><a href="{quote(file["path"].rpartition("/")[2])}">{e(words)}</a></p>'
        for file, words in kept
        if file
    )


def _pages(of: Manifest, pages: Sequence[Notebook], lang: str) -> str:
    items = []
    for page in sorted(pages, key=lambda p: p.name != "brief"):
        note = ""
        if page.status == FAILED:
            note = f" – {e(language.say(lang, 'ended_early' if page.early else 'could_not_be_made'))}"
        elif page.status not in GOOD:
            continue
        elif page in of.older:
            note = f" – {e(language.say(lang, 'of_an_earlier_run_its'))}"
        words = (page.title or page.name).split(" – ")[0]
        items.append(f'<li><a href="{_to(page.name + ".html")}">{e(words)}</a>{note}</li>')
    items += [_paper(page, lang) for page in of.papers if page.status in (*GOOD, FAILED)]
    return f'<ul class="files pages">{"".join(items)}</ul>' if items else ""


def _paper(page: Notebook, lang: str) -> str:
    """A line for the Word draft or the Excel annex; its last good one where it was lost."""
    say = partial(language.say, lang)
    words = language.catalogue(lang)["paper"].get(page.name, page.name)
    if page.status != FAILED:
        return f'<li><a href="{_to(page.outputs[0]["path"])}">{e(words)}</a></li>'
    last = f' <a href="{_to(page.last_good["path"])}">{e(say("the_last_one"))}</a>' if page.last_good else ""
    lost = say("could_not_be_made")
    return f"<li>{e(words)} – {e(lost)}: {e(reason(page, lang))}{last}</li>"


def _units(of: Manifest, lang: str) -> str:
    """Pages of single places and owners, or how to make them."""
    pages = [p for p in of.notebooks if "/" in p.name and p.status in (*GOOD, FAILED)]
    heading = language.say(lang, "single_places_and_owners")
    if not pages:
        nil = f'<p class="nil">{e(language.say(lang, "no_single_pages"))}</p>'
        nil += _how_to_make(f"brief run --month {of.month} -p place=all -p owner=all", lang)
        return section(e(heading), nil, level=2, id="units")
    of_unit = Counter(p.name.partition("/")[0] for p in pages)
    items = []
    for p in pages:
        page, _, unit = p.title.rpartition(" – ")
        words = unit if of_unit[p.name.partition("/")[0]] == 1 else f"{unit}: {page.split(' – ')[0]}"
        items.append(f'<a href="{_to(p.name + ".html")}">{e(words or p.name)}</a>')
    return _listed(heading, items, "units")


def _listed(heading: str, items: Sequence[str], id: str = "") -> str:
    """A list with its heading, "" for none; the items are ready HTML."""
    lines = "".join(f"<li>{item}</li>" for item in items)
    return section(e(heading), f'<ul class="files pages">{lines}</ul>', level=2, id=id) if items else ""


def _asked(of: Manifest, lang: str) -> str:
    """What is said of a month that answers another question than the official one."""
    say = partial(language.say, lang)
    return say("a_question_of_its_own") + (
        f"{of.question.replace('.', ', ')} ({of.parameters.get('params', '')})"
    )


def _others(others: Sequence[Manifest], lang: str) -> str:
    items = [
        f'<a href="{_to(_at(m), _front(m))}">{e(locale.month(m.month, lang))}</a>: {e(_asked(m, lang))}'
        for m in others
    ]
    return _listed(language.say(lang, "questions_of_their_own_not"), items)


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
        for key in filter(words.__contains__, WORST_FIRST)
    ]


def _month_list(months: Sequence[Manifest], lang: str) -> str:
    if not months:
        return ""
    say = partial(language.say, lang)
    rows = []
    for m in months:
        more = [say("edition", n=m.edition)] * (m.edition > 1) + [say("not_enough_figures")] * bool(m.lacking)
        note = f"<br>{e('; '.join(more))}" if more else ""
        name = f'<a href="{_to(_at(m), _front(m))}">{e(locale.month(m.month, lang))}</a>{note}'
        lost = e(f"{len(m.failed)} {say('pages_lost')} · " if m.failed else "")
        see = f'{lost}<a href="{_to(_at(m), "index.html")}">{e(say("pages_cac_trang"))}</a>'
        rows.append([Cell(name, "dt", head=True), " ".join(_counted(m, lang)), Cell(see, "dt")])
    return _section(say("months_newest_first"), (say("month"), say("how_many_by_status"), say("see")), rows)


def _grid(months: Sequence[Manifest], lang: str) -> str:
    """A mark for each target and month, the months of a year from left to right."""
    say = partial(language.say, lang)
    parts = []
    for year in sorted({m.month[:4] for m in months}, reverse=True):
        of_year = {m.month: m for m in months if m.month.startswith(year)}
        columns = [f"{year}-{n:02d}" for n in range(1, 13)]
        rows = []
        for line in _lines(of_year[max(of_year)]):
            name = f"{line['no']}. {line['name']}" if line["no"] else line["name"]
            rows.append(
                [Cell(e(name), head=True), *(_mark(of_year.get(c), line["id"], lang) for c in columns)]
            )
        heads = [say("what"), *(locale.month_short(c, lang) for c in columns)]
        parts.append(_section(f"{say('status_by_month')} {year}", heads, rows, "year"))
    return "".join(parts)


def _lines(of: Manifest) -> list[dict]:
    """The annex's rows: every target, and below it its components."""
    return [line for t in of.targets for line in (t, *t.get("components", ()))]


def _mark(of: Manifest | None, target: str, lang: str) -> str:
    found = next((t for t in _lines(of) if t["id"] == target), None) if of else None
    if found is None:
        return "–"
    return theme.mark(found["mark"], found["word"] or theme.word(found["mark"], lang=lang))


def _section(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], cls: str = "") -> str:
    return section(e(title), _table(title, heads, rows, cls), level=2)


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]], cls: str = "") -> str:
    return scrolled(caption, table([Column(e(head)) for head in heads], rows, e(caption), cls))


def _looked(body: str) -> str:
    """In the look of the pieces (present/piece.css)."""
    return f'<div class="bp">{body}</div>'


def _at(of: Manifest) -> str:
    """The folder of a month."""
    return of.folder or of.month


def _front(of: Manifest) -> str:
    """The page a reader wants first."""
    return "brief.html" if of.page("brief") else "index.html"


def _to(*parts: str) -> str:
    return "/".join(quote(p) for p in parts)
