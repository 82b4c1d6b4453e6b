"""The limits of the leaders' pages, each as a function that returns what breaks it."""

from __future__ import annotations

import gzip
import re

A4 = (185, 277)  # mm that the page's margins leave; style sheet, @page
MM = 96 / 25.4
WIDTHS = (320, 360, 390, 768)
FONTS = ("Liberation Sans", "DejaVu Sans")  # as wide as Arial, and wider than any reader's system font
THEMES = ((1180, 900, "light"), (390, 844, "light"), (390, 844, "dark"))
LEAKS = (
    r"Traceback|\bFile \"|\bnan\b|\bNone\b|\bNaT\b|\bTrue\b|\bFalse\b|<Piece>|"
    r"\bimport \w+|book\.\w+\.\w+\(|\bdef \w+\("
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_CONTRAST = """() => {
  const rgb = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const line = v => v / 255 <= .04045 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
  const lum = ([r, g, b]) => { const f = [r, g, b].map(line);
    return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c[3] > 0) return c;
    }
    return [255, 255, 255, 1];
  };
  const bad = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    if (!n.textContent.trim()) continue;
    const e = n.parentElement, s = getComputedStyle(e);
    if (!e.getClientRects().length || s.visibility === 'hidden' || e.closest('style,.vh')) continue;
    const ink = rgb(e instanceof SVGElement ? s.fill : s.color), paper = behind(e);
    const [a, b] = [lum(ink), lum(paper)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) bad.push(n.textContent.trim().slice(0, 40) + ' ' + ratio.toFixed(2));
  }
  return [...new Set(bad)];
}"""

_OVER = """() => [...document.querySelectorAll('body *')].filter(e => {
  if (e.closest('.vh,.scroll,.grid') && !e.matches('.scroll,.grid')) return false;
  if (e instanceof SVGElement && !e.matches('svg')) { if (!e.matches('text')) return false; }
  const r = e.getBoundingClientRect();
  return r.width > 0 && r.height > 0 && (r.right > innerWidth + 1 || r.left < -1);
}).slice(0, 9).map(e => `${e.tagName}.${e.getAttribute('class')} ${e.textContent.trim().slice(0, 30)}`)"""

_SPILT = """() => [...document.querySelectorAll('svg.ch')].flatMap(s => {
  const b = s.getBoundingClientRect();
  return b.width ? [...s.querySelectorAll('path,circle,text')].filter(e => {
    const r = e.getBoundingClientRect();
    return r.top < b.top - 6 || r.bottom > b.bottom + 6;
  }).map(e => `${s.getAttribute('aria-label').slice(0, 40)}: ${e.tagName} ${e.textContent}`) : [];
})"""

_BROKEN = """() => {
  const found = [], range = document.createRange();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const e = n.parentElement;
    if (e instanceof SVGElement || e.closest('code,.hash,.vh,details.src ul')) continue;
    for (const w of n.textContent.matchAll(/[^\\s\u00ad\u200b/–-]{2,20}/g)) {
      range.setStart(n, w.index); range.setEnd(n, w.index + w[0].length);
      if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) found.push(w[0]);
    }
  }
  return found;
}"""

_HIDDEN = """() => [...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1)
  .map(e => `${e.getAttribute('aria-label')}: ${e.scrollWidth} of ${e.clientWidth}`)"""


def weight(html: str, most: int = 120 * 1024, packed: int = 30 * 1024) -> list[str]:
    """Bytes of the brief, plain and as gzip."""
    size, zipped = len(html.encode()), len(gzip.compress(html.encode(), 9))
    return [f"{size} bytes > {most}"] * (size > most) + [f"{zipped} bytes of gzip > {packed}"] * (
        zipped > packed
    )


def outside(html: str) -> list[str]:
    """Anything that would be fetched: an address in an attribute or in a style."""
    found = re.findall(
        r"""(?:src|href|srcset|action|poster|data)\s*=\s*["']?\s*((?:https?:)?//[^"'\s>]+)""", html, re.I
    )
    return (
        found
        + re.findall(r"url\(\s*[\"']?(?!data:|#)[^)]*\)", html, re.I)
        + re.findall(r"@import[^;]*", html)
    )


def requests(browser, url: str) -> list[str]:
    """What the browser really asked for besides the page."""
    page = browser.new_page()
    asked = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto(url)
    page.close()
    return [a for a in asked if a != url and not a.startswith("data:")]


def scripts(html: str) -> list[str]:
    return re.findall(r"<script\b[^>]*>|\son\w+\s*=\s*[\"']|javascript:", html, re.I)


def axe(browser, url: str, themes=THEMES) -> list[str]:
    """Violations of WCAG 2.2 A, AA and best practice on a desktop, a phone, a dark phone."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    page = browser.new_page()
    for width, height, scheme in themes:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.goto(url)
        result = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        for v in result.response["violations"]:
            nodes = "; ".join(n["html"][:110] for n in v["nodes"][:2])
            found.append(f"{width} {scheme}: {v['id']} ({len(v['nodes'])}): {nodes}")
    page.close()
    return found


def alts(html: str) -> list[str]:
    """Pictures without words, or with a placeholder for words."""
    found = []
    for tag in re.findall(r"<img\b[^>]*>", html):
        text = re.search(r'alt="([^"]*)"', tag)
        if (
            not text
            or len(text.group(1).strip()) < 4
            or re.search(r"no description|image|figure|png", text.group(1), re.I)
        ):
            found.append(tag[:80])
    for tag in re.findall(r"<svg\b[^>]*>", html):
        label = re.search(r'aria-label="([^"]*)"', tag)
        if 'aria-hidden="true"' in tag:
            if 'class="ch' in tag:
                found.append(tag[:80])
            continue
        least = 40 if 'class="ch' in tag else 3
        if 'role="img"' not in tag or not label or len(label.group(1).strip()) < least:
            found.append(tag[:80])
    return found


def overflow(browser, url: str) -> list[str]:
    """Elements past the edge, and a page that scrolls sideways, at every width and in narrow and wide letters."""
    found = []
    page = browser.new_page()
    page.goto(url)
    for opened in (False, True):
        for font in FONTS:
            page.evaluate(f"document.documentElement.style.setProperty('--font', '{font}')")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                where = f"{width}, {font}{', opened' * opened}"
                wide = page.evaluate("document.documentElement.scrollWidth")
                found += [f"{where}: the page is {wide} wide"] * (wide > width)
                found += [f"{where}: {e}" for e in page.evaluate(_OVER)]
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.close()
    return found


def spilt(browser, url: str) -> list[str]:
    """What a chart draws above or below its own picture, over the words around it."""
    return [f"{width}: {s}" for width in (1180, 390) for s in _seen(browser, url, width, _SPILT)]


def broken(browser, url: str) -> list[str]:
    """Words and numbers that a column too narrow breaks in two on a phone."""
    return _seen(browser, url, 390, _BROKEN)


def hidden(browser, url: str) -> list[str]:
    """Wide tables of which a sheet of paper shows a part only: nobody scrolls paper."""
    return _seen(browser, url, round(A4[0] * MM), _HIDDEN, "print")


def _seen(browser, url: str, width: int, script: str, media: str = "screen") -> list[str]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(media=media)
    page.goto(url)
    found = page.evaluate(script)
    page.close()
    return found


def contrast(browser, url: str) -> list[str]:
    """Texts below 4.5 : 1, those inside charts too, in both themes."""
    found = []
    page = browser.new_page(viewport={"width": 1180, "height": 900})
    page.goto(url)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {t}" for t in page.evaluate(_CONTRAST)]
    page.close()
    return found


def first_screen(browser, url: str) -> list[str]:
    """The conclusion and the status strip end within a phone's first screen."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(url)
    ends = {}
    for font in FONTS:
        page.evaluate(f"document.documentElement.style.setProperty('--font', '{font}')")
        for s in (".concl", ".strip"):
            ends[s, font] = page.evaluate(f"document.querySelector('{s}')?.getBoundingClientRect().bottom")
    page.close()
    return [f"{s} ends at {y}" for s, y in ends.items() if y is None or y > 844]


def screens(browser, url: str, most: int = 8) -> list[str]:
    """A phone's screens of a page as it is opened, what is folded left folded."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(url)
    found = []
    for font in FONTS:
        page.evaluate(f"document.documentElement.style.setProperty('--font', '{font}')")
        high = page.evaluate("document.documentElement.scrollHeight")
        found += [f"{font}: {high / 844:.1f} screens"] * (high > most * 844)
    page.close()
    return found


def sheets(browser, url: str, most: int = 3) -> list[str]:
    """A4 pages in print."""
    page = browser.new_page()
    page.goto(url)
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    n = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    return [f"{n} pages"] if not 1 <= n <= most else []


def front(browser, url: str) -> list[str]:
    """Conclusion, asks and exceptions end on the first A4 page."""
    page = browser.new_page(viewport={"width": round(A4[0] * MM), "height": round(A4[1] * MM)})
    page.emulate_media(media="print")
    page.goto(url)
    names = (".concl", "section.asks", "section.exceptions")
    ends = {s: page.evaluate(f"document.querySelector('{s}')?.getBoundingClientRect().bottom") for s in names}
    page.close()
    return [f"{s} ends at {y} of {A4[1] * MM:.0f}" for s, y in ends.items() if y is None or y > A4[1] * MM]


def leaks(html: str, lang: str = "vi") -> list[str]:
    """Code, output, tracebacks, missing values and foreign decimals in what a reader sees."""
    text = visible(html)
    found = re.findall(
        LEAKS,
        text,
    )
    if lang == "vi":
        # 1.1 is a row of the annex, ĐT.826 a road; a decimal has one or two digits after a full stop
        for token in re.findall(
            r"(?<![\w.,/-])\d+\.\d{1,2}(?![\d.,/])", re.sub(r"ĐT\.\s?\d+|\S+\.xlsx?", " ", text)
        ):
            if not re.fullmatch(r"1\.[1-4]", token):
                found.append(token)
    return found


def visible(html: str) -> str:
    """The page's words, alternative texts too, without styles, sources of figures and codes of files."""
    body = html[html.index("<body") :]
    body = re.sub(r"<details class=\"src\"><summary>(.*?)</summary>.*?</details>", r" \1 ", body, flags=re.S)
    body = re.sub(r"<code>.*?</code>|<span class=\"hash\">.*?</span>", " ", body)
    said = " ".join(re.findall(r'aria-label="([^"]*)"', body))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body) + " " + said).replace("\u00a0", " ")
