"""The sentences of the pages, made from the same verdicts as the tables."""

from __future__ import annotations

import re
from collections import Counter

from analysis.assess.assessments import CommitmentState, Row
from analysis.assess.reported import Late
from analysis.assess.status import headline_of, likely_met
from analysis.ingest.problems import unread
from analysis.language import say
from analysis.present import locale, theme
from analysis.present.due import due_items, month_to_come, own_asks
from analysis.present.markup import anchor, details, e, sourced
from analysis.present.parts import is_total, parts_tables, whole_name
from analysis.present.piece import Piece
from analysis.present.sentences import fact, month_beside
from analysis.present.theme import ORDER
from analysis.present.trouble import TROUBLE, any_judged, by_chance, severity, troubled
from analysis.present.units import UnitFigure, above_by_chance, short_by, short_of_target, unit_figures
from analysis.present.view import Entry, View
from analysis.present.words_pages import closing, counts, masthead
from analysis.programme import Commitment, Measure, Programme, Target

WORDS_IN_CONCLUSION = 40
MOST_FELL = 3  # measures that got worse, by name

# how a target's verdict moved, as a reader is told; what is no longer judged is named in the next sentence
# how a status moves; what has none now is late, or waits, or is judged no more
WAYS = BETTER, WORSE, NEWLY, OWN, OWES, OPEN, NO_MORE, EXTENDED = (
    "better", "worse", "newly", "own", "owes", "open", "no_more", "extended"
)  # fmt: skip


def head(v: View) -> Piece:
    """Issuing unit, month, closing time, how many figures of last month were revised."""
    total = headline_of(v.rows()).total
    about = v.say(
        "progress_on_the_of" if v.nouns == "chỉ tiêu" else "progress_on_the_of_tien_do_thuc",
        total=total,
        nouns=v.nouns,
        year=v.year,
    )
    if not v.whole:
        name = locale.small(v.place_name(v.place), v.lang)
        about = v.say("figures_of_so_lieu_nam", name=name, year=v.year)
    elif v.owner:
        about = v.say("duties_of", owner_name=v.owner_name(v.owner), year=v.year)
    when = span(v)
    right = v.say("brief_of_internal", month=locale.month(v.month, v.lang))
    return Piece(masthead(v, right, f"{about} – {when}", closing(v)), text=f"{about} – {when}")


def span(v: View) -> str:
    """The stretch of the year in the words of the half-year, nine-month and year-end editions. Text."""
    m = v.day.month
    if m in (6, 9, 12):
        return v.say("first_half" if m == 6 else "nine_months" if m == 9 else "the_whole_year")
    return locale.month_name(v.month, v.lang)


def headline(v: View) -> str:
    """The one sentence of the conclusion, at most 40 words, whose parts add up to all targets. Text."""
    h = headline_of(v.rows())
    if not h.total:
        return v.say("no_target_could_be_judged")
    first = counts(v, v.rows())
    pending = _pending(v)
    waits = Counter(r.status for rows in pending.values() for _, r in rows)
    rest = [
        (h.not_due - waits["not_due"], v.say("not_yet_due")),
        (h.too_early - waits["too_early"], v.say("too_early_to_judge")),
        *((len(rows), word) for word, rows in pending.items()),
        (h.no_data - waits["no_data"], v.say("without_data")),
        (h.lapsed, v.say("no_longer_followed")),
        (h.watch, v.say("watched")),
    ]
    text = "; ".join(first + [f"{n} {w}" for n, w in rest if n])
    if len(text.split()) > WORDS_IN_CONCLUSION:
        n = sum(n for n, _ in rest)
        text = "; ".join(first + [v.say("not_judged_chua_danh_gia_4", n=n)])
    return text + "."


def _pending(v: View) -> dict[str, list[tuple[Target, Row]]]:
    """The counted targets whose figure has come and whose verdict waits, by what for."""
    found: dict[str, list[tuple[Target, Row]]] = {}
    for t, r in v.rows():
        if t.counted and (word := v.row_entry(r).pending):
            found.setdefault(word, []).append((t, r))
    return found


def money(v: View) -> Piece:
    """Revenue and expenditure: to date, share of the estimate, against the same months last year. Where amounts of
    money add up to one, that one; nothing where the programme follows no money."""
    sums = [x for x in v.measures() if x.measure.parts and is_total(v, x) and "đồng" in x.measure.unit]
    found = [x for x in v.measures() if x.measure.stake == "money" and x.measure.binding] or sums
    if not found or not v.whole:
        return Piece("")
    lines, html = [(whole_name(v, x), x, *_money_of(v, x)) for x in found], ""
    for name, x, before, figure, after in lines:
        row = anchor("m", x.measure.id, v.programme.measures)
        shown = sourced(v, e(figure), x.a.keys, v.sources_shown, row) if figure else ""
        html += f"<div><b>{e(name)}:</b> {e(before)}{shown}{e(after)}.</div>"
    made_of = [_to_parts(v, x, *made) for x in found for made in parts_tables(v, x)]
    html += details(e(v.say("made_of")), "".join(made_of), "more") if made_of else ""
    label = v.say("money_in_and_out")
    return Piece(
        f'<section class="money" aria-label="{e(label)}">{html}</section>',
        text=" ".join(f"{name}: {before}{figure}{after}." for name, _, before, figure, after in lines),
    )


def _money_of(v: View, x: Entry) -> tuple[str, str, str]:
    """What stands before the figure to date, the figure, and its share and change; all text."""
    a = x.a
    if a.to_date is None:
        return locale.inside(x.unjudged or x.word), "", ""
    until = locale.so_far(a.basis_month or v.month, v.lang)
    before, after = v.say("until_estimated" if a.estimate else "until_carried_out", until=until), ""
    stale = v.say("waits_to_be_sent_again" if x.refused else "owes") if x.owed else ""
    if a.status == "lapsed" and a.lapsed_on is not None:  # why the figure is an older one, and who to ask now
        holder = v.owner_name(x.measure.successor) if x.measure.successor else v.say("no_successor")
        stale = v.say("held_now_by", day=locale.date(a.lapsed_on, v.lang), holder=holder)
    if stale:  # said first: the figure is not of the page's month
        before = v.say("newest_known", why=stale) + locale.inside(before)
    if x.share is not None:
        after += v.say("of_the_years_estimate", percent=locale.percent(x.share, v.lang), plan=x.plan_word)
    if a.change_on_year is not None:
        after += ", " + x.since_last_year
    elif a.broken_on:
        after += v.say("not_compared_across", day=locale.date(a.broken_on, v.lang))
    if a.year_end_p10 is not None and not a.closed:  # last: what it grew by is the figure to date
        after += v.say("expected_in_the_year", joined=locale.joined(x.year_end, x.measure.unit, v.lang))
    return before, x.with_unit(a.to_date), after


def _to_parts(v: View, x: Entry, title: str, rows: str) -> str:
    """What an amount is made of: on the page of its group, here where the month has no such page."""
    page = v.page(x.target.group, f"group:{x.target.group}")
    return f'<p><a href="{page}#parts">{e(title)}</a></p>' if page else f"<p>{e(title)}</p>{rows}"


def likely(v: View) -> str:
    """How many of the targets will be met at the year end, as a range: years move them together. Text, empty
    where figures leave nothing open."""
    found = None if v.closed else likely_met(v.rows(), v.assessments.measures, v.assessments.year_effect)
    if found is None:
        return ""
    n = f"{found.low}" if found.low == found.high else f"{found.low}–{found.high}"
    return v.say("the_year_is_likely_to", n=n, of=found.of, nouns=v.nouns)


def conclusion(v: View) -> Piece:
    """The headline and at most three bullets: most important, what changed, what could not be judged."""
    if not v.whole:
        return _of_a_place(v)
    head = headline(v)
    said = (_most_important(v), _what_changed(v), _owed(v) if v.owner else left_open(v))
    bullets = [b for b in said if b]
    items = "".join(f"<li><b>{e(k)}:</b> {e(t)}</li>" for k, t in bullets)
    label = v.say("main_conclusion")
    html = (
        f'<section class="s concl" aria-label="{e(label)}"><h2 class="vh">{e(label)}</h2>'
        f'<p class="lead">{e(head)}</p>{_to_decide(v)}<ul>{items}</ul></section>'
    )
    return Piece(html, text=head + " " + " ".join(f"{k}: {t}" for k, t in bullets))


def _to_decide(v: View) -> str:
    """How many asks wait for the leaders, the first by when, leading to them; ready HTML, nothing without any."""
    asks = own_asks(v)
    if not asks:
        return ""
    said = v.say("asked_of_leaders", n=len(asks))
    if days := [a.deadline for a in asks if a.deadline]:
        said += v.say("first_of_them", day=locale.short_date(min(days), v.lang))
    return f'<p class="back"><a href="#asks">{e(said)}</a></p>'


def _of_a_place(v: View) -> Piece:
    n = sum(u.now is not None for m in v.programme.measures for u in unit_figures(v, m))
    head = v.say("has_figures_for_measures", place_name=v.place_name(v.place), n=n)
    own = [x for x in v.measures() if x.judged]
    rule = v.say("planned_rule" if own else "no_verdict_and_no_rank")
    if own:
        said = "; ".join(f"{x.short}: {locale.inside(x.word)}" for x in own)
        head += " " + v.say("place_has_plans", place=v.place_name(v.place), n=len(own), said=said)
    found = {
        over: [_short(v, *f) for f in short_of_target(v) if f[0].lower_is_better == over] for over in (0, 1)
    }
    if below := "; ".join(found[0][:MOST_FELL]):
        head += " " + v.say("below_the_area_s_target", names=below)
    if above := "; ".join(found[1][:MOST_FELL]):
        head += " " + v.say("above_the_area_s_bound", names=above)
    chance = [
        f"{locale.inside(m.short(v.lang))} {u.text(v, m.unit)}"
        for m in v.programme.measures.values()
        for u in unit_figures(v, m.id)
        if above_by_chance(v, m, u)
    ]
    if chance:
        head += " " + v.say("above_the_bound_by_chance", names="; ".join(chance[:MOST_FELL]))
    return Piece(
        f'<section class="s concl"><p class="lead">{e(head)}</p><ul><li>{e(rule)}</li></ul></section>',
        text=head,
    )


def _short(v: View, m: Measure, u: UnitFigure, n: int) -> str:
    """A share of a unit below the area's target, with its month, that of the period before if it fell, what it
    lacks."""
    before = f"{v.say('the_period_before')} {locale.with_unit(u.before, m.unit, v.lang)}" if u.fell else ""
    said = [u.when(v), before, short_by(v, m, n)]
    return f"{locale.inside(m.short(v.lang))} {u.text(v, m.unit)} ({', '.join(filter(None, said))})"


def _most_important(v: View) -> tuple[str, str] | None:
    label = v.say("most_important")
    bad = [x for x in troubled(v) if x.a.status in TROUBLE]
    if not bad:
        good = v.say("no_are_behind_or_off" if any_judged(v) else "none_can_be_judged", nouns=v.nouns)
        return (label, good) if v.rows() else None
    if worst := next((x for x in bad if not by_chance(x)), None):
        hard = [x for x in bad if x.mark in ("missed", "off_track") and x.target is not worst.target]
        more = {
            word: [x.full for x in hard if x.word == word] for word in dict.fromkeys(x.word for x in hard)
        }
        said = [v.say("judged_too", names=_named(v, names), word=w.lower()) for w, names in more.items()]
        return label, " ".join([fact(v, worst, name=worst.full), *said])
    return label, v.say("every_gap_to_a_bound")


def _what_changed(v: View) -> tuple[str, str] | None:
    last = locale.month_name(locale.before(v.month), v.lang)
    label = v.say("since", last=last)
    if (moves := _moves(v)) is None:
        return None
    said: list[str] = []
    worse, fell = _works_moved(v).get(WORSE, []), _fell_alone(v, short=True)
    naming = (WORSE,) if fell else (BETTER, WORSE, NEWLY)  # a bad month takes the place of other names
    for way in WAYS:
        if (names := moves.get(way)) and not (fell and way == NO_MORE):  # the next line names these
            named = f" ({_listed(names, 1 if worse else 2)})" if way in naming else ""
            word = v.word("way", way)
            first = f"{len(names)} {word}" if said else v.say("moved", n=len(names), nouns=v.nouns, way=word)
            said.append(first + named)
    if not said:
        said.append(v.say("no_changed_their_status", nouns=v.nouns).rstrip("."))
    if fell:
        said.append(locale.small(fell, v.lang))
    if worse:
        named = "" if fell else f" ({_listed(worse, 1)})"
        said.append(v.say("works_worse", n=len(worse)) + named)
    return label, "; ".join(said) + "."


def _fell_alone(v: View, short: bool = False) -> str:
    """The measures of counted targets whose own figure got worse this month, whatever their verdict; "" for none."""
    found = [
        (x, month_beside(v, x, counted=False)) for x in sorted(v.measures(), key=severity) if x.target.counted
    ]
    names = [f"{locale.inside(x.short if short else x.full)} {said}" for x, said in found if said]
    if short and len(names) > MOST_FELL:
        names = [*names[:MOST_FELL], "…"]
    month = locale.month_name(v.month, v.lang)
    return v.say("fell_alone", month=month, names=", ".join(names)) if names else ""


def _works_moved(v: View) -> dict[str, list[str]]:
    """Names of commitments by the way their status moved since last month."""
    moves: dict[str, list[str]] = {}
    works = v.works()
    later = {c.id for c, s in works if _given_a_later_day(v, c, s)}
    for c, s in sorted(works, key=lambda w: theme.status(w[1].status).rank):
        way = _way(s.previous_status, s.status)
        name = locale.inside(c.name(v.lang))
        if way == BETTER and s.status != "achieved" and later & {c.id, *c.needs}:
            way = EXTENDED  # a later day is no improvement, nor is what waited for it
            name = name if c.id in later else v.say("extended_too", name=name)
        if way:
            moves.setdefault(way, []).append(name)
    return moves


def _given_a_later_day(v: View, c: Commitment, s: CommitmentState) -> bool:
    """Whether the month gave a later day to a step that is still to be done."""
    still = {r["id"] for r in s.steps if not r["done"]}
    return any(x.id in still and x.extended and f"{x.extended.since:%Y-%m}" == v.month for x in c.steps)


def _others_moved(v: View) -> dict[str, list[str]]:
    """Names of measures by the way that their own verdict moved, but for those whose numbered target, which they
    decide, moved with them."""
    moves: dict[str, list[str]] = {}
    for x in sorted(v.measures(), key=severity):
        row = v.assessments.rows[x.target.id]
        decides = x.target.counted and x.measure.binding
        same = decides and (x.stood, x.stand) == (v.row_stood(row), v.row_entry(row).stand)
        if (way := _judged_way(x.stood, x.stand, x.a.status, x.a.late)) and not same:
            moves.setdefault(way, []).append(_bare(x.full))
    return moves


def outlook(v: View) -> Piece:
    """How many will likely be met at the year's end, what falls due next month, and every move since
    last month by name, of targets, of other measures and of commitments."""
    if not v.whole:
        return Piece("")
    moves = _moves(v)
    others = {} if moves is None else _others_moved(v)
    moves, works = moves or {}, _works_moved(v)
    chance = likely(v)
    words = {way: v.word("way", way) for way in WAYS}
    named = [
        f"{v.say('moved', n=len(moves[w]), nouns=v.nouns, way=words[w])}: {locale.listed(moves[w])}."
        for w in WAYS
        if w in moves
    ]
    for found, of in ((others, True), (works, False)):
        for way in (w for w in WAYS if w in found):
            n, names = len(found[way]), locale.listed(found[way])
            named.append(v.say("others_moved" if of else "works_moved", n=n, way=words[way], names=names))
    if moves is not None and (fell := _fell_alone(v)):
        named.append(f"{fell}.")
    html, text = "", chance
    month, dues = month_to_come(v)
    if dues:
        lead = v.say("due_next_month", n=len(dues), month=month)
        first = v.say("first_on", day=locale.short_date(dues[0].day, v.lang), what=dues[0].what)
        day = v.say("first_of_them", day=locale.short_date(dues[0].day, v.lang))
        html = f'<p class="note back"><a href="#assigned">{e(lead + day)}</a></p>'
        text += f" {lead}{first}"
    html += f'<p class="note"><a href="#annex">{e(chance)}</a></p>' if chance else ""
    if named:
        last = locale.month_name(locale.before(v.month), v.lang)
        title = v.say("every_change_since", last=last)
        text += f" {v.say('since', last=last)}, {locale.small(' '.join(named), v.lang)}"
        html += details(e(title), "<ul>" + "".join(f"<li>{e(t)}</li>" for t in named) + "</ul>", "more moves")
    return Piece(html, text=text.strip())


def _moves(v: View) -> dict[str, list[str]] | None:
    """Names by the way their verdict moved; None where last month's are not known."""
    rows = [(t, r) for t, r in v.rows() if t.counted]
    if not all(r.previous_status for _, r in rows):  # of a past year's months little was known
        return None
    moves: dict[str, list[str]] = {}
    for target, row in sorted(rows, key=lambda x: severity(v.row_entry(x[1]))):
        late = v.assessments.measures[row.decided_by].late
        if way := _judged_way(v.row_stood(row), v.row_entry(row).stand, row.status, late):
            moves.setdefault(way, []).append(_name_of(v, target, row))
    return moves


def _judged_way(then: str | None, stand: str, status: str, late: bool) -> str:
    """`_way`; of what is judged no longer whether it is stopped for good, owed, or open for another reason."""
    if (way := _way(then, stand)) != NO_MORE or status == "lapsed":
        return way
    return OWES if status == "no_data" and late else OPEN


def left_open(v: View, most: int = 2) -> tuple[str, str] | None:
    """What could not be judged this month: its label and a sentence with `most` names of each kind."""
    label = v.say("not_judged_chua_danh_gia_5")
    said = []
    rows = [(t, r) for t, r in v.rows() if t.counted and r.by != "self"]
    late = [(t, r) for t, r in rows if r.status == "no_data" and v.assessments.measures[r.decided_by].late]
    pending = _pending(v)
    rows = [x for x in rows if not any(x in these for these in pending.values())]
    unsent = [x for x in rows if x[1].status == "no_data" and x not in late]
    named = lambda these: _listed([_name_of(v, *x) for x in these], most)  # noqa: E731
    if late and unsent:  # one count, as in the headline
        n, rest = len(late) + len(unsent), len(unsent)
        told = v.say(
            "no_data_of_which", n=n, late=n - rest, rest=rest, names=named(late), others=named(unsent)
        )
        said.append(told)
        late, unsent = [], []
    for found, word in (
        (late, v.say("owes")),
        *((these, word) for word, these in pending.items()),
        (unsent, v.say("without_data")),
        ([x for x in rows if x[1].status == "too_early"], v.say("too_early")),
        ([x for x in rows if x[1].status == "not_due"], v.say("not_yet_due_chua_den_ky")),
        ([x for x in rows if x[1].status == "lapsed"], v.say("no_longer_followed")),
    ):
        if found:
            said.append(f"{len(found)} {word} ({named(found)})")
    missing = any(x.a.late or x.a.status == "no_data" for x in v.measures())
    if missing and (files := unread(v.problems)):
        said.append(v.say("may_lie_in_unread", n=len(files)))
    return (label, "; ".join(said) + ".") if said else None


def _owed(v: View) -> tuple[str, str] | None:
    """What an office owes: figures not reported, commitments behind, and what falls due within two months."""
    soon = [
        f"{d.what} ({locale.short_date(d.day, v.lang)})"
        for d in due_items(v)
        if 0 <= (d.day - v.day).days <= 62
    ]
    owed = {
        v.say("figures_not_reported"): [x.short for x in v.measures() if x.a.late],
        v.say("commitments_behind_or_overdue"): [c.name(v.lang) for c, s in v.works() if s.status in TROUBLE],
        v.say("due_soon"): soon,
    }
    said = [f"{word}: {_listed(names, 4)}" for word, names in owed.items() if names]
    label = v.say("owed")
    return label, "; ".join(said) + "." if said else v.say("nothing")


def _name_of(v: View, target, row) -> str:
    """The annex's own name inside brackets, which holds none itself: of the measure that decides by a figure, else
    of the row."""
    x = v.row_entry(row)
    return _bare(x.full if _step(x.stand) in ORDER else target.name(v.lang))


def _bare(name: str) -> str:
    """A name as it stands inside a sentence, without what it has in brackets."""
    return locale.inside(re.sub(r" \([^()]*\)", "", name))


def foot(v: View, group: str | None = None) -> Piece:
    """Run id, data version, what the page is and is not; of one group, the version of its own files only,
    so that the page does not change with the figures of others."""
    inputs = v.files(group)
    version = _version(inputs)
    bits = [
        v.say("data_closed", date=locale.date(v.assessments.as_of, v.lang)),
        v.say("source_files", n_inputs=len(inputs)),
    ]
    if version:
        bits.append(v.say("data_version", version=version))
    if v.run_id and group is None:
        bits.append(v.say("run", run_id=v.run_id))
    text = " · ".join(bits) + v.say("a_working_brief_not_an")
    return Piece(f'<p class="foot">{e(text)}</p>', text=text)


def _version(inputs) -> str:
    """A short name of exactly these input files."""
    import hashlib

    if "sha256" not in inputs or not len(inputs):
        return ""
    joined = "".join(sorted(str(x) for x in inputs["sha256"]))
    return hashlib.sha256(joined.encode()).hexdigest()[:10]


def banner(v: View) -> str:
    """What stands over every page: that too few offices have told of the month, that its notes could not be read, that
    figures are illustrative; "" otherwise. Text."""
    return " · ".join(filter(None, (lacking(v), v.without_notes, _illustrative(v))))


def lacking(v: View) -> str:
    """That the month has not enough figures yet, and who is late; "" where it has. Text."""
    count = v.count
    if count is None or count.enough or not count.late:
        return ""
    names = _listed([called_late(v.programme, late, v.lang) for late in count.late], 12)
    return v.say("not_enough_offices", n=len(count.late), names=names)


def called_late(programme: Programme, late: Late, lang: str) -> str:
    """The office that is late; a measure that no office answers for is called so, where others have one."""
    own = programme.measures.get(late.id)
    nobody = own and programme.owners and not own.leads_itself
    return late.who.name(lang) + (f" ({say(lang, 'no_office_named')})" if nobody else "")


def _illustrative(v: View) -> str:
    a = v.assessments
    used = [x.illustrative for x in a.measures.values()] + [x.illustrative for x in a.commitments.values()]
    if not any(used) and not v.notes.illustrative:
        return ""
    area = v.programme.area.name(v.lang)
    return v.say("illustrative_figures_not_real_figures", area=area)


def _step(status: str) -> str:
    """Where a verdict stands for a comparison: a status, "self", or "" where nothing is judged."""
    key = theme.status(status).key
    return key if key in {*ORDER, "self"} else ""


def _way(then: str | None, status: str) -> str:
    """How a verdict moved since last month; "" where it did not, or nothing was known."""
    before, now = _step(then or status), _step(status)
    if before == now:
        return ""
    if before in ORDER and now in ORDER:
        return BETTER if ORDER[now] > ORDER[before] else WORSE
    return OWN if now == "self" else NEWLY if now else NO_MORE


def _listed(names: list[str], most: int) -> str:
    return locale.listed(names[:most] + ["…"] * (len(names) > most))


def _named(v: View, names: list[str]) -> str:
    """Three names in a sentence, or the first two and that there are others: their number is not the headline's."""
    few = names if len(names) < 4 else names[:2]
    said = locale.listed([names[0], *map(locale.inside, few[1:])])
    return said if few is names else f"{said} {v.say('and_others')}"
