"""Units as offices print them, and the factor from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.ingest.text import clean, fold

_MULTIPLES = {
    1e2: "tram",
    1e3: "nghin ngan 1000 thousand thousands thous ng",
    1e6: "trieu tr million millions mill mil mn",
    1e9: "ty ti billion billions bill bil bn",
}
# A unit, how many of it the names after the sign are, and those names without marks.
_UNITS = """
    đồng 1 = dong, dongs, vnd, vnđ, d, dong vn, dong viet nam
    USD 1 = usd, do la my, dollar, dollars
    EUR 1 = eur, euro, euros
    GBP 1 = gbp, sterling, pounds sterling
    tấn 1 = tan, ton, tons, tonnes, t
    tấn 0.1 = ta
    tấn 0.01 = yen
    tấn 0.001 = kg
    ha 1 = ha, hecta, hec ta, hectare, hectares
    ha 0.0001 = m2, m², met vuong
    ha 100 = km2, km²
    tạ/ha 1 = ta ha
    tạ/ha 10 = tan ha
    tấn.km 1 = tan km
    người 1 = nguoi, person, persons, people, ng, lao dong, nhan khau, nguoi dan, ld
    lượt_người 1 = luot nguoi
    lượt_khách 1 = luot khach
    khách 1 = khach
    hành_khách 1 = hk, hanh khach
    hành_khách.km 1 = hk km
    hộ 1 = ho, ho gia dinh, ho dan, gia dinh
    nhà 1 = nha
    căn 1 = can
    xã 1 = xa
    vụ 1 = vu, case, cases, vu viec
    hồ_sơ 1 = ho so, bo ho so
    thẻ 1 = the, the bhyt
    trẻ 1 = tre, tre em
    chiếc 1 = chiec, pcs
    cái 1 = cai
    con 1 = con, dau con
    bộ 1 = bo
    đôi 1 = doi
    sản_phẩm 1 = san pham
    tiêu_chí 1 = tieu chi
    đảng_viên 1 = dang vien
    đoàn_thể 1 = doan the
    dự_án 1 = du an, project, projects
    doanh_nghiệp 1 = doanh nghiep, dn
    trường 1 = truong
    cặp 1 = cap
    cặp_vợ_chồng 1 = cap vo chong
    m3 1 = m3, m³, met khoi
    kWh 1 = kwh
    lít 1 = lit, litre, litres, l
    km 0.001 = m, met
    km 1 = km, kilomet, ki lo met
    bao 1 = bao
    viên 1 = vien
    quả 1 = qua
    điểm 1 = diem
    lần 1 = lan
    tổ_chức 1 = to chuc
    ca 1 = ca, truong hop
    đơn_vị 1 = don vi
    công_trình 1 = cong trinh
    học_sinh 1 = hoc sinh
    nam/100_nữ 1 = nam 100 nu, so be trai 100 be gai, be trai 100 be gai
"""
_SIZES = {word: size for size, words in _MULTIPLES.items() for word in words.split()}
ANY = "*"  # the base of a size alone: "(tỷ)" is of what its rule asks for
_FULL = "nghin ngan trieu thousand thousands million millions billion billions".split()
_ALONE = {*_FULL, "ty", "ti", "tr"}
_BASES = {
    name: (base.replace("_", " "), float(size))
    for line in _UNITS.strip().splitlines()
    for base, size, names in re.findall(r"(\S+) (\S+) = (.+)", line)
    for name in names.split(", ")
}
_SYMBOLS = {
    "%": ("%", 1.0),
    "phần trăm": ("%", 1.0),
    "percent": ("%", 1.0),
    "per cent": ("%", 1.0),
    **dict.fromkeys(("‰", "%o", "%0", "0/00", "o/oo", "phần nghìn"), ("%", 0.1)),
}
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_SHORT = re.compile(
    r"(?!(?:USD|VN[DĐ]|T[ỶỈ]|TRIỆU|NGHÌN|NGÀN)$)[^\W\d_a-zđ]+$"
)  # "Doanh nghiệp (DN)": a short form, no unit
_PLAIN = ("đồng", "USD", "EUR", "GBP", "%", "ha", "tấn")  # units that are no names of things
_SAYS = r"(?:(?:đơn vị|đ/v)(?: tính)?|đvt|đv tính|dvt|don vi(?: tinh)?|units?)"
_CAPTION = re.compile(rf"^[\s(\[]*{_SAYS}(?:\s*[-–/(]\s*{_SAYS}\)?)?\s*[:.]\s*(.+?)[\s)\]]*$", re.I)
_LISTED = re.compile(r"\s*(?:;|(?<!\d),|,(?!\d{3}(?!\d)))\s*|\s+và\s+")  # not within "1,000 đồng"
# "Triệu đồng/Mill. VND"
_TWICE = re.compile(rf"(?:\s+[-–/]\s+|\s*\)?\s*[/(]\s*\(?)(?:{_SAYS}\s*[:.]\s*)?", re.I)
_WHO = re.compile(  # "Đơn vị: Xã Mỹ Lệ": who reports
    r"(?:xa|phuong|thi tran|thi xa|huyen|tinh|thanh pho|tp|quan|ap|truong|phong|ban|so|cuc|chi cuc|chi nhanh|ubnd"
    r"|uy ban|van phong|tram|trung tam|cong ty|cong an|kho bac|benh vien|bao hiem|buu dien|ngan hang|hop tac xa|htx"
    r"|hoi|doi|doan|lien doan|dang uy|mat tran|thue|quy) \w"
)
_WITHIN = re.compile(
    rf"(?<!\w)(?:{_SAYS}|tính (?:bằng|theo)(?: đơn vị)?)(?:\s*[:.]\s*|\s+)(?:là\s+)?([^()\[\]:.]+(?:\.[^()\[\]:]+)?)",
    re.I,
)
_SPELT = [
    (re.compile(r"^1 ?000 ?000 ?(?=[a-z])"), "trieu "),
    (re.compile(r"^(?:1 ?)?000 ?(?=[a-z])"), "1000 "),
    (re.compile(r"^10(?: 6|⁶) ?(?=[a-z])"), "trieu "),
    (re.compile(r"^(tr|ng|ty|ti)(?=(?:d|dong|usd|vnd)$)"), r"\1 "),
    (re.compile(rf"^(usd|vnd|eur|gbp) ({'|'.join(_SIZES)})$"), r"\2 \1"),
    (re.compile(r"^(usd|eur|gbp) (?:000s?|k)$"), r"1000 \1"),
    (re.compile(r"^(usd|eur|gbp) m$"), r"million \1"),
]  # "1.000.000 đồng", "1.000đ" and "'000 tonnes", "trđ", "US$ million", "VND billion", "€k", "£m"
_SIGNS = {"€": " EUR ", "£": " GBP ", "$": " USD "}
DITTO = re.compile(r"^[-–/]{0,2}(?:[\"”“″]|''|‘‘|’’|nt|như trên)+[-–/]{0,2}$", re.I)


@dataclass(frozen=True)
class Unit:
    """`size` of the printed unit in its base: triệu đồng is 1e6 đồng."""

    text: str
    base: str
    size: float

    def to(self, other: Unit) -> float | None:
        """What to multiply a figure by to have it in `other`; None where they measure different things."""
        money = other.base in MONEY or fold(self.text, marks=False) in _FULL
        any_of = self.base == ANY and other.size >= 1 and other.base != "%" and money
        return self.size / other.size if any_of or self.base == other.base else None


_SAID_AGAIN = re.compile(r"(?i)(?<=đồng) \(vn[đd]$")  # "triệu đồng (VNĐ)"


@lru_cache(1 << 12)
def parse_unit(text: str) -> Unit | None:
    """A text that is a unit and nothing else ("Tỷ đồng", "Nghìn tấn", "%"), else None."""
    shown = _SAID_AGAIN.sub("", clean(text).strip(" ().:;,[]"))
    if not shown or len(shown) > 40:
        return None
    if shown.casefold() in _SYMBOLS:
        return Unit(shown, *_SYMBOLS[shown.casefold()])
    named = re.sub(r"(?:\bUS ?)?([€£$])", lambda sign: _SIGNS[sign[1]], shown)
    key = " ".join(w for w in fold(named, marks=False).split() if w not in ("in", "of"))
    for pattern, apart in _SPELT if key.startswith(("0", "1", "t", "ng", "usd", "vnd", "eur", "gbp")) else ():
        key = pattern.sub(apart, key)
    words = key.split()
    if key in _ALONE:
        return Unit(shown, ANY, _SIZES[key])
    size = 1.0
    while words and words[0] in _SIZES and len(words) > 1 and size < 1e6:  # "Tr/tỷ đồng" is no unit
        size *= _SIZES[words.pop(0)]
    base = _BASES.get(" ".join(words))
    if base is None or (len(shown) == 1 and shown != shown.lower()):  # "D" is a list's letter
        return None
    return Unit(shown, base[0], size * base[1])


def sized(unit: Unit) -> tuple[str, float]:
    """What is counted, and how many of it, of a unit that need not be known: "thousand homes" is 1000 of "homes"."""
    if parse_unit(unit.text):
        return unit.base, unit.size
    words, size = fold(unit.text, marks=False).split(), 1.0
    for end in (0, -1):
        while len(words) > 1 and words[end] in _SIZES:
            size *= _SIZES[words.pop(end)]
    return " ".join(words), size


def parse_amount(text: str) -> Unit | None:
    """`parse_unit` of what stands behind a number: "tỷ" is tỷ đồng."""
    return parse_unit(f"{text} đồng" if fold(text, marks=False) in _SIZES else text)


_NUMBER = re.compile(r"([+\-−]?\d[\d.,]*(?:\s\d{3})*(?:\s*/\s*\d[\d.,]*)?)\s*([^\W\d].*)")


@lru_cache(1 << 12)
def measured(text: str) -> tuple[str, Unit] | None:
    """("800", tỷ đồng) of "800 tỷ", ("17/17", xã) of "17/17 xã": a number typed with its unit. None for other texts and
    for a unit that begins with a number ("1.000 đồng")."""
    hit = _NUMBER.fullmatch(clean(text))
    if hit is None or parse_unit(text):
        return None
    unit = parse_amount(hit[2])
    return (hit[1].strip(), unit) if unit else None


# no n of N of them is counted
MONEY = ("đồng", "USD", "EUR", "GBP")
AMOUNTS = (*MONEY, ANY, "tấn", "ha", "tạ/ha", "m3", "km", "kWh")

# Whose a figure is, or what is counted: as a bare head one or the other.
GROUPS = {
    "người", "hộ", "xã", "doanh nghiệp", "tổ chức", "đơn vị", "trường", "dự án", "công trình", "học sinh", "trẻ", "nhà",
    "đảng viên", "đoàn thể", "khách", "hành khách", "hồ sơ", "vụ",
}  # fmt: skip


# words for what is counted that offices use for each other; not for each other's figures without a word
_ALIKE = (
    {"người", "lượt người", "học sinh", "đảng viên", "trẻ", "ca"}, {"khách", "lượt khách", "lượt người", "hành khách"},
    {"vụ", "ca"}, {"chiếc", "cái", "bộ"}, {"căn", "nhà"}, {"công trình", "dự án"},
    {"đơn vị", "tổ chức", "doanh nghiệp"}, {"đơn vị", "trường"}, {"đơn vị", "xã"},
    {"%", "điểm"},  # an index of a base of 100 is printed in either: 101,8 % is 101,8 points
)  # fmt: skip


def alike(one: Unit, other: Unit) -> bool:
    """Whether two units of one size may count the same: "học sinh" and "người"."""
    return one.size == other.size and any({one.base, other.base} <= group for group in _ALIKE)


@lru_cache(1 << 12)
def caption_units(text: str) -> list[Unit]:
    """The units of a caption: "Đơn vị tính: Nghìn tấn; Triệu USD" has two; [] when the text is no caption."""
    text = clean(text)
    hit = _CAPTION.match(text)
    inner = hit[1] if hit else text.strip(" ()")
    if not hit and len(inner) < 2 and inner not in _SYMBOLS and (inner not in _SIGNS or inner == text):
        return []  # a single letter is never a caption, nor a sign of money without its brackets
    both = [parse_unit(p) for p in _TWICE.split(inner)]
    if len(both) == 2 and (first := both[0]) and (second := both[1]) and not parse_unit(inner):
        if first.base == second.base:  # of "Triệu đồng - Billion VND" one is wrong
            return [first if first.size == second.size else Unit(inner, fold(inner, marks=False), 1.0)]
    parts = [p for p in _LISTED.split(inner) if p]
    units = [parse_unit(p) for p in parts]
    if hit and not all(units):
        says = re.search(r"t[íi]nh|vt", hit[0][: hit.start(1)], re.I)
        if not says and _WHO.match(fold(inner, marks=False)):
            return []
        return [u or Unit(p, fold(p, marks=False), 1.0) for u, p in zip(units, parts, strict=True)]
    return [u for u in units if u] if all(units) else []


def caption_within(text: str) -> list[Unit]:
    """The units that a longer text gives in the words of a caption: "Thu, chi tháng 9 (ĐVT: nghìn đồng)", "Chỉ tiêu
    (đơn vị: ha)"; [] where it names none that is known ("Đơn vị: Trường Tiểu học Long Trạch")."""
    for hit in _WITHIN.finditer(clean(text)):
        units = [parse_unit(p) for p in _LISTED.split(hit[1].strip(" .;,-–")) if p]
        sure = [u for u in units if u and (hit[0][:1] not in "tT" or u.size != 1 or u.base in _PLAIN)]
        if units and len(sure) == len(units):  # "tính theo hộ" is no unit, "tính bằng nghìn đồng" one
            return sure
    return []


def bracketed_units(text: str) -> list[Unit]:
    """The units of the last brackets of a title that hold nothing else: "Xuất khẩu (tấn, triệu USD)"."""
    parts = [p for p in _BRACKETS.findall(clean(text)) if not _SHORT.match(p) and not is_caption(p)]
    return next((units for p in reversed(parts) if (units := caption_units(f"({p})"))), [])


@lru_cache(1 << 12)
def is_caption(text: str) -> bool:
    return bool(_CAPTION.match(clean(text)))


_SHARED_OUT = re.compile(r"(?<=theo t[ỷỉ] lệ) (?:phần trăm )?\(%\)", re.I)  # how a tax is shared, no unit


@lru_cache(1 << 12)
def unit_in(text: str) -> Unit | None:
    """The unit in brackets within a header or a label ("Vốn đăng ký (Tỷ đồng)"), the last one, or an amount at its end
    ("Tháng 6 - trđ"); else None."""
    text = _SHARED_OUT.sub("", clean(text))
    parts = re.findall(_BRACKETS, text)
    found = [u for part in parts for u in [parse_unit(part) or next(iter(caption_within(part)), None)] if u]
    return next(reversed(found or ended_by(text)), None)


def ended_by(text: str) -> list[Unit]:
    """The amount that stands at the end of a text, behind a dash or a sign: "Tháng 6 - trđ"."""
    last = re.search(r"(?:\s[-–]\s|[,;:]\s*)([^,;:()–]+)$", text)
    unit = parse_unit(last[1]) if last else None
    return [unit] if unit and (unit.size != 1 or unit.base in _PLAIN) else []


@lru_cache(1 << 12)
def counted(label: str) -> Unit | None:
    """The unit that a name itself counts: "Số hộ nghèo" is in households."""
    for start in (r"(\w+ \w+)", r"(\w+)"):
        if hit := re.match(rf"(?:tổng )?(?:số|number of) (?:lượng )?{start}(?!\w)", label, re.I):
            if unit := parse_unit(hit[1]):
                return unit
    return None
