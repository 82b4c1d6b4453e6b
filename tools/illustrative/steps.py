"""Steps of the milestones (6, 8) and of the commitments: planned date, real date and paper – all made up.

`STEPS` maps an id to its steps; a step without a real date was not done by 30 September 2025.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """`planned` and `done` are YYYY-MM-DD, `done` may be empty; `paper` is name and number of the paper."""

    id: str
    name_vi: str
    name_en: str
    planned: str
    done: str
    paper: str


NAMES = {
    "inventory": ("Kiểm đếm, xác nhận nguồn gốc đất", "land inventory"),
    "plan_approved": ("Phê duyệt phương án bồi thường, hỗ trợ", "compensation plan approved"),
    "paid": ("Chi trả bồi thường xong", "compensation paid"),
    "handed_over": ("Bàn giao toàn bộ mặt bằng", "land handed over"),
    "task_approved": ("Phê duyệt nhiệm vụ", "terms of reference approved"),
    "consulted": ("Lấy ý kiến cộng đồng dân cư", "public consultation held"),
    "appraised": ("Thẩm định", "appraised"),
    "approved": ("Phê duyệt", "approved"),
    "published": ("Công bố", "published"),
    "planned": ("Ban hành kế hoạch", "plan issued"),
    "half_year": ("Sơ kết 6 tháng", "half-year review"),
    "year_end": ("Tổng kết năm", "year-end review"),
    "started": ("Khởi công", "construction started"),
    "contractor": ("Lựa chọn nhà thầu", "contractor selected"),
    "design": ("Phê duyệt thiết kế, dự toán", "design approved"),
    "investment": ("Quyết định phê duyệt dự án", "investment decision"),
    "listed": ("Rà soát, phê duyệt danh sách", "list approved"),
    "half_done": ("Hoàn thành 50% khối lượng", "half done"),
    "done": ("Hoàn thành, nghiệm thu", "completed and accepted"),
    "half_collected": ("Vận động đạt 50% chỉ tiêu", "half collected"),
    "collected": ("Vận động đạt chỉ tiêu", "target collected"),
    "held": ("Tổ chức xong", "held"),
    "recognised": ("Có quyết định công nhận", "recognised"),
    "self_assessed": ("Tự đánh giá các tiêu chí", "self-assessed"),
    "dossier": ("Hoàn thành hồ sơ trình tỉnh", "dossier submitted to the province"),
}
# id: (step, planned, done, paper), "" where nothing is there yet.
_LINES = """
6 planned 2025-02-28 2025-02-25 Kế hoạch số 41/KH-UBND
6 self_assessed 2025-04-30 2025-05-09 Báo cáo số 118/BC-UBND
6 consulted 2025-05-31 2025-06-13 Báo cáo số 152/BC-UBMTTQ
6 appraised 2025-06-20 - -
6 dossier 2025-11-30 - -
K1 investment 2025-01-31 2025-01-20 Quyết định số 212/QĐ-UBND
K1 design 2025-04-15 2025-04-29 Quyết định số 1875/QĐ-UBND
K1 contractor 2025-06-10 2025-06-18 Quyết định số 2604/QĐ-UBND
K1 started 2025-06-25 - -
K2 started 2025-03-15 2025-03-12 Thông báo số 96/TB-UBND
K2 half_done 2025-07-31 2025-09-15 Báo cáo số 37/BC-UBND
K2 done 2025-12-15 - -
K3 plan_approved 2025-04-30 2025-04-24 Quyết định số 1790/QĐ-UBND
K3 paid 2025-12-20 - -
K4 listed 2025-01-31 2025-01-17 Quyết định số 187/QĐ-UBND
K4 half_done 2025-03-15 2025-03-14 Báo cáo số 71/BC-UBND
K4 done 2025-04-29 2025-04-25 Báo cáo số 109/BC-UBND
K5 inventory 2025-02-28 2025-02-26 Biên bản số 08/BB-HĐBT
K5 plan_approved 2025-05-15 2025-05-14 Quyết định số 2102/QĐ-UBND
K5 paid 2025-08-31 2025-08-28 Báo cáo số 29/BC-UBND
K5 handed_over 2025-11-30 - -
K6 inventory 2025-02-28 2025-02-20 Biên bản số 06/BB-HĐBT
K6 plan_approved 2025-04-30 2025-05-20 Quyết định số 2188/QĐ-UBND
K6 paid 2025-06-15 2025-08-19 Báo cáo số 25/BC-UBND
K6 handed_over 2025-08-31 - -
K7 inventory 2025-03-15 2025-03-14 Biên bản số 11/BB-HĐBT
K7 plan_approved 2025-04-30 2025-04-24 Quyết định số 1790/QĐ-UBND
K7 paid 2025-12-20 - -
K7 handed_over 2025-12-31 - -
K8 inventory 2025-02-15 2025-02-14 Biên bản số 04/BB-HĐBT
K8 plan_approved 2025-03-31 2025-03-28 Quyết định số 1246/QĐ-UBND
K8 paid 2025-07-31 2025-07-30 Báo cáo số 12/BC-UBND
K8 handed_over 2025-10-31 - -
K9 inventory 2025-01-31 2025-01-24 Biên bản số 02/BB-HĐBT
K9 plan_approved 2025-02-28 2025-02-27 Quyết định số 803/QĐ-UBND
K9 paid 2025-04-30 2025-04-22 Báo cáo số 101/BC-UBND
K9 handed_over 2025-05-31 2025-05-28 Biên bản bàn giao số 03/BB-BG
K10 inventory 2025-03-31 2025-06-05 Biên bản số 19/BB-HĐBT
K10 plan_approved 2025-05-31 - -
K10 paid 2025-08-31 - -
K10 handed_over 2025-10-31 - -
K11 inventory 2025-02-28 2025-02-28 Biên bản số 09/BB-HĐBT
K11 plan_approved 2025-05-31 2025-05-29 Quyết định số 2290/QĐ-UBND
K11 paid 2025-09-15 2025-09-12 Báo cáo số 36/BC-UBND
K11 handed_over 2025-12-15 - -
K12 inventory 2025-02-28 2025-02-28 Biên bản số 10/BB-HĐBT
K12 plan_approved 2025-05-31 2025-06-11 Quyết định số 2431/QĐ-UBND
K12 paid 2025-09-30 - -
K12 handed_over 2025-12-15 - -
K13 inventory 2025-03-31 2025-03-27 Biên bản số 13/BB-HĐBT
K13 plan_approved 2025-06-15 2025-06-12 Quyết định số 2440/QĐ-UBND
K13 paid 2025-10-31 - -
K13 handed_over 2025-12-15 - -
K14 inventory - 2025-04-18 Báo cáo số 105/BC-TTPTQĐ
K15 task_approved 2025-02-28 2025-02-21 Quyết định số 712/QĐ-UBND
K15 consulted 2025-05-15 2025-05-13 Báo cáo số 121/BC-UBND
K15 appraised 2025-08-15 - -
K15 approved 2025-11-30 - -
K16 task_approved 2025-02-28 2025-03-07 Quyết định số 905/QĐ-UBND
K16 consulted 2025-05-31 2025-05-30 Báo cáo số 139/BC-UBND
K16 appraised 2025-09-15 2025-09-10 Báo cáo thẩm định số 08/BCTĐ
K16 approved 2025-12-15 - -
K17 planned 2025-04-30 2025-04-17 Kế hoạch số 88/KH-UBND
K17 approved 2025-11-30 - -
K18a consulted 2025-03-31 2025-03-25 Báo cáo số 82/BC-UBND
K18a approved 2025-06-30 - -
K18a published 2025-07-31 - -
K18b approved 2025-03-31 2025-03-19 Quyết định số 3105/QĐ-UBND
K18b published 2025-04-30 2025-04-11 Thông báo số 131/TB-UBND
K18c approved 2025-11-30 - -
K19 self_assessed 2025-05-31 2025-05-23 Báo cáo số 64/BC-PGDĐT
K19 recognised 2025-12-15 - -
K20 planned 2025-02-28 2025-02-18 Kế hoạch số 35/KH-UBND
K20 half_year 2025-06-30 2025-06-19 Báo cáo số 155/BC-UBND
K20 done 2025-12-20 - -
K21a half_collected 2025-06-30 2025-06-10 Báo cáo số 21/BC-BCĐ
K21a collected 2025-11-30 2025-09-05 Báo cáo số 33/BC-BCĐ
K21b half_collected 2025-06-30 2025-06-20 Báo cáo số 47/BC-UBMTTQ
K21b collected 2025-12-15 - -
K22a planned 2025-01-31 2025-01-22 Kế hoạch số 158-KH/HU
K22a held 2025-06-30 2025-06-17 Báo cáo số 512-BC/HU
K22b planned 2025-02-28 2025-02-24 Kế hoạch số 163-KH/HU
K22b held 2025-08-31 - -
K23 planned 2025-01-31 2025-01-15 Chương trình số 35-CTr/HU
K23 half_year 2025-06-30 2025-06-18 Báo cáo số 509-BC/HU
K23 done 2025-12-20 - -
K24 planned 2025-03-31 2025-04-14 Kế hoạch số 84/KH-UBND
K24 contractor 2025-06-15 - -
K24 done 2025-11-30 - -
K25 planned 2025-02-15 2025-02-12 Kế hoạch số 160-KH/HU
K25 done 2025-11-30 - -
K26 planned 2025-10-31 - -
K26 held 2025-12-15 - -
K27 self_assessed 2025-06-15 2025-06-06 Báo cáo số 58/BC-UBND
K27 recognised 2025-12-15 - -
K28 self_assessed 2025-06-15 2025-06-12 Báo cáo số 149/BC-UBND
K28 year_end 2025-12-15 - -
K31 planned 2025-02-28 2025-02-27 Kế hoạch số 44/KH-UBND
K32 half_year 2025-06-30 2025-06-19 Báo cáo số 161/BC-UBND
K32 year_end 2025-12-25 - -
"""
# The nine criteria of a new-style rural district, as measure 8 counts them.
_CRITERIA = """
planning|Tiêu chí số 1: Quy hoạch|criterion 1, planning|2025-01-31|2025-01-16|Quyết định số 160/QĐ-UBND
transport|Tiêu chí số 2: Giao thông|criterion 2, transport|2025-02-28|2025-02-26|Biên bản số 02/BB-TTĐ
irrigation|Tiêu chí số 3: Thủy lợi và phòng, chống thiên tai|criterion 3, irrigation|2025-01-31|2025-01-16|Biên bản số 01/BB-TTĐ
electricity|Tiêu chí số 4: Điện|criterion 4, electricity|2025-01-31|2025-01-16|Biên bản số 01/BB-TTĐ
culture_health|Tiêu chí số 5: Y tế - văn hóa - giáo dục|criterion 5, health, culture, education|2025-05-31|2025-05-27|Biên bản số 05/BB-TTĐ
economy|Tiêu chí số 6: Kinh tế|criterion 6, economy|2025-04-30|2025-04-28|Biên bản số 04/BB-TTĐ
environment|Tiêu chí số 7: Môi trường|criterion 7, environment|2025-11-15|-|-
living|Tiêu chí số 8: Chất lượng môi trường sống|criterion 8, quality of living|2025-11-30|-|-
security|Tiêu chí số 9: Hệ thống chính trị - an ninh trật tự - hành chính công|criterion 9, system and security|2025-06-15|2025-06-12|Biên bản số 06/BB-TTĐ
"""  # noqa: E501


def _blank(text: str) -> str:
    return "" if text == "-" else text


def _steps() -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for line in _LINES.strip().splitlines():
        owner, step, planned, done, paper = line.split(" ", 4)
        found.setdefault(owner, []).append(
            Step(step, *NAMES[step], _blank(planned), _blank(done), _blank(paper))
        )
    found["8"] = [Step(*(_blank(p) for p in line.split("|"))) for line in _CRITERIA.strip().splitlines()]
    return found


STEPS = _steps()
WHOLE = {
    "6": "Xã nông thôn mới nâng cao",
    "8": "Huyện nông thôn mới",
    "K1": "Tượng đài Chiến thắng Ngã tư Rạch Kiến",
    "K2": "Đường liên xã Tân Ân - Phước Tuy",
    "K3": "Đường Tân Trạch - Phước Tuy: chi trả",
    "K4": "Xóa nhà tạm, dột nát",
    "K5": "GPMB sân vận động huyện",
    "K6": "GPMB đường Tân Ân - Phước Tuy",
    "K7": "GPMB đường Tân Trạch - Phước Tuy",
    "K8": "GPMB ĐT.826",
    "K9": "GPMB mở rộng Ban CHQS huyện",
    "K10": "GPMB CCN Savi",
    "K11": "GPMB CCN Nam Nam Thiên",
    "K12": "GPMB Khu TĐC Nam Nam Thiên",
    "K13": "GPMB Khu TĐC Phú Xuân",
    "K14": "Đường tỉnh 827E",
    "K15": "Quy hoạch chung đô thị thị trấn Cần Đước",
    "K16": "Quy hoạch chung đô thị Rạch Kiến",
    "K17": "Lộ trình đô thị Long Cang",
    "K18a": "Quy hoạch xây dựng vùng huyện",
    "K18b": "Quy hoạch sử dụng đất",
    "K18c": "Quy hoạch ngành, lĩnh vực",
    "K19": "Công nhận trường chuẩn quốc gia",
    "K20": "CTMTQG giảm nghèo bền vững",
    "K21a": "Quỹ Đền ơn đáp nghĩa",
    "K21b": "Quỹ Vì người nghèo",
    "K22a": "Đại hội đảng bộ cơ sở",
    "K22b": "Đại hội đảng bộ huyện",
    "K23": "Chương trình kiểm tra, giám sát",
    "K24": "Sàn thương mại điện tử",
    "K25": "Huấn học, lịch sử Đảng",
    "K26": "Lấy phiếu tín nhiệm",
    "K27": "Đô thị văn minh thị trấn Cần Đước",
    "K28": "Huyện điểm điển hình về văn hóa",
    "K31": "Kế hoạch triển khai của UBND huyện",
    "K32": "Sơ kết, tổng kết Chương trình",
}
