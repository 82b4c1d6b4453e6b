"""The notebooks read as analyses: the frame in sight, the picture drawn from that very frame."""

import ast
from pathlib import Path

import nbformat
import pytest

from analysis import open_book

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


def cells(path: Path) -> list[ast.Module]:
    return [ast.parse(c.source) for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def named(tree: ast.AST, kind: type = ast.Load) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, kind)}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_chart_is_drawn_from_a_frame_that_is_shown_before(path):
    seen: set[str] = set()
    for cell in cells(path):
        for call in (n for n in ast.walk(cell) if isinstance(n, ast.Call)):
            if ast.unparse(call.func).startswith("book.chart."):
                for given in call.args:
                    assert not isinstance(given, ast.Constant), ast.unparse(call)
                    assert named(given) <= seen | {"group"}, ast.unparse(call)
        last = cell.body[-1]
        seen |= named(last) if isinstance(last, ast.Expr) else set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_parameter_keeps_its_value(path):
    first, *others = cells(path)
    assert not named(first, ast.Store) & set().union(*(named(cell, ast.Store) for cell in others))


@pytest.mark.parametrize("month", ["2025-05", "2025-06", "2025-09"])
def test_the_briefs_frames_say_what_its_pieces_say(month):
    known = {"book": (book := open_book(month))}
    for cell in nbformat.read(NOTEBOOKS[0].parent / "09_brief.ipynb", as_version=4).cells:
        if cell.id in {"c05", "c07"}:
            exec(cell.source, known)
    counted = known["strip"].data[["count", "status"]].to_numpy()
    assert " · ".join(f"{n} {word.lower()}" for n, word in counted) == book.table.strip().text
    listed = book.table.exceptions(limit=99).data["measure"]
    assert len(listed) and set(listed) <= set(known["attention"].index)
