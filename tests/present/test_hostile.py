"""Bad input: the page stays whole, safe and true."""

import datetime as dt
import re
from dataclasses import replace

import html5lib
import pandas as pd
import pytest
from views import load, make_view

from analysis import frames
from analysis.assess.status import headline_of, row_of
from analysis.notes import Ask, Assigned, Cause, Notes
from analysis.present.offered import Charts, Tables, Words

NASTY = "<script>alert(1)</script>\" onload=x '&amp; {{7*7}} {% raw %}"


def brief(view) -> str:
    w, t, c = Words(view), Tables(view), Charts(view)
    pieces = (
        w.head(),
        w.conclusion(),
        t.strip(),
        t.asks(),
        t.exceptions(),
        t.assigned(),
        c.story(),
        c.bullets(),
        w.how_to_read(),
        t.annex(),
        t.sources(),
        w.foot(),
        t.commitments(),
        w.not_judged(),
    )
    html = "".join(p.html for p in pieces)
    html5lib.HTMLParser(strict=True).parseFragment(html)
    assert not re.search(r"\b(nan|None|NaT)\b", re.sub(r"<[^>]+>", " ", html))
    return html


def with_rows(view, measures):
    rows = {t.id: row_of(t, measures) for t in view.programme.targets}
    a = replace(
        view.assessments,
        measures=measures,
        rows=rows,
        headline=headline_of((t, rows[t.id]) for t in view.programme.targets),
    )
    return replace(view, assessments=a)


def test_markup_in_names_notes_and_cells_is_text():
    programme = load()
    targets = tuple(
        t.model_copy(
            update={
                "name_vi": NASTY + t.name_vi,
                "measures": tuple(
                    m.model_copy(update={"name_vi": NASTY, "short_vi": NASTY, "unit": m.unit})
                    for m in t.measures
                ),
            }
        )
        for t in programme.targets
    )
    owners = tuple(o.model_copy(update={"name_vi": NASTY}) for o in programme.owners)
    works = tuple(c.model_copy(update={"name_vi": NASTY, "short_vi": NASTY}) for c in programme.commitments)
    programme = programme.model_copy(
        update={"targets": targets, "owners": owners, "commitments": works, "name_vi": NASTY}
    )
    programme.__dict__.pop("measures", None)
    notes = Notes(
        month="2025-06",
        asks=(Ask(what=NASTY, why=NASTY, proposal=NASTY),),
        assigned=(Assigned(what=NASTY, owner="thue"),),
        causes=(Cause(measure="4", cause=NASTY, next=NASTY),),
        story="4",
    )
    view = make_view(programme=programme, notes=notes)
    frame = view.observations.assign(source=NASTY, sheet=NASTY, cell=NASTY, note=NASTY)
    html = brief(replace(view, observations=frame, inputs=view.inputs.assign(source=NASTY)))
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert not list(tree.iter("script"))
    attributes = {k for el in tree.iter() for k in el.attrib if isinstance(k, str)}
    assert not {k for k in attributes if k.startswith("on")}
    assert "{{7*7}}" in html, "a template mark in a name is printed as it is"


def test_a_name_of_400_characters():
    programme = load()
    long = "Tỷ lệ " + "rất dài và không có chỗ ngắt ".join("" for _ in range(14)) + "x" * 60
    targets = tuple(
        t.model_copy(
            update={
                "name_vi": long[:400],
                "measures": tuple(m.model_copy(update={"short_vi": long[:400]}) for m in t.measures),
            }
        )
        for t in programme.targets
    )
    programme = programme.model_copy(update={"targets": targets})
    programme.__dict__.pop("measures", None)
    brief(make_view(programme=programme))


@pytest.fixture
def plain(view):
    return with_rows(view, dict(view.assessments.measures))


def test_no_data_at_all(plain):
    empty = {
        id: replace(
            a,
            status="no_data",
            previous_status=None,
            late=True,
            to_date=None,
            path=None,
            year_end=None,
            year_end_p10=None,
            year_end_p50=None,
            year_end_p90=None,
            probability=None,
            share_of_target=None,
            distance=None,
            change_on_year=None,
            keys=(),
            events=(),
            numerator=None,
            denominator=None,
            expected_to_date=None,
            last_year_to_date=None,
            owner_forecast=None,
            self_assessment=None,
            statuses=(),
            illustrative=False,
            what_would_change=None,
        )
        for id, a in plain.assessments.measures.items()
    }
    view = with_rows(plain, empty)
    view = replace(
        view,
        observations=view.observations.iloc[:0],
        inputs=view.inputs.iloc[:0],
        notes=Notes(month="2025-06"),
    )
    html = brief(view)
    assert "Chưa chỉ tiêu nào trong 26 chỉ tiêu đánh giá được" in html and "26 chưa có số liệu" in html
    assert "Không có tệp nguồn" in html


def test_all_off_track(plain):
    bad = {
        id: replace(a, status="off_track", self_assessment=None)
        for id, a in plain.assessments.measures.items()
    }
    html = brief(with_rows(plain, bad))
    assert "0/26 chỉ tiêu đạt tiến độ theo số liệu; 26 khó đạt." in html
    assert "II. 8 trong 26 chỉ tiêu cần chú ý" in html


def test_no_last_month(plain):
    measures = {
        id: replace(a, previous_status=None, statuses=(a.status,))
        for id, a in plain.assessments.measures.items()
    }
    html = brief(with_rows(plain, measures))
    assert "chưa có tháng trước" in html and "So với tháng 5:" not in html


def test_one_target_only():
    programme = load()
    one = programme.model_copy(
        update={"targets": tuple(t for t in programme.targets if t.id == "4"), "commitments": ()}
    )
    one.__dict__.pop("measures", None)
    view = make_view(programme=one)
    html = brief(view)
    assert "/1 chỉ tiêu" in html


def test_budget_above_its_estimate_is_never_praised(plain):
    measures = dict(plain.assessments.measures)
    measures["5"] = replace(measures["5"], status="achieved", share_of_target=104.2)
    html = Tables(with_rows(plain, measures)).annex().html
    row = html[html.index('id="m-5"') :]
    row = row[: row.index("</tr>")]
    assert "vượt dự toán, cần giải trình" in row and "#k-neutral" in row and "Hoàn thành" not in row


def test_a_problem_says_where_what_why_and_how(plain):
    from analysis.ingest.problems import Problem

    p = Problem(
        "error",
        "2025-06/2025-06-24-thue.xlsx",
        "Biểu 1",
        "D9",
        "abc",
        "Ô không phải là số.",
        "Gõ lại số.",
        "Not a number.",
        "Type it again.",
    )
    told = frames.problems(replace(plain, problems=(p,)))._repr_html_()
    for text in (
        "2025-06-24-thue.xlsx",
        "Biểu 1",
        "D9",
        "abc",
        "Ô không phải là số.",
        "Gõ lại số.",
        "Không dùng",
    ):
        assert text in told
    assert "1 ô hoặc tệp không dùng được" in told
    assert "Type it again." in frames.problems(replace(plain, problems=(p,), lang="en"))._repr_html_()


def test_ratio_of_births_with_few_births_is_not_concluded(plain):
    rows = pd.DataFrame(
        [
            {
                "measure": "15",
                "place": "can-duoc",
                "period": f"2025-{m:02d}",
                "period_start": "",
                "period_end": "",
                "basis": "month",
                "value": 100 * b / g,
                "numerator": float(b),
                "denominator": float(g),
                "unit": "nam/100 nữ",
                "vintage": "final",
                "reported_on": f"2025-{m:02d}-24",
                "source": "x.xlsx",
                "sheet": "1",
                "cell": f"C{m}",
                "sha256": "0" * 64,
                "illustrative": True,
                "note": "",
            }
            for m, (b, g) in enumerate([(80, 70), (70, 72), (75, 66)], 1)
        ]
    )
    piece = Charts(replace(plain, observations=rows)).births("15")
    assert "chưa kết luận được" in piece.text
    assert list(piece.data.iloc[-1])[:2] == [75, 66]


def test_nothing_depends_on_the_clock(monkeypatch):
    class Late(dt.date):
        @classmethod
        def today(cls):
            raise AssertionError("the clock was read")

    monkeypatch.setattr(dt, "date", Late)
    brief(make_view())


@pytest.mark.parametrize("month", ["2025-01", "2025-02", "2025-12"])
def test_first_and_last_months_of_the_year(month):
    html = brief(make_view(month=month))
    assert ("cả năm" if month == "2025-12" else f"tháng {int(month[5:])}") in html


def test_two_makings_give_the_same_bytes():
    assert brief(make_view()) == brief(make_view())
