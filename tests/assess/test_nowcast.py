import numpy as np
import pytest

from analysis.assess.nowcast import FlowInput, fan, forecast_flows

# Rice exports of Vietnam, USD million a month, 2017-2020 (General Department of Customs, through the
# national summary data page).
RICE = np.array(
    [
        [142.97791, 169.105695, 226.67423, 249.554525, 248.79883, 236.295199,
         246.901951, 280.839132, 227.688169, 245.810618, 176.946999, 181.885663],
        [238.802724, 167.715388, 336.119904, 362.912157, 382.006469, 280.122446,
         222.120849, 295.860914, 169.453267, 186.069091, 192.304627, 226.678035],
        [195.310352, 116.621003, 298.041078, 287.505845, 293.886391, 257.344847,
         261.676694, 269.529103, 210.939329, 208.570197, 168.090438, 227.974816],
        [196.45723, 238.127881, 271.514122, 254.373965, 492.544342, 227.256297,
         232.144971, 304.326561, 195.804248, 192.011985, 188.968118, 291.801357],
    ]
)  # fmt: skip


def rice(m=6, **more):
    return FlowInput("rice", RICE[:3], RICE[3, :m], **more)


def test_golden_figures_of_the_method():
    f = forecast_flows([rice()], method="share-shrink")[0]
    assert [round(float(v), 4) for v in f.shares] == [
        0.0718, 0.0544, 0.1014, 0.1036, 0.1063, 0.0904, 0.0862, 0.0962, 0.0723, 0.0745, 0.0651, 0.0778,
    ]  # fmt: skip
    assert (round(f.to_date, 2), round(f.rest, 2), round(f.total, 2)) == (1680.27, 1452.77, 3133.04)
    assert f.prior == pytest.approx(2795.49, abs=0.005)
    assert f.typical and f.history_years == 3 and f.broken_at is None and f.filled == ()


def test_after_the_last_period_the_total_is_the_sum():
    f = forecast_flows([rice(12, target=3000.0)])[0]
    assert f.total == f.p025 == f.p975 == pytest.approx(RICE[3].sum())
    assert f.probability == 1.0


def test_the_fan_ends_at_the_interval():
    f = forecast_flows([rice()])[0]
    path = fan(f)
    assert list(path["period"]) == list(range(6, 13))
    assert path["p10"].iloc[-1] == pytest.approx(f.p10) and path["p90"].iloc[-1] == pytest.approx(f.p90)
    assert (path.iloc[0, 1:] == f.to_date).all()
