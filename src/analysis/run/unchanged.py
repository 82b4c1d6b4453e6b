"""A run that was asked for before, of the same things, does nothing: known without reading a programme.

After a run the command line is remembered with the hash of everything it was made from and of everything it
published. Standard library only: this is asked before anything else is imported.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import house, inputs
from analysis.publish import manifest
from analysis.run import progress, record

if TYPE_CHECKING:
    from analysis.params import RunParams
    from analysis.run.run import Result


def quick(argv: list[str]) -> int | None:
    """The exit status of `brief run` with `argv` when it would change nothing, said to the user; else None."""
    try:
        known = json.loads(_record(argv).read_text(encoding="utf-8"))
        same = (
            not {"--fresh", "--send"}.intersection(argv)
            and (not known["until"] or dt.date.today().isoformat() <= known["until"])
            and known["environment"] == inputs.environment()
            and known["inputs"] == inputs.content(map(Path, known["watched"]))
            and known["lying"] == manifest.lying(Path(known["folder"]))
            and all(inputs.content([Path(path)]) == was for path, was in known["published"].items())
        )
        if not same:
            return None
        record.again(known["record"])
        progress.tell(known["said"], known["complaints"])
        return known["status"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(
    argv: list[str], params: RunParams, result: Result, said: str, complaints: str, line: dict[str, Any]
) -> None:
    """Keep what `quick` has to know; a run that lost a page is not kept, so that it is tried again."""
    at = _record(argv)
    at.unlink(missing_ok=True)
    of, folder = result.manifest, result.folder
    if (
        of is None
        or folder is None
        or not all(p.key and p.status in manifest.GOOD for p in result.of(of.made)[0])
    ):
        return
    if inputs.content(params.watched()) != result.inputs or not manifest.whole(folder, of.files()):
        return  # changed while the run went on: the next one has to look
    published = [folder / f["path"] for f in of.files()]
    # what somebody writes into a draft of their own is to stand in the next one too
    published += [folder / kept["path"] for kept in of.kept if kept["path"].endswith(".docx")]
    published += [folder / "manifest.json", folder.parent / "index.html", params.out / "index.html"]
    known = {
        "status": result.status,
        "until": result.until,
        "environment": inputs.environment(),
        "watched": [str(p) for p in params.watched()],
        "inputs": result.inputs,
        "folder": str(folder),
        "lying": manifest.lying(folder),
        "published": {str(p): inputs.content([p]) for p in published},
        "said": said,
        "complaints": complaints,
        "record": line,
    }
    manifest.put(at, json.dumps(known, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _record(argv: list[str]) -> Path:
    """Where the answer to this command line, given in this folder, is kept."""
    file: Any = house.DEFAULT
    for i, word in enumerate(argv):
        if word == "--params" and i + 1 < len(argv):
            file = argv[i + 1]
        elif word.startswith("--params="):
            file = word.partition("=")[2]
    if (found := house.find(file)) is None:
        raise FileNotFoundError(file)
    asked = inputs.digest([os.getcwd(), str(found), [w for w in argv if w != "--fresh"]])
    return house.root(found) / "data" / "processed" / ".asked" / f"{asked[:32]}.json"
