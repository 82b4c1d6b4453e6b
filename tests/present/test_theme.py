import re

import pytest

from analysis.assess.status import STATUSES as KEYS
from analysis.present import theme
from analysis.programme import Measure


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "done", "good", "warn", "bad", "none"])
@pytest.mark.parametrize("paper", ["page", "soft"])
def test_text_can_be_read_in_both_themes(shade, name, paper):
    assert contrast(theme.COLOURS[name][shade], theme.COLOURS[paper][shade]) >= 4.5


def test_the_banner_can_be_read():
    assert all(contrast(theme.COLOURS["banner"][i], theme.COLOURS["on-banner"][i]) >= 4.5 for i in (0, 1))


def test_every_status_has_a_shape_a_word_and_a_colour_of_its_own():
    assert set(KEYS) - {"uncertain"} == set(theme.STATUSES) and theme.status("uncertain").key == "at_risk"
    shapes = dict(re.findall(r'<symbol id="k-(\w+)"[^>]*>(.*?)</symbol>', theme.symbols()))
    shapes = [shapes[k] for k in theme.STATUSES]
    assert len(set(shapes)) == len(shapes)
    assert len({s.glyph for s in theme.STATUSES.values()}) == len(theme.STATUSES)
    said = [(theme.word(k), theme.unjudged(k)) for k in theme.STATUSES]
    assert len(set(said)) == len(said) and len({theme.word(k) for k in (*KEYS, "self")}) == 7
    assert all(s.colour in theme.COLOURS for s in theme.STATUSES.values())


def test_no_two_names_share_a_light_colour():
    light = [v[0].lower() for v in theme.COLOURS.values()]
    assert len(set(light)) == len(light)


def test_never_green_against_red():
    for light, dark in theme.COLOURS.values():
        for colour in (light, dark):
            r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
            assert not (g > r + 30 and g > b + 30), f"{colour} is green"


def test_the_worse_is_told_from_the_better_without_colour():
    mark = theme.mark
    assert "#k-on_track" in mark("on_track") and "#k-off_track" in mark("off_track")
    assert 'aria-hidden="true"' in mark("on_track")
    assert 'role="img" aria-label="Khó đạt"' in mark("off_track", "Khó đạt")
    assert "&lt;b&gt;" in mark("off_track", "<b>")


def measure(kind):
    return Measure(id="x", name_vi="x", unit="%", kind=kind, rule="ge", cadence="month")


@pytest.mark.parametrize(
    ("key", "kind", "how", "word"),
    [
        ("achieved", "flow", {}, "Hoàn thành"),
        ("achieved", "level", {}, "Hoàn thành"),
        ("on_track", "flow", {}, "Đạt tiến độ"),
        ("on_track", "ratio", {}, "Đạt tiến độ"),
        ("at_risk", "flow", {}, "Có nguy cơ không đạt"),
        ("at_risk", "level", {}, "Có nguy cơ không đạt"),
        ("off_track", "level", {}, "Khó đạt"),
        ("missed", "flow", {}, "Không đạt"),
        ("uncertain", "flow", {}, "Có nguy cơ không đạt"),
        ("off_track", "compare", {"shade": "gone"}, "Không đạt"),
        ("no_data", "flow", {}, "Chưa đánh giá"),
        ("at_risk", "budget", {}, "Có nguy cơ không đạt"),
        ("on_track", "budget", {"share": 48.0}, "Đạt tiến độ"),
        ("on_track", "budget", {"share": 98.0, "closed": True}, "Trong dự toán"),
        ("achieved", "budget", {"share": 103.0}, "Chưa đánh giá"),
        ("achieved", "flow", {"closed": True, "surpassed": True}, "Vượt"),
        ("achieved", "flow", {"closed": True}, "Đạt"),
        ("not_due", "annual", {}, "Chưa đánh giá"),
        ("lapsed", "flow", {}, "Chưa đánh giá"),
    ],
)
def test_words_fit_what_they_are_said_of(key, kind, how, word):
    assert theme.word(key, measure(kind), **how) == word


@pytest.mark.parametrize(
    ("key", "how", "said"),
    [
        ("no_data", {"late": True}, "chưa báo cáo"), ("no_data", {}, "chưa có số liệu"), ("not_due", {}, "chưa đến kỳ"),
        ("lapsed", {}, "dừng theo dõi"), ("on_track", {}, ""),
        ("watch", {"share": 103.0}, "vượt dự toán, cần giải trình"),
    ],
)  # fmt: skip
def test_why_there_is_no_verdict_stands_beside_its_word(key, how, said):
    assert theme.unjudged(key, **how) == said


def test_above_the_estimate_the_mark_is_neutral():
    assert theme.shown_as("achieved", measure("budget"), 104.0) == "neutral"
    assert theme.shown_as("achieved", measure("flow"), 104.0) == "achieved"


def test_rules_touch_nothing_outside_the_pieces():
    css = re.sub(
        r"@media[^{]*\{", "", theme.minified((theme.Path(theme.__file__).parent / "piece.css").read_text())
    )
    while re.search(r"\([^()]*\)", css):
        css = re.sub(r"\([^()]*\)", "", css)
    selectors = [s for part in re.findall(r"([^{}]+)\{", css) for s in part.split(",")]
    stray = [s for s in selectors if ".bp" not in s and not s.startswith("main>") and s != "main"]
    assert not stray
