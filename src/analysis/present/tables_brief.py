"""The tables of the leaders' brief: asks, work assigned, exceptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from analysis.assess.assessments import CommitmentState
from analysis.notes import Ask, Assigned, Cause, Followed
from analysis.present import locale, theme, trouble
from analysis.present.due import Due, ask_about, asked_lead, due_items, holder, month_to_come, own_asks
from analysis.present.markup import (
    Cell,
    Line,
    anchor,
    details,
    e,
    heads,
    nothing,
    section,
    sourced,
    table,
)
from analysis.present.piece import Piece
from analysis.present.reasons import sentence
from analysis.present.sentences import need
from analysis.present.tables_annex import not_compared
from analysis.present.trouble import (
    TROUBLE,
    cards,
    fell,
    lead_of,
    of_report,
    owes_cause,
    spoken_for,
    tally,
    told_of,
)
from analysis.present.units import missing, unit_figures
from analysis.present.view import Entry, View
from analysis.programme import Commitment

IN_FULL = 24  # letters of an ask that is about nothing measured
MOST_DUE = 3  # of what is due next month, by name
MOST_NAMED = 5  # targets of one office in a line
MOST_LEFT = 2  # of those that the section has no room for, by name
BESIDE = ("one_case", "send_again", "confirm")  # notes that stand beside an exception
PARAGRAPH = 300  # letters of a cause on the leaders' page


def asks(v: View) -> Piece:
    """What the leaders are asked to decide: at most three rows from the month's notes."""
    title = v.say("i_for_decision")
    asks = own_asks(v)
    if not asks and (v.owner or not v.whole):
        return Piece("")
    if not asks:
        none, *owed = nothing_asked(v)
        html = f'<p class="nil">{e(none)}</p>'
        if owed:
            html = f"<p>{e(none)}</p><ul>{''.join(f'<li>{e(line)}</li>' for line in owed)}</ul>"
        return Piece(section(title, html + _asked_before(v), "asks", 2, "asks"), text=" ".join((none, *owed)))
    columns = heads(v, "decision! why_now proposal")
    rows = [
        Line(
            [
                Cell(f"{i}. {v.noted(a.what)}", head=True),
                v.noted(a.why) if a.why else locale.NONE,
                v.noted(a.proposal) if a.proposal else locale.NONE,
            ],
            "",
            told_who_and_when(v, a, "<b>{}:</b>"),
        )
        for i, a in enumerate(asks, 1)
    ]
    frame = pd.DataFrame([a.model_dump() for a in asks])
    html = table(columns, rows, title, "cards asks") + _asked_before(v)
    return Piece(section(title, html, "asks", 2, "asks"), frame, "; ".join(a.what for a in asks))


def asked_before(v: View) -> Iterator[tuple[str, Followed]]:
    """What became of each ask of earlier months: decided this month, past its day, or open; text, and the ask."""
    for asked in v.asked:
        month, n, _, ask, answer = asked
        then = v.say("asked_then", month=locale.month_name(month, v.lang), n=n)
        said = f"{then}, {v.say('ask_decided' if answer else 'ask_open')}"
        if day := answer.on if answer else ask.deadline:
            late = answer is None and day < v.day
            on = locale.date(day, v.lang)
            said += v.say("ask_past" if late else "ask_on" if answer else "ask_until", day=on)
        yield said[:1].upper() + said[1:], asked


def _asked_before(v: View) -> str:
    """`asked_before` below the month's own asks; ready HTML."""
    items = ""
    for said, (_, _, lang, ask, answer) in asked_before(v):
        decision = f" <b>{v.noted(answer.decision)}</b>" if answer else ""
        items += f"<li><b>{e(said)}:</b> {v.noted(ask.what, lang)}{decision}</li>"
    return f'<p class="note"><b>{e(v.say("asked_before"))}:</b></p><ul>{items}</ul>' if items else ""


def none_asked(v: View) -> str:
    """That nothing is asked, or that nobody has written whether anything is."""
    return v.say("nothing_to_decide_this_month" if v.notes.assigned else "no_ask_written")


def owed_causes(v: View, found: Iterable[Entry]) -> dict[str, list[Entry]]:
    """What cause and action are owed of, by the name of the office; "": each body of its own figures."""
    owed: dict[str, list[Entry]] = {}
    for x in found:
        if owes_cause(v, x):
            owed.setdefault("" if x.measure.leads_itself else lead_name(v, x), []).append(x)
    return owed


def nothing_asked(v: View, limit: int = 8) -> list[str]:
    """What is said where the notes ask for nothing, then, a line for each office, what it owes cause and action of
    among the targets that need attention: this may be asked of it."""
    if v.without_notes:
        return [v.without_notes + "."]
    owed = owed_causes(v, (x for x, *_ in cards(v)[:limit]))
    if not owed:
        return [none_asked(v)]
    lines = [f"{none_asked(v)} {v.say('cause_may_be_asked')}"]
    for owner, found in owed.items():
        said = "; ".join(map(_numbered, found))
        if len(found) > MOST_NAMED:
            said = v.say("of_section_two", n=len(found), noun=v.noun(x.target for x in found))
        lines.append(f"{owner}: {said}." if owner else f"{v.say('each_itself', names=said)}.")
    return lines


def assigned(v: View, limit: int = 4) -> Piece:
    """What was assigned, and the programme's works that need attention or were finished this month."""
    title = v.say("work_assigned")
    if not v.whole:
        return Piece("")
    mine = [a for a in v.notes.assigned if not v.owner or a.owner == v.owner]
    works = v.works()
    found: list[Row] = [_assigned_row(v, a) for a in mine] + [
        _work_row(v, *w) for w in works if _pressing(v, w[1])
    ]
    found.sort(key=lambda row: row.worst)
    worse = [r for r in found[limit:] if r.work and fell(r.work[1])][:MOST_LEFT]
    late = [r for r in found if r.given and overdue(v, r.given)]
    shown = [r for i, r in enumerate(found) if i < limit - len(worse) or r in worse or r in late]
    left = [r for r in found if r not in shown]
    shown.sort(key=lambda row: row.key)
    line = ""
    if works:
        said = [
            f"<span>{theme.mark(mark)}&nbsp;{n}&nbsp;{e(word)}</span>" for mark, word, n in tally(v, works)
        ]
        line = f'<p class="tally">{v.say("commitments", n_works=len(works))}: {" · ".join(said)}</p>'
    line += _next_month(v)
    besides: list[str] = []
    if more := [r.work[0] for r in left if r.work and r.work[1].status in TROUBLE]:
        names = (
            locale.listed([locale.inside(c.short(v.lang)) for c in more]) if len(more) <= MOST_LEFT else ""
        )
        besides = [e(v.say("works_elsewhere", n=len(more), names=names and f": {names}"))]
    if besides := [*besides, *_nobody_s(v), *_besides(v, [r.given for r in left if r.given])]:
        line += f'<p class="note">{" ".join(besides)}</p>'
    if not shown:
        nil = v.say("nothing_is_overdue_or_behind") if works else v.say("nothing_has_been_recorded")
        return Piece(section(title, f'{line}<p class="nil">{nil}</p>', "assigned", 2, "assigned"), text=nil)
    columns = heads(v, "task! office due:dt state:sts")
    of_works = [(c.id, s.status, s.owner, s.deadline) for c, s in (r.work for r in shown if r.work)]
    frame = pd.DataFrame(of_works, columns=["commitment", "status", "owner", "deadline"])
    line += table(columns, [r.line for r in shown], title, "cards assigned")
    return Piece(section(title, line, "assigned", 2, "assigned"), frame, title)


def _nobody_s(v: View) -> Iterator[str]:
    """What no office answers for since a day, and that somebody must be named for it; ready HTML."""
    for c, s in v.works():
        if note := next((n for n in s.notes if n.key == "no_owner"), None):
            yield f"<b>{e(c.short(v.lang))}:</b> {e(locale.inside(sentence(note, v.programme, v.lang)))}"


def _besides(v: View, given: list[Assigned]) -> Iterator[str]:
    """What was assigned and is done, or in hand, where late works have taken the rows; ready HTML."""
    for state, label in (("done", theme.word("achieved", lang=v.lang)), ("in_hand", v.say("in_hand"))):
        said = [
            f"{v.noted(a.what.rstrip('.'))} ({day})".replace(" ()", "")
            for a in given
            if a.state == state
            for day in [_done_on(v, a) or (locale.short_date(a.deadline, v.lang) if a.deadline else "")]
        ]
        if said:
            yield f"<b>{e(label[:1].upper() + label[1:])}:</b> {'; '.join(said)}."


def _next_month(v: View) -> str:
    """What was to be done by a day that is past, or by the page's own day, and that nobody has called done; then what
    falls due in the month to come, by day. The works that are overdue have rows of their own."""
    past = [d for d in due_items(v) if d.day < v.day and d.kind == "cause"]
    today = sorted((d for d in due_items(v) if d.day == v.day), key=lambda d: d.kind == "ask")
    month, dues = month_to_come(v)
    page, html = v.page("commitments"), ""
    for lead, found in (
        (v.say("due_past", n=len(past)), past),
        (v.say("due_today", n=len(today), day=locale.short_date(v.day, v.lang)), today),
        (v.say("due_next_month", n=len(dues), month=month), dues),
    ):
        said = [f"{locale.short_date(d.day, v.lang)} " * (d.day != v.day) + _told(v, d) for d in found]
        shown = [e(x) for x in said[:MOST_DUE]]
        if len(said) > MOST_DUE:
            more = e(v.say("more_due", n=len(said) - MOST_DUE))
            shown.append(f'<a href="{page}">{more}</a>' if page else more)
        if said:
            html += f'<p class="note"><b>{e(lead)}:</b> {"; ".join(shown)}.</p>'
    return html + _to_send_again(v)


def _to_send_again(v: View) -> str:
    """The figures that were sent in cells of no use, a file in one sentence, with the offices that are asked; ready
    HTML, "" for none."""
    files: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for x in v.measures():
        for r in x.asked_again:
            owner, at = (
                r.values["owner"],
                v.say("sheet_and_cell", sheet=r.values["sheet"], cell=r.values["cell"]),
            )
            offices, names = files.setdefault(r.values["file"], ({}, {}))
            offices[v.owner_name(owner) if owner else v.say("no_office_named")] = None
            names[f"{locale.inside(x.short)} ({at})"] = None
    said = [
        v.say("file_of", file=file, owner=locale.listed(list(offices))) + locale.listed(list(names))
        for file, (offices, names) in files.items()
    ]
    lead = v.say("to_send_again", n=sum(len(names) for _, names in files.values()))
    return f'<p class="note"><b>{e(lead)}:</b> {e("; ".join(said))}.</p>' if said else ""


def overdue(v: View, a: Assigned) -> bool:
    """Whether what was assigned is overdue, as the notes say or its day."""
    return a.state == "overdue" or bool(a.state == "in_hand" and a.deadline and a.deadline < v.day)


def _done_on(v: View, a: Assigned) -> str:
    """When what was assigned was done, and how many days late; "" where it is not said. Text."""
    if not a.done_on:
        return ""
    days = (a.done_on - (a.deadline or a.done_on)).days
    return locale.short_date(a.done_on, v.lang) + (v.say("days_late", step=days) if days > 0 else "")


class Row(NamedTuple):
    """A row of what was assigned: its place (the latest first), and the note or the work that it tells of."""

    key: tuple[int, bool, int, dt.date]
    line: Line
    given: Assigned | None = None
    work: tuple[Commitment, CommitmentState] | None = None

    @property
    def worst(self) -> tuple[int, int, bool, dt.date]:
        """The order in which rows are chosen: by the verdict, then the latest."""
        days, steady, rank, deadline = self.key
        return rank, days, steady, deadline


def _assigned_row(v: View, a: Assigned) -> Row:
    """What is in hand has no verdict but that of the work that it is a part of."""
    late = overdue(v, a)
    key = "achieved" if a.state == "done" else "missed" if late else "not_due"
    beside = v.say("overdue") if late else _done_on(v, a) if a.state == "done" else v.say("in_hand")
    state = theme.labelled(key, theme.word(key, lang=v.lang), beside)
    for c, s in v.works() if key == "not_due" else ():
        if c.id == a.measure:
            key, state = s.status, state_of(v, c, s)
    cells: list[Cell | str] = [
        Cell(v.noted(a.what), head=True),
        e(v.owner_name(a.owner)),
        e(locale.date(a.deadline, v.lang)),
        state,
    ]
    shown = theme.status(key)
    days = max((v.day - (a.deadline or v.day)).days, 1) if late else 0
    place = (-days, True, shown.rank, a.deadline or dt.date.max)
    return Row(place, Line(cells, f"c-{shown.colour}"), given=a)


def _work_row(v: View, c: Commitment, s: CommitmentState) -> Row:
    step, late = _late_step(v, s)
    cells: list[Cell | str] = [
        Cell(_introduced(c.name(v.lang) + step, c.short(v.lang)), head=True),
        e(holder(v, c, s)),
        e(late or due(v, s)),
        state_of(v, c, s),
    ]
    shown = theme.status(s.status)
    days = max((r["late_days"] for r in s.steps if r["done"] is None), default=0)
    if s.status == "missed" and s.deadline:
        days = max(days, (v.day - s.deadline).days)
    place = (-days, not fell(s), shown.rank, s.deadline or dt.date.max)
    return Row(place, Line(cells, f"c-{shown.colour}"), work=(c, s))


def _late_step(v: View, s: CommitmentState) -> tuple[str, str]:
    """Of a work without a day of its own the open step that is latest: its name, and by when it was due and how late it
    is; "" where none is late. Texts."""
    late = [x for x in s.steps if x["done"] is None and x.get("late_days")]
    if not late or (s.deadline is not None and s.deadline_kind != "programme_year"):
        return "", ""
    step = max(late, key=lambda x: x["late_days"])
    day = locale.date(step["planned"], v.lang) + v.say("days_late", step=step["late_days"])
    return f": {step.get(f'name_{v.lang}') or step['name']}", day


def _pressing(v: View, s: CommitmentState) -> bool:
    if s.status in TROUBLE:
        return True
    if s.status == "achieved":
        return s.done_on is not None and (s.done_on.year, s.done_on.month) == (v.day.year, v.day.month)
    soon = s.deadline is not None and 0 <= (s.deadline - v.day).days <= 31
    return soon and s.deadline_kind != "programme_year" and s.status not in {"lapsed", "watch"}


def exceptions(v: View, of: str | pd.DataFrame | None = None, limit: int = 8) -> Piece:
    """What needs attention, worst first, at most `limit`: of everything, of a group, of rows of `book.verdicts`."""
    v, numeral = v.only(of), "II. " if of is None else ""
    if not v.whole:
        return Piece("")
    found, targets = cards(v), trouble.targets_in_trouble(v)
    shown = found[:limit]
    if not shown:
        title = numeral + v.say("that_need_attention_here", capitalize=v.nouns.capitalize())
        key = "no_are_behind_off_track" if trouble.any_judged(v) else "none_can_be_judged"
        none = v.say(key, nouns=v.nouns)
        return nothing(title, none[:1].upper() + none[1:], "exceptions", 2, "exceptions")
    own, more = min(targets, limit), len(found) - targets
    total = sum(t.counted for t, _ in v.rows())
    others = v.say("matters_beyond", total=total, nouns=v.nouns) if total else v.say("matters")
    parts = ((own, targets, v.nouns), (len(shown) - own, more, others))
    said = [v.say("how_many" if n == of else "of_trong", n=n, of=of, noun=noun) for n, of, noun in parts if n]
    title = numeral + v.say("and").join(said) + v.say("that_need_attention")
    late = sum(x.a.status not in TROUBLE for x, *_ in found[:targets])  # not judged in the headline
    tail = v.say("late_too", n=late, nouns=v.nouns) if late else ""
    people = {x.measure.stake for x, *_ in shown} & {"lives", "living"}
    tail += v.say("worst_first" if people else "worst_first_alone")
    left = ((found[limit:targets], v.nouns), (found[max(limit, targets) :], v.say("other_matters")))
    if named := [
        f"{v.say('how_many', n=len(these), noun=noun)}: {_left(v, these)}" for these, noun in left if these
    ]:
        tail += v.say("left_to_the_annex", names="; ".join(named))
    columns = heads(
        v, "*! status!:sts plan_ke_hoach_3:n to_date_thuc_hien:n of_plan_gap:n on_year:n year_end_du_bao_ca:n"
    )
    told: dict[tuple[str, str], str] = {}
    rows = [
        Line(_exception_row(v, x), f"c-{theme.status(x.mark).colour}", _why_and_who(v, x, parts, told))
        for x, *parts in shown
    ]
    told_of = [x for card in shown for x in card]
    html = table(columns, rows, title, "cards exc")
    if lacking := dict.fromkeys(text for x in told_of if (text := x.coverage_told)):
        html += f'<p class="note">{e(" ".join(lacking))}</p>'  # which units have not sent their figures
    if blank := not_compared(v, [x for x, *_ in shown]):
        html += f'<p class="note wd">{e(blank)}</p>'
    frame = pd.DataFrame([(x.measure.id, x.a.status) for x, *_ in shown], columns=["measure", "status"])
    heading = f'{e(title)} <span class="lt">– {e(tail)}</span>'
    text = "; ".join(f"{x.short}: {x.word}" for x in told_of)
    return Piece(section(heading, html, "exceptions", 2, "exceptions"), frame, text)


def _left(v: View, these: list[list[Entry]]) -> str:
    """Names of what section II has no room for: of those that are hard to meet, else of the first."""
    hard = [f"{x.full} ({locale.inside(x.word)})" for x, *_ in these if x.mark in {"missed", "off_track"}]
    names = (hard or [x.full for x, *_ in these])[:MOST_LEFT]
    return locale.listed([*map(locale.inside, names)] + ["…"] * (len(these) > len(names)))


def _exception_row(v: View, x: Entry) -> list[Cell | str]:
    a = x.a
    name = _introduced(_numbered(x, x.introduced), _numbered(x, x.short))
    months = [i for i, s in enumerate(a.statuses) if s and i >= len(a.statuses) - 6]
    history = "".join(theme.mark(x.mark_then(i)) for i in months)
    words = [x.word_then(i) or "" for i in months]
    if history:
        runs = ((w.lower(), len(list(months))) for w, months in groupby(words))
        voice = v.say("past_months") + ", ".join(f"{w} ({n})" if n > 1 else w for w, n in runs)
        history = f'<span class="hist" role="img" aria-label="{e(voice)}">{history}</span>'
    return [
        Cell(name, head=True),
        x.status_html + history,
        e(x.plan) + ("" if x.measure.unit == "%" or x.plan == locale.NONE else f"<small>{e(x.unit)}</small>"),
        sourced(v, x.figure_html, a.keys, 1, anchor("m", x.measure.id, v.programme.measures))
        + (f"<small>{e(x.beside)}</small>" if x.beside else ""),
        x.progress_html,
        x.on_year_html,
        e(x.year_end),
    ]


def _introduced(name: str, short: str) -> str:
    """The whole name; a paper, which has it in the annex or among the works, has the short one."""
    brief = f' data-s="{e(short)}"' if short != name else ""
    return f"<b{brief}>{e(name)}</b>"


def _numbered(x: Entry, name: str = "") -> str:
    number = x.measure.id if x.measure.role == "component" else x.target.no
    name = name or x.full
    return f"{number}. {name}" if number else name


def lead_name(v: View, x: Entry) -> str:
    """The office that owes cause and action; that none is named where there is none."""
    return v.owner_name(x.lead) if x.lead else v.say("no_office_named")


def _farthest(v: View, x: Entry) -> str:
    """ ", first of all …": the units that are farthest from what a share needs: whom to ask first of the offices that
    answer for it together. "" where nothing is needed, or the units are not known."""
    least, change = x.a.target_low, x.a.what_would_change
    if least is None or change is None or change.key != "need_level":
        return ""
    lack = sorted(((missing(u, least) or 0, u.name) for u in unit_figures(v, x.measure.id)), reverse=True)
    names = [
        v.say("unit_short_by", place=locale.inside(name), n=locale.number(n, 0, v.lang))
        for n, name in lack[:MOST_LEFT]
        if n
    ]
    return v.say("first_of_all", names=locale.listed(names)) if names else ""


def _why_and_who(v: View, x: Entry, parts: list[Entry], told: dict[tuple[str, str], str]) -> str:
    """What it takes, the target's other measures that need attention; then cause, action, lead and deadline from
    the month's notes, or which office owes them. `told`: by cause the row above that has it: it is not said twice."""
    advice = _advice(v, x)
    said = [f'<span class="adv">{e(advice)}</span>'] if advice else []
    said += [e(x.usual)] if x.usual else []
    if x.derived and locale.READING in x.plan and not x.measure.undecided:
        of = v.say("bound_of_last_year", year=v.year - 1) if x.measure.rule == "lt_last_year" else ""
        said.append(e(v.say("bound_read", sign=locale.READING, of=of)))
    if parts:
        said.append(f"{e(v.say('parts_too'))} {'; '.join(_part(v, p) for p in parts)}.")
    if asked := ask_about(v, x.measure.id)[0]:
        said.append(f'<a href="#asks">{e(v.say("seen_in_ask", n=asked))}</a>.')
    return " ".join([*said, *cause_told(v, x, told, _farthest(v, x))])


def cause_told(v: View, x: Entry, told: dict[tuple[str, str], str], first: str = "") -> Iterator[str]:
    """Cause, action, lead and deadline from the notes, or who owes them (`first` of all which units); ready HTML."""
    cause, report = told_of(v, x)
    if report and not cause:  # beside a cause the card itself says that figures are late
        yield _said_by(v, x, report, "report_word", of_report(report), "")
    if owes_cause(v, x):
        owes = v.say("owes_cause_and_action", owner=lead_name(v, x), first=first)
        yield f"<i>{e(owes)}</i>"
    if cause is None:
        return
    key = (cause.measure, cause.cause)
    if key in told:
        yield e(v.say("cause_as_above", name=told[key]))
        return
    told[key] = x.short
    yield _said_by(v, x, cause, "cause_word", cause.cause, cause.next)


def _said_by(v: View, x: Entry, note: Cause, word: str, why: str, action: str) -> str:
    """What a note says, who leads, by when; ready HTML."""
    said, of = [], spoken_for(v, x, note)
    for label, text in ((v.say(word), why), (v.say("action_word"), action)):
        if text:
            said.append(f"<b>{e(label + of)}:</b> {_quoted(v, text)}")
            of = ""  # once: what follows is of the same
    lead = lead_of(v, x, note)
    who = e(v.owner_name(lead) if lead else lead_name(v, x))
    if note.lead:
        who = v.noted(v.owner_name(lead))
    day = locale.date(note.deadline, v.lang) if note.deadline else ""
    given = f"{v.say('by').lower()} {day}" if day else v.say("no_deadline_given")
    if note.deadline and note.deadline < v.day and note in v.carried.values():
        given = v.say("ask_past", day=day).lstrip(", ")
    return " ".join([*said, f"<b>{e(v.say('leads'))}:</b> {who}; {e(given)}."])


def _quoted(v: View, text: str) -> str:
    """An analyst's words; what is longer than a paragraph is folded; the Word paper has all of it."""
    if len(text) <= PARAGRAPH:
        return f"<q>{v.noted(text)}</q>"
    first = text[:PARAGRAPH].rsplit(" ", 1)[0]
    rest = details(e(v.say("read_on")), v.noted(text[len(first) :]), "more")
    return f"<q>{v.noted(first)} …</q>{rest}"


def _part(v: View, x: Entry) -> str:
    """Another measure of a card's target: name, figure, bound, verdict."""
    row = e(anchor("m", x.measure.id, v.programme.measures))  # where it opens to its cells
    now = f'<a href="#{row}">{e(x.with_unit(x.a.to_date))}</a>'
    plan = f"{v.say('plan')} {x.plan}" if x.plan != locale.NONE else ""
    told = "; ".join(filter(None, (plan, x.beside, v.say("waits_to_be_sent_again") * bool(x.asked_again))))
    return f"<b>{e(x.short)}</b> {now}{f' ({e(told)})' if told else ''}: {theme.labelled(x.mark, x.word)}"


def _advice(v: View, x: Entry) -> str:
    a = x.a
    kept = a.reason if a.reason.key == "kept" else None
    beside = (n for n in a.notes if n.key in BESIDE)
    said = [kept, None if kept or x.change else a.reason, *beside]
    told = [sentence(r, v.programme, v.lang) for r in said]
    return " ".join(filter(None, (told[0], need(v, x), *told[1:])))


def _told(v: View, d: Due) -> str:
    """What falls due; an ask, which stands above in full, by what it is about and its number."""
    if d.kind != "ask":
        return d.what
    works = {c.id: c.short(v.lang) for c, _ in v.works()}
    about = {x.measure.id: x.short for x in v.measures()} | works
    what = d.what if len(d.what) <= IN_FULL else locale.inside(v.say("contents_asks"))
    return v.say("the_ask", n=d.ask, about=about.get(d.of, what))


def who_and_when(v: View, a: Ask) -> list[tuple[str, str, bool, str]]:
    """Who decides, who leads, by when: label, text, whether an analyst wrote it, and beside it in brackets the lead
    and deadline of today, of the work or measure, where the ask says another or none."""
    lead, holder = asked_lead(v, a)
    work = v.assessments.commitments.get(a.measure or "")
    cause = v.notes.cause_of(a.measure) if a.measure else None
    printed = work.deadline if work and work.deadline_kind != "programme_year" else None
    today = printed or (cause.deadline if cause else None)
    other = v.say("current_deadline", day=locale.date(today, v.lang)) if today and today != a.deadline else ""
    by = locale.date(a.deadline, v.lang) if a.deadline else v.say("no_deadline_given")
    return [
        (v.say("decides"), a.decides.strip() or v.say("nobody_named"), bool(a.decides.strip()), ""),
        (v.say("leads"), lead, bool(a.lead.strip()), holder),
        (v.say("by"), by, False, other),
    ]


def told_who_and_when(v: View, a: Ask, label: str) -> str:
    """`who_and_when` as a sentence, `label` around each label; ready HTML."""
    return (
        "; ".join(
            f"{label.format(e(name))} {v.noted(text) if own else e(text)}{e(beside)}"
            for name, text, own, beside in who_and_when(v, a)
        )
        + "."
    )


def state_of(view: View, c: Commitment, s: CommitmentState) -> str:
    """A commitment's verdict, with what the word does not say beside it; ready HTML."""
    late = s.status == "missed" and s.deadline_kind != "programme_year"
    beside = view.say("overdue") if late else theme.unjudged(s.status, view.lang)
    return theme.labelled(s.status, theme.word(s.status, c, lang=view.lang), beside)


def due(view: View, s: CommitmentState) -> str:
    """The deadline in words: a commitment without a printed date is "trong năm, không ghi hạn"."""
    if s.deadline is None:
        return view.say("no_date")
    if s.deadline_kind == "programme_year":
        return view.say("within_the_year_no_date")
    return locale.date(s.deadline, view.lang)
