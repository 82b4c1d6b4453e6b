"""Every piece a notebook can ask for: whole, escaped, in the reader's language."""

import inspect
import re
from dataclasses import replace

import html5lib
import pytest
from views import load, make_view

from analysis.assess.assessments import Change, Reason
from analysis.assess.status import likely_met
from analysis.ingest.problems import problem
from analysis.present.offered import Charts, Tables, Words
from analysis.present.piece import Piece
from analysis.present.trouble import STAKES
from analysis.present.words import headline, left_open

GIVEN = {
    "path": ("4",),
    "judgement": ("4",),
    "backtest": ("4",),
    "signal": ("4",),
    "quarters": ("2",),
    "communes": ("16",),
    "events": ("6",),
    "measure": ("4",),
    "pairs": (("23a", "23a2"),),
    "births": ("15",),
    "crops": ("1.1",),
    "contribution": (["1", "2", "3"],),
    "summary": ("economy",),
    "page_head": ("economy",),
    "chance": ("15",),
    "refusal": ("Chưa vẽ được", "vì thiếu số"),
    "question": ("Đến đâu?", "How far?"),
}
TEXTS = set("band beside left_open own_asks span closing fact finding likely troubled ordered".split())


def calls(view):
    for maker in (Charts(view), Tables(view), Words(view)):
        for name, method in inspect.getmembers(maker, inspect.ismethod):
            if name.startswith("_") or name in TEXTS:
                continue
            if type(maker) is Tables and name == "communes":
                yield f"Tables.{name}", lambda m=method: m()
            else:
                yield f"{type(maker).__name__}.{name}", lambda m=method, n=name: m(*GIVEN.get(n, ()))


def names():
    return [n for n, _ in calls(make_view())]


@pytest.fixture(scope="module")
def pieces():
    return {lang: {n: call() for n, call in calls(make_view(lang))} for lang in ("vi", "en")}


def text_of(html: str) -> str:
    return re.sub(
        r"\s+",
        " ",
        re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>|<details class=\"src\">.*?</details>", " ", html)),
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", names())
def test_a_piece_is_whole_html_without_leaks(pieces, name, lang):
    piece = pieces[lang][name]
    assert isinstance(piece, Piece)
    parser = html5lib.HTMLParser(strict=True)
    parser.parseFragment(piece.html)
    words = text_of(piece.html)
    assert not re.search(r"\b(nan|None|NaT|inf)\b", words)
    for label in re.findall(r'aria-label="([^"]*)"', piece.html):
        assert label.strip() and not re.search(r"\b(nan|None)\b", label)
    if lang == "vi":
        assert not re.search(
            r"\d\.\d{1,2}(?![\d.])",
            re.sub(
                r"\b\d+\.\d+\.\s|\bĐT\.\d+",
                "",
                words.replace("1.1", "").replace("1.2", "").replace("1.3", "").replace("1.4", ""),
            ),
        ), words


@pytest.mark.parametrize("name", [n for n in names() if n != "Words.refusal"])
def test_english_is_complete(pieces, name):
    """No Vietnamese sentence is left in an English page; names without English stay."""
    vi = {t.strip() for t in re.findall(r">([^<>]{12,})<", pieces["vi"][name].html)}
    en = {t.strip() for t in re.findall(r">([^<>]{12,})<", pieces["en"][name].html)}
    marks = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
    analyst = {
        "Đấu giá",
        "Thu tiền sử",
        "Chi cục Thuế, Phòng",
        "Giá bồi thường",
        "41 hộ",
        "Trung tâm Phát triển",
        "Rà soát",
        "1. Đấu",
        "2. Giá",
    }
    left = [
        t
        for t in vi & en
        if len(marks.findall(t)) > 2 and not any(a in t for a in analyst) and "CTr" not in t
    ]
    assert not left


def test_the_conclusion_is_short_and_adds_up(view):
    text = headline(view)
    assert len(text.split()) <= 40
    first, *rest = text.rstrip(".").split("; ")
    good, total = map(int, re.match(r"(\d+)/(\d+)", first).groups())
    assert good + sum(int(r.split()[0]) for r in rest) == total == 26


def test_below_the_strip_stands_how_sure_the_count_is(view):
    found = likely_met(view.rows(), view.assessments.measures, view.assessments.year_effect)
    judged = [r for t, r in view.rows() if t.counted and r.by == "figures"]
    assert 0 <= found.low < found.high <= found.of == len(judged)
    said = (
        f"Trong {found.of} chỉ tiêu được đánh giá theo số liệu, dự báo cuối năm có {found.low}–{found.high} "
    )
    assert said in Words(view).outlook().text


def test_the_conclusion_has_at_most_three_bullets(view):
    assert 1 <= Words(view).conclusion().html.count("<li>") <= 3


def test_the_strip_counts_every_numbered_target_once(view):
    piece = Tables(view).strip()
    assert piece.data["count"].sum() == 26
    assert piece.html.count('href="#r-') == 26
    assert sorted(re.findall(r"<i>(\d+)</i>", piece.html), key=int) == [str(i) for i in range(1, 27)]


def test_the_annex_has_every_row_in_its_order(view):
    html = Tables(view).annex().html
    ids = re.findall(r'id="r-([^"]+)"', html)
    assert ids == [t.id for t in load().targets]
    assert re.findall(r'id="m-([^"]+)"', html) == [m for m in load().measures]
    assert "Tăng cường xử lý tội phạm" in html
    assert len(re.findall(r'class="band"', html)) == 5


def test_exceptions_come_worst_first_and_are_at_most_eight(view):
    piece = Tables(view).exceptions()
    assert len(piece.data) <= 8
    rank = {"missed": 0, "off_track": 1, "at_risk": 2, "no_data": 3}
    stakes = [STAKES.index(load().measure(m).stake) for m in piece.data["measure"]]  # people before money
    shown = list(zip(stakes, (rank[s] for s in piece.data["status"]), strict=True))
    assert shown == sorted(shown)
    assert len(Tables(view).exceptions(limit=2).data) == 2


def test_a_figure_opens_to_its_cell(view):
    html = Tables(view).annex().html
    row = html[html.index('id="m-4"') :]
    opened = re.search(r'<details class="src"><summary>([\d.,]+).*?</details>', row).group()
    cells = view.observations.loc[list(view.assessments.measures["4"].keys)]
    newest = cells.sort_values("period").iloc[-1]
    assert (
        newest["source"].rsplit("/", 1)[-1] in opened
        and newest["cell"] in opened
        and "ước" in opened
        and "24/6/2025" in opened
    )


def test_another_reason_for_not_judging_is_no_moved_verdict(view):
    def title(*pairs):
        moved = tuple(Change("status", "4", a, b, Reason("no_plan", {"year": 2025})) for a, b in pairs)
        return Tables(replace(view, assessments=replace(view.assessments, changes=moved))).changes().text

    assert "không có gì đổi mức đánh giá" in title(("no_data", "too_early"))
    assert "1 nội dung đổi mức đánh giá" in title(("no_data", "too_early"), ("too_early", "on_track"))


def test_late_office_is_said(view):
    assert "chưa báo cáo" in Tables(view).annex().html
    assert "Sản lượng rau" in Tables(view).annex().html


def test_what_is_missing_may_lie_in_a_file_that_nobody_claims(view):
    stray = replace(view, problems=(problem("no_source", "2025-06/bao-cao-moi.xlsx"),))
    assert "chưa đọc được" not in left_open(replace(view, problems=()))[1]
    assert "số còn thiếu có thể nằm trong 1 tệp chưa đọc được" in left_open(stray)[1]


def test_commitment_without_a_printed_date_is_never_overdue(view):
    html = Tables(view).commitments().html
    assert "trong năm, không ghi ngày" in html


def test_a_commune_has_no_verdict_and_no_rank(view):
    place = replace(view, place="28126")
    t, w, c = Tables(place), Words(place), Charts(place)
    assert not t.strip().html and not t.exceptions().html and not c.bullets().html
    assert "Không đánh giá" in w.conclusion().html
    assert "Khó đạt" not in t.annex().html and "Đạt tiến độ" not in t.annex().html


def test_an_owner_sees_only_its_own(view):
    mine = replace(view, owner="thue")
    assert {x.a.owner for x in mine.measures()} == {"thue"}
    assert "Chi cục Thuế" in Words(mine).head().html


def test_unknown_measure_is_refused_with_a_hint(view):
    with pytest.raises(KeyError, match="Đã biết"):
        Charts(view).path("11c")


def test_an_office_s_page_counts_its_own_targets_and_says_what_it_owes(view):
    mine = replace(view, owner="nn-mt")
    own = [t for t, r in mine.rows() if t.counted]
    assert 0 < len(own) < 26
    assert f"/{len(own)} chỉ tiêu" in headline(mine)
    assert (
        "Việc phải làm" in Words(mine).conclusion().html
        and "Rau, cây hằng năm khác" in Words(mine).conclusion().html
    )
    assert "Đấu giá" not in Tables(mine).asks().html
    assert Tables(mine).strip().html.count('href="#r-') == len(own)


def test_a_commune_s_annex_holds_only_what_it_reported(view):
    place = replace(view, place="28126")
    rows = Tables(place).annex().html.count("<tr>")
    assert rows - 1 < sum(x.a.to_date is not None for x in place.measures()) + len(place.programme.targets)
    assert "Giảm hộ nghèo" not in Tables(place).annex().html


def test_the_brief_links_its_sections_and_pages_and_they_link_back(view):
    pages = (("02_economy", "economy"), ("own page", "Giá lúa"), ("brief", "brief"))
    view = replace(view, pages=pages)
    words, tables = Words(view), Tables(view)
    html = words.contents().html
    made = [tables.asks(), tables.exceptions(), tables.assigned(), words.how_to_read(), tables.annex()]
    ids = re.findall(r'<section[^>]* id="([^"]+)"', "".join(p.html for p in made))
    assert ids == re.findall(r'href="#([^"]+)"', html)
    assert re.findall(r'href="([^#"]+)"', html) == ["02_economy.html", "own%20page.html", "index.html"]
    head = words.page_head("economy").html
    assert re.findall(r'href="([^"]+)"', head) == [
        "brief.html",
        "own%20page.html",
        "index.html",
    ]  # not to itself
    assert ">Giá lúa</a>" in head and ">Giá lúa</a>" in html
    assert "brief.html" not in Words(replace(view, pages=pages[:2])).page_head("economy").html
    assert 'href="#main"' in tables.annex().html
    own = words.page_head("Giá <lúa>")
    assert "Giá &lt;lúa&gt; – tháng" in own.html and own.text == "Giá <lúa>"
    with pytest.raises(KeyError, match="“econmy”.*“economy”"):
        words.page_head("econmy")


@pytest.mark.parametrize("own", [{"place": "28126"}, {"owner": "nn-mt"}])
def test_one_unit_s_page_lies_a_folder_below_those_it_leads_to(view, own):
    pages = (("02_economy", "economy"), ("brief", "brief"))
    html = Words(replace(view, pages=pages, **own)).contents().html
    assert re.findall(r'href="([^#"]+)"', html) == ["../brief.html", "../02_economy.html", "../index.html"]


def test_a_figure_opens_where_it_stands(view):
    """In the money line, the exceptions and the bars: file and cell beside the figure, then the way to its row."""
    for piece in (Words(view).money(), Tables(view).exceptions(), Charts(view).bullets()):
        opened = re.findall(r'<details class="src"><summary>.*?</details>', piece.html)
        assert len(opened) >= 2
        assert all(".xlsx" in d and 'href="#m-' in d for d in opened)


def test_every_source_is_listed(view):
    piece = Tables(view).sources()
    assert piece.html.count("<li>") == len(view.files()) == len(piece.data)
