"""Every number in a sentence of the brief is a value of its frames, or made again from them here.

The page is read as a reader does: each text that holds a number and is no cell of a table. What a rule below knows is
checked and struck out; a number that is left was printed by nobody's leave. Tables: test_traceability, test_one_truth.
"""

import datetime as dt
import json
import math
import re
from collections import Counter
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd
import pytest
from lxml import html as lhtml

from analysis import open_book
from analysis.present.due import due_items
from analysis.present.path_picture import drawable

ROOT = Path(__file__).parents[1]
EDITIONS = [("can-duoc-2025", m) for m in ("2024-12", "2025-03", "2025-06", "2025-07", "2025-09")]
EDITIONS += [("public-investment", "2021-10"), ("vietnam", "2021-10")]
NUMBER = r"[+−]?\d{1,3}(?:\.\d{3})*(?:,\d+)?"
UNIT = r"[^\d;,.():*]*"
TROUBLE = {"missed", "off_track", "at_risk", "uncertain"}


# what is said of one measure; {name}: a number that `made_again` makes, _: its unit
OF_A_MEASURE = """
{to_date}_, (?:(?:tăng|giảm) {step}_ so với|bằng) cùng kỳ, \\w+ cả năm (?P<before>\\d{4}) \\({last_total}_\\)
{to_date}_, (?:(?:tăng|giảm) {step}_ so với|bằng) cùng kỳ; cả năm (?P<before>\\d{4}) có {below}_, năm nay phải
[Cc]ả năm [^\\d;,.]*{to_date}_, năm trước {last_total}_; không giảm
[Cc]ả năm {to_date}_ \\({n}/{of}\\), không đạt mức (?:≥ )?{plan}
[Cc]ả năm {to_date}_, không đạt mức (?:≥ )?{plan}
[Cc]ả năm {to_date}_, kế hoạch [<≥≤]? ?{plan}
Kết quả đánh giá: {to_date}_ \\({n}/{of}\\), không đạt mức ≥ {plan}
(?:\\d+ tháng|[Cc]ả năm) (?:ước )?thực hiện {to_date}_(?:, đạt {share}% (?:kế hoạch|dự toán(?: năm)?))?
đến nay {share}% kế hoạch
mức cần đạt {share_expected}%
dự báo cả năm {share_p10}% đến {share_p90}%
[Dd]ự báo cả năm là {end}_ \\(khoảng 80%: {p10}–{p90}\\) so với chỉ tiêu {plan}
Hiện là {to_date}_; dự báo cuối năm là {end}_ \\(khoảng 80%: {p10}–{p90}\\) so với mức (?:[<≥≤] )?{plan}
[Dd]ự báo cả năm {p10}–{p90}_, (?:kế hoạch|dự toán) (?:[<≥≤] )?{plan}
[Dd]ự báo cả năm {p10}–{p90}
cả năm thiếu khoảng {short_low}–{short_high}
phải đạt {needed}_ ?\\((?:cao|thấp) hơn cùng kỳ {above}%\\); \\d+ tháng (?:tăng|giảm) {change}%
, nhưng khả năng đạt mới {chance}%, chưa tới 80%
{left} (?:tháng|quý) còn lại, mỗi (?:tháng|quý) (?:phải đạt {needed}_(?:; cùng kỳ năm trước bình quân {rest}_)?)?
(?:Quý IV|Tháng 12|Vụ cuối) phải đạt {needed}_(?:; cùng kỳ năm trước đạt {rest}_)?
Cần tăng thêm {points} điểm phần trăm từ nay đến cuối năm, tức thêm {people} 
Đạt nếu {months} tháng còn lại(?: và {gaps} tháng chưa báo cáo đủ)? không quá {room} 
Chỉ đạt nếu {months} tháng còn lại không có thêm trường hợp nào
Còn cần {still}_ trong khoảng {among} 
Đến (?:tháng \\d+|quý [IV]+/\\d{4}): {to_date}_\\.
Kỳ cao nhất: (?:T\\d+|Quý [IV]+) với {best}_\\.
(?:Cao|Thấp) hơn mức cần đạt {gap}_\\.
(?:[Tt]ăng|[Gg]iảm) {change}(?:%| điểm phần trăm) so với cùng kỳ
Kế hoạch [<≥≤]? ?{plan}
Đơn vị ước cả năm {owner}_; bản tin dự báo {end}_\\.
Trong {years} năm trước, dự báo cùng thời điểm sai lệch bình quân {record}(?:%| điểm phần trăm)
Các tháng qua còn thiếu {people} [^\\d;]*; từ nay phải đạt đủ {plan}%
{to_date}_ \\(kế hoạch < {plan}\\*?\\)
[Mm]ức phấn đấu {stretch}
Quý I {quarter_1}(?: \\({quarter_1_change}%\\))?
Quý II {quarter_2}(?: \\({quarter_2_change}%\\))?
Quý III {quarter_3}(?: \\({quarter_3_change}%\\))?
Quý IV {quarter_4}(?: \\({quarter_4_change}%\\))?
Cộng các kỳ đến tháng \\d+/\\d{4} được {summed}, đơn vị báo lũy kế {to_date}: lệch {apart}[^;\\d]*;
mới {reported}/{units} (?:xã|đơn vị) báo cáo(?:, đã tính {counted})?
, {to_date} (?:người|vụ)$
""".strip("\n").split("\n")  # noqa: W291
# what is said of all of them
OF_ALL = """
Tiến độ thực hiện (?:của )?{total} 
^{good}/{total} [^\\d;]* đạt (?:tiến độ|và vượt kế hoạch) theo số liệu
, trong đó {achieved} 
 \\({good}/{followed} [^\\d;]*còn theo dõi\\)
; {within} trong dự toán
; {self} theo đơn vị tự đánh giá
; {at_risk} có nguy cơ không đạt
; {off_track} khó đạt
; {missed} không đạt
; {not_due} chưa đến kỳ đánh giá
; {too_early} chưa đủ cơ sở đánh giá
; {no_data} chưa có số liệu\\.
; {unjudged} chưa đánh giá được
{revised} số của tháng \\d+ đã được điều chỉnh
^Trong {likely_of} [^\\d;]* được đánh giá theo số liệu, dự báo cuối năm có {likely_low}–{likely_high} 
Số liệu chốt \\d+/\\d+/\\d{4} · {files} tệp nguồn
{commitments} nhiệm vụ, công trình(?! giảm)
Nguồn số liệu: {files} tệp
; {late} chưa báo cáo \\(
""".strip("\n").split("\n")  # noqa: W291
# counts of rows in titles and lists
OF_ROWS = """
{others_better} nội dung khác chuyển biến tốt
{others_worse} nội dung khác giảm mức đánh giá
{others_newly} nội dung khác mới đánh giá được
{others_own} nội dung khác chuyển sang tự đánh giá
{others_no_more} nội dung khác không còn đánh giá
Còn {works_left} nhiệm vụ khác cần chú ý
{works_better} nhiệm vụ chuyển biến tốt
{works_later} nhiệm vụ được gia hạn
{works_worse} nhiệm vụ giảm mức(?: đánh giá)?
{works_no_more} nhiệm vụ không còn đánh giá
{works_newly} nhiệm vụ mới đánh giá được
{better} [^\\d;]*chuyển biến tốt
{worse} [^\\d;]*giảm mức đánh giá
{newly} [^\\d;]*mới đánh giá được
{own} [^\\d;]*chuyển sang tự đánh giá
{no_more} [^\\d;]*không còn đánh giá
(?<!kể cả ){owes} [^\\d;]*chưa báo cáo[;.]
{open} [^\\d;]*chưa đánh giá được[;.]
{late} chưa báo cáo \\(
kể cả {late} [^\\d;]*chưa có số liệu để đánh giá;
{without} chưa có số liệu \\(
{open_all} chưa có số liệu, gồm 
 và {without} vì lý do khác \\(
{too_early} chưa đủ cơ sở \\(
{not_due} chưa đến kỳ \\(
{lapsed} dừng theo dõi \\(
^II\\. {rows_own} trong {wanting} 
^II\\. {wanting} 
 và {rows_other} trong {other} nội dung ngoài {total} 
 và {other} nội dung ngoài {total} 
phụ lục còn {left_own} (?!nội dung khác)
(?:phụ lục còn|;) {left_other} nội dung khác
\\(mới {reported} trong {units} xã báo cáo\\)
^IV\\. {bars_good} trong {bars} 
\\(của {bars_all}(?:: {bars_counted}(?:/{total})? [^\\d]* và {bars_besides} dòng không đánh số)?\\)
– {good}/{total} đạt (?:tiến độ|và vượt)
, {within} trong dự toán
, {self} theo tự đánh giá
{c_achieved}/{works} hoàn thành, {works_open} còn phải làm
 \\((?:{c_missed} không đạt|{c_off_track} khó đạt), {c_at_risk} có nguy cơ không đạt\\)
, {c_watch} chỉ theo dõi
, {c_lapsed} dừng theo dõi(?=[.,])
{held} trong {ranges} khoảng dự báo cả năm \\(80%\\)
^{asks} việc xin ý kiến chỉ đạo
^{due} việc đến hạn trong (?=tháng)
^{due_past} báo cáo đã quá hạn
^{due_today} việc đến hạn đúng ngày.*; và {today_more} việc khác
^{due_today} việc đến hạn đúng ngày
; và {due_more} việc khác
{c_off_track} khó đạt
{c_missed} không đạt
{c_at_risk} có nguy cơ không đạt
{c_unjudged} chưa đánh giá
{c_on_track} đạt tiến độ
{c_achieved} hoàn thành
""".strip("\n").split("\n")  # noqa: W291
# what is said of an amount's parts
OF_PARTS = """
(?: \\({until} tháng\\))? gồm {n} phần, lớn nhất là [^();]* \\((?:{largest}%|{amount}_)\\)
; thấp nhất so với kế hoạch là [^();]* \\({lowest}% KH\\)
""".strip("\n").split("\n")
# numbers that no figure makes: dates and periods, the rules of the page, and what a file or a run is called
PLAIN = [
    r"[Tt]háng \d{1,2}(?:/\d{4})?\b", r"\b\d{1,2}/\d{1,2}(?:/\d{4})?\b", "8 ký tự đầu của mã SHA-256",
    r"quý \w+/\d{4}", r"\bT\d{1,2}\b", r"[Nn]ăm \d{4}",
    r"\d{1,2} tháng(?: đầu năm)?$", r"Nhìn lại \d tháng", r"độ tin cậy (?:5|8)0%|vùng nhạt: 80%|\(80%\)",
    r"phiên bản số liệu [0-9a-f]{10}", r"lần chạy \S+", r"(?:mục I\.|xin ý kiến số )\d",
]  # fmt: skip


def pattern(rule: str) -> re.Pattern:
    rule = re.sub(r"(?<=\})_", lambda _: UNIT, rule)
    return re.compile(re.sub(r"\{([a-z]\w*)\}", lambda m: f"(?P<{m[1]}>{NUMBER})", rule))


def whole_of(book, measure: str) -> str:
    """What an amount is called alone: a total without a number, a part of no other, is its group's."""
    measures, row = book.programme.measures, book.verdicts.loc[measure]
    total = measures[measure].parts and not row["no"]
    inner = any(p.id == measure for m in measures.values() for p in m.parts)
    return book.programme.group(row["group"]).name_vi if total and not inner else row["short_name"]


def value(said: str) -> float:
    return float(said.replace(".", "").replace(",", ".").replace("−", "-"))


def near(said: str, wanted: float) -> bool:
    """Whether `said` is `wanted` as far as its digits go; a difference of two printed figures has their halves."""
    step = 10.0 ** -len(said.partition(",")[2])
    return abs(value(said) - wanted) <= step / 2 * (1 + 1e-6) + 1e-9


class Page:
    """The brief's texts, with the measure each speaks of, and what can be made again from the book's frames."""

    def __init__(self, book):
        self.book, self.v = book, book.verdicts
        cells = json.loads((ROOT / "notebooks/09_brief.ipynb").read_text("utf-8"))["cells"]
        calls = re.findall(
            r"^book\.(words|table|chart)\.(\w+)\(\)$", "\n".join("".join(c["source"]) for c in cells), re.M
        )
        assert len(calls) > 10
        pieces = [getattr(getattr(book, made), name)() for made, name in calls]
        self.root = lhtml.fromstring("<div>" + "".join(p._repr_html_() for p in pieces) + "</div>")
        self.month, self.year = book.view.day.month, str(book.view.year)
        p = book.programme
        names = {
            n for m in p.measures.values() for n in (m.name_vi, m.short_vi, m.numerator_vi, m.denominator_vi)
        }
        names |= {
            n
            for x in (*p.targets, *p.commitments, *p.groups, *p.owners)
            for n in (x.name_vi, getattr(x, "short_vi", ""))
        }
        names |= {s.name_vi for c in p.commitments for s in c.steps} | {p.document_vi}
        self.names = sorted({n for n in names if n and re.search(r"\d", n)}, key=len, reverse=True)
        self.short = {r.short_name: m for m, r in self.v.iterrows()}
        self.told = {
            m.id: "(?:cả năm )?" + re.escape(m.told_vi).replace(r"\{figure\}", rf"{NUMBER}\s{m.unit}")
            for m in p.measures.values()
            if m.told_vi
        }

    def texts(self):
        """(measure or None, text in one line) of all that holds a number and stands in no cell of figures."""
        found: list[tuple[str | None, str]] = []
        said = "p li h1 h2 h3 h4 figcaption summary caption small th".split()
        skip = "ancestor-or-self::*[contains(@class, '{}')]"
        for el in self.root.iter():
            if not isinstance(el.tag, str) or any(
                el.xpath(skip.format(c)) for c in ("dots", "boxes", "bc", "howto", "src", "asks")
            ):
                continue
            label = el.get("aria-label")
            if label and el.tag.endswith("svg") and "nar" not in (el.get("class") or ""):
                found.append((self.measure_of(el, label), label))
            if el.tag == "li" and len(el.xpath(skip.format("sources"))):
                continue
            inside = el.tag in said and not el.xpath(
                "ancestor::td | ancestor::tbody//th | ancestor::table[contains(@class, 'annex')]"
            )
            if inside or el.get("class") in {"adv", "band"}:
                found.append((self.measure_of(el, el.text_content()), el.text_content()))
        lines = ((m, re.sub(r"\s+", " ", text).strip()) for m, text in found)
        return [(m, text) for m, text in lines if re.search(r"\d", text)]

    def measure_of(self, el, said: str) -> str | None:
        row = el.xpath("ancestor::tr[1]/self::*[th]//a[@class='to']/@href") or el.xpath(
            "ancestor::tr[1]/preceding-sibling::tr[1]//a[@class='to']/@href"
        )
        if row:
            bare = row[0].removeprefix("#m-")
            return bare if bare in self.v.index else list(self.v.index)[int(bare.removeprefix("n"))]
        story = el.xpath("ancestor::*[contains(@class, 'path')]//h2")
        said = re.sub(
            r"^(III\. |Quan trọng nhất: )", "", (story[0].text_content() if story else said).strip()
        )
        found = [s for s in self.short if said.startswith(s + ":")]
        told = [m for m, how in self.told.items() if re.match(how, said, re.IGNORECASE)]
        return self.short[max(found, key=len)] if found else told[0] if told else None

    def made_again(self, m: str) -> dict:
        """What may be said of a measure: each number from the frames, worked out here."""
        r, f, month = self.v.loc[m], self.book.figures(m), self.month
        this, before = f[f.index.year == int(self.year)], f["last_year"]
        low, high = r.target_low, r.target_high
        plan = high if r.rule in {"le", "lt_last_year"} else low
        ends = [p.month for p in this.index if p.month > month]
        left = (
            sum(x > month for x in (3, 6, 9, 12))
            if r.unit
            and len(ends)
            and set(ends) <= {3, 6, 9, 12}
            and not ({4, 5, 7, 8, 10, 11} & {p.month for p in this.index})
            else 12 - month
        )
        known = this["to_date"].dropna()
        at = known.index[-1] if len(known) else None
        done = before[this.index[this.index.month <= month]].dropna()
        year_before = before[this.index].dropna()
        whole_before = year_before.iloc[-1] if len(year_before) else math.nan
        if len(year_before) < len(this):  # the frame stops where places changed
            whole_before = self.book.assessments.measures[m].last_year_total or math.nan
        rest = (
            (whole_before - (done.iloc[-1] if len(done) else 0)) / left
            if len(year_before) and left
            else math.nan
        )
        to_date, last = r.to_date, r.last_year_to_date
        n, of = r.numerator, r.denominator
        expected = this["expected"][at] if at is not None else math.nan
        share = 100 / plan if plan else math.nan
        shown = self.book.view.entry(m)
        needed = max(plan - to_date, 0) / left if left else 0.0
        things = self.book.assessments.measures[m].whole and "," not in shown.amount(
            needed
        )  # they have no tenths
        whole = lambda x: float(f"{x:.{shown.decimals}f}")  # noqa: E731 - as printed beside it
        found = {
            "to_date": to_date, "last": last, "step": abs(to_date - last), "last_total": high, "below": high,
            "before": int(self.year) - 1,
            "plan": plan, "n": n, "of": of,
            "share": share * (shown.rounded(to_date) if at is not None else math.nan),
            "share_expected": share * expected,
            "share_p10": share * r.year_end_p10, "share_p90": share * r.year_end_p90,
            "end": r.year_end, "p10": r.year_end_p10, "p90": r.year_end_p90,
            "short_low": plan - r.year_end_p90, "short_high": plan - r.year_end_p10,
            "needed": math.ceil(needed - 1e-9) if things else needed, "left": left, "rest": rest,
            "above": abs(100 * (needed / rest - 1)) if rest else math.nan, "chance": 100 * r.probability,
            "points": abs(plan - to_date), "people": math.ceil(plan * of / 100 - n - 1e-9) if of == of else math.nan,
            "months": 12 - month, "room": plan - to_date - 1, "best": this["value"].max(),
            "gap": abs(whole(to_date) - whole(expected)) if expected == expected else math.nan,
            "change": abs(to_date - last if r.unit == "%" else 100 * (to_date / last - 1)) if last else math.nan,
            "owner": r.owner_forecast, "record": r.track_record, "years": self.book.assessments.measures[m].track_years,
            "stretch": r.stretch,
        }  # fmt: skip
        for q in (1, 2, 3, 4):
            year, last_year = (self.quarter(f["to_date"], y, q) for y in (int(self.year), int(self.year) - 1))
            found |= {f"quarter_{q}": year, f"quarter_{q}_change": 100 * (year / last_year - 1)}
        if any((x.kind, x.subject) == ("months_apart", m) for x in self.book.assessments.findings):
            told = self.book.reports(m).query("basis == 'month' and measure == @m").sort_values("reported_on")
            told = told[(told["period"].dt.year == int(self.year)) & (told["period"].dt.month <= month)]
            summed = told.groupby("period")["value"].last().sum()
            found |= {"summed": summed, "apart": abs(summed - to_date)}
        return found | self.units(m) | self.small_base(m)

    def quarter(self, to_date, year: int, q: int) -> float:
        """What a quarter alone brought."""
        at = lambda m: to_date.get(pd.Period(f"{year}-{m:02d}", "M"), math.nan)  # noqa: E731
        return at(3 * q) - (at(3 * q - 3) if q > 1 else 0)

    def ranges(self) -> list[bool]:
        """Of each range that a quarter's own brief gave: whether it holds the year as it is known now."""
        found = []
        for m in (3, 6, 9):
            if m >= self.month or int(self.year) < self.book.programme.year:
                continue
            then = self.book.at(f"{self.year}-{m:02d}").verdicts
            for id, r in self.v.iterrows():
                a, path = self.book.assessments.measures[id], self.book.assessments.measures[id].path
                told = then.loc[id, ["year_end_p10", "year_end_p90"]]
                counted = r["no"] and r["role"] == "main" and r["rule"] != "watch" and path is not None
                end = a.to_date if a.closed else a.year_end
                if (
                    counted
                    and told.notna().all()
                    and not then.loc[id, "closed"]
                    and end is not None
                    and drawable(path)
                ):
                    found.append(told.iloc[0] <= end <= told.iloc[1])
        return found

    @cached_property
    def parts(self) -> dict:
        """By the name of what has parts: how many have figures, the largest, the one furthest below its plan."""
        found = {}

        def look(name: str, whole: float | None, of, until: int) -> None:
            all_ = [self.part(p.id) for p in of.parts]
            known = [(now, plan) for now, plan in all_ if now == now]
            if known:
                most = max(now for now, _ in known)
                shares = [100 * now / plan for now, plan in known if plan]
                found[name] = {"n": len(known), "amount": most, "lowest": min(shares, default=math.nan), "until": until,
                               "largest": 100 * most / (whole or sum(now for now, _ in known))}  # fmt: skip
            for p, (now, _) in zip(of.parts, all_, strict=True):
                look(p.name(), now, p, until)

        for m, r in self.v.iterrows():
            told = self.book.assessments.measures[m].basis_month
            look(
                whole_of(self.book, m),
                r.to_date,
                self.book.programme.measures[m],
                int(told[-2:]) if told else 0,
            )
        return found

    def part(self, id: str) -> tuple[float, float]:
        """A part's sum to its newest month, and its plan, from the rows of the year as last reported."""
        if id in self.v.index:
            return self.v["to_date"][id], self.v["target_low"][id]
        rows = self.book.observations.sort_values("reported_on")
        rows = rows[rows["period"].str[:4] == self.year].drop_duplicates(
            ["measure", "period", "basis"], keep="last"
        )
        own, plan = rows[rows["measure"] == id], rows[rows["measure"] == f"{id}#plan"]["value"]
        sums = own[own["basis"] == "year_to_date"].sort_values("period")
        last = sums["period"].iloc[-1] if len(sums) else ""
        months = own[(own["basis"] == "month") & (own["period"] > last)]["value"]
        now = (sums["value"].iloc[-1] if len(sums) else 0.0) + months.sum()
        return now if len(sums) or len(months) else math.nan, plan.iloc[-1] if len(plan) else math.nan

    def units(self, m: str) -> dict:
        """Of the newest month that some units only reported: how many, of how many, what they counted; and how many
        such months there are."""
        rows, book = self.book.observations, self.book
        rows = rows[
            (rows["measure"] == m)
            & (rows["period"].str[:4] == self.year)
            & (rows["place"] != book.programme.area.id)
        ]
        found, gaps = {}, 0
        for period, own in rows.groupby("period"):
            units = {u.code for u in book.places.units_on(pd.Period(period, "M").end_time.date())}
            if set(own["place"]) < units:
                gaps += 1
                found = {
                    "reported": own["place"].nunique(),
                    "units": len(units),
                    "counted": own["value"].sum(),
                }
        return {"reported": math.nan, "units": math.nan, "counted": math.nan, **found, "gaps": gaps}

    def small_base(self, m: str) -> dict:
        """A share of what another measure of the row counts: how many more of how many still to come."""
        r = self.v.loc[m]
        beside = self.v[(self.v["target"] == r.target) & (self.v["kind"] == "flow")]
        if r.kind != "ratio" or not len(beside) or r.denominator != r.denominator:
            return {}
        year = max(beside["target_low"].iloc[0], r.denominator)
        return {
            "still": math.ceil(r.target_low * year / 100 - r.numerator - 1e-9),
            "among": year - r.denominator,
        }

    @cached_property
    def of_measures(self) -> dict:
        return {m: self.made_again(m) for m in {m for m, _ in self.texts()} - {None}}

    @cached_property
    def all(self) -> dict:
        return self.counted()

    def counted(self, group: str | None = None) -> dict:
        """What may be said of all, or of a group: counts of rows by their status, and of what stands behind them."""
        book = self.book
        rows = [(t, r) for t, r in book.view.rows(group) if t.counted]
        status = self.v.groupby("target", sort=False)["target_status"].first()
        assert all(status[t.id] == r.status for t, r in rows)
        by = Counter(
            "self" if r.by == "self" else "at_risk" if r.status == "uncertain" else r.status for _, r in rows
        )
        gone = sum(self.v["probability"][r.decided_by] == 0 for _, r in rows if r.status == "off_track")
        likely, rest = book.assessments.likely, ("not_due", "too_early", "no_data", "lapsed", "watch")
        return {
            "total": len(rows), "good": by["achieved"] + (0 if book.view.closed else by["on_track"]),
            "within": by["on_track"],
            **{k: by[k] for k in ("achieved", "self", "at_risk", *rest)},
            "off_track": by["off_track"] - gone, "missed": by["missed"] + gone,
            "followed": len(rows) - by["lapsed"], "unjudged": sum(by[k] for k in rest),
            "revised": len(book.observations.index.intersection(book.assessments.revised)),
            **({} if likely is None else {"likely_low": likely.low, "likely_high": likely.high,
            "likely_of": likely.of}),
            "files": len(book.view.files(None)), "commitments": len(book.commitments),
        }  # fmt: skip

    @cached_property
    def rows(self) -> dict:
        """Counts in titles and lists: moves since last month, what is not judged, rows below a title, works."""
        book, v = self.book, self.v
        rows = [(t, r) for t, r in book.view.rows() if t.counted]
        moves: Counter = Counter()
        of = {
            t.id: tuple(map(counted_as, (book.view.row_stood(r), book.view.row_entry(r).stand)))
            for t, r in rows
        }
        steps = [("", of[t.id], r.status, bool(v["late"][r.decided_by])) for t, r in rows]
        for x in book.view.measures():
            own = tuple(map(counted_as, (x.stood or x.stand, x.stand)))
            if not (x.measure.binding and of.get(x.target.id) == own):
                steps.append(("others_", own, x.a.status, x.a.late))
        for kind, (was, now), status, late in steps:
            if now != was:
                both = now in ORDER and was in ORDER
                moves[kind + ("better" if both and ORDER[now] > ORDER[was] else "worse" if both else
                      "own" if now == "self" else "newly" if now else "no_more" if status == "lapsed" else
                      "owes" if status == "no_data" and late else "open")] += 1  # fmt: skip
        open_ = [(r.status, bool(v["late"][r.decided_by]), r.decided_by) for _, r in rows if r.by != "self"]
        silent = [late for status, late, _ in open_ if status == "no_data"]
        wants = lambda status, late: status in TROUBLE or (late and status == "no_data")  # noqa: E731
        first = {
            m for status, late, m in open_ if wants(status, late) and wants(v["status"][m], v["late"][m])
        }
        other = {  # one card a target, but for components
            m if r.role == "component" else r.target
            for m, r in v.iterrows()
            if r.role not in {"striven", "watch"} and wants(r.status, r.late)
        } - {v["target"][m] for m in first}
        listed = [
            self.measure_of(a, "")
            for a in self.root.xpath("//table[contains(@class, 'exc')]//a[@class='to']")
        ]
        bars = [
            self.measure_of(a, "")
            for a in self.root.xpath("//table[contains(@class, 'bul')]//a[@class='to']")
        ]
        amounts = v[v["kind"].isin(["flow", "budget", "milestone", "count"]) & v["share_of_target"].notna()
                    & v["role"].isin(["main", "component"]) & v["unit"].ne("%")
                    & ~v["status"].isin(["lapsed", "watch"])]  # fmt: skip
        counted = {t.id for t, _ in book.view.rows() if t.counted}
        besides = int((~amounts["target"].isin(counted)).sum())
        works = Counter(map(alike, book.commitments["status"]))
        steps = [
            (
                ORDER.get(alike(s.status)),
                ORDER.get(alike(s.previous_status)),
            )
            for _, s in book.view.works()
        ]
        works_shown = book.table.assigned().data
        ranges, to_come = self.ranges(), self.book.chart.deadlines(days=62).data
        next_month = (book.view.day + dt.timedelta(1)).month
        dues = to_come[to_come["due"].dt.month == next_month] if to_come is not None else ()
        due = len(set(zip(dues["due"], dues["what"], strict=True))) if len(dues) else 0
        past = {(d.day, d.what) for d in due_items(book.view) if d.day < book.view.day and d.kind == "cause"}
        put_off = {a.step for a in book.notes.answers if a.until is not None}
        moved = {c.id for c, _ in book.view.works() if put_off & {x.id for x in c.steps}}
        later = sum(  # nor is what waits for such a work any better for it
            bool(moved & {c.id, *c.needs}) and None not in step and step[0] > step[1]
            for (c, _), step in zip(book.view.works(), steps, strict=True)
        )
        today = to_come[to_come["due"].dt.date == book.view.day] if to_come is not None else ()
        return {
            "held": sum(ranges), "ranges": len(ranges), "works": sum(works.values()),
            "works_open": sum(n for s, n in works.items() if s not in {"achieved", "lapsed", "watch"}),
            "works_left": sum(works[k] for k in ("missed", "off_track", "at_risk"))
            - sum(works_shown["status"].isin(TROUBLE) if works_shown is not None else ()),
            **{f"others_{k}": moves[f"others_{k}"]
               for k in ("better", "worse", "newly", "own", "owes", "open", "no_more")},
            "due": due, "due_more": due - 3, "due_today": len(set(today["what"])) if len(today) else 0,
            "today_more": len(set(today["what"])) - 3 if len(today) else 0,
            **{k: moves[k] for k in ("better", "worse", "newly", "own", "owes", "open", "no_more")},
            **{k: sum(status == k for status, *_ in open_) for k in ("too_early", "not_due", "lapsed")},
            "asks": len(book.notes.asks), "left_own": len(first) - sum(m in first for m in listed),
            "left_other": len(other) - sum(m not in first for m in listed),
            "open_all": len(silent),
            "late": sum(silent), "without": len(silent) - sum(silent), "wanting": len(first), "other": len(other),
            "total": sum(t.counted for t, _ in book.view.rows()),
            "rows_own": sum(m in first for m in listed), "rows_other": sum(m not in first for m in listed),
            "bars": len(bars), "bars_good": v["status"][bars].isin(["achieved", "on_track"]).sum(),
            "bars_all": len(amounts),
            "bars_counted": len(amounts) - besides, "bars_besides": besides,
            **next((u for m in v.index if (u := self.units(m))["reported"] == u["reported"]), {}),
            **{f"c_{k}": works[k] for k in (*ORDER, "watch", "lapsed")},
            "c_unjudged": sum(works[k] for k in ("no_data", "too_early", "not_due", "watch", "lapsed")),
            "works_worse": sum(None not in step and step[0] < step[1] for step in steps),
            "works_no_more": sum(step[0] is None and step[1] is not None for step in steps),
            "works_newly": sum(step[1] is None and step[0] is not None for step in steps),
            "works_later": later, "due_past": len(past),
            "works_better": sum(None not in step and step[0] > step[1] for step in steps),
        }  # fmt: skip

    def boxes(self) -> None:
        """Each box of the strip: its count, and how many more or fewer than last month."""
        shown = [(r, self.book.view.row_entry(r).word) for t, r in self.book.view.rows() if t.counted]

        view = self.book.view
        now = [counted_as(view.row_entry(r).stand) or "none" for r, _ in shown]
        was = [s and (counted_as(s) or "none") for s in (view.row_stood(r) for r, _ in shown)]
        for box in self.root.xpath("//li[contains(@class, 'box')]"):
            label, count = (
                box.xpath(".//span[@class='lb']")[0].text_content(),
                int(box.xpath("./b")[0].text_content()),
            )
            held = {k for k, (_, word) in zip(now, shown, strict=True) if word in label.split(" / ")} or {
                EMPTY[label]
            }
            held = {"none"} if label == "Chưa đánh giá" else held
            assert count == sum(k in held for k in now), label
            step = box.xpath("./small")[0].text_content()
            if None in was:
                assert not re.search(r"(tăng|giảm) \d", step)
                continue
            more = count - sum(k in held for k in was)
            assert step.startswith(
                "như " if not more else f"{'tăng' if more > 0 else 'giảm'} {abs(more)} so"
            ), (label, step)


ORDER = {k: i for i, k in enumerate(("missed", "off_track", "at_risk", "on_track", "achieved"))}
EMPTY = {"Hoàn thành": "achieved", "Đạt tiến độ": "on_track", "Có nguy cơ không đạt": "at_risk",
         "Khó đạt": "off_track", "Không đạt": "missed", "Tự đánh giá": "self", "Chưa đánh giá": "none"}  # fmt: skip


def counted_as(status: str | None) -> str:
    """Where a verdict stands for a comparison; "" where nothing is judged."""
    return status if status == "self" else alike(status) if alike(status) in ORDER else ""


def alike(status: str | None) -> str | None:
    """What is uncertain reads as at risk."""
    return "at_risk" if status == "uncertain" else status


FELL = re.compile(r"[Rr]iêng (?:tháng|quý) [\dIV]+ không bằng tháng trước: (.+?\))(?=[.;]| *$)")
FELL_ONE = re.compile(
    rf"(.+?) ({NUMBER})% \((?:tháng|quý) [\dIV]+: ({NUMBER})%(?:; mục tiêu [<≥≤>] ({NUMBER})%)?\)(?:, |$)"
)


def told_so(p: "Page", row, now: str, before: str, bound: str | None) -> bool:
    """Whether these are a measure's newest figure, the one before it and, where it is told, its bound."""
    figures = p.book.figures(row.Index)["value"].dropna() if row.unit == "%" else []
    limit = row.target_low if pd.isna(row.target_high) else row.target_high
    return (
        len(figures) > 1
        and near(now, figures.iloc[-1])
        and near(before, figures.iloc[-2])
        and (bound is None or near(bound, limit))
    )


def fell(p: "Page", text: str) -> str:
    """The text without what fell in the month alone: its figure, that of the month before and its bound;
    and without how late a step was done."""
    for hit in FELL.finditer(text):
        one = list(FELL_ONE.finditer(hit[1]))
        assert one and "".join(m[0] for m in one) == hit[1], hit[0]
        for name, now, before, bound in (m.groups() for m in one):
            assert any(told_so(p, row, now, before, bound) for row in p.v.itertuples()
                       if "…" in name or row.short_name.lower() in name.lower()), hit[0]  # fmt: skip
        text = text.replace(hit[0], " ; ")
    done = [(s["done"], s["late_days"]) for _, work in p.book.view.works() for s in work.steps if s["done"]]
    done += [
        (a.done_on, (a.done_on - a.deadline).days) for a in p.book.notes.assigned if a.done_on and a.deadline
    ]
    for hit in re.finditer(r"\((\d+)/(\d+)(?:/\d{4})?, chậm (\d+) ngày\)", text):
        late = [days for day, days in done if (day.day, day.month) == (int(hit[1]), int(hit[2]))]
        assert int(hit[3]) in late, hit[0]
        text = text.replace(hit[0], "")
    return text


def struck(text: str, rules: list[str], made: dict, where: str, found: Counter) -> str:
    """The text without what the rules make again; fails on a number that is not what it should be."""
    for rule in rules:
        for match in list(pattern(rule).finditer(text)):
            said = {k: x for k, x in match.groupdict().items() if x is not None}
            wrong = {
                k: (x, made.get(k)) for k, x in said.items() if k not in made or not near(x, float(made[k]))
            }
            assert not wrong, f"{where}: {match.group()!r}: {wrong}"
            found[rule] += 1
            text = text.replace(match.group(), " ; ", 1)
    return text


@lru_cache
def page(programme: str, month: str) -> Page:
    if programme == "vietnam" and not (ROOT.parent / "shared/workbooks/gso").is_dir():
        pytest.skip("the national workbooks are not on this machine")
    return Page(open_book(month, ROOT / f"params/{programme}/monthly.yml"))


def uncompared(p: Page, text: str) -> str:
    """The text without the rows that have no change on the year, which are those of the book."""
    for hit in re.finditer(r"So cùng kỳ “–”: .*?\)\.", text):
        rows = {x.strip() for numbers in re.findall(r"\(([^()]*)\)", hit[0]) for x in numbers.split(",")}
        blank = [x for x in p.book.view.measures() if x.a.to_date is not None and x.on_year == "–"]
        many = {f"{len(blank)} {noun}" for noun in ("chỉ tiêu", "nội dung", "chỉ tiêu, nội dung")}
        assert rows - many <= {n for x in blank for n in (x.measure.id, x.target.no)}, hit[0]
        text = text.replace(hit[0], re.sub(r"\([^()]*\)", "", hit[0]))
    return text


def check(p: Page, measure: str | None, text: str, found: Counter) -> None:
    """Fails on a number of the text that is not what can be made again, or that nothing makes."""
    said = text
    notes = p.book.notes
    written = [t for c in notes.causes for t in (c.cause, c.next) if t]
    written += [x.what for x in (*notes.asks, *notes.assigned)]
    for name in (*written, *p.names):
        said = re.sub(re.escape(name), "…", said, flags=re.IGNORECASE)
    if measure is not None:
        said = struck(said, OF_A_MEASURE, p.of_measures[measure], measure, found)
    of = max(
        (n for n in p.parts if re.match(rf"{re.escape(n)}( \(\d+ tháng\))? gồm", said)), key=len, default=None
    )
    said = struck(said, OF_PARTS, p.parts[of], of, found) if of else said
    group = next((g.id for g in p.book.programme.groups if f"{g.name_vi} –" in text), None)
    said = struck(fell(p, uncompared(p, said)), OF_ALL, p.all, "all", found)
    said = struck(said, OF_ROWS, p.rows | (p.counted(group) if group else {}), "rows", found)
    for plain in PLAIN:
        said = re.sub(plain, "", said)
    assert not re.search(r"\d", said), f"{measure}: {said!r} of {text!r}"


@pytest.mark.parametrize("programme, month", EDITIONS)
def test_every_number_of_a_sentence_is_made_again(programme, month):
    p, found = page(programme, month), Counter()
    p.boxes()
    texts = list(p.texts())
    for measure, text in texts:
        check(p, measure, text, found)
    assert len(texts) > 20 and len(found) > 12, found


def test_another_number_is_found():
    """Each number of each sentence but a date, with another last digit: no rule takes it for what it was."""
    p, tried = page("can-duoc-2025", "2025-09"), 0
    for measure, text in p.texts():
        rules = [*(OF_A_MEASURE if measure else ()), *OF_ALL]
        for match in (m for rule in rules for m in pattern(rule).finditer(text)):
            for k in (k for k, x in match.groupdict().items() if x):
                end = match.end(k)
                other = str((int(text[end - 1]) + 3) % 10)
                with pytest.raises(AssertionError):
                    check(p, measure, text[: end - 1] + other + text[end:], Counter())
                tried += 1
    assert tried > 35


@pytest.mark.parametrize("programme, month", EDITIONS[-2:])
def test_each_part_is_a_share_of_the_whole_that_it_names(programme, month):
    book = page(programme, month).book
    v, plan, said = book.verdicts, book.verdicts["target_low"], 0
    wholes = {whole_of(book, m.id).lower(): m for m in book.programme.measures.values() if m.parts}
    root = lhtml.fromstring(f"<div>{book.chart.parts().html}</div>".replace("<br>", " "))
    for cells in root.xpath("//details/ul"):
        cells.drop_tree()
    for row in root.xpath("//tr[th and td]"):
        text = " ".join(row.text_content().split())
        share, of = re.search(rf"({NUMBER})% của ([^;]+);", text).groups()
        whole = wholes[of.strip().lower()]
        name = row.xpath("./th")[0].text_content().strip()
        (part,) = (p.id for p in whole.parts if (p.name("vi") or v["short_name"][p.id]) == name)
        assert near(share, 100 * v["to_date"][part] / v["to_date"][whole.id]), text
        assert near(re.search(rf"({NUMBER})% KH", text)[1], 100 * v["to_date"][part] / plan[part]), text
        change = re.search(rf"(tăng|giảm) ({NUMBER})% so với cùng kỳ", text)
        assert near(change[2], v["change_on_year"][part] * (1 if change[1] == "tăng" else -1)), text
        said += 1
    assert said >= 2
