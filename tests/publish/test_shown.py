"""What an analyst's own cells show reaches the page, or the page and the notes say what did not, and why."""

import base64
import re
from io import BytesIO
from urllib.parse import unquote

import nbformat
import pytest

from analysis.publish import shown
from analysis.publish.html import export

v4 = nbformat.v4
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def code(*outputs, source="", tags=("page",), **metadata):
    return v4.new_code_cell(source, metadata={"tags": list(tags), **metadata}, outputs=list(outputs))


def shows(data, **metadata):
    return v4.new_output("display_data", data, metadata=metadata)


def page(*cells, lang="vi", folder=None, at=None):
    """The body of the page, and its notes."""
    nb = v4.new_notebook(cells=list(cells))
    html, notes = export(nb, title="t", lang=lang, folder=folder, at=at)
    return re.search(r"<main>\n(.*)\n?</main>", html, re.S)[1], notes


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text/html": "<p>một</p>"}, "<p>một</p>"),
        ({"text/markdown": "**đậm**"}, "<strong>đậm</strong>"),
        ({"text/latex": "$x^2$"}, 'role="img" aria-label="x^2"'),
        ({"text/latex": r"\begin{aligned}a&b\end{aligned}"}, r'<code class="tex">\begin{aligned}a&amp;b'),
        ({"image/svg+xml": "<?xml version='1.0'?><svg><title>Tên</title><rect/></svg>"}, "<svg><title>Tên</title>"),
        ({"text/html": "", "text/plain": "<Piece>"}, ""),
    ],
)  # fmt: skip
def test_what_is_shown(data, words):
    body, notes = page(code(shows(data)))
    assert words in body
    assert not [n for n in notes if "ô thứ" in n]


def test_a_picture_has_its_description_from_the_cell_or_it_is_asked_for():
    picture = {"image/png": PNG, "text/plain": "<Figure>"}
    for cell in (
        code(shows(picture), source="# alt: Thu <ngân> sách\nfig"),
        code(shows(picture), source="#| fig-alt: Thu <ngân> sách\nfig"),
        code(shows(picture), alt="Thu <ngân> sách"),
        code(shows(picture, **{"image/png": {"alt": "Thu <ngân> sách"}})),
    ):
        body, notes = page(cell)
        assert f'src="data:image/png;base64,{PNG}" alt="Thu &lt;ngân&gt; sách"' in body and not notes
    two = page(code(shows(picture), shows(picture), source="# alt: một\n# alt: hai\n"))[0]
    assert re.findall('alt="(.*?)"', two) == ["một", "hai"]
    body, notes = page(code(shows(picture)))
    assert 'alt="Hình chưa có lời mô tả"' in body and "# alt:" in notes[0] and "ô thứ 1" in notes[0]
    assert "A picture without a description" in page(code(shows(picture)), lang="en")[0]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (code(v4.new_output("stream", name="stdout", text="IN RA 123")), "print"),
        (code(v4.new_output("execute_result", {"text/plain": "12345.678"})), "text/plain"),
        (
            code(shows({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "w"})),
            "widget",
        ),
        (code(shows({"application/javascript": "alert(1)", "text/plain": "j"})), "JavaScript"),
        (code(shows({"application/vnd.plotly.v1+json": {}, "text/plain": "f"})), "JavaScript"),
        (code(shows({"text/html": "<div id='x'></div><script>draw()</script>"})), "JavaScript"),
        (code(shows({"application/pdf": "JVBERi0=", "text/plain": "p"})), "application/pdf"),
        (
            code(shows({"text/html": "", "application/vnd.bokehjs_exec.v0+json": "", "text/plain": "b"})),
            "JavaScript",
        ),
        (code(shows({"text/html": "<iframe src='https://example.org/'></iframe>"})), "iframe"),
        (code(shows({"image/png": "không phải ảnh", "text/plain": "x"})), "“image/png” không phải ảnh"),
        (code(shows({"image/jpeg": "", "text/plain": "x"})), "“image/jpeg” không phải ảnh"),
        (v4.new_raw_cell("<b>thô</b>", metadata={"tags": ["page"]}), "Raw"),
    ],
)
def test_what_is_not_shown_is_said_where_it_would_stand(cell, why):
    body, notes = page(v4.new_markdown_cell("Lời"), cell)
    assert "Ô thứ 2 có phần không hiện được" in body and why in body
    assert len(notes) == 1 and "ô thứ 2" in notes[0] and why in notes[0]
    for hidden in ("IN RA", "12345", "alert(", "draw(", "<iframe", "thô"):
        assert hidden not in body


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (code(shows({"text/html": "<p>một</p><video src='x.mp4'></video>"})), "video"),
        (code(shows({"text/html": "<h4>một</h4><div id='x'></div><script>draw()</script>"})), "JavaScript"),
        (v4.new_markdown_cell("một <object data='x.pdf'></object>"), "object"),
        (code(shows({"image/svg+xml": "<svg aria-label='s'><text>một</text>"
                     "<image xlink:href='https://example.org/x.png'/></svg>"})), "image"),
    ],
)  # fmt: skip
def test_what_is_not_shown_beside_what_is_stands_on_the_page_too(cell, why):
    body, notes = page(cell)
    assert "một" in body and "Ô thứ 1 có phần không hiện được" in body and why in body
    assert len(notes) == 1 and why in notes[0] and "example.org" not in body


def test_words_with_formulas_in_them():
    body, _ = page(code(shows({"text/latex": r"Tỷ lệ $\frac{a}{b}$ và $$c$$"})))
    assert "Tỷ lệ" in body and r'aria-label="\frac{a}{b}"' in body and 'aria-label="c"' in body


def test_by_products_are_not_complained_of():
    body, notes = page(
        code(
            v4.new_output("execute_result", {"text/plain": "[<matplotlib.lines.Line2D>]"}),
            v4.new_output("stream", name="stderr", text="FutureWarning: x"),
            shows({"image/png": PNG}),
            source="# alt: hình",
        )
    )
    assert not notes and "Line2D" not in body and "Warning" not in body and "<img" in body


def test_a_picture_is_taken_rather_than_a_script():
    body, notes = page(code(shows({"text/html": "<script>x</script>", "image/png": PNG}), source="# alt: a"))
    assert "<img" in body and "script" not in body and not notes


def test_a_cell_that_may_raise_says_what_it_raised_and_the_rest_follows():
    error = v4.new_output(
        "error", ename="ZeroDivisionError", evalue="division by zero", traceback=["Traceback"]
    )
    body, _ = page(
        code(shows({"text/html": "<p>trước</p>"}), error, tags=["page", "raises-exception"]),
        code(shows({"text/html": "<p>sau</p>"})),
    )
    assert "trước" in body and "division by zero" in body and "sau" in body and "Traceback" not in body
    assert not page(code(error, tags=["raises-exception"]))[0].count("division")


@pytest.mark.parametrize(
    ("ename", "evalue"),
    [
        ("KeyError", "'stauts'"),
        ("KeyError", "['stauts'] not found in axis"),
        ("KeyError", "None of ['stauts'] are in the columns"),
        ("UndefinedVariableError", "name 'stauts' is not defined"),
    ],
)
def test_a_name_that_a_frame_has_not_is_told_in_words(ename, evalue):
    error = v4.new_output("error", ename=ename, evalue=evalue)
    body, _ = page(code(error, tags=["page", "raises-exception"]))
    assert "Không có cột, dòng hay khóa “stauts”; xem tên bằng .columns" in body and "axis" not in body


@pytest.mark.parametrize("value", ["0", "thiếu tệp"])
def test_a_cell_that_may_raise_and_ends_itself_says_that_the_rest_goes_on(value):
    error = v4.new_output("error", ename="SystemExit", evalue=value)
    body, _ = page(code(error, tags=["page", "raises-exception"]))
    assert (
        "các ô sau vẫn chạy" in body
        and "chưa lập được" not in body
        and ("thiếu tệp" in body) == (value != "0")
    )


def test_a_book_on_a_page_is_its_line_alone():
    """Its look and its mark stand in the page's own head."""
    from analysis import open_book

    book = open_book("2025-06")
    body, notes = page(code(shows({"text/html": book._repr_html_()})))
    assert book.mark and book.mark not in body and "quan sát từ" in body and not notes


def test_pictures_of_prose(tmp_path):
    (tmp_path / "ảnh đẹp.png").write_bytes(base64.b64decode(PNG))
    (tmp_path / "not.png").write_bytes(b"root:x:0:0")
    prose = v4.new_markdown_cell(
        "![dán](attachment:a.png) ![cạnh](ảnh%20đẹp.png)\n\n![mất](none.png)\n\n![lạ](not.png)\n\n"
        "![ngoài](https://example.org/x.png)\n\n![](attachment:a.png)\n\n![thiếu](attachment:b.png)",
        attachments={"a.png": {"image/png": PNG}},
    )
    body, notes = page(prose, folder=tmp_path)
    assert body.count(f"data:image/png;base64,{PNG}") == 3
    assert 'alt="dán"' in body and 'alt="cạnh"' in body and 'alt="Hình chưa có lời mô tả"' in body
    for why in ("none.png", "not.png", "example.org", "# alt:", "b.png"):
        assert len([n for n in notes if why in n]) == 1
    assert not re.search(r'src="(?!data:)', body) and "root:" not in body


def test_prose_runs_nothing_loads_nothing_and_closes_what_it_opens():
    prose = v4.new_markdown_cell(
        "<script>alert(1)</script>\n\n<div onclick=alert(2)>\n\n[x](javascript:alert(3)) [nb](02_economy.ipynb)\n\n"
        "<!-- never closed\n"
    )
    body, notes = page(prose, code(shows({"text/html": "<!-- open <p onmouseover='alert(4)'>"})),
                       code(shows({"text/html": "<p>cuối</p>"})))  # fmt: skip
    assert "alert(" not in body and 'href="02_economy.html"' in body
    assert "cuối" in body and "<!--" not in body
    assert "JavaScript" in notes[0]


@pytest.mark.parametrize("prose", ["giá 5$ và 7$", "giá $5 và $7", "5 $ và 7 $"])
def test_money_is_no_formula(prose):
    body, _ = page(v4.new_markdown_cell(prose))
    assert prose in body
    body, _ = page(v4.new_markdown_cell(prose + " với $x^2$"))
    assert 'aria-label="x^2"' in body


def test_an_empty_table_and_a_file_that_is_no_picture_are_said():
    import pandas as pd

    shown, notes = page(code(shows({"text/html": pd.DataFrame({"a": []})._repr_html_()})))
    assert "Bảng không có dòng nào." in shown and notes
    cell = code(shows({"image/png": "AAAA"}), source='Image(filename="sai.png")')
    assert "“sai.png” không phải ảnh" in page(cell)[0]


def test_formulas_stand_in_prose():
    body, _ = page(v4.new_markdown_cell(r"Công thức $E = mc^2$ và $$\sum_i x_i <b>$$, $\nope{x}$"))
    assert 'aria-label="E = mc^2"' in body and r'aria-label="\sum_i x_i &lt;b&gt;"' in body
    assert r'<code class="tex">\nope{x}</code>' in body and "<b>" not in body


def test_what_is_too_large_is_said_with_its_size(monkeypatch, tmp_path):
    monkeypatch.setattr(shown, "LIMIT", 2 * 2**20)
    monkeypatch.setattr(shown, "PAGE_LIMIT", 3 * 2**20)
    big = code(shows({"text/html": "<p>" + "x" * 2_500_000 + "</p>"}))
    (tmp_path / "big.png").write_bytes(b"\x89PNG" + bytes(3_000_000))
    body, notes = page(big, v4.new_markdown_cell("![to](big.png)"), folder=tmp_path)
    assert "2,4 MB" in notes[0] and "2,9 MB" in notes[1] and len(body) < 2000
    half = code(shows({"text/html": "<p>" + "x" * 1_600_000 + "</p>"}))
    body, notes = page(half, half)
    assert "1,5 MB" in notes[0] and "3 MB" in notes[0] and "ô thứ 2" in notes[0]


def frame(lang="vi", **columns):
    import pandas as pd

    return page(
        code(shows({"text/html": pd.DataFrame(columns)._repr_html_(), "text/plain": "x"})), lang=lang
    )[0]


def test_a_data_frame_has_the_look_and_the_decimals_of_the_page():
    body = frame(
        Xã=["Long Cang", "<b>"], Số=[1.5, 12345.25], Năm=[2024, 2025], Mã=["1.1", "x"], Thiếu=[None, 2.5]
    )
    assert (
        'class="scroll" tabindex="0" role="region"' in body and "<style" not in body and "border=" not in body
    )
    cells = re.findall(r"<td(?: class=\"n\")?>([^<]*)", body)
    assert {"Long Cang", "&lt;b&gt;", "1,50", "12.345,25", "2024", "1.1", "–", "2,5"} <= set(cells)
    assert "12,345.25" in frame("en", a=[12345.25])


def test_a_point_that_may_stand_for_thousands_is_told_of():
    """Text such as an office writes and numbers of three decimals look the same in pandas' HTML."""
    import pandas as pd

    body, _ = page(code(shows({"text/html": pd.DataFrame({"Dân số": ["1.500", "2.500"]})._repr_html_()})))
    assert "Cột “Dân số”: dấu chấm được đọc là dấu thập phân (1.500 thành 1,500)" in body
    body, _ = page(
        code(shows({"text/html": pd.DataFrame({"a": [0.125, 0.5], "b": [1.5, 2.5]})._repr_html_()}))
    )
    assert "dấu chấm" not in body and "0,125" in body
    styled = pd.DataFrame({"a": ["<b>1.500</b>", "1.250"]}).to_html(escape=False)
    body, _ = page(code(shows({"text/html": styled})))  # one writing for a whole column
    assert "<b>1,500</b>" in body and "1,250" in body and "(1.500 thành 1,500)" in body
    body, _ = page(
        code(shows({"text/html": pd.DataFrame({"a": ["-1.500", "2.250"]})._repr_html_()})), lang="en"
    )
    assert "is read as" not in body


def test_numbers_of_three_decimals_are_not_taken_for_thousands():
    """One of them that no thousands can be says so of its column."""
    for numbers in ([1.5, 0.25, 12.125], [1234.5, 1.25, 2.125]):
        body = frame(a=numbers)
        assert re.findall(r"<td[^>]*>([^<]*)</td>", body)[-1] in ("12,125", "2,125") and "Cột" not in body
    assert "Cột" in frame(a=[1.5, 2.25, 12.125])  # as an office may write them


def test_a_figure_that_matplotlib_shows_as_well_is_shown_once():
    result = v4.new_output("execute_result", {"image/png": PNG, "text/plain": "<Figure>"}, execution_count=1)
    body, notes = page(code(result, shows({"image/png": PNG}), source="# alt: a"))
    assert body.count("<img") == 1 and not notes


@pytest.mark.parametrize(
    ("given", "shown", "note"),
    [
        (["1.250%", "12.5%", "3%"], ["1,250%", "12,5%", "3%"], "1.250% thành 1,250%"),
        (["1.5", "2.25"], ["1,5", "2,25"], ""),
        (["1.5", "1.250"], ["1,5", "1,250"], "1.250 thành 1,250"),
        (["1,250.50", "12.00"], ["1.250,50", "12,00"], ""),
        (["1,250,000", "950"], ["1.250.000", "950"], ""),
        (["1", "1.1", "2"], ["1", "1.1", "2"], ""),
        (["1.250", "3", "x"], ["1.250", "3", "x"], "1.250 giữ nguyên"),
        (["1,250", "3,500"], ["1,250", "3,500"], "1,250 giữ nguyên"),
    ],
)
def test_a_column_of_text_is_written_as_numbers_or_said_to_be_left(given, shown, note):
    body = frame(a=given)
    assert re.findall(r"<td[^>]*>([^<]*)</td>", body)[-len(shown) :] == shown
    assert note in body if note else "Cột" not in body
    assert "Column" not in frame("en", a=given)


def test_a_note_names_the_column_by_all_its_heads():
    import pandas as pd

    table = pd.DataFrame([[1, "1.500", "2.500"]], columns=pd.MultiIndex.from_tuples(
        [("Xã", "a"), ("Dân số", "nam"), ("Dân số", "nữ")]), index=pd.Index(["x"], name="tên"))  # fmt: skip
    body, _ = page(code(shows({"text/html": table._repr_html_()})))
    assert "Cột “Dân số, nam”" in body and "Cột “Dân số, nữ”" in body and "“Xã" not in body
    assert '<th class="n" scope="col">nữ</th>' in body or '<th scope="col" class="n">nữ</th>' in body


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("td{color:red; :not(&){display:none}}", "{at} td{{color:red}}"),
        (".banner, header ~ *{padding:0}", "{at} .banner,{at} header ~ *{{padding:0}}"),
        ("+ p, ~ div{color:#333}", ""),
        ("@media print{main{margin:0}}", "@media print{{{at} main{{margin:0}}}}"),
        ("@import 'x.css'; @page{size:A5} @font-face{font-family:x}", ""),
        (r"p::after{content:'\3c /style>'}", '{at} p::after{{content:"<\\/style>"}}'),
    ],
)
def test_a_style_reaches_the_cell_that_brings_it_alone(css, left):
    html = f"<style>{css}</style><p>một</p>"
    for cell in (code(shows({"text/html": html})), v4.new_markdown_cell(html)):
        body, _ = page(v4.new_markdown_cell("Lời"), cell)
        at = re.search(r'class="\w+ styled(?: lit)?" id="([\w-]+)"', body)[1]
        assert f"<style>{left.format(at='#' + at)}</style>" in body and "<p>một</p>" in body


@pytest.mark.parametrize(
    "output",
    [
        shows({"image/png": PNG}, **{"image/png": "x"}),
        shows({"image/png": PNG}, width={"a": 1}),
        shows({"text/html": '<table class="dataframe"><thead><tr><th colspan="x">a</th></tr></thead><tbody><tr>'
               "<td>1.5</td></tr></tbody></table>"}),
        shows({"text/html": '<table class="dataframe"><thead><tr><th colspan="999999999">a</th></tr></thead>'
               "<tbody><tr><td>1.5</td></tr></tbody></table>"}),
        shows({"text/html": '<div class="bp"></div></div></main><p>x'}),
        shows({"text/html": "<p>x<plaintext>"}),
    ],
)  # fmt: skip
def test_an_output_of_an_odd_shape_costs_no_more_than_itself(output):
    body, _ = page(code(output), v4.new_markdown_cell("Sau"))
    assert "<p>Sau</p>" in body and "</main" not in body and "<plaintext" not in body
    assert len(re.findall("<div", body)) == len(re.findall("</div>", body))


def test_a_styled_table_keeps_its_looks():
    import pandas as pd

    styler = pd.DataFrame({"a": [1.5]}).style.set_properties(color="red")
    body, _ = page(code(shows({"text/html": styler._repr_html_(), "text/plain": ""})))
    place, table = re.search(r'id="([\w-]+)".*?<table id="(\w+)"', body, re.S).groups()
    assert f"#{place} #{table}_row0_col0{{color: red}}" in body
    assert "không giữ" not in body and 'class="own styled lit"' in body
    graded = pd.DataFrame({"a": [1.5, 9], "b": [2, 3]}).style.background_gradient(subset="a").bar(subset="b")
    body, notes = page(code(shows({"text/html": graded._repr_html_(), "text/plain": ""})))
    assert not notes and "background-color: #023858;color: #f1f1f1" in body and "linear-gradient" in body


HIDES = [
    "display:none", "visibility:hidden", "opacity:0", "opacity:1%", "font-size:0", "font:0/0 a",
    "font-size:.1px", "margin-top:-3000px", "text-indent:-9999px", "clip:rect(0,0,0,0)", "clip-path:inset(50%)",
    "position:fixed", r"p\6fsition:absolute", "transform:scale(0)", "max-height:0;overflow:hidden",
    "content-visibility:hidden",
    "line-height:0", "left:-99em", "margin-left:calc(0px - 900em)", "zoom:.01", "color:var(--page)",
    "color:Canvas", "-webkit-text-fill-color:#fff", "filter:opacity(0)", "text-decoration:line-through 9em",
    "outline:99em solid #fff", "box-shadow:inset 0 0 0 9em #000", "grid-area:1/1", "vertical-align:-99em",
]  # fmt: skip


@pytest.mark.parametrize("css", HIDES)
def test_no_style_hides_or_moves_what_is_kept_and_what_is_left_out_is_told(css):
    name = css.partition(":")[0].replace(r"\6f", "o")
    for html in (f'<p style="{css}">một</p>', f"<style>p{{{css}}}</style><p>một</p>"):
        body, notes = page(code(shows({"text/html": html})))
        assert "một" in body and css not in body
        assert len(notes) == 1 and "không giữ" in notes[0] and name in notes[0] and "ô thứ 1" in notes[0]


@pytest.mark.parametrize(
    "css",
    ["color:#555", "color:#fff;background:#036", "font-weight:700;text-align:right", "margin:0 auto", "padding:4px 8px",
     "display:flex;gap:1em", "border:1px solid #ccc", "width:50%", "opacity:.7", "vertical-align:-3px",
     "background:linear-gradient(90deg, #5fba7d 50.0%, transparent 50.0%)", "font:italic 12px/1.5 serif"],
)  # fmt: skip
def test_common_styles_are_kept(css):
    body, notes = page(code(shows({"text/html": f'<p style="{css}">một</p>'})))
    assert all(one.replace(" ", "") in body.replace(" ", "") for one in css.split(";")) and not notes


def test_numbers_beside_a_tooltip_are_written_as_their_neighbours():
    import pandas as pd

    frame = pd.DataFrame({"a": [1.5, 2.25]})
    styler = frame.style.format(precision=3).set_tooltips(pd.DataFrame({"a": ["mách", ""]}))
    body, _ = page(code(shows({"text/html": styler._repr_html_()})))
    assert "1,500<" in body and "2,250<" in body and ">1.500" not in body and "mách" in body


def test_what_libraries_write_of_no_effect_is_not_told_of():
    import pandas as pd

    index = pd.MultiIndex.from_tuples([("p", "q")], names=["m", "n"])
    frame = pd.DataFrame({("a", "x"): [1.5], ("a", "y"): [2.5]}, index=index)
    styled = "<style>p{-webkit-font-smoothing:antialiased;--own:1px}</style><p style='height: auto;top:auto'>hai</p>"
    for html in (frame._repr_html_(), styled):
        assert not page(code(shows({"text/html": html})))[1]


@pytest.mark.parametrize(
    ("html", "seen", "told"),
    [
        ("<p>một</p></body></html><p>hai</p>", "<p>hai</p>", ""),
        ("<!DOCTYPE html><html><head><title>T</title></head><body class=x>một</body>hai</html>ba", "hai", "title"),
        ("<html><head><title> </title><meta charset=utf-8></head><body>một</body>", "", ""),
        ("một<base href='https://example.org'><a href=x.html>hai</a>", "hai", "base"),
        ("một<link rel=stylesheet href=x>", "", "link"),
        ("một<bdo dir=rtl>123</bdo>", "<bdo>123</bdo>", "dir"),
        ("một &#x202e;123", "một 123", "U+202E"),
        ("một<table><tr><td rowspan=99999>hai</table>", "<td>hai", "rowspan"),
        ("một<a href='//example.org'>hai</a><a href=' /\\example.org'>ba</a>", "<a>hai</a>", "href"),
        ("<div style='flex-direction:row-reverse'>một</div>", "<div>một", "flex-direction"),
        ("một<svg width=0 aria-label=s><text y=9>hai</text></svg>", "hai", "width"),
        ("một \x1b[31mhai\x1b[0m", "một hai", ""),
        ("một</bo<body>dy><b>hai</b>", "<b>hai</b>", ""),
        ("một<template><p>ẩn</p></template>", "", "template"),
        ("một<dialog>ẩn</dialog>", "", "dialog"),
        ("một<noscript>ẩn</noscript>", "", "noscript"),
        ("một<canvas>ẩn</canvas>", "", "canvas"),
        ("một<select><option>ẩn</select>", "", "select"),
        ("một<datalist><option>ẩn</datalist>", "", "datalist"),
        ("một<textarea>ẩn</textarea>", "", "textarea"),
        ("một<svg aria-label='s'><foreignObject><p>ẩn</p></foreignObject></svg>", "", "foreignobject"),
        ("một<math><annotation>ẩn</annotation><mi>hai</mi></math>", "<mi>hai</mi>", ""),
        ("một<form action='https://example.org'>hai<input value=ẩn><button>ẩn</button></form>", "hai", "button, input"),
        ("một<p hidden>hai</p>", "<p>hai</p>", "hidden"),
        ("một<p class='vh a'>hai</p>", '<p class="a">hai</p>', ""),
        ("một<p popover>hai</p>", "<p>hai</p>", "popover"),
        ("một<font color=white>hai</font>", "<font>hai</font>", "color"),
        ("một<o:p>hai</o:p><my-x>ba</my-x>", "hai", ""),
        ("một<details><summary>hai</summary>ba</details>", "<summary>hai</summary>ba", ""),
        ('<div class="bp"><p hidden>một</p></div>', "<p>một</p>", "hidden"),
        ('<div class="bp"><p style="left:0%;position:fixed">một</p></div>', "<p>một</p>", "position"),
    ],
)  # fmt: skip
def test_what_html_holds_is_seen_or_told(html, seen, told):
    for cell in (code(shows({"text/html": html})), v4.new_markdown_cell(html)):
        body, notes = page(cell)
        assert "một" in body and seen in body and "ẩn" not in re.sub("phần ẩn", "", body)
        assert (
            "<form" not in body
            and "example.org" not in body
            and "hidden" not in body.replace("aria-hidden", "")
        )
        assert (told in notes[0] and len(notes) == 1) if told else not notes


def test_a_link_to_a_file_that_is_not_published_is_said_and_its_words_stay(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "data.xlsx").touch()
    (out / "ký.pdf").touch()
    good = "annex.xlsx ký.pdf brief.html#a #b https://example.org/z.csv mailto:a@example.org".split()
    bad = "data.csv /etc/hostname data.xlsx ../data/extra/x.json".split()
    prose = " ".join(f"[tới]({to})" for to in [*good, *bad]) + " [cuối]\n\n[cuối]: last.csv"
    body, notes = page(v4.new_markdown_cell(prose + "\n"), folder=tmp_path, at=out)
    assert [unquote(to) for to in re.findall('href="([^"]+)"', body)] == good
    assert body.count("tới") == len(good + bad) and "cuối" in body
    assert len(notes) == 1 and notes[0].endswith(": " + ", ".join([*bad, "last.csv"]))
    assert "data.csv, /etc/hostname" in body
    body, notes = page(code(shows({"text/html": "<a href='loc.png'>loc.png</a><br>"})), folder=tmp_path)
    assert "href" not in body and "loc.png" in notes[0]


def test_a_pasted_picture_of_another_kind_is_not_said_to_be_missing():
    body, notes = page(
        v4.new_markdown_cell("![a](attachment:x.bmp)", attachments={"x.bmp": {"image/bmp": "Qk0="}})
    )
    assert "“x.bmp” không phải ảnh PNG" in body and len(notes) == 1


def test_a_result_that_fails_in_each_of_its_forms_is_said_once():
    lost = v4.new_output("error", ename="FileNotFoundError", evalue="No such file: 'a.png'", traceback=[])
    body, _ = page(code(lost, lost, tags=("page", "raises-exception")))
    assert body.count("No such file") == 1


def test_what_lies_too_deep_to_be_read_is_said():
    body, notes = page(
        code(shows({"text/html": "<div>" * 20_000 + "sâu" + "</div>" * 20_000 + "<p>sau</p>"}))
    )
    assert "không hiện" in body and len(notes) == 1


@pytest.mark.parametrize(("tag", "meant"), [("Page", "page"), ("pages", "page"), ("VI", "vi")])
def test_a_tag_that_is_nearly_one_of_the_page_is_said(tag, meant):
    cell = v4.new_markdown_cell("x")
    cell.metadata["tags"] = [tag]
    assert f"“{tag}”" in page(cell)[1][0] and f"“{meant}”" in page(cell)[1][0]


def test_a_language_of_a_code_cell_is_that_of_its_page():
    shown = [page(code(shows({"text/html": "<p>một</p>"}), tags=["page", t]))[0] for t in ("vi", "en")]
    assert ["<p>một</p>" in body for body in shown] == [True, False]


def test_a_long_frame_says_that_it_is_cut():
    body = frame(a=range(100_000))
    assert "Bảng có 100.000 dòng, 1 cột" in body and len(body) < 5000


def test_what_is_drawn_by_lot_gives_the_same_bytes():
    import matplotlib.pyplot as plt
    import pandas as pd

    def once():
        fig, ax = plt.subplots()
        ax.plot([1, 2], "o-")
        file = BytesIO()
        fig.savefig(file, format="svg")
        plt.close(fig)
        styler = pd.DataFrame({"a": [1.5]}).style.background_gradient()
        svg = {"image/svg+xml": file.getvalue().decode()}
        return page(
            code(shows({"text/html": styler._repr_html_(), "text/plain": ""})),
            code(shows(svg), shows(svg), source="# alt: đường\n# alt: đường nữa"),
        )

    assert once() == once()
    body = once()[0]
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', body))
    assert used and used <= set(re.findall(r'id="([^"]+)"', body)), "what refers to a part still finds it"
    drawn = [i for i in re.findall(r'id="([^"]+)"', body) if re.fullmatch("[a-z]x[0-9]+", i)]
    assert len(drawn) == len(set(drawn)), "two figures do not take each other's parts"
    assert re.search(r"<style[^>]*>#cell-\d+ \*\{stroke-linejoin: round", body)
    assert "dc:date" not in body and "1,500000" in body


def test_tags_written_as_one_string():
    nb = v4.new_notebook(cells=[code(shows({"text/html": "<p>một</p>"}))])
    nb.cells[0].metadata["tags"] = "page, x"
    assert "<p>một</p>" in export(nb, title="t")[0]


def test_a_page_with_nothing_on_it_says_so():
    body, notes = page(code(shows({"text/html": "<p>x</p>"}), tags=()))
    assert "không có gì để hiện" in body and len(notes) == 1
    assert not page(code(shows({"text/html": "<p>x</p>"})))[1]


def test_the_cells_that_papermill_adds_are_neither_shown_nor_counted():
    added = code(shows({"text/html": "<p>x</p>"}), tags=["injected-parameters", "page"])
    body, notes = page(added, code(v4.new_output("stream", name="stdout", text="x")))
    assert "ô thứ 1:" in notes[0] and "<p>x</p>" not in body
