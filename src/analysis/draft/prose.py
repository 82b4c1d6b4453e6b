"""Measures from sentences: numbered or bulleted items and running prose."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from analysis.draft.document import MARKER, Line
from analysis.draft.figures import Figure, bracket_unit, scan, unit_name
from analysis.draft.meaning import Draft, judge
from analysis.ingest.units import parse_unit

_TARGETS = re.compile(r"chỉ tiêu|mục tiêu|dự báo|\btargets?\b|indicators|objectives", re.I)
# targets follow in the same paragraph: "Năm 2026, xã đề ra 22 chỉ tiêu; trong đó phấn đấu …"
_SAYS = re.compile(
    r"(?:^(?:năm|giai đoạn) 20\d\d[\d –-]*, (?!.*\bđã\b)[^:;%.,]{5,60}\bphấn đấu\b(?! thực hiện)|"
    r"\b(?:đặt (?:ra )?|(?:sẽ|tập trung)\b[^:;,.%]{0,40} thực hiện )mục tiêu\b"
    r"(?: là\b|,? (?:chỉ tiêu )?cụ thể\b[^:;%]{0,30}:?)?|"
    r"\b(?:đề ra|đặt ra|thông qua|xác định|giao(?! thông)|nêu|nhấn mạnh|phấn đấu thực hiện)\b[^:;%.]{0,40}"
    r"\b(?:\d+|các|những|một số) (?:(?:chỉ|mục) tiêu|nhiệm vụ trọng tâm)\b(?: chủ yếu| cơ bản)?"
    r"(?:[^:;%]{0,90}?(?::|[,;]? (?:trong đó|gồm|như)\b(?: là| có| sau)?:?|, cụ thể:?))?|"
    r"^[^:;%.]{0,60}\b(?:các|một số|\d+|mục tiêu,) (?:chỉ|mục) tiêu\b[^:;%.]{0,120}?"
    r"(?:: ?| (?:bao )?gồm:?\s+(?=\d)))\s*",
    re.I,
)
_TOLD = re.compile(  # what was reached: no target, in a text that tells the targets elsewhere
    r"\bđạt (?:được|nhiều|những)\b.{0,40}\b(?:kết quả|thành t)|\b(?:nhiệm kỳ|năm) (?:vừa )?qua\b|"
    r"\bhoàn thành (?:và vượt )?\d+/\d+|\d chỉ tiêu (?:\w+ ){0,2}(?:đạt|vượt|hoàn thành)|"
    r"\bđã (?:thực hiện|hoàn thành|đạt|bầu|kết nạp|thành lập)\b|^(?!.*phấn đấu).*\bước đạt\b",
    re.I,
)
_AIMS = re.compile(r"[^:;%\d]{0,60}\bphấn đấu\b[^:;]*\d", re.I)  # "Tỉnh phấn đấu trong năm nay 100% …"
_OFF = re.compile(r"khâu đột phá|(?<!tiêu, )(?<!tiêu và )(?<!hoàn thành )(?:nhiệm vụ|giải pháp)(?! tốt| năm)|"
    r"tổ chức thực hiện|nơi nhận|căn cứ|(?:kết quả|tình hình) (?:thực hiện|đạt được)|"
                  r"quan điểm|tầm nhìn|\bsolutions\b|implementation", re.I)  # fmt: skip
_SETS = re.compile(  # is not off: "Trên cơ sở kết quả đạt được năm 2025, xã đề ra các chỉ tiêu năm 2026 như sau:"
    r"(?!kết quả|tình hình).{0,30}(?:chỉ|mục) tiêu|"
    r"(?!.*(?:kết quả|tình hình|giải pháp)).*các (?:chỉ|mục) tiêu[^.;:]*:\s*$|"  # a title, and the line below it
    r".*(?<!đã )(?:(?:đề|đặt) ra|xác định|nêu|quy định|giao|thông qua)\b[^.;:]*(?:chỉ|mục) tiêu[^.;]*:\s*$",
    re.I,
)
_AHEAD = re.compile(
    r"(?:\W*(?:[\dIVX.]+\)?\s+)?|.{0,40}\bnghị quyết\b.{0,40}\bvề )(?:phương hướng|nhiệm vụ|kế hoạch)\b.*"
    r"(?:\bnăm\b|20\d\d)",
    re.I,
)
_GENERAL = re.compile(
    r"^\W*(?:[\dIVX.]+\)?\s+)?(?:mục tiêu (?:tổng quát|chung)|(?:general|overall) objective)", re.I
)
_HEADING = re.compile(r"^(?:các )?(?:chỉ tiêu |nhóm )?(?:về\b|lĩnh vực|chỉ tiêu\b|mục tiêu\b|nhóm\b|các chỉ "
    r"tiêu)|dự báo", re.I)  # fmt: skip
_LEAD = re.compile(
    r"^\s*(?:phấn đấu|góp phần|tiếp tục|trong đó|cụ thể|(?:bên cạnh|theo|cùng với) đó|ngoài ra|"
        r"chỉ tiêu năm \d{4} về|and\b|of which|(?:đến|vào|trong|từ|cuối|của|by|in)?\s*(?:cuối |hết "
        r")?(?:năm|nhiệm kỳ|giai đoạn|thời kỳ)(?: \d{4}(?:\s*-\s*\d{4})?)?"
    r"(?: trở đi)?(?=[\s,:]|$)|đến cuối nhiệm kỳ|(?:by|in) \d{4}|(?:hằng|hàng|mỗi) năm|bình quân (?:hằng|hàng|"
        r"mỗi) năm|lũy kế|đồng thời|có\b|với\b|đạt(?: tỷ lệ)?\b|được\b|"
    r"là\b|còn\b|thì\b|[,:;.)(-])\s*", re.I)  # fmt: skip
_CHANGE = re.compile(
    r"^(?:(?:mức|tốc độ)?\s*(?:tăng|giảm|tăng trưởng|tăng thêm|vượt|bằng|chiếm|tương ứng|tương đương|so với.*|"
        r"trong đó|để|đạt|còn|gấp|"
    r"(?:vào|đến|hết|ngay|trong)?\s*(?:cuối|hết|đầu|quý|tháng) (?:năm|quý|nhiệm kỳ|[IV\d]+)(?: \d+)?|"
    r"bình quân|năm|hằng|hàng|mỗi|thêm|theo giá.*|an?|increase|growth|of|up|down|equal|i\.e\.|phấn đấu|"
    r"quyết tâm|mục tiêu|kỳ vọng|with|stretch|target|aim(?:ing)?|strives?(?: for)?|tối "
        r"thiểu|khoảng|trở lên|\W)\s*)*$", re.I)  # fmt: skip
_WHEN = re.compile(r"\s*(?:(?:đến|vào|trong)\s*)?(?:cuối\s*)?(?:năm \d{4}|cuối nhiệm kỳ|by \d{4})\s*$")
_TRAILS = re.compile(
    r"(?:[\s:,;.(–-]|\bphấn đấu$|\bduy trì(?: ổn định)?$|\bso(?: với)?$|\b(?:in|to|by)$)+$", re.I
)
_KEPT = re.compile(r"(?:giữ|duy trì)(?: (?:ổn định|vững))?(?: ở)?", re.I)
_HEAD_WORD = re.compile(
    r"^\s*(?:(?:và|với)\s+)?(?:tỷ lệ|tỉ lệ|tỷ trọng|tốc độ|số\b|tổng|thu nhập|giá trị|sản lượng|diện tích|mức\b|năng "
        r"suất|kim ngạch|quy mô|duy trì|"
    r"percent|number|share|rate|total)", re.I)  # fmt: skip
# "thu hút 30 dự án với tổng vốn 15.000 tỷ đồng"
_TOGETHER = r"(?<!so)(?<!đối)(?<!gắn)\svới\s+(?=\d|(?:tổng|giá trị|trị giá|diện tích|quy mô|kinh phí|số tiền|số vốn)\b)"
_THAN_NAMED = re.compile(  # "giảm 20 % so với năm học trước tỷ lệ trẻ nghỉ học"
    rf"^so với (?:cùng kỳ )?năm(?: học)? (?:trước|20\d\d(?:-20\d\d)?),?\s+(?={_HEAD_WORD.pattern[1:]})", re.I
)
_VERB = re.compile(r"\b(?:đạt|được|có|tham gia|hoàn thành|sử dụng|dùng|triển khai|thực hiện|tiếp cận|biết|học|"
    r"are|have|is|with|meet)\b", re.I)  # fmt: skip
_PAST = re.compile(  # a clause that tells the year before: its figure is a base
    r"\b(?:ước )?(?:thực hiện|\bth)\b(?: cả)?(?: năm)? 20\d\d|\bước (?:thực hiện|th)\b|"
    r"\bcùng kỳ(?: năm)? (?:trước|20\d\d)|"
    r"\bnăm trước (?:đạt|là)|baseline|\b(?:actual|estimate)\b", re.I)  # fmt: skip
_PLAN = re.compile(
    r"^(?:(?:năm|kế hoạch|chỉ tiêu|mục tiêu|dự kiến|là|đạt|giao|target|plan|\d{4})\s*)*$", re.I
)
_SHARE = re.compile(rf"(?!{_HEAD_WORD.pattern})[^\W\d_][^\d:;.]{{2,40}}?[\s=:]*\d[\d,]* ?%[.;]?", re.I)
_STRUCTURE = re.compile(r"(?<!chuyển đổi )cơ cấu|structure", re.I)
_GROWS = re.compile(r"tăng|tốc độ|growth|increas|rais|grow", re.I)
CHANGED = re.compile(r" \((?:mức tăng|mức giảm|rise|fall)\)$")  # a change, where its name does not say so
_STRIVEN = re.compile(r"phấn đấu|quyết tâm|kỳ vọng|striv|stretch|\baim|^\W*mục tiêu", re.I)
_AIMED = re.compile(r"\W*(?:stretch|aim|phấn đấu|striven for)\W*", re.I)  # "480; 500 stretch"
_PART = re.compile(
    r"[,;.]?\s*\(?\b(?:trong đó|of (?:which|whom))\b\s*:?|(?:[,;(]\s*|^)(?:bao )?gồm(?: có)?\b\s*:?", re.I
)
# "(tỉnh giao 11 tỷ đồng)"
_GIVEN = re.compile(r"^(?:kế hoạch|dự toán|chỉ tiêu|kh|dt|plan)\b.*|\bgiao$", re.I)
_DOES = re.compile(
    r"(?:đón|thu hút|trồng|kết nạp|xây dựng|xây|mở|phát triển|thành lập|sửa chữa|đào tạo|hỗ trợ|giải quyết|tạo|bổ sung|"
    r"tổ chức|triển khai|giới thiệu|giúp(?: đỡ)?|kiểm tra|giám sát|nghiệm thu|kiểm định|lắp đặt|thay thế|nâng cấp|tặng|"
    r"plant|build|create|open|train|support|construct|drill|install|recruit|establish|provide|deliver|repair)"
    r"(?: mới| thêm| new)?",
    re.I,
)
_SIZED = re.compile(r"^(?:(?:nghìn|triệu|vạn|tỷ|thousand|million)\s+)+")
_MEASURED = re.compile(  # a unit that is no part of what is counted
    r"$|[%‰/]|(?:(?:nghìn|triệu|tỷ|vạn|thousand|million|billion) )*"
    r"(?:ha|k?m[²³23]?|kg|tạ|tấn|tonnes?|lít|điểm|lần|[kMG]Wh?)(?!\w)|.*(?:đồng$|đồng/|USD|EUR|GBP|[€£/])",
    re.I,
)
_PLEDGE = re.compile(r"\b(?:đạt|duy trì|hoàn thành|giữ vững|xây dựng|thành lập|không để|bảo đảm|đảm bảo|củng cố|"
    r"giảm|tăng cường|hạn chế|"
                     r"achieve|maintain|complete)\b", re.I)  # fmt: skip
_LETTER = re.compile(r"(?:dear|yours|please|kính (?:gửi|thưa)|trân trọng)\b", re.I)
_CARRIED = re.compile(
    r"chịu trách nhiệm|thi hành|hiệu lực|báo cáo|tổ chức thực hiện|căn cứ", re.I
)  # who, and when
_RANK = [(r"[IVX]+[.)/]|[IVX]+\s[-–]\s", 0), (r"[A-ZĐ][.)]", 0), (r"\d+\.\d", 2), (r"\d+[./–-]", 1), (r"\d+\)", 2), 
         (r"\(\d+\)|[a-zđ][)/]|\([a-zđ]\)", 3), (r"\+", 5)]  # fmt: skip
OFFICE = re.compile(
    r"(?:các )?(?:phòng|ban|văn phòng|vp|công an|ubnd|ủy ban|uỷ ban|mặt trận|ubmt\w*|bhxh|bảo hiểm xã hội|chi cục|cục|"
    r"sở|trung tâm|trạm|đội|hội|đoàn|kho bạc|thuế|ngân hàng|quân sự|đảng ủy|hđnd|bộ phận|tổ)"
    r"(?![^\W_])(?!\s+(?:chức|hành|nghị|viên|chống|ngừa|suất|bị)\b)", re.I)  # fmt: skip
_LEADS_IT = r"(?:chủ trì|phụ trách|theo dõi|tham mưu|thực hiện|báo cáo)"
_OWNED = re.compile(  # behind a target: "(Phòng Kinh tế chủ trì)", "; Công an xã phụ trách"; on a line of its own
    rf"(?:\(|[;,.–-]\s+|^)(?P<led>(?:giao|(?:cơ quan|đơn vị)?\s*{_LEADS_IT})\s*:?\s*)?"
    rf"(?P<who>(?-i:(?=[A-ZĐỦ])){OFFICE.pattern}[^()%:;]*?)(?P<does>,?\s+{_LEADS_IT}[^()%;\d]*(?:20\d\d)?)?(?P<end>\))?[\s.;]*$",
    re.I,
)
# no office's duty: "Đoàn xã sẽ thực hiện nhiều chỉ tiêu quan trọng."
_TOLD_BY = re.compile(r"\bsẽ\b|(?:nhiều|các|một số|\d) (?:chỉ|mục) tiêu", re.I)
_YEAR = re.compile(r"\b((?:19|20)\d\d)(?:\s*[-–]\s*((?:19|20)\d\d))?\b")
_YEARLY = re.compile(r"(?:hằng|hàng|mỗi) năm|bình quân(?: |/)năm|annually|per year|each year", re.I)


_OTHER_YEAR = re.compile(  # before a year that prices, a comparison, a standard or a document stand on
    r"(?:giá|/|chuẩn(?: nghèo)?(?: đa chiều)?(?: giai đoạn)?|(?:giá|gốc|so sánh|ss|cố định|hiện hành|so|từ|"
        r"so với(?: [^\W\d]+){0,4}|"
    r"cùng kỳ|thực hiện|"
    r"lần|đôi|rưỡi|kể từ|của|prices?|base)"
    r"(?: (?:năm|of|in))?|ngày|tháng \d{1,2}|gấp \w+ năm|over|than|with|against|since)\s*$", re.I)  # fmt: skip


def year_of(text: str, default: str = "") -> str:
    """ "hằng năm", "2021-2025" or "2025" in a phrase, else `default`; a year before `default` is no target's."""
    if _YEARLY.search(text):
        return "hằng năm"
    years = [m for m in _YEAR.finditer(text)
             if not _OTHER_YEAR.search(text[: m.start()]) and not re.match(r"[-/]\w", text[m.end() :])
             and (not default[:4].isdigit() or (m[2] or m[1]) >= default[:4])]  # fmt: skip
    latest = max(years, key=lambda m: m[2] or m[1], default=None)  # "từ 30 % năm 2025 lên 35 % năm 2026"
    return (f"{latest[1]}-{latest[2]}" if latest[2] else latest[1]) if latest else default


def items_of(text: str) -> list[str]:
    """A paragraph cut where a run of numbers goes on ("1. … 2. …", "(1) … (2) …"), at Roman heads and bullets."""
    cuts = {0}
    for pattern in (
        r"(?<![\w(/])\((\d{1,3})\)\s*(?=[^\W\d_])",
        r"(?<![\w.,(/])(\d{1,3})\.\s+(?=[A-ZĐÁÀẢÃẠĂÂÉÊÍÓÔƠÚƯÝỨ])",
    ):
        marks = [(m.start(), int(m[1])) for m in re.finditer(pattern, text)]
        for (one, a), (two, b) in zip(marks, marks[1:], strict=False):
            cuts |= {one, two} if b == a + 1 else set()
    if len(cuts) > 2:
        heads = re.finditer(r"(?<![\w.])[IVX]{1,4}\.\s+(?=[A-ZĐ])|(?<=[.;)])\s*•\s", text)
        cuts |= {m.start() for m in heads}
    cuts |= {m.start() for m in re.finditer(r"(?<=[.;)…])\s+[-•+]\s+(?=[^\W\d_])", text)}
    edges = [*sorted(cuts), len(text)]
    return [part for a, b in zip(edges, edges[1:], strict=False) if (part := text[a:b].strip())]


def sentences(text: str) -> list[str]:
    ends = r"(?<=[^\d\W][.…])\s*(?=[A-ZĐ0-9(≥])|(?<=[%‰\d)\]”\"][.…])\s+(?=[A-ZĐ0-9(≥])"
    parts = [s for s in re.split(ends, text) if s.strip()]
    inner = [re.fullmatch(r"\s*\(([^()]*)\)[.;\s]*", s) for s in parts]  # "5 ha. (trong đó: chè 3 ha)."
    return [i[1] if i and any(f.strong for f in scan(i[1])) else s for i, s in zip(inner, parts, strict=True)]


def _blank(text: str) -> str:
    """The text with the inside of its brackets blanked, so that places stay."""
    return re.sub(r"\([^()]*\)", lambda m: "(" + " " * (len(m[0]) - 2) + ")" if len(m[0]) > 1 else m[0], text)


class Clause:
    """A piece of a sentence with at most one main figure: its words before and after, and what stands in brackets."""

    def __init__(self, text: str, part: bool, english: bool):
        self.text, self.part = text.strip(" ,;/"), part
        self.beside = text.lstrip().startswith("/")  # "3 lớp/180 người": has the name of the figure before
        masked = _blank(self.text)
        figures = scan(masked, english)
        strong = [f for f in figures if f.strong]
        shares = [f for f in strong if f.unit.startswith(("%", "‰"))]
        levels = [f for f in strong if "fallen" in f.signs]
        self.figure = next(iter(levels or shares or strong or figures), None)
        end = self.figure.end if self.figure else 0
        self.brackets = [m[1] for m in re.finditer(r"\(([^()]*)\)?", self.text) if m.start() >= end - 1]
        before = masked[: self.figure.start] if self.figure else masked
        self.before = self.text[: len(before)]
        self.tail = re.sub(r"\([^()]*\)?", " ", self.text[end:]).strip(" .;,")


def clauses(sentence: str, english: bool) -> list[Clause]:
    """A sentence cut at semicolons, at "trong đó", and at the commas or "và" between the phrases of two figures."""
    out: list[Clause] = []
    part = listed = False
    masked = _blank(sentence)
    edges = [0, *(m.end() for m in re.finditer(r";", masked)), len(sentence)]
    for a, b in zip(edges, edges[1:], strict=False):
        part = part and listed
        parts = [m.start() for m in _PART.finditer(masked, a, b) if m.start() > a
                 and ("gồm" not in m[0].lower() or any(f.strong for f in scan(masked[a : m.start()])))]  # fmt: skip
        colon = masked.find(": ", a, b)  # "Trồng 500 ha: ngô 200 ha, rau 300 ha"
        if any(f.strong for f in scan(masked[a : max(colon, a)])) and len(scan(masked[colon:b])) > 1:
            parts = sorted({*parts, colon})
        cuts = [a, *parts, b]
        for c, d in zip(cuts, cuts[1:], strict=False):
            text = sentence[c:d]
            if hit := _PART.match(text) or c == colon and re.match(": ", text):
                part, listed = True, hit[0].endswith(":")  # "trong đó: …; …"
                text = text[hit.end() :]
            for piece in _soft(text, english):
                if piece.strip(" ,;.()"):
                    out.append(Clause(piece, part, english))
    return out


def _soft(text: str, english: bool) -> list[str]:
    masked = _blank(text)
    figures = scan(masked, english)
    listed = [f for f in figures if _lists(masked, f)]  # "đặt vòng 180, thuốc tiêm 70"
    figures = [f for f in figures if f.strong or _counts(masked, f) or len(listed) > 1 and f in listed]
    pieces, since = [], 0
    for left, right in zip(figures, figures[1:], strict=False):
        dash = re.match(r"[–-]\s", masked[right.start :])  # "18 lớp - 720 nông dân"
        between = masked[left.end : right.start + (dash.end() if dash else 0)]
        if (slash := between.rstrip()).endswith("/"):
            pieces.append(text[since : left.end + len(slash) - 1])
            since = left.end + len(slash) - 1
            continue
        commas = [m.start() for m in re.finditer(r",\s|^\s[–-]\s", between)]
        ands = [m.start() for m in re.finditer(r"\svà\s|\sand\s|" + _TOGETHER, between)]
        if not commas and not ands:
            continue
        leading = not _LEAD_OFF(masked[since : left.start])
        last = max([*commas, *ands])
        direct = not _LEAD_OFF(between[last:].strip(" ,").removeprefix("và"))
        near = [c for c in commas if not between[:c].strip(" ()")]
        heads = [c for c in [*commas, *ands] if _HEAD_WORD.match(between[c:].lstrip(", "))]
        turned = between[commas[-1] :].strip(", ") if commas else ""
        turns = turned and (right.signs & {"fallen", "fall"} or re.match(r"giảm \w", turned))
        parted = bool(near) and left.unit[:1] not in "%‰"  # "4.500 bản, luân chuyển 20.000 lượt"
        if leading and not (direct or heads or turns or parted or _VERB.search(between)):
            continue
        does = right.unit[:1] != "%" and _DOES.fullmatch(between[last:].removeprefix(" và").strip(" ,"))
        if does or direct and ands and ands[-1] == last:
            cut = last  # "đạt 100 % dự toán, thành lập mới 40 doanh nghiệp"
        elif near or heads:
            cut = (near or heads)[0]
        else:
            cut = (commas or ands)[-1] if direct or leading else (ands or commas)[0]
        apart = near or heads or direct or ands or does or turns
        if right.unit == left.unit or not left.unit.startswith("%") or apart:
            pieces.append(text[since : left.end + cut])
            since = left.end + cut
    return [*pieces, re.sub(r"^\s*(?:,|[–-]\s|và\b|and\b)\s*", "", text[since:]) if since else text]


def _counts(text: str, figure: Figure) -> bool:
    """Whether a number without a known unit counts what follows: "Bổ sung 450 đầu sách", "nâng tổng số lên 1.480"."""
    does = re.split(r"[,;]\s*|\s(?:và|and)\s", text[: figure.start])[-1].strip()
    # "5 tấn gạo, 300 thùng mì"
    goes_on = re.search(r"\d[^,;]*,\s*(?:[^\W\d_]+\s+){0,2}$", text[: figure.start])
    counts = (_DOES.fullmatch(does) or goes_on) and re.match(r"\s+[^\W\d_]", text[figure.end :])
    return "risen" in figure.signs or bool(counts)


def _lists(text: str, figure: Figure) -> bool:
    """Whether a number ends an item of a list, behind its name."""
    named = re.search(r"[^\W\d_][^,;:]*$", text[: figure.start])
    return bool(named and re.match(r"\s*(?:[,;]\s|[.;,]?\s*$|(?:và|and)\s)", text[figure.end :]))


def _LEAD_OFF(text: str) -> str:
    """The text without what leads into a target: time, "phấn đấu", "có"."""
    before = None
    while before != text:
        before, text = text, _LEAD.sub("", text)
    return text.strip(" ,:;-")


def read_phrase(
    text: str,
    name: str = "",
    *,
    head: str = "",
    english: bool = False,
    forecast: bool = False,
    unit: str = "",
) -> list[Draft]:
    """The measures of a sentence or a table's cell. `name`: what a figure without words of its own belongs to; `head`:
    what stands above it, put before the names and telling whether they are shares of a structure."""
    found: list[Draft] = []
    earlier: Draft | None = None  # what the year before came to, told before the plan
    # the words before the last figure; that figure, where they are an act: "Kiểm tra 5 …"
    stem, act = "", None
    for sentence in sentences(text):
        above, kept = head, ""
        structure = bool(_STRUCTURE.search(head + " " + name))
        for clause in clauses(sentence, english):
            figure = clause.figure
            if unit and figure and unit.casefold().startswith(figure.unit.casefold()):  # "triệu" under tr.đ
                figure.unit, figure.doubts = unit, [d for d in figure.doubts if d != "short"]
            elif unit and figure and not found and not clause.part and not _alike(figure.unit, unit):
                figure.doubts.append("unit_column")
            if figure is not None and figure.strong and (past := _PAST.search(clause.before)):
                words = clause.before[: past.start()] + clause.before[past.end() :]
                own = re.sub(r"(?:\s*năm)?\s*(?:20\d\d)?\s*$", "", _clean_name(words))
                earlier = Draft(own or name, clause.text, figure=figure)
                continue
            before, set_here = clause.before, ""
            if figure is not None and ":" in before:
                top, _, rest = before.rpartition(":")
                if _LEAD_OFF(rest) and _LEAD_OFF(top):
                    above, before = _clean_name(top), rest
                    set_here = above
                    if _HEAD_WORD.match(rest) and not _STRUCTURE.search(top):
                        kept = above  # "Lúa: diện tích 207 ha, năng suất …"
            elif figure and _HEADING.match(before) and clause.text[len(before) :].lstrip().startswith(":"):
                above, before = _clean_name(before), ""  # "Về xã hội: giảm 0,5 % hộ nghèo"
                set_here = above
            own = _clean_name(before)
            if figure and not own and found and re.match(r"Đạt\b", clause.text):
                own = "loại Đạt"  # a grade: "Tốt 22 %, Khá 43 %, Đạt 34 %"
            wholes = [d for d in found if d.role == "main"] if clause.part else []
            if figure and not figure.unit and wholes and own and figure.value <= (wholes[-1].low or 0):
                figure.unit = wholes[-1].unit  # "420 người, gồm: đặt vòng 180"
            bare_words = clause.text[figure.start :] if figure and not figure.unit else ""
            if figure and re.fullmatch(r": ?\d\S* ([^\W\d_]+ ?){1,2}\.?", bare_words):
                figure.unit, clause.tail = clause.tail, ""  # "Cấp giấy chứng nhận: 250 giấy"
                figure.doubts.append("unknown_unit")
            if figure is not None and not figure.unit and (told_unit := bracket_unit(name or own)):
                figure.unit, figure.doubts = told_unit, [d for d in figure.doubts if d != "unit"]
            if _STRUCTURE.search(f"{own} {above} {clause.tail}"):
                structure = True
            elif _HEAD_WORD.match(own) and above not in (head, set_here, kept):
                structure, above = bool(_STRUCTURE.search(head + " " + name)), head
            elif _HEAD_WORD.match(own) and not above:
                structure = False
            if figure is None:
                if not found and own and not (name and not clause.brackets):
                    own = re.sub(r"\s*\([^()]*\d[^()]*\)?", "", own)
                    found.append(Draft(f"{name}: {own}" if name else own, clause.text))
                    found[-1].doubt("none")
                    inner = [_bracket(found[-1], text, english, forecast) for text in clause.brackets]
                    found = found + [d for own in inner for d in own] if any(inner) or not name else []
                continue
            if "none" in figure.signs:
                own = _clean_name(clause.text[figure.end :])
            elif clause.tail and not re.match(r"^(?:trở lên|/)", clause.tail):
                tail = re.sub(r"^(?:trở lên|trở xuống)\s*", "", clause.tail)
                tail = _THAN_NAMED.sub("", tail)
                than = re.match(r"so với|cùng kỳ|compared", tail)
                of_all = name and (than or tail == "dân số")
                if not _LEAD_OFF(tail) or not re.search(r"[^\W\d_]", tail) or of_all:
                    tail = ""
                noun = "" if _MEASURED.match(figure.unit) or than or not tail[:1].isalpha() else figure.unit
                noun = _SIZED.sub("", noun)
                counts = len(tail.split()) > 2 or tail.startswith("of ")
                if counts or not own or not figure.unit.startswith("%"):
                    own = f"{own} {noun} {tail}".replace("  ", " ").strip()  # "Trồng 20.000 cây phân tán"
            elif not name and _DOES.fullmatch(own) and not _MEASURED.match(figure.unit):
                own = f"{own} {_SIZED.sub('', figure.unit)}"  # "Trồng 20.000 cây", "Đón 6,5 triệu lượt khách"
            share = figure.unit.startswith("%")
            if clause.beside:
                own = f"{stem}: {own or figure.unit}".removeprefix(": ")
            elif act and clause.text[:1].isdigit() and share == act.unit.startswith("%"):
                noun = own or figure.unit
                if not _MEASURED.match(figure.unit) or share and own:  # "Giảm 48 hộ nghèo, 35 hộ cận nghèo"
                    does = _VERB.search(noun)  # but "giảm 50 % cặp tảo hôn; 70 % phụ nữ được khám"
                    own = f"{stem} {noun}".strip()
                    figure.signs |= frozenset() if does else act.signs & {"fall", "rise"}
            else:
                stem = _clean_name(clause.before)
                plain = len(stem.split()) < 5 and not _HEAD_WORD.match(stem) and clause.text[:1].isalpha()
                acts = plain and figure.unit and figure.signs <= {"fall", "rise", "ge", "gt"}
                act = figure if acts else None
            if earlier is not None and _PLAN.match(own):
                own = earlier.name if earlier.name != name else ""
            last = found[-1] if found else None
            told = last if last is not None and last.figure is not None else None
            if told and _GIVEN.match(own) and not re.search(r"[^\W_]", before):
                own = ""  # "…, bằng 107 % dự toán tỉnh giao"
            counted = not own and figure.unit[:1] not in "%‰" and not _clean_name(before)
            points = told and told.unit == "%" and figure.unit.startswith("điểm")  # "38,5 %, giảm 1,2 điểm %"
            aimed = not clause.before and _AIMED.fullmatch(clause.tail)
            if counted and told and not points and figure.unit not in (told.unit, ""):
                own = figure.unit
                if _MEASURED.match(figure.unit) and told.name != told.unit:
                    # "thu tăng 10 %/năm, đến năm 2030 đạt 65 tỷ đồng"
                    own = CHANGED.sub("", told.name)
                    figure.doubts.append("subject")
            elif told and (not own or _CHANGE.match(own) or aimed):
                _annotate(told, clause, figure)
                if clause.text not in told.phrase and not year_of(clause.text):
                    told.phrase += f", {clause.text.strip(' .')}"
                for bracket in clause.brackets:
                    found += _bracket(told, bracket, english, forecast)
                continue
            if told and own and told.name == told.unit == figure.unit and _STRIVEN.search(clause.text):
                # "tối thiểu 95 %, phấn đấu 100 % hộ dùng nước sạch"
                told.name, told.stretch = own, figure.value
                told.settle("subject")
                continue
            full = own
            related = "related" in figure.signs or clause.text.startswith("bằng ")
            if last is not None and own and related and not _LEAD_OFF(before):
                full = own = f"{last.name}: {own}"  # "chiếm 32% GRDP"
                figure.doubts.append("second")
            if name:
                full = name if not own or _CHANGE.match(own) or _KEPT.fullmatch(own) else f"{name}: {own}"
            elif not own and last is None:
                full = above or figure.unit  # "0 hộ nghèo"
            if above and above not in full and above != name:
                full = f"{above}: {full}" if full else above
            if wholes and own and full == own:
                full = f"{wholes[-1].name}: {own}"
            draft = Draft(full, clause.text, figure=figure, structure=structure and "ge" not in figure.signs)
            draft.role = "component" if clause.part else "main"
            if _STRIVEN.search(clause.text) and clause.part:
                draft.role = "striven"
            if earlier is not None and earlier.figure is not None and earlier.figure.unit == figure.unit:
                draft.base = earlier.figure.value
            earlier = None
            judge(draft, above, clause.tail, forecast)
            falls = re.search(r"giảm|reduc|cut|fall", full, re.I)
            if draft.unit == "%" and draft.rule == "reduce_by" and not falls:
                draft.name += " (fall)" if english else " (mức giảm)"
            elif draft.unit == "%" and "rise" in figure.signs and not _GROWS.search(full):
                draft.name += " (rise)" if english else " (mức tăng)"
            like = last and last.rule in ("le", "lt") and last.unit == draft.unit
            if like and draft.unsaid and not _HEAD_WORD.match(own):
                draft.doubt("direction")  # "bỏ học cấp THCS 0,3 %; cấp THPT 0,8 %"
            hangs = re.match(r"(?:trên|trong|so|của|vào|theo|với|per|of|by|in)\b|mỗi \w+$|(?:với |tổng |mỗi \w+ )*"
                             r"(?:kinh phí|trị giá|chiều dài|diện tích|số tiền)$|.*: mỗi \w+$", full, re.I)  # fmt: skip
            if hangs or full == figure.unit:
                draft.doubt("subject")
            found.append(draft)
            for bracket in clause.brackets:
                found += _bracket(draft, bracket, english, forecast)
        for two, one in pairwise(found[::-1]):
            per = r"(?: trên|/| cho) ?(?:(?:một|\d[\d.]*) )?(?:vạn |nghìn )?dân$"
            shared = re.search(per, two.name, re.I)
            if one.name == one.unit and shared:  # "32 giường bệnh và 11,5 bác sĩ trên 1 vạn dân"
                one.name += shared[0]
                one.doubts.remove("subject")
            bare = not _VERB.search(one.name) and len(one.name.split()) < 5
            bare = bare and (one.unit == "%" or one.name == one.unit)
            does, ends = _VERB.search(two.name), one.phrase.endswith(one.name)
            if bare and does and ends and re.match(r"\D{0,12}[\d.,]+ ?%? \w", two.phrase):
                # "85 % hộ gia đình, 90 % thôn và 100 % cơ quan đạt chuẩn văn hóa"
                one.name = f"{one.name} {two.name[does.start() :]}"
                one.settle("subject")
        shares = [d for d in found if d.unsaid and d.unit == "%"]
        whole = len(shares) > 1 and abs(sum(d.low or 0 for d in shares) - 100) < 0.6
        for draft in shares if whole else ():  # a structure that is not called one, or perhaps one
            if len(shares) > 2 and "chiếm" in sentence:
                draft.structure = True
                judge(draft)
            draft.doubt("direction" if not draft.structure else "structure")
    return found


def closed(text: str, found: list[Draft], english: bool) -> list[Draft]:
    """The measures of a text; each of its figures is one's own or told beside one, else the measure before it is
    doubted: no number is dropped in silence."""
    left: Counter[float] = Counter()
    for draft in found:
        f = draft.figure
        own = [f.value, f.upper, f.of] if f else []
        told = (*own, draft.base or f and f.base or None, draft.stretch, draft.growth, *draft.beside)
        left.update(abs(v) for v in told if v is not None)
    for figure in scan(text, english) if any(d.figure for d in found) else ():
        printed = [v for v in (figure.value, figure.upper) if v is not None]
        if all(left[v] for v in printed):
            left.subtract(printed)
            continue
        places = [text.find(d.phrase[:20]) for d in found]
        before = [d for d, at in zip(found, places, strict=True) if d.figure and 0 <= at <= figure.start]
        (before or [d for d in found if d.figure])[-1 if before else 0].doubt("second")
    return found


def _alike(one: str, other: str) -> bool:
    a, b = parse_unit(one), parse_unit(other)
    return one.casefold() == unit_name(other).casefold() or a is not None and a == b


def _clean_name(text: str) -> str:
    name = _LEAD_OFF(text)
    name = _WHEN.sub("", name)
    name = re.sub(r"^.{40,}\bphấn đấu\b(?: (?:làm|có|đạt)\b)?\s*", "", name)  # who strives, and when
    return _TRAILS.sub("", name)


def _annotate(draft: Draft, clause: Clause, figure: Figure) -> None:
    """A figure without a name tells more of the measure before it: its growth, a second plan, what is left."""
    words, changes = clause.text, figure.signs & {"fall", "rise"}
    grows = changes and figure.unit.startswith("%") and not draft.unit.startswith("%")
    shared = figure.unit.startswith("%")
    bound = draft.high if draft.low is None else draft.low
    # "từ 5,2% xuống 4,1% (giảm 1,1%)"
    apart = abs(abs((draft.base or 0) - (bound or 0)) - figure.value) < 0.006
    kept = changes and (draft.rule in ("le", "lt", "eq") or "so với" in words or apart)
    kept = kept and draft.unit == figure.unit
    kept = kept and (apart or not (draft.figure and draft.figure.signs & {"fall", "rise"}))
    kept = kept or changes and draft.unit == "%" and figure.unit.startswith("điểm")
    counts, share = (draft.figure, figure.value) if shared else (figure, draft.low or draft.high or 0)
    if counts and counts.of and (shared or draft.unit.startswith("%")):
        if abs(100 * counts.value / counts.of - share) > 0.06:
            draft.doubt("share")
        draft.beside.append(figure.value)
    elif _STRIVEN.search(words) and figure.unit in ("", draft.unit):
        draft.stretch = figure.value
    elif grows and re.search(r"tăng|giảm|growth|increase", words, re.I):
        draft.growth = -figure.value if "fall" in figure.signs else figure.value
    elif figure.signs & {"fallen"} or re.search(r"\b(?:để|to) đạt|\bđạt\b", words):
        if draft.rule == "reduce_by" or (draft.figure and draft.figure.signs & {"rise"}):
            level = Draft(draft.name, draft.phrase, figure=figure)
            judge(level)
            draft.rule, draft.low, draft.high = level.rule, level.low, level.high
            draft.unit, draft.base = level.unit or draft.unit, draft.base or figure.base
            draft.name = CHANGED.sub("", draft.name)
            draft.doubt("both")
    elif kept or figure.unit == "lần":
        # of "còn 2,3 %, giảm 0,5 %", "120 ha, tăng 20 ha so với năm 2025" the level is printed
        draft.beside.append(figure.value)


def _bracket(draft: Draft, inner: str, english: bool, forecast: bool) -> list[Draft]:
    """What brackets after a figure hold: parts and other measures with names of their own, or more about the figure."""
    left_out = r"\s*(?:ngoại |loại )?trừ\b|\s*không (?:tính|kể|bao gồm)\b|\s*(?:except|excluding)\b"
    if re.match(left_out, inner, re.I):
        return []
    part = bool(_PART.match(inner))
    more: list[Draft] = []
    told = [*clauses(_PART.sub("", inner, count=1) if part else inner, english)]
    lists = len(told) > 1 and all(c.figure and (c.tail or _clean_name(c.before)) for c in told)
    for clause in told:
        if (figure := clause.figure) is None:
            continue
        own = _clean_name(clause.before)
        tail = "" if own else _clean_name(re.sub(r"^(?:trên|so với|trong)\b.*", "", clause.tail))
        named = bool(own or tail) and not _CHANGE.match(own or tail) and not _GIVEN.search(own)
        # "(Đề án 06)": of no measure
        numbered = clause.tail or clause.text[figure.start :].strip()[:1] == "0"
        year = re.match(r"^\s*(?:năm |in )?(20\d\d)\b(?!\s*[-–])", clause.text)
        if clause.beside and more:  # "(mầm non 32 lớp/860 trẻ; …)"
            own, named = more[-1].name.removeprefix(f"{draft.name}: "), True
        if draft.figure is None and figure.strong and _GIVEN.search(own):
            draft.figure, draft.doubts = figure, ["second"]  # "dự toán giao (dự toán: 215 tỷ đồng)"
            judge(draft)
        elif figure.base is not None and figure.unit == draft.unit and draft.figure:
            if "fallen" in figure.signs and draft.rule == "reduce_by":
                _annotate(draft, clause, figure)  # "giảm 4 % (từ 18,6 % xuống còn 14,6 %)"
            draft.base = figure.base
            if figure.value in (draft.low, draft.high):
                draft.beside.append(figure.value)  # "(581/560 tỷ đồng)"
        elif draft.figure and (year or _PAST.search(clause.before)):
            draft.base_year = int(year[1]) if year else 0
            same = figure.unit in ("", draft.unit) or draft.unit.startswith(figure.unit)
            draft.base = figure.value if same and draft.base is None else draft.base
        elif not named or not figure.strong and own and numbered:
            if draft.figure is not None:
                _annotate(draft, clause, figure)
        else:
            role = "striven" if _STRIVEN.search(clause.text) else "component" if part else "main"
            fits = draft.low is not None and figure.value <= draft.low and not draft.unit.startswith("%")
            unit = draft.unit if not figure.unit and fits else ""
            if own and not figure.strong and not (part or lists) and not (fits and " " in own):
                continue
            found = read_phrase(clause.text, draft.name, english=english, forecast=forecast, unit=unit)
            for each in found:
                if clause.beside and more:
                    each.name = f"{more[-1].name}: {each.unit}"
                if unit and own and lists:
                    each.settle("unit")
            more += [replace(d, role=role) for d in found]
    return more


def _rank(marker: str) -> float:
    """How deep an item hangs by its mark; a line without one stands like a numbered one."""
    return next((r for p, r in _RANK if re.match(p, marker.strip())), 4) if marker else 1


class Prose:
    """Reads lines one after another; keeps the group, and what the deeper items hang from."""

    def __init__(self, lines: list[Line], english: bool, year: str):
        self.english, self.year = english, year
        self.group = ""
        self.above: list[tuple[float, str, bool]] = []  # rank, head, part
        self.whole = ""  # the last measure that is no part
        self.last: list[Draft] = []  # of the item before
        self.section = ""  # a Roman number or letter that is a target's own
        items = [item for line in lines for item in items_of(line.text)]
        self.tells = any(  # news, a report
            any(f.strong for f in scan(text[says.end() :], english))
            for text in items
            if not MARKER.match(text) and (says := _SAYS.search(text))
        )
        self.opened = self.tells or any(map(self._opens, items))
        self.on = not self.opened
        self.forecast = False
        self.said = ""  # the year in the words that lead into targets
        self.rank = 0.0  # of the item before
        self.heads = {one for one, two in pairwise(items) if self._stands_over(one, two)}

    def _stands_over(self, one: str, two: str) -> bool:
        """Whether a short item without a number is the title of what follows it, which has numbers."""
        over, under = (MARKER.match(re.sub(r"^[-+•*–]\s+(?=\d)", "", item)) for item in (one, two))
        told = scan(over.string[over.end() :], self.english) or re.search(r"[.;]\s*$", one) if over else True
        deeper = over and (_rank(over["mark"]) < _rank(under["mark"]) if under else not _PLEDGE.search(one))
        return bool(deeper and not told and len(one) < 80 and scan(two[under.end() if under else 0 :]))

    def _opens(self, text: str) -> bool:
        headline = self.tells and text[:1].isalpha() and text[-1:] != ":" and not text.isupper()
        title = len(text) < 160 and not headline and not _GENERAL.match(text)
        return title and bool(_TARGETS.search(text)) and not any(f.strong for f in scan(text, self.english))

    def read(self, line: Line) -> list[Draft]:
        found: list[Draft] = []
        for item in items_of(line.text):
            mark = MARKER.match(item)
            marker, text = (mark["mark"].strip(), item[mark.end() :]) if mark else ("", item)
            if marker in "-+•*–" and (inner := MARKER.match(text)) and re.search(r"\d", inner["mark"]):
                marker, text = inner["mark"].strip(), text[inner.end() :]
            owned = _OWNED.search(text)
            led = owned and (owned["led"] or owned["does"] or owned["end"]) and not _TOLD_BY.search(owned[0])
            told = scan(owned[0]) if owned else []  # "Đoàn xã thực hiện 02 công trình" is a target
            owner = owned["who"] if owned and led and not told[1:] and not any(f.unit for f in told) else ""
            if owned and owner:
                text = text[: owned.start()]
                for draft in [d for d in self.last if not text.strip() and not d.owner]:
                    draft.owner = owner  # a line of its own
                if not text.strip():
                    continue
            self.last = self._item(marker, text, item in self.heads)
            number = re.sub(r"[().:/–-]+$|^\(", "", marker)
            if re.fullmatch(r"[IVX]+|[A-ZĐ]", number):
                self.section = number if any(d.figure for d in self.last) else ""
            elif re.search(r"\d", marker):
                # "I. Tổng thu 10 tỷ đồng", "1. Thu nội địa …"; "1. … (1) …; (2) …"
                whole = found[0].no if found and marker[0] == "(" else self.section
                number = f"{whole}.{number}" if whole else number
            else:
                number = ""
            for draft in self.last:
                draft.owner = owner
                draft.no = draft.no or number
                draft.group, draft.at = self.group, line.at
                if topic := re.match(r"(Về [^:]{3,60}): (?=\S)", draft.name):
                    draft.group, draft.name = topic[1], draft.name[topic.end() :]
                draft.year = draft.year or year_of(draft.phrase, self.said or self.year)
                draft.of_its_past()
                found.append(draft)
        return found

    def _item(self, marker: str, text: str, titles: bool) -> list[Draft]:
        rank = _rank(marker)
        title = re.match(r"^(?=.{0,60}chỉ tiêu)[^.:;%]{0,120}?\(nhiệm kỳ[^()]*\)\s+(?=[A-ZĐ])", text, re.I)
        if title:
            self.on, text = True, text[title.end() :]
        if rank < 4 or not marker or len(text) < 80 and not re.search(r"[.;,]\s*$", text):
            self._switch(text)
        if not marker and _LETTER.match(text):
            return []
        figures = [f for f in scan(_blank(text), self.english) if f.strong]
        while self.above and self.above[-1][0] >= rank and marker:
            self.above.pop()
        ends = self.rank > rank or _HEAD_WORD.match(text)
        if marker and ends and self.above and self.above[-1][0] == rank - 0.5:
            self.above.pop()  # what hung from the like of it
        self.rank = rank
        part_of = marker and _PART.match(text) and self.whole  # "- Trong đó: …", and the bullets after it
        if part_of:
            self.above.append((rank - (0.5 if figures else 0.25), self.whole, True))
        if not figures and not part_of and (titles or self._is_heading(marker, text)):
            words = text.rstrip(" :.")
            if rank < 4 or _HEADING.match(words) or not marker:
                self.group = words
                if (told := bool(re.search(r"dự báo|forecast", words, re.I))) or not rank:
                    self.forecast = told  # until the next part of the document
                self.above = [a for a in self.above if a[0] < rank]
            else:
                self.above.append((rank - 0.5 if _HEAD_WORD.match(words) else rank, words, False))
            return []
        if re.match(r"Điều (?:[2-9]|\d\d)\.", text) and (not figures or _CARRIED.search(text)):
            return []
        head, part = next(((h, p) for _, h, p in reversed(self.above) if _LEAD_OFF(h)), ("", False))
        stop = re.search(
            r"(?:^|(?<=[.;…] ))(?:Ba|Các|Những|0?3|0?4|0?5|Bốn|Năm)\s+(?:khâu )?đột phá|Nhiệm vụ trọng tâm:",
            text,
        )
        found: list[Draft] = []
        for sentence in sentences(text[: stop.start()] if stop else text):
            if says := _SAYS.search(sentence):
                lead = re.sub(r".*\bkết quả[^,]*,", "", sentence[: says.end()])
                self.on, self.said = True, year_of(lead) or year_of(sentence)
                sentence = sentence[says.end() :]
            elif self.tells and not marker:
                self.on = not _TOLD.search(sentence) and (self.on or bool(_AIMS.match(sentence)))
            if not self.on:
                continue
            wholes = [d.name for d in found if d.role == "main"] if _PART.match(sentence) else []
            of = wholes[-1] if wholes else head  # "… 3.200 ha. Trong đó: lúa …"
            if found and found[-1].structure and _SHARE.fullmatch(sentence.strip()):
                of = found[-1].name.split(":")[0]  # "Cơ cấu: dịch vụ 59 %. Công nghiệp 41 %."
            new = read_phrase(sentence, head=of, english=self.english, forecast=self.forecast)
            new = closed(sentence, new, self.english)
            if any(d.figure for d in new):
                found += new
            elif new and (not found if marker else _PLEDGE.search(sentence) and len(sentence) < 300):
                found.append(judge(replace(new[0], phrase=sentence.strip(" .;"))))
        self.on = self.on and not stop
        for draft in found:
            if part:
                draft.role = "component"
        self.whole = found[0].name if found and not part else self.whole
        if marker and found and re.search(r"(?:trong đó|of which)\s*:?\s*$|:\s*$", text):
            self.above.append((rank, found[0].name, True))
        return found

    def _switch(self, text: str) -> None:
        text = re.sub(r"(?i)^((?:các |một số )?(?:nhiệm vụ(?:,| và) )?giải pháp\b[^:.;%\d]*):.*", r"\1", text)
        title = len(text) < 200 and not text.rstrip().endswith((".", ";")) and not _PLEDGE.match(text)
        off = _OFF.search(text) and not _SETS.match(text)
        if off and not self.opened and _AHEAD.match(text):  # where no other words lead to the targets
            self.on, off = True, None
        general = self.opened and _GENERAL.match(text) and not re.search(r"\d mục tiêu", text)
        if title and (off or general) and not any(f.strong for f in scan(_blank(text), self.english)):
            self.on = False
        elif self._opens(text):
            self.on, self.said = True, ""

    def _is_heading(self, marker: str, text: str) -> bool:
        if re.search(r":\s*$", text) or re.sub(r"\(.*", "", text).isupper():
            return True
        short = len(text) < 200 and not re.search(r"[.;]\s*$", text)
        return short and (
            bool(re.match(r"[IVX]+|[A-ZĐ][.)]", marker))
            or bool(_HEADING.match(text))
            or bool(re.search(r"(?:với|các|\d+) (?:chỉ|mục) tiêu\)?$", text) and not _PLEDGE.match(text))
            or not marker
            and not _PLEDGE.search(text)
        )
