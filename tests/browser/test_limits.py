"""Every limit of the brief on made-up and real months in a real browser, and that each can be broken."""

import re

import limits
import pytest

BRIEFS = ["made-up", "made-up-en", "2025-06", "2025-07", "2025-09", "investment", "vietnam"]
ABOUT = ["index", "archive"]  # pages about pages
OTHERS = [
    "economy",
    "society",
    "commitments",
    "communes",
    "communes-before",
    "place",
    "ingest",
    "investment-group",
]
SEEN = ["made-up", "2025-06", "2025-07", "2025-09", "investment", "vietnam"]
PAGES = BRIEFS + OTHERS + ABOUT
LIMITS = {
    limits.requests: PAGES,
    limits.overflow: PAGES,
    limits.spilt: PAGES,
    limits.broken: PAGES,
    limits.hidden: PAGES,
    limits.hidden_on_a_phone: ["communes"],
    limits.crossed: PAGES,
    limits.contrast: PAGES,
    limits.first_screen: BRIEFS,
    limits.sheets: SEEN,
    limits.front: SEEN,
    limits.screens: BRIEFS,
    limits.axe: SEEN[1:],
    limits.axe_on_a_dark_phone: ["made-up-en", "economy", "commitments", "communes", "ingest", *ABOUT],
}


@pytest.mark.parametrize("name", BRIEFS)
def test_weight(pages, name):
    assert not limits.weight(pages(name)[0])


@pytest.mark.parametrize("name", PAGES)
def test_nothing_from_outside_and_no_script(pages, name):
    html = pages(name)[0]
    assert not limits.outside(html)
    assert not limits.scripts(html)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_its_limits(pages, chromium, name):
    with limits.opened(chromium, pages(name)[1].as_uri()) as tab:
        found = {limit.__name__: limit(tab) for limit, kept_by in LIMITS.items() if name in kept_by}
    assert len(found) >= 6 and not any(found.values()), found


@pytest.mark.parametrize("name", BRIEFS + OTHERS)
def test_every_picture_has_words(pages, name):
    assert not limits.alts(pages(name)[0])


@pytest.mark.parametrize("name", BRIEFS + OTHERS)
def test_no_leaks(pages, name):
    html, _, view = pages(name)
    # the data-quality page quotes cells as an office wrote them
    assert not limits.leaks(html, view.lang if name != "ingest" else "")


def test_the_annex_is_folded_on_a_phone_until_something_leads_into_it(pages, chromium):
    """Opened by its own button, by a mark of the strip, and without either on a wide screen and on paper."""
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(pages("2025-06")[1].as_uri())
    annex, button = page.locator("table.annex"), page.locator(".annex .fold > summary")
    assert not annex.is_visible() and not page.locator("table.bul").is_visible()
    button.click()
    assert annex.is_visible()
    button.click()
    assert not annex.is_visible()
    page.click(".dots a[href='#r-4']")
    assert annex.is_visible() and page.locator("#r-4").evaluate("e => e.getBoundingClientRect().top") < 700
    page.locator(".annex .back a").first.click()  # in sight at the lower edge
    assert not annex.is_visible() and page.evaluate("scrollY") < 60
    page.set_viewport_size({"width": 1180, "height": 900})
    assert annex.is_visible() and not button.is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(media="print")
    assert annex.is_visible() and page.locator("table.bul").is_visible() and not button.is_visible()
    page.close()


def test_a_number_opens_its_source_in_sight(pages, chromium):
    for width in (390, 1180):
        page = chromium.new_page(viewport={"width": width, "height": 844})
        page.goto(pages("2025-06")[1].as_uri())
        for where in (".money", ".exc", ".bul"):
            if where == ".bul" and width == 390:
                page.click(".bullets .fold > summary")
            number = page.locator(f"{where} details.src > summary").first
            number.scroll_into_view_if_needed()
            before = page.evaluate("scrollY")
            number.click()
            listed = page.locator(f"{where} details.src[open] > ul").first
            assert ".xlsx" in listed.inner_text() and page.evaluate("scrollY") == before
            box = listed.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width and 0 < box["y"] < 844, (width, where)
            number.click()
        page.close()


def test_a_source_opens_wide_in_a_narrow_column(pages, chromium):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(pages("communes")[1].as_uri())
    number = page.locator(".grid td details.src > summary, .scroll td details.src > summary").nth(8)
    number.scroll_into_view_if_needed()
    number.click()
    box = page.locator("details.src[open] > ul").first.bounding_box()
    assert box["width"] > 250 and box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.close()


def test_an_address_in_a_note_widens_no_page(pages, chromium):
    """A word without a place to break, in an ask and in a cause, on a wide screen and on paper."""
    long = f"https://vi.example/{'x' * 150}"
    html = re.sub(
        r"(<q>|<table class=\"t cards asks\">.*?<tbody><tr[^>]*><th[^>]*>)",
        rf"\1{long} ",
        pages("2025-06")[0],
        flags=re.S,
    )
    assert html.count(long) > 5
    page = chromium.new_page(viewport={"width": 1180, "height": 900})
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1180
    page.set_viewport_size({"width": round(limits.A4[0] * limits.MM), "height": 900})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= round(limits.A4[0] * limits.MM)
    page.close()


def test_what_a_sign_means_stands_on_paper_too(pages, chromium):
    page = chromium.new_page()
    page.goto(pages("2025-06")[1].as_uri())
    page.emulate_media(media="print")
    note = page.inner_text(".annex + .note")
    page.close()
    assert "*: mức do bản tin hiểu" in note and "Bấm" not in note  # nothing opens on paper


@pytest.mark.parametrize("name", BRIEFS)
def test_the_page_says_its_language_and_has_a_title(pages, name):
    html, _, view = pages(name)
    assert f'<html lang="{view.lang}">' in html
    title = html[html.index("<title>") + 7 : html.index("</title>")]
    assert len(title) > 10 and "Notebook" not in title
    assert (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        in html
    )


# ---- each limit fails when it is broken


def spoil(html: str, what: str) -> str:
    return html.replace("<main>", f"<main>{what}", 1)


BROKEN = {
    "weight": "<p>" + "".join(chr(0x1E00 + i * 7919 % 250) for i in range(60_000)) + "</p>",
    "outside": '<img alt="biểu đồ" src="https://example.org/x.png">',
    "scripts": "<script>1</script>",
    "alts": '<svg class="ch" role="img" aria-label=""></svg>',
    "leaks": "<p>Đạt 35.2 phần trăm</p>",
}
BROKEN_TO_SEE = {
    limits.overflow: "<div style='width:1400px'>rộng</div>",
    limits.spilt: "<svg class='ch' viewBox='0 0 9 9' aria-label='tràn'><path d='M0-5L5 5'/></svg>",
    limits.broken: "<p style='width:2em;overflow-wrap:anywhere'>12.345,67</p>",
    limits.hidden: "<div class='scroll' style='overflow-x:auto'><div style='width:1400px'>rộng</div></div>",
    limits.hidden_on_a_phone: "<div class='scroll'><div style='width:600px'>sáu xã</div></div>",
    limits.crossed: "<table><tr><td style='max-width:3em;white-space:nowrap'>đơn vị ước 1.579,0</table>",
    limits.contrast: "<svg class='ch'><text y='20' style='fill:#cccccc'>mờ</text></svg>",
    limits.first_screen: "<div style='height:900px'>khoảng trống</div>",
    limits.screens: "<div style='height:6000px'>dài</div>",
    limits.sheets: "<div style='height:4000mm'>dài</div>",
    limits.front: "<div style='order:-1;height:150mm'>chen vào</div>",
    limits.axe_on_a_dark_phone: "<div><a href='#x'></a><img src='data:,'></div>",
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_page_is_caught(pages, name):
    assert getattr(limits, name)(spoil(pages("made-up")[0], BROKEN[name]))


def test_a_page_that_looks_broken_is_caught(pages, chromium):
    """Each limit, of a page that keeps them all (test_a_page_keeps_its_limits) but for what is put into it here."""
    assert {*BROKEN_TO_SEE, limits.requests, limits.axe} == {*LIMITS}
    with limits.opened(chromium, pages("made-up")[1].as_uri()) as tab:
        for limit, what in BROKEN_TO_SEE.items():
            tab.evaluate(
                "what => document.querySelector('main').insertAdjacentHTML('afterbegin', what)", what
            )
            found = limit(tab)
            assert found, limit.__name__
            tab.evaluate("document.querySelector('main').firstElementChild.remove()")
    assert "link-name" in str(found) and "image-alt" in str(found)


def test_a_request_is_caught(pages, chromium, folder):
    html = pages("made-up")[0].replace("img-src data:", "img-src data: http:")
    path = folder / "broken-request.html"
    path.write_text(spoil(html, '<img alt="biểu đồ" src="http://127.0.0.1:9/x.png">'), encoding="utf-8")
    with limits.opened(chromium, path.as_uri()) as tab:
        assert limits.requests(tab)


@pytest.mark.parametrize(
    "leak", ["Traceback (most recent call last)", "nan", "None", "import pandas", "book.chart.path()"]
)
def test_every_leak_is_caught(pages, leak):
    assert limits.leaks(spoil(pages("made-up")[0], f"<p>{leak}</p>"))
