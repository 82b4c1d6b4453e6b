"""A YAML file a person writes, read into a typed model; every mistake named with its line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a file that a person wrote."""

    file: str
    line: int
    key: str
    found: str
    expected: str
    suggestion: str = ""

    def __str__(self) -> str:
        hint = f" Có phải ý là “{self.suggestion}”? (did you mean {self.suggestion!r}?)" if self.suggestion else ""
        return f"{self.file}, dòng {self.line}, {self.key}: có {self.found}; cần {self.expected}.{hint}"


class FileMistakes(ValueError):
    """All the mistakes of one file at once (`.mistakes`)."""

    def __init__(self, mistakes: list[Mistake]):
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


def closest(word: str, known: Any) -> str:
    """The known word nearest to `word`, or "" when none is near."""
    return next(iter(difflib.get_close_matches(str(word), [str(k) for k in known], 1, 0.6)), "")


def load_yaml(path: Path, model: type[Model], *, name: str | None = None) -> Model:
    """The file at `path` as `model`. Raises FileMistakes with file, line, key, what was expected."""
    name = name or path.name
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        near = closest(path.name, [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else [])
        raise FileMistakes([Mistake(str(path), 0, "tệp", "không có tệp này", "một tệp YAML (a YAML file)", near)]) from None
    except UnicodeDecodeError as e:
        raise FileMistakes([Mistake(name, 0, "tệp", f"byte lạ ở vị trí {e.start}", "văn bản UTF-8")]) from None
    try:
        tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        raise FileMistakes(
            [Mistake(name, mark.line + 1 if mark else 0, "cú pháp", str(e.problem or e), "YAML đúng cú pháp")]
        ) from None
    try:
        return model.model_validate(_plain(tree))
    except ValidationError as e:
        raise FileMistakes([_mistake(name, tree, model, err) for err in e.errors(include_url=False)]) from None


def line_of(tree: Any, loc: tuple) -> int:
    """The 1-based line on which the value at `loc` stands, or the nearest enclosing one."""
    line = 0
    for key in loc:
        marks = getattr(tree, "lc", None)
        if marks is None:
            break
        try:
            line = (marks.item(key) if isinstance(key, int) else marks.key(key))[0] + 1
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            if not isinstance(key, str) or not hasattr(tree, "get"):
                break
            line = max(line, marks.line + 1)
            break
    return line


def _plain(node: Any) -> Any:
    if hasattr(node, "items"):
        return {str(k): _plain(v) for k, v in node.items()}
    if isinstance(node, list):
        return [_plain(v) for v in node]
    if isinstance(node, str):
        return str(node)
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return node


def _mistake(name: str, tree: Any, model: type[BaseModel], err: dict) -> Mistake:
    loc = tuple(p for p in err["loc"] if not (isinstance(p, str) and p.startswith(("function-", "union"))))
    key = ".".join(str(p) for p in loc) or "tệp"
    suggestion = ""
    expected = err["msg"]
    found = repr(err.get("input"))
    if err["type"] == "extra_forbidden":
        known = _known_keys(model, loc[:-1])
        suggestion, expected = closest(loc[-1], known), "một khóa đã biết: " + ", ".join(sorted(known))
        found = f"khóa lạ “{loc[-1]}”"
    elif err["type"] == "missing":
        found = "thiếu khóa này (missing)"
    elif err["type"] in {"literal_error", "enum"}:
        expected = str(err.get("ctx", {}).get("expected", expected))
        suggestion = closest(err.get("input"), [w.strip("'\" ") for w in expected.replace(" or ", ", ").split(",")])
    elif err["type"] == "value_error":
        found, expected = "giá trị không hợp lý", expected.removeprefix("Value error, ")
    return Mistake(name, line_of(tree, loc), key, found if len(found) < 120 else found[:117] + "…", expected, suggestion)


def _known_keys(model: type[BaseModel], loc: tuple) -> set[str]:
    """The keys a model accepts at `loc`, following fields and list items."""
    here: Any = model
    for part in loc:
        if isinstance(part, int):
            continue
        field = here.model_fields.get(part) if isinstance(here, type) and issubclass(here, BaseModel) else None
        if field is None:
            field = next((f for f in getattr(here, "model_fields", {}).values() if f.alias == part), None)
        if field is None:
            return set()
        here = _inner_model(field.annotation)
        if here is None:
            return set()
    fields = getattr(here, "model_fields", {})
    return {f.alias or n for n, f in fields.items()}


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for arg in getattr(annotation, "__args__", ()):
        if (inner := _inner_model(arg)) is not None:
            return inner
    return None
