"""One place for colours, fonts and the statuses' shape and colour; their words are the language files' [status]."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from analysis.language import catalogue
from analysis.programme import Commitment, Measure

# Arial first in print so that pages break alike everywhere; on screen the reader's own system font.
FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'
FONTS_PRINT = 'Arial,"Liberation Sans","Noto Sans",sans-serif'

# name: (light, dark). Charts are drawn with the light colours, which stand for the names
# (`css_colours`): no two names may share one. Status colours differ in lightness too, for a greyscale print.
COLOURS = {
    "page": ("#ffffff", "#11161c"),
    "ink": ("#17212b", "#e7ecf1"),
    "muted": ("#52606d", "#a9b4be"),
    "line": ("#cdd5dc", "#37424d"),
    "soft": ("#eff3f7", "#1b232c"),
    "accent": ("#0b3c78", "#9ec5f4"),
    "done": ("#0a3d7c", "#8fbcf2"),
    "good": ("#1b6cae", "#74b4ee"),
    "warn": ("#865c00", "#e2b552"),
    "bad": ("#981a14", "#f4958c"),
    "none": ("#5a6672", "#a5b0ba"),
    "fan80": ("#d3e3f3", "#1d3852"),
    "fan50": ("#a3c8e8", "#2c5a87"),
    "past": ("#7b8792", "#8792a0"),
    "band": ("#e3e8ed", "#28323c"),
    "banner": ("#592c00", "#4a2500"),
    "on-banner": ("#fffdf9", "#fff4e6"),
}
COLOUR = {name: light for name, (light, _) in COLOURS.items()}


@dataclass(frozen=True)
class Status:
    """How a status is shown. `glyph` is for places without pictures (terminal, Word, Excel)."""

    key: str
    rank: int  # worst first: the order of the exceptions
    colour: str  # key of COLOURS
    glyph: str


# from the worst to the best: what is judged
ORDER = {"missed": 0, "off_track": 1, "at_risk": 2, "on_track": 4, "achieved": 5}

STATUSES = {
    s.key: s
    for s in (
        Status("missed", 0, "bad", "■"),
        Status("off_track", 1, "bad", "◆"),
        Status("at_risk", 2, "warn", "▲"),
        Status("no_data", 3, "none", "□"),
        Status("too_early", 4, "none", "◌"),
        Status("not_due", 5, "none", "…"),
        Status("watch", 6, "none", "•"),
        Status("lapsed", 7, "none", "–"),
        Status("on_track", 8, "good", "○"),
        Status("achieved", 9, "done", "●"),
    )
}
# no verdict: one word, and why beside it
UNJUDGED = ("no_data", "too_early", "not_due", "watch", "lapsed", "neutral")
SELF = Status("self", 8, "good", "◇")
NEUTRAL = Status("neutral", 4, "none", "◍")


def status(key: str | None) -> Status:
    """How `key` is shown; an unknown or empty key is shown as no data. What is "uncertain" (at or above its path, and
    yet not sure) has the chances of what is at risk, and its word: a leader cannot tell them apart."""
    own = {"self": SELF, "neutral": NEUTRAL, "uncertain": STATUSES["at_risk"]}
    return own.get(key or "") or STATUSES.get(key or "", STATUSES["no_data"])


def mark(key: str | None, word: str = "") -> str:
    """The small picture of a status. With `word` it speaks for itself; without it stands beside its word."""
    shape = _shape(key)
    colour = "none" if shape == "empty" else status(shape).colour
    return _drawn(shape, f"k c-{colour}", word)


def _drawn(shape: str, cls: str, word: str = "") -> str:
    voice = f' role="img" aria-label="{escape(word)}"' if word else ' aria-hidden="true"'
    return f'<svg class="{cls}"{voice}><use href="#k-{shape}"/></svg>'


def _shape(key: str | None) -> str:
    return key if key and f'"k-{key}"' in symbols() else status(key).key


def labelled(key: str | None, word: str, beside: str = "") -> str:
    """Shape, word and colour together; `beside` in small letters."""
    picture = _drawn(_shape(key), "k")  # in the colour of its words
    return f'<span class="st c-{status(key).colour}">{picture}{escape(word)}</span>' + (
        f"<small>{escape(beside)}</small>" if beside else ""
    )


def word(
    key: str | None,
    subject: Measure | Commitment | None = None,
    *,
    lang: str = "vi",
    closed: bool = False,
    share: float | None = None,
    surpassed: bool = False,
    shade: str = "",
) -> str:
    """The word of a status: one of seven, whatever it is said of (docs/decisions/0049).

    `share`: share of the plan in per cent, for a budget. `closed`: of a year that is over, which meets and surpasses,
    and within whose budget is no success. `surpassed`: a closed figure better than its bound. `shade`:
    Assessment.shade.
    """
    s, budget = status(key).key, getattr(subject, "kind", "") == "budget"
    if s in UNJUDGED or budget and (share or 0) > 100:
        s = "not_judged"
    elif shade == "gone":
        s = "missed"
    elif closed and budget and s in {"achieved", "on_track"}:
        s = "within_estimate"
    elif closed and s == "achieved":
        s = "surpassed" if surpassed else "met"
    return catalogue(lang)["status"][s]


def unjudged(
    key: str | None, lang: str = "vi", *, late: bool = False, share: float | None = None, beside: str = ""
) -> str:
    """Why there is no verdict, to stand beside its word; "" where there is one. `late`: the owner has not sent what
    was due. `share`: of a budget in per cent. `beside`: what else the verdict waits for."""
    s = status(key).key
    if beside and s in UNJUDGED:
        return beside
    s = "above_estimate" if (share or 0) > 100 else "not_reported" if s == "no_data" and late else s
    return catalogue(lang)["status"][s].lower() if s in {*UNJUDGED, "above_estimate", "not_reported"} else ""


def together(words: Iterable[str]) -> str:
    """The name of a count of several: every word that stands beside one of them, the commonest first."""
    return " / ".join(w for w, _ in sorted(Counter(words).items(), key=lambda x: -x[1]))


def shown_as(key: str, measure: Measure | None, share: float | None, shade: str = "") -> str:
    """The mark of a status: a budget is never praised, and above its estimate its mark is neutral; what can no longer
    be met is missed."""
    if shade == "gone":
        return "missed"
    if measure is not None and measure.kind == "budget" and share is not None and share > 100:
        return "neutral"
    return "at_risk" if key == "uncertain" else key


def css_colours() -> str:
    """The colours as custom properties, with the dark ones for dark screens; print is always light."""
    light = ";".join(f"--{k}:{v[0]}" for k, v in COLOURS.items())
    dark = ";".join(f"--{k}:{v[1]}" for k, v in COLOURS.items())
    classes = "".join(f".c-{c}{{color:var(--{c})}}" for c in ("done", "good", "warn", "bad", "none"))
    return (
        f":root,.lit{{{light}}}:root{{--font:{FONTS}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"@media print{{:root{{--font:{FONTS_PRINT}}}}}{classes}"
    )


@lru_cache(maxsize=1)
def symbols() -> str:
    """The statuses' pictures (present/marks.svg), once per page; marks refer to them. Each is drawn in a 16 x 16 box
    with currentColor; --page is the paper showing through a filled shape."""
    return (Path(__file__).parent / "marks.svg").read_text(encoding="utf-8").replace("\n", "")


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The pieces' own rules (present/piece.css), which a page and JupyterLab share."""
    text = (Path(__file__).parent / "piece.css").read_text(encoding="utf-8")
    return css_colours() + minified(text)


def minified(css: str) -> str:
    """The rules without comments, line ends and needless spaces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*\n\s*", "", css).replace(";}", "}").strip()


def lab_head() -> str:
    """What a notebook shows once so that its pieces look on screen as they do on the page."""
    return f"<style>{stylesheet()}</style>{symbols()}"
