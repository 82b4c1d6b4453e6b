"""Units of a district as tables name them: which division a table follows, and which unit a label means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from analysis.ingest import match
from analysis.ingest.areas import ELSE, Areas, is_name
from analysis.ingest.checks import Made
from analysis.ingest.context import Context
from analysis.ingest.grid import address
from analysis.ingest.match import PickedColumn, PickedRow
from analysis.ingest.names import Names, is_valid, place_names, successor
from analysis.ingest.periods import plain
from analysis.ingest.remarks import SITES, letterhead
from analysis.ingest.sources import Sources, TableRule
from analysis.ingest.tables import Column, Row, Table
from analysis.ingest.text import clean, fold, has_phrase, nearest
from analysis.language import say

_KIND = re.compile(r"(?:xã|phường|thị trấn|thị xã|huyện|quận|đặc khu) ", re.I)
_SITE = re.compile(
    r"(?i)(?:xã|phường|thị trấn|tt|huyện|ấp|khu|kp|tổ|thôn|các|toàn|liên|đường|đt|ql|trung tâm"
    r"|sông|kênh|rạch|chợ|cầu|cống|đê)\b"
)
_COMMUNE = re.compile(r"(?:xã|phường|thị trấn) ", re.I)
_OLD = re.compile(
    r"\b(?:(?:don vi|dia gioi|dia ban|mo hinh|dvhc)(?: hanh chinh)?|xa|phuong|thi tran) (?:cu|truoc (?:day|kia))\b"
    r"|\b(?:truoc (?:khi |ngay |thoi diem )?|chua )(?:sap nhap|sap xep|hop nhat|nhap (?:xa|huyen|tinh)|0?1[/.-]0?7)\b"
)
_COUNTED = re.compile(r"\b(\d\d?) (?:don vi|xa|phuong|thi tran)\b")
_WORKS = re.compile(r"\b(?:giai ngan|von|dau tu|du an|cong trinh)\b")
# rows that are no works: sources of money, sums of several
_NO_WORK = re.compile(
    r"\W*(?:tong|cong|von|nguon|ngan sach|thu|chi|ke hoach|du toan|kinh phi|(?:cac )?(?:du an|cong trinh).* khac$)\b"
)
_SEVERAL = re.compile(r"\s*[+&,;/]\s*|\s+(?:-|–|và)\s+")
_OUTSIDE = re.compile(r"(?i)tp\.|(?:ngoài|khác) (?:địa bàn|huyện|tỉnh|xã)")
_WHOLE_OF = re.compile(r"(?i)\W*toàn (?:tỉnh|vùng|thành phố)\b")  # no letterhead
_OF_ALL = ("toàn", "tổng hợp", "các xã", "địa bàn huyện")


def _of_works(table: Table, rule: TableRule) -> bool:
    return _WORKS.search(plain(" ".join([table.title, *rule.title]))) is not None


_areas = lru_cache(1 << 4)(Areas)  # alike for all files of a sources file


@lru_cache(1 << 4)
def _of_all(whole: tuple[str, ...]) -> tuple[Names, Names]:
    """What sums over all units are called in any text, and in labels and heads alone ("Tổng")."""
    totals = ("Cộng", "Tổng", "Tổng số", "Tổng cộng")
    names = [*whole, *(f"{total} {area}" for total in totals for area in whole)]
    alone = ["Tổng"] * ("Tổng số" in whole or "Tổng cộng" in whole)
    return Names.of(names, ""), Names.of([*names, *alone], "")


class Divisions:
    """The units of a sources file, by day; doubts go to `report(code, cell, value, …)`."""

    def __init__(self, sources: Sources, report: Callable[..., None]):
        self.units, self.on, self.report = sources.units, sources.names_on, report
        self.all_of = [w for w in sources.whole if w.lower().startswith("toàn ")]
        self.whole, self.sums = _of_all(tuple(sources.whole))
        self.areas = _areas(tuple(sources.own_area), sources.around)

    def of(self, table: Table, rule: TableRule, day: str) -> Names:
        """Names of the units of `day` that a table by place may mean, after saying which it cannot.

        A unit that does not exist on that day shows that the table follows another division: a namesake in it
        (a commune that kept its name or its code and took in its neighbours) is then not known to be the unit
        of that day, and is not taken either.
        """
        places = self.on(day)
        if not rule.places:
            return places
        other = place_names([p for p in self.units if not is_valid(p, day)], None)
        if not other.exact:
            return places
        labels = self._labels(table, rule, day)
        gone = [(label, cell, code) for label, cell, texts in labels
                if places.first(texts) is None and (code := other.first(texts)) is not None]  # fmt: skip
        around = plain(f"{table.title} | {table.over} | {table.sheet}")
        before = [p for p in self.units if p.last_day and p.last_day <= day]
        valid = sum(is_valid(p, day) for p in self.units)
        of_old = (m for m in _COUNTED.finditer(around) if int(m[1]) == len(before) != valid)
        old = _OLD.search(around) or next(of_old, None)
        if not gone and before and old:  # "(THEO ĐƠN VỊ CŨ)"
            gone, other = [(old[0], table.title_cell, "")], place_names(before, None)
        if not gone:
            return places
        listed = {code: cell for _, cell, texts in labels if (code := places.first(texts)) is not None}
        whole = set(listed) >= {p.code for p in self.units if is_valid(p, day)}
        if whole:  # the division of that day and more: only what may be a part of the same unit is doubtful
            into = {new.code for _, _, code in gone if (new := successor(self.units, code, day))}
            other = place_names([p for p in self.units if p.successor in into], None)
        sure = places.without(other)
        if not whole:
            listed = {code: cell for _, cell, texts in labels if (code := sure.first(texts)) is not None}
        month = f"{day[5:7]}/{day[:4]}"
        for label, cell, code in gone:
            new = successor(self.units, code, day)
            if new and new.code in listed:
                self.report("place_twice", cell, label, month=month, new=new.name, at=listed[new.code])
            elif code:
                self._gone(label, cell, code, day)
        names = ", ".join(dict.fromkeys(label for label, _, _ in gone[:3])) + " …" * (len(gone) > 3)
        for label, cell, texts in labels:
            if places.first(texts) is not None and sure.first(texts) is None:
                self.report("place_namesake", cell, label, month=month, gone=names)
        return sure

    def given(self, table: Table, rule: TableRule, year: int) -> str:
        """The day whose units a year's plans name: its first, where more of them existed then than at its last."""
        first, last = f"{year}-01-01", f"{year}-12-01"
        texts = [t for _, _, t in self._labels(table, rule, last)] if rule.places else []
        return max(last, first, key=lambda day: sum(self.on(day).first(t) is not None for t in texts))

    def ask(self, table: Table, rule: TableRule, places: Names, day: str) -> None:
        """Report what is no name of a place, nor was one, and nearly is."""
        names = [p.name for p in self.units]
        for label, cell, texts in self._labels(table, rule, day):
            if any(known.first(texts) is not None for known in (places, self.whole, self.on(None))):
                continue
            several = _SEVERAL.split(label)
            both = len(several) > 1 and all(places.find(part) is not None for part in several)
            bare = re.sub(r"\s*\([^()]*\)$", "", label)  # "Tân Lân (cũ)"
            known = bare != label and any(n.find(bare) is not None for n in (self.on(None), self.whole))
            held = bare if known else ""
            held = held or next((n for n in names if has_phrase(fold(label), n)), "")
            if guess := "; ".join(several) if both else nearest(label, names) or held:
                self.report("place_unknown", cell, label, guess=guess)

    def is_gone(self, place: str, table: Table, day: str) -> bool:
        """Whether a table of one place's own speaks of a day on which there was no such place (reported)."""
        named = [p for p in self.units if p.code == place]
        gone = bool(named) and not any(is_valid(p, day) for p in named)
        if gone:
            self._gone(named[0].name, table.title_cell, place, day)
        return gone

    def is_of_one(self, table: Table, rule: TableRule, day: str) -> bool:
        """Whether the title of a table or its sheet names one unit alone ("xã Mỹ Lệ"), or they or the letterhead
        another area, while its rule takes its figures for those of the whole area (reported); of a table by unit,
        whether they name another area that is no unit."""
        title = fold(f"{table.sheet} | {table.title}")
        units = [p.name for p in self.units if is_valid(p, day) and _KIND.match(p.name)]
        told = [
            n for n in units if has_phrase(title, n) and not any(has_phrase(fold(w), n) for w in rule.title)
        ]
        if rule.places or len(told) != 1 or any(has_phrase(title, w) for w in (*_OF_ALL, *self.whole.exact)):
            above, lines = letterhead(table, rule)
            named = [name for text in (*lines, table.sheet) if (name := self.areas.other(text))]
            named += filter(
                None,
                (
                    self.areas.other(text, letterhead=not _WHOLE_OF.match(text))
                    for text in (*above, *table.signed)
                ),
            )
            asked = fold(" ".join(rule.title))
            kept = (name for name in named if not (rule.places and _COMMUNE.match(name)))
            told = [name for name in kept if not has_phrase(asked, name)][:1]
        if told:
            self.report("title_place", table.title_cell, table.title, name=told[0])
        return bool(told)

    def elsewhere(self, text: str) -> str:
        """The area that a text names which is neither the programme's nor one of its units, "" for none."""
        area = self.areas.other(text)
        own = area and any(has_phrase(fold(area), p.name) for p in self.units)
        return "" if own or area and self.on(None).find(area) is not None else area

    def _sited(self, text: str) -> str:
        """The area beside the programme's that the site of a work names: a commune alone may be one not listed."""
        areas = (self.elsewhere(p) for p in _SEVERAL.split(text) if self.on(None).find(p) is None)
        return next((area for area in areas if area and not _COMMUNE.match(area)), "")

    def is_site(self, table: Table, rule: TableRule, row: PickedRow, remark: str) -> bool:
        """Whether a remark says no more than where in the programme's area a work stands: "Địa bàn: Xã Mỹ Lệ"."""
        head, colon, text = remark.partition(": ")
        told = colon and SITES.match(clean(head)) and _of_works(table, rule)
        sites = all(_SITE.match(p) or self.on(None).find(p) is not None for p in _SEVERAL.split(text))
        return bool(told) and sites and not _NO_WORK.match(plain(row.label)) and not self._sited(text)

    def strange_sites(self, table: Table, made: Made) -> Iterator[tuple[str, Made]]:
        """The names in columns of sites that are no unit's while most of a column are, and their figures: "Bến Lức",
        "Xã Phước Lâm" where communes are listed."""
        listed = any(_COMMUNE.match(p.name) for p in self.units)
        sites: dict[str, dict[tuple[int, str], Made]] = {}
        for one in made:
            row = one[0].row
            for head, text in table.named_by(row, all_of=True) if row else ():
                if row and SITES.match(clean(head)):
                    sites.setdefault(head, {}).setdefault((row.row, text), []).append(one)

        def known(name: str) -> bool:
            if _SITE.match(name) and not (listed and _COMMUNE.match(name)):
                return True
            named = _SITE.match(name) or is_name(name) or _OUTSIDE.match(name)
            return not named or self.on(None).find(name) is not None

        for rows in sites.values():
            strange = [
                (text, own) for (_, text), own in rows.items() if not all(map(known, _SEVERAL.split(text)))
            ]
            yield from strange if 2 * len(strange) <= len(rows) else ()

    def is_of_another(self, table: Table, rule: TableRule, code: str, day: str) -> bool:
        """Whether the title, the letterhead, a signature or a group above the rows of a table of one unit's own names
        another place, or the whole area (reported); not where its rule asks for those words."""
        above, lines = letterhead(table, rule)
        above = [*above, *table.signed]
        asked = fold(" ".join(rule.title))
        names = {p.name for p in self.units if _KIND.match(p.name) and not has_phrase(asked, p.name)}
        # a successor may bear the name of one it took in
        ours = {p.name for p in self.units if p.code == code}
        for text in (*above, *lines, *table.over.split(" | ")):
            key = fold(ELSE.split(clean(text))[0])
            told = [name for name in sorted(names) if has_phrase(key, name)]
            area = "" if told else self.areas.other(text, letterhead=text in above)
            own = ours & {*told} or area and (self.on(None).find(area) == code or has_phrase(asked, area))
            whole = [w for w in self.all_of if code and has_phrase(key, w) and not has_phrase(asked, w)]
            if found := [] if own else [*filter(None, (*whole, *told, area))]:
                self.report("title_place", table.title_cell, table.title, name=found[0])
                return True
        return False

    def columns_of_whole(self, table: Table, places: Names) -> list[Column]:
        """The columns but for those of a unit or another area."""
        named = places.exact and (lambda c: match.column_place(c, places, self.whole))
        return [c for c in table.columns if not (named and named(c) or self.areas.other(c.text))]

    def of_group(self, table: Table, rule: TableRule, whole: bool) -> Callable[..., str]:
        """What tells the place beside its own that a `group` above a row, its brackets or the column of a head name:
        for the `whole` area any, for units by row another one than the programme's. Works have their sites there."""
        known = self.on(None)
        titled = sum(is_name(r.label) and known.find(r.label) is None for r in table.rows)
        works = _of_works(table, rule)
        below = [r for r in table.rows if r.path]
        apart = works and len({r.label for r in below}) == len(below)
        habit = 2 * titled > len(table.rows)  # "Thu Nội Địa": all labels are written so

        def named(text: str, row: PickedRow, group: bool, head: str = "") -> str:
            if self.is_site(table, rule, row, f"{head}: {text}"):
                return ""
            if group and apart and (known.find(text) or self.areas.other(text) and not self._sited(text)):
                if not any(text in r.path and _NO_WORK.match(plain(r.label)) for r in below):
                    return ""
            listed = row.rule is not None and row.rule.each and known.find(row.label) is not None
            if known.find(text) and not self.areas.is_own(text):
                return text if whole and not listed else ""
            if rule.places != "rows" and not whole or habit and is_name(text):
                return ""
            part = rule.places == "rows" or listed
            return self.areas.beside(text) if part else self.areas.other(text, group=group, works=works)

        return named

    def _gone(self, label: str, cell: str, code: str, day: str) -> None:
        new = successor(self.units, code, day)
        now = lambda lang: say(lang, "now_part_of", name=new.name) if new else ""  # noqa: E731
        self.report("place_gone", cell, label, month=f"{day[5:7]}/{day[:4]}", now=now)

    def _labels(self, table: Table, rule: TableRule, day: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """What stands where a table names its units: the label, its cell, the texts to look up."""
        if rule.places == "rows":
            return [(r.label, r.label_cell, (r.label, *r.texts)) for r in self._current(table, day)]
        return [(c.path[-1], address(table.header_rows[1], c.col), tuple(reversed(c.path)))
                for c in table.columns if c.path and not c.beside]  # fmt: skip

    def _current(self, table: Table, day: str) -> list[Row]:
        """A table's rows, hidden ones last; without those where they list units that are gone: the form of earlier
        months, hidden behind the one in use."""
        rows, places = match.shown_first(table), self.on(day)
        names = [(r.label, *r.texts) for r in rows if r.hidden]
        old = any(places.first(texts) is None and self.on(None).first(texts) is not None for texts in names)
        return ([r for r in rows if not r.hidden] or rows) if old else rows

    def columns(self, rule: TableRule, columns: list[PickedColumn], at: Context) -> list[PickedColumn]:
        """The columns of units, each under the declaration that its head means: a plan below a unit's name is no figure
        of the month. One that means something nobody asks for is left out."""
        rules = rule.columns or match.DEFAULT_COLUMNS
        meant = [
            next((r for r in rules if match.means(r, p.column, p.reading, at, rule)), None) for p in columns
        ]
        worded = any(r and r.words for r in meant)
        return [
            replace(p, rule=wanted or p.rule) for p, wanted in zip(columns, meant, strict=True)
            if wanted or not (p.reading.unclear or worded)
            and (p.rule.words or p.reading.meaning in ("", "month", "level", p.rule.is_))
        ]  # fmt: skip

    def rows(self, table: Table, places: Names, day: str) -> list[PickedRow]:
        """The rows of units and of the whole area; a hidden one only where the unit has no other row. "Cộng" between
        units, or twice, is that of a part of them (reported where the whole area has no other row)."""
        rows: list[PickedRow] = []
        lacking: dict[str, Row] = {}
        for row in self._current(table, day):
            texts = (row.label, *row.texts)
            code = places.first(texts)
            within = next((p for p in reversed(row.path) if places.find(p) is not None), "")
            open_unit = within and all(r.place != places.find(within) for r in rows)
            if code is None and self.sums.first(texts) is not None:
                code = places.find(within) if open_unit else ""  # "Tổng số" of a unit whose groups follow
            elif code is None and open_unit:
                lacking.setdefault(within, row)
            if code is not None and not (row.hidden and any(r.place == code for r in rows)):
                rows.append(PickedRow(row, None, row.label, code))
        for name, row in lacking.items():
            if all(r.place != places.find(name) for r in rows):
                self.report("no_row", row.label_cell, row.printed, label=f"{name} › Tổng số", guess="")
        at = {r.row.row: r.place for r in rows if r.row}
        units = lambda before, after: {p for line, p in at.items() if p and before <= line < after}  # noqa: E731
        whole = [r for r in rows if not r.place and r.row and not r.row.hidden]
        parts = [
            r for r in whole
            if r.row and (above := units(0, r.row.row)) and units(r.row.row, 1 << 20) - above
            or sum(fold(r.label) == fold(w.label) for w in whole) > 1
        ]  # fmt: skip
        if len(parts) == len(whole):
            for part in parts:
                if part.row:
                    self.report("total_part", part.row.label_cell, part.label)
        return [r for r in rows if r not in parts]
