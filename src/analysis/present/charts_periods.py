"""Single periods beside last year's, and births by sex beside what chance does."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.assess.chance import births_range
from analysis.present import locale
from analysis.present.axes import at, closing_months, label_apart, month_axis, value_axis
from analysis.present.charts_economy import uncompared
from analysis.present.drawing import axes, draw
from analysis.present.entry import Entry
from analysis.present.markup import figure, refusal
from analysis.present.piece import Piece
from analysis.present.sentences import Sentences
from analysis.present.theme import COLOUR
from analysis.present.view import View


class PeriodCharts(Sentences):
    """Charts of months and quarters."""

    view: View

    def quarters(self, measure: str) -> Piece:
        """Each period alone beside the same one of last year."""
        v = self.view
        x = v.entry(measure)
        p = x.a.path if x is not None else None
        if p is None or not p.known or not np.isfinite(np.asarray(p.parts, float)).any():
            what = v.say(
                f"Chưa có số theo kỳ: {v.programme.measure(measure).name()}",
                f"No figures by period: {v.programme.measure(measure).name('en')}",
            )
            return Piece(refusal(v, what), text=what)
        now, last = np.asarray(p.parts, float), np.asarray(p.parts_last_year, float)
        both = [i for i in range(p.known) if np.isfinite(now[i]) and np.isfinite(last[i])]
        few = x.measure.kind in {"compare", "count"}  # of a few cases a difference says more than a share
        more = [i for i in both if now[i] > last[i]]
        if both:
            title = v.say(
                f"{x.short}: {len(more)} trong {len(both)} kỳ cao hơn cùng kỳ năm trước",
                f"{x.short}: {len(more)} of {len(both)} periods above last year's",
            )
        else:
            title = v.say(f"{x.short} theo kỳ", f"{x.short} by period")
        changes = [
            None
            if i not in both
            else now[i] - last[i]
            if few
            else 100 * (now[i] / last[i] - 1)
            if last[i]
            else None
            for i in range(len(p.periods))
        ]
        said = [
            locale.number(c, 0, v.lang, True) if few else locale.percent(c, v.lang, True) for c in changes
        ]
        frame = pd.DataFrame(
            {
                v.say("Kỳ", "Period"): [locale.month_short(q, v.lang) for q in p.periods],
                str(v.year): [x.amount(at(now, i)) if i < p.known else locale.NONE for i in range(len(now))],
                str(v.year - 1): [x.amount(at(last, i)) for i in range(len(last))],
                v.say("Tăng, giảm", "Change"): said,
            }
        )
        data = pd.DataFrame(
            {
                "value": np.where(np.arange(len(now)) < p.known, now, np.nan),
                "last_year": np.asarray(last, float),
            },
            index=closing_months(p.periods),
        )
        alt = title + "."
        best = max((i for i in both if changes[i]), key=lambda i: changes[i], default=None)
        if best is not None and changes[best] > 0:
            alt += v.say(
                f" Tăng nhiều nhất: {locale.month_short(p.periods[best])}, {said[best]}.",
                f" Largest rise: {locale.month_short(p.periods[best], 'en')}, {said[best]}.",
            )
        whole = locale.counted(x.measure.unit)
        pictures = draw(lambda f, narrow: self._draw_quarters(f, p, now, last, whole, narrow), alt, 300, 240)
        sub = v.say(
            f"{x.name}, từng kỳ riêng, {x.unit}. Cột đặc: {v.year}; vạch ngang: {v.year - 1}.",
            f"{x.name}, each period alone, {x.unit}. Bars: {v.year}; marks: {v.year - 1}.",
        )
        sub += self._parts_apart(x)
        if x.a.broken_on:
            sub += " " + uncompared(v, x.a.broken_on)
        return Piece(figure(v, title, sub, pictures, frame, cls="quarters"), data, title, drawn=pictures)

    def _draw_quarters(
        self, f: Figure, p, now: np.ndarray, last: np.ndarray, whole: bool, narrow: bool
    ) -> None:
        v = self.view
        ax = axes(f, 46 if narrow else 64, 28, 10, 18)
        at = np.arange(1, len(now) + 1)
        known = [i for i in range(p.known) if np.isfinite(now[i])]
        ax.bar([at[i] for i in known], [now[i] for i in known], width=0.55, color=COLOUR["good"], lw=0)
        for i in np.flatnonzero(np.isfinite(last)):
            ax.plot(
                [at[i] - 0.38, at[i] + 0.38],
                [last[i], last[i]],
                color=COLOUR["ink"],
                lw=2.2,
                solid_capstyle="butt",
            )
        values = np.concatenate([now[known], last[np.isfinite(last)], [0.0]])
        ax.set_xlim(0.4, len(now) + 0.6)
        ax.set_ylim(min(0.0, values.min()), (values.max() or 1) * 1.05)
        value_axis(ax, v.lang, narrow, whole=whole)
        month_axis(ax, p.periods, v.lang, True, narrow)

    def births(self, measure: str = "15") -> Piece:
        """Boys per 100 girls, cumulative, inside the range that chance leaves open; births by sex behind."""
        v = self.view
        x = v.entry(measure)
        counts = v.counts_by_month(measure) if x is not None else None
        if counts is None or not len(counts):
            what = v.say("Chưa có số sinh theo giới tính từng tháng.", "No monthly births by sex yet.")
            return Piece(refusal(v, what), text=what)
        boys, girls = counts["n"].cumsum().to_numpy(), counts["of"].cumsum().to_numpy()
        ratio = 100 * boys / girls
        ranges = np.array([births_range(b, g) for b, g in zip(boys, girls, strict=True)])
        low, high = ranges[-1]
        band = (x.a.target_low, x.a.target_high)
        title = self._births_title(x, ratio[-1], low, high, band)
        months = list(counts.index)
        frame = pd.DataFrame(
            {
                v.say("Tháng", "Month"): [locale.month_short(m, v.lang) for m in months],
                v.say("Nam", "Boys"): [locale.number(n, 0, v.lang) for n in counts["n"]],
                v.say("Nữ", "Girls"): [locale.number(n, 0, v.lang) for n in counts["of"]],
                v.say("Tỷ số lũy kế", "Cumulative ratio"): [locale.number(r, 1, v.lang) for r in ratio],
                v.say("Khoảng ngẫu nhiên 95%", "95% range of chance"): [
                    f"{locale.number(a, 1, v.lang)}–{locale.number(b, 1, v.lang)}" for a, b in ranges
                ],
            }
        )
        data = pd.DataFrame(
            {
                "numerator": counts["n"].to_numpy(float), "denominator": counts["of"].to_numpy(float),
                "to_date": np.asarray(ratio, float), "chance_low": ranges[:, 0], "chance_high": ranges[:, 1],
            },
            index=pd.PeriodIndex(months, freq="M", name="period"),
        )  # fmt: skip
        alt = v.say(
            f"{title}. Lũy kế {locale.number(boys[-1], 0)} nam, {locale.number(girls[-1], 0)} "
            f"nữ, tỷ số {locale.number(ratio[-1], 1)}.",
            f"{title}. {locale.number(boys[-1], 0, 'en')} boys, "
            f"{locale.number(girls[-1], 0, 'en')} girls so far, ratio "
            f"{locale.number(ratio[-1], 1, 'en')}.",
        )
        pictures = draw(
            lambda f, narrow: self._draw_births(f, months, counts, ratio, ranges, band, narrow), alt, 340, 290
        )
        sub = v.say(
            "Số bé trai trên 100 bé gái. Đường đậm: lũy kế; vùng nhạt: khoảng mà riêng yếu tố ngẫu "
            "nhiên cũng có thể gây ra (95%); vòng rỗng: từng tháng; dải xám: mục tiêu.",
            "Boys per 100 girls. Line: cumulative; light: what chance alone leaves open (95%); "
            "hollow: single months; grey band: the target.",
        )
        return Piece(figure(v, title, sub, pictures, frame, cls="births"), data, title, drawn=pictures)

    def _births_title(self, x: Entry, now: float, low: float, high: float, band) -> str:
        v = self.view
        shown = f"{locale.number(low, 1, v.lang)}–{locale.number(high, 1, v.lang)}"
        head = v.say(f"{x.short} {locale.number(now, 1)}", f"{x.short} {locale.number(now, 1, 'en')}")
        if band[0] is None or band[1] is None:
            return head
        if x.a.closed:
            return f"{head}: {x.word.lower()}"
        if low > band[1]:
            return head + v.say(
                f": cả khoảng {shown} nằm trên mục tiêu", f": the whole range {shown} is above the target"
            )
        if high < band[0]:
            return head + v.say(
                f": cả khoảng {shown} thấp hơn mức mục tiêu",
                f": the whole range {shown} is below the target band",
            )
        return head + v.say(
            f": khoảng ngẫu nhiên {shown} còn trùm lên mục tiêu, chưa kết luận được",
            f": the range of chance {shown} still overlaps the target, nothing can be concluded",
        )

    def _draw_births(
        self, f: Figure, months: list[str], counts: pd.DataFrame, ratio, ranges, band, narrow: bool
    ) -> None:
        v = self.view
        ax = axes(f, 44 if narrow else 58, 28, 0, 12)
        at = np.array([locale.parts(m)[1] for m in months])
        single = 100 * (counts["n"] / counts["of"]).to_numpy()
        # the first month's range is wider than anything worth showing
        seen = np.concatenate(
            [ranges[min(1, len(ranges) - 1) :].ravel(), single, [b for b in band if b is not None]]
        )
        low, high = seen.min() - 2, seen.max() + 2
        ax.fill_between(at, *ranges.clip(low, high).T, color=COLOUR["fan80"], lw=0)
        if band[0] is not None and band[1] is not None:
            ax.fill_between([1, 12], band[0], band[1], color=COLOUR["band"], lw=0)
        ax.plot(at, ratio, color=COLOUR["done"], lw=3, marker="o", ms=5)
        ax.plot(
            at, single, "o", ms=6.5, mfc=COLOUR["page"], mec=COLOUR["past"], mew=1.5, ls="none", clip_on=False
        )
        ax.set_ylim(low, high)
        ax.set_xlim(0.8, 12.05)
        value_axis(ax, v.lang, narrow)
        periods = tuple(f"{months[0][:4]}-{i:02d}" for i in range(1, 13))
        month_axis(ax, periods, v.lang, True, narrow)
        labels = [
            (
                float(ratio[-1]),
                f"{v.say('lũy kế', 'so far')} {locale.number(ratio[-1], 1, v.lang)}",
                "done",
                True,
            )
        ]
        if band[0] is not None and band[1] is not None:
            bounds = f"{locale.number(band[0], None, v.lang)}–{locale.number(band[1], None, v.lang)}"
            labels.append(
                (
                    (band[0] + band[1]) / 2,
                    ("" if narrow else v.say("mục tiêu ", "target ")) + bounds,
                    "muted",
                    False,
                )
            )
        label_apart(ax, labels, 12, narrow)
