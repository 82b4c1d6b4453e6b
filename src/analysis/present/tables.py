"""All tables a notebook can ask for."""

from __future__ import annotations

from analysis.present.tables_annex import AnnexTables
from analysis.present.tables_brief import BriefTables
from analysis.present.tables_changes import ChangeTables
from analysis.present.tables_data import DataTables
from analysis.present.tables_look_back import LookBackTables
from analysis.present.tables_measures import MeasureTables
from analysis.present.tables_outcome import OutcomeTables
from analysis.present.tables_places import PlaceTables
from analysis.present.tables_score import ScoreTables
from analysis.present.tables_strip import StripTables
from analysis.present.tables_works import WorkTables
from analysis.present.view import View


class Tables(
    StripTables,
    BriefTables,
    AnnexTables,
    WorkTables,
    MeasureTables,
    PlaceTables,
    DataTables,
    OutcomeTables,
    LookBackTables,
    ScoreTables,
    ChangeTables,
):
    """Each method returns a Piece: ready HTML, the frame behind it, the same in plain words."""

    def __init__(self, view: View):
        self.view = view
