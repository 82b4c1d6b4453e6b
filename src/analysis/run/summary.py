"""What the command itself has to know of a month: made in a worker, so that the command stays light."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis import frames
from analysis.assess.reported import Count
from analysis.ingest import store
from analysis.ingest.contract import NoData
from analysis.ingest.problems import unread
from analysis.notes import doubtful, strays
from analysis.params import LATEST, ParameterError, RunParams
from analysis.present import locale
from analysis.present.words import banner, called_late, headline, lacking
from analysis.present.words_pages import title as page_title
from analysis.programme import Programme
from analysis.publish import manifest
from analysis.run.editions import edition, fingerprints, place_fingerprints

PAGE_KEYS = {"ingest", "commitments", "communes", "brief", "explore"}  # of words_pages.title


def summarise(args: dict[str, Any], tell: Callable[..., None]) -> dict[str, Any]:
    """Make the tables and judge the month asked for; keep the assessments as tables a person can open.

    Returns month, as_of, data_key, targets and headline by status, banner, titles by page, inputs, lost files
    with reasons, counts of problems, and the places and owners that pages can be made for (id: name); "waits", that
    the month which is due has not enough figures and who is late. Where the last good month is published already it
    returns that alone; `partial` judges the month that is due as it is. Raises ParameterError, yamlfile.FileMistakes,
    NoData.
    """
    params = RunParams.load(args["params"], args["overrides"])
    tell("tables")
    book, waits = _due(params, args.get("partial", False))
    if book is None:
        return {"waits": waits}
    tables = book.tables
    if not store.holds(params.processed / "tables", tables.key):
        raise OSError(f"Không ghi được số liệu vào {params.processed} (cannot write the tables there).")
    tell("assess")
    judged, programme, lang = book.assessments, book.programme, params.lang
    keep(Path(params.processed) / "assessments" / params.folder(book.month), judged)
    closing = judged.as_of
    return {
        "programme": programme.id,
        "programme_name": programme.name(lang),
        "month": book.month,
        "as_of": closing.isoformat(),
        "data_key": tables.key,
        "groups": fingerprints(book),
        "units": place_fingerprints(book) if params.place else {},
        "targets": targets(book, lang),
        "headline": asdict(judged.headline),
        "banner": banner(book.view),
        "lacking": lacking(book.view),
        "conclusion": headline(book.view),
        **edition(book, manifest.read(params.home / params.folder(book.month))),
        "waits": waits,
        "titles": {page.name: title(book, page) for page in params.pages},
        "inputs": [
            {"path": str(i.source), "sha256": str(i.sha256), "bytes": int(i.bytes)}
            for i in tables.inputs.itertuples()
        ],
        "lost": lost(book),
        "unclaimed": [
            *(f"{params.notes.name}/{n} (cần tên YYYY-MM.yml: not so named)" for n in strays(params.notes)),
            *_registers(params),
            *sorted({*unread(book.tables.problems)} - {path for path, _ in lost(book)}),
        ],
        "notes": doubtful(book.notes, programme, book.month),
        "rejected": sum(p.severity == "error" and not p.whole_file for p in book._problems),
        "late": [a.measure for a in judged.measures.values() if a.late],
        "places": {u.code: u.called(lang) for u in book.places.units_on(closing)},
        "owners": {o.id: o.name(lang) for o in programme.owners if o.holds(closing)},
    }


def _registers(params: RunParams) -> list[str]:
    """The registers that lie there and change nothing, as monthly.yml does not name them."""
    unnamed = [key for key in ("corrections", "places") if getattr(params, key) is None]
    lying = [f"{key}.csv" for key in unnamed for folder in (params.raw, params.file.parent)
             if (folder / f"{key}.csv").is_file()]  # fmt: skip
    return [f"{name} (cần khóa {name[:-4]} trong {params.file.name}: no such key)" for name in lying]


def _due(params: RunParams, partial: bool) -> tuple[Any, dict[str, Any]]:
    """The book of the month to make, None for none, and what is known of one that waits. An analyst's question of an
    earlier day waits for nobody."""
    from analysis.book import Book

    if params.month != LATEST or params.as_of:
        if not params.programme.promises(params.month) and params.month != LATEST:
            year = params.programme.year
            expected = f"một tháng của năm {year}, năm của chương trình (a month of the programme's year)"
            raise ParameterError("tháng (month)", params.month, expected)
        return open_book_of(params), {}
    book, today = Book(RunParams.load(params.file, {"month": LATEST, "lang": params.lang})), dt.date.today()
    reports = book._reports
    waits = {"until": reports.stands_until(today).isoformat()}
    count = reports.waiting(today, params.monthly.wait)
    if count is None:
        return book, waits
    if partial and count.told:
        return book.at(count.month), waits
    waits |= {"month": count.month, "message": _late(count, book.programme, params.lang)}
    try:
        return (None if manifest.read(params.home / params.folder(book.month)) else book), waits
    except NoData:
        return None, waits


def _late(count: Count, programme: Programme, lang: str) -> str:
    """Which month waits for whom, and since when, in Vietnamese with English beside."""
    head = (
        f"{locale.month(count.month).capitalize()} khóa số ngày {locale.date(count.closed)}, mới có "
        f"{count.told}/{count.asked} đơn vị báo cáo, cần {locale.percent(100 * count.share)}: chưa lập bản tin "
        "tháng này (too few offices have reported: not made; --partial makes it without them). Chưa báo cáo (late):"
    )
    lines = [
        f"  - {called_late(programme, late, lang)}: chỉ tiêu (measures) {', '.join(late.measures)}; "
        f"trễ từ (late since) {locale.date(count.closed + dt.timedelta(days=1))}, "
        + (
            f"báo cáo gần nhất (last told) {locale.month(late.last)}"
            if late.last
            else "chưa báo cáo lần nào (never)"
        )
        for late in count.late
    ]
    return "\n".join([head, *lines])


def lost(book: Any) -> list[tuple[str, str]]:
    """Files, folders and links that could not be read at all, the month's notes among them, with why."""
    return sorted({(p.source, p.message) for p in book.view.problems if p.whole_file})


def open_book_of(params: RunParams):
    """The book of the whole area: verdicts, archive and papers are the same whichever pages are asked for."""
    from analysis.book import open_book

    return open_book(params.month, params.file, as_of=params.as_of, lang=params.lang)


def targets(book: Any, lang: str) -> list[dict[str, Any]]:
    """One row per target in the annex's order, its components below it: what the archive and the terminal show."""
    judged = book.assessments
    rows = []
    for target in book.programme.targets:
        row = judged.rows[target.id]
        decisive = book.view.row_entry(row)
        rows.append(
            {
                "id": target.id,
                "no": target.no,
                "name": target.name(lang),
                "group": book.programme.group(target.group).name(lang),
                "status": row.status,
                "mark": decisive.mark,
                "word": ": ".join(filter(None, (decisive.word, decisive.unjudged))),
                "by": row.by,
                "components": [
                    {
                        "id": m.id,
                        "no": m.id,
                        "name": m.short(lang),
                        "mark": x.mark,
                        "word": x.word,
                    }
                    for m in target.measures
                    if m.role == "component" and (x := book.view.entry(m.id))
                ],
            }
        )
    return rows


def title(book: Any, page: Any) -> str:
    """The page's title; "" where only its notebook knows it."""
    stem = page.notebook.stem.lstrip("0123456789_")
    group = page.parameters.get("group")
    if group or stem in {g.id for g in book.programme.groups} or stem in PAGE_KEYS:
        return page_title(book.view, f"group:{group}" if group else stem)
    return page.title


def keep(folder: Path, judged: Any) -> None:
    """assessments.parquet and commitments.parquet (docs/interface.md)."""
    for name in ("assessments", "commitments"):
        manifest.put(folder / f"{name}.parquet", frames.contract(judged, name).to_parquet(index=False))
