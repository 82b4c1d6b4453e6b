import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tcvn3 import to_tcvn3

from analysis.ingest.text import (
    all_tcvn3,
    clean,
    fold,
    has_phrase,
    is_syllable,
    label_key,
    label_of,
    nearest,
    skim,
    tcvn3_share,
)

# Everyday words of office tables; each sentence keeps at least one word that TCVN3 alone can spell.
WORDS = (
    "thu ngân sách nhà nước trên địa bàn huyện Cần Đước tổng số sản lượng lúa rau tôm vốn đầu tư "
    "thực hiện từ nguồn tháng năm quý ước tính kế hoạch so với cùng kỳ trước hộ nghèo người lao động "
    "được giải quyết việc làm xã thị trấn nghìn triệu tỷ đồng tấn công nghiệp xây dựng nông lâm thủy "
    "hàng hóa xuất nhập khẩu giáo dục y tế giao thông Đắk Lắk "
).split()
sentences = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8).map(
    lambda words: " ".join([*words, "phương", "đổi"])
)


@given(sentences)
@example("lúa quý phương đổi")
def test_tcvn3_round_trip(text):
    assert clean(to_tcvn3(text)) == text


@given(sentences)
def test_nfd_reads_like_nfc(text):
    assert clean(unicodedata.normalize("NFD", text)) == clean(text) == text


@given(sentences)
def test_unicode_is_left_alone(text):
    assert clean(text) == text
    assert fold(text.upper()) == fold(f"  {text.replace(' ', chr(0xA0))} ") == fold(text)
    assert skim([text]) == fold(text, marks=False)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("1. S¶n xuÊt n«ng nghiÖp", "1. Sản xuất nông nghiệp"),
        ("§Þa ph\xad¬ng", "Địa phương"),  # ư is a soft hyphen: decode before any cleaning
        ("4. (Tiếp theo) Mét sè s¶n phÈm chñ yÕu", "4. (Tiếp theo) Một số sản phẩm chủ yếu"),
        ("Ngh×n tấn", "Nghìn tấn"),
        ("¡n uèng ngoµi gia ®×nh", "Ăn uống ngoài gia đình"),
        ("Thanh Hãa", "Thanh Hóa"),
        ("lóa quý ph\xad¬ng ®æi", "lúa quý phương đổi"),  # "quý" is the same in both and says nothing
        ("BÕn Tre", "Bến Tre"),
        ("Brun©y", "Brunây"),
        ("Đ¬n vị", "Đơn vị"),
        ("có hạt", "có hạt"),  # Unicode under a .Vn font
        ("Rau quả", "Rau quả"),
        ("Ðồng Nai", "Đồng Nai"),  # Icelandic eth for Đ
        ("«Bảng» 3×4 5·10 ©2020 m²", "«Bảng» 3×4 5·10 ©2020 m²"),
        ("Tháng 12\nnăm  2021\xa0", "Tháng 12 năm 2021"),
        ("Savings (£m)", "Savings (£m)"),  # not "Êm"
    ],
)
def test_decoding(stored, shown):
    assert clean(stored) == shown


def test_ambiguous_word_follows_a_sheet_that_is_tcvn3_throughout():
    assert tcvn3_share(["Tæng sè", "Hµ Néi"]) == 1 and all_tcvn3(["Tæng sè", "Hµ Néi"])
    assert tcvn3_share(["Tæng sè", "Hà Nội"]) < 1 and not all_tcvn3(["Tæng sè", "Hà Nội"])
    assert tcvn3_share(["Tong so", "Thu"]) == 0 and not all_tcvn3(["Tong so", "Thu"])
    assert clean("BỘ Y TẾ") == "BỘ Y TẾ"
    assert fold(clean("Bé Y TÕ", tcvn3=True)) == fold("Bộ Y tế")


def test_fold_knows_old_and_new_tone_placement():
    assert fold("Hoà Bình") == fold("HÒA BÌNH") == fold("Hòa  bình ")
    assert fold("Thuỷ sản") == fold("Thủy sản")
    assert fold("Thừa Thiên-Huế") == fold("Thừa Thiên - Huế")
    assert fold("Lào Cai") != fold("Lao Cai")
    assert fold("Lao Cai") == fold("Lào Cai", marks=False)


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("II. Trong đó: Nguyên chiếc(*)", "Nguyên chiếc"),
        ("1.1. Thu nội địa", "Thu nội địa"),
        ("   + Quốc doanh trung ương", "Quốc doanh trung ương"),
        ("- Vốn đăng ký (Tỷ đồng)", "Vốn đăng ký (Tỷ đồng)"),
        ("TỔNG TRỊ GIÁ (*)", "TỔNG TRỊ GIÁ"),
        ("TP. Hồ Chí Minh", "TP. Hồ Chí Minh"),
        ("a) Lúa 1)", "Lúa"),
        ("Trong đó:", "Trong đó"),
        ("Tđ: Nguyên chiếc (*)", "Nguyên chiếc"),
        ("Kiên Giang⁽¹⁾", "Kiên Giang"),
        ("V", "V"),
        ("1- Thuế GTGT", "Thuế GTGT"),
        ("(1) Thuế GTGT [2]", "Thuế GTGT"),
        ("Trong đó, thuế GTGT", "thuế GTGT"),
        ("- Trong đó: + Thuế GTGT", "Thuế GTGT"),
        ("6 - 9 tháng", "6 - 9 tháng"),
    ],
)
def test_label_of(printed, label):
    assert label_of(printed) == label


def test_label_key_leaves_a_unit_out():
    assert label_key("- Vốn đăng ký (Tỷ đồng)") == label_key("1. VỐN ĐĂNG KÝ")


def test_phrases_are_whole_words():
    assert has_phrase(fold("15. Hàng hoá xuất khẩu tháng 3"), "hàng hóa xuất khẩu")
    assert not has_phrase(fold("Thu ngân sách"), "thu ng")


def test_nearest_only_suggests_what_is_near():
    assert nearest("Bà Rịa Vủng Tàu", ["Bà Rịa - Vũng Tàu", "Hà Nội"]) == "Bà Rịa - Vũng Tàu"
    assert nearest("Hà Nam", ["Lâm Đồng", "Cà Mau"]) == ""


def test_syllables():
    assert all(is_syllable(w) for w in ("nghiêng", "khuỷu", "quá", "Đắk", "oan", "ư"))
    assert not any(is_syllable(w) for w in ("Hãa", "phÈmm", "xtr", "Quoted", "gèc", "hảp"))
