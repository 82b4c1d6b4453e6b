"""The values of a run's parameters: typed, with words kept as words, and every mistake named."""

from __future__ import annotations

import ast
import datetime as dt
import hashlib
import inspect
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from functools import wraps
from numbers import Integral
from numbers import Real as RealNumber
from typing import Any, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from analysis.house import unportable
from analysis.yamlfile import Told, closest, hint, one_of

LATEST = "latest"
Given = ParamSpec("Given")
Made = TypeVar("Made")


class ParameterError(Told, ValueError):
    """A parameter, notebook, month, place or owner that does not exist or cannot be read."""

    def __init__(self, what: str, found: object, expected: str, suggestion: str = ""):
        self.what, self.found, self.expected, self.suggestion = what, found, expected, suggestion
        said = f"có “{found}”" if str(found).strip() else "để trống (empty)"
        end = "" if expected.endswith((".", "?")) else "."
        super().__init__(f"{what}: {said}; cần {expected}{end}{hint(suggestion)}")


def asked_rightly(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """The function, which says in words what it takes where it is given something else: an argument that it does not
    know, too many or too few, one of another kind. Raises ParameterError."""

    @wraps(function)
    def asked(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        _rightly(function, args, kwargs)
        return function(*args, **kwargs)

    return asked


def _rightly(function: Callable, args: tuple, kwargs: Mapping[str, Any]) -> None:
    signature = inspect.signature(function)
    known = [name for name in signature.parameters if name not in _ITSELF]
    call = f"{function.__name__}({', '.join(known)})"
    for name in kwargs:
        if name not in known:
            raise ParameterError(call, name, one_of(known), closest(name, known))
    try:
        given = signature.bind(*args, **kwargs).arguments
    except TypeError as e:
        if twice := re.search(r"multiple values for argument '(\w+)'", str(e)):
            first = args[list(signature.parameters).index(twice[1])]
            named = f"{next((n for n in known if n not in kwargs), twice[1])}={first!r}"
            expected = f"mỗi tham số một giá trị; viết (one value each; write) {named}, {twice[1]}=…"
            raise ParameterError(f"{call}, {twice[1]}", f"{first}, {kwargs[twice[1]]}", expected) from None
        found = ", ".join([*(repr(a)[:40] for a in args[1:]), *(f"{k}=…" for k in kwargs)])
        raise ParameterError(call, found, f"đúng các tham số này (these arguments): {e}") from None
    hints = get_type_hints(function)
    for name, value in given.items():
        several = signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL
        least = int(name == "limit")
        if int in _kinds(hints.get(name)) and isinstance(value, Integral) and value < least:
            raise ParameterError(f"{call}, {name}", value, f"số từ {least} ({least} or more)")
        if name in known and name in hints and not several and not _is_a(value, hints[name]):
            kinds = " hoặc (or) ".join(
                _KINDS.get(name if k is str else k) or _KINDS.get(k) or _KINDS.get(k.__name__, k.__name__)
                for k in _kinds(hints[name])
                if k is not _NONE
            )
            raise ParameterError(
                f"{call}, {name}", f"{' '.join(repr(value).split()):.60} ({type(value).__name__})", kinds
            )


def _is_a(value: Any, hint: Any) -> bool:
    """Whether a value may stand where `hint` does. As text may whatever is one thing, such as a code in figures or a
    month of pandas; no text is a list."""
    for kind in _kinds(hint):
        if kind is str:
            fits = value is not None and not isinstance(value, (bool, Collection))
        else:
            fits = isinstance(value, _TAKEN.get(kind, kind)) and not isinstance(value, str)
        if fits or kind in (str, float) and isinstance(value, str):  # what no number is, its own reader says
            return True
    return False


def _kinds(hint: Any) -> list[type]:
    """The classes that a type hint comes to."""
    if get_origin(hint) in (Union, type(int | str)):
        return [kind for part in get_args(hint) for kind in _kinds(part)]
    return [get_origin(hint) or hint]


_NONE = type(None)
_TAKEN: dict[Any, type] = {int: Integral, float: RealNumber, Sequence: Collection, tuple: Collection}
_ITSELF = {"self", "v", "view"}  # the book, or the view that a chart or a frame is made from
_KINDS: dict[Any, str] = {
    str: "chữ, như “4” (text)",
    "group": "mã của một nhóm, như “economy” (the id of a group)",
    "of": "mã của một chỉ tiêu, như “4”, hay của một nhóm, như “economy” (the id of a measure or a group)",
    "Assessments": "đánh giá của sổ khác, book.at(“2025-03”).assessments; so với một tháng thì book.compare(“2025-03”) "
    "(of another book)",
    int: "số nguyên (a whole number)",
    float: "một số (a number)",
    Sequence: "danh sách (a list)",
    tuple: "danh sách (a list)",
    list: "danh sách (a list)",
    bool: "true hay false, có hay không (true or false)",
    "Series": "một cột theo tháng (a column by month)",
    Mapping: "cặp kỳ và số, như {'2025-06': 45.0} (figures by month)",
}


def pairs(given: list[str], options: Mapping[str, Any] | None = None) -> dict[str, str]:
    """`KEY=VALUE` words, and the values of options of their own, as a dictionary of strings. Raises ParameterError
    where there is no "=", or where one is asked for twice in other ways."""
    out = {key: str(value) for key, value in (options or {}).items() if value is not None}
    for word in given:
        key, equals, value = (part.strip() for part in word.partition("="))
        if not equals or not key:
            raise ParameterError("-p", word, "KHÓA=GIÁ_TRỊ (KEY=VALUE), ví dụ -p place=28126")
        if out.setdefault(key, value) != value:
            if key not in (options or {}):  # perhaps a secret
                raise ParameterError(f"-p {key}", "hai lần (twice)", "một giá trị (one value)")
            option = f"--{key.replace('_', '-')}"
            expected = f"một giá trị (one value): bỏ (leave out) {option} hay -p {key}"
            raise ParameterError(f"{option}, -p {key}", f"{out[key]}, {value}", expected)
    return out


def month_name(value: object) -> str:
    """A month as YYYY-MM, from "2025-06", "2025-6", "6/2025" or "latest". Raises ParameterError."""
    text = str(value).strip()
    if text.lower() == LATEST:
        return LATEST
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})", text):
        year, month = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"(?:[Tt]háng |[Tt])?(\d{1,2})[-/.](\d{4})", text):
        year, month = int(found[2]), int(found[1])
    else:
        year = month = 0
    if not (1 <= month <= 12 and 1900 <= year <= 2999):
        file = f"; tệp tham số thì viết (a file of parameters: write) params={text!r}" * text.endswith(
            (".yml", ".yaml")
        )
        raise ParameterError("tháng (month)", value, f"YYYY-MM, ví dụ 2025-06, hoặc latest{file}")
    return f"{year:04d}-{month:02d}"


def day_of(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value).strip()
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ParameterError("ngày chốt (as-of)", value, "một ngày YYYY-MM-DD, ví dụ 2025-07-05")


TRUTHS = {"true": True, "1": True, "có": True, "false": False, "0": False, "không": False}


def typed(key: str, value: Any, default: Any) -> Any:
    """`value`, of -p or of a YAML file, in the type of the declared default, as JSON can hold it: strings stay strings,
    dates are told as YYYY-MM-DD, what has no default stays as it is. Raises ParameterError."""
    value = plain(value)
    if default is None or value is None:
        return value
    try:
        if isinstance(default, dt.date):
            return day_of(value).isoformat()
        if isinstance(default, str):
            if isinstance(value, (list, dict)):
                raise TypeError
            return str(value).lower() if isinstance(value, bool) else str(value)
        if isinstance(default, bool):
            return TRUTHS[str(value).lower()]
        if isinstance(default, (int, float)):
            if isinstance(value, (bool, list, dict)):
                raise TypeError
            number = float(value)
            if not math.isfinite(number) or (isinstance(default, int) and not number.is_integer()):
                raise ValueError
            return number if isinstance(default, float) else int(Decimal(str(value)))
        found = ast.literal_eval(value) if isinstance(value, str) else value
        kinds = (dict,) if isinstance(default, dict) else (list, tuple, set)
        if not isinstance(found, kinds):
            raise TypeError
        return type(default)(found)
    except (ValueError, KeyError, SyntaxError, TypeError, RecursionError, MemoryError):
        kind = _KINDS.get(type(default), f"một giá trị kiểu {type(default).__name__}")
        raise ParameterError(f"tham số (parameter) {key}", value, f"{kind}, như {default!r}") from None


def plain(value: Any) -> Any:
    """A value of a YAML file as JSON can hold it."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, dt.date) else value


RESERVED = {"index", "manifest", "brief.docx", "annex.xlsx"}  # what the month's folder names itself


def file_name(what: str, name: str) -> str:
    """`name`, which is to be the name of a file or folder of the reports on every system. Raises ParameterError."""
    wanted = unportable(name)
    if name.casefold() in RESERVED or re.search(r"\.(last-good|new|edited)(-\d+)?$", name):
        wanted = (
            "tên khác: bản tin dùng riêng tên này, như index hay manifest (a name the brief keeps for itself)"
        )
    if wanted:
        raise ParameterError(what, name, f"{wanted}, ví dụ thu-ngan-sach")
    return name


def folder_name(text: str) -> str:
    """Any text as part of the name of a folder; another text gives another."""
    made = re.sub(r"[^\w=-]+", "-", text).strip("-")[:60]
    return (
        made if made == text else f"{made}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:6]}"
    )
