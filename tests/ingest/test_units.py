import pytest

from analysis.ingest.units import caption_units, parse_unit, unit_in


@pytest.mark.parametrize(
    ("shown", "wanted", "factor"),
    [
        ("Triệu đồng", "tỷ đồng", 1e-3),
        ("Nghìn tỷ đồng", "tỷ đồng", 1e3),
        ("Tỷ đồng", "tỷ đồng", 1),
        ("Bill dongs", "tỷ đồng", 1),
        ("Nghìn tấn", "tấn", 1e3),
        ("kg", "tấn", 1e-3),
        ("Nghìn USD", "triệu USD", 1e-3),
        ("1000 tons", "tấn", 1e3),
        ("Ng.", "người", 1),
        ("%", "%", 1),
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
