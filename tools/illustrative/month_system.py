"""January - June 2025, party and works."""

import datetime as dt

from . import story
from .forms import month_columns, month_flow, month_parts, self_row
from .labels import WORKERS, YOUTH
from .lists import OWNER_COLUMNS, owner_rows
from .sheet import Cell, Sheet
from .sheets import YEAR, self_assessed_sheet, step_sheet
from .table import form


def organisation(month: int, day: dt.date) -> list[Sheet]:
    office, parent = "BAN TỔ CHỨC HUYỆN ỦY", "HUYỆN ỦY CẦN ĐƯỚC"
    rows = [month_flow("1", "Số đảng viên mới kết nạp", "đảng viên", "25a", YEAR, month)]
    for i, (measure, labels, at, target) in enumerate(
        (("25b", YOUTH, 1, "≥ 15"), ("25c", WORKERS, 2, "> 5")), 2
    ):

        def got(m, at=at):
            return story.members(YEAR, m)[at], story.members(YEAR, m)[0]

        parts = month_parts(
            str(i), labels, ("đảng viên", '"', "%"), measure, YEAR, month, got, target=Cell(target, "center")
        )
        rows += parts
    sheets = [
        form(
            "Ket nap",
            office,
            [f"KẾT QUẢ PHÁT TRIỂN ĐẢNG VIÊN THÁNG {month} NĂM {YEAR}"],
            month_columns(YEAR, month),
            rows,
            day,
            parent=parent,
        ),
        form(
            "Chu doanh nghiep",
            office,
            [f"ĐẢNG VIÊN MỚI LÀ CHỦ DOANH NGHIỆP NĂM {YEAR}"],
            OWNER_COLUMNS,
            owner_rows(YEAR, day),
            day,
            parent=parent,
        ),
    ]
    if month in (3, 6):
        title = f"TIẾN ĐỘ NHIỆM VỤ XÂY DỰNG ĐẢNG ĐẾN THÁNG {month} NĂM {YEAR}"
        sheets.append(step_sheet("Nhiem vu", office, title, ["K22a", "K22b", "K26"], day, parent=parent))
    if month == 6:
        said = [
            self_row(
                "1",
                "Tổ chức cơ sở đảng hoàn thành tốt nhiệm vụ trở lên",
                "%",
                "26a",
                "2025-06",
                "95",
                None,
                "Đạt tiến độ",
            ),
            self_row(
                "2",
                "Đảng viên hoàn thành tốt nhiệm vụ trở lên",
                "%",
                "26b",
                "2025-06",
                "95",
                None,
                "Đạt tiến độ",
            ),
        ]
        sheets.append(self_assessed_sheet(office, month, said, day, parent=parent))
    return sheets


def fronts(month: int, day: dt.date) -> list[Sheet]:
    office, parent = "BAN TUYÊN GIÁO VÀ DÂN VẬN", "HUYỆN ỦY CẦN ĐƯỚC"
    said = [
        self_row(
            "1",
            "MTTQ, tổ chức chính trị - xã hội hoàn thành tốt nhiệm vụ trở lên",
            "%",
            "24a",
            "2025-06",
            "100",
            None,
            "Đạt tiến độ",
        ),
        self_row(
            "2",
            "Đoàn thể xếp hạng thi đua từ 1 đến 3 của tỉnh",
            "đoàn thể",
            "24b",
            "2025-06",
            "3",
            None,
            "Đạt tiến độ",
        ),
    ]
    title = f"TIẾN ĐỘ CÔNG TÁC HUẤN HỌC, LỊCH SỬ ĐẢNG ĐẾN THÁNG {month} NĂM {YEAR}"
    return [
        self_assessed_sheet(office, month, said, day, parent=parent),
        step_sheet("Lich su Dang", office, title, ["K25"], day, parent=parent),
    ]


def inspection(month: int, day: dt.date) -> list[Sheet]:
    title = f"TIẾN ĐỘ CHƯƠNG TRÌNH KIỂM TRA, GIÁM SÁT ĐẾN THÁNG {month} NĂM {YEAR}"
    return [step_sheet("KTGS", "ỦY BAN KIỂM TRA HUYỆN ỦY", title, ["K23"], day, parent="HUYỆN ỦY CẦN ĐƯỚC")]


def works(month: int, day: dt.date) -> list[Sheet]:
    office = "PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ" if month >= 3 else "PHÒNG KINH TẾ VÀ HẠ TẦNG"
    ids = ["K1", "K2", "K15", "K16", "K17", "K18a", "K18b", "K18c", "K24"]
    title = f"TIẾN ĐỘ CÔNG TRÌNH TRỌNG ĐIỂM, QUY HOẠCH ĐẾN THÁNG {month} NĂM {YEAR}"
    return [step_sheet("Cong trinh", office, title, ids, day)]


def land(month: int, day: dt.date) -> list[Sheet]:
    ids = ["K3", *(f"K{i}" for i in range(5, 15))]
    title = f"TIẾN ĐỘ BỒI THƯỜNG, GIẢI PHÓNG MẶT BẰNG ĐẾN THÁNG {month} NĂM {YEAR}"
    return [step_sheet("GPMB", "TRUNG TÂM PHÁT TRIỂN QUỸ ĐẤT", title, ids, day, dates_as_text=True)]
