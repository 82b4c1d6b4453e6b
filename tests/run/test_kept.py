"""Kept under the hash of what it was made from; a torn file is made again."""

from pathlib import Path

from analysis.frames import contract
from analysis.kept import kept


def test_it_is_made_once(tmp_path):
    made = []

    def make():
        made.append(1)
        return {"a": len(made)}

    assert kept(tmp_path, "d", ["2025-06"], make) == {"a": 1}
    assert kept(tmp_path, "d", ["2025-06"], make) == {"a": 1}
    assert kept(tmp_path, "d", ["2025-07"], make) == {"a": 2}
    assert len(list(tmp_path.iterdir())) == 2
    next(iter(tmp_path.glob("*.pickle"))).write_bytes(b"\x80")
    assert {kept(tmp_path, "d", [m], make)["a"] for m in ("2025-06", "2025-07")} in ({1, 3}, {2, 3})


def test_other_data_clears_it_away(tmp_path):
    kept(tmp_path, "d", [], lambda: 1)
    assert kept(tmp_path, "e", [], lambda: 2) == 2
    assert len(list(tmp_path.iterdir())) == 1


def test_another_library_makes_it_again(tmp_path, monkeypatch):
    kept(tmp_path, "d", [], lambda: 1)
    monkeypatch.setattr("analysis.inputs.environment", lambda: "another")
    assert kept(tmp_path, "d", [], lambda: 2) == 2


def test_verdicts_of_a_real_programme_are_read_back(tmp_path, monkeypatch):
    """The reader that makes nothing but our own classes and tables makes all of these."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "present"))
    from views import make_view

    judged = make_view().assessments
    assert kept(tmp_path, "d", [], lambda: judged) is judged
    again = kept(tmp_path, "d", [], lambda: None)
    assert repr(again.measures) == repr(judged.measures) and again.as_of == judged.as_of
    for name in ("assessments", "commitments"):
        assert contract(again, name).equals(contract(judged, name))
