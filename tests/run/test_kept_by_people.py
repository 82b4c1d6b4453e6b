"""What a person made is neither lost nor overwritten, and other questions than the official one lie elsewhere."""

import json
import re
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import pytest

from analysis.params import ParameterError, RunParams
from analysis.publish import manifest
from analysis.run import graph, report, swap
from analysis.run.pool import Outcome
from analysis.values import file_name

PAPER = "raw: ../../data/raw\npapers: [brief.docx]\nnotebooks: [01_first]\n"


class Papers:
    """A pool whose papers are made by a stand-in, in this process: `draw` gives the bytes of one for its arguments."""

    def __init__(self, pool, draw):
        self.pool, self.incidents, self.draw = pool, [], draw

    def run(self, tasks, listen=lambda *_: None):
        for task in tasks:
            if task.do != "analysis.run.page:paper":
                yield from self.pool.run([task], listen)
            else:
                yield Outcome(task, manifest.put(graph.Path(task.args["file"]), self.draw(task.args)))


@pytest.fixture
def written(office):
    """An office whose papers are made by a stand-in."""
    office.monthly(PAPER)
    office.pool = Papers(office.pool, lambda args: args["tables"][:9].encode())
    return office


def test_a_paper_that_a_person_edited(written):
    office, paper = written, written.month / "brief.docx"
    office.run()
    assert paper.read_bytes() == b"a" * 9
    paper.write_bytes(b"signed and edited")
    (office.month / "ký").mkdir()
    (office.month / "ký" / "bản tin đã ký.pdf").write_bytes(b"%PDF")
    office.tell(data_key="b" * 64)
    result = office.run()
    assert result.status == 0
    assert paper.read_bytes() == b"signed and edited"
    assert (office.month / "brief.new.docx").read_bytes() == b"b" * 9
    assert (office.month / "ký" / "bản tin đã ký.pdf").read_bytes() == b"%PDF"
    said = report.words(result)[0]
    assert "brief.docx" in said and "brief.new.docx" in said and "bản tin đã ký.pdf" in said
    index = office.page("index")
    assert 'href="brief.new.docx"' in index and 'href="brief.docx"' in index and "k%C3%BD/" in index
    # the new one is the run's own, and the person may edit that as well
    office.tell(data_key="c" * 64)
    office.run()
    assert (office.month / "brief.new.docx").read_bytes() == b"c" * 9
    (office.month / "brief.new.docx").write_bytes(b"edited too")
    office.run()
    assert (office.month / "brief.new.docx").read_bytes() == b"edited too"
    assert (office.month / "brief.new-2.docx").read_bytes() == b"c" * 9
    assert paper.read_bytes() == b"signed and edited"


def test_what_people_put_or_took_away_is_listed_as_it_is_though_nothing_else_changed(written):
    office, paper = written, written.month / "brief.docx"
    office.run()
    for change, links in (
        (lambda: (office.month / "ký.pdf").write_bytes(b"%PDF"), {"brief.docx", "k%C3%BD.pdf"}),
        (lambda: (office.month / "brief.new.docx").write_bytes(b"own"),
         {"brief.docx", "brief.new.docx", "k%C3%BD.pdf"}),
        (lambda: paper.write_bytes(b"edited"), {"brief.new-2.docx", "brief.docx", "brief.new.docx", "k%C3%BD.pdf"}),
        (lambda: paper.unlink(), {"brief.new-2.docx", "brief.new.docx", "k%C3%BD.pdf"}),
        (lambda: (office.month / "ký.pdf").unlink(), {"brief.new-2.docx", "brief.new.docx"}),
    ):  # fmt: skip
        change()
        assert office.run().status == 0
        found = re.findall(r'href="([^"]+(?:docx|pdf))"', office.page("index"))
        assert {*found} == links and len(found) == len(links)
    assert office.run().unchanged
    # Word's mark of an open file is no work of anybody
    (office.month / "~$brief.docx").write_bytes(b"Word")
    assert office.run().unchanged
    office.tell(data_key="b" * 64)
    assert not office.run().manifest.kept[1:] and (office.month / "~$brief.docx").read_bytes() == b"Word"
    assert "~$" not in office.page("index") and "~%24" not in office.page("index")


def place(*lines: str) -> bytes:
    """A Word draft with one marked place, as Word writes it."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(
            ZipInfo("word/document.xml"),  # without the clock
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:sdt>'
            f'<w:sdtPr><w:alias w:val="Ghi thêm: A"/></w:sdtPr><w:sdtContent>{body}</w:sdtContent></w:sdt>'
            "</w:body></w:document>",
        )
    return out.getvalue()


def test_what_a_person_wrote_into_the_draft_is_in_the_next(office):
    """The newest draft that a person changed speaks, else the run's own; what was not written changes nothing."""
    office.monthly(PAPER)
    given: list = []

    def draw(args):
        given.append(args.get("added"))
        return place(*(given[-1] or {}).get("Ghi thêm: A", []))

    office.pool = Papers(office.pool, draw)
    paper, new = office.month / "brief.docx", office.month / "brief.new.docx"
    office.run()
    assert given == [None] and office.run().unchanged
    paper.write_bytes(mine := place("Một.", "Hai."))
    office.run()
    assert given[1:] == [{"Ghi thêm: A": ["Một.", "Hai."]}]
    assert paper.read_bytes() == mine and new.read_bytes() == mine
    assert office.run().unchanged and len(given) == 2
    paper.write_bytes(place("Ba."))  # once more in her own
    office.run()
    assert given[2:] == [{"Ghi thêm: A": ["Ba."]}] and new.read_bytes() == place("Ba.")
    new.write_bytes(place("Bốn."))  # and then in the new one
    office.run()
    assert given[3:] == [{"Ghi thêm: A": ["Bốn."]}]
    assert (office.month / "brief.new-2.docx").read_bytes() == place("Bốn.") == new.read_bytes()
    for name in ("brief.docx", "brief.new.docx"):  # she keeps the run's own, under its name
        (office.month / name).unlink()
    (office.month / "brief.new-2.docx").rename(paper)
    office.tell(data_key="b" * 64)
    office.run(fresh=True)
    assert given[-1] == {"Ghi thêm: A": ["Bốn."]}


def test_what_was_not_asked_for_is_not_counted_as_published(office):
    office.run()
    office.tell(data_key="b" * 64)
    said = report.words(office.run(only=["brief"]))[0]
    assert "Đã xuất bản 1 trang, tệp (published); 1 trang, tệp khác của tháng để như cũ" in said
    assert "Đã xuất bản 2 trang, tệp (published)." in report.words(office.run(fresh=True))[0]


def test_a_page_that_a_person_edited(office):
    """Others lead to it: it is made again, and what the person made of it lies beside it."""
    office.run()
    page, whole = office.month / "brief.html", office.page("brief")
    for n, name in ((1, "brief.edited"), (2, "brief.edited-2")):
        page.write_text(f"<p>by hand {n}")
        result = office.run()
        assert result.status == 0 and office.page("brief") == whole
        assert office.page(name) == f"<p>by hand {n}"
    assert office.page("brief.edited") == "<p>by hand 1"
    assert "brief.edited-2.html" in report.words(result)[0] and "brief.edited.html" in office.page("index")


def test_an_analysts_page_and_links_of_a_month(office):
    office.run()
    (office.month / "ghi chú.html").write_text("<p>của tôi")
    (office.month / "liên kết").symlink_to(office.root)
    office.tell(data_key="b" * 64)
    for _ in range(2):
        office.run(fresh=True)
        assert office.page("ghi chú") == "<p>của tôi"
        assert (office.month / "liên kết").readlink() == office.root
    assert not list(office.month.glob("*edited*"))


def test_an_empty_folder_of_a_month_stays(office):
    office.run()
    (office.month / "của phòng" / "ký").mkdir(parents=True)
    said = report.words(office.run())[0]
    assert "của phòng/ký" in said and "k%C3%BD" in office.page("index")
    assert office.run().unchanged
    office.tell(data_key="b" * 64)
    office.run()
    assert (office.month / "của phòng" / "ký").is_dir() and office.run().unchanged
    (office.month / "của phòng" / "ký").rmdir()
    (office.month / "của phòng").rmdir()
    office.run()
    assert "k%C3%BD" not in office.page("index") and not list(office.month.glob("của*"))


def test_a_month_that_no_run_made(office):
    office.month.mkdir(parents=True)
    (office.month / "brief.html").write_text("<p>của tôi")
    office.run()
    assert office.page("brief.edited") == "<p>của tôi" and "bản tin vùng" in office.page("brief")


@pytest.mark.parametrize("spoilt", [b'{"half', b"[]", b""])
def test_nothing_of_a_month_whose_record_cannot_be_read_is_written_over(office, spoilt):
    office.run()
    (office.month / "index.html").write_text("<p>by hand")
    (office.month / "manifest.json").write_bytes(spoilt)
    result = office.run()
    assert result.status == 0 and office.page("index.edited") == "<p>by hand" != office.page("index")
    assert (office.month / "manifest.edited.json").read_bytes() == spoilt
    said, complaints = report.words(result)
    assert "index.html → index.edited.html" in said and "đếm lại từ 1" in complaints
    office.run(fresh=True)
    assert not list(office.month.glob("*.edited-2.*"))


def test_what_is_saved_while_the_run_goes_on(office):
    """After the run has looked, before the folders change places."""
    office.run()
    late = office.month / "muộn.txt"
    office.notebook("01_first", f"open({str(late)!r}, 'w').write('muộn')", "x = 2")
    result = office.run()
    assert result.status == 0 and late.read_text() == "muộn"
    assert result.manifest.kept == [{"path": "muộn.txt", "was": "muộn.txt"}]


def test_a_run_that_dies_after_the_swap_loses_nothing(office, tmp_path):
    office.run()
    old, folder = office.month.with_name(".2025-06.old"), office.month
    folder.rename(old)
    (old / "muộn.txt").write_text("muộn")
    folder.mkdir()
    (folder / "brief.html").write_bytes((old / "brief.html").read_bytes())
    swap.recover(office.month.parent)
    assert not old.exists() and (folder / "muộn.txt").read_text() == "muộn"
    assert sorted(p.name for p in folder.iterdir()) == ["brief.html", "muộn.txt"]


def test_a_folder_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path):
    (tmp_path / "2025-06").mkdir()
    (tmp_path / "2025-06" / "brief.html").write_text("x")
    with pytest.raises(OSError):
        swap.swap(tmp_path / ".2025-06.building", tmp_path / "2025-06")
    assert [p.name for p in tmp_path.iterdir()] == ["2025-06"]


def test_words_that_a_person_put_behind_a_list(office):
    office.run()
    for path in (office.month.parent / "index.html", office.out / "index.html"):
        path.write_bytes(path.read_bytes() + b"<p>by hand</p>")
        office.run(fresh=True)
        assert b"by hand" not in path.read_bytes()
        assert b"by hand" in path.with_name("index.edited.html").read_bytes()


def test_lists_that_a_person_edited(office):
    """The month's, the programme's and the list of programmes: made again, and what the person made of them is kept."""
    office.run()
    lists = [folder / "index.html" for folder in (office.month, office.month.parent, office.out)]
    whole = [path.read_bytes() for path in lists]
    for path in lists:
        path.write_bytes(b"<p>by hand" + path.read_bytes())
    office.tell(data_key="b" * 64)
    result = office.run()
    assert result.status == 0 and [path.read_bytes() for path in lists[1:]] == whole[1:]
    for path, was in zip(lists, whole, strict=True):
        assert b"by hand" not in path.read_bytes()
        assert path.with_name("index.edited.html").read_bytes() == b"<p>by hand" + was
    said = report.words(result)[0]
    assert "index.html → index.edited.html, ../index.html → ../index.edited.html, ../../index.html" in said
    assert result.manifest.kept == manifest.read(office.month).kept
    office.run(fresh=True)
    assert not list(office.out.rglob("index.edited-2.html")), "what a run wrote itself is no edit"


@pytest.mark.parametrize(
    ("theirs", "kept", "given"),
    [
        (
            "place-28108",
            "place-28108.edited",
            {"place": "28108"},
        ),  # a file where a folder of pages has to lie
        ("index.html/x.txt", "index.edited.html/x.txt", {}),  # and folders where files have to
        ("manifest.json/a/x.txt", "manifest.edited.json/a/x.txt", {}),
        ("brief.html/x.txt", "brief.edited.html/x.txt", {}),
        ("01_first.partial.ipynb/x.txt", "01_first.partial.ipynb/x.txt", {}),
        ("01_first.last-good.html", "01_first.last-good.html", {}),
    ],
)
def test_what_people_call_as_the_run_calls_something_else(office, theirs, kept, given):
    office.run()
    place = office.month / theirs
    for taken in [p for p in (place, *place.parents) if p.is_file()]:
        taken.unlink()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("của tôi")
    office.notebook("01_first", "1 / 0")
    for _ in range(2):
        result = office.run(fresh=True, **given)
        assert result.status == 1 and "ZeroDivisionError" in report.words(result)[1]
        assert (office.month / kept).read_text() == "của tôi"
        assert kept in report.words(result)[0]
        page = f"place-{given['place']}/brief.html" if given else "brief.html"
        assert "bản tin" in (office.month / page).read_text("utf-8")
        assert not list(office.month.rglob("*edited-2*"))


@pytest.mark.parametrize("what", ["file", "link"])
def test_a_file_where_the_month_has_to_lie(office, what):
    office.month.parent.mkdir(parents=True)
    office.month.write_text("của tôi") if what == "file" else office.month.symlink_to("đâu đó")
    result = office.run()
    aside = office.month.with_name("2025-06.edited")
    assert aside.read_text() == "của tôi" if what == "file" else aside.is_symlink()
    assert result.status == 0 and "bản tin" in office.page("brief")
    assert "../2025-06 → ../2025-06.edited" in report.words(result)[0]
    assert office.run().unchanged


# --- other questions


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ({"as_of": "2025-07-10"}, "2025-06.as-of-2025-07-10"),
        ({"lang": "en"}, "2025-06.en"),
        ({"levels": "5"}, "2025-06.levels=5"),
        ({"levels": "5", "lang": "en", "as_of": "2025-07-10"}, "2025-06.as-of-2025-07-10.levels=5.en"),
        ({"lang": "vi", "timeout": "50"}, "2025-06"),
        ({"place": "28126"}, "2025-06"),
    ],
)
def test_another_question_lies_in_a_folder_of_its_own(office, html, given, folder):
    more = 'params = ""\nmonth = ""\nlang = "vi"\nplace = None\nowner = None\nas_of = None\nlevels = 3\n'
    office.notebook("01_first", html("{levels}"), parameters=more)
    office.notebook("09_brief", html("bản tin"), parameters=more)
    office.run()
    before = {p: p.read_bytes() for p in office.month.rglob("*.html")}
    result = office.run(**given)
    assert result.status == 0 and result.folder == office.out / "office" / folder
    if folder == "2025-06":
        return
    assert {p: p.read_bytes() for p in office.month.rglob("*.html")} == before
    assert folder.partition(".")[2] in report.words(result)[0]
    for page in (result.folder / "index.html", office.out / "office" / "index.html"):
        text = page.read_text("utf-8")
        assert "bản chính thức" in text or "not the official one" in text
    archive = (office.out / "office" / "index.html").read_text("utf-8")
    assert (
        f'href="{folder.replace("=", "%3D")}/brief.html"' in archive
        and 'href="2025-06/brief.html"' in archive
    )
    assert 'lang="vi"' in archive


@pytest.mark.parametrize(
    ("file", "folder"), [("office/mix.yml", "2025-06.mix"), ("copy/monthly.yml", "2025-06.copy")]
)
def test_another_params_file_of_the_same_programme(office, file, folder):
    office.run()
    official = office.page("brief")
    other = office.params.parents[1] / file
    other.parent.mkdir(exist_ok=True)
    for name in ("programme.yml", "sources.yml"):
        other.with_name(name).write_bytes(office.params.with_name(name).read_bytes())
    other.write_bytes(office.params.read_bytes())
    office.params = other
    result = office.run()
    assert result.folder.name == folder and (result.folder / "brief.html").is_file()
    assert office.page("brief") == official
    assert (
        json.loads((result.folder / "manifest.json").read_text("utf-8"))["question"]
        == folder.partition(".")[2]
    )


def test_only_another_question_was_asked_yet(office):
    office.run(lang="en")
    assert 'href="office/2025-06.en/brief.html"' in (office.out / "index.html").read_text("utf-8")


def test_a_folder_of_params_called_as_a_language_is_another_question_than_that_language(office):
    (own := office.params.parent.parent / "en").mkdir()
    (own / "monthly.yml").write_text(office.params.read_text("utf-8").replace("../office/", ""), "utf-8")
    for name in ("programme.yml", "sources.yml"):
        (own / name).write_bytes((office.params.parent / name).read_bytes())
    asked = {RunParams.load(f).question for f in (own / "monthly.yml", office.params)}
    assert asked == {"params-en", ""} and RunParams.load(office.params, {"lang": "en"}).question == "en"


# --- names


@pytest.mark.parametrize(
    "name",
    [
        "index",
        "Index",
        "../..",
        "a/b",
        "a\\b",
        ".ẩn",
        "con",
        "brief.docx",
        "a:b",
        "x.last-good",
        "x" * 151,
        "dòng\nhai",
    ],
)
def test_a_page_cannot_be_called_that(office, name):
    office.monthly(
        f"raw: ../../data/raw\npapers: []\nnotebooks: [{{notebook: 01_first, name: {json.dumps(name)}}}]\n"
    )
    with pytest.raises(ParameterError, match=r"monthly.yml, dòng \d+, notebooks, name"):
        office.run()
    assert not office.out.exists() or not list(office.out.rglob("*.html"))


def test_names_with_spaces_and_letters(office):
    office.monthly(
        "raw: ../../data/raw\npapers: []\nnotebooks: [{notebook: 01_first, name: Thu ngân sách (quý)}]\n"
    )
    assert office.run().status == 0
    assert 'href="Thu%20ng%C3%A2n%20s%C3%A1ch%20%28qu%C3%BD%29.html"' in office.page("index")


def test_one_notebook_twice_under_names_that_differ_in_their_letters_only(office):
    office.monthly(
        "raw: ../../data/raw\npapers: []\n"
        "notebooks: [{notebook: 01_first, name: Thu}, {notebook: 01_first, name: thu}]\n"
    )
    with pytest.raises(ParameterError, match="khác nhau"):
        office.run()


def test_a_programme_whose_id_is_no_folder(office):
    file = office.params.with_name("programme.yml")
    file.write_text(file.read_text("utf-8").replace("id: office", "id: ../office"), "utf-8")
    with pytest.raises(ParameterError, match="programme.yml, id"):
        office.run()
    assert file_name("x", "can-duoc-2025") == "can-duoc-2025"
