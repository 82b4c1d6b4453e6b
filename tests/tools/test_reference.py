"""docs/reference*.md says of every key of the files people write what it is, in both languages, and nothing else."""

import re
import sys
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from analysis.ingest.sources import load_sources
from analysis.notes import Notes, load_notes
from analysis.params import Monthly
from analysis.programme import load_programme
from analysis.yamlfile import FileMistakes, load_yaml

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import reference_doc as reference  # noqa: E402

KEYS = [
    pytest.param(file, section.model, key, info, id=f"{section.model.__name__}.{key}")
    for file, top in reference.FILES.items()
    for section in reference.sections(top)
    for key, info in reference.keys(section.model).items()
]


def values(annotation) -> list[str]:
    if get_origin(annotation) is Literal:
        return [v for v in get_args(annotation) if v]
    return [v for part in get_args(annotation) for v in values(part)]


@pytest.mark.parametrize("lang", reference.LANGS)
def test_the_page_is_what_the_models_and_the_words_make(lang):
    made, page = reference.document(lang), reference.PAGES[lang].read_text("utf-8")
    assert made == page, "python tools/reference_doc.py"


@pytest.mark.parametrize(("file", "model", "key", "info"), KEYS)
def test_every_key_has_words_in_both_languages_and_an_example(file, model, key, info):
    vi, en = reference.meaning(reference.words(), model, key)
    assert vi.strip() and en.strip()
    assert vi.count("`") % 2 == en.count("`") % 2 == 0
    for text in (vi, en):  # what each allowed value means stands there
        assert [v for v in values(info.annotation) if f"`{v}`" not in text] == []
    assert (model, key) in reference.examples(file)
    for page in reference.PAGES.values():
        part = (
            page.read_text("utf-8")
            .partition(f'<a id="{model.__name__.lower()}"></a>')[2]
            .partition("<a id=")[0]
        )
        assert re.search(rf"^\| `{key}` \|", part, re.M)


def test_no_words_are_left_of_a_key_that_is_gone():
    known = {base.__name__: base for _, model, _, _ in (k.values for k in KEYS) for base in model.__mro__}
    for name, said in reference.words().items():
        if name not in ("_", "page"):
            model = known[name]
            assert {*said} <= {*reference.keys(model)}, name
    assert {*reference.words()["_"]} == {model.__name__ for _, model, _, _ in (k.values for k in KEYS)}


def test_a_key_that_is_added_wants_words():
    class More(Notes):
        mood: str = ""

    with pytest.raises(KeyError, match="More.mood"):
        reference.meaning(reference.words(), More, "mood")
    assert reference.meaning(reference.words(), More, "asks")


def test_the_examples_are_what_the_loaders_take():
    folder = reference.PARTS
    programme = load_programme(folder / "programme.yml")
    assert programme.numbered == 6 and len(programme.commitments) == 3
    assert load_sources(folder / "sources.yml").long
    for name in ("monthly.yml", *reference.MORE["monthly.yml"]):
        assert load_yaml(folder / name, Monthly).send
    assert load_notes(folder / "notes", "2026-06", programme=programme).illustrative


@pytest.mark.parametrize(
    ("file", "model", "key", "info"), [k for k in KEYS if k.values[1].__name__ in ("Monthly", "Notes")]
)
def test_a_key_of_the_reference_is_a_key_of_the_file(tmp_path, file, model, key, info):
    (path := tmp_path / "a.yml").write_text(f"{key}x: 1\n", "utf-8")
    with pytest.raises(FileMistakes) as error:
        load_yaml(path, model)
    assert key in {m.suggestion for m in error.value.mistakes if "khóa lạ" in m.found}
