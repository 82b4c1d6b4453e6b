"""The month's notes, and in which language they reach a page."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.notes import load_notes
from analysis.yamlfile import FileMistakes

NOTES = Path(__file__).parents[1] / "params/can-duoc-2025/notes"


@pytest.mark.parametrize("month", ["2025-06", "2025-09"])
def test_the_english_notes_say_as_much_as_the_vietnamese(month):
    vi, en = load_notes(NOTES, month), load_notes(NOTES, month, "en")
    assert (vi.lang, en.lang, vi.month) == ("vi", "en", en.month)
    assert [(a.deadline, a.measure) for a in vi.asks] == [(a.deadline, a.measure) for a in en.asks]
    assert [bool(a.decides and a.lead) for a in vi.asks] == [bool(a.decides and a.lead) for a in en.asks]
    assert [(c.measure, c.lead, c.deadline) for c in vi.causes] == [
        (c.measure, c.lead, c.deadline) for c in en.causes
    ]
    assert [(a.owner, a.state) for a in vi.assigned] == [(a.owner, a.state) for a in en.assigned]
    assert (vi.story, vi.illustrative) == (en.story, en.illustrative)


def test_without_english_notes_the_words_say_their_language(tmp_path):
    from analysis import open_book

    (tmp_path / "2025-06.yml").write_text("asks: [{what: 'Giao <b>xã</b> làm'}]", encoding="utf-8")
    notes = load_notes(tmp_path, "2025-06", "en")
    view = replace(open_book("2025-06", lang="en").view, notes=notes)
    assert view.noted(notes.asks[0].what) == '<span lang="vi">Giao &lt;b&gt;xã&lt;/b&gt; làm</span>'
    assert replace(view, lang="vi").noted("a < b") == "a &lt; b"


def test_no_file_is_no_note_and_a_slip_is_named(tmp_path):
    assert not load_notes(tmp_path, "2025-06").asks
    (tmp_path / "2025-06.yml").write_text("ask: []", encoding="utf-8")
    with pytest.raises(FileMistakes, match="asks"):
        load_notes(tmp_path, "2025-06")
