"""Writes docs/reference.md and reference.vi.md, every key of the files people write: `python tools/reference_doc.py`.

What may stand where comes from the models, what it means from tools/reference/words.toml, and the examples are cut from
the files beside it, which tests/tools/test_reference.py has the real loaders read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import annotated_types
import yaml
from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from analysis.ingest.sources import Sources
from analysis.notes import Notes
from analysis.params import Monthly
from analysis.programme import Programme
from analysis.yamlfile import read_document

ROOT = Path(__file__).parents[1]
PARTS = ROOT / "tools/reference"
FILES: dict[str, type[BaseModel]] = {
    "programme.yml": Programme, "sources.yml": Sources, "monthly.yml": Monthly, "notes/2026-06.yml": Notes,
}  # fmt: skip
MORE = {
    "monthly.yml": ["monthly-webhook.yml", "monthly-folder.yml", "monthly-secret.yml"]
}  # what cannot stand in one file together
PAGES = {"en": ROOT / "docs/reference.md", "vi": ROOT / "docs/reference.vi.md"}
LANGS = ("vi", "en")
Where = list[tuple[str, ...]]


@dataclass
class Section:
    """A model, and all the ways that lead to it in one file."""

    model: type[BaseModel]
    ways: Where = field(default_factory=list)


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for arg in get_args(annotation) for m in models_in(arg)]


def key_of(name: str, info: FieldInfo) -> str:
    return info.alias or name


def keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {key_of(n, f): f for n, f in model.model_fields.items()}


def sections(model: type[BaseModel]) -> list[Section]:
    """The model and those within it, each once, as a reader meets them going down the file."""
    found: dict[type[BaseModel], Section] = {}

    def down(model: type[BaseModel], way: tuple[str, ...]) -> None:
        seen = model in found
        found.setdefault(model, Section(model)).ways.append(way)
        for key, info in keys(model).items() if not seen else ():
            for inner in models_in(info.annotation):
                down(inner, (*way, key))

    down(model, ())
    return list(found.values())


@cache
def words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((PARTS / "words.toml").read_text("utf-8"))


def meaning(said: dict[str, dict[str, list[str]]], model: type[BaseModel], key: str) -> list[str]:
    """What a key means, by language: as said of the model, or of one that it is made of. Raises KeyError."""
    for one in model.__mro__:
        if key in said.get(one.__name__, {}):
            return said[one.__name__][key]
    raise KeyError(f"{model.__name__}.{key}: chưa có lời trong tools/reference/words.toml (no words)")


@cache
def examples(file: str) -> dict[tuple[type[BaseModel], str], str]:
    """Of each key of each model where it is used, as it is written, in one line."""
    found: dict[tuple[type[BaseModel], str], str] = {}
    for name in (file, *MORE.get(file, [])):
        _cut(read_document(PARTS / name, name).content, FILES[file], found)
    return found


def _cut(node: Any, model: type[BaseModel], found: dict[tuple[type[BaseModel], str], str]) -> None:
    for key, value in node.items():
        info = keys(model)[key]
        parts = value if isinstance(value, list) else [value]
        inner = next(iter(models_in(info.annotation)), None)
        nested = [p for p in parts if inner and isinstance(p, dict) and {*p} <= {*keys(inner)}]
        shown = "" if nested else _line({key: value})
        if shown and len(shown) < len(found.get((model, key), "x" * 1000)):
            found[model, key] = shown
        found.setdefault((model, key), "")
        for part in nested:
            _cut(part, inner, found)


def _line(node: Any) -> str:
    """What would stand in the file, in one line."""
    text = yaml.safe_dump(node, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    return text.strip()[1:-1]


TYPES = {
    str: ("chữ", "text"), int: ("số nguyên", "whole number"), float: ("số", "number"), bool: ("`true`, `false`",) * 2,
    dict: ("khóa: giá trị", "keys and values"), Any: ("tùy ý", "any"),
    dt.date: ("ngày `2026-06-30`", "date `2026-06-30`"),
}  # fmt: skip
LIMITS = {
    annotated_types.Ge: ("từ {ge}", "{ge} or more"), annotated_types.Le: ("đến {le}", "{le} at most"),
    annotated_types.Gt: ("lớn hơn {gt}", "over {gt}"),
    annotated_types.MinLen: ("ít nhất {min_length}", "{min_length} at least"),
    annotated_types.MaxLen: ("nhiều nhất {max_length}", "{max_length} at most"),
}  # fmt: skip


def kind(annotation: Any, at: int) -> str:
    """A type in a reader's words; `at` is the language's place in LANGS."""
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation in TYPES:
        return TYPES[annotation][at]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{words()['_'][annotation.__name__][at]}](#{annotation.__name__.lower()})"
    if origin is Literal:
        return ", ".join(f"`{a}`" if a else ("để trống", "empty")[at] for a in args)
    if hasattr(annotation, "__metadata__"):
        return kind(args[0], at)
    if origin in (Union, UnionType):
        return (" hoặc ", " or ")[at].join(dict.fromkeys(kind(a, at) for a in args if a is not NoneType))
    if origin in (list, tuple):
        return ("danh sách: ", "list: ")[at] + kind(next(a for a in args if a is not ...), at)
    if origin is dict:
        return ("khóa: ", "keys: ")[at] + kind(args[1], at)
    raise TypeError(annotation)


def limits(info: FieldInfo, at: int) -> str:
    said = [LIMITS[type(m)][at].format(**dataclasses.asdict(m)) for m in info.metadata if type(m) in LIMITS]
    many = get_origin(info.annotation) in (list, tuple) and any(
        isinstance(m, BeforeValidator) for m in info.metadata
    )
    return "; ".join(["", *said, *[("hoặc một chữ", "or one text")[at]] * many])


def default(info: FieldInfo, at: int) -> str:
    if info.is_required():
        return ("**bắt buộc**", "**required**")[at]
    value = list(info.default) if isinstance(info.default, tuple) else info.default
    if value in (None, "", [], {}) or info.default_factory or isinstance(value, BaseModel):
        return "–"
    return f"`{_line({'k': value})[3:]}`"


HEADS = (
    ("khóa", "kiểu, giá trị", "mặc định", "nghĩa", "ví dụ"),
    ("key", "type, values", "default", "meaning", "example"),
)
STANDS = ("Đứng ở", "Stands in")


def document(lang: str) -> str:
    """The whole page in Markdown. Raises KeyError for a key without words."""
    at, said, parts = LANGS.index(lang), words(), [words()["page"]["intro"][LANGS.index(lang)]]
    for file, top in FILES.items():
        parts.append(f"## {file}\n")
        shown = examples(file)
        for section in sections(top):
            model = section.model
            ways = ", ".join(f"`{'.'.join(way)}`" for way in section.ways if way)
            parts.append(f'<a id="{model.__name__.lower()}"></a>\n\n### {said["_"][model.__name__][at]}\n')
            parts += [f"{STANDS[at]} {ways}.\n"] if ways else []
            rows = []
            for key, info in keys(model).items():
                what = kind(info.annotation, at) + limits(info, at)
                example = f"`{shown[model, key]}`" if shown[model, key] else "↓"
                rows.append([f"`{key}`", what, default(info, at), meaning(said, model, key)[at], example])
            lines = ([c.replace("|", "\\|") for c in row] for row in (HEADS[at], ["---"] * 5, *rows))
            parts.append("\n".join(f"| {' | '.join(row)} |" for row in lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    for lang, page in PAGES.items():
        page.write_text(document(lang), encoding="utf-8", newline="\n")
        print(page)
