"""Measures that a programme does not list but finds in the data: one for each label under a prefix."""

from __future__ import annotations

import pandas as pd

from analysis.programme import Family, Measure, Part, Programme, Target


def with_families(programme: Programme, frame: pd.DataFrame, year: int | None = None) -> Programme:
    """The programme with its families expanded into the targets found in the observations `frame` of `year`
    (`targets_of`: None = each family's newest year); itself where it has none."""
    found = targets_of(programme, frame, year) if programme.families else ()
    if not found:
        return programme
    return programme.model_construct(**dict(programme) | {"targets": (*programme.targets, *found)})


def targets_of(programme: Programme, frame: pd.DataFrame, year: int | None = None) -> tuple[Target, ...]:
    """A target with one measure for each label of the programme's families that was observed in `year`.

    `frame` has the columns measure, period and, if it can, cell of the observations; `year` None is the
    newest year of each family. The order is that of the rows printed in the newest month, labels of earlier
    months after them, totals (`uncounted`) before all. Counted targets are numbered on from the programme's
    own; totals and watched families have no number.
    """
    taken = {m for t in programme.targets for m in (x.id for x in t.measures)}
    number = sum(t.counted for t in programme.targets)
    found = []
    for family in programme.families:
        for label in _labels(family, frame, year):
            id = f"{family.prefix}/{label}"
            if id in taken:
                continue
            taken.add(id)
            counted = family.rule != "watch" and label not in family.uncounted
            number += counted
            measure = _measure(family, id, label)
            found.append(
                Target(
                    id=id, no=str(number) if counted else "", group=family.group,
                    name_vi=measure.name_vi, measures=(measure,), noun_vi=family.noun_vi, noun_en=family.noun_en,
                )
            )  # fmt: skip
    return tuple(found)


def _labels(family: Family, frame: pd.DataFrame, year: int | None) -> list[str]:
    if frame.empty:
        return []
    seen = frame.drop_duplicates(["measure", "period"])
    mine = seen.measure.str.startswith(f"{family.prefix}/")
    seen = seen[mine & ~seen.measure.str.contains("#", regex=False)]
    if seen.empty:
        return []
    wanted = str(year) if year else seen.period.max()[:4]
    seen = seen[seen.period.str.startswith(wanted)]
    row = seen.cell.str.extract(r"(\d+)$")[0].fillna(0).astype(int) if "cell" in seen else 0
    seen = seen.assign(row=row).sort_values(["period", "row"], ascending=[False, True], kind="stable")
    labels = [m.removeprefix(f"{family.prefix}/") for m in dict.fromkeys(seen.measure)]
    first = family.only or family.uncounted
    rest = [] if family.only else [x for x in labels if x not in first]
    return [x for x in first if x in labels] + rest


def _measure(family: Family, id: str, label: str) -> Measure:
    name = {
        x: x.capitalize() if x.isupper() and " " in x else x for x in (label, *family.parts.get(label, ()))
    }
    name |= family.called
    source = family.target_from or ""
    if source == "#plan":
        source = f"{id}#plan"
    elif source.startswith("share:"):
        source = f"{source}/{label}"
    watched = family.rule == "watch"
    return Measure(
        id=id, name_vi=family.label_vi.replace("{label}", name[label]), short_vi=name[label],
        role="watch" if watched else "main", unit=family.unit, kind=family.kind, rule=family.rule,
        low=family.low, high=family.high, target_from=source or None, cadence=family.cadence,
        number="none" if watched else "derived" if source else "printed", owners=family.owners,
        leads_itself=family.leads_itself,
        parts=tuple(Part(id=f"{family.prefix}/{x}", name_vi=name[x]) for x in family.parts.get(label, ())),
        source_vi=family.source_vi, reading_vi=family.reading_vi, ask_vi=family.ask_vi,
    )  # fmt: skip
