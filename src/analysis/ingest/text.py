"""Text of office files: TCVN3 decoded, NFC, and the keys by which names are compared."""

from __future__ import annotations

import difflib
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

# TCVN3 (ABC) code points as Latin-1 shows them, in the order of the letters on the right.
_TYPED = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦"
_MEANT = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
TCVN3 = dict(zip(_TYPED, _MEANT, strict=True))
# Latin-1 letters that Unicode Vietnamese uses too: alone they prove nothing.
_SHARED = set("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýÐ")
_PROOF = set(TCVN3) - _SHARED
_ONLY_UNICODE = _SHARED - set(TCVN3)
# Everyday words that would also be possible TCVN3, but of words nobody writes.
_PLAIN_WORDS = {"tháng", "các", "giá", "khác", "bán", "công", "không", "£m", "£k"}
_SIGNS = "".join(sorted(c for c in _PROOF if not c.isalpha() or c in "ªµ"))  # no letters but in TCVN3
_PROVEN = re.compile("[" + re.escape("".join(sorted(_PROOF))) + "]")
_INSIDE = re.compile(rf"[^\W\d_][{re.escape(_SIGNS)}]+[^\W\d_]")
_TONES = {"\u0300": "`", "\u0301": "'", "\u0303": "~", "\u0309": "?", "\u0323": "."}
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:iêu|yêu|oai|oay|oao|oeo|uôi|ươi|ươu|uây|uya|uyê|uyu|uêu|ia|iê|ya|yê|ua|uô|ưa|ươ|ai|ao|au|ay|âu|ây|eo|êu|iu|"
    r"oa|oă|oe|oi|oo|ôi|ơi|ui|uy|uê|uơ|uâ|ưi|ưu|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)"
    r"(?:ch|ng|nh|[ckmnpt])?"  # k: Đắk Lắk
)


def is_syllable(word: str) -> bool:
    """Whether a word could be a Vietnamese syllable (at most one tone, a possible onset and rime).

    A syllable closed by c, ch, p or t is spoken with the sharp or the heavy tone alone: "gèc" is none.
    """
    bare, tones = [], ""
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tones += _TONES[char]
        else:
            bare.append(char)
    if len(tones) > 1 or (tones in tuple("`?~") and "".join(bare).endswith(("c", "ch", "p", "t"))):
        return False
    return bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", "".join(bare))))


def _likely(word: str) -> bool:
    letters = re.findall(r"[^\W\d_]+", word)
    return bool(letters) and all(is_syllable(part) for part in letters)


@lru_cache(1 << 14)
def _kind(word: str) -> str:
    """ "T" for TCVN3, "t" where only some letters of the word are, "U" for Unicode, "?" for a word that may
    be either, "" for one that says nothing."""
    if all(c < "\x80" for c in word):
        return ""
    signs = {c for c in word if c in _SIGNS}
    if _INSIDE.search(word) and (signs != {"\xad"} or _likely("".join(TCVN3.get(c, c) for c in word))):
        return "t" if any(c > "\xff" for c in word) else "T"
    if any(c > "\xff" for c in word):
        return "U" if any(c.isalpha() or unicodedata.combining(c) for c in word if c > "\xff") else ""
    if any(c in _ONLY_UNICODE for c in word) or word.strip("():;,.").lower() in _PLAIN_WORDS:
        return "U"
    if not any(c in TCVN3 for c in word):
        return ""
    decoded = "".join(TCVN3.get(c, c) for c in word)
    if decoded == word:
        return ""  # "quý" is the same in both
    if any(c in _PROOF for c in word):
        if sum(c.isalpha() or c in _PROOF for c in word) == 1:
            return "?"
        return "T" if _likely(decoded) else ""
    # A capital with a mark among small letters ("phÈm", "BÕn") is how TCVN3 looks, and no Vietnamese
    # spelling.
    odd = re.search(r"[a-zà-ÿ][À-Þ]|\w[À-Þ][a-z]", word)
    if not _likely(word.replace("Ð", "Đ")) or odd:
        return "T" if _likely(decoded) else "?"
    return "?"


def decode(text: str, tcvn3: bool = False) -> str:
    """TCVN3 words of a text as Unicode, the rest untouched. `tcvn3`: the sheet around it is TCVN3.

    Word by word and by content, since one cell may hold both and readers do not report fonts. A word that
    could be either follows the nearest word that is certain.
    """
    may_differ = tcvn3 or "Ð" in text or "ð" in text
    if text.isascii() or not (may_differ or {"T", "t"} & {*map(_kind, text.split())}):
        return text
    parts = re.split(r"(\s+)", text)
    kinds = [_kind(part) if i % 2 == 0 else "" for i, part in enumerate(parts)]
    sure = [i for i, kind in enumerate(kinds) if kind in ("T", "U")]  # "t" says nothing of its neighbours
    for i, kind in enumerate(kinds):
        if kind == "?":
            kind = ("T" if tcvn3 else "U") if not sure else kinds[_nearest(sure, i, kinds)]
            if kind == "T" and len(parts[i]) > 1 and not _likely("".join(TCVN3.get(c, c) for c in parts[i])):
                kind = "U"
        if kind == "T":
            parts[i] = "".join(TCVN3.get(c, c) for c in parts[i])
        elif kind == "t":
            parts[i] = "".join(TCVN3[c] if c in _PROOF else c for c in parts[i])
        elif kind == "U":
            parts[i] = parts[i].replace("Ð", "Đ").replace("ð", "đ")
    return "".join(parts)


def _nearest(sure: list[int], i: int, kinds: list[str]) -> int:
    """The certain word nearest to word i; of two as near, the TCVN3 one."""
    after = bisect_left(sure, i)
    return min(sure[max(after - 1, 0) : after + 1], key=lambda j: (abs(j - i), kinds[j] != "T"))


@lru_cache(1 << 15)
def clean(text: str, tcvn3: bool = False) -> str:
    """A cell's text as a person reads it: decoded, NFC (never NFKC), single spaces, nothing invisible."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", decode(text, tcvn3))
    return " ".join((text if text.isprintable() else _UNSEEN.sub("", text)).split())


_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\xad]")


def tcvn3_share(texts: Iterable[str]) -> float:
    """Share of the marked words of a sheet that can only be TCVN3."""
    kinds = Counter(_kind(word) for text in texts if not text.isascii() for word in text.split())
    tcvn3 = kinds["T"] + kinds["t"]
    return tcvn3 / max(tcvn3 + kinds["U"], 1)


def all_tcvn3(texts: Iterable[str]) -> bool:
    """Whether some of the marked words of a sheet can only be TCVN3, and none only Unicode."""
    kinds = (_kind(word) for text in texts if not text.isascii() for word in text.split())
    told = (kind for kind in kinds if kind in ("T", "t", "U"))
    return next(told, "U") != "U" and "U" not in told


@lru_cache(1 << 15)
def fold(text: str, marks: bool = True, keep: str = "") -> str:
    """The key by which texts are compared: no case, punctuation or spacing, and hoà = hòa.

    The tone stands after its word, so that where it was typed does not matter. `marks=False` drops all
    marks; characters of `keep` survive.
    """
    words = clean(text).casefold().replace("_", " ")
    found = re.findall(rf"[\w{re.escape(keep)}]+", words) if keep else _WORD.findall(words)
    return " ".join([word if word.isascii() and word != "&" else _key(word, marks) for word in found])


_WORD = re.compile(r"\w+|&")


@lru_cache(1 << 14)
def _key(word: str, marks: bool) -> str:
    """`fold` of one word."""
    if word == "&":
        return "và" if marks else "va"
    bare, tone = [], ""
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone += _TONES[char]
        elif marks or not unicodedata.combining(char):
            bare.append(char)
    word = unicodedata.normalize("NFC", "".join(bare))
    return word + tone if marks else word.replace("đ", "d")


_NUMBERING = re.compile(
    r"^(?:[-+*•–—]\s*|\((?:\d{1,2}|[a-zđ]|[IVXivx]{1,4})\)\s+|\d{1,2}\s?[-–]\s+(?!\d)|(?:[IVX]{1,5}|[A-ZĐ]|\d{1,2})(?:\.\d{1,2})+(?:[.)](?!\d)\s*|\s+(?=[A-ZĐÀ-Ỹ]))"
    r"|(?:\d{1,2}[a-zđ]?|[IVX]{1,5}|[A-Za-zĐđ])(?:[.)]|/)(?!\d)\s*|[IVX]{1,5}\s*[-–]\s+)+(?=\S)",
    re.U,
)
IS_PART = re.compile(
    r"^(?:(?:trong đó|trong đấy|t(?:rg|r)?\.?\s?đó|of which|chia ra|gồm)\s*[:.,]?|tđ:)\s*(?=[\w+*-])", re.I
)
_FOOTNOTE = re.compile(
    r"(?:\s*[(⁽[]\s*(?:\*+|\d{1,2}|[a-z]|[¹²³⁰⁴-⁹]{1,2})\s*[])⁾]|\s*\*+|\s*(?<![\d/+=–-])\d\)|[¹²³⁰⁴-⁹])+\s*$"
)
BRACKET = re.compile(r"\s*\(([^()]*)\)\s*$")


@lru_cache(1 << 13)
def label_of(text: str) -> str:
    """A row's label without list number, "Trong đó:", footnote mark and closing colon; case as printed."""
    label = clean(text)
    for _ in range(2):  # "- Trong đó: + A"
        label = _NUMBERING.sub("", IS_PART.sub("", label))
    bare = _FOOTNOTE.sub("", label)
    if bare.count("(") > bare.count(")"):
        bare = label  # "Thu A (đợt 1)"
    return bare.rstrip(" :;,.").strip() or clean(text)


def skim(texts: list[str]) -> str:
    """Some texts as `fold(text, marks=False)`, roughly and fast: for asking whether a phrase may stand in them."""
    whole = " ".join(texts)
    bare = decode(whole).translate(_BARE) if _PROVEN.search(whole) else " ".join(map(_bare, texts))
    return " ".join(bare.split())


@lru_cache(1 << 15)
def _bare(text: str) -> str:
    return text.translate(_BARE)


class _Bare(dict[int, str]):
    """A letter small and without its marks, a blank for what is none, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", chr(code).casefold()))
        self[code] = re.sub(r"\W", " ", bare.replace("đ", "d").replace("&", " va "))
        return self[code]


_BARE = _Bare()


@lru_cache(1 << 13)
def label_key(text: str) -> str:
    """`fold` of a label (see `label_of`), with a unit or a short form in closing brackets left out, but not what makes
    another figure of it: "Thu nội địa (không kể tiền sử dụng đất)", "Tân Lân (cũ)", "Thu nội địa (năm 2024)"."""
    label = label_of(text)
    hit = BRACKET.search(label)
    if hit is None or not hit.start() or _PART.search(hit[1]) and not REFERENCE.match(hit[1]):
        return fold(label)
    name = label[: hit.start()]
    return fold(label if _CAPITALS.fullmatch(hit[1]) and not _shortens(hit[1], name) else name)


_CAPITALS = re.compile(
    r"(?!(?:[IVX]+|TH|USD|VN[DĐ]|EUR|HA|KG|KWH|[KMG]W|TEU)$)(?:[A-ZĐƯ]{2,7}|[TQ]\.?\d+|QI+V?)"
)
_KNOWN = re.compile(  # short forms of other words than those they stand behind
    r"(?:gia tri san xuat.* go|gia tri tang them.* va|tong san pham.* gr?dp|gia tieu dung.* cpi|cong nghiep.* iip"
    r"|nuoc ngoai.* (?:fdi|oda))"
)


def _shortens(short: str, name: str) -> bool:
    """Whether capitals are the initials of some words of a name or a word for it: "Giá trị sản xuất (GTSX)"."""
    key, bare = fold(short, marks=False), fold(name, marks=False)
    return key.replace("w", "u") in "".join(w[0] for w in bare.split()) or bool(
        _KNOWN.search(f"{bare} {key}")
    )


REFERENCE = re.compile(  # which rule or line a label rests on, or how it is told
    r"(?:theo|tại|căn cứ)\b|(?:nđ|qđ|tt|nq|luật|nghị|thông tư|cv|biểu|mẫu|mục(?! tiêu)|mã|điều|khoản)\b"
    r"|(?:chi cục|cục|phòng|sở|ban|kho bạc|công an|các loại)\b",
    re.I,
)
_PART = re.compile(  # a time, a part, another kind of figure or more than what the label names
    r"(?:tháng|quý|quí|đợt|tuần|kỳ|năm|ấp) ?(?:\d|[ivx]+\b)|\d ?(?:tháng|năm|ngày|tuần)\b|\bvụ \w|l[ũu][yỹ] kế"
    r"|kế hoạch|dự toán|cùng kỳ|\b(?:khối|nguồn|cấp|ngân sách|ns) \w|(?<!\d)(?:19|20)\d\d(?!\d)"
    r"|\b(?:không|chưa|trừ|ngoài|riêng|cũ|mới|trước|sau|nữ|còn|nợ|phải (?:thu|nộp|chi|trả)|quá hạn|ck)\b|^nam$"
    r"|\b(?:khong|chua|tru|ngoai|rieng|cu|moi|truoc|ke hoach|du toan|cung ky)\b|\bkh\b(?! ?(?:&|cn|kt))"
    r"|chỉ tiêu(?! (?:số )?\d)|dự (?:kiến|báo)|phấn đấu|mục tiêu|[uư](?:ớc|th)\b.* năm|đề nghị|nhu cầu|đăng ký"
    r"|(?:^|được |tỉnh |huyện |dt |số )giao\b|bình quân|t[ỷỉ] lệ|năm ngoái|\b(?:k\. ?hoạch|tồn|số dư|hoàn thuế|bq)\b"
    r"|thu hộ|\btăng\b(?! cường)|\bgiảm\b(?! nghèo)|\bphần (?!trăm|nghìn|mềm)|\bbao gồm|\b(?:gồm|kể|tính) cả"
    r"|\bcả (?!năm|nước|vụ|tỉnh|huyện)|\btoàn (?:tỉnh|quốc)\b|\btrong (?!tháng|kỳ|quý|năm|tuần)",
    re.I,
)


@lru_cache(1 << 12)
def phrase_keys(phrase: str, marks: bool = False) -> tuple[str, ...]:
    """The folded parts of a phrase between its "*"."""
    return tuple(key for part in phrase.split("*") if (key := fold(part, marks)))


def has_phrase(text_key: str, phrase: str, marks: bool = True) -> bool:
    """Whether a folded text contains a phrase as whole words; a "*" in it stands for up to six words."""
    parts = phrase_keys(phrase, marks)
    if len(parts) < 2:
        return bool(parts) and f" {parts[0]} " in f" {text_key} "
    return all(part in text_key for part in parts) and _parted(parts).search(text_key) is not None


@lru_cache(1 << 12)
def _parted(parts: tuple[str, ...]) -> re.Pattern[str]:
    words = r" (?:\S+ ){0,6}?".join(map(re.escape, parts))
    return re.compile(rf"(?: |^){words}(?: |$)")


def likeness(text: str, phrase: str) -> float:
    """How much of a phrase stands in a text, 0 to 1, but for slips of typing in half of its words at most: by its most
    similar run of words."""
    words, parts = fold(text, marks=False).split(), phrase_keys(phrase)
    if not may_hold({*words}, parts):
        return 0.0
    best = []
    for part in parts:
        size = len(part.split())
        runs = [words[i : i + size] for i in range(max(len(words) - size + 1, 1))]
        alike = [" ".join(run) for run in runs if may_hold({*run}, [part])]
        best.append(max((difflib.SequenceMatcher(None, run, part).ratio() for run in alike), default=0.0))
    return min(best, default=0.0)


def may_hold(words: set[str], parts: Iterable[str]) -> bool:
    """Whether at least half of the words of each part of a phrase are among some words."""
    return all(2 * len(words & wanted) >= len(wanted) for wanted in ({*part.split()} for part in parts))


def nearest(label: str, known: Iterable[str], cutoff: float = 0.84) -> str:
    """The known label most like an unknown one, or "": a suggestion for a person, never used by itself."""
    return _most_alike(fold(label, marks=False), tuple(known), cutoff)


@lru_cache(1 << 12)
def _most_alike(label: str, known: tuple[str, ...], cutoff: float) -> str:
    keys = {fold(k, marks=False): k for k in known}
    hit = difflib.get_close_matches(label, list(keys), 1, cutoff)
    return keys[hit[0]] if hit else ""
