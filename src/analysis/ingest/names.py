"""Names compared by their keys: labels of rows, columns and places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from analysis.ingest.text import fold, label_key, label_of


def _many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Words = Annotated[list[str], BeforeValidator(_many)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Place(Strict):
    code: str
    name: str
    aliases: Words = []
    first_day: str = ""
    last_day: str = ""
    successor: str = ""  # code of the unit that took it in on `last_day`


@dataclass
class Names:
    """Names by their keys. A label typed without any marks finds the one name that reads so."""

    exact: dict[str, str] = field(default_factory=dict)
    bare: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, spellings: Iterable[str], name: str | None = None) -> Names:
        """Spellings of one name, or each its own name."""
        names = cls()
        for spelling in spellings:
            names.add(spelling, spelling if name is None else name)
        return names

    def add(self, spelling: str, name: str) -> None:
        self.exact.setdefault(label_key(spelling), name)
        self.exact.setdefault(fold(spelling), name)
        self.bare.setdefault(fold(spelling, marks=False), set()).add(name)

    def find(self, label: str) -> str | None:
        hit = self.exact.get(label_key(label))
        hit = self.exact.get(fold(label)) if hit is None else hit
        return self.but_for_marks(label) if hit is None and label.isascii() else hit

    def first(self, texts: Iterable[str]) -> str | None:
        """The name found by the first of some texts that finds one."""
        return next((name for text in texts if (name := self.find(text)) is not None), None)

    def without(self, other: Names) -> Names:
        """These names but for the spellings that are also one of `other`."""
        exact = {k: v for k, v in self.exact.items() if k not in other.exact}
        return Names(exact, {k: v for k, v in self.bare.items() if k not in other.bare})

    def but_for_marks(self, label: str) -> str | None:
        """The one name that differs from a label of two words or more in nothing but marks ("Hà Tỉnh")."""
        key = fold(label_of(label), marks=False)
        names = self.bare.get(key, set())
        return next(iter(names)) if len(names) == 1 and (label.isascii() or " " in key) else None


def place_names(places: list[Place], day: str | None) -> Names:
    """Places valid on a day (ISO), without one all there ever were, with and without "Xã", "Thị trấn"."""
    names = Names()
    for place in places:
        if day is not None and not is_valid(place, day):
            continue
        for spelling in [place.name, *place.aliases]:
            for teller in ("", "UBND ", "Ủy ban nhân dân ", "Công an ", "Trạm Y tế "):
                names.add(teller + spelling, place.code)
            for title in ("Xã ", "Thị trấn ", "Phường ", "Huyện ", "Tỉnh ", "Thành phố ", "TT. ", "TT "):
                if spelling.startswith(title):
                    names.add(spelling.removeprefix(title), place.code)
                    if title == "Thị trấn ":
                        names.add("TT " + spelling.removeprefix(title), place.code)
    return names


def is_valid(place: Place, day: str) -> bool:
    return not (place.first_day and day < place.first_day or place.last_day and day >= place.last_day)


def successor(places: list[Place], code: str, day: str) -> Place | None:
    """The unit of `day` (ISO) that has taken in the earlier unit `code`; None where it is not known."""
    into = next((p.successor for p in places if p.code == code and p.successor), "")
    return next((p for p in places if p.code == into and is_valid(p, day)), None)
