"""What may be told of a run: no secret, no escape code, and no more than a reader reads."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

HIDDEN = "•••"
KEPT = 2**17  # characters of a text that is masked once: what a cell prints and prints grows beyond
LONGEST = 400  # characters of an error on a page or in the terminal; the whole lies in the executed notebook

_SECRET = re.compile(
    r"passw(?:or)?d|passphrase|(?:^|[_\-. ])(?:pass|pwd|pin|secret|token|credentials?|mat[_ -]?(?:khau|ma)|"
    r"(?:api|access|private|secret)[_-]?key|connection_?string|dsn)s?(?:$|[_\-. ])",
    re.IGNORECASE,
)
_NOT_SECRET = {"PWD", "OLDPWD"}  # the working folder
_AT = re.compile(r"[^\s{}/]@\w")  # and no rule of a style
_IN_ADDRESS = (
    re.compile(  # scheme://user:password@host, user/password@base; an address of mail has a dot in its host
        r"(://[^\s:/@'\"]{0,100}:)[^\s/@'\"]{1,200}(?=@)"
        r"|((?<![\w.:/@-])[^\W\d][\w.-]{0,60}[/:](?=[^\s/:@]*[^\W\d_])(?=[^\s/:@]*[\d#$%^*!?+~]))"
        r"[^\s/:@'\"<>,;(){}]{4,200}(?=@\w(?:[\w-]*(?![\w.-])|[\w.-]*[:/]\w))"
    )
)
_COLOUR = r"\x1b\[[\d;]*m"  # a traceback is coloured, and its lines are numbered
_BLANK = rf"(?:\s|{_COLOUR}){{0,60}}+"
_GAP = rf"(?:\n{_BLANK}(?:-+>{_BLANK})?\d+(?=[\s\x1b])|\n|[^\S\n]+|{_COLOUR}){{0,30}}+"
_MARKS = r"""(?:\\{0,3}["']|&quot;|&#(?:x27|39);)"""
_QUOTE = rf"(?P<triple>(?P<mark>{_MARKS})(?P=mark){{2}})|{_MARKS}"
_ONE_LINE, _LINES = r"(?:(?!(?P=quote)|[\n\x1b]).){1,200}+", r"(?s:(?!(?P=quote)).){1,4000}+"
_LITERAL = (
    rf"(?P<open>[brfu]{{0,2}}(?P<quote>{_QUOTE}){_GAP})(?(triple){_LINES}|{_ONE_LINE})(?={_GAP}(?P=quote)|\Z)"
)
_CLOSED = rf"{_GAP}(?P=quote)|\Z"
_ACCENTS = "[\u0300-\u036f]{0,2}"
_VI = rf"m[aâậ]{_ACCENTS}t[ _]?(?:kh[aâẩ]{_ACCENTS}u|m[aã]{_ACCENTS})"
_NAMED = re.compile(  # 'password': 'a literal', password=("of", "several"), also within a text of JSON or HTML
    rf"(?P<head>(?:{_COLOUR}|(?<![\w.-]))(?P<name>{_VI}|[\w.-]{{1,60}}+)"
    rf"{_GAP}(?P<key>{_MARKS})?{_GAP}\]?{_GAP}(?::[\w .|\[\]]{{1,40}}=|[:=]=?>?|(?(key)(?P<pair>,)|->)))"
    rf"(?P<held>{_GAP}(?P<several>[\w.]{{0,40}}[(\[])?(?:{_GAP}(?(several),?)(?:{_GAP}[+\\]){{0,2}}{_GAP}{_LITERAL}(?:{_CLOSED}))+"
    r"|[ \t]*(?:\||>|&gt;)[-+\d]{0,2}(?:\s*\n[ \t]+[^\n<]+)++"  # a block of YAML, or a list
    r"|[ \t]*(?:\n[ \t]*-[ \t]+[^\s<]+(?=\s|<|\Z))++)",
    re.IGNORECASE,
)
_LITERALS = re.compile(rf"{_LITERAL}({_CLOSED})", re.IGNORECASE)
_BARE = re.compile(  # password=x, pwd=x;, api_key=x&, Mật khẩu: x, mk: x, --password x, Authorization: Bearer x
    rf"(?<![\w.])((?:[a-z]{{1,30}}[_-]){{0,3}}(?:(?:pg|my|db|root)?passw(?:or)?ds?|pass(?:phrase)?|pwd?|mk|api[_-]?key"
    rf"|(?:access_?|db_?)?token|(?:client_?)?secret|{_VI}|bearer|authorization\W{{1,5}}basic)"
    rf"{_MARKS}?(?:(?:[^\S\n]+(?:l[aà]{_ACCENTS}|is)|[^\S\n]+c[uủ]{_ACCENTS}a\s[\w\u0300-\u036f]{{1,20}})?\s*(?:[:=]=?>?|->|[|>]|%3D)\s*"
    rf"|[^\S\n]+(?:l[aà]{_ACCENTS}[^\S\n]+|is[^\S\n]+)?)"
    rf"|(?:{_VI}|mk)(?:[^\S\n]+[\w\u0300-\u036f]{{1,20}}){{1,3}}?(?:\s*[:=]|[^\S\n]+l[aà]{_ACCENTS}\s)\s*"
    rf"|(?:log[ -]?in|đ[aă]{_ACCENTS}ng nh[aâậ]{_ACCENTS}p)[^\S\n]+[\w.@\\-]{{1,60}}[^\S\n]+"
    rf"|identified\s+by\s+{_MARKS}?"
    r"|(?:sshpass|mysql\w*|mariadb\w*|mongo\w*|sqlcmd|zip|unzip|7z|login)\b[^\n]{0,100}?\s-p\s?)"
    # with a letter and a figure, or a sign within: neither the name of a variable nor a word nor an amount
    r"""(?=[^\s'"&;,<>()\x1b]*[^\W\d_])(?=[^\s'"&;,<>()\x1b]*(?:\d|[@#$%^*!?+~]\w))[^\s'"&;,<>()\x1b]{6,200}""",
    re.IGNORECASE,
)
_SAID = (
    rf"(?:\s+c[uủ]{_ACCENTS}a\s+[\w\u0300-\u036f]{{1,20}})?(?:\s*[:=]|\s+(?:l[aà]{_ACCENTS}|is)(?:\s|:))\s*"
)
_CODE = re.compile(  # PIN 4821, mã OTP: 482193, pin là 4821; curl -u user:x, sqlplus user/x, auth=("user", "x")
    rf"((?=[PpOoMm])(?<!\w)(?:(?:PIN|OTP|(?i:m[aã]{_ACCENTS} (?:pin|otp)))(?:{_SAID}|\s+)"
    rf"|(?i:m[aã]{_ACCENTS} x[aá]{_ACCENTS}c (?:th[uưự]{_ACCENTS}c|nh[aâậ]{_ACCENTS}n)|(?<!\w )(?:pin|otp)){_SAID}))"
    # no amounts of batteries
    r"\d{4,8}(?!\w|[.,]\d|\s*(?:%|chiếc|cái|viên|bộ|quả|kg|tạ|tấn|nghìn|triệu|tỷ|đồng|[kMG]W)\b)"
    r"""|((?<!\S)(?:-u|--user|--proxy-user)[ =]?["']?[^\s:"'<]{1,60}:)(?!\d+(?:\s|\Z))[^\s"'<]{4,200}"""
    rf"|((?<=[Aa]uth)(?:\s*=)?\s*[(\[]{_GAP}{_MARKS}{_GAP}[^\s'\"]{{1,60}}?{_GAP}{_MARKS}{_GAP},{_GAP}{_MARKS}{_GAP})"
    r"""[^\s'"\x1b&]{3,200}|((?<=sqlplus)\s[^\n/]{0,60}/)[^\s@'"<]{3,200}"""
)
_KEY = re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).+?(?=-----END|\Z)", re.DOTALL)
_SIGNS = r"&shy;|&ZeroWidthSpace;|[\u00ad\u200b-\u200d\u2060\ufeff]"  # that are not seen
_UNSEEN = re.compile(rf"<[^<>]*>|\r?\n[ \t]*|{_SIGNS}")
_WITHIN_WORDS = re.compile(  # elements that part no words
    r"</?(?:a|abbr|b|big|bdi|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|text|tspan"
    rf"|tt|u|var|wbr)(?:\s[^<>]*)?/?>|{_SIGNS}",
    re.IGNORECASE,
)
_CODED = re.compile(r"&#0*(?:(\d{2,3})|x([0-9a-f]{2}));", re.I)  # a sign by its number
CODES = re.compile(  # of terminals: colours, titles, links
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # a title or link
    r"|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?|\x9b[0-?]*[ -/]*[@-~]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@lru_cache(4096)
def is_secret(name: str) -> bool:
    """Whether a parameter or variable of this name holds a secret, declared or not."""
    words = re.sub("[\u0300-\u036f]", "", normalize("NFD", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)))
    return bool(_SECRET.search(words)) and name not in _NOT_SECRET


class Mask:
    """Takes secrets out of texts: the given values as they are and as they are written in HTML, JSON, Python,
    addresses and, from eight characters on, hexadecimals and Base64, also behind a user's name ("Authorization:
    Basic"), and whatever stands as a password in an address.

    A value of less than four characters is not looked for: it would blot out half the page. One of less than
    eight, or of digits only, is hidden where it stands as a word of its own. Elements of HTML and signs that are not
    seen between its letters do not save it, nor, of one of eight and more, the end of a line. Of several lines each
    of six characters and more is hidden.
    """

    def __init__(self, values: Iterable[str] = ()):
        self.values = {*values}
        self._known: dict[str, str] = {}
        forms: set[str] = set()
        for value in self.values:
            for line in {value, *(x.strip() for x in value.splitlines() if len(x.strip()) >= 6)}:
                forms |= {
                    line, html.escape(line), html.escape(line, quote=False), json.dumps(line)[1:-1],
                    json.dumps(line, ensure_ascii=False)[1:-1], repr(line)[1:-1], quote(line, safe=""), quote(line),
                    ascii(line)[1:-1], line.encode("unicode_escape").decode().replace('"', '\\"'),
                }  # fmt: skip
                forms |= _encoded(line.encode("utf-8", "replace")) if len(line) >= 8 else set()
        looked = sorted((f for f in forms if len(f.strip()) >= 4), key=len, reverse=True)
        words = [f for f in looked if len(f) < 8 or f.isdigit()]
        others = [f for f in looked if f not in words]
        self._values = _any(others, words)
        self._cut = [(_any(others), _UNSEEN, _any(others, between=_UNSEEN)),
                     (_any([], words), _WITHIN_WORDS, _any([], words, _WITHIN_WORDS))]  # fmt: skip

    def __call__(self, text: str) -> str:
        if self._values:
            text = self._values.sub(HIDDEN, _CODED.sub(_sign, text))
            for values, unseen, cut in self._cut:
                if values and cut and values.search(unseen.sub("", text)):
                    text = cut.sub(partial(_left, unseen), text)
        text = _NAMED.sub(_unnamed, text)
        text = _KEY.sub(rf"\1{HIDDEN}", _CODE.sub(rf"\1\2\3\4{HIDDEN}", _BARE.sub(rf"\1{HIDDEN}", text)))
        return _IN_ADDRESS.sub(rf"\1\2{HIDDEN}", text) if _AT.search(text) else text

    def within(self, value: Any) -> Any:
        """Plain JSON values with every text in them masked, and a number that is a secret. Of a notebook the same
        texts are asked for again and again, as its cells end and at its end."""
        if isinstance(value, str):
            if len(value) > KEPT:
                return self(value)
            if value not in self._known:
                self._known[value] = self(value)
            return self._known[value]
        if isinstance(value, dict):
            return {self.within(k): self.within(v) for k, v in value.items()}
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return HIDDEN if self.within(str(value)) == HIDDEN else value
        return [self.within(v) for v in value] if isinstance(value, list) else value


def _unnamed(found: re.Match[str]) -> str:
    if not is_secret(found["name"]) or found["pair"] and not re.search(r"\d", found["held"]):
        return found[0]  # of two words that only stand beside one another the second is no secret
    held = _LITERALS.sub(lambda one: f"{one['open']}{HIDDEN}{one[one.re.groups]}", found["held"])
    return found["head"] + (held if found["quote"] else f" {HIDDEN}")


def _left(unseen: re.Pattern[str], found: re.Match[str]) -> str:
    return HIDDEN + "".join(unseen.findall(found[0]))


def _any(
    others: list[str], words: Iterable[str] = (), between: re.Pattern[str] | None = None
) -> re.Pattern[str] | None:
    """What finds one of these texts, or of the `words` where it stands as one, also with others `between` its signs."""
    gap = f"(?:{between.pattern})*" if between else ""
    parts = [gap.join(map(re.escape, text)) for text in others]
    parts += [rf"(?<!\w){gap.join(map(re.escape, word))}(?!\w)" for word in words]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _sign(coded: re.Match[str]) -> str:
    number = int(coded[1] or coded[2], 10 if coded[1] else 16)
    return chr(number) if 32 < number < 127 and chr(number) not in "<>&\"'" else coded[0]


def _encoded(secret: bytes) -> set[str]:
    found = {repr(secret)[2:-1], secret.hex(), secret.hex().upper(), base64.b64encode(secret).decode()}
    # of the bytes that may stand before it in the same three nothing is looked for but what it alone makes
    for before in range(3):
        whole = base64.b64encode(bytes(before) + secret).decode()
        found.add(whole[-(-before * 4 // 3) : (before + len(secret)) * 4 // 3])
    return found | {text.replace("+", "-").replace("/", "_") for text in found}


def mask(parameters: Mapping[str, Any], declared: Iterable[str] = ()) -> Mask:
    """The mask for these parameters (those declared secret, and those whose name says it, all that they hold, and
    what is called so within others) and for the variables of this process's environment whose names say it."""
    values = [*_secrets(parameters, {*declared})]
    values += [v for k, v in os.environ.items() if is_secret(k) and len(v) >= 6]
    return Mask(values)


def _secrets(value: Any, declared: set[str], secret: bool = False) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield from _secrets(held, declared, secret or key in declared or is_secret(str(key)))
    elif isinstance(value, (list, tuple, set)):
        for held in value:
            yield from _secrets(held, declared, secret)
    elif secret and value is not None and not isinstance(value, bool):
        yield str(value)


def hidden(parameters: Mapping[str, Any], declared: Iterable[str] = ()) -> dict[str, Any]:
    """The parameters as they may be recorded."""
    declared = {*declared}
    return {
        k: HIDDEN if k in declared or is_secret(k) else hidden(v, declared) if isinstance(v, Mapping) else v
        for k, v in parameters.items()
    }


def named(parameters: Mapping[str, Any], declared: Iterable[str] = ()) -> dict[str, str]:
    """The parameters as they may stand in a name: a secret as a hash, too short for the value to be found by it."""
    may, masked = hidden(parameters, declared), mask(parameters, declared)
    return {
        k: masked(str(v))
        if may[k] == v
        else hashlib.sha256(str(v).encode("utf-8", "replace")).hexdigest()[:2]
        for k, v in parameters.items()
    }


def plain(text: str) -> str:
    """Text without escape codes of terminals, control characters and marks that turn its direction."""
    return _CONTROL.sub("", CODES.sub("", text))


def short(text: str, whole: str = "", limit: int = LONGEST) -> str:
    """Plain text on one line of at most about `limit` characters; `whole` says where the rest stands."""
    line = " ".join(plain(text).split())
    if len(line) <= limit:
        return line
    where = f" (toàn văn, in full: {whole})" if whole else ""
    return f"{line[:limit].rstrip()}…{where}"
