"""The published nowcast (docs/method.md, Flows), which the library's own is measured against."""

from collections.abc import Sequence

from analysis.assess.nowcast import RUNNING_LEVEL, Method
from analysis.assess.rest import Rest, Surprise, Year
from analysis.assess.spread import table

CAUTION = {1: 4.0, 2: 3.0, 3: 2.5, 4: 2.0, 5: 1.5}


def share_shrink(years: Sequence[Year]) -> list[Rest]:
    """Rest = T0 (1 - S) exp(g), g = m / (m + c) (0.6 e + 0.4 r) (section 3); `drift` is not used."""
    out = []
    for year in years:
        kept, m = year.history.shape[1], year.current.shape[1]
        surprise = Surprise.of(year, recent=min(3, m))
        pull = m / (m + CAUTION[kept]) * (0.6 * surprise.whole + 0.4 * surprise.recent)
        out.append(surprise.rest(pull))
    return out


QUANTILES = table(
    [-3.84, -2.71, -1.78, -0.88, -0.40, -0.06, 0.24, 0.53, 0.86, 1.29, 2.01, 2.80, 3.73],
    [-2.79, -2.03, -1.35, -0.72, -0.35, -0.06, 0.18, 0.42, 0.68, 1.02, 1.55, 2.12, 2.76],
    [-2.19, -1.61, -1.07, -0.56, -0.24, -0.03, 0.18, 0.39, 0.63, 0.91, 1.34, 1.74, 2.15],
)
SHARE_SHRINK = Method(share_shrink, QUANTILES, 0.12, 0.3, 0.0, 1.0, 1.0)
METHODS = {"running-level": RUNNING_LEVEL, "share-shrink": SHARE_SHRINK}
