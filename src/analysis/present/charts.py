"""All charts a notebook can ask for."""

from __future__ import annotations

from analysis.present.charts_bullets import BulletCharts
from analysis.present.charts_crops import CropCharts
from analysis.present.charts_data import DataCharts
from analysis.present.charts_economy import EconomyCharts
from analysis.present.charts_levels import LevelCharts
from analysis.present.charts_method import MethodCharts
from analysis.present.charts_overview import OverviewCharts
from analysis.present.charts_path import PathCharts
from analysis.present.charts_periods import PeriodCharts
from analysis.present.charts_places import PlaceCharts
from analysis.present.view import View


class Charts(
    PathCharts,
    BulletCharts,
    LevelCharts,
    EconomyCharts,
    CropCharts,
    PeriodCharts,
    PlaceCharts,
    DataCharts,
    MethodCharts,
    OverviewCharts,
):
    """Each method returns a Piece: the finding as heading, pictures, the data behind, what follows."""

    def __init__(self, view: View):
        self.view = view
