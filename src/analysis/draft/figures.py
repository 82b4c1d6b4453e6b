"""Figures in the words of a target: number, unit, comparator, base; and what is a year, a name's digit or a law's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from analysis.ingest.text import clean
from analysis.ingest.units import parse_unit, unit_in

_NOUNS = """%|‰|phần trăm|percent|per cent|
đồng chí|đồng|đ|đô la Mỹ|đô la|US dollars|
USD|EUR|VND|VNĐ|kip|baht|pesos|rupees|riel|kyat|
tấn|tạ|kg|ha|héc ta|m2 sàn|m² sàn|m2|m²|m3|m³|km2|km²|km|cm|m|kWh|MWh|GWh|MW|
thành viên|học viên|phụ nữ|chị|cháu|em|bệnh nhân|huy chương|tổ|cán bộ|phương tiện|đầu sách|chuyên đề|ngày công|
chi hội|tổ hội|công đoàn cơ sở|nông dân|công viên|phòng bộ môn|camera|
người dân|người|tuổi|tỉnh|thành phố|bệnh viện|
nhân khẩu|dân|hộ gia đình|gia đình|hộ|lao động|huyện/thị xã|huyện|thị xã|xã|phường|thị trấn|đặc khu|thôn|làng|
trường hợp|bản|ấp|buôn|tổ dân phố|khu phố|khóm|khu dân cư|trường học|trường|lớp|phòng học|phòng|học sinh|sinh viên|
giáo viên|giường bệnh|giường|bác sĩ|bác sỹ|dược sĩ|điều dưỡng|trạm y tế|trạm|doanh nghiệp|hợp tác xã|tổ hợp tác|
trang trại|sản phẩm|tiêu chí|đảng viên|quần chúng|hội viên|đoàn viên|căn hộ|căn nhà|căn|ngôi nhà|
nhà đầu tư|nhà máy|nhà văn hóa|nhà|dự án|
công trình|vụ|ca sinh|ca|lượt khách|lượt người|lượt|khách sạn|khách|lần|
tiết|khẩu|vũ khí|đơn thư|chương trình|điểm phần trăm|điểm %|điểm|bậc|buổi|tổ chức|cơ sở|chi bộ|
đoàn thể|đoàn|cơ quan|đơn vị máu|đơn vị|mô hình|câu lạc bộ|bản tin|điểm trường|con đường|kho|xe|
cây|con gia súc|con|thanh niên|chiến sĩ|công dân|trẻ|ca mắc|hồ sơ|giấy chứng nhận|thủ tục|tin|bài|
cụm công nghiệp|khu công nghiệp|tuyến|đề tài|sáng kiến|nhiệm vụ khoa học|cuộc|đợt|máy|thuê bao|chợ|cầu|di tích|
thiết chế|vườn|mét|phút|chuyến|lít|suất|giải|văn bản|people|persons|households|farmers|students|schools|
hectares|tonnes|tons|jobs|projects|businesses|enterprises|cases|trees|houses|families|women|visitors|beds|
doctors|communes|villages|hospital beds|years|dollars|miles|kilometers|kilometres|meters|units|cooperatives|
deaths|places|residents|
percentage points|boreholes|
classrooms|homes|incidents|visits|children|teachers|nurses|members|clinics|wells|bridges|permits|vehicles"""
_SHORT = {"dn": "doanh nghiệp", "đv": "đảng viên", "htx": "hợp tác xã", "lđ": "lao động", "sp": "sản phẩm",
          "bn": "bệnh nhân", "hs": "học sinh", "tỉ": "tỷ", "đ": "đồng", "phần trăm": "%", "percent": "%",
          "per cent": "%", "vnđ": "đồng", "ngàn": "nghìn"}  # fmt: skip
_WORDS = sorted(
    {w for w in re.split(r"[|\n]+", _NOUNS) if w} | {"DN", "ĐV", "HTX", "LĐ"}, key=len, reverse=True
)
_NOUN = (
    r"(?:%|‰|(?:(?:tr\.? ?|tỷ|tỉ)đ(?:ồng)?|"
    + "|".join(re.escape(w) for w in _WORDS if w not in "%‰")
    + r")(?![^\W_]|['’]))"
)
_AREA = (
    r"(?:tỉnh|huyện|thị xã|thành phố|xã|phường|thị trấn|đặc khu|thôn|làng|bản|ấp|đơn vị|tổ dân phố)(?![^\W_])"
)
PLACES = re.compile(rf"{_AREA}\s*/\s*{_AREA}", re.I)  # "xã/phường" is one thing
_SIZE = r"(?:(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ|thousand|million|billion)(?![^\W_]))"
_STOP = (
    r"(?:vào|xuống|lên|so|trong|năm|đến|là|còn|đạt|trở|và|cho|từ|trên|dưới|theo|bằng|tại|được|có|by|in|to|of)"
)
_RUN = rf"(?:\s+(?!{_STOP}\b)[^\W\d_]+)"
_ROUND = r"10*(?:[.,]0+)*(?![\d.,])"
_PER = (
    rf"(?:\s*/\s*(?:{_ROUND}{_RUN}{{0,6}}|(?:1 )?(?:(?:vạn |nghìn )?dân|năm học|năm|tháng|tuần|ngày|quý|{_NOUN}|"
    rf"môn(?!\w)))|\s*(?<![^\W_])per {_ROUND}(?:{_RUN}{{1,2}})?)"
)
_UNIT = re.compile(rf"\s*((?:{_SIZE}\s*)*(?:{_AREA}(?:\s*[,/]\s*{_AREA})+|{_NOUN})?{_PER}*)", re.I)
_RATIO = re.compile(rf"\s*((?!{_STOP}\b)[^\W\d_]+{_RUN}{{0,4}}\s*/\s*{_ROUND}{_RUN}{{1,6}})", re.I)
_NUMBER = re.compile(
    r"(?<![\w.,])(?<![^\W\d_]-)(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3},\d{3}\.\d+|"
    r"\d+(?:[.,]\d+)?)"
)
_COUNTED = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "one": 1, "two": 2, "three": 3}
_SIZES = dict.fromkeys("nghìn ngàn thousand".split(), 1e3) | {"vạn": 1e4}
_SIZES |= dict.fromkeys("triệu million".split(), 1e6) | dict.fromkeys("tỷ tỉ billion".split(), 1e9)
_LETTERS = {"k": "thousand", "m": "million", "bn": "billion"}
_SIZED = {1e3: "nghìn", 1e6: "triệu", 1e9: "tỷ"}
_FOLDED = {"rưỡi": 1.5, "đôi": 2, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "doubl": 2, "tripl": 3}
_TIMES = re.compile(
    r"(?:gấp|bằng) (rưỡi|đôi|hai|ba|bốn|năm)(?: lần)?(?![^\W_])(?! \d)|\b(doubl|tripl)(?:es?|ed|ing)\b", re.I
)
_IN_WORDS = re.compile(
    r"(?:(?<=ít nhất )|(?<=tối thiểu )|(?<=at least )|(?<=thành lập )|(?<=xây dựng ))(?!một xã hội)"
    rf"({'|'.join(_COUNTED)})(?=\s+{_NOUN})(?! trong)|"
    rf"(?<=từ )({'|'.join(_COUNTED)})(?= (?:đến|tới) )|(?<=đến |tới )({'|'.join(_COUNTED)})(?=\s+{_NOUN})|"
    rf"(?<![^\W_])({'|'.join(_COUNTED)})(?=\s+{_NOUN}(?: [^\W\d_]+){{0,3}} trở lên)",
    re.I,
)
_HALF = re.compile(r"\b(?:một nửa|(?:by|to) (?:a )?half|halv(?:e[sd]?|ing))(?!\w)", re.I)
_QUOTED = re.compile(r"“[^”]*”|\"(?=\w)[^\"]{1,60}(?<=\S)\"")  # "mô hình “5 không, 3 sạch”"
_NONE = re.compile(
    r"\b(?:không còn|không có|không để(?: xảy ra| phát sinh)?|không xảy ra|không phát sinh)\b"
    r"(?=\s+(?!tăng\b)[^\W\d_])", re.I)  # fmt: skip

_ORDINAL = re.compile(
    r"(?:mức độ|loại|(?<!xếp )hạng|lớp|mũi|đợt|đề án|khu vực|vùng|giai đoạn|khóa|khoá|lần thứ|(?<!xếp )thứ|bước|"
    r"cấp|bậc|quốc lộ|ql|đt|tỉnh lộ|"
    r"chỉ tiêu|mục tiêu|mức|nhóm|tốp|top|level|phase|grade|class|stage|tier)\s*(?:số\s*)?$", re.I)  # fmt: skip
_LAW = re.compile(
    r"(?:\bsố|nghị quyết|quyết định|chỉ thị|thông tư|nghị định|kết luận|điều|khoản|(?<!kỷ )luật|phụ lục|biểu|nq|qđ|"
    r"article|resolution|decision|no\.)\s*(?:số\s*)?:?\s*$", re.I)  # fmt: skip
_DATED = re.compile(
    r"(?:ngày|tháng|quý|(?<!hằng )(?<!hàng )(?<!mỗi )(?<!quân )năm|giai đoạn|nhiệm kỳ|thời kỳ|niên độ|năm học|"
    r"\bday|month|year|period)\s*$",
    re.I,
)
_DATE = re.compile(
    r"(?<=trước )\d{1,2}/\d{1,2}(?![\d/])|(?:ngày|hết ngày) \d{1,2}/\d{1,2}(?![\d/])|"
    r"(?:19|20)\d\d-\d\d(?:-\d\d)?\b(?!-)|\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|(?:tháng\s*)?\b\d{1,2}/(?:19|20)\d\d\b",
    re.I,
)
_OWN = re.compile(  # what follows a digit that belongs to a name: ages, stars, shifts, counts of the list itself
    r"\s*(?:(?:tháng\s+)?tuổi|sao\b|buổi|giờ/|chiều\b|cấp\b(?! (?:tỉnh|huyện|xã|trường|quốc|cơ sở))|thứ tiếng|"
    r"tại chỗ|(?:nhóm )?(?:chỉ tiêu|mục tiêu|nhiệm vụ trọng|giải pháp)|nhóm nhiệm vụ|khâu|"
    r"đột phá|năm\b|tháng\b|ngày\b(?!\s*/| công)|(?:years?|months?|days?)\b|months|year-olds)", re.I)  # fmt: skip
_BELOW = re.compile(  # "trên 1 vạn dân", "một ha": what something is measured per
    r"^\s*(?:vạn|nghìn|ngàn|triệu|ha\b|héc|m2|km|đơn vị|dân|hộ dân|trẻ|ca\b|phụ nữ|người dân|thuê bao|nam|nữ|"
        r"giường|cán bộ|people|persons|residents|population|inhabitants|households|live|births|women)",
    re.I)  # fmt: skip

LASTS = re.compile(  # a time is what a cell asks for, where in a sentence it mostly belongs to the name
    r"^((?:[^\W\d]+\s+|[≤≥<>=]\s*){0,3}[\d.,]+(?:\s*-\s*[\d.,]+)?)\s*"
    r"((?:(?:working )?days?|hours?|minutes?|weeks?|months?|ngày làm việc|ngày|giờ|phút|tuần|tháng|buổi)(?![^\W_]))"
    r"(?! (?:đầu|cuối|tuổi))", re.I)  # fmt: skip

_DAYS = re.compile(
    r"\s*((?:working )?days?|hours?|minutes?|ngày làm việc|(?:ngày|giờ|phút)(?:/\w+)?|năm(?! \w))\b"
)
_MORE = (
    r"(?:đạt )?trên|hơn|vượt(?: quá)?|cao hơn|lớn hơn|nhiều hơn|"
    r"(?:more|greater|higher) than|over|above|exceed(?:s|ing)?"
)
_LESS = r"dưới|thấp hơn|nhỏ hơn|ít hơn|(?:less|fewer|lower) than|below|under"
_NOT = r"(?:không|chưa|not|no)(?: (?:để|được|cho|bị|to|be))*"  # "không được cao hơn", "not exceeding"
_PREFIX = [  # comparators and the words between a name and its figure, taken off from the end
    ("ge", rf"≥|>=|ít nhất|tối thiểu|{_NOT} (?:{_LESS})(?: mức)?|at least|minimum(?: of)?"),
    ("le", rf"≤|<=|{_NOT} (?:quá|{_MORE})(?: mức)?|tối đa|nhiều nhất|at most|maximum(?: of)?|up to"),
    ("gt", rf">|(?:{_MORE})(?: mức)?"),
    ("lt", rf"<|(?:{_LESS})(?: mức)?"),
    ("fallen", r"(?:chỉ )?còn|xuống(?: còn)?"), ("risen", r"(?<!trở )lên|đạt lên"),
    ("from", r"từ|from|between"), ("about", r"khoảng|xấp xỉ|gần|ước(?: đạt)?|about|around|approximately"),
    ("fall", r"(?:kéo )?giảm(?: thêm)?|falls?(?: by)?|(?:reduc|decreas)e[sd]? by|"
     r"(?:reduction|decrease|decline|drop) of"),
    ("rise", r"(?<!tốc độ )tăng(?: trưởng| thêm)?|"
     r"increase[sd]? by|rises?(?: by)?|grows?(?: by)?"), ("by", "by"),
    ("related", r"chiếm|tương đương(?: với)?|gấp"), ("to", r"(?:down |up )?to"),
    ("link", r"(?<!chưa )đạt(?: mức| tỷ lệ)?|là|có|được|(?<!văn )(?<!đồng )bằng|ở mức|giữ ở mức|với|"
        r"thêm|=|:|–|-|cho|reach(?:es)?|is|of"),
    ("span", r"(?:bình quân|trung bình)(?:[ /]*(?:hằng|hàng|mỗi)?[ /]*năm)?|(?:hằng|hàng|mỗi) năm|/năm|"
     r"(?:đến|vào|trong|cuối|ngay)?\s*(?:cuối )?năm \d{4}|annually|per year|by \d{4}|in \d{4}"),
]  # fmt: skip
_EDGE = r"(?:(?:^|(?<![^\W_]))(?=[^\W_])|(?=\W))"  # a word begins, or a sign
_PREFIXES = [(sign, re.compile(rf"{_EDGE}(?:{words})\s*$", re.I)) for sign, words in _PREFIX]
_UP = re.compile(
    r"\s*(?:[^\W\d_]+\s+){0,3}?(?:trở lên|or more|or above|and above)(?![^\W_])|\s*\+(?!\w)", re.I
)
_DOWN = re.compile(r"\s*(?:[^\W\d_]+\s+){0,2}?(?:trở xuống|or less|or below)(?![^\W_])", re.I)


@dataclass
class Figure:
    """A number of a text at [start, end), with the words of comparison around it and what is doubtful of it."""

    start: int
    end: int
    value: float
    unit: str = ""
    upper: float | None = None  # the second number of a range
    base: float | None = None  # "từ 23 xuống 18", "45/40 tỷ đồng"
    of: float | None = None  # "04/09 thôn": of how many
    signs: frozenset[str] = frozenset()
    doubts: list[str] = field(default_factory=list)

    @property
    def strong(self) -> bool:
        return bool(self.unit) or bool(self.signs & {"ge", "le", "gt", "lt"})


TCVN3_HEAD = r"§(?=[^\W\d_])"  # "§VT": too short for anything else of its letters to tell


def tidy(text: str) -> str:
    """A document's text as one line: decoded, formulas of other writers and letters of old PDFs put right."""
    text = re.sub(TCVN3_HEAD, "Đ", clean(text)).replace("ƣ", "ư").replace("Ƣ", "Ư").replace("**", "")
    text = re.sub(r"\\(?:geq?|geqslant)\b", "≥", re.sub(r"\\(?:leq?|leqslant)\b", "≤", text))
    text = re.sub(r"\$([^$]{1,40})\$", r"\1", text).replace("\\%", "%").replace("≧", "≥").replace("≦", "≤")
    text = re.sub(r"%[0oO](?!\w|[,.]\d)|%0(?=/)", "‰", re.sub(r"(?<=[^\W\d_])\.(?=\(\d)", ". ", text))
    text = re.sub(rf"(?<=\d) \(({_NOUN})\)(?= \w)", r" \1", text.replace("đ/c", "đồng chí"))  # "305 (người)"
    return re.sub(r"\s*([–-])\s*(?=\d)(?<=\d.)", "-", text.replace("...", "…")).strip()


def number(text: str, english: bool = False) -> tuple[float, bool]:
    """The value of printed digits, and whether they read two ways ("2,150" is 2.15 in Vietnamese, 2150 in English)."""
    if english:
        return float(text.replace(",", "")), False
    doubtful = bool(re.fullmatch(r"[1-9]\d{0,2},\d{3}", text))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}", text):
        return float(text.replace(",", "")), True
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", text) or "," in text:
        text = text.replace(".", "").replace(",", ".")
    return float(text), doubtful


def unit_name(text: str) -> str:
    """A printed unit with its abbreviations written out: "DN" is doanh nghiệp, "tỉ đồng" is tỷ đồng."""
    words = " ".join(text.split())
    if re.match(r"^(?:%|‰)", words):
        return words[0]
    words = re.sub(r"\s*/\s*", "/", words)
    words = re.sub(r"(?:US)?\$", "USD", words)
    words = re.sub(r"(?<=[£€D])\s?(k|m|bn)$", lambda m: f" {_LETTERS[m[1]]}", words)  # "£m"
    money, slash, per = words.partition("/")
    if re.match(r"(?:tr|ng|tỷ|tỉ)\W?\s*(?:đ|usd|vn)", money, re.I) and (known := parse_unit(money)):
        words = f"{_SIZED.get(known.size, '')} {known.base}{slash}{per}"  # "Tr.đồng/người", "trđ"
    if re.search(r"\b(?:nam|trai|boys?)/100\s.*(?:nữ|gái|girls?)", words, re.I):
        return "nam/100 nữ"
    return re.sub(r"(?i)[^\W\d_]+(?: trăm| cent)?", lambda m: _SHORT.get(m[0].lower(), m[0]), words)


def scan(text: str, english: bool = False) -> list[Figure]:
    """The figures of a text that may be targets, in order: years, laws, dates and digits of names left out."""
    dates = [m.span() for m in _DATE.finditer(text)]
    found = [(m.start(), m.end(), *number(m[0], english)) for m in _NUMBER.finditer(text)
             if not any(a <= m.start() < b for a, b in dates)]  # fmt: skip
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    figures: list[Figure] = []
    for start, end, value, doubtful in found:
        fraction = re.match(r"\s*/\s*(\d[\d.,]*\d|\d)(?!\d*/)", text[end:])
        if fraction and not re.search(r"/\s*$", text[:start]):
            whole = number(fraction[1], english)[0]
            stop = end + fraction.end()
            unit, length = unit_at(text, stop)
            figure = Figure(start, stop + length, value, unit, of=whole)
            falls = re.search(r"giảm\s*$", text[:start], re.I)
            if value < whole < 6 and (falls or re.match(r"\s*(?:số|tổng số)\b", text[stop:])):
                figure = Figure(start, stop, value, "%", of=whole)  # "giảm 1/2 số hộ nghèo"
            elif whole >= 100000 and value <= whole:
                run = next(re.finditer(rf"{_RUN}{{0,6}}", text[stop:]))[0]
                per = f"/{fraction[1]}{run.rstrip()}"
                figure = Figure(start, stop + len(run), value, per, doubts=["rate"] * (run.strip() != "dân"))
            elif value > whole or value != int(value) or whole != int(whole):
                figure = replace(figure, of=None, base=whole, doubts=["second"])
            elif whole in (100, 1000, 10000):
                figure = replace(figure, of=None, unit=f"/{fraction[1]} {unit}".strip(), doubts=["rate"])
            figures.append(figure)
            continue
        unit, length = unit_at(text, end)
        if not unit and (lasts := _DAYS.match(text, end)):
            unit, length = lasts[1], lasts.end() - end
        sign = re.search(r"(?:(?:US)?[$€£]|\b(?:USD|VND|EUR))\s*$", text[:start])  # "£2.25m", "US$ 120 triệu"
        if sign and not re.match(r"\s*[–-]\s*[$€£]?\d", text[end:]):
            size = re.match(rf"\s*({_SIZE}|(?:k|m|bn)(?![^\W_]))", text[end:], re.I)
            word = _LETTERS.get(size[1].lower(), size[1].lower()) if size else ""
            money = "USD" if "$" in sign[0] else sign[0].strip()
            own = word in ("nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ")  # said before the money
            unit = f"{word} {money}" if own else f"{money} {word}".strip()
            start, length = sign.start(), size.end() if size else 0
        # "24 cuộc/1.800 lượt người" are two
        two = unit and figures and figures[-1].unit not in ("", unit) and unit[0] not in "%‰"
        if re.search(r"/\s*$", text[:start]) and not two:
            last = figures[-1].end if figures else None
            if last is not None and (start >= last if unit else text[last:start].strip() == "/"):
                figures[-1].doubts.append("second")  # "100 %/95 %"
            continue
        within = re.match(r"[^\W_]", text[end:]) or any(a <= start < b for a, b in quoted)  # "5G", "3D"
        if not unit and within:
            continue
        if _noise(text, start, end, value, unit):
            continue
        doubts = ["comma"] * doubtful + ["unit"] * (unit in ("thousand", "million", "billion"))
        doubts += ["short"] * bool(re.fullmatch(r"(?:(?:triệu|tỷ|nghìn) ?)+(?:/.*)?", unit))
        figures.append(Figure(start, end + length, value, unit, doubts=doubts))
        if half := re.match(r"\s*rưỡi(?![^\W_])", text[end + length :]):
            noun, more = unit_at(text, end + length + half.end())
            figures[-1].value, figures[-1].unit = value + 0.5, f"{unit} {noun}".strip()
            figures[-1].end += half.end() + more
            figures[-1].doubts = ["compound", *["short"] * (not noun and "short" in figures[-1].doubts)]
        if figures[-1].doubts[-1:] == ["short"]:
            sized, slash, per = figures[-1].unit.partition("/")  # "230 triệu/ha"
            figures[-1].unit = f"{sized} đồng{slash}{per}"
    for m in _IN_WORDS.finditer(text):
        unit, length = unit_at(text, m.end())
        value = float(_COUNTED[m[0].lower()])
        figures.append(Figure(m.start(), m.end() + length, value, unit, doubts=["words"]))
    for m in _HALF.finditer(text):
        fall = frozenset({"fall"} if re.match("halv|to", m[0], re.I) else ())
        figures.append(Figure(m.start(), m.end(), 50.0, "%", signs=fall, doubts=["words"]))
    for m in _TIMES.finditer(text):
        times = float(_FOLDED[(m[1] or m[2]).lower()])
        figures.append(Figure(m.start(), m.end(), times, "lần", signs=frozenset({"times"})))
    figures = _joined(text, _compounded(text, sorted(figures, key=lambda f: f.start)))
    for before, figure in zip([None, *figures], figures, strict=False):
        _compare(text, figure, before.end if before else 0)
    for m in _NONE.finditer(text):
        of_what = re.search(r"(?:%|tỷ lệ|tỉ lệ)[^;:\d]*(?<!,)(?<! và) $", text[: m.start()], re.I)
        if of_what and re.match(r"không c", m[0], re.I):
            continue  # "Tỷ lệ xã không có ma túy đạt 20 %": what the share is of
        rest = re.split(r"[,;]|\.(?!\d)|\s(?:và|and)\s", text[m.end() :], maxsplit=1)[0]
        inside = [f for f in figures if m.start() <= f.start <= m.end() + len(rest)]
        doubts = ["zero"] * bool(inside)
        if inside and not re.search(r"[^\W\d_]", text[m.end() : inside[0].start].replace("quá", "")):
            inside[0].signs = frozenset({"le"})  # "không để xảy ra quá 5 vụ"
            continue
        # "không còn xã dưới 15 tiêu chí": the number tells which, and none of them is the target
        figures = [f for f in figures if f not in inside]
        unit, none = unit_at(text, m.end())[0], frozenset({"le", "none"})
        figures.append(Figure(m.start(), m.end(), 0.0, unit, signs=none, doubts=doubts))
    return sorted(figures, key=lambda f: f.start)


def unit_at(text: str, at: int) -> tuple[str, int]:
    """The unit that follows a number, with how far it reaches."""
    hit = _RATIO.match(text, at) or _UNIT.match(text, at)
    if not hit or not hit[1].strip() or hit.re is _RATIO and re.match(r"\s*(?:%|trở)", hit[1]):
        return "", 0
    return unit_name(hit[1]), hit.end() - at


def known_unit(unit: str) -> bool:
    unit = re.sub(r"^10+(?:\.0+)*\s+", "", unit)  # "1.000 lượt"
    unit = re.sub(r" per [a-z]+$", "", unit)  # "tonnes per hectare"
    # "million MMK", "KES million"
    told = re.fullmatch(r"(?:[mb]illion )?[A-Z]{3}(?: [mb]illion)?|MT|per 10+[\d,.]* .+|[Nn]umber", unit)
    return bool(told or parse_unit(unit) or LASTS.fullmatch(f"1 {unit}")) or unit_at(unit, 0)[1] == len(unit)


_MONEY = "AUD BDT CNY EUR GBP IDR INR JPY KHR KRW LAK LKR MMK MYR NPR PHP PKR SGD THB USD VND".split()


def bracket_unit(name: str) -> str:
    """The unit in the last brackets of a name: "Area under rice (Ha)"."""
    unit, last = unit_in(name), re.search(r"\(([^()]+)\)\s*$", name)
    named = unit_name(last[1]) if last else ""
    known = known_unit(named) and (not re.fullmatch(r"[A-Z]{3}", named) or named in _MONEY)  # no "(FCR)"
    return unit.text if unit else named if known else ""


def _noise(text: str, start: int, end: int, value: float, unit: str) -> bool:
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    if unit.startswith(("%", "‰")):
        return False
    named = re.search(r"tuổi thọ|sống kh|thời gian|số (?:ngày|giờ)|life expectancy|\btimes?\b", text, re.I)
    told = (
        r"thiểu|nhất|trên|từ|bình|quân|quá|đa|dưới|còn|xuống|khoảng|gần|about|least|is|to|than|under|below|:"
    )
    lasting = named and re.search(rf"(?:đạt|{told})\s*$", before)
    reached = re.search(r"\bđạt (?:khoảng |trên )?$", before) and re.match(r"\s*(?:ngày|giờ)\b", after)
    lasting = lasting or reached
    counted = re.search(r"(?:^|[,;:]|tổ chức|ít nhất|tối thiểu|không (?:quá|dưới)|[≥≤])\s*$", before, re.I)
    listed = counted and re.match(r"\s*buổi", after)
    aged = re.match(r"\s*(?:-|đến(?: dưới)?)\s*\d+\s*(?:tháng\s+)?tuổi", after)
    ages = r"(?:độ tuổi(?: từ)?|\bage[sd]?(?: group)?(?: of)?)\s*(?:\d+\s*(?:-|đến|to)\s*)?$"
    if aged or re.search(rf"\blúc\s*$|{ages}", before, re.I):
        return True  # "trẻ em từ 6 đến dưới 16 tuổi", "trong độ tuổi 15-60"
    if _OWN.match(after) and not lasting and not listed:
        return True
    bare = re.fullmatch(r"(?:19|20)\d\d", text[start:end])
    if bare and (not unit or _DATED.search(before) or re.search(r"(?:19|20)\d\d\s*-\s*$", before)):
        return True
    if re.match(r"/(?:19|20)\d\d/|[-/][A-ZĐ]{2}|\s*[-/]?(?!USD|VN[DĐ])[A-ZĐ]{2,}[-/]", after):
        return True
    law = _LAW.search(before) and not re.search(r"tổng số\s*$", before, re.I)
    if law or _DATED.search(before) and not unit:
        return not unit or bool(re.search(r"(?:điều|khoản|luật)\s*$", before, re.I))
    ranged = re.match(r"\s*[-–]\s*[\d.,]+ ?%", after)  # "năng lượng sơ cấp 15 - 20 %"
    if value <= 20 and value == int(value) and _ORDINAL.search(before) and not ranged:
        return True
    grown = re.search(r"(?:lúa|nước|màu|tôm|canh tác|đất|trồng|nuôi)\s*$", before, re.I)
    if unit == "vụ" and value <= 3 and (grown or re.match(r"\s*vụ\s+\d", after)):
        return True  # "lúa nước 2 vụ 40 ha"
    per = re.search(r"(?:/|\btrên|\bmỗi|\bcứ|\btrong|\bper|\bbình quân)\s*$", before, re.I)
    per = per or re.search(r"\bcho\s*$", before) and re.match(r"\s*dân\b", after)
    if per and value in (1, 10, 100, 1000, 10000, 100000) and _BELOW.match(after):
        return True
    return bool(
        re.search(r"(?:đủ|sinh|thứ)\s*$", before, re.I) and re.match(r"\s*(?:con\b(?!/)|loại\b|lần\b)", after)
    )


def _compounded(text: str, figures: list[Figure]) -> list[Figure]:
    """One number said in two sizes ("1 tỷ 200 triệu", "2 nghìn 500 tỷ"), or with spaces between its thousands."""
    out: list[Figure] = []
    for figure in figures:
        last = out[-1] if out else None
        if last is None or text[last.end : figure.start].strip() or not text[figure.start - 1].isspace():
            out.append(figure)
            continue
        size = _SIZES.get(last.unit.split(" ")[0], 0.0) if len(last.unit.split()) < 3 else 0.0
        first, _, noun = figure.unit.partition(" ")
        own = _SIZES.get(first, 1.0)
        noun = noun if own > 1 else figure.unit
        doubts = ["compound", *figure.doubts]
        if size > own and figure.value * own < size and last.of is None:
            value, unit = last.value + figure.value * own / size, f"{last.unit.split(' ')[0]} {noun}".strip()
            if own == 1 and noun:  # "1 nghìn 250 lao động"
                value, unit = value * size, noun
            out[-1] = Figure(last.start, figure.end, value, unit, doubts=doubts)
        elif own > size > 1 and figure.value < size:
            value = last.value * size + figure.value
            out[-1] = Figure(last.start, figure.end, value, figure.unit, doubts=doubts)
        elif re.fullmatch(r"[1-9]\d{0,2} 000(?!\d).*", text[last.start : figure.end], re.S) and not last.unit:
            doubts[0] = "spaced"
            out[-1] = Figure(last.start, figure.end, last.value * 1000, figure.unit, doubts=doubts)
        else:
            out.append(figure)
    return out


def _joined(text: str, figures: list[Figure]) -> list[Figure]:
    """Ranges ("5-7 %", "từ 7,5 đến 8 %") and changes ("từ 23 … xuống 18") made one figure."""
    out: list[Figure] = []
    for figure in figures:
        if not out:
            out.append(figure)
            continue
        last = out[-1]
        between = text[last.end : figure.start]
        less = r"dưới|less than|below"
        from_about = rf"(?:từ|from)(?: (?:gần|hơn|trên|mức|{less}|(?:the )?(?:present|current)))?\s*$"
        since = re.search(from_about, text[: last.start], re.I)
        same = not last.unit or last.unit == figure.unit or figure.unit.startswith(f"{last.unit}/")
        same = same and last.upper is None
        pair = re.search(r"(?:between|trong khoảng|giữa)\s*$", text[: last.start], re.I)
        joint = r"\s*(?:-|–|đến|tới|to|and|và)\s*" if pair else r"\s*(?:-|–|đến|tới|to)\s*"
        rises = since and re.search(r"\b(?:increas|rais|grow|improv|expand|lift)", text[: last.start], re.I)
        to = rf"[^,;.]{{0,12}}(?:xuống|lên|còn|to)(?: còn| trên| (?:{less}))?\s*"
        changed = since and same and re.fullmatch(to, between, re.I)
        if same and re.fullmatch(joint, between, re.I) and figure.value > last.value and not rises:
            doubts = last.doubts + [d for d in figure.doubts if d not in last.doubts]
            out[-1] = Figure(last.start, figure.end, last.value, figure.unit, figure.value, doubts=doubts)
        elif since and changed:
            signs = {
                "lt"
                if re.search(rf"(?:{less})\s*$", between)
                else "fallen"
                if figure.value < last.value
                else "ge"
            }
            out[-1] = replace(figure, start=since.start(), base=last.value, signs=frozenset(signs))
        else:
            out.append(figure)
    return out


def _compare(text: str, figure: Figure, floor: int) -> None:
    """Put the words of comparison before and after a figure into its signs, and within its span."""
    signs = set(figure.signs)
    start = figure.start
    while start > floor:
        head = text[floor:start]
        hit = next(((sign, m) for sign, pattern in _PREFIXES if (m := pattern.search(head))), None)
        if hit is None or not hit[1][0].strip():
            break
        sign, m = hit
        signs.add(sign)
        start = floor + m.start()
    figure.start = start
    rest = text[figure.end :]
    up = _UP.match(rest)
    # "trên 80 % hoàn thành tốt trở lên"
    graded = signs & {"gt", "lt", "le"} and up and len(up[0].split()) > 2
    if up and not graded:
        signs.add("ge")
        figure.end += up.end() if len(up[0].split()) <= 2 else 0
    elif down := _DOWN.match(rest):
        signs.add("le")
        figure.end += down.end() if len(down[0].split()) <= 2 else 0
    figure.signs = frozenset(signs)
