"""Every reason has a correct sentence in both languages."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path

import pytest

import analysis.assess
from analysis.assess.assessments import Reason
from analysis.language import LANGUAGES, catalogue
from analysis.present.reasons import BRANCHES, sentence, signal_words

PHRASES = catalogue("vi")["reason"]
ASSESS = Path(analysis.assess.__file__).parent


def _given_keys():
    """Every literal key that the assess stage gives a Reason or asks `why` for, branches of a choice too."""
    keys = set()
    for path in sorted(ASSESS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in {"Reason", "why"}:
                keys |= {
                    n.value
                    for n in ast.walk(node.args[0])
                    if isinstance(n, ast.Constant) and isinstance(n.value, str)
                }
    return keys


def test_every_reason_that_is_given_has_a_phrase():
    keys = _given_keys()
    assert len(keys) > 60
    known = {k.removesuffix(".yes").removesuffix(".no") for k in PHRASES}
    assert keys - known - {"x"} == set()


def test_a_branch_has_both_sides():
    for key in BRANCHES:
        assert f"{key}.yes" in PHRASES and f"{key}.no" in PHRASES, key
        assert key not in PHRASES
    assert {k.rsplit(".", 1)[0] for k in PHRASES if k.endswith((".yes", ".no"))} == set(BRANCHES)


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_phrases_are_well_formed(key):
    for text in (catalogue(lang)["reason"][key] for lang in LANGUAGES):
        assert text.count("[[") == text.count("]]") and text.count("{") == text.count("}")
        assert text.rstrip("]").endswith((".", "}"))
        assert "  " not in text and " ." not in text and " ," not in text
    if PHRASES[key].isascii():
        assert re.sub(r"[{\[].*", "", PHRASES[key]) == ""  # only a field: the words come with the reason


def _programme(make, **more):
    return make.programme(
        make.measure(low=1.0),
        make.measure(
            "young",
            "ratio",
            unit="%",
            low=1.0,
            numerator_vi="thanh niên nông thôn",
            numerator_en="rural youth",
            denominator_vi="đảng viên mới",
            denominator_en="new members",
        ),
        owners=[{"id": "thue", "name_vi": "Chi cục Thuế", "name_en": "Tax branch"}],
        commitments=[
            {"id": "K6", "name_vi": "Giải phóng mặt bằng", "name_en": "Land clearance", "group": "g"}
        ],
        **more,
    )


NB = "\u00a0"
SAID = [
    (
        Reason(
            "need_pace", {"unit": "tỷ đồng", "needed": 84.2, "left": 6, "step": "month", "last_year": 71.5}
        ),
        f"6 tháng còn lại, mỗi tháng phải đạt 84,2{NB}tỷ đồng; cùng kỳ năm trước bình quân 71,5{NB}tỷ đồng.",
        f"Each of the 6 months left needs 84.2{NB}VND bn; last year's same period averaged 71.5{NB}VND bn.",
    ),
    (
        Reason(
            "need_pace", {"unit": "tỷ đồng", "needed": 84.2, "left": 2, "step": "quarter", "last_year": None}
        ),
        f"2 quý còn lại, mỗi quý phải đạt 84,2{NB}tỷ đồng.",
        f"Each of the 2 quarters left needs 84.2{NB}VND bn.",
    ),
    (
        Reason(
            "need_counts",
            {
                "unit": "%",
                "needed": 9,
                "among": 60,
                "measure": "young",
            },
        ),
        "Còn cần 9 thanh niên nông thôn trong khoảng 60 đảng viên mới dự báo đến cuối năm.",
        "9 more rural youth needed among some 60 new members forecast by the end of the year.",
    ),
    (
        Reason(
            "compare_pair",
            {
                "unit": "vụ",
                "to_date": 6.0,
                "last": 8.0,
                "last_total": 12.0,
                "chance": "high",
                "period": "2025-06",
            },
        ),
        f"Có 6{NB}vụ, giảm 2{NB}vụ so với cùng kỳ; cả năm 2024 có 12{NB}vụ, năm nay phải ít hơn; khả năng đạt cao.",
        None,
    ),
    (
        Reason(
            "closed_missed",
            {"unit": "tỷ đồng", "value": 570.26, "target": 581, "estimate": True, "rule": "ge"},
        ),
        f"Cả năm ước 570,3{NB}tỷ đồng, không đạt mức 581{NB}tỷ đồng.",
        f"The year came to an estimated 570.3{NB}VND bn, not meeting 581{NB}VND bn.",
    ),
    (
        Reason(
            "closed_met",
            {"unit": "%", "value": 0.52, "target": 1, "estimate": False, "rule": "le", "n": 361, "of": 69155},
        ),
        f"Cả năm 0,5% (361/69.155), đạt mức ≤{NB}1%.",
        f"The year came to 0.5% (361/69,155), meeting ≤{NB}1%.",
    ),
    (
        Reason("not_reported", {"due": "2025-06", "last": None, "owner": "thue"}),
        "Chưa nhận được số liệu tháng 6/2025 của Chi cục Thuế.",
        "The figure of June 2025 has not come from Tax branch.",
    ),
    (
        Reason(
            "step_late",
            {
                "done": 1,
                "due": 2,
                "total": 4,
                "step": "Thẩm định",
                "step_en": "Appraised",
                "planned": dt.date(2025, 6, 20),
                "days": 10,
            },
        ),
        "Bước “Thẩm định” chậm 10 ngày so với dự kiến 20/6/2025; đã hoàn thành 1/4 bước.",
        "The step “Appraised”, planned for 20 June 2025, is 10 days late; 1/4 steps done.",
    ),
    (
        Reason("waits_for", {"commitment": "K6"}),
        "Phải đợi: Giải phóng mặt bằng.",
        "Waits for: Land clearance.",
    ),
    (
        Reason("watched", {"unit": "vụ", "to_date": 0.0, "last_total": None, "period": "2025-06"}),
        f"Đến tháng 6/2025 có 0{NB}vụ; Chương trình không giao số, chỉ theo dõi.",
        None,
    ),
    (
        Reason("watched", {"unit": "vụ", "to_date": None, "last_total": None, "period": "2025-06"}),
        "Chương trình không giao số, chỉ theo dõi.",
        None,
    ),
    (
        Reason("contradiction", {"said": "achieved", "status": "off_track", "note": "Đạt"}),
        "Đơn vị tự đánh giá “đạt”, số liệu cho thấy “khó đạt”.",
        None,
    ),
]


@pytest.mark.parametrize("reason, vi, en", SAID, ids=[f"{r.key}-{i}" for i, (r, _, _) in enumerate(SAID)])
def test_said_in_both_languages(make, reason, vi, en):
    programme = _programme(make)
    assert sentence(reason, programme) == vi
    if en is not None:
        assert sentence(reason, programme, "en") == en


def test_nothing_to_say(make):
    assert sentence(None, _programme(make)) == ""


def test_an_unknown_reason_is_an_error(make):
    with pytest.raises(KeyError):
        sentence(Reason("no such reason"), _programme(make))


def test_signals_in_words():
    """On which side, not whether for the better: fewer deaths are below the mean."""
    for key in catalogue("vi")["signal"]:
        assert len({signal_words(key), signal_words("+" + key), signal_words("-" + key)}) == 3
        assert signal_words("+" + key) == signal_words("-" + key, lower_is_better=True)
        assert signal_words("-" + key, lang="en") != signal_words("-" + key)
    assert signal_words("-shift") == "Bảy tháng liên tục thấp hơn mức bình quân."
    assert signal_words("+nothing") == ""


def test_a_plan_worked_out_from_shares_has_no_more_decimals_than_its_unit():
    from analysis import open_book

    book = open_book("2021-10", ASSESS.parents[2] / "params/public-investment/monthly.yml")
    said = [sentence(a.reason, book.programme) for a in book.assessments.measures.values()]
    assert any("so với chỉ tiêu" in s for s in said)
    assert not [s for s in said if re.search(r",\d{2,} tỷ", s.replace("\u00a0", " "))]
