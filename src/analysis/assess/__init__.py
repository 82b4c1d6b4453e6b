"""Judging: where every target stands, where its year will end, and what would change that."""

from analysis.assess.judge import assess

__all__ = ["assess"]
