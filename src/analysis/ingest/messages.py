"""How grave each doubt of the reader about a figure or a file is; its words stand in the language files ([message])."""

from __future__ import annotations

from typing import Literal

Severity = Literal["error", "warning", "note"]

_LESS: dict[Severity, str] = {
    "warning": """
    correction_outside stale_more no_source no_tables no_table near_title none_asked other_month no_columns
    double_column no_row marks_only separator date_before year_doubt rows_gone no_period_row unclear_head no_column
    shares share_alone unit_changed stale rate falling month_above_total total jump months_and_year share
    name_period form_sheet form_locked form_added form_formula form_empty form_half
    """,
    "note": "no_spreadsheet near_name no_figure hidden no_unit no_date form",
}
# of every code that is no error
SEVERITY: dict[str, Severity] = {
    code: severity for severity, codes in _LESS.items() for code in codes.split()
}
