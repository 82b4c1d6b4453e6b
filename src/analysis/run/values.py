"""The values of a run's parameters: typed, with words kept as words, and every mistake named."""

from __future__ import annotations

import ast
import datetime as dt
import os
import re
from pathlib import Path
from unicodedata import combining, normalize

from analysis.yamlfile import Told, closest, hint

LATEST = "latest"


class ParameterError(Told, ValueError):
    """A parameter, notebook, month, place or owner that does not exist or cannot be read."""

    def __init__(self, what: str, found: object, expected: str, suggestion: str = ""):
        self.what, self.found, self.expected, self.suggestion = what, found, expected, suggestion
        said = f"có “{found}”" if str(found).strip() else "để trống (empty)"
        super().__init__(f"{what}: {said}; cần {expected}.{hint(suggestion)}")


def pairs(given: list[str]) -> dict[str, str]:
    """`KEY=VALUE` words as a dictionary of strings. Raises ParameterError where there is no "="."""
    out: dict[str, str] = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals or not key.strip():
            raise ParameterError("-p", word, "KHÓA=GIÁ_TRỊ (KEY=VALUE), ví dụ -p place=28126")
        out[key.strip()] = value.strip()
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
        raise ParameterError("tháng (month)", value, "YYYY-MM, ví dụ 2025-06, hoặc latest")
    return f"{year:04d}-{month:02d}"


def _date(value: object) -> dt.date:
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


def _lang(value: object) -> str:
    if value not in {"vi", "en"}:
        raise ParameterError("ngôn ngữ (lang)", value, "vi hoặc en", closest(value, ["vi", "en"]))
    return str(value)


def _id(value: object) -> str | None:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    return text or None


def _positive(what: str, unit: str):
    def read(value: object) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = 0
        if not 0 < number < float("inf"):
            raise ParameterError(what, value, f"một số {unit} lớn hơn 0")
        return number

    return read


def _folder(value: object) -> Path:
    return Path(os.path.abspath(Path(str(value)).expanduser()))


def typed(key: str, value: object, default: object) -> object:
    """`value` in the type of the declared default; strings stay strings. Raises ParameterError."""
    if not isinstance(value, str) or isinstance(default, str) or default is None:
        return str(value) if isinstance(default, str) else value
    try:
        if isinstance(default, bool):
            return {"true": True, "1": True, "có": True, "false": False, "0": False, "không": False}[
                value.lower()
            ]
        if isinstance(default, (int, float)):
            return type(default)(value)
        return type(default)(ast.literal_eval(value))
    except (ValueError, KeyError, SyntaxError, TypeError):
        raise ParameterError(
            f"tham số (parameter) {key}", value, f"một giá trị kiểu {type(default).__name__}, như {default!r}"
        ) from None


def meant(key: str) -> str:
    """The parameter that a Vietnamese word names, with or without its marks; "" for other words."""
    plain = re.sub(r"[\s_-]", "", "".join(c for c in normalize("NFD", key.lower()) if not combining(c)))
    return _WORDS.get(plain.replace("đ", "d"), "")


_WORDS = {
    **dict.fromkeys(("thang", "ky", "kybaocao"), "month"),
    **dict.fromkeys(("xa", "noi", "diaban", "thitran", "phuong", "maxa"), "place"),
    **dict.fromkeys(("donvi", "phong", "coquan"), "owner"),
    **dict.fromkeys(("ngaychot", "ngay", "chot"), "as_of"),
    **dict.fromkeys(("ngonngu", "tieng"), "lang"),
    **dict.fromkeys(("thoihan", "thoigian"), "timeout"),
    **dict.fromkeys(("bonho",), "memory"),
    **dict.fromkeys(("thumuc", "noiluu"), "out"),
}

# How the value of each parameter of a run is read.
READERS = {
    "month": month_name,
    "place": _id,
    "owner": _id,
    "as_of": _date,
    "lang": _lang,
    "timeout": _positive("thời hạn (timeout)", "giây"),
    "memory": _positive("bộ nhớ (memory)", "MB"),
    "out": _folder,
}
FIELDS = {"out": "out_folder"}  # where its value is kept under another name
