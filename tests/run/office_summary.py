"""Stands in for the month's summary, in the workers: what a test wrote down."""

import json
from pathlib import Path


def tell(args, tell):
    said = json.loads((Path(args["params"]).parents[2] / "summary.json").read_text("utf-8"))
    if "raise" in said:
        raise ValueError(said["raise"])
    return said
