"""All charts a notebook can ask for."""

from __future__ import annotations

from analysis.present.charts_bullets import BulletCharts
from analysis.present.charts_data import DataCharts
from analysis.present.charts_path import PathCharts
from analysis.present.charts_places import PlaceCharts
from analysis.present.charts_sector import SectorCharts
from analysis.present.view import View


class Charts(PathCharts, BulletCharts, SectorCharts, PlaceCharts, DataCharts):
    """Each method returns a Piece: the finding as heading, the pictures, the data behind, what follows from it."""

    def __init__(self, view: View):
        self.view = view
