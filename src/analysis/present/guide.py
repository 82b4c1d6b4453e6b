"""How to read the pages: the rules of the statuses, in both languages."""

from __future__ import annotations

from analysis.present.theme import mark

# Each line: marks and words in Vietnamese and English; ready HTML.
RULES = (
    (
        (
            ("achieved",),
            "<b>Hoàn thành</b>: đã đạt kế hoạch năm.",
            "<b>Achieved</b>: the plan of the year is reached.",
        ),
        (
            ("on_track",),
            "<b>Đạt tiến độ</b>: khả năng đạt kế hoạch năm từ 80% trở lên, hoặc dự báo đạt "
            "với khoảng hẹp, hoặc các đơn vị, các bước đến hạn đều đạt; chi ngân sách "
            "kịp dự toán.",
            "<b>On track</b>: the chance of reaching the plan is 80% or more, or the year end "
            "meets it within a narrow range, or all units or steps due are met; "
            "spending keeps up with the estimate.",
        ),
    ),
    (
        (
            ("at_risk", "uncertain"),
            "<b>Chậm tiến độ</b>: khả năng đạt từ 20% đến dưới 80%, hoặc có bước trễ; "
            "<b>Chưa chắc đạt</b>: cũng khả năng ấy, nhưng đang bằng hoặc hơn mức cần đạt và dự báo đạt.",
            "<b>Behind</b>: the chance is 20% to under 80%, or a step is late; <b>Not certain</b>: the "
            "same chance, at or above the expected level and with a year end that meets the plan.",
        ),
        (
            ("off_track",),
            "<b>Khó đạt</b>: khả năng dưới 20%, hoặc không còn khả năng.",
            "<b>Off track</b>: the chance is under 20%, or none is left.",
        ),
        (
            ("missed",),
            "<b>Không đạt</b>: đã hết kỳ hoặc quá hạn ghi mà chưa đạt, chưa xong.",
            "<b>Not met</b>: the period or the printed deadline is over, and it is not met or finished.",
        ),
    ),
    (
        (
            ("no_data", "too_early", "not_due"),
            "<b>Chưa đánh giá</b>: chưa có số liệu, chưa đủ cơ sở, chưa đến kỳ.",
            "<b>Not judged</b>: no data, too early, not yet due.",
        ),
        (
            ("self",),
            "<b>Tự đánh giá</b>: chỉ dựa vào lời đơn vị phụ trách.",
            "<b>Self-assessed</b>: rests on the owner's word alone.",
        ),
    ),
    (
        (
            (),
            "<b>Mức cần đạt</b> tính theo nhịp mùa vụ các năm trước, không chia đều 12 tháng. "
            "<b>Dự báo cả năm</b> là khoảng mà 8 trên 10 lần số cuối năm rơi vào.",
            "<b>The expected level</b> follows the season of past years, not twelve equal parts. "
            "<b>The year end</b> is the range that holds the final figure 8 times in 10.",
        ),
    ),
    (
        (
            (),
            "<b>% KH</b>: phần trăm kế hoạch (KH); chỉ tiêu tính bằng % và chỉ tiêu giảm so theo khoảng "
            "cách, tính bằng điểm phần trăm. <b>–</b>: không có số; <i>ước</i>: số ước, chưa chính thức; "
            "*: ngưỡng theo cách hiểu, văn bản không in số.",
            "<b>% of plan</b>: shares and lower-is-better targets are compared by distance, in percentage "
            "points (pts). <b>–</b>: no figure; <i>est.</i>: an estimate, not yet official; *: a "
            "bound read into the document, which prints none.",
        ),
    ),
)

# In a closed year nothing is on its way any more: the words of the first two lines, and no forecast.
CLOSED = (
    (
        (
            ("achieved",),
            "<b>Vượt, Đạt</b>: số cả năm tốt hơn hoặc bằng kế hoạch.",
            "<b>Surpassed, Met</b>: the year's figure is better than the plan or equal to it.",
        ),
        (
            ("on_track",),
            "<b>Trong dự toán</b>: chi không quá dự toán.",
            "<b>Within the estimate</b>: spending did not exceed it.",
        ),
    ),
    (
        (
            ("missed",),
            "<b>Không đạt</b>: số cả năm thấp hơn kế hoạch; chỉ tiêu phải giảm mà bằng năm trước cũng là không đạt. "
            "Nhiệm vụ quá hạn ghi mà chưa xong cũng là không đạt.",
            "<b>Not met</b>: the year's figure falls short of the plan; what had to fall and did not is not met. "
            "A commitment past its printed deadline is not met.",
        ),
        (
            ("at_risk", "off_track"),
            "<b>Hoàn thành, Chậm tiến độ, Khó đạt</b>: chỉ với nhiệm vụ, công trình đã xong, còn bước trễ.",
            "<b>Achieved, Behind, Off track</b>: of commitments alone, finished or with a step late.",
        ),
    ),
    RULES[2],
    RULES[4],
)


def lines(lang: str, closed: bool = False) -> list[str]:
    """At most five lines, each ready HTML with its marks; `closed`: of a year that is over."""
    return [
        " ".join(f"{''.join(map(mark, keys))} {en if lang == 'en' else vi}".strip() for keys, vi, en in line)
        for line in (CLOSED if closed else RULES)
    ]
