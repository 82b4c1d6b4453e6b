"""The way through a year, for charts, and whether the newest month is a signal (docs/method.md)."""

from __future__ import annotations

import numpy as np

from analysis.assess.amounts import as_told
from analysis.assess.assessments import Assessment, Path
from analysis.assess.case import Case
from analysis.assess.levels import LevelForecast, level_at
from analysis.assess.measured import Series, reached
from analysis.assess.nowcast import FlowForecast, fan
from analysis.assess.signals import seasonally_adjusted, xmr
from analysis.programme import AMOUNTS, Measure

FAN = (0.10, 0.25, 0.50, 0.75, 0.90)
_BANDS = ["p10", "p25", "p50", "p75", "p90"]
SIGNAL_POINTS = 24  # two years show a season's worth of points without the growth of five


def path_of(c: Case, a: Assessment) -> Path | None:
    """The path of a flow, budget, comparison, level or ratio; None for what has no way through a year."""
    kind = c.measure.kind
    path = None
    if kind in AMOUNTS:
        path = _flow_path(c)
    elif kind == "level":
        path = _level_path(c, c.series.levels, c.series.alone()[0] if c.measure.quantities else None)
    elif kind == "ratio":
        path = _level_path(c, c.series.shares_to_date, c.series.alone()[0])
    if path is not None and path.known and a.to_date is not None:
        _ends_at(path, a)
    if path is None or c.broken_on is None:
        return path
    first = c.broken_on.month if c.broken_on.year == c.year else 1
    for last in (path.last_year, path.parts_last_year):  # nothing is compared across a break
        last[[_closing(p) >= first for p in path.periods]] = np.nan
    return path


def _ends_at(path: Path, a: Assessment) -> None:
    """Lets the path reach the figure of the verdict, which the office's own count or a scaled month may have put
    beside the sum of the periods: table, sentence and chart say the same."""
    last = path.known - 1
    if a.basis_month is None or _closing(path.periods[last]) != int(a.basis_month[5:7]):
        return
    path.actual[last] = a.to_date
    for band in (getattr(path, name) for name in _BANDS):
        band[last] = a.to_date if np.isfinite(band[last]) else np.nan


def _closing(period: str) -> int:
    """The month that closes "2025-06" or "2025-Q2"."""
    return 3 * int(period[-1]) if "Q" in period else int(period[-2:])


def signal_of(c: Case) -> str | None:
    """Key of the signal that ends in the newest month, "+" (better) or "-" (worse) in front where
    there is a direction of improvement; None without a signal."""
    s, f, flow = c.series, c.forecast, c.flow
    if c.measure.cadence not in {"month", "month 15-14"}:
        return None
    if flow is not None and s.now.size == 12 and (flow.shares > 0).any():
        values = without_season(s, flow.shares)
    elif isinstance(f, LevelForecast) and np.isfinite(f.year_end):
        table = s.levels if c.measure.kind == "level" else s.alone()[0]
        values = table.ravel()[: reached(table.ravel())]
    else:
        return None
    values = values[-SIGNAL_POINTS:]
    chart = xmr(values, better_down(c.measure))
    newest = [x for x in chart.signals if x.index == values.size - 1]
    if not newest:
        return None
    return {True: "+", False: "-", None: ""}[newest[-1].improves] + newest[-1].key


def without_season(s: Series, shares: np.ndarray) -> np.ndarray:
    """The last two years' months to the newest known, without their season (`shares` (12,) of the year)."""
    values = np.concatenate([s.as_told(y)[1] for y in range(-len(s.years), 0)])[: reached(s.now) - 12 or None]
    return seasonally_adjusted(values, shares)[-SIGNAL_POINTS:]


def better_down(measure: Measure) -> bool | None:
    """Whether lower is better; None where neither is, as of spending."""
    return measure.lower_is_better if measure.rule in {"ge", "gt", "le", "lt_last_year"} else None


def _periods(c: Case) -> tuple[str, ...]:
    s = c.series
    if s.now.size == 4 and c.measure.periods == 4:
        return tuple(f"{c.year}-Q{q}" for q in range(1, 5))
    return tuple(f"{c.year}-{m:02d}" for m in s.ends)


def _flow_path(c: Case) -> Path:
    s, n = c.series, c.series.now.size
    f = c.flow
    own, parts = np.isfinite(s.own[-1]), s.now.copy()
    if f is not None and f.filled:
        at = [i - 1 for i in f.filled]
        parts[at], own[at] = _filled(f, s.now), True
    if c.measure.kind == "compare":  # what was counted has happened
        parts = s.counted.copy()
        own |= np.isfinite(parts) & (np.isfinite(s.partial) if n == 12 else False)
    m = reached(parts)
    actual, parts = as_told(parts, own, s.told[-1])
    last, last_parts = s.as_told(-2) if len(s.amounts) > 1 else (np.full(n, np.nan),) * 2
    goal = None if c.measure.undecided else c.bound
    expected = goal * np.cumsum(f.shares) if f is not None and goal is not None else np.full(n, np.nan)
    bands = np.full((len(FAN), n), np.nan)
    if f is not None and 0 < m < n:
        bands[:, m - 1 :] = fan(f, FAN).T
    told = {"parts": parts, "parts_last_year": last_parts.copy(), **dict(zip(_BANDS, bands, strict=True))}
    filled = tuple(_periods(c)[i - 1] for i in f.filled) if f is not None else ()
    return Path(_periods(c), m, actual, expected, last.copy(), filled=filled, **told)


def _filled(f: FlowForecast, now: np.ndarray) -> np.ndarray:
    """What the nowcast put into this year's gaps: by share of what is known (docs/method.md, Gaps)."""
    at = np.array([i - 1 for i in f.filled])
    rest = f.to_date - np.nansum(now)
    weight = f.shares[at]
    return rest * (weight / weight.sum() if weight.sum() > 0 else np.full(at.size, 1 / at.size))


def _level_path(c: Case, table: np.ndarray, alone: np.ndarray | None = None) -> Path:
    """The path of a `table` (Y, 12) of states or of shares to each month; `alone` the single months of shares."""
    f, n = c.forecast, table.shape[1]
    now = table[-1]
    m = reached(now)
    last = table[-2] if len(table) > 1 else np.full(n, np.nan)
    parts = table if alone is None else alone
    bands = np.full((len(FAN), n), np.nan)
    ceiling = c.measure.kind == "level" and c.all_must_hold
    if isinstance(f, LevelForecast) and np.isfinite(f.year_end) and 0 < m < n and not ceiling:
        ends = np.array([f.year_end if q == 0.5 else level_at(q, f) for q in FAN])
        bands[:, m - 1 :] = now[m - 1] + (ends - now[m - 1])[:, None] * (np.arange(n - m + 1) / (n - m))
    months, none = tuple(f"{c.year}-{k:02d}" for k in range(1, n + 1)), np.full(n, np.nan)
    before = parts[-2].copy() if len(parts) > 1 else none.copy()
    told = {"parts": parts[-1].copy(), "parts_last_year": before, **dict(zip(_BANDS, bands, strict=True))}
    return Path(months, m, now.copy(), none, last.copy(), **told)
