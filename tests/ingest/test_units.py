import pytest

from analysis.ingest.units import bracketed_units, caption_units, parse_unit, unit_in


@pytest.mark.parametrize(
    ("shown", "wanted", "factor"),
    [
        ("Triệu đồng", "tỷ đồng", 1e-3),
        ("Nghìn tỷ đồng", "tỷ đồng", 1e3),
        ("Tỷ đồng", "tỷ đồng", 1),
        ("Bill dongs", "tỷ đồng", 1),
        ("Triệu đồng (VNĐ)", "tỷ đồng", 1e-3),
        ("Nghìn tấn", "tấn", 1e3),
        ("kg", "tấn", 1e-3),
        ("Nghìn USD", "triệu USD", 1e-3),
        ("1000 tons", "tấn", 1e3),
        ("Ng.", "người", 1),
        ("%", "%", 1),
        ("Héc-ta", "ha", 1),
        ("1.000 m2", "ha", 0.1),
        ("km2", "ha", 100),
        ("mét", "km", 1e-3),
        ("mét khối", "m3", 1),
        ("hộ gia đình", "hộ", 1),
        ("LĐ", "người", 1),
        ("10⁶ đồng", "triệu đồng", 1),
        ("10^6 đồng", "tỷ đồng", 1e-3),
    ],
)
def test_conversion(shown, wanted, factor):
    assert parse_unit(shown).to(parse_unit(wanted)) == pytest.approx(factor)


def test_other_kinds_do_not_convert():
    assert parse_unit("tấn").to(parse_unit("tỷ đồng")) is None
    assert parse_unit("tạ/ha").to(parse_unit("tấn")) is None


@pytest.mark.parametrize("text", ["Hà Nội", "Tổng số", "2021", "", "Tấn công", "Đơn vị"[:0]])
def test_no_unit(text):
    assert parse_unit(text) is None


def test_captions():
    assert [u.text for u in caption_units("Đơn vị tính: Nghìn tấn; Triệu USD")] == ["Nghìn tấn", "Triệu USD"]
    assert [u.text for u in caption_units("Tỷ đồng; %")] == ["Tỷ đồng", "%"]
    assert [u.text for u in caption_units("ĐVT: con bò")] == ["con bò"]
    assert caption_units("Thực hiện tháng 6") == []


def test_units_in_brackets():
    assert unit_in("Vốn đăng ký (Tỷ đồng)").text == "Tỷ đồng"
    assert unit_in("Kỳ gốc (2019)") is None


@pytest.mark.parametrize(
    ("spelt", "wanted", "factor"),
    [
        ("1.000 đồng", "triệu đồng", 1e-3),
        ("1.000.000 đồng", "triệu đồng", 1),
        ("1000đ", "triệu đồng", 1e-3),
        ("trđ", "tỷ đồng", 1e-3),
        ("ng.đ", "đồng", 1e3),
        ("'000 tonnes", "tấn", 1e3),
        ("US$ million", "triệu USD", 1),
        ("VND billion", "tỷ đồng", 1),
        ("€ thousand", "€ million", 1e-3),
        ("€m", "EUR million", 1),
        ("€000", "million euro", 1e-3),
        ("£ million", "GBP", 1e6),
    ],
)
def test_thousands_and_short_forms_of_units(spelt, wanted, factor):
    assert parse_unit(spelt).to(parse_unit(wanted)) == pytest.approx(factor)


def _book(title="Thu chi tháng 9 năm 2024", label="Nội dung", below="", above=""):
    heads = [[label, "Tháng 9", "9 tháng"]]
    return [
        [title],
        *([[above]] if above else []),
        *heads,
        ["Thu", 120000, 900000],
        ["Chi", 50000, 450000],
        [below],
    ]


@pytest.mark.parametrize(
    "where",
    [
        {"title": "Thu chi tháng 9 năm 2024 (ĐVT: nghìn đồng)"},
        {"title": "Thu chi tháng 9 năm 2024 (1.000 đồng)"},
        {"title": "Thu chi tháng 9 năm 2024 - đơn vị tính nghìn đồng"},
        {"title": "Thu chi tháng 9 năm 2024\nĐơn vị: nghìn đồng"},
        {"above": "ĐVT nghìn đồng"},
        {"label": "Nội dung (ĐVT: ng.đ)"},
        {"label": "(nghìn đồng)"},
        {"below": "Ghi chú: ĐVT nghìn đồng"},
        {"below": "Ghi chú: số liệu tính bằng nghìn đồng"},
        {"above": "Số liệu tính theo nghìn đồng"},
    ],
)
def test_a_unit_within_title_label_head_or_note_is_that_of_the_table(read, where):
    tables = [{"title": "thu chi", "unit": "triệu đồng", "rows": [{"each": True, "measure": "{label}"}]}]
    reading = read(_book(**where), tables)
    assert [o["value"] for o in reading.observations] == [120, 900, 50, 450]


@pytest.mark.parametrize(
    "title",
    ["Thu chi tháng 9 năm 2024 của doanh nghiệp (DN)", "Thu chi tháng 9 năm 2024 (Đơn vị: Trường Mỹ Lệ)"],
)
def test_short_forms_and_reporting_offices_are_no_units(read, title):
    tables = [{"title": "thu chi", "rows": [{"each": True, "measure": "{label}"}]}]
    assert {o["unit"] for o in read(_book(title), tables).observations} == {""}
    below = read(_book("Thu chi tháng 9 năm 2024", below="Ghi chú: tính theo hộ"), tables)
    assert {o["unit"] for o in below.observations} == {""}


def test_two_units_in_the_title_s_brackets(read):
    rows = [["Xuất khẩu tháng 6/2024 (tấn, triệu USD)"], ["Mặt hàng", "Lượng tháng 6", "Trị giá tháng 6"]]
    columns = [{"words": w, "measure": f"{{label}} {w}", "basis": "month"} for w in ("lượng", "trị giá")]
    rule = {"title": "xuất khẩu", "columns": columns, "rows": [{"each": True, "measure": "{label}"}]}
    reading = read([*rows, ["Gạo", 100, 5], ["Tiêu", 50, 3]], [rule])
    assert [o["unit"] for o in reading.observations] == ["tấn", "triệu USD"] * 2


def test_of_a_caption_s_many_units_the_worth_takes_the_money(read):
    heads = ["Mặt hàng", "Lượng tháng 6", "Trị giá tháng 6"]
    rows = [["Nhập khẩu tháng 6/2024"], ["", "", "Nghìn tấn; triệu USD; chiếc; %"], heads]
    columns = [{"words": w, "measure": f"{{label}} {w}", "basis": "month"} for w in ("lượng", "trị giá")]
    rule = {"title": "nhập khẩu", "columns": columns, "rows": [{"each": True, "measure": "{label}"}]}
    found = read([*rows, ["Sữa", 100, 5], ["Ô tô", 50, 3]], [rule]).observations
    assert [o["unit"] for o in found] == ["", "triệu USD"] * 2  # of tons or pieces, the caption does not say


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("Tháng 6 - trđ", "trđ"),
        ("Doanh thu, tỷ đồng", "tỷ đồng"),
        ("Doanh nghiệp - Hộ", None),
        ("Xã, trường", None),
    ],
)
def test_a_unit_at_the_end_of_a_head(head, unit):
    found = unit_in(head)
    assert (found.text if found else None) == unit


def sheet(unit, column="ĐVT"):
    return [["Kết quả tháng 6 năm 2026"], ["Chỉ tiêu", column, "Tháng 6"], ["Nhà ở xã hội mới", unit, 30],
            ["Nhà bỏ trống dùng lại", unit, 8]]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "wanted", "value"),
    [
        ("homes", "homes", 30),
        ("thousand homes", "homes", 30_000),
        ("homes", "thousand homes", 0.03),
        ("million EUR", "homes", None),
        ("thousand dwellings", "homes", None),
        ("triệu đồng", "homes", None),
        ("%", "homes", None),
        ("Zł thousand", "zł million", 0.03),
    ],
)
@pytest.mark.parametrize("column", ["ĐVT", "Unit", "Đơn vị tính"])
def test_a_unit_in_words_of_ones_own_is_converted_or_refused(read, column, printed, wanted, value):
    rule = {"title": "kết quả", "unit": wanted, "columns": ["month"], "rows": {"Nhà ở xã hội mới": "1"}}
    reading = read(sheet(printed, column), [rule])
    assert [o["value"] for o in reading.observations] == ([] if value is None else [pytest.approx(value)])
    assert {p.code for p in reading.problems} == (set() if value is not None else {"unit"})


@pytest.mark.parametrize(
    ("printed", "wanted", "used"),
    [("học sinh", "người", True), ("lượt khách", "khách", True), ("cái", "chiếc", True), ("hộ", "người", False),
     ("nghìn học sinh", "người", False), ("%", "điểm", True)],
)  # fmt: skip
def test_another_word_for_what_is_counted_is_used_and_asked_about(read, printed, wanted, used):
    rule = {"title": "kết quả", "unit": wanted, "columns": ["month"], "rows": {"Nhà ở xã hội mới": "1"}}
    reading = read(sheet(printed), [rule])
    assert [o["value"] for o in reading.observations] == [30] * used
    assert [(p.code, p.severity) for p in reading.problems] == [("unit", "warning" if used else "error")]


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("SỐ LIỆU MINH HỌA", True),
        ("Illustrative figures: an example", True),
        ("ILLUSTRATIVE DATA", True),
        ("Illustrated figures", False),
    ],
)
def test_the_mark_of_illustration_is_read_in_both_languages(read, words, marked):
    rule = {"title": "kết quả", "unit": "homes", "columns": ["month"], "rows": {"Nhà ở xã hội mới": "1"}}
    assert {o["illustrative"] for o in read([[words], *sheet("homes")], [rule]).observations} == {marked}


@pytest.mark.parametrize("sign, base, size", [("£", "GBP", 1), ("$", "USD", 1), ("US$ million", "USD", 1e6),
                                              ("$m", "USD", 1e6), ("€", "EUR", 1), ("USD", "USD", 1)])  # fmt: skip
def test_a_sign_of_money_in_brackets_is_a_unit(sign, base, size):
    for units in (bracketed_units(f"Fundraising 2026 ({sign})"), caption_units(f"({sign})")):
        assert [(u.base, u.size) for u in units] == [(base, size)]
    assert not caption_units("$") and not caption_units("£")


@pytest.mark.parametrize(
    "said, size", [("(triệu)", 1), ("(tỷ)", 1e3), ("(TỶ)", 1e3), ("(nghìn)", 1e-3), ("(tỉ)", 1e3)]
)
def test_a_size_alone_is_one_of_what_is_asked_for(read, said, size):
    """In a caption, a title, the heads, a row below them and the name of the sheet; of people no "tr"."""
    title, heads, row = "Kết quả tháng 6 năm 2025", ["Chỉ tiêu", "Tháng 6"], ["Nhà ở", 30]
    tables = [[[title], [None, said], heads, row], [[f"{title} {said}"], heads, row],
              [[f"{title} - {said.strip('()')}"], heads, row], [[title], heads, [None, said], row],
              [[title], [heads[0], f"{heads[1]} {said}"], row], [[title], heads, [f"Nhà ở {said}", 30]]]  # fmt: skip
    sheets = [{"S": rows} for rows in tables] + [{f"Nhà {said}": [[title], heads, row]}]
    rule = {"title": "kết quả", "unit": "triệu đồng", "columns": ["month"]}
    rule["rows"] = [{"each": True, "measure": "{label}"}]
    for rows in sheets:
        assert [o["value"] for o in read(rows, [rule]).observations] == [pytest.approx(30 * size)], rows
    people = read(sheets[0], [rule | {"unit": "người"}])
    assert [o["value"] for o in people.observations] == [30 * size * 1e6] * ("h" in said or "r" in said)
    rule = {"title": "kết quả", "unit": "trẻ", "columns": ["month"], "rows": {"Nhà ở": "1"}}
    got = read({"S": [[title], heads, ["Nhà ở (tr)", 30]]}, [rule])
    assert not got.observations and {p.code for p in got.problems} >= {"unit"}


def test_a_unit_behind_the_dash_of_a_title_is_the_table_s(read):
    rows = [["Kết quả tháng 6 năm 2025 - tỷ đồng"], ["Chỉ tiêu", "Tháng 6"], ["Nhà ở", 30]]
    rule = {"title": "kết quả", "unit": "triệu đồng", "columns": ["month"], "rows": {"Nhà ở": "1"}}
    assert [o["value"] for o in read({"S": rows}, [rule]).observations] == [30_000]
