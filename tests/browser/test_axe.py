"""No violation of WCAG 2.2 A, AA and best practice, on a desktop, a phone, a dark phone."""

import limits
import pytest


@pytest.mark.parametrize("name", ["2025-06", "2025-09", "investment", "vietnam"])
def test_axe(pages, chromium, name):
    assert not limits.axe(chromium, pages(name)[1].as_uri())


@pytest.mark.parametrize(
    "name", ["made-up-en", "economy", "commitments", "communes", "ingest", "index", "archive"]
)
def test_axe_on_a_dark_phone(pages, chromium, name):
    assert not limits.axe(chromium, pages(name)[1].as_uri(), limits.THEMES[2:])


def test_a_violation_is_caught(pages, chromium, folder):
    html = pages("made-up")[0].replace("<main>", "<main><p><a href='#x'></a></p><img src='data:,'>", 1)
    path = folder / "broken-axe.html"
    path.write_text(html, encoding="utf-8")
    assert limits.axe(chromium, path.as_uri(), limits.THEMES[:1])
