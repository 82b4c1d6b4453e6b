"""What a printed figure asks for: its direction, its kind, and why a person must look."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analysis.draft.figures import Figure
from analysis.ingest.units import counted
from analysis.language import catalogue


def doubt_words(key: str) -> str:
    """Why a person must look, in both languages."""
    return f"{catalogue('vi')['doubt'][key]} ({catalogue('en')['doubt'][key]})"


@dataclass
class Draft:
    """A measure as read from an annex. `doubts` are keys of [doubt] in the files of words; `at` is where it
    stands in the document."""

    name: str
    phrase: str
    no: str = ""
    group: str = ""
    kind: str = "annual"
    rule: str = "ge"
    low: float | None = None
    high: float | None = None
    unit: str = ""
    base: float | None = None
    base_year: int = 0  # printed with it: "(năm 2025: 68 %)"
    base_printed: str = ""  # its cell, where it says more than the number: "71,4 (5/7)"
    year: str = ""
    role: str = "main"
    stretch: float | None = None
    heads: tuple[str, str] = ("", "")  # of the columns that the bound and `stretch` stand in, of two plans
    growth: float | None = None
    owner: str = ""
    unit_printed: bool = False  # in a column of its own
    at: str = ""
    doubts: list[str] = field(default_factory=list)
    figure: Figure | None = None
    structure: bool = False
    beside: list[float] = field(default_factory=list)  # figures that tell more of it: what it fell by, n of N

    def doubt(self, *keys: str) -> None:
        self.doubts += [k for k in keys if k not in self.doubts]

    @property
    def unsaid(self) -> bool:
        """Whether it is an "at least" that nobody printed."""
        return self.rule == "ge" and self.figure is not None and not self.figure.signs & {"ge", "rise"}

    def of_its_past(self) -> None:
        """A figure told of a year beside it is no base where that year is none before: "(năm 2030: 80 %)"."""
        if self.base_year and self.year[-4:].isdigit() and self.base_year >= int(self.year[-4:]):
            self.base = None
            self.doubt("second")

    def settle(self, *keys: str) -> None:
        self.doubts = [k for k in self.doubts if k not in keys]

    @property
    def doubtful(self) -> str:
        """Why a person must decide, in both languages; "" when nothing is doubtful."""
        return "; ".join(map(doubt_words, self.doubts))


# lists of words, a bar or a new line between them; behind "chưa" and "không" nothing is done
_DONE = r"""(?<!chưa )(?<!không )(?<!chưa qua )(?:được(?! phát hiện(?!,| và))|tham gia|giải quyết|xử lý|tiếp cận|hỗ trợ
(?<!thất )thoát|hoàn thành|tiêm|đạt|hưởng|phục hồi|đào tạo|xóa|kéo giảm|triệt|cai nghiện
resolved|supported|settled|receiving|with access|covered|prevented)"""
# at the head of a name, whatever it is done for: of money raised for the poor more is better, and it adds up
_ACTS = """(?:(?:tổng|số|mức|tiền|vận động|huy động) )*(?:quỹ|thu(?! nhập| hút)|chi(?! phí)|kinh phí|doanh (?:số|thu)
cho vay|chuyển đổi|xử lý|kiểm tra|phát hiện|xét xử|vận động|huy động|giải ngân|fund|funds raised|revenue)"""
_AGAINST = """phòng|chống|ứng phó|trợ giúp|triển khai|hỗ trợ|xử lý nợ|thu hồi|điều tra(?! bổ)|khám phá|cai
(?<!thất )thoát|xóa|kiểm soát|tham gia bảo hiểm|khắc phục|free of
(?<!chưa )(?<!gian )giải quyết|prevent|reduc"""
_LOW = r"""tăng (?:tự nhiên )?dân số|dân số (?:tăng )?tự nhiên|tỷ suất sinh|tỷ lệ sinh(?! viên| hoạt)|phát triển dân số
tăng tự nhiên|thứ (?:3|ba)|tảo hôn|cận huyết|(?:tỷ số|tỷ lệ|chênh lệch|mất cân bằng) giới tính|mù chữ|bỏ học
lưu ban|suy dinh dưỡng|béo phì|thừa cân|thấp còi|tử vong|chết|mắc(?! ca(?! ))|nhiễm|ngộ độc|dịch bệnh|đuối nước
(?<!bảo hiểm )thất nghiệp|thiếu(?! nhi| niên)|tạm|dột nát|(?:xã|thôn|bản|ấp) đặc biệt khó khăn|hoàn cảnh đặc biệt
tai nạn|tội phạm|phạm tội|phạm pháp|vi phạm|bạo lực|xâm hại|nghiện|cháy|phá rừng|trái (?:quy|phép|luật|pháp)|khiếu nại
tố cáo|kỷ luật|hủy|đình công|trễ|chậm|quá hạn|tồn đọng|phát sinh|ngừng|tự phát|ngập|sạt lở|ùn tắc|điểm đen|tụ điểm
điểm nóng|thời gian (?:giải quyết|xử lý|chờ|trả|cấp(?! điện| nước))|biên chế|đầu mối|giải thể(?! thao)|icor
chỉ số giá|giá tiêu dùng|cpi|lạm phát|khoảng cách|bội chi|thâm hụt|nhập siêu|(?<!dư )(?<!trả )(?<!thu )nợ|tồn kho
chi phí|giá thành|lãng phí|thiệt hại|tổn thất|thất thoát|thất thu|hao hụt|tiêu hao|sự cố|mất|ô nhiễm|phát thải
(?<!việc )chôn lấp|(?<!thiết )(?<!chủ )(?<!trọng )yếu|kém|(?<!thiết )(?<!chuẩn )(?<!trang )bị
(?<!hàng )(?:không|chưa)(?! (?:dùng tiền|tiền|giấy|rác|hút|gian|khí|quân|để|phát|xảy|còn|có (?:ma|tội|vụ|người|hộ|tệ|đơn
khiếu|án|tai|trẻ|tảo|cháy))(?!\w))
(?:tỷ lệ|tỷ trọng|tỉ lệ|cơ cấu).*lao động (?:làm việc |trong )*(?:(?:khu vực|ngành|lĩnh vực) )?nông(?: nghiệp|,| -| lâm)
poverty|malnutrition|underweight|agricultural labou?r|stunt(?:ing|ed)|wasting|mortality|unemployment|drop-?out|overdue
late|accidents|inflation|incidence|deaths|(?:wait\w*|response|processing) times?|time (?:taken|to)|days lost|incidents
absence|sickness|emissions|temporary accommodation|homeless|poor condition|complaints|casualties|vacancy|arrears
consumer price|crime|malaria|cases per|(?:average|length of) stay"""


def _any(words: str) -> str:
    return "(?:" + words.replace("\n", "|") + ")"


_LOWER = re.compile(  # what should be low, unless something is done about it
    r"(?!số .*\bgiảm(?: (?:trong|hằng|hàng) năm)?$)"  # "Số hộ nghèo giảm trong năm": what is counted is the fall
    rf"(?!{_any(_ACTS)}(?!\w))(?!.*\b(?<!chưa ){_any(_AGAINST)}\b)"
    rf"(?:.*\b{_any(_LOW)}(?!\w)|(?:.*(?:tỷ lệ|tỉ lệ|số|tổng số|rate of|number of) )?(?:hộ |người )?(?:tái |cận )?"
    rf"nghèo)(?!.*\b{_any(_DONE)}\b)"
    r"(?!.*\b(?<!chưa )(?<!không )(?:có|vay|quản lý|sử dụng|(?<!nợ đọng )(?<!nợ )(?<!đóng )bảo hiểm)\b)",
    re.I,
)
_FALL = re.compile(
    r"^(?:phấn đấu )?(?:mức |kéo |tỷ lệ |tốc độ )?giảm\b|"
    r"^(?:phấn đấu )?(?:rút ngắn|cắt giảm|tiết giảm|tinh giản|thu hẹp)\b|^(?:reduc|cut|decreas|lower|drop|halv)|"
    # "giảm trên cả 3 tiêu chí": how far the fall reaches stands between it and its figure
    r"(?<!\d )\bgiảm(?: so với [^:]*|(?: (?:trên|ở|về|cả|đều|theo|và|hằng|hàng|mỗi|bình quân|năm|so|với|cùng kỳ|số vụ|"
    r"số người|\d+|tiêu chí|mặt|chỉ số|vụ|chết|bị thương|người))*)\s*$",
    re.I,
)
_LEVELLED = re.compile(
    r"^(?:phấn đấu )?(?:kéo )?giảm (?=tỷ lệ|tỉ lệ|tỷ suất|số |tổng số|mức )|^(?:reduce|cut|lower|decrease) (?:the )?|"
    r"\s+(?:(?:kéo )?giảm )?(?:xuống(?: còn)?|còn|to)(?: dưới)?$",
    re.I,
)
# at the end of a name, before its figure: how far it falls to, and that a fall is what is measured
_DOWN_TO = re.compile(r"\b(?:(?:còn|xuống)(?: dưới)?|to|(?:to )?(?:below|under))\s*(?:\([^()]*\)\s*)?$", re.I)
_FALLEN_BY = re.compile(
    r"^(?:(?:the )?(?:reduction|decrease|fall|drop) |(?:mức|tốc độ|tỷ lệ|số .*) giảm\b)|"
    r"\b(?:by|giảm)\s*(?:\([^()]*\)\s*)?$",
    re.I,
)
_RISE = re.compile(r"^(?:raise|increas|grow|expand|boost|improv|rise|enlarg)|tăng", re.I)
_RANKED = re.compile(r"xếp (?:hạng|thứ|vị trí)|^(?:thứ hạng|vị trí|vị thứ|rank)", re.I)
_FALL_INSIDE = re.compile(r"\b(?:giảm|kéo giảm)\b(?! nghèo| phát thải| thiểu| nhẹ| tải)", re.I)
# "kiềm chế, giảm … so với"
_FALL_THAN = re.compile(r"(?:^|, )(?:kéo )?giảm (?!nghèo).*\b(?:so với|cùng kỳ)", re.I)
_RELATIVE = re.compile(
    r"^\s*(?:so với|cùng kỳ|(?:ước )?(?:thực hiện )(?:năm )?(?:trước|20\d\d)|năm trước|of the year before)|"
    r"\bbằng [\d.,]+ ?%(?= năm 20\d\d)", re.I)  # fmt: skip
_BALANCED = re.compile(  # neither high nor low is better, or both have their end
    r"(?:^|: )(?:mật độ dân số|population$|tỷ lệ phụ thuộc|tỷ lệ (?:trẻ em|trẻ|người)(?: cao tuổi)?(?: (?:dưới|từ) \d+ "
    r"tuổi(?: trở lên)?)?$|(?:quy mô )?dân số(?! (?:tham gia|được|sử dụng|có|nông thôn \w+ |đô thị \w+ ))[^:]{0,24}$)|"
    r"mức sinh|tổng tỷ suất sinh|fertility",
    re.I,
)
_HIGH = r"""thực hiện|không dùng tiền mặt
(?:sử dụng|dùng) (?:nước (?:sạch|hợp|máy)|điện|internet|dịch vụ|nền tảng|(?:các )?biện pháp|nhà tiêu|hạ tầng)
thu gom|kết nối|phủ|triển khai|tập luyện|khắc phục|trồng|kết nạp|phát triển|thành lập|xây|tạo|mở|mới|thêm|đưa
huy động|vận động|thu hút|tổ chức|tặng|giúp|trao|đón|giới thiệu|(?<!phải )(?<!tra )bổ sung|sửa chữa|lắp|cứng hóa
cứng hoá|nâng cấp|kiểm tra|giám sát|phản biện|tuyên truyền|phổ biến|thi hành|hòa giải|khám|điều tra(?! bổ)
kinh doanh|đi làm|việc làm|tiết kiệm|gieo trồng|diện tích(?! đất| tự)|lúa|nước sạch|phân loại|tích tụ|tư vấn|nghề
tiếp công dân|thuê bao|sản lượng|sản phẩm|năng suất|thu nhập|giá trị|doanh thu|doanh số|xuất khẩu|khách|lưu trú
thu(?! hồi)|thuế|vốn|đầu tư|quỹ|tfp|grdp|kinh tế số|thương mại điện tử|công nghiệp|doanh nghiệp|hợp tác xã
tuổi thọ|sống khỏe|bác sĩ|bác sỹ|giường|dược sĩ|điều dưỡng|bảo hiểm|văn hóa|văn hoá|nông thôn mới|vệ sinh|internet
(?<!phụ )nữ|giỏi|tốt|xuất sắc|đúng|hài lòng|vững mạnh|chuẩn|bằng cấp|chứng chỉ|an toàn|trực tuyến|đô thị hóa
lấp đầy|đàn|(?<!môi )(?<!thị )trường|thể thao|câu lạc bộ|đề tài|nạo vét|tiêu chí|nhà trẻ|mẫu giáo|điện tử|quy mô
nhà ở|kiên cố|cây xanh|đường|chỉ số|điểm|dân quân|share|with|who|that|new|revenue|completed?|renovated?
train(?:ed)?|support|recycled|build|built|achieving|plant|create|open|construct|drill|install|recruit|establish
provide|deliver|repair|collect|\d \D*(?<!\w)(?:tấn|tạ|m²|km|đồng|USD|EUR|GBP|£|€)"""
# what "at least" is sure of without a word of direction: what is done, had, made or earned
_RAISED = re.compile(
    r"(?!.*(?:(?<!xuất )(?<!xuất, )nhập khẩu|(?<!sản )(?<!chất )(?<!số )(?<!lực )(?<!khối )\blượng\b|"
    r"(?<!\()\bgiá\b(?! trị| so| hiện| cố)|(?<!kinh )\bphí\b|kinh phí hoạt|vay trả|số dư|"
    r"tỷ trọng (?!kinh tế số|công nghiệp chế|thương mại điện tử|giá trị sản phẩm)))"
    rf".*\b(?<!chưa )(?<!không )(?<!bán ){_any(_DONE + '|' + _HIGH)}(?!\w)",
    re.I | re.S,
)
_GROWTH = re.compile(r"tốc độ|tăng trưởng|\btăng\b|growth|increase", re.I)
_BUDGET = re.compile(
    r"^(?!.*tiết kiệm)(?:tổng |dự toán )*chi (?:ngân sách|cân đối|thường xuyên|đầu tư phát triển|dự phòng|"
    r"sự nghiệp|quản lý|quốc phòng|an ninh)|^dự phòng ngân sách|^budget expenditure",
    re.I,
)
_SPELT = {  # what the words of direction below are looked for in
    "NS": "ngân sách", "NSNN": "ngân sách nhà nước", "NSĐP": "ngân sách địa phương", "SDD": "suy dinh dưỡng",
    "TNGT": "tai nạn giao thông", "HN": "hộ nghèo", "HCN": "hộ cận nghèo", "TP": "tội phạm",
}  # fmt: skip
_YEAR_LESS = re.compile(  # "Số vụ cháy | giảm so với năm 2025"
    r"\b(?:giảm|thấp hơn|ít hơn|fewer|reduc\w*|lower)\b[^.;]*\b(?:so với|hơn|cùng kỳ|compared|than)\b[^.;]*"
    r"\b(?:năm|cùng kỳ|last|previous)\b",
    re.I,
)
_ASSIGNED = re.compile(
    r"^\s*(?:trở lên )?(?:so với )?(?:chỉ tiêu|kế hoạch|dự toán|kh\b|dt\b|of (?:the )?plan)", re.I
)


def is_low(name: str) -> bool:
    """Whether a name is of what should be low."""
    return bool(_LOWER.match(name))


def judge(draft: Draft, context: str = "", tail: str = "", forecast: bool = False) -> Draft:
    """Fill rule, bounds, unit and doubts from the draft's figure; `context` is what stands above the name, `tail` what
    follows the figure."""
    figure, name = draft.figure, draft.name
    if figure is None:
        if _YEAR_LESS.search(f"{name} {draft.phrase}"):
            draft.rule, draft.name = "lt_last_year", re.sub(r"\s+(?:kéo )?giảm(?: so với .*)?$", "", name)
            draft.unit = unit.text if (unit := counted(draft.name)) else ""
            draft.doubt("year_less", *["unit"] * (not unit))
        draft.doubt("none")
        draft.kind = kind_of(draft)
        return draft
    signs, draft.unit = figure.signs, figure.unit
    draft.base = figure.base if draft.base is None else draft.base
    draft.doubt(*figure.doubts)
    value, upper = figure.value, figure.upper
    name = re.sub(r"\b[A-ZĐ]{2,4}\b", lambda m: _SPELT.get(m[0], m[0]), name)
    name = re.sub(r"\b([Tt])ỉ (?=lệ|trọng|suất|số)", r"\1ỷ ", name)
    own = name.rsplit(": ", 1)[-1]
    if draft.unit.startswith("%") and figure.of:
        value = round(100 * value / figure.of, 4)
        draft.doubt("of_share")
    change = "fall" in signs and "rise" not in signs or bool(_FALL.search(own) or _FALL.match(name))
    change = change or draft.unit.startswith("%") and bool(_FALL_THAN.search(f"{own} {tail}"))
    share = draft.unit.startswith("%")
    # "95 % người nhiễm HIV biết tình trạng của mình": a share before what it is of has its act behind it
    acts = share and value >= 50 and draft.phrase.find(own[:12]) > figure.start
    whose = own if re.match(r"tỷ lệ|tỉ lệ|số |tổng|mức ", own, re.I) or not share else f"{context} {own}"
    low_word = not acts and any(_LOWER.match(re.sub(r"\s*\([^()]*\)", "", text)) for text in (own, whose))
    lower = low_word and "rise" not in signs and not (share and value == 100)
    falls = change or low_word or re.search(r"\bgiảm\b", own, re.I)
    level = bool(signs & {"fallen", "le", "lt"}) or change and "to" in signs
    level |= bool(falls and _DOWN_TO.search(own))
    if _RANKED.search(own) and draft.unit.lower() in ("", "hạng", "thứ hạng", "bậc") and "rise" not in signs:
        lower, signs = True, signs - {"ge"}  # "xếp hạng từ 5 trở lên": the fifth or better
    if draft.unit == "nam/100 nữ" or share and value >= 100:
        change = False  # "cắt giảm 100 % điều kiện không cần thiết": how many of them
    if upper is not None:
        draft.rule, draft.low, draft.high = "range", value, upper
        if "ge" in signs:  # "từ 50-60 % trở lên"
            draft.rule, draft.high = "ge", None
        if change and not level:
            draft.rule = "reduce_by"
            draft.doubt("fall")
        elif draft.unit != "nam/100 nữ":
            draft.doubt("range")
    elif level:
        draft.name = _LEVELLED.sub("", draft.name)  # what falls to a level is that
        under = own.endswith(" dưới") or "lt" in signs and "le" not in signs
        draft.rule, draft.high = ("lt" if under else "le"), value
    elif change and not re.search(r"\b(?:đạt|lên)\s*$", own):
        draft.rule, draft.low = "reduce_by", value
        if share or not draft.unit:
            draft.doubt("fall")
        if not signs & {"fall", "by"} and not _FALLEN_BY.search(own):
            draft.doubt("fall_or_level")
    elif signs & {"ge", "gt"}:
        draft.rule, draft.low = ("ge" if "ge" in signs else "gt"), value
    elif (of := draft.structure and share) or _BALANCED.search(name):
        draft.rule, draft.low, draft.high = "eq", value, value
        draft.doubt(*["forecast"] * (not of))
    elif lower:
        draft.rule, draft.high = "le", value
        draft.doubt("low")
    elif _BUDGET.search(name):
        draft.rule, draft.low = "budget", value
    else:
        draft.rule, draft.low = "ge", value
        told = _RAISED.match(f"{context} {name} {draft.phrase} 0 {draft.unit}")
        raised = told or acts or share and value >= 80
        if not signs & {"rise", "risen"} and (not raised or share and "related" in signs):
            draft.doubt("direction")
    if value == 0 and upper is None and draft.rule in ("ge", "gt", "reduce_by") and "rise" not in signs:
        draft.doubt("zero")  # "0 hộ nghèo": none, which "at least 0" would never judge
        if not signs & {"ge", "gt"} and not forecast:
            draft.rule, draft.low, draft.high = "le", None, 0.0
    lower = lower or low_word and not change  # "Chỉ số giá tiêu dùng tăng 4 %"
    by = "by" in signs and "rise" not in signs and not _RISE.match(own)
    if draft.rule in ("ge", "gt") and (lower or by or _FALL_INSIDE.search(own)):
        draft.doubt("direction")
    if draft.unit == "lần" and (signs & {"times", "related", "rise"} or _RELATIVE.match(tail)):
        draft.doubt("times")
    falling(draft)
    if draft.structure and draft.rule in ("eq", "range"):
        draft.doubt("structure")
    if "about" in signs:
        draft.doubt("about")
    if forecast:
        draft.doubt("forecast")
    if figure.of is not None and not share and (not draft.unit or "/" in draft.unit):
        draft.doubt("of")
    still = not (change or "rise" in signs or _GROWTH.search(own))
    related = still and (_RELATIVE.match(tail) or _RELATIVE.search(draft.phrase))
    if share and (_ASSIGNED.match(tail) or related):
        draft.doubt("assigned")
    if share and 90 <= value <= 200 and _GROWTH.search(own) and re.match(r"tốc độ|.*chỉ số", own, re.I):
        draft.doubt("index")
    if not draft.unit:
        draft.doubt("unit")
    draft.kind = kind_of(draft)
    if draft.rule == "ge" and not share and figure.base is None and _MORE_BY.search(draft.phrase):
        draft.doubt("rise_or_level")  # "Tăng thêm 2 ấp văn hóa"
    return draft


_MORE_BY = re.compile(
    r"\btăng thêm\s+(?:ít nhất |tối thiểu |khoảng |trên )?\d|\b(?:increase|rise|grow)s? by\s+\d", re.I
)


def falling(draft: Draft) -> None:
    """What the year before says of a bound: under "reduce waste" a number near it is what is left; an "at least" that
    nobody printed below it is doubted, for it may be one to keep low."""
    low, base = draft.low, draft.base
    if low is None or base is None or low >= base:
        return
    if "fall_or_level" in draft.doubts and draft.rule == "reduce_by" and low > base / 2:
        draft.rule, draft.low, draft.high = "le", None, draft.low
        draft.settle("fall")
        draft.kind = kind_of(draft)
    if draft.unsaid:
        draft.doubt("falling")


_SAID = {  # in a column of directions, and in brackets behind a name
    "low": (r"low|minimi[sz]|smaller|thấp|giảm|càng thấp", r"minimi[sz]e|lower is better|càng thấp càng tốt"),
    "high": (r"high|maximi[sz]|bigger|cao|tăng|càng cao", r"maximi[sz]e|higher is better|càng cao càng tốt"),
}


def directed(draft: Draft, cell: str) -> None:
    """Take the direction that a column of its own ("Good is: Low") or the name ("… (Minimise)") prints."""
    low, high = (
        re.match(column, cell.strip(), re.I) or re.search(rf"\((?:{behind})\)", draft.name, re.I)
        for column, behind in _SAID.values()
    )
    if draft.figure is None or draft.figure.signs & {"ge", "gt", "le", "lt"} or bool(low) == bool(high):
        return
    if low and draft.rule == "ge" or high and draft.rule == "le":
        draft.rule, draft.low, draft.high = "le" if low else "ge", draft.high, draft.low
    draft.settle("low", "direction", "falling")


_KINDS = [
    ("budget", _BUDGET),
    ("event", re.compile(r"giao quân|nhập ngũ|gọi công dân|tuyển quân", re.I)),
    ("milestone", re.compile(r"hoàn thành (?:hồ sơ|bộ tiêu chí|việc|xây dựng)|^huyện|^xã [^đ]*nông thôn mới", re.I)),
]  # fmt: skip
# what a yearly review says: of shares by any of these words, of a number by what stands at its head
_YEARLY = re.compile(r"đạt chuẩn|chuẩn quốc gia|hoàn thành (?:tốt|xuất sắc) nhiệm vụ|văn hóa|văn hoá|tăng|cơ cấu|nghèo|"
    r"vững mạnh|an toàn|tỷ trọng|bình quân đầu người|xếp loại|đô thị hóa|che phủ|growth|per capita", re.I)  # fmt: skip
_REVIEWED = re.compile(
    r"^(?:.*: )?(?:(?:tổng|số|thêm|có|giảm|công nhận|duy trì|giữ vững|xây dựng|phấn đấu) )*(?:hộ|gia đình|ấp|thôn|bản|"
    r"xóm|khóm|tổ|khu|cơ quan|đơn vị|xã|phường|thị trấn|huyện|trường|trạm|tổ chức|chi bộ|đảng bộ|đảng viên|người)\b"
    r"(?!.*\b(?:được|hỗ trợ|vay|cấp|tham gia|thoát|phát sinh)\b)"
    r".*(?:đạt|chuẩn|văn hóa|văn hoá|an toàn|vững mạnh|hoàn thành|xếp loại|nghèo|không (?:có|còn))", re.I)  # fmt: skip
_PER_HEAD = re.compile(r"bình quân|tỷ trọng|cơ cấu|per capita|average", re.I)
_STOCK = re.compile(  # counted on a day, but where the name says what came or went
    r"^(?:.*: )?(?:(?:tổng|số|quy mô|number of) )*(?:học sinh|trẻ|dân số|đàn|pupils|population|"
    r"(?<=tổng số )hộ|(?<=số )(?:doanh nghiệp|hợp tác xã|trang trại|hội viên|đoàn viên|đảng viên|giáo viên|thuê bao|"
    r"hộ kinh doanh|thẻ|tàu|máy)|(?<=number of )(?:farmers' )?(?:cooperatives|members|teachers|businesses)|"
    r"(?:households|people|children|residents|homes|properties|staff|cases) (?:in|on|with|waiting|registered))\b"
    r"(?!.*\b(?:mới|thêm|cấp|vay|mua|lắp|đạt|công nhận|phát triển|tham gia|tăng|tuyển|bỏ|được|xuất|bán|tốt nghiệp|"
    r"sinh|chuyển|khám|tiêm|hỗ trợ|kết nạp|thành lập|giải thể|xây|hoàn thành|xử lý|giải quyết|đào tạo|"
    r"new|supported|trained)\b)|"
    r"^(?!(?:số (?:vụ |hồ sơ |đơn )?)?(?:xử lý|giải quyết|trồng|tổ chức|khắc phục|xóa|hỗ trợ)\b)(?:.*\W)?"
    r"(?:đang(?! xây)|hiện có|tồn đọng|(?<!dịp )cuối (?:kỳ|năm|tháng)|at (?:the )?(?:year|month|quarter|period)[- ]end|"
    r"outstanding|backlog|caseload|waiting list)\b",
    re.I,
)
_LEVEL = re.compile(
    r"tham gia|sử dụng|qua đào tạo|thu gom|được cấp|bảo hiểm|suy dinh dưỡng|trên 1? ?vạn|/vạn|phủ|có mặt|giường|đất|"
    r"(?:trên|/) ?\d[\d.]* ?(?:dân|trẻ)|per \d|covered|access",
    re.I,
)
_MEAN = re.compile(
    r"(?:bình quân|trung bình)(?! ?/? ?(?:(?:hằng|hàng|mỗi) )?năm)|^(?:.*: )?thời gian|average|median|"
    r"(?:time|days) (?:to|taken|for)|(?:waiting|response|processing) times?",
    re.I,
)
_MONEY = re.compile(r"^[^/]*(?:đồng|USD|EUR|GBP|€|£)[^/]*$", re.I)
_HELD = re.compile(r"(?<!\w)nợ(?!\w)|số dư|tiền gửi|vốn huy động|tồn quỹ|quỹ .*tồn|vốn điều lệ|"
    r"debt|arrears|deposits|balance|outstanding", re.I)  # fmt: skip
_MOVED = re.compile(
    r"^(?:tổng )?(?:số )?(?:tiền )?(?:thu|xử lý|thanh lý|bán|trả|huy động|cho vay)(?!\w)", re.I
)
_RATIO_NAME = re.compile(
    r"hồ sơ|trực tuyến|trễ hạn|đúng hạn|giải ngân|trong tổng|khám phá|điều tra|giới tính", re.I
)


def kind_of(draft: Draft) -> str:
    """The kind of a measure as far as its words tell; "annual" when they do not."""
    if draft.rule == "lt_last_year":
        return "compare"
    if draft.structure or draft.rule == "reduce_by":
        return "annual"
    name = draft.name
    mean = _MEAN.search(f"{name} {draft.phrase}")
    share = draft.unit.startswith(("%", "‰")) or "/" in draft.unit
    for kind, pattern in _KINDS:
        if pattern.search(name) and not (kind == "milestone" and (draft.low or 0) > 30):
            return kind if kind != "milestone" or not share else "annual"
    money = bool(_MONEY.search(draft.unit)) and not _PER_HEAD.search(name)
    if not money and (_YEARLY if share or _PER_HEAD.search(name) else _REVIEWED).search(name):
        return "annual"
    if share:
        return "ratio" if _RATIO_NAME.search(name) else "level" if _LEVEL.search(name) else "annual"
    if _MONEY.search(draft.unit):  # it adds up over the year, but for what is owed or held on a day
        return "level" if mean or _HELD.search(name) and not _MOVED.search(name) else "flow"
    if not draft.unit or _LEVEL.search(name) or _STOCK.search(name) or mean:
        return "level" if draft.unit else "annual"
    small = draft.low is not None and draft.low < 10 and draft.low == int(draft.low)
    return "count" if small and not re.search(r"đồng|USD|tấn|ha$", draft.unit) else "flow"
