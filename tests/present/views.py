"""A made-up month over the real programme file, so that pages can be drawn and looked at without any run."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path as File

import numpy as np
import pandas as pd

from analysis.assess.assessments import Assessment, Assessments, Change, CommitmentState, Path, Reason
from analysis.assess.status import headline_of, row_of
from analysis.notes import Ask, Assigned, Cause, Notes
from analysis.places import load_places
from analysis.present import locale
from analysis.present.view import View
from analysis.programme import Measure, Programme, load_programme

ROOT = File(__file__).parents[2]
SHARES = np.array([0.14, 0.06, 0.09, 0.10, 0.075, 0.075, 0.09, 0.065, 0.07, 0.095, 0.06, 0.08])
CODES = (("28108", 1.0), ("28114", 0.9), ("28126", 0.7), ("28132", 1.1), ("28138", 0.95), ("28144", 0.6))
# share of the expected level reached, by measure: what makes some of them late
REACHED = {
    "4": 0.88,
    "1.3": 0.71,
    "18": 1.05,
    "25a": 0.93,
    "1": 1.02,
    "2": 0.97,
    "3": 1.01,
    "5": 0.82,
    "1.1": 1.0,
    "1.2": 1.06,
}
LEVELS = {
    "9": 81.4,
    "10": 1.62,
    "13": 4.6,
    "15": 107.1,
    "16": 93.4,
    "17": 78.9,
    "20a": 76.2,
    "20b": 100.0,
    "21": 97.5,
    "25b": 12.2,
    "25c": 7.8,
    "23c": 100.0,
}


def load() -> Programme:
    return load_programme(ROOT / "params/can-duoc-2025/programme.yml")


class Maker:
    """Builds observations and verdicts measure by measure."""

    def __init__(self, programme: Programme, month: str, plain: bool = False):
        self.programme, self.month, self.plain = programme, month, plain
        self.year, self.m = locale.parts(month)
        self.rows: list[dict] = []
        self.rng = np.random.default_rng(7)

    def observe(
        self,
        measure: Measure,
        period: str,
        value: float,
        basis: str,
        place: str | None = None,
        num=None,
        den=None,
        note: str = "",
    ) -> int:
        m = locale.parts(period)[1]
        folder = f"2025-{m:02d}"
        owner = measure.owner_on(dt.date(self.year, min(m, 12), 1)) or "don-vi"
        self.rows.append(
            {
                "measure": measure.id,
                "place": place or self.programme.area.id,
                "period": period,
                "period_start": None,
                "period_end": None,
                "basis": basis,
                "value": value,
                "numerator": num,
                "denominator": den,
                "unit": measure.unit,
                "vintage": "estimate" if period == self.month else "preliminary",
                "reported_on": f"{self.year}-{m:02d}-24",
                "source": f"{folder}/{folder}-24-{owner}.xlsx",
                "sheet": "Biểu 1",
                "cell": f"{'CDEFGH'[m % 6]}{8 + len(self.rows) % 30}",
                "sha256": f"{sum(map(ord, owner)) % 7:064x}",
                "illustrative": True,
                "note": note,
            }
        )
        return len(self.rows) - 1

    def flow(self, measure: Measure) -> Assessment:
        n = measure.periods
        shares = SHARES if n == 12 else np.array([0.24, 0.25, 0.25, 0.26])
        m = self.m if n == 12 else max(self.m // 3, 1)
        goal = measure.low or 100.0
        base = measure.base or goal * 0.93
        reached = REACHED.get(measure.id, 1.0)
        parts = goal * shares * (1 + (reached - 1) * np.linspace(0.4, 1.4, n))
        actual = np.cumsum(parts)
        last = np.cumsum(base * shares[::-1] * 0.5 + base * shares * 0.5)
        rest = actual[m - 1] + np.cumsum(np.r_[0, (goal * shares * reached)[m:]])
        spread = np.r_[0, np.linspace(0.01, 0.06, n - m)] * goal
        nan = np.full(m - 1, np.nan)

        def fan(z):
            return np.r_[nan, rest + z * spread]

        p = Path(
            tuple(f"{self.year}-{i + 1:02d}" if n == 12 else f"{self.year}-Q{i + 1}" for i in range(n)),
            m,
            np.where(np.arange(n) < m, actual, np.nan),
            goal * np.cumsum(shares),
            last,
            fan(-1),
            fan(-0.5),
            fan(0),
            fan(0.5),
            fan(1),
            np.where(np.arange(n) < m, parts, np.nan),
            np.diff(np.r_[0, last]),
        )
        end = rest[-1]
        probability = float(np.clip(0.5 + (end - goal) / (0.12 * goal) * 1.6, 0.01, 0.99))
        status = (
            "on_track"
            if probability >= 0.8 or end >= goal
            else "at_risk"
            if probability >= 0.2
            else "off_track"
        )
        keys = tuple(
            self.observe(
                measure,
                f"{self.year}-{i + 1:02d}" if n == 12 else f"{self.year}-{3 * i + 3:02d}",
                parts[i],
                "month",
            )
            for i in range(m)
        )
        left = n - m
        return self.verdict(
            measure,
            status,
            to_date=actual[m - 1],
            expected_to_date=goal * np.cumsum(shares)[m - 1],
            target_low=goal,
            stretch=measure.stretch,
            share_of_target=100 * actual[m - 1] / goal,
            distance=actual[m - 1] - goal,
            last_year_to_date=last[m - 1],
            change_on_year=100 * (actual[m - 1] / last[m - 1] - 1),
            year_end=end,
            year_end_p10=end - spread[-1],
            year_end_p50=end,
            year_end_p90=end + spread[-1],
            probability=probability,
            owner_forecast=goal * 0.99,
            needed_per_period=(goal - actual[m - 1]) / left if left else None,
            periods_left=left or None,
            last_year_rest_per_period=(last[-1] - last[m - 1]) / left if left else None,
            track_record=3.4,
            path=p,
            keys=keys,
            estimate=True,
            signal="-shift" if measure.id == "4" else None,
        )

    def level(self, measure: Measure) -> Assessment:
        value = LEVELS.get(measure.id, 97.0)
        low, high = measure.low, measure.high
        bound = high if measure.rule == "le" else low
        n, m = 12, self.m
        way = np.linspace(value - (1.2 if value > 20 else 0.2), value, m)
        actual = np.r_[way, np.full(n - m, np.nan)]
        end = min(value + 0.6, 100.0) if measure.unit == "%" else value - 1
        nan = np.full(m - 1, np.nan)

        def fan(z):
            return np.r_[
                nan,
                np.linspace(value, end, n - m + 1)
                + z * np.linspace(0, 1.0 if value > 20 else 0.2, n - m + 1),
            ]

        p = Path(
            tuple(f"{self.year}-{i + 1:02d}" for i in range(n)),
            m,
            actual,
            np.full(n, np.nan),
            np.linspace(value - 2.5, value - 0.4, n),
            fan(-1),
            fan(-0.5),
            fan(0),
            fan(0.5),
            fan(1),
            actual,
            np.linspace(value - 2.5, value - 0.4, n),
        )
        distance = value - bound
        met = distance <= 0 if measure.rule == "le" else distance >= 0
        if measure.rule == "range":
            status = "too_early"
            distance = value - high if value > high else 0.0
        else:
            status = "on_track" if met else "at_risk" if abs(distance) < 2.6 else "off_track"
        den = 1843.0 if measure.id != "15" else 455.0
        num = round(value / 100 * den)
        key = self.observe(measure, self.month, value, "level", num=num, den=den)
        return self.verdict(
            measure,
            status,
            to_date=value,
            numerator=num,
            denominator=den,
            target_low=low,
            target_high=high,
            distance=distance,
            last_year_to_date=value - 1.3,
            change_on_year=1.3,
            year_end=end,
            year_end_p10=end - 1,
            year_end_p50=end,
            year_end_p90=min(end + 1, 100 if measure.unit == "%" else 999),
            probability=0.86 if met else 0.35,
            path=p,
            keys=(key,),
        )

    @staticmethod
    def needed(measure: Measure, how: dict) -> Reason:
        return Reason(
            "need_pace",
            {
                "measure": measure.id,
                "needed": float(how["needed_per_period"]),
                "left": how["periods_left"],
                "step": "quarter" if measure.periods == 4 else "month",
                "last_year": float(how["last_year_rest_per_period"]),
            },
        )

    def verdict(self, measure: Measure, status: str, **how) -> Assessment:
        previous = {"4": "on_track", "16": "at_risk", "9": "at_risk"}.get(measure.id, status)
        how = {k: float(x) if isinstance(x, np.floating) else x for k, x in how.items()}
        how.setdefault("keys", ())
        how.setdefault(
            "statuses", tuple(["too_early"] + [previous] * max(self.m - 2, 0) + [status])[: self.m]
        )
        return Assessment(
            measure=measure.id,
            place=self.programme.area.id,
            month=self.month,
            as_of=dt.date(self.year, self.m, 25),
            status=status,
            previous_status=None if self.plain else previous,
            reason=Reason("no_figures"),
            what_would_change=self.needed(measure, how)
            if how.get("needed_per_period") and status != "on_track"
            else None,
            basis_month=self.month,
            illustrative=True,
            owner=measure.owner_on(dt.date(self.year, self.m, 25)),
            **how,
        )

    def assess(self, measure: Measure) -> Assessment:
        kind = measure.kind
        if kind in {"flow", "budget"}:
            return self.flow(measure)
        if kind in {"level", "ratio"}:
            return self.level(measure)
        if kind == "annual":
            said = {"14": None, "19": None}.get(measure.id, "on_track")
            return self.verdict(
                measure,
                "not_due",
                target_low=measure.low,
                self_assessment=said,
                statuses=("not_due",) * self.m,
            )
        if kind == "event":
            key = self.observe(
                measure, f"{self.year}-02", 100.0, "event", num=210, den=210, note="QĐ 12/QĐ-BCH"
            )
            return self.verdict(
                measure,
                "achieved",
                to_date=100.0 if measure.id == "22a" else 3.3,
                target_low=measure.low,
                distance=2.3,
                numerator=210 if measure.id == "22a" else 7,
                denominator=210,
                keys=(key,),
                events=(
                    {
                        "date": dt.date(self.year, 2, 13),
                        "name": "Lễ giao quân",
                        "paper": "12/BC-BCH",
                        "done": True,
                        "planned": None,
                        "key": key,
                    },
                ),
            )
        if kind == "compare":
            key = self.observe(measure, self.month, 1.0, "month")
            a, b = {"23a": (4, 6), "23a2": (2, 2)}.get(measure.id, (3, 5))
            return self.verdict(
                measure,
                "on_track",
                to_date=float(a),
                last_year_to_date=float(b),
                target_high={"23a": 10.0}.get(measure.id, 5.0),
                change_on_year=100 * (a / b - 1),
                distance=a - 10.0,
                keys=(key,),
            )
        if kind == "milestone":
            steps = tuple(
                {
                    "date": s.planned,
                    "name": s.name_vi,
                    "name_en": s.name_en,
                    "paper": "15/TTr-UBND" if i < 2 else "",
                    "done": i < 2,
                    "planned": s.planned,
                    "key": None,
                }
                for i, s in enumerate(measure.steps)
            )
            return self.verdict(
                measure,
                "at_risk" if measure.id == "8" else "on_track",
                to_date=5.0 if measure.id == "8" else 0.0,
                target_low=measure.low,
                share_of_target=55.6 if measure.id == "8" else 0.0,
                distance=-4.0,
                events=steps,
            )
        key = self.observe(measure, self.month, 1.0, "event", note="QĐ 45/QĐ-UBND")
        status = "watch" if measure.rule == "watch" else "at_risk"
        return self.verdict(
            measure,
            status,
            to_date=1.0,
            target_low=measure.low,
            distance=-2.0,
            share_of_target=33.3,
            keys=(key,),
            events=(
                {
                    "date": dt.date(self.year, 4, 12),
                    "name": "Mắm còng Cần Đước",
                    "paper": "45/QĐ-UBND",
                    "done": True,
                    "planned": None,
                    "key": key,
                },
            ),
        )


def why(measure: Measure, status: str, how: dict) -> Reason:
    unit = {"unit": measure.unit}
    if how.get("year_end") is not None and how.get("target_low") is not None:
        return Reason(
            "year_end",
            {
                **unit,
                "year_end": how["year_end"],
                "p10": how["year_end_p10"],
                "p90": how["year_end_p90"],
                "target": how["target_low"],
                "chance": "high" if how["probability"] > 0.7 else "low",
            },
        )
    if status == "not_due":
        return Reason(
            "annual_not_due", {**unit, "on": dt.date(2025, 10, 1), "said": how.get("self_assessment")}
        )
    return Reason("no_figures", unit)


def need(measure: Measure, status: str, how: dict) -> Reason | None:
    if not how.get("needed_per_period") or status == "on_track":
        return None
    return Reason(
        "need_pace",
        {
            "unit": measure.unit,
            "needed": float(how["needed_per_period"]),
            "left": how["periods_left"],
            "step": "month" if measure.periods == 12 else "quarter",
            "last_year": float(how["last_year_rest_per_period"]),
        },
    )


def commitments(programme: Programme, month: str) -> dict[str, CommitmentState]:
    found = {}
    for i, c in enumerate(programme.commitments):
        status = ("on_track", "on_track", "at_risk", "on_track", "not_due", "achieved", "on_track")[i % 7]
        status = {"K1": "missed", "K14": "watch", "K22b": "lapsed"}.get(c.id, status)
        steps = tuple(
            {
                "id": s.id,
                "name": s.name_vi,
                "name_en": s.name_en,
                "planned": s.planned,
                "done": s.planned if j == 0 else None,
                "paper": "102/QĐ-UBND" if j == 0 else "",
                "late_days": 0,
                "key": None,
            }
            for j, s in enumerate(c.steps)
        )
        found[c.id] = CommitmentState(
            c.id,
            month,
            status,
            status,
            Reason("no_figures"),
            1 if steps else 0,
            min(len(steps), 2),
            len(steps),
            c.owner_on(dt.date(2025, 6, 25)),
            c.deadline,
            c.deadline_kind,
            done_on=dt.date(2025, 4, 21) if status == "achieved" else None,
            steps=steps,
            illustrative=True,
        )
    return found


def make_view(
    lang: str = "vi",
    month: str = "2025-06",
    programme: Programme | None = None,
    notes: Notes | None = None,
    **how,
) -> View:
    """The whole view; `how` replaces fields of it."""
    programme = programme or load()
    maker = Maker(programme, month)
    measures = {m.id: maker.assess(m) for m in programme.measures.values()}
    if "1.2" in measures:
        measures["1.2"] = replace(
            measures["1.2"],
            status="no_data",
            late=True,
            to_date=None,
            share_of_target=None,
            path=None,
            year_end=None,
            year_end_p10=None,
            year_end_p90=None,
            probability=None,
            keys=(),
            change_on_year=None,
        )
    rows = {t.id: row_of(t, measures) for t in programme.targets}
    states = commitments(programme, month)
    for code, size in CODES:
        for id in ("9", "25a", "18", "16"):
            if id in programme.measures:
                m = programme.measure(id)
                value = LEVELS.get(id, 0) * (0.9 + size / 10) if id in LEVELS else 40 * size
                for year in (int(month[:4]) - 1, int(month[:4])):
                    maker.observe(
                        m,
                        f"{year}{month[4:]}",
                        value * (0.97 if year != int(month[:4]) else 1),
                        "level",
                        place=code,
                        num=round(value * 6),
                        den=600,
                    )
    frame = pd.DataFrame(maker.rows)
    assessments = Assessments(
        programme,
        month,
        dt.date(int(month[:4]), int(month[5:]), 25),
        programme.area.id,
        measures,
        rows,
        states,
        headline_of((t, rows[t.id]) for t in programme.targets),
        (
            Change("status", "4", "on_track", "off_track"),
            Change("revision", "4", 64.1, 66.0),
            Change("revision", "18", 1010.0, 1032.0),
        ),
    )
    if notes is None:
        notes = Notes(
            month=month,
            illustrative=True,
            story="4" if "4" in measures else None,
            asks=(
                Ask(
                    what="Đấu giá 3 khu đất công tại thị trấn",
                    why="Thu tiền sử dụng đất mới đạt 12,4% dự toán",
                    proposal="Chi cục Thuế, Phòng Tài chính - Kế hoạch trình phương án giá",
                    deadline=dt.date(2025, 7, 15),
                ),
                Ask(
                    what="Giá bồi thường đường liên xã Tân Ân - Phước Tuy",
                    why="41 hộ chưa nhận tiền, 21,5 ha chưa giao",
                    proposal="Trung tâm Phát triển quỹ đất họp dân, báo cáo UBND huyện",
                    deadline=dt.date(2025, 7, 20),
                ),
            ),
            assigned=(
                Assigned(
                    what="Rà soát nợ thuế trên 90 ngày",
                    owner="thue",
                    deadline=dt.date(2025, 6, 25),
                    state="in_hand",
                ),
            ),
            causes=(
                Cause(
                    measure="4",
                    cause="Thu tiền sử dụng đất chậm do chưa đấu giá được 3 khu đất công.",
                    next="Rà soát nợ thuế trên 90 ngày; báo cáo tại phiên họp ngày 25/7.",
                ),
            ),
        )
    inputs = (
        frame.groupby("source")
        .agg(sha256=("sha256", "first"), reported_on=("reported_on", "max"))
        .reset_index()
    )
    inputs["bytes"], inputs["owner"] = 14336, "thue"
    view = View(
        programme,
        month,
        lang,
        assessments,
        frame,
        (),
        inputs,
        notes,
        load_places(ROOT / "data/raw/can-duoc-2025/places.csv"),
        programme.area.id,
        run_id="2025-06-a1b2c3",
    )
    return replace(view, **how)
