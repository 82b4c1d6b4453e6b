"""The words offices use, the same in every year and month."""

# What an amount is made of: id, the words of the sheet.
PARTS = {
    "4": (
        ("4-nqd", "Thu từ khu vực ngoài quốc doanh"),
        ("4-truoc-ba", "Lệ phí trước bạ"),
        ("4-tncn", "Thuế thu nhập cá nhân"),
        ("4-dat", "Tiền sử dụng đất, thuê đất"),
        ("4-phi", "Phí, lệ phí và thu khác"),
    ),
    "5": (("5-dt", "Chi đầu tư phát triển"), ("5-tx", "Chi thường xuyên và chi khác")),
}
# Crops: id, name, months of the harvest, part of the year's plan, tonnes a hectare.
CROPS = (
    ("dong-xuan", "Vụ Đông Xuân", 1, 6, 0.58, 6.2),
    ("he-thu", "Vụ Hè Thu", 7, 10, 0.33, 5.1),
    ("thu-dong", "Vụ Thu Đông", 11, 12, 0.09, 4.9),
)
WATER = (
    ("Số hộ sử dụng nước sạch toàn huyện", "Tổng số hộ toàn huyện", "Tỷ lệ hộ sử dụng nước sạch toàn huyện"),
    (
        "Số hộ sử dụng nước sạch thị trấn",
        "Tổng số hộ thị trấn",
        "Tỷ lệ hộ sử dụng nước sạch thị trấn Cần Đước",
    ),
)
RUBBISH = ("Khối lượng thu gom, xử lý", "Khối lượng phát sinh", "Tỷ lệ thu gom, xử lý rác thải")
ONLINE = ("Hồ sơ tiếp nhận trực tuyến", "Tổng số hồ sơ tiếp nhận", "Tỷ lệ hồ sơ tiếp nhận trực tuyến")
LATE = ("Hồ sơ giải quyết trễ hạn", "Tổng số hồ sơ đã giải quyết", "Tỷ lệ hồ sơ trễ hạn")
SCHOOLS = (
    ("11a", "Trường đạt chuẩn quốc gia mức độ 1 đến kỳ kiểm định lại"),
    ("11b", "Trường đạt chuẩn cơ sở vật chất mức độ 2"),
)
HEALTH = (
    ("12", "Xã, thị trấn đạt Bộ tiêu chí quốc gia về y tế xã"),
    ("14", "Cặp vợ chồng đủ điều kiện sinh đủ 02 con"),
)
PARTY = (
    ("26a", "Tổ chức cơ sở đảng hoàn thành tốt nhiệm vụ trở lên"),
    ("26b", "Đảng viên hoàn thành tốt nhiệm vụ trở lên"),
)
BIRTHS = ("Số bé trai", "Số bé gái", "Tỷ số giới tính khi sinh (nam/100 nữ)")
WEIGHT = (
    (
        "Số trẻ suy dinh dưỡng cân nặng theo tuổi",
        "Số trẻ dưới 5 tuổi được cân",
        "Tỷ lệ trẻ dưới 5 tuổi suy dinh dưỡng",
    ),
)
INSURED = ("Số người tham gia BHYT", "Dân số", "Tỷ lệ bao phủ BHYT")
TRAINED = (("Số lao động qua đào tạo", "Lực lượng lao động", "Tỷ lệ lao động qua đào tạo"),)
ACCIDENTS = (
    ("23a", "Số vụ tai nạn giao thông", "vụ"),
    ("23a2", "Số người chết", "người"),
    ("23a3", "Số người bị thương", "người"),
    ("23b", "Số vụ đặc biệt nghiêm trọng", "vụ"),
)
DRUGS = (
    "Số người được xét nghiệm, áp dụng biện pháp cai nghiện",
    "Số người có hồ sơ quản lý",
    "Tỷ lệ người có hồ sơ được xét nghiệm, cai nghiện",
)
YOUTH = (
    "Đảng viên mới là thanh niên nông thôn",
    "Tổng số đảng viên mới kết nạp",
    "Tỷ lệ thanh niên nông thôn",
)
WORKERS = ("Đảng viên mới là công nhân", "Tổng số đảng viên mới kết nạp", "Tỷ lệ công nhân")
OWNER_DECISIONS = (
    ("2023-11-16", "Quyết định số 611-QĐ/HU", "01 chủ doanh nghiệp ngành cơ khí", "28126"),
    ("2025-08-20", "Quyết định số 17-QĐ/ĐU", "01 chủ doanh nghiệp ngành may mặc", "28138"),
)
