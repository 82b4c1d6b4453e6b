"""A small office in a temporary folder: notebooks of our own, and a summary that needs no data."""

import json
import os
import re
from pathlib import Path

import nbformat
import pytest

PARAMETERS = 'params = ""\nmonth = "latest"\nlang = "vi"\nplace = None\nowner = None\n'


def made_notebook(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    """A notebook whose cells are `cells`; those starting with "#page" are tagged so."""
    nb = nbformat.v4.new_notebook()
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nb.cells.append(nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    for cell in cells:
        tags = [t for t in ("page", "raises-exception") if f"#{t}" in cell]
        nb.cells.append(nbformat.v4.new_code_cell(cell, metadata={"tags": tags} if tags else {}))
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return path


def html(words: str) -> str:
    return f'#page\nfrom IPython.display import HTML\nHTML(f"<p>{words}</p>")'


@pytest.fixture
def write_notebook():
    return made_notebook


@pytest.fixture(name="html")
def html_cell():
    return html


def same(nb) -> list:
    """What two runs of a notebook must have in common; ids, addresses and times taken out."""
    cells = []
    for cell in nb.cells:
        outputs = []
        for output in json.loads(json.dumps(cell.get("outputs", []))):
            last = outputs[-1] if outputs else {}
            if (
                output["output_type"] == "stream" == last.get("output_type")
                and last["name"] == output["name"]
            ):
                last["text"] += output["text"]  # a stock kernel cuts streams every 0.2 s
            else:
                outputs.append(output)
        text = json.dumps(outputs, ensure_ascii=False)
        text = re.sub(r"\b[0-9a-f]{32}\b", "ID", text)
        text = re.sub(r"ipykernel_\d+(/\d+\.py)?", "CELL", text)
        text = re.sub(r"<dc:date>.*?</dc:date>|0x[0-9a-f]+|p[0-9a-f]{10}|m[0-9a-f]{10}", "ID", text)
        run = cell.metadata.get("papermill", {})
        cells.append(
            [
                cell.source,
                text,
                cell.get("execution_count"),
                {k: v for k, v in cell.metadata.items() if k not in ("papermill", "execution")},
                run.get("status"),
                run.get("exception"),
                sorted(cell.metadata.get("execution", {})),
            ]
        )
    return cells


@pytest.fixture
def same_cells():
    return same


class Office:
    """Where it lies, and how it is run."""

    def __init__(self, root: Path, pool=None):
        self.root, self.pool = root, pool
        self.params = root / "params" / "office" / "monthly.yml"
        self.out = root / "reports"
        self.month = self.out / "office" / "2025-06"
        self.told = root / "summary.json"

    def notebook(self, name: str, *cells: str, **more) -> Path:
        return made_notebook(self.root / "notebooks" / f"{name}.ipynb", *cells, **more)

    def monthly(self, text: str) -> None:
        self.params.write_text(text, encoding="utf-8")

    def tell(self, **changes) -> None:
        """What the summary will say."""
        said = json.loads(self.told.read_text("utf-8")) if self.told.exists() else {}
        self.told.write_text(json.dumps({**said, **changes}), encoding="utf-8")

    def run(self, *, only=(), jobs=2, fresh=False, cluster=None, own_pool=False, **overrides):
        """A run with the tests' workers, or with its own."""
        from analysis.run.progress import Lines
        from analysis.run.run import Asked, run

        workers = None if own_pool or cluster else self.pool
        asked = Asked(
            self.params, overrides, tuple(only), jobs, fresh, cluster, "office_summary:tell", workers
        )
        with open(os.devnull, "w") as quiet:
            return run(asked, Lines(quiet))

    def page(self, name: str) -> str:
        return (self.month / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture
def office(tmp_path, pool):
    root = tmp_path / "house"
    made = Office(root, pool)
    made.params.parent.mkdir(parents=True)
    (root / "data" / "raw").mkdir(parents=True)
    (root / "data" / "raw" / "figures.csv").write_text("1\n")
    (made.params.parent / "programme.yml").write_text(
        "id: office\nyear: 2025\nname_vi: Chương trình thử\narea: {id: area, name_vi: Vùng}\n"
        "groups: [{id: one, name_vi: Một}]\n",
        encoding="utf-8",
    )
    (made.params.parent / "sources.yml").write_text("{}\n")
    made.notebook("01_first", "x = 1", html("một {month}"))
    made.notebook("09_brief", "print('never shown')", html("bản tin {place or 'vùng'}"))
    made.monthly(
        "raw: ../../data/raw\ntimeout: 60\nnotebooks: [01_first, {notebook: 09_brief, name: brief}]\npapers: []\n"
    )
    made.tell(
        programme="office", programme_name="Chương trình thử", month="2025-06", as_of="2025-06-25", data_key="a" * 64,
        groups={"one": "1"}, units={},
        targets=[
            {"id": "1", "no": "1", "name": "Sản lượng", "group": "Một", "status": "on_track", "mark": "on_track",
             "word": "Đạt tiến độ", "by": "figures"}
        ],
        headline={"total": 1}, banner="", titles={}, inputs=[], lost=[], rejected=0, late=[],
        places={"28108": "Xã Cần Đước", "28126": "Xã Long Cang"}, owners={"tax": "Thuế"},
    )  # fmt: skip
    return made
