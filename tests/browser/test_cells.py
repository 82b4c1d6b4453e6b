"""What a page's own cells style or lay over others, as a browser draws it."""

import limits
import nbformat
import pytest

from analysis import open_book
from analysis.publish.html import export

SPOILS = {
    "hides all": "<style>body, main, header, *{display:none}</style><p>x</p>",
    "hides the mark": "<style>.banner, header ~ *{display:none} :not(&){opacity:0}</style><p>x</p>",
    "lies over the page": '<div style="position:fixed;inset:0;background:white;z-index:999">x</div>',
    "lies over by a rule": "<style>.o{position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:9}</style>"
    '<div class="o">x</div>',
    "is drawn up": '<div style="margin-top:-5000px;height:6000px;background:white;position:relative">x</div>',
    "is drawn out": '<div style="margin-left:-5000px;text-indent:-99em">x</div><p style="padding-left:3000px">y</p>',
    "is lit": '<p style="color:#111">x</p>',
    "is in a picture": '<svg aria-label="x"><style>body{display:none}</style><text>x</text></svg>',
}
AT_TOP = """s => {
    const e = document.querySelector(s), r = e.getBoundingClientRect()
    const top = document.elementFromPoint(r.x + 3, r.y + r.height / 2)
    return r.width > 0 && e === top && getComputedStyle(e).opacity === '1'
}"""
READ = """() => [...document.querySelectorAll('.own p, .own div')].every(e => {
    const at = document.createRange()
    at.selectNodeContents(e)
    const r = at.getBoundingClientRect(), own = getComputedStyle(e)
    let on = e
    while (getComputedStyle(on).backgroundColor === 'rgba(0, 0, 0, 0)' && on.parentElement) on = on.parentElement
    return r.width > 3 && r.left >= 0 && r.top > 0 && own.color !== getComputedStyle(on).backgroundColor
})"""


@pytest.mark.parametrize("spoils", SPOILS)
def test_no_cell_reaches_beyond_itself(chromium, tmp_path, spoils):
    shown = nbformat.v4.new_output("display_data", {"text/html": SPOILS[spoils]})
    cell = nbformat.v4.new_code_cell("", metadata={"tags": ["page"]}, outputs=[shown])
    words = nbformat.v4.new_markdown_cell('<p id="words">Lời văn</p>')
    html, _ = export(nbformat.v4.new_notebook(cells=[words, cell]), title="t", banner="SỐ LIỆU MINH HỌA")
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    with limits.opened(chromium, (tmp_path / "page.html").as_uri()) as tab:
        assert tab.evaluate(AT_TOP, ".banner") and tab.evaluate(AT_TOP, "#words")
        assert tab.evaluate(READ)
        tab.emulate_media(color_scheme="dark")
        assert tab.evaluate(READ)


def test_the_name_of_a_wide_frame_is_in_sight_on_a_phone(chromium, tmp_path):
    shown = nbformat.v4.new_output(
        "execute_result", {"text/html": open_book("2025-06").figures("4")._repr_html_()}
    )
    cell = nbformat.v4.new_code_cell("", metadata={"tags": ["page"]}, outputs=[shown])
    (tmp_path / "page.html").write_text(
        export(nbformat.v4.new_notebook(cells=[cell]), title="t")[0], encoding="utf-8"
    )
    with limits.opened(chromium, (tmp_path / "page.html").as_uri()) as tab:
        tab.set_viewport_size({"width": 390, "height": 844})
        at = "() => { const r = document.createRange(); r.selectNodeContents(document.querySelector('caption')); "
        box = tab.evaluate(at + "const b = r.getBoundingClientRect(); return [b.left, b.right] }")
    assert 0 <= box[0] and box[1] <= 390
