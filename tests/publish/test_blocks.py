"""Pieces read back as blocks: what is said stays, what only a screen can use goes."""

from analysis.present import theme
from analysis.publish.blocks import Grid, blocks
from analysis.publish.office import clean


def test_paragraphs_lists_and_looks():
    found = blocks("<h2>Một</h2><p>Hai <b>ba</b> <i>bốn</i></p><ul><li>năm</li><li> sáu\n bảy</li></ul>")
    assert [(b.kind, b.text) for b in found] == [
        ("h2", "Một"),
        ("p", "Hai ba bốn"),
        ("li", "năm"),
        ("li", "sáu bảy"),
    ]
    runs = found[1].runs
    assert [(r.text, r.bold, r.italic) for r in runs] == [
        ("Hai ", False, False), ("ba", True, False), (" ", False, False), ("bốn", False, True)]  # fmt: skip


def test_only_what_a_paper_can_use():
    page = (
        '<section><h2 class="vh">Ẩn</h2><p class="note">Bấm vào đây</p>'
        '<figure><svg class="ch"><text>1</text></svg></figure>'
        '<details class="data"><summary>Bảng</summary><p>2</p></details>'
        '<p><details class="src"><summary>575</summary><ul><li>ô C4</li></ul></details> tỷ</p></section>'
    )
    assert [b.text for b in blocks(page)] == ["575 tỷ"]


def test_marks_become_signs_bound_to_their_word():
    (line,) = blocks(f"<p>{theme.labelled('off_track', 'Khó đạt')}</p>")
    assert line.text == "◆\u00a0Khó đạt"
    assert line.runs[0].colour == "bad" and not any(r.colour for r in line.runs[1:])


def test_no_break_spaces_stay_and_other_space_is_one():
    (line,) = blocks("<p>201,2\u00a0tỷ \n  đồng</p>")
    assert line.text == "201,2\u00a0tỷ đồng"


def test_tables_with_bands_advice_and_empty_columns():
    page = (
        "<table><caption>Bảng</caption>"
        '<thead><tr><th>Tên</th><th class="n">Số</th><th>Trống</th></tr></thead>'
        "<tbody>"
        '<tr class="band"><th scope="colgroup" colspan="3">I. Nhóm</th></tr>'
        '<tr><th scope="row">Thu<small>tỷ</small><span class="adv">Cần 5 mỗi tháng.</span>'
        "</th><td>1.577,95</td><td></td></tr>"
        "</tbody></table>"
    )
    (grid,) = blocks(page)
    assert isinstance(grid, Grid) and grid.caption == "Bảng"
    assert [h.text for h in grid.heads] == ["Tên", "Số"]
    assert [[c.text for c in row] for row in grid.rows] == [
        ["I. Nhóm"],
        ["Thu\ntỷ", "1.577,95"],
        ["Cần 5 mỗi tháng."],
    ]
    assert grid.rows[0][0].runs[0].bold and not grid.rows[2][0].runs[0].bold
    assert grid.rows[1][1].number and not grid.rows[1][0].number


def test_escaped_markup_is_text():
    (line,) = blocks("<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; A</p>")
    assert line.text == "<script>alert(1)</script> & A"


def test_nothing():
    assert blocks("") == [] and blocks("  <p> </p>") == []


def test_clean_keeps_vietnamese_and_drops_what_xml_cannot_hold():
    assert clean("Đảng bộ\x00\x0b\x1f \ud800xã\tAn\n") == "Đảng bộ xã\tAn\n"
