"""The made-up month that the presentation's tests use, and ways to spoil it."""

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / "present"), str(Path(__file__).parent)]


@pytest.fixture(scope="session")
def make():
    """make(lang, month, …) -> View (tests/present/views.py)."""
    from views import make_view

    return make_view


@pytest.fixture(scope="session")
def view(make):
    return make()


@pytest.fixture(scope="session")
def renamed():
    """renamed(view, name, …) -> the view with its targets and their measures called so, in turn."""

    def rename(view, *names: str):
        data = view.programme.model_dump(by_alias=True)
        for i, target in enumerate(data["targets"]):
            target["name_vi"] = name = names[i % len(names)]
            for measure in target["measures"]:
                measure["name_vi"] = measure["short_vi"] = name
        return _with_programme(view, data)

    return rename


@pytest.fixture(scope="session")
def single(make):
    """A programme of one target."""
    from views import load

    data = load().model_dump(by_alias=True)
    data["targets"] = [t for t in data["targets"] if t["id"] == "4"]
    data["commitments"] = []
    return make(programme=type(load()).model_validate(data))


@pytest.fixture(scope="session")
def empty(view):
    """A month of which nothing at all is known."""
    from analysis.assess.status import headline_of
    from analysis.notes import Notes

    nothing = replace(
        view.assessments, measures={}, rows={}, commitments={}, changes=(), headline=headline_of(())
    )
    return replace(
        view,
        assessments=nothing,
        observations=view.observations.iloc[:0],
        inputs=pd.DataFrame(),
        notes=Notes(month=view.month),
    )


def _with_programme(view, data: dict):
    programme = type(view.programme).model_validate(data)
    return replace(view, programme=programme, assessments=replace(view.assessments, programme=programme))
