"""The sentences of reasons, by key, out of phrases.toml: words are data, not code."""

from __future__ import annotations

import tomllib
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))

# the value that chooses between "<key>.yes" and "<key>.no"
BRANCHES: dict[str, str] = _TABLE["branch"]
# key: (Vietnamese, English)
PHRASES: dict[str, tuple[str, str]] = {k: (v["vi"], v["en"]) for k, v in _TABLE["sentence"].items()}
# kind of word: value: (Vietnamese, English)
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    kind: {k: (v["vi"], v["en"]) for k, v in table.items()} for kind, table in _TABLE["word"].items()
}
