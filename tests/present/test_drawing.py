import re
import xml.etree.ElementTree as ET

from analysis.present.drawing import axes, draw
from analysis.present.theme import COLOUR


def paint(figure, narrow):
    ax = axes(figure, 40, 20, 20, 10)
    ax.plot([1, 2, 3], [1, 3, 2], color=COLOUR["good"], marker="o")
    ax.fill_between([1, 2, 3], [0, 0, 0], [1, 3, 2], color=COLOUR["fan80"], lw=0)
    ax.annotate("Thu ngân sách <b> & chi", (2, 3), color=COLOUR["bad"], fontweight="bold")


def test_pictures_are_small_real_text_in_the_page_s_colours():
    html = draw(paint, 'Một "đường" <tăng>', 200, 200)
    wide, narrow = re.findall(r"<svg.*?</svg>", html)
    for svg in (wide, narrow):
        root = ET.fromstring(svg)
        assert root.get("role") == "img" and root.get("aria-label") == 'Một "đường" <tăng>'
        assert any("Thu ngân sách <b> & chi" == t.text for t in root.iter("text"))
        assert "var(--good)" in svg and "var(--bad)" in svg and "var(--fan80)" in svg
        assert "#1b6cae" not in svg and "font-family" not in svg
        assert " id=" not in svg and "url(" not in svg and "xlink" not in svg and "<style" not in svg
        assert not re.search(r"\d\.\d{2}", re.sub(r">[^<]*<", "><", svg)), "more than a decimal of a pixel"
        assert len(svg) < 12_000
    assert 'class="ch wid"' in wide and 'class="ch nar"' in narrow


def test_two_drawings_give_the_same_bytes():
    assert draw(paint, "x", 200, 180) == draw(paint, "x", 200, 180)
