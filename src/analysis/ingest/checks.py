"""Checks within one table: sums, cumulative figures, shares of the plan."""

from __future__ import annotations


def check_table(table, made, report) -> None:
    return None
