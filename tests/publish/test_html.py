"""The exporter: what of a notebook reaches a reader."""

import re

import nbformat
import pytest

from analysis.publish.html import export, page, refusal

v4 = nbformat.v4


def html_output(html):
    return v4.new_output("execute_result", {"text/html": html, "text/plain": "plain repr"})


def code(source, *tags, outputs=()):
    return v4.new_code_cell(source, metadata={"tags": list(tags)}, outputs=list(outputs))


def prose(source, *tags):
    return v4.new_markdown_cell(source, metadata={"tags": list(tags)})


@pytest.fixture
def notebook():
    nb = v4.new_notebook()
    nb.cells = [
        prose("# Cho người phân tích", "lab"),
        prose("## Câu hỏi tiếng Việt", "vi"),
        prose("## An English question", "en"),
        prose("Lời chung"),
        code("secret = 1", "parameters"),
        code(
            "print('x')",
            outputs=[
                v4.new_output("stream", name="stdout", text="analyst's print"),
                html_output("<p>untagged</p>"),
            ],
        ),
        code(
            "book.words.head()",
            "page",
            outputs=[
                v4.new_output("stream", name="stderr", text="a warning"),
                html_output('<svg class="ch" role="img" aria-label="Biểu đồ"></svg><p>placed &lt;b&gt;</p>'),
                v4.new_output("display_data", {"text/plain": "only plain"}),
            ],
        ),
        v4.new_raw_cell("raw words"),
    ]
    return nb


def test_only_the_whitelist_is_placed(notebook):
    html, _ = export(notebook, title="Bản tin", lang="vi")
    assert '<svg class="ch" role="img" aria-label="Biểu đồ"></svg><p>placed &lt;b&gt;</p>' in html
    assert "Câu hỏi tiếng Việt" in html and "Lời chung" in html
    for word in (
        "secret",
        "analyst",
        "untagged",
        "a warning",
        "only plain",
        "plain repr",
        "raw words",
        "English",
        "người phân tích",
        "book.",
    ):
        assert word not in html


def test_the_english_page_has_the_english_questions(notebook):
    html, _ = export(notebook, title="Brief", lang="en")
    assert '<html lang="en">' in html and "An English question" in html and "tiếng Việt" not in html


def test_a_failed_cell_is_a_refusal_box_never_a_traceback(notebook):
    error = v4.new_output(
        "error",
        ename="KeyError",
        evalue="\x1b[31mKhông có chỉ tiêu “11c”\x1b[0m <script>",
        traceback=["Traceback", "  File secret.py"],
    )
    notebook.cells += [
        prose("<span>An Exception was encountered at In [3]</span>", "papermill-error-cell-tag"),
        code("boom()", "page", outputs=[html_output("<p>half done</p>"), error]),
    ]
    html, _ = export(notebook, title="Bản tin")
    assert "Phần này chưa lập được." in html and "Không có chỉ tiêu “11c” &lt;script&gt;" in html
    for word in ("Traceback", "secret.py", "\x1b", "<script", "half done", "Exception was"):
        assert word not in html
    assert "placed" in html, "the rest of the page is published"


def test_the_page_is_strict_named_and_alone(notebook):
    html, _ = export(notebook, title='Bản tin <"tháng 6">', banner="SỐ LIỆU MINH HỌA <i>")
    assert "<title>Bản tin &lt;&#34;tháng 6&#34;&gt;</title>" in html
    assert (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        in html
    )
    assert '<header class="banner">SỐ LIỆU MINH HỌA &lt;i&gt;</header>' in html
    assert not re.search(r"<script|https?://", html.replace("http-equiv", ""))
    assert "No description has been provided" not in html
    assert html.count('id="k-on_track"') == 1


def test_without_a_banner_there_is_none(notebook):
    assert '<header class="banner">' not in export(notebook, title="Bản tin")[0]


def test_two_exports_give_the_same_bytes(notebook):
    assert export(notebook, title="Bản tin") == export(notebook, title="Bản tin")


def test_a_lost_page_says_so():
    html = page(refusal("Kinh tế", "KeyError: <4>"), title="Kinh tế")
    assert "KeyError: &lt;4&gt;" in html
    assert "This page could not be made" in refusal("x", "y", lang="en")


def test_headings_of_questions_have_no_anchors(notebook):
    html, _ = export(notebook, title="Bản tin")
    assert "¶" not in html and "anchor-link" not in html


def test_links_stand_at_the_foot():
    html = page("<p>x</p>", title="t", links=[("a b.html?x=1&y=2", "Trang <sau>")])
    assert '<footer><nav><a href="a b.html?x=1&amp;y=2">Trang &lt;sau&gt;</a></nav></footer>' in html


def test_a_page_has_the_rules_of_what_stands_on_it():
    """Colours and rules without a class stay; of a list of selectors one that is there keeps the rule."""
    bare, full = (
        page(body, title="x") for body in ("<p>a</p>", '<table class="t annex"></table><p class="lit"></p>')
    )
    for html in (bare, full):
        assert ":root,.lit{" in html and "@page{" in html and ".bp p{" in html and "main{" in html
    assert ".annex .band" in full and ".annex .band" not in bare
    assert ".dots .k" not in full and len(bare) < len(full)


def test_a_rule_inside_a_condition_goes_alone():
    html = page('<p class="foot">a</p>', title="x")
    assert re.search(r"@media print\{[^@]*[.]bp .foot\{", html) and html.count("{") == html.count("}")
