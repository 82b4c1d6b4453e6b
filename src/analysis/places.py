"""Communes before and after 1 July 2025. A place is a code and a date."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis.ingest.text import clean, fold, nearest
from analysis.language import say
from analysis.yamlfile import NO_PLACES, FileMistakes, Mistake, Unknown, closest, legible, read_text

_SHORT = {"x": "xã", "tt": "thị trấn", "p": "phường"}
FORMER = " cũ"  # behind the name of a unit that is no more
_KIND_EN = {"xã": "commune", "thị trấn": "town", "phường": "ward"}
_PREFIX = re.compile(
    r"^(?:(?:ubnd|[uủ][yỷ] ban nhân dân) )?(?:(xã|thị trấn|phường) |(tt|x|p) ?[.:] ?|(tt) )(?=\w)", re.I
)


@dataclass(frozen=True)
class Place:
    """A unit and the days on which it exists (both inclusive, None = open)."""

    code: str
    name: str
    since: dt.date | None = None
    until: dt.date | None = None
    successor: str | None = None  # code of the unit it became part of the day after `until`

    def holds(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def bare(self) -> str:
        """The name without "Xã" or "Thị trấn"."""
        return _split(self.name)[1]

    def called(self, lang: str = "vi") -> str:
        """ "Xã Long Cang", in English "Long Cang commune"."""
        return called(self.name, lang)


@dataclass(frozen=True)
class Match:
    """What a name or code in a sheet means on a day: `code`, or "" with why and a suggestion."""

    code: str
    suggestion: str = ""
    reason_vi: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class Places:
    """The reporting units of a programme; empty for a programme without any."""

    units: tuple[Place, ...] = ()

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code that is or was one of a unit, each once, in the file's order."""
        return tuple(dict.fromkeys(p.code for p in self.units))

    @cached_property
    def _by_code(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for place in self.units:
            found.setdefault(place.code, []).append(place)
        return found

    def units_on(self, day: dt.date) -> tuple[Place, ...]:
        """The units that exist on `day`, in the file's order."""
        return tuple(p for p in self.units if p.holds(day))

    def held(self, code: str, day: dt.date) -> Place | None:
        """The unit that bears `code` on `day`, None where there is none."""
        return next((p for p in self._by_code.get(code, ()) if p.holds(day)), None)

    def place(self, code: str, day: dt.date) -> Place:
        """The unit with `code` on `day`. Raises KeyError saying what became of it, or "did you mean"."""
        if held := self.held(code, day):
            return held
        raise Unknown(self.why_not(str(code), day).reason_vi)

    def since(self, code: str, day: dt.date) -> str:
        """From when the unit is that bears `code` on `day`: what tells the units that bore one code apart; "" where it
        always was, or where there is none."""
        held = self.held(code, day)
        return str(held.since or "") if held else ""

    def name(self, code: str, day: dt.date, lang: str = "vi") -> str:
        """The unit's name on `day`: 28108 is "Thị trấn Cần Đước", then "Xã Cần Đước". Raises KeyError."""
        return self.place(code, day).called(lang)

    def successor(self, code: str) -> str:
        """Code of the unit that `code` ended up in, itself where nothing changed. Raises KeyError."""
        known = {p.code: p for p in self.units if p.successor}
        if code not in self.codes:
            raise Unknown(self.why_not(str(code), dt.date.max).reason_vi)
        return known[code].successor or code if code in known else code

    def parts(self, code: str, day: dt.date) -> tuple[str, ...]:
        """Codes of the earlier units that the unit `code` of `day` is made of; (code,) where it is older.

        Raises KeyError for a code that is none on `day`.
        """
        place = self.place(code, day)
        before = [p.code for p in self._into(code) if p.until and place.since == p.until + dt.timedelta(1)]
        return tuple(before) or (code,)

    def own(self, code: str) -> tuple[str, ...]:
        """The codes under which figures of the unit `code` stand: its own, and those of units that it took in."""
        return tuple(dict.fromkeys([code, *(p.code for p in self._into(code))]))

    def resolve(self, text: str, day: dt.date) -> Match:
        """The unit that a sheet calls `text` (a code or a name) on `day`.

        Names match with or without "Xã", "Thị trấn", "TT.", without regard to case, spacing, Unicode form
        and old or new tone placement. Nothing else is taken: a near miss is a suggestion, and for a unit that
        does not exist on that day the reason says what it became.
        """
        text = str(text).strip()
        if re.fullmatch(r"\d+(\.0)?", text):
            code = text.removesuffix(".0")
            return Match(code) if self.held(code, day) else self.why_not(code, day)
        hits = [p for p in self.units_on(day) if _same(text, p.name)]
        return Match(hits[0].code) if len(hits) == 1 else self.why_not(text, day)

    def _into(self, code: str) -> list[Place]:
        return [p for p in self.units if p.successor == code]

    def called(self, code: str, day: dt.date) -> str:
        """The unit's name on `day`; where there was none then, its first name, and of no unit the code."""
        borne = self._by_code.get(code, ())
        return next((p.name for p in borne if p.holds(day)), borne[0].name if borne else code)

    def why_not(self, text: str, day: dt.date) -> Match:
        """Why `text` is no unit on `day`, and what may be meant."""
        for other in self.units:
            if other.code != text and not _same(text, other.name):
                continue
            if other.until and other.until < day and other.successor:
                new = self.called(other.successor, day)
                day = other.until + dt.timedelta(1)
                return _none(new, "place_merged", name=other.name, code=other.code, new=new, day=day)
            if other.since and day < other.since:
                own, parts = other.code, ", ".join(p.name for p in self._into(other.code))
                return _none(parts, "place_to_come", name=other.name, code=own, day=other.since, parts=parts)
        known = self.units_on(day)
        near = nearest(_split(text)[1], [p.bare for p in known], 0.8)
        near = near or closest(text, [p.code for p in known])
        near = next((p.name for p in known if near in (p.bare, p.code)), "") if near else ""
        return _none(near, "no_place_near" if near else "no_place", text=text, day=day, near=near)


def _none(suggestion: str, key: str, **fields: object) -> Match:
    return Match("", suggestion, say("vi", key, **fields), say("en", key, **fields))


def load_places(path: Path) -> Places:
    """The units in a CSV with code, name_vi and, for a merger, merged_on, successor_code, successor_name_vi. Raises
    yamlfile.FileMistakes with every wrong line."""
    name = Path(path).name
    text = read_text(Path(path), name, NO_PLACES)
    try:
        rows = list(csv.DictReader(io.StringIO(legible(text), newline="")))
    except csv.Error as e:
        raise FileMistakes([Mistake(name, 0, "tệp", f"“{e}”", "danh sách xã (a CSV of places)")]) from None
    mistakes: list[Mistake] = []

    def wrong(line: int, key: str, found: str, expected: str, near: str = "") -> None:
        mistakes.append(Mistake(name, line, key, found, expected, near))

    header = [c for c in rows[0] if c is not None] if rows else []
    for column in ("code", "name_vi"):
        if column not in header:
            found, near = f"các cột {', '.join(header)}", closest(column, header)
            wrong(1, column, found, f"cột {column} (a column)", near)
    if mistakes:
        raise FileMistakes(mistakes)
    old: dict[str, Place] = {}
    new: dict[str, Place] = {}
    for line, row in enumerate(rows, start=2):
        code = (row["code"] or "").strip()
        if not code or code in old:
            wrong(line, "code", f"“{code}”", "một mã, mỗi mã một dòng (a code, once)")
            continue
        try:
            day = (row.get("merged_on") or "").strip()
            merged = dt.date.fromisoformat(day) if day else None
        except ValueError:
            wrong(line, "merged_on", f"“{row['merged_on']}”", "ngày dạng 2025-07-01 (an ISO date)")
            continue
        into = (row.get("successor_code") or "").strip()
        if bool(merged) != bool(into):
            wrong(line, "successor_code", f"merged_on {merged or 'trống'}, mã “{into}”",
                  "ngày sáp nhập và mã xã mới, cả hai hoặc không (both or none)")  # fmt: skip
            continue
        last = merged - dt.timedelta(1) if merged else None
        old[code] = Place(code, clean(row["name_vi"] or ""), None, last, into or None)
        if merged:
            unit = Place(into, clean(row.get("successor_name_vi") or ""), merged)
            if new.setdefault(into, unit) != unit or not unit.name:
                wrong(line, "successor_name_vi", f"{unit.name or 'trống'} từ {merged}",
                      f"cùng tên, ngày với các dòng khác của {into}")  # fmt: skip
    if mistakes:
        raise FileMistakes(mistakes)
    return Places((*old.values(), *new.values()))


def called(name: str, lang: str, inside: bool = False) -> str:
    """ "Long Cang commune" of "Xã Long Cang" in English, `inside` a Vietnamese sentence "xã Long Cang"; any other name
    as it is, but for what it is told to be no more."""
    kind, bare = _split(name)
    if not kind or (lang != "en" and not inside):
        return name
    if lang != "en":
        return name[:1].lower() + name[1:]
    former = "former " * bare.endswith(FORMER)
    return f"{former}{bare.removesuffix(FORMER)} {_KIND_EN[kind]}"


def _split(name: str) -> tuple[str, str]:
    """Kind ("xã", "thị trấn", "" when not said) and bare name."""
    name = clean(name)
    if m := _PREFIX.match(name):
        kind = next(g for g in m.groups() if g).lower()
        return _SHORT.get(kind, kind), name[m.end() :]
    return "", name


def _same(text: str, name: str) -> bool:
    """Whether a sheet's text names the unit called `name`; a kind that is said must be the unit's."""
    (said, bare), (kind, known) = _split(text), _split(name)
    return fold(bare) == fold(known) and said in ("", kind)
