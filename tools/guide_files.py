"""The annex and the spreadsheets of docs/guide.vi.md: a made-up commune, marked so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

MARK = "SỐ LIỆU MINH HỌA"
ROWS = [
    ("I", "KINH TẾ", "", "", "", ""),
    ("1", "Thu ngân sách nhà nước trên địa bàn", "triệu đồng", "13.100", "14.000", "Phòng Kinh tế"),
    ("2", "Diện tích gieo trồng lúa", "ha", "2.110", "2.120", "Phòng Kinh tế"),
    ("II", "VĂN HÓA - XÃ HỘI", "", "", "", ""),
    ("3", "Tỷ lệ dân số tham gia BHYT", "%", "95,3", "Từ 95,5 trở lên", "Phòng Văn hóa - Xã hội"),
    ("4", "Số lao động được giải quyết việc làm", "người", "800", "850", "Phòng Văn hóa - Xã hội"),
    ("5", "Tỷ lệ trường đạt chuẩn quốc gia", "%", "71,4 (5/7)", "85,7", "Phòng Văn hóa - Xã hội"),
    ("III", "AN NINH", "", "", "", ""),
    ("6", "Số vụ tai nạn giao thông", "vụ", "4", "Không quá 3", "Công an xã"),
]
MONTHS = [f"T{m}" for m in range(1, 13)]


def write(folder: Path) -> None:
    """phu-luc.docx, three workbooks, and one of them mended, in `folder`."""
    _annex(folder / "phu-luc.docx")
    _sheet(folder / "bc-kinh-te-T6-2026.xlsx", **{
        f"Năm {year}": [
            ["PHÒNG KINH TẾ XÃ MẪU", MARK],
            [f"Theo dõi thu ngân sách, sản xuất năm {year} (kèm theo báo cáo số 61/BC-KT ngày 03/7/2026)"],
            ["TT", "Chỉ tiêu", "ĐVT", f"KH {year}", *MONTHS, "Lũy kế"],
            [1, "Thu ngân sách nhà nước trên địa bàn", "triệu đồng", *_year(plan, revenue)],
            [2, "Diện tích gieo trồng lúa", "ha", *_year(area, rice)],
        ]
        for year, plan, revenue, area, rice in (
            (2026, 14000, [1180, 960, 1105, 1240, 1190, 1065], 2120, [0, 0, 0, 410, 630, 0]),
            (2025, 13000, [1105, 930, 1010, 1130, 1085, 1040, 1120, 1090, 1065, 1170, 1180, 1175], 2100,
             [0, 0, 0, 405, 640, 0, 0, 520, 545, 0, 0, 0]),
        )
    })  # fmt: skip
    hamlets = {"Ấp Bình Hòa": (2310, 2214), "Ấp Phú Thành": (1985, 1893), "Ấp Trung": (2104, 2012)}
    people, insured = (sum(v[k] for v in hamlets.values()) for k in (0, 1))
    share = lambda part, whole: round(100 * part / whole, 1)  # noqa: E731
    _sheet(folder / "bhyt-T6-2026.xlsx", Sheet1=[
        ["PHÒNG VĂN HÓA - XÃ HỘI XÃ MẪU", MARK], ["Tham gia bảo hiểm y tế tháng 6 năm 2026"],
        ["TT", "Ấp", "Dân số (người)", "Số người tham gia (người)", "Tỷ lệ dân số tham gia BHYT (%)"],
        *[[i, name, n, k, share(k, n)] for i, (name, (n, k)) in enumerate(hamlets.items(), 1)],
        ["", "Tổng cộng", people, insured, share(insured, people)],
    ])  # fmt: skip
    for name, may in (("viec-lam-T6-2026.xlsx", "7O"), ("viec-lam-T6-2026-sua.xlsx", 70)):
        _sheet(folder / name, Sheet1=[
            ["PHÒNG VĂN HÓA - XÃ HỘI XÃ MẪU", MARK], ["Kết quả giải quyết việc làm"],
            ["TT", "Nội dung", "ĐVT", "Kế hoạch", *MONTHS[:6]],
            [1, "Số lao động được giải quyết việc làm", "người", 850, 52, 61, 74, 83, may, 66],
            [2, "Trong đó: xuất khẩu lao động", "người", 20, 1, 0, 2, 2, 1, 1],
        ])  # fmt: skip


def _year(plan: int, months: list[int]) -> list[Any]:
    """Plan, twelve months (those to come empty), and their sum."""
    return [plan, *months, *[None] * (12 - len(months)), sum(months)]


def _sheet(path: Path, **sheets: list[list[Any]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def _annex(path: Path) -> None:
    import docx

    document = docx.Document()
    for line in ("PHỤ LỤC", "CÁC CHỈ TIÊU PHÁT TRIỂN KINH TẾ - XÃ HỘI NĂM 2026 CỦA XÃ MẪU",
                 "(Kèm theo Nghị quyết số 09/NQ-HĐND ngày 25/12/2025 của Hội đồng nhân dân xã Mẫu)", MARK):  # fmt: skip
        document.add_paragraph(line)
    head = ("TT", "Chỉ tiêu", "ĐVT", "Ước TH 2025", "Kế hoạch 2026", "Cơ quan")
    table = document.add_table(0, len(head))
    for row in (head, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(path)
