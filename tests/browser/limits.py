"""The limits of the leaders' pages, each as a function that returns what breaks it."""

from __future__ import annotations

import gzip
import re
from contextlib import contextmanager

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

_CROSSED = """() => [...document.querySelectorAll('td,th')].flatMap(c => {
  const b = c.getBoundingClientRect(), range = document.createRange(), found = [];
  const walk = document.createTreeWalker(c, NodeFilter.SHOW_TEXT);
  for (let n; b.width && (n = walk.nextNode());) {
    if (n.parentElement.closest('details.src ul,.vh,svg') || !n.textContent.trim()) continue;
    range.selectNodeContents(n);
    if ([...range.getClientRects()].some(r => r.width && (r.right > b.right + 1 || r.left < b.left - 1)))
      found.push(n.textContent.trim().slice(0, 40));
  }
  return found;
})"""

_FOLDED = "() => [...document.querySelectorAll('details:not([open])')]"

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


@contextmanager
def opened(browser, url: str):
    """A page in a tab of its own. Opening costs many times what a look at it does: all limits of a page share a tab."""
    tab = browser.new_page()
    tab.asked = []
    tab.on("request", lambda r: tab.asked.append(r.url))
    tab.goto(url)
    try:
        yield tab
    finally:
        tab.close()


def _seen(tab, width: int, height: int = 900, media: str = "screen", scheme: str = "light"):
    """The tab as a reader has it, whatever was looked at before: so wide, on paper or not, in its own letters."""
    tab.set_viewport_size({"width": width, "height": height})
    tab.emulate_media(media=media, color_scheme=scheme)
    tab.evaluate("document.documentElement.style.removeProperty('--font')")
    return tab


def _in(tab, font: str) -> None:
    tab.evaluate(f"document.documentElement.style.setProperty('--font', '{font}')")


def requests(tab) -> list[str]:
    """What the browser really asked for besides the page."""
    return [a for a in tab.asked if a != tab.url and not a.startswith("data:")]


def scripts(html: str) -> list[str]:
    return re.findall(r"<script\b[^>]*>|\son\w+\s*=\s*[\"']|javascript:", html, re.I)


def axe(tab, themes=THEMES) -> list[str]:
    """Violations of WCAG 2.2 A, AA and best practice on a desktop, a phone, a dark phone."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for width, height, scheme in themes:
        result = Axe().run(
            _seen(tab, width, height, scheme=scheme),
            options={"runOnly": RULES, "resultTypes": ["violations"]},
        )
        for v in result.response["violations"]:
            nodes = "; ".join(n["html"][:110] for n in v["nodes"][:2])
            found.append(f"{width} {scheme}: {v['id']} ({len(v['nodes'])}): {nodes}")
    return found


def axe_on_a_dark_phone(tab) -> list[str]:
    return axe(tab, THEMES[2:])


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


def overflow(tab) -> list[str]:
    """Elements past the edge, and a page that scrolls sideways, at every width and in narrow and wide letters."""
    found = []
    _seen(tab, WIDTHS[0])
    for opened in (False, True):
        for font in FONTS:
            _in(tab, font)
            for width in WIDTHS:
                tab.set_viewport_size({"width": width, "height": 844})
                where = f"{width}, {font}{', opened' * opened}"
                wide = tab.evaluate("document.documentElement.scrollWidth")
                found += [f"{where}: the page is {wide} wide"] * (wide > width)
                found += [f"{where}: {e}" for e in tab.evaluate(_OVER)]
        if not opened:
            folded = tab.evaluate_handle(_FOLDED)
            folded.evaluate("all => all.forEach(d => d.open = true)")
    folded.evaluate("all => all.forEach(d => d.open = false)")
    return found


def spilt(tab) -> list[str]:
    """What a chart draws above or below its own picture, over the words around it."""
    return [f"{width}: {s}" for width in (1180, 390) for s in _seen(tab, width).evaluate(_SPILT)]


def broken(tab) -> list[str]:
    """Words and numbers that a column too narrow breaks in two on a phone."""
    return _seen(tab, 390).evaluate(_BROKEN)


def hidden(tab) -> list[str]:
    """Wide tables of which a sheet of paper shows a part only: nobody scrolls paper."""
    return _seen(tab, round(A4[0] * MM), media="print").evaluate(_HIDDEN)


def hidden_on_a_phone(tab) -> list[str]:
    """Tables, but for the folded numbers behind charts, of which a phone shows a part only."""
    return _seen(tab, 390).evaluate(_HIDDEN.replace("'.scroll'", "':not(details) > .scroll'"))


def crossed(tab) -> list[str]:
    """Words of a table that leave their cell and lie over the next one, on paper and on a wide screen."""
    found = [f"paper: {t}" for t in _seen(tab, round(A4[0] * MM), media="print").evaluate(_CROSSED)]
    return found + [f"1180: {t}" for t in _seen(tab, 1180).evaluate(_CROSSED)]


def contrast(tab) -> list[str]:
    """Texts below 4.5 : 1, those inside charts too, in both themes."""
    return [
        f"{scheme}: {t}"
        for scheme in ("light", "dark")
        for t in _seen(tab, 1180, scheme=scheme).evaluate(_CONTRAST)
    ]


def first_screen(tab) -> list[str]:
    """The conclusion and the status strip end within a phone's first screen, what is asked of leaders in its second."""
    _seen(tab, 390, 844)
    found = []
    for font in FONTS:
        _in(tab, font)
        for part, screens in ((".concl", 1), (".strip", 1), ("section.asks", 2)):
            y = tab.evaluate(f"document.querySelector('{part}')?.getBoundingClientRect().bottom")
            found += [f"{part} ends at {y} in {font}"] * (y is None or y > screens * 844)
    return found


def screens(tab, most: int = 8) -> list[str]:
    """A phone's screens of a page as it is opened, what is folded left folded."""
    _seen(tab, 390, 844)
    found = []
    for font in FONTS:
        _in(tab, font)
        high = tab.evaluate("document.documentElement.scrollHeight")
        found += [f"{font}: {high / 844:.1f} screens"] * (high > most * 844)
    return found


def sheets(tab, most: int = 3) -> list[str]:
    """A4 pages in print."""
    pdf = _seen(tab, 1280, 720, "print").pdf(prefer_css_page_size=True)
    n = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    return [f"{n} pages"] if not 1 <= n <= most else []


def front(tab) -> list[str]:
    """Conclusion, asks and exceptions end on the first A4 page."""
    _seen(tab, round(A4[0] * MM), round(A4[1] * MM), "print")
    names = (".concl", "section.asks", "section.exceptions")
    ends = {s: tab.evaluate(f"document.querySelector('{s}')?.getBoundingClientRect().bottom") for s in names}
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
