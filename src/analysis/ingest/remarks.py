"""What the words around, among and above the figures of a table say beside those of its rule: another kind of figure,
another area, month or unit, a part, a draft, words nobody knows. Its title, its groups and its notes are held to it."""

# ruff: noqa: E501 - patterns and the words they look for are read whole

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

from analysis.ingest.areas import Areas, is_name
from analysis.ingest.checks import TOTAL, Made
from analysis.ingest.context import Context
from analysis.ingest.heads import AGAINST, ERA, KINDS, kinds, meaning, of_plans
from analysis.ingest.match import NOT_YET, PickedColumn, PickedRow, left_over, names_source, undone
from analysis.ingest.periods import SCHOOL_YEAR, apart, named, plain, until, without_periods, words_beside
from analysis.ingest.sources import FACETS, Rule, TableRule
from analysis.ingest.tables import DRAFT, KEYS, VOID, Row, Table
from analysis.ingest.text import (
    BRACKET,
    REFERENCE,
    clean,
    fold,
    has_phrase,
    is_syllable,
    label_of,
    phrase_keys,
)
from analysis.ingest.units import (
    AMOUNTS,
    Unit,
    caption_units,
    caption_within,
    is_caption,
    parse_unit,
    unit_in,
)

_FIGURES_OF = re.compile(
    r"\W*(?:(?:đây )?là |lấy |ghi |theo )?(?:số(?: liệu)?|tính|niên độ|data)"
    r"(?: (?:này|của|trên|tính|cho|là|trong|từ|đến|hết|ngày|theo|niên|độ|ngân|sách|of|for))* +",
    re.I,
)
# who wrote a comment
_LEAD = re.compile(
    r"^(?:[^:\n]{2,40}:\s*\n|(?i:ghi chú|lưu ý|notes?)\s*:\s*|(?:[A-ZĐ]\w*[^\W\dA-Z] ?){2,4}(?:ghi|viết)?\s?:\s+)+"
)
_ABOUT = re.compile(
    r"\W*(?:(?:các )?(cột|dòng|hàng|số liệu|số)? ?(.+?) ?(?::|(?<!\w)(?:đang |đều )?(?:là|lấy|ghi)(?!\w)|(?=(?:không|ko) (?:sử )?dùng))"
    r" ?(.+?)|((?:không|ko) (?:sử )?dùng|bỏ) (?:(?:số liệu|số) )?(?:cột|dòng|hàng) (.+?))\W*",
    re.I,
)
# A note speaks of the world ("do mưa nhiều") or of the figure beside it: then it begins with what a figure stands in or
# with what is done to one. So said it is asked about, but for what holds (`_HOLDING`); what takes the figure back keeps it out.
_BEFORE = (  # what may stand before
    "đã|đang|chưa|cần|phải|bị|được|có|chỉ|mới|xin|tạm|vẫn|không|ko|sẽ|còn|cũng|do|vì|là|đây|lại|từ|theo|của|các|những|luôn"
    "|em|tôi|mình|đề nghị|bên em|xã|huyện|đơn vị|kế toán|cán bộ|rồi|để|hai|ba|cuối|đầu|hình như|có lẽ"
)
_STANDS_IN = "số liệu|con số|dữ liệu|dòng|cột|ô|bảng|biểu|file|số|này|trên|hàng (?:trên|dưới|này)"
_HANDLED = (  # what is done to a figure, but for what behind it makes another word of it
    r"(?:tính(?! chất| mạng| cách| đến)|ghi(?! nhận| danh| hình| âm| phiếu| chép| vốn| (?:vào )?sổ| thu| chi| rõ họ)|kể(?! từ| chuyện)|gộp(?! thửa| điểm| trường| lớp)|gõ(?! cửa)"
    r"|điền(?! kinh)|nhập(?! dữ liệu| khẩu| kho| viện| học| ngũ| cư| hộ| siêu| ngoại| vật| hàng| thuốc| giống| vào)|cộng(?! đồng| tác| h[òo][aà]| sinh| hưởng)"
    r"|chép(?! phạt)|lấy(?! từ nguồn| ý| mẫu| phiếu| nước| chồng| vợ| đất| cớ| sáng)|trừ(?! sâu| cỏ| bệnh| khử| gốc| dịch| lúa)|đếm(?! ngược| muỗi)|ước(?! mơ| muốn| nguyện|.*(?:cuối|cả) năm)"
    r"|khớp(?! gối|\W*$)|lệch(?! lạc| pha)|báo(?! cáo| chí| động| đài| hỷ)|giữ nguyên(?! hiện trạng)|cả(?! nước| năm| hai| ba| đợt| vụ| \d)|làm tròn|dán"
    r"|quy (?:đổi|ra|về|thành)|suy (?:ra|từ)|chênh(?! lệch giá)|vênh (?:với|so)|đánh(?: máy|(?= nhầm| sai))|đổi (?:ra|đơn vị|số)|đo (?:bằng|theo|trên)|thống kê (?:theo|từ|cả)"
    r"|chia (?:đều|cho|bình quân|trung bình|đôi|lại|\d)|dùng (?:tạm|lại|số)|nhân (?:với|cho|thêm|lên|đôi|hệ số|\d)"
    r"|(?:bao )?gồm (?:cả|luôn|thêm|\d+ ngày|vốn))(?!\w)"
)
_WRONG = (
    r"sai(?! phạm| số(?! liệu)| quy| phép)|vô hiệu|hỏng|lỗi|đúp|test|nhầm|lộn|bừa|đại|ẩu|bịa|ảo|khống|giả(?: định| lập| sử)?|(?:kiểm )?thử|(?:ví dụ|minh hoạ|minh họa)(?: minh họa)?|cũ|đảo"
    r"|(?:đổi|hoán) (?:chỗ|đổi)|trùng(?! dịp| thời| lịch| ngày| vụ| tu)(?: lặp)?|lặp(?: lại)?|thừa|dư|(?:thừa|dư|thiếu) (?:(?:một|1) )?số(?: 0)?|(?:loại |gạch )?bỏ|(?:hủy|huỷ|xóa|xoá)(?: bỏ)?"
    r"|(?:hai|ba|2|3) lần|trả (?:lại|về)|từ chối|(?:tháng|kỳ|quý|năm(?: học)?|bản) (?:trước|ngoái)"
    r"|(?:không|ko) (?:đúng|chính xác|(?:có )?thật|còn giá trị|còn hiệu lực)|hết (?:giá trị|hiệu lực)"
    r"|(?:không|ko|đừng|chớ|khỏi) (?:được |nên |phải |còn |có )*(?:(?:sử )?dùng|sử dụng|lấy|tính|cộng|đưa)(?: nữa| được)?"
    r"|(?:ở|vào|tại|trong|sang|với|cho)(?: \w+){0,4} (?:dòng|cột|hàng|mục|ô|trên|dưới)"
)
_PLAINLY = r"bịa|ví dụ|minh họa|minh hoạ|giả (?:định|lập|sử)|vô hiệu"
_OF_FIGURE = rf"(?:{_STANDS_IN}|{_HANDLED})"


class _Printed:
    """Patterns of words, found where a text prints them with their marks ("tập trung" is no "trùng"), or where it has none."""

    def __init__(self, *patterns: str):
        pattern = "|".join(patterns)
        self.marked = re.compile(pattern)
        self.bare = re.compile("".join(c if c.isascii() else plain(c) for c in pattern))

    def search(self, text: str) -> re.Match[str] | None:
        """The first of them in a note; one of a single word has to print its marks."""
        bare = text.isascii() and " " in text
        return (self.bare if bare else self.marked).search(clean(text).lower())

    def hits(self, text: str) -> Iterator[re.Match[str]]:
        """All of them in a name; one without marks has to say two words ("Thu" is no "thử")."""
        shown = clean(text).lower()
        bare = shown.isascii()
        return (
            hit for hit in (self.bare if bare else self.marked).finditer(shown) if not bare or " " in hit[0]
        )


_BACK = _Printed(
    rf"^\W*(?:(?:{_BEFORE}|{_OF_FIGURE}|\d+) )*?{_OF_FIGURE} (?:(?:{_BEFORE}|\d+) )*(?:{_WRONG})\b",
    rf"^\W*(?:(?:{_BEFORE}|làm) )*(?:(?:{_PLAINLY})\b|(?!(?:hỏng|lỗi|cũ|dư|thừa)\W*$)(?:{_WRONG})(?: rồi| hết| luôn| \d lần)?(?:\W*$| (?:với )?(?:{_STANDS_IN}|đi|ra)\b|(?<=trùng) với\b))",
    r"^\W*(?:số )?(?:bình quân|bq|cuối năm|(?:liệu )?tuần(?: \d)?)(?: tháng| năm)?\W*$|\bâm lịch\b",
    r"\b(?:đính chính|(?:đúng|thực) ra|sửa(?= lại| thành))(?: (?:lại|là|thành|chỉ))*\W*\d|\d mới đúng",
    r"\b(?:cột|dòng|hàng|ô) .*\b(?:bị |ghi )?(?:đảo|lộn|(?:đổi|hoán) (?:chỗ|đổi))\b|(?:^\W*(?:các số )?|\b(?:chưa|phải|cần|đã) )(?:nhân|x) ?(?:với |cho )?1[., ]?000(?![.,]?\d| ?[^\W\d])",
)
_LOOK = (  # what is still to be done with a figure
    "kiểm tra|kiểm|xem|coi|rà(?: soát)?|dò|đối(?: chiếu)?|xác minh|xác nhận|hỏi|chuẩn y|sửa|thay|gửi|báo|chốt|bổ sung|cập nhật|điều chỉnh|duyệt|(?<!đăng )ký|làm rõ|khóa sổ"
)
_ASKED = _Printed(
    rf"^\W*(?:(?:tháng|quý|kỳ|năm) \S+ )?(?:(?:{_BEFORE}) )*(?:số liệu|con số|dữ liệu|{_HANDLED})\b",
    r"\b(?:(?:dòng|cột|ô|số|hàng) (?:này|trên|dưới|quý)|(?:dòng|cột|ô) \d+(?! ?m\b))\b",
    # "số kế toán", no "số hộ", "số thu tăng do …"
    r"^\W*(?:(?:đây |chỉ )*là )?(?:phần (?:huyện|xã|tỉnh|của|này)|số)(?= )(?! (?:lượng|tiền|thu|chi|nộp|dân|nhà|đỏ|hóa|hiệu|điện|tài|còn lại|lớn|mềm|mắc|mới|liệu|\d|(?:hộ|hồ sơ|người|vụ|ca|lượt|học sinh|trường hợp)\b.*: ?\d))"
    r"(?!.*\b(?:tăng|giảm|đạt|do|vì|nhờ|chủ yếu|tập trung|vượt|thấp|cao|là \d+)\b)",
    r"\b(?:tạm (?:tính|lấy|nhập|để|ghi|dùng)|(?:nhập|lấy|số|để) tạm|ước tính|sơ bộ|tham khảo|còn thiếu|nhầm|dự kiến (?:đến|đạt|cả)|dự đoán|(?:áng|phỏng|ước|khoảng) chừng|độ tin cậy (?:thấp|kém)|(?:file|biểu|bảng|bản) kia|số (?:\d+ ngày|đúng là)|nghi ngờ(?! có)|gộp(?! thửa| điểm| trường| lớp)|quy đổi|làm tròn|nhân đôi|ngoại suy|nội suy|cộng dồn|copy|mang máng|nghe (?:\w+ ){0,3}nói)\b",
    r"^\W*(?:đoán|y (?:chang|hệt|như)|giống (?:tháng|kỳ|quý|năm)|gom (?:luôn|cả|chung)|theo (?:lời|điện thoại|trí nhớ|nhóm))\b|^\W*(?:cỡ|xấp xỉ|khoảng)(?: đó| vậy)?\W*$"
    r"|\b(?P<n>\d+) ?/ ?(?!(?P=n)\b)\d+ (?:xã|phường|ấp|đơn vị|trường|trạm|chi bộ|cơ sở)(?:, thị trấn)? (?:đã |có )*(?:gửi|báo cáo|nộp|cập nhật|số liệu)",
    r"^(?:đây|đó) là |^khác (?:với |so với )?(?:số|bảng|bản|biểu|báo cáo|kho bạc|thuế)\b|\bgồm .*\b(?:ngoài|năm trước|kéo dài|khác)\b|\bthiếu (?:của |\d+ )(?:xã|ấp|phường|đơn vị|tháng|ngày)\b|\blẫn (?:cả |số |của )*(?:tháng|quý|năm)\b",
    r"^\W*(?:dự kiến|nháp)\W*$|^(?:số )?lũy kế (?:được |tính |lấy |là )*từ (?!đầu năm(?! học)|0?1/0?1|tháng 0?1\b)|\bkhông phải (?:là |số |của )*(?:số|tháng|quý|năm)\b",
    rf"\b(?:chờ|đợi|cần|phải|sẽ|mai)(?: \w+){{0,3}} (?:{_LOOK}|số)(?: lại| sau)?(?:\W*$|\b(?= số| của))|\b(?:chờ|đợi) (?:\w+ )?số\b(?! (?:vốn|tiền|\d))",
    rf"\b(?:{_LOOK}|làm)(?: kỹ)? (?:lại|sau|giùm|giúp|dùm)(?: (?:sau|em|giúp|giùm|dùm|số|\d|(?:anh|chị|cô|bên|với|phòng)\b.*))*\W*$|\b(?:cần|phải|sẽ) (?:kiểm tra|xem|rà soát|đối chiếu)\b",
    r"\b(?:tự cộng|cộng lại|phỏng đoán)\b|\b(?:link|liên kết) (?:bị )?(?:hỏng|lỗi|đứt|sai)|^\W*(?:đã thay|(?:bản |biểu |bảng |để )*xin ý kiến|(?:phương án|kịch bản) (?:\d|[a-c]|[ivx]+))\W*$"
    r"|^\W*tính từ (?:tháng (?!0?1\b)\d|đầu (?!năm(?! học)|tháng))|^\W*(?:tính )?từ đầu (?:nhiệm kỳ|khóa|năm học|giai đoạn)\W*$"
    r"|^\W*chỉ (?:thị trấn|xã|phường|khối)\b(?!.*\b(?:chưa|đã|đạt|còn|có)\b)",
    r"\b(?:khả năng|có thể|nghi|chắc) (?:bị |là )?(?:sai|khác|chênh|lệch|thay đổi)\b|(?<!khai )(?<!làm )\bsai(?: công thức| số| dòng| cột| đơn vị)?\W*$|\bcông thức\b|\b(?:ghi|nói|báo|tính) khác\b",
    r"\bđể (?:vậy|trống)\b|\b(?:để|làm|ghi|điền|nhập) đại\b|\bcho (?:(?:đẹp|khớp|tròn|có)\W*$|đủ (?:số|mẫu|chỉ tiêu))|\bkhông (?:nhớ|hiểu)\b|\b(?:vào|sang|qua|bằng)(?: các)? (?:cột|dòng|ô)\b",
    # of who tells the figure, or of a figure by its bare name: no "chuyển đổi số"
    r"\b(?:anh|chị|cô|chú|sếp|em|kế toán|bên)\b(?: \w+){0,3} (?:bảo|nói|kêu|(?:chưa |mới )?(?:coi|xem|duyệt|chốt|ký(?! hợp))|chưa gửi|báo (?:số|lệch|sai|còn|lại))\b"
    r"|\bsố (?:của(?! kho bạc| sở| cục| chi cục)|bên|cũ|khác|thật|chuẩn)\b|(?<!đổi )(?<!dân )(?<!thiểu )(?<!đa )(?<!tổng )(?<!chỉ )(?<!hệ )(?<!mã )(?<!ký )(?<!kinh tế )(?<!kỹ thuật )\bsố\W*$",
    r"^\W*(?:(?:số|bản|bên) )*(?:bản giấy|kho bạc|kbnn|thuế|thống kê|tài chính|phải)(?:(?: (?:là|chỉ|ghi|báo))+|:) (?:số khác|\d)",
    r"\b(?:chưa|không) (?:được |có )?(?:rõ|chắc|khớp|cộng|trừ|đổi|tính|kể|gồm|bao gồm|tách|loại|đầy đủ|đủ số|chính thức|quyết toán|tổng hợp|đối chiếu|thống nhất|hạch toán|biết đúng"
    r"|xác nhận|kiểm(?: tra)?|dò|chốt|khóa sổ|duyệt(?! dự)|cập nhật|thẩm định|số(?: liệu)?|báo cáo|nộp báo cáo|(?:\w+ ){1,3}(?:số liệu|dữ liệu|báo cáo)|(?:ký(?: duyệt| xác nhận)?|thẩm tra|báo|khóa|công bố|chứng từ|văn bản|đưa vào)\W*$)\b|\bđừng công bố|\bchỉ (?:gồm|tính)\b|\b(?:trừ|thiếu) (?:số liệu|xã|phường|huyện)\b",
    r"\bthay (?:thế|cho) (?:bảng|bản|biểu)\b|\b(?:excluding|not includ\w+|without|provisional|estimated?|previous month)\b",
)
_TAKEN = _Printed(
    rf"(?:^|[,;(] ?|\bnên )(?:(?:{_BEFORE}|{_STANDS_IN}|lấy|dùng|giữ|nguyên|chép|copy|sao|ghi|nhập|tính|niên độ|ngân sách|data|of)(?: |$))+$"
)
# what began on a day: "Từ tháng 3 tăng học phí"
_BEGAN = re.compile(
    r"\W*(?:tang|giam|ap dung|thuc hien|khong (?:thu|con)|ngung|dung (?=thu|chi)|mien|bat dau|trien khai|xa|ban giao|sap nhap)\b"
)
# what may be said of figures: that they hold, of which time and whose they are
_HOLDING = frozenset(
    "số liệu dữ con này trên đã được là đúng với và tổng hợp báo cáo chính thức chốt đối chiếu kiểm tra xác nhận duyệt thống nhất rà kbnn"
    " soát tế thực hiện khớp đầy đủ phúc thẩm định cuối cùng final theo của do từ nguồn lấy mới ok có x rồi hợp lệ đạt tính đến hết"
    " ngày tháng quý năm kỳ niên độ ngân sách ghi nhận".split()
)
_HOLDING |= {*map(plain, _HOLDING)} - {"ra", "quy", "ca"}
_PRICED = re.compile(r"\bgia (?:so sanh|co dinh|(?:nam )?(?:19|20)\d\d)\b")
_TAKEN_ON = re.compile(
    r"(?i)\W*(?:(?:thời (?:điểm|gian)|ngày|mốc) )*(?:chốt|lấy|khóa sổ)(?: số(?: liệu)?)?\W+(?:(?:đến|vào|hết|là|lúc) )*(?:ngày )?(?=\d)"
    r"|\W*tính từ (?!(?:ngày )?0?1\b)"
)
# a month that ends on a day before its last, or that is counted from the middle of the one before
_CUT_OFF = re.compile(
    r"\W*(?:(?:so|lieu|thu|chi|nop|giai ngan|thuc hien|ket qua|moi|chi|cap nhat|tong hop|tinh|duoc|co|moc thoi gian|ky|lay|chot)\b\W*)*"
    r"(?:(?:den|het)(?: het)?(?: ngay)? (\d\d?)(?!\d|[.,]\d|\W*(?:thang|quy|nam|ty|tr|%|ho|nguoi|ha|tan|con)\b)(?:[/.-]\d\d?(?:[/.-]\d{4})?)?"
    r"|(?:trong )?([1-3]) tuan(?: dau| thang)?|tu (?:ngay )?\d\d? (?:thang|ky) truoc\b.*)\W*"
)
_CLOSING = re.compile(r"\W*tren day la (?:bao cao|ket qua|tinh hinh)\b(?!.*\b(?:uoc|chua|tam|du kien)\b)")
# what is said of one row, and is of the sum of all
BESIDE_TOTAL = re.compile(
    r"(?i)\W*(?:(?:chưa|không|ko) (?:\w+ ){0,3}(?:vào|trong)|ngoài)(?: \w+)? tổng(?: (?:số|thu|chi|cộng))?\W*"
)
NOT_THERE = re.compile(r"(?i)\W*(?:chưa|không|ko|chờ|đợi|thiếu|sẽ)\b")  # why a figure is missing
_WHOSE = re.compile(
    r"(?i)\b(?:theo|của|do|từ|nguồn|với)\b(?!.*\b(?:ước|chưa|tạm|sơ bộ|dự kiến)\b)\W*(?:công ty|nhà máy|chi cục|cục|phòng|sở|ban|kho bạc|công an|thuế|trung tâm|cdc|phần mềm|hệ thống|các|ngành|ubnd|hội|viện|trạm"
    r"|bảo hiểm|bhxh|ngân hàng|văn phòng|đội|đơn vị|báo cáo của|tabmis|\d+ (?:xã|trạm|trường))\b.*|.*\bđể (?:so sánh|đối chiếu)\W*|\bsố liệu [^,;]*\bphân theo\b.*"
)
_CLAUSE = re.compile(r"[,;.](?=\s|$)|[()\[\]\"]|\s[-–]\s")
_TYPED_ON = {*"da so lieu duoc bieu nguoi nhap cap nhat in ket xuat lap gui lan cuoi luc vao ngay".split()}
_TYPED = re.compile(r"\b(?:nhap|cap nhat|in|xuat|lap|gui)\b")
_NOT_DONE = re.compile(
    r"\W*(?:(?:số tiền|tiền|vốn|kho bạc(?: nhà nước)?|kbnn|kết quả|thật|thực tế|ban thường vụ|tòa án|công an) )*chưa (?:thu|chi|nộp|giải ngân|thanh toán|thực hiện"
    r"|chuyển(?: tiền| khoản)?|về(?: ngân sách| kho bạc| quỹ| tài khoản)?|có(?: kết quả)?|ra quyết định|giải quyết|khởi tố|xét xử|nhận(?: tiền)?)(?: được| xong| đồng nào| vụ nào)*\W*",
    re.I,
)
# a kind of figure that a note of these words alone says
_ALL_SAID = re.compile(
    r"\W*(?:(?:số|tiền|thuế|vốn|còn) )*(?:phải (?:thu|nộp|chi|trả)|nợ(?: đọng| thuế)?)\W*"
    r"|\W*(?:hồ sơ|đơn(?: thư)?|tin báo) (?:tiếp nhận|nhận|nộp vào|đầu vào)\W*|\W*(?:số|dự toán|kế hoạch|vốn) (?:xin|đề nghị)\b[^,;]*",
    re.I,
)
_COUNTED_IN = re.compile(
    r"(?i:\b(?:gồm|cộng|kể|cả|của|gộp|tách|phần|lẫn)(?: (?:cả|luôn|thêm|phần|số|của|bên|với|chung))*) ([^\W\d]+ [^\W\d]+)(?! [A-ZĐ])"
)
_UNIT_IS = re.compile(r"\W*(?:đơn vị(?: tính)?|đvt)(?: \w+){0,3}(?: là |: ?)", re.I)
_SAID_TO = re.compile(r"(?:,? (?:nha|nhé|nghen|ạ|anh|chị|em|đó))+\W*$", re.I)  # "tạ nha anh"
_NOT_SO = re.compile(r"(?:,| chứ) không phải ", re.I)
_SUBJECT = re.compile(
    r"(?:các )?(?:số liệu|số|bảng|biểu)(?: (?:nêu|ở|tại|trong|bảng|biểu|trên|này))* (?:chỉ |đều )*(?:là|được) ",
    re.I,
)
_NOTHING_ELSE = frozenset(
    "ghi chu luu y note day la chi moi so lieu cua ky lay theo dung bao cao ket qua tinh tu den het toi cuoi ngay"
    " thang quy nam thuc hien cap nhat thoi diem cac cot dong o tren duoi ngan sach data as of for to".split()
)
_OF_KINDS = (_NOTHING_ELSE - {"theo"}).union(
    "ke hoach kh du toan dt muc luy lk cong don chi tieu giao dau nay uoc ca".split()
)
_ESTIMATE = re.compile(r"\W*(?:so (?:lieu )?)?uoc(?: (?:tinh|th|thuc hien|dat))?\W*")


# words of a group that say what its figures are: others than were done
_STATE = _Printed(
    r"\b(?:(?:quá|trễ|hết|gia) h[ạẹ]n|h(?:ủy|uỷ)(?! động)|(?<!xử )phạt|chậm|khó (?:thu|đòi)|chờ|hoàn (?:cho|thuế|trả)|tham (?:khảo|chiếu)|so sánh|đối chiếu|minh họa|phương án|kịch bản"
    r"|giảm(?: trong (?:kỳ|tháng))?$|(?:dự|sơ|phấn) (?:kiến|báo|ước|đấu)|ước(?: \w+){0,3}? (?:năm|tháng)|(?<!vốn )đăng ký(?= (?:nhu cầu|giải ngân|tìm)|\W*$)"
    r"|(?:bỏ|nghỉ|thôi) (?:học|việc)|lưu ban|bù trừ|ngoài (?:hợp đồng|kế hoạch|dự toán|chỉ tiêu)|mất (?:việc|trắng)|(?<!hiểm )(?<!cấp )thất nghiệp|tồn(?! tại| giao| vinh)|trùng|thừa(?! kế)|thiếu|xuất toán|thẩm định|(?:trúng|dự) thầu|nghiệm thu"
    r"|từ chối|tạm (?:ứng|tính|giữ|thu|nộp)|kéo dài|(?:xóa|xoá)(?! mù| đói| nhà| nghèo| bỏ)|khoanh|thoái|truy (?:thu|đóng|nộp|lĩnh)|treo|thử(?! thách)|nhầm|sai|cũ|(?:vụ|kỳ|năm|tháng) trước"
    r"|thiệt hại|hao hụt|đình chỉ|trả lại|(?:thu|chi) hộ(?! nghèo| cận| dân| gia| kinh)|rút|cắt(?! tóc)|^\W*trừ|khấu trừ|dư(?= nợ| cuối| đầu| quỹ|\W*$)|số dư|lãi|kiểm tra|điều chỉnh giảm|giá (?:so sánh|cố định|năm)"
    r"|nợ(?: đọng)?\W*$|tổng mức đầu tư|tiêu thụ|(?:năng|công) suất|chuyển (?:sang|qua|đi|nơi|kỳ|tuyến|trả|lại|về)|(?:tỉnh|trung ương|tw) (?:được )?hưởng|trước (?:khi )?(?:(?:sáp|sát) nhập|điều chỉnh))\b"
)
# what such words may follow and still say it of all figures: "Các khoản còn nợ", "Người dân chưa nộp"
_OF_ALL = re.compile(
    r"(?:(?:[ivx]+|[a-d]|\d+|trong do|cac|khoan|phan|so(?: lieu)?|muc|tong|gia tri|khoi luong|tien|thue|phi|the|nguoi|ho|dan|lao dong|hoc sinh|hoi vien|ho so|an"
    r"|thang|quy|nam|luy ke|vu viec|von|kinh phi|bi|con|duoc|dang|de|theo|chenh|doi tuong)\b\W*)*"
)
_PLANNED = re.compile(
    r"(?:ke hoach|kh|du toan|dt|chi tieu|muc tieu|phuong an|kich ban|(?:tinh|huyen|so) giao)\b"
)
# whose state is none of their figures', and what is named by what is done: "Công trình chưa quyết toán", "Thu chậm nộp"
_WORKS = re.compile(
    r"\W*(?:(?:nguon|du an|cong trinh|hang muc|nhiem vu|goi thau|chuong trinh|dat|toi pham|ho kinh doanh)\b"
    r"|dang (?:thi cong|chuan bi|trien khai)|no (?:xdcb|xay dung))"
)
_DONE = re.compile(
    r"\W*(?:(?:thu|chi)(?: tien)? (?:cham nop|chuyen nguon|ket du|hoi|phat|hoan|vien tro|tra no|no|tu nguon|tam ung|cac khoan con lai)\b|(?:(?:thanh toan|tra) no|giao duc|dao tao)\b|tang (?:cuong|truong xanh)"
    r"|giam (?:ngheo|phat thai|thieu|nhe)|mien\W+giam hoc phi|nhu cau thiet yeu|hoan (?:thanh|chinh|thien)|chuyen (?:doi|tiep|muc|nhuong|nguon|giao))"
)
# of figures that something else was done with, or a quantity that the table does not tell
_MAY_STATE = _Printed(
    r"\b(?:đã(?! đạt| hoàn| giải| thu| cấp| kết nạp| thực hiện| nộp)|đang|(?<!chuẩn )(?<!thiết )bị|cần (?:vận|bổ|xử|điều|thu)|sẽ|nhưng|chưa(?! qua)"
    r"|^\W*(?:(?:các|số) )?(?:\w+ )?ngoài(?: (?:địa bàn|phạm vi))?(?= (?:huyện|tỉnh))|^\W*ngoài địa bàn\W*$|^\W*(?:liên (?:huyện|tỉnh)|toàn (?:cụm|vùng))|ước tính\W*$"
    r"|theo (?:báo cáo|hợp đồng|kê khai|sổ|số liệu|đề xuất)|không(?! thường| tự chủ| chuyên| phân| gian| lây| hoàn))\b"
)
_QUANTITY = _Printed(
    r"^\W*(?:số(?! \d| hóa| hoá)(?: liệu)?|giá(?: trị)?|(?:tổng |định )?mức(?! độ| sống)|(?:khối |trọng )?lượng|doanh số|hợp đồng)\b"
)
# words of a name: of a budget above or below, of what is not regular
_NAMES = re.compile(
    r"\b(?:thu|chi|vốn|kinh phí) (?:phân bổ|bổ sung|giao đầu năm(?: và bổ sung)?)\b|\bchưa qua đào tạo\b|\bthu hồi đất\b|\b(?:thu|chi|thuế) còn lại\b|\bvốn (?:năm )?20\d\d (?:được )?(?:chuyển|kéo dài)(?: \w+)?|\bvốn (?:được )?kéo dài (?:từ )?(?:năm )?20\d\d(?: (?:sang|qua) (?:năm )?20\d\d)?|\bphân chia theo tỷ lệ\b|\bbổ sung (?:quỹ|cân đối|có mục tiêu)\b|\b(?:state|central|local) budget\b|\bkhông (?!thu|đạt|tính|kể|được|hoàn|tổng|dùng)\w+"
    r"|\((?:đã |bao )*(?:kể cả|gồm|trừ)\b[^)]*\)",
    re.I,
)
_OF_OFFICES = re.compile(
    r"\W*(?:chu dau tu|co quan|don vi \w|phong|bo phan|can bo|nguoi|nguon|phu trach|dau moi)"
)
# heads of columns that say where something is
SITES = re.compile(  # "Nội dung", "Phương án" are no "nơi", no "phường"
    r"\W*(?:(?:địa|dia) (?:điểm|diem|bàn|ban|chỉ|chi)|vị trí|vi tri|nơi|xã|phường|thị trấn|xa|thi tran|noi (?:dau tu|thuc hien|xay dung|to chuc))\b",
    re.I,
)
_HEADING = frozenset("nien do ngan sach phan muc bang bieu de so sanh i ii iii iv v vi a b c d".split())
# what a title says of its paper, and not of its figures
_REFERS = re.compile(
    r"\W*(?:(?:ban hanh |dinh |gui |dung )?kem\b|(?:ap )?dung cho|(?:phan |chia )?theo (?!(?:so )?(?:ke hoach|du toan|chi tieu)\b|nien|gia so)|phuc vu"
    r"|(?:kinh )?gui\b|trinh\b|tai\b|bieu|mau|phu luc|bao cao|cap nhat|chot|bo sung lan|lan \w+$|tiep\b|trang|source"
    r"|(?:bo|tong cuc|ubnd|uy ban|trung tam|truong|cong ty|bao hiem|bhxh|ngan hang)\b"
    r"|(?:pl|bm) ?\d|tong hop (?:tu|theo)\b|(?:so )?(?:lieu )?chua (?:quyet toan|day du|du\b|doi chieu|tong hop|kiem tra|chot|khoa so))"
)
_SAYS_NOTHING = re.compile(
    r"\W*(?:nhu sau|nguon|bang|don vi|dvt|ngay \d|in |of |unit|as of|continued|cua\b(?! (?:kich ban|phuong an))"
    r"|(?:da |so lieu )*(?:dieu chinh|dinh chinh|doi chieu|chinh thuc|so bo|uoc(?! dat)|co den)|(?:so |lieu |co |tinh )*den (?:het|cuoi) (?:thang|ky)|gia (?:so|hien|thuc|co|\d)|do \w+ (?:\w+ )?quan ly"
    r"|sau (?:khi |ngay |thoi diem )?(?:sap xep|sap nhap|hop nhat))"
)
# what is counted in or out: told, the figures may be those asked for
_COUNTS = re.compile(
    r"\W*(?:da )?(?:loai )?(?:tru|ke ca|(?:khong|chua|chi) (?:ke|tinh)|(?:(?:khong|chua|chi) )?(?:bao )?gom|ngoai|nua (?:dau|cuoi) thang)\b(?! (?:chi tieu|ke hoach|du toan))"
)
_COMPARES = re.compile(r"\W*(?:co )?so sanh (?:voi )?cung ky\b")
_ABOVE = re.compile(r"(?i)\W*(?:so sánh|giai đoạn|năm học)\b")  # above a title of what it is
_ORDINARY = frozenset(
    "bao cao bieu bang so lieu tinh hinh tien do ket qua danh gia tong hop chi tiet nhanh chu yeu mot chi tieu theo nganh "
    "linh vuc nguon sac khoan muc giua ky cuoi va cac nam hien hanh lan phu luc mau".split()
)
_OF_TITLES = frozenset(
    "cong tac hoat dong lap ra soat thang nganh phong uy ban nhan dan hoi dong kinh te xa hoi phat trien san xuat thong "
    "ke von dau tu cong du an mo rong nhu sau kinh gui phan ii iii iv vi vii viii ix hang hoa dich vu huyen tinh xa lan "
    "tieu dung trong trot thu chi ngan sach nsnn ca muc chung dien bien toan bo phuong thi tran dac khu thanh pho quan "
    "ve nhom cay bao dam an ninh trat tu sinh tin quan ly cai cach thuyet minh dieu khai kiem soat he tai trung tam phan "
    "cua do".split()
)
_MEAN_OF = re.compile(
    r"\bbinh quan \d+ (?:thang|quy|nam)\b|\b(?:gia(?! tri)|chi so|luong|thu nhap)\b.*\bbinh quan (?:thang|quy|nam)\b"
)
_RANGED = re.compile(r"\btu (?:ngay )?\d.* den\b")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_OFFICES = re.compile(r"\b(tài chính|văn hóa|lao động) [-–] (kế hoạch|xã hội|tb)\b", re.I)  # one name
_DASH = re.compile(r"(?<!\w)[-–—](?!\w)|(?<=\w)[–—]|[;|:]")
_SIBLING = re.compile(r"[,;]|\bvà\b", re.I)  # "Thu nội địa, nợ thuế": two things of one table
_MEANT = {"plan": "kế hoạch", "owner_forecast": "dự báo", "share_of_plan": "tỷ lệ so với kế hoạch"}
_MEANT |= {"structure": "cơ cấu", "index": "chỉ số"}
_COMPARED = {"against", "difference", "plan", "before"}
# kinds that the words of a place are not held to: the title's own part may name a plan and its doing, a sheet is short
_LEAVES = {"main": {"plan", "other_time"}, "name": {"plan", "undone", "other_time"}, "above": {"other_time"}}


@lru_cache(1 << 12)
def kinds_said(text: str) -> frozenset[str]:
    """Which kinds of figure a text speaks of that are none of what was done in its month."""
    return kinds(text) | undone(text)


@lru_cache(1 << 13)
def _words_of(label: str) -> list[str]:
    return re.findall(r"\w+", plain(label))


@lru_cache(1 << 12)
def _kinds_in(text: str) -> list[tuple[str, re.Match[str]]]:
    """The kinds of figure that a text speaks of, with the words that say so."""
    known = (*KINDS.items(), ("undone", NOT_YET), ("era", ERA))
    return [(kind, hit) for kind, words in known for hit in words.hits(text)]


@dataclass
class Said:
    """The words around, among and above the figures of a table, as one rule asks for them."""

    table: Table
    rule: TableRule
    areas: Areas
    is_unit: Callable[[str], bool] = lambda text: False  # noqa: E731 - the name of the unit whose own table it is

    @cached_property
    def asked(self) -> str:
        """What the rule says in its own words, and in those of heads, of what it asks for."""
        kinds = [c.is_ or "" for c in self.rule.columns]
        heads = [_MEANT.get("index" if kind.startswith("index") else kind, "") for kind in kinds]
        heads += [w for c in self.rule.columns for w in c.words] + ["tỷ lệ"] * ("%" in self._units)
        return " | ".join([self._things, *self.rule.ignore, *heads])

    @cached_property
    def _things(self) -> str:
        """The words of its titles and its rows."""
        parts = [r.numerator + r.denominator for r in self.rule.rows]
        rows = [t for r, of in zip(self.rule.rows, parts, strict=True) for t in (*r.spellings, *r.under, *of)]
        return " | ".join([*self.rule.title, *self.rule.sheet, *rows])

    def _asks(self, text: str) -> bool:
        """Whether the rule asks for what a text says."""
        return has_phrase(fold(self.asked), text)

    @cached_property
    def _units(self) -> list[str]:
        rules: list[TableRule | Rule] = [self.rule, *self.rule.columns, *self.rule.rows]
        return [r.unit for r in rules if r.unit]

    @cached_property
    def _own_words(self) -> set[str]:
        return self._explained.union(*(_words_of(r.printed) for r in self.table.rows))

    @cached_property
    def _explained(self) -> set[str]:
        """The words of the rule, of heads and of units."""
        texts = [self.asked, *self._units, *(u.text for u in self.table.captions if u)]
        return {*re.findall(r"[^\W\d]+", plain(" ".join([*texts, *(c.text for c in self.table.columns)])))}

    @cached_property
    def _period_words(self) -> set[str]:
        """Words that a group which dates the figures below it may say."""
        words = re.findall(r"[^\W\d]+", plain(f"{self.table.title} {self.asked}"))
        return {*words, *_OF_KINDS, *_HEADING}

    def title(self, at: Context, file: str) -> Iterator[tuple[str, str, bool]]:
        """(cell, words, whether they make other figures of the table's) of what stands above a table and in its names, and
        neither its rule nor its own heads and labels explain."""
        table, rule = self.table, self.rule
        names = ((table.title_cell, name, "name") for name in (table.sheet, file))
        sheet = "" if rule.place == "sheet" else without_periods(table.sheet)
        over, lines = letterhead(table, rule)
        for text in (*over, sheet):
            if DRAFT.search(text) or VOID.search(text):
                continue  # told as a note
            around = text in table.around  # perhaps a signature
            if self.areas.shares(text) and not self.areas.names(" ".join(lines)):
                yield table.title_cell, text, False
            if self._states(text) if around else self._elsewhere(text, alone=True):
                yield table.title_cell, text, False
        month = [(table.title_cell, without_periods(table.sheet).strip("()"), "tail")] * (
            rule.period == "sheet"
        )
        above = ((table.title_cell, line, "above") for line in over if _ABOVE.match(line))
        for cell, text, where in (*_parts(table, rule), *names, *month, *above):
            bare = plain(part := clean(text.replace("¤", " ")))
            if where == "own":
                if more := self._narrows(part):
                    yield cell, more, False
                continue
            if where not in ("main", "name") and self._elsewhere(without_periods(part), alone=not where):
                yield cell, part, not part.isupper()
                continue
            unit = parse_unit(part) if where == "tail" and not _SAYS_NOTHING.match(bare) else None
            if unit and self._other_unit(unit):
                yield cell, part, False
            passed = where != "main" and _passed(part, bare)
            if not bare.strip() or parse_unit(part) or caption_within(part) or passed:
                continue
            counts = where == "tail" and _COUNTS.match(bare)
            found = set() if counts or where == "joined" else {*kinds_said(part)} - _LEAVES.get(where, set())
            if where == "name" and of_plans(part, named_first=True):
                found.add("plan")
            if where == "main" and "kéo dài" in part.lower() and not self._asks("kéo dài"):
                yield cell, part, False
            if at.plan:
                found -= {"plan", "undone"} if where == "main" else {"plan"}
            if where == "main" and _MEAN_OF.search(bare):
                found.discard("mean")
            if _RANGED.search(bare):
                found -= {"before", "other_time"}
            if found and (found := found - kinds_said(self.asked)):
                told = self._told(at)
                open_ = found - told
                if "against" in found:
                    compared = _COMPARED if "plan" in kinds_said(part) else _COMPARED - {"plan"}
                    open_ -= {"before", "plan"} | ({"against"} if told & compared else set())
                if open_:
                    compares = where == "main" or _COMPARES.match(bare) and self._tells_done(at)
                    other = open_ == {"against"} and compares or told & {"against"}
                    yield cell, part, not (where == "name" or open_ == {"other_time"} or other)
                elif "plan" in found and "against" not in found:
                    yield cell, part, False
            elif where == "above":
                years = re.findall(r"\b20\d\d\b", part)
                if years and not int(years[0]) <= at.year <= int(years[-1]):
                    yield cell, part, False
            elif where in ("tail", "joined") and not _SAYS_NOTHING.match(bare) and not self._is_own(part):
                if _other_period(part, at):
                    yield cell, part, True
                elif words := self._unknown(part, bare):
                    if not {*map(plain, words)} <= self._own_words:
                        yield cell, part, is_name(part) and not counts

    def _narrows(self, part: str) -> str:
        """The words of a title's own part that nothing explains: "thu ngân sách từ đất", "BHYT học sinh"."""
        part = re.split(r"(?i)\b(?:theo|phục vụ)\b", self.areas.without(without_periods(part)))[0]
        known = self._own_words | self.areas.words | _ORDINARY | _OF_TITLES
        return " ".join(dict.fromkeys(w for w in left_over((part,)) if not {*plain(w).split()} <= known))

    def _is_own(self, text: str) -> bool:
        """Whether a text names no more than what the table is of, and perhaps what that lies in."""
        name = _AT.fullmatch(text.split(",")[0])
        return self.areas.only_own(text) or name is not None and self.is_unit(name[2])

    def _tells_done(self, at: Context) -> bool:
        """Whether the table's own heads say of several columns what of a year they are: the plan, a month, what is done."""
        read = {at.reading(c).meaning for c in self.table.columns if not c.beside}
        return len(read & {"plan", "month", "year_to_date"}) > 1

    def _told(self, at: Context) -> set[str]:
        """The kinds that the table's own heads speak of."""
        heads = [c.text for c in self.table.columns]
        told = set[str]().union(*map(kinds_said, heads))
        return told | {"before"} if any(s.year not in (0, at.year) for h in heads for s in named(h)) else told

    def _other_unit(self, unit: Unit) -> bool:
        """Whether a unit is none of the rule's and of the table's own."""
        asked, table = [*map(parse_unit, self._units)], self.table
        own = [*asked, *table.captions, *(c.unit for c in table.columns), *(r.unit for r in table.rows)]
        return bool(asked) and all(u is None or unit.to(u) is None for u in own)

    def _unknown(self, part: str, bare: str) -> list[str]:
        """The words of a tail that are none of a title's ordinary ones: numbers, areas and parts of a month are none."""
        part, bare = (_HOUR.sub(" ", text) for text in (part, bare))
        if re.fullmatch(r"(?!TW)[A-Z]{2,5}", part.strip()):
            return []  # "(GO)"
        found = [w for w in left_over((part,)) if plain(w) not in _ORDINARY]
        found += re.findall(r"\d+%?", without_periods(part)) + [bare] * (_COUNTS.match(bare) is not None)
        found += [bare] * (_AREA.search(bare) is not None and not self.areas.names(part))
        day = _UP_TO.search(bare)
        return found + [bare] * (day is not None and int(day[1]) < 28 and self.rule.month_from_day == 1)

    def _elsewhere(self, part: str, alone: bool = False) -> bool:
        """Whether words, perhaps `alone` in their line, are the name of another place, as far as that can be told."""
        two = alone and len(words := part.split()) == 2 and all(map(is_syllable, words))
        if {*fold(part).split()} <= _SECTORS:
            return False
        name = part if two and (part.isupper() or is_name(part)) else _place_in(part)
        bare = plain(name)
        if not name or self._is_own(name) or _REFERS.match(bare) or _OFFICE.match(bare):
            return False
        words = self._unknown(name, bare)
        return bool(words) and not {*map(plain, words)} <= (self._explained if alone else self._own_words)

    def groups(self, made: Made, elsewhere: Callable[..., str]) -> Iterator[tuple[str, str, Made, str]]:
        """(code, words, figures, place) of the groups that make others of figures below them ("remark_against"), or may
        ("remark"): drafts, another kind or time than the rule asks for; or of another place, which is named
        ("title_place"), as one that the brackets of a row name. Words of notes are no groups."""
        notes = {label_of(text) for _, text, row, _ in self.table.remarks if row is None}
        yield from (("remark_against", line, own, "") for line, own in self._totals_of_parts(made))
        below: dict[tuple[str, ...], Made] = {}
        after: dict[tuple[str, ...], Made] = {}  # lines without figures, and those below that are not theirs
        down = self.rule.periods == "rows"  # where a group may be the year of its months
        for _, of_row in groupby(made, key=lambda one: id(one[0])):
            row_made = [*of_row]
            picked = row_made[0][0]
            path = of.path if (of := picked.row or picked.numerator) else ()
            for i, group in enumerate(path):
                if group not in notes and not (down and named(group)):
                    below.setdefault(path[: i + 1], []).extend(row_made)
            if (line := self._lines.get(picked.row.row if picked.row else -1)) and line not in notes:
                after.setdefault((line,), []).extend(row_made)
            row, each = picked.row if picked.rule else None, picked.rule and picked.rule.each
            beside = self.table.named_by(row, all_of=True) if row else ()
            said = [(head, text) for head, text in beside if SITES.match(clean(head))]
            words = self.table.named_by(row) if row and not each else ()
            said += [(h, t) for h, t in words if not (SITES.match(clean(h)) or _OF_OFFICES.match(plain(h)))]
            said += [("", text) for text in _BRACKET.findall(row.printed if row and not each else "")]
            open_ones = ((of, text) for of, text in said if not self._asks(text))
            others = [
                (text, other) for of, text in open_ones if (other := elsewhere(text, picked, False, of))
            ]
            yield from (("title_place", text, [one], other) for one in row_made for text, other in others)
        for head, own in (*below.items(), *after.items()):
            text, code = head[-1], "remark_against" if head in below else "remark"
            # "Số kế hoạch" above all that is told
            if not named(text) and _kind(text, own[0][2]["period"]) == "plan":
                if done := [m for m in own if not _fits(m[2], "plan")]:
                    yield code, text, done, ""
                continue
            if self._asks(text):
                continue
            if other := elsewhere(text, own[0][0], True):
                yield ("title_place", text, own, other) if head in below else ("remark", text, own, "")
            elif (text.isupper() or not is_name(text.strip(" :.-–"))) and self._elsewhere(text, alone=True):
                yield "remark", text, own, ""
            else:
                lost, open_ = self._beneath(text, own)
                lost, open_ = (lost, open_) if head in below else ([], lost + open_)
                if head in below and not lost and not open_ and self._is_part(text, own):
                    open_ = own
                yield from (
                    (c, text, of, "") for c, of in (("remark_against", lost), ("remark", open_)) if of
                )

    def _is_part(self, text: str, own: Made) -> bool:
        """Whether a group that nobody declared says of what part the figures below it are: "Học sinh", "Ấp 4"."""
        rows = [picked for picked, _, _ in own]
        if any(r.rule is None or r.rule.each or r.rule.under for r in rows) or named(text):
            return False
        if any(row.label == text for row in self.table.rows):
            return False  # of figures of its own, above a sum of several like it
        known = self._explained | {w for r in rows if r.row for w in _words_of(r.row.label)}
        known |= self.areas.words | _ORDINARY | _OF_TITLES | {*_words_of(self.table.title)}
        more = (w for w in left_over((self.areas.without(text),)) if fold(w) not in _SECTORS)
        return any(not {*plain(w).split()} <= known for w in more)

    def _totals_of_parts(self, made: Made) -> Iterator[tuple[str, Made]]:
        """The totals of those rows alone that stand below a line which the rule does not ask for, and not of the other rows
        above it, each with the line: "CHI NGÂN SÁCH", "Tổng cộng" in a table of what was raised."""
        totals: dict[int, Made] = {}
        for one in made:
            if (row := one[0].row) and TOTAL.fullmatch(plain(row.label)):
                totals.setdefault(row.row, []).append(one)
        rows = [row.row for row in self.table.rows]
        for at, own in totals.items():
            texts: dict[int, list[str]] = {}
            for (r, _), (_, value) in self.table.cells.items():
                if r < at and r not in rows:
                    texts.setdefault(r, []).append(str(value))
            line = max((r for r in texts if rows[0] < r), default=-1)
            parts = [r for r in rows if line < r != at and (r < at or at == min(r for r in rows if r > line))]
            fits = lambda others, col: _adds_up(self.table, at, others, col)  # noqa: B023, E731
            cols = [c.column.col for _, c, _ in own]
            if line < 0 or len(parts) < 2 or self._asks(label_of(" ".join(texts[line]))):
                continue
            if all(fits(parts, c) and not fits([*parts, *(r for r in rows if r < line)], c) for c in cols):
                yield " ".join(texts[line]), own

    @cached_property
    def _lines(self) -> dict[int, str]:
        """The line without figures that stands last above a row, whose number goes on so that it is none of its groups."""
        rows = {row.row: row for row in self.table.rows}
        found, line, first = dict[int, str](), "", min(rows, default=0)
        words: dict[int, list[str]] = {}
        for (r, _), (kind, text) in self.table.cells.items():
            words.setdefault(r, []).extend([label_of(str(text))] if kind == "text" else [])
        for r, texts in words.items():
            row = rows.get(r)
            if row is None:
                line = texts[0] if len(texts) == 1 and r > first else ""
            elif line in row.path or line in row.label or r - 1 in rows and rows[r - 1].label.endswith(line):
                line = ""
            elif line:
                found[r] = line
        return found

    def _states(self, text: str) -> list[int]:
        """Where a group says what its figures are: of another kind than its rule asks for, or than is done."""
        asked = kinds_said(self._things)
        hits = [h for kind, h in _kinds_in(text) if kind not in asked]
        hits += [h for h in _STATE.hits(text) if not has_phrase(fold(self._things), h[0])]
        priced = hits and "gia" in self._own_words
        return [h.start() for h in hits if not (priced and h[0].startswith(("gia ", "giá ")))]

    def _beneath(self, text: str, own: Made) -> tuple[Made, Made]:
        """Those of the figures below a group that it makes others, and those that it may make others. A plan stands below
        words of a plan, and below those of a month of its year."""
        source = names_source(text) and self.table.tells_kinds and "còn lại" not in text.lower()
        printed, text = text, clean(_NAMES.sub(" ", text))
        bare = plain(text)
        if source:  # "Kế hoạch vốn 2024 kéo dài" above plans of 2025
            told = max((s.year for s in named(printed) if s.yearly), default=9999)
            return [], [m for m in own if "#" in m[2]["measure"] and told < int(m[2]["period"][:4])]
        if not bare or self._asks(text):
            return [], []
        if DRAFT.search(text) or VOID.search(text):
            return own, []
        if _ESTIMATE.fullmatch(bare):
            return [m for m in own if m[2]["vintage"] != "estimate" and "#" not in m[2]["measure"]], []
        if len(years := SCHOOL_YEAR.findall(bare)) == 1:
            first, last = f"{years[0][0]}-09", f"{years[0][1]}-"
            till = {False: "08", True: "12"}  # of a plan the whole year
            return [m for m in own if not first <= m[2]["period"] <= last + till["#" in m[2]["measure"]]], []
        works = _WORKS.match(bare)
        states = [] if works or _DONE.match(bare) or re.search(r"\d ?%", text) else self._states(text)
        begin = lead.end() if (lead := _OF_ALL.match(bare)) else 0
        if states and min(states) <= begin:
            return own, []
        planned = _PLANNED.match(bare, begin) and "plan" in kinds_said(text) - kinds_said(self._things)
        kept = [] if planned else [m for m in own if "#" not in m[2]["measure"]]
        plans = [m for m in own if "#" in m[2]["measure"]]
        times = [s for s in named(text) if s.kind not in ("day", "unclear")]
        of = lambda m: [s for s in times if str(s.year or m[2]["period"][:4]) == m[2]["period"][:4]]  # noqa: E731
        then = lambda m: any(s.yearly or m[2]["period"].endswith(f"-{s.last:02d}") for s in of(m))  # noqa: E731
        if times and words_beside(text) <= self._period_words:
            kept = [m for m in kept if then(m)]
            plans = [m for m in plans if of(m) and (kept or all(s.yearly for s in times))]
        stay = {id(m) for m in (*kept, *plans)}
        lost = [m for m in own if id(m) not in stay]
        if states or not works and (any(_MAY_STATE.hits(printed)) or self._tells_more(text)):
            return lost, [m for m in own if id(m) in stay]
        other = times and not works and not _DONE.match(bare)
        return lost, [m for m in kept if other and not then(m)]

    def _tells_more(self, text: str) -> bool:
        """Whether a group begins with a quantity of which neither the rule nor the table says anything: "Giá trị hợp đồng"."""
        hit = next(_QUANTITY.hits(text), None)
        more = re.search(r"\w+", plain(text)[hit.end() :]) if hit else None
        return more is not None and more[0] not in self._explained and not unit_in(text)

    def about(self, text: str, made: Made) -> tuple[str, Made]:
        """What a line says of some rows or columns, "cột tháng 6 là số còn phải thu", and their figures; none where it
        names none of them."""
        hit = _ABOUT.fullmatch(_LEAD.sub("", text.strip()))
        if hit is None or not made:
            return text, []
        subject, said = (hit[2], hit[3]) if hit[2] else (hit[5], hit[4])
        period = made[0][2]["period"]
        read = meaning(subject, int(period[:4]), int(period[5:]))
        plain_words = words_beside(subject) <= _OF_KINDS
        listed = (hit[1] or "").lower() in ("dòng", "hàng")

        def is_meant(one: tuple[PickedRow, PickedColumn, dict[str, Any]]) -> bool:
            row, column, o = one[0].row, one[1], one[2]
            if row and (fold(row.label) == fold(subject) or listed and self._numbers.get(row.row) == subject):
                return True
            if listed or fold(column.column.text) == fold(subject):
                return not listed
            own = [s for s in named(subject) if not s.yearly]
            fits = all(o["period"].endswith(f"-{s.last:02d}") for s in own)
            return plain_words and bool(read.meaning) and _fits(o, read.meaning) and fits

        found = [one for one in made if is_meant(one)]
        return (said, found) if found else (text, [])

    @cached_property
    def _numbers(self) -> dict[int, str]:
        """What stands first in each row: its number in a list."""
        first = sorted(self.table.cells.items(), key=lambda cell: cell[0], reverse=True)
        return {row: str(value).removesuffix(".0") for (row, _), (_, value) in first}

    def remark(self, text: str, own: Made, other_area: Callable[[str], str] | None) -> str:
        """The code of what a remark beside some figures says: "remark_against" where it names another month, unit or area
        than theirs or takes them back, "remark" where it makes them drafts, estimates or parts of what was asked for, ""
        for other words."""
        said = _sentence(told := text.strip())
        text, *not_so = _NOT_SO.split(_LEAD.sub("", _SAID_TO.sub("", said)), maxsplit=1)
        if other_area and said != told and own[0][0].rule and own[0][0].rule.each:
            other_area = self.areas.beside  # of a list of works in its parts
        if _CLOSING.match(plain(text)):
            return ""
        if BESIDE_TOTAL.fullmatch(text):
            return "remark"
        formatted, text = text[:1] == '"' == text[-1:], text.strip('"')
        if has_phrase(fold(" | ".join([self._things, *self.rule.ignore])), text):
            return ""
        whole = _OFFICES.sub(r"\1 \2", text)  # one name
        clauses = [part[:200] for part in _CLAUSE.split(whole) if part.strip()]
        text, said_so = _SUBJECT.subn("", text)
        bare = plain(text)
        year_end = "cuoi nam" in bare and all(o["period"].endswith("-12") for _, _, o in own)
        some = any(o["value"] and "#" not in o["measure"] for _, _, o in own)  # not of what is nought
        if (
            VOID.search(text)
            or any(map(_BACK.search, clauses))
            and not year_end
            or self._turned(text, bool(said_so), own)
            or (some and _NOT_DONE.fullmatch(text))
        ):
            return "remark_against"
        hit = _FIGURES_OF.match(text) or re.match(r"(?=(?:toàn|cả) )|của ", text, re.I)
        if hit and self._is_own(rest := text[hit.end() :]):
            return ""
        if other_area and hit:
            area = other_area(rest)
            if area and rest.startswith(area) or self.areas.is_other_kind(rest):
                return "remark_against"
        unit = _UNIT_IS.sub("", text)
        bare_unit = parse_unit(unit)
        units = caption_units(text) if is_caption(text) else caption_within(text)
        if bare_unit and (bare_unit.size != 1 or bare_unit.base in AMOUNTS):  # "triệu đồng", no "hộ"
            units = [bare_unit]
        for row, column, _ in own if units else ():
            printed = self.table.unit_at(row.row, column.column)[0] if row.row else None
            printed = printed or parse_unit(own[0][2]["unit"])
            if printed and all(u.to(printed) != 1 for u in units):
                return "remark" if formatted else "remark_against"
        if units and bare_unit:
            return ""
        figures = [o for _, _, o in own]
        kind = _kind(text, figures[0]["period"])
        since = re.match(r"(?i)\W*lũy kế (?:được |tính )*từ ", text)  # of the columns that tell it
        if kind and not all(fit := [_fits(o, kind) for o in figures]) and not (since and any(fit)):
            return "remark" if any(fit) else "remark_against"
        periods = {o["period"] for o in figures}
        month = min((o["period"] for o in figures if "#" not in o["measure"]), default="")
        typed = [f"{s.year or month[:4]}-{s.last:02d}-{s.day.day:02d}" for s in named(text) if s.day]
        if typed and _TYPED.search(bare) and words_beside(_HOUR.sub(" ", text)) <= _TYPED_ON:
            return "" if min(typed) >= f"{month}-25" else "remark"  # "Nhập ngày 5/7/2025"
        # the months of the figures, as far as the remark names their year
        other = [
            s
            for s in named(text)
            if s.kind != "unclear"
            and not any(p.endswith(f"-{s.last:02d}") and str(s.year or p[:4]) == p[:4] for p in periods)
            and not (s.yearly and any(p[:4] == str(s.year) for p in periods))
            or s.day
            and until(text, s)
            and s.day.day < 28
        ]
        compared = AGAINST.search(text) or re.search(r"\bso sanh\b", bare)
        days = [s for s in named(text) if s.day] if _TAKEN_ON.match(text) else []
        if any(s.day.day < 25 or all(f"-{s.last:02d}" != p[4:] for p in periods) for s in days if s.day):
            return "remark"
        if other and not compared:
            dated = other[0].day is None or any(until(text, s) for s in other)
            if dated and words_beside(text) <= _NOTHING_ELSE and not re.search(r"\d", without_periods(text)):
                return "remark_against"
            month = min(periods)
            to_come = f"{other[0].year or month[:4]}-{other[0].first:02d}" > month
            begins = bare.startswith("tu ") and (to_come or _BEGAN.match(bare, other[0].end))
            if _TAKEN.search(text[: other[0].at]) and not (begins and words_beside(text) - {"tu", "ngay"}):
                return "remark_against"
        cut = _CUT_OFF.fullmatch(bare) if self.rule.month_from_day == 1 else None
        if cut and int(cut[1] or 1) < 28:
            return "remark_against"
        if _ESTIMATE.fullmatch(bare) and all(o["vintage"] == "estimate" for o in figures):
            return ""  # its head or label says so
        if formatted or "?" in text and not re.search(r"\w", text):
            return "remark"
        rest = _HOUR.sub(" ", without_periods(_WHOSE.sub("", clean(text))).lower())
        if (compared or not other) and not not_so and {*re.findall(r"\w+", rest)} <= _HOLDING:
            return ""
        parts = len(clauses) > 1 and any(
            (some and _NOT_DONE.fullmatch(c)) or _kind(c, figures[0]["period"]) for c in clauses
        )
        alone = _ALL_SAID.fullmatch(text) and not {*plain(text).split()} <= self._own_words
        others = (n for n in _COUNTED_IN.findall(text) if is_name(n) and not self.areas.is_own(n))
        counted = any(
            not {*map(plain, name.split())} <= self._own_words for name in others
        )  # "gồm cả Cần Giuộc"
        of_other = other and not compared and text[: other[0].at].lower().endswith("của ")
        priced = _PRICED.search(bare) and not _PRICED.search(plain(f"{self.table.title} {self.asked}"))
        asked = not_so or priced or parts or alone or counted or of_other or DRAFT.search(text)
        return "remark" if asked or any(map(_ASKED.search, [*clauses, text])) else ""

    def _turned(self, text: str, said_so: bool, own: Made) -> bool:
        """Whether a remark says in a few words that the figures are of another kind than its rule asks for: "số còn phải
        thu", "các số là chênh lệch so với tháng trước"."""
        planned = {"plan"} if any("#" in o["measure"] for _, _, o in own) else set()
        short = re.match(r"(?i)\W*(?:đây là |là )?số\b", text) and len(text.split()) < 7 and not named(text)
        unsure = re.search(r"(?i)\bchưa\b", text) and _ASKED.search(text)  # "số chưa quyết toán"
        if unsure or not (said_so or short) or re.search(r"\d", without_periods(text)):
            return False
        return bool(kinds_said(text) - planned - kinds_said(self.asked))


def _sentence(text: str) -> str:
    """What a cell of a column such as "Năm", "Loại số liệu" says of the figures beside it, as a note would."""
    head, colon, value = text.partition(": ")
    found = (words for heads, words in KEYS.items() if colon and re.fullmatch(heads, plain(head).strip("? ")))
    head, denied = re.sub(r"(?i)^(?:thuộc|tên) |\?", "", head), _NO.fullmatch(plain(value))
    said = next(found, "{2}")
    if denied and said.endswith("lại: {1}"):
        return ""
    if denied and said == "số liệu {1}" and _TOLD_OF.search(plain(head)):
        return "số liệu không dùng" if _IN_USE.search(plain(head)) else "số liệu chưa đối chiếu"
    return said.format(head, _YES.sub("có", value), text)


_NO = re.compile(r"(?:khong|ko|k|n|no|chua(?: co)?|het|false|0)?\W*")
_YES = re.compile(r"(?i)^(?:y|yes|true|v|✓|✔|còn)$")
_IN_USE = re.compile(r"\b(?:dung|hieu luc|hop le)\b")
_TOLD_OF = re.compile(rf"{_IN_USE.pattern}|\b(?:kiem tra|doi chieu|xac nhan|duyet|chot)\b")


def _kind(text: str, period: str) -> str:
    """The kind of figure that a remark made of heads' words alone names: "đây là số kế hoạch", "lũy kế", "quý II"."""
    if not words_beside(text) <= _OF_KINDS or re.search(r"\d|đến hết (?i:quý)", without_periods(text)):
        return ""
    text = re.sub(r"(?i)\bsố\b", " ", text)  # "số kế hoạch", no "Sở Kế hoạch"
    said = meaning(text, int(period[:4]), int(period[5:])).meaning
    kinds = ("plan", "year_to_date", "quarter", "owner_forecast", *["year"] * ("cả năm" in text.lower()))
    return said if said in kinds else ""


def _adds_up(table: Table, total: int, rows: list[int], col: int) -> bool:
    cells = [table.cells.get((r, col), ("", 0))[1] for r in (total, *rows)]
    whole, *parts = [float(v) if isinstance(v, (int, float)) else 0.0 for v in cells]
    return whole != 0 and abs(whole - sum(parts)) <= 0.005 * abs(whole)


def _fits(figure: dict[str, Any], kind: str) -> bool:
    return figure["measure"].endswith(f"#{kind}") if kind in FACETS else figure["basis"] == kind


def more_said(picked: PickedRow) -> Iterator[tuple[Row, str]]:
    """The rows it is read from, each with the words in the brackets of its label that its rule has not, and that are no
    unit, short form or reference nor of what is done."""
    rule = picked.rule
    for row in (picked.row, picked.numerator, picked.denominator):
        hit = BRACKET.search(row.label) if row and rule and not rule.each else None
        if hit is None or rule is None or REFERENCE.match(hit[1]) or hit[1].isupper() or unit_in(hit[0]):
            continue
        asked = {*fold(" ".join([*rule.spellings, *rule.under, *rule.numerator, *rule.denominator])).split()}
        if row and any(not w.isupper() and fold(w) not in asked for w in left_over((hit[1],))):
            yield row, hit[1]


def _other_period(part: str, at: Context) -> bool:
    """Whether a tail is nothing but a period that the table's own month does not lie in."""
    told = [s for s in named(part) if s.kind not in ("day", "unclear")]
    if len(told) != 1 or re.sub(r"(?i)\W|theo", "", without_periods(part)):
        return False
    return told[0].year not in (0, at.year) or not told[0].first <= (at.month or 12) <= told[0].last


_HOUR = re.compile(r"(?<!\d)\d\d? ?(?:h|gi[ờo])(?: ?\d\d(?: ph[úu]t)?)?(?!\w)", re.I)
_AREA = re.compile(r"\b(?:xa|phuong|thi tran|huyen|tinh(?= |$)(?! den| tu)|vung)\b")
_UP_TO = re.compile(r"\b(?:den|het)(?: het)? (?:ngay )?(\d\d?)\b(?! ?(?:thang|quy|nam))")
_AT = re.compile(r"\W*(?:((?:trên |trong )?địa bàn|khu vực|tại|ở|của) )?(.*?)(?: quản lý)?\W*", re.I)
_OFFICE = re.compile(
    r"(?:phong|so|ban|nganh|khoi|to|dang|thanh|bo|cuc|chi cuc|doi|kho bac|van phong|hoi|tram|toa an|vien|hat)\b"
)
_SECTORS = frozenset(
    fold(
        "nông nghiệp công thương mại y tế giáo dục đào tạo văn hóa xã hội xây dựng đầu tư vốn vận tải dân số lao động "
        "việc làm tài chính thủy sản lâm chăn nuôi trồng trọt hộ nghèo bảo hiểm môi trường đất đai pháp tịch tổng hợp "
        "thống kê an ninh quốc phòng thông kinh tế tư nhân nhà nước khu vực nông thôn dịch vụ du lịch thể thao khoa học thu chi ngân sách tình hình mật khẩn"
    ).split()
)


def _place_in(part: str) -> str:
    """The name that words are, of a place perhaps: "tại Bến Lức", "- Cần Giuộc", "TẠI BẾN LỨC"."""
    hit = _AT.fullmatch(part)
    if hit is None or not (is_name(hit[2]) or hit[1] and part.isupper() and len(hit[2].split()) == 2):
        return ""
    return hit[2]


def _passed(part: str, bare: str) -> bool:
    """Whether something is said of the part elsewhere: of a draft, of what no longer holds."""
    if REFERENCE.match(part) and not bare.startswith(("theo", "khoan")) or _REFERS.match(bare):
        return True
    return (DRAFT.search(f"({part})") or VOID.search(f"({part})")) is not None


def _parts(table: Table, rule: TableRule) -> Iterator[tuple[str, str, str]]:
    """(cell, words, "main", "own", "tail", "joined" or "") of the title's parts and of the lines below it: its own part
    with and without what stands behind its period, brackets, what stands behind it."""
    lines: list[tuple[str, str]] = []
    for cell, text in table.heading:
        if lines and text[:1].islower():  # "Tổng mức bán lẻ hàng hóa và" | "doanh thu dịch vụ tháng 6"
            cell, text = lines[-1][0], f"{lines.pop()[1]} {text}"
        lines.append((cell, text))
    first = next((i for i, (_, text) in enumerate(lines) if _asked(text, rule)), None)
    if first is None:
        lines, first = [(table.title_cell, table.title)], 0
    places = {cell for cell, _ in lines}  # those above a web page's table all stand in one
    rows = [re.sub(r"\D", "", cell) for cell in places]
    for n, (cell, text) in enumerate(lines[first:], first):
        if n > first and rows.count(re.sub(r"\D", "", cell)) > 1:
            continue  # heads of columns above those known
        text = _OFFICES.sub(r"\1-\2", apart(text))
        start, end = _asked(text, rule) or (0, 0)
        for hit in _BRACKET.finditer(text):
            if not start < hit.start() < end:
                yield cell, hit[1], "tail"
        text = _BRACKET.sub(lambda hit: "¤" * len(hit[0]), text)
        if n > first:
            yield cell, text, ""
            continue
        cuts = [m.span() for m in _DASH.finditer(text)]
        begin = max((b for _, b in cuts if b <= start), default=0)
        stop = min((a for a, _ in cuts if a >= end), default=len(text))
        periods = [s for s in named(text) if s.at >= end]
        name = text[end : min([s.at for s in periods], default=stop)]
        if _place_in(name):
            yield cell, name, "tail"
        last = max([s.end for s in periods], default=stop)
        yield from ((cell, part, "") for part in _DASH.split(text[stop:last]))
        behind, *tails = _DASH.split(text[last:])
        listed = behind.lstrip()[:1] in (",", ".")
        left, right = _SIBLING.split(text[begin:start])[-1], _SIBLING.split(text[end : min(stop, last)])[0]
        own = f"{left}{text[start:end]}{right}" if end else ""
        yield cell, own and f"{own}{'' if listed else behind}", "main"
        yield cell, own, "own"
        yield cell, behind.lstrip(" ,.;"), "tail" if listed else "joined"
        yield from ((cell, part, "tail") for part in tails)


def letterhead(table: Table, rule: TableRule) -> tuple[list[str], list[str]]:
    """The lines above a table's title, and those from it on."""
    lines = [text for _, text in table.heading]
    first = next((i for i, text in enumerate(lines) if _asked(text, rule)), len(lines))
    return [*table.letterhead, *lines[:first]], lines[first:] or [table.title]


def _asked(text: str, rule: TableRule) -> tuple[int, int] | None:
    """Where a line bears the words of its rule."""
    bare = plain(text)
    hits = (pattern.search(bare) for words in rule.title if (pattern := _words(words)))
    return max((hit.span() for hit in hits if hit), key=lambda at: at[1] - at[0], default=None)


@lru_cache(1 << 10)
def _words(phrase: str) -> re.Pattern[str] | None:
    keys = [r"\W+".join(map(re.escape, key.split())) for key in phrase_keys(phrase)]
    gap = r"\W+(?:\S+\W+){0,6}?"
    return re.compile(rf"(?<!\w){gap.join(keys)}(?!\w)") if keys else None
