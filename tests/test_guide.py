"""docs/guide.vi.md says what the product prints now; its pictures are there, small, and of these words."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOW = "make guide writes its outputs and pictures anew"
_spec = importlib.util.spec_from_file_location("guide", ROOT / "tools/guide.py")
guide = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(guide)

PAGE = guide.GUIDE.read_text(encoding="utf-8")
BLOCKS = list(guide.BLOCK.finditer(PAGE))


@pytest.mark.skipif(not hasattr(guide.os, "fork"), reason="its commands run in forks")
def test_every_command_prints_what_the_guide_shows(tmp_path):
    import analysis.book
    import analysis.check_command
    import analysis.draft.command
    import analysis.draft.forms
    import analysis.draft.inbox
    import analysis.send  # noqa: F401 - imported once, not in each fork

    made = guide.replayed(PAGE, guide.House(tmp_path, quick=True))
    differs = [
        f"{then[0]}\n--- now ---\n{now[0]}"
        for then, now in zip(BLOCKS, guide.BLOCK.finditer(made), strict=True)
        if then[0] != now[0]
    ]
    assert not differs, "\n\n".join([*differs, HOW])


def test_another_output_another_command_and_another_edit_are_told(tmp_path):
    house = guide.House(tmp_path, quick=True)
    with pytest.raises(LookupError):
        house.run("make breif")
    with pytest.raises(LookupError):
        house.run("rm -r params")
    with pytest.raises(LookupError):
        guide.shown("một\nhai", ' from="ba"')
    (tmp_path / "a.yml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(LookupError):
        house.edit("a.yml", "-a: 2\n+a: 3\n")
    house.edit("a.yml", "-a: 1\n+a: 2\n")
    assert (tmp_path / "a.yml").read_text("utf-8") == "a: 2\n"
    assert guide.shown("một\nhai\nba", ' from="hai" lines=2') == "…\nhai\n…\n"
    assert not guide.same("Đọc 5 số", "Đọc 6 số") and guide.same("a\n  b", "a b")


@pytest.mark.skipif(not hasattr(guide.os, "fork"), reason="its commands run in forks")
def test_a_programme_of_one_s_own_in_the_repository_is_no_part_of_it(tmp_path, monkeypatch):
    (tmp_path / "repository/params/mine").mkdir(parents=True)
    for name in ("monthly.yml", "sources.yml"):
        (tmp_path / "repository/params/mine" / name).write_text("x: 1\n", encoding="utf-8")
    (tmp_path / "house").mkdir()
    monkeypatch.setattr("analysis.house.library", lambda: [tmp_path / "repository"])
    said = guide.House(tmp_path / "house", quick=True).run("brief check viec-lam-T6-2026.xlsx")
    assert "params/mine" not in said and "params/vietnam" in said


def test_the_pictures_are_there_small_and_described():
    pictures = [b for b in BLOCKS if b["picture"]]
    names = {b["picture"] for b in pictures}
    assert names == set(re.findall(r"\]\((guide/[^)]*)\)", PAGE))  # each with the hash of what it was made of
    assert {f"guide/{p.name}" for p in (ROOT / "docs/guide").iterdir()} == names
    sizes = [(ROOT / "docs" / name).stat().st_size for name in names]
    assert 4 <= len(sizes) <= 8 and max(sizes) <= 70_000 and sum(sizes) <= 400_000
    assert all(len(b["alt"].split()) > 9 for b in pictures)
    assert all(
        "docs/guide.vi.md" in (ROOT / f).read_text(encoding="utf-8") for f in ("README.md", "README.vi.md")
    )
