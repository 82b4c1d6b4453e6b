"""Areas that texts name: what is of another one than the programme's is no figure of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from analysis.ingest.text import clean, fold, is_syllable

_LEVELS = {
    "cả nước": 0, "toàn quốc": 0, "vùng": 1, "tỉnh": 2, "thành phố": 2, "tp": 2, "huyện": 3, "quận": 3, "thị xã": 3,
    "huyen": 3, "h": 3, "q": 3, "huyện ủy": 3, "huyện uỷ": 3, "xã": 4, "phường": 4, "thị trấn": 4, "đặc khu": 4,
}  # fmt: skip
_ALL = r"cả(?= tỉnh| huyện)|toàn(?! quốc)|địa bàn|các|khối|cấp"
_AREA = re.compile(
    rf"(?<!\w)(?<!tác )(?<!liên )(?:({_ALL}) )?({'|'.join(sorted(_LEVELS, key=len, reverse=True))})(?!\w)"
    r"(?<!\b[hq](?!\.))\.?(?=((?: \w+){0,4}))",  # another kind may follow: "BẢO HIỂM XÃ HỘI HUYỆN …"
    re.I,
)
# capitals behind a kind of area that are no name of one: "XÃ HỘI", "HUYỆN THÁNG 6"
_NO_NAME = frozenset(
    "hội ủy uỷ uy đội đoàn viên lộ giao quản thực đạt và theo do của với nông thông đặc nghề trực có không được ven "
    "biên loại năm nam tháng thang quý quí quy kỳ kì tuần ngày trong trên đến từ tính lũy luỹ ước kế cộng phòng chi "
    "kết báo tình biểu stt về tại hưởng cũ mới độc số đơn khóa khoá nhiệm".split()
)
_OFFICE = re.compile(
    r"\b(?:ubnd|hđnd|nhân dân|sở|cục|ban|bộ|kho bạc|công an|bảo hiểm|bhxh|ngân hàng|(?<!xã )hội|thuế)\b[^,;()|]*$",
    re.I,
)
_OWNED = re.compile(
    r"(?<!\w)(?:vốn|nguồn|ngân sách|hỗ trợ|quản lý|ủy quyền|uỷ quyền|chủ đầu tư|cơ quan|phân cấp)(?!\w)", re.I
)
_BODIES = re.compile(r"\W*(?:khối|cấp) ", re.I)
ELSE = re.compile(
    r"(?<!\w)(?:theo|căn cứ|(?<!người )gửi|so với|ban hành|cùng với|thuộc|bình quân)(?!\w)", re.I
)


_CITIES = ("hanoi", "hochiminh", "haiphong", "danang", "cantho", "hue", "hcm")  # cities that are provinces
_SEASON = re.compile(r"(?:Vụ|Mùa|Đợt|Cụm|Tổ|Khối|Nhóm|Đội|Loại|Hạng|Tuyến) ")
_SHORT = re.compile(r"(?i)(?<!\w)(h|q|tp)\.(?=\w)")  # "H.Cần Giuộc"


def _bare(words: Iterable[str]) -> str:
    return fold(" ".join(words), marks=False).replace(" ", "")


def _level(hit: re.Match[str], words: Iterable[str] = ()) -> int:
    """The level of an area that a text speaks of; a named city that is no province's equal is a district's."""
    own = hit[2].lower() in ("thành phố", "tp") and (name := _bare(words)) and not name.startswith(_CITIES)
    return 3 if own else _LEVELS[hit[2].lower()]


def _kind(hit: re.Match[str]) -> str:
    name = _bare([hit[2]]).removesuffix("uy")
    return {"h": "huyen", "q": "quan", "tp": "thanhpho"}.get(name, name)


_NUMBERED = re.compile(r"\d|[A-D]|[IVX]+")
_ENDS = re.compile(r"(?i)\W*$|\s*[,;(|–-]| (?:tháng|năm|quý|quí|đến|ngày)\b")  # what may follow a name
_REGION = re.compile(r"(?i)\bkhu vực ([^,;()|]+)")
_JOINED = re.compile(r"\s+[-–]\s+|[-–]|\s+và\s+", re.I)


class Areas:
    """The areas of a programme, by what its rows for the whole area, and it itself, are called ("Toàn huyện", "huyện
    Cần Đước"). Where they leave its kind open nothing is another area. `around`: texts of its own that name the
    provinces it lies in: another one's letterhead or signature is not its own."""

    def __init__(self, names: Iterable[str], around: Iterable[str] = ()):
        found = [(at, words) for name in names for at, _, words in _areas(name)]
        levels = {_level(at, words) for at, words in found}
        self.level = levels.pop() if len(levels) == 1 else None
        self.own = {_bare(words) for _, words in found if words}
        self.words = {_bare([word]) for _, words in found for word in words}
        self._kinds = {_kind(at) for at, words in found if words}
        told = (area for text in around for area in _areas(text))
        self.around = {_bare(words) for hit, _, words in told if words and _level(hit, words) == 2}
        kinds = "|".join(_bare([kind]) for kind, level in _LEVELS.items() if level == self.level)
        self._alone = re.compile(
            "(?:tren|trong|cua|tai|thuoc)?(?:diaban|khuvuc|khoi|cap|toan)?"
            f"(?:{kinds})?(?:{'|'.join(self.own)})?(?:quanly)?"
        )

    def is_own(self, name: str) -> bool:
        return _bare([name]) in self.own

    def is_other_kind(self, text: str) -> bool:
        """Whether a text is a kind of area alone, another than the programme's: "tỉnh"."""
        level = _LEVELS.get(clean(text).lower())
        return None not in (level, self.level) and level != self.level

    def names(self, text: str) -> bool:
        """Whether a text speaks of the programme's area: by its name, or as the whole of its kind."""
        key = _bare([text])
        return any(name in key for name in self.own) or re.search("(?:toan|diaban|cap)huyen", key) is not None

    def only_own(self, text: str) -> bool:
        """Whether a text is the name of the programme's area or its kind alone, and perhaps that of what it lies in:
        "H. Cần Đước", "khối huyện", "huyện Cần Đước, tỉnh Long An"."""
        own, *around = text.split(",")
        above = [area for part in around for area in _areas(clean(part))]
        return (
            self.level is not None
            and self._alone.fullmatch(_bare([own])) is not None
            and [clean(part) for part in around] == [printed for _, printed, _ in above]
            and all(_level(hit, words) < self.level for hit, _, words in above)
        )

    def other(self, text: str, letterhead: bool = False, group: bool = False, works: bool = False) -> str:
        """The area beside the programme's that a text speaks of, as printed; "" for none, or for its own as well. Those
        above it stand in a `letterhead` whatever the table is of, and in a `group` as whose money they are, or whose
        `works` ("Khối tỉnh")."""
        if not self.level:
            return ""
        named = group and is_name(text) and not _SEASON.match(text)
        if named and not any(name in _bare([text]) for name in self.own):
            return text  # "Cần Giuộc"
        text = _SHORT.sub(r"\1. ", text)
        if not _AREA.search(text):
            return ""
        owned = group and _OWNED.search(text) or works and _BODIES.match(text)
        letterhead = letterhead or bool(owned)
        text = ELSE.split(clean(text))[0]
        key, areas = _bare([text]), [*_areas(text)]
        if any(name in key for name in self.own):  # "huyện Cần Đước, tỉnh Long An"; not beside another huyện
            alike = [x for x in areas if x[2] and _level(x[0], x[2]) == self.level]
            within = [x for x in areas if _bare(x[2]) in self.own and _level(x[0], x[2]) > self.level]
            if within and not alike and key.count(_bare(within[0][2])) == len(within):
                return within[0][1]  # "thị trấn Cần Đước"
            return next(
                (printed for hit, printed, words in alike if self._not_own(text, hit, printed, words)), ""
            )
        if not self.own and any(words and _level(hit, words) == self.level for hit, _, words in areas):
            return ""  # perhaps its own
        for hit, printed, words in areas:
            level, all_of = _level(hit, words), (hit[1] or "").lower()
            above = level < self.level
            before, after = text[: hit.start()], text[hit.start() + len(printed) :]
            ends = before.rstrip()[-1:], after.lstrip()[:1]
            alone = ends[0] in ("", "(", "-", "–") and ends[1] in ("", ")", ",", "-", "–")
            strange = letterhead and not owned and level == 2 and words and self.around
            if strange and not _bare(words).startswith(tuple(self.around)):
                return printed  # "UBND TỈNH AN GIANG"
            if above and (letterhead or _OFFICE.search(before)):
                continue  # "theo báo cáo của Cục Thuế tỉnh"
            part = all_of == "toàn" or alone and all_of in ("khối", "cấp")
            if words or above and (all_of or not level) or part and (above if group else level != self.level):
                return printed
            if all_of == "các" and level == self.level:
                return printed
        return ""

    def _not_own(self, text: str, hit: re.Match[str], printed: str, words: list[str]) -> bool:
        """Whether an area of the programme's level is another one: by its name, by a word more ("xã Phú Điền Trung"),
        or as another kind of area of the same name ("phường Phú Điền")."""
        held = [n for n in range(1, len(words) + 1) if _bare(words[:n]) in self.own]
        if not held:
            return not any(_bare(words).startswith(n) for n in self.own)
        more, after = words[held[-1] :], text[hit.start() + len(printed) :]
        if not more:
            return _kind(hit) not in self._kinds
        alone = len(more) == 1 and (_NUMBERED.fullmatch(more[0]) or is_syllable(more[0]))
        return bool(alone and _ENDS.match(after) and not (more[0].isdigit() and after))

    def without(self, text: str) -> str:
        """A text without the areas that it names."""
        for _, printed, words in _areas(text):
            text = text.replace(printed, " ") if words else text
        return text

    def shares(self, text: str) -> bool:
        """Whether a text names an office of several areas of which one is the programme's: "khu vực A - B"."""
        names = [_bare([part]) for hit in _REGION.finditer(clean(text)) for part in _JOINED.split(hit[1])]
        own = [name for name in names if any(name.endswith(n) for n in self.own)]
        return bool(own) and len(own) < len(names)

    def beside(self, text: str) -> str:
        """The other area that a text speaks of where it is no part of one: of the programme's own kind, or above it."""
        area, level = self.other(text, group=True), self.level or 0
        known = is_name(area) or any(_level(hit, words) <= level for hit, _, words in _areas(area))
        return area if known else ""


def is_name(text: str) -> bool:
    """Whether words are a name alone: "Bến Lức"."""
    words = text.split()
    return 1 < len(words) < 6 and all(w[0].isupper() and w[1:].islower() for w in words)


def _areas(text: str) -> Iterator[tuple[re.Match[str], str, list[str]]]:
    """The areas that a text speaks of, each as printed and with the words of its name."""
    for hit in _AREA.finditer(text):
        following = hit[3].split()
        words = list(takewhile(lambda w: not w[0].islower() and w.lower() not in _NO_NAME, following))
        shouted = text.isupper() and (
            len(words) == 4 and hit[2] != "VÙNG" or len(words) == 1 and not words[0].isdigit()
        )
        if shouted or words and words[0].isdigit() and hit[2].lower() not in ("quận", "phường"):
            words = []
        yield hit, " ".join([text[hit.start() : hit.start(3)], *words]), words
