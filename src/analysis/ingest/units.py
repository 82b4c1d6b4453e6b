"""Units as offices print them, and the factor from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.ingest.text import clean, fold

_MULTIPLES = {
    "nghin": 1e3, "ngan": 1e3, "1000": 1e3, "thousand": 1e3, "thous": 1e3, "tram": 1e2,
    "trieu": 1e6, "tr": 1e6, "million": 1e6, "millions": 1e6, "thousands": 1e3, "billions": 1e9, "mill": 1e6, "mil": 1e6, "mn": 1e6,
    "ty": 1e9, "ti": 1e9, "billion": 1e9, "bill": 1e9, "bil": 1e9, "bn": 1e9,
}  # fmt: skip
# Base units by their folded names: (name, size in that name's kind).
_BASES = {
    "dong": ("đồng", 1), "dongs": ("đồng", 1), "vnd": ("đồng", 1), "d": ("đồng", 1), "vnđ": ("đồng", 1),
    "usd": ("USD", 1), "do la my": ("USD", 1), "dollar": ("USD", 1), "dollars": ("USD", 1),
    "tan": ("tấn", 1), "ton": ("tấn", 1), "tons": ("tấn", 1), "tonnes": ("tấn", 1), "ta": ("tấn", 0.1),
    "kg": ("tấn", 1e-3), "yen": ("tấn", 0.01), "t": ("tấn", 1),
    "ha": ("ha", 1), "hecta": ("ha", 1), "hectare": ("ha", 1), "hectares": ("ha", 1), "m2": ("m2", 1), "km2": ("km2", 1),
    "ta ha": ("tạ/ha", 1), "tan ha": ("tạ/ha", 10),
    "nguoi": ("người", 1), "person": ("người", 1), "persons": ("người", 1), "ng": ("người", 1), "lao dong": ("người", 1),
    "luot nguoi": ("lượt người", 1), "luot khach": ("lượt khách", 1), "khach": ("khách", 1), "hk": ("hành khách", 1),
    "hanh khach": ("hành khách", 1), "ho": ("hộ", 1), "nha": ("nhà", 1), "can": ("căn", 1), "xa": ("xã", 1),
    "vu": ("vụ", 1), "case": ("vụ", 1), "cases": ("vụ", 1), "ho so": ("hồ sơ", 1), "the": ("thẻ", 1), "tre": ("trẻ", 1),
    "chiec": ("chiếc", 1), "cai": ("cái", 1), "con": ("con", 1), "bo": ("bộ", 1), "doi": ("đôi", 1), "pcs": ("chiếc", 1),
    "san pham": ("sản phẩm", 1), "tieu chi": ("tiêu chí", 1), "dang vien": ("đảng viên", 1), "doan the": ("đoàn thể", 1),
    "du an": ("dự án", 1), "project": ("dự án", 1), "projects": ("dự án", 1), "doanh nghiep": ("doanh nghiệp", 1),
    "dn": ("doanh nghiệp", 1), "truong": ("trường", 1), "cap": ("cặp", 1), "cap vo chong": ("cặp vợ chồng", 1),
    "m3": ("m3", 1), "kwh": ("kWh", 1), "lit": ("lít", 1), "litre": ("lít", 1), "litres": ("lít", 1), "l": ("lít", 1), "m": ("m", 1), "km": ("km", 1),
    "bao": ("bao", 1), "vien": ("viên", 1), "qua": ("quả", 1), "diem": ("điểm", 1), "lan": ("lần", 1), "to chuc": ("tổ chức", 1),
    "ca": ("ca", 1), "don vi": ("đơn vị", 1), "cong trinh": ("công trình", 1), "hoc sinh": ("học sinh", 1), "nam 100 nu": ("nam/100 nữ", 1),
    "so be trai 100 be gai": ("nam/100 nữ", 1), "be trai 100 be gai": ("nam/100 nữ", 1), "tan km": ("tấn.km", 1), "hk km": ("hành khách.km", 1),
}  # fmt: skip
_SYMBOLS = {"%": ("%", 1.0), "‰": ("‰", 1.0), "phần trăm": ("%", 1.0), "percent": ("%", 1.0)}
_CAPTION = re.compile(r"^[\s(\[]*(?:đơn vị(?: tính)?|đvt|đv tính|dvt|units?)\s*[:.]\s*(.+?)[\s)\]]*$", re.I)
DITTO = re.compile(r"^(?:[\"”“″]|''|‘‘|’’|nt|như trên)+$", re.I)


@dataclass(frozen=True)
class Unit:
    """`size` of the printed unit in its base: triệu đồng is 1e6 đồng."""

    text: str
    base: str
    size: float

    def to(self, other: Unit) -> float | None:
        """What to multiply a figure by to have it in `other`; None where they measure different things."""
        return self.size / other.size if self.base == other.base else None


@lru_cache(1 << 12)
def parse_unit(text: str) -> Unit | None:
    """A text that is a unit and nothing else ("Tỷ đồng", "Nghìn tấn", "%"), else None."""
    shown = clean(text).strip(" ().:;,[]")
    if not shown or len(shown) > 40:
        return None
    if shown.casefold() in _SYMBOLS:
        return Unit(shown, *_SYMBOLS[shown.casefold()])
    words = [w for w in fold(shown, marks=False).split() if w not in ("in", "of")]
    size = 1.0
    while words and words[0] in _MULTIPLES and len(words) > 1:
        size *= _MULTIPLES[words.pop(0)]
    base = _BASES.get(" ".join(words))
    if base is None:
        return None
    return Unit(shown, base[0], size * base[1])


def caption_units(text: str) -> list[Unit]:
    """The units of a caption: "Đơn vị tính: Nghìn tấn; Triệu USD" has two; [] when the text is no caption."""
    text = clean(text)
    hit = _CAPTION.match(text)
    inner = hit[1] if hit else text.strip(" ()")
    both = re.split(r"\s+[-–/]\s+", inner)  # "Tỷ đồng - In billions of dong"
    if len(both) == 2 and parse_unit(both[0]) and parse_unit(both[1]):
        return [parse_unit(both[0])]
    parts = re.split(r"\s*[;,]\s*|\s+và\s+", inner)
    units = [parse_unit(p) for p in parts if p]
    if hit and not all(units):
        return [
            u or Unit(p, fold(p, marks=False), 1.0)
            for u, p in zip(units, [p for p in parts if p], strict=True)
        ]
    return [u for u in units if u] if units and all(units) else []


def is_caption(text: str) -> bool:
    return bool(_CAPTION.match(clean(text)))


@lru_cache(1 << 12)
def unit_in(text: str) -> Unit | None:
    """The unit in brackets within a header or a label ("Vốn đăng ký (Tỷ đồng)"), the last one, else None."""
    found = [u for part in re.findall(r"[(\[]([^()\[\]]*)[)\]]", clean(text)) if (u := parse_unit(part))]
    return found[-1] if found else None
